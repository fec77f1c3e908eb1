/* cli/run.h - what a running command has at hand. */
#ifndef ROLEHOP_CLI_RUN_H
#define ROLEHOP_CLI_RUN_H

#include <stdbool.h>

#include "cli/args.h"
#include "cli/out.h"
#include "rolehop/app/app.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/trace/findings.h"

struct cli {
	struct app *app;
	struct arena *arena; /* the program's */
	struct args args;
	struct out out;	  /* standard output: answers */
	struct out notes; /* standard error: progress, warnings, errors */
	int status;	  /* of the program, where the command succeeds */
	bool explore;	  /* go on into the explorer */
};

/* The commands; each is the last thing in its own file. */
extern const struct command cmd_import;
extern const struct command cmd_sync;
extern const struct command cmd_trace;
extern const struct command cmd_scan;
extern const struct command cmd_diff;
extern const struct command cmd_export;
extern const struct command cmd_merge;
extern const struct command cmd_explain;
extern const struct command cmd_simulate;
extern const struct command cmd_who_can;
extern const struct command cmd_list;
extern const struct command cmd_show;
extern const struct command cmd_demo;
extern const struct command cmd_doctor;
extern const struct command cmd_completion;
extern const struct command cmd_help;
extern const struct command cmd_version;
extern const struct command cmd_explore;

/* app_open, and one read transaction for the whole answer. */
bool cli_open(struct cli *cli, struct err *err);

/* The same, and what --with supposes laid over it. For commands that have the option. */
bool cli_open_supposed(struct cli *cli, struct err *err);

/* The same for commands that read much of the inventory: the file is mapped (store_map), and where
 * it is cut short meanwhile the program says so and ends. */
bool cli_open_for_much(struct cli *cli, struct err *err);

/* The rows of --with in a command's table of options. */
#define OPTION_WITH                                                                                \
	{"with",                                                                                   \
	 OPTION_TEXT,                                                                              \
	 "[WHAT=]FILE",                                                                            \
	 NULL,                                                                                     \
	 true,                                                                                     \
	 "suppose this document: WHAT is an ARN, trust:ARN, boundary:ARN, policy:ARN/NAME or "     \
	 "scp:TARGET; without it the file is in an import shape, a template or plan too, which "   \
	 "ACCOUNT or ACCOUNT/REGION before it says where to deploy"},                              \
	    {"region", OPTION_TEXT, "REGION",                                                      \
	     NULL,     false,	    "the Region that a template of --with is deployed to"},        \
	{                                                                                          \
		"parameter", OPTION_TEXT, "NAME=VALUE", NULL, true,                                \
		    "a parameter of a template of --with, or what else it leaves open, by the "    \
		    "name "                                                                        \
		    "that is told"                                                                 \
	}

/* Likewise, for commands that have no --account of their own. */
#define OPTION_WITH_ACCOUNT                                                                        \
	{                                                                                          \
		"account", OPTION_TEXT, "ID", NULL, false,                                         \
		    "the account that a template of --with is deployed to"                         \
	}

/* All of --parameter; ERR_USAGE where one is not NAME=VALUE. */
bool cli_parameters(struct cli *cli, const struct str **out, size_t *n, struct err *err);

/* Is --format json asked for? For commands that have the option. */
bool cli_wants_json(const struct cli *cli);

/* A JSON object of one line: begin writes {"rolehop":1, end prints it. */
void cli_json_begin(struct cli *cli, struct buf *buf, struct json_out *json);
void cli_json_end(struct cli *cli, struct json_out *json);

/* The line that ends a text answer: which snapshot it rests on, and how old that is. */
bool cli_tell_age(struct cli *cli, struct err *err);

/* "2026-11-25T03:12:00Z" of the snapshot that is read, or empty. */
bool cli_taken(struct cli *cli, struct str *out, struct err *err);

/* The answer tells of this Task without its ARNs: whose names a mask has to know all the same. */
void cli_learn_task(struct cli *cli, const struct task_answer *task);

/* A warning or note on standard error, unless --quiet. */
void cli_note(struct cli *cli, const char *fmt, ...) ATTR_PRINTF(2, 3);

/* help.c */
void help_all(struct cli *cli);
void help_command(struct cli *cli, const struct command *command);

/* cmd_trace.c, for the demo: traces one Task as text. */
bool trace_print_task(struct cli *cli, struct str machine, struct str state, struct err *err);

#endif
