/* policy/parse.c - from the JSON of a policy to its compiled form. */
#include "rolehop/policy/parse.h"

#include "policy/compiled.h"
#include "policy/cond.h"
#include "policy/glob.h"
#include "policy/vars.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/base/map.h"
#include "rolehop/base/vec.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/context.h"
#include "rolehop/policy/match.h"

struct parser {
	struct arena *arena;
	struct arena *scratch; /* of the JSON: what stays is copied out of it */
	struct policy *policy;
	struct vec flaws;
	const struct statement *at; /* the statement being read; NULL: none yet */
};

/* The longest pointer that names a flaw; a longer one would be the document's own doing. */
enum { PARSE_POINTER_MAX = 1 << 16, PARSE_FEW_MEMBERS = 16 };

/* Of the statement that is read, or of the document. */
static struct str parse_pointer(const struct parser *parser)
{
	if (!parser->at)
		return STR("");
	if (parser->at->single)
		return STR("/Statement");
	return arena_printf(parser->arena, "/Statement/%u", (unsigned)parser->at->index);
}

/* A flaw at an element of the statement, and a member of that element. */
static void parse_flaw_at(struct parser *parser, struct str element, struct str member,
			  const char *text)
{
	struct policy_flaw *flaw = vec_push(&parser->flaws);
	struct str statement = parse_pointer(parser);
	struct buf pointer;
	buf_init(&pointer, parser->arena, PARSE_POINTER_MAX);
	buf_add(&pointer, statement);
	if (element.n)
		json_pointer_add(&pointer, element);
	if (member.n)
		json_pointer_add(&pointer, member);
	flaw->pointer = pointer.over ? statement : buf_str(&pointer);
	flaw->text = str_from(text);
}

static void parse_flaw(struct parser *parser, struct str element, const char *text)
{
	parse_flaw_at(parser, element, (struct str){NULL, 0}, text);
}

/* A text of the JSON that the policy keeps. */
static struct str parse_keep(const struct parser *parser, struct str text)
{
	return text.p ? arena_str(parser->arena, text) : text;
}

/* ---- repeated members: the last one counts ----------------------------------------------------
 */

struct parse_members {
	const struct json *json;
	struct map last; /* name -> its last member; used where there are many */
	bool mapped;
};

static void parse_members_of(struct parser *parser, const struct json *json,
			     struct parse_members *out)
{
	out->json = json;
	out->mapped = json_count(json) > PARSE_FEW_MEMBERS;
	if (!out->mapped)
		return;
	map_init(&out->last, parser->scratch);
	for (const struct json *m = json_first(json); m; m = json_next(m))
		map_put(&out->last, json_key(m), (void *)(uintptr_t)m);
}

static bool parse_is_last(const struct parse_members *members, const struct json *member)
{
	struct str key = json_key(member);
	return (members->mapped ? map_find(&members->last, key) : json_get(members->json, key)) ==
	       member;
}

/* ---- values -----------------------------------------------------------------------------------
 */

static void parse_lower(char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		bytes[i] = ascii_lower(bytes[i]);
}

/* Compiles one value. Patterns with variables are compiled when the request is known. */
static void parse_pattern(struct parser *parser, struct str text, enum vars_use use, bool action,
			  struct pattern *out)
{
	bool variables = vars_any(text);
	out->text = text;
	/* What only a deployment tells is open in every document. */
	bool held = variables && holes_placeholder(text).n > 0;
	out->variables = (parser->policy->variables_live && variables) || held;
	out->made = holes_made(text);
	bool open = variables && parser->policy->variables_odd; /* are they text, or variables? */
	out->odd = open || glob_has_marks(text);
	out->glob = text;
	out->kind = open ? PATTERN_ANY : PATTERN_GLOB;
	if (out->variables || open)
		return;
	if (use == VARS_GLOB || use == VARS_SEGMENTS) {
		char *bytes = arena_cstr(parser->arena, text);
		out->glob = (struct str){bytes, glob_compile(text, use == VARS_SEGMENTS, bytes)};
		if (action)
			parse_lower(bytes, out->glob.n);
	}
	out->kind = glob_kind(out->glob, &out->plain);
}

