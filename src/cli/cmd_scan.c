/* cli/cmd_scan.c - traces every Task of the inventory, and looks at what its policies leave open.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/place.h"
#include "cli/progress.h"
#include "cli/scan_out.h"
#include "rolehop/app/ignore.h"
#include "rolehop/app/paths.h"
#include "rolehop/model/arn.h"
#include "rolehop/trace/causes.h"

/* ---- rows ---------------------------------------------------------------------------------------
 */

struct scanning {
	struct scan_out out;
	const struct scan_format *format;
	struct scan_counts counts;
	struct vec ignored; /* struct ignore_rule */
	struct str fail_on;
	bool failed;
	enum verdict worst;
	struct progress progress;
};

static struct scan_found found_task(const struct task_answer *task, struct str json)
{
	const struct cause *cause = finding_cause(task);
	bool is_finding = task->verdict != V_ALLOW || !task->complete;

	return (struct scan_found){
	    .is_task = true,
	    .is_finding = is_finding,
	    .verdict = task->verdict,
	    .complete = task->complete,
	    .severity = is_finding ? cause->severity : "none",
	    .rule = is_finding ? str_from(cause->name) : STR(""),
	    .title = str_from(cause->title),
	    .account = task->account,
	    .of = task->machine,
	    .state = task->state,
	    .pointer = task->pointer,
	    .action = task->action,
	    .resource = task->resource,
	    .says = task->summary,
	    .why_policy = task->why_policy,
	    .why_of = task->why_of,
	    .why_pointer = task->why_pointer,
	    .json = json,
	};
}

static struct scan_found found_risk(const struct risk *risk)
{
	return (struct scan_found){
	    .is_finding = true,
	    .complete = true,
	    .severity = risk->kind->severity,
	    .rule = str_from(risk->kind->name),
	    .title = str_from(risk->kind->title),
	    .account = risk->account,
	    .of = risk->of,
	    .pointer = risk->pointer,
	    .says = risk->says,
	};
}

static void count(struct scanning *s, const struct scan_found *f)
{
	struct scan_counts *c = &s->counts;

	c->tasks += f->is_task;
	c->risks += !f->is_task;
	c->ignored += f->ignored.n > 0;
	if (!f->is_task)
		return;
	c->allowed += f->verdict == V_ALLOW && f->complete;
	c->incomplete += f->verdict == V_ALLOW && !f->complete;
	c->denied += verdict_denies(f->verdict);
	c->unknown += f->verdict == V_UNKNOWN;
}

static int rank(const char *severity)
{
	static const char *const words[] = {"none", "low", "medium", "high"};

	for (int i = 0; i < 4; i++)
		if (strcmp(words[i], severity) == 0)
			return i;
	return 0;
}

/* Does the finding meet --fail-on? A severity takes in the graver ones. */
static bool meets(struct str fail_on, const struct scan_found *f)
{
	if (!f->is_finding || f->ignored.n || !fail_on.n)
		return false;
	if (str_eq(fail_on, STR("deny")))
		return f->is_task && verdict_denies(f->verdict);
	if (str_eq(fail_on, STR("unknown")))
		return f->is_task && f->verdict != V_ALLOW;
	if (str_eq(fail_on, STR("incomplete")))
		return f->is_task;
	for (const char *const *w = (const char *const[]){"low", "medium", "high", NULL}; *w; w++)
		if (str_eq(fail_on, str_from(*w)))
			return rank(f->severity) >= rank(*w);
	return false;
}

static bool take_row(void *self, const struct scan_row *row)
{
	struct scanning *s = self;
	struct cli *cli = s->out.cli;
	if (row->task != NULL)
		cli_learn_task(cli, row->task);
	struct scan_found f =
	    row->task != NULL ? found_task(row->task, row->json) : found_risk(row->risk);

	if (f.is_finding)
		f.ignored = ignore_reason(&s->ignored, f.rule, f.of, f.state, f.pointer);
	count(s, &f);
	s->failed = s->failed || meets(s->fail_on, &f);
	if (f.is_task && !f.ignored.n)
		s->worst = trace_worst(s->worst, f.verdict);
	s->format->row(&s->out, &f);
	return true;
}

static bool take_progress(void *self, size_t done, size_t total)
{
	struct scanning *s = self;

	return progress_count(&s->progress, done, total);
}

/* ---- the command --------------------------------------------------------------------------------
 */

static bool read_options(struct cli *cli, struct scanning *s, struct scan_options *options,
			 struct err *err)
{
	const struct args *args = &cli->args;
	const char *ignore = args_value(args, "ignore");
	size_t workers = 0;

	if (args_has(args, "workers") &&
	    (!str_to_size(args_str(args, "workers"), &workers) || workers == 0))
		return err_set(err, ERR_USAGE, "--workers: a number of processes, from 1");
	s->format = scan_format_find(args_str(args, "format"));
	s->fail_on = args_str(args, "fail-on");
	*options = (struct scan_options){
	    .account = args_str(args, "account"),
	    .whole = s->format->whole,
	    .strict = cli->app->settings.strict,
	    .risks = !args_has(args, "tasks-only"),
	    .workers = workers,
	};
	options->machines = args_all(cli->arena, args, "machine", &options->n_machines);
	vec_init(&s->ignored, cli->arena, sizeof(struct ignore_rule));
	return ignore == NULL || ignore_read(cli->arena, paths_expand(cli->arena, str_from(ignore)),
					     &s->ignored, err);
}

