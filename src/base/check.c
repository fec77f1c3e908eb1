/* base/check.c - the strict reading of a JSON text, with the place of what is wrong. */
#include <string.h>

#include "base/scan.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/map.h"
#include "rolehop/base/span.h"
#include "rolehop/base/vec.h"

/* An open bracket; `names` holds an object's members where repeats are refused. */
struct check_level {
	size_t at;
	struct map *names;
};

struct check {
	struct str text;
	const struct span_rules *rules;
	struct err *err;
	struct arena arena;
	struct vec levels; /* of struct check_level */
};

/* Line and column in the whole that the text is a part of. */
static void check_place(const struct check *check, size_t at, size_t *line, size_t *column)
{
	span_place(check->text, at, line, column);
	if (*line == 1 && check->rules->first_column > 1)
		*column += check->rules->first_column - 1;
	*line += check->rules->first_line ? check->rules->first_line - 1 : 0;
}

static bool check_fail(struct check *check, size_t at, const char *what)
{
	size_t line;
	size_t column;
	check_place(check, at, &line, &column);
	return err_set(check->err, ERR_INPUT, "line %zu, column %zu: %s", line, column, what);
}

/* The text ended inside something: say what is open, and since where. */
static bool check_cut_off(struct check *check)
{
	if (check->levels.n == 0)
		return check_fail(check, check->text.n,
				  scan_space(check->text, 0) == check->text.n
				      ? "there is nothing here"
				      : "the text ends too early");
	const struct check_level *level = vec_at(&check->levels, check->levels.n - 1);
	size_t line;
	size_t column;
	check_place(check, level->at, &line, &column);
	struct str what =
	    arena_printf(&check->arena,
			 "the text ends inside the %s that opens in line %zu, column %zu "
			 "(is the file cut off?)",
			 check->text.p[level->at] == '{' ? "object" : "array", line, column);
	return check_fail(check, check->text.n, what.p);
}

static long check_hex(struct str s, size_t at)
{
	long value = 0;
	for (size_t i = 0; i < 4; i++) {
		char c = at + i < s.n ? s.p[at + i] : 'x';
		const char *digits = "0123456789abcdef0123456789ABCDEF";
		const char *found = memchr(digits, c, 32);
		if (!found)
			return -1;
		value = value * 16 + (found - digits) % 16;
	}
	return value;
}

/* The escape at `at` (a backslash); moves *next after it. */
static bool check_escape(struct check *check, size_t at, size_t *next)
{
	struct str text = check->text;
	char c = at + 1 < text.n ? text.p[at + 1] : '\0';
	*next = at + 2;
	if (c != '\0' && strchr("\"\\/bfnrt", c))
		return true;
	if (c != 'u')
		return at + 1 < text.n ? check_fail(check, at, "this escape is not JSON's")
				       : check_cut_off(check);
	long code = check_hex(text, at + 2);
	*next = at + 6;
	if (code < 0)
		return check_fail(check, at, "\\u wants four hexadecimal digits");
	if (code == 0)
		return check_fail(check, at, "U+0000 in a string is refused");
	if (code >= 0xDC00 && code <= 0xDFFF)
		return check_fail(check, at, "a lone surrogate is no character");
	if (code < 0xD800 || code > 0xDBFF)
		return true;
	long low = at + 7 < text.n && text.p[at + 6] == '\\' && text.p[at + 7] == 'u'
		       ? check_hex(text, at + 8)
		       : -1;
	*next = at + 12;
	if (low < 0xDC00 || low > 0xDFFF)
		return check_fail(check, at, "a lone surrogate is no character");
	return true;
}

