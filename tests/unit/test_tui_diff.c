/* test_tui_diff.c - lines compared, and two rows of the explorer beside each other. */
#include "tui_help.h"

#include "tui/linediff.h"
#include "tui/panes.h"

enum { LETTERS_MAX = 4000 };

/* One line per letter. */
static size_t letters(const char *text, struct str lines[LETTERS_MAX])
{
	size_t n = 0;
	for (; text[n] != '\0'; n++)
		lines[n] = (struct str){text + n, 1};
	return n;
}

/* " a" same, "-a" gone, "+a" new. */
static struct str compared(struct arena *arena, const char *a, const char *b)
{
	static struct str x[LETTERS_MAX];
	static struct str y[LETTERS_MAX];
	struct buf buf;
	size_t n;
	size_t n_x = letters(a, x);
	size_t n_y = letters(b, y);
	const struct linediff_row *rows = linediff(arena, x, n_x, y, n_y, &n);
	buf_init(&buf, arena, 1 << 20);
	for (size_t i = 0; i < n; i++) {
		struct str line = rows[i].kind == LINE_NEW ? y[rows[i].b] : x[rows[i].a];
		if (rows[i].kind == LINE_SAME)
			assert_true(str_eq(x[rows[i].a], y[rows[i].b]));
		buf_printf(&buf, "%c%.*s", " -+"[rows[i].kind], STR_ARG(line));
	}
	return buf_str(&buf);
}

static void lines_are_compared_as_a_person_would(void **state)
{
	static const char *const cases[][3] = {
	    {"", "", ""},
	    {"abc", "abc", " a b c"},
	    {"abc", "", "-a-b-c"},
	    {"", "abc", "+a+b+c"},
	    {"abc", "axc", " a-b+x c"},
	    {"abcd", "bcde", "-a b c d+e"},
	    {"abcabba", "cbabac", "-a-b c+b a b-b a+c"},
	};
	struct arena arena = {0};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str rows = compared(&arena, cases[i][0], cases[i][1]);
		if (!str_eq(rows, str_from(cases[i][2])))
			fail_msg("%s, %s: \"%.*s\" is not \"%s\"", cases[i][0], cases[i][1],
				 STR_ARG(rows), cases[i][2]);
	}
	arena_release(&arena);
}

/* The longest common subsequence, by its definition. */
static size_t common(const char *a, const char *b)
{
	size_t table[32][32] = {{0}};
	size_t n = strlen(a);
	size_t m = strlen(b);
	for (size_t i = 1; i <= n; i++) {
		for (size_t k = 1; k <= m; k++) {
			size_t longer =
			    table[i - 1][k] > table[i][k - 1] ? table[i - 1][k] : table[i][k - 1];
			table[i][k] = a[i - 1] == b[k - 1] ? table[i - 1][k - 1] + 1 : longer;
		}
	}
	return table[n][m];
}

static void as_few_lines_differ_as_can_be(void **state)
{
	uint32_t seed = 20261125;
	struct arena arena = {0};
	(void)state;
	for (int round = 0; round < 3000; round++) {
		char text[2][24] = {{0}};
		for (int t = 0; t < 2; t++) {
			seed = seed * 1664525u + 1013904223u;
			size_t n = (seed >> 16) % 22;
			for (size_t i = 0; i < n; i++) {
				seed = seed * 1664525u + 1013904223u;
				text[t][i] = "abcd"[(seed >> 20) % 4];
			}
		}
		struct str rows = compared(&arena, text[0], text[1]);
		struct buf back[2];
		size_t same = 0;
		buf_init(&back[0], &arena, 1000);
		buf_init(&back[1], &arena, 1000);
		for (size_t i = 0; i < rows.n; i += 2) {
			same += rows.p[i] == ' ';
			if (rows.p[i] != '+')
				buf_add_char(&back[0], rows.p[i + 1]);
			if (rows.p[i] != '-')
				buf_add_char(&back[1], rows.p[i + 1]);
		}
		assert_true(str_eq(buf_str(&back[0]), str_from(text[0])));
		assert_true(str_eq(buf_str(&back[1]), str_from(text[1])));
		assert_int_equal(same, common(text[0], text[1]));
		arena_release(&arena);
	}
}

