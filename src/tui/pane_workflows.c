/* tui/pane_workflows.c - the list of state machines with the worst verdict of their Tasks. */
#include "tui/explorer.h"
#include "tui/names_view.h"
#include "tui/panes.h"
#include "tui/table.h"

enum { COL_VERDICT, COL_NAME, COL_ACCOUNT, COL_TASKS, COL_FAIL, COL_UNKNOWN, COL_TYPE, COL_ROLE };

/* clang-format off */
static const struct column columns[] = {
	[COL_VERDICT] = {"VERDICT", 7, 0, 0, false, true},
	[COL_NAME] = {"WORKFLOW", 20, 3, 0, false, true},
	[COL_ACCOUNT] = {"ACCOUNT", 14, 1, 46, false, true},
	[COL_TASKS] = {"TASKS", 5, 0, 52, true, true},
	[COL_FAIL] = {"FAIL", 4, 0, 58, true, true},
	[COL_UNKNOWN] = {"??", 3, 0, 64, true, true},
	[COL_TYPE] = {"TYPE", 8, 0, 104, false, false},
	[COL_ROLE] = {"RUNS AS", 14, 2, 90, false, false},
};
/* clang-format on */

enum { DETAILS = 256, DETAILS_BYTES = 4 * 1024 * 1024 };
struct detail {
	size_t row; /* + 1 */
	struct str type;
	struct str role;
};

struct workflows {
	struct names_view names;
	struct arena arena;
	struct detail details[DETAILS];
	size_t asked; /* row whose worst Task is known, + 1 */
	const struct task_answer *worst;
	struct arena worst_arena;
};

static size_t count(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return names_view_count(&((struct workflows *)pane->data)->names, pane);
}

static struct str arn_at(struct tui *tui, struct pane *pane, size_t row)
{
	return names_view_key(&((struct workflows *)pane->data)->names, &tui->frame, row);
}

static size_t row_of(struct pane *pane, size_t row)
{
	return ((struct workflows *)pane->data)->names.first + row;
}

static const struct machine_verdict *verdict_of(struct tui *tui, struct pane *pane, size_t row)
{
	return verdicts_machine(&tui->verdicts, row_of(pane, row));
}

static void look_up(struct tui *tui, struct arena *arena, struct str arn, struct detail *detail)
{
	struct entity machine;
	const struct fact *facts;
	size_t n;
	bool found;
	struct err err;
	if (!store_find(tui->app->store, &tui->frame, arn, &machine, &found, &err) ||
	    (found &&
	     !store_facts(tui->app->store, &tui->frame, machine.id,
			  FACT_BIT(FACT_TYPE) | FACT_BIT(FACT_ROLE_ARN), &facts, &n, &err))) {
		tui_lose(tui, &err);
		return;
	}
	for (size_t i = 0; found && i < n; i++) {
		struct str *field = facts[i].kind == FACT_TYPE ? &detail->type : &detail->role;
		*field = arena_str(arena, facts[i].value);
	}
}

static const struct detail *detail_of(struct tui *tui, struct pane *pane, size_t row)
{
	struct workflows *data = pane->data;
	struct detail *detail = &data->details[row % DETAILS];
	if (detail->row == row + 1)
		return detail;
	if (arena_footprint(&data->arena) > DETAILS_BYTES) {
		arena_release(&data->arena);
		for (size_t i = 0; i < DETAILS; i++)
			data->details[i] = (struct detail){0};
	}
	*detail = (struct detail){.row = row + 1};
	look_up(tui, &data->arena, arn_at(tui, pane, row), detail);
	return detail;
}

static void count_cell(struct tui *tui, const struct machine_verdict *verdict, size_t n,
		       enum theme_role role, struct table_cell *out)
{
	out->role = n == 0 ? THEME_TEXT : role;
	if (verdict->known)
		out->text = arena_printf(&tui->frame, "%zu", n);
}

static void cell(struct tui *tui, struct pane *pane, size_t row, size_t column,
		 struct table_cell *out)
{
	const struct names_view *view = &((struct workflows *)pane->data)->names;
	const struct machine_verdict *verdict = verdict_of(tui, pane, row);
	switch (column) {
	case COL_VERDICT:
		/* Whoever is looked at is judged first. */
		verdicts_want(&tui->verdicts, row_of(pane, row));
		out->text = mark_text(verdict->word);
		out->role = mark_role(verdict->word);
		break;
	case COL_NAME:
		out->text = tui_safe(tui, names_view_name(view, row));
		out->middle = true;
		break;
	case COL_ACCOUNT:
		out->text = say_account(tui, names_view_stem(view, row)->account);
		break;
	case COL_TASKS:
		if (verdict->known)
			out->text = arena_printf(&tui->frame, "%u", verdict->n_tasks);
		break;
	case COL_FAIL:
		count_cell(tui, verdict, verdict->n_fails, THEME_HAS, out);
		break;
	case COL_UNKNOWN:
		count_cell(tui, verdict, verdict->n_unknowns, THEME_STRONG, out);
		break;
	case COL_TYPE:
		out->text = tui_safe(tui, detail_of(tui, pane, row)->type);
		out->role = THEME_DIM;
		break;
	case COL_ROLE:
		out->text = say_name_of(tui, detail_of(tui, pane, row)->role);
		break;
	default:
		break;
	}
}

static size_t parts(struct tui *tui, struct pane *pane, size_t row, struct str *out)
{
	size_t n = names_view_parts(tui, pane, &((struct workflows *)pane->data)->names, row, out);
	if (marks_wanted(&pane->table->filter))
		out[n++] = mark_text(verdict_of(tui, pane, row)->word);
	return n;
}

