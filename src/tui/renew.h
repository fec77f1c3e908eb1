/* tui/renew.h - panes opened anew, in their places, when what they are about has changed. */
#ifndef TUI_RENEW_H
#define TUI_RENEW_H

#include "tui/explorer.h"

/* Every pane there is, with its filter, order and cursor. What they held of the old world is gone.
 */
void renew_panes(struct tui *tui);

/* The inventory was changed by somebody else: its lists, verdicts and panes are read anew. */
void renew_inventory(struct tui *tui);

#endif
