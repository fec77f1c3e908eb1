/* tui/undo.c - what a pane was filtered and sorted by, before and after. */
#include "tui/undo.h"

#include "tui/explorer.h"

#include <string.h>

static struct undo_state state_of(const struct spot *spot)
{
	struct undo_state state = {.n_text = spot->n_text,
				   .sort = spot->sort,
				   .reverse = spot->reverse,
				   .hidden = spot->hidden};
	memcpy(state.text, spot->text, spot->n_text);
	return state;
}

static bool same(const struct undo_state *a, const struct undo_state *b)
{
	return a->n_text == b->n_text && memcmp(a->text, b->text, a->n_text) == 0 &&
	       a->sort == b->sort && a->reverse == b->reverse && a->hidden == b->hidden;
}

void undo_settle(struct pane *pane)
{
	if (pane->undo == NULL) {
		pane->undo = arena_alloc(&pane->arena, sizeof(*pane->undo));
		*pane->undo = (struct undo){.n = 1};
	}
	unsigned stamp = pane->undo->states[pane->undo->at].stamp;
	pane->undo->states[pane->undo->at] = state_of(&pane->spot);
	pane->undo->states[pane->undo->at].stamp = stamp;
}

bool undo_note(struct pane *pane, unsigned stamp)
{
	struct undo *undo = pane->undo;
	struct undo_state now = state_of(&pane->spot);
	if (same(&now, &undo->states[undo->at]))
		return false;
	undo->n = undo->at + 1;
	if (undo->n == UNDO_MAX) {
		memmove(undo->states, undo->states + 1, (UNDO_MAX - 1) * sizeof(now));
		undo->n--;
	}
	now.stamp = stamp;
	undo->states[undo->n] = now;
	undo->at = undo->n++;
	return true;
}

bool undo_can(const struct pane *pane, int by)
{
	const struct undo *undo = pane->undo;
	return by < 0 ? undo->at > 0 : undo->at + 1 < undo->n;
}

unsigned undo_stamp(const struct pane *pane, int by)
{
	const struct undo *undo = pane->undo;
	if (!undo_can(pane, by))
		return 0;
	return by < 0 ? undo->states[undo->at].stamp : undo->undone;
}

void undo_step(struct tui *tui, struct pane *pane, int by)
{
	struct undo *undo = pane->undo;
	struct spot *spot = &pane->spot;
	undo->at = by < 0 ? undo->at - 1 : undo->at + 1;
	undo->undone = ++tui->stamp;
	if (by > 0)
		undo->states[undo->at].stamp = tui->stamp;
	const struct undo_state *state = &undo->states[undo->at];
	memcpy(spot->text, state->text, state->n_text);
	spot->n_text = state->n_text;
	spot->sort = state->sort;
	spot->reverse = state->reverse;
	spot->hidden = state->hidden;
	pane_refilter(tui, pane);
}
