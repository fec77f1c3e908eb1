/* tui/actions.c - everything a key can do, one row each: help, hints and commands come from it. */
#include "tui/actions.h"

#include "rolehop/tui/tui.h"
#include "tui/actions_drawn.h"
#include "tui/export.h"
#include "tui/grid.h"
#include "tui/keys.h"
#include "tui/panes.h"
#include "tui/table.h"

#define BIT(kind) (1u << (unsigned)(kind))

static const struct effect none = {.kind = EFFECT_NONE};

static struct effect say(const char *text)
{
	return (struct effect){.kind = EFFECT_SAY, .text = text};
}

static struct effect simple(enum effect_kind kind)
{
	return (struct effect){.kind = kind};
}

static struct effect wish(enum tui_wish what)
{
	return (struct effect){.kind = EFFECT_WISH, .wish = what};
}

/* ---- moving ---------------------------------------------------------------------------------- */

static struct effect run_down(struct tui *tui, struct pane *pane)
{
	pane_move(tui, pane, 1);
	return none;
}

static struct effect run_up(struct tui *tui, struct pane *pane)
{
	pane_move(tui, pane, -1);
	return none;
}

static struct effect run_half_down(struct tui *tui, struct pane *pane)
{
	pane_page(tui, pane, 1);
	return none;
}

static struct effect run_half_up(struct tui *tui, struct pane *pane)
{
	pane_page(tui, pane, -1);
	return none;
}

static struct effect run_page_down(struct tui *tui, struct pane *pane)
{
	pane_page(tui, pane, 2);
	return none;
}

static struct effect run_page_up(struct tui *tui, struct pane *pane)
{
	pane_page(tui, pane, -2);
	return none;
}

static struct effect run_top(struct tui *tui, struct pane *pane)
{
	pane_end(tui, pane, false);
	return none;
}

static struct effect run_bottom(struct tui *tui, struct pane *pane)
{
	pane_end(tui, pane, true);
	return none;
}

static struct effect run_next_fail(struct tui *tui, struct pane *pane)
{
	return pane_next_fail(tui, pane, 1) ? none : say("no FAIL here");
}

static struct effect run_previous_fail(struct tui *tui, struct pane *pane)
{
	return pane_next_fail(tui, pane, -1) ? none : say("no FAIL here");
}

static struct effect run_next_match(struct tui *tui, struct pane *pane)
{
	return pane_next_match(tui, pane, 1) ? none : say("not found");
}

static struct effect run_previous_match(struct tui *tui, struct pane *pane)
{
	return pane_next_match(tui, pane, -1) ? none : say("not found");
}

static const char *off_match(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return pane->spot.n_text == 0 ? "nothing was searched for: / first" : NULL;
}

/* ---- opening and closing --------------------------------------------------------------------- */

static struct effect run_open(struct tui *tui, struct pane *pane)
{
	struct effect effect = {.kind = EFFECT_OPEN};
	return pane_target(tui, pane, &effect.place) ? effect : say("nothing to open here");
}

static const char *off_open(struct tui *tui, struct pane *pane)
{
	struct place place;
	return pane_target(tui, pane, &place) ? NULL : "nothing to open here";
}

static struct effect run_trace(struct tui *tui, struct pane *pane)
{
	struct effect effect = {.kind = EFFECT_OPEN};
	return pane_task(tui, pane, &effect.place) ? effect : say("no Task here");
}

static const char *off_trace(struct tui *tui, struct pane *pane)
{
	struct place place;
	return pane_task(tui, pane, &place) ? NULL : "this row is about no Task";
}

static struct effect run_role(struct tui *tui, struct pane *pane)
{
	struct effect effect = {.kind = EFFECT_OPEN};
	return pane_role_of(tui, pane, &effect.place) ? effect : say("no role here");
}

static const char *off_role(struct tui *tui, struct pane *pane)
{
	struct place place;
	return pane_role_of(tui, pane, &place) ? NULL : "no role of the inventory here";
}

static struct effect run_who(struct tui *tui, struct pane *pane)
{
	struct effect effect = {.kind = EFFECT_OPEN};
	if (!pane_role_of(tui, pane, &effect.place))
		return say("no role here");
	effect.place.detail = STR("trusted by");
	return effect;
}

