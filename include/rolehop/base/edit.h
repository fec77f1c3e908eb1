/* base/edit.h - small changes to a JSON text that leave every other byte as it is. */
#ifndef ROLEHOP_BASE_EDIT_H
#define ROLEHOP_BASE_EDIT_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

/*
 * Each makes a new text in the arena from a JSON text (or from a YAML text: it becomes JSON) and
 * the value at an RFC 6901 pointer in it; `value` is JSON text. false, with *out as it was, where
 * there is no such value, the text is damaged, or the value is not of the kind that the change
 * needs.
 */

/* Puts `value` in the place of what stands there. */
bool edit_replace(struct arena *arena, struct str text, struct str pointer, struct str value,
		  struct str *out);

/* Adds `value` at the end of the array; what is no array becomes one of two elements. */
bool edit_append(struct arena *arena, struct str text, struct str pointer, struct str value,
		 struct str *out);

/* Adds the member `key`, which is plain text, at the end of the object. */
bool edit_member(struct arena *arena, struct str text, struct str pointer, struct str key,
		 struct str value, struct str *out);

/* Gives the member at the pointer another name. */
bool edit_rename(struct arena *arena, struct str text, struct str pointer, struct str key,
		 struct str *out);

/* Takes a member or an element away, with the comma that goes with it. */
bool edit_remove(struct arena *arena, struct str text, struct str pointer, struct str *out);

#endif
