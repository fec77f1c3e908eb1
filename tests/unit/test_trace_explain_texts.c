/* test_trace_explain_texts.c - one text of AWS after the other: which call it is taken for, what is
 * said of it, and why nothing can be asked where it says too little. */
#include "rolehop/trace/explain.h"
#include "trace_estate.h"

#define SESSION "QwErTyUiOpAsDfGhJkLzXcVbNmQwErTy"
#define HOME_SAYS "User: arn:aws:sts::" HOME ":assumed-role/TrustedAccountRl/" SESSION
#define AWAY_SAYS "User: arn:aws:sts::" AWAY ":assumed-role/TrustingAccountRl/" SESSION
#define OTHER_SAYS "User: arn:aws:sts::" AWAY ":assumed-role/Unknown/" SESSION
#define NOT_TO " is not authorized to perform: "
#define CALLS(resource, parameters) TASK(resource, PARAMETERS(parameters))
#define LOG "The state machine IAM Role is not authorized to access the Log Destination"
#define START_DENIED "states:StartSyncExecution on resource: " CHILD
#define FUNCTION "arn:aws:lambda:us-east-1:" HOME ":function:f"
#define LOG_BUT_POLICY                                                                             \
	"{\"Effect\":\"Allow\",\"NotAction\":\"logs:PutResourcePolicy\",\"Resource\":\"*\"}"

#define DECODED(address)                                                                           \
	"{\"DecodedMessage\":\"{\\\"allowed\\\":false,\\\"explicitDeny\\\":false,"                 \
	"\\\"matchedStatements\\\":{\\\"items\\\":[]},\\\"context\\\":{\\\"principal\\\":{"        \
	"\\\"id\\\":\\\"AROA1:s\\\",\\\"arn\\\":\\\"arn:aws:sts::" AWAY                            \
	":assumed-role/TrustingAccountRl/s\\\"},\\\"action\\\":\\\"states:StartSyncExecution\\\"," \
	"\\\"resource\\\":\\\"" CHILD "\\\",\\\"conditions\\\":{\\\"items\\\":[{\\\"key\\\":"      \
	"\\\"aws:SourceIp\\\",\\\"values\\\":{\\\"items\\\":[{\\\"value\\\":\\\"" address          \
	"\\\"}]}}]}}}\"}"
#define FROM_OFFICE                                                                                \
	DOC("{\"Effect\":\"Allow\",\"Action\":\"states:*\",\"Resource\":\"*\"" CONDITION(          \
	    "IpAddress", "aws:SourceIp", "203.0.113.0/24") "}")
#define EVENT(id, before, type, details)                                                           \
	"{\"id\":" id ",\"previousEventId\":" before ",\"type\":\"" type "\"," details "}"
#define IN_MAP                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                  \
	"{\"events\":[" EVENT("1", "0", "ExecutionStarted",                                                                                                                                                                                                                                                                                                                                                                                                                                                     \
			      "\"executionStartedEventDetails\":{\"input\":\"{}\",\"roleArn\":"                                                                                                                                                                                                                                                                                                                                                                                                                 \
			      "\"" EXECUTION_ROLE                                                                                                                                                                                                                                                                                                                                                                                                                                                               \
			      "\"}") "," EVENT("2", "0",                                                                                                                                                                                                                                                                                                                                                                                                                                                        \
					       "MapStateEntered", "\"stateEnteredEventDetails\":{\"name\":\"Each\"}") "," EVENT("3",                                                                                                                                                                                                                                                                                                                                                                            \
																"2",                                                                                                                                                                                                                                                                                                                                                                            \
																"MapStateStarted", "\"mapStateStartedEventDetails\":{\"length\":5}") "," EVENT("4",                                                                                                                                                                                                                                                                                             \
																									       "3", "MapIterationStarted", "\"mapIterationStartedEventDetails\":{\"name\":\"Each\",\"index\":3}") "," EVENT("5", "4", "TaskStateEntered", "\"stateEnteredEventDetails\":{\"name\":\"T\"}") "," EVENT("6",                                                                                       \
																																																		     "5",                                                                                       \
																																																		     "TaskScheduled",                                                                           \
																																																		     "\"taskScheduledEventDetails\":{\"resourceType\":\"aws-sdk:sfn\",\"resource\":"            \
																																																		     "\"startSyncExecution\",\"parameters\":{},\"taskCredentials\":{\"roleArn\":\"" TARGET_ROLE \
																																																		     "\"}}") "," EVENT("7",                                                                     \
																																																				       "6",                                                                     \
																																																				       "TaskFailed",                                                            \
																																																				       "\"taskFailedEventDetails\":{\"error\":\"AccessDenied\","                \
																																																				       "\"cause\":\"" AWAY_SAYS                                                 \
																																																					   NOT_TO                                                               \
																																																					       START_DENIED                                                     \
																																																				       "\"}") "]}"
