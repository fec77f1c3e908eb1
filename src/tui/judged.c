/* tui/judged.c - a table of principals or roles that were judged. */
#include "tui/judged.h"

#include <stdlib.h>

#include "rolehop/model/arn.h"
#include "tui/panes.h"

enum { COL_VERDICT, COL_PRINCIPAL, COL_ACCOUNT, COL_BECAUSE };

/* Rows of a verdict that another process sends at most. */
enum { ROWS_MAX = 20000 };

/* Rows for why, above those of a pane that is so high. */
enum { WHY_ROWS = 3, WHY_FROM = 12 };

/* clang-format off */
#define COLUMNS(what, title)                                                                       \
	static const struct column what[] = {                                                      \
	    [COL_VERDICT] = {"VERDICT", 7, 0, 0, false, true},                                     \
	    [COL_PRINCIPAL] = {title, 18, 2, 0, false, true},                                      \
	    [COL_ACCOUNT] = {"ACCOUNT", 12, 1, 48, false, true},                                   \
	    [COL_BECAUSE] = {"BECAUSE", 24, 3, 66, false, false},                                  \
	}
COLUMNS(by_principal, "PRINCIPAL");
COLUMNS(by_role, "ROLE");
/* clang-format on */

static enum mark_word word_of(enum verdict verdict, bool complete)
{
	const struct task_answer answer = {.verdict = verdict, .complete = complete};
	return mark_of_answer(&answer);
}

/* ---- the answer ------------------------------------------------------------------------------ */

struct judged *judged_new(struct pane *pane, const struct table_ops *ops)
{
	struct judged *data = arena_alloc(&pane->arena, sizeof(*data));
	pane->data = data;
	vec_init(&data->rows, &pane->arena, sizeof(struct judged_row));
	table_new(pane, ops)->unfinished = true;
	return data;
}

static void add_row(struct judged *data, const struct judged_row *row)
{
	*(struct judged_row *)vec_push(&data->rows) = *row;
	data->counts[row->word]++;
}

/* Those who can come first, then those who may, then the others. */
static const enum mark_word order[] = {WORD_OK, WORD_ASSUMED, WORD_UNKNOWN, WORD_FAIL};
enum { ORDER = sizeof(order) / sizeof(order[0]) };

static size_t rank_of(enum mark_word word)
{
	size_t rank = 0;
	while (rank < ORDER && order[rank] != word)
		rank++;
	return rank;
}

static int by_verdict(const void *a, const void *b)
{
	const struct judged_row *x = a;
	const struct judged_row *y = b;
	int by = (int)rank_of(x->word) - (int)rank_of(y->word);
	if (by == 0)
		by = str_cmp(x->account, y->account);
	return by != 0 ? by : str_cmp(x->principal, y->principal);
}

/* Nothing more comes. Until now rows were in the order in which they came, so that none moved. */
static void settle(struct pane *pane)
{
	struct judged *data = pane->data;
	if (data->rows.n > 0)
		qsort(data->rows.items, data->rows.n, sizeof(struct judged_row), by_verdict);
	data->finished = true;
	data->version++;
	pane->table->unfinished = data->query.failed.n > 0;
}

void judged_fill(struct pane *pane, const struct whocan_row *rows, size_t n, size_t denied)
{
	struct judged *data = pane->data;
	for (size_t i = 0; i < n; i++) {
		const struct judged_row row = {
		    .principal = arena_str(&pane->arena, rows[i].principal),
		    .account = arena_str(&pane->arena, rows[i].account),
		    .because = arena_str(&pane->arena, rows[i].because),
		    .word = word_of(rows[i].verdict, rows[i].complete),
		};
		add_row(data, &row);
	}
	data->counts[WORD_FAIL] += denied;
	settle(pane);
}

