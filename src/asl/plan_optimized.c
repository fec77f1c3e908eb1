/* asl/plan_optimized.c - the calls of an optimized integration, from catalogue/calls.tsv. */
#include "asl/catalogue.h"
#include "asl/plan.h"
#include "rolehop/model/holes.h"

enum { INTEGRATION_PATTERNS = 1 };
enum {
	CALL_PATTERNS = 1,
	CALL_KIND,
	CALL_NEED,
	CALL_IF,
	CALL_WHEN,
	CALL_ACTION,
	CALL_ARN,
	CALL_CONTEXT,
	CALL_SOURCE
};

static const struct {
	struct str word;
	enum asl_call_kind kind;
} kinds[] = {
    {STR_INIT("call"), ASL_CALL},
    {STR_INIT("poll"), ASL_POLL},
    {STR_INIT("cancel"), ASL_CANCEL},
    {STR_INIT("eventbridge"), ASL_EVENTBRIDGE},
    {STR_INIT("passrole"), ASL_PASSROLE},
    {STR_INIT("service-linked-role"), ASL_SERVICE_LINKED_ROLE},
    {STR_INIT("tag"), ASL_TAG},
    {STR_INIT("data"), ASL_DATA},
    {STR_INIT("resource-policy"), ASL_RESOURCE_POLICY},
};

const char *asl_call_kind_word(enum asl_call_kind kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].kind == kind)
			return kinds[i].word.p;
	return "call";
}

static enum asl_call_kind kind_of(struct str word)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_eq(kinds[i].word, word))
			return kinds[i].kind;
	return ASL_CALL;
}

static enum asl_need need_of(struct str word)
{
	if (str_eq(word, STR("best-effort")))
		return ASL_BEST_EFFORT;
	if (str_eq(word, STR("same-account-only")))
		return ASL_SAME_ACCOUNT_ONLY;
	return str_eq(word, STR("conditional")) || str_eq(word, STR("instead")) ? ASL_CONDITIONAL
										: ASL_REQUIRED;
}

static bool listed(struct str list, struct str word)
{
	struct str_split split = {list, false};
	struct str part;

	while (str_next(&split, ' ', &part))
		if (str_eq(part, word))
			return true;
	return false;
}

static struct str pattern_word(const struct planner *planner)
{
	return planner->resource.pattern.n > 0 ? planner->resource.pattern : STR("request");
}

/* "A=text": a parameter has that value. AuthType of API Gateway is NO_AUTH where it is not given.
 */
static enum tri has_value(struct planner *planner, struct str name, struct str wanted)
{
	struct field field = fields_get(&planner->fields, planner->scene.container, name);

	if (field.value->kind == VAL_ABSENT)
		return TRI_NO;
	if (!val_settled(field.value) ||
	    (field.value->kind != VAL_STRING && field.value->kind != VAL_BOOL))
		return TRI_UNKNOWN;
	struct str ignored = {NULL, 0};
	bool same = str_eq_nocase(val_text(planner->arena, field.value, &ignored), wanted);
	return same ? TRI_YES : TRI_NO;
}

/* What a parameter holds, where it is a text: else it is absent, or known only at run time. */
static enum tri text_of(struct planner *planner, struct str name, struct str *text)
{
	struct field field = fields_get(&planner->fields, planner->scene.container, name);
	struct str ignored = {NULL, 0};

	if (field.value->kind == VAL_ABSENT)
		return TRI_NO;
	if (field.value->kind != VAL_STRING)
		return TRI_UNKNOWN;
	*text = val_text(planner->arena, field.value, &ignored);
	return TRI_YES;
}

/*
 * "A^text": what a parameter holds begins with that text, a slash before it aside; further on, the
 * text may begin what is meant, as a path does behind the name of a stage.
 */
static enum tri begins_with(struct planner *planner, struct str name, struct str wanted)
{
	struct str text;
	enum tri given = text_of(planner, name, &text);

	if (given != TRI_YES)
		return given;
	if (str_starts(text, STR("/")))
		text = str_skip(text, 1);
	ptrdiff_t hole = str_find_char(text, HOLE);
	if (str_starts(text, wanted))
		return TRI_YES;
	if (str_find(text, wanted) >= 0)
		return TRI_UNKNOWN;
	return hole >= 0 && str_starts(wanted, str_slice(text, 0, (size_t)hole)) ? TRI_UNKNOWN
										 : TRI_NO;
}

