/* tui/suppose.h - what is supposed, laid over everything that is shown, and what that turns. */
#ifndef TUI_SUPPOSE_H
#define TUI_SUPPOSE_H

#include "tui/explorer.h"

/* What is supposed has changed: the world, the verdicts and all panes follow. */
void suppose_lay(struct tui *tui);

/* The inventory itself has changed (tui->app has another world now). */
void suppose_over_new(struct tui *tui);

/* Adds an edit, and lays it. */
void suppose(struct tui *tui, const struct edit *edit);

/* How the answer of a Task turned; TURN_NONE: as before, or not known yet. */
enum turn {
	TURN_NONE,
	TURN_REPAIRED,
	TURN_ALLOWED,
	TURN_BROKEN,
	TURN_DENIED,
	TURN_UNKNOWN,
	TURN_NEW,
	TURN_GONE
};
enum { TURN_COUNT = TURN_GONE + 1 };
const char *turn_word(enum turn turn); /* "repaired" */

struct turned {
	enum turn turn;
	const struct task_answer *before; /* NULL: the Task is new */
	const struct task_answer *after;  /* NULL: it is gone */
};

struct turns {
	const struct turned *items; /* in the order of enum turn, then of the inventory */
	size_t n;
	size_t by_turn[TURN_COUNT];
	size_t compared; /* machines, of tui->inventory.machines.n */
};

/* Compares what was judged both with and without what is supposed. */
void turns_find(struct tui *tui, struct arena *arena, struct turns *out);

/* Changes whenever turns_find may say something else. */
unsigned turns_version(const struct tui *tui);

/* "what-if: 2 edits", or empty. */
struct str suppose_mark(struct tui *tui, struct arena *arena);

/* WHAT=FILE, as --with takes it, is supposed from now on; or all that was written into a folder. */
void suppose_with(struct tui *tui, struct str text);

/* What was typed for the path that the pane is about. */
void bind_typed(struct tui *tui, struct pane *pane, struct str text);

/* Writes what is in force into a folder, for --with. */
void suppose_write(struct tui *tui, struct str folder);

#endif
