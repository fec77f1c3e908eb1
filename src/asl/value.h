/* asl/value.h - what is known of a JSON value before anything runs. */
#ifndef ASL_VALUE_H
#define ASL_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/asl/resolve.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/json.h"
#include "rolehop/base/str.h"

enum val_kind {
	VAL_UNKNOWN, /* anything, or nothing at all */
	VAL_ABSENT,  /* surely not there */
	VAL_NULL,
	VAL_BOOL,
	VAL_NUMBER,
	VAL_STRING, /* may hold holes (model/holes) */
	VAL_ARRAY,
	VAL_OBJECT,
	VAL_ONE_OF, /* one of several scalars */
};

struct val;

struct val_member {
	struct str name; /* of an object's member */
	const struct val *value;
};

/*
 * What is followed has limits: beyond them a value is unknown, or an object open. Parts are shared,
 * so that a few states can make twice as much of what they are given each: a value of more parts
 * than VAL_WEIGHT_MAX would be longer than the 256 KiB that a state may be given.
 * Source: Step Functions Developer Guide, "Service quotas", state executions.
 */
enum { VAL_ONE_OF_MAX = 16, VAL_DEPTH_MAX = 64, VAL_MEMBERS_MAX = 512, VAL_WEIGHT_MAX = 1 << 17 };

/* Immutable. Arrays and objects that come from JSON are not taken apart before somebody looks. */
struct val {
	enum val_kind kind;
	bool truth;
	bool open; /* of an object: what is not listed may be there; of an array: how many stand in
		      it, and where, is not known, but all that is listed may */
	bool ordered; /* of an open array: it begins with what is listed, in that order */
	bool plain;   /* of `json`: "${X}" in it is text, not a placeholder */
	double number;
	size_t weight;	 /* parts to any depth, shared ones as often as they are met; not of json */
	struct str text; /* of a string; of a number as it is written */
	struct str source; /* of what is not settled: what decides, as the definition names it */
	const struct json *json;
	const struct asl_environment *env; /* of `json` that is not plain: binds placeholders */
	const struct val_member *members;  /* of arrays, objects and ONE_OF */
	size_t n;
};

/* A new value of which only the kind is set: for the files value*.c. */
struct val *val_make(struct arena *arena, enum val_kind kind);

/* Unknown, decided by `source` (may be empty). */
const struct val *val_unknown(struct arena *arena, struct str source);
const struct val *val_absent(void);
const struct val *val_null(void);
const struct val *val_bool(bool truth);
const struct val *val_number(struct arena *arena, double number);
const struct val *val_string(struct arena *arena, struct str text, struct str source);
/* Each unknown where its parts are too many. */
const struct val *val_object(struct arena *arena, const struct val_member *members, size_t n,
			     bool open);
const struct val *val_array(struct arena *arena, const struct val_member *elements, size_t n,
			    bool open);

/* How much there is to go through: parts to any depth, texts by their length; of json its members
 * alone, as it is compared by where it stands. */
size_t val_weight(const struct val *val);

/* From a definition: "${X}" is a placeholder, taken from the bindings of `env` or else a hole. */
const struct val *val_of_definition(struct arena *arena, const struct json *json,
				    const struct asl_environment *env);
/* From data: every text is what it is. */
const struct val *val_of_data(struct arena *arena, const struct json *json);

/* Text of a definition with its placeholders filled in or turned into holes. */
const struct val *val_of_text(struct arena *arena, struct str text,
			      const struct asl_environment *env);

/* Is it one value, known to the last byte? Arrays and objects: is their outermost level? */
bool val_settled(const struct val *val);
/* The same to any depth. */
bool val_settled_deep(struct arena *arena, const struct val *val);

/* A member or element: VAL_ABSENT where it surely is not there. Its source is that of the whole,
 * extended. */
const struct val *val_get(struct arena *arena, const struct val *val, struct str name);
const struct val *val_at(struct arena *arena, const struct val *val, long index);
/* The same without regard to the case of ASCII letters. */
const struct val *val_get_nocase(struct arena *arena, const struct val *val, struct str name);

/* The same with sources as they are: for who names the result. */
const struct val *val_child(struct arena *arena, const struct val *val, struct str name);
const struct val *val_element(struct arena *arena, const struct val *val, long index);

/* The array or object with its parts made; others as they are. For who goes through all of them. */
const struct val *val_apart(struct arena *arena, const struct val *val);

/* Number of elements or members of a settled array or object, else 0. */
size_t val_count(const struct val *val);
/* The i-th of them, with its name. */
struct val_member val_nth(struct arena *arena, const struct val *val, size_t i);

/* The value with another `source`, where it is not settled; else the value itself. */
const struct val *val_named(struct arena *arena, const struct val *val, struct str source);

/* The object with a member replaced or added; of what may be anything, an open object with it. */
const struct val *val_with(struct arena *arena, const struct val *val, struct str name,
			   const struct val *member);

/* What can be said of a value that is one or the other. */
const struct val *val_join(struct arena *arena, const struct val *a, const struct val *b);
bool val_same(struct arena *arena, const struct val *a, const struct val *b);

/* The text of a scalar as a string: holes where not known. *source: what decides the first hole. */
struct str val_text(struct arena *arena, const struct val *val, struct str *source);

/* Compact JSON of a value that is settled to any depth; false where it is not. */
bool val_write(struct arena *arena, struct buf *buf, const struct val *val);

#endif
