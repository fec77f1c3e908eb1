/* base/scan.c - the small steps through a JSON text. */
#include "rolehop/base/scan.h"

#include <string.h>

size_t scan_space_from(struct str text, size_t at)
{
	while (at < text.n && (text.p[at] == ' ' || text.p[at] == '\n' || text.p[at] == '\t' ||
			       text.p[at] == '\r')) {
		for (at++; at + 8 <= text.n; at += 8) {
			uint64_t marks = ~scan_same(scan_eight(text.p + at), ' ') & SCAN_EACH(0x80);
			if (marks == 0)
				continue;
			at += scan_first(marks);
			break;
		}
	}
	return at;
}

/* Marks what is a quote, a backslash, below 0x20 or beyond ASCII. A borrow between bytes can only
 * mark too much behind a byte that is marked with right. */
static uint64_t scan_marks(uint64_t eight)
{
	uint64_t quote = (eight ^ SCAN_EACH('"')) - SCAN_EACH(1);
	uint64_t slash = (eight ^ SCAN_EACH('\\')) - SCAN_EACH(1);
	uint64_t control = eight - SCAN_EACH(0x20);
	return (eight | quote | slash | control) & SCAN_EACH(0x80);
}

static bool scan_is_plain(char c)
{
	unsigned char u = (unsigned char)c;
	return u >= 0x20 && u < 0x80 && u != '"' && u != '\\';
}

size_t scan_plain(struct str text, size_t at)
{
	for (; at + 8 <= text.n; at += 8) {
		uint64_t marks = scan_marks(scan_eight(text.p + at));
		if (marks != 0)
			return at + scan_first(marks);
	}
	while (at < text.n && scan_is_plain(text.p[at]))
		at++;
	return at;
}

size_t scan_string(struct str text, size_t at)
{
	for (at = scan_plain(text, at + 1); at < text.n; at = scan_plain(text, at + 1)) {
		if (text.p[at] == '"')
			return at + 1;
		if (text.p[at] == '\\')
			at++;
	}
	return text.n + 1;
}

static bool scan_is_word(char c)
{
	return ascii_is_alnum(c) || c == '-' || c == '+' || c == '.' || c == '_' || c == '$';
}

size_t scan_word(struct str text, size_t at)
{
	while (at < text.n && scan_is_word(text.p[at]))
		at++;
	return at;
}

/* Offset of the first quote or bracket from `at` on. */
static size_t scan_turn(struct str text, size_t at)
{
	for (; at + 16 <= text.n; at += 16) {
		const char *p = text.p + at;
		unsigned marks = scan_where(p, '"') | scan_where(p, '{') | scan_where(p, '}') |
				 scan_where(p, '[') | scan_where(p, ']');
		if (marks != 0)
			return at + scan_lowest(marks);
	}
	while (at < text.n && memchr("\"{}[]", text.p[at], 5) == NULL)
		at++;
	return at;
}

size_t scan_value(struct str text, size_t at)
{
	size_t depth = 0;
	while (at < text.n) {
		char c = text.p[at];
		if (c == '"') {
			at = scan_string(text, at);
		} else if (c == '{' || c == '[') {
			depth++;
			at++;
		} else if (c == '}' || c == ']') {
			if (depth == 0)
				return at;
			depth--;
			at++;
		} else {
			return scan_word(text, at);
		}
		if (depth == 0)
			return at;
		at = scan_turn(text, at);
	}
	return text.n + 1;
}

/* Continuation bytes that follow a lead byte, and the range of the first of them; 0 for no lead
 * byte. */
static size_t scan_utf8_follow(unsigned char lead, unsigned char *low, unsigned char *high)
{
	*low = 0x80;
	*high = 0xBF;
	if (lead >= 0xC2 && lead <= 0xDF)
		return 1;
	if (lead >= 0xE0 && lead <= 0xEF) {
		*low = lead == 0xE0 ? 0xA0 : 0x80;
		*high = lead == 0xED ? 0x9F : 0xBF;
		return 2;
	}
	if (lead >= 0xF0 && lead <= 0xF4) {
		*low = lead == 0xF0 ? 0x90 : 0x80;
		*high = lead == 0xF4 ? 0x8F : 0xBF;
		return 3;
	}
	return 0;
}

