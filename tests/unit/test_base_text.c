/* test_base_text.c - arenas, text, buffers, vectors and maps. */
#include "unit.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/base64.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/err.h"
#include "rolehop/base/format.h"
#include "rolehop/base/hash.h"
#include "rolehop/base/log.h"
#include "rolehop/base/map.h"
#include "rolehop/base/mem.h"
#include "rolehop/base/scan.h"
#include "rolehop/base/vec.h"

static void arena_gives_zeroed_aligned_memory(void **state)
{
	(void)state;
	struct arena arena = {0};
	for (size_t size = 1; size < 3000; size += 7) {
		unsigned char *p = arena_alloc(&arena, size);
		assert_int_equal((uintptr_t)p % sizeof(void *), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xAA, size);
	}
	arena_release(&arena);
	assert_int_equal(arena_footprint(&arena), 0);
}

static void arena_rewind_gives_back_what_came_after_the_mark(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct str kept = arena_str(&arena, STR("kept"));
	struct arena_mark mark = arena_mark(&arena);
	size_t before = arena_footprint(&arena);
	arena_alloc(&arena, 1 << 20);
	assert_true(arena_footprint(&arena) > before);
	arena_rewind(&arena, mark);
	assert_int_equal(arena_footprint(&arena), before);
	assert_str(kept, "kept");
	arena_release(&arena);
}

static void arena_grow_keeps_the_bytes(void **state)
{
	(void)state;
	struct arena arena = {0};
	char *p = arena_grow(&arena, NULL, 0, 4);
	memcpy(p, "abcd", 4);
	char *same = arena_grow(&arena, p, 4, 64);
	assert_ptr_equal(same, p);
	arena_alloc(&arena, 1);
	char *moved = arena_grow(&arena, same, 64, 100000);
	assert_memory_equal(moved, "abcd", 4);
	arena_release(&arena);
}

static void str_finds_and_cuts(void **state)
{
	(void)state;
	assert_int_equal(str_find(STR("aaab"), STR("ab")), 2);
	assert_int_equal(str_find(STR("abc"), STR("abcd")), -1);
	assert_int_equal(str_find(STR("abc"), STR("")), 0);
	assert_int_equal(str_find_last_char(STR("a/b/c"), '/'), 3);
	assert_str(str_after_last(STR("a/b/c"), '/'), "c");
	assert_str(str_after_last(STR("abc"), '/'), "abc");
	assert_str(str_after_last(STR("a/"), '/'), "");
	assert_true(str_contains_nocase(STR("aws:CurrentTime"), STR("time")));
	assert_true(str_contains_nocase(STR(""), STR("")));
	assert_false(str_contains_nocase(STR("tim"), STR("time")));
	assert_int_equal(ascii_lower('Z'), 'z');
	assert_int_equal(ascii_lower('['), '[');
	assert_str(str_trim(STR("\t x y \r\n")), "x y");
	assert_str(str_slice(STR("abc"), 2, 99), "c");
	assert_true(str_starts(STR("abc"), STR("")));
	assert_false(str_starts(STR("ab"), STR("abc")));
	assert_true(str_ends(STR("abc"), STR("bc")));
	assert_true(str_eq_nocase(STR("AbC-1"), STR("aBc-1")));
	assert_true(str_cmp(STR("ab"), STR("abc")) < 0);
	assert_true(str_cmp(STR("b"), STR("abc")) > 0);
}

static void str_next_yields_empty_parts_too(void **state)
{
	(void)state;
	struct str_split it = {STR("a::b:"), false};
	struct str part;
	const char *want[] = {"a", "", "b", ""};
	for (size_t i = 0; i < 4; i++) {
		assert_true(str_next(&it, ':', &part));
		assert_str(part, want[i]);
	}
	assert_false(str_next(&it, ':', &part));
}

