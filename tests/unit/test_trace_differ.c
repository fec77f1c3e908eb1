/* test_trace_differ.c - two policies compared, statement by statement. */
#include "rolehop/trace/differ.h"
#include "unit.h"

#define DOC(statements) "{\"Version\":\"2012-10-17\",\"Statement\":" statements "}"

static struct arena arena;

static int make(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int drop(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static size_t differ(const char *a, const char *b, const struct statement_change **out)
{
	size_t n;

	differ_statements(&arena, str_from(a), str_from(b), out, &n);
	return n;
}

static void order_and_white_space_are_no_difference(void **state)
{
	const struct statement_change *c;

	(void)state;
	assert_int_equal(differ(DOC("[{\"a\":1,\"b\":2},{\"c\":3}]"),
				DOC("[ {\"c\":3}, {\"b\":2, \"a\":1} ]"), &c),
			 0);
}

static void what_took_a_statements_place_follows_it(void **state)
{
	const struct statement_change *c;

	(void)state;
	assert_int_equal(
	    differ(DOC("[{\"a\":1},{\"b\":1}]"), DOC("[{\"a\":1},{\"b\":2},{\"d\":1}]"), &c), 3);
	assert_false(c[0].added);
	assert_true(str_eq(c[0].pointer, STR("/Statement/1")));
	assert_true(str_eq(c[0].text, STR("{\"b\":1}")));
	assert_true(c[1].added && str_eq(c[1].text, STR("{\"b\":2}")));
	assert_true(c[2].added && str_eq(c[2].pointer, STR("/Statement/2")));
}

static void a_repeated_statement_counts_as_often_as_it_stands(void **state)
{
	const struct statement_change *c;

	(void)state;
	assert_int_equal(differ(DOC("[{\"a\":1},{\"a\":1}]"), DOC("[{\"a\":1}]"), &c), 1);
	assert_false(c[0].added);
}

static void one_statement_as_an_object_is_like_a_list_of_it(void **state)
{
	const struct statement_change *c;

	(void)state;
	assert_int_equal(differ(DOC("{\"a\":1}"), DOC("[{\"a\":1}]"), &c), 0);
	assert_int_equal(differ("", DOC("{\"a\":1}"), &c), 1);
	assert_true(c[0].added && str_eq(c[0].pointer, STR("/Statement")));
}

static void what_is_no_policy_is_one_piece(void **state)
{
	const struct statement_change *c;

	(void)state;
	assert_int_equal(differ("{\"x\":1}", "{\"x\":2}", &c), 2);
	assert_int_equal(differ("{\"x\":1}", "not json", &c), 1);
}

/* Where one statement took another's place, how deep both are the same. */
static void what_changed_of_one_statement_has_the_deepest_place(void **state)
{
	static const struct {
		const char *before, *after, *place;
	} rows[] = {
	    {"[{\"A\":[\"a\",\"b\"],\"E\":1}]", "[{\"A\":[\"a\",\"c\"],\"E\":1}]",
	     "/Statement/0/A/1"},
	    {"[{\"A\":[\"a\",\"b\"]}]", "[{\"A\":[\"a\"]}]", "/Statement/0/A"},
	    {"[{\"A\":[\"a\",\"b\"]}]", "[{\"A\":[\"b\",\"a\"]}]", "/Statement/0/A"},
	    {"[{\"A\":\"a\"}]", "[{\"A\":[\"a\"]}]", "/Statement/0/A"},
	    {"[{\"A\":1,\"C\":{\"k\":{\"x\":1}}}]", "[{\"A\":1,\"C\":{\"k\":{\"x\":2}}}]",
	     "/Statement/0/C/k/x"},
	    {"[{\"A\":1}]", "[{\"A\":1,\"C\":{}}]", "/Statement/0/C"},
	    {"[{\"A\":1,\"C\":{}}]", "[{\"A\":1}]", "/Statement/0"},
	    {"[{\"A\":1,\"B\":1}]", "[{\"A\":2,\"B\":2}]", "/Statement/0"},
	    {"[{\"A\":1},{\"B\":1}]", "[{\"A\":2},{\"B\":2}]", ""},
	    {"[{\"A\":1}]", "[{\"A\":1},{\"B\":2}]", ""},
	    {"[{\"A\":1}]", "[{\"A\":1}]", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str before =
		    ARENA_JOIN(&arena, STR("{\"Statement\":"), str_from(rows[i].before), STR("}"));
		struct str after =
		    ARENA_JOIN(&arena, STR("{\"Statement\":"), str_from(rows[i].after), STR("}"));
		assert_str(differ_place(&arena, before, after), rows[i].place);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(order_and_white_space_are_no_difference, make, drop),
	    cmocka_unit_test_setup_teardown(what_took_a_statements_place_follows_it, make, drop),
	    cmocka_unit_test_setup_teardown(a_repeated_statement_counts_as_often_as_it_stands, make,
					    drop),
	    cmocka_unit_test_setup_teardown(one_statement_as_an_object_is_like_a_list_of_it, make,
					    drop),
	    cmocka_unit_test_setup_teardown(what_is_no_policy_is_one_piece, make, drop),
	    cmocka_unit_test_setup_teardown(what_changed_of_one_statement_has_the_deepest_place,
					    make, drop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
