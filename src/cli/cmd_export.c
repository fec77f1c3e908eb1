/* cli/cmd_export.c - writes what the inventory knows for other programs and people: graphs,
 * a snapshot as a file, lines for another inventory.
 */
#include <string.h>

#include "cli/drawn.h"
#include "cli/lists.h"
#include "cli/run.h"
#include "rolehop/app/merge.h"
#include "rolehop/app/paths.h"
#include "rolehop/base/clock.h"
#include "rolehop/feed/export.h"
#include "rolehop/graph/write.h"

enum { DOCUMENT_MAX = 256 << 20, NAME_COLUMNS = 48 };

/* In the order of the choices of --format, after text. */
static const struct {
	const char *name;
	bool (*write)(struct arena *scratch, const struct graph *graph, struct str title,
		      struct buf *buf);
	const char *remark; /* how a remark begins and ends */
	const char *remarked;
} formats[] = {
    {"svg", graph_write_svg, "<!-- ", " -->"},
    {"mermaid", graph_write_mermaid, "%% ", ""},
    {"dot", graph_write_dot, "// ", ""},
};
enum { FORMAT_COUNT = sizeof(formats) / sizeof(formats[0]) };

/* The format that is asked for; FORMAT_COUNT: text. */
static size_t format_of(const struct cli *cli)
{
	struct str name = args_str(&cli->args, "format");
	size_t i = 0;
	while (i < FORMAT_COUNT && !str_eq(str_from(formats[i].name), name))
		i++;
	return i;
}

static bool refuse_size(const char *format, struct err *err)
{
	return err_set(err, ERR_INPUT,
		       "this graph is too large as %s (over %d MB): --format dot and mermaid leave "
		       "the layout to other programs",
		       format, DOCUMENT_MAX >> 20);
}

/* What every text of a masked answer becomes before it is drawn. */
static struct str mask_one(void *self, struct arena *arena, struct str text)
{
	struct cli *cli = self;
	struct str shown;
	return out_mask(&cli->out, arena, text, &shown) ? shown : STR("?");
}

static bool print_document(struct cli *cli, const struct graph *graph, struct str title,
			   size_t format, struct err *err)
{
	struct str shown = mask_one(cli, cli->arena, title);
	struct str taken;
	struct arena scratch;
	struct buf buf;
	arena_init(&scratch);
	buf_init(&buf, cli->arena, DOCUMENT_MAX);
	bool ok = formats[format].write(&scratch, graph, shown, &buf);
	arena_release(&scratch);
	if (!ok)
		return refuse_size(formats[format].name, err);
	if (!cli_taken(cli, &taken, err))
		return false;
	out_masked(&cli->out, buf_str(&buf));
	out_line(&cli->out, "%sdata of %.*s%s", formats[format].remark, STR_ARG(taken),
		 formats[format].remarked);
	return true;
}

static bool print_text(struct cli *cli, const struct graph *graph, struct str title,
		       struct err *err)
{
	struct arena scratch;
	struct buf buf;
	arena_init(&scratch);
	buf_init(&buf, cli->arena, DOCUMENT_MAX);
	bool ok = drawn_text(cli, &scratch, graph, &buf);
	arena_release(&scratch);
	if (!ok)
		return refuse_size("text", err);
	out_text(&cli->out, TELL_STRONG, title);
	out_end_line(&cli->out);
	out_end_line(&cli->out);
	out_masked(&cli->out, buf_str(&buf));
	out_end_line(&cli->out);
	if (cli->out.terminal && (size_t)graph->w > cli->out.columns)
		cli_note(cli,
			 "the drawing is %d columns wide: --color always and less -RS show it "
			 "whole, --format svg is a picture",
			 graph->w);
	return cli_tell_age(cli, err);
}

static bool run_graph(struct cli *cli, struct err *err)
{
	const struct graph_options options = {.columns = NAME_COLUMNS,
					      .ascii = cli->out.ascii,
					      .rewrite = cli->out.masked != NULL ? mask_one : NULL,
					      .self = cli};
	const struct graph *graph;
	struct str title;
	size_t format = format_of(cli);
	if (!cli_open_supposed(cli, err) ||
	    !drawn_graph(cli, args_str(&cli->args, "graph"), &options, &graph, &title, err))
		return false;
	return format < FORMAT_COUNT ? print_document(cli, graph, title, format, err)
				     : print_text(cli, graph, title, err);
}

/* Nobody is handed names that he thinks are masked. */
static bool refuse_mask(struct err *err)
{
	return err_set(err, ERR_USAGE, "what is masked cannot be imported: mask an answer instead");
}

static bool run_snapshot(struct cli *cli, struct err *err)
{
	const char *path = paths_expand(cli->arena, args_str(&cli->args, "snapshot"));
	struct merged made;
	if (cli->app->settings.mask)
		return refuse_mask(err);
	if (!cli_open(cli, err) || !merge_snapshot(cli->arena, cli->app->store, path, &made, err))
		return false;
	out_line(&cli->out, "%s: %zu things of %.*s", path, made.given,
		 STR_ARG(clock_iso(cli->arena, made.taken)));
	return true;
}

/* ---- in shapes that import reads ------------------------------------------------------------ */

