/* manual/manual.c - the table of documents. */
#include "manual/manual.h"

#include <stdio.h>
#include <string.h>

#include "manual/forms.h"

enum { EXIT_DONE = 0, EXIT_USAGE = 3, EXIT_ENVIRONMENT = 5 };

/* Every example of a command, one a line. */
static void print_examples(void)
{
	const struct command *command;
	for (size_t i = 0; (command = command_row(i)); i++)
		for (const struct example *e = command->examples; e->command; e++)
			printf("%s\n", e->command);
}

static void print_names(void)
{
	const struct command *command;
	for (size_t i = 0; (command = command_row(i)); i++)
		printf("%s\n", command->name);
}

static const struct {
	const char *format;
	void (*print)(void);
} formats[] = {
    {"commands", manual_commands}, {"keys", manual_keys}, {"themes", manual_themes},
    {"causes", manual_causes},	   {"man", manual_man},	  {"examples", print_examples},
    {"names", print_names},
};

enum { FORMATS = sizeof(formats) / sizeof(formats[0]) };

static int refuse(void)
{
	fprintf(stderr, "rolehop: manual: the format is one of ");
	for (size_t i = 0; i < FORMATS; i++)
		fprintf(stderr, "%s%s", i > 0 ? ", " : "", formats[i].format);
	fprintf(stderr, "; man takes a command's name, too\n");
	return EXIT_USAGE;
}

int manual_print(const char *format, const char *name)
{
	const struct command *command = name ? command_find(str_from(name)) : NULL;
	if (name && (!command || strcmp(format, "man") != 0))
		return refuse();
	for (size_t i = 0; i < FORMATS; i++) {
		if (strcmp(formats[i].format, format) != 0)
			continue;
		if (command)
			manual_man_command(command);
		else
			formats[i].print();
		return fflush(stdout) == 0 ? EXIT_DONE : EXIT_ENVIRONMENT;
	}
	return refuse();
}
