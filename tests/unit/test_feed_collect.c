/* test_feed_collect.c - a folder in the layout of iam-collect is read as what it was made from. */
#include "feed_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define RUNNER IAM(HOME, "role/team/Runner")

static bool feed_folder(struct feeder *f, const char *path)
{
	f->b.err = (struct err){ERR_NONE, ""};
	f->options.now += 3600;
	return feed_import(&f->b.arena, f->b.store, &path, 1, &f->options, &f->report, &f->b.err);
}

/* The folder written for this test; the runner says where the tests are. */
static const char *samples(void)
{
	static char path[512];
	const char *tests = getenv("ROLEHOP_TESTS");

	snprintf(path, sizeof(path), "%s/feed/collect", tests != NULL ? tests : "tests");
	return path;
}

static void identities_are_whole(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	must(&f.b, feed_folder(&f, samples()));
	assert_contains(bench_document(&f.b, RUNNER, FACT_TRUST, ""), "\n    {\n      \"Action\"");
	assert_contains(bench_document(&f.b, RUNNER, FACT_INLINE, "assume"), "sts:AssumeRole");
	assert_true(has_fact(&f, RUNNER, FACT_ATTACHED, "arn:aws:iam::aws:policy/ReadOnlyAccess"));
	assert_str(bench_value(&f.b, RUNNER, FACT_BOUNDARY), IAM(HOME, "policy/ReadAll"));
	assert_str(bench_value(&f.b, RUNNER, FACT_PATH), "/team/");
	assert_true(has_fact(&f, RUNNER, FACT_TAG, "team"));
	assert_true(has_fact(&f, RUNNER, FACT_COMPLETE, "policies"));
	assert_true(has_fact(&f, IAM(HOME, "user/Alice"), FACT_GROUP, "Ops"));
	assert_true(has_fact(&f, IAM(HOME, "user/Alice"), FACT_COMPLETE, "policies"));
	assert_true(has_fact(&f, IAM(HOME, "user/Alice"), FACT_COMPLETE, "boundary"));
	assert_contains(bench_document(&f.b, IAM(HOME, "policy/ReadAll"), FACT_DOCUMENT, ""),
			"*:Get*");
	assert_contains(
	    bench_document(&f.b, "arn:aws:iam::aws:policy/ReadOnlyAccess", FACT_DOCUMENT, ""),
	    "*:List*");
	must(&f.b, feed_folder(&f, samples()));
	assert_false(f.report.changed);
	feeder_close(&f);
}

static void a_folder_proves_nothing_of_what_it_lacks(void **state)
{
	(void)state;
	struct feeder f;
	struct entity entity;
	bool found = false;

	feeder_open(&f);
	must(&f.b, feed_folder(&f, samples()));
	assert_int_equal(covered(&f, HOME, ENTITY_ROLE), COVERAGE_PARTIAL);
	assert_true(has_fact(&f, "arn:aws:s3:::box", FACT_COMPLETE, "policy"));
	assert_true(bench_has(&f.b, "arn:aws:s3:::bag"));
	assert_false(has_fact(&f, "arn:aws:s3:::bag", FACT_COMPLETE, "policy"));
	must(&f.b,
	     store_find(f.b.store, &f.b.arena, STR("arn:aws:s3:::bag"), &entity, &found, &f.b.err));
	assert_str(entity.account, HOME);
	assert_true(bench_has(&f.b, "arn:aws:sqs:us-east-1:" HOME ":jobs"));
	feeder_close(&f);
}

static void the_organization_is_joined_from_its_files(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	must(&f.b, feed_folder(&f, samples()));
	assert_str(bench_value(&f.b, "o-exampleorg", FACT_MANAGEMENT), "999999999999");
	assert_str(bench_value(&f.b, HOME, FACT_PARENT), "ou-root-workload");
	assert_str(bench_value(&f.b, "ou-root-workload", FACT_PARENT), "r-root");
	assert_true(has_fact(&f, "p-FullAWSAccess", FACT_TARGET, "r-root"));
	assert_true(has_fact(&f, "p-FullAWSAccess", FACT_TARGET, HOME));
	assert_true(has_fact(&f, "p-denys3ab", FACT_TARGET, "ou-root-workload"));
	assert_false(has_fact(&f, "p-denys3ab", FACT_TARGET, HOME));
	assert_contains(bench_document(&f.b, "p-denys3ab", FACT_DOCUMENT, ""), "s3:*");
	assert_int_equal(covered(&f, "", ENTITY_SCP), COVERAGE_COMPLETE);
	feeder_close(&f);
}

/* ---- folders that are not whole ---------------------------------------------------------- */

static char root[] = "/tmp/rolehop-collect-XXXXXX";

/* Runs a line of shell in a copy of the samples. */
static void in_copy(const char *line)
{
	char command[1200];

	snprintf(root, sizeof(root), "%s", "/tmp/rolehop-collect-XXXXXX");
	assert_non_null(mkdtemp(root));
	snprintf(command, sizeof(command), "cp -R '%s/aws' '%s/' && cd '%s/aws/aws' && %s",
		 samples(), root, root, line);
	assert_int_equal(system(command), 0);
}

static void remove_copy(void)
{
	char command[200];

	snprintf(command, sizeof(command), "rm -rf '%s'", root);
	assert_int_equal(system(command), 0);
}

static void refuses_copy(const char *line, const char *file, const char *words)
{
	struct feeder f;

	in_copy(line);
	feeder_open(&f);
	if (feed_folder(&f, root))
		fail_msg("taken after: %s", line);
	assert_int_equal(f.b.err.kind, ERR_INPUT);
	assert_contains(str_from(f.b.err.text), file);
	assert_contains(str_from(f.b.err.text), words);
	feeder_close(&f);
	remove_copy();
}

static void what_is_missing_or_damaged_is_refused(void **state)
{
	(void)state;
	refuses_copy("rm organizations/*/accounts.json", "metadata.json: line 1",
		     "accounts.json is missing beside it");
	refuses_copy("rm -r organizations/*/scps", "metadata.json: line 1",
		     "it does not say that SERVICE_CONTROL_POLICY is off");
	refuses_copy("rm accounts/*/iam/role/*/trust-policy.json", "metadata.json: line 1",
		     "has no AssumeRolePolicyDocument");
	refuses_copy("echo '{,}' >accounts/111111111111/iam/policy/readall/current-policy.json",
		     "current-policy.json: line 1, column 2", "");
	refuses_copy("echo '{\"arn\":' >accounts/111111111111/s3/box/metadata.json",
		     "box/metadata.json: line ", "");
}

static void the_same_files_elsewhere_are_nothing_special(void **state)
{
	(void)state;
	struct feeder f;

	in_copy("mv accounts/111111111111/iam/role/*/trust-policy.json ../../ && "
		"rm -r accounts organizations indexes");
	feeder_open(&f);
	must(&f.b, feed_folder(&f, root));
	assert_int_equal(f.report.unused, 1);
	assert_true(warned(&f, "this policy does not say what it belongs to"));
	feeder_close(&f);
	remove_copy();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(identities_are_whole),
	    cmocka_unit_test(a_folder_proves_nothing_of_what_it_lacks),
	    cmocka_unit_test(the_organization_is_joined_from_its_files),
	    cmocka_unit_test(what_is_missing_or_damaged_is_refused),
	    cmocka_unit_test(the_same_files_elsewhere_are_nothing_special),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
