/* tui/drawing.c - a graph with a cursor: moved along its arrows, scrolled both ways. */
#include "tui/drawing.h"

#include <limits.h>
#include <stdlib.h>

#include "rolehop/base/width.h"
#include "rolehop/graph/paint.h"
#include "tui/explorer.h"
#include "tui/filter.h"

enum { MARGIN = 2, CELL_BYTES = 16 };

static bool can_stand(const struct graph_box *box)
{
	return box->kind != GRAPH_START && box->kind != GRAPH_END;
}

static int middle_x(const struct graph_box *box)
{
	return box->x + box->w / 2;
}

const struct graph_box *drawing_box(const struct drawing *drawing)
{
	return drawing->graph != NULL && drawing->at < drawing->graph->n_boxes
		   ? &drawing->graph->boxes[drawing->at]
		   : NULL;
}

size_t drawing_first(const struct graph *graph)
{
	for (size_t i = 0; i < graph->n_edges; i++)
		if (graph->edges[i].from == 0)
			return graph->edges[i].to;
	return GRAPH_NOWHERE;
}

void drawing_new(struct pane *pane)
{
	pane->drawing = arena_alloc(&pane->arena, sizeof(*pane->drawing));
	pane->drawing->at = GRAPH_NOWHERE;
}

int drawing_name_columns(int width, int most)
{
	enum { AROUND = 10, LEAST = 12 };
	int columns = width - AROUND < LEAST ? LEAST : width - AROUND;
	return columns < most ? columns : most;
}

void drawing_set(struct drawing *drawing, const struct graph *graph, size_t at)
{
	const struct graph_box *before = drawing_box(drawing);
	const struct graph_box *after = at < graph->n_boxes ? &graph->boxes[at] : NULL;
	if (before != NULL && after != NULL) {
		drawing->x += after->x - before->x;
		drawing->y += after->y - before->y;
	}
	drawing->graph = graph;
	drawing->at = at;
	if (after != NULL)
		drawing->column = middle_x(after);
}

void drawing_stand(struct drawing *drawing, size_t at)
{
	if (drawing->graph == NULL || at >= drawing->graph->n_boxes)
		return;
	drawing->at = at;
	drawing->column = middle_x(&drawing->graph->boxes[at]);
}

size_t drawing_at(const struct drawing *drawing, int x, int y)
{
	size_t found = GRAPH_NOWHERE;
	x += drawing->x;
	y += drawing->y;
	/* What is inside of a frame comes after it. */
	for (size_t i = 0; drawing->graph != NULL && i < drawing->graph->n_boxes; i++) {
		const struct graph_box *box = &drawing->graph->boxes[i];
		if (can_stand(box) && x >= box->x && x < box->x + box->w && y >= box->y &&
		    y < box->y + box->h)
			found = i;
	}
	return found;
}

/* ---- moving ---------------------------------------------------------------------------------- */

/* The best of some boxes: the lowest cost. */
struct choice {
	size_t box;
	long cost;
};

static void consider(const struct drawing *drawing, size_t box, long cost, struct choice *best)
{
	if (can_stand(&drawing->graph->boxes[box]) && cost < best->cost)
		*best = (struct choice){box, cost};
}

/* How far the box is from the column that the cursor keeps to. */
static long aside_of(const struct drawing *drawing, size_t box)
{
	return labs((long)middle_x(&drawing->graph->boxes[box]) - drawing->column);
}

/* What goes well comes before what is caught. */
static long cost_of(const struct graph_edge *edge)
{
	return edge->kind == ASL_EDGE_CATCH ? INT_MAX : 0;
}

/* Boxes that arrows lead to from here; where they lead out of a frame, what comes after it. */
static void follow(const struct drawing *drawing, size_t from, struct choice *best)
{
	const struct graph *graph = drawing->graph;
	size_t frame = GRAPH_NOWHERE;
	for (size_t i = 0; i < graph->n_edges; i++) {
		const struct graph_edge *edge = &graph->edges[i];
		if (edge->from != from || edge->back)
			continue;
		if (graph->boxes[edge->to].kind == GRAPH_END)
			frame = graph->boxes[edge->to].frame;
		consider(drawing, edge->to, aside_of(drawing, edge->to) + cost_of(edge), best);
	}
	if (frame != GRAPH_NOWHERE && best->box == GRAPH_NOWHERE)
		follow(drawing, frame, best);
}

/* The boxes where the branches of a frame begin. */
static void enter(const struct drawing *drawing, size_t frame, struct choice *best)
{
	const struct graph *graph = drawing->graph;
	for (size_t i = 0; i < graph->n_edges; i++) {
		const struct graph_edge *edge = &graph->edges[i];
		const struct graph_box *from = &graph->boxes[edge->from];
		if (from->kind == GRAPH_START && from->frame == frame)
			consider(drawing, edge->to, aside_of(drawing, edge->to), best);
	}
}