static void str_reads_numbers_and_refuses_what_is_none(void **state)
{
	(void)state;
	double d;
	size_t n;
	assert_true(str_to_double(STR("-12.5e3"), &d) && d > -12500.1 && d < -12499.9);
	assert_true(str_to_double(STR("0.1"), &d) && d == 0.1);
	assert_true(str_to_double(STR("10"), &d) && d == 10);
	const char *bad[] = {"", "-", ".", "1e", "1x", " 1", "0x10", "nan", "1.2.3", "1e+"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(str_to_double(str_from(bad[i]), &d));
	assert_true(str_to_size(STR("42"), &n) && n == 42);
	assert_false(str_to_size(STR("99999999999999999999999"), &n));
	assert_false(str_to_size(STR("-1"), &n));
}

static void buf_stops_at_its_limit_and_says_so(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct buf buf;
	buf_init(&buf, &arena, 5);
	assert_true(buf_add_cstr(&buf, "abc"));
	assert_false(buf_printf(&buf, "%d", 123));
	assert_true(buf.over);
	assert_str(buf_str(&buf), "abc");
	assert_false(buf_add_char(&buf, 'x'));
	buf_clear(&buf);
	assert_true(buf_add_repeat(&buf, STR("xy"), 2));
	assert_str(buf_str(&buf), "xyxy");
	arena_release(&arena);
}

static void vec_keeps_what_was_pushed(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct vec vec;
	vec_init(&vec, &arena, sizeof(int));
	for (int i = 0; i < 1000; i++)
		*(int *)vec_push(&vec) = i;
	for (int i = 0; i < 1000; i++)
		assert_int_equal(*(int *)vec_at(&vec, (size_t)i), i);
	vec_pop(&vec);
	assert_int_equal(*(int *)vec_push(&vec), 0);
	arena_release(&arena);
}

static void vec_tells_whether_a_text_is_one_of_it(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct vec vec;
	vec_init(&vec, &arena, sizeof(struct str));
	assert_false(vec_has_str(&vec, STR("")));
	*(struct str *)vec_push(&vec) = STR("one");
	*(struct str *)vec_push(&vec) = STR("other");
	assert_true(vec_has_str(&vec, STR("one")));
	assert_true(vec_has_str(&vec, STR("other")));
	assert_false(vec_has_str(&vec, STR("othe")));
	assert_false(vec_has_str(&vec, STR("")));
	arena_release(&arena);
}

static void map_finds_each_of_many_keys(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct map map;
	static int values[500];
	map_init(&map, &arena);
	assert_null(map_find(&map, STR("k1")));
	for (int i = 0; i < 500; i++)
		map_put(&map, arena_printf(&arena, "k%d", i), &values[i]);
	map_put(&map, STR("k7"), &values[0]);
	assert_int_equal(map.n, 500);
	for (int i = 0; i < 500; i++)
		assert_ptr_equal(map_find(&map, arena_printf(&arena, "k%d", i)),
				 &values[i == 7 ? 0 : i]);
	assert_null(map_find(&map, STR("k500")));
	arena_release(&arena);
}

static void err_keeps_the_kind_and_marks_what_is_cut(void **state)
{
	(void)state;
	struct err err = {0};
	assert_false(err_set(&err, ERR_INPUT, "bad %s", "thing"));
	err_prefix(&err, "file %d", 7);
	assert_string_equal(err.text, "file 7: bad thing");
	assert_int_equal(err_exit_status(err.kind), 4);
	char large[ERR_TEXT_MAX * 2];
	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	err_set(&err, ERR_USAGE, "%s", large);
	assert_int_equal(strlen(err.text), ERR_TEXT_MAX - 1);
	assert_string_equal(err.text + ERR_TEXT_MAX - 4, "...");
	assert_int_equal(err_exit_status(ERR_INTERRUPTED), 130);
}

static void hash_is_sha256(void **state)
{
	(void)state;
	static const unsigned char abc[] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea};
	struct hash hash = hash_of(STR("abc"));
	assert_memory_equal(hash.bytes, abc, sizeof(abc));
	hash = hash_of((struct str){NULL, 0});
	assert_int_equal(hash.bytes[0], 0xe3);
}

static struct sum sum_of_pieces(const unsigned char *key, struct str content, size_t cut)
{
	struct summing *summing = sum_begin(key);

	sum_add(summing, str_slice(content, 0, cut));
	sum_add(summing, str_skip(content, cut));
	return sum_end(summing);
}

static void sum_tells_contents_and_keys_apart_but_not_pieces(void **state)
{
	(void)state;
	unsigned char key[SUM_KEY_SIZE] = "a secret of 16 b";
	char text[300];
	struct str content = {text, sizeof(text)};
	struct sum whole, other;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * 7);
	whole = sum_of_pieces(key, content, 0);
	for (size_t i = 0; i < sizeof(text); i++) {
		other = sum_of_pieces(key, content, i);
		assert_memory_equal(&other, &whole, sizeof(whole));
		text[i] ^= 1;
		other = sum_of_pieces(key, content, 0);
		text[i] ^= 1;
		assert_memory_not_equal(&other, &whole, sizeof(whole));
		other = sum_of_pieces(key, str_slice(content, 0, i), 0);
		assert_memory_not_equal(&other, &whole, sizeof(whole));
	}
	key[3] ^= 1;
	other = sum_of_pieces(key, content, 0);
	assert_memory_not_equal(&other, &whole, sizeof(whole));
}

