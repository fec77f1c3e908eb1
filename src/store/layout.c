/* store/layout.c - white space of JSON texts kept as one number where it follows a usual rule. */
#include <string.h>

#include "rolehop/base/scan.h"
#include "store/private.h"

/*
 * The rules, as numbers in the file:
 *   LAYOUT_AS_IS     the text is stored as it came
 *   LAYOUT_WIDE + d  a member a line, four columns a level, d levels deep already (the AWS CLI)
 *   LAYOUT_NARROW + d  the same with two columns (jq, editors)
 * Empty arrays and objects are [] and {}; after a colon there is one blank.
 */
enum {
	LAYOUT_WIDE = 2,
	LAYOUT_NARROW = 34,
	LAYOUT_DEPTHS = 32,
};

_Static_assert(LAYOUT_NARROW + LAYOUT_DEPTHS - 1 <= LAYOUT_MAX, "a layout fits seven bits");

static bool is_open(char c)
{
	return c == '{' || c == '[';
}

static bool is_close(char c)
{
	return c == '}' || c == ']';
}

static size_t layout_unit(unsigned layout)
{
	return layout >= LAYOUT_NARROW ? 2 : 4;
}

static size_t layout_depth(unsigned layout)
{
	return layout - (layout >= LAYOUT_NARROW ? LAYOUT_NARROW : LAYOUT_WIDE);
}

/* Bytes of the string at the front of `s`, quotes included; 0 where it does not end. */
static size_t string_length(struct str s)
{
	size_t end = scan_string(s, 0);
	return end > s.n ? 0 : end;
}

/* ---- taking white space out -------------------------------------------------------------- */

/* What a line ends with: that decides what the next one may begin with. */
enum line_end { END_VALUE, END_COMMA, END_OPEN };

struct strip {
	char *into;
	size_t n;
	size_t unit;
	size_t depth;
	enum line_end end;
};

static void strip_add(struct strip *strip, const char *p, size_t n)
{
	memcpy(strip->into + strip->n, p, n);
	strip->n += n;
}

/* The last token of a line: a bracket, two of them, a word or a number, and a comma. */
static bool strip_tail(struct strip *strip, struct str tail, bool value)
{
	size_t i = 0;

	strip_add(strip, tail.p, tail.n);
	strip->end = END_VALUE;
	if (!value && tail.n > 0 && is_open(tail.p[0])) {
		if (tail.n == 1) {
			strip->end = END_OPEN;
			return true;
		}
		i = is_close(tail.p[1]) ? 2 : tail.n + 1;
	} else if (!value && tail.n > 0 && is_close(tail.p[0])) {
		i = 1;
	} else if (!value) {
		while (i < tail.n && strchr(" \t\r,:{}[]\"", tail.p[i]) == NULL)
			i++;
		if (i == 0)
			return false;
	}
	if (i < tail.n && tail.p[i] == ',') {
		strip->end = END_COMMA;
		i++;
	}
	return i == tail.n;
}

/* A line without its indentation: [ "name": ] value [ , ] */
static bool strip_line(struct strip *strip, struct str line)
{
	size_t n = 0;

	if (line.n == 0 || line.p[0] != '"')
		return strip_tail(strip, line, false);
	n = string_length(line);
	if (n == 0)
		return false;
	strip_add(strip, line.p, n);
	line = str_skip(line, n);
	if (line.n < 2 || line.p[0] != ':')
		return strip_tail(strip, line, true);
	if (line.p[1] != ' ')
		return false;
	strip_add(strip, ":", 1);
	line = str_skip(line, 2);
	if (line.n == 0 || line.p[0] != '"')
		return strip_tail(strip, line, false);
	n = string_length(line);
	if (n == 0)
		return false;
	strip_add(strip, line.p, n);
	return strip_tail(strip, str_skip(line, n), true);
}

/* The indentation of a line, which must be exactly what the rule asks for. */
static bool strip_indent(struct strip *strip, struct str *line)
{
	size_t n = 0;
	bool close = false;

	while (n < line->n && line->p[n] == ' ')
		n++;
	close = n < line->n && is_close(line->p[n]);
	if (close != (strip->end == END_VALUE) || (close && strip->depth == 0))
		return false;
	if (close)
		strip->depth--;
	if (n != strip->depth * strip->unit)
		return false;
	*line = str_skip(*line, n);
	return true;
}

