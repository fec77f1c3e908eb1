/* fuzz_asl.c - definitions of every kind, read, resolved and planned: no crash, and plans that keep
 * their promises. */
#include "fuzz.h"

#include "rolehop/asl/integrations.h"
#include "rolehop/asl/read.h"
#include "rolehop/asl/resolve.h"

static const char *const names[] = {"A", "B", "C", "D"};
static const char *const resources[] = {
    "arn:aws:states:::lambda:invoke",
    "arn:aws:states:::states:startExecution.sync:2",
    "arn:aws:states:::aws-sdk:sfn:startSyncExecution",
    "arn:aws:states:::aws-sdk:s3:getObject",
    "arn:aws:states:::dynamodb:getItem",
    "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    "arn:aws:states:::ecs:runTask.sync",
    "arn:aws:states:::batch:submitJob.sync",
    "arn:aws:states:::http:invoke",
    "arn:aws:states:::sagemaker:createTrainingJob.sync",
    "arn:aws:states:::events:putEvents",
    "arn:aws:lambda:us-east-1:111111111111:function:f:live",
    "arn:aws:states:us-east-1:111111111111:activity:a",
    "${Resource}",
    "arn:aws:states:::aws-sdk:nosuch:doThing",
    "x",
};
static const char *const texts[] = {
    "$.a",
    "$.a.b[0]",
    "$$.Execution.Id",
    "$v.x",
    "States.Format('arn:aws:iam::{}:role/R', $.acc)",
    "States.ArrayGetItem(States.Array('a', 'b'), 1)",
    "States.JsonMerge($.a, States.StringToJson('{}'), false)",
    "{% $states.input.role %}",
    "{% 'arn:aws:iam::' & $v & ':role/R' %}",
    "{% $exists($v) ? $v : 'x' %}",
    "{% $map([1..3], function($x) { $x * 2 })[0] %}",
    "{% ( $a := 1; $b := { 'k': [$a, $states.context.Execution.Name] }; $b.k[1] ) %}",
    "{%",
    "arn:aws:iam::222222222222:role/T",
    "arn:aws:iam::${Account}:role/T",
    "b",
    "",
    "k/*",
};
static const char *const fields[] = {
    "StateMachineArn", "FunctionName", "Bucket",	 "Key",	       "TableName", "QueueUrl",
    "TopicArn",	       "RoleArn",      "TaskDefinition", "JobQueue",   "SecretId",  "Name",
    "TaskRoleArn",     "Input",	       "EventBusName",	 "ApiEndpoint"};

static void put_text(struct buf *buf, struct dice *dice)
{
	buf_printf(buf, "\"%s\"", DICE_PICK(dice, texts));
}

static void put_container(struct buf *buf, struct dice *dice, const char *name)
{
	unsigned n = 1 + dice_below(dice, 3);

	buf_printf(buf, ",\"%s\":{", name);
	for (unsigned i = 0; i < n; i++) {
		buf_printf(buf, "%s\"%s%s\":", i ? "," : "", DICE_PICK(dice, fields),
			   dice_one_in(dice, 2) ? ".$" : "");
		put_text(buf, dice);
	}
	buf_add_cstr(buf, "}");
}

static void put_next(struct buf *buf, struct dice *dice)
{
	if (dice_one_in(dice, 3))
		buf_add_cstr(buf, ",\"End\":true");
	else
		buf_printf(buf, ",\"Next\":\"%s\"", DICE_PICK(dice, names));
}

static void put_states(struct buf *buf, struct dice *dice, unsigned depth);

