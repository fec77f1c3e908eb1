/* policy/layers.h - the policy layers: which requests each binds, and what an Allow in it is worth.
 */
#ifndef ROLEHOP_POLICY_LAYERS_H
#define ROLEHOP_POLICY_LAYERS_H

#include <stdbool.h>

#include "policy/own_account.h"
#include "policy/special.h"
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

/* It binds some requests only, and whether this is one of them is not known. */
bool layer_may_not_bind(enum layer layer, const struct asked *asked);

/* What a grant in a resource policy of the caller's own account is worth. */
enum grant_worth {
	WORTH_DELEGATION, /* the caller's own policies must allow too */
	WORTH_LIMITED,	  /* boundary and session policies limit it */
	WORTH_ALL,	  /* nothing else need allow */
};

enum grant_worth grant_worth(enum grant grant);

/* Has the caller identity policies of its own? Services, anonymous and federated callers have none.
 */
bool layer_has_identity(const struct request *request);

/* What a request is to the layers. */
struct layer_facts {
	const struct special_row *special; /* NULL: policies alone decide its answer */
	struct own_account own;		   /* what the service says of callers of other accounts */
	bool has_identity;		   /* layer_has_identity */
	enum tri unlocks;		   /* special_unlocks */
	enum tri policy_counts;		   /* special_policy_counts */
	bool assume;	     /* sts:AssumeRole* on a role: its trust policy must itself allow */
	bool assumes_linked; /* and the role is a service-linked one */
	bool key_alias; /* a KMS key, perhaps asked for under an alias: policies are about the key,
			   and which one that is is not known */
	bool may_have_grants;	 /* a KMS key, of which grants may allow what no policy does */
	bool crosses_partitions; /* caller and resource are of different partitions, which never
				    trust each other */
	enum tri resource_must_allow; /* its own policy, whatever identity policies say: trust
					 policies, KMS keys */
	enum tri service_linked; /* the caller is a service-linked role; unknown where its path is
				    not known and its name is like that of one */
};

void layer_facts_of(const struct request *request, struct layer_facts *out);

#endif
