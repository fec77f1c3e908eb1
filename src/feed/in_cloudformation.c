/* feed/in_cloudformation.c - templates of CloudFormation, SAM and CDK: what they will deploy. */
#include "feed/cfn.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/holes.h"

/* Is it deployed at all? */
static enum tri cfn_exists(struct cfn *cfn, const struct cfn_resource *resource);

enum { AT_MAX = 1 << 16, RESOURCES_MAX = 100000 };

/* Resources in this order: things first, then what is said of them. */
enum phase { PHASE_THINGS, PHASE_RELATIONS };

/* ---- what is not seen ----------------------------------------------------------------------- */

/* Policies that hang on roles and resources of this template may be in what is not seen. */
static void miss(struct cfn *cfn)
{
	cfn->stack.loose_identity = true;
	cfn->stack.loose_resource = true;
}

/* A stack of its own, or many: its template is another file, or another account's. */
static void take_stack(struct cfn *cfn, const struct cfn_resource *resource)
{
	struct str place = cfn_text(cfn, resource, STR("TemplateURL"));

	if (place.n == 0)
		place = cfn_text(cfn, resource, STR("Location"));
	if (place.n == 0)
		place = cfn_text(cfn, resource, STR("ProductName"));
	miss(cfn);
	intake_warn(cfn->stack.in, cfn->stack.value->source,
		    "%.*s deploys another template%s%.*s%s, which is not read with this one: give "
		    "it, too, with the account and the --parameter values that it gets",
		    STR_ARG(resource->logical), place.n > 0 ? " (" : "", STR_ARG(place),
		    place.n > 0 ? ")" : "");
}

struct cfn_take {
	struct str type;
	enum phase phase;
	void (*take)(struct cfn *cfn, const struct cfn_resource *resource);
};

/* clang-format off */
static const struct cfn_take takes[] = {
	{STR_INIT("AWS::IAM::Role"), PHASE_THINGS, cfn_take_role},
	{STR_INIT("AWS::IAM::User"), PHASE_THINGS, cfn_take_user},
	{STR_INIT("AWS::IAM::Group"), PHASE_THINGS, cfn_take_group},
	{STR_INIT("AWS::IAM::ManagedPolicy"), PHASE_RELATIONS, cfn_take_managed},
	{STR_INIT("AWS::IAM::Policy"), PHASE_RELATIONS, cfn_take_inline},
	{STR_INIT("AWS::IAM::RolePolicy"), PHASE_RELATIONS, cfn_take_inline},
	{STR_INIT("AWS::IAM::UserPolicy"), PHASE_RELATIONS, cfn_take_inline},
	{STR_INIT("AWS::IAM::GroupPolicy"), PHASE_RELATIONS, cfn_take_inline},
	{STR_INIT("AWS::IAM::UserToGroupAddition"), PHASE_RELATIONS, cfn_take_membership},
	{STR_INIT("AWS::StepFunctions::StateMachine"), PHASE_THINGS, cfn_take_machine},
	{STR_INIT("AWS::Serverless::StateMachine"), PHASE_THINGS, cfn_take_machine},
	{STR_INIT("AWS::Serverless::Function"), PHASE_THINGS, cfn_take_plain},
	{STR_INIT("AWS::Serverless::SimpleTable"), PHASE_THINGS, cfn_take_plain},
	{STR_INIT("AWS::Serverless::Connector"), PHASE_RELATIONS, sam_take_connector},
	{STR_INIT("AWS::Serverless::Api"), PHASE_RELATIONS, sam_take_authorizers},
	{STR_INIT("AWS::Serverless::HttpApi"), PHASE_RELATIONS, sam_take_authorizers},
	{STR_INIT("AWS::StepFunctions::Activity"), PHASE_THINGS, cfn_take_plain},
	{STR_INIT("AWS::Lambda::Function"), PHASE_THINGS, cfn_take_plain},
	{STR_INIT("AWS::SQS::Queue"), PHASE_THINGS, cfn_take_plain},
	{STR_INIT("AWS::SNS::Topic"), PHASE_THINGS, cfn_take_plain},
	{STR_INIT("AWS::S3::Bucket"), PHASE_THINGS, cfn_take_plain},
	{STR_INIT("AWS::KMS::Key"), PHASE_THINGS, cfn_take_plain},
	{STR_INIT("AWS::KMS::ReplicaKey"), PHASE_THINGS, cfn_take_plain},
	{STR_INIT("AWS::SecretsManager::Secret"), PHASE_THINGS, cfn_take_plain},
	{STR_INIT("AWS::Events::EventBus"), PHASE_THINGS, cfn_take_plain},
	{STR_INIT("AWS::DynamoDB::Table"), PHASE_THINGS, cfn_take_plain},
	{STR_INIT("AWS::DynamoDB::GlobalTable"), PHASE_THINGS, cfn_take_plain},
	{STR_INIT("AWS::Kinesis::Stream"), PHASE_THINGS, cfn_take_plain},
	{STR_INIT("AWS::ECR::Repository"), PHASE_THINGS, cfn_take_plain},
	{STR_INIT("AWS::ECS::Cluster"), PHASE_THINGS, cfn_take_plain},
	{STR_INIT("AWS::Batch::JobQueue"), PHASE_THINGS, cfn_take_plain},
	{STR_INIT("AWS::CodeBuild::Project"), PHASE_THINGS, cfn_take_plain},
	{STR_INIT("AWS::SQS::QueuePolicy"), PHASE_RELATIONS, cfn_take_policy_of},
	{STR_INIT("AWS::SQS::QueueInlinePolicy"), PHASE_RELATIONS, cfn_take_policy_of},
	{STR_INIT("AWS::SNS::TopicPolicy"), PHASE_RELATIONS, cfn_take_policy_of},
	{STR_INIT("AWS::SNS::TopicInlinePolicy"), PHASE_RELATIONS, cfn_take_policy_of},
	{STR_INIT("AWS::S3::BucketPolicy"), PHASE_RELATIONS, cfn_take_policy_of},
	{STR_INIT("AWS::SecretsManager::ResourcePolicy"), PHASE_RELATIONS, cfn_take_policy_of},
	{STR_INIT("AWS::Kinesis::ResourcePolicy"), PHASE_RELATIONS, cfn_take_policy_of},
	{STR_INIT("AWS::Events::EventBusPolicy"), PHASE_RELATIONS, cfn_take_bus_policy},
	{STR_INIT("AWS::Lambda::Permission"), PHASE_RELATIONS, cfn_take_permission},
	{STR_INIT("AWS::Organizations::Policy"), PHASE_THINGS, cfn_take_organization},
	{STR_INIT("AWS::CloudFormation::Stack"), PHASE_THINGS, take_stack},
	{STR_INIT("AWS::Serverless::Application"), PHASE_THINGS, take_stack},
	{STR_INIT("AWS::CloudFormation::StackSet"), PHASE_THINGS, take_stack},
	{STR_INIT("AWS::ServiceCatalog::CloudFormationProvisionedProduct"), PHASE_THINGS, take_stack},
};
/* clang-format on */

