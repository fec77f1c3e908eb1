/* test_trace_shared.c - what one request was found to rest on serves another one only where both
 * rest on the same. */
#include "rolehop/trace/findings.h"
#include "trace/layers.h"
#include "trace/services.h"
#include "trace_world.h"

#define JOB "arn:aws:glue:eu-west-1:111111111111:job/etl"
#define TABLE "arn:aws:dynamodb:eu-west-1:222222222222:table/t"
#define KEY "arn:aws:kms:eu-west-1:222222222222:key/k"
#define BUCKET "arn:aws:s3:::bucket/object"
#define ONE "arn:aws:iam::111111111111:role/One"
#define TWO "arn:aws:iam::222222222222:role/Two"
#define TRUST                                                                                      \
	"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{"         \
	"\"Service\":\"states.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}"
#define OF_RESOURCE                                                                                \
	"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","    \
	"\"Action\":\"*\",\"Resource\":\"*\"}]}"

/* ---- what is gathered for a request -----------------------------------------------------------
 */

struct request_row {
	enum ask_kind kind;
	unsigned caller;
	const char *action, *resource, *owner;
	enum call_origin origin;
};

/* Each differs from another one in one thing. */
/* clang-format off */
static const struct request_row rows[] = {
	{ASK_CALL,      0, "glue:StartJobRun",     JOB,    "111111111111", ORIGIN_STEP_FUNCTIONS},
	{ASK_DEPENDENT, 0, "glue:GetJobRun",       JOB,    "111111111111", ORIGIN_STEP_FUNCTIONS},
	{ASK_DEPENDENT, 1, "glue:GetJobRun",       JOB,    "111111111111", ORIGIN_STEP_FUNCTIONS},
	{ASK_DEPENDENT, 0, "glue:GetJobRun",       JOB,    "222222222222", ORIGIN_STEP_FUNCTIONS},
	{ASK_DEPENDENT, 0, "glue:GetJobRun",       JOB,    "111111111111", ORIGIN_PERSON},
	{ASK_DEPENDENT, 0, "kms:Decrypt",          JOB,    "111111111111", ORIGIN_STEP_FUNCTIONS},
	{ASK_CALL,      0, "dynamodb:PutItem",     TABLE,  "222222222222", ORIGIN_STEP_FUNCTIONS},
	{ASK_DEPENDENT, 0, "kms:Decrypt",          TABLE,  "222222222222", ORIGIN_STEP_FUNCTIONS},
	{ASK_KEY,       0, "kms:Decrypt",          KEY,    "222222222222", ORIGIN_STEP_FUNCTIONS},
	{ASK_KEY,       0, "kms:DescribeKey",      KEY,    "222222222222", ORIGIN_STEP_FUNCTIONS},
	{ASK_KEY,       0, "dynamodb:DescribeKey", KEY,    "222222222222", ORIGIN_STEP_FUNCTIONS},
	{ASK_CALL,      0, "s3:GetObject",         BUCKET, "222222222222", ORIGIN_STEP_FUNCTIONS},
	{ASK_CALL,      0, "s3:TagResource",       BUCKET, "222222222222", ORIGIN_STEP_FUNCTIONS},
	{ASK_CALL,      0, "s3:ListAccessPoints",  "*",    "111111111111", ORIGIN_STEP_FUNCTIONS},
	{ASK_CALL,      0, "sqs:ListQueues",       "*",    "111111111111", ORIGIN_STEP_FUNCTIONS},
	{ASK_ASSUME,    0, "sts:AssumeRole",       TWO,    "222222222222", ORIGIN_STEP_FUNCTIONS},
	{ASK_DEPENDENT, 0, "sts:AssumeRole",       TWO,    "222222222222", ORIGIN_STEP_FUNCTIONS},
};
/* clang-format on */

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static void fill_world(struct lit_world *w)
{
	struct lit_account *two;

	lit_init(w);
	lit_member(w, "111111111111");
	two = lit_member(w, "222222222222");
	lit_level(w, &two->scps, "SCP", "222222222222", LIT_ANY, LIT_ANY);
	lit_level(w, &two->rcps, "RCP", "r-root", OF_RESOURCE, NULL);
	lit_inline(w, lit_role(w, ONE, TRUST), "a", LIT_ANY);
	lit_inline(w, lit_role(w, TWO, TRUST), "b", LIT_ANY);
	lit_resource(w, TABLE, "222222222222", OF_RESOURCE);
	lit_resource(w, "arn:aws:s3:::bucket", "222222222222", OF_RESOURCE);
}

static struct ask ask_of(const struct request_row *row, struct actor *const callers[2],
			 const struct role *target)
{
	return (struct ask){.kind = row->kind,
			    .caller = callers[row->caller],
			    .action = str_from(row->action),
			    .resource = str_from(row->resource),
			    .resource_account = str_from(row->owner),
			    .origin = row->origin,
			    .region = STR("eu-west-1"),
			    .external_id_state = CTX_ABSENT,
			    .target = row->kind == ASK_ASSUME ? target : NULL,
			    .target_found = FOUND_YES,
			    .sure = true};
}

