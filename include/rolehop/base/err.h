/* base/err.h - why a call failed, in words that can be printed as they are. */
#ifndef ROLEHOP_BASE_ERR_H
#define ROLEHOP_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/attr.h"

/* What kind of failure it is; the command line turns it into an exit status. */
enum err_kind {
	ERR_NONE,
	ERR_USAGE,	 /* the call was wrong: exit 3 */
	ERR_INPUT,	 /* what was read is bad: exit 4 */
	ERR_ENVIRONMENT, /* file system, database, network: exit 5 */
	ERR_INTERRUPTED, /* the user stopped it: exit 130 */
};

enum { ERR_TEXT_MAX = 4096 };

/*
 * A failed call fills this in; a call that succeeds leaves it alone. The text says what failed, on
 * which object (file, line, column, ARN, JSON pointer) and what to do. It may quote text from
 * outside: whoever prints it passes it through base/safe. Text over ERR_TEXT_MAX ends in "...".
 */
struct err {
	enum err_kind kind;
	char text[ERR_TEXT_MAX];
};

/* Sets kind and text; always returns false, so that a function can `return err_set(...)`. */
bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...) ATTR_PRINTF(3, 4);

/* Puts "prefix: " before the text that is there; kind stays. Always returns false. */
bool err_prefix(struct err *err, const char *fmt, ...) ATTR_PRINTF(2, 3);

/* The exit status of interface.md for a failure of this kind: 0, 3, 4, 5 or 130. */
int err_exit_status(enum err_kind kind);

#endif
