/* graph/dot.c - a graph in the language of Graphviz. */
#include "graph/escape.h"
#include "rolehop/base/safe.h"
#include "rolehop/graph/write.h"

/* Labels know escapes ("\N" is the name of the node) and entities. */
static const struct escape table[] = {
    {'"', "\\\""}, {'\\', "\\\\"}, {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {0, NULL},
};

static const char *const looks[GRAPH_MARK_COUNT] = {
    [GRAPH_NONE] = "color=\"gray40\"",
    [GRAPH_OK] = "color=\"darkgreen\"",
    [GRAPH_ASSUMED] = "color=\"darkgoldenrod\", style=\"dashed\"",
    [GRAPH_LATER] = "color=\"gray40\"",
    [GRAPH_UNKNOWN] = "color=\"darkgoldenrod\", style=\"dashed\"",
    [GRAPH_FAIL] = "color=\"red\", penwidth=3",
};

static void indent(struct buf *buf, size_t depth)
{
	buf_add_repeat(buf, STR("  "), depth + 1);
}

/* Rows end in "\l", which sets them to the left. */
static void add_label(struct buf *buf, const struct graph_box *box)
{
	buf_add_cstr(buf, "label=\"");
	escape_add(buf, box->name, table);
	buf_add_cstr(buf, "\\l");
	for (size_t i = 1; i < box->n_texts; i++) {
		const struct graph_text *text = &box->texts[i];
		escape_add(buf, text->left, table);
		if (text->right.n > 0)
			buf_add_char(buf, ' ');
		escape_add(buf, text->right, table);
		buf_add_cstr(buf, "\\l");
	}
	buf_add_char(buf, '"');
}

static void add_box(struct buf *buf, const struct graph_box *box, size_t i, size_t depth)
{
	bool terminal = box->kind == GRAPH_START || box->kind == GRAPH_END;
	indent(buf, depth);
	if (terminal && box->frame == GRAPH_NOWHERE) {
		buf_printf(buf, "n%zu [label=\"%s\", shape=ellipse]\n", i,
			   box->kind == GRAPH_START ? "start" : "end");
	} else if (terminal) {
		buf_printf(buf, "n%zu [shape=point]\n", i);
	} else {
		buf_printf(buf, "n%zu [", i);
		add_label(buf, box);
		buf_printf(buf, ", %s]\n", looks[box->mark]);
	}
}

static size_t add_boxes(struct buf *buf, const struct graph *graph, size_t i, size_t frame,
			size_t depth)
{
	while (i < graph->n_boxes && graph->boxes[i].frame == frame) {
		const struct graph_box *box = &graph->boxes[i];
		if (box->kind != GRAPH_FRAME) {
			add_box(buf, box, i, depth);
			i++;
			continue;
		}
		indent(buf, depth);
		buf_printf(buf, "subgraph cluster_%zu {\n", i);
		indent(buf, depth + 1);
		add_label(buf, box);
		buf_printf(buf, "; labeljust=l; graph [%s]\n", looks[box->mark]);
		i = add_boxes(buf, graph, i + 1, i, depth + 1);
		indent(buf, depth);
		buf_add_cstr(buf, "}\n");
	}
	return i;
}

/* A box in a frame for arrows to the frame: Graphviz knows no arrows to clusters. */
static size_t stand_in(const struct graph *graph, size_t box, enum graph_box_kind kind)
{
	size_t found = box + 1;
	if (graph->boxes[box].kind != GRAPH_FRAME)
		return box;
	for (size_t i = box + 1; i < graph->n_boxes; i++) {
		if (graph->boxes[i].frame == graph->boxes[box].frame)
			break;
		if (graph->boxes[i].frame == box && graph->boxes[i].kind == kind)
			return i;
	}
	return found;
}

static void add_edge(struct buf *buf, const struct graph *graph, const struct graph_edge *edge)
{
	indent(buf, 0);
	buf_printf(buf, "n%zu -> n%zu [", stand_in(graph, edge->from, GRAPH_END),
		   stand_in(graph, edge->to, GRAPH_START));
	if (graph->boxes[edge->from].kind == GRAPH_FRAME)
		buf_printf(buf, "ltail=cluster_%zu, ", edge->from);
	if (graph->boxes[edge->to].kind == GRAPH_FRAME)
		buf_printf(buf, "lhead=cluster_%zu, ", edge->to);
	if (edge->kind == ASL_EDGE_CATCH)
		buf_add_cstr(buf, "style=dashed, ");
	buf_add_cstr(buf, "label=\"");
	escape_add(buf, edge->label, table);
	buf_add_cstr(buf, "\"]\n");
}

bool graph_write_dot(struct arena *scratch, const struct graph *graph, struct str title,
		     struct buf *buf)
{
	buf_add_cstr(buf, "digraph workflow {\n  label=\"");
	escape_add(buf, safe_text(scratch, title), table);
	buf_add_cstr(buf, "\"; labelloc=t; compound=true\n"
			  "  node [shape=box, fontname=\"monospace\"]\n"
			  "  edge [fontname=\"monospace\"]\n");
	add_boxes(buf, graph, 0, GRAPH_NOWHERE, 0);
	for (size_t i = 0; i < graph->n_edges; i++)
		add_edge(buf, graph, &graph->edges[i]);
	buf_add_cstr(buf, "}\n");
	return !buf->over;
}