/* A string, number, boolean, or a list of them. */
static void parse_patterns(struct parser *parser, const struct json *json, struct str name,
			   struct str member, enum vars_use use, struct patterns *out)
{
	bool action = str_ends(name, STR("Action"));
	out->present = true;
	out->list = json_is(json, JSON_ARRAY);
	size_t n = out->list ? json_count(json) : 1;
	struct pattern *items = arena_array(parser->arena, n, sizeof(*items));
	const struct json *item = out->list ? json_first(json) : json;
	for (size_t i = 0; i < n; i++, item = json_next(item)) {
		enum json_kind kind = json_kind(item);
		bool text = kind != JSON_OBJECT && kind != JSON_ARRAY && kind != JSON_NULL;
		if (text)
			parse_pattern(parser,
				      parse_keep(parser, json_scalar(parser->scratch, item)), use,
				      action, &items[i]);
		else
			items[i] = (struct pattern){.kind = PATTERN_ANY, .odd = true};
		out->services |= items[i].odd || items[i].variables
				     ? UINT64_MAX
				     : glob_service_bit(items[i].glob);
		if (items[i].odd)
			parse_flaw_at(parser, name, member,
				      text ? "a value that IAM admits in no policy"
					   : "a value that is no text");
	}
	if (n == 0)
		parse_flaw_at(parser, name, member, "an empty list");
	out->items = items;
	out->n = (uint32_t)n;
}

/* ---- principals -------------------------------------------------------------------------------
 */

static bool parse_is_unique_id(struct str s)
{
	static const char *const prefixes[] = {"AROA", "AIDA", "AGPA", "ASIA", "AIPA", "ANPA"};
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (str_starts(s, str_from(prefixes[i])) && str_find_char(s, ':') < 0)
			return true;
	return false;
}

static enum principal_form parse_arn_form(const struct arn *arn)
{
	if (match_has_wildcard(arn->whole))
		return FORM_ILLEGAL;
	if (arn_is_root(arn))
		return FORM_ACCOUNT;
	if (arn_is_role(arn))
		return FORM_ROLE;
	if (arn_is_user(arn))
		return FORM_USER;
	if (arn_is_assumed_role(arn))
		return FORM_SESSION;
	return arn_is_federated_user(arn) ? FORM_FEDERATED_USER : FORM_ILLEGAL;
}

static enum principal_form parse_aws_form(struct str text, struct str *account)
{
	struct arn arn;
	if (arn_is_account_id(text)) {
		*account = text;
		return FORM_ACCOUNT;
	}
	if (!arn_parse(text, &arn))
		return parse_is_unique_id(text) ? FORM_UNIQUE_ID : FORM_ILLEGAL;
	*account = arn.account;
	return parse_arn_form(&arn);
}

/* TABLE: the kinds of principals that IAM has. Source: IAM User Guide, "AWS JSON policy elements:
 * Principal". */
/* clang-format off */
static const struct principal_kind_row {
	const char *type;
	enum principal_form form; /* FORM_ACCOUNT: by what stands there */
	bool everyone;            /* "*" may stand there */
} principal_kinds[] = {
	{"AWS",           FORM_ACCOUNT,   true},
	{"Service",       FORM_SERVICE,   true},
	{"Federated",     FORM_FEDERATED, true},
	{"CanonicalUser", FORM_CANONICAL, false},
};
/* clang-format on */

static void parse_principal(struct str type, struct str text, struct principal_item *out)
{
	out->text = text;
	out->type = type;
	out->form = FORM_UNCLEAR;
	if (holes_placeholder(text).n > 0) {
		out->form = FORM_OPEN;
		return;
	}
	if (!type.p && str_eq(text, STR("*")))
		out->form = FORM_EVERYONE;
	for (size_t i = 0; i < sizeof(principal_kinds) / sizeof(principal_kinds[0]); i++) {
		const struct principal_kind_row *row = &principal_kinds[i];
		if (!str_eq(type, str_from(row->type)))
			continue;
		if (row->everyone && str_eq(text, STR("*")))
			out->form = FORM_EVERYONE;
		else if (row->form == FORM_ACCOUNT)
			out->form = parse_aws_form(text, &out->account);
		else
			out->form = row->form;
	}
}

static void parse_principal_flaw(struct parser *parser, struct str name,
				 const struct principal_item *item)
{
	if (item->form == FORM_ILLEGAL)
		parse_flaw_at(parser, name, item->type,
			      "a principal that IAM does not admit: it matches no one");
	else if (item->form == FORM_UNIQUE_ID)
		parse_flaw_at(parser, name, item->type,
			      "dangling: the id of a principal that was deleted matches no one");
	else if (item->form == FORM_UNCLEAR)
		parse_flaw_at(parser, name, item->type, "a principal of no kind that IAM has");
}

