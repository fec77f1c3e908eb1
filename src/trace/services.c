/* trace/services.c - TABLE: resources that have policies of their own. */
#include "services.h"

#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

/* Which ARN holds the policy, given the resource part of the ARN of a request. */
enum holder {
	HOLD_WHOLE,	/* the ARN itself */
	HOLD_ONE_PART,	/* up to the first '/': bucket of an object */
	HOLD_TWO_PARTS, /* up to the second '/': table/NAME of an index */
	HOLD_BUS,	/* rule/NAME or rule/BUS/NAME: event-bus/BUS */
	HOLD_CATALOG,	/* the account's Glue catalog */
	HOLD_REGISTRY,	/* schema/REGISTRY/NAME: registry/REGISTRY */
	HOLD_TOPIC,	/* TOPIC or TOPIC:SUBSCRIPTION: TOPIC */
	HOLD_LOG_GROUP, /* log-group:NAME or log-group:NAME:log-stream:STREAM: log-group:NAME */
	HOLD_API,	/* API/STAGE/METHOD/PATH: API */
	HOLD_RAM,	/* shared through AWS RAM, or by a list of accounts */
	HOLD_NONE,	/* neither, though it lies within what has one */
};

struct service_row {
	struct str service;
	struct str prefix; /* of the resource part */
	struct str within; /* further on in it; empty: whatever follows */
	enum holder holder;
	const char *what;
	const char *behind;
	bool by_id; /* one of another account that shares it is named by its id alone, too */
};

#define ROW(service, prefix, holder, what)                                                         \
	{                                                                                          \
		STR_INIT(service), STR_INIT(prefix), STR_INIT(""), holder, what, NULL, false       \
	}
#define BY_ID(service, prefix, holder, what)                                                       \
	{                                                                                          \
		STR_INIT(service), STR_INIT(prefix), STR_INIT(""), holder, what, NULL, true        \
	}
#define WITHIN(service, prefix, within, holder, what)                                              \
	{                                                                                          \
		STR_INIT(service), STR_INIT(prefix), STR_INIT(within), holder, what, NULL, false   \
	}
#define BEFORE(service, prefix, holder, what, behind)                                              \
	{                                                                                          \
		STR_INIT(service), STR_INIT(prefix), STR_INIT(""), holder, what, behind, false     \
	}

/* In order of their services; of one service the first row that fits counts. A service that is not
 * here has no resource policies. */
