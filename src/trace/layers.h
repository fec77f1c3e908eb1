/* trace/layers.h - one request with everything from the world that bears on it. */
#ifndef ROLEHOP_SRC_TRACE_LAYERS_H
#define ROLEHOP_SRC_TRACE_LAYERS_H

#include "through.h"
#include "tracer.h"

/* A question for the judge, and what each of its layers lacks. */
struct bearings {
	struct request request;
	struct question question;
	struct lack lacks[LAYER_COUNT]; /* missing empty: nothing is lacking */
	struct world_org caller_org, resource_org;
	struct lack caller_org_lack, resource_org_lack;
	struct lack grants_lack; /* of a key, unless all its grants are known */
	struct through through;	 /* the access point that the call takes */
	struct str
	    behind; /* a policy that rules what the call reaches through the resource, or empty */
};

/* Gathers them, into what is all zero and lives as long as the tracer's arena; fails only where the
 * world fails. What one caller asks of one resource's service is gathered once. */
bool layers_gather(struct tracer *t, const struct ask *ask, struct bearings *out);

/* The same of an ask whose caller, a service, has other names than the one that was gathered for.
 */
void layers_by_name(struct tracer *t, const struct ask *ask, const struct bearings *gathered,
		    struct bearings *out);

#endif
