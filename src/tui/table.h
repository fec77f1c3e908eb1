/* tui/table.h - rows under columns: sorted, filtered, and drawn only where they show. */
#ifndef TUI_TABLE_H
#define TUI_TABLE_H

#include "tui/filter.h"
#include "tui/pane.h"
#include "tui/picks.h"
#include "tui/sift.h"

enum { TABLE_PARTS_MAX = 7, TABLE_COLUMNS_MAX = 10 };

/* A row of a pane's table of columns. */
struct column {
	const char *title;
	int width; /* columns it has at least, where its texts want them */
	int grow;  /* its share of what all columns together do not want */
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
	size_t name; /* the column that tells a row from the others: it has room before them */
	size_t same; /* one that says the same in all rows of a pane that is of one subject; 0: none
		      */
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
	/* A filter begins to be asked about: what skip needs to know of it. NULL: nothing. */
	void (*begin)(struct tui *tui, struct pane *pane);
	/* A row from `row` on before which none holds the filter's very texts, or, `loosely`, their
	 * letters in order. NULL: any may. */
	size_t (*skip)(struct tui *tui, struct pane *pane, bool loosely, size_t row);
	/* What a row is ("cause"), where the pane's title does not say it. */
	const char *noun;
	/* What to say where there is no row at all, and, where that depends, what to say now. */
	const char *nothing;
	const char *(*empty)(struct tui *tui, struct pane *pane);
};

struct table {
	const struct table_ops *ops;
	uint32_t *order; /* rows in their order; NULL: all of them, as they are numbered */
	size_t order_room;
	size_t n;     /* rows that show */
	size_t total; /* rows there are */
	struct filter filter;
	struct sift sift; /* which of them pass the filter */
	unsigned version;
	bool stale;	 /* filter or order changed */
	bool renewed;	 /* what the rows hold changed */
	bool unfinished; /* they are a part of an answer that is not whole (yet) */
	int64_t ordered; /* when what is found was put in order last (clock_ticks_ms) */
	size_t at;	 /* the cursor's place in the order */
	struct picks picks;
	int widest[TABLE_COLUMNS_MAX]; /* the widest text that each column showed so far */
};

/* The row at place `at` of the order. */
static inline size_t table_row_at(const struct table *table, size_t at)
{
	return table->order == NULL ? at : table->order[at];
}

struct table *table_new(struct pane *pane, const struct table_ops *ops);
void table_free(struct table *table);

/* Brings the order up to date; cheap where nothing changed. Of a long list, some rows may be asked
 * about only later. */
void table_refresh(struct tui *tui, struct pane *pane);

/* Asks about more rows; false: none is left. */
bool table_work(struct tui *tui, struct pane *pane);

/* Asks about all rows, however long that takes; stops asking, with what was found so far. */
void table_finish(struct tui *tui, struct pane *pane);
void table_stop(struct table *table);

/* Rows that pass the filter and are not among the table's, being too many. */
size_t table_left_out(const struct table *table);

/* Why its rows cannot be sorted, or NULL. */
const char *table_off_sort(const struct table *table);

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
