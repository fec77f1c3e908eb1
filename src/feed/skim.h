/* feed/skim.h - walks over JSON text that was checked already, without building a tree. */
#ifndef ROLEHOP_FEED_SKIM_H
#define ROLEHOP_FEED_SKIM_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/json.h"
#include "rolehop/base/str.h"
#include "rolehop/base/vec.h"

/*
 * Values are the bytes of the text itself, without white space around them: so a document inside a
 * file is known byte for byte. All functions ask for text that base/cut or base/span has accepted.
 */

/* Kind of a value; JSON_NULL for an empty text. */
enum json_kind skim_kind(struct str value);

/* Members of an object or elements of an array, in order; nothing for other values. */
struct skim {
	struct arena *arena; /* for names that hold escapes */
	struct str rest;
	bool object;
	bool commas;
};
void skim_begin(struct skim *it, struct arena *arena, struct str value);
/* Values one after another, as in JSON lines. */
void skim_values(struct skim *it, struct arena *arena, struct str text);
bool skim_next(struct skim *it, struct str *key, struct str *value);

/*
 * The same in smaller steps, so that large values are walked once: skim_name gives the next
 * member's name (of an element nothing) or false at the end; then comes either skim_value, or
 * skim_enter and skim_leave around a walk through the inside of the list or object.
 */
bool skim_name(struct skim *it, struct str *name);
struct str skim_value(struct skim *it);
enum json_kind skim_peek(const struct skim *it);
void skim_enter(struct skim *it, struct skim *inside);
void skim_leave(struct skim *it, struct skim *inside);

/* The first member of that name, empty text where there is none. */
struct str skim_get(struct arena *arena, struct str object, struct str key);

/* Several members in one walk. */
void skim_pick(struct arena *arena, struct str object, const struct str *keys, struct str *values,
	       size_t n);

/* The text of a string value; empty for other values. */
struct str skim_text(struct arena *arena, struct str value);

/* skim_text(skim_get(...)). */
struct str skim_get_text(struct arena *arena, struct str object, struct str key);

/* Is there a member of that name? */
bool skim_has(struct arena *arena, struct str object, struct str key);

/* true or false as a value; false for others. */
bool skim_is_true(struct str value);

/*
 * Looks for a name that an object has twice, anywhere but below the members named in `but` (policy
 * documents may repeat names). *key is the name.
 */
bool skim_repeats(struct arena *arena, struct str value, const struct str *but, size_t n_but,
		  struct str *key);

#endif
