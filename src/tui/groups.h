/* tui/groups.h - findings in groups: of a cause, of a workflow, of an account. */
#ifndef TUI_GROUPS_H
#define TUI_GROUPS_H

#include "tui/explorer.h"
#include "tui/triage.h"

struct group {
	uint32_t key; /* index of the cause or risk, row of the machine, index of the account */
	int rank;     /* the gravest of its severities: 0 high, 1 medium, 2 low */
	enum mark_word word;
	size_t n;		      /* Tasks, or places of a risk, that show */
	uint32_t worst;		      /* note */
	struct str title;	      /* of a cause */
	bool ignored;		      /* all of them are */
	const struct risk_kind *risk; /* what policies leave open; NULL: Tasks are found */
};

/* The findings that show (triage_update was called), worst group first. */
void groups_make(struct tui *tui, struct arena *arena, struct group **out, size_t *n);

/* What the group is called; safe, in the frame. */
struct str group_title(struct tui *tui, const struct group *group);

/* What a rule says of all of it. Texts live as long as the frame. */
struct triage_what group_what(struct tui *tui, const struct group *group);

/* The place with its Tasks. */
struct place group_place(struct tui *tui, const struct group *group);

#endif
