/* tui/run_suppose.c - what actions do: supposing things, and no longer. */
#include "tui/runs.h"

#include "rolehop/app/paths.h"
#include "rolehop/app/what_if.h"
#include "tui/panes.h"
#include "tui/suppose.h"
#include "tui/undo.h"

enum { WITH_MAX = 1 << 20 };

/* ---- editing --------------------------------------------------------------------------------- */

static const struct edit *edit_here(struct tui *tui, struct pane *pane)
{
	size_t index;
	return pane_what_if_edit(tui, pane, &index) ? edits_now(&tui->edits)->items[index] : NULL;
}

struct effect run_what_if(struct tui *tui, struct pane *pane)
{
	const struct edit *edit = edit_here(tui, pane);
	const struct trace *trace;
	const struct remedy *remedy = pane_trace_remedy(pane, &trace);
	if (remedy != NULL) {
		editing_try(tui, trace, remedy);
		return effect_none();
	}
	if (edit != NULL ? editing_again(tui, edit) : editing_begin(tui, pane))
		return effect_wish(WISH_EDIT);
	return effect_none();
}

const char *off_what_if(struct tui *tui, struct pane *pane)
{
	const struct edit *edit = edit_here(tui, pane);
	const struct trace *trace;
	if (edit != NULL)
		return edit->kind == EDIT_VALUE ? "b binds values" : NULL;
	if (pane->ops->kind == PANE_WHAT_IF)
		return "no edit here";
	bool now = pane->place.pointer.n == 0;
	return now && pane_trace_remedy(pane, &trace) != NULL ? NULL : editing_off(tui, pane);
}

struct effect run_edit_fix(struct tui *tui, struct pane *pane)
{
	return editing_begin(tui, pane) ? effect_wish(WISH_EDIT) : effect_none();
}

const char *off_edit_fix(struct tui *tui, struct pane *pane)
{
	return editing_off(tui, pane);
}

/* ---- the list of what is supposed ------------------------------------------------------------ */

struct effect run_supposed(struct tui *tui, struct pane *pane)
{
	(void)tui;
	if (pane->ops->kind == PANE_WHAT_IF)
		return effect_say("this is what is supposed");
	return (struct effect){.kind = EFFECT_OPEN, .place = {.kind = PANE_WHAT_IF}};
}

struct effect run_drop(struct tui *tui, struct pane *pane)
{
	size_t index;
	if (!pane_what_if_edit(tui, pane, &index))
		return effect_none();
	edits_drop(&tui->edits, index, ++tui->stamp);
	suppose_lay(tui);
	return effect_say("dropped: u brings it back");
}

const char *off_drop(struct tui *tui, struct pane *pane)
{
	return edit_here(tui, pane) != NULL ? NULL : "no edit here";
}

struct effect run_drop_all(struct tui *tui, struct pane *pane)
{
	(void)pane;
	edits_drop_all(&tui->edits, ++tui->stamp);
	suppose_lay(tui);
	return effect_say("nothing is supposed any more: u brings it back");
}

const char *off_drop_all(struct tui *tui, struct pane *pane)
{
	(void)pane;
	return edits_now(&tui->edits)->n > 0 ? NULL : "nothing is supposed";
}

struct effect run_write_edits(struct tui *tui, struct pane *pane)
{
	(void)tui;
	(void)pane;
	return (struct effect){
	    .kind = EFFECT_PROMPT, .prompt = PROMPT_FOLDER, .text = "rolehop-what-if"};
}

const char *off_write_edits(struct tui *tui, struct pane *pane)
{
	(void)pane;
	return edits_in_force(&tui->edits) > 0 ? NULL : "nothing is supposed";
}

