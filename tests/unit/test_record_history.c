/* test_record_history.c - what an execution's history says of each Task. */
#include "unit.h"

#include "rolehop/base/arena.h"
#include "rolehop/record/history.h"

#define EVENT(id, previous, type, more)                                                            \
	"{\"timestamp\":\"2026-11-22T05:30:00+00:00\",\"type\":\"" type "\",\"id\":" #id           \
	",\"previousEventId\":" #previous more "}"
#define DETAILS(name, text) ",\"" name "EventDetails\":{" text "}"
#define ENTERED(id, previous, type, name, input)                                                   \
	EVENT(id, previous, type "StateEntered",                                                   \
	      DETAILS("stateEntered", "\"name\":\"" name "\",\"input\":\"" input "\""))
#define STARTED                                                                                    \
	EVENT(1, 0, "ExecutionStarted",                                                            \
	      DETAILS("executionStarted", "\"input\":\"{\\\"day\\\":3}\",\"roleArn\":"             \
					  "\"arn:aws:iam::111111111111:role/NightRl\""))
#define SCHEDULED(id, previous, more)                                                              \
	EVENT(id, previous, "TaskScheduled",                                                       \
	      DETAILS("taskScheduled",                                                             \
		      "\"resourceType\":\"aws-sdk:sfn\",\"resource\":\"startSyncExecution\","      \
		      "\"region\":\"eu-west-1\"" more))
#define PARAMETERS ",\"parameters\":\"{\\\"StateMachineArn\\\":\\\"arn:x\\\"}\""
#define CREDENTIALS ",\"taskCredentials\":{\"roleArn\":\"arn:aws:iam::222222222222:role/LedgerRl\"}"
#define FAILED(id, previous, type, error, cause)                                                   \
	EVENT(id, previous, type,                                                                  \
	      DETAILS("taskFailed", "\"error\":\"" error "\",\"cause\":\"" cause "\""))
#define EVENTS(list) "{\"events\":[" list "]}"

struct read {
	struct arena arena;
	struct history history;
};

static void read_text(struct read *r, const char *text)
{
	const struct json *json;
	struct err err;

	arena_init(&r->arena);
	if (!json_parse(&r->arena, str_from(text), &json, &err))
		fail_msg("%s", err.text);
	assert_true(history_is(json));
	if (!history_read(&r->arena, json, &r->history, &err))
		fail_msg("%s", err.text);
}

static const char simple[] = EVENTS(STARTED "," ENTERED(2, 0, "Pass", "Prepare", "{}") "," ENTERED(
    3, 2, "Task", "Fetch",
    "{\\\"a\\\":1}") "," SCHEDULED(4, 3,
				   PARAMETERS
				       CREDENTIALS) "," EVENT(5, 4, "TaskStarted",
							      "") "," FAILED(6, 5, "TaskFailed",
									     "States.TaskFailed",
									     "no") "," FAILED(7, 6,
											      "Exec"
											      "utio"
											      "nFai"
											      "led",
											      "Stat"
											      "es."
											      "Task"
											      "Fail"
											      "ed",
											      "n"
											      "o"));

static void a_failed_task_has_its_role_parameters_and_cause(void **state)
{
	struct read r;
	const struct history_task *task;

	(void)state;
	read_text(&r, simple);
	assert_str(r.history.role, "arn:aws:iam::111111111111:role/NightRl");
	assert_int_equal(r.history.n_states, 2);
	assert_int_equal(r.history.n_tasks, 1);
	assert_true(r.history.failed);
	task = &r.history.tasks[0];
	assert_str(task->state, "Fetch");
	assert_str(task->type, "aws-sdk:sfn");
	assert_str(task->resource, "startSyncExecution");
	assert_str(task->region, "eu-west-1");
	assert_str(task->role, "arn:aws:iam::222222222222:role/LedgerRl");
	assert_str(task->error, "States.TaskFailed");
	assert_str(task->cause, "no");
	assert_int_equal(task->outcome, HISTORY_FAILED);
	assert_false(task->submitted);
	assert_str(json_get_str(task->parameters, STR("StateMachineArn")), "arn:x");
	assert_true(json_number(json_get(task->input, STR("a"))) == 1);
	assert_true(json_number(json_get(r.history.input, STR("day"))) == 3);
	assert_false(r.history.withheld);
	arena_release(&r.arena);
}

