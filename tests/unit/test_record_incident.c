/* test_record_incident.c - what was denied, out of whatever a person has of it. */
#include "unit.h"

#include "rolehop/base/arena.h"
#include "rolehop/record/incident.h"

#define MACHINE "arn:aws:states:eu-west-1:111111111111:stateMachine:Night"
#define CHILD "arn:aws:states:eu-west-1:222222222222:stateMachine:Ledger"
#define DENIAL                                                                                     \
	"User: arn:aws:sts::222222222222:assumed-role/LedgerRl/s is not authorized to perform: "   \
	"sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:222222222222:q"

struct read {
	struct arena arena;
	const struct incident *list;
	size_t n;
	struct err err;
};

static void read_text(struct read *r, const char *text)
{
	arena_init(&r->arena);
	if (!incidents_read(&r->arena, str_from(text), &r->list, &r->n, &r->err))
		fail_msg("%s", r->err.text);
}

static void refuse(const char *text, const char *words)
{
	struct read r;

	arena_init(&r.arena);
	assert_false(incidents_read(&r.arena, str_from(text), &r.list, &r.n, &r.err));
	assert_int_equal(r.err.kind, ERR_INPUT);
	assert_contains(str_from(r.err.text), words);
	arena_release(&r.arena);
}

static void a_text_is_one_incident(void **state)
{
	struct read r;

	(void)state;
	read_text(&r, "it fails: " DENIAL "\n");
	assert_int_equal(r.n, 1);
	assert_int_equal(r.list[0].source, INCIDENT_TEXT);
	assert_str(r.list[0].denial.action, "sqs:SendMessage");
	arena_release(&r.arena);
	read_text(&r, "\"" DENIAL "\"");
	assert_str(r.list[0].denial.resource, "arn:aws:sqs:eu-west-1:222222222222:q");
	arena_release(&r.arena);
}

#define EVENT                                                                                      \
	"{\"eventSource\":\"sts.amazonaws.com\",\"eventName\":\"AssumeRole\",\"errorCode\":"       \
	"\"AccessDenied\",\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":\"arn:aws:iam::"          \
	"111111111111:user/bea\"},\"requestParameters\":{\"roleArn\":\"arn:aws:iam::222222222222:" \
	"role/LedgerRl\",\"externalId\":\"x\"}}"
#define QUOTED                                                                                     \
	"\"{\\\"eventSource\\\":\\\"sts.amazonaws.com\\\",\\\"eventName\\\":\\\"AssumeRole\\\","   \
	"\\\"errorCode\\\":\\\"AccessDenied\\\",\\\"userIdentity\\\":{\\\"type\\\":"               \
	"\\\"IAMUser\\\","                                                                         \
	"\\\"arn\\\":\\\"arn:aws:iam::111111111111:user/bea\\\"},\\\"requestParameters\\\":{"      \
	"\\\"roleArn\\\":\\\"arn:aws:iam::222222222222:role/LedgerRl\\\",\\\"externalId\\\":"      \
	"\\\"x\\\"}}\""
#define FIELD                                                                                      \
	"\"{\"\"eventSource\"\":\"\"sts.amazonaws.com\"\",\"\"eventName\"\":\"\"AssumeRole\"\","   \
	"\"\"errorCode\"\":\"\"AccessDenied\"\",\"\"userIdentity\"\":{\"\"type\"\":"               \
	"\"\"IAMUser\"\","                                                                         \
	"\"\"arn\"\":\"\"arn:aws:iam::111111111111:user/bea\"\"},\"\"requestParameters\"\":{"      \
	"\"\"roleArn\"\":\"\"arn:aws:iam::222222222222:role/"                                      \
	"LedgerRl\"\",\"\"externalId\"\":\"\"x\"\"}}"                                              \
	"\""

