/* app/app.c - settings from everywhere, the open inventory and the built-in example. */
#include "rolehop/app/app.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/embedded.h"
#include "rolehop/app/options.h"
#include "rolehop/app/paths.h"
#include "rolehop/base/clock.h"
#include "rolehop/store/packed.h"
#include "rolehop/trace/world_store.h"

enum {
	CONFIG_MAX = 1 << 20,
	EXAMPLE_TAKEN = 1790856000, /* 2026-10-01T12:00:00Z: the example is the same at any time */
};

/* A path under which nothing can be read or made. */
static const char *const NOWHERE = "/dev/null/rolehop";

static int64_t time_of_start(void)
{
	int64_t given;
	const char *text = getenv("ROLEHOP_NOW");
	return text && clock_parse(str_from(text), &given) ? given : clock_now();
}

/* Variables that cannot be taken are left for app_configure to report. */
static bool take_environment(struct app *app, struct err *err)
{
	const struct setting *row;
	for (size_t i = 0; (row = setting_row(i)); i++) {
		const char *value = row->env ? getenv(row->env) : NULL;
		if (value && value[0] &&
		    !setting_take(app, row, SOURCE_ENVIRONMENT, str_from(value), row->env, err))
			return false;
	}
	return true;
}

static const char *default_db(struct app *app)
{
	const char *data = paths_data(&app->arena);
	return data ? arena_printf(&app->arena, "%s/inventory.db", data).p : NULL;
}

void app_init(struct app *app)
{
	struct err ignored;
	memset(app, 0, sizeof(*app));
	arena_init(&app->arena);
	arena_init(&app->texts);
	log_init(&app->log);
	app->now = time_of_start();
	app->settings.db = default_db(app);
	app->settings.theme = "default";
	take_environment(app, &ignored);
	app_choose_color(app, true);
}

void app_release(struct app *app)
{
	store_close(app->store);
	store_close(app->base_store);
	app->store = app->base_store = NULL;
	log_release(&app->log);
	arena_release(&app->texts);
	arena_release(&app->arena);
}

/* Conditions are judged as of this time: another one than was meant must not be taken. */
static bool check_now(struct err *err)
{
	int64_t ignored;
	const char *text = getenv("ROLEHOP_NOW");
	return !text || !text[0] || clock_parse(str_from(text), &ignored) ||
	       err_set(err, ERR_INPUT,
		       "ROLEHOP_NOW: \"%s\" is no time such as 2026-11-25T03:12:00Z", text);
}

bool app_configure(struct app *app, struct err *err)
{
	struct stat st;
	struct str text;
	const char *path = arena_printf(&app->arena, "%s/config", app_config_dir(app)).p;
	if (stat(path, &st) == 0) {
		if (!paths_read(&app->arena, path, CONFIG_MAX, &text, err) ||
		    !config_parse(app, str_from(path), text, err))
			return false;
		log_add(&app->log, "settings read from %s", path);
	}
	return check_now(err) && take_environment(app, err);
}

void app_choose_color(struct app *app, bool to_terminal)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");
	bool dumb = !term || !term[0] || strcmp(term, "dumb") == 0;
	switch (app->settings.color) {
	case COLOR_ALWAYS:
		app->color = true;
		return;
	case COLOR_NEVER:
		app->color = false;
		return;
	case COLOR_AUTO:
		app->color = to_terminal && !dumb && !(no_color && no_color[0]);
		return;
	}
}

const char *app_config_dir(struct app *app)
{
	const char *dir = paths_config(&app->arena);
	return dir ? dir : NOWHERE;
}

bool app_find_inventory(const struct app *app, bool *there, struct err *err)
{
	struct stat st;
	*there = false;
	if (!app->settings.db)
		return true;
	if (stat(app->settings.db, &st) != 0)
		return errno == ENOENT ||
		       err_set(err, ERR_ENVIRONMENT,
			       "%s: whether there is an inventory cannot be "
			       "told: %s; look at the permissions of its folders",
			       app->settings.db, strerror(errno));
	*there = st.st_size > 0;
	return true;
}

bool app_is_in_file(const struct app *app)
{
	return !app->demo && app->base_store == NULL;
}

struct str app_snapshot(const struct app *app)
{
	return app->settings.at == NULL ? STR("latest") : str_from(app->settings.at);
}

/* The time that aws:CurrentTime has: now, or that of the snapshot that was asked for. */
static bool choose_now(struct app *app, int64_t *now, struct err *err)
{
	struct snapshot snapshot;
	bool found = false;
	*now = app->now;
	if (app->settings.at == NULL)
		return true;
	if (!store_snapshot(app->store, &app->arena, &snapshot, &found, err))
		return false;
	if (found)
		*now = snapshot.taken;
	return true;
}

