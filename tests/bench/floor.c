/* floor.c - the bare work: what any program would have to do, and nothing else, over cJSON with an
 * arena and SQLite. floor parse FILE... | import DB FILE... | copy DB TO | who DB ROLE | scan DB |
 * open DB MACHINE BYTES | start */
#include "bare.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *file_text(const char *path, size_t *n)
{
	FILE *file = fopen(path, "rb");
	char *text;

	if (!file || fseek(file, 0, SEEK_END) != 0)
		abort();
	*n = (size_t)ftell(file);
	rewind(file);
	text = malloc(*n + 1);
	if (!text || fread(text, 1, *n, file) != *n)
		abort();
	text[*n] = '\0';
	fclose(file);
	return text;
}

/* ---- import
 * --------------------------------------------------------------------------------------- */

/* Calls `each` for the JSON values of a file: one, or one a line. */
static void each_value(const char *path, void (*each)(const cJSON *value, void *self), void *self)
{
	size_t n;
	char *text = file_text(path, &n);
	const char *at = text, *end = text;

	/* the block of the file before is used again */
	bare_pool_reset();
	while (at < text + n) {
		cJSON *value = cJSON_ParseWithOpts(at, &end, 0);
		if (!value)
			abort();
		each(value, self);
		at = end + strspn(end, " \t\r\n");
	}
	free(text);
}

static void nothing(const cJSON *value, void *self)
{
	(void)value;
	(void)self;
}

static void floor_parse(char **files)
{
	bare_use_pool();
	for (; *files; files++)
		each_value(*files, nothing, NULL);
}

struct writer {
	sqlite3 *db;
	sqlite3_stmt *entity, *fact, *document, *find;
	sqlite3_int64 ids;
};

static void run(sqlite3_stmt *statement)
{
	if (sqlite3_step(statement) != SQLITE_DONE)
		abort();
	sqlite3_reset(statement);
}

static sqlite3_int64 put_entity(struct writer *w, int kind, const char *key, const char *name)
{
	sqlite3_bind_int64(w->entity, 1, ++w->ids);
	sqlite3_bind_int(w->entity, 2, kind);
	sqlite3_bind_text(w->entity, 3, key, -1, SQLITE_STATIC);
	sqlite3_bind_text(w->entity, 4, name, -1, SQLITE_STATIC);
	run(w->entity);
	return w->ids;
}

/* The id of a document's text, stored once. */
static sqlite3_int64 put_document(struct writer *w, const char *text)
{
	uint64_t hash = 1469598103934665603u;
	sqlite3_int64 id = 0;

	for (const char *p = text; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 1099511628211u;
	sqlite3_bind_int64(w->find, 1, (sqlite3_int64)hash);
	if (sqlite3_step(w->find) == SQLITE_ROW)
		id = sqlite3_column_int64(w->find, 0);
	sqlite3_reset(w->find);
	if (id)
		return id;
	sqlite3_bind_int64(w->document, 1, (sqlite3_int64)hash);
	sqlite3_bind_text(w->document, 2, text, -1, SQLITE_STATIC);
	run(w->document);
	return sqlite3_last_insert_rowid(w->db);
}

static void put_fact(struct writer *w, sqlite3_int64 entity, int kind, const char *name,
		     const char *value, const char *document)
{
	sqlite3_bind_int64(w->fact, 1, entity);
	sqlite3_bind_int(w->fact, 2, kind);
	sqlite3_bind_text(w->fact, 3, name, -1, SQLITE_STATIC);
	if (value)
		sqlite3_bind_text(w->fact, 4, value, -1, SQLITE_STATIC);
	else
		sqlite3_bind_null(w->fact, 4);
	if (document)
		sqlite3_bind_int64(w->fact, 5, put_document(w, document));
	else
		sqlite3_bind_null(w->fact, 5);
	run(w->fact);
}

static void put_role(struct writer *w, const cJSON *role)
{
	const cJSON *each;
	sqlite3_int64 id = put_entity(w, 1, bare_text(role, "Arn"), bare_text(role, "RoleName"));

	put_fact(w, id, 0, "", NULL, NULL);
	put_fact(w, id, 1, "", NULL,
		 cJSON_PrintUnformatted(
		     cJSON_GetObjectItemCaseSensitive(role, "AssumeRolePolicyDocument")));
	cJSON_ArrayForEach(each, cJSON_GetObjectItemCaseSensitive(role, "RolePolicyList")) put_fact(
	    w, id, 2, bare_text(each, "PolicyName"), NULL,
	    cJSON_PrintUnformatted(cJSON_GetObjectItemCaseSensitive(each, "PolicyDocument")));
	cJSON_ArrayForEach(each, cJSON_GetObjectItemCaseSensitive(role, "AttachedManagedPolicies"))
	    put_fact(w, id, 3, bare_text(each, "PolicyArn"), NULL, NULL);
	put_fact(w, id, 5, "", bare_text(role, "Path"), NULL);
	put_fact(w, id, 6, "", bare_text(role, "RoleId"), NULL);
	cJSON_ArrayForEach(each, cJSON_GetObjectItemCaseSensitive(role, "Tags"))
	    put_fact(w, id, 7, bare_text(each, "Key"), bare_text(each, "Value"), NULL);
	put_fact(w, id, 19, "",
		 bare_text(cJSON_GetObjectItemCaseSensitive(role, "RoleLastUsed"), "LastUsedDate"),
		 NULL);
	put_fact(w, id, 20, "policies", NULL, NULL);
}

static void put_policy(struct writer *w, const cJSON *policy)
{
	const cJSON *version =
	    cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(policy, "PolicyVersionList"), 0);
	sqlite3_int64 id =
	    put_entity(w, 4, bare_text(policy, "Arn"), bare_text(policy, "PolicyName"));

	put_fact(w, id, 9, "", NULL,
		 cJSON_PrintUnformatted(cJSON_GetObjectItemCaseSensitive(version, "Document")));
}

