/* Long lists: names packed and found again, blocks that cannot hold a text, filters asked bit by
 * bit. */
#include "tui_help.h"

#include "rolehop/base/clock.h"
#include "tui/names.h"
#include "tui/pool.h"
#include "tui/table.h"

enum { ACCOUNTS = 5, ROLES = 1200 };

/* Names that differ in every block: "app-2-0913-x". */
static void put_role(struct store *store, int account, int i)
{
	static const char *const paths[] = {"", "team/", "team/of/many/"};
	char key[200];
	char id[16];
	char name[64];
	struct fact_put exists = {.kind = FACT_EXISTS};
	snprintf(id, sizeof(id), "1000000000%02d", account);
	snprintf(name, sizeof(name), "%s-%d-%04d-x", i % 2 == 0 ? "app" : "App", account, i);
	snprintf(key, sizeof(key), "arn:aws:iam::%s:role/%s%s", id, paths[i % 3], name);
	put(store, ENTITY_ROLE, key, id, name, &exists, 1);
}

static void many_roles(struct store *store)
{
	for (int account = 0; account < ACCOUNTS; account++)
		for (int i = 0; i < ROLES; i++)
			put_role(store, account, i);
}

static void odd_roles(struct store *store)
{
	struct fact_put exists = {.kind = FACT_EXISTS};
	char tail[3000];
	memset(tail, 'n', sizeof(tail));
	tail[sizeof(tail) - 1] = '\0';
	char key[3100];
	snprintf(key, sizeof(key), "arn:aws:iam::100000000000:role/%s", tail);
	put(store, ENTITY_ROLE, key, "100000000000", tail, &exists, 1);
	put(store, ENTITY_ROLE, "arn:aws:iam::100000000000:role/a", "100000000000", "other",
	    &exists, 1);
	put(store, ENTITY_ROLE, "no arn at all", "100000000000", "slash/ed", &exists, 1);
	put(store, ENTITY_ROLE, "arn:aws:iam::200000000000:role/z", "", "z", &exists, 1);
}

/* More than a screen takes, of accounts that come one after the other. */
static void many_workflows(struct store *store)
{
	struct fact_put exists = {.kind = FACT_EXISTS};
	for (int i = 0; i < 900; i++) {
		char key[200];
		char id[16];
		char name[64];
		snprintf(id, sizeof(id), "1000000000%02d", i / 300);
		snprintf(name, sizeof(name), "flow-%04d", i);
		snprintf(key, sizeof(key), "arn:aws:states:us-east-1:%s:stateMachine:%s", id, name);
		put(store, ENTITY_MACHINE, key, id, name, &exists, 1);
	}
}

static struct names *roles_of(struct screen *s)
{
	assert_true(s->tui.inventory.roles.complete);
	return &s->tui.inventory.roles;
}

static void names_come_in_the_order_of_accounts_and_names(void **state)
{
	struct screen *s = screen_of(many_roles, 80, 24);
	struct names *names = roles_of(s);
	(void)state;
	assert_int_equal(names->n, ACCOUNTS * ROLES);
	for (size_t row = 1; row < names->n; row++) {
		int order =
		    str_cmp(names_stem(names, row - 1)->account, names_stem(names, row)->account);
		assert_true(order <= 0);
		struct str before = arena_str(&s->arena, names_name(names, row - 1));
		struct str name = names_name(names, row);
		if (order == 0) /* whatever the case: "App-1-0001" is after "app-1-0000" */
			assert_true(str_cmp(str_skip(before, 3), str_skip(name, 3)) < 0);
	}
	screen_free(s);
}

static void first_rows_are_painted_before_the_rest_is_read(void **state)
{
	struct screen *s = screen_of(many_workflows, 80, 24);
	const struct names *machines = &s->tui.inventory.machines;
	bool changed = false;
	(void)state;
	tui_release(&s->tui);
	tui_init(&s->tui, &s->app, 80, 24);
	assert_shows(s, "reading the inventory");
	while (machines->n == 0) {
		assert_false(s->tui.hurry);
		assert_true(tui_idle(&s->tui, &changed));
	}
	assert_true(changed);
	assert_true(s->tui.hurry);
	assert_false(machines->complete);
	assert_shows(s, "[ .. ]   flow-0000");
	s->tui.hurry = false;
	while (!machines->complete) {
		assert_true(tui_idle(&s->tui, &changed));
		assert_false(s->tui.hurry);
	}
	assert_int_equal(machines->n, 900);
	screen_free(s);
}

