/* test_store_file.c - the inventory as a file: how it is made, and which files are none. */
#include "inventory_sql.h"
#include "store_help.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder of the test's own; the names in it. */
struct folder {
	char path[64];
	char db[128];
	char other[128];
};

static int folder_open(void **state)
{
	static struct folder folder;

	snprintf(folder.path, sizeof(folder.path), "%s", "/tmp/rolehop-test-XXXXXX");
	if (mkdtemp(folder.path) == NULL)
		return -1;
	snprintf(folder.db, sizeof(folder.db), "%s/a/b/inventory.db", folder.path);
	snprintf(folder.other, sizeof(folder.other), "%s/other", folder.path);
	*state = &folder;
	return 0;
}

static int folder_close(void **state)
{
	static const char *const names[] = {"a/b/inventory.db-wal",
					    "a/b/inventory.db-shm",
					    "a/b/inventory.db",
					    "other",
					    "a/b",
					    "a",
					    ""};
	const struct folder *folder = *state;
	char path[160];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder->path, names[i]);
		if (unlink(path) != 0)
			rmdir(path);
	}
	return 0;
}

static unsigned mode_of(const char *path)
{
	struct stat is;

	assert_int_equal(stat(path, &is), 0);
	return (unsigned)is.st_mode & 0777;
}

static void write_file(const char *path, const char *text, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), (ssize_t)n);
	close(fd);
}

static void make_inventory(struct bench *b, const char *path)
{
	memset(b, 0, sizeof(*b));
	must(b, store_open(path, STORE_WRITE, &b->store, &b->err));
	bench_begin(b);
	bench_role(b, fact_of(FACT_PATH, "", "/"));
	bench_commit(b);
	bench_close(b);
}

static void store_makes_a_file_that_only_its_owner_reads(void **state)
{
	const struct folder *folder = *state;
	struct bench b;
	char inner[128];

	make_inventory(&b, folder->db);
	assert_int_equal(mode_of(folder->db), 0600);
	snprintf(inner, sizeof(inner), "%s/a/b", folder->path);
	assert_int_equal(mode_of(inner), 0700);
}

static void store_reads_what_another_process_wrote(void **state)
{
	const struct folder *folder = *state;
	struct bench b;
	char side[160];

	make_inventory(&b, folder->db);
	memset(&b, 0, sizeof(b));
	must(&b, store_open(folder->db, STORE_READ, &b.store, &b.err));
	must(&b, store_read_begin(b.store, &b.err));
	assert_str(bench_value(&b, ROLE_A, FACT_PATH), "/");
	store_read_end(b.store);
	bench_close(&b);
	snprintf(side, sizeof(side), "%s-wal", folder->db);
	assert_int_not_equal(access(side, F_OK), 0);
}

static void store_lets_others_read_while_one_writes(void **state)
{
	const struct folder *folder = *state;
	struct bench writer;
	struct bench reader;

	make_inventory(&writer, folder->db);
	memset(&writer, 0, sizeof(writer));
	memset(&reader, 0, sizeof(reader));
	must(&writer, store_open(folder->db, STORE_WRITE, &writer.store, &writer.err));
	must(&reader, store_open(folder->db, STORE_READ, &reader.store, &reader.err));
	bench_begin(&writer);
	bench_role(&writer, fact_of(FACT_PATH, "", "/new/"));
	assert_str(bench_value(&reader, ROLE_A, FACT_PATH), "/");
	bench_commit(&writer);
	/* The reader stays with its snapshot until it asks for the newest. */
	assert_str(bench_value(&reader, ROLE_A, FACT_PATH), "/");
	bench_at(&reader, "latest");
	assert_str(bench_value(&reader, ROLE_A, FACT_PATH), "/new/");
	bench_close(&reader);
	bench_close(&writer);
}

static void refused(const char *path, enum store_mode mode, const char *words)
{
	struct store *store = NULL;
	struct err err = {ERR_NONE, ""};

	if (store_open(path, mode, &store, &err))
		fail_msg("%s was opened", path);
	assert_int_equal(err.kind, ERR_ENVIRONMENT);
	assert_contains(str_from(err.text), path);
	assert_contains(str_from(err.text), words);
	assert_null(store);
}

