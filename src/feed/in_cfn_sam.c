/* feed/in_cfn_sam.c - what SAM makes of its resources: roles and their policies.
 *
 * Source: AWS SAM Developer Guide, "AWS::Serverless::Function", "AWS::Serverless::StateMachine",
 * "Generated CloudFormation resources", "AWS SAM policy templates".
 */
#include "feed/cfn.h"
#include "feed/sam_fill.h"
#include "feed/sam_policies.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/holes.h"

enum { POLICY_MAX = 1 << 20 };

#define TRUST(service)                                                                             \
	"{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": "         \
	"\"Allow\",\n"                                                                             \
	"      \"Principal\": {\n        \"Service\": [\n          \"" service                     \
	"\"\n        ]\n      },\n"                                                                \
	"      \"Action\": [\n        \"sts:AssumeRole\"\n      ]\n    }\n  ]\n}"

static bool is_function(const struct cfn_resource *resource)
{
	return str_eq(resource->type, STR("AWS::Serverless::Function"));
}

/* A function or state machine without a role gets one, named after it. */
void sam_add_role(struct cfn *cfn, const struct cfn_resource *of)
{
	bool machine = str_eq(of->type, STR("AWS::Serverless::StateMachine"));

	if (!machine && !is_function(of))
		return;
	sam_add_event_roles(cfn, of);
	if (cfn_property(cfn, of, STR("Role")) == NULL)
		(void)sam_made_role(cfn, of, of->logical);
}

struct cfn_resource *sam_made_role(struct cfn *cfn, const struct cfn_resource *of,
				   struct str logical)
{
	struct cfn_resource *role = arena_alloc(cfn->arena, sizeof(*role));

	role->logical = arena_printf(cfn->arena, "%.*sRole", STR_ARG(logical));
	if (cfn_find(cfn, role->logical) != NULL)
		return NULL;
	role->type = STR("AWS::IAM::Role");
	role->at = of->at;
	role->bound = of->bound;
	role->made_by = of;
	*(struct cfn_resource **)vec_push(&cfn->resources) = role;
	map_put(&cfn->by_name, role->logical, role);
	return role;
}

/* ---- policy templates -------------------------------------------------------------------- */

static void add_statement(const struct sam_fill *fill, struct buf *out,
			  const struct sam_policy *row)
{
	sam_add_allow(fill, out, row->actions, row->resources);
	if (row->key[0] != '\0') {
		buf_printf(out, ",\"Condition\":{\"StringEquals\":{\"%s\":", row->key);
		json_write_str(out, sam_filled(fill, str_from(row->value)));
		buf_add_cstr(out, "}}");
	}
	buf_add_char(out, '}');
}

/* {"SQSSendMessagePolicy": {"QueueName": ...}}; false where there is no template of that name. */
static bool policy_template(struct cfn *cfn, const struct json *named, struct str *out)
{
	const struct sam_fill fill = {.cfn = cfn, .parameters = named};
	const struct sam_policy *row;
	const struct json *json;
	struct buf buf;
	bool any = false;

	buf_init(&buf, cfn->arena, POLICY_MAX);
	buf_add_cstr(&buf, "{\"Statement\":[");
	for (size_t i = 0; (row = sam_policy_row(i)) != NULL; i++) {
		if (!str_eq(json_key(named), str_from(row->name)))
			continue;
		buf_add_cstr(&buf, any ? "," : "");
		add_statement(&fill, &buf, row);
		any = true;
	}
	buf_add_cstr(&buf, "]}");
	if (!any || !json_parse(cfn->arena, buf_str(&buf), &json, cfn->err))
		return false;
	*out = cfn_write(cfn, json);
	return true;
}

/* ---- its policies -------------------------------------------------------------------------- */

