/* tui/names.h - the names of all entities of one kind, packed, in the order of lists. */
#ifndef TUI_NAMES_H
#define TUI_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/map.h"
#include "rolehop/base/str.h"
#include "rolehop/base/vec.h"
#include "rolehop/store/store.h"
#include "tui/chunks.h"

/* What the keys of many rows begin with. */
struct names_stem {
	struct str prefix; /* "arn:aws:iam::111111111111:role/"; of an odd row its whole key */
	struct str account;
	struct str region;
	bool odd; /* the key does not end with the name */
};

/*
 * Rows are ordered by account and name and numbered from 0; they come page by page, and never
 * move. Of each there is its tail: the rest of its key after the stem, which ends with its name.
 */
struct names {
	struct store *store;
	enum entity_kind kind;
	size_t n;
	size_t n_bytes; /* of all tails */
	bool complete;
	struct chunks text;  /* of each row the length of its tail, and the tail */
	struct chunks signs; /* of each block of rows which groups of letters are in it */
	struct vec marks;    /* uint64_t: where every so manieth row is in `text` */
	struct vec runs;     /* of rows that follow each other with the same stem */
	struct vec stems;    /* struct names_stem * */
	struct map by_prefix;
	struct arena arena;
	struct arena page; /* what was read last, and where reading goes on */
	struct str last_account;
	struct str last_name;
	int64_t last_id;
	unsigned char *sign; /* of the block that grows */
	size_t near_row;     /* the row that was asked for last, and where it is */
	uint64_t near_at;
	size_t near_sign; /* the chunk of signs that was read last */
};

void names_init(struct names *names, struct store *store, enum entity_kind kind);
void names_release(struct names *names);

/* Bytes that all of it takes: names, and what leads to them. */
size_t names_footprint(const struct names *names);

/* Reads one page more. */
bool names_step(struct names *names, struct err *err);

/* Of a row; what is returned lives as long as the names, a key as long as the arena. */
struct str names_tail(struct names *names, size_t row);
struct str names_name(struct names *names, size_t row);
const struct names_stem *names_stem(const struct names *names, size_t row);
struct str names_key(struct names *names, struct arena *arena, size_t row);

/* The same stem have the rows from *first to before *end, at least. */
const struct names_stem *names_run(const struct names *names, size_t row, size_t *first,
				   size_t *end);

/* The row of that key in that account. */
bool names_find(struct names *names, struct str account, struct str key, size_t *row);

/* First row of an account, and how many there are. */
size_t names_range(const struct names *names, struct str account, size_t *n);

/* One account after the other, with the number of its rows; *run is 0 at first. */
bool names_next_account(const struct names *names, size_t *run, struct str *account, size_t *n);

/* Takes what a new row's tail consists of into the sign of its block. */
void names_sign(struct names *names, struct str tail);

/*
 * Texts that are all looked for in tails: rows that cannot hold them are passed over, by blocks
 * where letters of theirs are in none of a block. `cased`: capitals count; else the text has none.
 * The texts must outlive the probe; those beyond PROBE_TEXTS_MAX only pass fewer rows over.
 */
enum { PROBE_TEXTS_MAX = 16, PROBE_BITS_MAX = 64 };
struct names_bits {
	uint16_t bits[PROBE_BITS_MAX];
	size_t n;
};
struct names_probe {
	struct names_text {
		struct str text;
		bool cased;
	} texts[PROBE_TEXTS_MAX];
	size_t n;
	struct names_bits groups;  /* of letters that follow each other */
	struct names_bits letters; /* by themselves */
};
void names_probe_add(struct names_probe *probe, struct str text, bool cased);

/*
 * A row from `row` on before which none holds all of the texts, or, `loosely`, the letters of each
 * in their order. Mostly it does hold them; it may be one that does not where many were passed
 * over, so that this takes no longer than a thousandth of a second.
 */
size_t names_candidate(struct names *names, const struct names_probe *probe, bool loosely,
		       size_t row);

/* The first row from `row` on, before `end`, whose tail is wanted, or `end`. */
typedef bool names_wants(const void *self, struct str tail);
size_t names_scan(struct names *names, size_t row, size_t end, names_wants *wants,
		  const void *self);

#endif
