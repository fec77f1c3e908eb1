/* What a state machine's boxes say, and how they are joined. */
#include <stdio.h>

#include "graph_case.h"

#include "rolehop/base/width.h"

#define TASK(name, rest)                                                                           \
	"\"" name                                                                                  \
	"\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::aws-sdk:s3:getObject\"" rest "}"
#define MACHINE(start, states) "{\"StartAt\":\"" start "\",\"States\":{" states "}}"

static const struct graph_edge *edge_between(struct graph_case *c, const char *from, const char *to)
{
	const struct graph_box *boxes = c->graph->boxes;
	for (size_t i = 0; i < c->graph->n_edges; i++) {
		const struct graph_edge *edge = &c->graph->edges[i];
		if (str_eq(boxes[edge->from].name, str_from(from)) &&
		    str_eq(boxes[edge->to].name, str_from(to)))
			return edge;
	}
	fail_msg("no edge from %s to %s:\n%.*s", from, to, STR_ARG(graph_case_text(c)));
	return NULL;
}

static void assert_picture(struct graph_case *c, const char *picture)
{
	struct str text = graph_case_text(c);
	if (str_eq(text, str_from(picture)))
		return;
	fprintf(stderr, "it is drawn as\n%.*s\n", STR_ARG(text)); /* longer than fail_msg prints */
	fail();
}

/* ---- pictures -------------------------------------------------------------------------------- */

#define CHOICE                                                                                     \
	MACHINE("Has", "\"Has\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.r\","          \
		       "\"IsPresent\":true,\"Next\":\"Get\"}],\"Default\":\"Cache\"}," TASK(       \
			   "Get", ",\"End\":true,\"Catch\":[{\"ErrorEquals\":[\"States.ALL\"],"    \
				  "\"Next\":\"Cache\"}]") ",\"Cache\":{\"Type\":\"Pass\","         \
							  "\"End\":true}")

static void picture_shows_verdicts_without_colour(void **state)
{
	struct graph_case c;
	(void)state;
	graph_case_read(&c, STR(CHOICE));
	*graph_case_fact(&c, "Get") = (struct graph_fact){.mark = GRAPH_FAIL,
							  .calls = STR("s3:GetObject"),
							  .account = STR("222222222222"),
							  .gate = STR("target-trust")};
	graph_case_draw(&c);
	assert_picture(&c, /* clang-format off */
			   "             ( start )\n"
			   "                 │\n"
			   "  ┌──────────────▼───────────────┐\n"
			   "  │ Has                          │\n"
			   "  │ Choice                [ -- ] │\n"
			   "  └┬──────────────────┬──────────┘\n"
			   "   │ $.r is present   │ default\n"
			   "   │                  └──────┐\n"
			   " ╔═▼═════════════════════╗   │\n"
			   " ║ Get                   ║   │\n"
			   " ║ s3:GetObject   [FAIL] ║   │\n"
			   " ║ @222222222222         ║   │\n"
			   " ║ stops at target-trust ║   │\n"
			   " ╚╤══╤═══════════════════╝   │\n"
			   "  │  ┆ catch States.ALL      │\n"
			   "  │  └┄┄┄┄┄┄┄┄┬──────────────┘\n"
			   "  │    ┌──────▼──────┐\n"
			   "  │    │ Cache       │\n"
			   "  │    │ Pass [ -- ] │\n"
			   "  │    └──────┬──────┘\n"
			   "  └────────┬──┘\n"
			   "        ( end )\n"
		       /* clang-format on */);
	graph_case_close(&c);
}

static void picture_in_ascii_has_no_other_character(void **state)
{
	struct graph_case c;
	(void)state;
	graph_case_read(&c, STR(CHOICE));
	graph_case_fact(&c, "Get")->mark = GRAPH_FAIL;
	c.options.ascii = true;
	graph_case_draw(&c);
	struct str text = graph_case_text(&c);
	for (size_t i = 0; i < text.n; i++)
		assert_true((unsigned char)text.p[i] < 0x80);
	assert_contains(text, "##v####");
	assert_contains(text, "# Get ");
	assert_contains(text, ": catch States.ALL");
	graph_case_close(&c);
}

