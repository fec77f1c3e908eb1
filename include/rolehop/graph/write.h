/* graph/write.h - a workflow's graph as text, SVG, Mermaid or Graphviz's DOT. */
#ifndef ROLEHOP_GRAPH_WRITE_H
#define ROLEHOP_GRAPH_WRITE_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/buf.h"
#include "rolehop/graph/workflow.h"

/*
 * Each appends a whole document and returns false where it would pass the buffer's limit. `title`
 * may be anything. All text from outside is safe (base/safe) and escaped for the format; what names
 * boxes to the format are numbers. The buffer's memory comes from another arena than `scratch`.
 */
bool graph_write_text(struct arena *scratch, const struct graph *graph, bool ascii,
		      struct buf *buf);

/* As it is laid out. */
bool graph_write_svg(struct arena *scratch, const struct graph *graph, struct str title,
		     struct buf *buf);

/* A flowchart of Mermaid 10, frames as subgraphs. Source: mermaid.js.org, "Flowcharts". */
bool graph_write_mermaid(struct arena *scratch, const struct graph *graph, struct str title,
			 struct buf *buf);

/* A digraph of Graphviz, frames as clusters. Source: graphviz.org, "The DOT Language". */
bool graph_write_dot(struct arena *scratch, const struct graph *graph, struct str title,
		     struct buf *buf);

#endif
