/* tui/pane_cause.c - the Tasks of one cause, or the findings of one account. */
#include "rolehop/base/clock.h"
#include "rolehop/model/arn.h"
#include "rolehop/trace/causes.h"
#include "tui/answers.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/table.h"
#include "tui/triage.h"

enum { REGROUP_MS = 300 };

/* The number that notes have for the cause, 0: none has. */
static uint16_t number_of(const struct verdicts *verdicts, const struct place *place)
{
	for (size_t i = 0; i < verdicts->causes.n; i++) {
		const struct verdict_cause *cause = vec_at(&verdicts->causes, i);
		if (str_eq(cause->finding->cause, place->subject) &&
		    str_eq(mark_text(cause->word), place->pointer))
			return (uint16_t)(i + 1);
	}
	return 0;
}

/* What the pane of a cause knows beyond its table. */
struct cause_state {
	struct arena arena;
	unsigned seen;	  /* version of the verdicts that the table is of */
	unsigned triaged; /* and that of what shows */
	int64_t when;
};

static bool is_account(const struct place *place)
{
	return str_eq(place->pointer, STR("account"));
}

/* Is the note of what the pane is about? `cause` is its number, if that is a cause. */
static bool is_meant(const struct tui *tui, const struct place *place, uint16_t cause, size_t note)
{
	const struct task_note *it = verdicts_note(&tui->verdicts, note);
	if (!triage_shows(tui, note))
		return false;
	if (!is_account(place))
		return it->cause == cause;
	return str_eq(names_stem(&tui->inventory.machines, it->machine)->account, place->subject);
}

static void collect(struct tui *tui, struct pane *pane)
{
	struct answers *data = pane->data;
	struct cause_state *state = data->more;
	const struct verdicts *verdicts = &tui->verdicts;
	struct vec found;
	triage_update(tui);
	arena_release(&state->arena);
	vec_init(&found, &state->arena, sizeof(uint32_t));
	uint16_t number = number_of(verdicts, &pane->place);
	for (int word = WORD_FAIL; word < WORD_LATER; word++) { /* the worst first */
		for (size_t i = 0; i < verdicts->n_tasks; i++) {
			if (verdicts_note(verdicts, i)->word == word &&
			    is_meant(tui, &pane->place, number, i))
				*(uint32_t *)vec_push(&found) = (uint32_t)i;
		}
	}
	data->notes = found.items;
	data->n = found.n;
	state->seen = verdicts->version;
	state->triaged = tui->triage.version;
	state->when = clock_ticks_ms();
	pane->table->stale = true;
}

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	struct answers *data = arena_alloc(&pane->arena, sizeof(*data));
	(void)err;
	data->more = arena_alloc(&pane->arena, sizeof(struct cause_state));
	answers_table(pane, data, false);
	collect(tui, pane);
	return true;
}

/* More Tasks of the cause turn up while verdicts come in. */
static bool idle(struct tui *tui, struct pane *pane)
{
	const struct answers *data = pane->data;
	const struct cause_state *state = data->more;
	bool early =
	    !verdicts_finished(&tui->verdicts) && clock_ticks_ms() - state->when < REGROUP_MS;
	if (state->triaged == tui->triage.version &&
	    (state->seen == tui->verdicts.version || early))
		return false;
	collect(tui, pane);
	tui->preview_wanted = true;
	return true;
}

static void close(struct pane *pane)
{
	const struct answers *data = pane->data;
	arena_release(&((struct cause_state *)data->more)->arena);
}

static void crumb(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	buf_add(buf, tui_safe(tui, pane->place.detail));
}

/* Why it matters, above the Tasks that it hits. */
static int head(struct tui *tui, struct pane *pane, const struct view *view)
{
	struct view upper = view_part(view, 0, 0, view->w, view->h / 2);
	int y = view_words(&upper, 0, THEME_TEXT, say_told(tui, pane->place.text));
	return y > 0 ? y + 1 : 0;
}

bool pane_cause_what(struct tui *tui, struct pane *pane, struct triage_what *out,
		     struct str *reason)
{
	const struct task_answer *answer =
	    pane->ops->kind == PANE_CAUSE ? answers_here(tui, pane) : NULL;
	if (answer == NULL)
		return false;
	*out = (struct triage_what){str_from(finding_cause(answer)->name), answer->machine,
				    answer->pointer};
	*reason = triage_reason(tui, out->rule, answer->machine, answer->state, answer->pointer);
	return true;
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	struct triage_what what;
	struct str reason;
	if (pane_cause_what(tui, pane, &what, &reason) && reason.n > 0)
		buf_printf(buf, "ignored: %.*s", STR_ARG(tui_safe(tui, reason)));
	else
		answers_status(tui, pane, buf);
}

const struct pane_ops pane_cause = {
    .kind = PANE_CAUSE,
    .name = "cause",
    .title = "Cause",
    .beside = 50,
    .above = 50,
    .open = open,
    .crumb = crumb,
    .head = head,
    .target = answers_target,
    .task = answers_target,
    .role = answers_role,
    .definition = answers_definition,
    .idle = idle,
    .status = status,
    .close = close,
};
