/* test_policy_refused.c - calls whose answer policies do not decide, one by one. */
#include "policy_ask.h"

#include "rolehop/policy/context.h"

#define CALLER "arn:aws:sts::111111111111:assumed-role/Exec/s"
#define ROOT "arn:aws:iam::111111111111:root"
#define FEDERATED "arn:aws:sts::111111111111:federated-user/f"
#define ALLOWS "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}"
#define ADMITS "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}"

/* What the service's documents say of each of its calls across accounts; blanks between. */
/* clang-format off */
static const struct across {
	const char *prefix;
	const char *resource;
	const char *own;    /* from the resource's account only */
	const char *others; /* from other accounts, too */
} across[] = {
	{"sqs:", "arn:aws:sqs:us-east-1:222222222222:q",
	 "AddPermission CancelMessageMoveTask CreateQueue DeleteQueue ListMessageMoveTasks ListQueueTags ListQueues RemovePermission SetQueueAttributes StartMessageMoveTask TagQueue UntagQueue",
	 "ChangeMessageVisibility DeleteMessage GetQueueAttributes GetQueueUrl ListDeadLetterSourceQueues PurgeQueue ReceiveMessage SendMessage"},
	{"kms:", "arn:aws:kms:us-east-1:222222222222:key/k",
	 "CancelKeyDeletion ConnectCustomKeyStore CreateAlias CreateCustomKeyStore CreateKey DeleteAlias DeleteCustomKeyStore DeleteImportedKeyMaterial DescribeCustomKeyStores DisableKey DisableKeyRotation DisconnectCustomKeyStore EnableKey EnableKeyRotation GetKeyLastUsage GetKeyPolicy GetParametersForImport ImportKeyMaterial ListAliases ListKeyPolicies ListKeyRotations ListKeys ListResourceTags PutKeyPolicy ReplicateKey RotateKeyOnDemand ScheduleKeyDeletion TagResource UntagResource UpdateAlias UpdateCustomKeyStore UpdateKeyDescription UpdatePrimaryRegion",
	 "CreateGrant Decrypt DeriveSharedSecret DescribeKey Encrypt GenerateDataKey GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext GenerateMac GetKeyRotationStatus GetPublicKey ListGrants ReEncryptFrom ReEncryptTo RetireGrant RevokeGrant Sign Verify VerifyMac"},
	{"s3:", "arn:aws:s3:::b", "DeleteBucketPolicy GetBucketPolicy PutBucketPolicy", "DeleteBucket GetBucketAcl ListBucket PutBucketAcl PutBucketWebsite"},
	{"s3express:", "arn:aws:s3express:us-east-1:222222222222:bucket/b",
	 "CreateBucket DeleteBucket DeleteBucketPolicy GetBucketPolicy GetEncryptionConfiguration GetLifecycleConfiguration GetMetricsConfiguration PutBucketPolicy PutEncryptionConfiguration PutLifecycleConfiguration PutMetricsConfiguration",
	 "CreateSession"},
	{"cloudhsm:", "arn:aws:cloudhsm:us-east-1:222222222222:backup/b",
	 "CopyBackupToRegion CreateHsm DeleteBackup DeleteCluster DeleteHsm DeleteResourcePolicy DescribeClusters GetResourcePolicy InitializeCluster ListTags ModifyBackupAttributes ModifyCluster PutResourcePolicy RestoreBackup TagResource UntagResource",
	 "CreateCluster DescribeBackups"},
	{"payment-cryptography:", "arn:aws:payment-cryptography:us-east-1:222222222222:key/k",
	 "AssociateMpaTeam CreateAlias CreateKey DecryptData DeleteAlias DeleteResourcePolicy DisableDefaultKeyReplicationRegions DisassociateMpaTeam EnableDefaultKeyReplicationRegions EncryptData GenerateAs2805KekValidation GenerateCardValidationData GenerateMac GenerateMacEmvPinChange GeneratePinData GetAlias GetDefaultKeyReplicationRegions GetMpaTeamAssociation GetParametersForExport GetParametersForImport GetResourcePolicy ListAliases ListKeys PutResourcePolicy ReEncryptData TranslateKeyMaterial TranslatePinData UpdateAlias VerifyAuthRequestCryptogram VerifyCardValidationData VerifyMac VerifyPinData",
	 "DeleteKey ExportKey GetKey ImportKey"},
	{"lambda:", "arn:aws:lambda:us-east-1:222222222222:function:f", "",
	 "CreateAlias DeleteAlias DeleteFunction DeleteFunctionConcurrency GetAlias GetFunction GetFunctionConfiguration GetLayerVersion GetPolicy InvokeAsync InvokeFunction InvokeFunctionUrl ListAliases ListTags ListVersionsByFunction PublishVersion PutFunctionConcurrency TagResource UntagResource UpdateAlias UpdateFunctionCode"},
};

