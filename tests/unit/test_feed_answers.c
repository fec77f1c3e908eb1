/* test_feed_answers.c - single answers of aws iam, stepfunctions, ssm and sts. */
#include "feed_help.h"

#define ROLE(name) IAM(HOME, "role/" name)
#define GOT(name, more)                                                                            \
	"{\"Role\":{\"Path\":\"/\",\"RoleName\":\"" name                                           \
	"\",\"Arn\":\"" ROLE(name) "\",\"AssumeRolePolicyDocument\":" TRUST more "}}"
#define MACHINE "arn:aws:states:eu-west-1:111111111111:stateMachine:M"
#define DEFINITION "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Succeed\"}}}"

/* ---- iam --------------------------------------------------------------------------------- */

static void get_role_tells_boundary_and_tags_but_no_policies(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f, GOT("A", ",\"Tags\":[{\"Key\":\"k\",\"Value\":\"v\"}],\"PermissionsBoundary\":{"
			  "\"PermissionsBoundaryArn\":\"" IAM(HOME, "policy/B") "\"}"));
	assert_true(has_fact(&f, ROLE("A"), FACT_COMPLETE, "boundary"));
	assert_true(has_fact(&f, ROLE("A"), FACT_COMPLETE, "tags"));
	assert_false(has_fact(&f, ROLE("A"), FACT_COMPLETE, "policies"));
	assert_str(bench_value(&f.b, ROLE("A"), FACT_BOUNDARY), IAM(HOME, "policy/B"));
	assert_int_equal(covered(&f, HOME, ENTITY_ROLE), COVERAGE_PARTIAL);
	/* It says everything about both: what it does not mention is gone. */
	feed(&f, GOT("A", ""));
	assert_str(bench_value(&f.b, ROLE("A"), FACT_BOUNDARY), "");
	assert_false(has_fact(&f, ROLE("A"), FACT_TAG, "k"));
	feeder_close(&f);
}

static void list_roles_leaves_alone_what_it_does_not_tell(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f, GOT("A", ",\"Tags\":[{\"Key\":\"k\",\"Value\":\"v\"}]"));
	feed(&f,
	     "{\"Roles\":[{\"RoleName\":\"A\",\"Arn\":\"" ROLE(
		 "A") "\","
		      "\"AssumeRolePolicyDocument\":" TRUST "},{\"RoleName\":\"B\",\"Arn\":\"" ROLE(
			  "B") "\","
			       "\"AssumeRolePolicyDocument\":" TRUST "}]}");
	assert_true(has_fact(&f, ROLE("A"), FACT_TAG, "k"));
	assert_false(has_fact(&f, ROLE("B"), FACT_COMPLETE, "tags"));
	/* It may have been filtered by path. */
	assert_int_equal(covered(&f, HOME, ENTITY_ROLE), COVERAGE_PARTIAL);
	feeder_close(&f);
}

static void a_role_without_its_wrapper_is_a_role(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f, "\n {\"Path\":\"/\",\"RoleName\":\"A\",\"Arn\":\"" ROLE(
		     "A") "\",\"Tags\":["
			  "{\"Key\":\"k\",\"Value\":\"v\"}],\"AssumeRolePolicyDocument\":{ "
			  "\"Statement\" : [] }}\n");
	assert_str(bench_document(&f.b, ROLE("A"), FACT_TRUST, ""), "{ \"Statement\" : [] }");
	assert_true(has_fact(&f, ROLE("A"), FACT_TAG, "k"));
	feeder_close(&f);
}

static void an_inline_policy_joins_the_one_role_of_its_name(void **state)
{
	(void)state;
	const struct import_text texts[] = {
	    {"policy.json", str_from("{\"RoleName\":\"a\",\"PolicyName\":\"p\","
				     "\"PolicyDocument\":{\"x\" : 1}}")},
	    {"role.json", str_from(GOT("A", ""))},
	};
	struct feeder f;

	feeder_open(&f);
	must(&f.b, feed_try(&f, texts, 2));
	assert_str(bench_document(&f.b, ROLE("A"), FACT_INLINE, "p"), "{\"x\" : 1}");
	feeder_close(&f);
}

