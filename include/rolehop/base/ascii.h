/* base/ascii.h - letters and digits of ASCII, whatever the locale is. */
#ifndef ROLEHOP_BASE_ASCII_H
#define ROLEHOP_BASE_ASCII_H

#include <stdbool.h>

/* A byte, signed or not; what is beyond ASCII is neither a letter nor a digit. */

static inline bool ascii_is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_is_lower(int c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool ascii_is_upper(int c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool ascii_is_letter(int c)
{
	return ascii_is_lower(c) || ascii_is_upper(c);
}

static inline bool ascii_is_alnum(int c)
{
	return ascii_is_letter(c) || ascii_is_digit(c);
}

/* What a hexadecimal digit stands for, in either case; -1 for other bytes. */
static inline int ascii_hex(int c)
{
	if (ascii_is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The letter in the other case; other bytes stay. */

static inline char ascii_lower(char c)
{
	return ascii_is_upper(c) ? (char)(c + ('a' - 'A')) : c;
}

static inline char ascii_upper(char c)
{
	return ascii_is_lower(c) ? (char)(c - ('a' - 'A')) : c;
}

#endif
