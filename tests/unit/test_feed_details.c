/* test_feed_details.c - get-account-authorization-details: what is read, and what it proves. */
#include "feed_help.h"

#include <stdio.h>

#define ROLE(name) IAM(HOME, "role/" name)
#define DETAIL(name, more)                                                                         \
	"{\"Path\":\"/\",\"RoleName\":\"" name "\",\"RoleId\":\"AROA" name                         \
	"\",\"Arn\":\"" ROLE(name) "\",\"AssumeRolePolicyDocument\":" TRUST                        \
				   ",\"RolePolicyList\":[],"                                       \
				   "\"AttachedManagedPolicies\":[]" more "}"
#define DETAILS(roles, more)                                                                       \
	"{\"UserDetailList\":[],\"GroupDetailList\":[],\"RoleDetailList\":[" roles                 \
	"],\"Policies\":[]" more "}"

static void import_reads_a_role_with_everything(void **state)
{
	(void)state;
	static const char text[] =
	    "{\"RoleDetailList\": [{\n"
	    "  \"Path\": \"/team/\", \"RoleName\": \"Full\", \"RoleId\": \"AROAFULL\",\n"
	    "  \"Arn\": \"" IAM(
		HOME, "role/team/Full") "\",\n"
					"  \"AssumeRolePolicyDocument\": {\"Version\" : "
					"\"2012-10-17\", \"Statement\": [ ] },\n"
					"  \"RolePolicyList\": [{\"PolicyName\": \"p\", "
					"\"PolicyDocument\": {\"A\":1, \"A\":2}}],\n"
					"  \"AttachedManagedPolicies\": [{\"PolicyName\": \"M\",\n"
					"      \"PolicyArn\": \"arn:aws:iam::aws:policy/M\"}],\n"
					"  \"PermissionsBoundary\": {\"PermissionsBoundaryType\": "
					"\"Policy\",\n"
					"      \"PermissionsBoundaryArn\": \"" IAM(
					    HOME,
					    "policy/B") "\"},\n"
							"  \"Tags\": [{\"Key\": \"\\u00e9quipe\", "
							"\"Value\": \"a\\\"b\"}],\n"
							"  \"RoleLastUsed\": {\"LastUsedDate\": "
							"\"2026-11-20T00:00:00Z\"}}]}";
	static const char role[] = IAM(HOME, "role/team/Full");
	struct feeder f;
	const struct fact *facts = NULL;

	feeder_open(&f);
	assert_true(feed(&f, text));
	assert_str(bench_document(&f.b, role, FACT_TRUST, ""),
		   "{\"Version\" : \"2012-10-17\", \"Statement\": [ ] }");
	assert_str(bench_document(&f.b, role, FACT_INLINE, "p"), "{\"A\":1, \"A\":2}");
	assert_true(has_fact(&f, role, FACT_ATTACHED, "arn:aws:iam::aws:policy/M"));
	assert_str(bench_value(&f.b, role, FACT_BOUNDARY), IAM(HOME, "policy/B"));
	assert_str(bench_value(&f.b, role, FACT_PATH), "/team/");
	assert_str(bench_value(&f.b, role, FACT_UNIQUE_ID), "AROAFULL");
	assert_int_equal(bench_facts(&f.b, role, FACT_TAG, &facts), 1);
	assert_str(facts[0].name, "\xc3\xa9quipe");
	assert_str(facts[0].value, "a\"b");
	assert_true(has_fact(&f, role, FACT_COMPLETE, "policies"));
	assert_true(has_fact(&f, role, FACT_COMPLETE, "boundary"));
	assert_true(has_fact(&f, role, FACT_COMPLETE, "tags"));
	assert_true(bench_has(&f.b, HOME));
	assert_int_equal(f.report.put[ENTITY_ROLE], 1);
	assert_int_equal(f.report.put[ENTITY_ACCOUNT], 1);
	feeder_close(&f);
}

