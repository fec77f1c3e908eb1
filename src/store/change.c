/* store/change.c - which entities a transaction changed, for whoever kept something of before. */
#include <stdlib.h>

#include "rolehop/base/buf.h"
#include "store/private.h"

enum {
	NOTED_MAX = 1 << 16,  /* notes of a transaction */
	LISTED_MAX = 1 << 13, /* entities that one row names */
	KEPT_CHANGES = 32,    /* rows */
};

/* ---- noted while it is written ----------------------------------------------------------- */

void change_note_all(struct store *store)
{
	store->writing.noted.over = true;
}

/* Puts of one entity come together: what was noted last is not noted again. */
void change_note(struct store *store, int64_t entity, bool existence)
{
	struct noted *noted = &store->writing.noted;
	int64_t note = entity * 2 + (existence ? 1 : 0);

	again_note(store, entity);
	if (noted->over || (noted->n > 0 && noted->entities[noted->n - 1] == note))
		return;
	if (noted->n == NOTED_MAX) {
		noted->over = true;
		return;
	}
	if (noted->n == noted->cap) {
		size_t cap = noted->cap > 0 ? noted->cap * 2 : 256;
		noted->entities = arena_grow(&store->writing.arena, noted->entities,
					     noted->cap * sizeof(note), cap * sizeof(note));
		noted->cap = cap;
	}
	noted->entities[noted->n++] = note;
}

static int compare_notes(const void *a, const void *b)
{
	const int64_t *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

/* The ids as a JSON list, negative where the entity began or ended; empty: too many. */
static struct str list_of(struct store *store)
{
	struct noted *noted = &store->writing.noted;
	size_t listed = 0;
	struct buf list;

	if (noted->over)
		return STR("");
	if (noted->n > 1)
		qsort(noted->entities, noted->n, sizeof(*noted->entities), compare_notes);
	buf_init(&list, &store->writing.arena, SIZE_MAX);
	buf_add_char(&list, '[');
	for (size_t i = 0; i < noted->n; i++) {
		int64_t id = noted->entities[i] / 2;
		/* of an entity's notes the last one tells whether it began or ended */
		if (i + 1 < noted->n && noted->entities[i + 1] / 2 == id)
			continue;
		if (listed++ == LISTED_MAX)
			return STR("");
		buf_printf(&list, "%s%lld", listed > 1 ? "," : "",
			   (long long)(noted->entities[i] % 2 != 0 ? -id : id));
	}
	buf_add_char(&list, ']');
	return buf_str(&list);
}

bool change_write(struct store *store, struct err *err)
{
	sqlite3_stmt *insert = sql_get(store, SQL_CHANGE_INSERT, err);
	sqlite3_stmt *prune = sql_get(store, SQL_CHANGE_PRUNE, err);

	if (insert == NULL || prune == NULL)
		return false;
	sql_text_or_null(insert, 1, list_of(store));
	sql_int(prune, 1, KEPT_CHANGES);
	return sql_run(store, insert, err) && sql_run(store, prune, err);
}

/* ---- and read afterwards ----------------------------------------------------------------- */

bool store_stamp(struct store *store, struct store_stamp *out, struct err *err)
{
	sqlite3_stmt *statement;
	bool row = false;

	*out = (struct store_stamp){.id = 0};
	if (store->schema < SCHEMA_CHANGES)
		return true;
	statement = sql_get(store, SQL_CHANGE_LAST, err);
	if (statement == NULL || !sql_step(store, statement, &row, err))
		return false;
	if (row)
		*out = (struct store_stamp){sqlite3_column_int64(statement, 0),
					    sqlite3_column_int64(statement, 1)};
	sqlite3_reset(statement);
	return true;
}

struct store_stamp store_committed(const struct store *store)
{
	return store->committed;
}

/* Was the stamp where the inventory stood, and does every row behind it name what it changed? */
static bool is_told(struct store *store, const struct store_stamp *stamp, bool *told,
		    struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_CHANGE_TOLD, err);
	bool row = false;

	if (statement == NULL)
		return false;
	sql_int(statement, 1, stamp->id);
	sql_int(statement, 2, stamp->mark);
	if (!sql_step(store, statement, &row, err))
		return false;
	*told = row;
	sqlite3_reset(statement);
	return true;
}

bool store_changes(struct store *store, struct arena *arena, const struct store_stamp *since,
		   const struct entity_change **out, size_t *n, bool *known, struct err *err)
{
	sqlite3_stmt *statement;
	bool row = false;
	struct vec all;

	*known = false;
	if (store->schema < SCHEMA_CHANGES || since->id == 0)
		return true;
	if (!is_told(store, since, known, err))
		return false;
	if (!*known)
		return true;
	statement = sql_get(store, SQL_CHANGE_LATER, err);
	if (statement == NULL)
		return false;
	vec_init(&all, arena, sizeof(struct entity_change));
	sql_int(statement, 1, since->id);
	while (sql_step(store, statement, &row, err)) {
		struct entity_change *change;
		if (!row) {
			*out = all.items;
			*n = all.n;
			return true;
		}
		change = vec_push(&all);
		if (!entity_read(store, arena, statement, &change->entity, err))
			return false;
		change->existence = sqlite3_column_int(statement, 6) != 0;
	}
	return false;
}
