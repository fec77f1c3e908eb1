/* tui/suppose.c - what is supposed, laid over everything that is shown, and what that turns. */
#include "tui/suppose.h"

#include "tui/at.h"
#include "tui/panes.h"
#include "tui/renew.h"

/* Machines that are judged at once, before anything is drawn: those that the edits are about. */
enum { AT_ONCE = 24 };

/* ---- laying ---------------------------------------------------------------------------------- */

static void judge_row(struct tui *tui, size_t row, size_t *left)
{
	struct err err;
	if (*left == 0)
		return;
	(*left)--;
	if (!verdicts_need(&tui->verdicts, row, &err))
		tui_lose(tui, &err);
}

static void judge_machine(struct tui *tui, struct str arn, size_t *left)
{
	size_t row;
	if (find_machine(tui, arn, &row))
		judge_row(tui, row, left);
}

/* The Tasks that an edit is surely about show their new verdicts at once. */
static void judge_nearest(struct tui *tui)
{
	const struct edits_state *now = edits_now(&tui->edits);
	size_t left = AT_ONCE;
	for (size_t i = 0; i < now->n; i++) {
		const struct change *change = &now->items[i]->change;
		const struct role_uses *uses = verdicts_role(&tui->base, change->of);
		judge_machine(tui, change->of, &left);
		size_t note;
		bool any = verdicts_first_use(uses, &note);
		for (; any && left > 0; any = verdicts_next_use(&tui->base, uses, &note))
			judge_row(tui, verdicts_note(&tui->base, note)->machine, &left);
	}
}

/* The verdicts of the bare inventory are kept beside those of what is supposed. */
static void follow_verdicts(struct tui *tui, bool was)
{
	struct app *app = tui->app;
	tui->triage.version++; /* notes have other numbers */
	risk_list_reset(&tui->risks);
	if (was)
		verdicts_release(&tui->verdicts);
	if (!was && app->what_if) {
		tui->base = tui->verdicts;
		tui->base.bare = true;
	}
	if (app->what_if) {
		verdicts_init(&tui->verdicts, app, &tui->inventory);
	} else if (was) {
		tui->verdicts = tui->base;
		tui->verdicts.bare = false;
		tui->base = (struct verdicts){0};
	}
}

void suppose_lay(struct tui *tui)
{
	struct err err;
	bool was = tui->app->what_if;
	if (!edits_lay(&tui->edits, tui->app, &err)) {
		tui_fail(tui, &err);
		return;
	}
	follow_verdicts(tui, was);
	if (tui->app->what_if)
		judge_nearest(tui);
	renew_panes(tui);
}

void suppose_over_new(struct tui *tui)
{
	struct err err;
	app_at_release(tui);
	tui->triage.version++;
	risk_list_reset(&tui->risks);
	verdicts_release(&tui->verdicts);
	verdicts_release(&tui->base);
	tui->app->what_if = false;
	if (!edits_lay(&tui->edits, tui->app, &err))
		tui_fail(tui, &err);
	verdicts_init(&tui->verdicts, tui->app, &tui->inventory);
	if (tui->app->what_if) {
		verdicts_init(&tui->base, tui->app, &tui->inventory);
		tui->base.bare = true;
	}
	renew_panes(tui);
}

void suppose(struct tui *tui, const struct edit *edit)
{
	edits_put(&tui->edits, edit, ++tui->stamp);
	suppose_lay(tui);
}

struct str suppose_mark(struct tui *tui, struct arena *arena)
{
	size_t n = edits_in_force(&tui->edits);
	return n == 0 ? STR("") : arena_printf(arena, "WHAT-IF %zu edit%s", n, n == 1 ? "" : "s");
}

/* ---- what turned ----------------------------------------------------------------------------- */

const char *turn_word(enum turn turn)
{
	static const char *const words[] = {
	    [TURN_NONE] = "as before",
	    [TURN_REPAIRED] = "repaired",
	    [TURN_ALLOWED] = "newly allowed",
	    [TURN_BROKEN] = "broken",
	    [TURN_DENIED] = "newly denied",
	    [TURN_UNKNOWN] = "now unknown",
	    [TURN_NEW] = "new",
	    [TURN_GONE] = "gone",
	};
	return words[turn];
}

