/* policy/rows.h - rows of evidence: where a part of a statement stands, what it asks and what it
 * met. */
#ifndef ROLEHOP_POLICY_ROWS_H
#define ROLEHOP_POLICY_ROWS_H

#include "policy/statement.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/map.h"
#include "rolehop/base/vec.h"
#include "rolehop/model/evidence.h"

/* An explanation while it is made. */
struct explainer {
	struct arena *arena;
	const struct request *request;
	struct asked asked;
	uint64_t services; /* rank_services of it, where what came near is looked for */
	const struct policy_notes *notes; /* of the decision; NULL: none */
	enum layer layer;
	struct vec evidence; /* of struct evidence */
	struct vec depends;  /* of struct dependence */
	struct map keys;     /* of these, in lower case, once they are more than a few */
};

/* A statement with what it came to. */
struct weighed {
	const struct bearing *bearing;
	const struct statement *statement;
	struct statement_match match;
	int rank; /* policy/rank */
	size_t order;
};

/* A row about a policy as a whole, or about its absence. */
struct evidence *rows_add(struct explainer *x, const struct bearing *bearing,
			  const struct statement *statement, enum tri matched);

/* A statement that applies, or may, as a whole. */
void rows_whole(struct explainer *x, const struct weighed *w);

/* One row for each part of a statement that came to `which`, which is not TRI_YES. */
void rows_parts(struct explainer *x, const struct weighed *w, enum tri which);

/* Something that is not known and decides. Each key once. */
void rows_depend(struct explainer *x, struct str key, struct str flips);

#endif
