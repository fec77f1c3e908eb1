/* graph/member.h - what a state says in its box, and on the arrows that leave it. */
#ifndef GRAPH_MEMBER_H
#define GRAPH_MEMBER_H

#include "graph/plane.h"
#include "rolehop/graph/workflow.h"

/* What is drawn, and how. */
struct sketch {
	struct arena *arena;
	const struct graph_fact *facts;
	const struct graph_options *options;
	const bool *reached; /* by state: a way from where its scope begins leads there */
	int columns;	     /* of names at most */
};

/* A box before its place is known. */
struct member {
	struct graph_box box;
	struct part *branches; /* of a frame */
	size_t n_branches;
};

/* An arrow before its way is known. */
struct wire {
	enum asl_edge_kind kind;
	struct str label;
	struct str tag;
};

/* Text from outside, rewritten as the caller wants it, and safe. */
struct str sketch_whole(const struct sketch *sketch, struct str text);

/* Safe text cut to so many columns. */
struct str sketch_fit(const struct sketch *sketch, struct str text, int columns);

/* The worst mark of a state and all that is inside of it. */
enum graph_mark member_worst(const struct sketch *sketch, const struct asl_state *state);

/* Is its inside left out, though it has one? */
bool member_is_collapsed(const struct sketch *sketch, const struct asl_state *state);

/*
 * Writes the texts of a state's box and the labels of its arrows (`wires`, one for each of its
 * edges); box->w is wide enough for both.
 */
void member_write(const struct sketch *sketch, const struct asl_state *state, struct wire *wires,
		  struct graph_box *box);

/* Room for so many rows of text. */
void member_begin(const struct sketch *sketch, struct graph_box *box, size_t rows);

/* Adds a row: `left` is safe text, and is cut to what names may have. */
void member_add_text(const struct sketch *sketch, struct graph_box *box, struct str left,
		     struct str right);

/* Columns of the texts with borders and blanks beside them. */
int member_text_width(const struct graph_box *box);

#endif
