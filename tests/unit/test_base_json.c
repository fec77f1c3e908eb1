/* test_base_json.c - JSON in and out, places in it, and the cutter. */
#include "unit.h"

#include <string.h>

#include "rolehop/base/cut.h"
#include "rolehop/base/json.h"
#include "rolehop/base/span.h"

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

static void json_is_refused_with_line_and_column(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t n;
		const char *want;
	} cases[] = {
	    {"{\"a\": 1,}", 9, "line 1, column 9: a trailing comma"},
	    {"[1,\n 2,\n]", 9, "line 3, column 1: a trailing comma"},
	    {"{\"a\" 1}", 7, "line 1, column 6: a colon is missing"},
	    {"{\"a\": 1 \"b\": 2}", 15, "line 1, column 9: a comma is missing"},
	    {"{'a': 1}", 8, "line 1, column 2: a member's name in double quotes"},
	    {"['a']", 5, "line 1, column 2: strings stand in double quotes"},
	    {"[1 // x\n]", 9, "line 1, column 4: a comma is missing"},
	    {"[// x\n1]", 8, "line 1, column 2: JSON has no comments"},
	    {"[1}", 3, "line 1, column 3: this bracket does not close"},
	    {"[1]]", 4, "line 1, column 4: there is more text after the end"},
	    {"", 0, "line 1, column 1: there is nothing here"},
	    {"  ", 2, "there is nothing here"},
	    {"{\"a\": [1,", 9, "the text ends inside the array that opens in line 1, column 7"},
	    {"\"abc", 4, "line 1, column 1: the string that begins here is not closed"},
	    {"\"a\nb\"", 5, "line 1, column 1: the string is not closed in its line"},
	    {"\"\\u0000\"", 8, "line 1, column 2: U+0000"},
	    {"\"\\ud800x\"", 9, "a lone surrogate"},
	    {"\"\\udc00\"", 8, "a lone surrogate"},
	    {"\"\\x\"", 4, "this escape is not JSON's"},
	    {"\"\xC0\x80\"", 4, "byte 0xC0 is not UTF-8"},
	    {"\"\xED\xA0\x80\"", 5, "byte 0xED is not UTF-8"},
	    {"\"a\0b\"", 5, "a raw control character (byte 0x00)"},
	    {"01", 2, "a number may not begin with 0"},
	    {"1.", 2, "digits are missing after the decimal point"},
	    {"1e", 2, "digits are missing in the exponent"},
	    {"nul", 3, "this is no JSON value"},
	    {"<a/>", 4, "this looks like XML"},
	};
	struct arena arena = {0};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err = {0};
		const struct json *json = NULL;
		assert_false(
		    json_parse(&arena, (struct str){cases[i].text, cases[i].n}, &json, &err));
		assert_null(json);
		assert_int_equal(err.kind, ERR_INPUT);
		assert_contains(str_from(err.text), cases[i].want);
	}
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

