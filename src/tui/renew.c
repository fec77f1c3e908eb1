/* tui/renew.c - panes opened anew, in their places, when what they are about has changed. */
#include "tui/renew.h"

#include "tui/documents.h"
#include "tui/panes.h"
#include "tui/suppose.h"
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
	(*pane)->spot = old->spot;
	undo_settle(*pane);
	pane_free(old);
}

static void renew_entries(struct tui *tui, struct history *history)
{
	for (size_t i = 0; i < history->n; i++) {
		struct history_entry *entry = &history->entries[i];
		if (!history_is_tab(history, entry->pane))
			renew(tui, &entry->pane);
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

/* Between two transactions, so that the new data is seen. */
void renew_inventory(struct tui *tui)
{
	struct err err;
	tui_end_reading(tui);
	bool ok = app_look_again(tui->app, &err);
	tui_begin_reading(tui);
	if (!ok) {
		tui_fail(tui, &err);
		return;
	}
	struct inventory old = tui->inventory;
	if (!inventory_open(&tui->inventory, tui->app->store, &err)) {
		tui->inventory = old;
		tui_fail(tui, &err);
		return;
	}
	suppose_over_new(tui);
	inventory_release(&old);
}
