/* tui/term_kind.c - a terminal as what it is described, but for its colours and the bytes of its
 * looks. */
#include "tui/term_kind.h"

#include <curses.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#include "rolehop/base/buf.h"

/*
 * Few systems describe terminals of 24 bit colours, and then only some of them (xterm-direct256);
 * none describes looks in few bytes. ncurses takes a description from the environment, too: "hex:"
 * and its bytes. So this writes the bytes of the terminal's own, with other words in some places.
 * Source: term(5), "Legacy storage format" and "Extended storage format"; terminfo(5), TERMINFO.
 */
static const char kind_name[] = "rolehop-kind";

enum { MAGIC_32_BIT = 01036, ENTRY_MAX = 32768, ABSENT = 0xffff };
enum { DIRECT_COLORS = 0x1000000, DIRECT_PAIRS = 0x10000 };

/* clang-format off */
#define SET_COLOR(plain, bright, begin)                                                            \
	"\033[%?%p1%{8}%<%t" plain "%p1%d%e%p1%{16}%<%t" bright "%p1%{8}%-%d%e%p1%{256}%<%t"       \
	begin ";5;%p1%d%e" begin ";2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m"
/* clang-format on */

static const struct {
	const char *name;
	const char *text; /* NULL: the description has none */
	bool of_rgb;	  /* for colours of 24 bits, or else for looks */
} other_strings[] = {
    {"setaf", SET_COLOR("3", "9", "38"), true},
    {"setab", SET_COLOR("4", "10", "48"), true},
    {"setf", NULL, true},
    {"setb", NULL, true},
    {"initc", NULL, true},
    {"initp", NULL, true},
    {"sgr", NULL, false},
    {"sgr0", "\033[m", false},
    {"smacs", NULL, false},
    {"rmacs", NULL, false},
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

/* Does it know looks as ECMA-48 does, or not at all? */
static bool knows_looks(void)
{
	static const char *const looks[][2] = {
	    {"bold", "\033[1m"}, {"dim", "\033[2m"}, {"smul", "\033[4m"}, {"rev", "\033[7m"}};
	bool known = false;
	for (size_t i = 0; i < sizeof(resets) / sizeof(resets[0]); i++)
		known = known || (exit_attribute_mode != NULL &&
				  strcmp(exit_attribute_mode, resets[i]) == 0);
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
		const char *text = tigetstr(looks[i][0]);
		known = known && (text == NULL || strcmp(text, looks[i][1]) == 0);
	}
	return known;
}

/* What stands in the new description for a string of the old one. */
static const char *string_of(const struct term_kind *kind, size_t i)
{
	for (size_t k = 0; k < sizeof(other_strings) / sizeof(other_strings[0]); k++) {
		bool holds = other_strings[k].of_rgb ? kind->rgb : kind->looks;
		if (holds && strcmp(strnames[i], other_strings[k].name) == 0)
			return other_strings[k].text;
	}
	const char *text = tigetstr(strnames[i]);
	return text == (const char *)-1 ? NULL : text;
}

static int number_of(const struct term_kind *kind, size_t i)
{
	if (kind->rgb && strcmp(numnames[i], "colors") == 0)
		return DIRECT_COLORS;
	if (kind->rgb && strcmp(numnames[i], "pairs") == 0)
		return DIRECT_PAIRS;
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

/* Beyond the names of the standard: that 39 and 49 are its own colours, that numbers are RRGGBB. */
static void put_extension(const struct term_kind *kind, struct buf *buf)
{
	static const char names[] = "AX\0RGB";
	enum { FLAGS = 2, NUMBERS = 0, STRINGS = 0, RGB_AT = 3 };
	put16(buf, FLAGS);
	put16(buf, NUMBERS);
	put16(buf, STRINGS);
	put16(buf, FLAGS);
	put16(buf, sizeof(names));
	buf_add_char(buf, tigetflag("AX") > 0);
	buf_add_char(buf, kind->rgb);
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

static void hand_over(struct arena *arena, struct str bytes)
{
	static const char digits[] = "0123456789ABCDEF";
	struct buf hex;
	buf_init(&hex, arena, 2 * ENTRY_MAX + sizeof("hex:"));
	buf_add_cstr(&hex, "hex:");
	for (size_t i = 0; i < bytes.n; i++) {
		buf_add_char(&hex, digits[(unsigned char)bytes.p[i] >> 4]);
		buf_add_char(&hex, digits[(unsigned char)bytes.p[i] & 15]);
	}
	setenv("TERMINFO", arena_cstr(arena, buf_str(&hex)), 1);
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
	buf_init(&bytes, &kind->arena, ENTRY_MAX);
	if ((kind->rgb || kind->looks) && describe(kind, &bytes)) {
		kind->before = before == NULL ? NULL : arena_cstr(&kind->arena, str_from(before));
		kind->name = kind_name;
		hand_over(&kind->arena, buf_str(&bytes));
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
	*kind = (struct term_kind){.name = NULL};
}
