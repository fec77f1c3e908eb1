/* tui/pane_changes.c - what changed between two snapshots, and which answers flipped with it. */
#include "rolehop/app/diff.h"
#include "tui/at.h"
#include "tui/documents.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/query.h"
#include "tui/sheet.h"

enum { STATEMENTS_SHOWN = 20, NAMES_SHOWN = 20 };

struct changes {
	struct query query;
	struct vec flips; /* const struct json * */
	struct vec changes;
	unsigned laid; /* version of the question that the lines are of */
};

/* ---- the child ------------------------------------------------------------------------------- */

struct comparing {
	const struct app *app;
	struct str from;
	struct str to;
	int fd;
};

static bool tell(void *self, size_t done, size_t total)
{
	return query_tell(((const struct comparing *)self)->fd, done, total);
}

static bool send_diff(const struct comparing *c, struct arena *arena, const struct diff *diff)
{
	struct json_out json;
	struct buf buf;
	bool sent = true;
	for (size_t i = 0; sent && i < diff->n_flips; i++) {
		job_json(arena, &buf, &json);
		diff_flip_json(&json, diff, &diff->flips[i]);
		sent = job_send(c->fd, &buf, &json);
	}
	for (size_t i = 0; sent && i < diff->n_changes; i++) {
		job_json(arena, &buf, &json);
		diff_change_json(&json, &diff->changes[i]);
		sent = job_send(c->fd, &buf, &json);
	}
	return sent;
}

/* Nothing that is supposed bears on what was. */
static bool work(void *self, int fd)
{
	struct comparing *c = self;
	struct app bare = *c->app;
	struct app app;
	struct diff diff;
	struct err err;
	c->fd = fd;
	bare.n_changes = 0;
	bare.world.n_settings = 0;
	const struct diff_watch watch = {tell, c};
	if (!app_open_again(&bare, &app, &err) ||
	    !app_diff(&app, c->from, c->to, true, &watch, &diff, &err))
		return query_fail(fd, &err);
	return send_diff(c, &app.arena, &diff);
}

/* ---- opening and reading --------------------------------------------------------------------- */

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	struct changes *data = arena_alloc(&pane->arena, sizeof(*data));
	struct comparing c = {
	    .app = tui->app, .from = pane->place.subject, .to = pane->place.detail};
	if (!query_ask(tui, &data->query, work, &c, err))
		return false;
	vec_init(&data->flips, &pane->arena, sizeof(const struct json *));
	vec_init(&data->changes, &pane->arena, sizeof(const struct json *));
	pane->data = data;
	sheet_new(pane, 0);
	return true;
}

static void close(struct pane *pane)
{
	struct changes *data = pane->data;
	if (data != NULL)
		query_close(&data->query);
}

static void take(void *self, const struct json *json)
{
	struct pane *pane = self;
	struct changes *data = pane->data;
	bool flipped = str_eq(json_get_str(json, STR("change")), STR("flipped"));
	*(const struct json **)vec_push(flipped ? &data->flips : &data->changes) = json;
}

static bool idle(struct tui *tui, struct pane *pane)
{
	struct changes *data = pane->data;
	return query_read(tui, &pane->arena, &data->query, take, pane, "what changed");
}

static bool stop(struct pane *pane)
{
	return query_stop(&((struct changes *)pane->data)->query);
}

static bool stale(struct tui *tui, struct pane *pane)
{
	const struct changes *data = pane->data;
	(void)tui;
	return data->laid != data->query.version;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static struct str member(const struct json *json, const char *key)
{
	return json_get_str(json, str_from(key));
}

static void end_plain(struct pane *pane, int indent)
{
	sheet_wrap(pane->sheet, &(struct line){0}, sheet_columns(pane), indent, true);
}

static const struct place *link_to(struct pane *pane, struct place place)
{
	struct place *link = arena_alloc(&pane->sheet->arena, sizeof(*link));
	*link = place;
	return link;
}

static void add_verdict(struct pane *pane, const struct json *flip, bool after)
{
	static const struct {
		struct str word;
		enum mark_word mark;
	} marks[] = {{STR_INIT("allow"), WORD_OK},
		     {STR_INIT("deny"), WORD_FAIL},
		     {STR_INIT("unknown"), WORD_UNKNOWN}};
	struct str word = member(flip, after ? "to" : "from");
	bool complete = json_bool(json_get(flip, after ? STR("toComplete") : STR("fromComplete")));
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		enum mark_word mark = marks[i].mark;
		if (!str_eq(word, marks[i].word))
			continue;
		mark = mark == WORD_OK && !complete ? WORD_ASSUMED : mark;
		sheet_add(pane->sheet, mark_role(mark), mark_text(mark));
		return;
	}
	sheet_add(pane->sheet, THEME_DIM, STR("absent"));
}

