/* test_asl_integrations.c - every optimized integration in every pattern: parameters in, calls out.
 */
#include "asl_case.h"

#define EVENT(action, rule)                                                                        \
	"eventbridge same-account events:" action                                                  \
	" arn:aws:events:us-east-1:111111111111:rule/" rule "\n"
#define EVENTS(rule) EVENT("PutTargets", rule) EVENT("PutRule", rule) EVENT("DescribeRule", rule)

/* clang-format off */
static const struct {
	const char *resource;   /* without arn:aws:states::: */
	const char *parameters; /* of a Task with Credentials of account 222222222222, but for HTTP */
	const char *calls;
} cases[] = {
	{"lambda:invoke", "{\"FunctionName\":\"f:live\"}",
	 "call lambda:InvokeFunction arn:aws:lambda:us-east-1:222222222222:function:f:live\n"},
	{"lambda:invoke.waitForTaskToken", "{\"FunctionName\":\"f:live\"}",
	 "call lambda:InvokeFunction arn:aws:lambda:us-east-1:222222222222:function:f:live\n"},
	{"sns:publish", "{\"TopicArn\":\"arn:aws:sns:us-east-1:222222222222:t\"}",
	 "call sns:Publish arn:aws:sns:us-east-1:222222222222:t\n"
	 "data conditional kms:GenerateDataKey arn:aws:kms:us-east-1:<?>:key/<?>\n"
	 "data conditional kms:Decrypt arn:aws:kms:us-east-1:<?>:key/<?>\n"},
	{"sns:publish.waitForTaskToken", "{\"TopicArn\":\"arn:aws:sns:us-east-1:222222222222:t\"}",
	 "call sns:Publish arn:aws:sns:us-east-1:222222222222:t\n"
	 "data conditional kms:GenerateDataKey arn:aws:kms:us-east-1:<?>:key/<?>\n"
	 "data conditional kms:Decrypt arn:aws:kms:us-east-1:<?>:key/<?>\n"},
	{"sns:publish", "{\"PhoneNumber\":\"+1\",\"Message\":\"x\"}",
	 "call sns:Publish *\n"
	 "data conditional kms:GenerateDataKey arn:aws:kms:us-east-1:<?>:key/<?>\n"
	 "data conditional kms:Decrypt arn:aws:kms:us-east-1:<?>:key/<?>\n"},
	{"sqs:sendMessage", "{\"QueueUrl\":\"https://sqs.us-east-1.amazonaws.com/222222222222/q\"}",
	 "call sqs:SendMessage arn:aws:sqs:us-east-1:222222222222:q\n"
	 "data conditional kms:GenerateDataKey arn:aws:kms:us-east-1:<?>:key/<?>\n"
	 "data conditional kms:Decrypt arn:aws:kms:us-east-1:<?>:key/<?>\n"},
	{"sqs:sendMessage.waitForTaskToken", "{\"QueueUrl\":\"https://sqs.us-east-1.amazonaws.com/222222222222/q\"}",
	 "call sqs:SendMessage arn:aws:sqs:us-east-1:222222222222:q\n"
	 "data conditional kms:GenerateDataKey arn:aws:kms:us-east-1:<?>:key/<?>\n"
	 "data conditional kms:Decrypt arn:aws:kms:us-east-1:<?>:key/<?>\n"},
	{"dynamodb:getItem", "{\"TableName\":\"T\"}",
	 "call dynamodb:GetItem arn:aws:dynamodb:us-east-1:222222222222:table/T\n"
	 "data conditional kms:Decrypt arn:aws:kms:us-east-1:<?>:key/<?>\n"},
	{"dynamodb:putItem", "{\"TableName\":\"arn:aws:dynamodb:us-east-1:222222222222:table/T\"}",
	 "call dynamodb:PutItem arn:aws:dynamodb:us-east-1:222222222222:table/T\n"
	 "data conditional kms:Decrypt arn:aws:kms:us-east-1:<?>:key/<?>\n"},
	{"dynamodb:updateItem", "{\"TableName\":\"T\"}",
	 "call dynamodb:UpdateItem arn:aws:dynamodb:us-east-1:222222222222:table/T\n"
	 "data conditional kms:Decrypt arn:aws:kms:us-east-1:<?>:key/<?>\n"},
	{"dynamodb:deleteItem", "{\"TableName\":\"T\"}",
	 "call dynamodb:DeleteItem arn:aws:dynamodb:us-east-1:222222222222:table/T\n"
	 "data conditional kms:Decrypt arn:aws:kms:us-east-1:<?>:key/<?>\n"},
	{"batch:submitJob", "{\"JobDefinition\":\"d:3\",\"JobQueue\":\"q\",\"Tags\":{\"a\":\"b\"}}",
	 "call batch:SubmitJob arn:aws:batch:us-east-1:222222222222:job-definition/d:3\n"
	 "call batch:SubmitJob arn:aws:batch:us-east-1:222222222222:job-queue/q\n"
	 "tag conditional batch:TagResource arn:aws:batch:us-east-1:222222222222:job/<?>\n"},
	{"batch:submitJob.sync", "{\"JobDefinition\":\"d:3\",\"JobQueue\":\"q\",\"Tags\":{\"a\":\"b\"}}",
	 "call batch:SubmitJob arn:aws:batch:us-east-1:222222222222:job-definition/d:3\n"
	 "call batch:SubmitJob arn:aws:batch:us-east-1:222222222222:job-queue/q\n"
	 "tag conditional batch:TagResource arn:aws:batch:us-east-1:222222222222:job/<?>\n"
	 "poll batch:DescribeJobs *\n"
	 "cancel best-effort batch:TerminateJob arn:aws:batch:us-east-1:222222222222:job/<?>\n"
	 EVENTS("StepFunctionsGetEventsForBatchJobsRule")},
	{"ecs:runTask", "{\"Cluster\":\"c\",\"TaskDefinition\":\"fam:3\",\"PropagateTags\":\"TASK_DEFINITION\"}",
	 "call ecs:RunTask arn:aws:ecs:us-east-1:222222222222:task-definition/fam:3\n"
	 "passrole conditional iam:PassRole arn:aws:iam::222222222222:role/<?>\n"
	 "tag conditional ecs:TagResource arn:aws:ecs:us-east-1:222222222222:task/<?>\n"},
	{"ecs:runTask.sync", "{\"Cluster\":\"c\",\"TaskDefinition\":\"fam:3\",\"PropagateTags\":\"TASK_DEFINITION\"}",
	 "call ecs:RunTask arn:aws:ecs:us-east-1:222222222222:task-definition/fam:3\n"
	 "passrole conditional iam:PassRole arn:aws:iam::222222222222:role/<?>\n"
	 "tag conditional ecs:TagResource arn:aws:ecs:us-east-1:222222222222:task/<?>\n"
	 "poll ecs:DescribeTasks arn:aws:ecs:us-east-1:222222222222:task/c/<?>\n"
	 "cancel best-effort ecs:StopTask arn:aws:ecs:us-east-1:222222222222:task/c/<?>\n"
	 EVENTS("StepFunctionsGetEventsForECSTaskRule")},
	{"ecs:runTask.waitForTaskToken", "{\"Cluster\":\"c\",\"TaskDefinition\":\"fam:3\",\"PropagateTags\":\"TASK_DEFINITION\"}",
	 "call ecs:RunTask arn:aws:ecs:us-east-1:222222222222:task-definition/fam:3\n"
	 "passrole conditional iam:PassRole arn:aws:iam::222222222222:role/<?>\n"
	 "tag conditional ecs:TagResource arn:aws:ecs:us-east-1:222222222222:task/<?>\n"},
	{"glue:startJobRun", "{\"JobName\":\"j\"}",
	 "call glue:StartJobRun arn:aws:glue:us-east-1:222222222222:job/j\n"},
	{"glue:startJobRun.sync", "{\"JobName\":\"j\"}",
	 "call glue:StartJobRun arn:aws:glue:us-east-1:222222222222:job/j\n"
	 "poll glue:GetJobRun arn:aws:glue:us-east-1:222222222222:job/j\n"
	 "poll best-effort glue:GetJobRuns arn:aws:glue:us-east-1:222222222222:job/j\n"
	 "cancel best-effort glue:BatchStopJobRun arn:aws:glue:us-east-1:222222222222:job/j\n"},
	{"sagemaker:createTrainingJob", "{\"TrainingJobName\":\"J\",\"RoleArn\":\"arn:aws:iam::222222222222:role/r\"}",
	 "call sagemaker:CreateTrainingJob arn:aws:sagemaker:us-east-1:222222222222:training-job/j<?>\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"},
	{"sagemaker:createTrainingJob.sync", "{\"TrainingJobName\":\"J\",\"RoleArn\":\"arn:aws:iam::222222222222:role/r\"}",
	 "call sagemaker:CreateTrainingJob arn:aws:sagemaker:us-east-1:222222222222:training-job/j<?>\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"
	 "tag conditional sagemaker:ListTags arn:aws:sagemaker:us-east-1:222222222222:training-job/j<?>\n"
	 "tag sagemaker:AddTags arn:aws:sagemaker:us-east-1:222222222222:training-job/j<?>\n"
	 "poll sagemaker:DescribeTrainingJob arn:aws:sagemaker:us-east-1:222222222222:training-job/j<?>\n"
	 "cancel best-effort sagemaker:StopTrainingJob arn:aws:sagemaker:us-east-1:222222222222:training-job/j<?>\n"
	 EVENTS("StepFunctionsGetEventsForSageMakerTrainingJobsRule")},
	{"sagemaker:createTransformJob", "{\"TransformJobName\":\"J\"}",
	 "call sagemaker:CreateTransformJob arn:aws:sagemaker:us-east-1:222222222222:transform-job/j<?>\n"},
	{"sagemaker:createTransformJob.sync", "{\"TransformJobName\":\"J\"}",
	 "call sagemaker:CreateTransformJob arn:aws:sagemaker:us-east-1:222222222222:transform-job/j<?>\n"
	 "tag conditional sagemaker:ListTags arn:aws:sagemaker:us-east-1:222222222222:transform-job/j<?>\n"
	 "tag sagemaker:AddTags arn:aws:sagemaker:us-east-1:222222222222:transform-job/j<?>\n"
	 "poll sagemaker:DescribeTransformJob arn:aws:sagemaker:us-east-1:222222222222:transform-job/j<?>\n"
	 "cancel best-effort sagemaker:StopTransformJob arn:aws:sagemaker:us-east-1:222222222222:transform-job/j<?>\n"
	 EVENTS("StepFunctionsGetEventsForSageMakerTransformJobsRule")},
	{"sagemaker:createHyperParameterTuningJob", "{\"HyperParameterTuningJobName\":\"J\",\"TrainingJobDefinition\":{\"RoleArn\":\"arn:aws:iam::222222222222:role/r\"}}",
	 "call sagemaker:CreateHyperParameterTuningJob arn:aws:sagemaker:us-east-1:222222222222:hyper-parameter-tuning-job/j<?>\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"},
	{"sagemaker:createHyperParameterTuningJob.sync", "{\"HyperParameterTuningJobName\":\"J\",\"TrainingJobDefinition\":{\"RoleArn\":\"arn:aws:iam::222222222222:role/r\"}}",
	 "call sagemaker:CreateHyperParameterTuningJob arn:aws:sagemaker:us-east-1:222222222222:hyper-parameter-tuning-job/j<?>\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"
	 "tag conditional sagemaker:ListTags arn:aws:sagemaker:us-east-1:222222222222:hyper-parameter-tuning-job/j<?>\n"
	 "tag sagemaker:AddTags arn:aws:sagemaker:us-east-1:222222222222:hyper-parameter-tuning-job/j<?>\n"
	 "poll sagemaker:DescribeHyperParameterTuningJob arn:aws:sagemaker:us-east-1:222222222222:hyper-parameter-tuning-job/j<?>\n"
	 "cancel best-effort sagemaker:StopHyperParameterTuningJob arn:aws:sagemaker:us-east-1:222222222222:hyper-parameter-tuning-job/j<?>\n"
	 EVENTS("StepFunctionsGetEventsForSageMakerTuningJobsRule")},
	{"sagemaker:createLabelingJob", "{\"LabelingJobName\":\"J\",\"RoleArn\":\"arn:aws:iam::222222222222:role/r\"}",
	 "call sagemaker:CreateLabelingJob arn:aws:sagemaker:us-east-1:222222222222:labeling-job/j<?>\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"},
	{"sagemaker:createLabelingJob.sync", "{\"LabelingJobName\":\"J\",\"RoleArn\":\"arn:aws:iam::222222222222:role/r\"}",
	 "call sagemaker:CreateLabelingJob arn:aws:sagemaker:us-east-1:222222222222:labeling-job/j<?>\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"
	 "tag conditional sagemaker:ListTags arn:aws:sagemaker:us-east-1:222222222222:labeling-job/j<?>\n"
	 "tag sagemaker:AddTags arn:aws:sagemaker:us-east-1:222222222222:labeling-job/j<?>\n"
	 "poll sagemaker:DescribeLabelingJob arn:aws:sagemaker:us-east-1:222222222222:labeling-job/j<?>\n"
	 "cancel best-effort sagemaker:StopLabelingJob arn:aws:sagemaker:us-east-1:222222222222:labeling-job/j<?>\n"
	 EVENTS("StepFunctionsGetEventsForSageMakerLabelingJobsRule")},
	{"sagemaker:createProcessingJob", "{\"ProcessingJobName\":\"J\",\"RoleArn\":\"arn:aws:iam::222222222222:role/r\"}",
	 "call sagemaker:CreateProcessingJob arn:aws:sagemaker:us-east-1:222222222222:processing-job/j<?>\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"},
	{"sagemaker:createProcessingJob.sync", "{\"ProcessingJobName\":\"J\",\"RoleArn\":\"arn:aws:iam::222222222222:role/r\"}",
	 "call sagemaker:CreateProcessingJob arn:aws:sagemaker:us-east-1:222222222222:processing-job/j<?>\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"
	 "tag conditional sagemaker:ListTags arn:aws:sagemaker:us-east-1:222222222222:processing-job/j<?>\n"
	 "tag sagemaker:AddTags arn:aws:sagemaker:us-east-1:222222222222:processing-job/j<?>\n"
	 "poll sagemaker:DescribeProcessingJob arn:aws:sagemaker:us-east-1:222222222222:processing-job/j<?>\n"
	 "cancel best-effort sagemaker:StopProcessingJob arn:aws:sagemaker:us-east-1:222222222222:processing-job/j<?>\n"
	 EVENTS("StepFunctionsGetEventsForSageMakerProcessingJobsRule")},
	{"sagemaker:createEndpoint", "{\"EndpointName\":\"E\",\"EndpointConfigName\":\"C\"}",
	 "call sagemaker:CreateEndpoint arn:aws:sagemaker:us-east-1:222222222222:endpoint/e\n"
	 "call sagemaker:CreateEndpoint arn:aws:sagemaker:us-east-1:222222222222:endpoint-config/c\n"},
	{"sagemaker:createEndpointConfig", "{\"EndpointConfigName\":\"C\"}",
	 "call sagemaker:CreateEndpointConfig arn:aws:sagemaker:us-east-1:222222222222:endpoint-config/c\n"},
	{"sagemaker:createModel", "{\"ModelName\":\"M\",\"ExecutionRoleArn\":\"arn:aws:iam::222222222222:role/r\"}",
	 "call sagemaker:CreateModel arn:aws:sagemaker:us-east-1:222222222222:model/m\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"},
	{"sagemaker:updateEndpoint", "{\"EndpointName\":\"E\",\"EndpointConfigName\":\"C\"}",
	 "call sagemaker:UpdateEndpoint arn:aws:sagemaker:us-east-1:222222222222:endpoint/e\n"
	 "call sagemaker:UpdateEndpoint arn:aws:sagemaker:us-east-1:222222222222:endpoint-config/c\n"},
	{"states:startExecution", "{\"StateMachineArn\":\"arn:aws:states:us-east-1:222222222222:stateMachine:C:live\"}",
	 "call states:StartExecution arn:aws:states:us-east-1:222222222222:stateMachine:C\n"},
	{"states:startExecution.sync", "{\"StateMachineArn\":\"arn:aws:states:us-east-1:222222222222:stateMachine:C:live\"}",
	 "call states:StartExecution arn:aws:states:us-east-1:222222222222:stateMachine:C\n"
	 "poll states:DescribeExecution arn:aws:states:us-east-1:222222222222:execution:C:<?>\n"
	 "cancel best-effort states:StopExecution arn:aws:states:us-east-1:222222222222:execution:C:<?>\n"
	 EVENTS("StepFunctionsGetEventsForStepFunctionsExecutionRule")},
	{"states:startExecution.sync:2", "{\"StateMachineArn\":\"arn:aws:states:us-east-1:222222222222:stateMachine:C:live\"}",
	 "call states:StartExecution arn:aws:states:us-east-1:222222222222:stateMachine:C\n"
	 "poll states:DescribeExecution arn:aws:states:us-east-1:222222222222:execution:C:<?>\n"
	 "cancel best-effort states:StopExecution arn:aws:states:us-east-1:222222222222:execution:C:<?>\n"
	 EVENTS("StepFunctionsGetEventsForStepFunctionsExecutionRule")},
	{"states:startExecution.waitForTaskToken", "{\"StateMachineArn\":\"arn:aws:states:us-east-1:222222222222:stateMachine:C:live\"}",
	 "call states:StartExecution arn:aws:states:us-east-1:222222222222:stateMachine:C\n"},
	{"events:putEvents", "{\"Entries\":[{\"EventBusName\":\"b\"},{\"Source\":\"x\"},{\"EventBusName\":\"arn:aws:events:us-east-1:333333333333:event-bus/z\"}]}",
	 "call events:PutEvents arn:aws:events:us-east-1:222222222222:event-bus/b\n"
	 "call events:PutEvents arn:aws:events:us-east-1:222222222222:event-bus/default\n"
	 "call events:PutEvents arn:aws:events:us-east-1:333333333333:event-bus/z\n"},
	{"events:putEvents.waitForTaskToken", "{\"Entries\":[{\"EventBusName\":\"b\"},{\"Source\":\"x\"},{\"EventBusName\":\"arn:aws:events:us-east-1:333333333333:event-bus/z\"}]}",
	 "call events:PutEvents arn:aws:events:us-east-1:222222222222:event-bus/b\n"
	 "call events:PutEvents arn:aws:events:us-east-1:222222222222:event-bus/default\n"
	 "call events:PutEvents arn:aws:events:us-east-1:333333333333:event-bus/z\n"},
	{"elasticmapreduce:createCluster", "{\"ServiceRole\":\"S\",\"JobFlowRole\":\"J\",\"AutoScalingRole\":\"A\",\"Tags\":[]}",
	 "call elasticmapreduce:RunJobFlow *\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/<?>S\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/<?>\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/<?>A\n"
	 "tag elasticmapreduce:AddTags arn:aws:elasticmapreduce:us-east-1:222222222222:cluster/<?>\n"
	 "service-linked-role conditional iam:CreateServiceLinkedRole arn:aws:iam::222222222222:role/aws-service-role/elasticmapreduce.amazonaws.com<?>/AWSServiceRoleForEMRCleanup<?>\n"},
	{"elasticmapreduce:createCluster.sync", "{\"ServiceRole\":\"S\",\"JobFlowRole\":\"J\",\"AutoScalingRole\":\"A\",\"Tags\":[]}",
	 "call elasticmapreduce:RunJobFlow *\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/<?>S\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/<?>\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/<?>A\n"
	 "tag elasticmapreduce:AddTags arn:aws:elasticmapreduce:us-east-1:222222222222:cluster/<?>\n"
	 "service-linked-role conditional iam:CreateServiceLinkedRole arn:aws:iam::222222222222:role/aws-service-role/elasticmapreduce.amazonaws.com<?>/AWSServiceRoleForEMRCleanup<?>\n"
	 "poll elasticmapreduce:DescribeCluster arn:aws:elasticmapreduce:us-east-1:222222222222:cluster/<?>\n"
	 "cancel best-effort elasticmapreduce:TerminateJobFlows arn:aws:elasticmapreduce:us-east-1:222222222222:cluster/<?>\n"
	 EVENTS("StepFunctionsGetEventForEMRRunJobFlowRule")},
	{"elasticmapreduce:terminateCluster", "{\"ClusterId\":\"j-1\"}",
	 "call elasticmapreduce:TerminateJobFlows arn:aws:elasticmapreduce:us-east-1:222222222222:cluster/j-1\n"},
	{"elasticmapreduce:terminateCluster.sync", "{\"ClusterId\":\"j-1\"}",
	 "call elasticmapreduce:TerminateJobFlows arn:aws:elasticmapreduce:us-east-1:222222222222:cluster/j-1\n"
	 "poll elasticmapreduce:DescribeCluster arn:aws:elasticmapreduce:us-east-1:222222222222:cluster/j-1\n"
	 EVENTS("StepFunctionsGetEventForEMRTerminateJobFlowsRule")},
	{"elasticmapreduce:addStep", "{\"ClusterId\":\"j-1\"}",
	 "call elasticmapreduce:AddJobFlowSteps arn:aws:elasticmapreduce:us-east-1:222222222222:cluster/j-1\n"},
	{"elasticmapreduce:addStep.sync", "{\"ClusterId\":\"j-1\"}",
	 "call elasticmapreduce:AddJobFlowSteps arn:aws:elasticmapreduce:us-east-1:222222222222:cluster/j-1\n"
	 "poll elasticmapreduce:DescribeStep arn:aws:elasticmapreduce:us-east-1:222222222222:cluster/j-1\n"
	 "cancel best-effort elasticmapreduce:CancelSteps arn:aws:elasticmapreduce:us-east-1:222222222222:cluster/j-1\n"
	 EVENTS("StepFunctionsGetEventForEMRAddJobFlowStepsRule")},
	{"elasticmapreduce:cancelStep", "{\"ClusterId\":\"j-1\"}",
	 "call elasticmapreduce:CancelSteps arn:aws:elasticmapreduce:us-east-1:222222222222:cluster/j-1\n"},
	{"elasticmapreduce:setClusterTerminationProtection", "{\"ClusterId\":\"j-1\"}",
	 "call elasticmapreduce:SetTerminationProtection arn:aws:elasticmapreduce:us-east-1:222222222222:cluster/j-1\n"},
	{"elasticmapreduce:modifyInstanceFleetByName", "{\"ClusterId\":\"j-1\"}",
	 "call elasticmapreduce:ModifyInstanceFleet arn:aws:elasticmapreduce:us-east-1:222222222222:cluster/j-1\n"
	 "call elasticmapreduce:ListInstanceFleets arn:aws:elasticmapreduce:us-east-1:222222222222:cluster/j-1\n"},
	{"elasticmapreduce:modifyInstanceGroupByName", "{\"ClusterId\":\"j-1\"}",
	 "call elasticmapreduce:ModifyInstanceGroups arn:aws:elasticmapreduce:us-east-1:222222222222:cluster/j-1\n"
	 "call elasticmapreduce:ListInstanceGroups arn:aws:elasticmapreduce:us-east-1:222222222222:cluster/j-1\n"},
	{"emr-containers:createVirtualCluster", "{}",
	 "call emr-containers:CreateVirtualCluster *\n"
	 "service-linked-role conditional iam:CreateServiceLinkedRole arn:aws:iam::222222222222:role/aws-service-role/emr-containers.amazonaws.com/AWSServiceRoleForAmazonEMRContainers\n"},
	{"emr-containers:deleteVirtualCluster", "{\"Id\":\"v\"}",
	 "call emr-containers:DeleteVirtualCluster arn:aws:emr-containers:us-east-1:222222222222:/virtualclusters/v\n"},
	{"emr-containers:deleteVirtualCluster.sync", "{\"Id\":\"v\"}",
	 "call emr-containers:DeleteVirtualCluster arn:aws:emr-containers:us-east-1:222222222222:/virtualclusters/v\n"
	 "poll emr-containers:DescribeVirtualCluster arn:aws:emr-containers:us-east-1:222222222222:/virtualclusters/v\n"},
	{"emr-containers:startJobRun", "{\"VirtualClusterId\":\"v\",\"ExecutionRoleArn\":\"arn:aws:iam::222222222222:role/r\"}",
	 "call emr-containers:StartJobRun arn:aws:emr-containers:us-east-1:222222222222:/virtualclusters/v\n"},
	{"emr-containers:startJobRun.sync", "{\"VirtualClusterId\":\"v\",\"ExecutionRoleArn\":\"arn:aws:iam::222222222222:role/r\"}",
	 "call emr-containers:StartJobRun arn:aws:emr-containers:us-east-1:222222222222:/virtualclusters/v\n"
	 "poll emr-containers:DescribeJobRun arn:aws:emr-containers:us-east-1:222222222222:/virtualclusters/v/jobruns/<?>\n"
	 "cancel best-effort emr-containers:CancelJobRun arn:aws:emr-containers:us-east-1:222222222222:/virtualclusters/v/jobruns/<?>\n"},
	{"emr-serverless:createApplication", "{}",
	 "call emr-serverless:CreateApplication arn:aws:emr-serverless:us-east-1:222222222222:/<?>\n"
	 "service-linked-role conditional iam:CreateServiceLinkedRole arn:aws:iam::222222222222:role/aws-service-role/ops.emr-serverless.amazonaws.com/AWSServiceRoleForAmazonEMRServerless<?>\n"},
	{"emr-serverless:createApplication.sync", "{}",
	 "call emr-serverless:CreateApplication arn:aws:emr-serverless:us-east-1:222222222222:/<?>\n"
	 "service-linked-role conditional iam:CreateServiceLinkedRole arn:aws:iam::222222222222:role/aws-service-role/ops.emr-serverless.amazonaws.com/AWSServiceRoleForAmazonEMRServerless<?>\n"
	 "poll emr-serverless:GetApplication arn:aws:emr-serverless:us-east-1:222222222222:/applications/<?>\n"
	 "cancel best-effort emr-serverless:DeleteApplication arn:aws:emr-serverless:us-east-1:222222222222:/applications/<?>\n"
	 EVENTS("StepFunctionsGetEventsForEMRServerlessApplicationRule")},
	{"emr-serverless:startApplication", "{\"ApplicationId\":\"a\"}",
	 "call emr-serverless:StartApplication arn:aws:emr-serverless:us-east-1:222222222222:/applications/a\n"},
	{"emr-serverless:startApplication.sync", "{\"ApplicationId\":\"a\"}",
	 "call emr-serverless:StartApplication arn:aws:emr-serverless:us-east-1:222222222222:/applications/a\n"
	 "poll emr-serverless:GetApplication arn:aws:emr-serverless:us-east-1:222222222222:/applications/a\n"
	 "cancel best-effort emr-serverless:StopApplication arn:aws:emr-serverless:us-east-1:222222222222:/applications/a\n"
	 EVENTS("StepFunctionsGetEventsForEMRServerlessApplicationRule")},
	{"emr-serverless:stopApplication", "{\"ApplicationId\":\"a\"}",
	 "call emr-serverless:StopApplication arn:aws:emr-serverless:us-east-1:222222222222:/applications/a\n"},
	{"emr-serverless:stopApplication.sync", "{\"ApplicationId\":\"a\"}",
	 "call emr-serverless:StopApplication arn:aws:emr-serverless:us-east-1:222222222222:/applications/a\n"
	 "poll emr-serverless:GetApplication arn:aws:emr-serverless:us-east-1:222222222222:/applications/a\n"
	 EVENTS("StepFunctionsGetEventsForEMRServerlessApplicationRule")},
	{"emr-serverless:deleteApplication", "{\"ApplicationId\":\"a\"}",
	 "call emr-serverless:DeleteApplication arn:aws:emr-serverless:us-east-1:222222222222:/applications/a\n"},
	{"emr-serverless:deleteApplication.sync", "{\"ApplicationId\":\"a\"}",
	 "call emr-serverless:DeleteApplication arn:aws:emr-serverless:us-east-1:222222222222:/applications/a\n"
	 "poll emr-serverless:GetApplication arn:aws:emr-serverless:us-east-1:222222222222:/applications/a\n"
	 EVENTS("StepFunctionsGetEventsForEMRServerlessApplicationRule")},
	{"emr-serverless:startJobRun", "{\"ApplicationId\":\"a\",\"ExecutionRoleArn\":\"arn:aws:iam::222222222222:role/r\"}",
	 "call emr-serverless:StartJobRun arn:aws:emr-serverless:us-east-1:222222222222:/applications/a\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"},
	{"emr-serverless:startJobRun.sync", "{\"ApplicationId\":\"a\",\"ExecutionRoleArn\":\"arn:aws:iam::222222222222:role/r\"}",
	 "call emr-serverless:StartJobRun arn:aws:emr-serverless:us-east-1:222222222222:/applications/a\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"
	 "poll emr-serverless:GetJobRun arn:aws:emr-serverless:us-east-1:222222222222:/applications/a/jobruns/<?>\n"
	 "cancel best-effort emr-serverless:CancelJobRun arn:aws:emr-serverless:us-east-1:222222222222:/applications/a/jobruns/<?>\n"
	 EVENTS("StepFunctionsGetEventsForEMRServerlessJobRule")},
	{"emr-serverless:cancelJobRun", "{\"ApplicationId\":\"a\",\"JobRunId\":\"r\"}",
	 "call emr-serverless:CancelJobRun arn:aws:emr-serverless:us-east-1:222222222222:/applications/a/jobruns/r\n"},
	{"emr-serverless:cancelJobRun.sync", "{\"ApplicationId\":\"a\",\"JobRunId\":\"r\"}",
	 "call emr-serverless:CancelJobRun arn:aws:emr-serverless:us-east-1:222222222222:/applications/a/jobruns/r\n"
	 "poll emr-serverless:GetJobRun arn:aws:emr-serverless:us-east-1:222222222222:/applications/a/jobruns/r\n"
	 EVENTS("StepFunctionsGetEventsForEMRServerlessJobRule")},
	{"codebuild:startBuild", "{\"ProjectName\":\"p\"}",
	 "call codebuild:StartBuild arn:aws:codebuild:us-east-1:222222222222:project/p\n"},
	{"codebuild:startBuild.sync", "{\"ProjectName\":\"p\"}",
	 "call codebuild:StartBuild arn:aws:codebuild:us-east-1:222222222222:project/p\n"
	 "poll codebuild:BatchGetBuilds arn:aws:codebuild:us-east-1:222222222222:project/p\n"
	 "cancel best-effort codebuild:StopBuild arn:aws:codebuild:us-east-1:222222222222:project/p\n"
	 "poll best-effort codebuild:BatchGetReports arn:aws:codebuild:us-east-1:222222222222:report-group/<?>\n"
	 EVENTS("StepFunctionsGetEventForCodeBuildStartBuildRule")},
	{"codebuild:startBuildBatch", "{\"ProjectName\":\"arn:aws:codebuild:us-east-1:333333333333:project/p\"}",
	 "call codebuild:StartBuildBatch arn:aws:codebuild:us-east-1:333333333333:project/p\n"},
	{"codebuild:startBuildBatch.sync", "{\"ProjectName\":\"arn:aws:codebuild:us-east-1:333333333333:project/p\"}",
	 "call codebuild:StartBuildBatch arn:aws:codebuild:us-east-1:333333333333:project/p\n"
	 "poll codebuild:BatchGetBuildBatches arn:aws:codebuild:us-east-1:333333333333:project/p\n"
	 "cancel best-effort codebuild:StopBuildBatch arn:aws:codebuild:us-east-1:333333333333:project/p\n"
	 EVENTS("StepFunctionsGetEventForCodeBuildStartBuildBatchRule")},
	{"codebuild:retryBuildBatch", "{\"Id\":\"p:1\"}",
	 "call codebuild:RetryBuildBatch arn:aws:codebuild:us-east-1:222222222222:project/p\n"},
	{"codebuild:retryBuildBatch.sync", "{\"Id\":\"p:1\"}",
	 "call codebuild:RetryBuildBatch arn:aws:codebuild:us-east-1:222222222222:project/p\n"
	 "poll codebuild:BatchGetBuildBatches arn:aws:codebuild:us-east-1:222222222222:project/p\n"
	 "cancel best-effort codebuild:StopBuildBatch arn:aws:codebuild:us-east-1:222222222222:project/p\n"},
	{"codebuild:stopBuild", "{\"Id\":\"p:1\"}",
	 "call codebuild:StopBuild arn:aws:codebuild:us-east-1:222222222222:project/p\n"},
	{"codebuild:stopBuildBatch", "{\"Id\":\"p:1\"}",
	 "call codebuild:StopBuildBatch arn:aws:codebuild:us-east-1:222222222222:project/p\n"},
	{"codebuild:deleteBuildBatch", "{\"Id\":\"p:1\"}",
	 "call codebuild:DeleteBuildBatch arn:aws:codebuild:us-east-1:222222222222:project/p\n"},
	{"codebuild:batchDeleteBuilds", "{\"Ids\":[\"p:1\",\"q:2\"]}",
	 "call codebuild:BatchDeleteBuilds arn:aws:codebuild:us-east-1:222222222222:project/p\n"
	 "call codebuild:BatchDeleteBuilds arn:aws:codebuild:us-east-1:222222222222:project/q\n"},
	{"codebuild:batchGetReports", "{\"ReportArns\":[\"arn:aws:codebuild:us-east-1:222222222222:report/g:1\"]}",
	 "call codebuild:BatchGetReports arn:aws:codebuild:us-east-1:222222222222:report-group/g\n"},
	{"athena:startQueryExecution", "{\"QueryString\":\"x\",\"WorkGroup\":\"w\"}",
	 "call athena:StartQueryExecution arn:aws:athena:us-east-1:222222222222:workgroup/w\n"
	 "call conditional athena:GetDataCatalog arn:aws:athena:us-east-1:222222222222:datacatalog/AwsDataCatalog\n"
	 "data conditional s3:GetBucketLocation arn:aws:s3:::<?>\n"
	 "data conditional s3:PutObject arn:aws:s3:::<?>\n"
	 "data conditional s3:GetObject arn:aws:s3:::<?>\n"
	 "data conditional s3:ListBucket arn:aws:s3:::<?>\n"
	 "data best-effort s3:ListBucketMultipartUploads arn:aws:s3:::<?>\n"
	 "data best-effort s3:ListMultipartUploadParts arn:aws:s3:::<?>\n"
	 "data best-effort s3:AbortMultipartUpload arn:aws:s3:::<?>\n"
	 "data best-effort s3:CreateBucket arn:aws:s3:::<?>\n"
	 "data conditional glue:GetDatabase arn:aws:glue:us-east-1:222222222222:<?>\n"
	 "data conditional glue:GetTable arn:aws:glue:us-east-1:222222222222:<?>\n"
	 "data conditional glue:GetPartitions arn:aws:glue:us-east-1:222222222222:<?>\n"
	 "data conditional lakeformation:GetDataAccess *\n"},
	{"athena:startQueryExecution.sync", "{\"QueryString\":\"x\",\"WorkGroup\":\"w\"}",
	 "call athena:StartQueryExecution arn:aws:athena:us-east-1:222222222222:workgroup/w\n"
	 "call conditional athena:GetDataCatalog arn:aws:athena:us-east-1:222222222222:datacatalog/AwsDataCatalog\n"
	 "data conditional s3:GetBucketLocation arn:aws:s3:::<?>\n"
	 "data conditional s3:PutObject arn:aws:s3:::<?>\n"
	 "data conditional s3:GetObject arn:aws:s3:::<?>\n"
	 "data conditional s3:ListBucket arn:aws:s3:::<?>\n"
	 "data best-effort s3:ListBucketMultipartUploads arn:aws:s3:::<?>\n"
	 "data best-effort s3:ListMultipartUploadParts arn:aws:s3:::<?>\n"
	 "data best-effort s3:AbortMultipartUpload arn:aws:s3:::<?>\n"
	 "data best-effort s3:CreateBucket arn:aws:s3:::<?>\n"
	 "data conditional glue:GetDatabase arn:aws:glue:us-east-1:222222222222:<?>\n"
	 "data conditional glue:GetTable arn:aws:glue:us-east-1:222222222222:<?>\n"
	 "data conditional glue:GetPartitions arn:aws:glue:us-east-1:222222222222:<?>\n"
	 "data conditional lakeformation:GetDataAccess *\n"
	 "poll athena:GetQueryExecution arn:aws:athena:us-east-1:222222222222:workgroup/w\n"
	 "cancel best-effort athena:StopQueryExecution arn:aws:athena:us-east-1:222222222222:workgroup/w\n"},
	{"athena:stopQueryExecution", "{\"QueryExecutionId\":\"x\"}",
	 "call athena:StopQueryExecution arn:aws:athena:us-east-1:222222222222:workgroup/<?>\n"},
	{"athena:getQueryExecution", "{\"QueryExecutionId\":\"x\"}",
	 "call athena:GetQueryExecution arn:aws:athena:us-east-1:222222222222:workgroup/<?>\n"},
	{"athena:getQueryResults", "{\"QueryExecutionId\":\"x\"}",
	 "call athena:GetQueryResults arn:aws:athena:us-east-1:222222222222:workgroup/<?>\n"
	 "data s3:GetObject arn:aws:s3:::<?>\n"},
	{"eks:createCluster", "{\"Name\":\"c\",\"RoleArn\":\"arn:aws:iam::222222222222:role/r\"}",
	 "call eks:CreateCluster *\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"
	 "service-linked-role conditional iam:CreateServiceLinkedRole arn:aws:iam::222222222222:role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS<?>\n"},
	{"eks:createCluster.sync", "{\"Name\":\"c\",\"RoleArn\":\"arn:aws:iam::222222222222:role/r\"}",
	 "call eks:CreateCluster *\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"
	 "service-linked-role conditional iam:CreateServiceLinkedRole arn:aws:iam::222222222222:role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS<?>\n"
	 "poll eks:DescribeCluster arn:aws:eks:us-east-1:222222222222:cluster/c\n"
	 "cancel best-effort eks:DeleteCluster arn:aws:eks:us-east-1:222222222222:cluster/c\n"},
	{"eks:deleteCluster", "{\"Name\":\"c\"}",
	 "call eks:DeleteCluster arn:aws:eks:us-east-1:222222222222:cluster/c\n"},
	{"eks:deleteCluster.sync", "{\"Name\":\"c\"}",
	 "call eks:DeleteCluster arn:aws:eks:us-east-1:222222222222:cluster/c\n"
	 "poll eks:DescribeCluster arn:aws:eks:us-east-1:222222222222:cluster/c\n"},
	{"eks:createNodegroup", "{\"ClusterName\":\"c\",\"NodegroupName\":\"n\",\"NodeRole\":\"arn:aws:iam::222222222222:role/r\"}",
	 "call eks:CreateNodegroup arn:aws:eks:us-east-1:222222222222:cluster/c\n"
	 "data ec2:DescribeSubnets *\n"
	 "data iam:GetRole arn:aws:iam::222222222222:role/r\n"
	 "data iam:ListAttachedRolePolicies arn:aws:iam::222222222222:role/r\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"},
	{"eks:createNodegroup.sync", "{\"ClusterName\":\"c\",\"NodegroupName\":\"n\",\"NodeRole\":\"arn:aws:iam::222222222222:role/r\"}",
	 "call eks:CreateNodegroup arn:aws:eks:us-east-1:222222222222:cluster/c\n"
	 "data ec2:DescribeSubnets *\n"
	 "data iam:GetRole arn:aws:iam::222222222222:role/r\n"
	 "data iam:ListAttachedRolePolicies arn:aws:iam::222222222222:role/r\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"
	 "poll eks:DescribeNodegroup arn:aws:eks:us-east-1:222222222222:nodegroup/c/n/<?>\n"
	 "cancel best-effort eks:DeleteNodegroup arn:aws:eks:us-east-1:222222222222:nodegroup/c/n/<?>\n"},
	{"eks:deleteNodegroup", "{\"ClusterName\":\"c\",\"NodegroupName\":\"n\"}",
	 "call eks:DeleteNodegroup arn:aws:eks:us-east-1:222222222222:nodegroup/c/n/<?>\n"},
	{"eks:deleteNodegroup.sync", "{\"ClusterName\":\"c\",\"NodegroupName\":\"n\"}",
	 "call eks:DeleteNodegroup arn:aws:eks:us-east-1:222222222222:nodegroup/c/n/<?>\n"
	 "poll eks:DescribeNodegroup arn:aws:eks:us-east-1:222222222222:nodegroup/c/n/<?>\n"},
	{"eks:createFargateProfile", "{\"ClusterName\":\"c\",\"FargateProfileName\":\"f\",\"PodExecutionRoleArn\":\"arn:aws:iam::222222222222:role/r\"}",
	 "call eks:CreateFargateProfile arn:aws:eks:us-east-1:222222222222:cluster/c\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"},
	{"eks:createFargateProfile.sync", "{\"ClusterName\":\"c\",\"FargateProfileName\":\"f\",\"PodExecutionRoleArn\":\"arn:aws:iam::222222222222:role/r\"}",
	 "call eks:CreateFargateProfile arn:aws:eks:us-east-1:222222222222:cluster/c\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"
	 "poll eks:DescribeFargateProfile arn:aws:eks:us-east-1:222222222222:fargateprofile/c/f/<?>\n"
	 "cancel best-effort eks:DeleteFargateProfile arn:aws:eks:us-east-1:222222222222:fargateprofile/c/f/<?>\n"},
	{"eks:deleteFargateProfile", "{\"ClusterName\":\"c\",\"FargateProfileName\":\"f\"}",
	 "call eks:DeleteFargateProfile arn:aws:eks:us-east-1:222222222222:fargateprofile/c/f/<?>\n"},
	{"eks:deleteFargateProfile.sync", "{\"ClusterName\":\"c\",\"FargateProfileName\":\"f\"}",
	 "call eks:DeleteFargateProfile arn:aws:eks:us-east-1:222222222222:fargateprofile/c/f/<?>\n"
	 "poll eks:DescribeFargateProfile arn:aws:eks:us-east-1:222222222222:fargateprofile/c/f/<?>\n"},
	{"eks:call", "{}",
	 ""},
	{"eks:runJob", "{}",
	 ""},
	{"eks:runJob.sync", "{}",
	 ""},
	{"apigateway:invoke", "{\"ApiEndpoint\":\"a1.execute-api.us-east-1.amazonaws.com\",\"Stage\":\"s\",\"Method\":\"GET\",\"Path\":\"/x\",\"AuthType\":\"IAM_ROLE\"}",
	 "call execute-api:Invoke arn:aws:execute-api:us-east-1:<?>:a1/s/GET/x\n"},
	{"apigateway:invoke.waitForTaskToken", "{\"ApiEndpoint\":\"a1.execute-api.us-east-1.amazonaws.com\",\"Stage\":\"s\",\"Method\":\"GET\",\"Path\":\"/x\",\"AuthType\":\"IAM_ROLE\"}",
	 "call execute-api:Invoke arn:aws:execute-api:us-east-1:<?>:a1/s/GET/x\n"},
	{"apigateway:invoke", "{\"ApiEndpoint\":\"a1.execute-api.us-east-1.amazonaws.com\",\"Method\":\"GET\"}",
	 ""},
	{"databrew:startJobRun", "{\"Name\":\"j\"}",
	 "call databrew:StartJobRun arn:aws:databrew:us-east-1:222222222222:job/j\n"},
	{"databrew:startJobRun.sync", "{\"Name\":\"j\"}",
	 "call databrew:StartJobRun arn:aws:databrew:us-east-1:222222222222:job/j\n"
	 "poll databrew:ListJobRuns arn:aws:databrew:us-east-1:222222222222:job/j\n"
	 "cancel best-effort databrew:StopJobRun arn:aws:databrew:us-east-1:222222222222:job/j\n"},
	{"bedrock:invokeModel", "{\"ModelId\":\"m\",\"GuardrailIdentifier\":\"g\",\"Input\":{\"S3Uri\":\"s3://b/k\"}}",
	 "call bedrock:InvokeModel arn:aws:bedrock:us-east-1::foundation-model/m\n"
	 "data s3:GetObject arn:aws:s3:::b/k\n"
	 "call bedrock:ApplyGuardrail arn:aws:bedrock:us-east-1:222222222222:guardrail/g\n"},
	{"bedrock:invokeModel.waitForTaskToken", "{\"ModelId\":\"m\",\"GuardrailIdentifier\":\"g\",\"Input\":{\"S3Uri\":\"s3://b/k\"}}",
	 "call bedrock:InvokeModel arn:aws:bedrock:us-east-1::foundation-model/m\n"
	 "data s3:GetObject arn:aws:s3:::b/k\n"
	 "call bedrock:ApplyGuardrail arn:aws:bedrock:us-east-1:222222222222:guardrail/g\n"},
	{"bedrock:createModelCustomizationJob", "{\"RoleArn\":\"arn:aws:iam::222222222222:role/r\",\"JobTags\":[]}",
	 "call bedrock:CreateModelCustomizationJob arn:aws:bedrock:us-east-1::foundation-model/<?>\n"
	 "call bedrock:CreateModelCustomizationJob arn:aws:bedrock:us-east-1:222222222222:custom-model/<?>\n"
	 "call conditional bedrock:CreateModelCustomizationJob arn:aws:bedrock:us-east-1:222222222222:model-customization-job/<?>\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"
	 "tag bedrock:TagResource arn:aws:bedrock:us-east-1:222222222222:model-customization-job/<?>\n"},
	{"bedrock:createModelCustomizationJob.sync", "{\"RoleArn\":\"arn:aws:iam::222222222222:role/r\",\"JobTags\":[]}",
	 "call bedrock:CreateModelCustomizationJob arn:aws:bedrock:us-east-1::foundation-model/<?>\n"
	 "call bedrock:CreateModelCustomizationJob arn:aws:bedrock:us-east-1:222222222222:custom-model/<?>\n"
	 "call conditional bedrock:CreateModelCustomizationJob arn:aws:bedrock:us-east-1:222222222222:model-customization-job/<?>\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"
	 "tag bedrock:TagResource arn:aws:bedrock:us-east-1:222222222222:model-customization-job/<?>\n"
	 "poll bedrock:GetModelCustomizationJob arn:aws:bedrock:us-east-1:222222222222:model-customization-job/<?>\n"
	 "cancel best-effort bedrock:StopModelCustomizationJob arn:aws:bedrock:us-east-1:222222222222:model-customization-job/<?>\n"},
	{"bedrockagentcore:invokeHarness", "{\"HarnessArn\":\"arn:aws:bedrock-agentcore:us-east-1:222222222222:harness/h\"}",
	 "call bedrock-agentcore:InvokeHarness arn:aws:bedrock-agentcore:us-east-1:222222222222:harness/h\n"
	 "call bedrock-agentcore:InvokeAgentRuntime arn:aws:bedrock-agentcore:us-east-1:222222222222:harness/h\n"},
	{"mediaconvert:createJob", "{\"Role\":\"arn:aws:iam::222222222222:role/r\",\"JobTemplate\":\"t\"}",
	 "call mediaconvert:CreateJob arn:aws:mediaconvert:us-east-1:222222222222:queues/<?>\n"
	 "call mediaconvert:CreateJob arn:aws:mediaconvert:us-east-1:222222222222:jobTemplates/t\n"
	 "call conditional mediaconvert:CreateJob arn:aws:mediaconvert:us-east-1:222222222222:presets/<?>\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"},
	{"mediaconvert:createJob.sync", "{\"Role\":\"arn:aws:iam::222222222222:role/r\",\"JobTemplate\":\"t\"}",
	 "call mediaconvert:CreateJob arn:aws:mediaconvert:us-east-1:222222222222:queues/<?>\n"
	 "call mediaconvert:CreateJob arn:aws:mediaconvert:us-east-1:222222222222:jobTemplates/t\n"
	 "call conditional mediaconvert:CreateJob arn:aws:mediaconvert:us-east-1:222222222222:presets/<?>\n"
	 "passrole iam:PassRole arn:aws:iam::222222222222:role/r\n"
	 "poll mediaconvert:GetJob arn:aws:mediaconvert:us-east-1:222222222222:jobs/<?>\n"
	 "cancel best-effort mediaconvert:CancelJob arn:aws:mediaconvert:us-east-1:222222222222:jobs/<?>\n"
	 EVENTS("StepFunctionsGetEventsForMediaConvertJobRule")},
	{"http:invoke", "{\"ApiEndpoint\":\"https://x\",\"Method\":\"GET\",\"Authentication\":{\"ConnectionArn\":\"arn:aws:events:us-east-1:111111111111:connection/c/1\"}}",
	 "call states:InvokeHTTPEndpoint arn:aws:states:us-east-1:111111111111:stateMachine:M\n"
	 "call events:RetrieveConnectionCredentials arn:aws:events:us-east-1:111111111111:connection/c/1\n"
	 "call secretsmanager:GetSecretValue arn:aws:secretsmanager:us-east-1:111111111111:secret:events!connection/<?>\n"
	 "call secretsmanager:DescribeSecret arn:aws:secretsmanager:us-east-1:111111111111:secret:events!connection/<?>\n"},
};
/* clang-format on */

static void plan_knows_every_optimized_integration(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct asl_case c;
		char text[4096];
		bool http = str_starts(str_from(cases[i].resource), STR("http:"));
		snprintf(
		    text, sizeof(text),
		    "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"End\":true,"
		    "\"Resource\":"
		    "\"arn:aws:states:::%s\",\"Parameters\":%s%s}}}",
		    cases[i].resource, cases[i].parameters,
		    http ? ""
			 : ",\"Credentials\":{\"RoleArn\":\"arn:aws:iam::222222222222:role/R\"}");
		case_open(&c, text);
		struct str calls = case_calls(&c, "T");
		if (!str_eq(calls, str_from(cases[i].calls)))
			fail_msg("%s: %.*s\nis not\n%s", cases[i].resource, STR_ARG(calls),
				 cases[i].calls);
		struct asl_plan plan;
		case_plan(&c, "T", &plan);
		if (plan.n_refusals > 0)
			fail_msg("%s: %.*s", cases[i].resource, STR_ARG(plan.refusals[0].text));
		case_close(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(plan_knows_every_optimized_integration),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