static void an_inline_policy_without_a_role_says_what_is_missing(void **state)
{
	(void)state;
	static const char text[] =
	    "{\"RoleName\":\"A\",\"PolicyName\":\"p\",\"PolicyDocument\":{}}";
	struct feeder f;

	feeder_open(&f);
	refuses(&f, text, "there is no role A to join this to");
	/* A role of that name from an earlier import is not meant without an account. */
	feed(&f, GOT("A", ""));
	refuses(&f, text, "there is no role A to join this to");
	f.options.account = STR(HOME);
	assert_true(feed(&f, text));
	assert_true(has_fact(&f, ROLE("A"), FACT_INLINE, "p"));
	f.options.account = STR(AWAY);
	refuses(&f, text, "there is no role A to join this to");
	feeder_close(&f);
}

/* A list that is empty has no element to look at. */
static void an_empty_list_in_the_place_of_an_object_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text, *words;
	} cases[] = {
	    {"{\"Role\":[]}", "Role: this is no role: an object is expected"},
	    {"{\"User\":[]}", "User: this is no user"},
	    {"{\"Group\":[],\"Users\":[]}", "Group: this is no group"},
	    {"{\"RoleName\":\"A\",\"PolicyName\":\"p\",\"PolicyDocument\":[]}",
	     "PolicyDocument is no document"},
	    {"{\"RoleName\":\"A\",\"PolicyName\":[],\"PolicyDocument\":[]}", "has no PolicyName"},
	    {"{\"RoleName\":\"A\",\"AssumeRolePolicyDocument\":[]}",
	     "AssumeRolePolicyDocument is no document"},
	    {"{\"PolicyVersion\":[]}", "which policy it is"},
	    {"{\"stateMachineArn\":[],\"definition\":\"{}\"}", "is no ARN of a state machine"},
	};
	struct feeder f;

	feeder_open(&f);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		refuses(&f, cases[i].text, cases[i].words);
	feeder_close(&f);
}

static void an_inline_policy_of_two_roles_is_refused(void **state)
{
	(void)state;
	const struct import_text texts[] = {
	    {"policy.json",
	     str_from("{\"RoleName\":\"A\",\"PolicyName\":\"p\",\"PolicyDocument\":{}}")},
	    {"one.json", str_from(GOT("A", ""))},
	    {"two.json", str_from("{\"Role\":{\"Arn\":\"" IAM(
			     AWAY, "role/A") "\",\"AssumeRolePolicyDocument\":{}}}")},
	};
	struct feeder f;

	feeder_open(&f);
	assert_false(feed_try(&f, texts, 3));
	assert_contains(str_from(f.b.err.text), "policy.json");
	assert_contains(str_from(f.b.err.text), "2 accounts of this import have a role A");
	feeder_close(&f);
}

static void for_names_whose_policies_are_listed(void **state)
{
	(void)state;
	struct feeder f;
	const struct fact *facts = NULL;

	feeder_open(&f);
	feed(&f, GOT("A", ""));
	refuses(&f, "{\"AttachedPolicies\":[]}", "does not say whose it is");
	f.options.for_arn = STR(ROLE("A"));
	feed(&f, "{\"AttachedPolicies\":[{\"PolicyName\":\"M\",\"PolicyArn\":\"arn:aws:iam::aws:"
		 "policy/M\"}]}");
	assert_true(has_fact(&f, ROLE("A"), FACT_ATTACHED, "arn:aws:iam::aws:policy/M"));
	assert_false(has_fact(&f, ROLE("A"), FACT_COMPLETE, "policies"));
	feed(&f, "{\"RoleName\":\"A\",\"PolicyName\":\"p\",\"PolicyDocument\":{}}");
	feed(&f, "{\"PolicyNames\":[\"p\",\"q\"]}");
	/* Both lists are whole now; q is known by name only. */
	assert_true(has_fact(&f, ROLE("A"), FACT_COMPLETE, "policies"));
	assert_str(bench_document(&f.b, ROLE("A"), FACT_INLINE, "p"), "{}");
	assert_int_equal(bench_facts(&f.b, ROLE("A"), FACT_INLINE, &facts), 2);
	assert_int_equal(facts[1].document, 0);
	feed(&f, "{\"PolicyNames\":[\"q\"]}");
	assert_int_equal(bench_facts(&f.b, ROLE("A"), FACT_INLINE, &facts), 1);
	feeder_close(&f);
}

