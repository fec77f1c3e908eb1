/* tui/term.c - the terminal, by way of ncursesw, which nothing else here knows. */
#include "tui/term.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "rolehop/base/mem.h"
#include "tui/keys.h"
#include "tui/palette.h"
#include "tui/term_direct.h"
#include "tui/term_signals.h"

/* Codes of our own for define_key: those right after KEY_MAX belong to extended keys. */
enum { CODE_PASTE_BEGIN = KEY_MAX + 0x1000, CODE_PASTE_END, CODE_MOUSE };
enum { ESCAPE_DELAY_MS = 25 };

struct term {
	SCREEN *screen;
	FILE *in;
	const struct theme *theme;
	struct canvas shown; /* what the terminal shows */
	bool repaint;
	bool utf8;
	bool mouse;
	struct mouse_event mouse_event;
	bool colors;	 /* it has colours at all */
	bool default_ok; /* it has its own default colours as a pair */
	int rgb_from;	 /* colour numbers from this one on are RRGGBB; 0: none is */
	char *note;
	struct term_signals signals;
};

static void send(const char *text)
{
	term_write(text, strlen(text));
}

static void on_exit_of_program(void)
{
	if (term_signals_own(false)) {
		send("\033[?2004l\033[?1006l\033[?1000l");
		endwin();
	}
}

static void set_note(struct term *term, const char *name)
{
	static const char text[] = "this system has no description of the terminal \"%.40s\": "
				   "using that of xterm-256color";
	term->note = mem_alloc(sizeof(text) + 48);
	snprintf(term->note, sizeof(text) + 48, text, name);
}

/* A string of the terminal's description, or NULL. */
static const char *capability(const char *name)
{
	const char *text = tigetstr(name);
	return text == (const char *)-1 ? NULL : text;
}

/* With colours of 24 bits where the terminal claims to have them. NULL: no description of it. */
static SCREEN *open_as(const char *name, FILE *in)
{
	struct term_direct direct = {.name = NULL};
	SCREEN *screen = NULL;
	if (!term_described(name)) /* ncurses loses memory where it fails itself */
		return NULL;
	if (term_direct_claimed() && term_direct_begin(name, &direct))
		screen = newterm(direct.name, stdout, in);
	term_direct_end(&direct);
	return screen != NULL ? screen : newterm(name, stdout, in);
}

/* Opens the screen as what TERM says, or as the kind of terminal that most of them are. */
static bool open_screen(struct term *term, struct err *err)
{
	const char *name = getenv("TERM");
	if (name == NULL || name[0] == '\0')
		name = "xterm-256color";
	term->screen = open_as(name, term->in);
	if (term->screen == NULL) {
		set_note(term, name);
		term->screen = open_as("xterm-256color", term->in);
	}
	if (term->screen == NULL)
		return err_set(err, ERR_ENVIRONMENT,
			       "terminal \"%s\": this system has no description of it, nor of "
			       "xterm-256color; install ncurses-base, or use the commands "
			       "(rolehop --help)",
			       name);
	set_term(term->screen);
	if (capability("cup") == NULL) {
		endwin();
		return err_set(err, ERR_ENVIRONMENT,
			       "terminal \"%s\" cannot place its cursor; use the commands "
			       "(rolehop --help), or set TERM",
			       name);
	}
	return true;
}

/* Among its colour numbers, are those of 256 colours what they always are? */
static bool has_palette(void)
{
	const char *set_color = capability("setaf");
	const char *sequence = set_color == NULL ? NULL : tiparm(set_color, 200);
	return sequence != NULL && (strstr(sequence, "5;200") || strstr(sequence, "5:200"));
}

static void begin_colors(struct term *term)
{
	term->colors = has_colors() && start_color() == OK;
	term->default_ok = term->colors && use_default_colors() == OK;
	if (term->colors && tigetflag("RGB") > 0)
		term->rgb_from = has_palette() ? 256 : 8;
}

static void begin_keys(void)
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
}

