/* Who can assume a role: every principal judged, here or by another process. */
#include "tui_help.h"

#include <stdlib.h>
#include <unistd.h>

#include "tui/export.h"
#include "tui/judged.h"
#include "tui/suppose.h"

#define TARGET "arn:aws:iam::222222222222:role/Target"

static void those_who_can_come_first_with_why(void **state)
{
	struct screen *s = *state;
	press(s, "2 / ");
	type_text(s, "trustingaccount");
	press(s, "Enter w");
	assert_shows(s, "Who can assume TrustingAccountRl (8 principals)");
	assert_shows(s, "1 can, 7 cannot");
	assert_cursor_on(s, "[ ok ]   TrustedAccountRl");
	assert_shows(s,
		     "arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfw:");
	press(s, "f");
	assert_cursor_on(s, "[FAIL]   NightlyReportRl");
	assert_shows(s, "Denied at assume-permission");
	press(s, "Enter");
	assert_shows(s, "> NightlyReportRl");
}

/* Where one pane fits, Tab shows the other in its place: no key acts on what is out of sight. */
static void tab_brings_the_other_pane_into_sight(void **state)
{
	struct screen *s = *state;
	press(s, "2 / ");
	type_text(s, "trustingaccount");
	press(s, "Enter w Tab");
	assert_shows(s, "── TrustedAccountRl ─");
	assert_shows(s, "POLICIES");
	assert_hides(s, "BECAUSE");
	press(s, "Tab");
	assert_shows(s, "BECAUSE");
	assert_hides(s, "POLICIES");
}

static void role_that_is_open_is_not_named_again(void **state)
{
	struct screen *s = *state;
	press(s, "2 / ");
	type_text(s, "support");
	press(s, "Enter Enter w");
	assert_shows(s, "Roles > SupportRl > Who can assume it");
	assert_shows(s, "1 unknown, 7 cannot");
	assert_cursor_on(s, "[ ?? ]   alice");
}

/* A role lets one of many in, who may do so; it is asked of another process. */
struct stored {
	struct screen *screen;
	char folder[32];
};

static void fill(struct store *store, size_t n)
{
	char arn[80];
	char name[16];
	const struct fact_put one[] = {
	    {.kind = FACT_EXISTS},
	    document(FACT_TRUST, "",
		     "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
		     "\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}}"),
	    document(
		FACT_INLINE, "all",
		"{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:*\",\"Resource\":\"*\"}}"),
	};
	const struct fact_put target[] = {
	    {.kind = FACT_EXISTS},
	    document(FACT_TRUST, "",
		     "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
		     "\"arn:aws:iam::111111111111:role/R7\"},\"Action\":\"sts:AssumeRole\"}}"),
	};
	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "R%zu", i);
		snprintf(arn, sizeof(arn), "arn:aws:iam::111111111111:role/%s", name);
		put(store, ENTITY_ROLE, arn, "111111111111", name, one, 3);
	}
	put(store, ENTITY_ROLE, TARGET, "222222222222", "Target", target, 2);
}

static struct stored *stored_of(size_t n)
{
	struct stored *s = calloc(1, sizeof(*s));
	struct store *store;
	struct err err;
	bool changed;
	int64_t number;
	snprintf(s->folder, sizeof(s->folder), "/tmp/rolehop-who-XXXXXX");
	assert_non_null(mkdtemp(s->folder));
	s->screen = calloc(1, sizeof(*s->screen));
	app_init(&s->screen->app);
	s->screen->app.settings.db = arena_printf(&s->screen->app.arena, "%s/i.db", s->folder).p;
	if (!store_open(s->screen->app.settings.db, STORE_WRITE, &store, &err) ||
	    !store_begin(store, STR("test"), 1700000000, &err))
		fail_msg("%s", err.text);
	fill(store, n);
	if (!store_commit(store, &changed, &number, &err))
		fail_msg("%s", err.text);
	store_close(store);
	if (!app_open(&s->screen->app, &err))
		fail_msg("%s", err.text);
	tui_init(&s->screen->tui, &s->screen->app, 80, 24);
	script_settle(&s->screen->tui);
	return s;
}

