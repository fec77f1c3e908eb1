/* policy/context.h - the condition keys of a request, filled as AWS fills them. */
#ifndef ROLEHOP_POLICY_CONTEXT_H
#define ROLEHOP_POLICY_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/arena.h"
#include "rolehop/model/request.h"
#include "rolehop/model/role.h"

/* What is known of an account's organization. One that is outside of the organization that was
 * collected is in another one, or in none. */
enum org_state { ORG_NOT_COLLECTED, ORG_OUTSIDE, ORG_MEMBER };

struct org_facts {
	enum org_state state;
	struct str id;		 /* o-..., of ORG_OUTSIDE that which it is not in */
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
	struct str region_or; /* it may as well be this one; empty: it is `region` */
	int64_t now;	      /* aws:CurrentTime, seconds */
	bool forwarded;	      /* a service makes the call on the caller's behalf (FAS) */
	bool
	    assumed_session; /* the caller's session was made by sts:AssumeRole, not by a service */
	struct org_facts caller_org;
	struct org_facts resource_org;
	const struct role *caller; /* tags; NULL where the inventory lacks it */
	const struct role *target; /* the role that is assumed: tags; NULL where it is lacking */
	struct str source_arn;	   /* of ORIGIN_SERVICE: on whose behalf; with source_account */
	struct str source_account;
	enum context_state external_id_state; /* of sts:AssumeRole */
	struct str external_id;
	struct str external_id_source;
	/* S3 access point that the call goes through; empty: none, and it is known that there is
	 * none unless `access_point_open` */
	struct str access_point;
	struct str access_point_account;
	struct str access_point_bucket_account; /* empty: not known */
	struct str access_point_origin;		/* "Internet" or "VPC" */
	bool access_point_open;
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

/* Of which requests of a chain of them a value is said that the user gives for a key. */
enum given_of {
	GIVEN_CALLER,	  /* who began: those by its own credentials, not by a role it assumes */
	GIVEN_PERSON,	  /* the same, where a person or program began, never a service */
	GIVEN_SERVICE,	  /* those that a service makes as itself */
	GIVEN_SESSION,	  /* every session: once set, it stays */
	GIVEN_ASSUMPTION, /* the first assumption */
	GIVEN_REQUEST,	  /* the request that is asked about */
	GIVEN_NAMED,	  /* those of the service that the key is named after */
	GIVEN_CLIENT,	  /* every request that the same client sends */
	GIVEN_ENDPOINT, /* the same, unless a service sends them, which uses no endpoint of yours */
};

/* Where a request stands in a chain. */
struct request_place {
	struct str action;
	enum call_origin origin;
	unsigned handed; /* how many roles were assumed to come to its caller */
	bool service;	 /* the caller is a service */
	bool first;	 /* the chain begins with that caller */
	bool asked;	 /* it is what the user asks about, not what leads there */
	bool forwarded;	 /* a service makes it on the caller's behalf */
};

/*
 * Whether what the user says of `key` is said of that request: MFA, say, is the caller's own and
 * does not come along to a role. A key that no rule is about is said of calls of the service that
 * it is named after, and of the first caller's. Source: IAM User Guide, "Secure API access with
 * MFA", "Pass session tags in AWS STS", "Monitor and control actions taken with assumed roles".
 */
bool context_is_said_of(struct str key, const struct request_place *place);

/* AWS sends one value of this key, never a set of them. false for a key that no rule is about. */
bool context_is_single(struct str key);

#endif
