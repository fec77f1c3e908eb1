/* The filter of lists: terms, their signs, ranking, highlighting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <string.h>

#include <cmocka.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/buf.h"
#include "tui/filter.h"

static int match(const char *pattern, const char *name)
{
	struct filter filter;
	struct str part = str_from(name);
	int points;
	filter_compile(&filter, str_from(pattern));
	bool exactly = filter_match_exactly(&filter, &part, 1, &points);
	enum filter_match how = filter_match(&filter, &part, 1, &points);
	assert_int_equal(exactly, how == FILTER_EXACTLY);
	return (int)how;
}

static int points_of(const char *pattern, const char *name)
{
	struct filter filter;
	struct str part = str_from(name);
	int points = 0;
	filter_compile(&filter, str_from(pattern));
	assert_int_not_equal(filter_match(&filter, &part, 1, &points), FILTER_NO);
	return points;
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

static void filter_letters_in_order_count_less_than_the_very_text(void **state)
{
	(void)state;
	assert_int_equal(match("scw", "SecretCacheWfw"), 1);
	assert_int_equal(match("secca", "secret-cache"), 1);
	assert_int_equal(match("ecache", "SecretCacheWfw"), 1);
	assert_int_equal(match("cache", "SecretCacheWfw"), 2);
	assert_int_equal(match("scW", "SecretCacheWfw"), 0); /* a capital: case counts */
	assert_int_equal(match("SCW", "SecretCacheWfw"), 1);
	assert_int_equal(match("'scw", "SecretCacheWfw"), 0);
	assert_int_equal(match("wcs", "SecretCacheWfw"), 0);
}

/* What fzf ranks first: the left of each pair. */
static void filter_gives_more_points_to_what_is_nearer(void **state)
{
	static const char *const cases[][3] = {
	    {"cache", "cache-reader-x", "my-cachereader"},   /* the beginning of the name */
	    {"cache", "my-cache-reader", "mycacherreader"},  /* of a word */
	    {"cache", "MyCacheReader", "mycacherreade"},     /* of a hump */
	    {"cache", "xcache", "xcachethatisverylonghere"}, /* the shorter name */
	    {"ob", "foo-bar-ob", "foobar"},
	    {"scw", "SecretCacheWfw", "discardwatch"},	 /* words before letters anywhere */
	    {"prd", "prd1x", "p-r-d"},			 /* letters in a row */
	    {"rlx", "roleXray-lx", "rxxxxxxxlxxxxxxxx"}, /* small gaps before large ones */
	    {"'ab cd", "ab-cd", "xabycd"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (points_of(cases[i][0], cases[i][1]) <= points_of(cases[i][0], cases[i][2]))
			fail_msg("%s: %s is not before %s", cases[i][0], cases[i][1], cases[i][2]);
	}
}

/* Rows of one account stay together, however long their names are. */
static void filter_ranks_by_names_only_what_names_hold(void **state)
{
	static const char *const patterns[] = {"prod", "!test", "prod !test", "nothing|prod"};
	const struct str brief[] = {STR_INIT("Rl"), STR_INIT("prod-orders")};
	const struct str lengthy[] = {STR_INIT("ARoleWhoseNameIsQuiteLongIndeed"),
				      STR_INIT("prod-secrets")};
	struct filter filter;
	(void)state;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		int a = 0;
		int b = 0;
		filter_compile(&filter, str_from(patterns[i]));
		assert_int_equal(filter_match(&filter, brief, 2, &a), FILTER_EXACTLY);
		assert_int_equal(filter_match(&filter, lengthy, 2, &b), FILTER_EXACTLY);
		if (a != b)
			fail_msg("%s: %d and %d", patterns[i], a, b);
	}
}

static void filter_quotes_on_both_sides_want_a_word(void **state)
{
	(void)state;
	assert_int_equal(match("'prod'", "my-prod-role"), 2);
	assert_int_equal(match("'prod'", "MyProd"), 2);
	assert_int_equal(match("'prod'", "product"), 0);
	assert_int_equal(match("'prod'", "product-prod"), 2);
	assert_int_equal(match("!'prod'", "product"), 2);
}

static void filter_takes_signs_as_they_are_after_a_backslash(void **state)
{
	(void)state;
	assert_int_equal(match("'read\\ it", "Read it now"), 2);
	assert_int_equal(match("'read\\ it", "it read"), 0);
	assert_int_equal(match("'a\\|b", "a|b"), 2);
	assert_int_equal(match("'a\\|b", "ab"), 0);
	assert_int_equal(match("\\", "a\\b"), 2);
}

