/* policy/near.h - why a part of a statement did not match, in one sentence. */
#ifndef ROLEHOP_POLICY_NEAR_H
#define ROLEHOP_POLICY_NEAR_H

#include "policy/compiled.h"
#include "rolehop/base/arena.h"
#include "rolehop/model/request.h"

struct str near_action(struct arena *arena, struct str wants, const struct request *request);

/* Is the pattern the API's or the SDK's name of what is asked? It is not that of the action. */
bool near_misnamed(struct str wants, const struct request *request);

struct str near_resource(struct arena *arena, struct str wants, struct str has);
struct str near_principal(struct arena *arena, const struct principal_item *item,
			  const struct principal *caller);

/* A condition that does not hold. `wants` is the value of the policy, `has` that of the request,
 * which fit least. */
struct str near_condition(struct arena *arena, const struct condition *condition, struct str wants,
			  const struct context_value *value, struct str has);

#endif
