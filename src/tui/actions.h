/* tui/actions.h - everything a key can do, one row each: help, hints and commands come from it. */
#ifndef TUI_ACTIONS_H
#define TUI_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/tui/tui.h"
#include "tui/explorer.h"

/* What an action wants done; actions themselves change nothing but their pane. */
enum effect_kind {
	EFFECT_NONE,
	EFFECT_OPEN,	/* place */
	EFFECT_TAB,	/* place.kind */
	EFFECT_OVERLAY, /* place.kind */
	EFFECT_CLOSE,
	EFFECT_BACK,
	EFFECT_FORWARD,
	EFFECT_PROMPT, /* prompt, and what stands there already: text, or NULL */
	EFFECT_SAY,    /* text */
	EFFECT_THEME,  /* text: its name */
	EFFECT_COPY,   /* copied */
	EFFECT_WISH,   /* wish */
};

struct effect {
	enum effect_kind kind;
	struct place place;
	enum prompt_kind prompt;
	enum tui_wish wish;
	const char *text;
	struct str copied; /* lives as long as the frame */
};

enum { ACTION_EVERYWHERE = 0 };

struct action {
	struct tui_action_info info; /* keys: words of keys.h, the first one shown in hints */
	unsigned panes;		     /* bits of enum pane_kind, or ACTION_EVERYWHERE */
	const char *hint;	     /* one or two words for the bottom line; NULL: not there */
	struct effect (*run)(struct tui *tui, struct pane *pane);
	/* Why it cannot be done now, or NULL. No function: it always can. */
	const char *(*off)(struct tui *tui, struct pane *pane);
};

/* Row i, or NULL past the last one. */
const struct action *action_row(size_t i);
bool action_concerns(const struct action *action, enum pane_kind kind);
size_t action_index(const struct action *action);
/* Could both be meant by one key? Rows of some panes go before those that are everywhere. */
bool action_overlaps(const struct action *a, const struct action *b);
const struct action *action_of_name(enum pane_kind kind, struct str name);
/* Why the action is off in this pane, or NULL. */
const char *action_off(struct tui *tui, struct pane *pane, const struct action *action);

#endif
