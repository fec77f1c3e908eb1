/* test_trace_started.c - starting machines that are not there, or of the wrong type. */
#include "trace_estate.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(startsync_of_a_standard_machine_is_denied_at_definition),
	    cmocka_unit_test(startsync_of_an_express_machine_is_allowed),
	    cmocka_unit_test(startsync_of_a_machine_of_unknown_type_is_not_denied_for_it),
	    cmocka_unit_test(sync_of_an_express_machine_is_denied_at_definition),
	    cmocka_unit_test(sync_of_a_standard_machine_is_allowed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
