/* tui/pane.c - what all panes do alike: opening, moving, drawing. */
#include "tui/pane.h"

#include <stdlib.h>

#include "rolehop/base/mem.h"
#include "rolehop/base/safe.h"
#include "tui/drawing.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/sheet.h"
#include "tui/table.h"
#include "tui/undo.h"

bool place_same(const struct place *a, const struct place *b)
{
	return a->kind == b->kind && str_eq(a->subject, b->subject) &&
	       str_eq(a->detail, b->detail) && str_eq(a->pointer, b->pointer);
}

struct place place_copy(struct arena *arena, const struct place *place)
{
	struct place copy = *place;
	struct mark *marks = arena_array(arena, place->n_marks + 1, sizeof(*marks));
	copy.subject = arena_str(arena, place->subject);
	copy.detail = arena_str(arena, place->detail);
	copy.pointer = arena_str(arena, place->pointer);
	copy.text = arena_str(arena, place->text);
	copy.other = arena_str(arena, place->other);
	for (size_t i = 0; i < place->n_marks; i++) {
		marks[i] = place->marks[i];
		marks[i].pointer = arena_str(arena, marks[i].pointer);
		marks[i].note = arena_str(arena, marks[i].note);
	}
	copy.marks = marks;
	return copy;
}

struct pane *pane_new(struct tui *tui, const struct place *place)
{
	struct pane *pane = mem_alloc(sizeof(*pane));
	struct err err = {.kind = ERR_NONE};
	*pane = (struct pane){.ops = pane_row(place->kind), .spot = {.sort = -1}};
	pane->place = place_copy(&pane->arena, place);
	if (!pane->ops->open(tui, pane, &err)) {
		pane->broken = arena_alloc(&pane->arena, sizeof(err));
		*pane->broken = err;
		if (err.kind != ERR_INPUT)
			tui_fail(tui, &err);
	}
	kept_give_order(&tui->kept, pane);
	undo_settle(pane);
	return pane;
}

void pane_free(struct pane *pane)
{
	if (pane == NULL)
		return;
	if (pane->ops->close != NULL)
		pane->ops->close(pane);
	table_free(pane->table);
	sheet_free(pane->sheet);
	arena_release(&pane->arena);
	free(pane);
}

void pane_crumb(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	if (pane->ops->crumb != NULL)
		pane->ops->crumb(tui, pane, buf);
	else
		buf_add_cstr(buf, pane->ops->title);
}

bool pane_target(struct tui *tui, struct pane *pane, struct place *out)
{
	return pane->broken == NULL && pane->ops->target != NULL &&
	       pane->ops->target(tui, pane, out);
}

static bool has_table(const struct pane *pane)
{
	return pane->broken == NULL && pane->table != NULL;
}

static bool has_sheet(const struct pane *pane)
{
	return pane->broken == NULL && pane->sheet != NULL;
}

static bool has_drawing(const struct pane *pane)
{
	return pane->broken == NULL && pane->drawing != NULL;
}

/* ---- moving ---------------------------------------------------------------------------------- */

static void move_row(struct tui *tui, struct pane *pane, long by)
{
	table_refresh(tui, pane);
	size_t at = pane->table->at;
	size_t step = (size_t)(by < 0 ? -by : by);
	if (by < 0)
		table_place(tui, pane, at > step ? at - step : 0);
	else
		table_place(tui, pane, at + step);
}

void pane_move(struct tui *tui, struct pane *pane, long by)
{
	if (has_table(pane))
		move_row(tui, pane, by);
	else if (has_sheet(pane))
		sheet_move(pane, by);
	else if (has_drawing(pane) && by > 0)
		drawing_down(pane->drawing);
	else if (has_drawing(pane))
		drawing_up(pane->drawing);
}

