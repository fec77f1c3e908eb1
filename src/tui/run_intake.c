/* tui/run_intake.c - what actions do: taking data in, and what was collected. */
#include "tui/runs.h"

#include "tui/panes.h"

static struct effect prompt(enum prompt_kind kind)
{
	return (struct effect){.kind = EFFECT_PROMPT, .prompt = kind};
}

struct effect run_import(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return prompt(PROMPT_IMPORT);
}

struct effect run_sync_now(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return prompt(PROMPT_SYNC);
}

const char *off_intake(struct tui *tui, struct pane *pane)
{
	(void)pane;
	return collecting_off(tui);
}

static struct effect open_intake(void)
{
	return (struct effect){.kind = EFFECT_OPEN, .place = {.kind = PANE_INTAKE}};
}

struct effect run_intake_pane(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return pane->ops->kind == PANE_INTAKE ? effect_say("this is it") : open_intake();
}

struct effect run_coverage(struct tui *tui, struct pane *pane)
{
	(void)tui;
	if (pane->ops->kind == PANE_COVERAGE)
		return effect_say("this is what was collected");
	return (struct effect){.kind = EFFECT_OPEN, .place = {.kind = PANE_COVERAGE}};
}

void collecting_typed(struct tui *tui, enum collecting_kind kind, struct str text)
{
	struct str trimmed = str_trim(text);
	const char *off = collecting_off(tui);
	if (kind == INTAKE_IMPORT && trimmed.n == 0)
		return;
	if (off != NULL) {
		tui_say(tui, THEME_STATUS, "%s", off);
		return;
	}
	bool started =
	    kind == INTAKE_IMPORT ? collecting_import(tui, trimmed) : collecting_sync(tui, trimmed);
	if (started && tui_current(tui)->ops->kind != PANE_INTAKE) {
		struct effect effect = open_intake();
		tui_apply(tui, &effect);
	}
}
