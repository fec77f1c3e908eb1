/* tui/term_direct.h - a terminal opened as what it is, but for colours of 24 bits. */
#ifndef TUI_TERM_DIRECT_H
#define TUI_TERM_DIRECT_H

#include <stdbool.h>

#include "rolehop/base/arena.h"

/* Does the terminal say that it takes colours of 24 bits (COLORTERM)? */
bool term_direct_claimed(void);

struct term_direct {
	const char *name; /* to be opened */
	const char *before;
	struct arena arena;
};

/* Does this system have a description of that terminal? */
bool term_described(const char *name);

/*
 * Describes the terminal `name` anew, under direct->name: everything as its own, but for colour
 * numbers, of which those from 256 on are RRGGBB. False where there is no description to begin
 * with, or where it has less than 256 colours. In force until term_direct_end, which is called in
 * both cases.
 */
bool term_direct_begin(const char *name, struct term_direct *direct);
void term_direct_end(struct term_direct *direct);

#endif
