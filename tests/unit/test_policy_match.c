/* unit/test_policy_match.c - patterns against texts: wildcards, holes, ARNs, and what is slow
 * elsewhere. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "policy/glob.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/clock.h"
#include "rolehop/policy/match.h"

struct match_row {
	const char *pattern, *text;
	enum tri is;
};

static void check_globs(const struct match_row *rows, size_t n, bool fold)
{
	for (size_t i = 0; i < n; i++) {
		enum tri is = match_glob(str_from(rows[i].pattern), str_from(rows[i].text), fold);
		if (is != rows[i].is)
			fail_msg("\"%s\" against \"%s\": %s", rows[i].pattern, rows[i].text,
				 tri_word(is));
	}
}

#define CHECK_GLOBS(rows, fold) check_globs(rows, sizeof(rows) / sizeof((rows)[0]), fold)

static void stars_take_any_text_and_question_marks_one_character(void **state)
{
	(void)state;
	static const struct match_row rows[] = {
	    {"", "", TRI_YES},
	    {"", "a", TRI_NO},
	    {"*", "", TRI_YES},
	    {"*", "a:b/c", TRI_YES},
	    {"a*", "a", TRI_YES},
	    {"a*", "ba", TRI_NO},
	    {"*a", "ba", TRI_YES},
	    {"a*b*c", "axxbyyc", TRI_YES},
	    {"a*b*c", "axxbyyd", TRI_NO},
	    {"**", "x", TRI_YES},
	    {"?", "a", TRI_YES},
	    {"?", "", TRI_NO},
	    {"?", "ab", TRI_NO},
	    {"a?c", "abc", TRI_YES},
	    {"*?", "a", TRI_YES},
	    {"*?", "", TRI_NO},
	    {"?*", "abc", TRI_YES},
	    {"*ab", "aab", TRI_YES},
	    {"*aab", "aaaab", TRI_YES},
	    {"a*a", "a", TRI_NO},
	    {"?", "\xC3\xA4", TRI_YES},
	    {"??", "\xC3\xA4", TRI_NO},
	    {"*?", "\xC3\xA4", TRI_YES},
	    {"A", "a", TRI_NO},
	    {"*??", "\xC3\xA4", TRI_NO},
	};
	CHECK_GLOBS(rows, false);
}

static void folding_compares_without_regard_to_case(void **state)
{
	(void)state;
	static const struct match_row rows[] = {
	    {"S3:Get*", "s3:getOBJECT", TRI_YES}, {"a?C", "AbC", TRI_YES}, {"a", "b", TRI_NO}};
	CHECK_GLOBS(rows, true);
}

static void a_hole_is_met_for_sure_only_where_every_filling_is(void **state)
{
	(void)state;
	static const struct match_row rows[] = {
	    {"*", "\x01", TRI_YES},
	    {"a*", "a\x01", TRI_YES},
	    {"a*c",
	     "a\x01"
	     "c",
	     TRI_YES},
	    {"a*", "\x01", TRI_UNKNOWN},
	    {"abc", "a\x01", TRI_UNKNOWN},
	    {"abc", "b\x01", TRI_NO},
	    {"abc",
	     "\x01"
	     "c",
	     TRI_UNKNOWN},
	    {"abc",
	     "\x01"
	     "d",
	     TRI_NO},
	    {"a?c",
	     "a\x01"
	     "c",
	     TRI_UNKNOWN},
	    {"a*b*c",
	     "a\x01"
	     "c",
	     TRI_UNKNOWN},
	    {"", "\x01", TRI_UNKNOWN},
	    {"a", "a\x01", TRI_UNKNOWN},
	    {"a",
	     "a\x01"
	     "b",
	     TRI_NO},
	    {"*x*",
	     "a\x01"
	     "b",
	     TRI_UNKNOWN},
	    {"ab",
	     "\x01"
	     "a\x01"
	     "b\x01",
	     TRI_UNKNOWN},
	    {"ab",
	     "\x01"
	     "b\x01"
	     "a\x01",
	     TRI_NO},
	};
	CHECK_GLOBS(rows, false);
}

static void beyond_ascii_a_hole_is_beside_whole_characters(void **state)
{
	(void)state;
	static const struct match_row rows[] = {
	    {"a*\xc3\xa9", "\x01\xc3\xa9", TRI_UNKNOWN},  {"a*\xc3\xa8", "\x01\xc3\xa9", TRI_NO},
	    {"?b", "\xc3\xa9\x01", TRI_UNKNOWN},	  {"?b/", "\xc3\xa9/\x01", TRI_NO},
	    {"??b", "\xc3\xa9\x01", TRI_UNKNOWN},	  {"b", "\x01\xc3\xa9\x01", TRI_NO},
	    {"\xc3\xa9", "\x01\xc3\xa9\x01", TRI_UNKNOWN}};
	CHECK_GLOBS(rows, false);
}

static void a_pattern_with_bytes_of_ours_claims_nothing(void **state)
{
	(void)state;
	assert_int_equal(match_glob(STR("\x02"), STR("anything"), false), TRI_UNKNOWN);
	assert_int_equal(match_glob(STR("\x01"), STR("anything"), false), TRI_UNKNOWN);
}

static void arns_are_matched_part_by_part(void **state)
{
	(void)state;
	static const struct match_row rows[] = {
	    {"arn:aws:sns:*:1:t", "arn:aws:sns:r:1:t", TRI_YES},
	    {"arn:aws:sns:*:t", "arn:aws:sns:r:1:t", TRI_UNKNOWN},
	    {"arn:aws:sns:*:u", "arn:aws:sns:r:1:t", TRI_NO},
	    {"arn:aws:*:r:1:t", "arn:aws:sns:x:r:1:t", TRI_NO},
	    {"arn:aws:sns:r:1:*", "arn:aws:sns:r:1:a:b/c", TRI_YES},
	    {"arn:aws:sns:r:1:t", "arn:aws:sns:r:1", TRI_NO},
	    {"arn:aws:sns:r:1:t", "t", TRI_NO},
	    {"arn:aws:sns:r:1:t*", "arn:aws:sns:r:1:t\x01", TRI_YES},
	    {"arn:aws:sns:r:1:t", "arn:aws:sns:\x01", TRI_UNKNOWN},
	    {"arn:aws:sns:r:1:t", "arn:aws:sns:\x01:1:t", TRI_UNKNOWN},
	    {"arn:aws:sqs:r:1:t", "arn:aws:sns:\x01:1:t", TRI_NO},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum tri is = match_arn(str_from(rows[i].pattern), str_from(rows[i].text));
		if (is != rows[i].is)
			fail_msg("\"%s\" against \"%s\": %s", rows[i].pattern, rows[i].text,
				 tri_word(is));
	}
}

static void actions_are_matched_without_regard_to_case(void **state)
{
	(void)state;
	assert_int_equal(match_action(STR("STS:assume*"), STR("sts:AssumeRole")), TRI_YES);
	assert_int_equal(match_action(STR("*"), STR("sts:AssumeRole")), TRI_YES);
	assert_int_equal(match_action(STR("*:*"), STR("sts:AssumeRole")), TRI_YES);
	assert_int_equal(match_action(STR("s*:*"), STR("sts:AssumeRole")), TRI_UNKNOWN);
	assert_int_equal(match_action(STR("s3:*"), STR("sts:AssumeRole")), TRI_NO);
}

/* A brute matcher that tries every possibility, to compare with. */
static bool brute(const char *p, const char *s)
{
	if (*p == '\0')
		return *s == '\0';
	if (*p == '*')
		return brute(p + 1, s) || (*s && brute(p, s + 1));
	return *s && (*p == '?' || *p == *s) && brute(p + 1, s + 1);
}

