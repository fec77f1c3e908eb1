/* asl/plan_handed.c - roles that an SDK call hands over, and tags of what it makes. */
#include "asl/plan_sdk.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

enum { HANDED_VALUES_MAX = 4096 };
enum { FOREIGN_OPERATIONS = 1 };
enum { TAGGING_FIELD = 2, TAGGING_ACTION, TAGGING_ARN, TAGGING_SOURCE };

static bool begins_with_any(struct str api, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts_nocase(api, str_from(words[i])))
			return true;
	return false;
}

/* What only reads is handed nothing. */
static bool only_reads(struct str api)
{
	static const char *const words[] = {"get",   "list",	 "describe", "search",
					    "query", "batchGet", "simulate"};

	return begins_with_any(api, words, sizeof(words) / sizeof(words[0]));
}

static bool makes_nothing(struct str api)
{
	static const char *const words[] = {"delete", "remove"};

	return only_reads(api) || begins_with_any(api, words, sizeof(words) / sizeof(words[0]));
}

/* ---- roles ------------------------------------------------------------------------------------
 */

struct walk {
	struct operation *operation;
	size_t left;
};

/* What others are to read, not the service that is called. */
static bool is_message(struct str name)
{
	static const char *const names[] = {
	    "Payload", "Input", "Detail",      "MessageBody",	    "Message", "Item",
	    "Body",    "Data",	"Environment", "SecretString",	    "Value",   "TemplateBody",
	    "Tags",    "Event", "Definition",  "PolicyDocument",    "Policy",  "Entries",
	    "Records", "Key",	"Expected",    "ContainerOverrides"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq_nocase(name, str_from(names[i])))
			return true;
	return false;
}

static bool passed_already(const struct planner *planner, struct str role)
{
	for (size_t i = 0; i < planner->calls.n; i++) {
		const struct asl_call_need *known = vec_at(&planner->calls, i);
		if (known->kind == ASL_PASSROLE &&
		    (str_eq(known->resource, role) || holes_fits(known->resource, role)))
			return true;
	}
	return false;
}

static struct asl_call_need passed(struct operation *operation)
{
	struct asl_call_need need = sdk_call_row(operation, STR("iam:PassRole"));

	need.kind = ASL_PASSROLE;
	need.need = ASL_CONDITIONAL;
	need.when = STR("the request passes this role");
	return need;
}

static void add_role(struct walk *walk, struct str text)
{
	struct expanded role = {.text = text, .given = true};
	struct arn arn;

	if (!arn_parse(text, &arn) || !str_eq(arn.service, STR("iam")) ||
	    !str_starts(arn.resource, STR("role/")) ||
	    passed_already(walk->operation->planner, text))
		return;
	plan_add_one(walk->operation->planner, &role, passed(walk->operation));
}

/* Which role it is, the run decides. */
static void add_any_role(struct walk *walk)
{
	struct planner *planner = walk->operation->planner;
	const struct expanded *roles;
	struct asl_call_need need = passed(walk->operation);
	size_t n;

	template_expand(&planner->scene, STR("arn:${P}:iam::${A}:role/*"), &roles, &n);
	if (!passed_already(planner, roles[0].text))
		plan_add_one(planner, &roles[0], need);
}

/* How the field is named that a value stands in. */
enum named {
	NAMED_OTHERWISE,
	NAMED_AFTER_ROLES, /* "RoleSettings", "Credentials": an ARN of a role is one */
	NAMED_ROLE,	   /* "RoleArn", "ServiceRole", "RoleArns": it holds nothing else */
};

static bool ends_nocase(struct str name, struct str end)
{
	return name.n >= end.n && str_eq_nocase(str_skip(name, name.n - end.n), end);
}

static enum named named_of(struct str name)
{
	static const struct str ends[] = {STR_INIT("RoleArn"), STR_INIT("RoleArns"),
					  STR_INIT("Role"), STR_INIT("Roles")};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (ends_nocase(name, ends[i]))
			return NAMED_ROLE;
	return str_contains_nocase(name, STR("role")) || str_eq_nocase(name, STR("Credentials"))
		   ? NAMED_AFTER_ROLES
		   : NAMED_OTHERWISE;
}

/* What stands in an object is named after roles where the object is. */
static enum named named_within(enum named object, struct str name)
{
	enum named own = named_of(name);

