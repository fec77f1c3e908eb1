/* store/layout.c - white space of JSON texts kept as one number where it follows a usual rule. */
#include <assert.h>
#include <string.h>

#include "rolehop/base/buf.h"
#include "store/private.h"

/*
 * The rules, as numbers in the file:
 *   LAYOUT_AS_IS     the text is stored as it came
 *   LAYOUT_SPACED    one line, ", " and ": " (Python's json.dumps)
 *   LAYOUT_WIDE + d  a member a line, four columns a level, d levels deep already (the AWS CLI)
 *   LAYOUT_NARROW + d  the same with two columns (jq, editors)
 * Empty arrays and objects are [] and {} in all of them.
 */
enum {
	LAYOUT_SPACED = 1,
	LAYOUT_WIDE = 2,
	LAYOUT_NARROW = 34,
	LAYOUT_DEPTHS = 32,
	LAYOUT_LEVELS = 256, /* deepest nesting that is laid out anew */
};

_Static_assert(LAYOUT_NARROW + LAYOUT_DEPTHS - 1 <= LAYOUT_MAX, "a layout fits seven bits");

/* One pass over a text. Both directions go through the same states, so one undoes the other. */
struct layout_walk {
	unsigned unit; /* columns a level; 0: all on one line */
	size_t depth;  /* levels of indentation here */
	size_t base;   /* depth at the start */
};

static struct layout_walk layout_start(unsigned layout)
{
	if (layout >= LAYOUT_NARROW)
		return (struct layout_walk){2, layout - LAYOUT_NARROW, layout - LAYOUT_NARROW};
	if (layout >= LAYOUT_WIDE)
		return (struct layout_walk){4, layout - LAYOUT_WIDE, layout - LAYOUT_WIDE};
	return (struct layout_walk){0, 0, 0};
}

/* Bytes of the string, number or word at the front of `s`. */
static size_t token_length(struct str s)
{
	size_t i = 1;

	if (s.p[0] != '"') {
		while (i < s.n && strchr(",:{}[] \t\r\n\"", s.p[i]) == NULL)
			i++;
		return i;
	}
	while (i < s.n && s.p[i] != '"')
		i += s.p[i] == '\\' ? 2 : 1;
	return i < s.n ? i + 1 : s.n;
}

static bool is_open(char c)
{
	return c == '{' || c == '[';
}

static bool is_close(char c)
{
	return c == '}' || c == ']';
}

/* The white space that the rule puts after `c`, given what follows; `line` says "new line here". */
static bool breaks_after(struct layout_walk *walk, char c, char next, bool *line)
{
	*line = false;
	if (is_open(c)) {
		walk->depth++;
		*line = !is_close(next);
	} else if (c == ',') {
		*line = true;
	} else if (c != ':') {
		*line = is_close(next);
	}
	if (is_close(next)) {
		if (walk->depth == walk->base)
			return false;
		walk->depth--;
	}
	return walk->depth - walk->base < LAYOUT_LEVELS;
}

/* Bytes of that white space in front of `rest` if it is there exactly, or -1. */
static ptrdiff_t space_length(const struct layout_walk *walk, char c, bool line, struct str rest)
{
	size_t wants = 0;

	if (walk->unit == 0 || !line) {
		wants = c == ':' || (c == ',' && walk->unit == 0) ? 1 : 0;
		if (rest.n < wants || (wants == 1 && rest.p[0] != ' '))
			return -1;
		return (ptrdiff_t)wants;
	}
	wants = 1 + walk->depth * walk->unit;
	if (rest.n < wants || rest.p[0] != '\n')
		return -1;
	for (size_t i = 1; i < wants; i++) {
		if (rest.p[i] != ' ')
			return -1;
	}
	return (ptrdiff_t)wants;
}

/* The first byte after white space, NUL at the end. */
static char next_byte(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (strchr(" \t\r\n", s.p[i]) == NULL || s.p[i] == '\0')
			return s.p[i];
	}
	return '\0';
}

static size_t piece_length(struct str s)
{
	return is_open(s.p[0]) || is_close(s.p[0]) || s.p[0] == ',' || s.p[0] == ':'
		   ? 1
		   : token_length(s);
}

static bool strip_by(struct str text, unsigned layout, char *into, size_t *n)
{
	struct layout_walk walk = layout_start(layout);
	size_t at = 0;

	*n = 0;
	while (at < text.n) {
		struct str rest = str_skip(text, at);
		size_t take = piece_length(rest);
		char c = rest.p[0];
		bool line = false;
		ptrdiff_t space = 0;

		if (strchr(" \t\r\n", c) != NULL)
			return false;
		memcpy(into + *n, rest.p, take);
		*n += take;
		at += take;
		rest = str_skip(text, at);
		if (rest.n == 0)
			return true;
		if (!breaks_after(&walk, c, next_byte(rest), &line))
			return false;
		space = space_length(&walk, c, line, rest);
		if (space < 0)
			return false;
		at += (size_t)space;
	}
	return true;
}

/* The rule that the text seems to follow: by its first line and its last. */
static unsigned layout_guess(struct str text)
{
	ptrdiff_t last = str_find_last_char(text, '\n');
	size_t first_column = 0;
	size_t last_column = 0;

	if (text.n < 2 || !is_open(text.p[0]) || is_close(text.p[1]))
		return LAYOUT_AS_IS;
	if (last < 0)
		return str_find(text, STR("\": ")) >= 0 ? LAYOUT_SPACED : LAYOUT_AS_IS;
	if (text.p[1] != '\n')
		return LAYOUT_AS_IS;
	while (2 + first_column < text.n && text.p[2 + first_column] == ' ')
		first_column++;
	last_column = text.n - (size_t)last - 2;
	if (first_column == last_column + 4 && last_column % 4 == 0 &&
	    last_column / 4 < LAYOUT_DEPTHS)
		return LAYOUT_WIDE + (unsigned)last_column / 4;
	if (first_column == last_column + 2 && last_column % 2 == 0 &&
	    last_column / 2 < LAYOUT_DEPTHS)
		return LAYOUT_NARROW + (unsigned)last_column / 2;
	return LAYOUT_AS_IS;
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

static void space_add(struct buf *buf, const struct layout_walk *walk, char c, bool line)
{
	if (walk->unit == 0 || !line) {
		if (c == ':' || (c == ',' && walk->unit == 0))
			buf_add_char(buf, ' ');
		return;
	}
	buf_add_char(buf, '\n');
	buf_add_repeat(buf, STR(" "), walk->depth * walk->unit);
}

struct str layout_apply(struct arena *arena, struct str text, unsigned layout)
{
	struct layout_walk walk = layout_start(layout);
	struct buf buf;
	size_t at = 0;

	if (layout == LAYOUT_AS_IS)
		return text;
	buf_init(&buf, arena, SIZE_MAX);
	while (at < text.n) {
		struct str rest = str_skip(text, at);
		size_t take = piece_length(rest);
		bool line = false;

		buf_add(&buf, str_slice(rest, 0, take));
		at += take;
		if (at == text.n || !breaks_after(&walk, rest.p[0], text.p[at], &line))
			continue;
		space_add(&buf, &walk, rest.p[0], line);
	}
	return buf_str(&buf);
}
