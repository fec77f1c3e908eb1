/* store/document.c - documents, stored once by content and given back as they came. */
#include <assert.h>
#include <string.h>

#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/base/yaml.h"
#include "store/private.h"

enum {
	ACCOUNT_LENGTH = 12,
	OWN_MARK = '\x01', /* stands for the owner's account id; no JSON text holds this byte */
	HANDLE_LAYOUT_SHIFT = 32,
	HANDLE_OWNER_SHIFT = 40,
};

/* ---- handles ----------------------------------------------------------------------------- */

static int64_t owner_number(struct store *store, struct str account)
{
	struct str *known = map_find(&store->owner_index, account);

	if (known == NULL) {
		struct str *copy = arena_alloc(&store->arena, sizeof(*copy));
		*copy = arena_str(&store->arena, account);
		/* The vector may move; the map points at copies that do not. */
		known = arena_alloc(&store->arena, sizeof(*known));
		known->n = store->owners.n + 1;
		*(struct str *)vec_push(&store->owners) = *copy;
		map_put(&store->owner_index, *copy, known);
	}
	return (int64_t)known->n;
}

int64_t document_handle(struct store *store, struct document_ref ref, struct str account)
{
	int64_t handle = ref.id | (int64_t)(ref.layout & LAYOUT_MAX) << HANDLE_LAYOUT_SHIFT;

	if (ref.id == 0)
		return 0;
	if ((ref.layout & LAYOUT_OWN) != 0)
		handle |= owner_number(store, account) << HANDLE_OWNER_SHIFT;
	return handle;
}

/* ---- the owner's id ---------------------------------------------------------------------- */

/* `text` with each `account` replaced by OWN_MARK; false where that is not possible. */
static bool own_take(struct arena *arena, struct str text, struct str account, struct str *out)
{
	char *into = NULL;
	size_t n = 0;
	ptrdiff_t at = 0;

	if (account.n != ACCOUNT_LENGTH || str_find(text, account) < 0 ||
	    str_find_char(text, OWN_MARK) >= 0)
		return false;
	into = arena_alloc(arena, text.n);
	while ((at = str_find(text, account)) >= 0) {
		memcpy(into + n, text.p, (size_t)at);
		n += (size_t)at;
		into[n++] = OWN_MARK;
		text = str_skip(text, (size_t)at + account.n);
	}
	if (text.n > 0)
		memcpy(into + n, text.p, text.n);
	*out = (struct str){into, n + text.n};
	return true;
}

static struct str own_give(struct arena *arena, struct str text, struct str account)
{
	struct str_split it = {text, false};
	struct str part;
	struct buf buf;
	bool first = true;

	buf_init(&buf, arena, SIZE_MAX);
	while (str_next(&it, OWN_MARK, &part)) {
		if (!first)
			buf_add(&buf, account);
		buf_add(&buf, part);
		first = false;
	}
	return buf_str(&buf);
}

/* ---- reading ----------------------------------------------------------------------------- */

static bool body_get(struct store *store, struct arena *arena, int64_t id, struct str *out,
		     struct err *err)
{
	struct str kept = ahead_body(store, id);
	sqlite3_stmt *statement;
	bool row = false;

	if (!str_is_empty(kept)) {
		*out = arena_str(arena, kept);
		return true;
	}
	statement = sql_get(store, SQL_DOCUMENT_GET, err);
	if (statement == NULL)
		return false;
	sql_int(statement, 1, id);
	if (!sql_step(store, statement, &row, err))
		return false;
	if (!row)
		return sql_damaged(store, statement, "a document is missing", err);
	*out = sql_column_copy(arena, statement, 0);
	ahead_keep_body(store, id, *out);
	sqlite3_reset(statement);
	return true;
}

bool store_document_packed(struct store *store, struct arena *arena, int64_t document,
			   struct str *packed, unsigned *layout, struct err *err)
{
	size_t owner = (size_t)(document >> HANDLE_OWNER_SHIFT);

	assert(document > 0 && owner <= store->owners.n);
	if (!body_get(store, arena, document & UINT32_MAX, packed, err))
		return false;
	if (owner > 0)
		*packed =
		    own_give(arena, *packed, *(struct str *)vec_at(&store->owners, owner - 1));
	*layout = (unsigned)(document >> HANDLE_LAYOUT_SHIFT) & LAYOUT_MAX;
	return true;
}

struct str store_document_lay(struct arena *arena, struct str packed, unsigned layout)
{
	return layout_apply(arena, packed, layout);
}

bool store_document(struct store *store, struct arena *arena, int64_t document, struct str *out,
		    struct err *err)
{
	struct str packed;
	unsigned layout;

	if (!store_document_packed(store, arena, document, &packed, &layout, err))
		return false;
	*out = layout_apply(arena, packed, layout);
	return true;
}

/* ---- writing ----------------------------------------------------------------------------- */

/* Documents come in flocks: the last few thousand are known without a look-up. */
static struct seen_document *seen_slot(struct store *store, const struct hash *hash)
{
	size_t index = (size_t)(hash->bytes[30] | (hash->bytes[31] & 0x0f) << 8);

	_Static_assert(SEEN_COUNT == 4096, "twelve bits of a hash choose the slot");
	if (store->writing.seen == NULL)
		store->writing.seen =
		    arena_array(&store->writing.arena, SEEN_COUNT, sizeof(struct seen_document));
	return &store->writing.seen[index];
}

static int64_t hash_prefix(const struct hash *hash)
{
	uint64_t bits = 0;

	for (int i = 0; i < 8; i++)
		bits = bits << 8 | hash->bytes[i];
	return (int64_t)bits;
}

