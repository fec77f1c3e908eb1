/* trace/causes.h - root causes by name. */
#ifndef ROLEHOP_TRACE_CAUSES_H
#define ROLEHOP_TRACE_CAUSES_H

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

/* The name of the cause that a finished trace shows, or empty. */
struct str cause_of(const struct trace *trace);

#endif