/* Machines of other accounts than the one that is looked at; with a template --account may be where
 * that goes. */
static bool check_machines(const struct cli *cli, const struct scan_options *options,
			   struct err *err)
{
	struct arn arn;

	for (size_t i = 0; i < options->n_machines && options->account.n; i++)
		if (!args_has(&cli->args, "with") && arn_parse(options->machines[i], &arn) &&
		    !str_eq(arn.account, options->account))
			return err_set(err, ERR_USAGE, "--machine %.*s is not in --account %.*s",
				       STR_ARG(options->machines[i]), STR_ARG(options->account));
	return true;
}

/* A scan of a part says nothing of the rest. */
static bool is_whole(const struct args *args)
{
	return !args_has(args, "account") && !args_has(args, "machine") &&
	       !args_has(args, "tasks-only");
}

static void tell_unused(struct cli *cli, const struct scanning *s)
{
	for (size_t i = 0; i < s->ignored.n; i++) {
		const struct ignore_rule *r = vec_at(&s->ignored, i);
		if (!r->used)
			cli_note(cli, "--ignore: line %zu fits no finding any more: %.*s %.*s",
				 r->line, STR_ARG(r->rule), STR_ARG(r->of));
	}
}

static int status_of(const struct scanning *s)
{
	if (s->fail_on.n)
		return s->failed ? 1 : 0;
	return verdict_exit_status(s->worst);
}

static bool run_scan(struct cli *cli, struct err *err)
{
	struct scanning s = {.out = {.cli = cli}, .worst = V_ALLOW};
	const struct scan_watch watch = {take_row, take_progress, &s};
	struct scan_options options = {.workers = 0};
	bool done;

	if (!read_options(cli, &s, &options, err) || !check_machines(cli, &options, err) ||
	    !cli_open_for_much(cli, err) || !place_check_known(cli, err) ||
	    !cli_taken(cli, &s.out.taken, err))
		return false;
	progress_begin(&s.progress, &cli->notes, cli->app->settings.quiet, false);
	s.format->begin(&s.out);
	done = app_scan(cli->app, &options, &watch, err);
	progress_end(&s.progress, NULL);
	if (!done || !s.format->end(&s.out, &s.counts, err))
		return false;
	if (is_whole(&cli->args))
		tell_unused(cli, &s);
	cli->status = status_of(&s);
	return true;
}

/* clang-format off */
static const struct option options[] = {
	{"account", OPTION_TEXT, "ID", NULL, false, "only this account; a template of --with is deployed to it"},
	{"machine", OPTION_TEXT, "ARN", NULL, true, "only this state machine's Tasks"},
	{"tasks-only", OPTION_FLAG, NULL, NULL, false, "leave out what roles' and resources' policies leave open"},
	{"fail-on", OPTION_CHOICE, "WHAT", "deny|unknown|incomplete|high|medium|low", false, "exit with 1 if this, or worse, was found; else 0"},
	{"ignore", OPTION_FILE, "FILE", NULL, false, "findings to live with: lines RULE ARN [STATE]  # reason; * stands for anything"},
	OPTION_WITH,
	{"workers", OPTION_TEXT, "N", NULL, false, "how many processes; one per core where it is not given"},
	{"format", OPTION_CHOICE, "FORMAT", "table|json|csv|markdown|sarif|junit", false, "a table, whole traces as JSON lines, or for other programs"},
	{0},
};

const struct command cmd_scan = {
	.name = "scan",
	.usage = (const char *const[]){
		"scan [--account ID] [--machine ARN]... [--format FORMAT] [--fail-on WHAT] [--ignore FILE] [--with [WHAT=]FILE]...",
		NULL,
	},
	.summary = "trace every Task, and show what policies leave open",
	.about = (const char *const[]){
		"Every Task of the inventory is traced as `rolehop trace` would. Beyond that, trust and resource policies are looked "
		"at: who gets in without an ExternalId, from outside the organization, to an administrator's role, or not any more.",
		"With a template or plan (--with) SARIF and JUnit name the file and line in it of what was found.",
		"Without --fail-on the exit status is that of the Tasks: 1 if one is denied, else 2 if one is unknown. A file for "
		"--ignore has a reason on each line, and lines that fit nothing any more are told.",
		"What a scan of all of an inventory of one's own finds is kept beside it, in FILE-scan: the next one looks again only at "
		"what something changed for. That file can be removed at any time; without it a scan finds the same, later.",
		NULL,
	},
	.options = options,
	.examples = (const struct example[]){
		{"Everything, as a table.", "rolehop scan"},
		{"For a pipeline: fail where a Task is denied.", "rolehop scan --fail-on deny --format junit"},
		{"For code scanning.", "rolehop scan --format sarif"},
		{"What a pull request would deny.", "rolehop scan --with 222222222222=template.yaml --parameter Trusted=111111111111 --fail-on deny"},
		{NULL, NULL},
	},
	.exits = (const struct exit_status[]){
		{0, "every Task is allowed; with --fail-on: nothing of that kind"},
		{1, "a Task is denied; with --fail-on: found"},
		{2, "none is denied, and a Task is unknown"},
		{3, "wrong usage"},
		{4, "a machine or account that is not in the inventory, or a damaged file for --ignore"},
		{5, "the inventory cannot be read"},
		{130, "interrupted"},
		{0, NULL},
	},
	.account_chooses = true,
	.run = run_scan,
};
/* clang-format on */