/* A filling of the holes of `text` with short texts over {a, b, :}. */
static void fill(const char *text, unsigned *seed, char *out)
{
	for (; *text; text++) {
		if (*text != '\x01') {
			*out++ = *text;
			continue;
		}
		for (unsigned n = *seed % 4; n > 0; n--) {
			*seed = *seed * 1103515245U + 12345U;
			*out++ = "ab:"[*seed >> 16 & 1U ? 0 : *seed >> 17 & 1U ? 1 : 2];
		}
		*seed = *seed * 1103515245U + 12345U;
		*seed ^= *seed >> 13;
	}
	*out = '\0';
}

static void random_text(unsigned *seed, const char *alphabet, size_t max, char *out)
{
	size_t kinds = strlen(alphabet);
	size_t n = (*seed >> 8) % (max + 1);
	for (size_t i = 0; i < n; i++) {
		*seed = *seed * 1103515245U + 12345U;
		out[i] = alphabet[(*seed >> 16) % kinds];
	}
	*seed = *seed * 1103515245U + 12345U;
	out[n] = '\0';
}

static void texts_without_holes_are_matched_as_by_trying_everything(void **state)
{
	(void)state;
	unsigned seed = 7;
	for (int i = 0; i < 200000; i++) {
		char pattern[16];
		char text[16];
		random_text(&seed, "ab*?", 8, pattern);
		random_text(&seed, "ab", 10, text);
		enum tri is = match_glob(str_from(pattern), str_from(text), false);
		if (is != (brute(pattern, text) ? TRI_YES : TRI_NO))
			fail_msg("\"%s\" against \"%s\": %s", pattern, text, tri_word(is));
	}
}