/* clang-format off */
static const struct service_row service_rows[] = {
	ROW("account", "", HOLD_RAM, "account"),
	ROW("acm-pca", "certificate-authority/", HOLD_TWO_PARTS, "certificate authority"),
	ROW("aiops", "investigation-group/", HOLD_WHOLE, "investigation group"),
	ROW("aoss", "collection/", HOLD_WHOLE, "collection"),
	ROW("apigateway", "/domainnames/", HOLD_RAM, "domain name"),
	ROW("appmesh", "", HOLD_RAM, "mesh"),
	ROW("appstream", "image/", HOLD_RAM, "image"),
	ROW("appsync", "", HOLD_RAM, "API"),
	ROW("aps", "workspace/", HOLD_WHOLE, "workspace"),
	ROW("arc-region-switch", "plan/", HOLD_RAM, "plan"),
	ROW("aws-marketplace", "", HOLD_WHOLE, "entity"),
	ROW("backup", "backup-vault:", HOLD_WHOLE, "backup vault"),
	ROW("bedrock", "custom-model/", HOLD_WHOLE, "custom model"),
	ROW("bedrock", "guardrail/", HOLD_WHOLE, "guardrail"),
	ROW("bedrock", "agent-alias/", HOLD_RAM, "agent"),
	ROW("bedrock-agentcore", "", HOLD_WHOLE, "AgentCore resource"),
	ROW("billing", "billingview/", HOLD_RAM, "billing view"),
	BY_ID("cleanrooms", "collaboration/", HOLD_RAM, "collaboration"),
	ROW("cleanrooms-ml", "configured-audience-model/", HOLD_WHOLE, "audience model"),
	ROW("cloudfront", "", HOLD_WHOLE, "resource"),
	ROW("cloudhsm", "backup/", HOLD_WHOLE, "backup"),
	ROW("cloudtrail", "channel/", HOLD_WHOLE, "channel"),
	ROW("cloudtrail", "eventdatastore/", HOLD_WHOLE, "event data store"),
	ROW("cloudtrail", "dashboard/", HOLD_WHOLE, "dashboard"),
	ROW("codeartifact", "domain/", HOLD_TWO_PARTS, "domain"),
	ROW("codeartifact", "repository/", HOLD_WHOLE, "repository"),
	ROW("codeartifact", "package/", HOLD_WHOLE, "repository"),
	ROW("codebuild", "project/", HOLD_WHOLE, "project"),
	ROW("codebuild", "report-group/", HOLD_WHOLE, "report group"),
	ROW("codeconnections", "connection/", HOLD_RAM, "connection"),
	ROW("codeguru-profiler", "profilingGroup/", HOLD_WHOLE, "profiling group"),
	ROW("codestar-connections", "connection/", HOLD_RAM, "connection"),
	ROW("comprehend", "document-classifier/", HOLD_WHOLE, "model"),
	ROW("comprehend", "entity-recognizer/", HOLD_WHOLE, "model"),
	ROW("dataexchange", "", HOLD_RAM, "data set"),
	BY_ID("datazone", "", HOLD_RAM, "domain"),
	ROW("ds", "directory/", HOLD_RAM, "directory"),
	ROW("dsql", "cluster/", HOLD_WHOLE, "cluster"),
	WITHIN("dynamodb", "table/", "/stream/", HOLD_WHOLE, "stream"),
	WITHIN("dynamodb", "table/", "/backup/", HOLD_NONE, "backup"),
	WITHIN("dynamodb", "table/", "/export/", HOLD_NONE, "export"),
	WITHIN("dynamodb", "table/", "/import/", HOLD_NONE, "import"),
	ROW("dynamodb", "table/", HOLD_TWO_PARTS, "table"),
	BY_ID("ec2", "subnet/", HOLD_RAM, "subnet"),
	BY_ID("ec2", "vpc/", HOLD_RAM, "VPC"),
	BY_ID("ec2", "security-group/", HOLD_RAM, "security group"),
	BY_ID("ec2", "transit-gateway/", HOLD_RAM, "transit gateway"),
	BY_ID("ec2", "transit-gateway-attachment/", HOLD_RAM, "attachment"),
	BY_ID("ec2", "transit-gateway-multicast-domain/", HOLD_RAM, "multicast domain"),
	BY_ID("ec2", "prefix-list/", HOLD_RAM, "prefix list"),
	BY_ID("ec2", "capacity-reservation/", HOLD_RAM, "capacity reservation"),
	BY_ID("ec2", "dedicated-host/", HOLD_RAM, "Dedicated Host"),
	BY_ID("ec2", "ipam-pool/", HOLD_RAM, "IPAM pool"),
	BY_ID("ec2", "ipam-resource-discovery/", HOLD_RAM, "resource discovery"),
	BY_ID("ec2", "coip-pool/", HOLD_RAM, "address pool"),
	BY_ID("ec2", "local-gateway-route-table/", HOLD_RAM, "route table"),
	BY_ID("ec2", "local-gateway-virtual-interface-group/", HOLD_RAM, "interface group"),
	BY_ID("ec2", "traffic-mirror-target/", HOLD_RAM, "mirror target"),
	BY_ID("ec2", "verified-access-group/", HOLD_RAM, "Verified Access group"),
	BY_ID("ec2", "vpc-peering-connection/", HOLD_RAM, "peering connection"),
	BY_ID("ec2", "vpc-endpoint-service/", HOLD_RAM, "endpoint service"),
	ROW("ec2", "instance/", HOLD_NONE, "instance"),
	ROW("ec2", "volume/", HOLD_NONE, "volume"),
	ROW("ec2", "key-pair/", HOLD_NONE, "key pair"),
	ROW("ec2", "launch-template/", HOLD_NONE, "launch template"),
	ROW("ec2", "elastic-ip/", HOLD_NONE, "Elastic IP address"),
	ROW("ec2", "internet-gateway/", HOLD_NONE, "internet gateway"),
	ROW("ec2", "natgateway/", HOLD_NONE, "NAT gateway"),
	ROW("ec2", "vpn-gateway/", HOLD_NONE, "VPN gateway"),
	ROW("ec2", "vpn-connection/", HOLD_NONE, "VPN connection"),
	ROW("ec2", "customer-gateway/", HOLD_NONE, "customer gateway"),
	ROW("ec2", "fleet/", HOLD_NONE, "fleet"),
	ROW("ec2", "spot-fleet-request/", HOLD_NONE, "request"),
	ROW("ec2", "spot-instances-request/", HOLD_NONE, "request"),
	ROW("ec2", "vpc-flow-log/", HOLD_NONE, "flow log"),
	ROW("ec2", "reserved-instances/", HOLD_NONE, "reservation"),
	ROW("ec2", "", HOLD_RAM, "EC2 resource"),
	ROW("ecr", "repository/", HOLD_WHOLE, "repository"),
	ROW("ecr-public", "repository/", HOLD_WHOLE, "repository"),
	ROW("elasticfilesystem", "file-system/", HOLD_WHOLE, "file system"),
	ROW("elasticloadbalancing", "truststore/", HOLD_RAM, "trust store"),
	ROW("entityresolution", "", HOLD_WHOLE, "workflow"),
	ROW("es", "domain/", HOLD_TWO_PARTS, "domain"),
	ROW("events", "event-bus/", HOLD_TWO_PARTS, "event bus"),
	ROW("events", "rule/", HOLD_BUS, "event bus"),
	ROW("execute-api", "", HOLD_API, "API"),
	ROW("fsx", "", HOLD_RAM, "file system resource"),
	ROW("glacier", "vaults/", HOLD_WHOLE, "vault"),
	ROW("glue", "catalog", HOLD_CATALOG, "catalog"),
	ROW("glue", "database/", HOLD_CATALOG, "catalog"),
	ROW("glue", "table/", HOLD_CATALOG, "catalog"),
	ROW("glue", "tableVersion/", HOLD_CATALOG, "catalog"),
	ROW("glue", "userDefinedFunction/", HOLD_CATALOG, "catalog"),
	ROW("glue", "connection/", HOLD_CATALOG, "catalog"),
	ROW("imagebuilder", "image/", HOLD_WHOLE, "image"),
	ROW("imagebuilder", "component/", HOLD_WHOLE, "component"),
	ROW("imagebuilder", "container-recipe/", HOLD_WHOLE, "recipe"),
	ROW("imagebuilder", "image-recipe/", HOLD_WHOLE, "recipe"),
	ROW("kafka", "cluster/", HOLD_WHOLE, "cluster"),
	ROW("kafka-cluster", "", HOLD_RAM, "cluster"),
	ROW("kinesis", "stream/", HOLD_WHOLE, "stream"),
	ROW("kms", "key/", HOLD_WHOLE, "key"),
	ROW("kms", "alias/", HOLD_WHOLE, "key"),
	ROW("lambda", "function:", HOLD_WHOLE, "function"),
	ROW("lambda", "layer:", HOLD_WHOLE, "layer"),
	ROW("lex", "bot/", HOLD_WHOLE, "bot"),
	ROW("lex", "bot-alias/", HOLD_WHOLE, "bot alias"),
	ROW("license-manager", "", HOLD_RAM, "license configuration"),
	ROW("logs", "destination:", HOLD_WHOLE, "destination"),
	ROW("logs", "log-group::", HOLD_NONE, "log groups"),
	ROW("logs", "log-group:", HOLD_LOG_GROUP, "log group"),
	ROW("lookoutequipment", "model/", HOLD_WHOLE, "model"),
	ROW("mediapackagev2", "channelGroup/", HOLD_WHOLE, "channel"),
	ROW("mediastore", "container/", HOLD_TWO_PARTS, "container"),
	ROW("mediatailor", "channel/", HOLD_WHOLE, "channel"),
	ROW("mpa", "", HOLD_RAM, "approval team"),
	ROW("network-firewall", "", HOLD_WHOLE, "firewall resource"),
	BY_ID("networkmanager", "core-network/", HOLD_WHOLE, "core network"),
	ROW("oam", "sink/", HOLD_WHOLE, "sink"),
	BY_ID("odb", "", HOLD_RAM, "Oracle database resource"),
	ROW("omics", "sequenceStore/", HOLD_TWO_PARTS, "sequence store"),
	ROW("omics", "", HOLD_RAM, "store or workflow"),
	ROW("organizations", "", HOLD_WHOLE, "organization"),
	ROW("osis", "pipeline/", HOLD_WHOLE, "pipeline"),
	BY_ID("outposts", "", HOLD_RAM, "Outpost"),
	ROW("payment-cryptography", "key/", HOLD_WHOLE, "key"),
	ROW("ram", "", HOLD_RAM, "resource share"),
	ROW("rds", "", HOLD_RAM, "database resource"),
	ROW("redshift", "namespace:", HOLD_WHOLE, "namespace"),
	ROW("redshift", "snapshot:", HOLD_RAM, "snapshot"),
	ROW("redshift", "datashare:", HOLD_RAM, "datashare"),
	ROW("redshift-serverless", "snapshot/", HOLD_WHOLE, "snapshot"),
	BY_ID("refactor-spaces", "environment/", HOLD_TWO_PARTS, "environment"),
	ROW("rekognition", "project/", HOLD_WHOLE, "project"),
	ROW("resource-explorer-2", "view/", HOLD_WHOLE, "view"),
	ROW("resource-groups", "", HOLD_RAM, "resource group"),
	ROW("route53-recovery-control", "", HOLD_RAM, "cluster"),
	BY_ID("route53profiles", "", HOLD_RAM, "profile"),
	BY_ID("route53resolver", "", HOLD_RAM, "resolver resource"),
	ROW("rum", "appmonitor/", HOLD_WHOLE, "app monitor"),
	BEFORE("s3", "accesspoint/", HOLD_TWO_PARTS, "access point", "bucket"),
	ROW("s3", "access-grants/", HOLD_TWO_PARTS, "access grants instance"),
	ROW("s3", "", HOLD_ONE_PART, "bucket"),
	BEFORE("s3-object-lambda", "accesspoint/", HOLD_TWO_PARTS, "Object Lambda access point",
	       "access point and bucket"),
	ROW("s3-outposts", "", HOLD_RAM, "bucket on Outposts"),
	ROW("s3express", "bucket/", HOLD_TWO_PARTS, "directory bucket"),
	WITHIN("s3tables", "bucket/", "/table/", HOLD_RAM, "table"),
	ROW("s3tables", "bucket/", HOLD_TWO_PARTS, "table bucket"),
	ROW("s3vectors", "bucket/", HOLD_TWO_PARTS, "vector bucket"),
	ROW("sagemaker", "model-package-group/", HOLD_WHOLE, "model package group"),
	ROW("sagemaker", "model-package/", HOLD_RAM, "model package"),
	ROW("sagemaker", "feature-group/", HOLD_RAM, "feature group"),
	ROW("sagemaker", "pipeline/", HOLD_RAM, "pipeline"),
	ROW("sagemaker", "hub/", HOLD_RAM, "hub"),
	ROW("sagemaker", "hub-content/", HOLD_RAM, "hub"),
	ROW("sagemaker", "lineage-group/", HOLD_RAM, "lineage group"),
	ROW("sagemaker", "action/", HOLD_RAM, "lineage group"),
	ROW("sagemaker", "artifact/", HOLD_RAM, "lineage group"),
	ROW("sagemaker", "context/", HOLD_RAM, "lineage group"),
	ROW("sagemaker", "model-card/", HOLD_RAM, "model card"),
	ROW("sagemaker", "partner-app/", HOLD_RAM, "partner app"),
	ROW("sagemaker", "sagemaker-catalog/", HOLD_RAM, "feature group catalog"),
	ROW("schemas", "registry/", HOLD_TWO_PARTS, "schema registry"),
	ROW("schemas", "schema/", HOLD_REGISTRY, "schema registry"),
	ROW("secretsmanager", "secret:", HOLD_WHOLE, "secret"),
	ROW("serverlessrepo", "applications/", HOLD_WHOLE, "application"),
	ROW("servicecatalog", "", HOLD_RAM, "portfolio"),
	ROW("servicediscovery", "", HOLD_RAM, "namespace"),
	ROW("ses", "identity/", HOLD_WHOLE, "identity"),
	ROW("signer", "/signing-profiles/", HOLD_WHOLE, "signing profile"),
	ROW("sms-voice", "", HOLD_WHOLE, "messaging resource"),
	ROW("sns", "", HOLD_TOPIC, "topic"),
	ROW("sqs", "", HOLD_WHOLE, "queue"),
	ROW("ssm", "parameter/", HOLD_WHOLE, "parameter"),
	ROW("ssm", "opsitemgroup/", HOLD_WHOLE, "OpsItem group"),
	ROW("ssm", "document/", HOLD_RAM, "document"),
	ROW("ssm", "automation-definition/", HOLD_RAM, "document"),
	ROW("ssm-contacts", "contact/", HOLD_WHOLE, "contact"),
	ROW("ssm-incidents", "response-plan/", HOLD_WHOLE, "response plan"),
	ROW("vpc-lattice", "", HOLD_WHOLE, "resource"),
	ROW("vpc-lattice-svcs", "service/", HOLD_TWO_PARTS, "service"),
	ROW("waf", "rulegroup/", HOLD_WHOLE, "rule group"),
	ROW("waf-regional", "rulegroup/", HOLD_WHOLE, "rule group"),
	WITHIN("wafv2", "", "/rulegroup/", HOLD_WHOLE, "rule group"),
	BY_ID("wellarchitected", "", HOLD_RAM, "workload"),
	ROW("workspaces", "workspaceimage/", HOLD_RAM, "image"),
};

