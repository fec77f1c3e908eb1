/* tui/terminfo.h - the part of ncurses that knows descriptions of terminals; its names are not for
 * the other files. */
#ifndef TUI_TERMINFO_H
#define TUI_TERMINFO_H

#include "tui/term_ncurses.h"

#include <term.h>

/* TABLE: as in tui/term_ncurses.h. */
#define TERMINFO_FUNCTIONS(EACH)                                                                   \
	EACH(del_curterm)                                                                          \
	EACH(set_curterm)                                                                          \
	EACH(setupterm)

#define TERMINFO_VARIABLES(EACH)                                                                   \
	EACH(boolnames)                                                                            \
	EACH(cur_term)                                                                             \
	EACH(numnames)                                                                             \
	EACH(strnames)

struct terminfo {
#define EACH(name) __typeof__(&(name)) name##_at;
	TERMINFO_FUNCTIONS(EACH)
	TERMINFO_VARIABLES(EACH)
#undef EACH
};

/* Loaded with ncurses. */
extern struct terminfo terminfo;

#define del_curterm (*terminfo.del_curterm_at)
#define set_curterm (*terminfo.set_curterm_at)
#define setupterm (*terminfo.setupterm_at)
#define boolnames (*terminfo.boolnames_at)
#define cur_term (*terminfo.cur_term_at)
#define numnames (*terminfo.numnames_at)
#define strnames (*terminfo.strnames_at)

#endif
