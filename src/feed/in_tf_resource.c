/* feed/in_tf_resource.c - TABLE: the resources of Terraform's AWS provider that bear on a verdict.
 *
 * Source: AWS provider documentation, "Argument Reference" of each resource.
 */
#include <string.h>

#include "feed/tf.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

static struct str at_of(struct tf *tf, const struct tf_resource *r, const char *name)
{
	return arena_printf(tf->arena, "%.*s/%s", STR_ARG(r->at), name);
}

/* ---- documents --------------------------------------------------------------------------- */

bool tf_policy(struct tf *tf, const struct tf_resource *r, const char *name, struct stack_text *out)
{
	struct str text = tf_document(tf, r, name);
	struct str open = tf_open(tf, r, name);
	struct err damage = {ERR_NONE, ""};
	const struct json *json;

	out->at = at_of(tf, r, name);
	if (text.n == 0 && open.n == 0)
		return false;
	if (text.n == 0) {
		out->text = stack_open_policy(tf->arena, open);
		return true;
	}
	if (!json_parse(tf->arena, text, &json, &damage) || !json_is(json, JSON_OBJECT)) {
		tf_bad(tf, r, "%s is no policy: %s", name,
		       damage.kind != ERR_NONE ? damage.text : "an object is expected");
		return false;
	}
	out->text = text;
	return true;
}

void tf_not_settled(struct tf *tf, const struct tf_resource *r, const char *what)
{
	bool identity = str_starts(r->type, STR("aws_iam_"));

	tf->stack.loose_identity = tf->stack.loose_identity || identity;
	tf->stack.loose_resource = tf->stack.loose_resource || !identity;
	intake_warn(tf->stack.in, tf->stack.value->source,
		    "%.*s: its %s is known only after apply: not used; name it with --parameter "
		    "%.*s.%s=VALUE",
		    STR_ARG(r->address), what, STR_ARG(r->address), what);
}

/* ---- state machines ---------------------------------------------------------------------- */

static void add_setting(struct stack_thing *machine, struct str name, struct str value)
{
	if (value.n > 0)
		*(struct stack_text *)vec_push(&machine->settings) =
		    (struct stack_text){name, value, {NULL, 0}};
}

static void take_settings(struct tf *tf, const struct tf_resource *r, struct stack_thing *machine)
{
	const struct json *logs = json_first(json_get(r->values, STR("logging_configuration")));
	const struct json *traces = json_first(json_get(r->values, STR("tracing_configuration")));
	const struct json *key = json_first(json_get(r->values, STR("encryption_configuration")));
	struct str level = json_get_str(logs, STR("level"));

	if (!str_eq(level, STR("OFF")))
		add_setting(machine, STR("logs"), level);
	if (json_bool(json_get(traces, STR("enabled"))))
		add_setting(machine, STR("traces"), STR("on"));
	add_setting(machine, STR("key"), json_get_str(key, STR("kms_key_id")));
	(void)tf;
}

static void take_state_machine(struct tf *tf, const struct tf_resource *r, const struct tf_row *row)
{
	struct stack_thing *machine = stack_thing(&tf->stack, row->kind, tf_arn(tf, r));
	struct str text = tf_document(tf, r, row->policy);
	struct err damage = {ERR_NONE, ""};
	const struct json *json;

	machine->name = tf_name(tf, r);
	machine->at = r->at;
	machine->type = tf_text(tf, r, "type");
	machine->role_arn = tf_text(tf, r, row->target);
	if (machine->role_arn.n == 0)
		tf_not_settled(tf, r, row->target);
	take_settings(tf, r, machine);
	if (text.n == 0) {
		machine->withheld = STR("it is known only after apply");
		tf_not_settled(tf, r, row->policy);
	} else if (!json_parse(tf->arena, text, &json, &damage) || !json_is(json, JSON_OBJECT)) {
		tf_bad(tf, r, "the definition here is damaged: %s",
		       damage.kind != ERR_NONE ? damage.text : "it is no object");
	}
	machine->definition.text = text;
	machine->definition.at = at_of(tf, r, row->policy);
}

