/* test_store_entities.c - finding, listing, relating and suggesting what there is. */
#include "store_help.h"

static void put_estate(struct bench *b)
{
	bench_begin(b);
	bench_put(b, ENTITY_ROLE, "arn:aws:iam::222222222222:role/Zebra", "222222222222", "Zebra",
		  nothing());
	bench_put(b, ENTITY_ROLE, ROLE_B, "222222222222", "B", nothing());
	bench_put(b, ENTITY_ROLE, "arn:aws:iam::111111111111:role/z/Deployer", "111111111111",
		  "Deployer", nothing());
	bench_role(b, nothing());
	bench_put(b, ENTITY_USER, "arn:aws:iam::111111111111:user/alice", "111111111111", "alice",
		  fact_of(FACT_GROUP, "Operators", ""));
	bench_put(b, ENTITY_MACHINE, "arn:aws:states:us-east-1:111111111111:stateMachine:M",
		  "111111111111", "M", fact_of(FACT_ROLE_ARN, "", ROLE_A));
	bench_put(b, ENTITY_SCP, "p-12345678", "", "Guard", fact_of(FACT_TARGET, "r-abcd", ""));
	bench_put(b, ENTITY_SCP, "p-FullAWSAccess", "", "FullAWSAccess",
		  fact_of(FACT_TARGET, "111111111111", ""));
	bench_commit(b);
}

static void store_lists_by_account_and_key(void **state)
{
	(void)state;
	static const char *const want[] = {
	    ROLE_A,
	    "arn:aws:iam::111111111111:role/z/Deployer",
	    "arn:aws:iam::222222222222:role/Zebra",
	    ROLE_B,
	};
	struct bench b;
	const struct entity *all = NULL;
	size_t n = 0;

	bench_open(&b);
	put_estate(&b);
	must(&b, store_list(b.store, &b.arena, ENTITY_ROLE, STR(""), &all, &n, &b.err));
	assert_int_equal(n, 4);
	for (size_t i = 0; i < n; i++)
		assert_str(all[i].key, want[i]);
	must(&b, store_list(b.store, &b.arena, ENTITY_ROLE, STR("222222222222"), &all, &n, &b.err));
	assert_int_equal(n, 2);
	assert_str(all[1].name, "B");
	assert_str(all[1].account, "222222222222");
	must(&b, store_count(b.store, ENTITY_ROLE, STR(""), &n, &b.err));
	assert_int_equal(n, 4);
	must(&b, store_count(b.store, ENTITY_ROLE, STR("111111111111"), &n, &b.err));
	assert_int_equal(n, 2);
	must(&b, store_count(b.store, ENTITY_GROUP, STR(""), &n, &b.err));
	assert_int_equal(n, 0);
	bench_close(&b);
}

static void store_finds_a_name_in_any_case_and_path(void **state)
{
	(void)state;
	struct bench b;
	struct entity entity;
	bool found = false;

	bench_open(&b);
	put_estate(&b);
	must(&b, store_find_name(b.store, &b.arena, ENTITY_ROLE, STR("111111111111"),
				 STR("deployer"), &entity, &found, &b.err));
	assert_true(found);
	assert_str(entity.key, "arn:aws:iam::111111111111:role/z/Deployer");
	must(&b, store_find_name(b.store, &b.arena, ENTITY_ROLE, STR("222222222222"),
				 STR("Deployer"), &entity, &found, &b.err));
	assert_false(found);
	must(&b, store_find_name(b.store, &b.arena, ENTITY_USER, STR("111111111111"),
				 STR("Deployer"), &entity, &found, &b.err));
	assert_false(found);
	bench_close(&b);
}

static void store_does_not_show_what_is_only_named(void **state)
{
	(void)state;
	struct bench b;
	struct fact_put trust = document_of(FACT_TRUST, "", "{}");
	struct entity_put put = {.kind = ENTITY_ROLE,
				 .key = STR(ROLE_A),
				 .account = STR("111111111111"),
				 .name = STR("A"),
				 .facts = &trust,
				 .n_facts = 1};

	bench_open(&b);
	bench_begin(&b);
	must(&b, store_put(b.store, &put, &b.err));
	bench_commit(&b);
	assert_false(bench_has(&b, ROLE_A));
	bench_begin(&b);
	bench_role(&b, nothing());
	assert_true(bench_commit(&b));
	assert_str(bench_document(&b, ROLE_A, FACT_TRUST, ""), "{}");
	bench_close(&b);
}

static void store_refuses_a_key_of_another_kind(void **state)
{
	(void)state;
	struct bench b;
	struct entity_put put = {.kind = ENTITY_RESOURCE, .key = STR(ROLE_A)};

	bench_open(&b);
	put_estate(&b);
	bench_begin(&b);
	assert_false(store_put(b.store, &put, &b.err));
	assert_int_equal(b.err.kind, ERR_INPUT);
	assert_contains(str_from(b.err.text), ROLE_A ": the inventory has it as a role");
	bench_close(&b);
}

