/* settings.c - files of the user's own, line by line: configuration, themes, keys, commands, what
 * is kept from run to run, findings that are ignored. */
#include "read.h"

#include "rolehop/app/app.h"
#include "rolehop/app/ignore.h"
#include "rolehop/app/options.h"
#include "rolehop/app/theme.h"
#include "rolehop/base/buf.h"
#include "tui/actions.h"
#include "tui/custom.h"
#include "tui/kept.h"
#include "tui/keymap.h"

const bool read_has_head = false;

enum { KEPT_BYTES = 1 << 20 };

static struct app app;
static struct arena_mark app_empty;
static struct app_settings usual;

void read_begin(void)
{
	app_init(&app);
	app_empty = arena_mark(&app.arena);
	usual = app.settings;
}

static void read_config(struct arena *arena, struct str text)
{
	struct err err = {ERR_NONE, ""};

	(void)arena;
	read_told(config_parse(&app, STR("config"), text, &err), &err);
	arena_rewind(&app.arena, app_empty);
	app.settings = usual;
	for (size_t i = 0; i < APP_SETTINGS_MAX; i++)
		app.sources[i] = SOURCE_DEFAULT;
}

static void read_theme(struct arena *arena, struct str text)
{
	struct theme theme;
	struct err err = {ERR_NONE, ""};

	read_told(theme_parse(arena, STR("a.theme"), text, &theme, &err), &err);
}

/* Every action answers to the keys that it has. */
static void read_keys(struct arena *arena, struct str text)
{
	struct keymap map;
	struct err err = {ERR_NONE, ""};

	keymap_init(&map);
	bool ok = keymap_parse(&map, arena, STR("keys.conf"), text, &err);
	read_told(ok, &err);
	for (size_t i = 0; ok && action_row(i) != NULL; i++) {
		struct str_split it = {str_from(map.keys[i]), false};
		struct str word;
		uint32_t first;
		uint32_t key;
		while (str_next(&it, ' ', &word))
			FUZZ_HOLDS(word.n == 0 || key_parse_chord(word, &first, &key));
	}
}

/* A command is found by its key and by its name. */
static void read_commands(struct arena *arena, struct str text)
{
	static struct keymap map;
	static struct customs customs;
	struct err err = {ERR_NONE, ""};

	if (!map.keys[0])
		keymap_init(&map);
	customs.n = 0;
	bool ok = customs_parse(&customs, &map, arena, STR("commands.conf"), text, &err);
	read_told(ok, &err);
	for (size_t i = 0; ok && i < customs.n; i++) {
		const struct custom *custom = &customs.items[i];
		FUZZ_HOLDS(customs_of_key(&customs, custom->first, custom->key) == custom);
		FUZZ_HOLDS(customs_of_name(&customs, custom->name) == custom);
	}
}

static struct str kept_text(struct arena *arena, const struct kept *kept)
{
	struct buf buf;

	buf_init(&buf, arena, KEPT_BYTES);
	kept_print(kept, &buf);
	FUZZ_HOLDS(!buf.over);
	return buf_str(&buf);
}

/* What was read is written so that it is read as the same. */
static void read_kept(struct arena *arena, struct str text)
{
	static struct kept kept;
	static struct kept again;

	kept_init(&kept);
	kept_init(&again);
	kept_parse(&kept, text);
	struct str once = kept_text(arena, &kept);
	kept_parse(&again, once);
	FUZZ_HOLDS(str_eq(kept_text(arena, &again), once));
	kept_release(&kept);
	kept_release(&again);
}

static void read_ignored(struct arena *arena, struct str text)
{
	struct vec rules;
	struct err err = {ERR_NONE, ""};

	vec_init(&rules, arena, sizeof(struct ignore_rule));
	bool ok = ignore_parse(arena, "ignore", text, &rules, &err);
	read_told(ok, &err);
	for (size_t i = 0; ok && i < rules.n; i++)
		FUZZ_HOLDS(((const struct ignore_rule *)vec_at(&rules, i))->reason.n > 0);
}

/* The first byte is which file it is. */
void read_text(struct arena *arena, const uint8_t *head, struct str text)
{
	static void (*const files[])(struct arena * arena, struct str text) = {
	    read_config, read_theme, read_keys, read_commands, read_kept, read_ignored};
	uint8_t which = read_byte(&text);

	(void)head;
	files[which % (sizeof(files) / sizeof(files[0]))](arena, text);
}
