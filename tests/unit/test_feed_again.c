/* test_feed_again.c - files that need not be read again: an inventory that knows what they told
 * before is, after any imports, the one that knows nothing of it. */
#include "unit.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rolehop/base/buf.h"
#include "rolehop/feed/import.h"

enum { FILES = 10, CONTENTS = 3 };

struct again {
	uint64_t dice;
	char folder[40], files[56], knows[56], knows_not[56], read_file[64];
	int64_t now;
	size_t asked; /* files whose bytes were asked about by progress: read or found again */
	struct arena arena;
};

static unsigned below(struct again *a, unsigned n)
{
	a->dice ^= a->dice << 13;
	a->dice ^= a->dice >> 7;
	a->dice ^= a->dice << 17;
	return (unsigned)(a->dice >> 11) % n;
}

#define ONE_OF(a, list) ((list)[below((a), sizeof(list) / sizeof((list)[0]))])

static const char *const accounts[] = {"111111111111", "222222222222"};

/* ---- files: a few contents of many shapes ----------------------------------------------------
 */

static void policy_text(struct again *a, struct buf *out)
{
	static const char *const actions[] = {"s3:*", "sqs:SendMessage", "sts:AssumeRole"};

	/* the same with other white space is the same policy */
	buf_printf(out,
		   below(a, 2)
		       ? "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\","
			 "\"Action\":\"%s\",\"Resource\":\"*\"}}"
		       : "{\"Version\": \"2012-10-17\", \"Statement\": {\"Action\": \"%s\", "
			 "\"Effect\": \"Allow\", \"Resource\": \"*\"}}",
		   ONE_OF(a, actions));
}

static void role(struct again *a, struct buf *out, const char *account, unsigned i, bool detail)
{
	buf_printf(out,
		   "{\"Path\":\"/\",\"RoleName\":\"r%u\",\"RoleId\":\"AROA%u\",\"Arn\":"
		   "\"arn:aws:iam::%s:role/r%u\",\"AssumeRolePolicyDocument\":",
		   i, below(a, 2), account, i);
	policy_text(a, out);
	if (detail) {
		buf_add_cstr(out, ",\"RolePolicyList\":[");
		if (below(a, 2)) {
			buf_printf(out, "{\"PolicyName\":\"p%u\",\"PolicyDocument\":", below(a, 2));
			policy_text(a, out);
			buf_add_cstr(out, "}");
		}
		buf_printf(out,
			   "],\"AttachedManagedPolicies\":[{\"PolicyName\":\"P\",\"PolicyArn\":"
			   "\"arn:aws:iam::aws:policy/P%u\"}],\"Tags\":[],\"RoleLastUsed\":"
			   "{\"LastUsedDate\":\"2026-01-0%uT00:00:00+00:00\"}",
			   below(a, 2), 1 + below(a, 3));
	}
	buf_add_cstr(out, "}");
}

/* Authorization details: whole, or a page of them. */
static void details(struct again *a, struct buf *out)
{
	const char *account = ONE_OF(a, accounts);
	static const char *const ends[] = {"", "", ",\"IsTruncated\":true,\"Marker\":\"m\"",
					   ",\"IsTruncated\":false", ",\"NextToken\":\"t\""};

	buf_add_cstr(out, "{\"RoleDetailList\":[");
	for (unsigned i = 0, n = 0; i < 4; i++)
		if (below(a, 3)) {
			buf_add_cstr(out, n++ > 0 ? "," : "");
			role(a, out, account, i, true);
		}
	buf_add_cstr(out, "],\"UserDetailList\":[");
	if (below(a, 2))
		buf_printf(out,
			   "{\"UserName\":\"u\",\"UserId\":\"AIDA1\",\"Path\":\"/\",\"Arn\":"
			   "\"arn:aws:iam::%s:user/u\",\"GroupList\":[\"g%u\"]}",
			   account, below(a, 2));
	buf_add_cstr(out, "],\"Policies\":[");
	/* of AWS: every account tells of it */
	if (below(a, 2)) {
		buf_printf(
		    out, "{\"PolicyName\":\"P0\",\"Arn\":\"arn:aws:iam::aws:policy/P0\","
			 "\"DefaultVersionId\":\"v1\",\"PolicyVersionList\":[{\"VersionId\":\"v1\","
			 "\"IsDefaultVersion\":true,\"Document\":");
		policy_text(a, out);
		buf_add_cstr(out, "}]}");
	}
	buf_printf(out, "]%s}", ONE_OF(a, ends));
}

