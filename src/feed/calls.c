/* feed/calls.c - the operations of AWS that are called, as rows. */
#include "feed/calls.h"

#include <stdlib.h>
#include <string.h>

#include "feed/sign.h"
#include "rolehop/base/vec.h"

enum { TEXT_MAX = 1 << 20 };

#define PAGE(member)                                                                               \
	{                                                                                          \
		member, member, false                                                              \
	}
#define PAGE_QUERY(out, in)                                                                        \
	{                                                                                          \
		out, in, true                                                                      \
	}
#define NOT_FOUND "ResourceNotFoundException"

/* clang-format off */
/* Source: the API references of the services, each under the operation's name. */
static const struct collected_kind kinds[] = {
	{WHAT_DETAILS, "iam", true, true,
	 {.name = "GetAccountAuthorizationDetails", .query = "MaxItems=1000"}, PAGE("Marker"),
	 .items = "", .must = "RoleDetailList"},
	{WHAT_ALIASES, "iam", true, false,
	 {.name = "ListAccountAliases"}, PAGE("Marker"),
	 .items = "/AccountAliases", .must = "AccountAliases"},
	{WHAT_PROVIDERS, "iam", true, false,
	 {.name = "ListSAMLProviders"}, {NULL, NULL, false},
	 .items = "/SAMLProviderList", .must = "SAMLProviderList"},
	{WHAT_PROVIDERS, "iam", true, false,
	 {.name = "ListOpenIDConnectProviders"}, {NULL, NULL, false},
	 .items = "/OpenIDConnectProviderList", .must = "OpenIDConnectProviderList"},
	{WHAT_MACHINES, "states", false, false,
	 {.name = "ListStateMachines", .body = "\"maxResults\":1000"}, PAGE("nextToken"),
	 .items = "/stateMachines", .must = "stateMachines", .id = "stateMachineArn",
	 .get = {.name = "DescribeStateMachine", .body = "\"stateMachineArn\":{id}"},
	 .none = "StateMachineDoesNotExist"},
	{WHAT_VERSIONS, "states", false, false,
	 {.name = "ListStateMachineVersions", .body = "\"maxResults\":1000,\"stateMachineArn\":{id}"}, PAGE("nextToken"),
	 .items = "/stateMachineVersions", .must = "stateMachineVersions", .id = "stateMachineVersionArn",
	 .get = {.name = "DescribeStateMachine", .body = "\"stateMachineArn\":{id}"},
	 .none = "StateMachineDoesNotExist|StateMachineDeleting", .depth = 1, .names = "stateMachineArn"},
	{WHAT_MACHINE_ALIASES, "states", false, false,
	 {.name = "ListStateMachineAliases", .body = "\"maxResults\":1000,\"stateMachineArn\":{id}"}, PAGE("nextToken"),
	 .items = "/stateMachineAliases", .must = "stateMachineAliases", .id = "stateMachineAliasArn",
	 .get = {.name = "DescribeStateMachineAlias", .body = "\"stateMachineAliasArn\":{id}"},
	 .none = "StateMachineDoesNotExist|StateMachineDeleting|" NOT_FOUND "|ResourceNotFound", .depth = 1, .names = "stateMachineArn"},
	{WHAT_EXECUTIONS, "states", false, false,
	 {.name = "ListExecutions", .body = "\"maxResults\":{N},\"statusFilter\":\"FAILED\",\"stateMachineArn\":{id}"}, {NULL, NULL, false},
	 .items = "/executions", .must = "executions", .id = "executionArn",
	 .none = "StateMachineDoesNotExist|StateMachineTypeNotSupported", .depth = 1},
	{WHAT_HISTORIES, "states", false, false,
	 {.name = "GetExecutionHistory", .body = "\"maxResults\":1000,\"includeExecutionData\":true,\"executionArn\":{id}"}, PAGE("nextToken"),
	 .items = "/events", .must = "events",
	 .none = "ExecutionDoesNotExist", .depth = 2, .names = "executionArn"},
	{WHAT_POLICIES, "lambda", false, true,
	 {.name = "ListFunctions", .path = "/2015-03-31/functions", .query = "MaxItems=1000"}, PAGE_QUERY("NextMarker", "Marker"),
	 .items = "/Functions", .must = "Functions", .id = "FunctionArn",
	 .get = {.name = "GetPolicy", .path = "/2015-03-31/functions/{id}/policy"},
	 .policy = "/Policy", .always = true, .none = NOT_FOUND, .prefix = "arn:{P}:lambda:{R}:{A}:function:"},
	{WHAT_POLICIES, "lambda", false, true,
	 {.name = "ListAliases", .path = "/2015-03-31/functions/{id}/aliases", .query = "MaxItems=50"}, PAGE_QUERY("NextMarker", "Marker"),
	 .items = "/Aliases", .must = "Aliases", .id = "AliasArn",
	 .get = {.name = "GetPolicy", .path = "/2015-03-31/functions/{id}/policy"},
	 .policy = "/Policy", .always = true, .none = NOT_FOUND, .prefix = "arn:{P}:lambda:{R}:{A}:function:", .depth = 1},
	{WHAT_POLICIES, "lambda", false, true,
	 {.name = "ListVersionsByFunction", .path = "/2015-03-31/functions/{id}/versions", .query = "MaxItems=50"}, PAGE_QUERY("NextMarker", "Marker"),
	 .items = "/Versions", .must = "Versions", .id = "FunctionArn",
	 .get = {.name = "GetPolicy", .path = "/2015-03-31/functions/{id}/policy"},
	 .policy = "/Policy", .always = true, .none = NOT_FOUND, .prefix = "arn:{P}:lambda:{R}:{A}:function:", .depth = 1,
	 .skip = "Version=$LATEST", .wished = true},
	{WHAT_POLICIES, "sqs", false, false,
	 {.name = "ListQueues", .body = "\"MaxResults\":1000"}, PAGE("NextToken"),
	 .items = "/QueueUrls", .arn = "arn:{P}:sqs:{R}:{A}:{last}",
	 .get = {.name = "GetQueueAttributes", .body = "\"QueueUrl\":{id},\"AttributeNames\":[\"All\"]"},
	 .none = "QueueDoesNotExist|AWS.SimpleQueueService.NonExistentQueue", .prefix = "arn:{P}:sqs:{R}:{A}:"},
	{WHAT_POLICIES, "sns", false, false,
	 {.name = "ListTopics"}, PAGE("NextToken"),
	 .items = "/Topics", .must = "Topics", .id = "TopicArn",
	 .get = {.name = "GetTopicAttributes", .query = "TopicArn={id}"},
	 .none = "NotFound", .prefix = "arn:{P}:sns:{R}:{A}:"},
	{WHAT_POLICIES, "s3", true, true,
	 {.name = "ListBuckets", .path = "/", .query = "max-buckets=1000"}, PAGE_QUERY("ContinuationToken", "continuation-token"),
	 .items = "/Buckets", .must = "Buckets", .id = "Name", .region = "BucketRegion", .arn = "arn:{P}:s3:::{id}",
	 .get = {.name = "GetBucketPolicy", .path = "/", .query = "policy"},
	 .policy = "", .none = "NoSuchBucketPolicy|NoSuchBucket", .prefix = "arn:{P}:s3:::"},
	{WHAT_ENCRYPTION, "s3", true, false,
	 {.name = "GetBucketEncryption", .path = "/", .query = "encryption"}, {NULL, NULL, false},
	 .policy = "/Rule", .none = "ServerSideEncryptionConfigurationNotFoundError|NoSuchBucket", .depth = 1},
	{WHAT_DETAIL, "s3", true, false,
	 {.name = "GetPublicAccessBlock", .path = "/", .query = "publicAccessBlock"}, {NULL, NULL, false},
	 .none = "NoSuchPublicAccessBlockConfiguration|NoSuchBucket", .nothing = "\"RestrictPublicBuckets\":false", .depth = 1, .named = true},
	{WHAT_DETAIL, "s3", true, false,
	 {.name = "GetBucketPolicyStatus", .path = "/", .query = "policyStatus"}, {NULL, NULL, false},
	 .none = "NoSuchBucketPolicy|NoSuchBucket", .nothing = "\"IsPublic\":false", .depth = 1, .named = true},
	{WHAT_DETAIL, "s3control", true, false,
	 {.name = "GetPublicAccessBlock", .path = "/v20180820/configuration/publicAccessBlock"}, {NULL, NULL, false},
	 .arn = "arn:{P}:iam::{A}:root",
	 .none = "NoSuchPublicAccessBlockConfiguration", .nothing = "\"RestrictPublicBuckets\":false", .named = true},
	{WHAT_POLICIES, "s3control", false, false,
	 {.name = "ListAccessPoints", .path = "/v20180820/accesspoint", .query = "maxResults=1000"}, PAGE_QUERY("NextToken", "nextToken"),
	 .items = "/AccessPointList", .id = "Name", .arn = "{AccessPointArn}",
	 .get = {.name = "GetAccessPointPolicy", .path = "/v20180820/accesspoint/{id}/policy"},
	 .policy = "/Policy", .always = true, .tells = true, .none = "NoSuchAccessPointPolicy|NoSuchAccessPoint",
	 .prefix = "arn:{P}:s3:{R}:{A}:accesspoint/", .aliases = "arn:{P}:s3:::"},
	{WHAT_DETAIL, "s3control", false, false,
	 {.name = "GetAccessPoint", .path = "/v20180820/accesspoint/{id}"}, {NULL, NULL, false},
	 .none = "NoSuchAccessPoint", .depth = 1, .named = true},
	{WHAT_DETAIL, "s3control", false, false,
	 {.name = "GetAccessPointPolicyStatus", .path = "/v20180820/accesspoint/{id}/policyStatus"}, {NULL, NULL, false},
	 .none = "NoSuchAccessPointPolicy|NoSuchAccessPoint", .nothing = "\"IsPublic\":false", .depth = 1, .named = true},
	{WHAT_POLICIES, "kms", false, false,
	 {.name = "ListKeys", .body = "\"Limit\":1000"}, {"NextMarker", "Marker", false},
	 .items = "/Keys", .must = "Keys", .id = "KeyArn",
	 .get = {.name = "GetKeyPolicy", .body = "\"KeyId\":{id},\"PolicyName\":\"default\""},
	 .policy = "/Policy", .always = true, .none = "NotFoundException", .prefix = "arn:{P}:kms:{R}:{A}:key/"},
	{WHAT_GRANTS, "kms", false, false,
	 {.name = "ListGrants", .body = "\"Limit\":100,\"KeyId\":{id}"}, {"NextMarker", "Marker", false},
	 .items = "/Grants", .must = "Grants",
	 .none = "NotFoundException", .depth = 1, .names = "KeyId"},
	{WHAT_KEY_ALIASES, "kms", false, false,
	 {.name = "ListAliases", .body = "\"Limit\":100"}, {"NextMarker", "Marker", false},
	 .items = "/Aliases", .must = "Aliases", .prefix = "arn:{P}:kms:{R}:{A}:alias/"},
	{WHAT_POLICIES, "secretsmanager", false, false,
	 {.name = "ListSecrets", .body = "\"MaxResults\":100"}, PAGE("NextToken"),
	 .items = "/SecretList", .must = "SecretList", .id = "ARN",
	 .get = {.name = "GetResourcePolicy", .body = "\"SecretId\":{id}"},
	 .policy = "/ResourcePolicy", .tells = true, .none = NOT_FOUND, .prefix = "arn:{P}:secretsmanager:{R}:{A}:secret:"},
	{WHAT_POLICIES, "dynamodb", false, false,
	 {.name = "ListTables", .body = "\"Limit\":100"}, {"LastEvaluatedTableName", "ExclusiveStartTableName", false},
	 .items = "/TableNames", .must = "TableNames", .arn = "arn:{P}:dynamodb:{R}:{A}:table/{id}",
	 .get = {.name = "GetResourcePolicy", .body = "\"ResourceArn\":{arn}"},
	 .policy = "/Policy", .always = true, .none = "PolicyNotFoundException|" NOT_FOUND, .prefix = "arn:{P}:dynamodb:{R}:{A}:table/"},
	{WHAT_ENCRYPTION, "dynamodb", false, false,
	 {.name = "DescribeTable", .body = "\"TableName\":{id}"}, {NULL, NULL, false},
	 .none = NOT_FOUND, .depth = 1},
	{WHAT_POLICIES, "events", false, false,
	 {.name = "ListEventBuses", .body = "\"Limit\":100"}, PAGE("NextToken"),
	 .items = "/EventBuses", .must = "EventBuses", .id = "Arn",
	 .policy = "/Policy", .prefix = "arn:{P}:events:{R}:{A}:event-bus/"},
	{WHAT_POLICIES, "kinesis", false, false,
	 {.name = "ListStreams", .body = "\"Limit\":100"}, PAGE("NextToken"),
	 .items = "/StreamNames", .must = "StreamNames", .arn = "arn:{P}:kinesis:{R}:{A}:stream/{id}",
	 .get = {.name = "GetResourcePolicy", .body = "\"ResourceARN\":{arn}"},
	 .policy = "/Policy", .none = NOT_FOUND, .prefix = "arn:{P}:kinesis:{R}:{A}:stream/"},
	{WHAT_ENCRYPTION, "kinesis", false, false,
	 {.name = "DescribeStreamSummary", .body = "\"StreamName\":{id}"}, {NULL, NULL, false},
	 .none = NOT_FOUND, .depth = 1},
	{WHAT_KEY_ALIASES, "ssm", false, false,
	 {.name = "DescribeParameters", .body = "\"MaxResults\":50"}, PAGE("NextToken"),
	 .items = "/Parameters", .must = "Parameters", .id = "ARN", .prefix = "arn:{P}:ssm:{R}:{A}:parameter/"},
	{WHAT_DETAIL, "ssm", false, false,
	 {.name = "GetResourcePolicies", .body = "\"MaxResults\":50,\"ResourceArn\":{id}"}, {NULL, NULL, false},
	 .none = NOT_FOUND, .depth = 1, .named = true, .skip = "Tier=Standard"},
	{WHAT_POLICIES, "ecr", false, false,
	 {.name = "DescribeRepositories", .body = "\"maxResults\":1000"}, PAGE("nextToken"),
	 .items = "/repositories", .must = "repositories", .id = "repositoryName", .arn = "{repositoryArn}",
	 .get = {.name = "GetRepositoryPolicy", .body = "\"repositoryName\":{id}"},
	 .policy = "/policyText", .always = true, .none = "RepositoryPolicyNotFoundException|RepositoryNotFoundException", .prefix = "arn:{P}:ecr:{R}:{A}:repository/"},
	{WHAT_POLICIES, "elasticfilesystem", false, false,
	 {.name = "DescribeFileSystems", .path = "/2015-02-01/file-systems", .query = "MaxItems=100"}, PAGE_QUERY("NextMarker", "Marker"),
	 .items = "/FileSystems", .id = "FileSystemId", .arn = "{FileSystemArn}",
	 .get = {.name = "DescribeFileSystemPolicy", .path = "/2015-02-01/file-systems/{id}/policy"},
	 .policy = "/Policy", .always = true, .none = "PolicyNotFound|FileSystemNotFound", .prefix = "arn:{P}:elasticfilesystem:{R}:{A}:file-system/"},
	{WHAT_POLICIES, "es", false, false,
	 {.name = "ListDomainNames", .path = "/2021-01-01/domain"}, {NULL, NULL, false},
	 .items = "/DomainNames", .id = "DomainName", .arn = "arn:{P}:es:{R}:{A}:domain/{id}",
	 .get = {.name = "DescribeDomains", .method = "POST", .path = "/2021-01-01/opensearch/domain-info", .body = "\"DomainNames\":[{id}]"},
	 .policy = "/DomainStatusList/0/AccessPolicies", .none = NOT_FOUND, .prefix = "arn:{P}:es:{R}:{A}:domain/"},
	{WHAT_POLICIES, "backup", false, false,
	 {.name = "ListBackupVaults", .path = "/backup-vaults/", .query = "maxResults=1000"}, PAGE_QUERY("NextToken", "nextToken"),
	 .items = "/BackupVaultList", .id = "BackupVaultName", .arn = "{BackupVaultArn}",
	 .get = {.name = "GetBackupVaultAccessPolicy", .path = "/backup-vaults/{id}/access-policy"},
	 .policy = "/Policy", .none = NOT_FOUND, .prefix = "arn:{P}:backup:{R}:{A}:backup-vault:"},
	{WHAT_POLICIES, "glacier", false, false,
	 {.name = "ListVaults", .path = "/-/vaults", .query = "limit=10"}, PAGE_QUERY("Marker", "marker"),
	 .items = "/VaultList", .id = "VaultName", .arn = "{VaultARN}",
	 .get = {.name = "GetVaultAccessPolicy", .path = "/-/vaults/{id}/access-policy"},
	 .policy = "/policy/Policy", .none = NOT_FOUND, .prefix = "arn:{P}:glacier:{R}:{A}:vaults/"},
	{WHAT_POLICIES, "acm-pca", false, false,
	 {.name = "ListCertificateAuthorities", .body = "\"MaxResults\":100"}, PAGE("NextToken"),
	 .items = "/CertificateAuthorities", .id = "Arn",
	 .get = {.name = "GetPolicy", .body = "\"ResourceArn\":{id}"},
	 .policy = "/Policy", .none = NOT_FOUND, .prefix = "arn:{P}:acm-pca:{R}:{A}:certificate-authority/"},
	{WHAT_POLICIES, "codeartifact", false, false,
	 {.name = "ListDomains", .method = "POST", .path = "/v1/domains", .body = "\"maxResults\":1000"}, PAGE("nextToken"),
	 .items = "/domains", .id = "name", .arn = "{arn_}",
	 .get = {.name = "GetDomainPermissionsPolicy", .path = "/v1/domain/permissions/policy", .query = "domain={id}&domain-owner={owner}"},
	 .policy = "/policy/document", .none = NOT_FOUND, .prefix = "arn:{P}:codeartifact:{R}:{A}:domain/"},
	{WHAT_POLICIES, "schemas", false, false,
	 {.name = "ListRegistries", .path = "/v1/registries", .query = "limit=100&scope=LOCAL"}, PAGE_QUERY("NextToken", "nextToken"),
	 .items = "/Registries", .id = "RegistryName", .arn = "{RegistryArn}",
	 .get = {.name = "GetResourcePolicy", .path = "/v1/policy", .query = "registryName={id}"},
	 .policy = "/Policy", .none = "NotFoundException", .prefix = "arn:{P}:schemas:{R}:{A}:registry/"},
	{WHAT_POLICIES, "s3tables", false, false,
	 {.name = "ListTableBuckets", .path = "/buckets", .query = "maxBuckets=1000"}, PAGE_QUERY("continuationToken", "continuationToken"),
	 .items = "/tableBuckets", .must = "tableBuckets", .id = "arn",
	 .get = {.name = "GetTableBucketPolicy", .path = "/buckets/{id}/policy"},
	 .policy = "/resourcePolicy", .none = "NotFoundException", .prefix = "arn:{P}:s3tables:{R}:{A}:bucket/"},
	{WHAT_POLICIES, "s3vectors", false, false,
	 {.name = "ListVectorBuckets", .method = "POST", .path = "/ListVectorBuckets", .body = "\"maxResults\":500"}, PAGE("nextToken"),
	 .items = "/vectorBuckets", .must = "vectorBuckets", .id = "vectorBucketArn",
	 .get = {.name = "GetVectorBucketPolicy", .method = "POST", .path = "/GetVectorBucketPolicy", .body = "\"vectorBucketArn\":{id}"},
	 .policy = "/policy", .none = "NotFoundException", .prefix = "arn:{P}:s3vectors:{R}:{A}:bucket/"},
	{WHAT_POLICIES, "dsql", false, false,
	 {.name = "ListClusters", .path = "/cluster", .query = "max-results=100"}, PAGE_QUERY("nextToken", "next-token"),
	 .items = "/clusters", .must = "clusters", .id = "identifier", .arn = "{arn_}",
	 .get = {.name = "GetClusterPolicy", .path = "/cluster/{id}/policy"},
	 .policy = "/policy", .none = NOT_FOUND, .prefix = "arn:{P}:dsql:{R}:{A}:cluster/"},
	{WHAT_POLICIES, "kafka", false, false,
	 {.name = "ListClustersV2", .path = "/api/v2/clusters", .query = "maxResults=100"}, PAGE_QUERY("nextToken", "nextToken"),
	 .items = "/clusterInfoList", .id = "clusterArn",
	 .get = {.name = "GetClusterPolicy", .path = "/v1/clusters/{id}/policy"},
	 .policy = "/policy", .none = "NotFoundException", .prefix = "arn:{P}:kafka:{R}:{A}:cluster/"},
	{WHAT_POLICIES, "sagemaker", false, false,
	 {.name = "ListModelPackageGroups", .body = "\"MaxResults\":100"}, PAGE("NextToken"),
	 .items = "/ModelPackageGroupSummaryList", .must = "ModelPackageGroupSummaryList", .id = "ModelPackageGroupName", .arn = "{ModelPackageGroupArn}",
	 .get = {.name = "GetModelPackageGroupPolicy", .body = "\"ModelPackageGroupName\":{id}"},
	 .policy = "/ResourcePolicy", .none = NOT_FOUND, .prefix = "arn:{P}:sagemaker:{R}:{A}:model-package-group/"},
	{WHAT_POLICIES, "vpc-lattice", false, false,
	 {.name = "ListServices", .path = "/services", .query = "maxResults=100"}, PAGE_QUERY("nextToken", "nextToken"),
	 .items = "/items", .must = "items", .id = "arn",
	 .get = {.name = "GetAuthPolicy", .path = "/authpolicy/{id}"},
	 .policy = "/policy", .none = NOT_FOUND, .prefix = "arn:{P}:vpc-lattice:{R}:{A}:service/"},
	{WHAT_POLICIES, "cloudtrail", false, false,
	 {.name = "ListEventDataStores", .body = "\"MaxResults\":1000"}, PAGE("NextToken"),
	 .items = "/EventDataStores", .id = "EventDataStoreArn",
	 .get = {.name = "GetResourcePolicy", .body = "\"ResourceArn\":{id}"},
	 .policy = "/ResourcePolicy", .none = "ResourcePolicyNotFoundException|" NOT_FOUND, .prefix = "arn:{P}:cloudtrail:{R}:{A}:eventdatastore/"},
	{WHAT_POLICIES, "oam", false, false,
	 {.name = "ListSinks", .method = "POST", .path = "/ListSinks", .body = "\"MaxResults\":100"}, PAGE("NextToken"),
	 .items = "/Items", .must = "Items", .id = "Arn",
	 .get = {.name = "GetSinkPolicy", .method = "POST", .path = "/GetSinkPolicy", .body = "\"SinkIdentifier\":{id}"},
	 .policy = "/Policy", .none = NOT_FOUND, .prefix = "arn:{P}:oam:{R}:{A}:sink/"},
	{WHAT_POLICIES, "codebuild", false, false,
	 {.name = "ListProjects"}, PAGE("nextToken"),
	 .items = "/projects", .must = "projects", .arn = "arn:{P}:codebuild:{R}:{A}:project/{id}",
	 .get = {.name = "GetResourcePolicy", .body = "\"resourceArn\":{arn}"},
	 .policy = "/policy", .none = NOT_FOUND, .prefix = "arn:{P}:codebuild:{R}:{A}:project/"},
	{WHAT_POLICIES, "apigateway", false, false,
	 {.name = "GetRestApis", .path = "/restapis", .query = "limit=500"}, PAGE_QUERY("position", "position"),
	 .items = "/item", .id = "id", .arn = "arn:{P}:execute-api:{R}:{A}:{id}",
	 .policy = "/policy", .prefix = "arn:{P}:execute-api:{R}:{A}:"},
	{WHAT_POLICIES, "logs", false, false,
	 {.name = "DescribeDestinations", .body = "\"limit\":50"}, PAGE("nextToken"),
	 .items = "/destinations", .id = "arn",
	 .policy = "/accessPolicy", .prefix = "arn:{P}:logs:{R}:{A}:destination:"},
	{WHAT_POLICIES, "glue", false, false,
	 {.name = "GetResourcePolicies", .body = "\"MaxResults\":1000"}, PAGE("NextToken"),
	 .items = "/GetResourcePoliciesResponseList", .arn = "arn:{P}:glue:{R}:{A}:catalog",
	 .prefix = "arn:{P}:glue:{R}:{A}:catalog", .names = "ResourceArn"},
	{WHAT_POLICIES, "ses", false, false,
	 {.name = "ListEmailIdentities", .path = "/v2/email/identities", .query = "PageSize=1000"}, PAGE_QUERY("NextToken", "NextToken"),
	 .items = "/EmailIdentities", .id = "IdentityName", .arn = "arn:{P}:ses:{R}:{A}:identity/{id}",
	 .get = {.name = "GetEmailIdentityPolicies", .path = "/v2/email/identities/{id}/policies"},
	 .none = "NotFoundException", .prefix = "arn:{P}:ses:{R}:{A}:identity/", .named = true},
	{WHAT_POLICIES, "bedrock", false, false,
	 {.name = "ListCustomModels", .path = "/custom-models", .query = "isOwned=true&maxResults=1000"}, PAGE_QUERY("nextToken", "nextToken"),
	 .items = "/modelSummaries", .id = "modelArn",
	 .get = {.name = "GetResourcePolicy", .path = "/resource-policy/{id}"},
	 .policy = "/resourcePolicy", .none = NOT_FOUND, .prefix = "arn:{P}:bedrock:{R}:{A}:custom-model/"},
	{WHAT_POLICIES, "bedrock", false, false,
	 {.name = "ListGuardrails", .path = "/guardrails", .query = "maxResults=1000"}, PAGE_QUERY("nextToken", "nextToken"),
	 .items = "/guardrails", .must = "guardrails", .id = "arn",
	 .get = {.name = "GetResourcePolicy", .path = "/resource-policy/{id}"},
	 .policy = "/resourcePolicy", .none = NOT_FOUND, .prefix = "arn:{P}:bedrock:{R}:{A}:guardrail/"},
};

