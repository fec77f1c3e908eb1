/* tui/pane_roles.c - the list of roles. */
#include "rolehop/policy/parse.h"
#include "rolehop/trace/trusts.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/table.h"

enum { COL_VERDICT, COL_ROLE, COL_ACCOUNT, COL_TRUSTED, COL_POLICIES, COL_TASKS };

/* clang-format off */
static const struct column columns[] = {
	[COL_VERDICT] = {"VERDICT", 7, 0, 0, false, true},
	[COL_ROLE] = {"ROLE", 16, 3, 0, false, true},
	[COL_ACCOUNT] = {"ACCOUNT", 14, 1, 46, false, true},
	[COL_TRUSTED] = {"TRUSTED BY", 24, 1, 72, false, false},
	[COL_POLICIES] = {"POL", 3, 0, 80, true, false},
	[COL_TASKS] = {"TASKS", 5, 0, 52, true, true},
};
/* clang-format on */

/* What is looked up of the rows that show; forgotten when it gets large. */
enum { DETAILS = 256, DETAILS_BYTES = 4 * 1024 * 1024 };
struct detail {
	const struct entity *role;
	struct str trusted;
	size_t n_policies;
};

struct roles {
	const struct entity *items; /* of the inventory's list */
	size_t n;
	bool found;
	struct arena arena;
	struct detail details[DETAILS];
};

/* The rows of one account are a stretch of the inventory's list. */
static void find_rows(struct tui *tui, struct pane *pane)
{
	struct roles *data = pane->data;
	const struct entity_list *list = &tui->inventory.roles;
	if (data->found || !list->loaded)
		return;
	size_t first = 0;
	data->found = true;
	data->n = list->n;
	if (pane->place.subject.n > 0)
		first = inventory_range(list, pane->place.subject, &data->n);
	data->items = list->items + first;
}

static size_t count(struct tui *tui, struct pane *pane)
{
	find_rows(tui, pane);
	return ((struct roles *)pane->data)->n;
}

static const struct entity *role_at(struct pane *pane, size_t row)
{
	return &((struct roles *)pane->data)->items[row];
}

static struct str trusted_by(struct tui *tui, struct arena *arena, const struct entity *entity,
			     int64_t document)
{
	struct role role = {.arn = entity->key, .name = entity->name, .account = entity->account};
	struct str text;
	struct err err;
	const struct change about = {.kind = CHANGE_TRUST, .of = entity->key};
	const struct edit *edit = edits_document(&tui->edits, &about, false);
	if (edit != NULL)
		text = edit->change.document;
	else if (document == 0 ||
		 !store_document(tui->app->store, &tui->frame, document, &text, &err))
		return STR("(not collected)");
	if (!policy_parse(&tui->frame, text, &role.trust, &err))
		return STR("(cannot be read)");
	return arena_str(arena, tui_safe(tui, trusts_short(&tui->frame, &role)));
}

static void look_up(struct tui *tui, struct arena *arena, struct detail *detail)
{
	const struct fact *facts;
	size_t n;
	int64_t trust = 0;
	struct err err;
	unsigned mask = FACT_BIT(FACT_TRUST) | FACT_BIT(FACT_INLINE) | FACT_BIT(FACT_ATTACHED);
	if (!store_facts(tui->app->store, &tui->frame, detail->role->id, mask, &facts, &n, &err)) {
		tui_fail(tui, &err);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		if (facts[i].kind == FACT_TRUST)
			trust = facts[i].document;
		else
			detail->n_policies++;
	}
	detail->trusted = trusted_by(tui, arena, detail->role, trust);
}

static const struct detail *detail_of(struct tui *tui, struct pane *pane, size_t row)
{
	struct roles *data = pane->data;
	struct detail *detail = &data->details[row % DETAILS];
	if (detail->role == &data->items[row])
		return detail;
	if (arena_footprint(&data->arena) > DETAILS_BYTES) {
		arena_release(&data->arena);
		for (size_t i = 0; i < DETAILS; i++)
			data->details[i] = (struct detail){0};
	}
	*detail = (struct detail){.role = &data->items[row]};
	look_up(tui, &data->arena, detail);
	return detail;
}

