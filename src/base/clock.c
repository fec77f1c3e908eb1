/* base/clock.c - the time and its ISO 8601 form. */
#include "rolehop/base/clock.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

int64_t clock_now(void)
{
	return (int64_t)time(NULL);
}

int64_t clock_ticks_ms(void)
{
	struct timespec now = {0};
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Days since 1970-01-01 of a date of the Gregorian calendar (months from 1), and back. */
static int64_t clock_days(int64_t year, int month, int day)
{
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t of_era = year - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void clock_date(int64_t days, int64_t *year, int *month, int *day)
{
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t of_era = days - era * 146097;
	int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int shifted = (int)((5 * of_year + 2) / 153);
	*day = (int)(of_year - (153 * shifted + 2) / 5 + 1);
	*month = shifted < 10 ? shifted + 3 : shifted - 9;
	*year = year_of_era + era * 400 + (*month <= 2);
}

struct str clock_iso(struct arena *arena, int64_t seconds)
{
	int64_t days = seconds / 86400 - (seconds % 86400 < 0);
	int left = (int)(seconds - days * 86400);
	int64_t year;
	int month;
	int day;
	clock_date(days, &year, &month, &day);
	return arena_printf(arena, "%04lld-%02d-%02dT%02d:%02d:%02dZ", (long long)year, month, day,
			    left / 3600, left / 60 % 60, left % 60);
}

/* Exactly `digits` digits at *at, moved over. */
static bool clock_number(struct str text, size_t *at, size_t digits, int *out)
{
	size_t value;
	if (!str_to_size(str_slice(text, *at, *at + digits), &value) || text.n - *at < digits)
		return false;
	*at += digits;
	*out = (int)value;
	return true;
}

static bool clock_char(struct str text, size_t *at, char c)
{
	if (*at >= text.n || text.p[*at] != c)
		return false;
	++*at;
	return true;
}

static bool clock_parse_date(struct str text, size_t *at, int64_t *days)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year;
	int month;
	int day = 1; /* a month alone is its first day */
	if (!clock_number(text, at, 4, &year) || !clock_char(text, at, '-') ||
	    !clock_number(text, at, 2, &month) ||
	    (*at < text.n && (!clock_char(text, at, '-') || !clock_number(text, at, 2, &day))) ||
	    month < 1 || month > 12 || day < 1)
		return false;
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	if (day > lengths[month - 1] + (month == 2 && leap))
		return false;
	*days = clock_days(year, month, day);
	return true;
}

/* "Z", "+01", "+01:00" or "+0000"; nothing means UTC. */
static bool clock_parse_zone(struct str text, size_t *at, int64_t *offset)
{
	*offset = 0;
	if (*at == text.n || clock_char(text, at, 'Z') || clock_char(text, at, 'z'))
		return true;
	bool west = text.p[*at] == '-';
	int hours;
	int minutes = 0;
	if (!clock_char(text, at, west ? '-' : '+') || !clock_number(text, at, 2, &hours))
		return false;
	if ((clock_char(text, at, ':') || *at < text.n) && !clock_number(text, at, 2, &minutes))
		return false;
	*offset = (hours * 60 + minutes) * (west ? -60 : 60);
	return hours < 24 && minutes < 60;
}

/* A fraction of a second, which is not kept. */
static bool clock_parse_fraction(struct str text, size_t *at)
{
	size_t start = *at + 1;
	if (!clock_char(text, at, '.'))
		return true;
	while (*at < text.n && ascii_is_digit(text.p[*at]))
		++*at;
	return *at > start;
}

/* "T05:51", "T05:51:24" or "T05:51:24.752" with a zone: seconds since midnight UTC. */
static bool clock_parse_time(struct str text, size_t *at, int64_t *seconds)
{
	int hour;
	int minute;
	int second = 0;
	int64_t offset;
	if (!clock_char(text, at, 'T') && !clock_char(text, at, 't') && !clock_char(text, at, ' '))
		return false;
	if (!clock_number(text, at, 2, &hour) || !clock_char(text, at, ':') ||
	    !clock_number(text, at, 2, &minute))
		return false;
	if (clock_char(text, at, ':') &&
	    (!clock_number(text, at, 2, &second) || !clock_parse_fraction(text, at)))
		return false;
	if (hour > 23 || minute > 59 || second > 60 || !clock_parse_zone(text, at, &offset))
		return false;
	*seconds = hour * 3600 + minute * 60 + second - offset;
	return true;
}

static bool clock_parse_iso(struct str text, int64_t *seconds)
{
	size_t at = 0;
	int64_t days;
	int64_t of_day = 0;
	if (!clock_parse_date(text, &at, &days))
		return false;
	if (at < text.n && !clock_parse_time(text, &at, &of_day))
		return false;
	*seconds = days * 86400 + of_day;
	return at == text.n;
}

bool clock_parse(struct str text, int64_t *seconds)
{
	text = str_trim(text);
	if (clock_parse_iso(text, seconds))
		return true;
	double number;
	size_t year;
	if (text.n == 4 && str_to_size(text, &year)) /* or seconds? Nobody may guess. */
		return false;
	if (!str_to_double(text, &number) || !(fabs(number) < 1e15))
		return false;
	*seconds = (int64_t)floor(number);
	return true;
}

bool clock_parse_http(struct str text, int64_t *seconds)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct str_split it = {text, false};
	struct str part[6];
	char iso[sizeof("2026-11-25T03:12:00Z")];
	size_t month = 0;
	size_t n = 0;
	while (n < 6 && str_next(&it, ' ', &part[n]))
		n++;
	if (n != 6 || part[1].n != 2 || part[2].n != 3 || part[3].n != 4 || part[4].n != 8)
		return false;
	while (month < 12 && !str_eq(part[2], (struct str){&months[3 * month], 3}))
		month++;
	if (month == 12)
		return false;
	snprintf(iso, sizeof(iso), "%.*s-%02zu-%.*sT%.*sZ", STR_ARG(part[3]), month + 1,
		 STR_ARG(part[1]), STR_ARG(part[4]));
	return clock_parse(str_from(iso), seconds);
}

struct str clock_age(struct arena *arena, int64_t seconds)
{
	if (seconds < 60)
		return STR("just now");
	if (seconds < 3600)
		return arena_printf(arena, "%lldm", (long long)(seconds / 60));
	if (seconds < 86400)
		return arena_printf(arena, "%lldh%02lldm", (long long)(seconds / 3600),
				    (long long)(seconds / 60 % 60));
	return arena_printf(arena, "%lldd", (long long)(seconds / 86400));
}
