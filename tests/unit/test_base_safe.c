/* test_base_safe.c - what may reach a terminal, how wide it is, and the time. */
#include "unit.h"

#include "rolehop/base/clock.h"
#include "rolehop/base/safe.h"
#include "rolehop/base/width.h"

static void safe_shows_what_a_terminal_would_obey(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *want;
	} cases[] = {
	    {"plain \xC3\xA9\xE6\xBC\xA2", "plain \xC3\xA9\xE6\xBC\xA2"},
	    {"\x1b]52;c;aGk=\x07", "<0x1B>]52;c;aGk=<0x07>"},
	    {"a\xE2\x80\xAE"
	     "b",
	     "a<U+202E>b"},
	    {"\xE2\x81\xA6\xE2\x80\x8B", "<U+2066><U+200B>"},
	    {"a\nb\tc\r", "a<0x0A>b<0x09>c<0x0D>"},
	    {"\xC2\x9B"
	     "31m",
	     "<0x9B>31m"},
	    {"\x9B", "<0x9B>"},
	    {"\xEF\xB8\x8F\xE2\x80\x8D", "<U+FE0F><U+200D>"},
	    {"\xF3\xA0\x81\x81", "<U+E0041>"},
	    {"\xEF\xBF\xBF", "<U+FFFF>"},
	    {"\xC3", "<0xC3>"},
	    {"\x7F", "<0x7F>"},
	};
	struct arena arena = {0};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str got = safe_text(&arena, str_from(cases[i].text));
		assert_str(got, cases[i].want);
		assert_true(safe_is(got));
	}
	arena_release(&arena);
}

static void safe_output_never_holds_a_control_byte(void **state)
{
	(void)state;
	struct arena arena = {0};
	unsigned seed = 1;
	for (int round = 0; round < 2000; round++) {
		char noise[40];
		for (size_t i = 0; i < sizeof(noise); i++) {
			seed = seed * 1103515245U + 12345U;
			noise[i] = (char)(seed >> 16);
		}
		struct str got = safe_text(&arena, (struct str){noise, sizeof(noise)});
		assert_true(safe_is(got));
		for (size_t i = 0; i < got.n; i++)
			assert_true((unsigned char)got.p[i] >= 0x20 && got.p[i] != 0x7F);
	}
	arena_release(&arena);
}

static void safe_lines_keep_line_feeds_and_expand_tabs(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct buf buf;
	buf_init(&buf, &arena, 100);
	assert_true(safe_add_lines(&buf, STR("a\tb\n\tc\x1b")));
	assert_str(buf_str(&buf), "a       b\n        c<0x1B>");
	arena_release(&arena);
}

static void width_counts_columns_not_bytes(void **state)
{
	(void)state;
	assert_int_equal(width_text(STR("abc")), 3);
	assert_int_equal(width_text(STR("\xC3\xA9")), 1);
	assert_int_equal(width_text(STR("e\xCC\x81")), 1);
	assert_int_equal(width_text(STR("\xE6\xBC\xA2\xE5\xAD\x97")), 4);
	assert_int_equal(width_text(STR("\xF0\x9F\x98\x80")), 2);
	assert_int_equal(width_text(STR("\xE2\x94\x80\xE2\x80\xA6")), 2);
	assert_int_equal(width_of(0x378), 1);
}

static void width_cuts_between_characters_only(void **state)
{
	(void)state;
	struct arena arena = {0};
	assert_str(width_prefix(STR("\xE6\xBC\xA2\xE5\xAD\x97"), 3), "\xE6\xBC\xA2");
	assert_str(width_prefix(STR("e\xCC\x81x"), 1), "e\xCC\x81");
	assert_str(width_elide_end(&arena, STR("abcdef"), 4, STR("~")), "abc~");
	assert_str(width_elide_end(&arena, STR("abcd"), 4, STR("~")), "abcd");
	assert_str(width_elide_middle(&arena, STR("abcdefgh"), 5, STR("~")), "ab~gh");
	for (size_t columns = 0; columns < 12; columns++) {
		struct str s = STR("\xE6\xBC\xA2"
				   "a\xE5\xAD\x97"
				   "b\xE6\xBC\xA2");
		assert_true(width_text(width_elide_end(&arena, s, columns, STR("\xE2\x80\xA6"))) <=
			    columns);
		assert_true(width_text(width_elide_middle(&arena, s, columns,
							  STR("\xE2\x80\xA6"))) <= columns);
	}
	arena_release(&arena);
}

static void clock_reads_what_it_writes(void **state)
{
	(void)state;
	struct arena arena = {0};
	const int64_t times[] = {0, 951782399, 951782400, 1795575600, -1, 4102444800};
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		int64_t back;
		assert_true(clock_parse(clock_iso(&arena, times[i]), &back));
		assert_int_equal(back, times[i]);
	}
	assert_str(clock_iso(&arena, 951782400), "2000-02-29T00:00:00Z");
	arena_release(&arena);
}

static void clock_reads_the_forms_aws_writes(void **state)
{
	(void)state;
	int64_t t;
	assert_true(clock_parse(STR("2026-11-22T05:51:24.752000+00:00"), &t) && t == 1795326684);
	assert_true(clock_parse(STR("2026-11-22T06:51:24+0100"), &t) && t == 1795326684);
	assert_true(clock_parse(STR("2026-11-22"), &t) && t == 1795305600);
	assert_true(clock_parse(STR("1795324854.776"), &t) && t == 1795324854);
	const char *bad[] = {
	    "", "yesterday", "2026-13-01", "2026-02-30", "2026-01-01T25:00:00Z", "2026-01-01T"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(clock_parse(str_from(bad[i]), &t));
}

static void clock_age_is_short(void **state)
{
	(void)state;
	struct arena arena = {0};
	assert_str(clock_age(&arena, 5), "just now");
	assert_str(clock_age(&arena, 8040), "2h14m");
	assert_str(clock_age(&arena, 3 * 86400 + 5), "3d");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(safe_shows_what_a_terminal_would_obey),
	    cmocka_unit_test(safe_output_never_holds_a_control_byte),
	    cmocka_unit_test(safe_lines_keep_line_feeds_and_expand_tabs),
	    cmocka_unit_test(width_counts_columns_not_bytes),
	    cmocka_unit_test(width_cuts_between_characters_only),
	    cmocka_unit_test(clock_reads_what_it_writes),
	    cmocka_unit_test(clock_reads_the_forms_aws_writes),
	    cmocka_unit_test(clock_age_is_short),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
