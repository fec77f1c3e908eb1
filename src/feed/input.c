/* feed/input.c - the bytes of a file or of standard input, its head in memory. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feed/told.h"

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

/* The bytes of the file, as they are; `self` is the input. */
static ptrdiff_t read_file(void *self, char *into, size_t size, struct err *err)
{
	struct input *input = self;
	size_t n = input->packed.n < size ? input->packed.n : size;
	ptrdiff_t got = 0;

	if (n > 0) {
		memcpy(into, input->packed.p, n);
		input->packed = str_skip(input->packed, n);
		return (ptrdiff_t)n;
	}
	if (input->fd >= 0)
		got = read_some(input->fd, into, size);
	if (got < 0)
		unreadable(input->in, input->source, "cannot be read", err);
	if (got > 0)
		told_bytes(input->in, (struct str){into, (size_t)got});
	if (got == 0)
		told_end_of_bytes(input->in);
	return got;
}

static ptrdiff_t read_content(struct input *input, char *into, size_t size, struct err *err)
{
	return input->gzip != NULL ? gzip_read(input->gzip, into, size, err)
				   : read_file(input, into, size, err);
}

/* Data that begins like gzip's is unpacked while it is read. */
static bool begin(struct input *input, struct err *err)
{
	enum { MARK = 1 << 12 };
	char *mark = arena_alloc(&input->in->file, MARK);
	struct str head = input->packed;
	size_t n = 0;

	while (head.n == 0 && n < 2) {
		ptrdiff_t got = read_file(input, mark + n, MARK - n, err);
		if (got < 0)
			return false;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	if (n > 0)
		input->packed = head = (struct str){mark, n};
	if (!gzip_is(head))
		return true;
	input->gzip = gzip_new(read_file, input);
	input->source->size = 0; /* of what it unpacks to nothing is known */
	return true;
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
		got = read_content(input, head + n, cap - n, err);
		if (got < 0)
			return err->kind == ERR_INPUT
				   ? err_prefix(err, "%.*s", STR_ARG(input->source->name))
				   : false;
		if (got == 0) {
			input->whole = true;
			break;
		}
		n += (size_t)got;
	}
	input->head = (struct str){head, n};
	return true;
}

void source_dated(struct source *source, const struct stat *is)
{
	source->size = is->st_size > 0 ? (size_t)is->st_size : 0;
	if (S_ISREG(is->st_mode) && is->st_mtime > 0 && is->st_mtime < source->when)
		source->when = is->st_mtime;
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
	if (!standard && fstat(out->fd, &is) == 0)
		source_dated(source, &is);
	if (begin(out, err) && read_head(out, err))
		return true;
	input_close(out);
	return false;
}

bool input_of_text(struct intake *in, struct source *source, struct str text, struct input *out,
		   struct err *err)
{
	*out = (struct input){.fd = -1, .in = in, .source = source};
	source->size = text.n;
	if (gzip_is(text)) {
		out->packed = text;
		if (begin(out, err) && read_head(out, err))
			return true;
		input_close(out);
		return false;
	}
	out->head = text;
	out->whole = true;
	return true;
}

void input_close(struct input *input)
{
	gzip_free(input->gzip);
	input->gzip = NULL;
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
		n = read_content(input, into, size, err);
		if (n < 0)
			return -1;
	}
	input->in->done += (size_t)n;
	return progress(input, err) ? n : -1;
}
