/* store/parts.c - policies taken apart into their statements, each of which is stored once, and put
 * together again. */
#include <string.h>

#include "rolehop/base/ascii.h"
#include "rolehop/base/scan.h"
#include "store/private.h"

enum {
	PART_MARK = '\x02', /* stands for the statements; no JSON text holds this byte */
	LEAST = 2,	    /* of one statement, the document is as good */
	KEPT_LEAST = 64,    /* slots at first */
	KEPT_MOST = 1 << 14,
	KEPT_BYTES = 1 << 22
};

#define LIST "\"Statement\":["

/* ---- apart ------------------------------------------------------------------------------- */

/* The pieces between the commas of the list that `text` begins behind the bracket of; the offset
 * of its end, or text.n where it has none. */
static size_t list_split(struct str text, struct vec *out)
{
	size_t begin = 0;

	for (;;) {
		size_t end = scan_value(text, begin);
		if (end >= text.n || end == begin || (text.p[end] != ',' && text.p[end] != ']'))
			return text.n;
		*(struct str *)vec_push(out) = str_slice(text, begin, end);
		if (text.p[end] == ']')
			return end;
		begin = end + 1;
	}
}

/* Whatever the words mean: the pieces with commas between them are the text again. */
bool parts_split(struct arena *arena, struct str body, struct parts *out)
{
	ptrdiff_t at = str_find(body, STR(LIST));
	size_t begin, end;
	struct vec list;

	if (at < 0 || str_find_char(body, PART_MARK) >= 0)
		return false;
	begin = (size_t)at + sizeof(LIST) - 1;
	vec_init(&list, arena, sizeof(struct str));
	end = list_split(str_skip(body, begin), &list);
	if (begin + end >= body.n || list.n < LEAST)
		return false;
	char *around = arena_alloc(arena, body.n - end + 1);
	memcpy(around, body.p, begin);
	around[begin] = PART_MARK;
	memcpy(around + begin + 1, body.p + begin + end, body.n - begin - end);
	*out = (struct parts){{around, body.n - end + 1}, list.items, list.n};
	return true;
}

/* ---- together ---------------------------------------------------------------------------- */

void parts_forget(struct store *store)
{
	arena_release(&store->parts.arena);
	store->parts = (struct kept_parts){.n_slots = 0};
}

static struct part *part_slot(const struct kept_parts *parts, int64_t id)
{
	return &parts->slots[(uint64_t)id % parts->n_slots];
}

/* Room for four times as many. */
static void slots_grow(struct kept_parts *parts)
{
	struct kept_parts old = *parts;

	parts->n_slots = old.n_slots > 0 ? 4 * old.n_slots : KEPT_LEAST;
	parts->slots = arena_array(&parts->arena, parts->n_slots, sizeof(*parts->slots));
	for (size_t i = 0; i < old.n_slots; i++)
		if (old.slots[i].id != 0)
			*part_slot(parts, old.slots[i].id) = old.slots[i];
}

/* What is read outside of a transaction may be another text the next time. */
static void part_keep(struct store *store, int64_t id, struct str text)
{
	struct kept_parts *parts = &store->parts;

	if (store->reading == 0 && !store->writing.open)
		return;
	if (parts->bytes + text.n > KEPT_BYTES)
		parts_forget(store);
	if (parts->n == parts->n_slots && parts->n_slots < KEPT_MOST)
		slots_grow(parts);
	parts->n++;
	parts->bytes += text.n;
	*part_slot(parts, id) = (struct part){id, arena_str(&parts->arena, text)};
}

static bool part_add(struct store *store, int64_t id, struct buf *out, struct err *err)
{
	const struct kept_parts *parts = &store->parts;
	struct document_row row;
	sqlite3_stmt *statement;

	if (parts->n > 0 && part_slot(parts, id)->id == id)
		return buf_add(out, part_slot(parts, id)->text);
	if (!document_row(store, id, &statement, &row, err))
		return false;
	if (row.apart)
		return sql_damaged(store, statement, "a statement has parts", err);
	part_keep(store, id, row.body);
	buf_add(out, row.body);
	sqlite3_reset(statement);
	return true;
}

bool parts_next(struct str *list, int64_t *id)
{
	size_t at = 1;

	*id = 0;
	if (list->n < 2 || (list->p[0] != '[' && list->p[0] != ','))
		return false;
	while (at < list->n && ascii_is_digit(list->p[at]) && *id <= UINT32_MAX)
		*id = *id * 10 + (list->p[at++] - '0');
	if (at == 1 || *id == 0 || *id > UINT32_MAX)
		return false;
	*list = str_skip(*list, at);
	return true;
}

bool parts_join(struct store *store, struct str around, struct str list, struct buf *out,
		struct err *err)
{
	ptrdiff_t mark = str_find_char(around, PART_MARK);
	int64_t id;

	buf_add(out, str_slice(around, 0, mark < 0 ? 0 : (size_t)mark));
	for (bool first = true; mark >= 0 && parts_next(&list, &id); first = false) {
		if (!first)
			buf_add_char(out, ',');
		if (!part_add(store, id, out, err))
			return false;
	}
	if (mark < 0 || !str_eq(list, STR("]")))
		return sql_damaged(store, NULL, "the parts of a document cannot be read", err);
	buf_add(out, str_skip(around, (size_t)mark + 1));
	return true;
}
