/* test_base_cut.c - the cutter gives the same pieces and errors whatever the window. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/cut.h"
#include "rolehop/base/json.h"

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
	    {"{\"a\": [1, 2,\n]}", "line 1, column 12: a trailing comma"},
	    {"{\"a\": 1,}", "line 1, column 8: a trailing comma"},
	    {"{\"a\": [{\"b\": 1,}]}", "line 1, column 15: a trailing comma"},
	    {"{\"a\": [1 2]}", "line 1, column 10: a comma is missing"},
	    {"{\"a\": [1", "the text ends inside the array that opens in line 1, column 7"},
	    {"{\"a\": [{\"b\"", "the text ends inside the object that opens in line 1, column 8"},
	    {"{\"a\"", "the text ends inside"},
	    {"{\"a\": ", "the text ends inside the object that opens in line 1, column 1"},
	    {"{\"a\": 1}}", "line 1, column 9: there is more here"},
	    {"{\"a\" 1}", "line 1, column 6: a colon"},
	    {"{a: 1}", "line 1, column 2: a member's name"},
	    {"{\"a\": 1]", "this bracket does not close"},
	    {"{\"a\": [1]", "the text ends inside the object that opens in line 1, column 1"},
	    {"{\"a\": [1,", "the text ends inside the array that opens in line 1, column 7"},
	    {"{\"a\": }", "line 1, column 7: a value is missing before this bracket"},
	    {"[1,,2]", "line 1, column 4: a value is missing before this comma"},
	    {"[1] 2 ]", "line 1, column 7: there is more here"},
	    {"[1],\n[2]", "line 1, column 4: there is more here"},
	    {"", "line 1, column 1: the text is empty"},
	    {" \n\n ", "line 3, column 2: the text is empty"},
	    {"\xEF\xBB\xBF", "line 1, column 1: the text is empty"},
	    {"[1 /* x */]", "line 1, column 4: JSON has no comments"},
	    {"[1 \xE2\x80\x9C]", "line 1, column 4: U+201C is a typographic quote"},
	    {"{\"a\": [1, tru]}", "line 1, column 11: this is no JSON value"},
	    {"[truefalse]", "line 1, column 2: this is no JSON value"},
	    {"[\"\xE2\x82\"]", "line 1, column 3: byte 0xE2 is not UTF-8"},
	    {"[1 \x01]", "line 1, column 4: byte 0x01 is a control character"},
	    {"{\"a\": [\n{\"b\": \"c\nd\"}]}", "line 2, column 7: the string is not closed in its"},
	    {"[[1}, 2]", "line 1, column 4: this bracket does not close the array"},
	    {"{\"k\\u00\": 1}", "line 1, column 4: \\u wants four hexadecimal digits"},
	    {"\x7F"
	     "ELF",
	     "line 1, column 1: byte 0x7F is a control character"},
	};
	struct arena arena = {0};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str whole = cut_all(&arena, str_from(cases[i].text), 65536);
		assert_contains(whole, cases[i].want);
		for (size_t step = 1; step < 30; step++)
			assert_str(cut_all(&arena, str_from(cases[i].text), step), whole.p);
	}
	arena_release(&arena);
}

static void cut_decodes_the_names_of_members(void **state)
{
	(void)state;
	struct arena arena = {0};
	for (size_t step = 1; step < 9; step++)
		assert_str(cut_all(&arena, STR("{\"R\\u006fle\\u20AC\\/\": [1]}"), step),
			   "0 Role\xE2\x82\xAC/[] 1:24 1\n");
	arena_release(&arena);
}

static void cut_takes_values_without_space_between_and_marks_between_files(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct str text = STR("{\"a\":1}{\"b\":2}\n\xEF\xBB\xBF[3]{}[]4");
	for (size_t step = 1; step < 30; step++)
		assert_str(cut_all(&arena, text, step),
			   "0 a 1:6 1\n1 b 1:13 2\n2 [] 2:2 3\n5  2:8 4\n");
	arena_release(&arena);
}

static void cut_refuses_broken_utf16_at_its_place(void **state)
{
	(void)state;
	struct arena arena = {0};
	static const char lone[] = "\xFF\xFE[\0\n\0\"\0\x3D\xD8\"\0]\0";
	static const char torn[] = "\xFF\xFE[\0"
				   "1\0]\0 ";
	static const char inside[] = "\xFE\xFF\0[\0\"\0a\0";
	for (size_t step = 1; step < 9; step++) {
		assert_contains(cut_all(&arena, (struct str){lone, sizeof(lone) - 1}, step),
				"line 2, column 2: byte 0xED is not UTF-8: a lone surrogate");
		assert_contains(cut_all(&arena, (struct str){torn, sizeof(torn) - 1}, step),
				"line 1, column 4: the UTF-16 text ends inside a character");
		assert_contains(cut_all(&arena, (struct str){inside, sizeof(inside) - 1}, step),
				"line 1, column 2: the string that begins here is not closed");
	}
	arena_release(&arena);
}

