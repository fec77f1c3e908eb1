/* graph/plane_order.c - bends where arrows pass layers, and the order of each layer. */
#include <stdlib.h>
#include <string.h>

#include "graph/plane.h"

enum { SWEEPS = 8 };

/* ---- bends ----------------------------------------------------------------------------------- */

/* Does the arrow run from layer to layer, or in a lane? */
static bool runs_down(const struct plane_work *work, const struct plane_edge *edge)
{
	size_t from = work->all[edge->from].layer;
	size_t to = work->all[edge->to].layer;
	return !edge->back && to > from && to - from <= PLANE_SPAN_MAX;
}

/* By node: how many layers above it the first bend of its arrows is; in all at most so many. */
static size_t count_bends(const struct plane_work *work, size_t *chains)
{
	const struct plane *plane = work->plane;
	size_t total = 0;
	for (size_t i = 0; i < plane->n_edges; i++) {
		const struct plane_edge *edge = &plane->edges[i];
		if (!runs_down(work, edge))
			continue;
		size_t need = work->all[edge->to].layer - work->all[edge->from].layer - 1;
		if (need <= chains[edge->to])
			continue;
		if (total + need - chains[edge->to] > PLANE_BENDS_MAX)
			continue;
		total += need - chains[edge->to];
		chains[edge->to] = need;
	}
	return total;
}

static void add_link(struct plane_work *work, size_t from, size_t to, size_t edge)
{
	work->links[work->n_links++] = (struct link){from, to, edge};
}

/* Makes the bends of all nodes; firsts[node] is the one right above it, and the others follow. */
static void make_bends(struct plane_work *work, const size_t *chains, size_t *firsts)
{
	size_t at = work->plane->n_nodes;
	for (size_t node = 0; node < work->plane->n_nodes; node++) {
		size_t below = node;
		firsts[node] = at;
		for (size_t k = 1; k <= chains[node]; k++) {
			work->all[at] = (struct vertex){.w = 3,
							.h = 1,
							.layer = work->all[node].layer - k,
							.node = node,
							.next = below};
			add_link(work, at, below, PLANE_NONE);
			below = at++;
		}
	}
	work->n = at;
}

void plane_bend(struct plane_work *work)
{
	struct plane *plane = work->plane;
	size_t *chains = arena_array(work->arena, plane->n_nodes, sizeof(size_t));
	size_t *firsts = arena_array(work->arena, plane->n_nodes, sizeof(size_t));
	size_t n_bends = count_bends(work, chains);
	struct vertex *all =
	    arena_array(work->arena, plane->n_nodes + n_bends, sizeof(struct vertex));
	memcpy(all, work->all, plane->n_nodes * sizeof(*all));
	work->all = all;
	work->links = arena_array(work->arena, plane->n_edges + n_bends + 1, sizeof(struct link));
	work->starts = arena_array(work->arena, plane->n_edges + 1, sizeof(size_t));
	make_bends(work, chains, firsts);
	for (size_t i = 0; i < plane->n_edges; i++) {
		const struct plane_edge *edge = &plane->edges[i];
		size_t skipped = runs_down(work, edge)
				     ? all[edge->to].layer - all[edge->from].layer - 1
				     : PLANE_NONE;
		work->starts[i] = PLANE_NONE;
		if (skipped > chains[edge->to])
			continue;
		work->starts[i] = skipped == 0 ? edge->to : firsts[edge->to] + skipped - 1;
		add_link(work, edge->from, work->starts[i], i);
	}
}

/* ---- the order of a layer -------------------------------------------------------------------- */

static void group_links(struct plane_work *work)
{
	size_t *from = arena_array(work->arena, work->n_links + 1, sizeof(size_t));
	size_t *to = arena_array(work->arena, work->n_links + 1, sizeof(size_t));
	for (size_t i = 0; i < work->n_links; i++) {
		from[i] = work->links[i].from;
		to[i] = work->links[i].to;
	}
	work->down = group_by(work->arena, from, work->n_links, work->n);
	work->up = group_by(work->arena, to, work->n_links, work->n);
}

static void renumber(struct plane_work *work, size_t layer)
{
	const struct group *layers = &work->layers;
	for (size_t i = layers->first[layer]; i < layers->first[layer + 1]; i++)
		work->all[layers->items[i]].pos = i - layers->first[layer];
}

/* Vertices in the order in which one who follows the arrows comes upon them. */
static void first_order(struct plane_work *work)
{
	size_t *keys = arena_array(work->arena, work->n, sizeof(size_t));
	size_t *stack = arena_array(work->arena, work->n_links + 1, sizeof(size_t));
	size_t *found = arena_array(work->arena, work->n, sizeof(size_t));
	bool *seen = arena_array(work->arena, work->n, sizeof(bool));
	size_t n_found = 0;
	for (size_t root = 0; root < work->n; root++) {
		size_t depth = 0;
		if (!seen[root])
			stack[depth++] = root;
		while (depth > 0) {
			size_t v = stack[--depth];
			if (seen[v])
				continue;
			seen[v] = true;
			found[n_found++] = v;
			for (size_t k = work->down.first[v + 1]; k-- > work->down.first[v];) {
				size_t to = work->links[work->down.items[k]].to;
				if (!seen[to])
					stack[depth++] = to;
			}
		}
	}
	for (size_t i = 0; i < work->n; i++)
		keys[i] = work->all[found[i]].layer;
	work->layers = group_by(work->arena, keys, work->n, work->n_layers);
	for (size_t i = 0; i < work->n; i++)
		work->layers.items[i] = found[work->layers.items[i]];
	for (size_t layer = 0; layer < work->n_layers; layer++)
		renumber(work, layer);
}

