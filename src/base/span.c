/* base/span.c - from a JSON pointer to the bytes, line and column that it names. */
#include "rolehop/base/span.h"

#include <string.h>

#include "rolehop/base/scan.h"
#include "rolehop/base/yaml.h"

void span_place(struct str text, size_t offset, size_t *line, size_t *column)
{
	if (offset > text.n)
		offset = text.n;
	*line = 1;
	size_t start = 0;
	for (size_t i = 0; i < offset; i++) {
		const char *feed = memchr(text.p + i, '\n', offset - i);
		if (!feed)
			break;
		i = (size_t)(feed - text.p);
		start = i + 1;
		++*line;
	}
	struct str before = str_slice(text, start, offset);
	*column = 1 + scan_characters(*line == 1 ? scan_after_mark(before) : before);
}

/* Is the string literal (quotes included) the name that the pointer token names? */
static bool span_name_is(struct str literal, struct str token)
{
	struct str inside = str_slice(literal, 1, literal.n - 1);
	size_t at = 0;
	size_t to = 0;
	while (at < inside.n) {
		char bytes[4];
		size_t n = scan_unescape(inside, &at, bytes);
		for (size_t i = 0; i < n; i++) {
			char c;
			if (to >= token.n || !scan_token(token, &to, &c) || c != bytes[i])
				return false;
		}
	}
	return to == token.n;
}

/* A place found: where the value begins, and its name (or itself). */
struct span_hit {
	bool found;
	size_t value;
	size_t key;
};

/* The last member of that name in the object at `at`. */
static struct span_hit span_member(struct str text, size_t at, struct str token)
{
	struct span_hit hit = {false, 0, 0};
	at = scan_space(text, at + 1);
	while (at < text.n && text.p[at] == '"') {
		size_t name = at;
		size_t name_end = scan_string(text, at);
		at = scan_space(text, name_end);
		if (at >= text.n || text.p[at] != ':')
			break;
		at = scan_space(text, at + 1);
		size_t end = scan_value(text, at);
		if (end > text.n)
			break;
		if (span_name_is(str_slice(text, name, name_end), token))
			hit = (struct span_hit){true, at, name};
		at = scan_space(text, end);
		if (at >= text.n || text.p[at] != ',')
			break;
		at = scan_space(text, at + 1);
	}
	return hit;
}

static struct span_hit span_element(struct str text, size_t at, struct str token)
{
	struct span_hit hit = {false, 0, 0};
	size_t index;
	if (!scan_index(token, &index))
		return hit;
	at = scan_space(text, at + 1);
	while (at < text.n && text.p[at] != ']') {
		size_t end = scan_value(text, at);
		if (end > text.n || end == at)
			return hit;
		if (index-- == 0)
			return (struct span_hit){true, at, at};
		at = scan_space(text, end);
		if (at >= text.n || text.p[at] != ',')
			return hit;
		at = scan_space(text, at + 1);
	}
	return hit;
}

bool span_find(struct str text, struct str pointer, struct span *out, size_t *key_from)
{
	struct span_hit hit = {true, 0, 0};
	if (yaml_is(text))
		return yaml_find(text, pointer, out, key_from);
	hit.value = scan_space(text, text.n - scan_after_mark(text).n);
	hit.key = hit.value;
	if (pointer.n > 0 && pointer.p[0] != '/')
		return false;
	struct str_split it = {str_skip(pointer, 1), pointer.n == 0};
	struct str token;
	while (hit.found && str_next(&it, '/', &token)) {
		if (hit.value >= text.n)
			return false;
		char open = text.p[hit.value];
		if (open == '{')
			hit = span_member(text, hit.value, token);
		else if (open == '[')
			hit = span_element(text, hit.value, token);
		else
			hit.found = false;
	}
	size_t end = hit.found ? scan_value(text, hit.value) : 0;
	if (!hit.found || end > text.n || end == hit.value)
		return false;
	out->from = hit.value;
	out->to = end;
	span_place(text, hit.value, &out->line, &out->column);
	size_t column;
	span_place(text, end, &out->end_line, &column);
	if (key_from)
		*key_from = hit.key;
	return true;
}
