/* trace_incidents.h - denials as people meet them: a sound estate with one thing changed. */
#ifndef ROLEHOP_TESTS_TRACE_INCIDENTS_H
#define ROLEHOP_TESTS_TRACE_INCIDENTS_H

#include "trace_estate.h"

/* One incident: the sound estate with one thing changed. NULL: as it was. */
struct incident {
	const char *cause;
	enum gate gate;
	const char *account;
	struct estate change;
	const char *resource; /* ARN whose policy is known */
	const char *owner;
	const char *policy; /* NULL: it has none */
	const char *says;
	const char *key; /* that encrypts `resource`, with its policy */
	const char *key_policy;
};

#define FUNCTION(account) "arn:aws:lambda:us-east-1:" account ":function:f"
#define BUCKET "arn:aws:s3:::data"
#define BUS "arn:aws:events:us-east-1:222222222222:event-bus/orders"
#define TABLE "arn:aws:dynamodb:us-east-1:111111111111:table/T"
#define SECRET "arn:aws:secretsmanager:us-east-1:111111111111:secret:db-AbCdEf"
#define GRANT(principal, action, resource)                                                         \
	DOC("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" principal "\"},\"Action\":\"" action \
	    "\",\"Resource\":\"" resource "\"}")
#define INVOKE(arn)                                                                                \
	TASK("arn:aws:states:::lambda:invoke", PARAMETERS("\"FunctionName\":\"" arn "\""))
#define RUN_ECS                                                                                    \
	TASK("arn:aws:states:::ecs:runTask",                                                       \
	     PARAMETERS("\"TaskDefinition\":\"arn:aws:ecs:us-east-1:111111111111:task-definition/" \
			"x:14\",\"Cluster\":\"c\""))
#define TRAIN                                                                                      \
	TASK("arn:aws:states:::sagemaker:createTrainingJob.sync",                                  \
	     PARAMETERS(                                                                           \
		 "\"TrainingJobName\":\"j\",\"RoleArn\":\"arn:aws:iam::111111111111:role/Job\""))
#define TRAIN_FOREIGN                                                                              \
	TASK("arn:aws:states:::sagemaker:createTrainingJob",                                       \
	     PARAMETERS(                                                                           \
		 "\"TrainingJobName\":\"j\",\"RoleArn\":\"arn:aws:iam::222222222222:role/Job\""))

#define KEY "arn:aws:kms:us-east-1:222222222222:key/11111111-2222-3333-4444-555555555555"
#define CONNECTION "arn:aws:events:us-east-1:111111111111:connection/api/0123"
#define HTTP                                                                                       \
	TASK("arn:aws:states:::http:invoke",                                                       \
	     PARAMETERS("\"ApiEndpoint\":\"https://api.example.com/x\",\"Method\":\"GET\","        \
			"\"Authentication\":{\"ConnectionArn\":\"" CONNECTION "\"}"))
#define MAP_ITSELF                                                                                 \
	"{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Map\",\"ItemProcessor\":{"               \
	"\"ProcessorConfig\":{\"Mode\":\"DISTRIBUTED\",\"ExecutionType\":\"STANDARD\"},"           \
	"\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"End\":true}}},\"End\":true}}}"

#define QUEUE "arn:aws:sqs:us-east-1:222222222222:q"
#define FOREIGN_SECRET "arn:aws:secretsmanager:us-east-1:222222222222:secret:db-AbCdEf"
#define SEND                                                                                       \
	TASK("arn:aws:states:::sqs:sendMessage",                                                   \
	     PARAMETERS("\"QueueUrl\":\"https://sqs.us-east-1.amazonaws.com/222222222222/q\","     \
			"\"MessageBody\":\"m\""))
#define READ_SECRET                                                                                \
	TASK("arn:aws:states:::aws-sdk:secretsmanager:getSecretValue",                             \
	     PARAMETERS("\"SecretId\":\"" FOREIGN_SECRET "\""))

