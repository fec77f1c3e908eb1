/* bare.c - roles of an inventory, their policies parsed once by cJSON and matched. */
#include "bare.h"

#include <cjson/cJSON.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- memory that is given back all at once ------------------------------------------------------
 */

static char *pool;
static size_t pool_used, pool_size;

static void *pool_take(size_t n)
{
	n = (n + 15) & ~(size_t)15;
	if (pool_used + n > pool_size) {
		pool_size = n > (1u << 22) ? n : 1u << 22;
		pool = malloc(pool_size); /* the process ends soon */
		pool_used = 0;
		if (!pool)
			abort();
	}
	pool_used += n;
	return pool + pool_used - n;
}

static void pool_leave(void *p)
{
	(void)p;
}

void bare_pool_reset(void)
{
	pool_used = 0;
}

void bare_use_pool(void)
{
	cJSON_InitHooks(&(cJSON_Hooks){pool_take, pool_leave});
}

const char *bare_text(const cJSON *object, const char *name)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));

	return text ? text : "";
}

sqlite3 *bare_open_db(const char *path, int flags)
{
	sqlite3 *db;

	if (sqlite3_open_v2(path, &db, flags, NULL) != SQLITE_OK)
		abort();
	return db;
}

sqlite3_stmt *bare_prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement;

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) {
		fprintf(stderr, "floor: %s\n", sqlite3_errmsg(db));
		abort();
	}
	return statement;
}

/* ---- policies, parsed once and matched
 * ------------------------------------------------------------ */

struct pattern {
	const char *text;
	size_t plain; /* bytes before the first wildcard */
	bool wild;
	bool rest; /* one star is all that follows */
};

struct clause {
	bool deny, not_action;
	size_t n_actions, n_resources;
	struct pattern *actions, *resources;
};

struct parsed {
	size_t n;
	struct clause *clauses;
};

static bool glob(const char *p, const char *s)
{
	const char *star = NULL, *back = NULL;

	while (*s) {
		if (*p == *s || *p == '?') {
			p++;
			s++;
		} else if (*p == '*') {
			star = ++p;
			back = s;
		} else if (star) {
			p = star;
			s = ++back;
		} else {
			return false;
		}
	}
	while (*p == '*')
		p++;
	return !*p;
}

static bool matches(const struct pattern *p, const char *s, size_t n)
{
	if (!p->wild)
		return strcmp(p->text, s) == 0;
	return n >= p->plain && memcmp(p->text, s, p->plain) == 0 &&
	       (p->rest || glob(p->text + p->plain, s + p->plain));
}

static struct pattern *patterns(const cJSON *value, bool lower, size_t *n)
{
	size_t count = cJSON_IsArray(value) ? (size_t)cJSON_GetArraySize(value) : value ? 1 : 0;
	const cJSON *each = cJSON_IsArray(value) ? value->child : value;
	struct pattern *list = pool_take(sizeof(*list) * (count + 1));

	*n = 0;
	for (; *n < count && each; each = each->next) {
		char *text = each->valuestring;
		for (char *c = text; lower && *c; c++)
			if (*c >= 'A' && *c <= 'Z')
				*c = (char)(*c + 32);
		size_t plain = strcspn(text, "*?");
		list[(*n)++] = (struct pattern){text, plain, text[plain] != '\0',
						strcmp(text + plain, "*") == 0};
	}
	return list;
}

static const struct parsed *parse(const char *text, size_t size)
{
	const cJSON *document = cJSON_ParseWithLength(text, size);
	const cJSON *statements = cJSON_GetObjectItemCaseSensitive(document, "Statement");
	const cJSON *each = cJSON_IsArray(statements) ? statements->child : statements;
	struct parsed *parsed = pool_take(sizeof(*parsed));

	parsed->n = 0;
	parsed->clauses = pool_take(
	    sizeof(struct clause) *
	    (1 + (cJSON_IsArray(statements) ? (size_t)cJSON_GetArraySize(statements) : 1)));
	for (; each; each = cJSON_IsArray(statements) ? each->next : NULL) {
		struct clause *clause = &parsed->clauses[parsed->n++];
		const cJSON *action = cJSON_GetObjectItemCaseSensitive(each, "Action");
		*clause = (struct clause){.deny = bare_text(each, "Effect")[0] == 'D',
					  .not_action = !action};
		clause->actions =
		    patterns(action ? action : cJSON_GetObjectItemCaseSensitive(each, "NotAction"),
			     true, &clause->n_actions);
		clause->resources = patterns(cJSON_GetObjectItemCaseSensitive(each, "Resource"),
					     false, &clause->n_resources);
	}
	return parsed;
}

