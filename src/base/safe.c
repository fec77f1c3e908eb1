/* base/safe.c - text from outside, made printable. */
#include "rolehop/base/safe.h"

#include "rolehop/base/scan.h"
#include "rolehop/base/width.h"

struct safe_range {
	unsigned long from;
	unsigned long to;
	const char *why;
};

/* What a terminal would obey or hide instead of showing. Source: Unicode Standard, chapters 23
 * and 24. */
/* clang-format off */
static const struct safe_range safe_hidden[] = {
	{0x00, 0x1F, "C0 controls"},
	{0x7F, 0x9F, "DEL and C1 controls"},
	{0xAD, 0xAD, "soft hyphen"},
	{0x34F, 0x34F, "combining grapheme joiner"},
	{0x61C, 0x61C, "Arabic letter mark"},
	{0x115F, 0x1160, "Hangul fillers"},
	{0x17B4, 0x17B5, "Khmer inherent vowels"},
	{0x180B, 0x180F, "Mongolian selectors"},
	{0x200B, 0x200F, "zero width and direction marks"},
	{0x2028, 0x202E, "separators and direction overrides"},
	{0x2060, 0x206F, "invisible operators and isolates"},
	{0x3164, 0x3164, "Hangul filler"},
	{0xD800, 0xF8FF, "surrogates and private use"},
	{0xFDD0, 0xFDEF, "noncharacters"},
	{0xFE00, 0xFE0F, "variation selectors"},
	{0xFEFF, 0xFEFF, "byte order mark"},
	{0xFFA0, 0xFFA0, "halfwidth Hangul filler"},
	{0xFFF0, 0xFFFC, "specials"},
	{0xFFFE, 0xFFFF, "noncharacters"},
	{0x13430, 0x1345F, "hieroglyph controls"},
	{0x16FE4, 0x16FE4, "Khitan filler"},
	{0x1BCA0, 0x1BCA3, "shorthand controls"},
	{0x1D159, 0x1D159, "musical null notehead"},
	{0x1D173, 0x1D17A, "musical controls"},
	{0xE0000, 0x10FFFF, "tags, selectors and private use"},
};
/* clang-format on */

static bool safe_is_hidden(unsigned long code)
{
	if (code >= 0x20 && code < 0x7F)
		return false;
	if ((code & 0xFFFE) == 0xFFFE)
		return true;
	for (size_t i = 0; i < sizeof(safe_hidden) / sizeof(safe_hidden[0]); i++)
		if (code >= safe_hidden[i].from && code <= safe_hidden[i].to)
			return true;
	return false;
}

/*
 * What was read so far: the column of the line, and how many combining marks follow the last
 * character. A mark needs a character to stand on (at the front it would change what was printed
 * before), and a terminal drops more than SAFE_MARKS_MAX of them: those are shown as codes.
 */
struct safe_state {
	size_t column;
	size_t marks;
};

enum { SAFE_MARKS_MAX = 4, SAFE_TAB = 8 };

static const struct safe_state safe_start = {0, SAFE_MARKS_MAX};

/* Can the character stand as it is? */
static bool safe_takes(struct safe_state *state, unsigned long code)
{
	if (safe_is_hidden(code))
		return false;
	int columns = width_of(code);
	state->column += (size_t)columns;
	state->marks = columns > 0 ? 0 : state->marks + 1;
	return columns > 0 || state->marks <= SAFE_MARKS_MAX;
}

static void safe_add_hidden(struct buf *buf, struct safe_state *state, struct str bytes,
			    unsigned long code, bool valid)
{
	size_t begin = buf->n;
	if (!valid)
		code = (unsigned char)bytes.p[0];
	buf_printf(buf, code > 0xFF ? "<U+%04lX>" : "<0x%02lX>", code);
	state->column += buf->n - begin;
	state->marks = SAFE_MARKS_MAX;
}

static void safe_add_break(struct buf *buf, struct safe_state *state, char c)
{
	if (c == '\n') {
		buf_add_char(buf, '\n');
		*state = safe_start;
		return;
	}
	size_t n = SAFE_TAB - state->column % SAFE_TAB;
	buf_add_repeat(buf, STR(" "), n);
	state->column += n;
	state->marks = SAFE_MARKS_MAX;
}

static bool safe_add_as(struct buf *buf, struct str s, bool lines)
{
	struct safe_state state = safe_start;
	while (s.n && !buf->over) {
		unsigned long code;
		bool valid = scan_utf8(s, 0) > 0;
		size_t n = width_decode(s, &code);
		struct str bytes = str_slice(s, 0, n);
		if (lines && (code == '\n' || code == '\t'))
			safe_add_break(buf, &state, (char)code);
		else if (valid && safe_takes(&state, code))
			buf_add(buf, bytes);
		else
			safe_add_hidden(buf, &state, bytes, code, valid);
		s = str_skip(s, n);
	}
	return !buf->over;
}

bool safe_add(struct buf *buf, struct str s)
{
	return safe_add_as(buf, s, false);
}

bool safe_add_lines(struct buf *buf, struct str s)
{
	return safe_add_as(buf, s, true);
}

bool safe_is(struct str s)
{
	size_t plain = width_plain(s);
	struct safe_state state = {plain, plain ? 0 : SAFE_MARKS_MAX};
	unsigned long code;
	s = str_skip(s, plain);
	while (s.n) {
		if (scan_utf8(s, 0) == 0)
			return false;
		size_t n = width_decode(s, &code);
		if (!safe_takes(&state, code))
			return false;
		s = str_skip(s, n);
	}
	return true;
}

struct str safe_text(struct arena *arena, struct str s)
{
	if (safe_is(s))
		return s;
	struct buf buf;
	buf_init(&buf, arena, s.n * 12 + 1); /* <U+10FFFF> is the longest */
	safe_add(&buf, s);
	return buf_str(&buf);
}

struct str safe_ascii(struct arena *arena, struct str safe)
{
	struct buf buf;
	size_t plain = 0;
	while (plain < safe.n && (unsigned char)safe.p[plain] < 0x80)
		plain++;
	if (plain == safe.n)
		return safe;
	buf_init(&buf, arena, safe.n * 12 + 1);
	while (safe.n > 0) {
		unsigned long code;
		safe = str_skip(safe, width_decode(safe, &code));
		if (code < 0x80)
			buf_add_char(&buf, (char)code);
		else
			buf_printf(&buf, "<U+%04lX>", code);
	}
	return buf_str(&buf);
}