static void store_replaces_only_the_kinds_it_is_told(void **state)
{
	(void)state;
	struct bench b;
	struct fact_put facts[] = {fact_of(FACT_ATTACHED, "one", ""),
				   fact_of(FACT_ATTACHED, "two", ""), fact_of(FACT_TAG, "k", "v"),
				   fact_of(FACT_TAG, "k2", "v2")};
	struct entity_put put = {
	    .kind = ENTITY_ROLE, .key = STR(ROLE_A), .facts = facts, .n_facts = 4};
	const struct fact *out = NULL;

	bench_open(&b);
	put_estate(&b);
	bench_begin(&b);
	must(&b, store_put(b.store, &put, &b.err));
	bench_commit(&b);
	facts[0] = fact_of(FACT_ATTACHED, "three", "");
	facts[1] = fact_of(FACT_TAG, "k", "w");
	put.n_facts = 2;
	put.replaces = FACT_BIT(FACT_ATTACHED);
	bench_begin(&b);
	must(&b, store_put(b.store, &put, &b.err));
	assert_true(bench_commit(&b));
	assert_int_equal(bench_facts(&b, ROLE_A, FACT_ATTACHED, &out), 1);
	assert_str(out[0].name, "three");
	assert_int_equal(bench_facts(&b, ROLE_A, FACT_TAG, &out), 2);
	assert_str(out[0].value, "w");
	assert_str(out[1].value, "v2");
	bench_close(&b);
}

static void store_lets_a_weak_fact_give_way(void **state)
{
	(void)state;
	struct bench b;
	struct fact_put weak = {.kind = FACT_INLINE, .name = STR("p"), .weak = true};

	bench_open(&b);
	bench_begin(&b);
	bench_role(&b, document_of(FACT_INLINE, "p", "{}"));
	bench_commit(&b);
	bench_begin(&b);
	bench_role(&b, weak);
	assert_false(bench_commit(&b));
	assert_str(bench_document(&b, ROLE_A, FACT_INLINE, "p"), "{}");
	bench_close(&b);
}

static void store_ends_only_what_a_complete_answer_covers(void **state)
{
	(void)state;
	struct bench b;

	bench_open(&b);
	put_estate(&b);
	assert_int_equal(bench_coverage(&b, "111111111111", "", ENTITY_ROLE), COVERAGE_NEVER);
	bench_begin(&b);
	bench_role(&b, nothing());
	bench_cover(&b, "111111111111", ENTITY_ROLE, COVERAGE_COMPLETE);
	assert_true(bench_commit(&b));
	assert_true(bench_has(&b, ROLE_A));
	assert_false(bench_has(&b, "arn:aws:iam::111111111111:role/z/Deployer"));
	assert_true(bench_has(&b, ROLE_B));
	assert_true(bench_has(&b, "arn:aws:iam::111111111111:user/alice"));
	assert_int_equal(bench_coverage(&b, "111111111111", "", ENTITY_ROLE), COVERAGE_COMPLETE);
	assert_int_equal(bench_coverage(&b, "222222222222", "", ENTITY_ROLE), COVERAGE_NEVER);
	bench_at(&b, "1");
	assert_int_equal(bench_coverage(&b, "111111111111", "", ENTITY_ROLE), COVERAGE_NEVER);
	bench_close(&b);
}

static void store_refreshes_coverage_without_a_snapshot(void **state)
{
	(void)state;
	struct bench b;
	struct coverage coverage;

	bench_open(&b);
	put_estate(&b);
	for (int i = 0; i < 2; i++) {
		bench_begin(&b);
		bench_cover(&b, "111111111111", ENTITY_USER, COVERAGE_REFUSED);
		assert_int_equal(bench_commit(&b), i == 0);
	}
	must(&b, store_coverage(b.store, &b.arena, STR("111111111111"), STR(""), ENTITY_USER,
				&coverage, &b.err));
	assert_int_equal(coverage.when, b.clock);
	bench_close(&b);
}

static void store_finds_entities_by_their_facts(void **state)
{
	(void)state;
	struct bench b;
	const struct entity *all = NULL;
	size_t n = 0;

	bench_open(&b);
	put_estate(&b);
	must(&b, store_with_fact(b.store, &b.arena, ENTITY_SCP, FACT_TARGET, STR("r-abcd"), STR(""),
				 &all, &n, &b.err));
	assert_int_equal(n, 1);
	assert_str(all[0].key, "p-12345678");
	must(&b, store_with_fact(b.store, &b.arena, ENTITY_SCP, FACT_TARGET, STR(""), STR(""), &all,
				 &n, &b.err));
	assert_int_equal(n, 2);
	must(&b, store_with_fact(b.store, &b.arena, ENTITY_RCP, FACT_TARGET, STR("r-abcd"), STR(""),
				 &all, &n, &b.err));
	assert_int_equal(n, 0);
	must(&b, store_with_fact(b.store, &b.arena, ENTITY_MACHINE, FACT_ROLE_ARN, STR(""),
				 STR(ROLE_A), &all, &n, &b.err));
	assert_int_equal(n, 1);
	must(&b, store_with_fact(b.store, &b.arena, ENTITY_USER, FACT_GROUP, STR("Operators"),
				 STR(""), &all, &n, &b.err));
	assert_int_equal(n, 1);
	bench_close(&b);
}