static void events_may_come_in_any_order(void **state)
{
	struct read r;

	(void)state;
	read_text(&r, EVENTS(FAILED(4, 3, "TaskFailed", "E", "c") "," SCHEDULED(
			  3, 2, CREDENTIALS) "," ENTERED(2, 0, "Task", "Fetch", "{}") "," STARTED));
	assert_int_equal(r.history.n_tasks, 1);
	assert_str(r.history.tasks[0].state, "Fetch");
	assert_str(r.history.tasks[0].error, "E");
	arena_release(&r.arena);
}

static void a_page_that_begins_inside_a_state_still_has_its_failure(void **state)
{
	struct read r;

	(void)state;
	read_text(&r, EVENTS(FAILED(9, 8, "ExecutionFailed", "E", "c") "," FAILED(
			  8, 7, "TaskFailed", "E", "c") "," EVENT(7, 6, "TaskStarted", "")));
	assert_int_equal(r.history.n_tasks, 1);
	assert_str(r.history.tasks[0].state, "");
	assert_str(r.history.tasks[0].cause, "c");
	arena_release(&r.arena);
}

static void of_several_attempts_the_last_counts(void **state)
{
	struct read r;

	(void)state;
	read_text(
	    &r,
	    EVENTS(
		STARTED
		"," ENTERED(2, 0, "Task", "Fetch", "{}") "," SCHEDULED(3, 2, PARAMETERS) "," FAILED(
		    4, 3, "TaskFailed", "First",
		    "1") "," SCHEDULED(5, 4,
				       PARAMETERS) "," EVENT(6, 5, "TaskSubmitted",
							     "") "," EVENT(7, 6, "TaskSucceeded",
									   DETAILS(
									       "taskSucceeded",
									       "\"output\":\"{"
									       "\\\"x\\\":2}\""))));
	assert_int_equal(r.history.n_tasks, 1);
	assert_int_equal(r.history.tasks[0].attempts, 2);
	assert_int_equal(r.history.tasks[0].outcome, HISTORY_SUCCEEDED);
	assert_true(r.history.tasks[0].submitted);
	assert_str(r.history.tasks[0].error, "");
	assert_true(json_number(json_get(r.history.tasks[0].output, STR("x"))) == 2);
	arena_release(&r.arena);
}

/* A page may lack the event that the next attempt began with. */
static void what_succeeded_in_the_end_has_no_error(void **state)
{
	struct read r;

	(void)state;
	read_text(&r,
		  EVENTS(ENTERED(2, 0, "Task", "Fetch", "{}") "," SCHEDULED(3, 2, "") "," FAILED(
		      4, 3, "TaskFailed", "E",
		      "no") "," EVENT(5, 4, "TaskSucceeded",
				      DETAILS("taskSucceeded", "\"output\":\"{}\""))));
	assert_int_equal(r.history.n_tasks, 1);
	assert_int_equal(r.history.tasks[0].outcome, HISTORY_SUCCEEDED);
	assert_str(r.history.tasks[0].error, "");
	assert_str(r.history.tasks[0].cause, "");
	arena_release(&r.arena);
}

