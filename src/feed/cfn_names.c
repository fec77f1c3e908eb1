/* feed/cfn_names.c - TABLE: what resources of a template are called, and what Ref and Fn::GetAtt
 * give.
 *
 * Source: AWS CloudFormation Template Reference, "Return values" of each resource type; AWS SAM
 * Developer Guide, "Generated CloudFormation resources".
 */
#include "feed/cfn.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/holes.h"

enum { NAME_TEXT_MAX = 1 << 20 };

/* What Ref gives. */
enum ref_kind { REF_NAME, REF_ARN, REF_URL };

/* In `arn` P is the partition, R the Region, A the account, N the name and F an IAM path. */
struct cfn_type {
	struct str type;
	struct str name; /* the property that names it; empty: the deployment always does */
	const char *arn; /* NULL: it has none that is known beforehand */
	enum ref_kind ref;
	struct str attribute; /* of the name, beside Arn; empty: none */
};

/* clang-format off */
static const struct cfn_type types[] = {
	{STR_INIT("AWS::IAM::Role"), STR_INIT("RoleName"), "arn:$P:iam::$A:role$F$N", REF_NAME, STR_INIT("RoleName")},
	{STR_INIT("AWS::IAM::User"), STR_INIT("UserName"), "arn:$P:iam::$A:user$F$N", REF_NAME, STR_INIT("UserName")},
	{STR_INIT("AWS::IAM::Group"), STR_INIT("GroupName"), "arn:$P:iam::$A:group$F$N", REF_NAME, STR_INIT("GroupName")},
	{STR_INIT("AWS::IAM::ManagedPolicy"), STR_INIT("ManagedPolicyName"), "arn:$P:iam::$A:policy$F$N", REF_ARN, STR_INIT("PolicyName")},
	{STR_INIT("AWS::IAM::InstanceProfile"), STR_INIT("InstanceProfileName"), "arn:$P:iam::$A:instance-profile$F$N", REF_NAME, STR_INIT("")},
	{STR_INIT("AWS::IAM::OIDCProvider"), STR_INIT("Url"), "arn:$P:iam::$A:oidc-provider/$N", REF_ARN, STR_INIT("")},
	{STR_INIT("AWS::IAM::SAMLProvider"), STR_INIT("Name"), "arn:$P:iam::$A:saml-provider/$N", REF_ARN, STR_INIT("")},
	{STR_INIT("AWS::StepFunctions::StateMachine"), STR_INIT("StateMachineName"), "arn:$P:states:$R:$A:stateMachine:$N", REF_ARN, STR_INIT("Name")},
	{STR_INIT("AWS::Serverless::StateMachine"), STR_INIT("Name"), "arn:$P:states:$R:$A:stateMachine:$N", REF_ARN, STR_INIT("Name")},
	{STR_INIT("AWS::StepFunctions::Activity"), STR_INIT("Name"), "arn:$P:states:$R:$A:activity:$N", REF_ARN, STR_INIT("Name")},
	{STR_INIT("AWS::Lambda::Function"), STR_INIT("FunctionName"), "arn:$P:lambda:$R:$A:function:$N", REF_NAME, STR_INIT("")},
	{STR_INIT("AWS::Serverless::Function"), STR_INIT("FunctionName"), "arn:$P:lambda:$R:$A:function:$N", REF_NAME, STR_INIT("")},
	{STR_INIT("AWS::SQS::Queue"), STR_INIT("QueueName"), "arn:$P:sqs:$R:$A:$N", REF_URL, STR_INIT("QueueName")},
	{STR_INIT("AWS::SNS::Topic"), STR_INIT("TopicName"), "arn:$P:sns:$R:$A:$N", REF_ARN, STR_INIT("TopicName")},
	{STR_INIT("AWS::S3::Bucket"), STR_INIT("BucketName"), "arn:$P:s3:::$N", REF_NAME, STR_INIT("")},
	{STR_INIT("AWS::KMS::Key"), STR_INIT(""), "arn:$P:kms:$R:$A:key/$N", REF_NAME, STR_INIT("KeyId")},
	{STR_INIT("AWS::KMS::ReplicaKey"), STR_INIT(""), "arn:$P:kms:$R:$A:key/$N", REF_NAME, STR_INIT("KeyId")},
	{STR_INIT("AWS::KMS::Alias"), STR_INIT("AliasName"), NULL, REF_NAME, STR_INIT("")},
	{STR_INIT("AWS::SecretsManager::Secret"), STR_INIT(""), "arn:$P:secretsmanager:$R:$A:secret:$N", REF_ARN, STR_INIT("")},
	{STR_INIT("AWS::SSM::Parameter"), STR_INIT("Name"), NULL, REF_NAME, STR_INIT("")},
	{STR_INIT("AWS::Events::EventBus"), STR_INIT("Name"), "arn:$P:events:$R:$A:event-bus/$N", REF_NAME, STR_INIT("Name")},
	{STR_INIT("AWS::DynamoDB::Table"), STR_INIT("TableName"), "arn:$P:dynamodb:$R:$A:table/$N", REF_NAME, STR_INIT("")},
	{STR_INIT("AWS::DynamoDB::GlobalTable"), STR_INIT("TableName"), "arn:$P:dynamodb:$R:$A:table/$N", REF_NAME, STR_INIT("")},
	{STR_INIT("AWS::Serverless::SimpleTable"), STR_INIT("TableName"), "arn:$P:dynamodb:$R:$A:table/$N", REF_NAME, STR_INIT("")},
	{STR_INIT("AWS::Kinesis::Stream"), STR_INIT("Name"), "arn:$P:kinesis:$R:$A:stream/$N", REF_NAME, STR_INIT("")},
	{STR_INIT("AWS::ECR::Repository"), STR_INIT("RepositoryName"), "arn:$P:ecr:$R:$A:repository/$N", REF_NAME, STR_INIT("")},
	{STR_INIT("AWS::ECS::Cluster"), STR_INIT("ClusterName"), "arn:$P:ecs:$R:$A:cluster/$N", REF_NAME, STR_INIT("")},
	{STR_INIT("AWS::Batch::JobQueue"), STR_INIT("JobQueueName"), "arn:$P:batch:$R:$A:job-queue/$N", REF_ARN, STR_INIT("")},
	{STR_INIT("AWS::Glue::Job"), STR_INIT("Name"), NULL, REF_NAME, STR_INIT("")},
	{STR_INIT("AWS::Glue::Crawler"), STR_INIT("Name"), NULL, REF_NAME, STR_INIT("")},
	{STR_INIT("AWS::Glue::Database"), STR_INIT("DatabaseInput"), NULL, REF_NAME, STR_INIT("")},
	{STR_INIT("AWS::Athena::WorkGroup"), STR_INIT("Name"), NULL, REF_NAME, STR_INIT("")},
	{STR_INIT("AWS::CodeBuild::Project"), STR_INIT("Name"), "arn:$P:codebuild:$R:$A:project/$N", REF_NAME, STR_INIT("")},
	{STR_INIT("AWS::Logs::LogGroup"), STR_INIT("LogGroupName"), "arn:$P:logs:$R:$A:log-group:$N:*", REF_NAME, STR_INIT("")},
	{STR_INIT("AWS::Organizations::Policy"), STR_INIT(""), NULL, REF_NAME, STR_INIT("Id")},
};
/* clang-format on */