static void events_are_found_in_whatever_they_come(void **state)
{
	static const char *const texts[] = {
	    EVENT,
	    "{\"Records\":[" EVENT "]}",
	    "{\"Events\":[{\"CloudTrailEvent\":" QUOTED "}]}",
	    "{\"detail-type\":\"AWS API Call via CloudTrail\",\"detail\":" EVENT "}",
	    "{\"events\":[{\"message\":" QUOTED ",\"timestamp\":1}]}",
	    "{\"results\":[[{\"field\":\"@message\",\"value\":" QUOTED "}]]}",
	    "{\"hits\":{\"hits\":[{\"_source\":" EVENT "}]}}",
	    "{\"Type\":\"Notification\",\"Message\":" QUOTED "}",
	    EVENT "\n\n{\n\"note\": \"a { brace\"\n}\n",
	    "I get this:\n\n```json\n" EVENT "\n```\nWhy?",
	    "{\"Records\":[\n" EVENT ",\n",
	    "@timestamp,@message\n2026-11-02," FIELD "\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct read r;
		read_text(&r, texts[i]);
		if (r.n != 1 || r.list[0].source != INCIDENT_EVENT)
			fail_msg("no event in: %s", texts[i]);
		assert_str(r.list[0].external_id, "x");
		assert_str(r.list[0].denial.resource, "arn:aws:iam::222222222222:role/LedgerRl");
		arena_release(&r.arena);
	}
}

static void events_of_others_do_not_hide_a_sentence(void **state)
{
	struct read r;

	(void)state;
	read_text(&r, "{\"errorMessage\":\"" DENIAL "\",\"event\":{\"Records\":[{\"eventSource\":"
		      "\"aws:s3\",\"eventName\":\"ObjectCreated:Put\"}]}}");
	assert_int_equal(r.n, 1);
	assert_str(r.list[0].denial.action, "sqs:SendMessage");
	arena_release(&r.arena);
	read_text(&r, "{\"error\":\"" DENIAL "\",\"trail\":{\"eventSource\":\"sts.amazonaws.com\","
		      "\"eventName\":\"GetCallerIdentity\"}}");
	assert_int_equal(r.n, 1);
	assert_int_equal(r.list[0].source, INCIDENT_TEXT);
	arena_release(&r.arena);
}

