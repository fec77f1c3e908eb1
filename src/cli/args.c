/* cli/args.c - what the user typed, taken apart by the tables of settings and commands. */
#include "cli/args.h"

#include <assert.h>
#include <string.h>

#include "rolehop/base/near.h"
#include "rolehop/base/vec.h"

enum { KNOWN_MAX = 64 };

/* The state of reading: where we are, and what has been found. */
struct reader {
	struct app *app;
	char *const *argv;
	int argc;
	int i;
	bool options_over; /* behind "--" */
	struct args *args;
	struct vec options;
	struct vec words;
};

/* What an option's name names: of the command, a setting, or neither. */
struct named {
	const struct option *option;
	const struct setting *setting;
	bool negated; /* --no-NAME */
};

static const struct option *find_option(const struct command *command, struct str name)
{
	for (const struct option *o = command->options; o && o->name; o++)
		if (str_eq(str_from(o->name), name))
			return o;
	return NULL;
}

static const struct setting *find_setting(struct str name)
{
	const struct setting *row;
	for (size_t i = 0; (row = setting_row(i)); i++)
		if (str_eq(str_from(row->option.name), name))
			return row;
	return NULL;
}

static bool find_named(const struct args *args, struct str name, struct named *out)
{
	*out = (struct named){0};
	out->option = find_option(args->command, name);
	if (out->option)
		return true;
	out->setting = find_setting(name);
	if (!out->setting && str_starts(name, STR("no-"))) {
		out->setting = find_setting(str_skip(name, 3));
		if (out->setting && out->setting->option.kind != OPTION_FLAG)
			out->setting = NULL;
		out->negated = out->setting != NULL;
	}
	if (out->setting)
		out->option = &out->setting->option;
	return out->option != NULL;
}

/* Does a command that was not named (yet) have this option? */
static const struct command *owner_of(struct str name)
{
	const struct command *command;
	for (size_t i = 0; (command = command_row(i)); i++)
		if (find_option(command, name))
			return command;
	return NULL;
}

static bool refuse_option(const struct args *args, struct str name, struct err *err)
{
	struct str known[KNOWN_MAX] = {STR("help"), STR("version")};
	size_t n = 2;
	const struct setting *row;
	for (const struct option *o = args->command->options; o && o->name && n < KNOWN_MAX; o++)
		known[n++] = str_from(o->name);
	for (size_t i = 0; (row = setting_row(i)) && n < KNOWN_MAX; i++)
		known[n++] = str_from(row->option.name);
	size_t near = near_find(name, known, n);
	if (near < n)
		return err_set(err, ERR_USAGE, "there is no option --%.*s; did you mean --%.*s?",
			       STR_ARG(name), STR_ARG(known[near]));
	const struct command *owner = owner_of(name);
	if (owner && args->command == command_explore())
		return err_set(err, ERR_USAGE, "--%.*s belongs behind a command: rolehop %s --%.*s",
			       STR_ARG(name), owner->name, STR_ARG(name));
	if (owner)
		return err_set(err, ERR_USAGE, "--%.*s is an option of `rolehop %s`, not of `%s`",
			       STR_ARG(name), owner->name, args->command->name);
	return err_set(err, ERR_USAGE, "there is no option --%.*s", STR_ARG(name));
}

/* The value behind "=", or the next word. */
static bool take_value(struct reader *reader, const struct option *option, struct str inside,
		       bool has_inside, const char **value, struct err *err)
{
	if (option->kind == OPTION_FLAG) {
		*value = NULL;
		return !has_inside || err_set(err, ERR_USAGE, "--%s takes no value", option->name);
	}
	if (has_inside) {
		*value = arena_cstr(&reader->app->arena, inside);
		return true;
	}
	if (reader->i + 1 >= reader->argc)
		return err_set(err, ERR_USAGE, "--%s needs a value: --%s %s", option->name,
			       option->name, option->value);
	*value = reader->argv[++reader->i];
	return true;
}

/* "role" is none of accounts|roles|...; did you mean roles? */
static bool refuse_choice(struct str where, struct str word, const char *choices, struct err *err)
{
	struct str_split it = {str_from(choices), false};
	struct str known[KNOWN_MAX];
	size_t n = 0;
	while (n < KNOWN_MAX && str_next(&it, '|', &known[n]))
		n++;
	size_t near = near_find(word, known, n);
	if (near < n)
		return err_set(err, ERR_USAGE, "%.*s\"%.*s\" is none of %s; did you mean %.*s?",
			       STR_ARG(where), STR_ARG(word), choices, STR_ARG(known[near]));
	return err_set(err, ERR_USAGE, "%.*s\"%.*s\" is none of %s", STR_ARG(where), STR_ARG(word),
		       choices);
}

static bool check_value(struct reader *reader, const struct option *option, const char *value,
			struct err *err)
{
	size_t index;
	if (option->kind == OPTION_CHOICE &&
	    !option_choice(option->choices, str_from(value), &index))
		return refuse_choice(arena_printf(&reader->app->arena, "--%s: ", option->name),
				     str_from(value), option->choices, err);
	if (option->kind != OPTION_FLAG && !value[0])
		return err_set(err, ERR_USAGE, "--%s: the value is empty", option->name);
	return true;
}

static bool is_repeated(const struct reader *reader, const struct option *option)
{
	for (size_t i = 0; i < reader->options.n; i++)
		if (((const struct arg *)vec_at(&reader->options, i))->option == option)
			return true;
	return false;
}

static bool keep_option(struct reader *reader, const struct option *option, const char *value,
			struct err *err)
{
	if (!check_value(reader, option, value, err))
		return false;
	if (!option->repeats && option->kind != OPTION_FLAG && is_repeated(reader, option))
		return err_set(err, ERR_USAGE, "--%s is given twice", option->name);
	*(struct arg *)vec_push(&reader->options) = (struct arg){option, value};
	return true;
}

