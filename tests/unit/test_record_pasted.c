/* test_record_pasted.c - denials are read as people paste them: names hidden or left out, inside of
 * comments and source code, out of logs, boxes of the console and half sentences. */
#include "unit.h"

#include "record_denials.h"
#include "rolehop/base/arena.h"
#include "rolehop/record/denial.h"

static void same(struct str field, const char *want, const char *name, const char *text)
{
	if (!str_eq(field, str_from(want)))
		fail_msg("%s is \"%.*s\", not \"%s\", in:\n%s", name, STR_ARG(field), want, text);
}

static void hold(const struct said *rows, size_t n)
{
	struct arena arena;
	struct denial d;

	arena_init(&arena);
	for (size_t i = 0; i < n; i++) {
		if (!denial_find(&arena, str_from(rows[i].text), &d))
			fail_msg("no denial in:\n%s", rows[i].text);
		same(d.principal, rows[i].principal, "principal", rows[i].text);
		same(d.action, rows[i].action, "action", rows[i].text);
		same(d.resource, rows[i].resource, "resource", rows[i].text);
		same(str_from(denial_reason_word(d.reason)), rows[i].reason, "reason",
		     rows[i].text);
		same(d.policy_arn, rows[i].policy, "policy", rows[i].text);
		same(d.service, rows[i].service, "service", rows[i].text);
	}
	arena_release(&arena);
}

#define HOLD(rows) hold(rows, sizeof(rows) / sizeof((rows)[0]))

/* clang-format off */
static void a_name_that_was_left_out_is_none(void **state)
{
	static const struct said rows[] = {
		{"Error: User is not authorized to perform: states:StartExecution",
		 "", "states:StartExecution", "", "unspecified", "", "states"},
		{"User: ... is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:eu-west-1:111111111111:function:sum-up because no identity-based policy allows the lambda:InvokeFunction action",
		 "", "lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111111111111:function:sum-up", "identity_implicit", "", "lambda"},
		{"AccessDenied ... is not authorized to perform: sts:TagSession, again",
		 "", "sts:TagSession", "", "unspecified", "", "sts"},
		{"(`Role \xE2\x80\xA6 is not authorized to perform: glue:GetTable`)",
		 "", "glue:GetTable", "", "unspecified", "", "glue"},
		{"`AccessDeniedException` / `is not authorized to perform: ssm:StartSession`",
		 "", "ssm:StartSession", "", "unspecified", "", "ssm"},
		{"User: anonymous is not authorized to perform: execute-api:Invoke on resource: ...",
		 "anonymous", "execute-api:Invoke", "", "unspecified", "", "execute-api"},
		{"ECS was unable to assume the role that was provided for this task",
		 "ecs-tasks.amazonaws.com", "sts:AssumeRole", "", "unspecified", "", "ecs"},
	};

	(void)state;
	HOLD(rows);
}

static void what_was_hidden_in_a_name_stays_as_it_is(void **state)
{
	static const struct said rows[] = {
		{"User: arn:aws:sts::***:assumed-role/Deploy/ci is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::222222222222:role/LedgerRl",
		 "arn:aws:sts::***:assumed-role/Deploy/ci", "sts:AssumeRole", "arn:aws:iam::222222222222:role/LedgerRl", "unspecified", "", "sts"},
		{"User: arn:aws:sts::***GONE***:assumed-role/.../ci is not authorized to perform: ec2:DeleteVolume on resource: arn:aws:ec2:eu-west-1:***GONE***:volume/vol-1",
		 "arn:aws:sts::***GONE***:assumed-role/.../ci", "ec2:DeleteVolume", "arn:aws:ec2:eu-west-1:***GONE***:volume/vol-1", "unspecified", "", "ec2"},
		{"bea is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:...:key/...",
		 "bea", "kms:Decrypt", "arn:aws:kms:eu-west-1:...:key/...", "unspecified", "", "kms"},
		{"User: <deploy user> is not authorized to perform: iam:PassRole on resource: <trigger role>",
		 "<deploy user>", "iam:PassRole", "<trigger role>", "unspecified", "", "iam"},
		{"User: my user is not authorized to perform: iam:PassRole on resource: my role (Service: AWSSimpleSystemsManagement; Status Code: 400)",
		 "my user", "iam:PassRole", "my role", "unspecified", "", "iam"},
		{"User: [AmazonConnect] is not authorized to perform: lex:RecognizeText on resource: arn:aws:lex:eu-west-1:111111111111:bot-alias/B/A",
		 "AmazonConnect", "lex:RecognizeText", "arn:aws:lex:eu-west-1:111111111111:bot-alias/B/A", "unspecified", "", "lex"},
		{"User: arn:aws:sts::111111111111: assumed-role/DeskRl/ana is not authorized to perform: sts:TagSession on resource: arn:aws:iam::222222222222: role/LedgerRl",
		 "arn:aws:sts::111111111111:assumed-role/DeskRl/ana", "sts:TagSession", "arn:aws:iam::222222222222:role/LedgerRl", "unspecified", "", "sts"},
		{"User: \\<user> is not authorized to perform: ssm:GetParameter on resource: arn:aws:ssm:eu-west-1:111111111111:parameter/my\\_key",
		 "<user>", "ssm:GetParameter", "arn:aws:ssm:eu-west-1:111111111111:parameter/my_key", "unspecified", "", "ssm"},
	};

	(void)state;
	HOLD(rows);
}

