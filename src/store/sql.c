/* store/sql.c - the statements of the inventory as rows, and the steps every caller takes with
 * them. */
#include <assert.h>
#include <string.h>

#include "store/private.h"

#define EXISTS_AT                                                                                  \
	"((e.since <= ?1 AND (e.until IS NULL OR e.until > ?1)) OR EXISTS (SELECT 1 FROM fact f "  \
	"WHERE f.entity = e.id AND f.kind = 0 AND f.since <= ?1 AND f.until > ?1))"
#define ENTITY_COLUMNS "e.id, e.kind, e.key, e.account, e.region, e.name"

/* Whether it says of itself that it exists is told with it: statements without a subquery are
 * prepared in half the time. Of those that came and went, whoever reads the row asks further
 * (entity_read_existing, entity_one). */
#define ENTITY_AT ENTITY_COLUMNS ", e.since <= ?1 AND (e.until IS NULL OR e.until > ?1)"

/* clang-format off */
static const char *const statements[SQL_COUNT] = {
	[SQL_READ_BEGIN] = "BEGIN",
	[SQL_WRITE_BEGIN] = "BEGIN IMMEDIATE",
	[SQL_COMMIT] = "COMMIT",
	[SQL_ROLLBACK] = "ROLLBACK",
	[SQL_MARK] = "SAVEPOINT mark",
	[SQL_MARK_KEEP] = "RELEASE mark",
	[SQL_MARK_UNDO] = "ROLLBACK TO mark",

	[SQL_SNAPSHOT_LAST] = "SELECT max(id) FROM snapshot",
	[SQL_SNAPSHOT_BACK] = "SELECT id FROM snapshot ORDER BY id DESC LIMIT 1 OFFSET ?1",
	[SQL_SNAPSHOT_ID] = "SELECT id FROM snapshot WHERE id = ?1",
	[SQL_SNAPSHOT_DATE] = "SELECT max(id) FROM snapshot WHERE taken <= ?1",
	[SQL_SNAPSHOT_GET] = "SELECT id, taken, source FROM snapshot WHERE id = ?1",
	[SQL_SNAPSHOT_LIST] = "SELECT id, taken, source FROM snapshot ORDER BY id",
	[SQL_SNAPSHOT_INSERT] = "INSERT INTO snapshot (id, taken, source) VALUES (?1, ?2, ?3)",
	/* ?1: how many of the last are kept; of older ones the last of each month stays. */
	[SQL_SNAPSHOT_PRUNE] =
		"WITH old AS (SELECT id, strftime('%Y-%m', taken, 'unixepoch') AS month FROM snapshot"
		" ORDER BY id DESC LIMIT -1 OFFSET ?1)"
		" DELETE FROM snapshot WHERE id IN (SELECT a.id FROM old a JOIN old b"
		" ON b.month = a.month AND b.id > a.id)",
	[SQL_SWEEP_FACTS] =
		"DELETE FROM fact WHERE until IS NOT NULL AND NOT EXISTS"
		" (SELECT 1 FROM snapshot s WHERE s.id >= fact.since AND s.id < fact.until)",
	[SQL_SWEEP_COVERAGE] =
		"DELETE FROM coverage WHERE until IS NOT NULL AND NOT EXISTS"
		" (SELECT 1 FROM snapshot s WHERE s.id >= coverage.since AND s.id < coverage.until)",
	[SQL_SWEEP_DOCUMENTS] =
		"WITH used AS MATERIALIZED (SELECT DISTINCT document AS id FROM fact"
		" WHERE document IS NOT NULL) DELETE FROM document WHERE id NOT IN (SELECT id FROM used"
		" UNION ALL SELECT part.value FROM used CROSS JOIN document d ON d.id = used.id"
		" CROSS JOIN json_each(d.parts) part)",

	[SQL_ENTITY_BY_HASH] =
		"SELECT " ENTITY_COLUMNS ", e.since, e.until FROM entity e WHERE e.hash = ?1",
	[SQL_ENTITY_FIND] =
		"SELECT " ENTITY_AT " FROM entity e WHERE e.hash = ?2 AND e.key = ?3",
	[SQL_ENTITY_CHANGED] =
		"SELECT " ENTITY_COLUMNS " FROM entity e WHERE (e.since > ?1 AND e.since <= ?2)"
		" OR (e.until > ?1 AND e.until <= ?2) OR e.id IN (SELECT entity FROM fact"
		" WHERE (since > ?1 AND since <= ?2) OR (until > ?1 AND until <= ?2))",
	[SQL_ENTITY_LIST] =
		"SELECT " ENTITY_AT " FROM entity e WHERE e.kind = ?2 ORDER BY e.account",
	[SQL_ENTITY_LIST_ACCOUNT] =
		"SELECT " ENTITY_AT " FROM entity e WHERE e.kind = ?2 AND e.account = ?3",
	[SQL_ENTITY_NAME] =
		"SELECT " ENTITY_AT " FROM entity e WHERE e.kind = ?2 AND e.account = ?3"
		" AND e.name = ?4 COLLATE NOCASE ORDER BY e.key",
	[SQL_ENTITY_ANY] = "SELECT 1 FROM entity WHERE kind = ?1 LIMIT 1",
	[SQL_ENTITY_COUNT] = "SELECT count(*) FROM entity e WHERE e.kind = ?2 AND " EXISTS_AT,
	[SQL_ENTITY_COUNT_ACCOUNT] =
		"SELECT count(*) FROM entity e WHERE e.kind = ?2 AND e.account = ?3 AND " EXISTS_AT,
	[SQL_ENTITY_INSERT] =
		"INSERT INTO entity (kind, hash, key, account, region, name, since)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[SQL_ENTITY_UPDATE] =
		"UPDATE entity SET account = ?2, region = ?3, name = ?4 WHERE id = ?1",
	[SQL_ENTITY_RANGE] = "UPDATE entity SET since = ?2, until = ?3 WHERE id = ?1",
	[SQL_ENTITY_COVERED] =
		"SELECT e.id, e.since, e.key FROM entity e WHERE e.kind = ?1 AND e.account = ?2 AND e.region = ?3"
		" AND e.since IS NOT NULL AND e.until IS NULL",
	[SQL_ENTITY_NAMES] =
		"SELECT e.id, e.name FROM entity e INDEXED BY entity_name WHERE e.kind = ?1"
		" AND e.account BETWEEN ?2 AND ?3",

	[SQL_ENTITY_NAMED] =
		"WITH RECURSIVE holder (account) AS ("
		"SELECT min(account) FROM entity INDEXED BY entity_name WHERE kind = ?1"
		" UNION ALL SELECT (SELECT min(e.account) FROM entity e INDEXED BY entity_name"
		" WHERE e.kind = ?1 AND e.account > h.account) FROM holder h WHERE h.account IS NOT NULL)"
		" SELECT e.id FROM holder h CROSS JOIN entity e INDEXED BY entity_name ON e.kind = ?1"
		" AND e.account = h.account AND e.name = ?2 COLLATE NOCASE WHERE h.account <> ?3",

	[SQL_ENTITY_PAGE] =
		"SELECT " ENTITY_COLUMNS " FROM entity e INDEXED BY entity_name WHERE e.kind = ?2"
		" AND e.account = ?3 AND e.name COLLATE NOCASE >= ?4"
		" AND (e.name COLLATE NOCASE > ?4 OR e.id > ?5) AND " EXISTS_AT
		" ORDER BY e.name COLLATE NOCASE, e.id LIMIT ?6",
	[SQL_ENTITY_NEXT_OWNER] =
		"SELECT min(account) FROM entity INDEXED BY entity_name WHERE kind = ?1 AND account > ?2",

	[SQL_ENTITY_BY_ID] =
		"SELECT " ENTITY_AT " FROM entity e WHERE e.id = ?2",
	[SQL_ENTITY_SINCE] =
		"SELECT CASE WHEN e.since <= ?1 AND (e.until IS NULL OR e.until > ?1) THEN e.since"
		" ELSE (SELECT f.since FROM fact f WHERE f.entity = e.id AND f.kind = 0 AND f.since <= ?1"
		" AND f.until > ?1) END FROM entity e WHERE e.id = ?2",

	[SQL_FACT_AT] =
		"SELECT f.kind, f.name, f.value, f.document, f.layout, f.since, e.account"
		" FROM entity e JOIN fact f ON f.entity = e.id"
		" WHERE e.id = ?1 AND f.since <= ?2 AND (f.until IS NULL OR f.until > ?2)"
		" ORDER BY f.kind, f.name",
	[SQL_FACT_AHEAD] =
		"SELECT kind, name, value, document, layout, since, entity FROM fact"
		" WHERE entity BETWEEN ?1 AND ?2 AND since <= ?3 AND (until IS NULL OR until > ?3)"
		" ORDER BY entity, kind, name",
	[SQL_FACT_OPEN] =
		"SELECT kind, name, value, document, layout, since, until FROM fact"
		" WHERE entity = ?1 AND (until IS NULL OR until = ?2) ORDER BY kind, name, since",
	[SQL_FACT_OWN] =
		"SELECT kind, name, since, document, layout FROM fact WHERE entity = ?1 AND (layout & 128) != 0",
	[SQL_FACT_REFER] =
		"UPDATE fact SET document = ?5, layout = ?6"
		" WHERE entity = ?1 AND kind = ?2 AND name = ?3 AND since = ?4",
	[SQL_FACT_INSERT] =
		"INSERT INTO fact (entity, kind, name, since, until, value, document, layout)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	[SQL_FACT_END] =
		"UPDATE fact SET until = ?5 WHERE entity = ?1 AND kind = ?2 AND name = ?3 AND since = ?4",
	[SQL_FACT_REVALUE] =
		"UPDATE fact SET value = ?5 WHERE entity = ?1 AND kind = ?2 AND name = ?3 AND since = ?4",
	[SQL_FACT_DELETE] =
		"DELETE FROM fact WHERE entity = ?1 AND kind = ?2 AND name = ?3 AND since = ?4",
	[SQL_FACT_FORGET] = "DELETE FROM fact WHERE entity = ?1 AND since = ?2 AND until IS NULL",
	[SQL_FACT_END_ALL] = "UPDATE fact SET until = ?2 WHERE entity = ?1 AND until IS NULL",

	[SQL_DOCUMENT_BY_HASH] = "SELECT id, own, body, parts FROM document WHERE hash = ?1",
	[SQL_DOCUMENT_GET] = "SELECT * FROM document WHERE id = ?1",
	[SQL_DOCUMENT_INSERT] = "INSERT INTO document (hash, own, body, parts) VALUES (?1, ?2, ?3, ?4)",

	[SQL_COVERAGE_GET] =
		"SELECT account, region, kind, state, taken, because FROM coverage WHERE account = ?2"
		" AND region = ?3 AND kind = ?4 AND since <= ?1 AND (until IS NULL OR until > ?1)",
	[SQL_COVERAGE_LIST] =
		"SELECT account, region, kind, state, taken, because FROM coverage WHERE since <= ?1"
		" AND (until IS NULL OR until > ?1) ORDER BY account, region, kind",
	[SQL_COVERAGE_OPEN] =
		"SELECT since, state, taken, because FROM coverage WHERE account = ?1 AND region = ?2"
		" AND kind = ?3 AND until IS NULL",
	[SQL_COVERAGE_INSERT] =
		"INSERT INTO coverage (account, region, kind, since, state, taken, because)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[SQL_COVERAGE_END] =
		"UPDATE coverage SET until = ?5 WHERE account = ?1 AND region = ?2 AND kind = ?3 AND since = ?4",
	[SQL_COVERAGE_UPDATE] =
		"UPDATE coverage SET state = ?5, taken = ?6, because = ?7 WHERE account = ?1 AND region = ?2"
		" AND kind = ?3 AND since = ?4",

	[SQL_CHANGE_LAST] = "SELECT id, mark FROM change ORDER BY id DESC LIMIT 1",
	[SQL_CHANGE_TOLD] =
		"SELECT 1 FROM change WHERE id = ?1 AND mark = ?2"
		" AND NOT EXISTS (SELECT 1 FROM change WHERE id > ?1 AND entities IS NULL)",
	[SQL_CHANGE_LATER] =
		"SELECT " ENTITY_COLUMNS ", max(j.value < 0) FROM change c JOIN json_each(c.entities) j"
		" JOIN entity e ON e.id = abs(j.value) WHERE c.id > ?1 GROUP BY e.id",
	[SQL_CHANGE_INSERT] = "INSERT INTO change (mark, entities) VALUES (random(), ?1)",
	/* ?1: how many of the last are kept */
	[SQL_CHANGE_PRUNE] = "DELETE FROM change WHERE id <= (SELECT max(id) FROM change) - ?1",
};
/* clang-format on */

