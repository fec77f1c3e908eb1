/* tui/inventory.c - lists of the inventory, read once and shared by all panes. */
#include "tui/inventory.h"

#include <stdlib.h>
#include <string.h>

bool inventory_open(struct inventory *inventory, struct store *store, struct err *err)
{
	*inventory = (struct inventory){.store = store};
	return store_snapshot(store, &inventory->arena, &inventory->snapshot,
			      &inventory->has_snapshot, err);
}

void inventory_release(struct inventory *inventory)
{
	arena_release(&inventory->arena);
	*inventory = (struct inventory){0};
}

static bool load(struct inventory *inventory, enum entity_kind kind, struct entity_list *list,
		 struct err *err)
{
	list->loaded = true;
	return store_list(inventory->store, &inventory->arena, kind, STR(""), &list->items,
			  &list->n, err);
}

static int compare_accounts(const void *a, const void *b)
{
	return str_cmp(((const struct account *)a)->id, ((const struct account *)b)->id);
}

/* Adds the owners of a list that is ordered by them. */
static size_t add_owners(struct account *accounts, size_t n, const struct entity_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		struct str id = list->items[i].account;
		if (id.n > 0 && (i == 0 || !str_eq(id, list->items[i - 1].account)))
			accounts[n++] = (struct account){.id = id};
	}
	return n;
}

static size_t count_owners(const struct entity_list *list)
{
	size_t n = 0;
	for (size_t i = 0; i < list->n; i++)
		n += i == 0 || !str_eq(list->items[i].account, list->items[i - 1].account);
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
		inventory_range(&inventory->roles, accounts[i].id, &accounts[i].n_roles);
		inventory_range(&inventory->machines, accounts[i].id, &accounts[i].n_machines);
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

bool inventory_step(struct inventory *inventory, bool *more, struct err *err)
{
	*more = true;
	if (!inventory->machines.loaded)
		return load(inventory, ENTITY_MACHINE, &inventory->machines, err);
	if (!inventory->roles.loaded)
		return load(inventory, ENTITY_ROLE, &inventory->roles, err);
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

static int compare_place(const struct entity *entity, struct str account, struct str key)
{
	int order = str_cmp(entity->account, account);
	return order != 0 ? order : str_cmp(entity->key, key);
}

/* The first item that does not come before (account, key). */
static size_t lower_bound(const struct entity_list *list, struct str account, struct str key)
{
	size_t low = 0;
	size_t high = list->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_place(&list->items[middle], account, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct entity *inventory_find(const struct entity_list *list, struct str account,
				    struct str key)
{
	size_t i = lower_bound(list, account, key);
	if (i < list->n && compare_place(&list->items[i], account, key) == 0)
		return &list->items[i];
	return NULL;
}

size_t inventory_range(const struct entity_list *list, struct str account, size_t *n)
{
	size_t first = lower_bound(list, account, STR(""));
	size_t low = first;
	size_t high = list->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (str_eq(list->items[middle].account, account))
			low = middle + 1;
		else
			high = middle;
	}
	*n = low - first;
	return first;
}
