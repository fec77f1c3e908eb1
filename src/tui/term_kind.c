/* tui/term_kind.c - a terminal as what it is described, but for its colours and the bytes of its
 * looks. */
#include "tui/term_kind.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rolehop/base/buf.h"
#include "tui/terminfo.h"

/*
 * Few systems describe terminals of 24 bit colours, and then only some of them (xterm-direct256);
 * none describes looks in few bytes. ncurses takes a description from the environment, too: "hex:"
 * and its bytes. So this writes the bytes of the terminal's own, with other words in some places.
 * Source: term(5), "Legacy storage format" and "Extended storage format"; terminfo(5), TERMINFO.
 */
static const char kind_name[] = "rolehop-kind";

enum { MAGIC_32_BIT = 01036, ENTRY_MAX = 32768, ABSENT = 0xffff };
enum { DIRECT_COLORS = 0x1000000, PACKED_COLORS = 0x20000000, MANY_PAIRS = 0x10000 };

/* In a packed number the looks are above the colour, of which this one stands for the terminal's
 * own: it is as dark as the one beside it. */
enum { LOOKS_FROM = 0x1000000, OWN_COLOR = 0x100 };

/* clang-format off */
#define SET_COLOR(plain, bright, begin)                                                            \
	"\033[%?%p1%{8}%<%t" plain "%p1%d%e%p1%{16}%<%t" bright "%p1%{8}%-%d%e%p1%{256}%<%t"       \
	begin ";5;%p1%d%e" begin ";2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m"
/* clang-format on */

/* What has been put into variable a: a colour, or no more than the looks. */
#define PACKED_COLOR                                                                               \
	"%?%ga%{256}%=%t%e%ga%{8}%<%t;3%ga%d%e%ga%{16}%<%t;9%ga%{8}%-%d%e%ga%{256}%<%t;38;5;%ga%d" \
	"%e;38;2;%ga%{65536}%/%d;%ga%{256}%/%{255}%&%d;%ga%{255}%&%d%;m"
#define PACKED                                                                                     \
	"\033[%?%p1%{16777216}%&%t;1%;%?%p1%{33554432}%&%t;2%;%?%p1%{67108864}%&%t;3%;"            \
	"%?%p1%{134217728}%&%t;4%;%?%p1%{268435456}%&%t;7%;%p1%{16777215}%&%Pa" PACKED_COLOR

enum change { RGB, LOOKS, PACKS };

/* The last row of a name that holds counts. */
static const struct {
	enum change change; /* where the terminal is described otherwise in this */
	const char *name;
	const char *text; /* NULL: the description has none */
} other_strings[] = {
    {RGB, "setaf", SET_COLOR("3", "9", "38")},
    {RGB, "setab", SET_COLOR("4", "10", "48")},
    {RGB, "setf", NULL},
    {RGB, "setb", NULL},
    {RGB, "initc", NULL},
    {RGB, "initp", NULL},
    {LOOKS, "sgr", NULL},
    {LOOKS, "sgr0", "\033[m"},
    {LOOKS, "smacs", NULL},
    {LOOKS, "rmacs", NULL},
    /* Colours switch everything on and off, so there is nothing else to switch. */
    {PACKS, "setaf", PACKED},
    {PACKS, "setf", NULL},
    {PACKS, "setb", NULL},
    {PACKS, "initc", NULL},
    {PACKS, "initp", NULL},
    {PACKS, "op", "\033[m"},
    {PACKS, "sgr0", NULL},
    {PACKS, "bold", NULL},
    {PACKS, "dim", NULL},
    {PACKS, "sitm", NULL},
    {PACKS, "ritm", NULL},
    {PACKS, "smul", NULL},
    {PACKS, "rmul", NULL},
    {PACKS, "smso", NULL},
    {PACKS, "rmso", NULL},
    {PACKS, "rev", NULL},
    {PACKS, "prot", NULL},
    /* A line feed by its other name, which no terminal driver changes. */
    {PACKS, "cud1", "\013"},
};

/* Ways to switch all looks off that end in the same, but for the set of characters. */
static const char *const resets[] = {"\033(B\033[m", "\033[m\017", "\033[m"};

/* GNU screen hands on what the terminal around it claims, and takes no such colours itself. */
static bool claims_rgb(void)
{
	const char *claim = getenv("COLORTERM");
	return getenv("STY") == NULL && claim != NULL &&
	       (strcmp(claim, "truecolor") == 0 || strcmp(claim, "24bit") == 0);
}

static void put16(struct buf *buf, unsigned value)
{
	buf_add_char(buf, (char)(value & 255));
	buf_add_char(buf, (char)(value >> 8 & 255));
}

static void put32(struct buf *buf, int value)
{
	put16(buf, (unsigned)value & 0xffff);
	put16(buf, (unsigned)value >> 16 & 0xffff);
}