static void add_macro(struct cfn *cfn, struct str name)
{
	miss(cfn);
	intake_warn(
	    cfn->stack.in, cfn->stack.value->source,
	    "what the macro %.*s makes of this template is not seen here: give the template "
	    "that `aws cloudformation get-template` prints once it is deployed",
	    STR_ARG(name));
}

/* A macro of somebody's own may change anything, and AWS::Include add anything. */
static void warn_macro(struct cfn *cfn, const struct json *transform)
{
	const struct json *m = json_is(transform, JSON_ARRAY) ? json_first(transform) : transform;

	for (; m != NULL; m = json_is(transform, JSON_ARRAY) ? json_next(m) : NULL) {
		struct str name =
		    json_is(m, JSON_OBJECT) ? json_get_str(m, STR("Name")) : json_str(m);
		if (name.n > 0 && !str_starts(name, STR("AWS::Serverless")) &&
		    !str_starts(name, STR("AWS::LanguageExtensions")))
			add_macro(cfn, name);
	}
}

/* ---- the list of resources --------------------------------------------------------------- */

static void add_resources(struct cfn *cfn, const struct json *members, const struct json *written,
			  const struct cfn_bound *bound, struct str at);

static void add_loop(struct cfn *cfn, const struct json *json, const struct cfn_bound *bound,
		     struct str at)
{
	struct cfn_loop loop;
	bool good;

	cfn->bound = bound;
	good = cfn_loop_read(cfn, json, &loop);
	cfn->bound = NULL;
	if (!good)
		return;
	at = arena_printf(cfn->arena, "%.*s/2", STR_ARG(at));
	for (const struct json *v = json_first(loop.list); v != NULL && cfn_step(cfn);
	     v = json_next(v)) {
		struct cfn_bound *inner = arena_alloc(cfn->arena, sizeof(*inner));
		*inner = (struct cfn_bound){loop.name, v, bound};
		add_resources(cfn, cfn_turn(cfn, loop.body, loop.name, v), loop.body, inner, at);
	}
}

/* `written` has the same members as they stand in the template. */
static void add_resources(struct cfn *cfn, const struct json *members, const struct json *written,
			  const struct cfn_bound *bound, struct str at)
{
	const struct json *w = json_first(written);

	for (const struct json *m = json_first(members); m != NULL && !cfn->failed;
	     m = json_next(m), w = json_next(w)) {
		struct cfn_resource *resource;
		struct buf pointer;
		buf_init(&pointer, cfn->arena, AT_MAX);
		buf_add(&pointer, at);
		json_pointer_add(&pointer, json_key(w));
		cfn->where = buf_str(&pointer);
		if (str_starts(json_key(m), STR("Fn::ForEach"))) {
			add_loop(cfn, m, bound, buf_str(&pointer));
			continue;
		}
		if (str_eq(json_key(m), STR("Fn::Transform"))) {
			warn_macro(cfn, m);
			continue;
		}
		if (cfn->resources.n >= RESOURCES_MAX) {
			cfn_bad(cfn, "more than %d resources", RESOURCES_MAX);
			return;
		}
		resource = arena_alloc(cfn->arena, sizeof(*resource));
		resource->logical = json_key(m);
		resource->type = json_get_str(m, STR("Type"));
		resource->json = m;
		resource->at = buf_str(&pointer);
		resource->bound = bound;
		*(struct cfn_resource **)vec_push(&cfn->resources) = resource;
		map_put(&cfn->by_name, resource->logical, resource);
	}
}

