/* trace/simulate_read.h - one self-contained request, read from its JSON. */
#ifndef ROLEHOP_SRC_TRACE_SIMULATE_READ_H
#define ROLEHOP_SRC_TRACE_SIMULATE_READ_H

#include "rolehop/base/err.h"
#include "rolehop/policy/eval.h"

struct simulated {
	bool named;
	struct str name;
	struct str expected; /* empty: nothing is expected */
	struct request request;
	struct question question;
};

/*
 * False, with ERR_INPUT, for what is no request; `name` and `expected` are set even then, as far as
 * they can be read. The question points into `out`.
 */
bool simulate_read(struct arena *arena, struct str text, size_t line, struct simulated *out,
		   struct err *err);

#endif
