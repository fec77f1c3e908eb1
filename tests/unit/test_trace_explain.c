/* test_trace_explain.c - a denial is led to the Task that met it, and held against the trace. */
#include "rolehop/trace/explain.h"
#include "trace_estate.h"

#define SESSION "QwErTyUiOpAsDfGhJkLzXcVbNmQwErTy"
#define AS_EXECUTION "User: arn:aws:sts::" HOME ":assumed-role/TrustedAccountRl/" SESSION
#define AS_TARGET "User: arn:aws:sts::" AWAY ":assumed-role/TrustingAccountRl/" SESSION
#define MAY_NOT " is not authorized to perform: "

struct asked_of {
	struct lit_world w;
	struct explained out;
};

static void explain_with(struct asked_of *a, const char *text, const char *machine)
{
	const struct explain_options options = {.machine = str_from(machine)};
	const struct incident *list;
	size_t n;

	if (!incidents_read(&a->w.arena, str_from(text), &list, &n, &a->w.err))
		fail_msg("%s", a->w.err.text);
	assert_int_equal(n, 1);
	if (!explain_question(&a->w.arena, &a->w.world, NULL, &list[0], &options, &a->out,
			      &a->w.err))
		fail_msg("%s", a->w.err.text);
}

static void explain(struct asked_of *a, const char *text)
{
	explain_with(a, text, NULL);
}

static bool says(const struct explained *out, const char *words)
{
	for (size_t i = 0; i < out->n_facts; i++)
		if (str_contains(out->facts[i], str_from(words)))
			return true;
	return str_contains(out->compared, str_from(words)) ||
	       str_contains(out->said, str_from(words));
}

static void an_assumption_is_led_to_its_task(void **state)
{
	struct estate e = sound;
	struct asked_of a;

	(void)state;
	e.trust = TRUST(EXECUTION_ROLE, EXTERNAL_ID(MACHINE "x"));
	(void)estate_build(&a.w, &e);
	explain(&a, AS_EXECUTION MAY_NOT "sts:AssumeRole on resource: " TARGET_ROLE);
	assert_non_null(a.out.trace);
	assert_str(a.out.trace->machine, MACHINE);
	assert_str(a.out.trace->cause, "externalid-mismatch");
	assert_int_equal(a.out.hop, 1);
	assert_int_equal(a.out.agrees, EXPLAIN_NO_CAUSE);
	assert_true(says(&a.out, "the inventory shows one, at target-trust"));
	lit_free(&a.w);
}

static void the_targets_call_is_led_to_the_task_that_takes_it(void **state)
{
	struct estate e = sound;
	struct asked_of a;

	(void)state;
	e.permission = DOC(ALLOW("states:StartExecution", CHILD));
	(void)estate_build(&a.w, &e);
	explain_with(&a,
		     AS_TARGET MAY_NOT "states:StartSyncExecution on resource: " CHILD
				       " because no identity-based policy allows the "
				       "states:StartSyncExecution action",
		     MACHINE);
	assert_str(a.out.trace->machine, MACHINE);
	assert_int_equal(a.out.hop, 2);
	assert_int_equal(a.out.agrees, EXPLAIN_AGREES);
	assert_true(says(&a.out, "agree"));
	lit_free(&a.w);
}

static void another_kind_of_policy_is_a_difference(void **state)
{
	struct estate e = sound;
	struct asked_of a;

	(void)state;
	e.permission = DOC(ALLOW("states:StartExecution", CHILD));
	(void)estate_build(&a.w, &e);
	explain_with(&a,
		     AS_TARGET MAY_NOT "states:StartSyncExecution on resource: " CHILD
				       " because no permissions boundary allows the "
				       "states:StartSyncExecution action",
		     MACHINE);
	assert_int_equal(a.out.agrees, EXPLAIN_DIFFERS);
	assert_true(says(&a.out, "different policies"));
	lit_free(&a.w);
}

static void an_explicit_deny_agrees_only_with_a_deny(void **state)
{
	static const char text[] = AS_TARGET MAY_NOT "states:StartSyncExecution on resource: " CHILD
						     " with an explicit deny in an identity-based "
						     "policy";
	struct estate e = sound;
	struct asked_of a;

	(void)state;
	e.permission = DOC(ALLOW("states:StartExecution", CHILD));
	(void)estate_build(&a.w, &e);
	explain_with(&a, text, MACHINE);
	assert_int_equal(a.out.agrees, EXPLAIN_DIFFERS);
	lit_free(&a.w);
	e.permission = DOC(ALLOW("states:*", "*") "," DENY("states:StartSyncExecution", "*"));
	(void)estate_build(&a.w, &e);
	explain_with(&a, text, MACHINE);
	assert_int_equal(a.out.agrees, EXPLAIN_AGREES);
	lit_free(&a.w);
}

