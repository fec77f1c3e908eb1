/* feed/in_sam_event.c - roles and permissions that SAM makes so that an event may start a function
 * or machine.
 *
 * Source: AWS SAM Developer Guide, "Schedule", "ScheduleV2", "EventBridgeRule" and "Api" of
 * AWS::Serverless::StateMachine, "SqsSubscriptionObject", "LambdaRequestAuthorizer",
 * "LambdaAuthorizer", "Generated CloudFormation resources".
 */
#include "feed/cfn.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/holes.h"

enum { EVENT_POLICY_MAX = 1 << 16 };

struct starter {
	struct str type;
	const char *service;
	bool of_functions; /* others reach a function by its own policy */
	bool takes_role;   /* it may name a role instead */
};

/* clang-format off */
static const struct starter starters[] = {
	{STR_INIT("Schedule"), "events.amazonaws.com", false, true},
	{STR_INIT("ScheduleV2"), "scheduler.amazonaws.com", true, true},
	{STR_INIT("CloudWatchEvent"), "events.amazonaws.com", false, false},
	{STR_INIT("EventBridgeRule"), "events.amazonaws.com", false, false},
	{STR_INIT("Api"), "apigateway.amazonaws.com", false, false},
};
/* clang-format on */

static const struct starter *starter_row(struct str type)
{
	for (size_t i = 0; i < sizeof(starters) / sizeof(starters[0]); i++)
		if (str_eq(starters[i].type, type))
			return &starters[i];
	return NULL;
}

static bool is_function(const struct cfn_resource *resource)
{
	return str_eq(resource->type, STR("AWS::Serverless::Function"));
}

void sam_add_event_roles(struct cfn *cfn, const struct cfn_resource *of)
{
	const struct json *events = cfn_property(cfn, of, STR("Events"));

	for (const struct json *m = json_first(events); m != NULL; m = json_next(m)) {
		const struct starter *row = starter_row(json_get_str(m, STR("Type")));
		struct cfn_resource *role;
		if (row == NULL || (is_function(of) && !row->of_functions) ||
		    (row->takes_role &&
		     json_get(json_get(m, STR("Properties")), STR("RoleArn")) != NULL))
			continue;
		role = sam_made_role(cfn, of,
				     arena_printf(cfn->arena, "%.*s%.*s", STR_ARG(of->logical),
						  STR_ARG(json_key(m))));
		if (role != NULL)
			role->event = m;
	}
}

/* ---- what events permit ------------------------------------------------------------------- */

/* A source of events that calls a function is permitted to by the function's own policy. */
struct caller {
	struct str type;
	struct str principal;
	struct str unless; /* a property with which it does not call the function itself */
};

/* clang-format off */
static const struct caller callers[] = {
	{STR_INIT("Api"), STR_INIT("apigateway.amazonaws.com"), STR_INIT("")},
	{STR_INIT("HttpApi"), STR_INIT("apigateway.amazonaws.com"), STR_INIT("")},
	{STR_INIT("S3"), STR_INIT("s3.amazonaws.com"), STR_INIT("")},
	{STR_INIT("SNS"), STR_INIT("sns.amazonaws.com"), STR_INIT("SqsSubscription")},
	{STR_INIT("CloudWatchEvent"), STR_INIT("events.amazonaws.com"), STR_INIT("")},
	{STR_INIT("EventBridgeRule"), STR_INIT("events.amazonaws.com"), STR_INIT("")},
	{STR_INIT("Schedule"), STR_INIT("events.amazonaws.com"), STR_INIT("")},
	{STR_INIT("CloudWatchLogs"), STR_INIT("logs.amazonaws.com"), STR_INIT("")},
	{STR_INIT("IoTRule"), STR_INIT("iot.amazonaws.com"), STR_INIT("")},
	{STR_INIT("AlexaSkill"), STR_INIT("alexa-appkit.amazon.com"), STR_INIT("")},
	{STR_INIT("Cognito"), STR_INIT("cognito-idp.amazonaws.com"), STR_INIT("")},
};
/* clang-format on */

