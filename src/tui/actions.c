/* tui/actions.c - everything a key can do, one row each: help, hints and commands come from it. */
#include "tui/actions.h"

#include "rolehop/tui/tui.h"
#include "tui/actions_drawn.h"
#include "tui/keys.h"
#include "tui/panes.h"
#include "tui/runs.h"

#define BIT(kind) (1u << (unsigned)(kind))

/* Where an action works: the panes as bits, and in words for the key list. */
enum {
	DATA_BITS = BIT(PANE_ACCOUNTS) | BIT(PANE_ROLES) | BIT(PANE_WORKFLOWS) | BIT(PANE_TRUST) |
		    BIT(PANE_FINDINGS) | BIT(PANE_MACHINE) | BIT(PANE_CAUSE) | BIT(PANE_SNAPSHOTS) |
		    BIT(PANE_COVERAGE) | BIT(PANE_WHO) | BIT(PANE_CAN) | BIT(PANE_RISK),
	LISTS_BITS =
	    DATA_BITS | BIT(PANE_BIND) | BIT(PANE_THEMES) | BIT(PANE_COLUMNS) | BIT(PANE_BOOKMARKS),
	TEXTS_BITS = BIT(PANE_ACCOUNT) | BIT(PANE_ROLE) | BIT(PANE_TRACE) | BIT(PANE_DOCUMENT) |
		     BIT(PANE_HELP) | BIT(PANE_LOG) | BIT(PANE_GRAPH) | BIT(PANE_REACH) |
		     BIT(PANE_DIFF) | BIT(PANE_DENIAL) | BIT(PANE_WHAT_IF) | BIT(PANE_CHANGES) |
		     BIT(PANE_INTAKE),
	OPENS_BITS = DATA_BITS | BIT(PANE_BOOKMARKS) | BIT(PANE_ACCOUNT) | BIT(PANE_ROLE) |
		     BIT(PANE_DOCUMENT) | BIT(PANE_DENIAL) | BIT(PANE_WHAT_IF) | BIT(PANE_CHANGES),
	TASKS_BITS = BIT(PANE_ROLES) | BIT(PANE_WORKFLOWS) | BIT(PANE_FINDINGS) |
		     BIT(PANE_MACHINE) | BIT(PANE_GRAPH) | BIT(PANE_REACH) | BIT(PANE_CAUSE) |
		     BIT(PANE_ROLE) | BIT(PANE_WHAT_IF) | BIT(PANE_CHANGES),
	EDITS_BITS = BIT(PANE_ROLE) | BIT(PANE_TRACE) | BIT(PANE_DOCUMENT) | BIT(PANE_WHAT_IF),
	EDIT_ROWS_BITS = BIT(PANE_ROLES) | BIT(PANE_TRUST) | BIT(PANE_WORKFLOWS) |
			 BIT(PANE_MACHINE) | BIT(PANE_GRAPH) | BIT(PANE_CAUSE),
	WHAT_IF_BITS = BIT(PANE_WHAT_IF),
	SNAPSHOTS_BITS = BIT(PANE_SNAPSHOTS),
	BIND_BITS = BIT(PANE_BIND),
	BINDS_BITS = BIT(PANE_WORKFLOWS) | BIT(PANE_MACHINE) | BIT(PANE_GRAPH) | BIT(PANE_CAUSE) |
		     BIT(PANE_TRACE) | BIT(PANE_WHAT_IF),
	FAILS_BITS =
	    TASKS_BITS | BIT(PANE_WHO) | BIT(PANE_ACCOUNTS) | BIT(PANE_TRACE) | BIT(PANE_DOCUMENT),
	COVERAGE_BITS = BIT(PANE_COVERAGE),
	OF_ROLES_BITS = BIT(PANE_RISK) | BIT(PANE_ROLES) | BIT(PANE_TRUST) | BIT(PANE_ROLE) |
			BIT(PANE_REACH) | BIT(PANE_TRACE) | BIT(PANE_BIND) | BIT(PANE_WHO) |
			BIT(PANE_CAN),
	HAVE_ROLE_BITS = BIT(PANE_RISK) | BIT(PANE_BIND) | BIT(PANE_WHO) | BIT(PANE_CAN) |
			 BIT(PANE_WORKFLOWS) | BIT(PANE_TRUST) | BIT(PANE_MACHINE) |
			 BIT(PANE_GRAPH) | BIT(PANE_REACH) | BIT(PANE_CAUSE) | BIT(PANE_TRACE) |
			 BIT(PANE_DOCUMENT),
	HAVE_DEFINITION_BITS = BIT(PANE_WORKFLOWS) | BIT(PANE_MACHINE) | BIT(PANE_GRAPH) |
			       BIT(PANE_CAUSE) | BIT(PANE_TRACE),
	DRAWS_BITS = BIT(PANE_MACHINE) | BIT(PANE_WORKFLOWS),
	GRAPH_BITS = BIT(PANE_GRAPH),
	DRAWN_BITS = BIT(PANE_GRAPH) | BIT(PANE_REACH),
	REACHES_BITS = BIT(PANE_ROLE) | BIT(PANE_ACCOUNT) | BIT(PANE_ROLES) | BIT(PANE_ACCOUNTS),
	COLUMNS_BITS = BIT(PANE_COLUMNS),
	PAIRS_BITS = BIT(PANE_ROLES) | BIT(PANE_WORKFLOWS),
	DIFF_BITS = BIT(PANE_DIFF),
	TRACE_BITS = BIT(PANE_TRACE),
	THEMES_BITS = BIT(PANE_THEMES),
	FINDINGS_BITS = BIT(PANE_FINDINGS),
	TRIAGE_BITS = BIT(PANE_FINDINGS) | BIT(PANE_CAUSE) | BIT(PANE_RISK),
	DOCUMENT_BITS = BIT(PANE_DOCUMENT),
	EVERYWHERE_BITS = ACTION_EVERYWHERE,
};
#define LISTS_WORDS "lists"
#define TEXTS_WORDS                                                                                \
	"graph, trust graph, account, role, trace, document, comparison, denial, what-if, "        \
	"changes, import, "                                                                        \
	"help, "                                                                                   \
	"log"
