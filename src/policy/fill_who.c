/* policy/fill_who.c - rules that fill the keys about who calls, and about organizations. */
#include "policy/filler.h"
#include "policy/special.h"
#include "rolehop/model/arn.h"

/* ---- who calls --------------------------------------------------------------------------------
 */

void fill_principal_arn(struct filler *filler)
{
	const struct principal *caller = &filler->request->caller;
	if (fill_is_service(filler) || caller->kind == PRINCIPAL_ANONYMOUS)
		fill_absent(filler, "the caller is no principal of an account");
	else if (caller->kind == PRINCIPAL_WEB_OR_SAML)
		fill_unknown(filler, false, "the caller has no role yet");
	else if (caller->kind == PRINCIPAL_FEDERATED_USER)
		fill_one(filler, caller->arn, "the federated session");
	else if (caller->identity.n)
		fill_one(filler, caller->identity, "the caller's role or user, with its path");
	else
		fill_unknown(filler, true, "the path of the caller's role is not known");
}

void fill_principal_account(struct filler *filler)
{
	const struct principal *caller = &filler->request->caller;
	if (caller->kind == PRINCIPAL_WEB_OR_SAML)
		fill_unknown(filler, false, "the caller has no role yet");
	else if (caller->account.n)
		fill_one(filler, caller->account, "the caller's account");
	else if (caller->kind == PRINCIPAL_ANONYMOUS)
		fill_one(filler, STR("anonymous"), "the request is not signed");
	else if (caller->kind == PRINCIPAL_ROLE_SESSION)
		fill_unknown(filler, true, "the caller's account is not known");
	else
		fill_absent(filler, "the caller is no principal of an account");
}

/* TABLE: what aws:PrincipalType says of each kind of caller; of the others it is not said. */
static const struct str principal_types[] = {
    [PRINCIPAL_ROLE_SESSION] = STR_INIT("AssumedRole"),
    [PRINCIPAL_USER] = STR_INIT("User"),
    [PRINCIPAL_ROOT] = STR_INIT("Account"),
    [PRINCIPAL_FEDERATED_USER] = STR_INIT("FederatedUser"),
    [PRINCIPAL_ANONYMOUS] = STR_INIT("Anonymous"),
};

void fill_principal_type(struct filler *filler)
{
	struct str type = principal_types[filler->request->caller.kind];
	if (filler->request->caller.anyone)
		fill_unknown(filler, true, "who calls is not known");
	else if (type.n)
		fill_one(filler, type, "what kind of principal the caller is");
	else
		fill_unknown(filler, false,
			     "what is said of callers of this kind is not documented");
}

void fill_userid(struct filler *filler)
{
	const struct principal *caller = &filler->request->caller;
	struct str session = caller->session.n ? caller->session : fill_hole();
	if (fill_is_service(filler) || caller->kind == PRINCIPAL_ANONYMOUS)
		fill_absent(filler, "the caller is no principal of an account");
	else if (caller->kind == PRINCIPAL_ROOT)
		fill_one(filler, caller->account, "the account's id");
	else if (caller->unique_id.n == 0)
		fill_unknown(filler, true, "the caller's unique id is not known");
	else if (caller->kind == PRINCIPAL_USER)
		fill_one(filler, caller->unique_id, "the user's unique id");
	else
		fill_one(filler,
			 arena_printf(filler->arena, "%.*s:%.*s", STR_ARG(caller->unique_id),
				      STR_ARG(session)),
			 "the role's unique id and the session's name");
	filler->out->random = caller->random_session && filler->out->n_values == 1;
}

void fill_username(struct filler *filler)
{
	struct arn arn;
	if (filler->request->caller.kind == PRINCIPAL_USER &&
	    arn_parse(filler->request->caller.identity, &arn))
		fill_one(filler, arn_name(&arn), "the user's name");
	else if (filler->request->caller.anyone)
		fill_unknown(filler, false, "who calls is not known");
	else
		fill_absent(filler, "only users have it");
}

void fill_is_aws_service(struct filler *filler)
{
	if (fill_is_unsigned(filler))
		fill_absent(filler, "the request is not signed");
	else
		fill_one(filler, fill_is_service(filler) ? STR("true") : STR("false"),
			 "whether a service principal calls directly");
}

void fill_service_name(struct filler *filler)
{
	if (fill_is_service(filler))
		fill_one(filler, filler->request->caller.arn, "the service that calls");
	else
		fill_absent(filler, "only service principals have it");
}

void fill_service_names(struct filler *filler)
{
	if (fill_is_service(filler))
		fill_unknown(filler, true, "all names of the service that calls are not known");
	else
		fill_absent(filler, "only service principals have it");
}

/*
 * Only temporary credentials carry it, and neither those that a service asked for nor those of
 * sts:AssumeRole with MFA: whether they then say "false" or nothing is not documented.
 * Source: IAM User Guide, "Secure API access with MFA", MFA protection for cross-account
 * delegation.
 */
