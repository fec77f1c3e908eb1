/* tui/pane_who.c - who can assume a role: every principal of the inventory, judged. */
#include "rolehop/base/clock.h"
#include "rolehop/model/arn.h"
#include "rolehop/trace/whocan.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/query.h"
#include "tui/table.h"

enum { COL_VERDICT, COL_PRINCIPAL, COL_ACCOUNT, COL_BECAUSE };

/* Up to AT_ONCE roles are judged at once, more by another process; of more than ALL_TOLD only those
 * who are not surely denied are listed, and of those at most ROWS_MAX. */
enum { AT_ONCE = 100, ALL_TOLD = 2000, ROWS_MAX = 20000, TELL_MS = 100 };

/* Rows for why, above those of a pane that is so high. */
enum { WHY_ROWS = 3, WHY_FROM = 12 };

/* clang-format off */
static const struct column columns[] = {
	[COL_VERDICT] = {"VERDICT", 7, 0, 0, false, true},
	[COL_PRINCIPAL] = {"PRINCIPAL", 18, 2, 0, false, true},
	[COL_ACCOUNT] = {"ACCOUNT", 12, 1, 48, false, true},
	[COL_BECAUSE] = {"BECAUSE", 24, 3, 66, false, false},
};
/* clang-format on */

struct row {
	struct str principal;
	struct str account;
	struct str because;
	enum mark_word word;
};

struct who {
	struct query query;
	struct vec rows;	   /* struct row; those who can first */
	size_t counts[WORD_LATER]; /* of all principals, by verdict */
	bool finished;
	unsigned version;
};

static enum mark_word word_of(enum verdict verdict, bool complete)
{
	const struct task_answer answer = {.verdict = verdict, .complete = complete};
	return mark_of_answer(&answer);
}

/* ---- asking ---------------------------------------------------------------------------------- */

static void add_row(struct pane *pane, const struct whocan_row *from)
{
	struct who *data = pane->data;
	*(struct row *)vec_push(&data->rows) = (struct row){
	    .principal = arena_str(&pane->arena, from->principal),
	    .account = arena_str(&pane->arena, from->account),
	    .because = arena_str(&pane->arena, from->because),
	    .word = word_of(from->verdict, from->complete),
	};
	data->version++;
}

/* Those who can come first, then those who may, then the others. */
static const enum mark_word order[] = {WORD_OK, WORD_ASSUMED, WORD_UNKNOWN, WORD_FAIL};
enum { ORDER = sizeof(order) / sizeof(order[0]) };

static struct whocan_ask ask_of(struct str role)
{
	return (struct whocan_ask){.action = STR("sts:AssumeRole"), .resource = role};
}

static bool answer_here(struct tui *tui, struct pane *pane, struct err *err)
{
	struct who *data = pane->data;
	struct arena scratch = {0};
	const struct whocan_ask ask = ask_of(pane->place.subject);
	const struct trace_options options = {.strict = tui->app->settings.strict};
	const struct whocan_row *rows;
	size_t n;
	bool ok = whocan(&scratch, pane_world(tui, &scratch), tui->app->store, &ask, &options,
			 &rows, &n, err);
	for (size_t k = 0; ok && k < ORDER; k++) {
		for (size_t i = 0; i < n; i++) {
			if (word_of(rows[i].verdict, rows[i].complete) != order[k])
				continue;
			add_row(pane, &rows[i]);
			data->counts[order[k]]++;
		}
	}
	data->finished = true;
	arena_release(&scratch);
	return ok;
}

struct asking {
	const struct app *app;
	struct str role;
	bool all; /* those who are denied, too */
	int fd;
	int64_t told;
};

static bool tell(void *self, size_t done, size_t total)
{
	struct asking *a = self;
	if (clock_ticks_ms() - a->told < TELL_MS)
		return true;
	a->told = clock_ticks_ms();
	return query_tell(a->fd, done, total);
}

static bool send_row(struct arena *arena, int fd, const struct whocan_row *row)
{
	struct arena_mark mark = arena_mark(arena);
	struct json_out json;
	struct buf buf;
	job_json(arena, &buf, &json);
	json_out_str(&json, "principal", row->principal);
	json_out_str(&json, "account", row->account);
	json_out_str(&json, "because", row->because);
	json_out_int(&json, "word", (long long)word_of(row->verdict, row->complete));
	bool sent = job_send(fd, &buf, &json);
	arena_rewind(arena, mark);
	return sent;
}

static bool send_counts(struct arena *arena, int fd, const size_t counts[WORD_LATER])
{
	struct json_out json;
	struct buf buf;
	job_json(arena, &buf, &json);
	json_out_open(&json, "counts", '[');
	for (size_t i = 0; i < WORD_LATER; i++)
		json_out_int(&json, NULL, (long long)counts[i]);
	json_out_close(&json, ']');
	return job_send(fd, &buf, &json);
}

