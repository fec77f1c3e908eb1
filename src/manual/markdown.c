/* manual/markdown.c - commands, keys, themes, gates and causes as Markdown pages. */
#include "manual/forms.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "rolehop/app/options.h"
#include "rolehop/trace/causes.h"
#include "rolehop/trace/risks.h"
#include "rolehop/trace/trace.h"
#include "rolehop/tui/tui.h"

/* Text inside a table: a bar would end its cell. */
static void put_cell(const char *text)
{
	for (; *text; text++) {
		if (*text == '|')
			putchar('\\');
		putchar(*text);
	}
}

static void put_option_row(const struct option *option)
{
	const char *value = option->choices ? option->choices : option->value;
	printf("| `--%s%s", option->name, value ? " " : "");
	if (value)
		put_cell(value);
	printf("`%s | ", option->repeats ? "..." : "");
	put_cell(option->help);
	printf(" |\n");
}

static void put_statuses(const struct exit_status *status)
{
	printf("\nExit status:\n\n");
	for (; status->when; status++)
		printf("- %d: %s\n", status->status, status->when);
}

static void put_options(const struct option *option)
{
	if (!option || !option->name)
		return;
	printf("\n| option | |\n|---|---|\n");
	for (; option->name; option++)
		put_option_row(option);
}

/* An item of a list stands close under the line before it. */
static bool is_item(const char *paragraph)
{
	return strncmp(paragraph, "- ", 2) == 0;
}

static void put_command(const struct command *command)
{
	printf("\n## rolehop%s%s\n\n", command->name[0] ? " " : "", command->name);
	printf("%c%s.\n\n```\n", ascii_upper(command->summary[0]), command->summary + 1);
	for (size_t i = 0; command->usage[i]; i++)
		printf("rolehop %s\n", command->usage[i]);
	printf("```\n");
	for (size_t i = 0; command->about && command->about[i]; i++)
		printf("%s%s\n", i && is_item(command->about[i]) ? "" : "\n", command->about[i]);
	put_options(command->options);
	for (const struct example *e = command->examples; e->command; e++)
		printf("\n%s\n\n```\n$ %s\n```\n", e->what, e->command);
	put_statuses(command->exits);
}

static void put_settings(bool explorer)
{
	const struct setting *row;
	for (size_t i = 0; (row = setting_row(i)); i++)
		if (row->explorer == explorer)
			put_option_row(&row->option);
}

static void put_setting_keys(void)
{
	const struct setting *row;
	printf("\n## Settings\n\n"
	       "`$XDG_CONFIG_HOME/rolehop/config` holds lines `key = value`; a line that begins "
	       "with `#` is a\n"
	       "comment. The environment wins over the file, the command line over both.\n\n"
	       "| key | without it | variable | |\n|---|---|---|---|\n");
	for (size_t i = 0; (row = setting_row(i)); i++) {
		if (!row->key)
			continue;
		printf("| `%s` | %s | %s%s%s | ", row->key, row->initial ? row->initial : "",
		       row->env ? "`" : "", row->env ? row->env : "", row->env ? "`" : "");
		put_cell(row->option.help);
		printf(" |\n");
	}
}

static void put_theme_list(void)
{
	struct arena arena = {0};
	struct theme theme;
	printf("| theme | |\n|---|---|\n");
	for (size_t i = 0; theme_builtin(&arena, i, &theme); i++)
		printf("| `%.*s` | %.*s |\n", STR_ARG(theme.name), STR_ARG(theme.about));
	arena_release(&arena);
}

