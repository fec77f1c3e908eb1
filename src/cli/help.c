/* cli/help.c - help for people, printed from the tables. */
#include <string.h>

#include "cli/run.h"
#include "rolehop/base/width.h"

enum { INDENT = 2, HELP_COLUMN = 28 };

/* "--db FILE" and its help, wrapped behind a column. */
static void put_entry(struct out *out, struct str left, const char *help)
{
	out_pad(out, INDENT);
	out_text(out, TELL_STRONG, left);
	size_t at = INDENT + width_text(left);
	if (at + 2 > HELP_COLUMN) {
		out_end_line(out);
		at = 0;
	}
	out_wrap(out, HELP_COLUMN, at, help);
}

static void put_heading(struct out *out, const char *text)
{
	out_end_line(out);
	out_text(out, TELL_STRONG, str_from(text));
	out_end_line(out);
}

static void put_option(struct cli *cli, const struct option *option)
{
	const char *value = option->choices ? option->choices : option->value;
	struct str left = arena_printf(cli->arena, "--%s%s%s%s", option->name, value ? " " : "",
				       value ? value : "", option->repeats ? "..." : "");
	put_entry(&cli->out, left, option->help);
}

static void put_settings(struct cli *cli, bool explorer)
{
	const struct setting *row;
	for (size_t i = 0; (row = setting_row(i)); i++)
		if (row->explorer == explorer)
			put_option(cli, &row->option);
}

static void put_usage(struct cli *cli, const struct command *command)
{
	for (size_t i = 0; command->usage[i]; i++)
		out_line(&cli->out, "%s rolehop %s", i ? "      " : "usage:", command->usage[i]);
}

static void put_examples(struct cli *cli, const struct command *command)
{
	put_heading(&cli->out, "Examples");
	for (const struct example *e = command->examples; e->command; e++) {
		out_wrap(&cli->out, INDENT, 0, e->what);
		out_line(&cli->out, "    $ %s", e->command);
	}
}

static void put_statuses(struct cli *cli, const struct command *command)
{
	put_heading(&cli->out, "Exit status");
	for (const struct exit_status *s = command->exits; s->when; s++)
		put_entry(&cli->out, arena_printf(cli->arena, "%d", s->status), s->when);
}

void help_command(struct cli *cli, const struct command *command)
{
	struct out *out = &cli->out;
	out_printf(out, TELL_STRONG, "rolehop %s", command->name);
	out_line(out, " - %s", command->summary);
	out_end_line(out);
	put_usage(cli, command);
	for (size_t i = 0; command->about && command->about[i]; i++) {
		bool item = command->about[i][0] == '-';
		if (!item)
			out_end_line(out);
		out_wrap(out, item ? INDENT : 0, 0, command->about[i]);
	}
	if (command->options && command->options->name)
		put_heading(out, "Options");
	for (const struct option *o = command->options; o && o->name; o++)
		put_option(cli, o);
	put_heading(out, "Everywhere");
	put_settings(cli, false);
	put_examples(cli, command);
	put_statuses(cli, command);
}

void help_all(struct cli *cli)
{
	struct out *out = &cli->out;
	const struct command *command;
	const struct variable *variable;
	const struct exit_status *status;
	out_text(out, TELL_STRONG, STR("rolehop"));
	out_line(out, " - shows why a cross-account call succeeds or fails with AccessDenied");
	out_end_line(out);
	out_line(out, "usage: rolehop [OPTION]...");
	out_line(out, "       rolehop COMMAND [OPTION]...");
	put_heading(out, "Commands");
	put_entry(out, STR("(none)"), command_explore()->summary);
	for (size_t i = 0; (command = command_row(i)); i++)
		put_entry(out, str_from(command->name), command->summary);
	put_heading(out, "Everywhere");
	put_settings(cli, false);
	put_entry(out, STR("--help, --version"),
		  "help for the program or the command; its version");
	put_heading(out, "The explorer (rolehop, rolehop demo)");
	put_settings(cli, true);
	put_heading(out, "Environment");
	for (size_t i = 0; (variable = cli_variable(i)); i++)
		put_entry(out, str_from(variable->name), variable->help);
	put_heading(out, "Exit status");
	for (size_t i = 0; (status = cli_exit_status(i)); i++)
		put_entry(out, arena_printf(cli->arena, "%d", status->status), status->when);
	out_end_line(out);
	out_line(out, "rolehop COMMAND --help says more, with an example.");
}

static bool run_help(struct cli *cli, struct err *err)
{
	const struct command *command;
	if (!cli->args.n_words) {
		help_all(cli);
		return true;
	}
	command = command_find(str_from(cli->args.words[0]));
	if (!command)
		return args_refuse_command(str_from(cli->args.words[0]), err);
	help_command(cli, command);
	return true;
}

/* clang-format off */
const struct command cmd_help = {
	.name = "help",
	.usage = (const char *const[]){"help [COMMAND]", NULL},
	.summary = "this help, or that of a command",
	.words = WORDS_TEXT,
	.max_words = 1,
	.examples = (const struct example[]){
		{"How to ask for a trace.", "rolehop help trace"},
		{NULL, NULL},
	},
	.exits = (const struct exit_status[]){{0, "done"}, {3, "there is no such command"}, {0, NULL}},
	.works_unconfigured = true,
	.run = run_help,
};
/* clang-format on */
