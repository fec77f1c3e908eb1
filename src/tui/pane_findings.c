/* tui/pane_findings.c - what is wrong, grouped by cause, and the Tasks of one cause. */
#include <stdlib.h>

#include "rolehop/base/clock.h"
#include "tui/answers.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/table.h"

enum { COL_SEVERITY, COL_VERDICT, COL_CAUSE, COL_TASKS, COL_ACCOUNTS };
enum { REGROUP_MS = 300 };

/* clang-format off */
static const struct column columns[] = {
	[COL_SEVERITY] = {"SEV", 4, 0, 0, false, true},
	[COL_VERDICT] = {"VERDICT", 7, 0, 0, false, true},
	[COL_CAUSE] = {"CAUSE", 20, 1, 0, false, true},
	[COL_TASKS] = {"TASKS", 5, 0, 44, true, true},
	[COL_ACCOUNTS] = {"ACCOUNTS", 8, 0, 84, true, true},
};
/* clang-format on */

struct findings {
	struct arena arena;
	const struct verdict_cause **items; /* worst first */
	size_t n;
	unsigned seen; /* version of the verdicts that this is of */
	int64_t when;
	unsigned version;
};

static int rank(const struct verdict_cause *cause)
{
	switch (cause->finding->severity[0]) {
	case 'h':
		return 0;
	case 'm':
		return 1;
	default:
		return 2;
	}
}

/* Worst first, then the largest, then by name. */
static int compare(const void *a, const void *b)
{
	const struct verdict_cause *x = *(const struct verdict_cause *const *)a;
	const struct verdict_cause *y = *(const struct verdict_cause *const *)b;
	if (rank(x) != rank(y))
		return rank(x) - rank(y);
	if ((x->word == WORD_FAIL) != (y->word == WORD_FAIL))
		return x->word == WORD_FAIL ? -1 : 1;
	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return str_cmp(x->finding->title, y->finding->title);
}

/* Causes move when more are found. */
static const struct verdict_cause *copy_of(struct arena *arena, const struct verdict_cause *cause)
{
	struct verdict_cause *copy = arena_alloc(arena, sizeof(*copy));
	*copy = *cause;
	return copy;
}

/* Orders anew when verdicts came in, but not with every single one. */
static void regroup(struct tui *tui, struct pane *pane)
{
	struct findings *data = pane->data;
	const struct vec *causes = &tui->verdicts.causes;
	bool finished = verdicts_finished(&tui->verdicts);
	if (data->seen == tui->verdicts.version)
		return;
	if (!finished && data->when != 0 && clock_ticks_ms() - data->when < REGROUP_MS)
		return;
	arena_release(&data->arena);
	data->items = arena_array(&data->arena, causes->n + 1, sizeof(struct verdict_cause *));
	data->n = causes->n;
	for (size_t i = 0; i < causes->n; i++)
		data->items[i] = copy_of(&data->arena, vec_at(causes, i));
	if (data->n > 1)
		qsort(data->items, data->n, sizeof(struct verdict_cause *), compare);
	data->seen = tui->verdicts.version;
	data->when = clock_ticks_ms();
	data->version++;
	pane->table->stale = true;
}

static size_t count(struct tui *tui, struct pane *pane)
{
	regroup(tui, pane);
	return ((struct findings *)pane->data)->n;
}

static const struct verdict_cause *cause_at(struct pane *pane, size_t row)
{
	return ((struct findings *)pane->data)->items[row];
}

static struct str severity(const struct verdict_cause *cause)
{
	static const struct str words[] = {STR_INIT("HIGH"), STR_INIT("MED"), STR_INIT("LOW")};
	return words[rank(cause)];
}

static void cell(struct tui *tui, struct pane *pane, size_t row, size_t column,
		 struct table_cell *out)
{
	const struct verdict_cause *cause = cause_at(pane, row);
	switch (column) {
	case COL_SEVERITY:
		out->text = severity(cause);
		out->role = out->text.p[0] == 'H' ? THEME_STRONG : THEME_TEXT;
		break;
	case COL_VERDICT:
		out->text = mark_text(cause->word);
		out->role = mark_role(cause->word);
		break;
	case COL_CAUSE:
		out->text = tui_safe(tui, cause->finding->title);
		break;
	case COL_TASKS:
		out->text = arena_printf(&tui->frame, "%zu", cause->n);
		break;
	case COL_ACCOUNTS:
		out->text = arena_printf(&tui->frame, "%zu", cause->accounts.n);
		break;
	default:
		break;
	}
}

static size_t parts(struct tui *tui, struct pane *pane, size_t row, struct str *out)
{
	const struct verdict_cause *cause = cause_at(pane, row);
	(void)tui;
	out[0] = cause->finding->title;
	out[1] = cause->finding->cause;
	out[2] = mark_text(cause->word);
	out[3] = str_from(cause->finding->severity);
	return 4;
}

static void sort_key(struct tui *tui, struct pane *pane, size_t row, int column,
		     struct sort_key *out)
{
	const struct verdict_cause *cause = cause_at(pane, row);
	(void)tui;
	switch (column) {
	case COL_SEVERITY:
		out->number = (uint64_t)rank(cause);
		break;
	case COL_VERDICT:
		out->number = (uint64_t)cause->word;
		break;
	case COL_TASKS:
		out->number = SORT_LARGEST_FIRST(cause->n);
		break;
	case COL_ACCOUNTS:
		out->number = SORT_LARGEST_FIRST(cause->accounts.n);
		break;
	default:
		out->text = cause->finding->title;
		break;
	}
}

