/* policy/parse.c - from the JSON of a policy to its compiled form. */
#include "rolehop/policy/parse.h"

#include <stdarg.h>
#include <stdio.h>

#include "policy/compiled.h"
#include "policy/cond.h"
#include "policy/glob.h"
#include "policy/vars.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/base/vec.h"
#include "rolehop/model/arn.h"

struct parser {
	struct arena *arena;
	struct policy *policy;
	struct vec flaws;
	struct str at; /* pointer of the statement being read */
};

static void parse_flaw(struct parser *parser, struct str element, const char *text)
{
	struct policy_flaw *flaw = vec_push(&parser->flaws);
	flaw->pointer = element.n ? arena_printf(parser->arena, "%.*s/%.*s", STR_ARG(parser->at),
						 STR_ARG(element))
				  : parser->at;
	flaw->text = str_from(text);
}

/* Compiles one value. Patterns with variables are compiled when the request is known. */
static void parse_pattern(struct parser *parser, struct str text, enum vars_use use,
			  struct pattern *out)
{
	out->text = text;
	out->variables = parser->policy->variables_live && vars_any(text);
	out->glob = text;
	if (out->variables || use == VARS_LITERAL)
		return;
	char *bytes = arena_alloc(parser->arena, text.n + 1);
	out->glob = (struct str){bytes, glob_compile(text, use == VARS_SEGMENTS, bytes)};
	for (size_t i = 0; i < out->glob.n; i++)
		out->wild |= bytes[i] >= GLOB_STAR && bytes[i] <= GLOB_SEGMENT;
}

/* A string, number, boolean, or a list of them. */
static void parse_patterns(struct parser *parser, const struct json *json, struct str name,
			   enum vars_use use, struct patterns *out)
{
	out->present = true;
	out->list = json_is(json, JSON_ARRAY);
	size_t n = out->list ? json_count(json) : 1;
	struct pattern *items = arena_array(parser->arena, n, sizeof(*items));
	const struct json *item = out->list ? json_first(json) : json;
	for (size_t i = 0; i < n; i++, item = json_next(item)) {
		enum json_kind kind = json_kind(item);
		items[i].index = (uint32_t)i;
		if (kind == JSON_OBJECT || kind == JSON_ARRAY || kind == JSON_NULL) {
			items[i].odd = true;
			parse_flaw(parser, name, "a value that is no text");
			continue;
		}
		parse_pattern(parser, json_scalar(parser->arena, item), use, &items[i]);
	}
	if (n == 0)
		parse_flaw(parser, name, "an empty list");
	out->items = items;
	out->n = (uint32_t)n;
}

static bool parse_is_unique_id(struct str s)
{
	static const char *const prefixes[] = {"AROA", "AIDA", "AGPA", "ASIA", "AIPA", "ANPA"};
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (s.n >= 16 && str_starts(s, str_from(prefixes[i])) && str_find_char(s, ':') < 0)
			return true;
	return false;
}

