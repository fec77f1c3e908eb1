/* store/take.c - all of one snapshot of an inventory, copied by SQLite into one that holds nothing
 * yet. */
#include <string.h>

#include "store/private.h"

/*
 * Ids stay what they were, since nothing else has them, and so what refers to them does. Whatever
 * is not as this room writes it ends the copying: put one by one, it is mended or told of by name.
 */

enum {
	ID_MAX = 1 << 26, /* the highest that is kept account of, with a byte each */
	USED_PLAIN = 1,
	USED_OWN = 2, /* by a fact in which its owner's id was taken out */
	USED_PART = 4 /* by another document */
};

struct taking {
	struct store *into;
	struct store *from;
	unsigned char *used; /* of the other inventory's documents, by id */
	int64_t max_document;
	int64_t n_used;
	struct err ignored; /* see above */
};

/* ---- what SQL calls for each row ----------------------------------------------------------------
 */

/* take_hash(ID, KEY): the key's, as this schema has it, whatever the other's. */
static void take_hash(sqlite3_context *context, int n, sqlite3_value **values)
{
	int64_t id = sqlite3_value_int64(values[0]);
	struct str key = {sqlite3_value_blob(values[1]), (size_t)sqlite3_value_bytes(values[1])};

	(void)n;
	if (id > 0 && id <= ID_MAX)
		sqlite3_result_int64(context, entity_hash(SCHEMA_KEY_HASH, key));
	else
		sqlite3_result_error(context, "an entity has an id that is not kept", -1);
}

static unsigned use_of(bool own)
{
	return own ? USED_OWN : USED_PLAIN;
}

static bool use(struct taking *taking, int64_t id, unsigned how)
{
	if (id <= 0 || id > taking->max_document)
		return false;
	taking->n_used += taking->used[id] == 0;
	taking->used[id] |= (unsigned char)how;
	return true;
}

/* take_document(ID, LAYOUT): the id, once it is noted that a fact has it. */
static void take_document(sqlite3_context *context, int n, sqlite3_value **values)
{
	int64_t id = sqlite3_value_int64(values[0]);
	int64_t layout = sqlite3_value_int64(values[1]);

	(void)n;
	if (layout < 0 || layout > (LAYOUT_MAX | LAYOUT_OWN) ||
	    !layout_is_known((unsigned)layout & LAYOUT_MAX) ||
	    !use(sqlite3_user_data(context), id, use_of((layout & LAYOUT_OWN) != 0)))
		sqlite3_result_error(context, "a fact has a document that cannot be", -1);
	else
		sqlite3_result_int64(context, id);
}

/* take_parts(LIST): notes that a document has them; false: it is no list of documents. */
static void take_parts(sqlite3_context *context, int n, sqlite3_value **values)
{
	struct str list = {sqlite3_value_blob(values[0]), (size_t)sqlite3_value_bytes(values[0])};
	bool known = true;
	int64_t id;

	(void)n;
	while (known && parts_next(&list, &id))
		known = use(sqlite3_user_data(context), id, USED_PART);
	sqlite3_result_int(context, known && str_eq(list, STR("]")));
}

/* take_used(ID, OWN, PARTS): does anything have it, as a document of that sort? Parts have none. */
static void take_used(sqlite3_context *context, int n, sqlite3_value **values)
{
	struct taking *taking = sqlite3_user_data(context);
	int64_t id = sqlite3_value_int64(values[0]);
	unsigned own = use_of(sqlite3_value_int64(values[1]) != 0);
	bool whole = sqlite3_value_type(values[2]) == SQLITE_NULL;
	unsigned used = id > 0 && id <= taking->max_document ? taking->used[id] : 0;

	(void)n;
	sqlite3_result_int(
	    context, used == own || (whole && (used == USED_PART || used == (USED_PART | own))));
}

static const struct take_function {
	const char *name;
	int n_values;
	void (*call)(sqlite3_context *, int, sqlite3_value **);
} functions[] = {
    {"take_hash", 2, take_hash},
    {"take_document", 2, take_document},
    {"take_parts", 1, take_parts},
    {"take_used", 3, take_used},
};

static bool functions_set(struct taking *taking, bool there)
{
	bool ok = true;

	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		ok = sqlite3_create_function(taking->into->db, functions[i].name,
					     functions[i].n_values, SQLITE_UTF8 | SQLITE_DIRECTONLY,
					     taking, there ? functions[i].call : NULL, NULL,
					     NULL) == SQLITE_OK &&
		     ok;
	return ok;
}

/* ---- the statements -----------------------------------------------------------------------------
 */

/* ?1: the other's snapshot. ?2: the pending one, from which on everything holds. */
enum take { TAKE_ENTITIES, TAKE_FACTS, TAKE_DOCUMENTS, TAKE_WHOLE, TAKE_COVERAGE, TAKE_COUNT };

