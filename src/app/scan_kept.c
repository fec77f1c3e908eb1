/* app/scan_kept.c - answers of an earlier scan that still hold, and those of this one kept. */
#include "app/scan_kept.h"

#include <stdlib.h>
#include <string.h>

#include "app/kept_file.h"
#include "rolehop/base/map.h"
#include "rolehop/base/own_file.h"

enum {
	KEPT_FROM = 512,   /* items: fewer are looked at as quickly */
	RENEW_SHARE = 16,  /* a file of which this part does not hold any more is made anew */
	RENEW_CHANGES = 8, /* and one that is older than this many pieces of work */
};

/* One item of the scan: kept, or to be looked at. */
struct place {
	const struct kept_record *record; /* NULL: it is new */
	bool stale;
	struct scan_item item;
};

struct kept {
	struct app *app;
	const struct scan_options *options;
	struct arena arena;
	const char *path;
	struct kept_key key;
	struct kept_state state;
	struct kept_file file;
	bool used;	      /* the file serves */
	struct place *places; /* of the file that serves */
	size_t n_places, at;
	size_t passed; /* places that are looked at */
	bool broader;  /* the file holds more than was asked for: it stays */
	struct kept_writer *writer;
	struct map accounts; /* whose organization was asked for */
	struct vec account_list;
};

/* ---- may anything be kept -----------------------------------------------------------------------
 */

/* Only all of one's own inventory as it is now, in short answers: those of others are theirs. */
static bool is_for_keeping(const struct app *app, const struct scan_options *options)
{
	return !app->demo && !app->what_if && app->world.n_settings == 0 &&
	       app->base_store == NULL && app->settings.at == NULL && !options->whole &&
	       options->n_machines == 0 && str_is_empty(options->account) &&
	       app->settings.db != NULL && own_file_is(app->settings.db);
}

static void meet_account(struct kept *k, struct str account)
{
	if (map_find(&k->accounts, account) != NULL)
		return;
	account = arena_str(&k->arena, account);
	map_put(&k->accounts, account, k);
	*(struct str *)vec_push(&k->account_list) = account;
}

/* ---- what does not hold any more ----------------------------------------------------------------
 */

/* Numbers in order, behind a filter that most others do not pass. */
struct touched {
	struct vec numbers;
	uint64_t filter[1024];
};

static uint64_t *filter_word(struct touched *t, uint64_t number, uint64_t *bit)
{
	*bit = UINT64_C(1) << (number >> 10 & 63);
	return &t->filter[number & 1023];
}

