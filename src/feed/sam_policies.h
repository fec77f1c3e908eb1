/* feed/sam_policies.h - what the policy templates of SAM allow. */
#ifndef FEED_SAM_POLICIES_H
#define FEED_SAM_POLICIES_H

#include <stddef.h>

/* One statement of a policy template: an Allow. */
struct sam_policy {
	const char *name;
	const char *actions;   /* between spaces */
	const char *resources; /* likewise; $P, $R and $A are partition, Region and account */
	const char *key;       /* of a StringEquals; empty: no condition */
	const char *value;
};

/* Row i, or NULL past the last one; the statements of one template follow each other. */
const struct sam_policy *sam_policy_row(size_t i);

#endif
