/* tui/sheet.c - styled lines with a cursor: details, documents, traces, help. */
#include "tui/sheet.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rolehop/base/safe.h"
#include "rolehop/base/width.h"
#include "tui/explorer.h"
#include "tui/filter.h"

enum { LINE_TEXT_MAX = 1 << 20, CURSOR_COLUMNS = 1, ENDS_MAX = 4 };

void sheet_new(struct pane *pane, int gutter)
{
	pane->sheet = arena_alloc(&pane->arena, sizeof(*pane->sheet));
	pane->sheet->gutter = gutter;
	sheet_clear(pane->sheet);
}

void sheet_free(struct sheet *sheet)
{
	if (sheet != NULL)
		arena_release(&sheet->arena);
}

void sheet_clear(struct sheet *sheet)
{
	arena_release(&sheet->arena);
	vec_init(&sheet->items, &sheet->arena, sizeof(struct line));
	vec_init(&sheet->pending, &sheet->arena, sizeof(struct span_text));
	sheet->at = 0;
}

const struct line *sheet_at(const struct sheet *sheet, size_t i)
{
	return vec_at(&sheet->items, i);
}

const struct line *sheet_here(const struct pane *pane)
{
	const struct sheet *sheet = pane->sheet;
	return sheet->items.n > 0 ? sheet_at(sheet, sheet->at) : NULL;
}

bool sheet_target(struct tui *tui, struct pane *pane, struct place *out)
{
	const struct line *line = sheet_here(pane);
	(void)tui;
	if (line == NULL || line->link == NULL)
		return false;
	*out = *line->link;
	return true;
}

int sheet_columns(const struct pane *pane)
{
	int columns = pane->width - CURSOR_COLUMNS - pane->sheet->gutter;
	return columns < 8 ? 8 : columns;
}

/* ---- making them ----------------------------------------------------------------------------- */

void sheet_add(struct sheet *sheet, enum theme_role role, struct str text)
{
	if (text.n == 0)
		return;
	struct span_text *span = vec_push(&sheet->pending);
	struct str safe = safe_text(&sheet->arena, text);
	/* What needed no change may belong to the frame. */
	*span = (struct span_text){role, safe.p == text.p ? arena_str(&sheet->arena, safe) : safe};
}

void sheet_printf(struct sheet *sheet, enum theme_role role, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (n <= 0)
		return;
	char *text = arena_alloc(&sheet->arena, (size_t)n + 1);
	va_start(args, fmt);
	vsnprintf(text, (size_t)n + 1, fmt, args);
	va_end(args);
	sheet_add(sheet, role, (struct str){text, (size_t)n});
}

/* Ends a line of which `spans` are the text. */
static void push_line(struct sheet *sheet, const struct line *like, const struct vec *spans,
		      bool continues)
{
	struct line line = *like;
	struct span_text *copy = arena_array(&sheet->arena, spans->n + 1, sizeof(*copy));
	if (spans->n > 0)
		memcpy(copy, spans->items, spans->n * sizeof(*copy));
	line.spans = copy;
	line.n = spans->n;
	if (continues) {
		line.continues = true;
		line.stop = false;
		line.fails = false;
		line.gutter = (struct str){0};
	}
	*(struct line *)vec_push(&sheet->items) = line;
}

void sheet_end(struct sheet *sheet, const struct line *like)
{
	push_line(sheet, like, &sheet->pending, false);
	sheet->pending.n = 0;
}

/* How much of `text` goes on a line with so much room; 0: none, it begins the next line. */
static size_t fitting(struct str text, int room, bool words, bool line_is_empty)
{
	struct str prefix = width_prefix(text, room < 0 ? 0 : (size_t)room);
	if (prefix.n == text.n)
		return text.n;
	size_t cut = prefix.n;
	if (words) {
		while (cut > 0 && text.p[cut] != ' ' && text.p[cut - 1] != ' ')
			cut--;
		if (cut == 0 && line_is_empty)
			cut = prefix.n;
	}
	if (cut == 0 && line_is_empty) { /* not even one character fits: it is cut off */
		unsigned long code;
		cut = width_decode(text, &code);
	}
	return cut;
}

struct wrap {
	struct sheet *sheet;
	const struct line *like;
	struct vec out;
	int columns;
	int indent;
	int x;
	bool continues;
};

