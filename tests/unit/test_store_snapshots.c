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
	static const char *const wrong[] = {"2", "latest~1", "yesterday", "latest~x", "", "-1"};
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
