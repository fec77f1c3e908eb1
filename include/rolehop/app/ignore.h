/* app/ignore.h - findings that people know of and live with: a file that they commit. */
#ifndef ROLEHOP_APP_IGNORE_H
#define ROLEHOP_APP_IGNORE_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/buf.h"
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

/* The same of a text that was read; `path` is named where it is wrong. */
bool ignore_parse(struct arena *arena, const char *path, struct str text, struct vec *out,
		  struct err *err);

/* A line of such a file, with its end; `state` may be empty. The reason is put on one line. False:
 * no line can hold these words. */
bool ignore_print(struct buf *buf, struct str rule, struct str of, struct str state,
		  struct str reason);

/* The reason of the first rule that fits, or empty; all that fit are marked as used. */
struct str ignore_reason(struct vec *rules, struct str rule, struct str of, struct str state,
			 struct str pointer);

#endif
