/* test_trace_started.c - starting machines that are not there, or of the wrong type. */
#include "trace_estate.h"

#define START "arn:aws:states:::states:startExecution"
#define START_PATH PARAMETERS("\"StateMachineArn.$\":\"$.machine\"")
#define ANY_START DOC(ALLOW("states:*", "*"))

/* The estate with its child machine of a type, traced. */
static const struct trace *start_child(struct lit_world *w, const char *definition,
				       const char *permission, enum machine_type type)
{
	struct estate e = sound;
	struct built built;

	if (definition != NULL)
		e.definition = definition;
	if (permission != NULL)
		e.permission = permission;
	built = estate_build(w, &e);
	(void)built;
	lit_machine(w, CHILD, "arn:aws:iam::222222222222:role/ChildRl",
		    "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Succeed\"}}}")
	    ->type = type;
	return lit_trace(w, e.machine, "T");
}

static void startsync_of_a_standard_machine_is_denied_at_definition(void **state)
{
	struct lit_world w;
	const struct trace *t = start_child(&w, NULL, NULL, MACHINE_STANDARD);

	(void)state;
	assert_denied_at(t, GATE_DEFINITION, HOME);
	assert_cause(t, "unsupported-integration");
	assert_says(t, "SecretCacheWfw is a Standard one");
	lit_free(&w);
}

static void startsync_of_an_express_machine_is_allowed(void **state)
{
	struct lit_world w;
	const struct trace *t = start_child(&w, NULL, NULL, MACHINE_EXPRESS);

	(void)state;
	assert_allowed(t);
	lit_free(&w);
}

static void startsync_of_a_machine_of_unknown_type_is_not_denied_for_it(void **state)
{
	struct lit_world w;
	const struct trace *t = start_child(&w, NULL, NULL, MACHINE_TYPE_UNKNOWN);

	(void)state;
	assert_allowed(t);
	lit_free(&w);
}

static void sync_of_an_express_machine_is_denied_at_definition(void **state)
{
	struct lit_world w;
	const struct trace *t = start_child(&w,
					    TASK("arn:aws:states:::states:startExecution.sync:2",
						 CREDENTIALS(TARGET_ROLE) START_CHILD),
					    DOC(ALLOW("states:*", "*")), MACHINE_EXPRESS);

	(void)state;
	assert_denied_at(t, GATE_DEFINITION, HOME);
	assert_says(t, "SecretCacheWfw is an Express one");
	lit_free(&w);
}

static void sync_of_a_standard_machine_is_allowed(void **state)
{
	struct lit_world w;
	const struct trace *t = start_child(&w,
					    TASK("arn:aws:states:::states:startExecution.sync:2",
						 CREDENTIALS(TARGET_ROLE) START_CHILD),
					    DOC(ALLOW("states:*", "*")), MACHINE_STANDARD);

	(void)state;
	assert_allowed(t);
	lit_free(&w);
}

static void a_start_that_does_not_wait_takes_both_types(void **state)
{
	struct estate e = sound;
	struct lit_world w;

	(void)state;
	e.permission = ANY_START;
	e.definition = TASK(START, CREDENTIALS(TARGET_ROLE) START_CHILD);
	assert_allowed(start_child(&w, e.definition, e.permission, MACHINE_EXPRESS));
	lit_free(&w);
	assert_allowed(start_child(&w, e.definition, e.permission, MACHINE_STANDARD));
	lit_free(&w);
}

static void a_machine_that_does_not_exist_is_denied_only_where_all_are_known(void **state)
{
	struct lit_world w;
	const struct trace *t;

	(void)state;
	(void)estate_build(&w, &sound);
	assert_allowed(lit_trace(&w, MACHINE, "T"));
	w.all_machines = true;
	t = lit_trace(&w, MACHINE, "T");
	assert_denied_at(t, GATE_DEFINITION, HOME);
	assert_says(t, "there is no state machine ");
	lit_free(&w);
}

/* State machines have no policies of their own, so nothing else could allow it. */
static void a_machine_chosen_at_run_time_needs_the_callers_permission(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.permission = DOC(ALLOW("s3:*", "*"));
	e.definition = TASK(START, CREDENTIALS(TARGET_ROLE) START_PATH);
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_TARGET_PERMISSION, AWAY);
	assert_true(t->complete);
	assert_int_equal(t->n_gaps, 0);
	lit_free(&w);
}

