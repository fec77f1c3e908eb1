/* base/gzip.c - gzip data unpacked while it streams past, through zlib, looked up when needed. */
#include "rolehop/base/gzip.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "rolehop/base/buf.h"
#include "rolehop/base/library.h"
#include "rolehop/base/mem.h"

enum { WINDOW = 1 << 16, GZIP_ONLY = 15 + 16 };

enum gzip_state {
	GZIP_INSIDE, /* of a member */
	GZIP_BETWEEN,
	GZIP_OVER,
	GZIP_FAILED,
};

struct gzip {
	cut_read read;
	void *self;
	z_stream z;
	enum gzip_state state;
	bool reader_failed;
	bool reader_ended;
	uint64_t in, out; /* bytes so far, of all members */
	size_t line;	  /* of the unpacked text */
	size_t column;
	unsigned char window[WINDOW];
};

struct zlib_api {
	int (*inflateInit2_)(z_stream *z, int bits, const char *version, int size);
	int (*inflate)(z_stream *z, int flush);
	int (*inflateReset)(z_stream *z);
	int (*inflateEnd)(z_stream *z);
};

/* clang-format off */
#define SYMBOL(name) {#name, offsetof(struct zlib_api, name)}
static const struct library_symbol symbols[] = {
	SYMBOL(inflateInit2_), SYMBOL(inflate), SYMBOL(inflateReset), SYMBOL(inflateEnd),
};
/* clang-format on */

static const struct library libz = {
    .files = (const char *const[]){"libz.so.1", "libz.1.dylib", NULL},
    .name = "zlib, which unpacks gzip",
    .package = "zlib1g",
    .symbols = symbols,
    .n_symbols = sizeof(symbols) / sizeof(symbols[0]),
};

static struct zlib_api loaded;

static const struct zlib_api *zlib(void)
{
	library_need(&libz, &loaded);
	return &loaded;
}

bool gzip_is(struct str head)
{
	return str_starts(head, STR("\x1f\x8b"));
}

struct gzip *gzip_new(cut_read read, void *self)
{
	struct gzip *gzip = mem_alloc(sizeof(*gzip));

	gzip->read = read;
	gzip->self = self;
	gzip->line = gzip->column = 1;
	if (zlib()->inflateInit2_(&gzip->z, GZIP_ONLY, ZLIB_VERSION, (int)sizeof(gzip->z)) != Z_OK)
		mem_die();
	return gzip;
}

void gzip_free(struct gzip *gzip)
{
	if (gzip == NULL)
		return;
	zlib()->inflateEnd(&gzip->z);
	free(gzip);
}

bool gzip_reader_failed(const struct gzip *gzip)
{
	return gzip->reader_failed;
}

static ptrdiff_t bad(struct gzip *gzip, struct err *err, const char *what)
{
	gzip->state = GZIP_FAILED;
	err_set(err, ERR_INPUT,
		"line %zu, column %zu of what was unpacked so far (byte %llu of the gzip data): %s",
		gzip->line, gzip->column, (unsigned long long)(gzip->in - gzip->z.avail_in), what);
	return -1;
}

/* False where the reader failed. */
static bool refill(struct gzip *gzip, struct err *err)
{
	ptrdiff_t n = 0;

	if (gzip->z.avail_in > 0 || gzip->reader_ended)
		return true;
	n = gzip->read(gzip->self, (char *)gzip->window, sizeof(gzip->window), err);
	if (n < 0) {
		gzip->state = GZIP_FAILED;
		gzip->reader_failed = true;
		return false;
	}
	gzip->reader_ended = n == 0;
	gzip->z.next_in = gzip->window;
	gzip->z.avail_in = (uInt)n;
	gzip->in += (uint64_t)n;
	return true;
}

static void count(struct gzip *gzip, const char *text, size_t n)
{
	gzip->out += n;
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\n') {
			gzip->line++;
			gzip->column = 1;
		} else if (((unsigned char)text[i] & 0xc0) != 0x80) {
			gzip->column++;
		}
	}
}

