/* cli/teller.h - how far a sync is: bars on a terminal, or lines of JSON. */
#ifndef ROLEHOP_CLI_TELLER_H
#define ROLEHOP_CLI_TELLER_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/interrupt.h"
#include "cli/run.h"
#include "rolehop/feed/sync.h"

struct teller {
	struct cli *cli;
	struct interrupt interrupt;
	bool json; /* --progress json: a line now and then, on standard error */
	bool bar;
	size_t lines; /* of bars on the screen */
	int64_t last_ms;
};

/* Of struct sync_options; `self` is the teller. */
void teller_tell(void *self, const struct sync_progress *progress);
void teller_tell_account(void *self, const struct sync_account *account);
bool teller_stop(void *self);

/* Takes the bars from the screen. */
void teller_wipe(struct teller *teller);

#endif
