/* cli/scan_out.c - TABLE: the formats of a scan. */
#include "cli/scan_out.h"

#include <string.h>

#include "rolehop/app/origin.h"
#include "rolehop/base/cells.h"
#include "rolehop/base/safe.h"
#include "rolehop/trace/causes.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { LINE_MAX_BYTES = 16 << 20, SUITE_MAX = 256 << 20 };

/* ---- table --------------------------------------------------------------------------------------
 */

static const struct column table_columns[] = {
    {NULL, "SEVERITY", COLUMN_TEXT}, {NULL, "VERDICT", COLUMN_MARK}, {NULL, "FINDING", COLUMN_TEXT},
    {NULL, "ACCOUNT", COLUMN_TEXT},  {NULL, "WHERE", COLUMN_TEXT},   {NULL, "STATE", COLUMN_TEXT},
};

static void table_begin(struct scan_out *out)
{
	listing_init(&out->listing, out->cli->arena, table_columns, COUNT(table_columns));
}

static void table_row(struct scan_out *out, const struct scan_found *f)
{
	struct arena *arena = out->cli->arena;
	enum tell_style style;
	struct str *cells;

	if (!f->is_finding || f->ignored.n)
		return;
	cells = listing_add(&out->listing);
	cells[0] = str_from(f->severity);
	cells[1] = f->is_task ? str_from(tell_mark(f->verdict, f->complete, &style)) : STR("");
	cells[2] = arena_str(arena, f->rule);
	cells[3] = arena_str(arena, f->account);
	cells[4] = arena_str(arena, f->of);
	cells[5] = arena_str(arena, f->state);
}

static bool table_end(struct scan_out *out, const struct scan_counts *c, struct err *err)
{
	struct out *to = &out->cli->out;

	if (out->listing.rows.n > 0) {
		listing_print_table(out->cli, &out->listing);
		out_end_line(to);
	}
	out_line(to,
		 "%zu Tasks: %zu allowed, %zu allowed on an assumption, %zu denied, %zu unknown",
		 c->tasks, c->allowed, c->incomplete, c->denied, c->unknown);
	out_line(to, "%zu further findings, %zu ignored", c->risks, c->ignored);
	return cli_tell_age(out->cli, err);
}

/* ---- JSON lines ---------------------------------------------------------------------------------
 */

/* The trace, and why it is ignored, if it is. */
static void json_task(struct scan_out *out, const struct scan_found *f)
{
	struct out *to = &out->cli->out;
	struct buf reason;

	if (f->ignored.n) {
		buf_init(&reason, out->cli->arena, LINE_MAX_BYTES);
		buf_add_cstr(&reason, ",\"ignored\":");
		json_write_str(&reason, f->ignored);
		buf_add_cstr(&reason, "}");
		out_raw(to, arena_printf(out->cli->arena, "%.*s%.*s\n", (int)f->json.n - 1,
					 f->json.p, STR_ARG(buf_str(&reason))));
		return;
	}
	out_raw(to, f->json);
	out_raw(to, STR("\n"));
}

static void json_row(struct scan_out *out, const struct scan_found *f)
{
	struct json_out json;
	struct buf buf;

	if (f->is_task && f->json.n) {
		json_task(out, f);
		return;
	}
	cli_json_begin(out->cli, &buf, &json);
	json_out_str(&json, "finding", f->rule);
	json_out_str(&json, "severity", str_from(f->severity));
	json_out_str_or_null(&json, "account", f->account);
	json_out_str(&json, "of", f->of);
	json_out_str(&json, "pointer", f->pointer);
	json_out_str(&json, "title", f->title);
	json_out_str(&json, "summary", f->says);
	if (f->ignored.n)
		json_out_str(&json, "ignored", f->ignored);
	json_out_str(&json, "taken", out->taken);
	cli_json_end(out->cli, &json);
}

/* ---- CSV (RFC 4180) -----------------------------------------------------------------------------
 */

