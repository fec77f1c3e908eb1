/* feed/endpoint.c - services of AWS, and where they answer. */
#include "feed/endpoint.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */
/* Source: the service models of botocore 1.43 (facts: host, signing name, protocol, version). */
static const struct service services[] = {
	{"iam", "iam", "iam", "IAM", PROTOCOL_QUERY, "2010-05-08", PLACE_IAM, false},
	{"sts", "sts", "sts", "STS", PROTOCOL_QUERY, "2011-06-15", PLACE_REGION, false},
	{"sso", "portal.sso", "awsssoportal", "SSO", PROTOCOL_REST_JSON, "", PLACE_REGION, false},
	{"sso-oauth", "oidc", "sso-oauth", "SSO_OIDC", PROTOCOL_REST_JSON, "", PLACE_REGION, false},
	{"states", "states", "states", "SFN", PROTOCOL_JSON10, "AWSStepFunctions", PLACE_REGION, false},
	{"organizations", "organizations", "organizations", "ORGANIZATIONS", PROTOCOL_JSON11, "AWSOrganizationsV20161128", PLACE_ORGANIZATION, false},
	{"account", "account", "account", "ACCOUNT", PROTOCOL_REST_JSON, "", PLACE_ORGANIZATION, false},
	{"lambda", "lambda", "lambda", "LAMBDA", PROTOCOL_REST_JSON, "", PLACE_REGION, false},
	{"sqs", "sqs", "sqs", "SQS", PROTOCOL_JSON10, "AmazonSQS", PLACE_REGION, false},
	{"sns", "sns", "sns", "SNS", PROTOCOL_QUERY, "2010-03-31", PLACE_REGION, false},
	{"s3", "s3", "s3", "S3", PROTOCOL_REST_XML, "", PLACE_REGION, false},
	{"s3control", "s3-control", "s3", "S3_CONTROL", PROTOCOL_REST_XML, "", PLACE_REGION, true},
	{"kms", "kms", "kms", "KMS", PROTOCOL_JSON11, "TrentService", PLACE_REGION, false},
	{"secretsmanager", "secretsmanager", "secretsmanager", "SECRETS_MANAGER", PROTOCOL_JSON11, "secretsmanager", PLACE_REGION, false},
	{"dynamodb", "dynamodb", "dynamodb", "DYNAMODB", PROTOCOL_JSON10, "DynamoDB_20120810", PLACE_REGION, false},
	{"events", "events", "events", "EVENTBRIDGE", PROTOCOL_JSON11, "AWSEvents", PLACE_REGION, false},
	{"ecr", "api.ecr", "ecr", "ECR", PROTOCOL_JSON11, "AmazonEC2ContainerRegistry_V20150921", PLACE_REGION, false},
	{"ec2", "ec2", "ec2", "EC2", PROTOCOL_QUERY, "2016-11-15", PLACE_REGION, false},
	{"ssm", "ssm", "ssm", "SSM", PROTOCOL_JSON11, "AmazonSSM", PLACE_REGION, false},
	{"config", "config", "config", "CONFIG_SERVICE", PROTOCOL_JSON11, "StarlingDoveService", PLACE_REGION, false},
	{"kinesis", "kinesis", "kinesis", "KINESIS", PROTOCOL_JSON11, "Kinesis_20131202", PLACE_REGION, false},
	{"elasticfilesystem", "elasticfilesystem", "elasticfilesystem", "EFS", PROTOCOL_REST_JSON, "", PLACE_REGION, false},
	{"es", "es", "es", "OPENSEARCH", PROTOCOL_REST_JSON, "", PLACE_REGION, false},
	{"backup", "backup", "backup", "BACKUP", PROTOCOL_REST_JSON, "", PLACE_REGION, false},
	{"glacier", "glacier", "glacier", "GLACIER", PROTOCOL_REST_JSON, "", PLACE_REGION, false},
	{"codeartifact", "codeartifact", "codeartifact", "CODEARTIFACT", PROTOCOL_REST_JSON, "", PLACE_REGION, false},
	{"acm-pca", "acm-pca", "acm-pca", "ACM_PCA", PROTOCOL_JSON11, "ACMPrivateCA", PLACE_REGION, false},
	{"sagemaker", "api.sagemaker", "sagemaker", "SAGEMAKER", PROTOCOL_JSON11, "SageMaker", PLACE_REGION, false},
	{"s3tables", "s3tables", "s3tables", "S3TABLES", PROTOCOL_REST_JSON, "", PLACE_REGION, false},
	{"s3vectors", "s3vectors", "s3vectors", "S3VECTORS", PROTOCOL_REST_JSON, "", PLACE_REGION, false},
	{"schemas", "schemas", "schemas", "SCHEMAS", PROTOCOL_REST_JSON, "", PLACE_REGION, false},
	{"dsql", "dsql", "dsql", "DSQL", PROTOCOL_REST_JSON, "", PLACE_REGION, false},
	{"kafka", "kafka", "kafka", "KAFKA", PROTOCOL_REST_JSON, "", PLACE_REGION, false},
	{"logs", "logs", "logs", "CLOUDWATCH_LOGS", PROTOCOL_JSON11, "Logs_20140328", PLACE_REGION, false},
	{"vpc-lattice", "vpc-lattice", "vpc-lattice", "VPC_LATTICE", PROTOCOL_REST_JSON, "", PLACE_REGION, false},
	{"cloudtrail", "cloudtrail", "cloudtrail", "CLOUDTRAIL", PROTOCOL_JSON11, "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101", PLACE_REGION, false},
	{"codebuild", "codebuild", "codebuild", "CODEBUILD", PROTOCOL_JSON11, "CodeBuild_20161006", PLACE_REGION, false},
	{"apigateway", "apigateway", "apigateway", "API_GATEWAY", PROTOCOL_REST_JSON, "", PLACE_REGION, false},
	{"glue", "glue", "glue", "GLUE", PROTOCOL_JSON11, "AWSGlue", PLACE_REGION, false},
	{"ses", "email", "ses", "SESV2", PROTOCOL_REST_JSON, "", PLACE_REGION, false},
	{"bedrock", "bedrock", "bedrock", "BEDROCK", PROTOCOL_REST_JSON, "", PLACE_REGION, false},
	{"oam", "oam", "oam", "OAM", PROTOCOL_REST_JSON, "", PLACE_REGION, false},
};