/* Services whose calls never leave the Region they are sent to: a foreign ARN is an error. */
static const struct str regional_services[] = {
	STR_INIT("states"), STR_INIT("lambda"), STR_INIT("sqs"), STR_INIT("sns"), STR_INIT("dynamodb"),
	STR_INIT("secretsmanager"), STR_INIT("ssm"), STR_INIT("kinesis"), STR_INIT("events"),
	STR_INIT("batch"), STR_INIT("ecs"), STR_INIT("glue"), STR_INIT("codebuild"), STR_INIT("athena"),
	STR_INIT("firehose"), STR_INIT("logs"), STR_INIT("scheduler"),
};

struct global_row {
	struct str prefix;
	struct str aws, cn, gov;
};

/*
 * Services that are called in one Region, whatever the caller's; a hole: which of several is not
 * known, or (chime) some APIs of the prefix are. Source: AWS General Reference, "Service endpoints and quotas", of each; the endpoint rules
 * that AWS's SDKs are delivered with (September 2026).
 */
static const struct global_row global_rows[] = {
	{STR_INIT("iam"), STR_INIT("us-east-1"), STR_INIT("cn-north-1"), STR_INIT("us-gov-west-1")},
	{STR_INIT("organizations"), STR_INIT("us-east-1"), STR_INIT("cn-northwest-1"), STR_INIT("us-gov-west-1")},
	{STR_INIT("cloudfront"), STR_INIT("us-east-1"), STR_INIT("cn-northwest-1"), STR_INIT("")},
	{STR_INIT("route53"), STR_INIT("us-east-1"), STR_INIT("cn-northwest-1"), STR_INIT("us-gov-west-1")},
	{STR_INIT("account"), STR_INIT("us-east-1"), STR_INIT("cn-northwest-1"), STR_INIT("us-gov-west-1")},
	{STR_INIT("artifact"), STR_INIT("us-east-1"), STR_INIT("cn-northwest-1"), STR_INIT("us-gov-west-1")},
	{STR_INIT("bcm-dashboards"), STR_INIT("us-east-1"), STR_INIT("cn-northwest-1"), STR_INIT("us-gov-west-1")},
	{STR_INIT("bcm-data-exports"), STR_INIT("us-east-1"), STR_INIT("cn-northwest-1"), STR_INIT("us-gov-west-1")},
	{STR_INIT("bcm-pricing-calculator"), STR_INIT("us-east-1"), STR_INIT("cn-northwest-1"), STR_INIT("us-gov-west-1")},
	{STR_INIT("bcm-recommended-actions"), STR_INIT("us-east-1"), STR_INIT("cn-northwest-1"), STR_INIT("us-gov-west-1")},
	{STR_INIT("billing"), STR_INIT("us-east-1"), STR_INIT("cn-northwest-1"), STR_INIT("us-gov-west-1")},
	{STR_INIT("billingconductor"), STR_INIT("us-east-1"), STR_INIT(""), STR_INIT("")},
	{STR_INIT("budgets"), STR_INIT("us-east-1"), STR_INIT("cn-northwest-1"), STR_INIT("us-gov-west-1")},
	{STR_INIT("ce"), STR_INIT("us-east-1"), STR_INIT("cn-northwest-1"), STR_INIT("us-gov-west-1")},
	{STR_INIT("chime"), STR_INIT(HOLE_TEXT), STR_INIT(""), STR_INIT("")},
	{STR_INIT("freetier"), STR_INIT("us-east-1"), STR_INIT(""), STR_INIT("")},
	{STR_INIT("health"), STR_INIT(HOLE_TEXT), STR_INIT(HOLE_TEXT), STR_INIT(HOLE_TEXT)},
	{STR_INIT("importexport"), STR_INIT("us-east-1"), STR_INIT(""), STR_INIT("")},
	{STR_INIT("invoicing"), STR_INIT("us-east-1"), STR_INIT("cn-northwest-1"), STR_INIT("us-gov-west-1")},
	{STR_INIT("networkmanager"), STR_INIT("us-west-2"), STR_INIT("cn-northwest-1"), STR_INIT("us-gov-west-1")},
	{STR_INIT("notifications-contacts"), STR_INIT("us-east-1"), STR_INIT("cn-northwest-1"), STR_INIT("us-gov-west-1")},
	{STR_INIT("route53-recovery-control-config"), STR_INIT("us-west-2"), STR_INIT("cn-northwest-1"), STR_INIT("us-gov-west-1")},
	{STR_INIT("savingsplans"), STR_INIT("us-east-1"), STR_INIT(""), STR_INIT("")},
	{STR_INIT("shield"), STR_INIT("us-east-1"), STR_INIT(""), STR_INIT("")},
	{STR_INIT("support"), STR_INIT("us-east-1"), STR_INIT("cn-north-1"), STR_INIT("us-gov-west-1")},
	{STR_INIT("tax"), STR_INIT("us-east-1"), STR_INIT("cn-northwest-1"), STR_INIT("us-gov-west-1")},
	{STR_INIT("waf"), STR_INIT("us-east-1"), STR_INIT(""), STR_INIT("")},
};
/* clang-format on */

