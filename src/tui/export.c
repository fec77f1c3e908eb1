/* tui/export.c - a pane's rows as a file of another program's format. */
#include "tui/export.h"

#include <errno.h>
#include <string.h>

#include "rolehop/app/paths.h"
#include "rolehop/base/cells.h"
#include "rolehop/base/json.h"
#include "rolehop/base/own_file.h"
#include "rolehop/base/width.h"
#include "rolehop/graph/write.h"
#include "tui/panes.h"
#include "tui/table.h"

enum { FILE_MAX_BYTES = 1 << 30, JSON_VERSION = 1, KEY_MAX_BYTES = 64 };

static const struct str *row_of(const struct grid *grid, size_t row)
{
	return grid->cells + row * grid->n_columns;
}

/* ---- formats --------------------------------------------------------------------------------- */

static void csv_row(struct buf *buf, const struct str *cells, size_t n)
{
	for (size_t c = 0; c < n; c++) {
		if (c > 0)
			buf_add_char(buf, ',');
		cells_csv(buf, cells[c]);
	}
	buf_add_cstr(buf, "\r\n");
}

static bool write_csv(struct buf *buf, struct arena *arena, const struct grid *grid)
{
	(void)arena;
	csv_row(buf, grid->heads, grid->n_columns);
	for (size_t row = 0; row < grid->n_rows; row++)
		csv_row(buf, row_of(grid, row), grid->n_columns);
	return !buf->over;
}

/* "EXTERNAL ID" is "externalId"; what has no letter is "unknown", which is what "??" stands for. */
static const char *json_key_of(struct arena *arena, struct str head)
{
	char *key = arena_alloc(arena, head.n + sizeof("unknown"));
	size_t n = 0;
	bool upper = false;
	for (size_t i = 0; i < head.n; i++) {
		char c = head.p[i];
		bool letter = ascii_is_letter(c);
		if (letter)
			key[n++] = (char)(upper ? c & ~0x20 : c | 0x20);
		upper = !letter && n > 0;
	}
	if (n == 0)
		memcpy(key, "unknown", n = 7);
	key[n] = '\0';
	return key;
}

static void json_text(struct buf *buf, const struct grid *grid)
{
	struct json_out out;
	json_out_init(&out, buf, true);
	json_out_open(&out, NULL, '{');
	json_out_int(&out, "rolehop", JSON_VERSION);
	json_out_str(&out, "view", grid->title);
	json_out_open(&out, "lines", '[');
	for (size_t row = 0; row < grid->n_rows; row++)
		json_out_str(&out, NULL, *row_of(grid, row));
	json_out_close(&out, ']');
	json_out_close(&out, '}');
	buf_add_char(buf, '\n');
}

/* An object a line for rows; of a document its own bytes. */
static bool write_json(struct buf *buf, struct arena *arena, const struct grid *grid)
{
	const char **keys = arena_array(arena, grid->n_columns + 1, sizeof(*keys));
	if (grid->document.n > 0) {
		buf_add(buf, grid->document);
		return buf_add_char(buf, '\n');
	}
	if (grid->is_text) {
		json_text(buf, grid);
		return !buf->over;
	}
	for (size_t c = 0; c < grid->n_columns; c++)
		keys[c] = json_key_of(arena, grid->heads[c]);
	for (size_t row = 0; row < grid->n_rows; row++) {
		struct json_out out;
		json_out_init(&out, buf, false);
		json_out_open(&out, NULL, '{');
		json_out_int(&out, "rolehop", JSON_VERSION);
		for (size_t c = 0; c < grid->n_columns; c++)
			json_out_str(&out, keys[c], row_of(grid, row)[c]);
		json_out_close(&out, '}');
		buf_add_char(buf, '\n');
	}
	return !buf->over;
}

