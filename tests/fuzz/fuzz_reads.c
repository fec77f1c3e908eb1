/* fuzz_reads.c - whatever is read from outside: an error or an answer, and what was there stays.
 * The target is chosen by FUZZ_READ. */
#include "fuzz.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "rolehop/app/app.h"
#include "rolehop/app/options.h"
#include "rolehop/app/theme.h"
#include "rolehop/base/edit.h"
#include "rolehop/base/gzip.h"
#include "rolehop/base/json.h"
#include "rolehop/base/safe.h"
#include "rolehop/base/span.h"
#include "rolehop/base/yaml.h"
#include "rolehop/feed/import.h"
#include "rolehop/feed/profiles.h"
#include "rolehop/record/incident.h"
#include "rolehop/store/store.h"
#include "rolehop/trace/simulate.h"
#include "rolehop/trace/trace.h"
#include "rolehop/trace/world_store.h"
#include "tui/custom.h"
#include "tui/keymap.h"

/* fuzz_wire.c: what AWS answers over HTTPS. */
void fuzz_wire(struct arena *arena, struct str text);

static void must(bool ok, const struct err *err)
{
	if (!ok)
		fprintf(stderr, "does not hold: %s\n", err->text);
	FUZZ_HOLDS(ok);
}

/* An error says something, in one line that a terminal can show once it is made safe. */
static void told(bool ok, const struct err *err)
{
	FUZZ_HOLDS(ok || (err->kind != ERR_NONE && err->text[0]));
}

/* ---- import -----------------------------------------------------------------------------------
 */

/* What the inventory holds, as a number: entities and snapshots. */
static size_t weigh(struct arena *arena, struct store *store)
{
	struct err err = {ERR_NONE, ""};
	const struct snapshot *snapshots;
	size_t sum = 0;
	size_t n;

	must(store_snapshots(store, arena, &snapshots, &n, &err), &err);
	sum = n << 32;
	for (int kind = 0; kind < ENTITY_KIND_COUNT; kind++) {
		const struct entity *entities;
		must(store_list(store, arena, (enum entity_kind)kind, STR(""), &entities, &n, &err),
		     &err);
		sum += n;
	}
	return sum;
}

/* Texts with 0x1E between them are files of one import. What is refused changes nothing; what is
 * taken changes nothing the second time. */
static void read_import(struct arena *arena, struct str text)
{
	struct import_text files[FUZZ_TEXTS];
	struct import_options options = {.now = 1795572720,
					 .account = STR("111111111111"),
					 .region = STR("us-east-1"),
					 .machine_arn = STR_INIT(""),
					 .role_arn = STR_INIT(""),
					 .for_arn = STR_INIT("")};
	struct import_report report;
	struct err err = {ERR_NONE, ""};
	struct store *store;
	struct str_split it = {text, false};
	struct str part;
	size_t n = 0;

	while (n < FUZZ_TEXTS && str_next(&it, FUZZ_SEPARATOR, &part))
		files[n++] = (struct import_text){"list-accounts.json", part};
	if (n > 1)
		files[1].name = "222222222222/get-role.json";
	must(store_open(":memory:", STORE_WRITE, &store, &err), &err);
	bool ok = feed_import_texts(arena, store, files, n, &options, &report, &err);
	told(ok, &err);
	if (!ok)
		FUZZ_HOLDS(weigh(arena, store) == 0);
	if (ok) {
		size_t before = weigh(arena, store);
		options.now += 3600;
		must(feed_import_texts(arena, store, files, n, &options, &report, &err), &err);
		FUZZ_HOLDS(!report.changed && weigh(arena, store) == before);
	}
	store_close(store);
}

/* ---- texts that AWS says ------------------------------------------------------------------------
 */

static void read_incidents(struct arena *arena, struct str text)
{
	const struct incident *incidents;
	struct err err = {ERR_NONE, ""};
	size_t n = 0;

	bool ok = incidents_read(arena, text, &incidents, &n, &err);
	told(ok, &err);
	for (size_t i = 0; ok && i < n; i++)
		FUZZ_HOLDS(incidents[i].times > 0);
}

