/* app/flows.h - Tasks by workflow and by the two roles that they lead from and to. */
#ifndef APP_FLOWS_H
#define APP_FLOWS_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/map.h"
#include "rolehop/base/vec.h"
#include "rolehop/graph/workflow.h"
#include "rolehop/trace/findings.h"

/*
 * The Tasks of one machine that go from one role to another. Where `condensed`, all roles of an
 * account but the subject count as the account.
 */
struct flow {
	const struct task_answer *worst;
	enum graph_mark mark; /* of the worst */
	size_t n_tasks;
	size_t pair;
	size_t order; /* in which it came */
};

/* All that goes from one role to another. */
struct flow_pair {
	struct str caller; /* ARN of a role, or id of an account; empty: not known */
	struct str target; /* empty: none, or the caller itself */
	size_t n_flows;
	enum graph_mark worst;
	size_t order;
};

struct flows {
	struct arena *arena;
	struct str subject;
	bool condensed;
	struct vec flows; /* struct flow */
	struct vec pairs; /* struct flow_pair */
	struct map flow_of;
	struct map pair_of;
};

void flows_begin(struct flows *flows, struct arena *arena, struct str subject, bool condensed);
void flows_add(struct flows *flows, const struct task_answer *answer);

/* The worst first, and else as they came; `pair` stays right. */
void flows_sort(struct flows *flows);

#endif
