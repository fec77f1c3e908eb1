/* tui/linediff.h - what it takes to make one list of lines another one. */
#ifndef TUI_LINEDIFF_H
#define TUI_LINEDIFF_H

#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

enum linediff_kind { LINE_SAME, LINE_GONE, LINE_NEW };

struct linediff_row {
	enum linediff_kind kind;
	size_t a; /* line of the first list: SAME, GONE */
	size_t b; /* line of the second one: SAME, NEW */
};

/*
 * The rows in order, with as few lines gone and new as there can be; where that is over
 * LINEDIFF_EDITS_MAX, all that is not the same at both ends. What is gone stands before what is new
 * in its place.
 */
enum { LINEDIFF_EDITS_MAX = 1500 };
const struct linediff_row *linediff(struct arena *arena, const struct str *a, size_t n_a,
				    const struct str *b, size_t n_b, size_t *n_rows);

#endif