static int compare_numbers(const void *a, const void *b)
{
	const uint64_t *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

static void touched_ready(struct touched *t)
{
	if (t->numbers.n > 1)
		qsort(t->numbers.items, t->numbers.n, sizeof(uint64_t), compare_numbers);
	for (size_t i = 0; i < t->numbers.n; i++) {
		uint64_t bit, *word = filter_word(t, *(uint64_t *)vec_at(&t->numbers, i), &bit);
		*word |= bit;
	}
}

static bool touches(struct touched *t, struct str asked)
{
	for (size_t i = 0; i + sizeof(uint64_t) <= asked.n; i += sizeof(uint64_t)) {
		uint64_t number, bit, *word;
		memcpy(&number, asked.p + i, sizeof(number));
		word = filter_word(t, number, &bit);
		if ((*word & bit) != 0 && bsearch(&number, t->numbers.items, t->numbers.n,
						  sizeof(number), compare_numbers) != NULL)
			return true;
	}
	return false;
}

static struct str coverage_key(struct arena *arena, const struct coverage *c)
{
	return arena_printf(arena, "%d %.*s %.*s", (int)c->kind, STR_ARG(c->account),
			    STR_ARG(c->region));
}

/* Coverage that was gained, lost or of another state. */
static bool touch_coverage(struct kept *k, struct touched *t, struct err *err)
{
	const struct coverage *now = NULL;
	struct map before;
	size_t n = 0;

	if (!store_coverage_list(k->app->store, &k->arena, &now, &n, err))
		return false;
	map_init(&before, &k->arena);
	for (size_t i = 0; i < k->file.n_coverage; i++) {
		struct coverage *copy = arena_alloc(&k->arena, sizeof(*copy));
		*copy = k->file.coverage[i];
		map_put(&before, coverage_key(&k->arena, copy), copy);
	}
	for (size_t i = 0; i < n; i++) {
		struct coverage *was = map_find(&before, coverage_key(&k->arena, &now[i]));
		if (was == NULL || was->state != now[i].state)
			recorder_of_coverage(&now[i], &t->numbers);
		if (was != NULL)
			was->state = COVERAGE_NEVER;
	}
	for (size_t i = 0; i < k->file.n_coverage; i++) {
		struct coverage *was =
		    map_find(&before, coverage_key(&k->arena, &k->file.coverage[i]));
		if (was->state != COVERAGE_NEVER)
			recorder_of_coverage(was, &t->numbers);
	}
	return true;
}

/* Organizations are asked again: one policy of them may bind every account, or one. */
static bool touch_organizations(struct kept *k, struct touched *t, struct err *err)
{
	for (size_t i = 0; i < k->file.n_organizations; i++) {
		const struct kept_organization *was = &k->file.organizations[i];
		struct hash now;
		if (!recorder_organization(&k->app->world, was->account, &now, err))
			return false;
		if (memcmp(&now, &was->hash, sizeof(now)) != 0)
			*(uint64_t *)vec_push(&t->numbers) = recorder_of_organization(was->account);
	}
	return true;
}

static bool find_touched(struct kept *k, const struct entity_change *changes, size_t n,
			 struct touched *t, struct err *err)
{
	bool organization = false;

	memset(t, 0, sizeof(*t));
	vec_init(&t->numbers, &k->arena, sizeof(uint64_t));
	for (size_t i = 0; i < n; i++) {
		recorder_of_change(&changes[i], &t->numbers);
		organization = organization || recorder_binds_accounts(changes[i].entity.kind);
	}
	size_t before = t->numbers.n;
	if (!touch_coverage(k, t, err))
		return false;
	organization = organization || t->numbers.n > before;
	if (organization && !touch_organizations(k, t, err))
		return false;
	touched_ready(t);
	return true;
}

/* ---- the items of now ---------------------------------------------------------------------------
 */

/* Machines, roles, resources: each by account and ARN. */
static int kind_rank(enum entity_kind kind)
{
	return kind == ENTITY_MACHINE ? 0 : kind == ENTITY_ROLE ? 1 : 2;
}

static int compare_items(const void *a, const void *b)
{
	const struct scan_item *x = a, *y = b;
	int by = kind_rank(x->kind) - kind_rank(y->kind);

	if (by == 0)
		by = str_cmp(x->account, y->account);
	return by != 0 ? by : str_cmp(x->key, y->key);
}

static bool is_item(const struct kept *k, enum entity_kind kind)
{
	return kind == ENTITY_MACHINE ||
	       (k->options->risks && (kind == ENTITY_ROLE || kind == ENTITY_RESOURCE));
}

/* What began, ended or moved: its old place is taken out, its new one put in where it exists. */
static bool find_moved(struct kept *k, const struct entity_change *changes, size_t n,
		       struct map *moved, struct vec *arrived, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		const struct entity *e = &changes[i].entity;
		struct entity now;
		bool found = false;
		if (!changes[i].existence || !is_item(k, e->kind))
			continue;
		map_put(moved, e->key, k);
		if (!store_find(k->app->store, &k->arena, e->key, &now, &found, err))
			return false;
		if (found)
			*(struct scan_item *)vec_push(arrived) =
			    (struct scan_item){now.kind, now.key, now.account};
	}
	if (arrived->n > 1)
		qsort(arrived->items, arrived->n, sizeof(struct scan_item), compare_items);
	return true;
}

static void lay_places(struct kept *k, struct touched *t, const struct map *moved,
		       const struct vec *arrived)
{
	bool time = k->file.state.now != k->state.now;
	size_t n = 0, next = 0;

	k->places = arena_array(&k->arena, k->file.n_records + arrived->n, sizeof(*k->places));
	for (size_t i = 0; i < k->file.n_records; i++) {
		const struct kept_record *r = &k->file.records[i];
		struct place place = {
		    r, (r->time && time) || touches(t, r->asked), {r->kind, r->key, r->account}};
		if (!is_item(k, r->kind) || (place.stale && map_find(moved, r->key) != NULL))
			continue;
		for (; next < arrived->n; next++) {
			const struct scan_item *item = vec_at(arrived, next);
			if (compare_items(item, &place.item) > 0)
				break;
			k->places[n++] = (struct place){NULL, true, *item};
		}
		k->places[n++] = place;
	}
	for (; next < arrived->n; next++)
		k->places[n++] =
		    (struct place){NULL, true, *(struct scan_item *)vec_at(arrived, next)};
	k->n_places = n;
}

/* Takes the file for as much of it as still holds; false: nothing of it can be told to. */
static bool take_file(struct kept *k, struct err *err)
{
	const struct entity_change *changes = NULL;
	struct touched *touched = arena_alloc(&k->arena, sizeof(*touched));
	struct vec arrived;
	struct map moved;
	bool known = false;
	size_t n = 0;

	if (!store_changes(k->app->store, &k->arena, &k->file.state.stamp, &changes, &n, &known,
			   err) ||
	    !known || !find_touched(k, changes, n, touched, err))
		return false;
	map_init(&moved, &k->arena);
	vec_init(&arrived, &k->arena, sizeof(struct scan_item));
	if (!find_moved(k, changes, n, &moved, &arrived, err))
		return false;
	lay_places(k, touched, &moved, &arrived);
	for (size_t i = 0; i < k->file.n_organizations; i++)
		meet_account(k, k->file.organizations[i].account);
	return true;
}

/* What leaves risks out is in the answers that have them, too. */
static bool open_file(struct kept *k)
{
	struct kept_key with = k->key;

	with.risks = 1;
	if (kept_file_open(&k->arena, k->path, &k->key, &k->file))
		return true;
	k->broader = kept_file_open(&k->arena, k->path, &with, &k->file);
	return k->broader;
}

