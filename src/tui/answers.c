/* tui/answers.c - a table of Tasks with their verdicts: of one machine, of one cause. */
#include "tui/answers.h"

#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/table.h"

enum { COL_VERDICT, COL_TASK, COL_CALLS, COL_ROLE, COL_GATE };

/* clang-format off */
static const struct column of_machine_columns[] = {
	[COL_VERDICT] = {"VERDICT", 7, 0, 0, false, true},
	[COL_TASK] = {"TASK", 16, 3, 0, false, true},
	[COL_CALLS] = {"CALLS", 11, 2, 54, false, true},
	[COL_ROLE] = {"AS ROLE", 14, 2, 46, false, true},
	[COL_GATE] = {"STOPS AT", 14, 1, 84, false, true},
};

static const struct column of_cause_columns[] = {
	[COL_VERDICT] = {"VERDICT", 7, 0, 0, false, true},
	[COL_TASK] = {"TASK", 24, 4, 0, false, true},
	[COL_CALLS] = {"CALLS", 16, 2, 84, false, true},
	[COL_ROLE] = {"AS ROLE", 14, 1, 64, false, true},
	[COL_GATE] = {"STOPS AT", 14, 1, 100, false, true},
};
/* clang-format on */

static const struct task_answer *answer_at(struct tui *tui, struct pane *pane, size_t row)
{
	const struct answers *data = pane->data;
	if (data->items != NULL)
		return &data->items[row];
	struct task_answer *answer = arena_alloc(&tui->frame, sizeof(*answer));
	*answer = verdicts_answer(&tui->verdicts, &tui->frame, data->notes[row]);
	return answer;
}

static size_t count(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return ((struct answers *)pane->data)->n;
}

/* "TrustingAccountRl", "$.auditRole", "execution role" */
static struct str role_text(struct tui *tui, const struct task_answer *answer)
{
	if (edits_value(&tui->edits, answer->machine, answer->pointer, STR("")) != NULL)
		return arena_printf(&tui->frame, "%.*s (bound)",
				    STR_ARG(say_name_of(tui, answer->target_role)));
	if (answer->target_path.n > 0)
		return tui_safe(tui, answer->target_path);
	if (answer->target_role.n == 0)
		return STR("execution role");
	return say_name_of(tui, answer->target_role);
}

static void cell(struct tui *tui, struct pane *pane, size_t row, size_t column,
		 struct table_cell *out)
{
	const struct task_answer *answer = answer_at(tui, pane, row);
	enum mark_word word = mark_of_answer(answer);
	bool of_machine = pane->table->ops->columns == of_machine_columns;
	switch (column) {
	case COL_VERDICT:
		out->text = mark_text(word);
		out->role = mark_role(word);
		break;
	case COL_TASK:
		out->text = of_machine ? say_state(tui, answer)
				       : arena_printf(&tui->frame, "%.*s/%.*s",
						      STR_ARG(say_name_of(tui, answer->machine)),
						      STR_ARG(say_state(tui, answer)));
		out->middle = true;
		break;
	case COL_CALLS:
		out->text = tui_safe(tui, answer->action);
		break;
	case COL_ROLE:
		out->text = role_text(tui, answer);
		out->role = answer->target_path.n > 0	? THEME_UNKNOWN
			    : answer->target_role.n > 0 ? THEME_TEXT
							: THEME_DIM;
		out->middle = true;
		break;
	case COL_GATE:
		out->text = tui_safe(tui, answer->gate);
		break;
	default:
		break;
	}
}

static size_t parts(struct tui *tui, struct pane *pane, size_t row, struct str *out)
{
	const struct task_answer *answer = answer_at(tui, pane, row);
	out[0] = answer->state;
	out[1] = answer->action;
	out[2] = answer->machine;
	out[3] = answer->target_role;
	out[4] = answer->gate;
	out[5] = mark_text(mark_of_answer(answer));
	return 6;
}

static void sort_key(struct tui *tui, struct pane *pane, size_t row, int column,
		     struct sort_key *out)
{
	const struct task_answer *answer = answer_at(tui, pane, row);
	switch (column) {
	case COL_VERDICT:
		out->number = (uint64_t)mark_of_answer(answer);
		break;
	case COL_CALLS:
		out->text = answer->action;
		break;
	case COL_ROLE:
		out->text = answer->target_role;
		break;
	case COL_GATE: /* those that stop somewhere first */
		out->number = answer->gate.n == 0;
		out->text = answer->gate;
		break;
	default:
		out->text = answer->state;
		break;
	}
}

static bool fails(struct tui *tui, struct pane *pane, size_t row)
{
	return mark_of_answer(answer_at(tui, pane, row)) == WORD_FAIL;
}

static const char *empty_cause(struct tui *tui, struct pane *pane)
{
	(void)pane;
	return tui->triage.n_ignored > 0 ? "no Task that is not ignored (a shows those)"
					 : "no Task any more";
}

static const struct table_ops of_machine_ops = {
    .columns = of_machine_columns,
    .n_columns = sizeof(of_machine_columns) / sizeof(of_machine_columns[0]),
    .name = COL_TASK,
    .count = count,
    .cell = cell,
    .parts = parts,
    .sort_key = sort_key,
    .fails = fails,
    .nothing = "this state machine makes no calls",
};

static const struct table_ops of_cause_ops = {
    .columns = of_cause_columns,
    .n_columns = sizeof(of_cause_columns) / sizeof(of_cause_columns[0]),
    .name = COL_TASK,
    .count = count,
    .cell = cell,
    .parts = parts,
    .sort_key = sort_key,
    .fails = fails,
    .empty = empty_cause,
};

void answers_table(struct pane *pane, struct answers *answers, bool of_machine)
{
	pane->data = answers;
	table_new(pane, of_machine ? &of_machine_ops : &of_cause_ops);
}

const struct task_answer *answers_here(struct tui *tui, struct pane *pane)
{
	size_t row;
	return table_row(tui, pane, &row) ? answer_at(tui, pane, row) : NULL;
}

bool answers_target(struct tui *tui, struct pane *pane, struct place *out)
{
	const struct task_answer *answer = answers_here(tui, pane);
	if (answer == NULL || answer->pointer.n == 0)
		return false;
	*out = place_of_task(answer);
	return true;
}

bool answers_role(struct tui *tui, struct pane *pane, struct place *out)
{
	const struct task_answer *answer = answers_here(tui, pane);
	if (answer == NULL)
		return false;
	*out = place_of_role(answer->target_role.n > 0 ? answer->target_role : answer->caller_role);
	return out->subject.n > 0;
}

bool answers_definition(struct tui *tui, struct pane *pane, struct place *out)
{
	const struct task_answer *answer = answers_here(tui, pane);
	if (answer == NULL)
		return false;
	*out = (struct place){.kind = PANE_DOCUMENT,
			      .subject = answer->machine,
			      .detail = STR("definition"),
			      .pointer = answer->pointer};
	return true;
}

void answers_status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	const struct task_answer *answer = answers_here(tui, pane);
	if (answer == NULL)
		return;
	bool told = answer->summary.n > 0;
	buf_add(buf, say_told(tui, told ? answer->summary
					: verdicts_tell(&tui->verdicts, answer->machine,
							answer->pointer)));
}
