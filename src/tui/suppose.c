/* tui/suppose.c - what is supposed, laid over everything that is shown, and what that turns. */
#include "tui/suppose.h"

#include "tui/panes.h"
#include "tui/renew.h"

/* Machines that are judged at once, before anything is drawn: those that the edits are about. */
enum { AT_ONCE = 24 };

/* ---- laying ---------------------------------------------------------------------------------- */

static void judge_machine(struct tui *tui, struct str arn, size_t *left)
{
	struct err err;
	size_t index;
	if (*left == 0 || !find_machine(tui, arn, &index))
		return;
	(*left)--;
	if (!verdicts_need(&tui->verdicts, index, &err))
		tui_fail(tui, &err);
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
		for (size_t k = 0; uses != NULL && k < uses->answers.n && left > 0; k++)
			judge_machine(
			    tui,
			    (*(const struct task_answer *const *)vec_at(&uses->answers, k))
				->machine,
			    &left);
	}
}

/* The verdicts of the bare inventory are kept beside those of what is supposed. */
static void follow_verdicts(struct tui *tui, bool was)
{
	struct app *app = tui->app;
	if (was)
		verdicts_release(&tui->verdicts);
	if (!was && app->what_if) {
		tui->base = tui->verdicts;
		tui->base.world = &app->base_world;
	}
	if (app->what_if) {
		verdicts_init(&tui->verdicts, &app->world, &tui->inventory);
	} else if (was) {
		tui->verdicts = tui->base;
		tui->verdicts.world = &app->world;
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
	verdicts_release(&tui->verdicts);
	verdicts_release(&tui->base);
	tui->app->what_if = false;
	if (!edits_lay(&tui->edits, tui->app, &err))
		tui_fail(tui, &err);
	verdicts_init(&tui->verdicts, &tui->app->world, &tui->inventory);
	if (tui->app->what_if)
		verdicts_init(&tui->base, &tui->app->base_world, &tui->inventory);
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

static enum turn turn_of(const struct task_answer *before, const struct task_answer *after)
{
	if (before == NULL)
		return TURN_NEW;
	if (after == NULL)
		return TURN_GONE;
	bool denied = mark_of_answer(before) == WORD_FAIL;
	if (mark_of_answer(after) == WORD_FAIL)
		return denied			      ? TURN_NONE
		       : before->verdict == V_UNKNOWN ? TURN_DENIED
						      : TURN_BROKEN;
	if (after->verdict == V_UNKNOWN)
		return before->verdict == V_UNKNOWN ? TURN_NONE : TURN_UNKNOWN;
	return denied ? TURN_REPAIRED : before->verdict == V_UNKNOWN ? TURN_ALLOWED : TURN_NONE;
}

static const struct task_answer *same_task(const struct machine_answers *machine,
					   const struct task_answer *task, size_t hint)
{
	if (hint < machine->n && str_eq(machine->answers[hint].pointer, task->pointer))
		return &machine->answers[hint];
	for (size_t i = 0; i < machine->n; i++) {
		if (str_eq(machine->answers[i].pointer, task->pointer))
			return &machine->answers[i];
	}
	return NULL;
}

static void add(struct vec *found, const struct task_answer *before,
		const struct task_answer *after)
{
	enum turn turn = turn_of(before, after);
	if (turn != TURN_NONE)
		*(struct turned *)vec_push(found) = (struct turned){turn, before, after};
}

static void compare(const struct machine_answers *old, const struct machine_answers *new,
		    struct vec *found)
{
	for (size_t i = 0; i < new->n; i++)
		add(found, same_task(old, &new->answers[i], i), &new->answers[i]);
	for (size_t i = 0; i < old->n; i++) {
		if (same_task(new, &old->answers[i], i) == NULL)
			add(found, &old->answers[i], NULL);
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
		const struct machine_answers *old = verdicts_machine(&tui->base, i);
		const struct machine_answers *new = verdicts_machine(&tui->verdicts, i);
		if (!old->known || !new->known)
			continue;
		compare(old, new, &found);
		out->compared++;
	}
	put_in_order(arena, &found, out);
}

unsigned turns_version(const struct tui *tui)
{
	return tui->base.version + tui->verdicts.version + tui->stamp;
}