/* What went wrong, and what to do about it. */
struct advice {
	int code; /* SQLite's primary result code */
	const char *text;
};

static const struct advice advices[] = {
    {SQLITE_BUSY, "another rolehop is writing to it; try again when that is done"},
    {SQLITE_LOCKED, "another rolehop is writing to it; try again when that is done"},
    {SQLITE_READONLY, "it is write-protected"},
    {SQLITE_CORRUPT, "the file is damaged; move it away and collect or import again"},
    {SQLITE_NOTADB, "this is not a rolehop inventory; name another file with --db"},
    {SQLITE_FULL, "the disk is full"},
    {SQLITE_CANTOPEN, "the file cannot be opened; look at its permissions and its folder's"},
    {SQLITE_IOERR, "reading or writing the file failed"},
};

bool sql_failed(struct store *store, struct err *err)
{
	int code = sqlite3_errcode(store->db) & 0xff;
	const char *said = sqlite3_errmsg(store->db);

	for (size_t i = 0; i < sizeof(advices) / sizeof(advices[0]); i++) {
		if (advices[i].code == code)
			return err_set(err, ERR_ENVIRONMENT, "%.*s: %s (SQLite: %s)",
				       STR_ARG(store->path), advices[i].text, said);
	}
	return err_set(err, ERR_ENVIRONMENT, "%.*s: SQLite: %s", STR_ARG(store->path), said);
}

