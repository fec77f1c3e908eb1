/* trace/world.h - everything a trace may ask, so that it never sees where the answers come from. */
#ifndef ROLEHOP_TRACE_WORLD_H
#define ROLEHOP_TRACE_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/asl/resolve.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/model/machine.h"
#include "rolehop/model/role.h"
#include "rolehop/policy/context.h"
#include "rolehop/policy/eval.h"

enum found {
	FOUND_YES,
	FOUND_ABSENT,  /* its kind was collected completely, and it is not there */
	FOUND_UNKNOWN, /* not collected: see the lack */
};

/* Why something is not known, in the words of interface.md's gaps. */
struct lack {
	struct str account;
	struct str missing; /* "roles", "service control policies", "resource policy of ARN" */
	struct str because; /* "never collected", "refused", "partial" */
};

/* The organization as it binds one account. */
struct world_org {
	struct org_facts facts; /* state ORG_NOT_COLLECTED: the rest is empty */
	struct str management_account;
	bool scps_known;	  /* false: SCPs were not collected, or `scps` may lack some */
	bool scps_enabled;	  /* false: no SCP is attached to anything in the organization */
	const struct level *scps; /* root first, then OUs, the account last */
	size_t n_scps;
	const struct level *rcps;
	size_t n_rcps;
	bool rcps_known;
};

/* Which KMS key encrypts a resource. */
struct world_encryption {
	enum found found;   /* FOUND_ABSENT: it needs no key that anybody could be refused */
	struct str key;	    /* as AWS names it: ARN, id or alias; "alias/aws/s3": AWS's own */
	bool bucket_key;    /* of a bucket: S3 encrypts with a key of the bucket */
	struct str region;  /* where the resource is, which the ARN of a bucket does not say; empty:
			     * not known */
	struct str because; /* of FOUND_UNKNOWN, as in a lack */
};

/* What is known of an S3 access point; all zero: nothing. */
struct world_access_point {
	struct str bucket;	   /* its ARN; empty: not known, or it leads to no bucket */
	struct str bucket_account; /* empty: not known */
	struct str network; /* "internet", or the VPC to which it is bound; empty: not known */
};

struct policy_version {
	struct str id; /* "v2" */
	const struct policy *policy;
};

/*
 * What a world answers. Results live in the arena given or longer. Each returns false only on a
 * failure of the environment (ERR_ENVIRONMENT); what is not known is FOUND_UNKNOWN, never an error.
 * `lack` is filled for FOUND_UNKNOWN.
 */
struct world_ops {
	/* A role or user by its exact ARN (path included). */
	bool (*identity)(void *self, struct arena *arena, struct str arn, enum found *found,
			 const struct role **out, struct lack *lack, struct err *err);
	/* A role by account and name without path (session ARNs have no path). */
	bool (*role_named)(void *self, struct arena *arena, struct str account, struct str name,
			   enum found *found, const struct role **out, struct lack *lack,
			   struct err *err);
	/* A machine, or a version of one by its ARN with the version behind it. */
	bool (*machine)(void *self, struct arena *arena, struct str arn, enum found *found,
			const struct machine **out, struct lack *lack, struct err *err);
	/* The versions that an alias of a machine stands for, as ARNs. */
	bool (*aliased)(void *self, struct arena *arena, struct str alias, enum found *found,
			const struct str **arns, size_t *n, struct err *err);
	/* Roles whose ARN fits a text with holes (model/holes); *all tells whether every account
	   that fits was collected, which is never so where the account is a hole itself. */
	bool (*roles_fitting)(void *self, struct arena *arena, struct str holed,
			      const struct str **arns, size_t *n, bool *all, struct err *err);
	bool (*organization)(void *self, struct arena *arena, struct str account,
			     struct world_org *out, struct lack *lack, struct err *err);
	/* FOUND_ABSENT: known to have no policy of its own. Of FOUND_YES `lack` names what may be
	   missing of it, if anything. */
	bool (*resource_policy)(void *self, struct arena *arena, struct str arn, enum found *found,
				const struct policy **out, struct lack *lack, struct err *err);
	/* Grants of a KMS key; *all: there are no others. */
	bool (*grants)(void *self, struct arena *arena, struct str key, const struct bearing **out,
		       size_t *n, bool *all, struct lack *lack, struct err *err);
	/* Account that owns a resource whose ARN does not say (S3 buckets); empty where not known.
	 */
	bool (*owner)(void *self, struct arena *arena, struct str arn, struct str *account,
		      struct err *err);
	/* ARNs of the machines that run as this role, as far as they were collected. */
	bool (*machines_of)(void *self, struct arena *arena, struct str role,
			    const struct str **arns, size_t *n, struct err *err);
	bool (*encryption)(void *self, struct arena *arena, struct str arn,
			   struct world_encryption *out, struct err *err);
	/* S3 Block Public Access over a bucket or access point of `owner` (empty: not known). */
	bool (*public_access)(void *self, struct arena *arena, struct str arn, struct str owner,
			      struct public_access *out, struct err *err);
	/* An S3 access point by its ARN; all empty where it is not known. */
	bool (*access_point)(void *self, struct arena *arena, struct str arn,
			     struct world_access_point *out, struct err *err);
	/* The value of an SSM parameter by its ARN, the key that an alias of KMS stands for, or the
	 * access point for which an alias of one stands as a bucket; FOUND_UNKNOWN also where it is
	 * a secret. */
	bool (*parameter)(void *self, struct arena *arena, struct str arn, enum found *found,
			  struct str *value, struct err *err);
	/* Documents of the versions of a managed policy that are not in force. */
	bool (*versions)(void *self, struct arena *arena, struct str policy,
			 const struct policy_version **out, size_t *n, struct err *err);
	/* An identity provider of IAM by its ARN. */
	bool (*provider)(void *self, struct arena *arena, struct str arn, enum found *found,
			 struct err *err);
	/* Names near a machine, role or user ARN that was not found, for suggestions; in other
	 * accounts only if `elsewhere`. */
	bool (*suggest)(void *self, struct arena *arena, struct str arn, bool elsewhere,
			const struct str **out, size_t *n, struct err *err);
};

/* What one Task's path is supposed to come to at run time. */
struct world_setting {
	struct str machine;
	struct str pointer; /* of the state */
	struct asl_binding binding;
};

struct world {
	const struct world_ops *ops;
	void *self;
	int64_t taken;			      /* time of the data, seconds; 0: not known */
	int64_t now;			      /* aws:CurrentTime */
	const struct world_setting *settings; /* they hold in every trace of their Tasks */
	size_t n_settings;
};

#endif
