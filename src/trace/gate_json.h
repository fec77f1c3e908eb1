/* trace/gate_json.h - a gate as the JSON object that traces and simulations share. */
#ifndef ROLEHOP_SRC_TRACE_GATE_JSON_H
#define ROLEHOP_SRC_TRACE_GATE_JSON_H

#include "rolehop/base/json.h"
#include "rolehop/trace/trace.h"

/* Adds one element of a list of gates. */
void gate_json(struct json_out *out, const struct gate_result *gate);

#endif
