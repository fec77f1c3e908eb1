/* test_base_span.c - the strict check of JSON, and the places in it. */
#include "unit.h"

#include <string.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/span.h"

static const struct span_rules plain = {1000, false, 1, 1};

static void check_tells_what_is_wrong_and_where(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t n;
		const char *want;
	} cases[] = {
#define CASE(text, want) {text, sizeof(text) - 1, want}
	    CASE("{\"a\": 1,}", "line 1, column 8: a trailing comma"),
	    CASE("[1,\n 2 ,\n]", "line 2, column 4: a trailing comma"),
	    CASE("[{\"a\": {\"\xC3\xA9\": 1, }}]", "line 1, column 15: a trailing comma"),
	    CASE("[1,,2]", "line 1, column 4: a value is missing before this comma"),
	    CASE("[,1]", "line 1, column 2: a value is missing before this comma"),
	    CASE("{\"a\":}", "line 1, column 6: a value is missing before this bracket"),
	    CASE("{\"a\"::1}", "line 1, column 6: a value is missing before this colon"),
	    CASE("{\"a\" 1}", "line 1, column 6: a colon is missing"),
	    CASE("{\"a\"}", "line 1, column 5: a colon is missing"),
	    CASE("{\"a\": 1 \"b\": 2}", "line 1, column 9: a comma is missing"),
	    CASE("[1 2]", "line 1, column 4: a comma is missing"),
	    CASE("{'a': 1}", "line 1, column 2: a member's name in double quotes"),
	    CASE("{a: 1}", "line 1, column 2: a member's name in double quotes"),
	    CASE("{,}", "line 1, column 2: a member's name in double quotes"),
	    CASE("['a']", "line 1, column 2: strings stand in double quotes"),
	    CASE("[1 // x\n]", "line 1, column 4: JSON has no comments"),
	    CASE("[// x\n1]", "line 1, column 2: JSON has no comments"),
	    CASE("{/* x */}", "line 1, column 2: JSON has no comments"),
	    CASE("{\"a\" # x\n:1}", "line 1, column 6: JSON has no comments"),
	    CASE("1 // x", "line 1, column 3: JSON has no comments"),
	    CASE("[1}", "line 1, column 3: this bracket does not close the array that opens in "
			"line 1, column 1"),
	    CASE("{\"a\": [1}",
		 "line 1, column 9: this bracket does not close the array that opens "
		 "in line 1, column 7"),
	    CASE("{\"a\": 1]", "does not close the object that opens in line 1, column 1"),
	    CASE("[1]]", "line 1, column 4: there is more text after the end"),
	    CASE("{} {}", "line 1, column 4: there is more text after the end"),
	    CASE("]", "line 1, column 1: a value is missing before this bracket"),
	    CASE("", "line 1, column 1: the text is empty"),
	    CASE(" \n ", "line 2, column 2: the text is empty"),
	    CASE("[",
		 "line 1, column 2: the text ends inside the array that opens in line 1, column 1"),
	    CASE("{\"a\": [1,", "the text ends inside the array that opens in line 1, column 7"),
	    CASE("{\"a\": [1], ", "the text ends inside the object that opens in line 1, column 1"),
	    CASE("{\"a\": tr", "the text ends inside the object that opens in line 1, column 1"),
	    CASE("[-", "the text ends inside the array"),
	    CASE("[1.", "the text ends inside the array"),
	    CASE("{\"a\"", "the text ends inside the object"),
	    CASE("tru", "line 1, column 4: the text ends inside a value"),
	    CASE("\"abc", "line 1, column 1: the string that begins here is not closed (is the"),
	    CASE("\n[\"abc",
		 "line 2, column 2: the string that begins here is not closed, inside the "
		 "array that opens in line 2, column 1"),
	    CASE("\"a\\", "the string that begins here is not closed"),
	    CASE("\"\\u12", "the string that begins here is not closed"),
	    CASE("\"\\ud83d\\u12", "the string that begins here is not closed"),
	    CASE("\"\xE2\x82", "the string that begins here is not closed"),
	    CASE("\"a\nb\"", "line 1, column 1: the string is not closed in its line"),
	    CASE("\"\\u0000\"", "line 1, column 2: U+0000"),
	    CASE("\"\\ud800x\"", "line 1, column 2: a lone surrogate"),
	    CASE("\"\\ud800\\u0041\"", "a lone surrogate"),
	    CASE("\"\\udc00\"", "a lone surrogate"),
	    CASE("\"\\x\"", "line 1, column 2: this escape is not JSON's"),
	    CASE("\"\\u12g4\"", "line 1, column 2: \\u wants four hexadecimal digits"),
	    CASE("\"\xC0\x80\"", "line 1, column 2: byte 0xC0 is not UTF-8"),
	    CASE("\"\xE9t\xE9\"", "line 1, column 2: byte 0xE9 is not UTF-8"),
	    CASE("\"\xED\xA0\x80\"", "byte 0xED is not UTF-8: a lone surrogate"),
	    CASE("\"\xF4\x90\x80\x80\"", "byte 0xF4 is not UTF-8"),
	    CASE("\"a\0b\"", "line 1, column 3: a raw control character (byte 0x00)"),
	    CASE("\"a\tb\"", "a raw control character (byte 0x09)"),
	    CASE("\0{", "line 1, column 1: byte 0x00: this is no text"),
	    CASE("{\0\"\0a\0", "line 1, column 2: byte 0x00: this is no text, or UTF-16"),
	    CASE("[1,\x01]", "line 1, column 4: byte 0x01 is a control character"),
	    CASE("\x7F"
		 "ELF",
		 "line 1, column 1: byte 0x7F is a control character"),
	    CASE("\x89PNG", "line 1, column 1: byte 0x89 is not UTF-8"),
	    CASE("[1\xFF]", "line 1, column 3: byte 0xFF is not UTF-8"),
	    CASE("[\xE2\x80\x9C"
		 "a\xE2\x80\x9D]",
		 "line 1, column 2: U+201C is a typographic quote"),
	    CASE("{\xC2\xA0\"a\":1}", "line 1, column 2: U+00A0 is no white space"),
	    CASE("[1,\xEF\xBB\xBF"
		 "2]",
		 "line 1, column 4: U+FEFF is a byte order mark inside"),
	    CASE("01", "line 1, column 1: a number may not begin with 0"),
	    CASE("[-01]", "line 1, column 2: a number may not begin with 0"),
	    CASE("+1", "a number may not begin with +"),
	    CASE(".5", "a number may not begin with a decimal point"),
	    CASE("1.", "digits are missing after the decimal point"),
	    CASE("[1.e5]", "digits are missing after the decimal point"),
	    CASE("1e", "digits are missing in the exponent"),
	    CASE("[1e+]", "digits are missing in the exponent"),
	    CASE("[1.2.3]", "this is no number"),
	    CASE("[0x10]", "this is no number"),
	    CASE("[-]", "this is no number"),
	    CASE("[truefalse]", "line 1, column 2: this is no JSON value"),
	    CASE("[True]", "True is none of them"),
	    CASE("[NaN, 1]", "NaN is none of them"),
	    CASE("None ", "None is none of them"),
	    CASE("<a/>", "line 1, column 1: this looks like XML"),
#undef CASE
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err = {0};
		struct str text = {cases[i].text, cases[i].n};
		assert_false(span_check(text, &plain, &err));
		assert_int_equal(err.kind, ERR_INPUT);
		assert_contains(str_from(err.text), cases[i].want);
	}
}

