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
};

struct keyline {
	struct str key;
	struct str value; /* trimmed; may be empty */
	size_t number;
	size_t key_column; /* from 1, in bytes */
	size_t value_column;
};

enum keylines_result { KEYLINES_LINE, KEYLINES_END, KEYLINES_FAILED };

void keylines_init(struct keylines *lines, struct str file, struct str text);

/* KEYLINES_FAILED: a line without "=" or without a key; ERR_INPUT with its place. */
enum keylines_result keylines_next(struct keylines *lines, struct keyline *out, struct err *err);

/* Sets ERR_INPUT "FILE, line L, column C: ..."; always false. */
bool keylines_fail(const struct keylines *lines, size_t line, size_t column, struct err *err,
		   const char *fmt, ...) ATTR_PRINTF(5, 6);

#endif