void manual_themes(void)
{
	printf(
	    "# Themes\n\n"
	    "This page is printed by `rolehop manual themes` from the program's own tables.\n\n");
	put_theme_list();
	printf(
	    "\n"
	    "`--theme NAME` takes one for a run, `theme = NAME` in the configuration file for all "
	    "of them. In the\n"
	    "explorer `T` lists them and shows each as the cursor comes to it, Enter keeps it and "
	    "Esc goes back;\n"
	    "`:theme NAME` changes at once. `NO_COLOR` or `--color never` means `mono`, whatever "
	    "theme is asked for.\n"
	    "A verdict is always a word in brackets too, so no theme hides one.\n\n"
	    "Themes of 256 or 24 bit colours bring their own background. 24 bit colours are sent "
	    "as they are where\n"
	    "`COLORTERM` is `truecolor` or `24bit` and the system describes such a terminal; "
	    "elsewhere the nearest\n"
	    "of 256, 16 or 8 colours are, kept apart from what is behind them.\n\n"
	    "## Your own\n\n"
	    "`NAME.theme` is looked for in `$ROLEHOP_THEMES`, in `themes` beside the "
	    "configuration file, beside\n"
	    "the program and then among those above; a NAME with a slash is the file itself. It "
	    "has lines\n"
	    "`role = look`, and `about = one line`; a line that begins with `#` is a comment. A "
	    "look is\n"
	    "`FG on BG ATTRIBUTE...`, each part optional. Colours are `default`, `black`, `red`, "
	    "`green`, `yellow`,\n"
	    "`blue`, `magenta`, `cyan`, `white`, the same with `bright-`, `0`-`255` or `#rrggbb`; "
	    "attributes are\n"
	    "`bold`, `dim`, `underline`, `reverse`, `italic`. A colour that is left out is that of "
	    "the role `text`,\n"
	    "`default` is the terminal's own. A role that is not named looks as in `mono`.\n\n"
	    "```\n"
	    "about = black on white, and little else\n"
	    "text = 16 on 231\n"
	    "deny = 231 on 160 bold\n"
	    "cursor = on 254\n"
	    "```\n\n"
	    "| role | is |\n|---|---|\n");
	for (int i = 0; i < THEME_ROLE_COUNT; i++) {
		printf("| `%s` | ", theme_role_name((enum theme_role)i));
		put_cell(theme_role_about((enum theme_role)i));
		printf(" |\n");
	}
}

void manual_commands(void)
{
	const struct command *command;
	const struct variable *variable;
	const struct exit_status *status;
	printf(
	    "# Commands\n\n"
	    "This page is printed by `rolehop manual commands` from the program's own tables.\n\n"
	    "| command | does |\n|---|---|\n| `rolehop` | %s |\n",
	    command_explore()->summary);
	for (size_t i = 0; (command = command_row(i)); i++)
		printf("| `rolehop %s` | %s |\n", command->name, command->summary);
	printf("\n## Everywhere\n\nOptions may stand before or behind the command; `--no-NAME` "
	       "undoes one that takes\n"
	       "no value.\n\n| option | |\n|---|---|\n");
	put_settings(false);
	printf("| `--help`, `--version` | help for the program or the command; its version |\n");
	printf("\nThe explorer (`rolehop`, `rolehop demo`) has these, too:\n\n| option | "
	       "|\n|---|---|\n");
	put_settings(true);
	printf("\nExit status:\n\n");
	for (size_t i = 0; (status = cli_exit_status(i)); i++)
		printf("- %d: %s\n", status->status, status->when);
	put_setting_keys();
	printf("\n## Environment\n\n| variable | |\n|---|---|\n");
	for (size_t i = 0; (variable = cli_variable(i)); i++)
		printf("| `%s` | %s |\n", variable->name, variable->help);
	printf("\nWhat a theme is, and which there are: [themes.md](themes.md).\n");
	put_command(command_explore());
	for (size_t i = 0; (command = command_row(i)); i++)
		put_command(command);
}

static void put_keys(bool everywhere)
{
	const struct tui_action_info *action;
	for (size_t i = 0; (action = tui_action_info(i)); i++) {
		if ((strcmp(action->where, "everywhere") == 0) != everywhere)
			continue;
		printf("| ");
		put_cell(action->keys);
		printf(" | ");
		put_cell(action->help);
		printf(" | ");
		if (!everywhere)
			printf("%s | ", action->where);
		printf("`%s` |\n", action->name);
	}
}

static void put_verbs(void)
{
	const struct tui_verb_info *verb;
	printf("\n## After a colon\n\n"
	       "Every action by its name, or as much of it as no other begins with, and these; Tab "
	       "completes.\n\n| command | does "
	       "|\n|---|---|\n");
	for (size_t i = 0; (verb = tui_verb_info(i)); i++) {
		printf("| `:%s %s` | ", verb->name, verb->value);
		put_cell(verb->help);
		printf(" |\n");
	}
}