static struct effect run_definition(struct tui *tui, struct pane *pane)
{
	struct effect effect = {.kind = EFFECT_OPEN};
	return pane_definition(tui, pane, &effect.place) ? effect : say("no definition here");
}

static const char *off_definition(struct tui *tui, struct pane *pane)
{
	struct place place;
	return pane_definition(tui, pane, &place) ? NULL : "this row has no definition";
}

static struct effect run_close(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return simple(EFFECT_CLOSE);
}

static struct effect run_back(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return simple(EFFECT_BACK);
}

static struct effect run_forward(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return simple(EFFECT_FORWARD);
}

static const char *off_back(struct tui *tui, struct pane *pane)
{
	(void)pane;
	return tui->history.at == 0 ? "this is where you began" : NULL;
}

static const char *off_forward(struct tui *tui, struct pane *pane)
{
	(void)pane;
	return tui->history.at + 1 >= tui->history.n ? "you have not gone back" : NULL;
}

static struct effect tab(enum pane_kind kind)
{
	return (struct effect){.kind = EFFECT_TAB, .place = {.kind = kind}};
}

#define RUN_TAB(name, kind)                                                                        \
	static struct effect name(struct tui *tui, struct pane *pane)                              \
	{                                                                                          \
		(void)tui;                                                                         \
		(void)pane;                                                                        \
		return tab(kind);                                                                  \
	}
RUN_TAB(run_accounts, PANE_ACCOUNTS)
RUN_TAB(run_roles, PANE_ROLES)
RUN_TAB(run_workflows, PANE_WORKFLOWS)
RUN_TAB(run_trust, PANE_TRUST)
RUN_TAB(run_findings, PANE_FINDINGS)

static struct effect overlay(enum pane_kind kind)
{
	return (struct effect){.kind = EFFECT_OVERLAY, .place = {.kind = kind}};
}

static struct effect run_help(struct tui *tui, struct pane *pane)
{
	(void)tui;
	struct effect effect = overlay(PANE_HELP);
	effect.place.subject = str_from(pane->ops->name);
	return effect;
}

static struct effect run_log(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return overlay(PANE_LOG);
}

static struct effect run_themes(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return overlay(PANE_THEMES);
}

static struct effect run_use_theme(struct tui *tui, struct pane *pane)
{
	struct str name;
	if (!pane_theme_here(tui, pane, &name))
		return say("no theme here");
	return (struct effect){.kind = EFFECT_THEME, .text = arena_cstr(&tui->frame, name)};
}

static const char *off_use_theme(struct tui *tui, struct pane *pane)
{
	struct str name;
	if (!tui->app->color)
		return "colours are off (NO_COLOR or --color never)";
	return pane_theme_here(tui, pane, &name) ? NULL : "no theme here";
}

/* ---- rows, layout, program ------------------------------------------------------------------- */

static struct effect run_filter(struct tui *tui, struct pane *pane)
{
	struct str text = {pane->spot.text, pane->spot.n_text};
	return (struct effect){.kind = EFFECT_PROMPT,
			       .prompt = pane->table != NULL ? PROMPT_FILTER : PROMPT_SEARCH,
			       .text = arena_cstr(&tui->frame, text)};
}

static struct effect run_command(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return (struct effect){.kind = EFFECT_PROMPT, .prompt = PROMPT_COMMAND};
}

/* ---- taking something along ------------------------------------------------------------------ */

static struct effect run_export(struct tui *tui, struct pane *pane)
{
	return (struct effect){.kind = EFFECT_PROMPT,
			       .prompt = PROMPT_EXPORT,
			       .text = export_name(&tui->frame, pane).p};
}

static struct effect copied(struct str text)
{
	return text.n > 0 ? (struct effect){.kind = EFFECT_COPY, .copied = text}
			  : say("nothing to copy here");
}

static struct effect run_copy(struct tui *tui, struct pane *pane)
{
	return copied(grid_arns(tui, pane, &tui->frame));
}

static const char *off_copy(struct tui *tui, struct pane *pane)
{
	bool marked = pane->table != NULL && pane->table->picks.n > 0;
	return marked || grid_arns(tui, pane, &tui->frame).n > 0 ? NULL : "no ARN here";
}

static struct effect run_copy_row(struct tui *tui, struct pane *pane)
{
	return copied(grid_row(tui, pane, &tui->frame));
}

static struct effect run_copy_view(struct tui *tui, struct pane *pane)
{
	return copied(export_text(tui, pane, &tui->frame));
}

