/* trace/trusts.h - who a trust policy names, as rows for lists. */
#ifndef ROLEHOP_TRACE_TRUSTS_H
#define ROLEHOP_TRACE_TRUSTS_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/json.h"
#include "rolehop/base/str.h"
#include "rolehop/model/policy.h"
#include "rolehop/model/role.h"

struct trust_row {
	struct str role;	/* ARN of the role that trusts, or of the resource */
	struct str principal;	/* as the policy names it */
	const char *kind;	/* "account", "role", "user", "session", "service", "SAML", "OIDC",
				   "everyone", "deleted", "other" */
	struct str account;	/* of the principal; empty where none */
	struct str external_id; /* the value (or values, comma-separated) that a condition wants;
				   empty: none asked */
	const struct json
	    *external_ids;	   /* the same as the policy has them, a text or a list; NULL */
	struct str source_arn;	   /* likewise, of aws:SourceArn */
	struct str source_account; /* likewise, of aws:SourceAccount */
	struct str org_id; /* the value (or values, comma-separated) that aws:PrincipalOrgID has to
			      equal; empty: none */
	bool organization; /* a condition on the caller's organization */
	bool asks_caller;  /* a condition on who calls, on whose behalf or from where */
	bool other_conditions; /* conditions on anything but sts:ExternalId */
	bool deny;
	bool cross_account;
	struct str pointer; /* of the principal in the trust policy */
};

/* One row per principal of each statement that lets it assume the role. */
void trusts_of(struct arena *arena, const struct role *role, const struct trust_row **out,
	       size_t *n);

/* Does a Deny ask who calls, from where, or with which ExternalId? One that asks only how (over
 * TLS, say) leaves everyone in. */
bool trusts_are_narrowed(const struct trust_row *rows, size_t n);

/* Is it an identity provider of IAM, which an account has or has not? AWS's own have no ARN. */
bool trust_is_federated(const struct trust_row *row);

/* The same for the policy of a resource `of` in `account`: whom its statements name, whatever for.
 */
void principals_of(struct arena *arena, const struct policy *policy, struct str of,
		   struct str account, const struct trust_row **out, size_t *n);

/* ExternalIds that may open the trust policy (NULL: none), one for each value that its statements
 * hold of sts:ExternalId; a hole (model/holes.h) where a policy variable decides. */
void trust_ids_to_try(struct arena *arena, const struct policy *trust, const struct str **out,
		      size_t *n);

/* "TrustedAccountRl +ExternalId", "account 111111111111", "SAML Okta", "2 principals": one line. */
struct str trusts_short(struct arena *arena, const struct role *role);

#endif