/* Actions that AWS lists as lacking the keys about whose a resource is. */
static const char *const unplaced[] = {
	"ebs:GetSnapshotBlock", "ec2:AcceptTransitGatewayPeeringAttachment", "ec2:AcceptVpcEndpointConnections", "ec2:AcceptVpcPeeringConnection", "ec2:CopyFpgaImage", "ec2:CopyImage", "ec2:CopySnapshot", "ec2:CreateTransitGatewayPeeringAttachment", "ec2:CreateVolume", "ec2:CreateVpcEndpoint", "ec2:CreateVpcPeeringConnection", "ec2:DeleteTransitGatewayPeeringAttachment", "ec2:DeleteVpcPeeringConnection", "ec2:RejectTransitGatewayPeeringAttachment", "ec2:RejectVpcEndpointConnections", "ec2:RejectVpcPeeringConnection", "ds:AcceptSharedDirectory", "es:AcceptInboundConnection", "es:CreateOutboundConnection", "events:PutEvents", "route53:AssociateVPCWithHostedZone", "route53:CreateVPCAssociationAuthorization", "route53:DeleteVPCAssociationAuthorization", "route53:DisassociateVPCFromHostedZone", "route53:ListHostedZonesByVPC", "workspaces:CopyWorkspaceImage", "workspaces:DescribeWorkspaceImages", "macie2:AcceptInvitation", "securityhub:AcceptAdministratorInvitation", "guardduty:AcceptAdministratorInvitation", "auditmanager:UpdateAssessmentFrameworkShare",
};
/* clang-format on */

static enum verdict answer(const char *caller, const char *identity, struct str action,
			   const char *resource, const char *owner, const char *policy)
{
	struct ask ask;
	enum verdict verdict;

	ask_start(&ask);
	ask_caller(&ask, caller, identity);
	ask_for(&ask, "", resource, owner);
	ask.request.action = action;
	ask_policy(&ask, LAYER_IDENTITY, ALLOWS);
	ask_policy(&ask, LAYER_SESSION, ALLOWS);
	if (policy)
		ask_policy(&ask, LAYER_RESOURCE, policy);
	verdict = ask_now(&ask);
	ask_end(&ask);
	return verdict;
}

static void expect(const char *prefix, const char *names, const char *caller, const char *resource,
		   const char *owner, const char *policy, enum verdict wanted)
{
	struct str_split it = {str_from(names), false};
	struct arena arena;
	struct str name;

	arena_init(&arena);
	while (*names && str_next(&it, ' ', &name)) {
		struct str action = ARENA_JOIN(&arena, str_from(prefix), name);
		const char *identity =
		    str_eq(str_from(caller), STR(CALLER)) ? ASK_EXECUTION_ROLE : caller;
		enum verdict verdict = answer(caller, identity, action, resource, owner, policy);
		if (verdict != wanted)
			fail_msg("%.*s: %s instead of %s", STR_ARG(action),
				 verdict_decision(verdict), verdict_decision(wanted));
	}
	arena_release(&arena);
}

