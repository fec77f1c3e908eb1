/* tui/mouse.c - clicks and the wheel: what stands where, and what a click on it does. */
#include "tui/mouse.h"

#include "tui/actions.h"
#include "tui/drawing.h"
#include "tui/explorer.h"
#include "tui/keys.h"
#include "tui/panes.h"
#include "tui/sheet.h"
#include "tui/table.h"

enum { WHEEL_ROWS = 3, BUTTON_WHEEL = 64, BUTTON_MOTION = 32, BUTTON_SHIFT = 4, COORD_MAX = 10000 };

/* ---- what a terminal sends ------------------------------------------------------------------- */

static enum mouse_kind kind_of(size_t button, bool released)
{
	if (released || (button & BUTTON_MOTION) != 0)
		return MOUSE_OTHER;
	if ((button & BUTTON_WHEEL) != 0)
		return (button & 3) == 0   ? MOUSE_WHEEL_UP
		       : (button & 3) == 1 ? MOUSE_WHEEL_DOWN
					   : MOUSE_OTHER;
	return (button & (3 | BUTTON_SHIFT)) == 0 ? MOUSE_PRESS : MOUSE_OTHER;
}

bool mouse_parse(struct str text, struct mouse_event *out)
{
	size_t numbers[3];
	struct str part;
	if (text.n < 2)
		return false;
	char last = text.p[text.n - 1];
	struct str_split it = {str_slice(text, 0, text.n - 1), false};
	for (size_t i = 0; i < 3; i++) {
		if (!str_next(&it, ';', &part) || !str_to_size(part, &numbers[i]) ||
		    numbers[i] > COORD_MAX)
			return false;
	}
	if (str_next(&it, ';', &part) || (last != 'M' && last != 'm') || numbers[1] == 0 ||
	    numbers[2] == 0)
		return false;
	*out = (struct mouse_event){kind_of(numbers[0], last == 'm'), (int)numbers[1] - 1,
				    (int)numbers[2] - 1};
	return true;
}

/* ---- what stands where ----------------------------------------------------------------------- */

void hots_add(struct hots *hots, const struct view *view, struct hot hot)
{
	struct view part = view_part(view, hot.x, hot.y, hot.w, hot.h);
	if (hots->n == HOTS_MAX || part.w <= 0 || part.h <= 0)
		return;
	hot.x = part.x;
	hot.y = part.y;
	hot.w = part.w;
	hot.h = part.h;
	hots->items[hots->n++] = hot;
}

static const struct hot *hot_at(const struct hots *hots, int x, int y)
{
	for (size_t i = hots->n; i-- > 0;) {
		const struct hot *hot = &hots->items[i];
		if (x >= hot->x && x < hot->x + hot->w && y >= hot->y && y < hot->y + hot->h)
			return hot;
	}
	return NULL;
}

/* ---- what it does ---------------------------------------------------------------------------- */

/* Brings the keys to the pane; false where it is one that only shows something. */
static bool focus_on(struct tui *tui, struct pane *pane)
{
	if (pane == tui_focus(tui))
		return true;
	if (tui->overlay != NULL)
		return false;
	if (pane == tui_current(tui) || pane == tui->preview) {
		tui->focus_preview = pane == tui->preview;
		return true;
	}
	if (tui_shows_parent(tui) && pane == history_parent(&tui->history)) {
		tui_apply(tui, &(struct effect){.kind = EFFECT_BACK});
		return true;
	}
	return false;
}

/* What Enter does in a pane, whatever key the user has for it. */
static const struct action *enter_of(enum pane_kind kind)
{
	const struct action *action;
	for (size_t i = 0; (action = action_row(i)) != NULL; i++) {
		if (action_concerns(action, kind) && key_in(action->info.keys, K_NONE, K_ENTER))
			return action;
	}
	return NULL;
}

