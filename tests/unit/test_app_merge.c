/* test_app_merge.c - what is copied into an empty inventory is what putting it one by one would
 * give.
 */
#include "sqlite_faults.h"

#include "changing_estate.h"
#include "inventory_sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "rolehop/app/merge.h"
#include "rolehop/base/buf.h"

enum { ESTATES = 12, STEPS = 12, DIGEST_MAX = 1 << 22 };

#define STRANGER "999999999999"

struct merge_case {
	struct changing estate; /* what is merged */
	char folder[32], db[64], copied[64], put[64];
	struct arena arena;
	struct err err;
};

static void case_paths(struct merge_case *c)
{
	snprintf(c->folder, sizeof(c->folder), "/tmp/rolehop-merge-XXXXXX");
	assert_non_null(mkdtemp(c->folder));
	snprintf(c->db, sizeof(c->db), "%s/inventory.db", c->folder);
	snprintf(c->copied, sizeof(c->copied), "%s/copied?#%%.db", c->folder);
	snprintf(c->put, sizeof(c->put), "%s/put.db", c->folder);
}

static void case_open(struct merge_case *c, uint64_t seed)
{
	memset(c, 0, sizeof(*c));
	case_paths(c);
	c->estate.dice = seed * UINT64_C(0x9e3779b97f4a7c15);
	c->estate.clock = 1780000000;
	must(&c->estate, store_open(c->db, STORE_WRITE, &c->estate.store, &c->estate.err));
	fill_at_random(&c->estate);
}

static void remove_db(const char *db)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	char path[96];

	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s%s", db, ends[i]);
		unlink(path);
	}
}

static void case_close(struct merge_case *c)
{
	store_close(c->estate.store);
	remove_db(c->db);
	remove_db(c->copied);
	remove_db(c->put);
	assert_int_equal(rmdir(c->folder), 0);
	arena_release(&c->estate.arena);
	arena_release(&c->arena);
}

/* ---- what an inventory says ---------------------------------------------------------------- */

static void add_facts(struct merge_case *c, struct store *store, const struct entity *entity,
		      struct buf *out)
{
	const struct fact *facts;
	size_t n;

	must(c, store_facts(store, &c->arena, entity->id, FACT_ALL, &facts, &n, &c->err));
	for (size_t i = 0; i < n; i++) {
		struct str text = STR("-");
		if (facts[i].document)
			must(c,
			     store_document(store, &c->arena, facts[i].document, &text, &c->err));
		buf_printf(out, " %d %.*s %.*s %.*s\n", (int)facts[i].kind, STR_ARG(facts[i].name),
			   STR_ARG(facts[i].value), STR_ARG(text));
	}
}

static void add_entities(struct merge_case *c, struct store *store, enum entity_kind kind,
			 struct buf *out)
{
	const struct entity *all;
	struct entity again;
	bool found = false;
	size_t n;

	must(c, store_list(store, &c->arena, kind, STR(""), &all, &n, &c->err));
	for (size_t i = 0; i < n; i++) {
		if (str_eq(all[i].account, STR(STRANGER)))
			continue;
		must(c, store_find(store, &c->arena, all[i].key, &again, &found, &c->err));
		assert_true(found && again.id == all[i].id);
		buf_printf(out, "%d %.*s %.*s %.*s %.*s\n", (int)kind, STR_ARG(all[i].key),
			   STR_ARG(all[i].account), STR_ARG(all[i].region), STR_ARG(all[i].name));
		add_facts(c, store, &all[i], out);
	}
}

/* All of it as text, from the store's own answers. */
static struct str digest_of(struct merge_case *c, struct store *store)
{
	const struct coverage *all;
	struct buf out;
	size_t n;

	buf_init(&out, &c->arena, DIGEST_MAX);
	for (int kind = 0; kind < ENTITY_KIND_COUNT; kind++)
		add_entities(c, store, (enum entity_kind)kind, &out);
	must(c, store_coverage_list(store, &c->arena, &all, &n, &c->err));
	for (size_t i = 0; i < n; i++)
		buf_printf(&out, "%.*s %.*s %d %d %lld %.*s\n", STR_ARG(all[i].account),
			   STR_ARG(all[i].region), (int)all[i].kind, (int)all[i].state,
			   (long long)all[i].when, STR_ARG(all[i].because));
	assert_false(out.over);
	return buf_str(&out);
}