static void groups_and_their_users_are_joined(void **state)
{
	(void)state;
	static const char alice[] = IAM(HOME, "user/alice");
	struct feeder f;

	feeder_open(&f);
	feed(&f,
	     "{\"Users\":[{\"UserName\":\"alice\",\"Arn\":\"" IAM(
		 HOME,
		 "user/alice") "\"}],\"Group\":{\"GroupName\":\"Ops\",\"Arn\":\"" IAM(HOME,
										      "group/"
										      "Ops") "\""
											     "}"
											     "}");
	assert_true(has_fact(&f, alice, FACT_GROUP, "Ops"));
	assert_true(bench_has(&f.b, IAM(HOME, "group/Ops")));
	f.options.for_arn = str_from(alice);
	feed(&f, "{\"Groups\":[{\"GroupName\":\"Dev\",\"Arn\":\"" IAM(HOME, "group/Dev") "\"}]}");
	assert_true(has_fact(&f, alice, FACT_GROUP, "Dev"));
	assert_false(has_fact(&f, alice, FACT_GROUP, "Ops"));
	feeder_close(&f);
}

static void a_policy_gets_its_document_by_for(void **state)
{
	(void)state;
	static const char policy[] = IAM(HOME, "policy/x/M");
	struct feeder f;

	feeder_open(&f);
	feed(&f, "{\"Policy\":{\"PolicyName\":\"M\",\"Arn\":\"" IAM(
		     HOME, "policy/x/M") "\",\"DefaultVersionId\":\"v2\"}}");
	assert_true(bench_has(&f.b, policy));
	refuses(&f, "{\"PolicyVersion\":{\"Document\":{},\"IsDefaultVersion\":true}}",
		"does not say of which policy it is");
	f.options.for_arn = str_from(policy);
	feed(&f, "{\"PolicyVersion\":{\"Document\":{\"v\":2},\"IsDefaultVersion\":true}}");
	assert_str(bench_document(&f.b, policy, FACT_DOCUMENT, ""), "{\"v\":2}");
	assert_false(
	    feed(&f, "{\"PolicyVersion\":{\"Document\":{\"v\":1},\"IsDefaultVersion\":false}}"));
	assert_true(warned(&f, "not the version in force"));
	feeder_close(&f);
}

static void a_file_name_that_is_an_arn_counts_as_for(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed_as(&f, "out/" MACHINE ".json.asl", DEFINITION "\n");
	assert_str(bench_document(&f.b, MACHINE, FACT_DEFINITION, ""), DEFINITION "\n");
	feeder_close(&f);
}

/* ---- stepfunctions ----------------------------------------------------------------------- */

static void describe_state_machine_gives_everything(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f,
	     "{\"stateMachineArn\":\"" MACHINE "\",\"name\":\"M\",\"status\":\"ACTIVE\","
	     "\"definition\":\"{\\n \\\"StartAt\\\": \\\"\\ud83d\\ude00\\\"}\",\"roleArn\":\"" ROLE(
		 "A") "\","
		      "\"type\":\"EXPRESS\",\"creationDate\":1795324854.776}");
	assert_str(bench_document(&f.b, MACHINE, FACT_DEFINITION, ""),
		   "{\n \"StartAt\": \"\xf0\x9f\x98\x80\"}");
	assert_str(bench_value(&f.b, MACHINE, FACT_ROLE_ARN), ROLE("A"));
	assert_str(bench_value(&f.b, MACHINE, FACT_TYPE), "EXPRESS");
	feeder_close(&f);
}