static void lines_that_are_all_different_are_not_searched_forever(void **state)
{
	static char a[LETTERS_MAX];
	static char b[LETTERS_MAX];
	struct arena arena = {0};
	(void)state;
	memset(a, 'a', sizeof(a) - 1);
	memset(b, 'b', sizeof(b) - 1);
	a[0] = b[0] = 'x';
	struct str rows = compared(&arena, a, b);
	assert_true(str_starts(rows, STR(" x-a-a")));
	assert_int_equal(rows.n, 2 * (2 * (sizeof(a) - 2) + 1));
	arena_release(&arena);
}

/* ---- the pane -------------------------------------------------------------------------------- */

static void two_marked_workflows_are_compared(void **state)
{
	struct screen *s = *state;
	press(s, "3 d");
	assert_shows(s, "diff is off: mark a row first (Space)");
	press(s, "/");
	type_text(s, "consumer");
	press(s, "Enter gg Space G d");
	assert_shows(s, "SecretCacheConsumerWfv : SecretCacheConsumerWfw");
	assert_int_equal(tui_focus(&s->tui)->ops->kind, PANE_DIFF);
	press(s, "[ * * d");
	assert_int_equal(tui_focus(&s->tui)->ops->kind, PANE_DIFF);
	press(s, "[ Esc * * d");
	assert_shows(s, "diff is off: two rows are compared");
}

static void differences_are_found_and_counted(void **state)
{
	struct screen *s = *state;
	press(s, "2 /");
	type_text(s, "trust");
	press(s, "Enter gg Space j d");
	assert_shows(s, "lines only in the first");
	press(s, "gg f");
	struct str row = cursor_row(s);
	assert_true(str_contains(row, STR(">-")) || str_contains(row, STR(">+")));
	press(s, "G F");
	row = cursor_row(s);
	assert_true(str_contains(row, STR(">-")) || str_contains(row, STR(">+")));
	press(s, "/");
	type_text(s, "effect");
	press(s, "Enter");
	assert_cursor_on(s, "Effect");
}

/* A boundary that only one has is not compared with the other's policies. */
static void each_part_is_compared_with_its_like(void **state)
{
	struct screen *s = *state;
	press(s, "2 /");
	type_text(s, "trust");
	press(s, "Enter gg Space j d yv");
	struct str text = s->tui.copied;
	assert_true(str_contains(text, STR("\n- boundary\n")));
	assert_true(str_contains(text, STR("\n- policy inline assume-trusting-roles\n")));
	assert_true(str_contains(text, STR("\n+ policy inline start-cache\n")));
	assert_true(str_contains(text, STR("\ntrust policy\n")));
	assert_true(str_contains(text, STR("\n-         \"Service\": \"states.amazonaws.com\"\n+ "
					   "        \"AWS\": ")));
}

static void wide_screens_show_both_beside_each_other(void **state)
{
	struct screen *s = *state;
	press(s, "2 / ");
	type_text(s, "trust");
	press(s, "Enter gg Space j d z gg f");
	struct str row = cursor_row(s);
	assert_true(str_contains(row, STR(" ! ")) || str_contains(row, STR(" - ")) ||
		    str_contains(row, STR(" + ")));
}

/* The same thing as two imports brought it: white space is no difference. */
static void equal_things_are_the_same(void **state)
{
	struct screen *s = *state;
	struct str arn = STR("arn:aws:iam::222222222222:role/TrustingAccountRl");
	struct place place = {.kind = PANE_DIFF, .subject = arn, .detail = arn};
	struct pane *pane = pane_new(&s->tui, &place);
	struct buf buf;
	assert_null(pane->broken);
	buf_init(&buf, &s->arena, 1000);
	pane->ops->status(&s->tui, pane, &buf);
	assert_true(str_eq(buf_str(&buf), STR("they are the same")));
	pane_free(pane);
	place.detail = STR("arn:aws:iam::222222222222:role/Nobody");
	pane = pane_new(&s->tui, &place);
	assert_non_null(pane->broken);
	pane_free(pane);
}

#define SMALL(test) cmocka_unit_test_setup_teardown(test, demo_small, demo_done)
#define WIDE(test) cmocka_unit_test_setup_teardown(test, demo_wide, demo_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_are_compared_as_a_person_would),
	    cmocka_unit_test(as_few_lines_differ_as_can_be),
	    cmocka_unit_test(lines_that_are_all_different_are_not_searched_forever),
	    SMALL(two_marked_workflows_are_compared),
	    SMALL(differences_are_found_and_counted),
	    SMALL(each_part_is_compared_with_its_like),
	    WIDE(wide_screens_show_both_beside_each_other),
	    SMALL(equal_things_are_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
