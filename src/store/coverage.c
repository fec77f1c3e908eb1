/* store/coverage.c - what was collected, of whom, and whether all of it. */
#include "store/private.h"

static bool coverage_read(struct store *store, struct arena *arena, sqlite3_stmt *statement,
			  struct coverage *out, struct err *err)
{
	int64_t kind = sqlite3_column_int64(statement, 2);
	int64_t state = sqlite3_column_int64(statement, 3);

	if (kind < 0 || kind >= ENTITY_KIND_COUNT || state < 0 || state > COVERAGE_COMPLETE)
		return sql_damaged(store, statement, "what was collected cannot be read", err);
	out->account = sql_column_copy(arena, statement, 0);
	out->region = sql_column_copy(arena, statement, 1);
	out->kind = (enum entity_kind)kind;
	out->state = (enum coverage_state)state;
	out->when = sqlite3_column_int64(statement, 4);
	out->because = sql_column_copy(arena, statement, 5);
	return true;
}

bool store_coverage(struct store *store, struct arena *arena, struct str account, struct str region,
		    enum entity_kind kind, struct coverage *out, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_COVERAGE_GET, err);
	bool row = false;

	if (statement == NULL)
		return false;
	sql_int(statement, 1, mix_coverage_at(store, account, region, kind));
	sql_text(statement, 2, account);
	sql_text(statement, 3, region);
	sql_int(statement, 4, kind);
	if (!sql_step(store, statement, &row, err))
		return false;
	if (!row) {
		*out = (struct coverage){
		    .account = account, .region = region, .kind = kind, .state = COVERAGE_NEVER};
		return true;
	}
	if (!coverage_read(store, arena, statement, out, err))
		return false;
	sqlite3_reset(statement);
	return true;
}

bool store_coverage_list(struct store *store, struct arena *arena, const struct coverage **out,
			 size_t *n, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_COVERAGE_LIST, err);
	struct vec all;
	bool row = false;

	if (statement == NULL)
		return false;
	vec_init(&all, arena, sizeof(struct coverage));
	sql_int(statement, 1, store_now_at(store));
	while (sql_step(store, statement, &row, err)) {
		if (!row) {
			*out = all.items;
			*n = all.n;
			return true;
		}
		if (!coverage_read(store, arena, statement, vec_push(&all), err))
			return false;
	}
	return false;
}