static bool send_rows(struct asking *a, struct arena *arena, const struct whocan_row *rows,
		      size_t n)
{
	size_t counts[WORD_LATER] = {0};
	size_t sent = 0;
	for (size_t k = 0; k < ORDER; k++) {
		for (size_t i = 0; i < n; i++) {
			if (word_of(rows[i].verdict, rows[i].complete) != order[k])
				continue;
			counts[order[k]]++;
			if ((order[k] == WORD_FAIL && !a->all) || sent == ROWS_MAX)
				continue;
			if (!send_row(arena, a->fd, &rows[i]))
				return false;
			sent++;
		}
	}
	return send_counts(arena, a->fd, counts);
}

static bool work(void *self, int fd)
{
	struct asking *a = self;
	const struct trace_options options = {.strict = a->app->settings.strict};
	struct whocan_ask ask = ask_of(a->role);
	const struct whocan_row *rows;
	struct app app;
	struct err err;
	size_t n;
	a->fd = fd;
	ask.silent_denials = !a->all;
	ask.progress = tell;
	ask.self = a;
	if (!app_open_again(a->app, &app, &err) ||
	    !whocan(&app.arena, &app.world, app.store, &ask, &options, &rows, &n, &err))
		return query_fail(fd, &err);
	return send_rows(a, &app.arena, rows, n);
}

static void take(struct pane *pane, const struct json *json)
{
	struct who *data = pane->data;
	size_t i = 0;
	const struct json *counts = json_get(json, STR("counts"));
	for (const struct json *it = json_first(counts); it != NULL && i < WORD_LATER;
	     it = json_next(it))
		data->counts[i++] = (size_t)json_number(it);
	data->version++;
	if (counts != NULL)
		return;
	double word = json_number(json_get(json, STR("word")));
	*(struct row *)vec_push(&data->rows) = (struct row){
	    .principal = json_get_str(json, STR("principal")),
	    .account = json_get_str(json, STR("account")),
	    .because = json_get_str(json, STR("because")),
	    .word = word >= 0 && word < WORD_LATER ? (enum mark_word)word : WORD_UNKNOWN,
	};
}

static bool idle(struct tui *tui, struct pane *pane)
{
	struct who *data = pane->data;
	bool read = query_read(tui, pane, &data->query, take, "who can");
	if (data->query.finished && !data->finished) {
		data->finished = true;
		data->version++;
	}
	return read;
}

static bool stop(struct pane *pane)
{
	return query_stop(&((struct who *)pane->data)->query);
}

/* ---- the table ------------------------------------------------------------------------------- */

static const struct row *row_at(const struct pane *pane, size_t row)
{
	return vec_at(&((const struct who *)pane->data)->rows, row);
}

static size_t count(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return ((struct who *)pane->data)->rows.n;
}

/* "TrustedAccountRl", "account 111111111111", "*" */
static struct str say_principal(struct tui *tui, struct str principal)
{
	struct arn arn;
	bool named = arn_parse(principal, &arn) && str_find_char(arn.resource, '/') > 0;
	if (arn_is_account_id(principal))
		return arena_printf(&tui->frame, "account %.*s", STR_ARG(principal));
	return named ? say_name_of(tui, principal) : tui_safe(tui, principal);
}

static void cell(struct tui *tui, struct pane *pane, size_t row, size_t column,
		 struct table_cell *out)
{
	const struct row *it = row_at(pane, row);
	switch (column) {
	case COL_VERDICT:
		out->text = mark_text(it->word);
		out->role = mark_role(it->word);
		break;
	case COL_PRINCIPAL:
		out->text = say_principal(tui, it->principal);
		out->middle = true;
		break;
	case COL_ACCOUNT:
		out->text = it->account.n > 0 ? say_account(tui, it->account) : STR("");
		break;
	default:
		out->text = tui_safe(tui, it->because);
		out->role = THEME_DIM;
		break;
	}
}

static size_t parts(struct tui *tui, struct pane *pane, size_t row, struct str *out)
{
	const struct row *it = row_at(pane, row);
	out[0] = it->principal;
	out[1] = it->account;
	out[2] = inventory_account_name(&tui->inventory, it->account);
	out[3] = it->because;
	out[4] = mark_text(it->word);
	return 5;
}

static void sort_key(struct tui *tui, struct pane *pane, size_t row, int column,
		     struct sort_key *out)
{
	const struct row *it = row_at(pane, row);
	switch (column) {
	case COL_VERDICT:
		out->number = (uint64_t)it->word;
		break;
	case COL_ACCOUNT:
		out->number = inventory_account_rank(&tui->inventory, it->account);
		break;
	default:
		out->text = it->principal;
		break;
	}
}

static bool fails(struct tui *tui, struct pane *pane, size_t row)
{
	(void)tui;
	return row_at(pane, row)->word == WORD_FAIL;
}

