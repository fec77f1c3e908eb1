/* policy/parse.h - from the JSON of a policy to its compiled form. */
#ifndef ROLEHOP_POLICY_PARSE_H
#define ROLEHOP_POLICY_PARSE_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/model/policy.h"

/*
 * Compiles a document for judging. Fails only on text that is no JSON object (ERR_INPUT, with line
 * and column). Whatever else is odd (unknown operators, partial principals, repeated keys, a
 * missing Version) is kept, judged as AWS judges it where that is known, unknown where not, and
 * listed by policy_flaw. The text is copied into the arena; equal documents may share one compiled
 * policy. Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 */
bool policy_parse(struct arena *arena, struct str text, const struct policy **out, struct err *err);

/* Gives a text back as it was before its white space was taken out in the way `how`; the result
 * lives in the arena. */
typedef struct str policy_restore(struct arena *arena, struct str packed, unsigned how);

/*
 * The same for a text without its white space: policy_text restores it when it is first asked for.
 * The arena must not be rewound while the policy lives.
 */
bool policy_parse_packed(struct arena *arena, struct str packed, policy_restore *restore,
			 unsigned how, const struct policy **out, struct err *err);

/* Could what it decides depend on when it is asked? */
bool policy_may_ask_time(const struct policy *policy);

/*
 * Could it answer a service that calls by several names otherwise than the better of its answers to
 * each name alone? false only where that cannot be.
 */
bool policy_may_tell_names_apart(const struct policy *policy);

struct policy_flaw {
	struct str pointer;
	struct str text;
};

/* Flaw i, or NULL past the last one. */
const struct policy_flaw *policy_flaw(const struct policy *policy, size_t i);

#endif
