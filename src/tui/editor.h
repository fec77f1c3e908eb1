/* tui/editor.h - the user's editor on a copy of a document. */
#ifndef TUI_EDITOR_H
#define TUI_EDITOR_H

#include "tui/explorer.h"

/*
 * Runs $VISUAL, $EDITOR or vi on a file of its own in a folder that only the user may enter, at the
 * line. EDITED_NOTHING where the text stayed as it was. What could not be read back stays on disk,
 * and the error says where.
 */
enum edited editor_run(struct arena *arena, const struct editing *editing, struct str *out,
		       struct err *err);

#endif
