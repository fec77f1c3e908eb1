/* policy/who.h - does a policy's principal name the caller, and how. */
#ifndef ROLEHOP_POLICY_WHO_H
#define ROLEHOP_POLICY_WHO_H

#include "policy/compiled.h"
#include "rolehop/model/request.h"
#include "rolehop/model/verdict.h"

/* How an Allow names the caller: this decides what else must allow (policy/layers.c). */
enum grant {
	GRANT_ACCOUNT,	/* delegation: the caller's own policies must allow too */
	GRANT_ROLE,	/* the caller's role */
	GRANT_IDENTITY, /* user, role session or federated session itself */
	GRANT_EVERYONE,
	GRANT_SERVICE, /* service or federated identity: has no policies of its own */
};
enum { GRANT_COUNT = GRANT_SERVICE + 1 };

/* One principal of a policy against the caller, and the form in which it would name it. */
enum tri who_item(const struct principal_item *item, const struct principal *caller,
		  struct str action, enum grant *grant);

/* NotPrincipal: does the statement apply to the caller, none of whose identities may be listed? */
enum tri who_not(const struct principals *principals, const struct principal *caller,
		 struct str action);

#endif
