/* tui/fuzzy.h - how well letters match a name in which others may stand between them: as fzf
 * counts. */
#ifndef TUI_FUZZY_H
#define TUI_FUZZY_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/str.h"

enum { FUZZY_BONUS_MAX = 10 };

/* What it is worth that a match begins at byte i: words begin there, or a hump of CamelCase. */
int fuzzy_bonus(struct str text, size_t i);

/* Of n letters in a row, the first of which has that bonus. */
int fuzzy_run_points(size_t n, int bonus);

/*
 * The best way to find the pattern's letters in the text, in their order: its points, or -1 where
 * they are not there. `cased`: capitals count; else the pattern has none.
 */
int fuzzy_points(struct str pattern, bool cased, struct str text);

/* The letters that the best way takes; hit has `max` places, one for each byte. */
bool fuzzy_letters(struct str pattern, bool cased, struct str text, bool *hit, size_t max);

#endif
