/* cli/cmd_completion.c - completion for bash, zsh and fish, printed from the tables. */
#include <string.h>

#include "cli/run.h"
#include "cli/values.h"

enum { WORD_MAX = 65536 };

/* "auto|always|never" as "auto always never". */
static struct str spaced(struct arena *arena, const char *choices)
{
	struct buf buf;
	struct str_split it = {str_from(choices), false};
	struct str part;
	buf_init(&buf, arena, WORD_MAX);
	while (str_next(&it, '|', &part))
		buf_printf(&buf, "%s%.*s", buf.n ? " " : "", STR_ARG(part));
	return buf_str(&buf);
}

/* Text for a single-quoted word of a shell; zsh's specs need more characters escaped. */
static struct str quoted(struct arena *arena, const char *text, const char *escaped)
{
	struct buf buf;
	buf_init(&buf, arena, WORD_MAX);
	for (const char *c = text; *c; c++) {
		if (*c == '\'') {
			buf_add(&buf, STR("'\\''"));
			continue;
		}
		if (strchr(escaped, *c))
			buf_add_char(&buf, '\\');
		buf_add_char(&buf, *c);
	}
	return buf_str(&buf);
}

static struct str command_names(struct arena *arena)
{
	const struct command *command;
	struct buf buf;
	buf_init(&buf, arena, WORD_MAX);
	for (size_t i = 0; (command = command_row(i)); i++)
		buf_printf(&buf, "%s%s", i ? " " : "", command->name);
	return buf_str(&buf);
}

/* ---- bash -------------------------------------------------------------------------------------
 */

/* `command` opens the quotes of a pattern; a star stands before them. */
static void bash_value(struct cli *cli, const char *command, const struct option *option)
{
	struct str choices;
	out_code(&cli->out, "\t%s --%s\")", command, option->name);
	switch (option->kind) {
	case OPTION_FILE:
		out_code(&cli->out, "\t\tcompopt -o filenames 2>/dev/null");
		out_code(&cli->out, "\t\tCOMPREPLY=($(compgen -f -- \"$cur\")) ;;");
		break;
	case OPTION_CHOICE:
		choices = spaced(cli->arena, option->choices);
		out_code(&cli->out, "\t\tCOMPREPLY=($(compgen -W \"%.*s\" -- \"$cur\")) ;;",
			 STR_ARG(choices));
		break;
	case OPTION_TEXT:
		if (values_are_known(option->name))
			out_code(&cli->out, "\t\t_rolehop_values %s; _rolehop_colons; return ;;",
				 option->name);
		else
			out_code(&cli->out, "\t\treturn ;;");
		break;
	case OPTION_FLAG:
		break;
	}
}

static void bash_values(struct cli *cli)
{
	const struct command *command;
	const struct setting *row;
	for (size_t i = 0; (command = command_row(i)); i++)
		for (const struct option *o = command->options; o && o->name; o++)
			if (o->kind != OPTION_FLAG)
				bash_value(cli, arena_printf(cli->arena, "\"%s", command->name).p,
					   o);
	for (size_t i = 0; (row = setting_row(i)); i++) {
		if (row->option.kind == OPTION_FLAG)
			continue;
		bash_value(cli, "*\"", &row->option);
	}
}

/* The options of a command, or with NULL the settings. */
static struct str option_words(struct arena *arena, const struct command *command)
{
	struct buf buf;
	const struct setting *row;
	buf_init(&buf, arena, WORD_MAX);
	for (const struct option *o = command ? command->options : NULL; o && o->name; o++)
		buf_printf(&buf, "--%s ", o->name);
	for (size_t i = 0; !command && (row = setting_row(i)); i++)
		buf_printf(&buf, "--%s ", row->option.name);
	if (!command)
		buf_add(&buf, STR("--help --version"));
	return buf_str(&buf);
}