/* Does the text of a parameter hold this? */
static enum tri has_within(struct planner *planner, struct str name, struct str wanted)
{
	struct str text;
	enum tri given = text_of(planner, name, &text);

	if (given != TRI_YES)
		return given;
	if (str_contains(text, wanted))
		return TRI_YES;
	return holes_any(text) ? TRI_UNKNOWN : TRI_NO;
}

/* "A" is given, or what "A=text", "A^text" and "A*text" say of it is so. */
static enum tri one_holds(struct planner *planner, struct str one)
{
	ptrdiff_t equals = str_find_char(one, '=');
	ptrdiff_t begins = str_find_char(one, '^');
	ptrdiff_t holds = str_find_char(one, '*');

	if (equals > 0)
		return has_value(planner, str_slice(one, 0, (size_t)equals),
				 str_skip(one, (size_t)equals + 1));
	if (begins > 0)
		return begins_with(planner, str_slice(one, 0, (size_t)begins),
				   str_skip(one, (size_t)begins + 1));
	if (holds > 0)
		return has_within(planner, str_slice(one, 0, (size_t)holds),
				  str_skip(one, (size_t)holds + 1));
	return plan_given(planner, one);
}

/* One part of a condition: one of several, or none of them. */
static enum tri part_holds(struct planner *planner, struct str part)
{
	bool denied = str_starts(part, STR("!"));
	struct str_split split = {str_skip(part, denied ? 1 : 0), false};
	struct str one;
	enum tri truth = TRI_NO;

	while (str_next(&split, ',', &one))
		truth = tri_or(truth, one_holds(planner, one));
	return denied ? tri_not(truth) : truth;
}

/* What the parameters say of a condition whose parts must all hold. */
static enum tri condition_holds(struct planner *planner, struct str condition)
{
	struct str_split split = {condition, false};
	struct str part;
	enum tri truth = TRI_YES;

	while (str_next(&split, '&', &part))
		truth = tri_and(truth, part_holds(planner, part));
	return truth;
}

/* Does the condition of a row let it apply; and what is its need then? *run: whether it is needed,
 * only the run decides. */
static bool row_applies(struct planner *planner, struct str condition, bool remembered,
			enum asl_need *need, bool *run)
{
	if (condition.n == 0)
		return true;
	bool either_way = condition.p[0] == '~';
	bool only_may = condition.p[0] == '?';
	bool without = condition.p[0] == '!';
	enum tri truth = condition_holds(planner, str_skip(condition, either_way || only_may));
	if (truth == TRI_NO)
		return either_way;
	if (*need == ASL_CONDITIONAL && !remembered && !only_may && !without)
		*need = ASL_REQUIRED;
	*run = truth == TRI_UNKNOWN && *need == ASL_REQUIRED;
	if (*run)
		*need = ASL_CONDITIONAL;
	return true;
}

/* "key", or "key?" of one that may be there where its parameter is not: empty, or what its default
 * is. */
static struct asl_context context_of(struct str key, const struct expanded *value, bool given)
{
	bool open = str_ends(key, STR("?"));
	bool without = open && value->without;

	if (open)
		key = str_slice(key, 0, key.n - 1);
	return (struct asl_context){.key = key,
				    .value = value->text,
				    .absent = !given || without,
				    .or_empty = open && !given,
				    .or_default = without ? value->text : (struct str){NULL, 0}};
}

void plan_context(struct planner *planner, struct str keys, struct asl_call_need *row)
{
	struct vec list;
	struct str_split split = {keys, keys.n == 0};
	struct str part;

	vec_init(&list, planner->arena, sizeof(struct asl_context));
	while (str_next(&split, ' ', &part)) {
		ptrdiff_t equals = str_find_char(part, '=');
		const struct expanded *values;
		size_t n;
		if (equals <= 0)
			continue;
		template_expand(&planner->scene, str_skip(part, (size_t)equals + 1), &values, &n);
		if (n != 1) /* several elements: each is a request of its own */
			continue;
		bool given = values[0].text.n > 0 && (!values[0].has_field || values[0].given);
		if (values[0].maybe)
			continue;
		*(struct asl_context *)vec_push(&list) =
		    context_of(str_slice(part, 0, (size_t)equals), &values[0], given);
	}
	row->context = list.items;
	row->n_context = list.n;
}

