/* test_tui_mouse.c - what a terminal sends of the mouse, and what clicks and the wheel do. */
#include "tui_help.h"

#include "rolehop/base/width.h"
#include "tui/mouse.h"
#include "tui/table.h"

static void mouse_is_parsed_as_xterm_sends_it(void **state)
{
	static const struct {
		const char *text;
		enum mouse_kind kind;
		int x, y;
	} cases[] = {
	    {"0;1;1M", MOUSE_PRESS, 0, 0},	 {"0;250;40M", MOUSE_PRESS, 249, 39},
	    {"0;5;6m", MOUSE_OTHER, 4, 5},	 {"1;5;6M", MOUSE_OTHER, 4, 5},
	    {"2;5;6M", MOUSE_OTHER, 4, 5},	 {"64;5;6M", MOUSE_WHEEL_UP, 4, 5},
	    {"65;5;6M", MOUSE_WHEEL_DOWN, 4, 5}, {"66;5;6M", MOUSE_OTHER, 4, 5},
	    {"35;5;6M", MOUSE_OTHER, 4, 5},	 {"4;5;6M", MOUSE_OTHER, 4, 5},
	    {"16;5;6M", MOUSE_PRESS, 4, 5},
	};
	static const char *const wrong[] = {"",	      "M",	    "0;1M",	"0;1;1",
					    "0;0;1M", "0;1;0M",	    "0;1;1;1M", "-1;1;1M",
					    "a;1;1M", "0;99999;1M", "0;1;1X"};
	struct mouse_event event;
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(mouse_parse(str_from(cases[i].text), &event));
		assert_int_equal(event.kind, cases[i].kind);
		assert_int_equal(event.x, cases[i].x);
		assert_int_equal(event.y, cases[i].y);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(mouse_parse(str_from(wrong[i]), &event));
}

static void mouse_at(struct screen *s, enum mouse_kind kind, int x, int y)
{
	struct mouse_event event = {kind, x, y};
	tui_draw(&s->tui);
	tui_mouse(&s->tui, &event);
	script_settle(&s->tui);
}

/* Does it on the first place of the screen that has the text. */
static void mouse_on(struct screen *s, enum mouse_kind kind, const char *text)
{
	struct str_split it = {screen_text(s), false};
	struct str row;
	for (int y = 0; str_next(&it, '\n', &row); y++) {
		ptrdiff_t at = str_find(row, str_from(text));
		if (at < 0)
			continue;
		mouse_at(s, kind, (int)width_text(str_slice(row, 0, (size_t)at)), y);
		return;
	}
	fail_msg("\"%s\" is not on the screen:\n%.*s", text, STR_ARG(screen_text(s)));
}

static void click(struct screen *s, const char *text)
{
	mouse_on(s, MOUSE_PRESS, text);
}

static void click_brings_the_cursor_and_a_second_one_opens(void **state)
{
	struct screen *s = *state;
	click(s, "NightlyReportWfw");
	assert_cursor_on(s, "NightlyReportWfw");
	assert_shows(s, "[3 Workflows 8]");
	click(s, "NightlyReportWfw");
	assert_shows(s, "Workflows > NightlyReportWfw");
	click(s, "ReadSecret");
	assert_shows(s, "> ReadSecret [FAIL]");
}

static void click_in_a_graph_brings_the_cursor_and_opens(void **state)
{
	struct screen *s = *state;
	press(s, "/ ");
	type_text(s, "archive");
	press(s, "Enter Enter D G");
	click(s, "ReadItem ");
	assert_shows(s, ">│ ReadItem");
	click(s, "Map  ");
	assert_shows(s, ">║ ForEachSecret");
	click(s, "( start )"); /* no box to stand on */
	assert_shows(s, ">║ ForEachSecret");
	click(s, "DeleteItem ");
	mouse_on(s, MOUSE_WHEEL_UP, "DeleteItem ");
	assert_shows(s, ">│ ReadItem");
	click(s, "DeleteItem ");
	click(s, "DeleteItem ");
	assert_shows(s, "graph > DeleteItem [FAIL]");
}

static void click_on_a_head_sorts_and_turns_round(void **state)
{
	struct screen *s = *state;
	click(s, "ACCOUNT");
	assert_shows(s, "sort: ACCOUNT v");
	click(s, "ACCOUNT▾");
	assert_shows(s, "sort: ACCOUNT ^");
	click(s, "WORKFLOW ");
	assert_shows(s, "sort: WORKFLOW v");
	press(s, "u");
	assert_shows(s, "sort: ACCOUNT ^");
}

