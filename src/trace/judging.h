/* trace/judging.h - what judging a request and judging what stands behind it share. */
#ifndef ROLEHOP_SRC_TRACE_JUDGING_H
#define ROLEHOP_SRC_TRACE_JUDGING_H

#include "layers.h"

/* The gates of the hop from the layers of a decision, of which `notes` are, or NULL. */
void judge_layers(struct tracer *t, const struct ask *ask, const struct bearings *b,
		  const struct decision *decision, const struct policy_notes *notes,
		  struct hop *hop);

/* The gate that a layer of the policies is, of this kind of request. */
enum gate judge_gate(const struct ask *ask, enum layer layer);

/* The inventory lacks something that hop number `hop` hangs on; `assumed`: it is taken as absent.
 */
void judge_note_gap(struct tracer *t, size_t hop, struct lack lack, bool assumed);

/* Is it known whose policy it is that counts, of an object or index perhaps that is not? */
bool judge_policy_is_named(struct tracer *t, const struct ask *ask);

/* All that a decision hangs on. */
void judge_note_gaps(struct tracer *t, const struct ask *ask, const struct bearings *b,
		     const struct decision *decision, size_t hop);

/* Of an allowed call in another account's Region: is it not known whether that account uses it? */
bool judge_region_is_open(struct tracer *t, const struct ask *ask, const struct bearings *b);

/* An allowed call on the Data Catalog is not complete: Lake Formation may stand against it. */
void judge_lake_formation(struct tracer *t, const struct ask *ask, size_t index, struct hop *hop);

/* The gate of the resource's policy hangs on one thing; with it, the answer is another. */
void judge_leave_open(struct tracer *t, const struct ask *ask, struct hop *hop, struct str key,
		      struct str flips);

/*
 * behind.c - what stands behind an access point must let the call pass, too: `hop` has what is
 * judged of the access point, and is changed where its network, its bucket or that one's policies
 * say less. Fails only where the world fails.
 * Source: Amazon S3 User Guide, "Configuring IAM policies for using access points"; "Creating
 * access points restricted to a virtual private cloud".
 */
bool behind_weigh(struct tracer *t, const struct ask *ask, const struct bearings *b,
		  const struct decision *decision, size_t index, struct hop *hop);

#endif
