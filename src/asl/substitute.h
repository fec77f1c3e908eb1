/* asl/substitute.h - functions of CloudFormation in a definition, as the placeholders they stand
 * for.
 */
#ifndef ASL_SUBSTITUTE_H
#define ASL_SUBSTITUTE_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/json.h"
#include "rolehop/base/str.h"

/* Is it the name of a function: "Fn::...", "Ref"? */
static inline bool substitute_is_function(struct str name)
{
	return str_eq(name, STR("Ref")) || str_starts(name, STR("Fn::"));
}

/*
 * The definition with each {"Fn::Sub": ...}, {"Ref": ...} and the like as a text with "${X}" for
 * what only the deployment tells: until then it is a hole. Pointers to them stay what they were.
 * Where there is none, the definition itself. Source: AWS CloudFormation User Guide, "Intrinsic
 * function reference"; AWS::StepFunctions::StateMachine, Definition and DefinitionSubstitutions.
 */
const struct json *substitute(struct arena *arena, const struct json *definition);

#endif