static struct str words_of(struct arena *arena, const struct command *command)
{
	if (strcmp(command->name, "help") == 0)
		return command_names(arena);
	return command->words == WORDS_CHOICE ? spaced(arena, command->choices) : STR("");
}

static void bash_commands(struct cli *cli)
{
	const struct command *command;
	for (size_t i = 0; (command = command_row(i)); i++) {
		struct str options = option_words(cli->arena, command);
		struct str words = words_of(cli->arena, command);
		out_code(&cli->out,
			 "\t%s) options=\"%.*s$everywhere\" choices=\"%.*s\" files=%s values=%s ;;",
			 command->name, STR_ARG(options), STR_ARG(words),
			 command->words == WORDS_FILES ? "yes" : "",
			 values_are_known(command->name) ? command->name : "");
	}
}

/* The words of the line as typed: bash would part them at colons. */
static const char *const bash_helpers[] = {
    "_rolehop_words() {",
    "\tlocal line=${COMP_LINE:0:COMP_POINT}",
    "\t# shellcheck disable=SC2162 # a backslash keeps a blank inside its word",
    "\tread -a words <<<\"$line\"",
    "\t[[ $line == *[[:space:]] ]] && words+=('')",
    "\tcur=${words[-1]} prev=${words[-2]}",
    "\t[[ $cur == --*=* ]] && prev=${cur%%=*} cur=${cur#*=}",
    "}",
    "",
    "# Names from the inventory that is asked about.",
    "_rolehop_values() {",
    "\tlocal i value given=()",
    "\tfor ((i = 1; i < ${#words[@]} - 2; i++)); do",
    "\t\tcase ${words[i]} in",
    "\t\t--db | --at | --machine) given+=(\"${words[i]}\" \"${words[i + 1]}\") ;;",
    "\t\t--db=* | --at=* | --machine=*) given+=(\"${words[i]}\") ;;",
    "\t\tesac",
    "\tdone",
    "\twhile IFS= read -r value; do",
    "\t\t[[ $value == \"$cur\"* ]] && COMPREPLY+=(\"$(printf %q \"$value\")\")",
    "\tdone < <(rolehop completion --of \"$1\" \"${given[@]}\" 2>/dev/null)",
    "}",
    "",
    "# What bash takes for the word begins behind the last colon.",
    "_rolehop_colons() {",
    "\t[[ $cur == *:* && $COMP_WORDBREAKS == *:* ]] || return",
    "\tlocal i head=${cur%\"${cur##*:}\"}",
    "\tfor i in \"${!COMPREPLY[@]}\"; do",
    "\t\tCOMPREPLY[i]=${COMPREPLY[i]#\"$head\"}",
    "\tdone",
    "}",
    "",
    NULL,
};

static void print_bash(struct cli *cli)
{
	struct out *out = &cli->out;
	struct str names = command_names(cli->arena);
	struct str everywhere = option_words(cli->arena, NULL);
	out_code(out, "# rolehop: completion for bash. Use: source <(rolehop completion bash)");
	for (size_t i = 0; bash_helpers[i]; i++)
		out_code(out, "%s", bash_helpers[i]);
	out_code(out, "_rolehop() {");
	out_code(out, "\tlocal cur prev command= i options choices files values");
	out_code(out, "\tlocal -a words");
	out_code(out, "\tlocal everywhere=\"%.*s\"", STR_ARG(everywhere));
	out_code(out, "\t_rolehop_words");
	out_code(out, "\tfor ((i = 1; i < ${#words[@]} - 1; i++)); do");
	out_code(out, "\t\tcase \" %.*s \" in", STR_ARG(names));
	out_code(out, "\t\t*\" ${words[i]} \"*) command=${words[i]}; break ;;");
	out_code(out, "\t\tesac");
	out_code(out, "\tdone");
	out_code(out, "\tCOMPREPLY=()");
	out_code(out, "\tcase \"$command $prev\" in");
	bash_values(cli);
	out_code(out, "\tesac");
	out_code(out, "\t[[ ${#COMPREPLY[@]} -gt 0 ]] && return");
	out_code(out, "\tcase $command in");
	bash_commands(cli);
	out_code(out, "\t*) options=$everywhere choices=\"%.*s\" files= values= ;;",
		 STR_ARG(names));
	out_code(out, "\tesac");
	out_code(out, "\tif [[ $cur == -* ]]; then");
	out_code(out, "\t\tCOMPREPLY=($(compgen -W \"$options\" -- \"$cur\"))");
	out_code(out, "\telif [[ $files ]]; then");
	out_code(out, "\t\tcompopt -o filenames 2>/dev/null");
	out_code(out, "\t\tCOMPREPLY=($(compgen -f -- \"$cur\"))");
	out_code(out, "\telif [[ $values ]]; then");
	out_code(out, "\t\t_rolehop_values \"$values\"");
	out_code(out, "\t\t_rolehop_colons");
	out_code(out, "\telse");
	out_code(out, "\t\tCOMPREPLY=($(compgen -W \"$choices\" -- \"$cur\"))");
	out_code(out, "\tfi");
	out_code(out, "}");
	out_code(out, "complete -F _rolehop rolehop");
}

