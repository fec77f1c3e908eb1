/* feed/told_state.h - what is known of files during an import. */
#ifndef ROLEHOP_SRC_FEED_TOLD_STATE_H
#define ROLEHOP_SRC_FEED_TOLD_STATE_H

#include "feed/told.h"
#include "feed/told_file.h"

enum { ACCOUNT_DIGITS = 12 };

/* A record of the file, during an import. */
struct known {
	struct told_record record;
	bool holds; /* nothing changed of its entities since */
	bool used;  /* in this import */
};

/* The file that is read. */
struct reading {
	bool on;
	struct told_record record; /* name, size */
	struct summing *summing;
	uint64_t bytes;
	bool ended; /* all of it was read */
	struct intake_mark mark;
	size_t unused, empty, skipped, refused, puts;
	uint64_t looks;
	struct vec claims;   /* struct claim */
	struct vec accounts; /* char */
	bool spoiled;
};

/* What a file told in this import. */
struct news {
	struct told_record record;
	size_t from, to; /* of the puts of the transaction */
};

struct told {
	struct arena arena;
	const char *path;
	struct told_file file;
	struct vec known; /* struct known */
	struct vec news;  /* struct news */
	struct reading reading;
};

/* What of a file's name and of the options can make a difference to what it tells. */
struct hash told_name(struct arena *arena, const struct source *source);

/* The order of ids and of puts (int64_t), for qsort and bsearch. */
int told_compare(const void *a, const void *b);

#endif