/* ---- resources --------------------------------------------------------------------------- */

static void take_key(struct tf *tf, const struct tf_resource *r, struct stack_thing *thing)
{
	const struct stack_encryption *row = stack_encryption_of(r->type);

	if (row == NULL)
		return;
	stack_encrypt(&tf->stack, thing, row, json_get(r->values, str_from(row->property)),
		      row->key == NULL ? tf_text(tf, r, row->property) : STR(""),
		      tf_open(tf, r, row->property).n > 0);
}

static void take_plain(struct tf *tf, const struct tf_resource *r, const struct tf_row *row)
{
	struct stack_thing *thing = stack_thing(&tf->stack, row->kind, tf_arn(tf, r));

	thing->name = tf_name(tf, r);
	thing->at = r->at;
	thing->account = tf->stack.account;
	take_key(tf, r, thing);
	if (row->policy == NULL || tf_policy(tf, r, row->policy, &thing->document))
		return;
	if (strcmp(row->type, "aws_kms_key") == 0)
		thing->document =
		    (struct stack_text){{NULL, 0}, stack_key_policy(&tf->stack), r->at};
}

/* What some attributes give is a name. */
struct tf_named {
	const char *type;
	const char *service;
	const char *kind; /* what stands before the name */
};

static const struct tf_named named[] = {
    {"aws_kms_key_policy", "kms", "key/"},
    {"aws_cloudwatch_event_bus_policy", "events", "event-bus/"},
    {"aws_cloudwatch_event_permission", "events", "event-bus/"},
    {"aws_ecr_repository_policy", "ecr", "repository/"},
};

/* The ARN that an attribute means, whether it is one, a queue's URL or a name. */
static struct str target_arn(struct tf *tf, const char *type, struct str text)
{
	const struct stack *stack = &tf->stack;
	struct arn arn;

	if (arn_parse(text, &arn))
		return text;
	if (strcmp(type, "aws_sqs_queue_policy") == 0)
		return stack_queue_arn(stack, text);
	if (str_starts(str_from(type), STR("aws_s3_bucket_")))
		return arena_printf(tf->arena, "arn:%.*s:s3:::%.*s", STR_ARG(stack->partition),
				    STR_ARG(text));
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		if (strcmp(named[i].type, type) == 0)
			return arena_printf(tf->arena, "arn:%.*s:%s:%.*s:%.*s:%s%.*s",
					    STR_ARG(stack->partition), named[i].service,
					    STR_ARG(stack->region), STR_ARG(stack->account),
					    named[i].kind, STR_ARG(text));
	return (struct str){NULL, 0};
}

static void take_policy_of(struct tf *tf, const struct tf_resource *r, const struct tf_row *row)
{
	struct str target = tf_text(tf, r, row->target);
	struct str arn = target.n > 0 ? target_arn(tf, row->type, target) : target;
	struct stack_thing *thing;

	if (arn.n == 0) {
		tf_not_settled(tf, r, row->target);
		return;
	}
	thing = stack_thing(&tf->stack, row->kind, arn);
	thing->account = tf->stack.account;
	(void)tf_policy(tf, r, row->policy, &thing->document);
}

static void take_encryption_of(struct tf *tf, const struct tf_resource *r, const struct tf_row *row)
{
	struct str target = tf_text(tf, r, row->target);
	struct str arn = target.n > 0 ? target_arn(tf, row->type, target) : target;
	struct stack_thing *thing;

	if (arn.n == 0) {
		tf_not_settled(tf, r, row->target);
		return;
	}
	thing = stack_thing(&tf->stack, row->kind, arn);
	thing->account = tf->stack.account;
	take_key(tf, r, thing);
}

