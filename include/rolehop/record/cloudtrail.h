/* record/cloudtrail.h - events of AWS CloudTrail that say no. */
#ifndef ROLEHOP_RECORD_CLOUDTRAIL_H
#define ROLEHOP_RECORD_CLOUDTRAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/json.h"
#include "rolehop/base/str.h"
#include "rolehop/model/request.h"
#include "rolehop/record/denial.h"

/* One event. Empty where it does not say. */
struct trail_event {
	struct str source; /* "sts.amazonaws.com" */
	struct str name;   /* "AssumeRole": the API's name, not the IAM action's */
	struct str code;   /* "AccessDenied" */
	struct str message;
	struct str region;
	struct denial denial; /* of the message; who and on what also of the event. Its action stays
				 empty where only source and name tell it */
	struct str identity;  /* ARN of the caller's role or user, with its path */
	bool knows_request;   /* it has the request's parameters: what they lack was not sent */
	bool has_external_id;
	struct str external_id;
	const struct context_value *context; /* condition keys of the request */
	size_t n_context;
};

/* Is it an event, or is there one in it, perhaps as text: {"Records": []}, the answer of
 * lookup-events, an EventBridge event, what CloudWatch Logs and others that keep logs answer? */
bool cloudtrail_is(const struct json *json);

/*
 * The events that say no, in the order in which they stand; *seen counts all. Source: AWS
 * CloudTrail User Guide, "CloudTrail record contents" and "CloudTrail userIdentity element".
 */
void cloudtrail_denials(struct arena *arena, const struct json *json,
			const struct trail_event **out, size_t *n, size_t *seen);

#endif
