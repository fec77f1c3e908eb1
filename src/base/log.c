/* base/log.c - the last lines of the session. */
#include "rolehop/base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "rolehop/base/clock.h"
#include "rolehop/base/mem.h"

enum { LOG_LINES_FIRST = 16 };

void log_init(struct log *log)
{
	*log = (struct log){0};
}

void log_release(struct log *log)
{
	for (size_t i = 0; i < log->n; i++)
		free((void *)(uintptr_t)log_at(log, i)->text.p);
	free(log->lines);
	*log = (struct log){0};
}

/* The place of one more line; the ring grows until it holds the most that it keeps. */
static struct log_line *log_place(struct log *log)
{
	if (log->n == LOG_LINES_MAX) {
		struct log_line *oldest = &log->lines[log->first];
		free((void *)(uintptr_t)oldest->text.p);
		log->first = (log->first + 1) % LOG_LINES_MAX;
		return oldest;
	}
	if (log->n == log->room) {
		size_t room = log->room ? 2 * log->room : LOG_LINES_FIRST;
		log->room = room < LOG_LINES_MAX ? room : LOG_LINES_MAX;
		log->lines = mem_realloc(log->lines, log->room * sizeof(struct log_line));
	}
	return &log->lines[log->n++];
}

void log_add(struct log *log, const char *fmt, ...)
{
	va_list args;
	va_list again;
	va_start(args, fmt);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	char *text = mem_alloc((size_t)(n < 0 ? 0 : n) + 1);
	if (n > 0)
		vsnprintf(text, (size_t)n + 1, fmt, again);
	va_end(again);
	log->total++;
	*log_place(log) = (struct log_line){clock_ticks_ms(), {text, n < 0 ? 0 : (size_t)n}};
}

size_t log_count(const struct log *log)
{
	return log->n;
}

const struct log_line *log_at(const struct log *log, size_t i)
{
	return i < log->n ? &log->lines[(log->first + i) % LOG_LINES_MAX] : NULL;
}