/* Something inside a string that is neither its end, an escape nor a printable ASCII character. */
static bool check_odd_byte(struct check *check, size_t at, size_t start, size_t *next)
{
	unsigned char c = (unsigned char)check->text.p[at];
	if (c == '\n')
		return check_fail(check, start, "the string is not closed in its line");
	if (c < 0x20) {
		struct str what = arena_printf(
		    &check->arena, "a raw control character (byte 0x%02X) in a string", c);
		return check_fail(check, at, what.p);
	}
	size_t n = scan_utf8(check->text, at);
	*next = at + n;
	if (n > 0)
		return true;
	struct str what = arena_printf(&check->arena, "byte 0x%02X is not UTF-8", c);
	return check_fail(check, at, what.p);
}

static bool check_string(struct check *check, size_t *at)
{
	size_t start = *at;
	size_t i = start + 1;
	while (i < check->text.n && check->text.p[i] != '"') {
		unsigned char c = (unsigned char)check->text.p[i];
		if (c == '\\') {
			if (!check_escape(check, i, &i))
				return false;
		} else if (c < 0x20 || c >= 0x80) {
			if (!check_odd_byte(check, i, start, &i))
				return false;
		} else {
			i++;
		}
	}
	if (i >= check->text.n)
		return check_fail(
		    check, start,
		    "the string that begins here is not closed (is the file cut off?)");
	*at = i + 1;
	return true;
}

static size_t check_digits(struct str text, size_t at)
{
	while (at < text.n && text.p[at] >= '0' && text.p[at] <= '9')
		at++;
	return at;
}

static bool check_number(struct check *check, size_t *at)
{
	struct str text = check->text;
	size_t i = *at + (text.p[*at] == '-');
	size_t end = i < text.n && text.p[i] == '0' ? i + 1 : check_digits(text, i);
	if (end == i)
		return check_fail(check, *at, "this is no number");
	i = end;
	if (i < text.n && text.p[i] == '.') {
		end = check_digits(text, i + 1);
		if (end == i + 1)
			return check_fail(check, *at, "digits are missing after the decimal point");
		i = end;
	}
	if (i < text.n && (text.p[i] == 'e' || text.p[i] == 'E')) {
		i++;
		if (i < text.n && (text.p[i] == '+' || text.p[i] == '-'))
			i++;
		end = check_digits(text, i);
		if (end == i)
			return check_fail(check, *at, "digits are missing in the exponent");
		i = end;
	}
	if (i < text.n && text.p[i] >= '0' && text.p[i] <= '9')
		return check_fail(check, *at, "a number may not begin with 0");
	*at = i;
	return true;
}

/* Names what stands where a value should. */
static const char *check_not_a_value(struct str text, size_t at)
{
	char c = text.p[at];
	if (c == '\'')
		return "strings stand in double quotes in JSON";
	if (c == '/' || c == '#')
		return "JSON has no comments";
	if (c == ',')
		return "a value is missing before this comma";
	if ((unsigned char)c < 0x20 || c == 0x7F)
		return "a control character: this is no text";
	if (c == '<')
		return "this looks like XML or HTML, not JSON";
	return "this is no JSON value";
}

static bool check_word(struct check *check, size_t *at)
{
	static const char *const words[] = {"true", "false", "null"};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct str word = str_from(words[i]);
		if (str_starts(str_skip(check->text, *at), word)) {
			*at += word.n;
			return true;
		}
	}
	unsigned char c = (unsigned char)check->text.p[*at];
	if (c >= 0x80 && scan_utf8(check->text, *at) == 0) {
		struct str what =
		    arena_printf(&check->arena, "byte 0x%02X is not UTF-8: this is no text", c);
		return check_fail(check, *at, what.p);
	}
	return check_fail(check, *at, check_not_a_value(check->text, *at));
}