static bool print_line(void *self, struct str json, struct err *err)
{
	struct cli *cli = self;
	(void)err;
	out_raw(&cli->out, json);
	out_raw(&cli->out, STR("\n"));
	return true;
}

static bool run_lines(struct cli *cli, struct err *err)
{
	bool findings = cli->args.n_words > 0 && strcmp(cli->args.words[0], "findings") == 0;
	if (!findings && cli->app->settings.mask)
		return refuse_mask(err);
	if (!cli_open(cli, err))
		return false;
	return findings ? list_findings(cli, STR(""), true, err)
			: feed_export(cli->app->store, print_line, cli, err);
}

static bool run_export(struct cli *cli, struct err *err)
{
	static const char *const of_graphs[] = {"with", "account", "region", "parameter", NULL};
	bool graph = args_has(&cli->args, "graph");
	bool snapshot = args_has(&cli->args, "snapshot");
	if (graph + snapshot + (cli->args.n_words > 0) > 1)
		return err_set(err, ERR_USAGE,
			       "one of these at a time: inventory, findings, --graph ARN, "
			       "--snapshot FILE");
	if (args_has(&cli->args, "format") && !graph)
		return err_set(err, ERR_USAGE,
			       "--format is for --graph ARN: the rest is JSON lines");
	for (const char *const *o = of_graphs; *o != NULL && !graph; o++)
		if (args_has(&cli->args, *o))
			return err_set(err, ERR_USAGE,
				       "--%s is for --graph ARN: the rest is what was collected",
				       *o);
	return graph	  ? run_graph(cli, err)
	       : snapshot ? run_snapshot(cli, err)
			  : run_lines(cli, err);
}

/* clang-format off */
static const struct option options[] = {
	{"graph", OPTION_TEXT, "ARN", NULL, false, "the state machine, role or account to draw: an ARN, or an account's id"},
	{"snapshot", OPTION_FILE, "FILE", NULL, false, "a new file with the snapshot that is read, and no other: nobody writes to it, --db opens it; packed where the name ends with .zst"},
	{"format", OPTION_CHOICE, "FORMAT", "text|svg|mermaid|dot", false, "characters, a picture, or the languages of Mermaid and Graphviz"},
	OPTION_WITH,
	OPTION_WITH_ACCOUNT,
	{0},
};

const struct command cmd_export = {
	.name = "export",
	.usage = (const char *const[]){
		"export [inventory|findings]",
		"export --graph ARN [--format text|svg|mermaid|dot] [--with [WHAT=]FILE]...",
		"export --snapshot FILE",
		NULL,
	},
	.summary = "write the inventory or the findings as JSON lines, draw a workflow or who reaches whom, or pack a snapshot into a file",
	.about = (const char *const[]){
		"Alone, it writes what the inventory knows, an object a line, in the shapes of the AWS CLI: rolehop import reads them, and so "
		"does whatever else knows these answers. An inventory made of them says the same, or less: when things were collected, "
		"grants of keys, versions and aliases of machines and histories are not among them, and what was known in part stays "
		"known in part. With findings it writes what rolehop list findings --format json does.",
		"Of a state machine, every state is a box with its verdict in words, and what denies has double lines; branches of a Parallel "
		"and the processor of a Map are in a frame of their own; arrows of catchers are dashed. A state that is "
		"named and not there, one that nothing leads to, and one that leads nowhere, say so.",
		"Of a role or an account, the roles that Tasks run as and those that they reach are joined through their workflows, "
		"each with the worst verdict of its Tasks; whom a role's trust policy names besides is joined by dashed arrows. For "
		"this, every Task of the inventory is traced.",
		"Of a snapshot: the file holds the one that is read (--at) without those before it, and can be opened where "
		"nothing can be written. Packed (FILE.zst, Zstandard), it is several times smaller; whoever names it with --db or has it "
		"merged keeps an unpacked copy in the cache ($XDG_CACHE_HOME/rolehop, else ~/.cache/rolehop), which goes when it was not "
		"opened for 30 days and another one is unpacked.",
		NULL,
	},
	.options = options,
	.words = WORDS_CHOICE,
	.choices = "inventory|findings",
	.max_words = 1,
	.examples = (const struct example[]){
		{"All that is known, to be imported elsewhere.", "rolehop export > inventory.jsonl"},
		{"A workflow as text.", "rolehop export --graph arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfw"},
		{"For a page of a wiki.", "rolehop export --graph arn:aws:states:us-east-1:111111111111:stateMachine:MonthEndWfw --format mermaid"},
		{"Who reaches a role, and through what?", "rolehop export --graph arn:aws:iam::222222222222:role/TrustingAccountRl"},
		{"The inventory as it is now, to hand on or to keep.", "rolehop export --snapshot november.db"},
		{"The same, packed.", "rolehop export --snapshot november.db.zst"},
		{NULL, NULL},
	},
	.exits = (const struct exit_status[]){
		{0, "done, whatever the verdicts"},
		{3, "wrong usage"},
		{4, "not in the inventory, or its definition cannot be read"},
		{5, "the inventory cannot be read, or the file cannot be made"},
		{0, NULL},
	},
	.run = run_export,
};
/* clang-format on */