void manual_keys(void)
{
	printf("# Keys\n\n"
	       "This page is printed by `rolehop manual keys` from the explorer's own table; `?` "
	       "shows there\n"
	       "what can be done at the moment. Text that is pasted where nothing is typed opens "
	       "what it is "
	       "about: an\n"
	       "ARN, or a denial, as `rolehop explain` takes it.\n\n"
	       "## Everywhere\n\n| key | does | action |\n|---|---|---|\n");
	put_keys(true);
	printf("\n## In some panes\n\n| key | does | where | action |\n|---|---|---|---|\n");
	put_keys(false);
	printf(
	    "\n`g` and `l` are what they are in vim and k9s, in every pane: `gg` goes to the first "
	    "row, "
	    "`l` goes on (into\na row, to the box at the right, to the next evidence). So `D` "
	    "draws, beside `d` for differences,\nand lists again what was drawn. Where the habits "
	    "differ, "
	    "keys.conf gives `g` or `l` another action.\n");
	put_verbs();
	printf(
	    "\n## What you live with\n\n"
	    "`i` on a finding, or on a whole cause, workflow or account, asks why it is ignored "
	    "and puts "
	    "that into\n`$XDG_CONFIG_HOME/rolehop/ignored`: lines `RULE ARN [STATE] # reason`, in "
	    "which `*` stands for anything.\n`rolehop scan --ignore` takes the file, too. `i` on "
	    "what is "
	    "ignored takes the line away; `a` shows what is.\n");
	printf(
	    "\n## Your own keys\n\n"
	    "`$XDG_CONFIG_HOME/rolehop/keys.conf` holds lines `ACTION = KEY...`: the keys of an "
	    "action instead of\n"
	    "those above; none means none. A key is a character, two of them typed one after the "
	    "other (`gg`), or\n"
	    "a name: Enter, Space, Tab, Shift-Tab, Esc, Backspace, Delete, Insert, Home, End, "
	    "PgUp, PgDn, Up, Down,\n"
	    "Left, Right, F1 to F12, Ctrl-A. A line that begins with `#` is a comment. A key "
	    "that would mean two\n"
	    "things is refused, with the line that says so. Hints and help show the keys that "
	    "hold.\n\n"
	    "```\ndown = j Down Ctrl-N\nup = k Up Ctrl-P\npage-up = PgUp\nhelp = ? F1\n"
	    "```\n");
	printf(
	    "\n## Your own commands\n\n"
	    "`$XDG_CONFIG_HOME/rolehop/commands.conf` holds lines `NAME = KEY COMMAND`. The key, "
	    "or "
	    "`:NAME`, gives\n"
	    "the terminal to `sh -c COMMAND`, which finds in its environment `ROLEHOP_ARN` (what "
	    "the cursor is on),\n"
	    "`ROLEHOP_ARNS` (all marked rows, a line each), `ROLEHOP_ACCOUNT`, `ROLEHOP_REGION` "
	    "and "
	    "`ROLEHOP_DB`.\n"
	    "rolehop itself changes nothing anywhere; what these commands do is yours.\n\n"
	    "```\n"
	    "get-role = Ctrl-R aws iam get-role --role-name \"${ROLEHOP_ARN##*/}\" | less\n"
	    "ticket = F5 printf '%%s\\n' \"$ROLEHOP_ARNS\" >> roles-to-check.txt\n"
	    "```\n");
}

static void put_gates(void)
{
	printf("| gate | asks whether | whose account |\n|---|---|---|\n");
	for (int g = 0; g < GATE_COUNT; g++)
		printf("| `%s` | %s | %s |\n", gate_name((enum gate)g), gate_claim((enum gate)g),
		       gate_whose((enum gate)g));
}

static void put_cause(const char *name, const char *severity, const char *title, const char *advice)
{
	printf("| `%s` | %s | **", name, severity);
	put_cell(title);
	printf(".** ");
	put_cell(advice);
	printf(" |\n");
}

void manual_causes(void)
{
	const struct cause *cause;
	const struct risk_kind *risk;
	const char *head = "| name | severity | what it is |\n|---|---|---|\n";
	printf("# Gates, root causes, findings\n\n"
	       "This page is printed by `rolehop manual causes` from the program's own tables.\n\n"
	       "## Gates\n\n"
	       "What must hold for one request, in the order in which a denial is told. Every hop "
	       "of a trace lists\n"
	       "them all; one that does not arise is `not-applicable`.\n\n");
	put_gates();
	printf(
	    "\n## Root causes\n\n"
	    "What a trace that is not allowed shows (`cause`); `scan` reports them as findings. A "
	    "denial that none\n"
	    "of them fits is `denied`, what cannot be told `unknown`, and what is allowed only on "
	    "an assumption\n"
	    "`incomplete`.\n\n%s",
	    head);
	for (size_t i = 0; (cause = cause_row(i)); i++)
		if (cause_is_first(i))
			put_cause(cause->name, cause->severity, cause->title, cause->advice);
	printf("\n## Findings\n\n"
	       "What `scan` reports beside the Tasks.\n\n%s",
	       head);
	for (size_t i = 0; (risk = risk_kind_row(i)); i++)
		put_cause(risk->name, risk->severity, risk->title, risk->advice);
}
