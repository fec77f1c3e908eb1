/* test_asl_plan.c - SDK calls, ARNs over parameters, and what makes a Task impossible. */
#include "asl_case.h"

#include <string.h>

#define ROLE ",\"Credentials\":{\"RoleArn\":\"arn:aws:iam::222222222222:role/R\"}"

static void open_task(struct asl_case *c, const char *resource, const char *parameters,
		      const char *rest)
{
	char text[4096];
	snprintf(text, sizeof(text),
		 "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"End\":true,"
		 "\"Resource\":\"%s\","
		 "\"Parameters\":%s%s}}}",
		 resource, parameters, rest);
	case_open(c, text);
}

static void check_calls(const char *resource, const char *parameters, const char *rest,
			const char *expected)
{
	struct asl_case c;
	open_task(&c, resource, parameters, rest);
	struct str calls = case_calls(&c, "T");
	if (!str_eq(calls, str_from(expected)))
		fail_msg("%s %s: %.*s\nis not\n%s", resource, parameters, STR_ARG(calls), expected);
	case_close(&c);
}

/* clang-format off */
static void plan_finds_actions_and_arns_of_sdk_calls(void **state)
{
	(void)state;
	static const struct { const char *operation; const char *parameters; const char *calls; } cases[] = {
		{"sfn:startSyncExecution", "{\"StateMachineArn\":\"arn:aws:states:us-east-1:222222222222:stateMachine:X:3\"}",
		 "call states:StartSyncExecution arn:aws:states:us-east-1:222222222222:stateMachine:X\n"},
		{"sfn:sendTaskSuccess", "{\"TaskToken\":\"x\"}", "call states:SendTaskSuccess arn:aws:states:us-east-1:222222222222:<?>\n"},
		{"sfn:tagResource", "{\"ResourceArn\":\"arn:aws:states:us-east-1:222222222222:activity:a\"}",
		 "call states:TagResource arn:aws:states:us-east-1:222222222222:activity:a\n"},
		{"ec2:describeRegions", "{}", "call ec2:DescribeRegions *\n"},
		{"lambda:invoke", "{\"FunctionName\":\"333333333333:function:f\",\"Qualifier\":\"live\"}",
		 "call lambda:InvokeFunction arn:aws:lambda:us-east-1:333333333333:function:f:live\n"},
		{"lambda:updateFunctionCode", "{\"FunctionName\":\"arn:aws:lambda:us-east-1:222222222222:function:f\"}",
		 "call lambda:UpdateFunctionCode arn:aws:lambda:us-east-1:222222222222:function:f\n"},
		{"lambda:createFunction", "{\"FunctionName\":\"f\",\"Role\":\"arn:aws:iam::222222222222:role/x\"}",
		 "call lambda:CreateFunction arn:aws:lambda:us-east-1:222222222222:function:f\n"
		 "passrole iam:PassRole arn:aws:iam::222222222222:role/x\n"},
		{"s3:getObject", "{\"Bucket\":\"b\",\"Key\":\"k/l\"}", "call s3:GetObject arn:aws:s3:::b/k/l\n"},
		{"s3:getObject", "{\"Bucket\":\"b\",\"Key\":\"k\",\"VersionId\":\"1\"}", "call s3:GetObjectVersion arn:aws:s3:::b/k\n"},
		{"s3:getObject", "{\"Bucket\":\"arn:aws:s3:us-east-1:222222222222:accesspoint/ap\",\"Key\":\"k\"}",
		 "call s3:GetObject arn:aws:s3:us-east-1:222222222222:accesspoint/ap/object/k\n"},
		{"s3:listObjectsV2", "{\"Bucket\":\"b\"}", "call s3:ListBucket arn:aws:s3:::b\n"},
		{"s3:listBuckets", "{}", "call s3:ListAllMyBuckets *\n"},
		{"s3:headObject", "{\"Bucket\":\"b\",\"Key\":\"k\"}", "call s3:GetObject arn:aws:s3:::b/k\n"},
		{"s3:putObject", "{\"Bucket\":\"b\",\"Key\":\"k\",\"Tagging\":\"a=b\"}",
		 "call s3:PutObject arn:aws:s3:::b/k\ndata s3:PutObjectTagging arn:aws:s3:::b/k\n"},
		{"s3:copyObject", "{\"Bucket\":\"b\",\"Key\":\"k\",\"CopySource\":\"/src/a/b?versionId=7\"}",
		 "call s3:GetObjectVersion arn:aws:s3:::src/a/b\ncall s3:PutObject arn:aws:s3:::b/k\n"},
		{"s3:deleteObjects", "{\"Bucket\":\"b\",\"Delete\":{\"Objects\":[{\"Key\":\"1\"},{\"Key\":\"2\"}]}}",
		 "call s3:DeleteObject arn:aws:s3:::b/1\ncall s3:DeleteObject arn:aws:s3:::b/2\n"},
		{"dynamodb:query", "{\"TableName\":\"T\",\"IndexName\":\"I\"}", "call dynamodb:Query arn:aws:dynamodb:us-east-1:222222222222:table/T/index/I\n"},
		{"dynamodb:query", "{\"TableName\":\"T\"}", "call dynamodb:Query arn:aws:dynamodb:us-east-1:222222222222:table/T\n"},
		{"dynamodb:batchWriteItem", "{\"RequestItems\":{\"A\":[],\"B.$\":\"$.b\"}}",
		 "call dynamodb:BatchWriteItem arn:aws:dynamodb:us-east-1:222222222222:table/A\n"
		 "call dynamodb:BatchWriteItem arn:aws:dynamodb:us-east-1:222222222222:table/B\n"},
		{"dynamodb:transactWriteItems", "{\"TransactItems\":[{\"Put\":{\"TableName\":\"A\"}},{\"Delete\":{\"TableName\":\"B\"}}]}",
		 "call dynamodb:PutItem arn:aws:dynamodb:us-east-1:222222222222:table/A\n"
		 "call dynamodb:DeleteItem arn:aws:dynamodb:us-east-1:222222222222:table/B\n"},
		{"dynamodb:executeStatement", "{\"Statement\":\"update \\\"T\\\" set x=1\"}", "call dynamodb:PartiQLUpdate arn:aws:dynamodb:us-east-1:222222222222:table/T\n"},
		{"dynamodb:executeStatement", "{\"Statement\":\"SELECT a FROM \\\"T\\\".\\\"I\\\" WHERE b=2\"}", "call dynamodb:PartiQLSelect arn:aws:dynamodb:us-east-1:222222222222:table/T/index/I\n"},
		{"dynamodb:executeStatement", "{\"Statement.$\":\"$.s\"}", "call unsure dynamodb:PartiQLSelect arn:aws:dynamodb:us-east-1:<?>:table/<?>\n"},
		{"sqs:purgeQueue", "{\"QueueUrl\":\"https://us-east-1.queue.amazonaws.com/333333333333/q\"}", "call sqs:PurgeQueue arn:aws:sqs:us-east-1:333333333333:q\n"},
		{"sqs:deleteMessageBatch", "{\"QueueUrl\":\"https://sqs.us-east-1.amazonaws.com/333333333333/q\"}", "call sqs:DeleteMessage arn:aws:sqs:us-east-1:333333333333:q\n"},
		{"ssm:getParameter", "{\"Name\":\"/a/b:3\"}", "call ssm:GetParameter arn:aws:ssm:us-east-1:222222222222:parameter/a/b\n"},
		{"ssm:getParameters", "{\"Names\":[\"p\",\"/q\"]}",
		 "call ssm:GetParameters arn:aws:ssm:us-east-1:222222222222:parameter/p\ncall ssm:GetParameters arn:aws:ssm:us-east-1:222222222222:parameter/q\n"},
		{"ssm:getParameter", "{\"Name\":\"p\",\"WithDecryption\":true}",
		 "call ssm:GetParameter arn:aws:ssm:us-east-1:222222222222:parameter/p\ndata conditional kms:Decrypt arn:aws:kms:us-east-1:<?>:key/<?>\n"},
		{"ssm:getParameter", "{\"Name\":\"p\",\"WithDecryption\":false}", "call ssm:GetParameter arn:aws:ssm:us-east-1:222222222222:parameter/p\n"},
		{"secretsmanager:getSecretValue", "{\"SecretId\":\"s\"}",
		 "call secretsmanager:GetSecretValue arn:aws:secretsmanager:us-east-1:222222222222:secret:s-<?>\n"
		 "data conditional kms:Decrypt arn:aws:kms:us-east-1:<?>:key/<?>\n"},
		{"secretsmanager:describeSecret", "{\"SecretId\":\"arn:aws:secretsmanager:us-east-1:333333333333:secret:s-AbCd12\"}",
		 "call secretsmanager:DescribeSecret arn:aws:secretsmanager:us-east-1:333333333333:secret:s-AbCd12\n"},
		{"ecr:batchGetImage", "{\"RegistryId\":\"333333333333\",\"RepositoryName\":\"r\"}", "call ecr:BatchGetImage arn:aws:ecr:us-east-1:333333333333:repository/r\n"},
		{"ecr:batchGetImage", "{\"RepositoryName\":\"r\"}", "call ecr:BatchGetImage arn:aws:ecr:us-east-1:222222222222:repository/r\n"},
		{"glue:getDatabase", "{\"CatalogId\":\"333333333333\",\"Name\":\"d\"}",
		 "call glue:GetDatabase arn:aws:glue:us-east-1:333333333333:database/d\ncall glue:GetDatabase arn:aws:glue:us-east-1:333333333333:catalog\n"},
		{"codeartifact:describeDomain", "{\"Domain\":\"d\",\"DomainOwner\":\"333333333333\"}", "call codeartifact:DescribeDomain arn:aws:codeartifact:us-east-1:333333333333:domain/d\n"},
		{"sqs:getQueueUrl", "{\"QueueName\":\"q\",\"QueueOwnerAwsAccountId\":\"333333333333\"}", "call sqs:GetQueueUrl arn:aws:sqs:us-east-1:333333333333:q\n"},
		{"organizations:describeAccount", "{\"AccountId\":\"333333333333\"}", "call organizations:DescribeAccount arn:aws:organizations::<?>:account/o-<?>/333333333333\n"},
		{"cloudwatchlogs:filterLogEvents", "{\"LogGroupIdentifier\":\"arn:aws:logs:us-east-1:333333333333:log-group:/g\"}", "call logs:FilterLogEvents arn:aws:logs:us-east-1:333333333333:log-group:/g:<?>\n"},
		{"cloudwatchlogs:filterLogEvents", "{\"LogGroupIdentifier\":\"/g\"}", "call logs:FilterLogEvents arn:aws:logs:us-east-1:222222222222:log-group:/g:<?>\n"},
		{"kms:decrypt", "{\"KeyId\":\"alias/k\"}", "call kms:Decrypt arn:aws:kms:us-east-1:222222222222:alias/k\n"},
		{"kms:encrypt", "{\"KeyId\":\"1-2\"}", "call kms:Encrypt arn:aws:kms:us-east-1:222222222222:key/1-2\n"},
		{"eventbridge:putRule", "{\"Name\":\"r\"}", "call events:PutRule arn:aws:events:us-east-1:222222222222:rule/r\n"},
		{"eventbridge:putRule", "{\"Name\":\"r\",\"EventBusName\":\"b\"}", "call events:PutRule arn:aws:events:us-east-1:222222222222:rule/b/r\n"},
		{"kinesis:putRecord", "{\"StreamARN\":\"arn:aws:kinesis:us-east-1:333333333333:stream/s\"}", "call kinesis:PutRecord arn:aws:kinesis:us-east-1:333333333333:stream/s\n"},
		{"cloudwatchlogs:putLogEvents", "{\"LogGroupName\":\"/g\",\"LogStreamName\":\"s\"}", "call logs:PutLogEvents arn:aws:logs:us-east-1:222222222222:log-group:/g:log-stream:s\n"},
		{"cloudwatchlogs:filterLogEvents", "{\"LogGroupName\":\"/g\"}", "call logs:FilterLogEvents arn:aws:logs:us-east-1:222222222222:log-group:/g:<?>\n"},
		{"iam:getRole", "{\"RoleName\":\"x\"}", "call iam:GetRole arn:aws:iam::222222222222:role/<?>x\n"},
		{"iam:createRole", "{\"RoleName\":\"x\",\"Path\":\"/p/\"}", "call iam:CreateRole arn:aws:iam::222222222222:role/p/x\n"},
		{"iam:createRole", "{\"RoleName\":\"x\"}", "call iam:CreateRole arn:aws:iam::222222222222:role/x\n"},
		{"apigateway:getRestApi", "{\"RestApiId\":\"x\"}", "call apigateway:GET arn:aws:apigateway:us-east-1::/restapis/x<?>\n"},
		{"bedrockruntime:invokeModel", "{\"ModelId\":\"arn:aws:bedrock:us-east-1:222222222222:application-inference-profile/a1\"}",
		 "call bedrock:InvokeModel arn:aws:bedrock:us-east-1:222222222222:application-inference-profile/a1\n"
		 "call bedrock:InvokeModel arn:aws:bedrock:<?>::foundation-model/<?>\n"},
		{"bedrockruntime:converse", "{\"ModelId\":\"eu.meta.l3\"}",
		 "call bedrock:InvokeModel arn:aws:bedrock:us-east-1:222222222222:inference-profile/eu.meta.l3\n"
		 "call bedrock:InvokeModel arn:aws:bedrock:<?>::foundation-model/meta.l3\n"},
		{"rdsdata:executeStatement", "{\"ResourceArn\":\"arn:aws:rds:us-east-1:222222222222:cluster:c\",\"SecretArn\":\"arn:aws:secretsmanager:us-east-1:222222222222:secret:s-AbCd12\"}",
		 "call rds-data:ExecuteStatement arn:aws:rds:us-east-1:222222222222:cluster:c\n"
		 "data secretsmanager:GetSecretValue arn:aws:secretsmanager:us-east-1:222222222222:secret:s-AbCd12\n"},
		/* what no table has: the naming rule, and it says so */
		{"s3:brandNewThing", "{}", "call unsure s3:BrandNewThing <?>\n"},
		{"newservice:doThis", "{}", "call unsure newservice:DoThis <?>\n"},
	};
	char resource[256];
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(resource, sizeof(resource), "arn:aws:states:::aws-sdk:%s", cases[i].operation);
		check_calls(resource, cases[i].parameters, ROLE, cases[i].calls);
	}
}

