/* Which findings show: grouped, ignored for a reason, minded again. */
#include "tui_help.h"

#include <unistd.h>

#include "rolehop/app/ignore.h"
#include "rolehop/app/paths.h"
#include "tui/suppose.h"

static void findings_are_grouped_by_cause_workflow_and_account(void **state)
{
	struct screen *s = *state;
	press(s, "5");
	assert_shows(s, "Findings (11 causes)");
	press(s, "o");
	assert_shows(s, "Findings by workflow (7 workflows)");
	assert_cursor_on(s, "[FAIL]   ArchiveWfw");
	press(s, "Enter");
	assert_cursor_on(s, "[FAIL]   DeleteItem");
	press(s, "5 o");
	assert_shows(s, "Findings by account (2 accounts)");
	assert_cursor_on(s, "HIGH  [FAIL]   workflows");
	press(s, "Enter");
	assert_cursor_on(s, "[FAIL]   ArchiveWfw/DeleteItem"); /* the worst first */
	press(s, "[ j Enter");
	assert_shows(s, "findings of secrets (3)");
	press(s, "5 o");
	assert_shows(s, "Findings (11 causes)");
}

static void ignored_findings_are_out_of_sight_until_they_are_minded_again(void **state)
{
	struct screen *s = *state;
	press(s, "5 / ");
	type_text(s, "policy denies");
	press(s, "Enter i ");
	type_text(s, "the table is kept");
	press(s, "Enter Esc");
	assert_hides(s, "A service control policy denies the action");
	assert_shows(s, "Findings (10 causes)");
	assert_shows(s, "[5 Findings 11]");
	press(s, "a");
	assert_shows(s, "Findings, ignored ones too (11 causes)");
	press(s, "G");
	assert_cursor_on(s, "A service control policy denies the action");
	press(s, "Enter");
	assert_shows(s, "ignored: the table is kept");
	press(s, "Esc i");
	assert_shows(s, "not ignored any more");
	press(s, "a j");
	assert_shows(s, "Findings (11 causes)");
	assert_shows(s, "[5 Findings 12]");
}

static void one_task_is_ignored_and_its_like_are_not(void **state)
{
	struct screen *s = *state;
	press(s, "5 / ");
	type_text(s, "does not deny");
	press(s, "Enter Enter");
	assert_shows(s, "does not deny it (6)");
	press(s, "i ");
	type_text(s, "known");
	press(s, "Enter");
	assert_shows(s, "does not deny it (5)");
	press(s, "Esc");
	assert_cursor_on(s, "   5");
}

/* Under what is supposed Tasks have other numbers; what is ignored stays so. */
static void ignored_tasks_stay_so_under_what_is_supposed(void **state)
{
	struct screen *s = *state;
	press(s, "5 i ");
	type_text(s, "known");
	press(s, "Enter 3 / ");
	type_text(s, "wfv");
	press(s, "Enter t i e 5");
	assert_shows(s, "WHAT-IF 1 edit");
	assert_shows(s, "[5 Findings 10]");
	assert_shows(s, "Findings (9 causes)");
	press(s, "u");
	assert_shows(s, "[5 Findings 11]");
	press(s, "a");
	assert_shows(s, "(11 causes)");
}

static void nothing_is_ignored_without_a_reason(void **state)
{
	struct screen *s = *state;
	press(s, "5 i Enter");
	assert_shows(s, "nothing is ignored without a reason");
	assert_shows(s, "[5 Findings 12]");
}