struct weighed {
	double key;
	size_t pos;
	size_t vertex;
};

static int compare_weighed(const void *a, const void *b)
{
	const struct weighed *one = a;
	const struct weighed *two = b;
	if (one->key != two->key)
		return one->key < two->key ? -1 : 1;
	return one->pos < two->pos ? -1 : one->pos > two->pos;
}

/* The mean place of what a vertex is joined with in the layer above (or below). */
static double middle_of_others(const struct plane_work *work, size_t v, bool above)
{
	const struct group *group = above ? &work->up : &work->down;
	size_t n = group->first[v + 1] - group->first[v];
	double sum = 0;
	for (size_t k = group->first[v]; k < group->first[v + 1]; k++) {
		const struct link *link = &work->links[group->items[k]];
		sum += (double)work->all[above ? link->from : link->to].pos;
	}
	return n > 0 ? sum / (double)n : (double)work->all[v].pos;
}

static void sort_layer(struct plane_work *work, size_t layer, bool above, struct weighed *room)
{
	size_t *items = work->layers.items + work->layers.first[layer];
	size_t n = work->layers.first[layer + 1] - work->layers.first[layer];
	for (size_t i = 0; i < n; i++)
		room[i] = (struct weighed){middle_of_others(work, items[i], above), i, items[i]};
	qsort(room, n, sizeof(*room), compare_weighed);
	for (size_t i = 0; i < n; i++)
		items[i] = room[i].vertex;
	renumber(work, layer);
}

/* ---- crossings ------------------------------------------------------------------------------- */

struct joint {
	size_t upper;
	size_t lower;
};

static int compare_joints(const void *a, const void *b)
{
	const struct joint *one = a;
	const struct joint *two = b;
	if (one->upper != two->upper)
		return one->upper < two->upper ? -1 : 1;
	return one->lower < two->lower ? -1 : one->lower > two->lower;
}

/* How many of the joints before a joint end to the right of it: counted in a Fenwick tree. */
static size_t count_inversions(const struct joint *joints, size_t n, size_t *tree, size_t size)
{
	size_t crossings = 0;
	memset(tree, 0, (size + 1) * sizeof(*tree));
	for (size_t i = 0; i < n; i++) {
		size_t not_right = 0;
		for (size_t k = joints[i].lower + 1; k > 0; k &= k - 1)
			not_right += tree[k];
		crossings += i - not_right;
		for (size_t k = joints[i].lower + 1; k <= size; k += k & (~k + 1))
			tree[k]++;
	}
	return crossings;
}

static size_t count_crossings(const struct plane_work *work, struct joint *joints, size_t *tree)
{
	const struct group *layers = &work->layers;
	size_t crossings = 0;
	for (size_t layer = 0; layer + 1 < work->n_layers; layer++) {
		size_t n = 0;
		for (size_t i = layers->first[layer]; i < layers->first[layer + 1]; i++) {
			size_t v = layers->items[i];
			for (size_t k = work->down.first[v]; k < work->down.first[v + 1]; k++) {
				size_t to = work->links[work->down.items[k]].to;
				joints[n++] = (struct joint){work->all[v].pos, work->all[to].pos};
			}
		}
		qsort(joints, n, sizeof(*joints), compare_joints);
		crossings += count_inversions(joints, n, tree,
					      layers->first[layer + 2] - layers->first[layer + 1]);
	}
	return crossings;
}

void plane_order(struct plane_work *work)
{
	struct arena *arena = work->arena;
	group_links(work);
	first_order(work);
	struct weighed *room = arena_array(arena, work->n, sizeof(*room));
	struct joint *joints = arena_array(arena, work->n_links + 1, sizeof(*joints));
	size_t *tree = arena_array(arena, work->n + 1, sizeof(size_t));
	size_t *best = arena_array(arena, work->n, sizeof(size_t));
	size_t least = count_crossings(work, joints, tree);
	memcpy(best, work->layers.items, work->n * sizeof(*best));
	for (int sweep = 0; sweep < SWEEPS && least > 0; sweep++) {
		bool above = sweep % 2 == 0;
		for (size_t i = 0; i < work->n_layers; i++)
			sort_layer(work, above ? i : work->n_layers - 1 - i, above, room);
		size_t crossings = count_crossings(work, joints, tree);
		if (crossings >= least)
			continue;
		least = crossings;
		memcpy(best, work->layers.items, work->n * sizeof(*best));
	}
	memcpy(work->layers.items, best, work->n * sizeof(*best));
	for (size_t layer = 0; layer < work->n_layers; layer++)
		renumber(work, layer);
}
