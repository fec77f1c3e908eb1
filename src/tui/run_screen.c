/* tui/run_screen.c - what actions do: the screen and the program. */
#include "tui/runs.h"

#include "tui/layout.h"
#include "tui/panes.h"
#include "tui/table.h"

struct effect run_switch(struct tui *tui, struct pane *pane)
{
	pane_switch(tui, pane);
	return effect_none();
}

const char *off_focus(struct tui *tui, struct pane *pane)
{
	(void)pane;
	if (tui->overlay != NULL)
		return "what lies over the panes is closed first (Esc)";
	if (tui->plain)
		return "one pane is shown";
	return tui->preview == NULL && !layout_shows_parent(tui) ? "there is no other pane" : NULL;
}

struct effect run_focus(struct tui *tui, struct pane *pane)
{
	(void)pane;
	if (layout_shows_parent(tui)) /* the pane beside this one is the one before it */
		return effect_simple(EFFECT_BACK);
	tui->focus_preview = !tui->focus_preview;
	return effect_none();
}

const char *off_zoom(struct tui *tui, struct pane *pane)
{
	(void)pane;
	return tui->overlay != NULL ? "what lies over the panes is closed first (Esc)" : NULL;
}

struct effect run_zoom(struct tui *tui, struct pane *pane)
{
	(void)pane;
	tui->zoom = !tui->zoom;
	return effect_none();
}

static void resize_split(struct tui *tui, int by)
{
	int split = tui->split + by;
	tui->split = split < -40 ? -40 : split > 40 ? 40 : split;
}

struct effect run_wider(struct tui *tui, struct pane *pane)
{
	(void)pane;
	resize_split(tui, 5);
	return effect_none();
}

struct effect run_narrower(struct tui *tui, struct pane *pane)
{
	(void)pane;
	resize_split(tui, -5);
	return effect_none();
}

struct effect run_even(struct tui *tui, struct pane *pane)
{
	(void)pane;
	tui->split = 0;
	return effect_none();
}

struct effect run_halt(struct tui *tui, struct pane *pane)
{
	if (pane->table != NULL && sift_running(&pane->table->sift)) {
		table_stop(pane->table);
		return effect_say("the filter is halted: what was found so far shows");
	}
	bool runs = pane->broken == NULL && pane->ops->stop != NULL;
	if ((runs && pane->ops->stop(pane)) || collecting_stop(tui))
		return effect_say("stopping");
	if (verdicts_finished(&tui->verdicts) && !tui->stopped)
		return effect_say("nothing is running (Q quits)");
	tui->stopped = !tui->stopped;
	return effect_say(tui->stopped ? "verdicts halted: Ctrl-C goes on" : "verdicts go on");
}

struct effect run_mouse(struct tui *tui, struct pane *pane)
{
	(void)pane;
	tui->mouse = !tui->mouse;
	return effect_say(tui->mouse ? "the mouse clicks here: Shift selects text, M gives it back"
				     : "the mouse is the terminal's again");
}

struct effect run_redraw(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return effect_wish(WISH_REPAINT);
}

struct effect run_suspend(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return effect_wish(WISH_SUSPEND);
}

struct effect run_quit(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return effect_wish(WISH_QUIT);
}
