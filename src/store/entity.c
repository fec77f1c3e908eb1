/* store/entity.c - finding and listing what exists in the chosen snapshot. */
#include <stdlib.h>
#include <string.h>

#include "store/private.h"

enum { ACCOUNT_HASH_BITS = 24, KEY_HASH_BITS = 40, ARN_ACCOUNT_PART = 4 };

/* FNV-1a of 64 bits: the same on every machine. That keys may be made to meet costs their owner
 * time and nobody an answer: a key that is found is compared. */
static uint64_t key_hash(struct str key)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < key.n; i++)
		hash = (hash ^ (unsigned char)key.p[i]) * UINT64_C(0x100000001b3);
	return hash ^ hash >> KEY_HASH_BITS;
}

/* Before SCHEMA_KEY_HASH: the last bits of the first eight bytes of SHA-256. */
static uint64_t key_hash_old(struct str key)
{
	struct hash hash = hash_of(key);
	uint64_t bits = 0;

	for (int i = 0; i < 8; i++)
		bits = bits << 8 | hash.bytes[i];
	return bits;
}

/* The fifth part of an ARN; empty for other keys. */
static struct str account_part(struct str key)
{
	struct str_split it = {key, false};
	struct str part = {NULL, 0};

	if (!str_starts(key, STR("arn:")))
		return part;
	for (int i = 0; i <= ARN_ACCOUNT_PART; i++) {
		if (!str_next(&it, ':', &part))
			return (struct str){NULL, 0};
	}
	return part;
}

int64_t entity_hash(int schema, struct str key)
{
	struct str account = account_part(key);
	uint64_t high = 0;
	uint64_t low = schema < SCHEMA_KEY_HASH ? key_hash_old(key) : key_hash(key);

	for (size_t i = 0; i < account.n; i++)
		high = high * 31 + (unsigned char)account.p[i];
	high &= (UINT64_C(1) << (ACCOUNT_HASH_BITS - 1)) - 1;
	low &= (UINT64_C(1) << KEY_HASH_BITS) - 1;
	return (int64_t)(high << KEY_HASH_BITS | low);
}

bool entity_read(struct store *store, struct arena *arena, sqlite3_stmt *statement,
		 struct entity *out, struct err *err)
{
	int64_t kind = sqlite3_column_int64(statement, 1);

	if (kind < 0 || kind >= ENTITY_KIND_COUNT)
		return sql_damaged(store, statement, "an entity is of no kind", err);
	out->id = sqlite3_column_int64(statement, 0);
	out->kind = (enum entity_kind)kind;
	out->key = sql_column_copy(arena, statement, 2);
	out->account = sql_column_copy(arena, statement, 3);
	out->region = sql_column_copy(arena, statement, 4);
	out->name = sql_column_copy(arena, statement, 5);
	return true;
}

static bool entity_read_all(struct store *store, struct arena *arena, sqlite3_stmt *statement,
			    struct vec *out, struct err *err)
{
	bool row = false;

	while (sql_step(store, statement, &row, err)) {
		if (!row)
			return true;
		if (!entity_read(store, arena, statement, vec_push(out), err))
			return false;
	}
	return false;
}

bool entity_since(struct store *store, int64_t entity, int64_t at, int64_t *since, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_ENTITY_SINCE, err);
	bool row = false;

	*since = 0;
	if (statement == NULL)
		return false;
	sql_int(statement, 1, at);
	sql_int(statement, 2, entity);
	if (!sql_step(store, statement, &row, err))
		return false;
	if (row) {
		*since = sqlite3_column_int64(statement, 0);
		sqlite3_reset(statement);
	}
	return true;
}

/* Of the row that the statement stands at: by what it says of itself, or, where it came and went,
 * by what is told of it. */
static bool entity_exists(struct store *store, sqlite3_stmt *statement, int64_t at, bool *exists,
			  struct err *err)
{
	int64_t since = 1;

	if (sqlite3_column_int(statement, 6) == 0 &&
	    !entity_since(store, sqlite3_column_int64(statement, 0), at, &since, err))
		return false;
	*exists = since > 0;
	return true;
}

