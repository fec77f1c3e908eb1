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

/* Who reads an inventory of an older schema may have it brought up to date by another process: how
 * many columns there are is known once the row is there. */
bool document_row(struct store *store, int64_t id, sqlite3_stmt **statement,
		  struct document_row *out, struct err *err)
{
	enum { BODY = 3, PARTS };
	bool row = false;

	*statement = sql_get(store, SQL_DOCUMENT_GET, err);
	if (*statement == NULL)
		return false;
	sql_int(*statement, 1, id);
	if (!sql_step(store, *statement, &row, err))
		return false;
	if (!row)
		return sql_damaged(store, *statement, "a document is missing", err);
	*out = (struct document_row){.body = sql_column(*statement, BODY)};
	out->apart = sqlite3_column_count(*statement) > PARTS &&
		     sqlite3_column_type(*statement, PARTS) != SQLITE_NULL;
	if (out->apart)
		out->parts = sql_column(*statement, PARTS);
	return true;
}

/* The text as it is stored, put together. */
static bool body_read(struct store *store, struct arena *arena, int64_t id, struct buf *out,
		      struct err *err)
{
	struct document_row row;
	sqlite3_stmt *statement;

	if (!document_row(store, id, &statement, &row, err))
		return false;
	if (!row.apart) {
		buf_add(out, row.body);
		sqlite3_reset(statement);
		return true;
	}
	row.body = arena_str(arena, row.body);
	row.parts = arena_str(arena, row.parts);
	sqlite3_reset(statement);
	return parts_join(store, row.body, row.parts, out, err);
}

static bool body_get(struct store *store, struct arena *arena, int64_t id, struct str *out,
		     struct err *err)
{
	struct str kept = ahead_body(store, id);
	struct buf buf;

	if (!str_is_empty(kept)) {
		*out = arena_str(arena, kept);
		return true;
	}
	buf_init(&buf, arena, SIZE_MAX);
	if (!body_read(store, arena, id, &buf, err))
		return false;
	*out = buf_str(&buf);
	ahead_keep_body(store, id, *out);
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

/* A text to be stored: a document, or a statement that others have in common. */
struct text {
	struct str body;
	bool own;
	bool part; /* it must be whole */
	struct hash hash;
};

static bool row_is(struct store *store, sqlite3_stmt *statement, const struct text *text,
		   bool *same, struct err *err)
{
	bool apart = sqlite3_column_type(statement, 3) != SQLITE_NULL;
	struct str body = sql_column(statement, 2);
	struct buf buf;

	*same = false;
	if ((sqlite3_column_int(statement, 1) != 0) != text->own || (text->part && apart))
		return true;
	if (apart) {
		buf_init(&buf, &store->writing.scratch, SIZE_MAX);
		if (!parts_join(store, body, sql_column(statement, 3), &buf, err)) {
			sqlite3_reset(statement);
			return false;
		}
		body = buf_str(&buf);
	}
	*same = str_eq(body, text->body);
	return true;
}

/* *id is 0 where no document has these very bytes. */
static bool text_find(struct store *store, const struct text *text, int64_t *id, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_DOCUMENT_BY_HASH, err);
	bool row = false, same = false;

	if (statement == NULL)
		return false;
	*id = 0;
	sql_int(statement, 1, hash_prefix(&text->hash));
	while (sql_step(store, statement, &row, err)) {
		if (!row)
			return true;
		if (!row_is(store, statement, text, &same, err))
			return false;
		if (same) {
			*id = sqlite3_column_int64(statement, 0);
			sqlite3_reset(statement);
			return true;
		}
	}
	return false;
}

static bool row_insert(struct store *store, const struct text *text, struct str body,
		       struct str parts, int64_t *id, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_DOCUMENT_INSERT, err);

	if (statement == NULL)
		return false;
	sql_int(statement, 1, hash_prefix(&text->hash));
	sql_int(statement, 2, text->own);
	sql_text(statement, 3, body);
	sql_text_or_null(statement, 4, parts);
	if (!sql_run(store, statement, err))
		return false;
	*id = sqlite3_last_insert_rowid(store->db);
	if (*id > UINT32_MAX)
		return err_set(err, ERR_ENVIRONMENT, "%.*s: the inventory holds too many documents",
			       STR_ARG(store->path));
	return true;
}

/* Where the text is already; *id is 0 where it is not. */
static bool text_known(struct store *store, struct text *text, int64_t *id, struct err *err)
{
	text->hash = hash_of(text->body);
	const struct seen_document *seen = seen_slot(store, &text->hash);

	*id = seen->id;
	if (seen->id != 0 && seen->own == text->own && (seen->part || !text->part) &&
	    memcmp(&seen->hash, &text->hash, sizeof(text->hash)) == 0)
		return true;
	return text_find(store, text, id, err);
}

static void text_seen(struct store *store, const struct text *text, int64_t id)
{
	*seen_slot(store, &text->hash) =
	    (struct seen_document){text->hash, id, text->own, text->part};
}

static bool part_put(struct store *store, struct str body, int64_t *id, struct err *err)
{
	struct text text = {.body = body, .own = str_find_char(body, OWN_MARK) >= 0, .part = true};

	if (!text_known(store, &text, id, err) ||
	    (*id == 0 && !row_insert(store, &text, body, STR(""), id, err)))
		return false;
	text_seen(store, &text, *id);
	return true;
}

/* Its statements come first. */
static bool document_insert(struct store *store, const struct text *text, int64_t *id,
			    struct err *err)
{
	struct arena *scratch = &store->writing.scratch;
	struct parts parts;
	struct buf list;

	if ((!text->own && str_find_char(text->body, OWN_MARK) >= 0) ||
	    !parts_split(scratch, text->body, &parts))
		return row_insert(store, text, text->body, STR(""), id, err);
	buf_init(&list, scratch, SIZE_MAX);
	for (size_t i = 0; i < parts.n; i++) {
		if (!part_put(store, parts.list[i], id, err))
			return false;
		buf_printf(&list, "%c%lld", i > 0 ? ',' : '[', (long long)*id);
	}
	buf_add_char(&list, ']');
	return row_insert(store, text, parts.around, buf_str(&list), id, err);
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
	struct text text = {.body = document->body, .own = (document->layout & LAYOUT_OWN) != 0};

	out->layout = document->layout;
	if (!text_known(store, &text, &out->id, err) ||
	    (out->id == 0 && !document_insert(store, &text, &out->id, err)))
		return false;
	text_seen(store, &text, out->id);
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