/* clang-format off */
static const struct incident incidents[] = {
	{.cause = "assume-permission-missing", .gate = GATE_ASSUME_PERMISSION, .account = HOME, .change = {.assume = DOC(ALLOW("states:*", "*"))}, .says = "no policy of TrustedAccountRl"},
	{.cause = "assume-resource-mismatch", .gate = GATE_ASSUME_PERMISSION, .account = HOME, .change = {.assume = DOC(ALLOW("sts:AssumeRole", "arn:aws:iam::333333333333:role/TrustingAccountRl"))}, .says = "another account"},
	{.cause = "role-path-missing", .gate = GATE_ASSUME_PERMISSION, .account = HOME, .change = {.assume = DOC(ALLOW("sts:AssumeRole", "arn:aws:iam::222222222222:role/app/TrustingAccountRl"))}},
	{.cause = "case-errors", .gate = GATE_ASSUME_PERMISSION, .account = HOME, .change = {.assume = DOC(ALLOW("sts:AssumeRole", "arn:aws:iam::222222222222:role/trustingAccountRl"))}},
	{.cause = "wrong-partition", .gate = GATE_ASSUME_PERMISSION, .account = HOME, .change = {.assume = DOC(ALLOW("sts:AssumeRole", "arn:aws-us-gov:iam::222222222222:role/TrustingAccountRl"))}},
	{.cause = "dynamic-arn-literal", .gate = GATE_ASSUME_PERMISSION, .account = HOME, .change = {.assume = DOC(ALLOW("sts:AssumeRole", "$.role"))}},
	{.cause = "explicit-deny-identity", .gate = GATE_ASSUME_PERMISSION, .account = HOME, .change = {.assume = DOC(ALLOW("*", "*") "," DENY("sts:*", "*"))}, .says = "explicitly"},
	{.cause = "trust-wrong-principal", .gate = GATE_TARGET_TRUST, .account = AWAY, .change = {.trust = TRUST("333333333333", "")}, .says = "333333333333"},
	{.cause = "role-path-missing", .gate = GATE_TARGET_TRUST, .account = AWAY, .change = {.trust = TRUST("arn:aws:iam::111111111111:role/app/TrustedAccountRl", "")}},
	{.cause = "case-errors", .gate = GATE_TARGET_TRUST, .account = AWAY, .change = {.trust = TRUST("arn:aws:iam::111111111111:role/trustedaccountrl", "")}},
	{.cause = "trust-session-arn", .gate = GATE_TARGET_TRUST, .account = AWAY, .change = {.trust = TRUST("arn:aws:sts::333333333333:assumed-role/TrustedAccountRl/session", "")}},
	{.cause = "trust-names-service", .gate = GATE_TARGET_TRUST, .account = AWAY, .change = {.trust = TRUST_SERVICE("states.amazonaws.com")}},
	{.cause = "deleted-and-recreated-role", .gate = GATE_TARGET_TRUST, .account = AWAY, .change = {.trust = TRUST("AROAEXAMPLEEXAMPLE123", "")}},
	{.cause = "externalid-mismatch", .gate = GATE_TARGET_TRUST, .account = AWAY, .change = {.trust = TRUST(EXECUTION_ROLE, EXTERNAL_ID("arn:aws:states:eu-west-1:111111111111:stateMachine:SecretCacheConsumerWfw"))}, .says = "another Region: us-east-1 instead of eu-west-1"},
	{.cause = "externalid-mismatch", .gate = GATE_TARGET_TRUST, .account = AWAY, .change = {.trust = TRUST(EXECUTION_ROLE, EXTERNAL_ID("arn:aws:states:us-east-1:111111111111:execution:SecretCacheConsumerWfw:x"))}},
	{.cause = "externalid-wildcard-operator", .gate = GATE_TARGET_TRUST, .account = AWAY, .change = {.trust = TRUST(EXECUTION_ROLE, EXTERNAL_ID("arn:aws:states:*:111111111111:stateMachine:*"))}},
	{.cause = "case-errors", .gate = GATE_TARGET_TRUST, .account = AWAY, .change = {.trust = TRUST(EXECUTION_ROLE, EXTERNAL_ID("arn:aws:states:us-east-1:111111111111:stateMachine:secretcacheconsumerwfw"))}, .says = "only upper and lower case differ"},
	{.cause = "trust-mfa", .gate = GATE_TARGET_TRUST, .account = AWAY, .change = {.trust = TRUST(HOME, CONDITION("Bool", "aws:MultiFactorAuthPresent", "true"))}},
	{.cause = "sourcearn-condition", .gate = GATE_TARGET_TRUST, .account = AWAY, .change = {.trust = TRUST(EXECUTION_ROLE, CONDITION("StringEquals", "aws:SourceAccount", HOME))}},
	{.cause = "principalorgid", .gate = GATE_TARGET_TRUST, .account = AWAY, .change = {.trust = TRUST("*", CONDITION("StringEquals", "aws:PrincipalOrgID", "o-other"))}, .says = "o-other"},
	{.cause = "trust-network-condition", .gate = GATE_TARGET_TRUST, .account = AWAY, .change = {.trust = TRUST(HOME, CONDITION("StringEquals", "aws:SourceVpce", "vpce-1"))}},
	{.cause = "trust-expired", .gate = GATE_TARGET_TRUST, .account = AWAY, .change = {.trust = TRUST(HOME, CONDITION("DateLessThan", "aws:CurrentTime", "2020-01-01T00:00:00Z"))}},
	{.cause = "execution-role-trust", .gate = GATE_EXECUTION_ROLE_TRUST, .account = HOME, .change = {.execution_trust = TRUST_SERVICE("lambda.amazonaws.com")}},
	{.cause = "execution-role-trust", .gate = GATE_EXECUTION_ROLE_TRUST, .account = HOME, .change = {.execution_trust = TRUST_SERVICE("")}},
	{.cause = "execution-role-trust", .gate = GATE_EXECUTION_ROLE_TRUST, .account = HOME, .change = {.execution_trust = TRUST("arn:aws:iam::111111111111:root", "")}},
	{.cause = "regional-service-principal", .gate = GATE_EXECUTION_ROLE_TRUST, .account = HOME, .change = {.execution_trust = TRUST_SERVICE("states.eu-west-1.amazonaws.com")}},
	{.cause = "regional-service-principal", .gate = GATE_EXECUTION_ROLE_TRUST, .account = HOME, .change = {.execution_trust = TRUST_SERVICE("stepfunctions.amazonaws.com")}},
	{.cause = "start-vs-startsync", .gate = GATE_TARGET_PERMISSION, .account = AWAY, .change = {.permission = DOC(ALLOW("states:StartExecution", CHILD))}},
	{.cause = "wrong-action-name", .gate = GATE_TARGET_PERMISSION, .account = AWAY, .change = {.permission = DOC(ALLOW("sfn:StartSyncExecution", CHILD))}},
	{.cause = "permission-resource-mismatch", .gate = GATE_TARGET_PERMISSION, .account = AWAY, .change = {.permission = DOC(ALLOW("states:StartSyncExecution", CHILD "2"))}},
	{.cause = "permission-missing", .gate = GATE_TARGET_PERMISSION, .account = AWAY, .change = {.permission = DOC(ALLOW("s3:*", "*"))}},
	{.cause = "explicit-deny-identity", .gate = GATE_TARGET_PERMISSION, .account = AWAY, .change = {.permission = DOC(ALLOW("*", "*") "," DENY("states:Start*", "*"))}},
	{.cause = "wrong-action-name", .gate = GATE_TARGET_PERMISSION, .account = HOME, .change = {.definition = TASK("arn:aws:states:::aws-sdk:s3:listObjectsV2", PARAMETERS("\"Bucket\":\"data\"")), .assume = DOC(ALLOW("s3:ListObjectsV2", "*"))}, .resource = BUCKET, .owner = HOME},
	{.cause = "s3-bucket-vs-object-arn", .gate = GATE_TARGET_PERMISSION, .account = HOME, .change = {.definition = TASK("arn:aws:states:::aws-sdk:s3:listObjectsV2", PARAMETERS("\"Bucket\":\"data\"")), .assume = DOC(ALLOW("s3:ListBucket", BUCKET "/*"))}, .resource = BUCKET, .owner = HOME},
	{.cause = "dynamodb-index", .gate = GATE_TARGET_PERMISSION, .account = HOME, .change = {.definition = TASK("arn:aws:states:::aws-sdk:dynamodb:query", PARAMETERS("\"TableName\":\"T\",\"IndexName\":\"I\"")), .assume = DOC(ALLOW("dynamodb:Query", TABLE))}, .resource = TABLE, .owner = HOME},
	{.cause = "secret-suffix", .gate = GATE_TARGET_PERMISSION, .account = HOME, .change = {.definition = TASK("arn:aws:states:::aws-sdk:secretsmanager:getSecretValue", PARAMETERS("\"SecretId\":\"" SECRET "\"")), .assume = DOC(ALLOW("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:111111111111:secret:db"))}, .resource = SECRET, .owner = HOME},
	{.cause = "secret-suffix", .gate = GATE_TARGET_PERMISSION, .account = HOME, .change = {.definition = TASK("arn:aws:states:::aws-sdk:secretsmanager:getSecretValue", PARAMETERS("\"SecretId\":\"" SECRET "\"")), .assume = DOC(ALLOW("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:111111111111:secret:db-???"))}, .resource = SECRET, .owner = HOME},
	{.cause = "secret-suffix", .gate = GATE_TARGET_PERMISSION, .account = HOME, .change = {.definition = TASK("arn:aws:states:::aws-sdk:secretsmanager:getSecretValue", PARAMETERS("\"SecretId\":\"db\"")), .assume = DOC(ALLOW("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:111111111111:secret:db"))}},
	{.cause = "permission-resource-mismatch", .gate = GATE_TARGET_PERMISSION, .account = HOME, .change = {.definition = TASK("arn:aws:states:::aws-sdk:secretsmanager:getSecretValue", PARAMETERS("\"SecretId\":\"" SECRET "\"")), .assume = DOC(ALLOW("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:111111111111:secret:queue-AbCdEf"))}, .resource = SECRET, .owner = HOME},
	{.cause = "s3-bucket-vs-object-arn", .gate = GATE_TARGET_PERMISSION, .account = HOME, .change = {.definition = TASK("arn:aws:states:::aws-sdk:s3:getObject", PARAMETERS("\"Bucket\":\"data\",\"Key\":\"k\"")), .assume = DOC(ALLOW("s3:GetObject", BUCKET))}, .resource = BUCKET, .owner = HOME},
	{.cause = "permission-resource-mismatch", .gate = GATE_TARGET_PERMISSION, .account = HOME, .change = {.definition = TASK("arn:aws:states:::aws-sdk:s3:getObject", PARAMETERS("\"Bucket\":\"data\",\"Key\":\"k\"")), .assume = DOC(ALLOW("s3:GetObject", BUCKET "/other"))}, .resource = BUCKET, .owner = HOME},
	{.cause = "lambda-qualifier", .gate = GATE_TARGET_PERMISSION, .account = HOME, .change = {.definition = INVOKE(FUNCTION(HOME) ":live"), .assume = DOC(ALLOW("lambda:InvokeFunction", FUNCTION(HOME) ":test"))}, .resource = FUNCTION(HOME) ":live", .owner = HOME},
	{.cause = "permission-resource-mismatch", .gate = GATE_TARGET_PERMISSION, .account = HOME, .change = {.definition = INVOKE(FUNCTION(HOME)), .assume = DOC(ALLOW("lambda:InvokeFunction", FUNCTION(HOME) "2"))}, .resource = FUNCTION(HOME), .owner = HOME},
	{.cause = "dynamic-arn-literal", .gate = GATE_TARGET_PERMISSION, .account = HOME, .change = {.definition = INVOKE(FUNCTION(HOME)), .assume = DOC(ALLOW("lambda:InvokeFunction", "{% $states.input.function %}"))}, .resource = FUNCTION(HOME), .owner = HOME},
	{.cause = "dynamic-arn-literal", .gate = GATE_TARGET_PERMISSION, .account = HOME, .change = {.definition = INVOKE(FUNCTION(HOME)), .assume = DOC(ALLOW("lambda:InvokeFunction", "{{function}}"))}, .resource = FUNCTION(HOME), .owner = HOME},
	{.cause = "ecs-revision", .gate = GATE_TARGET_PERMISSION, .account = HOME, .change = {.definition = RUN_ECS, .assume = DOC(ALLOW("ecs:RunTask", "arn:aws:ecs:us-east-1:111111111111:task-definition/x") "," ALLOW("iam:PassRole", "*"))}},
	{.cause = "lambda-qualifier", .gate = GATE_TARGET_PERMISSION, .account = HOME, .change = {.definition = INVOKE(FUNCTION(HOME) ":live"), .assume = DOC(ALLOW("lambda:InvokeFunction", FUNCTION(HOME)))}, .resource = FUNCTION(HOME) ":live", .owner = HOME},
	{.cause = "batch-two-resources", .gate = GATE_TARGET_PERMISSION, .account = HOME, .change = {.definition = TASK("arn:aws:states:::batch:submitJob", PARAMETERS("\"JobName\":\"j\",\"JobQueue\":\"q\",\"JobDefinition\":\"d\"")), .assume = DOC(ALLOW("batch:SubmitJob", "arn:aws:batch:us-east-1:111111111111:job-queue/q"))}},
	{.cause = "identity-side-missing-direct", .gate = GATE_TARGET_PERMISSION, .account = HOME, .change = {.definition = INVOKE(FUNCTION(AWAY)), .assume = DOC(ALLOW("s3:*", "*"))}, .resource = FUNCTION(AWAY), .owner = AWAY, .policy = GRANT(EXECUTION_ROLE, "lambda:InvokeFunction", FUNCTION(AWAY))},
	{.cause = "resource-policy-names-service", .gate = GATE_RESOURCE_POLICY, .account = AWAY, .change = {.definition = INVOKE(FUNCTION(AWAY)), .assume = DOC(ALLOW("lambda:*", "*"))}, .resource = FUNCTION(AWAY), .owner = AWAY, .policy = DOC("{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"states.amazonaws.com\"},\"Action\":\"lambda:InvokeFunction\",\"Resource\":\"" FUNCTION(AWAY) "\"}")},
	{.cause = "bus-policy", .gate = GATE_RESOURCE_POLICY, .account = AWAY, .change = {.definition = TASK("arn:aws:states:::events:putEvents", PARAMETERS("\"Entries\":[{\"EventBusName\":\"" BUS "\",\"Source\":\"s\",\"DetailType\":\"d\",\"Detail\":{}}]")), .assume = DOC(ALLOW("events:PutEvents", "*"))}, .resource = BUS, .owner = AWAY, .policy = GRANT("333333333333", "events:PutEvents", BUS)},
	{.cause = "vpce-perimeter", .gate = GATE_RESOURCE_POLICY, .account = HOME, .change = {.definition = TASK("arn:aws:states:::aws-sdk:s3:getObject", PARAMETERS("\"Bucket\":\"data\",\"Key\":\"k\"")), .assume = DOC(ALLOW("s3:*", "*"))}, .resource = BUCKET, .owner = HOME, .policy = DOC("{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\"" CONDITION("StringNotEquals", "aws:SourceVpce", "vpce-1") "}")},
	{.cause = "credentials-missing", .gate = GATE_RESOURCE_POLICY, .account = AWAY, .change = {.definition = TASK(START_SYNC, START_CHILD), .assume = DOC(ALLOW("states:*", "*"))}, .says = "Credentials"},
	{.cause = "passrole-missing", .gate = GATE_DEPENDENT_PERMISSION, .account = HOME, .change = {.definition = TRAIN, .assume = DOC(ALLOW("sagemaker:*", "*") "," ALLOW("events:*", "*"))}},
	{.cause = "passrole-across-accounts", .gate = GATE_DEFINITION, .account = HOME, .change = {.definition = TRAIN_FOREIGN, .assume = LIT_ANY}},
	{.cause = "execution-arn-wrong", .gate = GATE_DEPENDENT_PERMISSION, .account = AWAY, .change = {.definition = TASK("arn:aws:states:::states:startExecution.sync:2", CREDENTIALS(TARGET_ROLE) START_CHILD), .permission = DOC(ALLOW("states:*Execution", CHILD))}},
	{.cause = "sync-polling-missing", .gate = GATE_DEPENDENT_PERMISSION, .account = AWAY, .change = {.definition = TASK("arn:aws:states:::states:startExecution.sync:2", CREDENTIALS(TARGET_ROLE) START_CHILD), .permission = DOC(ALLOW("states:StartExecution", CHILD))}, .says = "the Task waits by polling"},
	{.cause = "unsupported-integration", .gate = GATE_DEFINITION, .account = HOME, .change = {.definition = TASK("arn:aws:states:::lambda:invoke.sync", PARAMETERS("\"FunctionName\":\"f\""))}},
	{.cause = "name-not-valid-externalid", .gate = GATE_DEFINITION, .account = HOME, .change = {.machine = "arn:aws:states:us-east-1:111111111111:stateMachine:It(works)"}},
	{.cause = "name-not-valid-externalid", .gate = GATE_DEFINITION, .account = HOME, .change = {.machine = "arn:aws:states:us-east-1:111111111111:stateMachine:Caf\xc3\xa9"}},
	{.cause = "rolearn-wrong", .gate = GATE_DEFINITION, .account = HOME, .change = {.definition = TASK(START_SYNC, CREDENTIALS("arn:aws:iam::222222222222:user/alice") START_CHILD)}},
	{.cause = "rolearn-wrong", .gate = GATE_DEFINITION, .account = HOME, .change = {.definition = TASK(START_SYNC, CREDENTIALS("arn:aws:iam::None:role/x") START_CHILD)}},
	{.cause = "wrong-partition", .gate = GATE_DEFINITION, .account = HOME, .change = {.definition = TASK(START_SYNC, CREDENTIALS("arn:aws-cn:iam::222222222222:role/x") START_CHILD)}},
	{.cause = "cross-region", .gate = GATE_DEFINITION, .account = HOME, .change = {.definition = INVOKE("arn:aws:lambda:eu-west-1:111111111111:function:f"), .assume = LIT_ANY}, .says = "eu-west-1"},
	{.cause = "externalid-mismatch", .gate = GATE_TARGET_TRUST, .account = AWAY, .change = {.trust = TRUST(EXECUTION_ROLE, EXTERNAL_ID(MACHINE "Sibling"))}},
	{.cause = "source-identity", .gate = GATE_TARGET_TRUST, .account = AWAY, .change = {.trust = TRUST(EXECUTION_ROLE, CONDITION("StringLike", "sts:SourceIdentity", "*"))}},
	{.cause = "tagsession-missing", .gate = GATE_TARGET_TRUST, .account = AWAY, .change = {.trust = TRUST(EXECUTION_ROLE, CONDITION("StringEquals", "aws:RequestTag/team", "blue"))}, .says = "aws:RequestTag/team"},
	{.cause = "execution-role-sourcearn", .gate = GATE_EXECUTION_ROLE_TRUST, .account = HOME, .change = {.execution_trust = DOC("{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"states.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"" CONDITION("ArnLike", "aws:SourceArn", "arn:aws:states:us-east-1:111111111111:stateMachine:BeforeTheRename") "}")}},
	{.cause = "sagemaker-addtags", .gate = GATE_DEPENDENT_PERMISSION, .account = HOME, .change = {.definition = TRAIN, .assume = DOC("{\"Effect\":\"Allow\",\"NotAction\":\"sagemaker:AddTags\",\"Resource\":\"*\"}," ALLOW("events:*", "*") "," ALLOW("iam:PassRole", "*"))}},
	{.cause = "http-task", .gate = GATE_TARGET_PERMISSION, .account = HOME, .change = {.definition = HTTP, .assume = DOC(ALLOW("events:RetrieveConnectionCredentials", "*") "," ALLOW("secretsmanager:*", "*"))}},
	{.cause = "http-task", .gate = GATE_TARGET_PERMISSION, .account = HOME, .change = {.definition = HTTP, .assume = DOC(ALLOW("states:InvokeHTTPEndpoint", "*") "," ALLOW("secretsmanager:*", "*"))}},
	{.cause = "distributed-map-self-start", .gate = GATE_DEPENDENT_PERMISSION, .account = HOME, .change = {.definition = MAP_ITSELF, .assume = DOC(ALLOW("lambda:*", "*"))}},
	{.cause = "kms-key-policy", .gate = GATE_RESOURCE_POLICY, .account = AWAY, .change = {.definition = TASK("arn:aws:states:::aws-sdk:kms:encrypt", PARAMETERS("\"KeyId\":\"" KEY "\",\"Plaintext\":\"a\"")), .assume = DOC(ALLOW("kms:*", "*"))}, .resource = KEY, .owner = AWAY, .policy = GRANT("arn:aws:iam::222222222222:root", "kms:*", "*")},
	{.cause = "principalorgid", .gate = GATE_RESOURCE_POLICY, .account = AWAY, .change = {.definition = INVOKE(FUNCTION(AWAY)), .assume = DOC(ALLOW("lambda:*", "*"))}, .resource = FUNCTION(AWAY), .owner = AWAY, .policy = DOC("{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"lambda:InvokeFunction\",\"Resource\":\"*\"" CONDITION("StringEquals", "aws:PrincipalOrgID", "o-other") "}")},
	{.cause = "resource-policy-missing", .gate = GATE_RESOURCE_POLICY, .account = AWAY, .change = {.definition = INVOKE(FUNCTION(AWAY)), .assume = DOC(ALLOW("lambda:*", "*"))}, .resource = FUNCTION(AWAY), .owner = AWAY},
	{.cause = "lambda-tail-log", .gate = GATE_DEFINITION, .account = HOME, .change = {.definition = TASK("arn:aws:states:::lambda:invoke", PARAMETERS("\"FunctionName\":\"" FUNCTION(AWAY) "\",\"LogType\":\"Tail\"")), .assume = DOC(ALLOW("lambda:*", "*"))}, .resource = FUNCTION(AWAY), .owner = AWAY, .policy = GRANT(EXECUTION_ROLE, "lambda:InvokeFunction", FUNCTION(AWAY)), .says = "log"},
	{.cause = "kms-sender-permissions", .gate = GATE_DEPENDENT_PERMISSION, .account = HOME, .change = {.definition = SEND, .assume = DOC(ALLOW("sqs:*", "*"))}, .resource = QUEUE, .owner = AWAY, .policy = GRANT(EXECUTION_ROLE, "sqs:SendMessage", QUEUE), .key = KEY, .key_policy = GRANT(EXECUTION_ROLE, "kms:*", "*")},
	{.cause = "kms-sender-permissions", .gate = GATE_DEPENDENT_PERMISSION, .account = HOME, .change = {.definition = SEND, .assume = DOC(ALLOW("sqs:*", "*") "," ALLOW("kms:GenerateDataKey", KEY))}, .resource = QUEUE, .owner = AWAY, .policy = GRANT(EXECUTION_ROLE, "sqs:SendMessage", QUEUE), .key = KEY, .key_policy = GRANT(EXECUTION_ROLE, "kms:*", "*"), .says = "kms:Decrypt"},
	{.cause = "kms-secrets", .gate = GATE_DEPENDENT_PERMISSION, .account = HOME, .change = {.definition = READ_SECRET, .assume = DOC(ALLOW("secretsmanager:*", "*"))}, .resource = FOREIGN_SECRET, .owner = AWAY, .policy = GRANT(EXECUTION_ROLE, "secretsmanager:GetSecretValue", "*"), .key = KEY, .key_policy = GRANT(EXECUTION_ROLE, "kms:Decrypt", "*")},
	{.cause = "kms-key-policy", .gate = GATE_KMS, .account = AWAY, .change = {.definition = SEND, .assume = DOC(ALLOW("*", "*"))}, .resource = QUEUE, .owner = AWAY, .policy = GRANT(EXECUTION_ROLE, "sqs:SendMessage", QUEUE), .key = KEY, .key_policy = GRANT("arn:aws:iam::222222222222:root", "kms:*", "*")},
};
/* clang-format on */

enum { INCIDENTS = sizeof(incidents) / sizeof(incidents[0]) };

static inline const char *or_sound(const char *changed, const char *as_it_was)
{
	return changed ? changed : as_it_was;
}

static inline const struct trace *trace_incident(struct lit_world *w, const struct incident *i)
{
	const struct estate e = {
	    .execution_trust = or_sound(i->change.execution_trust, sound.execution_trust),
	    .assume = or_sound(i->change.assume, sound.assume),
	    .trust = or_sound(i->change.trust, sound.trust),
	    .permission = or_sound(i->change.permission, sound.permission),
	    .definition = or_sound(i->change.definition, sound.definition),
	    .machine = or_sound(i->change.machine, sound.machine),
	};

	(void)estate_build(w, &e);
	if (i->resource != NULL)
		lit_resource(w, i->resource, i->owner, i->policy);
	if (i->key != NULL)
		*(struct lit_parameter *)vec_push(&w->parameters) =
		    (struct lit_parameter){str_from(i->resource), str_from(i->key)};
	if (i->key_policy != NULL)
		lit_resource(w, i->key, AWAY, i->key_policy);
	return lit_trace(w, e.machine, "T");
}

#endif
