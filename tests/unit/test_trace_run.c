/* test_trace_run.c - what a run has shown settles what the definition leaves open, and no more. */
#include "rolehop/trace/run.h"
#include "trace_estate.h"

#define OTHER_ROLE "arn:aws:iam::222222222222:role/OtherRl"
#define BY_PATH TASK(START_SYNC, CREDENTIALS_PATH("$.role") START_CHILD)
#define BEGUN(input)                                                                               \
	"{\"type\":\"ExecutionStarted\",\"id\":1,\"previousEventId\":0,"                           \
	"\"executionStartedEventDetails\":{" input "\"roleArn\":\"" EXECUTION_ROLE "\"}}"
#define ENTERED(id, name, input)                                                                   \
	",{\"type\":\"TaskStateEntered\",\"id\":" id ",\"previousEventId\":1,"                     \
	"\"stateEnteredEventDetails\":{" input "\"name\":\"" name "\"}}"
#define SCHEDULED(id, from, role, parameters)                                                      \
	",{\"type\":\"TaskScheduled\",\"id\":" id ",\"previousEventId\":" from ","                 \
	"\"taskScheduledEventDetails\":{\"resourceType\":\"aws-sdk:sfn\",\"resource\":"            \
	"\"startSyncExecution\",\"region\":\"us-east-1\",\"parameters\":\"" parameters             \
	"\",\"taskCredentials\":{\"roleArn\":\"" role "\"}}}"
#define EVENTS(events) "{\"events\":[" events "]}"
#define ROLE_INPUT(role) "\"input\":\"{\\\"role\\\":\\\"" role "\\\"}\","

struct ran {
	struct lit_world w;
	struct trace_run run;
};

static const struct trace *trace_run(struct ran *r, const char *definition, const char *state,
				     const char *history)
{
	struct estate e = sound;
	const struct json *json;

	e.definition = definition;
	(void)estate_build(&r->w, &e);
	lit_inline(&r->w, lit_role(&r->w, OTHER_ROLE, TRUST(EXECUTION_ROLE, "")), "nothing",
		   DOC(ALLOW("s3:GetObject", "*")));
	if (!json_parse(&r->w.arena, str_from(history), &json, &r->w.err) ||
	    !history_read(&r->w.arena, json, &r->run.history, &r->w.err))
		fail_msg("%s", r->w.err.text);
	r->w.options.run = &r->run;
	return lit_trace(&r->w, MACHINE, state);
}

static void the_role_that_was_taken_settles_the_path(void **state)
{
	struct ran r;
	const struct trace *t = trace_run(
	    &r, BY_PATH, "T",
	    EVENTS(BEGUN("") ENTERED("2", "T", "") SCHEDULED("3", "2", TARGET_ROLE, "{}")));

	(void)state;
	assert_allowed(t);
	assert_str(t->target_role, TARGET_ROLE);
	assert_str(t->target_path, "");
	lit_free(&r.w);
}

static void the_input_of_the_state_settles_the_path(void **state)
{
	struct ran r;
	const struct trace *t = trace_run(
	    &r, BY_PATH, "T", EVENTS(BEGUN("") ENTERED("2", "T", ROLE_INPUT(TARGET_ROLE))));

	(void)state;
	assert_allowed(t);
	assert_str(t->target_role, TARGET_ROLE);
	lit_free(&r.w);
}

static void the_input_of_the_execution_settles_the_path(void **state)
{
	struct ran r;
	const struct trace *t = trace_run(&r, BY_PATH, "T", EVENTS(BEGUN(ROLE_INPUT(TARGET_ROLE))));

	(void)state;
	assert_allowed(t);
	lit_free(&r.w);
}

static void what_was_cut_off_settles_nothing(void **state)
{
	struct ran r;
	const struct trace *t = trace_run(&r, BY_PATH, "T",
					  EVENTS(BEGUN("\"input\":\"{\\\"role\\\":\\\"arn:aws\","
						       "\"inputDetails\":{\"truncated\":true},")));

	(void)state;
	assert_unknown(t);
	lit_free(&r.w);
}

static void visits_with_several_roles_are_candidates(void **state)
{
	struct ran r;
	const struct trace *t =
	    trace_run(&r, BY_PATH, "T",
		      EVENTS(BEGUN("") ENTERED("2", "T", "") SCHEDULED("3", "2", TARGET_ROLE, "{}")
				 ENTERED("4", "T", "") SCHEDULED("5", "4", OTHER_ROLE, "{}")));

	(void)state;
	assert_unknown(t);
	assert_int_equal(t->n_candidates, 2);
	assert_str(t->candidates[0].value, TARGET_ROLE);
	assert_int_equal(t->candidates[0].verdict, V_ALLOW);
	assert_int_equal(t->candidates[1].verdict, V_DENY_IMPLICIT);
	lit_free(&r.w);
}

