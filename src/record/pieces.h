/* record/pieces.h - the JSON in a text that is something else. */
#ifndef ROLEHOP_SRC_RECORD_PIECES_H
#define ROLEHOP_SRC_RECORD_PIECES_H

#include "rolehop/base/arena.h"
#include "rolehop/base/json.h"

/* The objects in prose, in a log, in a table's fields, one after another or in a list that is cut
 * off, as a list; NULL where there is none. */
const struct json *pieces_of(struct arena *arena, struct str text);

#endif