static struct str digest_of_file(struct merge_case *c, const char *path)
{
	struct store *store = NULL;
	struct str digest;

	must(c, store_open(path, STORE_READ, &store, &c->err));
	digest = digest_of(c, store);
	store_close(store);
	return digest;
}

/* ---- merged -------------------------------------------------------------------------------- */

/* Something that no estate has: what comes afterwards is put one by one. */
static void put_stranger(struct merge_case *c, struct store *into)
{
	struct fact_put exists = {.kind = FACT_EXISTS};
	struct entity_put put = {.kind = ENTITY_USER,
				 .key = STR("arn:aws:iam::" STRANGER ":user/u"),
				 .account = STR(STRANGER),
				 .name = STR("u"),
				 .facts = &exists,
				 .n_facts = 1};
	int64_t snapshot;
	bool changed;

	must(c, store_begin(into, STR("test"), 1, &c->err));
	must(c, store_put(into, &put, &c->err));
	must(c, store_commit(into, &changed, &snapshot, &c->err));
}

static struct merged merge_into(struct merge_case *c, const char *path, bool stranger)
{
	const char *const from[] = {c->db};
	const struct merged *merged;
	struct store *into = NULL;

	must(c, store_open(path, STORE_WRITE, &into, &c->err));
	if (stranger)
		put_stranger(c, into);
	must(c, merge_inventories(&c->arena, into, from, 1, &merged, &c->err));
	store_close(into);
	return *merged;
}

static void assert_same(struct merge_case *c, struct str is, const char *path)
{
	assert_str(digest_of_file(c, path), arena_cstr(&c->arena, is));
}

static void merge_copies_what_it_would_put(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= ESTATES; seed++) {
		struct merge_case c;
		struct merged copied, put;

		case_open(&c, seed);
		for (int i = 0; i < STEPS; i++)
			change_at_random(&c.estate, true);
		copied = merge_into(&c, c.copied, false);
		put = merge_into(&c, c.put, true);
		assert_true(copied.changed && put.changed);
		assert_int_equal(copied.given, put.given);
		assert_same(&c, digest_of(&c, c.estate.store), c.copied);
		assert_same(&c, digest_of(&c, c.estate.store), c.put);
		/* what ended, and documents that nothing has any more, stay behind */
		assert_int_equal(file_number(c.copied, "SELECT count(*) FROM entity"),
				 file_number(c.put, "SELECT count(*) - 1 FROM entity"));
		assert_int_equal(file_number(c.copied, "SELECT count(*) FROM document"),
				 file_number(c.put, "SELECT count(*) FROM document"));
		/* and putting it all once more finds nothing new */
		assert_false(merge_into(&c, c.copied, false).changed);
		case_close(&c);
	}
}

static void merge_copies_each_snapshot_as_it_was(void **state)
{
	(void)state;
	struct merge_case c;

	case_open(&c, 4711);
	for (int i = 0; i < STEPS; i++)
		change_at_random(&c.estate, true);
	for (int back = 0; back <= STEPS; back++) {
		struct merged one;
		char which[16];

		snprintf(which, sizeof(which), "latest~%d", back);
		if (!store_at(c.estate.store, str_from(which), &c.err))
			break;
		must(&c, merge_snapshot(&c.arena, c.estate.store, c.copied, &one, &c.err));
		assert_same(&c, digest_of(&c, c.estate.store), c.copied);
		remove_db(c.copied);
	}
	case_close(&c);
}

/* ---- what is copied, and what is not ------------------------------------------------------- */

struct odd {
	const char *sql; /* done to an inventory that is then merged */
	bool taken;
};