/* The file is what rolehop scan --ignore takes, and comments in it stay. */
static void rules_are_kept_in_a_file_that_scan_takes(void **state)
{
	struct screen *s = *state;
	struct arena arena = {0};
	struct vec rules;
	struct err err;
	struct str text;
	char folder[] = "/tmp/rolehop-ignore-XXXXXX";
	assert_non_null(mkdtemp(folder));
	const char *path = arena_printf(&arena, "%s/a/ignored", folder).p;
	assert_true(triage_load(&s->tui.triage, path, &err));
	press(s, "5 i ");
	type_text(s, "one # two");
	press(s, "Enter");
	assert_shows(s, "rolehop scan --ignore");
	assert_true(ignore_read(&arena, path, &rules, &err));
	assert_int_equal(rules.n, 1);
	const struct ignore_rule *rule = vec_at(&rules, 0);
	assert_true(str_eq(rule->of, STR("*")));
	assert_true(str_eq(rule->reason, STR("one # two")));
	press(s, "Enter a");
	press(s, "5 G i");
	assert_shows(s, "not ignored any more");
	assert_true(paths_read(&arena, path, 1000, &text, &err));
	assert_int_equal(text.n, 0);
	unlink(path);
	rmdir(arena_printf(&arena, "%s/a", folder).p);
	rmdir(folder);
	arena_release(&arena);
}

/* Two explorers, or an editor, may have the file. */
static void what_others_wrote_into_the_file_stays(void **state)
{
	struct screen *s = *state;
	struct arena arena = {0};
	struct err err;
	struct str text;
	char path[] = "/tmp/rolehop-ignored-XXXXXX";
	int fd = mkstemp(path);
	assert_true(triage_load(&s->tui.triage, path, &err));
	assert_int_equal(write(fd, "denied arn:x # theirs\n", 22), 22);
	close(fd);
	press(s, "5 i ");
	type_text(s, "ours");
	press(s, "Enter");
	assert_true(paths_read(&arena, path, 1000, &text, &err));
	assert_true(str_contains(text, STR("# theirs")));
	assert_true(str_contains(text, STR("# ours")));
	unlink(path);
	arena_release(&arena);
}

static void damaged_file_is_left_alone(void **state)
{
	struct screen *s = *state;
	struct err err;
	char path[] = "/tmp/rolehop-ignored-XXXXXX";
	int fd = mkstemp(path);
	assert_int_equal(write(fd, "denied *\n", 9), 9);
	close(fd);
	assert_false(triage_load(&s->tui.triage, path, &err));
	assert_string_equal(err.text + strlen(path),
			    ": line 1: say behind # why denied is ignored");
	press(s, "5 i");
	assert_shows(s, "ignore is off: the file of what is ignored is damaged");
	unlink(path);
}

/* ---- what policies leave open ------------------------------------------------------------------
 */

static void open_risk(struct screen *s, const char *title)
{
	press(s, "5 / ");
	type_text(s, title);
	press(s, "Enter");
}

static void risks_stand_among_the_findings(void **state)
{
	struct screen *s = *state;
	press(s, "5");
	assert_shows(s, "4 denied, 2 unknown, 6 assumed, 1 allowed; 5 further");
	open_risk(s, "every principal");
	assert_cursor_on(s, "LOW   [ -- ]   The role trusts every principal of another account");
	assert_shows(s, "Name the role that is");
	press(s, "t");
	assert_shows(s, "trace is off: this row is about no Task");
	press(s, "Enter");
	assert_cursor_on(s, "ArchiveRl");
	assert_shows(s, "account workflows");
	press(s, "Enter");
	assert_cursor_on(s, "\"Principal\": { \"AWS\": \"arn:aws:iam::111111111111:root\" }");
}

static void risks_of_which_not_all_are_listed_say_so(void **state)
{
	struct screen *s = *state;
	open_risk(s, "every principal");
	press(s, "Enter");
	assert_hides(s, "These are the first");
	s->tui.risks.counts[risk_list_kind(STR("trust-whole-account"))] = 7000;
	assert_shows(s, "These are the first 1 of 7000");
}

static bool never_done(void *self, int fd)
{
	(void)self;
	(void)fd;
	return sleep(60) == 0;
}

