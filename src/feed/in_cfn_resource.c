/* feed/in_cfn_resource.c - TABLE: resources of a template that have policies of their own. */
#include "feed/cfn.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

enum { STATEMENT_MAX = 1 << 20 };

/* One more statement of a resource's own policy; `open` stands for one that is not known. */
static void add_statement(struct cfn *cfn, const struct cfn_resource *resource, struct str arn,
			  struct str statement, struct str open)
{
	struct str there = cfn_open(cfn, resource);

	stack_add_statement(&cfn->stack, arn, statement, there.n > 0 ? there : open, resource->at);
}

/* ---- resources as they are ---------------------------------------------------------------- */

/* Where a resource has its own policy. */
struct cfn_own {
	struct str type;
	struct str policy;
	struct str inside; /* a member of that; empty: the property is the policy */
};

/* clang-format off */
static const struct cfn_own owns[] = {
	{STR_INIT("AWS::KMS::Key"), STR_INIT("KeyPolicy"), STR_INIT("")},
	{STR_INIT("AWS::KMS::ReplicaKey"), STR_INIT("KeyPolicy"), STR_INIT("")},
	{STR_INIT("AWS::DynamoDB::Table"), STR_INIT("ResourcePolicy"), STR_INIT("PolicyDocument")},
	{STR_INIT("AWS::DynamoDB::GlobalTable"), STR_INIT("Replicas"), STR_INIT("PolicyDocument")},
	{STR_INIT("AWS::Events::EventBus"), STR_INIT("Policy"), STR_INIT("")},
	{STR_INIT("AWS::ECR::Repository"), STR_INIT("RepositoryPolicyText"), STR_INIT("")},
};
/* clang-format on */

static const struct cfn_own *own_row(struct str type)
{
	for (size_t i = 0; i < sizeof(owns) / sizeof(owns[0]); i++)
		if (str_eq(owns[i].type, type))
			return &owns[i];
	return NULL;
}

/* A global table has its policies in its replicas: the one of this Region counts. */
static const struct json *replica_here(struct cfn *cfn, const struct json *replicas)
{
	const struct json *open = json_is(replicas, JSON_STRING) ? replicas : NULL;

	for (const struct json *m = json_first(replicas); m != NULL; m = json_next(m)) {
		const struct json *region =
		    json_is(m, JSON_STRING) ? m : json_get(m, STR("Region"));
		if (str_eq(json_str(region), cfn->stack.region))
			return json_get(m, STR("ResourcePolicy"));
		if (cfn_is_open(region))
			open = region;
	}
	return open;
}

static void take_own(struct cfn *cfn, const struct cfn_resource *resource,
		     const struct cfn_own *own, struct stack_thing *thing)
{
	const struct json *value = cfn_value(cfn, resource, own->policy);

	if (str_eq(own->policy, STR("Replicas")))
		value = replica_here(cfn, value);
	if (own->inside.n > 0 && json_is(value, JSON_OBJECT))
		value = json_get(value, own->inside);
	thing->document.at =
	    cfn_at(cfn, resource,
		   arena_printf(cfn->arena, "/Properties/%.*s%s%.*s", STR_ARG(own->policy),
				own->inside.n > 0 ? "/" : "", STR_ARG(own->inside))
		       .p);
	if (!cfn_policy(cfn, value, own->policy.p, &thing->document.text) &&
	    str_starts(resource->type, STR("AWS::KMS::")))
		thing->document.text = stack_key_policy(&cfn->stack);
}

static void take_key(struct cfn *cfn, const struct cfn_resource *resource,
		     struct stack_thing *thing)
{
	const struct stack_encryption *row = stack_encryption_of(resource->type);

	if (row == NULL)
		return;
	stack_encrypt(&cfn->stack, thing, row, cfn_value(cfn, resource, str_from(row->property)),
		      row->key == NULL ? cfn_text(cfn, resource, str_from(row->property)) : STR(""),
		      false);
}

void cfn_take_plain(struct cfn *cfn, const struct cfn_resource *resource)
{
	const struct cfn_own *own = own_row(resource->type);
	struct str arn = cfn_arn(cfn, resource);
	struct stack_thing *thing = stack_thing(&cfn->stack, ENTITY_RESOURCE, arn);
	const struct json *url = cfn_value(cfn, resource, STR("FunctionUrlConfig"));

	thing->name = cfn_name(cfn, resource);
	thing->at = resource->at;
	thing->open = cfn_open(cfn, resource);
	thing->account = cfn->stack.account;
	if (own != NULL)
		take_own(cfn, resource, own, thing);
	if (str_eq(resource->type, STR("AWS::Serverless::Function")))
		sam_take_event_permissions(cfn, resource);
	/* SAM permits whoever the function's URL is for, by statements that are not worked out; one
	 * that IAM guards needs none. */
	if (str_eq(resource->type, STR("AWS::Serverless::Function")) && url != NULL &&
	    !str_eq(json_get_str(url, STR("AuthType")), STR("AWS_IAM")))
		add_statement(cfn, resource, arn, (struct str){NULL, 0}, STR("FunctionUrlConfig"));
	take_key(cfn, resource, thing);
}