static void names_are_found_by_their_keys(void **state)
{
	struct screen *s = screen_of(many_roles, 80, 24);
	struct names *names = roles_of(s);
	size_t found = 0;
	(void)state;
	for (size_t k = 0; k < names->n; k++) {
		size_t row = k * 7919 % names->n; /* near ones and far ones */
		struct str key = names_key(names, &s->arena, row);
		assert_true(names_find(names, names_stem(names, row)->account, key, &found));
		assert_int_equal(found, row);
	}
	assert_false(names_find(names, STR("100000000001"),
				STR("arn:aws:iam::100000000001:role/app-1-9999-x"), &found));
	assert_false(names_find(names, STR("999999999999"),
				STR("arn:aws:iam::999999999999:role/app-1-0000-x"), &found));
	/* The name is there, but not under this path. */
	assert_false(names_find(names, STR("100000000001"),
				STR("arn:aws:iam::100000000001:role/elsewhere/app-1-0000-x"),
				&found));
	screen_free(s);
}

static void names_of_an_account_are_a_stretch(void **state)
{
	struct screen *s = screen_of(many_roles, 80, 24);
	struct names *names = roles_of(s);
	size_t n;
	(void)state;
	assert_int_equal(names_range(names, STR("100000000003"), &n), 3 * ROLES);
	assert_int_equal(n, ROLES);
	names_range(names, STR("100000000009"), &n);
	assert_int_equal(n, 0);
	screen_free(s);
}

static void names_that_are_not_the_end_of_their_key_are_kept_whole(void **state)
{
	struct screen *s = screen_of(odd_roles, 80, 24);
	struct names *names = roles_of(s);
	size_t row;
	(void)state;
	assert_int_equal(names->n, 4);
	assert_true(
	    names_find(names, STR("100000000000"), STR("arn:aws:iam::100000000000:role/a"), &row));
	assert_true(str_eq(names_name(names, row), STR("other")));
	assert_true(names_find(names, STR("100000000000"), STR("no arn at all"), &row));
	assert_true(str_eq(names_name(names, row), STR("slash/ed")));
	assert_true(names_find(names, STR(""), STR("arn:aws:iam::200000000000:role/z"), &row));
	assert_int_equal(row, 0);
	for (row = 0; row < names->n; row++) {
		struct str name = names_name(names, row);
		assert_true(name.n < 100 || name.n == 2999);
	}
	screen_free(s);
}

/* Rows from `row` on that are asked about until one holds it, or none is left. */
static size_t asked_until(struct names *names, const struct names_probe *probe, bool loosely,
			  size_t until)
{
	size_t asked = 0;
	size_t at = 0;
	while ((at = names_candidate(names, probe, loosely, at)) < until) {
		asked++;
		at++;
	}
	assert_int_equal(names_candidate(names, probe, loosely, until), until);
	return asked;
}

/* No row is passed over that holds the text; others mostly are. */
static void blocks_that_cannot_hold_a_text_are_passed_over(void **state)
{
	struct screen *s = screen_of(many_roles, 80, 24);
	struct names *names = roles_of(s);
	static const char *const nowhere[] = {"no-such-name", "qq", "q"};
	size_t asked = 0;
	(void)state;
	for (size_t row = 0; row < names->n; row += 101) {
		struct names_probe probe = {.n = 0};
		names_probe_add(&probe, names_name(names, row), true);
		asked += asked_until(names, &probe, false, row);
		asked += asked_until(names, &probe, true, row);
	}
	assert_true(asked < names->n * (names->n / 101) / 20);
	for (size_t i = 0; i < sizeof(nowhere) / sizeof(nowhere[0]); i++) {
		struct names_probe none = {.n = 0};
		names_probe_add(&none, str_from(nowhere[i]), false);
		/* One is asked about where very many were looked at. */
		assert_true(asked_until(names, &none, false, names->n) <= 1);
	}
	screen_free(s);
}

/* Letters with others between them, in this order and as large as they were typed. */
static void rows_without_the_letters_in_order_are_passed_over(void **state)
{
	static const struct {
		const char *text;
		bool cased;
		bool held;
	} cases[] = {{"ap31x", false, true}, {"p913-x", false, true}, {"x31pa", false, false},
		     {"aP31x", true, false}, {"ap31x", true, true},   {"ap31xx", false, false}};
	struct screen *s = screen_of(many_roles, 80, 24);
	struct names *names = roles_of(s);
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct names_probe probe = {.n = 0};
		size_t row = 0;
		names_probe_add(&probe, str_from(cases[i].text), cases[i].cased);
		while (row < names->n && names_candidate(names, &probe, true, row) != row)
			row = names_candidate(names, &probe, true, row);
		if ((row < names->n) != cases[i].held)
			fail_msg("%s: row %zu of %zu", cases[i].text, row, names->n);
	}
	screen_free(s);
}

