/* test_base_json_read.c - random texts: read as the strict check and another parser read them. */
#include "unit.h"

#include <cjson/cJSON.h>
#include <stdint.h>
#include <string.h>

#include "rolehop/base/json.h"
#include "rolehop/base/scan.h"
#include "rolehop/base/span.h"

enum { TEXTS = 30000, TEXT_MAX = 4096, DEPTH = 5 };

static const struct span_rules rules = {.max_depth = 1000, .first_line = 1, .first_column = 1};

/* Numbers that follow from a seed. */
static unsigned dice(uint64_t *seed, unsigned sides)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(*seed >> 33) % sides;
}

#define ANY_OF(seed, list) (list)[dice(seed, sizeof(list) / sizeof((list)[0]))]

static void add_space(struct buf *buf, uint64_t *seed)
{
	static const char *const spaces[] = {"",   "",	     "",	   " ",
					     "\n", "\r\n\t", "\n        ", "               \n"};
	buf_add_cstr(buf, ANY_OF(seed, spaces));
}

static void add_string(struct buf *buf, uint64_t *seed)
{
	static const char *const parts[] = {"a",
					    "Resource",
					    "arn:aws:iam::1:role/x",
					    "\\\"",
					    "\\\\",
					    "\\n",
					    "\\u00e9",
					    "\\ud83d\\ude00",
					    "\xC3\xA9",
					    "\xE2\x82\xAC",
					    "\xF0\x9F\x98\x80",
					    " ",
					    "{",
					    "[",
					    "\\/"};
	buf_add_char(buf, '"');
	for (unsigned n = dice(seed, 6); n > 0; n--)
		buf_add_cstr(buf, ANY_OF(seed, parts));
	buf_add_char(buf, '"');
}

static void add_value(struct buf *buf, uint64_t *seed, unsigned depth)
{
	static const char *const scalars[] = {
	    "true", "false", "null", "0", "-0", "7", "-12", "1.5e3", "0.001", "123456789012345678"};
	unsigned kind = dice(seed, depth < DEPTH ? 8 : 4);

	if (kind < 2) {
		buf_add_cstr(buf, ANY_OF(seed, scalars));
		return;
	}
	if (kind < 4) {
		add_string(buf, seed);
		return;
	}
	bool object = kind < 6;
	buf_add_char(buf, object ? '{' : '[');
	add_space(buf, seed);
	for (unsigned i = 0, n = dice(seed, 5); i < n; i++) {
		if (object) {
			add_string(buf, seed);
			add_space(buf, seed);
			buf_add_char(buf, ':');
			add_space(buf, seed);
		}
		add_value(buf, seed, depth + 1);
		add_space(buf, seed);
		if (i + 1 < n)
			buf_add_char(buf, ',');
		add_space(buf, seed);
	}
	buf_add_char(buf, object ? '}' : ']');
}

static struct str random_text(struct arena *arena, uint64_t seed)
{
	struct buf buf;
	buf_init(&buf, arena, TEXT_MAX);
	add_space(&buf, &seed);
	add_value(&buf, &seed, 0);
	add_space(&buf, &seed);
	return buf_str(&buf);
}

static void assert_same(const struct json *ours, const cJSON *theirs)
{
	struct str text = str_from(theirs->valuestring);
	const cJSON *child = theirs->child;

	assert_true(str_eq(json_key(ours), str_from(theirs->string)));
	switch (theirs->type & 0xff) {
	case cJSON_String:
		assert_int_equal(json_kind(ours), JSON_STRING);
		assert_true(str_eq(json_str(ours), text));
		assert_int_equal(json_str(ours).p[text.n], '\0');
		break;
	case cJSON_Number:
		assert_int_equal(json_kind(ours), JSON_NUMBER);
		assert_true(json_number(ours) == theirs->valuedouble);
		break;
	case cJSON_True:
	case cJSON_False:
		assert_int_equal(json_kind(ours), JSON_BOOL);
		assert_int_equal(json_bool(ours), cJSON_IsTrue(theirs));
		break;
	case cJSON_Array:
		assert_int_equal(json_kind(ours), JSON_ARRAY);
		break;
	case cJSON_Object:
		assert_int_equal(json_kind(ours), JSON_OBJECT);
		break;
	default:
		assert_int_equal(json_kind(ours), JSON_NULL);
	}
	for (const struct json *m = json_first(ours); m; m = json_next(m), child = child->next) {
		assert_non_null(child);
		assert_ptr_equal(m->parent, ours);
		assert_same(m, child);
	}
	assert_null(child);
}