/* Source: partitions of botocore 1.43; AWS General Reference, "IAM endpoints", "Organizations endpoints". */
static const struct partition partitions[] = {
	{"cn-", "aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn", "cn-north-1", "cn-northwest-1"},
	{"us-gov-", "aws-us-gov", "amazonaws.com", "api.aws", "us-gov-west-1", "us-gov-west-1"},
	{"us-iso-", "aws-iso", "c2s.ic.gov", NULL, "us-iso-east-1", "us-iso-east-1"},
	{"us-isob-", "aws-iso-b", "sc2s.sgov.gov", NULL, "us-isob-east-1", "us-isob-east-1"},
	{"eu-isoe-", "aws-iso-e", "cloud.adc-e.uk", NULL, "eu-isoe-west-1", "eu-isoe-west-1"},
	{"us-isof-", "aws-iso-f", "csp.hci.ic.gov", NULL, "us-isof-south-1", "us-isof-south-1"},
	{"eusc-", "aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu", "eusc-de-east-1", "eusc-de-east-1"},
	{"", "aws", "amazonaws.com", "api.aws", "us-east-1", "us-east-1"},
};
/* clang-format on */

enum { SERVICE_COUNT = sizeof(services) / sizeof(services[0]) };

const struct service *service_find(struct str id)
{
	for (size_t i = 0; i < SERVICE_COUNT; i++)
		if (str_eq(id, str_from(services[i].id)))
			return &services[i];
	return NULL;
}

const struct partition *partition_of(struct str region)
{
	size_t i = 0;

	while (!str_starts(region, str_from(partitions[i].prefix)))
		i++;
	return &partitions[i];
}

const struct partition *partition_row(size_t i)
{
	return i < sizeof(partitions) / sizeof(partitions[0]) ? &partitions[i] : NULL;
}

/* ---- what is configured -------------------------------------------------------------------------
 */

bool endpoint_parse(struct str url, struct endpoint *out, struct err *err)
{
	struct str rest = url;

	if (str_starts_nocase(url, STR("https://")))
		out->scheme = STR("https");
	else if (str_starts_nocase(url, STR("http://")))
		out->scheme = STR("http");
	else
		return err_set(
		    err, ERR_INPUT,
		    "the endpoint \"%.*s\" is no URL: it begins with https:// or http://",
		    STR_ARG(url));
	rest = str_skip(url, out->scheme.n + 3);
	out->host = str_until(rest, '/');
	out->path = str_skip(rest, out->host.n);
	out->whole_path = out->path;
	while (str_ends(out->path, STR("/")))
		out->path = str_slice(out->path, 0, out->path.n - 1);
	if (out->host.n == 0 || str_find_char(url, '?') >= 0 || str_find_char(url, '#') >= 0 ||
	    str_find_char(out->host, '@') >= 0 || str_find_char(url, ' ') >= 0)
		return err_set(err, ERR_INPUT,
			       "the endpoint \"%.*s\" is no URL of scheme, host and path",
			       STR_ARG(url));
	return true;
}

