/* feed/import.h - files and folders into the inventory, all of them or nothing. */
#ifndef ROLEHOP_FEED_IMPORT_H
#define ROLEHOP_FEED_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/store/store.h"

struct parameters;

/* Called now and then; returning false cancels (ERR_INTERRUPTED). `total` is 0 where not known. */
typedef bool (*import_progress)(void *self, struct str file, size_t done, size_t total);

struct import_options {
	struct str account; /* --account: what the files do not say */
	struct str region;  /* --region */
	struct str
	    for_arn; /* --for: the resource or organizations target that an answer is about */
	struct str machine_arn;	      /* --machine-arn, of a bare definition */
	struct str role_arn;	      /* --role-arn */
	const struct str *parameters; /* --parameter NAME=VALUE, of templates */
	size_t n_parameters;
	struct parameters *named; /* what notes which of them are known, and is checked by whoever
				   * hands it over; NULL: the import checks them all */
	bool keep_going;	  /* take the good files, list the bad ones */
	size_t keep_from; /* bytes of files from which on it is kept what they told; 0: from where
			   * it pays */
	int64_t now;
	import_progress progress; /* may be NULL */
	void *progress_self;
};

struct import_refusal {
	struct str file;
	struct str text; /* the error, place included */
};

/* Where a template says what became a fact of the inventory. */
struct import_origin {
	struct str key;	     /* of the entity */
	enum fact_kind fact; /* FACT_EXISTS: the thing itself */
	struct str name;     /* of an inline policy */
	struct str file;
	struct str pointer; /* JSON pointer into it; of a definition's own file: empty */
	struct str text;    /* of a definition that the file holds as one text: that text */
};

struct import_report {
	size_t files;	/* read */
	size_t skipped; /* in folders: neither JSON, YAML nor gzip */
	size_t empty;	/* 0-byte answers in folders */
	size_t unused;	/* in folders: valid files that hold nothing the inventory keeps */
	size_t put[ENTITY_KIND_COUNT]; /* entities by kind */
	const struct import_refusal *refused;
	size_t n_refused;
	const struct str *warnings; /* partial answers and the like */
	size_t n_warnings;
	const struct import_origin *origins; /* of what came from templates */
	size_t n_origins;
	bool changed;
	int64_t snapshot;
};

/*
 * Imports paths (file, folder, "-") into a store opened for writing. One transaction: on failure
 * nothing changed, and err names file, line and column. A path that does not exist is
 * ERR_ENVIRONMENT, a file that is not understood ERR_INPUT.
 */
bool feed_import(struct arena *arena, struct store *store, const char *const *paths, size_t n_paths,
		 const struct import_options *options, struct import_report *report,
		 struct err *err);

/* A file that is already in memory. */
struct import_text {
	const char *name;
	struct str text;
};
bool feed_import_texts(struct arena *arena, struct store *store, const struct import_text *texts,
		       size_t n_texts, const struct import_options *options,
		       struct import_report *report, struct err *err);

#endif
