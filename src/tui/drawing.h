/* tui/drawing.h - a graph with a cursor: moved along its arrows, scrolled both ways. */
#ifndef TUI_DRAWING_H
#define TUI_DRAWING_H

#include "rolehop/graph/workflow.h"
#include "tui/pane.h"

struct drawing {
	const struct graph *graph; /* NULL: nothing is drawn yet */
	size_t at;		   /* box that the cursor is on, or GRAPH_NOWHERE */
	int column;		   /* of the drawing, that up and down keep to */
	int x;			   /* what is shown first of the drawing */
	int y;
	int w; /* of its last showing; 0: none yet */
	int h;
};

/* The pane's body becomes a drawing of which nothing is drawn yet. */
void drawing_new(struct pane *pane);

/* Columns for names in a window of that width: at most `most`, and enough to tell them apart. */
int drawing_name_columns(int width, int most);

/* Shows another graph with the cursor on that box; what is in sight stays where it was. */
void drawing_set(struct drawing *drawing, const struct graph *graph, size_t at);

/* Where the cursor stands first: on what StartAt names. */
size_t drawing_first(const struct graph *graph);

/* The box that the cursor is on, or NULL. */
const struct graph_box *drawing_box(const struct drawing *drawing);

/* Puts the cursor on a box; where it is no more, it stays. */
void drawing_stand(struct drawing *drawing, size_t at);

/* The innermost box at a place of what is shown, or GRAPH_NOWHERE. */
size_t drawing_at(const struct drawing *drawing, int x, int y);

/* One box down or up along an arrow, in and out of frames; where none leads, to the nearest. */
void drawing_down(struct drawing *drawing);
void drawing_up(struct drawing *drawing);
/* To the nearest box at the right (1) or left (-1). */
void drawing_aside(struct drawing *drawing, int by);
/* So many halves of what shows, down or up. */
void drawing_page(struct drawing *drawing, int halves);
void drawing_end(struct drawing *drawing, bool last);

/* The next (1) or previous (-1) box that is wanted, from top to bottom and round; false: none. */
typedef bool (*drawing_wanted)(const struct pane *pane, const struct graph_box *box);
bool drawing_next(struct pane *pane, int by, drawing_wanted wanted);

/* Is it what denies, rather than what holds it? */
bool drawing_fails(const struct pane *pane, const struct graph_box *box);
/* Is the searched text in its name, or in one that its collapsed inside holds? */
bool drawing_matches(const struct pane *pane, const struct graph_box *box);

void drawing_show(struct tui *tui, struct pane *pane, const struct view *view, bool focus);

#endif
