/* The explorer on the built-in example: keys in, screens out. */
#include "tui_help.h"

#include <dirent.h>
#include <unistd.h>

#include "tui/suppose.h"

/* Keys may write files: here. */
static char folder[] = "/tmp/rolehop-explorer-XXXXXX";

static int enter_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) != NULL && chdir(folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
	DIR *dir = opendir(".");
	const struct dirent *entry;
	(void)state;
	while (dir != NULL && (entry = readdir(dir)) != NULL)
		unlink(entry->d_name);
	closedir(dir);
	return chdir("/") == 0 ? rmdir(folder) : -1;
}

/* ---- the way to the answer ------------------------------------------------------------------- */

static void explorer_begins_at_the_workflows_with_their_verdicts(void **state)
{
	struct screen *s = *state;
	assert_shows(s, "[3 Workflows 8]");
	assert_shows(s, "[FAIL]   SecretCacheConsumerWfv");
	assert_shows(s, "[ ?? ]   SecretCacheRuntimeWfw");
	assert_shows(s, "built-in example");
	assert_hides(s, "[ .. ]");
}

static void first_paint_waits_for_neither_lists_nor_verdicts(void **state)
{
	struct screen *s = *state;
	bool changed = false;
	tui_release(&s->tui);
	tui_init(&s->tui, &s->app, 80, 24);
	assert_shows(s, "reading the inventory");
	while (!s->tui.inventory.accounts_loaded)
		assert_true(tui_idle(&s->tui, &changed));
	assert_shows(s, "[ .. ]   ArchiveWfw");
	assert_shows(s, "verdicts 0/8");
	script_settle(&s->tui);
	assert_hides(s, "[ .. ]");
	assert_hides(s, "verdicts ");
}

static void halted_verdicts_stay_unknown_and_say_so(void **state)
{
	struct screen *s = *state;
	bool changed = false;
	tui_release(&s->tui);
	tui_init(&s->tui, &s->app, 80, 24);
	while (!s->tui.inventory.accounts_loaded)
		tui_idle(&s->tui, &changed);
	assert_shows(s, "[ .. ]");
	press(s, "Ctrl-C");
	assert_shows(s, "verdicts halted");
	assert_shows(s, "[ .. ]   MonthEndWfw");
	press(s, "2");
	assert_shows(s, "/8 halted");
	assert_shows(s, "[ .. ]   SupportRl");
	press(s, "Ctrl-C");
	assert_shows(s, "[ -- ]   SupportRl");
}

static void explorer_shows_why_a_task_fails_within_six_keys(void **state)
{
	struct screen *s = *state;
	press(s, "3 / ");
	type_text(s, "wfv");
	press(s, "Enter Enter Enter");
	assert_shows(s, "SecretCacheConsumerWfv > GetSecretCrossAccount [FAIL]");
	assert_shows(s, "target-trust");
	assert_shows(s, "wants");
	assert_shows(s, "has");
	assert_cursor_on(s, "[FAIL] target-trust");
}

static void trace_key_goes_straight_to_the_failing_task(void **state)
{
	struct screen *s = *state;
	press(s, "f");
	assert_cursor_on(s, "[FAIL]");
	press(s, "t");
	assert_shows(s, "[FAIL] Denied at");
}

static void evidence_jumps_to_the_statement_in_its_document(void **state)
{
	struct screen *s = *state;
	press(s, "/ ");
	type_text(s, "wfv");
	press(s, "Enter t Enter");
	assert_shows(s, "TrustingAccountRl trust policy");
	assert_cursor_on(s, "sts:ExternalId");
	assert_cursor_on(s, "XX");
	assert_shows(s, "\"Effect\": \"Allow\"");
}

static void gates_open_under_the_cursor_and_fold_behind_it(void **state)
{
	struct screen *s = *state;
	press(s, "/ ");
	type_text(s, "wfv");
	press(s, "Enter t gg j");
	assert_cursor_on(s, "execution-role-trust");
	assert_shows(s, "trust policy of TrustedAccountRl");
	press(s, "k");
	assert_cursor_on(s, "definition");
	assert_hides(s, "trust policy of TrustedAccountRl, line");
	press(s, "f");
	assert_cursor_on(s, "[FAIL] target-trust");
}

static void all_gates_show_on_demand(void **state)
{
	struct screen *s = *state;
	press(s, "t a G Up Up");
	assert_cursor_on(s, "dependent-permission");
	press(s, "a");
	assert_shows(s, "[ -- ] ");
}

static void remedies_are_the_last_stops_and_open_as_the_new_document(void **state)
{
	struct screen *s = *state;
	press(s, "t G");
	assert_cursor_on(s, "or ");
	press(s, "Up");
	assert_cursor_on(s, "1. ");
	press(s, "Enter");
	assert_shows(s, "new SCP p-keepitems1");
}

