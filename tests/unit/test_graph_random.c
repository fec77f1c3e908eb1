/* What holds of every drawing, over random definitions: nested, looping, with holes. */
#include <stdio.h>
#include <string.h>

#include "graph_case.h"

#include "rolehop/base/buf.h"
#include "rolehop/graph/relations.h"

enum { MACHINES = 600, STATES_MAX = 12, LONG_MAX = 60, TEXT_MAX = 8 << 20 };

/* ---- random definitions ---------------------------------------------------------------------- */

static uint64_t seed;

static unsigned pick(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

/* Often the state after this one, so that there are long ways, too; else any, or none. */
static void add_target(struct buf *buf, unsigned i, unsigned n)
{
	unsigned to = pick(2) == 0 ? i + 1 : pick(n + 1);
	if (to < n || pick(3) > 0)
		buf_printf(buf, "\"S%u\"", to < n ? to : 0);
	else
		buf_add_cstr(buf, "\"Gone\"");
}

static void add_scope(struct buf *buf, unsigned depth);

static void add_way_on(struct buf *buf, unsigned i, unsigned n)
{
	if (pick(4) == 0) {
		buf_add_cstr(buf, ",\"End\":true");
	} else if (pick(20) > 0) {
		buf_add_cstr(buf, ",\"Next\":");
		add_target(buf, i, n);
	}
	if (pick(3) == 0) {
		buf_add_cstr(buf, ",\"Catch\":[{\"ErrorEquals\":[\"E\"],\"Next\":");
		add_target(buf, i, n);
		buf_add_cstr(buf, "}]");
	}
}

static void add_choice(struct buf *buf, unsigned i, unsigned n)
{
	unsigned rules = 1 + pick(6);
	buf_add_cstr(buf, "\"Choice\",\"Choices\":[");
	for (unsigned k = 0; k < rules; k++) {
		buf_printf(buf, "%s{\"Variable\":\"$.n\",\"NumericEquals\":%u,\"Next\":",
			   k > 0 ? "," : "", k);
		add_target(buf, i, n);
		buf_add_char(buf, '}');
	}
	buf_add_cstr(buf, "],\"Default\":");
	add_target(buf, i, n);
}

static void add_state(struct buf *buf, unsigned i, unsigned n, unsigned depth)
{
	unsigned kind = pick(depth < 3 ? 10 : 8);
	buf_printf(buf, "%s\"S%u\":{\"Type\":", i > 0 ? "," : "", i);
	if (kind < 2) {
		add_choice(buf, i, n);
	} else if (kind == 2) {
		buf_add_cstr(buf, pick(2) == 0 ? "\"Fail\"" : "\"Succeed\"");
	} else if (kind < 8) {
		buf_add_cstr(buf, "\"Task\",\"Resource\":\"x\"");
		add_way_on(buf, i, n);
	} else if (kind == 8) {
		unsigned branches = pick(4);
		buf_add_cstr(buf, "\"Parallel\",\"Branches\":[");
		for (unsigned b = 0; b < branches; b++) {
			buf_add_cstr(buf, b > 0 ? "," : "");
			add_scope(buf, depth + 1);
		}
		buf_add_char(buf, ']');
		add_way_on(buf, i, n);
	} else {
		buf_add_cstr(buf, "\"Map\",\"ItemProcessor\":");
		add_scope(buf, depth + 1);
		add_way_on(buf, i, n);
	}
	buf_add_char(buf, '}');
}

static void add_scope(struct buf *buf, unsigned depth)
{
	unsigned most = depth > 0 ? STATES_MAX / 2 : pick(8) == 0 ? LONG_MAX : STATES_MAX;
	unsigned n = pick(most);
	buf_printf(buf, "{\"StartAt\":\"S%u\",\"States\":{", pick(n + 1));
	for (unsigned i = 0; i < n; i++)
		add_state(buf, i, n, depth);
	buf_add_cstr(buf, "}}");
}

/* ---- what must hold -------------------------------------------------------------------------- */

static struct str definition;

/* Says which definition it was. */
#define must(claim, what)                                                                          \
	do {                                                                                       \
		if (!(claim))                                                                      \
			fail_msg("%s: %.*s", what, STR_ARG(definition));                           \
	} while (0)

static bool is_point(const struct graph_box *box)
{
	return (box->kind == GRAPH_START || box->kind == GRAPH_END) && box->frame != GRAPH_NOWHERE;
}

static void check_places(const struct graph *graph)
{
	for (size_t i = 0; i < graph->n_boxes; i++) {
		const struct graph_box *a = &graph->boxes[i];
		must(a->x >= 0 && a->y >= 0 && a->x + a->w <= graph->w && a->y + a->h <= graph->h,
		     "a box is outside of the drawing");
		if (a->frame != GRAPH_NOWHERE) {
			const struct graph_box *frame = &graph->boxes[a->frame];
			int edge = is_point(a) ? 0 : 1;
			must(a->x > frame->x && a->x + a->w < frame->x + frame->w &&
				 a->y > frame->y + (int)frame->n_texts &&
				 a->y + a->h + edge <= frame->y + frame->h,
			     "a box is outside of its frame");
		}
		for (size_t k = 0; k < i; k++) {
			const struct graph_box *b = &graph->boxes[k];
			bool apart = a->x + a->w <= b->x || b->x + b->w <= a->x ||
				     a->y + a->h <= b->y || b->y + b->h <= a->y;
			bool around = b->kind == GRAPH_FRAME && b->x < a->x && b->y < a->y &&
				      b->x + b->w > a->x + a->w;
			must(apart || around, "two boxes overlap");
		}
	}
}

static int is_in(int low, int at, int high)
{
	return at >= low && at <= high;
}

/* The ends are on the edges of the boxes that it joins. */
static void check_ends(const struct graph *graph, const struct graph_edge *edge)
{
	const struct graph_box *from = &graph->boxes[edge->from];
	const struct graph_box *to = &graph->boxes[edge->to];
	must(edge->n_points >= 2, "an arrow has no way");
	struct graph_point first = edge->points[0];
	struct graph_point last = edge->points[edge->n_points - 1];
	must(from->frame == to->frame && from->branch == to->branch, "an arrow leaves its frame");
	must(first.y == from->y + from->h - 1 && is_in(from->x, first.x, from->x + from->w - 1),
	     "an arrow does not begin at its box");
	must(last.y == to->y && is_in(to->x, last.x, to->x + to->w - 1),
	     "an arrow does not end at its box");
	must(edge->points[1].y > first.y && edge->points[edge->n_points - 2].y < last.y,
	     "an arrow goes through its box");
}

/* Which arrows go through each cell of the drawing, level and upright. */
struct sheet {
	const struct graph *graph;
	size_t *level; /* target of the arrow and one; 0: none */
	size_t *upright;
	bool *boxes; /* something of a box is there */
};

static void check_cell(struct sheet *sheet, int x, int y, bool level, size_t net)
{
	size_t i = (size_t)y * (size_t)sheet->graph->w + (size_t)x;
	size_t *nets = level ? sheet->level : sheet->upright;
	must(!sheet->boxes[i], "an arrow goes through a box");
	must(nets[i] == 0 || nets[i] == net, "two arrows lie on each other");
	nets[i] = net;
}

static void check_way(struct sheet *sheet, const struct graph_edge *edge)
{
	for (size_t i = 0; i + 1 < edge->n_points; i++) {
		struct graph_point a = edge->points[i];
		struct graph_point b = edge->points[i + 1];
		must((a.x == b.x) != (a.y == b.y), "an arrow is not straight");
		int dx = (b.x > a.x) - (b.x < a.x);
		int dy = (b.y > a.y) - (b.y < a.y);
		for (;; a.x += dx, a.y += dy) {
			bool first = i == 0 && a.y == edge->points[0].y;
			bool last = i + 2 == edge->n_points && a.y == b.y;
			must(is_in(0, a.x, sheet->graph->w - 1) &&
				 is_in(0, a.y, sheet->graph->h - 1),
			     "an arrow is outside of the drawing");
			if (!first && !last)
				check_cell(sheet, a.x, a.y, dx != 0, edge->to + 1);
			if (a.x == b.x && a.y == b.y)
				break;
		}
	}
}

/* Boxes cover their cells, frames only their edges and texts. */
static void cover(struct sheet *sheet)
{
	const struct graph *graph = sheet->graph;
	for (size_t i = 0; i < graph->n_boxes; i++) {
		const struct graph_box *box = &graph->boxes[i];
		int inside =
		    box->kind == GRAPH_FRAME ? box->y + 2 + (int)box->n_texts : box->y + box->h;
		for (int y = box->y; y < box->y + box->h; y++)
			for (int x = box->x; x < box->x + box->w; x++)
				if (y < inside || y == box->y + box->h - 1 || x == box->x ||
				    x == box->x + box->w - 1)
					sheet->boxes[y * graph->w + x] = true;
	}
}

static void check_arrows(const struct graph *graph)
{
	size_t cells = (size_t)graph->w * (size_t)graph->h + 1;
	struct sheet sheet = {graph, calloc(cells, sizeof(size_t)), calloc(cells, sizeof(size_t)),
			      calloc(cells, sizeof(bool))};
	cover(&sheet);
	for (size_t i = 0; i < graph->n_edges; i++) {
		check_ends(graph, &graph->edges[i]);
		check_way(&sheet, &graph->edges[i]);
	}
	free(sheet.level);
	free(sheet.upright);
	free(sheet.boxes);
}

static bool is_hidden(const struct graph_case *c, const struct asl_state *state)
{
	const struct asl_state *owner = state->scope->owner;
	for (; owner != NULL; owner = owner->scope->owner)
		if (c->collapsed[owner->index])
			return true;
	return false;
}

static void check_states(struct graph_case *c)
{
	size_t *drawn = calloc(c->asl->n_states + 1, sizeof(size_t));
	size_t edges = 0;
	for (size_t i = 0; i < c->graph->n_boxes; i++)
		if (c->graph->boxes[i].state != NULL)
			drawn[c->graph->boxes[i].state->index]++;
	for (size_t i = 0; i < c->asl->n_states; i++) {
		const struct asl_state *state = c->asl->states[i];
		bool hidden = is_hidden(c, state);
		must(drawn[i] == (hidden ? 0 : 1), "a state is not drawn exactly once");
		edges += hidden ? 0 : state->n_edges + (state->end && state->type != ASL_FAIL);
	}
	for (size_t i = 0; i < c->graph->n_boxes; i++)
		edges += c->graph->boxes[i].kind == GRAPH_START;
	must(c->graph->n_edges == edges, "an arrow is missing, or there twice");
	free(drawn);
}

/* ---- over all of them ------------------------------------------------------------------------ */

static void draw_random(struct graph_case *c, unsigned i, struct arena *arena)
{
	struct buf buf;
	seed = i * 7919u + 1;
	buf_init(&buf, arena, TEXT_MAX);
	add_scope(&buf, 0);
	assert_false(buf.over);
	definition = buf_str(&buf);
	graph_case_read(c, definition);
	for (size_t k = 0; k < c->asl->n_states; k++) {
		c->facts[k].mark = (enum graph_mark)pick(GRAPH_MARK_COUNT);
		c->facts[k].gate = pick(2) == 0 ? STR("target-trust") : STR("");
		c->collapsed[k] = pick(4) == 0;
	}
	graph_case_draw(c);
}

static void every_drawing_holds_its_states_and_joins_them(void **state)
{
	(void)state;
	for (unsigned i = 0; i < MACHINES; i++) {
		struct graph_case c;
		struct arena arena = {0};
		draw_random(&c, i, &arena);
		check_states(&c);
		check_places(c.graph);
		check_arrows(c.graph);
		graph_case_close(&c);
		arena_release(&arena);
	}
}

/* Things and arrows of any kind: loops, several between the same two, none at all. */
static void every_drawing_of_relations_joins_its_things(void **state)
{
	static const struct str labels[] = {STR_INIT(""), STR_INIT("ExternalId x"), STR_INIT("y")};
	(void)state;
	definition = STR("relations");
	for (unsigned i = 0; i < MACHINES; i++) {
		struct arena arena = {0};
		struct graph_thing things[20];
		struct graph_relation relations[40];
		struct graph_options options = {.columns = 0};
		seed = i + 1;
		size_t n = pick(20);
		size_t n_relations = n > 0 ? pick(40) : 0;
		for (size_t k = 0; k < n; k++)
			things[k] = (struct graph_thing){.name = labels[pick(3)],
							 .rows = {labels[pick(3)], labels[pick(3)]},
							 .marked = pick(2) == 0};
		for (size_t k = 0; k < n_relations; k++)
			relations[k] = (struct graph_relation){pick((unsigned)n), pick((unsigned)n),
							       labels[pick(3)], pick(2) == 0};
		const struct graph *graph =
		    graph_relations(&arena, things, n, relations, n_relations, &options);
		assert_int_equal(graph->n_boxes, n);
		assert_int_equal(graph->n_edges, n_relations);
		check_places(graph);
		check_arrows(graph);
		arena_release(&arena);
	}
}

static void same_definition_gives_the_same_picture(void **state)
{
	(void)state;
	for (unsigned i = 0; i < MACHINES / 10; i++) {
		struct graph_case one;
		struct graph_case two;
		struct arena arena = {0};
		draw_random(&one, i, &arena);
		draw_random(&two, i, &arena);
		assert_true(str_eq(graph_case_text(&one), graph_case_text(&two)));
		graph_case_close(&one);
		graph_case_close(&two);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_drawing_holds_its_states_and_joins_them),
	    cmocka_unit_test(every_drawing_of_relations_joins_its_things),
	    cmocka_unit_test(same_definition_gives_the_same_picture),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
