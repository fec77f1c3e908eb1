/* test_base_yaml.c - YAML becomes the JSON that AWS's tools make of it, and keeps its places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rolehop/base/buf.h"
#include "rolehop/base/yaml.h"

static void reads(const char *text, const char *json)
{
	struct arena arena;
	struct yaml yaml;
	struct err err = {ERR_NONE, ""};
	const struct json *tree = NULL;

	arena_init(&arena);
	if (!yaml_read(&arena, str_from(text), &yaml, &err))
		fail_msg("refused: %s: %s", text, err.text);
	if (!str_eq(yaml.json, str_from(json)))
		fail_msg("%s\ngives   %.*s\nnot     %s", text, STR_ARG(yaml.json), json);
	if (!json_parse(&arena, yaml.json, &tree, &err))
		fail_msg("no JSON: %.*s: %s", STR_ARG(yaml.json), err.text);
	arena_release(&arena);
}

static void refuses_str(struct str text, const char *words)
{
	struct arena arena;
	struct yaml yaml;
	struct err err = {ERR_NONE, ""};

	arena_init(&arena);
	if (yaml_read(&arena, text, &yaml, &err))
		fail_msg("taken: %.*s as %.*s", STR_ARG(text), STR_ARG(yaml.json));
	assert_int_equal(err.kind, ERR_INPUT);
	if (strstr(err.text, words) == NULL)
		fail_msg("%.*s is refused with \"%s\", without \"%s\"", STR_ARG(text), err.text,
			 words);
	arena_release(&arena);
}

static void refuses(const char *text, const char *words)
{
	refuses_str(str_from(text), words);
}

/* `pointer` leads to these bytes of the text, in this line and column. */
static void leads(const char *text, const char *pointer, const char *bytes, size_t line,
		  size_t column)
{
	struct str all = str_from(text);
	struct span span = {0};
	size_t key = 0;

	if (!span_find(all, str_from(pointer), &span, &key))
		fail_msg("%s: nothing at %s", text, pointer);
	struct str got = str_slice(all, span.from, span.to);
	if (!str_eq(got, str_from(bytes)))
		fail_msg("%s leads to <%.*s>, not <%s>", pointer, STR_ARG(got), bytes);
	assert_int_equal(span.line, line);
	assert_int_equal(span.column, column);
}

/* ---- values ------------------------------------------------------------------------------ */

static void yaml_reads_blocks_and_flows(void **state)
{
	(void)state;
	reads("a: x\nb:\n- 1\n-   c: d\n    e: [f, {g: h}]\n",
	      "{\"a\":\"x\",\"b\":[1,{\"c\":\"d\",\"e\":[\"f\",{\"g\":\"h\"}]}]}");
	reads("--- # a comment\n{StartAt: A, States: {}}\n...\n",
	      "{\"StartAt\":\"A\",\"States\":{}}");
	reads("a: |\n  one\n  two\nb: >-\n  one\n  two\n",
	      "{\"a\":\"one\\ntwo\\n\",\"b\":\"one two\"}");
	reads("? long\n: value\n", "{\"long\":\"value\"}");
	reads("- - a\n  - b\n-\n", "[[\"a\",\"b\"],null]");
}

static void yaml_types_plain_words_as_the_tools_of_aws_do(void **state)
{
	(void)state;
	reads("[true, True, yes, On, 'yes', \"on\"]", "[true,true,true,true,\"yes\",\"on\"]");
	reads("[false, FALSE, no, Off, 'no', y, n]",
	      "[false,false,false,false,\"no\",\"y\",\"n\"]");
	reads("[~, null, Null, '', 'null']", "[null,null,null,\"\",\"null\"]");
	reads("[2010-09-09, 12:30:45, 1_000]", "[\"2010-09-09\",\"12:30:45\",\"1_000\"]");
}

static void yaml_takes_numbers_but_no_account_ids(void **state)
{
	(void)state;
	reads("[1, -2, 3.50, 1e3, +4, .5, 6., 0x1F, 0o17]", "[1,-2,3.50,1e3,4,0.5,6.0,31,15]");
	reads("[012345678901, 00, 111111111111]", "[\"012345678901\",\"00\",111111111111]");
	reads("[1.2.3, 1e, '-', '.', 0x, 0xG, .inf, .nan, 1-2]",
	      "[\"1.2.3\",\"1e\",\"-\",\".\",\"0x\",\"0xG\",\".inf\",\".nan\",\"1-2\"]");
}

