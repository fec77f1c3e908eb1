/* asl/intrinsic.h - States.Format and the other intrinsic functions of JSONPath. */
#ifndef ASL_INTRINSIC_H
#define ASL_INTRINSIC_H

#include "asl/scene.h"

/*
 * "States.Name(...)" over what is known: constants, paths, calls within calls. What cannot be
 * computed is unknown, and names what decides. Source: Step Functions Developer Guide, "Intrinsic
 * functions for JSONPath states".
 */
const struct val *intrinsic_eval(const struct scene *scene, struct str text);

#endif
