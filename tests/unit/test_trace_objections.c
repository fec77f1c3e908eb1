/* test_trace_objections.c - what stands against a call before any policy is asked: what its
 * definition names, in which partition, Region and account. */
#include "trace_estate.h"

#define LAMBDA "arn:aws:states:::lambda:invoke"
#define SEND_TOKEN "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess"
#define TOKEN PARAMETERS("\"TaskToken\":\"x\",\"Output\":\"{}\"")
#define FUNCTION_OF(account) "arn:aws:lambda:us-east-1:" account ":function:f"
#define TAIL(function, more)                                                                       \
	PARAMETERS("\"FunctionName\":\"" function "\",\"LogType\":\"Tail\"" more)
#define TRAIN(role)                                                                                \
	TASK("arn:aws:states:::sagemaker:createTrainingJob",                                       \
	     PARAMETERS("\"TrainingJobName\":\"j\"," role))
#define ORGANIZATION(more)                                                                         \
	TASK("arn:aws:states:::aws-sdk:organizations:listAccounts", more PARAMETERS(""))
#define PUBLISH(arn) TASK("arn:aws:states:::sns:publish", PARAMETERS("\"Message\":\"m\"," arn))

struct row {
	const char *about, *definition;
	enum verdict verdict; /* of the gate that is the definition */
	const char *cause;    /* of that gate; NULL: none */
};

/* clang-format off */
static const struct row rows[] = {
	/* partitions and Regions */
	{"a topic of another partition", PUBLISH("\"TopicArn\":\"arn:aws-cn:sns:cn-north-1:" HOME ":t\""), V_DENY_IMPLICIT, "wrong-partition"},
	{"a topic of a partition that a run decides", PUBLISH("\"TopicArn.$\":\"States.Format('arn:{}:sns:us-east-1:" HOME ":t', $.p)\""), V_ALLOW, NULL},
	{"a topic of a Region that a run decides", PUBLISH("\"TopicArn.$\":\"States.Format('arn:aws:sns:{}:" HOME ":t', $.r)\""), V_ALLOW, NULL},
	{"a topic of another Region", PUBLISH("\"TopicArn\":\"arn:aws:sns:eu-west-1:" HOME ":t\""), V_DENY_IMPLICIT, "cross-region"},
	{"a topic of a Region that is not written yet", PUBLISH("\"TopicArn\":\"arn:aws:sns:{REGION}:" HOME ":t\""), V_UNKNOWN, "cross-region"},
	{"a state machine of another Region, by the SDK", TASK("arn:aws:states:::aws-sdk:sfn:startExecution", PARAMETERS("\"StateMachineArn\":\"arn:aws:states:eu-west-1:" HOME ":stateMachine:C\"")), V_DENY_IMPLICIT, "cross-region"},
	{"a Resource of another partition", TASK("arn:aws-cn:states:::lambda:invoke", PARAMETERS("\"FunctionName\":\"f\"")), V_DENY_IMPLICIT, "wrong-partition"},
	{"a Resource of another Region", TASK("arn:aws:states:eu-west-1:" HOME ":activity:a", ""), V_DENY_IMPLICIT, "cross-region"},
	{"an activity with Credentials", TASK("arn:aws:states:us-east-1:" HOME ":activity:a", CREDENTIALS(TARGET_ROLE)), V_DENY_IMPLICIT, "unsupported-integration"},
	/* the tail of a log. Source: Lambda's "Cross-account log access is not allowed" */
	{"the tail of the own function's log", TASK(LAMBDA, TAIL(FUNCTION_OF(HOME), "")), V_ALLOW, NULL},
	{"the tail of another account's log", TASK(LAMBDA, TAIL(FUNCTION_OF(AWAY), "")), V_DENY_IMPLICIT, "lambda-tail-log"},
	{"the same, as it is said to be called", TASK(LAMBDA, TAIL(FUNCTION_OF(AWAY), ",\"InvocationType\":\"RequestResponse\"")), V_DENY_IMPLICIT, "lambda-tail-log"},
	{"the same where nobody waits for the answer", TASK(LAMBDA, TAIL(FUNCTION_OF(AWAY), ",\"InvocationType\":\"Event\"")), V_UNKNOWN, "lambda-tail-log"},
	{"the same where a run decides that", TASK(LAMBDA, TAIL(FUNCTION_OF(AWAY), ",\"InvocationType.$\":\"$.how\"")), V_UNKNOWN, "lambda-tail-log"},
	{"another account's function, no log", TASK(LAMBDA, PARAMETERS("\"FunctionName\":\"" FUNCTION_OF(AWAY) "\",\"LogType\":\"None\"")), V_ALLOW, NULL},
	{"another account's function, and a run decides about the log", TASK(LAMBDA, PARAMETERS("\"FunctionName\":\"" FUNCTION_OF(AWAY) "\",\"LogType.$\":\"$.log\"")), V_UNKNOWN, "lambda-tail-log"},
	{"the tail of the log of a function that a run decides", TASK(LAMBDA, PARAMETERS("\"FunctionName.$\":\"States.Format('arn:aws:lambda:us-east-1:{}:function:f', $.account)\",\"LogType\":\"Tail\"")), V_UNKNOWN, "lambda-tail-log"},
	{"the tail of the log for a role of the function's account", TASK(LAMBDA, CREDENTIALS(TARGET_ROLE) TAIL(FUNCTION_OF(AWAY), "")), V_ALLOW, NULL},
	/* roles that are passed */
	{"a role of the own account is passed", TRAIN("\"RoleArn\":\"arn:aws:iam::" HOME ":role/Job\""), V_ALLOW, NULL},
	{"a role of another account is passed", TRAIN("\"RoleArn\":\"arn:aws:iam::" AWAY ":role/Job\""), V_DENY_IMPLICIT, "passrole-across-accounts"},
	{"a role that a run decides is passed", TRAIN("\"RoleArn.$\":\"States.Format('arn:aws:iam::{}:role/Job', $.account)\""), V_ALLOW, NULL},
	/* tokens */
	{"a token is sent by the machine's own account", TASK(SEND_TOKEN, TOKEN), V_ALLOW, NULL},
	{"a token is sent by a role of the own account", TASK(SEND_TOKEN, CREDENTIALS("arn:aws:iam::" HOME ":role/Same") TOKEN), V_ALLOW, NULL},
	{"a token is sent by a role of another account", TASK(SEND_TOKEN, CREDENTIALS(TARGET_ROLE) TOKEN), V_UNKNOWN, "task-token-cross-account"},
	{"a token is sent by a role that a run decides", TASK(SEND_TOKEN, CREDENTIALS_PATH("$.role") TOKEN), V_UNKNOWN, "task-token-cross-account"},
	/* the organization */
	{"a member lists the accounts of its organization", ORGANIZATION(""), V_UNKNOWN, NULL},
	{"a role that a run decides lists them", ORGANIZATION(CREDENTIALS_PATH("$.role")), V_UNKNOWN, NULL},
	{"the management account lists them", ORGANIZATION(CREDENTIALS("arn:aws:iam::" MANAGEMENT ":role/Admin")), V_ALLOW, NULL},
	{"a member asks what its organization is", TASK("arn:aws:states:::aws-sdk:organizations:describeOrganization", PARAMETERS("")), V_ALLOW, NULL},
};
/* clang-format on */

