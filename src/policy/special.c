/* policy/special.c - requests whose answer policies do not decide, or not alone: one row each. */
#include "policy/special.h"

#include "rolehop/policy/eval.h"

static bool special_always(const struct request *request)
{
	return request->caller.kind != PRINCIPAL_ANONYMOUS;
}

static bool special_root(const struct request *request)
{
	return request->caller.kind == PRINCIPAL_ROOT;
}

static bool special_unsigned(const struct request *request)
{
	return request->caller.kind == PRINCIPAL_ANONYMOUS;
}

static bool special_temporary(const struct request *request)
{
	return request->caller.kind == PRINCIPAL_ROLE_SESSION ||
	       request->caller.kind == PRINCIPAL_FEDERATED_USER;
}

static bool special_federated(const struct request *request)
{
	return request->caller.kind == PRINCIPAL_FEDERATED_USER;
}

static bool special_long_term(const struct request *request)
{
	return request->caller.kind == PRINCIPAL_USER || request->caller.kind == PRINCIPAL_ROOT;
}

static bool special_by_identity(const struct request *request)
{
	return request->caller.kind != PRINCIPAL_ROOT && !special_unsigned(request);
}

static const char no_sts[] =
    "a federated user's session can call nothing of STS but sts:GetCallerIdentity";

/*
 * Source: AWS STS API Reference, "GetCallerIdentity", "AssumeRole", "AssumeRoot", "GetSessionToken"
 * and "GetFederationToken"; IAM User Guide, "Compare AWS STS credentials".
 */
/* clang-format off */
static const struct special_row special_rows[] = {
	{STR_INIT("sts:GetCallerIdentity"),          special_always,    SPECIAL_ALWAYS,  "sts:GetCallerIdentity needs no permission, and no policy of the caller can deny it", NULL, NULL},
	{STR_INIT("sts:GetSessionToken"),            special_long_term, SPECIAL_FREE,    "users need no permission for sts:GetSessionToken", NULL, NULL},
	{STR_INIT("sts:AssumeRole"),                 special_root,      SPECIAL_REFUSED, "the root user of an account cannot assume roles", NULL, NULL},
	{STR_INIT("sts:AssumeRole"),                 special_unsigned,  SPECIAL_REFUSED, "sts:AssumeRole must be signed, and this request is not", NULL, NULL},
	{STR_INIT("sts:AssumeRoot"),                 special_root,      SPECIAL_REFUSED, "the root user of an account cannot call sts:AssumeRoot", NULL, NULL},
	{STR_INIT("sts:GetSessionToken"),            special_temporary, SPECIAL_REFUSED, "temporary credentials cannot call sts:GetSessionToken", NULL, NULL},
	{STR_INIT("sts:GetFederationToken"),         special_temporary, SPECIAL_REFUSED, "temporary credentials cannot call sts:GetFederationToken", NULL, NULL},
	{STR_INIT("sts:AssumeRole"),                 special_federated, SPECIAL_REFUSED, no_sts, NULL, NULL},
	{STR_INIT("sts:AssumeRoot"),                 special_federated, SPECIAL_REFUSED, no_sts, NULL, NULL},
	{STR_INIT("sts:TagSession"),                 special_federated, SPECIAL_REFUSED, no_sts, NULL, NULL},
	{STR_INIT("sts:SetSourceIdentity"),          special_federated, SPECIAL_REFUSED, no_sts, NULL, NULL},
	{STR_INIT("sts:DecodeAuthorizationMessage"), special_federated, SPECIAL_REFUSED, no_sts, NULL, NULL},
	{STR_INIT("sts:GetAccessKeyInfo"),           special_federated, SPECIAL_REFUSED, no_sts, NULL, NULL},
	{STR_INIT("sts:GetDelegatedAccessToken"),    special_federated, SPECIAL_REFUSED, no_sts, NULL, NULL},
	{STR_INIT("sts:GetWebIdentityToken"),        special_federated, SPECIAL_REFUSED, no_sts, NULL, NULL},
	{STR_INIT("sts:AssumeRoot"),                 special_by_identity, SPECIAL_OPEN,  "which accounts may take root sessions of others, no policy tells", "whether the caller's account manages root access for the organization", "allow if it is the management account or IAM's delegated administrator, and the root user a member account's"},
	{STR_INIT("iam:PassRole"),                   special_federated, SPECIAL_NONE,    NULL, NULL, NULL},
	{STR_INIT("iam:"),                           special_federated, SPECIAL_OPEN,    "a federated user's session can call IAM from the console only", "whether the call is made in the console", "deny if it is made by the AWS CLI or an API"},
};
/* clang-format on */

