/* test_asl_event.c - the names of API calls in CloudTrail are led to IAM actions. */
#include "unit.h"

#include "rolehop/asl/event.h"

static void calls_are_led_to_their_actions(void **state)
{
	static const struct {
		const char *source, *name, *action;
	} cases[] = {
	    {"sts.amazonaws.com", "AssumeRole", "sts:AssumeRole"},
	    {"s3.amazonaws.com", "ListObjectsV2", "s3:ListBucket"},
	    {"s3.amazonaws.com", "GetObject", "s3:GetObject"},
	    {"lambda.amazonaws.com", "Invoke", "lambda:InvokeFunction"},
	    {"lambda.amazonaws.com", "GetFunction20150331v2", "lambda:GetFunction"},
	    {"lambda.amazonaws.com", "CreateFunction20150331", "lambda:CreateFunction"},
	    {"monitoring.amazonaws.com", "PutMetricData", "cloudwatch:PutMetricData"},
	    {"states.amazonaws.com", "StartExecution", "states:StartExecution"},
	    {"dynamodb.amazonaws.com", "TransactWriteItems", "dynamodb:ConditionCheckItem"},
	    {"unheard.amazonaws.com", "DoThis", "unheard:DoThis"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena arena;
		const struct str *actions = NULL;
		size_t n = 0;
		arena_init(&arena);
		asl_event_actions(&arena, str_from(cases[i].source), str_from(cases[i].name),
				  &actions, &n);
		assert_true(n > 0);
		assert_str(actions[0], cases[i].action);
		arena_release(&arena);
	}
}

static void a_call_of_several_actions_lists_them(void **state)
{
	struct arena arena;
	const struct str *actions = NULL;
	size_t n = 0;

	(void)state;
	arena_init(&arena);
	asl_event_actions(&arena, STR("dynamodb.amazonaws.com"), STR("TransactWriteItems"),
			  &actions, &n);
	assert_int_equal(n, 4);
	assert_str(actions[3], "dynamodb:DeleteItem");
	arena_release(&arena);
}

static void no_name_is_no_action(void **state)
{
	struct arena arena;
	const struct str *actions = NULL;
	size_t n = 7;

	(void)state;
	arena_init(&arena);
	asl_event_actions(&arena, STR("s3.amazonaws.com"), STR(""), &actions, &n);
	assert_int_equal(n, 0);
	asl_event_actions(&arena, STR(""), STR("GetObject"), &actions, &n);
	assert_int_equal(n, 0);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(calls_are_led_to_their_actions),
	    cmocka_unit_test(a_call_of_several_actions_lists_them),
	    cmocka_unit_test(no_name_is_no_action),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