static const struct cfn_type *type_row(struct str type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_eq(types[i].type, type))
			return &types[i];
	return NULL;
}

struct cfn_resource *cfn_find(const struct cfn *cfn, struct str logical)
{
	return map_find(&cfn->by_name, logical);
}

const struct cfn_resource *cfn_made_role(const struct cfn *cfn, const struct cfn_resource *resource)
{
	const struct cfn_resource *role =
	    cfn_find(cfn, arena_printf(cfn->arena, "%.*sRole", STR_ARG(resource->logical)));

	return role != NULL && role->made_by == resource ? role : NULL;
}

/* ---- properties -------------------------------------------------------------------------- */

/* Globals give what a SAM resource leaves out. */
static const struct json *global(const struct cfn *cfn, struct str type, struct str name)
{
	struct str prefix = STR("AWS::Serverless::");

	if (!str_starts(type, prefix))
		return NULL;
	return json_get(json_get(json_get(cfn->root, STR("Globals")), str_skip(type, prefix.n)),
			name);
}

/* What a macro among the properties may have given. */
static const struct json *included(const struct cfn *cfn)
{
	const struct json *call = NULL;
	struct err ignored;

	(void)json_parse(cfn->arena, STR("{\"Fn::Transform\":{}}"), &call, &ignored);
	return call;
}

const struct json *cfn_property(const struct cfn *cfn, const struct cfn_resource *resource,
				struct str name)
{
	const struct json *properties = json_get(resource->json, STR("Properties"));
	const struct json *own = json_get(properties, name);

	if (own == NULL && json_get(properties, STR("Fn::Transform")) != NULL)
		return included(cfn);
	return own != NULL ? own : global(cfn, resource->type, name);
}

const struct json *cfn_value(struct cfn *cfn, const struct cfn_resource *resource, struct str name)
{
	const struct cfn_bound *before = cfn->bound;
	const struct json *value;

	cfn->bound = resource->bound;
	value = cfn_eval(cfn, cfn_property(cfn, resource, name));
	cfn->bound = before;
	return value;
}

struct str cfn_text(struct cfn *cfn, const struct cfn_resource *resource, struct str name)
{
	const struct json *value = cfn_value(cfn, resource, name);

	return value == NULL || json_is(value, JSON_NULL) ? STR("")
							  : json_scalar(cfn->arena, value);
}

struct str cfn_at(struct cfn *cfn, const struct cfn_resource *resource, const char *below)
{
	return arena_printf(cfn->arena, "%.*s%s", STR_ARG(resource->at), below);
}

/* ---- names ------------------------------------------------------------------------------- */

