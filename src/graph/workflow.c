/* graph/workflow.c - a state machine as boxes and arrows: frames from the inside out, then places.
 */
#include "rolehop/graph/workflow.h"

#include "graph/member.h"
#include "graph/plane.h"
#include "rolehop/base/map.h"
#include "rolehop/base/vec.h"
#include "rolehop/base/width.h"

enum { COLUMNS = 28, START_COLUMNS = 9, END_COLUMNS = 7, POINT_COLUMNS = 3 };
enum { BORDER = 1, PADDING = 1, BETWEEN = 3 };

/* What is drawn on one plane: the machine, a branch of a Parallel, the processor of a Map. */
struct part {
	struct plane plane;
	struct member *members; /* by node */
	struct wire *wires;	/* by edge */
	int x;			/* in its frame */
};

static void draw_part(const struct sketch *sketch, const struct asl_scope *scope,
		      struct part *part);

/* ---- boxes ----------------------------------------------------------------------------------- */

/* The inside of a frame, and the size of the frame around it. */
static void draw_frame(const struct sketch *sketch, const struct asl_state *state,
		       struct member *member)
{
	struct graph_box *box = &member->box;
	struct part *branches = arena_array(sketch->arena, state->n_inner, sizeof(*branches));
	int *dividers = arena_array(sketch->arena, state->n_inner, sizeof(int));
	int x = BORDER + PADDING;
	int inside = 0;
	for (size_t i = 0; i < state->n_inner; i++) {
		struct plane *plane = &branches[i].plane;
		draw_part(sketch, state->inner[i], &branches[i]);
		/* Its last row is the frame's edge. */
		int h = plane->end == PLANE_NONE ? plane->h + BORDER : plane->h;
		inside = h > inside ? h : inside;
		branches[i].x = x;
		x += plane->w + BETWEEN;
		dividers[i] = x - PADDING - 1;
	}
	int w = x - BETWEEN + PADDING + BORDER;
	int spare = box->w > w ? (box->w - w) / 2 : 0;
	for (size_t i = 0; i < state->n_inner; i++) {
		branches[i].x += spare;
		dividers[i] += spare;
		plane_stretch(&branches[i].plane, inside);
		plane_route(sketch->arena, &branches[i].plane);
	}
	box->kind = GRAPH_FRAME;
	box->w = box->w > w ? box->w : w;
	box->h = BORDER + (int)box->n_texts + inside;
	box->dividers = dividers;
	box->n_dividers = state->n_inner - 1;
	member->branches = branches;
	member->n_branches = state->n_inner;
}

static void draw_state(const struct sketch *sketch, const struct asl_state *state,
		       struct wire *wires, struct member *member)
{
	struct graph_box *box = &member->box;
	*box = (struct graph_box){.kind = GRAPH_STATE,
				  .state = state,
				  .name = sketch_whole(sketch, state->name),
				  .own = sketch->facts[state->index].mark,
				  .mark = member_worst(sketch, state),
				  .unreachable = !sketch->reached[state->index],
				  .collapsed = member_is_collapsed(sketch, state)};
	member_write(sketch, state, wires, box);
	box->h = (int)box->n_texts + 2 * BORDER;
	if (state->n_inner > 0 && !box->collapsed)
		draw_frame(sketch, state, member);
}

static void draw_missing(const struct sketch *sketch, struct str name, struct member *member)
{
	struct graph_box *box = &member->box;
	*box = (struct graph_box){
	    .kind = GRAPH_MISSING, .name = sketch_whole(sketch, name), .mark = GRAPH_UNKNOWN};
	member_begin(sketch, box, 2);
	member_add_text(sketch, box, name.n > 0 ? box->name : STR("(no name)"), STR(""));
	member_add_text(sketch, box, STR("no such state"), STR(""));
	box->w = member_text_width(box);
	box->h = (int)box->n_texts + 2 * BORDER;
}

static void draw_terminal(struct member *member, enum graph_box_kind kind, bool nested)
{
	int columns = kind == GRAPH_START ? START_COLUMNS : END_COLUMNS;
	struct str name = kind == GRAPH_START ? STR("start") : STR("end");
	member->box = (struct graph_box){
	    .kind = kind, .name = name, .w = nested ? POINT_COLUMNS : columns, .h = 1};
}

/* ---- one plane ------------------------------------------------------------------------------- */

