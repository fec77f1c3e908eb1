/* cli/cmd_trace.c - answers one question: may this Task, or this chain of roles, do what it asks?
 */
#include <string.h>

#include "cli/given.h"
#include "cli/kept.h"
#include "cli/listing.h"
#include "cli/run.h"
#include "rolehop/app/paths.h"
#include "rolehop/base/near.h"
#include "rolehop/trace/remedy.h"
#include "rolehop/trace/run.h"

enum { NAMES_MAX = 2000, HISTORY_MAX = 256 << 20 };

/* ---- an answer, told --------------------------------------------------------------------------
 */

/* The form of remedies that --fix names; false: as statements. */
static bool fix_form(const struct args *args, enum remedy_form *form)
{
	struct str word = args->command == &cmd_trace ? args_str(args, "fix") : STR("");
	for (int f = 0; f < REMEDY_FORM_COUNT; f++)
		if (str_eq(word, str_from(remedy_form_word((enum remedy_form)f)))) {
			*form = (enum remedy_form)f;
			return true;
		}
	return false;
}

/* The text ends in the time of its data; how long ago that was, people see at a terminal. */
static void print_text(struct cli *cli, struct arena *arena, const struct trace *trace)
{
	const struct tell_line *lines;
	enum remedy_form form;
	size_t n;
	struct tell_options options = {
	    .columns = cli->out.columns,
	    .all_gates = cli->args.command == &cmd_trace && args_has(&cli->args, "all"),
	    .ascii = cli->out.ascii,
	    .unbroken = true,
	};
	if (fix_form(&cli->args, &form))
		options.fix = &form;
	tell_trace(arena, trace, &options, &lines, &n);
	out_lines(&cli->out, lines, n);
}

/* Adds what a single answer is told with: its remedies, and the answer without what is supposed. */
static bool complete(struct cli *cli, struct arena *arena, const struct asked *asked,
		     const struct trace_options *options, const struct trace **trace,
		     struct err *err)
{
	const struct app *app = cli->app;
	return remedies_find(arena, &app->world, asked, options, *trace, trace, err) &&
	       (!app->what_if ||
		asked_before(arena, &app->base_world, asked, options, *trace, trace, err));
}

static void print_json(struct cli *cli, struct arena *arena, const struct trace *trace)
{
	struct str json = tell_json(arena, trace);
	out_raw(&cli->out, json);
	if (!str_ends(json, STR("\n")))
		out_raw(&cli->out, STR("\n"));
}

/* ---- the Tasks of a machine -------------------------------------------------------------------
 */

static const struct column summary_columns[] = {
    {NULL, "VERDICT", COLUMN_MARK}, {NULL, "STATE", COLUMN_TEXT}, {NULL, "CALLS", COLUMN_TEXT},
    {NULL, "AS ROLE", COLUMN_TEXT}, {NULL, "CAUSE", COLUMN_TEXT},
};
enum { SUMMARY_COLUMNS = sizeof(summary_columns) / sizeof(summary_columns[0]) };

/* What is kept of the traces of one machine: the traces themselves are gone. */
struct tally {
	struct listing listing;
	size_t counts[3]; /* allowed, denied, unknown: by exit status */
	enum verdict worst;
};

static void tally_add(struct tally *tally, const struct trace *trace)
{
	struct arena *arena = tally->listing.arena;
	struct str *cells = listing_add(&tally->listing);
	enum tell_style style;
	cells[0] = str_from(tell_mark(trace->verdict, trace->complete, &style));
	cells[1] = arena_str(arena, trace->state);
	cells[2] = arena_str(arena, trace->action);
	cells[3] = arena_str(arena, trace->target_role.n   ? trace->target_role
				    : trace->target_path.n ? trace->target_path
							   : STR("execution role"));
	cells[4] = arena_str(arena, trace->cause);
	tally->counts[verdict_exit_status(trace->verdict)]++;
	tally->worst =
	    tally->listing.rows.n == 1 ? trace->verdict : trace_worst(tally->worst, trace->verdict);
}

