/* test_asl_read.c - definitions become scopes, states and edges; flaws are found. */
#include "asl_case.h"

#include <stdlib.h>
#include <string.h>

static void asl_reads_states_to_any_depth(void **state)
{
	(void)state;
	struct asl_case c;
	case_open(
	    &c, "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Parallel\",\"Next\":\"a/"
		"b~\",\"Branches\":["
		"{\"StartAt\":\"X\",\"States\":{\"X\":{\"Type\":\"Pass\",\"End\":true}}},"
		"{\"StartAt\":\"X\",\"States\":{\"X\":{\"Type\":\"Map\",\"End\":true,\"Iterator\":"
		"{\"StartAt\":\"Y\",\"States\":{\"Y\":{\"Type\":\"Wait\",\"Seconds\":1,\"End\":"
		"true}}}}}}]},"
		"\"a/b~\":{\"Type\":\"Map\",\"End\":true,\"ItemProcessor\":{\"ProcessorConfig\":"
		"{\"Mode\":\"DISTRIBUTED\",\"ExecutionType\":\"EXPRESS\"},\"StartAt\":\"Z\","
		"\"States\":{\"Z\":{\"Type\":\"Succeed\"}}}}}}");
	assert_int_equal(c.asl->n_flaws, 0);
	static const char *const pointers[] = {
	    "/States/P",
	    "/States/P/Branches/0/States/X",
	    "/States/P/Branches/1/States/X",
	    "/States/P/Branches/1/States/X/Iterator/States/Y",
	    "/States/a~1b~0",
	    "/States/a~1b~0/ItemProcessor/States/Z",
	};
	assert_int_equal(c.asl->n_states, 6);
	for (size_t i = 0; i < 6; i++) {
		assert_str(c.asl->states[i]->pointer, pointers[i]);
		assert_int_equal(c.asl->states[i]->index, i);
		assert_ptr_equal(asl_at(c.asl, str_from(pointers[i])), c.asl->states[i]);
		assert_ptr_equal(json_at(c.asl->root, str_from(pointers[i])),
				 c.asl->states[i]->node);
	}
	assert_null(asl_at(c.asl, STR("/States/Q")));
	assert_true(c.asl->states[4]->distributed);
	assert_true(asl_calls(c.asl->states[4]));
	assert_false(asl_calls(c.asl->states[2]));
	assert_true(c.asl->states[5]->scope->express);
	assert_true(c.asl->states[5]->end);
	assert_ptr_equal(c.asl->states[0]->edges[0].target, c.asl->states[4]);
	case_close(&c);
}

static void asl_finds_by_name_and_pointer(void **state)
{
	(void)state;
	struct asl_case c;
	const struct asl_state *found[1];
	size_t n;
	case_open(&c, "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Parallel\",\"End\":true,"
		      "\"Branches\":["
		      "{\"StartAt\":\"X\",\"States\":{\"X\":{\"Type\":\"Succeed\"}}},"
		      "{\"StartAt\":\"X\",\"States\":{\"X\":{\"Type\":\"Succeed\"}}}]}}}");
	asl_find(c.asl, STR("X"), found, 1, &n);
	assert_int_equal(n, 2);
	assert_str(found[0]->pointer, "/States/P/Branches/0/States/X");
	asl_find(c.asl, STR("/States/P/Branches/1/States/X"), found, 1, &n);
	assert_int_equal(n, 1);
	assert_str(found[0]->pointer, "/States/P/Branches/1/States/X");
	asl_find(c.asl, STR("x"), found, 1, &n);
	assert_int_equal(n, 0);
	case_close(&c);
}

static void asl_edges_say_when(void **state)
{
	(void)state;
	struct asl_case c;
	static const char *const labels[] = {
	    "$.a = \"x\"",	  "$.n >= 3 and ($.b = true or not ($.c is present))",
	    "$.s matches \"x*\"", "$.d < $.e",
	    "$.f is not null",	  "default",
	};
	case_open(
	    &c,
	    "{\"StartAt\":\"C\",\"States\":{\"C\":{\"Type\":\"Choice\",\"Choices\":["
	    "{\"Variable\":\"$.a\",\"StringEquals\":\"x\",\"Next\":\"S\"},"
	    "{\"And\":[{\"Variable\":\"$.n\",\"NumericGreaterThanEquals\":3},{\"Or\":[{"
	    "\"Variable\":\"$.b\","
	    "\"BooleanEquals\":true},{\"Not\":{\"Variable\":\"$.c\",\"IsPresent\":true}}]}],"
	    "\"Next\":\"S\"},"
	    "{\"Variable\":\"$.s\",\"StringMatches\":\"x*\",\"Next\":\"S\"},"
	    "{\"Variable\":\"$.d\",\"TimestampLessThanPath\":\"$.e\",\"Next\":\"S\"},"
	    "{\"Variable\":\"$.f\",\"IsNull\":false,\"Next\":\"S\"}],\"Default\":\"T\"},"
	    "\"S\":{\"Type\":\"Succeed\"},\"T\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::"
	    "sns:publish\","
	    "\"Next\":\"J\",\"Catch\":[{\"ErrorEquals\":[\"A\",\"States.ALL\"],\"Next\":\"S\"}]},"
	    "\"J\":{\"Type\":\"Choice\",\"QueryLanguage\":\"JSONata\",\"Choices\":[{\"Condition\":"
	    "\"{% $states.input.x = 1 %}\",\"Next\":\"S\"}],\"Default\":\"S\"}}}");
	const struct asl_state *choice = c.asl->states[0];
	assert_int_equal(choice->n_edges, 6);
	for (size_t i = 0; i < 6; i++)
		assert_str(choice->edges[i].label, labels[i]);
	const struct asl_state *task = case_state(&c, "T");
	assert_int_equal(task->n_edges, 2);
	assert_str(task->edges[0].label, "");
	assert_str(task->edges[1].label, "catch A, States.ALL");
	assert_str(case_state(&c, "J")->edges[0].label, "$states.input.x = 1");
	case_close(&c);
}

