/* asl/edges.h - where a state may go next, and when, in words. */
#ifndef ASL_EDGES_H
#define ASL_EDGES_H

#include "rolehop/asl/read.h"
#include "rolehop/base/arena.h"

/* Fills in edges and n_edges (targets stay NULL) from the node, type and language of `state`. */
void asl_edges_read(struct arena *arena, struct asl_state *state);

#endif
