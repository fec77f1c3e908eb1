/* trace/pointing.h - what part of a policy a piece of evidence points at. */
#ifndef ROLEHOP_SRC_TRACE_POINTING_H
#define ROLEHOP_SRC_TRACE_POINTING_H

#include "rolehop/base/arena.h"
#include "rolehop/model/evidence.h"
#include "rolehop/trace/trace.h"

enum point {
	POINT_NOTHING, /* a document as a whole, or its absence */
	POINT_STATEMENT,
	POINT_PRINCIPAL,
	POINT_ACTION,
	POINT_RESOURCE,
	POINT_CONDITION,
};

struct pointing {
	enum point point;
	struct str operator; /* of POINT_CONDITION: "StringEquals" */
	struct str key;	     /* of POINT_CONDITION: "sts:ExternalId", as the policy spells it */
};

/* Where the pointer leads; escapes are undone in the arena. */
struct pointing pointing_of(struct arena *arena, struct str pointer);

/* "/Statement/3" of "/Statement/3/Action/0"; "/Statement" where it is one object. */
struct str pointer_statement(struct str pointer);

/* Is one part of a pointer the index of an element? */
bool pointer_is_index(struct str token);

/* The request does not carry what the evidence is about. */
bool evidence_has_nothing(const struct evidence *e);

bool evidence_points_at_resource(const struct evidence *e);

/* Do both stand in one statement of one document? */
bool evidence_same_statement(const struct evidence *a, const struct evidence *b);

/*
 * The piece of evidence that decides a gate: of an explicit denial the Deny, of an implicit one the
 * nearest miss, of an unknown the first that is not known, else the first; where there is none, one
 * that says so.
 */
const struct evidence *deciding(const struct gate_result *gate);

/* Is it beside the point: a miss of a statement that is about another action anyway? */
bool evidence_is_idle(const struct explanation *x, const struct evidence *e);

#endif
