/* test_store_changes.c - what changed since an earlier look: all of it is told, or it is said that
 * it is not. */
#include "store_help.h"

#include <stdio.h>
#include <unistd.h>

static struct store_stamp stamp_of(struct bench *b)
{
	struct store_stamp stamp;

	must(b, store_stamp(b->store, &stamp, &b->err));
	return stamp;
}

/* "A! B" for a change of A's existence and of something of B, in the order of the keys' names. */
static const char *changes_since(struct bench *b, struct store_stamp stamp)
{
	const struct entity_change *changes = NULL;
	bool known = false;
	size_t n = 0;
	static char text[256];

	must(b, store_changes(b->store, &b->arena, &stamp, &changes, &n, &known, &b->err));
	if (!known)
		return "not told";
	text[0] = '\0';
	for (size_t i = 0; i < n; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%.*s%s",
			 i > 0 ? " " : "", STR_ARG(changes[i].entity.name),
			 changes[i].existence ? "!" : "");
	return text;
}

static void put_role(struct bench *b, const char *key, const char *name, const char *path)
{
	const struct fact_put facts[] = {fact_of(FACT_EXISTS, "", ""),
					 fact_of(FACT_PATH, "", path)};
	const struct entity_put put = {.kind = ENTITY_ROLE,
				       .key = str_from(key),
				       .account = STR("111111111111"),
				       .name = str_from(name),
				       .replaces = FACT_BIT(FACT_PATH) | FACT_BIT(FACT_TAG),
				       .facts = facts,
				       .n_facts = 2};

	must(b, store_put(b->store, &put, &b->err));
}

static void changes_are_those_of_the_transactions_since(void **state)
{
	(void)state;
	struct store_stamp first, second;
	struct bench b;

	bench_open(&b);
	first = stamp_of(&b);
	bench_begin(&b);
	put_role(&b, "arn:A", "A", "/");
	put_role(&b, "arn:B", "B", "/");
	assert_true(bench_commit(&b));
	second = stamp_of(&b);
	bench_begin(&b);
	put_role(&b, "arn:A", "A", "/");
	put_role(&b, "arn:B", "B", "/other/");
	assert_true(bench_commit(&b));
	assert_string_equal(changes_since(&b, first), "A! B!");
	assert_string_equal(changes_since(&b, second), "B");
	assert_string_equal(changes_since(&b, stamp_of(&b)), "");
	bench_close(&b);
}

static void what_ends_or_is_renamed_is_a_change_of_existence(void **state)
{
	(void)state;
	struct store_stamp stamp;
	struct bench b;

	bench_open(&b);
	bench_begin(&b);
	put_role(&b, "arn:A", "A", "/");
	put_role(&b, "arn:B", "", "/");
	bench_commit(&b);
	stamp = stamp_of(&b);
	bench_begin(&b);
	put_role(&b, "arn:B", "B", "/");
	bench_commit(&b);
	assert_string_equal(changes_since(&b, stamp), "B!");
	bench_begin(&b);
	put_role(&b, "arn:B", "B", "/");
	bench_cover(&b, "111111111111", ENTITY_ROLE, COVERAGE_COMPLETE);
	bench_commit(&b);
	assert_string_equal(changes_since(&b, stamp), "A! B!");
	bench_close(&b);
}

/* Whoever found it by its old name would not be told. */
static void another_name_is_not_told(void **state)
{
	(void)state;
	struct store_stamp stamp;
	struct bench b;

	bench_open(&b);
	bench_begin(&b);
	put_role(&b, "arn:A", "A", "/");
	bench_commit(&b);
	stamp = stamp_of(&b);
	bench_begin(&b);
	put_role(&b, "arn:A", "A2", "/");
	bench_commit(&b);
	assert_string_equal(changes_since(&b, stamp), "not told");
	bench_close(&b);
}

