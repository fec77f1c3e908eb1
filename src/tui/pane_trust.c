/* tui/pane_trust.c - who trusts whom: one row per principal of every trust policy. */
#include "rolehop/base/clock.h"
#include "rolehop/policy/parse.h"
#include "rolehop/trace/trusts.h"
#include "tui/documents.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/table.h"

enum { COL_ROLE, COL_ACCOUNT, COL_PRINCIPAL, COL_KIND, COL_FROM, COL_EXTERNAL_ID };
enum { SLICE_MS = 10 };

/* clang-format off */
static const struct column columns[] = {
	[COL_ROLE] = {"ROLE", 16, 2, 0, false, true},
	[COL_ACCOUNT] = {"ACCOUNT", 14, 1, 64, false, true},
	[COL_PRINCIPAL] = {"TRUSTS", 20, 3, 0, false, true},
	[COL_KIND] = {"KIND", 8, 0, 44, false, true},
	[COL_FROM] = {"FROM", 12, 1, 96, false, true},
	[COL_EXTERNAL_ID] = {"EXTERNAL ID", 11, 2, 74, false, true},
};
/* clang-format on */

struct trust_line {
	const struct entity *role;
	struct str principal;
	const char *kind;
	struct str account;
	struct str external_id;
	bool other_conditions;
	bool deny;
	bool cross_account;
	struct str pointer;
};

struct trusts {
	struct vec rows; /* struct trust_line */
	size_t next;	 /* role of the inventory's list to read next */
};

static const struct trust_line *line_at(struct pane *pane, size_t row)
{
	return vec_at(&((struct trusts *)pane->data)->rows, row);
}

static void add_rows(struct tui *tui, struct pane *pane, const struct entity *entity)
{
	struct trusts *data = pane->data;
	struct arena_mark mark = arena_mark(&tui->frame);
	const struct trust_row *rows = NULL;
	size_t n = 0;
	struct role role;
	struct err err;
	if (!document_trust(tui, entity, &role, &err))
		tui_fail(tui, &err);
	else if (role.trust != NULL)
		trusts_of(&tui->frame, &role, &rows, &n);
	for (size_t i = 0; i < n; i++) {
		struct trust_line *line = vec_push(&data->rows);
		*line = (struct trust_line){
		    .role = entity,
		    .principal = arena_str(&pane->arena, rows[i].principal),
		    .kind = rows[i].kind,
		    .account = arena_str(&pane->arena, rows[i].account),
		    .external_id = arena_str(&pane->arena, rows[i].external_id),
		    .other_conditions = rows[i].other_conditions,
		    .deny = rows[i].deny,
		    .cross_account = rows[i].cross_account,
		    .pointer = arena_str(&pane->arena, rows[i].pointer),
		};
	}
	arena_rewind(&tui->frame, mark);
}

static bool idle(struct tui *tui, struct pane *pane)
{
	struct trusts *data = pane->data;
	const struct entity_list *list = &tui->inventory.roles;
	int64_t until = clock_ticks_ms() + SLICE_MS;
	if (!list->loaded || data->next >= list->n)
		return false;
	do
		add_rows(tui, pane, &list->items[data->next++]);
	while (data->next < list->n && clock_ticks_ms() < until);
	tui->preview_wanted = true;
	return true;
}

static size_t count(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return ((struct trusts *)pane->data)->rows.n;
}

static struct str principal_text(struct tui *tui, const struct trust_line *line)
{
	struct str text = line->principal;
	if (str_eq(str_from(line->kind), STR("account")) && line->account.n > 0)
		return say_account(tui, line->account);
	bool is_identity = str_starts(text, STR("arn:")) && str_find_char(text, '/') > 0;
	return is_identity ? say_name_of(tui, text) : tui_safe(tui, text);
}