#define DENIED "User: arn:aws:iam::111111111111:user/bea is not authorized to perform: "
#define NOTE "arn:aws:iam::111111111111:user/bea", "iam:PassRole", "arn:aws:iam::111111111111:role/JobRl", "unspecified", "", "iam"

static void comments_bars_and_source_code_are_no_part_of_it(void **state)
{
	static const struct said rows[] = {
		{"# It fails with\n# User: arn:aws:iam::111111111111:user/bea\n#   is not authorized to perform: iam:PassRole on resource:\n#   arn:aws:iam::111111111111:role/JobRl\n", NOTE},
		{"    //// User: arn:aws:iam::111111111111:user/bea\n    ////      is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111111111111:role/JobRl\n    //// (Service: Iam; Status Code: 403)", NOTE},
		{"/**\n *   User: arn:aws:iam::111111111111:user/bea is not\n *   authorized to perform: iam:PassRole on resource:\n *   arn:aws:iam::111111111111:role/JobRl\n *\n * and so on\n */", NOTE},
		{"        \xE2\x94\x82 Error: creating: AccessDenied:\n        \xE2\x94\x82 User: arn:aws:iam::111111111111:user/bea is not authorized to perform:\n        \xE2\x94\x82 iam:PassRole on resource: arn:aws:iam::111111111111:role/JobRl\n        \xE2\x94\x82\n        \xE2\x94\x82   with aws_lambda_function.job,\n", NOTE},
		{"throw new Error(\"User: arn:aws:iam::111111111111:user/bea is not authorized \" +\n\t\t\"to perform: iam:PassRole on resource: arn:aws:iam::111111111111:role/JobRl\");", NOTE},
		{"raise Denied(\n    \"User: arn:aws:iam::111111111111:user/bea is not authorized to perform: \"\n    \"iam:PassRole on resource: arn:aws:iam::111111111111:role/JobRl\"\n)", NOTE},
		{"* [" DENIED "iam:PassRole on resource: arn:aws:iam::111111111111:role/JobRl](#pass-role)", NOTE},
		{DENIED "iam:PassRole on resource: arn:aws:iam::111111111111:role/JobRl[ERROR] ClientError: " DENIED "iam:PassRole", NOTE},
	};

	(void)state;
	HOLD(rows);
}

static void a_list_of_rows_keeps_its_rows(void **state)
{
	static const struct said rows[] = {
		{"\"at\",\"text\"\n\"1\",\"" DENIED "iam:PassRole on resource: arn:aws:iam::111111111111:role/JobRl\"\n\"2\",\"fine\"\n", NOTE},
		{"* " DENIED "iam:PassRole on resource: arn:aws:iam::111111111111:role/JobRl\n* then it stops\n", NOTE},
	};

	(void)state;
	HOLD(rows);
}

static void a_user_who_is_named_before_is_not_who_was_denied(void **state)
{
	static const struct said rows[] = {
		{"User: ann\nError: arn:aws:iam::111111111111:user/bea is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111111111111:role/JobRl", NOTE},
	};

	(void)state;
	HOLD(rows);
}

static void half_a_sentence_tells_what_it_holds(void **state)
{
	static const struct said rows[] = {
		{"AccessDeniedException: ... because no resource-based policy allows the ecr:DescribeImages action",
		 "", "ecr:DescribeImages", "", "resource_implicit", "", "ecr"},
		{"(AccessDeniedException) when calling the DescribeCluster operation: explicit deny in a service control policy",
		 "", "", "", "scp_explicit", "", ""},
		{"AccessDeniedException: ... is not authorized to perform: config:PutConfigRule\n... with an explicit deny in a service control policy",
		 "", "config:PutConfigRule", "", "scp_explicit", "", "config"},
		{"is not authorized to perform: s3:ListBucket ... because no session policy allows",
		 "", "s3:ListBucket", "", "session_implicit", "", "s3"},
		{"AccessDenied, no identity-based policy",
		 "", "", "", "identity_implicit", "", ""},
		{"API: iam:CreateRole User: bea is not authorized\n",
		 "bea", "iam:CreateRole", "", "opaque", "", "iam"},
		{"An error occurred (AccessDenied) when calling the AssumeRoleWithSAML operation",
		 "", "sts:AssumeRoleWithSAML", "", "opaque", "", "sts"},
		{"IAM Role (arn:aws:iam::222222222222:role/LedgerRl) cannot be assumed.",
		 "", "sts:AssumeRole", "arn:aws:iam::222222222222:role/LedgerRl", "unspecified", "", "sts"},
		{"IAM Role (arn:aws:iam::222222222222:role/LedgerRl) cannot be assumed.\n\nError: AccessDenied: " DENIED "sts:AssumeRole on resource: arn:aws:iam::222222222222:role/LedgerRl",
		 "arn:aws:iam::111111111111:user/bea", "sts:AssumeRole", "arn:aws:iam::222222222222:role/LedgerRl", "unspecified", "", "sts"},
		{"InvalidIdentityToken: No OpenIDConnect provider found in your account for https://token.example.org",
		 "", "sts:AssumeRoleWithWebIdentity", "", "unspecified", "", "sts"},
	};

	(void)state;
	HOLD(rows);
}

