/* base/safe.h - the one way by which text from outside becomes printable. */
#ifndef ROLEHOP_BASE_SAFE_H
#define ROLEHOP_BASE_SAFE_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/str.h"

/*
 * Appends `s` as valid UTF-8 of printable characters only. C0 and C1 controls, DEL, bidirectional
 * and zero-width controls, variation selectors, tags, surrogates, noncharacters, private use and
 * invalid bytes are shown as <U+202E> or <0x9B>; so are combining marks without a character before
 * them, or more than four on one. Line feeds and tabs too, but for safe_add_lines.
 */
bool safe_add(struct buf *buf, struct str s);

/* The same, but a line feed stays a line feed and a tab becomes spaces to the next multiple of 8.
 */
bool safe_add_lines(struct buf *buf, struct str s);

/* A safe copy in the arena; `s` itself where it is already safe. */
struct str safe_text(struct arena *arena, struct str s);

/* Safe text without anything beyond ASCII: such characters by their numbers, <U+00E9>. */
struct str safe_ascii(struct arena *arena, struct str safe);

bool safe_is(struct str s);

#endif
