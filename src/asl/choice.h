/* asl/choice.h - which way a Choice surely goes, and what is known on each way. */
#ifndef ASL_CHOICE_H
#define ASL_CHOICE_H

#include "asl/jsonata.h"
#include "asl/scene.h"

/* Does a rule of a Choice hold? */
enum tri choice_holds(const struct scene *scene, const struct json *rule);

/*
 * What is known of $ (or $states.input) and of the variables once a rule holds, or once it does
 * not: equality settles a value, other tests strike candidates out. *input and *vars are replaced.
 */
void choice_assume(const struct scene *scene, const struct json *rule, bool holds,
		   const struct val **input, const struct vars **vars);

#endif
