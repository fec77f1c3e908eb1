/* test_trace_recorder.c - whatever a world answers otherwise after a change, the recorder had noted
 * that the answer rests on it. */
#include "changing_estate.h"

#include <stdio.h>
#include <stdlib.h>

#include "rolehop/base/buf.h"
#include "rolehop/model/holes.h"
#include "rolehop/trace/world_recorder.h"
#include "rolehop/trace/world_store.h"

enum { QUESTIONS = 24, ROLES_ASKED = 2000 };

/* A question to the world, as a number that decides everything of it. */
struct question_asked {
	uint64_t dice;
	struct str answer;
	uint64_t *asked;
	size_t n;
	bool time;
};

/* ---- answers in full --------------------------------------------------------------------------
 */

static void say_policy(struct buf *out, const struct policy *policy)
{
	buf_add(out, policy != NULL ? policy_text(policy) : STR("none"));
	buf_add_char(out, '\n');
}

static void say_role(struct buf *out, const struct role *r)
{
	buf_printf(out, "%.*s|%.*s|%.*s|%.*s|%.*s|%d|%d|%d|%.*s\n", STR_ARG(r->arn),
		   STR_ARG(r->name), STR_ARG(r->account), STR_ARG(r->path), STR_ARG(r->unique_id),
		   r->policies_complete, r->boundary_known, r->tags_known, STR_ARG(r->boundary));
	say_policy(out, r->trust);
	say_policy(out, r->boundary_policy);
	for (size_t i = 0; i < r->n_policies; i++) {
		buf_printf(out, "%.*s of %.*s ", STR_ARG(r->policies[i].label),
			   STR_ARG(r->policies[i].of));
		say_policy(out, r->policies[i].policy);
	}
	for (size_t i = 0; i < r->n_tags; i++)
		buf_printf(out, "%.*s=%.*s\n", STR_ARG(r->tags[i].key), STR_ARG(r->tags[i].value));
}

static void say_lack(struct buf *out, enum found found, const struct lack *lack)
{
	buf_printf(out, "%d", (int)found);
	if (found == FOUND_UNKNOWN)
		buf_printf(out, " %.*s|%.*s|%.*s", STR_ARG(lack->account), STR_ARG(lack->missing),
			   STR_ARG(lack->because));
	buf_add_char(out, '\n');
}

static void say_list(struct buf *out, const struct str *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%.*s\n", STR_ARG(list[i]));
}

static void say_machine(struct buf *out, const struct machine *m)
{
	buf_printf(out, "%.*s|%.*s|%.*s|%.*s|%d|%d|%d|%d|%.*s\n%.*s\n", STR_ARG(m->arn),
		   STR_ARG(m->account), STR_ARG(m->region), STR_ARG(m->role_arn), (int)m->type,
		   m->withheld, m->logs, m->traces, STR_ARG(m->key), STR_ARG(m->definition));
}

static void say_levels(struct buf *out, const struct level *levels, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_printf(out, "at %.*s\n", STR_ARG(levels[i].of));
		for (size_t k = 0; k < levels[i].n_policies; k++) {
			buf_add(out, levels[i].policies[k].label);
			say_policy(out, levels[i].policies[k].policy);
		}
	}
}

static void say_org(struct buf *out, const struct world_org *o)
{
	buf_printf(out, "%d|%.*s|%d|%.*s|%d|%d|%d\n", (int)o->facts.state, STR_ARG(o->facts.id),
		   o->facts.management, STR_ARG(o->management_account), o->scps_known,
		   o->scps_enabled, o->rcps_known);
	say_list(out, o->facts.paths, o->facts.n_paths);
	say_levels(out, o->scps, o->n_scps);
	say_levels(out, o->rcps, o->n_rcps);
}

/* ---- questions --------------------------------------------------------------------------------
 */

static struct str holed_role(struct changing *c)
{
	static const char *const texts[] = {"arn:aws:iam::\x01:role/r1",
					    "arn:aws:iam::222222222222:role/\x01", "\x01",
					    "arn:aws:iam::2222\x01:role/team/r2"};

	return str_from(ONE_OF(c, texts));
}