static void tally_print(struct cli *cli, const struct tally *tally)
{
	if (tally->listing.rows.n < 2)
		return;
	out_rule(&cli->out, 72);
	out_end_line(&cli->out);
	listing_print_table(cli, &tally->listing);
	out_line(&cli->out, "%zu Tasks: %zu allowed, %zu denied, %zu unknown",
		 tally->listing.rows.n, tally->counts[0], tally->counts[1], tally->counts[2]);
}

/* Names of the Tasks, for a message. */
static struct str task_names(struct arena *arena, const struct asl_state *const *tasks, size_t n)
{
	struct buf list;
	buf_init(&list, arena, NAMES_MAX);
	for (size_t i = 0; i < n; i++)
		if (!buf_printf(&list, "%s%.*s", i ? ", " : "", STR_ARG(tasks[i]->name)))
			break;
	return buf_str(&list);
}

static bool refuse_state(struct arena *arena, const struct machine *machine, const struct asl *asl,
			 struct str name, struct err *err)
{
	const struct asl_state *const *tasks;
	size_t n;
	trace_tasks(arena, asl, &tasks, &n);
	struct str *names = arena_array(arena, n + 1, sizeof(*names));
	for (size_t i = 0; i < n; i++)
		names[i] = tasks[i]->name;
	size_t near = near_find(name, names, n);
	if (near < n)
		return err_set(err, ERR_INPUT, "%.*s has no state \"%.*s\"; did you mean \"%.*s\"?",
			       STR_ARG(machine->arn), STR_ARG(name), STR_ARG(names[near]));
	struct str list = task_names(arena, tasks, n);
	return err_set(err, ERR_INPUT, "%.*s has no state \"%.*s\"; its Tasks are: %.*s",
		       STR_ARG(machine->arn), STR_ARG(name), STR_ARG(list));
}

static bool refuse_ambiguous(struct arena *arena, struct str name,
			     const struct asl_state *const *states, size_t n, struct err *err)
{
	struct buf list;
	buf_init(&list, arena, NAMES_MAX);
	for (size_t i = 0; i < n; i++)
		if (!buf_printf(&list, "%s--state '%.*s'", i ? ", " : "",
				STR_ARG(states[i]->pointer)))
			break;
	return err_set(err, ERR_INPUT, "\"%.*s\" is the name of %zu states; give one of: %.*s",
		       STR_ARG(name), n, STR_ARG(buf_str(&list)));
}

/* The one state of that name or pointer, which must make calls. */
static bool find_state(struct arena *arena, const struct machine *machine, const struct asl *asl,
		       struct str name, const struct asl_state **out, struct err *err)
{
	const struct asl_state **found = arena_array(arena, asl->n_states + 1, sizeof(*found));
	size_t n;
	asl_find(asl, name, found, asl->n_states, &n);
	if (n == 0)
		return refuse_state(arena, machine, asl, name, err);
	if (n > 1)
		return refuse_ambiguous(arena, name, found, n, err);
	if (!asl_calls(found[0]))
		return err_set(err, ERR_INPUT,
			       "\"%.*s\" is a %s state: it makes no call that AWS would authorize",
			       STR_ARG(name), asl_type_word(found[0]->type));
	*out = found[0];
	return true;
}

/* The states to trace: the one that was named, or all that make calls. */
static bool choose_states(struct arena *arena, const struct machine *machine, const struct asl *asl,
			  struct str name, const struct asl_state *const **states, size_t *n,
			  struct err *err)
{
	if (!name.n) {
		trace_tasks(arena, asl, states, n);
		return true;
	}
	const struct asl_state **one = arena_array(arena, 1, sizeof(*one));
	if (!find_state(arena, machine, asl, name, one, err))
		return false;
	*states = one;
	*n = 1;
	return true;
}