/* clang-format off */
static const struct odd odds[] = {
	{"SELECT 1", true},
	{"UPDATE entity SET hash = 1", true},
	{"PRAGMA user_version = 3; DROP TABLE change", true},
	{"UPDATE entity SET kind = 99 WHERE kind = 1", true},
	{"UPDATE fact SET kind = 99 WHERE kind = 7", true},
	{"DELETE FROM snapshot", false},
	{"UPDATE fact SET document = -1 WHERE document IS NOT NULL", false},
	{"UPDATE fact SET document = 0 WHERE document IS NOT NULL", false},
	{"UPDATE fact SET document = document + (1 << 45) WHERE document IS NOT NULL", false},
	{"DELETE FROM document WHERE id = (SELECT max(document) FROM fact WHERE until IS NULL)", false},
	{"DELETE FROM document WHERE id = (SELECT min(document) FROM fact WHERE until IS NULL)", false},
	{"UPDATE document SET own = 1 - own", false},
	{"INSERT INTO document VALUES (1 << 40, 1, 0, '{}', NULL)", false},
	{"UPDATE document SET parts = '[]' WHERE parts IS NOT NULL", false},
	{"UPDATE document SET parts = '[0]' WHERE parts IS NOT NULL", false},
	{"UPDATE document SET parts = '[99999]' WHERE parts IS NOT NULL", false},
	{"UPDATE document SET parts = substr(parts, 1, length(parts) - 1) WHERE parts IS NOT NULL", false},
	{"UPDATE document SET parts = '[' || id || ']' WHERE parts IS NOT NULL", false},
	{"DELETE FROM document WHERE id = (SELECT max(j.value) FROM document d, json_each(d.parts) j, fact f"
	 " WHERE f.document = d.id AND f.until IS NULL)", false},
	{"UPDATE fact SET layout = 1 WHERE layout IS NOT NULL", false},
	{"UPDATE fact SET layout = 256 WHERE layout IS NOT NULL", false},
	{"UPDATE fact SET layout = -1 WHERE layout IS NOT NULL", false},
	{"UPDATE fact SET layout = 66 WHERE layout IS NOT NULL", false},
	{"INSERT INTO entity SELECT id + 1000, kind, hash, key, account, region, name, since, until FROM entity", false},
	{"UPDATE entity SET id = -id", false},
	{"UPDATE entity SET id = id + (1 << 40); UPDATE fact SET entity = entity + (1 << 40)", false},
	{"UPDATE entity SET key = (SELECT min(key) FROM entity WHERE until IS NULL)", false},
	{"INSERT INTO fact SELECT entity, kind, name, -1, NULL, value, document, layout FROM fact WHERE until IS NULL"
	 " AND kind > 0", false},
	{"INSERT INTO coverage VALUES ('1', '', 1, 1, NULL, 77, 1, '')", false},
	{"INSERT INTO coverage VALUES ('1', '', 99, 1, NULL, 1, 1, '')", false},
	{"INSERT INTO coverage VALUES ('1', '', 1, 1, NULL, 1, -1, '')", false},
};
/* clang-format on */

static bool is_taken(struct merge_case *c, struct store *into, const char *path)
{
	struct store *from = NULL;
	int64_t snapshot;
	bool taken, changed;
	size_t n = 0;

	must(c, store_open(path, STORE_READ, &from, &c->err));
	must(c, store_begin_taking(into, from, STR("test"), 5, &taken, &n, &c->err));
	must(c, store_commit(into, &changed, &snapshot, &c->err));
	assert_int_equal(changed, taken);
	assert_int_equal(n > 0, taken);
	store_close(from);
	return taken;
}

static void merge_copies_only_what_is_in_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(odds) / sizeof(odds[0]); i++) {
		struct store *into = NULL;
		struct merge_case c;

		case_open(&c, 3);
		store_close(c.estate.store);
		c.estate.store = NULL;
		change_file(c.db, odds[i].sql);
		must(&c, store_open(c.copied, STORE_WRITE, &into, &c.err));
		if (is_taken(&c, into, c.db) != odds[i].taken)
			fail_msg("%s: %s", odds[i].sql, odds[i].taken ? "not taken" : "taken");
		store_close(into);
		assert_int_equal(file_number(c.copied, "SELECT (SELECT count(*) FROM entity)"
						       " + (SELECT count(*) FROM fact)"
						       " + (SELECT count(*) FROM document)"
						       " + (SELECT count(*) FROM coverage) > 0"),
				 odds[i].taken);
		case_close(&c);
	}
}