bool entity_read_existing(struct store *store, struct arena *arena, sqlite3_stmt *statement,
			  struct vec *out, struct err *err)
{
	int64_t at = store_now_at(store);
	bool row = false, exists;

	while (sql_step(store, statement, &row, err)) {
		if (!row)
			return true;
		if (!entity_exists(store, statement, at, &exists, err) ||
		    (exists && !entity_read(store, arena, statement, vec_push(out), err)))
			return false;
	}
	return false;
}

bool entity_one(struct store *store, struct arena *arena, sqlite3_stmt *statement, int64_t at,
		struct entity *out, bool *found, struct err *err)
{
	bool row = false;

	*found = false;
	while (sql_step(store, statement, &row, err)) {
		if (!row)
			return true;
		if (!entity_exists(store, statement, at, found, err))
			return false;
		if (!*found)
			continue;
		if (!entity_read(store, arena, statement, out, err))
			return false;
		sqlite3_reset(statement);
		return true;
	}
	return false;
}

bool entity_by_id(struct store *store, struct arena *arena, int64_t id, int64_t at,
		  struct entity *out, bool *found, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_ENTITY_BY_ID, err);

	if (statement == NULL)
		return false;
	sql_int(statement, 1, at);
	sql_int(statement, 2, id);
	return entity_one(store, arena, statement, at, out, found, err);
}

/* The next one that is expected, or one of a few after it; NULL: it is another. */
static const struct entity *find_expected(struct store *store, struct str key)
{
	enum { AHEAD = 8 };

	for (size_t i = 0; i < AHEAD && store->next_expected + i < store->n_expected; i++) {
		const struct entity *entity = &store->expected[store->next_expected + i];
		if (!str_eq(entity->key, key))
			continue;
		store->next_expected += i + 1;
		return entity;
	}
	return NULL;
}

static bool find_hashed(struct store *store, struct arena *arena, int schema, struct str key,
			struct entity *out, bool *found, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_ENTITY_FIND, err);

	if (statement == NULL)
		return false;
	sql_int(statement, 1, store_now_at(store));
	sql_int(statement, 2, entity_hash(schema, key));
	sql_text(statement, 3, key);
	return entity_one(store, arena, statement, store_now_at(store), out, found, err);
}

/* Who reads an inventory of an older schema may have it brought up to date by another process. */
static bool find_key(struct store *store, struct arena *arena, struct str key, struct entity *out,
		     bool *found, struct err *err)
{
	const struct entity *expected = find_expected(store, key);

	if (expected != NULL) {
		*out = *expected;
		*found = true;
		return true;
	}
	if (!find_hashed(store, arena, store->schema, key, out, found, err))
		return false;
	return *found || store->schema >= SCHEMA_KEY_HASH ||
	       find_hashed(store, arena, SCHEMA_KEY_HASH, key, out, found, err);
}

bool store_find(struct store *store, struct arena *arena, struct str key, struct entity *out,
		bool *found, struct err *err)
{
	return find_key(store, arena, key, out, found, err) &&
	       mix_one(store, arena, &(struct mix_wanted){.key = key, .any_kind = true}, out, found,
		       err);
}

bool store_find_name(struct store *store, struct arena *arena, enum entity_kind kind,
		     struct str account, struct str name, struct entity *out, bool *found,
		     struct err *err)
{
	const struct mix_wanted wanted = {.kind = kind, .account = account, .name = name};
	sqlite3_stmt *statement = sql_get(store, SQL_ENTITY_NAME, err);

	if (statement == NULL)
		return false;
	sql_int(statement, 1, store_now_at(store));
	sql_int(statement, 2, kind);
	sql_text(statement, 3, account);
	sql_text(statement, 4, name);
	return entity_one(store, arena, statement, store_now_at(store), out, found, err) &&
	       mix_one(store, arena, &wanted, out, found, err);
}

int entity_compare(const void *a, const void *b)
{
	const struct entity *left = a;
	const struct entity *right = b;
	int accounts = str_cmp(left->account, right->account);

	return accounts != 0 ? accounts : str_cmp(left->key, right->key);
}

