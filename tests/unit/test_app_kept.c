/* test_app_kept.c - a scan that takes what still holds from the one before finds the same as one
 * that looks at everything; and what is kept never shows but in time. */
#include "changing_estate.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rolehop/app/app.h"
#include "rolehop/app/scan.h"
#include "rolehop/base/buf.h"

enum { ALL_ITEMS = 1, NOTHING_KEPT = 1 << 30 };

struct kept_case {
	struct changing estate;
	char folder[32], db[64], file[96], aside[64];
	int64_t now;
	bool strict, risks;
	struct arena arena; /* of one comparison */
};

/* ---- one scan ---------------------------------------------------------------------------------
 */

struct found_rows {
	struct buf text;
	size_t looked_at; /* items, as the progress tells */
};

static bool take_row(void *self, const struct scan_row *row)
{
	struct found_rows *found = self;
	const struct task_answer *t = row->task;

	if (t != NULL)
		buf_printf(&found->text, "%.*s|%.*s|%.*s|%d|%d|%.*s|%.*s|%.*s|%.*s|%.*s\n",
			   STR_ARG(t->machine), STR_ARG(t->pointer), STR_ARG(t->resource),
			   (int)t->verdict, t->complete, STR_ARG(t->cause), STR_ARG(t->gate),
			   STR_ARG(t->summary), STR_ARG(t->spare), STR_ARG(t->events));
	if (row->risk != NULL)
		buf_printf(&found->text, "%s|%.*s|%.*s|%.*s\n", row->risk->kind->name,
			   STR_ARG(row->risk->of), STR_ARG(row->risk->pointer),
			   STR_ARG(row->risk->says));
	return true;
}

static bool take_progress(void *self, size_t done, size_t total)
{
	(void)done;
	((struct found_rows *)self)->looked_at = total;
	return true;
}

static struct found_rows scan_from(struct kept_case *c, size_t keep_from, size_t workers)
{
	struct found_rows found = {.looked_at = 0};
	const struct scan_watch watch = {take_row, take_progress, &found};
	const struct scan_options options = {
	    .strict = c->strict, .risks = c->risks, .workers = workers, .keep_from = keep_from};
	struct err err = {ERR_NONE, ""};
	struct app app;

	app_init(&app);
	app.settings.db = c->db;
	app.now = c->now;
	buf_init(&found.text, &c->arena, 1 << 24);
	if (!app_open(&app, &err) || !app_scan(&app, &options, &watch, &err))
		fail_msg("%s", err.text);
	app_release(&app);
	return found;
}

/* What a scan finds that knows of no other. */
static struct str found_afresh(struct kept_case *c)
{
	struct found_rows found;

	rename(c->file, c->aside);
	found = scan_from(c, NOTHING_KEPT, 1);
	assert_int_equal(access(c->file, F_OK), -1);
	rename(c->aside, c->file);
	return buf_str(&found.text);
}

static void assert_same(struct kept_case *c, struct str found, const char *when)
{
	struct str afresh = found_afresh(c);

	if (!str_eq(found, afresh))
		fail_msg("%s:\n%.*s\nis afresh\n%.*s", when, STR_ARG(found), STR_ARG(afresh));
	arena_wipe(&c->arena);
}

/* ---- an inventory in a folder -----------------------------------------------------------------
 */

/* An empty one. */
static void case_make(struct kept_case *c, uint64_t seed)
{
	memset(c, 0, sizeof(*c));
	snprintf(c->folder, sizeof(c->folder), "/tmp/rolehop-kept-XXXXXX");
	assert_non_null(mkdtemp(c->folder));
	snprintf(c->db, sizeof(c->db), "%s/inventory.db", c->folder);
	snprintf(c->file, sizeof(c->file), "%s-scan", c->db);
	snprintf(c->aside, sizeof(c->aside), "%s/aside", c->folder);
	c->estate.dice = seed * UINT64_C(0x9e3779b97f4a7c15);
	c->estate.clock = 1780000000;
	c->now = 1780000000;
	c->risks = true;
	must(&c->estate, store_open(c->db, STORE_WRITE, &c->estate.store, &c->estate.err));
}

static void case_open(struct kept_case *c, uint64_t seed)
{
	case_make(c, seed);
	fill_at_random(&c->estate);
}

static void case_close(struct kept_case *c)
{
	const char *const names[] = {"", "-wal", "-shm", "-scan"};
	char path[128];

	store_close(c->estate.store);
	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "%s%s", c->db, names[i]);
		unlink(path);
	}
	/* nothing else was left */
	assert_int_equal(rmdir(c->folder), 0);
	arena_release(&c->estate.arena);
	arena_release(&c->arena);
}

/* ---- the property -----------------------------------------------------------------------------
 */

