/* test_trace_growth.c - twice the Tasks of a machine take about twice the memory, whatever is asked
 * about them. */
#include "rolehop/trace/explain.h"
#include "rolehop/trace/run.h"
#include "trace_estate.h"

enum { TASKS = 300 };

#define RUN_TIME_TASK                                                                              \
	"{\"Type\":\"Task\",\"Resource\":\"" START_SYNC "\"" START_CHILD                           \
	",\"Credentials\":{\"RoleArn.$\":\"$.role\"},\"ResultPath\":\"$.done\""

/* A chain of n Tasks, each of which takes a role that is chosen at run time. */
static struct str chain_of(struct arena *arena, size_t n)
{
	struct buf buf;

	buf_init(&buf, arena, 1 << 20);
	buf_add_cstr(&buf, "{\"StartAt\":\"T0\",\"States\":{");
	for (size_t i = 0; i + 1 < n; i++)
		buf_printf(&buf, "\"T%zu\":" RUN_TIME_TASK ",\"Next\":\"T%zu\"},", i, i + 1);
	buf_printf(&buf, "\"T%zu\":" RUN_TIME_TASK ",\"End\":true}}}", n - 1);
	return buf_str(&buf);
}

static void explain_a_denial(struct lit_world *w, struct arena *arena)
{
	const struct explain_options options = {.machine = STR("")};
	const struct incident *list;
	struct explained out;
	size_t n;

	assert_true(incidents_read(arena,
				   STR("User: arn:aws:sts::" HOME
				       ":assumed-role/TrustedAccountRl/s is not authorized to "
				       "perform: sts:AssumeRole on resource: " TARGET_ROLE),
				   &list, &n, &w->err));
	assert_true(explain_question(arena, &w->world, NULL, &list[0], &options, &out, &w->err));
	assert_non_null(out.trace);
	assert_true(out.n_candidates > 1);
}

/* Starts the machine, by one Task or by the same one again and again. */
static void start_times(struct lit_world *w, struct arena *arena, size_t times)
{
	struct trace_options options = {.first = trace_first_new(arena)};
	const struct machine *machine;
	const struct trace *trace;
	const struct asl *asl;

	lit_machine(w, MACHINE "Parent", EXECUTION_ROLE,
		    TASK("arn:aws:states:::states:startExecution",
			 PARAMETERS("\"StateMachineArn\":\"" MACHINE "\"")));
	assert_true(
	    trace_machine(arena, &w->world, STR(MACHINE "Parent"), &machine, &asl, &w->err));
	for (size_t i = 0; i < times; i++) {
		assert_true(trace_task(arena, &w->world, machine, asl, asl->states[0], &options,
				       &trace, &w->err));
		assert_true(trace->n_continues > 0);
	}
}

static void start_the_machine(struct lit_world *w, struct arena *arena)
{
	start_times(w, arena, 1);
}

static void start_it_often(struct lit_world *w, struct arena *arena)
{
	start_times(w, arena, 20);
}

/* Every state was entered, and its call answered. */
static struct trace_run run_of(struct arena *arena, size_t n)
{
	struct trace_run run;
	const struct json *json;
	struct err err;
	struct buf buf;

	buf_init(&buf, arena, 1 << 20);
	buf_add_cstr(&buf,
		     "{\"events\":[{\"id\":1,\"previousEventId\":0,\"type\":\"ExecutionStarted\","
		     "\"executionStartedEventDetails\":{\"input\":\"{}\"}}");
	for (size_t i = 0; i < n; i++)
		buf_printf(&buf,
			   ",{\"id\":%zu,\"previousEventId\":%zu,\"type\":\"TaskStateEntered\","
			   "\"stateEnteredEventDetails\":{\"name\":\"T%zu\",\"input\":\"{}\"}},"
			   "{\"id\":%zu,\"previousEventId\":%zu,\"type\":\"TaskSucceeded\","
			   "\"taskSucceededEventDetails\":{\"output\":\"{}\"}}",
			   2 * i + 2, 2 * i + 1, i, 2 * i + 3, 2 * i + 2);
	buf_add_cstr(&buf, "]}");
	assert_true(json_parse(arena, buf_str(&buf), &json, &err));
	assert_true(history_read(arena, json, &run.history, &err));
	assert_int_equal(run.history.n_tasks, n);
	return run;
}

static void trace_all_of_a_run(struct lit_world *w, struct arena *arena)
{
	const struct machine *machine;
	const struct trace *trace;
	const struct asl *asl;
	struct asl_flow_cache flows = {.arena = arena};
	struct trace_options options = {.flows = &flows, .first = trace_first_new(arena)};

	assert_true(trace_machine(arena, &w->world, STR(MACHINE), &machine, &asl, &w->err));
	const struct trace_run run = run_of(arena, asl->n_states);
	options.run = &run;
	for (size_t i = 0; i < asl->n_states; i++)
		assert_true(trace_task(arena, &w->world, machine, asl, asl->states[i], &options,
				       &trace, &w->err));
}

static size_t footprint(size_t tasks, void (*ask)(struct lit_world *w, struct arena *arena))
{
	struct arena arena = {NULL}, texts = {NULL};
	struct estate e = sound;
	struct lit_world w;
	size_t held;

	e.definition = arena_cstr(&texts, chain_of(&texts, tasks));
	(void)estate_build(&w, &e);
	ask(&w, &arena);
	held = arena_footprint(&arena);
	arena_release(&arena);
	lit_free(&w);
	arena_release(&texts);
	return held;
}

static void grows_evenly(void (*ask)(struct lit_world *w, struct arena *arena))
{
	size_t once = footprint(TASKS, ask), twice = footprint(2 * TASKS, ask);

	assert_true(twice < 3 * once);
}

static void a_denial_of_one_of_many_tasks(void **state)
{
	(void)state;
	grows_evenly(explain_a_denial);
}

static void a_started_machine_of_many_tasks(void **state)
{
	(void)state;
	grows_evenly(start_the_machine);
}

static void a_machine_that_is_started_often(void **state)
{
	(void)state;
	assert_true(footprint(TASKS, start_it_often) < 2 * footprint(TASKS, start_the_machine));
}

static void all_tasks_of_a_run(void **state)
{
	(void)state;
	grows_evenly(trace_all_of_a_run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_denial_of_one_of_many_tasks),
	    cmocka_unit_test(a_started_machine_of_many_tasks),
	    cmocka_unit_test(a_machine_that_is_started_often),
	    cmocka_unit_test(all_tasks_of_a_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
