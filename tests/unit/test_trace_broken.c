/* test_trace_broken.c - where the world fails, a trace and its remedies end in its error: each
 * question that they ask fails in turn, of every incident. */
#include "broken_world.h"
#include "trace_incidents.h"

#include "rolehop/trace/remedy.h"

static bool ask(struct arena *arena, const struct world *world, struct str machine_arn,
		struct err *err)
{
	const struct trace_options options = {.strict = false};
	const struct asked asked = {.machine = machine_arn, .pointer = STR("/States/T")};
	const struct trace *trace;

	return asked_trace(arena, world, &asked, &options, &trace, err) &&
	       remedies_find(arena, world, &asked, &options, trace, &trace, err);
}

static void fails_with_each_question(const struct world *whole, struct str machine, size_t i)
{
	struct broken broken;
	struct world world = broken_open(&broken, whole);
	struct arena arena;
	struct err err = {.kind = ERR_NONE};
	long asked;

	arena_init(&arena);
	if (!ask(&arena, &world, machine, &err))
		fail_msg("incident %zu: %s", i, err.text);
	asked = broken.asked;
	assert_true(asked > 0);
	for (long n = 1; n <= asked; n++) {
		arena_wipe(&arena);
		memset(&err, 0, sizeof(err));
		broken.asked = 0;
		broken.fails_at = n;
		if (ask(&arena, &world, machine, &err))
			fail_msg("incident %zu: judged although question %ld of %ld failed", i, n,
				 asked);
		assert_int_equal(err.kind, ERR_ENVIRONMENT);
	}
	arena_release(&arena);
}

static void no_incident_is_judged_on_a_broken_world(void **state)
{
	(void)state;
	for (size_t i = 0; i < INCIDENTS; i++) {
		const char *machine = or_sound(incidents[i].change.machine, sound.machine);
		struct lit_world w;
		(void)trace_incident(&w, &incidents[i]);
		fails_with_each_question(&w.world, str_from(machine), i);
		lit_free(&w);
	}
}

#define POINT_ARN "arn:aws:s3:us-east-1:222222222222:accesspoint/p"
#define READ_OBJECT(bucket)                                                                        \
	TASK("arn:aws:states:::aws-sdk:s3:getObject",                                              \
	     PARAMETERS("\"Bucket\":\"" bucket "\",\"Key\":\"k\""))
#define MAP_OF_BUCKET(more)                                                                        \
	"{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Map\",\"ItemReader\":{\"Resource\":"     \
	"\"arn:aws:states:::s3:getObject\",\"Parameters\":{\"Bucket\":\"data\",\"Key\":\"k\""      \
	"}},\"ItemProcessor\":{\"ProcessorConfig\":{\"Mode\":\"DISTRIBUTED\",\"ExecutionType\":"   \
	"\"STANDARD\"},\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"End\":true}}},"    \
	"\"End\":true" more "}}}"

/* clang-format off */
/* What only a run decides, and what takes more than one policy to answer. */
static const struct incident harder[] = {
	{.change = {.definition = TASK(START_SYNC, CREDENTIALS_PATH("$.role") START_CHILD)}},
	{.change = {.definition = TASK(START_SYNC, CREDENTIALS_PATH("States.Format('arn:aws:iam::222222222222:role/{}', $.name)") START_CHILD)}},
	{.change = {.definition = TASK(START_SYNC, CREDENTIALS_PATH("States.Format('arn:aws:iam::{}:role/TrustingAccountRl', $.account)") START_CHILD), .assume = DOC("{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Resource\":[\"arn:aws:iam::*:role/Trusting*\",\"" TARGET_ROLE "\"]}")}},
	{.change = {.definition = TASK(START_SYNC, CREDENTIALS_PATH("$.role") START_CHILD), .assume = "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Resource\":\"arn:aws:iam::222222222222:role/*\"}}"}},
	{.change = {.definition = READ_OBJECT(POINT_ARN), .assume = LIT_ANY}, .resource = POINT_ARN, .owner = AWAY, .policy = GRANT(EXECUTION_ROLE, "s3:*", "*")},
	{.change = {.definition = READ_OBJECT("p-abcdefg-s3alias"), .assume = LIT_ANY}},
	{.change = {.definition = READ_OBJECT("data"), .assume = LIT_ANY}, .resource = BUCKET, .owner = AWAY, .policy = GRANT(EXECUTION_ROLE, "s3:*", "*"), .key = "alias/k", .key_policy = GRANT(EXECUTION_ROLE, "kms:*", "*")},
	{.change = {.definition = MAP_OF_BUCKET(""), .assume = LIT_ANY}, .resource = BUCKET, .owner = AWAY, .policy = GRANT(EXECUTION_ROLE, "s3:*", "*"), .key = KEY, .key_policy = GRANT(EXECUTION_ROLE, "kms:*", "*")},
	{.change = {.definition = TASK("arn:aws:states:::aws-sdk:kms:decrypt", PARAMETERS("\"KeyId\":\"alias/k\",\"CiphertextBlob\":\"x\"")), .assume = LIT_ANY}},
	{.change = {.definition = TASK("arn:aws:states:::aws-sdk:organizations:listAccounts", PARAMETERS("")), .assume = LIT_ANY}},
	{.change = {.definition = TASK("arn:aws:states:::states:startExecution.sync:2", PARAMETERS("\"StateMachineArn\":\"arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfw:live\"")), .assume = DOC(ALLOW("s3:*", "*"))}},
	{.change = {.definition = TASK("arn:aws:states:::dynamodb:getItem", PARAMETERS("\"TableName\":\"T\",\"Key\":{}")), .assume = LIT_ANY}, .resource = TABLE, .owner = HOME, .key = KEY, .key_policy = GRANT("333333333333", "kms:*", "*")},
	{.change = {.permission = DOC(ALLOW("states:*", "*") ",{\"Effect\":\"Deny\",\"Action\":\"states:*\",\"Resource\":\"*\"}"), .trust = TRUST(EXECUTION_ROLE, EXTERNAL_ID("arn:aws:states:us-east-1:111111111111:stateMachine:Gone"))}},
};
/* clang-format on */

static void no_harder_question_is_answered_on_a_broken_world(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(harder) / sizeof(harder[0]); i++) {
		struct lit_world w;
		(void)trace_incident(&w, &harder[i]);
		fails_with_each_question(&w.world, STR(MACHINE), INCIDENTS + i);
		lit_free(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_incident_is_judged_on_a_broken_world),
	    cmocka_unit_test(no_harder_question_is_answered_on_a_broken_world),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
