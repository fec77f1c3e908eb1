/* base/scan.c - the small steps through a JSON text. */
#include "base/scan.h"

#include <string.h>

size_t scan_space(struct str text, size_t at)
{
	while (at < text.n && (text.p[at] == ' ' || text.p[at] == '\n' || text.p[at] == '\t' ||
			       text.p[at] == '\r'))
		at++;
	return at;
}

size_t scan_string(struct str text, size_t at)
{
	for (at++; at < text.n; at++) {
		if (text.p[at] == '"')
			return at + 1;
		if (text.p[at] == '\\')
			at++;
	}
	return text.n + 1;
}

/* Offset after a number or word. */
static size_t scan_word(struct str text, size_t at)
{
	static const char ends[] = " \n\t\r,:]}[{\"";
	while (at < text.n && !memchr(ends, text.p[at], sizeof(ends) - 1))
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
		} else if (depth > 0) {
			at++;
		} else {
			at = scan_word(text, at);
		}
		if (depth == 0)
			return at;
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
