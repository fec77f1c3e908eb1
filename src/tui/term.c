/* tui/term.c - the terminal, by way of ncursesw, which nothing else here knows. */
#include "tui/term.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "rolehop/base/mem.h"
#include "tui/term_kind.h"
#include "tui/term_own.h"

void term_send_text(const char *text)
{
	term_write(text, strlen(text));
}

const char *term_capability(const char *name)
{
	const char *text = tigetstr(name);
	return text == (const char *)-1 ? NULL : text;
}

static void on_exit_of_program(void)
{
	if (term_signals_own(false)) {
		term_send_text("\033[?2004l\033[?1006l\033[?1000l");
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

/* As term_kind describes it where that works. NULL: no description of it. */
static SCREEN *open_as(struct term *term, const char *name)
{
	SCREEN *screen = NULL;
	if (!term_described(name)) /* ncurses loses memory where it fails itself */
		return NULL;
	if (term_kind_begin(name, &term->kind))
		screen = newterm(term->kind.name, stdout, term->in);
	term_kind_end(&term->kind);
	if (screen != NULL)
		return screen;
	term->kind = (struct term_kind){.name = NULL};
	return newterm(name, stdout, term->in);
}

/* Opens the screen as what TERM says, or as the kind of terminal that most of them are. */
static bool open_screen(struct term *term, struct err *err)
{
	const char *name = getenv("TERM");
	if (name == NULL || name[0] == '\0')
		name = "xterm-256color";
	term->screen = open_as(term, name);
	if (term->screen == NULL) {
		set_note(term, name);
		term->screen = open_as(term, "xterm-256color");
	}
	if (term->screen == NULL)
		return err_set(err, ERR_ENVIRONMENT,
			       "terminal \"%s\": this system has no description of it, nor of "
			       "xterm-256color; install ncurses-base, or use the commands "
			       "(rolehop --help)",
			       name);
	set_term(term->screen);
	if (term_capability("cup") == NULL) {
		endwin();
		return err_set(err, ERR_ENVIRONMENT,
			       "terminal \"%s\" cannot place its cursor; use the commands "
			       "(rolehop --help), or set TERM",
			       name);
	}
	return true;
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
	term_send_text(on ? "\033[?2004h" : "\033[?2004l");
	if (term->mouse)
		term_send_text(on ? "\033[?1000h\033[?1006h" : "\033[?1006l\033[?1000l");
}

static void give_back(struct term *term)
{
	term_signals_own(false);
	send_modes(term, false);
	endwin();
}

bool term_open(const struct theme *theme, struct term **out, struct err *err)
{
	if (!ncurses_load(err))
		return false;
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
	/* Even ncurses may end the program from here on. */
	atexit(on_exit_of_program);
	term_signals_own(true);
	term_begin_cells(term);
	term_begin_keys();
	curs_set(0);
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
	term_send_text(on ? "\033[?1000h\033[?1006h" : "\033[?1006l\033[?1000l");
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

void term_resume(struct term *term)
{
	reset_prog_mode();
	send_modes(term, true);
	term->repaint = true;
}

static void take_again(struct term *term)
{
	term_signals_own(true);
	/* ncurses makes the scrolling region as high as it takes the window to be, and so it stays.
	 */
	take_real_size();
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
