/* feed/sam_fill.h - statements that SAM writes, from the short forms of its tables. */
#ifndef FEED_SAM_FILL_H
#define FEED_SAM_FILL_H

#include "feed/cfn.h"

/*
 * What the letters of the tables stand for. $P, $R and $A are partition, Region and account; $S and
 * $D the ARNs of what a connector connects, $I and $Q what its source is called in an ARN of an
 * API, $N the name of its destination. ${Name} is a parameter of a policy template.
 */
struct sam_fill {
	struct cfn *cfn;
	const struct json *parameters;
	struct str source;
	struct str destination;
	struct str source_id;
	struct str qualifier;
	struct str destination_name;
};

/* The text with all that filled in; what is not given stays as a placeholder. */
struct str sam_filled(const struct sam_fill *fill, struct str text);
/* Appends "Effect", "Action" and "Resource" of an Allow, without the closing brace; both lists are
 * words between spaces. */
void sam_add_allow(const struct sam_fill *fill, struct buf *out, const char *actions,
		   const char *resources);

#endif
