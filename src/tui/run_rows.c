/* tui/run_rows.c - what actions do: which rows and lines show, in what order, and which are marked.
 */
#include "tui/runs.h"

#include "tui/panes.h"
#include "tui/table.h"

struct effect run_filter(struct tui *tui, struct pane *pane)
{
	struct str text = {pane->spot.text, pane->spot.n_text};
	return (struct effect){.kind = EFFECT_PROMPT,
			       .prompt = pane->table != NULL ? PROMPT_FILTER : PROMPT_SEARCH,
			       .text = arena_cstr(&tui->frame, text)};
}

struct effect run_command(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return (struct effect){.kind = EFFECT_PROMPT, .prompt = PROMPT_COMMAND};
}

struct effect run_toggle_column(struct tui *tui, struct pane *pane)
{
	return pane_columns_toggle(tui, pane) ? effect_none()
					      : effect_say("one column has to show");
}

const char *off_sort(struct tui *tui, struct pane *pane)
{
	(void)tui;
	if (pane->table == NULL || pane->broken != NULL)
		return "no table here";
	return table_off_sort(pane->table);
}

struct effect run_sort(struct tui *tui, struct pane *pane)
{
	table_sort_next(tui, pane);
	return effect_none();
}

const char *off_reverse(struct tui *tui, struct pane *pane)
{
	const char *why = off_sort(tui, pane);
	return why != NULL ? why : pane->spot.sort < 0 ? "not sorted: s first" : NULL;
}

struct effect run_reverse(struct tui *tui, struct pane *pane)
{
	pane->spot.reverse = !pane->spot.reverse;
	pane->table->stale = true;
	table_refresh(tui, pane);
	return effect_none();
}

const char *off_fix(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return pane_trace_fixes(pane) == 0 ? "no change is known that would make it work" : NULL;
}

struct effect run_fix(struct tui *tui, struct pane *pane)
{
	(void)tui;
	pane_trace_next_fix(pane);
	return effect_none();
}

struct effect run_fold(struct tui *tui, struct pane *pane)
{
	pane_trace_fold(tui, pane);
	return effect_none();
}

const char *off_evidence(struct tui *tui, struct pane *pane)
{
	(void)tui;
	size_t n = pane_trace_evidence(pane);
	return n == 0	? "this gate has no evidence"
	       : n == 1 ? "this gate has one piece of evidence"
			: NULL;
}

struct effect run_next_evidence(struct tui *tui, struct pane *pane)
{
	pane_trace_pick(tui, pane, 1);
	return effect_none();
}

struct effect run_previous_evidence(struct tui *tui, struct pane *pane)
{
	pane_trace_pick(tui, pane, -1);
	return effect_none();
}

struct effect run_mark(struct tui *tui, struct pane *pane)
{
	table_toggle_mark(tui, pane);
	return effect_none();
}

struct effect run_mark_all(struct tui *tui, struct pane *pane)
{
	table_mark_all(tui, pane);
	return effect_none();
}
