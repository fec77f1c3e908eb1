/* policy_random.h - random questions for the judge, biased towards matching; all from one seed. */
#ifndef ROLEHOP_TESTS_POLICY_RANDOM_H
#define ROLEHOP_TESTS_POLICY_RANDOM_H

#include "unit.h"

#include <string.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/vec.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/eval.h"
#include "rolehop/policy/parse.h"

struct dice {
	uint64_t state;
};

static inline unsigned dice_below(struct dice *dice, unsigned n)
{
	dice->state ^= dice->state << 13;
	dice->state ^= dice->state >> 7;
	dice->state ^= dice->state << 17;
	return (unsigned)((dice->state >> 11) % n);
}

static inline bool dice_one_in(struct dice *dice, unsigned n)
{
	return dice_below(dice, n) == 0;
}

#define DICE_PICK(dice, list) ((list)[dice_below((dice), sizeof(list) / sizeof((list)[0]))])

enum { RANDOM_LEVELS = 2, RANDOM_POLICIES = 2, RANDOM_KEYS = 16 };

/* A question with everything in it of its own, so that it can be changed. */
struct random_question {
	struct arena *arena;
	struct dice *dice;
	struct question question;
	struct request request;
	struct context_value context[RANDOM_KEYS];
	struct level levels[LAYER_COUNT][RANDOM_LEVELS];
	struct bearing bearings[LAYER_COUNT][RANDOM_LEVELS][RANDOM_POLICIES];
};

/* ---- documents --------------------------------------------------------------------------------
 */

static const char *const random_strings[] = {
    "a",       "ab",	      "A",
    "a*",      "*",	      "?b",
    "",	       "b",	      "${aws:PrincipalTag/t}",
    "x${k:s}", "${k:absent}", "${k:s, 'a'}",
    "${*}",    "1",	      "true",
    "a?",
};
static const char *const random_arns[] = {
    "arn:aws:iam::111111111111:role/p/E",
    "arn:aws:iam::111111111111:role/*",
    "arn:aws:iam::*:role/p/E",
    "arn:aws:states:us-east-1:111111111111:stateMachine:M",
    "arn:aws:states:*:*:stateMachine:*",
    "arn:*:iam::${k:account}:role/p/E",
    "*",
    "arn:aws:iam::222222222222:role/E",
};
static const char *const random_numbers[] = {"1", "2", "10", "1.5", "-3", "x"};
static const char *const random_dates[] = {"2026-01-01T00:00:00Z", "1767225600", "2026-06-01",
					   "2025-12-31T23:59:59Z", "never"};
static const char *const random_bools[] = {"true", "false"};
static const char *const random_addresses[] = {"203.0.113.0/24", "203.0.113.7", "10.0.0.0/8",
					       "2001:db8::/32", "0.0.0.0/0"};

struct random_operator {
	const char *name;
	const char *const *values;
	unsigned n_values;
};

#define RANDOM_VALUES(list) list, sizeof(list) / sizeof((list)[0])

static const struct random_operator random_operators[] = {
    {"StringEquals", RANDOM_VALUES(random_strings)},
    {"StringNotEquals", RANDOM_VALUES(random_strings)},
    {"StringLike", RANDOM_VALUES(random_strings)},
    {"StringNotLike", RANDOM_VALUES(random_strings)},
    {"StringEqualsIgnoreCase", RANDOM_VALUES(random_strings)},
    {"StringNotEqualsIgnoreCase", RANDOM_VALUES(random_strings)},
    {"ArnLike", RANDOM_VALUES(random_arns)},
    {"ArnNotLike", RANDOM_VALUES(random_arns)},
    {"ArnEquals", RANDOM_VALUES(random_arns)},
    {"ArnNotEquals", RANDOM_VALUES(random_arns)},
    {"NumericEquals", RANDOM_VALUES(random_numbers)},
    {"NumericNotEquals", RANDOM_VALUES(random_numbers)},
    {"NumericLessThan", RANDOM_VALUES(random_numbers)},
    {"NumericGreaterThanEquals", RANDOM_VALUES(random_numbers)},
    {"DateLessThan", RANDOM_VALUES(random_dates)},
    {"DateNotEquals", RANDOM_VALUES(random_dates)},
    {"DateGreaterThanEquals", RANDOM_VALUES(random_dates)},
    {"Bool", RANDOM_VALUES(random_bools)},
    {"IpAddress", RANDOM_VALUES(random_addresses)},
    {"NotIpAddress", RANDOM_VALUES(random_addresses)},
    {"Null", RANDOM_VALUES(random_bools)},
    {"BinaryEquals", RANDOM_VALUES(random_strings)},
};

