/* asl/read.h - an Amazon States Language definition, read into states. */
#ifndef ROLEHOP_ASL_READ_H
#define ROLEHOP_ASL_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/json.h"
#include "rolehop/base/map.h"
#include "rolehop/base/str.h"

enum asl_type {
	ASL_TASK,
	ASL_PASS,
	ASL_CHOICE,
	ASL_WAIT,
	ASL_SUCCEED,
	ASL_FAIL,
	ASL_PARALLEL,
	ASL_MAP,
	ASL_OTHER, /* a Type that the language does not have */
};

enum asl_language { ASL_JSONPATH, ASL_JSONATA };

struct asl_state;
struct asl_parts; /* the room's own */

/* {StartAt, States}: the machine itself, a branch of a Parallel, the processor of a Map. */
struct asl_scope {
	struct str pointer; /* of the object that holds StartAt and States; empty for the machine */
	struct str start_at;
	const struct asl_state *owner; /* the Parallel or Map; NULL for the machine */
	bool distributed; /* the processor of a DISTRIBUTED Map: its states run as child executions
			   */
	bool express;	  /* distributed, and the child executions are EXPRESS */
	const struct asl_state *const *states; /* in the order of the text */
	size_t n_states;
	const struct map *by_name; /* state by name; the last of repeated ones */
};

enum asl_edge_kind { ASL_EDGE_NEXT, ASL_EDGE_RULE, ASL_EDGE_DEFAULT, ASL_EDGE_CATCH };

/* Where a state may go next. */
struct asl_edge {
	struct str to;	  /* a state's name in the same scope */
	struct str label; /* "" for Next, "default", a Choice rule in words, "catch ERRORS" */
	const struct asl_state *target; /* NULL where there is no such state */
	enum asl_edge_kind kind;
	const struct json *rule; /* of a Choice rule or a catcher: its object */
};

struct asl_state {
	struct str name;
	size_t index;	    /* in asl.states */
	struct str pointer; /* RFC 6901, e.g. /States/A/Branches/0/States/B */
	enum asl_type type;
	enum asl_language language;
	const struct json *node;
	const struct asl_parts *parts;
	const struct asl_scope *scope;	      /* where it stands */
	const struct asl_scope *const *inner; /* branches of a Parallel; one processor of a Map */
	size_t n_inner;
	bool distributed; /* a Map with Mode DISTRIBUTED */
	const struct asl_edge *edges;
	size_t n_edges;
	bool end;
};

/* Something AWS would refuse at creation, or that cannot work. */
struct asl_flaw {
	struct str pointer;
	struct str text;
};

struct asl {
	struct str text; /* the bytes as they came: pointers lead into them */
	const struct json *root;
	enum asl_language language;
	const struct asl_scope *top;
	const struct asl_state *const
	    *states; /* all states at any depth, in the order of the text */
	size_t n_states;
	const struct asl_flaw *flaws;
	size_t n_flaws;
};

/*
 * Reads a definition, JSON or YAML. Fails (ERR_INPUT with line and column) on damage and on what
 * has no StartAt and States; what is odd but readable loads with flaws. The text is copied. Source:
 * "Amazon States Language" specification; Step Functions Developer Guide, "State machine
 * structure".
 */
bool asl_read(struct arena *arena, struct str text, const struct asl **out, struct err *err);

/* The state at a JSON pointer, or NULL. */
const struct asl_state *asl_at(const struct asl *asl, struct str pointer);

/*
 * States by name or JSON pointer: *n matches, of which the first `max` are stored in `out`. More
 * than one where a name is used in several scopes.
 */
void asl_find(const struct asl *asl, struct str name_or_pointer, const struct asl_state **out,
	      size_t max, size_t *n);

/* The state of that name in a scope (of repeated names the last), or NULL. */
const struct asl_state *asl_in_scope(const struct asl_scope *scope, struct str name);

/* Does this state make calls of its own: a Task, or a DISTRIBUTED Map? */
bool asl_calls(const struct asl_state *state);

const char *asl_type_word(enum asl_type type);

#endif