static bool open_world(struct app *app, struct err *err)
{
	int64_t now;
	if (!store_at(app->store, app_snapshot(app), err) || !choose_now(app, &now, err) ||
	    !world_store_open(&app->arena, app->store, now, &app->stored_world, err))
		return false;
	app->world = app->stored_world;
	return true;
}

bool app_world_again(struct app *app, struct arena *arena, bool bare, struct world *out,
		     struct err *err)
{
	struct world *below = arena_alloc(arena, sizeof(*below));
	bool supposed = app->what_if && !bare;
	if (!world_store_again(arena, &app->stored_world, below, err))
		return false;
	*out = *below;
	if (supposed && !world_overlay_open(arena, below, app->changes, app->n_changes, out, err))
		return false;
	out->settings = supposed ? app->world.settings : NULL;
	out->n_settings = supposed ? app->world.n_settings : 0;
	return true;
}

bool app_open_file(struct arena *arena, const char *path, struct store **out, struct err *err)
{
	const char *unpacked = path;
	return (!packed_is(path) ||
		packed_unpack(arena, path, paths_cache(arena), &unpacked, err)) &&
	       store_open(unpacked, STORE_READ, out, err);
}

static bool open_store(struct app *app, enum store_mode mode, struct err *err)
{
	store_close(app->store);
	app->store = NULL;
	if (!app->settings.db)
		return err_set(err, ERR_ENVIRONMENT,
			       "there is no home folder to keep an inventory in: give --db FILE");
	log_add(&app->log, "inventory %s", app->settings.db);
	if (mode == STORE_WRITE && packed_is(app->settings.db))
		return err_set(
		    err, ERR_ENVIRONMENT,
		    "%s: is a packed snapshot, which nobody writes to; name another "
		    "inventory with --db, and take its data into that with rolehop merge",
		    app->settings.db);
	return mode == STORE_READ ? app_open_file(&app->arena, app->settings.db, &app->store, err)
				  : store_open(app->settings.db, mode, &app->store, err);
}

bool app_open(struct app *app, struct err *err)
{
	bool there = true;
	if (app->settings.db && !app_find_inventory(app, &there, err))
		return false;
	if (!there)
		return err_set(err, ERR_ENVIRONMENT,
			       "there is no inventory at %s yet: make one with `rolehop sync` or "
			       "`rolehop import PATH...`, or see the example with `rolehop demo`",
			       app->settings.db);
	return open_store(app, STORE_READ, err) && open_world(app, err);
}

bool app_open_again(const struct app *app, struct app *child, struct err *err)
{
	struct world *below;
	memset(child, 0, sizeof(*child));
	arena_init(&child->arena);
	log_init(&child->log);
	child->settings = app->settings;
	child->now = app->now;
	if (!app_is_in_file(app))
		return err_set(err, ERR_ENVIRONMENT, "this inventory is in no file");
	if (!open_store(child, STORE_READ, err) || !open_world(child, err) ||
	    !store_read_begin(child->store, err))
		return false;
	child->world.settings = app->world.settings;
	child->world.n_settings = app->world.n_settings;
	child->changes = app->changes;
	child->n_changes = app->n_changes;
	child->what_if = app->n_changes + app->world.n_settings > 0;
	if (!app->n_changes)
		return true;
	below = arena_alloc(&child->arena, sizeof(*below));
	*below = child->world;
	return world_overlay_open(&child->arena, below, app->changes, app->n_changes, &child->world,
				  err);
}

bool app_look_again(struct app *app, struct err *err)
{
	return open_world(app, err);
}

bool app_open_for_writing(struct app *app, struct err *err)
{
	return open_store(app, STORE_WRITE, err);
}

static bool import_example(struct app *app, struct err *err)
{
	size_t n = 0;
	while (example_files[n].name)
		n++;
	struct import_text *texts = arena_array(&app->arena, n, sizeof(*texts));
	for (size_t i = 0; i < n; i++)
		texts[i] = (struct import_text){
		    .name = example_files[i].name,
		    .text = {example_files[i].text, example_files[i].size},
		};
	struct import_options options = {.now = EXAMPLE_TAKEN};
	struct import_report report;
	return feed_import_texts(&app->arena, app->store, texts, n, &options, &report, err);
}

bool app_open_nothing(struct app *app, struct err *err)
{
	store_close(app->store);
	app->store = NULL;
	return store_open(":memory:", STORE_WRITE, &app->store, err) && open_world(app, err);
}

bool app_open_demo(struct app *app, struct err *err)
{
	store_close(app->store);
	app->store = NULL;
	app->demo = true;
	app->settings.at = NULL;
	return store_open(":memory:", STORE_WRITE, &app->store, err) && import_example(app, err) &&
	       open_world(app, err);
}

struct str app_demo_machine(void)
{
	return STR("arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfw");
}

struct str app_demo_state(void)
{
	return STR("GetSecretCrossAccount");
}
