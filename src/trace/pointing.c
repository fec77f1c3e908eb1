/* trace/pointing.c - what part of a policy a piece of evidence points at. */
#include "pointing.h"

#include "rolehop/base/buf.h"

static struct str unescape(struct arena *arena, struct str token)
{
	char *copy;
	size_t n = 0;

	if (str_find_char(token, '~') < 0)
		return token;
	copy = arena_cstr(arena, token);
	for (size_t i = 0; i < token.n; i++) {
		if (token.p[i] == '~' && i + 1 < token.n &&
		    (token.p[i + 1] == '0' || token.p[i + 1] == '1'))
			copy[n++] = token.p[++i] == '0' ? '~' : '/';
		else
			copy[n++] = token.p[i];
	}
	return (struct str){copy, n};
}

bool pointer_is_index(struct str token)
{
	size_t ignored;

	return str_to_size(token, &ignored);
}

static enum point element(struct str token)
{
	if (str_eq_nocase(token, STR("Principal")) || str_eq_nocase(token, STR("NotPrincipal")))
		return POINT_PRINCIPAL;
	if (str_eq_nocase(token, STR("Action")) || str_eq_nocase(token, STR("NotAction")))
		return POINT_ACTION;
	if (str_eq_nocase(token, STR("Resource")) || str_eq_nocase(token, STR("NotResource")))
		return POINT_RESOURCE;
	if (str_eq_nocase(token, STR("Condition")))
		return POINT_CONDITION;
	return POINT_STATEMENT;
}

struct pointing pointing_of(struct arena *arena, struct str pointer)
{
	struct pointing out = {POINT_NOTHING, STR(""), STR("")};
	struct str_split it = {pointer, false};
	struct str token;

	if (!str_starts(pointer, STR("/Statement")))
		return out;
	out.point = POINT_STATEMENT;
	(void)str_next(&it, '/', &token); /* before the first slash */
	(void)str_next(&it, '/', &token); /* Statement */
	while (str_next(&it, '/', &token)) {
		if (out.point == POINT_STATEMENT && pointer_is_index(token))
			continue;
		if (out.point == POINT_STATEMENT)
			out.point = element(token);
		else if (out.point == POINT_CONDITION && str_is_empty(out.operator))
			out.operator= unescape(arena, token);
		else if (out.point == POINT_CONDITION && str_is_empty(out.key))
			out.key = unescape(arena, token);
	}
	return out;
}

static bool is_deny(const struct evidence *e)
{
	return str_eq_nocase(e->effect, STR("Deny"));
}

static bool fits(const struct evidence *e, enum verdict verdict)
{
	switch (verdict) {
	case V_ALLOW:
		return e->matched == TRI_YES && !is_deny(e);
	case V_DENY_EXPLICIT:
		return is_deny(e) && e->matched == TRI_YES;
	case V_DENY_IMPLICIT:
		return !is_deny(e) && e->matched != TRI_YES;
	case V_UNKNOWN:
		return e->matched == TRI_UNKNOWN;
	}
	return false;
}

/* Where the token that begins at `from`, after its slash, ends. */
static size_t token_end(struct str pointer, size_t from)
{
	while (from < pointer.n && pointer.p[from] != '/')
		from++;
	return from;
}

struct str pointer_statement(struct str pointer)
{
	size_t named = pointer.n > 0 ? token_end(pointer, 1) : 0;
	size_t numbered = named < pointer.n ? token_end(pointer, named + 1) : named;

	if (numbered > named && pointer_is_index(str_slice(pointer, named + 1, numbered)))
		return str_slice(pointer, 0, numbered);
	return str_slice(pointer, 0, named);
}

static bool points_at_action(struct str pointer)
{
	struct str rest = str_skip(pointer, pointer_statement(pointer).n);

	return str_starts(rest, STR("/Action")) || str_starts(rest, STR("/NotAction"));
}

bool evidence_points_at_resource(const struct evidence *e)
{
	struct str rest = str_skip(e->pointer, pointer_statement(e->pointer).n);

	return str_starts(rest, STR("/Resource")) || str_starts(rest, STR("/NotResource"));
}

bool evidence_same_statement(const struct evidence *a, const struct evidence *b)
{
	return a->document.p == b->document.p &&
	       str_eq(pointer_statement(a->pointer), pointer_statement(b->pointer));
}

/* A statement about another action misses by that first of all, whatever else it names. */
static const struct evidence *action_first(const struct explanation *x,
					   const struct evidence *found, enum verdict verdict)
{
	for (size_t i = 0; x->n_evidence > 1 && i < x->n_evidence; i++) {
		const struct evidence *e = &x->evidence[i];
		if (fits(e, verdict) && points_at_action(e->pointer) &&
		    evidence_same_statement(e, found))
			return e;
	}
	return found;
}

const struct evidence *deciding(const struct gate_result *gate)
{
	static const struct evidence none = {.why =
						 STR_INIT("what decides is not in the inventory")};
	const struct explanation *x = &gate->explanation;

	for (size_t i = 0; i < x->n_evidence; i++)
		if (fits(&x->evidence[i], gate->verdict))
			return action_first(x, &x->evidence[i], gate->verdict);
	return x->n_evidence > 0 ? &x->evidence[0] : &none;
}

bool evidence_has_nothing(const struct evidence *e)
{
	return str_is_empty(e->has) || str_eq(e->has, STR("(absent)")) ||
	       str_eq(e->has, STR("(empty)"));
}

bool evidence_is_idle(const struct explanation *x, const struct evidence *e)
{
	return e->matched == TRI_NO && !points_at_action(e->pointer) &&
	       action_first(x, e, V_DENY_IMPLICIT) != e && fits(e, V_DENY_IMPLICIT);
}
