/* asl/pointer.h - JSON pointers, built step by step. */
#ifndef ASL_POINTER_H
#define ASL_POINTER_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

/* `base` with "/" and `token` (its ~ and / escaped) after it. */
struct str asl_pointer_add(struct arena *arena, struct str base, struct str token);

/* `base` with "/" and a decimal number after it. */
struct str asl_pointer_index(struct arena *arena, struct str base, size_t index);

/* Is `pointer` the place `at`, or inside of it? */
bool asl_pointer_within(struct str pointer, struct str at);

#endif
