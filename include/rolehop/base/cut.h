/* base/cut.h - takes a huge JSON file apart element by element while it streams past. */
#ifndef ROLEHOP_BASE_CUT_H
#define ROLEHOP_BASE_CUT_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/err.h"
#include "rolehop/base/str.h"

/* Reads at most `size` bytes; returns how many, 0 at the end, or -1 with err set. */
typedef ptrdiff_t (*cut_read)(void *self, char *into, size_t size, struct err *err);

/*
 * One piece of the outermost value: an element of an array that is a member of the top object
 * (key: the member's name; element true), another member's whole value (element false), an element
 * of a top-level array (key empty), or a whole top-level scalar (key empty, element false).
 * A member that is an empty array is given once as "[]" with element false; an empty array or
 * object as the outermost value gives no piece. The key is decoded.
 */
struct cut_piece {
	struct str key;
	struct str text; /* strictly checked JSON; valid until the next call */
	bool element;
	size_t line; /* where the piece begins, from 1 */
	size_t column;
};

struct cut;

enum cut_result { CUT_PIECE, CUT_END, CUT_FAILED };

/*
 * A cutter over a reader. Memory is one window and the largest piece (at most `max_piece` bytes,
 * more is an error). Several JSON values one after another (JSON lines) are taken in turn;
 * `value` of cut_next counts them from 0. UTF-16 with a BOM and a UTF-8 BOM are read. A text of
 * white space only is a failure: it is empty.
 */
struct cut *cut_new(cut_read read, void *self, size_t window, size_t max_piece);
void cut_free(struct cut *cut);

/* The next piece; CUT_FAILED fills err with line and column. */
enum cut_result cut_next(struct cut *cut, struct cut_piece *piece, size_t *value, struct err *err);

/* Bytes consumed so far, for progress. */
size_t cut_consumed(const struct cut *cut);

#endif