static void a_withheld_definition_is_known_to_be_withheld(void **state)
{
	(void)state;
	struct feeder f;
	const struct fact *facts = NULL;

	feeder_open(&f);
	feed(&f, "{\"stateMachineArn\":\"" MACHINE
		 "\",\"roleArn\":\"" ROLE("A") "\",\"type\":\"STANDARD\"}");
	assert_int_equal(bench_facts(&f.b, MACHINE, FACT_WITHHELD, &facts), 1);
	feed(&f, "{\"stateMachineArn\":\"" MACHINE "\",\"definition\":\"{\\\"States\\\":{}}\"}");
	assert_int_equal(bench_facts(&f.b, MACHINE, FACT_WITHHELD, &facts), 0);
	assert_str(bench_document(&f.b, MACHINE, FACT_DEFINITION, ""), "{\"States\":{}}");
	feed(&f, "{\"stateMachineArn\":\"" MACHINE "\",\"definition\":\" { } \"}");
	assert_int_equal(bench_facts(&f.b, MACHINE, FACT_WITHHELD, &facts), 1);
	assert_str(bench_value(&f.b, MACHINE, FACT_ROLE_ARN), ROLE("A"));
	feeder_close(&f);
}

static void describe_execution_describes_no_machine(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	refuses(&f,
		"{\"executionArn\":\"arn:aws:states:eu-west-1:111111111111:execution:M:e\","
		"\"stateMachineArn\":\"" MACHINE "\",\"status\":\"FAILED\",\"input\":\"{}\"}",
		"give it to rolehop explain");
	feeder_close(&f);
}

static void list_state_machines_completes_its_region(void **state)
{
	(void)state;
	static const char other[] = "arn:aws:states:us-east-1:111111111111:stateMachine:N";
	struct feeder f;

	feeder_open(&f);
	feed(&f, "{\"stateMachineArn\":\"" MACHINE "\",\"definition\":\"{}\"}");
	feed(&f, "{\"stateMachineArn\":\"arn:aws:states:us-east-1:111111111111:stateMachine:N\","
		 "\"definition\":\"{}\"}");
	feed(&f, "{\"stateMachines\":[{\"stateMachineArn\":\"arn:aws:states:eu-west-1:111111111111:"
		 "stateMachine:New\",\"name\":\"New\",\"type\":\"STANDARD\"}]}");
	assert_false(bench_has(&f.b, MACHINE));
	assert_true(bench_has(&f.b, other));
	assert_int_equal(bench_coverage(&f.b, HOME, "eu-west-1", ENTITY_MACHINE),
			 COVERAGE_COMPLETE);
	assert_int_equal(bench_coverage(&f.b, HOME, "us-east-1", ENTITY_MACHINE), COVERAGE_PARTIAL);
	feed(&f, "{\"stateMachines\":[]}");
	assert_int_equal(bench_coverage(&f.b, HOME, "us-east-1", ENTITY_MACHINE), COVERAGE_PARTIAL);
	feeder_close(&f);
}

static void a_cut_list_of_state_machines_completes_nothing(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f, "{\"stateMachines\":[{\"stateMachineArn\":\"" MACHINE "\",\"name\":\"M\"}],"
		 "\"nextToken\":\"x\"}");
	assert_int_equal(bench_coverage(&f.b, HOME, "eu-west-1", ENTITY_MACHINE), COVERAGE_PARTIAL);
	assert_true(warned(&f, "was cut"));
	feeder_close(&f);
}

static int64_t taken(struct feeder *f)
{
	struct coverage coverage;

	must(&f->b, store_coverage(f->b.store, &f->b.arena, STR(HOME), STR("eu-west-1"),
				   ENTITY_MACHINE, &coverage, &f->b.err));
	return coverage.when;
}

static void single_ones_that_come_again_are_as_young_as_the_last(void **state)
{
	(void)state;
	struct feeder f;
	int64_t first;

	feeder_open(&f);
	feed(&f, "{\"stateMachineArn\":\"" MACHINE "\",\"definition\":\"{}\"}");
	first = taken(&f);
	assert_false(feed(&f, "{\"stateMachineArn\":\"" MACHINE "\",\"definition\":\"{}\"}"));
	assert_true(taken(&f) > first);
	feeder_close(&f);
}

static void a_single_one_makes_a_cut_list_no_younger(void **state)
{
	(void)state;
	struct feeder f;
	int64_t first;

	feeder_open(&f);
	feed(&f, "{\"stateMachines\":[{\"stateMachineArn\":\"" MACHINE "\",\"name\":\"M\"}],"
		 "\"nextToken\":\"x\"}");
	first = taken(&f);
	feed(&f, "{\"stateMachineArn\":\"" MACHINE "\",\"definition\":\"{}\"}");
	assert_int_equal(taken(&f), first);
	feeder_close(&f);
}

