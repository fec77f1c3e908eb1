/* tui/term_cells.c - cells out: only those that differ, in as few bytes as that takes. */
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
	bool any = has_colors() && start_color() == OK;
	term->default_ok = any && use_default_colors() == OK;
	term->colors = term->kind.packs ? term->kind.colors : any ? COLORS : 0;
	if (term->kind.packs)
		term->rgb_from = term->kind.rgb ? 256 : 0;
	else if (any && tigetflag("RGB") > 0)
		term->rgb_from = has_palette() ? 256 : 8;
}

static int looks_of(const struct theme_look *look, bool bold)
{
	return (look->bold || bold ? LOOK_BOLD : 0) | (look->dim ? LOOK_DIM : 0) |
	       (look->italic ? LOOK_ITALIC : 0) | (look->underline ? LOOK_UNDERLINE : 0) |
	       (look->reverse ? LOOK_REVERSE : 0);
}

static attr_t attributes_of(int looks)
{
	static const attr_t attributes[][2] = {{LOOK_BOLD, A_BOLD},
					       {LOOK_DIM, A_DIM},
					       {LOOK_ITALIC, A_ITALIC},
					       {LOOK_UNDERLINE, A_UNDERLINE},
					       {LOOK_REVERSE, A_REVERSE}};
	attr_t sum = A_NORMAL;
	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		sum |= looks & (int)attributes[i][0] ? attributes[i][1] : 0;
	return sum;
}

/* The colours of a look; -1 for the terminal's own. */
static struct palette_pair colors_of(const struct term *term, const struct theme_look *look)
{
	struct palette_pair here = {-1, -1, false};
	if (term->colors > 0)
		here = palette_pair(look, term->colors, term->rgb_from);
	if (term->colors > 0 && !term->default_ok && (here.fg >= 0 || here.bg >= 0)) {
		here.fg = here.fg < 0 ? COLOR_WHITE : here.fg;
		here.bg = here.bg < 0 ? COLOR_BLACK : here.bg;
	}
	return here;
}

/* What ncurses is told: attributes and a pair, or, where looks are packed, a pair alone. A blank
 * that is more than a background must not be taken for an erased one: it is marked as protected,
 * which sends nothing. */
static attr_t style_of(const struct term *term, const struct cell *cell, int *pair)
{
	struct theme_look look = palette_look(term->theme, cell);
	struct palette_pair here = colors_of(term, &look);
	int looks = looks_of(&look, here.bold);
	attr_t attributes = attributes_of(looks);
	if (term->kind.packs) {
		looks = term_kind_shown(&term->kind, looks, here.fg >= 0 || here.bg >= 0);
		here.fg = term_kind_pack(here.fg, looks);
		attributes = looks & (LOOK_UNDERLINE | LOOK_REVERSE) ? A_PROTECT : A_NORMAL;
	}
	*pair = here.fg < 0 && here.bg < 0 ? 0 : alloc_pair(here.fg, here.bg);
	if (*pair < 0)
		*pair = 0;
	return attributes;
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

static void draw_cell(const struct term *term, const struct cell *cell, int x, int y)
{
	wchar_t text[8];
	cchar_t out;
	int pair;
	attr_t attributes = style_of(term, cell, &pair);
	fill_text(term, cell, text);
	setcchar(&out, text, attributes, (short)(pair > 32767 ? 0 : pair), &pair);
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

/* As high as the window: ncurses says so only as it takes the terminal, when it may not know yet
 * that the window has another size; what scrolls less outlives the program in the shell. */
static void scroll_whole_window(void)
{
	const char *region = term_capability("csr");
	if (region == NULL)
		return;
	putp(tiparm(region, 0, LINES - 1));
	fflush(stdout); /* through which putp goes, and ncurses else does not */
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
	if (term->repaint && term->kind.looks) /* something else may have left another set */
		term_send_text("\033(B\017");
	/* Not through ncurses' own buffer: these must stand before and after the frame. */
	term_send_text("\033[?2026h");
	if (term->repaint) /* the cursor, which goes home, is placed anew by the clearing */
		scroll_whole_window();
	term->repaint = false;
	wnoutrefresh(stdscr);
	doupdate();
	term_send_text("\033[?2026l");
}
