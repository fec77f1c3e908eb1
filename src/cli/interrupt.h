/* cli/interrupt.h - notices Ctrl-C while work is done that must end cleanly. */
#ifndef ROLEHOP_CLI_INTERRUPT_H
#define ROLEHOP_CLI_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

/*
 * While watched, the first SIGINT only interrupts a blocking read, and interrupt_came tells of it;
 * a second one ends the program. A program that was started with SIGINT ignored keeps ignoring it.
 */
struct interrupt {
	bool watched;
	struct sigaction before;
};

void interrupt_watch(struct interrupt *interrupt, bool at_once);
bool interrupt_came(const struct interrupt *interrupt);
void interrupt_unwatch(struct interrupt *interrupt);

#endif
