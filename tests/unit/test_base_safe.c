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

static void safe_marks_need_a_character_to_stand_on(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct buf buf;
	assert_str(safe_text(&arena, STR("\xCC\x81x")), "<U+0301>x");
	assert_str(safe_text(&arena, STR("e\xCC\x81x")), "e\xCC\x81x");
	assert_str(safe_text(&arena, STR("\x1b\xCC\x81")), "<0x1B><U+0301>");
	assert_str(safe_text(&arena, STR("a\xCC\x81\xCC\x82\xCC\x83\xCC\x84\xCC\x85z")),
		   "a\xCC\x81\xCC\x82\xCC\x83\xCC\x84<U+0305>z");
	buf_init(&buf, &arena, 100);
	assert_true(safe_add_lines(&buf, STR("a\n\xCC\x81\t\xCC\x81")));
	assert_str(buf_str(&buf), "a\n<U+0301>        <U+0301>");
	arena_release(&arena);
}

static void safe_hides_every_character_that_shows_nothing(void **state)
{
	(void)state;
	static const unsigned long hidden[] = {
	    0xAD,   0x34F,   0x61C,   0x115F,  0x180E,	0x200B,	 0x200C,  0x200D,  0x200E, 0x200F,
	    0x2028, 0x2029,  0x202A,  0x202B,  0x202C,	0x202D,	 0x202E,  0x2060,  0x2064, 0x2066,
	    0x2069, 0x3164,  0xE000,  0xF8FF,  0xFDD0,	0xFE00,	 0xFE0F,  0xFEFF,  0xFFA0, 0xFFF9,
	    0xFFFE, 0x1FFFE, 0x1D173, 0xE0001, 0xE007F, 0xE0100, 0xF0000, 0x10FFFF};
	struct arena arena = {0};
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		unsigned long code = hidden[i];
		char bytes[4];
		size_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
		static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
		for (size_t k = n - 1; k > 0; k--)
			bytes[k] = (char)(0x80 | (code >> 6 * (n - 1 - k) & 0x3F));
		bytes[0] = (char)(lead[n] | code >> 6 * (n - 1));
		struct str want =
		    arena_printf(&arena, code > 0xFF ? "x<U+%04lX>" : "x<0x%02lX>", code);
		struct str text = arena_printf(&arena, "x%.*s", (int)n, bytes);
		assert_false(safe_is(text));
		assert_str(safe_text(&arena, text), want.p);
	}
	arena_release(&arena);
}

static void safe_text_that_is_safe_is_not_copied(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct str s = STR("arn:aws:iam::123456789012:role/\xE6\xBC\xA2");
	assert_ptr_equal(safe_text(&arena, s).p, s.p);
	assert_int_equal(arena_footprint(&arena), 0);
	arena_release(&arena);
}

static void safe_stops_at_the_limit_of_the_buffer(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct buf buf;
	buf_init(&buf, &arena, 10);
	assert_false(safe_add(&buf, STR("\x1b\x1b\x1b")));
	assert_str(buf_str(&buf), "<0x1B>");
	arena_release(&arena);
}

static void safe_lines_of_many_tabs_take_linear_time(void **state)
{
	(void)state;
	struct arena arena = {0};
	size_t n = 1000000;
	char *tabs = arena_alloc(&arena, n);
	for (size_t i = 0; i < n; i++)
		tabs[i] = '\t';
	struct buf buf;
	buf_init(&buf, &arena, 16 * n);
	assert_true(safe_add_lines(&buf, (struct str){tabs, n}));
	assert_int_equal(buf.n, 8 * n);
	arena_release(&arena);
}

static void safe_tabs_stop_at_columns_not_bytes(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct buf buf;
	buf_init(&buf, &arena, 100);
	buf_add_cstr(&buf, "before ");
	assert_true(safe_add_lines(&buf, STR("\xE6\xBC\xA2\xC3\xA9\t|\x9B\t|")));
	assert_str(buf_str(&buf), "before \xE6\xBC\xA2\xC3\xA9     |<0x9B> |");
	arena_release(&arena);
}

