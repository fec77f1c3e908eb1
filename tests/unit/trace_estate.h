/* trace_estate.h - two accounts in which the Task is allowed, for tests that then break one thing.
 */
#ifndef ROLEHOP_TESTS_TRACE_ESTATE_H
#define ROLEHOP_TESTS_TRACE_ESTATE_H

#include "trace_world.h"

#define HOME "111111111111"
#define AWAY "222222222222"
#define MANAGEMENT "999999999999"
#define MACHINE "arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfw"
#define CHILD "arn:aws:states:us-east-1:222222222222:stateMachine:SecretCacheWfw"
#define EXECUTION_ROLE "arn:aws:iam::111111111111:role/TrustedAccountRl"
#define TARGET_ROLE "arn:aws:iam::222222222222:role/TrustingAccountRl"

#define DOC(statements) "{\"Version\":\"2012-10-17\",\"Statement\":[" statements "]}"
#define ALLOW(action, resource)                                                                    \
	"{\"Effect\":\"Allow\",\"Action\":\"" action "\",\"Resource\":\"" resource "\"}"
#define DENY(action, resource)                                                                     \
	"{\"Effect\":\"Deny\",\"Action\":\"" action "\",\"Resource\":\"" resource "\"}"
#define TRUST_SERVICE(name)                                                                        \
	DOC("{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"" name                             \
	    "\"},\"Action\":\"sts:AssumeRole\"}")
#define TRUST(principal, condition)                                                                \
	DOC("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" principal                            \
	    "\"},\"Action\":\"sts:AssumeRole\"" condition "}")
#define CONDITION(op, key, value) ",\"Condition\":{\"" op "\":{\"" key "\":\"" value "\"}}"
#define EXTERNAL_ID(value) CONDITION("StringEquals", "sts:ExternalId", value)

#define TASK(resource, more)                                                                       \
	"{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"Resource\":\"" resource         \
	"\"" more ",\"End\":true}}}"
#define CREDENTIALS(role) ",\"Credentials\":{\"RoleArn\":\"" role "\"}"
#define CREDENTIALS_PATH(path) ",\"Credentials\":{\"RoleArn.$\":\"" path "\"}"
#define PARAMETERS(text) ",\"Parameters\":{" text "}"
#define START_SYNC "arn:aws:states:::aws-sdk:sfn:startSyncExecution"
#define START_CHILD PARAMETERS("\"StateMachineArn\":\"" CHILD "\"")

/* What the parts of the estate are; a test replaces the one that it is about before it builds. */
struct estate {
	const char *execution_trust;
	const char *assume;	/* policy of the execution role */
	const char *trust;	/* of the target role */
	const char *permission; /* policy of the target role */
	const char *definition;
	const char *machine;
};

static const struct estate sound = {
    .execution_trust = TRUST_SERVICE("states.amazonaws.com"),
    .assume = DOC(ALLOW("sts:AssumeRole", TARGET_ROLE)),
    .trust = TRUST(EXECUTION_ROLE, EXTERNAL_ID(MACHINE)),
    .permission = DOC(ALLOW("states:StartSyncExecution", CHILD)),
    .definition = TASK(START_SYNC, CREDENTIALS(TARGET_ROLE) START_CHILD),
    .machine = MACHINE,
};

struct built {
	struct lit_account *home, *away;
	struct lit_role *execution, *target;
	struct machine *machine;
};

static inline struct built estate_build(struct lit_world *w, const struct estate *e)
{
	struct built b;

	lit_init(w);
	w->all_accounts = true;
	b.home = lit_member(w, HOME);
	b.away = lit_member(w, AWAY);
	b.execution = lit_role(w, EXECUTION_ROLE, e->execution_trust);
	lit_inline(w, b.execution, "assume", e->assume);
	b.target = lit_role(w, TARGET_ROLE, e->trust);
	lit_inline(w, b.target, "start", e->permission);
	b.machine = lit_machine(w, e->machine, EXECUTION_ROLE, e->definition);
	return b;
}

static inline const struct trace *estate_trace(struct lit_world *w, const struct estate *e)
{
	(void)estate_build(w, e);
	return lit_trace(w, e->machine, "T");
}

#endif