	return own == NAMED_OTHERWISE && object != NAMED_OTHERWISE ? NAMED_AFTER_ROLES : own;
}

static bool is_open(const struct val *value)
{
	return value->kind == VAL_UNKNOWN || value->open ||
	       (value->kind == VAL_STRING && holes_only(value->text));
}

static void walk_value(struct walk *walk, const struct val *value, enum named named, int depth);

static void walk_parts(struct walk *walk, const struct val *value, enum named named, int depth)
{
	struct arena *arena = walk->operation->planner->arena;
	size_t n = val_count(value);

	for (size_t i = 0; i < n; i++) {
		struct val_member m = val_nth(arena, value, i);
		if (value->kind == VAL_ARRAY)
			walk_value(walk, val_at(arena, value, (long)i), named, depth + 1);
		else if (!is_message(m.name))
			walk_value(walk, val_get(arena, value, m.name), named_within(named, m.name),
				   depth + 1);
	}
}

static void walk_value(struct walk *walk, const struct val *value, enum named named, int depth)
{
	bool unseen = depth > VAL_DEPTH_MAX || walk->left == 0;

	if (unseen || (named == NAMED_ROLE && is_open(value)))
		add_any_role(walk); /* what is not looked at may be one */
	if (unseen)
		return;
	walk->left--;
	if (value->kind == VAL_STRING && named != NAMED_OTHERWISE)
		add_role(walk, value->text);
	if (value->kind == VAL_ONE_OF && named != NAMED_OTHERWISE)
		for (size_t i = 0; i < value->n; i++)
			walk_value(walk, value->members[i].value, named, depth + 1);
	if (value->kind == VAL_OBJECT || value->kind == VAL_ARRAY)
		walk_parts(walk, value, named, depth);
}

/*
 * passrole.tsv knows which operations surely pass a role. A role's ARN in a field that is named
 * after roles is most probably passed by others as well. EMR on EKS takes the role of a job without
 * that (a condition key of its own stands for it). Source: IAM User Guide, "Grant a user
 * permissions to pass a role to an AWS service".
 */
void sdk_add_handed_roles(struct operation *operation)
{
	static const char *const others[] = {"iam", "sts", "emrcontainers"};
	struct planner *planner = operation->planner;
	struct walk walk = {operation, HANDED_VALUES_MAX};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (str_eq(operation->service, str_from(others[i])))
			return;
	if (only_reads(operation->api))
		return;
	struct field field =
	    fields_get(&planner->fields, planner->scene.container, (struct str){NULL, 0});
	walk_value(&walk, field.value, NAMED_OTHERWISE, 0);
}

/* ---- whose it is ------------------------------------------------------------------------------
 */

static bool is_of_others(const struct operation *operation, struct str text)
{
	struct str own = operation->planner->scene.account;
	struct arn arn;

	if (holes_any(text) || own.n == 0 || holes_any(own))
		return true;
	if (arn_parse(text, &arn))
		return arn.account.n > 0 && !str_eq(arn.account, own);
	if (str_find(text, STR("://")) >= 0)
		return true;
	return arn_is_account_id(text) && !str_eq(text, own);
}

static bool holds_others(struct walk *walk, const struct val *value, int depth)
{
	struct arena *arena = walk->operation->planner->arena;
	size_t n = val_count(value);

	if (depth > VAL_DEPTH_MAX || walk->left == 0 || value->kind == VAL_UNKNOWN ||
	    value->kind == VAL_ONE_OF || value->open)
		return true;
	walk->left--;
	if (value->kind == VAL_STRING)
		return is_of_others(walk->operation, value->text);
	if (value->kind != VAL_OBJECT && value->kind != VAL_ARRAY)
		return false;
	for (size_t i = 0; i < n; i++) {
		struct val_member m = val_nth(arena, value, i);
		const struct val *one = value->kind == VAL_ARRAY ? val_at(arena, value, (long)i)
								 : val_get(arena, value, m.name);
		if (holds_others(walk, one, depth + 1))
			return true;
	}
	return false;
}