static void check_takes_all_that_json_allows(void **state)
{
	(void)state;
	static const char *const texts[] = {
	    "0",
	    "-0",
	    "-0.0e-0",
	    "1E+5",
	    "123456789012345678901234567890",
	    " \t\r\n[ ] ",
	    "{}",
	    "{\"\":\"\"}",
	    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\uD83D\\uDE00\"",
	    "\"\x7F \xC2\x80 \xE2\x80\xA8 \xEF\xBF\xBF \xF4\x8F\xBF\xBF\"",
	    "[[],{},[{}],null,true,false]",
	    "{\"a\":1,\"a\":2}",
	};
	struct err err = {0};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct str text = str_from(texts[i]);
		if (!span_check(text, &plain, &err))
			fail_msg("%s: %s", texts[i], err.text);
		assert_int_equal(err.kind, ERR_NONE);
	}
}

static void check_says_repeated_members_by_their_decoded_names(void **state)
{
	(void)state;
	struct err err = {0};
	struct span_rules rules = {10, true, 5, 1};
	assert_false(span_check(STR("{\"a\": {\"b\": 1,\n\"b\": 2}}"), &rules, &err));
	assert_contains(str_from(err.text),
			"line 6, column 1: this member stands here for the second "
			"time (first in line 5, column 8)");
	assert_false(span_check(STR("{\"a\": 1, \"\\u0061\": 2}"), &rules, &err));
	assert_false(span_check(STR("{\"\\/\": 1, \"/\": 2}"), &rules, &err));
	assert_false(
	    span_check(STR("{\"\\ud83d\\ude00\": 1, \"\xF0\x9F\x98\x80\": 2}"), &rules, &err));
	assert_true(span_check(STR("{\"a\": {\"b\": 1}, \"b\": {\"a\": 1}}"), &rules, &err));
	assert_true(span_check(STR("[{\"a\": 1}, {\"a\": 1}]"), &rules, &err));
	assert_true(span_check(STR("{\"a\": 1, \"A\": 1}"), &rules, &err));
}

static void check_counts_from_the_place_of_the_part(void **state)
{
	(void)state;
	struct err err = {0};
	struct span_rules rules = {10, false, 7, 30};
	assert_false(span_check(STR("[x]"), &rules, &err));
	assert_contains(str_from(err.text), "line 7, column 31: ");
	assert_false(span_check(STR("[\nx]"), &rules, &err));
	assert_contains(str_from(err.text), "line 8, column 1: ");
}