/* ---- questions ----------------------------------------------------------------------------------
 */

static void read_simulate(struct arena *arena, struct str text)
{
	struct simulation out;
	const struct json *json;
	struct err err = {ERR_NONE, ""};

	simulate_is_request(arena, text);
	simulate_text(arena, text, 1, &out);
	must(json_parse(arena, out.json, &json, &err), &err);
	FUZZ_HOLDS(json_get(json, STR("rolehop")) != NULL);
}

/* ---- settings -----------------------------------------------------------------------------------
 */

static void read_profiles(struct arena *arena, struct str text)
{
	struct str_split it = {text, false};
	struct str config = {"", 0};
	struct str credentials = {"", 0};
	struct aws_files files;
	struct err err = {ERR_NONE, ""};
	const struct profile *const *chain;
	size_t n;

	str_next(&it, FUZZ_SEPARATOR, &config);
	str_next(&it, FUZZ_SEPARATOR, &credentials);
	bool ok = aws_files_read(arena, STR("config"), config, STR("credentials"), credentials,
				 &files, &err);
	told(ok, &err);
	for (size_t i = 0; ok && i < files.n_profiles && i < 8; i++)
		told(profiles_chain(arena, files.profiles, files.n_profiles, files.profiles[i].name,
				    &chain, &n, &err),
		     &err);
}

static void read_settings(struct arena *arena, struct str text)
{
	struct app app;
	struct keymap map;
	struct theme theme;
	struct err err = {ERR_NONE, ""};

	told(theme_parse(arena, STR("a.theme"), text, &theme, &err), &err);
	keymap_init(&map);
	told(keymap_parse(&map, arena, STR("keys.conf"), text, &err), &err);
	app_init(&app);
	told(config_parse(&app, STR("config"), text, &err), &err);
	app_release(&app);
}

/* ---- forms --------------------------------------------------------------------------------------
 */

/* What is JSON stays the same through YAML, writing and reading. */
static void read_forms(struct arena *arena, struct str text)
{
	const struct json *json = NULL;
	const struct json *again;
	struct yaml yaml;
	struct err err = {ERR_NONE, ""};
	struct str safe = safe_text(arena, text);

	FUZZ_HOLDS(safe_is(safe) && safe_is(safe_ascii(arena, safe)));
	if (json_parse(arena, text, &json, &err)) {
		struct buf first;
		struct buf second;
		buf_init(&first, arena, 1 << 20);
		buf_init(&second, arena, 1 << 20);
		json_write(&first, json, true);
		must(json_parse(arena, buf_str(&first), &again, &err), &err);
		json_write(&second, again, true);
		FUZZ_HOLDS(str_eq(buf_str(&first), buf_str(&second)));
	}
	if (yaml_read(arena, text, &yaml, &err))
		must(json_parse(arena, yaml.json, &again, &err), &err);
}

struct feeding {
	struct str rest;
};

static ptrdiff_t feed_bytes(void *self, char *into, size_t size, struct err *err)
{
	struct feeding *f = self;
	size_t n = f->rest.n < size ? f->rest.n : size;

	(void)err;
	memcpy(into, f->rest.p, n);
	f->rest = str_skip(f->rest, n);
	return (ptrdiff_t)n;
}

static void read_gzip(struct arena *arena, struct str text)
{
	struct feeding feeding = {text};
	struct gzip *gzip = gzip_new(feed_bytes, &feeding);
	struct err err = {ERR_NONE, ""};
	char into[4096];
	ptrdiff_t n;

	(void)arena;
	for (int i = 0; i < 1000 && (n = gzip_read(gzip, into, sizeof(into), &err)) > 0; i++)
		;
	gzip_free(gzip);
}

/* ---- a damaged inventory ------------------------------------------------------------------------
 */

static char *image;
static size_t image_size;
static char image_path[64];