static void begin(struct tui *tui, struct pane *pane)
{
	names_view_begin(tui, pane, &((struct workflows *)pane->data)->names);
}

static size_t skip(struct tui *tui, struct pane *pane, bool loosely, size_t row)
{
	(void)tui;
	return names_view_skip(&((struct workflows *)pane->data)->names, loosely, row);
}

static void sort_key(struct tui *tui, struct pane *pane, size_t row, int column,
		     struct sort_key *out)
{
	const struct names_view *view = &((struct workflows *)pane->data)->names;
	const struct machine_verdict *verdict = verdict_of(tui, pane, row);
	switch (column) {
	case COL_VERDICT:
		out->number = (uint64_t)verdict->word;
		break;
	case COL_ACCOUNT:
		out->number =
		    inventory_account_rank(&tui->inventory, names_view_stem(view, row)->account);
		break;
	case COL_TASKS:
		out->number = SORT_LARGEST_FIRST(verdict->n_tasks);
		break;
	case COL_FAIL:
		out->number = SORT_LARGEST_FIRST(verdict->n_fails);
		break;
	case COL_UNKNOWN:
		out->number = SORT_LARGEST_FIRST(verdict->n_unknowns);
		break;
	default:
		out->text = names_view_name(view, row);
		break;
	}
}

static bool fails(struct tui *tui, struct pane *pane, size_t row)
{
	return verdict_of(tui, pane, row)->word == WORD_FAIL;
}

static unsigned version(struct tui *tui, struct pane *pane)
{
	bool depends =
	    pane->spot.sort == COL_VERDICT || pane->spot.sort >= COL_TASKS || pane->spot.n_text > 0;
	return depends && verdicts_finished(&tui->verdicts) ? 1 : 0;
}

static const struct table_ops table_ops = {
    .columns = columns,
    .n_columns = sizeof(columns) / sizeof(columns[0]),
    .name = COL_NAME,
    .same = COL_ACCOUNT,
    .count = count,
    .cell = cell,
    .parts = parts,
    .sort_key = sort_key,
    .fails = fails,
    .version = version,
    .begin = begin,
    .skip = skip,
    .nothing = "no state machine is in the inventory: :import takes files, :sync collects",
};

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	struct workflows *data = arena_alloc(&pane->arena, sizeof(*data));
	(void)err;
	data->names.names = &tui->inventory.machines;
	pane->data = data;
	table_new(pane, &table_ops);
	return true;
}

static void crumb(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	buf_add_cstr(buf, "Workflows");
	if (pane->place.subject.n > 0)
		buf_printf(buf, " of %.*s", STR_ARG(say_account(tui, pane->place.subject)));
}

static bool target(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	if (!table_row(tui, pane, &row))
		return false;
	*out = place_of_machine(arn_at(tui, pane, row));
	return true;
}

/* The worst of its Tasks among the notes; those follow each other. */
static size_t worst_note(struct tui *tui, const struct machine_verdict *verdict)
{
	size_t worst = verdict->first_note;
	for (size_t i = 1; i < verdict->n_tasks; i++) {
		size_t note = verdict->first_note + i;
		if (verdicts_note(&tui->verdicts, note)->word <
		    verdicts_note(&tui->verdicts, worst)->word)
			worst = note;
	}
	return worst;
}

/* The same before notes are taken: the machine is asked again, once for each row. */
static const struct task_answer *ask_worst(struct tui *tui, struct pane *pane, size_t row)
{
	struct workflows *data = pane->data;
	const struct task_answer *answers;
	size_t n;
	struct err err;
	if (data->asked == row + 1)
		return data->worst;
	arena_release(&data->worst_arena);
	data->worst = NULL;
	data->asked = row + 1;
	if (verdicts_ask(&tui->verdicts, &data->worst_arena, arn_at(tui, pane, row), &answers, &n,
			 &err))
		data->worst = worst_answer(answers, n);
	else
		tui_lose(tui, &err);
	return data->worst;
}

static bool task(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	if (!table_row(tui, pane, &row))
		return false;
	const struct machine_verdict *verdict = verdict_of(tui, pane, row);
	if (!verdict->known || verdict->n_tasks == 0)
		return false;
	if (verdict->noted) {
		struct task_answer answer =
		    verdicts_answer(&tui->verdicts, &tui->frame, worst_note(tui, verdict));
		*out = place_of_task(&answer);
		return answer.pointer.n > 0;
	}
	const struct task_answer *worst = ask_worst(tui, pane, row);
	if (worst == NULL || worst->pointer.n == 0)
		return false;
	*out = place_of_task(worst);
	return true;
}

static bool role(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	if (!table_row(tui, pane, &row))
		return false;
	*out = place_of_role(detail_of(tui, pane, row)->role);
	return out->subject.n > 0;
}

static bool definition(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	if (!table_row(tui, pane, &row))
		return false;
	*out = (struct place){
	    .kind = PANE_DOCUMENT, .subject = arn_at(tui, pane, row), .detail = STR("definition")};
	return true;
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	size_t row;
	if (table_row(tui, pane, &row))
		buf_add(buf, tui_safe(tui, arn_at(tui, pane, row)));
}

static void close(struct pane *pane)
{
	struct workflows *data = pane->data;
	arena_release(&data->arena);
	arena_release(&data->worst_arena);
}

const struct pane_ops pane_workflows = {
    .kind = PANE_WORKFLOWS,
    .name = "workflows",
    .title = "Workflows",
    .beside = 56,
    .above = 56,
    .open = open,
    .crumb = crumb,
    .target = target,
    .task = task,
    .role = role,
    .definition = definition,
    .status = status,
    .close = close,
};