static void log_keeps_the_newest_lines(void **state)
{
	(void)state;
	struct log log;
	log_init(&log);
	for (int i = 0; i < LOG_LINES_MAX + 10; i++)
		log_add(&log, "line %d", i);
	assert_int_equal(log_count(&log), LOG_LINES_MAX);
	assert_str(log_at(&log, 0)->text, "line 10");
	assert_str(log_at(&log, LOG_LINES_MAX - 1)->text, "line 2009");
	assert_null(log_at(&log, LOG_LINES_MAX));
	log_release(&log);
}

static void str_to_double_rounds_to_the_nearest(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		double want;
	} cases[] = {
	    {"0", 0},
	    {"-0.0", 0},
	    {"007", 7},
	    {"-12.5e3", -12500},
	    {"1E+2", 100},
	    {"0.1", 0.1},
	    {"9007199254740993", 9007199254740992.0},
	    {"9007199254740993.0000000000000000000000000000000000001", 9007199254740994.0},
	    {"1.7976931348623157e308", 1.7976931348623157e308},
	    {"5e-324", 5e-324},
	    {"2.2250738585072011e-308", 2.2250738585072011e-308},
	};
	double d;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(str_to_double(str_from(cases[i].text), &d));
		assert_true(d == cases[i].want);
	}
	assert_true(str_to_double(STR("1e-0"), &d) && d == 1);
}

static void str_to_double_minds_every_digit_of_a_long_number(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct buf buf;
	double d;
	buf_init(&buf, &arena, 10000);
	/* 1 with 2,000 zeros, brought back by the exponent; then the same behind the point. */
	buf_add_char(&buf, '1');
	buf_add_repeat(&buf, STR("0"), 2000);
	buf_add_cstr(&buf, "e-2000");
	assert_true(str_to_double(buf_str(&buf), &d) && d == 1);
	buf_clear(&buf);
	buf_add_cstr(&buf, "0.");
	buf_add_repeat(&buf, STR("0"), 2000);
	buf_add_cstr(&buf, "15e2001");
	assert_true(str_to_double(buf_str(&buf), &d) && d == 1.5);
	/* Halfway between two doubles, and a last digit that decides. */
	buf_clear(&buf);
	buf_add_cstr(&buf, "9007199254740993.");
	buf_add_repeat(&buf, STR("0"), 1500);
	assert_true(str_to_double(buf_str(&buf), &d) && d == 9007199254740992.0);
	buf_add_char(&buf, '1');
	assert_true(str_to_double(buf_str(&buf), &d) && d == 9007199254740994.0);
	arena_release(&arena);
}