static void looking_for_risks_is_stopped_where_they_are_listed(void **state)
{
	struct screen *s = *state;
	struct query *query = &s->tui.risks.query;
	struct err err;
	open_risk(s, "every principal");
	press(s, "Enter");
	*query = (struct query){0};
	assert_true(query_ask(&s->tui, query, never_done, NULL, &err));
	press(s, "Ctrl-C");
	assert_shows(s, "stopping");
	assert_true(query->job.cancelled);
}

static void risks_of_tasks_lead_to_the_task(void **state)
{
	struct screen *s = *state;
	open_risk(s, "polling");
	press(s, "Enter");
	assert_cursor_on(s, "MonthEndWfw/RunClosing");
	press(s, "Enter");
	assert_shows(s, "MonthEndWfw/RunClosing [FAIL]");
}

static void risks_are_ignored_like_other_findings(void **state)
{
	struct screen *s = *state;
	open_risk(s, "every principal");
	press(s, "Enter i ");
	type_text(s, "an archive");
	press(s, "Enter");
	assert_shows(s, "nothing that is not ignored");
	press(s, "a");
	assert_shows(s, "ignored: an archive");
	press(s, "i a 5 Esc");
	assert_shows(s, "(11 causes)");
	open_risk(s, "whomever");
	press(s, "i ");
	type_text(s, "they are ours");
	press(s, "Enter Esc");
	assert_shows(s, "(10 causes)");
	assert_shows(s, "5 further; 2 ignored");
	assert_shows(s, "[5 Findings 12]"); /* those are Tasks */
}

static void risks_follow_what_is_supposed(void **state)
{
	struct screen *s = *state;
	const struct edit edit = {
	    .change = {.kind = CHANGE_TRUST,
		       .of = STR("arn:aws:iam::222222222222:role/ArchiveRl"),
		       .document =
			   STR("{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
			       "\"999999999999\"},\"Action\":\"sts:AssumeRole\"}}")},
	    .label = STR("trust policy")};
	press(s, "5");
	assert_hides(s, "999999999999");
	suppose(&s->tui, &edit);
	script_settle(&s->tui);
	open_risk(s, "every principal");
	press(s, "Enter");
	assert_cursor_on(s, "ArchiveRl");
	assert_shows(s, "account management");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(findings_are_grouped_by_cause_workflow_and_account,
					    demo_small, demo_done),
	    cmocka_unit_test_setup_teardown(
		ignored_findings_are_out_of_sight_until_they_are_minded_again, demo_small,
		demo_done),
	    cmocka_unit_test_setup_teardown(one_task_is_ignored_and_its_like_are_not, demo_small,
					    demo_done),
	    cmocka_unit_test_setup_teardown(ignored_tasks_stay_so_under_what_is_supposed,
					    demo_small, demo_done),
	    cmocka_unit_test_setup_teardown(nothing_is_ignored_without_a_reason, demo_small,
					    demo_done),
	    cmocka_unit_test_setup_teardown(rules_are_kept_in_a_file_that_scan_takes, demo_small,
					    demo_done),
	    cmocka_unit_test_setup_teardown(what_others_wrote_into_the_file_stays, demo_small,
					    demo_done),
	    cmocka_unit_test_setup_teardown(damaged_file_is_left_alone, demo_small, demo_done),
	    cmocka_unit_test_setup_teardown(risks_stand_among_the_findings, demo_small, demo_done),
	    cmocka_unit_test_setup_teardown(risks_of_which_not_all_are_listed_say_so, demo_small,
					    demo_done),
	    cmocka_unit_test_setup_teardown(looking_for_risks_is_stopped_where_they_are_listed,
					    demo_small, demo_done),
	    cmocka_unit_test_setup_teardown(risks_of_tasks_lead_to_the_task, demo_small, demo_done),
	    cmocka_unit_test_setup_teardown(risks_are_ignored_like_other_findings, demo_small,
					    demo_done),
	    cmocka_unit_test_setup_teardown(risks_follow_what_is_supposed, demo_small, demo_done),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