/* The trace at one of the snapshots; none where the Task was not there. */
static const struct place *trace_at(struct pane *pane, const struct json *flip, bool after)
{
	struct str verdict = member(flip, after ? "to" : "from");
	if (str_eq(verdict, STR("absent")))
		return NULL;
	return link_to(pane,
		       (struct place){.kind = PANE_TRACE,
				      .subject = member(flip, "machine"),
				      .detail = member(flip, "pointer"),
				      .pointer = after ? pane->place.detail : pane->place.subject});
}

/* "trust policy of TrustingAccountRl", "ApplicationRl as a whole" */
static void add_subject(struct tui *tui, struct pane *pane, const struct json *json)
{
	struct str what = member(json, "what");
	struct str of = member(json, "of");
	if (what.n > 0)
		sheet_printf(pane->sheet, THEME_STRONG, "%.*s",
			     STR_ARG(str_starts(what, STR("attached policy arn:"))
					 ? arena_printf(&tui->frame, "attached policy %.*s",
							STR_ARG(say_name_of(tui, what)))
					 : tui_safe(tui, what)));
	if (what.n > 0)
		sheet_add(pane->sheet, THEME_DIM, STR(" of "));
	sheet_add(pane->sheet, THEME_TEXT, say_name_of(tui, of));
	if (member(json, "name").n > 0)
		sheet_printf(pane->sheet, THEME_DIM, " (%.*s)",
			     STR_ARG(tui_safe(tui, member(json, "name"))));
}

/* Where a document can be compared, the place that does; the rest leads to the thing itself. */
static const struct place *change_link(struct pane *pane, const struct json *json)
{
	struct str kind = member(json, "kind");
	struct str what = member(json, "what");
	struct str of = member(json, "of");
	bool document = str_eq(what, STR("trust policy")) || str_starts(what, STR("inline ")) ||
			str_eq(what, STR("definition")) || str_eq(what, STR("document"));
	if (document)
		return link_to(
		    pane,
		    (struct place){.kind = PANE_DIFF,
				   .subject = of,
				   .detail = str_eq(what, STR("document")) ? STR("policy") : what,
				   .pointer = arena_printf(&pane->sheet->arena, "%.*s %.*s",
							   STR_ARG(pane->place.subject),
							   STR_ARG(pane->place.detail))});
	if (str_eq(kind, STR("role")))
		return link_to(pane, place_of_role(of));
	if (str_eq(kind, STR("machine")))
		return link_to(pane, place_of_machine(of));
	return NULL;
}

/* The change among the others that a flip names. */
static const struct json *change_named(const struct changes *data, const struct json *because)
{
	for (size_t i = 0; i < data->changes.n; i++) {
		const struct json *change = *(const struct json **)vec_at(&data->changes, i);
		if (str_eq(member(change, "of"), member(because, "of")) &&
		    str_eq(member(change, "what"), member(because, "what")))
			return change;
	}
	return NULL;
}

static void add_because(struct tui *tui, struct pane *pane, const struct json *flip, size_t i)
{
	const struct changes *data = pane->data;
	bool proved = json_bool(json_get(flip, STR("proved")));
	bool together = json_bool(json_get(flip, STR("together")));
	size_t k = 0;
	for (const struct json *b = json_first(json_get(flip, STR("because"))); b != NULL;
	     b = json_next(b)) {
		const struct json *change = change_named(data, b);
		struct line line = {.id = (uint64_t)(i + 1) << 32 | ++k,
				    .stop = true,
				    .link = change != NULL ? change_link(pane, change) : NULL};
		sheet_add(pane->sheet, THEME_DIM,
			  !proved	      ? STR("    maybe because of ")
			  : together && k > 1 ? STR("    together with ")
					      : STR("    because of "));
		add_subject(tui, pane, b);
		sheet_printf(pane->sheet, THEME_DIM, "  %.*s",
			     STR_ARG(tui_safe(tui, member(b, "pointer"))));
		sheet_wrap(pane->sheet, &line, sheet_columns(pane), 6, true);
	}
	if (member(flip, "reason").n > 0)
		sheet_text(pane->sheet, THEME_DIM,
			   arena_printf(&tui->frame, "    %.*s", STR_ARG(member(flip, "reason"))),
			   sheet_columns(pane));
}

