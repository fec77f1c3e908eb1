/* tui/grid.c - what a pane shows, as rows of text: for files and for the clipboard. */
#include "tui/grid.h"

#include "rolehop/base/safe.h"
#include "rolehop/base/yaml.h"
#include "rolehop/graph/write.h"
#include "tui/documents.h"
#include "tui/drawing.h"
#include "tui/jsontext.h"
#include "tui/panes.h"
#include "tui/sheet.h"
#include "tui/suppose.h"
#include "tui/table.h"

enum { HEAD_ROWS = 24, LINE_MAX_BYTES = 1 << 20, DOCUMENT_MAX_BYTES = 1 << 26 };

static const struct str ARN_HEAD = STR_INIT("ARN");

/* ---- tables ---------------------------------------------------------------------------------- */

static bool shows(const struct pane *pane, size_t column)
{
	return (pane->spot.hidden & 1u << column) == 0;
}

/* What Enter would open on row `at` of the order. */
static struct str subject_at(struct tui *tui, struct pane *pane, size_t at)
{
	size_t before = pane->table->at;
	struct place place;
	pane->table->at = at;
	bool found = pane_target(tui, pane, &place);
	pane->table->at = before;
	return found ? place.subject : (struct str){0};
}

static bool has_arns(struct tui *tui, struct pane *pane)
{
	return pane->table->n > 0 &&
	       str_starts(subject_at(tui, pane, pane->table->at), STR("arn:"));
}

static void fill_row(struct tui *tui, struct pane *pane, struct arena *arena, size_t at, bool arns,
		     struct str *cells)
{
	const struct table_ops *ops = pane->table->ops;
	struct arena_mark mark = arena_mark(&tui->frame);
	size_t n = 0;
	for (size_t c = 0; c < ops->n_columns; c++) {
		struct table_cell cell = {.role = THEME_TEXT};
		if (!shows(pane, c))
			continue;
		ops->cell(tui, pane, table_row_at(pane->table, at), c, &cell);
		cells[n++] = arena_str(arena, cell.text);
	}
	if (arns)
		cells[n] = arena_str(arena, safe_text(&tui->frame, subject_at(tui, pane, at)));
	if (arena != &tui->frame) /* else the cells lie there */
		arena_rewind(&tui->frame, mark);
}

static bool is_wanted(struct tui *tui, struct pane *pane, size_t at)
{
	return pane->table->picks.n == 0 || table_is_marked(tui, pane, at);
}