static void a_role_that_the_definition_rules_out_was_another_definitions(void **state)
{
	struct ran r;
	const struct trace *t = trace_run(
	    &r, TASK(START_SYNC, CREDENTIALS(TARGET_ROLE) START_CHILD), "T",
	    EVENTS(BEGUN("") ENTERED("2", "T", "") SCHEDULED("3", "2", OTHER_ROLE, "{}")));

	(void)state;
	assert_allowed(t);
	assert_str(t->target_role, TARGET_ROLE);
	lit_free(&r.w);
}

static void what_was_sent_settles_the_resource(void **state)
{
	struct ran r;
	const struct trace *t = trace_run(
	    &r,
	    TASK(START_SYNC,
		 CREDENTIALS(TARGET_ROLE) PARAMETERS(
		     "\"StateMachineArn.$\":\"States.Format('{}', $$.Execution.Input.m)\"")),
	    "T",
	    EVENTS(BEGUN("") ENTERED("2", "T", "") SCHEDULED(
		"3", "2", TARGET_ROLE, "{\\\"StateMachineArn\\\":\\\"" CHILD "\\\"}")));

	(void)state;
	assert_allowed(t);
	assert_str(t->resource, CHILD);
	lit_free(&r.w);
}

static void the_answer_of_a_task_settles_the_next(void **state)
{
	struct ran r;
	const struct trace *t = trace_run(
	    &r,
	    "{\"StartAt\":\"F\",\"States\":{\"F\":{\"Type\":\"Task\",\"Resource\":"
	    "\"arn:aws:states:::lambda:invoke\",\"Parameters\":{\"FunctionName\":\"f\"},"
	    "\"ResultPath\":\"$.f\",\"Next\":\"T\"},\"T\":{\"Type\":\"Task\",\"Resource\":"
	    "\"" START_SYNC "\"" CREDENTIALS_PATH("$.f.role") START_CHILD ",\"End\":true}}}",
	    "T",
	    EVENTS(BEGUN("") ENTERED("2", "F", "\"input\":\"{}\",") SCHEDULED(
		"3", "2", "",
		"{}") ",{\"type\":\"TaskSucceeded\",\"id\":4,\"previousEventId\":3,"
		      "\"taskSucceededEventDetails\":{\"output\":\"{\\\"role\\\":\\\"" TARGET_ROLE
		      "\\\"}\"}}"));

	(void)state;
	assert_allowed(t);
	lit_free(&r.w);
}

static void what_the_user_sets_counts_more(void **state)
{
	struct ran r;
	struct asl_binding own = {.path = STR("$.role")};
	const struct trace *t;

	(void)state;
	(void)trace_run(&r, BY_PATH, "T", EVENTS(BEGUN("")));
	if (!json_parse(&r.w.arena, STR("\"" TARGET_ROLE "\""), &own.value, &r.w.err))
		fail_msg("%s", r.w.err.text);
	r.w.options.bindings = &own;
	r.w.options.n_bindings = 1;
	t = lit_trace(&r.w, MACHINE, "T");
	assert_allowed(t);
	lit_free(&r.w);
}

static void a_history_of_something_else_is_refused(void **state)
{
	struct ran r;
	const struct machine *machine;
	const struct asl *asl;

	(void)state;
	(void)trace_run(&r, BY_PATH, "T", EVENTS(BEGUN("") ENTERED("2", "Z", "")));
	assert_true(trace_machine(&r.w.arena, &r.w.world, STR(MACHINE), &machine, &asl, &r.w.err));
	assert_false(run_check(&r.run, machine, asl, &r.w.err));
	assert_int_equal(r.w.err.kind, ERR_INPUT);
	assert_non_null(strstr(r.w.err.text, "entered the state \"Z\""));
	r.run.history.machine = STR(CHILD);
	assert_false(run_check(&r.run, machine, asl, &r.w.err));
	assert_non_null(strstr(r.w.err.text, CHILD));
	r.run.history = (struct history){.machine = STR(MACHINE)};
	assert_true(run_check(&r.run, machine, asl, &r.w.err));
	lit_free(&r.w);
}

/* ---- parameters -------------------------------------------------------------------------- */

#define PARAMETER_ARN(account, name) "arn:aws:ssm:us-east-1:" account ":parameter/" name
#define FROM_PARAMETER(more, name)                                                                 \
	"{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Task\",\"Resource\":"                    \
	"\"arn:aws:states:::aws-sdk:ssm:getParameter\"" more ",\"Parameters\":{\"Name\":\"" name   \
	"\"},\"ResultPath\":\"$.p\",\"Next\":\"T\"},\"T\":{\"Type\":\"Task\",\"Resource\":"        \
	"\"" START_SYNC "\"" CREDENTIALS_PATH("$.p.Parameter.Value") START_CHILD                   \
	    ",\"End\":true}}}"

static const struct trace *trace_with(struct lit_world *w, const char *definition, const char *arn)
{
	struct estate e = sound;

	e.definition = definition;
	(void)estate_build(w, &e);
	vec_init(&w->parameters, &w->arena, sizeof(struct lit_parameter));
	*(struct lit_parameter *)vec_push(&w->parameters) =
	    (struct lit_parameter){str_from(arn), STR(TARGET_ROLE)};
	return lit_trace(w, MACHINE, "T");
}

