/* base/cells.h - cells of tables that other programs read. */
#ifndef ROLEHOP_BASE_CELLS_H
#define ROLEHOP_BASE_CELLS_H

#include "rolehop/base/buf.h"
#include "rolehop/base/str.h"

/*
 * Appends safe text as a quoted CSV field, without what stands between fields. What a spreadsheet
 * would take for a formula is kept text. Source: RFC 4180.
 */
bool cells_csv(struct buf *buf, struct str safe);

/* Appends safe text for a cell of a Markdown table: what means something there is escaped. */
bool cells_markdown(struct buf *buf, struct str safe);

#endif
