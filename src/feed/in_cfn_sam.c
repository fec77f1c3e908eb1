/* feed/in_cfn_sam.c - what SAM makes of its resources: roles and their policies.
 *
 * Source: AWS SAM Developer Guide, "AWS::Serverless::Function", "AWS::Serverless::StateMachine",
 * "Generated CloudFormation resources", "AWS SAM policy templates", "AWS SAM connectors".
 */
#include "feed/cfn.h"
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
	struct cfn_resource *role;

	if ((!machine && !is_function(of)) || cfn_property(cfn, of, STR("Role")) != NULL)
		return;
	role = arena_alloc(cfn->arena, sizeof(*role));
	role->logical = arena_printf(cfn->arena, "%.*sRole", STR_ARG(of->logical));
	if (cfn_find(cfn, role->logical) != NULL)
		return;
	role->type = STR("AWS::IAM::Role");
	role->at = of->at;
	role->bound = of->bound;
	role->made_by = of;
	*(struct cfn_resource **)vec_push(&cfn->resources) = role;
	map_put(&cfn->by_name, role->logical, role);
}

/* ---- policy templates -------------------------------------------------------------------- */

/* Fills in $P, $R, $A and ${Parameter}. */
static void add_filled(struct cfn *cfn, struct buf *buf, struct str text,
		       const struct json *parameters)
{
	const struct stack *stack = &cfn->stack;

	for (size_t i = 0; i < text.n; i++) {
		struct str rest = str_skip(text, i);
		ptrdiff_t close = str_find_char(rest, '}');
		if (str_starts(rest, STR("${")) && close > 0) {
			struct str name = str_slice(rest, 2, (size_t)close);
			const struct json *value = json_get(parameters, name);
			buf_add(buf, value != NULL ? json_scalar(cfn->arena, value)
						   : stack_placeholder(cfn->arena, name));
			i += (size_t)close;
		} else if (str_starts(rest, STR("$")) && rest.n > 1) {
			buf_add(buf, rest.p[1] == 'P'	? stack->partition
				     : rest.p[1] == 'R' ? stack->region
							: stack->account);
			i++;
		} else {
			buf_add_char(buf, text.p[i]);
		}
	}
}

static void add_words(struct cfn *cfn, struct buf *out, const char *key, const char *words,
		      const struct json *parameters)
{
	struct str_split it = {str_from(words), false};
	struct str word;
	bool first = true;

	buf_printf(out, "\"%s\":[", key);
	while (str_next(&it, ' ', &word)) {
		struct buf filled;
		buf_init(&filled, cfn->arena, POLICY_MAX);
		add_filled(cfn, &filled, word, parameters);
		buf_add_cstr(out, first ? "" : ",");
		json_write_str(out, buf_str(&filled));
		first = false;
	}
	buf_add_char(out, ']');
}

static void add_statement(struct cfn *cfn, struct buf *out, const struct sam_policy *row,
			  const struct json *parameters)
{
	struct buf value;

	buf_add_cstr(out, "{\"Effect\":\"Allow\",");
	add_words(cfn, out, "Action", row->actions, NULL);
	buf_add_char(out, ',');
	add_words(cfn, out, "Resource", row->resources, parameters);
	if (row->key[0] != '\0') {
		buf_init(&value, cfn->arena, POLICY_MAX);
		add_filled(cfn, &value, str_from(row->value), parameters);
		buf_printf(out, ",\"Condition\":{\"StringEquals\":{\"%s\":", row->key);
		json_write_str(out, buf_str(&value));
		buf_add_cstr(out, "}}");
	}
	buf_add_char(out, '}');
}