/* Each as ECMA-48 switches it on. */
static const struct {
	enum term_look look;
	const char *name;
	const char *text;
} look_strings[] = {
    {LOOK_BOLD, "bold", "\033[1m"},   {LOOK_DIM, "dim", "\033[2m"},
    {LOOK_ITALIC, "sitm", "\033[3m"}, {LOOK_UNDERLINE, "smul", "\033[4m"},
    {LOOK_REVERSE, "rev", "\033[7m"},
};

/* Does it know looks as ECMA-48 does, those that it has? */
static bool knows_looks(void)
{
	bool known = false;
	for (size_t i = 0; i < sizeof(resets) / sizeof(resets[0]); i++)
		known = known || (exit_attribute_mode != NULL &&
				  strcmp(exit_attribute_mode, resets[i]) == 0);
	for (size_t i = 0; i < sizeof(look_strings) / sizeof(look_strings[0]); i++) {
		const char *text = tigetstr(look_strings[i].name);
		known = known && (text == NULL || strcmp(text, look_strings[i].text) == 0);
	}
	return known;
}

static int looks_it_has(void)
{
	int looks = 0;
	for (size_t i = 0; i < sizeof(look_strings) / sizeof(look_strings[0]); i++)
		looks |= tigetstr(look_strings[i].name) != NULL ? (int)look_strings[i].look : 0;
	return looks;
}

/* Does a colour's sequence come out as this? */
static bool gives(const char *sequence, int color, const char *text)
{
	const char *got = sequence == NULL ? NULL : tiparm(sequence, color);
	return got != NULL && strcmp(got, text) == 0;
}

/* Does it know colours as ECMA-48 and xterm do? Without any, ncurses has no pairs. */
static bool knows_colors(void)
{
	if (max_colors <= 0 || orig_pair == NULL || strcmp(orig_pair, "\033[39;49m") != 0)
		return false;
	return gives(set_a_foreground, 1, "\033[31m") && gives(set_a_background, 1, "\033[41m") &&
	       (max_colors < 16 || gives(set_a_foreground, 9, "\033[91m")) &&
	       (max_colors < 256 || gives(set_a_foreground, 200, "\033[38;5;200m"));
}

/* Source: terminfo(5), no_color_video. */
static int not_beside_colors(void)
{
	static const int bits[][2] = {
	    {32, LOOK_BOLD}, {16, LOOK_DIM}, {2, LOOK_UNDERLINE}, {4, LOOK_REVERSE}};
	int looks = 0;
	for (size_t i = 0; no_color_video > 0 && i < sizeof(bits) / sizeof(bits[0]); i++)
		looks |= no_color_video & bits[i][0] ? bits[i][1] : 0;
	return looks;
}

int term_kind_shown(const struct term_kind *kind, int looks, bool colored)
{
	return looks & kind->has & ~(colored ? kind->not_beside : 0);
}

int term_kind_pack(int fg, int looks)
{
	if (fg < 0 && looks == 0)
		return -1;
	int color = fg < 0 ? OWN_COLOR : fg == OWN_COLOR ? fg + 1 : fg;
	return looks * LOOKS_FROM + color;
}

/* What stands in the new description for a string of the old one. */
static const char *string_of(const struct term_kind *kind, size_t i)
{
	const bool changes[] = {[RGB] = kind->rgb, [LOOKS] = kind->looks, [PACKS] = kind->packs};
	for (size_t k = sizeof(other_strings) / sizeof(other_strings[0]); k-- > 0;) {
		if (changes[other_strings[k].change] &&
		    strcmp(strnames[i], other_strings[k].name) == 0)
			return other_strings[k].text;
	}
	const char *text = tigetstr(strnames[i]);
	return text == (const char *)-1 ? NULL : text;
}

static int number_of(const struct term_kind *kind, size_t i)
{
	bool many = kind->rgb || kind->packs;
	if (many && strcmp(numnames[i], "colors") == 0)
		return kind->packs ? PACKED_COLORS : DIRECT_COLORS;
	if (many && strcmp(numnames[i], "pairs") == 0)
		return MANY_PAIRS;
	int number = tigetnum(numnames[i]);
	return number < 0 ? -1 : number;
}

static size_t count(const char *const *names)
{
	size_t n = 0;
	while (names[n] != NULL)
		n++;
	return n;
}

static void pad(struct buf *buf)
{
	if (buf->n % 2 != 0)
		buf_add_char(buf, '\0');
}

/* The table of offsets goes to `buf`, the texts to `texts`. */
static void put_strings(const struct term_kind *kind, struct buf *buf, struct buf *texts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *text = string_of(kind, i);
		put16(buf, text == NULL ? ABSENT : (unsigned)texts->n);
		if (text != NULL)
			buf_add(texts, (struct str){text, strlen(text) + 1});
	}
}

