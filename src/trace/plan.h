/* trace/plan.h - a Task on its way to be requests. */
#ifndef ROLEHOP_SRC_TRACE_PLAN_H
#define ROLEHOP_SRC_TRACE_PLAN_H

#include "tracer.h"

struct planner {
	struct tracer *t;
	const struct task *task;
	const struct credentials *credentials;
	struct str role;	    /* of Credentials, which may name it by an empty text */
	struct str account;	    /* of the effective caller; may hold holes or be empty */
	const struct actor *caller; /* effective */
	size_t via;		    /* the last request to KMS for the call, from 1; 0: none */
	bool keyed;		    /* the key of what is called is known, or that there is none */
	struct asl_plan calls;
	struct vec asks; /* struct ask */
};

/* A request at the end of `asks`, of which only what all have in common is set. Valid until the
 * next one. */
struct ask *plan_push(struct planner *p, enum ask_kind kind, const struct actor *caller);

/* Step Functions, by each name that it may ask with. */
struct actor *plan_step_functions(struct planner *p);

/* plan_roles.c - the requests by which the Task comes to the role that makes its calls, and that
 * role's session and account, into `p`. False only where the world fails. */
bool plan_roles(struct planner *p);

/* Appends what can be said, before any policy, against the call that is the `index`-th. False only
 * where the world fails. */
bool object_call(struct planner *p, const struct asl_call_need *need, size_t index,
		 const struct ask *ask, struct vec *objections);

/* Completes what the call names from what the inventory knows. False only where the world fails. */
bool plan_names(struct planner *p, const struct asl_call_need *need, struct ask *ask);

/* Notes, of a call in another account's Region, that it must have been enabled there. */
void plan_region_lack(struct planner *p, struct ask *ask);

#endif