enum { LIKE_ROWS = 1200000, BETTER_FROM = 1100000 };

/* Rows from BETTER_FROM on begin with what is looked for, the others hold it. */
static size_t like_parts(struct tui *tui, struct pane *pane, size_t row, struct str *out)
{
	(void)tui;
	(void)pane;
	out[0] = row < BETTER_FROM ? STR("a role") : STR("role-a");
	return 1;
}

/* Of more rows than can be kept the better ones stay, of those that are alike the first. */
static void the_best_of_too_many_rows_are_kept(void **state)
{
	static const struct table_ops ops = {.parts = like_parts};
	struct screen *s = screen_of(odd_roles, 80, 24);
	struct pane pane = {.spot = {.text = "ole", .n_text = 3}};
	struct table *table = table_new(&pane, &ops);
	(void)state;
	for (int round = 0; round < 2; round++) {
		pane.spot.text[0] = round == 0 ? 'o' : 'r';
		pane.spot.text[1] = round == 0 ? 'l' : 'o';
		filter_compile(&table->filter, (struct str){pane.spot.text, 2});
		sift_begin(&s->tui, &pane, LIKE_ROWS);
		sift_work(&s->tui, &pane, INT64_MAX);
		uint32_t *order = malloc(table->sift.n * sizeof(*order));
		sift_order(&table->sift, order);
		assert_int_equal(table->sift.found, LIKE_ROWS);
		assert_true(table->sift.n >= 500000);
		assert_int_equal(table_left_out(table), LIKE_ROWS - table->sift.n);
		size_t better = round == 0 ? 0 : LIKE_ROWS - BETTER_FROM;
		assert_int_equal(order[0], better > 0 ? BETTER_FROM : 0);
		for (size_t i = 1; i < table->sift.n; i++)
			if (order[i] != (i == better ? 0 : order[i - 1] + 1))
				fail_msg("round %d: row %u at %zu", round, order[i], i);
		free(order);
	}
	table_free(table);
	arena_release(&pane.arena);
	screen_free(s);
}

static void pool_keeps_each_text_once(void **state)
{
	struct pool pool = {.n = 0};
	char text[32];
	uint32_t numbers[5000];
	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 5000; i++) {
			snprintf(text, sizeof(text), "text number %d", i);
			uint32_t number = pool_add(&pool, str_from(text));
			if (round == 0)
				numbers[i] = number;
			assert_int_equal(number, numbers[i]);
			assert_true(str_eq(pool_text(&pool, number), str_from(text)));
		}
	}
	assert_int_equal(pool.n, 5000);
	assert_int_equal(pool_add(&pool, STR("")), 0);
	assert_int_equal(pool_text(&pool, 0).n, 0);
	pool_release(&pool);
}

/* What lies in the file stays what it was, and leaves memory without harm. */
static void chunks_beyond_memory_lie_in_a_file(void **state)
{
	struct chunks chunks = {.n = 0};
	uint64_t at[CHUNKS_IN_MEMORY + 8];
	size_t n = sizeof(at) / sizeof(at[0]);
	(void)state;
	for (size_t i = 0; i < n; i++)
		memset(chunks_add(&chunks, CHUNK_SIZE, &at[i]), (int)i + 1, CHUNK_SIZE);
	assert_int_equal(chunks.in_file + (chunks.no_file ? 8 : 0), 8);
	for (size_t i = 0; i < n; i++)
		chunks_leave(&chunks, i);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(chunks_at(&chunks, at[i])[0], i + 1);
		assert_int_equal(chunks_at(&chunks, at[i])[CHUNK_SIZE - 1], i + 1);
	}
	chunks_release(&chunks);
}

/* ---- filters --------------------------------------------------------------------------------- */

static size_t count_by_hand(struct screen *s, const char *pattern)
{
	struct names *names = roles_of(s);
	struct filter filter;
	size_t n = 0;
	int points;
	filter_compile(&filter, str_from(pattern));
	for (size_t row = 0; row < names->n; row++) {
		const struct str parts[] = {names_name(names, row), names_tail(names, row),
					    names_key(names, &s->arena, row)};
		n += filter_match(&filter, parts, 3, &points) != FILTER_NO;
	}
	return n;
}

