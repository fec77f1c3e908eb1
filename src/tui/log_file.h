/* tui/log_file.h - the log of the session as a file, line by line as it comes. */
#ifndef TUI_LOG_FILE_H
#define TUI_LOG_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/err.h"
#include "rolehop/base/log.h"

enum { LOG_FILE_MAX_BYTES = 1 << 20 };

/* All zero is none: nothing is written. */
struct log_file {
	int fd; /* and 1, so that zero is none */
	size_t written;
};

/*
 * Opens the file to add to it, readable by its owner alone. One that is over LOG_FILE_MAX_BYTES
 * becomes PATH.1 first.
 */
bool log_file_open(struct log_file *file, const char *path, struct err *err);

/* Adds the lines that are not in it yet, each with the time, as safe text. */
void log_file_write(struct log_file *file, const struct log *log);
void log_file_close(struct log_file *file);

#endif
