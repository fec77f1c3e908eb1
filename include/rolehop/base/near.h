/* base/near.h - which known word a mistyped one was meant to be. */
#ifndef ROLEHOP_BASE_NEAR_H
#define ROLEHOP_BASE_NEAR_H

#include <stddef.h>

#include "rolehop/base/str.h"

/*
 * The index of the known word that `word` was probably meant to be, or n where none is near: at
 * most one slip per three letters, or known words that begin with it where it has three letters or
 * more.
 */
size_t near_find(struct str word, const struct str *known, size_t n);

/* The same by slips alone. */
size_t near_slips(struct str word, const struct str *known, size_t n);

#endif