static void what_is_claimed_of_holes_holds_for_every_filling(void **state)
{
	(void)state;
	unsigned seed = 11;
	for (int i = 0; i < 200000; i++) {
		char pattern[16];
		char text[16];
		char filled[64];
		random_text(&seed, "ab*?:", 6, pattern);
		random_text(&seed, "ab:\x01", 6, text);
		enum tri is = match_glob(str_from(pattern), str_from(text), false);
		fill(text, &seed, filled);
		bool matches = brute(pattern, filled);
		if ((is == TRI_YES && !matches) || (is == TRI_NO && matches))
			fail_msg("\"%s\" against \"%s\", filled \"%s\": %s", pattern, text, filled,
				 tri_word(is));
	}
}

/* Milliseconds that the processor takes for one match against a long text. */
static int64_t time_match(const char *pattern, struct str text, enum tri expected)
{
	clock_t start = clock();
	assert_int_equal(match_glob(str_from(pattern), text, false), expected);
	return (int64_t)(clock() - start) * 1000 / CLOCKS_PER_SEC;
}

static void patterns_that_are_slow_elsewhere_stay_nearly_linear(void **state)
{
	(void)state;
	struct arena arena = {NULL};
	enum { LONG = 100 * 1024 };
	char *bytes = arena_alloc(&arena, LONG);
	memset(bytes, 'a', LONG);
	const struct str text = {bytes, LONG};
	assert_true(time_match("*a*a*a*a*b", text, TRI_NO) < 500);
	assert_true(time_match("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", text, TRI_NO) < 500);
	assert_true(time_match("*aaaaaaaaaaaaaaaaaaaaaaaab", text, TRI_NO) < 500);
	assert_true(time_match("a*a*a*a*a", text, TRI_YES) < 500);
	char *piece = arena_alloc(&arena, 8001);
	memset(piece, 'a', 8000);
	piece[0] = '*';
	piece[7998] = 'b';
	piece[7999] = '*';
	/* too much to try: nothing is claimed; up to the length of an ARN all is */
	assert_true(time_match(piece, text, TRI_UNKNOWN) < 500);
	piece[1024] = 'b';
	piece[1025] = '*';
	piece[1026] = '\0';
	assert_true(time_match(piece, str_slice(text, 0, 2048), TRI_NO) < 500);
	bytes[LONG / 2] = '\x01';
	assert_true(time_match("*a*a*a*a*b", text, TRI_NO) < 2000);
	/* with holes the set of offsets is walked: that, too, has its bound */
	memset(piece, 'a', 1025);
	piece[0] = '?';
	piece[1] = 'b';
	assert_true(time_match(piece, text, TRI_UNKNOWN) < 500);
	arena_release(&arena);
}

/* ---- ids and accounts in place of holes ---- */

#define SUBNET "arn:aws:ec2:r:1:subnet/"

static bool may_ids(struct str pattern, struct str text, bool account, bool ids)
{
	char glob[4200];
	assert_true(pattern.n <= sizeof(glob));
	struct str compiled = {glob, glob_compile(pattern, true, glob)};
	return glob_may_ids(compiled, text, account, ids);
}

static void an_id_holds_no_colon(void **state)
{
	(void)state;
	static const struct {
		const char *pattern, *text;
		bool ids, any; /* where the holes are ids; where they are any text */
	} rows[] = {
	    {SUBNET "*", SUBNET "\x01", true, true},
	    {SUBNET "x", SUBNET "\x01", true, true},
	    {SUBNET "a?b", SUBNET "\x01", true, true},
	    {SUBNET, SUBNET "\x01", true, true},
	    {SUBNET "*:x", SUBNET "\x01", false, true},
	    {SUBNET "a:b", SUBNET "\x01", false, true},
	    {SUBNET "a:*", SUBNET "\x01", false, true},
	    {SUBNET ":", SUBNET "\x01", false, true},
	    {SUBNET "*/x", SUBNET "\x01/x", true, true},
	    {SUBNET "a/x", SUBNET "\x01/x", true, true},
	    {SUBNET "*/y", SUBNET "\x01/x", false, false},
	    {SUBNET "a:b/x", SUBNET "\x01/x", false, true},
	    {SUBNET "a:x", SUBNET "\x01:x", true, true},
	    {SUBNET "a:a:x", SUBNET "\x01:x", false, true},
	    {SUBNET "ab:cd", SUBNET "a\x01:c\x01", true, true},
	    {"arn:aws:ec2:r:1:vpc/*", SUBNET "\x01", false, false},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str pattern = str_from(rows[i].pattern), text = str_from(rows[i].text);
		if (may_ids(pattern, text, false, true) != rows[i].ids ||
		    may_ids(pattern, text, false, false) != rows[i].any)
			fail_msg("\"%s\" against \"%s\"", rows[i].pattern, rows[i].text);
	}
}