static struct str cell(size_t row, size_t column)
{
	return catalogue_cell(CATALOGUE_CALLS, row, column);
}

/* What the call asks for itself counts only where the service does not ask for `action` instead. */
static void open_own_calls(struct planner *planner, struct str action)
{
	for (size_t i = 0; i < planner->calls.n; i++) {
		struct asl_call_need *call = vec_at(&planner->calls, i);
		if (call->kind != ASL_CALL || call->need != ASL_REQUIRED)
			continue;
		call->need = ASL_CONDITIONAL;
		call->choice = ASL_CHOICE_OWN;
		call->when = arena_printf(planner->arena, "%.*s is not asked for in its place",
					  STR_ARG(action));
	}
}

static void add_row(struct planner *planner, size_t row)
{
	struct str patterns = cell(row, CALL_PATTERNS);
	if (!str_eq(patterns, STR("-")) && !listed(patterns, pattern_word(planner)))
		return;
	struct str source = cell(row, CALL_SOURCE);
	enum asl_need need = need_of(cell(row, CALL_NEED));
	bool run = false;
	if (!row_applies(planner, cell(row, CALL_IF), str_eq(source, STR("memory")), &need, &run))
		return;
	struct asl_call_need call = {
	    .kind = kind_of(cell(row, CALL_KIND)),
	    .need = need,
	    .action = cell(row, CALL_ACTION),
	    .when = cell(row, CALL_WHEN),
	    .run_decides = run,
	    .sure = true,
	    .source = source.n > 0 ? source : STR("Step Functions Developer Guide"),
	};
	if (str_eq(cell(row, CALL_NEED), STR("instead"))) {
		call.choice = ASL_CHOICE_INSTEAD;
		open_own_calls(planner, call.action);
	}
	plan_context(planner, cell(row, CALL_CONTEXT), &call);
	plan_add(planner, cell(row, CALL_ARN), call);
}

/* Integrations whose list of actions has not changed for years: what is not in it is refused. */
static bool list_is_closed(struct str service)
{
	static const struct str closed[] = {
	    STR_INIT("lambda"),	    STR_INIT("sns"),	   STR_INIT("sqs"),
	    STR_INIT("dynamodb"),   STR_INIT("batch"),	   STR_INIT("ecs"),
	    STR_INIT("glue"),	    STR_INIT("states"),	   STR_INIT("events"),
	    STR_INIT("athena"),	    STR_INIT("codebuild"), STR_INIT("databrew"),
	    STR_INIT("apigateway"), STR_INIT("http"),	   STR_INIT("mediaconvert"),
	};
	for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++)
		if (str_eq(closed[i], service))
			return true;
	return false;
}

/* Which patterns a service has is documented twice, differently, for these. */
static bool pattern_disputed(const struct planner *planner)
{
	return str_eq(planner->resource.pattern, STR("waitForTaskToken")) &&
	       (str_starts(planner->resource.service, STR("eks")) ||
		str_starts(planner->resource.service, STR("bedrock")));
}

static bool pattern_known(const struct planner *planner)
{
	static const struct str known[] = {STR_INIT("request"), STR_INIT("sync"),
					   STR_INIT("sync:2"), STR_INIT("waitForTaskToken")};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (str_eq(known[i], pattern_word(planner)))
			return true;
	return false;
}

static void check_pattern(struct planner *planner, struct str patterns)
{
	struct str pattern = planner->resource.pattern;

	if (listed(patterns, pattern_word(planner)))
		return;
	if (pattern_disputed(planner))
		plan_doubt(
		    planner, plan_at(planner, "Resource"),
		    STR("AWS documents .waitForTaskToken for this service in one place and denies "
			"it in another"));
	else if (!pattern_known(planner) || list_is_closed(planner->resource.service))
		plan_refuse(planner, plan_at(planner, "Resource"),
			    arena_printf(planner->arena, "%.*s:%.*s has no pattern .%.*s",
					 STR_ARG(planner->resource.service),
					 STR_ARG(planner->resource.api), STR_ARG(pattern)));
	else
		plan_doubt(planner, plan_at(planner, "Resource"),
			   arena_printf(planner->arena,
					"%.*s:%.*s is not known to have the pattern .%.*s",
					STR_ARG(planner->resource.service),
					STR_ARG(planner->resource.api), STR_ARG(pattern)));
}