#define HOLDS_AT(t) t ".since <= ?1 AND (" t ".until IS NULL OR " t ".until > ?1)"

/* clang-format off */
static const char *const takes[TAKE_COUNT] = {
	[TAKE_ENTITIES] =
		"INSERT INTO main.entity (id, kind, hash, key, account, region, name, since)"
		" SELECT e.id, e.kind, take_hash(e.id, e.key), e.key, e.account, e.region, e.name, ?2"
		" FROM other.entity e WHERE e.kind BETWEEN ?3 AND ?4 AND ((" HOLDS_AT("e") ") OR EXISTS"
		" (SELECT 1 FROM other.fact f WHERE f.entity = e.id AND f.kind = 0 AND f.since <= ?1"
		" AND f.until > ?1)) ORDER BY e.id",
	/* In the order of both tables: found by going on, and appended. */
	[TAKE_FACTS] =
		"INSERT INTO main.fact (entity, kind, name, since, value, document, layout)"
		" SELECT f.entity, f.kind, f.name, ?2, f.value,"
		" CASE WHEN f.document IS NOT NULL THEN take_document(f.document, f.layout) END,"
		" CASE WHEN f.document IS NOT NULL THEN f.layout END"
		" FROM main.entity e NOT INDEXED CROSS JOIN other.fact f WHERE f.entity = e.id"
		" AND f.kind BETWEEN ?3 AND ?4 AND " HOLDS_AT("f"),
	[TAKE_DOCUMENTS] =
		"INSERT INTO main.document (id, hash, own, body, parts) SELECT id, hash, own, body, parts"
		" FROM other.document WHERE take_used(id, own, parts) ORDER BY id",
	[TAKE_WHOLE] =
		"INSERT INTO main.document (id, hash, own, body) SELECT id, hash, own, body"
		" FROM other.document WHERE take_used(id, own, NULL) ORDER BY id",
	[TAKE_COVERAGE] =
		"INSERT INTO main.coverage (account, region, kind, since, state, taken, because)"
		" SELECT c.account, c.region, c.kind, ?2, c.state, c.taken, c.because"
		" FROM other.coverage c WHERE " HOLDS_AT("c"),
};

/* Rows that are in the way, if any are. */
static const char in_place[] =
	"SELECT 1 FROM main.entity UNION ALL SELECT 1 FROM main.fact UNION ALL"
	" SELECT 1 FROM main.document UNION ALL SELECT 1 FROM main.coverage";
static const char gone[] =
	"SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM other.snapshot WHERE id = ?1)";
static const char twice[] =
	"SELECT 1 FROM main.entity INDEXED BY entity_hash GROUP BY hash HAVING count(*) > 1";
static const char odd_coverage[] =
	"SELECT 1 FROM main.coverage WHERE taken < 0 OR kind NOT BETWEEN 0 AND ?3"
	" OR state NOT BETWEEN 0 AND ?4";
static const char all_columns[] = "SELECT * FROM other.document";
static const char odd_parts[] =
	"SELECT 1 FROM other.document WHERE parts IS NOT NULL AND take_used(id, own, NULL)"
	" AND NOT take_parts(parts)";
static const char last_document[] = "SELECT max(id) FROM other.document";
/* clang-format on */

static bool take_prepare(struct taking *taking, const char *text, int64_t low, int64_t high,
			 sqlite3_stmt **out)
{
	if (sqlite3_prepare_v2(taking->into->db, text, -1, out, NULL) != SQLITE_OK)
		return sql_failed(taking->into, &taking->ignored);
	sqlite3_bind_int64(*out, 1, store_now_at(taking->from));
	sqlite3_bind_int64(*out, 2, taking->into->writing.pending);
	sqlite3_bind_int64(*out, 3, low);
	sqlite3_bind_int64(*out, 4, high);
	return true;
}

/* How many rows it wrote. */
static bool take_run(struct taking *taking, enum take take, int64_t low, int64_t high, int64_t *n)
{
	sqlite3_stmt *statement = NULL;
	bool done = take_prepare(taking, takes[take], low, high, &statement) &&
		    sql_run(taking->into, statement, &taking->ignored);

	*n = done ? sqlite3_changes64(taking->into->db) : 0;
	sqlite3_finalize(statement);
	return done;
}

/* Does it give no row? */
static bool take_none(struct taking *taking, const char *text, int64_t low, int64_t high)
{
	sqlite3_stmt *statement = NULL;
	bool row = true;
	bool none = take_prepare(taking, text, low, high, &statement) &&
		    sql_step(taking->into, statement, &row, &taking->ignored) && !row;

	sqlite3_finalize(statement);
	return none;
}

/* ---- all of it ----------------------------------------------------------------------------------
 */

