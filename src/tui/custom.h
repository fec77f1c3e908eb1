/* tui/custom.h - commands of the user's own, that get what the cursor is on. */
#ifndef TUI_CUSTOM_H
#define TUI_CUSTOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "tui/keymap.h"

enum { CUSTOM_MAX = 32 };

struct custom {
	struct str name;
	struct str word; /* its key, as it is written */
	uint32_t first;
	uint32_t key;
	const char *command; /* for sh -c */
};

struct customs {
	struct custom items[CUSTOM_MAX];
	size_t n;
};

/*
 * Takes lines "NAME = KEY COMMAND". ERR_INPUT with file, line and column for a name or key that an
 * action has, or another line. Texts are kept in the arena; *customs is untouched on failure.
 */
bool customs_parse(struct customs *customs, const struct keymap *map, struct arena *arena,
		   struct str file, struct str text, struct err *err);

/* By key (first: K_NONE, or the first one of a chord), or by name; NULL: there is none. */
const struct custom *customs_of_key(const struct customs *customs, uint32_t first, uint32_t key);
const struct custom *customs_of_name(const struct customs *customs, struct str name);
bool customs_begin(const struct customs *customs, uint32_t first);

#endif
