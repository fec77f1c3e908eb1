/* test_cli_args.c - the command line taken apart, and what is said of slips. */
#include "unit.h"

#include <stdlib.h>

#include "cli/args.h"
#include "cli/run.h"

enum { WORDS_MAX = 32 };

/* One parse of words that are separated by single spaces; "~" stands for an empty word. */
struct parsed {
	struct app app;
	struct args args;
	struct err err;
	bool ok;
};

static void parse(struct parsed *p, const char *line)
{
	char *argv[WORDS_MAX] = {0};
	int argc = 0;
	struct str_split it = {str_from(line), false};
	struct str word;
	*p = (struct parsed){.err.kind = ERR_NONE};
	app_init(&p->app);
	argv[argc++] = arena_cstr(&p->app.arena, STR("rolehop"));
	while (*line && str_next(&it, ' ', &word))
		argv[argc++] = arena_cstr(&p->app.arena, str_eq(word, STR("~")) ? STR("") : word);
	p->ok = args_parse(&p->app, argc, argv, &p->args, &p->err);
}

static void release(struct parsed *p)
{
	app_release(&p->app);
}

static void nothing_means_the_explorer(void **state)
{
	(void)state;
	struct parsed p;
	parse(&p, "");
	assert_true(p.ok);
	assert_ptr_equal(p.args.command, command_explore());
	assert_int_equal(p.args.n_words, 0);
	release(&p);
}

static void value_follows_behind_space_or_equals(void **state)
{
	(void)state;
	struct parsed p;
	parse(&p, "trace --machine=arn:a=b --state X");
	assert_true(p.ok);
	assert_ptr_equal(p.args.command, &cmd_trace);
	assert_string_equal(args_value(&p.args, "machine"), "arn:a=b");
	assert_string_equal(args_value(&p.args, "state"), "X");
	assert_null(args_value(&p.args, "input"));
	assert_false(args_has(&p.args, "all"));
	release(&p);
	parse(&p, "trace --principal --strict");
	assert_true(p.ok);
	assert_string_equal(args_value(&p.args, "principal"), "--strict");
	assert_false(p.app.settings.strict);
	release(&p);
}

static void settings_may_stand_before_and_behind_the_command(void **state)
{
	(void)state;
	struct parsed p;
	parse(&p, "--db /a.db --color=never trace --strict --machine M --db /b.db");
	assert_true(p.ok);
	assert_string_equal(p.app.settings.db, "/b.db");
	assert_int_equal(p.app.settings.color, COLOR_NEVER);
	assert_true(p.app.settings.strict);
	release(&p);
}

static void flag_can_be_undone(void **state)
{
	(void)state;
	struct parsed p;
	parse(&p, "--plain --no-plain");
	assert_true(p.ok);
	assert_false(p.app.settings.plain);
	release(&p);
	parse(&p, "--no-color");
	assert_false(p.ok);
	release(&p);
}

static void repeated_options_keep_their_order(void **state)
{
	(void)state;
	struct parsed p;
	parse(&p, "trace --principal P --assume A --external-id 1 --assume B --external-id 2");
	assert_true(p.ok);
	assert_int_equal(p.args.n_options, 5);
	assert_string_equal(p.args.options[1].value, "A");
	assert_string_equal(p.args.options[2].value, "1");
	assert_string_equal(p.args.options[3].value, "B");
	assert_string_equal(p.args.options[4].value, "2");
	assert_int_equal(args_count(&p.args, "assume"), 2);
	release(&p);
}

static void two_dashes_end_the_options(void **state)
{
	(void)state;
	struct parsed p;
	parse(&p, "import -- --strict -x - file");
	assert_true(p.ok);
	assert_int_equal(p.args.n_words, 4);
	assert_string_equal(p.args.words[0], "--strict");
	assert_string_equal(p.args.words[2], "-");
	assert_false(p.app.settings.strict);
	release(&p);
}

