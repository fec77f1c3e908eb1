/* tui/keymap.h - which keys each action has: those of its row, or those of the user's keys.conf. */
#ifndef TUI_KEYMAP_H
#define TUI_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "tui/keys.h"
#include "tui/pane.h"

struct action;

enum { KEYMAP_MAX = 160 };

/* By row of the table of actions: words of tui/keys.h; empty: no key. */
struct keymap {
	const char *keys[KEYMAP_MAX];
};

void keymap_init(struct keymap *map);

/*
 * Takes lines "ACTION = KEY..." over the keys of the rows; nothing after the sign: no key.
 * ERR_INPUT with file, line and column for what is no action or no key, and for a key that would
 * lead to two actions of one pane. The texts are kept in the arena; the map is untouched on
 * failure.
 */
bool keymap_parse(struct keymap *map, struct arena *arena, struct str file, struct str text,
		  struct err *err);

/* The action of a key (first: K_NONE, or the first one of a chord) in a pane, or NULL. */
const struct action *keymap_action(const struct keymap *map, enum pane_kind kind, uint32_t first,
				   uint32_t key);
/* Does a chord of this pane begin with the key? */
bool keymap_begins(const struct keymap *map, enum pane_kind kind, uint32_t first);

/* The keys of an action, and the first of them; empty: it has none. */
struct str keymap_keys(const struct keymap *map, const struct action *action);
struct str keymap_first(const struct keymap *map, const struct action *action);

#endif
