/* tui/pane_snapshots.c - the states that the inventory was in: what changed is between two of them.
 */
#include "rolehop/base/clock.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/table.h"

enum { COL_ID, COL_TAKEN, COL_AGE, COL_SOURCE };

/* clang-format off */
static const struct column columns[] = {
	[COL_ID] = {"SNAPSHOT", 8, 0, 0, true, true},
	[COL_TAKEN] = {"TAKEN", 20, 0, 0, false, true},
	[COL_AGE] = {"AGE", 8, 0, 56, true, false},
	[COL_SOURCE] = {"FROM", 20, 1, 44, false, true},
};
/* clang-format on */

struct snapshots {
	const struct snapshot *items; /* the oldest first */
	size_t n;
};

/* Rows begin with the latest. */
static const struct snapshot *at(const struct pane *pane, size_t row)
{
	const struct snapshots *data = pane->data;
	return &data->items[data->n - 1 - row];
}

static size_t count(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return ((struct snapshots *)pane->data)->n;
}

static struct str number(struct tui *tui, const struct snapshot *snapshot)
{
	return arena_printf(&tui->frame, "%lld", (long long)snapshot->id);
}

static void cell(struct tui *tui, struct pane *pane, size_t row, size_t column,
		 struct table_cell *out)
{
	const struct snapshot *snapshot = at(pane, row);
	switch (column) {
	case COL_ID:
		out->text = number(tui, snapshot);
		break;
	case COL_TAKEN:
		out->text = clock_iso(&tui->frame, snapshot->taken);
		break;
	case COL_AGE:
		out->text = clock_age(&tui->frame, tui->app->now - snapshot->taken);
		out->role = THEME_DIM;
		break;
	default:
		out->text = tui_safe(tui, snapshot->source);
		break;
	}
}

static size_t parts(struct tui *tui, struct pane *pane, size_t row, struct str *out)
{
	const struct snapshot *snapshot = at(pane, row);
	out[0] = snapshot->source;
	out[1] = clock_iso(&tui->frame, snapshot->taken);
	out[2] = number(tui, snapshot);
	return 3;
}

static void sort_key(struct tui *tui, struct pane *pane, size_t row, int column,
		     struct sort_key *out)
{
	const struct snapshot *snapshot = at(pane, row);
	(void)tui;
	if (column == COL_SOURCE)
		out->text = snapshot->source;
	else
		out->number = SORT_LARGEST_FIRST(column == COL_ID ? snapshot->id : snapshot->taken);
}

static uint64_t key(struct tui *tui, struct pane *pane, size_t row)
{
	(void)tui;
	return (uint64_t)at(pane, row)->id;
}

static const struct table_ops table_ops = {
    .columns = columns,
    .n_columns = sizeof(columns) / sizeof(columns[0]),
    .count = count,
    .cell = cell,
    .parts = parts,
    .sort_key = sort_key,
    .key = key,
    .nothing = "no snapshot yet: an import or a sync makes one",
};

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	struct snapshots *data = arena_alloc(&pane->arena, sizeof(*data));
	if (!store_snapshots(tui->app->store, &pane->arena, &data->items, &data->n, err))
		return false;
	pane->data = data;
	table_new(pane, &table_ops);
	return true;
}

/* ---- which two ------------------------------------------------------------------------------- */

static void between(struct tui *tui, const struct snapshot *a, const struct snapshot *b,
		    struct place *out)
{
	bool in_order = a->id < b->id;
	*out = (struct place){.kind = PANE_CHANGES,
			      .subject = number(tui, in_order ? a : b),
			      .detail = number(tui, in_order ? b : a)};
}

/* The one under the cursor, and the one before it. */
static bool target(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	if (!table_row(tui, pane, &row) || row + 1 >= count(tui, pane))
		return false;
	between(tui, at(pane, row + 1), at(pane, row), out);
	return true;
}

bool pane_snapshots_two(struct tui *tui, struct pane *pane, struct place *out)
{
	const struct snapshot *found[2];
	struct table *table = pane->table;
	size_t n = 0;
	size_t row;
	table_refresh(tui, pane);
	for (size_t i = 0; i < table->n; i++) {
		if (!table_is_marked(tui, pane, i))
			continue;
		if (n == 2)
			return false;
		found[n++] = at(pane, table_row_at(table, i));
	}
	if (n == 0)
		return target(tui, pane, out);
	if (n == 1 && table_row(tui, pane, &row))
		found[n++] = at(pane, row);
	if (n < 2 || found[0] == found[1])
		return false;
	between(tui, found[0], found[1], out);
	return true;
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	struct place place;
	if (pane_snapshots_two(tui, pane, &place))
		buf_printf(buf, "d shows what changed from snapshot %.*s to %.*s",
			   STR_ARG(place.subject), STR_ARG(place.detail));
	else
		buf_add_cstr(buf, "mark two (Space), or stand on one that has another before it");
}

const struct pane_ops pane_snapshots = {
    .kind = PANE_SNAPSHOTS,
    .name = "snapshots",
    .title = "Snapshots",
    .leaf = true,
    .open = open,
    .target = target,
    .status = status,
};
