/* graph/plane_tracks.c - the room between two layers: where arrows enter, and the rows they cross
 * in.
 *
 * All arrows to one vertex share a row (a net). No two arrows share a column there unless they lead
 * to the same vertex, so that no two lines ever lie on each other, whatever the order of the rows.
 */
#include <stdlib.h>

#include "graph/plane.h"
#include "rolehop/base/vec.h"

/* Where thousands of arrows cross one gap, room is looked for in the last rows only. */
enum { TRIED_MAX = 64, ROW_MAX = 256 };

/* The arrows of a gap that end alike, and the columns between which they run. */
struct net {
	size_t vertex; /* PLANE_NONE: into the lane of `node` */
	size_t node;
	int left;
	int right;
	int in; /* where they end */
	int row;
};

/* An arrow that comes out of the layer above at a column. */
struct source {
	int x;
	size_t to; /* vertex, or PLANE_NONE: into the lane of `node` */
	size_t node;
};

static int compare_sources(const void *a, const void *b)
{
	const struct source *one = a;
	const struct source *two = b;
	return one->x < two->x ? -1 : one->x > two->x;
}

static size_t gather_sources(const struct plane_work *work, size_t layer, struct source *sources)
{
	const struct plane *plane = work->plane;
	size_t n = 0;
	for (size_t i = work->layers.first[layer]; i < work->layers.first[layer + 1]; i++) {
		size_t v = work->layers.items[i];
		const struct vertex *vertex = &work->all[v];
		if (vertex->next != PLANE_NONE) {
			sources[n++] = (struct source){vertex->in, vertex->next, vertex->node};
			continue;
		}
		for (size_t k = work->outs.first[v]; k < work->outs.first[v + 1]; k++) {
			size_t e = work->outs.items[k];
			const struct plane_edge *edge = &plane->edges[e];
			sources[n++] =
			    (struct source){vertex->x + edge->port, work->starts[e], edge->to};
		}
	}
	qsort(sources, n, sizeof(*sources), compare_sources);
	return n;
}

