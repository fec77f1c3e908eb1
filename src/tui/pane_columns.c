/* tui/pane_columns.c - the columns of a table: which of them show. */
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/table.h"

enum { COL_SHOWN, COL_HEAD };

static const struct column columns[] = {
    [COL_SHOWN] = {"SHOWN", 5, 0, 0, false, false},
    [COL_HEAD] = {"COLUMN", 12, 1, 0, false, false},
};

/* The table that the columns are of: the one under the overlay. */
static struct pane *subject_pane(struct tui *tui)
{
	struct pane *pane =
	    tui->focus_preview && tui->preview != NULL ? tui->preview : tui_current(tui);
	return pane->broken == NULL && pane->table != NULL ? pane : NULL;
}

static size_t count(struct tui *tui, struct pane *pane)
{
	const struct pane *of = subject_pane(tui);
	(void)pane;
	return of == NULL ? 0 : of->table->ops->n_columns;
}

static bool is_hidden(const struct pane *of, size_t row)
{
	return (of->spot.hidden & 1u << row) != 0;
}

static void cell(struct tui *tui, struct pane *pane, size_t row, size_t column,
		 struct table_cell *out)
{
	const struct pane *of = subject_pane(tui);
	(void)pane;
	if (column == COL_HEAD)
		out->text = str_from(of->table->ops->columns[row].title);
	else
		out->text = is_hidden(of, row) ? STR("[ ]") : STR("[x]");
}

static size_t parts(struct tui *tui, struct pane *pane, size_t row, struct str *out)
{
	(void)pane;
	out[0] = str_from(subject_pane(tui)->table->ops->columns[row].title);
	return 1;
}

static const struct table_ops table_ops = {
    .columns = columns,
    .n_columns = sizeof(columns) / sizeof(columns[0]),
    .count = count,
    .cell = cell,
    .parts = parts,
    .nothing = "there is no table under this",
};

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	(void)tui;
	(void)err;
	table_new(pane, &table_ops);
	return true;
}

bool pane_columns_toggle(struct tui *tui, struct pane *pane)
{
	struct pane *of = subject_pane(tui);
	size_t row;
	if (of == NULL || !table_row(tui, pane, &row))
		return false;
	unsigned all = (1u << of->table->ops->n_columns) - 1;
	unsigned hidden = of->spot.hidden ^ 1u << row;
	if (hidden == all) /* something has to show */
		return false;
	of->spot.hidden = hidden;
	return true;
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	(void)tui;
	(void)pane;
	buf_add_cstr(buf, "narrow screens leave some out by themselves");
}

const struct pane_ops pane_columns = {
    .kind = PANE_COLUMNS,
    .name = "columns",
    .title = "Columns",
    .leaf = true,
    .open = open,
    .status = status,
};
