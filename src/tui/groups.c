/* tui/groups.c - findings in groups: of a cause, of a workflow, of an account. */
#include "tui/groups.h"

#include <stdlib.h>

#include "rolehop/trace/causes.h"
#include "tui/panes.h"

static const struct verdict_cause *cause_at(const struct tui *tui, size_t i)
{
	return vec_at(&tui->verdicts.causes, i);
}

static int rank_of(const char *severity)
{
	switch (severity[0]) {
	case 'h':
		return 0;
	case 'm':
		return 1;
	default:
		return 2;
	}
}

/* ---- making them ----------------------------------------------------------------------------- */

static size_t account_index(const struct tui *tui, uint32_t machine)
{
	struct str id = names_stem(&tui->inventory.machines, machine)->account;
	const struct account *account = inventory_account(&tui->inventory, id);
	return account != NULL ? (size_t)(account - tui->inventory.accounts)
			       : tui->inventory.n_accounts;
}

static size_t key_of(const struct tui *tui, const struct task_note *note)
{
	switch (tui->triage.by) {
	case BY_CAUSE:
		break;
	case BY_WORKFLOW:
		return note->machine;
	case BY_ACCOUNT:
		return account_index(tui, note->machine);
	}
	return note->cause - 1u;
}

/* Keys are less than this. */
static size_t key_count(const struct tui *tui)
{
	switch (tui->triage.by) {
	case BY_CAUSE:
		break;
	case BY_WORKFLOW:
		return tui->inventory.machines.n;
	case BY_ACCOUNT:
		return tui->inventory.n_accounts + 1;
	}
	return tui->verdicts.causes.n;
}

static bool is_ignored(const struct tui *tui, size_t note)
{
	const struct triage *triage = &tui->triage;
	return note < triage->notes.n &&
	       (*(const unsigned char *)vec_at(&triage->notes, note) & TRIAGE_IGNORED) != 0;
}

static void add_note(const struct tui *tui, struct group *group, size_t at)
{
	const struct task_note *note = verdicts_note(&tui->verdicts, at);
	int rank = rank_of(cause_at(tui, note->cause - 1u)->finding->severity);
	enum mark_word word = (enum mark_word)note->word;
	bool worse = rank < group->rank || (rank == group->rank && word < group->word);
	if (group->n == 0 || worse) {
		group->rank = rank;
		group->word = word;
		group->worst = (uint32_t)at;
	}
	group->ignored = (group->n == 0 || group->ignored) && is_ignored(tui, at);
	group->n++;
}

/* Worst first, Tasks before what policies leave open, then the largest, then by name, then as they
 * are numbered. */
static int compare(const void *a, const void *b)
{
	const struct group *x = a;
	const struct group *y = b;
	if (x->ignored != y->ignored)
		return x->ignored ? 1 : -1;
	if (x->rank != y->rank)
		return x->rank - y->rank;
	if ((x->word == WORD_FAIL) != (y->word == WORD_FAIL))
		return x->word == WORD_FAIL ? -1 : 1;
	if ((x->risk == NULL) != (y->risk == NULL))
		return x->risk == NULL ? -1 : 1;
	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	int by = str_cmp(x->title, y->title);
	return by != 0 ? by : x->key < y->key ? -1 : x->key > y->key;
}

/* What policies leave open, by its kind; it is not compared with the snapshot before. */
static size_t add_risks(struct tui *tui, struct group *groups)
{
	const struct risk_kind *kind;
	size_t n = 0;
	if (tui->triage.by != BY_CAUSE || tui->triage.only_new)
		return 0;
	for (size_t i = 0; i < RISK_KINDS_MAX && (kind = risk_kind_row(i)) != NULL; i++) {
		size_t open;
		size_t ignored;
		risk_list_count(tui, i, &open, &ignored);
		size_t shown = open + (tui->triage.with_ignored ? ignored : 0);
		if (shown > 0)
			groups[n++] = (struct group){.key = (uint32_t)i,
						     .rank = rank_of(kind->severity),
						     .word = WORD_NONE,
						     .n = shown,
						     .title = str_from(kind->title),
						     .ignored = open == 0,
						     .risk = kind};
	}
	return n;
}

void groups_make(struct tui *tui, struct arena *arena, struct group **out, size_t *n)
{
	size_t n_keys = key_count(tui);
	struct group *groups = arena_array(arena, n_keys + RISK_KINDS_MAX, sizeof(*groups));
	for (size_t i = 0; i < tui->verdicts.n_tasks; i++) {
		if (!triage_shows(tui, i))
			continue;
		size_t key = key_of(tui, verdicts_note(&tui->verdicts, i));
		groups[key].key = (uint32_t)key;
		add_note(tui, &groups[key], i);
	}
	*n = 0;
	for (size_t i = 0; i < n_keys; i++) {
		if (groups[i].n == 0)
			continue;
		if (tui->triage.by == BY_CAUSE)
			groups[i].title = cause_at(tui, i)->finding->title;
		groups[(*n)++] = groups[i];
	}
	*n += add_risks(tui, &groups[*n]);
	if (*n > 1)
		qsort(groups, *n, sizeof(*groups), compare);
	*out = groups;
}

/* ---- what they are --------------------------------------------------------------------------- */

static struct str account_id(const struct tui *tui, const struct group *group)
{
	bool known = group->key < tui->inventory.n_accounts;
	return known ? tui->inventory.accounts[group->key].id : STR("");
}

static struct str machine_arn(struct tui *tui, const struct group *group)
{
	return names_key(&tui->inventory.machines, &tui->frame, group->key);
}

struct str group_title(struct tui *tui, const struct group *group)
{
	switch (tui->triage.by) {
	case BY_CAUSE:
		break;
	case BY_WORKFLOW:
		return say_name_of(tui, machine_arn(tui, group));
	case BY_ACCOUNT:
		return say_account(tui, account_id(tui, group));
	}
	return tui_safe(tui, group->title);
}

struct triage_what group_what(struct tui *tui, const struct group *group)
{
	struct str any = STR("*");
	switch (tui->triage.by) {
	case BY_CAUSE:
		break;
	case BY_WORKFLOW:
		return (struct triage_what){any, machine_arn(tui, group), STR("")};
	case BY_ACCOUNT:
		return (struct triage_what){
		    any, arena_printf(&tui->frame, "*:%.*s:*", STR_ARG(account_id(tui, group))),
		    STR("")};
	}
	if (group->risk != NULL)
		return (struct triage_what){str_from(group->risk->name), any, STR("")};
	struct task_answer worst = verdicts_answer(&tui->verdicts, &tui->frame, group->worst);
	return (struct triage_what){str_from(finding_cause(&worst)->name), any, STR("")};
}

struct place group_place(struct tui *tui, const struct group *group)
{
	switch (tui->triage.by) {
	case BY_CAUSE:
		break;
	case BY_WORKFLOW:
		return place_of_machine(machine_arn(tui, group));
	case BY_ACCOUNT:
		return (struct place){
		    .kind = PANE_CAUSE,
		    .subject = account_id(tui, group),
		    .detail = arena_printf(&tui->frame, "findings of %.*s",
					   STR_ARG(say_account(tui, account_id(tui, group)))),
		    .pointer = STR("account")};
	}
	if (group->risk != NULL)
		return (struct place){.kind = PANE_RISK, .subject = str_from(group->risk->name)};
	const struct verdict_cause *cause = cause_at(tui, group->key);
	return (struct place){.kind = PANE_CAUSE,
			      .subject = cause->finding->cause,
			      .detail = cause->finding->title,
			      .pointer = mark_text(cause->word),
			      .text = cause->finding->advice};
}