static void same_lack(const struct lack *a, const struct lack *b)
{
	assert_true(str_eq(a->account, b->account));
	assert_true(str_eq(a->missing, b->missing));
	assert_true(str_eq(a->because, b->because));
}

static void same_layer(const struct layer_input *a, const struct layer_input *b)
{
	assert_int_equal(a->state, b->state);
	assert_true(str_eq(a->why, b->why));
	assert_int_equal(a->n_levels, b->n_levels);
	for (size_t i = 0; i < a->n_levels; i++) {
		assert_true(str_eq(a->levels[i].of, b->levels[i].of));
		assert_int_equal(a->levels[i].n_policies, b->levels[i].n_policies);
		for (size_t k = 0; k < a->levels[i].n_policies; k++) {
			assert_ptr_equal(a->levels[i].policies[k].policy,
					 b->levels[i].policies[k].policy);
			assert_true(
			    str_eq(a->levels[i].policies[k].label, b->levels[i].policies[k].label));
		}
	}
}

static void same_bearings(const struct bearings *a, const struct bearings *b)
{
	for (size_t i = 0; i < LAYER_COUNT; i++) {
		same_layer(&a->question.layers[i], &b->question.layers[i]);
		same_lack(&a->lacks[i], &b->lacks[i]);
	}
	assert_ptr_equal(a->question.request, &a->request);
	assert_true(str_eq(a->request.action, b->request.action));
	assert_true(str_eq(a->request.resource, b->request.resource));
	assert_true(str_eq(a->request.resource_account, b->request.resource_account));
	assert_true(str_eq(a->request.caller.identity, b->request.caller.identity));
	assert_int_equal(a->question.grants_known, b->question.grants_known);
	assert_int_equal(a->question.public_access.known, b->question.public_access.known);
	assert_int_equal(a->through.itself, b->through.itself);
	assert_int_equal(a->through.open, b->through.open);
	assert_true(str_eq(a->behind, b->behind));
	assert_int_equal(a->resource_org.n_scps, b->resource_org.n_scps);
	same_lack(&a->grants_lack, &b->grants_lack);
}

static const struct bearings *gather(struct tracer *t, const struct ask *ask)
{
	struct bearings *b = arena_alloc(t->arena, sizeof(*b));

	assert_true(layers_gather(t, ask, b));
	return b;
}

/* Whatever was asked before, a request rests on what it rests on alone. */
static void a_request_after_another_rests_on_what_it_does_alone(void **state)
{
	struct lit_world w;
	struct actor *callers[2];
	const struct role *target = NULL;
	struct tracer t;

	(void)state;
	fill_world(&w);
	target = &(*(struct lit_role **)vec_at(&w.roles, 1))->role;
	tracer_init(&t, &w.arena, &w.world, &w.options, &w.err);
	assert_true(actor_of_role(&t, STR(ONE), 0, &callers[0]));
	assert_true(actor_of_role(&t, STR(TWO), 1, &callers[1]));
	for (size_t i = 0; i < ROWS; i++)
		for (size_t k = 0; k < ROWS; k++) {
			struct ask before = ask_of(&rows[i], callers, target);
			struct ask ask = ask_of(&rows[k], callers, target);
			struct tracer alone;
			tracer_init(&t, &w.arena, &w.world, &w.options, &w.err);
			tracer_init(&alone, &w.arena, &w.world, &w.options, &w.err);
			gather(&t, &before);
			same_bearings(gather(&t, &ask), gather(&alone, &ask));
		}
	lit_free(&w);
}

/* The first two rows share: else there would be nothing to test. */
static void calls_of_one_service_on_one_resource_share(void **state)
{
	struct lit_world w;
	struct actor *callers[2];
	struct tracer t;

	(void)state;
	fill_world(&w);
	tracer_init(&t, &w.arena, &w.world, &w.options, &w.err);
	assert_true(actor_of_role(&t, STR(ONE), 0, &callers[0]));
	callers[1] = callers[0];
	struct ask first = ask_of(&rows[0], callers, NULL), next = ask_of(&rows[1], callers, NULL);
	const struct bearings *a = gather(&t, &first), *b = gather(&t, &next);
	assert_ptr_equal(a->question.layers[LAYER_IDENTITY].levels,
			 b->question.layers[LAYER_IDENTITY].levels);
	assert_str(b->request.action, "glue:GetJobRun");
	lit_free(&w);
}

/* ---- what is the same for all Tasks of a machine ----------------------------------------------
 */

#define MACHINE "arn:aws:states:eu-west-1:111111111111:stateMachine:m"
#define OTHER "arn:aws:states:eu-west-1:111111111111:stateMachine:o"

