/* policy/special.h - requests whose answer policies do not decide, or not alone. */
#ifndef ROLEHOP_POLICY_SPECIAL_H
#define ROLEHOP_POLICY_SPECIAL_H

#include "rolehop/model/arn.h"
#include "rolehop/model/request.h"
#include "rolehop/model/verdict.h"

enum special {
	SPECIAL_NONE,	 /* none, where a later row would hold: iam:PassRole is no call of IAM */
	SPECIAL_REFUSED, /* whatever policies say */
	SPECIAL_FREE,	 /* no policy need allow it */
	SPECIAL_ALWAYS,	 /* nor does a Deny in the caller's policies count */
	SPECIAL_OPEN,	 /* what policies allow, AWS may refuse all the same */
};

struct special_row {
	struct str action; /* one that ends in ':': all of that service that no row before names */
	bool (*holds)(const struct request *request);
	enum special special;
	const char *why;
	/* of SPECIAL_OPEN: what decides, and what comes of it */
	const char *key, *flips;
};

/* Does the text in a table mean the action? One that ends in ':' means all of that service. */
bool special_means(struct str text, struct str action);

/* The row that holds, or NULL. */
const struct special_row *special_of(const struct request *request);

/*
 * Does the root user of the owner's account get around a Deny in the resource's own policy?
 * TRI_UNKNOWN: it may.
 */
enum tri special_unlocks(const struct request *request);

/*
 * Does the resource's own policy count for this caller? TRI_NO: it neither allows nor denies;
 * TRI_UNKNOWN: nor this, but what no policy says may let the caller in from another account.
 * `resource`: that of the request taken apart, NULL where it is no ARN.
 */
enum tri special_policy_counts(const struct request *request, const struct arn *resource);
extern const char special_no_policy[]; /* why it does not */

#endif