/* The parameters that may name what is of another account; false: nobody knows, so any may. */
static bool knows_foreign(const struct operation *operation, struct str *fields)
{
	struct catalogue_rows rows = catalogue_group(CATALOGUE_FOREIGN, operation->service);
	struct str word;

	if (rows.from == rows.to)
		return false;
	struct str_split split = {catalogue_cell(CATALOGUE_FOREIGN, rows.from, FOREIGN_OPERATIONS),
				  false};
	while (str_next(&split, ' ', &word)) {
		struct str name = str_until(word, '=');
		if (!str_eq_nocase(name, operation->api))
			continue;
		*fields = name.n < word.n ? str_skip(word, name.n + 1) : (struct str){NULL, 0};
		return true;
	}
	return false;
}

static bool any_holds_others(struct walk *walk, struct str names)
{
	struct planner *planner = walk->operation->planner;
	struct str_split split = {names, names.n == 0};
	struct str name;

	while (str_next(&split, ',', &name)) {
		struct field field = fields_get(&planner->fields, planner->scene.container, name);
		if (field.value->kind != VAL_ABSENT && holds_others(walk, field.value, 0))
			return true;
	}
	return false;
}

bool sdk_names_others(struct operation *operation)
{
	struct planner *planner = operation->planner;
	struct walk walk = {operation, HANDED_VALUES_MAX};
	struct str foreign;

	if (str_starts(operation->service, STR("s3")) ||
	    (operation->account_field.n > 0 &&
	     plan_given(planner, operation->account_field) != TRI_NO))
		return true;
	if (knows_foreign(operation, &foreign))
		return any_holds_others(&walk, foreign);
	struct field field =
	    fields_get(&planner->fields, planner->scene.container, (struct str){NULL, 0});
	return holds_others(&walk, field.value, 0);
}

/* ---- tags -------------------------------------------------------------------------------------
 */

static bool tags_already(const struct planner *planner)
{
	for (size_t i = 0; i < planner->calls.n; i++) {
		const struct asl_call_need *known = vec_at(&planner->calls, i);
		if (sdk_is_tagging(known->action))
			return true;
	}
	return false;
}

static bool is_named(const struct asl_call_need *call)
{
	return call->kind == ASL_CALL && call->need == ASL_REQUIRED;
}

static size_t n_named(const struct planner *planner)
{
	size_t n = 0;

	for (size_t i = 0; i < planner->calls.n; i++)
		n += is_named(vec_at(&planner->calls, i));
	return n;
}

/* "ec2:CreateAction": for what tags are given. Source: Service Authorization Reference, condition
 * keys of Amazon EC2, Amazon ECS, Elastic Load Balancing. */
static void add_create_action(struct operation *operation, struct asl_call_need *row)
{
	struct planner *planner = operation->planner;
	struct asl_context *context = arena_array(planner->arena, 1, sizeof(*context));

	context->key = ARENA_JOIN(planner->arena, operation->prefix, STR(":CreateAction"));
	context->value = plan_named_action(planner, (struct str){NULL, 0}, operation->api);
	context->value = str_skip(context->value, 1);
	row->context = context;
	row->n_context = 1;
}

/* `arn` "=": on what the call is about; of several things it is not said which get the tags, and of
 * one without a name ("*") not on what the service asks for it. */
static void add_tag(struct operation *operation, struct str action, struct str arn,
		    enum asl_need need, struct str source)
{
	struct planner *planner = operation->planner;
	struct asl_call_need row = {.kind = ASL_TAG,
				    .need = need,
				    .action = action,
				    .when = STR("the service asks for it where tags are given"),
				    .sure = true,
				    .source = source};
	size_t n = planner->calls.n;

	add_create_action(operation, &row);
	if (str_eq(arn, STR("*")) || (str_eq(arn, STR("=")) && n_named(planner) > 1))
		row.need = ASL_CONDITIONAL;
	if (!str_eq(arn, STR("="))) {
		plan_add_given(planner, arn, row);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const struct asl_call_need *call = vec_at(&planner->calls, i);
		struct expanded same = {.text = call->resource,
					.decides = call->decides,
					.given = true,
					.plain = call->plain};
		if (is_named(call))
			plan_add_one(planner, &same, row);
	}
}

static enum tri holds_tags(const struct val *value)
{
	if (value->kind == VAL_UNKNOWN || value->open)
		return TRI_UNKNOWN;
	if (value->kind == VAL_ABSENT || value->kind == VAL_NULL)
		return TRI_NO;
	if (value->kind == VAL_ARRAY || value->kind == VAL_OBJECT)
		return val_count(value) > 0 ? TRI_YES : TRI_NO;
	return TRI_YES;
}

