/* tui/table_draw.c - the columns of a table, as wide as what they show, and the rows in sight. */
#include "tui/table.h"

#include "rolehop/base/width.h"
#include "tui/explorer.h"

enum { CURSOR_COLUMNS = 2, GAP = 2 };

/* ---- columns --------------------------------------------------------------------------------- */

/* What a column has before room is shared out: no more than it needs, as far as that is known. */
static int least_width(const struct table *table, size_t i)
{
	const struct column *column = &table->ops->columns[i];
	int title = (int)width_text(str_from(column->title));
	int needs = table->widest[i] > title ? table->widest[i] : title;
	return !column->right && needs < column->width ? needs : column->width;
}

/* Names that are cut look alike: they get what they lack first, up to half of all room. Returns
 * what is left over. */
static int give_to_name(const struct table *table, int room, int spare,
			int widths[TABLE_COLUMNS_MAX])
{
	int *width = &widths[table->ops->name];
	int wanted = table->widest[table->ops->name];
	int lack = (wanted < room / 2 ? wanted : room / 2) - *width;
	if (*width == 0 || lack <= 0 || spare <= 0)
		return spare;
	lack = lack < spare ? lack : spare;
	*width += lack;
	return spare - lack;
}

/* Room to the columns whose texts are cut: in equal shares, none more than it lacks. Returns what
 * is left over. */
static int share_by_need(const struct table *table, int spare, int widths[TABLE_COLUMNS_MAX])
{
	for (;;) {
		int lacking = 0;
		for (size_t i = 0; i < table->ops->n_columns; i++)
			lacking += widths[i] > 0 && widths[i] < table->widest[i];
		if (lacking == 0 || spare < lacking)
			return spare;
		int share = spare / lacking;
		for (size_t i = 0; i < table->ops->n_columns; i++) {
			int lack = widths[i] > 0 ? table->widest[i] - widths[i] : 0;
			if (lack <= 0)
				continue;
			lack = lack < share ? lack : share;
			widths[i] += lack;
			spare -= lack;
		}
	}
}

/* What is left over, as the columns ask for it. */
static void share_by_growth(const struct table *table, int spare, int widths[TABLE_COLUMNS_MAX])
{
	const struct column *columns = table->ops->columns;
	int growth = 0;
	for (size_t i = 0; i < table->ops->n_columns; i++)
		growth += widths[i] > 0 ? columns[i].grow : 0;
	for (size_t i = 0; i < table->ops->n_columns && spare > 0 && growth > 0; i++) {
		if (widths[i] == 0 || columns[i].grow == 0)
			continue;
		int share = spare * columns[i].grow / growth;
		widths[i] += share;
		spare -= share;
		growth -= columns[i].grow;
	}
}

static bool shows(const struct pane *pane, int room, size_t i)
{
	const struct table_ops *ops = pane->table->ops;
	bool idle = ops->same > 0 && i == ops->same && pane->place.subject.n > 0;
	return room >= ops->columns[i].from && (pane->spot.hidden & 1u << i) == 0 && !idle;
}

/* Widths of the columns for so much room; 0: not shown. */
static void lay_columns(const struct pane *pane, int room, int widths[TABLE_COLUMNS_MAX])
{
	const struct table *table = pane->table;
	int used = 0;
	for (size_t i = 0; i < table->ops->n_columns; i++) {
		widths[i] = shows(pane, room, i) ? least_width(table, i) : 0;
		used += widths[i] + (widths[i] > 0 && used > 0 ? GAP : 0);
	}
	int spare = give_to_name(table, room, room - used, widths);
	share_by_growth(table, share_by_need(table, spare, widths), widths);
}

int table_column_at(const struct pane *pane, int width, int x)
{
	int widths[TABLE_COLUMNS_MAX];
	int end = CURSOR_COLUMNS;
	lay_columns(pane, width - CURSOR_COLUMNS, widths);
	for (size_t i = 0; i < pane->table->ops->n_columns; i++) {
		if (widths[i] == 0)
			continue;
		if (x >= end && x < end + widths[i] + GAP)
			return (int)i;
		end += widths[i] + GAP;
	}
	return -1;
}

static void draw_head(struct pane *pane, const struct view *view, const int *widths, bool ascii)
{
	const struct table_ops *ops = pane->table->ops;
	int x = CURSOR_COLUMNS;
	for (size_t i = 0; i < ops->n_columns; i++) {
		struct str title = str_from(ops->columns[i].title);
		if (widths[i] == 0)
			continue;
		int width = (int)width_text(title);
		int shift = ops->columns[i].right && width < widths[i] ? widths[i] - width : 0;
		int used =
		    view_fit(view, x + shift, 0, widths[i] - shift, THEME_HEADER, title, ascii);
		if (pane->spot.sort == (int)i) /* in the gap after it */
			view_text(view, x + shift + used, 0, THEME_HEADER,
				  ascii ? (pane->spot.reverse ? STR("^") : STR("v"))
					: (pane->spot.reverse ? STR("▴") : STR("▾")));
		x += widths[i] + GAP;
	}
}

/* Letters that matched as the beginnings of words. */
static void draw_letters(const struct pane *pane, const struct view *view, int x, int y,
			 struct str text)
{
	struct filter_letters letters;
	if (!filter_find_letters(&pane->table->filter, text, &letters))
		return;
	for (size_t i = 0; i < text.n && i < FILTER_LETTERS_MAX; i++) {
		if (letters.hit[i])
			view_over(view, x + (int)width_text(str_slice(text, 0, i)), y, 1,
				  THEME_MATCH);
	}
}

