/* record/denial.h - what a text of AWS that says no holds: who, what, on what, and why. */
#ifndef ROLEHOP_RECORD_DENIAL_H
#define ROLEHOP_RECORD_DENIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/json.h"
#include "rolehop/base/str.h"

/*
 * What AWS names as the reason. Source: IAM User Guide, "Troubleshoot access denied error
 * messages"; Step Functions Developer Guide, "Troubleshooting" and the texts of its own errors.
 */
enum denial_reason {
	DENIAL_UNSPECIFIED, /* AWS gives none */
	DENIAL_OPAQUE,	    /* not even who asked for what */
	DENIAL_EXPLICIT_UNTYPED,
	DENIAL_IDENTITY_IMPLICIT,
	DENIAL_IDENTITY_EXPLICIT,
	DENIAL_RESOURCE_IMPLICIT,
	DENIAL_RESOURCE_EXPLICIT,
	DENIAL_TRUST_IMPLICIT,
	DENIAL_TRUST_EXPLICIT,
	DENIAL_BOUNDARY_IMPLICIT,
	DENIAL_BOUNDARY_EXPLICIT,
	DENIAL_SESSION_IMPLICIT,
	DENIAL_SESSION_EXPLICIT,
	DENIAL_SCP_IMPLICIT,
	DENIAL_SCP_EXPLICIT,
	DENIAL_RCP_IMPLICIT,
	DENIAL_RCP_EXPLICIT,
	DENIAL_VPCE_IMPLICIT,
	DENIAL_VPCE_EXPLICIT,
	DENIAL_KMS_AMBIGUOUS,
	DENIAL_SFN_EXECUTION_ROLE,  /* Step Functions may not assume the execution role */
	DENIAL_SFN_MANAGED_RULE,    /* .sync without the right to make its rule */
	DENIAL_SFN_LOG_DESTINATION, /* the execution role may not write the log */
};
enum { DENIAL_REASON_COUNT = DENIAL_SFN_LOG_DESTINATION + 1 };

const char *denial_reason_word(enum denial_reason reason); /* "identity_implicit" */

/* A condition key that a decoded authorization message holds. */
struct denial_condition {
	struct str key;
	const struct str *values;
	size_t n_values;
};

/* Empty where the text does not hold it. All text lives in the arena given. */
struct denial {
	struct str principal; /* as the text has it */
	struct str session;   /* last part of an assumed-role ARN */
	struct str action;    /* as the text has it */
	struct str resource;
	enum denial_reason reason;
	struct str policy_arn; /* of the policy that denies */
	struct str service;    /* the service that said no, by its IAM prefix; "states->lambda": the
				  caller's before it, where the text shows that a service called */
	struct str encoded;    /* an encoded authorization message */
	struct str clause;     /* AWS's words for the reason */
	struct str via;	       /* "VPC endpoint policy": what the policy that denies came through */
	struct str operation;  /* "PutObject" of "when calling the PutObject operation" */
	struct str message;    /* the words of the denial, on one line */
	const struct denial_condition *conditions;
	size_t n_conditions;
};

/*
 * The denial in a text, which may be a log, wrapped by a terminal or an editor, quoted, escaped for
 * JSON or HTML, coloured or marked up. Of several denials the first that says more than "access
 * denied". false where there is none; *out is then untouched.
 */
bool denial_find(struct arena *arena, struct str text, struct denial *out);

/* The same for text without noise around it, as a field of JSON holds it. */
bool denial_read(struct arena *arena, struct str message, struct denial *out);

/*
 * What aws sts decode-authorization-message prints, or the message that is in it. false where
 * `json` is neither. Source: AWS STS API Reference, DecodeAuthorizationMessage.
 */
bool denial_decoded(struct arena *arena, const struct json *json, struct denial *out);

/* The session's name where `principal` is an assumed-role ARN, however masked; else empty. */
struct str denial_session(struct str principal);

/*
 * Did Step Functions make the session of that name? It makes 32 random letters. Source: three
 * denials recorded on AWS; the form is not documented.
 */
bool denial_random_session(struct str session);

#endif