/* The first `parts` parts of a path; the whole where it has no more. A hole ends what can be cut.
 */
static struct str first_parts(struct str path, size_t parts)
{
	size_t seen = 0;

	for (size_t i = 0; i < path.n; i++)
		if (path.p[i] == '/' && ++seen == parts)
			return str_slice(path, 0, i);
	return path;
}

static struct str with_resource(struct arena *arena, const struct arn *arn, struct str resource)
{
	size_t before = (size_t)(arn->resource.p - arn->whole.p);

	return ARENA_JOIN(arena, str_slice(arn->whole, 0, before), resource);
}

static struct str bus_of_rule(struct arena *arena, struct str resource)
{
	struct str rest = str_skip(resource, STR("rule/").n);
	ptrdiff_t slash = str_find_char(rest, '/');
	struct str bus = slash < 0 ? STR("default") : str_slice(rest, 0, (size_t)slash);

	return arena_printf(arena, "event-bus/%.*s", STR_ARG(bus));
}

static struct str registry_of_schema(struct arena *arena, struct str resource)
{
	struct str rest = str_skip(resource, STR("schema/").n);

	return arena_printf(arena, "registry/%.*s", STR_ARG(first_parts(rest, 1)));
}

/* Source: CloudWatch Logs API Reference, "PutResourcePolicy", resourceArn. */
static struct str log_group_of(struct str resource)
{
	size_t kind = STR("log-group:").n;

