/* tui/pane_accounts.c - the list of accounts, and one account with what was collected of it. */
#include "tui/account_org.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/sheet.h"
#include "tui/table.h"

#include "rolehop/base/clock.h"
#include "rolehop/base/map.h"

/* ---- the list -------------------------------------------------------------------------------- */

enum { COL_NAME, COL_ID, COL_OU, COL_ROLES, COL_MACHINES, COL_FAIL, COL_UNKNOWN, COL_STATE };

/* clang-format off */
static const struct column columns[] = {
	[COL_NAME] = {"ACCOUNT", 14, 1, 0, false, true},
	[COL_ID] = {"ID", 12, 0, 0, false, true},
	[COL_OU] = {"OU", 18, 2, 100, false, true},
	[COL_ROLES] = {"ROLES", 6, 0, 44, true, true},
	[COL_MACHINES] = {"FLOWS", 6, 0, 52, true, true},
	[COL_FAIL] = {"FAIL", 4, 0, 0, true, true},
	[COL_UNKNOWN] = {"??", 4, 0, 0, true, true},
	[COL_STATE] = {"COLLECTED", 15, 3, 72, false, false},
};
/* clang-format on */

/* The least that was collected of an account, in any Region. */
struct state {
	enum coverage_state roles;
	enum coverage_state machines;
};

struct accounts {
	const struct coverage *coverage; /* by account */
	size_t n_coverage;
	struct map states;	   /* struct state, by account */
	struct account_org org;	   /* of the pane of one */
	const struct world *world; /* of the list */
	struct map ous;		   /* struct str *, by account, as far as they were asked for */
};

static size_t count(struct tui *tui, struct pane *pane)
{
	(void)pane;
	return tui->inventory.n_accounts;
}

static size_t fails_of(const struct tui *tui, size_t row)
{
	return tui->verdicts.account_fails == NULL ? 0 : tui->verdicts.account_fails[row];
}

static size_t unknowns_of(const struct tui *tui, size_t row)
{
	return tui->verdicts.account_unknowns == NULL ? 0 : tui->verdicts.account_unknowns[row];
}

static struct state state_of(const struct accounts *data, struct str id)
{
	const struct state *state = map_find(&data->states, id);
	return state != NULL ? *state : (struct state){COVERAGE_NEVER, COVERAGE_NEVER};
}

/* What is known of a kind so far, and of one Region more. */
static enum coverage_state least(const struct coverage *c, enum entity_kind kind, bool *any,
				 enum coverage_state so_far)
{
	if (c->kind != kind)
		return so_far;
	bool worse = !*any || c->state < so_far;
	*any = true;
	return worse ? c->state : so_far;
}

static void note_states(struct arena *arena, struct accounts *data)
{
	const struct coverage *end = data->coverage + data->n_coverage;
	map_init(&data->states, arena);
	for (const struct coverage *c = data->coverage; c < end;) {
		struct state *state = arena_alloc(arena, sizeof(*state));
		struct str account = c->account;
		bool roles = false;
		bool machines = false;
		*state = (struct state){COVERAGE_NEVER, COVERAGE_NEVER};
		for (; c < end && str_eq(c->account, account); c++) {
			state->roles = least(c, ENTITY_ROLE, &roles, state->roles);
			state->machines = least(c, ENTITY_MACHINE, &machines, state->machines);
		}
		map_put(&data->states, account, state);
	}
}

/* In the words of the heads of columns. */
static const char *short_word(enum coverage_state state)
{
	return state == COVERAGE_NEVER ? "never" : coverage_word(state);
}

/* "complete", or what is not: "roles never, flows partial". */
static struct str collected(struct tui *tui, const struct accounts *data, struct str id)
{
	enum coverage_state roles = state_of(data, id).roles;
	enum coverage_state machines = state_of(data, id).machines;
	struct buf buf;
	buf_init(&buf, &tui->frame, 256);
	if (roles == machines)
		return str_from(coverage_word(roles));
	if (roles != COVERAGE_COMPLETE)
		buf_printf(&buf, "roles %s", short_word(roles));
	if (machines != COVERAGE_COMPLETE)
		buf_printf(&buf, "%sflows %s", buf.n > 0 ? ", " : "", short_word(machines));
	return buf_str(&buf);
}

/* None is a number only where all were collected. */
static struct str number(struct tui *tui, size_t n, enum coverage_state state)
{
	return n == 0 && state != COVERAGE_COMPLETE ? STR("?")
						    : arena_printf(&tui->frame, "%zu", n);
}