/* As the template gives it; SAM's roles have the one of what they are made for. */
static struct str given_path(struct cfn *cfn, const struct cfn_resource *resource)
{
	if (resource->event != NULL)
		return (struct str){NULL, 0};
	if (resource->made_by != NULL)
		return cfn_text(cfn, resource->made_by, STR("RolePath"));
	return cfn_text(cfn, resource, STR("Path"));
}

/* A path that is not settled is a part of what its name may be. */
static bool is_open_path(struct cfn *cfn, const struct cfn_resource *resource)
{
	return holes_placeholder(given_path(cfn, resource)).n > 0;
}

/* The property, what follows the scheme of one that is a URL, or the Name in one that is an object.
 */
static struct str given_name(struct cfn *cfn, const struct cfn_resource *resource, struct str name)
{
	const struct json *value = cfn_value(cfn, resource, name);
	struct str text = json_get_str(value, STR("Name"));

	if (cfn_is_scalar(value))
		text = json_scalar(cfn->arena, value);
	return str_starts(text, STR("https://")) ? str_skip(text, STR("https://").n) : text;
}

static struct str name_of(struct cfn *cfn, const struct cfn_resource *resource)
{
	const struct cfn_type *type = type_row(resource->type);
	struct str name = {NULL, 0};

	if (stack_parameter(&cfn->stack, resource->logical, &name))
		return name;
	if (type != NULL && type->name.n > 0)
		name = given_name(cfn, resource, type->name);
	/* What is settled in part is no name of which anything could be said. */
	if (name.n > 0 && holes_placeholder(name).n == 0 && !holes_made(name))
		return name;
	return stack_made_name(&cfn->stack, resource->logical,
			       name.n > 0 || is_open_path(cfn, resource));
}

struct str cfn_name(struct cfn *cfn, const struct cfn_resource *resource)
{
	struct cfn_known *known = map_find(&cfn->names, resource->logical);

	if (known != NULL && known->busy)
		cfn_bad(cfn, "the name of %.*s depends on itself", STR_ARG(resource->logical));
	if (known != NULL)
		return known->name;
	known = arena_alloc(cfn->arena, sizeof(*known));
	known->busy = true;
	map_put(&cfn->names, resource->logical, known);
	known->name = name_of(cfn, resource);
	known->busy = false;
	return known->name;
}

struct str cfn_path(struct cfn *cfn, const struct cfn_resource *resource)
{
	struct str path = given_path(cfn, resource);

	if (path.n == 0 || holes_placeholder(path).n > 0)
		return STR("/");
	return path;
}

struct str cfn_arn(struct cfn *cfn, const struct cfn_resource *resource)
{
	const struct cfn_type *type = type_row(resource->type);
	const struct stack *stack = &cfn->stack;
	struct buf buf;

	if (type == NULL || type->arn == NULL)
		return (struct str){NULL, 0};
	buf_init(&buf, cfn->arena, NAME_TEXT_MAX);
	for (const char *p = type->arn; *p != '\0'; p++) {
		if (*p != '$') {
			buf_add_char(&buf, *p);
			continue;
		}
		p++;
		if (*p == 'R' && stack->region.n == 0)
			cfn_bad(cfn, "%.*s has its Region in its ARN; name that with --region",
				STR_ARG(resource->logical));
		buf_add(&buf, *p == 'P'	  ? stack->partition
			      : *p == 'R' ? stack->region
			      : *p == 'A' ? stack->account
			      : *p == 'F' ? cfn_path(cfn, resource)
					  : cfn_name(cfn, resource));
	}
	return buf_str(&buf);
}

bool cfn_ref(struct cfn *cfn, const struct cfn_resource *resource, struct str *out)
{
	const struct cfn_type *type = type_row(resource->type);
	const struct stack *stack = &cfn->stack;

	if (type == NULL)
		return false;
	if (type->ref == REF_ARN)
		*out = cfn_arn(cfn, resource);
	else if (type->ref == REF_URL)
		*out = arena_printf(cfn->arena, "https://sqs.%.*s.amazonaws.com/%.*s/%.*s",
				    STR_ARG(stack->region), STR_ARG(stack->account),
				    STR_ARG(cfn_name(cfn, resource)));
	else
		*out = cfn_name(cfn, resource);
	return out->n > 0;
}

bool cfn_attribute(struct cfn *cfn, const struct cfn_resource *resource, struct str attribute,
		   struct str *out)
{
	const struct cfn_type *type = type_row(resource->type);
	bool arn = str_eq(attribute, STR("Arn")) || str_eq(attribute, STR("TopicArn")) ||
		   str_eq(attribute, STR("PolicyArn"));

	*out = (struct str){NULL, 0};
	if (type == NULL)
		return false;
	if (arn)
		*out = cfn_arn(cfn, resource);
	else if (type->attribute.n > 0 && str_eq(attribute, type->attribute))
		*out = cfn_name(cfn, resource);
	else if (type->ref == REF_URL && str_eq(attribute, STR("QueueUrl")))
		return cfn_ref(cfn, resource, out);
	return out->n > 0;
}