static void add_flip(struct tui *tui, struct pane *pane, const struct json *flip, size_t i)
{
	bool fails = str_eq(member(flip, "to"), STR("deny"));
	uint64_t id = (uint64_t)(i + 1) << 32;
	struct line line = {
	    .id = id, .stop = true, .fails = fails, .link = trace_at(pane, flip, true)};
	struct line was = {
	    .id = id | 0x80000000u, .stop = true, .link = trace_at(pane, flip, false)};
	add_verdict(pane, flip, false);
	sheet_add(pane->sheet, THEME_DIM, STR(" -> "));
	add_verdict(pane, flip, true);
	sheet_printf(pane->sheet, THEME_STRONG, " %.*s/%.*s",
		     STR_ARG(say_name_of(tui, member(flip, "machine"))),
		     STR_ARG(tui_safe(tui, member(flip, "state"))));
	sheet_wrap(pane->sheet, &line, sheet_columns(pane), 18, true);
	add_because(tui, pane, flip, i);
	if (was.link == NULL)
		return;
	sheet_add(pane->sheet, THEME_DIM, STR("    before: the trace at "));
	sheet_add(pane->sheet, THEME_DIM, say_snapshot(tui, pane->place.subject));
	sheet_wrap(pane->sheet, &was, sheet_columns(pane), 6, true);
}

static void add_statements(struct tui *tui, struct pane *pane, const struct json *change,
			   const char *key, const char *sign, enum theme_role role)
{
	size_t n = 0;
	for (const struct json *s = json_first(json_get(change, str_from(key))); s != NULL;
	     s = json_next(s)) {
		struct buf buf;
		if (++n > STATEMENTS_SHOWN)
			continue;
		buf_init(&buf, &tui->frame, 1 << 20);
		json_write(&buf, json_get(s, STR("statement")), false);
		sheet_printf(pane->sheet, role, "    %s ", sign);
		sheet_add(pane->sheet, role, buf_str(&buf));
		sheet_wrap(pane->sheet, &(struct line){0}, sheet_columns(pane), 8, false);
	}
	if (n > STATEMENTS_SHOWN) {
		sheet_printf(pane->sheet, THEME_DIM, "    %s and %zu more", sign,
			     n - STATEMENTS_SHOWN);
		end_plain(pane, 8);
	}
}

static void add_names(struct pane *pane, const struct json *change, const char *key,
		      const char *word)
{
	size_t n = 0;
	for (const struct json *name = json_first(json_get(change, str_from(key))); name != NULL;
	     name = json_next(name)) {
		if (++n > NAMES_SHOWN)
			continue;
		sheet_printf(pane->sheet, THEME_STRONG, "    %s ", word);
		sheet_add(pane->sheet, THEME_ARN, json_str(name));
		sheet_wrap(pane->sheet, &(struct line){0}, sheet_columns(pane), 8, false);
	}
	if (n > NAMES_SHOWN) {
		sheet_printf(pane->sheet, THEME_DIM, "    %s %zu more", word, n - NAMES_SHOWN);
		end_plain(pane, 8);
	}
}

static void add_values(struct pane *pane, const struct json *change)
{
	struct str before = member(change, "before");
	struct str after = member(change, "after");
	bool texts = str_starts(before, STR("{")) || str_starts(after, STR("{"));
	if (texts || (before.n == 0 && after.n == 0))
		return;
	sheet_add(pane->sheet, THEME_HAS, STR("    "));
	sheet_add(pane->sheet, THEME_HAS, before.n > 0 ? before : STR("(none)"));
	sheet_add(pane->sheet, THEME_DIM, STR(" -> "));
	sheet_add(pane->sheet, THEME_WANTS, after.n > 0 ? after : STR("(none)"));
	end_plain(pane, 8);
}

