/* app/theme_files.c - finds theme files in the folders where they may lie, or in the program. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/embedded.h"
#include "rolehop/app/paths.h"
#include "rolehop/app/theme.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/vec.h"

enum { THEME_FILE_MAX = 1 << 20, FOLDERS_MAX = 5, MESSAGE_MAX = 2048 };

static const struct str ENDING = STR_INIT(".theme");

/* The folders in the order in which they are searched. */
static size_t find_folders(struct arena *arena, const char *folders[FOLDERS_MAX])
{
	static const char *const beside[] = {"../themes", "../../themes",
					     "../share/rolehop/themes"};
	size_t n = 0;
	const char *given = getenv("ROLEHOP_THEMES");
	const char *config = paths_config(arena);
	const char *program = paths_program(arena);
	if (given && given[0])
		folders[n++] = given;
	if (config)
		folders[n++] = arena_printf(arena, "%s/themes", config).p;
	for (size_t i = 0; program && i < sizeof(beside) / sizeof(beside[0]); i++)
		folders[n++] = arena_printf(arena, "%s/%s", program, beside[i]).p;
	return n;
}

static bool load_file(struct arena *arena, const char *path, struct theme *out, struct err *err)
{
	struct str text;
	return paths_read(arena, path, THEME_FILE_MAX, &text, err) &&
	       theme_parse(arena, str_from(path), text, out, err);
}

static struct str name_of_file(struct str file)
{
	return str_slice(file, 0, file.n - ENDING.n);
}

/* The theme of that name that is part of the program, or NULL. */
static const struct embedded_file *find_embedded(struct str name)
{
	for (const struct embedded_file *file = theme_files; file->name; file++)
		if (str_eq(name_of_file(str_from(file->name)), name))
			return file;
	return NULL;
}

static bool parse_embedded(struct arena *arena, const struct embedded_file *file, struct theme *out,
			   struct err *err)
{
	return theme_parse(arena, str_from(file->name), (struct str){file->text, file->size}, out,
			   err);
}

bool theme_builtin(struct arena *arena, size_t i, struct theme *out)
{
	struct err err;
	const struct embedded_file *file = theme_files;
	while (i > 0 && file->name) {
		file++;
		i--;
	}
	return file->name && parse_embedded(arena, file, out, &err);
}

static bool refuse_name(struct arena *arena, const char *name, struct err *err)
{
	const struct str *names;
	size_t n;
	struct buf list;
	buf_init(&list, arena, MESSAGE_MAX);
	theme_list(arena, &names, &n);
	for (size_t i = 0; i < n; i++)
		buf_printf(&list, "%s%.*s", i ? ", " : "", STR_ARG(names[i]));
	return err_set(err, ERR_INPUT, "there is no theme \"%s\"; there are: %.*s", name,
		       STR_ARG(buf_str(&list)));
}

bool theme_load(struct arena *arena, const char *name, struct theme *out, struct err *err)
{
	const char *folders[FOLDERS_MAX];
	struct stat st;
	if (strchr(name, '/'))
		return load_file(arena, name, out, err);
	size_t n = find_folders(arena, folders);
	for (size_t i = 0; i < n; i++) {
		const char *path = arena_printf(arena, "%s/%s%s", folders[i], name, ENDING.p).p;
		if (stat(path, &st) == 0)
			return load_file(arena, path, out, err);
	}
	const struct embedded_file *file = find_embedded(str_from(name));
	return file ? parse_embedded(arena, file, out, err) : refuse_name(arena, name, err);
}

static void add_name(struct arena *arena, struct vec *names, struct str name)
{
	if (!vec_has_str(names, name))
		*(struct str *)vec_push(names) = arena_str(arena, name);
}

static void add_folder(struct arena *arena, struct vec *names, const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		struct str file = str_from(entry->d_name);
		if (file.n > ENDING.n && str_ends(file, ENDING))
			add_name(arena, names, name_of_file(file));
	}
	closedir(dir);
}

void theme_list(struct arena *arena, const struct str **names, size_t *n)
{
	const char *folders[FOLDERS_MAX];
	struct vec found;
	vec_init(&found, arena, sizeof(struct str));
	for (const struct embedded_file *file = theme_files; file->name; file++)
		add_name(arena, &found, name_of_file(str_from(file->name)));
	size_t n_folders = find_folders(arena, folders);
	for (size_t i = 0; i < n_folders; i++)
		add_folder(arena, &found, folders[i]);
	qsort(found.items, found.n, sizeof(struct str), str_qsort);
	*names = found.items;
	*n = found.n;
}
