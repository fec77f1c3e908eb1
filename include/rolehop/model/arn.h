/* model/arn.h - Amazon Resource Names, taken apart. */
#ifndef ROLEHOP_MODEL_ARN_H
#define ROLEHOP_MODEL_ARN_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

/*
 * arn:partition:service:region:account:resource. The parts point into the text given.
 * Source: AWS General Reference, "Amazon Resource Names (ARNs)".
 */
struct arn {
	struct str whole;
	struct str partition;
	struct str service;
	struct str region;
	struct str account;
	struct str resource; /* everything after the fifth colon */
};

/* false unless there are six parts, the first of them "arn". Holes (model/holes) are allowed. */
bool arn_parse(struct str text, struct arn *out);

bool arn_is_account_id(struct str text); /* twelve digits */
/* Of the form that Regions have: "us-east-1", "us-gov-west-1", "eusc-de-east-1". */
bool arn_is_region(struct str text);

bool arn_is_role(const struct arn *arn);	 /* iam ...:role/... */
bool arn_is_user(const struct arn *arn);	 /* iam ...:user/... */
bool arn_is_root(const struct arn *arn);	 /* iam ...:root */
bool arn_is_assumed_role(const struct arn *arn); /* sts ...:assumed-role/NAME/SESSION */
bool arn_is_federated_user(const struct arn *arn);
bool arn_is_machine(const struct arn *arn); /* states ...:stateMachine:NAME */
/* Path begins with /aws-service-role/: a service-linked role. Source: IAM User Guide, "Create a
 * service-linked role". */
bool arn_is_service_linked_role(const struct arn *arn);
/* A role that only the service that made it can change: of a service, or of IAM Identity Center.
 * Source: IAM User Guide, "Create a service-linked role"; IAM Identity Center User Guide,
 * "Referencing permission sets in resource policies". */
bool arn_is_kept_role(const struct arn *arn);

/* Last part of a role or user resource: the name without its path. */
struct str arn_name(const struct arn *arn);
/* "/" or "/path/" of a role or user. */
struct str arn_path(const struct arn *arn);

/* arn:P:sts::A:assumed-role/NAME/SESSION in its parts. */
struct str arn_session_role_name(const struct arn *arn);
struct str arn_session_name(const struct arn *arn);

/* The state machine's own ARN for a version or alias ARN (drops what follows NAME); others
 * unchanged. */
struct str arn_machine_base(struct str machine_arn);

/* "TrustedAccountRl@1111": a short form for people. */
struct str arn_short(struct arena *arena, struct str arn);

#endif
