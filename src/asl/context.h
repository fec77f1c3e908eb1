/* asl/context.h - the context object ($$ in JSONPath, $states.context in JSONata). */
#ifndef ASL_CONTEXT_H
#define ASL_CONTEXT_H

#include "asl/scene.h"

/*
 * What is known of the context object: the machine, its role and the state are; times, tokens and
 * ids of the execution are not. Source: Step Functions Developer Guide, "Accessing execution data
 * from the Context object".
 */
const struct val *context_object(const struct scene *scene);

#endif