static void put_task(struct buf *buf, struct dice *dice)
{
	buf_printf(buf, "{\"Type\":\"Task\",\"Resource\":\"%s\"", DICE_PICK(dice, resources));
	if (dice_one_in(dice, 2)) {
		buf_printf(buf,
			   ",\"Credentials\":{\"RoleArn%s\":", dice_one_in(dice, 2) ? ".$" : "");
		put_text(buf, dice);
		buf_add_cstr(buf, "}");
	}
	put_container(buf, dice, dice_one_in(dice, 3) ? "Arguments" : "Parameters");
	if (dice_one_in(dice, 4))
		put_container(buf, dice, "ResultSelector");
	if (dice_one_in(dice, 4))
		buf_add_cstr(buf, ",\"ResultPath\":\"$.a\"");
	if (dice_one_in(dice, 5))
		put_container(buf, dice, "Assign");
	if (dice_one_in(dice, 6))
		buf_add_cstr(buf, ",\"QueryLanguage\":\"JSONata\"");
	if (dice_one_in(dice, 6))
		buf_printf(buf, ",\"Catch\":[{\"ErrorEquals\":[\"States.ALL\"],\"Next\":\"%s\"}]",
			   DICE_PICK(dice, names));
	put_next(buf, dice);
	buf_add_cstr(buf, "}");
}

static void put_nested(struct buf *buf, struct dice *dice, unsigned depth)
{
	if (dice_one_in(dice, 2)) {
		buf_add_cstr(buf, "{\"Type\":\"Parallel\",\"Branches\":[");
		put_states(buf, dice, depth + 1);
		buf_add_cstr(buf, "]");
	} else {
		buf_printf(buf, "{\"Type\":\"Map\",\"ItemsPath\":\"$.a\"%s,\"%s\":",
			   dice_one_in(dice, 3) ? ",\"ItemReader\":{\"Resource\":\"arn:aws:states:"
						  "::s3:listObjectsV2\",\"Parameters\":{"
						  "\"Bucket\":\"b\"}}"
						: "",
			   dice_one_in(dice, 3) ? "Iterator" : "ItemProcessor");
		put_states(buf, dice, depth + 1);
	}
	put_next(buf, dice);
	buf_add_cstr(buf, "}");
}

static void put_state(struct buf *buf, struct dice *dice, unsigned depth)
{
	switch (dice_below(dice, 8)) {
	case 0:
		buf_add_cstr(buf, "{\"Type\":\"Pass\",\"Result\":{\"role\":");
		put_text(buf, dice);
		buf_add_cstr(buf, "}");
		put_container(buf, dice, "Parameters");
		put_next(buf, dice);
		buf_add_cstr(buf, "}");
		return;
	case 1:
		buf_printf(
		    buf,
		    "{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.a\","
		    "\"StringEquals\":\"b\",\"Next\":\"%s\"},{\"And\":[{\"Variable\":\"$.n\","
		    "\"NumericGreaterThan\":1}],\"Next\":\"%s\"}],\"Default\":\"%s\"}",
		    DICE_PICK(dice, names), DICE_PICK(dice, names), DICE_PICK(dice, names));
		return;
	case 2:
		if (depth < 3) {
			put_nested(buf, dice, depth);
			return;
		}
		buf_add_cstr(buf, "{\"Type\":\"Succeed\"}");
		return;
	default:
		put_task(buf, dice);
		return;
	}
}

static void put_states(struct buf *buf, struct dice *dice, unsigned depth)
{
	unsigned n = 1 + dice_below(dice, 3);

	buf_printf(buf, "{%s%s\"StartAt\":\"A\",\"States\":{",
		   dice_one_in(dice, 4) ? "\"QueryLanguage\":\"JSONata\"," : "",
		   depth > 0 && dice_one_in(dice, 3)
		       ? "\"ProcessorConfig\":{\"Mode\":\"DISTRIBUTED\"},"
		       : "");
	for (unsigned i = 0; i < n; i++) {
		buf_printf(buf, "%s\"%s\":", i ? "," : "", names[i]);
		put_state(buf, dice, depth);
	}
	buf_add_cstr(buf, "}}");
}

static void fuzz_make(struct buf *buf, struct dice *dice)
{
	put_states(buf, dice, 0);
}

static bool fuzz_add(struct arena *arena, struct str text, struct dice *dice, struct str *out)
{
	struct buf state;

	buf_init(&state, arena, 1 << 18);
	put_state(&state, dice, 1);
	return edit_member(arena, text, STR("/States"), str_from(DICE_PICK(dice, names)),
			   buf_str(&state), out);
}