static void store_refuses_to_read_what_is_not_there(void **state)
{
	const struct folder *folder = *state;

	refused(folder->db, STORE_READ, "there is no inventory");
	assert_int_equal(symlink(folder->other, folder->other), 0);
	refused(folder->other, STORE_READ, "whether there is an inventory cannot be told");
	unlink(folder->other);
	refused(folder->path, STORE_READ, "an inventory is a file");
}

static void store_refuses_files_of_other_kinds(void **state)
{
	const struct folder *folder = *state;
	static const char noise[] = "this is not a database, and it is long enough to be looked at "
				    "as one: a header of a hundred bytes is read from every file ";

	write_file(folder->other, noise, sizeof(noise) - 1);
	refused(folder->other, STORE_READ, "not a rolehop inventory");
	refused(folder->other, STORE_WRITE, "not a rolehop inventory");
	write_file(folder->other, "", 0);
	refused(folder->other, STORE_READ, "the inventory is empty");
}

/* A change to the header of a file that SQLite wrote: application id at 68, user version at 60. */
static void set_header(const char *path, off_t offset, unsigned value)
{
	unsigned char bytes[4] = {(unsigned char)(value >> 24), (unsigned char)(value >> 16),
				  (unsigned char)(value >> 8), (unsigned char)value};
	int fd = open(path, O_RDWR);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, bytes, sizeof(bytes), offset), 4);
	close(fd);
}

static void store_refuses_databases_of_other_programs(void **state)
{
	const struct folder *folder = *state;
	struct bench b;

	make_inventory(&b, folder->other);
	set_header(folder->other, 68, 0x12345678);
	refused(folder->other, STORE_READ, "of another program");
	refused(folder->other, STORE_WRITE, "of another program");
}

static void store_refuses_an_inventory_from_the_future(void **state)
{
	const struct folder *folder = *state;
	struct bench b;

	make_inventory(&b, folder->other);
	set_header(folder->other, 60, 4711);
	refused(folder->other, STORE_READ, "schema 4711");
	refused(folder->other, STORE_WRITE, "use the newer rolehop");
}

/* Where an entity is found in the inventories of schema 1 to 4: SHA-256 of ROLE_A. */
#define OLD_HASH "UPDATE entity SET hash = (hash >> 40 << 40) | 437367424003;"

/* Up to schema 5 every document is whole; no view is looked at here. */
#define OLD_DOCUMENTS                                                                              \
	"DROP VIEW current_fact; ALTER TABLE document DROP COLUMN parts;"                          \
	"CREATE VIEW current_fact AS SELECT * FROM fact;"

/* The inventory of one role as it was with schema 2. */
static void make_old(const char *path)
{
	struct bench b;

	make_inventory(&b, path);
	change_file(path,
		    OLD_HASH OLD_DOCUMENTS "DROP TABLE change; DELETE FROM fact_kind WHERE id > 22;"
					   "PRAGMA user_version = 2;");
}

static bool has_role(struct store *store)
{
	struct arena arena = {0};
	struct err err = {ERR_NONE, ""};
	struct entity entity;
	bool found = false;

	assert_true(store_find(store, &arena, STR(ROLE_A), &entity, &found, &err));
	arena_release(&arena);
	return found;
}

static void store_reads_an_inventory_of_the_past(void **state)
{
	const struct folder *folder = *state;
	struct err err = {ERR_NONE, ""};
	struct store_stamp stamp = {.id = 1};
	struct store *store = NULL;

	make_old(folder->other);
	assert_true(store_open(folder->other, STORE_READ, &store, &err));
	assert_true(store_stamp(store, &stamp, &err));
	assert_int_equal(stamp.id, 0);
	assert_true(has_role(store));
	store_close(store);
}

static void store_tells_changes_of_each_inventory_that_keeps_them(void **state)
{
	const struct folder *folder = *state;
	struct err err = {ERR_NONE, ""};
	struct store_stamp stamp = {.id = 0};
	struct store *store = NULL;
	struct bench b;

	make_inventory(&b, folder->other);
	change_file(folder->other, OLD_HASH OLD_DOCUMENTS "PRAGMA user_version = 4;");
	assert_true(store_open(folder->other, STORE_READ, &store, &err));
	assert_true(store_stamp(store, &stamp, &err));
	assert_int_not_equal(stamp.id, 0);
	assert_true(has_role(store));
	store_close(store);
}