static void csv_cell(struct scan_out *out, struct str text, bool last)
{
	struct arena *arena = out->cli->arena;
	struct arena_mark mark = arena_mark(arena);
	struct str safe = safe_text(arena, text);
	struct buf buf;

	buf_init(&buf, arena, LINE_MAX_BYTES);
	cells_csv(&buf, safe);
	buf_add_cstr(&buf, last ? "\r\n" : ",");
	out_raw(&out->cli->out, buf_str(&buf));
	arena_rewind(arena, mark);
}

static void csv_cells(struct scan_out *out, const struct str *cells, size_t n)
{
	for (size_t i = 0; i < n; i++)
		csv_cell(out, cells[i], i + 1 == n);
}

static void csv_begin(struct scan_out *out)
{
	static const char *const heads[] = {"kind",	"severity", "verdict", "complete", "rule",
					    "account",	"of",	    "state",   "pointer",  "action",
					    "resource", "summary",  "ignored", "taken"};
	struct str cells[COUNT(heads)];

	for (size_t i = 0; i < COUNT(heads); i++)
		cells[i] = str_from(heads[i]);
	csv_cells(out, cells, COUNT(heads));
}

static void csv_row(struct scan_out *out, const struct scan_found *f)
{
	const struct str cells[] = {
	    f->is_task ? STR("task") : STR("finding"),
	    str_from(f->severity),
	    f->is_task ? str_from(verdict_word(f->verdict)) : STR(""),
	    f->complete ? STR("true") : STR("false"),
	    f->rule,
	    f->account,
	    f->of,
	    f->state,
	    f->pointer,
	    f->action,
	    f->resource,
	    f->says,
	    f->ignored,
	    out->taken,
	};

	csv_cells(out, cells, COUNT(cells));
}

/* ---- Markdown -----------------------------------------------------------------------------------
 */

static void markdown_cell(struct scan_out *out, struct str text)
{
	struct arena *arena = out->cli->arena;
	struct arena_mark mark = arena_mark(arena);
	struct str safe = safe_text(arena, text);
	struct buf buf;

	buf_init(&buf, arena, LINE_MAX_BYTES);
	buf_add_cstr(&buf, " ");
	cells_markdown(&buf, safe);
	buf_add_cstr(&buf, " |");
	out_raw(&out->cli->out, buf_str(&buf));
	arena_rewind(arena, mark);
}

static void markdown_begin(struct scan_out *out)
{
	out_raw(&out->cli->out, STR("| severity | verdict | finding | account | where | state | "
				    "summary |\n|---|---|---|---|---|---|---|\n"));
}

static void markdown_row(struct scan_out *out, const struct scan_found *f)
{
	if (!f->is_finding || f->ignored.n)
		return;
	out_raw(&out->cli->out, STR("|"));
	markdown_cell(out, str_from(f->severity));
	markdown_cell(out, f->is_task ? str_from(verdict_word(f->verdict)) : STR("-"));
	markdown_cell(out, f->rule);
	markdown_cell(out, f->account);
	markdown_cell(out, f->of);
	markdown_cell(out, f->state);
	markdown_cell(out, f->says);
	out_raw(&out->cli->out, STR("\n"));
}

static bool markdown_end(struct scan_out *out, const struct scan_counts *c, struct err *err)
{
	(void)err;
	out_line(&out->cli->out, "%s", "");
	out_line(&out->cli->out,
		 "%zu Tasks: %zu allowed, %zu allowed on an assumption, %zu denied, %zu unknown; "
		 "%zu further findings, %zu ignored.",
		 c->tasks, c->allowed, c->incomplete, c->denied, c->unknown, c->risks, c->ignored);
	out_line(&out->cli->out, "%s", "");
	out_line(&out->cli->out, "Data of %.*s.", STR_ARG(out->taken));
	return true;
}

/* ---- SARIF 2.1.0 --------------------------------------------------------------------------------
 */

static struct json_out *sarif_open(struct scan_out *out, struct json_out *json)
{
	buf_init(&out->buf, out->cli->arena, SUITE_MAX);
	json_out_init(json, &out->buf, false);
	return json;
}