/* A managed policy is given by its ARN or, if it is AWS's, by its name. */
static void take_managed_name(struct cfn *cfn, struct stack_thing *role, struct str name)
{
	bool whole = str_starts(name, STR("arn:")) || str_starts(name, STR("${"));

	if (!whole)
		name = arena_printf(cfn->arena, "arn:%.*s:iam::aws:policy/%.*s",
				    STR_ARG(cfn->stack.partition), STR_ARG(name));
	if (!vec_has_str(&role->attached, name))
		*(struct str *)vec_push(&role->attached) = name;
}

static void take_one_policy(struct cfn *cfn, struct stack_thing *role,
			    const struct cfn_resource *resource, const struct json *policy,
			    size_t i)
{
	struct stack_text text = {
	    .name = arena_printf(cfn->arena, "%.*sPolicy%zu", STR_ARG(resource->logical), i),
	    .at = cfn_at(cfn, resource->made_by, "/Properties/Policies")};

	if (json_is(policy, JSON_STRING)) {
		take_managed_name(cfn, role, json_str(policy));
		return;
	}
	if (json_get(policy, STR("Statement")) != NULL) {
		if (!cfn_policy(cfn, policy, "a policy", &text.text))
			return;
	} else if (!policy_template(cfn, json_first(policy), &text.text)) {
		text.text = stack_open_policy(cfn->arena, json_key(json_first(policy)));
	}
	*(struct stack_text *)vec_push(&role->inlines) = text;
}

/* ---- what SAM adds by itself --------------------------------------------------------------- */

/* The managed policy that a source of events brings along; of others it writes statements. */
struct poller {
	struct str type;
	struct str policy;
};

/* clang-format off */
static const struct poller pollers[] = {
	{STR_INIT("Kinesis"), STR_INIT("service-role/AWSLambdaKinesisExecutionRole")},
	{STR_INIT("DynamoDB"), STR_INIT("service-role/AWSLambdaDynamoDBExecutionRole")},
	{STR_INIT("SQS"), STR_INIT("service-role/AWSLambdaSQSQueueExecutionRole")},
	{STR_INIT("MSK"), STR_INIT("service-role/AWSLambdaMSKExecutionRole")},
	{STR_INIT("MQ"), STR_INIT("")},
	{STR_INIT("SelfManagedKafka"), STR_INIT("")},
	{STR_INIT("DocumentDB"), STR_INIT("")},
};

/* Properties of a function, and of its events, for which SAM writes statements that are not worked
 * out here. */
static const struct str extras[] = {
	STR_INIT("DeadLetterQueue"), STR_INIT("EventInvokeConfig"), STR_INIT("DestinationConfig"),
	STR_INIT("SchemaRegistryConfig"), STR_INIT("SourceAccessConfigurations"),
};
/* clang-format on */

static bool has_extra(const struct json *properties)
{
	for (size_t i = 0; i < sizeof(extras) / sizeof(extras[0]); i++)
		if (json_get(properties, extras[i]) != NULL)
			return true;
	return false;
}

static void take_poller(struct cfn *cfn, struct stack_thing *role, const struct json *event)
{
	struct str type = json_get_str(event, STR("Type"));

	for (size_t i = 0; i < sizeof(pollers) / sizeof(pollers[0]); i++) {
		if (!str_eq(pollers[i].type, type))
			continue;
		if (pollers[i].policy.n > 0)
			take_managed_name(cfn, role, pollers[i].policy);
		role->more = role->more || pollers[i].policy.n == 0 ||
			     has_extra(json_get(event, STR("Properties")));
	}
}

/* Both policies of AWS allow some of X-Ray's actions, and speak of nothing else; which ones, is
 * left open here. */
static void take_traces(struct cfn *cfn, struct stack_thing *role)
{
	struct str name = str_eq(cfn->stack.partition, STR("aws"))
			      ? STR("AWSXrayWriteOnlyAccess")
			      : STR("AWSXRayDaemonWriteAccess");
	struct stack_thing *policy;

	take_managed_name(cfn, role, name);
	policy = stack_thing(&cfn->stack, ENTITY_POLICY,
			     arena_printf(cfn->arena, "arn:%.*s:iam::aws:policy/%.*s",
					  STR_ARG(cfn->stack.partition), STR_ARG(name)));
	policy->presumed = true;
	policy->name = name;
	policy->document.text =
	    arena_printf(cfn->arena,
			 "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
			 "\"Action\":\"xray:*\",\"Resource\":\"${%.*s}\"}]}",
			 STR_ARG(name));
}