#define MAP_OF_TASKS                                                                               \
	"{\"StartAt\":\"Each\",\"States\":{\"Each\":{\"Type\":\"Map\",\"End\":true,"               \
	"\"ItemProcessor\":" TASK(START_SYNC, CREDENTIALS(TARGET_ROLE) START_CHILD) "}}}"

struct row {
	const char *text;
	const char *machine; /* that the user names */
	const char *definition, *assume, *permission;
	bool no_machines;
	const char *action;  /* of the denied hop; NULL: nothing can be asked */
	const char *traced;  /* the machine of the trace */
	const char *says[3]; /* in what is said, compared or told; of no trace: why not */
	enum verdict verdict;
};

/* clang-format off */
static const struct row rows[] = {
	{.text = LOG, .says = {"which machine it was"}},
	{.text = LOG, .machine = MACHINE, .action = "logs:CreateLogDelivery", .traced = "", .says = {"may not access the log destination"}, .verdict = V_DENY_IMPLICIT},
	{.text = LOG, .machine = MACHINE, .assume = LIT_ANY, .action = "logs:CreateLogDelivery", .traced = "", .verdict = V_ALLOW},
	{.text = LOG, .machine = MACHINE, .assume = DOC(LOG_BUT_POLICY), .action = "logs:PutResourcePolicy", .traced = "", .verdict = V_DENY_IMPLICIT},
	{.text = "AccessDeniedException: '" EXECUTION_ROLE "' is not authorized to create managed-rule", .no_machines = true, .says = {"needs a managed rule"}},
	{.text = HOME_SAYS " has no right", .says = {NULL}},
	/* whose policy AWS names, and what of it is in no inventory */
	{.machine = MACHINE, .text = AWAY_SAYS NOT_TO START_DENIED " because no VPC endpoint policy allows the states:StartSyncExecution action", .action = "states:StartSyncExecution", .traced = MACHINE, .says = {"the VPC endpoint's policy does not allow it", "through an endpoint in your network", "cannot tell"}, .verdict = V_ALLOW},
	{.machine = MACHINE, .text = AWAY_SAYS NOT_TO START_DENIED " with an explicit deny in a resource control policy", .action = "states:StartSyncExecution", .traced = MACHINE, .says = {"a resource control policy of account " AWAY " denies it", "those in the inventory do not"}, .verdict = V_ALLOW},
	{.text = HOME_SAYS NOT_TO "s3:GetObject on resource: arn:aws:s3:::b/k with an explicit deny in a resource control policy", .definition = CALLS("arn:aws:states:::aws-sdk:s3:getObject", "\"Bucket\":\"b\",\"Key\":\"k\""), .assume = LIT_ANY, .action = "s3:GetObject", .traced = MACHINE, .says = {"a resource control policy of account", "denies it"}, .verdict = V_UNKNOWN},
	{.text = HOME_SAYS NOT_TO "sts:AssumeRole on resource: " TARGET_ROLE " with an explicit deny in a service control policy", .action = "sts:AssumeRole", .traced = MACHINE, .says = {"a service control policy of account " HOME " denies it; those in the inventory do not"}, .verdict = V_ALLOW},
	{.machine = MACHINE, .text = AWAY_SAYS NOT_TO START_DENIED " with an explicit deny in an identity-based policy: arn:aws:iam::" AWAY ":policy/Guard", .action = "states:StartSyncExecution", .traced = MACHINE, .says = {"(arn:aws:iam::" AWAY ":policy/Guard)", "on which the trace does not rest", "They differ"}, .verdict = V_ALLOW},
	{.machine = MACHINE, .text = AWAY_SAYS NOT_TO START_DENIED " because the stars say so", .action = "states:StartSyncExecution", .traced = MACHINE, .says = {": because the stars say so."}, .verdict = V_ALLOW},
	{.machine = MACHINE, .text = AWAY_SAYS NOT_TO START_DENIED, .permission = DOC(ALLOW("s3:*", "*")), .action = "states:StartSyncExecution", .traced = MACHINE, .says = {"AWS gives no reason; the inventory shows one, at target-permission"}, .verdict = V_DENY_IMPLICIT},
	{.text = HOME_SAYS NOT_TO "sts:AssumeRole on resource: " TARGET_ROLE, .permission = DOC(ALLOW("s3:*", "*")), .action = "sts:AssumeRole", .traced = MACHINE, .says = {"this very call is allowed, and another one of the Task is denied", "does not say which side refuses"}, .verdict = V_DENY_IMPLICIT},
	/* ARNs that AWS writes otherwise than the definition does */
	{.text = HOME_SAYS NOT_TO "lambda:InvokeFunction on resource: " FUNCTION " because no identity-based policy allows the lambda:InvokeFunction action", .definition = CALLS("arn:aws:states:::lambda:invoke", "\"FunctionName\":\"" FUNCTION ":live\""), .action = "lambda:InvokeFunction", .traced = MACHINE, .says = {"agree"}, .verdict = V_DENY_IMPLICIT},
	{.text = HOME_SAYS NOT_TO "lambda:InvokeFunction on resource: " FUNCTION ":live", .definition = CALLS("arn:aws:states:::lambda:invoke", "\"FunctionName\":\"f\""), .action = "lambda:InvokeFunction", .traced = MACHINE, .verdict = V_DENY_IMPLICIT},
	{.text = HOME_SAYS NOT_TO "lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:" HOME ":function:*", .definition = CALLS("arn:aws:states:::lambda:invoke", "\"FunctionName\":\"f\""), .action = "lambda:InvokeFunction", .traced = MACHINE, .verdict = V_DENY_IMPLICIT},
	{.text = HOME_SAYS NOT_TO "lambda:InvokeFunction on resource: the function f", .definition = CALLS("arn:aws:states:::lambda:invoke", "\"FunctionName\":\"f\""), .action = "lambda:InvokeFunction", .traced = MACHINE, .verdict = V_DENY_IMPLICIT},
	{.text = HOME_SAYS NOT_TO "s3:ListAllMyBuckets on resource: arn:aws:s3:::*", .definition = CALLS("arn:aws:states:::aws-sdk:s3:listBuckets", ""), .action = "s3:ListAllMyBuckets", .traced = MACHINE, .verdict = V_DENY_IMPLICIT},
	{.text = HOME_SAYS NOT_TO "states:DescribeExecution on resource: arn:aws:states:us-east-1:" HOME ":execution:C:1", .definition = CALLS("arn:aws:states:::states:startExecution.sync:2", "\"StateMachineArn\":\"arn:aws:states:us-east-1:" HOME ":stateMachine:C\""), .assume = DOC(ALLOW("states:StartExecution", "*") "," ALLOW("events:*", "*")), .action = "states:DescribeExecution", .traced = MACHINE, .verdict = V_ALLOW},
	/* another function is another call */
	{.text = HOME_SAYS NOT_TO "lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:" HOME ":function:other", .definition = CALLS("arn:aws:states:::lambda:invoke", "\"FunctionName\":\"f\""), .action = "lambda:InvokeFunction", .traced = "", .says = {"no Task of the inventory makes this call"}, .verdict = V_DENY_IMPLICIT},
	/* and so is a role of another account, or one whose name another one's ends with */
	{.text = HOME_SAYS NOT_TO "sts:AssumeRole on resource: arn:aws:iam::333333333333:role/TrustingAccountRl", .action = "sts:AssumeRole", .traced = "", .says = {"no Task of the inventory makes this call"}, .verdict = V_DENY_IMPLICIT},
	{.text = HOME_SAYS NOT_TO "sts:AssumeRole on resource: arn:aws:iam::" AWAY ":role/AccountRl", .action = "sts:AssumeRole", .traced = "", .says = {"no Task of the inventory makes this call"}, .verdict = V_DENY_IMPLICIT},
	{.text = HOME_SAYS NOT_TO "sts:AssumeRole on resource: arn:aws:iam::" AWAY ":role/team/TrustingAccountRl", .action = "sts:AssumeRole", .traced = MACHINE, .verdict = V_ALLOW},
	/* a Deny of which AWS does not say whose it is; three causes at once; a message that is encoded */
	{.machine = MACHINE, .text = AWAY_SAYS NOT_TO START_DENIED " with an explicit deny", .permission = DOC(ALLOW("states:*", "*") "," DENY("states:*", "*")), .action = "states:StartSyncExecution", .traced = MACHINE, .says = {"a Deny stands against it", "AWS and the inventory agree."}, .verdict = V_DENY_EXPLICIT},
	{.machine = MACHINE, .text = AWAY_SAYS NOT_TO START_DENIED " with an explicit deny", .permission = DOC(ALLOW("s3:*", "*")), .action = "states:StartSyncExecution", .traced = MACHINE, .says = {"They name different policies", "at target-permission"}, .verdict = V_DENY_IMPLICIT},
	{.text = HOME_SAYS NOT_TO "kms:Decrypt on resource: arn:aws:kms:us-east-1:" AWAY ":key/11111111-2222-3333-4444-555555555555 because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access", .assume = LIT_ANY, .action = "kms:Decrypt", .traced = "", .says = {"AWS names three causes at once"}, .verdict = V_UNKNOWN},
	{.text = "An error occurred (UnauthorizedOperation) when calling the RunInstances operation: " HOME_SAYS NOT_TO "ec2:RunInstances on resource: arn:aws:ec2:us-east-1:" HOME ":instance/*. Encoded authorization failure message: abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", .no_machines = true, .action = "ec2:RunInstances", .traced = "", .says = {"decode-authorization-message"}, .verdict = V_DENY_IMPLICIT},
	/* whose organization it is, where the resource says it, and where nothing does */
	{.text = AWAY_SAYS NOT_TO "sqs:SendMessage on resource: arn:aws:sqs:us-east-1:333333333333:q with an explicit deny in a resource control policy", .no_machines = true, .permission = LIT_ANY, .action = "sqs:SendMessage", .traced = "", .says = {"a resource control policy of account 333333333333 denies it"}, .verdict = V_UNKNOWN},
	{.text = OTHER_SAYS NOT_TO "s3:GetObject on resource: arn:aws:s3:::b/k with an explicit deny in a resource control policy", .says = {"a resource control policy of account the resource's owner denies it; the organization was not collected"}},
	{.text = "User: somebody" NOT_TO "s3:GetObject on resource: arn:aws:s3:::b/k with an explicit deny in a service control policy", .says = {"a service control policy of account the caller denies it"}},
	/* what the text names settles what only a run decides */
	{.text = HOME_SAYS NOT_TO "lambda:InvokeFunction on resource: " FUNCTION, .definition = CALLS("arn:aws:states:::lambda:invoke", "\"FunctionName.$\":\"$.f\""), .assume = DOC(ALLOW("lambda:*", FUNCTION "x")), .action = "lambda:InvokeFunction", .traced = MACHINE, .verdict = V_DENY_IMPLICIT},
	{.text = HOME_SAYS NOT_TO "dynamodb:GetItem on resource: arn:aws:dynamodb:us-east-1:" HOME ":table/T", .definition = CALLS("arn:aws:states:::dynamodb:getItem", "\"TableName.$\":\"$.t\",\"Key\":{}"), .assume = DOC(ALLOW("dynamodb:*", "arn:aws:dynamodb:us-east-1:" HOME ":table/U")), .action = "dynamodb:GetItem", .traced = MACHINE, .verdict = V_DENY_IMPLICIT},
	{.text = HOME_SAYS NOT_TO "glue:StartJobRun on resource: arn:aws:glue:us-east-1:" HOME ":job/nightly", .definition = CALLS("arn:aws:states:::glue:startJobRun", "\"JobName.$\":\"$.job\""), .assume = DOC(ALLOW("glue:*", "arn:aws:glue:us-east-1:" HOME ":job/other")), .action = "glue:StartJobRun", .traced = MACHINE, .verdict = V_DENY_IMPLICIT},
	{.text = HOME_SAYS NOT_TO "glue:StartJobRun on resource: arn:aws:glue:us-east-1:" HOME ":job/nightly", .definition = CALLS("arn:aws:states:::glue:startJobRun", "\"JobName.$\":\"$.job\""), .assume = DOC(ALLOW("glue:*", "*")), .action = "glue:StartJobRun", .traced = MACHINE, .says = {"the inventory shows none"}, .verdict = V_ALLOW},
	/* through what a policy counts, and under which conditions the call was made */
	{.machine = MACHINE, .text = AWAY_SAYS NOT_TO START_DENIED " with an explicit deny in a VPC endpoint policy transitively through a service control policy", .action = "states:StartSyncExecution", .traced = MACHINE, .says = {", through a VPC endpoint policy", "came through a VPC endpoint policy"}, .verdict = V_ALLOW},
	{.text = DECODED("198.51.100.9"), .permission = FROM_OFFICE, .no_machines = true, .action = "states:StartSyncExecution", .traced = "", .verdict = V_DENY_IMPLICIT},
	{.text = DECODED("203.0.113.9"), .permission = FROM_OFFICE, .no_machines = true, .action = "states:StartSyncExecution", .traced = "", .verdict = V_ALLOW},
	/* where in an execution it was */
	{.text = IN_MAP, .says = {"in iteration 3 of the Map Each"}, .permission = DOC(ALLOW("s3:*", "*")), .machine = MACHINE, .definition = MAP_OF_TASKS, .action = "states:StartSyncExecution", .traced = MACHINE, .verdict = V_DENY_IMPLICIT},
	/* a caller that is not in the inventory */
	{.text = OTHER_SAYS NOT_TO "s3:GetObject on resource: arn:aws:s3:::b/k", .says = {"Unknown"}},
	{.text = "User: somebody" NOT_TO "s3:GetObject on resource: arn:aws:s3:::b/k", .says = {"somebody"}},
	{.text = "User: arn:aws:iam::" HOME ":user/bea" NOT_TO START_DENIED, .says = {"bea"}},
	{.text = "User: arn:aws:iam::" HOME ":user/bea" NOT_TO "do what nobody knows", .says = {NULL}},
};
/* clang-format on */

