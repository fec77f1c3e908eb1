/* tui/grid.h - what a pane shows, as rows of text: for files and for the clipboard. */
#ifndef TUI_GRID_H
#define TUI_GRID_H

#include "rolehop/graph/workflow.h"
#include "tui/explorer.h"

/* Texts are safe. A pane of lines, or a drawing, is a grid of one column. */
struct grid {
	struct str title; /* the pane's crumb */
	bool is_text;	  /* lines, not rows under heads */
	size_t n_columns;
	const struct str *heads;
	const struct str *cells; /* n_rows times n_columns */
	size_t n_rows;
	struct str document;	   /* of a document in JSON: its text; else empty */
	const struct graph *graph; /* of a drawing, which lives as long as the pane; else NULL */
};

/*
 * The rows that the pane's filter leaves, in their order, or only those that are marked where any
 * is; whatever the size of the screen. Where rows stand for something with an ARN, that is the last
 * column.
 */
void grid_of_pane(struct tui *tui, struct pane *pane, struct arena *arena, struct grid *out);

/* The document that the pane is, or that its cursor leads to, laid out; empty: there is none. */
struct str grid_document(struct tui *tui, struct pane *pane, struct arena *arena);

/* The cursor's row, its cells with tabs between them; of lines the cursor's with those that belong
 * to it. Empty: there is none. */
struct str grid_row(struct tui *tui, struct pane *pane, struct arena *arena);

/*
 * The ARN or id of what the cursor is on, or of all rows that are marked, a line each; of a pane of
 * lines that lead nowhere the one that the pane is about. Empty: there is none.
 */
struct str grid_arns(struct tui *tui, struct pane *pane, struct arena *arena);

/* ARNs of the two rows to compare: those that are marked, or the one that is and the cursor's.
 * False: there are not two. */
bool grid_two(struct tui *tui, struct pane *pane, struct str *a, struct str *b);

#endif