/* A machine, or a version or an alias of it. */
static struct str random_version(struct changing *c, const char *account)
{
	static const char *const ends[] = {"", "", ":3", ":live"};
	struct str key = machine_key(c, account, ONE_OF(c, estate_machines));

	return arena_printf(&c->arena, "%.*s%s", STR_ARG(key), ONE_OF(c, ends));
}

/* Asks what the dice say; `out` takes the whole answer. */
static void ask(struct changing *c, const struct world *w, struct arena *arena, struct buf *out)
{
	const struct world_ops *ops = w->ops;
	const char *account = ONE_OF(c, estate_accounts);
	struct str resource = str_from(ONE_OF(c, estate_resources)), value = STR("");
	enum found found = FOUND_UNKNOWN;
	const struct role *role = NULL;
	const struct machine *machine = NULL;
	const struct policy *policy = NULL;
	const struct policy_version *versions = NULL;
	const struct bearing *grants = NULL;
	struct public_access access;
	struct world_access_point point;
	const struct str *list = NULL;
	struct world_org org;
	struct lack lack = {.account = {NULL, 0}};
	bool flag = false;
	size_t n = 0;
	unsigned kind = below(c, 16);

	buf_printf(out, "%u ", kind);
	switch (kind) {
	case 0:
		must(c, ops->identity(w->self, arena,
				      estate_iam(c, account,
						 below(c, 3) ? ONE_OF(c, estate_roles)
							     : ONE_OF(c, estate_users)),
				      &found, &role, &lack, &c->err));
		say_lack(out, found, &lack);
		if (found == FOUND_YES)
			say_role(out, role);
		break;
	case 1:
		must(c, ops->role_named(w->self, arena, str_from(account),
					below(c, 2) ? STR("r1") : STR("R1"), &found, &role, &lack,
					&c->err));
		say_lack(out, found, &lack);
		if (found == FOUND_YES)
			say_role(out, role);
		break;
	case 2:
		must(c, ops->machine(w->self, arena, random_version(c, account), &found, &machine,
				     &lack, &c->err));
		say_lack(out, found, &lack);
		if (found == FOUND_YES)
			say_machine(out, machine);
		break;
	case 3:
		must(c,
		     ops->roles_fitting(w->self, arena, holed_role(c), &list, &n, &flag, &c->err));
		buf_printf(out, "%d ", flag);
		say_list(out, list, n);
		break;
	case 4:
		must(c, ops->organization(w->self, arena, str_from(account), &org, &lack, &c->err));
		say_org(out, &org);
		say_lack(out, FOUND_UNKNOWN, &lack);
		break;
	case 5:
		must(c, ops->resource_policy(w->self, arena, resource, &found, &policy, &lack,
					     &c->err));
		say_lack(out, found, &lack);
		say_policy(out, found == FOUND_YES ? policy : NULL);
		break;
	case 6:
		must(c, ops->owner(w->self, arena, resource, &value, &c->err));
		say_list(out, &value, 1);
		break;
	case 7:
		must(c, ops->machines_of(w->self, arena,
					 estate_iam(c, account, ONE_OF(c, estate_roles)), &list, &n,
					 &c->err));
		say_list(out, list, n);
		break;
	case 8:
		must(c, ops->parameter(w->self, arena, resource, &found, &value, &c->err));
		say_lack(out, found == FOUND_YES ? FOUND_YES : FOUND_ABSENT, &lack);
		say_list(out, &value, 1);
		break;
	case 9:
		must(c, ops->grants(w->self, arena, str_from(estate_resources[3]), &grants, &n,
				    &flag, &lack, &c->err));
		buf_printf(out, "%d ", flag);
		say_lack(out, FOUND_UNKNOWN, &lack);
		for (size_t i = 0; i < n; i++) {
			buf_add(out, grants[i].label);
			say_policy(out, grants[i].policy);
		}
		break;
	case 10:
		must(c, ops->versions(w->self, arena, estate_iam(c, account, "policy/p0"),
				      &versions, &n, &c->err));
		for (size_t i = 0; i < n; i++) {
			buf_add(out, versions[i].id);
			say_policy(out, versions[i].policy);
		}
		break;
	case 11:
		must(c, ops->aliased(w->self, arena, random_version(c, account), &found, &list, &n,
				     &c->err));
		buf_printf(out, "%d ", (int)found);
		say_list(out, list, n);
		break;
	case 12:
		must(c, ops->provider(w->self, arena, estate_iam(c, account, "saml-provider/x"),
				      &found, &c->err));
		buf_printf(out, "%d ", (int)found);
		break;
	case 13:
		must(c, ops->public_access(w->self, arena, str_from(estate_resources[0]),
					   str_from(account), &access, &c->err));
		buf_printf(out, "%d %d", access.known, access.restricted);
		break;
	case 14:
		must(c, ops->access_point(w->self, arena, str_from(estate_resources[0]), &point,
					  &c->err));
		buf_printf(out, "%.*s %.*s", STR_ARG(point.bucket), STR_ARG(point.network));
		break;
	default:
		must(c, ops->suggest(w->self, arena, estate_iam(c, account, "role/r9"), true, &list,
				     &n, &c->err));
		say_list(out, list, n);
	}
}