static void fold_key_hides_and_shows_the_evidence(void **state)
{
	struct screen *s = *state;
	press(s, "/ ");
	type_text(s, "wfv");
	press(s, "Enter t");
	assert_shows(s, "has      arn:aws:states");
	press(s, "Space");
	assert_hides(s, "has      arn:aws:states");
	press(s, "Space");
	assert_shows(s, "has      arn:aws:states");
}

/* ---- lists ----------------------------------------------------------------------------------- */

static void every_tab_opens_and_says_what_it_has(void **state)
{
	struct screen *s = *state;
	press(s, "1");
	assert_shows(s, "[1 Accounts 3]");
	assert_shows(s, "111111111111");
	press(s, "2");
	assert_shows(s, "[2 Roles 7]");
	assert_shows(s, "TrustingAccountRl");
	press(s, "4");
	assert_shows(s, "[4 Trust");
	assert_shows(s, "EXTERNAL ID");
	press(s, "5");
	assert_shows(s, "[5 Findings");
	assert_shows(s, "ExternalId differs");
}

static void filter_leaves_what_matches_and_escape_brings_the_rest_back(void **state)
{
	struct screen *s = *state;
	press(s, "2 / ");
	type_text(s, "trusting");
	assert_shows(s, "1 of 7");
	press(s, "Enter");
	assert_shows(s, "filter: trusting");
	assert_hides(s, "MonthEndRl");
	press(s, "Esc");
	assert_shows(s, "Roles (7)");
}

static void filter_given_up_is_as_it_was_before(void **state)
{
	struct screen *s = *state;
	press(s, "2 / ");
	type_text(s, "trust");
	press(s, "Enter / ");
	type_text(s, "zzz");
	assert_shows(s, "nothing matches");
	press(s, "Esc");
	assert_shows(s, "filter: trust");
	assert_hides(s, "nothing matches");
}

static void filter_knows_verdicts(void **state)
{
	struct screen *s = *state;
	press(s, "3 / ");
	type_text(s, "'[fail]");
	assert_shows(s, "4 of 8");
	assert_hides(s, "SecretCacheRuntimeWfw");
}

static void sort_goes_through_the_columns_and_turns_round(void **state)
{
	struct screen *s = *state;
	press(s, "3 s gg");
	assert_shows(s, "sort: VERDICT v");
	assert_cursor_on(s, "[FAIL]");
	press(s, "S gg");
	assert_shows(s, "sort: VERDICT ^");
	assert_cursor_on(s, "[ -- ]");
}

static void cursor_stays_on_its_row_when_the_order_changes(void **state)
{
	struct screen *s = *state;
	press(s, "2 / ");
	type_text(s, "support");
	press(s, "Enter");
	assert_cursor_on(s, "SupportRl");
	press(s, "Esc s s S");
	assert_cursor_on(s, "SupportRl");
}

static void findings_lead_to_their_tasks_and_say_why_they_matter(void **state)
{
	struct screen *s = *state;
	press(s, "5 / ");
	type_text(s, "externalid");
	press(s, "Enter Enter");
	assert_shows(s, "SecretCacheConsumerWfv/GetSecretCrossAccount");
	press(s, "Enter");
	assert_shows(s, "[FAIL] Denied at target-trust");
}

static void accounts_lead_to_their_roles(void **state)
{
	struct screen *s = *state;
	press(s, "1 / ");
	type_text(s, "222222222222");
	press(s, "Enter Enter");
	assert_shows(s, "222222222222");
	press(s, "Enter");
	assert_shows(s, "Roles of secrets (5)");
	assert_shows(s, "TrustingAccountRl");
	assert_hides(s, "NightlyReportRl");
}

static void role_shows_policies_trust_and_tasks(void **state)
{
	struct screen *s = *state;
	press(s, "2 / ");
	type_text(s, "trustingaccount");
	press(s, "Enter Enter z");
	assert_shows(s, "POLICIES");
	assert_shows(s, "inline");
	assert_shows(s, "WHOM IT TRUSTS");
	assert_shows(s, "ExternalId");
	assert_shows(s, "USED BY TASKS");
	assert_shows(s, "[FAIL] SecretCacheConsumerWfv/GetSecretCrossAccount");
	press(s, "f");
	assert_cursor_on(s, "[FAIL] ");
	press(s, "Enter");
	assert_shows(s, "[FAIL] Denied at ");
}

static void definition_opens_at_the_state(void **state)
{
	struct screen *s = *state;
	press(s, "3 / ");
	type_text(s, "wfv");
	press(s, "Enter Enter v");
	assert_shows(s, "SecretCacheConsumerWfv definition");
	assert_cursor_on(s, "GetSecretCrossAccount");
	press(s, "f");
	assert_cursor_on(s, "XX");
}

static void document_follows_an_arn_that_is_in_the_inventory(void **state)
{
	struct screen *s = *state;
	press(s, "4 / ");
	type_text(s, "trustingaccount");
	press(s, "Enter Enter");
	assert_cursor_on(s, "\"Principal\"");
	press(s, "Enter");
	assert_shows(s, "arn:aws:iam::111111111111:role/TrustedAccountRl");
	assert_shows(s, "POLICIES");
}