#define NESTED                                                                                     \
	MACHINE("Fan",                                                                             \
		"\"Fan\":{\"Type\":\"Parallel\",\"Branches\":[" MACHINE(                           \
		    "A",                                                                           \
		    TASK("A",                                                                      \
			 ",\"End\":true")) "," MACHINE("M",                                        \
						       "\"M\":{\"Type\":\"Map\","                  \
						       "\"ItemProcessor\":" MACHINE(               \
							   "I",                                    \
							   TASK("I",                               \
								",\"End\":true")) ",\"End\":"      \
										  "true}") "],"    \
											   "\"Nex" \
											   "t\":"  \
											   "\"Don" \
											   "e\"}," \
											   "\"Don" \
											   "e\":{" \
											   "\"Typ" \
											   "e\":"  \
											   "\"Suc" \
											   "ceed"  \
											   "\"}")

static void frames_hold_branches_and_what_is_in_them(void **state)
{
	struct graph_case c;
	(void)state;
	graph_case_open(&c, NESTED);
	assert_picture(&c, /* clang-format off */
			   "                ( start )\n"
			   "                    │\n"
			   "┌───────────────────▼───────────────────┐\n"
			   "│ Fan                                   │\n"
			   "│ Parallel of 2                  [ ok ] │\n"
			   "├────────┬───────────────────┬──────────┤\n"
			   "│        │        ┊          │          │\n"
			   "│ ┌──────▼──────┐ ┊ ┌────────▼────────┐ │\n"
			   "│ │ A           │ ┊ │ M               │ │\n"
			   "│ │ Task [ ok ] │ ┊ │ Map      [ ok ] │ │\n"
			   "│ └──────┬──────┘ ┊ ├────────┬────────┤ │\n"
			   "│        │        ┊ │        │        │ │\n"
			   "│        │        ┊ │ ┌──────▼──────┐ │ │\n"
			   "│        │        ┊ │ │ I           │ │ │\n"
			   "│        │        ┊ │ │ Task [ ok ] │ │ │\n"
			   "│        │        ┊ │ └──────┬──────┘ │ │\n"
			   "│        │        ┊ │        │        │ │\n"
			   "│        │        ┊ └────────┼────────┘ │\n"
			   "│        │        ┊          │          │\n"
			   "└────────┴──────────┬────────┴──────────┘\n"
			   "                    │\n"
			   "           ┌────────▼───────┐\n"
			   "           │ Done           │\n"
			   "           │ Succeed [ -- ] │\n"
			   "           └───────┬────────┘\n"
			   "                   │\n"
			   "                ( end )\n"
		       /* clang-format on */);
	graph_case_close(&c);
}

static void collapsed_frame_shows_the_worst_of_its_inside(void **state)
{
	struct graph_case c;
	(void)state;
	graph_case_read(&c, STR(NESTED));
	graph_case_fact(&c, "I")->mark = GRAPH_UNKNOWN;
	c.collapsed[graph_case_state(&c, "Fan")->index] = true;
	graph_case_draw(&c);
	assert_picture(&c, /* clang-format off */
			   "       ( start )\n"
			   "           │\n"
			   "┌──────────▼───────────┐\n"
			   "│ Fan                  │\n"
			   "│ Parallel of 2 [ ?? ] │\n"
			   "│ + 3 states inside    │\n"
			   "└──────────┬───────────┘\n"
			   "           │\n"
			   "   ┌───────▼────────┐\n"
			   "   │ Done           │\n"
			   "   │ Succeed [ -- ] │\n"
			   "   └───────┬────────┘\n"
			   "           │\n"
			   "        ( end )\n"
		       /* clang-format on */);
	/* What is not drawn is found where it is hidden. */
	assert_ptr_equal(graph_case_box(&c, "I"), graph_case_box(&c, "Fan"));
	graph_case_close(&c);
}

