/* tui/editor.c - the user's editor on a copy of a document. */
#include "tui/editor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rolehop/app/paths.h"
#include "rolehop/base/own_file.h"
#include "tui/shell.h"

enum { DOCUMENT_MAX = 16 << 20 };

static const char *chosen(void)
{
	static const char *const names[] = {"VISUAL", "EDITOR"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);
		if (value != NULL && value[0] != '\0')
			return value;
	}
	return "vi";
}

/* The program's name: the last part of the first word. */
static struct str program_of(const char *command)
{
	struct str word = str_from(command);
	ptrdiff_t blank = str_find_char(word, ' ');
	word = blank < 0 ? word : str_slice(word, 0, (size_t)blank);
	return str_skip(word, (size_t)(str_find_last_char(word, '/') + 1));
}

/* TABLE: editors that take +LINE before the file. */
static bool takes_line(struct str program)
{
	static const char *const names[] = {
	    "vi",	   "vim",   "nvim", "view", "ex", "nano", "pico", "emacs",
	    "emacsclient", "micro", "joe",  "kak",  "mg", "ne",	  "jed",  "vim.tiny"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (str_eq(program, str_from(names[i])))
			return true;
	}
	return false;
}

static int run(struct arena *arena, const char *path, size_t line)
{
	const char *editor = chosen();
	struct str at = takes_line(program_of(editor)) && line > 1
			    ? arena_printf(arena, "+%zu ", line)
			    : STR("");
	struct str command = arena_printf(arena, "%s %.*s\"$ROLEHOP_FILE\"", editor, STR_ARG(at));
	const struct shell_variable file = {"ROLEHOP_FILE", str_from(path)};
	return shell_run_quietly(command.p, &file, 1);
}

/* `text` ends with a line feed, as editors have it. */
static enum edited edit(struct arena *arena, const char *path, struct str text, size_t line,
			struct str *out, struct err *err)
{
	if (!own_file_create(path, text)) {
		err_set(err, ERR_ENVIRONMENT, "cannot write %s for the editor: %s", path,
			strerror(errno));
		return EDITED_FAILED;
	}
	int status = run(arena, path, line);
	struct err unread;
	if (!paths_read(arena, path, DOCUMENT_MAX, out, &unread)) {
		err_set(err, ERR_ENVIRONMENT, "what was edited cannot be read back: %s",
			unread.text);
		return EDITED_FAILED;
	}
	bool same = str_eq(*out, text);
	if (same && status != 0) {
		err_set(err, ERR_ENVIRONMENT,
			"%s ended with %d: nothing was changed (EDITOR names another)", chosen(),
			status);
		return EDITED_FAILED;
	}
	return same ? EDITED_NOTHING : EDITED;
}

enum edited editor_run(struct arena *arena, const struct editing *editing, struct str *out,
		       struct err *err)
{
	const char *tmp = getenv("TMPDIR");
	struct str ended = str_ends(editing->text, STR("\n"))
			       ? editing->text
			       : arena_printf(arena, "%.*s\n", STR_ARG(editing->text));
	struct str template =
	    arena_printf(arena, "%s/rolehop-XXXXXX", tmp != NULL && tmp[0] == '/' ? tmp : "/tmp");
	char *folder = arena_cstr(arena, template);
	*out = STR("");
	if (mkdtemp(folder) == NULL) {
		err_set(err, ERR_ENVIRONMENT, "cannot make %s for the editor: %s", folder,
			strerror(errno));
		return EDITED_FAILED;
	}
	struct str name = editing_file(arena, editing);
	const char *path = arena_printf(arena, "%s/%.*s", folder, STR_ARG(name)).p;
	enum edited edited = edit(arena, path, ended, editing->line, out, err);
	if (edited != EDITED_FAILED || out->n == ended.n)
		unlink(path);
	rmdir(folder);
	return edited;
}
