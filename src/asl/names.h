/* asl/names.h - the names of a definition's members: repeated ones, functions of CloudFormation. */
#ifndef ASL_NAMES_H
#define ASL_NAMES_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/json.h"
#include "rolehop/base/str.h"

/*
 * false, with the place in err, if an object of `root` has two members of one name: which of them
 * AWS means is not known. *functions: some member has the name of a function of CloudFormation.
 */
bool asl_names_check(struct arena *arena, const struct json *root, struct str text, bool *functions,
		     struct err *err);

#endif
