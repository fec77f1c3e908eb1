/* policy/public.h - what S3 calls a public policy, which its Block Public Access may void. */
#ifndef ROLEHOP_POLICY_PUBLIC_H
#define ROLEHOP_POLICY_PUBLIC_H

#include <stdbool.h>

#include "rolehop/policy/eval.h"

/* What Block Public Access does to what the resource policy allows a caller from outside. */
enum public_effect {
	PUBLIC_STANDS,	       /* nothing */
	PUBLIC_MAY_BE_BLOCKED, /* its settings are not known, and could void it */
	PUBLIC_MAY_BE_PUBLIC,  /* they void it, if S3 counts the policy as public */
	PUBLIC_BLOCKED,	       /* they void it */
};

/* Source: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage",
 * RestrictPublicBuckets. */
enum public_effect public_effect(const struct question *question, bool cross_account);

#endif
