/* cli/cmd_merge.c - several inventories into one. */
#include "cli/run.h"
#include "rolehop/app/merge.h"
#include "rolehop/base/clock.h"
#include "rolehop/base/mem.h"

static void print_json(struct cli *cli, const struct merged *file)
{
	struct json_out json;
	struct buf buf;

	cli_json_begin(cli, &buf, &json);
	json_out_str(&json, "file", str_from(file->path));
	json_out_str(&json, "taken", clock_iso(cli->arena, file->taken));
	json_out_int(&json, "given", (long long)file->given);
	json_out_int(&json, "older", (long long)file->older);
	json_out_bool(&json, "changed", file->changed);
	cli_json_end(cli, &json);
}

static void print_text(struct cli *cli, const struct merged *file)
{
	struct str taken = clock_iso(cli->arena, file->taken);

	out_printf(&cli->out, TELL_PLAIN, "%s of %.*s: %zu things", file->path, STR_ARG(taken),
		   file->given);
	if (file->older)
		out_printf(&cli->out, TELL_PLAIN, ", %zu left alone: newer ones were there",
			   file->older);
	out_line(&cli->out, "%s", file->changed ? "" : "; nothing changed");
}

static bool run_merge(struct cli *cli, struct err *err)
{
	const struct merged *files;
	size_t n = cli->args.n_words;

	mem_watch_mapped();
	if (!app_open_for_writing(cli->app, err) ||
	    !merge_inventories(cli->arena, cli->app->store, cli->args.words, n, &files, err))
		return false;
	for (size_t i = 0; i < n; i++)
		(cli_wants_json(cli) ? print_json : print_text)(cli, &files[i]);
	return true;
}

/* clang-format off */
static const struct option options[] = {
	{"format", OPTION_CHOICE, "FORMAT", "text|json", false, "a line, or one JSON object, for each file"},
	{0},
};

const struct command cmd_merge = {
	.name = "merge",
	.usage = (const char *const[]){"merge FILE... [--format text|json]", NULL},
	.summary = "take several inventories into one",
	.about = (const char *const[]){
		"Each FILE is an inventory, as another person or machine collected it. The latest snapshot of each is taken into "
		"the inventory of --db, the oldest first, each as a snapshot of its own; the files stay as they are. Where two know "
		"the same kind of thing of the same account and Region, the one that was collected later counts. An inventory holds one "
		"organization: those of two are refused.",
		NULL,
	},
	.words = WORDS_FILES,
	.min_words = 1,
	.max_words = (size_t)-1,
	.options = options,
	.examples = (const struct example[]){
		{"What two teams collected, in one.", "rolehop merge --db all.db team-a.db team-b.db"},
		{NULL, NULL},
	},
	.exits = (const struct exit_status[]){
		{0, "done"},
		{3, "wrong usage"},
		{4, "an inventory that is empty, or of another organization"},
		{5, "a file that is no inventory, or that cannot be read or written"},
		{0, NULL},
	},
	.has_one_snapshot = true,
	.run = run_merge,
};
/* clang-format on */
