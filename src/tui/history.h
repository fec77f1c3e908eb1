/* tui/history.h - where the user has been, and the way back and forth. */
#ifndef TUI_HISTORY_H
#define TUI_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/pane.h"

enum { HISTORY_MAX = 64 };

struct history_entry {
	struct pane *pane;
	struct spot spot; /* as it was when it was left */
};

/* Panes of tabs live as long as the history and may appear in several entries; others in one. */
struct history {
	struct pane *tabs[TAB_COUNT]; /* NULL until first opened */
	struct history_entry entries[HISTORY_MAX];
	size_t n;
	size_t at;
};

void history_release(struct history *history);

/* The pane that is shown now; NULL before the first one. */
struct pane *history_current(const struct history *history);

/* The pane that the current one was opened from, or NULL where that is a tab. */
struct pane *history_parent(const struct history *history);

bool history_is_tab(const struct history *history, const struct pane *pane);

/* The tab that the way to the current pane began at. */
enum pane_kind history_tab_kind(const struct history *history);

/* Opens the tab's pane, as it was last seen. What was ahead is forgotten. */
void history_tab(struct history *history, struct tui *tui, enum pane_kind tab);

/* Goes to a new pane, which now belongs to the history. */
void history_push(struct history *history, struct pane *pane);

/* One step back (-1) or forward (1); false at the end. */
bool history_step(struct history *history, int by);

/* The panes from the last tab to the current one: index of the first entry of that path. */
size_t history_path(const struct history *history);

#endif
