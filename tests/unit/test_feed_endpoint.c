/* test_feed_endpoint.c - where services of AWS answer: what is known, and what is configured. */
#include "unit.h"

#include <stdlib.h>

#include "feed/aws_files.h"
#include "feed/endpoint.h"

static struct arena arena;
static struct err err;

static int make(void **state)
{
	static const char *const names[] = {
	    "AWS_ENDPOINT_URL",	  "AWS_ENDPOINT_URL_SQS",  "AWS_REGION",
	    "AWS_DEFAULT_REGION", "AWS_PROFILE",	   "AWS_DEFAULT_PROFILE",
	    "AWS_CA_BUNDLE",	  "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"};
	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
	arena_init(&arena);
	return 0;
}

static int drop(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

struct row {
	const char *service;
	const char *region;
	const char *ways; /* "", "dual", "fips" */
	const char *host;
	const char *signed_in;
};

/* clang-format off */
static const struct row rows[] = {
	{"iam", "eu-west-1", "", "iam.amazonaws.com", "us-east-1"},
	{"iam", "eu-west-1", "dual", "iam.global.api.aws", "us-east-1"},
	{"iam", "us-east-1", "fips", "iam-fips.amazonaws.com", "us-east-1"},
	{"iam", "cn-northwest-1", "", "iam.cn-north-1.amazonaws.com.cn", "cn-north-1"},
	{"iam", "us-gov-east-1", "", "iam.us-gov.amazonaws.com", "us-gov-west-1"},
	{"iam", "eusc-de-east-1", "", "iam.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"},
	{"organizations", "eu-west-1", "", "organizations.us-east-1.amazonaws.com", "us-east-1"},
	{"organizations", "cn-north-1", "", "organizations.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"},
	{"states", "eu-west-1", "", "states.eu-west-1.amazonaws.com", "eu-west-1"},
	{"states", "eu-west-1", "dual", "states.eu-west-1.api.aws", "eu-west-1"},
	{"states", "eu-west-1", "fips", "states-fips.eu-west-1.amazonaws.com", "eu-west-1"},
	{"states", "us-gov-west-1", "fips", "states.us-gov-west-1.amazonaws.com", "us-gov-west-1"},
	{"states", "us-isob-east-1", "", "states.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"},
	{"s3", "eu-west-1", "dual", "s3.dualstack.eu-west-1.amazonaws.com", "eu-west-1"},
	{"ecr", "eu-west-1", "", "api.ecr.eu-west-1.amazonaws.com", "eu-west-1"},
	{"sts", "cn-north-1", "", "sts.cn-north-1.amazonaws.com.cn", "cn-north-1"},
};
/* clang-format on */

static void endpoints_are_those_of_the_partition(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct aws_settings settings = {
		    .dualstack = str_eq(str_from(rows[i].ways), STR("dual")),
		    .fips = str_eq(str_from(rows[i].ways), STR("fips"))};
		struct endpoint out;
		assert_true(endpoint_of(&arena, &settings, service_find(str_from(rows[i].service)),
					str_from(rows[i].region), &out, &err));
		assert_str(out.host, rows[i].host);
		assert_str(out.region, rows[i].signed_in);
		assert_str(out.scheme, "https");
		assert_false(out.configured);
	}
}

#define CONFIG                                                                                     \
	"[profile p]\nregion = eu-west-1\nendpoint_url = https://all.example/\nservices = mine\n"  \
	"use_fips_endpoint = TRUE\nca_bundle = /ca.pem\n[services mine]\nsecrets_manager =\n"      \
	"  endpoint_url = http://127.0.0.1:99/base\ns3 =\n  addressing_style = path\n"             \
	"[services other]\nkms =\n  endpoint_url = https://kms.example\n"

static struct endpoint configured(const struct aws_settings *settings, const char *service)
{
	struct endpoint out = {.region = STR("")};

	assert_true(endpoint_of(&arena, settings, service_find(str_from(service)), STR("us-east-1"),
				&out, &err));
	return out;
}

static void configured_endpoints_go_before_known_ones(void **state)
{
	(void)state;
	struct aws_files files;
	struct aws_settings settings;

	assert_true(aws_files_read(&arena, STR("config"), STR(CONFIG), STR("credentials"), STR(""),
				   &files, &err));
	aws_settings_of(&files, STR("p"), &settings);
	assert_str(settings.region, "eu-west-1");
	assert_str(settings.ca_bundle, "/ca.pem");
	assert_true(settings.fips);
	assert_str(configured(&settings, "secretsmanager").host, "127.0.0.1:99");
	assert_str(configured(&settings, "secretsmanager").path, "/base");
	assert_str(configured(&settings, "secretsmanager").scheme, "http");
	assert_str(configured(&settings, "kms").host, "all.example");
	setenv("AWS_ENDPOINT_URL", "https://env.example", 1);
	setenv("AWS_ENDPOINT_URL_SQS", "https://sqs.example", 1);
	assert_str(configured(&settings, "secretsmanager").host, "env.example");
	assert_str(configured(&settings, "sqs").host, "sqs.example");
	settings.ignore_endpoints = true;
	assert_false(configured(&settings, "sqs").configured);
}

static void the_environment_goes_before_the_profile(void **state)
{
	(void)state;
	struct aws_files files;
	struct aws_settings settings;

	assert_true(aws_files_read(&arena, STR("config"), STR(CONFIG), STR("credentials"), STR(""),
				   &files, &err));
	setenv("AWS_PROFILE", "p", 1);
	setenv("AWS_DEFAULT_REGION", "us-west-2", 1);
	aws_settings_of(&files, STR(""), &settings);
	assert_str(settings.region, "us-west-2");
	setenv("AWS_REGION", "us-west-1", 1);
	aws_settings_of(&files, STR(""), &settings);
	assert_str(settings.region, "us-west-1");
	aws_settings_of(&files, STR("none"), &settings);
	assert_false(settings.fips);
}

static void regions_that_are_none_become_no_hosts(void **state)
{
	(void)state;
	struct aws_settings settings = {.fips = false};
	struct endpoint out;

	assert_false(endpoint_of(&arena, &settings, service_find(STR("sqs")), STR("x.example/?"),
				 &out, &err));
	assert_false(endpoint_of(&arena, &settings, service_find(STR("sqs")), STR(""), &out, &err));
	assert_contains(str_from(err.text), "is no region");
}

static void endpoints_that_are_no_urls_are_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
	    "",		"sqs.example",	    "ftp://x",	   "https://",
	    "http:///", "https://u:p@host", "https://h?q", "https://a b"};
	struct endpoint out;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(endpoint_parse(str_from(bad[i]), &out, &err));
		assert_int_equal(err.kind, ERR_INPUT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(endpoints_are_those_of_the_partition, make, drop),
	    cmocka_unit_test_setup_teardown(configured_endpoints_go_before_known_ones, make, drop),
	    cmocka_unit_test_setup_teardown(the_environment_goes_before_the_profile, make, drop),
	    cmocka_unit_test_setup_teardown(regions_that_are_none_become_no_hosts, make, drop),
	    cmocka_unit_test_setup_teardown(endpoints_that_are_no_urls_are_refused, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
