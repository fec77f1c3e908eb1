/* base/scan.h - the small steps through a JSON text that span and cut share. */
#ifndef ROLEHOP_BASE_SCAN_H
#define ROLEHOP_BASE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/str.h"

/* Offset of the first byte from `at` on that is no JSON white space. */
size_t scan_space(struct str text, size_t at);

/* Offset after the string that begins at `at` (a quote); text.n + 1 where it is not closed. */
size_t scan_string(struct str text, size_t at);

/* Offset after the value that begins at `at`, by brackets and quotes alone; text.n + 1 where it is
 * cut off. */
size_t scan_value(struct str text, size_t at);

/* Bytes of the UTF-8 character at `at`, or 0 where there is none (overlong, surrogate, beyond
 * U+10FFFF). */
size_t scan_utf8(struct str text, size_t at);

#endif
