/* policy/own_account.c - calls that services take from the resource's own account only. */
#include "policy/own_account.h"

#include <stddef.h>

/*
 * TABLE: what no policy can give to other accounts. Source: Amazon SQS Developer Guide,
 * "Limitations of Amazon SQS custom policies"; AWS KMS API Reference, AWS CloudHSM API Reference
 * and AWS Payment Cryptography API Reference, "Cross-account use" of each operation; Amazon S3 API
 * Reference, "PutBucketPolicy", "GetBucketPolicy" and "DeleteBucketPolicy", and, of directory
 * buckets, the permissions of each operation.
 */
/* clang-format off */
static const char *const sqs_own[] = {
	"AddPermission", "CancelMessageMoveTask", "CreateQueue", "DeleteQueue", "ListMessageMoveTasks",
	"ListQueueTags", "ListQueues", "RemovePermission", "SetQueueAttributes", "StartMessageMoveTask",
	"TagQueue", "UntagQueue", NULL,
};

static const char *const kms_own[] = {
	"CancelKeyDeletion", "ConnectCustomKeyStore", "CreateAlias", "CreateCustomKeyStore", "CreateKey",
	"DeleteAlias", "DeleteCustomKeyStore", "DeleteImportedKeyMaterial", "DescribeCustomKeyStores",
	"DisableKey", "DisableKeyRotation", "DisconnectCustomKeyStore", "EnableKey", "EnableKeyRotation",
	"GetKeyLastUsage", "GetKeyPolicy", "GetParametersForImport", "ImportKeyMaterial", "ListAliases",
	"ListKeyPolicies", "ListKeyRotations", "ListKeys", "ListResourceTags", "PutKeyPolicy",
	"ReplicateKey", "RotateKeyOnDemand", "ScheduleKeyDeletion", "TagResource", "UntagResource",
	"UpdateAlias", "UpdateCustomKeyStore", "UpdateKeyDescription", "UpdatePrimaryRegion", NULL,
};

static const char *const s3_own[] = {
	"DeleteBucketPolicy", "GetBucketPolicy", "PutBucketPolicy", NULL,
};

static const char *const s3express_own[] = {
	"CreateBucket", "DeleteBucket", "DeleteBucketPolicy", "GetBucketPolicy", "GetEncryptionConfiguration",
	"GetLifecycleConfiguration", "GetMetricsConfiguration", "PutBucketPolicy",
	"PutEncryptionConfiguration", "PutLifecycleConfiguration", "PutMetricsConfiguration", NULL,
};

static const char *const cloudhsm_own[] = {
	"CopyBackupToRegion", "CreateHsm", "DeleteBackup", "DeleteCluster", "DeleteHsm",
	"DeleteResourcePolicy", "DescribeClusters", "GetResourcePolicy", "InitializeCluster", "ListTags",
	"ModifyBackupAttributes", "ModifyCluster", "PutResourcePolicy", "RestoreBackup", "TagResource",
	"UntagResource", NULL,
};

static const char *const payment_own[] = {
	"AssociateMpaTeam", "CreateAlias", "CreateKey", "DecryptData", "DeleteAlias", "DeleteResourcePolicy",
	"DisableDefaultKeyReplicationRegions", "DisassociateMpaTeam", "EnableDefaultKeyReplicationRegions",
	"EncryptData", "GenerateAs2805KekValidation", "GenerateCardValidationData", "GenerateMac",
	"GenerateMacEmvPinChange", "GeneratePinData", "GetAlias", "GetDefaultKeyReplicationRegions",
	"GetMpaTeamAssociation", "GetParametersForExport", "GetParametersForImport", "GetResourcePolicy",
	"ListAliases", "ListKeys", "PutResourcePolicy", "ReEncryptData", "TranslateKeyMaterial",
	"TranslatePinData", "UpdateAlias", "VerifyAuthRequestCryptogram", "VerifyCardValidationData",
	"VerifyMac", "VerifyPinData", NULL,
};

/*
 * What Lambda takes from other accounts. Its documents said of all else that it is not supported,
 * and no longer say so. Source: AWS Lambda Developer Guide, "Using resource-based policies for
 * AWS Lambda", Cross-account APIs, and "Function URL".
 */
static const char *const lambda_shared[] = {
	"CreateAlias", "DeleteAlias", "DeleteFunction", "DeleteFunctionConcurrency", "GetAlias", "GetFunction",
	"GetFunctionConfiguration", "GetLayerVersion", "GetPolicy", "InvokeAsync", "InvokeFunction",
	"InvokeFunctionUrl", "ListAliases", "ListTags", "ListVersionsByFunction", "PublishVersion",
	"PutFunctionConcurrency", "TagResource", "UntagResource", "UpdateAlias", "UpdateFunctionCode", NULL,
};

static const struct own_row {
	struct str prefix;
	const char *const *actions;
	bool others; /* all but these are taken from the own account only, as far as is known */
	const char *why;
} own_rows[] = {
	{STR_INIT("sqs:"),                  sqs_own,       false, "Amazon SQS takes this call from the queue's own account only, whatever policies say"},
	{STR_INIT("kms:"),                  kms_own,       false, "AWS KMS takes this call from the key's own account only, whatever policies say"},
	{STR_INIT("s3:"),                   s3_own,        false, "Amazon S3 takes this call from the bucket's own account only, whatever policies say"},
	{STR_INIT("s3express:"),            s3express_own, false, "Amazon S3 takes this call from the bucket's own account only, whatever policies say"},
	{STR_INIT("cloudhsm:"),             cloudhsm_own,  false, "AWS CloudHSM takes this call from the resource's own account only, whatever policies say"},
	{STR_INIT("payment-cryptography:"), payment_own,   false, "AWS Payment Cryptography takes this call from the key's own account only, whatever policies say"},
	{STR_INIT("lambda:"),               lambda_shared, true,  "whether AWS Lambda takes this call from another account is not documented"},
};
/* clang-format on */

static bool own_lists(const char *const *actions, struct str name)
{
	for (; *actions != NULL; actions++)
		if (str_begins_alike(name, **actions) && str_eq_nocase(name, str_from(*actions)))
			return true;
	return false;
}

struct own_account own_account_of(struct str action)
{
	for (size_t i = 0; i < sizeof(own_rows) / sizeof(own_rows[0]); i++) {
		const struct own_row *row = &own_rows[i];
		if (!str_starts_nocase(action, row->prefix))
			continue;
		if (own_lists(row->actions, str_skip(action, row->prefix.n)) == row->others)
			break;
		return (struct own_account){row->why, !row->others};
	}
	return (struct own_account){NULL, false};
}
