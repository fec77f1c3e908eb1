/* asl/binding.h - values given from outside, by the name that the definition has for them. */
#ifndef ASL_BINDING_H
#define ASL_BINDING_H

#include <stdbool.h>

#include "rolehop/asl/resolve.h"
#include "rolehop/base/json.h"
#include "rolehop/base/str.h"

/* The value bound to `path` (a path however it is written, an expression, "${X}"), or NULL. */
const struct json *binding_find(const struct asl_environment *env, struct str path);

#endif
