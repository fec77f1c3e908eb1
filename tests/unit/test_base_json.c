/* test_base_json.c - JSON in and out. */
#include "unit.h"

#include <string.h>

#include "rolehop/base/json.h"

static void json_reads_values_in_order(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct err err = {0};
	const struct json *json;
	struct str text = STR("\xEF\xBB\xBF{\"a\": [1, -2.5, true, null], \"b\": \"x\\u00e9\\n\", "
			      "\"b\": \"second\"}");
	assert_true(json_parse(&arena, text, &json, &err));
	assert_int_equal(json_count(json), 3);
	assert_str(json_get_str(json, STR("b")), "second");
	assert_str(json_str(json_next(json_first(json))), "x\xC3\xA9\n");
	assert_null(json_get(json, STR("B")));
	assert_non_null(json_get_nocase(json, STR("B")));
	const struct json *a = json_get(json, STR("a"));
	assert_str(json_scalar(&arena, json_first(a)), "1");
	assert_str(json_scalar(&arena, json_next(json_first(a))), "-2.5");
	assert_true(json_bool(json_at(json, STR("/a/2"))));
	assert_int_equal(json_kind(json_at(json, STR("/a/3"))), JSON_NULL);
	assert_null(json_at(json, STR("/a/4")));
	arena_release(&arena);
}

static void json_is_refused_where_the_strict_check_refuses(void **state)
{
	(void)state;
	static const char *const texts[] = {
	    "",	   "[1,]", "{\"a\":1} x", "\"\\u0000\"", "\"\\ud800\"", "\"\xC0\x80\"",
	    "'a'", "nul",  "[01]"};
	struct arena arena = {0};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct err err = {0};
		const struct json *json = NULL;
		assert_false(json_parse(&arena, str_from(texts[i]), &json, &err));
		assert_null(json);
		assert_int_equal(err.kind, ERR_INPUT);
		assert_contains(str_from(err.text), "line 1, column ");
	}
	arena_release(&arena);
}

static void json_numbers_keep_the_text_they_are_written_in(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *want;
	} cases[] = {
	    {"5", "5"},
	    {"-7", "-7"},
	    {"0", "0"},
	    {"-0", "-0"},
	    {"123456789012", "123456789012"},
	    {"999999999999999", "999999999999999"},
	    {"9007199254740993", "9007199254740993"},
	    {"12345678901234567890", "12345678901234567890"},
	    {"1.0", "1.0"},
	    {"2.50", "2.50"},
	    {"1e3", "1e3"},
	    {"1E-7", "1E-7"},
	    {"1e999", "1e999"},
	    {"0.1000000000000000055511151231257827021181583404541015625000000000000000",
	     "0.1000000000000000055511151231257827021181583404541015625000000000000000"},
	};
	struct arena arena = {0};
	struct err err = {0};
	struct buf buf;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct json *json;
		struct str text =
		    arena_printf(&arena, "{\"-1 [\": [1, {\"x\": %s}, \"\\\"2\", 3.5], \"n\": %s}",
				 cases[i].text, cases[i].text);
		assert_true(json_parse(&arena, text, &json, &err));
		assert_str(json_scalar(&arena, json_get(json, STR("n"))), cases[i].want);
		assert_str(json_scalar(&arena, json_at(json, STR("/-1 [/1/x"))), cases[i].want);
		assert_str(json_scalar(&arena, json_at(json, STR("/-1 [/3"))), "3.5");
		assert_str(json_scalar(&arena, json_at(json, STR("/-1 [/0"))), "1");
		buf_init(&buf, &arena, 1000);
		assert_true(json_write(&buf, json_get(json, STR("n")), true));
		assert_str(buf_str(&buf), cases[i].want);
	}
	arena_release(&arena);
}

static void json_numbers_have_the_value_of_their_text(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct err err = {0};
	const struct json *json;
	struct str text =
	    STR("[2.5, 9007199254740993, 1e999, 0.00000000000000000000000000000000000000"
		"00000000000000000000000000000000001e73]");
	assert_true(json_parse(&arena, text, &json, &err));
	assert_true(json_number(json_at(json, STR("/0"))) == 2.5);
	assert_true(json_number(json_at(json, STR("/1"))) == 9007199254740992.0);
	assert_true(json_number(json_at(json, STR("/2"))) > 1e308);
	assert_true(json_number(json_at(json, STR("/3"))) == 1);
	assert_true(json_number(json) == 0);
	arena_release(&arena);
}

