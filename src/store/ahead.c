/* store/ahead.c - facts of entities that are expected one after the other, read in one go. */
#include <string.h>

#include "store/private.h"

enum {
	KEPT_BODIES = 4096, /* slots, each for the ids that share its last twelve bits */
	KEPT_BYTES = 1 << 20,
	AHEAD_MOST = 1024, /* entities of one go */
	AHEAD_GAP = 8	   /* ids between two of them, at most: their rows are read for nothing */
};

void store_expect(struct store *store, const struct entity *entities, size_t n)
{
	if (store->ahead.open)
		sqlite3_reset(store->statements[SQL_FACT_AHEAD]);
	store->ahead = (struct ahead){.open = false};
	arena_release(&store->kept_bodies.arena);
	store->kept_bodies = (struct kept_bodies){.slots = NULL};
	store->expected = entities;
	store->n_expected = n;
	store->next_expected = 0;
}

const struct entity *ahead_of(const struct store *store, int64_t entity)
{
	const struct entity *found =
	    store->next_expected > 0 ? &store->expected[store->next_expected - 1] : NULL;

	return found != NULL && found->id == entity ? found : NULL;
}

/* The last of those that follow with few others between them. */
static int64_t ahead_last(const struct store *store, const struct entity *entity)
{
	const struct entity *end = store->expected + store->n_expected;

	for (size_t i = 1; i < AHEAD_MOST && entity + 1 < end; i++, entity++)
		if (entity[1].id <= entity->id || entity[1].id > entity->id + AHEAD_GAP)
			break;
	return entity->id;
}

static bool ahead_step(struct store *store, sqlite3_stmt *statement, struct err *err)
{
	struct ahead *ahead = &store->ahead;

	ahead->open = sql_step(store, statement, &ahead->row, err);
	if (ahead->open && ahead->row)
		ahead->entity = sqlite3_column_int64(statement, 6);
	return ahead->open;
}

static bool ahead_begin(struct store *store, const struct entity *entity, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_FACT_AHEAD, err);

	store->ahead = (struct ahead){.from = entity->id, .last = ahead_last(store, entity)};
	if (statement == NULL)
		return false;
	sql_int(statement, 1, store->ahead.from);
	sql_int(statement, 2, store->ahead.last);
	sql_int(statement, 3, store_now_at(store));
	return ahead_step(store, statement, err);
}

bool ahead_facts(struct store *store, struct arena *arena, const struct entity *entity,
		 unsigned mask, struct vec *out, struct err *err)
{
	struct ahead *ahead = &store->ahead;
	sqlite3_stmt *statement;

	if ((!ahead->open || entity->id < ahead->from || entity->id > ahead->last) &&
	    !ahead_begin(store, entity, err))
		return false;
	statement = store->statements[SQL_FACT_AHEAD];
	while (ahead->row && ahead->entity <= entity->id) {
		if (ahead->entity == entity->id && fact_wanted(statement, mask) &&
		    !fact_read(store, arena, statement, entity->account, vec_push(out), err)) {
			ahead->open = false;
			return false;
		}
		if (!ahead_step(store, statement, err))
			return false;
	}
	ahead->from = entity->id + 1;
	return true;
}

/* ---- documents --------------------------------------------------------------------------- */

struct kept_body {
	int64_t id;
	uint64_t at; /* in what was written */
	size_t n;
};

static struct kept_body *kept_slot(const struct kept_bodies *kept, int64_t id)
{
	return &kept->slots[(uint64_t)id % KEPT_BODIES];
}

struct str ahead_body(const struct store *store, int64_t id)
{
	const struct kept_bodies *kept = &store->kept_bodies;
	const struct kept_body *body = kept->slots ? kept_slot(kept, id) : NULL;

	if (body == NULL || body->id != id || kept->written - body->at > KEPT_BYTES)
		return STR("");
	return (struct str){kept->ring + body->at % KEPT_BYTES, body->n};
}

void ahead_keep_body(struct store *store, int64_t id, struct str body)
{
	struct kept_bodies *kept = &store->kept_bodies;
	size_t left = KEPT_BYTES - (size_t)(kept->written % KEPT_BYTES);

	if (store->n_expected == 0 || body.n == 0 || body.n > KEPT_BYTES)
		return;
	if (kept->slots == NULL) {
		kept->slots = arena_array(&kept->arena, KEPT_BODIES, sizeof(*kept->slots));
		kept->ring = arena_alloc(&kept->arena, KEPT_BYTES);
	}
	if (body.n > left)
		kept->written += left;
	*kept_slot(kept, id) = (struct kept_body){id, kept->written, body.n};
	memcpy(kept->ring + kept->written % KEPT_BYTES, body.p, body.n);
	kept->written += body.n;
}