static void wrap_break(struct wrap *wrap)
{
	static const char blanks[] = "                                ";
	push_line(wrap->sheet, wrap->like, &wrap->out, wrap->continues);
	wrap->out.n = 0;
	wrap->continues = true;
	wrap->x = wrap->indent;
	if (wrap->indent > 0) {
		struct span_text *span = vec_push(&wrap->out);
		*span = (struct span_text){THEME_TEXT, {blanks, (size_t)wrap->indent}};
	}
}

void sheet_wrap(struct sheet *sheet, const struct line *like, int columns, int indent, bool words)
{
	struct wrap wrap = {.sheet = sheet, .like = like, .columns = columns, .indent = indent};
	if (indent > 32 || indent > columns / 2)
		wrap.indent = columns / 2 < 32 ? columns / 2 : 32;
	vec_init(&wrap.out, &sheet->arena, sizeof(struct span_text));
	for (size_t i = 0; i < sheet->pending.n; i++) {
		struct span_text span = *(struct span_text *)vec_at(&sheet->pending, i);
		while (span.text.n > 0) {
			bool empty = wrap.x == (wrap.continues ? wrap.indent : 0);
			size_t n = fitting(span.text, columns - wrap.x, words, empty);
			struct str part = str_slice(span.text, 0, n);
			if (n > 0) {
				*(struct span_text *)vec_push(&wrap.out) =
				    (struct span_text){span.role, part};
				wrap.x += (int)width_text(part);
			}
			span.text = str_skip(span.text, n);
			if (span.text.n == 0)
				break;
			while (words && span.text.n > 0 && span.text.p[0] == ' ')
				span.text = str_skip(span.text, 1);
			wrap_break(&wrap);
		}
	}
	if (wrap.out.n > 0 || !wrap.continues)
		push_line(sheet, like, &wrap.out, wrap.continues);
	sheet->pending.n = 0;
}

void sheet_text(struct sheet *sheet, enum theme_role role, struct str text, int columns)
{
	sheet_add(sheet, role, text);
	sheet_wrap(sheet, &(struct line){0}, columns, 0, true);
}

void sheet_blank(struct sheet *sheet)
{
	sheet_end(sheet, &(struct line){0});
}

/* ---- moving ---------------------------------------------------------------------------------- */

/* The first line after the cursor's block: the next one where the cursor may stand, or the end. */
static size_t block_end(const struct sheet *sheet)
{
	size_t i = sheet->at + 1;
	while (i < sheet->items.n && !sheet_at(sheet, i)->stop)
		i++;
	return i;
}

static size_t last_top(const struct pane *pane)
{
	size_t n = pane->sheet->items.n;
	size_t height = (size_t)pane->height;
	return n > height ? n - height : 0;
}

/* A line that begins something: nobody reads the end of what is above the first one shown. */
static size_t next_beginning(const struct sheet *sheet, size_t top)
{
	for (size_t i = top; i > 0 && i < sheet->at && i < top + ENDS_MAX; i++) {
		const struct line *line = sheet_at(sheet, i);
		if (line->stop || line->n == 0 || sheet_at(sheet, i - 1)->n == 0)
			return i;
	}
	return top;
}

/* Brings the cursor into sight, with as much of what belongs to it as fits. After a leap it is a
 * third below the top: what comes after it is read next. */
static void show_cursor(struct pane *pane)
{
	struct sheet *sheet = pane->sheet;
	size_t height = pane->height > 0 ? (size_t)pane->height : 1;
	size_t end = block_end(sheet);
	struct spot *spot = &pane->spot;
	/* From the first stop on, whatever heads the text shows too. */
	bool first = true;
	for (size_t i = 0; i < sheet->at && first; i++)
		first = !sheet_at(sheet, i)->stop;
	if (first && end <= height)
		spot->top = 0;
	/* All of it cannot show: then its beginning does, below a short heading. */
	if (first && spot->top == 0 && sheet->at <= height / 2)
		return;
	if (end > spot->top + height) {
		size_t least = end - height;
		size_t leap = least - spot->top;
		size_t third = sheet->at > height / 3 ? sheet->at - height / 3 : 0;
		size_t most = third < last_top(pane) ? third : last_top(pane);
		spot->top = leap > height / 2 && most > least ? most : least;
		spot->top = next_beginning(sheet, spot->top);
	}
	if (sheet->at < spot->top)
		spot->top = sheet->at;
	if (sheet->at >= spot->top + height)
		spot->top = sheet->at + 1 - height;
}

