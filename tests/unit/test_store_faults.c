/* test_store_faults.c - each call of SQLite fails in turn: an error, never another answer. */
#include "sqlite_faults.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store_help.h"

#include "rolehop/base/buf.h"

enum { ROLES = 5, SNAPSHOTS = 34, DAY = 86400, DIGEST_MAX = 1 << 20 };

/* ---- what is done meanwhile ---------------------------------------------------------------- */

struct work {
	char folder[64];
	char path[96];
	struct store *store;
	struct arena arena;
	struct err err;
	struct buf digest; /* what was read, as text */
};

static void add(struct work *w, struct str text)
{
	buf_add(&w->digest, text);
	buf_add_char(&w->digest, '\n');
}

static void add_entities(struct work *w, const struct entity *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add(w, all[i].key);
}

static bool put_role(struct work *w, int i, int64_t at)
{
	char key[64], document[200];
	snprintf(key, sizeof(key), "arn:aws:iam::111111111111:role/R%d", i);
	snprintf(document, sizeof(document),
		 "{\n  \"Statement\": {\"Resource\": \"arn:aws:s3:::b-%d-%ld\"}\n}", i,
		 (long)(i == 0 ? at : 0));
	struct fact_put facts[] = {
	    {.kind = FACT_EXISTS},
	    fact_of(FACT_TAG, "team", "a"),
	    fact_of(FACT_LAST_USED, "", at % 2 ? "2026-01-01" : "2026-01-02"),
	    document_of(FACT_INLINE, "P", document)};
	struct entity_put put = {.kind = ENTITY_ROLE,
				 .key = str_from(key),
				 .account = STR("111111111111"),
				 .name = str_skip(str_from(key), 31),
				 .replaces = FACT_BIT(FACT_TAG) | FACT_BIT(FACT_INLINE),
				 .facts = facts,
				 .n_facts = 4};
	return store_put(w->store, &put, &w->err);
}

/* Something is named first and comes to belong to an account later; some things end. */
static bool write_others(struct work *w, int64_t at)
{
	struct fact_put exists[] = {{.kind = FACT_EXISTS},
				    document_of(FACT_DOCUMENT, "", "{\"Id\":\"111111111111\"}")};
	struct fact_put named[] = {{.kind = FACT_TARGET, .name = STR("r-1"), .weak = true}};
	struct entity_put bucket = {
	    .kind = ENTITY_RESOURCE, .key = STR("arn:aws:s3:::b"), .facts = exists, .n_facts = 2};
	struct entity_put scp = {
	    .kind = ENTITY_SCP, .key = STR("p-1"), .facts = named, .n_facts = 1};
	struct coverage coverage = {.account = STR("111111111111"),
				    .kind = ENTITY_ROLE,
				    .state = COVERAGE_COMPLETE,
				    .when = at};
	struct coverage partial = {.account = STR("111111111111"),
				   .region = STR("us-east-1"),
				   .kind = ENTITY_MACHINE,
				   .state = at % 2 ? COVERAGE_PARTIAL : COVERAGE_REFUSED,
				   .when = at,
				   .because = STR("AccessDenied")};

	if (!store_put(w->store, &bucket, &w->err))
		return false;
	bucket.account = STR("111111111111");
	bucket.region = STR("us-east-1");
	return store_put(w->store, &bucket, &w->err) && store_put(w->store, &scp, &w->err) &&
	       store_cover(w->store, &coverage, &w->err) &&
	       store_note_coverage(w->store, &partial, &w->err) &&
	       store_end_absent(w->store, ENTITY_RESOURCE, STR("111111111111"), STR("us-east-1"),
				STR("arn:aws:sqs:"), &w->err);
}

static bool write_at(struct work *w, int64_t at)
{
	bool changed;
	int64_t snapshot;
	bool ok = store_begin(w->store, STR("test"), at * DAY, &w->err);

	for (int i = 0; ok && i < ROLES; i++)
		ok = (i == 1 && at % 2) || put_role(w, i, at);
	ok = ok && store_mark(w->store, &w->err);
	if (ok && put_role(w, ROLES + 1, at))
		store_mark_undo(w->store);
	else
		ok = false;
	ok = ok && store_mark(w->store, &w->err) && write_others(w, at) &&
	     store_mark_keep(w->store, &w->err) &&
	     store_commit(w->store, &changed, &snapshot, &w->err);
	if (!ok)
		store_rollback(w->store);
	return ok;
}

