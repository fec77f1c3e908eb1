/* tui/inventory.h - lists of the inventory, read bit by bit and shared by all panes. */
#ifndef TUI_INVENTORY_H
#define TUI_INVENTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/store/store.h"
#include "tui/names.h"

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
	struct names roles; /* ordered by account, name */
	struct names machines;
	struct account *accounts; /* ordered by id */
	size_t n_accounts;
	bool accounts_loaded;
	bool has_snapshot;
	struct snapshot snapshot;
};

/* Reads nothing of the lists yet. */
bool inventory_open(struct inventory *inventory, struct store *store, struct err *err);
void inventory_release(struct inventory *inventory);

/* Reads on for some milliseconds, or until an empty list has a screen of rows; *more tells whether
 * there is more. */
bool inventory_step(struct inventory *inventory, bool *more, struct err *err);

/* Reads one list to its end. */
bool inventory_need(struct names *names, struct err *err);

/* Its place among all accounts by what they are called. */
size_t inventory_account_rank(const struct inventory *inventory, struct str id);

/* The account of that id, or NULL; its name, or empty. */
const struct account *inventory_account(const struct inventory *inventory, struct str id);
struct str inventory_account_name(const struct inventory *inventory, struct str id);

#endif
