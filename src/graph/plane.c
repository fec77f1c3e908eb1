/* graph/plane.c - boxes joined by arrows, laid out in layers of character cells. */
#include "graph/plane.h"

#include "rolehop/base/vec.h"

void plane_lay_out(struct arena *arena, struct plane *plane)
{
	struct plane_work *work = arena_alloc(arena, sizeof(*work));
	*work = (struct plane_work){.arena = arena, .plane = plane};
	plane->work = work;
	work->all = arena_array(arena, plane->n_nodes, sizeof(struct vertex));
	for (size_t i = 0; i < plane->n_nodes; i++)
		work->all[i] = (struct vertex){
		    .w = plane->nodes[i].w, .h = plane->nodes[i].h, .node = i, .next = PLANE_NONE};
	plane_rank(work);
	plane_bend(work);
	plane_order(work);
	plane_place(work);
	work->lanes = arena_array(arena, plane->n_nodes, sizeof(struct lane));
	work->exits = arena_array(arena, plane->n_edges + 1, sizeof(int));
	work->tops = arena_array(arena, work->n_layers, sizeof(int));
	work->heights = arena_array(arena, work->n_layers, sizeof(int));
	plane_tracks(work);
	for (size_t i = 0; i < work->n; i++)
		work->all[i].y = work->tops[work->all[i].layer];
}

void plane_stretch(struct plane *plane, int h)
{
	if (h <= plane->h)
		return;
	if (plane->end != PLANE_NONE)
		plane->work->all[plane->end].y += h - plane->h;
	plane->h = h;
}

/* Adds a point, unless the line already ends there. */
static void add_point(struct vec *points, int x, int y)
{
	struct graph_point *last =
	    points->n > 0 ? (struct graph_point *)vec_at(points, points->n - 1) : NULL;
	if (last != NULL && last->x == x && last->y == y)
		return;
	*(struct graph_point *)vec_push(points) = (struct graph_point){x, y};
}

/* From column x of the layer above down into the vertex. */
static void go_down(const struct plane_work *work, int x, size_t v, struct vec *points)
{
	const struct vertex *to = &work->all[v];
	if (x != to->in) {
		add_point(points, x, to->track);
		add_point(points, to->in, to->track);
	}
	if (to->next == PLANE_NONE)
		add_point(points, to->in, to->y);
}

static void route(const struct plane_work *work, size_t e, struct vec *points)
{
	const struct plane_edge *edge = &work->plane->edges[e];
	const struct vertex *from = &work->all[edge->from];
	int x = from->x + edge->port;
	size_t v = work->starts[e];
	add_point(points, x, from->y + from->h - 1);
	if (v == PLANE_NONE) {
		int lane = work->lanes[edge->to].x;
		add_point(points, x, work->exits[e]);
		add_point(points, lane, work->exits[e]);
		add_point(points, lane, work->all[edge->to].track);
		go_down(work, lane, edge->to, points);
		return;
	}
	for (; v != PLANE_NONE; v = work->all[v].next) {
		go_down(work, x, v, points);
		x = work->all[v].in;
	}
}

void plane_route(struct arena *arena, struct plane *plane)
{
	const struct plane_work *work = plane->work;
	for (size_t i = 0; i < plane->n_nodes; i++) {
		plane->nodes[i].x = work->all[i].x;
		plane->nodes[i].y = work->all[i].y;
	}
	for (size_t i = 0; i < plane->n_edges; i++) {
		struct vec points;
		vec_init(&points, arena, sizeof(struct graph_point));
		route(work, i, &points);
		plane->edges[i].points = points.items;
		plane->edges[i].n_points = points.n;
	}
}
