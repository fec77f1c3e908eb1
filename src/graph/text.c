/* graph/text.c - a graph as lines of text. */
#include "rolehop/graph/paint.h"
#include "rolehop/graph/write.h"

enum { BAND = 64 }; /* rows that are painted at once: a drawing may be long */

static bool write_row(const struct graph_cell *cells, int w, struct buf *buf)
{
	bool ok = true;
	while (w > 0 && cells[w - 1].code == ' ' && cells[w - 1].width == 1)
		w--;
	for (int x = 0; x < w; x++)
		ok = graph_cell_text(buf, &cells[x]) && ok;
	return buf_add_char(buf, '\n') && ok;
}

bool graph_write_text(struct arena *scratch, const struct graph *graph, bool ascii, struct buf *buf)
{
	bool ok = true;
	for (int y = 0; ok && y < graph->h; y += BAND) {
		int rows = graph->h - y < BAND ? graph->h - y : BAND;
		struct graph_area area = {0, y, graph->w, rows};
		struct arena_mark mark = arena_mark(scratch);
		struct graph_cell *cells = arena_array(scratch, (size_t)area.w * (size_t)rows + 1,
						       sizeof(struct graph_cell));
		graph_paint(scratch, graph, &area, ascii, cells);
		for (int row = 0; ok && row < rows; row++)
			ok = write_row(cells + (size_t)row * (size_t)area.w, area.w, buf);
		arena_rewind(scratch, mark);
	}
	return ok;
}