static void filter_terms_may_match_different_parts(void **state)
{
	int points;
	struct filter filter;
	const struct str parts[] = {STR_INIT("CacheRl"), STR_INIT("111111111111")};
	(void)state;
	filter_compile(&filter, STR("cache 1111"));
	assert_int_equal(filter_match(&filter, parts, 2, &points), 2);
	filter_compile(&filter, STR("!1111"));
	assert_int_equal(filter_match(&filter, parts, 2, &points), 0);
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

static void filter_bar_takes_one_of_its_sides(void **state)
{
	(void)state;
	assert_int_equal(match("cache | vault", "SecretVault"), 2);
	assert_int_equal(match("cache | vault", "SecretCache"), 2);
	assert_int_equal(match("cache | vault", "Secret"), 0);
	assert_int_equal(match("secret cache | vault", "SecretVault"), 2);
	assert_int_equal(match("other cache | vault", "SecretVault"), 0);
	assert_int_equal(match("cache | vault wfw", "SecretVault"), 0);
	assert_int_equal(match("a | b | ^sec", "SecretVault"), 2);
	assert_int_equal(match("x | !secret", "SecretVault"), 0);
	assert_int_equal(match("x | !secret", "Vault"), 2);
	assert_int_equal(match("sv | x", "SecretVault"), 1);
	assert_int_equal(match("x | sv | vault", "SecretVault"), 2);
	assert_int_equal(match("secret |", "SecretVault"), 2); /* while it is typed */
	assert_int_equal(match("| secret", "SecretVault"), 2);
	assert_int_equal(match("|", "SecretVault"), 2);
	assert_int_equal(match("cache|vault", "SecretVault"), 2);
	assert_int_equal(match("^cache|'vault wfw", "VaultWfw"), 2);
	assert_int_equal(match("cache|vault", "Secret"), 0);
}

/* "^" under every letter. */
static struct str lettered(struct arena *arena, const char *pattern, const char *text)
{
	struct filter filter;
	struct filter_letters letters;
	struct buf buf;
	buf_init(&buf, arena, 1000);
	filter_compile(&filter, str_from(pattern));
	if (!filter_find_letters(&filter, str_from(text), &letters))
		return STR("none");
	for (size_t i = 0; i < strlen(text) && i < FILTER_LETTERS_MAX; i++)
		buf_add_char(&buf, letters.hit[i] ? '^' : ' ');
	return buf_str(&buf);
}

static void filter_shows_which_letters_it_took(void **state)
{
	static const char *const cases[][3] = {
	    {"scw", "SecretCacheWfw", "^     ^    ^  "},
	    {"seccaw", "SecretCacheWfw", "^^^   ^^   ^  "},
	    {"sc wfw", "SecretCacheWfw", "^     ^       "}, /* wfw is there as it is */
	    {"secret", "SecretCacheWfw", "none"},
	    {"'scw", "SecretCacheWfw", "none"},
	    {"!scw", "SecretCacheWfw", "none"},
	    {"xyz", "SecretCacheWfw", "none"},
	    {"sctw", "SecretCacheWfw", "^ ^  ^     ^  "}, /* any letters in order */
	    {"ss", "SecretSecretS", "^     ^      "},
	};
	struct arena arena = {0};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str marks = lettered(&arena, cases[i][0], cases[i][1]);
		if (!str_eq(marks, str_from(cases[i][2])))
			fail_msg("%s in %s: \"%.*s\"", cases[i][0], cases[i][1], STR_ARG(marks));
	}
	char longer[400];
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	longer[300] = 'B';
	lettered(&arena, "aB", longer);
	arena_release(&arena);
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
	    cmocka_unit_test(filter_letters_in_order_count_less_than_the_very_text),
	    cmocka_unit_test(filter_gives_more_points_to_what_is_nearer),
	    cmocka_unit_test(filter_ranks_by_names_only_what_names_hold),
	    cmocka_unit_test(filter_quotes_on_both_sides_want_a_word),
	    cmocka_unit_test(filter_takes_signs_as_they_are_after_a_backslash),
	    cmocka_unit_test(filter_terms_may_match_different_parts),
	    cmocka_unit_test(filter_finds_what_to_highlight_from_left_to_right),
	    cmocka_unit_test(filter_bar_takes_one_of_its_sides),
	    cmocka_unit_test(filter_shows_which_letters_it_took),
	    cmocka_unit_test(filter_sign_alone_is_no_term),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
