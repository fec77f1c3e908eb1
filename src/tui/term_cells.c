/* tui/term_cells.c - cells out: only those that differ, in as few bytes as that takes. */
#include <curses.h>
#include <string.h>
#include <wchar.h>

#include "tui/palette.h"
#include "tui/term_own.h"

/* Among its colour numbers, are those of 256 colours what they always are? */
static bool has_palette(void)
{
	const char *set_color = term_capability("setaf");
	const char *sequence = set_color == NULL ? NULL : tiparm(set_color, 200);
	return sequence != NULL && (strstr(sequence, "5;200") || strstr(sequence, "5:200"));
}

void term_begin_cells(struct term *term)
{
	term->colors = has_colors() && start_color() == OK;
	term->default_ok = term->colors && use_default_colors() == OK;
	if (term->colors && tigetflag("RGB") > 0)
		term->rgb_from = has_palette() ? 256 : 8;
}

static attr_t attributes_of(const struct theme_look *look, bool bold)
{
	attr_t attributes = A_NORMAL;
	if (look->bold || bold)
		attributes |= A_BOLD;
	if (look->dim)
		attributes |= A_DIM;
	if (look->underline)
		attributes |= A_UNDERLINE;
	if (look->reverse)
		attributes |= A_REVERSE;
	if (look->italic)
		attributes |= A_ITALIC;
	return attributes;
}

static int pair_of(const struct term *term, const struct theme_look *look, bool *bold)
{
	if (!term->colors)
		return 0;
	struct palette_pair here = palette_pair(look, COLORS, term->rgb_from);
	*bold = here.bold;
	if (here.fg < 0 && here.bg < 0)
		return 0;
	if (!term->default_ok) {
		here.fg = here.fg < 0 ? COLOR_WHITE : here.fg;
		here.bg = here.bg < 0 ? COLOR_BLACK : here.bg;
	}
	int pair = alloc_pair(here.fg, here.bg);
	return pair < 0 ? 0 : pair;
}

/* Sends only what the terminal will place as we do: where its widths differ from ours, "?". */
static void fill_text(const struct term *term, const struct cell *cell, wchar_t text[8])
{
	size_t n = 0;
	if (cell->code < 0x80 || (term->utf8 && wcwidth((wchar_t)cell->code) == (int)cell->width)) {
		text[n++] = (wchar_t)cell->code;
		for (int i = 0; i < CELL_MARKS && cell->marks[i] != 0; i++) {
			if (term->utf8 && wcwidth((wchar_t)cell->marks[i]) == 0)
				text[n++] = (wchar_t)cell->marks[i];
		}
	} else {
		text[n++] = L'?';
	}
	text[n] = L'\0';
}

static void draw_cell(struct term *term, const struct cell *cell, int x, int y)
{
	wchar_t text[8];
	cchar_t out;
	bool bold = false;
	struct theme_look look = palette_look(term->theme, cell);
	int pair = pair_of(term, &look, &bold);
	fill_text(term, cell, text);
	setcchar(&out, text, attributes_of(&look, bold), (short)(pair > 32767 ? 0 : pair), &pair);
	mvadd_wch(y, x, &out);
	if (cell->width == 2 && text[0] == L'?')
		mvadd_wch(y, x + 1, &out);
}

static bool same_cell(const struct cell *a, const struct cell *b)
{
	return a->code == b->code && a->width == b->width && a->role == b->role &&
	       a->over == b->over && memcmp(a->marks, b->marks, sizeof(a->marks)) == 0;
}

/* Draws the cells that differ; true if there were any. */
static bool draw_differences(struct term *term, const struct canvas *canvas)
{
	bool any = false;
	for (int y = 0; y < canvas->rows; y++) {
		for (int x = 0; x < canvas->cols; x++) {
			const struct cell *cell = canvas_at(canvas, x, y);
			struct cell *old = canvas_at(&term->shown, x, y);
			if (same_cell(cell, old) && !term->repaint)
				continue;
			any = true;
			if (cell->width != 0)
				draw_cell(term, cell, x, y);
			*old = *cell;
		}
	}
	return any;
}

static bool place_cursor(struct term *term, const struct canvas *canvas)
{
	struct canvas *shown = &term->shown;
	bool same = shown->has_cursor == canvas->has_cursor &&
		    shown->cursor_x == canvas->cursor_x && shown->cursor_y == canvas->cursor_y;
	if (!same || term->repaint)
		curs_set(canvas->has_cursor ? 1 : 0);
	shown->has_cursor = canvas->has_cursor;
	shown->cursor_x = canvas->cursor_x;
	shown->cursor_y = canvas->cursor_y;
	if (canvas->has_cursor)
		move(canvas->cursor_y, canvas->cursor_x);
	return !same;
}

void term_show(struct term *term, const struct canvas *canvas)
{
	if (term->shown.cols != canvas->cols || term->shown.rows != canvas->rows) {
		canvas_resize(&term->shown, canvas->cols, canvas->rows);
		term->repaint = true;
	}
	if (term->repaint) {
		erase();
		clearok(curscr, TRUE);
	}
	bool cells = draw_differences(term, canvas);
	if (!place_cursor(term, canvas) && !cells)
		return;
	if (term->repaint && term->plain_letters) /* something else may have left another set */
		term_send_text("\033(B\017");
	term->repaint = false;
	/* Not through ncurses' own buffer: these must stand before and after the frame. */
	term_send_text("\033[?2026h");
	wnoutrefresh(stdscr);
	doupdate();
	term_send_text("\033[?2026l");
}