/* A member's name with its colon; at ends before the value. */
static bool check_name(struct check *check, size_t *at)
{
	struct str text = check->text;
	if (*at >= text.n)
		return check_cut_off(check);
	if (text.p[*at] != '"')
		return check_fail(check, *at,
				  text.p[*at] == '}'
				      ? "a trailing comma before this"
				      : "a member's name in double quotes is missing here");
	size_t start = *at;
	if (!check_string(check, at))
		return false;
	struct check_level *level = vec_at(&check->levels, check->levels.n - 1);
	if (check->rules->refuse_repeats) {
		struct str name = str_slice(text, start, *at);
		if (!level->names) {
			level->names = arena_alloc(&check->arena, sizeof(*level->names));
			map_init(level->names, &check->arena);
		}
		if (map_find(level->names, name))
			return check_fail(check, start,
					  "this member stands here for the second time");
		map_put(level->names, name, level);
	}
	*at = scan_space(text, *at);
	if (*at >= text.n)
		return check_cut_off(check);
	if (text.p[*at] != ':')
		return check_fail(check, *at, "a colon is missing after the member's name");
	*at = scan_space(text, *at + 1);
	return true;
}

static bool check_open(struct check *check, size_t *at, bool *value_done)
{
	if (check->levels.n >= check->rules->max_depth) {
		struct str what = arena_printf(&check->arena, "nested over %zu levels deep",
					       check->rules->max_depth);
		return check_fail(check, *at, what.p);
	}
	char open = check->text.p[*at];
	struct check_level *level = vec_push(&check->levels);
	level->at = *at;
	*at = scan_space(check->text, *at + 1);
	if (*at < check->text.n && check->text.p[*at] == (open == '{' ? '}' : ']')) {
		vec_pop(&check->levels);
		++*at;
		*value_done = true;
		return true;
	}
	*value_done = false;
	return open == '{' ? check_name(check, at) : true;
}

/* After a value: closes brackets until another value is due (*more) or the outermost one has ended.
 */
static bool check_after(struct check *check, size_t *at, bool *more)
{
	struct str text = check->text;
	while (check->levels.n > 0) {
		const struct check_level *level = vec_at(&check->levels, check->levels.n - 1);
		bool object = text.p[level->at] == '{';
		*at = scan_space(text, *at);
		if (*at >= text.n)
			return check_cut_off(check);
		if (text.p[*at] == ',') {
			*at = scan_space(text, *at + 1);
			*more = true;
			if (object)
				return check_name(check, at);
			if (*at < text.n && text.p[*at] == ']')
				return check_fail(check, *at, "a trailing comma before this");
			return true;
		}
		if (text.p[*at] != (object ? '}' : ']'))
			return check_fail(check, *at,
					  text.p[*at] == '}' || text.p[*at] == ']'
					      ? "this bracket does not close the one that is open"
					      : "a comma is missing before this");
		vec_pop(&check->levels);
		++*at;
	}
	*more = false;
	return true;
}

/* A value up to its end, or into its first child. */
static bool check_value(struct check *check, size_t *at, bool *value_done)
{
	if (*at >= check->text.n)
		return check_cut_off(check);
	char c = check->text.p[*at];
	*value_done = true;
	if (c == '{' || c == '[')
		return check_open(check, at, value_done);
	if (c == '"')
		return check_string(check, at);
	if (c == '-' || (c >= '0' && c <= '9'))
		return check_number(check, at);
	return check_word(check, at);
}

static bool check_text(struct check *check)
{
	size_t at = scan_space(check->text, 0);
	bool more = true;
	while (more) {
		bool value_done;
		if (!check_value(check, &at, &value_done))
			return false;
		if (value_done && !check_after(check, &at, &more))
			return false;
	}
	at = scan_space(check->text, at);
	return at == check->text.n ||
	       check_fail(check, at, "there is more text after the end of the JSON");
}

bool span_check(struct str text, const struct span_rules *rules, struct err *err)
{
	struct check check = {.text = text, .rules = rules, .err = err};
	arena_init(&check.arena);
	vec_init(&check.levels, &check.arena, sizeof(struct check_level));
	bool ok = check_text(&check);
	arena_release(&check.arena);
	return ok;
}
