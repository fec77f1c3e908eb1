/* tui/table.c - rows under columns: which there are, in which order, and which are marked. */
#include "tui/table.h"

#include <stdlib.h>
#include <string.h>

#include "rolehop/base/clock.h"
#include "rolehop/base/mem.h"
#include "tui/explorer.h"

enum {
	WAIT_MS = 8,  /* a key waits so long for rows that pass a filter */
	SLICE_MS = 4, /* and so long at most for those that are asked when it comes */
	REORDER_MS = 100,
	SORTED_MAX = 2000000,
};

struct table *table_new(struct pane *pane, const struct table_ops *ops)
{
	struct table *table = arena_alloc(&pane->arena, sizeof(*table));
	*table = (struct table){.ops = ops, .stale = true, .sift = {.step = SIFT_DONE}};
	pane->table = table;
	pane->spot.sort = -1;
	return table;
}

void table_free(struct table *table)
{
	if (table == NULL)
		return;
	picks_release(&table->picks);
	sift_clear(&table->sift);
	free(table->order);
	table->order = NULL;
}

/* ---- the order of the rows ------------------------------------------------------------------- */

static bool comes_first(const struct sort_key *a, const struct sort_key *b)
{
	if (a->number != b->number)
		return a->number < b->number;
	return str_cmp(a->text, b->text) <= 0;
}

/* Bottom-up merge sort of places by their keys: what compares equal keeps its order. */
static void sort_places(const struct sort_key *keys, bool reverse, uint32_t *places,
			uint32_t *spare, size_t n)
{
	for (size_t run = 1; run < n; run *= 2) {
		for (size_t from = 0; from < n; from += 2 * run) {
			size_t middle = from + run < n ? from + run : n;
			size_t end = middle + run < n ? middle + run : n;
			size_t a = from;
			size_t b = middle;
			for (size_t k = from; k < end; k++) {
				bool left = b >= end;
				if (!left && a < middle)
					left =
					    reverse
						? comes_first(&keys[places[b]], &keys[places[a]])
						: comes_first(&keys[places[a]], &keys[places[b]]);
				spare[k] = left ? places[a++] : places[b++];
			}
		}
		memcpy(places, spare, n * sizeof(*places));
	}
}

static void sort_rows(struct tui *tui, struct pane *pane)
{
	struct table *table = pane->table;
	struct arena scratch = {0};
	size_t n = table->n;
	struct sort_key *keys = arena_array(&scratch, n + 1, sizeof(*keys));
	uint32_t *places = arena_array(&scratch, n + 1, sizeof(*places));
	uint32_t *spare = arena_array(&scratch, n + 1, sizeof(*spare));
	for (size_t i = 0; i < n; i++) {
		table->ops->sort_key(tui, pane, table->order[i], pane->spot.sort, &keys[i]);
		places[i] = (uint32_t)i;
	}
	sort_places(keys, pane->spot.reverse, places, spare, n);
	for (size_t i = 0; i < n; i++)
		spare[i] = table->order[places[i]];
	memcpy(table->order, spare, n * sizeof(*spare));
	arena_release(&scratch);
}

static bool is_filtered(const struct pane *pane)
{
	return pane->table->filter.n > 0;
}

static bool is_sorted(const struct pane *pane)
{
	const struct table *table = pane->table;
	return pane->spot.sort >= 0 && table_off_sort(table) == NULL;
}

const char *table_off_sort(const struct table *table)
{
	if (table->ops->sort_key == NULL)
		return "these rows have one order only";
	size_t n = table->filter.n > 0 ? table->sift.n : table->total;
	return n > SORTED_MAX ? "too many rows to sort: filter them first" : NULL;
}

/* Puts what is found so far in order; without a filter that is all. */
static void order_rows(struct tui *tui, struct pane *pane)
{
	struct table *table = pane->table;
	bool filtered = is_filtered(pane);
	table->n = filtered ? table->sift.n : table->total;
	if (!filtered && !is_sorted(pane)) {
		free(table->order);
		table->order = NULL;
		table->order_room = 0;
		return;
	}
	if (table->order == NULL || table->order_room < table->n) {
		free(table->order);
		table->order_room = table->n + table->n / 4 + 1;
		table->order = malloc(table->order_room * sizeof(*table->order));
		if (table->order == NULL)
			mem_die();
	}
	if (filtered)
		sift_order(&table->sift, table->order);
	for (size_t i = 0; !filtered && i < table->n; i++)
		table->order[i] = (uint32_t)i;
	if (is_sorted(pane) && !sift_running(&table->sift)) {
		struct arena_mark mark = arena_mark(&tui->frame);
		sort_rows(tui, pane);
		arena_rewind(&tui->frame, mark);
	}
}

static uint64_t key_of(struct tui *tui, struct pane *pane, size_t row)
{
	const struct table_ops *ops = pane->table->ops;
	return ops->key == NULL ? (uint64_t)row : ops->key(tui, pane, row);
}

static bool find_key(struct tui *tui, struct pane *pane, uint64_t key, size_t *at)
{
	const struct table *table = pane->table;
	if (table->order == NULL && table->ops->key == NULL) {
		*at = (size_t)key;
		return key < table->n;
	}
	for (*at = 0; *at < table->n; (*at)++) {
		if (key_of(tui, pane, table_row_at(table, *at)) == key)
			return true;
	}
	return false;
}

