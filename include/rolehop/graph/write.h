/* graph/write.h - a workflow's graph as a document. */
#ifndef ROLEHOP_GRAPH_WRITE_H
#define ROLEHOP_GRAPH_WRITE_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/buf.h"
#include "rolehop/graph/workflow.h"

/*
 * Appends the drawing as lines of safe text; false where it would pass the buffer's limit, whose
 * memory comes from another arena than `scratch`.
 */
bool graph_write_text(struct arena *scratch, const struct graph *graph, bool ascii,
		      struct buf *buf);

#endif
