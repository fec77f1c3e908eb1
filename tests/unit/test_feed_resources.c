/* test_feed_resources.c - resource policies: whose they are, and where that is not said. */
#include "feed_help.h"

#include <stdio.h>

#define QUEUE "arn:aws:sqs:eu-west-1:222222222222:q"
#define FUNCTION "arn:aws:lambda:eu-west-1:222222222222:function:f"
#define ALLOW(resource) "{\"Statement\":[{\"Effect\":\"Allow\",\"Resource\":" resource "}]}"
#define ALLOW_TEXT(resource) "{\\\"Statement\\\":[{\\\"Resource\\\":\\\"" resource "\\\"}]}"

static void each_service_names_its_resource_in_its_own_way(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *key;
	} cases[] = {
	    {"{\"ResourceArn\":\"" QUEUE "\",\"Policy\":{\"a\":1}}", QUEUE},
	    {"{\"resourceArn\":\"" QUEUE "\",\"policy\":\"{\\\"a\\\":1}\"}", QUEUE},
	    {"{\"Attributes\":{\"QueueArn\":\"" QUEUE "\",\"Policy\":\"{\\\"a\\\":1}\"}}", QUEUE},
	    {"{\"Attributes\":{\"TopicArn\":\"arn:aws:sns:eu-west-1:222222222222:t\","
	     "\"Policy\":\"{\\\"a\\\":1}\"}}",
	     "arn:aws:sns:eu-west-1:222222222222:t"},
	    {"{\"ARN\":\"arn:aws:secretsmanager:eu-west-1:222222222222:secret:a/b-AbCdEf\","
	     "\"Name\":\"a/b\",\"ResourcePolicy\":\"{\\\"a\\\":1}\"}",
	     "arn:aws:secretsmanager:eu-west-1:222222222222:secret:a/b-AbCdEf"},
	    {"{\"Name\":\"bus\",\"Arn\":\"arn:aws:events:eu-west-1:222222222222:event-bus/bus\","
	     "\"Policy\":\"{\\\"a\\\":1}\"}",
	     "arn:aws:events:eu-west-1:222222222222:event-bus/bus"},
	    {"{\"EventBuses\":[{\"Name\":\"bus\",\"Arn\":\"arn:aws:events:eu-west-1:222222222222:"
	     "event-bus/bus\",\"Policy\":\"{\\\"a\\\":1}\"}]}",
	     "arn:aws:events:eu-west-1:222222222222:event-bus/bus"},
	    {"{\"BackupVaultName\":\"v\",\"BackupVaultArn\":\"arn:aws:backup:eu-west-1:"
	     "222222222222:"
	     "backup-vault:v\",\"Policy\":\"{\\\"a\\\":1}\"}",
	     "arn:aws:backup:eu-west-1:222222222222:backup-vault:v"},
	    {"{\"policy\":{\"resourceArn\":\"arn:aws:codeartifact:eu-west-1:222222222222:domain/"
	     "d\","
	     "\"document\":\"{\\\"a\\\":1}\",\"revision\":\"x\"}}",
	     "arn:aws:codeartifact:eu-west-1:222222222222:domain/d"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct feeder f;
		feeder_open(&f);
		feed(&f, cases[i].text);
		assert_str(bench_document(&f.b, cases[i].key, FACT_DOCUMENT, ""), "{\"a\":1}");
		assert_true(has_fact(&f, cases[i].key, FACT_COMPLETE, "policy"));
		feeder_close(&f);
	}
}

static void the_key_that_encrypts_is_kept_until_a_whole_answer_lacks_it(void **state)
{
	(void)state;
	static const char topic[] = "arn:aws:sns:eu-west-1:222222222222:t";
	struct feeder f;

	feeder_open(&f);
	feed(&f, "{\"Attributes\":{\"QueueArn\":\"" QUEUE "\",\"Policy\":\"{}\","
		 "\"KmsMasterKeyId\":\"alias/k\",\"CreatedTimestamp\":\"1\"}}");
	assert_str(bench_value(&f.b, QUEUE, FACT_SETTING), "alias/k");
	feed(&f, "{\"Attributes\":{\"QueueArn\":\"" QUEUE "\",\"Policy\":\"{}\"}}");
	assert_str(bench_value(&f.b, QUEUE, FACT_SETTING), "alias/k");
	feed(&f, "{\"Attributes\":{\"QueueArn\":\"" QUEUE "\",\"CreatedTimestamp\":\"1\"}}");
	assert_str(bench_value(&f.b, QUEUE, FACT_SETTING), "");
	feed(&f, "{\"Attributes\":{\"TopicArn\":\"arn:aws:sns:eu-west-1:222222222222:t\","
		 "\"KmsMasterKeyId\":\"k\"}}");
	assert_str(bench_value(&f.b, topic, FACT_SETTING), "k");
	feeder_close(&f);
}

