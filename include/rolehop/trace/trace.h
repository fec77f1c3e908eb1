/* trace/trace.h - a question taken through every gate, hop by hop. */
#ifndef ROLEHOP_TRACE_TRACE_H
#define ROLEHOP_TRACE_TRACE_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/asl/integrations.h"
#include "rolehop/asl/read.h"
#include "rolehop/asl/resolve.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/model/evidence.h"
#include "rolehop/model/machine.h"
#include "rolehop/model/verdict.h"
#include "rolehop/trace/world.h"

/* In the order in which the first failing one is `blocking`. */
enum gate {
	GATE_DEFINITION,
	GATE_EXECUTION_ROLE_TRUST,
	GATE_ASSUME_PERMISSION,
	GATE_TARGET_TRUST,
	GATE_TARGET_PERMISSION,
	GATE_RESOURCE_POLICY,
	GATE_BOUNDARY,
	GATE_SESSION,
	GATE_SCP,
	GATE_RCP,
	GATE_ENDPOINT,
	GATE_KMS,
	GATE_DEPENDENT_PERMISSION,
};
enum { GATE_COUNT = GATE_DEPENDENT_PERMISSION + 1 };

const char *gate_name(enum gate gate); /* "target-trust" */
const char *
gate_claim(enum gate gate); /* what it asks, in words: "the target role trusts the caller" */
const char *gate_whose(enum gate gate); /* in whose account: "the caller's" */

struct gate_result {
	enum gate gate;
	bool applies; /* false: not-applicable, `why` may say why */
	enum verdict verdict;
	bool counts;  /* false: a finding that does not change the verdict */
	bool assumed; /* V_ALLOW, but only because a layer that was not collected is taken as absent
		       */
	struct str account; /* whose to mend */
	struct str summary;
	const char *cause; /* named root cause where the check itself knows it; else NULL */
	struct explanation explanation;
};

struct hop {
	struct str caller;
	struct str action;
	struct str resource;	     /* for people: holes shown */
	struct str resource_account; /* owner; empty where not known */
	struct str identity;	/* ARN of the caller's role, user or root; of a service, its name */
	struct str target;	/* the resource as it was judged, with holes (model/holes) */
	struct str external_id; /* that is sent; may hold holes; empty: none */
	const struct asl_context *context; /* keys that the call surely carries */
	size_t n_context;
	enum verdict verdict;
	bool complete; /* false: a layer that was assumed absent could change this hop's verdict */
	bool dependent;
	bool counts;	  /* of a dependent hop: whether its denial changes the trace's verdict */
	const char *kind; /* of a dependent hop: "poll", "passrole", ...; else NULL */
	struct str when;  /* of a conditional need */
	struct gate_result gates[GATE_COUNT]; /* indexed by enum gate */
};

struct gap {
	struct str account;
	struct str missing;
	struct str because;
	bool assumed_absent; /* else it makes the verdict unknown */
};

struct trace_candidate {
	struct str value;
	enum verdict verdict;
};

struct trace_continuation {
	struct str machine;
	enum verdict verdict;
};

struct trace {
	/* the question */
	struct str machine; /* of a Task: machine ARN, state, pointer */
	struct str state;
	struct str pointer;
	struct str principal; /* of a chain */
	struct str action; /* IAM action of the call, e.g. states:StartSyncExecution, for lists */
	struct str resource;
	struct str target_role; /* Credentials.RoleArn as far as it is known; empty: none */
	struct str target_path; /* what decides it at run time, e.g. $.Configuration.Params.role */
	/* the answer */
	enum verdict verdict;
	bool complete;
	struct str summary;
	struct str cause; /* short stable name of the causes table, or empty */
	bool has_blocking;
	enum gate blocking_gate;
	struct str blocking_account;
	size_t blocking_hop;
	struct hop *hops;
	size_t n_hops;
	const struct gap *gaps;
	size_t n_gaps;
	const struct trace_candidate *candidates;
	size_t n_candidates;
	const struct trace_continuation *continues;
	size_t n_continues;
	const struct remedy *remedies; /* trace/remedy.h; NULL where they were not asked for */
	size_t n_remedies;
	const struct trace *before; /* of a what-if: the answer without it; else NULL */
	int64_t taken;		    /* time of the data */
};

