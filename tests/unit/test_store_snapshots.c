/* test_store_snapshots.c - what held when, and what makes a new snapshot. */
#include "store_help.h"

static void put_path(struct bench *b, const char *path)
{
	bench_begin(b);
	bench_role(b, fact_of(FACT_PATH, "", path));
}

static void store_is_empty_at_first(void **state)
{
	(void)state;
	struct bench b;
	struct snapshot snapshot;
	bool found = true;

	bench_open(&b);
	must(&b, store_snapshot(b.store, &b.arena, &snapshot, &found, &b.err));
	assert_false(found);
	assert_false(bench_has(&b, ROLE_A));
	bench_close(&b);
}

static void store_makes_a_snapshot_of_what_changed(void **state)
{
	(void)state;
	struct bench b;
	struct snapshot snapshot;
	bool found = false;

	bench_open(&b);
	put_path(&b, "/");
	assert_true(bench_commit(&b));
	must(&b, store_snapshot(b.store, &b.arena, &snapshot, &found, &b.err));
	assert_true(found);
	assert_int_equal(snapshot.id, 1);
	assert_int_equal(snapshot.taken, b.clock);
	assert_str(snapshot.source, "test");
	assert_str(bench_value(&b, ROLE_A, FACT_PATH), "/");
	bench_close(&b);
}

static void store_makes_none_of_the_same_twice(void **state)
{
	(void)state;
	struct bench b;
	const struct snapshot *all = NULL;
	size_t n = 0;

	bench_open(&b);
	put_path(&b, "/");
	assert_true(bench_commit(&b));
	put_path(&b, "/");
	assert_false(bench_commit(&b));
	must(&b, store_snapshots(b.store, &b.arena, &all, &n, &b.err));
	assert_int_equal(n, 1);
	bench_close(&b);
}

static void store_shows_each_snapshot_as_it_was(void **state)
{
	(void)state;
	struct bench b;
	const struct fact *facts = NULL;

	bench_open(&b);
	put_path(&b, "/old/");
	bench_commit(&b);
	put_path(&b, "/new/");
	assert_true(bench_commit(&b));
	assert_str(bench_value(&b, ROLE_A, FACT_PATH), "/new/");
	assert_int_equal(bench_facts(&b, ROLE_A, FACT_PATH, &facts), 1);
	assert_int_equal(facts[0].since, 2);
	bench_at(&b, "1");
	assert_str(bench_value(&b, ROLE_A, FACT_PATH), "/old/");
	bench_at(&b, "latest~1");
	assert_str(bench_value(&b, ROLE_A, FACT_PATH), "/old/");
	bench_at(&b, "latest");
	assert_str(bench_value(&b, ROLE_A, FACT_PATH), "/new/");
	bench_close(&b);
}

static void store_knows_when_an_entity_came_and_went(void **state)
{
	(void)state;
	struct bench b;

	bench_open(&b);
	put_path(&b, "/");
	bench_commit(&b);
	bench_begin(&b);
	bench_cover(&b, "111111111111", ENTITY_ROLE, COVERAGE_COMPLETE);
	assert_true(bench_commit(&b));
	assert_false(bench_has(&b, ROLE_A));
	put_path(&b, "/");
	bench_commit(&b);
	assert_true(bench_has(&b, ROLE_A));
	bench_at(&b, "2");
	assert_false(bench_has(&b, ROLE_A));
	bench_at(&b, "1");
	assert_true(bench_has(&b, ROLE_A));
	assert_str(bench_value(&b, ROLE_A, FACT_PATH), "/");
	bench_close(&b);
}

static void store_finds_a_snapshot_by_date(void **state)
{
	(void)state;
	struct bench b;

	bench_open(&b);
	b.clock = 1795572000 - 1000; /* 2026-11-25T02:00:00Z */
	put_path(&b, "/25/");
	bench_commit(&b);
	b.clock += 86400;
	put_path(&b, "/26/");
	bench_commit(&b);
	bench_at(&b, "2026-11-25");
	assert_str(bench_value(&b, ROLE_A, FACT_PATH), "/25/");
	bench_at(&b, "2026-11-25T02:00:00Z");
	assert_str(bench_value(&b, ROLE_A, FACT_PATH), "/25/");
	bench_at(&b, "2027-01-01");
	assert_str(bench_value(&b, ROLE_A, FACT_PATH), "/26/");
	assert_false(store_at(b.store, STR("2026-11-24"), &b.err));
	assert_int_equal(b.err.kind, ERR_INPUT);
	assert_false(store_at(b.store, STR("2026-11-25T01:59:59Z"), &b.err));
	bench_close(&b);
}

