/* feed/told_file.h - what files told, as a file. */
#ifndef ROLEHOP_SRC_FEED_TOLD_FILE_H
#define ROLEHOP_SRC_FEED_TOLD_FILE_H

#include "feed/private.h"
#include "rolehop/base/hash.h"
#include "rolehop/base/own_file.h"

/* One file that was imported. */
struct told_record {
	struct hash name; /* of its name and the options */
	struct sum sum;	  /* of its bytes */
	uint64_t size;
	struct store_stamp stamp;   /* nothing changed of its entities up to here */
	struct str accounts;	    /* account ids, of twelve digits each */
	const struct claim *claims; /* `when` does not count */
	size_t n_claims;
	const struct page *pages; /* `when` and `source` do not count */
	size_t n_pages;
	const int64_t *puts; /* as store_puts has them, but for accounts */
	size_t n_puts;
};

struct told_file {
	int64_t program[OWN_PROGRAM]; /* that wrote it */
	unsigned char key[SUM_KEY_SIZE];
	struct vec records; /* struct told_record */
};

/* false: there is none, or it is damaged, someone else's or another program's. */
bool told_file_read(struct arena *arena, const char *path, struct told_file *out);
/* Puts it in its place; whatever fails leaves the one that was there. */
void told_file_write(struct arena *arena, const char *path, const struct told_file *file);

#endif