/* ---- edges ----------------------------------------------------------------------------------- */

static void loops_are_marked_as_leading_back(void **state)
{
	struct graph_case c;
	(void)state;
	graph_case_open(
	    &c, MACHINE("A", TASK("A", ",\"Next\":\"B\"") "," TASK("B", ",\"Next\":\"A\"")));
	assert_false(edge_between(&c, "A", "B")->back);
	assert_true(edge_between(&c, "B", "A")->back);
	assert_contains(graph_case_text(&c), "▲");
	graph_case_close(&c);
}

static void state_that_waits_for_itself_is_a_loop(void **state)
{
	struct graph_case c;
	(void)state;
	graph_case_open(&c, MACHINE("A", TASK("A", ",\"Next\":\"A\"")));
	assert_true(edge_between(&c, "A", "A")->back);
	graph_case_close(&c);
}

static void missing_target_has_a_box_that_says_so(void **state)
{
	struct graph_case c;
	(void)state;
	graph_case_open(
	    &c, MACHINE("A", TASK("A", ",\"Next\":\"Gone\"") "," TASK("B", ",\"Next\":\"Gone\"")));
	const struct graph_edge *edge = edge_between(&c, "A", "Gone");
	assert_int_equal(c.graph->boxes[edge->to].kind, GRAPH_MISSING);
	assert_ptr_equal(&c.graph->boxes[edge->to],
			 &c.graph->boxes[edge_between(&c, "B", "Gone")->to]);
	assert_contains(graph_case_text(&c), "no such state");
	graph_case_close(&c);
}

static void machine_that_begins_nowhere_is_drawn_all_the_same(void **state)
{
	struct graph_case c;
	(void)state;
	graph_case_open(&c, MACHINE("Typo", TASK("A", ",\"End\":true")));
	assert_int_equal(c.graph->boxes[edge_between(&c, "start", "Typo")->to].kind, GRAPH_MISSING);
	assert_true(graph_case_box(&c, "A")->unreachable);
	graph_case_close(&c);
	graph_case_open(&c, "{\"StartAt\":\"A\",\"States\":{}}");
	assert_contains(graph_case_text(&c), "no such state");
	graph_case_close(&c);
}

static void unreachable_states_say_so(void **state)
{
	struct graph_case c;
	(void)state;
	graph_case_open(&c,
			MACHINE("A", TASK("A", ",\"End\":true") "," TASK("B", ",\"Next\":\"A\"")));
	assert_false(graph_case_box(&c, "A")->unreachable);
	assert_true(graph_case_box(&c, "B")->unreachable);
	assert_contains(graph_case_text(&c), "nothing leads here");
	graph_case_close(&c);
}

static void state_without_a_next_says_so(void **state)
{
	struct graph_case c;
	(void)state;
	graph_case_open(&c, MACHINE("A", TASK("A", "")));
	assert_contains(graph_case_text(&c), "leads nowhere");
	graph_case_close(&c);
}

static void many_rules_are_listed_in_the_box_and_numbered_below(void **state)
{
	struct graph_case c;
	(void)state;
	graph_case_open(
	    &c,
	    MACHINE("C",
		    "\"C\":{\"Type\":\"Choice\",\"Choices\":["
		    "{\"Variable\":\"$.n\",\"NumericEquals\":1,\"Next\":\"D\"},"
		    "{\"Variable\":\"$.n\",\"NumericEquals\":2,\"Next\":\"D\"},"
		    "{\"Variable\":\"$.n\",\"NumericEquals\":3,\"Next\":\"E\"}],\"Default\":\"E\"},"
		    "\"D\":{\"Type\":\"Succeed\"},\"E\":{\"Type\":\"Fail\"}"));
	struct str text = graph_case_text(&c);
	assert_contains(text, "│ 3 $.n = 3 ");
	assert_contains(text, "│ 4 default ");
	assert_contains(text, " │ 1  │ 2 │ 3  │ 4\n");
	graph_case_close(&c);
}

