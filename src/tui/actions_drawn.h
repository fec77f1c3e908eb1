/* tui/actions_drawn.h - what keys do with drawings: the functions of rows of actions.c. */
#ifndef TUI_ACTIONS_DRAWN_H
#define TUI_ACTIONS_DRAWN_H

#include "tui/actions.h"

struct effect run_right(struct tui *tui, struct pane *pane);
struct effect run_left(struct tui *tui, struct pane *pane);
struct effect run_graph(struct tui *tui, struct pane *pane);
const char *off_graph(struct tui *tui, struct pane *pane);
struct effect run_reach(struct tui *tui, struct pane *pane);
const char *off_reach(struct tui *tui, struct pane *pane);
struct effect run_list(struct tui *tui, struct pane *pane);
struct effect run_collapse(struct tui *tui, struct pane *pane);
const char *off_collapse(struct tui *tui, struct pane *pane);

#endif
