/* tui/actions_drawn.c - what keys do with drawings: the functions of rows of actions.c. */
#include "tui/actions_drawn.h"

#include "tui/drawing.h"
#include "tui/panes.h"

struct effect run_right(struct tui *tui, struct pane *pane)
{
	(void)tui;
	drawing_aside(pane->drawing, 1);
	return (struct effect){.kind = EFFECT_NONE};
}

struct effect run_left(struct tui *tui, struct pane *pane)
{
	(void)tui;
	drawing_aside(pane->drawing, -1);
	return (struct effect){.kind = EFFECT_NONE};
}

/* What is drawn: what the row of a list is about, else what the pane is. */
static bool subject_of(struct tui *tui, struct pane *pane, struct str *out)
{
	struct place place = pane->place;
	bool is_list = (int)pane->ops->kind < TAB_COUNT;
	if (is_list && !pane_target(tui, pane, &place))
		return false;
	*out = place.subject;
	return true;
}

static struct effect draw(struct tui *tui, struct pane *pane, struct place place)
{
	return subject_of(tui, pane, &place.subject)
		   ? (struct effect){.kind = EFFECT_OPEN, .place = place}
		   : (struct effect){.kind = EFFECT_NONE};
}

static const char *off(struct tui *tui, struct pane *pane, const char *empty)
{
	struct str subject;
	if (tui->plain)
		return "--plain has the list";
	return subject_of(tui, pane, &subject) ? NULL : empty;
}

/* The workflow as a graph, with the cursor on the Task that it is on here. */
struct effect run_graph(struct tui *tui, struct pane *pane)
{
	struct place task = {.detail = STR("")};
	pane_task(tui, pane, &task);
	return draw(tui, pane, (struct place){.kind = PANE_GRAPH, .pointer = task.detail});
}

const char *off_graph(struct tui *tui, struct pane *pane)
{
	return off(tui, pane, "no workflow here");
}

/* Around a role or an account. */
struct effect run_reach(struct tui *tui, struct pane *pane)
{
	return draw(tui, pane, (struct place){.kind = PANE_REACH});
}

const char *off_reach(struct tui *tui, struct pane *pane)
{
	return off(tui, pane, "no role or account here");
}

struct effect run_list(struct tui *tui, struct pane *pane)
{
	const struct pane *parent = history_parent(&tui->history);
	struct place list = place_of_machine(pane->place.subject);
	if (parent != NULL && place_same(&parent->place, &list))
		return (struct effect){.kind = EFFECT_BACK};
	return (struct effect){.kind = EFFECT_OPEN, .place = list};
}

struct effect run_collapse(struct tui *tui, struct pane *pane)
{
	pane_graph_fold(tui, pane);
	return (struct effect){.kind = EFFECT_NONE};
}

const char *off_collapse(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return pane_graph_cannot_fold(pane);
}