static bool any(const struct pattern *list, size_t n, const char *text)
{
	size_t size = strlen(text);

	for (size_t i = 0; i < n; i++)
		if (matches(&list[i], text, size))
			return true;
	return false;
}

int bare_evaluate(const struct parsed *parsed, const char *action, const char *resource)
{
	int answer = 0;

	for (size_t i = 0; i < parsed->n && answer < 2; i++) {
		const struct clause *clause = &parsed->clauses[i];
		if (any(clause->actions, clause->n_actions, action) == clause->not_action ||
		    !any(clause->resources, clause->n_resources, resource))
			continue;
		answer = clause->deny ? 2 : 1;
	}
	return answer;
}

/* ---- the inventory
 * --------------------------------------------------------------------------------- */

enum { NAMES = 1 << 20 };

struct bare_name {
	const char *arn;
	struct bare_role *role;
};

static sqlite3_int64 number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = bare_prepare(db, sql);
	sqlite3_int64 n =
	    sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;

	sqlite3_finalize(statement);
	return n;
}

void bare_open(struct bare *r, const char *path)
{
	bare_use_pool();
	r->db = bare_open_db(path, SQLITE_OPEN_READONLY);
	sqlite3_exec(r->db, "PRAGMA mmap_size = 2147418112; PRAGMA cache_size = -65536; BEGIN",
		     NULL, NULL, NULL);
	r->role =
	    bare_prepare(r->db, "SELECT id FROM entity WHERE kind = 1 AND account = ? AND name = ?"
				" COLLATE NOCASE");
	r->facts = bare_prepare(
	    r->db, "SELECT kind, name, document FROM fact WHERE entity = ? AND kind BETWEEN 1 AND 3"
		   " AND until IS NULL");
	r->attached =
	    bare_prepare(r->db, "SELECT f.document FROM entity e JOIN fact f ON f.entity = e.id AND"
				" f.kind = 9 AND f.until IS NULL WHERE e.kind = 4 AND e.account = ?"
				" AND e.name = ? COLLATE NOCASE");
	r->document = bare_prepare(r->db, "SELECT body, parts FROM document WHERE id = ?");
	r->scps = bare_prepare(
	    r->db,
	    "WITH RECURSIVE up (name) AS (SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM fact WHERE"
	    " kind = 17 AND value = ?1 AND until IS NULL) UNION SELECT f.value FROM up JOIN entity "
	    "e"
	    " ON e.key = up.name AND e.kind IN (0, 9) JOIN fact f ON f.entity = e.id AND f.kind = "
	    "15"
	    " AND f.until IS NULL)"
	    " SELECT d.document FROM up JOIN fact t ON t.kind = 16 AND t.name = up.name AND"
	    " t.until IS NULL JOIN fact d ON d.entity = t.entity AND d.kind = 9 AND d.until IS NULL"
	    " JOIN entity e ON e.id = t.entity WHERE e.kind = 10");
	r->texts =
	    calloc((size_t)number(r->db, "SELECT max(id) FROM document") + 1, sizeof(*r->texts));
	r->documents = calloc((size_t)number(r->db, "SELECT max(id) FROM document") + 1,
			      sizeof(*r->documents));
	r->names = calloc(NAMES, sizeof(*r->names));
	if (!r->documents || !r->texts || !r->names)
		abort();
}

static char *copy(char *to, const char *from, size_t n)
{
	memcpy(to, from, n);
	return to + n;
}

/* The row's text and, behind it, its parts; they stay where they are. */
static const char *row_of(struct bare *r, sqlite3_int64 id)
{
	if (!r->texts[id]) {
		sqlite3_bind_int64(r->document, 1, id);
		if (sqlite3_step(r->document) != SQLITE_ROW)
			abort();
		size_t n = (size_t)sqlite3_column_bytes(r->document, 0),
		       parts = (size_t)sqlite3_column_bytes(r->document, 1);
		char *text = pool_take(n + parts + 2);
		char *end = copy(text, (const char *)sqlite3_column_blob(r->document, 0), n);
		*end++ = '\0';
		if (parts)
			end = copy(end, (const char *)sqlite3_column_blob(r->document, 1), parts);
		*end = '\0';
		sqlite3_reset(r->document);
		r->texts[id] = text;
	}
	return r->texts[id];
}

