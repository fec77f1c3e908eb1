/* cli/listing.h - rows with named columns, as a table for people or JSON lines for programs. */
#ifndef ROLEHOP_CLI_LISTING_H
#define ROLEHOP_CLI_LISTING_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/run.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"
#include "rolehop/base/vec.h"

enum column_kind {
	COLUMN_TEXT,
	COLUMN_OR_NULL, /* text; null in JSON and "-" in a table where it is empty */
	COLUMN_RAW,	/* JSON as it is: a number, true, false, a list */
	COLUMN_MARK,	/* "[ ok ]" and its like, in the colour of its meaning; not in JSON */
};

struct column {
	const char *key;  /* member in JSON; NULL: only in tables */
	const char *head; /* above the column; NULL: only in JSON */
	enum column_kind kind;
};

struct listing {
	struct arena *arena;
	const struct column *columns;
	size_t n_columns;
	struct vec rows; /* struct str *: n_columns cells each */
};

void listing_init(struct listing *listing, struct arena *arena, const struct column *columns,
		  size_t n);

/* A new row, its cells empty, to be filled in the order of the columns. */
struct str *listing_add(struct listing *listing);

/* Texts of the cells live as long as listing->arena. */
void listing_print_table(struct cli *cli, const struct listing *listing);

/* One or the other; a table says where it is empty, and how old the data is. */
bool listing_print(struct cli *cli, const struct listing *listing, bool json, struct err *err);

#endif
