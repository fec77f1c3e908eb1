/* cli/cmd_doctor.c - says what is fine and what is not: terminal, locale, settings, inventory. */
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/health.h"
#include "cli/sync.h"
#include "rolehop/app/options.h"
#include "rolehop/app/paths.h"
#include "rolehop/app/theme.h"
#include "rolehop/asl/integrations.h"
#include "rolehop/base/clock.h"
#include "rolehop/feed/sync.h"

enum { SMALL_COLUMNS = 80, OLD_DAYS = 7, DAY = 86400 };

static void check_terminal(struct cli *cli)
{
	const char *term = getenv("TERM");
	bool terminal = isatty(STDIN_FILENO) == 1 && cli->out.terminal;
	struct str name = str_from(term && term[0] ? term : "not set");
	if (!terminal)
		health_say(
		    cli, SYNC_NOTE, "terminal",
		    arena_printf(cli->arena,
				 "standard input or output is none: text only (TERM is %.*s)",
				 STR_ARG(name)));
	else if (!term || !term[0] || strcmp(term, "dumb") == 0)
		health_say(cli, SYNC_BROKEN, "terminal",
			   arena_printf(cli->arena, "TERM is %.*s: the explorer cannot draw",
					STR_ARG(name)));
	else
		health_say(
		    cli, cli->out.columns < SMALL_COLUMNS ? SYNC_NOTE : SYNC_FINE, "terminal",
		    arena_printf(cli->arena, "%.*s, %zu columns", STR_ARG(name), cli->out.columns));
	health_say(cli, SYNC_FINE, "colours",
		   cli->app->color ? STR("on") : STR("off (--color, NO_COLOR, or no terminal)"));
}

static void check_locale(struct cli *cli)
{
	const char *wanted = setlocale(LC_CTYPE, "");
	const char *locale = wanted ? wanted : setlocale(LC_CTYPE, NULL);
	const char *codeset = nl_langinfo(CODESET);
	bool utf8 = strcmp(codeset, "UTF-8") == 0;
	health_say(
	    cli, utf8 ? SYNC_FINE : SYNC_NOTE, "locale",
	    arena_printf(
		cli->arena, "%s, %s%s", locale ? locale : "unknown", codeset,
		utf8 ? "" : ": characters beyond ASCII are shown as <U+00E9>; try LC_ALL=C.UTF-8"));
}

/* A theme that nobody asked for may be missing: then there are no colours. */
static void check_theme(struct cli *cli)
{
	struct err err;
	struct theme theme;
	bool asked = setting_source_of(cli->app, STR("theme")) != SOURCE_DEFAULT;
	if (theme_load(cli->arena, cli->app->settings.theme, &theme, &err))
		health_say(cli, SYNC_FINE, "theme", theme.name);
	else
		health_say(cli, asked ? SYNC_BROKEN : SYNC_NOTE, "theme", str_from(err.text));
}

static void check_settings(struct cli *cli)
{
	struct err err;
	const struct setting *row;
	const char *path = arena_printf(cli->arena, "%s/config", app_config_dir(cli->app)).p;
	if (!app_configure(cli->app, &err))
		health_say(cli, SYNC_BROKEN, "settings", str_from(err.text));
	else if (access(path, F_OK) == 0)
		health_say(cli, SYNC_FINE, "settings", str_from(path));
	else
		health_say(cli, SYNC_FINE, "settings",
			   arena_printf(cli->arena, "no file at %s", path));
	for (size_t i = 0; (row = setting_row(i)); i++) {
		enum setting_source source = cli->app->sources[setting_index(row)];
		struct str value = setting_show(cli->app, row);
		if (source == SOURCE_DEFAULT)
			continue;
		struct str words = arena_printf(cli->arena, "%s = %.*s (%s)", row->option.name,
						STR_ARG(value), setting_source_word(source));
		if (cli_wants_json(cli))
			health_json(cli, SYNC_FINE, "setting", words);
		else
			out_line(&cli->out, "         %.*s", STR_ARG(words));
	}
	check_theme(cli);
}

/* Others must not read it: it says who may do what. */
static void check_mode(struct cli *cli, const char *db)
{
	struct stat st;
	if (stat(db, &st) != 0)
		return;
	unsigned mode = (unsigned)st.st_mode & 0777u;
	if (mode & 077u)
		health_say(cli, SYNC_NOTE, "privacy",
			   arena_printf(cli->arena,
					"others may read or write %s (mode %03o): chmod 600 it", db,
					mode));
	else
		health_say(cli, SYNC_FINE, "privacy",
			   arena_printf(cli->arena, "mode %03o: yours alone", mode));
}

static void tell_holdings(struct cli *cli)
{
	struct err err;
	struct buf list;
	buf_init(&list, cli->arena, 4096);
	for (size_t i = 0; i < ENTITY_KIND_COUNT; i++) {
		size_t n = 0;
		if (!store_count(cli->app->store, (enum entity_kind)i, STR(""), &n, &err)) {
			health_say(cli, SYNC_BROKEN, "holds", str_from(err.text));
			return;
		}
		if (n)
			buf_printf(&list, "%s%zu %s", list.n ? ", " : "", n,
				   n == 1 ? entity_kind_word((enum entity_kind)i)
					  : entity_kind_plural((enum entity_kind)i));
	}
	health_say(cli, SYNC_FINE, "holds", list.n ? buf_str(&list) : STR("nothing"));
}

