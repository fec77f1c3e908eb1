/* cli/cmd_diff.c - what changed between two snapshots, and which Tasks' verdicts flipped with it.
 */
#include "cli/run.h"
#include "rolehop/app/diff.h"
#include "rolehop/base/clock.h"
#include "rolehop/base/span.h"

/* ---- JSON lines ---------------------------------------------------------------------------------
 */

/* How old the data is, of both sides. */
static void json_end(struct cli *cli, struct json_out *json, const struct diff *diff)
{
	json_out_str(json, "fromTaken", clock_iso(cli->arena, diff->from.taken));
	json_out_str(json, "taken", clock_iso(cli->arena, diff->to.taken));
	cli_json_end(cli, json);
}

static void json_change(struct cli *cli, const struct diff *diff, const struct diff_change *c)
{
	struct json_out json;
	struct buf buf;

	cli_json_begin(cli, &buf, &json);
	diff_change_json(&json, c);
	json_end(cli, &json, diff);
}

static void json_flip(struct cli *cli, const struct diff *diff, const struct diff_flip *f)
{
	struct json_out json;
	struct buf buf;

	cli_json_begin(cli, &buf, &json);
	diff_flip_json(&json, diff, f);
	json_end(cli, &json, diff);
}

/* ---- text ---------------------------------------------------------------------------------------
 */

static void text_lines(struct cli *cli, const char *label, const struct str *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out_line(&cli->out, "    %s %.*s", label, STR_ARG(items[i]));
}

static void text_statements(struct cli *cli, const struct diff_change *c)
{
	for (size_t i = 0; i < c->n_statements; i++) {
		const struct statement_change *s = &c->statements[i];
		out_printf(&cli->out, s->added ? TELL_ALLOW : TELL_DENY, "    %s %.*s ",
			   s->added ? "+" : "-", STR_ARG(s->pointer));
		out_text(&cli->out, TELL_PLAIN, s->text);
		out_end_line(&cli->out);
	}
}

/* " (DenyRegions)" */
static struct str named(struct cli *cli, const struct diff_change *c)
{
	struct str name = diff_name(c);

	return str_is_empty(name) ? name : arena_printf(cli->arena, " (%.*s)", STR_ARG(name));
}

static void text_change(struct cli *cli, const struct diff_change *c)
{
	static const char *const signs[] = {
	    [DIFF_ADDED] = "+", [DIFF_REMOVED] = "-", [DIFF_CHANGED] = "~"};

	out_printf(&cli->out, TELL_STRONG, "%s %s ", signs[c->kind], entity_kind_word(c->entity));
	out_text(&cli->out, TELL_ARN, c->of);
	out_text(&cli->out, TELL_PLAIN, named(cli, c));
	if (c->what.n)
		out_printf(&cli->out, TELL_STRONG, ": %.*s", STR_ARG(c->what));
	out_end_line(&cli->out);
	text_statements(cli, c);
	if (c->n_statements == 0 && c->fact != FACT_DEFINITION && c->kind == DIFF_CHANGED)
		out_line(&cli->out, "    %.*s -> %.*s", STR_ARG(c->before), STR_ARG(c->after));
	text_lines(cli, "no longer names", c->lost, c->n_lost);
	text_lines(cli, "now names", c->gained, c->n_gained);
}

static void text_mark(struct cli *cli, const struct task_answer *answer)
{
	enum tell_style style = TELL_DIM;
	const char *mark = "absent";

	if (answer != NULL)
		mark = tell_mark(answer->verdict, answer->complete, &style);
	out_text(&cli->out, style, str_from(mark));
}

/* ", line 12, /Statement/0/Principal/AWS"; empty where the change has no place in a document. */
static struct str where(struct cli *cli, const struct diff_change *c)
{
	struct str pointer = diff_pointer(cli->arena, c);
	size_t key = 0, line = 0, column = 0;
	struct span span;

	if (str_is_empty(pointer))
		return STR("");
	if (!span_find(c->after, pointer, &span, &key))
		return arena_printf(cli->arena, ", %.*s", STR_ARG(pointer));
	span_place(c->after, key, &line, &column);
	return arena_printf(cli->arena, ", line %zu, %.*s", line, STR_ARG(pointer));
}

/* "trust policy of ARN, line 12, /Statement/0", "scp p-1, added" */
static void text_because(struct cli *cli, const char *lead, const struct diff_change *c)
{
	static const char *const ends[] = {
	    [DIFF_ADDED] = ", added", [DIFF_REMOVED] = ", removed", [DIFF_CHANGED] = ""};
	bool whole = str_is_empty(c->what);

	out_line(&cli->out, "    %s %.*s%s%.*s%.*s%.*s%s", lead,
		 STR_ARG(whole ? str_from(entity_kind_word(c->entity)) : c->what),
		 whole ? " " : " of ", STR_ARG(c->of), STR_ARG(named(cli, c)),
		 STR_ARG(where(cli, c)), ends[c->kind]);
}

