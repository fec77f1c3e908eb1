/* policy/cond.c - condition operators: one row each. */
#include "policy/cond.h"

#include <string.h>

#include "policy/glob.h"
#include "policy/literal.h"
#include "rolehop/model/holes.h"

/* How a policy's value and a request's value meet: `want` is compiled, variables are in. */
typedef enum tri (*cond_test)(struct str want, struct str has);

struct cond_op {
	const char *name;
	cond_test test;
	enum vars_use use;
	bool negated;	/* true where none of the policy's values matches; an absent key matches */
	bool variables; /* policy variables may stand in its values */
};

/* Equality, as far as it shows with parts unknown on either side. */
static enum tri cond_string(struct str want, struct str has)
{
	return glob_match(want, has, false);
}

static enum tri cond_string_fold(struct str want, struct str has)
{
	return glob_match(want, has, true);
}

static enum tri cond_arn(struct str want, struct str has)
{
	return glob_match_arn(want, has);
}

static enum tri cond_numeric_equals(struct str want, struct str has)
{
	return literal_number(want, has, LITERAL_EQUAL);
}

static enum tri cond_numeric_less(struct str want, struct str has)
{
	return literal_number(want, has, LITERAL_LESS);
}

static enum tri cond_numeric_less_equals(struct str want, struct str has)
{
	return literal_number(want, has, LITERAL_LESS | LITERAL_EQUAL);
}

static enum tri cond_numeric_greater(struct str want, struct str has)
{
	return literal_number(want, has, LITERAL_GREATER);
}

static enum tri cond_numeric_greater_equals(struct str want, struct str has)
{
	return literal_number(want, has, LITERAL_GREATER | LITERAL_EQUAL);
}

static enum tri cond_date_equals(struct str want, struct str has)
{
	return literal_date(want, has, LITERAL_EQUAL);
}

static enum tri cond_date_less(struct str want, struct str has)
{
	return literal_date(want, has, LITERAL_LESS);
}

static enum tri cond_date_less_equals(struct str want, struct str has)
{
	return literal_date(want, has, LITERAL_LESS | LITERAL_EQUAL);
}

static enum tri cond_date_greater(struct str want, struct str has)
{
	return literal_date(want, has, LITERAL_GREATER);
}

static enum tri cond_date_greater_equals(struct str want, struct str has)
{
	return literal_date(want, has, LITERAL_GREATER | LITERAL_EQUAL);
}

/* Source: IAM User Guide, "IAM JSON policy elements: Condition operators". */
/* clang-format off */
static const struct cond_op cond_ops[] = {
	{"StringEquals",              cond_string,                 VARS_LITERAL, false, true},
	{"StringNotEquals",           cond_string,                 VARS_LITERAL, true,  true},
	{"StringEqualsIgnoreCase",    cond_string_fold,            VARS_LITERAL, false, true},
	{"StringNotEqualsIgnoreCase", cond_string_fold,            VARS_LITERAL, true,  true},
	{"StringLike",                cond_string,                 VARS_GLOB,    false, true},
	{"StringNotLike",             cond_string,                 VARS_GLOB,    true,  true},
	{"ArnEquals",                 cond_arn,                    VARS_GLOB,    false, true},
	{"ArnLike",                   cond_arn,                    VARS_GLOB,    false, true},
	{"ArnNotEquals",              cond_arn,                    VARS_GLOB,    true,  true},
	{"ArnNotLike",                cond_arn,                    VARS_GLOB,    true,  true},
	{"NumericEquals",             cond_numeric_equals,         VARS_LITERAL, false, false},
	{"NumericNotEquals",          cond_numeric_equals,         VARS_LITERAL, true,  false},
	{"NumericLessThan",           cond_numeric_less,           VARS_LITERAL, false, false},
	{"NumericLessThanEquals",     cond_numeric_less_equals,    VARS_LITERAL, false, false},
	{"NumericGreaterThan",        cond_numeric_greater,        VARS_LITERAL, false, false},
	{"NumericGreaterThanEquals",  cond_numeric_greater_equals, VARS_LITERAL, false, false},
	{"DateEquals",                cond_date_equals,            VARS_LITERAL, false, false},
	{"DateNotEquals",             cond_date_equals,            VARS_LITERAL, true,  false},
	{"DateLessThan",              cond_date_less,              VARS_LITERAL, false, false},
	{"DateLessThanEquals",        cond_date_less_equals,       VARS_LITERAL, false, false},
	{"DateGreaterThan",           cond_date_greater,           VARS_LITERAL, false, false},
	{"DateGreaterThanEquals",     cond_date_greater_equals,    VARS_LITERAL, false, false},
	{"Bool",                      literal_bool,                VARS_LITERAL, false, false},
	{"BinaryEquals",              literal_binary,              VARS_LITERAL, false, false},
	{"IpAddress",                 literal_address,             VARS_LITERAL, false, false},
	{"NotIpAddress",              literal_address,             VARS_LITERAL, true,  false},
	{"Null",                      NULL,                        VARS_LITERAL, false, false},
};
/* clang-format on */

static const struct cond_op *cond_row(struct str name)
{
	for (size_t i = 0; i < sizeof(cond_ops) / sizeof(cond_ops[0]); i++)
		if (str_eq_nocase(name, str_from(cond_ops[i].name)))
			return &cond_ops[i];
	return NULL;
}

