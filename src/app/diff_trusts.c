/* app/diff_trusts.c - whom one trust policy admits and another does not. */
#include "rolehop/app/diff.h"
#include "rolehop/base/vec.h"
#include "rolehop/policy/parse.h"
#include "rolehop/trace/trusts.h"

/* Whom a trust policy's text admits; none where it is empty or no policy. */
static void principals_in(struct arena *arena, struct str text, const struct trust_row **out,
			  size_t *n)
{
	const struct policy *policy = NULL;
	struct role role = {.arn = STR("")};
	struct err unread;

	if (!str_is_empty(text) && policy_parse(arena, text, &policy, &unread))
		role.trust = policy;
	trusts_of(arena, &role, out, n);
}

/* Principals that one trust policy names and the other does not, each ExternalId for itself. */
struct telling {
	struct arena *arena;
	const struct trust_row *others;
	size_t n_others;
	struct vec found; /* struct str */
};

static bool is_one_of(const struct json *ids, struct str id)
{
	const struct json *v;

	if (!json_is(ids, JSON_ARRAY))
		return str_eq(json_str(ids), id);
	for (v = json_first(ids); v != NULL && !str_eq(json_str(v), id); v = json_next(v))
		;
	return v != NULL;
}

/* Whether the other policy names the principal with this ExternalId (empty: without one). */
static bool names(const struct telling *t, struct str principal, struct str id)
{
	for (size_t i = 0; i < t->n_others; i++) {
		const struct trust_row *row = &t->others[i];
		if (!row->deny && str_eq(row->principal, principal) &&
		    (row->external_ids == NULL ? str_is_empty(id)
					       : is_one_of(row->external_ids, id)))
			return true;
	}
	return false;
}

static void tell_trust(struct telling *t, struct str principal, struct str id)
{
	if (!names(t, principal, id))
		*(struct str *)vec_push(&t->found) =
		    str_is_empty(id) ? principal
				     : arena_printf(t->arena, "%.*s with ExternalId %.*s",
						    STR_ARG(principal), STR_ARG(id));
}

void diff_admitted(struct arena *arena, struct str text, struct str other, const struct str **out,
		   size_t *n)
{
	struct telling t = {.arena = arena};
	const struct trust_row *rows;
	size_t n_rows;

	vec_init(&t.found, t.arena, sizeof(struct str));
	principals_in(t.arena, text, &rows, &n_rows);
	principals_in(t.arena, other, &t.others, &t.n_others);
	for (size_t i = 0; i < n_rows; i++) {
		const struct json *ids = rows[i].external_ids;
		if (rows[i].deny)
			continue;
		if (!json_is(ids, JSON_ARRAY))
			tell_trust(&t, rows[i].principal, rows[i].external_id);
		else
			for (const struct json *v = json_first(ids); v != NULL; v = json_next(v))
				tell_trust(&t, rows[i].principal, json_str(v));
	}
	*out = t.found.items;
	*n = t.found.n;
}
