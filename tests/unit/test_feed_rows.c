/* test_feed_rows.c - rows that other engines made of the same things. */
#include "feed_help.h"

#define ROLE IAM(HOME, "role/team/R")
#define TRUSTING "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
#define FLOW "arn:aws:states:us-east-1:" HOME ":stateMachine:Flow"
#define ROW(kind, arn, document)                                                                   \
	"{\"kind\":\"" kind "\",\"account\":\"" HOME "\",\"arn\":\"" arn                           \
	"\",\"document\":" document "}\n"

static void rows_of_every_kind_are_put(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed_as(&f, "rows.jsonl",
		ROW("role", ROLE, TRUSTING) ROW("aws_iam_role", IAM(HOME, "role/S"),
						"\"%7B%22Statement%22%3A%5B%5D%7D\"")
		    ROW("policy", IAM(HOME, "policy/P"), "\"{\\\"Statement\\\": []}\"")
			ROW("machine", FLOW, "{\"StartAt\":\"A\",\"States\":{}}")
			    ROW("resource", "arn:aws:s3:::box", "{\"Statement\": []}")
				ROW("scp",
				    "arn:aws:organizations::999999999999:policy/o-abcdefghij/"
				    "service_control_policy/p-abcdefgh",
				    "{\"Statement\":[]}") ROW("user", IAM(HOME, "user/U"), "null"));
	assert_str(bench_document(&f.b, ROLE, FACT_TRUST, ""), TRUSTING);
	assert_str(bench_document(&f.b, IAM(HOME, "role/S"), FACT_TRUST, ""), "{\"Statement\":[]}");
	assert_str(bench_document(&f.b, IAM(HOME, "policy/P"), FACT_DOCUMENT, ""),
		   "{\"Statement\": []}");
	assert_str(bench_document(&f.b, FLOW, FACT_DEFINITION, ""),
		   "{\"StartAt\":\"A\",\"States\":{}}");
	assert_str(bench_document(&f.b, "arn:aws:s3:::box", FACT_DOCUMENT, ""),
		   "{\"Statement\": []}");
	assert_str(bench_document(&f.b, "p-abcdefgh", FACT_DOCUMENT, ""), "{\"Statement\":[]}");
	assert_true(bench_has(&f.b, IAM(HOME, "user/U")));
	/* Rows prove nothing of what they do not hold. */
	assert_int_not_equal(covered(&f, HOME, ENTITY_ROLE), COVERAGE_COMPLETE);
	feeder_close(&f);
}

static void a_row_may_hold_the_whole_identity(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(
	    &f,
	    ROW("AWS::IAM::Role", ROLE,
		"{\"arn\":\"" ROLE "\",\"roleName\":\"R\",\"path\":\"/team/\","
		"\"assumeRolePolicyDocument\":\"%7B%22Statement%22%3A%5B%5D%7D\","
		"\"rolePolicyList\":[{\"policyName\":\"in\",\"policyDocument\":"
		"{\"Statement\":{\"action\":\"x\"}}}],\"attachedManagedPolicies\":"
		"[{\"policyArn\":\"" IAM(
		    HOME,
		    "policy/P") "\",\"policyName\":\"P\"}],"
				"\"permissionsBoundary\":{\"permissionsBoundaryArn\":\"" IAM(
				    HOME,
				    "policy/B") "\"},\"tags\":[{\"key\":\"k\",\"value\":\"v\"}]}"));
	assert_str(bench_document(&f.b, ROLE, FACT_INLINE, "in"),
		   "{\"Statement\":{\"action\":\"x\"}}");
	assert_true(has_fact(&f, ROLE, FACT_ATTACHED, IAM(HOME, "policy/P")));
	assert_str(bench_value(&f.b, ROLE, FACT_BOUNDARY), IAM(HOME, "policy/B"));
	assert_true(has_fact(&f, ROLE, FACT_TAG, "k"));
	assert_true(has_fact(&f, ROLE, FACT_COMPLETE, "policies"));
	feeder_close(&f);
}

