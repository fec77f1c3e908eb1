/* cli/cli.c - from argv to a command's run, and from its failure to words and a status. */
#include "rolehop/cli/cli.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/masked.h"
#include "cli/place.h"
#include "cli/run.h"
#include "rolehop/app/options.h"
#include "rolehop/app/what_if.h"
#include "rolehop/base/clock.h"
#include "rolehop/base/log.h"
#include "rolehop/base/mem.h"

enum { JSON_MAX = 64 << 20 };

bool cli_open(struct cli *cli, struct err *err)
{
	struct snapshot snapshot;
	bool found = false;
	if (!app_open(cli->app, err) || !store_read_begin(cli->app->store, err) ||
	    !store_snapshot(cli->app->store, cli->arena, &snapshot, &found, err))
		return false;
	if (!found)
		return err_set(err, ERR_ENVIRONMENT,
			       "the inventory at %s is empty: fill it with `rolehop import "
			       "PATH...` or `rolehop sync`",
			       cli->app->settings.db);
	return true;
}

bool cli_parameters(struct cli *cli, const struct str **out, size_t *n, struct err *err)
{
	const struct str *given = args_all(cli->arena, &cli->args, "parameter", n);
	for (size_t i = 0; i < *n; i++)
		if (str_find_char(given[i], '=') <= 0)
			return err_set(err, ERR_USAGE, "--parameter: \"%.*s\" is no NAME=VALUE",
				       STR_ARG(given[i]));
	*out = given;
	return true;
}

bool cli_open_supposed(struct cli *cli, struct err *err)
{
	const char **with = arena_array(cli->arena, cli->args.n_options, sizeof(*with));
	size_t n = 0;
	for (size_t i = 0; i < cli->args.n_options; i++)
		if (strcmp(cli->args.options[i].option->name, "with") == 0)
			with[n++] = cli->args.options[i].value;
	struct supposed_place place = {.account = args_str(&cli->args, "account"),
				       .region = args_str(&cli->args, "region")};
	if (!place_check_template(&cli->args, err) ||
	    !cli_parameters(cli, &place.parameters, &place.n_parameters, err) ||
	    !cli_open(cli, err) || !app_what_if(cli->app, with, n, &place, err))
		return false;
	for (size_t i = 0; i < cli->app->n_warnings; i++)
		cli_note(cli, "rolehop: warning: %.*s", STR_ARG(cli->app->warnings[i]));
	return cli->app->base_store == NULL || store_read_begin(cli->app->store, err);
}

bool cli_open_for_much(struct cli *cli, struct err *err)
{
	mem_watch_mapped();
	return cli_open_supposed(cli, err) && store_map(cli->app->store, err);
}

bool cli_wants_json(const struct cli *cli)
{
	return str_eq(args_str(&cli->args, "format"), STR("json"));
}

void cli_json_begin(struct cli *cli, struct buf *buf, struct json_out *json)
{
	buf_init(buf, cli->arena, JSON_MAX);
	json_out_init(json, buf, false);
	json_out_open(json, NULL, '{');
	json_out_int(json, "rolehop", 1);
}

void cli_json_end(struct cli *cli, struct json_out *json)
{
	json_out_close(json, '}');
	out_raw(&cli->out, buf_str(json->buf));
	out_raw(&cli->out, STR("\n"));
}

/* Which the answer rests on, whatever is supposed. */
static bool snapshot_read(struct cli *cli, struct snapshot *snapshot, bool *found, struct err *err)
{
	struct app *app = cli->app;
	struct store *store = app->base_store != NULL ? app->base_store : app->store;
	return store_snapshot(store, cli->arena, snapshot, found, err);
}

bool cli_taken(struct cli *cli, struct str *out, struct err *err)
{
	struct snapshot snapshot;
	bool found = false;
	if (!snapshot_read(cli, &snapshot, &found, err))
		return false;
	*out = found ? clock_iso(cli->arena, snapshot.taken) : STR("");
	return true;
}

/* The same question gives the same bytes, so the age itself is told to people only. */
bool cli_tell_age(struct cli *cli, struct err *err)
{
	struct snapshot snapshot;
	bool found = false;
	if (cli->app->demo) {
		out_text(&cli->out, TELL_DIM, STR("data: the built-in example"));
		out_end_line(&cli->out);
		return true;
	}
	if (!snapshot_read(cli, &snapshot, &found, err) || !found)
		return !found;
	struct str taken = clock_iso(cli->arena, snapshot.taken);
	struct str age = clock_age(cli->arena, cli->app->now - snapshot.taken);
	out_printf(&cli->out, TELL_DIM, "data: snapshot %lld of %.*s, %.*s", (long long)snapshot.id,
		   STR_ARG(taken), STR_ARG(snapshot.source));
	if (cli->out.terminal)
		out_printf(&cli->out, TELL_DIM, " (age: %.*s)", STR_ARG(age));
	if (cli->app->what_if)
		out_text(&cli->out, TELL_DIM, STR(", with what --with supposes"));
	out_end_line(&cli->out);
	return true;
}