static enum principal_form parse_arn_form(const struct arn *arn)
{
	if (str_find_char(arn->whole, '*') >= 0 || str_find_char(arn->whole, '?') >= 0)
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

/* Source: IAM User Guide, "AWS JSON policy elements: Principal". */
static void parse_principal(struct str type, struct str text, struct principal_item *out)
{
	struct arn arn;
	out->text = text;
	out->type = type;
	if (str_eq(text, STR("*"))) {
		out->form = FORM_EVERYONE;
	} else if (str_eq(type, STR("Service"))) {
		out->form = FORM_SERVICE;
	} else if (str_eq(type, STR("Federated"))) {
		out->form = FORM_FEDERATED;
	} else if (str_eq(type, STR("CanonicalUser"))) {
		out->form = FORM_CANONICAL;
	} else if (!str_eq(type, STR("AWS"))) {
		out->form = FORM_ILLEGAL;
	} else if (arn_is_account_id(text)) {
		out->form = FORM_ACCOUNT;
		out->account = text;
	} else if (arn_parse(text, &arn)) {
		out->form = parse_arn_form(&arn);
		out->account = arn.account;
	} else {
		out->form = parse_is_unique_id(text) ? FORM_UNIQUE_ID : FORM_ILLEGAL;
	}
}

static void parse_principal_values(struct parser *parser, struct vec *items, struct str type,
				   const struct json *json)
{
	bool list = json_is(json, JSON_ARRAY);
	const struct json *item = list ? json_first(json) : json;
	for (uint32_t i = 0; item; i++, item = list ? json_next(item) : NULL) {
		struct principal_item *out = vec_push(items);
		out->index = i;
		out->list = list;
		parse_principal(type, json_scalar(parser->arena, item), out);
		if (out->form == FORM_ILLEGAL)
			parse_flaw(parser, STR("Principal"),
				   "a principal that IAM does not admit: it matches no one");
		if (out->form == FORM_UNIQUE_ID)
			parse_flaw(parser, STR("Principal"),
				   "the id of a principal that was deleted");
	}
}

static void parse_principals(struct parser *parser, const struct json *json, struct principals *out)
{
	struct vec items;
	vec_init(&items, parser->arena, sizeof(struct principal_item));
	out->present = true;
	if (json_is(json, JSON_OBJECT))
		for (const struct json *m = json_first(json); m; m = json_next(m))
			parse_principal_values(parser, &items, json_key(m), m);
	else
		parse_principal_values(parser, &items, (struct str){NULL, 0}, json);
	out->items = items.items;
	out->n = (uint32_t)items.n;
}

static void parse_condition(struct parser *parser, struct str op_text, const struct json *json,
			    struct condition *out)
{
	out->op_text = op_text;
	out->key = json_key(json);
	cond_find(op_text, out);
	struct str name = arena_printf(parser->arena, "Condition/%.*s", STR_ARG(op_text));
	if (!out->op)
		parse_flaw(parser, name, "a condition operator that IAM does not have");
	parse_patterns(parser, json, name, out->op ? cond_use(out->op) : VARS_LITERAL,
		       &out->values);
}

static void parse_conditions(struct parser *parser, const struct json *json, struct statement *out)
{
	struct vec conditions;
	vec_init(&conditions, parser->arena, sizeof(struct condition));
	if (!json_is(json, JSON_OBJECT)) {
		out->broken = true;
		parse_flaw(parser, STR("Condition"), "a condition block that is no object");
		return;
	}
	for (const struct json *op = json_first(json); op; op = json_next(op)) {
		if (!json_is(op, JSON_OBJECT) || json_get(json, json_key(op)) != op) {
			out->broken = true;
			parse_flaw(parser, STR("Condition"),
				   "an operator without keys, or one that stands there twice");
			continue;
		}
		for (const struct json *key = json_first(op); key; key = json_next(key)) {
			out->broken |= json_get(op, json_key(key)) != key;
			parse_condition(parser, json_key(op), key, vec_push(&conditions));
		}
	}
	out->conditions = conditions.items;
	out->n_conditions = (uint32_t)conditions.n;
}

/* Resources: wildcards in the service segment, or fewer than six segments, are not what IAM saves.
 */
static void parse_resource_oddities(struct parser *parser, struct patterns *resources)
{
	struct pattern *items = (struct pattern *)(uintptr_t)resources->items;
	for (uint32_t i = 0; i < resources->n; i++) {
		struct arn arn;
		struct str text = items[i].text;
		if (str_eq(text, STR("*")) || items[i].odd)
			continue;
		bool whole = arn_parse(text, &arn);
		items[i].odd = !whole || str_find_char(arn.service, '*') >= 0 ||
			       str_find_char(arn.service, '?') >= 0;
		if (items[i].odd)
			parse_flaw(parser, STR("Resource"),
				   whole ? "a wildcard in the service of an ARN"
					 : "no ARN: fewer than six parts");
	}
}

static void parse_element(struct parser *parser, const struct json *member, struct statement *out)
{
	struct str name = json_key(member);
	if (str_eq(name, STR("Sid"))) {
		out->sid = json_str(member);
	} else if (str_eq(name, STR("Effect"))) {
		out->effect = json_str(member);
	} else if (str_eq(name, STR("Action")) || str_eq(name, STR("NotAction"))) {
		out->broken |= out->actions.present;
		out->actions.negated = name.n > 6;
		parse_patterns(parser, member, name, VARS_GLOB, &out->actions);
	} else if (str_eq(name, STR("Resource")) || str_eq(name, STR("NotResource"))) {
		out->broken |= out->resources.present;
		out->resources.negated = name.n > 8;
		parse_patterns(parser, member, name, VARS_SEGMENTS, &out->resources);
		parse_resource_oddities(parser, &out->resources);
	} else if (str_eq(name, STR("Principal")) || str_eq(name, STR("NotPrincipal"))) {
		out->broken |= out->principals.present;
		out->principals.negated = name.n > 9;
		parse_principals(parser, member, &out->principals);
	} else if (str_eq(name, STR("Condition"))) {
		parse_conditions(parser, member, out);
	} else {
		out->broken = true;
		parse_flaw(parser, name, "an element that policies do not have");
	}
}

static void parse_statement(struct parser *parser, const struct json *json, struct statement *out)
{
	parser->at = out->single
			 ? STR("/Statement")
			 : arena_printf(parser->arena, "/Statement/%u", (unsigned)out->index);
	if (!json_is(json, JSON_OBJECT)) {
		out->broken = true;
		parse_flaw(parser, (struct str){NULL, 0}, "a statement that is no object");
		return;
	}
	/* Of repeated members the last one counts. */
	for (const struct json *member = json_first(json); member; member = json_next(member)) {
		if (json_get(json, json_key(member)) == member)
			parse_element(parser, member, out);
		else
			parse_flaw(parser, json_key(member),
				   "stands there more than once: the last one is taken");
	}
	out->allow = str_eq(out->effect, STR("Allow"));
	if (!out->allow && !str_eq(out->effect, STR("Deny"))) {
		out->broken = true;
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
	size_t n = list ? json_count(json) : json ? 1 : 0;
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

bool policy_parse(struct arena *arena, struct str text, const struct policy **out, struct err *err)
{
	const struct json *json;
	struct policy *policy = arena_alloc(arena, sizeof(*policy));
	policy->text = arena_str(arena, text);
	if (!json_parse(arena, policy->text, &json, err))
		return false;
	if (!json_is(json, JSON_OBJECT))
		return err_set(err, ERR_INPUT, "line 1, column 1: a policy is a JSON object");
	struct str version = json_get_str(json, STR("Version"));
	policy->variables_live = str_eq(version, STR("2012-10-17"));
	struct parser parser = {.arena = arena, .policy = policy};
	vec_init(&parser.flaws, arena, sizeof(struct policy_flaw));
	if (!json_get(json, STR("Statement")))
		parse_flaw(&parser, STR("Statement"), "a policy without statements");
	parse_statements(&parser, json_get(json, STR("Statement")));
	policy->flaws = parser.flaws.items;
	policy->n_flaws = parser.flaws.n;
	*out = policy;
	return true;
}

const struct policy_flaw *policy_flaw(const struct policy *policy, size_t i)
{
	return i < policy->n_flaws ? &policy->flaws[i] : NULL;
}

struct str policy_text(const struct policy *policy)
{
	return policy->text;
}

size_t policy_statement_count(const struct policy *policy)
{
	return policy->n_statements;
}
