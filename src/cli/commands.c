/* cli/commands.c - the table of commands, in the order in which help shows them. */
#include "rolehop/cli/commands.h"

#include "cli/run.h"

static const struct command *const commands[] = {
    &cmd_demo,	   &cmd_import,	 &cmd_sync,	  &cmd_trace, &cmd_scan,    &cmd_explain,
    &cmd_simulate, &cmd_who_can, &cmd_list,	  &cmd_show,  &cmd_diff,    &cmd_export,
    &cmd_merge,	   &cmd_doctor,	 &cmd_completion, &cmd_help,  &cmd_version,
};

/* clang-format off */
static const struct variable variables[] = {
	{"ROLEHOP_DB", "the inventory to use, where --db is not given"},
	{"ROLEHOP_THEMES", "a folder of themes that is searched first"},
	{"ROLEHOP_NOW", "the time to take for now (ISO 8601), so that answers can be repeated"},
	{"XDG_DATA_HOME", "the inventory is rolehop/inventory.db under it (default ~/.local/share)"},
	{"XDG_CONFIG_HOME", "settings are in rolehop/config under it (default ~/.config)"},
	{"XDG_STATE_HOME", "what the explorer keeps from one run to the next is in rolehop under it (default ~/.local/state)"},
	{"NO_COLOR", "no colours, unless --color always asks for them"},
};

static const struct exit_status statuses[] = {
	{0, "allowed, or done"},
	{1, "denied, not as a simulation expected, or what --fail-on names was found"},
	{2, "unknown"},
	{3, "wrong usage"},
	{4, "bad input"},
	{5, "the environment: file system, database, network, memory"},
	{130, "interrupted"},
};
/* clang-format on */

const struct command *command_row(size_t i)
{
	return i < sizeof(commands) / sizeof(commands[0]) ? commands[i] : NULL;
}

const struct command *command_find(struct str name)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (str_eq(str_from(commands[i]->name), name))
			return commands[i];
	return NULL;
}

const struct command *command_explore(void)
{
	return &cmd_explore;
}

const char *cli_version(void)
{
	return ROLEHOP_VERSION;
}

const struct variable *cli_variable(size_t i)
{
	return i < sizeof(variables) / sizeof(variables[0]) ? &variables[i] : NULL;
}

const struct exit_status *cli_exit_status(size_t i)
{
	return i < sizeof(statuses) / sizeof(statuses[0]) ? &statuses[i] : NULL;
}