/* {"SQSSendMessagePolicy": {"QueueName": ...}}; false where there is no template of that name. */
static bool policy_template(struct cfn *cfn, const struct json *named, struct str *out)
{
	const struct sam_policy *row;
	const struct json *json;
	struct buf buf;
	bool any = false;

	buf_init(&buf, cfn->arena, POLICY_MAX);
	buf_add_cstr(&buf, "{\"Version\":\"2012-10-17\",\"Statement\":[");
	for (size_t i = 0; (row = sam_policy_row(i)) != NULL; i++) {
		if (!str_eq(json_key(named), str_from(row->name)))
			continue;
		buf_add_cstr(&buf, any ? "," : "");
		add_statement(cfn, &buf, row, named);
		any = true;
	}
	buf_add_cstr(&buf, "]}");
	if (!any || !json_parse(cfn->arena, buf_str(&buf), &json, cfn->err))
		return false;
	*out = cfn_write(cfn, json);
	return true;
}

/* ---- the role ---------------------------------------------------------------------------- */

/* A managed policy is given by its ARN or, if it is AWS's, by its name. */
static void take_managed_name(struct cfn *cfn, struct stack_thing *role, struct str name)
{
	bool whole = str_starts(name, STR("arn:")) || str_starts(name, STR("${"));

	*(struct str *)vec_push(&role->attached) =
	    whole ? name
		  : arena_printf(cfn->arena, "arn:%.*s:iam::aws:policy/%.*s",
				 STR_ARG(cfn->stack.partition), STR_ARG(name));
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

static void take_function_basics(struct cfn *cfn, struct stack_thing *role,
				 const struct cfn_resource *of)
{
	take_managed_name(cfn, role, STR("service-role/AWSLambdaBasicExecutionRole"));
	if (cfn_property(cfn, of, STR("VpcConfig")) != NULL)
		take_managed_name(cfn, role, STR("service-role/AWSLambdaVPCAccessExecutionRole"));
	if (cfn_property(cfn, of, STR("Tracing")) != NULL)
		take_managed_name(cfn, role, STR("AWSXRayDaemonWriteAccess"));
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
	role->boundary = cfn_text(cfn, of, STR("PermissionsBoundary"));
	role->trust.at = of->at;
	if (!cfn_policy(cfn, custom, "AssumeRolePolicyDocument", &role->trust.text))
		role->trust.text = is_function(of) ? STR(TRUST("lambda.amazonaws.com"))
						   : STR(TRUST("states.amazonaws.com"));
	if (is_function(of))
		take_function_basics(cfn, role, of);
	if (json_is(policies, JSON_ARRAY))
		for (const struct json *m = json_first(policies); m != NULL; m = json_next(m))
			take_one_policy(cfn, role, resource, m, i++);
	else if (policies != NULL)
		take_one_policy(cfn, role, resource, policies, 0);
}

/* ---- connectors -------------------------------------------------------------------------- */

/* What a connector allows is not worked out here: its source may do more than is known. */
static void connect(struct cfn *cfn, struct str source)
{
	const struct cfn_resource *of = cfn_find(cfn, source);
	const struct cfn_resource *made =
	    of == NULL ? NULL
		       : cfn_find(cfn, arena_printf(cfn->arena, "%.*sRole", STR_ARG(source)));
	struct str role = {NULL, 0};
	struct stack_thing *thing;

	if (of == NULL)
		return;
	role = made != NULL && made->made_by == of ? cfn_arn(cfn, made)
						   : cfn_text(cfn, of, STR("Role"));
	if (role.n == 0)
		role = cfn_text(cfn, of, STR("RoleArn"));
	thing = stack_find(&cfn->stack, role);
	if (thing != NULL)
		thing->more = true;
	intake_warn(cfn->stack.in, cfn->stack.value->source,
		    "what the connector of %.*s allows is not worked out: its role may be allowed "
		    "more than is told here",
		    STR_ARG(source));
}

void sam_take_connector(struct cfn *cfn, const struct cfn_resource *resource)
{
	const struct json *source = cfn_value(cfn, resource, STR("Source"));

	connect(cfn, json_get_str(source, STR("Id")));
}

void sam_take_connectors(struct cfn *cfn, const struct cfn_resource *resource)
{
	if (json_first(json_get(resource->json, STR("Connectors"))) != NULL)
		connect(cfn, resource->logical);
}
