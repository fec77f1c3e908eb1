/* tui/run_open.c - what actions do: opening, closing, going back. */
#include "tui/runs.h"

#include "tui/grid.h"
#include "tui/panes.h"
#include "tui/siblings.h"
#include "tui/table.h"

struct effect run_open(struct tui *tui, struct pane *pane)
{
	struct effect effect = {.kind = EFFECT_OPEN};
	return pane_target(tui, pane, &effect.place) ? effect : effect_say("nothing to open here");
}

const char *off_open(struct tui *tui, struct pane *pane)
{
	struct place place;
	return pane_target(tui, pane, &place) ? NULL : "nothing to open here";
}

struct effect run_trace(struct tui *tui, struct pane *pane)
{
	struct effect effect = {.kind = EFFECT_OPEN};
	return pane_task(tui, pane, &effect.place) ? effect : effect_say("no Task here");
}

const char *off_trace(struct tui *tui, struct pane *pane)
{
	struct place place;
	return pane_task(tui, pane, &place) ? NULL : "this row is about no Task";
}

struct effect run_diff(struct tui *tui, struct pane *pane)
{
	struct effect effect = {.kind = EFFECT_OPEN, .place = {.kind = PANE_DIFF}};
	return grid_two(tui, pane, &effect.place.subject, &effect.place.detail)
		   ? effect
		   : effect_say("mark two rows first");
}

const char *off_diff(struct tui *tui, struct pane *pane)
{
	struct str a;
	struct str b;
	if (pane->table == NULL || pane->table->picks.n == 0)
		return "mark a row first (Space)";
	return grid_two(tui, pane, &a, &b) ? NULL
					   : "two rows are compared: mark two, or one and "
					     "stand on the other";
}

struct effect run_snapshots(struct tui *tui, struct pane *pane)
{
	(void)tui;
	if (pane->ops->kind == PANE_SNAPSHOTS)
		return effect_say("these are the snapshots");
	return (struct effect){.kind = EFFECT_OPEN, .place = {.kind = PANE_SNAPSHOTS}};
}

struct effect run_changes(struct tui *tui, struct pane *pane)
{
	struct effect effect = {.kind = EFFECT_OPEN};
	return pane_snapshots_two(tui, pane, &effect.place)
		   ? effect
		   : effect_say("two snapshots are compared");
}

const char *off_changes(struct tui *tui, struct pane *pane)
{
	struct place place;
	return pane->broken == NULL && pane_snapshots_two(tui, pane, &place)
		   ? NULL
		   : "mark two (Space), or stand on one that has another before it";
}

struct effect run_role(struct tui *tui, struct pane *pane)
{
	struct effect effect = {.kind = EFFECT_OPEN};
	return pane_role_of(tui, pane, &effect.place) ? effect : effect_say("no role here");
}

const char *off_role(struct tui *tui, struct pane *pane)
{
	struct place place;
	return pane_role_of(tui, pane, &place) ? NULL : "no role of the inventory here";
}

struct effect run_who(struct tui *tui, struct pane *pane)
{
	struct effect effect = {.kind = EFFECT_OPEN};
	if (!pane_role_of(tui, pane, &effect.place))
		return effect_say("no role here");
	effect.place = (struct place){.kind = PANE_WHO, .subject = effect.place.subject};
	return effect;
}

struct effect run_can(struct tui *tui, struct pane *pane)
{
	struct effect effect = run_who(tui, pane);
	if (effect.kind == EFFECT_OPEN)
		effect.place.kind = PANE_CAN;
	return effect;
}

struct effect run_definition(struct tui *tui, struct pane *pane)
{
	struct effect effect = {.kind = EFFECT_OPEN};
	return pane_definition(tui, pane, &effect.place) ? effect
							 : effect_say("no definition here");
}

const char *off_definition(struct tui *tui, struct pane *pane)
{
	struct place place;
	return pane_definition(tui, pane, &place) ? NULL : "this row has no definition";
}

struct effect run_close(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return effect_simple(EFFECT_CLOSE);
}

struct effect run_back(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return effect_simple(EFFECT_BACK);
}

struct effect run_forward(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return effect_simple(EFFECT_FORWARD);
}

const char *off_back(struct tui *tui, struct pane *pane)
{
	(void)pane;
	return tui->history.at == 0 ? "this is where you began" : NULL;
}

const char *off_forward(struct tui *tui, struct pane *pane)
{
	(void)pane;
	return tui->history.at + 1 >= tui->history.n ? "you have not gone back" : NULL;
}

static struct effect tab(enum pane_kind kind)
{
	return (struct effect){.kind = EFFECT_TAB, .place = {.kind = kind}};
}

#define RUN_TAB(name, kind)                                                                        \
	struct effect name(struct tui *tui, struct pane *pane)                                     \
	{                                                                                          \
		(void)tui;                                                                         \
		(void)pane;                                                                        \
		return tab(kind);                                                                  \
	}
RUN_TAB(run_accounts, PANE_ACCOUNTS)
RUN_TAB(run_roles, PANE_ROLES)
RUN_TAB(run_workflows, PANE_WORKFLOWS)
RUN_TAB(run_trust, PANE_TRUST)
RUN_TAB(run_findings, PANE_FINDINGS)

static struct effect overlay(enum pane_kind kind)
{
	return (struct effect){.kind = EFFECT_OVERLAY, .place = {.kind = kind}};
}

struct effect run_help(struct tui *tui, struct pane *pane)
{
	(void)tui;
	struct effect effect = overlay(PANE_HELP);
	effect.place.subject = str_from(pane->ops->name);
	return effect;
}

struct effect run_log(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return overlay(PANE_LOG);
}

struct effect run_themes(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return overlay(PANE_THEMES);
}

struct effect run_use_theme(struct tui *tui, struct pane *pane)
{
	struct str name;
	if (!pane_theme_here(tui, pane, &name))
		return effect_say("no theme here");
	return (struct effect){.kind = EFFECT_THEME, .text = arena_cstr(&tui->frame, name)};
}

const char *off_use_theme(struct tui *tui, struct pane *pane)
{
	struct str name;
	if (!tui->app->color)
		return "colours are off (NO_COLOR or --color never)";
	return pane_theme_here(tui, pane, &name) ? NULL : "no theme here";
}

struct effect run_columns(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return overlay(PANE_COLUMNS);
}

const char *off_columns(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return pane->table == NULL ? "no table here" : NULL;
}

struct effect run_bookmarks(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return overlay(PANE_BOOKMARKS);
}

struct effect run_siblings(struct tui *tui, struct pane *pane)
{
	struct effect effect = {.kind = EFFECT_OVERLAY};
	(void)pane;
	return siblings_list(tui, tui_current(tui), &effect.place)
		   ? effect
		   : effect_say("nothing is listed beside this");
}

const char *off_siblings(struct tui *tui, struct pane *pane)
{
	struct place place;
	(void)pane;
	return siblings_list(tui, tui_current(tui), &place) ? NULL
							    : "nothing is listed beside this";
}
