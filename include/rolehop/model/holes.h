/* model/holes.h - strings of which a part is known only at run time. */
#ifndef ROLEHOP_MODEL_HOLES_H
#define ROLEHOP_MODEL_HOLES_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

/*
 * A hole is this byte in a string: any text, the empty one included, may stand there. A string that
 * is one hole is wholly unknown. The byte cannot occur in an ARN, a name or an account id.
 */
#define HOLE '\x01'

bool holes_any(struct str s);
bool holes_only(struct str s);

/* Could `s` with its holes filled in be exactly `whole`? */
bool holes_fits(struct str s, struct str whole);

/* For people: each hole as "<?>". */
struct str holes_show(struct arena *arena, struct str s);

#endif