static void roles_listed(struct again *a, struct buf *out)
{
	const char *account = ONE_OF(a, accounts);

	buf_add_cstr(out, below(a, 2) ? "{\"Roles\":[" : "{\"IsTruncated\":false,\"Roles\":[");
	for (unsigned i = 0; i < 2; i++) {
		buf_add_cstr(out, i > 0 ? "," : "");
		role(a, out, account, i * (1 + below(a, 2)), false);
	}
	buf_add_cstr(out, "]}");
}

static void role_got(struct again *a, struct buf *out)
{
	buf_add_cstr(out, "{\"Role\":");
	role(a, out, ONE_OF(a, accounts), below(a, 4), false);
	buf_add_cstr(out, "}");
}

/* Joined by its name to a role of this import. */
static void policy_got(struct again *a, struct buf *out)
{
	buf_printf(out,
		   "{\"RoleName\":\"r%u\",\"PolicyName\":\"p0\",\"PolicyDocument\":", below(a, 4));
	policy_text(a, out);
	buf_add_cstr(out, "}");
}

static void machine(struct again *a, struct buf *out)
{
	const char *account = ONE_OF(a, accounts);

	buf_printf(out,
		   "{\"stateMachineArn\":\"arn:aws:states:us-east-1:%s:stateMachine:m%u\",\"name\":"
		   "\"m%u\",\"roleArn\":\"arn:aws:iam::%s:role/r%u\",\"type\":\"STANDARD\","
		   "\"definition\":\"{\\\"StartAt\\\":\\\"A\\\",\\\"States\\\":{\\\"A\\\":{"
		   "\\\"Type\\\":\\\"Pass\\\",\\\"End\\\":true}}}\"}",
		   account, below(a, 2), below(a, 2), account, below(a, 4));
}

static void machines_listed(struct again *a, struct buf *out)
{
	const char *account = ONE_OF(a, accounts);

	buf_printf(out,
		   "{\"stateMachines\":[{\"stateMachineArn\":\"arn:aws:states:us-east-1:%s:"
		   "stateMachine:m%u\",\"name\":\"m\",\"type\":\"STANDARD\"}]%s}",
		   account, below(a, 2), below(a, 2) ? "" : ",\"nextToken\":\"t\"");
}

static void resource(struct again *a, struct buf *out)
{
	buf_printf(out, "{\"ResourceArn\":\"arn:aws:sqs:us-east-1:%s:q\",\"Policy\":",
		   ONE_OF(a, accounts));
	policy_text(a, out);
	buf_add_cstr(out, "}");
}

static void organization(struct again *a, struct buf *out)
{
	buf_printf(
	    out,
	    "{\"Organization\":{\"Id\":\"o-abc\",\"MasterAccountId\":\"111111111111\"},"
	    "\"Roots\":[{\"Id\":\"r-1\",\"Name\":\"Root\"}],\"OrganizationalUnits\":[],"
	    "\"Accounts\":[{\"Id\":\"111111111111\",\"Name\":\"one\",\"ParentId\":\"r-1\"}%s],"
	    "\"Policies\":[{\"Id\":\"p-1\",\"Name\":\"x\",\"Type\":\"SERVICE_CONTROL_POLICY\","
	    "\"Content\":\"{\\\"Statement\\\":[]}\",\"Targets\":[\"%s\"]}]}",
	    below(a, 2) ? "" : ",{\"Id\":\"222222222222\",\"Name\":\"two\",\"ParentId\":\"r-1\"}",
	    below(a, 2) ? "r-1" : "111111111111");
}

static void rows(struct again *a, struct buf *out)
{
	for (unsigned i = 0; i < 3; i++) {
		buf_printf(
		    out,
		    "{\"kind\":\"role\",\"account\":\"%s\",\"arn\":\"arn:aws:iam::%s:role/r%u\","
		    "\"document\":{\"AssumeRolePolicyDocument\":",
		    accounts[i % 2], accounts[i % 2], below(a, 4));
		policy_text(a, out);
		buf_add_cstr(out, "}}\n");
	}
}

/* One that is whole in itself, and one that is joined by its name to what is there. */
static void mixed(struct again *a, struct buf *out)
{
	role_got(a, out);
	buf_add_char(out, '\n');
	policy_got(a, out);
	buf_add_char(out, '\n');
}

static void alias(struct again *a, struct buf *out)
{
	(void)a;
	buf_add_cstr(out, "{\"AccountAliases\":[\"the-alias\"]}");
}

static void nothing(struct again *a, struct buf *out)
{
	(void)a;
	(void)out;
}

