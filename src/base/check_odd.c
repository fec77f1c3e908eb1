/* base/check_odd.c - names for what stands where it should not in a JSON text. */
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "rolehop/base/scan.h"
#include "rolehop/base/width.h"

struct check_lookalike {
	unsigned long from;
	unsigned long to;
	const char *what;
};

/* clang-format off */
static const struct check_lookalike check_lookalikes[] = {
	{0xA0, 0xA0, "is no white space in JSON"},
	{0x1680, 0x1680, "is no white space in JSON"},
	{0x2000, 0x200D, "is no white space in JSON"},
	{0x2018, 0x201B, "is a typographic quote: JSON wants \""},
	{0x201C, 0x201F, "is a typographic quote: JSON wants \""},
	{0x2028, 0x2029, "is no white space in JSON"},
	{0x202F, 0x202F, "is no white space in JSON"},
	{0x205F, 0x2060, "is no white space in JSON"},
	{0x3000, 0x3000, "is no white space in JSON"},
	{0xFEFF, 0xFEFF, "is a byte order mark inside the text"},
};
/* clang-format on */

static bool check_odd_control(unsigned char c, char what[CHECK_ODD_MAX])
{
	if (c == 0)
		snprintf(what, CHECK_ODD_MAX,
			 "byte 0x00: this is no text, or UTF-16 without a byte order mark");
	else
		snprintf(what, CHECK_ODD_MAX, "byte 0x%02X is a control character: this is no text",
			 c);
	return true;
}

static bool check_odd_character(struct str text, size_t at, char what[CHECK_ODD_MAX])
{
	unsigned long code;
	if (scan_utf8(text, at) == 0) {
		bool surrogate = text.n - at >= 2 && text.p[at] == '\xED' &&
				 (unsigned char)text.p[at + 1] >= 0xA0;
		snprintf(what, CHECK_ODD_MAX, "byte 0x%02X is not UTF-8%s",
			 (unsigned char)text.p[at],
			 surrogate ? ": a lone surrogate is no character" : "");
		return true;
	}
	width_decode(str_skip(text, at), &code);
	for (size_t i = 0; i < sizeof(check_lookalikes) / sizeof(check_lookalikes[0]); i++) {
		const struct check_lookalike *like = &check_lookalikes[i];
		if (code >= like->from && code <= like->to) {
			snprintf(what, CHECK_ODD_MAX, "U+%04lX %s", code, like->what);
			return true;
		}
	}
	return false;
}

bool check_odd(struct str text, size_t at, char what[CHECK_ODD_MAX])
{
	unsigned char c = (unsigned char)text.p[at];
	char next = at + 1 < text.n ? text.p[at + 1] : '\0';
	if (c == '#' || (c == '/' && (next == '/' || next == '*'))) {
		snprintf(what, CHECK_ODD_MAX, "JSON has no comments");
		return true;
	}
	if (c < 0x20 || c == 0x7F)
		return check_odd_control(c, what);
	return c >= 0x80 && check_odd_character(text, at, what);
}

/* Words of other languages than JSON. */
static bool check_foreign_word(struct str word, char what[CHECK_ODD_MAX])
{
	static const char *const words[] = {"true", "false",	"null",	    "none",
					    "nan",  "infinity", "undefined"};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_eq_nocase(word, str_from(words[i]))) {
			snprintf(what, CHECK_ODD_MAX,
				 "JSON's words are true, false and null: %.*s is none of them",
				 STR_ARG(word));
			return true;
		}
	return false;
}

void check_no_value(struct str text, size_t at, char what[CHECK_ODD_MAX])
{
	char c = text.p[at];
	if (check_odd(text, at, what) ||
	    check_foreign_word(str_slice(text, at, scan_word(text, at)), what))
		return;
	const char *said = "this is no JSON value";
	if (c == '\'' || c == '`')
		said = "strings stand in double quotes in JSON";
	else if (c == ',')
		said = "a value is missing before this comma";
	else if (c == ':')
		said = "a value is missing before this colon";
	else if (c == '}' || c == ']')
		said = "a value is missing before this bracket";
	else if (c == '<')
		said = "this looks like XML or HTML, not JSON";
	else if (c == '+')
		said = "a number may not begin with +";
	else if (c == '.')
		said = "a number may not begin with a decimal point";
	snprintf(what, CHECK_ODD_MAX, "%s", said);
}
