/* Colours of themes on terminals that have fewer, and looks laid over each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/palette.h"

enum { RGB = 0x1000000 };

static void palette_default_stays_default(void **state)
{
	bool bold = false;
	(void)state;
	assert_int_equal(palette_here(THEME_DEFAULT_COLOUR, 256, 0, &bold), -1);
	assert_int_equal(palette_here(THEME_DEFAULT_COLOUR, 8, 8, &bold), -1);
	assert_false(bold);
}

static void palette_bright_colours_are_bold_where_there_are_eight(void **state)
{
	bool bold = false;
	(void)state;
	assert_int_equal(palette_here(9, 16, 0, &bold), 9);
	assert_false(bold);
	assert_int_equal(palette_here(9, 8, 0, &bold), 1);
	assert_true(bold);
}

static void palette_finds_the_nearest_of_256_and_of_16(void **state)
{
	bool bold = false;
	(void)state;
	assert_int_equal(palette_here(RGB + 0xff0000, 256, 0, &bold), 196);
	assert_int_equal(palette_here(RGB + 0x000000, 256, 0, &bold), 16);
	assert_int_equal(palette_here(RGB + 0xf00808, 16, 0, &bold), 9);
	assert_int_equal(palette_here(196, 16, 0, &bold), 9);
	assert_int_equal(palette_here(232, 16, 0, &bold), 0);
	assert_int_equal(palette_here(200, 256, 0, &bold), 200);
}

static void palette_direct_colours_are_rgb_beyond_the_palette(void **state)
{
	bool bold = false;
	(void)state;
	assert_int_equal(palette_here(RGB + 0x123456, 1 << 24, 8, &bold), 0x123456);
	assert_int_equal(palette_here(1, 1 << 24, 8, &bold), 1);
	assert_int_equal(palette_here(9, 1 << 24, 8, &bold), 0xff0000);
	assert_int_equal(palette_here(196, 1 << 24, 8, &bold), 0xff0000);
	assert_int_equal(palette_here(196, 1 << 24, 256, &bold), 196);
	assert_int_equal(palette_here(9, 1 << 24, 256, &bold), 9);
	assert_int_equal(palette_here(RGB + 0x123456, 1 << 24, 256, &bold), 0x123456);
	assert_int_equal(palette_here(RGB + 0x000020, 1 << 24, 256, &bold), 0x000120);
	assert_int_equal(palette_here(RGB, 1 << 24, 256, &bold), 0x000100);
}

static void palette_cursor_leaves_a_verdict_to_be_told_from_the_row(void **state)
{
	const struct theme *mono = theme_mono();
	struct cell cell = {.code = 'x', .width = 1, .role = THEME_DENY, .over = THEME_CURSOR};
	(void)state;
	assert_false(palette_look(mono, &cell).reverse);
	cell.role = THEME_TEXT;
	assert_true(palette_look(mono, &cell).reverse);
	cell.over = THEME_TEXT;
	assert_false(palette_look(mono, &cell).reverse);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(palette_default_stays_default),
	    cmocka_unit_test(palette_bright_colours_are_bold_where_there_are_eight),
	    cmocka_unit_test(palette_finds_the_nearest_of_256_and_of_16),
	    cmocka_unit_test(palette_direct_colours_are_rgb_beyond_the_palette),
	    cmocka_unit_test(palette_cursor_leaves_a_verdict_to_be_told_from_the_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