static void cell(struct tui *tui, struct pane *pane, size_t row, size_t column,
		 struct table_cell *out)
{
	const struct trust_line *line = line_at(pane, row);
	switch (column) {
	case COL_ROLE:
		out->text = tui_safe(tui, line->role->name);
		out->middle = true;
		break;
	case COL_ACCOUNT:
		out->text = say_account(tui, line->role->account);
		break;
	case COL_PRINCIPAL:
		out->text = arena_printf(&tui->frame, "%s%.*s", line->deny ? "not " : "",
					 STR_ARG(principal_text(tui, line)));
		out->middle = true;
		break;
	case COL_KIND:
		out->text = str_from(line->kind);
		out->role = str_eq(out->text, STR("everyone")) || str_eq(out->text, STR("deleted"))
				? THEME_UNKNOWN
				: THEME_DIM;
		break;
	case COL_FROM:
		out->text = line->account.n > 0 ? say_account(tui, line->account) : STR("");
		out->role = line->cross_account ? THEME_STRONG : THEME_DIM;
		break;
	case COL_EXTERNAL_ID:
		out->text = line->external_id.n > 0  ? say_name_of(tui, line->external_id)
			    : line->other_conditions ? STR("(conditions)")
						     : STR("");
		out->middle = true;
		break;
	default:
		break;
	}
}

static size_t parts(struct tui *tui, struct pane *pane, size_t row, struct str *out)
{
	const struct trust_line *line = line_at(pane, row);
	out[0] = line->role->name;
	out[1] = line->role->key;
	out[2] = line->principal;
	out[3] = str_from(line->kind);
	out[4] = line->external_id;
	out[5] = inventory_account_name(&tui->inventory, line->role->account);
	return 6;
}

static void sort_key(struct tui *tui, struct pane *pane, size_t row, int column,
		     struct sort_key *out)
{
	const struct trust_line *line = line_at(pane, row);
	switch (column) {
	case COL_ROLE:
		out->text = line->role->name;
		break;
	case COL_ACCOUNT:
		out->number = inventory_account_rank(&tui->inventory, line->role->account);
		break;
	case COL_KIND:
		out->text = str_from(line->kind);
		break;
	case COL_FROM: /* those from somewhere first */
		out->number = line->account.n == 0;
		out->text = line->account;
		break;
	case COL_EXTERNAL_ID:
		out->number = line->external_id.n == 0;
		out->text = line->external_id;
		break;
	default:
		out->text = line->principal;
		break;
	}
}

static const char *empty(struct tui *tui, struct pane *pane)
{
	const struct trusts *data = pane->data;
	return data->next < tui->inventory.roles.n ? "reading the trust policies"
						   : "no trust policy is in the inventory";
}

static const struct table_ops table_ops = {
    .columns = columns,
    .n_columns = sizeof(columns) / sizeof(columns[0]),
    .count = count,
    .cell = cell,
    .parts = parts,
    .sort_key = sort_key,
    .empty = empty,
};

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	struct trusts *data = arena_alloc(&pane->arena, sizeof(*data));
	(void)tui;
	(void)err;
	vec_init(&data->rows, &pane->arena, sizeof(struct trust_line));
	pane->data = data;
	table_new(pane, &table_ops);
	return true;
}

/* The trust policy, at the principal. */
static bool target(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	if (!table_row(tui, pane, &row))
		return false;
	const struct trust_line *line = line_at(pane, row);
	*out = place_of_document(line->role->key, STR("trust policy"), STR(""), line->pointer);
	return true;
}

static bool role(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	if (!table_row(tui, pane, &row))
		return false;
	*out = place_of_role(line_at(pane, row)->role->key);
	return true;
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	size_t row;
	if (!table_row(tui, pane, &row))
		return;
	const struct trust_line *line = line_at(pane, row);
	buf_printf(buf, "%.*s trusts %.*s", STR_ARG(say_name_of(tui, line->role->key)),
		   STR_ARG(tui_safe(tui, line->principal)));
	if (line->external_id.n > 0)
		buf_printf(buf, " with ExternalId %.*s", STR_ARG(tui_safe(tui, line->external_id)));
	if (line->other_conditions)
		buf_add_cstr(buf, line->external_id.n > 0 ? " and more conditions"
							  : " under conditions");
}

const struct pane_ops pane_trust = {
    .kind = PANE_TRUST,
    .name = "trust",
    .title = "Trust",
    .beside = 60,
    .above = 58,
    .open = open,
    .target = target,
    .role = role,
    .idle = idle,
    .status = status,
};
