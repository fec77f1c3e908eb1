/* cli/out.h - text with styles to a stream; everything passes base/safe on its way. */
#ifndef ROLEHOP_CLI_OUT_H
#define ROLEHOP_CLI_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "rolehop/app/app.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/attr.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/trace/tell.h"

struct masked;

struct out {
	FILE *file;
	FILE *to;	       /* of a masked answer: the stream in the end */
	struct masked *masked; /* NULL: nothing is masked */
	struct arena *arena;   /* for one call at a time: what a call takes, it gives back */
	bool terminal;
	bool color;
	bool ascii;	/* characters beyond ASCII are shown as <U+00E9> */
	size_t columns; /* of the terminal, or a width that reads well in a file */
};

/* Where settings.mask is set, what is written is masked on its way; `app` then outlives it. */
void out_init(struct out *out, FILE *file, const struct app *app, struct arena *arena);

/* The escape sequence that begins a style, or ends it: empty where there are no colours. */
const char *out_style(const struct out *out, enum tell_style style);

/* One line's part. A line feed in it is shown as <0x0A>. */
void out_text(struct out *out, enum tell_style style, struct str text);
/* The same of what safe_text has made safe. */
void out_safe(struct out *out, enum tell_style style, struct str safe);
void out_printf(struct out *out, enum tell_style style, const char *fmt, ...) ATTR_PRINTF(3, 4);

/* The same, plain, and ends the line. */
void out_line(struct out *out, const char *fmt, ...) ATTR_PRINTF(2, 3);
void out_end_line(struct out *out);

/* Spaces. */
void out_pad(struct out *out, size_t n);

/* Our own words broken into lines of the width, each behind `indent` spaces; starts at column `at`.
 */
void out_wrap(struct out *out, size_t indent, size_t at, const char *words);

/* Lines that were told (trace/tell.h). */
void out_lines(struct out *out, const struct tell_line *lines, size_t n);

/* Bytes as they are: JSON that we wrote, our own text. */
void out_raw(struct out *out, struct str text);

/*
 * Where texts stand in the way of each other (drawings, markup), they are masked one by one before:
 * out_mask gives a text as it is to be shown, false where that cannot be known, and out_masked
 * writes what is made of such texts, as it is.
 */
bool out_mask(struct out *out, struct arena *arena, struct str text, struct str *shown);
/* ARNs whose last parts will be written without them: by these a mask knows names. */
bool out_learn(struct out *out, const struct str *arns, size_t n, struct err *err);
void out_masked(struct out *out, struct str text);

/* A line of a script or document of our own, tabs and all: never with text from outside. */
void out_code(struct out *out, const char *fmt, ...) ATTR_PRINTF(2, 3);

/* "-"-like marks that depend on the character set: a rule of n columns. */
void out_rule(struct out *out, size_t n);

/*
 * Everything out. A reader that has gone away is no error; a full disk is ERR_ENVIRONMENT.
 */
bool out_finish(struct out *out, struct err *err);

/* Gives back what a masked answer took; nothing can be written any more. */
void out_release(struct out *out);

#endif
