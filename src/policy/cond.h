/* policy/cond.h - condition operators. */
#ifndef ROLEHOP_POLICY_COND_H
#define ROLEHOP_POLICY_COND_H

#include <stdbool.h>

#include "policy/compiled.h"
#include "policy/vars.h"
#include "rolehop/model/request.h"
#include "rolehop/model/verdict.h"

/* Sets op, if_exists, for_all and for_any of a condition from the operator as written; op NULL:
 * none such. */
void cond_find(struct str op_text, struct condition *out);

/* How the policy's values of an operator are compiled. */
enum vars_use cond_use(const struct cond_op *op);

/* The operator's name without its prefix and suffix. */
const char *cond_name(const struct cond_op *op);
/* How it is read between a key and a value: "is inside". */
const char *cond_words(const struct cond_op *op);
bool cond_negated(const struct cond_op *op);
bool cond_is_null(const struct cond_op *op);

/* Does it tell a value of the policy by its letters: every character of it, case included? */
bool cond_is_exact_text(const struct cond_op *op);

/*
 * One key under one operator; never TRI_YES where a policy variable has no value (vars_certain).
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators"
 * and "Conditions with multiple context keys or values".
 */
enum tri cond_match(const struct condition *condition, const struct request *request);

/* Does one value of the policy match one value of the request (not negated)? */
enum tri cond_value(const struct condition *condition, const struct pattern *wanted, struct str has,
		    const struct request *request);

#endif