#define SECRET "arn:aws:secretsmanager:eu-west-1:222222222222:secret:a-AbCdEf"

static void a_secret_described_says_nothing_of_its_policy(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f, "{\"ARN\":\"" SECRET "\",\"Name\":\"a\",\"KmsKeyId\":\"k\",\"CreatedDate\":1,"
		 "\"VersionIdsToStages\":{}}");
	assert_str(bench_value(&f.b, SECRET, FACT_SETTING), "k");
	assert_false(has_fact(&f, SECRET, FACT_COMPLETE, "policy"));
	feed(&f, "{\"ARN\":\"" SECRET "\",\"Name\":\"a\",\"CreatedDate\":1,"
		 "\"VersionIdsToStages\":{}}");
	assert_str(bench_value(&f.b, SECRET, FACT_SETTING), "alias/aws/secretsmanager");
	feed(&f, "{\"ARN\":\"" SECRET "\",\"Name\":\"a\",\"ResourcePolicy\":\"{}\"}");
	feed(&f, "{\"ARN\":\"" SECRET "\",\"Name\":\"a\",\"VersionId\":\"v\"}");
	assert_str(bench_document(&f.b, SECRET, FACT_DOCUMENT, ""), "{}");
	feed(&f, "{\"ARN\":\"" SECRET "\",\"Name\":\"a\"}");
	assert_false(has_fact(&f, SECRET, FACT_DOCUMENT, ""));
	assert_true(has_fact(&f, SECRET, FACT_COMPLETE, "policy"));
	feeder_close(&f);
}

#define LETS(action, more)                                                                         \
	"\"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\","  \
	"\\\"Principal\\\":\\\"*\\\",\\\"Action\\\":\\\"" action "\\\"" more "}]}\""
#define STATEMENT(action) "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"" action "\"}"

static void several_policies_of_a_resource_count_as_one(void **state)
{
	(void)state;
	static const char identity[] = "arn:aws:ses:eu-west-1:222222222222:identity/example.com";
	static const char parameter[] = "arn:aws:ssm:eu-west-1:222222222222:parameter/x";
	static const char catalog[] = "arn:aws:glue:eu-west-1:222222222222:catalog";
	struct feeder f;

	feeder_open(&f);
	feed(&f, "{\"ResourceArn\":\"arn:aws:ses:eu-west-1:222222222222:identity/example.com\","
		 "\"Policies\":{\"b\":" LETS("ses:B", "") ",\"a\":" LETS("ses:A", "") "}}");
	assert_str(bench_document(&f.b, identity, FACT_DOCUMENT, ""),
		   "{\"Version\":\"2012-10-17\",\"Statement\":[" STATEMENT("ses:A") "," STATEMENT(
		       "ses:B") "]}");
	feed(&f, "{\"ResourceArn\":\"arn:aws:ssm:eu-west-1:222222222222:parameter/x\","
		 "\"Policies\":[{\"PolicyId\":\"1\",\"PolicyHash\":\"h\",\"Policy\":" LETS(
		     "ssm:GetParameter", "") "}]}");
	assert_str(
	    bench_document(&f.b, parameter, FACT_DOCUMENT, ""),
	    "{\"Version\":\"2012-10-17\",\"Statement\":[" STATEMENT("ssm:GetParameter") "]}");
	feed(&f, "{\"ResourceArn\":\"arn:aws:ssm:eu-west-1:222222222222:parameter/x\","
		 "\"Policies\":[]}");
	assert_false(has_fact(&f, parameter, FACT_DOCUMENT, ""));
	assert_true(has_fact(&f, parameter, FACT_COMPLETE, "policy"));
	feed(&f, "{\"ResourceArn\":\"arn:aws:glue:eu-west-1:222222222222:catalog\","
		 "\"GetResourcePoliciesResponseList\":[]}");
	assert_true(has_fact(&f, catalog, FACT_COMPLETE, "policy"));
	feeder_close(&f);
}