static bool write_once(struct work *w)
{
	return store_open(w->path, STORE_WRITE, &w->store, &w->err) && write_at(w, SNAPSHOTS + 1) &&
	       store_seal(w->store, &w->err);
}

static bool read_lists(struct work *w)
{
	struct store *s = w->store;
	struct arena *a = &w->arena;
	struct err *err = &w->err;
	const struct entity *all;
	const struct str *keys;
	struct str next;
	size_t n;
	bool more;

	if (!store_list(s, a, ENTITY_ROLE, STR(""), &all, &n, err))
		return false;
	add_entities(w, all, n);
	if (!store_list(s, a, ENTITY_ROLE, STR("111111111111"), &all, &n, err))
		return false;
	add_entities(w, all, n);
	if (!store_page(s, a, ENTITY_ROLE, STR("111111111111"), STR(""), 0, 2, &all, &n, err))
		return false;
	add_entities(w, all, n);
	if (!store_next_owner(s, a, ENTITY_ROLE, STR(""), &next, &more, err))
		return false;
	add(w, more ? next : STR("-"));
	if (!store_next_owner(s, a, ENTITY_ROLE, STR("111111111111"), &next, &more, err))
		return false;
	add(w, more ? next : STR("-"));
	if (!store_with_fact(s, a, ENTITY_ROLE, FACT_TAG, STR("team"), STR("a"), &all, &n, err))
		return false;
	add_entities(w, all, n);
	if (!store_with_fact(s, a, ENTITY_ROLE, FACT_EXISTS, STR(""), STR(""), &all, &n, err))
		return false;
	add_entities(w, all, n);
	if (!store_suggest(s, a, ENTITY_ROLE, STR("arn:aws:iam::111111111111:role/R9"), true, 3,
			   &keys, &n, err))
		return false;
	for (size_t i = 0; i < n; i++)
		add(w, keys[i]);
	if (!store_count(s, ENTITY_ROLE, STR(""), &n, err))
		return false;
	buf_printf(&w->digest, "%zu\n", n);
	if (!store_changed(s, a, 2, 4, &all, &n, err))
		return false;
	add_entities(w, all, n);
	return true;
}

static bool read_one(struct work *w)
{
	struct entity role;
	const struct fact *facts;
	struct str text;
	unsigned layout;
	size_t n;
	bool found;

	if (!store_find_name(w->store, &w->arena, ENTITY_ROLE, STR("111111111111"), STR("r0"),
			     &role, &found, &w->err) ||
	    !store_find(w->store, &w->arena, STR("arn:aws:iam::111111111111:role/R0"), &role,
			&found, &w->err))
		return false;
	add(w, found ? role.key : STR("-"));
	if (!found)
		return true;
	if (!store_facts(w->store, &w->arena, role.id, FACT_ALL, &facts, &n, &w->err))
		return false;
	for (size_t i = 0; i < n; i++) {
		buf_printf(&w->digest, "%d since %ld ", (int)facts[i].kind, (long)facts[i].since);
		add(w, facts[i].value);
		if (facts[i].document == 0)
			continue;
		if (!store_document(w->store, &w->arena, facts[i].document, &text, &w->err))
			return false;
		add(w, text);
		if (!store_document_packed(w->store, &w->arena, facts[i].document, &text, &layout,
					   &w->err))
			return false;
		add(w, store_document_lay(&w->arena, text, layout));
	}
	return true;
}

