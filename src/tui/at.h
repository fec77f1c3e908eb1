/* tui/at.h - the inventory at other snapshots than the one that is shown. */
#ifndef TUI_AT_H
#define TUI_AT_H

#include "tui/explorer.h"

/* The app at snapshot `number` (empty: the one that is shown); NULL, with why, where there is none.
 * It stays open. */
struct app *app_at(struct tui *tui, struct str number, struct err *err);

void app_at_release(struct tui *tui);

/* "18 Nov 09:41" of a snapshot's number, as far as it is known; else "snapshot 3". */
struct str say_snapshot(struct tui *tui, struct str number);

#endif
