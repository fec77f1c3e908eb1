/* test_feed_history.c - histories of executions are kept with the machine that ran. */
#include "feed_help.h"

#include <stdio.h>
#include <stdlib.h>

#define FLOW "arn:aws:states:us-east-1:" HOME ":stateMachine:Flow"
#define OTHER "arn:aws:states:us-east-1:" HOME ":stateMachine:Other"
#define RUN "arn:aws:states:us-east-1:" HOME ":execution:Flow:run-1"
#define RUNNER IAM(HOME, "role/Runner")
#define DESCRIBED(arn, role)                                                                       \
	"{\"stateMachineArn\":\"" arn "\",\"roleArn\":\"" role                                     \
	"\",\"type\":\"STANDARD\",\"definition\":\"{}\"}"
#define EVENTS                                                                                     \
	"\"events\": [{\"type\":\"ExecutionStarted\",\"id\":1,\"previousEventId\":0,"              \
	"\"executionStartedEventDetails\":{\"input\":\"{}\",\"roleArn\":\"" RUNNER "\"}}]"
#define LATER_PAGE "{\"events\":[{\"type\":\"ExecutionSucceeded\",\"id\":9,\"previousEventId\":8}]}"

static void a_history_that_names_its_machine_is_kept_with_it(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f, DESCRIBED(FLOW, RUNNER));
	assert_true(feed(&f, "{\"executionArn\":\"" RUN "\"," EVENTS "}"));
	assert_str(bench_document(&f.b, FLOW, FACT_HISTORY, RUN),
		   "{\"executionArn\":\"" RUN "\"," EVENTS "}");
	assert_false(feed(&f, "{\"executionArn\":\"" RUN "\"," EVENTS "}"));
	feeder_close(&f);
}

static void a_file_named_after_the_execution_tells_it(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f, DESCRIBED(FLOW, RUNNER));
	assert_true(feed_as(&f, RUN ".json", "{" EVENTS "}"));
	assert_true(has_fact(&f, FLOW, FACT_HISTORY, RUN));
	f.options.for_arn = STR(RUN "b");
	assert_true(feed(&f, "{" EVENTS "}"));
	assert_true(has_fact(&f, FLOW, FACT_HISTORY, RUN "b"));
	feeder_close(&f);
}

static void pages_of_one_execution_stay_side_by_side(void **state)
{
	(void)state;
	struct feeder f;
	const struct fact *facts = NULL;

	feeder_open(&f);
	feed(&f, DESCRIBED(FLOW, RUNNER));
	f.options.for_arn = STR(RUN);
	assert_true(feed(&f, "{" EVENTS ",\"nextToken\":\"x\"}"));
	assert_true(feed(&f, LATER_PAGE));
	assert_int_equal(bench_facts(&f.b, FLOW, FACT_HISTORY, &facts), 2);
	assert_true(has_fact(&f, FLOW, FACT_HISTORY, RUN));
	feeder_close(&f);
}

static void the_execution_role_tells_the_machine_where_one_runs_as_it(void **state)
{
	(void)state;
	const struct import_text both[] = {{"a.json", STR("{" EVENTS "}")},
					   {"b.json", STR(DESCRIBED(FLOW, RUNNER))}};
	const struct fact *facts = NULL;
	struct feeder f;

	feeder_open(&f);
	must(&f.b, feed_try(&f, both, 2));
	assert_int_equal(bench_facts(&f.b, FLOW, FACT_HISTORY, &facts), 1);
	assert_true(str_starts(facts[0].name, STR("unnamed-")));
	feed(&f, DESCRIBED(OTHER, RUNNER));
	refuses(&f, "{ " EVENTS "}", "more than one machine of the inventory runs as " RUNNER);
	f.options.machine_arn = STR(OTHER);
	assert_true(feed(&f, "{ " EVENTS "}"));
	assert_int_equal(bench_facts(&f.b, OTHER, FACT_HISTORY, &facts), 1);
	feeder_close(&f);
}

static void folders_and_the_files_name_tell_the_machine(void **state)
{
	(void)state;
	static const char name[] = HOME "/us-east-1/get-execution-history.Flow.run-1.json";
	const struct fact *facts = NULL;
	struct feeder f;

	feeder_open(&f);
	feed(&f, DESCRIBED(OTHER, RUNNER));
	feed(&f, DESCRIBED(FLOW, RUNNER));
	assert_true(feed_as(&f, name, "{" EVENTS "}"));
	assert_int_equal(bench_facts(&f.b, FLOW, FACT_HISTORY, &facts), 1);
	feeder_close(&f);
}

