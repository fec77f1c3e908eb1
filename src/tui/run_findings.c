/* tui/run_findings.c - what actions do: which findings show, and which people live with. */
#include "tui/runs.h"

#include "tui/panes.h"
#include "tui/triage.h"

struct effect run_group(struct tui *tui, struct pane *pane)
{
	pane_findings_regroup(tui, pane);
	return effect_none();
}

struct effect run_only_new(struct tui *tui, struct pane *pane)
{
	(void)pane;
	tui->triage.only_new = !tui->triage.only_new;
	tui->triage.version++;
	return effect_none();
}

const char *off_only_new(struct tui *tui, struct pane *pane)
{
	const struct snapshot *snapshots;
	struct err err;
	size_t n = 0;
	(void)pane;
	if (tui->triage.only_new)
		return NULL;
	if (tui->app->what_if)
		return "what is supposed was in no snapshot: W lists it";
	if (!app_is_in_file(tui->app))
		return "there is no snapshot before this one";
	if (!store_snapshots(tui->app->store, &tui->frame, &snapshots, &n, &err))
		tui_fail(tui, &err);
	return n < 2 ? "there is no snapshot before this one" : NULL;
}

struct effect run_with_ignored(struct tui *tui, struct pane *pane)
{
	(void)pane;
	tui->triage.with_ignored = !tui->triage.with_ignored;
	tui->triage.version++;
	return effect_none();
}

const char *off_with_ignored(struct tui *tui, struct pane *pane)
{
	(void)pane;
	return tui->triage.n_ignored + risk_list_ignored(tui) > 0 || tui->triage.with_ignored
		   ? NULL
		   : "nothing is ignored";
}

/* What the cursor's row is as a rule has it; why it is ignored already, or empty. */
static bool what_here(struct tui *tui, struct pane *pane, struct triage_what *out,
		      struct str *reason)
{
	*reason = STR("");
	return pane_findings_what(tui, pane, out) || pane_cause_what(tui, pane, out, reason) ||
	       pane_risk_what(tui, pane, out, reason);
}

const char *off_ignore(struct tui *tui, struct pane *pane)
{
	struct triage_what what;
	struct str reason;
	if (tui->triage.damaged)
		return "the file of what is ignored is damaged: ! has the line";
	return what_here(tui, pane, &what, &reason) ? NULL : "no finding here";
}

struct effect run_ignore(struct tui *tui, struct pane *pane)
{
	struct triage_what what;
	struct str reason;
	struct err err;
	if (!what_here(tui, pane, &what, &reason))
		return effect_none();
	if (!triage_has(&tui->triage, &what) && reason.n == 0)
		return (struct effect){.kind = EFFECT_PROMPT, .prompt = PROMPT_REASON};
	if (!triage_has(&tui->triage, &what))
		return effect_say("a wider rule ignores it: i on the group takes that back");
	if (triage_mind(tui, &what, &err))
		return effect_say("not ignored any more");
	tui_fail(tui, &err);
	return effect_none();
}

void ignore_typed(struct tui *tui, struct pane *pane, struct str text)
{
	struct triage_what what;
	struct str before;
	struct str reason = str_trim(text);
	struct err err;
	if (!what_here(tui, pane, &what, &before))
		return;
	if (reason.n == 0) {
		tui_say(tui, THEME_STATUS, "nothing is ignored without a reason");
		return;
	}
	if (!triage_ignore(tui, &what, reason, &err)) {
		tui_fail(tui, &err);
		return;
	}
	struct str path = tui_safe(tui, str_from(tui->triage.path != NULL ? tui->triage.path : ""));
	if (path.n > 0)
		tui_say(tui, THEME_STATUS, "ignored: rolehop scan --ignore %.*s does so, too",
			STR_ARG(path));
	else
		tui_say(tui, THEME_STATUS, "ignored until the explorer is left");
}
