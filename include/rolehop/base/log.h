/* base/log.h - lines for the session log, kept in memory until somebody asks. */
#ifndef ROLEHOP_BASE_LOG_H
#define ROLEHOP_BASE_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/attr.h"
#include "rolehop/base/str.h"

enum { LOG_LINES_MAX = 2000 };

struct log_line {
	int64_t ticks_ms;
	struct str text;
};

/* A ring of the last LOG_LINES_MAX lines. */
struct log {
	struct log_line *lines;
	size_t n;
	size_t room; /* for so many lines so far */
	size_t first;
	size_t total; /* lines that were ever added */
};

void log_init(struct log *log);
void log_release(struct log *log);
void log_add(struct log *log, const char *fmt, ...) ATTR_PRINTF(2, 3);

/* Line i of log_count, oldest first. */
size_t log_count(const struct log *log);
const struct log_line *log_at(const struct log *log, size_t i);

#endif