static void a_history_may_come_before_its_machine(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	assert_true(feed_as(&f, RUN ".json", "{" EVENTS "}"));
	assert_false(bench_has(&f.b, FLOW));
	assert_true(warned(&f, FLOW " is not in the inventory yet"));
	feed(&f, DESCRIBED(FLOW, RUNNER));
	assert_true(has_fact(&f, FLOW, FACT_HISTORY, RUN));
	feeder_close(&f);
}

static void a_history_of_nobody_knows_what_is_refused_with_its_place(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	refuses(&f, "{\n  " EVENTS "}", "test.json: line 2, column ");
	refuses(&f, "{" EVENTS "}", "no machine of the inventory runs as " RUNNER);
	refuses(&f, LATER_PAGE, "no machine of the inventory runs as its role");
	refuses(&f, "{\"executionArn\":\"arn:aws:states:us-east-1:x:execution:Flow:r\"," EVENTS "}",
		"is no ARN of a state machine");
	feeder_close(&f);
}

static void what_stands_around_a_history_does_not_matter(void **state)
{
	(void)state;
	static const char *const texts[] = {
	    "{\"get_execution_history\":{" EVENTS "},\"source\":\"recorded\"}",
	    "[{\"type\":\"ExecutionStarted\",\"id\":1,\"previousEventId\":0,"
	    "\"executionStartedEventDetails\":{\"roleArn\":\"" RUNNER "\"}},"
	    "{\"type\":\"ExecutionSucceeded\",\"id\":2,\"previousEventId\":1}]",
	};
	struct feeder f;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		feeder_open(&f);
		feed(&f, DESCRIBED(FLOW, RUNNER));
		assert_true(feed(&f, texts[i]));
		feeder_close(&f);
	}
}

/* Beyond what is read into memory at once. */
static void a_long_history_is_kept_whole(void **state)
{
	enum { EVENT_COUNT = 25000, ROOM = 8 << 20 };
	char *text = malloc(ROOM);
	size_t n = 0;
	struct feeder f;
	const struct fact *facts = NULL;

	(void)state;
	assert_non_null(text);
	n += (size_t)snprintf(text + n, ROOM - n,
			      "{\"events\":[{\"type\":\"ExecutionStarted\","
			      "\"id\":1,\"previousEventId\":0,"
			      "\"executionStartedEventDetails\":{\"roleArn\":\"%s\"}}",
			      RUNNER);
	for (int i = 2; i <= EVENT_COUNT; i++)
		n += (size_t)snprintf(
		    text + n, ROOM - n,
		    ",{\"timestamp\":\"2026-11-24T10:00:00.000000+00:00\","
		    "\"type\":\"PassStateEntered\",\"id\":%d,\"previousEventId\":%d,"
		    "\"stateEnteredEventDetails\":{\"name\":\"State\",\"input\":\"{"
		    "\\\"some\\\":\\\"input that is as long as such inputs are at "
		    "the least\\\"}\"}}",
		    i, i - 1);
	n += (size_t)snprintf(text + n, ROOM - n, "]}");
	assert_true(n > 4 << 20 && n < ROOM);
	feeder_open(&f);
	feed(&f, DESCRIBED(FLOW, RUNNER));
	assert_true(feed(&f, text));
	assert_int_equal(bench_facts(&f.b, FLOW, FACT_HISTORY, &facts), 1);
	assert_int_equal(bench_document(&f.b, FLOW, FACT_HISTORY, facts[0].name.p).n, n);
	feeder_close(&f);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_history_that_names_its_machine_is_kept_with_it),
	    cmocka_unit_test(a_file_named_after_the_execution_tells_it),
	    cmocka_unit_test(pages_of_one_execution_stay_side_by_side),
	    cmocka_unit_test(the_execution_role_tells_the_machine_where_one_runs_as_it),
	    cmocka_unit_test(folders_and_the_files_name_tell_the_machine),
	    cmocka_unit_test(a_history_may_come_before_its_machine),
	    cmocka_unit_test(a_history_of_nobody_knows_what_is_refused_with_its_place),
	    cmocka_unit_test(what_stands_around_a_history_does_not_matter),
	    cmocka_unit_test(a_long_history_is_kept_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
