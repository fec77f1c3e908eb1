/* policy/layers.h - the policy layers: which requests each binds, and what an Allow in it is worth.
 */
#ifndef ROLEHOP_POLICY_LAYERS_H
#define ROLEHOP_POLICY_LAYERS_H

#include <stdbool.h>

#include "policy/who.h"
#include "rolehop/policy/eval.h"

struct asked;

struct layer_row {
	const char *name;
	bool every_level;   /* each level must allow: SCP, RCP */
	bool implied_allow; /* AWS attaches an Allow that cannot be removed: RCP */
	bool only_limits;   /* can only take away: not collected counts as absent */
	/* Why the layer does not bind this request, or NULL. */
	const char *(*exempt)(const struct asked *asked);
};

const struct layer_row *layer_row(enum layer layer);

/* What a grant in a resource policy of the caller's own account is worth. */
enum grant_worth {
	WORTH_DELEGATION, /* the caller's own policies must allow too */
	WORTH_LIMITED,	  /* boundary and session policies limit it */
	WORTH_ALL,	  /* nothing else need allow */
};

enum grant_worth grant_worth(enum grant grant);

/* What becomes of a request whose answer policies do not decide. */
enum special {
	SPECIAL_REFUSED, /* whatever they say */
	SPECIAL_FREE,	 /* no policy need allow it */
	SPECIAL_ALWAYS,	 /* nor does a Deny in the caller's policies count */
};

struct special_row {
	struct str action;
	bool (*holds)(const struct request *request);
	enum special special;
	const char *why;
};

/* The row for this request, or NULL. */
const struct special_row *layer_special(const struct request *request);

/* The request is an sts:AssumeRole* on a role: its trust policy must itself allow. */
bool layer_is_assume(const struct request *request);

/* The resource's own policy must itself allow, whatever identity policies say: trust policies, KMS
 * keys. */
enum tri layer_resource_must_allow(const struct request *request);

/* A KMS key, perhaps asked for under an alias: policies are about the key, and which one that is is
 * not known.
 */
bool layer_may_be_key_alias(const struct request *request);

/* A KMS key, of which grants may allow what no policy does. */
bool layer_may_have_grants(const struct request *request);

/* Is the caller a service-linked role? Unknown where its path is not known and its name is like
 * that of one. */
enum tri layer_service_linked(const struct request *request);

/* Has the caller identity policies of its own? Services, anonymous and federated callers have none.
 */
bool layer_has_identity(const struct request *request);

/* Caller and resource are of different partitions, which never trust each other. */
bool layer_crosses_partitions(const struct request *request);

#endif
