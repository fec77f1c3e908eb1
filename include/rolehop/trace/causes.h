/* trace/causes.h - root causes by name. */
#ifndef ROLEHOP_TRACE_CAUSES_H
#define ROLEHOP_TRACE_CAUSES_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"
#include "rolehop/trace/trace.h"

/* One row of the table of causes. */
struct cause {
	const char *name;     /* "externalid-mismatch" */
	const char *title;    /* "ExternalId differs from the state machine's ARN" */
	const char *severity; /* "high", "medium", "low" */
	const char *advice;   /* why it matters and what to do, one or two sentences */
};

/* The row of that name, or NULL. */
const struct cause *cause_find(struct str name);

/* Row i of the table, or NULL past the last one; a cause may have several rows, of which the first
 * has the words. */
const struct cause *cause_row(size_t i);
bool cause_is_first(size_t i);

/* The name of the cause that a finished trace shows, or empty. */
struct str cause_of(const struct trace *trace);

#endif
