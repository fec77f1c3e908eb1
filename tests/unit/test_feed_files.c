/* test_feed_files.c - files and folders: what is read, what is passed over, what is refused. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "feed_help.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROLE(name) IAM(HOME, "role/" name)
#define ROLES(inside) "{\"RoleDetailList\":[" inside "]}"
#define ONE(name)                                                                                  \
	"{\"Arn\":\"" ROLE(name) "\",\"RolePolicyList\":[],\"AttachedManagedPolicies\":[],"        \
				 "\"AssumeRolePolicyDocument\":" TRUST "}"

static long readings_left = -1; /* of folders, before the disk fails; -1: it does not */

struct dirent *readdir(DIR *folder)
{
	struct dirent *(*usual)(DIR *);

	*(void **)&usual = dlsym(RTLD_NEXT, "readdir");
	if (readings_left == 0) {
		errno = EIO;
		return NULL;
	}
	readings_left -= readings_left > 0;
	return usual(folder);
}

/* A folder of the test's own, removed at the end. */
struct place_of_files {
	char path[64];
	char names[16][64];
	size_t n;
};

static int files_open(void **state)
{
	static struct place_of_files files;

	memset(&files, 0, sizeof(files));
	snprintf(files.path, sizeof(files.path), "%s", "/tmp/rolehop-feed-XXXXXX");
	if (mkdtemp(files.path) == NULL)
		return -1;
	*state = &files;
	return 0;
}

static int files_close(void **state)
{
	const struct place_of_files *files = *state;
	char path[160];

	for (size_t i = 0; i < files->n; i++) {
		snprintf(path, sizeof(path), "%s/%s", files->path, files->names[i]);
		unlink(path);
	}
	return rmdir(files->path);
}

static void write_bytes(struct place_of_files *files, const char *name, const char *bytes, size_t n)
{
	char path[160];
	int fd = -1;

	snprintf(files->names[files->n++], sizeof(files->names[0]), "%s", name);
	snprintf(path, sizeof(path), "%s/%s", files->path, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), (ssize_t)n);
	close(fd);
}

static void write_text(struct place_of_files *files, const char *name, const char *text)
{
	write_bytes(files, name, text, strlen(text));
}

static bool feed_path(struct feeder *f, const char *path)
{
	f->b.err = (struct err){ERR_NONE, ""};
	f->options.now += 3600;
	return feed_import(&f->b.arena, f->b.store, &path, 1, &f->options, &f->report, &f->b.err);
}

static bool feed_file(struct feeder *f, const struct place_of_files *files, const char *name)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%s", files->path, name);
	return feed_path(f, path);
}

/* The folder written for this test; the runner says where the tests are. */
static const char *samples(void)
{
	static char path[512];
	const char *tests = getenv("ROLEHOP_TESTS");

	snprintf(path, sizeof(path), "%s/feed/folder", tests != NULL ? tests : "tests");
	return path;
}

static void a_folder_is_walked_and_counted(void **state)
{
	(void)state;
	struct feeder f;
	struct entity entity;
	bool found = false;

	feeder_open(&f);
	must(&f.b, feed_path(&f, samples()));
	assert_true(bench_has(&f.b, ROLE("Runner")));
	assert_int_equal(f.report.files, 8);
	assert_int_equal(f.report.empty, 1);   /* list-queues */
	assert_int_equal(f.report.skipped, 3); /* settings, notes, YAML */
	assert_int_equal(f.report.unused, 2);  /* executions, a key's policy */
	assert_true(warned(&f, "get-key-policy.json: not used: this policy does not say"));
	assert_true(warned(&f, "details.yaml: not used: this looks like YAML"));
	assert_int_equal(f.report.n_warnings, 2);
	/* A folder named after an account says whose bucket it is. */
	must(&f.b, store_find(f.b.store, &f.b.arena, STR("arn:aws:s3:::reports"), &entity, &found,
			      &f.b.err));
	assert_true(found);
	assert_str(entity.account, HOME);
	must(&f.b, feed_path(&f, samples()));
	assert_false(f.report.changed);
	feeder_close(&f);
}

static void a_folder_that_cannot_be_read_is_not_an_empty_one(void **state)
{
	(void)state;
	struct feeder f;
	bool done = false;
	long n = 0;

	feeder_open(&f);
	for (; !done && n < 1000; n++) {
		readings_left = n;
		done = feed_path(&f, samples());
		readings_left = -1;
		if (!done)
			assert_contains(str_from(f.b.err.text), "the folder cannot be read: ");
		assert_int_equal(bench_has(&f.b, ROLE("Runner")), done);
	}
	assert_true(done && n > 8);
	feeder_close(&f);
}