static unsigned version(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return ((struct who *)pane->data)->version;
}

static const char *empty(struct tui *tui, struct pane *pane)
{
	const struct who *data = pane->data;
	(void)tui;
	if (!data->finished)
		return "every principal of the inventory is judged (Ctrl-C stops it)";
	return data->query.failed.n > 0 ? "there is no answer" : "no one can";
}

static const struct table_ops table_ops = {
    .columns = columns,
    .n_columns = sizeof(columns) / sizeof(columns[0]),
    .name = COL_PRINCIPAL,
    .count = count,
    .cell = cell,
    .parts = parts,
    .sort_key = sort_key,
    .fails = fails,
    .version = version,
    .noun = "principal",
    .empty = empty,
};

/* ---- the pane -------------------------------------------------------------------------------- */

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	struct who *data = arena_alloc(&pane->arena, sizeof(*data));
	size_t n = tui->inventory.roles.n;
	struct asking asking = {.app = tui->app, .role = pane->place.subject, .all = n <= ALL_TOLD};
	pane->data = data;
	vec_init(&data->rows, &pane->arena, sizeof(struct row));
	table_new(pane, &table_ops);
	bool here = n <= AT_ONCE || !app_is_in_file(tui->app);
	return here ? answer_here(tui, pane, err)
		    : query_ask(tui, &data->query, work, &asking, err);
}

static void close(struct pane *pane)
{
	struct who *data = pane->data;
	if (data != NULL)
		query_close(&data->query);
}

static void crumb(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	buf_add_cstr(buf, "Who can assume ");
	if (way_names(tui, pane))
		buf_add_cstr(buf, "it");
	else
		buf_add(buf, say_name_of(tui, pane->place.subject));
}

/* "1 can, 2 can (assumed), 1 unknown, 5 cannot; 5 not listed" */
static void say_counts(struct tui *tui, const struct who *data, struct buf *buf)
{
	static const char *const words[WORD_LATER] = {
	    [WORD_OK] = "can",
	    [WORD_ASSUMED] = "can (assumed)",
	    [WORD_UNKNOWN] = "unknown",
	    [WORD_FAIL] = "cannot",
	};
	const struct query *query = &data->query;
	if (query->failed.n > 0) {
		buf_printf(buf, "no answer: %.*s", STR_ARG(tui_safe(tui, query->failed)));
		return;
	}
	if (!data->finished) {
		buf_printf(buf, "%zu of %zu judged   Ctrl-C stops it", query->done, query->total);
		return;
	}
	for (size_t k = 0; k < ORDER; k++) {
		if (data->counts[order[k]] > 0)
			buf_printf(buf, "%s%zu %s", buf->n > 0 ? ", " : "", data->counts[order[k]],
				   words[order[k]]);
	}
	size_t listed = data->rows.n;
	size_t all = 0;
	for (size_t i = 0; i < WORD_LATER; i++)
		all += data->counts[i];
	if (all > listed)
		buf_printf(buf, "; %zu not listed", all - listed);
}

/* How many can and cannot, and why the one under the cursor can or cannot. */
static int head(struct tui *tui, struct pane *pane, const struct view *view)
{
	struct buf buf;
	size_t row;
	buf_init(&buf, &tui->frame, MESSAGE_MAX * 4);
	if (view->h < 6)
		return 0;
	say_counts(tui, pane->data, &buf);
	view_fit(view, 1, 0, view->w - 2, THEME_DIM, buf_str(&buf), tui->ascii);
	if (view->h < WHY_FROM || !table_row(tui, pane, &row))
		return 1;
	struct view why = view_part(view, 0, 1, view->w, WHY_ROWS);
	view_words(&why, 0, THEME_TEXT, tui_safe(tui, row_at(pane, row)->because));
	return 1 + WHY_ROWS + 1;
}

static bool role(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	struct arn arn;
	if (!table_row(tui, pane, &row))
		return false;
	*out = place_of_role(row_at(pane, row)->principal);
	return arn_parse(out->subject, &arn) && arn_is_role(&arn);
}

/* The role itself; of anyone else the trust policy that names him. */
static bool target(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	if (!table_row(tui, pane, &row))
		return false;
	if (!role(tui, pane, out))
		*out =
		    place_of_document(pane->place.subject, STR("trust policy"), STR(""), STR(""));
	return true;
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	size_t row;
	if (table_row(tui, pane, &row))
		buf_add(buf, tui_safe(tui, row_at(pane, row)->principal));
}

const struct pane_ops pane_who = {
    .kind = PANE_WHO,
    .name = "who can",
    .title = "Who can",
    .beside = 58,
    .behind = true,
    .open = open,
    .crumb = crumb,
    .head = head,
    .target = target,
    .role = role,
    .idle = idle,
    .stop = stop,
    .status = status,
    .close = close,
};