static enum turn turn_of(const struct task_note *before, const struct task_note *after)
{
	if (before == NULL)
		return TURN_NEW;
	if (after == NULL)
		return TURN_GONE;
	bool denied = before->word == WORD_FAIL;
	bool unknown = before->verdict == V_UNKNOWN;
	if (after->word == WORD_FAIL)
		return denied ? TURN_NONE : unknown ? TURN_DENIED : TURN_BROKEN;
	if (after->verdict == V_UNKNOWN)
		return unknown ? TURN_NONE : TURN_UNKNOWN;
	return denied ? TURN_REPAIRED : unknown ? TURN_ALLOWED : TURN_NONE;
}

/* The Tasks of one machine, as one of both sides has them. */
struct tasks {
	const struct verdicts *verdicts;
	size_t first;
	size_t n;
};

static struct tasks tasks_of(const struct verdicts *verdicts, size_t machine)
{
	const struct machine_verdict *verdict = verdicts_machine(verdicts, machine);
	return (struct tasks){verdicts, verdict->first_note, verdict->n_tasks};
}

static bool is_task(const struct tasks *a, size_t i, const struct tasks *b, size_t k)
{
	const struct task_note *x = verdicts_note(a->verdicts, a->first + i);
	const struct task_note *y = verdicts_note(b->verdicts, b->first + k);
	const struct pool *of_x = &a->verdicts->pool;
	const struct pool *of_y = &b->verdicts->pool;
	return str_eq(pool_text(of_x, x->state), pool_text(of_y, y->state)) &&
	       str_eq(pool_text(of_x, x->pointer), pool_text(of_y, y->pointer));
}

/* Task i of `from` among those of `to`; mostly it is at the same place. */
static bool find_task(const struct tasks *from, size_t i, const struct tasks *to, size_t *found)
{
	*found = i;
	if (i < to->n && is_task(from, i, to, i))
		return true;
	for (*found = 0; *found < to->n; (*found)++) {
		if (is_task(from, i, to, *found))
			return true;
	}
	return false;
}

static const struct task_answer *answer_of(struct arena *arena, const struct tasks *tasks, size_t i)
{
	struct task_answer *answer = arena_alloc(arena, sizeof(*answer));
	*answer = verdicts_answer(tasks->verdicts, arena, tasks->first + i);
	return answer;
}

static void compare(const struct tasks *old, const struct tasks *new, struct vec *found)
{
	size_t k;
	for (size_t i = 0; i < new->n; i++) {
		bool before = find_task(new, i, old, &k);
		enum turn turn =
		    turn_of(before ? verdicts_note(old->verdicts, old->first + k) : NULL,
			    verdicts_note(new->verdicts, new->first + i));
		if (turn != TURN_NONE)
			*(struct turned *)vec_push(found) =
			    (struct turned){turn, before ? answer_of(found->arena, old, k) : NULL,
					    answer_of(found->arena, new, i)};
	}
	for (size_t i = 0; i < old->n; i++) {
		if (!find_task(old, i, new, &k))
			*(struct turned *)vec_push(found) =
			    (struct turned){TURN_GONE, answer_of(found->arena, old, i), NULL};
	}
}

/* In the order of the kinds; within one, as they were found. */
static void put_in_order(struct arena *arena, const struct vec *found, struct turns *out)
{
	struct turned *items = arena_array(arena, found->n + 1, sizeof(*items));
	for (int turn = TURN_REPAIRED; turn < TURN_COUNT; turn++) {
		for (size_t i = 0; i < found->n; i++) {
			const struct turned *one = vec_at(found, i);
			if ((int)one->turn != turn)
				continue;
			items[out->n++] = *one;
			out->by_turn[turn]++;
		}
	}
	out->items = items;
}

void turns_find(struct tui *tui, struct arena *arena, struct turns *out)
{
	struct vec found;
	*out = (struct turns){.n = 0};
	vec_init(&found, arena, sizeof(struct turned));
	for (size_t i = 0; tui->app->what_if && i < tui->inventory.machines.n; i++) {
		struct tasks old = tasks_of(&tui->base, i);
		struct tasks new = tasks_of(&tui->verdicts, i);
		if (!verdicts_machine(&tui->base, i)->noted ||
		    !verdicts_machine(&tui->verdicts, i)->noted)
			continue;
		compare(&old, &new, &found);
		out->compared++;
	}
	put_in_order(arena, &found, out);
}

unsigned turns_version(const struct tui *tui)
{
	return tui->base.version + tui->verdicts.version + tui->stamp;
}
