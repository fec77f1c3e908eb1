/* base/check.c - the strict reading of a JSON text, with the place of what is wrong. */
#include "base/check.h"

#include <stdio.h>
#include <string.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/map.h"
#include "rolehop/base/scan.h"

/* An open bracket; `names` holds an object's members where repeats are refused. */
struct check_level {
	size_t at;
	struct map *names;
};

struct check {
	struct str text;
	const struct span_rules *rules;
	bool whole;
	bool ran_out; /* the failure is that the text ended */
	struct err *err;
	size_t end; /* of the value */
	struct arena arena;
	struct check_level *levels;
	size_t depth;
	size_t cap;
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

static char check_bracket(const struct check *check)
{
	return check->text.p[check->levels[check->depth - 1].at];
}

/* Where the innermost bracket opens that is still open. */
static struct str check_opened(struct check *check)
{
	size_t line;
	size_t column;
	check_place(check, check->levels[check->depth - 1].at, &line, &column);
	return arena_printf(&check->arena, "the %s that opens in line %zu, column %zu",
			    check_bracket(check) == '{' ? "object" : "array", line, column);
}

/* The text ended inside something: say what is open, and since where. */
static bool check_cut_off(struct check *check)
{
	check->ran_out = true;
	if (!check->whole)
		return false;
	size_t end = check->text.n;
	if (check->depth == 0)
		return check_fail(check, end,
				  scan_space(check->text, 0) == end
				      ? "the text is empty"
				      : "the text ends inside a value (is the file cut off?)");
	struct str opened = check_opened(check);
	struct str what = arena_printf(&check->arena,
				       "the text ends inside %.*s (is the file "
				       "cut off?)",
				       STR_ARG(opened));
	return check_fail(check, end, what.p);
}

static bool check_unclosed(struct check *check, size_t start)
{
	check->ran_out = true;
	if (!check->whole)
		return false;
	struct str within = STR("");
	if (check->depth > 0) {
		struct str opened = check_opened(check);
		within = arena_printf(&check->arena, ", inside %.*s", STR_ARG(opened));
	}
	struct str what = arena_printf(&check->arena,
				       "the string that begins here is not closed%.*s "
				       "(is the file cut off?)",
				       STR_ARG(within));
	return check_fail(check, start, what.p);
}

/* Says what is odd at `at`, or else `expected`; where more text could tell, asks for it. */
static bool check_expected(struct check *check, size_t at, const char *expected)
{
	char what[CHECK_ODD_MAX];
	if (!check->whole && check->text.n - at < CHECK_AHEAD)
		return check_cut_off(check);
	return check_fail(check, at, check_odd(check->text, at, what) ? what : expected);
}

/* The escape at `at` (a backslash); moves *next after it. */
static bool check_escape(struct check *check, size_t at, size_t *next)
{
	struct str text = check->text;
	char c = text.p[at + 1];
	*next = at + 2;
	if (c != '\0' && strchr("\"\\/bfnrt", c))
		return true;
	if (c != 'u')
		return check_fail(check, at, "this escape is not JSON's");
	long code = scan_hex(text, at + 2);
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
		       ? scan_hex(text, at + 8)
		       : -1;
	*next = at + 12;
	if (low < 0xDC00 || low > 0xDFFF)
		return check_fail(check, at, "a lone surrogate is no character");
	return true;
}

/* An escape, told apart from one that the end of the text cuts. */
static bool check_escape_at(struct check *check, size_t at, size_t start, size_t *next)
{
	struct str rest = str_skip(check->text, at);
	bool unicode = rest.n > 1 && rest.p[1] == 'u';
	bool pair = unicode && rest.n > 2 && (rest.p[2] == 'd' || rest.p[2] == 'D');
	size_t need = pair ? 12 : unicode ? 6 : 2;
	if (rest.n < 2 || (rest.n < need && (!check->whole || str_find_char(rest, '"') < 0)))
		return check_unclosed(check, start);
	return check_escape(check, at, next);
}

/* Might the end of the text have cut a UTF-8 character that begins at `at`? */
static bool check_is_cut(struct str text, size_t at)
{
	unsigned char lead = (unsigned char)text.p[at];
	struct str rest = str_skip(text, at + 1);
	return lead >= 0xC2 && lead <= 0xF4 && rest.n < 3 && scan_characters(rest) == 0;
}

/* Something inside a string that is neither its end, an escape nor a printable ASCII character. */
static bool check_odd_byte(struct check *check, size_t at, size_t start, size_t *next)
{
	unsigned char c = (unsigned char)check->text.p[at];
	char what[CHECK_ODD_MAX];
	if (c == '\n' || c == '\r')
		return check_fail(check, start, "the string is not closed in its line");
	if (c < 0x20) {
		snprintf(what, sizeof(what), "a raw control character (byte 0x%02X) in a string",
			 c);
		return check_fail(check, at, what);
	}
	size_t n = scan_utf8(check->text, at);
	*next = at + n;
	if (n > 0)
		return true;
	if (check_is_cut(check->text, at))
		return check_unclosed(check, start);
	check_odd(check->text, at, what);
	return check_fail(check, at, what);
}

static bool check_string(struct check *check, size_t *at)
{
	struct str text = check->text;
	size_t start = *at;
	size_t i = scan_plain(text, start + 1);
	while (i < text.n && text.p[i] != '"') {
		bool good = text.p[i] == '\\' ? check_escape_at(check, i, start, &i)
					      : check_odd_byte(check, i, start, &i);
		if (!good)
			return false;
		i = scan_plain(text, i);
	}
	if (i >= text.n)
		return check_unclosed(check, start);
	*at = i + 1;
	return true;
}

static size_t check_digits(struct str text, size_t at)
{
	while (at < text.n && ascii_is_digit(text.p[at]))
		at++;
	return at;
}

/* What is wrong with a number, or NULL. */
static const char *check_number_fault(struct str number)
{
	size_t i = number.n > 0 && number.p[0] == '-';
	size_t end = check_digits(number, i);
	if (end == i)
		return "this is no number";
	if (number.p[i] == '0' && end > i + 1)
		return "a number may not begin with 0";
	i = end;
	if (i < number.n && number.p[i] == '.') {
		end = check_digits(number, i + 1);
		if (end == i + 1)
			return "digits are missing after the decimal point";
		i = end;
	}
	if (i < number.n && (number.p[i] == 'e' || number.p[i] == 'E')) {
		i++;
		i += i < number.n && (number.p[i] == '+' || number.p[i] == '-');
		end = check_digits(number, i);
		if (end == i)
			return "digits are missing in the exponent";
		i = end;
	}
	return i < number.n ? "this is no number" : NULL;
}

bool check_is_number(struct str number)
{
	return check_number_fault(number) == NULL;
}

static bool check_number(struct check *check, size_t *at)
{
	size_t end = scan_word(check->text, *at);
	if (end == check->text.n && !check->whole)
		return check_cut_off(check);
	struct str number = str_slice(check->text, *at, end);
	const char *fault = check_number_fault(number);
	if (fault && end == check->text.n && check->depth > 0)
		return check_cut_off(check);
	if (fault)
		return check_fail(check, *at, fault);
	*at = end;
	return true;
}

static bool check_word(struct check *check, size_t *at)
{
	static const char *const words[] = {"true", "false", "null"};
	size_t end = scan_word(check->text, *at);
	struct str word = str_slice(check->text, *at, end);
	if (!check->whole && (end == check->text.n || check->text.n - *at < CHECK_AHEAD))
		return check_cut_off(check);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (str_eq(word, str_from(words[i]))) {
			*at = end;
			return true;
		}
		if (word.n > 0 && end == check->text.n && str_starts(str_from(words[i]), word))
			return check_cut_off(check);
	}
	char what[CHECK_ODD_MAX];
	check_no_value(check->text, *at, what);
	return check_fail(check, *at, what);
}

