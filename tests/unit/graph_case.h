/* graph_case.h - definitions drawn, with marks as the tests want them. */
#ifndef ROLEHOP_TESTS_GRAPH_CASE_H
#define ROLEHOP_TESTS_GRAPH_CASE_H

#include <stdlib.h>

#include "unit.h"

#include "rolehop/graph/paint.h"
#include "rolehop/graph/workflow.h"
#include "rolehop/graph/write.h"

enum { PICTURE_MAX = 64 << 20 };

struct graph_case {
	struct arena arena;
	struct arena scratch;
	const struct asl *asl;
	struct graph_fact *facts;
	bool *collapsed;
	struct graph_options options;
	const struct graph *graph;
};

/* Reads a definition; every state that makes calls is allowed, until a test says otherwise. */
static inline void graph_case_read(struct graph_case *c, struct str definition)
{
	struct err err = {0};
	*c = (struct graph_case){.graph = NULL};
	if (!asl_read(&c->arena, definition, &c->asl, &err))
		fail_msg("%s", err.text);
	c->facts = arena_array(&c->arena, c->asl->n_states + 1, sizeof(*c->facts));
	c->collapsed = arena_array(&c->arena, c->asl->n_states + 1, sizeof(bool));
	c->options.collapsed = c->collapsed;
	for (size_t i = 0; i < c->asl->n_states; i++)
		c->facts[i].mark = asl_calls(c->asl->states[i]) ? GRAPH_OK : GRAPH_NONE;
}

static inline const struct asl_state *graph_case_state(struct graph_case *c, const char *name)
{
	const struct asl_state *found = NULL;
	size_t n;
	asl_find(c->asl, str_from(name), &found, 1, &n);
	if (n != 1)
		fail_msg("%zu states are called %s", n, name);
	return found;
}

static inline struct graph_fact *graph_case_fact(struct graph_case *c, const char *name)
{
	return &c->facts[graph_case_state(c, name)->index];
}

static inline void graph_case_draw(struct graph_case *c)
{
	c->graph = graph_workflow(&c->arena, c->asl, c->facts, &c->options);
}

static inline void graph_case_open(struct graph_case *c, const char *definition)
{
	graph_case_read(c, str_from(definition));
	graph_case_draw(c);
}

static inline void graph_case_close(struct graph_case *c)
{
	arena_release(&c->arena);
	arena_release(&c->scratch);
}

static inline struct str graph_case_text(struct graph_case *c)
{
	struct buf buf;
	buf_init(&buf, &c->arena, PICTURE_MAX);
	assert_true(graph_write_text(&c->scratch, c->graph, c->options.ascii, &buf));
	return buf_str(&buf);
}

/* The box of a state, which must be drawn. */
static inline const struct graph_box *graph_case_box(struct graph_case *c, const char *name)
{
	size_t i = graph_find(c->graph, graph_case_state(c, name));
	assert_true(i < c->graph->n_boxes);
	return &c->graph->boxes[i];
}

#endif