static void search_finds_forwards_and_backwards(void **state)
{
	struct screen *s = *state;
	press(s, "4 Enter / ");
	type_text(s, "action");
	press(s, "Enter");
	assert_cursor_on(s, "\"Action\"");
	press(s, "gg n");
	assert_cursor_on(s, "\"Action\"");
	press(s, "Esc n");
	assert_shows(s, "next-match is off: nothing was searched for");
}

/* What does not hold the text whole is not where the search ends. */
static void search_that_finds_nothing_stays_where_it_began(void **state)
{
	struct screen *s = *state;
	press(s, "4 Enter G");
	struct str row = cursor_row(s);
	press(s, "/ ");
	type_text(s, "actionnaire");
	assert_true(str_eq(cursor_row(s), row));
	press(s, "Backspace Backspace Backspace Backspace Backspace");
	assert_cursor_on(s, "\"Action\"");
	press(s, "Esc");
	assert_true(str_eq(cursor_row(s), row));
	press(s, "2 j j");
	row = cursor_row(s);
	press(s, "/ ");
	type_text(s, "support");
	press(s, "Esc");
	assert_true(str_eq(cursor_row(s), row));
}

/* What comes after it is read next: it is not on the last line. */
static void leap_in_a_text_shows_what_comes_after(void **state)
{
	struct screen *s = *state;
	press(s, "3 G Enter v");
	assert_cursor_on(s, "\"GetSecret\": {");
	assert_shows(s, "\"Store\": {");
	press(s, "gg j j");
	assert_shows(s, "1 {"); /* steps move no more than they must */
}

/* ---- moving about ---------------------------------------------------------------------------- */

static void back_and_forward_restore_cursor_and_filter(void **state)
{
	struct screen *s = *state;
	press(s, "2 / ");
	type_text(s, "rl$");
	press(s, "Enter j j");
	struct str row = cursor_row(s);
	press(s, "Enter 3 j");
	press(s, "[ [");
	assert_shows(s, "filter: rl$");
	assert_true(str_eq(cursor_row(s), row));
	press(s, "] ]");
	assert_shows(s, "[3 Workflows 8]");
	press(s, "]");
	assert_shows(s, "forward is off: you have not gone back");
}

static void escape_goes_to_where_a_pane_was_opened(void **state)
{
	struct screen *s = *state;
	press(s, "3 Enter Enter Esc");
	assert_shows(s, "Workflows > ArchiveWfw");
	press(s, "q");
	assert_shows(s, "[3 Workflows 8]");
	press(s, "q");
	assert_shows(s, "Q quits");
	assert_int_equal(s->tui.wish, WISH_NONE);
	press(s, "Q");
	assert_int_equal(s->tui.wish, WISH_QUIT);
}

static void history_is_bounded_and_survives_long_walks(void **state)
{
	struct screen *s = *state;
	for (int i = 0; i < HISTORY_MAX + 20; i++)
		press(s, i % 2 == 0 ? "2 Enter" : "3 Enter Enter");
	assert_int_equal(s->tui.history.n, HISTORY_MAX);
	for (int i = 0; i < HISTORY_MAX; i++)
		press(s, "[");
	assert_shows(s, "back is off: this is where you began");
	press(s, "] Esc");
}

static void help_lists_the_keys_of_the_pane_and_why_some_are_off(void **state)
{
	struct screen *s = *state;
	press(s, "3 Enter Enter ?");
	assert_shows(s, "Help: Trace");
	assert_shows(s, "jump to the words of");
	assert_shows(s, "(off: you");
	press(s, "G");
	assert_shows(s, "one thing that must hold for a hop");
	press(s, "?");
	assert_hides(s, "Help: Trace");
}

static void key_that_is_off_says_why(void **state)
{
	struct screen *s = *state;
	press(s, "1 S");
	assert_shows(s, "reverse is off: not sorted");
	press(s, "X");
	assert_shows(s, "X does nothing here");
}

static void keys_of_the_user_are_those_of_hints_and_help(void **state)
{
	struct screen *s = *state;
	struct err err;
	assert_true(keymap_parse(&s->tui.keymap, &s->arena, STR("keys.conf"),
				 STR("help = F2\nfilter = Ctrl-F\npage-down = PgDn\nquit =\n"),
				 &err));
	assert_true(tui_use_theme(&s->tui, "light")); /* takes no keys away */
	press(s, "3");
	assert_shows(s, "Ctrl-F filter");
	assert_shows(s, "F2 help");
	assert_hides(s, "Q quit");
	press(s, "Ctrl-F");
	type_text(s, "month");
	press(s, "Enter");
	assert_shows(s, "filter: month");
	press(s, "? F2");
	assert_shows(s, "Help: Workflows");
	press(s, "F2 Q");
	assert_int_equal(s->tui.wish, WISH_NONE);
	assert_shows(s, "F2 lists the keys");
}

