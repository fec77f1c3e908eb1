/* base/span.c - from a JSON pointer to the bytes, line and column that it names. */
#include "rolehop/base/span.h"

#include <string.h>

#include "base/scan.h"

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
	*column = 1;
	for (size_t i = start; i < offset; i++)
		*column += ((unsigned char)text.p[i] & 0xC0) != 0x80;
}

/* Four hexadecimal digits, or -1. */
static long span_hex(struct str s, size_t at)
{
	long value = 0;
	for (size_t i = 0; i < 4; i++) {
		char c = at + i < s.n ? s.p[at + i] : 'x';
		int digit = c >= '0' && c <= '9'   ? c - '0'
			    : c >= 'a' && c <= 'f' ? c - 'a' + 10
			    : c >= 'A' && c <= 'F' ? c - 'A' + 10
						   : -1;
		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* UTF-8 of a code point; the number of bytes. */
static size_t span_encode(unsigned long code, char out[4])
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	size_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
	for (size_t i = n - 1; i > 0; i--, code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3F));
	out[0] = (char)(lead[n] | code);
	return n;
}

/* One character of a string literal's inside at *at, decoded into out; the number of bytes. */
static size_t span_unescape(struct str s, size_t *at, char out[4])
{
	static const char from[] = "bfnrt";
	static const char to[] = "\b\f\n\r\t";
	out[0] = s.p[(*at)++];
	if (out[0] != '\\' || *at >= s.n)
		return 1;
	out[0] = s.p[(*at)++];
	const char *named = memchr(from, out[0], sizeof(from) - 1);
	if (named)
		out[0] = to[named - from];
	if (out[0] != 'u' || named)
		return 1;
	long code = span_hex(s, *at);
	*at += 4;
	if (code >= 0xD800 && code < 0xDC00 && *at + 6 <= s.n && s.p[*at] == '\\' &&
	    s.p[*at + 1] == 'u') {
		long low = span_hex(s, *at + 2);
		code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
		*at += 6;
	}
	return span_encode(code < 0 ? 0xFFFD : (unsigned long)code, out);
}

/* One byte of a pointer token, ~0 and ~1 decoded. */
static char span_token_char(struct str token, size_t *at)
{
	char c = token.p[(*at)++];
	if (c != '~' || *at >= token.n)
		return c;
	return token.p[(*at)++] == '1' ? '/' : '~';
}

/* Is the string literal (quotes included) the name that the pointer token names? */
static bool span_name_is(struct str literal, struct str token)
{
	struct str inside = str_slice(literal, 1, literal.n - 1);
	size_t at = 0;
	size_t to = 0;
	while (at < inside.n) {
		char bytes[4];
		size_t n = span_unescape(inside, &at, bytes);
		for (size_t i = 0; i < n; i++)
			if (to >= token.n || span_token_char(token, &to) != bytes[i])
				return false;
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
	if (!str_to_size(token, &index))
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
	struct span_hit hit = {true, scan_space(text, 0), 0};
	hit.key = hit.value;
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