static const char *const random_keys[] = {"k:s",
					  "k:s2",
					  "k:arn",
					  "k:n",
					  "k:date",
					  "k:bool",
					  "k:ip",
					  "k:set",
					  "aws:PrincipalTag/t",
					  "k:absent",
					  "aws:PrincipalArn",
					  "k:account"};

static inline void random_list(struct buf *buf, struct dice *dice, const char *const *values,
			       unsigned n_values, unsigned max)
{
	unsigned n = 1 + dice_below(dice, max);
	buf_add_cstr(buf, n > 1 ? "[" : "");
	for (unsigned i = 0; i < n; i++)
		buf_printf(buf, "%s\"%s\"", i ? "," : "", values[dice_below(dice, n_values)]);
	buf_add_cstr(buf, n > 1 ? "]" : "");
}

static inline void random_condition(struct buf *buf, struct dice *dice)
{
	const struct random_operator *op = &DICE_PICK(dice, random_operators);
	bool null = strcmp(op->name, "Null") == 0;
	unsigned set = null ? 3 : dice_below(dice, 8);
	buf_printf(buf, "\"%s%s%s\":{",
		   set == 0   ? "ForAllValues:"
		   : set == 1 ? "ForAnyValue:"
			      : "",
		   op->name, !null && dice_one_in(dice, 4) ? "IfExists" : "");
	unsigned n = 1 + dice_one_in(dice, 4);
	unsigned at = dice_below(dice, sizeof(random_keys) / sizeof(random_keys[0]) - 1);
	for (unsigned i = 0; i < n; i++) {
		buf_printf(buf, "%s\"%s\":", i ? "," : "", random_keys[at + i]);
		random_list(buf, dice, op->values, op->n_values, 2);
	}
	buf_add_cstr(buf, "}");
}

static const char *const random_principals[] = {
    "\"*\"",
    "{\"AWS\":\"*\"}",
    "{\"AWS\":\"111111111111\"}",
    "{\"AWS\":\"arn:aws:iam::111111111111:root\"}",
    "{\"AWS\":\"arn:aws:iam::111111111111:role/p/E\"}",
    "{\"AWS\":[\"arn:aws:iam::222222222222:root\",\"arn:aws:iam::111111111111:role/E\"]}",
    "{\"AWS\":\"arn:aws:sts::111111111111:assumed-role/E/s\"}",
    "{\"AWS\":\"arn:aws:sts::111111111111:assumed-role/E/other\"}",
    "{\"AWS\":\"arn:aws:iam::111111111111:user/u\"}",
    "{\"AWS\":\"arn:aws:sts::111111111111:federated-user/f\"}",
    "{\"AWS\":\"AROAEXAMPLEEXAMPLE12\"}",
    "{\"AWS\":\"arn:aws:iam::111111111111:role/*\"}",
    "{\"Service\":\"states.amazonaws.com\"}",
    "{\"Service\":[\"states.us-east-1.amazonaws.com\",\"lambda.amazonaws.com\"],\"AWS\":"
    "\"111111111111\"}",
    "{\"Federated\":\"accounts.google.com\"}",
    "{\"CanonicalUser\":\"79a5\"}",
    "{\"AWS\":[\"111111111111\",\"arn:aws:iam::111111111111:role/p/E\","
    "\"arn:aws:sts::111111111111:assumed-role/E/s\"]}",
};
static const char *const random_actions[] = {
    "\"*\"",
    "\"s3:*\"",
    "\"sts:AssumeRole\"",
    "\"S3:get*\"",
    "[\"s3:GetObject\",\"kms:*\"]",
    "\"sqs:*\"",
    "\"sts:Tag?ession\"",
    "\"*:*\"",
    "\"s3*:GetObject\"",
};
static const char *const random_resources[] = {
    "\"*\"",
    "\"*\"",
    "\"arn:aws:s3:::b/*\"",
    "\"arn:aws:s3:::b/${k:s}/*\"",
    "\"arn:aws:s3:::*/a/key\"",
    "[\"arn:aws:iam::222222222222:role/T\",\"arn:aws:iam::*:role/T*\"]",
    "\"arn:aws:kms:us-east-1:*:key/*\"",
    "\"arn:aws:sqs:*:222222222222:q?\"",
    "\"arn:aws:s3:::${k:absent}/*\"",
    "[\"arn:aws:s3:::b/k\",\"arn:aws:s3:::b/*y\"]",
    "\"arn:aws:lambda:us-east-1:222222222222:function:f*x\"",
};