static void plan_leaves_holes_where_the_run_decides(void **state)
{
	(void)state;
	static const struct { const char *resource; const char *parameters; const char *call; } cases[] = {
		{"lambda:invoke", "{\"FunctionName.$\":\"$.f\"}", "call lambda:InvokeFunction arn:aws:lambda:us-east-1:<?>:function:<?>\n"},
		{"lambda:invoke", "{\"FunctionName\":\"fix-${Env}\"}", "call lambda:InvokeFunction arn:aws:lambda:us-east-1:222222222222:function:fix-<?>\n"},
		{"glue:startJobRun", "{\"JobName.$\":\"$.j\"}", "call glue:StartJobRun arn:aws:glue:us-east-1:222222222222:job/<?>\n"},
		{"states:startExecution", "{\"StateMachineArn.$\":\"$.m\"}", "call states:StartExecution <?>\n"},
		{"events:putEvents", "{\"Entries.$\":\"$.e\"}", "call events:PutEvents arn:aws:events:us-east-1:<?>:event-bus/<?>\n"},
		{"aws-sdk:sqs:purgeQueue", "{\"QueueUrl.$\":\"States.Format('https://sqs.us-east-1.amazonaws.com/{}/q', $.a)\"}", "call sqs:PurgeQueue arn:aws:sqs:us-east-1:<?>:q\n"},
		{"aws-sdk:s3:getObject", "{\"Bucket\":\"b\",\"Key.$\":\"$.k\"}", "call s3:GetObject arn:aws:s3:::b/<?>\n"},
		{"aws-sdk:ecr:batchGetImage", "{\"RegistryId.$\":\"$.a\",\"RepositoryName\":\"r\"}", "call ecr:BatchGetImage arn:aws:ecr:us-east-1:<?>:repository/r\n"},
		{"aws-sdk:cloudwatchlogs:filterLogEvents", "{\"LogGroupIdentifier.$\":\"$.g\"}", "call logs:FilterLogEvents <?>:<?>\n"},
		{"aws-sdk:kinesis:putRecord", "{\"StreamARN.$\":\"$.s\"}", "call kinesis:PutRecord <?>\n"},
		{"aws-sdk:kinesis:putRecord", "{\"StreamARN.$\":\"States.Format('arn:aws:kinesis:us-east-1:{}:stream/s', $.a)\"}", "call kinesis:PutRecord arn:aws:kinesis:us-east-1:<?>:stream/s\n"},
	};
	char resource[256];
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(resource, sizeof(resource), "arn:aws:states:::%s", cases[i].resource);
		check_calls(resource, cases[i].parameters, ROLE, cases[i].call);
	}
	struct asl_case c;
	struct asl_plan plan;
	open_task(&c, "arn:aws:states:::glue:startJobRun", "{\"JobName.$\":\"$.j.name\"}", "");
	case_plan(&c, "T", &plan);
	assert_str(plan.calls[0].decides, "$.j.name");
	assert_str(plan.calls[0].decides_pointer, "/States/T/Parameters/JobName.$");
	case_bind(&c, "$.j.name", "\"night\"");
	assert_str(case_calls(&c, "T"), "call glue:StartJobRun arn:aws:glue:us-east-1:111111111111:job/night\n");
	case_close(&c);
}