#define OPENS_WORDS "lists, account, role, document, denial, what-if, changes"
#define TASKS_WORDS                                                                                \
	"roles, workflows, findings, workflow, graph, trust graph, cause, role, what-if, changes"
#define EDITS_WORDS "role, trace, document, what-if"
#define EDIT_ROWS_WORDS "roles, workflows, trust, workflow, graph, cause"
#define WHAT_IF_WORDS "what-if"
#define BIND_WORDS "bind"
#define SNAPSHOTS_WORDS "snapshots"
#define BINDS_WORDS "workflows, workflow, graph, cause, trace, what-if"
#define FAILS_WORDS                                                                                \
	"accounts, roles, workflows, findings, workflow, graph, trust graph, cause, role, "        \
	"what-if, changes, trace, document, who can"
#define COVERAGE_WORDS "coverage"
#define OF_ROLES_WORDS "roles, trust, risk, role, trust graph, trace, bind, who can, can assume"
#define HAVE_ROLE_WORDS                                                                            \
	"bind, risk, workflows, trust, workflow, graph, trust graph, cause, trace, document, who " \
	"can, "                                                                                    \
	"can assume"
#define HAVE_DEFINITION_WORDS "workflows, workflow, graph, cause, trace"
#define DRAWS_WORDS "workflow, workflows"
#define GRAPH_WORDS "graph"
#define DRAWN_WORDS "graph, trust graph"
#define REACHES_WORDS "role, account, roles, accounts"
#define DATA_WORDS "lists"
#define PAIRS_WORDS "roles, workflows"
#define DIFF_WORDS "comparison"
#define COLUMNS_WORDS "columns"
#define TRACE_WORDS "trace"
#define THEMES_WORDS "themes"
#define FINDINGS_WORDS "findings"
#define TRIAGE_WORDS "findings, cause, risk"
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
	ROW("toggle-column", "Enter Space", COLUMNS, "show or hide", "show the column, or not", run_toggle_column, NULL),
	ROW("trace", "t", TASKS, "trace", "trace the Task, or the worst one of the row", run_trace, off_trace),
	ROW("graph", "D", DRAWS, "graph", "draw the workflow as a graph", run_graph, off_graph),
	ROW("trust-graph", "D", REACHES, "trust graph", "draw who can reach whom, through which workflow", run_reach, off_reach),
	ROW("list", "D L", GRAPH, "list", "list the Tasks of the workflow", run_list, NULL),
	ROW("collapse", "c Space", GRAPH, "collapse", "collapse or expand the Parallel or Map that the cursor is on or in", run_collapse, off_collapse),
	ROW("right", "l Right", DRAWN, NULL, "to the box at the right", run_right, NULL),
	ROW("left", "h Left", DRAWN, NULL, "to the box at the left", run_left, NULL),
	ROW("next-evidence", "l Right", TRACE, "evidence", "the gate's next piece of evidence", run_next_evidence, off_evidence),
	ROW("previous-evidence", "h Left", TRACE, NULL, "the gate's previous piece of evidence", run_previous_evidence, off_evidence),
	ROW("next-fail", "f", FAILS, "next FAIL", "go to the next FAIL", run_next_fail, NULL),
	ROW("previous-fail", "F", FAILS, NULL, "go to the previous FAIL", run_previous_fail, NULL),
	ROW("next-gap", "f", COVERAGE, "next gap", "go to the next that was not collected whole", run_next_fail, NULL),
	ROW("previous-gap", "F", COVERAGE, NULL, "go to the previous that was not collected whole", run_previous_fail, NULL),
	ROW("fix", "i", TRACE, "fix", "go to what would make it work, and to the next such change", run_fix, off_fix),
	ROW("what-if", "e", EDITS, "what-if", "what if it were otherwise: edit a copy in $EDITOR, or add a policy; on a fix, try that", run_what_if, off_what_if),
	ROW("edit", "e", EDIT_ROWS, NULL, "what if: edit a copy of the trust policy or definition in $EDITOR", run_what_if, off_what_if),
	ROW("edit-fix", "E", TRACE, NULL, "what if: edit the fix, or the policy, in $EDITOR", run_edit_fix, off_edit_fix),
	ROW("drop", "dd Delete", WHAT_IF, "drop", "suppose this no longer", run_drop, off_drop),
	ROW("drop-all", "D", WHAT_IF, NULL, "suppose nothing any more", run_drop_all, off_drop_all),
	ROW("write-edits", "w", WHAT_IF, "write files", "write what is supposed as files for --with", run_write_edits, off_write_edits),
	ROW("bind", "b", BINDS, "bind", "bind a role or value that is decided at run time", run_binding, off_bind),
	ROW("bind-to", "Enter", BIND, "bind to this", "the Task takes this value from now on", run_bind_to, off_bind_to),
	ROW("bind-type", "b", BIND, "type a value", "type the value that the Task takes", run_bind_type, NULL),
	ROW("bind-all", "a", BIND, "try all", "try all roles of the inventory", run_bind_all, off_bind_all),
	ROW("unbind", "dd Delete", BIND, "unbind", "bind it no longer", run_unbind, off_unbind),
	ROW("next-path", "p", BIND, NULL, "to the next thing in this Task that is decided at run time", run_next_path, off_next_path),
	ROW("changes", "d", SNAPSHOTS, "what changed", "what changed between two: those marked, or this and the one before", run_changes, off_changes),
	ROW("next-change", "f", DIFF, "next change", "go to the next difference", run_next_change, NULL),
	ROW("previous-change", "F", DIFF, NULL, "go to the previous difference", run_previous_change, NULL),
	ROW("group", "o", FINDINGS, "group", "group by cause, by workflow, by account", run_group, NULL),
	ROW("ignore", "i", TRIAGE, "ignore", "live with it, for a reason that is kept; on what is ignored, mind it again", run_ignore, off_ignore),
	ROW("only-new", "N", FINDINGS, "new only", "show what is new since the snapshot before, or all", run_only_new, off_only_new),
	ROW("with-ignored", "a", TRIAGE, NULL, "show what is ignored, too, or not", run_with_ignored, off_with_ignored),
	ROW("filter", "/", LISTS, "filter", "filter rows, as fzf does: letters in order, 'exact, 'word', ^prefix, suffix$, !not, a|b; blanks: all of them", run_filter, NULL),
	ROW("definition", "v", HAVE_DEFINITION, "JSON", "view the definition, at the state", run_definition, off_definition),
	ROW("role", "o", HAVE_ROLE, "role", "open the role that this is about", run_role, off_role),
	ROW("who", "w", OF_ROLES, "who can", "who can assume the role: every principal, judged", run_who, off_role),
	ROW("can-assume", "A", OF_ROLES, "can assume", "which roles the role can assume: every one of the inventory, judged", run_can, off_role),
	ROW("fold", "Space", TRACE, "fold", "fold or unfold the gate", run_fold, NULL),
	ROW("all-gates", "a", TRACE, "all gates", "show or hide the gates that do not arise", run_switch, NULL),
	ROW("raw", "r", DOCUMENT, "raw", "the bytes as they came, or laid out", run_switch, NULL),
	ROW("search", "/", TEXTS, "search", "search the text", run_filter, NULL),
	ROW("next-match", "n", TEXTS, NULL, "go to the next place found", run_next_match, off_match),
	ROW("previous-match", "N", TEXTS, NULL, "go to the previous place found", run_previous_match, off_match),
	ROW("sort", "s", DATA, "sort", "sort by the next column", run_sort, off_sort),
	ROW("reverse", "S", DATA, NULL, "sort the other way round", run_reverse, off_reverse),
	ROW("mark", "Space", DATA, "mark", "mark the row, or not: export and copy take the marked ones", run_mark, NULL),
	ROW("mark-all", "*", DATA, NULL, "mark all rows there are, or none", run_mark_all, NULL),
	ROW("diff", "d", PAIRS, NULL, "compare two rows that are marked, or the marked one and this", run_diff, off_diff),
	ROW("columns", "c", DATA, NULL, "which columns show", run_columns, off_columns),
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
	ROW("zoom", "z", EVERYWHERE, "zoom", "one pane, or two", run_zoom, off_zoom),
	ROW("larger", "+", EVERYWHERE, NULL, "first pane larger", run_wider, NULL),
	ROW("smaller", "-", EVERYWHERE, NULL, "first pane smaller", run_narrower, NULL),
	ROW("usual", "=", EVERYWHERE, NULL, "panes of the usual size", run_even, NULL),
	ROW("command", ":", EVERYWHERE, NULL, "command line; Tab completes", run_command, NULL),
	ROW("import", "I", EVERYWHERE, NULL, "import a file or folder of what the AWS CLI printed", run_import, off_intake),
	ROW("sync", "R", EVERYWHERE, NULL, "collect from AWS anew: rolehop sync", run_sync_now, off_intake),
	ROW("progress", "P", EVERYWHERE, NULL, "the import or sync that runs, or the last one", run_intake_pane, NULL),
	ROW("coverage", "C", EVERYWHERE, NULL, "what was collected of each account, and what was refused", run_coverage, NULL),
	ROW("snapshots", "H", EVERYWHERE, NULL, "history: the snapshots, and what changed between two", run_snapshots, NULL),
	ROW("supposed", "W", EVERYWHERE, NULL, "what is supposed, and what that does to all Tasks", run_supposed, NULL),
	ROW("undo", "u", EVERYWHERE, NULL, "undo: edits, filter, order and columns as they were", run_undo, off_undo),
	ROW("redo", "U", EVERYWHERE, NULL, "redo what was undone", run_redo, off_redo),
	ROW("bookmark", "m", EVERYWHERE, NULL, "set a bookmark on this, or take it away", run_bookmark, off_bookmark),
	ROW("siblings", ".", EVERYWHERE, NULL, "list what stands beside this - the other roles of the account, the other Tasks - to go there", run_siblings, off_siblings),
	ROW("bookmarks", "'", EVERYWHERE, NULL, "list the bookmarks", run_bookmarks, NULL),
	ROW("copy", "ya yy", EVERYWHERE, "copy", "copy the ARN, or those of the marked rows, to the clipboard", run_copy, off_copy),
	ROW("copy-row", "yr", EVERYWHERE, NULL, "copy the row, or the line with what belongs to it", run_copy_row, off_view),
	ROW("copy-view", "yv", EVERYWHERE, NULL, "copy the pane, all that it holds", run_copy_view, off_view),
	ROW("copy-document", "yd", EVERYWHERE, NULL, "copy the policy, or definition, that this is or that Enter leads to; of a fix the new one", run_copy_document, off_copy_document),
	ROW("export", "x", EVERYWHERE, "export", "write all that the pane holds, or the marked rows, to a file: CSV, JSON, Markdown, text; of a graph SVG, Mermaid, DOT", run_export, off_view),
	ROW("themes", "T", EVERYWHERE, NULL, "list the themes, and show each as the cursor comes to it", run_themes, NULL),
	ROW("log", "!", EVERYWHERE, NULL, "log of this session", run_log, NULL),
	ROW("halt", "Ctrl-C", EVERYWHERE, NULL, "halt the verdicts, or go on", run_halt, NULL),
	ROW("mouse", "M", EVERYWHERE, NULL, "take clicks and the wheel, or leave them to the terminal", run_mouse, NULL),
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
