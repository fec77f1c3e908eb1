/* app/scan_kept.h - answers of an earlier scan, as far as they still hold. */
#ifndef ROLEHOP_SRC_APP_SCAN_KEPT_H
#define ROLEHOP_SRC_APP_SCAN_KEPT_H

#include "app/scan_wire.h"
#include "rolehop/app/scan.h"

/*
 * Beside an inventory of one's own lies a file of what the last scan of all of it found, item by
 * item, with what each rests on. Of a scan of the newest state, items of which nothing changed are
 * taken from there. The file may be missing, damaged or of another program: then all is looked at.
 */
struct kept;

/* NULL: of this scan nothing is taken and nothing is kept. Until kept_end reading sees one state.
 */
struct kept *kept_begin(struct app *app, const struct scan_options *options);

/* What must be looked at again, in the order of the scan; false: everything. */
bool kept_items(struct kept *kept, struct scan_item **items, size_t *n);

/* Decides whether what is found is kept, once it is known how many items are looked at. */
void kept_plan(struct kept *kept, size_t n_items);
bool kept_wants(const struct kept *kept);

/* The state that is looked at: what another process sees in another one is not kept. */
struct store_stamp kept_stamp(const struct kept *kept);

/* The rows of the next item that is taken from the file and comes before item i of those that are
 * looked at; false: there is none before it. */
bool kept_before(struct kept *kept, size_t i, struct str *rows);

/* What was found of an item that was looked at. */
void kept_add(struct kept *kept, const struct scan_item *item, const struct scan_wired *found);

/* `done`: every item came. NULL is fine. */
void kept_end(struct kept *kept, bool done);

#endif