static void fuzz_value(struct buf *buf, struct dice *dice)
{
	switch (dice_below(dice, 4)) {
	case 0:
		buf_printf(buf, "\"%s\"", DICE_PICK(dice, resources));
		return;
	case 1:
		put_state(buf, dice, 2);
		return;
	case 2:
		buf_add_cstr(buf, dice_one_in(dice, 2) ? "[]" : "{\"a\":[1,{\"b\":null}]}");
		return;
	default:
		put_text(buf, dice);
		return;
	}
}

/* ---- promises ---- */

static bool names_one_action(struct str action)
{
	ptrdiff_t colon = str_find_char(action, ':');

	return colon > 0 && (size_t)colon + 1 < action.n &&
	       str_find_char(str_skip(action, (size_t)colon + 1), ':') < 0;
}

/* A pointer of the plan leads to a value of the definition. */
static void leads(const struct json *root, struct str pointer)
{
	if (pointer.n > 0 && json_at(root, pointer) == NULL)
		fprintf(stderr, "pointer: %.*s\n", STR_ARG(pointer));
	FUZZ_HOLDS(pointer.n == 0 || json_at(root, pointer) != NULL);
}

static void plan_state(struct arena *arena, const struct asl *asl, const struct asl_state *state,
		       const struct asl_environment *env, const struct json *root,
		       const uint8_t *head)
{
	struct asl_value role;
	struct asl_plan plan;
	struct asl_plan_input input = {.asl = asl,
				       .state = state,
				       .env = env,
				       .machine_type = (enum machine_type)(head[0] % 3),
				       .partition = STR("aws"),
				       .region = STR("us-east-1"),
				       .home_account = STR("111111111111"),
				       .effective_account = STR("222222222222")};

	asl_resolve(arena, asl, state, env, STR("Credentials"), STR("RoleArn"), &role);
	FUZZ_HOLDS(role.kind != ASL_VALUE_ONE || role.n_candidates == 1);
	if (role.kind != ASL_VALUE_NONE)
		leads(root, role.pointer);
	input.has_credentials = role.kind != ASL_VALUE_NONE;
	asl_plan_task(arena, &input, &plan);
	for (size_t i = 0; i < plan.n_calls; i++) {
		FUZZ_HOLDS(!plan.calls[i].sure || names_one_action(plan.calls[i].action));
		leads(root, plan.calls[i].decides_pointer);
	}
	for (size_t i = 0; i < plan.n_refusals; i++)
		leads(root, plan.refusals[i].pointer);
	for (size_t i = 0; i < plan.n_doubts; i++)
		leads(root, plan.doubts[i].pointer);
}

static void read_definition(struct arena *arena, const uint8_t *head, struct str text)
{
	struct asl_environment env = {
	    .machine_arn = STR("arn:aws:states:us-east-1:111111111111:stateMachine:M"),
	    .machine_name = STR("M"),
	    .role_arn = STR("arn:aws:iam::111111111111:role/E")};
	const struct json *root;
	const struct asl *asl;
	struct err err;

	if (!asl_read(arena, text, &asl, &err) || !json_parse(arena, text, &root, &err))
		return;
	if (head[1] % 2)
		(void)json_parse(arena, STR("{\"a\":\"b\",\"acc\":\"222222222222\",\"n\":2}"),
				 &env.input, &err);
	if (head[1] % 3)
		env.flow = asl_flow_new(arena, asl, &env);
	for (size_t i = 0; i < asl->n_states; i++) {
		leads(root, asl->states[i]->pointer);
		if (asl_calls(asl->states[i]))
			plan_state(arena, asl, asl->states[i], &env, root, head);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {NULL};

	fuzz_count(size);
	if (size > FUZZ_HEAD)
		read_definition(&arena, data,
				(struct str){(const char *)data + FUZZ_HEAD, size - FUZZ_HEAD});
	arena_release(&arena);
	return 0;
}
