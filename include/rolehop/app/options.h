/* app/options.h - the table of settings: one row for command line, configuration file, help and
 * manual. */
#ifndef ROLEHOP_APP_OPTIONS_H
#define ROLEHOP_APP_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/app/app.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"

enum option_kind {
	OPTION_FLAG,   /* takes no value */
	OPTION_TEXT,   /* any text */
	OPTION_FILE,   /* a path: completed as one, "~/" is the home folder */
	OPTION_CHOICE, /* one of `choices` */
};

/* One long option, of a command or of everything. */
struct option {
	const char *name; /* without the two dashes */
	enum option_kind kind;
	const char *value;   /* what its value is called: "FILE"; NULL for a flag */
	const char *choices; /* of OPTION_CHOICE: "auto|always|never" */
	bool repeats;	     /* may be given several times */
	const char *help;    /* one line, no full stop */
};

/* A setting: an option that a configuration file or the environment may give as well. */
struct setting {
	struct option option;
	const char *key;     /* in the configuration file; NULL: only on the command line */
	const char *env;     /* variable; NULL: none */
	const char *initial; /* value where nothing gives one, in words where it is computed */
	bool explorer;	     /* concerns the explorer only */
	size_t field;	     /* offset in struct app_settings */
};

/* Row i, or NULL past the last one. */
const struct setting *setting_row(size_t i);
size_t setting_index(const struct setting *row);

/*
 * Takes a value for a setting, unless one from a later source is there already. Flags take "yes",
 * "true", "on", "1" and their opposites. `where` begins the message ("--color", "FILE, line 3,
 * column 9"). ERR_USAGE for SOURCE_COMMAND_LINE, else ERR_INPUT, names what would be right.
 */
bool setting_take(struct app *app, const struct setting *row, enum setting_source source,
		  struct str value, const char *where, struct err *err);

/* What the setting is now, in words, in the program arena: for doctor. */
struct str setting_show(struct app *app, const struct setting *row);

/* Who gave the setting of that option its value. */
enum setting_source setting_source_of(const struct app *app, struct str option);

/* "command line", "environment", "configuration file", "default". */
const char *setting_source_word(enum setting_source source);

/* Is `word` (n bytes) one of the choices "a|b|c"? *index receives its place. */
bool option_choice(const char *choices, struct str word, size_t *index);

/* Takes every setting out of a configuration file's text; `file` is for messages. */
bool config_parse(struct app *app, struct str file, struct str text, struct err *err);

#endif
