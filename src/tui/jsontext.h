/* tui/jsontext.h - a JSON document as people read it: laid out, coloured, with lines marked. */
#ifndef TUI_JSONTEXT_H
#define TUI_JSONTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"
#include "tui/sheet.h"

/*
 * The bytes to show: one member a line where the document came as one line, else as it came, with
 * the indentation that all lines share taken off. Strings and numbers are not touched, so JSON
 * pointers lead to the same values.
 */
struct str jsontext_lay(struct arena *arena, struct str text);

/*
 * The document laid out alike whatever white space it came with, and with what no terminal should
 * get escaped as JSON does; YAML and what is no JSON as it came.
 */
struct str jsontext_normal(struct arena *arena, struct str text);

/*
 * Fills the lines of a pane with the document's, numbered from 1 (their ids) and broken to fit its
 * width, with numbers and the words of the marks in the gutter.
 */
void jsontext_lines(struct pane *pane, struct str text, const struct mark *marks, size_t n_marks);

/* The line of a pointer in the text, or 1 where it leads nowhere. */
size_t jsontext_line(struct str text, struct str pointer);

/*
 * The mark that each line of the text shows (element 0 is line 1), or NULL: the innermost one that
 * covers it, and of those the worst.
 */
const struct mark **jsontext_marks(struct arena *arena, struct str text, const struct mark *marks,
				   size_t n_marks);

/* The first JSON string of a line that looks like an ARN, without quotes; false: none. */
bool jsontext_arn(struct str text, size_t line, struct str *arn);

#endif
