/* test_trace_causes.c - root causes as people meet them, each recognised by its name. */
#include "rolehop/trace/causes.h"
#include "trace_incidents.h"

static void each_incident_is_denied_where_and_why_it_is(void **state)
{
	(void)state;
	for (size_t k = 0; k < INCIDENTS; k++) {
		const struct incident *i = &incidents[k];
		struct lit_world w;
		const struct trace *t = trace_incident(&w, i);
		const char *gate = t->has_blocking ? gate_name(t->blocking_gate) : "no gate";
		if (!t->has_blocking || t->blocking_gate != i->gate ||
		    !str_eq(t->blocking_account, str_from(i->account)) ||
		    !str_eq(t->cause, str_from(i->cause)) ||
		    (i->says != NULL && !str_contains(t->summary, str_from(i->says))))
			fail_msg("incident %zu, %s at %s: got %.*s at %s: %.*s", k, i->cause,
				 gate_name(i->gate), STR_ARG(t->cause), gate, STR_ARG(t->summary));
		if (cause_find(str_from(i->cause)) == NULL ||
		    cause_find(str_from(i->cause))->advice[0] == '\0')
			fail_msg("%s has no words", i->cause);
		lit_free(&w);
	}
}

/* Things that look wrong and work. */
/* clang-format off */
static const struct incident allowed[] = {
	{.change = {.trust = TRUST(HOME, "")}},
	{.change = {.trust = TRUST("arn:aws:iam::111111111111:root", EXTERNAL_ID(MACHINE))}},
	{.change = {.trust = TRUST("*", CONDITION("ArnEquals", "aws:PrincipalArn", EXECUTION_ROLE))}},
	{.change = {.trust = TRUST("*", CONDITION("StringEquals", "aws:PrincipalOrgID", "o-test"))}},
	{.change = {.trust = TRUST(EXECUTION_ROLE, CONDITION("StringEqualsIfExists", "aws:SourceArn", "anything"))}},
	{.change = {.trust = TRUST(EXECUTION_ROLE, CONDITION("StringNotEquals", "aws:SourceVpce", "vpce-1"))}},
	{.change = {.trust = TRUST(EXECUTION_ROLE, CONDITION("ArnLike", "sts:ExternalId", "arn:aws:states:*:111111111111:stateMachine:*"))}},
	{.change = {.trust = TRUST(EXECUTION_ROLE, CONDITION("StringEqualsIgnoreCase", "sts:ExternalId", "ARN:AWS:STATES:us-east-1:111111111111:stateMachine:secretcacheconsumerwfw"))}},
	{.change = {.trust = TRUST(EXECUTION_ROLE, CONDITION("DateGreaterThan", "aws:CurrentTime", "2020-01-01T00:00:00Z"))}},
	{.change = {.assume = DOC(ALLOW("STS:assumerole", "*"))}},
	{.change = {.assume = DOC(ALLOW("sts:Assume*", "arn:aws:iam::*:role/Trusting*"))}},
	{.change = {.permission = DOC("{\"Effect\":\"Allow\",\"NotAction\":\"iam:*\",\"Resource\":\"*\"}")}},
	{.change = {.permission = DOC("{\"Effect\":\"Allow\",\"Action\":\"states:*\",\"NotResource\":\"arn:aws:states:*:*:stateMachine:Other\"}")}},
	{.change = {.execution_trust = TRUST_SERVICE("states.us-east-1.amazonaws.com")}},
	{.change = {.definition = INVOKE(FUNCTION(AWAY)), .assume = DOC(ALLOW("lambda:InvokeFunction", FUNCTION(AWAY)))}, .resource = FUNCTION(AWAY), .owner = AWAY, .policy = GRANT("111111111111", "lambda:InvokeFunction", FUNCTION(AWAY))},
	{.change = {.definition = INVOKE(FUNCTION(HOME)), .assume = DOC(ALLOW("s3:*", "*"))}, .resource = FUNCTION(HOME), .owner = HOME, .policy = GRANT(EXECUTION_ROLE, "lambda:InvokeFunction", FUNCTION(HOME))},
	{.change = {.definition = INVOKE(FUNCTION(HOME) ":live"), .assume = DOC(ALLOW("lambda:InvokeFunction", FUNCTION(HOME) ":*"))}, .resource = FUNCTION(HOME) ":live", .owner = HOME},
	{.change = {.definition = TASK("arn:aws:states:::aws-sdk:dynamodb:query", PARAMETERS("\"TableName\":\"T\",\"IndexName\":\"I\"")), .assume = DOC(ALLOW("dynamodb:Query", TABLE "/index/*"))}, .resource = TABLE, .owner = HOME},
	{.change = {.definition = TASK("arn:aws:states:us-east-1::aws-sdk:sfn:startSyncExecution", CREDENTIALS(TARGET_ROLE) START_CHILD)}},
	{.change = {.definition = SEND, .assume = DOC(ALLOW("sqs:*", "*") "," ALLOW("kms:*", KEY))}, .resource = QUEUE, .owner = AWAY, .policy = GRANT(EXECUTION_ROLE, "sqs:SendMessage", QUEUE), .key = KEY, .key_policy = GRANT("111111111111", "kms:*", "*")},
	{.change = {.definition = SEND, .assume = DOC(ALLOW("sqs:*", "*") "," ALLOW("kms:*", KEY))}, .resource = QUEUE, .owner = AWAY, .policy = GRANT(EXECUTION_ROLE, "sqs:SendMessage", QUEUE), .key = KEY, .key_policy = DOC("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},\"Action\":\"kms:*\",\"Resource\":\"*\"" ",\"Condition\":{\"StringEquals\":{\"kms:ViaService\":\"sqs.us-east-1.amazonaws.com\",\"kms:CallerAccount\":\"111111111111\"}}" "}")},
	{.change = {.definition = TASK(FUNCTION(AWAY), ""), .assume = DOC(ALLOW("lambda:*", "*"))}, .resource = FUNCTION(AWAY), .owner = AWAY, .policy = GRANT(EXECUTION_ROLE, "lambda:InvokeFunction", FUNCTION(AWAY))},
	{.change = {.definition = TASK(FUNCTION(AWAY), PARAMETERS("\"LogType\":\"Tail\"")), .assume = DOC(ALLOW("lambda:*", "*"))}, .resource = FUNCTION(AWAY), .owner = AWAY, .policy = GRANT(EXECUTION_ROLE, "lambda:InvokeFunction", FUNCTION(AWAY))},
	{.change = {.definition = TASK("arn:aws:states:us-east-1:111111111111:activity:a", ""), .assume = DOC(ALLOW("s3:*", "*"))}},
};
/* clang-format on */