/* A fence that no line of the text could end. */
static struct str fence_of(const struct grid *grid)
{
	static const struct str ticks = STR_INIT("````````````````");
	size_t longest = 2;
	for (size_t row = 0; row < grid->n_rows; row++) {
		size_t run = 0;
		struct str text = *row_of(grid, row);
		for (size_t i = 0; i < text.n; i++) {
			run = text.p[i] == '`' ? run + 1 : 0;
			longest = run > longest ? run : longest;
		}
	}
	return str_slice(ticks, 0, longest + 1);
}

static void markdown_row(struct buf *buf, const struct str *cells, size_t n)
{
	for (size_t c = 0; c < n; c++) {
		buf_add_cstr(buf, c == 0 ? "| " : " | ");
		cells_markdown(buf, cells[c]);
	}
	buf_add_cstr(buf, " |\n");
}

static bool write_markdown(struct buf *buf, struct arena *arena, const struct grid *grid)
{
	struct str fence = grid->is_text ? fence_of(grid) : (struct str){0};
	(void)arena;
	buf_add_cstr(buf, "## ");
	cells_markdown(buf, grid->title);
	buf_printf(buf, "\n\n%.*s%s", STR_ARG(fence), grid->is_text ? "\n" : "");
	if (!grid->is_text) {
		markdown_row(buf, grid->heads, grid->n_columns);
		buf_add_repeat(buf, STR("|---"), grid->n_columns);
		buf_add_cstr(buf, "|\n");
	}
	for (size_t row = 0; row < grid->n_rows; row++) {
		if (grid->is_text)
			buf_printf(buf, "%.*s\n", STR_ARG(*row_of(grid, row)));
		else
			markdown_row(buf, row_of(grid, row), grid->n_columns);
	}
	if (grid->is_text)
		buf_printf(buf, "%.*s\n", STR_ARG(fence));
	return !buf->over;
}

/* As on the screen: columns as wide as their widest cell, none after the last one. */
static bool write_text(struct buf *buf, struct arena *arena, const struct grid *grid)
{
	size_t *widths = arena_array(arena, grid->n_columns + 1, sizeof(*widths));
	for (size_t c = 0; c < grid->n_columns; c++) {
		widths[c] = width_text(grid->heads[c]);
		for (size_t row = 0; row < grid->n_rows; row++) {
			size_t width = width_text(row_of(grid, row)[c]);
			widths[c] = width > widths[c] ? width : widths[c];
		}
	}
	for (size_t i = grid->is_text ? 1 : 0; i <= grid->n_rows; i++) {
		const struct str *cells = i == 0 ? grid->heads : row_of(grid, i - 1);
		for (size_t c = 0; c < grid->n_columns; c++) {
			buf_add(buf, cells[c]);
			if (c + 1 < grid->n_columns)
				buf_add_repeat(buf, STR(" "), widths[c] - width_text(cells[c]) + 2);
		}
		buf_add_char(buf, '\n');
	}
	return !buf->over;
}

/* A graph's writer over its grid; what it needs meanwhile is in an arena of its own. */
static bool write_graph(struct buf *buf, const struct grid *grid,
			bool (*write)(struct arena *scratch, const struct graph *graph,
				      struct str title, struct buf *buf))
{
	struct arena scratch = {0};
	bool ok = write(&scratch, grid->graph, grid->title, buf);
	arena_release(&scratch);
	return ok;
}

static bool write_svg(struct buf *buf, struct arena *arena, const struct grid *grid)
{
	(void)arena;
	return write_graph(buf, grid, graph_write_svg);
}

static bool write_mermaid(struct buf *buf, struct arena *arena, const struct grid *grid)
{
	(void)arena;
	return write_graph(buf, grid, graph_write_mermaid);
}

static bool write_dot(struct buf *buf, struct arena *arena, const struct grid *grid)
{
	(void)arena;
	return write_graph(buf, grid, graph_write_dot);
}

/* clang-format off */
static const struct export_format formats[] = {
	{".csv", "a spreadsheet", false, write_csv},
	{".json", "JSON, an object a line; of a document its bytes", false, write_json},
	{".jsonl", "the same", false, write_json},
	{".md", "a Markdown table, or a block of text", false, write_markdown},
	{".txt", "text as on the screen", false, write_text},
	{".svg", "a picture of a graph", true, write_svg},
	{".mmd", "a graph for Mermaid", true, write_mermaid},
	{".dot", "a graph for Graphviz", true, write_dot},
};
/* clang-format on */
enum { FORMAT_COUNT = sizeof(formats) / sizeof(formats[0]) };