static void text_flip(struct cli *cli, const struct diff *diff, const struct diff_flip *f)
{
	const struct task_answer *any = f->after != NULL ? f->after : f->before;

	text_mark(cli, f->before);
	out_text(&cli->out, TELL_PLAIN, STR(" -> "));
	text_mark(cli, f->after);
	out_printf(&cli->out, TELL_STRONG, " %.*s", STR_ARG(any->state));
	out_printf(&cli->out, TELL_PLAIN, " of %.*s", STR_ARG(any->machine));
	out_end_line(&cli->out);
	out_line(&cli->out, "    %.*s", STR_ARG(any->summary));
	for (size_t i = 0; i < f->n_because; i++)
		text_because(cli,
			     !f->proved		    ? "maybe because of"
			     : f->together && i > 0 ? "together with"
						    : "because of",
			     &diff->changes[f->because[i]]);
	if (f->reason.n)
		out_line(&cli->out, "    %.*s", STR_ARG(f->reason));
}

static void text_head(struct cli *cli, const struct diff *diff)
{
	out_line(&cli->out,
		 "From snapshot %lld of %.*s to %lld of %.*s: %zu change%s, %zu Task%s flipped",
		 (long long)diff->from.id, STR_ARG(clock_iso(cli->arena, diff->from.taken)),
		 (long long)diff->to.id, STR_ARG(clock_iso(cli->arena, diff->to.taken)),
		 diff->n_changes, diff->n_changes == 1 ? "" : "s", diff->n_flips,
		 diff->n_flips == 1 ? "" : "s");
}

static void print_text(struct cli *cli, const struct diff *diff)
{
	text_head(cli, diff);
	if (diff->from.id == diff->to.id)
		out_line(&cli->out, "It is one and the same snapshot: each import that changes "
				    "something makes another.");
	if (diff->n_flips > 0)
		out_end_line(&cli->out);
	for (size_t i = 0; i < diff->n_flips; i++)
		text_flip(cli, diff, &diff->flips[i]);
	if (diff->n_changes > 0)
		out_end_line(&cli->out);
	for (size_t i = 0; i < diff->n_changes; i++)
		text_change(cli, &diff->changes[i]);
}

static void learn_flip(struct cli *cli, const struct diff_flip *f)
{
	if (f->before != NULL)
		cli_learn_task(cli, f->before);
	if (f->after != NULL)
		cli_learn_task(cli, f->after);
}

static bool run_diff(struct cli *cli, struct err *err)
{
	const struct args *args = &cli->args;
	struct str from = args->n_words > 0 ? str_from(args->words[0]) : STR("");
	struct str to = args->n_words > 1 ? str_from(args->words[1]) : STR("");
	struct diff diff;

	if (!cli_open(cli, err) ||
	    !app_diff(cli->app, from, to, !args_has(args, "policies-only"), NULL, &diff, err))
		return false;
	for (size_t i = 0; i < diff.n_flips; i++)
		learn_flip(cli, &diff.flips[i]);
	if (cli_wants_json(cli)) {
		for (size_t i = 0; i < diff.n_flips; i++)
			json_flip(cli, &diff, &diff.flips[i]);
		for (size_t i = 0; i < diff.n_changes; i++)
			json_change(cli, &diff, &diff.changes[i]);
	} else {
		print_text(cli, &diff);
	}
	if (args_has(args, "exit-code") && diff.n_changes > 0)
		cli->status = 1;
	return true;
}

/* clang-format off */
static const struct option options[] = {
	{"policies-only", OPTION_FLAG, NULL, NULL, false, "do not trace the Tasks"},
	{"exit-code", OPTION_FLAG, NULL, NULL, false, "exit with 1 if anything changed"},
	{"format", OPTION_CHOICE, "FORMAT", "text|json", false, "text, or one JSON object a line"},
	{0},
};

const struct command cmd_diff = {
	.name = "diff",
	.usage = (const char *const[]){"diff [SNAPSHOT [SNAPSHOT]] [--exit-code]", NULL},
	.summary = "show what changed between two snapshots, and which verdicts flipped",
	.about = (const char *const[]){
		"Alone, the last two snapshots are compared; with one, it and the latest. Policies are compared statement by "
		"statement, trust policies also by whom they admit. Every Task is traced at both, and where its verdict flipped, "
		"each change is tried: taken over alone into the older snapshot, does it turn the verdict? That is the cause; where "
		"no change does so alone, the smallest set that was found to is named. What was collected, and the time as of which "
		"conditions are judged, are among the changes that are tried.",
		NULL,
	},
	.words = WORDS_TEXT,
	.max_words = 2,
	.options = options,
	.examples = (const struct example[]){
		{"What the last import changed.", "rolehop diff"},
		{"Since the first snapshot, for a program.", "rolehop diff 1 --format json"},
		{NULL, NULL},
	},
	.exits = (const struct exit_status[]){
		{0, "done; with --exit-code: nothing changed"},
		{1, "with --exit-code: something changed"},
		{3, "wrong usage"},
		{4, "no such snapshot"},
		{5, "the inventory cannot be read"},
		{0, NULL},
	},
	.has_one_snapshot = true,
	.run = run_diff,
};
/* clang-format on */