/* Nodes and edges of a plane while they are found. */
struct making {
	const struct sketch *sketch;
	const struct asl_scope *scope;
	struct vec members; /* struct member */
	struct vec edges;   /* struct plane_edge */
	struct vec wires;   /* struct wire, one for each edge */
	struct map nodes;   /* of states and of what is missing, by name: size_t */
	size_t end;
};

static void connect(struct making *making, size_t from, size_t to, const struct wire *wire,
		    int label)
{
	*(struct plane_edge *)vec_push(&making->edges) =
	    (struct plane_edge){.from = from, .to = to, .label = label};
	*(struct wire *)vec_push(&making->wires) = *wire;
}

/* The node of a name: a state, or a box that says that there is none. */
static size_t node_named(struct making *making, struct str name)
{
	size_t *known = map_find(&making->nodes, name);
	if (known == NULL) {
		known = arena_alloc(making->sketch->arena, sizeof(*known));
		*known = making->members.n;
		map_put(&making->nodes, name, known);
		draw_missing(making->sketch, name, vec_push(&making->members));
	}
	return *known;
}

static size_t node_of_end(struct making *making)
{
	if (making->end == PLANE_NONE) {
		making->end = making->members.n;
		draw_terminal(vec_push(&making->members), GRAPH_END, making->scope->owner != NULL);
	}
	return making->end;
}

static void connect_state(struct making *making, size_t node, const struct asl_state *state,
			  const struct wire *wires)
{
	static const struct wire plain = {.kind = ASL_EDGE_NEXT};
	for (size_t i = 0; i < state->n_edges; i++)
		connect(making, node, node_named(making, state->edges[i].to), &wires[i],
			(int)width_text(wires[i].tag));
	if (state->end && state->type != ASL_FAIL)
		connect(making, node, node_of_end(making), &plain, 0);
}

static void make_states(struct making *making)
{
	const struct sketch *sketch = making->sketch;
	const struct asl_scope *scope = making->scope;
	struct wire **wires = arena_array(sketch->arena, scope->n_states + 1, sizeof(*wires));
	size_t *node_of = arena_array(sketch->arena, scope->n_states + 1, sizeof(size_t));
	static const struct wire plain = {.kind = ASL_EDGE_NEXT};
	draw_terminal(vec_push(&making->members), GRAPH_START, scope->owner != NULL);
	for (size_t i = 0; i < scope->n_states; i++) {
		const struct asl_state *state = scope->states[i];
		wires[i] = arena_array(sketch->arena, state->n_edges + 1, sizeof(struct wire));
		node_of[i] = making->members.n;
		map_put(&making->nodes, state->name, &node_of[i]);
		draw_state(sketch, state, wires[i], vec_push(&making->members));
	}
	connect(making, 0, node_named(making, scope->start_at), &plain, 0);
	for (size_t i = 0; i < scope->n_states; i++)
		connect_state(making, node_of[i], scope->states[i], wires[i]);
}

static void draw_part(const struct sketch *sketch, const struct asl_scope *scope, struct part *part)
{
	struct making making = {.sketch = sketch, .scope = scope, .end = PLANE_NONE};
	struct plane *plane = &part->plane;
	vec_init(&making.members, sketch->arena, sizeof(struct member));
	vec_init(&making.edges, sketch->arena, sizeof(struct plane_edge));
	vec_init(&making.wires, sketch->arena, sizeof(struct wire));
	map_init(&making.nodes, sketch->arena);
	make_states(&making);
	part->members = making.members.items;
	part->wires = making.wires.items;
	*plane = (struct plane){.n_nodes = making.members.n,
				.end = making.end,
				.edges = making.edges.items,
				.n_edges = making.edges.n};
	plane->nodes = arena_array(sketch->arena, plane->n_nodes, sizeof(*plane->nodes));
	for (size_t i = 0; i < plane->n_nodes; i++) {
		plane->nodes[i].w = part->members[i].box.w;
		plane->nodes[i].h = part->members[i].box.h;
	}
	plane_lay_out(sketch->arena, plane);
}

/* ---- places ---------------------------------------------------------------------------------- */

struct output {
	struct arena *arena;
	struct vec boxes;
	struct vec edges;
};

static void put_part(struct output *out, const struct part *part, int x, int y, size_t frame,
		     size_t branch);

