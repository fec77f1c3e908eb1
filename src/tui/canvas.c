/* tui/canvas.c - a grid of styled cells that panes draw on; no terminal is needed. */
#include "tui/canvas.h"

#include <stdlib.h>
#include <string.h>

#include "rolehop/base/buf.h"
#include "rolehop/base/mem.h"
#include "rolehop/base/width.h"

enum { DUMP_MAX = 16 * 1024 * 1024, SIDE_MAX = 4000 };

static const struct cell blank = {.code = ' ', .width = 1};

void canvas_clear(struct canvas *canvas)
{
	size_t n = (size_t)canvas->cols * (size_t)canvas->rows;
	for (size_t i = 0; i < n; i++)
		canvas->cells[i] = blank;
	canvas->has_cursor = false;
}

static int clamp(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

void canvas_resize(struct canvas *canvas, int cols, int rows)
{
	cols = clamp(cols, 1, SIDE_MAX);
	rows = clamp(rows, 1, SIDE_MAX);
	if (cols != canvas->cols || rows != canvas->rows) {
		canvas->cells =
		    mem_realloc(canvas->cells, (size_t)cols * (size_t)rows * sizeof(struct cell));
		canvas->cols = cols;
		canvas->rows = rows;
	}
	canvas_clear(canvas);
}

void canvas_release(struct canvas *canvas)
{
	free(canvas->cells);
	*canvas = (struct canvas){0};
}

struct cell *canvas_at(const struct canvas *canvas, int x, int y)
{
	return &canvas->cells[(size_t)y * (size_t)canvas->cols + (size_t)x];
}

size_t canvas_encode(uint32_t code, char out[4])
{
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
	for (size_t i = n; i-- > 1; code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3f));
	out[0] = (char)(n == 1 ? code : lead[n] | code);
	return n;
}

static void add_code(struct buf *buf, uint32_t code)
{
	char bytes[4];
	size_t n = canvas_encode(code, bytes);
	buf_add(buf, (struct str){bytes, n});
}

static int last_used(const struct canvas *canvas, int y)
{
	int x = canvas->cols;
	while (x > 0 && canvas_at(canvas, x - 1, y)->code == ' ')
		x--;
	return x;
}

struct str canvas_dump(struct arena *arena, const struct canvas *canvas)
{
	struct buf buf;
	buf_init(&buf, arena, DUMP_MAX);
	for (int y = 0; y < canvas->rows; y++) {
		int end = last_used(canvas, y);
		for (int x = 0; x < end; x++) {
			const struct cell *cell = canvas_at(canvas, x, y);
			if (cell->width == 0)
				continue;
			add_code(&buf, cell->code);
			for (int i = 0; i < CELL_MARKS && cell->marks[i] != 0; i++)
				add_code(&buf, cell->marks[i]);
		}
		buf_add_char(&buf, '\n');
	}
	return buf_str(&buf);
}

struct view view_of(struct canvas *canvas)
{
	return (struct view){canvas, 0, 0, canvas->cols, canvas->rows};
}

struct view view_part(const struct view *view, int x, int y, int w, int h)
{
	int left = clamp(x, 0, view->w);
	int top = clamp(y, 0, view->h);
	int right = clamp(x + w, left, view->w);
	int bottom = clamp(y + h, top, view->h);
	return (struct view){view->canvas, view->x + left, view->y + top, right - left,
			     bottom - top};
}

/* The cell at x, y of the view, or NULL where that is outside of it. */
static struct cell *cell_in(const struct view *view, int x, int y)
{
	if (x < 0 || y < 0 || x >= view->w || y >= view->h)
		return NULL;
	x += view->x;
	y += view->y;
	if (x >= view->canvas->cols || y >= view->canvas->rows)
		return NULL;
	return canvas_at(view->canvas, x, y);
}

/* Overwriting one half of a wide character leaves a blank in the other. */
static void split_wide(const struct view *view, int x, int y)
{
	struct cell *cell = cell_in(view, x, y);
	int at = view->x + x;
	if (cell->width == 0 && at > 0)
		cell[-1] = blank;
	if (cell->width == 2 && at + 1 < view->canvas->cols)
		cell[1] = blank;
}