static const struct caller *caller_row(const struct json *event)
{
	const struct json *properties = json_get(event, STR("Properties"));

	for (size_t i = 0; i < sizeof(callers) / sizeof(callers[0]); i++) {
		const struct json *unless = json_get(properties, callers[i].unless);
		bool said = unless != NULL && (!json_is(unless, JSON_BOOL) || json_bool(unless));
		if (str_eq(callers[i].type, json_get_str(event, STR("Type"))))
			return said ? NULL : &callers[i];
	}
	return NULL;
}

/* A topic's messages go to a queue that is named: its policy lets the topic in. One that SAM makes
 * is nobody else's business. */
static void take_subscription(struct cfn *cfn, const struct cfn_resource *function,
			      const struct json *event)
{
	const struct json *properties = json_get(event, STR("Properties"));
	const struct json *queue = json_get(properties, STR("SqsSubscription"));
	struct stack_permission p = {
	    .principal = STR("*"),
	    .action = STR("sqs:SendMessage"),
	    .resource = cfn_text_of(cfn, queue, STR("QueueArn")),
	    .source_arn = cfn_text_of(cfn, properties, STR("Topic")),
	};

	if (!str_eq(json_get_str(event, STR("Type")), STR("SNS")) ||
	    json_get(queue, STR("QueueArn")) == NULL)
		return;
	p.sid = ARENA_JOIN(cfn->arena, function->logical, json_key(event), STR("QueuePolicy"));
	if (p.source_arn.n == 0)
		p.open = ARENA_JOIN(cfn->arena, STR("Events."), function->logical, json_key(event));
	if (p.resource.n == 0 || holes_placeholder(p.resource).n > 0)
		cfn->stack.loose_resource = true;
	else
		stack_add_statement(&cfn->stack, p.resource, stack_permission(&cfn->stack, &p),
				    cfn_open(cfn, function), function->at);
}

/* An API asks a function who calls it: the function's policy lets API Gateway in. */
static void take_authorizer(struct cfn *cfn, const struct cfn_resource *api,
			    const struct json *authorizer)
{
	struct stack_permission p = {
	    .sid = ARENA_JOIN(cfn->arena, api->logical, json_key(authorizer),
			      STR("AuthorizerPermission")),
	    .principal = STR("apigateway.amazonaws.com"),
	    .action = STR("lambda:InvokeFunction"),
	    .resource =
		stack_function_arn(&cfn->stack, cfn_text_of(cfn, authorizer, STR("FunctionArn"))),
	    .open = ARENA_JOIN(cfn->arena, STR("Auth."), api->logical, json_key(authorizer))};

	if (p.resource.n == 0 || holes_placeholder(p.resource).n > 0)
		cfn->stack.loose_resource = true;
	else
		stack_add_statement(&cfn->stack, p.resource, stack_permission(&cfn->stack, &p),
				    cfn_open(cfn, api), api->at);
}

/* A REST API permits itself unless it is told not to, an HTTP API if it is told to. */
void sam_take_authorizers(struct cfn *cfn, const struct cfn_resource *api)
{
	const struct json *all = json_get(cfn_property(cfn, api, STR("Auth")), STR("Authorizers"));
	bool http = str_eq(api->type, STR("AWS::Serverless::HttpApi"));

	for (const struct json *m = json_first(all); m != NULL; m = json_next(m)) {
		const struct json *told =
		    cfn_eval(cfn, json_get(m, http ? STR("EnableFunctionDefaultPermissions")
						   : STR("DisableFunctionDefaultPermissions")));
		bool said = told != NULL && (!json_is(told, JSON_BOOL) || json_bool(told));
		if (json_get(m, STR("FunctionArn")) != NULL && said == http)
			take_authorizer(cfn, api, m);
	}
}

