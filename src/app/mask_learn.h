/* app/mask_learn.h - what the inventory knows by name, for mask.c. */
#ifndef ROLEHOP_APP_MASK_LEARN_H
#define ROLEHOP_APP_MASK_LEARN_H

#include <stdint.h>

#include "rolehop/app/mask.h"
#include "rolehop/base/map.h"

/* What an answer may speak of: names and ids of everything in the inventory. */
bool mask_learn_names(struct mask *mask, struct store *store, struct err *err);

/* What it may say of the roles and machines whose ARNs are in the text: their inline policies,
 * their unique ids, the ExternalIds that their trust policies want. `seen` holds those that were
 * learned. */
void mask_learn_text(struct mask *mask, struct store *store, struct map *seen, struct str text);

/* mask.c: `text` is masked as WHAT-NUMBER, an account as twelve digits. */
void mask_number(struct mask *mask, const char *what, struct str text, int64_t number);
void mask_account(struct mask *mask, struct str id, int64_t number);

/* mask.c: what nobody knows who has not the inventory, and what stays the same in it. */
void mask_secret(struct mask *mask, struct str secret);

#endif
