/* tui/sides.c - whether a trust stays in the account, in the organization, or leaves it. */
#include "tui/sides.h"

#include <string.h>

#include "rolehop/model/arn.h"
#include "tui/panes.h"

/* What an account is to the organization that was collected. */
struct org_home {
	enum org_state state;
	struct str org_id;
};

void sides_init(struct sides *sides, struct tui *tui, struct arena *arena)
{
	sides->world = pane_world(tui, arena);
	map_init(&sides->homes, arena);
}

static const struct org_home *home_of(struct tui *tui, struct sides *sides, struct str account)
{
	struct arena *arena = sides->homes.arena;
	struct org_home *home = map_find(&sides->homes, account);
	struct world_org org;
	struct lack lack;
	struct err err;
	if (home != NULL)
		return home;
	home = arena_alloc(arena, sizeof(*home));
	if (!sides->world->ops->organization(sides->world->self, arena, account, &org, &lack, &err))
		tui_lose(tui, &err);
	else
		*home = (struct org_home){org.facts.state, org.facts.id};
	map_put(&sides->homes, arena_str(arena, account), home);
	return home;
}

static enum side side_of_account(struct tui *tui, struct sides *sides, struct str home,
				 struct str away)
{
	if (str_eq(home, away))
		return SIDE_ACCOUNT;
	if (!arn_is_account_id(home) || !arn_is_account_id(away))
		return SIDE_UNKNOWN;
	enum org_state here = home_of(tui, sides, home)->state;
	enum org_state there = home_of(tui, sides, away)->state;
	if (here == ORG_MEMBER && there == ORG_MEMBER)
		return SIDE_INSIDE;
	/* Two that are outside of the one that was collected may be in another one together. */
	bool apart = (here == ORG_MEMBER && there == ORG_OUTSIDE) ||
		     (here == ORG_OUTSIDE && there == ORG_MEMBER);
	return apart ? SIDE_OUTSIDE : SIDE_UNKNOWN;
}

static bool is_org_id(struct str text)
{
	return str_starts(text, STR("o-")) && str_find_char(text, ',') < 0 &&
	       str_find_char(text, '$') < 0;
}

/* Everyone, or everyone of the organization that a condition names. */
static enum side side_of_everyone(struct tui *tui, struct sides *sides, struct str home,
				  const struct trust_row *row)
{
	if (!row->other_conditions && row->external_id.n == 0)
		return SIDE_ANYONE;
	if (!is_org_id(row->org_id) || !arn_is_account_id(home))
		return SIDE_DEPENDS;
	const struct org_home *here = home_of(tui, sides, home);
	bool same = str_eq(here->org_id, row->org_id);
	if (here->state == ORG_MEMBER)
		return same ? SIDE_INSIDE : SIDE_OUTSIDE;
	return here->state == ORG_OUTSIDE && same ? SIDE_OUTSIDE : SIDE_DEPENDS;
}

enum side side_of(struct tui *tui, struct sides *sides, struct str home,
		  const struct trust_row *rows, size_t n, size_t i)
{
	static const char *const named[] = {"account", "role", "user", "session"};
	const struct trust_row *row = &rows[i];
	enum side side = SIDE_NONE;
	if (row->deny)
		return SIDE_NONE;
	if (strcmp(row->kind, "everyone") == 0)
		side = side_of_everyone(tui, sides, home, row);
	if (side == SIDE_ANYONE && trusts_are_narrowed(rows, n))
		return SIDE_DEPENDS;
	for (size_t k = 0; k < sizeof(named) / sizeof(named[0]); k++) {
		if (strcmp(row->kind, named[k]) == 0)
			return side_of_account(tui, sides, home, row->account);
	}
	return side;
}

struct str side_word(enum side side)
{
	static const struct str words[] = {
	    [SIDE_ANYONE] = STR_INIT("anyone"),	  [SIDE_OUTSIDE] = STR_INIT("outside"),
	    [SIDE_DEPENDS] = STR_INIT("depends"), [SIDE_UNKNOWN] = STR_INIT("unknown"),
	    [SIDE_INSIDE] = STR_INIT("inside"),	  [SIDE_ACCOUNT] = STR_INIT("account"),
	    [SIDE_NONE] = STR_INIT(""),
	};
	return words[side];
}

enum theme_role side_role(enum side side)
{
	static const enum theme_role roles[] = {
	    [SIDE_ANYONE] = THEME_DENY,	    [SIDE_OUTSIDE] = THEME_DENY,
	    [SIDE_DEPENDS] = THEME_UNKNOWN, [SIDE_UNKNOWN] = THEME_UNKNOWN,
	    [SIDE_INSIDE] = THEME_STRONG,   [SIDE_ACCOUNT] = THEME_DIM,
	    [SIDE_NONE] = THEME_DIM,
	};
	return roles[side];
}
