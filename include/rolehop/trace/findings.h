/* trace/findings.h - every Task of the inventory traced, and what that shows. */
#ifndef ROLEHOP_TRACE_FINDINGS_H
#define ROLEHOP_TRACE_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/trace/trace.h"
#include "rolehop/trace/world.h"

/* The answer of one Task, in short. All text lives in the arena given. */
struct task_answer {
	struct str machine;
	struct str account;
	struct str state;
	struct str pointer;
	struct str action; /* "states:StartSyncExecution" */
	struct str resource;
	struct str caller_role; /* execution role */
	struct str target_role; /* empty: none */
	struct str target_path; /* what decides the target role at run time; empty: known */
	enum verdict verdict;
	bool complete;
	struct str cause;
	struct str gate;       /* name of the blocking gate, or empty */
	struct str why_policy; /* the words that decide there, as evidence has them; or empty */
	struct str why_of;
	struct str why_pointer;
	struct str summary;
	struct str events; /* actions that .sync lacks for its events; empty: none */
	struct str spare;  /* others that are surely denied and do not count */
	struct str json;   /* the whole trace, where it was asked for */
	bool polls_across; /* a .sync Task that waits for another account by polling */
};

/*
 * Traces all Tasks of one machine and keeps the short answers (the traces themselves live in
 * `scratch`). A machine whose definition cannot be read yields one answer, unknown, that says so.
 */
bool findings_machine(struct arena *arena, struct arena *scratch, const struct world *world,
		      struct str machine_arn, const struct task_answer **out, size_t *n,
		      struct err *err);

struct findings_options {
	bool whole;  /* each answer has its whole trace as JSON, too */
	bool strict; /* as in struct trace_options */
};

/* The same, in more detail. */
bool findings_machine_with(struct arena *arena, struct arena *scratch, const struct world *world,
			   struct str machine_arn, const struct findings_options *how,
			   const struct task_answer **out, size_t *n, struct err *err);

/* Answers that are not allowed (or allowed with an assumption), grouped by cause, worst first. */
struct finding {
	const char *severity; /* "high", "medium", "low" */
	enum verdict verdict;
	struct str cause; /* may be empty */
	struct str title;
	struct str advice;
	const struct task_answer *const *answers;
	size_t n_answers;
	size_t n_accounts;
};

/*
 * What an answer that is a finding goes by: its named cause, or what it comes to ("denied",
 * "unknown", "incomplete").
 */
struct cause; /* trace/causes.h */
const struct cause *finding_cause(const struct task_answer *answer);

void findings_group(struct arena *arena, const struct task_answer *answers, size_t n,
		    const struct finding **out, size_t *n_out);

#endif
