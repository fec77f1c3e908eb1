/* tui/sides.h - whether a trust stays in the account, in the organization, or leaves it. */
#ifndef TUI_SIDES_H
#define TUI_SIDES_H

#include "rolehop/base/map.h"
#include "rolehop/trace/trusts.h"
#include "rolehop/trace/world.h"
#include "tui/explorer.h"

/* Where the principal is that a policy names, as sorted: who is farthest first. */
enum side {
	SIDE_ANYONE,  /* everyone, without a condition or a Deny that narrows it */
	SIDE_OUTSIDE, /* an account, or everyone, outside of the organization */
	SIDE_DEPENDS, /* everyone, and conditions decide who of them */
	SIDE_UNKNOWN, /* another account: which organization it is in was not collected */
	SIDE_INSIDE,  /* another account, or everyone, of the same organization */
	SIDE_ACCOUNT, /* the same account */
	SIDE_NONE,    /* a service, an identity provider, one that was deleted */
};

/* What is known of the accounts that were asked about. All zero: nothing yet. */
struct sides {
	const struct world *world;
	struct map homes; /* by account: struct org_home */
};

void sides_init(struct sides *sides, struct tui *tui, struct arena *arena);

/* Of the i-th principal that the policy of something in the account `home` names. */
enum side side_of(struct tui *tui, struct sides *sides, struct str home,
		  const struct trust_row *rows, size_t n, size_t i);

/* One word; empty of SIDE_NONE. */
struct str side_word(enum side side);
enum theme_role side_role(enum side side);

#endif
