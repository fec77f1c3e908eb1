/* store/schema.c - the tables of the inventory as a list of migrations, oldest first. */
#include "store/private.h"

/* The numbers below are in the file: they must never change. */
_Static_assert(ENTITY_ACCOUNT == 0 && ENTITY_RCP == 11, "entity kinds are stored");
_Static_assert(FACT_EXISTS == 0 && FACT_GROUP == 8 && FACT_ROLE_ARN == 12 && FACT_PARENT == 15 &&
		   FACT_TARGET == 16 && FACT_LAST_USED == 19 && FACT_VALUE == 21 &&
		   FACT_HISTORY == 22 && FACT_SETTING == 23 && FACT_GRANT == 24 &&
		   FACT_VERSION == 25,
	       "fact kinds are stored");

struct migration {
	int version;	  /* of the schema that results */
	const char *text; /* SQL that leads there from the version before */
};

/* clang-format off */
static const struct migration migrations[] = {
	{1,
	 "CREATE TABLE snapshot (id INTEGER PRIMARY KEY, taken INTEGER NOT NULL, source TEXT NOT NULL)"
	 " STRICT;"
	 "CREATE TABLE document (id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, own INTEGER NOT NULL,"
	 " body TEXT NOT NULL) STRICT;"
	 "CREATE INDEX document_hash ON document (hash);"
	 "CREATE TABLE entity (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, hash INTEGER NOT NULL,"
	 " key TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,"
	 " since INTEGER, until INTEGER) STRICT;"
	 "CREATE INDEX entity_hash ON entity (hash);"
	 "CREATE INDEX entity_name ON entity (kind, account, name COLLATE NOCASE);"
	 "CREATE TABLE fact (entity INTEGER NOT NULL, kind INTEGER NOT NULL, name TEXT NOT NULL,"
	 " since INTEGER NOT NULL, until INTEGER, value TEXT, document INTEGER, layout INTEGER,"
	 " PRIMARY KEY (entity, kind, name, since)) STRICT, WITHOUT ROWID;"
	 "CREATE INDEX fact_name ON fact (kind, name) WHERE kind = 8 OR kind = 16;"
	 "CREATE INDEX fact_value ON fact (kind, value) WHERE kind = 12 OR kind = 15;"
	 "CREATE INDEX fact_until ON fact (until) WHERE until IS NOT NULL;"
	 "CREATE TABLE coverage (account TEXT NOT NULL, region TEXT NOT NULL, kind INTEGER NOT NULL,"
	 " since INTEGER NOT NULL, until INTEGER, state INTEGER NOT NULL, taken INTEGER NOT NULL,"
	 " because TEXT NOT NULL, PRIMARY KEY (account, region, kind, since)) STRICT, WITHOUT ROWID;"
	 "CREATE TABLE entity_kind (id INTEGER PRIMARY KEY, word TEXT NOT NULL) STRICT;"
	 "INSERT INTO entity_kind VALUES (0, 'account'), (1, 'role'), (2, 'user'), (3, 'group'),"
	 " (4, 'policy'), (5, 'machine'), (6, 'resource'), (7, 'organization'), (8, 'root'), (9, 'ou'),"
	 " (10, 'scp'), (11, 'rcp');"
	 "CREATE TABLE fact_kind (id INTEGER PRIMARY KEY, word TEXT NOT NULL) STRICT;"
	 "INSERT INTO fact_kind VALUES (0, 'exists'), (1, 'trust'), (2, 'inline'), (3, 'attached'),"
	 " (4, 'boundary'), (5, 'path'), (6, 'unique-id'), (7, 'tag'), (8, 'group'), (9, 'document'),"
	 " (10, 'definition'), (11, 'withheld'), (12, 'role-arn'), (13, 'type'), (14, 'status'),"
	 " (15, 'parent'), (16, 'target'), (17, 'management'), (18, 'alias'), (19, 'last-used'),"
	 " (20, 'complete'), (21, 'value');"
	 "CREATE VIEW current_entity AS SELECT e.id, k.word AS kind, e.key, e.account, e.region, e.name,"
	 " e.since FROM entity e JOIN entity_kind k ON k.id = e.kind"
	 " WHERE e.since IS NOT NULL AND e.until IS NULL;"
	 "CREATE VIEW current_fact AS SELECT e.key, e.account, k.word AS fact, f.name, f.value,"
	 " CASE d.own WHEN 1 THEN replace(d.body, char(1), e.account) ELSE d.body END AS document,"
	 " f.since FROM fact f JOIN entity e ON e.id = f.entity JOIN fact_kind k ON k.id = f.kind"
	 " LEFT JOIN document d ON d.id = f.document WHERE f.until IS NULL;"
	 "CREATE VIEW current_coverage AS SELECT c.account, c.region, k.word AS kind,"
	 " CASE c.state WHEN 1 THEN 'partial' WHEN 2 THEN 'refused' ELSE 'complete' END AS state,"
	 " c.taken, c.because FROM coverage c JOIN entity_kind k ON k.id = c.kind WHERE c.until IS NULL;"},
	{2, "INSERT INTO fact_kind VALUES (22, 'history');"},
	{3, "INSERT INTO fact_kind VALUES (23, 'setting'), (24, 'grant'), (25, 'version');"},
	{SCHEMA_CHANGES,
	 "CREATE TABLE change (id INTEGER PRIMARY KEY, mark INTEGER NOT NULL, entities TEXT) STRICT;"
	 "INSERT INTO change (mark) VALUES (random());"},
	{SCHEMA_KEY_HASH, "UPDATE entity SET hash = entity_hash(key);"},
	{SCHEMA_PARTS,
	 "ALTER TABLE document ADD COLUMN parts TEXT;"
	 "DROP VIEW current_fact;"
	 "CREATE VIEW current_fact AS SELECT e.key, e.account, k.word AS fact, f.name, f.value,"
	 " replace(CASE WHEN d.parts IS NULL THEN d.body ELSE replace(d.body, char(2), (SELECT group_concat(p.body)"
	 " FROM json_each(d.parts) j CROSS JOIN document p WHERE p.id = j.value)) END,"
	 " CASE d.own WHEN 1 THEN char(1) ELSE '' END, e.account) AS document,"
	 " f.since FROM fact f JOIN entity e ON e.id = f.entity JOIN fact_kind k ON k.id = f.kind"
	 " LEFT JOIN document d ON d.id = f.document WHERE f.until IS NULL;"},
};
/* clang-format on */