static void histories_are_found_in_whatever_they_come(void **state)
{
	static const char *const texts[] = {
	    "{\"events\":[{\"id\":1,\"type\":\"ExecutionStarted\",\"previousEventId\":0,"
	    "\"executionStartedEventDetails\":{\"roleArn\":\"arn:aws:iam::111111111111:role/"
	    "NightRl\",\"stateMachineVersionArn\":\"arn:aws:states:eu-west-1:111111111111:"
	    "stateMachine:Night:1\"}},{\"id\":2,\"type\":\"TaskStateEntered\",\"previousEventId\":"
	    "1,\"stateEnteredEventDetails\":{\"name\":\"Put\"}},{\"id\":3,\"type\":\"TaskFailed\","
	    "\"previousEventId\":2,\"taskFailedEventDetails\":{\"error\":\"Sqs\",\"cause\":\"User: "
	    "arn:aws:sts::222222222222:assumed-role/LedgerRl/s is not authorized to perform: "
	    "sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:222222222222:q\"}}]}",
	    "It failed:\n"
	    "```json\n"
	    "{\"events\":[{\"id\":1,\"type\":\"ExecutionStarted\",\"previousEventId\":0,"
	    "\"executionStartedEventDetails\":{\"roleArn\":\"arn:aws:iam::111111111111:role/"
	    "NightRl\",\"stateMachineVersionArn\":\"arn:aws:states:eu-west-1:111111111111:"
	    "stateMachine:Night:1\"}},{\"id\":2,\"type\":\"TaskStateEntered\",\"previousEventId\":"
	    "1,\"stateEnteredEventDetails\":{\"name\":\"Put\"}},{\"id\":3,\"type\":\"TaskFailed\","
	    "\"previousEventId\":2,\"taskFailedEventDetails\":{\"error\":\"Sqs\",\"cause\":\"User: "
	    "arn:aws:sts::222222222222:assumed-role/LedgerRl/s is not authorized to perform: "
	    "sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:222222222222:q\"}}]}\n"
	    "```\n"
	    "the machine:\n"
	    "```json\n"
	    "{\"StartAt\":\"Put\",\"States\":{}}\n"
	    "```\n"
	    "",
	    "{\"events\":[{\"id\":1,\"type\":\"ExecutionStarted\",\"previousEventId\":0,"
	    "\"executionStartedEventDetails\":{\"roleArn\":\"arn:aws:iam::111111111111:role/"
	    "NightRl\",\"stateMachineVersionArn\":\"arn:aws:states:eu-west-1:111111111111:"
	    "stateMachine:Night:1\"}},{\"id\":2,\"type\":\"TaskStateEntered\",\"previousEventId\":"
	    "1,\"stateEnteredEventDetails\":{\"name\":\"Put\"}},{\"id\":3,\"type\":\"TaskFailed\","
	    "\"previousEventId\":2,\"taskFailedEventDetails\":{\"error\":\"Sqs\",\"cause\":\"User: "
	    "arn:aws:sts::222222222222:assumed-role/LedgerRl/s is not authorized to perform: "
	    "sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:222222222222:q\"}}",
	    "{\n"
	    " \"id\": 1,\n"
	    " \"type\": \"ExecutionStarted\",\n"
	    " \"previousEventId\": 0,\n"
	    " \"executionStartedEventDetails\": {\n"
	    "  \"roleArn\": \"arn:aws:iam::111111111111:role/NightRl\",\n"
	    "  \"stateMachineVersionArn\": "
	    "\"arn:aws:states:eu-west-1:111111111111:stateMachine:Night:1\"\n"
	    " }\n"
	    "}\n"
	    "{\n"
	    " \"id\": 2,\n"
	    " \"type\": \"TaskStateEntered\",\n"
	    " \"previousEventId\": 1,\n"
	    " \"stateEnteredEventDetails\": {\n"
	    "  \"name\": \"Put\"\n"
	    " }\n"
	    "}\n"
	    "{\n"
	    " \"id\": 3,\n"
	    " \"type\": \"TaskFailed\",\n"
	    " \"previousEventId\": 2,\n"
	    " \"taskFailedEventDetails\": {\n"
	    "  \"error\": \"Sqs\",\n"
	    "  \"cause\": \"User: arn:aws:sts::222222222222:assumed-role/LedgerRl/s is not "
	    "authorized to perform: sqs:SendMessage on resource: "
	    "arn:aws:sqs:eu-west-1:222222222222:q\"\n"
	    " }\n"
	    "}",
	    "events:\n"
	    "- id: 1\n"
	    "  previousEventId: 0\n"
	    "  type: ExecutionStarted\n"
	    "  executionStartedEventDetails:\n"
	    "    stateMachineVersionArn: "
	    "arn:aws:states:eu-west-1:111111111111:stateMachine:Night:1\n"
	    "- id: 2\n"
	    "  previousEventId: 1\n"
	    "  type: TaskStateEntered\n"
	    "  stateEnteredEventDetails:\n"
	    "    name: Put\n"
	    "- id: 3\n"
	    "  previousEventId: 2\n"
	    "  type: TaskFailed\n"
	    "  taskFailedEventDetails:\n"
	    "    error: Sqs\n"
	    "    cause: 'User: arn:aws:sts::222222222222:assumed-role/LedgerRl/s is not "
	    "authorized\n"
	    "      to perform: sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:222222222222:q'\n"
	    "",
	    "{\"results\":[[{\"field\":\"@timestamp\",\"value\":\"1\"},{\"field\":\"@message\","
	    "\"value\":\"{\\\"id\\\":\\\"1\\\",\\\"type\\\":\\\"TaskStateEntered\\\","
	    "\\\"details\\\":{\\\"name\\\":\\\"Put\\\"},\\\"previous_event_id\\\":\\\"0\\\","
	    "\\\"execution_arn\\\":\\\"arn:aws:states:eu-west-1:111111111111:express:Night:a:b\\\"}"
	    "\"}],[{\"field\":\"@timestamp\",\"value\":\"1\"},{\"field\":\"@message\",\"value\":\"{"
	    "\\\"id\\\":\\\"2\\\",\\\"type\\\":\\\"TaskFailed\\\",\\\"details\\\":{\\\"error\\\":"
	    "\\\"Sqs\\\",\\\"cause\\\":\\\"User: arn:aws:sts::222222222222:assumed-role/LedgerRl/s "
	    "is not authorized to perform: sqs:SendMessage on resource: "
	    "arn:aws:sqs:eu-west-1:222222222222:q\\\"},\\\"previous_event_id\\\":\\\"1\\\","
	    "\\\"execution_arn\\\":\\\"arn:aws:states:eu-west-1:111111111111:express:Night:a:b\\\"}"
	    "\"}]]}",
	    "[{\"@timestamp\":\"1\",\"@message\":{\"id\":\"1\",\"type\":\"TaskStateEntered\","
	    "\"details\":{\"name\":\"Put\"},\"previous_event_id\":\"0\",\"execution_arn\":\"arn:"
	    "aws:states:eu-west-1:111111111111:express:Night:a:b\"}},{\"@timestamp\":\"1\",\"@"
	    "message\":{\"id\":\"2\",\"type\":\"TaskFailed\",\"details\":{\"error\":\"Sqs\","
	    "\"cause\":\"User: arn:aws:sts::222222222222:assumed-role/LedgerRl/s is not authorized "
	    "to perform: sqs:SendMessage on resource: "
	    "arn:aws:sqs:eu-west-1:222222222222:q\"},\"previous_event_id\":\"1\",\"execution_arn\":"
	    "\"arn:aws:states:eu-west-1:111111111111:express:Night:a:b\"}}]",
	    "@timestamp,@message\n"
	    "1,\"{\"\"id\"\":\"\"1\"\",\"\"type\"\":\"\"TaskStateEntered\"\",\"\"details\"\":{"
	    "\"\"name\"\":\"\"Put\"\"},\"\"previous_event_id\"\":\"\"0\"\",\"\"execution_arn\"\":"
	    "\"\"arn:aws:states:eu-west-1:111111111111:express:Night:a:b\"\"}\"\n"
	    "1,\"{\"\"id\"\":\"\"2\"\",\"\"type\"\":\"\"TaskFailed\"\",\"\"details\"\":{"
	    "\"\"error\"\":\"\"Sqs\"\",\"\"cause\"\":\"\"User: "
	    "arn:aws:sts::222222222222:assumed-role/LedgerRl/s is not authorized to perform: "
	    "sqs:SendMessage on resource: "
	    "arn:aws:sqs:eu-west-1:222222222222:q\"\"},\"\"previous_event_id\"\":\"\"1\"\","
	    "\"\"execution_arn\"\":\"\"arn:aws:states:eu-west-1:111111111111:express:Night:a:b\"\"}"
	    "\"",
	    "2026-11-24T02:00:00 states/Night/1 "
	    "{\"id\":\"1\",\"type\":\"TaskStateEntered\",\"details\":{\"name\":\"Put\"},\"previous_"
	    "event_id\":\"0\",\"execution_arn\":\"arn:aws:states:eu-west-1:111111111111:express:"
	    "Night:a:b\"}\n"
	    "2026-11-24T02:00:00 states/Night/1 "
	    "{\"id\":\"2\",\"type\":\"TaskFailed\",\"details\":{\"error\":\"Sqs\",\"cause\":\"User:"
	    " arn:aws:sts::222222222222:assumed-role/LedgerRl/s is not authorized to perform: "
	    "sqs:SendMessage on resource: "
	    "arn:aws:sqs:eu-west-1:222222222222:q\"},\"previous_event_id\":\"1\",\"execution_arn\":"
	    "\"arn:aws:states:eu-west-1:111111111111:express:Night:a:b\"}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct read r;
		read_text(&r, texts[i]);
		if (r.n != 1 || r.list[0].source != INCIDENT_TASK)
			fail_msg("no Task in: %s", texts[i]);
		assert_str(r.list[0].machine, MACHINE);
		assert_str(r.list[0].state, "Put");
		assert_str(r.list[0].denial.action, "sqs:SendMessage");
		arena_release(&r.arena);
	}
}