static struct str answer_of(struct changing *c, const struct world *world, struct arena *arena,
			    uint64_t dice)
{
	uint64_t before = c->dice;
	struct buf out;

	buf_init(&out, arena, 1 << 20);
	c->dice = dice;
	ask(c, world, arena, &out);
	c->dice = before;
	return buf_str(&out);
}

/* ---- the property -----------------------------------------------------------------------------
 */

static bool meets(const struct question_asked *q, const struct vec *touched)
{
	for (size_t i = 0; i < q->n; i++)
		for (size_t k = 0; k < touched->n; k++)
			if (q->asked[i] == *(uint64_t *)vec_at(touched, k))
				return true;
	return false;
}

static void touch_coverage(struct changing *c, struct arena *arena, const struct coverage *was,
			   size_t n_was, struct vec *touched)
{
	const struct coverage *is = NULL;
	size_t n = 0;

	must(c, store_coverage_list(c->store, arena, &is, &n, &c->err));
	for (size_t i = 0; i < n; i++) {
		bool same = false;
		for (size_t k = 0; k < n_was; k++)
			same = same || (was[k].kind == is[i].kind && was[k].state == is[i].state &&
					str_eq(was[k].account, is[i].account) &&
					str_eq(was[k].region, is[i].region));
		if (!same)
			recorder_of_coverage(&is[i], touched);
	}
}

static const struct question_asked *ask_all(struct changing *c, struct arena *arena,
					    struct world *base)
{
	struct question_asked *all = arena_array(arena, QUESTIONS, sizeof(*all));
	struct recorder *recorder;
	struct world world;

	must(c, world_store_open(arena, c->store, c->clock, base, &c->err));
	recorder = world_recorder_open(arena, base, &world);
	for (size_t i = 0; i < QUESTIONS; i++) {
		const uint64_t *asked;
		all[i].dice = c->dice + i * UINT64_C(0x9e3779b97f4a7c15) + 1;
		recorder_begin(recorder);
		all[i].answer = answer_of(c, &world, arena, all[i].dice);
		recorder_asked(recorder, &asked, &all[i].n, &all[i].time);
		all[i].asked = arena_array(arena, all[i].n, sizeof(*asked));
		for (size_t k = 0; k < all[i].n; k++)
			all[i].asked[k] = asked[k];
	}
	return all;
}

/* What holds of each organization, of every account; equal only where nothing was told apart. */
static void touch_organizations(struct changing *c, const struct hash *hashes, struct arena *arena,
				struct vec *touched)
{
	struct world now;

	must(c, world_store_open(arena, c->store, c->clock, &now, &c->err));
	for (size_t i = 0; i < sizeof(estate_accounts) / sizeof(estate_accounts[0]); i++) {
		struct str account = str_from(estate_accounts[i]);
		struct hash hash;
		must(c, recorder_organization(&now, account, &hash, &c->err));
		if (memcmp(&hash, &hashes[i], sizeof(hash)) != 0)
			*(uint64_t *)vec_push(touched) = recorder_of_organization(account);
	}
}

