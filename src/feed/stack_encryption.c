/* feed/stack_encryption.c - TABLE: where templates and plans say which key encrypts a resource. */
#include "feed/private.h"
#include "feed/stack.h"
#include "rolehop/model/holes.h"

/*
 * `at`: JSON pointer from the property to what `key` and `on` are members of; without `key` the
 * property is the key itself. KMS encrypts where `on` begins with `word`; where it names no key,
 * with `of_aws` (NULL: without one of the account's). `planned`: a member that is not there is not
 * known before apply. Source: AWS CloudFormation User Guide, resource types; Terraform's AWS
 * provider, resources.
 */
/* clang-format off */
static const struct stack_encryption rows[] = {
	{"AWS::SQS::Queue", "KmsMasterKeyId", NULL, NULL, NULL, NULL, NULL, NULL, false},
	{"AWS::SNS::Topic", "KmsMasterKeyId", NULL, NULL, NULL, NULL, NULL, NULL, false},
	{"AWS::SecretsManager::Secret", "KmsKeyId", NULL, NULL, NULL, NULL, "alias/aws/secretsmanager", NULL, false},
	{"AWS::DynamoDB::Table", "SSESpecification", "", "KMSMasterKeyId", "SSEEnabled", "true", "alias/aws/dynamodb", NULL, false},
	{"AWS::Serverless::SimpleTable", "SSESpecification", "", "KMSMasterKeyId", "SSEEnabled", "true", "alias/aws/dynamodb", NULL, false},
	{"AWS::Kinesis::Stream", "StreamEncryption", "", "KeyId", "EncryptionType", "KMS", "alias/aws/kinesis", NULL, false},
	{"AWS::S3::Bucket", "BucketEncryption", "/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault", "KMSMasterKeyID",
	 "SSEAlgorithm", "aws:kms", "alias/aws/s3", "/ServerSideEncryptionConfiguration/0/BucketKeyEnabled", false},
	{"aws_sqs_queue", "kms_master_key_id", NULL, NULL, NULL, NULL, NULL, NULL, true},
	{"aws_sns_topic", "kms_master_key_id", NULL, NULL, NULL, NULL, NULL, NULL, true},
	{"aws_secretsmanager_secret", "kms_key_id", NULL, NULL, NULL, NULL, "alias/aws/secretsmanager", NULL, true},
	{"aws_kinesis_stream", "kms_key_id", NULL, NULL, NULL, NULL, NULL, NULL, true},
	{"aws_dynamodb_table", "server_side_encryption", "/0", "kms_key_arn", "enabled", "true", "alias/aws/dynamodb", NULL, true},
	{"aws_s3_bucket", "server_side_encryption_configuration", "/0/rule/0/apply_server_side_encryption_by_default/0", "kms_master_key_id",
	 "sse_algorithm", "aws:kms", "alias/aws/s3", "/0/rule/0/bucket_key_enabled", true},
	{"aws_s3_bucket_server_side_encryption_configuration", "rule", "/0/apply_server_side_encryption_by_default/0", "kms_master_key_id",
	 "sse_algorithm", "aws:kms", "alias/aws/s3", "/0/bucket_key_enabled", true},
};
/* clang-format on */

const struct stack_encryption *stack_encryption_of(struct str type)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (str_eq(str_from(rows[i].type), type))
			return &rows[i];
	return NULL;
}

static void settle(struct stack_thing *thing, struct str key, const char *of_aws)
{
	thing->encrypted = true;
	thing->encryption_key = key.n > 0 || of_aws == NULL ? key : str_from(of_aws);
}

static bool is_nothing(const struct json *value)
{
	return value == NULL || json_is(value, JSON_NULL) ||
	       (json_is(value, JSON_ARRAY) && json_first(value) == NULL);
}

void stack_encrypt(struct stack *stack, struct stack_thing *thing,
		   const struct stack_encryption *row, const struct json *value, struct str text,
		   bool open)
{
	const struct json *at, *key;
	struct str on;

	if (is_nothing(value) && text.n == 0 && open)
		return;
	if (row->key == NULL || is_nothing(value)) {
		settle(thing, row->key == NULL ? text : STR(""),
		       row->key == NULL ? row->of_aws : NULL);
		return;
	}
	at = json_at(value, str_from(row->at));
	on = at == NULL ? STR("") : json_scalar(stack->arena, json_get(at, str_from(row->on)));
	if (on.n == 0 || holes_placeholder(on).n > 0)
		return;
	if (!str_starts(on, str_from(row->word))) {
		settle(thing, STR(""), NULL);
		return;
	}
	key = json_get(at, str_from(row->key));
	if (row->planned && key == NULL)
		return;
	settle(thing, json_is(key, JSON_STRING) ? json_str(key) : STR(""), row->of_aws);
	thing->bucket_key =
	    row->bucket_key != NULL && json_bool(json_at(value, str_from(row->bucket_key)));
}
