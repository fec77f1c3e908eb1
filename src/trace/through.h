/* trace/through.h - S3 access points: the way to a bucket that has a policy of its own. */
#ifndef ROLEHOP_SRC_TRACE_THROUGH_H
#define ROLEHOP_SRC_TRACE_THROUGH_H

#include "rolehop/base/arena.h"
#include "rolehop/trace/world.h"

/* The access point that a call goes through. */
struct through {
	struct str arn;
	struct str account;
	bool open;   /* there may be one, or another one: the rest is empty */
	bool itself; /* the call is about the access point, and goes no further; it is open, too */
	struct world_access_point is;
};

/*
 * What `action` on `resource` goes through; arn empty and not open: nothing. Calls about an access
 * point itself do not go through it. Fails only where the world fails.
 * Source: Amazon S3 User Guide, "Managing access to shared datasets with access points".
 */
bool through_find(const struct world *world, struct arena *arena, struct str action,
		  struct str resource, struct through *out, struct err *err);

/*
 * IAM sees the access point where a call names its alias as a bucket: the resource as it is then.
 * Of an alias that the inventory does not know it is one with holes, and *decides says what it
 * hangs on; else *decides stays as it is.
 * Source: Amazon S3 User Guide, "Using access point aliases" (Limitations).
 */
bool through_alias(const struct world *world, struct arena *arena, struct str resource,
		   struct str *out, struct str *decides, struct err *err);

/* What of the bucket a call on `resource`, an access point's or what is in it, is about. */
struct str through_bucket(struct arena *arena, const struct through *through, struct str resource);

#endif