static void of_a_list_of_executions_those_that_were_denied_count(void **state)
{
	struct read r;

	(void)state;
	read_text(
	    &r, "[{\"detail\":{\"executionArn\":\"arn:aws:states:eu-west-1:111111111111:execution:"
		"Night:a\",\"stateMachineArn\":\"arn:aws:states:eu-west-1:111111111111:"
		"stateMachine:Night\",\"status\":\"FAILED\",\"error\":\"States.Timeout\",\"cause\":"
		"\"\"}},{\"detail\":{\"executionArn\":\"arn:aws:states:eu-west-1:111111111111:"
		"execution:Night:b\",\"stateMachineArn\":\"arn:aws:states:eu-west-1:111111111111:"
		"stateMachine:Night\",\"status\":\"FAILED\",\"error\":\"Sqs\",\"cause\":\"User: "
		"arn:aws:sts::222222222222:assumed-role/LedgerRl/s is not authorized to perform: "
		"sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:222222222222:q\"}}]");
	assert_int_equal(r.n, 1);
	assert_int_equal(r.list[0].source, INCIDENT_EXECUTION);
	assert_str(r.list[0].machine, MACHINE);
	arena_release(&r.arena);
}

static void a_file_of_powershell_is_read(void **state)
{
	static const char plain[] = DENIAL;
	char wide[2 * sizeof(plain) + 2] = "\xFF\xFE";
	struct read r;

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(plain); i++)
		wide[2 + 2 * i] = plain[i];
	arena_init(&r.arena);
	assert_true(
	    incidents_read(&r.arena, (struct str){wide, 2 * sizeof(plain)}, &r.list, &r.n, &r.err));
	assert_str(r.list[0].denial.action, "sqs:SendMessage");
	arena_release(&r.arena);
}

