/* policy/cond.c - condition operators: one row each. */
#include "policy/cond.h"

#include <string.h>

#include "policy/glob.h"
#include "policy/literal.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

/* How a policy's value and a request's value meet: `want` is compiled, variables are in. */
typedef enum tri (*cond_test)(struct str want, struct str has);

struct cond_op {
	const char *name;
	const char *words; /* how it is read between a key and a value */
	cond_test test;
	enum vars_use use; /* how its values are read */
	bool negated; /* true where none of the policy's values matches; an absent key matches */
};

/* Equality, as far as it shows with parts unknown on either side. */
static enum tri cond_string(struct str want, struct str has)
{
	return glob_match(want, has, false);
}

static bool cond_foreign(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] >= 0x80)
			return true;
	return false;
}

/* Has it a letter that some letter beyond ASCII is folded to? Source: Unicode, CaseFolding.txt. */
static bool cond_folded(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (str_find_char(STR("fiklst"), ascii_lower(text.p[i])) >= 0)
			return true;
	return false;
}

/*
 * Whether AWS takes upper and lower case of letters beyond ASCII for the same is not said, nor
 * whether the Kelvin sign is a k: what differs in nothing else is not known to differ.
 */
static enum tri cond_string_fold(struct str want, struct str has)
{
	enum tri match = glob_match(want, has, true);
	if (match != TRI_NO || (!cond_foreign(want) && !cond_foreign(has)))
		return match;
	while (want.n && has.n && str_eq_nocase(str_slice(want, 0, 1), str_slice(has, 0, 1))) {
		want = str_skip(want, 1);
		has = str_skip(has, 1);
	}
	while (want.n && has.n &&
	       str_eq_nocase(str_skip(want, want.n - 1), str_skip(has, has.n - 1))) {
		want.n--;
		has.n--;
	}
	if (cond_foreign(want) && cond_foreign(has))
		return TRI_UNKNOWN;
	struct str plain = cond_foreign(want) ? has : want;
	return cond_foreign(cond_foreign(want) ? want : has) && cond_folded(plain) ? TRI_UNKNOWN
										   : TRI_NO;
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
	{"StringEquals",              "is",              cond_string,                 VARS_LITERAL, false},
	{"StringNotEquals",           "is not",          cond_string,                 VARS_LITERAL, true},
	{"StringEqualsIgnoreCase",    "is",              cond_string_fold,            VARS_LITERAL, false},
	{"StringNotEqualsIgnoreCase", "is not",          cond_string_fold,            VARS_LITERAL, true},
	{"StringLike",                "is like",         cond_string,                 VARS_GLOB,    false},
	{"StringNotLike",             "is not like",     cond_string,                 VARS_GLOB,    true},
	{"ArnEquals",                 "is like",         cond_arn,                    VARS_GLOB,    false},
	{"ArnLike",                   "is like",         cond_arn,                    VARS_GLOB,    false},
	{"ArnNotEquals",              "is not like",     cond_arn,                    VARS_GLOB,    true},
	{"ArnNotLike",                "is not like",     cond_arn,                    VARS_GLOB,    true},
	{"NumericEquals",             "is",              cond_numeric_equals,         VARS_NONE,    false},
	{"NumericNotEquals",          "is not",          cond_numeric_equals,         VARS_NONE,    true },
	{"NumericLessThan",           "is below",        cond_numeric_less,           VARS_NONE,    false},
	{"NumericLessThanEquals",     "is at most",      cond_numeric_less_equals,    VARS_NONE,    false},
	{"NumericGreaterThan",        "is above",        cond_numeric_greater,        VARS_NONE,    false},
	{"NumericGreaterThanEquals",  "is at least",     cond_numeric_greater_equals, VARS_NONE,    false},
	{"DateEquals",                "is",              cond_date_equals,            VARS_NONE,    false},
	{"DateNotEquals",             "is not",          cond_date_equals,            VARS_NONE,    true },
	{"DateLessThan",              "is before",       cond_date_less,              VARS_NONE,    false},
	{"DateLessThanEquals",        "is not after",    cond_date_less_equals,       VARS_NONE,    false},
	{"DateGreaterThan",           "is after",        cond_date_greater,           VARS_NONE,    false},
	{"DateGreaterThanEquals",     "is not before",   cond_date_greater_equals,    VARS_NONE,    false},
	{"Bool",                      "is",              literal_bool,                VARS_NONE,    false},
	{"BinaryEquals",              "is",              literal_binary,              VARS_NONE,    false},
	{"IpAddress",                 "is inside",       literal_address,             VARS_NONE,    false},
	{"NotIpAddress",              "is outside",      literal_address,             VARS_NONE,    true },
	{"Null",                      "is absent:",      NULL,                        VARS_NONE,    false},
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

const char *cond_words(const struct cond_op *op)
{
	return op->words;
}

bool cond_negated(const struct cond_op *op)
{
	return op->negated;
}

bool cond_is_null(const struct cond_op *op)
{
	return op->test == NULL;
}

bool cond_is_exact_text(const struct cond_op *op)
{
	return op->test == cond_string && op->use == VARS_LITERAL;
}

/* A test as vars_match takes it has the same shape; its values come compiled. */
static enum tri cond_value_of(const struct condition *condition, const struct pattern *wanted,
			      struct str has, const struct request *request, enum tri *dead)
{
	const struct cond_op *op = condition->op;
	if (wanted->odd)
		return TRI_UNKNOWN;
	if (!wanted->variables)
		return op->test == cond_string ? glob_match_pattern(wanted, has)
					       : op->test(wanted->glob, has);
	if (op->use == VARS_NONE)
		return TRI_UNKNOWN;
	return vars_match(wanted, op->use, has, op->test, request, dead);
}

enum tri cond_value(const struct condition *condition, const struct pattern *wanted, struct str has,
		    const struct request *request)
{
	enum tri dead = TRI_NO;
	enum tri match = cond_value_of(condition, wanted, has, request, &dead);
	return tri_and(match, vars_certain(dead));
}

/* A value that is made anew for each request equals no text that stands in a policy. */
static bool cond_never_said(const struct pattern *wanted, const struct context_value *value,
			    struct str has)
{
	return value->random && holes_any(has) && !wanted->variables && !wanted->odd &&
	       wanted->kind == PATTERN_LITERAL;
}

/* All that the policy's text could match is of an organization that the value is surely not of. */
static bool cond_is_of_another(const struct pattern *wanted, const struct context_value *value,
			       const struct request *request)
{
	struct str want = wanted->text, not_of = value->not_of;
	struct vars_text filled;
	if (not_of.n == 0 || wanted->odd)
		return false;
	if (wanted->variables) {
		if (vars_substitute(want, VARS_LITERAL, false, request, &filled) != VARS_DONE ||
		    filled.maybe)
			return false;
		want = (struct str){filled.bytes, filled.n};
	}
	return str_starts(want, not_of) && (want.n == not_of.n || want.p[not_of.n] == '/');
}

/* Has it the parts of an ARN, whatever stands in its holes? */
static bool cond_is_arn(struct str s)
{
	struct arn arn;
	return arn_parse(s, &arn);
}

/* One value of the request against all of the policy's: any of them, or for negated operators none.
 */
static enum tri cond_one(const struct condition *condition, const struct context_value *value,
			 struct str has, const struct request *request)
{
	enum tri any = TRI_NO;
	enum tri dead = TRI_NO;
	for (uint32_t i = 0; i < condition->values.n; i++) {
		const struct pattern *wanted = &condition->values.items[i];
		enum tri one = cond_value_of(condition, wanted, has, request, &dead);
		if (one == TRI_UNKNOWN && (cond_never_said(wanted, value, has) ||
					   cond_is_of_another(wanted, value, request)))
			one = TRI_NO;
		any = tri_or(any, one);
	}
	if (condition->op->negated)
		any = tri_not(any);
	/* What is no ARN is like none; whether the negated operators then hold is not said. */
	if (condition->op->negated && condition->op->test == cond_arn && !cond_is_arn(has))
		any = tri_and(any, TRI_UNKNOWN);
	/* IfExists is said to keep variables from voiding a statement, but not how. */
	if (condition->if_exists && dead != TRI_NO)
		return TRI_UNKNOWN;
	return tri_and(any, vars_certain(dead));
}

/* Do the values come to nothing, as an empty set or empty strings do? Unknown where a hole may be
 * empty. */
static enum tri cond_is_empty(const struct context_value *value)
{
	enum tri empty = TRI_YES;
	for (size_t i = 0; i < value->n_values; i++) {
		if (value->values[i].n == 0)
			continue;
		empty = tri_and(empty, holes_only(value->values[i]) ? TRI_UNKNOWN : TRI_NO);
	}
	return empty;
}

/* ForAllValues holds for an empty set, ForAnyValue does not. */
static enum tri cond_set(const struct condition *condition, const struct context_value *value,
			 const struct request *request)
{
	bool all = condition->for_all;
	enum tri sum = all ? TRI_YES : TRI_NO;
	for (size_t i = 0; i < value->n_values; i++) {
		enum tri one = cond_one(condition, value, value->values[i], request);
		sum = all ? tri_and(sum, one) : tri_or(sum, one);
	}
	enum tri empty = cond_is_empty(value);
	if (empty == TRI_NO)
		return sum;
	enum tri if_empty = all ? TRI_YES : TRI_NO;
	return empty == TRI_YES || sum == if_empty ? if_empty : TRI_UNKNOWN;
}

static enum tri cond_present(const struct condition *condition, const struct context_value *value,
			     const struct request *request)
{
	if (condition->for_all || condition->for_any)
		return cond_set(condition, value, request);
	/* A set without a set operator is not what AWS documents. */
	if (value->multi || value->n_values != 1)
		return TRI_UNKNOWN;
	return cond_one(condition, value, value->values[0], request);
}

/* A variable without a value may void the statement, whatever the key. */
static enum tri cond_alive(const struct condition *condition, const struct request *request)
{
	enum tri dead = TRI_NO;
	for (uint32_t i = 0; i < condition->values.n; i++)
		if (condition->values.items[i].variables)
			(void)cond_value_of(condition, &condition->values.items[i],
					    (struct str){NULL, 0}, request, &dead);
	return vars_certain(dead);
}

/* A key that is not in the request. */
static enum tri cond_absent(const struct condition *condition, const struct request *request)
{
	bool holds = condition->for_all || (condition->op->negated && !condition->for_any);
	/* IfExists holds where the key is absent, ForAnyValue does not: which of them counts is not
	 * said. */
	if (condition->if_exists)
		return condition->for_any ? TRI_UNKNOWN : TRI_YES;
	return holds ? cond_alive(condition, request) : TRI_NO;
}

/* It has one of these values: what comes of each of them does. */
static enum tri cond_either(const struct condition *condition, const struct context_value *value,
			    const struct request *request)
{
	struct context_value one = *value;
	enum tri all;

	one.n_values = 1;
	all = cond_present(condition, &one, request);
	for (size_t i = 1; i < value->n_values; i++) {
		one.values = &value->values[i];
		if (cond_present(condition, &one, request) != all)
			return TRI_UNKNOWN;
	}
	return all;
}

/* Its value is between two: what comes of both ends does, where the operator asks for an order. */
static enum tri cond_between(const struct condition *condition, const struct context_value *value,
			     const struct request *request)
{
	enum tri (*test)(struct str want, struct str has) = condition->op->test;
	bool order = test == cond_date_less || test == cond_date_less_equals ||
		     test == cond_date_greater || test == cond_date_greater_equals;
	return order ? cond_either(condition, value, request) : TRI_UNKNOWN;
}

/* A key of which it is not known whether it is there, or with what value. */
static enum tri cond_unknown(const struct condition *condition, const struct context_value *value,
			     const struct request *request)
{
	const struct str any = STR(HOLE_TEXT);
	struct context_value guess = {.key = condition->key, .state = CTX_PRESENT};
	if (value && value->either)
		return cond_either(condition, value, request);
	if (value)
		guess = *value;
	if (guess.n_values == 0) {
		guess.values = &any;
		guess.n_values = 1;
	}
	enum tri there = value && value->between ? cond_between(condition, value, request)
						 : cond_present(condition, &guess, request);
	if (value && value->present)
		return there;
	enum tri absent = cond_absent(condition, request);
	return absent == there ? there : TRI_UNKNOWN;
}

/* Is the key absent? */
static enum tri cond_key_absent(const struct context_value *value, bool closed)
{
	if (!value)
		return closed ? TRI_YES : TRI_UNKNOWN;
	if (value->state == CTX_ABSENT)
		return TRI_YES;
	if (value->state == CTX_UNKNOWN)
		return value->present ? TRI_NO : TRI_UNKNOWN;
	/* An empty set is no value; of an empty text it is not said. */
	if (value->n_values == 0)
		return TRI_YES;
	return cond_is_empty(value) == TRI_NO || value->random ? TRI_NO : TRI_UNKNOWN;
}

/* Null: "true" where the key must be absent. */
static enum tri cond_null(const struct condition *condition, const struct context_value *value,
			  bool closed)
{
	enum tri absent = cond_key_absent(value, closed);
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
	return any;
}

/*
 * No value in the policy. Source: IAM User Guide, "Access Analyzer policy check reference", "Empty
 * array condition ForAnyValue", "... ForAllValues" and "... IfExists"; of the plain operator it
 * only says that it "does not affect the policy". A negated operator should hold for what is in no
 * empty list, which is not what they say: where the key is there, that is left open.
 */
static enum tri cond_valueless(const struct condition *condition, const struct context_value *value,
			       bool closed)
{
	if (condition->for_any)
		return TRI_NO;
	if (!condition->for_all && !condition->if_exists)
		return TRI_UNKNOWN;
	enum tri absent = cond_key_absent(value, closed);
	return condition->op->negated ? tri_or(absent, TRI_UNKNOWN) : absent;
}

enum tri cond_match(const struct condition *condition, const struct request *request)
{
	if (!condition->op)
		return TRI_UNKNOWN;
	const struct context_value *value = request_find(request, condition->key);
	if (!condition->op->test)
		return cond_null(condition, value, request->closed);
	if (condition->values.n == 0)
		return cond_valueless(condition, value, request->closed);
	if (value ? value->state == CTX_UNKNOWN : !request->closed)
		return cond_unknown(condition, value, request);
	if (!value || value->state == CTX_ABSENT)
		return cond_absent(condition, request);
	if (value->n_values == 0 && value->multi && !condition->for_all && !condition->for_any)
		return TRI_UNKNOWN;
	if (value->n_values == 0)
		return cond_absent(condition, request);
	return cond_present(condition, value, request);
}
