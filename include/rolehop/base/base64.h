/* base/base64.h - text to base64 and back. */
#ifndef ROLEHOP_BASE_BASE64_H
#define ROLEHOP_BASE_BASE64_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/str.h"

/* Appends `text` in base64 (RFC 4648, section 4), padded; false once the buffer is full. */
bool base64_add(struct buf *buf, struct str text);

/* What a digit stands for, 0 to 63; -1 for what is none, padding included. */
int base64_digit(char c);

/* The bytes that padded base64 stands for; false for what is none. */
bool base64_decode(struct arena *arena, struct str text, struct str *out);

#endif