static const char *sarif_level(const char *severity)
{
	if (strcmp(severity, "high") == 0)
		return "error";
	return strcmp(severity, "medium") == 0 ? "warning" : "note";
}

static void sarif_rule(struct json_out *json, struct str id, const char *title, const char *advice,
		       const char *severity)
{
	json_out_open(json, NULL, '{');
	json_out_str(json, "id", id);
	json_out_open(json, "shortDescription", '{');
	json_out_str(json, "text", str_from(title));
	json_out_close(json, '}');
	if (advice[0] != '\0') {
		json_out_open(json, "help", '{');
		json_out_str(json, "text", str_from(advice));
		json_out_close(json, '}');
	}
	json_out_open(json, "defaultConfiguration", '{');
	json_out_str(json, "level", str_from(sarif_level(severity)));
	json_out_close(json, '}');
	json_out_close(json, '}');
}

static void sarif_begin(struct scan_out *out)
{
	struct json_out json;
	const struct risk_kind *risk;

	sarif_open(out, &json);
	json_out_open(&json, NULL, '{');
	json_out_str(&json, "name", STR("rolehop"));
	json_out_str(&json, "version", str_from(cli_version()));
	json_out_open(&json, "rules", '[');
	sarif_rule(&json, STR("denied"), "Denied", "", "high");
	sarif_rule(&json, STR("unknown"), "Cannot be told from what was collected", "", "medium");
	sarif_rule(&json, STR("incomplete"),
		   "Allowed only if what was not collected does not deny it", "", "low");
	for (size_t i = 0; cause_row(i) != NULL; i++)
		if (cause_is_first(i))
			sarif_rule(&json, str_from(cause_row(i)->name), cause_row(i)->title,
				   cause_row(i)->advice, cause_row(i)->severity);
	for (size_t i = 0; (risk = risk_kind_row(i)) != NULL; i++)
		sarif_rule(&json, str_from(risk->name), risk->title, risk->advice, risk->severity);
	json_out_close(&json, ']');
	json_out_close(&json, '}');
	out_raw(&out->cli->out,
		STR("{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\","
		    "\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":"));
	out_raw(&out->cli->out, buf_str(&out->buf));
	out_raw(&out->cli->out, STR("},\"results\":["));
}

/* A path as a URI reference. Source: RFC 3986, "Path". */
static struct str sarif_uri(struct arena *arena, struct str path)
{
	struct buf buf;

	buf_init(&buf, arena, LINE_MAX_BYTES);
	while (str_starts(path, STR("./")))
		path = str_skip(path, 2);
	buf_add_cstr(&buf, str_starts(path, STR("/")) ? "file://" : "");
	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];
		if (ascii_is_alnum(c) || (c != '\0' && strchr("-._~/+,=@", c) != NULL))
			buf_add_char(&buf, (char)c);
		else
			buf_printf(&buf, "%%%02X", c);
	}
	return buf_str(&buf);
}

static void sarif_physical(struct json_out *json, const struct origin_place *place)
{
	json_out_open(json, "physicalLocation", '{');
	json_out_open(json, "artifactLocation", '{');
	json_out_str(json, "uri", sarif_uri(json->buf->arena, place->file));
	json_out_close(json, '}');
	json_out_open(json, "region", '{');
	json_out_int(json, "startLine", (long long)place->line);
	json_out_int(json, "startColumn", (long long)place->column);
	json_out_close(json, '}');
	json_out_close(json, '}');
}

/* Where a template shows the Task, or else the words that decide; what of both came first. */
static bool found_place(const struct scan_out *out, const struct scan_found *f, bool deciding,
			struct origin_place *place)
{
	struct str label = f->is_task ? STR("definition") : STR("");

	if (deciding)
		return f->why_of.n > 0 && origin_find(out->cli->app, out->cli->arena, f->why_of,
						      f->why_policy, f->why_pointer, place);
	return origin_find(out->cli->app, out->cli->arena, f->of, label, f->pointer, place);
}