static struct str ou_of(struct tui *tui, struct pane *pane, size_t row)
{
	struct accounts *data = pane->data;
	struct str id = tui->inventory.accounts[row].id;
	struct str *ou = map_find(&data->ous, id);
	if (ou == NULL) {
		ou = arena_alloc(&pane->arena, sizeof(*ou));
		*ou = account_org_path(tui, data->world, &pane->arena, id);
		map_put(&data->ous, arena_str(&pane->arena, id), ou);
	}
	return *ou;
}

static void cell(struct tui *tui, struct pane *pane, size_t row, size_t column,
		 struct table_cell *out)
{
	const struct account *account = &tui->inventory.accounts[row];
	struct state state = state_of(pane->data, account->id);
	/* Tasks are counted of the workflows there are. */
	enum coverage_state tasks = account->n_machines > 0 ? COVERAGE_COMPLETE : state.machines;
	switch (column) {
	case COL_NAME:
		out->text = tui_safe(tui, account->name);
		break;
	case COL_ID:
		out->text = tui_safe(tui, account->id);
		break;
	case COL_OU:
		out->text = tui_safe(tui, ou_of(tui, pane, row));
		out->middle = true;
		break;
	case COL_ROLES:
		out->text = number(tui, account->n_roles, state.roles);
		break;
	case COL_MACHINES:
		out->text = number(tui, account->n_machines, state.machines);
		break;
	case COL_FAIL:
		out->text = number(tui, fails_of(tui, row), tasks);
		out->role = fails_of(tui, row) > 0 ? THEME_HAS : THEME_DIM;
		break;
	case COL_UNKNOWN:
		out->text = number(tui, unknowns_of(tui, row), tasks);
		out->role = unknowns_of(tui, row) > 0 ? THEME_STRONG : THEME_DIM;
		break;
	case COL_STATE:
		out->text = collected(tui, pane->data, account->id);
		out->role = THEME_DIM;
		break;
	default:
		break;
	}
}

static size_t parts(struct tui *tui, struct pane *pane, size_t row, struct str *out)
{
	out[0] = tui->inventory.accounts[row].name;
	out[1] = tui->inventory.accounts[row].id;
	out[2] = ou_of(tui, pane, row);
	return 3;
}

static void sort_key(struct tui *tui, struct pane *pane, size_t row, int column,
		     struct sort_key *out)
{
	const struct account *account = &tui->inventory.accounts[row];
	switch (column) {
	case COL_NAME:
		out->text = account->name;
		break;
	case COL_OU:
		out->text = ou_of(tui, pane, row);
		break;
	case COL_ROLES:
		out->number = SORT_LARGEST_FIRST(account->n_roles);
		break;
	case COL_MACHINES:
		out->number = SORT_LARGEST_FIRST(account->n_machines);
		break;
	case COL_FAIL:
		out->number = SORT_LARGEST_FIRST(fails_of(tui, row));
		break;
	case COL_UNKNOWN:
		out->number = SORT_LARGEST_FIRST(unknowns_of(tui, row));
		break;
	default:
		out->text = account->id;
		break;
	}
}

static bool fails(struct tui *tui, struct pane *pane, size_t row)
{
	(void)pane;
	return fails_of(tui, row) > 0;
}

static unsigned version(struct tui *tui, struct pane *pane)
{
	return pane->spot.sort == COL_FAIL || pane->spot.sort == COL_UNKNOWN ? tui->verdicts.version
									     : 0;
}

static const struct table_ops table_ops = {
    .columns = columns,
    .n_columns = sizeof(columns) / sizeof(columns[0]),
    .name = COL_NAME,
    .count = count,
    .cell = cell,
    .parts = parts,
    .sort_key = sort_key,
    .fails = fails,
    .version = version,
    .nothing = "no account is in the inventory: :import takes files, :sync collects",
};

static bool read_coverage(struct tui *tui, struct pane *pane, struct accounts *data,
			  struct err *err)
{
	if (!store_coverage_list(tui->app->store, &pane->arena, &data->coverage, &data->n_coverage,
				 err))
		return false;
	note_states(&pane->arena, data);
	return true;
}

static bool open_list(struct tui *tui, struct pane *pane, struct err *err)
{
	struct accounts *data = arena_alloc(&pane->arena, sizeof(*data));
	pane->data = data;
	data->world = pane_world(tui, &pane->arena);
	map_init(&data->ous, &pane->arena);
	table_new(pane, &table_ops);
	return read_coverage(tui, pane, data, err);
}

static bool target_list(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	if (!table_row(tui, pane, &row))
		return false;
	*out = (struct place){.kind = PANE_ACCOUNT, .subject = tui->inventory.accounts[row].id};
	return true;
}