/* First source at column x or right of it. */
static size_t source_from(const struct source *sources, size_t n, int x)
{
	size_t low = 0;
	size_t high = n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (sources[middle].x < x)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_foreign(const struct source *sources, size_t n, int x, size_t v)
{
	size_t i = source_from(sources, n, x);
	return i < n && sources[i].x == x && sources[i].to != v;
}

/*
 * Straight down from one of its own sources, the one nearest to the middle; else the middle, or
 * beside it where something else comes down there. Sources are two columns apart at least, so that
 * of three columns one is free.
 */
static int choose_column(const struct source *sources, size_t n, const struct vertex *vertex,
			 size_t v)
{
	int inset = vertex->w > 3 ? 1 : 0;
	int left = vertex->x + inset;
	int right = vertex->x + vertex->w - 1 - inset;
	int middle = vertex->x + (vertex->w - 1) / 2;
	int best = right + vertex->w;
	for (size_t i = source_from(sources, n, left); i < n && sources[i].x <= right; i++)
		if (sources[i].to == v && abs(sources[i].x - middle) < abs(best - middle))
			best = sources[i].x;
	if (best <= right)
		return best;
	for (int away = 0; away <= vertex->w; away++) {
		if (middle + away <= right && !is_foreign(sources, n, middle + away, v))
			return middle + away;
		if (middle - away >= left && !is_foreign(sources, n, middle - away, v))
			return middle - away;
	}
	return middle;
}

struct gap {
	struct vec nets; /* struct net */
	size_t *net_of;	 /* by vertex of the layer below: its net */
	size_t *exit_of; /* by node whose lane is entered here: its net, else PLANE_NONE */
};

static void widen(struct net *net, int x)
{
	net->left = x < net->left ? x : net->left;
	net->right = x > net->right ? x : net->right;
}

/* The nets of a gap: one for each vertex below, and one for each lane that is entered here. */
static void make_nets(struct plane_work *work, size_t layer, const struct source *sources, size_t n,
		      struct gap *gap)
{
	struct vec *nets = &gap->nets;
	for (size_t i = work->layers.first[layer + 1]; i < work->layers.first[layer + 2]; i++) {
		size_t v = work->layers.items[i];
		struct vertex *vertex = &work->all[v];
		vertex->in = choose_column(sources, n, vertex, v);
		gap->net_of[v] = nets->n;
		struct net *net = vec_push(nets);
		*net = (struct net){.vertex = v,
				    .node = vertex->node,
				    .left = vertex->in,
				    .right = vertex->in,
				    .in = vertex->in};
		if (vertex->next == PLANE_NONE && work->lanes[v].x > 0)
			net->right = work->lanes[v].x;
	}
	for (size_t i = 0; i < n; i++) {
		const struct source *source = &sources[i];
		if (source->to != PLANE_NONE) {
			widen(vec_at(nets, gap->net_of[source->to]), source->x);
		} else if (gap->exit_of[source->node] != PLANE_NONE) {
			widen(vec_at(nets, gap->exit_of[source->node]), source->x);
		} else {
			int x = work->lanes[source->node].x;
			gap->exit_of[source->node] = nets->n;
			*(struct net *)vec_push(nets) = (struct net){.vertex = PLANE_NONE,
								     .node = source->node,
								     .left = source->x,
								     .right = x,
								     .in = x};
		}
	}
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* Arrows to the left first, the leftmost on top; then those to the right, the rightmost on top. */
static int compare_nets(const void *a, const void *b)
{
	const struct net *one = *(const struct net *const *)a;
	const struct net *two = *(const struct net *const *)b;
	bool one_right = one->in > one->left;
	bool two_right = two->in > two->left;
	if (one_right != two_right)
		return one_right ? 1 : -1;
	if (!one_right && one->right != two->right)
		return one->right < two->right ? -1 : 1;
	if (one_right && one->left != two->left)
		return one->left > two->left ? -1 : 1;
	return one->in < two->in ? -1 : one->in > two->in;
}

static bool fits(const struct vec *row, const struct net *net)
{
	if (row->n >= ROW_MAX)
		return false;
	for (size_t i = 0; i < row->n; i++) {
		const struct net *other = *(const struct net **)vec_at(row, i);
		if (net->left <= other->right + 1 && other->left <= net->right + 1)
			return false;
	}
	return true;
}

/* Gives each net that is not one straight line the first row with room; returns the rows. */
static int assign_rows(struct plane_work *work, struct vec *nets)
{
	struct net **sorted = arena_array(work->arena, nets->n + 1, sizeof(*sorted));
	struct vec rows;
	size_t n = 0;
	vec_init(&rows, work->arena, sizeof(struct vec));
	for (size_t i = 0; i < nets->n; i++) {
		struct net *net = vec_at(nets, i);
		net->row = -1;
		if (net->left < net->right)
			sorted[n++] = net;
	}
	qsort(sorted, n, sizeof(*sorted), compare_nets);
	for (size_t i = 0; i < n; i++) {
		size_t row = rows.n > TRIED_MAX ? rows.n - TRIED_MAX : 0;
		while (row < rows.n && !fits(vec_at(&rows, row), sorted[i]))
			row++;
		if (row == rows.n)
			vec_init(vec_push(&rows), work->arena, sizeof(struct net *));
		*(struct net **)vec_push(vec_at(&rows, row)) = sorted[i];
		sorted[i]->row = (int)row;
	}
	return (int)rows.n;
}

/* ---- lanes ----------------------------------------------------------------------------------- */

static int compare_lanes(const void *a, const void *b)
{
	const struct lane *one = *(const struct lane *const *)a;
	const struct lane *two = *(const struct lane *const *)b;
	if (one->from != two->from)
		return one->from < two->from ? -1 : 1;
	return one < two ? -1 : one > two;
}

/* The gaps between which each lane runs. */
static size_t find_lanes(struct plane_work *work, struct lane **used)
{
	const struct plane *plane = work->plane;
	size_t n = 0;
	for (size_t i = 0; i < plane->n_edges; i++) {
		const struct plane_edge *edge = &plane->edges[i];
		struct lane *lane = &work->lanes[edge->to];
		if (work->starts[i] != PLANE_NONE)
			continue;
		size_t gap = work->all[edge->from].layer;
		if (lane->x == 0) {
			lane->from = lane->to = work->all[edge->to].layer - 1;
			lane->x = 1;
			used[n++] = lane;
		}
		lane->from = gap < lane->from ? gap : lane->from;
		lane->to = gap > lane->to ? gap : lane->to;
	}
	return n;
}

/* Lanes take the first column right of the boxes that is free where they run. */
static void place_lanes(struct plane_work *work)
{
	struct lane **used = arena_array(work->arena, work->plane->n_nodes, sizeof(*used));
	size_t n = find_lanes(work, used);
	size_t *busy_to = arena_array(work->arena, n + 1, sizeof(size_t));
	size_t columns = 0;
	qsort(used, n, sizeof(*used), compare_lanes);
	for (size_t i = 0; i < n; i++) {
		size_t column = 0;
		while (column < columns && busy_to[column] >= used[i]->from)
			column++;
		columns = column == columns ? columns + 1 : columns;
		busy_to[column] = used[i]->to;
		used[i]->x = work->plane->w + 1 + 2 * (int)column;
	}
	work->plane->w += 2 * (int)columns;
}

/* ---- all gaps -------------------------------------------------------------------------------- */

/* Finds the height of a layer; is anything written below its boxes? */
static bool measure_layer(struct plane_work *work, size_t layer)
{
	const struct plane *plane = work->plane;
	bool labels = false;
	work->heights[layer] = 1;
	for (size_t i = work->layers.first[layer]; i < work->layers.first[layer + 1]; i++) {
		size_t v = work->layers.items[i];
		const struct vertex *vertex = &work->all[v];
		if (vertex->h > work->heights[layer])
			work->heights[layer] = vertex->h;
		if (vertex->next != PLANE_NONE)
			continue;
		for (size_t k = work->outs.first[v]; k < work->outs.first[v + 1]; k++)
			labels = labels || plane->edges[work->outs.items[k]].label > 0;
	}
	return labels;
}

/* Writes down the rows of the nets, the first of which is `y`. */
static void keep_rows(struct plane_work *work, size_t layer, const struct gap *gap, int y)
{
	for (size_t i = 0; i < gap->nets.n; i++) {
		const struct net *net = vec_at(&gap->nets, i);
		if (net->vertex != PLANE_NONE)
			work->all[net->vertex].track = net->row < 0 ? -1 : y + net->row;
	}
	for (size_t i = work->layers.first[layer]; i < work->layers.first[layer + 1]; i++) {
		size_t v = work->layers.items[i];
		if (work->all[v].next != PLANE_NONE)
			continue;
		for (size_t k = work->outs.first[v]; k < work->outs.first[v + 1]; k++) {
			size_t e = work->outs.items[k];
			if (work->starts[e] != PLANE_NONE)
				continue;
			size_t net = gap->exit_of[work->plane->edges[e].to];
			work->exits[e] = y + ((const struct net *)vec_at(&gap->nets, net))->row;
		}
	}
	for (size_t i = 0; i < gap->nets.n; i++)
		gap->exit_of[((const struct net *)vec_at(&gap->nets, i))->node] = PLANE_NONE;
}

/* Does an arrow leave the layer? */
static bool leads_on(const struct plane_work *work, size_t layer)
{
	for (size_t i = work->layers.first[layer]; i < work->layers.first[layer + 1]; i++) {
		size_t v = work->layers.items[i];
		if (work->all[v].next != PLANE_NONE ||
		    work->outs.first[v] < work->outs.first[v + 1])
			return true;
	}
	return false;
}

/* Fills the gap below a layer, from row y on; returns its rows. */
static int fill_gap(struct plane_work *work, size_t layer, int y, bool labels,
		    struct source *sources, struct gap *gap)
{
	size_t n = gather_sources(work, layer, sources);
	vec_init(&gap->nets, work->arena, sizeof(struct net));
	make_nets(work, layer, sources, n, gap);
	int rows = labels + assign_rows(work, &gap->nets);
	keep_rows(work, layer, gap, y + labels);
	return rows > 0 ? rows : 1;
}

void plane_tracks(struct plane_work *work)
{
	struct arena *arena = work->arena;
	struct plane *plane = work->plane;
	struct source *sources = arena_array(arena, plane->n_edges + work->n + 1, sizeof(*sources));
	struct gap gap = {.net_of = arena_array(arena, work->n, sizeof(size_t)),
			  .exit_of = arena_array(arena, plane->n_nodes, sizeof(size_t))};
	int y = 0;
	for (size_t i = 0; i < plane->n_nodes; i++)
		gap.exit_of[i] = PLANE_NONE;
	place_lanes(work);
	for (size_t layer = 0; layer < work->n_layers; layer++) {
		bool labels = measure_layer(work, layer);
		work->tops[layer] = y;
		y += work->heights[layer];
		/* Below the last layer there may be arrows, too: into lanes. */
		if (layer + 1 < work->n_layers || leads_on(work, layer))
			y += fill_gap(work, layer, y, labels, sources, &gap);
	}
	plane->h = y;
}
