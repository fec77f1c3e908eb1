/* asl/jsonata.h - the part of JSONata that can be worked out before anything runs. */
#ifndef ASL_JSONATA_H
#define ASL_JSONATA_H

#include <stdbool.h>
#include <stddef.h>

#include "asl/scene.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"
#include "rolehop/model/verdict.h"

enum jsonata_kind {
	JSONATA_STRING,
	JSONATA_NUMBER,
	JSONATA_TRUE,
	JSONATA_FALSE,
	JSONATA_NULL,
	JSONATA_VARIABLE, /* $name; text is "name", empty for $ itself */
	JSONATA_NAME,	  /* a field of the context */
	JSONATA_STEP,	  /* left . name */
	JSONATA_MAP,	  /* left . (expression) */
	JSONATA_INDEX,	  /* left [right] */
	JSONATA_OBJECT,	  /* parts: key, value, key, value */
	JSONATA_ARRAY,
	JSONATA_CALL, /* $name(parts) */
	JSONATA_BINARY,
	JSONATA_NEGATE,
	JSONATA_CONDITION, /* left ? parts[0] : parts[1] */
	JSONATA_BLOCK,	   /* ( a; b; c ) */
	JSONATA_BIND,	   /* $name := right */
};

enum jsonata_op {
	JSONATA_CONCAT,
	JSONATA_ADD,
	JSONATA_SUBTRACT,
	JSONATA_MULTIPLY,
	JSONATA_DIVIDE,
	JSONATA_REMAINDER,
	JSONATA_EQUAL,
	JSONATA_NOT_EQUAL,
	JSONATA_LESS,
	JSONATA_LESS_EQUAL,
	JSONATA_GREATER,
	JSONATA_GREATER_EQUAL,
	JSONATA_IN,
	JSONATA_AND,
	JSONATA_OR,
};

struct jsonata {
	enum jsonata_kind kind;
	enum jsonata_op op;
	struct str source; /* the text it was read from */
	struct str text;   /* of a literal, variable, name, call */
	double number;
	const struct jsonata *left;
	const struct jsonata *right;
	const struct jsonata *const *parts;
	size_t n_parts;
};

/* NULL where the text is damaged or uses what is not understood (lambdas, regular expressions,
 * wildcards). */
const struct jsonata *jsonata_parse(struct arena *arena, struct str text);

/*
 * The value of an expression (without its {% %}). What is not understood is unknown and named by
 * the whole expression. Source: Step Functions Developer Guide, "Transforming data with JSONata";
 * docs.jsonata.org.
 */
const struct val *jsonata_eval(const struct scene *scene, struct str text);
const struct val *jsonata_value(const struct scene *scene, const struct jsonata *node);

/* The value of a node of kind JSONATA_BINARY. */
const struct val *jsonata_binary(const struct scene *scene, const struct jsonata *node);

/* The result of a built-in function; NULL for one that is not understood. */
const struct val *jsonata_call(const struct scene *scene, struct str name,
			       const struct val_member *arguments, size_t n);

/* Is there such a function here? */
bool jsonata_knows(struct str name);

/* Does a value count as true where JSONata wants a boolean? */
enum tri jsonata_truth(struct arena *arena, const struct val *val);

/* What $string makes of a value. */
const struct val *jsonata_string(struct arena *arena, const struct val *val);

#endif