/* One byte is another, is gone, or the text ends there. */
static struct str damaged(struct arena *arena, struct str text, uint64_t *seed)
{
	static const char bytes[] = "\"\\{}[],:0-+.eEtn \n\x01\x80\xC3\xFF";
	char *copy = arena_cstr(arena, text);
	size_t at = dice(seed, (unsigned)text.n);

	switch (dice(seed, 3)) {
	case 0:
		copy[at] = bytes[dice(seed, sizeof(bytes) - 1)];
		return (struct str){copy, text.n};
	case 1:
		memmove(copy + at, copy + at + 1, text.n - at);
		return (struct str){copy, text.n - 1};
	default:
		return (struct str){copy, at};
	}
}

static void json_trees_are_those_of_another_parser(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct err err = {0};
	const struct json *json;
	for (uint64_t seed = 0; seed < TEXTS; seed++) {
		struct str text = random_text(&arena, seed);
		cJSON *theirs = cJSON_ParseWithLength(text.p, text.n);
		assert_non_null(theirs);
		assert_true(json_parse(&arena, text, &json, &err));
		assert_same(json, theirs);
		cJSON_Delete(theirs);
		arena_release(&arena);
	}
}

static void json_is_read_exactly_where_the_strict_check_finds_nothing(void **state)
{
	(void)state;
	struct arena arena = {0};
	const struct json *json;
	size_t good = 0;
	for (uint64_t seed = 0; seed < TEXTS; seed++) {
		uint64_t more = seed * 31 + 7;
		struct str text = damaged(&arena, random_text(&arena, seed), &more);
		struct err ours = {0};
		struct err theirs = {0};
		bool fine = span_check(text, &rules, &theirs);
		assert_int_equal(json_parse(&arena, text, &json, &ours), fine);
		assert_string_equal(ours.text, theirs.text);
		good += fine;
		arena_release(&arena);
	}
	assert_in_range(good, TEXTS / 20, TEXTS / 2);
}

static void scanning_stops_at_the_same_byte_wherever_it_begins(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < TEXTS; seed++) {
		static const char bytes[] = "  \n\tab!#[]\x7F\"\\\x1F\x80\xFF";
		char text[40];
		uint64_t more = seed;
		size_t n = dice(&more, sizeof(text));
		for (size_t i = 0; i < n; i++)
			text[i] = bytes[dice(&more, dice(&more, 3) ? 8 : sizeof(bytes) - 1)];
		size_t plain = 0;
		size_t space = 0;
		while (plain < n && text[plain] != '"' && text[plain] != '\\' &&
		       (unsigned char)text[plain] >= 0x20 && (unsigned char)text[plain] < 0x80)
			plain++;
		while (space < n && strchr(" \n\r\t", text[space]))
			space++;
		assert_int_equal(scan_plain((struct str){text, n}, 0), plain);
		assert_int_equal(scan_space((struct str){text, n}, 0), space);
	}
}

static void json_nodes_know_what_they_are_in(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct err err = {0};
	const struct json *json;
	assert_true(json_parse(&arena, STR("{\"a\":[[],{\"b\":1}],\"c\":[{}, 2]}"), &json, &err));
	assert_null(json->parent);
	assert_ptr_equal(json_at(json, STR("/a/1/b"))->parent, json_at(json, STR("/a/1")));
	assert_ptr_equal(json_at(json, STR("/c/1"))->parent, json_get(json, STR("c")));
	assert_true(str_is_empty(json_key(json_at(json, STR("/a/1")))));
	assert_true(str_is_empty(json_key(json_at(json, STR("/c/0")))));
	arena_release(&arena);
}

static void json_numbers_beyond_doubles_are_infinite_or_nothing(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct err err = {0};
	struct buf buf;
	const struct json *json;
	buf_init(&buf, &arena, 1000);
	buf_add_cstr(&buf, "[-1e999, 1e-999, 1");
	buf_add_repeat(&buf, STR("0"), 400);
	buf_add_cstr(&buf, ", 1e99999999999999999999]");
	assert_true(json_parse(&arena, buf_str(&buf), &json, &err));
	assert_true(json_number(json_at(json, STR("/0"))) < -1e308);
	assert_true(json_number(json_at(json, STR("/1"))) == 0);
	assert_true(json_number(json_at(json, STR("/2"))) > 1e308);
	assert_true(json_number(json_at(json, STR("/3"))) > 1e308);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(json_trees_are_those_of_another_parser),
	    cmocka_unit_test(json_is_read_exactly_where_the_strict_check_finds_nothing),
	    cmocka_unit_test(scanning_stops_at_the_same_byte_wherever_it_begins),
	    cmocka_unit_test(json_nodes_know_what_they_are_in),
	    cmocka_unit_test(json_numbers_beyond_doubles_are_infinite_or_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