static void grid_of_table(struct tui *tui, struct pane *pane, struct arena *arena,
			  struct grid *grid)
{
	struct table *table = pane->table;
	table_finish(tui, pane);
	bool arns = has_arns(tui, pane);
	struct str *heads = arena_array(arena, table->ops->n_columns + 2, sizeof(*heads));
	for (size_t c = 0; c < table->ops->n_columns; c++) {
		if (shows(pane, c))
			heads[grid->n_columns++] = str_from(table->ops->columns[c].title);
	}
	if (arns)
		heads[grid->n_columns++] = ARN_HEAD;
	bool supposed = arns && tui->app->what_if;
	if (supposed)
		heads[grid->n_columns++] = STR("WHAT-IF");
	struct str *cells = arena_array(arena, grid->n_columns * table->n + 1, sizeof(*cells));
	for (size_t at = 0; at < table->n; at++) {
		struct str *row = cells + grid->n_rows * grid->n_columns;
		if (!is_wanted(tui, pane, at))
			continue;
		fill_row(tui, pane, arena, at, arns, row);
		if (supposed)
			row[grid->n_columns - 1] = STR("yes");
		grid->n_rows++;
	}
	grid->heads = heads;
	grid->cells = cells;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static struct str line_text(struct arena *arena, const struct line *line)
{
	struct buf buf;
	buf_init(&buf, arena, LINE_MAX_BYTES);
	buf_add(&buf, line->gutter);
	if (line->gutter.n > 0)
		buf_add_char(&buf, ' ');
	for (size_t i = 0; i < line->n; i++)
		buf_add(&buf, line->spans[i].text);
	struct str text = buf_str(&buf);
	while (text.n > 0 && text.p[text.n - 1] == ' ')
		text.n--;
	return text;
}

/* What the pane draws above its lines; at most HEAD_ROWS. */
static size_t head_lines(struct tui *tui, struct pane *pane, struct arena *arena, struct str *lines)
{
	struct canvas canvas = {0};
	struct str line;
	size_t n = 0;
	if (pane->ops->head == NULL)
		return 0;
	canvas_resize(&canvas, SHEET_UNBROKEN, HEAD_ROWS);
	struct view view = view_of(&canvas);
	int rows = pane->ops->head(tui, pane, &view);
	struct str_split it = {canvas_dump(arena, &canvas), false};
	while (n < (size_t)rows && n < HEAD_ROWS && str_next(&it, '\n', &line))
		lines[n++] = line;
	canvas_release(&canvas);
	return n;
}

/* The document laid out, with what no terminal should get escaped as JSON does; empty: it is none.
 */
static struct str document_json(const struct pane *pane, struct arena *arena)
{
	struct str came = pane_document_text(pane);
	bool is_json = came.n > 0 && !yaml_is(came);
	return is_json ? jsontext_normal(arena, came) : (struct str){0};
}

static void grid_of_sheet(struct tui *tui, struct pane *pane, struct arena *arena,
			  struct grid *grid)
{
	static const struct str head = STR_INIT("TEXT");
	struct sheet *sheet = pane->sheet;
	int width = pane->width;
	pane->width = SHEET_UNBROKEN;
	sheet_clear(sheet);
	pane->ops->layout(tui, pane);
	struct str *cells = arena_array(arena, HEAD_ROWS + sheet->items.n, sizeof(*cells));
	size_t n = head_lines(tui, pane, arena, cells);
	for (size_t i = 0; i < sheet->items.n; i++)
		cells[n++] = line_text(arena, sheet_at(sheet, i));
	*grid = (struct grid){.title = grid->title,
			      .is_text = true,
			      .n_columns = 1,
			      .heads = &head,
			      .cells = cells,
			      .n_rows = n,
			      .document = document_json(pane, arena)};
	pane->width = width;
	sheet_clear(sheet);
	pane->ops->layout(tui, pane);
	sheet_settle(pane);
}

/* The whole drawing, whatever shows of it. */
static void grid_of_drawing(struct tui *tui, struct pane *pane, struct arena *arena,
			    struct grid *grid)
{
	static const struct str head = STR_INIT("TEXT");
	struct arena scratch = {0};
	struct buf buf;
	struct str line;
	int width = pane->width;
	pane->width = SHEET_UNBROKEN;
	pane->ops->layout(tui, pane);
	pane->width = width;
	const struct graph *graph = pane->drawing->graph;
	buf_init(&buf, arena, DOCUMENT_MAX_BYTES);
	bool whole = graph_write_text(&scratch, graph, tui->ascii, &buf);
	arena_release(&scratch);
	struct str *cells = arena_array(arena, HEAD_ROWS + (size_t)graph->h, sizeof(*cells));
	size_t n = head_lines(tui, pane, arena, cells);
	struct str_split it = {buf_str(&buf), false};
	for (int y = 0; whole && y < graph->h && str_next(&it, '\n', &line); y++)
		cells[n++] = line;
	if (!whole)
		cells[n++] = STR("(the drawing is too large for text)");
	*grid = (struct grid){.title = safe_text(arena, pane->place.subject),
			      .is_text = true,
			      .n_columns = 1,
			      .heads = &head,
			      .cells = cells,
			      .n_rows = n,
			      .graph = graph};
}

void grid_of_pane(struct tui *tui, struct pane *pane, struct arena *arena, struct grid *out)
{
	struct buf crumb;
	buf_init(&crumb, arena, LINE_MAX_BYTES);
	pane_crumb(tui, pane, &crumb);
	if (tui->app->what_if)
		buf_printf(&crumb, " (%.*s)", STR_ARG(suppose_mark(tui, arena)));
	*out = (struct grid){.title = buf_str(&crumb)};
	if (pane->broken != NULL)
		return;
	if (pane->table != NULL)
		grid_of_table(tui, pane, arena, out);
	else if (pane->sheet != NULL)
		grid_of_sheet(tui, pane, arena, out);
	else if (pane->drawing != NULL)
		grid_of_drawing(tui, pane, arena, out);
}

/* The cursor's line, and what follows it up to the next one where it may stand, or an empty one. */
static struct str block_text(struct arena *arena, const struct sheet *sheet)
{
	struct buf buf;
	buf_init(&buf, arena, LINE_MAX_BYTES);
	for (size_t i = sheet->at; i < sheet->items.n; i++) {
		const struct line *line = sheet_at(sheet, i);
		if (i > sheet->at && (line->stop || line->n == 0))
			break;
		if (i > sheet->at)
			buf_add_char(&buf, '\n');
		buf_add(&buf, line_text(arena, line));
	}
	return buf_str(&buf);
}

struct str grid_document(struct tui *tui, struct pane *pane, struct arena *arena)
{
	struct str came = pane_document_text(pane);
	struct place place;
	struct err err;
	struct buf safe;
	if (pane->broken != NULL)
		return (struct str){0};
	if (came.n == 0 && pane_target(tui, pane, &place) && place.kind == PANE_DOCUMENT &&
	    !document_find(tui, tui->app, &tui->frame, &place, &came, &err))
		came = (struct str){0};
	if (came.n > 0 && !yaml_is(came))
		return jsontext_normal(arena, came);
	buf_init(&safe, arena, DOCUMENT_MAX_BYTES);
	safe_add_lines(&safe, came);
	return buf_str(&safe);
}

struct str grid_row(struct tui *tui, struct pane *pane, struct arena *arena)
{
	struct buf buf;
	size_t row;
	buf_init(&buf, arena, LINE_MAX_BYTES);
	if (pane->broken != NULL)
		return (struct str){0};
	if (pane->drawing != NULL)
		return drawing_box(pane->drawing) != NULL ? drawing_box(pane->drawing)->name
							  : (struct str){0};
	if (pane->table == NULL)
		return pane->sheet != NULL ? block_text(arena, pane->sheet) : (struct str){0};
	if (!table_row(tui, pane, &row))
		return (struct str){0};
	for (size_t c = 0; c < pane->table->ops->n_columns; c++) {
		struct table_cell cell = {.role = THEME_TEXT};
		if (!shows(pane, c))
			continue;
		pane->table->ops->cell(tui, pane, row, c, &cell);
		if (buf.n > 0)
			buf_add_char(&buf, '\t');
		buf_add(&buf, cell.text);
	}
	return buf_str(&buf);
}

static struct str marked_arns(struct tui *tui, struct pane *pane, struct arena *arena)
{
	struct buf buf;
	buf_init(&buf, arena, LINE_MAX_BYTES);
	table_finish(tui, pane);
	for (size_t at = 0; at < pane->table->n; at++) {
		struct str subject = subject_at(tui, pane, at);
		if (subject.n == 0 || !table_is_marked(tui, pane, at))
			continue;
		if (buf.n > 0)
			buf_add_char(&buf, '\n');
		buf_add(&buf, safe_text(arena, subject));
	}
	return buf_str(&buf);
}

struct str grid_arns(struct tui *tui, struct pane *pane, struct arena *arena)
{
	struct place place;
	if (pane->broken == NULL && pane->table != NULL && pane->table->picks.n > 0)
		return marked_arns(tui, pane, arena);
	if (pane_target(tui, pane, &place))
		return arena_str(arena, safe_text(arena, place.subject));
	return pane->sheet != NULL ? safe_text(arena, pane->place.subject) : (struct str){0};
}

bool grid_two(struct tui *tui, struct pane *pane, struct str *a, struct str *b)
{
	struct str found[3];
	size_t n = 0;
	if (pane->table == NULL || pane->table->picks.n == 0 || pane->table->picks.n > 2)
		return false;
	table_refresh(tui, pane);
	bool with_cursor = pane->table->picks.n == 1;
	for (size_t at = 0; at < pane->table->n && n < 3; at++) {
		if (table_is_marked(tui, pane, at) || (with_cursor && at == pane->table->at))
			found[n++] = subject_at(tui, pane, at);
	}
	if (n != 2 || found[0].n == 0 || found[1].n == 0)
		return false;
	*a = found[0];
	*b = found[1];
	return true;
}
