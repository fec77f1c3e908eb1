/* cli/listing.c - rows with named columns, as a table for people or JSON lines for programs. */
#include "cli/listing.h"

#include "rolehop/base/safe.h"
#include "rolehop/base/width.h"

enum { GAP = 2 };

void listing_init(struct listing *listing, struct arena *arena, const struct column *columns,
		  size_t n)
{
	*listing = (struct listing){.arena = arena, .columns = columns, .n_columns = n};
	vec_init(&listing->rows, arena, sizeof(struct str *));
}

struct str *listing_add(struct listing *listing)
{
	struct str *cells = arena_array(listing->arena, listing->n_columns, sizeof(*cells));
	*(struct str **)vec_push(&listing->rows) = cells;
	return cells;
}

/* What a table shows of a cell. */
static struct str cell_words(const struct listing *listing, size_t column, const struct str *cells)
{
	if (!cells[column].n && listing->columns[column].kind != COLUMN_TEXT)
		return STR("-");
	return safe_text(listing->arena, cells[column]);
}

static const struct str *row_at(const struct listing *listing, size_t i)
{
	return *(struct str **)vec_at(&listing->rows, i);
}

/* A cell as a table shows it. */
struct shown {
	struct str text;
	size_t width;
};

static struct shown show(struct str text)
{
	return (struct shown){text, width_text(text)};
}

/* The heads, and after them the rows; `widths` of what is widest in each column. */
static struct shown *show_all(const struct listing *listing, size_t *widths)
{
	size_t n = listing->n_columns;
	struct shown *all = arena_array(listing->arena, (listing->rows.n + 1) * n, sizeof(*all));
	for (size_t c = 0; c < n; c++) {
		if (!listing->columns[c].head)
			continue;
		all[c] = show(str_from(listing->columns[c].head));
		for (size_t i = 0; i < listing->rows.n; i++)
			all[(i + 1) * n + c] = show(cell_words(listing, c, row_at(listing, i)));
		for (size_t i = 0; i <= listing->rows.n; i++)
			if (all[i * n + c].width > widths[c])
				widths[c] = all[i * n + c].width;
	}
	return all;
}

static enum tell_style cell_style(const struct column *column, struct str text)
{
	if (column->kind != COLUMN_MARK)
		return TELL_PLAIN;
	if (str_eq(text, STR("[ ok ]")))
		return TELL_ALLOW;
	return str_eq(text, STR("[FAIL]")) ? TELL_DENY : TELL_UNKNOWN;
}

/* One line of a table. Nothing is padded at its end. */
static void put_row(struct cli *cli, const struct listing *listing, const size_t *widths,
		    const struct shown *cells, bool heads)
{
	size_t pad = 0;
	for (size_t c = 0; c < listing->n_columns; c++) {
		const struct column *column = &listing->columns[c];
		struct str text = cells[c].text;
		if (!column->head)
			continue;
		if (!text.n) {
			pad += widths[c] + GAP;
			continue;
		}
		out_pad(&cli->out, pad);
		out_safe(&cli->out, heads ? TELL_STRONG : cell_style(column, text), text);
		pad = widths[c] - cells[c].width + GAP;
	}
	out_end_line(&cli->out);
}

void listing_print_table(struct cli *cli, const struct listing *listing)
{
	size_t n = listing->n_columns;
	size_t *widths = arena_array(listing->arena, n, sizeof(*widths));
	const struct shown *all = show_all(listing, widths);
	for (size_t i = 0; i <= listing->rows.n; i++)
		put_row(cli, listing, widths, &all[i * n], i == 0);
}

static bool has_column(const struct listing *listing, const char *key)
{
	for (size_t c = 0; c < listing->n_columns; c++)
		if (str_eq(str_from(listing->columns[c].key), str_from(key)))
			return true;
	return false;
}

static void put_member(struct json_out *json, const struct column *column, struct str value)
{
	switch (column->kind) {
	case COLUMN_TEXT:
		json_out_str(json, column->key, value);
		return;
	case COLUMN_OR_NULL:
		json_out_str_or_null(json, column->key, value);
		return;
	case COLUMN_RAW:
		if (value.n)
			json_out_raw(json, column->key, value);
		else
			json_out_null(json, column->key);
		return;
	case COLUMN_MARK:
		return;
	}
}

/* One object a line; each says of when its data is. */
static bool print_json(struct cli *cli, const struct listing *listing, struct err *err)
{
	struct str taken;
	if (!cli_taken(cli, &taken, err))
		return false;
	for (size_t i = 0; i < listing->rows.n; i++) {
		struct arena_mark mark = arena_mark(cli->arena);
		const struct str *cells = row_at(listing, i);
		struct buf buf;
		struct json_out json;
		cli_json_begin(cli, &buf, &json);
		for (size_t c = 0; c < listing->n_columns; c++)
			if (listing->columns[c].key)
				put_member(&json, &listing->columns[c], cells[c]);
		if (!has_column(listing, "taken"))
			json_out_str_or_null(&json, "taken", taken);
		cli_json_end(cli, &json);
		arena_rewind(cli->arena, mark);
	}
	return true;
}

bool listing_print(struct cli *cli, const struct listing *listing, bool json, struct err *err)
{
	if (json)
		return print_json(cli, listing, err);
	if (listing->rows.n)
		listing_print_table(cli, listing);
	else
		out_line(&cli->out, "The inventory has none.");
	return cli_tell_age(cli, err);
}
