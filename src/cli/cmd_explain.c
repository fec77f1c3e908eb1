/* cli/cmd_explain.c - why AWS said no: the denial found in a text, and traced in the inventory. */
#include <string.h>

#include "cli/given.h"
#include "cli/kept.h"
#include "cli/run.h"
#include "rolehop/app/paths.h"
#include "rolehop/base/gzip.h"
#include "rolehop/record/history.h"
#include "rolehop/record/incident.h"
#include "rolehop/trace/explain.h"
#include "rolehop/trace/remedy.h"

/* A day of an organization's events is larger; of those, lookup-events gives pages. */
enum { TEXT_MAX = 256 << 20 };

static bool read_input(struct cli *cli, struct str *text, const char **path, struct err *err)
{
	*path = cli->args.n_words ? cli->args.words[0] : "-";
	if (kept_is(*path))
		return kept_history(cli, str_from(*path), text, err);
	if (strcmp(*path, "-") != 0)
		*path = paths_expand(cli->arena, str_from(*path));
	if (!paths_read(cli->arena, *path, TEXT_MAX, text, err))
		return false;
	if (strcmp(*path, "-") == 0)
		*path = "standard input";
	if (gzip_is(*text) && !gzip_unpack(cli->arena, *text, TEXT_MAX, text, err))
		return err_prefix(err, "%s", *path);
	return true;
}

/* ---- one answer -------------------------------------------------------------------------------
 */

static void print_text(struct cli *cli, struct arena *arena, const struct explained *explained)
{
	const struct tell_line *lines;
	size_t n;
	struct tell_options options = {
	    .columns = cli->out.columns,
	    .all_gates = args_has(&cli->args, "all"),
	    .ascii = cli->out.ascii,
	    .unbroken = true,
	};
	explain_tell(arena, explained, cli->out.columns,
		     EXPLAIN_SAID | EXPLAIN_KNOWN | EXPLAIN_FITS, &lines, &n);
	out_lines(&cli->out, lines, n);
	if (explained->trace == NULL)
		return;
	tell_trace(arena, explained->trace, &options, &lines, &n);
	out_lines(&cli->out, lines, n);
}

/* Its remedies, and the answer without what is supposed. */
static bool complete(struct cli *cli, struct arena *arena, struct explained *explained,
		     struct err *err)
{
	const struct app *app = cli->app;
	if (explained->trace == NULL)
		return true;
	return remedies_find(arena, &app->world, &explained->asked, &explained->options,
			     explained->trace, &explained->trace, err) &&
	       (!app->what_if ||
		asked_before(arena, &app->base_world, &explained->asked, &explained->options,
			     explained->trace, &explained->trace, err));
}

/* The answer tells whom and what the text names, and his session, by their names alone. */
static bool learn(struct cli *cli, const struct incident *incident, struct err *err)
{
	const struct denial *denial = &incident->denial;
	const struct str arns[] = {denial->principal,	     denial->resource,
				   denial->policy_arn,	     incident->identity,
				   incident->execution_role, incident->task_role};
	return out_learn(&cli->out, arns, sizeof(arns) / sizeof(arns[0]), err);
}

static bool answer(struct cli *cli, const struct incident *incident,
		   const struct explain_options *options, enum verdict *verdict, struct err *err)
{
	struct explained explained;
	struct arena arena;
	arena_init(&arena);
	bool ok = learn(cli, incident, err) &&
		  explain_question(&arena, &cli->app->world, cli->app->store, incident, options,
				   &explained, err) &&
		  complete(cli, &arena, &explained, err);
	if (ok && cli_wants_json(cli)) {
		out_raw(&cli->out, explain_json(&arena, &explained));
		out_raw(&cli->out, STR("\n"));
	} else if (ok) {
		print_text(cli, &arena, &explained);
	}
	if (ok)
		*verdict = explained.trace == NULL ? V_UNKNOWN : explained.trace->verdict;
	arena_release(&arena);
	return ok;
}

static bool answer_all(struct cli *cli, const struct incident *incidents, size_t n,
		       const struct explain_options *options, struct err *err)
{
	enum verdict worst = V_ALLOW;
	for (size_t i = 0; i < n; i++) {
		enum verdict verdict = V_UNKNOWN;
		if (i && !cli_wants_json(cli)) {
			out_rule(&cli->out, 72);
			out_end_line(&cli->out);
		}
		if (!answer(cli, &incidents[i], options, &verdict, err))
			return false;
		worst = i ? trace_worst(worst, verdict) : verdict;
	}
	cli->status = verdict_exit_status(worst);
	return cli_wants_json(cli) || !cli->out.terminal || cli_tell_age(cli, err);
}

static bool holds_anything(struct cli *cli, bool *holds, struct err *err)
{
	struct snapshot snapshot;
	const char *db = cli->app->settings.db;

	*holds = false;
	return db == NULL ||
	       (app_find_inventory(cli->app, holds, err) &&
		(!*holds || (app_open(cli->app, err) &&
			     store_snapshot(cli->app->store, cli->arena, &snapshot, holds, err))));
}

