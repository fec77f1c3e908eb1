/* store/fact.c - what is known of an entity, and which entities have a given fact. */
#include <stdlib.h>

#include "store/private.h"

bool fact_read(struct store *store, struct arena *arena, sqlite3_stmt *statement,
	       struct str account, struct fact *out, struct err *err)
{
	struct document_ref ref = {sqlite3_column_int64(statement, 3),
				   (unsigned)sqlite3_column_int(statement, 4)};

	if (ref.id < 0 || ref.id > UINT32_MAX)
		return sql_damaged(store, statement, "a fact has a document that cannot be", err);
	out->kind = (enum fact_kind)sqlite3_column_int(statement, 0);
	out->name = sql_column_copy(arena, statement, 1);
	out->value = sql_column_copy(arena, statement, 2);
	out->since = sqlite3_column_int64(statement, 5);
	out->document = document_handle(store, ref, account);
	return true;
}

bool fact_wanted(sqlite3_stmt *statement, unsigned mask)
{
	int kind = sqlite3_column_int(statement, 0);

	return kind > FACT_EXISTS && kind < FACT_KIND_COUNT && (mask & (1u << kind)) != 0;
}

/* Of an entity that was looked up by itself. */
static bool fact_rows(struct store *store, struct arena *arena, int64_t entity, unsigned mask,
		      int64_t at, struct vec *out, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_FACT_AT, err);
	bool row = false;

	if (statement == NULL)
		return false;
	sql_int(statement, 1, entity);
	sql_int(statement, 2, at);
	while (sql_step(store, statement, &row, err)) {
		if (!row)
			return true;
		if (fact_wanted(statement, mask) &&
		    !fact_read(store, arena, statement, sql_column(statement, 6), vec_push(out),
			       err))
			return false;
	}
	return false;
}

bool facts_at(struct store *store, struct arena *arena, int64_t entity, unsigned mask, int64_t at,
	      const struct fact **out, size_t *n, struct err *err)
{
	const struct entity *expected = at == store_now_at(store) ? ahead_of(store, entity) : NULL;
	int64_t since = 0;
	struct vec all;

	vec_init(&all, arena, sizeof(struct fact));
	if ((mask & FACT_BIT(FACT_EXISTS)) != 0 && !entity_since(store, entity, at, &since, err))
		return false;
	if (since > 0)
		*(struct fact *)vec_push(&all) = (struct fact){.kind = FACT_EXISTS, .since = since};
	if (expected != NULL ? !ahead_facts(store, arena, expected, mask, &all, err)
			     : !fact_rows(store, arena, entity, mask, at, &all, err))
		return false;
	*out = all.items;
	*n = all.n;
	return true;
}

bool store_facts(struct store *store, struct arena *arena, int64_t entity, unsigned mask,
		 const struct fact **out, size_t *n, struct err *err)
{
	return facts_at(store, arena, entity, mask, store_now_at(store), out, n, err) &&
	       mix_facts(store, arena, entity, mask, out, n, err);
}

/*
 * The kind is written into the text, because SQLite uses the indexes over some kinds of fact only
 * where it sees that the kind is one of them. Of one name an entity has one such fact at a time;
 * for others, the rows that were given before are remembered, for which SQLite makes a table.
 */
static sqlite3_stmt *with_fact_get(struct store *store, enum fact_kind fact, bool by_name,
				   bool by_value, struct err *err)
{
	sqlite3_stmt **slot =
	    &store->with_fact[4 * (int)fact + (by_name ? 2 : 0) + (by_value ? 1 : 0)];
	char *text = NULL;
	int rc = SQLITE_OK;

	if (*slot == NULL) {
		text = sqlite3_mprintf(
		    "SELECT %s e.id, e.kind, e.key, e.account, e.region, e.name, "
		    "e.since <= ?1 AND (e.until IS NULL OR e.until > ?1) FROM fact f "
		    "JOIN entity e ON e.id = f.entity WHERE f.kind = %d%s%s AND e.kind = ?2 "
		    "AND f.since <= ?1 AND (f.until IS NULL OR f.until > ?1)",
		    by_name ? "" : "DISTINCT", (int)fact, by_name ? " AND f.name = ?3" : "",
		    by_value ? " AND f.value = ?4" : "");
		rc = sqlite3_prepare_v3(store->db, text, -1, SQLITE_PREPARE_PERSISTENT, slot, NULL);
		sqlite3_free(text);
		if (rc != SQLITE_OK) {
			sql_failed(store, err);
			return NULL;
		}
	}
	store->writing.again.looks++;
	sqlite3_reset(*slot);
	sqlite3_clear_bindings(*slot);
	return *slot;
}

bool store_with_fact(struct store *store, struct arena *arena, enum entity_kind kind,
		     enum fact_kind fact, struct str name, struct str value,
		     const struct entity **out, size_t *n, struct err *err)
{
	const struct mix_wanted wanted = {
	    .kind = kind, .fact = fact, .fact_name = name, .fact_value = value};
	sqlite3_stmt *statement = NULL;
	struct vec all;

	if (fact == FACT_EXISTS)
		return store_list(store, arena, kind, (struct str){NULL, 0}, out, n, err);
	statement = with_fact_get(store, fact, name.n > 0, value.n > 0, err);
	if (statement == NULL)
		return false;
	vec_init(&all, arena, sizeof(struct entity));
	sql_int(statement, 1, store_now_at(store));
	sql_int(statement, 2, kind);
	if (name.n > 0)
		sql_text(statement, 3, name);
	if (value.n > 0)
		sql_text(statement, 4, value);
	if (!entity_read_existing(store, arena, statement, &all, err) ||
	    !mix_entities(store, arena, &wanted, &all, err))
		return false;
	if (all.n > 1)
		qsort(all.items, all.n, sizeof(struct entity), entity_compare);
	*out = all.items;
	*n = all.n;
	return true;
}
