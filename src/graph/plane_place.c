/* graph/plane_place.c - the column of every box: near what it is joined with, without overlap. */
#include <math.h>
#include <stdlib.h>

#include "graph/plane.h"

enum { ROUNDS = 4, GAP_BOXES = 4, GAP_BEND = 2, INSET = 2, BORDERS = 2, PORT = 2, LABEL_GAPS = 3 };

/* ---- where arrows leave a box ---------------------------------------------------------------- */

/* Columns that an arrow takes with its label. */
static int port_columns(int label)
{
	return label > 0 ? label + LABEL_GAPS : PORT;
}

int plane_width_for(const int *labels, size_t n)
{
	int width = BORDERS + 1;
	for (size_t i = 0; i < n; i++)
		width += port_columns(labels[i]);
	return width;
}

struct leaving {
	size_t key; /* where it leads, from left to right */
	size_t edge;
};

static int compare_leaving(const void *a, const void *b)
{
	const struct leaving *one = a;
	const struct leaving *two = b;
	if (one->key != two->key)
		return one->key < two->key ? -1 : 1;
	return one->edge < two->edge ? -1 : one->edge > two->edge;
}

static void spread(struct plane *plane, const struct plane_node *node,
		   const struct leaving *leaving, size_t n)
{
	int used = 0;
	int before = 1;
	for (size_t i = 0; i < n; i++)
		used += port_columns(plane->edges[leaving[i].edge].label);
	int spare = node->w - BORDERS - used;
	for (size_t i = 0; i < n; i++) {
		struct plane_edge *edge = &plane->edges[leaving[i].edge];
		int columns = port_columns(edge->label);
		int middle = (node->w - 1) / 2;
		int last = node->w - 1 - columns;
		edge->port = before + spare * (2 * (int)i + 1) / (2 * (int)n);
		if (n == 1)
			edge->port = edge->label == 0 || middle < last ? middle : last;
		before += columns;
	}
}

/* From left to right as what they lead to stands; those in lanes, which are at the right, last. */
static void place_ports(struct plane_work *work)
{
	struct plane *plane = work->plane;
	struct leaving *leaving = arena_array(work->arena, plane->n_edges + 1, sizeof(*leaving));
	for (size_t node = 0; node < plane->n_nodes; node++) {
		size_t first = work->outs.first[node];
		size_t n = work->outs.first[node + 1] - first;
		for (size_t i = 0; i < n; i++) {
			size_t edge = work->outs.items[first + i];
			size_t start = work->starts[edge];
			leaving[i].edge = edge;
			leaving[i].key = start == PLANE_NONE ? PLANE_NONE : work->all[start].pos;
		}
		qsort(leaving, n, sizeof(*leaving), compare_leaving);
		spread(plane, &plane->nodes[node], leaving, n);
	}
}

/* ---- columns --------------------------------------------------------------------------------- */

static bool is_bend(const struct vertex *vertex)
{
	return vertex->next != PLANE_NONE;
}

/* Columns between the left edges of two neighbours at least. */
static int step(const struct vertex *left, const struct vertex *right)
{
	int gap = is_bend(left) && is_bend(right)   ? 1
		  : is_bend(left) || is_bend(right) ? GAP_BEND
						    : GAP_BOXES;
	return left->w + gap;
}

/* What a column pulls towards, and how strongly. */
struct pull {
	double sum;
	double weight;
};

static double clamp(double value, double low, double high)
{
	return value < low ? low : value > high ? high : value;
}

/*
 * How far right of the upper vertex the lower one should begin: both in the same middle, unless the
 * arrow would not come straight down into it then.
 */
static double offset_of(const struct plane_work *work, const struct link *link)
{
	const struct vertex *from = &work->all[link->from];
	const struct vertex *to = &work->all[link->to];
	int port = link->edge == PLANE_NONE ? 1 : work->plane->edges[link->edge].port;
	int inset = to->w > 2 * INSET ? INSET : (to->w - 1) / 2;
	int middle = (from->w - to->w) / 2;
	return clamp(middle, port - (to->w - 1 - inset), port - inset);
}

/*
 * Bends in a line first, then boxes below each other. An arrow that goes aside to pass a box may as
 * well go farther: else the boxes of a chain would drift the other way.
 */
