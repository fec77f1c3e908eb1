/* graph/mermaid.c - a graph as a flowchart of Mermaid. */
#include "graph/escape.h"
#include "rolehop/base/safe.h"
#include "rolehop/graph/write.h"

/* What could end a quoted text, or be markup, an entity or a directive in it. */
static const struct escape table[] = {
    {'"', "#quot;"}, {'#', "#35;"}, {'&', "#amp;"}, {'<', "#lt;"},  {'>', "#gt;"},  {'`', "#96;"},
    {'%', "#37;"},   {';', "#59;"}, {'{', "#123;"}, {'}', "#125;"}, {'\\', "#92;"}, {0, NULL},
};

static const char *const classes[GRAPH_MARK_COUNT] = {
    [GRAPH_NONE] = "plain",  [GRAPH_OK] = "ok",		  [GRAPH_ASSUMED] = "unknown",
    [GRAPH_LATER] = "plain", [GRAPH_UNKNOWN] = "unknown", [GRAPH_FAIL] = "fail",
};

static void indent(struct buf *buf, size_t depth)
{
	buf_add_repeat(buf, STR("  "), depth + 1);
}

static void add_texts(struct buf *buf, const struct graph_box *box)
{
	buf_add_char(buf, '"');
	escape_add(buf, box->name, table);
	for (size_t i = 1; i < box->n_texts; i++) {
		const struct graph_text *text = &box->texts[i];
		buf_add_cstr(buf, "<br/>");
		escape_add(buf, text->left, table);
		if (text->right.n > 0)
			buf_add_char(buf, ' ');
		escape_add(buf, text->right, table);
	}
	buf_add_char(buf, '"');
}

/* A box; points of frames are small circles. */
static void add_box(struct buf *buf, const struct graph_box *box, size_t i, size_t depth)
{
	bool choice = box->state != NULL && box->state->type == ASL_CHOICE;
	indent(buf, depth);
	buf_printf(buf, "n%zu", i);
	if (box->kind == GRAPH_START || box->kind == GRAPH_END) {
		buf_add_cstr(buf, box->frame == GRAPH_NOWHERE ? "([" : "((");
		buf_add_cstr(buf, box->frame != GRAPH_NOWHERE ? "\" \""
				  : box->kind == GRAPH_START  ? "\"start\""
							      : "\"end\"");
		buf_add_cstr(buf, box->frame == GRAPH_NOWHERE ? "])\n" : "))\n");
		return;
	}
	buf_add_cstr(buf, choice ? "{{" : "[");
	add_texts(buf, box);
	buf_printf(buf, "%s:::%s\n", choice ? "}}" : "]",
		   box->kind == GRAPH_MISSING ? "missing" : classes[box->mark]);
}

static size_t add_frame(struct buf *buf, const struct graph *graph, size_t frame, size_t depth);

/* The boxes of one branch of a frame from i on; returns where they end. */
static size_t add_boxes(struct buf *buf, const struct graph *graph, size_t i, size_t frame,
			size_t branch, size_t depth)
{
	while (i < graph->n_boxes && graph->boxes[i].frame == frame &&
	       graph->boxes[i].branch == branch) {
		if (graph->boxes[i].kind == GRAPH_FRAME)
			i = add_frame(buf, graph, i, depth);
		else
			add_box(buf, &graph->boxes[i], i, depth), i++;
	}
	return i;
}

static size_t add_frame(struct buf *buf, const struct graph *graph, size_t frame, size_t depth)
{
	const struct graph_box *box = &graph->boxes[frame];
	size_t i = frame + 1;
	indent(buf, depth);
	buf_printf(buf, "subgraph n%zu[", frame);
	add_texts(buf, box);
	buf_add_cstr(buf, "]\n");
	for (size_t branch = 0; branch <= box->n_dividers; branch++) {
		if (box->n_dividers > 0) {
			indent(buf, depth + 1);
			buf_printf(buf, "subgraph n%zub%zu[\"%zu\"]\n", frame, branch, branch + 1);
		}
		i = add_boxes(buf, graph, i, frame, branch, depth + 2);
		if (box->n_dividers > 0) {
			indent(buf, depth + 1);
			buf_add_cstr(buf, "end\n");
		}
	}
	indent(buf, depth);
	buf_add_cstr(buf, "end\n");
	indent(buf, depth);
	buf_printf(buf, "class n%zu %s\n", frame, classes[box->mark]);
	return i;
}

static void add_edge(struct buf *buf, const struct graph_edge *edge)
{
	indent(buf, 0);
	buf_printf(buf, "n%zu %s", edge->from, edge->kind == ASL_EDGE_CATCH ? "-.->" : "-->");
	if (edge->label.n > 0) {
		buf_add_cstr(buf, "|\"");
		escape_add(buf, edge->label, table);
		buf_add_cstr(buf, "\"|");
	}
	buf_printf(buf, " n%zu\n", edge->to);
}

bool graph_write_mermaid(struct arena *scratch, const struct graph *graph, struct str title,
			 struct buf *buf)
{
	buf_add_cstr(buf, "%% ");
	escape_add(buf, safe_text(scratch, title), table);
	buf_add_cstr(buf, "\nflowchart TD\n");
	add_boxes(buf, graph, 0, GRAPH_NOWHERE, 0, 0);
	for (size_t i = 0; i < graph->n_edges; i++)
		add_edge(buf, &graph->edges[i]);
	buf_add_cstr(buf, "  classDef ok stroke:#2e7d32\n"
			  "  classDef unknown stroke:#b8860b,stroke-dasharray:4\n"
			  "  classDef fail stroke:#c62828,stroke-width:4px\n"
			  "  classDef missing stroke:#b8860b,stroke-dasharray:2\n"
			  "  classDef plain stroke:#777777\n");
	return !buf->over;
}
