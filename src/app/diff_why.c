/* app/diff_why.c - which changes turned a Task's verdict: each is taken over from the other side,
 * and the Task asked again. */
#include "app/diff_why.h"

#include <stdlib.h>
#include <string.h>

#include "rolehop/base/map.h"
#include "rolehop/base/vec.h"
#include "rolehop/trace/asked.h"
#include "rolehop/trace/world_recorder.h"
#include "rolehop/trace/world_store.h"

enum {
	TRIALS_MAX = 600,  /* traces for one flip */
	SINGLES_MAX = 200, /* with more changes than these, sets are halved at once */
	PAIRS_MAX = 24,
};

/* What a Task comes to. */
enum outcome { OUTCOME_ABSENT, OUTCOME_ALLOW, OUTCOME_DENY, OUTCOME_UNKNOWN };

/* A question that a change could answer otherwise. */
struct bearing_on {
	uint64_t number;
	size_t change;
};

struct side {
	struct app *app;
	int64_t at;
	struct world world; /* which notes what it is asked */
	struct recorder *recorder;
};

struct why {
	struct arena *arena;
	const struct diff *diff;
	struct side old, new;
	struct bearing_on *bearing; /* by number */
	size_t n_bearing;
	struct map organizations; /* account -> "" where it is bound otherwise than before */
};

/* One flip at work. */
struct turning {
	struct why *why;
	struct asked asked;
	enum outcome old, new;
	struct vec near; /* size_t: changes that bear on it */
	size_t trials;
	struct err *err;
};

/* ---- what bears on a Task ------------------------------------------------------------------ */

static int compare_bearing(const void *a, const void *b)
{
	const struct bearing_on *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return x->change < y->change ? -1 : x->change > y->change;
}

static void numbers_of(const struct diff_change *c, struct vec *out)
{
	const struct entity_change change = {
	    .entity = {.kind = c->entity,
		       .key = c->of,
		       .account = c->account,
		       .name = c->entity_name},
	    .existence = c->fact == FACT_EXISTS,
	};
	const struct coverage coverage = {
	    .account = c->account, .region = c->name, .kind = c->entity};

	if (c->about == DIFF_FACT)
		recorder_of_change(&change, out);
	else if (c->about == DIFF_COVERAGE)
		recorder_of_coverage(&coverage, out);
}

static void number_changes(struct why *w)
{
	struct vec all, numbers;

	vec_init(&all, w->arena, sizeof(struct bearing_on));
	vec_init(&numbers, w->arena, sizeof(uint64_t));
	for (size_t i = 0; i < w->diff->n_all; i++) {
		numbers.n = 0;
		numbers_of(&w->diff->changes[i], &numbers);
		for (size_t k = 0; k < numbers.n; k++)
			*(struct bearing_on *)vec_push(&all) =
			    (struct bearing_on){*(uint64_t *)vec_at(&numbers, k), i};
	}
	if (all.n > 1)
		qsort(all.items, all.n, sizeof(struct bearing_on), compare_bearing);
	w->bearing = all.items;
	w->n_bearing = all.n;
}