static void take_function_basics(struct cfn *cfn, struct stack_thing *role,
				 const struct cfn_resource *of)
{
	struct str traces = cfn_text(cfn, of, STR("Tracing"));
	const struct json *events = cfn_value(cfn, of, STR("Events"));

	take_managed_name(cfn, role,
			  cfn_property(cfn, of, STR("DurableConfig")) != NULL
			      ? STR("service-role/AWSLambdaBasicDurableExecutionRolePolicy")
			      : STR("service-role/AWSLambdaBasicExecutionRole"));
	if (cfn_property(cfn, of, STR("VpcConfig")) != NULL)
		take_managed_name(cfn, role, STR("service-role/AWSLambdaVPCAccessExecutionRole"));
	if (traces.n > 0 && !str_eq(traces, STR("Disabled")))
		take_traces(cfn, role);
	for (const struct json *m = json_first(events); m != NULL; m = json_next(m))
		take_poller(cfn, role, m);
	for (size_t i = 0; i < sizeof(extras) / sizeof(extras[0]); i++)
		role->more = role->more || cfn_property(cfn, of, extras[i]) != NULL;
}

static void take_machine_basics(struct cfn *cfn, struct stack_thing *role,
				const struct cfn_resource *of)
{
	const struct json *enabled = json_get(cfn_value(cfn, of, STR("Tracing")), STR("Enabled"));

	if (json_is(enabled, JSON_BOOL) && json_bool(enabled))
		take_traces(cfn, role);
	else
		role->more = role->more || cfn_is_open(enabled);
}

/* ---- the role ------------------------------------------------------------------------------ */

static void take_tags(struct cfn *cfn, struct stack_thing *role, const struct cfn_resource *of)
{
	const struct json *tags = cfn_value(cfn, of, STR("Tags"));

	*(struct stack_text *)vec_push(&role->tags) = (struct stack_text){
	    is_function(of) ? STR("lambda:createdBy") : STR("stateMachine:createdBy"),
	    STR("SAM"),
	    {NULL, 0}};
	for (const struct json *m = json_first(tags); m != NULL; m = json_next(m))
		*(struct stack_text *)vec_push(&role->tags) =
		    (struct stack_text){json_key(m), json_scalar(cfn->arena, m), {NULL, 0}};
}

void sam_take_role(struct cfn *cfn, const struct cfn_resource *resource)
{
	const struct cfn_resource *of = resource->made_by;
	const struct json *policies = cfn_value(cfn, of, STR("Policies"));
	const struct json *custom = cfn_value(cfn, of, STR("AssumeRolePolicyDocument"));
	struct stack_thing *role = stack_thing(&cfn->stack, ENTITY_ROLE, cfn_arn(cfn, resource));
	size_t i = 0;

	role->name = cfn_name(cfn, resource);
	role->at = of->at;
	role->open = cfn_open(cfn, of);
	role->path = cfn_path(cfn, resource);
	role->boundary = cfn_text(cfn, of, STR("PermissionsBoundary"));
	role->trust.at = of->at;
	take_tags(cfn, role, of);
	if (!cfn_policy(cfn, custom, "AssumeRolePolicyDocument", &role->trust.text))
		role->trust.text = is_function(of) ? STR(TRUST("lambda.amazonaws.com"))
						   : STR(TRUST("states.amazonaws.com"));
	if (json_is(policies, JSON_ARRAY))
		for (const struct json *m = json_first(policies); m != NULL; m = json_next(m))
			take_one_policy(cfn, role, resource, m, i++);
	else if (policies != NULL)
		take_one_policy(cfn, role, resource, policies, 0);
	if (is_function(of))
		take_function_basics(cfn, role, of);
	else
		take_machine_basics(cfn, role, of);
}