static void a_box_of_the_console_is_read_with_and_without_its_lines(void **state)
{
	static const struct said rows[] = {
		{"Access denied\nYou don't have permission to iam:GetRole. To request access, copy the following text.\n\nUser: arn:aws:iam::111111111111:user/bea\nAction: iam:GetRole\nContext: an identity-based policy explicitly denies the action\nThat is all.",
		 "arn:aws:iam::111111111111:user/bea", "iam:GetRole", "", "identity_explicit", "", "iam"},
		{"You don't have permission to glue:GetTables. User: arn:aws:iam::111111111111:user/beaAction: glue:GetTablesOn resource(s): arn:aws:glue:eu-west-1:111111111111:catalogContext: no identity-based policy allows the action",
		 "arn:aws:iam::111111111111:user/bea", "glue:GetTables", "arn:aws:glue:eu-west-1:111111111111:catalog", "identity_implicit", "", "glue"},
		{"User: [arn:aws:iam::111111111111:user/bea]\nService: [AWSStepFunctions]\nAction: [ListStateMachines]\nOn resource(s): [*]\nContext: [no permissions boundary allows the action]",
		 "arn:aws:iam::111111111111:user/bea", "states:ListStateMachines", "*", "boundary_implicit", "", "states"},
		{"- **Access denied to `iam:ListUsers`**\n- Context: no identity-based policy allows the action",
		 "", "iam:ListUsers", "", "identity_implicit", "", "iam"},
	};

	(void)state;
	HOLD(rows);
}

static void the_service_is_told_by_what_stands_around(void **state)
{
	static const struct said rows[] = {
		{"Error executing \"SendMessage\" on \"https://sqs.eu-west-1.amazonaws.com\"; AWS HTTP error: Client error: `POST https://sqs.eu-west-1.amazonaws.com` resulted in a `403 Forbidden` response",
		 "", "", "", "opaque", "", "sqs"},
		{"GET https://ledger-7.s3.eu-west-1.amazonaws.com/x: <Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>",
		 "", "", "", "opaque", "", "s3"},
		{"PUT https://s3-eu-west-1.amazonaws.com/ledger-7/x: Access Denied",
		 "", "", "", "opaque", "", "s3"},
		{"<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Code>AccessDenied</Code></Error></ErrorResponse>",
		 "", "", "", "opaque", "", "sts"},
		{"operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, api error AccessDeniedException: Access denied",
		 "", "", "", "opaque", "", "secretsmanager"},
		{"operation error SFN: StartExecution, https response error StatusCode: 400, api error AccessDeniedException: Access denied",
		 "", "", "", "opaque", "", "states"},
		{"Access Denied (Service: AmazonDataCatalog; Status Code: 400; Error Code: AccessDeniedException)",
		 "", "", "", "opaque", "", "glue"},
	};

	(void)state;
	HOLD(rows);
}
/* clang-format on */

static void a_page_that_is_forbidden_elsewhere_is_no_denial_of_aws(void **state)
{
	static const char *const texts[] = {
	    "GET https://example.org/x: 403 Forbidden",
	    "Context: the job ran as it should",
	    "The reader is not authorized to enter",
	    "There is no policy that allows it",
	};
	struct arena arena;
	struct denial d;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (denial_find(&arena, str_from(texts[i]), &d))
			fail_msg("a denial in: %s", texts[i]);
	arena_release(&arena);
}

static void a_refusal_in_words_of_its_own_keeps_them(void **state)
{
	struct arena arena;
	struct denial d;

	(void)state;
	arena_init(&arena);
	assert_true(denial_find(&arena, STR("Roles may not be\nassumed by root accounts."), &d));
	assert_str(d.clause, "Roles may not be assumed by root accounts");
	assert_true(denial_find(
	    &arena, STR("Insufficient Lake Formation permission(s): Required Select on ledger"),
	    &d));
	assert_str(d.clause, "Insufficient Lake Formation permission(s): Required Select");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_name_that_was_left_out_is_none),
	    cmocka_unit_test(what_was_hidden_in_a_name_stays_as_it_is),
	    cmocka_unit_test(comments_bars_and_source_code_are_no_part_of_it),
	    cmocka_unit_test(a_list_of_rows_keeps_its_rows),
	    cmocka_unit_test(a_user_who_is_named_before_is_not_who_was_denied),
	    cmocka_unit_test(half_a_sentence_tells_what_it_holds),
	    cmocka_unit_test(a_box_of_the_console_is_read_with_and_without_its_lines),
	    cmocka_unit_test(the_service_is_told_by_what_stands_around),
	    cmocka_unit_test(a_page_that_is_forbidden_elsewhere_is_no_denial_of_aws),
	    cmocka_unit_test(a_refusal_in_words_of_its_own_keeps_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
