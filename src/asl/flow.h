/* asl/flow.h - what each state is given when a run comes to it. */
#ifndef ASL_FLOW_H
#define ASL_FLOW_H

#include "asl/scene.h"
#include "rolehop/asl/resolve.h"

/* Where one way through a scope stands. */
struct flow_point {
	const struct val *input;
	const struct vars *vars;
};

/* What all states of a scope share. */
struct flow_scope {
	const struct val *item; /* of the nearest Map; NULL outside of any */
	const struct val *execution_input;
	bool child; /* in a child execution of a DISTRIBUTED Map */
};

/* What a run gave to a state, and what its Task answered; several visits: any of them. */
struct flow_shown {
	const struct asl_entry *entry;	 /* or */
	const struct asl_result *result; /* one of the two */
	const struct flow_shown *next;
};

struct flow_state {
	const struct flow_shown *shown;
	bool reached;
	bool waiting; /* to be visited (again) */
	unsigned visits;
	struct flow_point in;
	const struct val *left; /* what left the scope from here; NULL: nothing did */
	struct flow_scope scope;
};

struct asl_flow {
	struct arena *arena;
	const struct asl *asl;
	const struct asl_environment *env;
	struct flow_state *states; /* by asl_state.index */
	size_t visits;
	size_t work;   /* members and variables carried so far */
	bool given_up; /* too much to follow: nothing is known of any state */
};

/* Follows a definition from its start; `asl` and `env` must outlive the flow. */
const struct asl_flow *flow_new(struct arena *arena, const struct asl *asl,
				const struct asl_environment *env);

/* The scene of a state as it starts: $ is what InputPath leaves of its input. */
void flow_scene(const struct asl_flow *flow, const struct asl_state *state, struct arena *arena,
		struct scene *out);

/* What goes out of a state along one of its edges; false: that way is surely not taken. */
struct flow_out {
	const struct asl_state *target; /* NULL: the end of the scope */
	struct flow_point point;
};
struct flow_outs {
	struct flow_out *outs;
	size_t n;
};

/*
 * The ways out of a state that came to `in`; scopes inside of it are followed on the way. At most
 * n_edges + 1 are stored.
 */
void flow_step(struct asl_flow *flow, const struct asl_state *state, const struct flow_point *in,
	       const struct flow_scope *scope, struct flow_outs *outs);

/* Follows a scope from its start; *end: what leaves it (UNKNOWN where nothing does). */
void flow_follow(struct asl_flow *flow, const struct asl_scope *scope, struct flow_point start,
		 const struct flow_scope *shared, const struct val **end);

#endif