static void commands_of_the_user_get_what_the_cursor_is_on(void **state)
{
	struct screen *s = *state;
	struct err err;
	assert_true(customs_parse(&s->tui.customs, &s->tui.keymap, &s->arena, STR("commands.conf"),
				  STR("note = F5 cat\n"), &err));
	press(s, "3 gg F5");
	assert_int_equal(s->tui.wish, WISH_SHELL);
	assert_string_equal(s->tui.custom->command, "cat");
	assert_true(str_ends(s->tui.copied, STR("stateMachine:ArchiveWfw")));
	press(s, "? /");
	type_text(s, "YOUR");
	press(s, "Enter");
	assert_shows(s, "YOUR COMMANDS");
	press(s, "Esc Esc j :");
	type_text(s, "not");
	press(s, "Tab Enter");
	assert_int_equal(s->tui.wish, WISH_SHELL);
	assert_true(str_ends(s->tui.copied, STR("stateMachine:MonthEndWfw")));
}

static void chord_waits_for_its_second_key(void **state)
{
	struct screen *s = *state;
	press(s, "2 G");
	struct str last = cursor_row(s);
	tui_key(&s->tui, 'g');
	assert_shows(s, "g-  g to the first row");
	tui_key(&s->tui, 'k'); /* no such chord: k alone counts */
	assert_false(str_eq(cursor_row(s), last));
	press(s, "gg");
	assert_cursor_on(s, "NightlyReportRl");
}

static void chord_lists_what_may_come_next(void **state)
{
	struct screen *s = *state;
	press(s, "2 y");
	assert_shows(s, "y-  a y copy the ARN  r copy the row  v copy the pane  d copy the policy");
	press(s, "Esc");
}

/* What the help lists is done from there. */
static void key_of_the_pane_closes_the_help_and_acts(void **state)
{
	struct screen *s = *state;
	press(s, "3 ?");
	assert_shows(s, "Help: Workflows");
	assert_hides(s, "is closed first");
	press(s, "t");
	assert_hides(s, "Help:");
	assert_shows(s, "Workflows > ArchiveWfw/DeleteItem [FAIL]");
	press(s, "[ ? X");
	assert_shows(s, "X does nothing here");
	assert_shows(s, "Help: Workflows");
}

static void first_row_has_its_chord_where_something_can_be_drawn_too(void **state)
{
	static const char *const ways[] = {"3 Enter", "2 Enter", "1 Enter"};
	struct screen *s = *state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		press(s, ways[i]);
		press(s, "gg");
		struct str first = cursor_row(s);
		press(s, "G gg");
		assert_true(str_eq(cursor_row(s), first));
		press(s, "D");
		assert_shows(s, "graph");
	}
}

static void command_line_runs_actions_completes_and_suggests(void **state)
{
	struct screen *s = *state;
	press(s, ":");
	type_text(s, "ro");
	assert_shows(s, " role  roles");
	press(s, "Tab");
	assert_shows(s, ":role");
	press(s, "Esc :");
	type_text(s, "go");
	assert_shows(s, "go NAME  open a role, a state machine");
	press(s, "Esc :");
	type_text(s, "cov");
	press(s, "Enter");
	assert_shows(s, "Coverage (13)");
	press(s, "Esc :");
	type_text(s, "findings");
	press(s, "Enter");
	assert_shows(s, "[5 Findings");
	press(s, ":");
	type_text(s, "findngs");
	press(s, "Enter");
	assert_shows(s, "did you mean findings?");
	press(s, ":");
	type_text(s, "go arn:aws:iam::222222222222:role/TrustingAccountRl");
	press(s, "Enter");
	assert_shows(s, "POLICIES");
	press(s, ":");
	type_text(s, "go arn:aws:iam::222222222222:role/Nobody");
	press(s, "Enter");
	assert_shows(s, "arn:aws:iam::222222222222:role/Nobody is not in the inventory");
	press(s, "Esc");
}

static void accounts_are_found_by_their_ou(void **state)
{
	struct screen *s = *state;
	tui_resize(&s->tui, 200, 40);
	script_settle(&s->tui);
	press(s, "1");
	assert_shows(s, "Workloads/Secrets");
	assert_shows(s, "(root)");
	press(s, "/");
	type_text(s, "loads/sec");
	press(s, "Enter");
	assert_shows(s, "1 of 3");
	assert_cursor_on(s, "secrets");
}

static void accounts_say_where_they_stand_in_the_organization(void **state)
{
	struct screen *s = *state;
	press(s, "1 / ");
	type_text(s, "secrets");
	press(s, "Enter Enter");
	assert_shows(s, "o-examplehop1  management account management");
	assert_shows(s, "ou-exmp-secrets01  ");
	press(s, "j j j j j j j");
	assert_cursor_on(s, "SCP p-keepitems1");
	press(s, "Enter");
	assert_shows(s, "\"Sid\": \"KeepItems\"");
	press(s, "1 Esc G Enter");
	assert_shows(s, "the management account: no SCP or RCP binds it");
}

