/* tui/pane_workflows.c - the list of state machines with the worst verdict of their Tasks. */
#include "tui/explorer.h"
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
	const struct entity *machine;
	struct str type;
	struct str role;
};

struct workflows {
	const struct entity *items;
	size_t first; /* of the inventory's list */
	size_t n;
	bool found;
	struct arena arena;
	struct detail details[DETAILS];
};

static void find_rows(struct tui *tui, struct pane *pane)
{
	struct workflows *data = pane->data;
	const struct entity_list *list = &tui->inventory.machines;
	if (data->found || !list->loaded)
		return;
	data->found = true;
	data->n = list->n;
	if (pane->place.subject.n > 0)
		data->first = inventory_range(list, pane->place.subject, &data->n);
	data->items = list->items + data->first;
}

static size_t count(struct tui *tui, struct pane *pane)
{
	find_rows(tui, pane);
	return ((struct workflows *)pane->data)->n;
}

static const struct entity *machine_at(struct pane *pane, size_t row)
{
	return &((struct workflows *)pane->data)->items[row];
}

static const struct machine_answers *answers_of(struct tui *tui, struct pane *pane, size_t row)
{
	return verdicts_machine(&tui->verdicts, ((struct workflows *)pane->data)->first + row);
}

static size_t count_word(const struct machine_answers *machine, enum mark_word word)
{
	size_t n = 0;
	for (size_t i = 0; i < machine->n; i++)
		n += mark_of_answer(&machine->answers[i]) == word;
	return n;
}

static void look_up(struct tui *tui, struct arena *arena, struct detail *detail)
{
	const struct fact *facts;
	size_t n;
	struct err err;
	if (!store_facts(tui->app->store, &tui->frame, detail->machine->id,
			 FACT_BIT(FACT_TYPE) | FACT_BIT(FACT_ROLE_ARN), &facts, &n, &err)) {
		tui_fail(tui, &err);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct str *field = facts[i].kind == FACT_TYPE ? &detail->type : &detail->role;
		*field = arena_str(arena, facts[i].value);
	}
}

static const struct detail *detail_of(struct tui *tui, struct pane *pane, size_t row)
{
	struct workflows *data = pane->data;
	struct detail *detail = &data->details[row % DETAILS];
	if (detail->machine == &data->items[row])
		return detail;
	if (arena_footprint(&data->arena) > DETAILS_BYTES) {
		arena_release(&data->arena);
		for (size_t i = 0; i < DETAILS; i++)
			data->details[i] = (struct detail){0};
	}
	*detail = (struct detail){.machine = &data->items[row]};
	look_up(tui, &data->arena, detail);
	return detail;
}

static void count_cell(struct tui *tui, const struct machine_answers *machine, enum mark_word word,
		       struct table_cell *out)
{
	size_t n = count_word(machine, word);
	out->role = n == 0 ? THEME_DIM : word == WORD_FAIL ? THEME_HAS : THEME_STRONG;
	if (machine->known)
		out->text = arena_printf(&tui->frame, "%zu", n);
}

static void cell(struct tui *tui, struct pane *pane, size_t row, size_t column,
		 struct table_cell *out)
{
	const struct entity *machine = machine_at(pane, row);
	const struct machine_answers *answers = answers_of(tui, pane, row);
	switch (column) {
	case COL_VERDICT:
		/* Whoever is looked at is judged first. */
		verdicts_want(&tui->verdicts, ((struct workflows *)pane->data)->first + row);
		out->text = mark_text(answers->word);
		out->role = mark_role(answers->word);
		break;
	case COL_NAME:
		out->text = tui_safe(tui, machine->name);
		out->middle = true;
		break;
	case COL_ACCOUNT:
		out->text = say_account(tui, machine->account);
		break;
	case COL_TASKS:
		if (answers->known)
			out->text = arena_printf(&tui->frame, "%zu", answers->n);
		break;
	case COL_FAIL:
		count_cell(tui, answers, WORD_FAIL, out);
		break;
	case COL_UNKNOWN:
		count_cell(tui, answers, WORD_UNKNOWN, out);
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
	const struct entity *machine = machine_at(pane, row);
	out[0] = machine->name;
	out[1] = machine->key;
	out[2] = inventory_account_name(&tui->inventory, machine->account);
	if (!marks_wanted(&pane->table->filter))
		return 3;
	out[3] = mark_text(answers_of(tui, pane, row)->word);
	return 4;
}

static void sort_key(struct tui *tui, struct pane *pane, size_t row, int column,
		     struct sort_key *out)
{
	const struct entity *machine = machine_at(pane, row);
	const struct machine_answers *answers = answers_of(tui, pane, row);
	switch (column) {
	case COL_VERDICT:
		out->number = (uint64_t)answers->word;
		break;
	case COL_ACCOUNT:
		out->number = inventory_account_rank(&tui->inventory, machine->account);
		break;
	case COL_TASKS:
		out->number = SORT_LARGEST_FIRST(answers->n);
		break;
	case COL_FAIL:
		out->number = SORT_LARGEST_FIRST(count_word(answers, WORD_FAIL));
		break;
	case COL_UNKNOWN:
		out->number = SORT_LARGEST_FIRST(count_word(answers, WORD_UNKNOWN));
		break;
	default:
		out->text = machine->name;
		break;
	}
}

static bool fails(struct tui *tui, struct pane *pane, size_t row)
{
	return answers_of(tui, pane, row)->word == WORD_FAIL;
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
    .count = count,
    .cell = cell,
    .parts = parts,
    .sort_key = sort_key,
    .fails = fails,
    .version = version,
    .nothing = "no state machine is in the inventory",
};

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	(void)tui;
	(void)err;
	pane->data = arena_alloc(&pane->arena, sizeof(struct workflows));
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
	*out = place_of_machine(machine_at(pane, row)->key);
	return true;
}

static bool task(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	const struct task_answer *worst = NULL;
	if (!table_row(tui, pane, &row))
		return false;
	const struct machine_answers *answers = answers_of(tui, pane, row);
	for (size_t i = 0; i < answers->n; i++) {
		if (worst == NULL || mark_of_answer(&answers->answers[i]) < mark_of_answer(worst))
			worst = &answers->answers[i];
	}
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
	*out = (struct place){.kind = PANE_DOCUMENT,
			      .subject = machine_at(pane, row)->key,
			      .detail = STR("definition")};
	return true;
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	size_t row;
	if (table_row(tui, pane, &row))
		buf_add(buf, tui_safe(tui, machine_at(pane, row)->key));
}

static void close(struct pane *pane)
{
	arena_release(&((struct workflows *)pane->data)->arena);
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
