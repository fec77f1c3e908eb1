/* trace/named.h - whom the Allow statements of a resource's policy name. */
#ifndef ROLEHOP_SRC_TRACE_NAMED_H
#define ROLEHOP_SRC_TRACE_NAMED_H

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"
#include "rolehop/model/policy.h"

enum named_kind {
	NAMED_EVERYONE, /* "*", or everyone but those of a NotPrincipal */
	NAMED_ACCOUNT,
	NAMED_ID, /* AROA..., AIDA...: what is left of a deleted principal */
	NAMED_ARN,
	NAMED_SERVICE,
	NAMED_PROVIDER,
	NAMED_OTHER,
};

struct named {
	enum named_kind kind;
	struct str text;    /* as the policy has it */
	struct str account; /* of NAMED_ACCOUNT, NAMED_ARN; else empty */
};

/* Each once, in the order of the policy; only of statements that may be about the action. */
void named_in(struct arena *arena, const struct policy *policy, struct str action,
	      const struct named **out, size_t *n);

#endif
