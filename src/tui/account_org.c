/* tui/account_org.c - where an account stands in its organization, and which policies bind it. */
#include "tui/account_org.h"

#include "rolehop/model/policy.h"
#include "tui/panes.h"
#include "tui/sheet.h"

enum { PATH_MAX_BYTES = 1 << 16 };

void account_org_read(struct tui *tui, struct pane *pane, struct account_org *out)
{
	const struct world *world = pane_world(tui, &pane->arena);
	struct err err;
	out->read = world->ops->organization(world->self, &pane->arena, pane->place.subject,
					     &out->org, &out->lack, &err);
	if (!out->read)
		tui_lose(tui, &err);
}

/* What a root, an OU or a policy is called; empty where that is not known. */
static struct str name_of(struct tui *tui, struct str key)
{
	struct entity entity;
	struct err err;
	bool found = false;
	if (!store_find(tui->app->store, &tui->frame, key, &entity, &found, &err)) {
		tui_lose(tui, &err);
		return STR("");
	}
	return found ? entity.name : STR("");
}

struct str account_org_path(struct tui *tui, const struct world *world, struct arena *arena,
			    struct str account)
{
	struct world_org org;
	struct lack lack;
	struct err err;
	struct buf buf;
	struct str id;
	if (!world->ops->organization(world->self, arena, account, &org, &lack, &err)) {
		tui_lose(tui, &err);
		return STR("");
	}
	if (org.facts.state == ORG_OUTSIDE)
		return STR("(outside)");
	if (org.facts.state != ORG_MEMBER || org.facts.n_paths == 0)
		return STR("");
	struct str_split it = {org.facts.paths[0], false};
	buf_init(&buf, arena, PATH_MAX_BYTES);
	while (str_next(&it, '/', &id)) {
		struct str name = str_starts(id, STR("ou-")) ? name_of(tui, id) : STR("");
		if (str_starts(id, STR("ou-")))
			buf_printf(&buf, "%s%.*s", buf.n > 0 ? "/" : "",
				   STR_ARG(name.n > 0 ? name : id));
	}
	return buf.n > 0 ? buf_str(&buf) : STR("(root)");
}

static void add_policy(struct tui *tui, struct pane *pane, const struct bearing *bearing,
		       uint64_t id)
{
	struct sheet *sheet = pane->sheet;
	ptrdiff_t blank = str_find_char(bearing->label, ' ');
	struct str name = name_of(tui, str_skip(bearing->label, (size_t)(blank + 1)));
	struct place *link = NULL;
	sheet_printf(sheet, THEME_TEXT, "  %.*s", STR_ARG(bearing->label));
	if (name.n > 0)
		sheet_printf(sheet, THEME_DIM, "  %.*s", STR_ARG(name));
	if (bearing->policy != NULL) {
		link = arena_alloc(&sheet->arena, sizeof(*link));
		*link = place_of_document(bearing->of, bearing->label, policy_text(bearing->policy),
					  STR(""));
	} else {
		sheet_add(sheet, THEME_UNKNOWN, STR("  document not collected"));
	}
	struct line line = {.id = id, .stop = true, .link = link};
	sheet_wrap(sheet, &line, sheet_columns(pane), 4, true);
}

static uint64_t add_policies(struct tui *tui, struct pane *pane, const struct level *level,
			     uint64_t id)
{
	for (size_t i = 0; i < level->n_policies; i++)
		add_policy(tui, pane, &level->policies[i], id++);
	return id;
}

/* One level after the other from the root: all of them must allow a call. */
static void add_levels(struct tui *tui, struct pane *pane, const struct world_org *org, uint64_t id)
{
	static const struct level none;
	struct sheet *sheet = pane->sheet;
	size_t n = org->n_scps > org->n_rcps ? org->n_scps : org->n_rcps;
	for (size_t i = 0; i < n; i++) {
		const struct level *scps = i < org->n_scps ? &org->scps[i] : &none;
		const struct level *rcps = i < org->n_rcps ? &org->rcps[i] : &none;
		struct str of = scps->of.n > 0 ? scps->of : rcps->of;
		bool self = str_eq(of, pane->place.subject);
		struct str name = self ? STR("the account itself") : name_of(tui, of);
		sheet_add(sheet, THEME_STRONG, of);
		sheet_printf(sheet, THEME_DIM, "  %.*s", STR_ARG(name));
		sheet_wrap(sheet, &(struct line){0}, sheet_columns(pane), 2, true);
		id = add_policies(tui, pane, scps, id);
		id = add_policies(tui, pane, rcps, id);
		if (org->scps_known && org->scps_enabled && scps->n_policies == 0 &&
		    !org->facts.management)
			sheet_text(sheet, THEME_UNKNOWN,
				   STR("  no SCP is attached: nothing is allowed here"),
				   sheet_columns(pane));
	}
}

static void add_where(struct tui *tui, struct pane *pane, const struct world_org *org)
{
	struct sheet *sheet = pane->sheet;
	sheet_add(sheet, THEME_TEXT, org->facts.id);
	if (org->facts.management)
		sheet_add(sheet, THEME_STRONG,
			  STR("  the management account: no SCP or RCP binds it"));
	else if (org->management_account.n > 0)
		sheet_printf(sheet, THEME_DIM, "  management account %.*s",
			     STR_ARG(say_account(tui, org->management_account)));
	sheet_wrap(sheet, &(struct line){0}, sheet_columns(pane), 2, true);
}

static void add_unknown(struct pane *pane, const char *what, struct str because)
{
	sheet_printf(pane->sheet, THEME_UNKNOWN, "[ ?? ] %s", what);
	sheet_printf(pane->sheet, THEME_DIM, ": %.*s", STR_ARG(because));
	sheet_wrap(pane->sheet, &(struct line){0}, sheet_columns(pane), 7, true);
}

void account_org_lay(struct tui *tui, struct pane *pane, const struct account_org *data,
		     uint64_t id)
{
	const struct world_org *org = &data->org;
	struct sheet *sheet = pane->sheet;
	sheet_blank(sheet);
	sheet_text(sheet, THEME_HEADER, STR("ORGANIZATION"), sheet_columns(pane));
	if (!data->read || org->facts.state == ORG_NOT_COLLECTED) {
		add_unknown(pane, "its organization",
			    data->read ? data->lack.because : STR("cannot be read"));
		return;
	}
	if (org->facts.state == ORG_OUTSIDE) {
		sheet_printf(sheet, THEME_UNKNOWN, "outside of %.*s", STR_ARG(org->facts.id));
		sheet_add(sheet, THEME_DIM, STR(": another one may bind it"));
		sheet_wrap(sheet, &(struct line){0}, sheet_columns(pane), 2, true);
		return;
	}
	add_where(tui, pane, org);
	if (!org->scps_known)
		add_unknown(pane, "service control policies", data->lack.because);
	else if (!org->scps_enabled)
		sheet_text(sheet, THEME_DIM, STR("there is no service control policy"),
			   sheet_columns(pane));
	add_levels(tui, pane, org, id);
}
