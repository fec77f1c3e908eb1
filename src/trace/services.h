/* trace/services.h - which resources have policies of their own, and under which ARN. */
#ifndef ROLEHOP_SRC_TRACE_SERVICES_H
#define ROLEHOP_SRC_TRACE_SERVICES_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"
#include "rolehop/model/arn.h"

enum policy_owner {
	OWNER_NONE,    /* the resource has no policy of its own, and cannot be shared */
	OWNER_ARN,     /* the policy of `subject` governs the call */
	OWNER_SHARING, /* no policy language of its own, but it can be shared with other accounts
			  (AWS RAM) */
};

struct policy_subject {
	enum policy_owner owner;
	struct str subject; /* of OWNER_ARN: may hold holes where the resource does */
	const char *what;   /* "queue", "state machine": for people */
	const char *behind; /* what the call reaches through it, whose policy rules it too; NULL */
};

/*
 * Whose resource policy governs a call on `resource` (an ARN, or "*" for a call that names none).
 * Source: IAM User Guide, "AWS services that work with IAM" (resource-based policies); AWS RAM User
 * Guide, "Shareable AWS resources".
 */
struct policy_subject service_policy_subject(struct arena *arena, struct str resource);

/*
 * May the id of such a thing be that of another account, which shares it? What is named by its ARN
 * where it is another's is not meant. Source: AWS RAM User Guide, "Shareable AWS resources"; the
 * pages of the operations.
 */
bool service_shares_ids(const struct arn *arn);

/* Is such a thing named by an id that its service makes, of letters, digits and hyphens? Source:
 * Amazon EC2 User Guide, "Resource IDs". */
bool service_has_ids(struct str resource);

/* Has anything that actions of this prefix are called on a policy of its own, or can it be shared?
 */
bool service_has_policies(struct str prefix);

/*
 * An ARN that names no account is about the caller's own, as is one of AWS's ("aws"); only a
 * bucket's may be anybody's. A pattern in the account's place is nobody's.
 */
bool service_is_own(const struct arn *arn);

/* The Region that signs calls of a service that has one endpoint per partition, or empty. */
struct str service_global_region(struct str prefix, struct str partition);

/* Must accounts enable this Region before they can use it? */
bool service_region_is_opted(struct str region, struct str partition);

/* Does an ARN of another Region surely make this service refuse the call? */
bool service_stays_in_region(struct str prefix);

#endif
