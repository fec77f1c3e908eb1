/* tui/run_bind.c - what actions do: binding what is decided at run time. */
#include "tui/runs.h"

#include "rolehop/base/safe.h"
#include "tui/pane_bind.h"
#include "tui/panes.h"
#include "tui/suppose.h"

/* Its answer, where that is noted; in the frame. */
static const struct task_answer *answer_of(struct tui *tui, const struct place *task)
{
	size_t index;
	if (!find_machine(tui, task->subject, &index))
		return NULL;
	const struct machine_verdict *machine = verdicts_machine(&tui->verdicts, index);
	for (size_t i = 0; machine->noted && i < machine->n_tasks; i++) {
		struct task_answer *answer = arena_alloc(&tui->frame, sizeof(*answer));
		*answer = verdicts_answer(&tui->verdicts, &tui->frame, machine->first_note + i);
		if (str_eq(answer->pointer, task->detail))
			return answer;
	}
	return NULL;
}

static bool task_here(struct tui *tui, struct pane *pane, struct place *out)
{
	if (pane->ops->kind == PANE_TRACE)
		*out = (struct place){.kind = PANE_TRACE,
				      .subject = pane->place.subject,
				      .detail = pane->place.detail};
	else if (!pane_task(tui, pane, out))
		return false;
	return true;
}

/* Only a trace tells whether anything of an unknown Task is open: no pane opens for nothing. */
struct effect run_binding(struct tui *tui, struct pane *pane)
{
	struct effect effect = {.kind = EFFECT_OPEN};
	struct place task;
	if (!task_here(tui, pane, &task))
		return effect_say("no Task here");
	effect.place =
	    (struct place){.kind = PANE_BIND, .subject = task.subject, .detail = task.detail};
	struct pane *tried = pane_new(tui, &effect.place);
	if (tried->broken != NULL)
		effect = effect_say(arena_printf(&tui->frame, "%s", tried->broken->text).p);
	pane_free(tried);
	return effect;
}

const char *off_bind(struct tui *tui, struct pane *pane)
{
	struct place task;
	if (pane->broken != NULL || !task_here(tui, pane, &task))
		return "no Task here";
	if (pane->ops->kind == PANE_TRACE && pane->place.pointer.n > 0)
		return "this is how it was";
	const struct task_answer *answer = answer_of(tui, &task);
	bool bound = edits_value(&tui->edits, task.subject, task.detail, STR("")) != NULL;
	bool open = answer == NULL || answer->target_path.n > 0 || answer->verdict == V_UNKNOWN;
	return bound || open ? NULL : "nothing in this Task is decided at run time";
}

/* The pane is opened anew by it: what it held is copied before. */
static struct effect bind_to(struct tui *tui, struct pane *pane, struct str value)
{
	struct edit edit = pane_bind_edit(pane, arena_str(&tui->frame, value));
	suppose(tui, &edit);
	tui_say(tui, THEME_STATUS, "bound to %.*s: W lists it, u takes it back",
		STR_ARG(say_name_of(tui, edit.value)));
	return effect_simple(EFFECT_BACK);
}

struct effect run_bind_to(struct tui *tui, struct pane *pane)
{
	struct str value;
	return pane_bind_value(tui, pane, &value) ? bind_to(tui, pane, value)
						  : effect_say("no value here");
}

const char *off_bind_to(struct tui *tui, struct pane *pane)
{
	struct str value;
	return pane_bind_value(tui, pane, &value) ? NULL : "no value here: b types one";
}

struct effect run_bind_type(struct tui *tui, struct pane *pane)
{
	struct str value;
	/* What no terminal should see cannot be typed into either. */
	bool here = pane_bind_value(tui, pane, &value) && safe_is(value);
	return (struct effect){.kind = EFFECT_PROMPT,
			       .prompt = PROMPT_VALUE,
			       .text = here ? arena_cstr(&tui->frame, value) : NULL};
}

void bind_typed(struct tui *tui, struct pane *pane, struct str text)
{
	struct str value = str_trim(text);
	if (value.n == 0 || pane->ops->kind != PANE_BIND || pane->broken != NULL)
		return;
	struct effect effect = bind_to(tui, pane, value);
	tui_apply(tui, &effect);
}

struct effect run_unbind(struct tui *tui, struct pane *pane)
{
	const struct edit *bound = pane_bind_now(tui, pane);
	const struct edits_state *now = edits_now(&tui->edits);
	for (size_t i = 0; i < now->n; i++) {
		if (now->items[i] != bound)
			continue;
		edits_drop(&tui->edits, i, ++tui->stamp);
		suppose_lay(tui);
		break;
	}
	return effect_say("not bound any more: u brings it back");
}

const char *off_unbind(struct tui *tui, struct pane *pane)
{
	return pane->broken == NULL && pane_bind_now(tui, pane) != NULL ? NULL : "it is not bound";
}

struct effect run_bind_all(struct tui *tui, struct pane *pane)
{
	(void)tui;
	pane_bind_all(pane);
	return effect_none();
}

const char *off_bind_all(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return pane_bind_off_all(pane);
}

struct effect run_next_path(struct tui *tui, struct pane *pane)
{
	struct place place = pane->place;
	(void)tui;
	return pane_bind_next_path(pane, &place.pointer)
		   ? (struct effect){.kind = EFFECT_OPEN, .place = place}
		   : effect_none();
}

const char *off_next_path(struct tui *tui, struct pane *pane)
{
	struct str path;
	(void)tui;
	return pane_bind_next_path(pane, &path) ? NULL : "nothing else is decided at run time here";
}
