/* store/snapshot.c - the snapshots of the inventory, and which of them is looked at. */
#include "rolehop/base/clock.h"
#include "store/private.h"

enum { DAY_SECONDS = 86400, DATE_LENGTH = 10 };

int64_t store_now_at(const struct store *store)
{
	return store->writing.open ? store->writing.pending : store->at;
}

/* The id that `statement` gives, 0 where it gives none. */
static bool snapshot_id(struct store *store, sqlite3_stmt *statement, int64_t *id, struct err *err)
{
	bool row = false;

	if (statement == NULL || !sql_step(store, statement, &row, err))
		return false;
	*id = row ? sqlite3_column_int64(statement, 0) : 0;
	sqlite3_reset(statement);
	return true;
}

static bool snapshot_query(struct store *store, enum sql sql, int64_t value, int64_t *id,
			   struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, sql, err);

	if (statement == NULL)
		return false;
	sql_int(statement, 1, value);
	return snapshot_id(store, statement, id, err);
}

/* A day without a time means its end: a snapshot of that day is not after it. */
static bool snapshot_by_date(struct store *store, struct str which, int64_t *id, struct err *err)
{
	int64_t when = 0;

	if (!clock_parse(which, &when))
		return err_set(err, ERR_INPUT,
			       "snapshot \"%.*s\": this is no number, no date such as 2026-11-25 "
			       "or 2026-11-25T03:12:00Z, and not latest or latest~1",
			       STR_ARG(which));
	if (which.n == DATE_LENGTH)
		when += DAY_SECONDS - 1;
	return snapshot_query(store, SQL_SNAPSHOT_DATE, when, id, err);
}

/* No inventory has as many. */
static int64_t snapshot_number(size_t number)
{
	return number < INT64_MAX ? (int64_t)number : INT64_MAX;
}

static bool snapshot_resolve(struct store *store, struct str which, int64_t *id, struct err *err)
{
	size_t number = 0;

	if (str_eq(which, STR("latest")))
		return snapshot_query(store, SQL_SNAPSHOT_BACK, 0, id, err);
	if (str_starts(which, STR("latest~")) &&
	    str_to_size(str_skip(which, sizeof("latest~") - 1), &number))
		return snapshot_query(store, SQL_SNAPSHOT_BACK, snapshot_number(number), id, err);
	if (str_to_size(which, &number))
		return snapshot_query(store, SQL_SNAPSHOT_ID, snapshot_number(number), id, err);
	return snapshot_by_date(store, which, id, err);
}

bool store_at(struct store *store, struct str which, struct err *err)
{
	int64_t id = 0;

	if (!snapshot_resolve(store, which, &id, err))
		return false;
	if (id == 0 && !str_eq(which, STR("latest")))
		return err_set(err, ERR_INPUT,
			       "snapshot \"%.*s\": the inventory has none such; rolehop list "
			       "snapshots shows what there is",
			       STR_ARG(which));
	store->at = id;
	return true;
}

static void snapshot_read(struct arena *arena, sqlite3_stmt *statement, struct snapshot *out)
{
	out->id = sqlite3_column_int64(statement, 0);
	out->taken = sqlite3_column_int64(statement, 1);
	out->source = sql_column_copy(arena, statement, 2);
}

bool store_snapshot(struct store *store, struct arena *arena, struct snapshot *out, bool *found,
		    struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_SNAPSHOT_GET, err);
	bool row = false;

	if (statement == NULL)
		return false;
	sql_int(statement, 1, store->at);
	if (!sql_step(store, statement, &row, err))
		return false;
	*found = row;
	if (row) {
		snapshot_read(arena, statement, out);
		sqlite3_reset(statement);
	}
	return true;
}

bool store_snapshots(struct store *store, struct arena *arena, const struct snapshot **out,
		     size_t *n, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_SNAPSHOT_LIST, err);
	struct vec all;
	bool row = false;

	vec_init(&all, arena, sizeof(struct snapshot));
	if (statement == NULL)
		return false;
	while (sql_step(store, statement, &row, err)) {
		if (!row) {
			*out = all.items;
			*n = all.n;
			return true;
		}
		snapshot_read(arena, statement, vec_push(&all));
	}
	return false;
}

bool store_read_begin(struct store *store, struct err *err)
{
	if (!store->writing.open && store->reading == 0) {
		if (!sql_run(store, sql_get(store, SQL_READ_BEGIN, err), err))
			return false;
	}
	store->reading++;
	return true;
}

void store_read_end(struct store *store)
{
	struct err ignored = {ERR_NONE, ""};

	if (store->reading == 0)
		return;
	store->reading--;
	if (store->writing.open || store->reading > 0)
		return;
	sql_run(store, sql_get(store, SQL_COMMIT, &ignored), &ignored);
	parts_forget(store);
}
