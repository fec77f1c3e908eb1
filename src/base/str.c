/* base/str.c - text as pointer and length. */
#include "rolehop/base/str.h"

#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool str_same_nocase(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i] && ascii_lower(a[i]) != ascii_lower(b[i]))
			return false;
	return true;
}

int str_cmp_rest(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;
	if (order)
		return order;
	return (a.n > b.n) - (a.n < b.n);
}

bool str_among(const struct str *sorted, size_t n, struct str text)
{
	while (n > 0) {
		size_t half = n / 2;
		int order = str_cmp(text, sorted[half]);
		if (order == 0)
			return true;
		if (order > 0) {
			sorted += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return false;
}

bool str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_eq(str_skip(s, s.n - suffix.n), suffix);
}

ptrdiff_t str_find_last_char(struct str s, char c)
{
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == c)
			return (ptrdiff_t)(i - 1);
	return -1;
}

ptrdiff_t str_find(struct str s, struct str needle)
{
	if (needle.n == 0)
		return 0;
	for (size_t i = 0; i + needle.n <= s.n; i++) {
		const char *at = memchr(s.p + i, needle.p[0], s.n - needle.n - i + 1);
		if (!at)
			return -1;
		i = (size_t)(at - s.p);
		if (memcmp(at, needle.p, needle.n) == 0)
			return (ptrdiff_t)i;
	}
	return -1;
}

bool str_contains(struct str s, struct str needle)
{
	return str_find(s, needle) >= 0;
}

bool str_contains_nocase(struct str s, struct str needle)
{
	for (size_t at = 0; at + needle.n <= s.n; at++)
		if (str_starts_nocase(str_skip(s, at), needle))
			return true;
	return false;
}

struct str str_after_last(struct str s, char c)
{
	return str_skip(s, (size_t)(str_find_last_char(s, c) + 1));
}

static bool str_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
	size_t from = 0;
	size_t to = s.n;
	while (from < to && str_is_space(s.p[from]))
		from++;
	while (to > from && str_is_space(s.p[to - 1]))
		to--;
	return str_slice(s, from, to);
}

bool str_next(struct str_split *it, char sep, struct str *part)
{
	if (it->done)
		return false;
	ptrdiff_t at = str_find_char(it->rest, sep);
	if (at < 0) {
		*part = it->rest;
		it->done = true;
		return true;
	}
	*part = str_slice(it->rest, 0, (size_t)at);
	it->rest = str_skip(it->rest, (size_t)at + 1);
	return true;
}

bool str_to_size(struct str s, size_t *out)
{
	size_t value = 0;
	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		size_t digit = (size_t)(s.p[i] - '0');
		if (value > (SIZE_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return true;
}

/* As many significant digits as can decide how a double is rounded: 767, and one for the rest. */
enum { STR_DIGITS = 800, STR_EXPONENT_MAX = 1000000 };

/* digits x 10^exponent; `rest`: digits beyond STR_DIGITS were not all 0. */
struct str_decimal {
	char digits[STR_DIGITS];
	size_t n;
	bool rest;
	long long exponent;
};

/* Takes a run of digits at *at; false where there is none. */
static bool str_take_digits(struct str_decimal *decimal, struct str s, size_t *at, bool fraction)
{
	size_t start = *at;
	for (; *at < s.n && ascii_is_digit(s.p[*at]); ++*at) {
		char digit = s.p[*at];
		bool leading = decimal->n == 0 && digit == '0';
		bool kept = decimal->n < STR_DIGITS;
		if (!leading && kept)
			decimal->digits[decimal->n++] = digit;
		decimal->rest = decimal->rest || (!kept && digit != '0');
		decimal->exponent += (kept ? 0 : 1) - (fraction ? 1 : 0);
	}
	return *at > start;
}

/* Takes "e", a sign and digits at *at; true where there is no exponent. */
static bool str_take_exponent(struct str_decimal *decimal, struct str s, size_t *at)
{
	if (*at >= s.n || (s.p[*at] != 'e' && s.p[*at] != 'E'))
		return true;
	++*at;
	bool down = *at < s.n && s.p[*at] == '-';
	*at += *at < s.n && (s.p[*at] == '-' || s.p[*at] == '+');
	size_t start = *at;
	long long exponent = 0;
	for (; *at < s.n && ascii_is_digit(s.p[*at]); ++*at)
		if (exponent <= LLONG_MAX / 20)
			exponent = exponent * 10 + (s.p[*at] - '0');
	decimal->exponent += down ? -exponent : exponent;
	return *at > start;
}

/* The nearest double: infinity beyond the largest, 0 where it is too small. */
static double str_decimal_round(const struct str_decimal *decimal)
{
	char text[STR_DIGITS + 32];
	if (decimal->n == 0)
		return 0;
	long long exponent = decimal->exponent - decimal->rest;
	if (exponent > STR_EXPONENT_MAX || exponent < -STR_EXPONENT_MAX)
		return exponent > 0 ? HUGE_VAL : 0;
	/* Without a decimal point there is nothing in it that a locale could change. */
	snprintf(text, sizeof(text), "%.*s%se%lld", (int)decimal->n, decimal->digits,
		 decimal->rest ? "1" : "", exponent);
	return strtod(text, NULL);
}

/* Takes a whole number apart, behind its sign; false where it is none. */
static bool str_take_decimal(struct str_decimal *decimal, struct str s)
{
	size_t at = s.n > 0 && s.p[0] == '-';
	if (!str_take_digits(decimal, s, &at, false))
		return false;
	if (at < s.n && s.p[at] == '.') {
		at++;
		if (!str_take_digits(decimal, s, &at, true))
			return false;
	}
	return str_take_exponent(decimal, s, &at) && at == s.n;
}

double str_nearest_double(struct str s)
{
	struct str_decimal decimal = {.n = 0};
	if (!str_take_decimal(&decimal, s))
		return 0;
	double value = str_decimal_round(&decimal);
	return s.p[0] == '-' ? -value : value;
}

bool str_to_double(struct str s, double *out)
{
	struct str_decimal decimal = {.n = 0};
	if (!str_take_decimal(&decimal, s))
		return false;
	double value = str_decimal_round(&decimal);
	if (!isfinite(value) || (value == 0 && decimal.n > 0))
		return false;
	*out = s.p[0] == '-' ? -value : value;
	return true;
}

static uint64_t str_mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
	return hash ^ hash >> 32;
}

/* Eight bytes a step: ARNs are long, and look-ups by them are most of what an inventory is asked.
 */
unsigned long long str_hash(struct str s)
{
	uint64_t hash = s.n;
	uint64_t word = 0;
	size_t i = 0;
	for (; i + sizeof(word) <= s.n; i += sizeof(word)) {
		memcpy(&word, s.p + i, sizeof(word));
		hash = str_mix(hash, word);
	}
	word = 0;
	for (size_t k = 0; i + k < s.n; k++)
		word |= (uint64_t)(unsigned char)s.p[i + k] << 8 * k;
	return str_mix(hash, word);
}

int str_qsort(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}
