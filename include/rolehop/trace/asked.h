/* trace/asked.h - a question that can be asked again, over a world that was changed. */
#ifndef ROLEHOP_TRACE_ASKED_H
#define ROLEHOP_TRACE_ASKED_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/trace/trace.h"
#include "rolehop/trace/world.h"

/* A question that can be asked again: a Task of a machine, or a chain of roles. */
struct asked {
	struct str machine; /* empty: `chain` is the question */
	struct str pointer; /* of the state */
	const struct trace_chain *chain;
	const struct asl *asl; /* as the machine was read before, which serves while its definition
				  is the same; NULL: it is read each time */
};

/* Asks; *out is the same as trace_task's or trace_chain's. */
bool asked_trace(struct arena *arena, const struct world *world, const struct asked *asked,
		 const struct trace_options *options, const struct trace **out, struct err *err);

/*
 * A copy of `trace`, which was asked of another world, with what the question comes to in `world`
 * as its `before`; NULL there where the question cannot be asked in it.
 */
bool asked_before(struct arena *arena, const struct world *world, const struct asked *asked,
		  const struct trace_options *options, const struct trace *trace,
		  const struct trace **out, struct err *err);

#endif
