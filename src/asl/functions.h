/* asl/functions.h - what the intrinsic functions compute. */
#ifndef ASL_FUNCTIONS_H
#define ASL_FUNCTIONS_H

#include <stddef.h>

#include "asl/scene.h"

/* The result of "States.Name" over its arguments: UNKNOWN where it cannot be said. */
const struct val *function_call(const struct scene *scene, struct str name,
				const struct val_member *arguments, size_t n);

/* The source of the first argument that is not settled to the last. */
struct str function_source(struct arena *arena, const struct val_member *arguments, size_t n);

/* One text after another, with the holes of either. A text with several candidates yields several.
 */
const struct val *function_concat(struct arena *arena, const struct val *a, const struct val *b);

/* The value of a JSON text; UNKNOWN where it is not known or no JSON. */
const struct val *function_parse(struct arena *arena, const struct val *text);

/* A text in base64, or what base64 stands for; UNKNOWN where it is not settled, or is no text. */
const struct val *function_base64(struct arena *arena, const struct val *text, bool encode);

/* The parts of a text between separators; of one with a hole those before it, and an open end. */
const struct val *function_split(struct arena *arena, const struct val *whole,
				 struct str separators, bool any_of);

#endif
