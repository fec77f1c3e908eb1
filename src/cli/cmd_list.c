/* cli/cmd_list.c - what the inventory holds, kind by kind. */
#include <string.h>

#include "cli/listing.h"
#include "cli/lists.h"
#include "cli/place.h"

/* clang-format off */
static const struct list_kind {
	const char *word;
	bool (*print)(struct cli *cli, struct str account, bool json, struct err *err);
} kinds[] = {
	{"accounts", list_accounts},
	{"roles", list_roles},
	{"users", list_users},
	{"policies", list_policies},
	{"machines", list_machines},
	{"tasks", list_tasks},
	{"trusts", list_trusts},
	{"resources", list_resources},
	{"findings", list_findings},
	{"snapshots", list_snapshots},
};
/* clang-format on */

static bool run_list(struct cli *cli, struct err *err)
{
	struct str account = args_str(&cli->args, "account");
	if (!place_check_account(account, err) || !cli_open(cli, err))
		return false;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].word, cli->args.words[0]) == 0)
			return kinds[i].print(cli, account, cli_wants_json(cli), err);
	return true;
}

/* clang-format off */
static const struct option options[] = {
	{"account", OPTION_TEXT, "ID", NULL, false, "only what is in this account"},
	{"format", OPTION_CHOICE, "FORMAT", "text|json", false, "a table, or one JSON object a line"},
	{0},
};

const struct command cmd_list = {
	.name = "list",
	.usage = (const char *const[]){"list KIND [--account ID] [--format text|json]", NULL},
	.summary = "list accounts, roles, machines, Tasks, findings and the like",
	.about = (const char *const[]){
		"KIND is accounts, roles, users, policies, machines, tasks, trusts, resources, findings or snapshots. "
		"Tasks and findings are traced anew, every Task of the inventory.",
		NULL,
	},
	.options = options,
	.words = WORDS_CHOICE,
	.choices = "accounts|roles|users|policies|machines|tasks|trusts|resources|findings|snapshots",
	.min_words = 1,
	.max_words = 1,
	.examples = (const struct example[]){
		{"Every Task with its verdict.", "rolehop list tasks"},
		{"Who may assume the roles of an account, for a program.", "rolehop list trusts --account 222222222222 --format json"},
		{NULL, NULL},
	},
	.exits = (const struct exit_status[]){
		{0, "done, also where the list is empty"},
		{3, "wrong usage"},
		{5, "the inventory cannot be read"},
		{0, NULL},
	},
	.run = run_list,
};
/* clang-format on */
