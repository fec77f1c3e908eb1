/* app/kept_file.h - what a scan found and what that rests on, as a file. */
#ifndef ROLEHOP_SRC_APP_KEPT_FILE_H
#define ROLEHOP_SRC_APP_KEPT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/hash.h"
#include "rolehop/base/own_file.h"
#include "rolehop/base/str.h"
#include "rolehop/base/vec.h"
#include "rolehop/store/store.h"

/* Which answers these are. */
struct kept_key {
	int64_t program[OWN_PROGRAM]; /* the very file that runs: any other may judge otherwise */
	int64_t strict, risks;
};

/* What the answers rest on as a whole. */
struct kept_state {
	struct store_stamp stamp;
	int64_t now;
};

/* One item of the scan. */
struct kept_record {
	enum entity_kind kind;
	bool time; /* it rests on the time of the question */
	struct str key, account;
	struct str rows;
	struct str asked; /* uint64_t, not aligned */
};

struct kept_organization {
	struct str account;
	struct hash hash;
};

/* ---- written ----------------------------------------------------------------------------- */

struct kept_writer;

/* NULL where the folder cannot be written to. */
struct kept_writer *kept_write(const char *path);
void kept_write_record(struct kept_writer *writer, const struct kept_record *record);
/* Puts the file in its place; `organizations` are struct kept_organization. Whatever fails leaves
 * the file that was there. */
void kept_write_end(struct kept_writer *writer, const struct kept_key *key,
		    const struct kept_state *state, const struct vec *organizations,
		    const struct coverage *coverage, size_t n_coverage);
void kept_write_drop(struct kept_writer *writer);

/* ---- read -------------------------------------------------------------------------------- */

struct kept_file {
	void *map;
	size_t size;
	struct kept_state state;
	const struct kept_record *records;
	size_t n_records;
	const struct kept_organization *organizations;
	size_t n_organizations;
	const struct coverage *coverage; /* account, region, kind and state */
	size_t n_coverage;
};

/* Does the file hold answers of this key, whole? Texts point into it until it is closed. */
bool kept_file_open(struct arena *arena, const char *path, const struct kept_key *key,
		    struct kept_file *out);
void kept_file_close(struct kept_file *file);

#endif