static void one_round(struct changing *c, unsigned *changed, unsigned *spared)
{
	const struct question_asked *all;
	const struct entity_change *changes = NULL;
	const struct coverage *coverage = NULL;
	struct store_stamp stamp;
	struct hash hashes[3];
	struct arena arena;
	struct vec touched;
	struct world world;
	size_t n = 0, n_coverage = 0;
	bool known = false;

	arena_init(&arena);
	vec_init(&touched, &arena, sizeof(uint64_t));
	all = ask_all(c, &arena, &world);
	for (size_t i = 0; i < 3; i++)
		must(c, recorder_organization(&world, str_from(estate_accounts[i]), &hashes[i],
					      &c->err));
	must(c, store_coverage_list(c->store, &arena, &coverage, &n_coverage, &c->err));
	must(c, store_stamp(c->store, &stamp, &c->err));
	change_at_random(c, true);
	must(c, store_changes(c->store, &arena, &stamp, &changes, &n, &known, &c->err));
	for (size_t i = 0; i < n; i++)
		recorder_of_change(&changes[i], &touched);
	touch_coverage(c, &arena, coverage, n_coverage, &touched);
	touch_organizations(c, hashes, &arena, &touched);
	must(c, world_store_open(&arena, c->store, c->clock, &world, &c->err));
	for (size_t i = 0; known && i < QUESTIONS; i++) {
		struct str now = answer_of(c, &world, &arena, all[i].dice);
		bool met = meets(&all[i], &touched);
		if (!str_eq(now, all[i].answer) && !met)
			fail_msg("not noted:\n%.*s\nis now\n%.*s", STR_ARG(all[i].answer),
				 STR_ARG(now));
		*changed += !str_eq(now, all[i].answer);
		*spared += !met;
	}
	arena_release(&arena);
}

static void answers_that_change_were_noted_to_rest_on_what_changed(void **state)
{
	(void)state;
	const char *wanted = getenv("ROUNDS");
	unsigned rounds = wanted ? (unsigned)atoi(wanted) : 30, changed = 0, spared = 0;

	for (unsigned seed = 1; seed <= rounds; seed++) {
		struct changing c = {.dice = seed * UINT64_C(0x9e3779b97f4a7c15),
				     .clock = 1780000000};
		must(&c, store_open(":memory:", STORE_WRITE, &c.store, &c.err));
		fill_at_random(&c);
		for (int i = 0; i < 40; i++)
			one_round(&c, &changed, &spared);
		store_close(c.store);
		arena_release(&c.arena);
	}
	/* it would hold, too, if everything always changed or nothing was ever kept */
	assert_true(changed > rounds * 5);
	assert_true(spared > rounds * 400);
}

/* ---- what random changes seldom meet ----------------------------------------------------------
 */

static void cover(struct changing *c, const char *account, enum entity_kind kind,
		  enum coverage_state state)
{
	const struct coverage coverage = {
	    .account = str_from(account), .kind = kind, .state = state, .when = c->clock};

	must(c, store_note_coverage(c->store, &coverage, &c->err));
}

static void put_account(struct changing *c, const char *id)
{
	struct changing_put p = exists(ENTITY_ACCOUNT, str_from(id), str_from(id), "", 0);

	must_put(c, &p);
}

static void begin(struct changing *c)
{
	must(c, store_begin(c->store, STR("test"), c->clock += 1000, &c->err));
}

static void commit(struct changing *c)
{
	bool changed;
	int64_t id;

	must(c, store_commit(c->store, &changed, &id, &c->err));
	assert_true(changed);
}

#define HELD "arn:aws:iam::111111111111:role/\x01"

