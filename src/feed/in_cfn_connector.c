/* feed/in_cfn_connector.c - connectors of SAM: the policies that they make.
 *
 * Source: AWS SAM Developer Guide, "AWS::Serverless::Connector", "AWS SAM connector reference",
 * "Generated CloudFormation resources".
 */
#include "feed/cfn.h"
#include "feed/sam_connectors.h"
#include "feed/sam_fill.h"
#include "rolehop/model/holes.h"

enum { CONNECTOR_MAX = 1 << 20 };

/* A connector, and what SAM calls what it makes. */
struct connector {
	struct cfn *cfn;
	struct str open;    /* what decides whether it is there at all, and is not settled */
	struct str logical; /* and "Destination0" if there are several */
	struct str at;
	const struct json *permissions;
};

/* What one end of it is. */
struct end {
	const struct cfn_resource *resource; /* NULL: it is not of this template */
	struct str type;
	struct str arn;
	struct str id;
	struct str name;
	struct str qualifier;
	struct str role_name;
	struct str role_arn;
};

/* ---- ends -------------------------------------------------------------------------------- */

/* SAM's own types are connected as what becomes of them. */
struct renamed {
	struct str sam;
	struct str cfn;
};

/* clang-format off */
static const struct renamed types[] = {
	{STR_INIT("AWS::Serverless::Function"), STR_INIT("AWS::Lambda::Function")},
	{STR_INIT("AWS::Serverless::StateMachine"), STR_INIT("AWS::StepFunctions::StateMachine")},
	{STR_INIT("AWS::Serverless::Api"), STR_INIT("AWS::ApiGateway::RestApi")},
	{STR_INIT("AWS::Serverless::HttpApi"), STR_INIT("AWS::ApiGatewayV2::Api")},
	{STR_INIT("AWS::Serverless::SimpleTable"), STR_INIT("AWS::DynamoDB::Table")},
};

/* Properties that name the role of a resource. */
static const struct str role_properties[] = {
	STR_INIT("Role"), STR_INIT("RoleArn"), STR_INIT("ServiceRoleArn"),
};
/* clang-format on */

static struct str deployed_type(struct str type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_eq(types[i].sam, type))
			return types[i].cfn;
	return type;
}

/* A rule has a role for each of its targets. */
static struct str role_of_target(struct cfn *cfn, const struct cfn_resource *rule,
				 struct str target)
{
	const struct json *targets = cfn_value(cfn, rule, STR("Targets"));

	for (const struct json *m = json_first(targets); m != NULL; m = json_next(m))
		if (str_eq(json_get_str(m, STR("Arn")), target))
			return json_get_str(m, STR("RoleArn"));
	return (struct str){NULL, 0};
}

static struct str role_of(struct cfn *cfn, const struct cfn_resource *resource)
{
	const struct cfn_resource *made = cfn_made_role(cfn, resource);

	if (made != NULL)
		return cfn_arn(cfn, made);
	for (size_t i = 0; i < sizeof(role_properties) / sizeof(role_properties[0]); i++) {
		struct str role = cfn_text(cfn, resource, role_properties[i]);
		if (role.n > 0)
			return role;
	}
	return (struct str){NULL, 0};
}

static struct str or_open(struct cfn *cfn, struct str value, struct str id, const char *what)
{
	if (value.n > 0)
		return value;
	return stack_placeholder(cfn->arena, arena_printf(cfn->arena, "%.*s%s", STR_ARG(id), what));
}

static struct end end_of_resource(struct cfn *cfn, const struct cfn_resource *resource)
{
	struct end end = {.resource = resource, .type = deployed_type(resource->type)};

	end.arn = or_open(cfn, cfn_arn(cfn, resource), resource->logical, ".Arn");
	if (!cfn_ref(cfn, resource, &end.id))
		end.id = or_open(cfn, end.id, resource->logical, "");
	end.name = cfn_name(cfn, resource);
	end.role_arn = role_of(cfn, resource);
	return end;
}

static struct end end_of(struct cfn *cfn, const struct json *given)
{
	struct str id = json_get_str(given, STR("Id"));
	const struct cfn_resource *resource = id.n > 0 ? cfn_find(cfn, id) : NULL;
	struct end end;

