/* tui/siblings.c - what stands beside the thing that is open: the other roles of its account ... */
#include "tui/siblings.h"

#include "rolehop/model/arn.h"
#include "tui/explorer.h"
#include "tui/table.h"

/* The lists of what is open as such a pane; of a drawing those of what it is drawn of. */
struct kin {
	enum pane_kind kind;
	enum pane_kind list;
	bool of_account; /* only those of its account */
};

static const struct kin kins[] = {
    {PANE_ACCOUNT, PANE_ACCOUNTS, false}, {PANE_ROLE, PANE_ROLES, true},
    {PANE_MACHINE, PANE_WORKFLOWS, true}, {PANE_GRAPH, PANE_WORKFLOWS, true},
    {PANE_TRACE, PANE_MACHINE, false},
};

static enum pane_kind kind_of(const struct pane *pane)
{
	if (pane->ops->kind != PANE_REACH)
		return pane->ops->kind;
	return arn_is_account_id(pane->place.subject) ? PANE_ACCOUNT : PANE_ROLE;
}

bool siblings_list(struct tui *tui, const struct pane *pane, struct place *out)
{
	struct arn arn;
	(void)tui;
	for (size_t i = 0; i < sizeof(kins) / sizeof(kins[0]); i++) {
		if (kins[i].kind != kind_of(pane))
			continue;
		*out = (struct place){.kind = kins[i].list};
		if (kins[i].kind == PANE_TRACE)
			out->subject = pane->place.subject;
		if (kins[i].of_account && arn_parse(pane->place.subject, &arn))
			out->subject = arn.account;
		return true;
	}
	return false;
}

static bool is_open(const struct pane *of, const struct place *place)
{
	return str_eq(of->place.subject, place->subject) &&
	       (of->ops->kind != PANE_TRACE || str_eq(of->place.detail, place->detail));
}

void siblings_begin(struct tui *tui, const struct pane *of, struct pane *list)
{
	struct arena_mark mark = arena_mark(&tui->frame);
	if (list->broken != NULL || list->table == NULL)
		return;
	table_refresh(tui, list);
	for (size_t at = 0; at < list->table->n; at++) {
		struct place place;
		table_place(tui, list, at);
		if (pane_target(tui, list, &place) && is_open(of, &place))
			return;
		arena_rewind(&tui->frame, mark);
	}
	table_place(tui, list, 0);
}

bool siblings_replace(struct tui *tui, const struct pane *list, struct place *place)
{
	const struct pane *open = tui_current(tui);
	struct place own;
	if (!siblings_list(tui, open, &own) || !place_same(&list->place, &own))
		return false;
	if (open->ops->kind == PANE_GRAPH || open->ops->kind == PANE_REACH)
		place->kind = open->ops->kind;
	return true;
}