static enum tri tags_given(struct operation *operation, struct str field)
{
	struct planner *planner = operation->planner;
	enum tri given = TRI_NO;
	const struct field *found;
	size_t n;

	fields_find(&planner->fields, planner->scene.container, field, &found, &n);
	for (size_t i = 0; i < n && given != TRI_YES; i++) {
		enum tri one = holds_tags(found[i].value);
		if (one != TRI_NO)
			given = one;
	}
	return given;
}

/* Rows of tagging.tsv for this operation, or else for all of its service; false: there are none. */
static bool add_known_tags(struct operation *operation, struct str api)
{
	struct catalogue_rows rows = catalogue_rows(CATALOGUE_TAGGING, operation->service, api);

	for (size_t row = rows.from; row < rows.to; row++) {
		enum tri given =
		    tags_given(operation, catalogue_cell(CATALOGUE_TAGGING, row, TAGGING_FIELD));
		if (given != TRI_NO)
			add_tag(operation, catalogue_cell(CATALOGUE_TAGGING, row, TAGGING_ACTION),
				catalogue_cell(CATALOGUE_TAGGING, row, TAGGING_ARN),
				given == TRI_YES ? ASL_REQUIRED : ASL_CONDITIONAL,
				catalogue_cell(CATALOGUE_TAGGING, row, TAGGING_SOURCE));
	}
	return rows.from < rows.to;
}

/* "Tags", "TagList", "RecoveryPointTags": whatever ends so and holds something. */
static bool is_tag_field(struct str name)
{
	static const char *const ends[] = {"Tags", "TagList", "TagSpecifications", "TagSet"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (ends_nocase(name, str_from(ends[i])))
			return true;
	return false;
}

/* A field that only says whether tags are taken over is none of these. */
static bool any_tags(struct operation *operation)
{
	struct planner *planner = operation->planner;
	struct field field =
	    fields_get(&planner->fields, planner->scene.container, (struct str){NULL, 0});
	size_t n = val_count(field.value);

	for (size_t i = 0; field.value->kind == VAL_OBJECT && i < n; i++) {
		struct val_member m = val_nth(planner->arena, field.value, i);
		if (!is_tag_field(m.name))
			continue;
		const struct val *value = val_get(planner->arena, field.value, m.name);
		if (value->kind == VAL_UNKNOWN ||
		    ((value->kind == VAL_ARRAY || value->kind == VAL_OBJECT) &&
		     holds_tags(value) != TRI_NO))
			return true;
	}
	return field.value->kind == VAL_UNKNOWN || field.value->open;
}

/* The service has an action for tags: most ask for it where something is made with tags. */
static void add_likely_tags(struct operation *operation)
{
	static const char *const names[] = {
	    "TagResource",     "AddTagsToResource",    "AddTags",	    "CreateTags",
	    "AddTagsToStream", "AddTagsToCertificate", "TagDeliveryStream", "CreateOrUpdateTags"};
	bool given = any_tags(operation);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && given; i++) {
		struct catalogue_rows rows =
		    catalogue_rows(CATALOGUE_IAM_ACTIONS, operation->prefix, str_from(names[i]));
		if (rows.from == rows.to)
			continue;
		add_tag(operation,
			ARENA_JOIN(operation->planner->arena, operation->prefix, STR(":"),
				   str_from(names[i])),
			STR("="), ASL_CONDITIONAL, STR("Service Authorization Reference"));
		return;
	}
}

void sdk_add_tags(struct operation *operation)
{
	if (makes_nothing(operation->api) || sdk_is_tagging(operation->api) ||
	    tags_already(operation->planner))
		return;
	if (!add_known_tags(operation, operation->api) && !add_known_tags(operation, STR("*")))
		add_likely_tags(operation);
}

void sdk_add_sent_tags(struct operation *operation)
{
	struct catalogue_rows rows =
	    catalogue_rows(CATALOGUE_TAGGING, operation->service, operation->api);

	for (size_t row = rows.from; row < rows.to; row++)
		if (operation->planner->calls.n > 0)
			plan_tags(
			    operation->planner,
			    ((struct asl_call_need *)vec_at(&operation->planner->calls, 0))->action,
			    catalogue_cell(CATALOGUE_TAGGING, row, TAGGING_FIELD), true);
}
