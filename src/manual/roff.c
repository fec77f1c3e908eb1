/* manual/roff.c - manual pages: of the program, and of each command. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "manual/forms.h"
#include "rolehop/app/options.h"
#include "rolehop/tui/tui.h"

/* Text for roff: a leading dot or quote, backslashes and hyphens are not taken as commands. */
static void put_roff(const char *text)
{
	if (*text == '.' || *text == '\'')
		printf("\\&");
	for (; *text; text++) {
		if (*text == '\\')
			printf("\\e");
		else if (*text == '-')
			printf("\\-");
		else if (*text == '\'')
			printf("\\(aq");
		else if (*text == '`')
			printf("\\(ga");
		else
			putchar(*text);
	}
}

static void put_roff_line(const char *before, const char *text, const char *after)
{
	printf("%s", before);
	put_roff(text);
	printf("%s", after);
}

static void put_man_option(const struct option *option)
{
	const char *value = option->choices ? option->choices : option->value;
	put_roff_line(".TP\n.B \\-\\-", option->name, "");
	if (value)
		put_roff_line(" ", value, "");
	printf("%s\n", option->repeats ? "..." : "");
	put_roff(option->help);
	printf("\n");
}

static void put_man_statuses(const struct exit_status *status)
{
	for (; status->when; status++) {
		printf(".TP\n.B %d\n", status->status);
		put_roff(status->when);
		printf("\n");
	}
}

static void put_man_head(const char *name, const char *summary)
{
	printf(".\\\" Printed by `rolehop manual man` from the program's own tables.\n");
	printf(".TH ");
	for (const char *c = name; *c; c++)
		putchar(ascii_upper(*c));
	printf(" 1 \"\" \"rolehop %s\"\n.SH NAME\n", cli_version());
	put_roff_line("", name, " \\- ");
	put_roff(summary);
	printf("\n");
}

/* Paragraphs; a line that opens an item of a list becomes one. */
static void put_man_about(const char *const *about)
{
	for (size_t i = 0; about && about[i]; i++) {
		bool item = strncmp(about[i], "- ", 2) == 0;
		printf(item ? ".IP \\(bu 2\n" : i ? ".PP\n" : "");
		put_roff(about[i] + (item ? 2 : 0));
		printf("\n");
	}
}

void manual_man_command(const struct command *command)
{
	char name[64];
	snprintf(name, sizeof(name), "rolehop-%s", command->name);
	put_man_head(name, command->summary);
	printf(".SH SYNOPSIS\n.nf\n");
	for (size_t i = 0; command->usage[i]; i++)
		put_roff_line(".B rolehop ", command->usage[i], "\n");
	printf(".fi\n");
	if (command->about && command->about[0]) {
		printf(".SH DESCRIPTION\n");
		put_man_about(command->about);
	}
	if (command->options && command->options->name)
		printf(".SH OPTIONS\nThose that every command takes are in\n.BR rolehop (1).\n");
	for (const struct option *o = command->options; o && o->name; o++)
		put_man_option(o);
	if (command->examples->command)
		printf(".SH EXAMPLES\n");
	for (const struct example *e = command->examples; e->command; e++) {
		put_roff_line(e == command->examples ? "" : ".PP\n", e->what, "\n");
		put_roff_line(".PP\n.nf\n.RS\n", e->command, "\n.RE\n.fi\n");
	}
	printf(".SH EXIT STATUS\n");
	put_man_statuses(command->exits);
	printf(".SH SEE ALSO\n.BR rolehop (1)\n");
}

static void put_man_settings(void)
{
	const struct setting *row;
	for (size_t i = 0; (row = setting_row(i)); i++)
		put_man_option(&row->option);
}

static void put_man_tail(void)
{
	const struct variable *variable;
	const struct exit_status *status;
	printf(".SH EXIT STATUS\n");
	for (size_t i = 0; (status = cli_exit_status(i)); i++) {
		printf(".TP\n.B %d\n", status->status);
		put_roff(status->when);
		printf("\n");
	}
	printf(".SH ENVIRONMENT\n");
	for (size_t i = 0; (variable = cli_variable(i)); i++) {
		printf(".TP\n.B %s\n", variable->name);
		put_roff(variable->help);
		printf("\n");
	}
}

static void put_man_keys(void)
{
	const struct tui_action_info *action;
	printf(".SH KEYS\nThe explorer shows the keys of each of its panes with\n.BR ? .\n");
	for (size_t i = 0; (action = tui_action_info(i)); i++) {
		put_roff_line(".TP\n.B ", action->keys, "\n");
		put_roff(action->help);
		if (strcmp(action->where, "everywhere") != 0)
			put_roff_line(" (", action->where, ")");
		printf("\n");
	}
}

static void put_man_commands(void)
{
	const struct command *command;
	printf(".SH COMMANDS\nEach has a page of its own.\n");
	for (size_t i = 0; (command = command_row(i)); i++) {
		put_roff_line(".TP\n.BR rolehop\\-", command->name, " (1)\n");
		put_roff(command->summary);
		printf(".\n");
	}
}

void manual_man(void)
{
	put_man_head("rolehop",
		     "shows why a cross-account call succeeds or fails with AccessDenied");
	printf(".SH SYNOPSIS\n.B rolehop\n[option]...\n.br\n.B rolehop\ncommand [option]...\n"
	       ".SH DESCRIPTION\n"
	       "rolehop browses an inventory of AWS accounts, IAM roles, trust relationships and "
	       "Step Functions\n"
	       "state machines offline. For every Task that assumes a role in another account, and "
	       "for any chain\n"
	       "of roles, it shows whether AWS would allow the call and, if not, which statement "
	       "of which policy\n"
	       "refuses. Allowed and denied are proved from what was collected; anything else is "
	       "unknown.\n");
	put_roff_line(".PP\nWithout a command: ", command_explore()->summary, ".\n");
	printf(".SH OPTIONS\n");
	put_man_settings();
	put_man_commands();
	put_man_keys();
	put_man_tail();
	printf(".SH FILES\n.TP\n.I $XDG_CONFIG_HOME/rolehop/config\nSettings, lines\n.BR \"key = "
	       "value\" .\n"
	       ".TP\n.I $XDG_CONFIG_HOME/rolehop/keys.conf\nKeys of your own, lines\n"
	       ".BR \"action = key...\" .\n"
	       ".TP\n.I $XDG_CONFIG_HOME/rolehop/commands.conf\nCommands of your own, lines\n"
	       ".BR \"name = key command\" .\n"
	       ".TP\n.I $XDG_CONFIG_HOME/rolehop/themes/NAME.theme\nColours of your own, lines\n"
	       ".BR \"role = look\" .\n"
	       ".TP\n.I $XDG_STATE_HOME/rolehop/state\nWhat the explorer keeps from one run to the "
	       "next: bookmarks, lines typed, orders and columns, the tab, the theme.\n"
	       ".TP\n.I $XDG_STATE_HOME/rolehop/log\nWhat the explorer has to say beside its "
	       "answers, as ! shows it.\n"
	       ".TP\n.I $XDG_DATA_HOME/rolehop/inventory.db\nThe inventory, readable by its owner "
	       "alone.\n");
}
