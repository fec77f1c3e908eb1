/* app/mask.h - answers without account ids, names and ExternalIds, for pasting into tickets. */
#ifndef ROLEHOP_APP_MASK_H
#define ROLEHOP_APP_MASK_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/store/store.h"

/*
 * The same stands for the same throughout, and in every answer from the same inventory: an account
 * is twelve digits, a name the word for what it names and a number.
 * Words of AWS's and of ours stay, and so do the names of states: they are what pointers lead to.
 */
struct mask;

/* Knows what the store holds by name; NULL: only what its form tells (ARNs, account and unique
 * ids). Lives in the arena. ERR_ENVIRONMENT where the store cannot be read. */
bool mask_open(struct arena *arena, struct store *store, struct mask **out, struct err *err);

/* Hides one more text: `what` is the word that stands for it ("external-id"). */
void mask_hide(struct mask *mask, const char *what, struct str text);

/* Hides what the ARNs in a text name also where an answer tells the name alone, be it a word like
 * any other. */
void mask_arns(struct mask *mask, struct str text);

/* The masked text, in `arena`. Where a text stood in a column, spaces after it make up for the
 * change of its width. */
struct str mask_text(struct mask *mask, struct arena *arena, struct str text);

#endif