static void expect_first(struct bench *b, enum entity_kind kind, const char *typed,
			 const char *want)
{
	const struct str *keys = NULL;
	size_t n = 0;

	must(b, store_suggest(b->store, &b->arena, kind, str_from(typed), true, 3, &keys, &n,
			      &b->err));
	if (want == NULL) {
		assert_int_equal(n, 0);
		return;
	}
	if (n == 0)
		fail_msg("nothing like %s", typed);
	assert_str(keys[0], want);
}

static void store_suggests_what_was_meant(void **state)
{
	(void)state;
	static const char deployer[] = "arn:aws:iam::111111111111:role/z/Deployer";
	struct bench b;

	bench_open(&b);
	put_estate(&b);
	expect_first(&b, ENTITY_ROLE, "arn:aws:iam::111111111111:role/Deployer", deployer);
	expect_first(&b, ENTITY_ROLE, "arn:aws:iam::222222222222:role/Deployer", deployer);
	expect_first(&b, ENTITY_ROLE, "arn:aws:iam::111111111111:role/z/Deplyoer", deployer);
	expect_first(&b, ENTITY_ROLE, "arn:aws:iam::111111111111:role/z/Depoyer", deployer);
	expect_first(&b, ENTITY_ROLE, "deployerr", deployer);
	expect_first(&b, ENTITY_ROLE, "arn:aws:iam::111111111111:role/Unlike", NULL);
	expect_first(&b, ENTITY_USER, "arn:aws:iam::111111111111:user/Deployer", NULL);
	expect_first(&b, ENTITY_MACHINE, "arn:aws:states:us-east-1:999999999999:stateMachine:M",
		     "arn:aws:states:us-east-1:111111111111:stateMachine:M");
	/* What is asked for exactly is no suggestion. */
	expect_first(&b, ENTITY_ROLE, deployer, NULL);
	/* Who may have no role of another account is told of none. */
	const struct str *keys = NULL;
	size_t n = 0;
	must(&b, store_suggest(b.store, &b.arena, ENTITY_ROLE,
			       STR("arn:aws:iam::222222222222:role/Deployer"), false, 3, &keys, &n,
			       &b.err));
	assert_int_equal(n, 0);
	must(&b, store_suggest(b.store, &b.arena, ENTITY_ROLE,
			       STR("arn:aws:iam::111111111111:role/Deplyer"), false, 3, &keys, &n,
			       &b.err));
	assert_int_equal(n, 1);
	bench_close(&b);
}

static void store_suggests_only_what_is_there(void **state)
{
	(void)state;
	static const char deployer[] = "arn:aws:iam::111111111111:role/z/Deployer";
	static const char typed[] = "arn:aws:iam::111111111111:role/Deployer";
	struct bench b;

	bench_open(&b);
	put_estate(&b);
	bench_begin(&b);
	bench_role(&b, nothing());
	bench_cover(&b, "111111111111", ENTITY_ROLE, COVERAGE_COMPLETE);
	bench_commit(&b);
	expect_first(&b, ENTITY_ROLE, typed, NULL);
	bench_begin(&b);
	bench_put(&b, ENTITY_ROLE, deployer, "111111111111", "Deployer", nothing());
	bench_commit(&b);
	expect_first(&b, ENTITY_ROLE, typed, deployer);
	bench_at(&b, "2");
	expect_first(&b, ENTITY_ROLE, typed, NULL);
	bench_at(&b, "1");
	expect_first(&b, ENTITY_ROLE, typed, deployer);
	bench_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(store_lists_by_account_and_key),
	    cmocka_unit_test(store_finds_a_name_in_any_case_and_path),
	    cmocka_unit_test(store_does_not_show_what_is_only_named),
	    cmocka_unit_test(store_refuses_a_key_of_another_kind),
	    cmocka_unit_test(store_replaces_only_the_kinds_it_is_told),
	    cmocka_unit_test(store_lets_a_weak_fact_give_way),
	    cmocka_unit_test(store_ends_only_what_a_complete_answer_covers),
	    cmocka_unit_test(store_refreshes_coverage_without_a_snapshot),
	    cmocka_unit_test(store_finds_entities_by_their_facts),
	    cmocka_unit_test(store_suggests_what_was_meant),
	    cmocka_unit_test(store_suggests_only_what_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