static void json_repeated_members_are_refused_where_the_rules_say_so(void **state)
{
	(void)state;
	struct err err = {0};
	struct span_rules rules = {10, true, 5, 1};
	assert_false(span_check(STR("{\"a\": {\"b\": 1,\n\"b\": 2}}"), &rules, &err));
	assert_contains(str_from(err.text),
			"line 6, column 1: this member stands here for the second time");
	assert_true(span_check(STR("{\"a\": {\"b\": 1}, \"b\": {\"a\": 1}}"), &rules, &err));
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
	assert_str(buf_str(&buf), "{\"a\":\"\\u20ac\",\"b\":[2,1],\"b\":1000}");
	buf_clear(&buf);
	assert_true(json_write(&buf, json, false));
	assert_str(buf_str(&buf), "{\"b\":[2,1],\"a\":\"\\u20ac\",\"b\":1000}");
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

static void span_finds_values_by_pointer(void **state)
{
	(void)state;
	struct str text =
	    STR("{\n  \"a/b\": {\"c~d\": [10, {\"\\u00e9\": \"x\"}]},\n  \"k\": 1,\n  \"k\": 2\n}");
	struct span span;
	size_t key;
	assert_true(span_find(text, STR("/a~1b/c~0d/0"), &span, &key));
	assert_str(str_slice(text, span.from, span.to), "10");
	assert_int_equal(span.line, 2);
	assert_int_equal(span.column, 19);
	assert_true(span_find(text, STR("/a~1b/c~0d/1/\xC3\xA9"), &span, &key));
	assert_str(str_slice(text, span.from, span.to), "\"x\"");
	assert_true(span_find(text, STR("/k"), &span, &key));
	assert_str(str_slice(text, span.from, span.to), "2");
	assert_int_equal(span.line, 4);
	assert_str(str_slice(text, key, key + 3), "\"k\"");
	assert_true(span_find(text, STR(""), &span, &key));
	assert_int_equal(span.to, text.n);
	assert_int_equal(span.end_line, 5);
	const char *bad[] = {"/x", "/a~1b/c~0d/2", "/k/0", "/a~1b/c~0d/x", "/a"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(span_find(text, str_from(bad[i]), &span, &key));
}

static void span_survives_every_prefix(void **state)
{
	(void)state;
	struct str text = STR("{\"a\": [1, {\"b\": \"c\\\\\\\"d\"}], \"e\": null}");
	struct span span;
	struct err err;
	const struct span_rules rules = {10, true, 1, 1};
	for (size_t n = 0; n < text.n; n++) {
		span_find(str_slice(text, 0, n), STR("/a/1/b"), &span, NULL);
		assert_false(span_check(str_slice(text, 0, n), &rules, &err));
	}
	assert_true(span_check(text, &rules, &err));
}

/* A reader that hands out at most `step` bytes at a time. */
struct feed {
	struct str left;
	size_t step;
};

static ptrdiff_t feed_read(void *self, char *into, size_t size, struct err *err)
{
	(void)err;
	struct feed *feed = self;
	size_t n = feed->left.n < feed->step ? feed->left.n : feed->step;
	n = n < size ? n : size;
	memcpy(into, feed->left.p, n);
	feed->left = str_skip(feed->left, n);
	return (ptrdiff_t)n;
}

/* All pieces of a text as one line each, or the error. */
static struct str cut_all(struct arena *arena, struct str text, size_t step)
{
	struct feed feed = {text, step};
	struct cut *cut = cut_new(feed_read, &feed, step, 1 << 20);
	struct cut_piece piece;
	struct err err = {0};
	struct buf buf;
	size_t value;
	enum cut_result result;
	buf_init(&buf, arena, 1 << 20);
	while ((result = cut_next(cut, &piece, &value, &err)) == CUT_PIECE)
		buf_printf(&buf, "%zu %.*s%s %zu:%zu %.*s\n", value, STR_ARG(piece.key),
			   piece.element ? "[]" : "", piece.line, piece.column,
			   STR_ARG(piece.text));
	if (result == CUT_FAILED)
		buf_printf(&buf, "! %s", err.text);
	cut_free(cut);
	return buf_str(&buf);
}

static void cut_gives_the_same_pieces_whatever_the_window(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct str text = STR("{\"Roles\": [{\"a\": \"]}\\\"\"},\n  [1, 2], \"s\" ],\n \"Empty\": "
			      "[ ], \"Marker\": \"m\",\n"
			      " \"Nested\": {\"x\": [1]}}\n[5, {}]\n7 \"t\"");
	const char *want =
	    "0 Roles[] 1:12 {\"a\": \"]}\\\"\"}\n0 Roles[] 2:3 [1, 2]\n0 Roles[] 2:11 \"s\"\n"
	    "0 Empty 3:11 []\n0 Marker 3:26 \"m\"\n0 Nested 4:12 {\"x\": [1]}\n"
	    "1 [] 5:2 5\n1 [] 5:5 {}\n2  6:1 7\n3  6:3 \"t\"\n";
	const size_t steps[] = {1, 2, 3, 5, 23, 65536};
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		assert_str(cut_all(&arena, text, steps[i]), want);
	arena_release(&arena);
}

static void cut_reads_utf16_and_byte_order_marks(void **state)
{
	(void)state;
	struct arena arena = {0};
	static const char little[] = "\xFF\xFE{\0\"\0a\0\"\0:\0\"\0\xE9\0\x3D\xD8\x00\xDE\"\0}\0";
	static const char big[] = "\xFE\xFF\0{\0\"\0a\0\"\0:\0\"\0\xE9\xD8\x3D\xDE\x00\0\"\0}";
	const char *want = "0 a 1:6 \"\xC3\xA9\xF0\x9F\x98\x80\"\n";
	for (size_t step = 1; step < 9; step++) {
		assert_str(cut_all(&arena, (struct str){little, sizeof(little) - 1}, step), want);
		assert_str(cut_all(&arena, (struct str){big, sizeof(big) - 1}, step), want);
		assert_str(cut_all(&arena, STR("\xEF\xBB\xBF{\"a\":1}"), step), "0 a 1:6 1\n");
	}
	arena_release(&arena);
}

static void cut_names_the_place_of_damage_whatever_the_window(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *want;
	} cases[] = {
	    {"{\"a\": [1, 2,\n]}", "line 2, column 1: a trailing comma"},
	    {"{\"a\": 1,}", "line 1, column 9: a trailing comma"},
	    {"{\"a\": [{\"b\": 1,}]}", "line 1, column 16: a trailing comma"},
	    {"{\"a\": [1 2]}", "line 1, column 10: a comma is missing"},
	    {"{\"a\": [1", "the text ends inside the array that opens in line 1, column 7"},
	    {"{\"a\": [{\"b\"", "the text ends inside the object that opens in line 1, column 8"},
	    {"{\"a\"", "the text ends inside"},
	    {"{\"a\": ", "the text ends inside the object that opens in line 1, column 1"},
	    {"{\"a\": 1}}", "line 1, column 9: there is more here"},
	    {"{\"a\" 1}", "line 1, column 6: a colon"},
	    {"{a: 1}", "line 1, column 2: a member's name"},
	    {"{\"a\": 1]", "this bracket does not close"},
	    {"\x7F"
	     "ELF",
	     "a control character: this is no text"},
	};
	struct arena arena = {0};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str whole = cut_all(&arena, str_from(cases[i].text), 65536);
		assert_contains(whole, cases[i].want);
		for (size_t step = 1; step < 9; step++)
			assert_true(str_eq(cut_all(&arena, str_from(cases[i].text), step), whole));
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(json_reads_values_in_order),
	    cmocka_unit_test(json_is_refused_with_line_and_column),
	    cmocka_unit_test(json_nested_too_deep_is_refused_without_recursion),
	    cmocka_unit_test(json_repeated_members_are_refused_where_the_rules_say_so),
	    cmocka_unit_test(json_canonical_text_ignores_order_and_space_only),
	    cmocka_unit_test(json_out_text_can_be_read_back),
	    cmocka_unit_test(span_finds_values_by_pointer),
	    cmocka_unit_test(span_survives_every_prefix),
	    cmocka_unit_test(cut_gives_the_same_pieces_whatever_the_window),
	    cmocka_unit_test(cut_reads_utf16_and_byte_order_marks),
	    cmocka_unit_test(cut_names_the_place_of_damage_whatever_the_window),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
