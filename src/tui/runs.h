/* tui/runs.h - what the actions of the table do, and when they are off; for actions.c. */
#ifndef TUI_RUNS_H
#define TUI_RUNS_H

#include "tui/actions.h"

static inline struct effect effect_none(void)
{
	return (struct effect){.kind = EFFECT_NONE};
}

static inline struct effect effect_say(const char *text)
{
	return (struct effect){.kind = EFFECT_SAY, .text = text};
}

static inline struct effect effect_simple(enum effect_kind kind)
{
	return (struct effect){.kind = kind};
}

static inline struct effect effect_wish(enum tui_wish what)
{
	return (struct effect){.kind = EFFECT_WISH, .wish = what};
}

#define RUN(name) struct effect name(struct tui *tui, struct pane *pane)
#define OFF(name) const char *name(struct tui *tui, struct pane *pane)

/* clang-format off */
/* run_move.c: moving about */
RUN(run_down);
RUN(run_up);
RUN(run_half_down);
RUN(run_half_up);
RUN(run_page_down);
RUN(run_page_up);
RUN(run_top);
RUN(run_bottom);
RUN(run_next_fail);
RUN(run_next_change);
RUN(run_previous_change);
RUN(run_previous_fail);
RUN(run_next_match);
RUN(run_previous_match);
OFF(off_match);

/* run_open.c: opening, closing, going back */
RUN(run_open);
OFF(off_open);
RUN(run_trace);
OFF(off_trace);
RUN(run_diff);
OFF(off_diff);
RUN(run_role);
OFF(off_role);
RUN(run_who);
RUN(run_can);
RUN(run_definition);
OFF(off_definition);
RUN(run_close);
RUN(run_back);
RUN(run_forward);
OFF(off_back);
OFF(off_forward);
RUN(run_help);
RUN(run_log);
RUN(run_themes);
RUN(run_use_theme);
OFF(off_use_theme);
RUN(run_columns);
OFF(off_columns);
RUN(run_bookmarks);
RUN(run_siblings);
OFF(off_siblings);
RUN(run_accounts);
RUN(run_roles);
RUN(run_workflows);
RUN(run_trust);
RUN(run_findings);

/* run_rows.c: which rows and lines show, in what order, and which are marked */
RUN(run_filter);
RUN(run_command);
RUN(run_toggle_column);
OFF(off_sort);
RUN(run_sort);
OFF(off_reverse);
RUN(run_reverse);
RUN(run_fold);
OFF(off_fix);
RUN(run_fix);
OFF(off_evidence);
RUN(run_next_evidence);
RUN(run_previous_evidence);
RUN(run_mark);
RUN(run_mark_all);

RUN(run_snapshots);
RUN(run_changes);
OFF(off_changes);

/* run_suppose.c: supposing things, and no longer */
RUN(run_what_if);
OFF(off_what_if);
RUN(run_edit_fix);
OFF(off_edit_fix);
RUN(run_supposed);
RUN(run_drop);
OFF(off_drop);
RUN(run_drop_all);
OFF(off_drop_all);
RUN(run_write_edits);
OFF(off_write_edits);
RUN(run_undo);
RUN(run_redo);
OFF(off_undo);
OFF(off_redo);

/* run_intake.c and run_bind.c: taking data in; binding what is decided at run time */
RUN(run_import);
RUN(run_sync_now);
OFF(off_intake);
RUN(run_intake_pane);
RUN(run_coverage);
RUN(run_binding);
OFF(off_bind);
RUN(run_bind_to);
OFF(off_bind_to);
RUN(run_bind_type);
RUN(run_unbind);
OFF(off_unbind);
RUN(run_bind_all);
OFF(off_bind_all);
RUN(run_next_path);
OFF(off_next_path);

/* run_findings.c: which findings show, and which people live with */
RUN(run_group);
RUN(run_only_new);
OFF(off_only_new);
RUN(run_with_ignored);
OFF(off_with_ignored);
RUN(run_ignore);
OFF(off_ignore);

/* run_take.c: taking something along: copies, files, bookmarks */
RUN(run_export);
RUN(run_copy);
OFF(off_copy);
OFF(off_view);
RUN(run_copy_row);
RUN(run_copy_view);
RUN(run_copy_document);
OFF(off_copy_document);
RUN(run_bookmark);
OFF(off_bookmark);

/* run_screen.c: the screen and the program */
RUN(run_switch);
OFF(off_focus);
RUN(run_focus);
RUN(run_zoom);
OFF(off_zoom);
RUN(run_wider);
RUN(run_narrower);
RUN(run_even);
RUN(run_halt);
RUN(run_mouse);
RUN(run_redraw);
RUN(run_suspend);
RUN(run_quit);

/* clang-format on */

#undef RUN
#undef OFF

#endif
