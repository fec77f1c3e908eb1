/* asl/scene.h - where an expression is evaluated: what $, $$ and the variables are there. */
#ifndef ASL_SCENE_H
#define ASL_SCENE_H

#include "asl/value.h"
#include "rolehop/asl/read.h"
#include "rolehop/asl/resolve.h"
#include "rolehop/base/arena.h"

/* Variables by name; lists are shared and never changed. */
enum { VARS_MAX = 500 };

struct vars {
	struct str name;
	const struct val *value;
	const struct vars *next;
	size_t n; /* of this and those after it */
};

struct scene {
	struct arena *arena;
	const struct asl *asl;
	const struct asl_state *state;
	const struct asl_environment *env;
	const struct val *dollar; /* JSONPath: what $ is here */
	const struct val *input;  /* JSONata: $states.input */
	const struct val *result; /* JSONata: $states.result; NULL where there is none */
	const struct val *error;  /* JSONata: $states.errorOutput; NULL where there is none */
	const struct vars *vars;
	const struct val *item; /* Map.Item.Value of the context; NULL outside of a Map */
	const struct val *execution_input; /* Execution.Input of the context */
	bool child;			   /* in a child execution of a DISTRIBUTED Map */
};

/* What a variable is worth, or UNKNOWN. */
const struct val *scene_variable(const struct scene *scene, struct str name);

/* With a variable set; beyond VARS_MAX it is forgotten, which makes it unknown. */
const struct vars *vars_set(struct arena *arena, const struct vars *vars, struct str name,
			    const struct val *value);

/* What can be said where two ways meet: only variables that both have. */
const struct vars *vars_join(struct arena *arena, const struct vars *a, const struct vars *b);
bool vars_same(struct arena *arena, const struct vars *a, const struct vars *b);

/* A payload template of the state's language, evaluated: every field, to any depth. */
const struct val *scene_template(const struct scene *scene, const struct json *node);

/*
 * The value of one expression field: in JSONPath the text after "NAME.$" (path, intrinsic
 * function), in JSONata a text, which is an expression if it stands in {% %}.
 */
const struct val *scene_expression(const struct scene *scene, struct str text);

/* Is it {% ... %}? *inner receives what is between. */
bool scene_is_jsonata(struct str text, struct str *inner);

#endif
