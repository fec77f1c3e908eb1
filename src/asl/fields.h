/* asl/fields.h - the fields of a state, found and worked out one at a time. */
#ifndef ASL_FIELDS_H
#define ASL_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "asl/scene.h"
#include "rolehop/asl/read.h"
#include "rolehop/asl/resolve.h"
#include "rolehop/base/arena.h"

/* Where a container stands in the definition; node NULL: the state has none. */
struct container {
	struct str name; /* p NULL: none was looked up */
	const struct json *node;
	const struct json *nearest; /* the node, or where it is missing */
};

/* Answers questions about one state; the flow through the definition is followed at most once. */
struct fields {
	struct container last; /* most fields of a Task are in one */
	struct arena *arena;
	const struct asl *asl;
	const struct asl_state *state;
	const struct asl_environment *env;
	struct scene scene;
	bool ready; /* scene is filled in */
};

/* One value of a field; a field that goes through "[]" or "{}" may have several. */
struct field {
	const struct val *value; /* ABSENT: not there */
	const struct json *at;	 /* where it stands in the definition, or what is missing there */
	bool constant;		 /* a literal of the definition */
};

void fields_init(struct fields *fields, struct arena *arena, const struct asl *asl,
		 const struct asl_state *state, const struct asl_environment *env);

/*
 * The values at `path` inside `container` ("Credentials", "Parameters", "ItemReader/Parameters",
 * ""): names separated by '/' or '.', without regard to case; "[]" after a name: each element;
 * "{}": each member's name. "Parameters" means Arguments in JSONata; where a Task has none, its
 * input stands in their place. At least one is returned: an absent field is one ABSENT value.
 */
void fields_find(struct fields *fields, struct str container, struct str path,
		 const struct field **out, size_t *n);

/* The first of them. */
struct field fields_get(struct fields *fields, struct str container, struct str path);

#endif