static void parse_principal_values(struct parser *parser, struct vec *items, struct str name,
				   struct str type, const struct json *json)
{
	bool list = json_is(json, JSON_ARRAY);
	const struct json *item = list ? json_first(json) : json;
	if (list && !item)
		parse_flaw_at(parser, name, type, "an empty list");
	for (uint32_t i = 0; item; i++, item = list ? json_next(item) : NULL) {
		struct principal_item *out = vec_push(items);
		out->index = i;
		out->list = list;
		parse_principal(type, parse_keep(parser, json_scalar(parser->scratch, item)), out);
		bool text = json_is(item, JSON_STRING) || json_is(item, JSON_NUMBER);
		if (!text || (list && type.n == 0))
			out->form = FORM_UNCLEAR;
		parse_principal_flaw(parser, name, out);
	}
}

/* Values of an object's members; of anything else, its own. */
static size_t parse_values(const struct json *json)
{
	size_t n = 0;
	if (!json_is(json, JSON_OBJECT))
		return json_is(json, JSON_ARRAY) ? json_count(json) : 1;
	for (const struct json *m = json_first(json); m; m = json_next(m))
		n += json_is(m, JSON_ARRAY) || json_is(m, JSON_OBJECT) ? json_count(m) : 1;
	return n;
}

static void parse_principals(struct parser *parser, const struct json *json, struct str name,
			     struct principals *out)
{
	struct vec items;
	struct parse_members members;
	vec_init(&items, parser->arena, sizeof(struct principal_item));
	vec_reserve(&items, parse_values(json));
	out->present = true;
	if (json_is(json, JSON_OBJECT)) {
		parse_members_of(parser, json, &members);
		for (const struct json *m = json_first(json); m; m = json_next(m)) {
			if (parse_is_last(&members, m))
				parse_principal_values(parser, &items, name,
						       parse_keep(parser, json_key(m)), m);
			else
				parse_flaw_at(parser, name, json_key(m),
					      "stands there more than once");
		}
	} else {
		parse_principal_values(parser, &items, name, (struct str){NULL, 0}, json);
	}
	out->items = items.items;
	out->n = (uint32_t)items.n;
}

/* ---- conditions -------------------------------------------------------------------------------
 */

static void parse_condition(struct parser *parser, struct str op_text, const struct json *json,
			    struct condition *out)
{
	out->op_text = op_text;
	out->key = parse_keep(parser, json_key(json));
	cond_find(op_text, out);
	if (!out->op)
		parse_flaw_at(parser, STR("Condition"), op_text,
			      "a condition operator that IAM does not have");
	else if ((out->for_all || out->for_any) && context_is_single(out->key))
		parse_flaw_at(parser, STR("Condition"), op_text,
			      "a set operator on a key that has one value: it is taken as a set "
			      "of one, and an empty one where the key is absent");
	parse_patterns(parser, json, STR("Condition"), op_text,
		       out->op ? cond_use(out->op) : VARS_NONE, &out->values);
}

static void parse_operator(struct parser *parser, const struct json *op, struct vec *conditions)
{
	struct str op_text = parse_keep(parser, json_key(op));
	struct parse_members keys;
	parse_members_of(parser, op, &keys);
	for (const struct json *key = json_first(op); key; key = json_next(key)) {
		if (parse_is_last(&keys, key))
			parse_condition(parser, op_text, key, vec_push(conditions));
		else
			parse_flaw_at(
			    parser, STR("Condition"), op_text,
			    "a key that stands there more than once: the last one is taken");
	}
}

static void parse_conditions(struct parser *parser, const struct json *json, struct statement *out)
{
	struct vec conditions;
	struct parse_members ops;
	vec_init(&conditions, parser->arena, sizeof(struct condition));
	vec_reserve(&conditions, parse_values(json));
	if (!json_is(json, JSON_OBJECT)) {
		out->broken = true;
		parse_flaw(parser, STR("Condition"), "a condition block that is no object");
		return;
	}
	parse_members_of(parser, json, &ops);
	for (const struct json *op = json_first(json); op; op = json_next(op)) {
		if (!parse_is_last(&ops, op)) {
			parse_flaw_at(parser, STR("Condition"), json_key(op),
				      "stands there more than once: the last one is taken");
		} else if (!json_is(op, JSON_OBJECT)) {
			out->broken = true;
			parse_flaw_at(parser, STR("Condition"), json_key(op),
				      "an operator without keys");
		} else {
			parse_operator(parser, op, &conditions);
		}
	}
	out->conditions = conditions.items;
	out->n_conditions = (uint32_t)conditions.n;
}

