/* trace/simulate_layers.h - the policies of a self-contained request, layer by layer. */
#ifndef ROLEHOP_SRC_TRACE_SIMULATE_LAYERS_H
#define ROLEHOP_SRC_TRACE_SIMULATE_LAYERS_H

#include "rolehop/base/json.h"
#include "simulate_read.h"

/* A request that is read; errors are ERR_INPUT. */
struct reader {
	struct arena *arena;
	struct simulated *out;
	struct err *err;
	struct str of; /* what the policies that are read are attached to */
};

/* The layers that members of `root`, whose bytes are `text`, give; request.caller and
 * request.resource are set before. */
bool simulate_layers(struct reader *r, const struct json *root, struct str text);

#endif