	return str_slice(resource, 0, kind + str_until(str_skip(resource, kind), ':').n);
}

static struct str holder_of(struct arena *arena, const struct arn *arn, enum holder holder)
{
	struct str r = arn->resource;

	switch (holder) {
	case HOLD_WHOLE:
	case HOLD_RAM:
	case HOLD_NONE:
		return arn->whole;
	case HOLD_ONE_PART:
	case HOLD_API:
		return with_resource(arena, arn, first_parts(r, 1));
	case HOLD_TWO_PARTS:
		return with_resource(arena, arn, first_parts(r, 2));
	case HOLD_BUS:
		return with_resource(arena, arn, bus_of_rule(arena, r));
	case HOLD_CATALOG:
		return with_resource(arena, arn, STR("catalog"));
	case HOLD_REGISTRY:
		return with_resource(arena, arn, registry_of_schema(arena, r));
	case HOLD_TOPIC:
		return with_resource(arena, arn, str_until(r, ':'));
	case HOLD_LOG_GROUP:
		return with_resource(arena, arn, log_group_of(r));
	}
	return arn->whole;
}

enum { SERVICE_ROWS = sizeof(service_rows) / sizeof(service_rows[0]) };

/* The first row of a service, or where it would stand. */
static size_t first_row(struct str service)
{
	size_t from = 0, to = SERVICE_ROWS;

	while (from < to) {
		size_t half = from + (to - from) / 2;
		if (str_cmp(service_rows[half].service, service) < 0)
			from = half + 1;
		else
			to = half;
	}
	return from;
}

