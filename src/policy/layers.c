/* policy/layers.c - the policy layers, one row each, and what each form of grant is worth. */
#include "policy/layers.h"

#include "policy/statement.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

/*
 * Service prefixes whose requests resource control policies bind, in order.
 * Source: AWS Organizations User Guide, "Resource control policies", list as of 2026-09-26.
 */
/* clang-format off */
static const struct str rcp_prefixes[] = {
	STR_INIT("aoss"), STR_INIT("appconfig"), STR_INIT("appstream"), STR_INIT("autoscaling"),
	STR_INIT("autoscaling-plans"), STR_INIT("budgets"), STR_INIT("clouddirectory"),
	STR_INIT("cloudfront"), STR_INIT("cloudsearch"), STR_INIT("cloudtrail-data"),
	STR_INIT("codeartifact"), STR_INIT("codebuild"), STR_INIT("codecommit"),
	STR_INIT("codepipeline"), STR_INIT("cognito-identity"), STR_INIT("cognito-idp"),
	STR_INIT("comprehend"), STR_INIT("comprehendmedical"), STR_INIT("compute-optimizer"),
	STR_INIT("cost-optimization-hub"), STR_INIT("dax"), STR_INIT("dsql"), STR_INIT("dynamodb"),
	STR_INIT("ecr"), STR_INIT("ecr-public"), STR_INIT("events"), STR_INIT("firehose"),
	STR_INIT("fis"), STR_INIT("fms"), STR_INIT("gamelift"), STR_INIT("health"),
	STR_INIT("inspector-scan"), STR_INIT("kendra"), STR_INIT("kinesisvideo"), STR_INIT("kms"),
	STR_INIT("logs"), STR_INIT("memorydb"), STR_INIT("networkmonitor"), STR_INIT("notifications"),
	STR_INIT("opensearch"), STR_INIT("pca-connector-ad"), STR_INIT("personalize"),
	STR_INIT("polly"), STR_INIT("pricing"), STR_INIT("resource-groups"), STR_INIT("rolesanywhere"),
	STR_INIT("s3"), STR_INIT("secretsmanager"), STR_INIT("servicediscovery"), STR_INIT("signin"),
	STR_INIT("sqs"), STR_INIT("sts"), STR_INIT("support"), STR_INIT("swf"), STR_INIT("textract"),
	STR_INIT("timestream-influxdb"), STR_INIT("transcribe"), STR_INIT("transfer"),
	STR_INIT("translate"), STR_INIT("wafv2"), STR_INIT("workspaces"), STR_INIT("xray"),
};
/* clang-format on */

bool layer_has_identity(const struct request *request)
{
	enum principal_kind kind = request->caller.kind;
	return kind == PRINCIPAL_ROLE_SESSION || kind == PRINCIPAL_USER ||
	       kind == PRINCIPAL_FEDERATED_USER;
}

/* Source: IAM User Guide, "Create a service-linked role": its name and its path are the service's.
 */
static enum tri layer_service_linked(const struct request *request)
{
	struct str identity = request->caller.identity;
	struct arn arn;
	if (request->caller.kind != PRINCIPAL_ROLE_SESSION)
		return TRI_NO;
	if (arn_parse(identity, &arn) && !holes_any(arn.resource))
		return arn_is_service_linked_role(&arn) ? TRI_YES : TRI_NO;
	if (!arn_parse(request->caller.arn, &arn) || !arn_is_assumed_role(&arn))
		return TRI_UNKNOWN;
	return str_starts(arn_session_role_name(&arn), STR("AWSServiceRoleFor")) ? TRI_UNKNOWN
										 : TRI_NO;
}

static const char *exempt_identity(const struct asked *asked)
{
	if (asked->request->caller.kind == PRINCIPAL_ROOT)
		return "the account's root user needs no identity policy";
	return asked->facts.has_identity ? NULL : "this caller has no identity policies";
}

static const char *exempt_resource(const struct asked *asked)
{
	(void)asked;
	return NULL;
}

static const char *exempt_limits(const struct asked *asked)
{
	return asked->facts.has_identity ? NULL : "this caller has none";
}

/* Source: AWS Organizations User Guide, "Service control policies (SCPs)". */
static const char *exempt_scp(const struct asked *asked)
{
	if (asked->request->caller.kind == PRINCIPAL_SERVICE)
		return "SCPs do not bind AWS services themselves";
	if (asked->request->caller.kind == PRINCIPAL_ANONYMOUS ||
	    asked->request->caller.kind == PRINCIPAL_WEB_OR_SAML)
		return "SCPs bind the principals of accounts, and this caller is of none";
	return asked->facts.service_linked == TRI_YES ? "SCPs do not bind service-linked roles"
						      : NULL;
}

/* Source: AWS Organizations User Guide, "Resource control policies (RCPs)"; AWS KMS Developer
 * Guide, "Resource control policies in AWS KMS". */
static const char *exempt_rcp(const struct asked *asked)
{
	const struct request *request = asked->request;
	/* in small letters, unless it is longer than any action that AWS has */
	struct str action = asked->action.n ? asked->action : request->action;
	struct str prefix = str_until(action, ':');
	if (asked->facts.service_linked == TRI_YES)
		return "RCPs do not bind calls of service-linked roles";
	if (request->caller.kind == PRINCIPAL_SERVICE && asked->facts.assumes_linked)
		return "RCPs do not bind services that assume service-linked roles";
	if (str_eq_nocase(request->action, STR("kms:RetireGrant")))
		return "RCPs do not bind kms:RetireGrant";
	if (request->key_of_aws ||
	    (str_eq(prefix, STR("kms")) && str_contains(request->resource, STR(":alias/aws/"))))
		return "RCPs do not bind the KMS keys that AWS manages";
	return str_among(rcp_prefixes, sizeof(rcp_prefixes) / sizeof(rcp_prefixes[0]), prefix)
		   ? NULL
		   : "RCPs do not bind this service";
}

