/* policy/eval.h - the judge: a request against every policy layer, in three values. */
#ifndef ROLEHOP_POLICY_EVAL_H
#define ROLEHOP_POLICY_EVAL_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/model/evidence.h"
#include "rolehop/model/policy.h"
#include "rolehop/model/request.h"
#include "rolehop/model/verdict.h"

/* A policy where it is attached. */
struct bearing {
	struct str label;	     /* becomes evidence.policy */
	struct str of;		     /* becomes evidence.of */
	const struct policy *policy; /* NULL: there is one, its document is not known */
	bool grant; /* a grant of a KMS key: it allows by itself, whatever other policies lack */
};

/* LAYER_RESOURCE is the trust policy where the action is sts:AssumeRole* on a role. */
enum layer {
	LAYER_IDENTITY,
	LAYER_RESOURCE,
	LAYER_BOUNDARY,
	LAYER_SESSION,
	LAYER_SCP,
	LAYER_RCP,
	LAYER_ENDPOINT,
};
enum { LAYER_COUNT = LAYER_ENDPOINT + 1 };

enum layer_state {
	LAYER_ABSENT,	     /* known not to be there, or not to bind this request: see `why` */
	LAYER_COLLECTED,     /* what is in `levels` is all there is */
	LAYER_PARTIAL,	     /* what is in `levels` holds, more may exist */
	LAYER_NOT_COLLECTED, /* nothing is known */
};

/* Policies attached at one place; SCPs and RCPs have a level per root, OU and account, root first.
 */
struct level {
	struct str of; /* id or ARN of the root, OU, account, role ... */
	const struct bearing *policies;
	size_t n_policies;
};

struct layer_input {
	enum layer_state state;
	struct str why;		    /* of LAYER_ABSENT: in words, may be empty */
	const struct level *levels; /* one level for all layers but SCP and RCP */
	size_t n_levels;
	bool only_grants; /* of LAYER_NOT_COLLECTED: it could deny nothing */
};

/* What is known of S3 Block Public Access; all zero: nothing. */
struct public_access {
	bool known;	 /* whether it restricts */
	bool restricted; /* a public policy lets in nobody from outside of the owner's account */
	bool judged;	 /* S3 told whether it counts the policy as public */
	bool is_public;
};

struct question {
	const struct request *request;
	bool
	    grants_known; /* of a KMS key: all its grants are among the resource layer's policies */
	struct public_access public_access; /* of a bucket or access point */
	struct layer_input layers[LAYER_COUNT];
};

/* What one layer came to. */
enum layer_role {
	ROLE_NOT_APPLICABLE, /* does not arise for this request */
	ROLE_NOT_NEEDED, /* another layer grants by itself: its lack of an Allow does not count */
	ROLE_DECIDES,	 /* must allow, or did deny */
};

struct layer_decision {
	enum layer_role role;
	enum verdict
	    verdict; /* of this layer as a gate; V_ALLOW where not applicable or not needed */
	bool assumed_absent; /* not collected, and taken as absent */
	struct str
	    why; /* static or from the question: why not applicable, why not needed; may be empty */
};

/* What policies allow and AWS may refuse all the same. */
struct decision_open {
	const char *key, *flips; /* what decides, and what comes of it; key NULL: nothing */
	enum layer layer;	 /* where that is told */
};

struct decision {
	enum verdict verdict;
	bool complete;	     /* false: a layer that was assumed absent could change the verdict */
	bool may_be_blocked; /* of V_ALLOW: S3 Block Public Access, whose settings are not known,
				could; then it is not complete */
	bool blocked;	     /* it does: of V_DENY_IMPLICIT */
	bool refused;	     /* of V_DENY_IMPLICIT: whatever policies say */
	struct decision_open open; /* of V_UNKNOWN */
	bool may_be_public;	   /* of V_UNKNOWN: it does, if S3 counts the policy as public */
	struct layer_decision layers[LAYER_COUNT];
};

/*
 * Decides. Allocates nothing but what request->keys fills. Any Deny that surely matches is
 * V_DENY_EXPLICIT; a needed layer without a possible Allow V_DENY_IMPLICIT; all needed layers
 * surely allowing and no possible Deny V_ALLOW; else V_UNKNOWN. A layer that was not collected
 * counts as absent where it could only have taken permission away or could have granted within the
 * same account (assumed_absent, complete false); where the answer needs it (the resource policy of
 * a cross-account call, a trust policy, the identity policies unless a resource policy grants by
 * itself, the session policy of a federated user) it makes the answer unknown. Source: IAM User
 * Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic".
 */
void policy_decide(const struct question *question, struct decision *out);

/*
 * The same, and what it met on its way: with that, the explanation of this very question does not
 * look for it again. It lives as long as arena and question.
 */
struct policy_notes;
const struct policy_notes *
policy_decide_noting(struct arena *arena, const struct question *question, struct decision *out);

/*
 * A second pass that says why one layer decided as it did: the deciding statements with pointers
 * into their documents, the nearest misses where nothing matched (nearest first), and what is not
 * known.
 */
void policy_explain(struct arena *arena, const struct question *question,
		    const struct decision *decision, enum layer layer, struct explanation *out);

/* The same for several layers of one decision, whose bits (1 << layer) are set: into out[layer].
 * `notes`: of that decision, or NULL. */
void policy_explain_layers(struct arena *arena, const struct question *question,
			   const struct decision *decision, const struct policy_notes *notes,
			   unsigned layers, struct explanation out[LAYER_COUNT]);

/* Caller and resource owner are different accounts; TRI_UNKNOWN where the owner is not known. */
enum tri request_is_cross_account(const struct request *request);

#endif