static bool is_row_of(size_t i, struct str service)
{
	return i < SERVICE_ROWS && str_eq(service_rows[i].service, service);
}

/* Of a row of its service. */
static bool row_fits(const struct service_row *row, const struct arn *arn)
{
	return str_starts(arn->resource, row->prefix) &&
	       (str_is_empty(row->within) || str_contains(arn->resource, row->within));
}

/* Has it a policy, or may it be shared without one? */
static enum policy_owner owner_by(enum holder holder)
{
	if (holder == HOLD_NONE)
		return OWNER_NONE;
	return holder == HOLD_RAM ? OWNER_SHARING : OWNER_ARN;
}

/* A service that is a hole, or a resource part that begins with one, may be anything with a policy.
 */
static bool could_be_any(const struct arn *arn)
{
	return holes_any(arn->service) || (arn->resource.n > 0 && arn->resource.p[0] == HOLE);
}

struct policy_subject service_policy_subject(struct arena *arena, struct str resource)
{
	struct policy_subject out = {OWNER_NONE, {NULL, 0}, "resource", NULL};
	struct arn arn;

	if (!arn_parse(resource, &arn)) {
		if (holes_any(resource))
			out = (struct policy_subject){OWNER_ARN, resource, "resource", NULL};
		return out;
	}
	bool any = could_be_any(&arn);
	for (size_t i = first_row(arn.service); is_row_of(i, arn.service); i++) {
		const struct service_row *row = &service_rows[i];

		if (any ? row->holder == HOLD_NONE : !row_fits(row, &arn))
			continue;
		out.owner = owner_by(row->holder);
		out.subject = holder_of(arena, &arn, row->holder);
		out.what = row->what;
		out.behind = row->behind;
		return out;
	}
	if (holes_any(arn.service))
		out = (struct policy_subject){OWNER_ARN, resource, "resource", NULL};
	if (str_eq(arn.service, STR("states")) && str_starts(arn.resource, STR("stateMachine")))
		out.what = "state machine";
	return out;
}

