/* cli/cmd_explore.c - `rolehop` alone: the explorer, or a way to an inventory where there is none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/import.h"
#include "cli/run.h"
#include "cli/sync.h"
#include "rolehop/app/paths.h"

/* ---- what a first start offers ----------------------------------------------------------------
 */

/* A line that the user types, without its end; false at the end of the input. */
static bool ask(struct cli *cli, const char *prompt, struct str *out)
{
	char *line = NULL;
	size_t size = 0;
	out_raw(&cli->out, str_from(prompt));
	fflush(cli->out.file);
	ssize_t n = getline(&line, &size, stdin);
	if (n >= 0)
		*out = str_trim(arena_str(cli->arena, (struct str){line, (size_t)n}));
	free(line);
	return n >= 0;
}

/* Imports what the user names; *done false where it was given up, or what went wrong was told. */
static bool offer_import(struct cli *cli, bool *done, struct err *err)
{
	struct import_options options = {0};
	struct str path = {0};
	*done = false;
	out_line(&cli->out, "A folder with answers of the AWS CLI, such as those of");
	out_line(&cli->out, "    aws iam get-account-authorization-details");
	out_line(&cli->out, "    aws stepfunctions describe-state-machine --state-machine-arn ARN");
	if (!ask(cli, "File or folder: ", &path) || !path.n)
		return true;
	const char *paths[] = {paths_expand(cli->arena, path)};
	*done = import_paths(cli, paths, 1, &options, false, err);
	if (*done || err->kind == ERR_INTERRUPTED || err->kind == ERR_USAGE)
		return *done;
	out_text(&cli->out, TELL_DENY, str_from(err->text));
	out_end_line(&cli->out);
	return true;
}

static bool offer_sync(struct cli *cli, bool *done, struct err *err)
{
	struct str profile = {0};
	*done = false;
	out_line(
	    &cli->out,
	    "Only to read, and only now: what only looks at the inventory never uses the network.");
	if (!ask(cli, "Profile of the AWS CLI (empty: the usual one): ", &profile))
		return true;
	return sync_profile(cli, profile, done, err);
}

static bool open_explorer(struct cli *cli, struct err *err)
{
	cli->status = 0;
	cli->explore = true;
	return app_open(cli->app, err);
}

/* One round of the offer; *over once it is settled. */
static bool offer_once(struct cli *cli, bool *over, struct err *err)
{
	struct str answer = STR("q");
	bool filled = false;
	ask(cli, "[d]emo, [s]ync, [i]mport or [q]uit? ", &answer);
	*over = true;
	switch (answer.n ? answer.p[0] : 'd') {
	case 'd':
	case 'D':
		cli->explore = true;
		return app_open_demo(cli->app, err);
	case 'i':
	case 'I':
		if (!offer_import(cli, &filled, err))
			return false;
		*over = filled;
		return !filled || open_explorer(cli, err);
	case 's':
	case 'S':
		if (!offer_sync(cli, &filled, err))
			return false;
		*over = filled;
		return !filled || open_explorer(cli, err);
	case 'q':
	case 'Q':
		return true;
	default:
		*over = false;
		return true;
	}
}

static bool offer(struct cli *cli, struct err *err)
{
	bool over = false;
	out_line(&cli->out, "There is no inventory yet (it would be %s).", cli->app->settings.db);
	out_line(&cli->out, "  d  explore the built-in example of two accounts (rolehop demo)");
	out_line(&cli->out, "  s  collect your account from AWS (rolehop sync)");
	out_line(&cli->out, "  i  import what the AWS CLI printed (rolehop import PATH...)");
	out_line(&cli->out, "  q  quit");
	while (!over)
		if (!offer_once(cli, &over, err))
			return false;
	return true;
}

/* ---- without a terminal -----------------------------------------------------------------------
 */

static bool refuse(const struct cli *cli, bool inventory, struct err *err)
{
	if (inventory)
		return err_set(err, ERR_USAGE,
			       "the explorer needs a terminal. For text type, for instance: "
			       "rolehop list machines, rolehop trace --machine ARN, rolehop demo");
	return err_set(
	    err, ERR_USAGE,
	    "the explorer needs a terminal, and there is no inventory at %s yet. Type: "
	    "rolehop demo (the built-in example), rolehop sync, or rolehop import PATH...",
	    cli->app->settings.db ? cli->app->settings.db : "(no home folder: give --db)");
}

/* Is there anything to explore? An inventory that was made but never filled is none. */
static bool has_snapshot(struct cli *cli, bool *found, struct err *err)
{
	struct snapshot snapshot;
	*found = false;
	return app_open(cli->app, err) &&
	       store_snapshot(cli->app->store, cli->arena, &snapshot, found, err);
}

static bool run_explore(struct cli *cli, struct err *err)
{
	bool terminal = isatty(STDIN_FILENO) == 1 && cli->out.terminal;
	bool inventory = false;
	if (!app_find_inventory(cli->app, &inventory, err))
		return false;
	if (!terminal && !cli->app->settings.play)
		return refuse(cli, inventory, err);
	if (inventory && !has_snapshot(cli, &inventory, err))
		return false;
	if (inventory)
		return open_explorer(cli, err);
	return terminal ? offer(cli, err) : refuse(cli, inventory, err);
}

/* clang-format off */
const struct command cmd_explore = {
	.name = "",
	.usage = (const char *const[]){"[OPTION]...", NULL},
	.summary = "open the explorer on the inventory",
	.about = (const char *const[]){
		"With no inventory yet, rolehop offers the built-in example or an import.",
		NULL,
	},
	.examples = (const struct example[]){
		{"The explorer on another inventory.", "rolehop --db audit.db"},
		{NULL, NULL},
	},
	.exits = (const struct exit_status[]){
		{0, "done"},
		{3, "standard output is no terminal"},
		{5, "the inventory cannot be read, or the terminal not used"},
		{0, NULL},
	},
	.run = run_explore,
};
/* clang-format on */