void pane_page(struct tui *tui, struct pane *pane, int halves)
{
	int half = pane->height / 2 > 0 ? pane->height / 2 : 1;
	if (has_table(pane))
		move_row(tui, pane, (long)half * halves);
	else if (has_sheet(pane))
		sheet_page(pane, halves);
	else if (has_drawing(pane))
		drawing_page(pane->drawing, halves);
}

void pane_end(struct tui *tui, struct pane *pane, bool last)
{
	if (has_table(pane)) {
		table_refresh(tui, pane);
		table_place(tui, pane, last && pane->table->n > 0 ? pane->table->n - 1 : 0);
	} else if (has_sheet(pane)) {
		sheet_to_end(pane, last);
	} else if (has_drawing(pane)) {
		drawing_end(pane->drawing, last);
	}
}

static bool next_failing_row(struct tui *tui, struct pane *pane, int by)
{
	struct table *table = pane->table;
	table_refresh(tui, pane);
	size_t n = table->n;
	for (size_t k = 1; k <= n && table->ops->fails != NULL; k++) {
		size_t i = by > 0 ? (table->at + k) % n : (table->at + n - k) % n;
		if (table->ops->fails(tui, pane, table_row_at(table, i))) {
			table_place(tui, pane, i);
			return true;
		}
	}
	return false;
}

bool pane_next_fail(struct tui *tui, struct pane *pane, int by)
{
	if (has_table(pane))
		return next_failing_row(tui, pane, by);
	if (has_drawing(pane))
		return drawing_next(pane, by, drawing_fails);
	return has_sheet(pane) && sheet_next(pane, by, sheet_is_fail);
}

bool pane_next_match(struct tui *tui, struct pane *pane, int by)
{
	(void)tui;
	if (pane->spot.n_text == 0)
		return false;
	if (has_drawing(pane))
		return drawing_next(pane, by, drawing_matches);
	return has_sheet(pane) && sheet_next(pane, by, sheet_is_match);
}

bool pane_on_match(struct pane *pane)
{
	if (has_drawing(pane)) {
		const struct graph_box *box = drawing_box(pane->drawing);
		return box != NULL && drawing_matches(pane, box);
	}
	return has_sheet(pane) && pane->sheet->items.n > 0 &&
	       sheet_is_match(pane, sheet_at(pane->sheet, pane->sheet->at));
}

void pane_refilter(struct tui *tui, struct pane *pane)
{
	if (has_table(pane)) {
		/* With a filter the cursor is on what matches best; without, it stays on its row.
		 */
		table_place(tui, pane, pane->table->at);
		pane->spot.placed = pane->spot.n_text == 0;
		pane->spot.top = 0;
		pane->table->stale = true; /* asked when it is drawn: keys may follow */
		return;
	}
	/* The line that the search began at counts as well. */
	if (!pane_on_match(pane))
		pane_next_match(tui, pane, 1);
}

struct pane_stand pane_standing(const struct pane *pane)
{
	size_t at = has_table(pane)	? pane->table->at
		    : has_sheet(pane)	? pane->sheet->at
		    : has_drawing(pane) ? pane->drawing->at
					: 0;
	return (struct pane_stand){at, pane->spot.cursor, pane->spot.placed, pane->spot.top};
}

void pane_go_back(struct pane *pane, const struct pane_stand *stand)
{
	if (has_sheet(pane) && sheet_place(pane, stand->at))
		pane->spot.top = stand->top;
	if (has_drawing(pane))
		drawing_stand(pane->drawing, stand->at);
	if (!has_table(pane))
		return;
	pane->table->at = stand->at;
	pane->spot.cursor = stand->cursor;
	pane->spot.placed = stand->placed;
	pane->spot.top = stand->top;
	pane->table->stale = true;
}

/* ---- drawing --------------------------------------------------------------------------------- */

static void draw_broken(struct tui *tui, const struct pane *pane, const struct view *view)
{
	view_words(view, 0, THEME_ERROR, safe_text(&tui->frame, str_from(pane->broken->text)));
}