static void yaml_names_are_always_text(void **state)
{
	(void)state;
	reads("yes: 1\n2: 2\n~: 3\nN: {S: a}\n", "{\"yes\":1,\"2\":2,\"~\":3,\"N\":{\"S\":\"a\"}}");
}

static void yaml_core_tags_decide(void **state)
{
	(void)state;
	reads("[!!str 12, !!int '12', !!bool 'yes', ! 12, !!null '']",
	      "[\"12\",12,true,\"12\",null]");
	refuses("a: !!binary aGk=\n", "line 1, column 4: the tag tag:yaml.org,2002:binary");
	refuses("a: 1\nb: !!set {x}\n", "line 2, column 4");
}

static void yaml_short_forms_become_functions(void **state)
{
	(void)state;
	reads("a: !Ref Role\nb: !Condition C\n",
	      "{\"a\":{\"Ref\":\"Role\"},\"b\":{\"Condition\":\"C\"}}");
	reads("a: !Sub 'arn:${X}'\nb: !Ref 12\n",
	      "{\"a\":{\"Fn::Sub\":\"arn:${X}\"},\"b\":{\"Ref\":\"12\"}}");
	reads("a: !GetAtt Role.Arn\nb: !GetAtt Stack.Outputs.Arn\nc: !GetAtt [Role, Arn]\n",
	      "{\"a\":{\"Fn::GetAtt\":[\"Role\",\"Arn\"]},\"b\":{\"Fn::GetAtt\":[\"Stack\","
	      "\"Outputs.Arn\"]},\"c\":{\"Fn::GetAtt\":[\"Role\",\"Arn\"]}}");
	reads("a: !Join ['', [x, !Ref Y]]\nb: !If\n- C\n- 1\n- !Sub z\n",
	      "{\"a\":{\"Fn::Join\":[\"\",[\"x\",{\"Ref\":\"Y\"}]]},\"b\":{\"Fn::If\":[\"C\",1,"
	      "{\"Fn::Sub\":\"z\"}]}}");
	reads("Fn::Transform: !Transform {Name: N}\n",
	      "{\"Fn::Transform\":{\"Fn::Transform\":{\"Name\":\"N\"}}}");
}

static void yaml_aliases_and_merges_are_unfolded(void **state)
{
	(void)state;
	reads("a: &x {b: 1}\nc: *x\nd: [*x, &y z, *y]\n",
	      "{\"a\":{\"b\":1},\"c\":{\"b\":1},\"d\":[{\"b\":1},\"z\",\"z\"]}");
	reads("a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n",
	      "{\"a\":{\"b\":1,\"c\":2},\"d\":{\"c\":3,\"b\":1}}");
	reads("a: &x {b: 1}\ne: &y {b: 2, f: 3}\nd: {<<: [*x, *y]}\n",
	      "{\"a\":{\"b\":1},\"e\":{\"b\":2,\"f\":3},\"d\":{\"b\":1,\"f\":3}}");
	reads("'<<': 1\n", "{\"<<\":1}");
}

static void yaml_texts_keep_every_character(void **state)
{
	(void)state;
	reads("\xef\xbb\xbf"
	      "a: \"\\u00e9\\t\\\"\"\nb: 'it''s'\n",
	      "{\"a\":\"\\u00e9\\t\\\"\",\"b\":\"it's\"}");
	reads("\xc3\xa9: \xf0\x9f\x98\x80 # \xf0\x9f\x98\x80\n",
	      "{\"\\u00e9\":\"\\ud83d\\ude00\"}");
	reads("a: b\r\nc: |\r\n  d\r\n  e\r\n", "{\"a\":\"b\",\"c\":\"d\\ne\\n\"}");
}

/* ---- places ------------------------------------------------------------------------------ */

static void yaml_pointers_lead_to_their_bytes(void **state)
{
	static const char text[] =
	    "# head\nStartAt: A\nStates:\n  A:\n    Type: Task # here\n"
	    "    Resource: \"arn:x\"\n    Retry:\n    - &r {n: 1}\n    - *r\n"
	    "  B: {Type: Pass, End: true}\n";

	(void)state;
	leads(text, "/StartAt", "A", 2, 10);
	leads(text, "/States/A/Type", "Task", 5, 11);
	leads(text, "/States/A/Resource", "\"arn:x\"", 6, 15);
	leads(text, "/States/A/Retry", "- &r {n: 1}\n    - *r", 8, 5);
	leads(text, "/States/A/Retry/0", "&r {n: 1}", 8, 7);
	leads(text, "/States/A/Retry/1", "*r", 9, 7);
	leads(text, "/States/A/Retry/1/n", "1", 8, 14);
	leads(text, "/States/B", "{Type: Pass, End: true}", 10, 6);
	leads(text, "/States/B/End", "true", 10, 24);
}

