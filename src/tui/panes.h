/* tui/panes.h - the table of panes, and what some of them do beyond the common. */
#ifndef TUI_PANES_H
#define TUI_PANES_H

#include "rolehop/model/role.h"
#include "rolehop/trace/findings.h"
#include "rolehop/trace/tell.h"
#include "rolehop/trace/trace.h"
#include "tui/filter.h"
#include "tui/pane.h"
#include "tui/verdicts.h"

/* The row of a kind. */
const struct pane_ops *pane_row(enum pane_kind kind);

extern const struct pane_ops pane_accounts, pane_roles, pane_workflows, pane_trust, pane_findings;
extern const struct pane_ops pane_account, pane_role, pane_machine, pane_graph, pane_reach,
    pane_cause, pane_trace;
extern const struct pane_ops pane_document, pane_help, pane_log, pane_themes, pane_columns,
    pane_bookmarks, pane_diff, pane_denial, pane_what_if, pane_bind, pane_snapshots, pane_changes,
    pane_intake, pane_coverage, pane_who, pane_can, pane_risk;

/* The pane's task, role and definition; false where there is none. */
bool pane_task(struct tui *tui, struct pane *pane, struct place *out);
bool pane_role_of(struct tui *tui, struct pane *pane, struct place *out);
bool pane_definition(struct tui *tui, struct pane *pane, struct place *out);

/* Opens or folds the gate under the cursor of a trace; shows another piece of its evidence. */
void pane_trace_fold(struct tui *tui, struct pane *pane);
size_t pane_trace_evidence(const struct pane *pane); /* how many pieces there are */
size_t pane_trace_fixes(const struct pane *pane);    /* changes that would make it work */
void pane_trace_next_fix(struct pane *pane);	     /* to the next of them */
void pane_trace_pick(struct tui *tui, struct pane *pane, int by);
/* The change under the cursor of a trace that would make it work, or NULL; its trace. */
const struct remedy *pane_trace_remedy(const struct pane *pane, const struct trace **trace);
/* The two snapshots to compare: those that are marked, the marked one and the cursor's, or the
 * cursor's and the one before it. False: there are not two. */
bool pane_snapshots_two(struct tui *tui, struct pane *pane, struct place *out);
/* The edit under the cursor of what is supposed. */
bool pane_what_if_edit(struct tui *tui, struct pane *pane, size_t *index);
/* Shows or hides the column under the cursor of the list of columns; false: not that one. */
bool pane_columns_toggle(struct tui *tui, struct pane *pane);
/* Were all trust policies read for it? */
bool pane_trust_is_whole(const struct tui *tui, const struct pane *pane);
/* What a bookmark would be set on: what the cursor is on, or the pane itself. False: nothing that
 * could be opened again later. */
bool pane_lasting(struct tui *tui, struct pane *pane, struct place *out);
/* The bytes of a document as they came; empty in any other pane. */
struct str pane_document_text(const struct pane *pane);
/* The role of what a trace tells. */
enum theme_role tell_role(enum tell_style style);
/* Groups findings by the next thing: cause, workflow, account. */
void pane_findings_regroup(struct tui *tui, struct pane *pane);
/* What the cursor's group, or Task, of findings is as a rule has it; why the Task is ignored, or
 * empty. False: another pane, or no row. */
struct triage_what;
bool pane_findings_what(struct tui *tui, struct pane *pane, struct triage_what *out);
bool pane_cause_what(struct tui *tui, struct pane *pane, struct triage_what *out,
		     struct str *reason);
bool pane_risk_what(struct tui *tui, struct pane *pane, struct triage_what *out,
		    struct str *reason);
/* The policy that the cursor of a role is on the place for, with the text that an editor begins
 * with. False: it is elsewhere. */
bool pane_role_new(struct tui *tui, struct pane *pane, struct place *out);
/* The theme under the cursor of the list of themes; false in any other pane. */
bool pane_theme_here(struct tui *tui, struct pane *pane, struct str *name);
/* Collapses or expands the frame that the cursor of a graph is on or in; why that is not possible,
 * or NULL. */
void pane_graph_fold(struct tui *tui, struct pane *pane);
const char *pane_graph_cannot_fold(const struct pane *pane);
/* Switches the pane's own option: every gate, the bytes as they came. */
void pane_switch(struct tui *tui, struct pane *pane);

/* ---- what several panes say alike ------------------------------------------------------------ */

struct place place_of_task(const struct task_answer *answer);
struct place place_of_role(struct str arn);

/* The trace of the worst Task that uses a role; false: none does, or it cannot be traced. */
bool place_of_worst_use(struct tui *tui, const struct role_uses *uses, struct place *out);
struct place place_of_machine(struct str arn);
/* A document with what a trace says about it. `label` and `of` as in struct evidence. */
struct place place_of_document(struct str of, struct str label, struct str text,
			       struct str pointer);

/* Could the filter mean a verdict's word? */
bool marks_wanted(const struct filter *filter);

/* Does the way to here name what the pane is about, so that its crumb need not? */
bool way_names(const struct tui *tui, const struct pane *pane);

/* The answer with the worst verdict, or NULL. */
const struct task_answer *worst_answer(const struct task_answer *answers, size_t n);

/* What a trace says in short, with the key that binds what is open; safe, in the frame. */
struct str say_told(struct tui *tui, struct str text);

/* The key that binds what is decided at run time, or empty. */
struct str key_of_binding(struct tui *tui);

/* Last part of an ARN: the name of a role or machine; safe, in the frame. */
struct str say_name_of(struct tui *tui, struct str arn);

/* "TrustedAccountRl", "account 111111111111", "*"; safe, in the frame. */
struct str say_principal(struct tui *tui, struct str principal);

/* The account's name where it is known, else its id; safe, in the frame. */
struct str say_account(struct tui *tui, struct str id);
/* "GetSecretCrossAccount", or "(not readable)" for a machine without a state. */
struct str say_state(struct tui *tui, const struct task_answer *answer);

/* One row about a state machine; returns the rows it took, none where the view is low. */
int draw_machine_head(struct tui *tui, const struct machine *machine, const struct asl *asl,
		      size_t n_tasks, const struct view *view);

/* Index of a machine in the inventory's list; false where it is not there. Reads the list if need
 * be. */
/* A world whose caches go with the arena: what somebody looks through would never end. */
const struct world *pane_world(struct tui *tui, struct arena *arena);

bool find_machine(struct tui *tui, struct str arn, size_t *index);

/* The role or user of that ARN, assembled; false where it is not in the inventory. */
bool find_role(struct tui *tui, struct arena *arena, struct str arn, const struct role **out);

/* The mark of a piece of evidence in a gate; false where it says nothing. */
bool mark_of_evidence(struct arena *arena, const struct gate_result *gate,
		      const struct evidence *evidence, struct mark *out);

#endif
