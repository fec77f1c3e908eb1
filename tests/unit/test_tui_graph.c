/* A workflow as a graph: where the cursor goes, what is in sight, what opens. */
#include "tui_help.h"

#include "tui/drawing.h"

#define MACHINE "arn:aws:states:us-east-1:111111111111:stateMachine:Flow"
#define ROLE "arn:aws:iam::111111111111:role/Runner"
#define TASK(name, rest)                                                                           \
	"\"" name "\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::sqs:sendMessage\","       \
	"\"Parameters\":{\"QueueUrl\":\"https://sqs.us-east-1.amazonaws.com/111111111111/"         \
	"q\"}" rest "}"
#define END ",\"End\":true"

/* First > Which > (Left | Fan[A > B | Each[I]]) > Join; Which may go back; First catches to Mend.
 */
/* clang-format off */
static const char definition[] =
    "{\"StartAt\":\"First\",\"States\":{"
    TASK("First", ",\"Next\":\"Which\",\"Catch\":[{\"ErrorEquals\":[\"States.ALL\"],\"Next\":\"Mend\"}]") ","
    "\"Which\":{\"Type\":\"Choice\",\"Choices\":["
	"{\"Variable\":\"$.left\",\"IsPresent\":true,\"Next\":\"Left\"},"
	"{\"Variable\":\"$.again\",\"IsPresent\":true,\"Next\":\"First\"}],\"Default\":\"Fan\"},"
    TASK("Left", ",\"Next\":\"Join\"") ","
    "\"Fan\":{\"Type\":\"Parallel\",\"Next\":\"Join\",\"Branches\":["
	"{\"StartAt\":\"A\",\"States\":{" TASK("A", ",\"Next\":\"B\"") "," TASK("B", END) "}},"
	"{\"StartAt\":\"Each\",\"States\":{\"Each\":{\"Type\":\"Map\",\"ItemProcessor\":"
	    "{\"StartAt\":\"I\",\"States\":{" TASK("I", END) "}}" END "}}}]},"
    TASK("Join", END) ","
    "\"Mend\":{\"Type\":\"Pass\"" END "}}}";
/* clang-format on */

static void fill(struct store *store)
{
	static const char trust[] =
	    "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
	    "\"states.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}}";
	const struct fact_put role[] = {{.kind = FACT_EXISTS},
					document(FACT_TRUST, "", trust),
					{.kind = FACT_COMPLETE, .name = STR("policies")}};
	const struct fact_put machine[] = {{.kind = FACT_EXISTS},
					   document(FACT_DEFINITION, "", definition),
					   value(FACT_ROLE_ARN, ROLE),
					   value(FACT_TYPE, "STANDARD")};
	const struct fact_put exists = {.kind = FACT_EXISTS};
	put(store, ENTITY_ACCOUNT, "111111111111", "111111111111", "flows", &exists, 1);
	put(store, ENTITY_ROLE, ROLE, "111111111111", "Runner", role, 3);
	put(store, ENTITY_MACHINE, MACHINE, "111111111111", "Flow", machine, 4);
}

static int graph_small(void **state)
{
	struct screen *s = screen_of(fill, 80, 24);
	press(s, "Enter D");
	*state = s;
	return 0;
}

static int graph_wide(void **state)
{
	struct screen *s = screen_of(fill, 140, 40);
	press(s, "Enter D");
	*state = s;
	return 0;
}

static int done(void **state)
{
	screen_free(*state);
	return 0;
}

/* The row of the screen with the cursor's marks around a box. */
static void assert_on(struct screen *s, const char *name)
{
	char mark[80];
	snprintf(mark, sizeof(mark), ">│ %s ", name);
	char heavy[80];
	snprintf(heavy, sizeof(heavy), ">║ %s ", name);
	struct str dump = screen_text(s);
	if (!str_contains(dump, str_from(mark)) && !str_contains(dump, str_from(heavy)))
		fail_msg("the cursor is not on %s:\n%.*s", name, STR_ARG(dump));
}

/* Searches for the name, and forgets the search. */
static void go_to(struct screen *s, const char *name)
{
	press(s, "/ ");
	type_text(s, name);
	press(s, "Enter Esc");
	assert_on(s, name);
}

/* ---- moving ---------------------------------------------------------------------------------- */

static void cursor_begins_at_the_task_of_the_list(void **state)
{
	struct screen *s = *state;
	press(s, "L G D");
	assert_on(s, "Join");
}

static void up_and_down_follow_the_arrows(void **state)
{
	struct screen *s = *state;
	press(s, "gg");
	assert_on(s, "First");
	press(s, "j");
	assert_on(s, "Which"); /* rather than Mend, where errors go */
	press(s, "k");
	assert_on(s, "First");
	/* What lies at the left is chosen by going there. */
	go_to(s, "Which");
	press(s, "j h");
	assert_on(s, "Left");
	press(s, "k");
	assert_on(s, "Which");
}