static void put_value(const cJSON *value, void *self)
{
	struct writer *w = self;
	const cJSON *each;

	cJSON_ArrayForEach(each, cJSON_GetObjectItemCaseSensitive(value, "RoleDetailList"))
	    put_role(w, each);
	cJSON_ArrayForEach(each, cJSON_GetObjectItemCaseSensitive(value, "Policies"))
	    put_policy(w, each);
	if (cJSON_GetObjectItemCaseSensitive(value, "stateMachineArn")) {
		sqlite3_int64 id =
		    put_entity(w, 5, bare_text(value, "stateMachineArn"), bare_text(value, "name"));
		put_fact(w, id, 10, "", NULL, bare_text(value, "definition"));
		put_fact(w, id, 12, "", bare_text(value, "roleArn"), NULL);
		put_fact(w, id, 13, "", bare_text(value, "type"), NULL);
	}
}

static void floor_import(const char *to, char **files)
{
	struct writer w = {.ids = 0};

	unlink(to);
	bare_use_pool();
	w.db = bare_open_db(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	sqlite3_exec(
	    w.db,
	    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
	    "CREATE TABLE document (id INTEGER PRIMARY KEY, hash INTEGER, body TEXT);"
	    "CREATE INDEX document_hash ON document (hash);"
	    "CREATE TABLE entity (id INTEGER PRIMARY KEY, kind INTEGER, key TEXT, name TEXT);"
	    "CREATE TABLE fact (entity INTEGER, kind INTEGER, name TEXT, value TEXT, document "
	    "INTEGER,"
	    " PRIMARY KEY (entity, kind, name)) WITHOUT ROWID;"
	    "BEGIN",
	    NULL, NULL, NULL);
	w.entity = bare_prepare(w.db, "INSERT INTO entity VALUES (?, ?, ?, ?)");
	w.fact = bare_prepare(w.db, "INSERT OR REPLACE INTO fact VALUES (?, ?, ?, ?, ?)");
	w.document = bare_prepare(w.db, "INSERT INTO document (hash, body) VALUES (?, ?)");
	w.find = bare_prepare(w.db, "SELECT id FROM document WHERE hash = ?");
	for (; *files; files++)
		each_value(*files, put_value, &w);
	if (sqlite3_exec(w.db,
			 "CREATE INDEX entity_key ON entity (key);"
			 "CREATE INDEX entity_name ON entity (kind, name); COMMIT",
			 NULL, NULL, NULL) != SQLITE_OK)
		abort();
}

/* ---- merge: the rows of an inventory into another file
 * -------------------------------------------
 */

/* The statements that made what `type` says, run in the other file. */
static void make_like(sqlite3 *from, sqlite3 *to, const char *type)
{
	sqlite3_stmt *all = bare_prepare(from, "SELECT sql FROM sqlite_schema WHERE type = ?"
					       " AND sql IS NOT NULL");

	sqlite3_bind_text(all, 1, type, -1, SQLITE_STATIC);
	while (sqlite3_step(all) == SQLITE_ROW)
		if (sqlite3_exec(to, (const char *)sqlite3_column_text(all, 0), NULL, NULL, NULL) !=
		    SQLITE_OK)
			abort();
	sqlite3_finalize(all);
}

static void floor_copy(const char *path, const char *to)
{
	sqlite3 *from = bare_open_db(path, SQLITE_OPEN_READONLY), *into;
	char *attach = sqlite3_mprintf("ATTACH %Q AS other", path);

	unlink(to);
	into = bare_open_db(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	if (!attach || sqlite3_exec(into, attach, NULL, NULL, NULL) != SQLITE_OK)
		abort();
	sqlite3_exec(into, "PRAGMA main.journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN",
		     NULL, NULL, NULL);
	make_like(from, into, "table");
	if (sqlite3_exec(into,
			 "INSERT INTO document SELECT * FROM other.document;"
			 "INSERT INTO entity SELECT * FROM other.entity;"
			 "INSERT INTO fact SELECT * FROM other.fact;"
			 "INSERT INTO coverage SELECT * FROM other.coverage;",
			 NULL, NULL, NULL) != SQLITE_OK)
		abort();
	make_like(from, into, "index");
	if (sqlite3_exec(into, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
		abort();
}

/* ---- questions ---- */

static void floor_who(const char *db, const char *resource)
{
	struct bare r;
	sqlite3_stmt *all;

	bare_open(&r, db);
	all = bare_prepare(
	    r.db,
	    "SELECT id, key FROM entity WHERE kind = 1 AND until IS NULL ORDER BY account, key");
	while (sqlite3_step(all) == SQLITE_ROW) {
		const struct bare_role *one = bare_load(&r, sqlite3_column_int64(all, 0));
		printf("%s\t%d\n", (const char *)sqlite3_column_text(all, 1),
		       bare_may(one, "sts:assumerole", resource));
	}
}

/* The IAM action of the Resource strings that the estate has. */
static const char *action_of(const char *resource)
{
	static const char *const rows[][2] = {{"lambda:invoke", "lambda:invokefunction"},
					      {"dynamodb:putItem", "dynamodb:putitem"},
					      {"sns:publish", "sns:publish"},
					      {"s3:getObject", "s3:getobject"},
					      {"glue:startJobRun", "glue:startjobrun"}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strstr(resource, rows[i][0]))
			return rows[i][1];
	return "states:startexecution";
}

static void scan_task(struct bare *r, const char *machine, const char *execution_role,
		      const cJSON *task)
{
	const char *target =
	    bare_text(cJSON_GetObjectItemCaseSensitive(task, "Credentials"), "RoleArn");
	const struct bare_role *caller = bare_role(r, execution_role);
	const cJSON *parameters = cJSON_GetObjectItemCaseSensitive(task, "Parameters");
	const char *resource =
	    parameters && parameters->child ? parameters->child->valuestring : "*";
	int assumed = 1, called = 0;

	if (caller)
		(void)bare_evaluate(caller->trust, "sts:assumerole", execution_role);
	if (caller && target[0]) {
		assumed = bare_may(caller, "sts:assumerole", target);
		caller = bare_role(r, target);
		if (caller && caller->trust)
			(void)bare_evaluate(caller->trust, "sts:assumerole", target);
	}
	if (caller)
		called = bare_may(caller, action_of(bare_text(task, "Resource")), resource);
	printf("%s\t%s\t%s\t%s\t%d\t%d\n", machine, task->string, bare_text(task, "Resource"),
	       target, assumed, called);
}

static void floor_scan(const char *db)
{
	struct bare r;
	sqlite3_stmt *all;

	bare_open(&r, db);
	all = bare_prepare(
	    r.db,
	    "SELECT e.key, d.body, a.value FROM entity e JOIN fact f ON f.entity = e.id AND f.kind "
	    "= 10"
	    " AND f.until IS NULL JOIN document d ON d.id = f.document JOIN fact a ON a.entity = "
	    "e.id"
	    " AND a.kind = 12 AND a.until IS NULL WHERE e.kind = 5 ORDER BY e.account, e.key");
	while (sqlite3_step(all) == SQLITE_ROW) {
		const cJSON *states = cJSON_GetObjectItemCaseSensitive(
		    cJSON_Parse((const char *)sqlite3_column_text(all, 1)), "States");
		const cJSON *each;
		cJSON_ArrayForEach(each, states) if (strcmp(bare_text(each, "Type"), "Task") == 0)
		    scan_task(&r, (const char *)sqlite3_column_text(all, 0),
			      (const char *)sqlite3_column_text(all, 2), each);
	}
}

static void floor_open(const char *path, const char *machine, size_t print)
{
	sqlite3 *db = bare_open_db(path, SQLITE_OPEN_READONLY);
	sqlite3_stmt *one = bare_prepare(
	    db, "SELECT f.value, d.body FROM entity e JOIN fact f ON f.entity = e.id LEFT JOIN"
		" document d ON d.id = f.document WHERE e.kind = 5 AND e.account = ?"
		" AND e.key = ?");

	sqlite3_bind_text(one, 1, strchr(machine + 15, ':') + 1, 12, SQLITE_STATIC);
	sqlite3_bind_text(one, 2, machine, -1, SQLITE_STATIC);
	while (sqlite3_step(one) == SQLITE_ROW)
		;
	for (size_t i = 0; i < print; i += 80)
		printf("%-79s\n", "a line of what is printed");
	fflush(stdout);
	/* else the files beside it would be left to the next one to take away */
	sqlite3_finalize(one);
	sqlite3_close(db);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (argc > 2 && strcmp(what, "parse") == 0)
		floor_parse(argv + 2);
	else if (argc > 3 && strcmp(what, "import") == 0)
		floor_import(argv[2], argv + 3);
	else if (argc == 4 && strcmp(what, "copy") == 0)
		floor_copy(argv[2], argv[3]);
	else if (argc == 4 && strcmp(what, "who") == 0)
		floor_who(argv[2], argv[3]);
	else if (argc == 3 && strcmp(what, "scan") == 0)
		floor_scan(argv[2]);
	else if (argc == 5 && strcmp(what, "open") == 0)
		floor_open(argv[2], argv[3], (size_t)strtoul(argv[4], NULL, 10));
	else if (strcmp(what, "start") != 0)
		return 3;
	return 0;
}
