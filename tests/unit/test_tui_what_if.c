/* What-if in the explorer: keys in, what an editor would bring back, screens out. */
#include "tui_help.h"

#include <unistd.h>

/* Presses the key of what-if, and gives back the editor's text with `from` replaced by `to`. */
static void edit_with(struct screen *s, const char *from, const char *to)
{
	struct arena arena = {0};
	struct buf buf;
	press(s, "e");
	assert_int_equal(s->tui.wish, WISH_EDIT);
	struct str text = arena_str(&arena, s->tui.editing.text);
	struct str want = str_from(from);
	size_t at = 0;
	while (at < text.n && !str_starts(str_skip(text, at), want))
		at++;
	assert_true(at < text.n);
	buf_init(&buf, &arena, 1 << 20);
	buf_add(&buf, str_slice(text, 0, at));
	buf_add_cstr(&buf, to);
	buf_add(&buf, str_skip(text, at + want.n));
	tui_edited(&s->tui, EDITED, buf_str(&buf), NULL);
	script_settle(&s->tui);
	arena_release(&arena);
}

static void open_failing_trace(struct screen *s)
{
	press(s, "3 / ");
	type_text(s, "wfv");
	press(s, "Enter t");
	assert_shows(s, "[FAIL] Denied at target-trust");
}

static void edited_trust_turns_the_trace_and_says_so_everywhere(void **state)
{
	struct screen *s = *state;
	open_failing_trace(s);
	assert_hides(s, "WHAT-IF");
	edit_with(s, "Wfw\"", "Wf*\"");
	assert_shows(s, "WHAT-IF 1 edit");
	assert_shows(s, "[FAIL] Denied at target-trust"); /* StringEquals takes no wildcard */
	edit_with(s, "Wf*\"", "Wfv\"");
	assert_shows(s, "WHAT-IF 1 edit");
	assert_shows(s, "[ ok ] Allowed");
	assert_shows(s, "in the inventory it is [FAIL]");
	static const char *const panes[] = {"1", "2", "3", "4", "5", "?", "Esc", "!"};
	for (size_t i = 0; i < sizeof(panes) / sizeof(panes[0]); i++) {
		press(s, panes[i]);
		assert_shows(s, "WHAT-IF 1 edit");
	}
}

static void what_if_pane_names_what_turned_and_leads_there(void **state)
{
	struct screen *s = *state;
	open_failing_trace(s);
	edit_with(s, "Wfw\"", "Wfv\"");
	press(s, "W");
	assert_shows(s, "1. trust policy of TrustingAccountRl");
	assert_shows(s, "now names TrustedAccountRl with");
	assert_shows(s, "1 repaired");
	assert_shows(s, "1 broken");
	assert_shows(s, "[FAIL] -> [ ok ] SecretCacheConsumerWfv/GetSecretCrossAccount");
	assert_shows(s, "[ ok ] -> [FAIL] SecretCacheConsumerWfw/GetSecretCrossAccount");
	press(s, "f");
	assert_cursor_on(s, "SecretCacheConsumerWfw/GetSecretCrossAccount");
	press(s, "Enter");
	assert_shows(s, "[FAIL] Denied at target-trust");
	assert_shows(s, "in the inventory it is [ ok ]");
}

static void undo_and_redo_go_through_edits_and_filters_in_their_order(void **state)
{
	struct screen *s = *state;
	open_failing_trace(s);
	edit_with(s, "Wfw\"", "Wfv\"");
	press(s, "3 Esc / ");
	type_text(s, "Night");
	press(s, "Enter");
	assert_shows(s, "filter: Night");
	press(s, "u");
	assert_hides(s, "filter: Night");
	assert_shows(s, "WHAT-IF");
	press(s, "u u u");
	assert_hides(s, "WHAT-IF");
	press(s, "[ ");
	assert_shows(s, "[FAIL] Denied at target-trust");
	press(s, "U");
	assert_shows(s, "WHAT-IF 1 edit");
	assert_shows(s, "[ ok ] Allowed");
}

/* What is not there is added, not only replaced. */
static void boundary_and_inline_policy_are_added(void **state)
{
	struct screen *s = *state;
	press(s, "2 / ");
	type_text(s, "trustingaccount");
	press(s, "Enter Enter j j");
	assert_cursor_on(s, "inline   e adds one");
	edit_with(s, "SERVICE:ACTION", "s3:GetObject");
	assert_shows(s, "WHAT-IF 1 edit");
	assert_shows(s, "inline   what-if  1 statement");
	press(s, "gg j j j");
	assert_cursor_on(s, "inline   e adds one");
	edit_with(s, "SERVICE:ACTION", "s3:PutObject");
	assert_shows(s, "inline   what-if-2  1 statement");
	press(s, "gg j j j j j");
	assert_cursor_on(s, "boundary none, e adds one");
	edit_with(s, "\"*\"", "\"s3:*\"");
	assert_shows(s, "WHAT-IF 3 edits");
	assert_shows(s, "boundary (what-if)  1 statement");
	press(s, "W");
	assert_shows(s, "1 broken");
	press(s, "[ e");
	assert_int_equal(s->tui.wish, WISH_EDIT); /* once more */
}