const struct export_format *export_format(size_t i)
{
	return i < FORMAT_COUNT ? &formats[i] : NULL;
}

/* The format of a file name, or NULL. */
static const struct export_format *export_format_of(struct str name)
{
	for (size_t i = 0; i < FORMAT_COUNT; i++) {
		struct str ending = str_from(formats[i].ending);
		if (name.n > ending.n && str_eq_nocase(str_skip(name, name.n - ending.n), ending))
			return &formats[i];
	}
	return NULL;
}

struct str export_text(struct tui *tui, struct pane *pane, struct arena *arena)
{
	struct grid grid;
	struct buf buf;
	grid_of_pane(tui, pane, arena, &grid);
	buf_init(&buf, arena, FILE_MAX_BYTES);
	write_text(&buf, arena, &grid);
	return buf_str(&buf);
}

/* ---- files ----------------------------------------------------------------------------------- */

struct str export_name(struct arena *arena, const struct pane *pane)
{
	const char *ending = pane->ops->kind == PANE_DOCUMENT ? ".json"
			     : pane->table != NULL	      ? ".csv"
			     : pane->drawing != NULL	      ? ".svg"
							      : ".md";
	return arena_printf(arena, "%s%s", pane->ops->name, ending);
}

static bool write_file(const char *path, struct str text, struct err *err)
{
	if (own_file_create(path, text))
		return true;
	if (errno == EEXIST)
		return err_set(err, ERR_INPUT, "%s is there already: give another name", path);
	return err_set(err, ERR_ENVIRONMENT, "%s: %s", path, strerror(errno));
}

/* The endings that a pane can be written with. */
static void say_formats(struct tui *tui, const struct pane *pane)
{
	size_t n = 0;
	struct buf buf;
	buf_init(&buf, &tui->frame, MESSAGE_MAX);
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (pane->drawing != NULL || !formats[i].of_graph)
			buf_printf(&buf, "%s%s", n++ == 0 ? "" : ", ", formats[i].ending);
	tui_say(tui, THEME_ERROR, "the file's name says its format: it ends in one of %.*s",
		STR_ARG(buf_str(&buf)));
}

static void say_written(struct tui *tui, const struct pane *pane, const struct grid *grid,
			struct str name)
{
	size_t left_out = pane->table != NULL ? table_left_out(pane->table) : 0;
	struct str more = STR("");
	if (pane->table != NULL && pane->table->unfinished)
		more = STR(", a part: not all are judged");
	else if (left_out > 0)
		more = arena_printf(&tui->frame, ", the best of %zu that pass the filter",
				    pane->table->sift.found);
	tui_say(tui, THEME_STATUS, "%zu %s%s written to %.*s%.*s", grid->n_rows,
		grid->is_text ? "line" : "row", grid->n_rows == 1 ? "" : "s",
		STR_ARG(tui_safe(tui, name)), STR_ARG(more));
}

void export_pane(struct tui *tui, struct pane *pane, struct str name)
{
	const struct export_format *format = export_format_of(name);
	struct arena arena = {0};
	struct grid grid;
	struct buf buf;
	struct err err;
	if (format == NULL || (format->of_graph && pane->drawing == NULL)) {
		say_formats(tui, pane);
		return;
	}
	const char *path = paths_expand(&arena, name);
	grid_of_pane(tui, pane, &arena, &grid);
	buf_init(&buf, &arena, FILE_MAX_BYTES);
	if (!format->write(&buf, &arena, &grid))
		tui_say(tui, THEME_ERROR, "this is more than a file may have here: filter first");
	else if (!write_file(path, buf_str(&buf), &err))
		tui_fail(tui, &err);
	else
		say_written(tui, pane, &grid, name);
	arena_release(&arena);
}