bool sql_damaged(struct store *store, sqlite3_stmt *statement, const char *what, struct err *err)
{
	sqlite3_reset(statement);
	return err_set(err, ERR_ENVIRONMENT,
		       "%.*s: %s: the file is damaged; move it away and collect or import again",
		       STR_ARG(store->path), what);
}

/* Does the answer tell of the inventory what no put has to know? */
static bool sql_is_look(enum sql sql)
{
	return (sql >= SQL_SNAPSHOT_LAST && sql <= SQL_SNAPSHOT_LIST) ||
	       (sql >= SQL_ENTITY_FIND && sql <= SQL_ENTITY_COUNT_ACCOUNT) ||
	       (sql >= SQL_ENTITY_NAMES && sql <= SQL_FACT_AHEAD) || sql == SQL_COVERAGE_GET ||
	       sql == SQL_COVERAGE_LIST;
}

sqlite3_stmt *sql_get(struct store *store, enum sql sql, struct err *err)
{
	sqlite3_stmt **slot = &store->statements[sql];

	if (sql_is_look(sql))
		store->writing.again.looks++;

	if (*slot == NULL) {
		int rc = sqlite3_prepare_v3(store->db, statements[sql], -1,
					    SQLITE_PREPARE_PERSISTENT, slot, NULL);
		if (rc != SQLITE_OK) {
			sql_failed(store, err);
			return NULL;
		}
	}
	sqlite3_reset(*slot);
	sqlite3_clear_bindings(*slot);
	return *slot;
}

