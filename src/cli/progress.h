/* cli/progress.h - a bar on standard error while something long runs. */
#ifndef ROLEHOP_CLI_PROGRESS_H
#define ROLEHOP_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/interrupt.h"
#include "cli/out.h"

struct progress {
	struct out *out;
	struct interrupt interrupt;
	bool shown;	/* a bar may be drawn: a terminal, and not --quiet */
	bool on_screen; /* one is there and must be wiped */
	int64_t last_ms;
	int64_t begun_ms;
};

/* `stream`: what is read may come slowly or never, so that Ctrl-C ends the program at once. */
void progress_begin(struct progress *progress, struct out *out, bool quiet, bool stream);

/* An import_progress: draws at most ten times a second; false once Ctrl-C was pressed. */
bool progress_step(void *progress, struct str file, size_t done, size_t total);

/* The same for what is counted, with the time that is left. */
bool progress_count(struct progress *progress, size_t done, size_t total);

/* Wipes the bar; *interrupted (may be NULL) tells whether Ctrl-C was pressed. */
void progress_end(struct progress *progress, bool *interrupted);

#endif