	if (resource != NULL) {
		end = end_of_resource(cfn, resource);
	} else {
		struct str type = json_get_str(given, STR("Type"));
		end = (struct end){.type = deployed_type(type)};
		end.arn = json_get_str(given, STR("Arn"));
		if (end.arn.n == 0)
			end.arn =
			    stack_queue_arn(&cfn->stack, json_get_str(given, STR("QueueUrl")));
		end.arn = or_open(cfn, end.arn, type, ".Arn");
		end.id = or_open(cfn, json_get_str(given, STR("ResourceId")), type, ".Id");
		end.name = or_open(cfn, json_get_str(given, STR("Name")), type, ".Name");
		end.role_name = json_get_str(given, STR("RoleName"));
	}
	end.qualifier = json_get_str(given, STR("Qualifier"));
	if (end.qualifier.n == 0)
		end.qualifier = STR("*");
	return end;
}

/* ---- what it makes ------------------------------------------------------------------------ */

static bool is_asked(const struct connector *c, const struct sam_connection *row,
		     const struct end *source, const struct end *destination)
{
	if (!str_eq(source->type, str_from(row->source)) ||
	    !str_eq(destination->type, str_from(row->destination)))
		return false;
	for (const struct json *m = json_first(c->permissions); m != NULL; m = json_next(m))
		if (str_eq(json_str(m), str_from(row->access)))
			return true;
	return false;
}

/* A managed policy of the role at one end. */
static void attach(const struct connector *c, const struct end *end, struct str document)
{
	struct cfn *cfn = c->cfn;
	struct stack *stack = &cfn->stack;
	struct str name = stack_made_name(
	    stack, arena_printf(cfn->arena, "%.*sPolicy", STR_ARG(c->logical)), false);
	struct stack_text policy = {.at = c->at};
	const struct stack_thing *role = stack_find(stack, end->role_arn);
	struct stack_thing *managed;

	policy.name =
	    arena_printf(cfn->arena, "arn:%.*s:iam::%.*s:policy/%.*s", STR_ARG(stack->partition),
			 STR_ARG(stack->account), STR_ARG(name));
	managed = stack_thing(stack, ENTITY_POLICY, policy.name);
	managed->name = name;
	managed->at = c->at;
	managed->document = policy;
	managed->document.name = STR("");
	managed->document.text = document;
	if (role != NULL || end->role_name.n > 0) {
		stack_hang(stack, ENTITY_ROLE, role != NULL ? role->name : end->role_name,
			   FACT_ATTACHED, &policy);
		return;
	}
	stack->loose_identity = true;
	intake_warn(stack->in, stack->value->source,
		    "the connector %.*s gives permissions to a role that is not settled: not used",
		    STR_ARG(c->logical));
}

/* The service at the source may call the destination. */
static void permit(const struct connector *c, const struct sam_fill *fill,
		   const struct sam_connection *row, const struct end *destination)
{
	struct stack *stack = &c->cfn->stack;
	struct stack_permission p = {
	    .sid = arena_printf(c->cfn->arena, "%.*s%s", STR_ARG(c->logical), row->access),
	    .principal = str_from(row->service),
	    .action = str_from(row->actions),
	    .resource = destination->arn,
	    .source_arn = sam_filled(fill, str_from(row->resources)),
	    .source_account = row->own_account ? stack->account : STR(""),
	};

	if (holes_placeholder(destination->arn).n > 0) {
		stack->loose_resource = true;
		return;
	}
	stack_add_statement(stack, p.resource, stack_permission(stack, &p), c->open, c->at);
}

/* What it allows is not known: whoever is at its source may do more than is told. */
static void connect_unknown(const struct connector *c, const struct end *source)
{
	struct stack *stack = &c->cfn->stack;
	struct stack_thing *role = stack_find(stack, source->role_arn);

	if (role != NULL)
		role->more = true;
	intake_warn(stack->in, stack->value->source,
		    "the connector %.*s connects what is not known to be connected: its role may "
		    "be allowed more than is told here",
		    STR_ARG(c->logical));
}