void sam_take_event_permissions(struct cfn *cfn, const struct cfn_resource *function)
{
	const struct json *events = cfn_property(cfn, function, STR("Events"));
	struct str alias = cfn_text(cfn, function, STR("AutoPublishAlias"));
	struct str arn = cfn_arn(cfn, function);

	if (alias.n > 0)
		arn = ARENA_JOIN(cfn->arena, arn, STR(":"), alias);
	for (const struct json *m = json_first(events); m != NULL; m = json_next(m)) {
		const struct caller *row = caller_row(m);
		struct stack_permission p = {.action = STR("lambda:InvokeFunction"),
					     .resource = arn};
		take_subscription(cfn, function, m);
		if (row == NULL)
			continue;
		p.sid = ARENA_JOIN(cfn->arena, function->logical, json_key(m), STR("Permission"));
		p.principal = row->principal;
		/* Which topic, bucket, rule or API it is limited to. */
		p.open = ARENA_JOIN(cfn->arena, STR("Events."), function->logical, json_key(m));
		stack_add_statement(&cfn->stack, arn, stack_permission(&cfn->stack, &p),
				    cfn_open(cfn, function), function->at);
	}
}

/* ---- roles of events ----------------------------------------------------------------------- */

static struct str trust_of(struct cfn *cfn, const char *service)
{
	return arena_printf(cfn->arena,
			    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Action\":"
			    "[\"sts:AssumeRole\"],\"Effect\":\"Allow\",\"Principal\":"
			    "{\"Service\":[\"%s\"]}}]}",
			    service);
}

static struct str start_of(struct cfn *cfn, const struct cfn_resource *of)
{
	struct str alias = cfn_text(cfn, of, STR("AutoPublishAlias"));
	struct str arn = cfn_arn(cfn, of);
	struct buf buf;

	if (alias.n > 0)
		arn = arena_printf(cfn->arena, "%.*s:%.*s", STR_ARG(arn), STR_ARG(alias));
	buf_init(&buf, cfn->arena, EVENT_POLICY_MAX);
	buf_printf(&buf, "{\"Statement\":[{\"Action\":\"%s\",\"Effect\":\"Allow\",\"Resource\":",
		   is_function(of) ? "lambda:InvokeFunction" : "states:StartExecution");
	json_write_str(&buf, arn);
	buf_add_cstr(&buf, "}]}");
	return buf_str(&buf);
}

void sam_take_event_role(struct cfn *cfn, const struct cfn_resource *resource)
{
	const struct cfn_resource *of = resource->made_by;
	const struct json *properties = json_get(resource->event, STR("Properties"));
	const struct starter *row = starter_row(json_get_str(resource->event, STR("Type")));
	struct stack_thing *role = stack_thing(&cfn->stack, ENTITY_ROLE, cfn_arn(cfn, resource));
	struct stack_text policy = {
	    .name = arena_printf(cfn->arena, "%.*s%s", STR_ARG(resource->logical),
				 is_function(of) ? "LambdaPolicy" : "StartExecutionPolicy"),
	    .text = start_of(cfn, of)};

	role->name = cfn_name(cfn, resource);
	role->at = cfn_at(
	    cfn, of,
	    arena_printf(cfn->arena, "/Properties/Events/%.*s", STR_ARG(json_key(resource->event)))
		.p);
	role->open = cfn_open(cfn, of);
	role->path = STR("/");
	role->boundary = row->of_functions
			     ? cfn_text_of(cfn, properties, STR("PermissionsBoundary"))
			     : cfn_text(cfn, of, STR("PermissionsBoundary"));
	role->trust = (struct stack_text){{NULL, 0}, trust_of(cfn, row->service), role->at};
	policy.at = role->at;
	*(struct stack_text *)vec_push(&role->inlines) = policy;
	/* What is refused goes to a queue, by a statement that is not worked out here. */
	role->more = json_get(properties, STR("DeadLetterConfig")) != NULL;
}
