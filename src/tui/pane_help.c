/* tui/pane_help.c - help, written from the table of actions, and the log of the session. */
#include <string.h>

#include "rolehop/base/width.h"
#include "tui/actions.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/sheet.h"

enum { KEYS_COLUMNS = 13, TWO_COLUMNS = 74, HELP_TEXT_MAX = 4096 };

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	(void)tui;
	(void)err;
	sheet_new(pane, 0);
	return true;
}

/* The pane that the help is about. */
static struct pane *subject_pane(struct tui *tui)
{
	return tui->focus_preview && tui->preview != NULL ? tui->preview : tui_current(tui);
}

static void crumb_help(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	(void)pane;
	buf_printf(buf, "Help: %s", subject_pane(tui)->ops->title);
}

struct help_row {
	struct str keys;
	struct str text;
	bool off;
};

static struct str padded(struct arena *arena, struct str text, int columns)
{
	int width = (int)width_text(text);
	if (width > columns)
		return width_elide_end(arena, text, (size_t)columns, STR("~"));
	return arena_printf(arena, "%.*s%*s", STR_ARG(text), columns - width, "");
}

/* Why the action is off in the pane below: what lies over it is closed before it is done. */
static const char *off_below(struct tui *tui, struct pane *pane, const struct action *action)
{
	struct pane *over = tui->overlay;
	tui->overlay = NULL;
	const char *why = action_off(tui, pane, action);
	tui->overlay = over;
	return why;
}

/* Rows of the actions of this pane, or of those that are everywhere. */
static size_t collect(struct tui *tui, bool everywhere, struct help_row *rows, size_t max)
{
	struct pane *pane = subject_pane(tui);
	const struct action *action;
	size_t n = 0;
	for (size_t i = 0; (action = action_row(i)) != NULL && n < max; i++) {
		bool is_everywhere = action->panes == ACTION_EVERYWHERE;
		if (is_everywhere != everywhere || !action_concerns(action, pane->ops->kind))
			continue;
		const char *why = off_below(tui, pane, action);
		struct str text = str_from(action->info.help);
		if (why != NULL)
			text = arena_printf(&tui->frame, "%s (off: %s)", action->info.help, why);
		rows[n++] = (struct help_row){keymap_keys(&tui->keymap, action), text, why != NULL};
	}
	return n;
}

static void section(struct pane *pane, const char *title, const struct help_row *rows, size_t n)
{
	int columns = sheet_columns(pane);
	sheet_text(pane->sheet, THEME_HEADER, str_from(title), columns);
	for (size_t i = 0; i < n; i++) {
		struct line line = {.id = pane->sheet->items.n + 1, .stop = true};
		sheet_add(pane->sheet, rows[i].off ? THEME_OFF : THEME_KEY,
			  padded(&pane->sheet->arena, rows[i].keys, KEYS_COLUMNS));
		sheet_add(pane->sheet, THEME_TEXT, STR(" "));
		sheet_add(pane->sheet, rows[i].off ? THEME_OFF : THEME_TEXT, rows[i].text);
		sheet_wrap(pane->sheet, &line, columns, KEYS_COLUMNS + 1, true);
	}
	sheet_blank(pane->sheet);
}

static void add_customs(struct tui *tui, struct pane *pane)
{
	struct help_row rows[CUSTOM_MAX];
	for (size_t i = 0; i < tui->customs.n; i++) {
		const struct custom *custom = &tui->customs.items[i];
		rows[i] = (struct help_row){
		    custom->word,
		    arena_printf(&tui->frame, "%.*s: %s", STR_ARG(custom->name), custom->command),
		    false};
	}
	if (tui->customs.n > 0)
		section(pane, "YOUR COMMANDS", rows, tui->customs.n);
}

static void add_pasting(struct pane *pane)
{
	sheet_text(pane->sheet, THEME_HEADER, STR("PASTING"), sheet_columns(pane));
	sheet_text(pane->sheet, THEME_TEXT,
		   STR("An AccessDenied text, a CloudTrail event, an execution's history or an ARN "
		       "that is "
		       "pasted anywhere opens what it is about."),
		   sheet_columns(pane));
	sheet_blank(pane->sheet);
}

static void add_symbols(struct pane *pane)
{
	static const struct {
		enum mark_word word;
		const char *text;
	} symbols[] = {
	    {WORD_OK, "proved to be allowed by what was collected"},
	    {WORD_FAIL, "proved to be denied"},
	    {WORD_UNKNOWN, "not enough is known; the trace says what decides"},
	    {WORD_ASSUMED, "allowed, if a layer that was not collected does not deny it"},
	    {WORD_NONE, "does not arise, or no Task uses it"},
	    {WORD_LATER, "not judged yet"},
	};
	sheet_text(pane->sheet, THEME_HEADER, STR("VERDICTS"), sheet_columns(pane));
	for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
		struct line line = {.id = 1000 + i, .stop = true};
		sheet_add(pane->sheet, mark_role(symbols[i].word), mark_text(symbols[i].word));
		sheet_printf(pane->sheet, THEME_TEXT, "  %s", symbols[i].text);
		sheet_wrap(pane->sheet, &line, sheet_columns(pane), 8, true);
	}
	sheet_blank(pane->sheet);
}