static void store_brings_an_inventory_of_the_past_up_to_date(void **state)
{
	const struct folder *folder = *state;
	struct err err = {ERR_NONE, ""};
	struct store *store = NULL;

	make_old(folder->other);
	for (int i = 0; i < 2; i++) {
		assert_true(store_open(folder->other, i ? STORE_READ : STORE_WRITE, &store, &err));
		assert_true(has_role(store));
		store_close(store);
	}
	change_file(folder->other, OLD_HASH);
	assert_true(store_open(folder->other, STORE_READ, &store, &err));
	assert_false(has_role(store));
	store_close(store);
}

static void store_finds_what_another_process_brings_up_to_date(void **state)
{
	const struct folder *folder = *state;
	struct err err = {ERR_NONE, ""};
	struct store *reader = NULL;
	struct store *writer = NULL;

	make_old(folder->other);
	assert_true(store_open(folder->other, STORE_READ, &reader, &err));
	assert_true(has_role(reader));
	assert_true(store_open(folder->other, STORE_WRITE, &writer, &err));
	assert_true(has_role(reader));
	store_close(writer);
	store_close(reader);
}

/* ---- documents that have statements in common ---- */

#define S1 "{\"Sid\":\"A\",\"Resource\":\"arn:aws:sqs:eu-west-1:111111111111:q\"}"
#define S2 "{\"Sid\":\"B\",\"Resource\":\"*\"}"
#define S3 "{\"Sid\":\"C\",\"Resource\":\"arn:aws:sqs:eu-west-1:222222222222:q\"}"
#define POLICY_OF(one, other)                                                                      \
	"{\"Version\":\"2012-10-17\",\"Statement\":[" one "," other "],\"Id\":\"111111111111\"}"

static void put_policy(struct bench *b, const char *name, const char *text)
{
	bench_begin(b);
	bench_role(b, document_of(FACT_INLINE, name, text));
	bench_commit(b);
}

static void open_for_writing(struct bench *b, const char *path)
{
	memset(b, 0, sizeof(*b));
	b->clock = 1000000;
	must(b, store_open(path, STORE_WRITE, &b->store, &b->err));
}

static void store_keeps_statements_once(void **state)
{
	const struct folder *folder = *state;
	struct bench b;

	open_for_writing(&b, folder->other);
	put_policy(&b, "p", POLICY_OF(S1, S2));
	put_policy(&b, "q", POLICY_OF(S2, S3));
	put_policy(&b, "r", POLICY_OF(S2, S2));
	assert_int_equal(file_number(folder->other, "SELECT count(*) FROM document"), 3 + 3);
	assert_int_equal(
	    file_number(
		folder->other,
		"SELECT count(*) FROM current_fact WHERE"
		" (name = 'p' AND document = '" POLICY_OF(
		    S1, S2) "') OR"
			    " (name = 'q' AND document = '" POLICY_OF(
				S2, S3) "') OR"
					" (name = 'r' AND document = '" POLICY_OF(S2, S2) "')"),
	    3);
	bench_close(&b);
}

/* Statements go with the last document that has them. */
static void store_forgets_statements_that_nothing_has(void **state)
{
	const struct folder *folder = *state;
	struct bench b;

	open_for_writing(&b, folder->other);
	put_policy(&b, "p", POLICY_OF(S1, S2));
	put_policy(&b, "p", POLICY_OF(S2, S3));
	assert_int_equal(file_number(folder->other, "SELECT count(*) FROM document"), 2 + 3);
	for (int i = 0; i < 64; i++) {
		char path[16];
		snprintf(path, sizeof(path), "/%d/", i);
		bench_begin(&b);
		bench_role(&b, fact_of(FACT_PATH, "", path));
		bench_commit(&b);
	}
	assert_int_equal(file_number(folder->other, "SELECT count(*) FROM document"), 1 + 2);
	assert_str(bench_document(&b, ROLE_A, FACT_INLINE, "p"), POLICY_OF(S2, S3));
	bench_close(&b);
}

/* The file as schema 5 had it, with documents that are whole. */
static void make_whole(const char *path)
{
	struct bench b;

	open_for_writing(&b, path);
	put_policy(&b, "p", "{\"Statement\":1}");
	bench_close(&b);
	change_file(
	    path, "UPDATE document SET body = replace('" POLICY_OF(
		      S1, S2) "', '111111111111', char(1)), own = 1;"
			      "UPDATE fact SET layout = 128 WHERE document NOT NULL;" OLD_DOCUMENTS
			      "PRAGMA user_version = 5;");
}