bool service_shares_ids(const struct arn *arn)
{
	for (size_t i = first_row(arn->service); is_row_of(i, arn->service); i++)
		if (row_fits(&service_rows[i], arn))
			return service_rows[i].by_id;
	return false;
}

/* What EC2 names by names that people choose, not by ids. */
static const struct str named_rows[] = {
    STR_INIT("elastic-gpu/"),
    STR_INIT("group/"),
    STR_INIT("key-pair/"),
    STR_INIT("placement-group/"),
};

bool service_has_ids(struct str resource)
{
	struct arn arn;
	if (!arn_parse(resource, &arn) || !str_eq(arn.service, STR("ec2")) ||
	    holes_any(arn.region) ||
	    str_until(arn.resource, HOLE).n <= str_until(arn.resource, '/').n)
		return false;
	for (size_t i = 0; i < sizeof(named_rows) / sizeof(named_rows[0]); i++)
		if (str_starts(arn.resource, named_rows[i]))
			return false;
	return true;
}

bool service_has_policies(struct str prefix)
{
	for (size_t i = 0; i < SERVICE_ROWS; i++)
		if (str_eq_nocase(service_rows[i].service, prefix))
			return true;
	return false;
}

bool service_is_own(const struct arn *arn)
{
	bool none = str_is_empty(arn->account) || str_eq(arn->account, STR("aws"));

	return none && !str_eq(arn->service, STR("s3"));
}