static enum verdict worse(enum verdict a, enum verdict b)
{
	static const int order[] = {
	    [V_ALLOW] = 0, [V_UNKNOWN] = 1, [V_DENY_IMPLICIT] = 2, [V_DENY_EXPLICIT] = 2};

	return order[b] > order[a] ? b : a;
}

/* What the definition's gates come to, of all hops but those to a role, and the first cause of
 * theirs. */
static enum verdict by_definition(const struct trace *t, const char **cause)
{
	enum verdict verdict = V_ALLOW;

	*cause = NULL;
	for (size_t i = 0; i < t->n_hops; i++) {
		const struct gate_result *gate = &t->hops[i].gates[GATE_DEFINITION];
		if (!gate->applies || str_eq(t->hops[i].action, STR("sts:AssumeRole")))
			continue;
		verdict = worse(verdict, gate->verdict);
		*cause = *cause != NULL ? *cause : gate->cause;
	}
	return verdict;
}

static void each_definition_is_objected_to_for_what_it_is(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct estate e = sound;
		const struct trace *t;
		struct lit_world w;
		enum verdict verdict;
		const char *cause;
		e.definition = rows[i].definition;
		e.assume = LIT_ANY;
		e.permission = LIT_ANY;
		(void)estate_build(&w, &e);
		(void)lit_member(&w, MANAGEMENT);
		lit_inline(&w, lit_role(&w, "arn:aws:iam::" HOME ":role/Same", NULL), "all",
			   LIT_ANY);
		lit_inline(&w, lit_role(&w, "arn:aws:iam::" MANAGEMENT ":role/Admin", NULL), "all",
			   LIT_ANY);
		t = lit_trace(&w, MACHINE, "T");
		verdict = by_definition(t, &cause);
		if (verdict != rows[i].verdict || (cause == NULL) != (rows[i].cause == NULL) ||
		    (cause != NULL && strcmp(cause, rows[i].cause) != 0)) {
			print_error("%s: %s, %s: %.*s\n", rows[i].about, verdict_word(verdict),
				    cause != NULL ? cause : "-", STR_ARG(t->summary));
			wrong++;
		}
		lit_free(&w);
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_definition_is_objected_to_for_what_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