static void a_parameter_settles_what_comes_from_it(void **state)
{
	static const char *const names[] = {"role", "/role", PARAMETER_ARN(HOME, "role")};
	static const char *const definitions[] = {FROM_PARAMETER("", "role"),
						  FROM_PARAMETER("", "/role"),
						  FROM_PARAMETER("", PARAMETER_ARN(HOME, "role"))};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct lit_world w;
		const struct trace *t = trace_with(&w, definitions[i], PARAMETER_ARN(HOME, "role"));
		assert_allowed(t);
		assert_str(t->target_role, TARGET_ROLE);
		lit_free(&w);
	}
}

static void a_parameter_of_another_account_or_version_settles_nothing(void **state)
{
	struct lit_world w;
	const struct trace *t =
	    trace_with(&w, FROM_PARAMETER("", "role"), PARAMETER_ARN(AWAY, "role"));

	(void)state;
	assert_unknown(t);
	lit_free(&w);
	t = trace_with(&w, FROM_PARAMETER("", "role:3"), PARAMETER_ARN(HOME, "role"));
	assert_unknown(t);
	lit_free(&w);
	t = trace_with(&w, FROM_PARAMETER(CREDENTIALS(TARGET_ROLE), "role"),
		       PARAMETER_ARN(HOME, "role"));
	assert_unknown(t);
	lit_free(&w);
	t = trace_with(&w, FROM_PARAMETER(CREDENTIALS(TARGET_ROLE), "role"),
		       PARAMETER_ARN(AWAY, "role"));
	assert_allowed(t);
	lit_free(&w);
}

#define BY_CHILD                                                                                   \
	TASK(START_SYNC, CREDENTIALS(TARGET_ROLE) PARAMETERS("\"StateMachineArn.$\":\"$.child\""))
#define SENT(child) "{\\\"StateMachineArn\\\":\\\"" child "\\\"}"
#define TWICE(first, second)                                                                       \
	EVENTS(BEGUN("") ENTERED("2", "T", "") SCHEDULED("3", "2", TARGET_ROLE, SENT(first))       \
		   ENTERED("4", "T", "") SCHEDULED("5", "4", TARGET_ROLE, SENT(second)))

static void what_every_visit_sent_is_what_the_task_sends(void **state)
{
	struct ran r;
	const struct trace *t = trace_run(&r, BY_CHILD, "T", TWICE(CHILD, CHILD));

	(void)state;
	assert_allowed(t);
	assert_str(t->hops[2].resource, CHILD);
	lit_free(&r.w);
}

static void what_visits_sent_otherwise_stays_open(void **state)
{
	struct ran r;
	const struct trace *t = trace_run(&r, BY_CHILD, "T", TWICE(CHILD, CHILD "2"));

	(void)state;
	assert_unknown(t);
	lit_free(&r.w);
}

#define BY_NAME                                                                                    \
	TASK(START_SYNC, CREDENTIALS_PATH(                                                         \
			     "States.Format('arn:aws:iam::222222222222:role/Trusting{}', $.name)") \
			     START_CHILD)

/* A role that the text cannot come to was taken under another definition. */
static void a_role_that_was_taken_counts_where_it_fits_the_text(void **state)
{
	static const struct {
		const char *history, *role;
	} rows[] = {
	    {EVENTS(BEGUN("") ENTERED("2", "T", "") SCHEDULED("3", "2", TARGET_ROLE, "{}")),
	     TARGET_ROLE},
	    {EVENTS(BEGUN("") ENTERED("2", "T", "") SCHEDULED("3", "2", OTHER_ROLE, "{}")),
	     TARGET_ROLE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ran r;
		const struct trace *t = trace_run(&r, BY_NAME, "T", rows[i].history);
		assert_str(t->hops[1].target, rows[i].role);
		assert_allowed(t);
		lit_free(&r.w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_role_that_was_taken_settles_the_path),
	    cmocka_unit_test(the_input_of_the_state_settles_the_path),
	    cmocka_unit_test(the_input_of_the_execution_settles_the_path),
	    cmocka_unit_test(what_was_cut_off_settles_nothing),
	    cmocka_unit_test(visits_with_several_roles_are_candidates),
	    cmocka_unit_test(a_role_that_the_definition_rules_out_was_another_definitions),
	    cmocka_unit_test(what_was_sent_settles_the_resource),
	    cmocka_unit_test(the_answer_of_a_task_settles_the_next),
	    cmocka_unit_test(what_the_user_sets_counts_more),
	    cmocka_unit_test(a_history_of_something_else_is_refused),
	    cmocka_unit_test(a_parameter_settles_what_comes_from_it),
	    cmocka_unit_test(a_parameter_of_another_account_or_version_settles_nothing),
	    cmocka_unit_test(what_every_visit_sent_is_what_the_task_sends),
	    cmocka_unit_test(what_visits_sent_otherwise_stays_open),
	    cmocka_unit_test(a_role_that_was_taken_counts_where_it_fits_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
