/* model/principal.h - who makes a request. */
#ifndef ROLEHOP_MODEL_PRINCIPAL_H
#define ROLEHOP_MODEL_PRINCIPAL_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/err.h"
#include "rolehop/base/str.h"

enum principal_kind {
	PRINCIPAL_ROLE_SESSION,
	PRINCIPAL_USER,
	PRINCIPAL_ROOT,
	PRINCIPAL_SERVICE,
	PRINCIPAL_FEDERATED_USER, /* sts:GetFederationToken */
	PRINCIPAL_WEB_OR_SAML,	  /* a federated identity before it has a role */
	PRINCIPAL_ANONYMOUS,
};

/*
 * A caller with all the identities a policy may name.
 * Source: IAM User Guide, "AWS JSON policy elements: Principal".
 */
struct principal {
	enum principal_kind kind;
	struct str arn;	     /* as AWS reports it: session, user, root or federated-user ARN; of a
				service, its name */
	struct str identity; /* ARN of the IAM entity with its path: role, user or root; empty where
				none */
	struct str account;  /* twelve digits; empty for services and anonymous callers */
	struct str partition; /* "aws", ... */
	struct str unique_id; /* AROA..., AIDA...; empty where not known */
	struct str session;   /* session name; may hold holes (model/holes) */
	bool anyone; /* of a role session of which nothing is known: it may as well be a user */
	bool random_session; /* made anew for each session, as Step Functions does: no policy can
				name it */
	const struct str *services; /* further names of the service that are tried, e.g. the
				       regional one; also the provider of a federated identity */
	size_t n_services;
};

/*
 * From what a person or a log gives: a role ARN (a session of it, name unknown), assumed-role
 * session ARN, user ARN, account root, federated-user ARN, service principal
 * ("states.amazonaws.com"), identity provider (its ARN, or a name such as "accounts.google.com"),
 * "anonymous". Parts point into `text`. `identity` of a session ARN is
 * left empty, as its path is not in it: the caller fills it in from the inventory or
 * aws:PrincipalArn.
 */
bool principal_parse(struct str text, struct principal *out, struct err *err);

#endif
