/* trace/named.c - whom the Allow statements of a resource's policy name. */
#include "named.h"

#include "rolehop/base/json.h"
#include "rolehop/base/map.h"
#include "rolehop/base/vec.h"
#include "rolehop/model/arn.h"
#include "rolehop/policy/match.h"

struct namer {
	struct arena *arena;
	struct str action;
	struct vec rows; /* struct named */
	struct map seen; /* kind and text */
};

/* ---- may the statement be about the action? ---------------------------------------------------
 */

static enum tri matches(const struct json *patterns, struct str action)
{
	enum tri any = TRI_NO;

	if (json_is(patterns, JSON_STRING))
		return match_action(json_str(patterns), action);
	for (const struct json *p = json_first(patterns); p != NULL; p = json_next(p))
		any = tri_or(any, match_action(json_str(p), action));
	return any;
}

static bool may_allow(const struct json *statement, struct str action)
{
	const struct json *is = json_get_nocase(statement, STR("Action"));
	const struct json *is_not = json_get_nocase(statement, STR("NotAction"));

	if (str_eq_nocase(json_get_str(statement, STR("Effect")), STR("Deny")))
		return false;
	return (is == NULL || matches(is, action) != TRI_NO) &&
	       (is_not == NULL || matches(is_not, action) != TRI_YES);
}

/* ---- principals -------------------------------------------------------------------------------
 */

static bool is_id(struct str text)
{
	return text.n > 4 && (str_starts(text, STR("AROA")) || str_starts(text, STR("AIDA"))) &&
	       str_find_char(text, ':') < 0;
}

static struct named aws_principal(struct str text)
{
	struct named row = {.kind = NAMED_OTHER, .text = text};
	struct arn arn;

	if (str_eq(text, STR("*"))) {
		row.kind = NAMED_EVERYONE;
	} else if (arn_is_account_id(text)) {
		row.kind = NAMED_ACCOUNT;
		row.account = text;
	} else if (is_id(text)) {
		row.kind = NAMED_ID;
	} else if (arn_parse(text, &arn)) {
		row.kind = arn_is_root(&arn) ? NAMED_ACCOUNT : NAMED_ARN;
		row.account = arn.account;
	}
	return row;
}

static struct named principal_of(struct str type, struct str text)
{
	if (str_eq(type, STR("AWS")))
		return aws_principal(text);
	if (str_eq(type, STR("Service")))
		return (struct named){.kind = NAMED_SERVICE, .text = text};
	if (str_eq(type, STR("Federated")))
		return (struct named){.kind = NAMED_PROVIDER, .text = text};
	return (struct named){.kind = NAMED_OTHER, .text = text};
}

static void add(struct namer *namer, struct named row)
{
	struct str key = arena_printf(namer->arena, "%d %.*s", (int)row.kind, STR_ARG(row.text));

	if (map_find(&namer->seen, key) != NULL)
		return;
	*(struct named *)vec_push(&namer->rows) = row;
	map_put(&namer->seen, key, namer);
}

static void add_type(struct namer *namer, struct str type, const struct json *value)
{
	if (json_is(value, JSON_STRING))
		add(namer, principal_of(type, json_str(value)));
	else
		for (const struct json *v = json_first(value); v != NULL; v = json_next(v))
			add(namer, principal_of(type, json_scalar(namer->arena, v)));
}

static void read_statement(struct namer *namer, const struct json *statement)
{
	const struct json *principal = json_get_nocase(statement, STR("Principal"));

	if (!json_is(statement, JSON_OBJECT) || !may_allow(statement, namer->action))
		return;
	if (json_is(principal, JSON_STRING))
		add(namer, aws_principal(json_str(principal)));
	for (const struct json *type = json_first(principal); type != NULL; type = json_next(type))
		add_type(namer, json_key(type), type);
	if (json_get_nocase(statement, STR("NotPrincipal")) != NULL)
		add(namer, aws_principal(STR("*")));
}

void named_in(struct arena *arena, const struct policy *policy, struct str action,
	      const struct named **out, size_t *n)
{
	struct namer namer = {.arena = arena, .action = action};
	const struct json *root, *statements;
	struct err ignored;

	vec_init(&namer.rows, arena, sizeof(struct named));
	map_init(&namer.seen, arena);
	*out = NULL;
	*n = 0;
	if (policy == NULL || !json_parse(arena, policy_text(policy), &root, &ignored))
		return;
	statements = json_get_nocase(root, STR("Statement"));
	if (json_is(statements, JSON_OBJECT))
		read_statement(&namer, statements);
	else
		for (const struct json *s = json_first(statements); s != NULL; s = json_next(s))
			read_statement(&namer, s);
	*out = namer.rows.items;
	*n = namer.rows.n;
}
