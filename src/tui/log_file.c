/* tui/log_file.c - the log of the session as a file, line by line as it comes. */
#include "tui/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rolehop/base/buf.h"
#include "rolehop/base/clock.h"
#include "rolehop/base/folder.h"
#include "rolehop/base/safe.h"

static void put_aside(struct arena *arena, const char *path)
{
	struct stat st;
	if (stat(path, &st) == 0 && st.st_size > LOG_FILE_MAX_BYTES)
		rename(path, arena_printf(arena, "%s.1", path).p);
}

bool log_file_open(struct log_file *file, const char *path, struct err *err)
{
	struct arena arena = {0};
	bool ok = folder_make_above(&arena, path, err);
	if (ok) {
		put_aside(&arena, path);
		int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
		ok = fd >= 0 || err_set(err, ERR_ENVIRONMENT, "%s: %s", path, strerror(errno));
		*file = (struct log_file){.fd = fd + 1};
	}
	arena_release(&arena);
	return ok;
}

void log_file_write(struct log_file *file, const struct log *log)
{
	struct arena arena = {0};
	struct buf buf;
	if (file->fd == 0 || file->written == log->total)
		return;
	size_t n = log_count(log);
	size_t fresh = log->total - file->written;
	struct str now = clock_iso(&arena, clock_now());
	buf_init(&buf, &arena, LOG_FILE_MAX_BYTES);
	for (size_t i = fresh < n ? n - fresh : 0; i < n; i++)
		buf_printf(&buf, "%.*s %.*s\n", STR_ARG(now),
			   STR_ARG(safe_text(&arena, log_at(log, i)->text)));
	/* A full disk must not stop anybody from reading. */
	ssize_t done = write(file->fd - 1, buf.p, buf.n);
	(void)done;
	file->written = log->total;
	arena_release(&arena);
}

void log_file_close(struct log_file *file)
{
	if (file->fd != 0)
		close(file->fd - 1);
	*file = (struct log_file){.fd = 0};
}