void sql_int(sqlite3_stmt *statement, int index, int64_t value)
{
	int rc = sqlite3_bind_int64(statement, index, value);

	assert(rc == SQLITE_OK);
	(void)rc;
}

void sql_text(sqlite3_stmt *statement, int index, struct str text)
{
	int rc = sqlite3_bind_text64(statement, index, text.n > 0 ? text.p : "", text.n,
				     SQLITE_STATIC, SQLITE_UTF8);

	assert(rc == SQLITE_OK || rc == SQLITE_TOOBIG);
	(void)rc;
}

void sql_text_or_null(sqlite3_stmt *statement, int index, struct str text)
{
	if (text.n > 0)
		sql_text(statement, index, text);
}

bool sql_step(struct store *store, sqlite3_stmt *statement, bool *row, struct err *err)
{
	int rc = sqlite3_step(statement);

	if (rc == SQLITE_ROW) {
		*row = true;
		return true;
	}
	if (rc != SQLITE_DONE) {
		sql_failed(store, err);
		sqlite3_reset(statement);
		return false;
	}
	*row = false;
	sqlite3_reset(statement);
	return true;
}

bool sql_run(struct store *store, sqlite3_stmt *statement, struct err *err)
{
	bool row = false;

	if (statement == NULL || !sql_step(store, statement, &row, err))
		return false;
	if (row)
		sqlite3_reset(statement);
	return true;
}

bool sql_exec(struct store *store, const char *text, struct err *err)
{
	if (sqlite3_exec(store->db, text, NULL, NULL, NULL) != SQLITE_OK)
		return sql_failed(store, err);
	return true;
}

/* As a blob a text is given where it stands; as a text, SQLite would copy it for a NUL behind it.
 */
struct str sql_column(sqlite3_stmt *statement, int column)
{
	const char *p = sqlite3_column_blob(statement, column);
	int n = sqlite3_column_bytes(statement, column);

	if (p == NULL || n <= 0)
		return (struct str){NULL, 0};
	return (struct str){p, (size_t)n};
}

struct str sql_column_copy(struct arena *arena, sqlite3_stmt *statement, int column)
{
	struct str text = sql_column(statement, column);

	return text.n > 0 ? arena_str(arena, text) : text;
}

void sql_release(struct store *store)
{
	for (int i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(store->statements[i]);
	for (int i = 0; i < WITH_FACT_COUNT; i++)
		sqlite3_finalize(store->with_fact[i]);
}
