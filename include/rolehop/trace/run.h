/* trace/run.h - what a run of a machine has shown, for a trace of its Tasks as they were in it. */
#ifndef ROLEHOP_TRACE_RUN_H
#define ROLEHOP_TRACE_RUN_H

#include <stdbool.h>

#include "rolehop/asl/read.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/record/history.h"
#include "rolehop/trace/trace.h"

/* A run, by its history. */
struct trace_run {
	struct history history;
};

/*
 * Is the history one of this machine, with this definition? ERR_INPUT where it names another one,
 * or entered a state that the definition lacks.
 */
bool run_check(const struct trace_run *run, const struct machine *machine, const struct asl *asl,
	       struct err *err);

/*
 * `base` with what the run shows: the execution's input, what its Tasks were given and answered,
 * and of this one what was sent and the roles that Credentials came to. What the user gave in
 * `base` counts more. What was withheld stays open; a state whose name is used twice tells nothing.
 * Source: Step Functions API Reference, "TaskScheduledEventDetails", "StateEnteredEventDetails".
 */
void run_settle(struct arena *arena, const struct asl *asl, const struct asl_state *state,
		const struct trace_run *run, const struct trace_options *base,
		struct trace_options *out);

#endif
