/* cli/drawn.h - a state machine, a role or an account as a graph. */
#ifndef ROLEHOP_CLI_DRAWN_H
#define ROLEHOP_CLI_DRAWN_H

#include "cli/run.h"
#include "rolehop/graph/workflow.h"

/*
 * The workflow of a state machine's ARN with its verdicts; around a role's ARN or an account's id,
 * who reaches whom, for which every Task is traced. `title` says what it is, in one line. ERR_INPUT
 * with suggestions for what is not in the inventory.
 */
bool drawn_graph(struct cli *cli, struct str subject, const struct graph_options *options,
		 const struct graph **out, struct str *title, struct err *err);

/* The graph as lines of text, coloured where the answer is; false: it is too large for the buffer,
 * whose memory comes from another arena than `scratch`. */
bool drawn_text(const struct cli *cli, struct arena *scratch, const struct graph *graph,
		struct buf *buf);

#endif
