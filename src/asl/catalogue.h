/* asl/catalogue.h - how the packed tables of the AWS services are read. */
#ifndef ASL_CATALOGUE_H
#define ASL_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/str.h"

/*
 * The TSV files of asl/catalogue, packed at build time by asl/catalogue/pack.c into one blob
 * without pointers: nothing is relocated, copied or indexed when the program starts, and only the
 * pages that are looked at are read from the disk.
 *
 * All numbers are unsigned, little-endian, 4 bytes unless said otherwise; offsets count from the
 * start of the blob. It begins with ASL_CATALOGUE_MAGIC and the number of tables, then seven
 * numbers per table, in the order of enum catalogue_table: offset of the rows, how many, how many
 * columns, then of the index of the first column and of that of the whole key: offset, how many
 * slots (a power of two). A row is one string offset per column; rows of one key stand together. A
 * slot is the first row of a key and the one after its last; the key's hash (asl/catalogue_hash.h)
 * says where to begin, an empty slot (0, 0) ends the search. Keys are equal whatever the case of
 * ASCII letters. A string is its length (2 bytes), its bytes and a NUL.
 */
enum { ASL_CATALOGUE_CHUNK = 4000, ASL_CATALOGUE_MAGIC = 0x32434152 };
extern const char asl_catalogue_blob[][ASL_CATALOGUE_CHUNK];
extern const size_t asl_catalogue_size;

/* In the order of the file names. asl/catalogue/README.md tells what the columns mean. */
enum catalogue_table {
	CATALOGUE_ABOUT,       /* key, value */
	CATALOGUE_ACTIONS,     /* service, operation: actions, confidence, note */
	CATALOGUE_ARNS,	       /* service, operation: action, use, arn */
	CATALOGUE_CALLS,       /* integration: patterns, kind, need, if, when, action, arn, context,
				  source */
	CATALOGUE_CONTEXTS,    /* service, operation: action, keys, source */
	CATALOGUE_FOREIGN,     /* service: operations */
	CATALOGUE_IAM_ACTIONS, /* prefix, action: types */
	CATALOGUE_IAM_TYPES,   /* prefix, type: arn */
	CATALOGUE_INTEGRATIONS, /* integration: patterns, errors, note */
	CATALOGUE_PASSROLE,	/* service, operation: fields, to */
	CATALOGUE_SERVICES,	/* service: prefix, exceptions, unsupported, account */
	CATALOGUE_TAGGING,	/* service, operation: field, action, arn, source */
};

/* Rows [from, to) of a table. */
struct catalogue_rows {
	enum catalogue_table table;
	size_t from;
	size_t to;
};

/* All rows of a table. */
struct catalogue_rows catalogue_all(enum catalogue_table table);

/* The rows whose first column is `first`, whatever the case of its letters; none: from == to. */
struct catalogue_rows catalogue_group(enum catalogue_table table, struct str first);

/* The rows whose first two columns are these; only for tables whose key is both. */
struct catalogue_rows catalogue_rows(enum catalogue_table table, struct str first,
				     struct str second);

/* A cell; column 0 is the first. The text lives as long as the program. */
struct str catalogue_cell(enum catalogue_table table, size_t row, size_t column);

#endif
