/* base/span.h - from a JSON pointer to the bytes, line and column that it names. */
#ifndef ROLEHOP_BASE_SPAN_H
#define ROLEHOP_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/err.h"
#include "rolehop/base/str.h"

/* Bytes [from, to) of a JSON text; line and column count from 1, column in characters. */
struct span {
	size_t from;
	size_t to;
	size_t line;
	size_t column;
	size_t end_line;
};

/*
 * Finds the value at an RFC 6901 pointer in a JSON text (a BOM at its front does not matter), or in
 * a YAML text (yaml_is): then the bytes are those of the YAML. For a member, `key_from` (if not
 * NULL) receives the offset of its name, else of the value. Of repeated members the last one
 * counts. false where there is no such value or the text is damaged before it.
 */
bool span_find(struct str text, struct str pointer, struct span *out, size_t *key_from);

/* Line and column (from 1) of a byte offset. */
void span_place(struct str text, size_t offset, size_t *line, size_t *column);

struct span_rules {
	size_t max_depth;    /* nesting allowed */
	bool refuse_repeats; /* repeated member names are errors */
	size_t first_line;   /* line number of the text's first line, for parts of a file: 1 */
	size_t first_column; /* likewise: 1 */
};

/*
 * Checks a JSON text strictly and without recursion; on damage fills err with
 * "line L, column C: what" (a trailing comma, a comment, a single quote, a missing comma, an
 * unclosed string and a cut-off end are called that; a repeated member is told by its decoded
 * name).
 */
bool span_check(struct str text, const struct span_rules *rules, struct err *err);

#endif
