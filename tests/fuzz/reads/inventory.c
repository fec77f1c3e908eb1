/* inventory.c - a damaged inventory, asked one thing: an answer or an error. */
#include "read.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "rolehop/store/store.h"
#include "rolehop/trace/trace.h"
#include "rolehop/trace/world_store.h"

const bool read_has_head = false;

/* Small pages: as many kinds of them as in a large inventory, in a small file. */
enum { PAGE = 512, DAMAGE = 4 };

static char path[64];
static int fd;
static char *image;
static char *damaged;
static size_t image_size;

static void leave(void)
{
	unlink(path);
}

/* FUZZ_INVENTORY is a good one; what is asked of is a copy with small pages. */
void read_begin(void)
{
	const char *good = getenv("FUZZ_INVENTORY");
	sqlite3 *db;
	char *vacuum;

	snprintf(path, sizeof(path), "/dev/shm/rolehop-fuzz-%ld.db", (long)getpid());
	leave();
	vacuum = sqlite3_mprintf("PRAGMA page_size = %d; VACUUM INTO '%q'", PAGE, path);
	FUZZ_HOLDS(sqlite3_open_v2(good ? good : "", &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
	FUZZ_HOLDS(sqlite3_exec(db, vacuum, NULL, NULL, NULL) == SQLITE_OK);
	sqlite3_free(vacuum);
	sqlite3_close(db);
	fd = open(path, O_RDWR | O_CLOEXEC);
	FUZZ_HOLDS(fd >= 0);
	image_size = (size_t)lseek(fd, 0, SEEK_END);
	image = malloc(image_size);
	damaged = malloc(image_size);
	FUZZ_HOLDS(image && damaged);
	FUZZ_HOLDS(pread(fd, image, image_size, 0) == (ssize_t)image_size);
	atexit(leave);
}

/*
 * Every four bytes change the file: two say which, the third how, the fourth is the new byte. Half
 * of them change what the beginning of a page says of the rest of it.
 */
static void damage(struct str text)
{
	size_t size = image_size;
	size_t pages = image_size / PAGE;

	memcpy(damaged, image, image_size);
	for (size_t i = 0; i + DAMAGE <= text.n; i += DAMAGE) {
		const unsigned char *p = (const unsigned char *)text.p + i;
		size_t page = (p[0] | (size_t)(p[2] & 7) << 8) % pages;
		size_t at = p[1] | (size_t)(p[2] & 8) << 5;
		char *byte = damaged + page * PAGE + at % PAGE;
		switch (p[2] >> 4 & 7) {
		case 0: /* cut off */
			size = page * PAGE + at;
			break;
		case 1: /* another page in its place */
			memcpy(damaged + page * PAGE, image + p[3] % pages * PAGE, PAGE);
			break;
		case 2:
			*byte = (char)(*byte ^ 1 << (p[3] & 7));
			break;
		case 3:
			*byte = (char)(*byte + p[3]);
			break;
		case 4:
		case 5:
			damaged[page * PAGE + at % 32 + (page == 0 ? 100 : 0)] = (char)p[3];
			break;
		default:
			*byte = (char)p[3];
		}
	}
	FUZZ_HOLDS(pwrite(fd, damaged, size, 0) == (ssize_t)size);
	FUZZ_HOLDS(ftruncate(fd, (off_t)size) == 0);
}

/* ---- questions --------------------------------------------------------------------------------
 */

static void ask_facts(struct arena *arena, struct store *store, enum entity_kind kind, unsigned nth)
{
	struct err err = {ERR_NONE, ""};
	const struct entity *entities;
	const struct fact *facts;
	struct str document;
	size_t n;
	size_t n_facts;

	if (!store_list(store, arena, kind, STR(""), &entities, &n, &err)) {
		read_told(false, &err);
		return;
	}
	if (n == 0)
		return;
	if (!store_facts(store, arena, entities[nth % n].id, FACT_ALL, &facts, &n_facts, &err)) {
		read_told(false, &err);
		return;
	}
	for (size_t i = 0; i < n_facts; i++)
		if (facts[i].document)
			read_told(store_document(store, arena, facts[i].document, &document, &err),
				  &err);
}

static void ask_trace(struct arena *arena, struct store *store, struct world *world, unsigned nth)
{
	static const struct trace_options options;
	struct err err = {ERR_NONE, ""};
	const struct entity *machines;
	const struct machine *machine;
	const struct asl *asl;
	const struct asl_state *const *tasks;
	const struct trace *trace;
	size_t n;

	if (!store_list(store, arena, ENTITY_MACHINE, STR(""), &machines, &n, &err) || n == 0 ||
	    !trace_machine(arena, world, machines[nth % n].key, &machine, &asl, &err))
		return;
	trace_tasks(arena, asl, &tasks, &n);
	if (n)
		read_told(trace_task(arena, world, machine, asl, tasks[nth / 16 % n], &options,
				     &trace, &err),
			  &err);
}

static void ask_snapshots(struct arena *arena, struct store *store)
{
	struct err err = {ERR_NONE, ""};
	const struct snapshot *snapshots;
	const struct coverage *coverage;
	size_t n;

	read_told(store_snapshots(store, arena, &snapshots, &n, &err), &err);
	read_told(store_coverage_list(store, arena, &coverage, &n, &err), &err);
	read_told(store_at(store, STR("2026-11-25"), &err), &err);
}

static void ask(struct arena *arena, struct store *store, unsigned what, unsigned nth)
{
	struct err err = {ERR_NONE, ""};
	struct world world;

	if (what % 4 == 0)
		ask_facts(arena, store, (enum entity_kind)(what / 4 % ENTITY_KIND_COUNT), nth);
	else if (what % 4 == 1)
		ask_snapshots(arena, store);
	else if (world_store_open(arena, store, 1795572720, &world, &err))
		ask_trace(arena, store, &world, nth);
	else
		read_told(false, &err);
}

/* The first two bytes are the question. */
void read_text(struct arena *arena, const uint8_t *head, struct str text)
{
	struct err err = {ERR_NONE, ""};
	struct store *store;
	uint8_t what = read_byte(&text);
	uint8_t nth = read_byte(&text);

	(void)head;
	damage(text);
	bool ok = store_open(path, STORE_READ, &store, &err);
	read_told(ok, &err);
	if (!ok)
		return;
	ask(arena, store, what, nth);
	store_close(store);
}
