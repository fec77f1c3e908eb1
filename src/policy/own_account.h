/* policy/own_account.h - calls that services take from the resource's own account only. */
#ifndef ROLEHOP_POLICY_OWN_ACCOUNT_H
#define ROLEHOP_POLICY_OWN_ACCOUNT_H

#include <stdbool.h>

#include "rolehop/base/str.h"

struct own_account {
	const char *why; /* NULL: the service takes the call from others, too */
	bool sure;	 /* of a call that others cannot make: the service's documents list it */
};

/* What a service says of an action across accounts, whatever policies allow. */
struct own_account own_account_of(struct str action);

#endif