/* ---- statements -------------------------------------------------------------------------------
 */

/* Resources: wildcards in the service segment, or fewer than six segments, are not what IAM saves.
 */
static void parse_resource_oddities(struct parser *parser, struct str name,
				    const struct patterns *resources)
{
	struct pattern *items = (struct pattern *)(uintptr_t)resources->items;
	for (uint32_t i = 0; i < resources->n; i++) {
		struct arn arn;
		struct str text = items[i].text;
		if (str_eq(text, STR("*")) || items[i].odd)
			continue;
		bool whole = arn_parse(text, &arn);
		items[i].odd = !whole || match_has_wildcard(arn.service);
		if (items[i].odd)
			parse_flaw(parser, name,
				   whole ? "a wildcard in the service of an ARN"
					 : "no ARN: fewer than six parts");
	}
}

/* An element and its opposite: which of both counts is not known, so anything may match. */
static void parse_both(struct parser *parser, const struct json *member, const char *what,
		       struct statement *out, struct patterns *patterns)
{
	struct pattern *any = arena_alloc(parser->arena, sizeof(*any));
	*any = (struct pattern){.text = str_from(what), .kind = PATTERN_ANY, .odd = true};
	*patterns =
	    (struct patterns){.items = any, .n = 1, .services = UINT64_MAX, .present = true};
	out->broken = true;
	parse_flaw(parser, json_key(member), what);
}

static void parse_actions(struct parser *parser, const struct json *member, struct statement *out)
{
	struct str name = json_key(member);
	if (out->actions.present) {
		parse_both(parser, member, "both Action and NotAction", out, &out->actions);
		return;
	}
	out->actions.negated = str_starts(name, STR("Not"));
	parse_patterns(parser, member, name, (struct str){NULL, 0}, VARS_GLOB, &out->actions);
}

static void parse_resources(struct parser *parser, const struct json *member, struct statement *out)
{
	struct str name = json_key(member);
	if (out->resources.present) {
		parse_both(parser, member, "both Resource and NotResource", out, &out->resources);
		return;
	}
	out->resources.negated = str_starts(name, STR("Not"));
	parse_patterns(parser, member, name, (struct str){NULL, 0}, VARS_SEGMENTS, &out->resources);
	parse_resource_oddities(parser, name, &out->resources);
}

static void parse_element(struct parser *parser, const struct json *member, struct statement *out)
{
	struct str name = json_key(member);
	if (str_eq(name, STR("Sid"))) {
		out->sid = parse_keep(parser, json_str(member));
	} else if (str_eq(name, STR("Effect"))) {
		out->effect = parse_keep(parser, json_str(member));
	} else if (str_eq(name, STR("Action")) || str_eq(name, STR("NotAction"))) {
		parse_actions(parser, member, out);
	} else if (str_eq(name, STR("Resource")) || str_eq(name, STR("NotResource"))) {
		parse_resources(parser, member, out);
	} else if (str_eq(name, STR("Principal")) || str_eq(name, STR("NotPrincipal"))) {
		out->broken |= out->principals.present;
		out->principals.negated = str_starts(name, STR("Not"));
		parse_principals(parser, member, name, &out->principals);
	} else if (str_eq(name, STR("Condition"))) {
		parse_conditions(parser, member, out);
	} else {
		out->broken = true;
		parse_flaw(parser, name, "an element that policies do not have");
	}
}

static void parse_statement(struct parser *parser, const struct json *json, struct statement *out)
{
	struct parse_members members;
	parser->at = out;
	if (!json_is(json, JSON_OBJECT)) {
		out->broken = out->effectless = true;
		out->open = parse_keep(parser, holes_placeholder(json_str(json)));
		parse_flaw(parser, (struct str){NULL, 0},
			   holes_placeholder(json_str(json)).n > 0
			       ? "a statement that only the deployment tells"
			       : "a statement that is no object");
		return;
	}
	parse_members_of(parser, json, &members);
	for (const struct json *member = json_first(json); member; member = json_next(member)) {
		if (parse_is_last(&members, member))
			parse_element(parser, member, out);
		else
			parse_flaw(parser, json_key(member),
				   "stands there more than once: the last one is taken");
	}
	out->allow = str_eq(out->effect, STR("Allow"));
	if (!out->allow && !str_eq(out->effect, STR("Deny"))) {
		out->broken = out->effectless = true;
		parse_flaw(parser, STR("Effect"), "neither Allow nor Deny");
	}
	if (!out->actions.present) {
		out->broken = true;
		parse_flaw(parser, STR("Action"), "no Action and no NotAction");
	}
}

