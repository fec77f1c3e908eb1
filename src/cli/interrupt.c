/* cli/interrupt.c - notices Ctrl-C while work is done that must end cleanly. */
#include "cli/interrupt.h"

#include <string.h>
#include <unistd.h>

enum { EXIT_INTERRUPTED = 130 };

/*
 * The kernel keeps the mark, so that no variable is shared with a handler: a handler that is set
 * with SA_RESETHAND is gone once it has run, and sigaction tells so.
 */
static void note_signal(int signal_number)
{
	(void)signal_number;
}

/* An open transaction is undone by the next one who opens the inventory. */
static void end_program(int signal_number)
{
	(void)signal_number;
	_exit(EXIT_INTERRUPTED);
}

void interrupt_watch(struct interrupt *interrupt, bool at_once)
{
	struct sigaction action;
	memset(interrupt, 0, sizeof(*interrupt));
	if (sigaction(SIGINT, NULL, &interrupt->before) != 0 ||
	    interrupt->before.sa_handler == SIG_IGN)
		return;
	memset(&action, 0, sizeof(action));
	sigemptyset(&action.sa_mask);
	action.sa_handler = at_once ? end_program : note_signal;
	action.sa_flags = (int)SA_RESETHAND;
	interrupt->watched = sigaction(SIGINT, &action, NULL) == 0;
}

bool interrupt_came(const struct interrupt *interrupt)
{
	struct sigaction now;
	return interrupt->watched && sigaction(SIGINT, NULL, &now) == 0 &&
	       now.sa_handler == SIG_DFL;
}

void interrupt_unwatch(struct interrupt *interrupt)
{
	if (interrupt->watched)
		sigaction(SIGINT, &interrupt->before, NULL);
	interrupt->watched = false;
}
