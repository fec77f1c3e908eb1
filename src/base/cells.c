/* base/cells.c - cells of tables that other programs read. */
#include "rolehop/base/cells.h"

#include <string.h>

bool cells_csv(struct buf *buf, struct str safe)
{
	buf_add_char(buf, '"');
	if (safe.n > 0 && strchr("=+-@", safe.p[0]) != NULL)
		buf_add_char(buf, '\'');
	for (size_t i = 0; i < safe.n; i++) {
		if (safe.p[i] == '"')
			buf_add_char(buf, '"');
		buf_add_char(buf, safe.p[i]);
	}
	return buf_add_char(buf, '"');
}

bool cells_markdown(struct buf *buf, struct str safe)
{
	for (size_t i = 0; i < safe.n; i++) {
		if (strchr("|\\`*_<>[]", safe.p[i]) != NULL)
			buf_add_char(buf, '\\');
		buf_add_char(buf, safe.p[i]);
	}
	return !buf->over;
}