static void the_same_again_leaves_the_stamp(void **state)
{
	(void)state;
	struct store_stamp stamp;
	struct bench b;

	bench_open(&b);
	bench_begin(&b);
	put_role(&b, "arn:A", "A", "/");
	bench_commit(&b);
	stamp = stamp_of(&b);
	bench_begin(&b);
	put_role(&b, "arn:A", "A", "/");
	assert_false(bench_commit(&b));
	/* taken away and put back within one transaction is no change either */
	bench_begin(&b);
	put_role(&b, "arn:A", "A", "/x/");
	put_role(&b, "arn:A", "A", "/");
	assert_false(bench_commit(&b));
	assert_int_equal(stamp_of(&b).id, stamp.id);
	assert_int_equal(stamp_of(&b).mark, stamp.mark);
	bench_close(&b);
}

static void a_snapshot_that_goes_on_has_a_stamp_for_each_piece(void **state)
{
	(void)state;
	struct store_stamp stamp;
	struct bench b;

	bench_open(&b);
	bench_begin(&b);
	put_role(&b, "arn:A", "A", "/");
	bench_commit(&b);
	stamp = stamp_of(&b);
	must(&b, store_begin_more(b.store, 1, STR("test"), 2000000, &b.err));
	/* one row goes and one comes: the count of rows is what it was */
	put_role(&b, "arn:A", "A", "/x/");
	bench_commit(&b);
	assert_string_equal(changes_since(&b, stamp), "A");
	bench_close(&b);
}

static void coverage_alone_moves_the_stamp(void **state)
{
	(void)state;
	struct store_stamp stamp;
	struct bench b;

	bench_open(&b);
	stamp = stamp_of(&b);
	bench_begin(&b);
	bench_cover(&b, "111111111111", ENTITY_ROLE, COVERAGE_PARTIAL);
	bench_commit(&b);
	assert_true(stamp_of(&b).id > stamp.id);
	assert_string_equal(changes_since(&b, stamp), "");
	bench_close(&b);
}

static void too_much_is_not_told(void **state)
{
	(void)state;
	struct store_stamp stamp;
	struct bench b;

	bench_open(&b);
	stamp = stamp_of(&b);
	bench_begin(&b);
	for (int i = 0; i < 9000; i++) {
		struct str key = arena_printf(&b.arena, "arn:%d", i);
		put_role(&b, arena_cstr(&b.arena, key), "A", "/");
	}
	bench_commit(&b);
	assert_string_equal(changes_since(&b, stamp), "not told");
	stamp = stamp_of(&b);
	bench_begin(&b);
	put_role(&b, "arn:7", "A", "/x/");
	bench_commit(&b);
	assert_string_equal(changes_since(&b, stamp), "A");
	bench_close(&b);
}

static void a_stamp_of_another_inventory_or_of_long_ago_is_not_told(void **state)
{
	(void)state;
	struct store_stamp stamp, old;
	struct bench b, other;

	bench_open(&b);
	bench_open(&other);
	stamp = stamp_of(&other);
	old = stamp_of(&b);
	assert_int_equal(stamp.id, old.id);
	assert_true(stamp.mark != old.mark);
	assert_string_equal(changes_since(&b, stamp), "not told");
	assert_string_equal(changes_since(&b, (struct store_stamp){.id = 0}), "not told");
	for (int i = 0; i < 35; i++) {
		bench_begin(&b);
		put_role(&b, "arn:A", "A", i % 2 ? "/" : "/x/");
		bench_commit(&b);
		if (i == 10)
			stamp = stamp_of(&b);
	}
	assert_string_equal(changes_since(&b, old), "not told");
	assert_string_equal(changes_since(&b, stamp), "A");
	bench_close(&other);
	bench_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(changes_are_those_of_the_transactions_since),
	    cmocka_unit_test(what_ends_or_is_renamed_is_a_change_of_existence),
	    cmocka_unit_test(another_name_is_not_told),
	    cmocka_unit_test(the_same_again_leaves_the_stamp),
	    cmocka_unit_test(a_snapshot_that_goes_on_has_a_stamp_for_each_piece),
	    cmocka_unit_test(coverage_alone_moves_the_stamp),
	    cmocka_unit_test(too_much_is_not_told),
	    cmocka_unit_test(a_stamp_of_another_inventory_or_of_long_ago_is_not_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
