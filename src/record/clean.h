/* record/clean.h - text as people paste it, without what is not the text itself. */
#ifndef ROLEHOP_SRC_RECORD_CLEAN_H
#define ROLEHOP_SRC_RECORD_CLEAN_H

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

/*
 * A copy without colour codes, HTML tags, bold marks, quote bars before lines and zero-width
 * characters, with escapes of JSON, HTML and URLs decoded and typographic quotes and spaces made
 * plain. Line ends stay: whether one is a wrap, only the words around it tell.
 */
struct str clean_text(struct arena *arena, struct str text);

/* UTF-16 with a byte order mark, as PowerShell writes files, as UTF-8; other text as it is. */
struct str clean_encoding(struct arena *arena, struct str text);

#endif