static void a_definition_alone_needs_its_machine(void **state)
{
	(void)state;
	static const char quoted[] = "\"{\\\"StartAt\\\":\\\"B\\\",\\\"States\\\":{}}\"";
	struct feeder f;

	feeder_open(&f);
	refuses(&f, DEFINITION, "--machine-arn");
	f.options.machine_arn = STR(MACHINE);
	f.options.role_arn = STR(ROLE("A"));
	feed(&f, DEFINITION);
	assert_str(bench_document(&f.b, MACHINE, FACT_DEFINITION, ""), DEFINITION);
	assert_str(bench_value(&f.b, MACHINE, FACT_ROLE_ARN), ROLE("A"));
	feed(&f, quoted);
	assert_str(bench_document(&f.b, MACHINE, FACT_DEFINITION, ""),
		   "{\"StartAt\":\"B\",\"States\":{}}");
	feeder_close(&f);
}

/* ---- ssm, sts ---------------------------------------------------------------------------- */

static void a_parameter_keeps_its_value_unless_it_is_secret(void **state)
{
	(void)state;
	static const char key[] = "arn:aws:ssm:eu-west-1:111111111111:parameter/x/y";
	struct feeder f;

	feeder_open(&f);
	feed(&f, "{\"Parameter\":{\"Name\":\"/x/y\",\"Type\":\"String\",\"Value\":\"{}\","
		 "\"ARN\":\"arn:aws:ssm:eu-west-1:111111111111:parameter/x/y\"}}");
	assert_str(bench_value(&f.b, key, FACT_VALUE), "{}");
	feed(&f, "{\"Parameter\":{\"Name\":\"/x/y\",\"Type\":\"SecureString\",\"Value\":\"pw\","
		 "\"ARN\":\"arn:aws:ssm:eu-west-1:111111111111:parameter/x/y\"}}");
	assert_str(bench_value(&f.b, key, FACT_VALUE), "");
	feeder_close(&f);
}

static void the_caller_is_an_account(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f,
	     "{\"UserId\":\"AIDA\",\"Account\":\"" HOME "\",\"Arn\":\"" IAM(HOME, "user/u") "\"}");
	assert_true(bench_has(&f.b, HOME));
	refuses(&f, "{\"AccountAliases\":[\"prod\"]}", "--account");
	f.options.account = STR(HOME);
	feed(&f, "{\"AccountAliases\":[\"prod\"]}");
	assert_str(bench_value(&f.b, HOME, FACT_ALIAS), "prod");
	feeder_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(get_role_tells_boundary_and_tags_but_no_policies),
	    cmocka_unit_test(list_roles_leaves_alone_what_it_does_not_tell),
	    cmocka_unit_test(a_role_without_its_wrapper_is_a_role),
	    cmocka_unit_test(an_inline_policy_joins_the_one_role_of_its_name),
	    cmocka_unit_test(an_inline_policy_without_a_role_says_what_is_missing),
	    cmocka_unit_test(an_empty_list_in_the_place_of_an_object_is_refused),
	    cmocka_unit_test(an_inline_policy_of_two_roles_is_refused),
	    cmocka_unit_test(for_names_whose_policies_are_listed),
	    cmocka_unit_test(groups_and_their_users_are_joined),
	    cmocka_unit_test(a_policy_gets_its_document_by_for),
	    cmocka_unit_test(a_file_name_that_is_an_arn_counts_as_for),
	    cmocka_unit_test(describe_state_machine_gives_everything),
	    cmocka_unit_test(a_withheld_definition_is_known_to_be_withheld),
	    cmocka_unit_test(describe_execution_describes_no_machine),
	    cmocka_unit_test(list_state_machines_completes_its_region),
	    cmocka_unit_test(a_cut_list_of_state_machines_completes_nothing),
	    cmocka_unit_test(single_ones_that_come_again_are_as_young_as_the_last),
	    cmocka_unit_test(a_single_one_makes_a_cut_list_no_younger),
	    cmocka_unit_test(a_definition_alone_needs_its_machine),
	    cmocka_unit_test(a_parameter_keeps_its_value_unless_it_is_secret),
	    cmocka_unit_test(the_caller_is_an_account),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