static void add_change(struct tui *tui, struct pane *pane, const struct json *change, size_t i)
{
	struct str kind = member(change, "change");
	struct line line = {
	    .id = (uint64_t)1 << 62 | i, .stop = true, .link = change_link(pane, change)};
	sheet_add(pane->sheet, THEME_STRONG,
		  str_eq(kind, STR("added"))	 ? STR("+ ")
		  : str_eq(kind, STR("removed")) ? STR("- ")
						 : STR("~ "));
	sheet_printf(pane->sheet, THEME_DIM, "%.*s ", STR_ARG(member(change, "kind")));
	add_subject(tui, pane, change);
	struct str account = member(change, "account");
	if (account.n > 0)
		sheet_printf(pane->sheet, THEME_DIM, "  %.*s", STR_ARG(say_account(tui, account)));
	sheet_wrap(pane->sheet, &line, sheet_columns(pane), 4, true);
	add_statements(tui, pane, change, "removed", "-", THEME_HAS);
	add_statements(tui, pane, change, "added", "+", THEME_WANTS);
	add_names(pane, change, "lost", "no longer names");
	add_names(pane, change, "gained", "now names");
	add_values(pane, change);
}

static void add_state(struct pane *pane)
{
	const struct changes *data = pane->data;
	const struct query *query = &data->query;
	int columns = sheet_columns(pane);
	if (query->failed.n > 0) {
		sheet_add(pane->sheet, THEME_ERROR, query->failed);
		end_plain(pane, 0);
	} else if (!query->finished) {
		sheet_printf(pane->sheet, THEME_UNKNOWN, "comparing: %zu of %zu   Ctrl-C stops it",
			     query->done, query->total);
		end_plain(pane, 0);
	} else if (data->changes.n == 0) {
		sheet_text(pane->sheet, THEME_TEXT, STR("Nothing changed."), columns);
	} else {
		sheet_printf(pane->sheet, THEME_TEXT, "%zu change%s, %zu Task%s flipped",
			     data->changes.n, data->changes.n == 1 ? "" : "s", data->flips.n,
			     data->flips.n == 1 ? "" : "s");
		end_plain(pane, 0);
	}
}

static void layout(struct tui *tui, struct pane *pane)
{
	struct changes *data = pane->data;
	data->laid = data->query.version;
	sheet_printf(pane->sheet, THEME_DIM, "from %.*s to %.*s",
		     STR_ARG(say_snapshot(tui, pane->place.subject)),
		     STR_ARG(say_snapshot(tui, pane->place.detail)));
	end_plain(pane, 2);
	add_state(pane);
	if (data->flips.n > 0) {
		sheet_blank(pane->sheet);
		sheet_text(pane->sheet, THEME_HEADER, STR("ANSWERS THAT FLIPPED"),
			   sheet_columns(pane));
	}
	for (size_t i = 0; i < data->flips.n; i++)
		add_flip(tui, pane, *(const struct json **)vec_at(&data->flips, i), i);
	if (data->changes.n > 0) {
		sheet_blank(pane->sheet);
		sheet_text(pane->sheet, THEME_HEADER, STR("WHAT CHANGED"), sheet_columns(pane));
	}
	for (size_t i = 0; i < data->changes.n; i++)
		add_change(tui, pane, *(const struct json **)vec_at(&data->changes, i), i);
}

/* ---- where it leads -------------------------------------------------------------------------- */

static void crumb(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	(void)tui;
	buf_printf(buf, "Changes %.*s to %.*s", STR_ARG(pane->place.subject),
		   STR_ARG(pane->place.detail));
}

static bool task(struct tui *tui, struct pane *pane, struct place *out)
{
	return sheet_target(tui, pane, out) && out->kind == PANE_TRACE;
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	struct place place;
	if (!sheet_target(tui, pane, &place))
		return;
	buf_add_cstr(buf, place.kind == PANE_TRACE  ? "Enter opens the trace as it was then"
			  : place.kind == PANE_DIFF ? "Enter compares the two documents"
						    : "Enter opens it");
}

const struct pane_ops pane_changes = {
    .kind = PANE_CHANGES,
    .name = "changes",
    .title = "Changes",
    .beside = 50,
    .above = 60,
    .lasting = true,
    .behind = true,
    .open = open,
    .crumb = crumb,
    .layout = layout,
    .stale = stale,
    .target = sheet_target,
    .task = task,
    .idle = idle,
    .stop = stop,
    .status = status,
    .close = close,
};
