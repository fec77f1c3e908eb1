/* tui/term_direct.c - a terminal opened as what it is, but for colours of 24 bits. */
#include "tui/term_direct.h"

#include <curses.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#include "rolehop/base/buf.h"

/*
 * Few systems describe terminals of 24 bit colours, and then only some of them (xterm-direct256).
 * ncurses takes a description from the environment, too: "hex:" and its bytes. So this writes the
 * bytes of the terminal's own, with other colours.
 * Source: term(5), "Legacy storage format" and "Extended storage format"; terminfo(5), TERMINFO.
 */
static const char direct_name[] = "rolehop-direct256";

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
} other_strings[] = {
    {"setaf", SET_COLOR("3", "9", "38")},
    {"setab", SET_COLOR("4", "10", "48")},
    {"setf", NULL},
    {"setb", NULL},
    {"initc", NULL},
    {"initp", NULL},
};

/* GNU screen hands on what the terminal around it claims, and takes no such colours itself. */
bool term_direct_claimed(void)
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

/* What stands in the new description for a string of the old one. */
static const char *string_of(size_t i)
{
	for (size_t k = 0; k < sizeof(other_strings) / sizeof(other_strings[0]); k++) {
		if (strcmp(strnames[i], other_strings[k].name) == 0)
			return other_strings[k].text;
	}
	const char *text = tigetstr(strnames[i]);
	return text == (const char *)-1 ? NULL : text;
}

static int number_of(size_t i)
{
	if (strcmp(numnames[i], "colors") == 0)
		return DIRECT_COLORS;
	if (strcmp(numnames[i], "pairs") == 0)
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
static void put_strings(struct buf *buf, struct buf *texts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *text = string_of(i);
		put16(buf, text == NULL ? ABSENT : (unsigned)texts->n);
		if (text != NULL)
			buf_add(texts, (struct str){text, strlen(text) + 1});
	}
}

/* That colour numbers are RRGGBB has a name of its own, beyond those of the standard. */
static void put_extension(struct buf *buf)
{
	static const char rgb[] = "RGB";
	enum { FLAGS = 1, NUMBERS = 0, STRINGS = 0, TEXTS = 1 };
	put16(buf, FLAGS);
	put16(buf, NUMBERS);
	put16(buf, STRINGS);
	put16(buf, TEXTS);
	put16(buf, sizeof(rgb));
	buf_add_char(buf, 1);
	pad(buf);
	put16(buf, 0);
	buf_add(buf, (struct str){rgb, sizeof(rgb)});
}

/* The description that is open now, as bytes; false where it does not fit. */
static bool describe(struct arena *arena, struct buf *buf)
{
	size_t n_flags = count(boolnames);
	size_t n_numbers = count(numnames);
	size_t n_strings = count(strnames);
	struct buf offsets;
	struct buf texts;
	buf_init(&offsets, arena, ENTRY_MAX);
	buf_init(&texts, arena, ENTRY_MAX / 2);
	put_strings(&offsets, &texts, n_strings);
	put16(buf, MAGIC_32_BIT);
	put16(buf, sizeof(direct_name));
	put16(buf, (unsigned)n_flags);
	put16(buf, (unsigned)n_numbers);
	put16(buf, (unsigned)n_strings);
	put16(buf, (unsigned)texts.n);
	buf_add(buf, (struct str){direct_name, sizeof(direct_name)});
	for (size_t i = 0; i < n_flags; i++)
		buf_add_char(buf, tigetflag(boolnames[i]) > 0);
	pad(buf);
	for (size_t i = 0; i < n_numbers; i++)
		put32(buf, number_of(i));
	buf_add(buf, buf_str(&offsets));
	buf_add(buf, buf_str(&texts));
	pad(buf);
	put_extension(buf);
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

bool term_direct_begin(const char *name, struct term_direct *direct)
{
	int status;
	struct buf bytes;
	const char *before = getenv("TERMINFO");
	TERMINAL *outer = cur_term;
	*direct = (struct term_direct){.name = NULL};
	if (setupterm(name, STDOUT_FILENO, &status) != OK)
		return false;
	buf_init(&bytes, &direct->arena, ENTRY_MAX);
	if (max_colors >= 256 && describe(&direct->arena, &bytes)) {
		direct->before =
		    before == NULL ? NULL : arena_cstr(&direct->arena, str_from(before));
		direct->name = direct_name;
		hand_over(&direct->arena, buf_str(&bytes));
	}
	TERMINAL *own = cur_term;
	set_curterm(outer);
	del_curterm(own);
	return direct->name != NULL;
}

void term_direct_end(struct term_direct *direct)
{
	if (direct->name != NULL && direct->before != NULL)
		setenv("TERMINFO", direct->before, 1);
	else if (direct->name != NULL)
		unsetenv("TERMINFO");
	arena_release(&direct->arena);
	*direct = (struct term_direct){.name = NULL};
}
