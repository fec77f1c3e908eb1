/* trace/say.h - words for policies and differences, shared by sentences and paragraphs. */
#ifndef ROLEHOP_SRC_TRACE_SAY_H
#define ROLEHOP_SRC_TRACE_SAY_H

#include "rolehop/model/evidence.h"
#include "tracer.h"

/* "the trust policy of TrustingAccountRl", "inline start-cache of TrustingAccountRl", "SCP p-keep
 * at ou-..." */
struct str say_policy(struct arena *arena, const struct evidence *e);

/* " (statement SID)", or nothing. */
struct str say_sid(struct arena *arena, const struct evidence *e);

/* The action on the resource, both in short: "states:StartExecution on ClosingWfw". */
struct str say_request(struct arena *arena, const struct ask *ask);

/* The last part of an ARN, with its account where it is not `home`: "role TrustingAccountRl". */
struct str say_resource(struct arena *arena, struct str resource);

/* "wants sts:ExternalId X, Step Functions sends Y (one extra character at the end: "w")" */
struct str say_condition(struct arena *arena, const struct ask *ask, const struct evidence *e);

/* "a", "a and b", "a, b and c"; the last word is `and` or `or`. */
struct str say_list(struct arena *arena, const struct str *items, size_t n, const char *last);

#endif