/* Of what is allowed on an assumption, the assumption is what one asks about. */
static void trace_begins_at_what_is_assumed(void **state)
{
	struct screen *s = *state;
	press(s, "3 gg Enter gg t");
	assert_shows(s, "ArchiveWfw > ReadItem [ ok?]");
	assert_cursor_on(s, "[ ok?] resource-policy");
}

/* The verdict above the gates is not said again among them. */
static void trace_says_its_verdict_once(void **state)
{
	struct screen *s = *state;
	tui_resize(&s->tui, 100, 30);
	press(s, "3 / ");
	type_text(s, "ConsumerWfw");
	press(s, "Enter Enter gg");
	struct str text = screen_text(s);
	ptrdiff_t at = str_find(text, STR("[ ok?] Allowed, if"));
	assert_true(at >= 0);
	assert_true(str_find(str_skip(text, (size_t)at + 6), STR("[ ok?] Allowed, if")) < 0);
}

static void go_finds_by_name_and_says_what_may_be_meant(void **state)
{
	static const char *const lines[][2] = {
	    {"trustingaccountrl", "TrustingAccountRl trust policy"},
	    {"ArchiveW", "Workflows > TrustingAccountRl > ArchiveWfw"},
	    {"secrets", "222222222222"},
	    {"arn:aws:sts::222222222222:assumed-role/ArchiveRl/x", "> ArchiveRl "},
	    {"arn:aws:states:us-east-1:111111111111:execution:MonthEndWfw:x", "> MonthEndWfw "},
	    {"arn:aws:iam::222222222222:role/ArchivRl",
	     "did you mean arn:aws:iam::222222222222:role/ArchiveRl?"},
	    {"SecretCacheConsumer", "2 begin with SecretCacheConsumer: workflow SecretCacheCon"},
	    {"nothing-like-it", "nothing is called nothing-like-it"},
	};
	struct screen *s = *state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		press(s, ":");
		type_text(s, "go ");
		type_text(s, lines[i][0]);
		press(s, "Enter");
		assert_shows(s, lines[i][1]);
	}
}

static void go_completes_names_and_arns(void **state)
{
	struct screen *s = *state;
	press(s, ":");
	type_text(s, "go trusting");
	press(s, "Tab");
	assert_shows(s, ":go TrustingAccountRl");
	press(s, "Esc :");
	type_text(s, "go secretcachecon");
	press(s, "Tab");
	assert_shows(s, ":go SecretCacheConsumerWf");
	assert_shows(s, "SecretCacheConsumerWfv  SecretCacheConsumerWfw");
	press(s, "Esc :");
	type_text(s, "go arn:aws:iam::222");
	press(s, "Tab");
	assert_shows(s, ":go arn:aws:iam::222222222222:role/");
	press(s, "Esc :");
	type_text(s, "go zz");
	press(s, "Tab");
	assert_shows(s, "nothing begins like that");
	press(s, "Esc");
}

/* ---- themes ---------------------------------------------------------------------------------- */

static struct str theme_name(const struct screen *s)
{
	return s->tui.theme.name;
}

static void themes_show_while_the_cursor_moves_and_escape_goes_back(void **state)
{
	struct screen *s = *state;
	s->app.color = true;
	assert_true(tui_use_theme(&s->tui, "dark"));
	press(s, "T");
	assert_cursor_on(s, "dark *");
	assert_shows(s, "[FAIL]  [ ?? ]  [ -- ]");
	press(s, "gg j");
	assert_cursor_on(s, "color-blind-light");
	assert_true(str_eq(theme_name(s), STR("color-blind-light")));
	assert_string_equal(s->tui.theme_kept, "dark");
	press(s, "Esc");
	assert_hides(s, "color-blind");
	assert_true(str_eq(theme_name(s), STR("dark")));
	press(s, "T G T");
	assert_true(str_eq(theme_name(s), STR("dark")));
	press(s, "T /");
	type_text(s, "embers");
	assert_shows(s, "nothing matches");
	press(s, "Backspace");
	assert_true(str_eq(theme_name(s), STR("ember")));
	press(s, "Enter Enter");
	assert_shows(s, "theme ember");
	assert_hides(s, "ABOUT");
	assert_true(str_eq(theme_name(s), STR("ember")));
	press(s, "3 j");
	assert_true(str_eq(theme_name(s), STR("ember")));
}

static void theme_command_completes_and_refuses_what_is_not_there(void **state)
{
	struct screen *s = *state;
	s->app.color = true;
	press(s, ":");
	type_text(s, "theme gl");
	press(s, "Tab Enter");
	assert_true(str_eq(theme_name(s), STR("glacier")));
	press(s, ":");
	type_text(s, "theme glacir");
	press(s, "Enter");
	assert_shows(s, "there is no theme \"glacir\"");
	assert_true(str_eq(theme_name(s), STR("glacier")));
	press(s, ":");
	type_text(s, "theme");
	press(s, "Enter");
	assert_cursor_on(s, "glacier *");
}

