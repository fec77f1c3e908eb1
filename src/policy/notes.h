/* policy/notes.h - what a decision met on its way, for the explanation of the same question. */
#ifndef ROLEHOP_POLICY_NOTES_H
#define ROLEHOP_POLICY_NOTES_H

#include "policy/statement.h"

enum { NOTES_MAX = 16 };

struct policy_notes {
	struct asked asked;
	unsigned layers; /* bits of those whose statements were all matched */
	size_t n; /* statements that apply, at most NOTES_MAX; more: what was noted is no use */
	struct note {
		const struct statement *statement;
		enum layer layer;
		struct statement_match match;
	} items[NOTES_MAX];
};

/* A statement of that layer applies. */
static inline void notes_add(struct policy_notes *notes, const struct statement *statement,
			     enum layer layer, const struct statement_match *match)
{
	if (notes->n < NOTES_MAX)
		notes->items[notes->n] = (struct note){statement, layer, *match};
	notes->n++;
}

/* Is it known of all statements of that layer whether they apply? */
static inline bool notes_tell(const struct policy_notes *notes, enum layer layer)
{
	/* where a layer that decides has no notes, it is matched anew */
	return notes && notes->n <= NOTES_MAX &&
	       (notes->layers & 1U << layer); /* unreached: answers unknown */
}

/* What it came to, if it applies, else NULL; of a layer of which that is known. */
static inline const struct statement_match *
notes_find(const struct policy_notes *notes, const struct statement *statement, enum layer layer)
{
	for (size_t i = 0; i < notes->n; i++)
		if (notes->items[i].statement == statement && notes->items[i].layer == layer)
			return &notes->items[i].match;
	return NULL;
}

#endif