static void store_refuses_snapshots_that_are_not_there(void **state)
{
	(void)state;
	static const char *const wrong[] = {
	    "2", "latest~1", "yesterday",	  "latest~x",
	    "",	 "-1",	     "latest~2147483648", "9223372036854775809"};
	struct bench b;

	bench_open(&b);
	put_path(&b, "/");
	bench_commit(&b);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		b.err.kind = ERR_NONE;
		if (store_at(b.store, str_from(wrong[i]), &b.err))
			fail_msg("\"%s\" was taken", wrong[i]);
		assert_int_equal(b.err.kind, ERR_INPUT);
	}
	assert_str(bench_value(&b, ROLE_A, FACT_PATH), "/");
	bench_close(&b);
}

static void store_rolls_back_to_what_was(void **state)
{
	(void)state;
	struct bench b;

	bench_open(&b);
	put_path(&b, "/");
	bench_commit(&b);
	put_path(&b, "/other/");
	bench_put(&b, ENTITY_ROLE, ROLE_B, "222222222222", "B", nothing());
	assert_true(bench_has(&b, ROLE_B));
	store_rollback(b.store);
	assert_false(bench_has(&b, ROLE_B));
	assert_str(bench_value(&b, ROLE_A, FACT_PATH), "/");
	put_path(&b, "/");
	assert_false(bench_commit(&b));
	bench_close(&b);
}

static void store_undoes_a_part_of_a_transaction(void **state)
{
	(void)state;
	struct bench b;

	bench_open(&b);
	put_path(&b, "/");
	must(&b, store_mark(b.store, &b.err));
	bench_role(&b, fact_of(FACT_PATH, "", "/bad/"));
	bench_put(&b, ENTITY_ROLE, ROLE_B, "222222222222", "B",
		  document_of(FACT_TRUST, "", "{\"Statement\": []}"));
	store_mark_undo(b.store);
	assert_int_equal(store_put_count(b.store, ENTITY_ROLE), 1);
	must(&b, store_mark(b.store, &b.err));
	bench_role(&b, document_of(FACT_TRUST, "", "{\"Statement\": []}"));
	must(&b, store_mark_keep(b.store, &b.err));
	assert_true(bench_commit(&b));
	assert_false(bench_has(&b, ROLE_B));
	assert_str(bench_value(&b, ROLE_A, FACT_PATH), "/");
	assert_str(bench_document(&b, ROLE_A, FACT_TRUST, ""), "{\"Statement\": []}");
	bench_close(&b);
}

static void store_takes_back_a_change_within_a_transaction(void **state)
{
	(void)state;
	struct bench b;

	bench_open(&b);
	put_path(&b, "/");
	bench_commit(&b);
	put_path(&b, "/other/");
	bench_role(&b, fact_of(FACT_PATH, "", "/"));
	assert_false(bench_commit(&b));
	/* Two files that disagree leave the later one's word, time after time. */
	for (int i = 0; i < 2; i++) {
		put_path(&b, "/one/");
		bench_role(&b, fact_of(FACT_PATH, "", "/two/"));
		assert_int_equal(bench_commit(&b), i == 0);
	}
	assert_str(bench_value(&b, ROLE_A, FACT_PATH), "/two/");
	bench_close(&b);
}

static void store_does_not_count_a_last_use_as_a_change(void **state)
{
	(void)state;
	struct bench b;

	bench_open(&b);
	bench_begin(&b);
	bench_role(&b, fact_of(FACT_LAST_USED, "", "2026-11-20T00:00:00Z"));
	bench_commit(&b);
	bench_begin(&b);
	bench_role(&b, fact_of(FACT_LAST_USED, "", "2026-11-22T00:00:00Z"));
	assert_false(bench_commit(&b));
	assert_str(bench_value(&b, ROLE_A, FACT_LAST_USED), "2026-11-22T00:00:00Z");
	bench_close(&b);
}

