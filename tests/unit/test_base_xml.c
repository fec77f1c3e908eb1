/* test_base_xml.c - XML into a tree: what is kept, what is refused. */
#include "unit.h"

#include <string.h>

#include "rolehop/base/xml.h"

static const struct xml *parsed(struct arena *arena, const char *text)
{
	const struct xml *xml = NULL;
	struct err err = {ERR_NONE, ""};

	if (!xml_parse(arena, str_from(text), &xml, &err))
		fail_msg("%s", err.text);
	return xml;
}

static void refused(const char *text, const char *words)
{
	struct arena arena = {0};
	const struct xml *xml = NULL;
	struct err err = {ERR_NONE, ""};

	assert_false(xml_parse(&arena, str_from(text), &xml, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_contains(str_from(err.text), words);
	arena_release(&arena);
}

static void xml_keeps_elements_and_their_text(void **state)
{
	(void)state;
	struct arena arena = {0};
	const struct xml *xml =
	    parsed(&arena, "<?xml version=\"1.0\"?>\n<a xmlns=\"u\">\n <n:b x=\"1\"> one &amp; "
			   "&#233; </n:b>\n <c/>\n <d><![CDATA[<x>]]></d><b>two</b></a>");

	assert_str(xml->name, "a");
	assert_str(xml->text, "");
	assert_str(xml_get_str(xml, STR("b")), "one & \xc3\xa9");
	assert_str(xml_get_str(xml, STR("c")), "");
	assert_str(xml_get_str(xml, STR("d")), "<x>");
	assert_null(xml_get(xml, STR("e")));
	assert_null(xml_get(NULL, STR("e")));
	assert_str(xml_get(xml, STR("d"))->next->text, "two");
	arena_release(&arena);
}

static void xml_finds_at_any_depth(void **state)
{
	(void)state;
	struct arena arena = {0};
	const struct xml *xml =
	    parsed(&arena, "<r><Errors><Error><Code>X</Code></Error></Errors></r>");

	assert_str(xml_find(xml, STR("Code"))->text, "X");
	assert_null(xml_find(xml, STR("Message")));
	arena_release(&arena);
}

static void xml_of_many_pieces_is_whole(void **state)
{
	(void)state;
	enum { SIZE = 3 << 20 };
	struct arena arena = {0};
	char *text = arena_alloc(&arena, SIZE + 16);

	memset(text, 'x', SIZE);
	memcpy(text, "<a>", 3);
	memcpy(text + SIZE, "</a>", 5);
	assert_int_equal(parsed(&arena, text)->text.n, SIZE - 3);
	arena_release(&arena);
}

static void xml_that_is_damaged_is_refused_with_its_place(void **state)
{
	(void)state;
	refused("", "line 1, column 1");
	refused("<a>\n<b></a>", "line 2");
	refused("<a></a><b/>", "column 8");
	refused("<a>\xff</a>", "line 1");
	refused("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "document type");
}

static void xml_that_is_nested_without_end_is_refused(void **state)
{
	(void)state;
	char text[3 * 200 + 1] = "";

	for (size_t i = 0; i < 200; i++)
		memcpy(text + 3 * i, "<a>", 3);
	refused(text, "nested too deeply");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(xml_keeps_elements_and_their_text),
	    cmocka_unit_test(xml_finds_at_any_depth),
	    cmocka_unit_test(xml_of_many_pieces_is_whole),
	    cmocka_unit_test(xml_that_is_damaged_is_refused_with_its_place),
	    cmocka_unit_test(xml_that_is_nested_without_end_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