static void plan_says_what_makes_a_task_impossible(void **state)
{
	(void)state;
	static const struct { enum machine_type type; const char *resource; const char *parameters; const char *rest; const char *says; } cases[] = {
		{MACHINE_STANDARD, "arn:aws:states:::lambda:invoke", "{\"FunctionName\":\"f\"}", ROLE, ""},
		{MACHINE_STANDARD, "arn:aws:states:us-east-1:111111111111:lambda:invoke", "{\"FunctionName\":\"f\"}", ROLE, ""},
		{MACHINE_EXPRESS, "arn:aws:states:::lambda:invoke", "{\"FunctionName\":\"f\"}", ROLE, ""},
		{MACHINE_EXPRESS, "arn:aws:states:::lambda:invoke.waitForTaskToken", "{\"FunctionName\":\"f\"}", "",
		 "refused /States/T/Resource: an Express workflow cannot wait for a job or a callback (.waitForTaskToken)\n"},
		{MACHINE_EXPRESS, "arn:aws:states:us-east-1:111111111111:activity:a", "{}", "",
		 "refused /States/T/Resource: an Express workflow cannot use activities\n"},
		{MACHINE_STANDARD, "arn:aws:states:us-east-1:111111111111:activity:a", "{}", ROLE,
		 "refused /States/T/Credentials: an activity takes no Credentials\n"},
		{MACHINE_STANDARD, "arn:aws:states:us-east-1:222222222222:activity:a", "{}", "",
		 "refused /States/T/Resource: an activity must be of the state machine's own account\n"},
		{MACHINE_STANDARD, "arn:aws:states:::http:invoke", "{}", ROLE, "refused /States/T/Credentials: an HTTP Task takes no Credentials\n"},
		{MACHINE_STANDARD, "arn:aws:states:::lambda:invoke.sync", "{\"FunctionName\":\"f\"}", "",
		 "refused /States/T/Resource: lambda:invoke has no pattern .sync\n"},
		{MACHINE_STANDARD, "arn:aws:states:::ecs:runTask.sync:2", "{\"TaskDefinition\":\"f\"}", "",
		 "refused /States/T/Resource: ecs:runTask has no pattern .sync:2\n"},
		{MACHINE_STANDARD, "arn:aws:states:::aws-sdk:ecs:runTask.sync", "{\"TaskDefinition\":\"f\"}", "",
		 "refused /States/T/Resource: aws-sdk integrations have no pattern .sync\n"},
		{MACHINE_STANDARD, "arn:aws:states:::aws-sdk:ecs:runTask.waitForTaskToken", "{\"TaskDefinition\":\"f\"}", "", ""},
		{MACHINE_STANDARD, "arn:aws:states:::eks:createCluster.waitForTaskToken", "{}", "",
		 "doubt /States/T/Resource: AWS documents .waitForTaskToken for this service in one place and denies it in another\n"},
		{MACHINE_STANDARD, "arn:aws:states:::dynamodb:query", "{\"TableName\":\"t\"}", "",
		 "refused /States/T/Resource: Step Functions has no optimized integration dynamodb:query (perhaps aws-sdk:dynamodb:query is meant)\n"},
		{MACHINE_STANDARD, "arn:aws:states:::brandnew:thing", "{}", "",
		 "doubt /States/T/Resource: the optimized integration brandnew:thing is not in the catalogue\n"},
		{MACHINE_STANDARD, "arn:aws:states:::aws-sdk:sts:assumeRole", "{\"RoleArn\":\"x\"}", "",
		 "refused /States/T/Resource: sts:assumeRole cannot be called from a state machine\n"},
		{MACHINE_STANDARD, "arn:aws:states:::aws-sdk:brandnew:thing", "{}", "", "doubt /States/T/Resource: the service brandnew is not in the catalogue\n"},
		{MACHINE_STANDARD, "arn:aws:swf:us-east-1:1:x", "{}", "", "refused /States/T/Resource: \"arn:aws:swf:us-east-1:1:x\" is no Resource that Step Functions knows\n"},
		{MACHINE_STANDARD, "$.resource", "{}", "", "refused /States/T/Resource: \"$.resource\" is no Resource that Step Functions knows\n"},
		{MACHINE_STANDARD, "arn:aws-cn:states:::lambda:invoke", "{\"FunctionName\":\"f\"}", "",
		 "refused /States/T/Resource: Resource is of partition aws-cn, the state machine of aws\n"},
		{MACHINE_STANDARD, "arn:aws:lambda:eu-west-1:111111111111:function:f", "{}", "",
		 "refused /States/T/Resource: Resource names Region eu-west-1; Step Functions calls only in its own, us-east-1\n"},
		{MACHINE_STANDARD, "arn:aws:lambda:{REGION}:111111111111:function:f", "{}", "",
		 "doubt /States/T/Resource: Resource names Region {REGION}; Step Functions calls only in its own, us-east-1\n"},
		{MACHINE_STANDARD, "arn:aws:states:::lambda:invoke", "{\"FunctionName\":\"f\"}", ",\"Credentials\":{\"RoleArn\":\"$.role\"}",
		 "refused /States/T/Credentials/RoleArn: \"$.role\" is not the ARN of a role: a path needs the field RoleArn.$\n"},
		{MACHINE_STANDARD, "arn:aws:states:::lambda:invoke", "{\"FunctionName\":\"f\"}", ",\"Credentials\":{\"RoleArn\":\"arn:aws:iam::222222222222:user/u\"}",
		 "refused /States/T/Credentials/RoleArn: \"arn:aws:iam::222222222222:user/u\" is not the ARN of a role\n"},
		{MACHINE_STANDARD, "arn:aws:states:::lambda:invoke", "{\"FunctionName\":\"f\"}", ",\"Credentials\":{\"RoleArn\":\"arn:aws-cn:iam::222222222222:role/u\"}",
		 "refused /States/T/Credentials/RoleArn: the role is of partition aws-cn, the state machine of aws\n"},
		{MACHINE_STANDARD, "arn:aws:states:::lambda:invoke", "{\"FunctionName\":\"f\"}", ",\"Credentials\":{\"RoleArn\":\"arn:aws:iam::222222222222:role/u\",\"ExternalId\":\"x\"}",
		 "refused /States/T/Credentials: Credentials must hold RoleArn or RoleArn.$ (a string) and nothing else\n"},
		{MACHINE_STANDARD, "arn:aws:states:::eks:call", "{}", "",
		 "doubt /States/T/Resource: whether the role may do this in the cluster is decided by Kubernetes (access entries or aws-auth), not by IAM\n"},
		{MACHINE_STANDARD, "${Fn}", "{}", "", "doubt /States/T/Resource: Resource is the placeholder ${Fn}: taken as the ARN of a Lambda function\n"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct asl_case c;
		open_task(&c, cases[i].resource, cases[i].parameters, cases[i].rest);
		c.type = cases[i].type;
		struct str says = case_objections(&c, "T");
		if (!str_eq(says, str_from(cases[i].says)))
			fail_msg("%s: \"%.*s\" is not \"%s\"", cases[i].resource, STR_ARG(says), cases[i].says);
		case_close(&c);
	}
}
/* clang-format on */

static void plan_takes_a_placeholder_resource_from_bindings(void **state)
{
	(void)state;
	struct asl_case c;
	open_task(&c, "${Api}", "{\"TopicArn\":\"arn:aws:sns:us-east-1:111111111111:t\"}", "");
	assert_str(case_calls(&c, "T"), "call unsure lambda:InvokeFunction <?>\n");
	case_bind(&c, "${Api}", "\"arn:aws:states:::sns:publish\"");
	assert_contains(case_calls(&c, "T"),
			"call sns:Publish arn:aws:sns:us-east-1:111111111111:t\n");
	case_close(&c);
	open_task(&c, "arn:${AWS::Partition}:states:::sns:publish",
		  "{\"TopicArn\":\"arn:aws:sns:us-east-1:111111111111:t\"}", "");
	assert_contains(case_calls(&c, "T"),
			"call sns:Publish arn:aws:sns:us-east-1:111111111111:t\n");
	case_close(&c);
}

static void plan_names_the_machine_that_a_task_starts(void **state)
{
	(void)state;
	struct asl_case c;
	struct asl_plan plan;
	open_task(
	    &c, "arn:aws:states:::states:startExecution.sync:2",
	    "{\"StateMachineArn\":\"arn:aws:states:us-east-1:222222222222:stateMachine:C:7\"}",
	    ROLE);
	case_plan(&c, "T", &plan);
	assert_str(plan.starts_machine, "arn:aws:states:us-east-1:222222222222:stateMachine:C:7");
	assert_str(plan.service, "states");
	assert_str(plan.api, "startExecution");
	assert_str(plan.pattern, "sync:2");
	assert_int_equal(plan.calls[0].n_context, 1);
	assert_str(plan.calls[0].context[0].key, "states:StateMachineQualifier");
	assert_str(plan.calls[0].context[0].value, "7");
	case_close(&c);
	open_task(&c, "arn:aws:states:::aws-sdk:sfn:startSyncExecution",
		  "{\"StateMachineArn.$\":\"$.m\"}", ROLE);
	case_plan(&c, "T", &plan);
	assert_true(holes_only(plan.starts_machine));
	assert_str(plan.service, "aws-sdk:sfn");
	case_close(&c);
	open_task(&c, "arn:aws:states:::aws-sdk:sfn:describeStateMachine",
		  "{\"StateMachineArn\":\"arn:aws:states:us-east-1:111111111111:stateMachine:C\"}",
		  "");
	case_plan(&c, "T", &plan);
	assert_str(plan.starts_machine, "");
	case_close(&c);
}

static void plan_of_a_distributed_map(void **state)
{
	(void)state;
	static const char definition[] =
	    "{\"StartAt\":\"D\",\"States\":{\"D\":{\"Type\":\"Map\",\"End\":true,"
	    "\"ItemReader\":{\"Resource\":\"arn:aws:states:::s3:listObjectsV2\",\"ReaderConfig\":{"
	    "\"Transformation\":"
	    "\"LOAD_AND_FLATTEN\"},\"Parameters\":{\"Bucket\":\"in\",\"Prefix\":\"p/\"}},"
	    "\"ResultWriter\":{\"Resource\":\"arn:aws:states:::s3:putObject\",\"Parameters\":{"
	    "\"Bucket\":\"out\"}},"
	    "\"ItemProcessor\":{\"ProcessorConfig\":{\"Mode\":\"DISTRIBUTED\",\"ExecutionType\":"
	    "\"EXPRESS\"},"
	    "\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states::"
	    ":sqs:sendMessage"
	    ".waitForTaskToken\",\"Parameters\":{\"QueueUrl\":\"https://"
	    "sqs.us-east-1.amazonaws.com/111111111111/"
	    "q\"},\"End\":true}}}}}}";
	struct asl_case c;
	case_open(&c, definition);
	assert_str(
	    case_calls(&c, "D"),
	    "call states:StartExecution arn:aws:states:us-east-1:111111111111:stateMachine:M\n"
	    "poll conditional states:DescribeExecution "
	    "arn:aws:states:us-east-1:111111111111:execution:M:<?>\n"
	    "cancel best-effort states:StopExecution "
	    "arn:aws:states:us-east-1:111111111111:execution:M:<?>\n"
	    "data s3:ListBucket arn:aws:s3:::in\n"
	    "data s3:GetObject arn:aws:s3:::in/p/<?>\n"
	    "data s3:PutObject arn:aws:s3:::out/<?>\n"
	    "data conditional s3:GetObject arn:aws:s3:::out/<?>\n"
	    "data conditional s3:ListMultipartUploadParts arn:aws:s3:::out/<?>\n"
	    "data conditional s3:AbortMultipartUpload arn:aws:s3:::out/<?>\n");
	assert_str(case_objections(&c, "D"), "");
	/* the children are EXPRESS, so that what is in them cannot wait */
	assert_str(case_objections(&c, "T"), "refused /States/D/ItemProcessor/States/T/Resource: "
					     "an Express workflow cannot wait for a job or "
					     "a callback (.waitForTaskToken)\n");
	c.type = MACHINE_EXPRESS;
	assert_str(case_objections(&c, "D"),
		   "refused /States/D: a DISTRIBUTED Map cannot run in an Express workflow\n");
	case_close(&c);
}

static void plan_without_parameters_looks_at_the_input(void **state)
{
	(void)state;
	struct asl_case c;
	case_open(&c, "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Result\":{"
		      "\"TableName\":\"T\"},\"Next\":\"T\"},"
		      "\"T\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::dynamodb:getItem\","
		      "\"End\":true}}}");
	assert_contains(case_calls(&c, "T"),
			"call dynamodb:GetItem arn:aws:dynamodb:us-east-1:111111111111:table/T\n");
	case_close(&c);
}

static void plan_of_jsonata_arguments(void **state)
{
	(void)state;
	struct asl_case c;
	case_open(&c, "{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"T\",\"States\":{\"T\":{"
		      "\"Type\":\"Task\",\"Resource\":"
		      "\"arn:aws:states:::aws-sdk:s3:getObject\",\"Arguments\":{\"Bucket\":\"{% "
		      "'b-' & $states.input.e %}\","
		      "\"Key\":\"k\"},\"Next\":\"U\"},\"U\":{\"Type\":\"Task\",\"Resource\":\"arn:"
		      "aws:states:::sns:publish\","
		      "\"Arguments\":\"{% {'TopicArn': 'arn:aws:sns:us-east-1:111111111111:t'} "
		      "%}\",\"End\":true}}}");
	assert_str(case_calls(&c, "T"), "call s3:GetObject arn:aws:s3:::b-<?>/k\n");
	assert_contains(case_calls(&c, "U"),
			"call sns:Publish arn:aws:sns:us-east-1:111111111111:t\n");
	case_bind(&c, "$states.input.e", "\"prod\"");
	assert_str(case_calls(&c, "T"), "call s3:GetObject arn:aws:s3:::b-prod/k\n");
	case_close(&c);
}

static void roles_behind_what_is_looked_at_may_be_passed(void **state)
{
	static char text[16384];
	struct asl_case c;

	(void)state;
	strcpy(text, "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"End\":true,"
		     "\"Resource\":\"arn:aws:states:::aws-sdk:bedrockagent:createAgent\","
		     "\"Parameters\":{\"Numbers\":[0");
	for (int i = 0; i < 5000; i++)
		strcat(text, ",0");
	strcat(text, "],\"RoleArn\":\"arn:aws:iam::111111111111:role/R\"}}}}");
	case_open(&c, text);
	assert_true(str_contains(
	    case_calls(&c, "T"),
	    STR("passrole conditional iam:PassRole arn:aws:iam::111111111111:role/<?>\n")));
	case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(plan_finds_actions_and_arns_of_sdk_calls),
	    cmocka_unit_test(plan_leaves_holes_where_the_run_decides),
	    cmocka_unit_test(plan_says_what_makes_a_task_impossible),
	    cmocka_unit_test(plan_takes_a_placeholder_resource_from_bindings),
	    cmocka_unit_test(plan_names_the_machine_that_a_task_starts),
	    cmocka_unit_test(plan_of_a_distributed_map),
	    cmocka_unit_test(plan_without_parameters_looks_at_the_input),
	    cmocka_unit_test(plan_of_jsonata_arguments),
	    cmocka_unit_test(roles_behind_what_is_looked_at_may_be_passed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