static struct effect run_mark(struct tui *tui, struct pane *pane)
{
	table_toggle_mark(tui, pane);
	return none;
}

static struct effect run_mark_all(struct tui *tui, struct pane *pane)
{
	table_mark_all(tui, pane);
	return none;
}

/* ---- rows and layout ------------------------------------------------------------------------- */

static const char *off_sort(struct tui *tui, struct pane *pane)
{
	(void)tui;
	if (pane->table == NULL || pane->broken != NULL)
		return "no table here";
	return pane->table->ops->sort_key == NULL ? "these rows have one order only" : NULL;
}

static struct effect run_sort(struct tui *tui, struct pane *pane)
{
	table_sort_next(tui, pane);
	return none;
}

static const char *off_reverse(struct tui *tui, struct pane *pane)
{
	const char *why = off_sort(tui, pane);
	return why != NULL ? why : pane->spot.sort < 0 ? "not sorted: s first" : NULL;
}

static struct effect run_reverse(struct tui *tui, struct pane *pane)
{
	pane->spot.reverse = !pane->spot.reverse;
	pane->table->stale = true;
	table_refresh(tui, pane);
	return none;
}

static struct effect run_fold(struct tui *tui, struct pane *pane)
{
	pane_trace_fold(tui, pane);
	return none;
}

static const char *off_evidence(struct tui *tui, struct pane *pane)
{
	(void)tui;
	size_t n = pane_trace_evidence(pane);
	return n == 0	? "this gate has no evidence"
	       : n == 1 ? "this gate has one piece of evidence"
			: NULL;
}

static struct effect run_next_evidence(struct tui *tui, struct pane *pane)
{
	pane_trace_pick(tui, pane, 1);
	return none;
}

static struct effect run_previous_evidence(struct tui *tui, struct pane *pane)
{
	pane_trace_pick(tui, pane, -1);
	return none;
}

static struct effect run_switch(struct tui *tui, struct pane *pane)
{
	pane_switch(tui, pane);
	return none;
}

static const char *off_focus(struct tui *tui, struct pane *pane)
{
	(void)pane;
	bool parent = tui->canvas.cols >= WIDE_COLS && tui_shows_parent(tui);
	return (tui->preview == NULL && !parent) || tui->zoom ? "one pane is shown" : NULL;
}

static struct effect run_focus(struct tui *tui, struct pane *pane)
{
	(void)pane;
	if (tui_shows_parent(tui)) /* the pane beside this one is the one before it */
		return simple(EFFECT_BACK);
	tui->focus_preview = !tui->focus_preview;
	return none;
}

static struct effect run_zoom(struct tui *tui, struct pane *pane)
{
	(void)pane;
	tui->zoom = !tui->zoom;
	return none;
}

static void resize_split(struct tui *tui, int by)
{
	int split = tui->split + by;
	tui->split = split < -40 ? -40 : split > 40 ? 40 : split;
}

static struct effect run_wider(struct tui *tui, struct pane *pane)
{
	(void)pane;
	resize_split(tui, 5);
	return none;
}

static struct effect run_narrower(struct tui *tui, struct pane *pane)
{
	(void)pane;
	resize_split(tui, -5);
	return none;
}

static struct effect run_even(struct tui *tui, struct pane *pane)
{
	(void)pane;
	tui->split = 0;
	return none;
}

static struct effect run_halt(struct tui *tui, struct pane *pane)
{
	(void)pane;
	if (verdicts_finished(&tui->verdicts) && !tui->stopped)
		return say("nothing is running (Q quits)");
	tui->stopped = !tui->stopped;
	return say(tui->stopped ? "verdicts halted: Ctrl-C goes on" : "verdicts go on");
}

static struct effect run_redraw(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return wish(WISH_REPAINT);
}

static struct effect run_suspend(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return wish(WISH_SUSPEND);
}

static struct effect run_quit(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return wish(WISH_QUIT);
}

/* ---- the table ------------------------------------------------------------------------------- */

