/* tui/table.h - rows under columns: sorted, filtered, and drawn only where they show. */
#ifndef TUI_TABLE_H
#define TUI_TABLE_H

#include "tui/filter.h"
#include "tui/pane.h"
#include "tui/picks.h"

enum { TABLE_PARTS_MAX = 6, TABLE_COLUMNS_MAX = 10 };

/* A row of a pane's table of columns. */
struct column {
	const char *title;
	int width; /* columns it has at least */
	int grow;  /* its share of what is left over */
	int from;  /* shown where the table has this many columns or more */
	bool right;
	bool sorts; /* can be sorted by */
};

struct table_cell {
	struct str text; /* safe; lives as long as the frame */
	enum theme_role role;
	bool middle; /* cut in the middle, where it does not fit */
};

/* By number first, then by text, which lives as long as the frame. */
struct sort_key {
	uint64_t number;
	struct str text;
};

/* Larger counts come first. */
#define SORT_LARGEST_FIRST(n) (UINT64_MAX - (uint64_t)(n))

/* What a pane tells about its rows, numbered from 0. */
struct table_ops {
	const struct column *columns;
	size_t n_columns;
	size_t (*count)(struct tui *tui, struct pane *pane);
	void (*cell)(struct tui *tui, struct pane *pane, size_t row, size_t column,
		     struct table_cell *out);
	/* Texts that a filter searches, the name first; returns how many (<= TABLE_PARTS_MAX). */
	size_t (*parts)(struct tui *tui, struct pane *pane, size_t row, struct str *out);
	/* What a row sorts by in a column; NULL: nothing sorts. */
	void (*sort_key)(struct tui *tui, struct pane *pane, size_t row, int column,
			 struct sort_key *out);
	/* Is this row a FAIL? NULL: none is. */
	bool (*fails)(struct tui *tui, struct pane *pane, size_t row);
	/* What stays the same when rows come and go; NULL: the row's number. */
	uint64_t (*key)(struct tui *tui, struct pane *pane, size_t row);
	/* Changes whenever rows or what they are sorted by change; NULL: never. */
	unsigned (*version)(struct tui *tui, struct pane *pane);
	/* What to say where there is no row at all, and, where that depends, what to say now. */
	const char *nothing;
	const char *(*empty)(struct tui *tui, struct pane *pane);
};

struct table {
	const struct table_ops *ops;
	struct arena arena; /* of the order */
	uint32_t *rows;	    /* rows that pass the filter, in order */
	size_t n;
	size_t total;
	struct filter filter;
	char filtered[SPOT_TEXT_MAX]; /* the text that the rows were filtered by */
	size_t n_filtered;
	bool narrows; /* the rows are in their own order, so a longer filter need only ask these */
	unsigned version;
	bool stale; /* filter or order changed */
	size_t at;  /* the cursor's place in rows */
	struct picks picks;
};

struct table *table_new(struct pane *pane, const struct table_ops *ops);
void table_free(struct table *table);

/* Brings the order up to date; cheap where nothing changed. */
void table_refresh(struct tui *tui, struct pane *pane);

/* The row under the cursor; false where there is none. */
bool table_row(struct tui *tui, struct pane *pane, size_t *row);

/* Puts the cursor on place `at` of the order. */
void table_place(struct tui *tui, struct pane *pane, size_t at);

/* Marks: of place `at` of the order; of the cursor's row, which then goes on; of all rows there are
 * now, or of none where any is marked. */
bool table_is_marked(struct tui *tui, struct pane *pane, size_t at);
void table_toggle_mark(struct tui *tui, struct pane *pane);
void table_mark_all(struct tui *tui, struct pane *pane);

/* The column at x of a table so many columns wide, or -1. */
int table_column_at(const struct pane *pane, int width, int x);

void table_draw(struct tui *tui, struct pane *pane, const struct view *view, bool focus);

/* Sorts by the next column that can be sorted by, and after the last one by none. */
void table_sort_next(struct tui *tui, struct pane *pane);

#endif