static void themes_stay_away_where_colours_are_off(void **state)
{
	struct screen *s = *state;
	s->app.color = false;
	tui_use_theme(&s->tui, "dark");
	press(s, "T j");
	assert_shows(s, "colours are off");
	assert_true(str_eq(theme_name(s), STR("mono")));
	press(s, "Enter");
	assert_shows(s, "use-theme is off: colours are off");
	press(s, "Esc :");
	type_text(s, "theme light");
	press(s, "Enter");
	assert_shows(s, "colours are off: NO_COLOR");
	assert_true(str_eq(theme_name(s), STR("mono")));
}

static void pasted_text_runs_no_action(void **state)
{
	struct screen *s = *state;
	tui_key(&s->tui, K_PASTE_BEGIN);
	type_text(s, "Q2Q");
	tui_key(&s->tui, K_PASTE_END);
	assert_int_equal(s->tui.wish, WISH_NONE);
	assert_shows(s, "[3 Workflows 8]");
	press(s, "/");
	tui_key(&s->tui, K_PASTE_BEGIN);
	type_text(s, "month\r");
	tui_key(&s->tui, K_PASTE_END);
	assert_shows(s, "1 of 8");
}

static void paste_text(struct screen *s, const char *text)
{
	tui_key(&s->tui, K_PASTE_BEGIN);
	for (; *text != '\0'; text++)
		tui_key(&s->tui, *text == '\n' ? K_ENTER : (unsigned char)*text);
	tui_key(&s->tui, K_PASTE_END);
	script_settle(&s->tui);
}

static void pasted_denial_leads_to_its_tasks(void **state)
{
	struct screen *s = *state;
	paste_text(s, "States.TaskFailed: The role arn:aws:iam::111111111111:role/TrustedAccountRl "
		      "is not authorized\n to assume the task state's role, "
		      "arn:aws:iam::222222222222:role/TrustingAccountRl.\n");
	assert_shows(s, "Denial");
	assert_shows(s, "AWS said that TrustedAccountRl of 111111111111 may not call");
	assert_shows(s, "3 TASKS MAKE THIS CALL");
	assert_shows(s, "[FAIL] SecretCacheConsumerWfv");
	press(s, "f");
	assert_cursor_on(s, "[FAIL] SecretCacheConsumerWfv");
	press(s, "Enter");
	assert_shows(s, "[FAIL] Denied at target-trust");
	press(s, "[ [ [");
	paste_text(s, "User: arn:aws:iam::111111111111:user/nobody is not authorized to perform: "
		      "s3:GetObject on resource: arn:aws:s3:::somewhere/x\n");
	assert_shows(s, "no Task of the inventory makes this call");
}

/* What AWS denied is said with the Task that is denied, whichever Task is the first by name. */
static void pasted_denial_leads_to_the_task_that_is_denied(void **state)
{
	struct screen *s = *state;
	const struct edit edit = {
	    .change = {.kind = CHANGE_TRUST,
		       .of = STR("arn:aws:iam::222222222222:role/TrustingAccountRl"),
		       .document = STR(
			   "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
			   "\"arn:aws:iam::111111111111:role/TrustedAccountRl\"},\"Action\":"
			   "\"sts:AssumeRole\",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":"
			   "\"arn:aws:states:us-east-1:111111111111:stateMachine:"
			   "SecretCacheConsumerWfv\"}}}}")},
	    .label = STR("trust policy")};
	suppose(&s->tui, &edit);
	script_settle(&s->tui);
	paste_text(s, "States.TaskFailed: The role arn:aws:iam::111111111111:role/TrustedAccountRl "
		      "is not authorized\n to assume the task state's role, "
		      "arn:aws:iam::222222222222:role/TrustingAccountRl.\n");
	assert_cursor_on(s, "[FAIL] SecretCacheConsumerWfw");
	assert_shows(s, " [ ok ] SecretCacheConsumerWfv");
}

static void pasted_arn_opens_what_it_names(void **state)
{
	struct screen *s = *state;
	paste_text(s, "  arn:aws:iam::222222222222:role/TrustingAccountRl\n");
	assert_shows(s, "POLICIES");
	paste_text(s, "arn:aws:s3:::bucket");
	assert_shows(s, "arn:aws:s3:::bucket is not in the inventory");
	paste_text(s, "arn:aws:sts::111111111111:assumed-role/NightlyReportRl/x");
	assert_shows(s, "> NightlyReportRl");
	paste_text(s, "hello\nworld");
	assert_shows(s, "pasted text is no denial and no ARN");
	char *much = calloc(300 * 1024, 1);
	memset(much, 'x', 300 * 1024 - 1);
	paste_text(s, much);
	assert_shows(s, "more than 256 KB were pasted");
	free(much);
}

/* ---- screens --------------------------------------------------------------------------------- */