static void import_reads_users_groups_and_policies(void **state)
{
	(void)state;
	static const char text[] =
	    "{\"UserDetailList\": [{\"UserName\": \"alice\", \"UserId\": \"AIDA1\", \"Arn\": "
	    "\"" IAM(
		HOME,
		"user/alice") "\",\n"
			      " \"GroupList\": [\"Ops\"], \"AttachedManagedPolicies\": [], "
			      "\"UserPolicyList\": []}],\n"
			      "\"GroupDetailList\": [{\"GroupName\": \"Ops\", \"GroupId\": "
			      "\"AGPA1\", \"Arn\": \"" IAM(
				  HOME,
				  "group/Ops") "\",\n"
					       " \"GroupPolicyList\": [{\"PolicyName\": \"g\", "
					       "\"PolicyDocument\": {}}],\n"
					       " \"AttachedManagedPolicies\": []}],\n"
					       "\"Policies\": [{\"PolicyName\": \"M\", \"Arn\": "
					       "\"" IAM(
						   HOME,
						   "policy/M") "\",\n"
							       " \"DefaultVersionId\": \"v2\", "
							       "\"PolicyVersionList\": [\n"
							       "  {\"Document\": {\"v\":1}, "
							       "\"VersionId\": \"v1\", "
							       "\"IsDefaultVersion\": false},\n"
							       "  {\"Document\": {\"v\":2}, "
							       "\"VersionId\": \"v2\", "
							       "\"IsDefaultVersion\": true}]}]}";
	struct feeder f;

	feeder_open(&f);
	feed(&f, text);
	assert_true(has_fact(&f, IAM(HOME, "user/alice"), FACT_GROUP, "Ops"));
	assert_true(has_fact(&f, IAM(HOME, "user/alice"), FACT_COMPLETE, "policies"));
	assert_str(bench_document(&f.b, IAM(HOME, "group/Ops"), FACT_INLINE, "g"), "{}");
	assert_str(bench_document(&f.b, IAM(HOME, "policy/M"), FACT_DOCUMENT, ""), "{\"v\":2}");
	assert_int_equal(covered(&f, HOME, ENTITY_USER), COVERAGE_COMPLETE);
	assert_int_equal(covered(&f, HOME, ENTITY_POLICY), COVERAGE_COMPLETE);
	assert_int_equal(covered(&f, HOME, ENTITY_ROLE), COVERAGE_NEVER);
	feeder_close(&f);
}

static void import_takes_documents_as_object_text_and_url(void **state)
{
	(void)state;
	static const struct {
		const char *given;
		const char *kept;
	} cases[] = {
	    {"{ \"Version\": \"2012-10-17\" }", "{ \"Version\": \"2012-10-17\" }"},
	    {"\"{ \\\"Version\\\": \\\"2012-10-17\\\" }\\n\"", "{ \"Version\": \"2012-10-17\" }\n"},
	    {"\"%7B%22Version%22%3A%222012-10-17%22%2C%22Sid%22%3A%22a+b%22%7D\"",
	     "{\"Version\":\"2012-10-17\",\"Sid\":\"a+b\"}"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct feeder f;
		char text[1024];
		feeder_open(&f);
		snprintf(text, sizeof(text),
			 "{\"RoleDetailList\":[{\"Arn\":\"%s\",\"AssumeRolePolicyDocument\":%s}]}",
			 ROLE("R"), cases[i].given);
		feed(&f, text);
		assert_str(bench_document(&f.b, ROLE("R"), FACT_TRUST, ""), cases[i].kept);
		feeder_close(&f);
	}
}

static void import_of_the_same_twice_changes_nothing(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	assert_true(feed(&f, DETAILS(DETAIL("A", "") "," DETAIL("B", ""), "")));
	assert_false(feed(&f, DETAILS(DETAIL("B", "") ",\n\n" DETAIL("A", ""), "")));
	assert_int_equal(f.report.snapshot, 1);
	feeder_close(&f);
}

static void a_complete_answer_replaces_its_kind(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f, DETAILS(DETAIL("A", "") "," DETAIL("B", ""), ""));
	assert_true(feed(&f, DETAILS(DETAIL("B", ""), "")));
	assert_false(bench_has(&f.b, ROLE("A")));
	assert_true(bench_has(&f.b, ROLE("B")));
	assert_int_equal(covered(&f, HOME, ENTITY_ROLE), COVERAGE_COMPLETE);
	feeder_close(&f);
}

static void an_empty_list_erases_nothing_and_completes_nothing(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f, DETAILS(DETAIL("A", ""), ""));
	assert_false(feed(&f, DETAILS("", "")));
	assert_true(bench_has(&f.b, ROLE("A")));
	assert_int_equal(covered(&f, HOME, ENTITY_USER), COVERAGE_NEVER);
	feeder_close(&f);
}

static void a_truncated_answer_proves_nothing(void **state)
{
	(void)state;
	static const char *const marks[] = {
	    ",\"IsTruncated\":true,\"Marker\":\"5\"",
	    ",\"IsTruncated\":true",
	    ",\"Marker\":\"5\"",
	    ",\"NextToken\":\"eyJNYXJrZXIiOiAiNSJ9\"",
	    ",\"IsTruncated\":false",
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		struct feeder f;
		char text[2048];
		feeder_open(&f);
		snprintf(text, sizeof(text), DETAILS("%s", "%s"), DETAIL("A", ""), marks[i]);
		feed(&f, text);
		assert_int_equal(covered(&f, HOME, ENTITY_ROLE), COVERAGE_PARTIAL);
		assert_int_equal(f.report.n_warnings, 1);
		assert_true(bench_has(&f.b, ROLE("A")));
		feeder_close(&f);
	}
}

