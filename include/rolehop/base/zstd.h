/* base/zstd.h - files packed with Zstandard (RFC 8878) and unpacked; only user of libzstd. */
#ifndef ROLEHOP_BASE_ZSTD_H
#define ROLEHOP_BASE_ZSTD_H

#include <stdbool.h>

#include "rolehop/base/cut.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"

/* Does the data begin like a frame of Zstandard (RFC 8878, section 3.1.1)? */
bool zstd_is(struct str head);

/* Packs what is left of one open file into another, as a frame with a check sum. */
bool zstd_pack(int from, int to, struct err *err);

/*
 * Unpacks what the reader gives into an open file. ERR_INPUT names the byte of the packed data
 * where it is cut off or damaged; refused is what unpacks to more than ZSTD_TIMES_MAX times its
 * size once that is more than ZSTD_ALWAYS: no inventory does, but a bomb.
 */
enum { ZSTD_TIMES_MAX = 400, ZSTD_ALWAYS = 64 << 20 };
bool zstd_unpack(cut_read read, void *self, int to, struct err *err);

#endif