static void connect(const struct connector *c, const struct end *source,
		    const struct end *destination)
{
	const struct sam_fill fill = {.cfn = c->cfn,
				      .source = source->arn,
				      .destination = destination->arn,
				      .source_id = source->id,
				      .qualifier = source->qualifier,
				      .destination_name = destination->name};
	/* Whatever decides whether it is there, it denies nothing. */
	struct str open = stack_placeholder(c->cfn->arena, c->open);
	const struct sam_connection *row;
	const struct end *on = NULL;
	bool any = false;
	struct buf buf;

	buf_init(&buf, c->cfn->arena, CONNECTOR_MAX);
	buf_add_cstr(&buf, "{\"Version\":\"2012-10-17\",\"Statement\":[");
	for (size_t i = 0; (row = sam_connection_row(i)) != NULL; i++) {
		if (!is_asked(c, row, source, destination))
			continue;
		any = true;
		if (row->place == SAM_ON_RESOURCE) {
			permit(c, &fill, row, destination);
			continue;
		}
		buf_add_cstr(&buf, on != NULL ? "," : "");
		sam_add_allow(&fill, &buf, row->actions, c->open.n > 0 ? open.p : row->resources);
		buf_add_char(&buf, '}');
		on = row->place == SAM_ON_SOURCE ? source : destination;
	}
	buf_add_cstr(&buf, "]}");
	if (on != NULL)
		attach(c, on, buf_str(&buf));
	if (!any)
		connect_unknown(c, source);
}

/* ---- where they stand --------------------------------------------------------------------- */

static void connect_all(struct connector *c, const struct json *from, const struct json *to)
{
	bool several = json_is(to, JSON_ARRAY);
	struct str logical = c->logical;
	size_t n = 0;

	for (const struct json *m = several ? json_first(to) : to; m != NULL;
	     m = several ? json_next(m) : NULL, n++) {
		struct end source = end_of(c->cfn, from);
		struct end destination = end_of(c->cfn, m);
		if (str_eq(source.type, STR("AWS::Events::Rule")) && source.resource != NULL)
			source.role_arn = role_of_target(c->cfn, source.resource, destination.arn);
		if (several)
			c->logical = arena_printf(c->cfn->arena, "%.*sPolicyDestination%zu",
						  STR_ARG(logical), n);
		connect(c, &source, &destination);
	}
}

void sam_take_connector(struct cfn *cfn, const struct cfn_resource *resource)
{
	struct connector c = {.cfn = cfn,
			      .open = cfn_open(cfn, resource),
			      .logical = resource->logical,
			      .at = resource->at,
			      .permissions = cfn_value(cfn, resource, STR("Permissions"))};

	connect_all(&c, cfn_value(cfn, resource, STR("Source")),
		    cfn_value(cfn, resource, STR("Destination")));
}

/* One that stands in its source: that is what it goes out from. */
static void take_embedded(struct cfn *cfn, const struct cfn_resource *source,
			  const struct json *connector)
{
	const struct json *properties = json_get(connector, STR("Properties"));
	const struct json *reference = cfn_eval(cfn, json_get(properties, STR("SourceReference")));
	struct str condition = json_get_str(connector, STR("Condition"));
	enum tri there = condition.n > 0 ? cfn_condition(cfn, condition) : TRI_YES;
	struct connector c = {.cfn = cfn};
	const struct json *from;
	struct buf buf;

	if (there == TRI_NO)
		return;
	c.open = there == TRI_YES ? cfn_open(cfn, source) : condition;
	c.logical = arena_printf(cfn->arena, "%.*s%.*s", STR_ARG(source->logical),
				 STR_ARG(json_key(connector)));
	c.at = cfn_at(cfn, source,
		      arena_printf(cfn->arena, "/Connectors/%.*s", STR_ARG(json_key(connector))).p);
	c.permissions = cfn_eval(cfn, json_get(properties, STR("Permissions")));
	buf_init(&buf, cfn->arena, CONNECTOR_MAX);
	buf_add_cstr(&buf, "{\"Id\":");
	json_write_str(&buf, source->logical);
	buf_add_cstr(&buf, ",\"Qualifier\":");
	json_write_str(&buf, json_get_str(reference, STR("Qualifier")));
	buf_add_char(&buf, '}');
	from = cfn_parsed(cfn, &buf);
	connect_all(&c, from, cfn_eval(cfn, json_get(properties, STR("Destination"))));
}

void sam_take_connectors(struct cfn *cfn, const struct cfn_resource *resource)
{
	const struct cfn_bound *before = cfn->bound;

	cfn->bound = resource->bound;
	for (const struct json *m = json_first(json_get(resource->json, STR("Connectors")));
	     m != NULL; m = json_next(m))
		take_embedded(cfn, resource, m);
	cfn->bound = before;
}