void fill_mfa(struct filler *filler)
{
	if (fill_is_service(filler) || filler->request->caller.kind == PRINCIPAL_ANONYMOUS)
		fill_absent(filler, "the caller has no credentials of an account");
	else if (filler->facts->origin == ORIGIN_STEP_FUNCTIONS)
		fill_perhaps(filler, STR("false"), false, "sessions of services never have MFA");
	else if (filler->facts->assumed_session)
		fill_perhaps(filler, STR("false"), false,
			     "MFA does not come along to a role that is assumed");
	else
		fill_unknown(filler, false, "whether the person's session has MFA is not known");
}

void fill_mfa_age(struct filler *filler)
{
	if (filler->facts->origin == ORIGIN_PERSON && !filler->facts->assumed_session)
		fill_unknown(filler, false, "whether the person's session has MFA is not known");
	else
		fill_absent(filler, "there is no MFA in this session");
}

/*
 * Credentials that are in use now were issued no longer ago than they can last. Source: AWS STS API
 * Reference, "AssumeRole", "GetFederationToken" and "GetSessionToken", DurationSeconds.
 */
void fill_issue_time(struct filler *filler)
{
	enum { HOUR = 3600, ROLE_HOURS = 12, USER_HOURS = 36 };
	enum principal_kind kind = filler->request->caller.kind;
	bool role = kind == PRINCIPAL_ROLE_SESSION && !filler->request->caller.anyone;
	int64_t now = filler->facts->now;

	if (fill_is_service(filler) || kind == PRINCIPAL_ANONYMOUS)
		fill_absent(filler, "the caller has no credentials of an account");
	else if (filler->facts->origin == ORIGIN_PERSON && filler->facts->assumed_session)
		fill_between(filler, now, now, true, "the role was assumed just before");
	else
		fill_between(filler, now - (role ? ROLE_HOURS : USER_HOURS) * HOUR, now,
			     role || kind == PRINCIPAL_FEDERATED_USER,
			     role ? "when the session began is not known, but it lasts 12 hours at "
				    "most"
				  : "when the credentials were issued is not known, but they last "
				    "36 hours at most");
}

/* Tags of the caller's role or user; session tags of a person would win over them. */
void fill_principal_tag(struct filler *filler)
{
	const struct role *caller = filler->facts->caller;
	struct str name = str_skip(filler->out->key, sizeof("aws:PrincipalTag/") - 1);
	if (fill_is_service(filler) || filler->request->caller.kind == PRINCIPAL_ANONYMOUS) {
		fill_absent(filler, "services and unsigned requests have no tags");
		return;
	}
	if (!caller) {
		fill_unknown(filler, false, "the caller's tags are not known");
		return;
	}
	if (filler->facts->origin == ORIGIN_PERSON &&
	    filler->request->caller.kind != PRINCIPAL_USER) {
		fill_unknown(filler, false, "session tags may be set, which win over the role's");
		return;
	}
	if (fill_tag(filler, caller, name, "a tag of the caller's role or user"))
		return;
	if (!caller->tags_known)
		fill_unknown(filler, false, "the caller's tags are not known");
	else if (filler->facts->origin == ORIGIN_PERSON)
		fill_absent(filler, "the caller has no such tag");
	else
		fill_absent(filler, "the caller's role has no such tag, and a session that a "
				    "service makes brings none");
}

/* ---- organizations ----------------------------------------------------------------------------
 */

/* Of another organization, or absent. */
static void fill_outside(struct filler *filler, const struct org_facts *org)
{
	fill_perhaps(filler, fill_hole(), false,
		     "the account is outside of the organization that was collected");
	filler->out->not_of = org->id;
}

void fill_org_id(struct filler *filler, const struct org_facts *org, const char *whose)
{
	if (org->state == ORG_OUTSIDE)
		fill_outside(filler, org);
	else if (org->state == ORG_NOT_COLLECTED)
		fill_unknown(filler, false, "the organization was not collected");
	else if (org->id.n)
		fill_one(filler, org->id, whose);
	else
		fill_unknown(filler, true, "the organization's id was not collected");
}

void fill_org_paths(struct filler *filler, const struct org_facts *org, const char *whose)
{
	if (org->state == ORG_OUTSIDE)
		fill_outside(filler, org);
	else if (org->state == ORG_NOT_COLLECTED || org->n_paths == 0)
		fill_unknown(filler, org->state == ORG_MEMBER,
			     "the organization was not collected");
	else {
		fill_one(filler, org->paths[0], whose);
		filler->out->values = org->paths;
		filler->out->n_values = org->n_paths;
	}
}

void fill_principal_org_id(struct filler *filler)
{
	if (fill_is_service(filler) || filler->request->caller.kind == PRINCIPAL_ANONYMOUS)
		fill_absent(filler, "services and unsigned requests are in no organization");
	else if (fill_is_unsigned(filler))
		fill_unknown(filler, false, "the caller has no role yet");
	else
		fill_org_id(filler, &filler->facts->caller_org, "the caller's organization");
}

