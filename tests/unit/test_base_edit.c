/* test_base_edit.c - changes to JSON text, byte for byte. */
#include "rolehop/base/edit.h"
#include "rolehop/base/json.h"
#include "unit.h"

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

static void is(struct str got, const char *wanted)
{
	const struct json *json;
	struct err err;

	if (!str_eq(got, str_from(wanted)))
		fail_msg("got %.*s, wanted %s", STR_ARG(got), wanted);
	assert_true(json_parse(&arena, got, &json, &err));
}

static void a_value_is_replaced_and_nothing_else(void **state)
{
	struct str out;

	(void)state;
	assert_true(
	    edit_replace(&arena, STR("{ \"a\" : [1,  2] }"), STR("/a/1"), STR("\"x\""), &out));
	is(out, "{ \"a\" : [1,  \"x\"] }");
	assert_true(edit_replace(&arena, STR(" 1 "), STR(""), STR("{}"), &out));
	is(out, " {} ");
	assert_false(edit_replace(&arena, STR("{}"), STR("/a"), STR("1"), &out));
}

static void an_element_goes_to_the_end_of_its_array(void **state)
{
	struct str out;

	(void)state;
	assert_true(edit_append(&arena, STR("{\"a\":[1\n]}"), STR("/a"), STR("2"), &out));
	is(out, "{\"a\":[1,2\n]}");
	assert_true(edit_append(&arena, STR("{\"a\":[ ]}"), STR("/a"), STR("2"), &out));
	is(out, "{\"a\":[2 ]}");
}

static void what_stands_on_lines_of_its_own_gets_one(void **state)
{
	struct str out;

	(void)state;
	assert_true(edit_append(&arena, STR("[\n  1,\n  2\n]"), STR(""), STR("3"), &out));
	is(out, "[\n  1,\n  2,\n  3\n]");
	assert_true(
	    edit_member(&arena, STR("{\r\n\t\"a\": 1\r\n}"), STR(""), STR("b"), STR("2"), &out));
	is(out, "{\r\n\t\"a\": 1,\r\n\t\"b\":2\r\n}");
	assert_true(edit_append(&arena, STR("[ 1, 2 ]"), STR(""), STR("3"), &out));
	is(out, "[ 1, 2,3 ]");
}

static void what_is_no_array_becomes_one(void **state)
{
	struct str out;

	(void)state;
	assert_true(edit_append(&arena, STR("{\"S\":{\"x\":1}}"), STR("/S"), STR("{}"), &out));
	is(out, "{\"S\":[{\"x\":1},{}]}");
}

static void a_member_goes_to_the_end_of_its_object(void **state)
{
	struct str out;

	(void)state;
	assert_true(
	    edit_member(&arena, STR("{\"a\":{ }}"), STR("/a"), STR("k\"y"), STR("1"), &out));
	is(out, "{\"a\":{\"k\\\"y\":1 }}");
	assert_true(edit_member(&arena, STR("{\"a\":1 }"), STR(""), STR("b"), STR("2"), &out));
	is(out, "{\"a\":1,\"b\":2 }");
	assert_false(edit_member(&arena, STR("{\"a\":[]}"), STR("/a"), STR("b"), STR("2"), &out));
}

static void a_member_gets_another_name(void **state)
{
	struct str out;

	(void)state;
	assert_true(
	    edit_rename(&arena, STR("{\"a\\\"\" : 1}"), STR("/a\""), STR("StringLike"), &out));
	is(out, "{\"StringLike\" : 1}");
	assert_false(edit_rename(&arena, STR("[1]"), STR("/0"), STR("x"), &out));
}

static void what_is_taken_away_takes_its_comma_along(void **state)
{
	struct str out;

	(void)state;
	assert_true(edit_remove(&arena, STR("[1, 2 ,3]"), STR("/1"), &out));
	is(out, "[1 ,3]");
	assert_true(edit_remove(&arena, STR("[1, 2]"), STR("/0"), &out));
	is(out, "[2]");
	assert_true(edit_remove(&arena, STR("{\"a\":1, \"b\": {}}"), STR("/b"), &out));
	is(out, "{\"a\":1}");
	assert_true(edit_remove(&arena, STR("{\"a\":1}"), STR("/a"), &out));
	is(out, "{}");
	assert_false(edit_remove(&arena, STR("{\"a\":1}"), STR(""), &out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(a_value_is_replaced_and_nothing_else, make, drop),
	    cmocka_unit_test_setup_teardown(an_element_goes_to_the_end_of_its_array, make, drop),
	    cmocka_unit_test_setup_teardown(what_stands_on_lines_of_its_own_gets_one, make, drop),
	    cmocka_unit_test_setup_teardown(what_is_no_array_becomes_one, make, drop),
	    cmocka_unit_test_setup_teardown(a_member_goes_to_the_end_of_its_object, make, drop),
	    cmocka_unit_test_setup_teardown(a_member_gets_another_name, make, drop),
	    cmocka_unit_test_setup_teardown(what_is_taken_away_takes_its_comma_along, make, drop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
