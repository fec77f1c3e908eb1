/* tui/term_kind.h - a terminal as what it is described, but for its colours and the bytes of its
 * looks. */
#ifndef TUI_TERM_DIRECT_H
#define TUI_TERM_DIRECT_H

#include <stdbool.h>

#include "rolehop/base/arena.h"

struct term_kind {
	const char *name; /* to be opened */
	const char *before;
	bool rgb;   /* otherwise in its colours, */
	bool looks; /* in its looks */
	struct arena arena;
};

/* Does this system have a description of that terminal? */
bool term_described(const char *name);

/*
 * Describes the terminal `name` anew, under kind->name: everything as its own, but for
 * - colour numbers, where it claims 24 bits (COLORTERM) and has 256 colours: those from 256 on are
 * RRGGBB;
 * - looks, where it knows them as ECMA-48 does: each is switched on by itself, and all off at once.
 *   Its own way names every look and a set of characters each time, which is half of the bytes of a
 *   key; no other set is ever used here, as boxes are drawn with letters of Unicode or ASCII.
 * False where there is nothing to describe otherwise. In force until term_kind_end, which is called
 * in both cases.
 */
bool term_kind_begin(const char *name, struct term_kind *kind);
void term_kind_end(struct term_kind *kind);

#endif