static void wide_screen_shows_the_cause_beside_the_list(void **state)
{
	struct screen *s = *state;
	press(s, "3 / ");
	type_text(s, "wfv");
	press(s, "Enter");
	assert_shows(s, "GetSecretCrossAccount [FAIL]");
	assert_shows(s, "CALLS");
	assert_shows(s, "Denied at target-trust");
	press(s, "Enter");
	assert_shows(s, "TrustingAccountRl trust policy");
	press(s, "Enter Enter");
	assert_shows(s, "┌─ TrustingAccountRl trust policy");
	assert_shows(s, "┌─ GetSecretCrossAccount [FAIL]");
}

static void tab_moves_the_keys_to_the_other_pane(void **state)
{
	struct screen *s = *state;
	press(s, "3 Tab");
	assert_true(s->tui.focus_preview);
	press(s, "Enter");
	assert_shows(s, "Workflows > ArchiveWfw > DeleteItem");
	press(s, "[");
	assert_shows(s, "Workflows > ArchiveWfw ");
	press(s, "[ Tab Tab");
	assert_false(s->tui.focus_preview);
}

static void zoom_and_split_change_the_layout_only(void **state)
{
	struct screen *s = *state;
	struct str before = screen_row(s, 2);
	press(s, "z");
	assert_hides(s, "┌─ ArchiveWfw");
	press(s, "z +");
	assert_false(str_eq(screen_row(s, 2), before));
	press(s, "+ - - - =");
	assert_true(str_eq(screen_row(s, 2), before));
	press(s, "Tab z"); /* the pane that has the keys */
	assert_shows(s, "┌─ ArchiveWfw (2)");
	assert_hides(s, "┌─ Workflows");
}

static void every_size_is_drawn_without_harm(void **state)
{
	struct screen *s = *state;
	const char *places[] = {"1", "2 Enter", "3 Enter Enter", "4 Enter", "5 Enter", "?", "? !"};
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		press(s, places[i]);
		for (int cols = 1; cols <= 161; cols += 8) {
			for (int rows = 1; rows <= 61; rows += 5) {
				tui_resize(&s->tui, cols, rows);
				script_settle(&s->tui);
			}
		}
	}
	tui_resize(&s->tui, 19, 5);
	assert_shows(s, "window too small");
	tui_resize(&s->tui, 140, 40);
	assert_hides(s, "window too small");
}

static void ascii_screens_hold_nothing_beyond_ascii(void **state)
{
	struct screen *s = *state;
	const char *places[] = {"1", "2 Enter", "3 Enter Enter", "4", "5 Enter", "?"};
	s->tui.ascii = true;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		press(s, places[i]);
		struct str dump = screen_text(s);
		for (size_t k = 0; k < dump.n; k++)
			assert_true((unsigned char)dump.p[k] < 0x80);
	}
}

static void plain_screens_have_no_lines_and_the_cursor_on_the_row(void **state)
{
	struct screen *s = *state;
	s->tui.plain = true;
	press(s, "2 j");
	assert_hides(s, "│");
	assert_hides(s, "─");
	assert_true(s->tui.canvas.has_cursor);
	assert_int_equal(
	    canvas_at(&s->tui.canvas, s->tui.canvas.cursor_x, s->tui.canvas.cursor_y)->code, '>');
}

/* What a screen reader reads is one list, one line about it, and no list of keys. */
static void plain_screens_show_one_pane_and_one_line(void **state)
{
	struct screen *s = *state;
	s->tui.plain = true;
	press(s, "3 gg");
	assert_shows(s, "Workflows (8)");
	assert_hides(s, "ArchiveWfw (2)");
	assert_hides(s, "? help");
	assert_shows(s, "arn:aws:states:us-east-1:111111111111:stateMachine:ArchiveWfw");
	press(s, "Tab");
	assert_shows(s, "other-pane is off: one pane is shown");
	press(s, ":");
	assert_shows(s, "Tab complete");
	assert_true(s->tui.canvas.has_cursor);
	press(s, "Esc Enter Enter");
	assert_shows(s, "[FAIL] Denied at");
	assert_true(s->tui.canvas.has_cursor);
}

/* Any keys in any order: nothing crashes, and every screen can be drawn. */
static void random_keys_do_no_harm(void **state)
{
	static const char *const keys[] = {
	    "j",    "k",    "Enter", "Esc",	  "Tab",    "1", "2",	  "3", "4", "5", "[",
	    "]",    "t",    "v",     "o",	  "w",	    "f", "F",	  "/", "a", "e", "r",
	    "z",    "+",    "-",     "=",	  "s",	    "S", "?",	  "!", "n", "N", "l",
	    "h",    "gg",   "G",     "Ctrl-D",	  "Ctrl-U", ":", "Space", "T", "y", "*", "PgDn",
	    "PgUp", "Down", "Up",    "Backspace", "Ctrl-C", "x", "Q"};
	struct screen *s = *state;
	uint32_t seed = 20261125;
	for (int i = 0; i < 1500; i++) {
		seed = seed * 1664525u + 1013904223u;
		press(s, keys[(seed >> 16) % (sizeof(keys) / sizeof(keys[0]))]);
		if ((seed >> 8) % 40 == 0) {
			tui_resize(&s->tui, 1 + (int)((seed >> 20) % 170),
				   1 + (int)((seed >> 12) % 60));
			script_settle(&s->tui);
		}
	}
}