static void iterations_of_a_map_are_told_apart(void **state)
{
	struct read r;

	(void)state;
	read_text(&r,
		  EVENTS(STARTED "," ENTERED(2, 0, "Map", "Each", "[]") "," EVENT(
		      3,
		      2, "MapStateStarted", DETAILS("mapStateStarted", "\"length\":2")) "," EVENT(4, 3, "MapIterationStarted", DETAILS("mapIterationStarted", "\"name\":\"Each\",\"index\":0")) "," ENTERED(5, 4, "Task", "Fetch", "{}") "," EVENT(6,
																														   3, "MapIterationStarted", DETAILS("mapIterationStarted", "\"name\":\"Each\",\"index\":1")) "," ENTERED(7, 6, "Task", "Fetch", "{}") "," SCHEDULED(8, 5, "") "," SCHEDULED(9, 7, "") "," EVENT(10,
																																																						 8, "TaskSucceeded",
																																																						 "") "," FAILED(11, 9, "TaskFailed", "E", "c") "," EVENT(12,
																																																													 10,
																																																													 "MapStateSucceeded", "") "," EVENT(13,
																																																																	    12,
																																																																	    "MapStateExited",
																																																																	    "") "," ENTERED(14,
																																																																			    13,
																																																																			    "Task", "After", "{}") "," SCHEDULED(15,
																																																																								 14,
																																																																								 "")));
	assert_int_equal(r.history.n_tasks, 3);
	assert_int_equal(r.history.n_states, 3);
	assert_str(r.history.tasks[0].map, "Each");
	assert_int_equal(r.history.tasks[0].iteration, 0);
	assert_int_equal(r.history.tasks[0].outcome, HISTORY_SUCCEEDED);
	assert_int_equal(r.history.tasks[1].iteration, 1);
	assert_int_equal(r.history.tasks[1].outcome, HISTORY_FAILED);
	assert_str(r.history.tasks[2].state, "After");
	assert_str(r.history.tasks[2].map, "");
	arena_release(&r.arena);
}

static void a_function_called_by_its_arn_is_a_task(void **state)
{
	struct read r;

	(void)state;
	read_text(
	    &r,
	    EVENTS(STARTED "," ENTERED(2, 0, "Task", "Sum", "{}") "," EVENT(
		3, 2, "LambdaFunctionScheduled",
		DETAILS(
		    "lambdaFunctionScheduled",
		    "\"resource\":\"arn:aws:lambda:eu-west-1:1:function:f\","
		    "\"input\":\"{\\\"k\\\":5}\"" CREDENTIALS)) "," EVENT(4, 3,
									  "LambdaFunctionFailed",
									  DETAILS(
									      "lambdaFunctionFaile"
									      "d",
									      "\"error\":\"Lambda."
									      "AWSLambdaException\""
									      ",\"cause\":"
									      "\"no\""))));
	assert_int_equal(r.history.n_tasks, 1);
	assert_str(r.history.tasks[0].resource, "arn:aws:lambda:eu-west-1:1:function:f");
	assert_str(r.history.tasks[0].type, "");
	assert_str(r.history.tasks[0].role, "arn:aws:iam::222222222222:role/LedgerRl");
	assert_true(json_number(json_get(r.history.tasks[0].parameters, STR("k"))) == 5);
	assert_str(r.history.tasks[0].error, "Lambda.AWSLambdaException");
	arena_release(&r.arena);
}

static void a_history_without_data_says_so(void **state)
{
	struct read r;

	(void)state;
	read_text(
	    &r,
	    EVENTS(
		EVENT(1, 0, "ExecutionStarted", DETAILS("executionStarted", "\"roleArn\":\"r\"")) "," EVENT(
		    2, 0, "TaskStateEntered",
		    DETAILS(
			"stateEntered",
			"\"name\":\"Fetch\"")) "," SCHEDULED(3, 2,
							     CREDENTIALS) "," FAILED(4, 3,
										     "TaskFailed",
										     "E", "c")));
	assert_true(r.history.withheld);
	assert_null(r.history.input);
	assert_null(r.history.tasks[0].parameters);
	assert_str(r.history.tasks[0].role, "arn:aws:iam::222222222222:role/LedgerRl");
	arena_release(&r.arena);
}