static int some(void **state)
{
	*state = stored_of(150);
	return 0;
}

static int many(void **state)
{
	*state = stored_of(2500);
	return 0;
}

static int stop(void **state)
{
	struct stored *s = *state;
	static const char *const ends[] = {"", "-wal", "-shm"};
	char path[64];
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/i.db%s", s->folder, ends[i]);
		unlink(path);
	}
	snprintf(path, sizeof(path), "%s", s->folder);
	screen_free(s->screen);
	free(s);
	return rmdir(path);
}

static void ask_of_target(struct screen *s)
{
	press(s, "2 / ");
	type_text(s, "Target");
	press(s, "Enter w");
}

static void other_process_answers_for_many_roles(void **state)
{
	struct screen *s = ((struct stored *)*state)->screen;
	ask_of_target(s);
	assert_shows(s, "1 can (assumed), 150 cannot");
	assert_shows(s, "(151 principals)");
	assert_cursor_on(s, "[ ok?]   R7");
}

static void of_very_many_only_those_who_may_are_listed(void **state)
{
	struct screen *s = ((struct stored *)*state)->screen;
	ask_of_target(s);
	assert_shows(s, "1 can (assumed), 2500 cannot (not listed)");
	assert_cursor_on(s, "[ ok?]   R7");
}

static void roles_that_one_can_assume_are_listed(void **state)
{
	struct screen *s = *state;
	press(s, "2 / ");
	type_text(s, "Trusted");
	press(s, "Enter A");
	assert_shows(s, "3 can, 3 cannot (not listed)");
	assert_cursor_on(s, "[ ok ]   ArchiveRl");
	assert_shows(s, "With ExternalId arn:aws:states:us-east-1:111111111111:");
	press(s, "A");
	assert_shows(s, "it can assume no role of the inventory");
}

static void other_process_judges_which_roles_one_can_assume(void **state)
{
	struct screen *s = ((struct stored *)*state)->screen;
	press(s, "2 / ");
	type_text(s, "R7");
	press(s, "Enter A");
	assert_cursor_on(s, "[ ok?]   Target");
	assert_shows(s, "1 can (assumed), 149 cannot (not listed)");
}

static void other_process_finds_what_policies_leave_open(void **state)
{
	struct screen *s = ((struct stored *)*state)->screen;
	press(s, "5 / ");
	type_text(s, "ExternalId");
	press(s, "Enter");
	assert_cursor_on(s, "MED  [ -- ]   Another account may assume the role without an Ext");
	press(s, "Enter");
	assert_cursor_on(s, "Target ");
	assert_shows(s, " R7");
}

/* What is supposed counts there, too. */
static void answer_follows_what_is_supposed(void **state)
{
	struct screen *s = ((struct stored *)*state)->screen;
	const struct edit edit = {
	    .change = {.kind = CHANGE_TRUST,
		       .of = STR(TARGET),
		       .document =
			   STR("{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
			       "\"arn:aws:iam::111111111111:role/R9\"},\"Action\":"
			       "\"sts:AssumeRole\"}}")},
	    .label = STR("trust policy")};
	suppose(&s->tui, &edit);
	script_settle(&s->tui);
	ask_of_target(s);
	assert_cursor_on(s, "[ ok?]   R9");
}

/* ---- while it is judged ---------------------------------------------------------------------- */

/* Rows that another process sends: the first of them at once, the others when it is let go on. */
struct answer {
	const struct whocan_row *rows;
	size_t n;
	size_t first;
	int gate[2];
};

static bool send_in_two(void *self, int fd)
{
	const struct answer *answer = self;
	struct judged_sending sending = {.fd = fd, .all = true};
	const struct whocan_progress some = {40, 100, answer->rows, answer->first};
	const struct whocan_progress all = {100, 100, answer->rows, answer->n};
	char go;
	return judged_send(&sending, &some) && read(answer->gate[0], &go, 1) == 1 &&
	       judged_send(&sending, &all) && judged_send_end(&sending, 90);
}