static bool send_row(struct arena *arena, int fd, const struct whocan_row *row, enum mark_word word)
{
	struct arena_mark mark = arena_mark(arena);
	struct json_out json;
	struct buf buf;
	job_json(arena, &buf, &json);
	json_out_str(&json, "principal", row->principal);
	json_out_str(&json, "account", row->account);
	json_out_str(&json, "because", row->because);
	json_out_int(&json, "word", (long long)word);
	bool sent = job_send(fd, &buf, &json);
	arena_rewind(arena, mark);
	return sent;
}

/* Of each verdict so many: those who cannot leave no one out who can. */
static bool is_wanted(struct judged_sending *sending, enum mark_word word)
{
	return sending->counts[word]++ < ROWS_MAX && (word != WORD_FAIL || sending->all);
}

bool judged_send(struct judged_sending *sending, const struct whocan_progress *progress)
{
	struct arena arena = {0};
	/* before the rows, so that there is none of an answer of which nothing is known yet */
	bool sent = query_tell(sending->fd, progress->done, progress->total);
	for (; sent && sending->seen < progress->n; sending->seen++) {
		const struct whocan_row *row = &progress->rows[sending->seen];
		enum mark_word word = word_of(row->verdict, row->complete);
		if (is_wanted(sending, word))
			sent = send_row(&arena, sending->fd, row, word);
	}
	arena_release(&arena);
	return sent;
}

bool judged_send_end(struct judged_sending *sending, size_t denied)
{
	struct arena arena = {0};
	struct json_out json;
	struct buf buf;
	sending->counts[WORD_FAIL] += denied;
	job_json(&arena, &buf, &json);
	json_out_open(&json, "counts", '[');
	for (size_t i = 0; i < WORD_LATER; i++)
		json_out_int(&json, NULL, (long long)sending->counts[i]);
	json_out_close(&json, ']');
	bool sent = job_send(sending->fd, &buf, &json);
	arena_release(&arena);
	return sent;
}

static void take(void *self, const struct json *json)
{
	struct judged *data = self;
	size_t i = 0;
	const struct json *counts = json_get(json, STR("counts"));
	for (const struct json *it = json_first(counts); it != NULL && i < WORD_LATER;
	     it = json_next(it))
		data->counts[i++] = (size_t)json_number(it);
	if (counts != NULL)
		return;
	double word = json_number(json_get(json, STR("word")));
	const struct judged_row row = {
	    .principal = json_get_str(json, STR("principal")),
	    .account = json_get_str(json, STR("account")),
	    .because = json_get_str(json, STR("because")),
	    .word = word >= 0 && word < WORD_LATER ? (enum mark_word)word : WORD_UNKNOWN,
	};
	add_row(data, &row);
}

bool judged_idle(struct tui *tui, struct pane *pane)
{
	struct judged *data = pane->data;
	bool read = query_read(tui, &pane->arena, &data->query, take, data, "who can");
	if (data->query.finished && !data->finished)
		settle(pane);
	return read;
}

bool judged_stop(struct pane *pane)
{
	return query_stop(&((struct judged *)pane->data)->query);
}

/* ---- the table ------------------------------------------------------------------------------- */

static const struct judged_row *judged_at(const struct pane *pane, size_t row)
{
	return vec_at(&((const struct judged *)pane->data)->rows, row);
}

static size_t count(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return ((struct judged *)pane->data)->rows.n;
}

static void cell(struct tui *tui, struct pane *pane, size_t row, size_t column,
		 struct table_cell *out)
{
	const struct judged_row *it = judged_at(pane, row);
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
	const struct judged_row *it = judged_at(pane, row);
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
	const struct judged_row *it = judged_at(pane, row);
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
	return judged_at(pane, row)->word == WORD_FAIL;
}

static uint64_t key(struct tui *tui, struct pane *pane, size_t row)
{
	(void)tui;
	return str_hash(judged_at(pane, row)->principal);
}

static unsigned version(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return ((struct judged *)pane->data)->version;
}

static const char *empty(struct tui *tui, struct pane *pane)
{
	const struct judged *data = pane->data;
	(void)tui;
	bool reach = pane->ops->kind == PANE_CAN;
	if (!data->finished)
		return reach ? "every role of the inventory is judged (Ctrl-C stops it)"
			     : "every principal of the inventory is judged (Ctrl-C stops it)";
	if (data->query.failed.n > 0)
		return "there is no whole answer";
	return reach ? "it can assume no role of the inventory" : "no one can";
}