/* Puts the cursor on that row or line; false: it was there, or there is none. */
static bool place_cursor(struct tui *tui, struct pane *pane, size_t row)
{
	size_t at = pane->spot.top + row;
	if (pane->table != NULL) {
		if (at >= pane->table->n || at == pane->table->at)
			return false;
		table_place(tui, pane, at);
		return true;
	}
	return pane->sheet != NULL && sheet_place(pane, at);
}

static bool is_cursor(const struct pane *pane, size_t row)
{
	size_t at = pane->spot.top + row;
	return pane->table != NULL ? pane->table->n > 0 && at == pane->table->at
				   : pane->sheet != NULL && at == pane->sheet->at;
}

/* Puts the cursor on what is at that place of the pane; *was_there: it was there before. */
static bool place_at(struct tui *tui, struct pane *pane, int x, int y, bool *was_there)
{
	if (pane->drawing == NULL) {
		*was_there = is_cursor(pane, (size_t)y);
		return place_cursor(tui, pane, (size_t)y);
	}
	size_t box = drawing_at(pane->drawing, x, y);
	*was_there = box != GRAPH_NOWHERE && box == pane->drawing->at;
	if (box == GRAPH_NOWHERE || *was_there)
		return false;
	drawing_stand(pane->drawing, box);
	return true;
}

/* The first click brings the cursor, a second one opens. */
static void click_rows(struct tui *tui, const struct hot *hot, int x, int y)
{
	bool had_keys = hot->pane == tui_focus(tui);
	bool was_there;
	if (!focus_on(tui, hot->pane))
		return;
	if (place_at(tui, hot->pane, x - hot->x, y - hot->y, &was_there) || !had_keys || !was_there)
		return;
	const struct action *enter = enter_of(hot->pane->ops->kind);
	if (enter != NULL)
		tui_act(tui, hot->pane, enter);
}

/* Sorts by the column, or the other way round. */
static void click_head(struct tui *tui, const struct hot *hot, int x)
{
	struct pane *pane = hot->pane;
	int column = table_column_at(pane, hot->w, x - hot->x);
	if (!focus_on(tui, pane) || column < 0 || pane->table->ops->sort_key == NULL ||
	    !pane->table->ops->columns[column].sorts)
		return;
	pane->spot.reverse = pane->spot.sort == column && !pane->spot.reverse;
	pane->spot.sort = column;
	pane->table->stale = true;
	table_refresh(tui, pane);
}

/* A crumb leads back there; the last one to what stands beside it. */
static void click_crumb(struct tui *tui, size_t entry)
{
	if (entry == tui->history.at)
		tui_act(tui, tui_current(tui),
			action_of_name(tui_current(tui)->ops->kind, STR("siblings")));
	while (tui->history.at > entry)
		tui_apply(tui, &(struct effect){.kind = EFFECT_BACK});
}

static void click(struct tui *tui, const struct hot *hot, int x, int y)
{
	switch (hot->kind) {
	case HOT_PANE:
		focus_on(tui, hot->pane);
		break;
	case HOT_HEAD:
		click_head(tui, hot, x);
		break;
	case HOT_ROWS:
		click_rows(tui, hot, x, y);
		break;
	case HOT_TAB:
		tui_apply(tui, &(struct effect){.kind = EFFECT_TAB,
						.place = {.kind = (enum pane_kind)hot->index}});
		break;
	case HOT_ACTION:
		tui_act(tui, tui_focus(tui), hot->action);
		break;
	case HOT_CRUMB:
		click_crumb(tui, hot->index);
		break;
	}
}

void mouse_act(struct tui *tui, const struct mouse_event *event)
{
	const struct hot *hot = hot_at(&tui->hots, event->x, event->y);
	if (hot == NULL)
		return;
	switch (event->kind) {
	case MOUSE_PRESS:
		click(tui, hot, event->x, event->y);
		break;
	case MOUSE_WHEEL_UP:
	case MOUSE_WHEEL_DOWN:
		if (hot->pane != NULL)
			pane_move(tui, hot->pane,
				  event->kind == MOUSE_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS);
		break;
	case MOUSE_OTHER:
		break;
	}
}
