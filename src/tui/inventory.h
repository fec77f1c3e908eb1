/* tui/inventory.h - lists of the inventory, read once and shared by all panes. */
#ifndef TUI_INVENTORY_H
#define TUI_INVENTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/store/store.h"

struct entity_list {
	const struct entity *items;
	size_t n;
	bool loaded;
};

/* An account that is in the inventory, itself or as the owner of something. */
struct account {
	struct str id;
	struct str name; /* empty where not known */
	size_t n_roles;
	size_t n_machines;
	size_t rank; /* among all by name, or id where there is none */
};

struct inventory {
	struct store *store;
	struct arena arena;
	struct entity_list roles;    /* ordered by account, ARN */
	struct entity_list machines; /* likewise */
	struct account *accounts;    /* ordered by id */
	size_t n_accounts;
	bool accounts_loaded;
	bool has_snapshot;
	struct snapshot snapshot;
};

bool inventory_open(struct inventory *inventory, struct store *store, struct err *err);
void inventory_release(struct inventory *inventory);

/* Reads what is not read yet, a list at a time; *more tells whether there is more. */
bool inventory_step(struct inventory *inventory, bool *more, struct err *err);

/* Its place among all accounts by what they are called. */
size_t inventory_account_rank(const struct inventory *inventory, struct str id);

/* The account of that id, or NULL; its name, or empty. */
const struct account *inventory_account(const struct inventory *inventory, struct str id);
struct str inventory_account_name(const struct inventory *inventory, struct str id);

/* The role or machine of that ARN, or NULL. */
const struct entity *inventory_find(const struct entity_list *list, struct str account,
				    struct str key);

/* First item of an account, and how many there are. */
size_t inventory_range(const struct entity_list *list, struct str account, size_t *n);

#endif
