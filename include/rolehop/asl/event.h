/* asl/event.h - from the name of an API call, as CloudTrail has it, to IAM actions. */
#ifndef ROLEHOP_ASL_EVENT_H
#define ROLEHOP_ASL_EVENT_H

#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

/*
 * The IAM actions that a call is authorized as, the main one first: "s3.amazonaws.com" and
 * "ListObjectsV2" give s3:ListBucket. *n is 0 where the names are empty. Source: AWS CloudTrail
 * User Guide, "CloudTrail record contents" (eventSource, eventName); Service Authorization
 * Reference.
 */
void asl_event_actions(struct arena *arena, struct str source, struct str name,
		       const struct str **actions, size_t *n);

#endif
