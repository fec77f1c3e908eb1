/* tui/term_own.h - what the files of the terminal share, and nobody else sees. */
#ifndef TUI_TERM_OWN_H
#define TUI_TERM_OWN_H

#include "tui/term_ncurses.h"
#include <stdio.h>
#include <wchar.h>

#include "tui/term.h"
#include "tui/term_kind.h"
#include "tui/term_signals.h"

struct term {
	SCREEN *screen;
	FILE *in;
	const struct theme *theme;
	struct canvas shown; /* what the terminal shows */
	bool repaint;
	bool utf8;
	bool mouse;
	struct mouse_event mouse_event;
	char begun[4]; /* bytes of a character, the rest of which has not come yet */
	size_t n_begun;
	mbstate_t begun_here;  /* the same in a locale that is not UTF-8 */
	struct term_kind kind; /* how it is described otherwise than by its own description */
	int colors;	       /* how many it has */
	bool default_ok;       /* it has its own default colours as a pair */
	int rgb_from;	       /* colour numbers from this one on are RRGGBB; 0: none is */
	char *note;
	struct term_signals signals;
};

/* A string of the terminal's description, or NULL. */
const char *term_capability(const char *name);

/* Past ncurses' own buffer. */
void term_send_text(const char *text);

/* Keys and cells from here on come and go as we want them. */
void term_begin_keys(void);
void term_begin_cells(struct term *term);

#endif
