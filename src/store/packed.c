/* store/packed.c - snapshots that are packed with Zstandard, and their unpacked copies. */
#include "rolehop/store/packed.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "rolehop/base/folder.h"
#include "rolehop/base/hash.h"
#include "rolehop/base/own_file.h"
#include "rolehop/base/zstd.h"

enum { WINDOW = 1 << 16, MAGIC = 4, DAY = 24 * 60 * 60 };

/* What the name of a copy ends with, behind the digits of a hash. */
#define COPY_END ".db"

bool packed_name(const char *path)
{
	return str_ends(str_from(path), STR(".zst"));
}

bool packed_is(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char head[MAGIC];
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, head, sizeof(head));
	close(fd);
	return n == MAGIC && zstd_is((struct str){head, MAGIC});
}

/* ---- making one -------------------------------------------------------------------------------
 */

static bool finish(int fd, const char *path, bool done, struct err *err)
{
	if (done && (fchmod(fd, S_IRUSR) != 0 || fsync(fd) != 0))
		done = err_set(err, ERR_ENVIRONMENT, "%s: %s", path, strerror(errno));
	if (close(fd) != 0 && done)
		done = err_set(err, ERR_ENVIRONMENT, "%s: %s", path, strerror(errno));
	if (!done)
		unlink(path);
	return done;
}

static bool named(const char *path, const struct err *why, struct err *err)
{
	return err_set(err, why->kind, "%s: %s", path, why->text);
}

bool packed_make(const char *from, const char *path, struct err *err)
{
	struct err why = {ERR_NONE, ""};
	int in = open(from, O_RDONLY | O_CLOEXEC), out;
	bool done;

	if (in < 0)
		return err_set(err, ERR_ENVIRONMENT, "%s: %s", from, strerror(errno));
	out = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (out < 0) {
		err_set(err, ERR_ENVIRONMENT, "%s: %s", path, strerror(errno));
		close(in);
		return false;
	}
	done = zstd_pack(in, out, &why) || named(path, &why, err);
	close(in);
	return finish(out, path, done, err);
}

/* ---- the copy ---------------------------------------------------------------------------------
 */

/* The packed file as it is read, and the hash of what was read so far. */
struct source {
	int fd;
	const char *path;
	struct hashing *hashing;
};

static ptrdiff_t read_source(void *self, char *into, size_t size, struct err *err)
{
	struct source *source = self;
	ssize_t n;

	do
		n = read(source->fd, into, size);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		err_set(err, ERR_ENVIRONMENT, "cannot be read: %s", strerror(errno));
	else
		hash_add(source->hashing, (struct str){into, (size_t)n});
	return n;
}

static bool source_open(const char *path, struct source *out, struct err *err)
{
	*out = (struct source){.fd = open(path, O_RDONLY | O_CLOEXEC), .path = path};
	if (out->fd < 0)
		return err_set(err, ERR_ENVIRONMENT, "%s: %s", path, strerror(errno));
	out->hashing = hash_begin();
	return true;
}

/* What was read of it, as a name in the folder. */
static const char *source_close(struct arena *arena, struct source *source, const char *folder)
{
	struct hash hash = hash_end(source->hashing);

	close(source->fd);
	return arena_printf(arena, "%s/%.*s" COPY_END, folder, STR_ARG(hash_hex(arena, &hash))).p;
}

static bool name_of(struct arena *arena, const char *path, const char *folder, const char **out,
		    struct err *err)
{
	struct err why = {ERR_NONE, ""};
	struct source source;
	char window[WINDOW];
	ptrdiff_t n;

	if (!source_open(path, &source, err))
		return false;
	while ((n = read_source(&source, window, sizeof(window), &why)) > 0)
		;
	*out = source_close(arena, &source, folder);
	return n == 0 || named(path, &why, err);
}

/* It may have become another file since its name was made, so that is made again. */
static bool unpack_to(struct arena *arena, const char *path, const char *folder, const char **out,
		      struct err *err)
{
	char *making = arena_cstr(arena, arena_printf(arena, "%s/unpacking.XXXXXX", folder));
	struct err why = {ERR_NONE, ""};
	struct source source;
	bool done;
	int fd;

	if (!source_open(path, &source, err))
		return false;
	fd = mkstemp(making);
	if (fd < 0) {
		err_set(err, ERR_ENVIRONMENT, "%s: %s", making, strerror(errno));
		(void)source_close(arena, &source, folder);
		return false;
	}
	done = zstd_unpack(read_source, &source, fd, &why) || named(path, &why, err);
	*out = source_close(arena, &source, folder);
	if (!finish(fd, making, done, err))
		return false;
	if (rename(making, *out) == 0)
		return true;
	err_set(err, ERR_ENVIRONMENT, "%s: %s", *out, strerror(errno));
	unlink(making);
	return false;
}

static bool is_copy(struct str name)
{
	size_t digits = name.n - strlen(COPY_END);

	if (name.n != 2 * HASH_SIZE + strlen(COPY_END) || !str_ends(name, STR(COPY_END)))
		return false;
	for (size_t i = 0; i < digits; i++)
		if (strchr("0123456789abcdef", name.p[i]) == NULL)
			return false;
	return true;
}

static void drop_unused(struct arena *arena, const char *folder)
{
	time_t oldest = time(NULL) - (time_t)PACKED_DAYS * DAY;
	DIR *all = opendir(folder);
	const struct dirent *one;

	while (all != NULL && (one = readdir(all)) != NULL) {
		const char *path = arena_printf(arena, "%s/%s", folder, one->d_name).p;
		struct stat is;
		if (is_copy(str_from(one->d_name)) && lstat(path, &is) == 0 && is.st_mtime < oldest)
			unlink(path);
	}
	if (all != NULL)
		closedir(all);
}

bool packed_unpack(struct arena *arena, const char *path, const char *folder, const char **out,
		   struct err *err)
{
	if (folder == NULL)
		return err_set(err, ERR_ENVIRONMENT,
			       "%s: there is no folder to unpack it into: set XDG_CACHE_HOME",
			       path);
	if (!name_of(arena, path, folder, out, err))
		return false;
	if (own_file_is(*out)) {
		(void)utimensat(AT_FDCWD, *out, NULL, 0);
		return true;
	}
	if (!folder_make_above(arena, *out, err))
		return false;
	drop_unused(arena, folder);
	return unpack_to(arena, path, folder, out, err);
}
