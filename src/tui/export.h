/* tui/export.h - a pane's rows as a file of another program's format. */
#ifndef TUI_EXPORT_H
#define TUI_EXPORT_H

#include "tui/grid.h"

struct export_format {
	const char *ending; /* of file names: ".csv" */
	const char *about;
	bool of_graph; /* only a drawing can be written so */
	bool (*write)(struct buf *buf, struct arena *arena, const struct grid *grid);
};

/* Row i of the table of formats, or NULL past the last one. */
const struct export_format *export_format(size_t i);

/* All that the pane holds, as text. */
struct str export_text(struct tui *tui, struct pane *pane, struct arena *arena);

/* What a pane's file is called where nobody says another name. */
struct str export_name(struct arena *arena, const struct pane *pane);

/*
 * Writes what the pane shows to a new file, readable by its owner alone, and says what was written
 * or why not. A file that is there already is left alone.
 */
void export_pane(struct tui *tui, struct pane *pane, struct str name);

#endif
