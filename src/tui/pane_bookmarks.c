/* tui/pane_bookmarks.c - the places that the user wants to come back to. */
#include "rolehop/model/arn.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/table.h"

enum { COL_KIND, COL_NAME, COL_ACCOUNT };

static const struct column columns[] = {
    [COL_KIND] = {"KIND", 9, 0, 0, false, false},
    [COL_NAME] = {"NAME", 20, 3, 0, false, false},
    [COL_ACCOUNT] = {"ACCOUNT", 14, 1, 56, false, false},
};

static const struct place *bookmark(struct tui *tui, size_t row)
{
	return vec_at(&tui->kept.bookmarks, row);
}

static size_t count(struct tui *tui, struct pane *pane)
{
	(void)pane;
	return tui->kept.bookmarks.n;
}

/* "TrustingAccountRl", "SecretCacheWfw /States/GetSecret", "TrustingAccountRl trust policy" */
static struct str name_of(struct tui *tui, const struct place *place)
{
	struct str name = say_name_of(tui, place->subject);
	if (place->detail.n == 0)
		return name;
	return arena_printf(&tui->frame, "%.*s %.*s", STR_ARG(name),
			    STR_ARG(tui_safe(tui, place->detail)));
}

static struct str account_of(struct tui *tui, const struct place *place)
{
	struct arn arn;
	return say_account(tui, arn_parse(place->subject, &arn) ? arn.account : place->subject);
}

static void cell(struct tui *tui, struct pane *pane, size_t row, size_t column,
		 struct table_cell *out)
{
	const struct place *place = bookmark(tui, row);
	(void)pane;
	switch (column) {
	case COL_KIND:
		out->text = str_from(pane_row(place->kind)->name);
		break;
	case COL_NAME:
		out->text = name_of(tui, place);
		out->middle = true;
		break;
	default:
		out->text = account_of(tui, place);
		break;
	}
}

static size_t parts(struct tui *tui, struct pane *pane, size_t row, struct str *out)
{
	const struct place *place = bookmark(tui, row);
	(void)pane;
	out[0] = name_of(tui, place);
	out[1] = account_of(tui, place);
	out[2] = str_from(pane_row(place->kind)->name);
	return 3;
}

static const struct table_ops table_ops = {
    .columns = columns,
    .n_columns = sizeof(columns) / sizeof(columns[0]),
    .name = COL_NAME,
    .count = count,
    .cell = cell,
    .parts = parts,
    .nothing = "no bookmarks yet: m sets one on a role, workflow, Task, document or account",
};

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	(void)tui;
	(void)err;
	table_new(pane, &table_ops);
	return true;
}

static bool target(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	if (!table_row(tui, pane, &row))
		return false;
	*out = *bookmark(tui, row);
	return true;
}

/* Can it be opened again from these words alone? */
static bool lasts(const struct place *place)
{
	switch (place->kind) {
	case PANE_ACCOUNT:
	case PANE_ROLE:
	case PANE_MACHINE:
	case PANE_GRAPH:
	case PANE_REACH:
	case PANE_TRACE:
	case PANE_WHO:
	case PANE_CAN:
	case PANE_RISK:
		return true;
	case PANE_DIFF:
		return place->text.n == 0 && place->other.n == 0 && place->pointer.n == 0;
	case PANE_DOCUMENT:
		return place->n_marks == 0 && place->subject.n > 0;
	case PANE_ACCOUNTS:
	case PANE_ROLES:
	case PANE_WORKFLOWS:
	case PANE_TRUST:
	case PANE_FINDINGS:
	case PANE_CAUSE:
	case PANE_HELP:
	case PANE_LOG:
	case PANE_THEMES:
	case PANE_COLUMNS:
	case PANE_BOOKMARKS:
	case PANE_DENIAL:
	case PANE_WHAT_IF:
	case PANE_BIND:
	case PANE_SNAPSHOTS:
	case PANE_CHANGES:
	case PANE_INTAKE:
	case PANE_COVERAGE:
		break;
	}
	return false;
}

bool pane_lasting(struct tui *tui, struct pane *pane, struct place *out)
{
	if (pane->table != NULL)
		return pane_target(tui, pane, out) && lasts(out);
	*out = pane->place;
	return lasts(out);
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	size_t row;
	if (table_row(tui, pane, &row))
		buf_add(buf, tui_safe(tui, bookmark(tui, row)->subject));
}

const struct pane_ops pane_bookmarks = {
    .kind = PANE_BOOKMARKS,
    .name = "bookmarks",
    .title = "Bookmarks",
    .leaf = true,
    .open = open,
    .target = target,
    .status = status,
};
