/* The filter of lists: terms, their signs, ranking, highlighting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/filter.h"

static int match(const char *pattern, const char *name)
{
	struct filter filter;
	struct str part = str_from(name);
	filter_compile(&filter, str_from(pattern));
	return filter_match(&filter, &part, 1);
}

static void filter_without_terms_leaves_everything(void **state)
{
	(void)state;
	assert_int_equal(match("", "anything"), 2);
	assert_int_equal(match("   ", "anything"), 2);
}

static void filter_terms_must_all_hold(void **state)
{
	(void)state;
	assert_int_equal(match("cache role", "CacheReaderRole"), 2);
	assert_int_equal(match("cache user", "CacheReaderRole"), 0);
}

static void filter_ignores_case_until_a_capital_is_typed(void **state)
{
	(void)state;
	assert_int_equal(match("cache", "CACHE"), 2);
	assert_int_equal(match("Cache", "Cache"), 2);
	assert_int_equal(match("Cache", "cachet"), 0);
}

static void filter_not_leaves_the_others(void **state)
{
	(void)state;
	assert_int_equal(match("!test", "prod"), 2);
	assert_int_equal(match("!test", "my-test-role"), 0);
}

static void filter_prefix_and_suffix_hold_at_the_ends_only(void **state)
{
	(void)state;
	assert_int_equal(match("^prod", "prod-a"), 2);
	assert_int_equal(match("^prod", "non-prod"), 0);
	assert_int_equal(match("rl$", "CacheRl"), 2);
	assert_int_equal(match("rl$", "url-x"), 0);
	assert_int_equal(match("^ab$", "ab"), 2);
	assert_int_equal(match("^ab$", "abc"), 0);
}

static void filter_word_beginnings_count_less_than_the_very_text(void **state)
{
	(void)state;
	assert_int_equal(match("scw", "SecretCacheWfw"), 1);
	assert_int_equal(match("sec-ca", "secret-cache"), 0);
	assert_int_equal(match("secca", "secret-cache"), 1);
	assert_int_equal(match("ecache", "SecretCacheWfw"), 0);
	assert_int_equal(match("'scw", "SecretCacheWfw"), 0);
	assert_int_equal(match("wcs", "SecretCacheWfw"), 0);
}

static void filter_terms_may_match_different_parts(void **state)
{
	struct filter filter;
	const struct str parts[] = {STR_INIT("CacheRl"), STR_INIT("111111111111")};
	(void)state;
	filter_compile(&filter, STR("cache 1111"));
	assert_int_equal(filter_match(&filter, parts, 2), 2);
	filter_compile(&filter, STR("!1111"));
	assert_int_equal(filter_match(&filter, parts, 2), 0);
}

static void filter_finds_what_to_highlight_from_left_to_right(void **state)
{
	struct filter filter;
	size_t at = 0;
	size_t length = 0;
	(void)state;
	filter_compile(&filter, STR("role cache !x"));
	assert_true(filter_find(&filter, STR("CacheRole"), 0, &at, &length));
	assert_int_equal(at, 0);
	assert_int_equal(length, 5);
	assert_true(filter_find(&filter, STR("CacheRole"), 5, &at, &length));
	assert_int_equal(at, 5);
	assert_false(filter_find(&filter, STR("CacheRole"), 6, &at, &length));
	assert_false(filter_find(&filter, STR(""), 0, &at, &length));
}

static void filter_sign_alone_is_no_term(void **state)
{
	(void)state;
	assert_int_equal(match("!", "a"), 2);
	assert_int_equal(match("^", "a"), 2);
	assert_int_equal(match("'", "a"), 2);
	assert_int_equal(match("$", "cost$"), 2); /* a dollar alone is looked for */
	assert_int_equal(match("$", "cost"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(filter_without_terms_leaves_everything),
	    cmocka_unit_test(filter_terms_must_all_hold),
	    cmocka_unit_test(filter_ignores_case_until_a_capital_is_typed),
	    cmocka_unit_test(filter_not_leaves_the_others),
	    cmocka_unit_test(filter_prefix_and_suffix_hold_at_the_ends_only),
	    cmocka_unit_test(filter_word_beginnings_count_less_than_the_very_text),
	    cmocka_unit_test(filter_terms_may_match_different_parts),
	    cmocka_unit_test(filter_finds_what_to_highlight_from_left_to_right),
	    cmocka_unit_test(filter_sign_alone_is_no_term),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
