/* model/policy.h - a policy document, parsed once and shared. */
#ifndef ROLEHOP_MODEL_POLICY_H
#define ROLEHOP_MODEL_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/str.h"

/* A compiled policy document (policy/parse.h makes it); its inside belongs to the policy room. */
struct policy;

/* The bytes as they came: what JSON pointers of evidence lead into. */
struct str policy_text(const struct policy *policy);

/* Number of statements. */
size_t policy_statement_count(const struct policy *policy);

#endif
