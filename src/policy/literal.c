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

/* Is the text like the shape, in which each 0 is a digit and each ~ a sign? */
static bool literal_is_like(struct str s, struct str shape)
{
	if (s.n != shape.n)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		bool sign = s.p[i] == '+' || s.p[i] == '-';
		if (shape.p[i] == '0'	? !ascii_is_digit(s.p[i])
		    : shape.p[i] == '~' ? !sign
					: s.p[i] != shape.p[i])
			return false;
	}
	return true;
}

/* Without its zone and its fraction of a second. */
static struct str literal_local(struct str s, bool *zoned)
{
	size_t n = s.n > 6 && literal_is_like(str_skip(s, s.n - 6), STR("~00:00")) ? s.n - 6 : s.n;
	n -= str_ends(s, STR("Z")) ? 1 : 0;
	*zoned = n < s.n;
	size_t whole = n;
	while (whole > 0 && ascii_is_digit(s.p[whole - 1]))
		whole--;
	return str_slice(s, 0, whole > 0 && whole < n && s.p[whole - 1] == '.' ? whole - 1 : n);
}

/* One that is not zero. */
static bool literal_has_fraction(struct str s)
{
	ptrdiff_t dot = str_find_char(s, '.');
	for (size_t i = dot < 0 ? s.n : (size_t)dot + 1; i < s.n && ascii_is_digit(s.p[i]); i++)
		if (s.p[i] != '0')
			return true;
	return false;
}

/*
 * A moment, to the second; `zoned`: it is surely that one. Source: IAM User Guide, "IAM JSON policy
 * elements: Condition operators", date condition operators; W3C, "Date and Time Formats".
 */
static bool literal_moment(struct str s, int64_t *time, bool *zoned)
{
	static const struct str dates[] = {STR_INIT("0000-00"), STR_INIT("0000-00-00")};
	static const struct str times[] = {STR_INIT("0000-00-00T00:00"),
					   STR_INIT("0000-00-00T00:00:00")};
	struct str local = literal_local(s, zoned);
	size_t digits = 0;
	bool date = literal_is_like(s, dates[0]) || literal_is_like(s, dates[1]);
	bool timed = literal_is_like(local, times[0]) || literal_is_like(local, times[1]);
	while (digits < s.n && ascii_is_digit(s.p[digits]))
		digits++;
	*zoned |= date || digits == s.n;
	return (date || timed || digits == s.n) && !str_ends(local, STR(":60")) &&
	       clock_parse(s, time);
}

enum tri literal_date(struct str want, struct str has, int orders)
{
	enum { ZONES = 14 * 3600 }; /* between the time of a place and that of UTC, at most */
	int64_t wanted;
	int64_t time;
	bool sure[2];
	if (!literal_moment(want, &wanted, &sure[0]) || !literal_moment(has, &time, &sure[1]))
		return TRI_UNKNOWN;
	if ((!sure[0] || !sure[1]) && time - wanted <= ZONES && wanted - time <= ZONES)
		return TRI_UNKNOWN;
	/* Fractions of a second are not read. */
	bool fractions = literal_has_fraction(want) || literal_has_fraction(has);
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

/* ::ffff:203.0.113.7. Source: RFC 4291, "IPv4-Mapped IPv6 Address". */
static bool literal_is_mapped(const struct literal_ip *ip)
{
	static const unsigned char prefix[12] = {[10] = 0xFF, [11] = 0xFF};
	return ip->n == sizeof(ip->bytes) && memcmp(ip->bytes, prefix, sizeof(prefix)) == 0;
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
	/* Whether an IPv4 address in IPv6 form is that address is not documented. */
	if (range.n != address.n)
		return literal_is_mapped(&range) || literal_is_mapped(&address) ? TRI_UNKNOWN
										: TRI_NO;
	return literal_same_bits(range.bytes, address.bytes, bits) ? TRI_YES : TRI_NO;
}
