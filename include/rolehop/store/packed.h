/* store/packed.h - snapshots that are packed with Zstandard, and their unpacked copies. */
#ifndef ROLEHOP_STORE_PACKED_H
#define ROLEHOP_STORE_PACKED_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"

/* Is a new snapshot of this name to be packed? (.zst) */
bool packed_name(const char *path);

/* Does the file at `path` begin as packed data does? false where it cannot be read, too. */
bool packed_is(const char *path);

/* Packs the file `from` into a new one at `path` that its owner may read and nobody write. */
bool packed_make(const char *from, const char *path, struct err *err);

/*
 * The path of what the packed file holds: a copy in `folder`, made where there is none yet, read by
 * its owner alone and written by nobody. Its name is the SHA-256 of the packed bytes, so that it is
 * never that of another snapshot. Copies that nobody opened for PACKED_DAYS go when a new one is
 * made. `folder` NULL: there is none, which is an error.
 */
enum { PACKED_DAYS = 30 };
bool packed_unpack(struct arena *arena, const char *path, const char *folder, const char **out,
		   struct err *err);

#endif
