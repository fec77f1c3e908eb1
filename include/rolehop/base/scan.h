/* base/scan.h - the small steps through a text, eight bytes at a time, that several readers share.
 */
#ifndef ROLEHOP_BASE_SCAN_H
#define ROLEHOP_BASE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "rolehop/base/str.h"

size_t scan_space_from(struct str text, size_t at);

/* Offset of the first byte from `at` on that is no JSON white space. */
static inline size_t scan_space(struct str text, size_t at)
{
	return at < text.n && (unsigned char)text.p[at] > ' ' ? at : scan_space_from(text, at);
}

/* Offset of the first byte from `at` on that is not plain inside a string: a quote, a backslash, a
 * control character or a byte beyond ASCII. */
size_t scan_plain(struct str text, size_t at);

/* Offset after the string that begins at `at` (a quote); text.n + 1 where it is not closed. */
size_t scan_string(struct str text, size_t at);

/* Offset after the number or word that begins at `at`; `at` where there is none. */
size_t scan_word(struct str text, size_t at);

/* Offset after the value that begins at `at`, by brackets and quotes alone; text.n + 1 where it is
 * cut off. */
size_t scan_value(struct str text, size_t at);

/* Bytes of the UTF-8 character at `at`, or 0 where there is none (overlong, surrogate, beyond
 * U+10FFFF). */
size_t scan_utf8(struct str text, size_t at);

/* Characters in a UTF-8 text: bytes that continue no other. */
size_t scan_characters(struct str text);

/* The four hexadecimal digits at `at`, or -1. */
long scan_hex(struct str text, size_t at);

/* UTF-8 of a code point, surrogates included; the number of bytes. */
size_t scan_encode(unsigned long code, char out[4]);

/* One character of a string literal's inside at *at, which it moves, decoded; the number of bytes.
 */
size_t scan_unescape(struct str inside, size_t *at, char out[4]);

/* The part after a byte order mark at the front. */
struct str scan_after_mark(struct str text);

/* One byte of an RFC 6901 pointer's token at *at, ~0 and ~1 decoded; false where it is malformed.
 */
bool scan_token(struct str token, size_t *at, char *out);

/* The index that a pointer's token names: no sign, no leading zero. */
bool scan_index(struct str token, size_t *index);

/* Eight bytes at once, the first of them in the lowest bits. */
#define SCAN_EACH(byte) (UINT64_C(0x0101010101010101) * (uint64_t)(unsigned char)(byte))

/* There are eight bytes at `p`. */
static inline uint64_t scan_eight(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	return (uint64_t)u[0] | (uint64_t)u[1] << 8 | (uint64_t)u[2] << 16 | (uint64_t)u[3] << 24 |
	       (uint64_t)u[4] << 32 | (uint64_t)u[5] << 40 | (uint64_t)u[6] << 48 |
	       (uint64_t)u[7] << 56;
}

/* The highest bit of each byte that is `c`. */
static inline uint64_t scan_same(uint64_t eight, char c)
{
	uint64_t other = eight ^ SCAN_EACH(c);
	uint64_t low = (other & SCAN_EACH(0x7F)) + SCAN_EACH(0x7F);
	return ~(other | low) & SCAN_EACH(0x80);
}

/* Which byte is the first that has its highest bit set in `marks`, which has some. */
static inline size_t scan_first(uint64_t marks)
{
	uint64_t lowest = (marks & (~marks + 1)) >> 7; /* 1 << 8 * n */
	return (size_t)(lowest * UINT64_C(0x0001020304050607) >> 56);
}

/* Of the sixteen bytes at `p`, bit n set where byte n is `c`: by eight at once, on any processor.
 */
static inline unsigned scan_where_eights(const char *p, char c)
{
	/* moves the highest bits of eight bytes next to each other */
	const uint64_t gather = UINT64_C(0x0002040810204081);
	uint64_t low = scan_same(scan_eight(p), c) * gather >> 56;
	uint64_t high = scan_same(scan_eight(p + 8), c) * gather >> 56;
	return (unsigned)(low | high << 8);
}

/* The same, in the fastest way that this processor surely has. */
static inline unsigned scan_where(const char *p, char c)
{
#if defined(__SSE2__)
	__m128i same = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)p), _mm_set1_epi8(c));
	return (unsigned)_mm_movemask_epi8(same);
#else
	return scan_where_eights(p, c);
#endif
}

/* The lowest bit that is set in `marks`, which has some. */
static inline size_t scan_lowest(unsigned marks)
{
#if defined(__GNUC__)
	return (size_t)__builtin_ctz(marks);
#else
	size_t n = 0;
	for (; (marks & 1) == 0; marks >>= 1)
		n++;
	return n;
#endif
}

#endif
