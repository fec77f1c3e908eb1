/* app/app.h - what both faces share: settings, paths, the open inventory and its world. */
#ifndef ROLEHOP_APP_APP_H
#define ROLEHOP_APP_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/app/theme.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/log.h"
#include "rolehop/base/map.h"
#include "rolehop/base/str.h"
#include "rolehop/feed/import.h"
#include "rolehop/store/store.h"
#include "rolehop/trace/world.h"
#include "rolehop/trace/world_overlay.h"

enum app_color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* Who gave a setting its value; a later one wins. */
enum setting_source { SOURCE_DEFAULT, SOURCE_CONFIG, SOURCE_ENVIRONMENT, SOURCE_COMMAND_LINE };

/* Settings after defaults, config file, environment and command line (app/options.h fills them). */
struct app_settings {
	const char *db; /* path of the inventory; NULL: no home folder to put it in */
	const char *at; /* snapshot, judged as of its time; NULL: the latest, as of now */
	const char *theme;
	enum app_color color;
	bool strict;
	bool quiet;
	bool verbose;
	bool mask; /* answers without account ids, names and ExternalIds: app/mask.h */
	bool plain;
	bool ascii;
	bool mouse;
	const char *play; /* file of keys to replay in the explorer, or NULL */
};

enum { APP_SETTINGS_MAX = 16 };

struct app {
	struct arena arena; /* program lifetime */
	struct app_settings settings;
	enum setting_source sources[APP_SETTINGS_MAX]; /* by row of the table of settings */
	struct store *store;			       /* NULL until opened */
	bool demo;				       /* the built-in example */
	struct world world;	      /* of the open store, with what is supposed */
	bool what_if;		      /* something is supposed: app/what_if.h */
	struct store *base_store;     /* the inventory as it is; NULL: it is `store` */
	struct world stored_world;    /* the inventory itself, under all that is supposed */
	struct world base_world;      /* of what_if: the world as it is */
	const struct change *changes; /* of what_if: documents that are supposed */
	size_t n_changes;
	const struct import_origin *origins; /* of what_if: what stands where in templates */
	size_t n_origins;
	struct map origin_texts;    /* file -> struct str, as far as origin_find has read them */
	struct arena texts;	    /* for these: app->arena is rewound */
	const struct str *warnings; /* of what_if, of what was read */
	size_t n_warnings;
	struct log log;
	int64_t now; /* seconds; the time of the start, or ROLEHOP_NOW (tests inject it) */
	bool color;  /* colour is wanted and NO_COLOR is not set */
};

/* Fills in the defaults (environment and XDG paths), no file is touched. */
void app_init(struct app *app);
void app_release(struct app *app);

/*
 * Takes the configuration file and the environment into the settings; what the command line gave
 * stays. ERR_INPUT with file, line and column; a file that is not there is no error.
 */
bool app_configure(struct app *app, struct err *err);

/* Decides app->color from the settings, NO_COLOR, TERM and whether the answer goes to a terminal.
 */
void app_choose_color(struct app *app, bool to_terminal);

/* Opens the inventory for reading at settings.at and its world. ERR_ENVIRONMENT if there is none
   yet (app_find_inventory tells beforehand), ERR_INPUT if there is no such snapshot. */
bool app_open(struct app *app, struct err *err);

/* The snapshot that is asked for, in the words of store_at. */
struct str app_snapshot(const struct app *app);

/* store_open for reading, of a packed snapshot (store/packed.h), too. */
bool app_open_file(struct arena *arena, const char *path, struct store **out, struct err *err);

/* Is there an inventory at settings.db? ERR_ENVIRONMENT where that cannot be told: a folder that
 * may not be looked into. */
bool app_find_inventory(const struct app *app, bool *there, struct err *err);

/* Can other processes open the inventory, as it is shown? */
bool app_is_in_file(const struct app *app);

/* Another connection to the same inventory, with the same things supposed: for a child process. The
   child's arena is its own. false too for an inventory that no file holds. */
bool app_open_again(const struct app *app, struct app *child, struct err *err);

/* Looks again at an open inventory that somebody else has changed: app->world is another one. */
bool app_look_again(struct app *app, struct err *err);

/* Opens the inventory for writing. */
bool app_open_for_writing(struct app *app, struct err *err);

/* Opens an inventory in memory that holds nothing: what is asked of it is not known. */
bool app_open_nothing(struct app *app, struct err *err);

/* Opens the built-in example in memory; nothing is written anywhere. */
bool app_open_demo(struct app *app, struct err *err);

/* The Task that the demo's trace is about: machine ARN and state. */
struct str app_demo_machine(void);
struct str app_demo_state(void);

/* "$XDG_CONFIG_HOME/rolehop", in the program arena; where there is no home folder, a path that no
   file can have. */
const char *app_config_dir(struct app *app);

/*
 * The world as app->world is, with caches of its own in `arena`: what is looked up through it is
 * freed with that. `bare`: without what is supposed.
 */
bool app_world_again(struct app *app, struct arena *arena, bool bare, struct world *out,
		     struct err *err);

#endif