static void store_keeps_the_last_thirty_snapshots_and_one_a_month(void **state)
{
	(void)state;
	struct bench b;
	const struct snapshot *all = NULL;
	size_t n = 0;

	bench_open(&b);
	b.clock = 1767225600 - 1000; /* 2026-01-01 */
	for (int i = 0; i < 100; i++) {
		put_path(&b, i % 2 == 0 ? "/even/" : "/odd/");
		assert_true(bench_commit(&b));
		b.clock += 86400;
	}
	must(&b, store_snapshots(b.store, &b.arena, &all, &n, &b.err));
	assert_int_equal(all[n - 1].id, 100);
	assert_int_equal(all[n - 30].id, 71);
	/* The 70 older ones are of January, February and the first days of March. */
	assert_int_equal(n, 30 + 3);
	bench_at(&b, "latest~31");
	assert_str(bench_value(&b, ROLE_A, FACT_PATH), "/even/");
	assert_false(store_at(b.store, STR("2"), &b.err));
	bench_close(&b);
}

static void put_path_of(struct bench *b, const char *key, const char *account, const char *path)
{
	bench_put(b, ENTITY_ROLE, key, account, "R", fact_of(FACT_PATH, "", path));
}

static bool commit_more(struct bench *b, int64_t *snapshot)
{
	bool changed = false;

	must(b, store_commit(b->store, &changed, snapshot, &b->err));
	return changed;
}

static void begin_more(struct bench *b, int64_t snapshot)
{
	b->clock += 1000;
	must(b, store_begin_more(b->store, snapshot, STR("piece"), b->clock, &b->err));
}

static void store_keeps_pieces_of_work_in_one_snapshot(void **state)
{
	(void)state;
	const struct snapshot *all = NULL;
	struct bench b;
	int64_t snapshot = 0;
	size_t n = 0;

	bench_open(&b);
	begin_more(&b, 0);
	put_path_of(&b, ROLE_A, "111111111111", "/");
	assert_true(commit_more(&b, &snapshot));
	begin_more(&b, snapshot);
	put_path_of(&b, ROLE_B, "222222222222", "/");
	assert_true(commit_more(&b, &snapshot));
	assert_int_equal(snapshot, 1);
	begin_more(&b, snapshot);
	put_path_of(&b, ROLE_B, "222222222222", "/other/");
	commit_more(&b, &snapshot);
	assert_str(bench_value(&b, ROLE_B, FACT_PATH), "/other/");
	begin_more(&b, snapshot);
	put_path_of(&b, ROLE_B, "222222222222", "/other/");
	assert_false(commit_more(&b, &snapshot));
	must(&b, store_snapshots(b.store, &b.arena, &all, &n, &b.err));
	assert_int_equal(n, 1);
	bench_begin(&b);
	put_path_of(&b, ROLE_A, "111111111111", "/elsewhere/");
	assert_true(bench_commit(&b));
	begin_more(&b, snapshot);
	put_path_of(&b, ROLE_B, "222222222222", "/third/");
	assert_true(commit_more(&b, &snapshot));
	assert_int_equal(snapshot, 3);
	bench_close(&b);
}

static void store_forgets_what_came_and_went_in_one_snapshot(void **state)
{
	(void)state;
	struct coverage all = {.account = STR("222222222222")};
	struct bench b;
	int64_t snapshot = 0;

	all.kind = ENTITY_ROLE;
	all.state = COVERAGE_COMPLETE;
	bench_open(&b);
	begin_more(&b, 0);
	put_path_of(&b, ROLE_B, "222222222222", "/");
	commit_more(&b, &snapshot);
	begin_more(&b, snapshot);
	must(&b, store_cover(b.store, &all, &b.err));
	commit_more(&b, &snapshot);
	assert_false(bench_has(&b, ROLE_B));
	begin_more(&b, snapshot);
	put_path_of(&b, ROLE_B, "222222222222", "/again/");
	commit_more(&b, &snapshot);
	assert_str(bench_value(&b, ROLE_B, FACT_PATH), "/again/");
	bench_close(&b);
}