/* The second Task reads the role that the third one takes. */
static const char definition[] =
    "{\"StartAt\":\"A\",\"States\":{"
    "\"A\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::sqs:sendMessage\",\"Parameters\":{"
    "\"QueueUrl\":\"https://sqs.eu-west-1.amazonaws.com/111111111111/q\",\"MessageBody\":\"x\"},"
    "\"ResultPath\":null,\"Next\":\"B\"},"
    "\"B\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::aws-sdk:ssm:getParameter\","
    "\"Parameters\":{\"Name\":\"/role\"},\"ResultPath\":\"$.role\",\"Next\":\"C\"},"
    "\"C\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\",\"Credentials\":{"
    "\"RoleArn.$\":\"$.role.Parameter.Value\"},\"Parameters\":{\"FunctionName\":\"f\"},"
    "\"End\":true}}}";

static const char plain[] =
    "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\",\"Resource\":"
    "\"arn:aws:states:::sqs:sendMessage\",\"Parameters\":{\"QueueUrl\":"
    "\"https://sqs.eu-west-1.amazonaws.com/111111111111/q\",\"MessageBody\":\"x\"},\"End\":true}}}";

static void same_as_alone(struct lit_world *w, const char *machine)
{
	const struct task_answer *answers = NULL;
	struct arena scratch;
	size_t n = 0;

	arena_init(&scratch);
	assert_true(findings_machine(&w->arena, &scratch, &w->world, str_from(machine), &answers,
				     &n, &w->err));
	arena_release(&scratch);
	for (size_t i = 0; i < n; i++) {
		const struct trace *trace =
		    lit_trace(w, machine, arena_cstr(&w->arena, answers[i].state));
		assert_int_equal(answers[i].verdict, trace->verdict);
		assert_true(str_eq(answers[i].summary, trace->summary));
		assert_true(str_eq(answers[i].target_role, trace->target_role));
		assert_true(str_eq(answers[i].caller_role, trace->hops[0].resource));
	}
}

/* A scan says of each Task what a trace of it alone says, machine after machine. */
static void tasks_of_a_machine_are_answered_as_each_alone(void **state)
{
	struct lit_world w;

	(void)state;
	fill_world(&w);
	*(struct lit_parameter *)vec_push(&w.parameters) = (struct lit_parameter){
	    STR("arn:aws:ssm:eu-west-1:111111111111:parameter/role"), STR(TWO)};
	lit_machine(&w, OTHER, TWO, plain);
	lit_machine(&w, MACHINE, ONE, definition);
	same_as_alone(&w, OTHER);
	same_as_alone(&w, MACHINE);
	assert_str(lit_trace(&w, MACHINE, "C")->target_role, TWO);
	lit_free(&w);
}

/* ---- the table of services --------------------------------------------------------------------
 */

/* Each service that has rows is found by its name, so the rows are in order. */
static void services_with_policies_are_found_by_their_name(void **state)
{
	static const char *const services[] = {"account",
					       "acm-pca",
					       "aoss",
					       "apigateway",
					       "aps",
					       "backup",
					       "bedrock",
					       "cloudfront",
					       "codebuild",
					       "dynamodb",
					       "ec2",
					       "ecr",
					       "ecr-public",
					       "events",
					       "execute-api",
					       "glue",
					       "kafka",
					       "kafka-cluster",
					       "kinesis",
					       "kms",
					       "lambda",
					       "logs",
					       "organizations",
					       "ram",
					       "rds",
					       "redshift",
					       "redshift-serverless",
					       "route53profiles",
					       "s3",
					       "s3-object-lambda",
					       "s3-outposts",
					       "s3express",
					       "s3tables",
					       "s3vectors",
					       "sagemaker",
					       "schemas",
					       "secretsmanager",
					       "ses",
					       "sns",
					       "sqs",
					       "ssm",
					       "ssm-contacts",
					       "ssm-incidents",
					       "vpc-lattice",
					       "vpc-lattice-svcs",
					       "waf",
					       "waf-regional",
					       "wafv2",
					       "workspaces",
					       "a",
					       "batch",
					       "s3-",
					       "states",
					       "zz"};
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
		struct str arn = arena_printf(&arena, "arn:aws:%s:eu-west-1:111111111111:%s",
					      services[i], HOLE_TEXT);
		bool has = service_has_policies(str_from(services[i]));
		bool found = service_policy_subject(&arena, arn).owner != OWNER_NONE;
		if (has != found)
			fail_msg("%s: has policies: %d, found: %d", services[i], has, found);
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_request_after_another_rests_on_what_it_does_alone),
	    cmocka_unit_test(calls_of_one_service_on_one_resource_share),
	    cmocka_unit_test(tasks_of_a_machine_are_answered_as_each_alone),
	    cmocka_unit_test(services_with_policies_are_found_by_their_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
