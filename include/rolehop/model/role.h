/* model/role.h - identities of IAM with everything attached to them. */
#ifndef ROLEHOP_MODEL_ROLE_H
#define ROLEHOP_MODEL_ROLE_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/str.h"
#include "rolehop/model/policy.h"

struct tag {
	struct str key;
	struct str value;
};

/* A policy on an identity: inline (label "inline NAME") or managed (label: its ARN). */
struct attached_policy {
	struct str label;
	struct str name; /* policy name, or the managed policy's ARN */
	struct str of;	 /* ARN of the role, user or group that it is attached to */
	bool inline_policy;
	const struct policy *policy; /* NULL: the document is not in the inventory */
};

/* A role or a user (of a user: groups' policies are among `policies`, trust is NULL). */
struct role {
	struct str arn; /* with path */
	struct str name;
	struct str account;
	struct str path;
	struct str unique_id;	    /* AROA..., AIDA... ; empty where not known */
	const struct policy *trust; /* NULL: not known, or a user */
	const struct attached_policy *policies;
	size_t n_policies;
	bool policies_complete; /* false: more policies may exist (a list that came in part) */
	struct str boundary;	/* ARN, empty: none */
	const struct policy
	    *boundary_policy; /* NULL where boundary is empty or its document is not known */
	bool boundary_known;  /* false: whether there is one was not in what was read */
	const struct tag *tags;
	size_t n_tags;
	bool tags_known;
};

#endif