/* Boxes from which arrows lead here; from the first ones of a frame, the frame. */
static void follow_back(const struct drawing *drawing, size_t to, struct choice *best)
{
	const struct graph *graph = drawing->graph;
	for (size_t i = 0; i < graph->n_edges; i++) {
		const struct graph_edge *edge = &graph->edges[i];
		const struct graph_box *from = &graph->boxes[edge->from];
		if (edge->to != to || edge->back)
			continue;
		if (from->kind == GRAPH_START && from->frame != GRAPH_NOWHERE)
			consider(drawing, from->frame, 0, best);
		consider(drawing, edge->from, aside_of(drawing, edge->from) + cost_of(edge), best);
	}
}

/* The nearest box that begins below (1) or above (-1) of the one here. */
static void look_along(const struct drawing *drawing, int by, struct choice *best)
{
	const struct graph_box *here = drawing_box(drawing);
	for (size_t i = 0; i < drawing->graph->n_boxes; i++) {
		long away = (long)by * (drawing->graph->boxes[i].y - here->y);
		if (away > 0)
			consider(drawing, i, 2 * away + aside_of(drawing, i), best);
	}
}

static void go(struct drawing *drawing, const struct choice *best)
{
	if (best->box != GRAPH_NOWHERE)
		drawing->at = best->box;
}

void drawing_down(struct drawing *drawing)
{
	struct choice best = {GRAPH_NOWHERE, LONG_MAX};
	const struct graph_box *here = drawing_box(drawing);
	if (here == NULL)
		return;
	if (here->kind == GRAPH_FRAME)
		enter(drawing, drawing->at, &best);
	else
		follow(drawing, drawing->at, &best);
	if (best.box == GRAPH_NOWHERE)
		look_along(drawing, 1, &best);
	go(drawing, &best);
}

void drawing_up(struct drawing *drawing)
{
	struct choice best = {GRAPH_NOWHERE, LONG_MAX};
	if (drawing_box(drawing) == NULL)
		return;
	follow_back(drawing, drawing->at, &best);
	if (best.box == GRAPH_NOWHERE)
		look_along(drawing, -1, &best);
	go(drawing, &best);
}

static bool is_inside(const struct graph *graph, size_t box, size_t frame)
{
	while (box != GRAPH_NOWHERE && box != frame)
		box = graph->boxes[box].frame;
	return box == frame;
}

/* Boxes beside it first, then those that are less far above or below than aside. */
void drawing_aside(struct drawing *drawing, int by)
{
	struct choice best = {GRAPH_NOWHERE, LONG_MAX};
	const struct graph *graph = drawing->graph;
	const struct graph_box *here = drawing_box(drawing);
	for (size_t i = 0; here != NULL && i < graph->n_boxes; i++) {
		const struct graph_box *box = &graph->boxes[i];
		long gap = by > 0 ? box->x - (here->x + here->w) : here->x - (box->x + box->w);
		long off = box->y >= here->y + here->h	? box->y - (here->y + here->h) + 1
			   : here->y >= box->y + box->h ? here->y - (box->y + box->h) + 1
							: 0;
		if (gap < 0 || off > gap || is_inside(graph, i, drawing->at) ||
		    is_inside(graph, drawing->at, i))
			continue;
		consider(drawing, i, gap + off * 4 + labs((long)box->y - here->y), &best);
	}
	if (best.box != GRAPH_NOWHERE)
		drawing_stand(drawing, best.box);
}

void drawing_page(struct drawing *drawing, int halves)
{
	struct choice best = {GRAPH_NOWHERE, LONG_MAX};
	const struct graph_box *here = drawing_box(drawing);
	int half = drawing->h / 2 > 0 ? drawing->h / 2 : 1;
	if (here == NULL)
		return;
	long to = (long)here->y + (long)half * halves;
	for (size_t i = 0; i < drawing->graph->n_boxes; i++)
		consider(drawing, i,
			 2 * labs(drawing->graph->boxes[i].y - to) + aside_of(drawing, i), &best);
	if (best.box == drawing->at && halves > 0)
		drawing_down(drawing);
	else if (best.box == drawing->at)
		drawing_up(drawing);
	else
		go(drawing, &best);
}

/* Is box a before box b, from top to bottom and from left to right? */
static bool is_before(const struct graph *graph, size_t a, size_t b)
{
	const struct graph_box *one = &graph->boxes[a];
	const struct graph_box *two = &graph->boxes[b];
	return one->y != two->y ? one->y < two->y : one->x < two->x;
}