static const double weights[2][2] = {{1, 0.05}, {0.3, 8}};

static void pull_by(const struct plane_work *work, const struct link *link, bool down,
		    struct pull *pull)
{
	const struct vertex *from = &work->all[link->from];
	const struct vertex *to = &work->all[link->to];
	double weight = weights[is_bend(from)][is_bend(to)];
	double offset = offset_of(work, link);
	pull->sum += (down ? from->at + offset : to->at - offset) * weight;
	pull->weight += weight;
}

static double wish_of(const struct plane_work *work, size_t v, bool above, bool below,
		      double *weight)
{
	struct pull pull = {0, 0};
	for (size_t k = work->up.first[v]; above && k < work->up.first[v + 1]; k++)
		pull_by(work, &work->links[work->up.items[k]], true, &pull);
	for (size_t k = work->down.first[v]; below && k < work->down.first[v + 1]; k++)
		pull_by(work, &work->links[work->down.items[k]], false, &pull);
	*weight = pull.weight > 0 ? pull.weight : 0.05;
	return pull.weight > 0 ? pull.sum / pull.weight : work->all[v].at;
}

/* Vertices of a layer that touch and move as one. */
struct block {
	double sum;
	double weight;
	size_t n;
};

/*
 * Puts the vertices of a layer as near to their wishes as their order and width allow: wishes are
 * made to grow from left to right by pooling neighbours that do not (least squares).
 */
static void settle(struct plane_work *work, size_t layer, bool above, bool below,
		   struct block *blocks)
{
	const size_t *items = work->layers.items + work->layers.first[layer];
	size_t n = work->layers.first[layer + 1] - work->layers.first[layer];
	size_t n_blocks = 0;
	double offset = 0;
	for (size_t i = 0; i < n; i++) {
		double weight;
		double wish = wish_of(work, items[i], above, below, &weight);
		if (i > 0)
			offset += step(&work->all[items[i - 1]], &work->all[items[i]]);
		blocks[n_blocks++] = (struct block){(wish - offset) * weight, weight, 1};
		while (n_blocks > 1) {
			struct block *last = &blocks[n_blocks - 1];
			struct block *before = last - 1;
			if (before->sum / before->weight <= last->sum / last->weight)
				break;
			before->sum += last->sum;
			before->weight += last->weight;
			before->n += last->n;
			n_blocks--;
		}
	}
	offset = 0;
	for (size_t b = 0, i = 0; b < n_blocks; b++) {
		double start = blocks[b].sum / blocks[b].weight;
		for (size_t k = 0; k < blocks[b].n; k++, i++) {
			if (i > 0)
				offset += step(&work->all[items[i - 1]], &work->all[items[i]]);
			work->all[items[i]].at = start + offset;
		}
	}
}

static void pack(struct plane_work *work)
{
	for (size_t layer = 0; layer < work->n_layers; layer++) {
		double at = 0;
		for (size_t i = work->layers.first[layer]; i < work->layers.first[layer + 1]; i++) {
			struct vertex *vertex = &work->all[work->layers.items[i]];
			if (i > work->layers.first[layer])
				at += step(&work->all[work->layers.items[i - 1]], vertex);
			vertex->at = at;
		}
	}
}

/* Whole columns from 0 on. Rounding keeps the distances, for they are whole numbers. */
static void round_columns(struct plane_work *work)
{
	double least = work->all[0].at;
	for (size_t i = 0; i < work->n; i++)
		least = work->all[i].at < least ? work->all[i].at : least;
	work->plane->w = 0;
	for (size_t i = 0; i < work->n; i++) {
		struct vertex *vertex = &work->all[i];
		vertex->x = (int)floor(vertex->at - floor(least) + 0.5);
		if (vertex->x + vertex->w > work->plane->w)
			work->plane->w = vertex->x + vertex->w;
	}
}

void plane_place(struct plane_work *work)
{
	struct block *blocks = arena_array(work->arena, work->n + 1, sizeof(*blocks));
	place_ports(work);
	pack(work);
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < work->n_layers; i++)
			settle(work, i, true, false, blocks);
		for (size_t i = work->n_layers; i-- > 0;)
			settle(work, i, false, true, blocks);
	}
	for (size_t i = 0; i < work->n_layers; i++)
		settle(work, i, true, true, blocks);
	round_columns(work);
}
