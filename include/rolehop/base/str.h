/* base/str.h - text as pointer and length, passed by value, never owned. */
#ifndef ROLEHOP_BASE_STR_H
#define ROLEHOP_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "rolehop/base/ascii.h"

/* Bytes that somebody else owns. An empty str has n == 0; p may then be NULL. */
struct str {
	const char *p;
	size_t n;
};

/* A str of a string literal; of a literal in a static table. */
#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_INIT(literal)                                                                          \
	{                                                                                          \
		"" literal, sizeof(literal) - 1                                                    \
	}

/* For printf("%.*s", STR_ARG(s)). */
#define STR_ARG(s) (int)(s).n, (s).p

/* The functions that judging calls millions of times are here, for the compiler to see through. */

/* The str of a C string; NULL gives the empty str. */
static inline struct str str_from(const char *cstr)
{
	return (struct str){cstr, cstr ? strlen(cstr) : 0};
}

static inline bool str_is_empty(struct str s)
{
	return s.n == 0;
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Are `n` bytes the same, but for the case of ASCII letters? */
bool str_same_nocase(const char *a, const char *b, size_t n);

/* The same letter in another case differs in this bit. */
enum { STR_CASE = 0x20 };

/* Most texts differ in their first byte: false where they surely do, but for the case of letters.
 */
static inline bool str_begins_alike(struct str s, char first)
{
	return s.n > 0 && ((s.p[0] ^ first) & ~STR_CASE) == 0;
}

/* What ends in _nocase knows the letters of ASCII alone. */
static inline bool str_starts_nocase(struct str s, struct str prefix)
{
	if (prefix.n == 0)
		return true;
	return s.n >= prefix.n && str_begins_alike(s, prefix.p[0]) &&
	       str_same_nocase(s.p, prefix.p, prefix.n);
}

static inline bool str_eq_nocase(struct str a, struct str b)
{
	return a.n == b.n && str_starts_nocase(a, b);
}

/* str_cmp, where the first bytes do not tell. */
int str_cmp_rest(struct str a, struct str b);

/* <0, 0, >0: byte order, a prefix comes first. */
static inline int str_cmp(struct str a, struct str b)
{
	if (a.n > 0 && b.n > 0 && a.p[0] != b.p[0])
		return (unsigned char)a.p[0] < (unsigned char)b.p[0] ? -1 : 1;
	return str_cmp_rest(a, b);
}

/* Is it one of these texts, which are in order? */
bool str_among(const struct str *sorted, size_t n, struct str text);

/* The part from `from` to before `to`, both cut to the length. */
static inline struct str str_slice(struct str s, size_t from, size_t to)
{
	if (to > s.n)
		to = s.n;
	if (from > to)
		from = to;
	return (struct str){s.p ? s.p + from : NULL, to - from};
}

static inline struct str str_skip(struct str s, size_t n)
{
	return str_slice(s, n, s.n);
}

static inline bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq((struct str){s.p, prefix.n}, prefix);
}

bool str_ends(struct str s, struct str suffix);

/* Index of the first occurrence, or -1. */
static inline ptrdiff_t str_find_char(struct str s, char c)
{
	const char *at = s.n ? (const char *)memchr(s.p, c, s.n) : NULL;
	return at ? at - s.p : -1;
}

/* What is before the first `c`; all of it where there is none. */
static inline struct str str_until(struct str s, char c)
{
	ptrdiff_t at = str_find_char(s, c);
	return at < 0 ? s : str_slice(s, 0, (size_t)at);
}

ptrdiff_t str_find_last_char(struct str s, char c);
ptrdiff_t str_find(struct str s, struct str needle);
bool str_contains(struct str s, struct str needle);
bool str_contains_nocase(struct str s, struct str needle);

/* What follows the last `c`; all of it where there is none. */
struct str str_after_last(struct str s, char c);

struct str str_trim(struct str s); /* ASCII white space at both ends */

/*
 * Takes the part before the first `sep` off the front of *rest (all of it where there is none) and
 * returns true; false once nothing is left. "a:" yields "a" and "".
 * Start with struct str_split it = {s, false}.
 */
struct str_split {
	struct str rest;
	bool done;
};
bool str_next(struct str_split *it, char sep, struct str *part);

/* A whole decimal number without sign, or false. */
bool str_to_size(struct str s, size_t *out);

/*
 * A whole decimal number ("-12.5e3" as JSON writes it; leading zeros too), rounded to the nearest
 * double whatever the locale; false for anything else, and for what no double but infinity or zero
 * comes near: two such numbers would look equal.
 */
bool str_to_double(struct str s, double *out);

/* The same, infinity and zero included; 0 for what is no number. */
double str_nearest_double(struct str s);

unsigned long long str_hash(struct str s);

/* For qsort over arrays of struct str. */
int str_qsort(const void *a, const void *b);

#endif
