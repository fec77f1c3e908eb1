/* policy/parse.c - from the JSON of a policy to its compiled form. */
#include "rolehop/policy/parse.h"

#include "policy/compiled.h"
#include "policy/cond.h"
#include "policy/glob.h"
#include "policy/parsing.h"
#include "policy/vars.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/context.h"
#include "rolehop/policy/match.h"

/* The longest pointer that names a flaw; a longer one would be the document's own doing. */
enum { PARSE_POINTER_MAX = 1 << 16 };

/* Of the statement that is read, or of the document. */
static struct str parse_pointer(const struct parser *parser)
{
	if (!parser->at)
		return STR("");
	if (parser->at->single)
		return STR("/Statement");
	return arena_printf(parser->arena, "/Statement/%u", (unsigned)parser->at->index);
}

void parse_flaw_at(struct parser *parser, struct str element, struct str member, const char *text)
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