static bool strip_by(struct str text, unsigned layout, char *into, size_t *n)
{
	struct strip strip = {into, 0, layout_unit(layout), layout_depth(layout), END_VALUE};
	bool first = true;

	while (text.n > 0) {
		const char *end = memchr(text.p, '\n', text.n);
		size_t length = end != NULL ? (size_t)(end - text.p) : text.n;
		struct str line = str_slice(text, 0, length);
		if (!first && !strip_indent(&strip, &line))
			return false;
		if (!strip_line(&strip, line))
			return false;
		if (strip.end == END_OPEN)
			strip.depth++;
		first = false;
		text = str_skip(text, end != NULL ? length + 1 : length);
	}
	*n = strip.n;
	return strip.end == END_VALUE && strip.depth == layout_depth(layout);
}

/* The rule that the text seems to follow: by its first line and its last. */
static unsigned layout_guess(struct str text)
{
	ptrdiff_t last = str_find_last_char(text, '\n');
	size_t first_column = 0;
	size_t last_column = 0;
	size_t unit = 0;

	if (text.n < 2 || !is_open(text.p[0]) || text.p[1] != '\n')
		return LAYOUT_AS_IS;
	while (2 + first_column < text.n && text.p[2 + first_column] == ' ')
		first_column++;
	last_column = text.n - (size_t)last - 2;
	unit = first_column - last_column;
	if ((unit != 2 && unit != 4) || last_column % unit != 0 ||
	    last_column / unit >= LAYOUT_DEPTHS)
		return LAYOUT_AS_IS;
	return (unit == 2 ? LAYOUT_NARROW : LAYOUT_WIDE) + (unsigned)(last_column / unit);
}

unsigned layout_strip(struct arena *arena, struct str text, struct str *out)
{
	unsigned layout = layout_guess(text);
	struct arena_mark mark = arena_mark(arena);
	char *into = NULL;
	size_t n = 0;

	*out = text;
	if (layout == LAYOUT_AS_IS)
		return LAYOUT_AS_IS;
	into = arena_alloc(arena, text.n);
	if (!strip_by(text, layout, into, &n)) {
		arena_rewind(arena, mark);
		return LAYOUT_AS_IS;
	}
	*out = (struct str){into, n};
	return layout;
}

/* ---- putting it back --------------------------------------------------------------------- */

/* Bytes of the token at the front: a bracket, a comma, a colon, a string, or a word or number. */
static size_t token_length(struct str s)
{
	size_t i = 1;

	switch (s.p[0]) {
	case '{':
	case '}':
	case '[':
	case ']':
	case ',':
	case ':':
		return 1;
	case '"':
		return string_length(s) > 0 ? string_length(s) : s.n;
	}
	while (i < s.n && strchr("{}[],:\"", s.p[i]) == NULL)
		i++;
	return i;
}

/* Where the text is written to; NULL while only its length is asked for. */
struct lay {
	char *into;
	size_t n;
};

static void lay_token(struct lay *lay, struct str token)
{
	if (lay->into && token.n == 1)
		lay->into[lay->n] = token.p[0];
	else if (lay->into)
		memcpy(lay->into + lay->n, token.p, token.n);
	lay->n += token.n;
}

static void lay_break(struct lay *lay, size_t columns)
{
	if (lay->into) {
		lay->into[lay->n] = '\n';
		memset(lay->into + lay->n + 1, ' ', columns);
	}
	lay->n += 1 + columns;
}

static void lay_text(struct lay *lay, struct str text, unsigned layout)
{
	size_t unit = layout_unit(layout);
	size_t depth = layout_depth(layout);

	while (text.n > 0) {
		char c = text.p[0];
		size_t take = token_length(text);
		bool close = text.n > take && is_close(text.p[take]);
		lay_token(lay, str_slice(text, 0, take));
		text = str_skip(text, take);
		if (is_open(c) && close)
			continue;
		if (is_open(c))
			depth++;
		if (c == ':')
			lay_token(lay, STR(" "));
		else if (is_open(c) || c == ',')
			lay_break(lay, depth * unit);
		else if (close && depth > 0)
			lay_break(lay, --depth * unit);
	}
}

bool layout_is_known(unsigned layout)
{
	return layout == LAYOUT_AS_IS ||
	       (layout >= LAYOUT_WIDE && layout < LAYOUT_NARROW + LAYOUT_DEPTHS);
}

struct str layout_apply(struct arena *arena, struct str text, unsigned layout)
{
	struct lay lay = {NULL, 0};

	if (layout == LAYOUT_AS_IS || !layout_is_known(layout))
		return text;
	lay_text(&lay, text, layout);
	lay = (struct lay){arena_array(arena, lay.n + 1, 1), 0};
	lay_text(&lay, text, layout);
	return (struct str){lay.into, lay.n};
}
