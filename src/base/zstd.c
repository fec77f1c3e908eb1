/* base/zstd.c - files packed with Zstandard and unpacked, through libzstd, looked up when needed.
 */
#include "rolehop/base/zstd.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "rolehop/base/library.h"
#include "rolehop/base/mem.h"
#include "rolehop/base/own_file.h"

enum { WINDOW = 1 << 16, LEVEL = 9 };

struct zstd_api {
	unsigned (*isError)(size_t code);
	const char *(*getErrorName)(size_t code);
	ZSTD_CCtx *(*createCCtx)(void);
	size_t (*freeCCtx)(ZSTD_CCtx *context);
	size_t (*CCtx_setParameter)(ZSTD_CCtx *context, ZSTD_cParameter parameter, int value);
	size_t (*compressStream2)(ZSTD_CCtx *context, ZSTD_outBuffer *out, ZSTD_inBuffer *in,
				  ZSTD_EndDirective end);
	ZSTD_DCtx *(*createDCtx)(void);
	size_t (*freeDCtx)(ZSTD_DCtx *context);
	size_t (*decompressStream)(ZSTD_DCtx *context, ZSTD_outBuffer *out, ZSTD_inBuffer *in);
};

/* clang-format off */
#define SYMBOL(name) {"ZSTD_" #name, offsetof(struct zstd_api, name)}
static const struct library_symbol symbols[] = {
	SYMBOL(isError), SYMBOL(getErrorName),
	SYMBOL(createCCtx), SYMBOL(freeCCtx), SYMBOL(CCtx_setParameter), SYMBOL(compressStream2),
	SYMBOL(createDCtx), SYMBOL(freeDCtx), SYMBOL(decompressStream),
};
/* clang-format on */

static const struct library libzstd = {
    .files = (const char *const[]){"libzstd.so.1", "libzstd.1.dylib", "libzstd.so", NULL},
    .name = "libzstd, which packs snapshots",
    .package = "libzstd1",
    .symbols = symbols,
    .n_symbols = sizeof(symbols) / sizeof(symbols[0]),
};

bool zstd_is(struct str head)
{
	return str_starts(head, STR("\x28\xb5\x2f\xfd"));
}

static bool write_out(int to, const ZSTD_outBuffer *out, struct err *err)
{
	if (own_file_write(to, (struct str){out->dst, out->pos}))
		return true;
	return err_set(err, ERR_ENVIRONMENT, "cannot be written: %s", strerror(errno));
}

/* ---- packing ----------------------------------------------------------------------------------
 */

static bool pack_window(const struct zstd_api *zstd, ZSTD_CCtx *context, struct str window, int to,
			struct err *err)
{
	ZSTD_EndDirective end = window.n > 0 ? ZSTD_e_continue : ZSTD_e_end;
	ZSTD_inBuffer in = {window.p, window.n, 0};
	char bytes[WINDOW];
	size_t left;

	do {
		ZSTD_outBuffer out = {bytes, sizeof(bytes), 0};
		left = zstd->compressStream2(context, &out, &in, end);
		if (zstd->isError(left))
			return err_set(err, ERR_ENVIRONMENT, "cannot be packed: %s",
				       zstd->getErrorName(left));
		if (!write_out(to, &out, err))
			return false;
	} while (in.pos < in.size || (end == ZSTD_e_end && left > 0));
	return true;
}

static bool pack_all(const struct zstd_api *zstd, ZSTD_CCtx *context, int from, int to,
		     struct err *err)
{
	char window[WINDOW];

	for (;;) {
		ssize_t n = read(from, window, sizeof(window));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, ERR_ENVIRONMENT, "cannot be read: %s", strerror(errno));
		if (!pack_window(zstd, context, (struct str){window, (size_t)n}, to, err))
			return false;
		if (n == 0)
			return true;
	}
}

bool zstd_pack(int from, int to, struct err *err)
{
	struct zstd_api zstd;
	ZSTD_CCtx *context;
	bool done;

	if (!library_load(&libzstd, &zstd, err))
		return false;
	context = zstd.createCCtx();
	if (context == NULL ||
	    zstd.isError(zstd.CCtx_setParameter(context, ZSTD_c_compressionLevel, LEVEL)) ||
	    zstd.isError(zstd.CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)))
		mem_die();
	done = pack_all(&zstd, context, from, to, err);
	zstd.freeCCtx(context);
	return done;
}

/* ---- unpacking --------------------------------------------------------------------------------
 */

struct unpacking {
	struct zstd_api zstd;
	ZSTD_DCtx *context;
	int to;
	uint64_t in, out; /* bytes so far */
	bool inside;	  /* of a frame */
};

static bool is_bomb(const struct unpacking *u)
{
	return u->out > ZSTD_ALWAYS && u->out / ZSTD_TIMES_MAX > u->in;
}

static bool unpack_window(struct unpacking *u, struct str window, struct err *err)
{
	ZSTD_inBuffer in = {window.p, window.n, 0};
	char bytes[WINDOW];
	bool full = false;

	while (in.pos < in.size || full) {
		ZSTD_outBuffer out = {bytes, sizeof(bytes), 0};
		size_t left = u->zstd.decompressStream(u->context, &out, &in);
		if (u->zstd.isError(left))
			return err_set(
			    err, ERR_INPUT, "the packed data is damaged before byte %llu: %s",
			    (unsigned long long)u->in + in.pos, u->zstd.getErrorName(left));
		u->inside = left > 0;
		u->out += out.pos;
		full = left > 0 && out.pos == out.size;
		if (!write_out(u->to, &out, err))
			return false;
	}
	u->in += window.n;
	return !is_bomb(u) ||
	       err_set(err, ERR_INPUT,
		       "unpacks to more than %d times its size, as no inventory does",
		       ZSTD_TIMES_MAX);
}

static bool unpack_all(struct unpacking *u, cut_read read, void *self, struct err *err)
{
	char window[WINDOW];
	ptrdiff_t n;

	while ((n = read(self, window, sizeof(window), err)) > 0)
		if (!unpack_window(u, (struct str){window, (size_t)n}, err))
			return false;
	if (n < 0)
		return false;
	return !u->inside || err_set(err, ERR_INPUT, "the packed data is cut off at byte %llu",
				     (unsigned long long)u->in);
}

bool zstd_unpack(cut_read read, void *self, int to, struct err *err)
{
	struct unpacking u = {.to = to};
	bool done;

	if (!library_load(&libzstd, &u.zstd, err))
		return false;
	u.context = u.zstd.createDCtx();
	if (u.context == NULL)
		mem_die();
	done = unpack_all(&u, read, self, err);
	u.zstd.freeDCtx(u.context);
	return done;
}
