/* tui/kept.c - what the explorer keeps from one run to the next. */
#include "tui/kept.h"

#include <stdio.h>
#include <string.h>

#include "rolehop/app/keylines.h"
#include "rolehop/base/json.h"
#include "tui/panes.h"
#include "tui/table.h"

enum { SPLIT_MAX = 40 };

static const struct str YES = STR_INIT("yes");

void kept_init(struct kept *kept)
{
	*kept = (struct kept){.tab = PANE_WORKFLOWS};
	vec_init(&kept->bookmarks, &kept->arena, sizeof(struct place));
}

void kept_release(struct kept *kept)
{
	arena_release(&kept->arena);
}

/* ---- the order of rows ----------------------------------------------------------------------- */

static void copy(char into[KEPT_ORDER_MAX], struct str text)
{
	snprintf(into, KEPT_ORDER_MAX, "%.*s", STR_ARG(text));
}

void kept_take_order(struct kept *kept, const struct pane *pane)
{
	struct kept_order *order = &kept->orders[pane->ops->kind];
	size_t used = 0;
	if (pane->table == NULL)
		return;
	const struct table_ops *ops = pane->table->ops;
	*order = (struct kept_order){.reverse = pane->spot.reverse};
	if (pane->spot.sort >= 0)
		copy(order->sort, str_from(ops->columns[pane->spot.sort].title));
	for (size_t i = 0; i < ops->n_columns && used < KEPT_ORDER_MAX; i++) {
		if ((pane->spot.hidden & 1u << i) != 0)
			used +=
			    (size_t)snprintf(order->hidden + used, KEPT_ORDER_MAX - used, "%s%s",
					     used > 0 ? "," : "", ops->columns[i].title);
	}
}

static bool is_among(struct str heads, const char *head)
{
	struct str_split it = {heads, false};
	struct str part;
	while (str_next(&it, ',', &part)) {
		if (str_eq(str_trim(part), str_from(head)))
			return true;
	}
	return false;
}

void kept_give_order(const struct kept *kept, struct pane *pane)
{
	const struct kept_order *order = &kept->orders[pane->ops->kind];
	if (pane->table == NULL)
		return;
	const struct table_ops *ops = pane->table->ops;
	for (size_t i = 0; i < ops->n_columns; i++) {
		const struct column *column = &ops->columns[i];
		if (column->sorts && strcmp(column->title, order->sort) == 0) {
			pane->spot.sort = (int)i;
			pane->spot.reverse = order->reverse;
		}
		if (is_among(str_from(order->hidden), column->title))
			pane->spot.hidden |= 1u << i;
	}
	if (pane->spot.hidden == (1u << ops->n_columns) - 1)
		pane->spot.hidden = 0;
}

/* ---- bookmarks ------------------------------------------------------------------------------- */

size_t kept_bookmark(const struct kept *kept, const struct place *place)
{
	size_t i = 0;
	while (i < kept->bookmarks.n && !place_same(vec_at(&kept->bookmarks, i), place))
		i++;
	return i;
}

static void add_bookmark(struct kept *kept, const struct place *place)
{
	struct place bare = {.kind = place->kind,
			     .subject = place->subject,
			     .detail = place->detail,
			     .pointer = place->pointer};
	*(struct place *)vec_push(&kept->bookmarks) = place_copy(&kept->arena, &bare);
}

void kept_toggle_bookmark(struct kept *kept, const struct place *place)
{
	size_t i = kept_bookmark(kept, place);
	struct place *all = kept->bookmarks.items;
	if (i == kept->bookmarks.n) {
		add_bookmark(kept, place);
		return;
	}
	memmove(all + i, all + i + 1, (kept->bookmarks.n - i - 1) * sizeof(*all));
	vec_pop(&kept->bookmarks);
}

static bool kind_of_name(struct str name, enum pane_kind *kind)
{
	for (int i = 0; i < PANE_KIND_COUNT; i++) {
		if (str_eq(str_from(pane_row((enum pane_kind)i)->name), name)) {
			*kind = (enum pane_kind)i;
			return true;
		}
	}
	return false;
}

/* ["role", SUBJECT, DETAIL, POINTER] */
static void take_bookmark(struct kept *kept, struct str text)
{
	struct str parts[4] = {{0}};
	struct place place = {0};
	const struct json *json;
	struct err err;
	size_t n = 0;
	if (!json_parse(&kept->arena, text, &json, &err) || !json_is(json, JSON_ARRAY))
		return;
	for (const struct json *it = json_first(json); it != NULL && n < 4; it = json_next(it))
		parts[n++] = json_str(it);
	if (n < 4 || !kind_of_name(parts[0], &place.kind))
		return;
	place.subject = parts[1];
	place.detail = parts[2];
	place.pointer = parts[3];
	if (kept_bookmark(kept, &place) == kept->bookmarks.n)
		add_bookmark(kept, &place);
}

