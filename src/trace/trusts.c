/* trace/trusts.c - who a trust policy names, as rows for lists. */
#include "rolehop/trace/trusts.h"

#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/base/vec.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/match.h"

/* One statement of a trust policy while its principals are listed. */
struct trust_statement {
	struct arena *arena;
	struct str of, account; /* the role or resource */
	bool any_action;	/* of a resource: whatever is allowed counts */
	struct vec *rows;
	struct str pointer;    /* of the statement */
	struct trust_row asks; /* its conditions and effect */
};

/* The keys whose values are told, and where. */
static struct str *slot_of(struct trust_row *row, struct str key)
{
	if (str_eq_nocase(key, STR("sts:ExternalId")))
		return &row->external_id;
	if (str_eq_nocase(key, STR("aws:SourceArn")))
		return &row->source_arn;
	if (str_eq_nocase(key, STR("aws:SourceAccount")))
		return &row->source_account;
	return NULL;
}

/* ---- what a statement asks
 * ------------------------------------------------------------------------------ */

/* The scalar, or the scalars of a list, with a comma between. */
static struct str values_of(struct arena *arena, const struct json *json)
{
	struct buf buf;

	if (!json_is(json, JSON_ARRAY))
		return json_scalar(arena, json);
	buf_init(&buf, arena, 1 << 20);
	for (const struct json *v = json_first(json); v != NULL; v = json_next(v)) {
		if (buf.n > 0)
			buf_add_char(&buf, ',');
		buf_add(&buf, json_scalar(arena, v));
	}
	return buf_str(&buf);
}

/* Operators that ask for a value; a negated one names what is kept out. */
static bool asks_value(struct str operator)
{
	return (str_contains(operator, STR("Equals")) || str_contains(operator, STR("Like"))) &&
	       !str_contains(operator, STR("Not"));
}

static bool is_of_organization(struct str key)
{
	return str_starts_nocase(key, STR("aws:PrincipalOrg")) ||
	       str_starts_nocase(key, STR("aws:SourceOrg"));
}

/* Source: IAM User Guide, "AWS global condition context keys": properties of the principal, of a
 * role session and of the network. */
static bool is_of_caller(struct str key)
{
	static const struct str begins[] = {STR_INIT("aws:Principal"),
					    STR_INIT("aws:Source"),
					    STR_INIT("aws:userid"),
					    STR_INIT("aws:username"),
					    STR_INIT("aws:VpcSourceIp"),
					    STR_INIT("aws:Vpce"),
					    STR_INIT("aws:FederatedProvider"),
					    STR_INIT("sts:")};

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (str_starts_nocase(key, begins[i]))
			return true;
	return false;
}

static void read_conditions(struct trust_statement *s, const struct json *condition)
{
	for (const struct json *op = json_first(condition); op != NULL; op = json_next(op))
		for (const struct json *key = json_first(op); key != NULL; key = json_next(key)) {
			struct str *slot = slot_of(&s->asks, json_key(key));
			bool told = slot != NULL && asks_value(json_key(op)) && str_is_empty(*slot);
			if (told)
				*slot = values_of(s->arena, key);
			if (told && slot == &s->asks.external_id)
				s->asks.external_ids = key;
			if (!told || slot != &s->asks.external_id)
				s->asks.other_conditions = true;
			if (str_eq_nocase(json_key(key), STR("aws:PrincipalOrgID")) &&
			    str_eq_nocase(json_key(op), STR("StringEquals")))
				s->asks.org_id = values_of(s->arena, key);
			s->asks.organization =
			    s->asks.organization || is_of_organization(json_key(key));
			s->asks.asks_caller |= is_of_caller(json_key(key));
		}
}

/* The ways to assume a role. */
static const struct str assumptions[] = {STR_INIT("sts:AssumeRole"),
					 STR_INIT("sts:AssumeRoleWithSAML"),
					 STR_INIT("sts:AssumeRoleWithWebIdentity")};

/* Is this way among the actions, one or a list? */
static bool actions_hold(const struct json *actions, struct str way)
{
	const struct json *a = json_is(actions, JSON_ARRAY) ? json_first(actions) : actions;

	for (; a != NULL; a = a == actions ? NULL : json_next(a))
		if (match_action(json_str(a), way) != TRI_NO)
			return true;
	return false;
}

static bool statement_assumes(const struct json *statement)
{
	const struct json *action = json_get_nocase(statement, STR("Action"));
	const struct json *others = json_get_nocase(statement, STR("NotAction"));

	for (size_t i = 0; i < sizeof(assumptions) / sizeof(assumptions[0]); i++)
		if (action != NULL ? actions_hold(action, assumptions[i])
				   : others != NULL && !actions_hold(others, assumptions[i]))
			return true;
	return false;
}