/* Statements are rows of their own: their texts come where a mark stands. */
static const char *text_of(struct bare *r, sqlite3_int64 id)
{
	const char *row = row_of(r, id), *mark = strchr(row, '\x02');
	static char text[1 << 20];
	char *end = text, *list;

	if (!mark)
		return row;
	end = copy(end, row, (size_t)(mark - row));
	for (const char *at = row + strlen(row) + 1; *at != ']'; at = list) {
		const char *part = row_of(r, strtoll(at + 1, &list, 10));
		if (*at == ',')
			*end++ = ',';
		end = copy(end, part, strlen(part));
	}
	memcpy(end, mark + 1, strlen(mark));
	return text;
}

static const struct parsed *document(struct bare *r, sqlite3_int64 id)
{
	if (!r->documents[id]) {
		const char *text = text_of(r, id);
		r->documents[id] = parse(text, strlen(text));
	}
	return r->documents[id];
}

/* The document of a managed policy by its ARN: account and name are in it. */
static const struct parsed *managed(struct bare *r, const char *arn)
{
	const char *name = strrchr(arn, '/');
	const struct parsed *found = NULL;
	bool aws = strncmp(arn + 13, "aws:", 4) == 0;

	sqlite3_bind_text(r->attached, 1, aws ? "" : arn + 13, aws ? 0 : 12, SQLITE_STATIC);
	sqlite3_bind_text(r->attached, 2, name ? name + 1 : arn, -1, SQLITE_STATIC);
	if (sqlite3_step(r->attached) == SQLITE_ROW)
		found = document(r, sqlite3_column_int64(r->attached, 0));
	sqlite3_reset(r->attached);
	return found;
}

struct bare_role *bare_load(struct bare *r, sqlite3_int64 id)
{
	struct bare_role *role = pool_take(sizeof(*role));

	*role = (struct bare_role){.n = 0};
	sqlite3_bind_int64(r->facts, 1, id);
	while (sqlite3_step(r->facts) == SQLITE_ROW) {
		int kind = sqlite3_column_int(r->facts, 0);
		const struct parsed *policy =
		    kind == 3 ? managed(r, (const char *)sqlite3_column_text(r->facts, 1))
			      : document(r, sqlite3_column_int64(r->facts, 2));
		if (kind == 1)
			role->trust = policy;
		else if (policy && role->n < BARE_POLICIES)
			role->policies[role->n++] = policy;
	}
	sqlite3_reset(r->facts);
	return role;
}

const struct bare_role *bare_role(struct bare *r, const char *arn)
{
	uint64_t hash = 1469598103934665603u;
	size_t at;

	for (const char *p = arn; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 1099511628211u;
	for (at = hash % NAMES; r->names[at].arn && strcmp(r->names[at].arn, arn) != 0;
	     at = (at + 1) % NAMES)
		;
	if (!r->names[at].arn) {
		char *copy = pool_take(strlen(arn) + 1);
		strcpy(copy, arn);
		r->names[at].arn = copy;
		sqlite3_bind_text(r->role, 1, arn + 13, 12, SQLITE_STATIC);
		sqlite3_bind_text(r->role, 2, strrchr(arn, '/') ? strrchr(arn, '/') + 1 : arn, -1,
				  SQLITE_STATIC);
		sqlite3_int64 id =
		    sqlite3_step(r->role) == SQLITE_ROW ? sqlite3_column_int64(r->role, 0) : 0;
		sqlite3_reset(r->role);
		r->names[at].role = id ? bare_load(r, id) : NULL;
	}
	return r->names[at].role;
}

int bare_may(const struct bare_role *role, const char *action, const char *resource)
{
	int best = 0;

	for (size_t i = 0; i < role->n; i++) {
		int answer = bare_evaluate(role->policies[i], action, resource);
		best = answer > best ? answer : best;
	}
	return best;
}

struct bare_scps *bare_scps(struct bare *r, const char *account)
{
	struct bare_scps *scps = pool_take(sizeof(*scps));

	*scps = (struct bare_scps){.n = 0};
	sqlite3_bind_text(r->scps, 1, account, 12, SQLITE_STATIC);
	while (scps->n < BARE_SCPS && sqlite3_step(r->scps) == SQLITE_ROW)
		scps->policies[scps->n++] = document(r, sqlite3_column_int64(r->scps, 0));
	sqlite3_reset(r->scps);
	return scps;
}

int bare_bound(const struct bare_scps *scps, const char *action, const char *resource)
{
	int least = scps->n > 0 ? 2 : 0;

	for (size_t i = 0; i < scps->n; i++) {
		int answer = bare_evaluate(scps->policies[i], action, resource);
		least = answer < least ? answer : least;
	}
	return least;
}
