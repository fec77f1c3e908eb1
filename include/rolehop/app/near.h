/* app/near.h - which known word a mistyped one was meant to be. */
#ifndef ROLEHOP_APP_NEAR_H
#define ROLEHOP_APP_NEAR_H

#include <stddef.h>

#include "rolehop/base/str.h"

/*
 * Typing slips between two words: letters changed, missing, too many or swapped with their
 * neighbour (ASCII case aside). Words over 64 bytes count as wholly different.
 */
size_t near_distance(struct str a, struct str b);

/*
 * The index of the known word that `word` was probably meant to be, or n where none is near: at
 * most one slip per three letters, or known words that begin with it where it has three letters or
 * more.
 */
size_t near_find(struct str word, const struct str *known, size_t n);

#endif
