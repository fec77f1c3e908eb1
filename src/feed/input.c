/* feed/input.c - the bytes of a file or of standard input, its head in memory. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feed/private.h"

enum { PROGRESS_STEP = 1 << 20 };

static ptrdiff_t read_some(int fd, char *into, size_t size)
{
	ptrdiff_t n = 0;

	do
		n = read(fd, into, size);
	while (n < 0 && errno == EINTR);
	return n;
}

static bool unreadable(struct intake *in, const struct source *source, const char *what,
		       struct err *err)
{
	in->unreadable = true;
	return err_set(err, ERR_ENVIRONMENT, "%.*s: %s: %s", STR_ARG(source->name), what,
		       strerror(errno));
}

/* Reads until IN_MEMORY_MAX bytes are there or the file ends. */
static bool read_head(struct input *input, struct err *err)
{
	struct intake *in = input->in;
	size_t cap = 1 << 16;
	char *head = arena_alloc(&in->file, cap);
	size_t n = 0;

	for (;;) {
		ptrdiff_t got = 0;
		if (n == cap && cap < IN_MEMORY_MAX) {
			head = arena_grow(&in->file, head, cap, cap * 2);
			cap *= 2;
		}
		if (n == cap)
			break;
		got = read_some(input->fd, head + n, cap - n);
		if (got < 0)
			return unreadable(in, input->source, "cannot be read", err);
		if (got == 0) {
			input->whole = true;
			break;
		}
		n += (size_t)got;
	}
	input->head = (struct str){head, n};
	return true;
}

bool input_open(struct intake *in, struct source *source, const char *path, struct input *out,
		struct err *err)
{
	bool standard = strcmp(path, "-") == 0;
	struct stat is;

	*out = (struct input){.fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC),
			      .owned = !standard,
			      .in = in,
			      .source = source};
	if (out->fd < 0)
		return unreadable(in, source, "cannot be opened", err);
	if (!standard && fstat(out->fd, &is) == 0) {
		source->size = is.st_size > 0 ? (size_t)is.st_size : 0;
		if (S_ISREG(is.st_mode) && is.st_mtime > 0 && is.st_mtime < source->when)
			source->when = is.st_mtime;
	}
	if (read_head(out, err))
		return true;
	input_close(out);
	return false;
}

void input_of_text(struct intake *in, struct source *source, struct str text, struct input *out)
{
	*out = (struct input){.fd = -1, .head = text, .whole = true, .in = in, .source = source};
	source->size = text.n;
}

void input_close(struct input *input)
{
	if (input->owned && input->fd >= 0)
		close(input->fd);
	input->fd = -1;
}

/* Tells how far we are; false where the user wants to stop. */
static bool progress(struct input *input, struct err *err)
{
	const struct import_options *options = input->in->options;

	if (options->progress == NULL || input->in->done - input->told < PROGRESS_STEP)
		return true;
	input->told = input->in->done;
	if (options->progress(options->progress_self, input->source->name, input->in->done,
			      input->source->size))
		return true;
	return err_set(err, ERR_INTERRUPTED, "the import was interrupted; nothing was changed");
}

ptrdiff_t input_read(void *self, char *into, size_t size, struct err *err)
{
	struct input *input = self;
	size_t left = input->head.n - input->given;
	ptrdiff_t n = 0;

	if (left > 0) {
		n = (ptrdiff_t)(left < size ? left : size);
		memcpy(into, input->head.p + input->given, (size_t)n);
		input->given += (size_t)n;
	} else if (!input->whole) {
		n = read_some(input->fd, into, size);
		if (n < 0) {
			unreadable(input->in, input->source, "cannot be read", err);
			return -1;
		}
	}
	input->in->done += (size_t)n;
	return progress(input, err) ? n : -1;
}
