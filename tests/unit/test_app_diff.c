/* test_app_diff.c - whatever changes in an inventory at random, each verdict that flips is put down
 * to changes that do it. */
#include "changing_estate.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "rolehop/app/app.h"
#include "rolehop/app/diff.h"
#include "rolehop/trace/asked.h"
#include "rolehop/trace/world_store.h"

enum { ESTATES = 12, STEPS = 6 };

struct diff_case {
	struct changing estate;
	char folder[32], db[64];
	size_t flips, together;
};

static void case_open(struct diff_case *c, uint64_t seed)
{
	memset(c, 0, sizeof(*c));
	snprintf(c->folder, sizeof(c->folder), "/tmp/rolehop-diff-XXXXXX");
	assert_non_null(mkdtemp(c->folder));
	snprintf(c->db, sizeof(c->db), "%s/inventory.db", c->folder);
	c->estate.dice = seed * UINT64_C(0x9e3779b97f4a7c15);
	c->estate.clock = 1780000000;
	must(&c->estate, store_open(c->db, STORE_WRITE, &c->estate.store, &c->estate.err));
	fill_at_random(&c->estate);
}

static void case_close(struct diff_case *c)
{
	const char *const names[] = {"", "-wal", "-shm", "-scan"};
	char path[128];

	store_close(c->estate.store);
	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "%s%s", c->db, names[i]);
		unlink(path);
	}
	assert_int_equal(rmdir(c->folder), 0);
	arena_release(&c->estate.arena);
}

/* What the flipped Task comes to in the snapshot `at`, with these changes as they are in `other`;
 * 3: it is not there. */
static int asked_in(struct app *app, const struct diff_flip *flip, int64_t at, int64_t now,
		    const struct store_mix *mix)
{
	const struct task_answer *any = flip->after != NULL ? flip->after : flip->before;
	const struct asked asked = {.machine = any->machine, .pointer = any->pointer};
	const struct trace_options options = {.brief = true};
	const struct trace *trace;
	struct world world;
	struct err err;
	int answer = 3;

	if (!store_at(app->store, arena_printf(&app->arena, "%lld", (long long)at), &err))
		fail_msg("%s", err.text);
	store_mix(app->store, mix);
	if (!world_store_open(&app->arena, app->store, now, &world, &err))
		fail_msg("%s", err.text);
	if (asked_trace(&app->arena, &world, &asked, &options, &trace, &err))
		answer = verdict_exit_status(trace->verdict);
	store_mix(app->store, NULL);
	return answer;
}

/* The changes of a flip as a mix of the older snapshot; its time. */
static int64_t mix_of(struct app *app, const struct diff *diff, const size_t *set, size_t n,
		      struct store_mix *mix)
{
	struct store_pick *facts = arena_array(&app->arena, n, sizeof(*facts));
	struct coverage *coverage = arena_array(&app->arena, n, sizeof(*coverage));
	int64_t now = diff->from.taken;

	*mix = (struct store_mix){.at = diff->to.id, .facts = facts, .coverage = coverage};
	for (size_t i = 0; i < n; i++) {
		const struct diff_change *c = &diff->changes[set[i]];
		if (c->about == DIFF_TIME)
			now = diff->to.taken;
		else if (c->about == DIFF_COVERAGE)
			coverage[mix->n_coverage++] = (struct coverage){
			    .account = c->account, .region = c->name, .kind = c->entity};
		else
			facts[mix->n_facts++] = (struct store_pick){c->entity_id, c->fact, c->name};
	}
	return now;
}

/* Everything that changed makes the one snapshot the other; what is named of it turns the verdict,
 * unless undoing it turns it back. */
static void assert_explained(struct diff_case *c, struct app *app, const struct diff *diff,
			     const struct diff_flip *flip)
{
	int old = asked_in(app, flip, diff->from.id, diff->from.taken, NULL);
	int new = asked_in(app, flip, diff->to.id, diff->to.taken, NULL);
	size_t *all = arena_array(&app->arena, diff->n_all, sizeof(*all));
	struct store_mix mix;
	int64_t now;

	for (size_t i = 0; i < diff->n_all; i++)
		all[i] = i;
	now = mix_of(app, diff, all, diff->n_all, &mix);
	assert_int_equal(asked_in(app, flip, diff->from.id, now, &mix), new);
	c->flips++;
	assert_true(flip->proved);
	assert_true(flip->n_because > 0);
	if (flip->together) {
		c->together++;
		assert_true(flip->n_because > 1);
		return;
	}
	for (size_t i = 0; i < flip->n_because && old != 3 && new != 3; i++) {
		int turned, back;
		now = mix_of(app, diff, &flip->because[i], 1, &mix);
		turned = asked_in(app, flip, diff->from.id, now, &mix);
		mix.at = diff->from.id;
		now = now == diff->to.taken ? diff->from.taken : diff->to.taken;
		back = asked_in(app, flip, diff->to.id, now, &mix);
		assert_true(turned == new || back == old);
	}
}

static void compare(struct diff_case *c, int64_t from, int64_t to)
{
	struct err err = {ERR_NONE, ""};
	struct diff diff;
	struct app app;
	char words[2][32];

	snprintf(words[0], sizeof(words[0]), "%lld", (long long)from);
	snprintf(words[1], sizeof(words[1]), "%lld", (long long)to);
	app_init(&app);
	app.settings.db = c->db;
	if (!app_open(&app, &err) ||
	    !app_diff(&app, str_from(words[0]), str_from(words[1]), true, NULL, &diff, &err))
		fail_msg("%s", err.text);
	for (size_t i = 0; i < diff.n_flips; i++)
		assert_explained(c, &app, &diff, &diff.flips[i]);
	app_release(&app);
}

static void every_flip_of_random_changes_is_put_down_to_changes(void **state)
{
	(void)state;
	size_t flips = 0, together = 0;

	for (uint64_t seed = 1; seed <= ESTATES; seed++) {
		struct diff_case c;
		struct snapshot last;
		bool found;
		case_open(&c, seed);
		for (int step = 0; step < STEPS; step++) {
			must(&c.estate, store_snapshot(c.estate.store, &c.estate.arena, &last,
						       &found, &c.estate.err));
			int64_t from = last.id - (int64_t)below(&c.estate, 8);
			if (step % 2 == 0)
				compare(&c, from, last.id);
			else
				compare(&c, last.id, from);
			for (int i = 0; i < 4; i++)
				change_at_random(&c.estate, false);
		}
		flips += c.flips;
		together += c.together;
		case_close(&c);
	}
	print_message("%zu flips, %zu by several changes together\n", flips, together);
	assert_true(flips > 100);
	assert_true(together > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_flip_of_random_changes_is_put_down_to_changes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
