/* tui/inventory.c - lists of the inventory, read bit by bit and shared by all panes. */
#include "tui/inventory.h"

#include <stdlib.h>
#include <string.h>

#include "rolehop/base/clock.h"

enum { SLICE_MS = 8, FIRST_ROWS = 100 };

bool inventory_open(struct inventory *inventory, struct store *store, struct err *err)
{
	*inventory = (struct inventory){.store = store};
	names_init(&inventory->roles, store, ENTITY_ROLE);
	names_init(&inventory->machines, store, ENTITY_MACHINE);
	return store_be_small(store, err) &&
	       store_snapshot(store, &inventory->arena, &inventory->snapshot,
			      &inventory->has_snapshot, err);
}

void inventory_release(struct inventory *inventory)
{
	names_release(&inventory->roles);
	names_release(&inventory->machines);
	arena_release(&inventory->arena);
	*inventory = (struct inventory){0};
}

static int compare_accounts(const void *a, const void *b)
{
	return str_cmp(((const struct account *)a)->id, ((const struct account *)b)->id);
}

/* Adds the owners of what is in a list. */
static size_t add_owners(struct account *accounts, size_t n, const struct names *names)
{
	struct str id;
	size_t run = 0;
	size_t owned;
	while (names_next_account(names, &run, &id, &owned)) {
		if (id.n > 0)
			accounts[n++] = (struct account){.id = id};
	}
	return n;
}

static size_t count_owners(const struct names *names)
{
	struct str id;
	size_t run = 0;
	size_t owned;
	size_t n = 0;
	while (names_next_account(names, &run, &id, &owned))
		n++;
	return n;
}

/* Leaves one of each id, with its name, and counts what it owns. */
static void merge_accounts(struct inventory *inventory, size_t n)
{
	struct account *accounts = inventory->accounts;
	size_t kept = 0;
	qsort(accounts, n, sizeof(*accounts), compare_accounts);
	for (size_t i = 0; i < n; i++) {
		if (kept > 0 && str_eq(accounts[kept - 1].id, accounts[i].id)) {
			if (accounts[kept - 1].name.n == 0)
				accounts[kept - 1].name = accounts[i].name;
			continue;
		}
		accounts[kept++] = accounts[i];
	}
	for (size_t i = 0; i < kept; i++) {
		names_range(&inventory->roles, accounts[i].id, &accounts[i].n_roles);
		names_range(&inventory->machines, accounts[i].id, &accounts[i].n_machines);
	}
	inventory->n_accounts = kept;
}

static struct str called(const struct account *account)
{
	return account->name.n > 0 ? account->name : account->id;
}

static int compare_names(const void *a, const void *b)
{
	return str_cmp(called(*(struct account *const *)a), called(*(struct account *const *)b));
}

static void rank_accounts(struct inventory *inventory)
{
	size_t n = inventory->n_accounts;
	struct account **sorted = arena_array(&inventory->arena, n + 1, sizeof(*sorted));
	for (size_t i = 0; i < n; i++)
		sorted[i] = &inventory->accounts[i];
	qsort(sorted, n, sizeof(struct account *), compare_names);
	for (size_t i = 0; i < n; i++)
		sorted[i]->rank = i;
}

static bool load_accounts(struct inventory *inventory, struct err *err)
{
	const struct entity *known;
	size_t n_known;
	inventory->accounts_loaded = true;
	if (!store_list(inventory->store, &inventory->arena, ENTITY_ACCOUNT, STR(""), &known,
			&n_known, err))
		return false;
	size_t room =
	    n_known + count_owners(&inventory->roles) + count_owners(&inventory->machines);
	size_t n = 0;
	inventory->accounts = arena_array(&inventory->arena, room + 1, sizeof(struct account));
	for (size_t i = 0; i < n_known; i++)
		inventory->accounts[n++] =
		    (struct account){.id = known[i].key, .name = known[i].name};
	n = add_owners(inventory->accounts, n, &inventory->roles);
	n = add_owners(inventory->accounts, n, &inventory->machines);
	merge_accounts(inventory, n);
	rank_accounts(inventory);
	return true;
}

static bool read_on(struct names *names, size_t rows, int64_t until, struct err *err)
{
	bool ok = true;
	while (ok && !names->complete && names->n < rows && clock_ticks_ms() < until)
		ok = names_step(names, err);
	/* What cannot be read is not asked for again and again. */
	names->complete = names->complete || !ok;
	return ok;
}

bool inventory_need(struct names *names, struct err *err)
{
	return read_on(names, SIZE_MAX, INT64_MAX, err);
}

/* The first rows come alone: what a screen takes can be painted before the rest is read. */
static bool read_slice(struct names *names, struct err *err)
{
	size_t rows = names->n == 0 ? FIRST_ROWS : SIZE_MAX;
	return read_on(names, rows, clock_ticks_ms() + SLICE_MS, err);
}

bool inventory_step(struct inventory *inventory, bool *more, struct err *err)
{
	*more = true;
	if (!inventory->machines.complete)
		return read_slice(&inventory->machines, err);
	if (!inventory->roles.complete)
		return read_slice(&inventory->roles, err);
	if (!inventory->accounts_loaded)
		return load_accounts(inventory, err);
	*more = false;
	return true;
}

const struct account *inventory_account(const struct inventory *inventory, struct str id)
{
	size_t low = 0;
	size_t high = inventory->n_accounts;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = str_cmp(inventory->accounts[middle].id, id);
		if (order == 0)
			return &inventory->accounts[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

size_t inventory_account_rank(const struct inventory *inventory, struct str id)
{
	const struct account *account = inventory_account(inventory, id);
	return account == NULL ? inventory->n_accounts : account->rank;
}

struct str inventory_account_name(const struct inventory *inventory, struct str id)
{
	const struct account *account = inventory_account(inventory, id);
	return account == NULL ? (struct str){0} : account->name;
}
