/* policy/tally.h - what the statements of each layer of a question come to. */
#ifndef ROLEHOP_POLICY_TALLY_H
#define ROLEHOP_POLICY_TALLY_H

#include <stdbool.h>

#include "policy/statement.h"
#include "rolehop/policy/eval.h"

struct tally {
	enum tri allow;
	enum tri deny;
	enum tri grants[GRANT_COUNT]; /* of the resource layer: Allow by the form that names the
					 caller */
	enum tri key_grant;	      /* of the resource layer: a grant of the key allows */
	const char *exempt;	      /* why it does not bind this request; NULL: it may */
	bool bound;		      /* it is there and binds this request */
	bool assumed; /* it, or a part of it, was not collected and is taken as absent */
};

/* One level on its own: its policies are a union. */
void tally_level(const struct level *level, enum layer layer, const struct asked *asked,
		 struct tally *out);

/*
 * A whole layer. One that does not bind, or is taken as absent, allows. `needed`: the answer needs
 * this resource policy, or these identity policies, so that what was not collected is unknown and
 * not absent.
 */
void tally_layer(const struct question *question, enum layer layer, const struct asked *asked,
		 bool needed, struct tally *out);

#endif
