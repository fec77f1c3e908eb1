/* base/width.h - how many terminal columns text takes, and where to cut it. */
#ifndef ROLEHOP_BASE_WIDTH_H
#define ROLEHOP_BASE_WIDTH_H

#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

/* Decodes one character of valid or invalid UTF-8 (invalid: U+FFFD, one byte). n > 0 required. */
size_t width_decode(struct str s, unsigned long *code);

/* Bytes at the front that are printable ASCII: as many columns. */
size_t width_plain(struct str s);

/* Columns of one character: 0 (combining), 1 or 2. Own tables: does not depend on the locale. */
int width_of(unsigned long code);

/* Columns of safe text (base/safe). */
size_t width_text(struct str s);

/* The longest prefix that fits `columns`, never cutting a character from its combining marks. */
struct str width_prefix(struct str s, size_t columns);

/*
 * `s` cut to `columns`, the cut marked with `mark` ("…" or "~"): at the end (elide_end) or in the
 * middle, so that both ends of an ARN stay visible (elide_middle).
 */
struct str width_elide_end(struct arena *arena, struct str s, size_t columns, struct str mark);
struct str width_elide_middle(struct arena *arena, struct str s, size_t columns, struct str mark);

#endif