static const struct table *filtered_by(struct screen *s, const char *pattern)
{
	press(s, "2 Esc Esc /");
	type_text(s, pattern);
	press(s, "Enter");
	return tui_current(&s->tui)->table;
}

static void filters_of_long_lists_leave_what_each_row_says(void **state)
{
	static const char *const patterns[] = {
	    "app",    "0913", "-3-0913-x", "^app-2",	"9-x$",	       "!7",
	    "a31x",   "team", "of/many",   "iam::1000", "'0913 | '77", "100000000004",
	    "App 11", "xx",   "^App-1 !9", "role/app",	"!app",
	};
	struct screen *s = screen_of(many_roles, 80, 24);
	(void)state;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		const struct table *table = filtered_by(s, patterns[i]);
		if (table->n != count_by_hand(s, patterns[i]))
			fail_msg("%s leaves %zu rows, not %zu", patterns[i], table->n,
				 count_by_hand(s, patterns[i]));
	}
	screen_free(s);
}

/* Letter by letter only what was found is asked again; the answer is the same as at once. */
static void filters_that_grow_leave_the_same_as_those_that_are_there_at_once(void **state)
{
	struct screen *s = screen_of(many_roles, 80, 24);
	struct str whole;
	(void)state;
	filtered_by(s, "p-3-09x");
	whole = screen_text(s);
	press(s, "Esc /");
	struct str_split it = {whole, false};
	for (const char *c = "p-3-09x"; *c != '\0'; c++) {
		const char one[] = {*c, '\0'};
		type_text(s, one);
	}
	press(s, "Enter");
	for (int y = 0; y < 24; y++) {
		struct str typed = screen_row(s, y);
		struct str row;
		str_next(&it, '\n', &row);
		if (!str_eq(row, typed))
			fail_msg("at once:\n%.*s\nletter by letter:\n%.*s", STR_ARG(row),
				 STR_ARG(typed));
	}
	screen_free(s);
}

static void filters_show_exact_matches_before_others(void **state)
{
	struct screen *s = screen_of(many_roles, 80, 24);
	const struct table *table = filtered_by(s, "p-1-1");
	struct names *names = roles_of(s);
	bool loose = false;
	(void)state;
	assert_true(table->n > 100);
	for (size_t i = 0; i < table->n; i++) {
		bool exact = str_contains(names_name(names, table_row_at(table, i)), STR("p-1-1"));
		assert_false(loose && exact);
		loose = loose || !exact;
	}
	assert_true(loose);
	screen_free(s);
}

static void filters_can_be_halted(void **state)
{
	struct screen *s = screen_of(many_roles, 80, 24);
	(void)state;
	press(s, "2");
	struct pane *pane = tui_current(&s->tui);
	memcpy(pane->spot.text, "app", 3);
	pane->spot.n_text = 3;
	filter_compile(&pane->table->filter, STR("app"));
	sift_begin(&s->tui, pane, pane->table->total);
	assert_true(sift_running(&pane->table->sift));
	press(s, "Ctrl-C");
	assert_false(sift_running(&pane->table->sift));
	assert_shows(s, "halted");
	assert_false(s->tui.stopped);
	screen_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_come_in_the_order_of_accounts_and_names),
	    cmocka_unit_test(first_rows_are_painted_before_the_rest_is_read),
	    cmocka_unit_test(names_are_found_by_their_keys),
	    cmocka_unit_test(names_of_an_account_are_a_stretch),
	    cmocka_unit_test(names_that_are_not_the_end_of_their_key_are_kept_whole),
	    cmocka_unit_test(blocks_that_cannot_hold_a_text_are_passed_over),
	    cmocka_unit_test(rows_without_the_letters_in_order_are_passed_over),
	    cmocka_unit_test(the_best_of_too_many_rows_are_kept),
	    cmocka_unit_test(pool_keeps_each_text_once),
	    cmocka_unit_test(chunks_beyond_memory_lie_in_a_file),
	    cmocka_unit_test(filters_of_long_lists_leave_what_each_row_says),
	    cmocka_unit_test(filters_that_grow_leave_the_same_as_those_that_are_there_at_once),
	    cmocka_unit_test(filters_show_exact_matches_before_others),
	    cmocka_unit_test(filters_can_be_halted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
