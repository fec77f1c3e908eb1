/* trace/lines.h - lines of styled spans, wrapped to a width, while they are made. */
#ifndef ROLEHOP_SRC_TRACE_LINES_H
#define ROLEHOP_SRC_TRACE_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/vec.h"
#include "rolehop/trace/tell.h"

#define LINES_NO_MARK ((size_t)-1)

/* Lines so far, and what the next ones are about. */
struct lines {
	struct arena *arena;
	size_t columns;
	struct vec done;  /* struct tell_line */
	struct vec spans; /* struct tell_span of the line that is open */
	size_t used;	  /* columns of the open line */
	int hop, gate, evidence, remedy;
	bool heads; /* of the next line that ends */
};

void lines_init(struct lines *lines, struct arena *arena, size_t columns);

/* What the lines from here on are about; evidence none. */
void lines_about(struct lines *lines, int hop, int gate);

/* Adds to the open line, made safe; it must fit. */
void lines_add(struct lines *lines, enum tell_style style, struct str text);

/* Blanks up to a column. */
void lines_to(struct lines *lines, size_t column);

/* Adds text that goes on in further lines at `indent`, broken between words, else after ':' or '/'.
 */
void lines_wrap(struct lines *lines, enum tell_style style, size_t indent, struct str text);

/*
 * Adds text in pieces at `indent`, without its blanks being touched; "^" goes under column `mark`
 * of it, unless that is LINES_NO_MARK. Texts that begin alike break alike.
 */
void lines_chop(struct lines *lines, enum tell_style style, size_t indent, struct str text,
		size_t mark);

void lines_end(struct lines *lines);
void lines_blank(struct lines *lines);

/* tell_remedies.c: the changes that make the trace pass; nothing where there are none. */
void tell_remedies(struct lines *lines, const struct trace *trace,
		   const struct tell_options *options);

#endif
