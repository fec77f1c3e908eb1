/* graph/escape.c - text in formats where some characters mean something. */
#include "graph/escape.h"

bool escape_add(struct buf *buf, struct str text, const struct escape *table)
{
	bool ok = true;
	for (size_t i = 0; i < text.n && ok; i++) {
		const struct escape *row = table;
		while (row->as != NULL && row->c != text.p[i])
			row++;
		ok = row->as != NULL ? buf_add_cstr(buf, row->as) : buf_add_char(buf, text.p[i]);
	}
	return ok;
}
