/* base/folder.c - folders that files are to lie in. */
#include "rolehop/base/folder.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

bool folder_make_above(struct arena *scratch, const char *path, struct err *err)
{
	char *copy = arena_cstr(scratch, str_from(path));

	for (char *slash = strchr(copy + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0700) != 0 && errno != EEXIST) {
			struct stat is;
			if (stat(copy, &is) != 0 || !S_ISDIR(is.st_mode))
				return err_set(err, ERR_ENVIRONMENT,
					       "%s: the folder cannot be created: %s", copy,
					       strerror(errno));
		}
		*slash = '/';
	}
	return true;
}