static bool is_said(const struct explained *out, const char *words)
{
	bool found = str_contains(out->said, str_from(words)) ||
		     str_contains(out->compared, str_from(words)) ||
		     str_contains(out->why_not, str_from(words));

	for (size_t i = 0; i < out->n_facts; i++)
		found = found || str_contains(out->facts[i], str_from(words));
	return found;
}

static void print_all(size_t i, const struct explained *out)
{
	print_error("row %zu: %.*s\n%.*s\n%.*s\n", i, STR_ARG(out->said), STR_ARG(out->compared),
		    STR_ARG(out->why_not));
	for (size_t k = 0; k < out->n_facts; k++)
		print_error("- %.*s\n", STR_ARG(out->facts[k]));
	if (out->trace != NULL)
		print_error("%.*s of %.*s: %d, hop %d\n", STR_ARG(out->trace->summary),
			    STR_ARG(out->trace->machine), (int)out->trace->verdict, out->hop);
}

static bool check(size_t i, const struct explained *out)
{
	const struct row *row = &rows[i];
	bool right = (out->trace != NULL) == (row->action != NULL);

	if (right && out->trace != NULL) {
		const struct hop *hop = &out->trace->hops[out->hop < 0 ? 0 : out->hop];
		right = str_eq(hop->action, str_from(row->action)) &&
			str_eq(out->trace->machine, str_from(row->traced)) &&
			out->trace->verdict == row->verdict;
	}
	for (size_t k = 0; k < 3 && row->says[k] != NULL; k++)
		right = right && is_said(out, row->says[k]);
	if (!right)
		print_all(i, out);
	return right;
}

static void each_text_is_taken_for_its_call(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		const struct explain_options options = {.machine = str_from(row->machine)};
		struct estate e = sound;
		struct explained out;
		const struct incident *list;
		struct lit_world w;
		size_t n;
		e.definition = row->definition ? row->definition : e.definition;
		e.assume = row->assume ? row->assume : e.assume;
		e.permission = row->permission ? row->permission : e.permission;
		(void)estate_build(&w, &e);
		w.machines.n = row->no_machines ? 0 : w.machines.n;
		if (!incidents_read(&w.arena, str_from(row->text), &list, &n, &w.err)) {
			/* no denial in it */
			assert_null(row->action);
		} else if (!explain_question(&w.arena, &w.world, NULL, &list[0], &options, &out,
					     &w.err)) {
			fail_msg("row %zu: %s", i, w.err.text);
		} else {
			wrong += !check(i, &out);
		}
		lit_free(&w);
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_text_is_taken_for_its_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
