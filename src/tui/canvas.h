/* tui/canvas.h - a grid of styled cells that panes draw on; no terminal is needed. */
#ifndef TUI_CANVAS_H
#define TUI_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "rolehop/app/theme.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

/* Combining marks kept per cell; what comes beyond is left out. */
enum { CELL_MARKS = 2 };

struct cell {
	uint32_t code; /* never a control character */
	uint32_t marks[CELL_MARKS];
	uint8_t width; /* 1 or 2; 0: the right half of the wide character before it */
	uint8_t role;  /* enum theme_role */
	uint8_t over;  /* enum theme_role laid over it (cursor, match); THEME_TEXT: none */
};

struct canvas {
	int cols;
	int rows;
	struct cell *cells;
	bool has_cursor; /* the terminal's own cursor is shown at ... */
	int cursor_x;
	int cursor_y;
};

/* A rectangle of a canvas with its own origin. Whatever falls outside is not drawn. */
struct view {
	struct canvas *canvas;
	int x;
	int y;
	int w;
	int h;
};

/* All zero is an empty canvas. Sizes below 1 count as 1. The content is blank afterwards. */
void canvas_resize(struct canvas *canvas, int cols, int rows);
void canvas_release(struct canvas *canvas);
void canvas_clear(struct canvas *canvas);

/* Cell x, y, which must be on the canvas. */
struct cell *canvas_at(const struct canvas *canvas, int x, int y);

/* The screen as text, a line per row, blanks at line ends left out. */
struct str canvas_dump(struct arena *arena, const struct canvas *canvas);

/* UTF-8 of a character; returns its bytes. */
size_t canvas_encode(uint32_t code, char out[4]);

struct view view_of(struct canvas *canvas);
struct view view_part(const struct view *view, int x, int y, int w, int h);

/*
 * Draws safe text (base/safe) and returns the columns it takes, drawn or not. Control characters
 * that should not be there come out as "?".
 */
int view_text(const struct view *view, int x, int y, enum theme_role role, struct str text);

/* The same, cut to `columns` with a mark at the end. */
int view_fit(const struct view *view, int x, int y, int columns, enum theme_role role,
	     struct str text, bool ascii);

/* A paragraph broken at blanks to the view's width, from row y on; returns the rows it took. */
int view_words(const struct view *view, int y, enum theme_role role, struct str text);

/* `n` times one character that is one column wide. */
void view_repeat(const struct view *view, int x, int y, int n, enum theme_role role, uint32_t code);

/* Lays a role over n cells. */
void view_over(const struct view *view, int x, int y, int n, enum theme_role over);

/* Shows the terminal's cursor there. */
void view_cursor(const struct view *view, int x, int y);

/* A frame around the view with a title in its upper edge; ascii: +-| instead of lines. */
void view_box(const struct view *view, enum theme_role role, bool ascii);

#endif