static inline void random_statement(struct buf *buf, struct dice *dice, enum layer layer)
{
	bool principal = layer == LAYER_RESOURCE || layer == LAYER_RCP || layer == LAYER_ENDPOINT;
	buf_printf(buf, "{\"Effect\":\"%s\",\"%sAction\":%s",
		   dice_one_in(dice, 4) ? "Deny" : "Allow", dice_one_in(dice, 8) ? "Not" : "",
		   dice_one_in(dice, 2) ? "\"*\"" : DICE_PICK(dice, random_actions));
	if (layer != LAYER_RESOURCE || dice_one_in(dice, 3))
		buf_printf(buf, ",\"%sResource\":%s", dice_one_in(dice, 8) ? "Not" : "",
			   dice_one_in(dice, 2) ? "\"*\"" : DICE_PICK(dice, random_resources));
	if (principal ? !dice_one_in(dice, 40) : dice_one_in(dice, 80))
		buf_printf(buf, ",\"%sPrincipal\":%s", dice_one_in(dice, 8) ? "Not" : "",
			   DICE_PICK(dice, random_principals));
	if (!dice_one_in(dice, 3)) {
		buf_add_cstr(buf, ",\"Condition\":{");
		random_condition(buf, dice);
		if (dice_one_in(dice, 3)) {
			buf_add_cstr(buf, ",");
			random_condition(buf, dice);
		}
		buf_add_cstr(buf, "}");
	}
	buf_add_cstr(buf, "}");
}

/* What IAM would not save, but a cache may hold. */
static const char *const random_oddities[] = {
    "{}",
    "{\"Effect\":\"allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Principal\":\"*\"}",
    "{\"Effect\":\"Allow\",\"Action\":[],\"Resource\":\"*\",\"Principal\":\"*\"}",
    "{\"Effect\":\"Allow\",\"NotAction\":[],\"Resource\":\"*\",\"Principal\":\"*\"}",
    "{\"Effect\":\"Deny\",\"Action\":\"*\",\"NotResource\":[],\"Principal\":\"*\"}",
    "{\"Effect\":\"Allow\",\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\",\"Principal\":"
    "\"*\"}",
    "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Principal\":{\"Nobody\":\"*\"}}",
    "{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\",\"NotPrincipal\":{\"AWS\":[]}}",
    "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":{\"a\":1},\"Principal\":\"*\"}",
    "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Extra\":1}",
    "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{\"StringIs\":{\"k:"
    "s\":\"a\"}}}",
    "{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{\"StringLike\":{\"k:"
    "s\":\"\\u0002\"}}}",
    "{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":[]}",
    "7",
};

