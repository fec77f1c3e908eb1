/* A graph in other programs' languages: nothing in a name can leave its quotes. */
#include <string.h>

#include "graph_case.h"

#include "rolehop/base/xml.h"

typedef bool (*writer)(struct arena *, const struct graph *, struct str, struct buf *);

static struct str written(struct graph_case *c, writer write, const char *title)
{
	struct buf buf;
	buf_init(&buf, &c->arena, PICTURE_MAX);
	assert_true(write(&c->scratch, c->graph, str_from(title), &buf));
	return buf_str(&buf);
}

/* A state whose name has everything that means something somewhere. */
#define HOSTILE "a\\\"];x[#%%{init}%%`<b>&amp;\\\\N\\\\l|end\\u0007"
#define MACHINE                                                                                    \
	"{\"StartAt\":\"" HOSTILE "\",\"States\":{\"" HOSTILE                                      \
	"\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.x\",\"StringEquals\":\"\\\"|]\","  \
	"\"Next\":\"P\"}],\"Default\":\"P\"},\"P\":{\"Type\":\"Parallel\",\"End\":true,"           \
	"\"Catch\":[{\"ErrorEquals\":[\"<E>\"],\"Next\":\"Gone\"}],\"Branches\":["                 \
	"{\"StartAt\":\"I\",\"States\":{\"I\":{\"Type\":\"Task\",\"Resource\":\"x\","              \
	"\"End\":true}}},{\"StartAt\":\"J\",\"States\":{\"J\":{\"Type\":\"Fail\"}}}]}}}"

static void assert_lines_hold(struct str text, const char *const *lines)
{
	for (; *lines != NULL; lines++)
		assert_contains(text, *lines);
}

static void mermaid_escapes_what_is_markup_there(void **state)
{
	struct graph_case c;
	(void)state;
	graph_case_open(&c, MACHINE);
	struct str text = written(&c, graph_write_mermaid, "{init: 1}");
	assert_lines_hold(
	    text,
	    (const char *const[]){
		"%% #123;init: 1#125;\nflowchart TD\n",
		"  n1{{\"a#quot;]#59;x[#35;#37;#37;#123;init#125;#37;#37;#96;#lt;b#gt;#amp;amp"
		"#59;#92;N#92;l|end#lt;0x07#gt;<br/>Choice [ -- ]\"}}:::plain\n",
		"  n1 -->|\"$.x = #quot;#92;#quot;|]#quot;\"| n2\n",
		"  subgraph n2[\"P<br/>Parallel of 2 [ ok ]\"]\n", "    subgraph n2b0[\"1\"]\n",
		"  class n2 ok\n", "  n2 -.->|\"catch #lt;E#gt;\"| ",
		"[\"Gone<br/>no such state\"]:::missing\n", NULL});
	graph_case_close(&c);
}

static void dot_escapes_what_labels_interpret(void **state)
{
	struct graph_case c;
	(void)state;
	graph_case_open(&c, MACHINE);
	struct str text = written(&c, graph_write_dot, "t\"\\");
	assert_lines_hold(
	    text,
	    (const char *const[]){
		"  label=\"t\\\"\\\\\";",
		"  n1 [label=\"a\\\"];x[#%%{init}%%`&lt;b&gt;&amp;amp;\\\\N\\\\l|end"
		"&lt;0x07&gt;\\lChoice [ -- ]\\l\", ",
		"  subgraph cluster_2 {\n", "  n1 -> n3 [lhead=cluster_2, label=\"default\"]\n",
		"  n5 -> n8 [ltail=cluster_2, style=dashed, label=\"catch &lt;E&gt;\"]\n", NULL});
	graph_case_close(&c);
}

/* Is there an element whose text, as a reader of XML sees it, is this? */
static bool has_text(const struct xml *xml, const char *text)
{
	for (; xml != NULL; xml = xml->next)
		if (str_eq(xml->text, str_from(text)) || has_text(xml->first, text))
			return true;
	return false;
}

static void svg_is_xml_with_the_names_in_it(void **state)
{
	struct graph_case c;
	struct err err = {0};
	const struct xml *root;
	(void)state;
	graph_case_open(&c, MACHINE);
	struct str text = written(&c, graph_write_svg, "<title> & 'more'");
	if (!xml_parse(&c.arena, text, &root, &err))
		fail_msg("%s", err.text);
	assert_str(root->name, "svg");
	assert_str(xml_get_str(root, STR("title")), "<title> & 'more'");
	assert_true(has_text(root, "a\"];x[#%%{init}%%`<b>&amp;\\N\\l|end<0x07>"));
	assert_true(has_text(root, "catch <E>"));
	assert_true(has_text(root, "no such state"));
	graph_case_close(&c);
}

static void document_over_its_limit_is_refused(void **state)
{
	struct graph_case c;
	(void)state;
	graph_case_open(&c, MACHINE);
	const writer writers[] = {graph_write_svg, graph_write_mermaid, graph_write_dot};
	for (size_t i = 0; i < 3; i++) {
		struct buf buf;
		buf_init(&buf, &c.arena, 300);
		assert_false(writers[i](&c.scratch, c.graph, STR("t"), &buf));
	}
	struct buf buf;
	buf_init(&buf, &c.arena, 100);
	assert_false(graph_write_text(&c.scratch, c.graph, false, &buf));
	graph_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(mermaid_escapes_what_is_markup_there),
	    cmocka_unit_test(dot_escapes_what_labels_interpret),
	    cmocka_unit_test(svg_is_xml_with_the_names_in_it),
	    cmocka_unit_test(document_over_its_limit_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
