/* test_feed_organization.c - organization.json and the answers of aws organizations. */
#include "feed_help.h"

#define SCP(id, targets)                                                                           \
	"{\"Id\":\"" id "\",\"Name\":\"n-" id "\",\"Type\":\"SERVICE_CONTROL_POLICY\","            \
	"\"Content\":\"{\\\"Statement\\\":[]}\",\"Targets\":[" targets "]}"
#define MERGED(accounts, policies)                                                                 \
	"{\"Organization\":{\"Id\":\"o-abc\",\"MasterAccountId\":\"999999999999\"},"               \
	"\"Roots\":[{\"Id\":\"r-ab12\",\"Name\":\"Root\"}],"                                       \
	"\"OrganizationalUnits\":[{\"Id\":\"ou-ab12-x\",\"Name\":\"X\",\"ParentId\":\"r-ab12\"}]," \
	"\"Accounts\":[{\"Id\":\"999999999999\",\"Name\":\"main\",\"ParentId\":\"r-"               \
	"ab12\"}" accounts "],\"Policies\":[" policies "]}"
#define MEMBER ",{\"Id\":\"" HOME "\",\"Name\":\"home\",\"ParentId\":\"ou-ab12-x\"}"
#define LISTED(id)                                                                                 \
	"{\"Id\":\"" id "\",\"Arn\":\"arn:aws:organizations::999999999999:account/o-abc/" id       \
	"\",\"Name\":\"n\",\"Status\":\"ACTIVE\"}"
#define SUMMARY(id)                                                                                \
	"{\"Id\":\"" id                                                                            \
	"\",\"Name\":\"n\",\"Type\":\"SERVICE_CONTROL_POLICY\",\"AwsManaged\":false}"

static void organization_json_holds_the_whole_organization(void **state)
{
	(void)state;
	static const enum entity_kind whole[] = {ENTITY_ORGANIZATION, ENTITY_ROOT, ENTITY_OU,
						 ENTITY_ACCOUNT,      ENTITY_SCP,  ENTITY_RCP};
	struct feeder f;

	feeder_open(&f);
	feed(&f, MERGED(MEMBER, SCP("p-11111111", "\"r-ab12\",\"" HOME "\"")));
	assert_str(bench_value(&f.b, "o-abc", FACT_MANAGEMENT), "999999999999");
	assert_str(bench_value(&f.b, HOME, FACT_PARENT), "ou-ab12-x");
	assert_str(bench_value(&f.b, "ou-ab12-x", FACT_PARENT), "r-ab12");
	assert_true(bench_has(&f.b, "r-ab12"));
	assert_str(bench_document(&f.b, "p-11111111", FACT_DOCUMENT, ""), "{\"Statement\":[]}");
	assert_true(has_fact(&f, "p-11111111", FACT_TARGET, "r-ab12"));
	assert_true(has_fact(&f, "p-11111111", FACT_TARGET, HOME));
	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
		assert_int_equal(covered(&f, "", whole[i]), COVERAGE_COMPLETE);
	assert_false(feed(&f, MERGED(MEMBER, SCP("p-11111111", "\"r-ab12\",\"" HOME "\""))));
	feeder_close(&f);
}

static void organization_json_replaces_what_it_lists(void **state)
{
	(void)state;
	struct feeder f;
	const struct fact *facts = NULL;

	feeder_open(&f);
	feed(&f, MERGED(MEMBER, SCP("p-11111111", "\"r-ab12\"")));
	feed(&f, MERGED("", ""));
	assert_false(bench_has(&f.b, "p-11111111"));
	/* The account is still there, outside of the organization. */
	assert_true(bench_has(&f.b, HOME));
	assert_int_equal(bench_facts(&f.b, HOME, FACT_PARENT, &facts), 0);
	assert_str(bench_value(&f.b, "999999999999", FACT_PARENT), "r-ab12");
	feeder_close(&f);
}

static void a_second_organization_is_refused(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f, MERGED("", ""));
	refuses(&f, "{\"Organization\":{\"Id\":\"o-other\",\"MasterAccountId\":\"888888888888\"}}",
		"an inventory holds one organization");
	refuses(&f, "{\"Organization\":{\"Id\":\"o-abc\"}}", "has no MasterAccountId");
	feeder_close(&f);
}

static void list_accounts_tells_who_has_left(void **state)
{
	(void)state;
	struct feeder f;
	const struct fact *facts = NULL;

	feeder_open(&f);
	feed(&f, MERGED(MEMBER, ""));
	feed(&f, "{\"Accounts\":[" LISTED("999999999999") "]}");
	assert_int_equal(bench_facts(&f.b, HOME, FACT_PARENT, &facts), 0);
	assert_str(bench_value(&f.b, "999999999999", FACT_STATUS), "ACTIVE");
	feeder_close(&f);
}

static void part_of_the_accounts_makes_nobody_leave(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		const char *text;
	} parts[] = {
	    /* Without the management account this is no list of all. */
	    {"x.json", "{\"Accounts\":[" LISTED(AWAY) "]}"},
	    {"x.json", "{\"Accounts\":[" LISTED("999999999999") "],\"NextToken\":\"t\"}"},
	    {"list-accounts-for-parent.r-ab12.json", "{\"Accounts\":[" LISTED("999999999999") "]}"},
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct feeder f;
		feeder_open(&f);
		feed(&f, MERGED(MEMBER, ""));
		feed_as(&f, parts[i].name, parts[i].text);
		assert_str(bench_value(&f.b, HOME, FACT_PARENT), "ou-ab12-x");
		feeder_close(&f);
	}
}

