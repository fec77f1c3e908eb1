/* asl/plan_sdk_targets.c - the resources on which an action of an SDK operation is checked. */
#include "asl/plan_sdk.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

/* What the rows of arns.tsv say about one action. */
struct targets {
	struct vec given;    /* struct expanded: named by the request */
	struct vec required; /* struct expanded: required, but the request does not name them */
	struct vec also;     /* struct expanded: perhaps checked too */
	bool unsure;	     /* whether this action is needed at all only the run tells */
};

static void add_expanded(struct operation *operation, struct str action, const struct vec *list,
			 enum asl_need need, struct str when)
{
	for (size_t i = 0; i < list->n; i++) {
		struct asl_call_need row = sdk_call_row(operation, action);
		row.need = need;
		row.when = when;
		plan_add_one(operation->planner, vec_at(list, i), row);
	}
}

void sdk_add_anything(struct operation *operation, struct str action)
{
	struct expanded anything = {.text = STR_INIT(HOLE_TEXT), .given = true};
	struct asl_call_need need = sdk_call_row(operation, action);

	need.own = !sdk_names_others(operation);
	plan_add_one(operation->planner, &anything, need);
}

static void sort_row(struct operation *operation, struct targets *targets, size_t row)
{
	bool required = str_eq(catalogue_cell(CATALOGUE_ARNS, row, ARN_USE), STR("required"));
	struct str arn = catalogue_cell(CATALOGUE_ARNS, row, ARN_ARN);
	bool list = str_contains(arn, STR("[]"));
	const struct expanded *texts;
	size_t n;

	template_expand(&operation->planner->scene, arn, &texts, &n);
	for (size_t i = 0; i < n; i++) {
		const struct expanded *e = &texts[i];
		struct vec *into = &targets->also;
		/* Of a list whose elements each need one of several actions, what is absent needs
		 * nothing. */
		if (list && !operation->only_action && !e->given)
			continue;
		if (list && !operation->only_action && e->maybe)
			targets->unsure = true;
		if (required)
			into = e->given ? &targets->given : &targets->required;
		else if (e->has_field && e->given && !e->maybe)
			into = &targets->given;
		else if (e->has_field && !e->given)
			continue;
		*(struct expanded *)vec_push(into) = *e;
	}
}

/* EC2 checks what it makes or takes by default as if it had been named. */
static bool checks_defaults(const struct operation *operation)
{
	return str_eq(operation->service, STR("ec2"));
}

static void add_targets(struct operation *operation, struct str action, struct targets *targets)
{
	struct vec *alone = targets->required.n > 0 ? &targets->required : &targets->also;

	if (targets->given.n > 0) {
		add_expanded(operation, action, &targets->given, ASL_REQUIRED,
			     (struct str){NULL, 0});
		add_expanded(operation, action, &targets->required,
			     checks_defaults(operation) ? ASL_REQUIRED : ASL_CONDITIONAL,
			     STR("the service checks what the request does not name"));
		add_expanded(operation, action, &targets->also, ASL_CONDITIONAL,
			     STR("the service checks this too"));
	} else if (alone->n == 1) {
		add_expanded(operation, action, alone, ASL_REQUIRED, (struct str){NULL, 0});
	} else {
		sdk_add_anything(operation, action);
	}
}

static bool all_absent(const struct targets *targets)
{
	return targets->given.n == 0 && targets->required.n == 0 && targets->also.n == 0;
}

/* Rows of arns.tsv for one action; false where there are none. */
bool sdk_add_from_rows(struct operation *operation, struct str action)
{
	struct targets targets;
	struct catalogue_rows rows = operation->arns;
	bool any = false;

	if (rows.from == rows.to)
		return false;

	targets.unsure = false;
	vec_init(&targets.given, operation->planner->arena, sizeof(struct expanded));
	vec_init(&targets.required, operation->planner->arena, sizeof(struct expanded));
	vec_init(&targets.also, operation->planner->arena, sizeof(struct expanded));
	for (size_t row = rows.from; row < rows.to; row++) {
		struct str of = catalogue_cell(CATALOGUE_ARNS, row, ARN_ACTION);
		bool mine = of.n == 0 ? operation->only_action : str_eq_nocase(of, action);
		if (!mine || str_eq(catalogue_cell(CATALOGUE_ARNS, row, ARN_USE), STR("extra")))
			continue;
		sort_row(operation, &targets, row);
		any = true;
	}
	bool sure = operation->sure;
	operation->sure = sure && !targets.unsure;
	if (any && (operation->only_action || !all_absent(&targets)))
		add_targets(operation, action, &targets);
	operation->sure = sure;
	return any;
}

/* The ARN in ResourceArn and its like: tagging operations take the ARN of anything. */
static bool add_resource_arn(struct operation *operation, struct str action)
{
	static const char *const names[] = {"ResourceArn", "Arn", "TagResourceArn", "ResourceARN"};
	struct planner *planner = operation->planner;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (plan_given(planner, str_from(names[i])) == TRI_NO)
			continue;
		plan_add(planner, arena_printf(planner->arena, "{%s}", names[i]),
			 sdk_call_row(operation, action));
		return true;
	}
	return false;
}

/* The only resource type, or the only required one, of an action: "3!", "0 2!"; false for several.
 */
static bool only_type(struct str types, struct str *type)
{
	struct str_split split = {types, false};
	struct str part;
	size_t required = 0;
	size_t all = 0;
	struct str first = {NULL, 0};

	while (str_next(&split, ' ', &part)) {
		bool must = str_ends(part, STR("!"));
		if (must)
			part = str_slice(part, 0, part.n - 1);
		if (all == 0 || (must && required == 0))
			first = part;
		all++;
		required += must;
	}
	*type = first;
	return required == 1 || (required == 0 && all == 1);
}