const struct pane_ops pane_accounts = {
    .kind = PANE_ACCOUNTS,
    .name = "accounts",
    .title = "Accounts",
    .beside = 56,
    .above = 60,
    .open = open_list,
    .target = target_list,
};

/* ---- one account ----------------------------------------------------------------------------- */

/* Lines of the organization have ids from here on. */
enum { ID_OF_ORG = 16 };

static bool open_one(struct tui *tui, struct pane *pane, struct err *err)
{
	struct accounts *data = arena_alloc(&pane->arena, sizeof(*data));
	pane->data = data;
	account_org_read(tui, pane, &data->org);
	sheet_new(pane, 0);
	return read_coverage(tui, pane, data, err);
}

static void crumb(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	struct str name = inventory_account_name(&tui->inventory, pane->place.subject);
	buf_add(buf, tui_safe(tui, pane->place.subject));
	if (name.n > 0)
		buf_printf(buf, " %.*s", STR_ARG(tui_safe(tui, name)));
}

static void add_link(struct pane *pane, uint64_t id, enum pane_kind kind, struct str n,
		     const char *what)
{
	struct sheet *sheet = pane->sheet;
	struct place *place = arena_alloc(&sheet->arena, sizeof(*place));
	*place = (struct place){.kind = kind, .subject = pane->place.subject};
	sheet_printf(sheet, THEME_STRONG, "%6.*s ", STR_ARG(n));
	sheet_add(sheet, THEME_TEXT, str_from(what));
	sheet_end(sheet, &(struct line){.id = id, .stop = true, .link = place});
}

static void add_coverage(struct tui *tui, struct pane *pane, const struct coverage *c)
{
	struct sheet *sheet = pane->sheet;
	bool complete = c->state == COVERAGE_COMPLETE;
	sheet_add(sheet, complete ? THEME_ALLOW : THEME_UNKNOWN,
		  complete ? STR("[ ok ] ") : STR("[ ?? ] "));
	sheet_printf(sheet, THEME_TEXT, "%-10s ", entity_kind_plural(c->kind));
	sheet_printf(sheet, THEME_DIM, "%-14.*s ", STR_ARG(c->region));
	sheet_add(sheet, THEME_TEXT, str_from(coverage_word(c->state)));
	if (c->when > 0) {
		struct str age = clock_age(&tui->frame, tui->app->now - c->when);
		bool is_number = age.n > 0 && ascii_is_digit(age.p[0]);
		sheet_printf(sheet, THEME_DIM, ", %.*s%s", STR_ARG(age), is_number ? " ago" : "");
	}
	if (c->because.n > 0) {
		sheet_add(sheet, THEME_DIM, STR(": "));
		sheet_add(sheet, THEME_DIM, c->because);
	}
	sheet_wrap(sheet, &(struct line){0}, sheet_columns(pane), 9, true);
}

static void layout(struct tui *tui, struct pane *pane)
{
	const struct accounts *data = pane->data;
	const struct account *account = inventory_account(&tui->inventory, pane->place.subject);
	struct state state = state_of(data, pane->place.subject);
	int columns_here = sheet_columns(pane);
	bool any = false;
	sheet_text(pane->sheet, THEME_STRONG, pane->place.subject, columns_here);
	sheet_blank(pane->sheet);
	add_link(pane, 1, PANE_ROLES,
		 number(tui, account == NULL ? 0 : account->n_roles, state.roles), "roles");
	add_link(pane, 2, PANE_WORKFLOWS,
		 number(tui, account == NULL ? 0 : account->n_machines, state.machines),
		 "workflows");
	account_org_lay(tui, pane, &data->org, ID_OF_ORG);
	sheet_blank(pane->sheet);
	sheet_text(pane->sheet, THEME_HEADER, STR("COLLECTED"), columns_here);
	for (size_t i = 0; i < data->n_coverage; i++) {
		if (!str_eq(data->coverage[i].account, pane->place.subject))
			continue;
		any = true;
		add_coverage(tui, pane, &data->coverage[i]);
	}
	if (!any)
		sheet_text(pane->sheet, THEME_DIM,
			   STR("Nothing of this account was collected as a whole: what is not here "
			       "may exist."),
			   columns_here);
}

const struct pane_ops pane_account = {
    .kind = PANE_ACCOUNT,
    .name = "account",
    .title = "Account",
    .beside = 50,
    .above = 0,
    .open = open_one,
    .crumb = crumb,
    .layout = layout,
    .target = sheet_target,
};