static void an_scp_that_was_not_collected_is_a_statement(void **state)
{
	struct asked_of a;
	struct built b;

	(void)state;
	b = estate_build(&a.w, &sound);
	b.away->org = ORG_NOT_COLLECTED;
	explain_with(&a,
		     AS_TARGET MAY_NOT "states:StartSyncExecution on resource: " CHILD
				       " with an explicit deny in a service control policy: "
				       "arn:aws:organizations::999999999999:policy/o-1/"
				       "service_control_policy/p-1",
		     MACHINE);
	assert_int_equal(a.out.trace->verdict, V_ALLOW);
	assert_int_equal(a.out.agrees, EXPLAIN_CANNOT_TELL);
	assert_true(says(&a.out, "AWS says that a service control policy of account " AWAY
				 " denies it; the organization was not collected."));
	assert_true(says(&a.out, "The inventory cannot tell"));
	assert_true(says(&a.out, "on which the trace does not rest"));
	lit_free(&a.w);
}

/* Of a policy that the trace rests on, nothing more is said. */
static void an_scp_that_denies_is_the_one_that_aws_names(void **state)
{
	struct asked_of a;
	struct built b;

	(void)state;
	b = estate_build(&a.w, &sound);
	lit_level(&a.w, &b.away->scps, "SCP", AWAY,
		  DOC(ALLOW("*", "*") "," DENY("states:Start*", "*")), NULL);
	explain_with(&a,
		     AS_TARGET MAY_NOT "states:StartSyncExecution on resource: " CHILD
				       " with an explicit deny in a service control policy: "
				       "arn:aws:organizations::999999999999:policy/o-1/"
				       "service_control_policy/p-first-" AWAY,
		     MACHINE);
	assert_int_equal(a.out.trace->verdict, V_DENY_EXPLICIT);
	assert_int_equal(a.out.agrees, EXPLAIN_AGREES);
	assert_false(says(&a.out, "does not rest"));
	assert_false(says(&a.out, "AWS says that a service control policy"));
	lit_free(&a.w);
}

#define HISTORY(name, credentials, parameters, error, cause)                                       \
	"{\"events\":[{\"id\":1,\"previousEventId\":0,\"type\":\"ExecutionStarted\","              \
	"\"executionStartedEventDetails\":{\"roleArn\":\"" EXECUTION_ROLE                          \
	"\",\"input\":\"{}\"}},{\"id\":2,\"previousEventId\":0,\"type\":\"TaskStateEntered\","     \
	"\"stateEnteredEventDetails\":{\"name\":\"" name "\"}},{\"id\":3,\"previousEventId\":2,"   \
	"\"type\":\"TaskScheduled\",\"taskScheduledEventDetails\":{\"resourceType\":\"aws-sdk:"    \
	"sfn\",\"resource\":\"startSyncExecution\",\"parameters\":{" parameters                    \
	"},\"taskCredentials\":{\"roleArn\":\"" credentials "\"}}},{\"id\":4,\"previousEventId\":" \
	"3,\"type\":\"TaskFailed\",\"taskFailedEventDetails\":{\"error\":\"" error                 \
	"\",\"cause\":\"" cause "\"}}]}"
#define ASSUME_DENIED(target)                                                                      \
	"The role " EXECUTION_ROLE " is not authorized to assume the task state's role, " target "."

static void a_history_settles_what_only_a_run_decides(void **state)
{
	struct estate e = sound;
	struct asked_of a;

	(void)state;
	e.definition = TASK(START_SYNC, CREDENTIALS_PATH("$.role")
					    PARAMETERS("\"StateMachineArn.$\":\"$.child\""));
	(void)estate_build(&a.w, &e);
	explain(&a,
		HISTORY("T", TARGET_ROLE, "\"StateMachineArn\":\"" CHILD "\"", "Sfn.SfnException",
			AS_TARGET MAY_NOT "states:StartSyncExecution on resource: " CHILD
					  " because no identity-based policy allows it"));
	assert_str(a.out.trace->state, "T");
	assert_str(a.out.trace->target_role, TARGET_ROLE);
	assert_int_equal(a.out.trace->verdict, V_ALLOW);
	assert_str(a.out.trace->hops[2].resource, CHILD);
	assert_int_equal(a.out.hop, 2);
	lit_free(&a.w);
}

