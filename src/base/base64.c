/* base/base64.c - text to base64 and back. */
#include "rolehop/base/base64.h"

#include <string.h>

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool base64_add(struct buf *buf, struct str text)
{
	for (size_t i = 0; i < text.n; i += 3) {
		size_t n = text.n - i < 3 ? text.n - i : 3;
		unsigned long bits = 0;
		for (size_t k = 0; k < 3; k++)
			bits = bits << 8 | (k < n ? (unsigned char)text.p[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			buf_add_char(buf, k <= n ? base64_digits[bits >> (18 - 6 * k) & 63] : '=');
	}
	return !buf->over;
}

int base64_digit(char c)
{
	const char *digit = memchr(base64_digits, c, sizeof(base64_digits) - 1);
	return digit ? (int)(digit - base64_digits) : -1;
}

/* Four digits, of which the last `padding` are '='; unused bits are 0. */
static bool base64_four(const char *p, size_t padding, unsigned long *bits)
{
	*bits = 0;
	for (size_t k = 0; k < 4; k++) {
		int digit = k + padding < 4 ? base64_digit(p[k]) : 0;
		if (digit < 0)
			return false;
		*bits = *bits << 6 | (unsigned long)digit;
	}
	return (*bits & ((1UL << 8 * padding) - 1)) == 0;
}

bool base64_decode(struct arena *arena, struct str text, struct str *out)
{
	size_t padding = str_ends(text, STR("==")) ? 2 : str_ends(text, STR("="));
	if (text.n % 4 != 0)
		return false;
	size_t n = text.n / 4 * 3 - padding;
	char *bytes = arena_alloc(arena, text.n / 4 * 3 + 1);
	for (size_t i = 0; i < text.n; i += 4) {
		unsigned long bits;
		if (!base64_four(text.p + i, i + 4 == text.n ? padding : 0, &bits))
			return false;
		for (size_t k = 0; k < 3; k++)
			bytes[i / 4 * 3 + k] = (char)(bits >> (16 - 8 * k) & 0xFF);
	}
	bytes[n] = '\0';
	*out = (struct str){bytes, n};
	return true;
}
