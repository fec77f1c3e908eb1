/* tui/run_take.c - what actions do: taking something along: copies, files, bookmarks. */
#include "tui/runs.h"

#include "tui/export.h"
#include "tui/grid.h"
#include "tui/panes.h"
#include "tui/table.h"

struct effect run_export(struct tui *tui, struct pane *pane)
{
	return (struct effect){.kind = EFFECT_PROMPT,
			       .prompt = PROMPT_EXPORT,
			       .text = export_name(&tui->frame, pane).p};
}

static struct effect copied(struct str text)
{
	return text.n > 0 ? (struct effect){.kind = EFFECT_COPY, .copied = text}
			  : effect_say("nothing to copy here");
}

struct effect run_copy(struct tui *tui, struct pane *pane)
{
	return copied(grid_arns(tui, pane, &tui->frame));
}

const char *off_copy(struct tui *tui, struct pane *pane)
{
	bool marked = pane->table != NULL && pane->table->picks.n > 0;
	return marked || grid_arns(tui, pane, &tui->frame).n > 0 ? NULL : "no ARN here";
}

const char *off_view(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return pane->broken != NULL ? "this pane could not be opened" : NULL;
}

struct effect run_copy_row(struct tui *tui, struct pane *pane)
{
	return copied(grid_row(tui, pane, &tui->frame));
}

struct effect run_copy_view(struct tui *tui, struct pane *pane)
{
	return copied(export_text(tui, pane, &tui->frame));
}

struct effect run_copy_document(struct tui *tui, struct pane *pane)
{
	return copied(grid_document(tui, pane, &tui->frame));
}

const char *off_copy_document(struct tui *tui, struct pane *pane)
{
	return grid_document(tui, pane, &tui->frame).n > 0 ? NULL : "no document here";
}

struct effect run_bookmark(struct tui *tui, struct pane *pane)
{
	struct place place;
	if (!pane_lasting(tui, pane, &place))
		return effect_say("nothing here could be opened again");
	kept_toggle_bookmark(&tui->kept, &place);
	bool set = kept_bookmark(&tui->kept, &place) < tui->kept.bookmarks.n;
	return effect_say(set ? "bookmark set: ' lists them" : "bookmark taken away");
}

const char *off_bookmark(struct tui *tui, struct pane *pane)
{
	struct place place;
	return pane_lasting(tui, pane, &place) ? NULL : "nothing here could be opened again";
}