/* Every three bytes overwrite one of a good inventory: offset, value. */
static void damage(struct str text)
{
	int fd = open(image_path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	char *copy = malloc(image_size);
	size_t size = image_size;

	FUZZ_HOLDS(fd >= 0 && copy);
	memcpy(copy, image, image_size);
	for (size_t i = 0; i + 3 <= text.n; i += 4) {
		size_t at = ((unsigned char)text.p[i] << 8 | (unsigned char)text.p[i + 1]) *
			    (size_t)(1 + ((unsigned char)text.p[i + 2] & 3));
		if (at >= size)
			size = size > 512 && (text.p[i + 2] & 64) ? size / 2 : size;
		else
			copy[at] = i + 3 < text.n ? text.p[i + 3] : 0;
	}
	FUZZ_HOLDS(write(fd, copy, size) == (ssize_t)size);
	free(copy);
	close(fd);
}

static void ask_everything(struct arena *arena, struct store *store)
{
	struct world world;
	struct err err = {ERR_NONE, ""};
	const struct entity *entities;
	size_t n;

	if (!world_store_open(arena, store, 1795572720, &world, &err))
		return;
	for (int kind = 0; kind < ENTITY_KIND_COUNT; kind++) {
		if (!store_list(store, arena, (enum entity_kind)kind, STR(""), &entities, &n, &err))
			continue;
		for (size_t i = 0; i < n && i < 20; i++) {
			const struct machine *machine;
			const struct asl *asl;
			const struct asl_state *const *tasks;
			const struct trace *trace;
			const struct trace_options options = {.strict = false};
			size_t n_tasks;
			if (entities[i].kind != ENTITY_MACHINE ||
			    !trace_machine(arena, &world, entities[i].key, &machine, &asl, &err))
				continue;
			trace_tasks(arena, asl, &tasks, &n_tasks);
			for (size_t k = 0; k < n_tasks; k++)
				told(trace_task(arena, &world, machine, asl, tasks[k], &options,
						&trace, &err),
				     &err);
		}
	}
}

static void read_inventory(struct arena *arena, struct str text)
{
	struct err err = {ERR_NONE, ""};
	struct store *store;

	damage(text);
	bool ok = store_open(image_path, STORE_READ, &store, &err);
	told(ok, &err);
	if (!ok)
		return;
	ask_everything(arena, store);
	store_close(store);
}

/* FUZZ_INVENTORY is a good one. */
static void load_image(void)
{
	const char *path = getenv("FUZZ_INVENTORY");
	FILE *file = fopen(path ? path : "", "rb");

	FUZZ_HOLDS(file);
	fseek(file, 0, SEEK_END);
	image_size = (size_t)ftell(file);
	rewind(file);
	image = malloc(image_size);
	FUZZ_HOLDS(image && fread(image, 1, image_size, file) == image_size);
	fclose(file);
	snprintf(image_path, sizeof(image_path), "/dev/shm/rolehop-fuzz-%ld.db", (long)getpid());
}

/* ---- the table ----------------------------------------------------------------------------------
 */

static const struct {
	const char *name;
	void (*read)(struct arena *arena, struct str text);
	void (*begin)(void);
} targets[] = {
    {"import", read_import, NULL},
    {"incidents", read_incidents, NULL},
    {"wire", fuzz_wire, NULL},
    {"simulate", read_simulate, NULL},
    {"profiles", read_profiles, NULL},
    {"settings", read_settings, NULL},
    {"forms", read_forms, NULL},
    {"gzip", read_gzip, NULL},
    {"inventory", read_inventory, load_image},
};
enum { TARGETS = sizeof(targets) / sizeof(targets[0]) };

static size_t chosen;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *name = getenv("FUZZ_READ");

	(void)argc, (void)argv;
	while (chosen < TARGETS && strcmp(targets[chosen].name, name ? name : "") != 0)
		chosen++;
	if (chosen == TARGETS) {
		fprintf(stderr, "FUZZ_READ is none of");
		for (size_t i = 0; i < TARGETS; i++)
			fprintf(stderr, " %s", targets[i].name);
		fprintf(stderr, "\n");
		exit(3);
	}
	if (targets[chosen].begin)
		targets[chosen].begin();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;

	arena_init(&arena);
	targets[chosen].read(&arena, (struct str){(const char *)data, size});
	arena_release(&arena);
	return 0;
}
