/* The canvas: clipping, wide characters, marks, laying over, frames. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/canvas.h"

struct fixture {
	struct canvas canvas;
	struct arena arena;
};

static int set_up(void **state)
{
	static struct fixture fixture;
	fixture = (struct fixture){.arena = {0}};
	canvas_resize(&fixture.canvas, 10, 3);
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	canvas_release(&f->canvas);
	arena_release(&f->arena);
	return 0;
}

static void assert_dump(struct fixture *f, const char *wanted)
{
	struct str dump = canvas_dump(&f->arena, &f->canvas);
	assert_string_equal(arena_cstr(&f->arena, dump), wanted);
}

static void canvas_draws_only_inside_the_view(void **state)
{
	struct fixture *f = *state;
	struct view all = view_of(&f->canvas);
	struct view part = view_part(&all, 2, 1, 4, 1);
	view_text(&part, -1, 0, THEME_TEXT, STR("abcdefgh"));
	view_text(&part, 0, 1, THEME_TEXT, STR("below"));
	view_text(&part, 0, -1, THEME_TEXT, STR("above"));
	assert_dump(f, "\n  bcde\n\n");
}

static void canvas_part_of_a_view_stays_inside_it(void **state)
{
	struct fixture *f = *state;
	struct view all = view_of(&f->canvas);
	struct view part = view_part(&all, 8, 2, 50, 50);
	assert_int_equal(part.w, 2);
	assert_int_equal(part.h, 1);
	part = view_part(&all, -5, -5, 3, 3);
	assert_true(part.w == 0 || part.x >= 0);
	part = view_part(&all, 20, 20, 3, 3);
	assert_int_equal(part.w, 0);
	view_text(&part, 0, 0, THEME_TEXT, STR("nowhere"));
	view_box(&part, THEME_BORDER, false);
	assert_dump(f, "\n\n\n");
}

static void canvas_text_returns_its_columns_even_where_clipped(void **state)
{
	struct fixture *f = *state;
	struct view all = view_of(&f->canvas);
	assert_int_equal(view_text(&all, 8, 0, THEME_TEXT, STR("abc日")), 5);
	assert_dump(f, "        ab\n\n\n");
}

static void canvas_half_a_wide_character_shows_as_blank(void **state)
{
	struct fixture *f = *state;
	struct view all = view_of(&f->canvas);
	struct view part = view_part(&all, 0, 0, 3, 1);
	view_text(&part, 0, 0, THEME_TEXT, STR("日本"));
	assert_dump(f, "日\n\n\n");
	view_text(&all, 1, 0, THEME_TEXT, STR("x"));
	assert_dump(f, " x\n\n\n");
	view_text(&all, 0, 1, THEME_TEXT, STR("日"));
	view_text(&all, 0, 1, THEME_TEXT, STR("y"));
	assert_dump(f, " x\ny\n\n");
	assert_int_equal(canvas_at(&f->canvas, 1, 1)->width, 1);
}

static void canvas_combining_marks_stay_with_their_letter(void **state)
{
	struct fixture *f = *state;
	struct view all = view_of(&f->canvas);
	assert_int_equal(view_text(&all, 0, 0, THEME_TEXT, STR("e\xcc\x81z")), 2);
	assert_dump(f, "e\xcc\x81z\n\n\n");
	view_text(&all, 0, 1, THEME_TEXT, STR("\xcc\x81z"));
	assert_dump(f, "e\xcc\x81z\nz\n\n");
}

static void canvas_never_holds_a_control_character(void **state)
{
	struct fixture *f = *state;
	struct view all = view_of(&f->canvas);
	view_text(&all, 0, 0, THEME_TEXT, STR("\033]52;\007\n\x9b\xe2\x80\xae"));
	for (int x = 0; x < f->canvas.cols; x++) {
		uint32_t code = canvas_at(&f->canvas, x, 0)->code;
		assert_true(code >= 0x20 && code != 0x7f && (code < 0x80 || code > 0x9f));
		assert_true(code < 0x202a || code > 0x202e);
	}
}

static void canvas_fit_marks_the_cut(void **state)
{
	struct fixture *f = *state;
	struct view all = view_of(&f->canvas);
	assert_int_equal(view_fit(&all, 0, 0, 4, THEME_TEXT, STR("abcdef"), false), 4);
	assert_int_equal(view_fit(&all, 0, 1, 4, THEME_TEXT, STR("abcd"), false), 4);
	view_fit(&all, 0, 2, 4, THEME_TEXT, STR("abcdef"), true);
	assert_int_equal(view_fit(&all, 0, 2, 0, THEME_TEXT, STR("abc"), true), 0);
	assert_dump(f, "abc…\nabcd\nabc~\n");
}

static void canvas_over_keeps_the_role_below(void **state)
{
	struct fixture *f = *state;
	struct view all = view_of(&f->canvas);
	view_text(&all, 0, 0, THEME_DENY, STR("x"));
	view_over(&all, 0, 0, 10, THEME_CURSOR);
	assert_int_equal(canvas_at(&f->canvas, 0, 0)->role, THEME_DENY);
	assert_int_equal(canvas_at(&f->canvas, 0, 0)->over, THEME_CURSOR);
	assert_int_equal(canvas_at(&f->canvas, 9, 0)->over, THEME_CURSOR);
}

static void canvas_box_has_corners_in_both_alphabets(void **state)
{
	struct fixture *f = *state;
	struct view all = view_of(&f->canvas);
	struct view part = view_part(&all, 0, 0, 4, 3);
	view_box(&part, THEME_BORDER, true);
	assert_dump(f, "+--+\n|  |\n+--+\n");
	view_box(&part, THEME_BORDER, false);
	assert_dump(f, "┌──┐\n│  │\n└──┘\n");
}

static void canvas_of_no_size_is_one_cell(void **state)
{
	struct fixture *f = *state;
	canvas_resize(&f->canvas, 0, -3);
	assert_int_equal(f->canvas.cols, 1);
	assert_int_equal(f->canvas.rows, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(canvas_draws_only_inside_the_view, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(canvas_part_of_a_view_stays_inside_it, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(canvas_text_returns_its_columns_even_where_clipped,
					    set_up, tear_down),
	    cmocka_unit_test_setup_teardown(canvas_half_a_wide_character_shows_as_blank, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(canvas_combining_marks_stay_with_their_letter, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(canvas_never_holds_a_control_character, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(canvas_fit_marks_the_cut, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(canvas_over_keeps_the_role_below, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(canvas_box_has_corners_in_both_alphabets, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(canvas_of_no_size_is_one_cell, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