static void down_enters_a_frame_and_leaves_it(void **state)
{
	struct screen *s = *state;
	go_to(s, "A");
	press(s, "k");
	assert_on(s, "Fan");
	go_to(s, "I");
	press(s, "Down");
	assert_on(s, "Join");
	press(s, "Up");
	assert_shows(s, "Fan: > Join");
}

static void aside_goes_to_the_neighbour_and_back(void **state)
{
	struct screen *s = *state;
	go_to(s, "A");
	press(s, "l");
	assert_on(s, "Each");
	press(s, "h");
	assert_on(s, "A");
	press(s, "j Right");
	assert_on(s, "I");
	press(s, "Left");
	assert_on(s, "B");
}

static void top_and_bottom_are_the_first_and_last_box(void **state)
{
	struct screen *s = *state;
	press(s, "G");
	assert_on(s, "Join");
	assert_shows(s, "( end )");
	press(s, "Home");
	assert_on(s, "First");
	assert_shows(s, "( start )");
	press(s, "PgDn");
	press(s, "PgUp PgUp");
	assert_on(s, "First");
}

static void next_fail_goes_from_box_to_box_and_round(void **state)
{
	struct screen *s = *state;
	static const char *const fails[] = {"First", "Left", "A", "I", "B", "Join", "First"};
	press(s, "gg F f");
	for (size_t i = 0; i < sizeof(fails) / sizeof(fails[0]); i++) {
		const struct graph_box *box = drawing_box(tui_current(&s->tui)->drawing);
		if (!str_eq(box->name, str_from(fails[i])))
			fail_msg("%zu: on %.*s", i, STR_ARG(box->name));
		press(s, "f");
	}
}

static void search_finds_states_by_name(void **state)
{
	struct screen *s = *state;
	press(s, "gg / ");
	type_text(s, "join");
	assert_on(s, "Join");
	press(s, "Enter gg n");
	assert_on(s, "Join");
	press(s, "Esc / ");
	type_text(s, "nowhere");
	press(s, "Enter");
	assert_shows(s, "not found");
}

/* ---- what shows ------------------------------------------------------------------------------ */

static void verdicts_are_words_in_the_boxes(void **state)
{
	struct screen *s = *state;
	press(s, "gg");
	assert_shows(s, "║ sqs:SendMessage     [FAIL] ║");
	assert_shows(s, "║ stops at target-permission ║");
	assert_shows(s, "catch States.ALL");
}

static void boxes_wait_for_their_verdicts(void **state)
{
	struct screen *s = *state;
	bool changed = false;
	tui_release(&s->tui);
	tui_init(&s->tui, &s->app, 80, 24);
	while (!s->tui.inventory.accounts_loaded)
		tui_idle(&s->tui, &changed);
	tui_key(&s->tui, 'z');
	s->tui.stopped = true;
	struct place graph = {.kind = PANE_GRAPH, .subject = STR(MACHINE)};
	history_push(&s->tui.history, pane_new(&s->tui, &graph));
	assert_shows(s, "[ .. ]");
	s->tui.stopped = false;
	script_settle(&s->tui);
	assert_hides(s, "[ .. ]");
	assert_shows(s, "[FAIL]");
}

static void frames_collapse_with_the_cursor_in_or_on_them(void **state)
{
	struct screen *s = *state;
	go_to(s, "I");
	press(s, "c");
	assert_on(s, "Each");
	assert_shows(s, "+ 1 states inside");
	press(s, "k");
	press(s, "Space");
	assert_on(s, "Fan");
	assert_shows(s, "+ 4 states inside");
	press(s, "c");
	assert_on(s, "Fan");
	press(s, "gg c");
	assert_shows(s, "collapse is off: neither on nor in a Parallel or Map");
}

static void search_finds_the_box_that_hides_a_state(void **state)
{
	struct screen *s = *state;
	go_to(s, "Each");
	press(s, "c gg / ");
	type_text(s, "I");
	assert_on(s, "Each");
	press(s, "Enter");
	assert_hides(s, "not found");
}

static enum theme_role role_at(struct screen *s, uint32_t code, int y)
{
	for (int x = 0; x < s->tui.canvas.cols; x++)
		if (canvas_at(&s->tui.canvas, x, y)->code == code)
			return canvas_at(&s->tui.canvas, x, y)->role;
	fail_msg("no such character in row %d", y);
	return THEME_TEXT;
}