/* What is said of why, at the layer that decides. */
/* clang-format off */
static const struct reason {
	const char *caller, *action, *resource;
	enum layer layer;
	const char *says;
} reasons[] = {
	{CALLER, "sqs:DeleteQueue", "arn:aws:sqs:us-east-1:222222222222:q", LAYER_RESOURCE, "Amazon SQS takes this call from the queue's own account only"},
	{CALLER, "kms:DisableKey", "arn:aws:kms:us-east-1:222222222222:key/k", LAYER_RESOURCE, "AWS KMS takes this call from the key's own account only"},
	{CALLER, "s3:PutBucketPolicy", "arn:aws:s3:::b", LAYER_RESOURCE, "Amazon S3 takes this call from the bucket's own account only"},
	{CALLER, "s3express:PutBucketPolicy", "arn:aws:s3express:us-east-1:222222222222:bucket/b", LAYER_RESOURCE, "Amazon S3 takes this call from the bucket's own account only"},
	{CALLER, "cloudhsm:DeleteHsm", "arn:aws:cloudhsm:us-east-1:222222222222:cluster/c", LAYER_RESOURCE, "AWS CloudHSM takes this call from the resource's own account only"},
	{CALLER, "payment-cryptography:CreateKey", "arn:aws:payment-cryptography:us-east-1:222222222222:key/k", LAYER_RESOURCE, "AWS Payment Cryptography takes this call from the key's own account only"},
	{CALLER, "lambda:AddPermission", "arn:aws:lambda:us-east-1:222222222222:function:f", LAYER_RESOURCE, "whether AWS Lambda takes this call from another account is not documented"},
	{CALLER, "logs:PutLogEvents", "arn:aws:logs:us-east-1:222222222222:log-group:g:*", LAYER_RESOURCE, "CloudWatch Logs holds the policies of log groups against AWS services only"},
	{ROOT, "sts:AssumeRoot", "arn:aws:iam::222222222222:root", LAYER_IDENTITY, "the root user of an account cannot call sts:AssumeRoot"},
	{CALLER, "sts:AssumeRoot", "arn:aws:iam::222222222222:root", LAYER_IDENTITY, "which accounts may take root sessions of others, no policy tells"},
	{FEDERATED, "iam:ListUsers", "*", LAYER_IDENTITY, "a federated user's session can call IAM from the console only"},
	{FEDERATED, "sts:TagSession", ASK_TARGET_ROLE, LAYER_IDENTITY, "can call nothing of STS but sts:GetCallerIdentity"},
	{FEDERATED, "sts:SetSourceIdentity", ASK_TARGET_ROLE, LAYER_IDENTITY, "can call nothing of STS but sts:GetCallerIdentity"},
	{FEDERATED, "sts:AssumeRole", ASK_TARGET_ROLE, LAYER_IDENTITY, "can call nothing of STS but sts:GetCallerIdentity"},
	{FEDERATED, "sts:AssumeRoot", "arn:aws:iam::222222222222:root", LAYER_IDENTITY, "can call nothing of STS but sts:GetCallerIdentity"},
};
/* clang-format on */

static void each_says_why(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		const struct reason *row = &reasons[i];
		struct ask ask;
		ask_start(&ask);
		ask_caller(&ask, row->caller,
			   strcmp(row->caller, CALLER) == 0 ? ASK_EXECUTION_ROLE : row->caller);
		ask_for(&ask, row->action, row->resource, "222222222222");
		ask_policy(&ask, LAYER_IDENTITY, ALLOWS);
		ask_policy(&ask, LAYER_SESSION, ALLOWS);
		ask_policy(&ask, LAYER_RESOURCE, ADMITS);
		(void)ask_now(&ask);
		const struct layer_decision *layer = &ask.decision.layers[row->layer];
		if (layer->role != ROLE_DECIDES || !str_contains(layer->why, str_from(row->says)))
			fail_msg("%s: \"%.*s\"", row->action, STR_ARG(layer->why));
		ask_end(&ask);
	}
}

static void a_service_takes_some_calls_from_its_own_account_only(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(across) / sizeof(across[0]); i++) {
		const struct across *row = &across[i];
		expect(row->prefix, row->own, CALLER, row->resource, "222222222222", ADMITS,
		       V_DENY_IMPLICIT);
		expect(row->prefix, row->others, CALLER, row->resource, "222222222222", ADMITS,
		       V_ALLOW);
	}
}

static void what_lambda_does_not_list_is_open(void **state)
{
	(void)state;
	expect(
	    "lambda:", "AddPermission CreateFunction RemovePermission UpdateFunctionConfiguration",
	    CALLER, "arn:aws:lambda:us-east-1:222222222222:function:f", "222222222222", ADMITS,
	    V_UNKNOWN);
}

