/* tui/recall.h - lines that were typed before, the last one last. */
#ifndef TUI_RECALL_H
#define TUI_RECALL_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/str.h"

enum { RECALL_LINES = 50, RECALL_LINE_MAX = 199 };

/* All zero is empty. */
struct recall {
	char lines[RECALL_LINES][RECALL_LINE_MAX + 1];
	size_t n;
	/* While one is looked for: what was typed, and the place of the line that stands there now;
	 * n: what was typed. */
	char typed[RECALL_LINE_MAX + 1];
	size_t at;
};

/* Keeps a line; one that was there moves to the end. Empty and overlong ones are not kept. */
void recall_add(struct recall *recall, struct str line);
struct str recall_line(const struct recall *recall, size_t i);

/* Begins to look, at the end. */
void recall_begin(struct recall *recall);

/*
 * The line before (-1) or after (1) the one that stands there, of those that begin as what was
 * typed does; `now` is what stands there. After the last one comes what was typed. False: none.
 */
bool recall_step(struct recall *recall, int by, struct str now, struct str *out);

#endif