static void links_are_read_where_they_lead_to_a_file(void **state)
{
	struct place_of_files *files = *state;
	struct feeder f;
	char link[160], nowhere[160], around[160];

	write_text(files, "roles.txt", ROLES(ONE("A")));
	snprintf(link, sizeof(link), "%s/link.json", files->path);
	snprintf(nowhere, sizeof(nowhere), "%s/nowhere.json", files->path);
	snprintf(around, sizeof(around), "%s/around.json", files->path);
	assert_int_equal(symlink("roles.txt", link), 0);
	assert_int_equal(symlink("gone.txt", nowhere), 0);
	assert_int_equal(symlink("around.json", around), 0);
	feeder_open(&f);
	must(&f.b, feed_path(&f, files->path));
	assert_true(bench_has(&f.b, ROLE("A")));
	unlink(nowhere);
	unlink(around);
	unlink(link);
	snprintf(nowhere, sizeof(nowhere), "%s/roles.txt/inside", files->path);
	assert_int_equal(symlink(nowhere, link), 0);
	assert_false(feed_path(&f, files->path));
	assert_contains(str_from(f.b.err.text), "link.json: what the link leads to cannot be read");
	unlink(link);
	feeder_close(&f);
}

static void prose_that_quotes_a_definition_is_passed_over(void **state)
{
	struct place_of_files *files = *state;
	struct feeder f;

	write_text(files, "README.md", "# Flow\n\n```\nStartAt: A\nStates: [\n```\n");
	write_text(files, "roles.json", ROLES(ONE("A")));
	feeder_open(&f);
	must(&f.b, feed_path(&f, files->path));
	assert_int_equal(f.report.skipped, 1);
	write_text(files, "flow.yml", "StartAt: A\nStates: [\n");
	assert_false(feed_path(&f, files->path));
	assert_contains(str_from(f.b.err.text), "flow.yml: line ");
	feeder_close(&f);
}

static void a_path_that_is_not_there_is_the_environments_fault(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	assert_false(feed_path(&f, "/nowhere/at/all.json"));
	assert_int_equal(f.b.err.kind, ERR_ENVIRONMENT);
	assert_contains(str_from(f.b.err.text), "/nowhere/at/all.json");
	feeder_close(&f);
}

static void what_is_named_itself_must_be_understood(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *words;
	} cases[] = {
	    {"", "the file is empty"},
	    {" \n", "the file is empty"},
	    {"{\"name\":\"package\",\"version\":\"1.0.0\"}", "nothing in this file is known"},
	    {"[]", "nothing in this file is known"},
	    {"[1,2]", "nothing in this file is known"},
	    {"\"text\"", "nothing in this file is known"},
	    {"{\"RoleDetailList\":[", "line 1, column"},
	    {"{\"RoleDetailList\":[],}", "a trailing comma"},
	    {"{\"Roles\":[{\"Arn\":\"\\u0000\"}]}", "U+0000"},
	    {"{\"Roles\":[{\"Arn\":\"\\ud800\"}]}", "surrogate"},
	    {"{\"Roles\":[{\"Arn\":\"\xff\"}]}", "UTF-8"},
	    {"{\"Keys\":[]}", "the lists in this answer are empty"},
	    {"{\"executionArn\":\"x\",\"status\":\"FAILED\"}", "give it to rolehop explain"},
	    {"{\"Credentials\":{\"AccessKeyId\":\"x\"}}", "this holds credentials"},
	    {"{\"__type\":\"AccessDenied\",\"Message\":\"\"}", "an error message of AWS"},
	    {"[default]\nregion = x\n", "these are settings of the AWS CLI"},
	    {"usage: aws [options]", "an error message of the AWS CLI"},
	    {"RoleDetailList:\n- Arn: x\n", "this looks like YAML"},
	    {"----------------\n|  GetRole  |\n", "--output table"},
	    {"An error occurred (NoSuchEntity) when calling", "an error message of the AWS CLI"},
	    {"<html></html>", "XML"},
	    {"\x1f\x8b\x08", "gzip"},
	    {"\x7f"
	     "ELF\x02\x01\x01\x03",
	     "binary"},
	    {"hello", "this is not JSON"},
	};
	struct feeder f;

	feeder_open(&f);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		refuses(&f, cases[i].text, cases[i].words);
	feeder_close(&f);
}

