/* tui/term_keys.c - what the keyboard, the mouse and signals bring. */
#include <signal.h>
#include <string.h>
#include <sys/select.h>

#include "rolehop/base/scan.h"
#include "rolehop/base/width.h"
#include "tui/keys.h"
#include "tui/term_own.h"

/* Codes of our own for define_key: those right after KEY_MAX belong to extended keys. */
enum { CODE_PASTE_BEGIN = KEY_MAX + 0x1000, CODE_PASTE_END, CODE_MOUSE, CODE_STRANGE };
enum { ESCAPE_DELAY_MS = 25 };

/* Arrows and the like with Shift, Alt or Ctrl mean nothing here; unknown, they would be an Esc and
 * letters. */
static void define_modified(void)
{
	static const char letters[] = "ABCDFHPQRS";
	static const int numbers[] = {2, 3, 5, 6, 15, 17, 18, 19, 20, 21, 23, 24};
	char keys[16];
	for (int modifier = 2; modifier <= 8; modifier++) {
		for (size_t i = 0; i < sizeof(letters) - 1; i++) {
			snprintf(keys, sizeof(keys), "\033[1;%d%c", modifier, letters[i]);
			define_key(keys, CODE_STRANGE);
		}
		for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
			snprintf(keys, sizeof(keys), "\033[%d;%d~", numbers[i], modifier);
			define_key(keys, CODE_STRANGE);
		}
	}
}

void term_begin_keys(void)
{
	raw();
	noecho();
	nonl();
	set_escdelay(ESCAPE_DELAY_MS);
	keypad(stdscr, TRUE);
	meta(stdscr, TRUE);
	intrflush(stdscr, FALSE);
	define_key("\033[200~", CODE_PASTE_BEGIN);
	define_key("\033[201~", CODE_PASTE_END);
	define_key("\033[<", CODE_MOUSE);
	define_modified();
}

/* clang-format off */
static const struct {
	int code;
	uint32_t key;
} codes[] = {
	{KEY_UP, K_UP},         {KEY_DOWN, K_DOWN},         {KEY_LEFT, K_LEFT},   {KEY_RIGHT, K_RIGHT},
	{KEY_HOME, K_HOME},     {KEY_END, K_END},           {KEY_PPAGE, K_PGUP},  {KEY_NPAGE, K_PGDN},
	{KEY_FIND, K_HOME},     {KEY_SELECT, K_END},        {KEY_IC, K_INSERT},   {KEY_DC, K_DELETE},
	{KEY_BACKSPACE, K_BACKSPACE}, {KEY_ENTER, K_ENTER}, {KEY_BTAB, K_SHIFT_TAB},
	{KEY_SUSPEND, K_CTRL('z')}, {KEY_RESIZE, K_RESIZE}, {CODE_PASTE_BEGIN, K_PASTE_BEGIN}, {CODE_PASTE_END, K_PASTE_END},
};
/* clang-format on */

static uint32_t from_code(int code)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (codes[i].code == code)
			return codes[i].key;
	}
	if (code >= KEY_F(1) && code <= KEY_F(12))
		return K_F1 + (uint32_t)(code - KEY_F(1));
	return K_NONE;
}

static uint32_t from_char(uint32_t c)
{
	switch (c) {
	case '\r':
	case '\n':
		return K_ENTER;
	case '\t':
		return K_TAB;
	case 27:
		return K_ESC;
	case 8:
	case 127:
		return K_BACKSPACE;
	default:
		return c < K_FIRST ? c : K_NONE;
	}
}

/* How many bytes a character has that begins with this one; 0: none does. */
static size_t bytes_from(unsigned char first)
{
	return first < 0x80   ? 1
	       : first < 0xc2 ? 0
	       : first < 0xe0 ? 2
	       : first < 0xf0 ? 3
	       : first < 0xf5 ? 4
			      : 0;
}

/* As the locale has it. A byte of ASCII that ends no character is one by itself. */
static uint32_t from_byte_here(struct term *term, unsigned char byte)
{
	wchar_t code;
	size_t n = mbrtowc(&code, (const char[]){(char)byte}, 1, &term->begun_here);
	if (n <= 1)
		return from_char((uint32_t)code);
	if (n == (size_t)-2)
		return K_NONE;
	term->begun_here = (mbstate_t){0};
	return byte < 0x80 ? from_char(byte) : K_NONE;
}

