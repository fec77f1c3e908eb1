/* tui/term_signals.c - signals: none leaves a terminal that is ours as the program had it. */
#include "tui/term_signals.h"

#include <errno.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "rolehop/base/mem.h"

enum { SIGNAL_STACK = 64 * 1024 };

/* The terminal is ours: whoever ends the program must give it back. */
static volatile sig_atomic_t term_active;
/* A signal that the loop has to act on, or 0. */
static volatile sig_atomic_t term_signal;

void term_write(const char *text, size_t n)
{
	while (n > 0) {
		ssize_t done = write(STDOUT_FILENO, text, n);
		if (done < 0 && errno != EINTR)
			return;
		if (done > 0) {
			text += done;
			n -= (size_t)done;
		}
	}
}

/* Only calls that are allowed in a signal handler; terminfo is out of reach there. */
static void give_back_hard(void)
{
	static const char modes_off[] =
	    "\033[?2026l\033[?2004l\033[?1006l\033[?1000l\033[0m\033[?25h\033[?1049l\033[?1l\033>"
	    "\r";
	struct termios modes;
	term_write(modes_off, sizeof(modes_off) - 1);
	if (tcgetattr(STDOUT_FILENO, &modes) != 0)
		return;
	modes.c_iflag |= BRKINT | ICRNL | IXON;
	modes.c_oflag |= OPOST | ONLCR;
	modes.c_lflag |= ISIG | ICANON | IEXTEN | ECHO | ECHOE | ECHOK;
	modes.c_lflag &= ~(tcflag_t)NOFLSH;
	tcsetattr(STDOUT_FILENO, TCSANOW, &modes);
}

static void on_crash(int signal_number)
{
	if (term_active) {
		term_active = 0;
		give_back_hard();
	}
	raise(signal_number); /* SA_RESETHAND: the default action follows */
}

static void on_request(int signal_number)
{
	term_signal = signal_number;
}

static void handle(int signal_number, void (*handler)(int), int flags)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
	sigemptyset(&action.sa_mask);
	sigaction(signal_number, &action, NULL);
}

static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGQUIT};
static const int requests[] = {SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT};

void term_signals_take(struct term_signals *signals)
{
	stack_t stack = {.ss_size = SIGNAL_STACK};
	sigset_t held;
	signals->stack = mem_alloc(SIGNAL_STACK);
	stack.ss_sp = signals->stack;
	sigaltstack(&stack, NULL);
	for (size_t i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++)
		handle(crashes[i], on_crash, (int)(SA_RESETHAND | SA_ONSTACK));
	sigemptyset(&held);
	sigaddset(&held, SIGWINCH);
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		handle(requests[i], on_request, 0);
		sigaddset(&held, requests[i]);
	}
	handle(SIGPIPE, SIG_IGN, 0);
	sigprocmask(SIG_BLOCK, &held, &signals->waiting);
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		sigdelset(&signals->waiting, requests[i]);
	sigdelset(&signals->waiting, SIGWINCH);
}

void term_signals_release(struct term_signals *signals)
{
	stack_t none = {.ss_flags = SS_DISABLE};
	for (size_t i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++)
		handle(crashes[i], SIG_DFL, 0);
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		handle(requests[i], SIG_DFL, 0);
	sigaltstack(&none, NULL);
	sigprocmask(SIG_SETMASK, &signals->waiting, NULL);
	free(signals->stack);
}

bool term_signals_own(bool ours)
{
	bool before = term_active != 0;
	term_active = ours;
	return before;
}

int term_signals_asked(void)
{
	int signal_number = term_signal;
	term_signal = 0;
	return signal_number;
}

void term_signals_stop(void)
{
	sigset_t stop;
	sigset_t old;
	handle(SIGTSTP, SIG_DFL, 0);
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop, &old);
	kill(0, SIGTSTP);
	sigprocmask(SIG_SETMASK, &old, NULL);
	handle(SIGTSTP, on_request, 0);
}

void term_signals_lend(void)
{
	handle(SIGINT, SIG_IGN, 0);
	handle(SIGQUIT, SIG_IGN, 0);
}

void term_signals_take_back(void)
{
	sigset_t interrupt;
	sigset_t held;
	/* One that was blocked waits until it is ignored unblocked. */
	sigemptyset(&interrupt);
	sigaddset(&interrupt, SIGINT);
	sigprocmask(SIG_UNBLOCK, &interrupt, &held);
	sigprocmask(SIG_SETMASK, &held, NULL);
	handle(SIGINT, on_request, 0);
	handle(SIGQUIT, on_crash, (int)(SA_RESETHAND | SA_ONSTACK));
}
