/* base/cut_source.c - windows of a stream, as UTF-8, with places. */
#include "base/cut_source.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rolehop/base/mem.h"
#include "rolehop/base/scan.h"

void cut_source_init(struct cut_source *source, cut_read read, void *self, size_t window)
{
	*source = (struct cut_source){
	    .read = read, .self = self, .window = window ? window : 1, .line = 1, .column = 1};
}

void cut_source_release(struct cut_source *source)
{
	free(source->text);
	free(source->raw);
}

struct str cut_source_left(const struct cut_source *source)
{
	return str_skip((struct str){source->text, source->n}, source->pos);
}

void cut_source_skip(struct cut_source *source, size_t n)
{
	struct str over = str_slice(cut_source_left(source), 0, n);
	for (const char *feed; over.n && (feed = memchr(over.p, '\n', over.n));) {
		source->line++;
		source->column = 1;
		over = str_skip(over, (size_t)(feed - over.p) + 1);
	}
	source->column += scan_characters(over);
	source->pos += n;
}

static void cut_source_reserve(struct cut_source *source, size_t more)
{
	if (more > SIZE_MAX / 2 - source->n)
		mem_die();
	if (source->n + more <= source->cap)
		return;
	size_t cap = source->cap ? source->cap : source->window;
	while (cap < source->n + more)
		cap *= 2;
	source->text = mem_realloc(source->text, cap);
	source->cap = cap;
}

static unsigned long cut_source_unit(const struct cut_source *source, size_t at)
{
	unsigned long a = (unsigned char)source->raw[at];
	unsigned long b = (unsigned char)source->raw[at + 1];
	return source->encoding == CUT_UTF16LE ? b << 8 | a : a << 8 | b;
}

/*
 * `n` bytes of UTF-16 in raw become UTF-8; an unfinished character waits for the next window. A
 * lone surrogate becomes the three bytes that UTF-8 forbids: whoever checks the text refuses them
 * where they stand.
 */
static void cut_source_transcode(struct cut_source *source, size_t n)
{
	size_t at = 0;
	cut_source_reserve(source, n / 2 * 3 + 1);
	while (at + 2 <= n) {
		unsigned long code = cut_source_unit(source, at);
		if (code >= 0xD800 && code < 0xDC00) {
			if (at + 4 > n && !source->ended)
				break;
			unsigned long low = at + 4 <= n ? cut_source_unit(source, at + 2) : 0;
			if (low >= 0xDC00 && low < 0xE000) {
				code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
				at += 2;
			}
		}
		at += 2;
		source->n += scan_encode(code, source->text + source->n);
	}
	source->odd = n - at;
	memmove(source->raw, source->raw + at, source->odd);
	source->torn = source->ended && source->odd > 0;
}

/* The first bytes tell the encoding; a byte order mark is dropped. True once it is decided. */
static bool cut_source_decide(struct cut_source *source)
{
	struct str text = {source->text, source->n};
	if (source->n < 3 && !source->ended)
		return false;
	source->encoding = CUT_UTF8;
	source->pos = source->n - scan_after_mark(text).n;
	bool little = str_starts(text, STR("\xFF\xFE"));
	if (!little && !str_starts(text, STR("\xFE\xFF")))
		return true;
	source->encoding = little ? CUT_UTF16LE : CUT_UTF16BE;
	size_t n = source->n - 2;
	source->raw = mem_alloc(source->window + n + 4);
	memcpy(source->raw, source->text + 2, n);
	source->n = 0;
	cut_source_transcode(source, n);
	return true;
}

static bool cut_source_read(struct cut_source *source, char *into, size_t *got, struct err *err)
{
	ptrdiff_t n = source->read(source->self, into, source->window, err);
	if (n < 0)
		return false;
	source->ended = n == 0;
	source->consumed += (size_t)n;
	*got = (size_t)n;
	return true;
}

static bool cut_source_read_any(struct cut_source *source, struct err *err)
{
	size_t got;
	if (source->encoding == CUT_UTF16LE || source->encoding == CUT_UTF16BE) {
		if (!cut_source_read(source, source->raw + source->odd, &got, err))
			return false;
		cut_source_transcode(source, source->odd + got);
		return true;
	}
	cut_source_reserve(source, source->window);
	if (!cut_source_read(source, source->text + source->n, &got, err))
		return false;
	source->n += got;
	return true;
}

bool cut_source_fill(struct cut_source *source, struct err *err)
{
	if (source->pos > 0) {
		source->n -= source->pos;
		memmove(source->text, source->text + source->pos, source->n);
		source->pos = 0;
	}
	do {
		if (!cut_source_read_any(source, err))
			return false;
	} while (source->encoding == CUT_UNDECIDED && !cut_source_decide(source));
	return true;
}

bool cut_source_want(struct cut_source *source, size_t n, struct err *err)
{
	while (!source->ended && source->n - source->pos < n)
		if (!cut_source_fill(source, err))
			return false;
	return true;
}