static size_t first_of(const struct why *w, uint64_t number)
{
	size_t low = 0, high = w->n_bearing;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (w->bearing[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Did anything change of how the organization binds one of these accounts? */
static bool organizations_differ(struct why *w, const struct side *side, const uint64_t *asked,
				 size_t n, bool *differ, struct err *err)
{
	const struct vec *accounts = recorder_accounts(side->recorder);

	for (size_t i = 0; i < accounts->n && !*differ; i++) {
		struct str account = *(struct str *)vec_at(accounts, i);
		uint64_t number = recorder_of_organization(account);
		char *known = map_find(&w->organizations, account);
		struct hash before, after;
		size_t k = 0;
		while (k < n && asked[k] != number)
			k++;
		if (k == n)
			continue;
		if (known == NULL) {
			if (!recorder_organization(&w->old.app->world, account, &before, err) ||
			    !recorder_organization(&w->new.app->world, account, &after, err))
				return false;
			known = arena_alloc(w->arena, 1);
			*known = memcmp(&before, &after, sizeof(before)) != 0;
			map_put(&w->organizations, account, known);
		}
		*differ = *known != 0;
	}
	return true;
}

/* Marks the changes that could answer otherwise what the side was asked last. */
static bool mark_near(struct turning *t, const struct side *side, char *marks)
{
	struct why *w = t->why;
	const uint64_t *asked;
	bool time, differ = false;
	size_t n;

	recorder_asked(side->recorder, &asked, &n, &time);
	for (size_t i = 0; i < n; i++)
		for (size_t k = first_of(w, asked[i]);
		     k < w->n_bearing && w->bearing[k].number == asked[i]; k++)
			marks[w->bearing[k].change] = 1;
	if (!organizations_differ(w, side, asked, n, &differ, t->err))
		return false;
	for (size_t i = 0; i < w->diff->n_all; i++) {
		const struct diff_change *c = &w->diff->changes[i];
		if ((c->about == DIFF_TIME && time) ||
		    (c->about != DIFF_TIME && differ && recorder_binds_accounts(c->entity)))
			marks[i] = 1;
	}
	return true;
}

/* ---- asking ---------------------------------------------------------------------------------- */

/* A machine whose definition cannot be read is one answer at the empty pointer. */
static bool is_unreadable(struct arena *arena, const struct world *world, const struct asked *asked,
			  enum outcome *out, struct err *err)
{
	const struct machine *machine;
	struct lack lack;
	enum found found;

	*out = OUTCOME_ABSENT;
	if (!str_is_empty(asked->pointer))
		return true;
	if (!world->ops->machine(world->self, arena, asked->machine, &found, &machine, &lack, err))
		return false;
	if (found == FOUND_YES)
		*out = OUTCOME_UNKNOWN;
	return true;
}

static bool ask(struct turning *t, const struct world *world, enum outcome *out)
{
	const struct trace_options options = {.brief = true,
					      .strict = t->why->new.app->settings.strict};
	const struct trace *trace = NULL;
	struct arena scratch;
	struct err unread = {ERR_NONE, ""};
	bool done;

	arena_init(&scratch);
	done = asked_trace(&scratch, world, &t->asked, &options, &trace, &unread);
	if (done)
		*out = (enum outcome)(OUTCOME_ALLOW + verdict_exit_status(trace->verdict));
	else if (unread.kind == ERR_INPUT)
		done = is_unreadable(&scratch, world, &t->asked, out, t->err);
	else
		*t->err = unread;
	arena_release(&scratch);
	return done;
}

/* Where a Task came or went, that is what is to be explained. */
static bool is_same(const struct turning *t, enum outcome a, enum outcome b)
{
	if (t->old == OUTCOME_ABSENT || t->new == OUTCOME_ABSENT)
		return (a == OUTCOME_ABSENT) == (b == OUTCOME_ABSENT);
	return a == b;
}

/* The mix of `base` with these changes as they are in `other`; its time. */
static int64_t mix_of(const struct turning *t, struct arena *arena, const struct side *base,
		      const struct side *other, const struct vec *set, struct store_mix *mix)
{
	struct store_pick *facts = arena_array(arena, set->n, sizeof(*facts));
	struct coverage *coverage = arena_array(arena, set->n, sizeof(*coverage));
	int64_t now = base->app->world.now;

	*mix = (struct store_mix){.at = other->at, .facts = facts, .coverage = coverage};
	for (size_t i = 0; i < set->n; i++) {
		const struct diff_change *c = &t->why->diff->changes[*(size_t *)vec_at(set, i)];
		if (c->about == DIFF_TIME)
			now = other->app->world.now;
		else if (c->about == DIFF_COVERAGE)
			coverage[mix->n_coverage++] = (struct coverage){
			    .account = c->account, .region = c->name, .kind = c->entity};
		else
			facts[mix->n_facts++] = (struct store_pick){c->entity_id, c->fact, c->name};
	}
	return now;
}

/* What the Task comes to in `base` with these changes as they are in `other`. */
static bool try_mix(struct turning *t, const struct side *base, const struct side *other,
		    const struct vec *set, enum outcome *out)
{
	struct store_mix mix;
	struct arena scratch;
	struct world world;
	int64_t now;
	bool done;

	t->trials++;
	arena_init(&scratch);
	now = mix_of(t, &scratch, base, other, set, &mix);
	store_mix(base->app->store, &mix);
	done = world_store_open(&scratch, base->app->store, now, &world, t->err) &&
	       ask(t, &world, out);
	store_mix(base->app->store, NULL);
	arena_release(&scratch);
	return done;
}

/* Do these changes alone turn the old verdict into the new one? */
static bool turns(struct turning *t, const struct vec *set, bool *out)
{
	enum outcome outcome;

	if (!try_mix(t, &t->why->old, &t->why->new, set, &outcome))
		return false;
	*out = is_same(t, outcome, t->new);
	return true;
}

/* Does the old verdict come back without this one? */
static bool turns_back(struct turning *t, size_t change, bool *out)
{
	const struct vec one = {.items = &change, .n = 1, .size = sizeof(change)};
	enum outcome outcome;

	if (!try_mix(t, &t->why->new, &t->why->old, &one, &outcome))
		return false;
	*out = is_same(t, outcome, t->old);
	return true;
}

/* ---- sets ------------------------------------------------------------------------------------ */

static void add(struct vec *set, size_t change)
{
	*(size_t *)vec_push(set) = change;
}

static size_t near_at(const struct turning *t, size_t i)
{
	return *(size_t *)vec_at(&t->near, i);
}

/* Those that turn the verdict each by itself. */
static bool find_singles(struct turning *t, struct vec *found)
{
	for (size_t i = 0; i < t->near.n; i++) {
		size_t change = near_at(t, i);
		const struct vec one = {.items = &change, .n = 1, .size = sizeof(change)};
		bool turned;
		if (!turns(t, &one, &turned))
			return false;
		if (turned)
			add(found, change);
	}
	return true;
}

/* Those without each of which the old verdict comes back. */
static bool find_necessary(struct turning *t, struct vec *found)
{
	bool turned = false;

	for (size_t i = 0; i < t->near.n; i++) {
		if (!turns_back(t, near_at(t, i), &turned))
			return false;
		if (turned)
			add(found, near_at(t, i));
	}
	return true;
}

static bool find_pair(struct turning *t, struct vec *found)
{
	for (size_t i = 0; i < t->near.n; i++)
		for (size_t k = i + 1; k < t->near.n; k++) {
			bool turned;
			found->n = 0;
			add(found, near_at(t, i));
			add(found, near_at(t, k));
			if (!turns(t, found, &turned))
				return false;
			if (turned)
				return true;
		}
	found->n = 0;
	return true;
}

/* `set` without `n` of its elements from `from` on. */
static void without(const struct vec *set, size_t from, size_t n, struct vec *out)
{
	out->n = 0;
	for (size_t i = 0; i < set->n; i++)
		if (i < from || i >= from + n)
			add(out, *(size_t *)vec_at(set, i));
}

/* Takes out of a set that turns the verdict what it does not need: halves, quarters, each one. */
static bool shrink(struct turning *t, struct vec *set)
{
	struct vec less;
	bool turned, again;

	vec_init(&less, t->why->arena, sizeof(size_t));
	for (size_t chunk = (set->n + 1) / 2; chunk > 0; chunk = again ? chunk : chunk / 2) {
		again = false;
		for (size_t from = 0; from < set->n && set->n > 1;) {
			if (t->trials >= TRIALS_MAX)
				return true;
			without(set, from, chunk, &less);
			if (!turns(t, &less, &turned))
				return false;
			if (turned)
				without(&less, less.n, 0, set);
			else
				from += chunk;
			again = again || (turned && chunk == 1);
		}
	}
	return true;
}

/* All that bears on it; where that does not turn it, all that changed. */
static bool find_whole(struct turning *t, struct vec *found)
{
	bool turned;

	without(&t->near, 0, 0, found);
	if (!turns(t, found, &turned))
		return false;
	if (!turned) {
		found->n = 0;
		for (size_t i = 0; i < t->why->diff->n_all; i++)
			add(found, i);
		if (!turns(t, found, &turned))
			return false;
	}
	if (!turned)
		found->n = 0;
	return found->n == 0 || shrink(t, found);
}

/* ---- one flip -------------------------------------------------------------------------------- */

/* The fewest changes that turn the verdict; none where they do not. */
static bool find_because(struct turning *t, struct vec *found, bool *together)
{
	*together = false;
	if (t->near.n <= SINGLES_MAX && !find_singles(t, found))
		return false;
	if (found->n > 0)
		return true;
	*together = true;
	if (t->near.n <= SINGLES_MAX && !find_necessary(t, found))
		return false;
	if (found->n == 0 && t->near.n <= PAIRS_MAX && !find_pair(t, found))
		return false;
	if (found->n == 0 && !find_whole(t, found))
		return false;
	*together = found->n > 1;
	return true;
}

static bool find_near(struct turning *t)
{
	struct why *w = t->why;
	char *marks = arena_alloc(w->arena, w->diff->n_all + 1);

	memset(marks, 0, w->diff->n_all + 1);
	recorder_begin(w->old.recorder);
	recorder_begin(w->new.recorder);
	if (!ask(t, &w->old.world, &t->old) || !mark_near(t, &w->old, marks) ||
	    !ask(t, &w->new.world, &t->new) || !mark_near(t, &w->new, marks))
		return false;
	for (size_t i = 0; i < w->diff->n_all; i++)
		if (marks[i])
			add(&t->near, i);
	return true;
}

bool why_flip(struct why *w, struct diff_flip *flip, struct err *err)
{
	const struct task_answer *any = flip->after != NULL ? flip->after : flip->before;
	struct turning t = {
	    .why = w, .asked = {.machine = any->machine, .pointer = any->pointer}, .err = err};
	struct vec found;

	vec_init(&t.near, w->arena, sizeof(size_t));
	vec_init(&found, w->arena, sizeof(size_t));
	if (!find_near(&t) || !find_because(&t, &found, &flip->together))
		return false;
	flip->proved = found.n > 0;
	flip->because = flip->proved ? found.items : t.near.items;
	flip->n_because = flip->proved ? found.n : t.near.n;
	if (!flip->proved)
		flip->reason = STR("all that changed between the snapshots, taken over at once, "
				   "does not turn it");
	return true;
}

static void open_side(struct why *w, struct app *app, int64_t at, struct side *side)
{
	side->app = app;
	side->at = at;
	side->recorder = world_recorder_open(w->arena, &app->world, &side->world);
}

struct why *why_open(struct arena *arena, struct app *before, struct app *after,
		     const struct diff *diff)
{
	struct why *w = arena_alloc(arena, sizeof(*w));

	*w = (struct why){.arena = arena, .diff = diff};
	map_init(&w->organizations, arena);
	open_side(w, before, diff->from.id, &w->old);
	open_side(w, after, diff->to.id, &w->new);
	number_changes(w);
	return w;
}