bool special_means(struct str text, struct str action)
{
	return str_starts_nocase(action, text) && (action.n == text.n || str_ends(text, STR(":")));
}

const struct special_row *special_of(const struct request *request)
{
	for (size_t i = 0; i < sizeof(special_rows) / sizeof(special_rows[0]); i++) {
		const struct special_row *row = &special_rows[i];
		if (row->holds(request) && special_means(row->action, request->action))
			return row->special == SPECIAL_NONE ? NULL : row;
	}
	return NULL;
}

/*
 * TABLE: what the root user does to a policy that shuts everybody out. Of queues it is said that
 * the root user can, and not by which calls. Source: Amazon S3 API Reference, "PutBucketPolicy",
 * "GetBucketPolicy" and "DeleteBucketPolicy"; IAM User Guide, "AWS account root user", Tasks that
 * require root user credentials.
 */
static const struct unlocking_row {
	struct str action;
	enum tri unlocks;
} unlocking_rows[] = {
    {STR_INIT("s3:GetBucketPolicy"), TRI_YES},
    {STR_INIT("s3:PutBucketPolicy"), TRI_YES},
    {STR_INIT("s3:DeleteBucketPolicy"), TRI_YES},
    {STR_INIT("sqs:SetQueueAttributes"), TRI_UNKNOWN},
    {STR_INIT("sqs:GetQueueAttributes"), TRI_UNKNOWN},
    {STR_INIT("sqs:AddPermission"), TRI_UNKNOWN},
    {STR_INIT("sqs:RemovePermission"), TRI_UNKNOWN},
};

enum tri special_unlocks(const struct request *request)
{
	if (!special_root(request) || request_is_cross_account(request) == TRI_YES)
		return TRI_NO;
	for (size_t i = 0; i < sizeof(unlocking_rows) / sizeof(unlocking_rows[0]); i++)
		if (str_eq_nocase(request->action, unlocking_rows[i].action))
			return unlocking_rows[i].unlocks;
	return TRI_NO;
}

/*
 * TABLE: what a monitoring account may ask of log groups of accounts that are linked to it. Source:
 * Amazon CloudWatch Logs API Reference, each of these operations.
 */
static const struct str monitored_actions[] = {
    STR_INIT("logs:DescribeLogGroups"),
    STR_INIT("logs:DescribeLogStreams"),
    STR_INIT("logs:FilterLogEvents"),
    STR_INIT("logs:GetLogEvents"),
    STR_INIT("logs:GetLogGroupFields"),
    STR_INIT("logs:GetQueryResults"),
    STR_INIT("logs:ListAggregateLogGroupSummaries"),
    STR_INIT("logs:ListLogGroups"),
    STR_INIT("logs:StartQuery"),
};

const char special_no_policy[] = "CloudWatch Logs holds the policies of log groups against AWS "
				 "services only: they admit nobody of another account";

/* Source: Amazon CloudWatch Logs API Reference, "PutResourcePolicy". */
enum tri special_policy_counts(const struct request *request, const struct arn *resource)
{
	if (request->caller.kind == PRINCIPAL_SERVICE || !resource ||
	    !str_eq(resource->service, STR("logs")) ||
	    !str_starts(resource->resource, STR("log-group:")))
		return TRI_YES;
	for (size_t i = 0; i < sizeof(monitored_actions) / sizeof(monitored_actions[0]); i++)
		if (str_eq_nocase(request->action, monitored_actions[i]))
			return request_is_cross_account(request) == TRI_NO ? TRI_NO : TRI_UNKNOWN;
	return TRI_NO;
}
