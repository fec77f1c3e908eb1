/* bare.h - the bare work on policies: roles loaded from the inventory, documents parsed once,
 * actions and resources matched. Conditions and principals are passed over, and what stands for a
 * document's own account is compared as it is. Memory is taken and
 * never given back. */
#ifndef ROLEHOP_TESTS_BARE_H
#define ROLEHOP_TESTS_BARE_H

#include <cjson/cJSON.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

enum { BARE_POLICIES = 16, BARE_SCPS = 32 };

struct parsed;

struct bare_role {
	const struct parsed *trust;
	const struct parsed *policies[BARE_POLICIES];
	size_t n;
};

/* What binds an account, from itself up to the root. */
struct bare_scps {
	const struct parsed *policies[BARE_SCPS];
	size_t n;
};

struct bare {
	sqlite3 *db;
	sqlite3_stmt *role, *facts, *attached, *document, *scps;
	const char **texts; /* rows as they were read */
	const struct parsed **documents;
	struct bare_name *names; /* of roles, hashed by ARN */
};

/* cJSON takes its memory here from now on. */
void bare_use_pool(void);

/* What was taken last is used again. */
void bare_pool_reset(void);

/* A member's text, or "". */
const char *bare_text(const cJSON *object, const char *name);

sqlite3 *bare_open_db(const char *path, int flags);
sqlite3_stmt *bare_prepare(sqlite3 *db, const char *sql);

void bare_open(struct bare *r, const char *path);

/* The role of an ARN without a path, loaded once; NULL where there is none. */
const struct bare_role *bare_role(struct bare *r, const char *arn);

/* A role by the id of its entity, loaded anew. */
struct bare_role *bare_load(struct bare *r, sqlite3_int64 id);

/* The service control policies of an account, of 12 digits; none of the management account. */
struct bare_scps *bare_scps(struct bare *r, const char *account);

/* 0: says nothing, 1: allows, 2: denies. */
int bare_evaluate(const struct parsed *parsed, const char *action, const char *resource);
int bare_may(const struct bare_role *role, const char *action, const char *resource);
int bare_bound(const struct bare_scps *scps, const char *action, const char *resource);

#endif