static void stand(struct pane *pane, size_t at)
{
	pane->sheet->at = at;
	pane->spot.cursor = sheet_at(pane->sheet, at)->id;
	pane->spot.placed = true;
	show_cursor(pane);
}

void sheet_settle(struct pane *pane)
{
	struct sheet *sheet = pane->sheet;
	size_t first = sheet->items.n;
	for (size_t i = 0; i < sheet->items.n; i++) {
		const struct line *line = sheet_at(sheet, i);
		if (!line->stop)
			continue;
		first = first == sheet->items.n ? i : first;
		if (pane->spot.placed && line->id == pane->spot.cursor) {
			sheet->at = i;
			show_cursor(pane);
			return;
		}
	}
	sheet->at = first < sheet->items.n ? first : 0;
	if (first < sheet->items.n)
		stand(pane, first);
}

void sheet_keep(struct pane *pane, long offset)
{
	long top = (long)pane->sheet->at - offset;
	if (pane->sheet->items.n == 0)
		return;
	pane->spot.top = top < 0 ? 0 : (size_t)top;
	if (pane->spot.top > last_top(pane))
		pane->spot.top = last_top(pane);
	show_cursor(pane);
}

static bool down_one(struct pane *pane)
{
	struct sheet *sheet = pane->sheet;
	size_t next = block_end(sheet);
	size_t bottom = pane->spot.top + (size_t)pane->height;
	if (next > bottom && pane->spot.top < last_top(pane) && sheet->at >= pane->spot.top) {
		if (next < sheet->items.n || next > bottom) {
			pane->spot.top++; /* the rest of what belongs to the cursor comes first */
			return true;
		}
	}
	if (next < sheet->items.n) {
		stand(pane, next);
		return true;
	}
	return false;
}

static bool up_one(struct pane *pane)
{
	struct sheet *sheet = pane->sheet;
	if (sheet->at < pane->spot.top) {
		pane->spot.top--;
		return true;
	}
	for (size_t i = sheet->at; i-- > 0;) {
		if (sheet_at(sheet, i)->stop) {
			stand(pane, i);
			return true;
		}
	}
	pane->spot.top -= pane->spot.top > 0;
	return false;
}

void sheet_move(struct pane *pane, long by)
{
	if (pane->sheet->items.n == 0)
		return;
	for (; by > 0 && down_one(pane); by--)
		;
	for (; by < 0 && up_one(pane); by++)
		;
}

bool sheet_place(struct pane *pane, size_t i)
{
	const struct sheet *sheet = pane->sheet;
	while (i > 0 && i < sheet->items.n && sheet_at(sheet, i)->continues)
		i--;
	if (i >= sheet->items.n || !sheet_at(sheet, i)->stop || i == sheet->at)
		return false;
	stand(pane, i);
	return true;
}

/* Moves the text by half pages; the cursor goes along, to a line that is in sight. */
void sheet_page(struct pane *pane, int halves)
{
	struct sheet *sheet = pane->sheet;
	size_t step = (size_t)(pane->height / 2 > 0 ? pane->height / 2 : 1);
	size_t by = step * (size_t)(halves < 0 ? -halves : halves);
	size_t at = sheet->at;
	if (sheet->items.n == 0)
		return;
	if (halves < 0)
		at = at > by ? at - by : 0;
	else
		at = at + by < sheet->items.n ? at + by : sheet->items.n - 1;
	size_t top = pane->spot.top;
	top = halves < 0 ? (top > by ? top - by : 0) : top + by;
	size_t found = at;
	while (found > 0 && !sheet_at(sheet, found)->stop)
		found--;
	if (halves > 0 && found <= sheet->at) /* a long block: only the text moves */
		found = sheet->at;
	if (sheet_at(sheet, found)->stop)
		stand(pane, found);
	pane->spot.top = top < last_top(pane) ? top : last_top(pane);
	if (sheet->at < pane->spot.top && block_end(sheet) <= pane->spot.top &&
	    block_end(sheet) < sheet->items.n)
		stand(pane, block_end(sheet));
}

void sheet_to_end(struct pane *pane, bool last)
{
	struct sheet *sheet = pane->sheet;
	size_t n = sheet->items.n;
	for (size_t i = 0; i < n; i++) {
		size_t at = last ? n - 1 - i : i;
		if (sheet_at(sheet, at)->stop) {
			stand(pane, at);
			break;
		}
	}
	pane->spot.top = last ? last_top(pane) : 0;
}

