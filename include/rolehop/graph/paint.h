/* graph/paint.h - a part of a graph as character cells. */
#ifndef ROLEHOP_GRAPH_PAINT_H
#define ROLEHOP_GRAPH_PAINT_H

#include <stdbool.h>
#include <stdint.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/buf.h"
#include "rolehop/graph/workflow.h"

/* What a cell belongs to, for its colour. */
enum graph_part {
	GRAPH_PART_EMPTY,
	GRAPH_PART_BORDER,
	GRAPH_PART_NAME,
	GRAPH_PART_TEXT,
	GRAPH_PART_MARK,
	GRAPH_PART_ARROW,
	GRAPH_PART_LABEL,
};

enum { GRAPH_CELL_MARKS = 2 };

struct graph_cell {
	uint32_t code;			  /* ' ' where nothing is */
	uint32_t marks[GRAPH_CELL_MARKS]; /* combining */
	uint8_t width;			  /* 1 or 2; 0: right half of the one before */
	uint8_t part;			  /* enum graph_part */
	uint8_t mark;			  /* enum graph_mark, of borders and marks */
};

/* Columns and rows of the drawing; it may reach beyond it. */
struct graph_area {
	int x;
	int y;
	int w;
	int h;
};

/*
 * Fills area->w * area->h cells, row by row. The box of what denies has double lines ("#" in
 * ASCII). Where lines cross, the one from top to bottom goes through; "┼" joins. Takes time for
 * what is in the area and, little, for all else.
 */
void graph_paint(struct arena *scratch, const struct graph *graph, const struct graph_area *area,
		 bool ascii, struct graph_cell *cells);

/* UTF-8 of a cell and its combining marks. */
bool graph_cell_text(struct buf *buf, const struct graph_cell *cell);

#endif