static void arrows_of_the_cursors_box_stand_out(void **state)
{
	struct screen *s = *state;
	const uint32_t dashed = 0x2506; /* of the catcher of First */
	press(s, "gg");
	tui_draw(&s->tui);
	int y = 0;
	while (!str_contains(screen_row(s, y), STR("catch States.ALL")))
		y++;
	assert_int_equal(role_at(s, dashed, y), THEME_KEY);
	press(s, "G");
	go_to(s, "Which");
	tui_draw(&s->tui);
	for (y = 0; !str_contains(screen_row(s, y), STR("catch States.ALL"));)
		y++;
	assert_int_equal(role_at(s, dashed, y), THEME_BORDER);
}

static void window_follows_the_cursor_both_ways(void **state)
{
	struct screen *s = *state;
	const struct drawing *drawing = tui_current(&s->tui)->drawing;
	static const char *const keys[] = {"gg", "j", "j",    "l", "G", "k",
					   "h",	 "l", "PgUp", "f", "f", "f"};
	tui_resize(&s->tui, 44, 14);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		press(s, keys[i]);
		tui_draw(&s->tui);
		const struct graph_box *box = drawing_box(drawing);
		if (box->x < drawing->x || box->y < drawing->y ||
		    box->y + 2 > drawing->y + drawing->h)
			fail_msg("after %s %.*s is out of sight:\n%.*s", keys[i],
				 STR_ARG(box->name), STR_ARG(screen_text(s)));
	}
}

static void names_of_states_are_whole_in_the_status(void **state)
{
	struct screen *s = *state;
	press(s, "gg j");
	assert_shows(s,
		     "Which: $.left is present > Left; $.again is present > First; default > Fan");
}

/* ---- what opens ------------------------------------------------------------------------------ */

static void enter_opens_the_trace_of_a_task(void **state)
{
	struct screen *s = *state;
	press(s, "gg Enter");
	assert_shows(s, "First [FAIL]");
	assert_shows(s, "[FAIL] target-permission");
	press(s, "Esc");
	assert_on(s, "First");
}

static void enter_on_another_state_opens_its_definition(void **state)
{
	struct screen *s = *state;
	go_to(s, "Which");
	press(s, "Enter");
	assert_cursor_on(s, "\"Which\"");
}

static void list_and_graph_are_one_key_apart(void **state)
{
	struct screen *s = *state;
	press(s, "L");
	assert_shows(s, "AS ROLE");
	press(s, "D");
	assert_shows(s, "> Flow > graph");
	press(s, "Esc");
	assert_shows(s, "VERDICT  TASK");
}

static void trace_stands_beside_the_graph_on_wide_screens(void **state)
{
	struct screen *s = *state;
	press(s, "gg");
	assert_on(s, "First");
	assert_shows(s, "[FAIL] target-permission");
	press(s, "G");
	assert_shows(s, "Join [FAIL]");
}

static void screen_readers_have_the_list(void **state)
{
	struct screen *s = *state;
	press(s, "L");
	s->tui.plain = true;
	press(s, "D");
	assert_shows(s, "graph is off: --plain has the list");
}

static void ascii_graph_has_no_other_character(void **state)
{
	struct screen *s = *state;
	s->tui.ascii = true;
	press(s, "gg");
	struct str dump = screen_text(s);
	for (size_t i = 0; i < dump.n; i++)
		assert_true((unsigned char)dump.p[i] < 0x80);
	assert_true(str_contains(dump, STR("># First")));
}

/* ---- who reaches whom ------------------------------------------------------------------------ */

static void trust_graph_joins_roles_through_workflows(void **state)
{
	struct screen *s = *state;
	press(s, "2 / ");
	type_text(s, "TrustingAccountRl");
	press(s, "Enter Enter D");
	assert_shows(s, "who reaches whom around TrustingAccountRl");
	assert_on(s, "TrustingAccountRl");
	press(s, "f");
	assert_shows(s, "[FAIL] Denied at");
	press(s, "k");
	assert_shows(s, "Rl │<");
	press(s, "Enter");
	assert_shows(s, "USED BY TASKS");
}

static void trust_graph_of_an_account_opens_lists_and_traces(void **state)
{
	struct screen *s = *state;
	press(s, "1 gg Enter D");
	go_to(s, "ArchiveWfw");
	assert_shows(s, "2 Tasks [FAIL]");
	press(s, "Enter");
	assert_shows(s, "> trust graph > ArchiveWfw");
	press(s, "Esc t");
	assert_shows(s, "DeleteItem [FAIL]");
}

static void trust_graph_grows_with_the_verdicts(void **state)
{
	struct screen *s = *state;
	bool changed = false;
	tui_release(&s->tui);
	tui_init(&s->tui, &s->app, 140, 40);
	while (!s->tui.inventory.accounts_loaded)
		tui_idle(&s->tui, &changed);
	struct place reach = {.kind = PANE_REACH, .subject = STR(ROLE)};
	history_push(&s->tui.history, pane_new(&s->tui, &reach));
	assert_shows(s, "as far as Tasks are judged");
	assert_hides(s, "Flow");
	script_settle(&s->tui);
	assert_shows(s, "║ 6 Tasks             [FAIL] ║");
	assert_on(s, "Runner");
}