enum { MIGRATION_COUNT = sizeof(migrations) / sizeof(migrations[0]) };

static bool schema_pragma(struct store *store, const char *text, int64_t *out, struct err *err)
{
	sqlite3_stmt *statement = NULL;
	bool row = false;
	bool done = false;

	if (sqlite3_prepare_v2(store->db, text, -1, &statement, NULL) != SQLITE_OK)
		return sql_failed(store, err);
	done = sql_step(store, statement, &row, err);
	if (done)
		*out = row ? sqlite3_column_int64(statement, 0) : 0;
	sqlite3_finalize(statement);
	return done;
}

/* entity_hash(KEY) for migrations; the file's own views may not call it. */
static void schema_entity_hash(sqlite3_context *context, int n, sqlite3_value **values)
{
	struct str key = {(const char *)sqlite3_value_text(values[0]),
			  (size_t)sqlite3_value_bytes(values[0])};

	(void)n;
	sqlite3_result_int64(context, entity_hash(SCHEMA_KEY_HASH, key));
}

static bool schema_migrate_in(struct store *store, int64_t version, struct err *err)
{
	char text[64];

	if (sqlite3_create_function(store->db, "entity_hash", 1, SQLITE_UTF8 | SQLITE_DIRECTONLY,
				    NULL, schema_entity_hash, NULL, NULL) != SQLITE_OK)
		return sql_failed(store, err);
	for (size_t i = 0; i < MIGRATION_COUNT; i++) {
		if (migrations[i].version <= version)
			continue;
		if (!sql_exec(store, migrations[i].text, err))
			return false;
		sqlite3_snprintf((int)sizeof(text), text, "PRAGMA user_version = %d",
				 migrations[i].version);
		if (!sql_exec(store, text, err))
			return false;
	}
	sqlite3_snprintf((int)sizeof(text), text, "PRAGMA application_id = %d", SCHEMA_APPLICATION);
	return sql_exec(store, text, err);
}

/* Reads the version again under the lock: another process may have been faster. */
static bool schema_migrate(struct store *store, struct err *err)
{
	int64_t version = 0;
	bool done = false;

	if (!sql_exec(store, "BEGIN IMMEDIATE", err))
		return false;
	done = schema_pragma(store, "PRAGMA user_version", &version, err) &&
	       schema_migrate_in(store, version, err) && sql_exec(store, "COMMIT", err);
	if (!done)
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return done;
}

static bool schema_is_ours(struct store *store, int64_t application, int64_t tables,
			   struct err *err)
{
	if (application == SCHEMA_APPLICATION)
		return true;
	if (application == 0 && tables == 0)
		return true;
	return err_set(err, ERR_ENVIRONMENT,
		       "%.*s: this is a database of another program, not a rolehop inventory; name "
		       "another file with --db",
		       STR_ARG(store->path));
}

bool schema_check(struct store *store, bool write, struct err *err)
{
	int newest = migrations[MIGRATION_COUNT - 1].version;
	int64_t application = 0;
	int64_t version = 0;
	int64_t tables = 0;

	if (!schema_pragma(store, "PRAGMA application_id", &application, err) ||
	    !schema_pragma(store, "PRAGMA user_version", &version, err))
		return false;
	store->schema = write ? newest : (int)version;
	if (application == SCHEMA_APPLICATION && version == newest)
		return true;
	if (!schema_pragma(store, "SELECT count(*) FROM sqlite_schema", &tables, err) ||
	    !schema_is_ours(store, application, tables, err))
		return false;
	if (version > newest)
		return err_set(err, ERR_ENVIRONMENT,
			       "%.*s: this inventory has schema %lld, and this rolehop knows %d: "
			       "use the newer rolehop that wrote it",
			       STR_ARG(store->path), (long long)version, newest);
	if (version == newest)
		return true;
	if (write)
		return schema_migrate(store, err);
	if (tables == 0)
		return err_set(err, ERR_ENVIRONMENT,
			       "%.*s: the inventory is empty; fill it with rolehop import",
			       STR_ARG(store->path));
	return true;
}