static void lay_sheet(struct tui *tui, struct pane *pane, int width)
{
	bool stale = pane->ops->stale != NULL && pane->ops->stale(tui, pane);
	if (pane->width == width && !stale)
		return;
	pane->width = width;
	bool again = pane->sheet->items.n > 0 && pane->height > 0;
	long offset = (long)pane->sheet->at - (long)pane->spot.top;
	sheet_clear(pane->sheet);
	pane->ops->layout(tui, pane);
	if (pane->height > 0)
		sheet_settle(pane);
	if (again)
		sheet_keep(pane, offset);
	tui->preview_wanted = true; /* what the cursor is on may be known only now */
}

/* Where its rows or boxes are clicked, and the heads above rows. */
static void add_rows(struct tui *tui, struct pane *pane, const struct view *body)
{
	bool heads = pane->table != NULL;
	if (pane->table == NULL && pane->sheet == NULL && pane->drawing == NULL)
		return;
	if (heads)
		hots_add(&tui->hots, body,
			 (struct hot){0, 0, body->w, 1, .kind = HOT_HEAD, .pane = pane});
	hots_add(&tui->hots, body,
		 (struct hot){0, heads, body->w, body->h - heads, .kind = HOT_ROWS, .pane = pane});
}

void pane_draw(struct tui *tui, struct pane *pane, const struct view *view, bool focus)
{
	if (pane->broken != NULL) {
		draw_broken(tui, pane, view);
		return;
	}
	if (pane->sheet != NULL && view->w > 0)
		lay_sheet(tui, pane, view->w);
	if (pane->drawing != NULL) {
		pane->width = view->w;
		pane->ops->layout(tui, pane);
	}
	int used = pane->ops->head == NULL ? 0 : pane->ops->head(tui, pane, view);
	struct view body = view_part(view, 0, used, view->w, view->h - used);
	if (body.h <= 0 || body.w <= 0)
		return;
	hots_add(&tui->hots, view,
		 (struct hot){0, 0, view->w, view->h, .kind = HOT_PANE, .pane = pane});
	add_rows(tui, pane, &body);
	if (pane->table != NULL) {
		table_draw(tui, pane, &body, focus);
	} else if (pane->sheet != NULL) {
		sheet_draw(tui, pane, &body, focus);
	} else if (pane->drawing != NULL) {
		drawing_show(tui, pane, &body, focus);
	}
}

void pane_heading(struct tui *tui, struct pane *pane, struct buf *buf)
{
	struct str text = tui_safe(tui, (struct str){pane->spot.text, pane->spot.n_text});
	pane_crumb(tui, pane, buf);
	if (has_table(pane)) {
		const struct table *table = pane->table;
		table_refresh(tui, pane);
		if (table->n != table->total)
			buf_printf(buf, "  %zu of %zu",
				   table->filter.n > 0 ? table->sift.found : table->n,
				   table->total);
		else if (table->total > 0 && table->ops->noun != NULL)
			buf_printf(buf, " (%zu %s%s)", table->total, table->ops->noun,
				   table->total == 1 ? "" : "s");
		else if (table->total > 0)
			buf_printf(buf, " (%zu)", table->total);
		if (table_left_out(table) > 0)
			buf_printf(buf, ", the best %zu here", table->n);
		if (table->sift.stopped)
			buf_add_cstr(buf, ", halted");
		else if (sift_running(&table->sift))
			buf_printf(buf, ", %d %%", sift_percent(&table->sift));
		if (pane->spot.n_text > 0)
			buf_printf(buf, "  filter: %.*s", STR_ARG(text));
		if (pane->spot.sort >= 0)
			buf_printf(buf, "  sort: %s %s", table->ops->columns[pane->spot.sort].title,
				   pane->spot.reverse ? "^" : "v");
	} else if (pane->spot.n_text > 0) {
		buf_printf(buf, "  search: %.*s", STR_ARG(text));
	}
}