static void an_account_is_twelve_digits_or_aws(void **state)
{
	(void)state;
	static const struct {
		const char *account;
		bool may;
	} rows[] = {
	    {"123456789012", true},
	    {"*", true},
	    {"?\?\?\?\?\?\?\?\?\?\?\?", true},
	    {"1*2", true},
	    {"aws", true},
	    {"?\?\?", true},
	    {"a*", true},
	    {"", false},
	    {"12345678901", false},
	    {"1234567890123", false},
	    {"b*", false},
	    {"12345678901a", false},
	    {"?\?\?\?", false},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char pattern[64];
		snprintf(pattern, sizeof(pattern), "arn:aws:ec2:r:%s:subnet/s-?", rows[i].account);
		/* the account is open, and so is the id after it */
		if (may_ids(str_from(pattern), STR("arn:aws:ec2:r:\x01:subnet/s-\x01"), true,
			    true) != rows[i].may)
			fail_msg("%s", rows[i].account);
		assert_false(
		    may_ids(str_from(pattern), STR("arn:aws:ec2:r:\x01:vpc/\x01"), true, true));
	}
}

/* Beyond their bounds nothing is ruled out. */
static void ids_in_texts_without_end_may_be_any(void **state)
{
	(void)state;
	static char pattern[4200], text[4200];
	memset(pattern, 'a', sizeof(pattern));
	memset(text, 'b', sizeof(text));
	text[0] = '\x01';
	for (size_t n = 4094; n < 4098; n++)
		assert_int_equal(
		    may_ids((struct str){pattern, n}, (struct str){text, 8}, false, true),
		    n >= 4096);
	assert_false(may_ids((struct str){pattern, 2048}, (struct str){text, 2048}, false, true));
	assert_true(may_ids((struct str){pattern, 4000}, (struct str){text, 4000}, false, true));
}

/* Bytes that mean something else in compiled patterns, and wildcards, are seen wherever they stand
 * among others that are near to them. */
static void marks_and_wildcards_are_seen_at_every_place(void **state)
{
	static const char near[] = {'\0',   '\x05', '\x7f', '\x80', '\x81',
				    '\xff', ')',    '+',    '>',    'a'};
	char text[27], compiled[27];
	uint8_t plain;

	(void)state;
	for (size_t at = 0; at < sizeof(text); at++)
		for (unsigned byte = 0; byte < 256; byte++) {
			struct str s = {text, sizeof(text)};
			bool mark = byte >= 1 && byte <= 4;
			for (size_t i = 0; i < sizeof(text); i++)
				text[i] = near[(at + i + byte) % sizeof(near)];
			text[at] = (char)byte;
			assert_int_equal(glob_has_marks(s), mark);
			(void)glob_kind(s, &plain);
			assert_int_equal(plain, mark || byte == '$' || byte == '{' ? at : s.n);
			assert_int_equal(glob_compile(s, false, compiled), s.n);
			assert_int_equal(glob_has_marks((struct str){compiled, s.n}),
					 mark || byte == '*' || byte == '?');
			compiled[at] = text[at];
			assert_memory_equal(compiled, text, s.n);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(marks_and_wildcards_are_seen_at_every_place),
	    cmocka_unit_test(an_id_holds_no_colon),
	    cmocka_unit_test(an_account_is_twelve_digits_or_aws),
	    cmocka_unit_test(ids_in_texts_without_end_may_be_any),
	    cmocka_unit_test(stars_take_any_text_and_question_marks_one_character),
	    cmocka_unit_test(folding_compares_without_regard_to_case),
	    cmocka_unit_test(a_hole_is_met_for_sure_only_where_every_filling_is),
	    cmocka_unit_test(beyond_ascii_a_hole_is_beside_whole_characters),
	    cmocka_unit_test(a_pattern_with_bytes_of_ours_claims_nothing),
	    cmocka_unit_test(arns_are_matched_part_by_part),
	    cmocka_unit_test(actions_are_matched_without_regard_to_case),
	    cmocka_unit_test(texts_without_holes_are_matched_as_by_trying_everything),
	    cmocka_unit_test(what_is_claimed_of_holes_holds_for_every_filling),
	    cmocka_unit_test(patterns_that_are_slow_elsewhere_stay_nearly_linear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
