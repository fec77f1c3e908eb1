/* tui/siblings.h - what stands beside the thing that is open: the other roles of its account ... */
#ifndef TUI_SIBLINGS_H
#define TUI_SIBLINGS_H

#include "tui/pane.h"

/* The list to choose another one from; false: there is none. */
bool siblings_list(struct tui *tui, const struct pane *pane, struct place *out);

/* Puts the cursor of that list on what is open. */
void siblings_begin(struct tui *tui, const struct pane *of, struct pane *list);

/* Opening this from that list takes the place of what is open, and shows it in the same way. */
bool siblings_replace(struct tui *tui, const struct pane *list, struct place *place);

#endif