static void help_and_version_are_heard_everywhere(void **state)
{
	(void)state;
	struct parsed p;
	parse(&p, "import --help");
	assert_true(p.ok && p.args.help);
	assert_ptr_equal(p.args.command, &cmd_import);
	release(&p);
	parse(&p, "-h");
	assert_true(p.ok && p.args.help);
	release(&p);
	parse(&p, "-V");
	assert_true(p.ok && p.args.version);
	release(&p);
}

static void slips_are_named_with_what_was_meant(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		const char *want;
	} cases[] = {
	    {"trcae", "there is no command \"trcae\"; did you mean trace?"},
	    {"frobnicate", "there is no command \"frobnicate\"; rolehop --help lists them"},
	    {"trace --machin M", "there is no option --machin; did you mean --machine?"},
	    {"trace --strct", "there is no option --strct; did you mean --strict?"},
	    {"--machine M", "--machine belongs behind a command: rolehop trace --machine"},
	    {"list roles --assume A", "--assume is an option of `rolehop trace`, not of `list`"},
	    {"trace --frobnicate", "there is no option --frobnicate"},
	    {"trace --machine", "--machine needs a value: --machine ARN"},
	    {"trace --machine ~", "--machine: the value is empty"},
	    {"trace --machine=", "--machine: the value is empty"},
	    {"trace --machine A --machine B", "--machine is given twice"},
	    {"trace --all=yes", "--all takes no value"},
	    {"--strict=yes", "--strict takes no value"},
	    {"--help=yes", "--help takes no value"},
	    {"trace --format xml", "--format: \"xml\" is none of text|json"},
	    {"--color blue", "--color: \"blue\" is none of auto|always|never"},
	    {"trace -m", "there is no option -m: options are words"},
	    {"trace word", "\"word\" is one word too many for `rolehop trace"},
	    {"import", "something is missing: rolehop import [OPTION]... PATH..."},
	    {"list", "something is missing: rolehop list KIND"},
	    {"list rolls", "\"rolls\" is none of accounts|roles"},
	    {"show a b", "\"b\" is one word too many"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct parsed p;
		parse(&p, cases[i].line);
		if (p.ok)
			fail_msg("\"%s\" was taken", cases[i].line);
		assert_int_equal(p.err.kind, ERR_USAGE);
		assert_contains(str_from(p.err.text), cases[i].want);
		release(&p);
	}
}

static void every_command_says_what_it_does(void **state)
{
	(void)state;
	const struct command *command;
	for (size_t i = 0; (command = command_row(i)); i++) {
		assert_true(command->run && command->summary[0] && command->usage[0]);
		assert_non_null(command->examples[0].command);
		assert_true(str_contains(str_from(command->examples[0].command), STR("rolehop ")));
		assert_non_null(command->exits[0].when);
		assert_true(str_starts(str_from(command->usage[0]), str_from(command->name)));
		assert_ptr_equal(command_find(str_from(command->name)), command);
		for (const struct option *o = command->options; o && o->name; o++) {
			assert_true(o->help[0] && (o->kind == OPTION_FLAG) == (o->value == NULL));
			assert_true((o->kind == OPTION_CHOICE) == (o->choices != NULL));
		}
	}
}

static void no_option_of_a_command_hides_a_setting(void **state)
{
	(void)state;
	const struct command *command;
	const struct setting *row;
	for (size_t i = 0; (command = command_row(i)); i++)
		for (const struct option *o = command->options; o && o->name; o++)
			for (size_t j = 0; (row = setting_row(j)); j++)
				assert_string_not_equal(o->name, row->option.name);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_means_the_explorer),
	    cmocka_unit_test(value_follows_behind_space_or_equals),
	    cmocka_unit_test(settings_may_stand_before_and_behind_the_command),
	    cmocka_unit_test(flag_can_be_undone),
	    cmocka_unit_test(repeated_options_keep_their_order),
	    cmocka_unit_test(two_dashes_end_the_options),
	    cmocka_unit_test(help_and_version_are_heard_everywhere),
	    cmocka_unit_test(slips_are_named_with_what_was_meant),
	    cmocka_unit_test(every_command_says_what_it_does),
	    cmocka_unit_test(no_option_of_a_command_hides_a_setting),
	};
	unsetenv("ROLEHOP_DB");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
