/* graph/workflow.h - a state machine as boxes and arrows, laid out in character cells. */
#ifndef ROLEHOP_GRAPH_WORKFLOW_H
#define ROLEHOP_GRAPH_WORKFLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/asl/read.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

/* What is known of a state, the worst last. */
enum graph_mark {
	GRAPH_NONE, /* it makes no calls */
	GRAPH_OK,
	GRAPH_ASSUMED, /* allowed, if what was not collected does not deny */
	GRAPH_LATER,   /* not judged yet */
	GRAPH_UNKNOWN,
	GRAPH_FAIL,
};
enum { GRAPH_MARK_COUNT = GRAPH_FAIL + 1 };

/* "[ -- ]", "[ ok ]", "[ ok?]", "[ .. ]", "[ ?? ]", "[FAIL]": six columns. */
struct str graph_mark_text(enum graph_mark mark);

/* What the caller knows of a state. Texts may be anything. */
struct graph_fact {
	enum graph_mark mark;
	struct str calls;   /* "ssm:GetParameter"; empty: none */
	struct str account; /* that it reaches into; empty: its own */
	struct str role;    /* what names its role at run time; empty: it is known */
	struct str gate;    /* that denies; empty: none */
};

struct graph_options {
	const bool *collapsed; /* by state: its inside is not drawn; NULL: everything is */
	int columns;	       /* of names at most; 0: 28 */
	bool ascii;	       /* nothing beyond ASCII; what is left out is marked by "~" */
	/* What every text becomes before it is measured; NULL: it stays. */
	struct str (*rewrite)(void *self, struct arena *arena, struct str text);
	void *self;
};

/* All coordinates are columns and rows of the whole drawing, from 0. */
struct graph_point {
	int x;
	int y;
};

enum graph_box_kind {
	GRAPH_START, /* of the machine "( start )"; in a frame a point of its inner edge */
	GRAPH_END,   /* "( end )"; a point of its lower edge */
	GRAPH_STATE,
	GRAPH_FRAME,   /* a Parallel or Map with its inside */
	GRAPH_MISSING, /* a state that is named and not there */
};

struct graph_text {
	struct str left;  /* safe, cut to what has room */
	struct str right; /* at the right edge: the mark */
};

#define GRAPH_NOWHERE SIZE_MAX

struct graph_box {
	enum graph_box_kind kind;
	const struct asl_state *state; /* of GRAPH_STATE and GRAPH_FRAME, else NULL */
	struct str name;	       /* safe, whole */
	size_t frame;  /* index of the box that it stands in, or GRAPH_NOWHERE: the machine */
	size_t branch; /* of that frame */
	int x;
	int y;
	int w;
	int h;
	enum graph_mark own;	  /* its own verdict */
	enum graph_mark mark;	  /* of a frame or collapsed box: the worst of its inside too */
	struct graph_text *texts; /* one a row, from the second row on; the first is the name */
	size_t n_texts;
	const int *dividers; /* of a frame: columns between its branches */
	size_t n_dividers;
	bool unreachable; /* no way from StartAt leads here */
	bool collapsed;	  /* it has an inside, which is not drawn */
};

struct graph_edge {
	size_t from; /* boxes of one frame, or of the machine */
	size_t to;
	enum asl_edge_kind kind;
	struct str label; /* safe, whole; empty: none */
	struct str tag;	  /* what is drawn below the box where it begins */
	bool back;	  /* leads to where one may have come from: a loop */
	/* From the lower edge of one box to the upper edge of the other, straight between points.
	 */
	const struct graph_point *points;
	size_t n_points;
};

/* Boxes in the order of the text, frames before their inside. */
struct graph {
	struct graph_box *boxes;
	size_t n_boxes;
	struct graph_edge *edges;
	size_t n_edges;
	int w;
	int h;
};

/*
 * Draws a definition. `facts` has one for each state by its index. The graph lives in the arena and
 * as long as the definition. The same definition, facts and options give the same graph.
 */
const struct graph *graph_workflow(struct arena *arena, const struct asl *asl,
				   const struct graph_fact *facts,
				   const struct graph_options *options);

/* The box of a state (by its index), or of the collapsed one around it. */
size_t graph_find(const struct graph *graph, const struct asl_state *state);

#endif
