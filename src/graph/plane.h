/* graph/plane.h - boxes joined by arrows, laid out in layers of character cells. */
#ifndef GRAPH_PLANE_H
#define GRAPH_PLANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/arena.h"
#include "rolehop/graph/workflow.h"

#define PLANE_NONE SIZE_MAX

/*
 * Arrows that skip more layers than this run in lanes beside the boxes, and so do all once there
 * are so many bends: the work stays in proportion to boxes and arrows.
 */
enum { PLANE_SPAN_MAX = 12, PLANE_BENDS_MAX = 50000 };

struct plane_node {
	int w;
	int h;
	int x; /* out, as all that follows */
	int y;
};

struct plane_edge {
	size_t from;
	size_t to;
	int label; /* columns of what is written right of its beginning; 0: nothing */
	bool back; /* out: it leads to where one may have come from */
	int port;  /* column where it leaves, in its box */
	const struct graph_point *points;
	size_t n_points;
};

/* Node 0 is the beginning, and no edge leads there. */
struct plane {
	struct plane_node *nodes;
	size_t n_nodes;
	size_t end; /* the node that has the last layer for itself, or PLANE_NONE */
	struct plane_edge *edges;
	size_t n_edges;
	int w; /* out */
	int h;
	struct plane_work *work;
};

/* Columns that a box needs at least for what is written below it. */
int plane_width_for(const int *labels, size_t n);

/* Finds layers, columns and the size. */
void plane_lay_out(struct arena *arena, struct plane *plane);

/* Makes it `h` rows high: the last layer moves down. */
void plane_stretch(struct plane *plane, int h);

/* Finds the points of the edges. */
void plane_route(struct arena *arena, struct plane *plane);

/* ---- between the files of the layout --------------------------------------------------------- */

/* A box, or a bend: where an arrow passes through a layer. Arrows to one box share their bends. */
struct vertex {
	int w;
	int h;
	int x;
	int y;
	double at;    /* x before rounding */
	size_t layer; /* rank */
	size_t pos;   /* in its layer */
	size_t node;  /* the box it is, or leads to */
	size_t next;  /* of a bend: what comes below it; PLANE_NONE: it is a box */
	int in;	      /* column where arrows come in; of a bend its own column */
	int track;    /* row above it where arrows to it cross; -1: straight down */
};

/* A piece of an arrow from one layer to the next. */
struct link {
	size_t from; /* vertices */
	size_t to;
	size_t edge; /* that begins here, or PLANE_NONE: out of a bend */
};

/* Numbers grouped by another number: items[first[k]] up to items[first[k + 1]]. */
struct group {
	size_t *first;
	size_t *items;
};

/* Arrows in lanes share the lane of the box that they lead to. */
struct lane {
	size_t from; /* first and last gap where it shows */
	size_t to;
	int x; /* 0: there is none */
};

struct plane_work {
	struct arena *arena;
	struct plane *plane;
	struct group outs;  /* edges by node that they leave */
	size_t *order;	    /* nodes, those before others first */
	struct vertex *all; /* the nodes, then the bends */
	size_t n;
	struct link *links;
	size_t n_links;
	struct group down; /* links by upper vertex */
	struct group up;   /* links by lower vertex */
	size_t *starts;	   /* by edge: vertex where its way leads first; PLANE_NONE: in a lane */
	size_t n_layers;
	struct group layers; /* vertices by layer */
	struct lane *lanes;  /* by node */
	int *tops;	     /* by layer: first row */
	int *heights;	     /* by layer */
	int *exits;	     /* by edge in a lane: row where it goes to the lane */
};

/* Groups numbers 0 to n-1 by keys[i] < n_keys; PLANE_NONE belongs nowhere. */
struct group group_by(struct arena *arena, const size_t *keys, size_t n, size_t n_keys);

void plane_rank(struct plane_work *work); /* layers, and which edges lead back */
void plane_bend(struct plane_work *work); /* bends and links */
void plane_order(struct plane_work *work);
void plane_place(struct plane_work *work); /* ports and columns */
void plane_tracks(struct plane_work *work);

#endif