/* The window may have got another size before anybody listened to that. */
static void take_real_size(void)
{
	struct winsize size;
	if (getenv("LINES") != NULL || getenv("COLUMNS") != NULL ||
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
		return;
	if (size.ws_row != LINES || size.ws_col != COLS)
		resizeterm(size.ws_row, size.ws_col);
}

static FILE *keyboard(struct err *err)
{
	if (isatty(STDIN_FILENO))
		return stdin;
	FILE *in = fopen("/dev/tty", "r");
	if (in == NULL)
		err_set(err, ERR_ENVIRONMENT, "no terminal to read keys from: %s", strerror(errno));
	return in;
}

/* Pasted text comes marked as such; the mouse only where it was asked for. */
static void send_modes(const struct term *term, bool on)
{
	send(on ? "\033[?2004h" : "\033[?2004l");
	if (term->mouse)
		send(on ? "\033[?1000h\033[?1006h" : "\033[?1006l\033[?1000l");
}

static void give_back(struct term *term)
{
	term_signals_own(false);
	send_modes(term, false);
	endwin();
}

bool term_open(const struct theme *theme, struct term **out, struct err *err)
{
	FILE *in = keyboard(err);
	if (in == NULL)
		return false;
	struct term *term = mem_alloc(sizeof(*term));
	*term = (struct term){.in = in, .theme = theme, .repaint = true};
	setlocale(LC_CTYPE, "");
	term->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	if (!open_screen(term, err)) {
		if (term->screen != NULL)
			delscreen(term->screen);
		if (in != stdin)
			fclose(in);
		free(term->note);
		free(term);
		return false;
	}
	begin_colors(term);
	begin_keys();
	curs_set(0);
	atexit(on_exit_of_program);
	term_signals_own(true);
	term_signals_take(&term->signals);
	take_real_size();
	send_modes(term, true);
	*out = term;
	return true;
}

void term_close(struct term *term)
{
	if (term == NULL)
		return;
	give_back(term);
	term_signals_release(&term->signals);
	delscreen(term->screen);
	if (term->in != stdin)
		fclose(term->in);
	canvas_release(&term->shown);
	free(term->note);
	free(term);
}

void term_set_mouse(struct term *term, bool on)
{
	if (on == term->mouse)
		return;
	term->mouse = on;
	send(on ? "\033[?1000h\033[?1006h" : "\033[?1006l\033[?1000l");
}

const struct mouse_event *term_mouse(const struct term *term)
{
	return &term->mouse_event;
}

void term_set_theme(struct term *term, const struct theme *theme)
{
	term->theme = theme;
	term->repaint = true;
}

void term_size(const struct term *term, int *cols, int *rows)
{
	(void)term;
	getmaxyx(stdscr, *rows, *cols);
}

bool term_is_utf8(const struct term *term)
{
	return term->utf8;
}

const char *term_note(const struct term *term)
{
	return term->note;
}

void term_send(struct term *term, struct str sequence)
{
	(void)term;
	term_write(sequence.p, sequence.n);
}

void term_repaint(struct term *term)
{
	term->repaint = true;
}

/* ---- keys ------------------------------------------------------------------------------------ */

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

static uint32_t from_char(wint_t c)
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
		return (uint32_t)c < K_FIRST ? (uint32_t)c : K_NONE;
	}
}

/* The rest of what a terminal sends of the mouse; it is there, or it is none. */
static uint32_t read_mouse(struct term *term)
{
	char text[32];
	size_t n = 0;
	wint_t c = 0;
	wtimeout(stdscr, ESCAPE_DELAY_MS);
	while (n < sizeof(text) && wget_wch(stdscr, &c) == OK && c < 0x80) {
		text[n++] = (char)c;
		if (c == 'M' || c == 'm')
			break;
	}
	wtimeout(stdscr, 0);
	return mouse_parse((struct str){text, n}, &term->mouse_event) ? K_MOUSE : K_NONE;
}

enum reading { READ_NOTHING, READ_KEY, READ_STRANGE };

