/* tui/history.c - where the user has been, and the way back and forth. */
#include "tui/history.h"

#include <string.h>

#include "tui/table.h"
#include "tui/undo.h"

bool history_is_tab(const struct history *history, const struct pane *pane)
{
	for (size_t i = 0; i < TAB_COUNT; i++) {
		if (history->tabs[i] == pane)
			return true;
	}
	return false;
}

static void drop(struct history *history, const struct history_entry *entry)
{
	if (!history_is_tab(history, entry->pane))
		pane_free(entry->pane);
}

void history_release(struct history *history)
{
	for (size_t i = 0; i < history->n; i++)
		drop(history, &history->entries[i]);
	for (size_t i = 0; i < TAB_COUNT; i++)
		pane_free(history->tabs[i]);
	*history = (struct history){0};
}

struct pane *history_current(const struct history *history)
{
	return history->n == 0 ? NULL : history->entries[history->at].pane;
}

struct pane *history_parent(const struct history *history)
{
	struct pane *current = history_current(history);
	if (current == NULL || history->at == 0 || history_is_tab(history, current))
		return NULL;
	return history->entries[history->at - 1].pane;
}

/* Adds an entry after the current one; what was ahead of it goes, and so does the oldest. */
static void append(struct history *history, struct pane *pane)
{
	if (history->n > 0) {
		history->entries[history->at].spot = history->entries[history->at].pane->spot;
		while (history->n > history->at + 1)
			drop(history, &history->entries[--history->n]);
	}
	if (history->n == HISTORY_MAX) {
		drop(history, &history->entries[0]);
		memmove(history->entries, history->entries + 1,
			(HISTORY_MAX - 1) * sizeof(history->entries[0]));
		history->n--;
	}
	history->at = history->n;
	history->entries[history->n++] = (struct history_entry){.pane = pane};
}

void history_tab(struct history *history, struct tui *tui, enum pane_kind tab)
{
	if (history->tabs[tab] == NULL)
		history->tabs[tab] = pane_new(tui, &(struct place){.kind = tab});
	if (history_current(history) != history->tabs[tab])
		append(history, history->tabs[tab]);
}

enum pane_kind history_tab_kind(const struct history *history)
{
	const struct pane *root = history->entries[history_path(history)].pane;
	return history_is_tab(history, root) ? root->ops->kind : PANE_WORKFLOWS;
}

void history_push(struct history *history, struct pane *pane)
{
	append(history, pane);
}

bool history_step(struct history *history, int by)
{
	if (history->n == 0 || (by < 0 && history->at == 0) ||
	    (by > 0 && history->at + 1 >= history->n))
		return false;
	struct history_entry *entry = &history->entries[history->at];
	entry->spot = entry->pane->spot;
	history->at = by < 0 ? history->at - 1 : history->at + 1;
	entry = &history->entries[history->at];
	entry->pane->spot = entry->spot;
	undo_settle(entry->pane);
	entry->pane->width = 0; /* laid out anew */
	if (entry->pane->table != NULL)
		entry->pane->table->stale = true;
	return true;
}

size_t history_path(const struct history *history)
{
	size_t i = history->at;
	while (i > 0 && !history_is_tab(history, history->entries[i].pane))
		i--;
	return i;
}