static void merge_copies_only_into_an_empty_inventory(void **state)
{
	(void)state;
	struct store *into = NULL;
	struct merge_case c;

	case_open(&c, 5);
	must(&c, store_open(c.copied, STORE_WRITE, &into, &c.err));
	put_stranger(&c, into);
	assert_false(is_taken(&c, into, c.db));
	store_close(into);
	case_close(&c);
}

/* What is merged is neither locked nor written to, and may be written to meanwhile. */
static void merge_leaves_what_it_copies_to_others(void **state)
{
	(void)state;
	struct store *into = NULL;
	struct merge_case c;
	struct str before;

	case_open(&c, 6);
	before = digest_of(&c, c.estate.store);
	must(&c.estate, store_begin(c.estate.store, STR("test"), 7, &c.estate.err));
	must(&c, store_open(c.copied, STORE_WRITE, &into, &c.err));
	assert_true(is_taken(&c, into, c.db));
	store_close(into);
	store_rollback(c.estate.store);
	assert_same(&c, before, c.copied);
	case_close(&c);
}

/* Each call of SQLite fails in turn: everything is there then, or nothing and an error says why. */
static void merge_takes_all_or_nothing_whatever_fails(void **state)
{
	(void)state;
	const struct merged *merged;
	struct merge_case c;
	struct str all;
	long reached = 0;

	case_open(&c, 9);
	all = digest_of(&c, c.estate.store);
	for (long n = 1; reached == n - 1; n++) {
		const char *const from[] = {c.db};
		struct store *into = NULL;
		struct err err = {ERR_NONE, ""};
		bool ok;

		calls = 0;
		failing = n;
		ok = store_open(c.copied, STORE_WRITE, &into, &err) &&
		     merge_inventories(&c.arena, into, from, 1, &merged, &err);
		reached = calls < n ? calls : n;
		failing = 0;
		store_close(into);
		if (!ok && err.text[0] == '\0')
			fail_msg("call %ld: no error in words", n);
		must(&c, store_open(c.copied, STORE_WRITE, &into, &c.err));
		if (!str_eq(digest_of(&c, into), ok ? all : STR("")))
			fail_msg("call %ld: %s, and something else is there", n,
				 ok ? "done" : err.text);
		store_close(into);
		remove_db(c.copied);
	}
	assert_true(reached > 50);
	case_close(&c);
}

/* What is in the way of copying is told of, by the name of what was to be merged. */
static void merge_says_what_is_damaged(void **state)
{
	(void)state;
	const struct merged *merged;
	struct store *into = NULL;
	struct merge_case c;
	struct err err = {ERR_NONE, ""};

	case_open(&c, 3);
	change_file(c.db, "UPDATE fact SET document = document + 1000 WHERE document IS NOT NULL");
	const char *const from[] = {c.db};
	must(&c, store_open(c.copied, STORE_WRITE, &into, &c.err));
	assert_false(merge_inventories(&c.arena, into, from, 1, &merged, &err));
	assert_contains(str_from(err.text), c.db);
	assert_contains(str_from(err.text), "damaged");
	assert_str(digest_of(&c, into), "");
	store_close(into);
	case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(merge_copies_what_it_would_put),
	    cmocka_unit_test(merge_copies_each_snapshot_as_it_was),
	    cmocka_unit_test(merge_copies_only_what_is_in_order),
	    cmocka_unit_test(merge_copies_only_into_an_empty_inventory),
	    cmocka_unit_test(merge_leaves_what_it_copies_to_others),
	    cmocka_unit_test(merge_takes_all_or_nothing_whatever_fails),
	    cmocka_unit_test(merge_says_what_is_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
