/* asl/resolve.h - what a field of a state is worth before anything runs. */
#ifndef ROLEHOP_ASL_RESOLVE_H
#define ROLEHOP_ASL_RESOLVE_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/asl/read.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/json.h"
#include "rolehop/base/str.h"

/* A value given from outside: `--set KEY=VALUE`, named as the definition names it ("$.a.b",
 * "$var"). */
struct asl_binding {
	struct str path;
	const struct json *value;
	bool *used; /* set once something of that name was asked for; NULL: nobody wants to know */
};

/* What a Task is known to answer, before its ResultSelector: a cached SSM parameter, a past
 * execution. */
struct asl_result {
	struct str state; /* its pointer */
	struct str at; /* the only part that is known ("$.Parameter.Value"); empty: it is whole */
	const struct json *value;
};

/* What a state was given in a run, before its InputPath. */
struct asl_entry {
	struct str state; /* its pointer */
	const struct json *input;
};

struct asl_flow;

/* What is known about the run. Empty strings are not known. */
struct asl_environment {
	struct str machine_arn;
	struct str machine_name;
	struct str role_arn;
	const struct json *input; /* of the execution; NULL: not known */
	const struct asl_binding *bindings;
	size_t n_bindings;
	const struct asl_result *results; /* several of one state: any of them */
	size_t n_results;
	const struct asl_entry *entries; /* likewise */
	size_t n_entries;
	struct asl_flow_cache *cache; /* serves from one question to the next; NULL: none does */
};

/*
 * What each state is given, as far as it can be said: constants are followed from StartAt along
 * every way a run may take. That is done when a question first needs it, and kept here for others
 * about the same definition and environment, whose contents outlive it; questions about others are
 * not helped. All but `arena` begins as zero.
 */
struct asl_flow_cache {
	struct arena *arena; /* of the flow */
	const struct asl *asl;
	const struct asl_flow *flow;
	struct asl_environment env;
};

enum asl_value_kind {
	ASL_VALUE_NONE,	   /* the field is not there */
	ASL_VALUE_ONE,	   /* exactly candidates[0], which may hold holes (model/holes) */
	ASL_VALUE_SEVERAL, /* one of the candidates, e.g. from the branches of a Choice */
	ASL_VALUE_UNKNOWN, /* anything */
};

struct asl_value {
	enum asl_value_kind kind;
	const struct str *candidates; /* strings; numbers and booleans as their JSON text */
	size_t n_candidates;
	struct str path;    /* of what is not known: the path or expression that decides ("$.a.b");
			       what --set takes */
	struct str pointer; /* of the field in the definition ("/States/X/Credentials/RoleArn.$") */
	bool constant;	    /* written as a literal in the definition */
};

/*
 * A text field of a state, by its name in the language of the state: for JSONPath `name` or
 * `name.$`, for JSONata an expression is a {% ... %} string. `container` is "Credentials",
 * "Parameters" (which means Arguments in JSONata states), or empty for the state itself; nested
 * names are separated by '/'.
 */
void asl_resolve(struct arena *arena, const struct asl *asl, const struct asl_state *state,
		 const struct asl_environment *env, struct str container, struct str name,
		 struct asl_value *out);

#endif
