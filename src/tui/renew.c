/* tui/renew.c - panes opened anew, in their places, when what they are about has changed. */
#include "tui/renew.h"

#include "tui/documents.h"
#include "tui/panes.h"
#include "tui/suppose.h"
#include "tui/table.h"
#include "tui/undo.h"

/* A document that came with its text is looked up, if it can be: it may be another one now. */
static struct place renewed(struct tui *tui, const struct place *place)
{
	struct place bare = *place;
	struct str text;
	struct err ignored;
	if (place->kind != PANE_DOCUMENT)
		return bare;
	bare.text = STR("");
	bare.n_marks = 0;
	return document_find(tui, tui->app, &tui->frame, &bare, &text, &ignored) ? bare : *place;
}

static void renew(struct tui *tui, struct pane **pane)
{
	struct pane *old = *pane;
	if (old == NULL || old->ops->lasting) {
		if (old != NULL)
			old->width = 0;
		return;
	}
	struct place place = renewed(tui, &old->place);
	*pane = pane_new(tui, &place);
	if ((*pane)->ops->renewed != NULL && (*pane)->broken == NULL && old->broken == NULL)
		(*pane)->ops->renewed(*pane, old);
	else
		(*pane)->spot = old->spot;
	undo_settle(*pane);
	pane_free(old);
}

static void renew_entries(struct tui *tui, struct history *history)
{
	for (size_t i = 0; i < history->n; i++) {
		struct history_entry *entry = &history->entries[i];
		if (history_is_tab(history, entry->pane))
			continue;
		renew(tui, &entry->pane);
		entry->spot = entry->pane->spot; /* what the way back restores */
	}
}

/* Tabs may be in several entries. */
static void renew_tab(struct tui *tui, struct history *history, size_t tab)
{
	struct pane *old = history->tabs[tab];
	renew(tui, &history->tabs[tab]);
	for (size_t i = 0; i < history->n; i++) {
		if (history->entries[i].pane == old)
			history->entries[i].pane = history->tabs[tab];
	}
}

void renew_panes(struct tui *tui)
{
	renew_entries(tui, &tui->history);
	for (size_t i = 0; i < TAB_COUNT; i++)
		renew_tab(tui, &tui->history, i);
	renew(tui, &tui->overlay);
	if (tui->focus_preview) {
		renew(tui, &tui->preview);
	} else {
		pane_free(tui->preview);
		tui->preview = NULL;
	}
	pane_free(tui->deeper);
	tui->deeper = NULL;
	tui->preview_wanted = true;
}

/* ---- another inventory ----------------------------------------------------------------------- */

/* What the cursors of the lists are on: rows have other numbers afterwards. */
struct cursors {
	struct str tabs[TAB_COUNT];
	struct str current;
};

static struct str subject_of(struct tui *tui, struct pane *pane)
{
	struct place place;
	bool list = pane != NULL && pane->broken == NULL && pane->table != NULL;
	return list && pane_target(tui, pane, &place) ? arena_str(&tui->frame, place.subject)
						      : (struct str){0};
}

static void note_cursors(struct tui *tui, struct cursors *cursors)
{
	for (size_t i = 0; i < TAB_COUNT; i++)
		cursors->tabs[i] = subject_of(tui, tui->history.tabs[i]);
	cursors->current = subject_of(tui, tui_current(tui));
}

/* Of the longest lists, the cursor stays on the same number. */
enum { LOOKED_AT = 100000 };

static void place_on(struct tui *tui, struct pane *pane, struct str subject)
{
	if (subject.n == 0 || pane == NULL || pane->broken != NULL || pane->table == NULL)
		return;
	struct table *table = pane->table;
	table_refresh(tui, pane);
	size_t before = table->at;
	for (size_t i = 0; i < table->n && i < LOOKED_AT; i++) {
		struct arena_mark mark = arena_mark(&tui->frame);
		struct place place;
		table->at = i;
		bool same = pane_target(tui, pane, &place) && str_eq(place.subject, subject);
		arena_rewind(&tui->frame, mark);
		if (same) {
			table_place(tui, pane, i);
			return;
		}
	}
	table_place(tui, pane, before);
}

static void place_cursors(struct tui *tui, const struct cursors *cursors)
{
	struct history *history = &tui->history;
	for (size_t i = 0; i < TAB_COUNT; i++)
		place_on(tui, history->tabs[i], cursors->tabs[i]);
	place_on(tui, tui_current(tui), cursors->current);
	for (size_t i = 0; i < history->n; i++) { /* what the way back restores */
		struct history_entry *entry = &history->entries[i];
		if (!history_is_tab(history, entry->pane))
			continue;
		entry->spot.cursor = entry->pane->spot.cursor;
		entry->spot.placed = entry->pane->spot.placed;
	}
}

static void load_lists(struct tui *tui)
{
	struct err err;
	bool more = true;
	while (more) {
		if (!inventory_step(&tui->inventory, &more, &err))
			tui_lose(tui, &err);
	}
}

/* Between two transactions, so that the new data is seen. */
void renew_inventory(struct tui *tui)
{
	struct inventory old = tui->inventory;
	struct cursors cursors;
	struct err err;
	note_cursors(tui, &cursors);
	tui_end_reading(tui);
	bool ok = app_look_again(tui->app, &err);
	tui_begin_reading(tui);
	if (!ok || !inventory_open(&tui->inventory, tui->app->store, &err)) {
		tui->inventory = old;
		tui_fail(tui, &err);
		return;
	}
	tui->lost = false;
	load_lists(tui);
	suppose_over_new(tui);
	place_cursors(tui, &cursors);
	inventory_release(&old);
}