/* *id is 0 where no document has these very bytes. */
static bool document_find(struct store *store, const struct hash *hash, struct str body, bool own,
			  int64_t *id, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_DOCUMENT_BY_HASH, err);
	bool row = false;

	if (statement == NULL)
		return false;
	*id = 0;
	sql_int(statement, 1, hash_prefix(hash));
	while (sql_step(store, statement, &row, err)) {
		if (!row)
			return true;
		if ((sqlite3_column_int(statement, 1) != 0) == own &&
		    str_eq(sql_column(statement, 2), body)) {
			*id = sqlite3_column_int64(statement, 0);
			sqlite3_reset(statement);
			return true;
		}
	}
	return false;
}

static bool document_insert(struct store *store, const struct hash *hash, struct str body, bool own,
			    int64_t *id, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_DOCUMENT_INSERT, err);

	if (statement == NULL)
		return false;
	sql_int(statement, 1, hash_prefix(hash));
	sql_int(statement, 2, own);
	sql_text(statement, 3, body);
	if (!sql_run(store, statement, err))
		return false;
	*id = sqlite3_last_insert_rowid(store->db);
	if (*id > UINT32_MAX)
		return err_set(err, ERR_ENVIRONMENT, "%.*s: the inventory holds too many documents",
			       STR_ARG(store->path));
	return true;
}

void document_prepare(struct arena *arena, struct str text, struct str account,
		      struct document *out)
{
	*out = (struct document){.text = text, .account = account};
	out->layout = layout_strip(arena, text, &out->body);
	if (own_take(arena, out->body, account, &out->body))
		out->layout |= LAYOUT_OWN;
}

bool document_put(struct store *store, const struct document *document, struct document_ref *out,
		  struct err *err)
{
	bool own = (document->layout & LAYOUT_OWN) != 0;
	struct hash hash = hash_of(document->body);
	struct seen_document *seen = seen_slot(store, &hash);
	int64_t id = seen->id;

	if (id == 0 || seen->own != own || memcmp(&seen->hash, &hash, sizeof(hash)) != 0) {
		if (!document_find(store, &hash, document->body, own, &id, err))
			return false;
		if (id == 0 && !document_insert(store, &hash, document->body, own, &id, err))
			return false;
		*seen = (struct seen_document){hash, id, own};
	}
	*out = (struct document_ref){id, document->layout};
	return true;
}

/* A row of a fact whose document is without its owner's id. */
struct owned {
	int64_t kind;
	struct str name;
	int64_t since;
	struct document_ref document;
};

_Static_assert(LAYOUT_OWN == 128, "SQL_FACT_OWN asks for this bit");

static bool owned_list(struct store *store, int64_t entity, struct vec *out, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_FACT_OWN, err);
	bool row = false;

	if (statement == NULL)
		return false;
	sql_int(statement, 1, entity);
	while (sql_step(store, statement, &row, err)) {
		if (!row)
			return true;
		*(struct owned *)vec_push(out) = (struct owned){
		    .kind = sqlite3_column_int64(statement, 0),
		    .name = sql_column_copy(&store->writing.scratch, statement, 1),
		    .since = sqlite3_column_int64(statement, 2),
		    .document = {sqlite3_column_int64(statement, 3),
				 (unsigned)sqlite3_column_int(statement, 4)},
		};
	}
	return false;
}

/* The same row with the document as it is once the id is back in it. */
static bool owned_settle(struct store *store, int64_t entity, const struct owned *owned,
			 struct str account, struct err *err)
{
	struct document whole = {.layout = owned->document.layout & LAYOUT_MAX};
	struct document_ref ref;
	sqlite3_stmt *statement;

	if (!body_get(store, &store->writing.scratch, owned->document.id, &whole.body, err))
		return false;
	whole.body = own_give(&store->writing.scratch, whole.body, account);
	if (!document_put(store, &whole, &ref, err))
		return false;
	statement = sql_get(store, SQL_FACT_REFER, err);
	if (statement == NULL)
		return false;
	sql_int(statement, 1, entity);
	sql_int(statement, 2, owned->kind);
	sql_text(statement, 3, owned->name);
	sql_int(statement, 4, owned->since);
	sql_int(statement, 5, ref.id);
	sql_int(statement, 6, ref.layout);
	return sql_run(store, statement, err);
}

bool document_keep_owner(struct store *store, int64_t entity, struct str account, struct err *err)
{
	struct vec all;

	vec_init(&all, &store->writing.scratch, sizeof(struct owned));
	if (!owned_list(store, entity, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++)
		if (!owned_settle(store, entity, vec_at(&all, i), account, err))
			return false;
	return true;
}

static bool canonical(struct arena *scratch, struct str text, struct str *out)
{
	const struct json *json = NULL;
	struct err ignored = {ERR_NONE, ""};
	struct buf buf;

	if (!yaml_parse_either(scratch, text, &json, &ignored))
		return false;
	buf_init(&buf, scratch, SIZE_MAX);
	json_write(&buf, json, true);
	*out = buf_str(&buf);
	return true;
}

bool document_same(struct store *store, struct document_ref ref, const struct document *document,
		   bool *same, struct err *err)
{
	struct arena *scratch = &store->writing.scratch;
	struct str account = document->account;
	struct str old = {NULL, 0};
	struct str left;
	struct str right;

	if (!body_get(store, scratch, ref.id, &old, err))
		return false;
	*same = (ref.layout & LAYOUT_OWN) == (document->layout & LAYOUT_OWN) &&
		str_eq(old, document->body);
	if (*same)
		return true;
	if ((ref.layout & LAYOUT_OWN) != 0)
		old = own_give(scratch, old, account);
	*same = canonical(scratch, old, &left) && canonical(scratch, document->text, &right) &&
		str_eq(left, right);
	return true;
}