/* ---- principals
 * -------------------------------------------------------------------------------------------- */

static bool looks_like_id(struct str p)
{
	return p.n > 4 && (str_starts(p, STR("AROA")) || str_starts(p, STR("AIDA"))) &&
	       str_find_char(p, ':') < 0;
}

static const char *aws_kind(struct str principal, struct str *account)
{
	struct arn arn;

	if (str_eq(principal, STR("*")))
		return "everyone";
	if (arn_is_account_id(principal)) {
		*account = principal;
		return "account";
	}
	if (looks_like_id(principal))
		return "deleted";
	if (!arn_parse(principal, &arn))
		return "other";
	*account = arn.account;
	if (arn_is_root(&arn))
		return "account";
	if (arn_is_role(&arn))
		return "role";
	if (arn_is_user(&arn))
		return "user";
	return arn_is_assumed_role(&arn) || arn_is_federated_user(&arn) ? "session" : "other";
}

static const char *kind_of(struct str type, struct str principal, struct str *account)
{
	struct arn arn;

	if (str_eq_nocase(type, STR("Service")))
		return "service";
	if (str_eq_nocase(type, STR("AWS")))
		return aws_kind(principal, account);
	if (!str_eq_nocase(type, STR("Federated")))
		return "other";
	if (!arn_parse(principal, &arn))
		return "OIDC";
	*account = arn.account;
	return str_starts(arn.resource, STR("saml-provider/")) ? "SAML" : "OIDC";
}

static void add_row(const struct trust_statement *s, struct str type, struct str principal,
		    struct str pointer)
{
	struct trust_row *row = vec_push(s->rows);

	*row = s->asks;
	row->role = s->of;
	row->principal = principal;
	row->pointer = pointer;
	row->kind = kind_of(type, principal, &row->account);
	row->cross_account = (!str_is_empty(row->account) && !str_eq(row->account, s->account)) ||
			     str_eq(principal, STR("*"));
}

static void add_principals(const struct trust_statement *s, struct str type,
			   const struct json *value, struct str pointer)
{
	size_t i = 0;

	if (!json_is(value, JSON_ARRAY)) {
		add_row(s, type, json_scalar(s->arena, value), pointer);
		return;
	}
	for (const struct json *v = json_first(value); v != NULL; v = json_next(v), i++)
		add_row(s, type, json_scalar(s->arena, v),
			arena_printf(s->arena, "%.*s/%zu", STR_ARG(pointer), i));
}

static void read_principals(const struct trust_statement *s, const struct json *statement)
{
	const struct json *principal = json_get_nocase(statement, STR("Principal"));
	struct str pointer = arena_printf(s->arena, "%.*s/Principal", STR_ARG(s->pointer));

	if (json_is(principal, JSON_STRING)) {
		add_row(s, STR("AWS"), json_str(principal), pointer);
		return;
	}
	for (const struct json *type = json_first(principal); type != NULL; type = json_next(type))
		add_principals(
		    s, json_key(type), type,
		    arena_printf(s->arena, "%.*s/%.*s", STR_ARG(pointer), STR_ARG(json_key(type))));
	if (principal == NULL && json_get_nocase(statement, STR("NotPrincipal")) != NULL)
		add_row(s, STR("Other"), STR("everyone but those of NotPrincipal"),
			arena_printf(s->arena, "%.*s/NotPrincipal", STR_ARG(s->pointer)));
}

static void read_statement(const struct trust_statement *of, const struct json *statement,
			   struct str pointer)
{
	struct trust_statement s = *of;

	if (!json_is(statement, JSON_OBJECT) || !(s.any_action || statement_assumes(statement)))
		return;
	s.pointer = pointer;
	s.asks.deny =
	    str_eq_nocase(json_str(json_get_nocase(statement, STR("Effect"))), STR("Deny"));
	read_conditions(&s, json_get_nocase(statement, STR("Condition")));
	read_principals(&s, statement);
}

static void read_policy(struct trust_statement *s, const struct policy *policy,
			const struct trust_row **out, size_t *n)
{
	const struct json *root = NULL, *statements;
	struct vec *rows = arena_alloc(s->arena, sizeof(*rows));
	struct err ignored;
	size_t i = 0;

	vec_init(rows, s->arena, sizeof(struct trust_row));
	s->rows = rows;
	*out = NULL;
	*n = 0;
	if (policy == NULL || !json_parse(s->arena, policy_text(policy), &root, &ignored))
		return;
	statements = json_get_nocase(root, STR("Statement"));
	if (json_is(statements, JSON_OBJECT))
		read_statement(s, statements, STR("/Statement"));
	if (json_is(statements, JSON_ARRAY))
		for (const struct json *one = json_first(statements); one != NULL;
		     one = json_next(one), i++)
			read_statement(s, one, arena_printf(s->arena, "/Statement/%zu", i));
	*out = rows->items;
	*n = rows->n;
}

