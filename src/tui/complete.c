/* tui/complete.c - a path that is being typed, completed from what is there. */
#include "tui/complete.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "rolehop/app/paths.h"
#include "rolehop/base/safe.h"

enum { NAMES_SHOWN = 40 };

/* What goes on from the text. */
struct completion {
	struct str shared; /* by all of them */
	size_t n;
	struct buf names; /* to be shown */
};

static void take(struct tui *tui, struct completion *c, struct str name)
{
	size_t same = 0;
	while (same < c->shared.n && same < name.n && c->shared.p[same] == name.p[same])
		same++;
	c->shared = c->n == 0 ? arena_str(&tui->frame, name) : str_slice(c->shared, 0, same);
	if (c->n++ < NAMES_SHOWN)
		buf_printf(&c->names, "%s%.*s", c->n > 1 ? "  " : "", STR_ARG(name));
}

/* Names that no terminal should see cannot be typed either; hidden ones are meant by their dot. */
static bool is_meant(struct str name, struct str begin)
{
	bool dots = str_eq(name, STR(".")) || str_eq(name, STR(".."));
	bool hidden = str_starts(name, STR(".")) && !str_starts(begin, STR("."));
	return !dots && !hidden && str_starts(name, begin) && safe_is(name);
}

static void look(struct tui *tui, const char *folder, struct str begin, struct completion *c)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (is_meant(str_from(entry->d_name), begin))
			take(tui, c, str_from(entry->d_name));
	}
	if (dir != NULL)
		closedir(dir);
}

static bool is_folder(struct tui *tui, const char *folder, struct str name)
{
	struct stat st;
	const char *path = arena_printf(&tui->frame, "%s/%.*s", folder, STR_ARG(name)).p;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

void complete_path(struct tui *tui)
{
	struct completion c = {.n = 0};
	struct str text = arena_str(&tui->frame, prompt_text(&tui->prompt));
	ptrdiff_t slash = str_find_last_char(text, '/');
	struct str before = str_slice(text, 0, (size_t)(slash + 1));
	const char *folder = before.n == 0 ? "." : paths_expand(&tui->frame, before);
	buf_init(&c.names, &tui->frame, MESSAGE_MAX);
	look(tui, folder, str_skip(text, before.n), &c);
	if (c.n == 0) {
		tui_say(tui, THEME_STATUS, "nothing there begins like that");
		return;
	}
	bool whole = c.n == 1 && is_folder(tui, folder, c.shared);
	prompt_set(&tui->prompt, arena_printf(&tui->frame, "%.*s%.*s%s", STR_ARG(before),
					      STR_ARG(c.shared), whole ? "/" : ""));
	if (c.n > 1)
		tui_say(tui, THEME_STATUS, "%.*s", STR_ARG(buf_str(&c.names)));
}