static void a_machine_chosen_at_run_time_is_named_by_its_path(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.permission = DOC(ALLOW("states:StartExecution", CHILD));
	e.definition = TASK(START, CREDENTIALS(TARGET_ROLE) START_PATH);
	t = estate_trace(&w, &e);
	assert_unknown(t);
	assert_says(t, "--set '$.machine=VALUE'");
	lit_free(&w);
	e.permission = ANY_START;
	t = estate_trace(&w, &e);
	assert_unknown(t);
	assert_says(t, "--set '$.machine=VALUE'");
	lit_free(&w);
}

#define TOLD "arn:aws:states:us-east-1:" HOME ":stateMachine:Told"
#define STARTS(name, role, next)                                                                   \
	"\"" name "\":{\"Type\":\"Task\",\"Resource\":\"" START                                    \
	"\"" PARAMETERS("\"StateMachineArn\":\"" TOLD "\",\"Input\":{\"role" role                  \
			"\"}") ",\"Next\":\"" next "\"},"

/* Two Tasks tell the machine that they start a role that is known only at run time, and two others
 * one each. */
static const char four_starts[] = "{\"StartAt\":\"A\",\"States\":{" STARTS("A", ".$\":\"$.role",
									   "B")
    STARTS("B", ".$\":\"$.role", "C") STARTS("C", "\":\"" TARGET_ROLE, "D")
	STARTS("D", "\":\"arn:aws:iam::" AWAY ":role/Nobody", "E") "\"E\":{\"Type\":\"Succeed\"}}}";

/* What the machine that a state starts comes to. */
static enum verdict started_by(struct lit_world *w, const struct trace_options *options,
			       const char *state)
{
	const struct asl_state *found;
	const struct machine *machine;
	const struct trace *trace;
	const struct asl *asl;
	size_t n;

	assert_true(trace_machine(&w->arena, &w->world, STR(MACHINE), &machine, &asl, &w->err));
	asl_find(asl, str_from(state), &found, 1, &n);
	assert_int_equal(n, 1);
	assert_true(
	    trace_task(&w->arena, &w->world, machine, asl, found, options, &trace, &w->err));
	assert_true(trace->n_continues > 0);
	assert_str(trace->continues[0].machine, TOLD);
	return trace->continues[0].verdict;
}

static void tasks_share_what_a_machine_comes_to_only_with_one_input(void **state)
{
	static const char *const names[] = {"A", "B", "C", "D"};
	struct estate e = sound;
	struct trace_options shared = {.brief = false};
	enum verdict verdicts[4];
	struct lit_world w;

	(void)state;
	e.trust = TRUST(EXECUTION_ROLE, "");
	e.definition = four_starts;
	(void)estate_build(&w, &e);
	lit_machine(&w, TOLD, EXECUTION_ROLE,
		    TASK(START_SYNC, CREDENTIALS_PATH("$.role") START_CHILD));
	shared.first = trace_first_new(&w.arena);
	for (size_t i = 0; i < 4; i++) {
		verdicts[i] = started_by(&w, &shared, names[i]);
		assert_int_equal(verdicts[i], started_by(&w, &w.options, names[i]));
	}
	assert_int_equal(verdicts[0], V_UNKNOWN);
	assert_int_equal(verdicts[1], V_UNKNOWN);
	assert_int_equal(verdicts[2], V_ALLOW);
	assert_int_equal(verdict_exit_status(verdicts[3]), 1);
	lit_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(startsync_of_a_standard_machine_is_denied_at_definition),
	    cmocka_unit_test(startsync_of_an_express_machine_is_allowed),
	    cmocka_unit_test(startsync_of_a_machine_of_unknown_type_is_not_denied_for_it),
	    cmocka_unit_test(sync_of_an_express_machine_is_denied_at_definition),
	    cmocka_unit_test(sync_of_a_standard_machine_is_allowed),
	    cmocka_unit_test(a_start_that_does_not_wait_takes_both_types),
	    cmocka_unit_test(a_machine_that_does_not_exist_is_denied_only_where_all_are_known),
	    cmocka_unit_test(a_machine_chosen_at_run_time_needs_the_callers_permission),
	    cmocka_unit_test(a_machine_chosen_at_run_time_is_named_by_its_path),
	    cmocka_unit_test(tasks_share_what_a_machine_comes_to_only_with_one_input),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
