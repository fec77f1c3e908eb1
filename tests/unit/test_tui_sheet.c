/* Where a text of lines stands when it is opened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/sheet.h"

enum { HEIGHT = 10 };

/* So many lines of a heading, then one that can be stood on with so many below it, and another. */
static void fill(struct pane *pane, size_t heading, size_t below)
{
	*pane = (struct pane){.height = HEIGHT};
	sheet_new(pane, 0);
	for (size_t i = 0; i < heading; i++)
		sheet_blank(pane->sheet);
	sheet_add(pane->sheet, THEME_TEXT, STR("first"));
	sheet_end(pane->sheet, &(struct line){.id = 1, .stop = true});
	for (size_t i = 0; i < below; i++)
		sheet_blank(pane->sheet);
	sheet_add(pane->sheet, THEME_TEXT, STR("second"));
	sheet_end(pane->sheet, &(struct line){.id = 2, .stop = true});
	sheet_settle(pane);
}

static void release(struct pane *pane)
{
	arena_release(&pane->sheet->arena);
	arena_release(&pane->arena);
}

static void short_headings_show_above_what_is_too_long(void **state)
{
	struct pane pane;
	(void)state;
	fill(&pane, 4, 12);
	assert_int_equal(pane.spot.cursor, 1);
	assert_int_equal(pane.spot.top, 0);
	release(&pane);
}

static void long_headings_give_way_to_what_can_be_stood_on(void **state)
{
	struct pane pane;
	(void)state;
	fill(&pane, 8, 12);
	assert_int_equal(pane.spot.cursor, 1);
	assert_int_equal(pane.spot.top, 8);
	release(&pane);
}

static void what_fits_shows_with_all_of_its_heading(void **state)
{
	struct pane pane;
	(void)state;
	fill(&pane, 7, 1);
	assert_int_equal(pane.spot.top, 0);
	release(&pane);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(short_headings_show_above_what_is_too_long),
	    cmocka_unit_test(long_headings_give_way_to_what_can_be_stood_on),
	    cmocka_unit_test(what_fits_shows_with_all_of_its_heading),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