static void an_execution_tells_its_machine_and_input(void **state)
{
	struct read r;

	(void)state;
	read_text(&r, "{\"executionArn\":\"e\",\"stateMachineArn\":\"" MACHINE
		      ":7\",\"status\":\"FAILED\",\"input\":\"{\\\"k\\\":1}\",\"error\":"
		      "\"Sqs.SqsException\",\"cause\":\"" DENIAL "\"}");
	assert_int_equal(r.n, 1);
	assert_int_equal(r.list[0].source, INCIDENT_EXECUTION);
	assert_str(r.list[0].machine, MACHINE);
	assert_true(json_number(json_get(r.list[0].input, STR("k"))) == 1);
	assert_str(r.list[0].error, "Sqs.SqsException");
	arena_release(&r.arena);
}

#define EVENTS(more)                                                                               \
	"{\"events\":[{\"id\":1,\"previousEventId\":0,\"type\":\"ExecutionStarted\","              \
	"\"executionStartedEventDetails\":{\"roleArn\":\"arn:aws:iam::111111111111:role/"          \
	"R\"}}," more "]}"
#define FAILS(id, state, cause)                                                                    \
	"{\"id\":" #id "1,\"previousEventId\":0,\"type\":\"TaskStateEntered\","                    \
	"\"stateEnteredEventDetails\":{\"name\":\"" state "\"}},{\"id\":" #id                      \
	"2,\"previousEventId\":" #id "1,\"type\":\"TaskScheduled\",\"taskScheduledEventDetails\":" \
	"{\"resource\":\"sendMessage\",\"resourceType\":\"sqs\"}},{\"id\":" #id                    \
	"3,\"previousEventId\":" #id "2,\"type\":\"TaskFailed\",\"taskFailedEventDetails\":{"      \
	"\"error\":\"SQS.AmazonSQSException\",\"cause\":\"" cause "\"}}"

