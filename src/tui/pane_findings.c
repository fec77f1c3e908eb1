/* tui/pane_findings.c - what is wrong, grouped by cause, by workflow or by account. */
#include "rolehop/app/diff.h"
#include "rolehop/base/clock.h"
#include "tui/explorer.h"
#include "tui/groups.h"
#include "tui/panes.h"
#include "tui/query.h"
#include "tui/table.h"

enum { COL_SEVERITY, COL_VERDICT, COL_WHAT, COL_TASKS, COL_ACCOUNT };
enum { REGROUP_MS = 300 };

/* The same but for what a row is. */
#define COLUMNS(name, title, account, from)                                                        \
	static const struct column name[] = {                                                      \
	    [COL_SEVERITY] = {"SEV", 4, 0, 0, false, true},                                        \
	    [COL_VERDICT] = {"VERDICT", 7, 0, 0, false, true},                                     \
	    [COL_WHAT] = {title, 20, 1, 0, false, true},                                           \
	    [COL_TASKS] = {"FOUND", 5, 0, 44, true, true},                                         \
	    [COL_ACCOUNT] = {account, 8, 0, from, true, true},                                     \
	}
COLUMNS(by_cause, "CAUSE", "ACCOUNTS", 84);
COLUMNS(by_workflow, "WORKFLOW", "ACCOUNT", 60);
COLUMNS(by_account, "ACCOUNT", "ID", 60);

struct findings {
	struct arena arena;
	struct group *items; /* worst first */
	size_t n;
	unsigned seen;	  /* version of the verdicts that this is of */
	unsigned triaged; /* that of what shows */
	unsigned risked;  /* and that of what policies leave open */
	int64_t when;
	unsigned version;
	struct triage *triage;
	struct risk_list *risks;
	struct query query; /* which are new */
	bool asked;
};

/* Orders anew when verdicts came in, but not with every single one. */
static void regroup(struct tui *tui, struct pane *pane)
{
	struct findings *data = pane->data;
	bool finished = verdicts_finished(&tui->verdicts);
	bool early = !finished && data->when != 0 && clock_ticks_ms() - data->when < REGROUP_MS;
	if (data->triaged == tui->triage.version && data->risked == tui->risks.version &&
	    (data->seen == tui->verdicts.version || early))
		return;
	triage_update(tui);
	arena_release(&data->arena);
	groups_make(tui, &data->arena, &data->items, &data->n);
	data->seen = tui->verdicts.version;
	data->triaged = tui->triage.version;
	data->risked = tui->risks.version;
	data->when = clock_ticks_ms();
	data->version++;
	pane->table->stale = true;
	tui->preview_wanted = true;
}

static size_t count(struct tui *tui, struct pane *pane)
{
	regroup(tui, pane);
	return ((struct findings *)pane->data)->n;
}

static const struct group *group_at(struct pane *pane, size_t row)
{
	return &((struct findings *)pane->data)->items[row];
}

static const struct group *group_here(struct tui *tui, struct pane *pane)
{
	size_t row;
	return table_row(tui, pane, &row) ? group_at(pane, row) : NULL;
}

static const struct verdict_cause *cause_of_group(struct tui *tui, const struct group *group)
{
	return vec_at(&tui->verdicts.causes, group->key);
}

static struct str severity(const struct group *group)
{
	static const struct str words[] = {STR_INIT("HIGH"), STR_INIT("MED"), STR_INIT("LOW")};
	return group->ignored ? STR("IGN") : words[group->rank];
}

/* How many accounts a cause is found in, as long as all its Tasks show; whose a workflow is; the id
 * of an account. */
static struct str account_text(struct tui *tui, const struct group *group)
{
	switch (tui->triage.by) {
	case BY_CAUSE:
		break;
	case BY_WORKFLOW:
		return say_account(tui, names_stem(&tui->inventory.machines, group->key)->account);
	case BY_ACCOUNT:
		return group->key < tui->inventory.n_accounts
			   ? tui_safe(tui, tui->inventory.accounts[group->key].id)
			   : STR("");
	}
	if (group->risk != NULL)
		return STR("");
	const struct verdict_cause *cause = cause_of_group(tui, group);
	return cause->n == group->n ? arena_printf(&tui->frame, "%zu", cause->accounts.n) : STR("");
}

static void cell(struct tui *tui, struct pane *pane, size_t row, size_t column,
		 struct table_cell *out)
{
	const struct group *group = group_at(pane, row);
	switch (column) {
	case COL_SEVERITY:
		out->text = severity(group);
		out->role = group->rank == 0 ? THEME_STRONG : THEME_TEXT;
		break;
	case COL_VERDICT:
		out->text = mark_text(group->word);
		out->role = mark_role(group->word);
		break;
	case COL_WHAT:
		out->text = group_title(tui, group);
		break;
	case COL_TASKS:
		out->text = arena_printf(&tui->frame, "%zu", group->n);
		break;
	default:
		out->text = account_text(tui, group);
		break;
	}
	if (group->ignored)
		out->role = THEME_DIM;
}