/* ---- policies that name their resource ----------------------------------------------------- */

/* Each gives the ARN that a property means; empty: not known. */
static struct str arn_itself(struct cfn *cfn, struct str text)
{
	struct arn arn;

	(void)cfn;
	return arn_parse(text, &arn) ? text : (struct str){NULL, 0};
}

static struct str arn_of_queue_url(struct cfn *cfn, struct str text)
{
	return stack_queue_arn(&cfn->stack, text);
}

static struct str arn_of_bucket(struct cfn *cfn, struct str text)
{
	return arena_printf(cfn->arena, "arn:%.*s:s3:::%.*s", STR_ARG(cfn->stack.partition),
			    STR_ARG(text));
}

struct cfn_policy_of {
	struct str type;
	struct str target;
	struct str document;
	struct str (*arn)(struct cfn *cfn, struct str text);
};

/* clang-format off */
static const struct cfn_policy_of policies_of[] = {
	{STR_INIT("AWS::SQS::QueuePolicy"), STR_INIT("Queues"), STR_INIT("PolicyDocument"), arn_of_queue_url},
	{STR_INIT("AWS::SQS::QueueInlinePolicy"), STR_INIT("Queue"), STR_INIT("PolicyDocument"), arn_of_queue_url},
	{STR_INIT("AWS::SNS::TopicPolicy"), STR_INIT("Topics"), STR_INIT("PolicyDocument"), arn_itself},
	{STR_INIT("AWS::SNS::TopicInlinePolicy"), STR_INIT("TopicArn"), STR_INIT("PolicyDocument"), arn_itself},
	{STR_INIT("AWS::S3::BucketPolicy"), STR_INIT("Bucket"), STR_INIT("PolicyDocument"), arn_of_bucket},
	{STR_INIT("AWS::SecretsManager::ResourcePolicy"), STR_INIT("SecretId"), STR_INIT("ResourcePolicy"), arn_itself},
	{STR_INIT("AWS::Kinesis::ResourcePolicy"), STR_INIT("ResourceArn"), STR_INIT("ResourcePolicy"), arn_itself},
};
/* clang-format on */

static void loose(struct cfn *cfn, const struct cfn_resource *resource, struct str target)
{
	cfn->stack.loose_resource = true;
	intake_warn(cfn->stack.in, cfn->stack.value->source,
		    "%.*s is the policy of %.*s, of which the ARN is not settled: not used",
		    STR_ARG(resource->logical), STR_ARG(target));
}

static void hang_policy(struct cfn *cfn, const struct cfn_resource *resource,
			const struct cfn_policy_of *row, struct str target)
{
	struct str arn = holes_placeholder(target).n > 0 ? STR("") : row->arn(cfn, target);
	struct str open = cfn_open(cfn, resource);
	struct stack_thing *thing;

	if (arn.n == 0) {
		loose(cfn, resource, target);
		return;
	}
	thing = stack_thing(&cfn->stack, ENTITY_RESOURCE, arn);
	thing->account = cfn->stack.account;
	thing->document.at = cfn_at(
	    cfn, resource, arena_printf(cfn->arena, "/Properties/%.*s", STR_ARG(row->document)).p);
	if (!cfn_policy(cfn, cfn_value(cfn, resource, row->document), row->document.p,
			&thing->document.text))
		cfn_bad(cfn, "this policy has no %.*s", STR_ARG(row->document));
	if (open.n > 0)
		thing->document.text = stack_open_policy(cfn->arena, open);
}

void cfn_take_policy_of(struct cfn *cfn, const struct cfn_resource *resource)
{
	for (size_t i = 0; i < sizeof(policies_of) / sizeof(policies_of[0]); i++) {
		const struct cfn_policy_of *row = &policies_of[i];
		const struct json *target;
		if (!str_eq(row->type, resource->type))
			continue;
		target = cfn_value(cfn, resource, row->target);
		if (json_is(target, JSON_STRING))
			hang_policy(cfn, resource, row, json_str(target));
		for (const struct json *m = json_first(target); m != NULL; m = json_next(m))
			hang_policy(cfn, resource, row, json_str(m));
	}
}

/* ---- policies that come statement by statement --------------------------------------------- */

/* What limits a permission. One that may be left out is no condition that a request fails: what
 * decides whether it is there decides about the condition. */
static void take_limits(struct cfn *cfn, const struct cfn_resource *resource,
			struct stack_permission *p)
{
	const struct stack_limit *row;

	for (size_t i = 0; (row = stack_limit_row(i)) != NULL; i++) {
		struct str value = cfn_text(cfn, resource, row->cfn);
		struct str open = holes_placeholder(value);
		stack_set_limit(p, row, value);
		if (cfn_may_be_left_out(cfn, cfn_property(cfn, resource, row->cfn)))
			p->open = open.n > 0 ? open : row->cfn;
	}
}

