/* test_app_near.c - typing slips and what was meant. */
#include "unit.h"

#include <string.h>

#include "rolehop/base/near.h"
#include "rolehop/base/slips.h"

static const struct str words[] = {STR_INIT("import"), STR_INIT("trace"), STR_INIT("list"),
				   STR_INIT("completion"), STR_INIT("external-id")};
enum { WORDS = sizeof(words) / sizeof(words[0]) };

static void distance_counts_slips(void **state)
{
	(void)state;
	assert_int_equal(slips_between(STR("trace"), STR("trace"), 9), 0);
	assert_int_equal(slips_between(STR("TRACE"), STR("trace"), 9), 0);
	assert_int_equal(slips_between(STR("trce"), STR("trace"), 9), 1);
	assert_int_equal(slips_between(STR("tracee"), STR("trace"), 9), 1);
	assert_int_equal(slips_between(STR("trade"), STR("trace"), 9), 1);
	assert_int_equal(slips_between(STR("tarce"), STR("trace"), 9), 1);
	assert_int_equal(slips_between(STR(""), STR("trace"), 9), 5);
	assert_int_equal(slips_between(STR("kitten"), STR("sitting"), 9), 3);
	assert_int_equal(slips_between(STR("kitten"), STR("sitting"), 3), 3);
	assert_int_equal(slips_between(STR("kitten"), STR("sitting"), 2), 3);
	assert_int_equal(slips_between(STR("kitten"), STR("sitting"), 0), 1);
}

static void long_words_are_wholly_different(void **state)
{
	(void)state;
	char word[300];
	memset(word, 'a', sizeof(word));
	struct str longest = {word, sizeof(word)};
	assert_int_equal(slips_between(longest, longest, 9), 10);
	assert_int_equal(near_find(longest, words, WORDS), WORDS);
}

static void nearest_word_is_found(void **state)
{
	(void)state;
	assert_int_equal(near_find(STR("improt"), words, WORDS), 0);
	assert_int_equal(near_find(STR("trcae"), words, WORDS), 1);
	assert_int_equal(near_find(STR("externalid"), words, WORDS), 4);
	assert_int_equal(near_find(STR("Import"), words, WORDS), 0);
}

static void beginning_of_a_word_is_enough(void **state)
{
	(void)state;
	assert_int_equal(near_find(STR("comp"), words, WORDS), 3);
	assert_int_equal(near_find(STR("co"), words, WORDS), WORDS);
}

static void strange_word_is_near_nothing(void **state)
{
	(void)state;
	assert_int_equal(near_find(STR("explode"), words, WORDS), WORDS);
	assert_int_equal(near_find(STR("x"), words, WORDS), WORDS);
	assert_int_equal(near_find(STR(""), words, WORDS), WORDS);
	assert_int_equal(near_find(STR("list"), words, 0), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(distance_counts_slips),
	    cmocka_unit_test(long_words_are_wholly_different),
	    cmocka_unit_test(nearest_word_is_found),
	    cmocka_unit_test(beginning_of_a_word_is_enough),
	    cmocka_unit_test(strange_word_is_near_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
