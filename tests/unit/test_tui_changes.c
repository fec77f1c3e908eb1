/* What changed between two snapshots: keys in, screens out. The inventory is a file, since another
 * process compares it. */
#include "tui_help.h"

#include <unistd.h>

#define FLOW "arn:aws:states:us-east-1:111111111111:stateMachine:Flow"
#define EXECUTION "arn:aws:iam::111111111111:role/Execution"
#define TARGET "arn:aws:iam::222222222222:role/Target"

struct stored {
	struct screen *screen;
	char folder[32];
	const char *path;
};

static struct fact_put trust(const char *principal, struct arena *arena)
{
	return (struct fact_put){
	    .kind = FACT_TRUST,
	    .has_document = true,
	    .document = arena_printf(arena,
				     "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{%s},"
				     "\"Action\":\"sts:AssumeRole\"}}",
				     principal)};
}

static void put_all(struct store *store, const char *trusted)
{
	struct arena arena = {0};
	const struct fact_put machine[] = {
	    {.kind = FACT_EXISTS},
	    document(
		FACT_DEFINITION, "",
		"{\"StartAt\":\"Send\",\"States\":{\"Send\":{\"Type\":\"Task\",\"Resource\":"
		"\"arn:aws:states:::aws-sdk:iam:listRoles\",\"Credentials\":{\"RoleArn\":\"" TARGET
		"\"},\"Parameters\":{},\"End\":true}}}"),
	    value(FACT_ROLE_ARN, EXECUTION),
	    value(FACT_TYPE, "STANDARD"),
	};
	const struct fact_put execution[] = {
	    {.kind = FACT_EXISTS},
	    trust("\"Service\":\"states.amazonaws.com\"", &arena),
	    document(FACT_INLINE, "assume",
		     "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\","
		     "\"Resource\":\"*\"}}"),
	};
	const struct fact_put target[] = {
	    {.kind = FACT_EXISTS},
	    trust(arena_printf(&arena, "\"AWS\":\"%s\"", trusted).p, &arena),
	    document(
		FACT_INLINE, "list",
		"{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"iam:*\",\"Resource\":\"*\"}}"),
	};
	put(store, ENTITY_MACHINE, FLOW, "111111111111", "Flow", machine, 4);
	put(store, ENTITY_ROLE, EXECUTION, "111111111111", "Execution", execution, 3);
	put(store, ENTITY_ROLE, TARGET, "222222222222", "Target", target, 3);
	arena_release(&arena);
}

static void snapshot(const char *path, const char *trusted, int64_t when)
{
	struct store *store;
	struct err err;
	bool changed;
	int64_t number;
	if (!store_open(path, STORE_WRITE, &store, &err) ||
	    !store_begin(store, STR("test \x1b[31m"), when, &err))
		fail_msg("%s", err.text);
	put_all(store, trusted);
	if (!store_commit(store, &changed, &number, &err))
		fail_msg("%s", err.text);
	assert_true(changed);
	store_close(store);
}

static struct stored *store_of(int cols, int rows, size_t snapshots)
{
	static const char *const trusted[] = {EXECUTION, "333333333333", EXECUTION};
	struct stored *s = calloc(1, sizeof(*s));
	struct err err;
	snprintf(s->folder, sizeof(s->folder), "/tmp/rolehop-changes-XXXXXX");
	assert_non_null(mkdtemp(s->folder));
	s->screen = calloc(1, sizeof(*s->screen));
	app_init(&s->screen->app);
	s->path = arena_printf(&s->screen->app.arena, "%s/i.db", s->folder).p;
	for (size_t i = 0; i < snapshots; i++)
		snapshot(s->path, trusted[i], 1700000000 + (int64_t)i * 86400);
	s->screen->app.settings.db = s->path;
	if (!app_open(&s->screen->app, &err))
		fail_msg("%s", err.text);
	tui_init(&s->screen->tui, &s->screen->app, cols, rows);
	script_settle(&s->screen->tui);
	return s;
}

static int two_small(void **state)
{
	*state = store_of(80, 24, 2);
	return 0;
}

static int two_wide(void **state)
{
	*state = store_of(140, 40, 2);
	return 0;
}

static int three(void **state)
{
	*state = store_of(100, 30, 3);
	return 0;
}

static int one(void **state)
{
	*state = store_of(80, 24, 1);
	return 0;
}

static int stop(void **state)
{
	struct stored *s = *state;
	static const char *const ends[] = {"", "-wal", "-shm"};
	struct arena arena = {0};
	for (size_t i = 0; i < 3; i++)
		unlink(arena_printf(&arena, "%s/i.db%s", s->folder, ends[i]).p + 0);
	arena_release(&arena);
	char folder[32];
	memcpy(folder, s->folder, sizeof(folder));
	screen_free(s->screen);
	free(s);
	return rmdir(folder);
}

static void last_two_are_compared_and_the_flip_names_its_change(void **state)
{
	struct screen *s = ((struct stored *)*state)->screen;
	press(s, "H");
	assert_shows(s, "Snapshots (2)");
	assert_cursor_on(s, "2  2023-11-15");
	press(s, "d");
	assert_shows(s, "1 change, 1 Task flipped");
	assert_shows(s, "[ ok?] -> [FAIL] Flow/Send"); /* no organization was collected */
	assert_shows(s, "because of trust policy of Target  /Statement");
	press(s, "z");
	assert_shows(s, "no longer names " EXECUTION);
	assert_shows(s, "now names 333333333333");
}