static void cut_stays_failed(void **state)
{
	(void)state;
	struct feed feed = {STR("[1 2]"), 5};
	struct cut *cut = cut_new(feed_read, &feed, 5, 100);
	struct cut_piece piece;
	struct err err = {0};
	size_t value;
	assert_int_equal(cut_next(cut, &piece, &value, &err), CUT_PIECE);
	assert_int_equal(cut_next(cut, &piece, &value, &err), CUT_FAILED);
	assert_int_equal(cut_next(cut, &piece, &value, &err), CUT_FAILED);
	cut_free(cut);
}

static ptrdiff_t broken_read(void *self, char *into, size_t size, struct err *err)
{
	struct feed *feed = self;
	if (feed->left.n)
		return feed_read(self, into, size, err);
	err_set(err, ERR_ENVIRONMENT, "the disk is on fire");
	return -1;
}

static void cut_hands_on_the_failure_of_its_reader(void **state)
{
	(void)state;
	for (size_t step = 1; step < 4; step++) {
		struct feed feed = {STR("{\"a\": [1, {"), step};
		struct cut *cut = cut_new(broken_read, &feed, step, 100);
		struct cut_piece piece;
		struct err err = {0};
		size_t value;
		assert_int_equal(cut_next(cut, &piece, &value, &err), CUT_PIECE);
		assert_int_equal(cut_next(cut, &piece, &value, &err), CUT_FAILED);
		assert_int_equal(err.kind, ERR_ENVIRONMENT);
		assert_string_equal(err.text, "the disk is on fire");
		cut_free(cut);
	}
}

static void cut_refuses_a_piece_over_the_limit(void **state)
{
	(void)state;
	static const size_t steps[] = {1, 23, 65536};
	for (size_t i = 0; i < 3; i++) {
		struct feed feed = {STR("[[1,2,3,4], [1,2,3,4,5]]"), steps[i]};
		struct cut *cut = cut_new(feed_read, &feed, steps[i], 9);
		struct cut_piece piece;
		struct err err = {0};
		size_t value;
		assert_int_equal(cut_next(cut, &piece, &value, &err), CUT_PIECE);
		assert_int_equal(cut_next(cut, &piece, &value, &err), CUT_FAILED);
		assert_contains(str_from(err.text),
				"line 1, column 13: the value that begins here is "
				"larger than 9 bytes");
		cut_free(cut);
	}
}

/* `count` elements, then the end: made while it is read. */
struct maker {
	size_t count;
	size_t made;
	char text[64];
	struct str left;
};

static ptrdiff_t maker_read(void *self, char *into, size_t size, struct err *err)
{
	(void)err;
	struct maker *maker = self;
	size_t filled = 0;
	while (filled < size) {
		if (maker->left.n == 0) {
			if (maker->made > maker->count)
				break;
			const char *lead = maker->made ? ",\n" : "{\"Roles\": [\n";
			int n = maker->made == maker->count
				    ? snprintf(maker->text, sizeof(maker->text), "]}")
				    : snprintf(maker->text, sizeof(maker->text), "%s{\"n\": %zu}",
					       lead, maker->made);
			maker->made++;
			maker->left = (struct str){maker->text, (size_t)n};
		}
		size_t n = maker->left.n < size - filled ? maker->left.n : size - filled;
		memcpy(into + filled, maker->left.p, n);
		maker->left = str_skip(maker->left, n);
		filled += n;
	}
	return (ptrdiff_t)filled;
}

static void cut_counts_every_element_and_line_of_a_long_stream(void **state)
{
	(void)state;
	struct maker maker = {.count = 200000};
	struct cut *cut = cut_new(maker_read, &maker, 65536, 64);
	struct cut_piece piece;
	struct err err = {0};
	size_t value;
	size_t n = 0;
	enum cut_result result;
	while ((result = cut_next(cut, &piece, &value, &err)) == CUT_PIECE) {
		char want[32];
		snprintf(want, sizeof(want), "{\"n\": %zu}", n);
		assert_str(piece.text, want);
		assert_str(piece.key, "Roles");
		assert_int_equal(piece.line, n + 2);
		assert_int_equal(piece.column, 1);
		n++;
	}
	assert_int_equal(result, CUT_END);
	assert_int_equal(n, maker.count);
	cut_free(cut);
}

static void cut_of_deep_nesting_fails_soon_and_without_recursion(void **state)
{
	(void)state;
	struct arena arena = {0};
	size_t n = 100000;
	char *deep = arena_alloc(&arena, n);
	memset(deep, '[', n);
	static const size_t steps[] = {1, 23, 65536};
	for (size_t i = 0; i < 3; i++)
		assert_contains(cut_all(&arena, (struct str){deep, n}, steps[i]),
				"line 1, column 1002: nested over 1000 levels deep");
	arena_release(&arena);
}