static void safe_ascii_shows_other_characters_by_number(void **state)
{
	struct arena arena = {0};
	(void)state;
	assert_str(safe_ascii(&arena, STR("caf\xc3\xa9 \xf0\x9f\x98\x80")),
		   "caf<U+00E9> <U+1F600>");
	struct str plain = STR("plain");
	assert_ptr_equal(safe_ascii(&arena, plain).p, plain.p);
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

static void width_knows_wide_and_combining_characters(void **state)
{
	(void)state;
	static const struct {
		unsigned long code;
		int want;
	} cases[] = {
	    {0x20, 1},	  {0x7E, 1},	{0xE9, 1},    {0x300, 0},    {0x36F, 0},   {0x370, 1},
	    {0x5D0, 1},	  {0x64B, 0},	{0x10FF, 1},  {0x1100, 2},   {0x115F, 2},  {0x1161, 0},
	    {0x20E3, 0},  {0x2500, 1},	{0x2026, 1},  {0x231A, 2},   {0x2615, 2},  {0x2605, 1},
	    {0x3000, 2},  {0x303F, 1},	{0x3042, 2},  {0x309A, 0},   {0x4DC0, 1},  {0x4E00, 2},
	    {0xAC00, 2},  {0xD7B0, 0},	{0xFF01, 2},  {0xFF61, 1},   {0xFFE0, 2},  {0xFFFD, 1},
	    {0x1F600, 2}, {0x1F6FF, 1}, {0x1F1E6, 1}, {0x1F9FF, 2},  {0x20000, 2}, {0x3FFFD, 2},
	    {0x1D165, 1}, {0x1D167, 0}, {0x1E94A, 0}, {0x10FFFF, 1},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (width_of(cases[i].code) != cases[i].want)
			fail_msg("U+%04lX is not %d wide", cases[i].code, cases[i].want);
}

static void width_decode_takes_one_byte_of_what_is_no_character(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t n;
		unsigned long code;
	} cases[] = {
	    {"a", 1, 'a'},
	    {"\xC3\xA9", 2, 0xE9},
	    {"\xE2\x82\xAC", 3, 0x20AC},
	    {"\xF0\x9F\x98\x80", 4, 0x1F600},
	    {"\xF4\x8F\xBF\xBF", 4, 0x10FFFF},
	    {"\xC3", 1, 0xFFFD},
	    {"\xC0\x80", 1, 0xFFFD},
	    {"\xE0\x9F\xBF", 1, 0xFFFD},
	    {"\xED\xA0\x80", 1, 0xFFFD},
	    {"\xF0\x8F\xBF\xBF", 1, 0xFFFD},
	    {"\xF4\x90\x80\x80", 1, 0xFFFD},
	    {"\xF5\x80\x80\x80", 1, 0xFFFD},
	    {"\x80", 1, 0xFFFD},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned long code = 0;
		assert_int_equal(width_decode(str_from(cases[i].text), &code), cases[i].n);
		assert_int_equal(code, cases[i].code);
	}
}

static void width_elides_an_arn_in_its_middle(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct str arn = STR("arn:aws:iam::123456789012:role/Deployer");
	assert_str(width_elide_middle(&arena, arn, 20, STR("\xE2\x80\xA6")), "arn:aws:i\xE2\x80\xA6"
									     "e/Deployer");
	assert_str(width_elide_middle(&arena,
				      STR("abe\xCC\x81"
					  "de\xCC\x81"),
				      4, STR("~")),
		   "a~de\xCC\x81");
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
	assert_true(clock_parse(STR("1.795324854776E9"), &t) && t == 1795324854);
	assert_true(clock_parse(STR("-1.5"), &t) && t == -2);
	assert_true(clock_parse(STR("2026-11"), &t) && t == 1793491200);
	assert_true(clock_parse(STR("2026-11-22T05:51Z"), &t) && t == 1795326660);
	assert_true(clock_parse(STR("2026-11-21T19:51:24-10"), &t) && t == 1795326684);
	assert_true(clock_parse(STR("2024-02-29 00:00:00"), &t) && t == 1709164800);
	const char *bad[] = {"",
			     "yesterday",
			     "2026-13-01",
			     "2026-02-30",
			     "2026-01-01T25:00:00Z",
			     "2026-01-01T",
			     "2026",
			     "2026-1",
			     "2026-00",
			     "2025-02-29",
			     "2026-01-01T05",
			     "2026-01-01T05:51:24.Z",
			     "2026-01-01T05:51.5Z",
			     "2026-01-01T05:51:24+01:",
			     "2026-01-01T05:51:24+25:00",
			     "2026-01-01T05:51:24Zx",
			     "1e300",
			     "nan"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(clock_parse(str_from(bad[i]), &t));
}

static void clock_reads_the_date_of_http(void **state)
{
	(void)state;
	int64_t t;
	assert_true(clock_parse_http(STR("Sun, 22 Nov 2026 05:51:24 GMT"), &t) && t == 1795326684);
	const char *bad[] = {"",
			     "Sun, 22 Nov 2026",
			     "Sun, 22 nov 2026 05:51:24 GMT",
			     "Sun, 32 Nov 2026 05:51:24 GMT",
			     "Sunday, 22-Nov-26 05:51:24 GMT",
			     "Sun Nov 22 05:51:24 2026"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(clock_parse_http(str_from(bad[i]), &t));
}

static void clock_age_is_short(void **state)
{
	(void)state;
	struct arena arena = {0};
	assert_str(clock_age(&arena, 5), "just now");
	assert_str(clock_age(&arena, 8040), "2h14m");
	assert_str(clock_age(&arena, 3 * 86400 + 5), "3d");
	assert_str(clock_age(&arena, -5), "just now");
	assert_str(clock_age(&arena, 60), "1m");
	assert_str(clock_age(&arena, 3600), "1h00m");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(safe_shows_what_a_terminal_would_obey),
	    cmocka_unit_test(safe_output_never_holds_a_control_byte),
	    cmocka_unit_test(safe_lines_keep_line_feeds_and_expand_tabs),
	    cmocka_unit_test(safe_marks_need_a_character_to_stand_on),
	    cmocka_unit_test(safe_hides_every_character_that_shows_nothing),
	    cmocka_unit_test(safe_text_that_is_safe_is_not_copied),
	    cmocka_unit_test(safe_stops_at_the_limit_of_the_buffer),
	    cmocka_unit_test(safe_lines_of_many_tabs_take_linear_time),
	    cmocka_unit_test(safe_tabs_stop_at_columns_not_bytes),
	    cmocka_unit_test(safe_ascii_shows_other_characters_by_number),
	    cmocka_unit_test(width_counts_columns_not_bytes),
	    cmocka_unit_test(width_cuts_between_characters_only),
	    cmocka_unit_test(width_knows_wide_and_combining_characters),
	    cmocka_unit_test(width_decode_takes_one_byte_of_what_is_no_character),
	    cmocka_unit_test(width_elides_an_arn_in_its_middle),
	    cmocka_unit_test(clock_reads_what_it_writes),
	    cmocka_unit_test(clock_reads_the_forms_aws_writes),
	    cmocka_unit_test(clock_reads_the_date_of_http),
	    cmocka_unit_test(clock_age_is_short),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
