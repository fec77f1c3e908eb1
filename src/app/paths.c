/* app/paths.c - where files of the user belong, by the XDG Base Directory Specification. */
#include "rolehop/app/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rolehop/base/buf.h"

enum { PROGRAM_PATH_MAX = 4096, READ_WINDOW = 65536 };

const char *paths_home(struct arena *arena)
{
	const char *home = getenv("HOME");
	if (!home || home[0] != '/') {
		const struct passwd *user = getpwuid(getuid());
		home = user ? user->pw_dir : NULL;
	}
	return home && home[0] == '/' ? arena_cstr(arena, str_from(home)) : NULL;
}

static const char *xdg(struct arena *arena, const char *variable, const char *under_home)
{
	const char *base = getenv(variable);
	if (base && base[0] == '/')
		return arena_printf(arena, "%s/rolehop", base).p;
	const char *home = paths_home(arena);
	return home ? arena_printf(arena, "%s/%s/rolehop", home, under_home).p : NULL;
}

const char *paths_data(struct arena *arena)
{
	return xdg(arena, "XDG_DATA_HOME", ".local/share");
}

const char *paths_config(struct arena *arena)
{
	return xdg(arena, "XDG_CONFIG_HOME", ".config");
}

const char *paths_state(struct arena *arena)
{
	return xdg(arena, "XDG_STATE_HOME", ".local/state");
}

const char *paths_cache(struct arena *arena)
{
	return xdg(arena, "XDG_CACHE_HOME", ".cache");
}

const char *paths_program(struct arena *arena)
{
	char path[PROGRAM_PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path));
	if (n <= 0 || (size_t)n == sizeof(path))
		return NULL;
	struct str whole = {path, (size_t)n};
	ptrdiff_t slash = str_find_last_char(whole, '/');
	return slash > 0 ? arena_cstr(arena, str_slice(whole, 0, (size_t)slash)) : NULL;
}

const char *paths_expand(struct arena *arena, struct str path)
{
	const char *home = str_starts(path, STR("~/")) ? paths_home(arena) : NULL;
	if (!home)
		return arena_cstr(arena, path);
	return arena_printf(arena, "%s%.*s", home, STR_ARG(str_skip(path, 1))).p;
}

/* Reads a descriptor to its end. */
static bool read_all(int fd, const char *path, struct buf *into, struct err *err)
{
	char window[READ_WINDOW];
	for (;;) {
		ssize_t n = read(fd, window, sizeof(window));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, ERR_ENVIRONMENT, "%s: cannot be read: %s", path,
				       strerror(errno));
		if (n == 0)
			return true;
		if (!buf_add(into, (struct str){window, (size_t)n}))
			return err_set(err, ERR_INPUT, "%s: holds more than %zu bytes", path,
				       into->limit);
	}
}

bool paths_read(struct arena *arena, const char *path, size_t limit, struct str *out,
		struct err *err)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, ERR_ENVIRONMENT, "%s: cannot be opened: %s", path,
			       strerror(errno));
	struct buf text;
	buf_init(&text, arena, limit);
	bool ok = read_all(fd, standard ? "standard input" : path, &text, err);
	if (!standard)
		close(fd);
	if (ok)
		*out = buf_str(&text);
	return ok;
}
