/* feed/walk.c - the files of a folder, in the order of their names. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "feed/private.h"

enum { FOLDERS_DEEP = 64 };

bool walk_names(const char *path, struct vec *names, struct err *err)
{
	DIR *folder = opendir(path);
	const struct dirent *entry = NULL;

	if (folder == NULL)
		return err_set(err, ERR_ENVIRONMENT, "%s: the folder cannot be opened: %s", path,
			       strerror(errno));
	while (errno = 0, (entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] != '.')
			*(struct str *)vec_push(names) =
			    arena_str(names->arena, str_from(entry->d_name));
	}
	int failed = errno; /* at the end of the folder it stays 0 */
	closedir(folder);
	if (failed != 0)
		return err_set(err, ERR_ENVIRONMENT, "%s: the folder cannot be read: %s", path,
			       strerror(failed));
	if (names->n > 1)
		qsort(names->items, names->n, sizeof(struct str), str_qsort);
	return true;
}

/* A link to a file is read, one that leads nowhere is not, and a link to a folder is not followed:
 * it may lead back here. */
static bool entry_walk(struct intake *in, const char *path, unsigned depth, walk_file file,
		       struct err *err)
{
	struct stat is;

	if (lstat(path, &is) != 0)
		return err_set(err, ERR_ENVIRONMENT, "%s: %s", path, strerror(errno));
	if (S_ISDIR(is.st_mode))
		return walk_folder(in, path, depth + 1, file, err);
	bool link = S_ISLNK(is.st_mode);
	if (link && stat(path, &is) != 0)
		return errno == ENOENT || errno == ELOOP ||
		       err_set(err, ERR_ENVIRONMENT,
			       "%s: what the link leads to cannot be read: %s", path,
			       strerror(errno));
	if (link && S_ISDIR(is.st_mode))
		return true;
	if (!S_ISREG(is.st_mode)) {
		in->skipped++;
		return true;
	}
	return file(in, path, false, err);
}

bool walk_folder(struct intake *in, const char *path, unsigned depth, walk_file file,
		 struct err *err)
{
	struct arena arena;
	struct vec names;
	bool slash = path[0] != '\0' && path[strlen(path) - 1] == '/';
	bool done = false;

	if (depth > FOLDERS_DEEP)
		return err_set(err, ERR_ENVIRONMENT, "%s: more than %d folders deep", path,
			       FOLDERS_DEEP);
	arena_init(&arena);
	vec_init(&names, &arena, sizeof(struct str));
	done = walk_names(path, &names, err);
	for (size_t i = 0; done && i < names.n; i++) {
		const struct str *name = vec_at(&names, i);
		done = entry_walk(
		    in, arena_printf(&arena, "%s%s%.*s", path, slash ? "" : "/", STR_ARG(*name)).p,
		    depth, file, err);
	}
	arena_release(&arena);
	return done;
}