/* Room for what facts say of the other's documents. */
static bool used_make(struct taking *taking)
{
	sqlite3_stmt *statement = NULL;
	bool row = false;
	bool done = take_prepare(taking, last_document, 0, 0, &statement) &&
		    sql_step(taking->into, statement, &row, &taking->ignored);

	taking->max_document = done && row ? sqlite3_column_int64(statement, 0) : 0;
	sqlite3_finalize(statement);
	if (!done || taking->max_document < 0 || taking->max_document > ID_MAX)
		return false;
	size_t n = (size_t)taking->max_document + 1;
	taking->used = arena_array(&taking->into->writing.arena, n, 1);
	memset(taking->used, 0, n);
	return true;
}

/* Of the other's documents; 0: not known. */
static int count_columns(struct taking *taking)
{
	sqlite3_stmt *statement = NULL;
	int n = take_prepare(taking, all_columns, 0, 0, &statement)
		    ? sqlite3_column_count(statement)
		    : 0;

	sqlite3_finalize(statement);
	return n;
}

/* Those that facts have, and their parts. */
static bool take_documents(struct taking *taking)
{
	enum { WITHOUT_PARTS = 4, WITH_PARTS };
	int columns = count_columns(taking);
	int64_t n;

	if (columns != WITHOUT_PARTS &&
	    (columns != WITH_PARTS || !take_none(taking, odd_parts, 0, 0)))
		return false;
	return take_run(taking, columns == WITH_PARTS ? TAKE_DOCUMENTS : TAKE_WHOLE, 0, 0, &n) &&
	       n == taking->n_used;
}

static bool take_tables(struct taking *taking, size_t *n)
{
	int64_t entities, facts, coverage;

	if (!take_none(taking, gone, 0, 0) || !used_make(taking) ||
	    !take_run(taking, TAKE_ENTITIES, 0, ENTITY_KIND_COUNT - 1, &entities) ||
	    !take_none(taking, twice, 0, 0) ||
	    !take_run(taking, TAKE_FACTS, FACT_EXISTS + 1, FACT_KIND_COUNT - 1, &facts) ||
	    !take_documents(taking) || !take_run(taking, TAKE_COVERAGE, 0, 0, &coverage) ||
	    !take_none(taking, odd_coverage, ENTITY_KIND_COUNT - 1, COVERAGE_COMPLETE))
		return false;
	change_note_all(taking->into);
	taking->into->writing.tally.opened += entities + facts;
	taking->into->writing.tally.other = coverage > 0;
	*n = (size_t)entities;
	return true;
}

/* All of it or nothing. */
static bool take_all(struct store *into, struct store *from, bool *taken, size_t *n,
		     struct err *err)
{
	struct taking taking = {.into = into, .from = from};

	if (!take_none(&taking, in_place, 0, 0))
		return true;
	if (!store_mark(into, err))
		return false;
	*taken = functions_set(&taking, true) && take_tables(&taking, n);
	functions_set(&taking, false);
	if (*taken)
		return store_mark_keep(into, err);
	store_mark_undo(into);
	return take_none(&taking, in_place, 0, 0) ||
	       err_set(err, ERR_ENVIRONMENT, "%.*s: what was begun cannot be taken back",
		       STR_ARG(into->path));
}

/* For reading: a transaction that writes locks every other file that it could write to. */
static bool take_attach(struct store *into, struct store *from)
{
	const char *path = sqlite3_db_filename(from->db, "main");
	struct err ignored = {ERR_NONE, ""};
	sqlite3_stmt *statement = NULL;
	struct arena scratch;
	bool done = false;

	if (path == NULL || *path == '\0')
		return false;
	arena_init(&scratch);
	const char *uri =
	    store_uri(&scratch, path,
		      sqlite3_uri_boolean(path, "immutable", 0) ? "?immutable=1" : "?mode=ro");
	if (uri != NULL &&
	    sqlite3_prepare_v2(into->db, "ATTACH ?1 AS other", -1, &statement, NULL) == SQLITE_OK) {
		sql_text(statement, 1, str_from(uri));
		done = sql_run(into, statement, &ignored) &&
		       (!from->mapped ||
			sql_exec(into, "PRAGMA other.mmap_size = " MAPPED_BYTES, &ignored));
	}
	sqlite3_finalize(statement);
	arena_release(&scratch);
	return done;
}

void take_detach(struct store *into)
{
	sqlite3_exec(into->db, "DETACH other", NULL, NULL, NULL);
}

bool store_begin_taking(struct store *into, struct store *from, struct str source, int64_t now,
			bool *taken, size_t *n, struct err *err)
{
	bool attached = now >= 0 && from->mix == NULL && take_attach(into, from);

	*taken = false;
	if (!store_begin(into, source, now, err)) {
		take_detach(into);
		return false;
	}
	into->writing.attached = true;
	if (!attached || take_all(into, from, taken, n, err))
		return true;
	store_rollback(into);
	return false;
}