static void what_only_looks_wrong_is_allowed(void **state)
{
	(void)state;
	for (size_t k = 0; k < sizeof(allowed) / sizeof(allowed[0]); k++) {
		struct lit_world w;
		const struct trace *t = trace_incident(&w, &allowed[k]);
		if (t->verdict != V_ALLOW || !t->complete)
			fail_msg("%zu: %.*s", k, STR_ARG(t->summary));
		lit_free(&w);
	}
}

/* Things that cannot be told, and what is named as deciding. */
/* clang-format off */
static const struct incident unknown[] = {
	{.cause = "dynamic-role-arn", .change = {.definition = TASK(START_SYNC, CREDENTIALS_PATH("$.role") START_CHILD)}, .says = "$.role"},
	{.cause = "mfa-state-unknown", .change = {.trust = TRUST(EXECUTION_ROLE, CONDITION("BoolIfExists", "aws:MultiFactorAuthPresent", "true"))}, .says = "aws:MultiFactorAuthPresent"},
	{.cause = "source-ip-unknown", .change = {.trust = TRUST(EXECUTION_ROLE, CONDITION("IpAddress", "aws:SourceIp", "203.0.113.0/24"))}, .says = "aws:SourceIp"},
	{.cause = "", .change = {.permission = DOC("{\"Effect\":\"Allow\",\"Action\":\"states:*\",\"Resource\":\"*\"" CONDITION("StringEquals", "aws:RequestTag/team", "blue") "}")}, .says = "aws:RequestTag/team"},
	{.cause = "dynamic-resource", .change = {.definition = TASK(START_SYNC, CREDENTIALS(TARGET_ROLE) PARAMETERS("\"StateMachineArn.$\":\"$.machine\""))}, .says = "$.machine"},
	{.cause = "policy-not-cached", .change = {.definition = INVOKE(FUNCTION(AWAY)), .assume = LIT_ANY}, .says = "resource policy of " FUNCTION(AWAY)},
	{.cause = "account-not-cached", .change = {.definition = TASK(START_SYNC, CREDENTIALS("arn:aws:iam::444444444444:role/r") PARAMETERS("\"StateMachineArn\":\"arn:aws:states:us-east-1:444444444444:stateMachine:m\"")), .assume = LIT_ANY}, .says = "444444444444"},
	{.cause = "", .change = {.definition = SEND, .assume = DOC(ALLOW("sqs:*", "*") "," ALLOW("kms:*", "*"))}, .resource = QUEUE, .owner = AWAY, .policy = GRANT(EXECUTION_ROLE, "sqs:SendMessage", QUEUE), .key = "alias/orders", .says = "the key behind alias/orders"},
	{.cause = "", .change = {.trust = TRUST(EXECUTION_ROLE, CONDITION("StringLike", "sts:RoleSessionName", "prod-*"))}, .says = "sts:RoleSessionName"},
	{.cause = "", .change = {.permission = DOC("{\"Effect\":\"Allow\",\"Action\":\"states:*\",\"Resource\":\"*\"" CONDITION("StringEquals", "aws:ResourceTag/team", "blue") "}")}, .says = "aws:ResourceTag/team"},
};
/* clang-format on */

static void what_cannot_be_told_names_what_decides(void **state)
{
	(void)state;
	for (size_t k = 0; k < sizeof(unknown) / sizeof(unknown[0]); k++) {
		struct lit_world w;
		const struct trace *t = trace_incident(&w, &unknown[k]);
		if (t->verdict != V_UNKNOWN || !str_eq(t->cause, str_from(unknown[k].cause)) ||
		    !str_contains(t->summary, str_from(unknown[k].says)))
			fail_msg("%zu: [%.*s] %.*s", k, STR_ARG(t->cause), STR_ARG(t->summary));
		lit_free(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_incident_is_denied_where_and_why_it_is),
	    cmocka_unit_test(what_only_looks_wrong_is_allowed),
	    cmocka_unit_test(what_cannot_be_told_names_what_decides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
