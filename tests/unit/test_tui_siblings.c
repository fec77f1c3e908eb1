/* What stands beside what is open: lists to go to another one. */
#include "tui_help.h"

#include "tui/mouse.h"

static void click(struct screen *s, int x, int y)
{
	tui_draw(&s->tui);
	tui_mouse(&s->tui, &(struct mouse_event){MOUSE_PRESS, x, y});
	script_settle(&s->tui);
}

static size_t depth(const struct screen *s)
{
	return s->tui.history.at;
}

static void siblings_of_a_role_are_those_of_its_account(void **state)
{
	struct screen *s = *state;
	press(s, "2 /");
	type_text(s, "Trusting");
	press(s, "Enter Enter");
	assert_shows(s, "Roles > TrustingAccountRl");
	size_t before = depth(s);
	press(s, ".");
	assert_shows(s, "Roles of secrets (5)");
	assert_cursor_on(s, "TrustingAccountRl");
	assert_hides(s, "NightlyReportRl");
	press(s, "gg Enter");
	assert_shows(s, "Roles > ArchiveRl");
	assert_int_equal(depth(s), before); /* it took the place of the other */
	press(s, "[");
	assert_shows(s, "[2 Roles");
}

static void siblings_of_a_drawing_are_drawn(void **state)
{
	struct screen *s = *state;
	press(s, "3 gg Enter D .");
	assert_shows(s, "Workflows of workflows (6)");
	assert_cursor_on(s, "ArchiveWfw");
	press(s, "j Enter");
	assert_shows(s, "> MonthEndWfw graph");
	assert_shows(s, "RunClosing");
}

static void siblings_of_a_task_are_those_of_its_machine(void **state)
{
	struct screen *s = *state;
	press(s, "3 gg Enter t");
	assert_shows(s, "DeleteItem [FAIL]");
	press(s, ".");
	assert_cursor_on(s, "DeleteItem");
	press(s, "k Enter");
	assert_shows(s, "ReadItem [ ok?]");
}

static void siblings_of_an_account_are_the_others(void **state)
{
	struct screen *s = *state;
	press(s, "1 gg Enter .");
	assert_shows(s, "Accounts (3)");
	press(s, "j Enter");
	assert_shows(s, "Accounts > 222222222222 secrets");
}

static void siblings_open_by_a_click_on_the_last_crumb(void **state)
{
	struct screen *s = *state;
	press(s, "1 gg Enter");
	click(s, 24, 0); /* " rolehop  Accounts > 111111111111 workflows" */
	assert_shows(s, "Accounts (3)");
	press(s, "Esc");
	click(s, 12, 0);
	assert_shows(s, "[1 Accounts");
}

static void siblings_of_a_list_are_none(void **state)
{
	struct screen *s = *state;
	press(s, "2 .");
	assert_shows(s, "siblings is off: nothing is listed beside this");
}

int main(void)
{
#define SMALL(test) cmocka_unit_test_setup_teardown(test, demo_small, demo_done)
	const struct CMUnitTest tests[] = {
	    SMALL(siblings_of_a_role_are_those_of_its_account),
	    SMALL(siblings_of_a_drawing_are_drawn),
	    SMALL(siblings_of_a_task_are_those_of_its_machine),
	    SMALL(siblings_of_an_account_are_the_others),
	    SMALL(siblings_open_by_a_click_on_the_last_crumb),
	    SMALL(siblings_of_a_list_are_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