static void root_user_gets_around_the_policies_that_it_mends(void **state)
{
	static const char denies[] =
	    "{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}";

	(void)state;
	expect("s3:", "GetBucketPolicy PutBucketPolicy DeleteBucketPolicy", ROOT, "arn:aws:s3:::b",
	       "111111111111", denies, V_ALLOW);
	expect("sqs:", "SetQueueAttributes GetQueueAttributes AddPermission RemovePermission", ROOT,
	       "arn:aws:sqs:us-east-1:111111111111:q", "111111111111", denies, V_UNKNOWN);
	expect("s3:", "ListBucket DeleteBucket", ROOT, "arn:aws:s3:::b", "111111111111", denies,
	       V_DENY_EXPLICIT);
	expect("sqs:", "SendMessage PurgeQueue", ROOT, "arn:aws:sqs:us-east-1:111111111111:q",
	       "111111111111", denies, V_DENY_EXPLICIT);
}

static void federated_user_calls_nothing_of_sts(void **state)
{
	(void)state;
	expect("sts:",
	       "AssumeRole AssumeRoot TagSession SetSourceIdentity DecodeAuthorizationMessage "
	       "GetAccessKeyInfo GetDelegatedAccessToken GetWebIdentityToken GetSessionToken "
	       "GetFederationToken",
	       FEDERATED, "*", "", NULL, V_DENY_IMPLICIT);
	expect("sts:", "GetCallerIdentity GetServiceBearerToken", FEDERATED, "*", "", NULL,
	       V_ALLOW);
	expect("iam:", "ListUsers CreateRole", FEDERATED, "*", "", NULL, V_UNKNOWN);
	expect("iam:", "PassRole", FEDERATED, "*", "", NULL, V_ALLOW);
}

static void monitoring_accounts_read_without_a_policy(void **state)
{
	const char *group = "arn:aws:logs:us-east-1:222222222222:log-group:g:*";

	(void)state;
	expect("logs:",
	       "DescribeLogGroups DescribeLogStreams FilterLogEvents GetLogEvents "
	       "GetLogGroupFields GetQueryResults ListAggregateLogGroupSummaries ListLogGroups "
	       "StartQuery",
	       CALLER, group, "222222222222", ADMITS, V_UNKNOWN);
	expect("logs:", "PutLogEvents CreateLogStream DeleteLogGroup", CALLER, group,
	       "222222222222", ADMITS, V_DENY_IMPLICIT);
}

/* The state of the key, as a request of Step Functions has it. */
static enum context_state held(const char *key, const char *action)
{
	struct request request = {.action = str_from(action),
				  .resource = STR("*"),
				  .resource_account = STR("222222222222")};
	const struct str path = STR("o-1/r-1/");
	const struct context_facts facts = {
	    .origin = ORIGIN_STEP_FUNCTIONS,
	    .resource_org = {.state = ORG_MEMBER, .id = STR("o-1"), .paths = &path, .n_paths = 1}};
	const struct context_value *value;
	enum context_state state;
	struct arena arena;
	struct err err;

	arena_init(&arena);
	assert_true(principal_parse(STR(CALLER), &request.caller, &err));
	context_fill(&arena, &facts, &request);
	value = request_find(&request, str_from(key));
	assert_non_null(value);
	state = value->state;
	assert_true(state != CTX_UNKNOWN || !value->present);
	arena_release(&arena);
	return state;
}

static void some_actions_may_lack_the_keys_about_whose_a_resource_is(void **state)
{
	static const char *const keys[] = {"aws:ResourceAccount", "aws:ResourceOrgID",
					   "aws:ResourceOrgPaths"};

	(void)state;
	for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) {
		for (size_t i = 0; i < sizeof(unplaced) / sizeof(unplaced[0]); i++)
			if (held(keys[k], unplaced[i]) != CTX_UNKNOWN)
				fail_msg("%s of %s is sure", keys[k], unplaced[i]);
		assert_int_equal(held(keys[k], "ec2:StartInstances"), CTX_PRESENT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_service_takes_some_calls_from_its_own_account_only),
	    cmocka_unit_test(each_says_why),
	    cmocka_unit_test(what_lambda_does_not_list_is_open),
	    cmocka_unit_test(root_user_gets_around_the_policies_that_it_mends),
	    cmocka_unit_test(federated_user_calls_nothing_of_sts),
	    cmocka_unit_test(monitoring_accounts_read_without_a_policy),
	    cmocka_unit_test(some_actions_may_lack_the_keys_about_whose_a_resource_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