bool sheet_next(struct pane *pane, int by, sheet_wanted wanted)
{
	struct sheet *sheet = pane->sheet;
	size_t n = sheet->items.n;
	for (size_t k = 1; k <= n; k++) {
		size_t i = by > 0 ? (sheet->at + k) % n : (sheet->at + n - k) % n;
		const struct line *line = sheet_at(sheet, i);
		if (!wanted(pane, line))
			continue;
		if (line->stop) {
			stand(pane, i);
			return true;
		}
		size_t head = i;
		while (head > 0 && !sheet_at(sheet, head)->stop)
			head--;
		if (sheet_at(sheet, head)->stop && head != sheet->at)
			stand(pane, head);
		if (i < pane->spot.top || i >= pane->spot.top + (size_t)pane->height)
			pane->spot.top = i < last_top(pane) ? i : last_top(pane);
		return true;
	}
	return false;
}

bool sheet_is_fail(struct pane *pane, const struct line *line)
{
	(void)pane;
	return line->fails;
}

/* ---- searching and drawing ------------------------------------------------------------------- */

/* The whole text of a line; valid until the arena is rewound. */
static struct str joined(struct arena *arena, const struct line *line)
{
	struct buf buf;
	if (line->n == 1)
		return line->spans[0].text;
	buf_init(&buf, arena, LINE_TEXT_MAX);
	for (size_t i = 0; i < line->n; i++)
		buf_add(&buf, line->spans[i].text);
	return buf_str(&buf);
}

static void search_filter(const struct pane *pane, struct filter *filter)
{
	filter_search(filter, (struct str){pane->spot.text, pane->spot.n_text});
}

bool sheet_is_match(struct pane *pane, const struct line *line)
{
	struct arena_mark mark = arena_mark(&pane->sheet->arena);
	struct filter filter;
	size_t at;
	size_t length;
	search_filter(pane, &filter);
	bool found = filter_find(&filter, joined(&pane->sheet->arena, line), 0, &at, &length);
	arena_rewind(&pane->sheet->arena, mark);
	return found;
}

static void draw_matches(struct pane *pane, const struct view *view, int x, int y,
			 const struct line *line, struct arena *scratch)
{
	struct filter filter;
	struct str text = joined(scratch, line);
	size_t from = 0;
	size_t at;
	size_t length;
	search_filter(pane, &filter);
	while (filter_find(&filter, text, from, &at, &length)) {
		int before = (int)width_text(str_slice(text, 0, at));
		view_over(view, x + before, y, (int)width_text(str_slice(text, at, at + length)),
			  THEME_MATCH);
		from = at + length;
	}
}

static void draw_line(struct tui *tui, struct pane *pane, const struct view *view, int y, size_t i,
		      bool focus)
{
	const struct sheet *sheet = pane->sheet;
	const struct line *line = sheet_at(sheet, i);
	int x = CURSOR_COLUMNS + sheet->gutter;
	bool here =
	    i == sheet->at ? line->stop : i > sheet->at && line->continues && i < block_end(sheet);
	view_text(view, CURSOR_COLUMNS, y, line->gutter_role, line->gutter);
	for (size_t k = 0; k < line->n; k++)
		x += view_text(view, x, y, line->spans[k].role, line->spans[k].text);
	if (here)
		view_over(view, 0, y, view->w, focus ? THEME_CURSOR : THEME_CURSOR_OFF);
	if (here && i == sheet->at) {
		view_text(view, 0, y, THEME_TEXT, STR(">"));
		view_over(view, 0, y, 1, focus ? THEME_CURSOR : THEME_CURSOR_OFF);
		if (tui->plain && focus)
			view_cursor(view, 0, y);
	}
	if (pane->spot.n_text > 0)
		draw_matches(pane, view, CURSOR_COLUMNS + sheet->gutter, y, line, &tui->frame);
}

void sheet_draw(struct tui *tui, struct pane *pane, const struct view *view, bool focus)
{
	size_t n = pane->sheet->items.n;
	if (pane->height != view->h) {
		pane->height = view->h;
		sheet_settle(pane);
	}
	if (pane->spot.top > last_top(pane))
		pane->spot.top = last_top(pane);
	for (int y = 0; y < view->h && pane->spot.top + (size_t)y < n; y++)
		draw_line(tui, pane, view, y, pane->spot.top + (size_t)y, focus);
}