static void store_reads_documents_that_another_process_takes_apart(void **state)
{
	const struct folder *folder = *state;
	struct bench reader, writer;

	make_whole(folder->other);
	memset(&reader, 0, sizeof(reader));
	must(&reader, store_open(folder->other, STORE_READ, &reader.store, &reader.err));
	assert_str(bench_document(&reader, ROLE_A, FACT_INLINE, "p"), POLICY_OF(S1, S2));
	open_for_writing(&writer, folder->other);
	bench_begin(&writer);
	bench_role(&writer, document_of(FACT_INLINE, "p", POLICY_OF(S1, S2)));
	assert_false(bench_commit(&writer));
	put_policy(&writer, "q", POLICY_OF(S2, S3));
	assert_str(bench_document(&writer, ROLE_A, FACT_INLINE, "p"), POLICY_OF(S1, S2));
	bench_close(&writer);
	bench_at(&reader, "latest");
	assert_str(bench_document(&reader, ROLE_A, FACT_INLINE, "p"), POLICY_OF(S1, S2));
	assert_str(bench_document(&reader, ROLE_A, FACT_INLINE, "q"), POLICY_OF(S2, S3));
	bench_close(&reader);
}

/* What is gone by the next transaction is not remembered from the last. */
static void store_forgets_statements_with_the_transaction(void **state)
{
	const struct folder *folder = *state;
	struct bench reader, writer;

	open_for_writing(&writer, folder->other);
	put_policy(&writer, "p", POLICY_OF(S1, S2));
	memset(&reader, 0, sizeof(reader));
	must(&reader, store_open(folder->other, STORE_READ, &reader.store, &reader.err));
	must(&reader, store_read_begin(reader.store, &reader.err));
	assert_str(bench_document(&reader, ROLE_A, FACT_INLINE, "p"), POLICY_OF(S1, S2));
	change_file(folder->other, "UPDATE document SET body = '" S3 "' WHERE body = '" S2 "'");
	assert_str(bench_document(&reader, ROLE_A, FACT_INLINE, "p"), POLICY_OF(S1, S2));
	store_read_end(reader.store);
	assert_str(bench_document(&reader, ROLE_A, FACT_INLINE, "p"), POLICY_OF(S1, S3));
	bench_close(&reader);
	/* nor what was taken back */
	bench_begin(&writer);
	must(&writer, store_mark(writer.store, &writer.err));
	bench_role(&writer, document_of(FACT_INLINE, "q", POLICY_OF(S2, S1)));
	assert_str(bench_document(&writer, ROLE_A, FACT_INLINE, "q"), POLICY_OF(S2, S1));
	store_mark_undo(writer.store);
	bench_role(&writer, document_of(FACT_INLINE, "q", POLICY_OF(S1, "{}")));
	assert_str(bench_document(&writer, ROLE_A, FACT_INLINE, "q"), POLICY_OF(S1, "{}"));
	bench_commit(&writer);
	bench_close(&writer);
}

static void store_says_that_a_damaged_file_is_damaged(void **state)
{
	const struct folder *folder = *state;
	struct bench b;
	struct stat is;
	struct err err = {ERR_NONE, ""};
	struct entity entity;
	struct store *store = NULL;
	bool found = false;

	make_inventory(&b, folder->other);
	assert_int_equal(stat(folder->other, &is), 0);
	for (off_t at = 4096; at < is.st_size; at += 4096)
		set_header(folder->other, at, 0xffffffffu);
	if (store_open(folder->other, STORE_READ, &store, &err)) {
		struct arena arena = {0};
		assert_false(store_find(store, &arena, STR(ROLE_A), &entity, &found, &err));
		arena_release(&arena);
	}
	assert_int_equal(err.kind, ERR_ENVIRONMENT);
	assert_contains(str_from(err.text), "damaged");
	store_close(store);
}

