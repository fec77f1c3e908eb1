/* tui/pane_roles.c - the list of roles. */
#include "rolehop/policy/parse.h"
#include "rolehop/trace/trusts.h"
#include "tui/explorer.h"
#include "tui/names_view.h"
#include "tui/panes.h"
#include "tui/table.h"

enum { COL_VERDICT, COL_ROLE, COL_ACCOUNT, COL_TRUSTED, COL_POLICIES, COL_TASKS };

/* clang-format off */
static const struct column columns[] = {
	[COL_VERDICT] = {"VERDICT", 7, 0, 0, false, true},
	[COL_ROLE] = {"ROLE", 16, 3, 0, false, true},
	[COL_ACCOUNT] = {"ACCOUNT", 14, 1, 46, false, true},
	[COL_TRUSTED] = {"TRUSTED BY", 12, 1, 66, false, false},
	[COL_POLICIES] = {"POL", 3, 0, 80, true, false},
	[COL_TASKS] = {"TASKS", 5, 0, 52, true, true},
};
/* clang-format on */

/* What is looked up of the rows that show; forgotten when it gets large. */
enum { DETAILS = 256, DETAILS_BYTES = 4 * 1024 * 1024 };
struct detail {
	size_t row; /* + 1 */
	struct str trusted;
	size_t n_policies;
};

struct roles {
	struct names_view names;
	struct arena arena;
	struct detail details[DETAILS];
};

static size_t count(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return names_view_count(&((struct roles *)pane->data)->names, pane);
}

static struct str arn_at(struct tui *tui, struct pane *pane, size_t row)
{
	return names_view_key(&((struct roles *)pane->data)->names, &tui->frame, row);
}

static size_t row_of(struct pane *pane, size_t row)
{
	return ((struct roles *)pane->data)->names.first + row;
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
	else if (document == 0)
		return STR("(not collected)");
	else if (!store_document(tui->app->store, &tui->frame, document, &text, &err)) {
		tui_lose(tui, &err);
		return STR("(cannot be read)");
	}
	if (!policy_parse(&tui->frame, text, &role.trust, &err))
		return STR("(cannot be read)");
	struct str trusted = trusts_short(&tui->frame, &role);
	struct str account = str_skip(trusted, sizeof("account"));
	/* The number alone is told from a name, and has room. */
	bool of_account = str_starts(trusted, STR("account ")) && account.n > 0;
	return arena_str(arena, tui_safe(tui, of_account ? account : trusted));
}

static void look_up(struct tui *tui, struct arena *arena, struct str arn, struct detail *detail)
{
	struct entity role;
	const struct fact *facts;
	size_t n;
	bool found;
	int64_t trust = 0;
	struct err err;
	unsigned mask = FACT_BIT(FACT_TRUST) | FACT_BIT(FACT_INLINE) | FACT_BIT(FACT_ATTACHED);
	if (!store_find(tui->app->store, &tui->frame, arn, &role, &found, &err) ||
	    (found &&
	     !store_facts(tui->app->store, &tui->frame, role.id, mask, &facts, &n, &err))) {
		tui_lose(tui, &err);
		return;
	}
	for (size_t i = 0; found && i < n; i++) {
		if (facts[i].kind == FACT_TRUST)
			trust = facts[i].document;
		else
			detail->n_policies++;
	}
	if (found)
		detail->trusted = trusted_by(tui, arena, &role, trust);
}

static const struct detail *detail_of(struct tui *tui, struct pane *pane, size_t row)
{
	struct roles *data = pane->data;
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

static const struct role_uses *uses_of(struct tui *tui, struct pane *pane, size_t row)
{
	return verdicts_role_at(&tui->verdicts, row_of(pane, row));
}

static size_t tasks_of(struct tui *tui, struct pane *pane, size_t row)
{
	const struct role_uses *uses = uses_of(tui, pane, row);
	return uses == NULL ? 0 : uses->n;
}

static enum mark_word word_of(struct tui *tui, struct pane *pane, size_t row)
{
	return verdicts_role_word(&tui->verdicts, row_of(pane, row));
}

static void cell(struct tui *tui, struct pane *pane, size_t row, size_t column,
		 struct table_cell *out)
{
	const struct names_view *view = &((struct roles *)pane->data)->names;
	switch (column) {
	case COL_VERDICT:
		out->text = mark_text(word_of(tui, pane, row));
		out->role = mark_role(word_of(tui, pane, row));
		break;
	case COL_ROLE:
		out->text = tui_safe(tui, names_view_name(view, row));
		out->middle = true;
		break;
	case COL_ACCOUNT:
		out->text = say_account(tui, names_view_stem(view, row)->account);
		break;
	case COL_TRUSTED:
		out->text = detail_of(tui, pane, row)->trusted;
		break;
	case COL_POLICIES:
		out->text = arena_printf(&tui->frame, "%zu", detail_of(tui, pane, row)->n_policies);
		break;
	case COL_TASKS:
		out->text = arena_printf(&tui->frame, "%zu", tasks_of(tui, pane, row));
		break;
	default:
		break;
	}
}

static size_t parts(struct tui *tui, struct pane *pane, size_t row, struct str *out)
{
	size_t n = names_view_parts(tui, pane, &((struct roles *)pane->data)->names, row, out);
	if (marks_wanted(&pane->table->filter))
		out[n++] = mark_text(word_of(tui, pane, row));
	return n;
}

static void begin(struct tui *tui, struct pane *pane)
{
	names_view_begin(tui, pane, &((struct roles *)pane->data)->names);
}

static size_t skip(struct tui *tui, struct pane *pane, bool loosely, size_t row)
{
	(void)tui;
	return names_view_skip(&((struct roles *)pane->data)->names, loosely, row);
}

static void sort_key(struct tui *tui, struct pane *pane, size_t row, int column,
		     struct sort_key *out)
{
	const struct names_view *view = &((struct roles *)pane->data)->names;
	switch (column) {
	case COL_VERDICT:
		out->number = (uint64_t)word_of(tui, pane, row);
		break;
	case COL_TASKS:
		out->number = SORT_LARGEST_FIRST(tasks_of(tui, pane, row));
		break;
	case COL_ACCOUNT:
		out->number =
		    inventory_account_rank(&tui->inventory, names_view_stem(view, row)->account);
		break;
	default:
		out->text = names_view_name(view, row);
		break;
	}
}

static bool fails(struct tui *tui, struct pane *pane, size_t row)
{
	return word_of(tui, pane, row) == WORD_FAIL;
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
    .name = COL_ROLE,
    .same = COL_ACCOUNT,
    .count = count,
    .cell = cell,
    .parts = parts,
    .sort_key = sort_key,
    .fails = fails,
    .version = version,
    .begin = begin,
    .skip = skip,
    .nothing = "no role is in the inventory: :import takes files, :sync collects",
};

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	struct roles *data = arena_alloc(&pane->arena, sizeof(*data));
	(void)err;
	data->names.names = &tui->inventory.roles;
	pane->data = data;
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
	*out = place_of_role(arn_at(tui, pane, row));
	return true;
}

static bool task(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	return table_row(tui, pane, &row) && place_of_worst_use(tui, uses_of(tui, pane, row), out);
}

static void close(struct pane *pane)
{
	arena_release(&((struct roles *)pane->data)->arena);
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	size_t row;
	if (table_row(tui, pane, &row))
		buf_add(buf, tui_safe(tui, arn_at(tui, pane, row)));
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
