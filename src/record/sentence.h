/* record/sentence.h - the parts of a denial's sentence, for the files of this room. */
#ifndef ROLEHOP_SRC_RECORD_SENTENCE_H
#define ROLEHOP_SRC_RECORD_SENTENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"
#include "rolehop/record/denial.h"

/* The subject of a sentence that ends before `at` ("User: ARN is", "The role ARN is", "CloudWatch
 * Alarms is"); empty where there is none ("You are", "Not authorized"). */
struct str subject_before(struct arena *arena, struct str text, size_t at);

/*
 * ": ACTION [on resource: ARN]" from `at` on, into action and resource; *end is where it ends.
 * false where no action stands there.
 */
bool object_after(struct arena *arena, struct str text, size_t at, struct denial *out, size_t *end);

/* An ARN or name that begins at `at`, perhaps in quotes; *end is where it ends. */
struct str name_after(struct arena *arena, struct str text, size_t at, size_t *end);

/* "because ..." or "with an explicit deny ..." from `at` on, into reason, clause, policy_arn and
 * via; *end is where it ends, `at` where there is none. */
void reason_after(struct arena *arena, struct str text, size_t at, struct denial *out, size_t *end);

/* Does what may follow the object of a denial begin at `at`: a reason, a trailer? */
bool follows_at(struct str text, size_t at);

#endif
