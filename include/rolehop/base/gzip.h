/* base/gzip.h - gzip data unpacked while it streams past; only user of zlib. */
#ifndef ROLEHOP_BASE_GZIP_H
#define ROLEHOP_BASE_GZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/cut.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"

/* Does the data begin like gzip's (RFC 1952, section 2.3.1)? */
bool gzip_is(struct str head);

struct gzip;

/* An unpacker over a reader of packed data; one or several members, one after another. */
struct gzip *gzip_new(cut_read read, void *self);
void gzip_free(struct gzip *gzip); /* NULL is fine */

/*
 * A cut_read over the unpacked data; `self` is the unpacker. ERR_INPUT names the byte of the packed
 * data and the line and column of the unpacked text where it is cut off or damaged, and refuses
 * what unpacks to more than GZIP_TIMES_MAX times its size once that is more than GZIP_ALWAYS: no
 * inventory does, but a bomb.
 */
enum { GZIP_TIMES_MAX = 400, GZIP_ALWAYS = 64 << 20 };
ptrdiff_t gzip_read(void *self, char *into, size_t size, struct err *err);

/* All of it, unpacked; ERR_INPUT also where that is more than `limit` bytes. */
bool gzip_unpack(struct arena *arena, struct str packed, size_t limit, struct str *out,
		 struct err *err);

/* Was the last failure of gzip_read the reader's own? */
bool gzip_reader_failed(const struct gzip *gzip);

#endif