/* Bytes of one character may come apart, and what is none means nothing. */
static uint32_t from_byte(struct term *term, unsigned char byte)
{
	unsigned long code;
	struct str all = {term->begun, term->n_begun + 1};
	if (term->n_begun > 0 && (byte & 0xc0) == 0x80) {
		term->begun[term->n_begun++] = (char)byte;
		if (term->n_begun < bytes_from((unsigned char)term->begun[0]))
			return K_NONE;
		term->n_begun = 0;
		if (scan_utf8(all, 0) == 0)
			return K_NONE;
		width_decode(all, &code);
		return from_char((uint32_t)code);
	}
	size_t n = bytes_from(byte);
	term->n_begun = n > 1;
	term->begun[0] = (char)byte;
	return n == 1 ? from_char(byte) : K_NONE;
}

/* The rest of what a terminal sends of the mouse; what is no part of that is read next. */
static uint32_t read_mouse(struct term *term)
{
	static const char parts[] = "0123456789;Mm";
	char text[32];
	size_t n = 0;
	int c;
	wtimeout(stdscr, ESCAPE_DELAY_MS);
	while (n < sizeof(text) && (c = wgetch(stdscr)) != ERR) {
		if (c <= 0 || c >= 0x80 || strchr(parts, c) == NULL) {
			ungetch(c);
			break;
		}
		text[n++] = (char)c;
		if (c == 'M' || c == 'm')
			break;
	}
	wtimeout(stdscr, 0);
	return mouse_parse((struct str){text, n}, &term->mouse_event) ? K_MOUSE : K_NONE;
}

static uint32_t from_read(struct term *term, int c)
{
	if (c < KEY_MIN)
		return (term->utf8 ? from_byte : from_byte_here)(term, (unsigned char)c);
	term->n_begun = 0;
	term->begun_here = (mbstate_t){0};
	return c == CODE_MOUSE ? read_mouse(term) : from_code(c);
}

enum reading { READ_NOTHING, READ_KEY, READ_STRANGE };

/* What ncurses has read or can read without waiting; READ_STRANGE: only what means nothing (yet).
 * Not wget_wch: that fails at bytes that are no character, or only the beginning of one, as at the
 * end of the input. */
static enum reading read_ready(struct term *term, uint32_t *key)
{
	enum reading reading = READ_NOTHING;
	int c;
	while ((c = wgetch(stdscr)) != ERR) {
		*key = from_read(term, c);
		if (*key != K_NONE)
			return READ_KEY;
		reading = READ_STRANGE;
	}
	return reading;
}

static uint32_t from_signal(void)
{
	switch (term_signals_asked()) {
	case 0:
		return K_NONE;
	case SIGTSTP:
		return K_SUSPEND;
	case SIGCONT:
		return K_CONTINUE;
	default:
		return K_TERMINATE;
	}
}

/* Waits for input; signals come through here and nowhere else, so none is missed. */
static int wait_input(struct term *term, int timeout_ms)
{
	struct timespec limit = {timeout_ms / 1000, (long)(timeout_ms % 1000) * 1000000};
	int fd = fileno(term->in);
	fd_set set;
	FD_ZERO(&set);
	FD_SET(fd, &set);
	return pselect(fd + 1, &set, NULL, NULL, timeout_ms < 0 ? NULL : &limit,
		       &term->signals.waiting);
}

uint32_t term_read(struct term *term, int timeout_ms)
{
	uint32_t key;
	wtimeout(stdscr, 0);
	if (read_ready(term, &key) == READ_KEY)
		return key;
	int ready = wait_input(term, timeout_ms);
	uint32_t asked = from_signal();
	if (asked != K_NONE)
		return asked;
	enum reading reading = read_ready(term, &key);
	if (reading == READ_KEY)
		return key;
	/* Readable, and yet nothing comes: the other end is closed. */
	return ready > 0 && reading == READ_NOTHING ? K_END_OF_INPUT : K_NONE;
}
