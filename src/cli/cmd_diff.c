/* cli/cmd_diff.c - what changed between two snapshots, and which Tasks' verdicts flipped with it.
 */
#include "cli/run.h"
#include "rolehop/app/diff.h"
#include "rolehop/base/clock.h"

/* ---- JSON lines ---------------------------------------------------------------------------------
 */

static void put_list(struct json_out *json, const char *key, const struct str *items, size_t n)
{
	json_out_open(json, key, '[');
	for (size_t i = 0; i < n; i++)
		json_out_str(json, NULL, items[i]);
	json_out_close(json, ']');
}

static void put_statements(struct json_out *json, const char *key, const struct diff_change *c,
			   bool added)
{
	json_out_open(json, key, '[');
	for (size_t i = 0; i < c->n_statements; i++) {
		const struct statement_change *s = &c->statements[i];
		if (s->added != added)
			continue;
		json_out_open(json, NULL, '{');
		json_out_str(json, "pointer", s->pointer);
		json_out_raw(json, "statement", s->text);
		json_out_close(json, '}');
	}
	json_out_close(json, ']');
}

static const char *kind_word(enum diff_kind kind)
{
	static const char *const words[] = {
	    [DIFF_ADDED] = "added", [DIFF_REMOVED] = "removed", [DIFF_CHANGED] = "changed"};

	return words[kind];
}

static void json_change(struct cli *cli, const struct diff_change *c)
{
	struct json_out json;
	struct buf buf;

	cli_json_begin(cli, &buf, &json);
	json_out_str(&json, "change", str_from(kind_word(c->kind)));
	json_out_str(&json, "kind", str_from(entity_kind_word(c->entity)));
	json_out_str(&json, "of", c->of);
	json_out_str_or_null(&json, "account", c->account);
	json_out_str_or_null(&json, "what", c->what);
	if (c->n_statements > 0) {
		put_statements(&json, "removed", c, false);
		put_statements(&json, "added", c, true);
	} else if (c->fact != FACT_DEFINITION) {
		json_out_str_or_null(&json, "before", c->before);
		json_out_str_or_null(&json, "after", c->after);
	}
	if (c->fact == FACT_TRUST) {
		put_list(&json, "lost", c->lost, c->n_lost);
		put_list(&json, "gained", c->gained, c->n_gained);
	}
	cli_json_end(cli, &json);
}

/* Where the change stands: its first statement that is new, else the first that is gone. */
static struct str pointer_of(const struct diff_change *c)
{
	for (size_t i = 0; i < c->n_statements; i++)
		if (c->statements[i].added)
			return c->statements[i].pointer;
	return c->n_statements > 0 ? c->statements[0].pointer : STR("");
}

static struct str verdict_of(const struct task_answer *answer)
{
	return answer == NULL ? STR("absent") : str_from(verdict_word(answer->verdict));
}

static void json_flip(struct cli *cli, const struct diff *diff, const struct diff_flip *f)
{
	const struct task_answer *any = f->after != NULL ? f->after : f->before;
	struct json_out json;
	struct buf buf;

	cli_json_begin(cli, &buf, &json);
	json_out_str(&json, "change", STR("flipped"));
	json_out_str(&json, "machine", any->machine);
	json_out_str(&json, "state", any->state);
	json_out_str(&json, "pointer", any->pointer);
	json_out_str(&json, "from", verdict_of(f->before));
	json_out_str(&json, "to", verdict_of(f->after));
	json_out_str(&json, "summary", any->summary);
	json_out_bool(&json, "proved", f->proved);
	json_out_open(&json, "because", '[');
	for (size_t i = 0; i < f->n_because; i++) {
		const struct diff_change *c = &diff->changes[f->because[i]];
		json_out_open(&json, NULL, '{');
		json_out_str(&json, "of", c->of);
		json_out_str_or_null(&json, "what", c->what);
		json_out_str(&json, "pointer", pointer_of(c));
		json_out_close(&json, '}');
	}
	json_out_close(&json, ']');
	cli_json_end(cli, &json);
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

static void text_change(struct cli *cli, const struct diff_change *c)
{
	static const char *const signs[] = {
	    [DIFF_ADDED] = "+", [DIFF_REMOVED] = "-", [DIFF_CHANGED] = "~"};

	out_printf(&cli->out, TELL_STRONG, "%s %s ", signs[c->kind], entity_kind_word(c->entity));
	out_text(&cli->out, TELL_ARN, c->of);
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
	for (size_t i = 0; i < f->n_because; i++) {
		const struct diff_change *c = &diff->changes[f->because[i]];
		out_line(&cli->out, "    %s %.*s%s%.*s %.*s",
			 f->proved ? "because of" : "maybe because of", STR_ARG(c->what),
			 c->what.n ? " of " : "", STR_ARG(c->of), STR_ARG(pointer_of(c)));
	}
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

static bool run_diff(struct cli *cli, struct err *err)
{
	const struct args *args = &cli->args;
	struct str from = args->n_words > 0 ? str_from(args->words[0]) : STR("");
	struct str to = args->n_words > 1 ? str_from(args->words[1]) : STR("");
	struct diff diff;

	if (!cli_open(cli, err) ||
	    !app_diff(cli->app, from, to, !args_has(args, "policies-only"), &diff, err))
		return false;
	if (cli_wants_json(cli)) {
		for (size_t i = 0; i < diff.n_flips; i++)
			json_flip(cli, &diff, &diff.flips[i]);
		for (size_t i = 0; i < diff.n_changes; i++)
			json_change(cli, &diff.changes[i]);
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
		"each change is tried alone over the older snapshot: one that turns the verdict is named as the cause.",
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
	.run = run_diff,
};
/* clang-format on */