static void parse_statements(struct parser *parser, const struct json *json)
{
	bool list = json_is(json, JSON_ARRAY);
	size_t n = list ? json_count(json) : 1;
	struct statement *statements = arena_array(parser->arena, n, sizeof(*statements));
	const struct json *item = list ? json_first(json) : json;
	for (size_t i = 0; i < n; i++, item = json_next(item)) {
		statements[i].single = !list;
		statements[i].index = (uint32_t)i;
		parse_statement(parser, item, &statements[i]);
	}
	parser->policy->statements = statements;
	parser->policy->n_statements = n;
}

/* ---- the document -----------------------------------------------------------------------------
 */

/* Without a Version a document is of 2008, and in that one ${...} is ordinary text. */
static void parse_version(struct parser *parser, const struct json *json)
{
	struct str version = json_get_str(json, STR("Version"));
	bool old = !json_get(json, STR("Version")) || str_eq(version, STR("2008-10-17"));
	parser->policy->variables_live = str_eq(version, STR("2012-10-17"));
	parser->policy->variables_odd = !old && !parser->policy->variables_live;
	if (parser->policy->variables_odd)
		parse_flaw(parser, STR("Version"), "a Version that IAM does not have");
	else if (old && vars_any(parser->policy->bytes->text))
		parse_flaw(parser, STR("Version"),
			   "without Version 2012-10-17, ${...} is ordinary text");
}

static void parse_document(struct parser *parser, const struct json *json)
{
	static const char *const known[] = {"Version", "Id", "Statement"};
	struct parse_members members;
	parse_members_of(parser, json, &members);
	for (const struct json *m = json_first(json); m; m = json_next(m)) {
		bool found = false;
		for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
			found |= str_eq(json_key(m), str_from(known[i]));
		if (!found)
			parse_flaw(parser, json_key(m), "an element that policies do not have");
		else if (!parse_is_last(&members, m))
			parse_flaw(parser, json_key(m),
				   "stands there more than once: the last one is taken");
	}
	parse_version(parser, json);
	const struct json *statements = json_get(json, STR("Statement"));
	parser->policy->broken = !statements;
	if (statements)
		parse_statements(parser, statements);
	else
		parse_flaw(parser, (struct str){NULL, 0}, "a policy without Statement");
}

bool policy_parse_packed(struct arena *arena, struct str packed, policy_restore *restore,
			 unsigned how, const struct policy **out, struct err *err)
{
	struct arena scratch;
	const struct json *json;
	bool ok;
	arena_init(&scratch);
	ok = json_parse(&scratch, packed, &json, err);
	if (ok && !json_is(json, JSON_OBJECT))
		ok = err_set(err, ERR_INPUT, "line 1, column 1: a policy is a JSON object");
	if (ok) {
		struct policy *policy = arena_alloc(arena, sizeof(*policy));
		struct parser parser = {.arena = arena, .scratch = &scratch, .policy = policy};
		policy->bytes = arena_alloc(arena, sizeof(*policy->bytes));
		*policy->bytes =
		    (struct policy_bytes){arena, arena_str(arena, packed), restore, how};
		vec_init(&parser.flaws, arena, sizeof(struct policy_flaw));
		parse_document(&parser, json);
		policy->flaws = parser.flaws.items;
		policy->n_flaws = parser.flaws.n;
		*out = policy;
	}
	arena_release(&scratch);
	return ok;
}

bool policy_parse(struct arena *arena, struct str text, const struct policy **out, struct err *err)
{
	return policy_parse_packed(arena, text, NULL, 0, out, err);
}

const struct policy_flaw *policy_flaw(const struct policy *policy, size_t i)
{
	return i < policy->n_flaws ? &policy->flaws[i] : NULL;
}

struct str policy_text(const struct policy *policy)
{
	struct policy_bytes *bytes = policy->bytes;
	if (bytes->restore)
		bytes->text = bytes->restore(bytes->arena, bytes->text, bytes->how);
	bytes->restore = NULL;
	return bytes->text;
}

size_t policy_statement_count(const struct policy *policy)
{
	return policy->n_statements;
}
