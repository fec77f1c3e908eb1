/* tui/pane_trust.c - who trusts whom: one row per principal of every trust policy. */
#include "rolehop/base/clock.h"
#include "rolehop/model/arn.h"
#include "rolehop/trace/trusts.h"
#include "tui/chunks.h"
#include "tui/documents.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/pool.h"
#include "tui/sides.h"
#include "tui/table.h"

enum { COL_ROLE, COL_ACCOUNT, COL_PRINCIPAL, COL_KIND, COL_SIDE, COL_FROM, COL_EXTERNAL_ID };
enum { SLICE_MS = 10 };

/* clang-format off */
static const struct column columns[] = {
	[COL_ROLE] = {"ROLE", 14, 2, 0, false, true},
	[COL_ACCOUNT] = {"ACCOUNT", 12, 1, 64, false, true},
	[COL_PRINCIPAL] = {"TRUSTS", 12, 3, 0, false, true},
	[COL_KIND] = {"KIND", 8, 0, 44, false, true},
	[COL_SIDE] = {"WHERE", 7, 0, 52, false, true},
	[COL_FROM] = {"FROM", 12, 1, 96, false, true},
	[COL_EXTERNAL_ID] = {"EXTERNAL ID", 11, 2, 74, false, true},
};
/* clang-format on */

/* Texts are numbers of the pool; a principal that is a role of the inventory is its row. */
struct trust_line {
	const char *kind;
	uint32_t role; /* row of the roles */
	uint32_t principal;
	uint32_t account;
	uint32_t external_id;
	uint32_t pointer;
	uint8_t side; /* enum side */
	bool other_conditions;
	bool deny;
	bool cross_account;
};
#define IS_TEXT UINT32_C(0x80000000)

struct trusts {
	struct chunks lines;
	size_t n;
	struct pool pool;
	struct sides sides;
	size_t next; /* role of the inventory's list to read next */
};

enum { LINES_PER_CHUNK = CHUNK_SIZE / sizeof(struct trust_line) };

static struct trust_line *line_at(struct pane *pane, size_t row)
{
	const struct trusts *data = pane->data;
	struct trust_line *chunk = (void *)data->lines.items[row / LINES_PER_CHUNK];
	return chunk + row % LINES_PER_CHUNK;
}

static struct trust_line *add_line(struct pane *pane)
{
	struct trusts *data = pane->data;
	uint64_t at;
	if (data->n % LINES_PER_CHUNK == 0)
		chunks_add(&data->lines, CHUNK_SIZE, &at);
	return line_at(pane, data->n++);
}

static struct str text_of(struct pane *pane, uint32_t number)
{
	return pool_text(&((struct trusts *)pane->data)->pool, number);
}

static struct str principal_of(struct tui *tui, struct pane *pane, const struct trust_line *line)
{
	if ((line->principal & IS_TEXT) != 0)
		return text_of(pane, line->principal & ~IS_TEXT);
	return names_key(&tui->inventory.roles, &tui->frame, line->principal);
}

static struct str role_key(struct tui *tui, const struct trust_line *line)
{
	return names_key(&tui->inventory.roles, &tui->frame, line->role);
}

static struct str role_name(struct tui *tui, const struct trust_line *line)
{
	return names_name(&tui->inventory.roles, line->role);
}

static struct str role_account(struct tui *tui, const struct trust_line *line)
{
	return names_stem(&tui->inventory.roles, line->role)->account;
}

static uint32_t number_of(struct tui *tui, struct pool *pool, struct str principal)
{
	struct arn parts;
	size_t row;
	bool is_row = arn_parse(principal, &parts) &&
		      names_find(&tui->inventory.roles, parts.account, principal, &row);
	return is_row ? (uint32_t)row : IS_TEXT | pool_add(pool, principal);
}

static void add_rows(struct tui *tui, struct pane *pane, size_t role_row)
{
	struct trusts *data = pane->data;
	struct pool *pool = &data->pool;
	struct arena_mark mark = arena_mark(&tui->frame);
	struct str home = names_stem(&tui->inventory.roles, role_row)->account;
	const struct trust_row *rows = NULL;
	size_t n = 0;
	struct entity entity;
	struct role role = {.trust = NULL};
	struct err err;
	bool found;
	struct str key = names_key(&tui->inventory.roles, &tui->frame, role_row);
	if (!store_find(tui->app->store, &tui->frame, key, &entity, &found, &err) ||
	    (found && !document_trust(tui, &entity, &role, &err)))
		tui_lose(tui, &err);
	else if (role.trust != NULL)
		trusts_of(&tui->frame, &role, &rows, &n);
	for (size_t i = 0; i < n; i++) {
		*add_line(pane) = (struct trust_line){
		    .role = (uint32_t)role_row,
		    .principal = number_of(tui, pool, rows[i].principal),
		    .kind = rows[i].kind,
		    .account = pool_add(pool, rows[i].account),
		    .external_id = pool_add(pool, rows[i].external_id),
		    .side = (uint8_t)side_of(tui, &data->sides, home, rows, n, i),
		    .other_conditions = rows[i].other_conditions,
		    .deny = rows[i].deny,
		    .cross_account = rows[i].cross_account,
		    .pointer = pool_add(pool, rows[i].pointer),
		};
	}
	arena_rewind(&tui->frame, mark);
}

static bool idle(struct tui *tui, struct pane *pane)
{
	struct trusts *data = pane->data;
	const struct names *roles = &tui->inventory.roles;
	int64_t until = clock_ticks_ms() + SLICE_MS;
	if (!roles->complete || data->next >= roles->n)
		return false;
	do
		add_rows(tui, pane, data->next++);
	while (data->next < roles->n && clock_ticks_ms() < until);
	tui->preview_wanted = true;
	return true;
}

