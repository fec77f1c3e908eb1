/* cli/values.c - what completes the value of an option: names from the inventory and the settings.
 */
#include "cli/values.h"

#include <string.h>

#include "rolehop/app/paths.h"
#include "rolehop/app/theme.h"
#include "rolehop/base/safe.h"
#include "rolehop/feed/profiles.h"
#include "rolehop/trace/trace.h"

struct asking {
	struct cli *cli;
	struct str machine;
};

/* A value that would have to be shown in another way is none that could be typed. */
static void offer(struct cli *cli, struct str value)
{
	if (!str_is_empty(value) && safe_is(value))
		out_line(&cli->out, "%.*s", STR_ARG(value));
}

static bool offer_entities(struct cli *cli, enum entity_kind kind, struct err *err)
{
	const struct entity *entities;
	size_t n;
	if (!store_list(cli->app->store, cli->arena, kind, STR(""), &entities, &n, err))
		return false;
	for (size_t i = 0; i < n; i++)
		offer(cli, entities[i].key);
	return true;
}

static bool offer_machines(const struct asking *a, struct err *err)
{
	return offer_entities(a->cli, ENTITY_MACHINE, err);
}

static bool offer_accounts(const struct asking *a, struct err *err)
{
	return offer_entities(a->cli, ENTITY_ACCOUNT, err);
}

static bool offer_roles(const struct asking *a, struct err *err)
{
	return offer_entities(a->cli, ENTITY_ROLE, err);
}

static bool offer_principals(const struct asking *a, struct err *err)
{
	return offer_roles(a, err) && offer_entities(a->cli, ENTITY_USER, err);
}

static bool offer_drawn(const struct asking *a, struct err *err)
{
	return offer_machines(a, err) && offer_roles(a, err) && offer_accounts(a, err);
}

static bool offer_resources(const struct asking *a, struct err *err)
{
	return offer_entities(a->cli, ENTITY_RESOURCE, err) && offer_machines(a, err) &&
	       offer_roles(a, err);
}

static bool offer_shown(const struct asking *a, struct err *err)
{
	return offer_drawn(a, err) && offer_entities(a->cli, ENTITY_USER, err) &&
	       offer_entities(a->cli, ENTITY_POLICY, err) &&
	       offer_entities(a->cli, ENTITY_RESOURCE, err);
}

static bool offer_snapshots(const struct asking *a, struct err *err)
{
	const struct snapshot *snapshots;
	size_t n;
	if (!store_snapshots(a->cli->app->store, a->cli->arena, &snapshots, &n, err))
		return false;
	out_line(&a->cli->out, "latest");
	for (size_t i = 0; i < n; i++)
		out_line(&a->cli->out, "%lld", (long long)snapshots[i].id);
	return true;
}

/* Names of Tasks; a name that is used twice by its pointers. */
static bool offer_states(const struct asking *a, struct err *err)
{
	struct arena *arena = a->cli->arena;
	const struct machine *machine;
	const struct asl *asl;
	const struct asl_state *const *tasks;
	size_t n;
	if (!trace_machine(arena, &a->cli->app->world, a->machine, &machine, &asl, err))
		return false;
	trace_tasks(arena, asl, &tasks, &n);
	for (size_t i = 0; i < n; i++) {
		const struct asl_state *same[2];
		size_t named;
		asl_find(asl, tasks[i]->name, same, 2, &named);
		offer(a->cli, named == 1 ? tasks[i]->name : tasks[i]->pointer);
	}
	return true;
}

static bool offer_themes(const struct asking *a, struct err *err)
{
	struct theme theme;
	(void)err;
	for (size_t i = 0; theme_builtin(a->cli->arena, i, &theme); i++)
		offer(a->cli, theme.name);
	return true;
}

static bool offer_profiles(const struct asking *a, struct err *err)
{
	struct arena secrets;
	struct aws_files files;
	arena_init(&secrets);
	bool ok = aws_files_load(&secrets, paths_home(a->cli->arena), &files, err);
	for (size_t i = 0; ok && i < files.n_profiles; i++)
		offer(a->cli, files.profiles[i].name);
	arena_wipe(&secrets);
	return ok;
}

static const struct {
	const char *option;
	bool inventory; /* it is opened first */
	bool (*offer)(const struct asking *a, struct err *err);
} sources[] = {
    {"machine", true, offer_machines},	   {"state", true, offer_states},
    {"principal", true, offer_principals}, {"assume", true, offer_roles},
    {"resource", true, offer_resources},   {"account", true, offer_accounts},
    {"graph", true, offer_drawn},	   {"at", true, offer_snapshots},
    {"show", true, offer_shown},	   {"diff", true, offer_snapshots},
    {"theme", false, offer_themes},	   {"profile", false, offer_profiles},
};

enum { SOURCES = sizeof(sources) / sizeof(sources[0]) };

static size_t source_of(const char *option)
{
	size_t i = 0;
	while (i < SOURCES && strcmp(sources[i].option, option) != 0)
		i++;
	return i;
}

bool values_are_known(const char *option)
{
	return source_of(option) < SOURCES;
}

bool values_print(struct cli *cli, const char *option, struct str machine, struct err *err)
{
	const struct asking asking = {cli, machine};
	size_t i = source_of(option);
	if (i == SOURCES)
		return true;
	if (strcmp(option, "state") == 0 && !machine.n)
		return err_set(err, ERR_USAGE, "--of state needs --machine ARN");
	return (!sources[i].inventory || cli_open(cli, err)) && sources[i].offer(&asking, err);
}
