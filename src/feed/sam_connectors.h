/* feed/sam_connectors.h - what the connectors of SAM allow. */
#ifndef FEED_SAM_CONNECTORS_H
#define FEED_SAM_CONNECTORS_H

#include <stdbool.h>
#include <stddef.h>

/* Where a statement goes: into a policy of the role of one end, or into the destination's own. */
enum sam_place { SAM_ON_SOURCE, SAM_ON_DESTINATION, SAM_ON_RESOURCE };

/* One statement of a connector: an Allow. Of SAM_ON_RESOURCE, `resources` is the source that the
 * service may call for. */
struct sam_connection {
	const char *source; /* resource types, as CloudFormation has them */
	const char *destination;
	enum sam_place place;
	const char *access;    /* of the connector's Permissions: "Read" or "Write" */
	const char *actions;   /* between spaces */
	const char *resources; /* likewise; letters as in sam_fill.h */
	const char *service;   /* SAM_ON_RESOURCE: whom it allows */
	bool own_account;      /* and only for sources of this account */
};

/* Row i, or NULL past the last one. */
const struct sam_connection *sam_connection_row(size_t i);

#endif
