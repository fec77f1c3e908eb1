/* tui/pane_bind.h - what a Task decides at run time: what its actions ask the pane. */
#ifndef TUI_PANE_BIND_H
#define TUI_PANE_BIND_H

#include "tui/explorer.h"

/* What the pane's path is bound to, or NULL. */
const struct edit *pane_bind_now(struct tui *tui, struct pane *pane);

/* The value under the cursor; false: there is none. */
bool pane_bind_value(struct tui *tui, struct pane *pane, struct str *value);

/* The edit that binds the pane's path to a value. */
struct edit pane_bind_edit(struct pane *pane, struct str value);

/* Another path that the Task leaves open; false: there is none. */
bool pane_bind_next_path(struct pane *pane, struct str *path);

/* Takes all roles of the inventory; why it cannot, or NULL. */
void pane_bind_all(struct pane *pane);
const char *pane_bind_off_all(const struct pane *pane);

#endif
