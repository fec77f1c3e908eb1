/* app/merge.h - several inventories into one; one snapshot of an inventory into a file. */
#ifndef ROLEHOP_APP_MERGE_H
#define ROLEHOP_APP_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/store/store.h"

/* What one inventory gave. */
struct merged {
	const char *path;
	int64_t taken; /* time of its latest snapshot */
	size_t given;  /* entities that were taken from it */
	size_t older;  /* that were left alone, because newer ones were there */
	bool changed;
};

/*
 * Takes the latest snapshot of each inventory into `into`, the oldest first, each as a snapshot of
 * its own. Where two know the same kind of thing of the same account and Region, the one that was
 * collected later counts. Nothing of a file is taken if reading it fails; those before it stay.
 * ERR_ENVIRONMENT for a file that is no inventory, ERR_INPUT for an empty one. Files are mapped
 * (store_map): see mem_watch_mapped.
 */
bool merge_inventories(struct arena *arena, struct store *into, const char *const *paths, size_t n,
		       const struct merged **out, struct err *err);

/*
 * Makes the file `path`, which must not exist yet: an inventory of the one snapshot that `from` is
 * read at, readable by its owner alone, written by nobody; packed where packed_name says so. A file
 * half made is removed.
 */
bool merge_snapshot(struct arena *arena, struct store *from, const char *path, struct merged *out,
		    struct err *err);

/* The same in memory, to be changed as one likes; to be closed. */
bool merge_copy(struct arena *arena, struct store *from, struct store **out, struct err *err);

#endif