static void click_on_tabs_hints_and_crumbs_acts(void **state)
{
	struct screen *s = *state;
	click(s, "2 Roles");
	assert_shows(s, "[2 Roles 7]");
	click(s, "Enter open");
	assert_shows(s, "Roles > NightlyReportRl");
	click(s, "Roles >");
	assert_shows(s, "[2 Roles 7]");
	press(s, "3 gg Enter Enter");
	assert_shows(s, "Workflows > ArchiveWfw > DeleteItem");
	click(s, "ArchiveWfw >");
	assert_hides(s, "> DeleteItem");
	assert_shows(s, "Workflows > ArchiveWfw");
	click(s, "? help");
	assert_shows(s, "Help: ");
	click(s, "Esc close");
	assert_hides(s, "Help: ");
}

static void click_on_the_pane_beside_brings_the_keys_there(void **state)
{
	struct screen *s = *state;
	press(s, "3 gg");
	click(s, "VERDICT  TASK");
	assert_true(s->tui.focus_preview);
	click(s, "MonthEndWfw");
	assert_false(s->tui.focus_preview);
	assert_cursor_on(s, "MonthEndWfw");
	press(s, "Enter Enter Enter");
	assert_shows(s, "MonthEndRl");
}

static void wheel_moves_what_it_is_over(void **state)
{
	struct screen *s = *state;
	press(s, "3 gg");
	mouse_on(s, MOUSE_WHEEL_DOWN, "[FAIL]   ArchiveWfw");
	assert_cursor_on(s, "SecretCacheConsumerWfv");
	mouse_on(s, MOUSE_WHEEL_UP, "[FAIL]   ArchiveWfw");
	assert_cursor_on(s, "ArchiveWfw");
	mouse_at(s, MOUSE_WHEEL_UP, 0, 0);
	mouse_at(s, MOUSE_OTHER, 5, 5);
	assert_cursor_on(s, "ArchiveWfw");
}

/* Keys and the mouse may come together: what was drawn before the key may be gone. */
static void wheel_behind_a_key_moves_what_the_key_left(void **state)
{
	struct screen *s = *state;
	const struct mouse_event down = {MOUSE_WHEEL_DOWN, 40, 6};
	press(s, "3 gg T");
	tui_draw(&s->tui);
	tui_key(&s->tui, K_ESC);
	tui_mouse(&s->tui, &down);
	assert_cursor_on(s, "SecretCacheConsumerWfv");
}

static void click_does_not_reach_what_an_overlay_covers(void **state)
{
	struct screen *s = *state;
	press(s, "3 gg");
	struct str row = cursor_row(s);
	press(s, "T");
	size_t kept = s->tui.overlay->table->at;
	mouse_at(s, MOUSE_PRESS, 2, 6); /* of the list under it, and beside it */
	assert_non_null(s->tui.overlay);
	assert_int_equal(s->tui.overlay->table->at, kept);
	press(s, "Esc");
	assert_true(str_eq(cursor_row(s), row));
}

static void mouse_is_off_until_it_is_asked_for(void **state)
{
	struct screen *s = *state;
	assert_false(s->tui.mouse);
	press(s, "M");
	assert_true(s->tui.mouse);
	assert_shows(s, "Shift selects text");
	tui_give_kept(&s->tui);
	assert_true(s->tui.kept.mouse);
	press(s, "M");
	assert_false(s->tui.mouse);
}

/* Everywhere, on every screen: nothing crashes. */
static void clicks_anywhere_do_no_harm(void **state)
{
	static const char *const panes[] = {"1",
					    "2 Enter",
					    "3 gg Enter Enter",
					    "3 gg Enter D",
					    "4 Enter",
					    "5 Enter",
					    "?",
					    "! Esc",
					    "T",
					    "c",
					    "'",
					    ":"};
	struct screen *s = *state;
	uint32_t seed = 7;
	for (size_t i = 0; i < sizeof(panes) / sizeof(panes[0]); i++) {
		for (int k = 0; k < 60; k++) {
			seed = seed * 1664525u + 1013904223u;
			if (k % 15 == 0)
				press(s, panes[i]);
			mouse_at(s, (enum mouse_kind)(seed >> 30), (int)(seed >> 8) % 150,
				 (int)(seed >> 17) % 45);
			if (s->tui.wish == WISH_QUIT)
				s->tui.wish = WISH_NONE;
		}
	}
}

#define SMALL(test) cmocka_unit_test_setup_teardown(test, demo_small, demo_done)
#define WIDE(test) cmocka_unit_test_setup_teardown(test, demo_wide, demo_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(mouse_is_parsed_as_xterm_sends_it),
	    SMALL(click_brings_the_cursor_and_a_second_one_opens),
	    SMALL(click_in_a_graph_brings_the_cursor_and_opens),
	    SMALL(click_on_a_head_sorts_and_turns_round),
	    SMALL(click_on_tabs_hints_and_crumbs_acts),
	    WIDE(click_on_the_pane_beside_brings_the_keys_there),
	    WIDE(wheel_moves_what_it_is_over),
	    WIDE(wheel_behind_a_key_moves_what_the_key_left),
	    WIDE(click_does_not_reach_what_an_overlay_covers),
	    SMALL(mouse_is_off_until_it_is_asked_for),
	    WIDE(clicks_anywhere_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