/* The name of the literal between `from` and `to`, its escapes decoded. */
static struct str check_decode(struct check *check, size_t from, size_t to)
{
	struct str inside = str_slice(check->text, from + 1, to - 1);
	if (str_find_char(inside, '\\') < 0)
		return inside;
	char *name = arena_alloc(&check->arena, inside.n);
	size_t n = 0;
	for (size_t at = 0; at < inside.n;) {
		char bytes[4];
		size_t got = scan_unescape(inside, &at, bytes);
		memcpy(name + n, bytes, got);
		n += got;
	}
	return (struct str){name, n};
}

/* Refuses a name that the object already has. */
static bool check_repeat(struct check *check, size_t from, size_t to)
{
	struct check_level *level = &check->levels[check->depth - 1];
	struct str name = check_decode(check, from, to);
	if (!level->names) {
		level->names = arena_alloc(&check->arena, sizeof(*level->names));
		map_init(level->names, &check->arena);
	}
	const size_t *seen = map_find(level->names, name);
	if (seen) {
		size_t line;
		size_t column;
		check_place(check, *seen, &line, &column);
		struct str what = arena_printf(&check->arena,
					       "this member stands here for the second time "
					       "(first in line %zu, column %zu)",
					       line, column);
		return check_fail(check, from, what.p);
	}
	size_t *first = arena_alloc(&check->arena, sizeof(*first));
	*first = from;
	map_put(level->names, name, first);
	return true;
}