/* ---- zsh --------------------------------------------------------------------------------------
 */

/* What zsh does to complete an option's value. */
static struct str zsh_action(struct arena *arena, const struct option *option)
{
	struct str choices;
	switch (option->kind) {
	case OPTION_FILE:
		return STR("_files");
	case OPTION_CHOICE:
		choices = spaced(arena, option->choices);
		return arena_printf(arena, "(%.*s)", STR_ARG(choices));
	case OPTION_TEXT:
		if (values_are_known(option->name))
			return arena_printf(arena, "{_rolehop_values %s}", option->name);
		break;
	case OPTION_FLAG:
		break;
	}
	return STR(" ");
}

static void zsh_option(struct cli *cli, const struct option *option)
{
	struct str help = quoted(cli->arena, option->help, "[]:\\");
	struct str action = zsh_action(cli->arena, option);
	const char *repeats = option->repeats ? "*" : "";
	if (option->kind == OPTION_FLAG)
		out_code(&cli->out, "\t\t'%s--%s[%.*s]'", repeats, option->name, STR_ARG(help));
	else
		out_code(&cli->out, "\t\t'%s--%s=[%.*s]:%s:%.*s'", repeats, option->name,
			 STR_ARG(help), option->value, STR_ARG(action));
}

static void zsh_command(struct cli *cli, const struct command *command)
{
	struct str words = words_of(cli->arena, command);
	out_code(&cli->out, "\t%s)", command->name);
	out_code(&cli->out, "\t\targuments=(");
	for (const struct option *o = command->options; o && o->name; o++)
		zsh_option(cli, o);
	if (command->words == WORDS_FILES)
		out_code(&cli->out, "\t\t'*:path:_files'");
	else if (words.n)
		out_code(&cli->out, "\t\t'1:word:(%.*s)'", STR_ARG(words));
	else if (values_are_known(command->name))
		out_code(&cli->out, "\t\t'*:word:{_rolehop_values %s}'", command->name);
	out_code(&cli->out, "\t\t) ;;");
}

static const char *const zsh_helpers[] = {
    "_rolehop_values() {",
    "\tlocal -a given values",
    "\tlocal name",
    "\tfor name in --db --at --machine; do",
    "\t\t[[ -n ${opt_args[$name]} ]] && given+=($name=${(Q)opt_args[$name]})",
    "\tdone",
    "\tvalues=(${(f)\"$(rolehop completion --of $1 $given 2>/dev/null)\"})",
    "\tcompadd -a values",
    "}",
    NULL,
};