#define OPS(what, word)                                                                            \
	{                                                                                          \
		.columns = (what), .n_columns = sizeof(what) / sizeof((what)[0]),                  \
		.name = COL_PRINCIPAL, .count = count, .cell = cell, .parts = parts,               \
		.sort_key = sort_key, .fails = fails, .key = key, .version = version,              \
		.noun = (word), .empty = empty,                                                    \
	}
const struct table_ops judged_principals = OPS(by_principal, "principal");
const struct table_ops judged_roles = OPS(by_role, "role");

/* ---- operations of the pane ------------------------------------------------------------------ */

/* "1 can, 2 can (assumed), 1 unknown, 5 cannot" */
static void add_counts(const struct judged *data, struct buf *buf)
{
	static const char *const words[WORD_LATER] = {
	    [WORD_OK] = "can",
	    [WORD_ASSUMED] = "can (assumed)",
	    [WORD_UNKNOWN] = "unknown",
	    [WORD_FAIL] = "cannot",
	};
	const char *between = "";
	for (size_t k = 0; k < ORDER; k++) {
		if (data->counts[order[k]] == 0)
			continue;
		buf_printf(buf, "%s%zu %s", between, data->counts[order[k]], words[order[k]]);
		between = ", ";
	}
}

/* "7 (not listed)" after those who cannot, or "; 5 not listed" */
static void add_unlisted(const struct judged *data, struct buf *buf)
{
	size_t listed = data->rows.n;
	size_t all = 0;
	for (size_t i = 0; i < WORD_LATER; i++)
		all += data->counts[i];
	if (all > listed && all - listed == data->counts[WORD_FAIL])
		buf_add_cstr(buf, " (not listed)");
	else if (all > listed)
		buf_printf(buf, "; %zu not listed", all - listed);
}

/* What there is of an answer that is not whole: "4100 of 10000 judged: 3 can" */
static void add_so_far(struct tui *tui, const struct judged *data, struct buf *buf)
{
	const struct query *query = &data->query;
	if (query->failed.n > 0)
		buf_printf(buf, "no whole answer (%.*s): ", STR_ARG(tui_safe(tui, query->failed)));
	buf_printf(buf, "%zu of %zu judged", query->done, query->total);
	if (data->rows.n > 0) {
		buf_add_cstr(buf, ": ");
		add_counts(data, buf);
	}
	if (!data->finished)
		buf_add_cstr(buf, "   Ctrl-C stops it");
}

static void say_counts(struct tui *tui, const struct judged *data, struct buf *buf)
{
	const struct query *query = &data->query;
	if (query->failed.n > 0 && query->total == 0) {
		buf_printf(buf, "no answer: %.*s", STR_ARG(tui_safe(tui, query->failed)));
	} else if (query->failed.n > 0 || !data->finished) {
		add_so_far(tui, data, buf);
	} else {
		add_counts(data, buf);
		add_unlisted(data, buf);
	}
}

/* How many can and cannot, and why the one under the cursor can or cannot. */
int judged_head(struct tui *tui, struct pane *pane, const struct view *view)
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
	view_words(&why, 0, THEME_TEXT, tui_safe(tui, judged_at(pane, row)->because));
	return 1 + WHY_ROWS + 1;
}

void judged_status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	size_t row;
	if (table_row(tui, pane, &row))
		buf_add(buf, tui_safe(tui, judged_at(pane, row)->principal));
}

bool judged_role(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	struct arn arn;
	if (!table_row(tui, pane, &row))
		return false;
	*out = place_of_role(judged_at(pane, row)->principal);
	return arn_parse(out->subject, &arn) && arn_is_role(&arn);
}

void judged_close(struct pane *pane)
{
	struct judged *data = pane->data;
	if (data != NULL)
		query_close(&data->query);
}