/* Operations whose permission has another name. */
static const struct {
	const char *operation;
	const char *action;
} renamed[] = {
	{"s3:ListBuckets", "s3:ListAllMyBuckets"},
	{"s3:GetBucketEncryption", "s3:GetEncryptionConfiguration"},
	{"s3:GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"},
	{"s3control:GetPublicAccessBlock", "s3:GetAccountPublicAccessBlock"},
	{"s3control:ListAccessPoints", "s3:ListAccessPoints"},
	{"s3control:GetAccessPoint", "s3:GetAccessPoint"},
	{"s3control:GetAccessPointPolicy", "s3:GetAccessPointPolicy"},
	{"s3control:GetAccessPointPolicyStatus", "s3:GetAccessPointPolicyStatus"},
	{"apigateway:GetRestApis", "apigateway:GET"},
};
/* clang-format on */

const struct collected_kind *collected_kind_row(size_t i)
{
	return i < sizeof(kinds) / sizeof(kinds[0]) ? &kinds[i] : NULL;
}

/* ---- templates ----------------------------------------------------------------------------------
 */

static struct str after_slash(struct str text)
{
	ptrdiff_t slash = str_find_last_char(text, '/');

	return slash < 0 ? text : str_skip(text, (size_t)slash + 1);
}

/* {arn_} is the member "arn", where {arn} is what was made of it. */
static struct str field(const struct fields *fields, struct str name)
{
	const struct {
		struct str name;
		struct str value;
	} known[] = {
	    {STR("id"), fields->id},
	    {STR("arn"), fields->arn},
	    {STR("A"), fields->account},
	    {STR("R"), fields->region},
	    {STR("P"), str_from(fields->partition)},
	    {STR("last"), after_slash(fields->id)},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (str_eq(name, known[i].name))
			return known[i].value;
	if (str_ends(name, STR("_")))
		name = str_slice(name, 0, name.n - 1);
	return json_get_str(fields->element, name);
}

static void add_encoded(struct buf *buf, struct str value, enum encoding encoding)
{
	switch (encoding) {
	case ENCODING_NONE:
		buf_add(buf, value);
		break;
	case ENCODING_URL:
		sign_encode(buf, value, false);
		break;
	case ENCODING_JSON:
		json_write_str(buf, value);
		break;
	}
}

struct str fields_fill(struct arena *arena, const char *text, const struct fields *fields,
		       enum encoding encoding)
{
	struct str rest = str_from(text);
	struct buf out;