static size_t parts(struct tui *tui, struct pane *pane, size_t row, struct str *out)
{
	const struct group *group = group_at(pane, row);
	out[0] = group_title(tui, group);
	out[1] = severity(group);
	out[2] = mark_text(group->word);
	out[3] = tui->triage.by != BY_CAUSE ? account_text(tui, group)
		 : group->risk != NULL	    ? str_from(group->risk->name)
					    : cause_of_group(tui, group)->finding->cause;
	return 4;
}

static void sort_key(struct tui *tui, struct pane *pane, size_t row, int column,
		     struct sort_key *out)
{
	const struct group *group = group_at(pane, row);
	switch (column) {
	case COL_SEVERITY:
		out->number = (uint64_t)group->rank;
		break;
	case COL_VERDICT:
		out->number = (uint64_t)group->word;
		break;
	case COL_TASKS:
		out->number = SORT_LARGEST_FIRST(group->n);
		break;
	case COL_ACCOUNT:
		if (group->risk != NULL)
			out->number = SORT_LARGEST_FIRST(0);
		else if (tui->triage.by == BY_CAUSE)
			out->number = SORT_LARGEST_FIRST(cause_of_group(tui, group)->accounts.n);
		else
			out->text = account_text(tui, group);
		break;
	default:
		out->text = group_title(tui, group);
		break;
	}
}

static bool fails(struct tui *tui, struct pane *pane, size_t row)
{
	(void)tui;
	return group_at(pane, row)->word == WORD_FAIL;
}

/* A cause or risk keeps its number. */
static uint64_t key(struct tui *tui, struct pane *pane, size_t row)
{
	const struct group *group = group_at(pane, row);
	uint64_t kind = group->risk != NULL ? BY_COUNT : (uint64_t)tui->triage.by;
	return kind << 32 | group->key;
}

static unsigned version(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return ((struct findings *)pane->data)->version;
}

static const char *empty(struct tui *tui, struct pane *pane)
{
	const struct findings *data = pane->data;
	if (!verdicts_finished(&tui->verdicts))
		return tui->stopped ? "nothing found before the verdicts were halted (Ctrl-C)"
				    : "nothing found so far: verdicts are still coming in";
	if (tui->triage.only_new && !tui->triage.fresh_known)
		return data->query.failed.n > 0
			   ? "what is new is not known (! says why)"
			   : "comparing with the snapshot before (Ctrl-C stops it)";
	if (tui->triage.only_new)
		return "nothing is new since the snapshot before (N shows all)";
	if (tui->triage.n_ignored + risk_list_ignored(tui) > 0)
		return "nothing found that is not ignored (a shows what is)";
	return tui->verdicts.n_tasks == 0 ? "there is no Task to judge"
					  : "nothing found: every Task is allowed";
}

#define OPS(what, word)                                                                            \
	{                                                                                          \
		.columns = (what), .n_columns = sizeof(what) / sizeof((what)[0]),                  \
		.name = COL_WHAT, .count = count, .cell = cell, .parts = parts,                    \
		.sort_key = sort_key, .fails = fails, .key = key, .version = version,              \
		.noun = (word), .empty = empty,                                                    \
	}
static const struct table_ops table_ops[BY_COUNT] = {
    [BY_CAUSE] = OPS(by_cause, "cause"),
    [BY_WORKFLOW] = OPS(by_workflow, "workflow"),
    [BY_ACCOUNT] = OPS(by_account, "account"),
};

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	(void)err;
	struct findings *data = arena_alloc(&pane->arena, sizeof(*data));
	data->triage = &tui->triage;
	data->risks = &tui->risks;
	pane->data = data;
	table_new(pane, &table_ops[tui->triage.by]);
	/* It is asked again once that is wanted: the inventory may be another. What is supposed was
	 * in no snapshot. */
	triage_begin_fresh(&tui->triage);
	tui->triage.only_new = tui->triage.only_new && !tui->app->what_if;
	return true;
}

static void close(struct pane *pane)
{
	struct findings *data = pane->data;
	query_close(&data->query);
	arena_release(&data->arena);
}

/* ---- what is new ----------------------------------------------------------------------------- */

struct comparing {
	const struct app *app;
	int fd;
};

static bool tell(void *self, size_t done, size_t total)
{
	return query_tell(((const struct comparing *)self)->fd, done, total);
}

/* The Tasks whose answer turned, and that are there. */
static bool work(void *self, int fd)
{
	struct comparing *c = self;
	struct diff_watch watch = {tell, c};
	struct app app;
	struct diff diff;
	struct err err;
	c->fd = fd;
	if (!app_open_again(c->app, &app, &err) ||
	    !app_diff(&app, STR(""), app_snapshot(&app), true, &watch, &diff, &err))
		return query_fail(fd, &err);
	for (size_t i = 0; i < diff.n_flips; i++) {
		const struct task_answer *after = diff.flips[i].after;
		struct json_out json;
		struct buf buf;
		if (after == NULL)
			continue;
		job_json(&app.arena, &buf, &json);
		json_out_str(&json, "machine", after->machine);
		json_out_str(&json, "pointer", after->pointer);
		if (!job_send(fd, &buf, &json))
			return false;
	}
	return true;
}