/* What AWS RAM made of the catalog's tables, the answer about its own policy leaves out. */
static void the_policy_of_a_catalog_alone_is_not_all_there_is(void **state)
{
	(void)state;
	static const char catalog[] = "arn:aws:glue:eu-west-1:222222222222:catalog";
	struct feeder f;

	feeder_open(&f);
	feed(&f,
	     "{\"ResourceArn\":\"arn:aws:glue:eu-west-1:222222222222:catalog\","
	     "\"GetResourcePoliciesResponseList\":[{\"PolicyHash\":\"h\",\"PolicyInJson\":" LETS(
		 "glue:GetTable",
		 ",\\\"Resource\\\":\\\"arn:aws:glue:eu-west-1:222222222222:catalog\\\"") "}]}");
	assert_true(has_fact(&f, catalog, FACT_COMPLETE, "policy"));
	feed(&f, "{\"PolicyHash\":\"h\",\"PolicyInJson\":" LETS(
		     "glue:GetTable",
		     ",\\\"Resource\\\":\\\"arn:aws:glue:eu-west-1:222222222222:catalog\\\"") "}");
	assert_true(has_fact(&f, catalog, FACT_DOCUMENT, ""));
	assert_false(has_fact(&f, catalog, FACT_COMPLETE, "policy"));
	feeder_close(&f);
}

static void the_resource_of_a_policy_is_its_subject_where_there_is_one(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *key;
	} cases[] = {
	    {"{\"Policy\":\"" ALLOW_TEXT(FUNCTION) "\",\"RevisionId\":\"x\"}", FUNCTION},
	    {"{\"Policy\":" ALLOW("[\"arn:aws:s3:::b\",\"arn:aws:s3:::b/*\"]") "}",
	     "arn:aws:s3:::b"},
	    {"{\"Policy\":" ALLOW("\"arn:aws:s3:::b/x/*\"") "}", "arn:aws:s3:::b"},
	    {"{\"Policy\":{\"Statement\":{\"Resource\":\"" QUEUE "\"}}}", QUEUE},
	    {ALLOW("\"" QUEUE "\""), QUEUE},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct feeder f;
		feeder_open(&f);
		feed(&f, cases[i].text);
		assert_true(bench_has(&f.b, cases[i].key));
		feeder_close(&f);
	}
}

static void a_policy_without_one_resource_needs_for(void **state)
{
	(void)state;
	static const char *const texts[] = {
	    "{\"Policy\":" ALLOW("\"*\"") "}",
	    "{\"Policy\":" ALLOW("[\"arn:aws:s3:::a\",\"arn:aws:s3:::b\"]") "}",
	    "{\"Policy\":" ALLOW("\"arn:aws:s3:::b*\"") "}",
	    "{\"Policy\":{\"Statement\":[{\"Resource\":\"" QUEUE "\"},{\"Effect\":\"Deny\"}]}}",
	    "{\"Policy\":{\"Statement\":[]}}",
	    "{\"Policy\":\"{}\"}",
	    "{\"policyText\":\"{}\"}",
	    ALLOW("\"*\""),
	};
	struct feeder f;

	feeder_open(&f);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		refuses(&f, texts[i], "name that with --for ARN");
	f.options.for_arn = STR("arn:aws:kms:eu-west-1:222222222222:key/k");
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		feed(&f, texts[i]);
	assert_true(bench_has(&f.b, "arn:aws:kms:eu-west-1:222222222222:key/k"));
	feeder_close(&f);
}

static void what_the_answer_names_counts_before_for(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	f.options.for_arn = STR(FUNCTION);
	feed(&f, "{\"ResourceArn\":\"" QUEUE "\",\"Policy\":{}}");
	assert_true(bench_has(&f.b, QUEUE));
	assert_false(bench_has(&f.b, FUNCTION));
	feeder_close(&f);
}

static void no_policy_is_known_where_the_service_says_so(void **state)
{
	(void)state;
	static const char secret[] =
	    "arn:aws:secretsmanager:eu-west-1:222222222222:secret:s-AbCdEf";
	struct feeder f;
	const struct fact *facts = NULL;

	feeder_open(&f);
	feed(&f, "{\"ARN\":\"arn:aws:secretsmanager:eu-west-1:222222222222:secret:s-AbCdEf\","
		 "\"Name\":\"s\"}");
	assert_int_equal(bench_facts(&f.b, secret, FACT_DOCUMENT, &facts), 0);
	assert_true(has_fact(&f, secret, FACT_COMPLETE, "policy"));
	feed(&f, "{\"Attributes\":{\"QueueArn\":\"" QUEUE "\",\"CreatedTimestamp\":\"1\"}}");
	assert_true(has_fact(&f, QUEUE, FACT_COMPLETE, "policy"));
	/* An answer that was asked for the ARN alone does not say that there is no policy. */
	refuses(&f, "{\"Attributes\":{\"QueueArn\":\"" QUEUE "2\"}}",
		"nothing in this file is known");
	/* One that was there and is not any more has gone. */
	feed(&f, "{\"ResourceArn\":\"" QUEUE "\",\"Policy\":{}}");
	assert_int_equal(bench_facts(&f.b, QUEUE, FACT_DOCUMENT, &facts), 1);
	feed(&f, "{\"Attributes\":{\"QueueArn\":\"" QUEUE "\",\"CreatedTimestamp\":\"1\"}}");
	assert_int_equal(bench_facts(&f.b, QUEUE, FACT_DOCUMENT, &facts), 0);
	feeder_close(&f);
}