static void for_says_whose_parent_children_or_targets_are_meant(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f, "{\"Policies\":[" SUMMARY("p-11111111") "]}");
	refuses(&f, "{\"Parents\":[{\"Id\":\"ou-ab12-x\",\"Type\":\"ORGANIZATIONAL_UNIT\"}]}",
		"--for");
	refuses(&f, "{\"Targets\":[{\"TargetId\":\"r-ab12\",\"Type\":\"ROOT\"}]}", "--for");
	f.options.for_arn = STR("arn:aws:organizations::999999999999:account/o-abc/" HOME);
	feed(&f, "{\"Accounts\":[" LISTED(HOME) "]}");
	feed(&f, "{\"Parents\":[{\"Id\":\"ou-ab12-x\",\"Type\":\"ORGANIZATIONAL_UNIT\"}]}");
	assert_str(bench_value(&f.b, HOME, FACT_PARENT), "ou-ab12-x");
	f.options.for_arn = STR("r-ab12");
	feed(&f, "{\"OrganizationalUnits\":[{\"Id\":\"ou-ab12-x\",\"Name\":\"X\"}]}");
	assert_str(bench_value(&f.b, "ou-ab12-x", FACT_PARENT), "r-ab12");
	f.options.for_arn = STR("p-11111111");
	feed(&f, "{\"Targets\":[{\"TargetId\":\"r-ab12\",\"Type\":\"ROOT\"}]}");
	assert_true(has_fact(&f, "p-11111111", FACT_TARGET, "r-ab12"));
	feeder_close(&f);
}

static void a_file_named_after_its_command_needs_no_for(void **state)
{
	(void)state;
	const struct import_text texts[] = {
	    {"list-parents." HOME ".json", str_from("{\"Parents\":[{\"Id\":\"r-ab12\"}]}")},
	    {"list-targets-for-policy.p-11111111.json",
	     str_from("{\"Targets\":[{\"TargetId\":\"" HOME "\"}]}")},
	    {"list-policies.SERVICE_CONTROL_POLICY.json",
	     str_from("{\"Policies\":[" SUMMARY("p-11111111") "]}")},
	    {"list-accounts.json", str_from("{\"Accounts\":[" LISTED(HOME) "]}")},
	};
	struct feeder f;

	feeder_open(&f);
	must(&f.b, feed_try(&f, texts, 4));
	assert_str(bench_value(&f.b, HOME, FACT_PARENT), "r-ab12");
	assert_true(has_fact(&f, "p-11111111", FACT_TARGET, HOME));
	assert_int_equal(covered(&f, "", ENTITY_SCP), COVERAGE_COMPLETE);
	assert_int_equal(covered(&f, "", ENTITY_RCP), COVERAGE_NEVER);
	feeder_close(&f);
}

static void a_policy_that_a_target_lists_no_more_is_detached(void **state)
{
	(void)state;
	static const char name[] = "list-policies-for-target." HOME ".json";
	struct feeder f;

	feeder_open(&f);
	feed(&f, MERGED(MEMBER, SCP("p-11111111", "\"" HOME "\",\"r-ab12\"") "," SCP(
				    "p-22222222", "\"" HOME "\"")));
	feed_as(&f, name, "{\"Policies\":[" SUMMARY("p-22222222") "]}");
	assert_false(has_fact(&f, "p-11111111", FACT_TARGET, HOME));
	assert_true(has_fact(&f, "p-11111111", FACT_TARGET, "r-ab12"));
	assert_true(has_fact(&f, "p-22222222", FACT_TARGET, HOME));
	assert_true(has_fact(&f, HOME, FACT_COMPLETE, "scps"));
	/* It is a list for one target: no policy has gone. */
	assert_true(bench_has(&f.b, "p-11111111"));
	feeder_close(&f);
}

static void describe_policy_gives_the_content(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f, "{\"Policy\":{\"PolicySummary\":" SUMMARY("p-11111111") ",\"Content\":\"{ }\"}}");
	assert_str(bench_document(&f.b, "p-11111111", FACT_DOCUMENT, ""), "{ }");
	assert_int_equal(covered(&f, "", ENTITY_SCP), COVERAGE_PARTIAL);
	/* Tag policies decide nothing and are passed over. */
	feed(&f, "{\"Policy\":{\"PolicySummary\":{\"Id\":\"p-33333333\",\"Type\":\"TAG_POLICY\"},"
		 "\"Content\":\"{}\"}}");
	assert_false(bench_has(&f.b, "p-33333333"));
	feeder_close(&f);
}

static void bad_ids_are_refused(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	refuses(
	    &f, MERGED("", SCP("p-11111111", "\"everyone\"")),
	    "Policies[0]: \"everyone\" is no id of a root, an organizational unit or an account");
	refuses(&f, MERGED(",{\"Id\":\"" HOME "\",\"ParentId\":\"x\"}", ""), "\"x\" is no id");
	feeder_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(organization_json_holds_the_whole_organization),
	    cmocka_unit_test(organization_json_replaces_what_it_lists),
	    cmocka_unit_test(a_second_organization_is_refused),
	    cmocka_unit_test(list_accounts_tells_who_has_left),
	    cmocka_unit_test(part_of_the_accounts_makes_nobody_leave),
	    cmocka_unit_test(for_says_whose_parent_children_or_targets_are_meant),
	    cmocka_unit_test(a_file_named_after_its_command_needs_no_for),
	    cmocka_unit_test(a_policy_that_a_target_lists_no_more_is_detached),
	    cmocka_unit_test(describe_policy_gives_the_content),
	    cmocka_unit_test(bad_ids_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