static void expressions_of_jsonata_are_settled_too(void **state)
{
	struct estate e = sound;
	struct asked_of a;

	(void)state;
	e.definition = "{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"T\",\"States\":{\"T\":{"
		       "\"Type\":\"Task\",\"Resource\":\"" START_SYNC "\",\"Credentials\":{"
		       "\"RoleArn\":\"{% $states.input.role %}\"},\"Arguments\":{"
		       "\"StateMachineArn\":\"{% $states.input.child %}\"},\"End\":true}}}";
	e.trust = TRUST(EXECUTION_ROLE, EXTERNAL_ID("another"));
	(void)estate_build(&a.w, &e);
	explain(&a, HISTORY("T", TARGET_ROLE, "\"StateMachineArn\":\"" CHILD "\"",
			    "States.TaskFailed", ASSUME_DENIED(TARGET_ROLE)));
	assert_str(a.out.trace->target_role, TARGET_ROLE);
	assert_str(a.out.trace->cause, "externalid-mismatch");
	assert_str(a.out.trace->hops[2].resource, CHILD);
	lit_free(&a.w);
}

static void a_text_settles_the_role_that_it_names(void **state)
{
	struct estate e = sound;
	struct asked_of a;

	(void)state;
	e.definition = TASK(START_SYNC, CREDENTIALS_PATH("$.role") START_CHILD);
	e.trust = TRUST(EXECUTION_ROLE, EXTERNAL_ID("another"));
	(void)estate_build(&a.w, &e);
	explain(&a, ASSUME_DENIED(TARGET_ROLE));
	assert_str(a.out.trace->target_role, TARGET_ROLE);
	assert_str(a.out.trace->cause, "externalid-mismatch");
	lit_free(&a.w);
}

static void a_definition_that_was_changed_since_is_told(void **state)
{
	struct asked_of a;

	(void)state;
	(void)estate_build(&a.w, &sound);
	explain_with(
	    &a, HISTORY("Gone", TARGET_ROLE, "", "States.TaskFailed", ASSUME_DENIED(TARGET_ROLE)),
	    MACHINE);
	assert_true(says(&a.out, "lacks states that the execution entered"));
	assert_non_null(a.out.trace);
	assert_str(a.out.trace->machine, "");
	assert_str(a.out.trace->hops[0].external_id, MACHINE);
	assert_int_equal(a.out.trace->verdict, V_ALLOW);
	lit_free(&a.w);
}

static void what_a_function_was_denied_is_not_the_tasks_call(void **state)
{
	struct asked_of a;

	(void)state;
	(void)estate_build(&a.w, &sound);
	(void)lit_role(&a.w, "arn:aws:iam::" AWAY ":role/FunctionRl",
		       TRUST_SERVICE("lambda.amazonaws.com"));
	explain(
	    &a,
	    HISTORY("T", TARGET_ROLE, "", "AccessDenied",
		    "{\\\"errorMessage\\\":\\\"An error occurred (AccessDenied) when calling the "
		    "GetObject operation: User: arn:aws:sts::" AWAY
		    ":assumed-role/FunctionRl/sum" MAY_NOT
		    "s3:GetObject on resource: arn:aws:s3:::ledger/x\\\"}"));
	assert_str(a.out.trace->machine, "");
	assert_str(a.out.trace->action, "s3:GetObject");
	assert_true(says(&a.out, "The call of the Task T itself is not what was denied"));
	lit_free(&a.w);
}

/* Where the execution role does not trust the service. */
static const char nobody_assumes[] =
    "Neither the global service principal states.amazonaws.com, nor the regional one is "
    "authorized to assume the provided role.";

static void an_execution_role_that_cannot_be_assumed_is_found(void **state)
{
	struct estate e = sound;
	struct asked_of a;

	(void)state;
	e.execution_trust = TRUST_SERVICE("lambda.amazonaws.com");
	(void)estate_build(&a.w, &e);
	explain_with(&a, nobody_assumes, MACHINE);
	assert_int_equal(a.out.hop, 0);
	assert_int_equal(a.out.agrees, EXPLAIN_AGREES);
	assert_str(a.out.trace->cause, "execution-role-trust");
	explain(&a, nobody_assumes);
	assert_null(a.out.trace);
	assert_contains(a.out.why_not, "--machine");
	lit_free(&a.w);
}

#define TWO_TASKS                                                                                  \
	"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\",\"Resource\":\"" START_SYNC       \
	"\"" CREDENTIALS(TARGET_ROLE) START_CHILD                                                  \
	    ",\"Next\":\"B\"},\"B\":{\"Type\":\"Task\",\"Resource\":\"" START_SYNC                 \
	    "\"" CREDENTIALS(TARGET_ROLE) START_CHILD ",\"End\":true}}}"

