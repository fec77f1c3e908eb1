/* trace/explain.h - what AWS denied, held against what the inventory says of it. */
#ifndef ROLEHOP_TRACE_EXPLAIN_H
#define ROLEHOP_TRACE_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/record/incident.h"
#include "rolehop/store/store.h"
#include "rolehop/trace/asked.h"
#include "rolehop/trace/tell.h"
#include "rolehop/trace/trace.h"
#include "rolehop/trace/world.h"

enum explain_agreement {
	EXPLAIN_NO_CAUSE, /* AWS names none, or there is no trace */
	EXPLAIN_AGREES,	  /* the trace denies at the kind of policy that AWS names */
	EXPLAIN_DIFFERS,
	EXPLAIN_CANNOT_TELL, /* what AWS names is not in the inventory, or not decided there */
};

/* A Task that may be the one that was denied. */
struct explain_candidate {
	struct str machine, state, pointer;
	enum verdict verdict;
	bool complete;
	struct str cause;
	struct str summary;
	bool shown; /* its trace is the answer's */
};

struct explained {
	struct denial parsed;	   /* as the text has it; of an event also what the event tells */
	const struct trace *trace; /* NULL: nothing could be asked; why_not says why */
	struct str why_not;
	struct asked asked; /* of a trace: what was asked, and how, to ask it again */
	struct trace_options options;
	int hop; /* of the trace: the one that was denied, or TELL_NO_HOP */
	enum explain_agreement agrees;
	struct str said;	 /* what AWS said, a sentence */
	struct str compared;	 /* whether both agree, a sentence; empty without a trace */
	const struct str *facts; /* what AWS names and no inventory can know, and the like */
	size_t n_facts;
	const struct explain_candidate *candidates; /* where several fit */
	size_t n_candidates;
	size_t n_left_out; /* Tasks that might fit and were not looked at */
};

struct explain_options {
	struct trace_options trace; /* strict, and what the user says of the request */
	struct str machine;	    /* the machine that it was, where the user knows; else empty */
	struct str account;	    /* only machines of that account; else empty */
};

/*
 * Finds what was denied in the inventory and traces it: the Task of the history; else the Tasks
 * whose machine runs as the caller, or that take the caller's role; else the call of the caller
 * itself. `store` finds machines by their definitions; NULL: only the world is asked. ERR_INPUT
 * only where options.machine is not in the inventory.
 */
bool explain_question(struct arena *arena, const struct world *world, struct store *store,
		      const struct incident *incident, const struct explain_options *options,
		      struct explained *out, struct err *err);

/* The JSON object of interface.md, one line without its end. */
struct str explain_json(struct arena *arena, const struct explained *explained);

/* Parts of what stands before the trace in text. */
enum explain_part {
	EXPLAIN_SAID = 1,  /* what AWS said */
	EXPLAIN_KNOWN = 2, /* what is known, and whether both agree */
	EXPLAIN_FITS = 4,  /* which Tasks fit */
};

/* Of `parts` (enum explain_part) each, in that order, and an empty line. */
void explain_tell(struct arena *arena, const struct explained *explained, size_t columns,
		  unsigned parts, const struct tell_line **out, size_t *n);

#endif