static void print_bookmark(const struct place *place, struct buf *buf)
{
	const struct str parts[] = {str_from(pane_row(place->kind)->name), place->subject,
				    place->detail, place->pointer};
	buf_add_cstr(buf, "bookmark = ");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		buf_add_char(buf, i == 0 ? '[' : ',');
		json_write_str(buf, parts[i]);
	}
	buf_add_cstr(buf, "]\n");
}

/* ---- lines ----------------------------------------------------------------------------------- */

static const struct {
	const char *key;
	enum prompt_kind kind;
} recalled[] = {
    {"filter", PROMPT_FILTER}, {"search", PROMPT_SEARCH}, {"command", PROMPT_COMMAND},
    {"file", PROMPT_EXPORT},   {"import", PROMPT_IMPORT}, {"sync", PROMPT_SYNC},
    {"reason", PROMPT_REASON},
};
enum { RECALLED = sizeof(recalled) / sizeof(recalled[0]) };

static void take_split(struct kept *kept, struct str value)
{
	bool less = str_starts(value, STR("-"));
	size_t size;
	if (str_to_size(str_skip(value, less ? 1 : 0), &size) && size <= SPLIT_MAX)
		kept->split = less ? -(int)size : (int)size;
}

/* "sort.roles", "reverse.roles", "hidden.roles" */
static void take_order(struct kept *kept, struct str key, struct str value)
{
	enum pane_kind kind;
	ptrdiff_t dot = str_find_char(key, '.');
	if (dot < 0 || value.n >= KEPT_ORDER_MAX ||
	    !kind_of_name(str_skip(key, (size_t)dot + 1), &kind))
		return;
	struct str what = str_slice(key, 0, (size_t)dot);
	struct kept_order *order = &kept->orders[kind];
	if (str_eq(what, STR("sort")))
		copy(order->sort, value);
	else if (str_eq(what, STR("reverse")))
		order->reverse = str_eq(value, YES);
	else if (str_eq(what, STR("hidden")))
		copy(order->hidden, value);
}

static void take_line(struct kept *kept, struct str key, struct str value)
{
	enum pane_kind kind;
	for (size_t i = 0; i < RECALLED; i++) {
		if (str_eq(key, str_from(recalled[i].key)))
			recall_add(&kept->recalls[recalled[i].kind], value);
	}
	if (str_eq(key, STR("theme")))
		kept->theme = arena_str(&kept->arena, value);
	else if (str_eq(key, STR("tab")) && kind_of_name(value, &kind) && (int)kind < TAB_COUNT)
		kept->tab = kind;
	else if (str_eq(key, STR("zoom")))
		kept->zoom = str_eq(value, YES);
	else if (str_eq(key, STR("mouse")))
		kept->mouse = str_eq(value, YES);
	else if (str_eq(key, STR("split")))
		take_split(kept, value);
	else if (str_eq(key, STR("bookmark")))
		take_bookmark(kept, value);
	else
		take_order(kept, key, value);
}

void kept_parse(struct kept *kept, struct str text)
{
	struct keylines lines;
	struct keyline line;
	struct err err;
	keylines_init(&lines, STR("state"), text);
	while (keylines_next(&lines, &line, &err))
		take_line(kept, line.key, line.value);
}

static void print_orders(const struct kept *kept, struct buf *buf)
{
	for (int i = 0; i < PANE_KIND_COUNT; i++) {
		const struct kept_order *order = &kept->orders[i];
		const char *name = pane_row((enum pane_kind)i)->name;
		if (order->sort[0] != '\0')
			buf_printf(buf, "sort.%s = %s\n", name, order->sort);
		if (order->reverse)
			buf_printf(buf, "reverse.%s = yes\n", name);
		if (order->hidden[0] != '\0')
			buf_printf(buf, "hidden.%s = %s\n", name, order->hidden);
	}
}

void kept_print(const struct kept *kept, struct buf *buf)
{
	buf_add_cstr(buf, "# What rolehop's explorer keeps from one run to the next.\n");
	buf_printf(buf, "tab = %s\n", pane_row(kept->tab)->name);
	if (kept->theme.n > 0)
		buf_printf(buf, "theme = %.*s\n", STR_ARG(kept->theme));
	if (kept->zoom)
		buf_add_cstr(buf, "zoom = yes\n");
	if (kept->mouse)
		buf_add_cstr(buf, "mouse = yes\n");
	if (kept->split != 0)
		buf_printf(buf, "split = %d\n", kept->split);
	print_orders(kept, buf);
	for (size_t i = 0; i < kept->bookmarks.n; i++)
		print_bookmark(vec_at(&kept->bookmarks, i), buf);
	for (size_t i = 0; i < RECALLED; i++) {
		const struct recall *recall = &kept->recalls[recalled[i].kind];
		for (size_t k = 0; k < recall->n; k++)
			buf_printf(buf, "%s = %.*s\n", recalled[i].key,
				   STR_ARG(recall_line(recall, k)));
	}
}