/* What ncurses has read or can read without waiting; READ_STRANGE: only keys that mean nothing. */
static enum reading read_ready(struct term *term, uint32_t *key)
{
	enum reading reading = READ_NOTHING;
	wint_t c = 0;
	int kind;
	while ((kind = wget_wch(stdscr, &c)) != ERR) {
		*key = kind == KEY_CODE_YES ? from_code((int)c) : from_char(c);
		if (kind == KEY_CODE_YES && c == CODE_MOUSE)
			*key = read_mouse(term);
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

/* ---- cells ----------------------------------------------------------------------------------- */

static attr_t attributes_of(const struct theme_look *look, bool bold)
{
	attr_t attributes = A_NORMAL;
	if (look->bold || bold)
		attributes |= A_BOLD;
	if (look->dim)
		attributes |= A_DIM;
	if (look->underline)
		attributes |= A_UNDERLINE;
	if (look->reverse)
		attributes |= A_REVERSE;
	if (look->italic)
		attributes |= A_ITALIC;
	return attributes;
}

static int pair_of(const struct term *term, const struct theme_look *look, bool *bold)
{
	if (!term->colors)
		return 0;
	struct palette_pair here = palette_pair(look, COLORS, term->rgb_from);
	*bold = here.bold;
	if (here.fg < 0 && here.bg < 0)
		return 0;
	if (!term->default_ok) {
		here.fg = here.fg < 0 ? COLOR_WHITE : here.fg;
		here.bg = here.bg < 0 ? COLOR_BLACK : here.bg;
	}
	int pair = alloc_pair(here.fg, here.bg);
	return pair < 0 ? 0 : pair;
}

/* Sends only what the terminal will place as we do: where its widths differ from ours, "?". */
static void fill_text(const struct term *term, const struct cell *cell, wchar_t text[8])
{
	size_t n = 0;
	if (cell->code < 0x80 || (term->utf8 && wcwidth((wchar_t)cell->code) == (int)cell->width)) {
		text[n++] = (wchar_t)cell->code;
		for (int i = 0; i < CELL_MARKS && cell->marks[i] != 0; i++) {
			if (term->utf8 && wcwidth((wchar_t)cell->marks[i]) == 0)
				text[n++] = (wchar_t)cell->marks[i];
		}
	} else {
		text[n++] = L'?';
	}
	text[n] = L'\0';
}

static void draw_cell(struct term *term, const struct cell *cell, int x, int y)
{
	wchar_t text[8];
	cchar_t out;
	bool bold = false;
	struct theme_look look = palette_look(term->theme, cell);
	int pair = pair_of(term, &look, &bold);
	fill_text(term, cell, text);
	setcchar(&out, text, attributes_of(&look, bold), (short)(pair > 32767 ? 0 : pair), &pair);
	mvadd_wch(y, x, &out);
	if (cell->width == 2 && text[0] == L'?')
		mvadd_wch(y, x + 1, &out);
}

static bool same_cell(const struct cell *a, const struct cell *b)
{
	return a->code == b->code && a->width == b->width && a->role == b->role &&
	       a->over == b->over && memcmp(a->marks, b->marks, sizeof(a->marks)) == 0;
}

/* Draws the cells that differ; true if there were any. */
static bool draw_differences(struct term *term, const struct canvas *canvas)
{
	bool any = false;
	for (int y = 0; y < canvas->rows; y++) {
		for (int x = 0; x < canvas->cols; x++) {
			const struct cell *cell = canvas_at(canvas, x, y);
			struct cell *old = canvas_at(&term->shown, x, y);
			if (same_cell(cell, old) && !term->repaint)
				continue;
			any = true;
			if (cell->width != 0)
				draw_cell(term, cell, x, y);
			*old = *cell;
		}
	}
	return any;
}

static bool place_cursor(struct term *term, const struct canvas *canvas)
{
	struct canvas *shown = &term->shown;
	bool same = shown->has_cursor == canvas->has_cursor &&
		    shown->cursor_x == canvas->cursor_x && shown->cursor_y == canvas->cursor_y;
	if (!same || term->repaint)
		curs_set(canvas->has_cursor ? 1 : 0);
	shown->has_cursor = canvas->has_cursor;
	shown->cursor_x = canvas->cursor_x;
	shown->cursor_y = canvas->cursor_y;
	if (canvas->has_cursor)
		move(canvas->cursor_y, canvas->cursor_x);
	return !same;
}

void term_show(struct term *term, const struct canvas *canvas)
{
	if (term->shown.cols != canvas->cols || term->shown.rows != canvas->rows) {
		canvas_resize(&term->shown, canvas->cols, canvas->rows);
		term->repaint = true;
	}
	if (term->repaint) {
		erase();
		clearok(curscr, TRUE);
	}
	bool cells = draw_differences(term, canvas);
	if (!place_cursor(term, canvas) && !cells)
		return;
	term->repaint = false;
	/* Not through ncurses' own buffer: these must stand before and after the frame. */
	send("\033[?2026h");
	wnoutrefresh(stdscr);
	doupdate();
	send("\033[?2026l");
}

void term_resume(struct term *term)
{
	reset_prog_mode();
	send_modes(term, true);
	term->repaint = true;
}

static void take_again(struct term *term)
{
	term_signals_own(true);
	refresh();
	send_modes(term, true);
	term->repaint = true;
}

void term_suspend(struct term *term)
{
	give_back(term);
	term_signals_stop();
	take_again(term);
}

void term_lend(struct term *term)
{
	give_back(term);
	term_signals_lend();
}

void term_take_back(struct term *term)
{
	term_signals_take_back();
	take_again(term);
}