/* The execution role is the same for every Task: one of them is enough. */
static void an_execution_role_is_asked_for_once(void **state)
{
	struct estate e = sound;
	struct asked_of a;

	(void)state;
	e.execution_trust = TRUST_SERVICE("lambda.amazonaws.com");
	e.definition = TWO_TASKS;
	(void)estate_build(&a.w, &e);
	explain_with(&a, nobody_assumes, MACHINE);
	assert_int_equal(a.out.hop, 0);
	assert_int_equal(a.out.n_candidates, 0);
	assert_int_equal(a.out.agrees, EXPLAIN_AGREES);
	lit_free(&a.w);
}

/* Two Tasks make the same call: both are told, and neither is taken for the other's. */
static void tasks_that_make_the_same_call_are_all_told(void **state)
{
	struct estate e = sound;
	struct asked_of a;

	(void)state;
	e.definition = TWO_TASKS;
	e.permission = DOC(ALLOW("s3:*", "*"));
	(void)estate_build(&a.w, &e);
	explain_with(&a, AS_TARGET MAY_NOT "states:StartSyncExecution on resource: " CHILD,
		     MACHINE);
	assert_int_equal(a.out.n_candidates, 2);
	assert_str(a.out.candidates[0].state, "A");
	assert_str(a.out.candidates[1].state, "B");
	assert_true(a.out.candidates[0].shown != a.out.candidates[1].shown);
	lit_free(&a.w);
}

/* A role of an account that was not collected is known by its session's name alone. */
static void a_role_that_is_not_collected_is_known_by_its_session(void **state)
{
	static const char far[] =
	    "User: arn:aws:sts::333333333333:assumed-role/Far/" SESSION MAY_NOT
	    "states:StartSyncExecution on resource: " CHILD;
	static const char other[] =
	    "User: arn:aws:sts::333333333333:assumed-role/Further/" SESSION MAY_NOT
	    "states:StartSyncExecution on resource: " CHILD;
	struct estate e = sound;
	struct asked_of a;

	(void)state;
	e.definition =
	    TASK(START_SYNC, CREDENTIALS("arn:aws:iam::333333333333:role/Far") START_CHILD);
	(void)estate_build(&a.w, &e);
	a.w.all_accounts = false;
	explain_with(&a, far, MACHINE);
	assert_non_null(a.out.trace);
	assert_str(a.out.trace->machine, MACHINE);
	assert_str(a.out.trace->target_role, "arn:aws:iam::333333333333:role/Far");
	explain_with(&a, other, MACHINE);
	assert_true(a.out.trace == NULL || str_is_empty(a.out.trace->machine));
	lit_free(&a.w);
}

static void a_managed_rule_is_led_to_the_task_that_waits(void **state)
{
	struct estate e = sound;
	struct asked_of a;

	(void)state;
	e.definition = TASK("arn:aws:states:::ecs:runTask.sync",
			    PARAMETERS("\"Cluster\":\"c\",\"TaskDefinition\":\"t:1\""));
	(void)estate_build(&a.w, &e);
	explain(&a, "AccessDeniedException: '" EXECUTION_ROLE
		    "' is not authorized to create managed-rule.");
	assert_str(a.out.trace->machine, MACHINE);
	assert_string_equal(a.out.trace->hops[a.out.hop].kind, "eventbridge");
	assert_int_equal(a.out.agrees, EXPLAIN_AGREES);
	lit_free(&a.w);
}

static void an_external_id_that_is_not_known_is_not_denied(void **state)
{
	struct asked_of a;

	(void)state;
	(void)estate_build(&a.w, &sound);
	a.w.machines.n = 0;
	explain(&a, ASSUME_DENIED(TARGET_ROLE));
	assert_str(a.out.trace->machine, "");
	assert_int_equal(a.out.trace->verdict, V_UNKNOWN);
	lit_free(&a.w);
}

static void what_the_text_hides_is_not_traced(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
	    {"Access Denied", "who was denied"},
	    {"Not authorized to perform sts:AssumeRole", "who was denied"},
	    {AS_EXECUTION MAY_NOT "sts:AssumeRole", "which role"},
	    {"User: ****/rl/s" MAY_NOT "s3:GetObject on resource: arn:aws:s3:::b/k", "****"},
	};
	struct asked_of a;

	(void)state;
	(void)estate_build(&a.w, &sound);
	a.w.machines.n = 0;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		explain(&a, cases[i].text);
		assert_null(a.out.trace);
		assert_contains(a.out.why_not, cases[i].why);
		assert_int_equal(a.out.agrees, EXPLAIN_NO_CAUSE);
		assert_contains(explain_json(&a.w.arena, &a.out), "\"trace\":null,\"agrees\":null");
	}
	lit_free(&a.w);
}

