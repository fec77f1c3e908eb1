/* policy_ask.h - one question put to the judge, said shortly. */
#ifndef ROLEHOP_TESTS_POLICY_ASK_H
#define ROLEHOP_TESTS_POLICY_ASK_H

#include "unit.h"

#include <string.h>

#include "rolehop/base/arena.h"
#include "rolehop/policy/eval.h"
#include "rolehop/policy/parse.h"

enum { ASK_POLICIES = 4, ASK_LEVELS = 3, ASK_KEYS = 8 };

#define ASK_EXECUTION_ROLE "arn:aws:iam::111111111111:role/app/Exec"
#define ASK_TARGET_ROLE "arn:aws:iam::222222222222:role/Target"

/* By default: a session of Exec asks to assume Target in another account; keys are closed. */
struct ask {
	struct arena arena;
	struct request request;
	struct question question;
	struct context_value context[ASK_KEYS];
	struct str values[ASK_KEYS];
	struct level levels[LAYER_COUNT][ASK_LEVELS];
	struct bearing bearings[LAYER_COUNT][ASK_LEVELS][ASK_POLICIES];
	struct decision decision;
};

static inline void ask_caller(struct ask *ask, const char *caller, const char *identity)
{
	struct err err;
	assert_true(principal_parse(str_from(caller), &ask->request.caller, &err));
	if (identity)
		ask->request.caller.identity = str_from(identity);
}

static inline void ask_for(struct ask *ask, const char *action, const char *resource,
			   const char *owner)
{
	ask->request.action = str_from(action);
	ask->request.resource = str_from(resource);
	ask->request.resource_account = str_from(owner);
}

static inline void ask_start(struct ask *ask)
{
	*ask = (struct ask){.arena = {NULL}};
	ask->question.request = &ask->request;
	ask->request.context = ask->context;
	ask->request.closed = true;
	ask_caller(ask, "arn:aws:sts::111111111111:assumed-role/Exec/s", ASK_EXECUTION_ROLE);
	ask_for(ask, "sts:AssumeRole", ASK_TARGET_ROLE, "222222222222");
}

/* A statement, or a list of them, as a policy of a level; NULL: one whose document is not known. */
static inline void ask_level(struct ask *ask, enum layer layer, size_t level,
			     const char *statements)
{
	struct layer_input *input = &ask->question.layers[layer];
	struct level *at = &ask->levels[layer][level];
	struct bearing *bearing = &ask->bearings[layer][level][at->n_policies++];
	struct err err;
	input->state = LAYER_COLLECTED;
	input->levels = ask->levels[layer];
	input->n_levels = level + 1 > input->n_levels ? level + 1 : input->n_levels;
	at->of = STR("it");
	at->policies = ask->bearings[layer][level];
	*bearing = (struct bearing){
	    .label = arena_printf(&ask->arena, "policy %zu", at->n_policies), .of = STR("it")};
	if (!statements)
		return;
	struct str text =
	    arena_printf(&ask->arena, "{\"Version\":\"2012-10-17\",\"Statement\":%s}", statements);
	if (!policy_parse(&ask->arena, text, &bearing->policy, &err))
		fail_msg("%s", err.text);
}

static inline void ask_policy(struct ask *ask, enum layer layer, const char *statements)
{
	ask_level(ask, layer, 0, statements);
}

static inline struct context_value *ask_key(struct ask *ask, const char *key, const char *value)
{
	size_t i = ask->request.n_context++;
	ask->values[i] = str_from(value);
	ask->context[i] = (struct context_value){.key = str_from(key),
						 .state = value ? CTX_PRESENT : CTX_UNKNOWN,
						 .values = value ? &ask->values[i] : NULL,
						 .n_values = value ? 1 : 0};
	return &ask->context[i];
}

static inline enum verdict ask_now(struct ask *ask)
{
	policy_decide(&ask->question, &ask->decision);
	return ask->decision.verdict;
}

static inline struct explanation ask_why(struct ask *ask, enum layer layer)
{
	struct explanation explanation;
	policy_decide(&ask->question, &ask->decision);
	policy_explain(&ask->arena, &ask->question, &ask->decision, layer, &explanation);
	return explanation;
}

static inline void ask_end(struct ask *ask)
{
	arena_release(&ask->arena);
}

#endif
