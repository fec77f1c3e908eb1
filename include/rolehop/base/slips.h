/* base/slips.h - how far a word is from another that may have been meant. */
#ifndef ROLEHOP_BASE_SLIPS_H
#define ROLEHOP_BASE_SLIPS_H

#include <stddef.h>

#include "rolehop/base/str.h"

/*
 * Typing slips between two words: letters changed, missing, too many, or swapped with their
 * neighbour, whatever the case of A to Z. most + 1 where there are more, and for words that are
 * longer than 256 bytes.
 */
size_t slips_between(struct str a, struct str b, size_t most);

#endif