static void change_and_compare(struct kept_case *c, size_t *spared)
{
	struct changing *e = &c->estate;
	struct found_rows found, again;
	size_t keep_from = below(e, 3) ? ALL_ITEMS : NOTHING_KEPT;

	if (below(e, 8))
		change_at_random(e, true);
	/* before, at and behind the times that policies name */
	if (below(e, 2))
		c->now = 1780000000 + ((int64_t)below(e, 3) - 1) * INT64_C(300000);
	c->strict = below(e, 8) == 0;
	c->risks = below(e, 4) != 0;
	found = scan_from(c, keep_from, below(e, 10) ? 1 : 2);
	assert_same(c, buf_str(&found.text), "after a change");
	again = scan_from(c, keep_from, 1);
	*spared += again.looked_at == 0;
	assert_same(c, buf_str(&again.text), "once more");
}

static void scan_finds_the_same_whatever_was_kept(void **state)
{
	(void)state;
	const char *wanted = getenv("ROUNDS");
	unsigned rounds = wanted ? (unsigned)atoi(wanted) : 6;
	size_t spared = 0;

	for (unsigned seed = 1; seed <= rounds; seed++) {
		struct kept_case c;
		case_open(&c, seed);
		for (int i = 0; i < 25; i++)
			change_and_compare(&c, &spared);
		case_close(&c);
	}
	assert_true(spared > rounds * 4);
}

/* ---- what is kept, and what not ---------------------------------------------------------------
 */

static size_t count_items(struct kept_case *c)
{
	struct found_rows found;

	rename(c->file, c->aside);
	found = scan_from(c, NOTHING_KEPT, 1);
	rename(c->aside, c->file);
	return found.looked_at;
}

static void change_one_trust(struct kept_case *c)
{
	struct changing *e = &c->estate;
	struct changing_put p = exists(ENTITY_ROLE, STR("arn:aws:iam::111111111111:role/r0"),
				       STR("111111111111"), "r0", 0);
	bool changed;
	int64_t id;

	add_fact(&p, text_fact(FACT_TRUST, "",
			       arena_printf(&e->arena, "{\"Statement\":[],\"Id\":\"%lld\"}",
					    (long long)e->clock)));
	must(e, store_begin(e->store, STR("test"), e->clock += 1000, &e->err));
	must_put(e, &p);
	must(e, store_commit(e->store, &changed, &id, &e->err));
	assert_true(changed);
}

static void only_what_a_trust_policy_touches_is_looked_at_again(void **state)
{
	(void)state;
	struct found_rows found;
	struct kept_case c;
	size_t all;

	case_open(&c, 11);
	change_one_trust(&c);
	scan_from(&c, ALL_ITEMS, 1);
	all = count_items(&c);
	assert_int_equal(scan_from(&c, ALL_ITEMS, 1).looked_at, 0);
	change_one_trust(&c);
	found = scan_from(&c, ALL_ITEMS, 1);
	assert_in_range(found.looked_at, 1, all / 2);
	assert_same(&c, buf_str(&found.text), "after one trust policy");
	case_close(&c);
}

static void a_scan_of_tasks_takes_them_from_one_of_all(void **state)
{
	(void)state;
	struct found_rows found;
	struct kept_case c;

	case_open(&c, 17);
	scan_from(&c, ALL_ITEMS, 1);
	c.risks = false;
	found = scan_from(&c, ALL_ITEMS, 1);
	assert_int_equal(found.looked_at, 0);
	assert_same(&c, buf_str(&found.text), "without risks");
	/* and leaves what there is more */
	c.risks = true;
	assert_int_equal(scan_from(&c, ALL_ITEMS, 1).looked_at, 0);
	case_close(&c);
}

/* ---- the time of the question -----------------------------------------------------------------
 */

/* Where the one condition on time is. */
enum timed { TIMED_TRUST, TIMED_INLINE, TIMED_MANAGED, TIMED_BOUNDARY, TIMED_SCP, TIMED_RESOURCE };

static struct str timed_policy(struct changing *e, enum timed layer, enum timed timed)
{
	/* clang-format off */
	static const char *const heads[] = {
		[TIMED_TRUST] = "\"Action\":\"sts:AssumeRole\",\"Principal\":{\"Service\":\"states.amazonaws.com\"}",
		[TIMED_INLINE] = "\"Action\":\"*\",\"Resource\":\"*\"",
		[TIMED_MANAGED] = "\"Action\":\"*\",\"Resource\":\"*\"",
		[TIMED_BOUNDARY] = "\"Action\":\"*\",\"Resource\":\"*\"",
		[TIMED_SCP] = "\"Action\":\"*\",\"Resource\":\"*\"",
		[TIMED_RESOURCE] = "\"Action\":\"*\",\"Principal\":\"*\",\"Resource\":\"*\"",
	};
	/* clang-format on */

