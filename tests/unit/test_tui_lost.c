/* test_tui_lost.c - what the explorer cannot read is never taken for what is not there. */
#include "sqlite_faults.h"

#include "tui_help.h"

#include "unit.h"

enum { LISTS = 5, ROWS = 24, FIRST_ROW = 2, LAST_ROW = ROWS - 3 };

struct lists {
	struct str screens[LISTS];
};

/* Each list as it looks once everything was read; every call to SQLite counts. */
static struct lists see(struct screen *s, struct arena *arena)
{
	static const char *const tabs[LISTS] = {"1", "2", "3", "4", "5"};
	struct lists lists;

	tui_init(&s->tui, &s->app, 80, ROWS);
	script_settle(&s->tui);
	for (size_t i = 0; i < LISTS; i++) {
		press(s, tabs[i]);
		tui_draw(&s->tui);
		lists.screens[i] = canvas_dump(arena, &s->tui.canvas);
	}
	tui_release(&s->tui);
	return lists;
}

/* The rows of a list, or why it cannot be opened, without the title above and the message below. */
static struct str body(struct str screen)
{
	struct str_split it = {screen, false};
	struct str row = {0};
	size_t from = 0;
	for (int y = 0; y <= LAST_ROW && str_next(&it, '\n', &row); y++)
		if (y == FIRST_ROW)
			from = (size_t)(row.p - screen.p);
	return str_slice(screen, from, (size_t)(row.p + row.n - screen.p));
}

static void lists_that_lack_what_cannot_be_read_say_so(void **state)
{
	struct screen *s = calloc(1, sizeof(*s));
	struct arena kept = {0};
	struct err err;
	long reached = 0;
	size_t marked = 0;
	(void)state;
	app_init(&s->app);
	if (!app_open_demo(&s->app, &err))
		fail_msg("%s", err.text);
	struct lists usual = see(s, &kept);
	for (long n = 1; reached == n - 1; n++) {
		struct arena arena = {0};
		calls = 0;
		failing = n;
		struct lists now = see(s, &arena);
		reached = calls < n ? calls : n;
		failing = 0;
		for (size_t i = 0; i < LISTS; i++) {
			struct str shown = body(now.screens[i]);
			bool marks = str_contains(now.screens[i], STR("NOT ALL COULD BE READ"));
			marked += marks;
			if (!marks && !str_contains(shown, STR("SQLite: ")) &&
			    !str_eq(shown, body(usual.screens[i])))
				fail_msg("call %ld:\n%.*s", n, STR_ARG(now.screens[i]));
		}
		arena_release(&arena);
	}
	assert_true(reached > 50);
	assert_true(marked > 50);
	arena_release(&kept);
	app_release(&s->app);
	free(s);
}

static void nothing_is_fine_where_not_all_was_read(void **state)
{
	struct screen *s = *state;
	press(s, "5");
	s->tui.lost = true;
	assert_shows(s, "NOT ALL COULD BE READ");
	assert_hides(s, "5 Findings 1");
	press(s, "/");
	type_text(s, "no such finding");
	assert_shows(s, "nothing matches the filter");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lists_that_lack_what_cannot_be_read_say_so),
	    cmocka_unit_test_setup_teardown(nothing_is_fine_where_not_all_was_read, demo_small,
					    demo_done),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
