/* Documents as people read them: layout, marks, ARNs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/jsontext.h"

static struct arena arena;

static int tear_down(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static void assert_laid(const char *text, const char *wanted)
{
	struct str laid = jsontext_lay(&arena, str_from(text));
	assert_string_equal(arena_cstr(&arena, laid), wanted);
}

static void jsontext_lays_out_what_came_as_one_line(void **state)
{
	(void)state;
	assert_laid("{\"a\":1,\"b\":[true,{}],\"c\":[]}", "{\n  \"a\": 1,\n  \"b\": [\n    true,\n"
							  "    {}\n  ],\n  \"c\": []\n}");
}

static void jsontext_leaves_strings_and_numbers_as_they_are(void **state)
{
	(void)state;
	assert_laid("{\"a{,:\\\"\":1.50e+3}", "{\n  \"a{,:\\\"\": 1.50e+3\n}");
}

static void jsontext_keeps_lines_and_takes_shared_indentation_off(void **state)
{
	(void)state;
	assert_laid("{\n      \"a\": [\n        1\n      ]\n    }", "{\n  \"a\": [\n    1\n  ]\n}");
	assert_laid("{\n\"a\": 1\n}", "{\n\"a\": 1\n}");
}

static void jsontext_damaged_text_is_laid_out_without_harm(void **state)
{
	const char *texts[] = {"", "}", "]]]", "{\"a", "\"", "{\"a\\", "[[[[", ",,,:::", "\n\n"};
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		jsontext_lay(&arena, str_from(texts[i]));
}

static const char document[] = "{\n  \"Statement\": [{\n    \"Effect\": \"Allow\",\n"
			       "    \"Principal\": \"arn:aws:iam::1:role/x\",\n"
			       "    \"Condition\": {\n      \"k\": \"v\"\n    }\n  }]\n}";

static void jsontext_smallest_mark_wins(void **state)
{
	const struct mark marks[] = {
	    {MARK_OK, STR_INIT("/Statement/0"), STR_INIT("all")},
	    {MARK_BAD, STR_INIT("/Statement/0/Condition"), STR_INIT("part")},
	    {MARK_OK, STR_INIT("/nowhere"), STR_INIT("lost")},
	};
	const struct mark **lines = jsontext_marks(&arena, str_from(document), marks, 3);
	(void)state;
	assert_null(lines[0]);
	assert_ptr_equal(lines[2], &marks[0]);
	assert_ptr_equal(lines[5], &marks[1]);
	assert_ptr_equal(lines[7], &marks[0]);
	assert_null(lines[8]);
}

static void jsontext_of_equal_marks_the_bad_one_shows(void **state)
{
	const struct mark marks[] = {
	    {MARK_BAD, STR_INIT("/Statement/0/Effect"), STR_INIT("")},
	    {MARK_OK, STR_INIT("/Statement/0/Effect"), STR_INIT("")},
	};
	const struct mark **lines = jsontext_marks(&arena, str_from(document), marks, 2);
	(void)state;
	assert_int_equal(lines[2]->kind, MARK_BAD);
}

static void jsontext_what_is_said_of_the_whole_shows_on_the_first_line(void **state)
{
	const struct mark mark = {MARK_BAD, {NULL, 0}, STR_INIT("no statement allows it")};
	const struct mark **lines = jsontext_marks(&arena, str_from(document), &mark, 1);
	(void)state;
	assert_non_null(lines[0]);
	assert_null(lines[1]);
}

static void jsontext_pointers_lead_to_lines(void **state)
{
	struct str text = str_from(document);
	(void)state;
	assert_int_equal(jsontext_line(text, STR("/Statement/0/Condition/k")), 6);
	assert_int_equal(jsontext_line(text, STR("/gone")), 1);
}

static void jsontext_finds_the_arn_of_a_line(void **state)
{
	struct str arn;
	(void)state;
	assert_true(jsontext_arn(str_from(document), 4, &arn));
	assert_true(str_eq(arn, STR("arn:aws:iam::1:role/x")));
	assert_false(jsontext_arn(str_from(document), 3, &arn));
	assert_false(jsontext_arn(str_from(document), 99, &arn));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(jsontext_lays_out_what_came_as_one_line, tear_down),
	    cmocka_unit_test_teardown(jsontext_leaves_strings_and_numbers_as_they_are, tear_down),
	    cmocka_unit_test_teardown(jsontext_keeps_lines_and_takes_shared_indentation_off,
				      tear_down),
	    cmocka_unit_test_teardown(jsontext_damaged_text_is_laid_out_without_harm, tear_down),
	    cmocka_unit_test_teardown(jsontext_smallest_mark_wins, tear_down),
	    cmocka_unit_test_teardown(jsontext_of_equal_marks_the_bad_one_shows, tear_down),
	    cmocka_unit_test_teardown(jsontext_what_is_said_of_the_whole_shows_on_the_first_line,
				      tear_down),
	    cmocka_unit_test(jsontext_pointers_lead_to_lines),
	    cmocka_unit_test(jsontext_finds_the_arn_of_a_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
