/* graph/escape.h - text in formats where some characters mean something. */
#ifndef GRAPH_ESCAPE_H
#define GRAPH_ESCAPE_H

#include "rolehop/base/buf.h"

/* A row of a format's table: a character and what stands for it. */
struct escape {
	char c;
	const char *as;
};

/* Appends safe text with its characters replaced by the table's; the last row is empty. */
bool escape_add(struct buf *buf, struct str text, const struct escape *table);

#endif