static bool read_times(struct work *w)
{
	struct snapshot snapshot;
	const struct snapshot *snapshots;
	struct coverage coverage;
	const struct coverage *coverages;
	struct store_stamp stamp;
	const struct entity_change *changes;
	size_t n;
	bool found;

	if (!store_snapshot(w->store, &w->arena, &snapshot, &found, &w->err))
		return false;
	buf_printf(&w->digest, "at %ld\n", found ? (long)snapshot.id : 0L);
	if (!store_snapshots(w->store, &w->arena, &snapshots, &n, &w->err))
		return false;
	for (size_t i = 0; i < n; i++)
		buf_printf(&w->digest, "%ld\n", (long)snapshots[i].id);
	if (!store_coverage(w->store, &w->arena, STR("111111111111"), STR(""), ENTITY_ROLE,
			    &coverage, &w->err))
		return false;
	add(w, str_from(coverage_word(coverage.state)));
	if (!store_coverage_list(w->store, &w->arena, &coverages, &n, &w->err))
		return false;
	for (size_t i = 0; i < n; i++)
		add(w, coverages[i].because);
	if (!store_stamp(w->store, &stamp, &w->err) ||
	    !store_changes(w->store, &w->arena, &stamp, &changes, &n, &found, &w->err))
		return false;
	buf_printf(&w->digest, "%d %zu\n", found, n);
	stamp.mark--;
	if (!store_changes(w->store, &w->arena, &stamp, &changes, &n, &found, &w->err))
		return false;
	buf_printf(&w->digest, "%d %zu\n", found, n);
	return true;
}

static bool read_copy(struct work *w)
{
	struct store *copy;
	size_t n;

	if (!store_copy(w->store, &copy, &w->err))
		return false;
	bool ok = store_count(copy, ENTITY_ROLE, STR(""), &n, &w->err);
	store_close(copy);
	if (ok)
		buf_printf(&w->digest, "%zu\n", n);
	return ok;
}

/* As it is, but for two entities and what was collected, which are as they were before. */
static bool read_mixed(struct work *w)
{
	struct entity roles[2];
	bool found[2];
	bool ok = store_find(w->store, &w->arena, STR("arn:aws:iam::111111111111:role/R0"),
			     &roles[0], &found[0], &w->err) &&
		  store_find(w->store, &w->arena, STR("arn:aws:iam::111111111111:role/R2"),
			     &roles[1], &found[1], &w->err);

	if (!ok || !found[0] || !found[1])
		return ok;
	const struct store_pick facts[] = {{.entity = roles[0].id, .kind = FACT_EXISTS},
					   {.entity = roles[1].id, .kind = FACT_TAG}};
	const struct store_mix mix = {.at = SNAPSHOTS / 2, .facts = facts, .n_facts = 2};
	store_mix(w->store, &mix);
	ok = read_lists(w) && read_one(w);
	store_mix(w->store, NULL);
	return ok;
}

static bool read_all(struct work *w)
{
	buf_init(&w->digest, &w->arena, DIGEST_MAX);
	if (!store_open(w->path, STORE_READ, &w->store, &w->err) ||
	    !store_be_small(w->store, &w->err) || !store_read_begin(w->store, &w->err))
		return false;
	bool ok = read_lists(w) && read_one(w) && read_times(w);
	store_read_end(w->store);
	ok = ok && read_mixed(w);
	return ok && store_at(w->store, STR("latest~1"), &w->err) && read_one(w) && read_times(w) &&
	       store_at(w->store, STR("1970-02-01"), &w->err) && read_lists(w) && read_copy(w);
}

/* ---- what must hold -------------------------------------------------------------------------- */

static void forget(struct work *w)
{
	store_close(w->store);
	w->store = NULL;
	arena_release(&w->arena);
	memset(&w->err, 0, sizeof(w->err));
}

static void remove_files(const char *path)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-journal"};

	for (size_t i = 0; i < 4; i++) {
		char name[128];
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		unlink(name);
	}
}

/* Everything that can be read now; NULL where there is no inventory yet. The text is to be freed.
 */
static char *content(struct work *w)
{
	failing = 0;
	char *text = NULL;
	if (access(w->path, F_OK) == 0 && read_all(w)) {
		struct str all = buf_str(&w->digest);
		text = malloc(all.n + 1);
		assert_non_null(text);
		memcpy(text, all.p, all.n);
		text[all.n] = '\0';
	}
	forget(w);
	return text;
}

static void copy_file(const char *from, const char *to)
{
	static char bytes[1 << 16];
	FILE *in = fopen(from, "rb");
	FILE *out = fopen(to, "wb");

	assert_true(in && out);
	for (size_t n; (n = fread(bytes, 1, sizeof(bytes), in)) > 0;)
		assert_int_equal(fwrite(bytes, 1, n, out), n);
	fclose(in);
	fclose(out);
}