void drawing_end(struct drawing *drawing, bool last)
{
	const struct graph *graph = drawing->graph;
	size_t best = GRAPH_NOWHERE;
	for (size_t i = 0; graph != NULL && i < graph->n_boxes; i++)
		if (can_stand(&graph->boxes[i]) &&
		    (best == GRAPH_NOWHERE || is_before(graph, i, best) != last))
			best = i;
	if (best != GRAPH_NOWHERE)
		drawing_stand(drawing, best);
}

/* ---- finding --------------------------------------------------------------------------------- */

bool drawing_next(struct pane *pane, int by, drawing_wanted wanted)
{
	struct drawing *drawing = pane->drawing;
	const struct graph *graph = drawing->graph;
	size_t next = GRAPH_NOWHERE; /* beyond the cursor */
	size_t round = GRAPH_NOWHERE;
	for (size_t i = 0; drawing_box(drawing) != NULL && i < graph->n_boxes; i++) {
		if (!can_stand(&graph->boxes[i]) || !wanted(pane, &graph->boxes[i]))
			continue;
		bool beyond =
		    by > 0 ? is_before(graph, drawing->at, i) : is_before(graph, i, drawing->at);
		size_t *best = beyond ? &next : &round;
		if (*best == GRAPH_NOWHERE || is_before(graph, i, *best) == (by > 0))
			*best = i;
	}
	if (next == GRAPH_NOWHERE && round == GRAPH_NOWHERE)
		return false;
	drawing_stand(drawing, next != GRAPH_NOWHERE ? next : round);
	return true;
}

bool drawing_fails(const struct pane *pane, const struct graph_box *box)
{
	(void)pane;
	return (box->kind == GRAPH_FRAME ? box->own : box->mark) == GRAPH_FAIL;
}

static bool has_text(const struct filter *filter, struct str name)
{
	size_t at;
	size_t length;
	return filter_find(filter, name, 0, &at, &length);
}

/* Is the text in the name of a state inside of this one? */
static bool holds(const struct filter *filter, const struct asl_state *state)
{
	for (size_t b = 0; b < state->n_inner; b++) {
		const struct asl_scope *scope = state->inner[b];
		for (size_t i = 0; i < scope->n_states; i++)
			if (has_text(filter, scope->states[i]->name) ||
			    holds(filter, scope->states[i]))
				return true;
	}
	return false;
}

static void searched(const struct pane *pane, struct filter *filter)
{
	filter_search(filter, (struct str){pane->spot.text, pane->spot.n_text});
}

bool drawing_matches(const struct pane *pane, const struct graph_box *box)
{
	struct filter filter;
	searched(pane, &filter);
	return has_text(&filter, box->name) || (box->collapsed && holds(&filter, box->state));
}

/* ---- showing --------------------------------------------------------------------------------- */

/* Moves what is shown as little as brings low to high into `room` cells. */
static void bring(int *first, int room, int low, int high)
{
	if (high > *first + room)
		*first = high - room;
	if (low < *first)
		*first = low;
}

/* The cursor's box in sight, with what is around it where there is room; no more blank than need
 * be. */
static void scroll(struct drawing *drawing, const struct view *view)
{
	const struct graph_box *box = drawing_box(drawing);
	int h = box != NULL && box->kind == GRAPH_FRAME ? (int)box->n_texts + 2 : 0;
	bool fresh = drawing->w == 0;
	drawing->w = view->w;
	drawing->h = view->h;
	if (box == NULL)
		return;
	if (fresh)
		drawing->x = middle_x(box) - view->w / 2;
	h = h > 0 ? h : box->h;
	bring(&drawing->y, view->h, box->y - MARGIN, box->y + h + MARGIN);
	bring(&drawing->y, view->h, box->y, box->y + h);
	bring(&drawing->x, view->w, box->x - MARGIN, box->x + box->w + MARGIN);
	bring(&drawing->x, view->w, box->x - 1, box->x - 1);
	if (drawing->y + view->h > drawing->graph->h)
		drawing->y = drawing->graph->h - view->h;
	if (drawing->y < 0)
		drawing->y = 0;
	if (drawing->graph->w + 2 * MARGIN <= view->w)
		drawing->x = (drawing->graph->w - view->w) / 2;
}

static enum theme_role role_of_mark(enum graph_mark mark)
{
	static const enum theme_role roles[GRAPH_MARK_COUNT] = {
	    [GRAPH_NONE] = THEME_NONE,	     [GRAPH_OK] = THEME_ALLOW,
	    [GRAPH_ASSUMED] = THEME_UNKNOWN, [GRAPH_LATER] = THEME_DIM,
	    [GRAPH_UNKNOWN] = THEME_UNKNOWN, [GRAPH_FAIL] = THEME_DENY,
	};
	return roles[mark];
}

