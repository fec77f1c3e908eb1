/* policy/literal.c - numbers, dates, booleans, bytes and addresses. */
#include "policy/literal.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

#include "rolehop/base/base64.h"
#include "rolehop/base/clock.h"
#include "rolehop/model/holes.h"

static enum tri literal_order(int order, int orders)
{
	int bit = order < 0 ? LITERAL_LESS : order > 0 ? LITERAL_GREATER : LITERAL_EQUAL;
	return orders & bit ? TRI_YES : TRI_NO;
}

enum tri literal_number(struct str want, struct str has, int orders)
{
	double wanted;
	double number;
	if (!str_to_double(want, &wanted) || !str_to_double(has, &number))
		return TRI_UNKNOWN;
	/* Beyond what a double holds exactly, numbers that look equal may differ. */
	const double exact = 9007199254740992.0;
	if (number >= wanted && number <= wanted && !str_eq(want, has) &&
	    (number >= exact || number <= -exact))
		return TRI_UNKNOWN;
	return literal_order((number > wanted) - (number < wanted), orders);
}

enum tri literal_date(struct str want, struct str has, int orders)
{
	int64_t wanted;
	int64_t time;
	if (!clock_parse(want, &wanted) || !clock_parse(has, &time))
		return TRI_UNKNOWN;
	/* Fractions of a second are not read. */
	bool fractions = str_find_char(want, '.') >= 0 || str_find_char(has, '.') >= 0;
	if (time == wanted && fractions && !str_eq(want, has))
		return TRI_UNKNOWN;
	return literal_order((time > wanted) - (time < wanted), orders);
}

static enum tri literal_truth(struct str s)
{
	if (str_eq_nocase(s, STR("true")))
		return TRI_YES;
	return str_eq_nocase(s, STR("false")) ? TRI_NO : TRI_UNKNOWN;
}

enum tri literal_bool(struct str want, struct str has)
{
	enum tri wanted = literal_truth(want);
	enum tri truth = literal_truth(has);
	if (wanted == TRI_UNKNOWN || truth == TRI_UNKNOWN)
		return TRI_UNKNOWN;
	return wanted == truth ? TRI_YES : TRI_NO;
}

/* Are the bytes that `want` encodes those of `has`? */
static enum tri literal_decodes_to(struct str want, struct str has)
{
	unsigned bits = 0;
	unsigned n_bits = 0;
	size_t n = 0;
	bool same = true;
	for (size_t i = 0; i < want.n; i++) {
		int digit = base64_digit(want.p[i]);
		if (digit < 0)
			return TRI_UNKNOWN;
		bits = (bits << 6 | (unsigned)digit) & 0xFFFFU;
		n_bits += 6;
		if (n_bits < 8)
			continue;
		n_bits -= 8;
		same = same && n < has.n && (unsigned char)has.p[n] == (bits >> n_bits & 0xFFU);
		n++;
	}
	return same && n == has.n ? TRI_YES : TRI_NO;
}

/* The request's bytes may be given as they are or in base64 as the policy has them. */
enum tri literal_binary(struct str want, struct str has)
{
	if (holes_any(has))
		return TRI_UNKNOWN;
	while (str_ends(want, STR("=")))
		want.n--;
	enum tri bytes = literal_decodes_to(want, has);
	while (str_ends(has, STR("=")))
		has.n--;
	return str_eq(want, has) ? TRI_YES : bytes;
}

/* An address as bytes, IPv4 in 4 and IPv6 in 16. */
struct literal_ip {
	unsigned char bytes[16];
	size_t n;
};

static bool literal_ip(struct str s, struct literal_ip *out)
{
	char text[INET6_ADDRSTRLEN];
	if (s.n == 0 || s.n >= sizeof(text))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	bool six = str_find_char(s, ':') >= 0;
	out->n = six ? 16 : 4;
	return inet_pton(six ? AF_INET6 : AF_INET, text, out->bytes) == 1;
}

static bool literal_same_bits(const unsigned char *a, const unsigned char *b, size_t bits)
{
	size_t whole = bits / 8;
	if (memcmp(a, b, whole) != 0)
		return false;
	if (bits % 8 == 0)
		return true;
	unsigned mask = 0xFF00U >> (bits % 8) & 0xFFU;
	return ((unsigned)a[whole] & mask) == ((unsigned)b[whole] & mask);
}

enum tri literal_address(struct str want, struct str has)
{
	struct literal_ip range;
	struct literal_ip address;
	ptrdiff_t slash = str_find_char(want, '/');
	struct str base = slash < 0 ? want : str_slice(want, 0, (size_t)slash);
	size_t bits = 0;
	if (!literal_ip(base, &range) || !literal_ip(has, &address))
		return TRI_UNKNOWN;
	if (slash < 0)
		bits = range.n * 8;
	else if (!str_to_size(str_skip(want, (size_t)slash + 1), &bits) || bits > range.n * 8)
		return TRI_UNKNOWN;
	if (range.n != address.n)
		return TRI_NO;
	return literal_same_bits(range.bytes, address.bytes, bits) ? TRI_YES : TRI_NO;
}