static void deep_nesting_is_refused(void **state)
{
	(void)state;
	enum { LEVELS = 100000 };
	char *text = malloc(2 * LEVELS + 1);
	struct feeder f;

	assert_non_null(text);
	memset(text, '[', LEVELS);
	memset(text + LEVELS, ']', LEVELS);
	text[2 * LEVELS] = '\0';
	feeder_open(&f);
	refuses(&f, text, "levels deep");
	feeder_close(&f);
	free(text);
}

static void one_bad_file_undoes_all(void **state)
{
	struct place_of_files *files = *state;
	struct feeder f;

	write_text(files, "a.json", ROLES(ONE("A")));
	write_text(files, "b.json", ROLES(ONE("B") ",{}"));
	feeder_open(&f);
	assert_false(feed_path(&f, files->path));
	assert_int_equal(f.b.err.kind, ERR_INPUT);
	assert_contains(str_from(f.b.err.text), "b.json: line 1");
	assert_false(bench_has(&f.b, ROLE("A")));
	feeder_close(&f);
}

static void keep_going_takes_the_good_and_lists_the_bad(void **state)
{
	struct place_of_files *files = *state;
	struct feeder f;

	write_text(files, "a.json", ROLES(ONE("A")));
	/* B comes before the damage, and goes with it. */
	write_text(files, "b.json", ROLES(ONE("B") ",{}"));
	write_text(files, "c.json", ROLES(ONE("C")));
	write_text(files, "d.json", "{\"RoleDetailList\":[");
	feeder_open(&f);
	f.options.keep_going = true;
	must(&f.b, feed_path(&f, files->path));
	assert_true(bench_has(&f.b, ROLE("A")));
	assert_false(bench_has(&f.b, ROLE("B")));
	assert_true(bench_has(&f.b, ROLE("C")));
	assert_int_equal(f.report.n_refused, 2);
	assert_contains(f.report.refused[0].file, "b.json");
	assert_contains(f.report.refused[0].text, "this role has no Arn");
	assert_contains(f.report.refused[1].text, "d.json: line 1, column");
	assert_int_equal(f.report.put[ENTITY_ROLE], 2);
	feeder_close(&f);
}

static void marks_and_utf16_are_read(void **state)
{
	struct place_of_files *files = *state;
	static const char text[] = "{\"RoleName\":\"A\",\"Arn\":\"" ROLE(
	    "A") "\","
		 "\"AssumeRolePolicyDocument\":{ \"x\":\"e\" }}\r\n";
	char wide[2 * sizeof(text) + 2] = "\xff\xfe";
	char wide_big[2 * sizeof(text) + 2] = "\xfe\xff";
	struct feeder f;

	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		wide[2 + 2 * i] = text[i];
		wide_big[3 + 2 * i] = text[i];
	}
	write_bytes(files, "wide.json", wide, 2 * sizeof(text));
	write_bytes(files, "big.json", wide_big, 2 * sizeof(text));
	write_text(files, "mark.json",
		   "\xef\xbb\xbf{\"RoleName\":\"A\",\"Arn\":\"" ROLE(
		       "A") "\","
			    "\"AssumeRolePolicyDocument\":{ \"x\":\"e\" }}\r\n");
	for (size_t i = 0; i < files->n; i++) {
		feeder_open(&f);
		must(&f.b, feed_file(&f, files, files->names[i]));
		assert_str(bench_document(&f.b, ROLE("A"), FACT_TRUST, ""), "{ \"x\":\"e\" }");
		feeder_close(&f);
	}
}

static void json_lines_are_values_one_after_another(void **state)
{
	(void)state;
	struct feeder f;

	feeder_open(&f);
	feed(&f,
	     ROLES(ONE("A")) "\n{\"RoleName\":\"B\",\"Arn\":\"" ROLE(
		 "B") "\",\"AssumeRolePolicyDocument\":{},\"Tags\":[{\"Key\":\"k\",\"Value\":\"v\"}"
		      "]}\n"
		      "[{\"Role\":{\"Arn\":\"" ROLE("C") "\",\"AssumeRolePolicyDocument\":{}}}]\n");
	assert_true(bench_has(&f.b, ROLE("A")));
	assert_true(has_fact(&f, ROLE("B"), FACT_TAG, "k"));
	assert_true(bench_has(&f.b, ROLE("C")));
	feeder_close(&f);
}