static void damaged(struct again *a, struct buf *out)
{
	(void)a;
	buf_add_cstr(out, "{\"Role\": {\"RoleName\": }");
}

static void prose(struct again *a, struct buf *out)
{
	(void)a;
	buf_add_cstr(out, "not for us\n");
}

struct shape {
	const char *name;
	void (*write)(struct again *a, struct buf *out);
};

static const struct shape shapes[] = {
    {"iam.json", details},
    {"iam-2.json", details},
    {"iam-3.json", details},
    {"roles.json", roles_listed},
    {"role.json", role_got},
    {"policy.json", policy_got},
    {"machine.json", machine},
    {"machines.json", machines_listed},
    {"queue.json", resource},
    {"organization.json", organization},
    {"rows.jsonl", rows},
    {"mixed.jsonl", mixed},
    {"list-account-aliases.json", alias},
    {"empty.json", nothing},
    {"damaged.json", damaged},
    {"prose.txt", prose},
};

enum { SHAPES = sizeof(shapes) / sizeof(shapes[0]) };

static const char *path_of(struct again *a, size_t shape)
{
	return arena_printf(&a->arena, "%s/%s", a->files, shapes[shape].name).p;
}

/* Written before or after the import's time: coverage is as old as the older of the two. */
static void date_file(struct again *a, size_t shape)
{
	struct timespec when = {.tv_sec = (time_t)(a->now - 3000 + 1000 * below(a, 6))};
	const struct timespec times[2] = {when, when};

	assert_int_equal(utimensat(AT_FDCWD, path_of(a, shape), times, 0), 0);
}

/* One of its few contents, so that what was told before is often told again. */
static void write_shape(struct again *a, size_t shape)
{
	uint64_t before = a->dice;
	FILE *file = fopen(path_of(a, shape), "wb");
	struct buf text;

	buf_init(&text, &a->arena, 1 << 20);
	a->dice = (shape + 1) * UINT64_C(0x9e3779b97f4a7c15) + below(a, CONTENTS) * UINT64_C(7919);
	for (int i = 0; i < 8; i++)
		(void)below(a, 2);
	shapes[shape].write(a, &text);
	a->dice = before;
	(void)below(a, 2);
	assert_non_null(file);
	assert_int_equal(fwrite(text.p ? text.p : "", 1, text.n, file), text.n);
	fclose(file);
	date_file(a, shape);
}

static void change_files(struct again *a)
{
	for (unsigned n = below(a, 3); n > 0; n--) {
		size_t shape = below(a, SHAPES);
		if (below(a, 4))
			write_shape(a, shape);
		else
			unlink(path_of(a, shape));
	}
}

/* ---- the whole inventory as text --------------------------------------------------------------
 */

static void dump_table(sqlite3 *db, const char *query, struct buf *out)
{
	sqlite3_stmt *statement = NULL;

	assert_int_equal(sqlite3_prepare_v2(db, query, -1, &statement, NULL), SQLITE_OK);
	buf_printf(out, "%s\n", query);
	while (sqlite3_step(statement) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(statement); i++) {
			const char *text = (const char *)sqlite3_column_text(statement, i);
			buf_printf(out, "%s|", text != NULL ? text : "NULL");
		}
		buf_add_char(out, '\n');
	}
	sqlite3_finalize(statement);
}

static struct str dump(struct again *a, const char *path)
{
	static const char *const queries[] = {
	    "SELECT * FROM snapshot ORDER BY id",
	    "SELECT * FROM entity ORDER BY id",
	    "SELECT * FROM fact ORDER BY entity, kind, name, since",
	    "SELECT * FROM document ORDER BY id",
	    "SELECT * FROM coverage ORDER BY account, region, kind, since",
	    "SELECT id, entities FROM change ORDER BY id",
	};
	sqlite3 *db = NULL;
	struct buf out;

	buf_init(&out, &a->arena, 1 << 24);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
		dump_table(db, queries[i], &out);
	sqlite3_close(db);
	return buf_str(&out);
}

/* ---- one import -------------------------------------------------------------------------------
 */

static bool count_progress(void *self, struct str file, size_t done, size_t total)
{
	(void)file;
	(void)done;
	(void)total;
	((struct again *)self)->asked++;
	return true;
}

