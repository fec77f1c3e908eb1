/* asl/repeats.h - repeated member names: which of them AWS means is not known. */
#ifndef ASL_REPEATS_H
#define ASL_REPEATS_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/json.h"
#include "rolehop/base/str.h"

/* false, with the place in err, if an object of `root` has two members of one name. */
bool asl_repeats_check(struct arena *arena, const struct json *root, struct str text,
		       struct err *err);

#endif
