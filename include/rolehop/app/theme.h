/* app/theme.h - what each meaning looks like, read from a file. */
#ifndef ROLEHOP_APP_THEME_H
#define ROLEHOP_APP_THEME_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"

/* What a cell of the screen means. The names in theme files are those of theme_role_name. */
enum theme_role {
	THEME_TEXT,
	THEME_STRONG,
	THEME_DIM,
	THEME_ALLOW,
	THEME_DENY,
	THEME_UNKNOWN,
	THEME_NONE,
	THEME_ARN,
	THEME_WANTS,
	THEME_HAS,
	THEME_FIX,
	THEME_TITLE, /* first line of the screen */
	THEME_TAB,
	THEME_TAB_ACTIVE,
	THEME_HEADER, /* column heads */
	THEME_BORDER,
	THEME_CURSOR,	  /* the selected row */
	THEME_CURSOR_OFF, /* the selected row of a pane that has not the focus */
	THEME_MATCH,	  /* what a filter or search matched */
	THEME_KEY,	  /* a key in hints and help */
	THEME_HINT,	  /* its words */
	THEME_OFF,	  /* an action that is off */
	THEME_STATUS,
	THEME_PROMPT,
	THEME_ERROR,
	THEME_JSON_KEY,
	THEME_JSON_STRING,
	THEME_JSON_DENY,
	THEME_GUTTER_OK,
	THEME_GUTTER_BAD,
};
enum { THEME_ROLE_COUNT = THEME_GUTTER_BAD + 1 };

enum { THEME_DEFAULT_COLOUR = -1 };

/* A colour is THEME_DEFAULT_COLOUR, 0-15 of the terminal's palette, 16-255, or 0x1000000 + RRGGBB.
 */
struct theme_look {
	int fg;
	int bg;
	bool bold;
	bool dim;
	bool underline;
	bool reverse;
	bool italic;
};

struct theme {
	struct str name;
	struct str about; /* one line */
	struct theme_look looks[THEME_ROLE_COUNT];
};

const char *theme_role_name(enum theme_role role);  /* "text", "allow", "tab-active", ... */
const char *theme_role_about(enum theme_role role); /* what it is for, in words */

/* The theme without any colour: bold, underline, reverse and dim only. themes/mono.theme says the
 * same. */
const struct theme *theme_mono(void);

/*
 * Reads a theme's text; `file` is for messages. A role that is not named looks as in mono; a colour
 * that is left out is that of the role "text". ERR_INPUT with file, line and column.
 */
bool theme_parse(struct arena *arena, struct str file, struct str text, struct theme *out,
		 struct err *err);

/*
 * Loads NAME.theme from the first folder that has it: $ROLEHOP_THEMES,
 * $XDG_CONFIG_HOME/rolehop/themes, the folder beside the program (../themes,
 * ../share/rolehop/themes); those of themes/ are part of the program as well. A name with a slash
 * is a file. ERR_INPUT names the themes there are.
 */
bool theme_load(struct arena *arena, const char *name, struct theme *out, struct err *err);

/* Theme i of those that are part of the program, whatever the folders have; false past the last. */
bool theme_builtin(struct arena *arena, size_t i, struct theme *out);

/* Names of all themes there are, sorted. */
void theme_list(struct arena *arena, const struct str **names, size_t *n);

#endif
