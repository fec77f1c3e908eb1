/* trace/differ.h - what is different between two policies, statement by statement. */
#ifndef ROLEHOP_TRACE_DIFFER_H
#define ROLEHOP_TRACE_DIFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

struct statement_change {
	bool added;	    /* else it is gone */
	struct str pointer; /* in the new document where it was added, else in the old one */
	struct str text;    /* compact JSON */
};

/*
 * Statements that only one of the documents has, in the order of the old one, each followed by what
 * took its place. Members of a statement may be in any order. Text that is no policy counts as one
 * statement, at the whole document. An empty text has no statements.
 */
void differ_statements(struct arena *arena, struct str old_text, struct str new_text,
		       const struct statement_change **out, size_t *n);

/*
 * Where in the new document the one thing stands that is different: the deepest value that holds
 * all of it. Empty where more than one statement changed, came or went.
 */
struct str differ_place(struct arena *arena, struct str old_text, struct str new_text);

#endif