static void the_same_denial_of_a_task_is_counted(void **state)
{
	struct read r;

	(void)state;
	read_text(&r, EVENTS(FAILS(1, "Put", DENIAL) "," FAILS(2, "Put", DENIAL) "," FAILS(
			  3, "Other", DENIAL) "," FAILS(4, "Slow", "it took too long")));
	assert_int_equal(r.n, 2);
	assert_int_equal(r.list[0].source, INCIDENT_TASK);
	assert_str(r.list[0].state, "Put");
	assert_int_equal(r.list[0].times, 2);
	assert_str(r.list[1].state, "Other");
	assert_str(r.list[0].execution_role, "arn:aws:iam::111111111111:role/R");
	assert_int_equal(r.list[0].n_states, 3);
	arena_release(&r.arena);
}

static void a_childs_cause_leads_to_the_child(void **state)
{
	struct read r;

	(void)state;
	read_text(
	    &r,
	    EVENTS(FAILS(1, "RunLedger",
			 "{\\\"ExecutionArn\\\":\\\"e\\\",\\\"StateMachineArn\\\":\\\"" CHILD
			 "\\\",\\\"Status\\\":\\\"FAILED\\\",\\\"Error\\\":\\\"X\\\",\\\"Cause\\\":"
			 "\\\"" DENIAL "\\\"}")));
	assert_int_equal(r.n, 1);
	assert_str(r.list[0].machine, CHILD);
	assert_str(r.list[0].state, "");
	assert_str(r.list[0].parent_state, "RunLedger");
	assert_str(r.list[0].denial.action, "sqs:SendMessage");
	assert_str(r.list[0].error, "X");
	arena_release(&r.arena);
}

static void json_may_come_line_by_line(void **state)
{
	struct read r;

	(void)state;
	read_text(&r, "{\"eventSource\":\"sts.amazonaws.com\",\"eventName\":\"AssumeRole\","
		      "\"errorCode\":\"AccessDenied\"}\n{\"eventSource\":\"sqs.amazonaws.com\","
		      "\"eventName\":\"SendMessage\",\"errorCode\":\"AccessDenied\"}\n");
	assert_int_equal(r.n, 2);
	assert_int_equal(r.list[1].source, INCIDENT_EVENT);
	assert_str(r.list[1].event_name, "SendMessage");
	arena_release(&r.arena);
}

static void what_denies_nothing_is_refused_in_words(void **state)
{
	(void)state;
	refuse("", "empty");
	refuse("all is well", "no denial in it");
	refuse("{\"a\":1}", "no denial in it");
	refuse(EVENTS(FAILS(1, "Slow", "it took too long")), "the execution did not fail");
	refuse("{\"executionArn\":\"e\",\"stateMachineArn\":\"" MACHINE
	       "\",\"status\":\"SUCCEEDED\"}",
	       "SUCCEEDED");
	refuse("{\"eventSource\":\"sts.amazonaws.com\",\"eventName\":\"AssumeRole\"}",
	       "none was denied");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_text_is_one_incident),
	    cmocka_unit_test(events_are_found_in_whatever_they_come),
	    cmocka_unit_test(events_of_others_do_not_hide_a_sentence),
	    cmocka_unit_test(histories_are_found_in_whatever_they_come),
	    cmocka_unit_test(of_a_list_of_executions_those_that_were_denied_count),
	    cmocka_unit_test(a_file_of_powershell_is_read),
	    cmocka_unit_test(an_execution_tells_its_machine_and_input),
	    cmocka_unit_test(the_same_denial_of_a_task_is_counted),
	    cmocka_unit_test(a_childs_cause_leads_to_the_child),
	    cmocka_unit_test(json_may_come_line_by_line),
	    cmocka_unit_test(what_denies_nothing_is_refused_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