static size_t tasks_of(struct tui *tui, struct str arn)
{
	const struct role_uses *uses = verdicts_role(&tui->verdicts, arn);
	return uses == NULL ? 0 : uses->answers.n;
}

static void cell(struct tui *tui, struct pane *pane, size_t row, size_t column,
		 struct table_cell *out)
{
	const struct entity *role = role_at(pane, row);
	enum mark_word word;
	switch (column) {
	case COL_VERDICT:
		word = verdicts_role_word(&tui->verdicts, role->key);
		out->text = mark_text(word);
		out->role = mark_role(word);
		break;
	case COL_ROLE:
		out->text = tui_safe(tui, role->name);
		out->middle = true;
		break;
	case COL_ACCOUNT:
		out->text = say_account(tui, role->account);
		break;
	case COL_TRUSTED:
		out->text = detail_of(tui, pane, row)->trusted;
		break;
	case COL_POLICIES:
		out->text = arena_printf(&tui->frame, "%zu", detail_of(tui, pane, row)->n_policies);
		break;
	case COL_TASKS:
		out->text = arena_printf(&tui->frame, "%zu", tasks_of(tui, role->key));
		break;
	default:
		break;
	}
}

static size_t parts(struct tui *tui, struct pane *pane, size_t row, struct str *out)
{
	const struct entity *role = role_at(pane, row);
	out[0] = role->name;
	out[1] = role->key;
	out[2] = inventory_account_name(&tui->inventory, role->account);
	if (!marks_wanted(&pane->table->filter))
		return 3;
	out[3] = mark_text(verdicts_role_word(&tui->verdicts, role->key));
	return 4;
}

static void sort_key(struct tui *tui, struct pane *pane, size_t row, int column,
		     struct sort_key *out)
{
	const struct entity *role = role_at(pane, row);
	switch (column) {
	case COL_VERDICT:
		out->number = (uint64_t)verdicts_role_word(&tui->verdicts, role->key);
		break;
	case COL_TASKS:
		out->number = SORT_LARGEST_FIRST(tasks_of(tui, role->key));
		break;
	case COL_ACCOUNT:
		out->number = inventory_account_rank(&tui->inventory, role->account);
		break;
	default:
		out->text = role->name;
		break;
	}
}

static bool fails(struct tui *tui, struct pane *pane, size_t row)
{
	return verdicts_role_word(&tui->verdicts, role_at(pane, row)->key) == WORD_FAIL;
}

static unsigned version(struct tui *tui, struct pane *pane)
{
	bool depends =
	    pane->spot.sort == COL_VERDICT || pane->spot.sort == COL_TASKS || pane->spot.n_text > 0;
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
    .nothing = "no role is in the inventory",
};

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	(void)tui;
	(void)err;
	pane->data = arena_alloc(&pane->arena, sizeof(struct roles));
	table_new(pane, &table_ops);
	return true;
}

static void crumb(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	buf_add_cstr(buf, "Roles");
	if (pane->place.subject.n > 0)
		buf_printf(buf, " of %.*s", STR_ARG(say_account(tui, pane->place.subject)));
}

static bool target(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	if (!table_row(tui, pane, &row))
		return false;
	*out = place_of_role(role_at(pane, row)->key);
	return true;
}

static bool task(struct tui *tui, struct pane *pane, struct place *out)
{
	struct place role;
	if (!target(tui, pane, &role))
		return false;
	const struct role_uses *uses = verdicts_role(&tui->verdicts, role.subject);
	if (uses == NULL)
		return false;
	const struct task_answer *worst = worst_answer(uses->answers.items, uses->answers.n);
	*out = place_of_task(worst);
	return true;
}

static void close(struct pane *pane)
{
	arena_release(&((struct roles *)pane->data)->arena);
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	size_t row;
	if (table_row(tui, pane, &row))
		buf_add(buf, tui_safe(tui, role_at(pane, row)->key));
}

const struct pane_ops pane_roles = {
    .kind = PANE_ROLES,
    .name = "roles",
    .title = "Roles",
    .beside = 60,
    .above = 62,
    .open = open,
    .crumb = crumb,
    .target = target,
    .task = task,
    .role = target,
    .status = status,
    .close = close,
};
