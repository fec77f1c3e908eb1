/* graph/svg.c - a graph as it is laid out, as an SVG picture. */
#include "graph/escape.h"
#include "rolehop/base/safe.h"
#include "rolehop/base/width.h"
#include "rolehop/graph/write.h"

/* Of a character cell, in pixels. */
enum { CELL_W = 9, CELL_H = 18, MARGIN = 9, BASELINE = 13 };

static const struct escape table[] = {
    {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}, {0, NULL},
};

static const char *const classes[GRAPH_MARK_COUNT] = {
    [GRAPH_NONE] = "none",   [GRAPH_OK] = "ok",		  [GRAPH_ASSUMED] = "unknown",
    [GRAPH_LATER] = "later", [GRAPH_UNKNOWN] = "unknown", [GRAPH_FAIL] = "fail",
};

static const char style[] =
    "<style>\n"
    "text{font-family:monospace;font-size:15px;white-space:pre;fill:#1a1a1a}\n"
    ".page{fill:#fff}.name{font-weight:bold}.label{fill:#555}\n"
    ".box{fill:#fff;stroke:#555;stroke-width:1.5}.missing{stroke-dasharray:3}\n"
    ".frame{fill:none}.line{stroke:#555;fill:none}.dots{stroke-dasharray:2 4}\n"
    ".ok{stroke:#2e7d32}.unknown{stroke:#b8860b;stroke-dasharray:6}\n"
    ".fail{stroke:#c62828;stroke-width:4}\n"
    ".arrow{stroke:#333;fill:none;stroke-linejoin:round}.catch{stroke-dasharray:5 4}\n"
    "</style>\n"
    "<defs><marker id=\"tip\" markerWidth=\"8\" markerHeight=\"8\" refX=\"7\" refY=\"4\" "
    "orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#333\"/></marker></defs>\n";

/* The middle of a cell. */
static int middle_x(int x)
{
	return MARGIN + x * CELL_W + CELL_W / 2;
}

static int middle_y(int y)
{
	return MARGIN + y * CELL_H + CELL_H / 2;
}

/* Text takes the columns that it was measured to take, whatever the font. */
static void add_text(struct buf *buf, int x, int y, const char *class, struct str text)
{
	if (text.n == 0)
		return;
	buf_printf(buf, "<text class=\"%s\" x=\"%d\" y=\"%d\" textLength=\"%zu\">", class,
		   MARGIN + x * CELL_W, MARGIN + y * CELL_H + BASELINE, width_text(text) * CELL_W);
	escape_add(buf, text, table);
	buf_add_cstr(buf, "</text>\n");
}

static void add_rect(struct buf *buf, const struct graph_box *box, const char *class, int round)
{
	buf_printf(buf,
		   "<rect class=\"box %s %s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
		   "rx=\"%d\"><title>",
		   class, classes[box->mark], middle_x(box->x), middle_y(box->y),
		   (box->w - 1) * CELL_W, (box->h - 1) * CELL_H, round);
	escape_add(buf, box->name, table);
	buf_add_cstr(buf, "</title></rect>\n");
}

static void add_line(struct buf *buf, int x, int y, int to_x, int to_y, const char *class)
{
	buf_printf(buf, "<path class=\"line %s\" d=\"M%d %dL%d %d\"/>\n", class, middle_x(x),
		   middle_y(y), middle_x(to_x), middle_y(to_y));
}

static void add_box(struct buf *buf, const struct graph_box *box)
{
	int rule = box->y + 1 + (int)box->n_texts;
	if (box->kind == GRAPH_START || box->kind == GRAPH_END) {
		if (box->frame == GRAPH_NOWHERE)
			add_text(buf, box->x, box->y, "label",
				 box->kind == GRAPH_START ? STR("( start )") : STR("( end )"));
		return;
	}
	add_rect(buf, box,
		 box->kind == GRAPH_FRAME     ? "frame"
		 : box->kind == GRAPH_MISSING ? "missing"
					      : "state",
		 2);
	for (size_t i = 0; i < box->n_texts; i++) {
		const struct graph_text *text = &box->texts[i];
		int right = box->x + box->w - 2 - (int)width_text(text->right);
		add_text(buf, box->x + 2, box->y + 1 + (int)i, i == 0 ? "name" : "text",
			 text->left);
		add_text(buf, right, box->y + 1 + (int)i, "mark", text->right);
	}
	if (box->kind != GRAPH_FRAME)
		return;
	add_line(buf, box->x, rule, box->x + box->w - 1, rule, "rule");
	for (size_t i = 0; i < box->n_dividers; i++)
		add_line(buf, box->dividers[i], rule, box->dividers[i], box->y + box->h - 1,
			 "dots");
}

static void add_edge(struct buf *buf, const struct graph *graph, const struct graph_edge *edge)
{
	const struct graph_box *to = &graph->boxes[edge->to];
	bool tip = to->kind != GRAPH_END;
	buf_printf(buf, "<path class=\"arrow%s\"%s d=\"",
		   edge->kind == ASL_EDGE_CATCH ? " catch" : "",
		   tip ? " marker-end=\"url(#tip)\"" : "");
	for (size_t i = 0; i < edge->n_points; i++) {
		int y = middle_y(edge->points[i].y);
		/* The words of ( start ) and ( end ) stay free. */
		if (i == 0 && graph->boxes[edge->from].frame == GRAPH_NOWHERE &&
		    graph->boxes[edge->from].kind == GRAPH_START)
			y += CELL_H / 2;
		if (i + 1 == edge->n_points && !tip && to->frame == GRAPH_NOWHERE)
			y -= CELL_H / 2;
		buf_printf(buf, "%c%d %d", i == 0 ? 'M' : 'L', middle_x(edge->points[i].x), y);
	}
	buf_add_cstr(buf, "\"/>\n");
	add_text(buf, edge->points[0].x + 2, edge->points[0].y + 1, "label", edge->tag);
}

bool graph_write_svg(struct arena *scratch, const struct graph *graph, struct str title,
		     struct buf *buf)
{
	int w = graph->w * CELL_W + 2 * MARGIN;
	int h = graph->h * CELL_H + 2 * MARGIN;
	buf_printf(buf,
		   "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
		   "viewBox=\"0 0 %d %d\">\n<title>",
		   w, h, w, h);
	escape_add(buf, safe_text(scratch, title), table);
	buf_printf(buf, "</title>\n%s<rect class=\"page\" width=\"%d\" height=\"%d\"/>\n", style, w,
		   h);
	for (size_t i = 0; i < graph->n_boxes; i++)
		add_box(buf, &graph->boxes[i]);
	for (size_t i = 0; i < graph->n_edges; i++)
		add_edge(buf, graph, &graph->edges[i]);
	buf_add_cstr(buf, "</svg>\n");
	return !buf->over;
}