/* Where an action works: the panes as bits, and in words for the key list. */
enum {
	LISTS_BITS = BIT(PANE_ACCOUNTS) | BIT(PANE_ROLES) | BIT(PANE_WORKFLOWS) | BIT(PANE_TRUST) |
		     BIT(PANE_FINDINGS) | BIT(PANE_MACHINE) | BIT(PANE_CAUSE) | BIT(PANE_THEMES),
	TEXTS_BITS = BIT(PANE_ACCOUNT) | BIT(PANE_ROLE) | BIT(PANE_TRACE) | BIT(PANE_DOCUMENT) |
		     BIT(PANE_HELP) | BIT(PANE_LOG) | BIT(PANE_GRAPH) | BIT(PANE_REACH),
	OPENS_BITS = (LISTS_BITS & ~BIT(PANE_THEMES)) | BIT(PANE_ACCOUNT) | BIT(PANE_ROLE) |
		     BIT(PANE_DOCUMENT),
	TASKS_BITS = BIT(PANE_ROLES) | BIT(PANE_WORKFLOWS) | BIT(PANE_FINDINGS) |
		     BIT(PANE_MACHINE) | BIT(PANE_GRAPH) | BIT(PANE_REACH) | BIT(PANE_CAUSE) |
		     BIT(PANE_ROLE),
	FAILS_BITS = TASKS_BITS | BIT(PANE_ACCOUNTS) | BIT(PANE_TRACE) | BIT(PANE_DOCUMENT),
	OF_ROLES_BITS = BIT(PANE_ROLES) | BIT(PANE_TRUST) | BIT(PANE_ROLE),
	HAVE_ROLE_BITS = BIT(PANE_WORKFLOWS) | BIT(PANE_TRUST) | BIT(PANE_MACHINE) |
			 BIT(PANE_GRAPH) | BIT(PANE_REACH) | BIT(PANE_CAUSE) | BIT(PANE_TRACE) |
			 BIT(PANE_DOCUMENT),
	HAVE_DEFINITION_BITS = BIT(PANE_WORKFLOWS) | BIT(PANE_MACHINE) | BIT(PANE_GRAPH) |
			       BIT(PANE_CAUSE) | BIT(PANE_TRACE),
	MACHINE_BITS = BIT(PANE_MACHINE),
	GRAPH_BITS = BIT(PANE_GRAPH),
	DRAWN_BITS = BIT(PANE_GRAPH) | BIT(PANE_REACH),
	REACHES_BITS = BIT(PANE_ROLE) | BIT(PANE_ACCOUNT),
	MARKS_BITS = LISTS_BITS & ~BIT(PANE_THEMES),
	TRACE_BITS = BIT(PANE_TRACE),
	THEMES_BITS = BIT(PANE_THEMES),
	DOCUMENT_BITS = BIT(PANE_DOCUMENT),
	EVERYWHERE_BITS = ACTION_EVERYWHERE,
};
#define LISTS_WORDS "lists"
#define TEXTS_WORDS "graph, trust graph, account, role, trace, document, help, log"
#define OPENS_WORDS "lists, account, role, document"
#define TASKS_WORDS "roles, workflows, findings, workflow, graph, trust graph, cause, role"
#define FAILS_WORDS                                                                                \
	"accounts, roles, workflows, findings, workflow, graph, trust graph, cause, role, trace, " \
	"document"