static void a_resource_that_is_not_named_is_unknown_not_any(void **state)
{
	struct estate e = sound;
	struct asked_of a;

	(void)state;
	e.permission = DOC(ALLOW("glue:GetTables", "arn:aws:glue:us-east-1:" AWAY ":catalog"));
	(void)estate_build(&a.w, &e);
	a.w.machines.n = 0;
	explain(&a, AS_TARGET MAY_NOT "glue:GetTables with an explicit deny in a session policy");
	assert_int_equal(a.out.trace->verdict, V_UNKNOWN);
	assert_true(says(&a.out, "session policy denies it"));
	lit_free(&a.w);
}

static void an_event_tells_its_network_to_the_trace(void **state)
{
	static const char text[] =
	    "{\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":\"arn:aws:iam::" HOME ":user/bea\"},"
	    "\"eventSource\":\"sts.amazonaws.com\",\"eventName\":\"AssumeRole\",\"errorCode\":"
	    "\"AccessDenied\",\"sourceIPAddress\":\"198.51.100.9\",\"requestParameters\":{"
	    "\"roleArn\":"
	    "\"" TARGET_ROLE "\",\"externalId\":\"xy\"}}";
	struct estate e = sound;
	struct asked_of a;
	struct lit_role *bea;

	(void)state;
	e.trust = TRUST("arn:aws:iam::" HOME ":user/bea",
			",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"},"
			"\"StringEquals\":{\"sts:ExternalId\":\"xy\"}}");
	(void)estate_build(&a.w, &e);
	bea = lit_role(&a.w, "arn:aws:iam::" HOME ":user/bea", NULL);
	lit_inline(&a.w, bea, "assume", DOC(ALLOW("sts:AssumeRole", "*")));
	explain(&a, text);
	assert_int_equal(a.out.trace->verdict, V_DENY_IMPLICIT);
	assert_int_equal(a.out.trace->blocking_gate, GATE_TARGET_TRUST);
	assert_str(a.out.trace->hops[0].external_id, "xy");
	lit_free(&a.w);
}

static void what_aws_passed_and_the_inventory_denies_is_told(void **state)
{
	struct estate e = sound;
	struct asked_of a;

	(void)state;
	e.trust = TRUST(EXECUTION_ROLE, EXTERNAL_ID("another"));
	(void)estate_build(&a.w, &e);
	explain_with(&a, AS_TARGET MAY_NOT "states:StartSyncExecution on resource: " CHILD,
		     MACHINE);
	assert_true(says(&a.out,
			 "AWS came as far as states:StartSyncExecution, so sts:AssumeRole was "
			 "allowed then"));
	lit_free(&a.w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_assumption_is_led_to_its_task),
	    cmocka_unit_test(the_targets_call_is_led_to_the_task_that_takes_it),
	    cmocka_unit_test(another_kind_of_policy_is_a_difference),
	    cmocka_unit_test(an_explicit_deny_agrees_only_with_a_deny),
	    cmocka_unit_test(an_scp_that_was_not_collected_is_a_statement),
	    cmocka_unit_test(an_scp_that_denies_is_the_one_that_aws_names),
	    cmocka_unit_test(a_history_settles_what_only_a_run_decides),
	    cmocka_unit_test(expressions_of_jsonata_are_settled_too),
	    cmocka_unit_test(a_text_settles_the_role_that_it_names),
	    cmocka_unit_test(a_definition_that_was_changed_since_is_told),
	    cmocka_unit_test(what_a_function_was_denied_is_not_the_tasks_call),
	    cmocka_unit_test(an_execution_role_that_cannot_be_assumed_is_found),
	    cmocka_unit_test(an_execution_role_is_asked_for_once),
	    cmocka_unit_test(tasks_that_make_the_same_call_are_all_told),
	    cmocka_unit_test(a_role_that_is_not_collected_is_known_by_its_session),
	    cmocka_unit_test(a_managed_rule_is_led_to_the_task_that_waits),
	    cmocka_unit_test(an_external_id_that_is_not_known_is_not_denied),
	    cmocka_unit_test(what_the_text_hides_is_not_traced),
	    cmocka_unit_test(a_resource_that_is_not_named_is_unknown_not_any),
	    cmocka_unit_test(an_event_tells_its_network_to_the_trace),
	    cmocka_unit_test(what_aws_passed_and_the_inventory_denies_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
