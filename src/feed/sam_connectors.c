/* feed/sam_connectors.c - TABLE: the connectors of SAM, a row for each of their statements.
 *
 * Source: AWS SAM Developer Guide, "AWS SAM connector reference".
 */
#include "feed/sam_connectors.h"

/* clang-format off */
static const struct sam_connection rows[] = {
	{"AWS::DynamoDB::Table", "AWS::Lambda::Function", SAM_ON_DESTINATION, "Read", "dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator dynamodb:ListStreams", "$S/stream/*", "", false},
	{"AWS::Events::Rule", "AWS::SNS::Topic", SAM_ON_RESOURCE, "Write", "sns:Publish", "$S", "events.amazonaws.com", false},
	{"AWS::Events::Rule", "AWS::Events::EventBus", SAM_ON_SOURCE, "Write", "events:PutEvents", "$D", "", false},
	{"AWS::Events::Rule", "AWS::StepFunctions::StateMachine", SAM_ON_SOURCE, "Write", "states:StartExecution", "$D", "", false},
	{"AWS::Events::Rule", "AWS::Lambda::Function", SAM_ON_RESOURCE, "Write", "lambda:InvokeFunction", "$S", "events.amazonaws.com", false},
	{"AWS::Events::Rule", "AWS::SQS::Queue", SAM_ON_RESOURCE, "Write", "sqs:SendMessage", "$S", "events.amazonaws.com", false},
	{"AWS::Lambda::Function", "AWS::Lambda::Function", SAM_ON_SOURCE, "Write", "lambda:InvokeAsync lambda:InvokeFunction", "$D", "", false},
	{"AWS::Lambda::Function", "AWS::S3::Bucket", SAM_ON_SOURCE, "Read", "s3:GetObject s3:GetObjectAcl s3:GetObjectLegalHold s3:GetObjectRetention s3:GetObjectTorrent s3:GetObjectVersion s3:GetObjectVersionAcl s3:GetObjectVersionForReplication s3:GetObjectVersionTorrent s3:ListBucket s3:ListBucketMultipartUploads s3:ListBucketVersions s3:ListMultipartUploadParts", "$D $D/*", "", false},
	{"AWS::Lambda::Function", "AWS::S3::Bucket", SAM_ON_SOURCE, "Write", "s3:AbortMultipartUpload s3:DeleteObject s3:DeleteObjectVersion s3:PutObject s3:PutObjectLegalHold s3:PutObjectRetention s3:RestoreObject", "$D $D/*", "", false},
	{"AWS::Lambda::Function", "AWS::DynamoDB::Table", SAM_ON_SOURCE, "Read", "dynamodb:GetItem dynamodb:Query dynamodb:Scan dynamodb:BatchGetItem dynamodb:ConditionCheckItem dynamodb:PartiQLSelect", "$D $D/index/*", "", false},
	{"AWS::Lambda::Function", "AWS::DynamoDB::Table", SAM_ON_SOURCE, "Write", "dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:BatchWriteItem dynamodb:PartiQLDelete dynamodb:PartiQLInsert dynamodb:PartiQLUpdate", "$D $D/index/*", "", false},
	{"AWS::Lambda::Function", "AWS::SQS::Queue", SAM_ON_SOURCE, "Read", "sqs:ReceiveMessage sqs:GetQueueAttributes", "$D", "", false},
	{"AWS::Lambda::Function", "AWS::SQS::Queue", SAM_ON_SOURCE, "Write", "sqs:DeleteMessage sqs:SendMessage sqs:ChangeMessageVisibility sqs:PurgeQueue", "$D", "", false},
	{"AWS::Lambda::Function", "AWS::SNS::Topic", SAM_ON_SOURCE, "Write", "sns:Publish", "$D", "", false},
	{"AWS::Lambda::Function", "AWS::StepFunctions::StateMachine", SAM_ON_SOURCE, "Write", "states:StartExecution states:StartSyncExecution", "$D", "", false},
	{"AWS::Lambda::Function", "AWS::StepFunctions::StateMachine", SAM_ON_SOURCE, "Write", "states:StopExecution", "arn:$P:states:$R:$A:execution:$N:*", "", false},
	{"AWS::Lambda::Function", "AWS::StepFunctions::StateMachine", SAM_ON_SOURCE, "Read", "states:DescribeStateMachine states:ListExecutions", "$D", "", false},
	{"AWS::Lambda::Function", "AWS::StepFunctions::StateMachine", SAM_ON_SOURCE, "Read", "states:DescribeExecution states:DescribeStateMachineForExecution states:GetExecutionHistory", "arn:$P:states:$R:$A:execution:$N:*", "", false},
	{"AWS::Lambda::Function", "AWS::Events::EventBus", SAM_ON_SOURCE, "Write", "events:PutEvents", "$D", "", false},
	{"AWS::Lambda::Function", "AWS::Location::PlaceIndex", SAM_ON_SOURCE, "Read", "geo:DescribePlaceIndex geo:GetPlace geo:SearchPlaceIndexForPosition geo:SearchPlaceIndexForSuggestions geo:SearchPlaceIndexForText", "$D", "", false},
	{"AWS::ApiGatewayV2::Api", "AWS::Lambda::Function", SAM_ON_RESOURCE, "Write", "lambda:InvokeFunction", "arn:$P:execute-api:$R:$A:$I/$Q", "apigateway.amazonaws.com", false},
	{"AWS::ApiGateway::RestApi", "AWS::Lambda::Function", SAM_ON_RESOURCE, "Write", "lambda:InvokeFunction", "arn:$P:execute-api:$R:$A:$I/$Q", "apigateway.amazonaws.com", false},
	{"AWS::SNS::Topic", "AWS::SQS::Queue", SAM_ON_RESOURCE, "Write", "sqs:SendMessage", "$S", "sns.amazonaws.com", false},
	{"AWS::SNS::Topic", "AWS::Lambda::Function", SAM_ON_RESOURCE, "Write", "lambda:InvokeFunction", "$S", "sns.amazonaws.com", false},
	{"AWS::SQS::Queue", "AWS::Lambda::Function", SAM_ON_DESTINATION, "Write", "sqs:DeleteMessage", "$S", "", false},
	{"AWS::SQS::Queue", "AWS::Lambda::Function", SAM_ON_DESTINATION, "Read", "sqs:ReceiveMessage sqs:GetQueueAttributes", "$S", "", false},
	{"AWS::S3::Bucket", "AWS::Lambda::Function", SAM_ON_RESOURCE, "Write", "lambda:InvokeFunction", "$S", "s3.amazonaws.com", true},
	{"AWS::StepFunctions::StateMachine", "AWS::Lambda::Function", SAM_ON_SOURCE, "Write", "lambda:InvokeAsync lambda:InvokeFunction", "$D", "", false},
	{"AWS::StepFunctions::StateMachine", "AWS::SNS::Topic", SAM_ON_SOURCE, "Write", "sns:Publish", "$D", "", false},
	{"AWS::StepFunctions::StateMachine", "AWS::SQS::Queue", SAM_ON_SOURCE, "Write", "sqs:SendMessage", "$D", "", false},
	{"AWS::StepFunctions::StateMachine", "AWS::S3::Bucket", SAM_ON_SOURCE, "Read", "s3:GetObject s3:GetObjectAcl s3:GetObjectLegalHold s3:GetObjectRetention s3:GetObjectTorrent s3:GetObjectVersion s3:GetObjectVersionAcl s3:GetObjectVersionForReplication s3:GetObjectVersionTorrent s3:ListBucket s3:ListBucketMultipartUploads s3:ListBucketVersions s3:ListMultipartUploadParts", "$D $D/*", "", false},
	{"AWS::StepFunctions::StateMachine", "AWS::S3::Bucket", SAM_ON_SOURCE, "Write", "s3:AbortMultipartUpload s3:DeleteObject s3:DeleteObjectVersion s3:PutObject s3:PutObjectLegalHold s3:PutObjectRetention s3:RestoreObject", "$D $D/*", "", false},
	{"AWS::StepFunctions::StateMachine", "AWS::DynamoDB::Table", SAM_ON_SOURCE, "Read", "dynamodb:GetItem dynamodb:Query dynamodb:Scan dynamodb:BatchGetItem dynamodb:ConditionCheckItem dynamodb:PartiQLSelect", "$D $D/index/*", "", false},
	{"AWS::StepFunctions::StateMachine", "AWS::DynamoDB::Table", SAM_ON_SOURCE, "Write", "dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:BatchWriteItem dynamodb:PartiQLDelete dynamodb:PartiQLInsert dynamodb:PartiQLUpdate", "$D $D/index/*", "", false},
	{"AWS::StepFunctions::StateMachine", "AWS::StepFunctions::StateMachine", SAM_ON_SOURCE, "Read", "states:DescribeExecution", "arn:$P:states:$R:$A:execution:$N:*", "", false},
	{"AWS::StepFunctions::StateMachine", "AWS::StepFunctions::StateMachine", SAM_ON_SOURCE, "Read", "events:DescribeRule", "arn:$P:events:$R:$A:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule", "", false},
	{"AWS::StepFunctions::StateMachine", "AWS::StepFunctions::StateMachine", SAM_ON_SOURCE, "Write", "states:StartExecution", "$D", "", false},
	{"AWS::StepFunctions::StateMachine", "AWS::StepFunctions::StateMachine", SAM_ON_SOURCE, "Write", "states:StopExecution", "arn:$P:states:$R:$A:execution:$N:*", "", false},
	{"AWS::StepFunctions::StateMachine", "AWS::StepFunctions::StateMachine", SAM_ON_SOURCE, "Write", "events:PutTargets events:PutRule", "arn:$P:events:$R:$A:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule", "", false},
	{"AWS::StepFunctions::StateMachine", "AWS::Events::EventBus", SAM_ON_SOURCE, "Write", "events:PutEvents", "$D", "", false},
	{"AWS::AppSync::DataSource", "AWS::DynamoDB::Table", SAM_ON_SOURCE, "Read", "dynamodb:GetItem dynamodb:Query dynamodb:Scan dynamodb:BatchGetItem dynamodb:ConditionCheckItem dynamodb:PartiQLSelect", "$D $D/index/*", "", false},
	{"AWS::AppSync::DataSource", "AWS::DynamoDB::Table", SAM_ON_SOURCE, "Write", "dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:BatchWriteItem dynamodb:PartiQLDelete dynamodb:PartiQLInsert dynamodb:PartiQLUpdate", "$D $D/index/*", "", false},
	{"AWS::AppSync::DataSource", "AWS::Lambda::Function", SAM_ON_SOURCE, "Write", "lambda:InvokeAsync lambda:InvokeFunction", "$D $D:*", "", false},
	{"AWS::AppSync::DataSource", "AWS::Events::EventBus", SAM_ON_SOURCE, "Write", "events:PutEvents", "$D", "", false},
	{"AWS::AppSync::GraphQLApi", "AWS::Lambda::Function", SAM_ON_RESOURCE, "Write", "lambda:InvokeFunction", "arn:$P:appsync:$R:$A:apis/$I", "appsync.amazonaws.com", false},
};
/* clang-format on */

const struct sam_connection *sam_connection_row(size_t i)
{
	return i < sizeof(rows) / sizeof(rows[0]) ? &rows[i] : NULL;
}
