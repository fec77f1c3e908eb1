/* tui/goal.h - what is meant by an ARN, an id or a name that was typed, and how it goes on. */
#ifndef TUI_GOAL_H
#define TUI_GOAL_H

#include "rolehop/base/buf.h"
#include "tui/explorer.h"

/* The place of what is meant; false: nothing, or one of several, and why was said. */
bool goal_find(struct tui *tui, struct str text, struct place *out);

/* What may be meant by a text that is not typed to its end. */
struct goals {
	size_t n;
	struct str shared; /* what all of them begin with */
	struct buf words;  /* the first of them, to be shown */
};
void goal_begins(struct tui *tui, struct str text, struct goals *out);

#endif
