/* tui/sift.h - which rows of a list pass a filter, asked bit by bit, and the best of them first. */
#ifndef TUI_SIFT_H
#define TUI_SIFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/pane.h"

/*
 * First all rows are asked for the very text, with those passed over that cannot hold it; then for
 * letters in order. Rows that came meanwhile are asked for both at the end.
 */
enum sift_step { SIFT_EXACTLY, SIFT_LOOSELY, SIFT_REST, SIFT_DONE };

struct sift {
	enum sift_step step;
	size_t next; /* row, or place in `among`, that is asked next */
	size_t until;
	uint32_t *among; /* the only rows to be asked; NULL: all */
	uint32_t *rows;	 /* those that pass, in the order in which they were found */
	uint16_t *ranks; /* how well; more is better */
	size_t n;
	size_t room;
	size_t found;	/* with those that were given up, being too many */
	uint16_t least; /* rank that is still kept; more than any: none is */
	bool stopped;
	char text[SPOT_TEXT_MAX]; /* that is asked for */
	size_t n_text;
};

/* Begins to ask all `total` rows of the pane's table, or those it had found for a shorter text. */
void sift_begin(struct tui *tui, struct pane *pane, size_t total);

/* More rows came. */
void sift_extend(struct sift *sift, size_t total);

/* Asks on until then (clock_ticks_ms); true: there is more. */
bool sift_work(struct tui *tui, struct pane *pane, int64_t until);

/* The rows found, best first; `order` has room for sift->n. */
void sift_order(const struct sift *sift, uint32_t *order);

bool sift_running(const struct sift *sift);
/* Of all that is to be asked, how much is: 0 to 100. */
int sift_percent(const struct sift *sift);

/* Nothing is asked any more, and nothing is remembered. */
void sift_clear(struct sift *sift);

#endif