static void sarif_logical(struct json_out *json, const struct scan_found *f)
{
	struct arena *arena = json->buf->arena;

	json_out_open(json, "logicalLocations", '[');
	json_out_open(json, NULL, '{');
	json_out_str(json, "name", f->state.n ? f->state : f->of);
	json_out_str(json, "fullyQualifiedName",
		     arena_printf(arena, "%.*s#%.*s", STR_ARG(f->of), STR_ARG(f->pointer)));
	json_out_str(json, "kind", f->is_task ? STR("function") : STR("resource"));
	json_out_close(json, '}');
	json_out_close(json, ']');
}

static void sarif_location(struct scan_out *out, struct json_out *json, const struct scan_found *f)
{
	struct origin_place task, why;
	bool shows_task = found_place(out, f, false, &task);
	bool shows_why = found_place(out, f, true, &why);

	json_out_open(json, "locations", '[');
	json_out_open(json, NULL, '{');
	if (shows_task || shows_why)
		sarif_physical(json, shows_task ? &task : &why);
	sarif_logical(json, f);
	json_out_close(json, '}');
	json_out_close(json, ']');
	if (!shows_task || !shows_why)
		return;
	json_out_open(json, "relatedLocations", '[');
	json_out_open(json, NULL, '{');
	json_out_int(json, "id", 1);
	sarif_physical(json, &why);
	json_out_open(json, "message", '{');
	json_out_str(json, "text", f->why_policy);
	json_out_close(json, '}');
	json_out_close(json, '}');
	json_out_close(json, ']');
}

static void sarif_row(struct scan_out *out, const struct scan_found *f)
{
	struct arena *arena = out->cli->arena;
	struct arena_mark mark = arena_mark(arena);
	struct json_out json;

	if (!f->is_finding)
		return;
	sarif_open(out, &json);
	json_out_open(&json, NULL, '{');
	json_out_str(&json, "ruleId", f->rule);
	json_out_str(&json, "level", str_from(sarif_level(f->severity)));
	json_out_open(&json, "message", '{');
	json_out_str(&json, "text", f->says);
	json_out_close(&json, '}');
	sarif_location(out, &json, f);
	if (f->ignored.n) {
		json_out_open(&json, "suppressions", '[');
		json_out_open(&json, NULL, '{');
		json_out_str(&json, "kind", STR("external"));
		json_out_str(&json, "justification", f->ignored);
		json_out_close(&json, '}');
		json_out_close(&json, ']');
	}
	json_out_close(&json, '}');
	if (out->n++ > 0)
		out_raw(&out->cli->out, STR(","));
	out_raw(&out->cli->out, buf_str(&out->buf));
	arena_rewind(arena, mark);
}

static bool sarif_end(struct scan_out *out, const struct scan_counts *counts, struct err *err)
{
	struct json_out json;

	(void)counts;
	(void)err;
	sarif_open(out, &json);
	json_out_open(&json, NULL, '{');
	json_out_int(&json, "rolehop", 1);
	json_out_str(&json, "taken", out->taken);
	json_out_close(&json, '}');
	out_raw(&out->cli->out, STR("],\"properties\":"));
	out_raw(&out->cli->out, buf_str(&out->buf));
	out_raw(&out->cli->out, STR("}]}\n"));
	return true;
}

/* ---- JUnit --------------------------------------------------------------------------------------
 */

/* As an attribute or text of XML; characters that XML cannot hold were made visible before. */
static void junit_text(struct buf *buf, struct str text)
{
	struct str safe = safe_text(buf->arena, text);

	for (size_t i = 0; i < safe.n; i++)
		switch (safe.p[i]) {
		case '&':
			buf_add_cstr(buf, "&amp;");
			break;
		case '<':
			buf_add_cstr(buf, "&lt;");
			break;
		case '>':
			buf_add_cstr(buf, "&gt;");
			break;
		case '"':
			buf_add_cstr(buf, "&quot;");
			break;
		default:
			buf_add_char(buf, safe.p[i]);
		}
}

static void junit_attribute(struct buf *buf, const char *name, struct str value)
{
	buf_printf(buf, " %s=\"", name);
	junit_text(buf, value);
	buf_add_char(buf, '"');
}

