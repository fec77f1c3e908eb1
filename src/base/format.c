/* base/format.c - what vsnprintf does, and quickly what sentences are made of: texts and whole
 * numbers. */
#include "rolehop/base/format.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Text that is cut at its room, and its whole length. */
struct format {
	char *out;
	size_t room;
	size_t n;
};

static void format_add(struct format *to, const char *p, size_t n)
{
	if (to->n + n < to->room)
		memcpy(to->out + to->n, p, n);
	else if (to->n + 1 < to->room)
		memcpy(to->out + to->n, p, to->room - 1 - to->n);
	to->n += n;
}

static void format_number(struct format *to, size_t value, bool negative)
{
	char digits[24];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	if (negative)
		digits[--at] = '-';
	format_add(to, digits + at, sizeof(digits) - at);
}

/* "%.*s": the text ends at its length, or before at a NUL. */
static bool format_cut(struct format *to, int length, const char *p)
{
	if (length == 0)
		return true;
	if (length < 0 || p == NULL)
		return false;
	format_add(to, p, strnlen(p, (size_t)length));
	return true;
}

static bool format_cstr(struct format *to, const char *p)
{
	if (p != NULL)
		format_add(to, p, strlen(p));
	return p != NULL;
}

static void format_int(struct format *to, int value)
{
	format_number(to, value < 0 ? 0 - (size_t)value : (size_t)value, value < 0);
}

/* All of it, or false where there is something that only vsnprintf knows. */
static bool ATTR_PRINTF(2, 0) format_all(struct format *to, const char *fmt, va_list args)
{
	for (const char *at; (at = strchr(fmt, '%')) != NULL;) {
		format_add(to, fmt, (size_t)(at - fmt));
		fmt = at + 2;
		if (at[1] == 's') {
			if (!format_cstr(to, va_arg(args, const char *)))
				return false;
		} else if (at[1] == '.' && at[2] == '*' && at[3] == 's') {
			int length = va_arg(args, int);
			if (!format_cut(to, length, va_arg(args, const char *)))
				return false;
			fmt = at + 4;
		} else if (at[1] == 'z' && at[2] == 'u') {
			format_number(to, va_arg(args, size_t), false);
			fmt = at + 3;
		} else if (at[1] == 'd') {
			format_int(to, va_arg(args, int));
		} else if (at[1] == 'u') {
			format_number(to, va_arg(args, unsigned), false);
		} else {
			return false;
		}
	}
	format_add(to, fmt, strlen(fmt));
	return to->n <= INT_MAX;
}

int format_text(char *out, size_t room, const char *fmt, va_list args)
{
	struct format to = {out, room, 0};
	va_list again;
	int n;

	va_copy(again, args);
	if (format_all(&to, fmt, args)) {
		n = (int)to.n;
		if (room > 0)
			out[to.n < room ? to.n : room - 1] = '\0';
	} else {
		n = vsnprintf(out, room, fmt, again);
	}
	va_end(again);
	return n;
}
