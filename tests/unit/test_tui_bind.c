/* What is decided at run time is bound to a value: keys in, screens out. */
#include "tui_help.h"

#include "tui/suppose.h"

#define RUNTIME "arn:aws:states:us-east-1:111111111111:stateMachine:Chosen"
#define EXECUTION "arn:aws:iam::111111111111:role/Execution"
#define OPEN "arn:aws:iam::222222222222:role/Open"
#define SHUT "arn:aws:iam::222222222222:role/Shut"

/* A Task whose role and queue come from its input; one role that lets it in, and one that does not.
 */
static void fill(struct store *store)
{
	const struct fact_put machine[] = {
	    {.kind = FACT_EXISTS},
	    document(
		FACT_DEFINITION, "",
		"{\"StartAt\":\"Send\",\"States\":{\"Send\":{\"Type\":\"Task\",\"Resource\":"
		"\"arn:aws:states:::sqs:sendMessage\",\"Credentials\":{\"RoleArn.$\":\"$.role\"},"
		"\"Parameters\":{\"QueueUrl.$\":\"$.queue\",\"MessageBody\":\"x\"},\"End\":true}"
		"}}"),
	    value(FACT_ROLE_ARN, EXECUTION),
	    value(FACT_TYPE, "STANDARD"),
	};
	const struct fact_put execution[] = {
	    {.kind = FACT_EXISTS},
	    document(FACT_TRUST, "",
		     "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
		     "\"states.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}}"),
	    document(FACT_INLINE, "assume",
		     "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\","
		     "\"Resource\":\"*\"}}"),
	};
	const struct fact_put opened[] = {
	    {.kind = FACT_EXISTS},
	    document(FACT_TRUST, "",
		     "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" EXECUTION
		     "\"},\"Action\":\"sts:AssumeRole\"}}"),
	    document(FACT_INLINE, "send",
		     "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sqs:SendMessage\","
		     "\"Resource\":\"arn:aws:sqs:us-east-1:222222222222:Mine\"}}"),
	};
	const struct fact_put shut[] = {
	    {.kind = FACT_EXISTS},
	    document(FACT_TRUST, "",
		     "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
		     "\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}}"),
	};
	put(store, ENTITY_MACHINE, RUNTIME, "111111111111", "Chosen", machine, 4);
	put(store, ENTITY_ROLE, EXECUTION, "111111111111", "Execution", execution, 3);
	put(store, ENTITY_ROLE, OPEN, "222222222222", "Open", opened, 3);
	put(store, ENTITY_ROLE, SHUT, "222222222222", "Shut", shut, 2);
}

static int start(void **state)
{
	*state = screen_of(fill, 120, 24);
	return 0;
}

static int start_small(void **state)
{
	*state = screen_of(fill, 80, 24);
	return 0;
}

static int stop(void **state)
{
	screen_free(*state);
	return 0;
}

static void roles_that_may_be_meant_are_listed_and_tried(void **state)
{
	struct screen *s = *state;
	press(s, "3 t");
	assert_shows(s, "[ ?? ] Unknown");
	assert_shows(s, "RoleArn comes from $.role at run time; b binds it");
	assert_hides(s, "--set");
	press(s, "G");
	assert_shows(s, "Give it with b, and check each role");
	press(s, "b");
	assert_shows(s, "$.role is the role, chosen at run time");
	assert_shows(s, "Open");
	assert_hides(s, "Shut ");
	press(s, "a");
	assert_shows(s, "[FAIL]   Shut");
	assert_shows(s, "a role of the");
}

static void bound_role_turns_the_trace_and_is_shown_as_assumed(void **state)
{
	struct screen *s = *state;
	press(s, "3 t b / ");
	type_text(s, "Open");
	press(s, "Enter Enter");
	assert_shows(s, "bound to Open: W lists it, u takes it back");
	assert_shows(s, "in the inventory it is [ ?? ]; bound to Open ($.role)");
	assert_shows(s, "WHAT-IF 1 edit");
	press(s, "Esc");
	press(s, "3 Enter");
	assert_shows(s, "Open (bound)");
	press(s, "W");
	assert_shows(s, "$.role of Chosen/Send bound to");
	press(s, "dd");
	assert_hides(s, "WHAT-IF");
	press(s, "u");
	assert_shows(s, "WHAT-IF 1 edit");
}

/* What the value leads to is what the eye wants next. */
static void cursor_goes_to_the_gate_that_the_value_fails_at(void **state)
{
	struct screen *s = *state;
	press(s, "3 t b a / ");
	type_text(s, "Shut");
	press(s, "Enter Enter");
	assert_shows(s, "[FAIL] Denied at target-trust");
	assert_cursor_on(s, "[FAIL] target-trust");
}

static void other_values_are_typed(void **state)
{
	struct screen *s = *state;
	press(s, "3 t b p");
	assert_shows(s, "$.queue is decided at run time");
	assert_shows(s, "no list for this: b types a value");
	press(s, "b");
	type_text(s, "https://sqs.us-east-1.amazonaws.com/222222222222/Mine");
	press(s, "Enter");
	assert_shows(s, "WHAT-IF 1 edit");
	press(s, "3 t b / ");
	type_text(s, "Open");
	press(s, "Enter Enter");
	assert_shows(s, "WHAT-IF 2 edits");
	assert_shows(s, "[ ok");
	press(s, "b dd");
	assert_shows(s, "WHAT-IF 1 edit");
}

static void nothing_is_bound_where_nothing_is_open(void **state)
{
	struct screen *s = *state;
	press(s, "3 / ");
	type_text(s, "wfv");
	press(s, "Enter t b");
	assert_shows(s, "bind is off: nothing in this Task is decided at run time");
}

/* What the caller's network decides leaves a Task open, and nothing of the Task. */
static void no_pane_opens_where_something_else_is_open(void **state)
{
	struct screen *s = *state;
	press(s, "3 / ");
	type_text(s, "wfv");
	press(s, "Enter t");
	const struct edit edit = {
	    .change = {.kind = CHANGE_TRUST,
		       .of = STR("arn:aws:iam::222222222222:role/TrustingAccountRl"),
		       .document =
			   STR("{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
			       "\"111111111111\"},\"Action\":\"sts:AssumeRole\",\"Condition\":"
			       "{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}}}}")},
	    .label = STR("trust policy")};
	suppose(&s->tui, &edit);
	script_settle(&s->tui);
	assert_shows(s, "[ ?? ] target-trust");
	press(s, "b");
	assert_hides(s, "> Bind");
	assert_shows(s, "nothing in this Task is decided at run time");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(roles_that_may_be_meant_are_listed_and_tried, start,
					    stop),
	    cmocka_unit_test_setup_teardown(roles_that_may_be_meant_are_listed_and_tried,
					    start_small, stop),
	    cmocka_unit_test_setup_teardown(bound_role_turns_the_trace_and_is_shown_as_assumed,
					    start, stop),
	    cmocka_unit_test_setup_teardown(cursor_goes_to_the_gate_that_the_value_fails_at, start,
					    stop),
	    cmocka_unit_test_setup_teardown(cursor_goes_to_the_gate_that_the_value_fails_at,
					    start_small, stop),
	    cmocka_unit_test_setup_teardown(other_values_are_typed, start, stop),
	    cmocka_unit_test_setup_teardown(no_pane_opens_where_something_else_is_open, demo_small,
					    demo_done),
	    cmocka_unit_test_setup_teardown(nothing_is_bound_where_nothing_is_open, demo_small,
					    demo_done),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