size_t scan_utf8(struct str text, size_t at)
{
	unsigned char lead = (unsigned char)text.p[at];
	if (lead < 0x80)
		return 1;
	unsigned char low;
	unsigned char high;
	size_t follow = scan_utf8_follow(lead, &low, &high);
	if (follow == 0 || text.n - at <= follow)
		return 0;
	for (size_t i = 1; i <= follow; i++) {
		unsigned char c = (unsigned char)text.p[at + i];
		if (c < low || c > high)
			return 0;
		low = 0x80;
		high = 0xBF;
	}
	return follow + 1;
}

size_t scan_characters(struct str text)
{
	size_t n = text.n;
	size_t at = 0;
	for (; at + 8 <= text.n; at += 8) {
		uint64_t eight = scan_eight(text.p + at);
		uint64_t continues = eight & ~(eight << 1) & SCAN_EACH(0x80);
		n -= (size_t)((continues >> 7) * SCAN_EACH(1) >> 56);
	}
	for (; at < text.n; at++)
		n -= ((unsigned char)text.p[at] & 0xC0) == 0x80;
	return n;
}

long scan_hex(struct str text, size_t at)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	long value = 0;
	for (size_t i = 0; i < 4; i++) {
		char c = at + i < text.n ? text.p[at + i] : 'x';
		const char *found = memchr(digits, c, sizeof(digits) - 1);
		if (!found)
			return -1;
		value = value * 16 + (found - digits) % 16;
	}
	return value;
}

size_t scan_encode(unsigned long code, char out[4])
{
	static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--, code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3F));
	out[0] = (char)(n == 1 ? code : lead[n] | code);
	return n;
}

/* The \uXXXX whose digits begin at *at, with the second half of a pair. */
static unsigned long scan_unescape_code(struct str inside, size_t *at)
{
	long code = scan_hex(inside, *at);
	*at = *at + 4 < inside.n ? *at + 4 : inside.n;
	if (code < 0)
		return 0xFFFD;
	if (code < 0xD800 || code > 0xDBFF || inside.n - *at < 6 || inside.p[*at] != '\\' ||
	    inside.p[*at + 1] != 'u')
		return (unsigned long)code;
	long low = scan_hex(inside, *at + 2);
	if (low < 0xDC00 || low > 0xDFFF)
		return (unsigned long)code;
	*at += 6;
	return 0x10000UL + ((unsigned long)(code - 0xD800) << 10) + (unsigned long)(low - 0xDC00);
}

size_t scan_unescape(struct str inside, size_t *at, char out[4])
{
	static const char from[] = "bfnrt";
	static const char to[] = "\b\f\n\r\t";
	out[0] = inside.p[(*at)++];
	if (out[0] != '\\' || *at >= inside.n)
		return 1;
	out[0] = inside.p[(*at)++];
	if (out[0] == 'u')
		return scan_encode(scan_unescape_code(inside, at), out);
	const char *named = memchr(from, out[0], sizeof(from) - 1);
	if (named)
		out[0] = to[named - from];
	return 1;
}

struct str scan_after_mark(struct str text)
{
	return str_starts(text, STR("\xEF\xBB\xBF")) ? str_skip(text, 3) : text;
}

bool scan_token(struct str token, size_t *at, char *out)
{
	*out = token.p[(*at)++];
	if (*out != '~')
		return true;
	char c = *at < token.n ? token.p[(*at)++] : '\0';
	*out = c == '1' ? '/' : '~';
	return c == '0' || c == '1';
}

bool scan_index(struct str token, size_t *index)
{
	return str_to_size(token, index) && (token.n == 1 || token.p[0] != '0');
}