/* A text with a few bytes of it replaced, dropped or doubled. */
static struct str mutated(struct arena *arena, struct str text, unsigned *seed)
{
	static const char bytes[] = "{}[]\",:\\ \n1eutf-.\0/#\x80\xC3\xE2\xEF\xED";
	char *copy = arena_alloc(arena, text.n * 2 + 8);
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++) {
		*seed = *seed * 1103515245U + 12345U;
		unsigned dice = *seed >> 16;
		if (dice % 60 == 0)
			continue;
		copy[n++] = dice % 61 == 0 ? bytes[dice / 61 % (sizeof(bytes) - 1)] : text.p[i];
		if (dice % 59 == 0)
			copy[n++] = text.p[i];
	}
	return (struct str){copy, n};
}

static void cut_of_damaged_text_is_the_same_whatever_the_window(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct str text =
	    STR("\xEF\xBB\xBF{\"Ro\\u006ce\": [{\"a\": \"]}\\\"\\ud83d\\ude00\"}, [1.5e3, "
		"-2],\n \"s\xC3\xA9\" ], \"M\": true}\n[5, {\"x\": null}]\n7 \"t\"");
	unsigned seed = 7;
	for (int round = 0; round < 3000; round++) {
		struct arena_mark mark = arena_mark(&arena);
		struct str damaged = mutated(&arena, text, &seed);
		struct str whole = cut_all(&arena, damaged, 65536);
		static const size_t steps[] = {1, 2, 7, 23};
		for (size_t i = 0; i < 4; i++) {
			struct str parts = cut_all(&arena, damaged, steps[i]);
			if (!str_eq(parts, whole))
				fail_msg("window %zu of <%.*s>: <%.*s>, not <%.*s>", steps[i],
					 STR_ARG(damaged), STR_ARG(parts), STR_ARG(whole));
		}
		arena_rewind(&arena, mark);
	}
	arena_release(&arena);
}

static void cut_accepts_what_the_parser_accepts(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct str text =
	    STR("{\"a\": [{\"b\": [true, \"\\u0041\", -0.5e1]}, \"x\"], \"c\": {\"d\": 1}}");
	unsigned seed = 3;
	int good = 0;
	for (int round = 0; round < 5000; round++) {
		struct arena_mark mark = arena_mark(&arena);
		struct err err = {0};
		const struct json *json;
		struct str damaged = round == 0 ? text : mutated(&arena, text, &seed);
		bool parsed = json_parse(&arena, damaged, &json, &err);
		struct str pieces = cut_all(&arena, damaged, 23);
		bool cut = str_find(pieces, STR("! line ")) < 0;
		if (parsed && !cut)
			fail_msg("<%.*s>: %.*s", STR_ARG(damaged), STR_ARG(pieces));
		/* The cutter alone takes several values, one after another. */
		if (cut && !parsed)
			assert_contains(str_from(err.text), "there is more text after the end");
		good += parsed;
		arena_rewind(&arena, mark);
	}
	assert_true(good > 100);
	arena_release(&arena);
}

static void cut_hands_on_the_failure_of_its_reader_wherever_it_stands(void **state)
{
	(void)state;
	static const char *const texts[] = {"",	   "{",	   "{\"a\"", "{\"a\":", "{\"a\": [", "[1",
					    "[1,", "[1 /", "[x",     "\xEF",	"1 \xEF\xBB"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct feed feed = {str_from(texts[i]), 1};
		struct cut *cut = cut_new(broken_read, &feed, 1, 100);
		struct cut_piece piece;
		struct err err = {0};
		size_t value;
		enum cut_result result;
		while ((result = cut_next(cut, &piece, &value, &err)) == CUT_PIECE)
			;
		assert_int_equal(result, CUT_FAILED);
		assert_int_equal(err.kind, ERR_ENVIRONMENT);
		assert_int_equal(cut_consumed(cut), strlen(texts[i]));
		cut_free(cut);
	}
	cut_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cut_gives_the_same_pieces_whatever_the_window),
	    cmocka_unit_test(cut_reads_utf16_and_byte_order_marks),
	    cmocka_unit_test(cut_names_the_place_of_damage_whatever_the_window),
	    cmocka_unit_test(cut_decodes_the_names_of_members),
	    cmocka_unit_test(cut_takes_values_without_space_between_and_marks_between_files),
	    cmocka_unit_test(cut_refuses_broken_utf16_at_its_place),
	    cmocka_unit_test(cut_stays_failed),
	    cmocka_unit_test(cut_hands_on_the_failure_of_its_reader),
	    cmocka_unit_test(cut_refuses_a_piece_over_the_limit),
	    cmocka_unit_test(cut_counts_every_element_and_line_of_a_long_stream),
	    cmocka_unit_test(cut_of_deep_nesting_fails_soon_and_without_recursion),
	    cmocka_unit_test(cut_of_damaged_text_is_the_same_whatever_the_window),
	    cmocka_unit_test(cut_accepts_what_the_parser_accepts),
	    cmocka_unit_test(cut_hands_on_the_failure_of_its_reader_wherever_it_stands),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