/* What the import says of itself. */
static struct str import_into(struct again *a, const char *db, const char *const *paths, size_t n,
			      const struct import_options *options)
{
	struct import_report report = {.files = 0};
	struct err err = {ERR_NONE, ""};
	struct store *store = NULL;
	struct buf out;

	buf_init(&out, &a->arena, 1 << 20);
	assert_true(store_open(db, STORE_WRITE, &store, &err));
	if (!feed_import(&a->arena, store, paths, n, options, &report, &err))
		buf_printf(&out, "failed: %s\n", err.text);
	buf_printf(&out, "%zu %zu %zu %zu %d %lld\n", report.files, report.skipped, report.empty,
		   report.unused, report.changed, (long long)report.snapshot);
	for (int i = 0; i < ENTITY_KIND_COUNT; i++)
		buf_printf(&out, "%zu ", report.put[i]);
	for (size_t i = 0; i < report.n_refused; i++)
		buf_printf(&out, "\nrefused %.*s", STR_ARG(report.refused[i].text));
	for (size_t i = 0; i < report.n_warnings; i++)
		buf_printf(&out, "\n%.*s", STR_ARG(report.warnings[i]));
	store_close(store);
	return buf_str(&out);
}

static size_t choose_paths(struct again *a, const char **paths)
{
	size_t n = 0;

	if (below(a, 3)) {
		paths[0] = a->files;
		return 1;
	}
	for (unsigned i = 1 + below(a, 4); i > 0; i--) {
		size_t shape = below(a, SHAPES);
		if (access(path_of(a, shape), R_OK) == 0)
			paths[n++] = path_of(a, shape);
	}
	return n;
}

/* By a way on which nothing is known of files: what they told may hold no more. */
static void change_beside(struct again *a, const char *db)
{
	struct import_text text = {.name = "role.json"};
	struct import_options options = {.now = a->now};
	struct import_report report;
	struct err err = {ERR_NONE, ""};
	struct store *store = NULL;
	struct buf role_text;

	buf_init(&role_text, &a->arena, 1 << 20);
	role_got(a, &role_text);
	text.text = buf_str(&role_text);
	assert_true(store_open(db, STORE_WRITE, &store, &err));
	assert_true(feed_import_texts(&a->arena, store, &text, 1, &options, &report, &err));
	store_close(store);
}

static void change_both_beside(struct again *a)
{
	uint64_t before = a->dice;

	a->now += 1000;
	change_beside(a, a->knows);
	a->dice = before;
	change_beside(a, a->knows_not);
}

static void import_both(struct again *a, size_t *spared)
{
	struct import_options options = {.keep_going = below(a, 3) != 0,
					 .account = below(a, 3) ? STR("") : STR("111111111111"),
					 .keep_from = 1,
					 .now = a->now += 1000,
					 .progress = count_progress,
					 .progress_self = a};
	const char *paths[FILES] = {NULL};
	size_t n = choose_paths(a, paths);
	struct str with, without;

	if (n == 0)
		return;
	a->asked = 0;
	with = import_into(a, a->knows, paths, n, &options);
	*spared += a->asked;
	unlink(a->read_file);
	without = import_into(a, a->knows_not, paths, n, &options);
	if (!str_eq(with, without))
		fail_msg("says\n%.*s\nwithout knowing\n%.*s", STR_ARG(with), STR_ARG(without));
	with = dump(a, a->knows);
	without = dump(a, a->knows_not);
	if (!str_eq(with, without))
		fail_msg("is\n%.*s\nwithout knowing\n%.*s", STR_ARG(with), STR_ARG(without));
}

/* ---- the property -----------------------------------------------------------------------------
 */

static void open_case(struct again *a, uint64_t seed)
{
	memset(a, 0, sizeof(*a));
	a->dice = seed * UINT64_C(0x9e3779b97f4a7c15);
	a->now = 1780000000;
	snprintf(a->folder, sizeof(a->folder), "/tmp/rolehop-again-XXXXXX");
	assert_non_null(mkdtemp(a->folder));
	snprintf(a->files, sizeof(a->files), "%s/files", a->folder);
	snprintf(a->knows, sizeof(a->knows), "%s/one.db", a->folder);
	snprintf(a->knows_not, sizeof(a->knows_not), "%s/two.db", a->folder);
	snprintf(a->read_file, sizeof(a->read_file), "%s-read", a->knows_not);
	assert_int_equal(mkdir(a->files, 0700), 0);
}

static void close_case(struct again *a)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-read"};

	for (size_t i = 0; i < SHAPES; i++)
		unlink(path_of(a, i));
	rmdir(a->files);
	for (size_t i = 0; i < 4; i++) {
		unlink(arena_printf(&a->arena, "%s%s", a->knows, ends[i]).p);
		unlink(arena_printf(&a->arena, "%s%s", a->knows_not, ends[i]).p);
	}
	assert_int_equal(rmdir(a->folder), 0);
	arena_release(&a->arena);
}