/* What was changed in one piece, is gone in the next and comes back otherwise in a third. */
static void store_ends_what_a_piece_before_changed(void **state)
{
	(void)state;
	const struct coverage all = {
	    .account = STR("222222222222"), .kind = ENTITY_ROLE, .state = COVERAGE_COMPLETE};
	const struct fact *facts = NULL;
	struct bench b;
	int64_t snapshot = 0;

	bench_open(&b);
	bench_begin(&b);
	put_path_of(&b, ROLE_B, "222222222222", "/");
	bench_commit(&b);
	begin_more(&b, 0);
	put_path_of(&b, ROLE_B, "222222222222", "/other/");
	commit_more(&b, &snapshot);
	begin_more(&b, snapshot);
	must(&b, store_cover(b.store, &all, &b.err));
	assert_true(commit_more(&b, &snapshot));
	assert_false(bench_has(&b, ROLE_B));
	begin_more(&b, snapshot);
	put_path_of(&b, ROLE_B, "222222222222", "/third/");
	commit_more(&b, &snapshot);
	assert_int_equal(bench_facts(&b, ROLE_B, FACT_PATH, &facts), 1);
	assert_str(facts[0].value, "/third/");
	bench_at(&b, "1");
	assert_str(bench_value(&b, ROLE_B, FACT_PATH), "/");
	bench_close(&b);
}

static void store_ends_what_is_absent_under_a_prefix_only(void **state)
{
	(void)state;
	static const char queue[] = "arn:aws:sqs:eu-west-1:111111111111:q";
	static const char topic[] = "arn:aws:sns:eu-west-1:111111111111:t";
	struct bench b;

	bench_open(&b);
	bench_begin(&b);
	bench_put(&b, ENTITY_RESOURCE, queue, "111111111111", "q", nothing());
	bench_put(&b, ENTITY_RESOURCE, topic, "111111111111", "t", nothing());
	bench_commit(&b);
	bench_begin(&b);
	must(&b, store_end_absent(b.store, ENTITY_RESOURCE, STR("111111111111"), STR(""),
				  STR("arn:aws:sqs:"), &b.err));
	assert_true(bench_commit(&b));
	assert_false(bench_has(&b, queue));
	assert_true(bench_has(&b, topic));
	bench_close(&b);
}

static void store_notes_coverage_without_ending_anything(void **state)
{
	(void)state;
	struct coverage all = {STR("111111111111"), STR(""), ENTITY_ROLE,
			       COVERAGE_COMPLETE,   5,	     {NULL, 0}};
	struct bench b;

	bench_open(&b);
	bench_begin(&b);
	bench_role(&b, nothing());
	bench_commit(&b);
	bench_begin(&b);
	must(&b, store_note_coverage(b.store, &all, &b.err));
	assert_true(bench_commit(&b));
	assert_true(bench_has(&b, ROLE_A));
	assert_int_equal(bench_coverage(&b, "111111111111", "", ENTITY_ROLE), COVERAGE_COMPLETE);
	bench_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(store_is_empty_at_first),
	    cmocka_unit_test(store_makes_a_snapshot_of_what_changed),
	    cmocka_unit_test(store_makes_none_of_the_same_twice),
	    cmocka_unit_test(store_shows_each_snapshot_as_it_was),
	    cmocka_unit_test(store_knows_when_an_entity_came_and_went),
	    cmocka_unit_test(store_finds_a_snapshot_by_date),
	    cmocka_unit_test(store_refuses_snapshots_that_are_not_there),
	    cmocka_unit_test(store_rolls_back_to_what_was),
	    cmocka_unit_test(store_undoes_a_part_of_a_transaction),
	    cmocka_unit_test(store_takes_back_a_change_within_a_transaction),
	    cmocka_unit_test(store_does_not_count_a_last_use_as_a_change),
	    cmocka_unit_test(store_keeps_the_last_thirty_snapshots_and_one_a_month),
	    cmocka_unit_test(store_keeps_pieces_of_work_in_one_snapshot),
	    cmocka_unit_test(store_forgets_what_came_and_went_in_one_snapshot),
	    cmocka_unit_test(store_ends_what_a_piece_before_changed),
	    cmocka_unit_test(store_ends_what_is_absent_under_a_prefix_only),
	    cmocka_unit_test(store_notes_coverage_without_ending_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