/* A member's name with its colon; at ends before the value. */
static bool check_name(struct check *check, size_t *at)
{
	struct str text = check->text;
	if (*at >= text.n)
		return check_cut_off(check);
	if (text.p[*at] != '"')
		return check_expected(check, *at,
				      "a member's name in double quotes is missing here");
	size_t start = *at;
	if (!check_string(check, at))
		return false;
	if (check->rules->refuse_repeats && !check_repeat(check, start, *at))
		return false;
	*at = scan_space(text, *at);
	if (*at >= text.n)
		return check_cut_off(check);
	if (text.p[*at] != ':')
		return check_expected(check, *at, "a colon is missing after the member's name");
	*at = scan_space(text, *at + 1);
	return true;
}

static void check_push(struct check *check, size_t at)
{
	if (check->depth == check->cap) {
		size_t cap = check->cap ? check->cap * 2 : 32;
		check->levels =
		    arena_grow(&check->arena, check->levels, check->cap * sizeof(*check->levels),
			       cap * sizeof(*check->levels));
		check->cap = cap;
	}
	check->levels[check->depth++] = (struct check_level){at, NULL};
}

static bool check_open(struct check *check, size_t *at, bool *value_done)
{
	if (check->depth >= check->rules->max_depth) {
		char what[CHECK_ODD_MAX];
		snprintf(what, sizeof(what), "nested over %zu levels deep",
			 check->rules->max_depth);
		return check_fail(check, *at, what);
	}
	char open = check->text.p[*at];
	check_push(check, *at);
	*at = scan_space(check->text, *at + 1);
	*value_done = *at < check->text.n && check->text.p[*at] == (open == '{' ? '}' : ']');
	if (*value_done) {
		check->depth--;
		++*at;
		return true;
	}
	return open == '[' || check_name(check, at);
}

/* After the comma at `comma`: the next value is due. */
static bool check_comma(struct check *check, size_t comma, size_t *at)
{
	*at = scan_space(check->text, comma + 1);
	if (*at >= check->text.n)
		return check_cut_off(check);
	if (check->text.p[*at] == '}' || check->text.p[*at] == ']')
		return check_fail(check, comma, "a trailing comma: nothing follows it");
	return check_bracket(check) == '[' || check_name(check, at);
}

/* After a value: closes brackets until another value is due (*more) or the outermost has ended. */
static bool check_after(struct check *check, size_t *at, bool *more)
{
	struct str text = check->text;
	for (; check->depth > 0; check->depth--, ++*at) {
		*at = scan_space(text, *at);
		if (*at >= text.n)
			return check_cut_off(check);
		char c = text.p[*at];
		if (c == ',') {
			*more = true;
			return check_comma(check, *at, at);
		}
		if (c == (check_bracket(check) == '{' ? '}' : ']'))
			continue;
		if (c != '}' && c != ']')
			return check_expected(check, *at, "a comma is missing before this");
		struct str opened = check_opened(check);
		struct str what = arena_printf(&check->arena, "this bracket does not close %.*s",
					       STR_ARG(opened));
		return check_fail(check, *at, what.p);
	}
	*more = false;
	return true;
}

/* A value up to its end, or into its first child. */
static bool check_begin(struct check *check, size_t *at, bool *value_done)
{
	if (*at >= check->text.n)
		return check_cut_off(check);
	char c = check->text.p[*at];
	*value_done = true;
	if (c == '{' || c == '[')
		return check_open(check, at, value_done);
	if (c == '"')
		return check_string(check, at);
	if (c == '-' || ascii_is_digit(c))
		return check_number(check, at);
	return check_word(check, at);
}

static bool check_run(struct check *check)
{
	size_t at = scan_space(check->text, 0);
	bool more = true;
	while (more) {
		bool value_done = true;
		if (!check_begin(check, &at, &value_done))
			return false;
		if (value_done && !check_after(check, &at, &more))
			return false;
	}
	check->end = at;
	return true;
}

enum check_result check_value(struct str text, const struct span_rules *rules, bool whole,
			      size_t *end, struct err *err)
{
	struct check check = {.text = text, .rules = rules, .whole = whole, .err = err};
	arena_init(&check.arena);
	bool good = check_run(&check);
	arena_release(&check.arena);
	*end = check.end;
	if (good)
		return CHECK_GOOD;
	return check.ran_out && !whole ? CHECK_SHORT : CHECK_BAD;
}

bool span_check(struct str text, const struct span_rules *rules, struct err *err)
{
	size_t end;
	if (check_value(text, rules, true, &end, err) != CHECK_GOOD)
		return false;
	size_t at = scan_space(text, end);
	if (at == text.n)
		return true;
	struct check check = {.text = text, .rules = rules, .whole = true, .err = err};
	return check_expected(&check, at, "there is more text after the end of the JSON");
}