/* One that is known only after apply may be null then. */
static void take_limits(struct tf *tf, const struct tf_resource *r, struct stack_permission *p)
{
	const struct stack_limit *row;

	for (size_t i = 0; (row = stack_limit_row(i)) != NULL; i++) {
		struct str value = tf_text(tf, r, row->tf);
		struct str open = tf_open(tf, r, row->tf);
		stack_set_limit(p, row, value);
		if (value.n == 0 && open.n > 0)
			p->open = open;
	}
}

/* A permission for a version or an alias is one of its own policy. */
static struct str qualified(struct tf *tf, const struct tf_resource *r, struct str function)
{
	struct str qualifier = tf_text(tf, r, "qualifier");

	if (qualifier.n == 0 && tf_open(tf, r, "qualifier").n > 0)
		return (struct str){NULL, 0};
	return qualifier.n == 0 || function.n == 0
		   ? function
		   : ARENA_JOIN(tf->arena, function, STR(":"), qualifier);
}

static void take_permission(struct tf *tf, const struct tf_resource *r, const struct tf_row *row)
{
	struct str function = stack_function_arn(&tf->stack, tf_text(tf, r, row->target));
	struct stack_permission p = {
	    .sid = tf_text(tf, r, "statement_id"),
	    .principal = tf_text(tf, r, "principal"),
	    .action = tf_text(tf, r, "action"),
	    .resource = qualified(tf, r, function),
	};

	if (p.principal.n == 0)
		p.principal = stack_placeholder(tf->arena, tf_open(tf, r, "principal"));
	if (p.resource.n == 0) {
		tf_not_settled(tf, r, function.n == 0 ? row->target : "qualifier");
		return;
	}
	take_limits(tf, r, &p);
	stack_add_statement(&tf->stack, p.resource, stack_permission(&tf->stack, &p), STR(""),
			    r->at);
}

/* Source: AWS provider documentation, "aws_cloudwatch_event_permission". */
static void take_bus_permission(struct tf *tf, const struct tf_resource *r,
				const struct tf_row *row)
{
	const struct json *only = json_first(json_get(r->values, STR("condition")));
	struct str bus = tf_text(tf, r, row->target);
	struct stack_permission p = {
	    .sid = tf_text(tf, r, "statement_id"),
	    .principal = tf_text(tf, r, "principal"),
	    .action = tf_text(tf, r, "action"),
	    .organization = json_get_str(only, STR("value")),
	};

	if (bus.n == 0 && tf_open(tf, r, row->target).n > 0) {
		tf_not_settled(tf, r, row->target);
		return;
	}
	if (p.principal.n == 0)
		p.principal = stack_placeholder(tf->arena, tf_open(tf, r, "principal"));
	if (p.action.n == 0)
		p.action = STR("events:PutEvents");
	if (p.organization.n == 0)
		p.open = tf_open(tf, r, "condition");
	p.resource = target_arn(tf, row->type, bus.n > 0 ? bus : STR("default"));
	stack_add_statement(&tf->stack, p.resource, stack_permission(&tf->stack, &p), STR(""),
			    r->at);
}

/* ---- organizations ----------------------------------------------------------------------- */

static void put_control_policy(struct tf *tf, const struct tf_resource *r, const struct tf_row *row,
			       enum entity_kind kind, struct str open)
{
	struct str id = json_get_str(r->values, STR("id"));
	struct stack_thing *policy;

	id = stack_control_key(&tf->stack, id.n > 0 ? id : tf_name(tf, r), kind);
	policy = stack_thing(&tf->stack, kind, id);
	policy->name = tf_text(tf, r, "name");
	policy->at = r->at;
	policy->open = open;
	(void)tf_policy(tf, r, row->policy, &policy->document);
}