bool store_list(struct store *store, struct arena *arena, enum entity_kind kind, struct str account,
		const struct entity **out, size_t *n, struct err *err)
{
	enum sql sql = account.n > 0 ? SQL_ENTITY_LIST_ACCOUNT : SQL_ENTITY_LIST;
	const struct mix_wanted wanted = {.kind = kind, .account = account};
	sqlite3_stmt *statement = sql_get(store, sql, err);
	struct vec all;

	if (statement == NULL)
		return false;
	vec_init(&all, arena, sizeof(struct entity));
	sql_int(statement, 1, store_now_at(store));
	sql_int(statement, 2, kind);
	if (account.n > 0)
		sql_text(statement, 3, account);
	if (!entity_read_existing(store, arena, statement, &all, err) ||
	    !mix_entities(store, arena, &wanted, &all, err))
		return false;
	if (all.n > 1)
		qsort(all.items, all.n, sizeof(struct entity), entity_compare);
	*out = all.items;
	*n = all.n;
	return true;
}

bool store_page(struct store *store, struct arena *arena, enum entity_kind kind, struct str account,
		struct str name, int64_t id, size_t max, const struct entity **out, size_t *n,
		struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_ENTITY_PAGE, err);
	struct vec all;

	if (statement == NULL)
		return false;
	vec_init(&all, arena, sizeof(struct entity));
	vec_reserve(&all, max);
	sql_int(statement, 1, store_now_at(store));
	sql_int(statement, 2, kind);
	sql_text(statement, 3, account);
	sql_text(statement, 4, name);
	sql_int(statement, 5, id);
	sql_int(statement, 6, (int64_t)max);
	if (!entity_read_all(store, arena, statement, &all, err))
		return false;
	*out = all.items;
	*n = all.n;
	return true;
}

bool store_next_owner(struct store *store, struct arena *arena, enum entity_kind kind,
		      struct str account, struct str *next, bool *has_next, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_ENTITY_NEXT_OWNER, err);
	bool row = false;

	if (statement == NULL)
		return false;
	sql_int(statement, 1, kind);
	sql_text(statement, 2, account);
	if (!sql_step(store, statement, &row, err))
		return false;
	*has_next = row && sqlite3_column_type(statement, 0) != SQLITE_NULL;
	if (*has_next)
		*next = sql_column_copy(arena, statement, 0);
	sqlite3_reset(statement);
	return true;
}

bool store_changed(struct store *store, struct arena *arena, int64_t from, int64_t to,
		   const struct entity **out, size_t *n, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_ENTITY_CHANGED, err);
	struct vec all;

	if (statement == NULL)
		return false;
	vec_init(&all, arena, sizeof(struct entity));
	sql_int(statement, 1, from < to ? from : to);
	sql_int(statement, 2, from < to ? to : from);
	if (!entity_read_all(store, arena, statement, &all, err))
		return false;
	if (all.n > 1)
		qsort(all.items, all.n, sizeof(struct entity), entity_compare);
	*out = all.items;
	*n = all.n;
	return true;
}

bool store_has_kind(struct store *store, enum entity_kind kind, bool *has, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_ENTITY_ANY, err);

	if (statement == NULL)
		return false;
	sql_int(statement, 1, kind);
	if (!sql_step(store, statement, has, err))
		return false;
	sqlite3_reset(statement);
	return true;
}

bool store_count(struct store *store, enum entity_kind kind, struct str account, size_t *n,
		 struct err *err)
{
	enum sql sql = account.n > 0 ? SQL_ENTITY_COUNT_ACCOUNT : SQL_ENTITY_COUNT;
	sqlite3_stmt *statement = sql_get(store, sql, err);
	bool row = false;

	if (statement == NULL)
		return false;
	sql_int(statement, 1, store_now_at(store));
	sql_int(statement, 2, kind);
	if (account.n > 0)
		sql_text(statement, 3, account);
	if (!sql_step(store, statement, &row, err))
		return false;
	*n = row ? (size_t)sqlite3_column_int64(statement, 0) : 0;
	sqlite3_reset(statement);
	return true;
}