/* Source: AWS Lambda API Reference, "AddPermission", and the statement that it makes. */
void cfn_take_permission(struct cfn *cfn, const struct cfn_resource *resource)
{
	struct stack_permission p = {
	    .sid = resource->logical,
	    .principal = cfn_text(cfn, resource, STR("Principal")),
	    .action = cfn_text(cfn, resource, STR("Action")),
	    .resource =
		stack_function_arn(&cfn->stack, cfn_text(cfn, resource, STR("FunctionName"))),
	};

	if (p.resource.n == 0) {
		cfn->stack.loose_resource = true;
		intake_warn(cfn->stack.in, cfn->stack.value->source,
			    "%.*s permits calls of a function that is not settled: not used",
			    STR_ARG(resource->logical));
		return;
	}
	take_limits(cfn, resource, &p);
	add_statement(cfn, resource, p.resource, stack_permission(&cfn->stack, &p), STR(""));
}

/* With a whole Statement, or with Action and Principal. Source: AWS::Events::EventBusPolicy. */
void cfn_take_bus_policy(struct cfn *cfn, const struct cfn_resource *resource)
{
	const struct json *statement = cfn_value(cfn, resource, STR("Statement"));
	const struct json *only = cfn_value(cfn, resource, STR("Condition"));
	struct str bus = cfn_text(cfn, resource, STR("EventBusName"));
	struct stack_permission p = {
	    .sid = cfn_text(cfn, resource, STR("StatementId")),
	    .principal = cfn_text(cfn, resource, STR("Principal")),
	    .action = cfn_text(cfn, resource, STR("Action")),
	    .organization = json_get_str(only, STR("Value")),
	};
	struct buf buf;

	if (holes_placeholder(bus).n > 0) {
		loose(cfn, resource, bus);
		return;
	}
	/* Which condition it has, if any. */
	p.open = holes_placeholder(json_str(only));
	p.resource =
	    arena_printf(cfn->arena, "arn:%.*s:events:%.*s:%.*s:event-bus/%.*s",
			 STR_ARG(cfn->stack.partition), STR_ARG(cfn->stack.region),
			 STR_ARG(cfn->stack.account), STR_ARG(bus.n > 0 ? bus : STR("default")));
	if (json_is(statement, JSON_OBJECT)) {
		add_statement(cfn, resource, p.resource, cfn_write(cfn, statement), STR(""));
		return;
	}
	if (statement == NULL) {
		add_statement(cfn, resource, p.resource, stack_permission(&cfn->stack, &p),
			      STR(""));
		return;
	}
	buf_init(&buf, cfn->arena, STATEMENT_MAX);
	json_write_str(&buf, json_str(statement));
	add_statement(cfn, resource, p.resource, buf_str(&buf), STR(""));
}

/* ---- policies of an organization ----------------------------------------------------------- */

static void put_control_policy(struct cfn *cfn, const struct cfn_resource *resource,
			       enum entity_kind kind, struct str open)
{
	const struct json *targets = cfn_value(cfn, resource, STR("TargetIds"));
	struct str name = cfn_name(cfn, resource);
	struct stack_thing *policy =
	    stack_thing(&cfn->stack, kind, stack_control_key(&cfn->stack, name, kind));

	policy->name = cfn_text(cfn, resource, STR("Name"));
	policy->at = resource->at;
	policy->open = open;
	policy->document.at = cfn_at(cfn, resource, "/Properties/Content");
	if (!cfn_policy(cfn, cfn_value(cfn, resource, STR("Content")), "Content",
			&policy->document.text))
		cfn_bad(cfn, "this policy has no Content");
	if (cfn_is_open(targets))
		stack_target_open(&cfn->stack, policy, holes_placeholder(json_str(targets)));
	for (const struct json *m = json_first(targets); m != NULL; m = json_next(m)) {
		if (cfn_is_open(m))
			stack_target_open(&cfn->stack, policy, holes_placeholder(json_str(m)));
		else if (json_is(m, JSON_STRING))
			*(struct str *)vec_push(&policy->targets) = json_str(m);
	}
}

/* Of a type that is not settled it may be either. */
void cfn_take_organization(struct cfn *cfn, const struct cfn_resource *resource)
{
	struct str type = cfn_text(cfn, resource, STR("Type"));
	struct str open = holes_placeholder(type);
	bool either = open.n > 0;

	if (!either)
		open = cfn_open(cfn, resource);
	if (either || str_eq(type, STR("SERVICE_CONTROL_POLICY")))
		put_control_policy(cfn, resource, ENTITY_SCP, open);
	if (either || str_eq(type, STR("RESOURCE_CONTROL_POLICY")))
		put_control_policy(cfn, resource, ENTITY_RCP, open);
}