static void tell_one(struct cli *cli, struct arena *arena, const struct trace *trace, bool json,
		     struct tally *tally)
{
	if (json) {
		print_json(cli, arena, trace);
	} else {
		if (tally->listing.rows.n)
			out_end_line(&cli->out);
		print_text(cli, arena, trace);
	}
	tally_add(tally, trace);
}

static bool trace_one(struct cli *cli, const struct machine *machine, const struct asl *asl,
		      const struct asl_state *state, const struct trace_options *options, bool json,
		      struct tally *tally, struct err *err)
{
	const struct asked asked = {
	    .machine = machine_named(machine), .pointer = state->pointer, .asl = asl};
	const struct world *world = &cli->app->world;
	/* what all Tasks begin with is so in this world alone */
	struct trace_options elsewhere = *options;
	struct arena scratch;
	const struct trace *trace;
	elsewhere.first = NULL;
	arena_init(&scratch);
	bool ok = trace_task(&scratch, world, machine, asl, state, options, &trace, err) &&
		  complete(cli, &scratch, &asked, &elsewhere, &trace, err);
	if (ok)
		tell_one(cli, &scratch, trace, json, tally);
	arena_release(&scratch);
	return ok;
}

static bool check_run(const struct trace_options *options, const struct machine *machine,
		      const struct asl *asl, struct err *err)
{
	return options->run == NULL || run_check(options->run, machine, asl, err) ||
	       err_prefix(err, "--execution-history");
}

/* The states of one machine, or of one version of it. */
static bool trace_machine_states(struct cli *cli, struct str machine_arn, struct str name,
				 const struct trace_options *options, bool json,
				 struct tally *tally, struct err *err)
{
	struct asl_flow_cache flows = {.arena = cli->arena};
	struct trace_options each = *options;
	const struct machine *machine;
	const struct asl *asl;
	const struct asl_state *const *states;
	const struct trace *undefined;
	size_t n;
	if (!trace_undefined(cli->arena, &cli->app->world, machine_arn, name, &undefined, err))
		return false;
	if (undefined != NULL) {
		tell_one(cli, cli->arena, undefined, json, tally);
		return true;
	}
	if (!trace_machine(cli->arena, &cli->app->world, machine_arn, &machine, &asl, err) ||
	    !check_run(options, machine, asl, err) ||
	    !choose_states(cli->arena, machine, asl, name, &states, &n, err))
		return false;
	each.flows = &flows;
	each.first = trace_first_new(cli->arena);
	for (size_t i = 0; i < n; i++)
		if (!trace_one(cli, machine, asl, states[i], &each, json, tally, err))
			return false;
	if (!json && !n)
		out_line(&cli->out, "%.*s has no Task: it calls nothing that AWS would authorize.",
			 STR_ARG(machine_named(machine)));
	return true;
}

/* Traces a state, or every Task where `name` is empty, of each version that an alias stands for;
 * cli->status becomes the verdict's. */
