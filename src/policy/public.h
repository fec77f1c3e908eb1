/* policy/public.h - what S3 calls a public policy, which its Block Public Access may void. */
#ifndef ROLEHOP_POLICY_PUBLIC_H
#define ROLEHOP_POLICY_PUBLIC_H

#include <stdbool.h>

#include "rolehop/policy/eval.h"

/*
 * The settings of Block Public Access, which are not known, may void what the resource policy
 * allows here: S3 is asked from outside of the bucket's account, and its policy is public.
 */
bool public_may_be_blocked(const struct question *question, bool cross_account);

#endif
