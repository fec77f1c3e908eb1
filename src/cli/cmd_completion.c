/* cli/cmd_completion.c - completion for bash, zsh and fish, printed from the tables. */
#include <string.h>

#include "cli/run.h"

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
	case OPTION_FLAG:
		out_code(&cli->out, "\t\treturn ;;");
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
		out_code(&cli->out, "\t%s) options=\"%.*s$everywhere\" words=\"%.*s\" files=%s ;;",
			 command->name, STR_ARG(options), STR_ARG(words),
			 command->words == WORDS_FILES ? "yes" : "");
	}
}

static void print_bash(struct cli *cli)
{
	struct out *out = &cli->out;
	struct str names = command_names(cli->arena);
	struct str everywhere = option_words(cli->arena, NULL);
	out_code(out, "# rolehop: completion for bash. Use: source <(rolehop completion bash)");
	out_code(out, "_rolehop() {");
	out_code(out, "\tlocal cur prev command= i options words files");
	out_code(out, "\tlocal everywhere=\"%.*s\"", STR_ARG(everywhere));
	out_code(out, "\tcur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}");
	out_code(out, "\t[[ $prev == = ]] && prev=${COMP_WORDS[COMP_CWORD - 2]}");
	out_code(out, "\t[[ $cur == = ]] && prev=${COMP_WORDS[COMP_CWORD - 1]} cur=");
	out_code(out, "\tfor ((i = 1; i < COMP_CWORD; i++)); do");
	out_code(out, "\t\tcase \" %.*s \" in", STR_ARG(names));
	out_code(out, "\t\t*\" ${COMP_WORDS[i]} \"*) command=${COMP_WORDS[i]}; break ;;");
	out_code(out, "\t\tesac");
	out_code(out, "\tdone");
	out_code(out, "\tCOMPREPLY=()");
	out_code(out, "\tcase \"$command $prev\" in");
	bash_values(cli);
	out_code(out, "\tesac");
	out_code(out, "\t[[ ${#COMPREPLY[@]} -gt 0 ]] && return");
	out_code(out, "\tcase $command in");
	bash_commands(cli);
	out_code(out, "\t*) options=$everywhere words=\"%.*s\" files= ;;", STR_ARG(names));
	out_code(out, "\tesac");
	out_code(out, "\tif [[ $cur == -* ]]; then");
	out_code(out, "\t\tCOMPREPLY=($(compgen -W \"$options\" -- \"$cur\"))");
	out_code(out, "\telif [[ $files ]]; then");
	out_code(out, "\t\tcompopt -o filenames 2>/dev/null");
	out_code(out, "\t\tCOMPREPLY=($(compgen -f -- \"$cur\"))");
	out_code(out, "\telse");
	out_code(out, "\t\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))");
	out_code(out, "\tfi");
	out_code(out, "}");
	out_code(out, "complete -F _rolehop rolehop");
}

/* ---- zsh --------------------------------------------------------------------------------------
 */

static void zsh_option(struct cli *cli, const struct option *option)
{
	struct str help = quoted(cli->arena, option->help, "[]:\\");
	const char *repeats = option->repeats ? "*" : "";
	struct str choices;
	switch (option->kind) {
	case OPTION_FLAG:
		out_code(&cli->out, "\t\t'%s--%s[%.*s]'", repeats, option->name, STR_ARG(help));
		break;
	case OPTION_FILE:
		out_code(&cli->out, "\t\t'%s--%s=[%.*s]:%s:_files'", repeats, option->name,
			 STR_ARG(help), option->value);
		break;
	case OPTION_CHOICE:
		choices = spaced(cli->arena, option->choices);
		out_code(&cli->out, "\t\t'%s--%s=[%.*s]:%s:(%.*s)'", repeats, option->name,
			 STR_ARG(help), option->value, STR_ARG(choices));
		break;
	case OPTION_TEXT:
		out_code(&cli->out, "\t\t'%s--%s=[%.*s]:%s: '", repeats, option->name,
			 STR_ARG(help), option->value);
		break;
	}
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
	out_code(&cli->out, "\t\t) ;;");
}

static void print_zsh(struct cli *cli)
{
	struct out *out = &cli->out;
	const struct command *command;
	const struct setting *row;
	out_code(out, "#compdef rolehop");
	out_code(out, "# rolehop: completion for zsh. Use: source <(rolehop completion zsh)");
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
		takes = STR(" -x");
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
}

static void print_fish(struct cli *cli)
{
	const struct command *command;
	const struct setting *row;
	out_code(&cli->out,
		 "# rolehop: completion for fish. Use: rolehop completion fish | source");
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
	(void)err;
	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++)
		if (strcmp(shells[i].shell, cli->args.words[0]) == 0)
			shells[i].print(cli);
	return true;
}

/* clang-format off */
const struct command cmd_completion = {
	.name = "completion",
	.usage = (const char *const[]){"completion bash|zsh|fish", NULL},
	.summary = "print a script that completes commands and options in a shell",
	.words = WORDS_CHOICE,
	.choices = "bash|zsh|fish",
	.min_words = 1,
	.max_words = 1,
	.examples = (const struct example[]){
		{"For this session of bash: source <(rolehop completion bash).", "rolehop completion bash"},
		{"For every session of fish, as ~/.config/fish/completions/rolehop.fish.", "rolehop completion fish"},
		{NULL, NULL},
	},
	.exits = (const struct exit_status[]){{0, "done"}, {3, "wrong usage"}, {0, NULL}},
	.works_unconfigured = true,
	.run = run_completion,
};
/* clang-format on */