static void yaml_places_count_characters_and_bytes(void **state)
{
	static const char text[] = "\xef\xbb\xbf"
				   "\xc3\xa9: \xf0\x9f\x98\x80\r\nb: |\r\n  \xc3\xa9\r\n"
				   "  f\r\n\r\nc: [\xc3\xa9, z]\r\n";

	(void)state;
	leads(text, "/\xc3\xa9", "\xf0\x9f\x98\x80", 1, 4);
	leads(text, "/b", "|\r\n  \xc3\xa9\r\n  f", 2, 4);
	leads(text, "/c/1", "z", 6, 8);
}

static void yaml_a_name_has_a_place_of_its_own(void **state)
{
	struct str text = STR("a: 1\n'b c': !Sub d\n");
	struct span span;
	size_t key = 0;

	(void)state;
	assert_true(span_find(text, STR("/b c"), &span, &key));
	assert_int_equal(key, 5);
	assert_int_equal(span.from, 12);
	assert_true(span_find(text, STR("/b c/Fn::Sub"), &span, &key));
	assert_int_equal(span.from, 12);
	assert_false(span_find(text, STR("/x"), &span, &key));
	assert_false(span_find(STR("a: [\n"), STR("/a"), &span, &key));
}

/* ---- damage ------------------------------------------------------------------------------ */

static void yaml_damage_is_named_with_its_place(void **state)
{
	(void)state;
	refuses("a: [1, 2\nb: 3\n", "line 2, column 2");
	refuses("a: b\n c: d\n", "line 2");
	refuses("a: 'x\n", "line 1");
	refuses("a:\n\t- b\n", "line 2, column 1");
	refuses("a: *x\n", "line 1, column 4: *x: there is no anchor");
	refuses("a: 1\n---\nb: 2\n", "line 2, column 1: a second YAML document");
	refuses("", "nothing in this YAML");
	refuses("# only this\n", "nothing in this YAML");
}

static void yaml_refuses_what_json_does(void **state)
{
	(void)state;
	refuses("a: 1\nb: 2\na: 3\n", "line 3, column 1: the member \"a\" is there twice");
	refuses("a: 1\n\"a\": 3\n", "line 2, column 1: the member \"a\"");
	refuses("[a]: 1\n", "line 1, column 1: the name of a member must be a text");
	refuses("a: \"\\0\"\n", "line 1, column 4: a text that holds U+0000");
	refuses("a: \"\\ud800\"\n", "line 1");
	refuses("a: \xff\n", "line 1, column 4: the byte 0xff is not valid UTF-8");
	refuses("a: \xed\xa0\x80\n", "line 1, column 4");
	refuses("a: x\x01\n", "line 1, column 5: the control character U+0001");
	refuses("a: \xc2\x80\n", "control character U+0080");
	refuses_str((struct str){"a: \0b", 5}, "line 1, column 4: the control character U+0000");
}

