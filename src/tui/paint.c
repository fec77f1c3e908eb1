/* tui/paint.c - a canvas as text with its looks, as terminals take them. */
#include "tui/palette.h"

#include <string.h>

#include "rolehop/base/buf.h"

enum { PAINT_MAX = 16 * 1024 * 1024, IS_RGB = 0x1000000 };

/* ";31", ";48;5;236", ";38;2;1;2;3": a colour as a parameter of SGR; `first` is 30 or 40. */
static void add_color(struct buf *buf, int color, int first)
{
	if (color >= IS_RGB)
		buf_printf(buf, ";%d;2;%d;%d;%d", first + 8, color >> 16 & 255, color >> 8 & 255,
			   color & 255);
	else if (color >= 16)
		buf_printf(buf, ";%d;5;%d", first + 8, color);
	else if (color >= 0)
		buf_printf(buf, ";%d", color < 8 ? first + color : first + 60 + color - 8);
}

static void add_look(struct buf *buf, const struct theme_look *look)
{
	static const struct {
		size_t at;
		int code;
	} flags[] = {
	    {offsetof(struct theme_look, bold), 1},    {offsetof(struct theme_look, dim), 2},
	    {offsetof(struct theme_look, italic), 3},  {offsetof(struct theme_look, underline), 4},
	    {offsetof(struct theme_look, reverse), 7},
	};
	buf_add_cstr(buf, "\033[0");
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (*(const bool *)((const char *)look + flags[i].at))
			buf_printf(buf, ";%d", flags[i].code);
	}
	add_color(buf, look->fg, 30);
	add_color(buf, look->bg, 40);
	buf_add_char(buf, 'm');
}

static bool same_look(const struct theme_look *a, const struct theme_look *b)
{
	return a->fg == b->fg && a->bg == b->bg && a->bold == b->bold && a->dim == b->dim &&
	       a->underline == b->underline && a->reverse == b->reverse && a->italic == b->italic;
}

static void add_cell(struct buf *buf, const struct cell *cell)
{
	char bytes[4];
	buf_add(buf, (struct str){bytes, canvas_encode(cell->code, bytes)});
	for (int i = 0; i < CELL_MARKS && cell->marks[i] != 0; i++)
		buf_add(buf, (struct str){bytes, canvas_encode(cell->marks[i], bytes)});
}

struct str palette_paint(struct arena *arena, const struct canvas *canvas,
			 const struct theme *theme)
{
	struct buf buf;
	buf_init(&buf, arena, PAINT_MAX);
	for (int y = 0; y < canvas->rows; y++) {
		struct theme_look last = {.fg = THEME_DEFAULT_COLOUR, .bg = THEME_DEFAULT_COLOUR};
		for (int x = 0; x < canvas->cols; x++) {
			const struct cell *cell = canvas_at(canvas, x, y);
			struct theme_look look = palette_look(theme, cell);
			if (cell->width == 0)
				continue;
			if (!same_look(&look, &last))
				add_look(&buf, &look);
			last = look;
			add_cell(&buf, cell);
		}
		buf_add_cstr(&buf, "\033[m\n");
	}
	return buf_str(&buf);
}