struct trace_run;

struct trace_first;

struct trace_options {
	const struct asl_binding *bindings; /* --set */
	size_t n_bindings;
	const struct json *input;    /* --input */
	const struct trace_run *run; /* that it is about (trace/run.h); NULL: any */
	/* what it has shown: run_settle fills it in, whoever asks leaves it empty */
	const struct asl_entry *entries;
	size_t n_entries;
	const struct asl_result *results;
	size_t n_results;
	const struct str *roles; /* that Credentials of the Task came to */
	size_t n_roles;
	const struct context_value *context; /* --context */
	size_t n_context;
	struct asl_flow_cache *flows; /* where many Tasks of one machine are traced: what its
				       * states are given is worked out once; NULL: for each */
	struct trace_first *first; /* the same of the request that all its Tasks begin with; NULL:
				    * judged for each */
	bool strict;		   /* a verdict that rests on an assumption becomes unknown */
	bool brief;  /* for lists: no `continues`, and evidence only where a gate is not open */
	bool silent; /* of what is surely denied only the verdicts: no evidence, no summary */
	bool wary;   /* a call or poll that only may be needed denies where it is not allowed */
};

/* For the Tasks of one machine, with the same options, in one world; lives in the arena. */
struct trace_first *trace_first_new(struct arena *arena);

/*
 * Traces one Task (or DISTRIBUTED Map) of a machine whose definition was read. Fails only where the
 * world fails. Source: Step Functions Developer Guide, "Accessing resources in other AWS accounts".
 */
bool trace_task(struct arena *arena, const struct world *world, const struct machine *machine,
		const struct asl *asl, const struct asl_state *state,
		const struct trace_options *options, const struct trace **out, struct err *err);

struct trace_assumption {
	struct str role;
	bool has_external_id;
	struct str external_id;
};

struct trace_chain {
	struct str principal; /* empty: not known */
	const struct trace_assumption *assumptions;
	size_t n_assumptions;
	struct str action; /* empty: the last assumption is the question */
	struct str resource;
};

/*
 * Traces a chain of roles. A principal that is not in the inventory although its kind is complete,
 * or text that is no principal, is ERR_INPUT with suggestions.
 */
bool trace_chain(struct arena *arena, const struct world *world, const struct trace_chain *chain,
		 const struct trace_options *options, const struct trace **out, struct err *err);

/* What an ARN of a machine stands for: the versions of an alias where they are known, else itself.
 */
bool trace_versions(struct arena *arena, const struct world *world, struct str arn,
		    const struct str **out, size_t *n, struct err *err);

/*
 * The machine, or the version of one, by ARN with its definition read. Not in the inventory, an
 * alias of several versions, or a damaged definition: ERR_INPUT with suggestions or the place.
 */
bool trace_machine(struct arena *arena, const struct world *world, struct str arn,
		   const struct machine **machine, const struct asl **asl, struct err *err);

/* The same; *asl becomes `before`, where that is not NULL and was read of the same definition. */
bool trace_machine_read(struct arena *arena, const struct world *world, struct str arn,
			const struct asl *before, const struct machine **machine,
			const struct asl **asl, struct err *err);

/*
 * Of a machine that is in the inventory without its definition: the answer to whatever is asked
 * about its Tasks, or about the one called `state` (empty: all), which is unknown. *out is NULL of
 * any other machine.
 */
bool trace_undefined(struct arena *arena, const struct world *world, struct str arn,
		     struct str state, const struct trace **out, struct err *err);

/* False, with ERR_INPUT that says that there is no such machine, and what is near its ARN. */
bool trace_no_machine(struct arena *arena, const struct world *world, struct str arn,
		      enum found found, const struct lack *lack, struct err *err);

/* The states that make calls, in the order of their pointers, so that each can be traced. */
void trace_tasks(struct arena *arena, const struct asl *asl, const struct asl_state *const **states,
		 size_t *n);

/* The verdict over several traces: denied if any, else unknown if any, else allowed. */
enum verdict trace_worst(enum verdict a, enum verdict b);

#endif