static void an_import_is_the_same_whatever_is_known_of_its_files(void **state)
{
	(void)state;
	const char *wanted = getenv("ROUNDS");
	unsigned rounds = wanted ? (unsigned)atoi(wanted) : 8;
	size_t spared = 0;

	for (unsigned seed = 1; seed <= rounds; seed++) {
		struct again a;
		open_case(&a, seed);
		for (size_t i = 0; i < SHAPES; i++)
			if (below(&a, 2))
				write_shape(&a, i);
		for (int i = 0; i < 40; i++) {
			change_files(&a);
			if (below(&a, 4) == 0)
				change_both_beside(&a);
			import_both(&a, &spared);
		}
		close_case(&a);
	}
	assert_true(spared > rounds * 20);
}

/* ---- what is read, and what not ---------------------------------------------------------------
 */

static void write_file(struct again *a, const char *name, const char *text)
{
	FILE *file = fopen(arena_printf(&a->arena, "%s/%s", a->files, name).p, "wb");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* Small files tell no progress while they are read; one that is found again tells it once. */
static size_t found_again(struct again *a)
{
	const struct import_options options = {
	    .keep_from = 1, .now = a->now += 1000, .progress = count_progress, .progress_self = a};
	const char *paths[] = {a->files};

	a->asked = 0;
	(void)import_into(a, a->knows, paths, 1, &options);
	return a->asked;
}

static const char role_text[] =
    "{\"Role\":{\"Path\":\"/\",\"RoleName\":\"r0\",\"RoleId\":\"AROA1\",\"Arn\":"
    "\"arn:aws:iam::111111111111:role/r0\",\"AssumeRolePolicyDocument\":{\"Statement\":[]}}}";
static const char other_text[] =
    "{\"Role\":{\"Path\":\"/\",\"RoleName\":\"r0\",\"RoleId\":\"AROA2\",\"Arn\":"
    "\"arn:aws:iam::111111111111:role/r0\",\"AssumeRolePolicyDocument\":{\"Statement\":[]}}}";

static void a_file_is_read_again_only_where_something_changed(void **state)
{
	(void)state;
	struct again a;
	struct stat is;

	open_case(&a, 1);
	write_file(&a, "role.json", role_text);
	assert_int_equal(found_again(&a), 0);
	assert_int_equal(found_again(&a), 1);
	assert_int_equal(stat(arena_printf(&a.arena, "%s-read", a.knows).p, &is), 0);
	assert_int_equal(is.st_mode & 07777, 0600);
	write_file(&a, "role.json", other_text);
	assert_int_equal(found_again(&a), 0);
	assert_int_equal(found_again(&a), 1);
	/* what it told is not what holds any more */
	write_file(&a, "role.json", role_text);
	assert_int_equal(found_again(&a), 0);
	close_case(&a);
}

static void two_files_that_tell_otherwise_are_always_read(void **state)
{
	(void)state;
	struct again a;

	open_case(&a, 2);
	write_file(&a, "role.json", role_text);
	write_file(&a, "machine.json", other_text);
	assert_int_equal(found_again(&a), 0);
	assert_int_equal(found_again(&a), 0);
	close_case(&a);
}

static void a_damaged_file_of_what_is_known_is_as_none(void **state)
{
	(void)state;
	struct again a;
	struct stat is;

	open_case(&a, 3);
	write_file(&a, "role.json", role_text);
	for (unsigned i = 0; i < 60; i++) {
		const char *known = arena_printf(&a.arena, "%s-read", a.knows).p;
		FILE *file;
		(void)found_again(&a);
		assert_int_equal(stat(known, &is), 0);
		long at = (long)(i * (unsigned)is.st_size / 60);
		file = fopen(known, "r+b");
		assert_non_null(file);
		assert_int_equal(fseek(file, at, SEEK_SET), 0);
		int byte = fgetc(file);
		assert_int_equal(fseek(file, at, SEEK_SET), 0);
		fputc(byte ^ 0x40, file);
		fclose(file);
		assert_int_equal(found_again(&a), 0);
		if (i % 3 == 0) {
			assert_int_equal(truncate(known, at), 0);
			assert_int_equal(found_again(&a), 0);
		}
	}
	close_case(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_import_is_the_same_whatever_is_known_of_its_files),
	    cmocka_unit_test(a_file_is_read_again_only_where_something_changed),
	    cmocka_unit_test(two_files_that_tell_otherwise_are_always_read),
	    cmocka_unit_test(a_damaged_file_of_what_is_known_is_as_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
