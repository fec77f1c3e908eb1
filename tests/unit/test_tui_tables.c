/* Lists as they are drawn: columns as wide as what they show, and no number for what nobody knows.
 */
#include "tui/table.h"
#include "tui_help.h"

/* Long names of roles below short ones, beside a short name of the account. */
static void fill(struct store *store)
{
	const struct fact_put exists = {.kind = FACT_EXISTS};
	const struct fact_put facts[] = {
	    exists, document(FACT_TRUST, "",
			     "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
			     "\"Principal\":{\"Service\":\"states.amazonaws.com\"},"
			     "\"Action\":\"sts:AssumeRole\"}]}")};
	char arn[128];
	char name[64];

	put(store, ENTITY_ACCOUNT, "111111111111", "111111111111", "a", &exists, 1);
	put(store, ENTITY_ACCOUNT, "222222222222", "222222222222", "b", &exists, 1);
	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof(name), "%02d%s", i,
			 i < 30 ? "RoleThatRuns" : "RoleThatRunsTheNightlyReportOfOrders");
		snprintf(arn, sizeof(arn), "arn:aws:iam::111111111111:role/%s", name);
		put(store, ENTITY_ROLE, arn, "111111111111", name, facts, 2);
	}
}

static int own_small(void **state)
{
	*state = screen_of(fill, 80, 24);
	return 0;
}

/* Where a word begins in the first line that holds it. */
static ptrdiff_t column_of(struct screen *s, const char *word)
{
	struct str dump = screen_text(s);
	struct str_split it = {dump, false};
	struct str line;

	while (str_next(&it, '\n', &line)) {
		ptrdiff_t at = str_find(line, str_from(word));
		if (at >= 0)
			return at;
	}
	fail_msg("no %s on the screen", word);
	return -1;
}

static void names_are_whole_where_other_columns_have_room_to_spare(void **state)
{
	struct screen *s = *state;

	press(s, "2 G");
	assert_shows(s, "39RoleThatRunsTheNightlyReportOfOrders");
	assert_shows(s, "states.amazonaws.com");
}

/* What tells one row from the next is cut last. */
static void names_have_room_before_other_columns(void **state)
{
	struct screen *s = *state;

	tui_resize(&s->tui, 79, 24);
	press(s, "2 G");
	assert_cursor_on(s, "39RoleThatRunsTheNightlyReportOfOrders  a ");
	assert_shows(s, "states.amaz…");
}

/* "2 Roles 30000" cut after "300" would be another number. */
static void tabs_that_do_not_fit_say_less_and_nothing_wrong(void **state)
{
	struct screen *s = *state;

	tui_resize(&s->tui, 66, 24);
	press(s, "2");
	assert_shows(s, "1 Accounts 2 [2 Roles 40] 3 Workflows 0  4 Trust  5 Findings 0");
	static const struct {
		int cols;
		const char *tabs;
	} rows[] = {
	    {63, "1 Accounts [2 Roles 40] 3 Workflows  4 Trust  5 Findings"},
	    {55, "1 Accounts [2 Roles] 3 Workflows  4 Trust  5 Findings"},
	    {44, "1 Acco [2 Roles] 3 Work  4 Trus  5 Find"},
	    {30, "1 [2 Roles] 3  4  5"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		tui_resize(&s->tui, rows[i].cols, 24);
		script_settle(&s->tui);
		assert_shows(s, rows[i].tabs);
	}
}

/* Of one account, the account says nothing. */
static void roles_of_one_account_do_not_name_it(void **state)
{
	struct screen *s = *state;

	press(s, "1 Enter Enter");
	assert_shows(s, "Roles of a (40)");
	assert_hides(s, "ACCOUNT");
	press(s, "2");
	assert_shows(s, "ACCOUNT");
}

static void columns_stay_as_wide_as_they_were(void **state)
{
	struct screen *s = *state;

	press(s, "2");
	ptrdiff_t narrow = column_of(s, "ACCOUNT");
	press(s, "G");
	ptrdiff_t wide = column_of(s, "ACCOUNT");
	assert_true(wide > narrow);
	press(s, "g g");
	assert_int_equal(column_of(s, "ACCOUNT"), wide);
}

static void click_on_a_head_finds_its_column_whatever_the_widths(void **state)
{
	struct screen *s = *state;

	press(s, "2 G");
	ptrdiff_t role = column_of(s, "ROLE  ");
	ptrdiff_t account = column_of(s, "ACCOUNT");
	const struct pane *pane = tui_current(&s->tui);
	assert_int_equal(table_column_at(pane, 80, (int)role), 1);
	assert_int_equal(table_column_at(pane, 80, (int)account - 3), 1);
	assert_int_equal(table_column_at(pane, 80, (int)account), 2);
}

static void no_account_has_a_count_of_what_was_not_collected(void **state)
{
	struct screen *s = *state;

	press(s, "1");
	assert_shows(s, "222222222222       ?       ?     ?     ?  never collected");
	press(s, "G Enter");
	assert_shows(s, "? roles");
	assert_shows(s, "? workflows");
}

/* What is beside a row and what is below that are painted once, not one after the other. */
static void panes_beside_a_row_come_together(void **state)
{
	struct screen *s = screen_of_demo(140, 40);
	bool changed = false;

	(void)state;
	press(s, "2");
	for (int i = 0; i < 5; i++) {
		tui_key(&s->tui, 'j');
		tui_draw(&s->tui);
		while (tui_idle(&s->tui, &changed))
			assert_true(s->tui.preview == NULL || s->tui.deeper != NULL);
	}
	screen_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(names_are_whole_where_other_columns_have_room_to_spare,
					    own_small, demo_done),
	    cmocka_unit_test_setup_teardown(names_have_room_before_other_columns, own_small,
					    demo_done),
	    cmocka_unit_test_setup_teardown(tabs_that_do_not_fit_say_less_and_nothing_wrong,
					    own_small, demo_done),
	    cmocka_unit_test_setup_teardown(roles_of_one_account_do_not_name_it, own_small,
					    demo_done),
	    cmocka_unit_test_setup_teardown(columns_stay_as_wide_as_they_were, own_small,
					    demo_done),
	    cmocka_unit_test_setup_teardown(click_on_a_head_finds_its_column_whatever_the_widths,
					    own_small, demo_done),
	    cmocka_unit_test_setup_teardown(no_account_has_a_count_of_what_was_not_collected,
					    own_small, demo_done),
	    cmocka_unit_test(panes_beside_a_row_come_together),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
