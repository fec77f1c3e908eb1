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

/* The workflow of a list as a graph, with the cursor on the Task that it is on here. */
struct effect run_graph(struct tui *tui, struct pane *pane)
{
	struct effect effect = {.kind = EFFECT_OPEN};
	struct place task = {.detail = STR("")};
	pane_task(tui, pane, &task);
	effect.place = (struct place){
	    .kind = PANE_GRAPH, .subject = pane->place.subject, .pointer = task.detail};
	return effect;
}

const char *off_graph(struct tui *tui, struct pane *pane)
{
	(void)pane;
	return tui->plain ? "--plain has the list" : NULL;
}

/* Around the role or account that the pane is about. */
struct effect run_reach(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return (struct effect){.kind = EFFECT_OPEN,
			       .place = {.kind = PANE_REACH, .subject = pane->place.subject}};
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