/* A text tells what AWS said without any inventory; what it asks is then not known. */
static bool open_any(struct cli *cli, struct err *err)
{
	struct app *app = cli->app;
	bool holds = true;

	if (args_has(&cli->args, "with") || app->settings.at != NULL)
		return cli_open_supposed(cli, err);
	if (!holds_anything(cli, &holds, err))
		return false;
	if (holds)
		return cli_open_supposed(cli, err);
	cli_note(cli,
		 "rolehop: nothing was collected yet%s%s: this is what the text says; make an "
		 "inventory with `rolehop sync` or `rolehop import PATH...`",
		 app->settings.db != NULL ? " at " : "",
		 app->settings.db != NULL ? app->settings.db : "");
	return app_open_nothing(app, err);
}

/* ---- the command ------------------------------------------------------------------------------
 */

static bool run_explain(struct cli *cli, struct err *err)
{
	struct explain_options options = {.trace.strict = cli->app->settings.strict,
					  .machine = args_str(&cli->args, "machine"),
					  .account = args_str(&cli->args, "account")};
	const struct incident *incidents;
	bool kept = cli->args.n_words > 0 && kept_is(cli->args.words[0]);
	const char *path;
	struct str text;
	size_t n;

	if (!given_context(cli->arena, &cli->args, &options.trace, err) ||
	    !given_bindings(cli->arena, &cli->args, &options.trace, err) ||
	    (kept && !cli_open_supposed(cli, err)) || !read_input(cli, &text, &path, err))
		return false;
	if (kept && !options.machine.n)
		options.machine = history_machine(cli->arena, str_from(path));
	if (!incidents_read(cli->arena, text, &incidents, &n, err))
		return err_prefix(err, "%s", path);
	return (kept || open_any(cli, err)) && answer_all(cli, incidents, n, &options, err);
}

/* clang-format off */
static const struct option options[] = {
	{"machine", OPTION_TEXT, "ARN", NULL, false, "the state machine that it was, where the text does not tell"},
	{"account", OPTION_TEXT, "ID", NULL, false, "look only at state machines of this account; a template of --with is deployed to it"},
	{"set", OPTION_TEXT, "KEY=VALUE", NULL, true, "a value that the definition does not fix, named as the definition names it; JSON, or else a string"},
	{"context", OPTION_TEXT, "KEY=VALUE", NULL, true, "a condition key's value; a repeated key makes a list, KEY=? is unknown, KEY! absent"},
	OPTION_WITH,
	{"all", OPTION_FLAG, NULL, NULL, false, "show the gates that do not arise, too"},
	{"format", OPTION_CHOICE, "FORMAT", "text|json", false, "text, or one JSON object a line"},
	{0},
};

const struct command cmd_explain = {
	.name = "explain",
	.usage = (const char *const[]){"explain [FILE|-] [--machine ARN] [--account ID] [--context KEY=VALUE]...", NULL},
	.summary = "take an AccessDenied text, a CloudTrail event or an execution's history, and trace what it is about",
	.about = (const char *const[]){
		"The denial is found whatever stands around it: in a log, wrapped, quoted, escaped for JSON or HTML. A decoded "
		"authorization message, events of CloudTrail (as lookup-events, EventBridge, CloudWatch Logs and others that keep logs have "
		"them, or as S3 keeps them, packed) and what get-execution-history or describe-execution prints are taken as well; instead of a FILE, the ARN of an execution whose history was imported. "
		"Without FILE, or with -, standard input is read.",
		"Where the caller is the role of a state machine, or a role that its Tasks take, the Tasks that make this call are "
		"traced; else the call itself. The answer says what AWS said, what the inventory shows, and whether both name the same "
		"cause. AWS names one kind of policy even where several deny, and for sts:AssumeRole mostly none.",
		"Without an inventory the answer is what the text says, and what would have to be collected.",
		"With --format json \"service\" is the IAM prefix of the service that said no; \"states->lambda\" where the text shows "
		"that Step Functions called it. \"trace\" is null where the text holds too little to ask anything.",
		NULL,
	},
	.words = WORDS_FILES,
	.max_words = 1,
	.options = options,
	.examples = (const struct example[]){
		{"The text of an error.", "echo 'User: arn:aws:sts::222222222222:assumed-role/TrustingAccountRl/GGzJDbzYyvarbIioekwoULLKpGuSfJRc is not authorized to perform: states:StartExecution on resource: arn:aws:states:us-east-1:222222222222:stateMachine:SecretCacheWfw' | rolehop explain"},
		{"What a Task of an execution failed with, for a program.", "echo 'The role arn:aws:iam::111111111111:role/TrustedAccountRl is not authorized to assume the task state'\\''s role, arn:aws:iam::222222222222:role/TrustingAccountRl.' | rolehop explain --format json"},
		{NULL, NULL},
	},
	.exits = (const struct exit_status[]){
		{0, "allowed by the inventory; of several denials, all are"},
		{1, "denied; of several, at least one is"},
		{2, "unknown, or nothing could be asked"},
		{3, "wrong usage"},
		{4, "no denial in the text"},
		{5, "the file, or an inventory that is there, cannot be read"},
		{0, NULL},
	},
	.account_chooses = true,
	.run = run_explain,
};
/* clang-format on */