static struct judged *judged_of(struct screen *s)
{
	return tui_current(&s->tui)->data;
}

/* What the pane of the role that is open was answered is asked of that process instead. */
static void ask_anew(struct screen *s, struct answer *answer)
{
	struct pane *pane = tui_current(&s->tui);
	struct err err;
	assert_int_equal(pane->ops->kind, PANE_WHO);
	assert_int_equal(pipe(answer->gate), 0);
	judged_new(pane, &judged_principals);
	pane->spot.placed = false;
	if (!query_ask(&s->tui, &judged_of(s)->query, send_in_two, answer, &err))
		fail_msg("%s", err.text);
}

/* Reads until so many rows are there. */
static void read_rows(struct screen *s, size_t n)
{
	bool changed;
	while (judged_of(s)->rows.n < n) {
		jobs_wait(&s->tui.jobs, 1000);
		tui_idle(&s->tui, &changed);
	}
}

static void let_go_on(struct screen *s, struct answer *answer)
{
	assert_int_equal(write(answer->gate[1], "", 1), 1);
	script_settle(&s->tui);
	close(answer->gate[0]);
	close(answer->gate[1]);
}

#define ROLE_ROW(name, what)                                                                       \
	{                                                                                          \
		.principal = STR_INIT("arn:aws:iam::111111111111:role/" name),                     \
		.account = STR_INIT("111111111111"), .verdict = (what), .complete = true,          \
		.because = STR_INIT("because"),                                                    \
	}
static const struct whocan_row five[] = {
    ROLE_ROW("Unknown", V_UNKNOWN), ROLE_ROW("Zebra", V_ALLOW), ROLE_ROW("Mole", V_ALLOW),
    ROLE_ROW("Ant", V_ALLOW),	    ROLE_ROW("Bee", V_ALLOW),
};

/* Who can assume TrustingAccountRl, as far as `rows` of the answer tell. */
static void open_who(struct screen *s, struct answer *answer, size_t rows)
{
	press(s, "2 / ");
	type_text(s, "trustingaccount");
	press(s, "Enter w");
	ask_anew(s, answer);
	read_rows(s, rows);
}

static void those_who_are_judged_are_listed_before_the_others_are(void **state)
{
	struct screen *s = *state;
	struct answer answer = {.rows = five, .n = 5, .first = 3};
	open_who(s, &answer, 3);
	assert_shows(s, "40 of 100 judged: 2 can, 1 unknown   Ctrl-C stops it");
	assert_shows(s, "(3 principals)");
	assert_cursor_on(s, "[ ?? ]   Unknown");
	let_go_on(s, &answer);
	assert_shows(s, "4 can, 1 unknown, 90 cannot (not listed)");
	assert_cursor_on(s, "[ ok ]   Ant"); /* nobody had moved it */
}

/* The line of the screen that the cursor is in. */
static int cursor_line(struct screen *s)
{
	for (int y = 0; y < 24; y++) {
		if (str_starts(screen_row(s, y), STR(">")))
			return y;
	}
	return -1;
}

/* At the end all are put in order: the cursor stays on its row, and that in its line. */
static void cursor_stays_where_it_is_when_all_are_judged(void **state)
{
	enum { HALF = 30, MOVES = 12 };
	struct screen *s = *state;
	struct whocan_row rows[2 * HALF];
	struct answer answer = {.rows = rows, .n = 2 * HALF, .first = HALF};
	for (size_t i = 0; i < 2 * HALF; i++)
		rows[i] = (struct whocan_row){
		    .principal =
			arena_printf(&s->arena, "arn:aws:iam::111111111111:role/R%zu", 10 + i),
		    .account = STR("111111111111"),
		    .verdict = i < HALF ? V_UNKNOWN : V_ALLOW,
		    .complete = true,
		};
	open_who(s, &answer, HALF);
	tui_draw(&s->tui);
	for (int i = 0; i < MOVES; i++)
		tui_key(&s->tui, 'j');
	assert_cursor_on(s, "[ ?? ]   R22");
	int line = cursor_line(s);
	let_go_on(s, &answer);
	assert_cursor_on(s, "[ ?? ]   R22");
	assert_int_equal(cursor_line(s), line);
	press(s, "g g");
	assert_cursor_on(s, "[ ok ]   R40");
}