static void fix_is_tried_where_it_stands(void **state)
{
	struct screen *s = *state;
	open_failing_trace(s);
	press(s, "i e");
	assert_int_equal(s->tui.wish, WISH_NONE);
	assert_shows(s, "[ ok ] Allowed");
	assert_shows(s, "WHAT-IF 1 edit");
	/* Said once, above the gates, of which the one that was in the way is the next thing read.
	 */
	struct str dump = screen_text(s);
	ptrdiff_t at = str_find(dump, STR("Allowed"));
	assert_true(at >= 0);
	assert_false(str_contains(str_skip(dump, (size_t)at + 1), STR("Allowed")));
	assert_cursor_on(s, "[ ok ] target-trust");
	press(s, "W");
	assert_shows(s, "1 repaired   0 newly allowed   0 broken   0 now unknown");
	press(s, "dd");
	assert_hides(s, "WHAT-IF");
	assert_shows(s, "Nothing: all answers are of the inventory");
	press(s, "u");
	assert_shows(s, "1 repaired");
}

static void damaged_text_is_kept_named_and_given_back_to_the_editor(void **state)
{
	struct screen *s = *state;
	open_failing_trace(s);
	edit_with(s, "\"Effect\": \"Allow\",", "\"Effect\": \"Allow\",,");
	assert_shows(s, "not in force, but kept: e goes on with it");
	assert_shows(s, "line 5, column 25");
	assert_hides(s, "WHAT-IF");
	press(s, "W");
	assert_shows(s, "!  trust policy of TrustingAccountRl");
	assert_shows(s, "not in force");
	press(s, "e");
	assert_int_equal(s->tui.editing.line, 5);
	edit_with(s, ",,", ",");
	assert_hides(s, "not in force");
	assert_shows(s, "Nothing: all answers are of the inventory"); /* as it was */
}

static void damaged_text_leaves_the_edit_before_it_in_force(void **state)
{
	struct screen *s = *state;
	open_failing_trace(s);
	edit_with(s, "Wfw\"", "Wfv\"");
	edit_with(s, "\"Statement\"", "\"Statement");
	assert_shows(s, "WHAT-IF 1 edit");
	assert_shows(s, "[ ok ] Allowed");
	press(s, "W");
	assert_shows(s, "1 repaired");
	assert_shows(s, "not in force");
}

static void unchanged_text_supposes_nothing(void **state)
{
	struct screen *s = *state;
	open_failing_trace(s);
	press(s, "e");
	struct arena arena = {0};
	struct str text = arena_str(&arena, s->tui.editing.text);
	tui_edited(&s->tui, EDITED, text, NULL);
	assert_shows(s, "nothing was changed");
	assert_hides(s, "WHAT-IF");
	arena_release(&arena);
}

static void definitions_and_policies_are_edited_where_they_are_shown(void **state)
{
	struct screen *s = *state;
	press(s, "3 / ");
	type_text(s, "wfv");
	press(s, "Enter v");
	edit_with(s, "GetSecretCrossAccount\"", "GetSecretElsewhere\"");
	assert_shows(s, "WHAT-IF 1 edit");
	press(s, "W");
	assert_shows(s, "1. definition of SecretCacheConsumerWfv");
	press(s, "2 Esc / ");
	type_text(s, "TrustedAccountRl");
	press(s, "Enter Enter j");
	assert_cursor_on(s, "inline");
	edit_with(s, "sts:AssumeRole", "sts:TagSession");
	press(s, "W");
	assert_shows(s, "2. inline assume-trusting-roles of TrustedAccountRl");
	assert_shows(s, "[ ok ] -> [FAIL] SecretCacheConsumerWfw/GetSecretCrossAccount");
}

static void lists_read_what_is_supposed(void **state)
{
	struct screen *s = *state;
	press(s, "2 / ");
	type_text(s, "Trusting");
	press(s, "Enter");
	edit_with(s, "arn:aws:iam::111111111111:role/TrustedAccountRl", "999999999999");
	assert_shows(s, "account 999999999999");
	press(s, "4 / ");
	type_text(s, "999999999999");
	press(s, "Enter");
	assert_shows(s, "TrustingAccountRl");
}

