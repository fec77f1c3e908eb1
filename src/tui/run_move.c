/* tui/run_move.c - what actions do: moving about. */
#include "tui/runs.h"

#include "tui/panes.h"

struct effect run_down(struct tui *tui, struct pane *pane)
{
	pane_move(tui, pane, 1);
	return effect_none();
}

struct effect run_up(struct tui *tui, struct pane *pane)
{
	pane_move(tui, pane, -1);
	return effect_none();
}

struct effect run_half_down(struct tui *tui, struct pane *pane)
{
	pane_page(tui, pane, 1);
	return effect_none();
}

struct effect run_half_up(struct tui *tui, struct pane *pane)
{
	pane_page(tui, pane, -1);
	return effect_none();
}

struct effect run_page_down(struct tui *tui, struct pane *pane)
{
	pane_page(tui, pane, 2);
	return effect_none();
}

struct effect run_page_up(struct tui *tui, struct pane *pane)
{
	pane_page(tui, pane, -2);
	return effect_none();
}

struct effect run_top(struct tui *tui, struct pane *pane)
{
	pane_end(tui, pane, false);
	return effect_none();
}

struct effect run_bottom(struct tui *tui, struct pane *pane)
{
	pane_end(tui, pane, true);
	return effect_none();
}

struct effect run_next_fail(struct tui *tui, struct pane *pane)
{
	return pane_next_fail(tui, pane, 1) ? effect_none() : effect_say("no FAIL here");
}

struct effect run_previous_fail(struct tui *tui, struct pane *pane)
{
	return pane_next_fail(tui, pane, -1) ? effect_none() : effect_say("no FAIL here");
}

struct effect run_next_match(struct tui *tui, struct pane *pane)
{
	return pane_next_match(tui, pane, 1) ? effect_none() : effect_say("not found");
}

struct effect run_previous_match(struct tui *tui, struct pane *pane)
{
	return pane_next_match(tui, pane, -1) ? effect_none() : effect_say("not found");
}

const char *off_match(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return pane->spot.n_text == 0 ? "nothing was searched for: / first" : NULL;
}

struct effect run_next_change(struct tui *tui, struct pane *pane)
{
	return pane_next_fail(tui, pane, 1) ? effect_none() : effect_say("they are the same");
}

struct effect run_previous_change(struct tui *tui, struct pane *pane)
{
	return pane_next_fail(tui, pane, -1) ? effect_none() : effect_say("they are the same");
}