#define OF_ROLES_WORDS "roles, trust, role"
#define HAVE_ROLE_WORDS "workflows, trust, workflow, graph, trust graph, cause, trace, document"
#define HAVE_DEFINITION_WORDS "workflows, workflow, graph, cause, trace"
#define MACHINE_WORDS "workflow"
#define GRAPH_WORDS "graph"
#define DRAWN_WORDS "graph, trust graph"
#define REACHES_WORDS "role, account"
#define MARKS_WORDS "lists"
#define TRACE_WORDS "trace"
#define THEMES_WORDS "themes"
#define DOCUMENT_WORDS "document"
#define EVERYWHERE_WORDS "everywhere"
#define ROW(name, keys, scope, hint, help, run, off)                                               \
	{                                                                                          \
		{name, keys, scope##_WORDS, help}, scope##_BITS, hint, run, off                    \
	}

/* clang-format off */
static const struct action actions[] = {
	/* of some panes */
	ROW("open", "Enter l Right", OPENS, "open", "open what the cursor is on", run_open, off_open),
	ROW("statement", "Enter", TRACE, "to statement", "jump to the words of the policy that decide", run_open, off_open),
	ROW("open-box", "Enter", DRAWN, "open", "open what the box stands for: a trace, a definition, a role, a list of Tasks", run_open, off_open),
	ROW("use-theme", "Enter", THEMES, "use", "use this theme from now on", run_use_theme, off_use_theme),
	ROW("trace", "t", TASKS, "trace", "trace the Task, or the worst one of the row", run_trace, off_trace),
	ROW("graph", "g", MACHINE, "graph", "draw the workflow as a graph", run_graph, off_graph),
	ROW("trust-graph", "g", REACHES, "trust graph", "draw who can reach whom, through which workflow", run_reach, off_graph),
	ROW("list", "L", GRAPH, "list", "list the Tasks of the workflow", run_list, NULL),
	ROW("collapse", "c Space", GRAPH, "collapse", "collapse or expand the Parallel or Map that the cursor is on or in", run_collapse, off_collapse),
	ROW("right", "l Right", DRAWN, NULL, "to the box at the right", run_right, NULL),
	ROW("left", "h Left", DRAWN, NULL, "to the box at the left", run_left, NULL),
	ROW("next-evidence", "l Right", TRACE, "evidence", "the gate's next piece of evidence", run_next_evidence, off_evidence),
	ROW("previous-evidence", "h Left", TRACE, NULL, "the gate's previous piece of evidence", run_previous_evidence, off_evidence),
	ROW("next-fail", "f", FAILS, "next FAIL", "go to the next FAIL", run_next_fail, NULL),
	ROW("previous-fail", "F", FAILS, NULL, "go to the previous FAIL", run_previous_fail, NULL),
	ROW("definition", "v", HAVE_DEFINITION, "JSON", "view the definition, at the state", run_definition, off_definition),
	ROW("role", "o", HAVE_ROLE, "role", "open the role that this is about", run_role, off_role),
	ROW("who", "w", OF_ROLES, "who trusts", "who is trusted to assume the role", run_who, off_role),
	ROW("fold", "Space", TRACE, "fold", "fold or unfold the gate", run_fold, NULL),
	ROW("all-gates", "a", TRACE, "all gates", "show or hide the gates that do not arise", run_switch, NULL),
	ROW("raw", "r", DOCUMENT, "raw", "the bytes as they came, or laid out", run_switch, NULL),
	ROW("filter", "/", LISTS, "filter", "filter rows: word, 'exact, ^prefix, suffix$, !not; blanks: all of them", run_filter, NULL),
	ROW("search", "/", TEXTS, "search", "search the text", run_filter, NULL),
	ROW("next-match", "n", TEXTS, NULL, "go to the next place found", run_next_match, off_match),
	ROW("previous-match", "N", TEXTS, NULL, "go to the previous place found", run_previous_match, off_match),
	ROW("sort", "s", LISTS, "sort", "sort by the next column", run_sort, off_sort),
	ROW("reverse", "S", LISTS, NULL, "sort the other way round", run_reverse, off_reverse),
	ROW("mark", "Space", MARKS, "mark", "mark the row, or not: export and copy take the marked ones", run_mark, NULL),
	ROW("mark-all", "*", MARKS, NULL, "mark all rows there are, or none", run_mark_all, NULL),
	/* everywhere */
	ROW("down", "j Down", EVERYWHERE, NULL, "down", run_down, NULL),
	ROW("up", "k Up", EVERYWHERE, NULL, "up", run_up, NULL),
	ROW("half-down", "Ctrl-D", EVERYWHERE, NULL, "half a page down", run_half_down, NULL),
	ROW("half-up", "Ctrl-U", EVERYWHERE, NULL, "half a page up", run_half_up, NULL),
	ROW("page-down", "PgDn Ctrl-F", EVERYWHERE, NULL, "a page down", run_page_down, NULL),
	ROW("page-up", "PgUp Ctrl-B", EVERYWHERE, NULL, "a page up", run_page_up, NULL),
	ROW("top", "gg Home", EVERYWHERE, NULL, "to the first row", run_top, NULL),
	ROW("bottom", "G End", EVERYWHERE, NULL, "to the last row", run_bottom, NULL),
	ROW("close", "Esc q h Left", EVERYWHERE, "close", "close; clear the filter; go back to where this was opened", run_close, NULL),
	ROW("back", "[", EVERYWHERE, "back", "back to where you were", run_back, off_back),
	ROW("forward", "]", EVERYWHERE, NULL, "forward again", run_forward, off_forward),
	ROW("accounts", "1", EVERYWHERE, NULL, "accounts", run_accounts, NULL),
	ROW("roles", "2", EVERYWHERE, NULL, "roles", run_roles, NULL),
	ROW("workflows", "3", EVERYWHERE, NULL, "workflows: state machines", run_workflows, NULL),
	ROW("trust", "4", EVERYWHERE, NULL, "who trusts whom", run_trust, NULL),
	ROW("findings", "5", EVERYWHERE, NULL, "findings, by cause", run_findings, NULL),
	ROW("other-pane", "Tab Shift-Tab", EVERYWHERE, "other pane", "to the other pane", run_focus, off_focus),
	ROW("zoom", "z", EVERYWHERE, "zoom", "one pane, or two", run_zoom, NULL),
	ROW("larger", "+", EVERYWHERE, NULL, "first pane larger", run_wider, NULL),
	ROW("smaller", "-", EVERYWHERE, NULL, "first pane smaller", run_narrower, NULL),
	ROW("usual", "=", EVERYWHERE, NULL, "panes of the usual size", run_even, NULL),
	ROW("command", ":", EVERYWHERE, NULL, "command line; Tab completes", run_command, NULL),
	ROW("copy", "ya yy", EVERYWHERE, "copy", "copy the ARN, or those of the marked rows, to the clipboard", run_copy, off_copy),
	ROW("copy-row", "yr", EVERYWHERE, NULL, "copy the row or line", run_copy_row, NULL),
	ROW("copy-view", "yv", EVERYWHERE, NULL, "copy all that the pane holds", run_copy_view, NULL),
	ROW("export", "x", EVERYWHERE, "export", "write all that the pane holds, or the marked rows, to a file: CSV, JSON, Markdown, text; of a graph SVG, Mermaid, DOT", run_export, NULL),
	ROW("themes", "T", EVERYWHERE, NULL, "list the themes, and show each as the cursor comes to it", run_themes, NULL),
	ROW("log", "!", EVERYWHERE, NULL, "log of this session", run_log, NULL),
	ROW("halt", "Ctrl-C", EVERYWHERE, NULL, "halt the verdicts, or go on", run_halt, NULL),
	ROW("redraw", "Ctrl-L", EVERYWHERE, NULL, "paint the screen anew", run_redraw, NULL),
	ROW("suspend", "Ctrl-Z", EVERYWHERE, NULL, "suspend; fg comes back", run_suspend, NULL),
	ROW("help", "? F1", EVERYWHERE, "help", "this help", run_help, NULL),
	ROW("quit", "Q", EVERYWHERE, "quit", "quit", run_quit, NULL),
};
/* clang-format on */

enum { ACTION_COUNT = sizeof(actions) / sizeof(actions[0]) };
_Static_assert(sizeof(actions) / sizeof(actions[0]) <= KEYMAP_MAX, "every action has its keys");

const struct action *action_row(size_t i)
{
	return i < ACTION_COUNT ? &actions[i] : NULL;
}

const struct tui_action_info *tui_action_info(size_t i)
{
	return i < ACTION_COUNT ? &actions[i].info : NULL;
}

bool action_concerns(const struct action *action, enum pane_kind kind)
{
	return action->panes == ACTION_EVERYWHERE || (action->panes & BIT(kind)) != 0;
}

size_t action_index(const struct action *action)
{
	return (size_t)(action - actions);
}

bool action_overlaps(const struct action *a, const struct action *b)
{
	if (a->panes == ACTION_EVERYWHERE || b->panes == ACTION_EVERYWHERE)
		return a->panes == b->panes;
	return (a->panes & b->panes) != 0;
}

const struct action *action_of_name(enum pane_kind kind, struct str name)
{
	const struct action *elsewhere = NULL;
	for (size_t i = 0; i < ACTION_COUNT; i++) {
		if (!str_eq(str_from(actions[i].info.name), name))
			continue;
		if (action_concerns(&actions[i], kind))
			return &actions[i];
		elsewhere = &actions[i];
	}
	return elsewhere;
}

const char *action_off(struct tui *tui, struct pane *pane, const struct action *action)
{
	if (!action_concerns(action, pane->ops->kind))
		return "not in this pane";
	if (pane->broken != NULL && action->panes != ACTION_EVERYWHERE)
		return "this pane could not be opened";
	return action->off == NULL ? NULL : action->off(tui, pane);
}
