/* base/own_file.c - files for their owner alone. */
#include "rolehop/base/own_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_own(const struct stat *is)
{
	return S_ISREG(is->st_mode) && is->st_uid == geteuid();
}

bool own_file_is(const char *path)
{
	struct stat is;

	return stat(path, &is) == 0 && is_own(&is);
}

static bool read_open(struct arena *arena, int fd, size_t limit, struct str *out)
{
	struct stat is;
	char *bytes;
	size_t n = 0, size;

	if (fstat(fd, &is) != 0 || !is_own(&is) || is.st_size < 0 || (uintmax_t)is.st_size > limit)
		return false;
	size = (size_t)is.st_size;
	bytes = arena_alloc(arena, size + 1);
	while (n < size) {
		ssize_t got = read(fd, bytes + n, size - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		n += (size_t)got;
	}
	*out = (struct str){bytes, n};
	return true;
}

bool own_file_read(struct arena *arena, const char *path, size_t limit, struct str *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	bool done;

	if (fd < 0)
		return false;
	done = read_open(arena, fd, limit, out);
	close(fd);
	return done;
}

bool own_file_write(int fd, struct str bytes)
{
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes = str_skip(bytes, (size_t)n);
	}
	return true;
}

/* Writes all of it and closes; where that fails, the file at `path` goes. */
static bool fill(int fd, const char *path, struct str bytes)
{
	bool done = own_file_write(fd, bytes);
	int failure = errno;

	if (close(fd) != 0 && done) {
		done = false;
		failure = errno;
	}
	if (!done)
		unlink(path);
	errno = failure;
	return done;
}

bool own_file_create(const char *path, struct str bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);

	return fd >= 0 && fill(fd, path, bytes);
}

bool own_file_replace(struct arena *scratch, const char *path, struct str bytes)
{
	char *making = arena_cstr(scratch, arena_printf(scratch, "%s.XXXXXX", path));
	int fd = mkstemp(making);
	int failure;

	if (fd < 0 || !fill(fd, making, bytes))
		return false;
	if (rename(making, path) == 0)
		return true;
	failure = errno;
	unlink(making);
	errno = failure;
	return false;
}

bool own_program(int64_t out[OWN_PROGRAM])
{
	struct stat is;

	if (stat("/proc/self/exe", &is) != 0)
		return false;
	out[0] = (int64_t)is.st_dev;
	out[1] = (int64_t)is.st_ino;
	out[2] = (int64_t)is.st_size;
	out[3] = (int64_t)is.st_mtim.tv_sec;
	out[4] = (int64_t)is.st_mtim.tv_nsec;
	return true;
}