static void print_zsh(struct cli *cli)
{
	struct out *out = &cli->out;
	const struct command *command;
	const struct setting *row;
	out_code(out, "#compdef rolehop");
	out_code(out, "# rolehop: completion for zsh. Use: source <(rolehop completion zsh)");
	for (size_t i = 0; zsh_helpers[i]; i++)
		out_code(out, "%s", zsh_helpers[i]);
	out_code(out, "_rolehop() {");
	out_code(out, "\tlocal curcontext=\"$curcontext\" state line");
	out_code(out, "\tlocal -a commands everywhere arguments");
	out_code(out, "\tlocal -A opt_args");
	out_code(out, "\teverywhere=(");
	for (size_t i = 0; (row = setting_row(i)); i++)
		zsh_option(cli, &row->option);
	out_code(out, "\t\t'--help[help]'");
	out_code(out, "\t\t'--version[the version]'");
	out_code(out, "\t)");
	out_code(out, "\tcommands=(");
	for (size_t i = 0; (command = command_row(i)); i++) {
		struct str summary = quoted(cli->arena, command->summary, "\\:");
		out_code(out, "\t\t'%s:%.*s'", command->name, STR_ARG(summary));
	}
	out_code(out, "\t)");
	out_code(out, "\t_arguments -C $everywhere '1: :->command' '*:: :->argument' && return");
	out_code(out, "\tif [[ $state == command ]]; then");
	out_code(out, "\t\t_describe command commands");
	out_code(out, "\t\treturn");
	out_code(out, "\tfi");
	out_code(out, "\tcase $words[1] in");
	for (size_t i = 0; (command = command_row(i)); i++)
		zsh_command(cli, command);
	out_code(out, "\tesac");
	out_code(out, "\t_arguments $everywhere $arguments");
	out_code(out, "}");
	out_code(out, "if [[ $funcstack[1] == _rolehop ]]; then");
	out_code(out, "\t_rolehop \"$@\"");
	out_code(out, "else");
	out_code(out, "\tcompdef _rolehop rolehop");
	out_code(out, "fi");
}

/* ---- fish -------------------------------------------------------------------------------------
 */

/* `when` is a condition of fish, or empty. */
static void fish_option(struct cli *cli, const char *when, const struct option *option)
{
	struct str help = quoted(cli->arena, option->help, "\\");
	struct str takes = STR("");
	switch (option->kind) {
	case OPTION_FLAG:
		break;
	case OPTION_FILE:
		takes = STR(" -r -F");
		break;
	case OPTION_CHOICE:
		takes = spaced(cli->arena, option->choices);
		takes = arena_printf(cli->arena, " -x -a '%.*s'", STR_ARG(takes));
		break;
	case OPTION_TEXT:
		takes =
		    values_are_known(option->name)
			? arena_printf(cli->arena, " -x -a '(__rolehop_values %s)'", option->name)
			: STR(" -x");
		break;
	}
	out_code(&cli->out, "complete -c rolehop%s -l %s%.*s -d '%.*s'", when, option->name,
		 STR_ARG(takes), STR_ARG(help));
}

static void fish_command(struct cli *cli, const struct command *command)
{
	struct str when =
	    arena_printf(cli->arena, " -n '__fish_seen_subcommand_from %s'", command->name);
	struct str summary = quoted(cli->arena, command->summary, "\\");
	struct str words = words_of(cli->arena, command);
	out_code(&cli->out, "complete -c rolehop -n __fish_use_subcommand -a %s -d '%.*s'",
		 command->name, STR_ARG(summary));
	for (const struct option *o = command->options; o && o->name; o++)
		fish_option(cli, when.p, o);
	if (command->words == WORDS_FILES)
		out_code(&cli->out, "complete -c rolehop%s -F", when.p);
	else if (words.n)
		out_code(&cli->out, "complete -c rolehop%s -a '%.*s'", when.p, STR_ARG(words));
	else if (values_are_known(command->name))
		out_code(&cli->out, "complete -c rolehop%s -a '(__rolehop_values %s)'", when.p,
			 command->name);
}

