/* store/search.c - keys that somebody may have meant. */
#include <stdlib.h>
#include <string.h>

#include "rolehop/base/slips.h"
#include "store/private.h"

enum {
	SLIP_MAX = 3,	      /* edits between what was typed and what was meant */
	ROWS_MAX = 2000000,   /* a suggestion is not worth a longer look */
	CANDIDATES_MAX = 256, /* kept at a time */
};

struct candidate {
	int64_t id;
	unsigned cost; /* edits of the name, doubled; one more in another account */
};

/* The account and the name that a key or a bare name speaks of. */
struct wanted {
	struct str account;
	struct str name;
};

static struct wanted wanted_of(struct str text)
{
	struct wanted wanted = {{NULL, 0}, text};
	struct str_split it = {text, false};
	struct str part;
	ptrdiff_t cut = 0;

	if (!str_starts(text, STR("arn:")))
		return wanted;
	for (int i = 0; str_next(&it, ':', &part); i++) {
		if (i == 4)
			wanted.account = part;
		wanted.name = part;
	}
	cut = str_find_last_char(wanted.name, '/');
	if (cut >= 0)
		wanted.name = str_skip(wanted.name, (size_t)cut + 1);
	return wanted;
}

/* How far a name may be from what was typed: short names allow little. */
static size_t slips_allowed(struct str name)
{
	return name.n < 4 ? 1 : name.n < 8 ? 2 : SLIP_MAX;
}

static int candidate_compare(const void *a, const void *b)
{
	const struct candidate *left = a;
	const struct candidate *right = b;

	if (left->cost != right->cost)
		return left->cost < right->cost ? -1 : 1;
	return left->id < right->id ? -1 : left->id > right->id;
}

/* Adds a candidate; where there is no room, the worst half goes. */
static void candidate_add(struct vec *all, int64_t id, unsigned cost)
{
	*(struct candidate *)vec_push(all) = (struct candidate){id, cost};
	if (all->n < CANDIDATES_MAX)
		return;
	qsort(all->items, all->n, sizeof(struct candidate), candidate_compare);
	while (all->n > CANDIDATES_MAX / 2)
		vec_pop(all);
}

/* Names of the accounts from `first` to `last` that are near. */
static bool near_names(struct store *store, enum entity_kind kind, struct wanted wanted,
		       struct str first, struct str last, struct vec *out, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_ENTITY_NAMES, err);
	size_t allowed = slips_allowed(wanted.name);
	bool row = false;

	if (statement == NULL)
		return false;
	sql_int(statement, 1, kind);
	sql_text(statement, 2, first);
	sql_text(statement, 3, last);
	for (size_t i = 0; i < ROWS_MAX; i++) {
		size_t far = 0;
		if (!sql_step(store, statement, &row, err))
			return false;
		if (!row)
			return true;
		far = slips_between(wanted.name, sql_column(statement, 1), allowed);
		if (far <= allowed)
			candidate_add(out, sqlite3_column_int64(statement, 0), 2 * (unsigned)far);
	}
	sqlite3_reset(statement);
	return true;
}

/* The very name in other accounts: a look into each, not a walk over all names. */
static bool same_names(struct store *store, enum entity_kind kind, struct wanted wanted,
		       struct vec *out, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_ENTITY_NAMED, err);
	bool row = false;

	if (statement == NULL)
		return false;
	sql_int(statement, 1, kind);
	sql_text(statement, 2, wanted.name);
	sql_text(statement, 3, wanted.account);
	for (;;) {
		if (!sql_step(store, statement, &row, err))
			return false;
		if (!row)
			return true;
		candidate_add(out, sqlite3_column_int64(statement, 0), 1);
	}
}

/* The key of an entity, empty where it does not exist in the chosen snapshot. */
static bool candidate_key(struct store *store, struct arena *arena, int64_t id, struct str *key,
			  struct err *err)
{
	struct entity entity;
	bool found;

	if (!entity_by_id(store, arena, id, store_now_at(store), &entity, &found, err))
		return false;
	*key = found ? entity.key : (struct str){NULL, 0};
	return true;
}

bool store_suggest(struct store *store, struct arena *arena, enum entity_kind kind, struct str text,
		   bool elsewhere, size_t max, const struct str **out, size_t *n, struct err *err)
{
	struct wanted wanted = wanted_of(text);
	struct arena scratch;
	struct vec all;
	struct str *keys = arena_array(arena, max, sizeof(*keys));
	size_t found = 0;
	bool done;

	arena_init(&scratch);
	vec_init(&all, &scratch, sizeof(struct candidate));
	if (wanted.account.n == 0) /* of all accounts: "~" is behind every id */
		done = near_names(store, kind, wanted, STR(""), STR("~"), &all, err);
	else
		done = near_names(store, kind, wanted, wanted.account, wanted.account, &all, err) &&
		       (!elsewhere || same_names(store, kind, wanted, &all, err));
	if (done && all.n > 1)
		qsort(all.items, all.n, sizeof(struct candidate), candidate_compare);
	for (size_t i = 0; done && i < all.n && found < max; i++) {
		const struct candidate *candidate = vec_at(&all, i);
		done = candidate_key(store, arena, candidate->id, &keys[found], err);
		if (done && keys[found].n > 0 && !str_eq(keys[found], text))
			found++;
	}
	arena_release(&scratch);
	if (done) {
		*out = keys;
		*n = found;
	}
	return done;
}