static void junit_begin(struct scan_out *out)
{
	out->suite = STR("");
	out_raw(&out->cli->out, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
				    "<testsuites name=\"rolehop\">\n"));
}

static void junit_close_suite(struct scan_out *out)
{
	struct buf head;

	if (!out->suite.n)
		return;
	buf_init(&head, out->cli->arena, LINE_MAX_BYTES);
	buf_add_cstr(&head, "<testsuite");
	junit_attribute(&head, "name", out->suite);
	buf_printf(&head, " tests=\"%zu\" failures=\"%zu\" skipped=\"%zu\">\n", out->suite_tests,
		   out->suite_failures, out->suite_skipped);
	buf_add_cstr(&head, "<properties><property name=\"taken\"");
	junit_attribute(&head, "value", out->taken);
	buf_add_cstr(&head, "/></properties>\n");
	out_raw(&out->cli->out, buf_str(&head));
	out_raw(&out->cli->out, buf_str(&out->buf));
	out_raw(&out->cli->out, STR("</testsuite>\n"));
}

static void junit_open_suite(struct scan_out *out, struct str name)
{
	junit_close_suite(out);
	buf_init(&out->buf, out->cli->arena, SUITE_MAX);
	out->suite = arena_str(out->cli->arena, name);
	out->suite_tests = out->suite_failures = out->suite_skipped = 0;
}

static void junit_row(struct scan_out *out, const struct scan_found *f)
{
	struct buf *buf = &out->buf;
	struct origin_place place;
	const char *element;

	if (!str_eq(out->suite, f->of))
		junit_open_suite(out, f->of);
	out->suite_tests++;
	buf_add_cstr(buf, "<testcase");
	junit_attribute(buf, "classname", f->of);
	junit_attribute(buf, "name", f->is_task ? f->state : f->rule);
	if (found_place(out, f, false, &place) || found_place(out, f, true, &place)) {
		junit_attribute(buf, "file", place.file);
		buf_printf(buf, " line=\"%zu\"", place.line);
	}
	if (!f->is_finding || (f->is_task && f->verdict == V_ALLOW)) {
		buf_add_cstr(buf, "/>\n");
		return;
	}
	bool skipped = f->ignored.n || (f->is_task && f->verdict == V_UNKNOWN);
	element = skipped ? "skipped" : "failure";
	out->suite_skipped += skipped;
	out->suite_failures += !skipped;
	buf_printf(buf, "><%s", element);
	junit_attribute(buf, "message", f->ignored.n ? f->ignored : f->says);
	if (!skipped)
		junit_attribute(buf, "type", f->rule);
	buf_add_cstr(buf, "/></testcase>\n");
}

static bool junit_end(struct scan_out *out, const struct scan_counts *counts, struct err *err)
{
	(void)counts;
	(void)err;
	junit_close_suite(out);
	out_raw(&out->cli->out, STR("</testsuites>\n"));
	return true;
}

/* ---- the table ----------------------------------------------------------------------------------
 */

static void nothing_begins(struct scan_out *out)
{
	(void)out;
}

static bool nothing_ends(struct scan_out *out, const struct scan_counts *counts, struct err *err)
{
	(void)out;
	(void)counts;
	(void)err;
	return true;
}

/* clang-format off */
static const struct scan_format formats[] = {
	{"table", false, table_begin, table_row, table_end},
	{"json", true, nothing_begins, json_row, nothing_ends},
	{"csv", false, csv_begin, csv_row, nothing_ends},
	{"markdown", false, markdown_begin, markdown_row, markdown_end},
	{"sarif", false, sarif_begin, sarif_row, sarif_end},
	{"junit", false, junit_begin, junit_row, junit_end},
};
/* clang-format on */

const struct scan_format *scan_format_find(struct str name)
{
	for (size_t i = 0; i < COUNT(formats); i++)
		if (str_eq(name, str_from(formats[i].name)) || !name.n)
			return &formats[i];
	return NULL;
}