/* ---- names ----------------------------------------------------------------------------------- */

static void wide_names_are_cut_by_columns(void **state)
{
	struct graph_case c;
	struct str row;
	(void)state;
	graph_case_open(
	    &c, MACHINE("取得取得取得取得取得取得取得取得取得取得取得",
			TASK("取得取得取得取得取得取得取得取得取得取得取得", ",\"End\":true")));
	struct str_split it = {graph_case_text(&c), false};
	bool found = false;
	while (str_next(&it, '\n', &row)) {
		if (!str_contains(row, STR("取得")))
			continue;
		found = true;
		assert_int_equal(width_text(row), c.graph->w);
		assert_true(str_contains(row, STR("…")));
		assert_true(str_ends(row, STR("│")));
	}
	assert_true(found);
	assert_true(c.graph->w <= 28 + 4);
	graph_case_close(&c);
}

static void hostile_names_are_made_visible(void **state)
{
	struct graph_case c;
	(void)state;
	graph_case_open(
	    &c, MACHINE("a\\u001b[31m\\u202e", TASK("a\\u001b[31m\\u202e", ",\"Next\":\"b\\nc\"")));
	struct str text = graph_case_text(&c);
	assert_false(str_contains(text, STR("\x1b")));
	assert_false(str_contains(text, STR("\xe2\x80\xae")));
	assert_contains(text, "<U+202E>");
	assert_contains(text, "b<0x0A>c");
	graph_case_close(&c);
}

/* ---- parts ----------------------------------------------------------------------------------- */

/* Any part is what the whole shows there. */
static void part_of_a_drawing_is_cut_out_of_the_whole(void **state)
{
	struct graph_case c;
	(void)state;
	graph_case_open(&c, NESTED);
	struct graph_area all = {0, 0, c.graph->w, c.graph->h};
	struct graph_area part = {3, 2, 17, 9};
	struct graph_cell *whole = calloc((size_t)(all.w * all.h), sizeof(*whole));
	struct graph_cell *cells = calloc((size_t)(part.w * part.h), sizeof(*cells));
	graph_paint(&c.scratch, c.graph, &all, false, whole);
	for (part.x = -5; part.x < all.w; part.x += 7) {
		for (part.y = -5; part.y < all.h; part.y += 3) {
			graph_paint(&c.scratch, c.graph, &part, false, cells);
			for (int i = 0; i < part.w * part.h; i++) {
				int x = part.x + i % part.w;
				int y = part.y + i / part.w;
				bool in = x >= 0 && y >= 0 && x < all.w && y < all.h;
				assert_int_equal(cells[i].code,
						 in ? whole[y * all.w + x].code : ' ');
			}
		}
	}
	free(whole);
	free(cells);
	graph_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(picture_shows_verdicts_without_colour),
	    cmocka_unit_test(picture_in_ascii_has_no_other_character),
	    cmocka_unit_test(frames_hold_branches_and_what_is_in_them),
	    cmocka_unit_test(collapsed_frame_shows_the_worst_of_its_inside),
	    cmocka_unit_test(loops_are_marked_as_leading_back),
	    cmocka_unit_test(state_that_waits_for_itself_is_a_loop),
	    cmocka_unit_test(missing_target_has_a_box_that_says_so),
	    cmocka_unit_test(machine_that_begins_nowhere_is_drawn_all_the_same),
	    cmocka_unit_test(unreachable_states_say_so),
	    cmocka_unit_test(state_without_a_next_says_so),
	    cmocka_unit_test(many_rules_are_listed_in_the_box_and_numbered_below),
	    cmocka_unit_test(wide_names_are_cut_by_columns),
	    cmocka_unit_test(hostile_names_are_made_visible),
	    cmocka_unit_test(part_of_a_drawing_is_cut_out_of_the_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
