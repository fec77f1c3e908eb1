/* importing.c - texts imported into an inventory in memory, for the targets that do. */
#include "importing.h"

#include "store/private.h"

/* What is made once serves so many imports: the store remembers every account that it met. */
enum { RENEW = 20000 };

static struct store *store;
static sqlite3_stmt *count;

static void open_empty(void)
{
	static unsigned imports;
	struct err err = {ERR_NONE, ""};

	if (store && ++imports % RENEW != 0)
		return;
	sqlite3_finalize(count);
	store_close(store);
	read_must(store_open(":memory:", STORE_WRITE, &store, &err), &err);
	FUZZ_HOLDS(sqlite3_prepare_v2(store->db,
				      "SELECT (SELECT count(*) FROM snapshot) << 32 |"
				      " (SELECT count(*) FROM entity)",
				      -1, &count, NULL) == SQLITE_OK);
}

/* Snapshots and entities, as a number. */
static int64_t weigh(void)
{
	FUZZ_HOLDS(sqlite3_step(count) == SQLITE_ROW);
	int64_t rows = sqlite3_column_int64(count, 0);
	sqlite3_reset(count);
	return rows;
}

static void empty(void)
{
	struct err err = {ERR_NONE, ""};

	read_must(sql_exec(store,
			   "BEGIN; DELETE FROM fact; DELETE FROM entity; DELETE FROM document;"
			   "DELETE FROM coverage; DELETE FROM snapshot;"
			   "DELETE FROM change WHERE id < (SELECT max(id) FROM change); COMMIT",
			   &err) &&
		      store_at(store, STR("latest"), &err),
		  &err);
}

void importing_holds(struct arena *arena, const struct import_text *files, size_t n,
		     const struct import_options *options, bool twice)
{
	struct import_options later = *options;
	struct import_report report;
	struct err err = {ERR_NONE, ""};

	open_empty();
	bool ok = feed_import_texts(arena, store, files, n, options, &report, &err);
	int64_t rows = weigh();
	read_told(ok, &err);
	FUZZ_HOLDS(ok || rows == 0);
	if (ok && twice) {
		later.now += 3600;
		read_must(feed_import_texts(arena, store, files, n, &later, &report, &err), &err);
		FUZZ_HOLDS((uint32_t)weigh() == (uint32_t)rows);
	}
	if (rows)
		empty();
}
