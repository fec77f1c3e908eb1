/* record/phrase.h - fixed words and words between them, in a text that may be wrapped anywhere. */
#ifndef ROLEHOP_SRC_RECORD_PHRASE_H
#define ROLEHOP_SRC_RECORD_PHRASE_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

/*
 * Does `phrase` stand at `at`, letter case aside? Each of its blanks is any white space there; a
 * line may end inside its words, too. *end is where it ends.
 */
bool phrase_at(struct str text, size_t at, struct str phrase, size_t *end);

/* The first place from `from` on where it stands; *end may be NULL. */
bool phrase_find(struct str text, size_t from, struct str phrase, size_t *at, size_t *end);

/* Offset of the first byte from `at` on that is no white space. */
size_t phrase_space(struct str text, size_t at);

/* Offset behind the dots, and blanks around them, with which somebody left words out at `at`; `at`
 * where there are none. */
size_t phrase_ellipsis(struct str text, size_t at);

/*
 * Is the line end at `at` one that a terminal or an editor put into a word? Only where the words
 * around it tell: the line is as long as another that goes on or as terminals are wide, or it ends
 * where editors break a word.
 */
bool phrase_wrapped(struct str text, size_t at);

/* The text without its line ends and the indentation after them: as it was before it was wrapped.
 */
struct str phrase_join(struct arena *arena, struct str text);

/* The same of [from, to), a name that may hold blanks: a line may end at one of them. */
struct str phrase_words(struct arena *arena, struct str text, size_t from, size_t to);

/* An ARN without the blank that a translation or an editor put behind one of its colons. */
struct str phrase_whole_arn(struct arena *arena, struct str name);

/* The text with every run of white space as one blank. */
struct str phrase_line(struct arena *arena, struct str text);

#endif
