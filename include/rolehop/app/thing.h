/* app/thing.h - which thing of the inventory somebody means. */
#ifndef ROLEHOP_APP_THING_H
#define ROLEHOP_APP_THING_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/store/store.h"

/* By its key; a session's role, an account's root, a machine's version and a machine's execution
 * lead to what they belong to. */
bool thing_find(struct store *store, struct arena *arena, struct str text, struct entity *out,
		bool *found, struct err *err);

#endif