static bool keep_setting(struct reader *reader, const struct named *named, const char *value,
			 struct err *err)
{
	struct str where = arena_printf(&reader->app->arena, "--%s", named->option->name);
	struct str text = value ? str_from(value) : named->negated ? STR("no") : STR("yes");
	return setting_take(reader->app, named->setting, SOURCE_COMMAND_LINE, text, where.p, err);
}

static bool read_option(struct reader *reader, struct str word, struct err *err)
{
	ptrdiff_t equals = str_find_char(word, '=');
	struct str name = str_slice(word, 2, equals < 0 ? word.n : (size_t)equals);
	struct str inside = equals < 0 ? STR("") : str_skip(word, (size_t)equals + 1);
	struct named named;
	const char *value = NULL;
	if (str_eq(name, STR("help")) || str_eq(name, STR("version"))) {
		bool *flag =
		    str_eq(name, STR("help")) ? &reader->args->help : &reader->args->version;
		*flag = true;
		return equals < 0 ||
		       err_set(err, ERR_USAGE, "--%.*s takes no value", STR_ARG(name));
	}
	if (!find_named(reader->args, name, &named))
		return refuse_option(reader->args, name, err);
	if (!take_value(reader, named.option, inside, equals >= 0, &value, err))
		return false;
	return named.setting ? keep_setting(reader, &named, value, err)
			     : keep_option(reader, named.option, value, err);
}

bool args_refuse_command(struct str word, struct err *err)
{
	struct str known[KNOWN_MAX];
	size_t n = 0;
	const struct command *command;
	while (n < KNOWN_MAX && (command = command_row(n)))
		known[n++] = str_from(command->name);
	size_t near = near_find(word, known, n);
	if (near < n)
		return err_set(err, ERR_USAGE, "there is no command \"%.*s\"; did you mean %.*s?",
			       STR_ARG(word), STR_ARG(known[near]));
	return err_set(err, ERR_USAGE, "there is no command \"%.*s\"; rolehop --help lists them",
		       STR_ARG(word));
}

static bool read_word(struct reader *reader, const char *word, struct err *err)
{
	if (reader->args->command != command_explore()) {
		*(const char **)vec_push(&reader->words) = word;
		return true;
	}
	const struct command *command = command_find(str_from(word));
	if (!command)
		return args_refuse_command(str_from(word), err);
	reader->args->command = command;
	return true;
}

static bool read_next(struct reader *reader, struct err *err)
{
	struct str word = str_from(reader->argv[reader->i]);
	if (reader->options_over || word.n < 2 || word.p[0] != '-')
		return read_word(reader, word.p, err);
	if (str_eq(word, STR("--"))) {
		reader->options_over = true;
		return true;
	}
	if (str_eq(word, STR("-h")) || str_eq(word, STR("-V"))) {
		*(word.p[1] == 'h' ? &reader->args->help : &reader->args->version) = true;
		return true;
	}
	if (word.p[1] != '-')
		return err_set(err, ERR_USAGE,
			       "there is no option %s: options are words, e.g. --help", word.p);
	return read_option(reader, word, err);
}

static bool check_words(const struct args *args, struct err *err)
{
	const struct command *command = args->command;
	size_t index;
	if (args->help || args->version)
		return true;
	if (args->n_words > command->max_words)
		return err_set(err, ERR_USAGE, "\"%s\" is one word too many for `rolehop %s`",
			       args->words[command->max_words], command->usage[0]);
	if (args->n_words < command->min_words)
		return err_set(err, ERR_USAGE, "something is missing: rolehop %s",
			       command->usage[0]);
	for (size_t i = 0; command->words == WORDS_CHOICE && i < args->n_words; i++)
		if (!option_choice(command->choices, str_from(args->words[i]), &index))
			return refuse_choice(STR(""), str_from(args->words[i]), command->choices,
					     err);
	return true;
}

bool args_parse(struct app *app, int argc, char *const *argv, struct args *out, struct err *err)
{
	struct reader reader = {.app = app, .argv = argv, .argc = argc, .i = 1, .args = out};
	*out = (struct args){.command = command_explore()};
	vec_init(&reader.options, &app->arena, sizeof(struct arg));
	vec_init(&reader.words, &app->arena, sizeof(const char *));
	for (; reader.i < argc; reader.i++)
		if (!read_next(&reader, err))
			return false;
	out->options = reader.options.items;
	out->n_options = reader.options.n;
	out->words = reader.words.items;
	out->n_words = reader.words.n;
	return check_words(out, err);
}

const char *args_value(const struct args *args, const char *name)
{
	const char *value = NULL;
	assert(find_option(args->command, str_from(name)));
	for (size_t i = 0; i < args->n_options; i++)
		if (strcmp(args->options[i].option->name, name) == 0)
			value = args->options[i].value;
	return value;
}

struct str args_str(const struct args *args, const char *name)
{
	return str_from(args_value(args, name));
}

size_t args_count(const struct args *args, const char *name)
{
	size_t n = 0;
	assert(find_option(args->command, str_from(name)));
	for (size_t i = 0; i < args->n_options; i++)
		n += strcmp(args->options[i].option->name, name) == 0;
	return n;
}

bool args_has(const struct args *args, const char *name)
{
	return args_count(args, name) > 0;
}

const struct str *args_all(struct arena *arena, const struct args *args, const char *name,
			   size_t *n)
{
	struct str *all = arena_array(arena, args_count(args, name), sizeof(*all));
	*n = 0;
	for (size_t i = 0; i < args->n_options; i++)
		if (strcmp(args->options[i].option->name, name) == 0)
			all[(*n)++] = str_from(args->options[i].value);
	return all;
}
