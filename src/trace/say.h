/* trace/say.h - words for policies and differences, shared by sentences and paragraphs. */
#ifndef ROLEHOP_SRC_TRACE_SAY_H
#define ROLEHOP_SRC_TRACE_SAY_H

#include "rolehop/model/evidence.h"
#include "tracer.h"

/* Who it is: a role or user by its name without the path, a session by that of its role, "group X",
 * "the root user of 111111111111"; anything else (a service, an id, a pattern) as it is. */
struct str say_name(struct arena *arena, struct str principal);

/* "the trust policy of TrustingAccountRl", "inline start-cache of TrustingAccountRl", "SCP p-keep
 * at ou-..." */
struct str say_policy(struct arena *arena, const struct evidence *e);

/* " (statement SID)", or nothing. */
struct str say_sid(struct arena *arena, const struct evidence *e);

/* The action on the resource, both in short: "states:StartExecution on ClosingWfw". */
struct str say_request(struct arena *arena, const struct ask *ask);

/* What it is about: a role or user as say_name has it, of other ARNs the part that people call it
 * by
 * ("ClosingWfw", "table/Orders"), "a resource" where there is none. */
struct str say_resource(struct arena *arena, struct str resource);

/* "wants sts:ExternalId X, Step Functions sends Y (one extra character at the end: "w")" */
struct str say_condition(struct arena *arena, const struct ask *ask, const struct evidence *e);

/* "a", "a and b", "a, b and c"; the last word is `and` or `or`. */
struct str say_list(struct arena *arena, const struct str *items, size_t n, const char *last);

#endif