/* A file beyond what is read into memory: roles with padding, lines of objects after them. */
static size_t write_large(struct place_of_files *files, const char *name, size_t roles,
			  bool damaged)
{
	size_t cap = roles * 4096 + 65536;
	char *text = malloc(cap);
	size_t n = 0;

	assert_non_null(text);
	n += (size_t)snprintf(text + n, cap - n, "{\"RoleDetailList\": [");
	for (size_t i = 0; i < roles; i++)
		n += (size_t)snprintf(
		    text + n, cap - n,
		    "%s\n{\"Arn\": \"" ROLE(
			"R%zu") "\", \"Unknown\": [\"%0*d\"], "
				"\"AssumeRolePolicyDocument\": {\"Sid\" : \"%zu\"}}",
		    i > 0 ? "," : "", i, 3000, 0, i);
	n += (size_t)snprintf(text + n, cap - n, damaged ? ",\n{]}" : "]}\n");
	n += (size_t)snprintf(
	    text + n, cap - n,
	    "{\"RoleName\":\"Alone\",\"Arn\":\"" ROLE(
		"Alone") "\",\"Tags\":[{\"Key\":"
			 "\"k\",\"Value\":\"v\"}],\"AssumeRolePolicyDocument\":{ }}\n");
	write_bytes(files, name, text, n);
	free(text);
	return n;
}

static void a_large_file_streams_past(void **state)
{
	struct place_of_files *files = *state;
	struct feeder f;

	assert_true(write_large(files, "large.json", 1000, false) > (5u << 19));
	feeder_open(&f);
	must(&f.b, feed_file(&f, files, "large.json"));
	assert_int_equal(f.report.put[ENTITY_ROLE], 1001);
	assert_str(bench_document(&f.b, ROLE("R999"), FACT_TRUST, ""), "{\"Sid\" : \"999\"}");
	assert_str(bench_document(&f.b, ROLE("Alone"), FACT_TRUST, ""), "{ }");
	assert_true(has_fact(&f, ROLE("Alone"), FACT_TAG, "k"));
	assert_int_equal(covered(&f, HOME, ENTITY_ROLE), COVERAGE_COMPLETE);
	must(&f.b, feed_file(&f, files, "large.json"));
	assert_false(f.report.changed);
	feeder_close(&f);
}

static void damage_in_a_large_file_is_placed_and_undone(void **state)
{
	struct place_of_files *files = *state;
	struct feeder f;

	write_large(files, "large.json", 1000, true);
	feeder_open(&f);
	assert_false(feed_file(&f, files, "large.json"));
	assert_int_equal(f.b.err.kind, ERR_INPUT);
	assert_contains(str_from(f.b.err.text), "large.json: line 1002, column 2");
	assert_false(bench_has(&f.b, ROLE("R0")));
	feeder_close(&f);
}

static bool stop_at_once(void *self, struct str file, size_t done, size_t total)
{
	size_t *calls = self;

	assert_contains(file, "large.json");
	assert_true(done > 0 && done <= total);
	*calls += 1;
	return false;
}

static void an_import_can_be_interrupted(void **state)
{
	struct place_of_files *files = *state;
	struct feeder f;
	size_t calls = 0;

	write_large(files, "large.json", 1000, false);
	feeder_open(&f);
	f.options.progress = stop_at_once;
	f.options.progress_self = &calls;
	assert_false(feed_file(&f, files, "large.json"));
	assert_int_equal(f.b.err.kind, ERR_INTERRUPTED);
	assert_int_equal(calls, 1);
	assert_false(bench_has(&f.b, ROLE("R0")));
	feeder_close(&f);
}

int main(void)
{
#define WITH_FILES(test) cmocka_unit_test_setup_teardown(test, files_open, files_close)
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_folder_is_walked_and_counted),
	    cmocka_unit_test(a_folder_that_cannot_be_read_is_not_an_empty_one),
	    WITH_FILES(links_are_read_where_they_lead_to_a_file),
	    cmocka_unit_test_setup_teardown(prose_that_quotes_a_definition_is_passed_over,
					    files_open, files_close),
	    cmocka_unit_test(a_path_that_is_not_there_is_the_environments_fault),
	    cmocka_unit_test(what_is_named_itself_must_be_understood),
	    cmocka_unit_test(deep_nesting_is_refused),
	    WITH_FILES(one_bad_file_undoes_all),
	    WITH_FILES(keep_going_takes_the_good_and_lists_the_bad),
	    WITH_FILES(marks_and_utf16_are_read),
	    cmocka_unit_test(json_lines_are_values_one_after_another),
	    WITH_FILES(a_large_file_streams_past),
	    WITH_FILES(damage_in_a_large_file_is_placed_and_undone),
	    WITH_FILES(an_import_can_be_interrupted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