/* ---- what a template says of itself ------------------------------------------------------- */

static bool is_serverless(const struct json *transform)
{
	if (json_is(transform, JSON_ARRAY)) {
		for (const struct json *m = json_first(transform); m != NULL; m = json_next(m))
			if (is_serverless(m))
				return true;
		return false;
	}
	return str_starts(json_str(transform), STR("AWS::Serverless"));
}

/* A module is a template of its own, and what is included may be any resource. */
static void take_unseen(struct cfn *cfn, const struct cfn_resource *resource)
{
	if (cfn_exists(cfn, resource) == TRI_NO)
		return;
	if (str_ends(resource->type, STR("::MODULE")))
		take_stack(cfn, resource);
	warn_macro(cfn, json_get(resource->json, STR("Fn::Transform")));
}

static void take_phase(struct cfn *cfn, enum phase phase)
{
	for (size_t i = 0; i < cfn->resources.n && !cfn->failed; i++) {
		const struct cfn_resource *resource =
		    *(struct cfn_resource **)vec_at(&cfn->resources, i);
		cfn->where = resource->at;
		for (size_t k = 0; k < sizeof(takes) / sizeof(takes[0]); k++)
			if (takes[k].phase == phase && str_eq(takes[k].type, resource->type) &&
			    cfn_exists(cfn, resource) != TRI_NO)
				takes[k].take(cfn, resource);
		if (phase == PHASE_THINGS)
			take_unseen(cfn, resource);
		else
			sam_take_connectors(cfn, resource);
	}
}

static enum tri cfn_exists(struct cfn *cfn, const struct cfn_resource *resource)
{
	struct str condition = json_get_str(resource->json, STR("Condition"));

	if (resource->made_by != NULL)
		return cfn_exists(cfn, resource->made_by);
	return condition.n == 0 ? TRI_YES : cfn_condition(cfn, condition);
}

struct str cfn_open(struct cfn *cfn, const struct cfn_resource *resource)
{
	return cfn_exists(cfn, resource) == TRI_YES
		   ? STR("")
		   : json_get_str(resource->json, STR("Condition"));
}

/* ---- the importer ------------------------------------------------------------------------ */

bool fits_template(struct value *value)
{
	const struct piece *resources = value_find(value, STR("Resources"));
	struct arena *scratch = &value->in->scratch;
	struct skim it;
	struct str key, member;

	if (resources == NULL || skim_kind(resources->text) != JSON_OBJECT)
		return false;
	skim_begin(&it, scratch, resources->text);
	while (skim_next(&it, &key, &member))
		if (str_starts(key, STR("Fn::ForEach")) ||
		    str_contains(skim_get_text(scratch, member, STR("Type")), STR("::")))
			return true;
	return value_has(value, STR("AWSTemplateFormatVersion"));
}

static void template_take(struct cfn *cfn)
{
	const struct json *transform = json_get(cfn->root, STR("Transform"));

	/* Source: AWS CloudFormation Template Reference, "Resource tag". No template tells them. */
	cfn->stack.has_tags = true;
	cfn->serverless = is_serverless(transform);
	warn_macro(cfn, transform);
	const struct json *resources = json_get(cfn->root, STR("Resources"));
	add_resources(cfn, resources, resources, NULL, STR("/Resources"));
	for (size_t i = 0; i < cfn->resources.n && !cfn->failed; i++)
		sam_add_role(cfn, *(struct cfn_resource **)vec_at(&cfn->resources, i));
	take_phase(cfn, PHASE_THINGS);
	take_phase(cfn, PHASE_RELATIONS);
}

bool take_template(struct value *value, struct err *err)
{
	struct cfn cfn = {.err = err};

	stack_init(&cfn.stack, value);
	if (cfn.stack.account.n == 0)
		return stack_lacks(&cfn.stack, "this template", err);
	cfn.arena = cfn.stack.arena;
	vec_init(&cfn.resources, cfn.arena, sizeof(struct cfn_resource *));
	map_init(&cfn.by_name, cfn.arena);
	map_init(&cfn.names, cfn.arena);
	map_init(&cfn.truths, cfn.arena);
	if (!json_parse(cfn.arena, value_object(value), &cfn.root, err))
		return err_prefix(err, "%.*s", STR_ARG(value->source->name));
	parameters_note(cfn.stack.in->named, cfn.root);
	template_take(&cfn);
	return !cfn.failed && stack_put(&cfn.stack, err);
}