/* clang-format off */
static const struct layer_row layer_rows[] = {
	[LAYER_IDENTITY] = {"identity policies",        false, false, false, exempt_identity},
	[LAYER_RESOURCE] = {"resource policy",          false, false, false, exempt_resource},
	[LAYER_BOUNDARY] = {"permissions boundary",     false, false, true,  exempt_limits},
	[LAYER_SESSION]  = {"session policy",           false, false, true,  exempt_limits},
	[LAYER_SCP]      = {"service control policies", true,  false, true,  exempt_scp},
	[LAYER_RCP]      = {"resource control policies", true, true,  true,  exempt_rcp},
	[LAYER_ENDPOINT] = {"VPC endpoint policy",      false, false, true,  exempt_resource},
};

/*
 * Source: IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny access",
 * the part on resource-based policies of the same account; "AWS JSON policy elements: Principal".
 */
static const enum grant_worth grant_rows[] = {
	[GRANT_ACCOUNT]  = WORTH_DELEGATION,
	[GRANT_ROLE]     = WORTH_LIMITED,
	[GRANT_IDENTITY] = WORTH_ALL,
	[GRANT_EVERYONE] = WORTH_ALL,
	[GRANT_SERVICE]  = WORTH_ALL,
};
/* clang-format on */

const struct layer_row *layer_row(enum layer layer)
{
	return &layer_rows[layer];
}

/*
 * Actions that name no resource are none that RCPs bind; whether this one does, or is asked of any
 * of its kind, its name does not tell. Source: AWS Organizations User Guide, "Resource control
 * policies (RCPs)", RCP effects on permissions.
 */
bool layer_may_not_bind(enum layer layer, const struct asked *asked)
{
	if (layer_row(layer)->every_level && asked->facts.service_linked == TRI_UNKNOWN)
		return true;
	return layer == LAYER_RCP && str_eq(asked->request->resource, STR("*"));
}

enum grant_worth grant_worth(enum grant grant)
{
	return grant_rows[grant];
}

/* An action of KMS on an alias itself, as kms:DeleteAlias, and not on the key behind it. */
static bool layer_is_about_alias(struct str action)
{
	return str_ends(action, STR("Alias"));
}

static bool layer_is_assume(const struct request *request, const struct arn *arn)
{
	bool assume = str_starts_nocase(request->action, STR("sts:AssumeRole")) ||
		      str_eq_nocase(request->action, STR("sts:TagSession")) ||
		      str_eq_nocase(request->action, STR("sts:SetSourceIdentity"));
	return assume && (!arn || arn_is_role(arn) || holes_any(request->resource));
}

/* Source: AWS KMS Developer Guide, "Key policies in AWS KMS". */
static enum tri layer_key_must_allow(const struct request *request, const struct arn *arn)
{
	if (!arn)
		return holes_any(request->resource) ? TRI_UNKNOWN : TRI_NO;
	if (str_starts(arn->resource, STR("key/")))
		return TRI_YES;
	if (str_starts(arn->resource, STR("alias/")))
		return layer_is_about_alias(request->action) ? TRI_NO : TRI_YES;
	return holes_any(request->resource) ? TRI_UNKNOWN : TRI_NO;
}

/* Source: AWS KMS Developer Guide, "Controlling access to aliases". */
static bool layer_may_be_key_alias(const struct request *request, const struct arn *arn)
{
	if (layer_is_about_alias(request->action))
		return false;
	if (!arn)
		return holes_any(request->resource);
	return str_starts(arn->resource, STR("alias/")) ||
	       (holes_any(request->resource) && !str_starts(arn->resource, STR("key/")));
}

static bool layer_crosses_partitions(const struct request *request, const struct arn *arn)
{
	struct str caller = request->caller.partition;
	if (caller.n == 0 || !arn || arn->partition.n == 0)
		return false;
	return !str_eq(caller, arn->partition) && !holes_any(caller) && !holes_any(arn->partition);
}

void layer_facts_of(const struct request *request, struct layer_facts *out)
{
	bool kms = str_starts_nocase(request->action, STR("kms:"));
	struct arn parsed;
	const struct arn *arn = arn_parse(request->resource, &parsed) ? &parsed : NULL;
	*out = (struct layer_facts){
	    .special = special_of(request),
	    .unlocks = special_unlocks(request),
	    .policy_counts = special_policy_counts(request, arn),
	    .assume = layer_is_assume(request, arn),
	    .key_alias = kms && layer_may_be_key_alias(request, arn),
	    .crosses_partitions = layer_crosses_partitions(request, arn),
	    .resource_must_allow = kms ? layer_key_must_allow(request, arn) : TRI_NO,
	    .service_linked = layer_service_linked(request),
	    .has_identity = layer_has_identity(request),
	};
	out->own = out->policy_counts == TRI_NO ? (struct own_account){special_no_policy, true}
						: own_account_of(request->action);
	if (out->assume)
		out->resource_must_allow = TRI_YES;
	out->assumes_linked = out->assume && arn && arn_is_service_linked_role(arn);
	/* Source: AWS KMS Developer Guide, "Grants in AWS KMS". */
	out->may_have_grants =
	    kms && !request->closed && !request->key_of_aws && out->resource_must_allow != TRI_NO;
}
