/* base/cut_source.h - the text that the cutter looks at: windows of a stream, as UTF-8, with
 * places. */
#ifndef ROLEHOP_BASE_CUT_SOURCE_H
#define ROLEHOP_BASE_CUT_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/cut.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"

enum cut_encoding { CUT_UNDECIDED, CUT_UTF8, CUT_UTF16LE, CUT_UTF16BE };

struct cut_source {
	cut_read read;
	void *self;
	size_t window;
	char *text; /* UTF-8, of which [pos, n) is still to be taken */
	size_t n;
	size_t cap;
	size_t pos;
	char *raw; /* UTF-16 as read; `odd` bytes wait at its front */
	size_t odd;
	enum cut_encoding encoding;
	bool ended;
	bool torn;	 /* the end came inside a UTF-16 unit */
	size_t consumed; /* bytes read */
	size_t line;	 /* of pos */
	size_t column;
};

void cut_source_init(struct cut_source *source, cut_read read, void *self, size_t window);
void cut_source_release(struct cut_source *source);

/* What is there of the text that is still to be taken; valid until the next fill. */
struct str cut_source_left(const struct cut_source *source);

/* One more window behind what is there; text before pos is dropped first. */
bool cut_source_fill(struct cut_source *source, struct err *err);

/* Moves pos by `n` bytes, counting lines and columns. */
void cut_source_skip(struct cut_source *source, size_t n);

/* Fills until `n` bytes are there or the end is reached. */
bool cut_source_want(struct cut_source *source, size_t n, struct err *err);

#endif
