/* test_trace_broken.c - where the world fails, a trace and its remedies end in its error: each
 * question that they ask fails in turn, of every incident. */
#include "broken_world.h"
#include "trace_incidents.h"

#include "rolehop/trace/remedy.h"

static bool ask(struct arena *arena, const struct world *world, struct str machine_arn,
		struct err *err)
{
	const struct trace_options options = {.strict = false};
	const struct asked asked = {.machine = machine_arn, .pointer = STR("/States/T")};
	const struct trace *trace;

	return asked_trace(arena, world, &asked, &options, &trace, err) &&
	       remedies_find(arena, world, &asked, &options, trace, &trace, err);
}

static void fails_with_each_question(const struct world *whole, struct str machine, size_t i)
{
	struct broken broken;
	struct world world = broken_open(&broken, whole);
	struct arena arena;
	struct err err = {.kind = ERR_NONE};
	long asked;

	arena_init(&arena);
	if (!ask(&arena, &world, machine, &err))
		fail_msg("incident %zu: %s", i, err.text);
	asked = broken.asked;
	assert_true(asked > 0);
	for (long n = 1; n <= asked; n++) {
		arena_wipe(&arena);
		memset(&err, 0, sizeof(err));
		broken.asked = 0;
		broken.fails_at = n;
		if (ask(&arena, &world, machine, &err))
			fail_msg("incident %zu: judged although question %ld of %ld failed", i, n,
				 asked);
		assert_int_equal(err.kind, ERR_ENVIRONMENT);
	}
	arena_release(&arena);
}

static void no_incident_is_judged_on_a_broken_world(void **state)
{
	(void)state;
	for (size_t i = 0; i < INCIDENTS; i++) {
		const char *machine = or_sound(incidents[i].change.machine, sound.machine);
		struct lit_world w;
		(void)trace_incident(&w, &incidents[i]);
		fails_with_each_question(&w.world, str_from(machine), i);
		lit_free(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_incident_is_judged_on_a_broken_world),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
