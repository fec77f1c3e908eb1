/* app/edits_files.c - what is supposed, as files that --with takes. */
#include "rolehop/app/edits.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "rolehop/base/buf.h"
#include "rolehop/base/own_file.h"
#include "rolehop/base/yaml.h"

enum { NAME_BYTES = 60, LIST_MAX = 1 << 24 };

/* TABLE: how --with names the kinds, and how their files begin. */
static const struct {
	const char *prefix;
	const char *file;
} rows[] = {
    [CHANGE_TRUST] = {"trust:", "trust"}, [CHANGE_INLINE] = {"policy:", "inline"},
    [CHANGE_MANAGED] = {"", "policy"},	  [CHANGE_BOUNDARY] = {"boundary:", "boundary"},
    [CHANGE_RESOURCE] = {"", "resource"}, [CHANGE_ORG_POLICY] = {"scp:", "organization"},
    [CHANGE_SCP_AT] = {"scp:", "scp"},	  [CHANGE_DEFINITION] = {"", "definition"},
};

struct str edit_what(struct arena *arena, const struct change *change)
{
	return arena_printf(arena, "%s%.*s%s%.*s", rows[change->kind].prefix, STR_ARG(change->of),
			    change->name.n ? "/" : "", STR_ARG(change->name));
}

/* The last part of an ARN or id, in letters that need no quotes anywhere. */
static struct str plain_name(struct arena *arena, const struct change *change)
{
	struct str from = change->name.n ? change->name : change->of;
	ptrdiff_t slash = str_find_last_char(from, '/');
	ptrdiff_t colon = str_find_last_char(from, ':');
	struct str last = str_skip(from, (size_t)((slash > colon ? slash : colon) + 1));
	char *name =
	    arena_cstr(arena, str_slice(last, 0, last.n < NAME_BYTES ? last.n : NAME_BYTES));

	for (char *c = name; *c != '\0'; c++)
		if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
			   *c) == NULL)
			*c = '_';
	return str_from(name);
}

static bool write_file(struct arena *arena, const char *path, struct str text, struct err *err)
{
	return own_file_replace(arena, path, text) ||
	       err_set(err, ERR_ENVIRONMENT, "cannot write %s: %s", path, strerror(errno));
}

static bool write_document(struct arena *arena, const char *folder, size_t number,
			   const struct change *change, struct buf *with, struct err *err)
{
	bool yaml = change->kind == CHANGE_DEFINITION && yaml_is(change->document);
	struct str path =
	    arena_printf(arena, "%s/%zu-%s-%.*s.%s", folder, number, rows[change->kind].file,
			 STR_ARG(plain_name(arena, change)), yaml ? "yaml" : "json");

	buf_printf(with, "--with %.*s=%.*s\n", STR_ARG(edit_what(arena, change)), STR_ARG(path));
	return write_file(arena, path.p, change->document, err);
}

static void add_value(const struct edit *edit, struct buf *set)
{
	buf_printf(set, "--machine %.*s --state %.*s --set %.*s=%.*s\n", STR_ARG(edit->change.of),
		   STR_ARG(edit->state), STR_ARG(edit->path), STR_ARG(edit->value));
}

static bool write_all(struct arena *arena, const struct edits *edits, const char *folder,
		      size_t *n_files, struct err *err)
{
	const struct edits_state *now = edits_now(edits);
	struct buf with, set;
	size_t n = 0;

	buf_init(&with, arena, LIST_MAX);
	buf_init(&set, arena, LIST_MAX);
	for (size_t i = 0; i < now->n; i++) {
		const struct edit *edit = now->items[i];
		if (!str_is_empty(edit->unread))
			continue;
		if (edit->kind == EDIT_VALUE)
			add_value(edit, &set);
		else if (!write_document(arena, folder, ++n, &edit->change, &with, err))
			return false;
	}
	*n_files = n;
	if (n > 0 &&
	    !write_file(arena, arena_printf(arena, "%s/with", folder).p, buf_str(&with), err))
		return false;
	return set.n == 0 ||
	       write_file(arena, arena_printf(arena, "%s/set", folder).p, buf_str(&set), err);
}

bool edits_write(const struct edits *edits, const char *folder, size_t *n_files, struct err *err)
{
	struct arena arena = {0};
	bool good;

	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return err_set(err, ERR_ENVIRONMENT, "cannot make the folder %s: %s", folder,
			       strerror(errno));
	good = write_all(&arena, edits, folder, n_files, err);
	arena_release(&arena);
	return good;
}