void trusts_of(struct arena *arena, const struct role *role, const struct trust_row **out,
	       size_t *n)
{
	struct trust_statement s = {.arena = arena, .of = role->arn, .account = role->account};

	read_policy(&s, role->trust, out, n);
}

void principals_of(struct arena *arena, const struct policy *policy, struct str of,
		   struct str account, const struct trust_row **out, size_t *n)
{
	struct trust_statement s = {
	    .arena = arena, .of = of, .account = account, .any_action = true};

	read_policy(&s, policy, out, n);
}

bool trusts_are_narrowed(const struct trust_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].deny && rows[i].asks_caller)
			return true;
	return false;
}

bool trust_is_federated(const struct trust_row *row)
{
	struct arn arn;
	struct str kind = str_from(row->kind);

	return (str_eq(kind, STR("SAML")) || str_eq(kind, STR("OIDC"))) &&
	       arn_parse(row->principal, &arn);
}

/* ---- ExternalIds to try
 * -------------------------------------------------------------------------------------- */

enum { ID_MIN = 2 }; /* Source: AWS STS API Reference, "AssumeRole", ExternalId */

/* A text that the pattern matches: an ExternalId holds neither of the wildcards itself. One with a
 * policy variable in it may be anything. */
static struct str id_that_fits(struct arena *arena, struct str pattern)
{
	struct buf id;

	if (str_contains(pattern, STR("${")))
		return STR(HOLE_TEXT);
	buf_init(&id, arena, pattern.n + ID_MIN);
	for (size_t i = 0; i < pattern.n; i++)
		if (pattern.p[i] != '*')
			buf_add_char(&id, pattern.p[i] == '?' ? 'x' : pattern.p[i]);
	while (id.n < ID_MIN)
		buf_add_char(&id, 'x');
	return buf_str(&id);
}

/* Whatever the operator: the value that a Deny spares is the one to send, and Null with "false" is
 * met by any. */
static void add_ids(struct vec *ids, const struct json *json, bool inside)
{
	if (inside && !json_is(json, JSON_ARRAY) && !json_is(json, JSON_OBJECT)) {
		struct str id = id_that_fits(ids->arena, json_scalar(ids->arena, json));
		if (!vec_has_str(ids, id))
			*(struct str *)vec_push(ids) = id;
	}
	for (const struct json *m = json_first(json); m != NULL; m = json_next(m))
		add_ids(ids, m, inside || str_eq_nocase(json_key(m), STR("sts:ExternalId")));
}

void trust_ids_to_try(struct arena *arena, const struct policy *trust, const struct str **out,
		      size_t *n)
{
	struct vec *ids = arena_alloc(arena, sizeof(*ids));
	const struct json *root;
	struct err ignored;

	vec_init(ids, arena, sizeof(struct str));
	if (trust != NULL && json_parse(arena, policy_text(trust), &root, &ignored))
		add_ids(ids, json_get_nocase(root, STR("Statement")), false);
	*out = ids->items;
	*n = ids->n;
}

/* ---- in a few columns
 * ---------------------------------------------------------------------------------------- */

static struct str short_principal(struct arena *arena, const struct trust_row *row)
{
	struct arn arn;

	if (str_eq(str_from(row->kind), STR("account")))
		return arena_printf(arena, "account %.*s", STR_ARG(row->account));
	if (!arn_parse(row->principal, &arn))
		return row->principal;
	if (trust_is_federated(row)) /* "SAML Okta", whatever its path */
		return arena_printf(
		    arena, "%s %.*s", row->kind,
		    STR_ARG(str_skip(arn.resource, (size_t)str_find_char(arn.resource, '/') + 1)));
	return arn_is_role(&arn) || arn_is_user(&arn) ? arn_name(&arn) : row->principal;
}

struct str trusts_short(struct arena *arena, const struct role *role)
{
	const struct trust_row *rows;
	struct str text;
	size_t n, allows = 0, first = 0;
	bool external = false;

	if (role->trust == NULL)
		return STR("?");
	trusts_of(arena, role, &rows, &n);
	for (size_t i = n; i-- > 0;)
		if (!rows[i].deny) {
			allows++;
			first = i;
			external |= !str_is_empty(rows[i].external_id);
		}
	if (allows == 0)
		return STR("nobody");
	text = allows == 1 ? short_principal(arena, &rows[first])
			   : arena_printf(arena, "%zu principals", allows);
	return external ? arena_printf(arena, "%.*s +ExternalId", STR_ARG(text)) : text;
}
