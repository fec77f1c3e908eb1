/* cli/cmd_demo.c - the built-in example: the explorer, or its trace as text. */
#include <unistd.h>

#include "cli/run.h"

static bool run_demo(struct cli *cli, struct err *err)
{
	bool terminal = isatty(STDIN_FILENO) == 1 && cli->out.terminal;
	if (!app_open_demo(cli->app, err))
		return false;
	if (terminal || cli->app->settings.play) {
		cli->explore = true;
		return true;
	}
	if (!trace_print_task(cli, app_demo_machine(), app_demo_state(), err))
		return false;
	cli_note(cli, "rolehop: in a terminal, `rolehop demo` opens the explorer on this example.");
	cli->status = 0;
	return true;
}

/* clang-format off */
const struct command cmd_demo = {
	.name = "demo",
	.usage = (const char *const[]){"demo [OPTION]...", NULL},
	.summary = "explore the built-in example of two accounts; nothing is written",
	.about = (const char *const[]){
		"The workflow SecretCacheConsumerWfw of account 111111111111 fetches a secret through a role and a "
		"workflow of account 222222222222, in company of others that show every verdict. Where standard output is "
		"no terminal, its trace is printed as text.",
		NULL,
	},
	.examples = (const struct example[]){
		{"The explorer on the example.", "rolehop demo"},
		{NULL, NULL},
	},
	.exits = (const struct exit_status[]){
		{0, "done"},
		{5, "the terminal cannot be used"},
		{0, NULL},
	},
	.has_one_snapshot = true,
	.run = run_demo,
};
/* clang-format on */
