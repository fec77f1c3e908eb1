/* graph/relations.h - things and arrows between them, laid out in character cells. */
#ifndef ROLEHOP_GRAPH_RELATIONS_H
#define ROLEHOP_GRAPH_RELATIONS_H

#include "rolehop/graph/workflow.h"

enum { GRAPH_ROWS_MAX = 4 };

/* Texts may be anything; rows that are empty are left out. */
struct graph_thing {
	struct str name;
	struct str rows[GRAPH_ROWS_MAX];
	bool marked; /* its first row ends in the mark */
	enum graph_mark mark;
};

struct graph_relation {
	size_t from; /* things */
	size_t to;
	struct str label; /* empty: none */
	bool dashed;
};

/*
 * Box i of the graph is thing i. Things that lead to others are above them, as far as there are no
 * loops. The graph lives in the arena; `options` as for workflows.
 */
const struct graph *graph_relations(struct arena *arena, const struct graph_thing *things,
				    size_t n_things, const struct graph_relation *relations,
				    size_t n_relations, const struct graph_options *options);

#endif
