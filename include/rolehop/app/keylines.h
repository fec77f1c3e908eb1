/* app/keylines.h - reads the `key = value` lines of configuration and theme files. */
#ifndef ROLEHOP_APP_KEYLINES_H
#define ROLEHOP_APP_KEYLINES_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/attr.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"

/* A reader over a text. Lines that are empty or begin with # are passed over. */
struct keylines {
	struct str file; /* for messages */
	struct str rest;
	size_t number; /* of the line last given, from 1 */
	bool failed;   /* keylines_next met a line that is none */
};

struct keyline {
	struct str key;
	struct str value; /* trimmed; may be empty */
	size_t number;
	size_t key_column; /* from 1, in bytes */
	size_t value_column;
};

void keylines_init(struct keylines *lines, struct str file, struct str text);

/* The next line; false at the end, and at a line without "=", without a key or with
 * U+0000: then `failed` is set, and ERR_INPUT has its place. */
bool keylines_next(struct keylines *lines, struct keyline *out, struct err *err);

/* Sets ERR_INPUT "FILE, line L, column C: ..."; always false. */
bool keylines_fail(const struct keylines *lines, size_t line, size_t column, struct err *err,
		   const char *fmt, ...) ATTR_PRINTF(5, 6);

#endif
