/* tui/kept_file.c - the file of what the explorer keeps. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "rolehop/app/paths.h"
#include "rolehop/base/folder.h"
#include "rolehop/base/own_file.h"
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

bool kept_save(const struct kept *kept, const char *path, struct err *err)
{
	struct arena arena = {0};
	struct buf buf;
	buf_init(&buf, &arena, KEPT_MAX_BYTES);
	kept_print(kept, &buf);
	bool ok = folder_make_above(&arena, path, err);
	if (ok && (buf.over || !own_file_replace(&arena, path, buf_str(&buf))))
		ok = err_set(err, ERR_ENVIRONMENT, "%s: %s", path, strerror(errno));
	arena_release(&arena);
	return ok;
}
