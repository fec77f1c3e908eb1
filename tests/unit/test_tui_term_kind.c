/* What a terminal is described as: its looks, its colours, and which of them go in one number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tui/term_kind.h"
#include "tui/term_ncurses.h"

enum {
	PLAIN = LOOK_BOLD | LOOK_UNDERLINE | LOOK_REVERSE,
	ALL = PLAIN | LOOK_DIM | LOOK_ITALIC,
};

/* Skips the test where this system has no description of it. */
static struct term_kind kind_of(const char *name)
{
	struct term_kind kind;
	unsetenv("COLORTERM");
	if (!term_described(name))
		skip();
	term_kind_begin(name, &kind);
	term_kind_end(&kind);
	return kind;
}

static void looks_that_a_description_lacks_are_not_packed(void **state)
{
	struct term_kind kind = kind_of("screen");
	(void)state;
	assert_true(kind.packs);
	assert_int_equal(term_kind_shown(&kind, ALL, false), PLAIN | LOOK_DIM);
	assert_int_equal(term_kind_shown(&kind, ALL, true), PLAIN | LOOK_DIM);
	assert_int_equal(term_kind_shown(&kind, LOOK_ITALIC, false), 0);
	assert_int_equal(term_kind_pack(-1, term_kind_shown(&kind, LOOK_ITALIC, false)), -1);
}

static void neither_dim_nor_italic(void **state)
{
	struct term_kind kind = kind_of("rxvt");
	(void)state;
	assert_true(kind.packs);
	assert_int_equal(term_kind_shown(&kind, ALL, true), PLAIN);
}

static void some_are_not_shown_beside_colours(void **state)
{
	struct term_kind kind = kind_of("linux");
	(void)state;
	assert_true(kind.packs);
	assert_int_equal(term_kind_shown(&kind, ALL, false), PLAIN | LOOK_DIM);
	assert_int_equal(term_kind_shown(&kind, ALL, true), LOOK_BOLD | LOOK_REVERSE);
}

static void all_are_packed_where_the_description_has_them(void **state)
{
	struct term_kind kind = kind_of("tmux-256color");
	(void)state;
	assert_true(kind.packs);
	assert_int_equal(term_kind_shown(&kind, ALL, true), ALL);
}

static void nothing_is_packed_where_there_are_no_colours(void **state)
{
	struct term_kind kind = kind_of("xterm-mono");
	(void)state;
	assert_true(kind.looks);
	assert_false(kind.packs);
	assert_true(kind.colors <= 0);
}

static int with_ncurses(void **state)
{
	struct err err;
	(void)state;
	return ncurses_load(&err) ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(looks_that_a_description_lacks_are_not_packed),
	    cmocka_unit_test(neither_dim_nor_italic),
	    cmocka_unit_test(some_are_not_shown_beside_colours),
	    cmocka_unit_test(all_are_packed_where_the_description_has_them),
	    cmocka_unit_test(nothing_is_packed_where_there_are_no_colours),
	};
	return cmocka_run_group_tests(tests, with_ncurses, NULL);
}