/* A type that is not required counts only where the parameters name it. */
static bool type_is_meant(struct operation *operation, struct str types, size_t row)
{
	const struct expanded *texts;
	size_t n;

	if (str_find_char(types, '!') >= 0)
		return true;
	template_expand(&operation->planner->scene, catalogue_cell(CATALOGUE_IAM_TYPES, row, 2),
			&texts, &n);
	return texts[0].has_field && texts[0].given;
}

/* What the parameters do not name may as well be another account's. */
static void add_type(struct operation *operation, struct str action, struct str arn)
{
	struct template_scene *scene = &operation->planner->scene;
	struct str account = scene->account;
	const struct expanded *texts;
	size_t n;

	template_expand(scene, arn, &texts, &n);
	if (!texts[0].given && sdk_names_others(operation))
		scene->account = (struct str){NULL, 0};
	plan_add(operation->planner, arn, sdk_call_row(operation, action));
	scene->account = account;
}

/* Is an ARN of that type ("5", "9!"), as far as the type's template is text? */
static bool is_of_type(struct str prefix, struct str type, struct str text)
{
	struct catalogue_rows rows =
	    catalogue_rows(CATALOGUE_IAM_TYPES, prefix, str_until(type, '!'));
	struct arn arn, like;

	return rows.from < rows.to && arn_parse(text, &arn) && str_eq(arn.service, prefix) &&
	       arn_parse(catalogue_cell(CATALOGUE_IAM_TYPES, rows.from, 2), &like) &&
	       str_starts(arn.resource, str_until(like.resource, '{'));
}

static bool is_of_types(struct str prefix, struct str types, struct str text)
{
	struct str_split split = {types, false};
	struct str type;

	while (str_next(&split, ' ', &type))
		if (is_of_type(prefix, type, text))
			return true;
	return false;
}

static size_t count_parts(struct str resource)
{
	size_t n = 0;

	for (size_t i = 0; i < resource.n; i++)
		n += resource.p[i] == '/' || resource.p[i] == ':';
	return n;
}

/* Does an ARN name all that an ARN of that type does, or what stands for it: "listener/app/..."
 * where "listener/net/{...}" may be named as well? */
static bool names_type(struct str prefix, struct str type, struct str text)
{
	struct catalogue_rows rows =
	    catalogue_rows(CATALOGUE_IAM_TYPES, prefix, str_until(type, '!'));
	struct arn arn, like;

	if (rows.from == rows.to || !arn_parse(text, &arn) ||
	    !arn_parse(catalogue_cell(CATALOGUE_IAM_TYPES, rows.from, 2), &like))
		return false;
	size_t has = count_parts(arn.resource), wants = count_parts(like.resource);
	return (has >= wants && is_of_type(prefix, type, text)) ||
	       (has == wants &&
		str_eq(str_until(arn.resource, '/'), str_until(like.resource, '/')));
}

/* Is each type that the action must name that of one of the texts? */
static bool names_required(struct str prefix, struct str types, const struct vec *texts)
{
	struct str_split split = {types, false};
	struct str type;

	while (str_next(&split, ' ', &type)) {
		bool named = !str_ends(type, STR("!"));
		for (size_t i = 0; i < texts->n && !named; i++)
			named = names_type(prefix, type, *(struct str *)vec_at(texts, i));
		if (!named)
			return false;
	}
	return true;
}

/* Of an action of several types: what parameters name by ARNs of one of them; false where there may
 * be more. */
static bool add_named_arns(struct operation *operation, struct str action, struct str types)
{
	struct planner *planner = operation->planner;
	struct field all =
	    fields_get(&planner->fields, planner->scene.container, (struct str){NULL, 0});
	struct str prefix = str_until(action, ':');
	struct str ignored = {NULL, 0};
	struct vec texts;

	vec_init(&texts, planner->arena, sizeof(struct str));
	for (size_t i = 0; all.value->kind == VAL_OBJECT && i < val_count(all.value); i++) {
		struct str name = val_nth(planner->arena, all.value, i).name;
		const struct val *value = val_get(planner->arena, all.value, name);
		struct str text;
		if (!str_ends(name, STR("Arn")) || value->kind != VAL_STRING)
			continue;
		text = val_text(planner->arena, value, &ignored);
		if (!is_of_types(prefix, types, text))
			continue;
		plan_add(planner, arena_printf(planner->arena, "{%.*s}", STR_ARG(name)),
			 sdk_call_row(operation, action));
		*(struct str *)vec_push(&texts) = text;
	}
	return texts.n > 0 && names_required(prefix, types, &texts);
}

/* Parameters may have the names that the Service Authorization Reference gives to the parts of
 * ARNs. */
void sdk_add_from_types(struct operation *operation, struct str action, struct str types)
{
	ptrdiff_t colon = str_find_char(action, ':');
	struct str type;

	if (types.n == 0) {
		plan_add(operation->planner, STR("*"), sdk_call_row(operation, action));
		return;
	}
	if (add_resource_arn(operation, action))
		return;
	struct catalogue_rows rows = {CATALOGUE_IAM_TYPES, 0, 0};
	if (only_type(types, &type))
		rows =
		    catalogue_rows(CATALOGUE_IAM_TYPES, str_slice(action, 0, (size_t)colon), type);
	bool meant = rows.from < rows.to && type_is_meant(operation, types, rows.from);
	if (!meant && !add_named_arns(operation, action, types))
		sdk_add_anything(operation, action);
	else if (meant)
		add_type(operation, action, catalogue_cell(CATALOGUE_IAM_TYPES, rows.from, 2));
}