static void yaml_refuses_bombs(void **state)
{
	struct arena arena;
	struct buf buf;

	(void)state;
	arena_init(&arena);
	buf_init(&buf, &arena, 1 << 20);
	buf_add_cstr(&buf, "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
	for (int i = 1; i < 12; i++) {
		buf_printf(&buf, "a%d: &a%d [", i, i);
		for (int k = 0; k < 10; k++)
			buf_printf(&buf, "%s*a%d", k ? ", " : "", i - 1);
		buf_add_cstr(&buf, "]\n");
	}
	refuses_str(buf_str(&buf), "aliases that unfold");
	buf_clear(&buf);
	buf_add_cstr(&buf, "a0: &a0 {x: 1}\n");
	for (int i = 1; i < 60; i++)
		buf_printf(&buf, "a%d: &a%d {<<: [*a%d, *a%d]}\n", i, i, i - 1, i - 1);
	refuses_str(buf_str(&buf), "aliases that unfold");
	refuses("a: &a [*a]\n", "line 1, column 8: an alias of what it stands in");
	refuses("a: &a {b: {<<: *a}}\n", "an alias of what it stands in");
	arena_release(&arena);
}

static void yaml_refuses_deep_nesting(void **state)
{
	enum { DEEP = 100000 };
	struct arena arena;
	struct buf buf;

	(void)state;
	arena_init(&arena);
	buf_init(&buf, &arena, 1 << 24);
	buf_add_repeat(&buf, STR("["), DEEP);
	refuses_str(buf_str(&buf), "nesting over 1000 levels");
	buf_clear(&buf);
	buf_add_repeat(&buf, STR("- "), DEEP);
	refuses_str(buf_str(&buf), "nesting over 1000 levels");
	buf_clear(&buf);
	buf_add_repeat(&buf, STR("["), 999);
	buf_add_repeat(&buf, STR("]"), 999);
	struct yaml yaml;
	struct err err = {ERR_NONE, ""};
	const struct json *json = NULL;
	assert_true(yaml_read(&arena, buf_str(&buf), &yaml, &err));
	assert_true(json_parse(&arena, yaml.json, &json, &err));
	buf_clear(&buf);
	for (int i = 0; i < 600; i++)
		buf_add_cstr(&buf, "!Sub [");
	buf_add_repeat(&buf, STR("]"), 600);
	refuses_str(buf_str(&buf), "nesting over 1000 levels");
	arena_release(&arena);
}

/* ---- which it is ------------------------------------------------------------------------- */

static void yaml_is_told_from_json(void **state)
{
	static const char *const yaml[] = {"a: 1",   "{a: 1}",	"\"a\": 1",
					   "--- {}", "# c\n{}", "%YAML 1.1\n---\na: 1",
					   "- a",    "'a': 1",	"!Sub x"};
	static const char *const json[] = {
	    "{\"a\": 1}", "{}",	  " { } ", "[1]",    "\"a\"",
	    "12",	  "null", "",	   "%7B%22", "\xef\xbb\xbf{}"};

	(void)state;
	for (size_t i = 0; i < sizeof(yaml) / sizeof(yaml[0]); i++)
		if (!yaml_is(str_from(yaml[i])))
			fail_msg("no YAML: %s", yaml[i]);
	for (size_t i = 0; i < sizeof(json) / sizeof(json[0]); i++)
		if (yaml_is(str_from(json[i])))
			fail_msg("no JSON: %s", json[i]);
}

static void yaml_every_prefix_is_read_or_refused(void **state)
{
	static const char text[] = "%YAML 1.1\n--- # c\nStartAt: &a \"A\\u00e9\\x41\"\nStates:\n  "
				   "A: !Sub {b: 'c''d', ? e : [f, *a]}\n"
				   "  <<: {x: |+2\n}\n  g: >-\n    h\n     i\n\n  j: !!int "
				   "\"0x1f\"\n\xc3\xa9: -0.5e+3\n...\n";
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t n = 0; n <= sizeof(text) - 1; n++) {
		struct str prefix = arena_str(&arena, (struct str){text, n});
		struct err err = {ERR_NONE, ""};
		struct yaml yaml;
		struct span span;
		const struct json *json = NULL;
		if (yaml_read(&arena, prefix, &yaml, &err))
			assert_true(json_parse(&arena, yaml.json, &json, &err));
		else
			assert_int_equal(err.kind, ERR_INPUT);
		(void)span_find(prefix, STR("/States/A"), &span, NULL);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(yaml_reads_blocks_and_flows),
	    cmocka_unit_test(yaml_types_plain_words_as_the_tools_of_aws_do),
	    cmocka_unit_test(yaml_takes_numbers_but_no_account_ids),
	    cmocka_unit_test(yaml_names_are_always_text),
	    cmocka_unit_test(yaml_core_tags_decide),
	    cmocka_unit_test(yaml_short_forms_become_functions),
	    cmocka_unit_test(yaml_aliases_and_merges_are_unfolded),
	    cmocka_unit_test(yaml_texts_keep_every_character),
	    cmocka_unit_test(yaml_pointers_lead_to_their_bytes),
	    cmocka_unit_test(yaml_places_count_characters_and_bytes),
	    cmocka_unit_test(yaml_a_name_has_a_place_of_its_own),
	    cmocka_unit_test(yaml_damage_is_named_with_its_place),
	    cmocka_unit_test(yaml_refuses_what_json_does),
	    cmocka_unit_test(yaml_refuses_bombs),
	    cmocka_unit_test(yaml_refuses_deep_nesting),
	    cmocka_unit_test(yaml_is_told_from_json),
	    cmocka_unit_test(yaml_every_prefix_is_read_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
