/* base/format.h - what vsnprintf does, and quickly what sentences are made of. */
#ifndef ROLEHOP_BASE_FORMAT_H
#define ROLEHOP_BASE_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

#include "rolehop/base/attr.h"

/*
 * Writes at most `room` bytes, a NUL among them, and returns how long the whole text is without it,
 * as vsnprintf; negative where it is longer than an int can say.
 */
int format_text(char *out, size_t room, const char *fmt, va_list args) ATTR_PRINTF(3, 0);

#endif