static void a_policy_on_a_role_is_its_trust_policy(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	f.options.for_arn = STR("arn:aws:iam::111111111111:role/R");
	feed(&f, "{ \"Statement\": [] }");
	assert_str(bench_document(&f.b, "arn:aws:iam::111111111111:role/R", FACT_TRUST, ""),
		   "{ \"Statement\": [] }");
	f.options.for_arn = STR("arn:aws:iam::111111111111:policy/P");
	feed(&f, "{ \"Statement\": [] }");
	assert_str(bench_document(&f.b, "arn:aws:iam::111111111111:policy/P", FACT_DOCUMENT, ""),
		   "{ \"Statement\": [] }");
	f.options.for_arn = STR("arn:aws:states:eu-west-1:111111111111:stateMachine:M");
	refuses(&f, "{ \"Statement\": [] }", "has no policy of its own");
	feeder_close(&f);
}

static void a_bucket_belongs_to_the_account_that_was_given(void **state)
{
	(void)state;
	struct feeder f;
	struct entity entity;
	bool found = false;

	feeder_open(&f);
	f.options.account = STR(AWAY);
	feed(&f, "{\"Policy\":" ALLOW("\"arn:aws:s3:::b/*\"") "}");
	must(&f.b,
	     store_find(f.b.store, &f.b.arena, STR("arn:aws:s3:::b"), &entity, &found, &f.b.err));
	assert_true(found);
	assert_str(entity.account, AWAY);
	assert_str(entity.name, "b");
	feeder_close(&f);
}

static void damage_in_a_policy_text_is_named(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	refuses(&f, "{\"ResourceArn\":\"" QUEUE "\",\n \"Policy\":\"{\\\"a\\\":[1,]}\"}",
		"line 2, column 11: Policy: the JSON in the policy is damaged: line 1, column");
	refuses(&f, "{\"ResourceArn\":\"queue\",\"Policy\":{}}", "\"queue\" is no ARN");
	refuses(&f, "{\"ResourceArn\":\"" QUEUE "\",\"Policy\":5}",
		"nothing in this file is known");
	feeder_close(&f);
}

static void listed_resources_exist_without_a_known_policy(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f, "{\"Functions\":[{\"FunctionName\":\"f\",\"FunctionArn\":\"" FUNCTION "\"}]}");
	assert_true(bench_has(&f.b, FUNCTION));
	assert_false(has_fact(&f, FUNCTION, FACT_COMPLETE, "policy"));
	feeder_close(&f);
}

static void null_says_that_there_is_no_policy(void **state)
{
	(void)state;
	static const char bucket[] = "{\"ResourceArn\":\"arn:aws:s3:::b\",\"Policy\":null}";
	struct feeder f;

	feeder_open(&f);
	f.options.account = STR(AWAY);
	feed(&f, "{\"ResourceArn\":\"" QUEUE "\",\"Policy\":{\"a\":1}}");
	assert_true(feed(&f, "{\"ResourceArn\":\"" QUEUE "\",\"Policy\":null}"));
	assert_false(has_fact(&f, QUEUE, FACT_DOCUMENT, ""));
	assert_true(has_fact(&f, QUEUE, FACT_COMPLETE, "policy"));
	feed(&f, bucket);
	assert_true(has_fact(&f, "arn:aws:s3:::b", FACT_COMPLETE, "policy"));
	feeder_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_service_names_its_resource_in_its_own_way),
	    cmocka_unit_test(the_key_that_encrypts_is_kept_until_a_whole_answer_lacks_it),
	    cmocka_unit_test(a_secret_described_says_nothing_of_its_policy),
	    cmocka_unit_test(several_policies_of_a_resource_count_as_one),
	    cmocka_unit_test(the_policy_of_a_catalog_alone_is_not_all_there_is),
	    cmocka_unit_test(the_resource_of_a_policy_is_its_subject_where_there_is_one),
	    cmocka_unit_test(a_policy_without_one_resource_needs_for),
	    cmocka_unit_test(what_the_answer_names_counts_before_for),
	    cmocka_unit_test(no_policy_is_known_where_the_service_says_so),
	    cmocka_unit_test(a_policy_on_a_role_is_its_trust_policy),
	    cmocka_unit_test(a_bucket_belongs_to_the_account_that_was_given),
	    cmocka_unit_test(damage_in_a_policy_text_is_named),
	    cmocka_unit_test(listed_resources_exist_without_a_known_policy),
	    cmocka_unit_test(null_says_that_there_is_no_policy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
