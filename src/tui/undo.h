/* tui/undo.h - what a pane was filtered and sorted by, before and after. */
#ifndef TUI_UNDO_H
#define TUI_UNDO_H

#include "tui/pane.h"

enum { UNDO_MAX = 24 };

/* What u brings back: of a spot, how its rows are chosen, ordered and shown. */
struct undo_state {
	char text[SPOT_TEXT_MAX];
	size_t n_text;
	int sort;
	bool reverse;
	unsigned hidden;
	unsigned stamp; /* when it came about */
};

/* states[at] is how the pane is; before it what it was, behind it what was undone. */
struct undo {
	struct undo_state states[UNDO_MAX];
	size_t n;
	size_t at;
	unsigned undone; /* stamp of the last step back */
};

/* Takes note of how the pane is now; true if that is not how it was. `stamp` grows with everything
 * that is done. */
bool undo_note(struct pane *pane, unsigned stamp);

/* How the pane is now, where that is none of the user's changes (history). */
void undo_settle(struct pane *pane);

/* Can it go back (-1) or forth (1)? */
bool undo_can(const struct pane *pane, int by);
/* When what would be undone was done, or what would be redone undone; 0: there is nothing. */
unsigned undo_stamp(const struct pane *pane, int by);
void undo_step(struct tui *tui, struct pane *pane, int by);

#endif