static const char *const fish_helpers[] = {
    "function __rolehop_values",
    "\tset -l words (commandline -opc)",
    "\tset -l given",
    "\tfor i in (seq (count $words))",
    "\t\tset -l next (math $i + 1)",
    "\t\tswitch $words[$i]",
    "\t\t\tcase --db --at --machine",
    "\t\t\t\tset -q words[$next]; and set -a given $words[$i] $words[$next]",
    "\t\t\tcase '--db=*' '--at=*' '--machine=*'",
    "\t\t\t\tset -a given $words[$i]",
    "\t\tend",
    "\tend",
    "\trolehop completion --of $argv[1] $given 2>/dev/null",
    "end",
    NULL,
};

static void print_fish(struct cli *cli)
{
	const struct command *command;
	const struct setting *row;
	out_code(&cli->out,
		 "# rolehop: completion for fish. Use: rolehop completion fish | source");
	for (size_t i = 0; fish_helpers[i]; i++)
		out_code(&cli->out, "%s", fish_helpers[i]);
	out_code(&cli->out, "complete -c rolehop -f");
	for (size_t i = 0; (row = setting_row(i)); i++)
		fish_option(cli, "", &row->option);
	out_code(&cli->out, "complete -c rolehop -l help -d help");
	out_code(&cli->out, "complete -c rolehop -l version -d 'the version'");
	for (size_t i = 0; (command = command_row(i)); i++)
		fish_command(cli, command);
}

/* ---- the command ------------------------------------------------------------------------------
 */

static bool run_completion(struct cli *cli, struct err *err)
{
	static const struct {
		const char *shell;
		void (*print)(struct cli *);
	} shells[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};
	struct err damaged; /* a damaged configuration file is no reason to complete nothing */
	if (args_has(&cli->args, "of")) {
		(void)app_configure(cli->app, &damaged);
		return values_print(cli, args_value(&cli->args, "of"),
				    args_str(&cli->args, "machine"), err);
	}
	if (cli->args.n_words == 0)
		return err_set(err, ERR_USAGE, "which shell? rolehop completion bash|zsh|fish");
	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++)
		if (strcmp(shells[i].shell, cli->args.words[0]) == 0)
			shells[i].print(cli);
	return true;
}

/* clang-format off */
static const struct option completion_options[] = {
	{"of", OPTION_TEXT, "OPTION", NULL, false, "what this option may be given (machine, state, principal, account, at ...), a line each"},
	{"machine", OPTION_TEXT, "ARN", NULL, false, "of --of state: whose states"},
	{NULL, OPTION_FLAG, NULL, NULL, false, NULL},
};

const struct command cmd_completion = {
	.name = "completion",
	.usage = (const char *const[]){"completion bash|zsh|fish", "completion --of OPTION [--machine ARN]", NULL},
	.summary = "print a script that completes commands, options and names of the inventory in a shell",
	.about = (const char *const[]){
		"The script asks rolehop for names: machines, their Tasks, roles, accounts, snapshots, "
		"profiles. It reads the inventory that the line names, or the usual one.",
		NULL,
	},
	.options = completion_options,
	.words = WORDS_CHOICE,
	.choices = "bash|zsh|fish",
	.min_words = 0,
	.max_words = 1,
	.examples = (const struct example[]){
		{"For this session of bash: source <(rolehop completion bash).", "rolehop completion bash"},
		{"For every session of fish, as ~/.config/fish/completions/rolehop.fish.", "rolehop completion fish"},
		{"What the scripts ask for: the Tasks of a machine.", "rolehop completion --of state --machine arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfw"},
		{NULL, NULL},
	},
	.exits = (const struct exit_status[]){{0, "done"}, {3, "wrong usage"}, {4, "a machine that is not in the inventory"}, {5, "there is no inventory"}, {0, NULL}},
	.works_unconfigured = true,
	.run = run_completion,
};
/* clang-format on */
