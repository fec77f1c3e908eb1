/* trace/run.h - how values that were sent settle what a definition leaves open. */
#ifndef ROLEHOP_SRC_TRACE_RUN_H
#define ROLEHOP_SRC_TRACE_RUN_H

#include "rolehop/base/vec.h"
#include "rolehop/trace/run.h"

/* Adds a struct asl_binding, unless the path is empty or the value NULL. */
void run_bind(struct vec *bindings, struct str path, const struct json *value);

/* What the paths and expressions in the parameters of a Task came to; `sent` may be NULL. */
void run_bind_sent(struct vec *bindings, const struct asl_state *state, const struct json *sent);

/* The first of the names of states that the definition lacks, or NULL. */
const struct str *run_missing(const struct asl *asl, const struct str *names, size_t n);

#endif