void cond_find(struct str op_text, struct condition *out)
{
	struct str name = op_text;
	const struct str all = STR("ForAllValues:");
	const struct str any = STR("ForAnyValue:");
	const struct str if_exists = STR("IfExists");
	out->for_all = str_starts_nocase(name, all);
	out->for_any = str_starts_nocase(name, any);
	name = str_skip(name, out->for_all ? all.n : out->for_any ? any.n : 0);
	out->if_exists =
	    name.n > if_exists.n && str_eq_nocase(str_skip(name, name.n - if_exists.n), if_exists);
	if (out->if_exists)
		name.n -= if_exists.n;
	out->op = cond_row(name);
	/* Null takes neither set prefix nor suffix. */
	if (out->op && !out->op->test && (out->if_exists || out->for_all || out->for_any))
		out->op = NULL;
}

enum vars_use cond_use(const struct cond_op *op)
{
	return op->use;
}

const char *cond_name(const struct cond_op *op)
{
	return op->name;
}

bool cond_negated(const struct cond_op *op)
{
	return op->negated;
}

static struct cond_result cond_is(enum tri match)
{
	return (struct cond_result){match, false};
}

struct cond_result cond_value(const struct condition *condition, const struct pattern *wanted,
			      struct str has, const struct request *request)
{
	const struct cond_op *op = condition->op;
	if (wanted->odd)
		return cond_is(TRI_UNKNOWN);
	if (!wanted->variables)
		return cond_is(op->test(wanted->glob, has));
	if (!op->variables)
		return cond_is(TRI_UNKNOWN);
	struct vars_text text;
	enum vars_result result = vars_substitute(wanted->text, op->use, request, &text);
	if (result == VARS_ABSENT)
		return (struct cond_result){TRI_NO, true};
	if (result == VARS_UNKNOWN)
		return cond_is(TRI_UNKNOWN);
	enum tri match = op->test((struct str){text.bytes, text.n}, has);
	bool counts = text.wild_value && op->use == VARS_GLOB;
	return cond_is(counts ? TRI_UNKNOWN : match);
}

/* One value of the request against all of the policy's: any of them, or for negated operators none.
 */
static struct cond_result cond_one(const struct condition *condition, struct str has,
				   const struct request *request)
{
	struct cond_result all = cond_is(TRI_NO);
	for (uint32_t i = 0; i < condition->values.n; i++) {
		struct cond_result one =
		    cond_value(condition, &condition->values.items[i], has, request);
		if (one.dead)
			return one;
		all.match = tri_or(all.match, one.match);
	}
	if (condition->op->negated)
		all.match = tri_not(all.match);
	return all;
}

/* All values of the request, as the set operator quantifies over them. */
static struct cond_result cond_present(const struct condition *condition,
				       const struct context_value *value,
				       const struct request *request)
{
	bool all = condition->for_all;
	struct cond_result sum = cond_is(all ? TRI_YES : TRI_NO);
	for (size_t i = 0; i < value->n_values; i++) {
		struct cond_result one = cond_one(condition, value->values[i], request);
		if (one.dead)
			return one;
		sum.match = all ? tri_and(sum.match, one.match) : tri_or(sum.match, one.match);
	}
	/* A set without a set operator is not what AWS documents. */
	if (value->multi && !condition->for_all && !condition->for_any)
		sum.match = TRI_UNKNOWN;
	return sum;
}

/* A key that is not in the request. */
static struct cond_result cond_absent(const struct condition *condition,
				      const struct request *request)
{
	bool holds = condition->if_exists || condition->for_all ||
		     (condition->op->negated && !condition->for_any);
	/* A variable without a value still makes the statement void. */
	struct cond_result probe = cond_one(condition, (struct str){NULL, 0}, request);
	if (probe.dead)
		return probe;
	return cond_is(holds ? TRI_YES : TRI_NO);
}

/* A key whose value is not known: a hole stands for it. */
static struct cond_result cond_unknown(const struct condition *condition,
				       const struct context_value *value,
				       const struct request *request)
{
	static const char hole[] = {HOLE, 0};
	const struct str any = {hole, 1};
	struct cond_result there = cond_one(condition, any, request);
	/* Of a set nothing is known, not even that it has a member. */
	if (value && value->multi && !there.dead)
		there.match = TRI_UNKNOWN;
	if (there.dead || (value && value->present))
		return there;
	struct cond_result absent = cond_absent(condition, request);
	return absent.match == there.match ? there : cond_is(TRI_UNKNOWN);
}

/* Null: "true" where the key must be absent. */
static struct cond_result cond_null(const struct condition *condition,
				    const struct context_value *value, bool closed)
{
	enum tri absent = TRI_UNKNOWN;
	if (value ? value->state == CTX_ABSENT : closed)
		absent = TRI_YES;
	else if (value && (value->state == CTX_PRESENT || value->present))
		absent = value->state == CTX_PRESENT && value->multi && value->n_values == 0
			     ? TRI_YES
			     : TRI_NO;
	enum tri any = TRI_NO;
	for (uint32_t i = 0; i < condition->values.n; i++) {
		struct str want = condition->values.items[i].text;
		enum tri one = TRI_UNKNOWN;
		if (str_eq_nocase(want, STR("true")))
			one = absent;
		else if (str_eq_nocase(want, STR("false")))
			one = tri_not(absent);
		any = tri_or(any, one);
	}
	return cond_is(any);
}

struct cond_result cond_match(const struct condition *condition, const struct request *request)
{
	if (!condition->op || condition->values.n == 0 ||
	    (condition->for_all && condition->for_any))
		return cond_is(TRI_UNKNOWN);
	const struct context_value *value = request_find(request, condition->key);
	if (!condition->op->test)
		return cond_null(condition, value, request->closed);
	if (value ? value->state == CTX_UNKNOWN : !request->closed)
		return cond_unknown(condition, value, request);
	if (!value || value->state == CTX_ABSENT)
		return cond_absent(condition, request);
	if (value->n_values == 0)
		return cond_absent(condition, request);
	return cond_present(condition, value, request);
}