	buf_init(&out, arena, TEXT_MAX);
	while (rest.n > 0) {
		ptrdiff_t open = str_find_char(rest, '{');
		ptrdiff_t close = str_find_char(rest, '}');
		if (open < 0 || close < open) {
			buf_add(&out, rest);
			break;
		}
		buf_add(&out, str_slice(rest, 0, (size_t)open));
		struct str name = str_slice(rest, (size_t)open + 1, (size_t)close);
		if (str_eq(name, STR("N")))
			buf_printf(&out, "%zu", fields->limit);
		else
			add_encoded(&out, field(fields, name), encoding);
		rest = str_skip(rest, (size_t)close + 1);
	}
	return buf_str(&out);
}

bool code_is_among(struct str code, const char *bars)
{
	struct str_split it = {str_from(bars), false};
	struct str one;

	while (code.n > 0 && str_next(&it, '|', &one))
		if (str_eq(code, one))
			return true;
	return false;
}

/* ---- permissions --------------------------------------------------------------------------------
 */

void calls_action(struct arena *arena, struct vec *out, const char *service, const char *name)
{
	struct str action = arena_printf(arena, "%s:%s", service, name);

	for (size_t i = 0; i < sizeof(renamed) / sizeof(renamed[0]); i++)
		if (str_eq(action, str_from(renamed[i].operation)))
			action = str_from(renamed[i].action);
	if (!vec_has_str(out, action))
		*(struct str *)vec_push(out) = action;
}

void calls_actions(struct arena *arena, bool optional, struct vec *out)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		bool runs = kinds[i].what == WHAT_EXECUTIONS || kinds[i].what == WHAT_HISTORIES;
		if (runs != optional)
			continue;
		calls_action(arena, out, kinds[i].service, kinds[i].list.name);
		if (kinds[i].get.name != NULL)
			calls_action(arena, out, kinds[i].service, kinds[i].get.name);
	}
}