static void taken_along_rows_say_what_they_are(void **state)
{
	struct screen *s = *state;
	open_failing_trace(s);
	press(s, "i e 3 Esc yv");
	struct str copied = s->tui.copied;
	if (!str_contains(copied, STR("WHAT-IF")) || !str_contains(copied, STR("yes")))
		fail_msg("%.*s", STR_ARG(copied));
}

static void edits_are_written_for_with(void **state)
{
	struct screen *s = *state;
	char folder[] = "/tmp/rolehop-what-if-XXXXXX";
	assert_non_null(mkdtemp(folder));
	open_failing_trace(s);
	edit_with(s, "Wfw\"", "Wfv\"");
	press(s, "W w Ctrl-U");
	type_text(s, folder);
	press(s, "Enter");
	assert_shows(s, "1 file: rolehop scan $(cat");
	press(s, "D");
	assert_hides(s, "WHAT-IF");
	press(s, ":");
	type_text(s, "with ");
	type_text(s, folder);
	press(s, "Enter");
	assert_shows(s, "WHAT-IF 1 edit");
	assert_shows(s, "1 repaired");
	struct arena arena = {0};
	static const char *const names[] = {"with", "1-trust-TrustingAccountRl.json"};
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(unlink(arena_printf(&arena, "%s/%s", folder, names[i]).p), 0);
	assert_int_equal(rmdir(folder), 0);
	arena_release(&arena);
}

static void documents_are_supposed_as_with_takes_them(void **state)
{
	struct screen *s = *state;
	char path[] = "/tmp/rolehop-with-XXXXXX";
	static const char deny[] = "{\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"states:*\","
				   "\"Resource\":\"*\"}}";
	int fd = mkstemp(path);
	assert_int_equal(write(fd, deny, sizeof(deny) - 1), sizeof(deny) - 1);
	close(fd);
	press(s, ":");
	type_text(s, "with scp:222222222222=");
	type_text(s, path);
	press(s, "Enter");
	assert_shows(s, "WHAT-IF 1 edit");
	press(s, "W");
	assert_shows(s, "1. SCP (new) of 222222222222");
	assert_shows(s, "[ ok ] -> [FAIL] SecretCacheConsumerWfw/GetSecretCrossAccount");
	press(s, ":");
	type_text(s, "with nonsense");
	press(s, "Enter");
	assert_shows(s, "nonsense/with");
	unlink(path);
}

static void actions_say_why_they_are_off(void **state)
{
	struct screen *s = *state;
	press(s, "W dd");
	assert_shows(s, "drop is off: no edit here");
	press(s, "w");
	assert_shows(s, "write-edits is off: nothing is supposed");
	press(s, "e");
	assert_shows(s, "what-if is off: no edit here");
	press(s, "1 u");
	assert_shows(s, "undo is off");
}

static void files_for_editors_have_plain_names(void **state)
{
	struct arena arena = {0};
	struct editing editing = {
	    .about = {.kind = CHANGE_TRUST, .of = STR("arn:aws:iam::1:role/p/../x y\x1b")},
	    .label = STR("trust policy"),
	    .text = STR("{}")};
	(void)state;
	struct str name = editing_file(&arena, &editing);
	assert_true(str_eq(name, STR("x-y--trust-policy.json")));
	arena_release(&arena);
}

int main(void)
{
#define SMALL(test) cmocka_unit_test_setup_teardown(test, demo_small, demo_done)
#define WIDE(test) cmocka_unit_test_setup_teardown(test, demo_wide, demo_done)
	const struct CMUnitTest tests[] = {
	    SMALL(edited_trust_turns_the_trace_and_says_so_everywhere),
	    SMALL(what_if_pane_names_what_turned_and_leads_there),
	    WIDE(what_if_pane_names_what_turned_and_leads_there),
	    SMALL(undo_and_redo_go_through_edits_and_filters_in_their_order),
	    SMALL(fix_is_tried_where_it_stands),
	    SMALL(damaged_text_is_kept_named_and_given_back_to_the_editor),
	    SMALL(damaged_text_leaves_the_edit_before_it_in_force),
	    SMALL(unchanged_text_supposes_nothing),
	    WIDE(definitions_and_policies_are_edited_where_they_are_shown),
	    WIDE(lists_read_what_is_supposed),
	    SMALL(taken_along_rows_say_what_they_are),
	    SMALL(edits_are_written_for_with),
	    SMALL(documents_are_supposed_as_with_takes_them),
	    SMALL(actions_say_why_they_are_off),
	    cmocka_unit_test(files_for_editors_have_plain_names),
	    cmocka_unit_test_setup_teardown(boundary_and_inline_policy_are_added, demo_small,
					    demo_done),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