static void a_truncated_answer_erases_nothing(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f, DETAILS(DETAIL("A", ""), ""));
	feed(&f, DETAILS(DETAIL("B", ""), ",\"IsTruncated\":true,\"Marker\":\"5\""));
	assert_true(bench_has(&f.b, ROLE("A")));
	assert_true(bench_has(&f.b, ROLE("B")));
	assert_int_equal(covered(&f, HOME, ENTITY_ROLE), COVERAGE_COMPLETE);
	feeder_close(&f);
}

/* The last page of --max-items carries no mark; imported alone it must not erase the first. */
static void the_rest_of_a_cut_answer_erases_nothing(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f, DETAILS(DETAIL("A", "") "," DETAIL("B", ""), ",\"NextToken\":\"t\""));
	feed(&f, DETAILS(DETAIL("C", ""), ""));
	assert_true(bench_has(&f.b, ROLE("A")));
	assert_int_equal(covered(&f, HOME, ENTITY_ROLE), COVERAGE_PARTIAL);
	/* A whole answer has what the cut one had. */
	feed(&f, DETAILS(DETAIL("B", "") "," DETAIL("C", ""), ""));
	assert_false(bench_has(&f.b, ROLE("A")));
	assert_int_equal(covered(&f, HOME, ENTITY_ROLE), COVERAGE_COMPLETE);
	feeder_close(&f);
}

static void pages_that_chain_complete_each_other(void **state)
{
	(void)state;
	const struct import_text pages[] = {
	    {"1.json",
	     str_from(DETAILS(DETAIL("A", ""), ",\"IsTruncated\":true,\"Marker\":\"5\""))},
	    {"2.json",
	     str_from(DETAILS(DETAIL("B", ""), ",\"IsTruncated\":true,\"Marker\":\"9\""))},
	    {"3.json", str_from("{\"RoleDetailList\":[],\"Policies\":[{\"Arn\":\"arn:aws:iam::aws:"
				"policy/M\",\"PolicyVersionList\":[]}],\"IsTruncated\":false}")},
	};
	struct feeder f;

	feeder_open(&f);
	must(&f.b, feed_try(&f, pages, 3));
	assert_int_equal(covered(&f, HOME, ENTITY_ROLE), COVERAGE_COMPLETE);
	assert_int_equal(f.report.n_warnings, 0);
	feeder_close(&f);
	feeder_open(&f);
	must(&f.b, feed_try(&f, pages, 2));
	assert_int_equal(covered(&f, HOME, ENTITY_ROLE), COVERAGE_PARTIAL);
	feeder_close(&f);
}

/* A whole answer about roles is not the end of a cut answer about everything. */
static void a_filtered_answer_does_not_complete_a_cut_one(void **state)
{
	(void)state;
	static const char user[] = "{\"UserDetailList\":[{\"UserName\":\"u\",\"Arn\":\"" IAM(
	    HOME, "user/u") "\"}],\"IsTruncated\":true,\"Marker\":\"5\"}";
	const struct import_text texts[] = {{"cut.json", str_from(user)},
					    {"roles.json", str_from(DETAILS(DETAIL("A", ""), ""))}};
	struct feeder f;

	feeder_open(&f);
	must(&f.b, feed_try(&f, texts, 2));
	assert_int_equal(covered(&f, HOME, ENTITY_USER), COVERAGE_PARTIAL);
	assert_int_equal(covered(&f, HOME, ENTITY_ROLE), COVERAGE_COMPLETE);
	feeder_close(&f);
}

/* --filter AWSManagedPolicy prints no policy of the account: that is no proof that it has none. */
static void policies_of_aws_do_not_complete_those_of_the_account(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f, "{\"Policies\":[{\"Arn\":\"" IAM(HOME, "policy/M") "\",\"PolicyVersionList\":[]}],"
								    "\"RoleDetailList\":[" DETAIL(
									"A", "") "]}");
	feed(&f, "{\"Policies\":[{\"Arn\":\"arn:aws:iam::aws:policy/X\",\"PolicyVersionList\":[]}],"
		 "\"RoleDetailList\":[" DETAIL("A", "") "]}");
	assert_true(bench_has(&f.b, IAM(HOME, "policy/M")));
	feeder_close(&f);
}

