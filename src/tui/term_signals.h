/* tui/term_signals.h - signals: none leaves a terminal that is ours as the program had it. */
#ifndef TUI_TERM_SIGNALS_H
#define TUI_TERM_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

struct term_signals {
	void *stack;
	sigset_t waiting; /* signals let in while waiting for a key, and only then */
};

/* From here on those that end the program give the terminal back before, where it is ours. */
void term_signals_take(struct term_signals *signals);
void term_signals_release(struct term_signals *signals);

/* Is it ours? What it was before. */
bool term_signals_own(bool ours);

/* The signal that came last and that nobody asked for yet, or 0. */
int term_signals_asked(void);

/* Stops the process group; returns when it is continued. */
void term_signals_stop(void);

/* While a program runs in the foreground Ctrl-C is that program's alone. */
void term_signals_lend(void);
void term_signals_take_back(void);

/* All of it, past every buffer. Allowed in a signal handler. */
void term_write(const char *text, size_t n);

#endif