/* Not in the catalogue: newer than it, or a mistake. */
static void plan_unlisted(struct planner *planner)
{
	const struct resource *resource = &planner->resource;
	struct str action = plan_named_action(planner, resource->service, resource->api);
	struct str sdk = arena_printf(planner->arena, "aws-sdk:%.*s:%.*s",
				      STR_ARG(resource->service), STR_ARG(resource->api));

	if (list_is_closed(resource->service))
		plan_refuse(planner, plan_at(planner, "Resource"),
			    arena_printf(planner->arena,
					 "Step Functions has no optimized integration %.*s:%.*s "
					 "(perhaps %.*s is meant)",
					 STR_ARG(resource->service), STR_ARG(resource->api),
					 STR_ARG(sdk)));
	else
		plan_doubt(
		    planner, plan_at(planner, "Resource"),
		    arena_printf(planner->arena,
				 "the optimized integration %.*s:%.*s is not in the catalogue",
				 STR_ARG(resource->service), STR_ARG(resource->api)));
	plan_add(planner, STR("arn:${P}:*"),
		 (struct asl_call_need){.kind = ASL_CALL,
					.need = ASL_REQUIRED,
					.action = action,
					.source = STR("naming rule: not in the catalogue")});
}

void plan_rows(struct planner *planner, struct str integration)
{
	struct catalogue_rows rows = catalogue_group(CATALOGUE_CALLS, integration);

	for (size_t row = rows.from; row < rows.to; row++)
		add_row(planner, row);
}

/* What the optimized integration of the same API needs besides the call. */
static bool is_beside(struct str kind, struct str action, struct str of)
{
	return str_eq(kind, STR("passrole")) || str_eq(kind, STR("data")) ||
	       (str_eq(kind, STR("call")) && !str_eq_nocase(action, of));
}

void plan_rows_beside(struct planner *planner, struct str integration, struct str action)
{
	struct catalogue_rows rows = catalogue_group(CATALOGUE_CALLS, integration);

	for (size_t row = rows.from; row < rows.to; row++)
		if (is_beside(cell(row, CALL_KIND), cell(row, CALL_ACTION), action))
			add_row(planner, row);
}

/* Of "Tags,PropagateTags=X" the field that holds tags; *others: another of them holds, or may
 * hold. */
static struct str tag_field(struct planner *planner, struct str condition, bool *others)
{
	struct str_split split = {condition, condition.n == 0};
	struct str field = {NULL, 0}, name;

	*others = false;
	while (str_next(&split, ',', &name)) {
		if (field.n == 0 && str_ends(name, STR("Tags")) &&
		    !str_starts(name, STR("Propagate")))
			field = name;
		else
			*others = *others || one_holds(planner, name) != TRI_NO;
	}
	return field;
}

/* The tags that the parameters give. Step Functions may add some to what it waits for. */
static void add_sent_tags(struct planner *planner, struct str integration, size_t first)
{
	struct catalogue_rows rows = catalogue_group(CATALOGUE_CALLS, integration);
	bool waits = str_starts(planner->resource.pattern, STR("sync"));

	for (size_t row = rows.from; row < rows.to && first < planner->calls.n; row++) {
		const struct asl_call_need *call = vec_at(&planner->calls, first);
		struct str condition = cell(row, CALL_IF);
		bool others;
		if (kind_of(cell(row, CALL_KIND)) != ASL_TAG || condition.n == 0 ||
		    condition.p[0] == '?')
			continue;
		struct str field = tag_field(planner, condition, &others);
		if (field.n > 0)
			plan_tags(planner, call->action, field, !waits && !others);
	}
}

void plan_optimized(struct planner *planner, struct str integration)
{
	struct catalogue_rows about = catalogue_group(CATALOGUE_INTEGRATIONS, integration);
	size_t calls = planner->calls.n;

	if (about.from == about.to) {
		plan_unlisted(planner);
		return;
	}
	check_pattern(planner,
		      catalogue_cell(CATALOGUE_INTEGRATIONS, about.from, INTEGRATION_PATTERNS));
	plan_rows(planner, integration);
	add_sent_tags(planner, integration, calls);
	if (str_starts(integration, STR("eks:")) && planner->calls.n == calls)
		plan_doubt(
		    planner, plan_at(planner, "Resource"),
		    STR("whether the role may do this in the cluster is decided by Kubernetes "
			"(access entries or aws-auth), not by IAM"));
}
