/* tui/tui.h - the explorer. */
#ifndef ROLEHOP_TUI_TUI_H
#define ROLEHOP_TUI_TUI_H

#include "rolehop/app/app.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"

/*
 * Runs the explorer over an app whose store is open, until the user quits. With settings.play the
 * keys of that file come first (tui/script.h), and where stdout is no terminal nothing else: then
 * no terminal is needed. Returns the exit status: 0; 130 where a signal ended it; with err filled 4
 * for a script that is wrong, 5 where the terminal cannot be used. The terminal is restored in
 * every case.
 */
int tui_run(struct app *app, struct err *err);

/*
 * Rows of the action table, for help, the manual and key lists; NULL past the last one. An action
 * may have several keys ("j Down"); "gg" is typed one after the other.
 */
struct tui_action_info {
	const char *name;
	const char *keys;  /* default keys, in words: "Enter", "Ctrl-D" */
	const char *where; /* pane name, or "everywhere" */
	const char *help;
};
const struct tui_action_info *tui_action_info(size_t i);

/* Rows of the table of verbs: what is typed after a colon with something behind it. */
struct tui_verb_info {
	const char *name;
	const char *value; /* what that is called: "FILE" */
	const char *help;
};
const struct tui_verb_info *tui_verb_info(size_t i);

#endif
