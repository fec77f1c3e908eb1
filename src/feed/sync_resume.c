/* feed/sync_resume.c - which accounts a sync that was broken off had brought in. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "feed/sync_job.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/clock.h"
#include "rolehop/base/hash.h"
#include "rolehop/base/own_file.h"

enum { FRESH_SECONDS = 12 * 3600, LINE_MAX_BYTES = 256, NOTED_MAX = 8 << 20 };

/* "rolehop-sync HASH TIME": the same request, not long ago. */
static bool is_ours(struct sync *sync, struct str line, struct str hash)
{
	struct str_split it = {line, false};
	struct str word;
	int64_t begun = 0;

	return str_next(&it, ' ', &word) && str_eq(word, STR("rolehop-sync")) &&
	       str_next(&it, ' ', &word) && str_eq(word, hash) && str_next(&it, ' ', &word) &&
	       clock_parse(word, &begun) && begun <= sync->options->now &&
	       sync->options->now - begun < FRESH_SECONDS;
}

/* One more line of the file that was begun. What cannot be noted is collected again. */
static void add_line(const char *path, struct str text)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0)
		return;
	if (write(fd, text.p, text.n) != (ssize_t)text.n)
		unlink(path);
	close(fd);
}

void resume_read(struct sync *sync, struct str request)
{
	const char *path = sync->options->resume_file;
	struct hash hash = hash_of(request);
	struct str hex = hash_hex(&sync->arena, &hash);
	struct str_split it = {{NULL, 0}, false};
	struct str line;
	bool found;

	map_init(&sync->done, &sync->arena);
	if (path == NULL)
		return;
	found = own_file_read(&sync->arena, path, NOTED_MAX, &it.rest) &&
		str_next(&it, '\n', &line) && is_ours(sync, line, hex);
	while (found && str_next(&it, '\n', &line))
		if (line.n > 0)
			map_put(&sync->done, line, sync);
	line = arena_printf(&sync->arena, "rolehop-sync %.*s %.*s\n", STR_ARG(hex),
			    STR_ARG(clock_iso(&sync->arena, sync->options->now)));
	/* another request's must not go on as this one's */
	if (!found && !own_file_replace(&sync->arena, path, line))
		unlink(path);
}

void resume_note(struct sync *sync, struct str account)
{
	char line[LINE_MAX_BYTES];

	if (sync->options->resume_file == NULL || account.n + 1 > sizeof(line))
		return;
	memcpy(line, account.p, account.n);
	line[account.n] = '\n';
	add_line(sync->options->resume_file, (struct str){line, account.n + 1});
}

void resume_end(struct sync *sync)
{
	if (sync->options->resume_file != NULL)
		unlink(sync->options->resume_file);
}