static void asl_language_is_the_machines_unless_the_state_says(void **state)
{
	(void)state;
	struct asl_case c;
	case_open(
	    &c,
	    "{\"StartAt\":\"M\",\"States\":{\"M\":{\"Type\":\"Map\",\"QueryLanguage\":\"JSONata\","
	    "\"End\":true,"
	    "\"ItemProcessor\":{\"StartAt\":\"I\",\"States\":{\"I\":{\"Type\":\"Succeed\"}}}}}}");
	assert_int_equal(case_state(&c, "M")->language, ASL_JSONATA);
	assert_int_equal(case_state(&c, "I")->language, ASL_JSONPATH);
	case_close(&c);
	case_open(&c, "{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"I\",\"States\":{\"I\":{"
		      "\"Type\":\"Succeed\"}}}");
	assert_int_equal(case_state(&c, "I")->language, ASL_JSONATA);
	case_close(&c);
}

static void asl_flaws_are_what_aws_refuses(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct {
		const char *state; /* as State of the machine "S" */
		const char *flaw;
	} cases[] = {
		{"{\"Type\":\"Task\",\"End\":true}", "/States/S: a Task needs a Resource (a string)"},
		{"{\"Type\":\"Pass\"}", "/States/S: has neither Next nor End"},
		{"{\"Type\":\"Pass\",\"Next\":\"Q\"}", "/States/S: goes to \"Q\", and there is no such state here"},
		{"{\"Type\":\"Pass\",\"Next\":\"S\",\"End\":true}", "/States/S: has both Next and End"},
		{"{\"Type\":\"Jump\",\"End\":true}", "/States/S: there is no Type \"Jump\""},
		{"{\"End\":true}", "/States/S: has no Type"},
		{"{\"Type\":\"Choice\",\"Choices\":[]}", "/States/S: a Choice needs Choices"},
		{"{\"Type\":\"Parallel\",\"End\":true}", "/States/S: a Parallel needs Branches"},
		{"{\"Type\":\"Map\",\"End\":true}", "/States/S: a Map needs an ItemProcessor"},
		{"{\"Type\":\"Map\",\"End\":true,\"ItemProcessor\":{\"ProcessorConfig\":{\"Mode\":\"DISTRIBUTED\"},\"StartAt\":\"I\",\"States\":{\"I\":{\"Type\":\"Succeed\"}}}}",
		 "/States/S/ItemProcessor/ProcessorConfig: a DISTRIBUTED Map needs ExecutionType"},
		{"{\"Type\":\"Pass\",\"End\":true,\"Credentials\":{\"RoleArn\":\"x\"}}", "/States/S/Credentials: only a Task can have Credentials"},
		{"{\"Type\":\"Task\",\"Resource\":\"r\",\"End\":true,\"Credentials\":{\"RoleArn\":\"x\",\"ExternalId\":\"y\"}}",
		 "/States/S/Credentials: Credentials must hold RoleArn or RoleArn.$ (a string) and nothing else"},
		{"{\"Type\":\"Task\",\"Resource\":\"r\",\"End\":true,\"Credentials\":{\"RoleArn\":{\"a\":1}}}",
		 "/States/S/Credentials: Credentials must hold RoleArn or RoleArn.$ (a string) and nothing else"},
		{"{\"Type\":\"Task\",\"Resource\":\"r\",\"End\":true,\"QueryLanguage\":\"JSONata\",\"Credentials\":{\"RoleArn.$\":\"$.x\"}}",
		 "/States/S/Credentials: Credentials must hold RoleArn (a string) and nothing else"},
		{"{\"Type\":\"Pass\",\"End\":true,\"Output\":1}", "/States/S/Output: Output is a field of JSONata states; this state is in JSONPath"},
		{"{\"Type\":\"Pass\",\"End\":true,\"QueryLanguage\":\"JSONata\",\"ResultPath\":\"$.x\"}",
		 "/States/S/ResultPath: ResultPath is a field of JSONPath states; this state is in JSONata"},
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct asl_case c;
		char text[2048];
		snprintf(text, sizeof(text), "{\"StartAt\":\"S\",\"States\":{\"S\":%s}}",
			 cases[i].state);
		case_open(&c, text);
		if (c.asl->n_flaws != 1)
			fail_msg("%zu flaws in %s", c.asl->n_flaws, text);
		const struct asl_flaw *flaw = &c.asl->flaws[0];
		assert_str(arena_printf(&c.arena, "%.*s: %.*s", STR_ARG(flaw->pointer),
					STR_ARG(flaw->text)),
			   cases[i].flaw);
		case_close(&c);
	}
}