static bool trace_states(struct cli *cli, struct str machine_arn, struct str name,
			 const struct trace_options *options, bool json, struct err *err)
{
	struct tally tally = {.worst = V_ALLOW};
	const struct str *arns = NULL;
	size_t n = 0;
	listing_init(&tally.listing, cli->arena, summary_columns, SUMMARY_COLUMNS);
	if (!trace_versions(cli->arena, &cli->app->world, machine_arn, &arns, &n, err))
		return false;
	if (!given_are_known(cli, arns, n, options, err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!trace_machine_states(cli, arns[i], name, options, json, &tally, err))
			return false;
	cli->status = verdict_exit_status(tally.worst);
	if (json)
		return true;
	tally_print(cli, &tally);
	return (tally.listing.rows.n && !cli->out.terminal) || cli_tell_age(cli, err);
}

bool trace_print_task(struct cli *cli, struct str machine, struct str state, struct err *err)
{
	struct trace_options options = {.strict = cli->app->settings.strict};
	return trace_states(cli, machine, state, &options, false, err);
}

/* ---- a chain of roles -------------------------------------------------------------------------
 */

static bool trace_roles(struct cli *cli, const struct trace_chain *chain,
			const struct trace_options *options, bool json, struct err *err)
{
	const struct asked asked = {.chain = chain};
	const struct trace *trace;
	if (!trace_chain(cli->arena, &cli->app->world, chain, options, &trace, err) ||
	    !complete(cli, cli->arena, &asked, options, &trace, err))
		return false;
	cli->status = verdict_exit_status(trace->verdict);
	if (json) {
		print_json(cli, cli->arena, trace);
		return true;
	}
	print_text(cli, cli->arena, trace);
	return !cli->out.terminal || cli_tell_age(cli, err);
}

/* ---- the command ------------------------------------------------------------------------------
 */

/* An option that goes with the other way of asking. */
static bool check_way(const struct args *args, const char *way, const char *const *strangers,
		      struct err *err)
{
	for (; *strangers; strangers++)
		if (args_has(args, *strangers))
			return err_set(err, ERR_USAGE, "--%s does not go with --%s", *strangers,
				       way);
	return true;
}

static bool check_question(const struct args *args, struct err *err)
{
	static const char *const of_chain[] = {"principal", "assume",  "external-id", "action",
					       "resource",  "profile", NULL};
	static const char *const of_machine[] = {"state", "input", "set", "execution-history",
						 NULL};
	if (args_has(args, "machine"))
		return check_way(args, "machine", of_chain, err);
	if (args_has(args, "principal") || args_has(args, "profile"))
		return check_way(args, args_has(args, "principal") ? "principal" : "profile",
				 of_machine, err);
	return err_set(
	    err, ERR_USAGE,
	    "the question is missing: --machine ARN, --principal ARN, or --profile NAME");
}

/* --execution-history: a file, or the ARN of an execution whose history the inventory keeps. */
static bool read_history(struct cli *cli, struct trace_options *options, struct err *err)
{
	const char *given = args_value(&cli->args, "execution-history");
	struct trace_run *run = arena_alloc(cli->arena, sizeof(*run));
	const struct json *json;
	struct str text;
	if (!given)
		return true;
	if (!(kept_is(given) ? kept_history(cli, str_from(given), &text, err)
			     : paths_read(cli->arena, paths_expand(cli->arena, str_from(given)),
					  HISTORY_MAX, &text, err)))
		return false;
	if (!json_parse(cli->arena, text, &json, err) ||
	    !history_read(cli->arena, json, &run->history, err))
		return err_prefix(err, "%s", given);
	options->run = run;
	return true;
}

static bool run_trace(struct cli *cli, struct err *err)
{
	const struct args *args = &cli->args;
	struct trace_options options = {.strict = cli->app->settings.strict};
	struct trace_chain chain;
	bool json = cli_wants_json(cli);
	if (!check_question(args, err) || !given_bindings(cli->arena, args, &options, err) ||
	    !given_context(cli->arena, args, &options, err) ||
	    !given_input(cli->arena, args, &options, err))
		return false;
	if (args_has(args, "machine"))
		return cli_open_supposed(cli, err) && read_history(cli, &options, err) &&
		       trace_states(cli, args_str(args, "machine"), args_str(args, "state"),
				    &options, json, err);
	return given_chain(cli->arena, args, &chain, err) && cli_open_supposed(cli, err) &&
	       trace_roles(cli, &chain, &options, json, err);
}

/* clang-format off */
static const struct option options[] = {
	{"machine", OPTION_TEXT, "ARN", NULL, false, "the state machine whose Tasks are traced"},
	{"state", OPTION_TEXT, "NAME", NULL, false, "one Task: its name, or its JSON pointer where the name is used twice"},
	{"input", OPTION_FILE, "FILE", NULL, false, "the execution's input, JSON; - is standard input"},
	{"set", OPTION_TEXT, "KEY=VALUE", NULL, true, "a value that the definition does not fix, named as the definition names it; JSON, or else a string"},
	{"execution-history", OPTION_FILE, "FILE", NULL, false, "what get-execution-history printed, or the ARN of an execution whose history was imported: the Tasks as they were in that run"},
	{"principal", OPTION_TEXT, "ARN", NULL, false, "who asks: a role, user, session, account root or service"},
	{"profile", OPTION_TEXT, "NAME", NULL, false, "the roles that a profile of the AWS config files goes through; without --principal, whose credentials it begins with is not known"},
	{"assume", OPTION_TEXT, "ROLE", NULL, true, "a role that it assumes; several make a chain"},
	{"external-id", OPTION_TEXT, "ID", NULL, true, "the ExternalId sent with the --assume before it"},
	{"action", OPTION_TEXT, "ACTION", NULL, false, "what the last role of the chain calls, such as s3:GetObject"},
	{"resource", OPTION_TEXT, "ARN", NULL, false, "on what; '*' where the action names no resource"},
	{"context", OPTION_TEXT, "KEY=VALUE", NULL, true, "a condition key's value; a repeated key makes a list, KEY=? is unknown, KEY! absent"},
	OPTION_WITH,
	OPTION_WITH_ACCOUNT,
	{"fix", OPTION_CHOICE, "FORM", "statement|cli|cloudformation|terraform", false, "show the changes that would make it work as statements, or as lines for such a tool"},
	{"all", OPTION_FLAG, NULL, NULL, false, "show the gates that do not arise, too"},
	{"format", OPTION_CHOICE, "FORMAT", "text|json", false, "text, or one JSON object a line"},
	{0},
};

const struct command cmd_trace = {
	.name = "trace",
	.usage = (const char *const[]){
		"trace --machine ARN [--state NAME] [--input FILE] [--set KEY=VALUE]... [--execution-history FILE] [--context KEY=VALUE]...",
		"trace --principal ARN [--assume ROLE [--external-id ID]]... [--action A --resource R] [--context KEY=VALUE]...",
		"trace --profile NAME [--principal ARN] [--action A --resource R]",
		NULL,
	},
	.summary = "show why a Task, or a chain of roles, is allowed or denied",
	.about = (const char *const[]){
		"Every authorization is taken through every gate, in the order in which AWS asks: allowed only where it is "
		"proved from the inventory, denied only where it is proved, else unknown, with what is missing named.",
		"Without --state every Task of the machine is traced. With --assume and no --action the last assumption is "
		"the question.",
		NULL,
	},
	.options = options,
	.examples = (const struct example[]){
		{"One Task of a state machine.", "rolehop trace --machine arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfw --state GetSecretCrossAccount"},
		{"All of its Tasks, for a program.", "rolehop trace --machine arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfw --format json"},
		{"A role that is chosen at run time, settled by hand.", "rolehop trace --machine arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheRuntimeWfw --set '$.Configuration.Params.trustingAccountRoleArn=arn:aws:iam::222222222222:role/TrustingAccountRl'"},
		{"What if the role trusted that machine?", "echo '{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"111111111111\"},\"Action\":\"sts:AssumeRole\"}}' | rolehop trace --machine arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfv --with trust:arn:aws:iam::222222222222:role/TrustingAccountRl=-"},
		{"May this role assume that one, with this ExternalId?", "rolehop trace --principal arn:aws:iam::111111111111:role/TrustedAccountRl --assume arn:aws:iam::222222222222:role/TrustingAccountRl --external-id arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfw"},
		{NULL, NULL},
	},
	.exits = (const struct exit_status[]){
		{0, "allowed; of several, all are"},
		{1, "denied; of several, at least one is"},
		{2, "unknown"},
		{3, "wrong usage"},
		{4, "not in the inventory, or a state's name that is used twice"},
		{5, "the inventory cannot be read"},
		{0, NULL},
	},
	.run = run_trace,
};
/* clang-format on */
