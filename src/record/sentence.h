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

/* The same for a sentence without a verb of its own before `at`: "Glue could not". */
struct str product_before(struct arena *arena, struct str text, size_t at);

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

/* The same where nothing but the reason is left of a sentence: "no TYPE allows the ACTION action"
 * or "explicit deny in a TYPE", perhaps with "because" or "with an" before it. The action is taken
 * from it, too. false where it names no kind of policy. */
bool clause_at(struct arena *arena, struct str text, size_t at, struct denial *out, size_t *end);

/* The reason as the console has it: "no TYPE allows the action", "a TYPE explicitly denies the
 * action". */
void context_after(struct str text, size_t at, struct denial *out, size_t *end);

/*
 * The box of the console that one of its labels, at [at, end), stands in: who, what, on what and
 * why. *stop is where the box ends. false where no action stands in it, or a context says no reason
 * that is known.
 */
bool box_around(struct arena *arena, struct str text, size_t at, size_t end, struct denial *out,
		size_t *stop);

/* The IAM prefix of a service, however it is called: "AWSStepFunctions", "Secrets Manager". */
struct str service_prefix(struct arena *arena, struct str written);

/* Sets the service that said no in the sentence at [at, end), if it is known from what the denial
 * holds or what stands around it. */
void service_name(struct arena *arena, struct str text, size_t at, size_t end, struct denial *out);

#endif