static void json_pointers_that_are_none_name_nothing(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct err err = {0};
	const struct json *json;
	assert_true(
	    json_parse(&arena, STR("{\"a\": [1, 2], \"\": 3, \"~x\": 4, \"/\": 5}"), &json, &err));
	assert_str(json_scalar(&arena, json_at(json, STR("/a/1"))), "2");
	assert_str(json_scalar(&arena, json_at(json, STR("/"))), "3");
	assert_str(json_scalar(&arena, json_at(json, STR("/~0x"))), "4");
	assert_str(json_scalar(&arena, json_at(json, STR("/~1"))), "5");
	assert_ptr_equal(json_at(json, STR("")), json);
	static const char *const bad[] = {"a",	 "/a/01", "/a/-", "/a/+1",
					  "/~x", "/~",	  "/a/2", "/a/0/"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_null(json_at(json, str_from(bad[i])));
	arena_release(&arena);
}

static void json_nested_too_deep_is_refused_without_recursion(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct err err = {0};
	const struct json *json;
	size_t n = 100000;
	char *deep = arena_alloc(&arena, n);
	memset(deep, '[', n);
	assert_false(json_parse(&arena, (struct str){deep, n}, &json, &err));
	assert_contains(str_from(err.text), "nested over 1000 levels");
	memset(deep, '[', 1000);
	memset(deep + 1000, ']', 1000);
	assert_true(json_parse(&arena, (struct str){deep, 2000}, &json, &err));
	arena_release(&arena);
}

static void json_canonical_text_ignores_order_and_space_only(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct err err = {0};
	const struct json *json;
	struct buf buf;
	assert_true(json_parse(&arena, STR("{ \"b\": [2, 1], \"a\": \"\\u20ac\", \"b\": 1e3 }"),
			       &json, &err));
	buf_init(&buf, &arena, 1000);
	assert_true(json_write(&buf, json, true));
	assert_str(buf_str(&buf), "{\"a\":\"\\u20ac\",\"b\":[2,1],\"b\":1e3}");
	buf_clear(&buf);
	assert_true(json_write(&buf, json, false));
	assert_str(buf_str(&buf), "{\"b\":[2,1],\"a\":\"\\u20ac\",\"b\":1e3}");
	arena_release(&arena);
}

static void json_out_text_can_be_read_back(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct err err = {0};
	struct buf buf;
	struct json_out out;
	const struct json *json;
	buf_init(&buf, &arena, 1000);
	json_out_init(&out, &buf, true);
	json_out_open(&out, NULL, '{');
	json_out_str(&out, "s", STR("q\" b\\ \x1b \xF0\x9F\x98\x80 \xE2\x80\xAE"));
	json_out_open(&out, "list", '[');
	json_out_int(&out, NULL, -3);
	json_out_null(&out, NULL);
	json_out_close(&out, ']');
	json_out_str_or_null(&out, "none", (struct str){NULL, 0});
	json_out_bool(&out, "yes", true);
	json_out_close(&out, '}');
	for (size_t i = 0; i < buf.n; i++)
		assert_true(buf.p[i] == '\n' || (buf.p[i] >= 0x20 && buf.p[i] < 0x7F));
	assert_true(json_parse(&arena, buf_str(&buf), &json, &err));
	assert_str(json_get_str(json, STR("s")), "q\" b\\ \x1b \xF0\x9F\x98\x80 \xE2\x80\xAE");
	assert_int_equal(json_count(json_get(json, STR("list"))), 2);
	assert_int_equal(json_kind(json_get(json, STR("none"))), JSON_NULL);
	arena_release(&arena);
}

static void json_scalar_is_the_text_of_scalars_only(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct err err = {0};
	const struct json *json;
	assert_true(
	    json_parse(&arena, STR("[true, false, \"s\", null, [1], {\"a\": 1}]"), &json, &err));
	static const char *const want[] = {"true", "false", "s", "", "", ""};
	size_t i = 0;
	for (const struct json *item = json_first(json); item; item = json_next(item))
		assert_str(json_scalar(&arena, item), want[i++]);
	assert_int_equal(i, 6);
	assert_str(json_scalar(&arena, NULL), "");
	arena_release(&arena);
}

static void json_written_is_what_was_read(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct err err = {0};
	const struct json *json;
	struct buf buf;
	struct str text =
	    STR("{\"a\":[true,false,null,\"\\n\\t\\u001b\\\"\\\\/\",{},[]],\"b\":-1.50}");
	assert_true(json_parse(&arena, text, &json, &err));
	buf_init(&buf, &arena, text.n);
	assert_true(json_write(&buf, json, true));
	assert_true(str_eq(buf_str(&buf), text));
	buf_init(&buf, &arena, text.n - 1);
	assert_false(json_write(&buf, json, false));
	arena_release(&arena);
}

static void json_pointer_tokens_are_escaped(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct buf buf;
	buf_init(&buf, &arena, 100);
	assert_true(json_pointer_add(&buf, STR("a/b")));
	assert_true(json_pointer_add(&buf, STR("~1")));
	assert_true(json_pointer_add(&buf, STR("")));
	assert_str(buf_str(&buf), "/a~1b/~01/");
	arena_release(&arena);
}

static void json_out_writes_nothing_else_than_it_is_told(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct buf buf;
	struct json_out out;
	buf_init(&buf, &arena, 1000);
	json_out_init(&out, &buf, false);
	json_out_open(&out, NULL, '{');
	json_out_open(&out, "empty", '[');
	json_out_close(&out, ']');
	json_out_str_or_null(&out, "s", STR("x"));
	json_out_raw(&out, "raw", STR("{\"y\":1}"));
	json_out_close(&out, '}');
	assert_str(buf_str(&buf), "{\"empty\":[],\"s\":\"x\",\"raw\":{\"y\":1}}");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(json_reads_values_in_order),
	    cmocka_unit_test(json_is_refused_where_the_strict_check_refuses),
	    cmocka_unit_test(json_numbers_keep_the_text_they_are_written_in),
	    cmocka_unit_test(json_numbers_have_the_value_of_their_text),
	    cmocka_unit_test(json_pointers_that_are_none_name_nothing),
	    cmocka_unit_test(json_nested_too_deep_is_refused_without_recursion),
	    cmocka_unit_test(json_canonical_text_ignores_order_and_space_only),
	    cmocka_unit_test(json_out_text_can_be_read_back),
	    cmocka_unit_test(json_scalar_is_the_text_of_scalars_only),
	    cmocka_unit_test(json_written_is_what_was_read),
	    cmocka_unit_test(json_pointer_tokens_are_escaped),
	    cmocka_unit_test(json_out_writes_nothing_else_than_it_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