static void asl_flaws_of_the_machine(void **state)
{
	(void)state;
	struct asl_case c;
	case_open(&c, "{\"StartAt\":\"Q\",\"States\":{\"S\":{\"Type\":\"Succeed\"}}}");
	assert_int_equal(c.asl->n_flaws, 1);
	assert_str(c.asl->flaws[0].pointer, "/StartAt");
	case_close(&c);
	case_open(&c, "{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"S\",\"States\":{\"S\":"
		      "{\"Type\":\"Succeed\",\"QueryLanguage\":\"JSONPath\"}}}");
	assert_str(c.asl->flaws[0].text,
		   "a state machine in JSONata cannot hold states in JSONPath");
	case_close(&c);
}

static void asl_refuses_what_is_no_definition(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *want;
	} cases[] = {
	    {"{\"StartAt\":\"A\",\n\"States\":{\"A\":{\"Type\":\"Pass\",}}}", "line 2, column "},
	    {"[]", "a state machine definition is a JSON object"},
	    {"{}", "it has no States"},
	    {"{\"StartAt\":\"A\",\"States\":[]}", "it has no States"},
	    {"{\"StartAt\":\"A\",\n\"States\":{\"A\":{\"Type\":\"Succeed\"},\n\"A\":{\"Type\":"
	     "\"Succeed\"}}}",
	     "line 3"},
	    {"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Parameters\":{\"x\":1,"
	     "\"x\":2}}}}",
	     "line 1"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena arena = {0};
		struct err err = {0};
		const struct asl *asl = NULL;
		assert_false(asl_read(&arena, str_from(cases[i].text), &asl, &err));
		assert_null(asl);
		assert_int_equal(err.kind, ERR_INPUT);
		assert_contains(str_from(err.text), cases[i].want);
		arena_release(&arena);
	}
}

/* Every prefix of a definition with everything in it: read, or refused with its place; never worse.
 */
static void asl_survives_every_prefix(void **state)
{
	(void)state;
	static const char whole[] =
	    "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Assign\":{\"v\":\"x\"},"
	    "\"Result\":{\"r\":\"a\"},"
	    "\"ResultPath\":\"$.c\",\"Next\":\"B\"},\"B\":{\"Type\":\"Choice\",\"Choices\":[{"
	    "\"And\":[{\"Variable\":"
	    "\"$.c.r\",\"StringEquals\":\"a\"}],\"Next\":\"C\"}],\"Default\":\"C\"},\"C\":{"
	    "\"Type\":\"Map\","
	    "\"ItemsPath\":\"$.l\",\"ItemProcessor\":{\"ProcessorConfig\":{\"Mode\":\"INLINE\"},"
	    "\"StartAt\":\"D\","
	    "\"States\":{\"D\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::aws-sdk:s3:"
	    "copyObject\","
	    "\"Parameters\":{\"Bucket.$\":\"States.Format('{}-{}', $v, "
	    "$.c)\",\"Key\":\"${K}\"},\"Credentials\":"
	    "{\"RoleArn.$\":\"$$.Execution.Input['r']\"},\"End\":true}}},\"End\":true}}}";
	for (size_t n = 0; n < sizeof(whole); n++) {
		struct asl_case c = {.type = MACHINE_STANDARD};
		struct err err = {0};
		char *copy = malloc(n + 1);
		assert_non_null(copy);
		memcpy(copy, whole, n);
		bool read = asl_read(&c.arena, (struct str){copy, n}, &c.asl, &err);
		assert_true(read == (n == sizeof(whole) - 1));
		if (read)
			assert_contains(case_calls(&c, "D"), "call s3:PutObject");
		else
			assert_contains(str_from(err.text), "line 1, column ");
		free(copy);
		case_close(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(asl_reads_states_to_any_depth),
	    cmocka_unit_test(asl_finds_by_name_and_pointer),
	    cmocka_unit_test(asl_edges_say_when),
	    cmocka_unit_test(asl_language_is_the_machines_unless_the_state_says),
	    cmocka_unit_test(asl_flaws_are_what_aws_refuses),
	    cmocka_unit_test(asl_flaws_of_the_machine),
	    cmocka_unit_test(asl_refuses_what_is_no_definition),
	    cmocka_unit_test(asl_survives_every_prefix),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
