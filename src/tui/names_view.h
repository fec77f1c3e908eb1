/* tui/names_view.h - the rows of a table that are names: all of one kind, or those of an account.
 */
#ifndef TUI_NAMES_VIEW_H
#define TUI_NAMES_VIEW_H

#include "tui/names.h"
#include "tui/pane.h"

struct names_view {
	struct names *names;
	size_t first;		       /* row of the names that is row 0 here */
	struct names_probe probe;      /* for the filter that is asked about */
	bool whole_keys;	       /* the filter is about more than names */
	const struct names_stem *stem; /* of the rows from begin to before end */
	size_t begin;
	size_t end;
	struct str account; /* its name */
};

/* How many rows there are so far; of the pane's subject, an account, where it has one. */
size_t names_view_count(struct names_view *view, const struct pane *pane);

struct str names_view_name(const struct names_view *view, size_t row);
struct str names_view_key(const struct names_view *view, struct arena *arena, size_t row);
const struct names_stem *names_view_stem(const struct names_view *view, size_t row);

/* parts, begin and skip of struct table_ops; there is room for one part more. */
size_t names_view_parts(struct tui *tui, struct pane *pane, struct names_view *view, size_t row,
			struct str *out);
void names_view_begin(struct tui *tui, struct pane *pane, struct names_view *view);
size_t names_view_skip(const struct names_view *view, bool loosely, size_t row);

#endif