static void take(void *self, const struct json *json)
{
	struct pane *pane = self;
	struct findings *data = pane->data;
	triage_add_fresh(data->triage, json_get_str(json, STR("machine")),
			 json_get_str(json, STR("pointer")));
}

static void ask(struct tui *tui, struct pane *pane)
{
	struct findings *data = pane->data;
	struct comparing c = {.app = tui->app};
	struct err err;
	data->asked = true;
	if (query_ask(tui, &data->query, work, &c, &err))
		return;
	data->query.failed = arena_str(&pane->arena, str_from(err.text));
	tui_fail(tui, &err);
}

static bool idle(struct tui *tui, struct pane *pane)
{
	struct findings *data = pane->data;
	if (tui->triage.only_new && !data->asked) {
		ask(tui, pane);
		return true;
	}
	bool read = query_read(tui, &pane->arena, &data->query, take, pane, "what is new");
	if (read && data->query.finished && data->query.failed.n == 0)
		triage_end_fresh(&tui->triage);
	/* The Tasks first: they are what most people look for. */
	return (verdicts_finished(&tui->verdicts) && risk_list_work(tui)) || read;
}

static bool stop(struct pane *pane)
{
	const struct findings *data = pane->data;
	bool comparing = query_stop(&((struct findings *)pane->data)->query);
	return query_stop(&data->risks->query) || comparing;
}

/* ---- the pane -------------------------------------------------------------------------------- */

static void crumb(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	static const char *const by[BY_COUNT] = {
	    [BY_CAUSE] = "Findings",
	    [BY_WORKFLOW] = "Findings by workflow",
	    [BY_ACCOUNT] = "Findings by account",
	};
	(void)pane;
	buf_add_cstr(buf, by[tui->triage.by]);
	if (tui->triage.only_new)
		buf_add_cstr(buf, ", new ones");
	if (tui->triage.with_ignored)
		buf_add_cstr(buf, ", ignored ones too");
}

static bool target(struct tui *tui, struct pane *pane, struct place *out)
{
	const struct group *group = group_here(tui, pane);
	if (group == NULL)
		return false;
	*out = group_place(tui, group);
	return true;
}

static bool task(struct tui *tui, struct pane *pane, struct place *out)
{
	const struct group *group = group_here(tui, pane);
	if (group == NULL || group->risk != NULL)
		return false;
	struct task_answer worst = verdicts_answer(&tui->verdicts, &tui->frame, group->worst);
	if (worst.pointer.n == 0)
		return false;
	*out = place_of_task(&worst);
	return true;
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	const struct verdicts *verdicts = &tui->verdicts;
	const struct findings *data = pane->data;
	const struct query *query = &data->query;
	size_t further = risk_list_all(data->risks);
	size_t ignored = tui->triage.n_ignored + risk_list_ignored(tui);
	if (query->job.running) {
		buf_printf(buf, "comparing with the snapshot before: %zu of %zu   Ctrl-C stops it",
			   query->done, query->total);
		return;
	}
	query = &data->risks->query;
	if (query->job.running) {
		buf_printf(buf, "looking at what policies leave open: %zu of %zu   Ctrl-C stops it",
			   query->done, query->total);
		return;
	}
	buf_printf(buf, "%zu Tasks: %zu denied, %zu unknown, %zu assumed, %zu allowed",
		   verdicts->n_tasks, verdicts->words[WORD_FAIL], verdicts->words[WORD_UNKNOWN],
		   verdicts->words[WORD_ASSUMED], verdicts->words[WORD_OK]);
	if (query->failed.n > 0)
		buf_printf(buf, "; further ones: %.*s", STR_ARG(tui_safe(tui, query->failed)));
	else if (further > 0)
		buf_printf(buf, "; %zu further", further);
	if (ignored > 0)
		buf_printf(buf, "; %zu ignored%s", ignored,
			   tui->triage.with_ignored ? "" : " (a shows them)");
}

const struct pane_ops pane_findings = {
    .kind = PANE_FINDINGS,
    .name = "findings",
    .title = "Findings",
    .beside = 60,
    .above = 50,
    .behind = true,
    .open = open,
    .crumb = crumb,
    .target = target,
    .task = task,
    .idle = idle,
    .stop = stop,
    .status = status,
    .close = close,
};

/* ---- for its actions ------------------------------------------------------------------------- */

void pane_findings_regroup(struct tui *tui, struct pane *pane)
{
	tui->triage.by = (enum triage_by)((tui->triage.by + 1) % BY_COUNT);
	tui->triage.version++;
	pane->table->ops = &table_ops[tui->triage.by];
	for (size_t i = 0; i < TABLE_COLUMNS_MAX; i++)
		pane->table->widest[i] = 0;
	pane->spot.placed = false;
	pane->spot.top = 0;
	table_refresh(tui, pane);
}

bool pane_findings_what(struct tui *tui, struct pane *pane, struct triage_what *out)
{
	const struct group *group = pane->ops->kind == PANE_FINDINGS ? group_here(tui, pane) : NULL;
	if (group != NULL)
		*out = group_what(tui, group);
	return group != NULL;
}