/* Zeros may fill up the last block of a tape; anything else is another member. */
static bool begin_member(struct gzip *gzip)
{
	while (gzip->z.avail_in > 0 && *gzip->z.next_in == 0) {
		gzip->z.next_in++;
		gzip->z.avail_in--;
	}
	if (gzip->z.avail_in == 0)
		return false;
	if (zlib()->inflateReset(&gzip->z) != Z_OK)
		mem_die();
	gzip->state = GZIP_INSIDE;
	return true;
}

/* One step of unpacking; Z_OK also where more data is needed. */
static int step(struct gzip *gzip, char *into, size_t size, size_t *n)
{
	int result = Z_OK;

	gzip->z.next_out = (unsigned char *)into;
	gzip->z.avail_out = size < UINT_MAX ? (uInt)size : UINT_MAX;
	size = gzip->z.avail_out;
	result = zlib()->inflate(&gzip->z, Z_NO_FLUSH);
	*n = size - gzip->z.avail_out;
	count(gzip, into, *n);
	if (result == Z_MEM_ERROR)
		mem_die();
	if (result == Z_STREAM_END)
		gzip->state = GZIP_BETWEEN;
	return result == Z_STREAM_END || result == Z_BUF_ERROR ? Z_OK : result;
}

/* What zlib calls damage, for people. */
static const char *damage(const struct gzip *gzip)
{
	const char *said = gzip->z.msg != NULL ? gzip->z.msg : "";

	if (strcmp(said, "incorrect data check") == 0 ||
	    strcmp(said, "incorrect length check") == 0)
		return "the gzip data is damaged: its checksum does not fit";
	return strcmp(said, "incorrect header check") == 0
		   ? "what follows the gzip data is no gzip data"
		   : "the gzip data is damaged";
}

ptrdiff_t gzip_read(void *self, char *into, size_t size, struct err *err)
{
	struct gzip *gzip = self;
	size_t n = 0;

	while (n == 0 && size > 0 && gzip->state != GZIP_OVER) {
		if (gzip->state == GZIP_FAILED)
			return bad(gzip, err, "the gzip data is damaged");
		if (!refill(gzip, err))
			return -1;
		if (gzip->state == GZIP_BETWEEN && !begin_member(gzip)) {
			gzip->state = gzip->reader_ended ? GZIP_OVER : GZIP_BETWEEN;
			continue;
		}
		if (step(gzip, into, size, &n) != Z_OK)
			return bad(gzip, err, damage(gzip));
		if (n == 0 && gzip->reader_ended && gzip->state == GZIP_INSIDE)
			return bad(gzip, err, "the gzip data is cut off");
		if (gzip->out > GZIP_ALWAYS && gzip->out / GZIP_TIMES_MAX > gzip->in)
			return bad(gzip, err,
				   "this unpacks to hundreds of times its size, as no inventory "
				   "does; unpack it yourself if it is what you want");
	}
	return (ptrdiff_t)n;
}

/* ---- all at once ------------------------------------------------------------------------------
 */

static ptrdiff_t read_text(void *self, char *into, size_t size, struct err *err)
{
	struct str *left = self;
	size_t n = left->n < size ? left->n : size;

	(void)err;
	if (n > 0)
		memcpy(into, left->p, n);
	*left = str_skip(*left, n);
	return (ptrdiff_t)n;
}

bool gzip_unpack(struct arena *arena, struct str packed, size_t limit, struct str *out,
		 struct err *err)
{
	struct str left = packed;
	struct gzip *gzip = gzip_new(read_text, &left);
	char window[1 << 14];
	struct buf text;
	ptrdiff_t n;
	bool fits = true;

	buf_init(&text, arena, limit);
	while (fits && (n = gzip_read(gzip, window, sizeof(window), err)) > 0)
		fits = buf_add(&text, (struct str){window, (size_t)n});
	gzip_free(gzip);
	if (!fits)
		return err_set(err, ERR_INPUT, "unpacks to more than %zu bytes", limit);
	if (n < 0)
		return false;
	*out = buf_str(&text);
	return true;
}
