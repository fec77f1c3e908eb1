/* cli/args.h - what the user typed, taken apart by the tables of settings and commands. */
#ifndef ROLEHOP_CLI_ARGS_H
#define ROLEHOP_CLI_ARGS_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/app/app.h"
#include "rolehop/base/err.h"
#include "rolehop/cli/commands.h"

/* An option of the command as it was given. */
struct arg {
	const struct option *option;
	const char *value; /* NULL for a flag */
};

struct args {
	const struct command *command; /* command_explore() where none was named */
	const struct arg *options;     /* in the order in which they were given */
	size_t n_options;
	const char *const *words; /* what is no option */
	size_t n_words;
	bool help;    /* --help */
	bool version; /* --version */
};

/*
 * Long options with "=" or a space before their value, "--" ends them, settings may stand before or
 * behind the command and go into app->settings; a setting that is a flag is undone by --no-NAME.
 * ERR_USAGE says what is wrong, and what was probably meant. out->command is set even then, where
 * it was known.
 */
bool args_parse(struct app *app, int argc, char *const *argv, struct args *out, struct err *err);

/* There is no such command: ERR_USAGE, with the one that was probably meant. */
bool args_refuse_command(struct str word, struct err *err);

/* The value given last for an option of the command, or NULL. */
const char *args_value(const struct args *args, const char *name);
struct str args_str(const struct args *args, const char *name); /* empty where not given */
bool args_has(const struct args *args, const char *name);
size_t args_count(const struct args *args, const char *name);

/* Every value of an option that may be repeated, in the order in which they were given. */
const struct str *args_all(struct arena *arena, const struct args *args, const char *name,
			   size_t *n);

#endif