static void answers_of_aws_config_are_taken(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f,
	     "{\"Results\":[\"{\\\"resourceType\\\":\\\"AWS::StepFunctions::StateMachine\\\","
	     "\\\"accountId\\\":\\\"" HOME "\\\",\\\"arn\\\":\\\"" FLOW
	     "\\\",\\\"configuration\\\":"
	     "{\\\"RoleArn\\\":\\\"" ROLE "\\\",\\\"StateMachineType\\\":\\\"EXPRESS\\\"}}\","
	     "\"{\\\"resourceType\\\":\\\"AWS::Lambda::Function\\\",\\\"arn\\\":\\\"arn:aws:lambda:"
	     "us-east-1:" HOME ":function:F\\\",\\\"supplementaryConfiguration\\\":{\\\"Policy\\\":"
	     "{\\\"Statement\\\":[]}}}\",\"{\\\"resourceType\\\":\\\"AWS::S3::Bucket\\\","
	     "\\\"accountId\\\":\\\"" HOME "\\\",\\\"arn\\\":\\\"arn:aws:s3:::box\\\","
	     "\\\"supplementaryConfiguration\\\":{\\\"BucketPolicy\\\":{\\\"policyText\\\":"
	     "\\\"{\\\\\\\"Statement\\\\\\\":[]}\\\"}}}\",\"{\\\"resourceType\\\":\\\"AWS::S3::"
	     "Bucket\\\",\\\"accountId\\\":"
	     "\\\"" HOME "\\\",\\\"arn\\\":\\\"arn:aws:s3:::bag\\\","
	     "\\\"supplementaryConfiguration\\\":{}}\"],\"QueryInfo\":{}}");
	assert_str(bench_value(&f.b, FLOW, FACT_ROLE_ARN), ROLE);
	assert_str(bench_value(&f.b, FLOW, FACT_TYPE), "EXPRESS");
	assert_str(
	    bench_document(&f.b, "arn:aws:lambda:us-east-1:" HOME ":function:F", FACT_DOCUMENT, ""),
	    "{\"Statement\":[]}");
	assert_str(bench_document(&f.b, "arn:aws:s3:::box", FACT_DOCUMENT, ""),
		   "{\"Statement\":[]}");
	assert_true(bench_has(&f.b, "arn:aws:s3:::bag"));
	/* Without a policy in the item nothing says that there is none. */
	assert_false(has_fact(&f, "arn:aws:s3:::bag", FACT_COMPLETE, "policy"));
	feeder_close(&f);
}

static void rows_that_cannot_be_are_refused_with_their_line(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *words;
	} cases[] = {
	    {ROW("role", ROLE, TRUSTING) ROW("spoon", ROLE, "{}"), "line 2, column "},
	    {ROW("role", IAM(HOME, "user/U"), TRUSTING), "is no ARN of a role"},
	    {ROW("user", IAM(HOME, "user/U"), TRUSTING), "a policy needs its name"},
	    {ROW("role", ROLE, "{\"path\":\"/\"}"), "is not what is known of one"},
	    {ROW("role", ROLE, "[]"), "is no document"},
	    {ROW("role", ROLE, "\"{\""), "the JSON in the document is damaged"},
	    {ROW("resource", "arn:aws:s3:::box", "{\"a\":1}"), "its own policy"},
	    {"{\"Results\":[\"{\\\"resourceType\\\":\\\"AWS::S3::Bucket\\\"}\"]}", "has no arn"},
	    {"{\"Results\":[1]}", "is no document"},
	};
	struct feeder f;

	feeder_open(&f);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		refuses(&f, cases[i].text, cases[i].words);
	feeder_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_of_every_kind_are_put),
	    cmocka_unit_test(a_row_may_hold_the_whole_identity),
	    cmocka_unit_test(answers_of_aws_config_are_taken),
	    cmocka_unit_test(rows_that_cannot_be_are_refused_with_their_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