static void flips_lead_to_the_traces_and_changes_to_the_documents(void **state)
{
	struct screen *s = ((struct stored *)*state)->screen;
	press(s, "H Enter f");
	assert_cursor_on(s, "Flow/Send");
	press(s, "Enter");
	assert_shows(s, "Send [FAIL] in snapshot 2");
	press(s, "e");
	assert_shows(s, "what-if is off: this is how it was");
	press(s, "Esc j");
	assert_cursor_on(s, "because of");
	press(s, "Enter");
	assert_shows(s, "Target trust policy, before and after");
	assert_shows(s, "333333333333");
	press(s, "Esc j Enter");
	assert_shows(s, "in snapshot 1");
	assert_hides(s, "[FAIL] in snapshot");
}

static void marked_ones_are_compared_in_their_order(void **state)
{
	struct screen *s = ((struct stored *)*state)->screen;
	press(s, "H Space j Space d");
	assert_shows(s, "Changes 1 to 3");
	assert_shows(s, "Nothing changed.");
	press(s, "Esc d");
	assert_shows(s, "Changes 1 to 3");
}

static void first_snapshot_alone_has_nothing_before_it(void **state)
{
	struct screen *s = ((struct stored *)*state)->screen;
	press(s, "H d");
	assert_shows(s, "changes is off: mark two (Space)");
}

static void comparison_is_stopped_and_says_so(void **state)
{
	struct screen *s = ((struct stored *)*state)->screen;
	press(s, "H");
	tui_key(&s->tui, 'd');
	assert_int_equal(s->tui.jobs.n, 1);
	assert_shows(s, "comparing");
	tui_key(&s->tui, K_CTRL('c'));
	assert_shows(s, "stopping");
	script_settle(&s->tui);
	assert_int_equal(s->tui.jobs.n, 0);
}

static void comparison_goes_on_while_something_else_is_looked_at(void **state)
{
	struct screen *s = ((struct stored *)*state)->screen;
	press(s, "H");
	tui_key(&s->tui, 'd');
	tui_key(&s->tui, '3');
	script_settle(&s->tui);
	assert_int_equal(s->tui.jobs.n, 0);
	assert_shows(s, "[3 Workflows 1]");
	press(s, "[ ");
	assert_shows(s, "1 change, 1 Task flipped");
}

static void what_is_supposed_is_no_part_of_what_was(void **state)
{
	struct screen *s = ((struct stored *)*state)->screen;
	press(s, "3 t i e");
	assert_shows(s, "WHAT-IF");
	press(s, "H d");
	assert_shows(s, "1 change, 1 Task flipped");
	assert_shows(s, "[FAIL] Flow/Send");
}

static void closed_panes_leave_no_process(void **state)
{
	struct screen *s = ((struct stored *)*state)->screen;
	press(s, "H");
	tui_key(&s->tui, 'd');
	assert_int_equal(s->tui.jobs.n, 1);
	tui_key(&s->tui, K_ESC);
	tui_key(&s->tui, '3');
	assert_int_equal(s->tui.jobs.n, 0);
}

static void example_has_one_snapshot_and_no_file(void **state)
{
	struct screen *s = *state;
	press(s, "H");
	assert_shows(s, "Snapshots (1)");
	press(s, "d");
	assert_shows(s, "changes is off");
}

/* One Task was allowed before, and is denied now. */
static void new_findings_are_those_that_turned_since_the_snapshot_before(void **state)
{
	struct screen *s = ((struct stored *)*state)->screen;
	press(s, "5 N");
	assert_shows(s, "Findings, new ones (1 cause)");
	assert_cursor_on(s, "[FAIL]");
	press(s, "Enter");
	assert_cursor_on(s, "Flow/Send");
	press(s, "5 N");
	assert_hides(s, "new ones");
}

static void nothing_is_new_where_it_works_again(void **state)
{
	struct screen *s = ((struct stored *)*state)->screen;
	press(s, "5 N");
	assert_hides(s, "[FAIL]");
}

static void nothing_is_new_in_the_first_snapshot(void **state)
{
	struct screen *s = ((struct stored *)*state)->screen;
	press(s, "5 N");
	assert_shows(s, "only-new is off: there is no snapshot before this one");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(last_two_are_compared_and_the_flip_names_its_change,
					    two_small, stop),
	    cmocka_unit_test_setup_teardown(last_two_are_compared_and_the_flip_names_its_change,
					    two_wide, stop),
	    cmocka_unit_test_setup_teardown(flips_lead_to_the_traces_and_changes_to_the_documents,
					    two_small, stop),
	    cmocka_unit_test_setup_teardown(marked_ones_are_compared_in_their_order, three, stop),
	    cmocka_unit_test_setup_teardown(first_snapshot_alone_has_nothing_before_it, one, stop),
	    cmocka_unit_test_setup_teardown(comparison_is_stopped_and_says_so, two_small, stop),
	    cmocka_unit_test_setup_teardown(comparison_goes_on_while_something_else_is_looked_at,
					    two_small, stop),
	    cmocka_unit_test_setup_teardown(what_is_supposed_is_no_part_of_what_was, two_small,
					    stop),
	    cmocka_unit_test_setup_teardown(closed_panes_leave_no_process, two_small, stop),
	    cmocka_unit_test_setup_teardown(example_has_one_snapshot_and_no_file, demo_small,
					    demo_done),
	    cmocka_unit_test_setup_teardown(
		new_findings_are_those_that_turned_since_the_snapshot_before, two_small, stop),
	    cmocka_unit_test_setup_teardown(nothing_is_new_where_it_works_again, three, stop),
	    cmocka_unit_test_setup_teardown(nothing_is_new_in_the_first_snapshot, one, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