/* Of a type that is not settled it may be either. */
static void take_control_policy(struct tf *tf, const struct tf_resource *r,
				const struct tf_row *row)
{
	struct str type = tf_text(tf, r, "type");
	struct str open = type.n == 0 ? tf_open(tf, r, "type") : STR("");

	if (type.n == 0 || str_eq(type, STR("SERVICE_CONTROL_POLICY")))
		put_control_policy(tf, r, row, ENTITY_SCP, open);
	if (open.n > 0 || str_eq(type, STR("RESOURCE_CONTROL_POLICY")))
		put_control_policy(tf, r, row, ENTITY_RCP, open);
}

static void hang_control_policy(struct tf *tf, const struct tf_resource *r,
				const struct tf_row *row, struct stack_thing *policy)
{
	struct str target = tf_text(tf, r, row->target);
	struct str open = tf_open(tf, r, row->target);

	if (target.n > 0)
		*(struct str *)vec_push(&policy->targets) = target;
	else if (!tf->stack.gone)
		stack_target_open(&tf->stack, policy, open.n > 0 ? open : str_from(row->target));
	else
		tf_not_settled(tf, r, row->target);
}

static void take_target(struct tf *tf, const struct tf_resource *r, const struct tf_row *row)
{
	static const enum entity_kind kinds[] = {ENTITY_SCP, ENTITY_RCP};
	struct str id = tf_text(tf, r, "policy_id");
	bool known = stack_find(&tf->stack, id) != NULL;

	if (!known && id.n > 0 && tf->stack.gone)
		hang_control_policy(tf, r, row, stack_thing(&tf->stack, row->kind, id));
	else if (!known)
		tf_not_settled(tf, r, "policy_id");
	for (size_t i = 0; known && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct stack_thing *policy =
		    stack_find(&tf->stack, stack_control_key(&tf->stack, id, kinds[i]));
		if (policy != NULL)
			hang_control_policy(tf, r, row, policy);
	}
}

/* ---- the table --------------------------------------------------------------------------- */