static void put(const struct view *view, int x, int y, enum theme_role role, uint32_t code,
		int width)
{
	struct cell *cell = cell_in(view, x, y);
	struct cell *right = width == 2 ? cell_in(view, x + 1, y) : cell;
	if (cell == NULL && (width == 1 || right == NULL))
		return;
	if (cell == NULL || right == NULL) { /* half a wide character shows as a blank */
		put(view, cell == NULL ? x + 1 : x, y, role, ' ', 1);
		return;
	}
	split_wide(view, x, y);
	if (width == 2) {
		split_wide(view, x + 1, y);
		*right = (struct cell){.code = ' ', .width = 0, .role = (uint8_t)role};
	}
	*cell = (struct cell){.code = code, .width = (uint8_t)width, .role = (uint8_t)role};
}

static void put_mark(const struct view *view, int x, int y, uint32_t code)
{
	struct cell *cell = cell_in(view, x, y);
	if (cell != NULL && cell->width == 0)
		cell = cell_in(view, x - 1, y);
	for (int i = 0; cell != NULL && i < CELL_MARKS; i++) {
		if (cell->marks[i] == 0) {
			cell->marks[i] = code;
			return;
		}
	}
}

static bool is_control(unsigned long code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069) || (code >= 0x200b && code <= 0x200f);
}

int view_text(const struct view *view, int x, int y, enum theme_role role, struct str text)
{
	int start = x;
	while (text.n > 0) {
		unsigned long code;
		text = str_skip(text, width_decode(text, &code));
		if (is_control(code))
			code = '?';
		int width = width_of(code);
		if (width > 0)
			put(view, x, y, role, (uint32_t)code, width);
		else if (x > start)
			put_mark(view, x - 1, y, (uint32_t)code);
		x += width;
	}
	return x - start;
}

int view_fit(const struct view *view, int x, int y, int columns, enum theme_role role,
	     struct str text, bool ascii)
{
	if (columns <= 0)
		return 0;
	if (width_text(text) <= (size_t)columns)
		return view_text(view, x, y, role, text);
	int used = view_text(view, x, y, role, width_prefix(text, (size_t)columns - 1));
	return used + view_text(view, x + used, y, role, ascii ? STR("~") : STR("…"));
}

int view_words(const struct view *view, int y, enum theme_role role, struct str text)
{
	int top = y;
	while (text.n > 0 && y < view->h && view->w > 2) {
		struct str line = width_prefix(text, (size_t)view->w - 2);
		ptrdiff_t gap =
		    line.n < text.n && text.p[line.n] != ' ' ? str_find_last_char(line, ' ') : 0;
		if (gap > 0)
			line.n = (size_t)gap;
		if (line.n == 0)
			break;
		view_text(view, 1, y++, role, line);
		text = str_trim(str_skip(text, line.n));
	}
	return y - top;
}

void view_repeat(const struct view *view, int x, int y, int n, enum theme_role role, uint32_t code)
{
	for (int i = 0; i < n; i++)
		put(view, x + i, y, role, code, 1);
}

void view_over(const struct view *view, int x, int y, int n, enum theme_role over)
{
	for (int i = 0; i < n; i++) {
		struct cell *cell = cell_in(view, x + i, y);
		if (cell != NULL)
			cell->over = (uint8_t)over;
	}
}

void view_cursor(const struct view *view, int x, int y)
{
	if (cell_in(view, x, y) == NULL)
		return;
	view->canvas->has_cursor = true;
	view->canvas->cursor_x = view->x + x;
	view->canvas->cursor_y = view->y + y;
}

void view_box(const struct view *view, enum theme_role role, bool ascii)
{
	static const uint32_t lines[] = {0x2500, 0x2502, 0x250c, 0x2510, 0x2514, 0x2518};
	static const uint32_t plain[] = {'-', '|', '+', '+', '+', '+'};
	const uint32_t *c = ascii ? plain : lines;
	int right = view->w - 1;
	int bottom = view->h - 1;
	view_repeat(view, 0, 0, view->w, role, c[0]);
	view_repeat(view, 0, bottom, view->w, role, c[0]);
	for (int y = 0; y <= bottom; y++) {
		view_repeat(view, 0, y, 1, role, c[1]);
		view_repeat(view, right, y, 1, role, c[1]);
	}
	view_repeat(view, 0, 0, 1, role, c[2]);
	view_repeat(view, right, 0, 1, role, c[3]);
	view_repeat(view, 0, bottom, 1, role, c[4]);
	view_repeat(view, right, bottom, 1, role, c[5]);
}