static inline const struct policy *random_policy(struct random_question *q, enum layer layer)
{
	struct buf buf;
	struct err err;
	const struct policy *policy;
	unsigned n = 1 + dice_below(q->dice, 3);
	buf_init(&buf, q->arena, 1 << 16);
	buf_add_cstr(&buf, dice_one_in(q->dice, 8) ? "{" : "{\"Version\":\"2012-10-17\",");
	buf_add_cstr(&buf, "\"Statement\":[");
	for (unsigned i = 0; i < n; i++) {
		buf_add_cstr(&buf, i ? "," : "");
		if (dice_one_in(q->dice, 50))
			buf_add_cstr(&buf, DICE_PICK(q->dice, random_oddities));
		else
			random_statement(&buf, q->dice, layer);
	}
	buf_add_cstr(&buf, "]}");
	if (!policy_parse(q->arena, buf_str(&buf), &policy, &err))
		fail_msg("%s in %.*s", err.text, STR_ARG(buf_str(&buf)));
	return policy;
}

/* ---- requests ---------------------------------------------------------------------------------
 */

struct random_target {
	const char *action, *resource, *account;
};

static const struct random_target random_targets[] = {
    {"sts:AssumeRole", "arn:aws:iam::222222222222:role/T", "222222222222"},
    {"sts:AssumeRole", "arn:aws:iam::111111111111:role/p/T", "111111111111"},
    {"sts:TagSession", "arn:aws:iam::222222222222:role/T", "222222222222"},
    {"s3:GetObject", "arn:aws:s3:::b/a/key", "111111111111"},
    {"s3:GetObject", "arn:aws:s3:::b/a/key", "222222222222"},
    {"kms:Decrypt", "arn:aws:kms:us-east-1:111111111111:key/1", "111111111111"},
    {"kms:Decrypt", "arn:aws:kms:us-east-1:222222222222:key/1", "222222222222"},
    {"kms:Decrypt", "arn:aws:kms:us-east-1:111111111111:alias/a", "111111111111"},
    {"kms:DeleteAlias", "arn:aws:kms:us-east-1:111111111111:alias/a", "111111111111"},
    {"sqs:SendMessage", "arn:aws:sqs:us-east-1:222222222222:qa", "222222222222"},
    {"sqs:SendMessage", "arn:aws:sqs:us-east-1:111111111111:qa", "111111111111"},
    {"lambda:InvokeFunction", "arn:aws:lambda:us-east-1:222222222222:function:fax", "222222222222"},
    {"sts:GetCallerIdentity", "*", ""},
};
static const char *const random_callers[] = {
    "arn:aws:sts::111111111111:assumed-role/E/s",
    "arn:aws:sts::111111111111:assumed-role/E/s",
    "arn:aws:sts::111111111111:assumed-role/E/s",
    "arn:aws:iam::111111111111:user/u",
    "arn:aws:iam::111111111111:root",
    "arn:aws:sts::111111111111:federated-user/f",
    "states.amazonaws.com",
    "anonymous",
};

struct random_key {
	const char *key;
	const char *const *values;
	unsigned n_values;
	bool multi;
};

static const char *const random_has_strings[] = {"a", "ab", "b", "", "A", "a*"};
static const char *const random_has_arns[] = {
    "arn:aws:iam::111111111111:role/p/E", "arn:aws:states:us-east-1:111111111111:stateMachine:M",
    "x"};
static const char *const random_has_addresses[] = {"203.0.113.7", "10.1.2.3", "2001:db8::1"};
static const char *const random_has_accounts[] = {"111111111111"};