static size_t count(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return ((struct trusts *)pane->data)->n;
}

static struct str principal_text(struct tui *tui, struct pane *pane, const struct trust_line *line)
{
	struct str text = principal_of(tui, pane, line);
	struct str account = text_of(pane, line->account);
	if (str_eq(str_from(line->kind), STR("account")) && account.n > 0)
		return say_account(tui, account);
	bool is_identity = str_starts(text, STR("arn:")) && str_find_char(text, '/') > 0;
	return is_identity ? say_name_of(tui, text) : tui_safe(tui, text);
}

static void cell(struct tui *tui, struct pane *pane, size_t row, size_t column,
		 struct table_cell *out)
{
	const struct trust_line *line = line_at(pane, row);
	switch (column) {
	case COL_ROLE:
		out->text = tui_safe(tui, role_name(tui, line));
		out->middle = true;
		break;
	case COL_ACCOUNT:
		out->text = say_account(tui, role_account(tui, line));
		break;
	case COL_PRINCIPAL:
		out->text = arena_printf(&tui->frame, "%s%.*s", line->deny ? "not " : "",
					 STR_ARG(principal_text(tui, pane, line)));
		out->middle = !str_eq(str_from(line->kind), STR("service"));
		break;
	case COL_KIND:
		out->text = str_from(line->kind);
		out->role = str_eq(out->text, STR("everyone")) || str_eq(out->text, STR("deleted"))
				? THEME_UNKNOWN
				: THEME_DIM;
		break;
	case COL_SIDE:
		out->text = side_word((enum side)line->side);
		out->role = side_role((enum side)line->side);
		break;
	case COL_FROM:
		out->text =
		    line->account != 0 ? say_account(tui, text_of(pane, line->account)) : STR("");
		out->role = line->cross_account ? THEME_STRONG : THEME_DIM;
		break;
	case COL_EXTERNAL_ID:
		out->text = line->external_id != 0
				? say_name_of(tui, text_of(pane, line->external_id))
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
	out[0] = role_name(tui, line);
	out[1] = role_key(tui, line);
	out[2] = principal_of(tui, pane, line);
	out[3] = str_from(line->kind);
	out[4] = text_of(pane, line->external_id);
	out[5] = inventory_account_name(&tui->inventory, role_account(tui, line));
	out[6] = side_word((enum side)line->side);
	return 7;
}

static void sort_key(struct tui *tui, struct pane *pane, size_t row, int column,
		     struct sort_key *out)
{
	const struct trust_line *line = line_at(pane, row);
	switch (column) {
	case COL_ROLE:
		out->text = role_name(tui, line);
		break;
	case COL_ACCOUNT:
		out->number = inventory_account_rank(&tui->inventory, role_account(tui, line));
		break;
	case COL_KIND:
		out->text = str_from(line->kind);
		break;
	case COL_SIDE:
		out->number = line->side;
		break;
	case COL_FROM: /* those from somewhere first */
		out->number = line->account == 0;
		out->text = text_of(pane, line->account);
		break;
	case COL_EXTERNAL_ID:
		out->number = line->external_id == 0;
		out->text = text_of(pane, line->external_id);
		break;
	default:
		out->text = principal_of(tui, pane, line);
		break;
	}
}

bool pane_trust_is_whole(const struct tui *tui, const struct pane *pane)
{
	const struct names *roles = &tui->inventory.roles;
	return roles->complete && ((const struct trusts *)pane->data)->next >= roles->n;
}

static const char *empty(struct tui *tui, struct pane *pane)
{
	return pane_trust_is_whole(tui, pane)
		   ? "no trust policy is in the inventory: :import takes files, :sync collects"
		   : "reading the trust policies";
}

static const struct table_ops table_ops = {
    .columns = columns,
    .n_columns = sizeof(columns) / sizeof(columns[0]),
    .name = COL_ROLE,
    .count = count,
    .cell = cell,
    .parts = parts,
    .sort_key = sort_key,
    .empty = empty,
};

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	struct trusts *data = arena_alloc(&pane->arena, sizeof(*data));
	(void)err;
	pane->data = data;
	sides_init(&data->sides, tui, &pane->arena);
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
	*out = place_of_document(role_key(tui, line), STR("trust policy"), STR(""),
				 text_of(pane, line->pointer));
	return true;
}

static bool role(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	if (!table_row(tui, pane, &row))
		return false;
	*out = place_of_role(role_key(tui, line_at(pane, row)));
	return true;
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	size_t row;
	if (!table_row(tui, pane, &row))
		return;
	const struct trust_line *line = line_at(pane, row);
	buf_printf(buf, "%.*s trusts %.*s", STR_ARG(say_name_of(tui, role_key(tui, line))),
		   STR_ARG(tui_safe(tui, principal_of(tui, pane, line))));
	if (line->side == SIDE_OUTSIDE)
		buf_add_cstr(buf, " outside of its organization");
	if (line->external_id != 0)
		buf_printf(buf, " with ExternalId %.*s",
			   STR_ARG(tui_safe(tui, text_of(pane, line->external_id))));
	if (line->other_conditions)
		buf_add_cstr(buf,
			     line->external_id != 0 ? " and more conditions" : " under conditions");
}

static void close(struct pane *pane)
{
	struct trusts *data = pane->data;
	chunks_release(&data->lines);
	pool_release(&data->pool);
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
    .close = close,
};