static void put_box(struct output *out, const struct member *member, const struct plane_node *node,
		    int x, int y, size_t frame, size_t branch)
{
	struct graph_box *box = vec_push(&out->boxes);
	size_t self = out->boxes.n - 1;
	*box = member->box;
	box->x = x + node->x;
	box->y = y + node->y;
	box->frame = frame;
	box->branch = branch;
	int *dividers = arena_array(out->arena, box->n_dividers + 1, sizeof(int));
	for (size_t i = 0; i < box->n_dividers; i++)
		dividers[i] = box->x + member->box.dividers[i];
	box->dividers = dividers;
	int left = box->x;
	int top = box->y + BORDER + (int)box->n_texts;
	for (size_t i = 0; i < member->n_branches; i++)
		put_part(out, &member->branches[i], left + member->branches[i].x, top, self, i);
}

static void put_edge(struct output *out, const struct plane_edge *edge, const struct wire *wire,
		     const size_t *boxes, int x, int y)
{
	struct graph_point *points = arena_array(out->arena, edge->n_points, sizeof(*points));
	for (size_t i = 0; i < edge->n_points; i++)
		points[i] = (struct graph_point){x + edge->points[i].x, y + edge->points[i].y};
	*(struct graph_edge *)vec_push(&out->edges) =
	    (struct graph_edge){.from = boxes[edge->from],
				.to = boxes[edge->to],
				.kind = wire->kind,
				.label = wire->label,
				.tag = wire->tag,
				.back = edge->back,
				.points = points,
				.n_points = edge->n_points};
}

static void put_part(struct output *out, const struct part *part, int x, int y, size_t frame,
		     size_t branch)
{
	const struct plane *plane = &part->plane;
	size_t *boxes = arena_array(out->arena, plane->n_nodes, sizeof(size_t));
	for (size_t i = 0; i < plane->n_nodes; i++) {
		boxes[i] = out->boxes.n;
		put_box(out, &part->members[i], &plane->nodes[i], x, y, frame, branch);
	}
	for (size_t i = 0; i < plane->n_edges; i++)
		put_edge(out, &plane->edges[i], &part->wires[i], boxes, x, y);
}

/* ---- all of it ------------------------------------------------------------------------------- */

/* Marks the states of a scope to which a way leads from where it begins. */
static void reach(const struct asl_scope *scope, const struct asl_state **stack, bool *reached)
{
	size_t depth = 0;
	const struct asl_state *start = asl_in_scope(scope, scope->start_at);
	if (start == NULL)
		return;
	reached[start->index] = true;
	stack[depth++] = start;
	while (depth > 0) {
		const struct asl_state *state = stack[--depth];
		for (size_t i = 0; i < state->n_edges; i++) {
			const struct asl_state *to = state->edges[i].target;
			if (to == NULL || reached[to->index])
				continue;
			reached[to->index] = true;
			stack[depth++] = to;
		}
	}
}

static const bool *find_reached(struct arena *arena, const struct asl *asl)
{
	bool *reached = arena_array(arena, asl->n_states + 1, sizeof(bool));
	const struct asl_state **stack = arena_array(arena, asl->n_states + 1, sizeof(*stack));
	reach(asl->top, stack, reached);
	for (size_t i = 0; i < asl->n_states; i++)
		for (size_t b = 0; b < asl->states[i]->n_inner; b++)
			reach(asl->states[i]->inner[b], stack, reached);
	return reached;
}

const struct graph *graph_workflow(struct arena *arena, const struct asl *asl,
				   const struct graph_fact *facts,
				   const struct graph_options *options)
{
	struct sketch sketch = {.arena = arena,
				.facts = facts,
				.options = options,
				.reached = find_reached(arena, asl),
				.columns = options->columns > 0 ? options->columns : COLUMNS};
	struct graph *graph = arena_alloc(arena, sizeof(*graph));
	struct output out = {.arena = arena};
	struct part part = {.x = 0};
	vec_init(&out.boxes, arena, sizeof(struct graph_box));
	vec_init(&out.edges, arena, sizeof(struct graph_edge));
	draw_part(&sketch, asl->top, &part);
	plane_route(arena, &part.plane);
	put_part(&out, &part, 0, 0, GRAPH_NOWHERE, 0);
	*graph = (struct graph){.boxes = out.boxes.items,
				.n_boxes = out.boxes.n,
				.edges = out.edges.items,
				.n_edges = out.edges.n,
				.w = part.plane.w,
				.h = part.plane.h};
	return graph;
}

size_t graph_find(const struct graph *graph, const struct asl_state *state)
{
	while (state != NULL) {
		for (size_t i = 0; i < graph->n_boxes; i++)
			if (graph->boxes[i].state == state)
				return i;
		state = state->scope->owner;
	}
	return GRAPH_NOWHERE;
}