#define SMALL(test) cmocka_unit_test_setup_teardown(test, demo_small, demo_done)
#define WIDE(test) cmocka_unit_test_setup_teardown(test, demo_wide, demo_done)

/* From the start to the failing Task, its cause and its fix, by keys that the screen itself names.
 */
static void four_hinted_keys_lead_to_the_fix(void **state)
{
	static const struct {
		const char *hint, *key, *then;
	} steps[] = {{"f next FAIL", "f", "[FAIL]"},
		     {"Enter open", "Enter", "[FAIL]"},
		     {"Enter open", "Enter", "[FAIL] Denied at "},
		     {"i fix", "i", ">   1.   "}};
	struct screen *s = *state;
	press(s, "3");
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		assert_shows(s, steps[i].hint);
		press(s, steps[i].key);
		assert_shows(s, steps[i].then);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    SMALL(explorer_begins_at_the_workflows_with_their_verdicts),
	    SMALL(first_paint_waits_for_neither_lists_nor_verdicts),
	    SMALL(halted_verdicts_stay_unknown_and_say_so),
	    SMALL(explorer_shows_why_a_task_fails_within_six_keys),
	    SMALL(trace_key_goes_straight_to_the_failing_task),
	    SMALL(evidence_jumps_to_the_statement_in_its_document),
	    WIDE(gates_open_under_the_cursor_and_fold_behind_it),
	    SMALL(all_gates_show_on_demand),
	    SMALL(four_hinted_keys_lead_to_the_fix),
	    SMALL(remedies_are_the_last_stops_and_open_as_the_new_document),
	    SMALL(fold_key_hides_and_shows_the_evidence),
	    SMALL(every_tab_opens_and_says_what_it_has),
	    SMALL(filter_leaves_what_matches_and_escape_brings_the_rest_back),
	    SMALL(filter_given_up_is_as_it_was_before),
	    SMALL(filter_knows_verdicts),
	    SMALL(sort_goes_through_the_columns_and_turns_round),
	    SMALL(cursor_stays_on_its_row_when_the_order_changes),
	    SMALL(findings_lead_to_their_tasks_and_say_why_they_matter),
	    SMALL(accounts_lead_to_their_roles),
	    SMALL(role_shows_policies_trust_and_tasks),
	    SMALL(definition_opens_at_the_state),
	    SMALL(document_follows_an_arn_that_is_in_the_inventory),
	    SMALL(search_finds_forwards_and_backwards),
	    SMALL(search_that_finds_nothing_stays_where_it_began),
	    SMALL(leap_in_a_text_shows_what_comes_after),
	    SMALL(back_and_forward_restore_cursor_and_filter),
	    SMALL(escape_goes_to_where_a_pane_was_opened),
	    SMALL(history_is_bounded_and_survives_long_walks),
	    SMALL(help_lists_the_keys_of_the_pane_and_why_some_are_off),
	    SMALL(key_that_is_off_says_why),
	    SMALL(keys_of_the_user_are_those_of_hints_and_help),
	    SMALL(commands_of_the_user_get_what_the_cursor_is_on),
	    SMALL(chord_waits_for_its_second_key),
	    SMALL(chord_lists_what_may_come_next),
	    SMALL(key_of_the_pane_closes_the_help_and_acts),
	    SMALL(first_row_has_its_chord_where_something_can_be_drawn_too),
	    SMALL(command_line_runs_actions_completes_and_suggests),
	    WIDE(accounts_are_found_by_their_ou),
	    SMALL(accounts_say_where_they_stand_in_the_organization),
	    SMALL(trace_begins_at_what_is_assumed),
	    WIDE(trace_says_its_verdict_once),
	    WIDE(go_finds_by_name_and_says_what_may_be_meant),
	    SMALL(go_completes_names_and_arns),
	    SMALL(themes_show_while_the_cursor_moves_and_escape_goes_back),
	    SMALL(theme_command_completes_and_refuses_what_is_not_there),
	    SMALL(themes_stay_away_where_colours_are_off),
	    SMALL(pasted_text_runs_no_action),
	    SMALL(pasted_denial_leads_to_its_tasks),
	    SMALL(pasted_denial_leads_to_the_task_that_is_denied),
	    SMALL(pasted_arn_opens_what_it_names),
	    WIDE(wide_screen_shows_the_cause_beside_the_list),
	    WIDE(tab_moves_the_keys_to_the_other_pane),
	    WIDE(zoom_and_split_change_the_layout_only),
	    WIDE(every_size_is_drawn_without_harm),
	    WIDE(ascii_screens_hold_nothing_beyond_ascii),
	    SMALL(plain_screens_have_no_lines_and_the_cursor_on_the_row),
	    WIDE(plain_screens_show_one_pane_and_one_line),
	    WIDE(random_keys_do_no_harm),
	};
	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
