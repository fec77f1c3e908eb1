/* asl/partiql.h - which action a PartiQL statement needs, on which table. */
#ifndef ASL_PARTIQL_H
#define ASL_PARTIQL_H

#include "asl/plan.h"

struct partiql_call {
	struct str action;
	struct expanded table;
	bool sure; /* false: the statement is not known */
};

/* Is it an operation of DynamoDB that takes PartiQL? */
bool partiql_is(struct str service, struct str api);

/*
 * One call per statement of the Task.
 * Source: Amazon DynamoDB Developer Guide, "IAM security policies with PartiQL for DynamoDB".
 */
void partiql_calls(struct planner *planner, struct str api, const struct partiql_call **out,
		   size_t *n);

#endif
