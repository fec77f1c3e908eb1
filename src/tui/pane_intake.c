/* tui/pane_intake.c - an import or a sync: how far it is, what it said, what came of it. */
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/sheet.h"

enum { BAR_COLUMNS = 40 };

struct intake_state {
	unsigned laid;
};

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	(void)tui;
	(void)err;
	pane->data = arena_alloc(&pane->arena, sizeof(struct intake_state));
	sheet_new(pane, 0);
	return true;
}

static bool stale(struct tui *tui, struct pane *pane)
{
	return ((struct intake_state *)pane->data)->laid != tui->collecting.version;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static void end(struct pane *pane)
{
	sheet_wrap(pane->sheet, &(struct line){.id = pane->sheet->items.n + 1, .stop = true},
		   sheet_columns(pane), 4, true);
}

static void heading(struct pane *pane, const char *text)
{
	sheet_blank(pane->sheet);
	sheet_text(pane->sheet, THEME_HEADER, str_from(text), sheet_columns(pane));
}

static double number(const struct json *json, const char *key)
{
	const struct json *value = json_get(json, str_from(key));
	return value == NULL || json_is(value, JSON_NULL) ? 0 : json_number(value);
}

/* "[##########..........] 4 of 9 accounts" */
static void add_bar(struct tui *tui, struct pane *pane, double done, double total, const char *what)
{
	int filled = total > 0 ? (int)(done / total * BAR_COLUMNS) : 0;
	if (!tui->plain) {
		sheet_add(pane->sheet, THEME_TEXT, STR("["));
		for (int i = 0; i < BAR_COLUMNS; i++)
			sheet_add(pane->sheet, i < filled ? THEME_ALLOW : THEME_DIM,
				  i < filled ? STR("#") : STR("."));
		sheet_add(pane->sheet, THEME_TEXT, STR("] "));
	}
	if (total > 0)
		sheet_printf(pane->sheet, THEME_STRONG, "%.0f of %.0f %s", done, total, what);
	else
		sheet_printf(pane->sheet, THEME_STRONG, "%.0f %s", done, what);
	end(pane);
}

static bool is_at_work(const struct collecting_account *account)
{
	return str_eq(account->state, STR("at-work"));
}

static void add_account(struct tui *tui, struct pane *pane,
			const struct collecting_account *account)
{
	sheet_printf(pane->sheet, is_at_work(account) ? THEME_STRONG : THEME_DIM, "%-9.*s ",
		     STR_ARG(account->state));
	sheet_add(pane->sheet, THEME_TEXT, say_account(tui, account->id));
	sheet_printf(pane->sheet, THEME_DIM, "  %.0f", account->calls);
	if (is_at_work(account))
		sheet_printf(pane->sheet, THEME_DIM, " of %.0f", account->known);
	sheet_printf(pane->sheet, THEME_DIM, " calls, %.0f a second", account->rate);
	if (is_at_work(account) && account->left >= 0)
		sheet_printf(pane->sheet, THEME_DIM, ", %.0f s left", account->left);
	end(pane);
}

/* Those at work first, then the others, the last first. */
static void add_accounts(struct tui *tui, struct pane *pane, const struct vec *accounts)
{
	for (int at_work = 1; at_work >= 0; at_work--)
		for (size_t i = accounts->n; i-- > 0;) {
			const struct collecting_account *account = vec_at(accounts, i);
			if (is_at_work(account) == (at_work == 1))
				add_account(tui, pane, account);
		}
}

static void add_sync_progress(struct tui *tui, struct pane *pane, const struct json *p)
{
	add_bar(tui, pane, number(p, "accountsDone"), number(p, "accounts"), "accounts");
	sheet_printf(pane->sheet, THEME_TEXT, "%.0f calls of %.0f known so far, %.0f a second",
		     number(p, "calls"), number(p, "callsKnown"), number(p, "callsPerSecond"));
	if (number(p, "throttled") > 0)
		sheet_printf(pane->sheet, THEME_UNKNOWN, ", %.0f throttled",
			     number(p, "throttled"));
	if (number(p, "secondsLeft") > 0)
		sheet_printf(pane->sheet, THEME_TEXT, ", some %.0f s left",
			     number(p, "secondsLeft"));
	end(pane);
	add_accounts(tui, pane, &tui->collecting.accounts);
}

static void add_import_progress(struct tui *tui, struct pane *pane, const struct json *p)
{
	add_bar(tui, pane, number(p, "done"), number(p, "total"), "files");
	sheet_add(pane->sheet, THEME_DIM, STR("now "));
	sheet_add(pane->sheet, THEME_TEXT, json_get_str(p, STR("file")));
	end(pane);
}

static void add_progress(struct tui *tui, struct pane *pane)
{
	const struct collecting *it = &tui->collecting;
	if (!it->job.running)
		return;
	if (it->progress == NULL)
		sheet_text(pane->sheet, THEME_DIM, STR("it begins"), sheet_columns(pane));
	else if (it->kind == INTAKE_SYNC)
		add_sync_progress(tui, pane, it->progress);
	else
		add_import_progress(tui, pane, it->progress);
	sheet_text(pane->sheet, THEME_DIM,
		   it->job.cancelled ? STR("stopping")
				     : STR("Ctrl-C stops it; everything else goes on working"),
		   sheet_columns(pane));
}

/* "roles" as it came, or "role" of one. */
static struct str kind_of(struct str plural, double n)
{
	for (size_t i = 0; n == 1 && i < ENTITY_KIND_COUNT; i++) {
		if (str_eq(plural, str_from(entity_kind_plural((enum entity_kind)i))))
			return str_from(entity_kind_word((enum entity_kind)i));
	}
	return plural;
}

/* "12 files, 4 roles, 2 machines" */
static void add_read(struct pane *pane, const struct json *result)
{
	const struct json *read = json_get(result, STR("read"));
	bool any = false;
	sheet_add(pane->sheet, THEME_TEXT, STR("read: "));
	for (const struct json *one = json_first(read); one != NULL; one = json_next(one)) {
		sheet_printf(pane->sheet, THEME_STRONG, "%s%.0f %.*s", any ? ", " : "",
			     json_number(one), STR_ARG(kind_of(json_key(one), json_number(one))));
		any = true;
	}
	if (!any)
		sheet_add(pane->sheet, THEME_DIM, STR("nothing that the inventory keeps"));
	end(pane);
}

/* Objects of a list, each with the members named, between them blanks. */
static void add_objects(struct tui *tui, struct pane *pane, const struct json *list,
			const char *title, const char *const *members)
{
	if (json_first(list) == NULL)
		return;
	heading(pane, title);
	for (const struct json *one = json_first(list); one != NULL; one = json_next(one)) {
		if (json_is(one, JSON_STRING))
			sheet_add(pane->sheet, THEME_TEXT, json_str(one));
		for (size_t i = 0; members[i] != NULL; i++) {
			struct str text = json_get_str(one, str_from(members[i]));
			if (text.n > 0)
				sheet_printf(pane->sheet, i == 0 ? THEME_STRONG : THEME_TEXT,
					     "%.*s  ", STR_ARG(tui_safe(tui, text)));
		}
		end(pane);
	}
}

static void add_result(struct tui *tui, struct pane *pane, const struct json *result)
{
	static const char *const refused[] = {"error", NULL};
	static const char *const warned[] = {NULL};
	static const char *const gaps[] = {"because", "account", "region",
					   "missing", "words",	 NULL};
	bool changed = json_bool(json_get(result, STR("changed")));
	add_read(pane, result);
	if (changed)
		sheet_printf(pane->sheet, THEME_ALLOW, "new snapshot %.0f (H lists what changed)",
			     number(result, "snapshot"));
	else
		sheet_add(pane->sheet, THEME_TEXT, STR("nothing had changed"));
	end(pane);
	add_objects(tui, pane, json_get(result, STR("gaps")),
		    "NOT COLLECTED, AND SO UNKNOWN TO EVERY VERDICT", gaps);
	add_objects(tui, pane, json_get(result, STR("refused")), "REFUSED", refused);
	add_objects(tui, pane, json_get(result, STR("warnings")), "WARNINGS", warned);
}

static void add_messages(struct pane *pane, const struct collecting *it)
{
	if (it->messages.n == 0)
		return;
	heading(pane, it->result == NULL ? "WHY NOT" : "WHAT IT SAID");
	for (size_t i = 0; i < it->messages.n; i++) {
		sheet_add(pane->sheet, THEME_ERROR, *(const struct str *)vec_at(&it->messages, i));
		end(pane);
	}
}

/* An import is all or nothing; a sync keeps each account that was whole. */
static struct str how_it_ended(const struct collecting *it)
{
	bool sync = it->kind == INTAKE_SYNC;
	if (it->job.cancelled)
		return sync ? STR("stopped: accounts that were whole are kept")
			    : STR("stopped: nothing was imported");
	return sync ? STR("failed: accounts that were whole before that are kept")
		    : STR("failed: nothing was changed by it");
}

static void layout(struct tui *tui, struct pane *pane)
{
	const struct collecting *it = &tui->collecting;
	((struct intake_state *)pane->data)->laid = it->version;
	if (it->kind == INTAKE_NONE) {
		sheet_text(
		    pane->sheet, THEME_TEXT,
		    STR("Nothing was taken in: I imports what the AWS CLI printed, R collects from "
			"AWS itself, C lists what was collected."),
		    sheet_columns(pane));
		return;
	}
	sheet_add(pane->sheet, THEME_STRONG,
		  it->kind == INTAKE_SYNC ? STR("rolehop sync ") : STR("rolehop import "));
	sheet_add(pane->sheet, THEME_TEXT, it->what);
	end(pane);
	sheet_blank(pane->sheet);
	add_progress(tui, pane);
	if (it->result != NULL)
		add_result(tui, pane, it->result);
	else if (it->ended)
		sheet_text(pane->sheet, THEME_STRONG, how_it_ended(it), sheet_columns(pane));
	add_messages(pane, it);
}

static void crumb(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	(void)pane;
	buf_add_cstr(buf, tui->collecting.kind == INTAKE_SYNC ? "Sync" : "Import");
}

const struct pane_ops pane_intake = {
    .kind = PANE_INTAKE,
    .name = "import",
    .title = "Import",
    .beside = 60,
    .lasting = true,
    .open = open,
    .crumb = crumb,
    .layout = layout,
    .stale = stale,
};