struct str service_global_region(struct str prefix, struct str partition)
{
	for (size_t i = 0; i < sizeof(global_rows) / sizeof(global_rows[0]); i++) {
		if (!str_eq_nocase(global_rows[i].prefix, prefix))
			continue;
		if (str_eq(partition, STR("aws-cn")))
			return global_rows[i].cn;
		if (str_eq(partition, STR("aws-us-gov")))
			return global_rows[i].gov;
		return global_rows[i].aws;
	}
	return STR("");
}

/*
 * Regions that are there for every account; all that came later have to be enabled.
 * Source: AWS Account Management Reference Guide, "Enable or disable AWS Regions in your account".
 */
bool service_region_is_opted(struct str region, struct str partition)
{
	static const struct str always[] = {
	    STR_INIT("us-east-1"),	STR_INIT("us-east-2"),	    STR_INIT("us-west-1"),
	    STR_INIT("us-west-2"),	STR_INIT("ca-central-1"),   STR_INIT("sa-east-1"),
	    STR_INIT("eu-central-1"),	STR_INIT("eu-west-1"),	    STR_INIT("eu-west-2"),
	    STR_INIT("eu-west-3"),	STR_INIT("eu-north-1"),	    STR_INIT("ap-south-1"),
	    STR_INIT("ap-northeast-1"), STR_INIT("ap-northeast-2"), STR_INIT("ap-northeast-3"),
	    STR_INIT("ap-southeast-1"), STR_INIT("ap-southeast-2"),
	};
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		if (str_eq(region, always[i]))
			return false;
	return str_eq(partition, STR("aws")) && arn_is_region(region);
}

bool service_stays_in_region(struct str prefix)
{
	for (size_t i = 0; i < sizeof(regional_services) / sizeof(regional_services[0]); i++)
		if (str_eq(regional_services[i], prefix))
			return true;
	return false;
}