	return arena_printf(&e->arena,
			    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
			    "%s%s}]}",
			    heads[layer],
			    layer == timed
				? ",\"Condition\":{\"DateLessThan\":{\"aws:CurrentTime\":"
				  "\"2026-06-01T00:00:00Z\"}}"
				: "");
}

static void put_timed_role(struct kept_case *c, enum timed timed)
{
	struct changing *e = &c->estate;
	struct changing_put p =
	    exists(ENTITY_ROLE, STR("arn:aws:iam::111111111111:role/r0"), STR("111111111111"), "r0",
		   FACT_BIT(FACT_INLINE) | FACT_BIT(FACT_ATTACHED) | FACT_BIT(FACT_BOUNDARY));
	struct str p0 = STR("arn:aws:iam::111111111111:policy/p0"),
		   p1 = STR("arn:aws:iam::111111111111:policy/p1");

	add_fact(&p, text_fact(FACT_TRUST, "", timed_policy(e, TIMED_TRUST, timed)));
	if (timed == TIMED_MANAGED)
		add_fact(&p, (struct fact_put){.kind = FACT_ATTACHED, .name = p0});
	else
		add_fact(&p, text_fact(FACT_INLINE, "i", timed_policy(e, TIMED_INLINE, timed)));
	add_fact(&p, value_fact(FACT_BOUNDARY, "", p1));
	add_fact(&p, value_fact(FACT_COMPLETE, "policies", STR("")));
	must_put(e, &p);
	p = exists(ENTITY_POLICY, p0, STR("111111111111"), "p0", 0);
	add_fact(&p, text_fact(FACT_DOCUMENT, "", timed_policy(e, TIMED_MANAGED, timed)));
	must_put(e, &p);
	p = exists(ENTITY_POLICY, p1, STR("111111111111"), "p1", 0);
	add_fact(&p, text_fact(FACT_DOCUMENT, "", timed_policy(e, TIMED_BOUNDARY, timed)));
	must_put(e, &p);
}

static void put_timed_rest(struct kept_case *c, enum timed timed)
{
	struct changing *e = &c->estate;
	struct changing_put p;

	p = exists(ENTITY_MACHINE, machine_key(e, "111111111111", "m0"), STR("111111111111"), "m0",
		   0);
	add_fact(&p, value_fact(FACT_ROLE_ARN, "", STR("arn:aws:iam::111111111111:role/r0")));
	add_fact(&p, value_fact(FACT_TYPE, "", STR("STANDARD")));
	add_fact(&p,
		 text_fact(FACT_DEFINITION, "",
			   STR("{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\","
			       "\"Resource\":\"arn:aws:states:::sqs:sendMessage\",\"Parameters\":"
			       "{\"QueueUrl\":\"https://sqs.us-east-1.amazonaws.com/222222222222/"
			       "queue\",\"MessageBody\":\"x\"},\"End\":true}}}")));
	must_put(e, &p);
	p = exists(ENTITY_RESOURCE, STR("arn:aws:sqs:us-east-1:222222222222:queue"),
		   STR("222222222222"), "queue", 0);
	add_fact(&p, text_fact(FACT_DOCUMENT, "", timed_policy(e, TIMED_RESOURCE, timed)));
	must_put(e, &p);
	p = exists(ENTITY_ORGANIZATION, STR("o-abc"), STR(""), "o-abc", 0);
	add_fact(&p, value_fact(FACT_MANAGEMENT, "", STR("333333333333")));
	must_put(e, &p);
	p = exists(ENTITY_ACCOUNT, STR("111111111111"), STR("111111111111"), "", 0);
	add_fact(&p, value_fact(FACT_PARENT, "", STR("r-root")));
	must_put(e, &p);
	p = exists(ENTITY_SCP, STR("p-one"), STR(""), "p-one", FACT_BIT(FACT_TARGET));
	add_fact(&p, text_fact(FACT_DOCUMENT, "", timed_policy(e, TIMED_SCP, timed)));
	add_fact(&p, (struct fact_put){.kind = FACT_TARGET, .name = STR("r-root")});
	add_fact(&p, (struct fact_put){.kind = FACT_TARGET, .name = STR("111111111111")});
	add_fact(&p, value_fact(FACT_COMPLETE, "targets", STR("")));
	must_put(e, &p);
	for (size_t i = 0; i < 3; i++) {
		static const enum entity_kind kinds[] = {ENTITY_ACCOUNT, ENTITY_SCP, ENTITY_RCP};
		const struct coverage whole = {
		    .kind = kinds[i], .state = COVERAGE_COMPLETE, .when = e->clock};
		must(e, store_note_coverage(e->store, &whole, &e->err));
	}
}

