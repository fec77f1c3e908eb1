/* trace/simulate.h - self-contained requests, judged one by one without an inventory. */
#ifndef ROLEHOP_TRACE_SIMULATE_H
#define ROLEHOP_TRACE_SIMULATE_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"
#include "rolehop/model/verdict.h"

struct simulation {
	bool refused; /* the text is no request: `json` says why, there is no verdict */
	enum verdict verdict;
	bool expects; /* the text says what should come of it */
	bool passed;  /* of one that expects: whether it did; false where it was refused */
	struct str json;
};

/*
 * Judges the request that `text` (a JSON object, as the Simulate section of the interface has it)
 * holds; json is the answer, one line without its end. Nothing is filled in: a context key that is
 * not given is absent, a layer that is not given does not apply, and identity policies that are not
 * given allow nothing. `line` is where the text begins in what was read, for messages.
 *
 * The role of a session is the one that aws:PrincipalArn names, else the one of the session's name.
 * That role has no path unless a policy names one of that name with a path: then which of the two
 * it is, is not known. Source: IAM User Guide, "Policy evaluation logic", and "AWS JSON policy
 * elements: Principal", role session principals.
 */
void simulate_text(struct arena *arena, struct str text, size_t line, struct simulation *out);

/* The answer to what cannot even be looked at; `why` ends up in it. */
void simulate_refuse(struct arena *arena, struct str why, struct simulation *out);

/* Does the text, a whole line, begin a request of its own: an object with a member "request"? */
bool simulate_is_request(struct arena *arena, struct str text);

#endif