static const struct random_key random_context[] = {
    {"k:s", RANDOM_VALUES(random_has_strings), false},
    {"k:s2", RANDOM_VALUES(random_has_strings), false},
    {"k:arn", RANDOM_VALUES(random_has_arns), false},
    {"k:n", RANDOM_VALUES(random_numbers), false},
    {"k:date", RANDOM_VALUES(random_dates), false},
    {"k:bool", RANDOM_VALUES(random_bools), false},
    {"k:ip", RANDOM_VALUES(random_has_addresses), false},
    {"k:set", RANDOM_VALUES(random_has_strings), true},
    {"aws:PrincipalTag/t", RANDOM_VALUES(random_has_strings), false},
    {"aws:PrincipalArn", RANDOM_VALUES(random_has_arns), false},
    {"k:account", RANDOM_VALUES(random_has_accounts), false},
};

static inline void random_request(struct random_question *q)
{
	struct err err;
	const struct random_target *target = &DICE_PICK(q->dice, random_targets);
	const char *caller = DICE_PICK(q->dice, random_callers);
	assert_true(principal_parse(str_from(caller), &q->request.caller, &err));
	if (q->request.caller.kind == PRINCIPAL_ROLE_SESSION) {
		q->request.caller.identity = STR("arn:aws:iam::111111111111:role/p/E");
		q->request.caller.unique_id = STR("AROAEXAMPLEEXAMPLE12");
	}
	q->request.action = str_from(target->action);
	q->request.resource = str_from(target->resource);
	q->request.resource_account = str_from(target->account);
	q->request.closed = true;
	q->request.context = q->context;
	for (size_t i = 0; i < sizeof(random_context) / sizeof(random_context[0]); i++) {
		const struct random_key *key = &random_context[i];
		struct context_value *value = &q->context[q->request.n_context++];
		size_t n = key->multi ? dice_below(q->dice, 3) : 1;
		struct str *values = arena_array(q->arena, 2, sizeof(*values));
		for (size_t k = 0; k < n; k++)
			values[k] = str_from(key->values[dice_below(q->dice, key->n_values)]);
		*value = (struct context_value){
		    .key = str_from(key->key),
		    .state = dice_one_in(q->dice, 4) ? CTX_ABSENT : CTX_PRESENT,
		    .multi = key->multi,
		    .values = values,
		    .n_values = n,
		};
	}
}

static inline void random_layer(struct random_question *q, enum layer layer)
{
	static const unsigned absent_in_8[LAYER_COUNT] = {1, 3, 6, 6, 6, 6, 7};
	struct layer_input *input = &q->question.layers[layer];
	bool levels = layer == LAYER_SCP || layer == LAYER_RCP;
	if (dice_below(q->dice, 8) < absent_in_8[layer])
		return;
	input->state = LAYER_COLLECTED;
	input->levels = q->levels[layer];
	input->n_levels = levels ? 1 + dice_below(q->dice, RANDOM_LEVELS) : 1;
	for (size_t i = 0; i < input->n_levels; i++) {
		struct level *level = &q->levels[layer][i];
		level->of = STR("it");
		level->policies = q->bearings[layer][i];
		level->n_policies = 1 + dice_below(q->dice, RANDOM_POLICIES);
		for (size_t k = 0; k < level->n_policies; k++)
			q->bearings[layer][i][k] = (struct bearing){STR("policy"), STR("it"),
								    random_policy(q, layer), false};
	}
}

static inline void random_make(struct random_question *q, struct arena *arena, struct dice *dice)
{
	*q = (struct random_question){.arena = arena, .dice = dice};
	q->question.request = &q->request;
	random_request(q);
	for (size_t i = 0; i < LAYER_COUNT; i++)
		random_layer(q, (enum layer)i);
}

/* A copy whose pointers lead into itself. */
static inline void random_copy(const struct random_question *from, struct random_question *to)
{
	*to = *from;
	to->question.request = &to->request;
	to->request.context = to->context;
	for (size_t i = 0; i < LAYER_COUNT; i++) {
		if (!from->question.layers[i].levels)
			continue;
		to->question.layers[i].levels = to->levels[i];
		for (size_t k = 0; k < RANDOM_LEVELS; k++)
			to->levels[i][k].policies = to->bearings[i][k];
	}
}

#endif
