/* cli/commands.h - the table of commands, for the command line, help, completion and the manual. */
#ifndef ROLEHOP_CLI_COMMANDS_H
#define ROLEHOP_CLI_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/app/options.h"
#include "rolehop/base/err.h"

struct cli;

struct example {
	const char *what; /* one line */
	const char
	    *command; /* as typed; runs as it stands over an inventory of the built-in example */
};

struct exit_status {
	int status;
	const char *when;
};

/* What may stand behind a command besides options. */
enum words_kind { WORDS_NONE, WORDS_FILES, WORDS_CHOICE, WORDS_TEXT };

/* One command: all there is to say of it and the function that does it. Arrays end in an empty row.
 */
struct command {
	const char *name;
	const char *const *usage; /* lines, each without "rolehop " */
	const char *summary;	  /* one line, no full stop */
	const char *const
	    *about; /* paragraphs, those that begin with "- " items of a list; or NULL */
	const struct option *options;
	enum words_kind words;
	const char *choices; /* of WORDS_CHOICE: "a|b" */
	size_t min_words;
	size_t max_words;
	const struct example *examples;
	const struct exit_status *exits;
	bool works_unconfigured; /* a damaged configuration file does not stop it */
	bool has_one_snapshot;	 /* --at makes no sense */
	bool account_chooses;	 /* --account does more than say where a template goes */
	bool (*run)(struct cli *cli, struct err *err);
};

/* Row i, or NULL past the last one. */
const struct command *command_row(size_t i);
const struct command *command_find(struct str name);

/* What `rolehop` alone does; not among the rows. */
const struct command *command_explore(void);

/* The settings that `--help`, the manual and completion list come from setting_row (app/options.h).
 */

#define ROLEHOP_VERSION "0.1.0"
const char *cli_version(void);

/* A variable of the environment that rolehop heeds. */
struct variable {
	const char *name;
	const char *help;
};
const struct variable *cli_variable(size_t i);

/* The exit statuses that all commands share. */
const struct exit_status *cli_exit_status(size_t i);

#endif