void cli_learn_task(struct cli *cli, const struct task_answer *task)
{
	const struct str arns[] = {task->resource, task->caller_role, task->target_role};
	struct err unread; /* then nothing is written either */
	(void)out_learn(&cli->out, arns, sizeof(arns) / sizeof(arns[0]), &unread);
}

void cli_note(struct cli *cli, const char *fmt, ...)
{
	va_list args;
	va_list again;
	if (cli->app->settings.quiet)
		return;
	va_start(args, fmt);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	char *text = arena_alloc(cli->arena, n > 0 ? (size_t)n + 1 : 1);
	vsnprintf(text, n > 0 ? (size_t)n + 1 : 1, fmt, again);
	va_end(again);
	out_text(&cli->notes, TELL_PLAIN, str_from(text));
	out_end_line(&cli->notes);
}

static void tell_log(struct cli *cli)
{
	const struct log *log = &cli->app->log;
	for (size_t i = 0; cli->app->settings.verbose && i < log_count(log); i++)
		out_line(&cli->notes, "rolehop: %.*s", STR_ARG(log_at(log, i)->text));
}

static void tell_error(struct cli *cli, const struct err *err)
{
	const struct command *command = cli->args.command;
	out_text(&cli->notes, TELL_STRONG, STR("rolehop: "));
	out_text(&cli->notes, TELL_PLAIN, str_from(err->text));
	out_end_line(&cli->notes);
	if (err->kind == ERR_USAGE && command != command_explore())
		out_line(&cli->notes, "Try: rolehop %s --help", command->name);
	else if (err->kind == ERR_USAGE)
		out_line(&cli->notes, "Try: rolehop --help");
}

static void hide_value(struct masked *masked, const struct arg *arg)
{
	if (strcmp(arg->option->name, "external-id") == 0)
		masked_hide(masked, "external-id", str_from(arg->value));
	else if (arg->value != NULL)
		masked_learn(masked, str_from(arg->value));
}

/* What the question says: the inventory need not know its ExternalIds and ARNs. */
static void hide_question(struct cli *cli, struct masked *masked)
{
	for (size_t i = 0; masked && i < cli->args.n_options; i++)
		hide_value(masked, &cli->args.options[i]);
	for (size_t i = 0; masked && i < cli->args.n_words; i++)
		masked_learn(masked, str_from(cli->args.words[i]));
}

static bool check_at(const struct cli *cli, struct err *err)
{
	return !cli->args.command->has_one_snapshot ||
	       setting_source_of(cli->app, STR("at")) != SOURCE_COMMAND_LINE ||
	       err_set(err, ERR_USAGE, "--at does not go with rolehop %s", cli->args.command->name);
}

/* Everything up to the command's own run; false where it must not run. */
static bool prepare(struct cli *cli, struct err *err)
{
	struct app *app = cli->app;
	if (!cli->args.command->works_unconfigured && !app_configure(app, err))
		return false;
	app_choose_color(app, isatty(STDOUT_FILENO) == 1);
	out_init(&cli->out, stdout, app, cli->arena);
	out_init(&cli->notes, stderr, app, cli->arena);
	hide_question(cli, cli->out.masked);
	hide_question(cli, cli->notes.masked);
	return check_at(cli, err);
}

static bool run(struct cli *cli, int argc, char **argv, struct err *err)
{
	if (!args_parse(cli->app, argc, argv, &cli->args, err))
		return false;
	if (cli->args.version) {
		cli->args.command = &cmd_version;
	} else if (cli->args.help) {
		out_init(&cli->out, stdout, cli->app, cli->arena);
		if (cli->args.command == command_explore())
			help_all(cli);
		else
			help_command(cli, cli->args.command);
		return out_finish(&cli->out, err);
	}
	if (!prepare(cli, err) || !cli->args.command->run(cli, err))
		return false;
	if (cli->explore && cli->app->settings.mask)
		return err_set(err, ERR_USAGE,
			       "--mask is for answers; the explorer shows the names as they are");
	return out_finish(&cli->out, err);
}

struct cli_result cli_run(struct app *app, int argc, char **argv)
{
	struct err err = {.kind = ERR_NONE};
	struct cli cli = {.app = app, .arena = &app->arena, .args.command = command_explore()};
	app_choose_color(app, isatty(STDOUT_FILENO) == 1);
	out_init(&cli.out, stdout, app, cli.arena);
	out_init(&cli.notes, stderr, app, cli.arena);
	bool ok = run(&cli, argc, argv, &err);
	if (!ok) {
		struct err ignored;
		out_finish(&cli.out, &ignored);
		tell_error(&cli, &err);
		cli.explore = false;
		cli.status = err_exit_status(err.kind);
	}
	if (app->store && !cli.explore)
		store_read_end(app->store);
	tell_log(&cli);
	out_release(&cli.out);
	out_release(&cli.notes);
	return (struct cli_result){.explore = cli.explore, .status = cli.status};
}