/* An inventory of a role is changed by `sql`: reading all of it says that it is damaged. */
static void check_changed(const char *path, const char *sql)
{
	struct bench b = {.clock = 1000000};
	const struct fact *facts = NULL;
	const struct coverage *coverage = NULL;
	struct entity entity;
	struct str text;
	bool found = false;
	bool good;
	size_t n = 0;

	unlink(path);
	must(&b, store_open(path, STORE_WRITE, &b.store, &b.err));
	bench_begin(&b);
	bench_role(
	    &b, document_of(FACT_TRUST, "", "{\"Statement\":[{\"Sid\":\"A\"},{\"Sid\":\"B\"}]}"));
	bench_commit(&b);
	store_close(b.store);
	change_file(path, sql);
	must(&b, store_open(path, STORE_READ, &b.store, &b.err));
	good =
	    store_find(b.store, &b.arena, STR(ROLE_A), &entity, &found, &b.err) && found &&
	    store_facts(b.store, &b.arena, entity.id, FACT_BIT(FACT_TRUST), &facts, &n, &b.err) &&
	    n > 0 && store_document(b.store, &b.arena, facts[0].document, &text, &b.err) &&
	    store_coverage_list(b.store, &b.arena, &coverage, &n, &b.err);
	if (good || b.err.kind != ERR_ENVIRONMENT)
		fail_msg("%s: %s", sql, good ? "is not noticed" : b.err.text);
	assert_contains(str_from(b.err.text), "damaged");
	bench_close(&b);
}

static void store_refuses_rows_that_it_never_writes(void **state)
{
	const struct folder *folder = *state;
	static const char *const changes[] = {
	    "UPDATE entity SET kind = 99",
	    "UPDATE entity SET kind = -1",
	    "UPDATE fact SET document = document + (1 << 45)",
	    "UPDATE fact SET document = -1",
	    "UPDATE fact SET document = document + 7",
	    "UPDATE document SET parts = '[' || id || ']' WHERE parts IS NOT NULL",
	    "UPDATE document SET parts = '[]' WHERE parts IS NOT NULL",
	    "UPDATE document SET parts = '' WHERE parts IS NOT NULL",
	    "UPDATE document SET parts = '[1,9]' WHERE parts IS NOT NULL",
	    "UPDATE document SET parts = '[1,2' WHERE parts IS NOT NULL",
	    "UPDATE document SET parts = '[1 ,2]' WHERE parts IS NOT NULL",
	    "UPDATE document SET parts = '[1,4294967298]' WHERE parts IS NOT NULL",
	    "UPDATE document SET parts = '[99999999999999999999999]' WHERE parts IS NOT NULL",
	    "UPDATE document SET body = '{}' WHERE parts IS NOT NULL",
	    "DELETE FROM document WHERE parts IS NULL",
	    "INSERT INTO coverage VALUES ('1', '', 1, 1, NULL, 77, 1, '')",
	    "INSERT INTO coverage VALUES ('1', '', 99, 1, NULL, 1, 1, '')",
	};

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		check_changed(folder->other, changes[i]);
}

static void store_takes_names_that_mean_something_to_sqlite(void **state)
{
	const struct folder *folder = *state;
	struct bench b;
	char before[512];

	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir(folder->path), 0);
	make_inventory(&b, "file:x?mode=memory");
	assert_int_equal(access("file:x?mode=memory", F_OK), 0);
	assert_int_equal(unlink("file:x?mode=memory"), 0);
	assert_int_equal(chdir(before), 0);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_open, folder_close)
	const struct CMUnitTest tests[] = {
	    IN_FOLDER(store_makes_a_file_that_only_its_owner_reads),
	    IN_FOLDER(store_reads_what_another_process_wrote),
	    IN_FOLDER(store_lets_others_read_while_one_writes),
	    IN_FOLDER(store_refuses_to_read_what_is_not_there),
	    IN_FOLDER(store_refuses_files_of_other_kinds),
	    IN_FOLDER(store_refuses_databases_of_other_programs),
	    IN_FOLDER(store_refuses_an_inventory_from_the_future),
	    IN_FOLDER(store_reads_an_inventory_of_the_past),
	    IN_FOLDER(store_tells_changes_of_each_inventory_that_keeps_them),
	    IN_FOLDER(store_brings_an_inventory_of_the_past_up_to_date),
	    IN_FOLDER(store_finds_what_another_process_brings_up_to_date),
	    IN_FOLDER(store_keeps_statements_once),
	    IN_FOLDER(store_forgets_statements_that_nothing_has),
	    IN_FOLDER(store_reads_documents_that_another_process_takes_apart),
	    IN_FOLDER(store_forgets_statements_with_the_transaction),
	    IN_FOLDER(store_says_that_a_damaged_file_is_damaged),
	    IN_FOLDER(store_refuses_rows_that_it_never_writes),
	    IN_FOLDER(store_takes_names_that_mean_something_to_sqlite),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
