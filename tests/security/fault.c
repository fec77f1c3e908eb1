/* fault.c - a library to be preloaded: the n-th call of a kind fails, as a full disk or an empty
 * memory makes it fail. FAULT_KIND: alloc, write, sync, read, open, rename or truncate; FAULT_AT:
 * which one, from 1; FAULT_MARK: a file that is made when it happens. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t size);

static long calls;

/* Nothing here may allocate: getenv and strcmp do not. */
static int fails(const char *kind, int error)
{
	static int chosen = -1;
	static long at;
	const char *wanted = getenv("FAULT_KIND");

	if (!wanted || strcmp(wanted, kind) != 0)
		return 0;
	if (chosen < 0) {
		const char *n = getenv("FAULT_AT");
		at = 0;
		for (; n && *n >= '0' && *n <= '9'; n++)
			at = at * 10 + (*n - '0');
		chosen = 1;
	}
	if (++calls != at)
		return 0;
	const char *mark = getenv("FAULT_MARK");
	long fd = mark ? syscall(SYS_openat, AT_FDCWD, mark, O_WRONLY | O_CREAT, 0600) : -1;
	if (fd >= 0)
		syscall(SYS_close, fd);
	errno = error;
	return 1;
}

void *malloc(size_t size)
{
	return fails("alloc", ENOMEM) ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return fails("alloc", ENOMEM) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
	return fails("alloc", ENOMEM) ? NULL : __libc_realloc(p, size);
}

ssize_t write(int fd, const void *data, size_t n)
{
	return fails("write", ENOSPC) ? -1 : syscall(SYS_write, fd, data, n);
}

ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at)
{
	return fails("write", ENOSPC) ? -1 : syscall(SYS_pwrite64, fd, data, n, at);
}

ssize_t pwrite(int fd, const void *data, size_t n, off_t at)
{
	return pwrite64(fd, data, n, at);
}

ssize_t read(int fd, void *data, size_t n)
{
	return fails("read", EIO) ? -1 : syscall(SYS_read, fd, data, n);
}

ssize_t pread64(int fd, void *data, size_t n, off64_t at)
{
	return fails("read", EIO) ? -1 : syscall(SYS_pread64, fd, data, n, at);
}

ssize_t pread(int fd, void *data, size_t n, off_t at)
{
	return pread64(fd, data, n, at);
}

int fsync(int fd)
{
	return fails("sync", EIO) ? -1 : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
	return fails("sync", EIO) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int ftruncate64(int fd, off64_t n)
{
	return fails("truncate", EIO) ? -1 : (int)syscall(SYS_ftruncate, fd, n);
}

int ftruncate(int fd, off_t n)
{
	return ftruncate64(fd, n);
}

int rename(const char *from, const char *to)
{
	return fails("rename", EIO) ? -1 : (int)syscall(SYS_rename, from, to);
}

int open64(const char *path, int flags, ...)
{
	va_list args;
	va_start(args, flags);
	int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, int) : 0;
	va_end(args);
	return fails("open", EMFILE) ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
	va_list args;
	va_start(args, flags);
	int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, int) : 0;
	va_end(args);
	return open64(path, flags, mode);
}