/* "SECRETS_MANAGER" and "secrets_manager" name the same service. */
static struct str configured_for(const struct aws_settings *settings, const struct service *service)
{
	const struct aws_files *files = settings->files;

	for (size_t i = 0; files != NULL && i < files->n_urls; i++) {
		const struct service_url *row = &files->urls[i];
		if (settings->services.n > 0 && str_eq(row->section, settings->services) &&
		    str_eq_nocase(row->service, str_from(service->env)))
			return row->url;
	}
	return settings->endpoint_url;
}

static struct str configured(struct arena *arena, const struct aws_settings *settings,
			     const struct service *service)
{
	struct str name = arena_printf(arena, "AWS_ENDPOINT_URL_%s", service->env);
	struct str url = str_from(getenv(name.p));

	if (settings->ignore_endpoints)
		return STR("");
	if (url.n == 0)
		url = str_from(getenv("AWS_ENDPOINT_URL"));
	return url.n > 0 ? url : configured_for(settings, service);
}

/* ---- what is known ------------------------------------------------------------------------------
 */

/* Source: AWS General Reference, "IAM endpoints and quotas". */
static struct str iam_host(struct arena *arena, const struct aws_settings *settings,
			   const struct partition *partition)
{
	const char *fips = settings->fips ? "-fips" : "";

	if (strcmp(partition->name, "aws") == 0 && settings->dualstack)
		return STR("iam.global.api.aws");
	if (strcmp(partition->name, "aws") == 0)
		return arena_printf(arena, "iam%s.amazonaws.com", fips);
	if (strcmp(partition->name, "aws-us-gov") == 0)
		return STR("iam.us-gov.amazonaws.com");
	return arena_printf(arena, "iam.%s.%s", partition->iam_region, partition->suffix);
}

/* In GovCloud the ordinary hosts are the FIPS ones. */
static struct str regional_host(struct arena *arena, const struct aws_settings *settings,
				const struct service *service, const struct partition *partition,
				struct str region)
{
	bool govcloud = strcmp(partition->name, "aws-us-gov") == 0;
	const char *fips = settings->fips && !govcloud ? "-fips" : "";
	bool dual =
	    settings->dualstack && partition->dual_suffix != NULL && service->place == PLACE_REGION;
	bool s3 = strcmp(service->host, "s3") == 0 || strcmp(service->host, "s3-control") == 0;

	if (dual && s3)
		return arena_printf(arena, "%s%s.dualstack.%.*s.%s", service->host, fips,
				    STR_ARG(region), partition->suffix);
	return arena_printf(arena, "%s%s.%.*s.%s", service->host, fips, STR_ARG(region),
			    dual ? partition->dual_suffix : partition->suffix);
}

/* It becomes part of a host's name. */
static bool is_region_name(struct str region)
{
	for (size_t i = 0; i < region.n; i++) {
		char c = region.p[i];
		if (!ascii_is_lower(c) && !ascii_is_digit(c) && c != '-')
			return false;
	}
	return region.n > 0;
}

bool endpoint_of(struct arena *arena, const struct aws_settings *settings,
		 const struct service *service, struct str region, struct endpoint *out,
		 struct err *err)
{
	const struct partition *partition = partition_of(region);
	struct str url = configured(arena, settings, service);
	struct endpoint made = {.scheme = STR("https"), .region = region, .configured = url.n > 0};

	if (!is_region_name(region))
		return err_set(err, ERR_INPUT, "\"%.*s\" is no region, such as us-east-1",
			       STR_ARG(region));
	if (service->place == PLACE_IAM)
		made.region = str_from(partition->iam_region);
	if (service->place == PLACE_ORGANIZATION)
		made.region = str_from(partition->organization_region);
	if (made.configured && !endpoint_parse(url, &made, err))
		return false;
	if (!made.configured && service->place == PLACE_IAM)
		made.host = iam_host(arena, settings, partition);
	else if (!made.configured)
		made.host = regional_host(arena, settings, service, partition, made.region);
	*out = made;
	return true;
}