/* Source: RFC 4648, section 10. */
static void base64_goes_there_and_back(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {{"", ""},
					       {"f", "Zg=="},
					       {"fo", "Zm8="},
					       {"foo", "Zm9v"},
					       {"foob", "Zm9vYg=="},
					       {"fooba", "Zm9vYmE="},
					       {"foobar", "Zm9vYmFy"},
					       {"\xFB\xFF", "+/8="}};
	static const char *const bad[] = {"Z",	  "Zg",	  "Zg=",   "Zg===",    "=",	   "====",
					  "Zh==", "Zm9=", "Z g==", "Zm8=Zm8=", "Zg==Zg==", "Zm-_"};
	struct arena arena = {0};
	struct buf buf;
	struct str bytes;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		buf_init(&buf, &arena, 100);
		assert_true(base64_add(&buf, str_from(pairs[i][0])));
		assert_str(buf_str(&buf), pairs[i][1]);
		assert_true(base64_decode(&arena, str_from(pairs[i][1]), &bytes));
		assert_str(bytes, pairs[i][0]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(base64_decode(&arena, str_from(bad[i]), &bytes));
	buf_init(&buf, &arena, 3);
	assert_false(base64_add(&buf, STR("f")));
	arena_release(&arena);
}

static void str_to_double_refuses_what_no_double_comes_near(void **state)
{
	(void)state;
	static const char *const bad[] = {"1e309",  "-1e309", "1e999999999999999999999",
					  "1e-400", "inf",    "5.",
					  ".5",	    "+5",     "1e5.0",
					  "1 ",	    "1,5",    "1e-99999999999999999999",
					  "--1",    "0x1p3",  "1_000"};
	double d = 42;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(str_to_double(str_from(bad[i]), &d));
	assert_false(str_to_double((struct str){"1\0", 2}, &d));
	assert_true(str_to_double(STR("0e999999999999999999999"), &d) && d == 0);
}

static void exhausted_restores(void)
{
	if (write(STDERR_FILENO, "restored\n", 9) < 0)
		abort();
}

/* What a child does that runs out of memory: its exit status, and what it says to standard error.
 */
static int status_of_exhausted(void (*exhaust)(void), char *said, size_t size)
{
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		mem_init();
		atexit(exhausted_restores);
		exhaust();
		_exit(0);
	}
	close(ends[1]);
	size_t n = 0;
	ssize_t got;
	while (n < size - 1 && (got = read(ends[0], said + n, size - 1 - n)) > 0)
		n += (size_t)got;
	said[n] = '\0';
	close(ends[0]);
	int status = 0;
	assert_true(waitpid(child, &status, 0) == child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void exhaust_product(void)
{
	struct arena arena = {0};
	arena_array(&arena, SIZE_MAX / 2, 3);
}

static void exhaust_arena(void)
{
	struct arena arena = {0};
	arena_alloc(&arena, SIZE_MAX - 4);
}

static void mem_exhausted_says_so_after_the_terminal_is_restored(void **state)
{
	(void)state;
	char said[200];
	assert_int_equal(status_of_exhausted(exhaust_product, said, sizeof(said)), 5);
	assert_string_equal(said, "restored\nrolehop: out of memory\n");
	assert_int_equal(status_of_exhausted(exhaust_arena, said, sizeof(said)), 5);
	assert_int_equal(status_of_exhausted(mem_die, said, sizeof(said)), 5);
}

/* The same text and length as the C library's, whatever the room. */
static void ATTR_PRINTF(1, 2) same_as_library(const char *fmt, ...)
{
	char ours[64], theirs[64];
	for (size_t room = 0; room <= sizeof(ours); room++) {
		va_list args;
		memset(ours, '#', sizeof(ours));
		memset(theirs, '#', sizeof(theirs));
		va_start(args, fmt);
		int n = format_text(ours, room, fmt, args);
		va_end(args);
		va_start(args, fmt);
		assert_int_equal(n, vsnprintf(theirs, room, fmt, args));
		va_end(args);
		assert_memory_equal(ours, theirs, sizeof(ours));
	}
}

static void format_says_what_the_library_says(void **state)
{
	(void)state;
	const char *volatile nothing = NULL;
	volatile int none = 0;
	same_as_library("plain");
	same_as_library("%s and %.*s.", "one", 3, "two and more");
	same_as_library("%.*s|%.*s|%.*s", none, nothing, 9, "ends", -1, "no length");
	same_as_library("%d %d %d %d", 0, -1, INT_MAX, INT_MIN);
	same_as_library("%u %zu %zu", UINT_MAX, (size_t)0, SIZE_MAX);
	same_as_library("%5d%% of %s, %c %lld", 42, "all", 'x', -7LL);
	same_as_library("%s%d%04x", "cut where the room ends", 12, 255u);
	same_as_library("ends in %%");
}

static void arena_printf_keeps_text_of_any_length(void **state)
{
	(void)state;
	struct arena arena = {0};
	char large[9000];
	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	struct str s = arena_printf(&arena, "<%s>", large);
	assert_int_equal(s.n, sizeof(large) + 1);
	assert_int_equal(s.p[s.n], '\0');
	assert_int_equal(s.p[s.n - 1], '>');
	assert_string_equal(arena_cstr(&arena, (struct str){NULL, 0}), "");
	arena_release(&arena);
}

static void str_of_nothing_is_safe_everywhere(void **state)
{
	(void)state;
	struct str none = {NULL, 0};
	struct str_split it = {none, false};
	struct str part;
	assert_true(str_eq(none, STR("")) && str_is_empty(str_from(NULL)));
	assert_true(str_starts(none, none) && str_ends(none, none) && str_eq_nocase(none, none));
	assert_int_equal(str_find(none, STR("a")), -1);
	assert_int_equal(str_find_char(none, 'a'), -1);
	assert_int_equal(str_trim(str_skip(none, 3)).n, 0);
	assert_true(str_next(&it, ',', &part) && part.n == 0);
	assert_false(str_next(&it, ',', &part));
}

static void err_kinds_have_their_exit_statuses(void **state)
{
	(void)state;
	assert_int_equal(err_exit_status(ERR_NONE), 0);
	assert_int_equal(err_exit_status(ERR_USAGE), 3);
	assert_int_equal(err_exit_status(ERR_INPUT), 4);
	assert_int_equal(err_exit_status(ERR_ENVIRONMENT), 5);
	assert_int_equal(err_exit_status(ERR_INTERRUPTED), 130);
}

static void str_sorts_by_bytes(void **state)
{
	(void)state;
	struct str list[] = {STR_INIT("b"), STR_INIT("\xC3\xA9"), STR_INIT("ab"), STR_INIT("a"),
			     STR_INIT("B")};
	static const char *const want[] = {"B", "a", "ab", "b", "\xC3\xA9"};
	qsort(list, 5, sizeof(list[0]), str_qsort);
	for (size_t i = 0; i < 5; i++)
		assert_str(list[i], want[i]);
	assert_true(str_starts_nocase(STR("ARN:aws"), STR("arn:")));
	assert_false(str_starts_nocase(STR("AR"), STR("arn")));
	assert_int_equal(str_find_last_char(STR("abc"), 'x'), -1);
}

static void str_among_finds_each_of_a_sorted_list(void **state)
{
	(void)state;
	static const struct str list[] = {STR_INIT("a"), STR_INIT("ab"), STR_INIT("b"),
					  STR_INIT("ba"), STR_INIT("d")};
	for (size_t n = 0; n <= 5; n++)
		for (size_t i = 0; i < 5; i++)
			assert_int_equal(str_among(list, n, list[i]), i < n);
	static const char *const others[] = {"", "A", "aa", "abc", "c", "da", "e"};
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(str_among(list, 5, str_from(others[i])));
}

static void scan_where_marks_each_byte_that_is_the_same(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++)
		for (unsigned seed = 0; seed < 64; seed++) {
			char bytes[16];
			unsigned want = 0;
			for (unsigned i = 0; i < sizeof(bytes); i++) {
				bool same = (seed * 2654435761U >> (i + 5) & 3) == 0;
				bytes[i] = (char)(same ? c : c ^ (1U << i % 8));
				want |= (unsigned)same << i;
			}
			assert_int_equal(scan_where(bytes, (char)c), want);
			assert_int_equal(scan_where_eights(bytes, (char)c), want);
			if (want != 0)
				assert_int_equal(want >> scan_lowest(want) & 1, 1);
		}
	for (unsigned i = 0; i < 16; i++)
		assert_int_equal(scan_lowest(3U << i), i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(arena_gives_zeroed_aligned_memory),
	    cmocka_unit_test(arena_rewind_gives_back_what_came_after_the_mark),
	    cmocka_unit_test(arena_grow_keeps_the_bytes),
	    cmocka_unit_test(str_finds_and_cuts),
	    cmocka_unit_test(str_next_yields_empty_parts_too),
	    cmocka_unit_test(str_reads_numbers_and_refuses_what_is_none),
	    cmocka_unit_test(buf_stops_at_its_limit_and_says_so),
	    cmocka_unit_test(vec_keeps_what_was_pushed),
	    cmocka_unit_test(vec_tells_whether_a_text_is_one_of_it),
	    cmocka_unit_test(map_finds_each_of_many_keys),
	    cmocka_unit_test(err_keeps_the_kind_and_marks_what_is_cut),
	    cmocka_unit_test(hash_is_sha256),
	    cmocka_unit_test(sum_tells_contents_and_keys_apart_but_not_pieces),
	    cmocka_unit_test(log_keeps_the_newest_lines),
	    cmocka_unit_test(str_to_double_rounds_to_the_nearest),
	    cmocka_unit_test(str_to_double_minds_every_digit_of_a_long_number),
	    cmocka_unit_test(str_to_double_refuses_what_no_double_comes_near),
	    cmocka_unit_test(base64_goes_there_and_back),
	    cmocka_unit_test(mem_exhausted_says_so_after_the_terminal_is_restored),
	    cmocka_unit_test(format_says_what_the_library_says),
	    cmocka_unit_test(arena_printf_keeps_text_of_any_length),
	    cmocka_unit_test(str_of_nothing_is_safe_everywhere),
	    cmocka_unit_test(err_kinds_have_their_exit_statuses),
	    cmocka_unit_test(str_sorts_by_bytes),
	    cmocka_unit_test(str_among_finds_each_of_a_sorted_list),
	    cmocka_unit_test(scan_where_marks_each_byte_that_is_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