static void answers_of_two_accounts_stay_apart(void **state)
{
	(void)state;
	static const char other[] = "{\"RoleDetailList\":[{\"Arn\":\"" IAM(
	    AWAY, "role/X") "\",\"AssumeRolePolicyDocument\":{}}]}";
	struct feeder f;

	feeder_open(&f);
	feed(&f, DETAILS(DETAIL("A", ""), ""));
	feed(&f, other);
	assert_true(bench_has(&f.b, ROLE("A")));
	assert_int_equal(covered(&f, AWAY, ENTITY_ROLE), COVERAGE_COMPLETE);
	feeder_close(&f);
}

static void an_answer_of_mixed_accounts_completes_none(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f, "{\"RoleDetailList\":[" DETAIL("A", "") ",{\"Arn\":\"" IAM(
		     AWAY, "role/X") "\",\"AssumeRolePolicyDocument\":{}}]}");
	assert_int_equal(covered(&f, HOME, ENTITY_ROLE), COVERAGE_PARTIAL);
	assert_int_equal(covered(&f, AWAY, ENTITY_ROLE), COVERAGE_PARTIAL);
	feeder_close(&f);
}

static void a_list_that_query_cut_out_completes_nothing(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f, "[" DETAIL("A", ",\"Tags\":[]") "]");
	assert_true(bench_has(&f.b, ROLE("A")));
	assert_true(has_fact(&f, ROLE("A"), FACT_COMPLETE, "policies"));
	assert_int_equal(covered(&f, HOME, ENTITY_ROLE), COVERAGE_PARTIAL);
	feeder_close(&f);
}

static void bad_roles_are_refused_with_their_place(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *words;
	} cases[] = {
	    {"{\"RoleDetailList\":[\n {\"RoleName\":\"x\"}]}",
	     "line 2, column 2: RoleDetailList[0]: this role has no Arn"},
	    {"{\"RoleDetailList\":[{\"Arn\":\"" IAM(HOME, "user/x") "\"}]}", "is no ARN of a role"},
	    {"{\"RoleDetailList\":[{\"Arn\":5}]}", "Arn is not of the kind expected"},
	    {"{\"RoleDetailList\":[7]}", "an object is expected"},
	    {"{\"RoleDetailList\":[{\"Arn\":\"" ROLE(
		 "x") "\",\"AssumeRolePolicyDocument\":\"{,}\"}]}",
	     "AssumeRolePolicyDocument is damaged: line 1, column 2"},
	    {"{\"RoleDetailList\":[{\"Arn\":\"" ROLE("x") "\"}]}",
	     "has no AssumeRolePolicyDocument"},
	    {"{\"RoleDetailList\":[{\"Arn\":\"" ROLE("x") "\",\"Path\":\"/\",\n\"Path\":\"/\"}]}",
	     "\"Path\" is there twice"},
	    {"{\"RoleDetailList\":[" DETAIL("A", ",\"Tags\":[{\"Value\":\"v\"}]") "]}",
	     "a tag has no Key"},
	    {"{\"RoleDetailList\":[],\n\"RoleDetailList\":[]}",
	     "line 2, column 18: RoleDetailList: the member \"RoleDetailList\" is there twice"},
	};
	struct feeder f;

	feeder_open(&f);
	feed(&f, DETAILS(DETAIL("Before", ""), ""));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		refuses(&f, cases[i].text, cases[i].words);
	assert_true(bench_has(&f.b, ROLE("Before")));
	assert_false(bench_has(&f.b, ROLE("x")));
	feeder_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(import_reads_a_role_with_everything),
	    cmocka_unit_test(import_reads_users_groups_and_policies),
	    cmocka_unit_test(import_takes_documents_as_object_text_and_url),
	    cmocka_unit_test(import_of_the_same_twice_changes_nothing),
	    cmocka_unit_test(a_complete_answer_replaces_its_kind),
	    cmocka_unit_test(an_empty_list_erases_nothing_and_completes_nothing),
	    cmocka_unit_test(a_truncated_answer_proves_nothing),
	    cmocka_unit_test(a_truncated_answer_erases_nothing),
	    cmocka_unit_test(the_rest_of_a_cut_answer_erases_nothing),
	    cmocka_unit_test(pages_that_chain_complete_each_other),
	    cmocka_unit_test(a_filtered_answer_does_not_complete_a_cut_one),
	    cmocka_unit_test(policies_of_aws_do_not_complete_those_of_the_account),
	    cmocka_unit_test(answers_of_two_accounts_stay_apart),
	    cmocka_unit_test(an_answer_of_mixed_accounts_completes_none),
	    cmocka_unit_test(a_list_that_query_cut_out_completes_nothing),
	    cmocka_unit_test(bad_roles_are_refused_with_their_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
