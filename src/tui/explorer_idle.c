/* tui/explorer_idle.c - what the explorer does while nobody types: lists, previews, verdicts. */
#include "rolehop/base/clock.h"
#include "rolehop/base/log.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/table.h"

enum { SLICE_MS = 10 };

/* Makes *preview that of the row that `pane` is on; true if it is another one now. */
static bool renew(struct tui *tui, struct pane *pane, struct pane **preview)
{
	struct place place;
	bool has = pane != NULL && !pane->ops->leaf && pane_target(tui, pane, &place);
	if (has && *preview != NULL && place_same(&(*preview)->place, &place))
		return false;
	if (!has && *preview == NULL)
		return false;
	struct pane *fresh = has ? pane_new(tui, &place) : NULL;
	pane_free(*preview);
	*preview = fresh;
	return true;
}

/* Brings the previews up to date; true if one is another now. */
static bool renew_preview(struct tui *tui)
{
	bool deep = tui->canvas.cols >= WIDE_COLS && tui->canvas.rows >= DEEP_ROWS;
	bool changed = false;
	tui->preview_wanted = false;
	if (!tui->focus_preview || tui->preview == NULL)
		changed = renew(tui, tui_current(tui), &tui->preview);
	if (deep && tui->preview != NULL)
		tui_lay_out(tui, tui->preview); /* its first line leads to what is below it */
	return renew(tui, deep ? tui->preview : NULL, &tui->deeper) || changed;
}

static bool load_inventory(struct tui *tui, bool *more)
{
	struct err err;
	const struct names *roles = &tui->inventory.roles;
	const struct names *machines = &tui->inventory.machines;
	bool before = roles->complete;
	bool no_roles = roles->n == 0;
	bool no_machines = machines->n == 0;
	bool ok = inventory_step(&tui->inventory, more, &err);
	/* The first rows of a list are painted at once. */
	tui->hurry = tui->hurry || (no_roles && roles->n > 0) || (no_machines && machines->n > 0);
	if (!before && roles->complete && roles->text.in_file > 0)
		log_add(&tui->app->log,
			"%zu roles: %zu bytes of names, %zu bytes of index with them, in a file",
			roles->n, roles->n_bytes, names_footprint(roles));
	if (!ok)
		tui_lose(tui, &err);
	tui->preview_wanted = tui->preview_wanted || *more;
	return *more;
}

static bool pane_works(struct tui *tui, struct pane *pane)
{
	return pane != NULL && pane->broken == NULL && pane->ops->idle != NULL &&
	       pane->ops->idle(tui, pane);
}

static bool sifts(const struct pane *pane)
{
	return pane != NULL && pane->broken == NULL && pane->table != NULL &&
	       sift_running(&pane->table->sift);
}

bool tui_sifts(struct tui *tui)
{
	return sifts(tui_current(tui)) || sifts(tui->preview) || sifts(tui->deeper) ||
	       sifts(tui->overlay);
}

/* Rows of a filter that were not asked about yet. */
static bool sift_on(struct tui *tui)
{
	struct pane *panes[] = {tui_current(tui), tui->preview, tui->deeper, tui->overlay};
	for (size_t i = 0; i < sizeof(panes) / sizeof(panes[0]); i++) {
		if (sifts(panes[i]) && table_work(tui, panes[i]))
			return true;
	}
	return false;
}

static bool judge(struct tui *tui)
{
	struct err err;
	bool more = false;
	int64_t until = clock_ticks_ms() + SLICE_MS;
	struct verdicts *verdicts =
	    verdicts_finished(&tui->verdicts) && tui->app->what_if ? &tui->base : &tui->verdicts;
	if (tui->stopped || verdicts_finished(verdicts))
		return false;
	do {
		if (!verdicts_step(verdicts, &more, &err))
			tui_lose(tui, &err);
	} while (more && clock_ticks_ms() < until);
	/* The last answer may change what the preview of a row is. */
	tui->preview_wanted = tui->preview_wanted || !more;
	return true;
}

/* What shows comes before lists are read to their end. */
static void judge_one(struct tui *tui)
{
	struct err err;
	bool more;
	if (!verdicts_step(&tui->verdicts, &more, &err))
		tui_lose(tui, &err);
}

/* What other processes tell of panes that the user has left is read all the same. */
static bool works_behind(struct tui *tui)
{
	const struct history *history = &tui->history;
	bool any = false;
	for (size_t i = 0; tui->jobs.n > 0 && i < history->n; i++) {
		struct pane *pane = history->entries[i].pane;
		if (pane->ops->behind && pane != tui_current(tui))
			any = pane_works(tui, pane) || any;
	}
	return any;
}

bool tui_idle(struct tui *tui, bool *changed)
{
	bool more = false;
	tui->drawn = false;
	tui_begin_reading(tui);
	if (collecting_step(tui) || works_behind(tui)) {
		*changed = true;
		more = true;
	} else if (sift_on(tui)) {
		*changed = true;
		more = true;
	} else if (verdicts_is_wanted(&tui->verdicts) && !tui->stopped) {
		judge_one(tui);
		*changed = true;
		more = true;
	} else if (load_inventory(tui, &more)) {
		*changed = true;
	} else if (tui->preview_wanted) {
		*changed = renew_preview(tui) || *changed;
		more = true;
	} else if (pane_works(tui, tui_current(tui)) || pane_works(tui, tui->preview) ||
		   pane_works(tui, tui->deeper)) {
		*changed = true;
		more = true;
	} else if (judge(tui)) {
		*changed = true;
		more = true;
	}
	tui_end_reading(tui);
	arena_release(&tui->frame);
	return more;
}