/* The cursor stays on its row, or where that row was. */
static void find_cursor(struct tui *tui, struct pane *pane)
{
	struct table *table = pane->table;
	size_t at;
	if (pane->spot.placed && find_key(tui, pane, pane->spot.cursor, &at)) {
		table->at = at;
		return;
	}
	if (!pane->spot.placed)
		table->at = 0;
	if (table->at >= table->n)
		table->at = table->n > 0 ? table->n - 1 : 0;
}

/* Where rows come and go by themselves, the cursor stays in its line of the screen, too. */
static void keep_line(struct pane *pane, size_t before)
{
	struct spot *spot = &pane->spot;
	size_t at = pane->table->at;
	size_t line = before - spot->top;
	if (spot->placed && before >= spot->top && pane->height > 0 && line < (size_t)pane->height)
		spot->top = at > line ? at - line : 0;
}

/* Asks anew which rows pass, as far as that can be waited for. */
static void ask_anew(struct tui *tui, struct pane *pane, size_t total)
{
	struct table *table = pane->table;
	filter_compile(&table->filter, (struct str){pane->spot.text, pane->spot.n_text});
	if (!is_filtered(pane)) {
		sift_clear(&table->sift);
		table->total = total;
		return;
	}
	sift_begin(tui, pane, total);
	table->total = total;
	sift_work(tui, pane, clock_ticks_ms() + WAIT_MS);
}

void table_refresh(struct tui *tui, struct pane *pane)
{
	struct table *table = pane->table;
	unsigned version = table->ops->version == NULL ? 0 : table->ops->version(tui, pane);
	size_t total = table->ops->count(tui, pane);
	bool stale = table->stale;
	size_t before = table->at;
	table->renewed = version != table->version || total < table->total;
	if (stale || table->renewed) {
		ask_anew(tui, pane, total);
	} else if (total != table->total) {
		table->total = total;
		sift_extend(&table->sift, total);
		if (is_filtered(pane))
			return;
	} else {
		return;
	}
	table->version = version;
	table->stale = false;
	order_rows(tui, pane);
	find_cursor(tui, pane);
	if (!stale)
		keep_line(pane, before);
}

bool table_work(struct tui *tui, struct pane *pane)
{
	struct table *table = pane->table;
	size_t before = table->sift.n;
	if (!sift_running(&table->sift))
		return false;
	bool more = sift_work(tui, pane, clock_ticks_ms() + SLICE_MS);
	tui->hurry = tui->hurry || (before == 0 && table->sift.n > 0);
	if (!more || (before == 0 && table->sift.n > 0) ||
	    clock_ticks_ms() - table->ordered >= REORDER_MS) {
		order_rows(tui, pane);
		find_cursor(tui, pane);
		table->ordered = clock_ticks_ms();
	}
	return true;
}

void table_finish(struct tui *tui, struct pane *pane)
{
	struct table *table = pane->table;
	table_refresh(tui, pane);
	if (!sift_running(&table->sift))
		return;
	sift_work(tui, pane, INT64_MAX);
	order_rows(tui, pane);
	find_cursor(tui, pane);
}

size_t table_left_out(const struct table *table)
{
	return table->filter.n > 0 ? table->sift.found - table->sift.n : 0;
}

void table_stop(struct table *table)
{
	table->sift.stopped = sift_running(&table->sift);
}

bool table_row(struct tui *tui, struct pane *pane, size_t *row)
{
	table_refresh(tui, pane);
	if (pane->table->n == 0)
		return false;
	*row = table_row_at(pane->table, pane->table->at);
	return true;
}

void table_place(struct tui *tui, struct pane *pane, size_t at)
{
	struct table *table = pane->table;
	if (table->n == 0)
		return;
	table->at = at < table->n ? at : table->n - 1;
	pane->spot.cursor = key_of(tui, pane, table_row_at(table, table->at));
	pane->spot.placed = true;
}

/* ---- marks ----------------------------------------------------------------------------------- */

bool table_is_marked(struct tui *tui, struct pane *pane, size_t at)
{
	const struct table *table = pane->table;
	return table->picks.n > 0 &&
	       picks_has(&table->picks, key_of(tui, pane, table_row_at(table, at)));
}

void table_toggle_mark(struct tui *tui, struct pane *pane)
{
	size_t row;
	if (!table_row(tui, pane, &row))
		return;
	picks_toggle(&pane->table->picks, key_of(tui, pane, row));
	table_place(tui, pane, pane->table->at + 1);
}

void table_mark_all(struct tui *tui, struct pane *pane)
{
	struct table *table = pane->table;
	struct arena scratch = {0};
	table_finish(tui, pane);
	if (table->picks.n > 0) {
		picks_clear(&table->picks);
		return;
	}
	uint64_t *keys = arena_array(&scratch, table->n + 1, sizeof(*keys));
	for (size_t i = 0; i < table->n; i++)
		keys[i] = key_of(tui, pane, table_row_at(table, i));
	picks_set(&table->picks, keys, table->n);
	arena_release(&scratch);
}

void table_sort_next(struct tui *tui, struct pane *pane)
{
	const struct table_ops *ops = pane->table->ops;
	int column = pane->spot.sort;
	do
		column++;
	while (column < (int)ops->n_columns && !ops->columns[column].sorts);
	pane->spot.sort = column < (int)ops->n_columns ? column : -1;
	pane->spot.reverse = false;
	pane->table->stale = true;
	table_refresh(tui, pane);
}