/* clang-format off */
static const struct tf_row rows[] = {
	{"aws_iam_role", true, tf_take_identity, ENTITY_ROLE, NULL, NULL},
	{"aws_iam_user", true, tf_take_identity, ENTITY_USER, NULL, NULL},
	{"aws_iam_group", true, tf_take_identity, ENTITY_GROUP, NULL, NULL},
	{"aws_iam_policy", true, tf_take_managed, ENTITY_POLICY, NULL, "policy"},
	{"aws_iam_role_policy", false, tf_take_inline_of, ENTITY_ROLE, "role", "policy"},
	{"aws_iam_user_policy", false, tf_take_inline_of, ENTITY_USER, "user", "policy"},
	{"aws_iam_group_policy", false, tf_take_inline_of, ENTITY_GROUP, "group", "policy"},
	{"aws_iam_role_policy_attachment", false, tf_take_attachment, ENTITY_ROLE, "role", NULL},
	{"aws_iam_user_policy_attachment", false, tf_take_attachment, ENTITY_USER, "user", NULL},
	{"aws_iam_group_policy_attachment", false, tf_take_attachment, ENTITY_GROUP, "group", NULL},
	{"aws_iam_policy_attachment", false, tf_take_attachments, ENTITY_ROLE, NULL, NULL},
	{"aws_iam_role_policy_attachments_exclusive", false, tf_take_attached_list, ENTITY_ROLE, "role_name", "policy_arns"},
	{"aws_iam_user_policy_attachments_exclusive", false, tf_take_attached_list, ENTITY_USER, "user_name", "policy_arns"},
	{"aws_iam_group_policy_attachments_exclusive", false, tf_take_attached_list, ENTITY_GROUP, "group_name", "policy_arns"},
	{"aws_iam_group_membership", false, tf_take_members, ENTITY_USER, "group", "users"},
	{"aws_iam_user_group_membership", false, tf_take_membership, ENTITY_USER, "user", NULL},
	{"aws_sfn_state_machine", true, take_state_machine, ENTITY_MACHINE, "role_arn", "definition"},
	{"aws_sfn_activity", true, take_plain, ENTITY_RESOURCE, NULL, NULL},
	{"aws_lambda_function", true, take_plain, ENTITY_RESOURCE, NULL, NULL},
	{"aws_sqs_queue", true, take_plain, ENTITY_RESOURCE, NULL, "policy"},
	{"aws_sns_topic", true, take_plain, ENTITY_RESOURCE, NULL, "policy"},
	{"aws_s3_bucket", true, take_plain, ENTITY_RESOURCE, NULL, "policy"},
	{"aws_kms_key", true, take_plain, ENTITY_RESOURCE, NULL, "policy"},
	{"aws_secretsmanager_secret", true, take_plain, ENTITY_RESOURCE, NULL, "policy"},
	{"aws_cloudwatch_event_bus", true, take_plain, ENTITY_RESOURCE, NULL, NULL},
	{"aws_dynamodb_table", true, take_plain, ENTITY_RESOURCE, NULL, NULL},
	{"aws_kinesis_stream", true, take_plain, ENTITY_RESOURCE, NULL, NULL},
	{"aws_ecr_repository", true, take_plain, ENTITY_RESOURCE, NULL, NULL},
	{"aws_ecs_cluster", true, take_plain, ENTITY_RESOURCE, NULL, NULL},
	{"aws_batch_job_queue", true, take_plain, ENTITY_RESOURCE, NULL, NULL},
	{"aws_codebuild_project", true, take_plain, ENTITY_RESOURCE, NULL, NULL},
	{"aws_lambda_permission", false, take_permission, ENTITY_RESOURCE, "function_name", NULL},
	{"aws_sqs_queue_policy", false, take_policy_of, ENTITY_RESOURCE, "queue_url", "policy"},
	{"aws_sns_topic_policy", false, take_policy_of, ENTITY_RESOURCE, "arn", "policy"},
	{"aws_s3_bucket_policy", false, take_policy_of, ENTITY_RESOURCE, "bucket", "policy"},
	{"aws_s3_bucket_server_side_encryption_configuration", false, take_encryption_of, ENTITY_RESOURCE, "bucket", NULL},
	{"aws_kms_key_policy", false, take_policy_of, ENTITY_RESOURCE, "key_id", "policy"},
	{"aws_secretsmanager_secret_policy", false, take_policy_of, ENTITY_RESOURCE, "secret_arn", "policy"},
	{"aws_cloudwatch_event_bus_policy", false, take_policy_of, ENTITY_RESOURCE, "event_bus_name", "policy"},
	{"aws_cloudwatch_event_permission", false, take_bus_permission, ENTITY_RESOURCE, "event_bus_name", NULL},
	{"aws_dynamodb_resource_policy", false, take_policy_of, ENTITY_RESOURCE, "resource_arn", "policy"},
	{"aws_kinesis_resource_policy", false, take_policy_of, ENTITY_RESOURCE, "resource_arn", "policy"},
	{"aws_ecr_repository_policy", false, take_policy_of, ENTITY_RESOURCE, "repository", "policy"},
	{"aws_organizations_policy", true, take_control_policy, ENTITY_SCP, NULL, "content"},
	{"aws_organizations_policy_attachment", false, take_target, ENTITY_SCP, "target_id", NULL},
};
/* clang-format on */

void tf_take(struct tf *tf, const struct tf_resource *r, bool things)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].things != things || !str_eq(r->type, str_from(rows[i].type)))
			continue;
		if (tf_place(tf, r))
			rows[i].take(tf, r, &rows[i]);
		else if (tf_is_default(r->provider))
			tf->lacks = true;
		else if (things)
			intake_warn(tf->stack.in, tf->stack.value->source,
				    "%.*s goes to the account of provider %.*s, which is not told: "
				    "not used; name it with --parameter %.*s=ACCOUNT",
				    STR_ARG(r->address), STR_ARG(r->provider),
				    STR_ARG(r->provider));
	}
}
