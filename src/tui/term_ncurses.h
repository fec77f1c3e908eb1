/* tui/term_ncurses.h - ncursesw, which is looked up when the explorer opens: no command waits for
 * it. */
#ifndef TUI_TERM_NCURSES_H
#define TUI_TERM_NCURSES_H

#include <curses.h>
#include <stdbool.h>

#include "rolehop/base/err.h"

/* TABLE: the functions that are used, its own macros' included, each with its #define below. */
#define NCURSES_FUNCTIONS(EACH)                                                                    \
	EACH(alloc_pair)                                                                           \
	EACH(clearok)                                                                              \
	EACH(curs_set)                                                                             \
	EACH(define_key)                                                                           \
	EACH(delscreen)                                                                            \
	EACH(doupdate)                                                                             \
	EACH(endwin)                                                                               \
	EACH(has_colors)                                                                           \
	EACH(intrflush)                                                                            \
	EACH(keypad)                                                                               \
	EACH(meta)                                                                                 \
	EACH(newterm)                                                                              \
	EACH(noecho)                                                                               \
	EACH(nonl)                                                                                 \
	EACH(putp)                                                                                 \
	EACH(raw)                                                                                  \
	EACH(reset_prog_mode)                                                                      \
	EACH(resizeterm)                                                                           \
	EACH(set_escdelay)                                                                         \
	EACH(set_term)                                                                             \
	EACH(setcchar)                                                                             \
	EACH(start_color)                                                                          \
	EACH(tigetflag)                                                                            \
	EACH(tigetnum)                                                                             \
	EACH(tigetstr)                                                                             \
	EACH(tiparm)                                                                               \
	EACH(ungetch)                                                                              \
	EACH(use_default_colors)                                                                   \
	EACH(wadd_wch)                                                                             \
	EACH(werase)                                                                               \
	EACH(wgetch)                                                                               \
	EACH(wmove)                                                                                \
	EACH(wnoutrefresh)                                                                         \
	EACH(wrefresh)                                                                             \
	EACH(wtimeout)

/* TABLE: its variables. */
#define NCURSES_VARIABLES(EACH)                                                                    \
	EACH(COLORS)                                                                               \
	EACH(COLS)                                                                                 \
	EACH(LINES)                                                                                \
	EACH(curscr)                                                                               \
	EACH(stdscr)

/* A pointer to each. */
struct ncurses {
#define EACH(name) __typeof__(&(name)) name##_at;
	NCURSES_FUNCTIONS(EACH)
	NCURSES_VARIABLES(EACH)
#undef EACH
};

extern struct ncurses ncurses;

/* Before anything else here is used. ERR_ENVIRONMENT where the library is not there. */
bool ncurses_load(struct err *err);

#define alloc_pair (*ncurses.alloc_pair_at)
#define clearok (*ncurses.clearok_at)
#define curs_set (*ncurses.curs_set_at)
#define define_key (*ncurses.define_key_at)
#define delscreen (*ncurses.delscreen_at)
#define doupdate (*ncurses.doupdate_at)
#define endwin (*ncurses.endwin_at)
#define has_colors (*ncurses.has_colors_at)
#define intrflush (*ncurses.intrflush_at)
#define keypad (*ncurses.keypad_at)
#define meta (*ncurses.meta_at)
#define newterm (*ncurses.newterm_at)
#define noecho (*ncurses.noecho_at)
#define nonl (*ncurses.nonl_at)
#define putp (*ncurses.putp_at)
#define raw (*ncurses.raw_at)
#define reset_prog_mode (*ncurses.reset_prog_mode_at)
#define resizeterm (*ncurses.resizeterm_at)
#define set_escdelay (*ncurses.set_escdelay_at)
#define set_term (*ncurses.set_term_at)
#define setcchar (*ncurses.setcchar_at)
#define start_color (*ncurses.start_color_at)
#define tigetflag (*ncurses.tigetflag_at)
#define tigetnum (*ncurses.tigetnum_at)
#define tigetstr (*ncurses.tigetstr_at)
#define tiparm (*ncurses.tiparm_at)
#define ungetch (*ncurses.ungetch_at)
#define use_default_colors (*ncurses.use_default_colors_at)
#define wadd_wch (*ncurses.wadd_wch_at)
#define werase (*ncurses.werase_at)
#define wgetch (*ncurses.wgetch_at)
#define wmove (*ncurses.wmove_at)
#define wnoutrefresh (*ncurses.wnoutrefresh_at)
#define wrefresh (*ncurses.wrefresh_at)
#define wtimeout (*ncurses.wtimeout_at)
#define COLORS (*ncurses.COLORS_at)
#define COLS (*ncurses.COLS_at)
#define LINES (*ncurses.LINES_at)
#define curscr (*ncurses.curscr_at)
#define stdscr (*ncurses.stdscr_at)

#endif