static void draw_matches(const struct pane *pane, const struct view *view, int x, int y,
			 struct str text)
{
	size_t from = 0;
	size_t at;
	size_t length;
	while (filter_find(&pane->table->filter, text, from, &at, &length)) {
		int before = (int)width_text(str_slice(text, 0, at));
		view_over(view, x + before, y, (int)width_text(str_slice(text, at, at + length)),
			  THEME_MATCH);
		from = at + length;
	}
	draw_letters(pane, view, x, y, text);
}

static void draw_cell(struct tui *tui, struct pane *pane, const struct view *view, int x, int y,
		      int width, const struct column *column, const struct table_cell *cell)
{
	struct str mark = tui->ascii ? STR("~") : STR("…");
	struct str text = cell->text;
	if (width_text(text) > (size_t)width)
		text = cell->middle ? width_elide_middle(&tui->frame, text, (size_t)width, mark)
				    : width_elide_end(&tui->frame, text, (size_t)width, mark);
	if (column->right)
		x += width - (int)width_text(text);
	view_text(view, x, y, cell->role, text);
	if (pane->table->filter.n > 0 && cell->role == THEME_TEXT)
		draw_matches(pane, view, x, y, text);
}

static void draw_row(struct tui *tui, struct pane *pane, const struct view *view, int y,
		     size_t place, const int *widths, const struct table_cell *cells, bool focus)
{
	const struct table_ops *ops = pane->table->ops;
	bool here = place == pane->table->at;
	int x = CURSOR_COLUMNS;
	if (here) {
		view_over(view, 0, y, view->w, focus ? THEME_CURSOR : THEME_CURSOR_OFF);
		view_text(view, 0, y, THEME_TEXT, STR(">"));
	}
	if (table_is_marked(tui, pane, place))
		view_text(view, 1, y, THEME_STRONG, STR("*"));
	for (size_t i = 0; i < ops->n_columns; i++) {
		if (widths[i] == 0)
			continue;
		draw_cell(tui, pane, view, x, y, widths[i], &ops->columns[i], &cells[i]);
		x += widths[i] + GAP;
	}
	if (here)
		view_over(view, 0, y, view->w, focus ? THEME_CURSOR : THEME_CURSOR_OFF);
	if (here && focus && tui->plain)
		view_cursor(view, 0, y);
}

/* What the columns say in n rows from the first in sight. A column once wide stays so: what comes
 * into sight moves the others as seldom as can be. */
static const struct table_cell *read_cells(struct tui *tui, struct pane *pane, int room, size_t n)
{
	struct table *table = pane->table;
	size_t columns = table->ops->n_columns;
	struct table_cell *cells = arena_array(&tui->frame, n * columns + 1, sizeof(*cells));
	for (size_t i = 0; i < n * columns; i++) {
		size_t column = i % columns;
		size_t row = table_row_at(table, pane->spot.top + i / columns);
		cells[i] = (struct table_cell){.role = THEME_TEXT};
		if (!shows(pane, room, column))
			continue;
		table->ops->cell(tui, pane, row, column, &cells[i]);
		int width = (int)width_text(cells[i].text);
		if (width > table->widest[column])
			table->widest[column] = width;
	}
	return cells;
}

static void scroll_to_cursor(struct pane *pane, int height)
{
	struct table *table = pane->table;
	size_t rows = height > 0 ? (size_t)height : 1;
	size_t *top = &pane->spot.top;
	if (table->at < *top)
		*top = table->at;
	if (table->at >= *top + rows)
		*top = table->at + 1 - rows;
	if (*top + rows > table->n)
		*top = table->n > rows ? table->n - rows : 0;
}

static void draw_nothing(struct tui *tui, struct pane *pane, const struct view *view)
{
	const struct table *table = pane->table;
	const char *why = table->total > 0 ? "nothing matches the filter (Esc clears it)"
			  : !tui->inventory.accounts_loaded ? "reading the inventory"
			  : tui->lost ? "nothing that could be read: not all could (! says why)"
			  : table->ops->empty != NULL ? table->ops->empty(tui, pane)
						      : table->ops->nothing;
	view_fit(view, CURSOR_COLUMNS, 1, view->w - CURSOR_COLUMNS, THEME_DIM, str_from(why),
		 tui->ascii);
}

void table_draw(struct tui *tui, struct pane *pane, const struct view *view, bool focus)
{
	struct table *table = pane->table;
	struct arena_mark mark = arena_mark(&tui->frame);
	int widths[TABLE_COLUMNS_MAX] = {0};
	int room = view->w - CURSOR_COLUMNS;
	table_refresh(tui, pane);
	pane->height = view->h - 1;
	scroll_to_cursor(pane, pane->height);
	size_t height = pane->height > 0 ? (size_t)pane->height : 0;
	size_t n = table->n - pane->spot.top < height ? table->n - pane->spot.top : height;
	const struct table_cell *cells = read_cells(tui, pane, room, n);
	lay_columns(pane, room, widths);
	draw_head(pane, view, widths, tui->ascii);
	if (table->n == 0)
		draw_nothing(tui, pane, view);
	for (size_t i = 0; i < n; i++)
		draw_row(tui, pane, view, (int)i + 1, pane->spot.top + i, widths,
			 cells + i * table->ops->n_columns, focus);
	arena_rewind(&tui->frame, mark);
}