/* Is it known, and noted, whether all roles were collected that a text with holes may mean? */
static void asks_anew_after(void (*change)(struct changing *c))
{
	struct changing c = {.clock = 1780000000};
	const struct coverage *coverage = NULL;
	const struct entity_change *changes = NULL;
	struct question_asked q = {.dice = 0};
	struct store_stamp stamp;
	struct recorder *recorder;
	struct world base, world;
	const struct str *list;
	const uint64_t *asked;
	struct vec touched;
	struct arena arena;
	bool all, known;
	size_t n, n_coverage;

	arena_init(&arena);
	must(&c, store_open(":memory:", STORE_WRITE, &c.store, &c.err));
	begin(&c);
	put_account(&c, "111111111111");
	cover(&c, "111111111111", ENTITY_ROLE, COVERAGE_COMPLETE);
	commit(&c);
	must(&c, world_store_open(&arena, c.store, c.clock, &base, &c.err));
	recorder = world_recorder_open(&arena, &base, &world);
	recorder_begin(recorder);
	must(&c, world.ops->roles_fitting(world.self, &arena, STR(HELD), &list, &n, &all, &c.err));
	assert_true(all);
	recorder_asked(recorder, &asked, &q.n, &q.time);
	q.asked = arena_array(&arena, q.n, sizeof(*asked));
	memcpy(q.asked, asked, q.n * sizeof(*asked));
	must(&c, store_coverage_list(c.store, &arena, &coverage, &n_coverage, &c.err));
	must(&c, store_stamp(c.store, &stamp, &c.err));
	begin(&c);
	change(&c);
	commit(&c);
	must(&c, world_store_open(&arena, c.store, c.clock, &base, &c.err));
	must(&c, base.ops->roles_fitting(base.self, &arena, STR(HELD), &list, &n, &all, &c.err));
	assert_false(all);
	vec_init(&touched, &arena, sizeof(uint64_t));
	must(&c, store_changes(c.store, &arena, &stamp, &changes, &n, &known, &c.err));
	assert_true(known);
	for (size_t i = 0; i < n; i++)
		recorder_of_change(&changes[i], &touched);
	touch_coverage(&c, &arena, coverage, n_coverage, &touched);
	assert_true(meets(&q, &touched));
	store_close(c.store);
	arena_release(&c.arena);
	arena_release(&arena);
}

static void roles_in_part(struct changing *c)
{
	cover(c, "111111111111", ENTITY_ROLE, COVERAGE_PARTIAL);
}

static void whether_all_roles_that_fit_were_collected_is_noted(void **state)
{
	(void)state;
	asks_anew_after(roles_in_part);
}

static size_t asked_of_roles(struct changing *c, struct recorder *recorder,
			     const struct world *world, size_t times)
{
	const struct role *role = NULL;
	const uint64_t *asked;
	enum found found;
	struct lack lack;
	size_t n;
	bool time;

	recorder_begin(recorder);
	for (size_t i = 0; i < times; i++) {
		struct str arn =
		    arena_printf(&c->arena, "arn:aws:iam::111111111111:role/r%zu", i % ROLES_ASKED);
		must(c, world->ops->identity(world->self, &c->arena, arn, &found, &role, &lack,
					     &c->err));
	}
	recorder_asked(recorder, &asked, &n, &time);
	for (size_t i = 1; i < n; i++)
		assert_true(asked[i - 1] < asked[i]);
	return n;
}

/* However often, and whatever was asked between: each question is noted once, and for each item
 * again. */
static void a_question_is_noted_once_for_each_item(void **state)
{
	struct changing c = {.store = NULL};
	struct world base, world;
	struct recorder *recorder;

	(void)state;
	must(&c, store_open(":memory:", STORE_WRITE, &c.store, &c.err));
	must(&c, world_store_open(&c.arena, c.store, 1, &base, &c.err));
	recorder = world_recorder_open(&c.arena, &base, &world);
	/* each role by its key, and how roles of its account were collected */
	assert_int_equal(asked_of_roles(&c, recorder, &world, 1), 2);
	assert_int_equal(asked_of_roles(&c, recorder, &world, ROLES_ASKED), ROLES_ASKED + 1);
	assert_int_equal(asked_of_roles(&c, recorder, &world, 3 * ROLES_ASKED), ROLES_ASKED + 1);
	assert_int_equal(asked_of_roles(&c, recorder, &world, 1), 2);
	store_close(c.store);
	arena_release(&c.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(answers_that_change_were_noted_to_rest_on_what_changed),
	    cmocka_unit_test(whether_all_roles_that_fit_were_collected_is_noted),
	    cmocka_unit_test(a_question_is_noted_once_for_each_item),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