void suppose_write(struct tui *tui, struct str folder)
{
	struct err err;
	size_t n = 0;
	if (folder.n == 0)
		return;
	const char *path = paths_expand(&tui->frame, folder);
	struct str safe = tui_safe(tui, str_from(path));
	if (!edits_write(&tui->edits, path, &n, &err)) {
		tui_fail(tui, &err);
		return;
	}
	log_add(&tui->app->log, "%zu edits written to %.*s", n, STR_ARG(safe));
	if (n > 0)
		tui_say(tui, THEME_STATUS, "%zu file%s: rolehop scan $(cat %.*s/with)", n,
			n == 1 ? "" : "s", STR_ARG(safe));
	else
		tui_say(tui, THEME_STATUS, "values only: %.*s/set has them for rolehop trace",
			STR_ARG(safe));
}

static bool put_with(struct tui *tui, struct str text, struct err *err)
{
	struct edit edit = {.kind = EDIT_DOCUMENT};
	if (str_ends(text, STR("=-")))
		return err_set(err, ERR_USAGE, "the standard input is the terminal: name a file");
	if (!app_read_with(tui->app, arena_cstr(&tui->frame, text), &edit.change, err))
		return false;
	edit.label = edit_label(&tui->frame, &edit.change);
	edit.before = editing_before(tui, &edit.change, edit.label);
	edits_put(&tui->edits, &edit, ++tui->stamp);
	return true;
}

/* What was written into a folder: its file `with` has a line for each document. */
static bool put_folder(struct tui *tui, struct str folder, struct err *err)
{
	const char *path =
	    arena_printf(&tui->frame, "%s/with", paths_expand(&tui->frame, folder)).p;
	struct str text;
	struct str line;
	if (!paths_read(&tui->frame, path, WITH_MAX, &text, err))
		return false;
	for (struct str_split it = {text, false}; str_next(&it, '\n', &line);) {
		if (str_starts(line, STR("--with ")) &&
		    !put_with(tui, str_skip(line, STR("--with ").n), err))
			return false;
	}
	return true;
}

void suppose_with(struct tui *tui, struct str text)
{
	struct str what = str_trim(text);
	struct err err;
	bool ok =
	    str_find_char(what, '=') >= 0 ? put_with(tui, what, &err) : put_folder(tui, what, &err);
	suppose_lay(tui);
	if (ok)
		tui_say(tui, THEME_STATUS, "supposed: W shows what it turns, u takes it back");
	else
		tui_fail(tui, &err);
}

/* ---- undo ------------------------------------------------------------------------------------ */

/* Was an edit the last thing that was done here, rather than the filter of this pane? */
static bool edit_is_last(struct tui *tui, struct pane *pane)
{
	return edits_can_undo(&tui->edits) && edits_now(&tui->edits)->stamp >= undo_stamp(pane, -1);
}

static bool edit_was_undone_last(struct tui *tui, struct pane *pane)
{
	return edits_can_redo(&tui->edits) && tui->edits.undone >= undo_stamp(pane, 1);
}

struct effect run_undo(struct tui *tui, struct pane *pane)
{
	if (!edit_is_last(tui, pane)) {
		undo_step(tui, pane, -1);
		return effect_none();
	}
	edits_undo(&tui->edits, ++tui->stamp);
	suppose_lay(tui);
	return effect_say("an edit is taken back: U does it again");
}

struct effect run_redo(struct tui *tui, struct pane *pane)
{
	if (!edit_was_undone_last(tui, pane)) {
		undo_step(tui, pane, 1);
		return effect_none();
	}
	edits_redo(&tui->edits, ++tui->stamp);
	suppose_lay(tui);
	return effect_say("the edit is in force again");
}

const char *off_undo(struct tui *tui, struct pane *pane)
{
	return edit_is_last(tui, pane) || undo_can(pane, -1)
		   ? NULL
		   : "nothing was filtered, sorted or hidden here, and nothing edited";
}

const char *off_redo(struct tui *tui, struct pane *pane)
{
	return edit_was_undone_last(tui, pane) || undo_can(pane, 1) ? NULL : "nothing was undone";
}
