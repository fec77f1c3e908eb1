/* tui/term_kind.h - a terminal as what it is described, but for its colours and the bytes of its
 * looks. */
#ifndef TUI_TERM_KIND_H
#define TUI_TERM_KIND_H

#include <stdbool.h>

#include "rolehop/base/arena.h"

struct term_kind {
	const char *name; /* to be opened */
	const char *before;
	bool rgb;	/* otherwise in its colours, */
	bool looks;	/* in its looks, */
	bool packs;	/* in both, which is more: see term_kind_pack */
	int colors;	/* that it has itself */
	int has;	/* bits of term_look that it shows, */
	int not_beside; /* and of those that it cannot show together with colours */
	struct arena arena;
};

/* Does this system have a description of that terminal? */
bool term_described(const char *name);

enum term_look {
	LOOK_BOLD = 1,
	LOOK_DIM = 2,
	LOOK_ITALIC = 4,
	LOOK_UNDERLINE = 8,
	LOOK_REVERSE = 16
};

/*
 * Describes the terminal `name` anew, under kind->name: everything as its own, but for
 * - colour numbers, where it claims 24 bits (COLORTERM) and has 256 colours: those from 256 on are
 *   RRGGBB;
 * - looks, where it knows them as ECMA-48 does: each is switched on by itself, and all off at once.
 *   Its own way names every look and a set of characters each time, which is half of the bytes of a
 *   key; no other set is ever used here, as boxes are drawn with letters of Unicode or ASCII.
 * - both, where it knows colours so, too (see term_kind_pack), and the step down, which is one
 *   byte.
 *
 * False where there is nothing to describe otherwise. In force until term_kind_end, which is called
 * in both cases.
 */
bool term_kind_begin(const char *name, struct term_kind *kind);
void term_kind_end(struct term_kind *kind);

/* Of `looks` those that the terminal shows, beside colours or not. For term_kind_pack: ncurses
 * leaves out by itself what a description lacks, but not from a number. */
int term_kind_shown(const struct term_kind *kind, int looks, bool colored);

/*
 * A look as one number: where kind->packs, ncurses takes it for a colour of letters, and the
 * terminal gets one sequence, which switches all else off as well. Looks and colours by themselves
 * would be a sequence each, and two to leave. `fg` is a number of palette_here, -1 for the
 * terminal's own; `looks` are bits of term_look. Returns -1 where nothing is to be switched on.
 */
int term_kind_pack(int fg, int looks);

#endif
