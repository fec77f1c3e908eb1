/* tui/account_org.h - where an account stands in its organization, and which policies bind it. */
#ifndef TUI_ACCOUNT_ORG_H
#define TUI_ACCOUNT_ORG_H

#include "rolehop/trace/world.h"
#include "tui/explorer.h"

struct account_org {
	struct world_org org;
	struct lack lack;
	bool read; /* else it could not be */
};

/* Of the account that the pane is about. */
void account_org_read(struct tui *tui, struct pane *pane, struct account_org *out);

/* The names of the OUs that an account is in, from the root: "Prod/Payments"; "(root)" directly
 * under it, "(outside)" of the organization; empty: not known. In the arena. */
struct str account_org_path(struct tui *tui, const struct world *world, struct arena *arena,
			    struct str account);

/* Adds its lines to the pane's sheet. Ids of lines begin at `id`. */
void account_org_lay(struct tui *tui, struct pane *pane, const struct account_org *org,
		     uint64_t id);

#endif