static void check_of_deep_nesting_neither_recurses_nor_takes_long(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct err err = {0};
	size_t n = 1000000;
	struct span_rules rules = {n, false, 1, 1};
	char *deep = arena_alloc(&arena, 2 * n);
	memset(deep, '[', n);
	memset(deep + n, ']', n);
	struct str text = {deep, 2 * n};
	assert_true(span_check(text, &rules, &err));
	assert_false(span_check(text, &plain, &err));
	assert_contains(str_from(err.text), "line 1, column 1001: nested over 1000 levels deep");
	assert_false(span_check(str_slice(text, 0, n), &rules, &err));
	assert_contains(str_from(err.text), "the array that opens in line 1, column 1000000");
	struct span span;
	assert_true(span_find(text, STR("/0/0/0"), &span, NULL));
	assert_int_equal(span.from, 3);
	assert_int_equal(span.to, 2 * n - 3);
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

static void span_names_nothing_for_pointers_that_are_none(void **state)
{
	(void)state;
	struct str text = STR("{\"a\": [1, 2], \"~x\": 3, \"\": 4}");
	struct span span = {9, 9, 9, 9, 9};
	static const char *const bad[] = {"a", "/a/01", "/a/-", "/~x", "/~", "/a/2", "/a/0/"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(span_find(text, str_from(bad[i]), &span, NULL));
	assert_int_equal(span.from, 9);
	assert_true(span_find(text, STR("/~0x"), &span, NULL));
	assert_str(str_slice(text, span.from, span.to), "3");
	assert_true(span_find(text, STR("/"), &span, NULL));
	assert_str(str_slice(text, span.from, span.to), "4");
}

static void span_places_count_characters_and_no_byte_order_mark(void **state)
{
	(void)state;
	struct str text =
	    STR("\xEF\xBB\xBF{\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\": 1,\n \"b\": 2}");
	struct span span;
	size_t key;
	assert_true(span_find(text, STR("/\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), &span, &key));
	assert_int_equal(span.line, 1);
	assert_int_equal(span.column, 9);
	assert_true(span_find(text, STR("/b"), &span, &key));
	assert_int_equal(span.line, 2);
	assert_int_equal(span.column, 7);
	size_t line;
	size_t column;
	span_place(text, key, &line, &column);
	assert_int_equal(line, 2);
	assert_int_equal(column, 2);
	span_place(text, 1000, &line, &column);
	assert_int_equal(column, 9);
}

static void span_reads_names_with_escapes(void **state)
{
	(void)state;
	struct str text =
	    STR("{\"\\b\\f\\n\\r\\t\\\"\\\\\\/\": 1,                \"\\ud83d\\ude00\": 2,\n"
		"\"\\ud800\": 3, \"\\ud800\\u0041\": 4, \"\\uzzzz\": 5}");
	struct span span;
	assert_true(span_find(text, STR("/\b\f\n\r\t\"\\~1"), &span, NULL));
	assert_str(str_slice(text, span.from, span.to), "1");
	assert_true(span_find(text, STR("/\xF0\x9F\x98\x80"), &span, NULL));
	assert_str(str_slice(text, span.from, span.to), "2");
	assert_true(span_find(text,
			      STR("/\xED\xA0\x80"
				  "A"),
			      &span, NULL));
	assert_str(str_slice(text, span.from, span.to), "4");
}

static void span_of_damaged_text_finds_what_stands_before_the_damage(void **state)
{
	(void)state;
	struct span span;
	assert_true(span_find(STR("{\"a\": [1, 2 3], \"b\": "), STR("/a/1"), &span, NULL));
	assert_int_equal(span.from, 10);
	static const struct {
		const char *text;
		const char *pointer;
	} bad[] = {
	    {"{\"a\": [1, 2 3], \"b\": ", "/a/2"},
	    {"[1", "/0/1"},
	    {"[1, ?]", "/1"},
	    {"[1,", "/1"},
	    {"{\"a\" 1}", "/a"},
	    {"{\"a\": }", "/a"},
	    {"{\"a\": [1, 2", "/a"},
	    {"{\"a", "/a"},
	    {"", ""},
	    {"]", ""},
	    {"{\"a\": \"x", "/a"},
	    {"[}", "/0"},
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(
		    span_find(str_from(bad[i].text), str_from(bad[i].pointer), &span, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(check_tells_what_is_wrong_and_where),
	    cmocka_unit_test(check_takes_all_that_json_allows),
	    cmocka_unit_test(check_says_repeated_members_by_their_decoded_names),
	    cmocka_unit_test(check_counts_from_the_place_of_the_part),
	    cmocka_unit_test(check_of_deep_nesting_neither_recurses_nor_takes_long),
	    cmocka_unit_test(span_finds_values_by_pointer),
	    cmocka_unit_test(span_survives_every_prefix),
	    cmocka_unit_test(span_names_nothing_for_pointers_that_are_none),
	    cmocka_unit_test(span_places_count_characters_and_no_byte_order_mark),
	    cmocka_unit_test(span_reads_names_with_escapes),
	    cmocka_unit_test(span_of_damaged_text_finds_what_stands_before_the_damage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