void fill_principal_org_paths(struct filler *filler)
{
	if (fill_is_service(filler) || filler->request->caller.kind == PRINCIPAL_ANONYMOUS)
		fill_absent(filler, "services and unsigned requests are in no organization");
	else if (fill_is_unsigned(filler))
		fill_unknown(filler, false, "the caller has no role yet");
	else
		fill_org_paths(filler, &filler->facts->caller_org,
			       "the caller's place in its organization");
}

/* Whether such a key is about the access point or about its bucket is not documented. */
static bool fill_may_be_of_two(struct filler *filler)
{
	if (filler->request->own_assumed) {
		fill_unknown(filler, false, "whose resource this is, is not known");
		return true;
	}
	const struct context_facts *facts = filler->facts;
	bool two = facts->access_point.n > 0 &&
		   !str_eq(facts->access_point_account, facts->access_point_bucket_account);

	if (two)
		fill_unknown(filler, false,
			     "whether the access point's account or the bucket's is meant is not "
			     "known");
	return two;
}

/*
 * TABLE: actions that are said not to carry the keys about whose a resource is. AWS's lists of them
 * differ: of those on any of them it is open. One that ends in ':' stands for all of a service.
 * Source: IAM User Guide, "AWS global condition context keys", aws:ResourceAccount,
 * aws:ResourceOrgID; Data perimeter policy examples, ProtectActionsNotSupportedByPrimaryDPControls.
 */
/* clang-format off */
static const struct str unplaced_actions[] = {
	STR_INIT("ebs:"),
	STR_INIT("ec2:AcceptTransitGatewayPeeringAttachment"), STR_INIT("ec2:AcceptVpcEndpointConnections"),
	STR_INIT("ec2:AcceptVpcPeeringConnection"), STR_INIT("ec2:CopyFpgaImage"), STR_INIT("ec2:CopyImage"),
	STR_INIT("ec2:CopySnapshot"), STR_INIT("ec2:CreateTransitGatewayPeeringAttachment"),
	STR_INIT("ec2:CreateVolume"), STR_INIT("ec2:CreateVpcEndpoint"),
	STR_INIT("ec2:CreateVpcPeeringConnection"), STR_INIT("ec2:DeleteTransitGatewayPeeringAttachment"),
	STR_INIT("ec2:DeleteVpcPeeringConnection"), STR_INIT("ec2:RejectTransitGatewayPeeringAttachment"),
	STR_INIT("ec2:RejectVpcEndpointConnections"), STR_INIT("ec2:RejectVpcPeeringConnection"),
	STR_INIT("ds:AcceptSharedDirectory"),
	STR_INIT("es:AcceptInboundConnection"), STR_INIT("es:CreateOutboundConnection"),
	STR_INIT("events:"),
	STR_INIT("route53:AssociateVPCWithHostedZone"), STR_INIT("route53:CreateVPCAssociationAuthorization"),
	STR_INIT("route53:DeleteVPCAssociationAuthorization"),
	STR_INIT("route53:DisassociateVPCFromHostedZone"), STR_INIT("route53:ListHostedZonesByVPC"),
	STR_INIT("workspaces:CopyWorkspaceImage"), STR_INIT("workspaces:DescribeWorkspaceImages"),
	STR_INIT("macie2:AcceptInvitation"), STR_INIT("securityhub:AcceptAdministratorInvitation"),
	STR_INIT("guardduty:AcceptAdministratorInvitation"),
	STR_INIT("auditmanager:UpdateAssessmentFrameworkShare"),
};
/* clang-format on */

static bool fill_is_unplaced(struct str action)
{
	for (size_t i = 0; i < sizeof(unplaced_actions) / sizeof(unplaced_actions[0]); i++)
		if (special_means(unplaced_actions[i], action))
			return true;
	return false;
}

/* If it is there, it has the value that it has. */
static void fill_may_be_lacking(struct filler *filler)
{
	if (!fill_is_unplaced(filler->request->action))
		return;
	filler->out->state = CTX_UNKNOWN;
	filler->out->present = false;
	filler->out->source = STR("by one of AWS's lists the action does not carry it");
}

void fill_resource_org_id(struct filler *filler)
{
	if (fill_may_be_of_two(filler))
		return;
	fill_org_id(filler, &filler->facts->resource_org,
		    "the organization of the resource's account");
	fill_may_be_lacking(filler);
}

void fill_resource_org_paths(struct filler *filler)
{
	if (fill_may_be_of_two(filler))
		return;
	fill_org_paths(filler, &filler->facts->resource_org, "the place of the resource's account");
	fill_may_be_lacking(filler);
}

void fill_resource_account(struct filler *filler)
{
	if (fill_may_be_of_two(filler))
		return;
	if (filler->request->resource_account.n)
		fill_one(filler, filler->request->resource_account, "the resource's account");
	else
		fill_unknown(filler, false, "whose resource this is, is not known");
	fill_may_be_lacking(filler);
}
