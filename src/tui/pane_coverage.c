/* tui/pane_coverage.c - what was collected of each account, what was refused, and what never was.
 */
#include <stdlib.h>

#include "rolehop/base/clock.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/table.h"

enum { COL_STATE, COL_ACCOUNT, COL_KIND, COL_REGION, COL_AGE, COL_BECAUSE };

/* clang-format off */
static const struct column columns[] = {
	[COL_STATE] = {"STATE", 15, 0, 0, false, true},
	[COL_ACCOUNT] = {"ACCOUNT", 14, 1, 0, false, true},
	[COL_KIND] = {"KIND", 13, 2, 40, false, true},
	[COL_REGION] = {"REGION", 12, 0, 66, false, true},
	[COL_AGE] = {"AGE", 8, 0, 78, true, true},
	[COL_BECAUSE] = {"BECAUSE", 16, 3, 96, false, true},
};
/* clang-format on */

struct collected {
	const struct coverage *items; /* what is missing first */
	size_t n;
};

static const struct coverage *at(const struct pane *pane, size_t row)
{
	return &((const struct collected *)pane->data)->items[row];
}

static size_t count(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return ((struct collected *)pane->data)->n;
}

static int rank(const struct coverage *c)
{
	switch (c->state) {
	case COVERAGE_REFUSED:
		return 0;
	case COVERAGE_PARTIAL:
		return 1;
	case COVERAGE_NEVER:
		return 2;
	case COVERAGE_COMPLETE:
		break;
	}
	return 3;
}

static enum theme_role role_of(const struct coverage *c)
{
	return c->state == COVERAGE_COMPLETE  ? THEME_ALLOW
	       : c->state == COVERAGE_REFUSED ? THEME_DENY
					      : THEME_UNKNOWN;
}

static struct str owner(struct tui *tui, const struct coverage *c)
{
	return c->account.n > 0 ? say_account(tui, c->account) : STR("(organization)");
}

static void cell(struct tui *tui, struct pane *pane, size_t row, size_t column,
		 struct table_cell *out)
{
	const struct coverage *c = at(pane, row);
	switch (column) {
	case COL_STATE:
		out->text = str_from(coverage_word(c->state));
		out->role = role_of(c);
		break;
	case COL_ACCOUNT:
		out->text = owner(tui, c);
		break;
	case COL_KIND:
		out->text = str_from(entity_kind_plural(c->kind));
		break;
	case COL_REGION:
		out->text = c->region.n > 0 ? tui_safe(tui, c->region) : STR("global");
		out->role = c->region.n > 0 ? THEME_TEXT : THEME_DIM;
		break;
	case COL_AGE:
		out->text = c->when > 0 ? clock_age(&tui->frame, tui->app->now - c->when) : STR("");
		out->role = THEME_DIM;
		break;
	default:
		out->text = tui_safe(tui, c->because);
		out->role = THEME_DIM;
		break;
	}
}

static size_t parts(struct tui *tui, struct pane *pane, size_t row, struct str *out)
{
	const struct coverage *c = at(pane, row);
	out[0] = c->account;
	out[1] = inventory_account_name(&tui->inventory, c->account);
	out[2] = str_from(entity_kind_plural(c->kind));
	out[3] = str_from(coverage_word(c->state));
	out[4] = c->region;
	out[5] = c->because;
	return 6;
}

static void sort_key(struct tui *tui, struct pane *pane, size_t row, int column,
		     struct sort_key *out)
{
	const struct coverage *c = at(pane, row);
	switch (column) {
	case COL_STATE:
		out->number = (uint64_t)rank(c);
		break;
	case COL_ACCOUNT:
		out->number = inventory_account_rank(&tui->inventory, c->account);
		break;
	case COL_KIND:
		out->number = (uint64_t)c->kind;
		break;
	case COL_REGION:
		out->text = c->region;
		break;
	case COL_AGE: /* the oldest first */
		out->number = (uint64_t)(c->when > 0 ? c->when : 0);
		break;
	default:
		out->text = c->because;
		break;
	}
}

static bool fails(struct tui *tui, struct pane *pane, size_t row)
{
	(void)tui;
	return at(pane, row)->state != COVERAGE_COMPLETE;
}

static const struct table_ops table_ops = {
    .columns = columns,
    .n_columns = sizeof(columns) / sizeof(columns[0]),
    .count = count,
    .cell = cell,
    .parts = parts,
    .sort_key = sort_key,
    .fails = fails,
    .nothing = "nothing was collected as a whole: what is not here may exist",
};

static int compare(const void *a, const void *b)
{
	const struct coverage *x = a;
	const struct coverage *y = b;
	int by = rank(x) - rank(y);
	if (by == 0)
		by = str_cmp(x->account, y->account);
	if (by == 0 && x->kind != y->kind)
		by = x->kind < y->kind ? -1 : 1;
	return by != 0 ? by : str_cmp(x->region, y->region);
}

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	struct collected *data = arena_alloc(&pane->arena, sizeof(*data));
	const struct coverage *list;
	if (!store_coverage_list(tui->app->store, &pane->arena, &list, &data->n, err))
		return false;
	struct coverage *sorted = arena_array(&pane->arena, data->n + 1, sizeof(*sorted));
	for (size_t i = 0; i < data->n; i++)
		sorted[i] = list[i];
	if (data->n > 1)
		qsort(sorted, data->n, sizeof(*sorted), compare);
	data->items = sorted;
	pane->data = data;
	table_new(pane, &table_ops);
	return true;
}

static bool target(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	if (!table_row(tui, pane, &row) || at(pane, row)->account.n == 0)
		return false;
	*out = (struct place){.kind = PANE_ACCOUNT, .subject = at(pane, row)->account};
	return true;
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	const struct collected *data = pane->data;
	size_t counts[4] = {0};
	size_t row;
	for (size_t i = 0; i < data->n; i++)
		counts[rank(&data->items[i])]++;
	buf_printf(buf, "%zu refused  %zu partial  %zu complete", counts[0], counts[1], counts[3]);
	if (table_row(tui, pane, &row) && at(pane, row)->because.n > 0)
		buf_printf(buf, "   %.*s", STR_ARG(tui_safe(tui, at(pane, row)->because)));
}

const struct pane_ops pane_coverage = {
    .kind = PANE_COVERAGE,
    .name = "coverage",
    .title = "Coverage",
    .beside = 62,
    .above = 0,
    .open = open,
    .target = target,
    .status = status,
};