static bool fails(struct tui *tui, struct pane *pane, size_t row)
{
	(void)tui;
	return cause_at(pane, row)->word == WORD_FAIL;
}

static uint64_t key(struct tui *tui, struct pane *pane, size_t row)
{
	const struct verdict_cause *cause = cause_at(pane, row);
	(void)tui;
	return (uint64_t)str_hash(cause->finding->cause) + (uint64_t)cause->word;
}

static unsigned version(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return ((struct findings *)pane->data)->version;
}

static const char *empty(struct tui *tui, struct pane *pane)
{
	(void)pane;
	if (!verdicts_finished(&tui->verdicts))
		return tui->stopped ? "nothing found before the verdicts were halted (Ctrl-C)"
				    : "nothing found so far: verdicts are still coming in";
	return tui->verdicts.n_tasks == 0 ? "there is no Task to judge"
					  : "nothing found: every Task is allowed";
}

static const struct table_ops table_ops = {
    .columns = columns,
    .n_columns = sizeof(columns) / sizeof(columns[0]),
    .count = count,
    .cell = cell,
    .parts = parts,
    .sort_key = sort_key,
    .fails = fails,
    .key = key,
    .version = version,
    .noun = "cause",
    .empty = empty,
};

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	(void)tui;
	(void)err;
	pane->data = arena_alloc(&pane->arena, sizeof(struct findings));
	table_new(pane, &table_ops);
	return true;
}

static void close(struct pane *pane)
{
	arena_release(&((struct findings *)pane->data)->arena);
}

static bool target(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	if (!table_row(tui, pane, &row))
		return false;
	const struct verdict_cause *cause = cause_at(pane, row);
	*out = (struct place){.kind = PANE_CAUSE,
			      .subject = cause->finding->cause,
			      .detail = cause->finding->title,
			      .pointer = mark_text(cause->word),
			      .text = cause->finding->advice};
	return true;
}

static bool task(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	if (!table_row(tui, pane, &row))
		return false;
	const struct verdict_cause *cause = cause_at(pane, row);
	struct task_answer worst = verdicts_answer(&tui->verdicts, &tui->frame, cause->first);
	if (worst.pointer.n == 0)
		return false;
	*out = place_of_task(&worst);
	return true;
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	const struct verdicts *verdicts = &tui->verdicts;
	(void)pane;
	buf_printf(buf, "%zu Tasks: %zu denied, %zu unknown, %zu assumed, %zu allowed",
		   verdicts->n_tasks, verdicts->words[WORD_FAIL], verdicts->words[WORD_UNKNOWN],
		   verdicts->words[WORD_ASSUMED], verdicts->words[WORD_OK]);
}

const struct pane_ops pane_findings = {
    .kind = PANE_FINDINGS,
    .name = "findings",
    .title = "Findings",
    .beside = 60,
    .above = 50,
    .open = open,
    .target = target,
    .task = task,
    .status = status,
    .close = close,
};

/* ---- one cause ------------------------------------------------------------------------------- */

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
	unsigned seen; /* version of the verdicts that the table is of */
	int64_t when;
};

static void collect(struct tui *tui, struct pane *pane)
{
	struct answers *data = pane->data;
	struct cause_state *state = data->more;
	const struct verdicts *verdicts = &tui->verdicts;
	struct vec found;
	arena_release(&state->arena);
	vec_init(&found, &state->arena, sizeof(uint32_t));
	uint16_t number = number_of(verdicts, &pane->place);
	for (size_t i = 0; number > 0 && i < verdicts->n_tasks; i++) {
		if (verdicts_note(verdicts, i)->cause == number)
			*(uint32_t *)vec_push(&found) = (uint32_t)i;
	}
	data->notes = found.items;
	data->n = found.n;
	state->seen = verdicts->version;
	state->when = clock_ticks_ms();
	pane->table->stale = true;
}

static bool open_cause(struct tui *tui, struct pane *pane, struct err *err)
{
	struct answers *data = arena_alloc(&pane->arena, sizeof(*data));
	(void)err;
	data->more = arena_alloc(&pane->arena, sizeof(struct cause_state));
	answers_table(pane, data, false);
	collect(tui, pane);
	return true;
}

/* More Tasks of the cause turn up while verdicts come in. */
static bool idle_cause(struct tui *tui, struct pane *pane)
{
	const struct answers *data = pane->data;
	const struct cause_state *state = data->more;
	if (state->seen == tui->verdicts.version ||
	    (!verdicts_finished(&tui->verdicts) && clock_ticks_ms() - state->when < REGROUP_MS))
		return false;
	collect(tui, pane);
	return true;
}

static void close_cause(struct pane *pane)
{
	const struct answers *data = pane->data;
	arena_release(&((struct cause_state *)data->more)->arena);
}

static void crumb_cause(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	buf_add(buf, tui_safe(tui, pane->place.detail));
}

/* Why it matters, above the Tasks that it hits. */
static int head_cause(struct tui *tui, struct pane *pane, const struct view *view)
{
	struct view upper = view_part(view, 0, 0, view->w, view->h / 2);
	int y = view_words(&upper, 0, THEME_TEXT, tui_safe(tui, pane->place.text));
	return y > 0 ? y + 1 : 0;
}

const struct pane_ops pane_cause = {
    .kind = PANE_CAUSE,
    .name = "cause",
    .title = "Cause",
    .beside = 50,
    .above = 50,
    .open = open_cause,
    .crumb = crumb_cause,
    .head = head_cause,
    .target = answers_target,
    .task = answers_target,
    .role = answers_role,
    .definition = answers_definition,
    .idle = idle_cause,
    .status = answers_status,
    .close = close_cause,
};