/* Keys in any order on any screen leave the cursor on a box of the drawing. */
static void any_keys_keep_the_cursor_on_a_box(void **state)
{
	static const char *const keys[] = {"j",	 "k", "h",    "l",    "c",	"f",	  "F",
					   "gg", "G", "PgDn", "PgUp", "Ctrl-D", "Ctrl-U", "n",
					   "D",	 "L", "z",    "Tab",  "Left",	"Up"};
	struct screen *s = *state;
	unsigned seed = 7;
	for (int i = 0; i < 3000; i++) {
		seed = seed * 1103515245u + 12345u;
		unsigned at = (seed >> 16) % (sizeof(keys) / sizeof(keys[0]) + 1);
		if (at == sizeof(keys) / sizeof(keys[0]))
			tui_resize(&s->tui, 20 + (int)(seed >> 20) % 150,
				   5 + (int)(seed >> 25) % 60);
		else
			press(s, keys[at]);
		tui_draw(&s->tui);
		const struct drawing *drawing = tui_current(&s->tui)->drawing;
		if (drawing != NULL && drawing->graph != NULL)
			assert_non_null(drawing_box(drawing));
	}
}

/* While a search is typed, a graph may be drawn anew with fewer boxes than where it began. */
static void a_box_that_is_gone_is_not_stood_on(void **state)
{
	struct graph_box box = {.x = 4, .w = 6};
	const struct graph graph = {.boxes = &box, .n_boxes = 1};
	struct drawing drawing = {.graph = &graph};
	struct drawing none = {.graph = NULL};
	(void)state;
	drawing_stand(&drawing, 0);
	drawing_stand(&drawing, 7);
	assert_int_equal(drawing.at, 0);
	assert_int_equal(drawing.column, 7);
	drawing_stand(&none, 0);
	assert_null(drawing_box(&none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(cursor_begins_at_the_task_of_the_list, graph_small,
					    done),
	    cmocka_unit_test_setup_teardown(up_and_down_follow_the_arrows, graph_small, done),
	    cmocka_unit_test_setup_teardown(down_enters_a_frame_and_leaves_it, graph_small, done),
	    cmocka_unit_test_setup_teardown(aside_goes_to_the_neighbour_and_back, graph_small,
					    done),
	    cmocka_unit_test_setup_teardown(top_and_bottom_are_the_first_and_last_box, graph_small,
					    done),
	    cmocka_unit_test_setup_teardown(next_fail_goes_from_box_to_box_and_round, graph_small,
					    done),
	    cmocka_unit_test_setup_teardown(search_finds_states_by_name, graph_small, done),
	    cmocka_unit_test_setup_teardown(verdicts_are_words_in_the_boxes, graph_small, done),
	    cmocka_unit_test_setup_teardown(boxes_wait_for_their_verdicts, graph_small, done),
	    cmocka_unit_test_setup_teardown(frames_collapse_with_the_cursor_in_or_on_them,
					    graph_small, done),
	    cmocka_unit_test_setup_teardown(search_finds_the_box_that_hides_a_state, graph_small,
					    done),
	    cmocka_unit_test_setup_teardown(arrows_of_the_cursors_box_stand_out, graph_wide, done),
	    cmocka_unit_test_setup_teardown(window_follows_the_cursor_both_ways, graph_small, done),
	    cmocka_unit_test_setup_teardown(names_of_states_are_whole_in_the_status, graph_wide,
					    done),
	    cmocka_unit_test_setup_teardown(enter_opens_the_trace_of_a_task, graph_small, done),
	    cmocka_unit_test_setup_teardown(enter_on_another_state_opens_its_definition,
					    graph_small, done),
	    cmocka_unit_test_setup_teardown(list_and_graph_are_one_key_apart, graph_small, done),
	    cmocka_unit_test_setup_teardown(trace_stands_beside_the_graph_on_wide_screens,
					    graph_wide, done),
	    cmocka_unit_test_setup_teardown(screen_readers_have_the_list, graph_small, done),
	    cmocka_unit_test_setup_teardown(ascii_graph_has_no_other_character, graph_small, done),
	    cmocka_unit_test_setup_teardown(trust_graph_joins_roles_through_workflows, demo_wide,
					    done),
	    cmocka_unit_test_setup_teardown(trust_graph_of_an_account_opens_lists_and_traces,
					    demo_wide, done),
	    cmocka_unit_test_setup_teardown(trust_graph_grows_with_the_verdicts, graph_small, done),
	    cmocka_unit_test(a_box_that_is_gone_is_not_stood_on),
	    cmocka_unit_test_setup_teardown(any_keys_keep_the_cursor_on_a_box, graph_small, done),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
