/* app/scan_rows.h - what a scan finds, as bytes that go from one process to another. */
#ifndef ROLEHOP_SRC_APP_SCAN_ROWS_H
#define ROLEHOP_SRC_APP_SCAN_ROWS_H

#include <stdbool.h>

#include "rolehop/app/scan.h"
#include "rolehop/base/buf.h"
#include "rolehop/store/store.h"

enum { SCAN_ROWS_MAX = 1 << 30 };

/* One machine, role or resource to look at. */
struct scan_item {
	enum entity_kind kind;
	struct str key;
	struct str account;
};

/* Appends the rows of one item; false only where the world fails. */
bool scan_item_rows(struct arena *arena, const struct world *world, const struct scan_item *item,
		    const struct scan_options *options, struct buf *out, struct err *err);

/* Takes the next row off the front; its text points into the bytes. */
bool scan_row_read(struct str *bytes, struct task_answer *task, struct risk *risk,
		   struct scan_row *out);

#endif