/* A filter is not asked anew, and what it leaves grows. */
static void filter_holds_for_those_who_come_later(void **state)
{
	struct screen *s = *state;
	struct answer answer = {.rows = five, .n = 5, .first = 3};
	open_who(s, &answer, 3);
	for (const char *c = "/zebra|bee\r"; *c != '\0'; c++)
		tui_key(&s->tui, *c == '\r' ? K_ENTER : (uint32_t)*c);
	assert_shows(s, "1 of 3  filter: zebra|bee");
	let_go_on(s, &answer);
	assert_shows(s, "2 of 5  filter: zebra|bee");
}

static void rows_of_a_part_are_written_as_a_part(void **state)
{
	struct screen *s = *state;
	struct answer answer = {.rows = five, .n = 5, .first = 3};
	char folder[] = "/tmp/rolehop-test-XXXXXX";
	assert_non_null(mkdtemp(folder));
	open_who(s, &answer, 3);
	export_pane(&s->tui, tui_current(&s->tui), arena_printf(&s->arena, "%s/a.csv", folder));
	assert_shows(s, "a.csv, a part: not all are judged");
	let_go_on(s, &answer);
	export_pane(&s->tui, tui_current(&s->tui), arena_printf(&s->arena, "%s/b.csv", folder));
	assert_shows(s, "5 rows written to ");
	assert_false(str_contains(screen_text(s), STR("not all are judged")));
	assert_int_equal(unlink(arena_printf(&s->arena, "%s/a.csv", folder).p), 0);
	assert_int_equal(unlink(arena_printf(&s->arena, "%s/b.csv", folder).p), 0);
	assert_int_equal(rmdir(folder), 0);
}

static void answer_that_was_stopped_says_so_and_what_it_found(void **state)
{
	struct screen *s = *state;
	struct answer answer = {.rows = five, .n = 5, .first = 3};
	open_who(s, &answer, 3);
	tui_key(&s->tui, K_CTRL('c'));
	let_go_on(s, &answer);
	assert_shows(s, "no whole answer (stopped): 40 of 100 judged: 2 can, 1 unknown");
	assert_shows(s, "[ ok ]   Zebra");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(those_who_can_come_first_with_why, demo_small,
					    demo_done),
	    cmocka_unit_test_setup_teardown(tab_brings_the_other_pane_into_sight, demo_small,
					    demo_done),
	    cmocka_unit_test_setup_teardown(role_that_is_open_is_not_named_again, demo_small,
					    demo_done),
	    cmocka_unit_test_setup_teardown(roles_that_one_can_assume_are_listed, demo_small,
					    demo_done),
	    cmocka_unit_test_setup_teardown(other_process_answers_for_many_roles, some, stop),
	    cmocka_unit_test_setup_teardown(other_process_judges_which_roles_one_can_assume, some,
					    stop),
	    cmocka_unit_test_setup_teardown(of_very_many_only_those_who_may_are_listed, many, stop),
	    cmocka_unit_test_setup_teardown(other_process_finds_what_policies_leave_open, some,
					    stop),
	    cmocka_unit_test_setup_teardown(answer_follows_what_is_supposed, some, stop),
	    cmocka_unit_test_setup_teardown(those_who_are_judged_are_listed_before_the_others_are,
					    demo_small, demo_done),
	    cmocka_unit_test_setup_teardown(cursor_stays_where_it_is_when_all_are_judged,
					    demo_small, demo_done),
	    cmocka_unit_test_setup_teardown(filter_holds_for_those_who_come_later, demo_small,
					    demo_done),
	    cmocka_unit_test_setup_teardown(rows_of_a_part_are_written_as_a_part, demo_small,
					    demo_done),
	    cmocka_unit_test_setup_teardown(answer_that_was_stopped_says_so_and_what_it_found,
					    demo_small, demo_done),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