static void what_names_the_machine_is_found(void **state)
{
	struct read r;

	(void)state;
	read_text(&r, EVENTS(EVENT(1, 0, "ExecutionStarted",
				   DETAILS("executionStarted",
					   "\"stateMachineVersionArn\":\"arn:aws:states:eu-west-1:"
					   "111111111111:stateMachine:Night:7\""))));
	assert_str(r.history.machine, "arn:aws:states:eu-west-1:111111111111:stateMachine:Night");
	arena_release(&r.arena);
	read_text(&r, EVENTS(STARTED "," EVENT(2, 1, "MapRunStarted",
					       DETAILS("mapRunStarted",
						       "\"mapRunArn\":\"arn:aws:states:eu-west-1:"
						       "111111111111:mapRun:Night/Each:0-1\""))));
	assert_str(r.history.machine, "arn:aws:states:eu-west-1:111111111111:stateMachine:Night");
	arena_release(&r.arena);
	read_text(&r,
		  "{\"executionArn\":\"arn:aws:states:eu-west-1:111111111111:execution:Night:x\","
		  "\"history\":" EVENTS(STARTED) "}");
	assert_str(r.history.machine, "arn:aws:states:eu-west-1:111111111111:stateMachine:Night");
	arena_release(&r.arena);
}

static void the_log_of_an_express_workflow_is_read(void **state)
{
	static const char text[] =
	    "{\"events\":[{\"timestamp\":1,\"message\":\"{\\\"id\\\":\\\"1\\\",\\\"type\\\":"
	    "\\\"ExecutionStarted\\\",\\\"details\\\":{\\\"roleArn\\\":\\\"r\\\"},"
	    "\\\"previous_event_id\\\":\\\"0\\\",\\\"execution_arn\\\":\\\"arn:aws:states:eu-west-"
	    "1:"
	    "111111111111:express:Quick:a:b\\\"}\"},"
	    "{\"message\":\"{\\\"id\\\":\\\"2\\\",\\\"type\\\":\\\"TaskStateEntered\\\","
	    "\\\"details\\\":"
	    "{\\\"name\\\":\\\"Put\\\",\\\"input\\\":\\\"{}\\\"},\\\"previous_event_id\\\":"
	    "\\\"0\\\"}\"},"
	    "{\"message\":\"{\\\"id\\\":\\\"3\\\",\\\"type\\\":\\\"TaskFailed\\\",\\\"details\\\":"
	    "{\\\"error\\\":\\\"E\\\",\\\"cause\\\":\\\"c\\\"},\\\"previous_event_id\\\":\\\"2\\\"}"
	    "\"}]}";
	struct read r;

	(void)state;
	read_text(&r, text);
	assert_str(r.history.machine, "arn:aws:states:eu-west-1:111111111111:stateMachine:Quick");
	assert_int_equal(r.history.n_tasks, 1);
	assert_str(r.history.tasks[0].state, "Put");
	assert_str(r.history.tasks[0].cause, "c");
	arena_release(&r.arena);
}

static void other_json_is_no_history(void **state)
{
	static const char *const texts[] = {
	    "{}",
	    "[]",
	    "{\"events\":[]}",
	    "{\"events\":[{\"id\":1}]}",
	    "{\"Records\":[{\"eventName\":\"AssumeRole\"}]}",
	    "\"events\"",
	};
	struct arena arena;
	const struct json *json;
	struct history history;
	struct err err;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_true(json_parse(&arena, str_from(texts[i]), &json, &err));
		assert_false(history_is(json));
		assert_false(history_read(&arena, json, &history, &err));
		assert_int_equal(err.kind, ERR_INPUT);
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_failed_task_has_its_role_parameters_and_cause),
	    cmocka_unit_test(events_may_come_in_any_order),
	    cmocka_unit_test(a_page_that_begins_inside_a_state_still_has_its_failure),
	    cmocka_unit_test(of_several_attempts_the_last_counts),
	    cmocka_unit_test(what_succeeded_in_the_end_has_no_error),
	    cmocka_unit_test(iterations_of_a_map_are_told_apart),
	    cmocka_unit_test(a_function_called_by_its_arn_is_a_task),
	    cmocka_unit_test(a_history_without_data_says_so),
	    cmocka_unit_test(what_names_the_machine_is_found),
	    cmocka_unit_test(the_log_of_an_express_workflow_is_read),
	    cmocka_unit_test(other_json_is_no_history),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