/* ---- begin, plan, end ---------------------------------------------------------------------------
 */

static struct kept *kept_new(struct app *app, const struct scan_options *options)
{
	struct kept *k = arena_alloc(&app->arena, sizeof(*k));

	*k = (struct kept){.app = app, .options = options};
	arena_init(&k->arena);
	map_init(&k->accounts, &k->arena);
	vec_init(&k->account_list, &k->arena, sizeof(struct str));
	k->path = arena_cstr(&k->arena, arena_printf(&k->arena, "%s-scan", app->settings.db));
	k->key.strict = options->strict;
	k->key.risks = options->risks;
	k->state.now = app->world.now;
	return k;
}

struct kept *kept_begin(struct app *app, const struct scan_options *options)
{
	struct err ignored = {ERR_NONE, ""};
	struct kept *k;

	if (!is_for_keeping(app, options) || !store_read_begin(app->store, &ignored))
		return NULL;
	k = kept_new(app, options);
	if (!own_program(k->key.program) || !store_at(app->store, STR("latest"), &ignored) ||
	    !store_stamp(app->store, &k->state.stamp, &ignored) || k->state.stamp.id == 0) {
		kept_end(k, false);
		return NULL;
	}
	k->used = open_file(k) && take_file(k, &ignored);
	return k;
}

bool kept_items(struct kept *k, struct scan_item **items, size_t *n)
{
	struct vec stale;

	if (!k->used)
		return false;
	vec_init(&stale, &k->arena, sizeof(struct scan_item));
	for (size_t i = 0; i < k->n_places; i++)
		if (k->places[i].stale)
			*(struct scan_item *)vec_push(&stale) = k->places[i].item;
	*items = stale.items;
	*n = stale.n;
	return true;
}

/* Is there more to gain from a new file than it costs? */
static bool is_worth_it(const struct kept *k, size_t n_items)
{
	if (!k->used)
		return n_items >= (k->options->keep_from ? k->options->keep_from : KEPT_FROM);
	if (k->broader)
		return false;
	return n_items > k->n_places / RENEW_SHARE ||
	       k->state.stamp.id - k->file.state.stamp.id > RENEW_CHANGES;
}

void kept_plan(struct kept *k, size_t n_items)
{
	k->writer = is_worth_it(k, n_items) ? kept_write(k->path) : NULL;
}

bool kept_wants(const struct kept *k)
{
	return k->writer != NULL;
}

struct store_stamp kept_stamp(const struct kept *k)
{
	return k->state.stamp;
}

bool kept_before(struct kept *k, size_t i, struct str *rows)
{
	while (k->used && k->at < k->n_places) {
		const struct place *place = &k->places[k->at];
		if (place->stale && k->passed == i)
			return false;
		k->at++;
		if (place->stale) {
			k->passed++;
			continue;
		}
		if (k->writer != NULL)
			kept_write_record(k->writer, place->record);
		*rows = place->record->rows;
		return true;
	}
	return false;
}

static void drop_writer(struct kept *k)
{
	if (k->writer != NULL)
		kept_write_drop(k->writer);
	k->writer = NULL;
}

void kept_add(struct kept *k, const struct scan_item *item, const struct scan_wired *found)
{
	const struct kept_record record = {.kind = item->kind,
					   .time = found->time,
					   .key = item->key,
					   .account = item->account,
					   .rows = found->rows,
					   .asked = found->asked};
	struct str accounts = found->accounts, account;

	if (k->writer == NULL)
		return;
	if (!found->kept) {
		drop_writer(k);
		return;
	}
	while (scan_wire_account(&accounts, &account))
		meet_account(k, account);
	kept_write_record(k->writer, &record);
}

/* What the organization says of each account, for the next scan to compare with. */
static bool ask_organizations(struct kept *k, struct vec *out, struct err *err)
{
	vec_init(out, &k->arena, sizeof(struct kept_organization));
	for (size_t i = 0; i < k->account_list.n; i++) {
		struct kept_organization *o = vec_push(out);
		o->account = *(struct str *)vec_at(&k->account_list, i);
		if (!recorder_organization(&k->app->world, o->account, &o->hash, err))
			return false;
	}
	return true;
}

static void finish_writer(struct kept *k)
{
	struct err ignored = {ERR_NONE, ""};
	const struct coverage *coverage = NULL;
	struct vec organizations;
	size_t n = 0;

	if (!ask_organizations(k, &organizations, &ignored) ||
	    !store_coverage_list(k->app->store, &k->arena, &coverage, &n, &ignored)) {
		drop_writer(k);
		return;
	}
	kept_write_end(k->writer, &k->key, &k->state, &organizations, coverage, n);
	k->writer = NULL;
}

void kept_end(struct kept *k, bool done)
{
	if (k == NULL)
		return;
	if (done && k->writer != NULL)
		finish_writer(k);
	drop_writer(k);
	kept_file_close(&k->file);
	store_read_end(k->app->store);
	arena_release(&k->arena);
}