static void the_time_counts_wherever_a_policy_asks_for_it(void **state)
{
	(void)state;
	for (int timed = TIMED_TRUST; timed <= TIMED_RESOURCE; timed++) {
		struct kept_case c;
		struct changing *e = &c.estate;
		struct found_rows before, after;
		bool changed;
		int64_t id;
		case_make(&c, 18);
		must(e, store_begin(e->store, STR("test"), e->clock, &e->err));
		put_timed_role(&c, (enum timed)timed);
		put_timed_rest(&c, (enum timed)timed);
		must(e, store_commit(e->store, &changed, &id, &e->err));
		before = scan_from(&c, ALL_ITEMS, 1);
		c.now += 10000000;
		after = scan_from(&c, ALL_ITEMS, 1);
		if (str_eq(buf_str(&before.text), buf_str(&after.text)))
			fail_msg("layer %d makes no difference: %.*s", timed,
				 STR_ARG(buf_str(&after.text)));
		assert_same(&c, buf_str(&after.text), "later");
		case_close(&c);
	}
}

static void what_is_kept_is_its_owner_s_alone(void **state)
{
	(void)state;
	struct kept_case c;
	struct stat is;

	case_open(&c, 12);
	scan_from(&c, NOTHING_KEPT, 1);
	assert_int_equal(stat(c.file, &is), -1);
	scan_from(&c, ALL_ITEMS, 1);
	assert_int_equal(stat(c.file, &is), 0);
	assert_int_equal(is.st_mode & 07777, 0600);
	case_close(&c);
}

/* Reads and rewrites one byte of the file, or cuts it. */
static void damage(struct kept_case *c, off_t at, bool cut)
{
	int fd = open(c->file, O_RDWR);
	unsigned char byte = 0;

	assert_true(fd >= 0);
	if (cut) {
		assert_int_equal(ftruncate(fd, at), 0);
	} else {
		assert_int_equal(pread(fd, &byte, 1, at), 1);
		byte ^= 0x10;
		assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	}
	close(fd);
}

static void a_damaged_file_is_as_none(void **state)
{
	(void)state;
	struct found_rows found;
	struct kept_case c;
	struct stat is;
	size_t all;

	case_open(&c, 13);
	scan_from(&c, ALL_ITEMS, 1);
	all = count_items(&c);
	assert_int_equal(stat(c.file, &is), 0);
	for (int i = 0; i < 40; i++) {
		bool cut = i % 2 != 0;
		scan_from(&c, ALL_ITEMS, 1);
		damage(&c, (off_t)below(&c.estate, (unsigned)is.st_size), cut);
		found = scan_from(&c, NOTHING_KEPT, 1);
		assert_int_equal(found.looked_at, all);
		assert_same(&c, buf_str(&found.text), "damaged");
		unlink(c.file);
	}
	case_close(&c);
}

/* An inventory that was put in the place of another one, with as many changes behind it. */
static void another_inventory_takes_nothing(void **state)
{
	(void)state;
	struct kept_case c, other;
	struct found_rows found;

	case_open(&c, 14);
	case_open(&other, 15);
	scan_from(&c, ALL_ITEMS, 1);
	assert_int_equal(rename(c.file, other.file), 0);
	found = scan_from(&other, NOTHING_KEPT, 1);
	assert_same(&other, buf_str(&found.text), "another inventory");
	assert_int_equal(found.looked_at, count_items(&other));
	case_close(&c);
	case_close(&other);
}

static void a_folder_that_is_closed_keeps_nothing(void **state)
{
	(void)state;
	struct found_rows found;
	struct kept_case c;

	if (geteuid() == 0)
		skip();
	case_open(&c, 16);
	scan_from(&c, ALL_ITEMS, 1);
	unlink(c.file);
	chmod(c.folder, 0500);
	found = scan_from(&c, ALL_ITEMS, 1);
	chmod(c.folder, 0700);
	assert_int_equal(access(c.file, F_OK), -1);
	assert_same(&c, buf_str(&found.text), "a closed folder");
	case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(scan_finds_the_same_whatever_was_kept),
	    cmocka_unit_test(only_what_a_trust_policy_touches_is_looked_at_again),
	    cmocka_unit_test(a_scan_of_tasks_takes_them_from_one_of_all),
	    cmocka_unit_test(the_time_counts_wherever_a_policy_asks_for_it),
	    cmocka_unit_test(what_is_kept_is_its_owner_s_alone),
	    cmocka_unit_test(a_damaged_file_is_as_none),
	    cmocka_unit_test(another_inventory_takes_nothing),
	    cmocka_unit_test(a_folder_that_is_closed_keeps_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