/* An inventory of many snapshots, sealed, and its path in `good`. */
static void prepare(struct work *w, char *good, size_t size)
{
	memset(w, 0, sizeof(*w));
	failing = 0;
	strcpy(w->folder, "/tmp/rolehop-faults-XXXXXX");
	assert_non_null(mkdtemp(w->folder));
	snprintf(w->path, sizeof(w->path), "%s/now.db", w->folder);
	snprintf(good, size, "%s/good.db", w->folder);
	if (!store_open(w->path, STORE_WRITE, &w->store, &w->err))
		fail_msg("%s", w->err.text);
	for (int i = 1; i <= SNAPSHOTS; i++)
		if (!write_at(w, i))
			fail_msg("%s", w->err.text);
	if (!store_seal(w->store, &w->err))
		fail_msg("%s", w->err.text);
	forget(w);
	copy_file(w->path, good);
}

static void tidy(struct work *w, const char *good)
{
	remove_files(w->path);
	remove_files(good);
	rmdir(w->folder);
}

static void a_reader_gets_the_usual_answer_or_an_error(void **state)
{
	struct work w;
	char good[96];
	long reached = 0;
	(void)state;
	prepare(&w, good, sizeof(good));
	char *usual = content(&w);
	assert_non_null(usual);
	for (long n = 1; reached == n - 1; n++) {
		calls = 0;
		failing = n;
		bool ok = read_all(&w);
		reached = calls < n ? calls : n;
		if (!ok && (calls < n || w.err.text[0] == '\0'))
			fail_msg("call %ld of %ld: no error in words", n, calls);
		if (ok && !str_eq(buf_str(&w.digest), str_from(usual)))
			fail_msg("call %ld: another answer", n);
		failing = 0;
		forget(&w);
	}
	assert_true(reached > 50);
	free(usual);
	tidy(&w, good);
}

static void a_writer_leaves_what_was_or_what_was_to_be(void **state)
{
	struct work w;
	char good[96];
	long reached = 0;
	(void)state;
	prepare(&w, good, sizeof(good));
	char *before = content(&w);
	assert_true(write_once(&w));
	forget(&w);
	char *after = content(&w);
	assert_non_null(before);
	assert_non_null(after);
	assert_string_not_equal(before, after);
	for (long n = 1; reached == n - 1; n++) {
		remove_files(w.path);
		copy_file(good, w.path);
		calls = 0;
		failing = n;
		bool ok = write_once(&w);
		reached = calls < n ? calls : n;
		if (!ok && w.err.text[0] == '\0')
			fail_msg("call %ld: no error in words", n);
		failing = 0;
		forget(&w);
		char *now = content(&w);
		assert_non_null(now);
		if (strcmp(now, after) != 0 && (ok || strcmp(now, before) != 0))
			fail_msg("call %ld: %s, and the inventory holds something else", n,
				 ok ? "done" : "refused");
		free(now);
	}
	assert_true(reached > 50);
	free(before);
	free(after);
	tidy(&w, good);
}

static void a_new_inventory_is_made_whole_or_can_be_made_again(void **state)
{
	struct work w;
	char good[96];
	long reached = 0;
	(void)state;
	prepare(&w, good, sizeof(good));
	for (long n = 1; reached == n - 1; n++) {
		remove_files(w.path);
		calls = 0;
		failing = n;
		bool ok = write_once(&w);
		reached = calls < n ? calls : n;
		failing = 0;
		if (!ok && w.err.text[0] == '\0')
			fail_msg("call %ld: no error in words", n);
		forget(&w);
		if (!write_once(&w))
			fail_msg("after call %ld: %s", n, w.err.text);
		forget(&w);
	}
	assert_true(reached > 50);
	tidy(&w, good);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_reader_gets_the_usual_answer_or_an_error),
	    cmocka_unit_test(a_writer_leaves_what_was_or_what_was_to_be),
	    cmocka_unit_test(a_new_inventory_is_made_whole_or_can_be_made_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