/* Beyond the names of the standard: that 39 and 49 are its own colours, that numbers are no
 * palette's (of which ncurses would keep a table). */
static void put_extension(const struct term_kind *kind, struct buf *buf)
{
	static const char names[] = "AX\0RGB";
	enum { FLAGS = 2, NUMBERS = 0, STRINGS = 0, RGB_AT = 3 };
	put16(buf, FLAGS);
	put16(buf, NUMBERS);
	put16(buf, STRINGS);
	put16(buf, FLAGS);
	put16(buf, sizeof(names));
	buf_add_char(buf, !kind->packs && tigetflag("AX") > 0);
	buf_add_char(buf, kind->rgb || kind->packs);
	pad(buf);
	put16(buf, 0);
	put16(buf, RGB_AT);
	buf_add(buf, (struct str){names, sizeof(names)});
}

/* The description that is open now, as bytes; false where it does not fit. */
static bool describe(struct term_kind *kind, struct buf *buf)
{
	struct arena *arena = &kind->arena;
	size_t n_flags = count(boolnames);
	size_t n_numbers = count(numnames);
	size_t n_strings = count(strnames);
	struct buf offsets;
	struct buf texts;
	buf_init(&offsets, arena, ENTRY_MAX);
	buf_init(&texts, arena, ENTRY_MAX / 2);
	put_strings(kind, &offsets, &texts, n_strings);
	put16(buf, MAGIC_32_BIT);
	put16(buf, sizeof(kind_name));
	put16(buf, (unsigned)n_flags);
	put16(buf, (unsigned)n_numbers);
	put16(buf, (unsigned)n_strings);
	put16(buf, (unsigned)texts.n);
	buf_add(buf, (struct str){kind_name, sizeof(kind_name)});
	for (size_t i = 0; i < n_flags; i++)
		buf_add_char(buf, tigetflag(boolnames[i]) > 0);
	pad(buf);
	for (size_t i = 0; i < n_numbers; i++)
		put32(buf, number_of(kind, i));
	buf_add(buf, buf_str(&offsets));
	buf_add(buf, buf_str(&texts));
	pad(buf);
	put_extension(kind, buf);
	return !buf->over && !offsets.over && !texts.over;
}

/* false: there is no memory for it, and newterm would not find it. */
static bool hand_over(struct arena *arena, struct str bytes)
{
	static const char digits[] = "0123456789ABCDEF";
	struct buf hex;
	buf_init(&hex, arena, 2 * ENTRY_MAX + sizeof("hex:"));
	buf_add_cstr(&hex, "hex:");
	for (size_t i = 0; i < bytes.n; i++) {
		buf_add_char(&hex, digits[(unsigned char)bytes.p[i] >> 4]);
		buf_add_char(&hex, digits[(unsigned char)bytes.p[i] & 15]);
	}
	return setenv("TERMINFO", arena_cstr(arena, buf_str(&hex)), 1) == 0;
}

bool term_described(const char *name)
{
	int status;
	TERMINAL *outer = cur_term;
	if (setupterm(name, STDOUT_FILENO, &status) != OK)
		return false;
	TERMINAL *own = cur_term;
	set_curterm(outer);
	del_curterm(own);
	return true;
}

bool term_kind_begin(const char *name, struct term_kind *kind)
{
	int status;
	struct buf bytes;
	const char *before = getenv("TERMINFO");
	TERMINAL *outer = cur_term;
	*kind = (struct term_kind){.name = NULL};
	if (setupterm(name, STDOUT_FILENO, &status) != OK)
		return false;
	kind->rgb = claims_rgb() && max_colors >= 256;
	kind->looks = knows_looks();
	kind->packs = kind->looks && knows_colors();
	kind->colors = kind->rgb ? DIRECT_COLORS : max_colors;
	kind->has = looks_it_has();
	kind->not_beside = not_beside_colors();
	buf_init(&bytes, &kind->arena, ENTRY_MAX);
	if ((kind->rgb || kind->looks) && describe(kind, &bytes)) {
		kind->before = before == NULL ? NULL : arena_cstr(&kind->arena, str_from(before));
		if (hand_over(&kind->arena, buf_str(&bytes)))
			kind->name = kind_name;
	}
	TERMINAL *own = cur_term;
	set_curterm(outer);
	del_curterm(own);
	return kind->name != NULL;
}

void term_kind_end(struct term_kind *kind)
{
	if (kind->name != NULL && kind->before != NULL)
		setenv("TERMINFO", kind->before, 1);
	else if (kind->name != NULL)
		unsetenv("TERMINFO");
	arena_release(&kind->arena);
	kind->name = NULL;
}
