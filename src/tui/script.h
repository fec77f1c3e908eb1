/* tui/script.h - keys from a file, and screens into files: the explorer without a person. */
#ifndef TUI_SCRIPT_H
#define TUI_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "tui/explorer.h"

/*
 * A script is words separated by white space:
 *
 *   KEY            a key by its name: j, Enter, Ctrl-D, gg
 *   type TEXT      every character up to the end of the line, as keys
 *   size COLSxROWS resizes the screen
 *   dump FILE      writes the screen as text ("-": to standard output)
 *   paint FILE     the same with its colours, as a terminal takes them
 *
 * A line that begins with "# " is a comment.
 */
struct script {
	const char *file; /* for messages */
	struct str text;
	size_t at;
	size_t line;
	struct str typing; /* what `type` has left */
	uint32_t next;	   /* second key of a chord */
};

/* Reads the script's file into the arena. */
bool script_open(struct script *script, struct arena *arena, const char *path, struct err *err);

/*
 * The next key; K_NONE at the end. dump, paint and size are carried out on the way, after
 * background work is done. ERR_INPUT with file and line for a word that is no key.
 */
bool script_next(struct script *script, struct tui *tui, uint32_t *key, struct err *err);

/* Does all background work that there is. */
void script_settle(struct tui *tui);

#endif
