/* feed/sync_resume.c - which accounts a sync that was broken off had brought in. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feed/aws_files.h"
#include "feed/sync_job.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/clock.h"
#include "rolehop/base/hash.h"

enum { FRESH_SECONDS = 12 * 3600, LINE_MAX_BYTES = 256 };

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

static void write_line(const char *path, int flags, struct str text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, S_IRUSR | S_IWUSR);

	if (fd < 0)
		return;
	/* what cannot be noted is collected again */
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
	struct err ignored;
	struct str line;
	bool found = false;

	map_init(&sync->done, &sync->arena);
	if (path == NULL)
		return;
	if (!aws_file_read(&sync->arena, str_from(path), &it.rest, &found, &ignored))
		found = false;
	found = found && str_next(&it, '\n', &line) && is_ours(sync, line, hex);
	while (found && str_next(&it, '\n', &line))
		if (line.n > 0)
			map_put(&sync->done, line, sync);
	if (!found)
		write_line(path, O_TRUNC,
			   arena_printf(&sync->arena, "rolehop-sync %.*s %.*s\n", STR_ARG(hex),
					STR_ARG(clock_iso(&sync->arena, sync->options->now))));
}

void resume_note(struct sync *sync, struct str account)
{
	char line[LINE_MAX_BYTES];

	if (sync->options->resume_file == NULL || account.n + 1 > sizeof(line))
		return;
	memcpy(line, account.p, account.n);
	line[account.n] = '\n';
	write_line(sync->options->resume_file, O_APPEND, (struct str){line, account.n + 1});
}

void resume_end(struct sync *sync)
{
	if (sync->options->resume_file != NULL)
		unlink(sync->options->resume_file);
}
