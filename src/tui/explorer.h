/* tui/explorer.h - the explorer without a terminal: keys in, a canvas out. */
#ifndef TUI_EXPLORER_H
#define TUI_EXPLORER_H

#include <stdbool.h>
#include <stdint.h>

#include "rolehop/app/app.h"
#include "rolehop/app/edits.h"
#include "tui/canvas.h"
#include "tui/collecting.h"
#include "tui/custom.h"
#include "tui/editing.h"
#include "tui/history.h"
#include "tui/inventory.h"
#include "tui/job.h"
#include "tui/kept.h"
#include "tui/keymap.h"
#include "tui/mouse.h"
#include "tui/pane.h"
#include "tui/prompt.h"
#include "tui/risk_list.h"
#include "tui/triage.h"
#include "tui/verdicts.h"

enum { MIN_COLS = 20, MIN_ROWS = 5, MESSAGE_MAX = 400 };

/*
 * From WIDE_COLS on panes stand side by side; from DEEP_ROWS on with a third one below the second.
 * Under PREVIEW_COLS there is one.
 */
enum { WIDE_COLS = 100, PREVIEW_COLS = 60, DEEP_ROWS = 30 };

/* What the loop must do after a key, beyond drawing. */
enum tui_wish {
	WISH_NONE,
	WISH_QUIT,
	WISH_SUSPEND,
	WISH_REPAINT,
	WISH_COPY,
	WISH_SHELL,
	WISH_EDIT
};

/* The inventory at another snapshot. Panes hold what they found there: it stays open. */
struct tui_at {
	struct tui_at *next;
	struct app app;
	struct str number;
};

struct tui {
	struct app *app;
	struct theme theme;
	struct arena theme_arena;
	const char *theme_kept;	 /* its name, as it was asked for; in the app's arena */
	const char *theme_shown; /* another one while the list of themes is open */
	bool theme_changed;	 /* the terminal must be told */
	struct canvas canvas;
	struct arena frame; /* text of one drawing or key; rewound afterwards */
	struct inventory inventory;
	struct verdicts verdicts;
	struct verdicts base; /* without what is supposed; all zero: nothing is */
	struct edits edits;
	struct tui_at *ats;	      /* other snapshots that were asked for */
	struct jobs jobs;	      /* what runs in processes of their own */
	struct collecting collecting; /* what is being imported or synced */
	struct editing editing;	      /* what an editor has, of WISH_EDIT */
	struct triage triage;	      /* which findings show */
	struct risk_list risks;	      /* what policies leave open, once it is asked for */
	unsigned stamp;		      /* grows with everything that can be undone */
	struct history history;
	struct pane *preview; /* what the cursor of the current pane is on */
	struct pane *deeper;  /* what the cursor of the preview is on, on large screens */
	bool lost;	      /* something could not be read: lists may be less than whole */
	bool preview_wanted;  /* they may not be of the cursor's rows any more */
	struct pane *overlay; /* help or log, over everything */
	bool focus_preview;   /* keys go to the preview */
	bool zoom;	      /* one pane has it all */
	int split;	      /* per cent of the width, or height, of the first pane; 0: as usual */
	struct prompt prompt;
	struct pane_stand stood; /* where its pane's cursor was when it was opened */
	struct keymap keymap;
	struct customs customs;
	const struct custom *custom; /* of WISH_SHELL */
	struct kept kept;	     /* from one run to the next */
	uint32_t chord;		     /* first key of a chord that was typed */
	bool pasting;
	struct buf pasted; /* outside of a prompt */
	struct arena pasted_arena;
	bool ascii;
	bool plain;
	bool mouse;	  /* clicks are taken */
	struct hots hots; /* what a click would mean where, as it was last drawn */
	bool drawn;	  /* nothing happened since: panes of the hots are those there are */
	char message[MESSAGE_MAX];
	enum theme_role message_role;
	enum tui_wish wish;
	struct str copied; /* of WISH_COPY, and until the next one */
	struct arena copied_arena;
	size_t failures; /* that the log tells of, since it was looked at */
	bool stopped;	 /* background work is halted (Ctrl-C) */
	bool hurry;	 /* something came that was waited for: it shows at once */
};

/* An explorer over an app whose store is open, of so many columns and rows. */
void tui_init(struct tui *tui, struct app *app, int cols, int rows);
void tui_release(struct tui *tui);

/* Begins as tui->kept says, before any key; and writes down there how things are now. */
void tui_take_kept(struct tui *tui);
void tui_give_kept(struct tui *tui);

void tui_resize(struct tui *tui, int cols, int rows);

/* Takes one key, or what the mouse did. */
void tui_key(struct tui *tui, uint32_t key);
void tui_mouse(struct tui *tui, const struct mouse_event *event);

/* While keys are taken: does an action, or says why it is off; carries out what one wants done. */
struct action;
struct effect;
void tui_act(struct tui *tui, struct pane *pane, const struct action *action);
void tui_apply(struct tui *tui, const struct effect *effect);

/* The editor is done with tui->editing; `text` is what came back, `err` why there is none. */
enum edited { EDITED, EDITED_NOTHING, EDITED_FAILED };
void tui_edited(struct tui *tui, enum edited edited, struct str text, const struct err *err);

/* A command of the user's own is to be run on what the pane's cursor is on. */
void tui_run_custom(struct tui *tui, struct pane *pane, const struct custom *custom);

/* All reads of the inventory between these see the same. */
void tui_begin_reading(struct tui *tui);
void tui_end_reading(struct tui *tui);

/*
 * One slice (some 10 ms) of background work: lists, verdicts, the preview. True while there is
 * more; *changed is set where the screen would look different.
 */
bool tui_idle(struct tui *tui, bool *changed);

/* Are rows left that a filter was not asked about? */
bool tui_sifts(struct tui *tui);

/* Draws everything on tui->canvas. */
void tui_draw(struct tui *tui);

/* Lines of a pane of the screen are there once it was drawn: draws, unless it was. */
void tui_lay_out(struct tui *tui, const struct pane *pane);

/* The pane that keys go to, and the one that the history is at. */
struct pane *tui_focus(struct tui *tui);
struct pane *tui_current(struct tui *tui);

/* Is the pane to the left of the current one shown beside it (the current one has no preview)? */
bool tui_shows_parent(struct tui *tui);

void tui_say(struct tui *tui, enum theme_role role, const char *fmt, ...) ATTR_PRINTF(3, 4);

/* A failure: said in the status line and kept in the log. */
void tui_fail(struct tui *tui, const struct err *err);

/* The same of what could not be read or judged: what shows may then be less than what there is. */
void tui_lose(struct tui *tui, const struct err *err);

/* Safe copy that lives as long as the frame. */
struct str tui_safe(struct tui *tui, struct str text);

/* Wears a theme from now on; on failure says why, and all stays as it was. */
bool tui_use_theme(struct tui *tui, const char *name);

/* While the list of themes is open the screen wears the one under the cursor, else the one kept. */
void tui_follow_theme(struct tui *tui);

#endif
