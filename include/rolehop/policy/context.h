/* policy/context.h - the condition keys of a request, filled as AWS fills them. */
#ifndef ROLEHOP_POLICY_CONTEXT_H
#define ROLEHOP_POLICY_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/arena.h"
#include "rolehop/model/request.h"
#include "rolehop/model/role.h"

/* What is known of an account's organization. */
enum org_state { ORG_NOT_COLLECTED, ORG_NONE, ORG_MEMBER };

struct org_facts {
	enum org_state state;
	struct str id;		 /* o-... */
	const struct str *paths; /* o-.../r-.../ou-.../ , as aws:PrincipalOrgPaths has them */
	size_t n_paths;
	bool management; /* the organization's management account */
};

/* Who sends the call over the network. */
enum call_origin {
	ORIGIN_STEP_FUNCTIONS, /* with a role's session that Step Functions made */
	ORIGIN_SERVICE,	       /* an AWS service as itself (service principal) */
	ORIGIN_PERSON,	       /* a person or program with credentials */
};

/* Everything that context_fill may draw on. Empty strings are "not known". */
struct context_facts {
	enum call_origin origin;
	struct str region;    /* of the call; "us-east-1" for IAM's own */
	int64_t now;	      /* aws:CurrentTime, seconds */
	bool chained_session; /* the caller's session was made by another role's session */
	struct org_facts caller_org;
	struct org_facts resource_org;
	const struct role *caller; /* tags; NULL where the inventory lacks it */
	struct str source_arn;	   /* of ORIGIN_SERVICE: on whose behalf; with source_account */
	struct str source_account;
	enum context_state external_id_state; /* of sts:AssumeRole */
	struct str external_id;
	struct str external_id_source;
	const struct context_value *given; /* the user's --context: wins over everything */
	size_t n_given;
};

/*
 * Makes request->keys fill each key from the facts when it is asked for (allocated in the arena),
 * sets request->context to what is given, and leaves request->closed false: keys that no rule fills
 * are unknown. caller, action, resource and resource_account are set before and stay; so does what
 * the facts point at, and the request where it is. Source: IAM User Guide, "AWS global condition
 * context keys" and "IAM and AWS STS condition context keys".
 */
void context_fill(struct arena *arena, const struct context_facts *facts, struct request *request);

/* AWS sends one value of this key, never a set of them. false for a key that no rule is about. */
bool context_is_single(struct str key);

#endif