static void tell_age(struct cli *cli, const struct snapshot *snapshot)
{
	int64_t age = cli->app->now - snapshot->taken;
	struct str words = clock_age(cli->arena, age);
	struct str taken = clock_iso(cli->arena, snapshot->taken);
	health_say(cli, age > (int64_t)OLD_DAYS * DAY ? SYNC_NOTE : SYNC_FINE, "age",
		   arena_printf(cli->arena, "%.*s: snapshot %lld of %.*s", STR_ARG(words),
				(long long)snapshot->id, STR_ARG(taken)));
}

/* What was collected in part, or refused. */
static void tell_coverage(struct cli *cli)
{
	struct err err;
	const struct coverage *rows;
	size_t n;
	size_t lacking = 0;
	if (!store_coverage_list(cli->app->store, cli->arena, &rows, &n, &err)) {
		health_say(cli, SYNC_BROKEN, "coverage", str_from(err.text));
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const struct coverage *row = &rows[i];
		if (row->state != COVERAGE_PARTIAL && row->state != COVERAGE_REFUSED)
			continue;
		lacking++;
		health_say(
		    cli, SYNC_NOTE, "coverage",
		    arena_printf(
			cli->arena, "%s of %.*s%s%.*s: %s%s%.*s", entity_kind_plural(row->kind),
			STR_ARG(row->account.n ? row->account : STR("the organization")),
			row->region.n ? " " : "", STR_ARG(row->region), coverage_word(row->state),
			row->because.n ? ", " : "", STR_ARG(row->because)));
	}
	if (!lacking)
		health_say(
		    cli, SYNC_FINE, "coverage",
		    arena_printf(cli->arena, "%zu list%s collected whole", n, n == 1 ? "" : "s"));
}

static void check_inventory(struct cli *cli)
{
	struct err err;
	struct snapshot snapshot;
	bool found = false;
	bool there = false;
	const char *db = cli->app->settings.db;
	if (!db) {
		health_say(cli, SYNC_BROKEN, "inventory",
			   STR("there is no home folder: give --db FILE"));
		return;
	}
	if (!app_find_inventory(cli->app, &there, &err)) {
		health_say(cli, SYNC_BROKEN, "inventory", str_from(err.text));
		return;
	}
	if (!there) {
		health_say(cli, SYNC_NOTE, "inventory",
			   arena_printf(cli->arena,
					"none at %s yet: rolehop sync, or rolehop import PATH...",
					db));
		return;
	}
	if (!app_open(cli->app, &err) ||
	    !store_snapshot(cli->app->store, cli->arena, &snapshot, &found, &err)) {
		health_say(cli, SYNC_BROKEN, "inventory", str_from(err.text));
		return;
	}
	health_say(cli, SYNC_FINE, "inventory", str_from(db));
	check_mode(cli, db);
	if (!found) {
		health_say(cli, SYNC_NOTE, "age",
			   STR("it is empty: rolehop sync, or rolehop import PATH..."));
		return;
	}
	tell_holdings(cli);
	tell_age(cli, &snapshot);
	tell_coverage(cli);
}

/* Whether AWS answers is asked only where that is wished. */
static void check_aws(struct cli *cli)
{
	const struct sync_check *checks;
	bool online = args_has(&cli->args, "online");
	size_t n = 0;
	if (online)
		sync_keep_to_ourselves();
	feed_sync_check(cli->arena, args_str(&cli->args, "profile"), paths_home(cli->arena), online,
			&checks, &n);
	health_say_all(cli, checks, n);
	if (!online)
		health_say(cli, SYNC_FINE, "AWS",
			   STR("rolehop doctor --online asks it; rolehop sync --policy prints what "
			       "to allow"));
}

static bool run_doctor(struct cli *cli, struct err *err)
{
	struct str date = asl_catalogue_date();
	(void)err;
	health_say(cli, SYNC_FINE, "rolehop",
		   arena_printf(cli->arena, "%s, catalogue of service integrations of %.*s",
				cli_version(), STR_ARG(date)));
	check_terminal(cli);
	check_locale(cli);
	check_settings(cli);
	check_inventory(cli);
	check_aws(cli);
	return true;
}

/* clang-format off */
static const struct option options[] = {
	{"online", OPTION_FLAG, NULL, NULL, false, "ask AWS, too: which credentials are found and whose they are, our clock, which services answer, and what of the policy to attach is missing"},
	{"profile", OPTION_TEXT, "NAME", NULL, false, "of this profile of ~/.aws/config"},
	{"format", OPTION_CHOICE, "FORMAT", "text|json", false, "lines, or one JSON object a line for every check"},
	{0},
};

const struct command cmd_doctor = {
	.name = "doctor",
	.usage = (const char *const[]){"doctor [--online] [--profile NAME] [--format text|json]", NULL},
	.summary = "check terminal, locale, settings, inventory and credentials, and say what is not fine",
	.about = (const char *const[]){
		"Without --online nothing is asked of anybody. With it, AWS is asked what a sync would ask first of each kind of thing in one region, and nothing is kept; keys stay in memory.",
		NULL,
	},
	.options = options,
	.examples = (const struct example[]){
		{"Why does it look odd here?", "rolehop doctor"},
		{"Would a sync work with this profile?", "rolehop doctor --online --profile one"},
		{NULL, NULL},
	},
	.exits = (const struct exit_status[]){
		{0, "nothing is broken"},
		{5, "something is: its line begins with [FAIL]"},
		{0, NULL},
	},
	.works_unconfigured = true,
	.run = run_doctor,
};
/* clang-format on */
