/* graph/relations.c - things and arrows between them, laid out in character cells. */
#include "rolehop/graph/relations.h"

#include "graph/member.h"
#include "graph/plane.h"
#include "rolehop/base/width.h"

enum { COLUMNS = 32, BORDERS = 2 };

static void draw_thing(const struct sketch *sketch, const struct graph_thing *thing,
		       struct graph_box *box)
{
	struct str mark = thing->marked ? graph_mark_text(thing->mark) : STR("");
	*box = (struct graph_box){.kind = GRAPH_STATE,
				  .frame = GRAPH_NOWHERE,
				  .name = sketch_whole(sketch, thing->name),
				  .own = thing->mark,
				  .mark = thing->mark};
	member_begin(sketch, box, GRAPH_ROWS_MAX + 1);
	member_add_text(sketch, box, box->name, STR(""));
	for (size_t i = 0; i < GRAPH_ROWS_MAX; i++)
		if (thing->rows[i].n > 0)
			member_add_text(sketch, box, sketch_whole(sketch, thing->rows[i]),
					i == 0 ? mark : STR(""));
	box->w = member_text_width(box);
	box->h = (int)box->n_texts + BORDERS;
}

/* Widens boxes for what is written below them. */
static void make_room(struct arena *arena, struct graph_box *boxes, size_t n_boxes,
		      const struct plane_edge *edges, size_t n_edges)
{
	size_t *from = arena_array(arena, n_edges + 1, sizeof(size_t));
	int *labels = arena_array(arena, n_edges + 1, sizeof(int));
	for (size_t i = 0; i < n_edges; i++)
		from[i] = edges[i].from - 1;
	struct group outs = group_by(arena, from, n_edges, n_boxes);
	for (size_t b = 0; b < n_boxes; b++) {
		size_t n = 0;
		for (size_t k = outs.first[b]; k < outs.first[b + 1]; k++)
			labels[n++] = edges[outs.items[k]].label;
		int w = plane_width_for(labels, n);
		boxes[b].w = w > boxes[b].w ? w : boxes[b].w;
	}
}

/* The first row where anything is: above that is the plane's beginning, which is not drawn. */
static int first_row(const struct plane *plane)
{
	int top = plane->n_nodes > 1 ? plane->nodes[1].y : 0;
	for (size_t i = 1; i < plane->n_nodes; i++)
		top = plane->nodes[i].y < top ? plane->nodes[i].y : top;
	/* Arrows that lead back come from above. */
	for (size_t i = 0; i < plane->n_edges; i++)
		for (size_t k = 0; k < plane->edges[i].n_points; k++)
			if (plane->edges[i].points[k].y < top)
				top = plane->edges[i].points[k].y;
	return top;
}

static void take_places(struct arena *arena, const struct plane *plane, struct graph *graph)
{
	int top = first_row(plane);
	for (size_t i = 0; i < graph->n_boxes; i++) {
		graph->boxes[i].x = plane->nodes[i + 1].x;
		graph->boxes[i].y = plane->nodes[i + 1].y - top;
	}
	for (size_t i = 0; i < graph->n_edges; i++) {
		const struct plane_edge *edge = &plane->edges[i];
		struct graph_point *points = arena_array(arena, edge->n_points, sizeof(*points));
		for (size_t k = 0; k < edge->n_points; k++)
			points[k] =
			    (struct graph_point){edge->points[k].x, edge->points[k].y - top};
		graph->edges[i].back = edge->back;
		graph->edges[i].points = points;
		graph->edges[i].n_points = edge->n_points;
	}
	graph->w = plane->w;
	graph->h = plane->h - top;
}

const struct graph *graph_relations(struct arena *arena, const struct graph_thing *things,
				    size_t n_things, const struct graph_relation *relations,
				    size_t n_relations, const struct graph_options *options)
{
	struct sketch sketch = {.arena = arena,
				.options = options,
				.columns = options->columns > 0 ? options->columns : COLUMNS};
	struct plane plane = {.n_nodes = n_things + 1, .end = PLANE_NONE, .n_edges = n_relations};
	struct graph *graph = arena_alloc(arena, sizeof(*graph));
	graph->boxes = arena_array(arena, n_things + 1, sizeof(struct graph_box));
	graph->edges = arena_array(arena, n_relations + 1, sizeof(struct graph_edge));
	graph->n_boxes = n_things;
	graph->n_edges = n_relations;
	plane.nodes = arena_array(arena, plane.n_nodes, sizeof(struct plane_node));
	plane.edges = arena_array(arena, n_relations + 1, sizeof(struct plane_edge));
	for (size_t i = 0; i < n_things; i++)
		draw_thing(&sketch, &things[i], &graph->boxes[i]);
	for (size_t i = 0; i < n_relations; i++) {
		const struct graph_relation *relation = &relations[i];
		struct graph_edge *edge = &graph->edges[i];
		edge->from = relation->from;
		edge->to = relation->to;
		edge->kind = relation->dashed ? ASL_EDGE_CATCH : ASL_EDGE_NEXT;
		edge->label = sketch_whole(&sketch, relation->label);
		edge->tag = sketch_fit(&sketch, edge->label, sketch.columns);
		plane.edges[i] = (struct plane_edge){.from = relation->from + 1,
						     .to = relation->to + 1,
						     .label = (int)width_text(edge->tag)};
	}
	make_room(arena, graph->boxes, n_things, plane.edges, n_relations);
	plane.nodes[0] = (struct plane_node){.w = 1, .h = 1};
	for (size_t i = 0; i < n_things; i++)
		plane.nodes[i + 1] =
		    (struct plane_node){.w = graph->boxes[i].w, .h = graph->boxes[i].h};
	plane_lay_out(arena, &plane);
	plane_route(arena, &plane);
	take_places(arena, &plane, graph);
	return graph;
}