static enum theme_role role_of(const struct graph_cell *cell)
{
	switch ((enum graph_part)cell->part) {
	case GRAPH_PART_BORDER:
		return cell->mark == GRAPH_FAIL ? THEME_HAS : THEME_BORDER;
	case GRAPH_PART_NAME:
		return THEME_STRONG;
	case GRAPH_PART_MARK:
		return role_of_mark((enum graph_mark)cell->mark);
	case GRAPH_PART_ARROW:
		return THEME_BORDER;
	case GRAPH_PART_LABEL:
		return THEME_DIM;
	case GRAPH_PART_EMPTY:
	case GRAPH_PART_TEXT:
		break;
	}
	return THEME_TEXT;
}

/* Marks the cells on a straight piece of an arrow. */
static void light_piece(const struct drawing *drawing, const struct view *view,
			struct graph_point a, struct graph_point b, bool *lit)
{
	int left = (a.x < b.x ? a.x : b.x) - drawing->x;
	int right = (a.x > b.x ? a.x : b.x) - drawing->x;
	int top = (a.y < b.y ? a.y : b.y) - drawing->y;
	int bottom = (a.y > b.y ? a.y : b.y) - drawing->y;
	for (int y = top > 0 ? top : 0; y <= bottom && y < view->h; y++)
		for (int x = left > 0 ? left : 0; x <= right && x < view->w; x++)
			lit[y * view->w + x] = true;
}

/* The arrows of the box that the cursor is on: they stand out where many cross. */
static const bool *light_arrows(struct tui *tui, const struct drawing *drawing,
				const struct view *view)
{
	bool *lit = arena_array(&tui->frame, (size_t)view->w * (size_t)view->h + 1, sizeof(bool));
	for (size_t i = 0; i < drawing->graph->n_edges; i++) {
		const struct graph_edge *edge = &drawing->graph->edges[i];
		if (edge->from != drawing->at && edge->to != drawing->at)
			continue;
		for (size_t k = 0; k + 1 < edge->n_points; k++)
			light_piece(drawing, view, edge->points[k], edge->points[k + 1], lit);
	}
	return lit;
}

static void put_cells(struct tui *tui, const struct view *view, const struct graph_cell *cells,
		      const bool *lit)
{
	struct buf buf;
	buf_init(&buf, &tui->frame, CELL_BYTES);
	for (int i = 0; i < view->w * view->h; i++) {
		const struct graph_cell *cell = &cells[i];
		if (cell->width == 0 || (cell->code == ' ' && cell->part == GRAPH_PART_EMPTY))
			continue;
		buf_clear(&buf);
		graph_cell_text(&buf, cell);
		enum theme_role role =
		    lit[i] && cell->part == GRAPH_PART_ARROW ? THEME_KEY : role_of(cell);
		view_text(view, i % view->w, i / view->w, role, buf_str(&buf));
	}
}

/* Names in which the searched text is. */
static void show_matches(const struct pane *pane, const struct view *view)
{
	const struct drawing *drawing = pane->drawing;
	struct filter filter;
	searched(pane, &filter);
	for (size_t i = 0; pane->spot.n_text > 0 && i < drawing->graph->n_boxes; i++) {
		const struct graph_box *box = &drawing->graph->boxes[i];
		if (can_stand(box) && has_text(&filter, box->name))
			view_over(view, box->x + 2 - drawing->x, box->y + 1 - drawing->y,
				  (int)width_text(box->texts[0].left), THEME_MATCH);
	}
}

static void show_cursor(struct tui *tui, const struct drawing *drawing, const struct view *view,
			bool focus)
{
	const struct graph_box *box = drawing_box(drawing);
	if (box == NULL)
		return;
	int x = box->x - drawing->x;
	int y = box->y - drawing->y;
	for (int row = 1; row <= (int)box->n_texts; row++)
		view_over(view, x + 1, y + row, box->w - 2,
			  focus ? THEME_CURSOR : THEME_CURSOR_OFF);
	view_text(view, x - 1, y + 1, THEME_STRONG, STR(">"));
	view_text(view, x + box->w, y + 1, THEME_STRONG, STR("<"));
	if (focus && tui->plain)
		view_cursor(view, x - 1, y + 1);
}

void drawing_show(struct tui *tui, struct pane *pane, const struct view *view, bool focus)
{
	struct drawing *drawing = pane->drawing;
	scroll(drawing, view);
	pane->height = view->h;
	struct graph_area area = {drawing->x, drawing->y, view->w, view->h};
	struct graph_cell *cells =
	    arena_array(&tui->frame, (size_t)view->w * (size_t)view->h, sizeof(*cells));
	graph_paint(&tui->frame, drawing->graph, &area, tui->ascii, cells);
	put_cells(tui, view, cells, light_arrows(tui, drawing, view));
	show_matches(pane, view);
	show_cursor(tui, drawing, view, focus);
}