static void add_words(struct pane *pane)
{
	static const char *const words[][2] = {
	    {"source account", "owns the state machine; also called the trusted account"},
	    {"target account", "owns the role in a Task's Credentials; also the trusting account"},
	    {"execution role", "the state machine's own role"},
	    {"target role", "the role in a Task's Credentials"},
	    {"hop", "one request to AWS inside a trace"},
	    {"gate", "one thing that must hold for a hop"},
	};
	sheet_text(pane->sheet, THEME_HEADER, STR("WORDS"), sheet_columns(pane));
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct line line = {.id = 2000 + i, .stop = true};
		sheet_add(pane->sheet, THEME_STRONG,
			  padded(&pane->sheet->arena, str_from(words[i][0]), 16));
		sheet_add(pane->sheet, THEME_TEXT, str_from(words[i][1]));
		sheet_wrap(pane->sheet, &line, sheet_columns(pane), 16, true);
	}
}

/* Adds the text of line i of another sheet; returns its columns. */
static int add_spans(struct sheet *sheet, const struct sheet *from, size_t i)
{
	int used = 0;
	if (i >= from->items.n)
		return 0;
	const struct line *line = sheet_at(from, i);
	for (size_t k = 0; k < line->n; k++) {
		sheet_add(sheet, line->spans[k].role, line->spans[k].text);
		used += (int)width_text(line->spans[k].text);
	}
	return used;
}

/* Side by side: what this pane can do, and what works everywhere. */
static void two_columns(struct pane *pane, const struct help_row *here, size_t n_here,
			const struct help_row *everywhere, size_t n_everywhere)
{
	struct sheet *sheet = pane->sheet;
	int half = sheet_columns(pane) / 2;
	struct sheet columns[2] = {{.gutter = 0}, {.gutter = 0}};
	for (int i = 0; i < 2; i++) {
		struct pane column = {.sheet = &columns[i], .width = i == 0 ? half - 2 : half};
		sheet_clear(&columns[i]);
		section(&column, i == 0 ? "THIS PANE" : "EVERYWHERE", i == 0 ? here : everywhere,
			i == 0 ? n_here : n_everywhere);
	}
	size_t n =
	    columns[0].items.n > columns[1].items.n ? columns[0].items.n : columns[1].items.n;
	for (size_t i = 0; i < n; i++) {
		int used = add_spans(sheet, &columns[0], i);
		sheet_printf(sheet, THEME_TEXT, "%*s", half > used ? half - used : 1, "");
		add_spans(sheet, &columns[1], i);
		sheet_end(sheet, &(struct line){.id = i + 1, .stop = i > 0 && i + 1 < n});
	}
	sheet_free(&columns[0]);
	sheet_free(&columns[1]);
}

static void layout_help(struct tui *tui, struct pane *pane)
{
	enum { MAX = 96 };
	struct help_row here[MAX];
	struct help_row everywhere[MAX];
	size_t n_here = collect(tui, false, here, MAX);
	size_t n_everywhere = collect(tui, true, everywhere, MAX);
	if (sheet_columns(pane) >= TWO_COLUMNS && !tui->plain) {
		two_columns(pane, here, n_here, everywhere, n_everywhere);
	} else {
		section(pane, "THIS PANE", here, n_here);
		section(pane, "EVERYWHERE", everywhere, n_everywhere);
	}
	add_customs(tui, pane);
	add_pasting(pane);
	add_symbols(pane);
	add_words(pane);
}

static void status_help(struct tui *tui, struct pane *pane, struct buf *buf)
{
	(void)tui;
	(void)pane;
	buf_add_cstr(buf, "a key of THIS PANE closes the help and acts at once");
}

const struct pane_ops pane_help = {
    .kind = PANE_HELP,
    .name = "help",
    .title = "Help",
    .leaf = true,
    .open = open,
    .crumb = crumb_help,
    .layout = layout_help,
    .status = status_help,
};

/* ---- the log --------------------------------------------------------------------------------- */

static bool stale_log(struct tui *tui, struct pane *pane)
{
	return pane->spot.pick != tui->app->log.total;
}

static void layout_log(struct tui *tui, struct pane *pane)
{
	const struct log *log = &tui->app->log;
	size_t n = log_count(log);
	for (size_t i = 0; i < n; i++) {
		const struct log_line *line = log_at(log, i);
		sheet_add(pane->sheet, THEME_TEXT, line->text);
		sheet_wrap(pane->sheet, &(struct line){.id = i + 1, .stop = true},
			   sheet_columns(pane), 2, true);
	}
	if (n == 0)
		sheet_text(pane->sheet, THEME_DIM,
			   STR("No error so far; what fails, and what is imported or synced, is "
			       "told here."),
			   sheet_columns(pane));
	pane->spot.pick = log->total;
}

const struct pane_ops pane_log = {
    .kind = PANE_LOG,
    .name = "log",
    .title = "Log of this session",
    .leaf = true,
    .open = open,
    .layout = layout_log,
    .stale = stale_log,
};
