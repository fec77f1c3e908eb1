/* graph/plane_rank.c - which layer a box belongs to: below all that lead to it, loops apart. */
#include "graph/plane.h"

struct group group_by(struct arena *arena, const size_t *keys, size_t n, size_t n_keys)
{
	struct group group = {arena_array(arena, n_keys + 2, sizeof(size_t)),
			      arena_array(arena, n + 1, sizeof(size_t))};
	for (size_t i = 0; i < n; i++)
		if (keys[i] != PLANE_NONE)
			group.first[keys[i] + 2]++;
	for (size_t k = 2; k < n_keys + 2; k++)
		group.first[k] += group.first[k - 1];
	/* first[k + 1] is where the next item of k goes, and in the end where k + 1 begins. */
	for (size_t i = 0; i < n; i++)
		if (keys[i] != PLANE_NONE)
			group.items[group.first[keys[i] + 1]++] = i;
	return group;
}

enum visit { UNSEEN, ON_THE_WAY, DONE };

struct walk {
	struct plane_work *work;
	enum visit *visits; /* by node */
	size_t *cursors;    /* by node: how many of its edges were followed */
	size_t *stack;
	size_t n_done; /* work->order is filled from its end */
};

/* Follows edges from a node as far as they lead; what leads to a node on the way there is a loop.
 */
static void walk_from(struct walk *walk, size_t root)
{
	struct plane *plane = walk->work->plane;
	const struct group *outs = &walk->work->outs;
	size_t depth = 0;
	walk->stack[depth++] = root;
	walk->visits[root] = ON_THE_WAY;
	while (depth > 0) {
		size_t node = walk->stack[depth - 1];
		size_t at = outs->first[node] + walk->cursors[node]++;
		if (at >= outs->first[node + 1]) {
			walk->visits[node] = DONE;
			walk->work->order[plane->n_nodes - ++walk->n_done] = node;
			depth--;
			continue;
		}
		struct plane_edge *edge = &plane->edges[outs->items[at]];
		edge->back = walk->visits[edge->to] == ON_THE_WAY;
		if (walk->visits[edge->to] != UNSEEN)
			continue;
		walk->visits[edge->to] = ON_THE_WAY;
		walk->stack[depth++] = edge->to;
	}
}

static void find_order(struct plane_work *work)
{
	size_t n = work->plane->n_nodes;
	struct walk walk = {.work = work,
			    .visits = arena_array(work->arena, n, sizeof(enum visit)),
			    .cursors = arena_array(work->arena, n, sizeof(size_t)),
			    .stack = arena_array(work->arena, n, sizeof(size_t))};
	work->order = arena_array(work->arena, n, sizeof(size_t));
	for (size_t i = 0; i < n; i++)
		if (walk.visits[i] == UNSEEN)
			walk_from(&walk, i);
}

void plane_rank(struct plane_work *work)
{
	struct plane *plane = work->plane;
	size_t *keys = arena_array(work->arena, plane->n_edges + 1, sizeof(size_t));
	size_t last = 0;
	for (size_t i = 0; i < plane->n_edges; i++)
		keys[i] = plane->edges[i].from;
	work->outs = group_by(work->arena, keys, plane->n_edges, plane->n_nodes);
	find_order(work);
	for (size_t i = 0; i < plane->n_nodes; i++)
		work->all[i].layer = i > 0;
	for (size_t i = 0; i < plane->n_nodes; i++) {
		size_t node = work->order[i];
		size_t layer = work->all[node].layer;
		last = layer > last && node != plane->end ? layer : last;
		for (size_t k = work->outs.first[node]; k < work->outs.first[node + 1]; k++) {
			const struct plane_edge *edge = &plane->edges[work->outs.items[k]];
			struct vertex *to = &work->all[edge->to];
			if (!edge->back && to->layer <= layer)
				to->layer = layer + 1;
		}
	}
	if (plane->end != PLANE_NONE)
		work->all[plane->end].layer = ++last;
	work->n_layers = last + 1;
}
