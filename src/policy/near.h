/* policy/near.h - why a part of a statement did not match, in one sentence. */
#ifndef ROLEHOP_POLICY_NEAR_H
#define ROLEHOP_POLICY_NEAR_H

#include "policy/compiled.h"
#include "rolehop/base/arena.h"
#include "rolehop/model/request.h"

/* Index of the pattern that comes closest to `has`; 0 where there is none. */
uint32_t near_pattern(const struct patterns *patterns, struct str has);
uint32_t near_principal(const struct principals *principals, const struct principal *caller);

/* Is one of the patterns about the same service as the action, or about an action of that name? */
bool near_actions(const struct patterns *patterns, struct str action);

struct str near_action(struct arena *arena, struct str wants, struct str has);
struct str near_resource(struct arena *arena, struct str wants, struct str has);
struct str near_principal_why(struct arena *arena, const struct principal_item *item,
			      const struct principal *caller);
struct str near_condition(struct arena *arena, const struct condition *condition, struct str wants,
			  const struct context_value *value);

/* "differs from character 71: \"v\" instead of \"w\"": where two texts part, in words; empty if
 * equal. */
struct str near_differ(struct arena *arena, struct str wants, struct str has);

#endif
