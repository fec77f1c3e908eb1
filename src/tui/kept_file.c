/* tui/kept_file.c - the file of what the explorer keeps. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "rolehop/app/paths.h"
#include "rolehop/base/folder.h"
#include "tui/kept.h"

enum { KEPT_MAX_BYTES = 1 << 20 };

bool kept_load(struct kept *kept, const char *path, struct err *err)
{
	struct str text;
	if (access(path, F_OK) != 0)
		return true;
	if (!paths_read(&kept->arena, path, KEPT_MAX_BYTES, &text, err))
		return false;
	kept_parse(kept, text);
	return true;
}

static bool write_whole(const char *path, struct str text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	ssize_t n = write(fd, text.p, text.n);
	int failure = n == (ssize_t)text.n ? 0 : n < 0 ? errno : ENOSPC;
	if (close(fd) != 0 && failure == 0)
		failure = errno;
	errno = failure;
	return failure == 0;
}

bool kept_save(const struct kept *kept, const char *path, struct err *err)
{
	struct arena arena = {0};
	struct buf buf;
	buf_init(&buf, &arena, KEPT_MAX_BYTES);
	kept_print(kept, &buf);
	const char *fresh = arena_printf(&arena, "%s.%ld", path, (long)getpid()).p;
	bool ok = folder_make_above(&arena, path, err);
	if (ok && (buf.over || !write_whole(fresh, buf_str(&buf)) || rename(fresh, path) != 0)) {
		ok = err_set(err, ERR_ENVIRONMENT, "%s: %s", path, strerror(errno));
		unlink(fresh);
	}
	arena_release(&arena);
	return ok;
}
