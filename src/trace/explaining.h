/* trace/explaining.h - what the files that explain a denial share. */
#ifndef ROLEHOP_SRC_TRACE_EXPLAINING_H
#define ROLEHOP_SRC_TRACE_EXPLAINING_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/vec.h"
#include "rolehop/trace/explain.h"
#include "tracer.h"

/* A denial while it is being explained. */
struct explaining {
	struct arena *arena;
	const struct world *world;
	struct store *store;
	const struct incident *incident;
	const struct explain_options *options;
	struct err *err;
	struct denial denial;
	const struct str *actions; /* that it may be about; more than one only for some events */
	size_t n_actions;
	struct str resource; /* the denial's, with a hole for each part that the text hides */
	struct str caller;   /* ARN of the role that was denied, with its path where it is known */
	bool caller_known;   /* the inventory has it */
	struct str ask_instead; /* what to ask where the text does not tell who it was */
	struct str no_task;	/* why the machine that is named has no such Task; empty: it has */
	struct explained *out;
};

/* `name` with a hole for each part that whoever pasted it hid or left out: "***", "<account>",
 * "..."; one hole where so much is left out that it is no ARN any more. */
struct str explain_unhide(struct arena *arena, struct str name);

/* What of the caller is hidden, in words; empty: nothing that is needed to find it. */
struct str explain_hides_caller(struct str principal);
bool explain_hides_session(struct str principal);

/* The service's principal that a product's name stands for: "CodeBuild"; a session whose name was
 * left out as one whose name is hidden; any other name as it is. */
struct str explain_principal(struct arena *arena, struct str name);

/* How well a hop fits what was denied. */
enum fit { FIT_NOT, FIT_OPEN, FIT_ANY, FIT_EXACT };

/* The hop that fits best; *hop is its index. */
enum fit explain_hop(const struct explaining *x, const struct trace *trace, size_t *hop);

/* A Task that was traced, in short. */
struct attempt {
	struct str machine, state, pointer;
	struct trace_options options;
	enum verdict verdict;
	bool complete;
	struct str cause, summary;
	enum fit fit;
	size_t hop;
	enum verdict denied; /* of that hop */
	bool reaches;	     /* no hop before that one is denied */
	bool agrees;	     /* denies at the kind of policy that AWS names */
};

/* A machine whose Tasks are tried, one after the other. */
struct tried_machine {
	const struct machine *machine;
	const struct asl *asl;
	struct arena *scratch; /* of one Task */
	struct asl_flow_cache *flows;
	struct trace_first *first;
};

/* Traces a Task with what the incident shows of its run: the role and the resource that were only
 * known at run time are settled where they fit. What does not fit leaves nothing behind. */
bool explain_task(struct explaining *x, const struct tried_machine *of,
		  const struct asl_state *state, struct attempt *out);

/* The Tasks that fit, into out->candidates; the best one's trace into out->trace, which stays NULL
 * where none fits. */
bool explain_tasks(struct explaining *x);

/* What AWS said, what it comes to, and what else is to be said: into out. */
void explain_say(struct explaining *x);

/* Does the hop deny at the kind of policy that AWS names with this reason? */
bool explain_agrees(enum denial_reason reason, const struct hop *hop);

#endif
