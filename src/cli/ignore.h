/* cli/ignore.h - findings that people know of and live with: a file that they commit. */
#ifndef ROLEHOP_CLI_IGNORE_H
#define ROLEHOP_CLI_IGNORE_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/base/vec.h"

struct ignore_rule {
	struct str rule;  /* a finding's name, or "*" */
	struct str of;	  /* an ARN; * stands for anything */
	struct str state; /* a state's name or pointer; empty: all */
	struct str reason;
	size_t line;
	bool used;
};

/*
 * Lines of the form "RULE ARN [STATE]  # reason"; blank lines and lines that are a comment alone
 * do not count. ERR_INPUT with file and line for a rule without a reason, or that is none.
 */
bool ignore_read(struct arena *arena, const char *path, struct vec *out, struct err *err);

/* The reason of the first rule that fits, or empty; the rule is marked as used. */
struct str ignore_reason(struct vec *rules, struct str rule, struct str of, struct str state,
			 struct str pointer);

#endif
