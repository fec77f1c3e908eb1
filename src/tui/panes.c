/* tui/panes.c - the table of panes, and what several of them say alike. */
#include "tui/panes.h"

#include "rolehop/model/arn.h"
#include "tui/actions.h"
#include "tui/explorer.h"

enum { NOTE_MAX = 4096 };

/* clang-format off */
static const struct pane_ops *const rows[PANE_KIND_COUNT] = {
	[PANE_ACCOUNTS] = &pane_accounts,
	[PANE_ROLES] = &pane_roles,
	[PANE_WORKFLOWS] = &pane_workflows,
	[PANE_TRUST] = &pane_trust,
	[PANE_FINDINGS] = &pane_findings,
	[PANE_ACCOUNT] = &pane_account,
	[PANE_ROLE] = &pane_role,
	[PANE_MACHINE] = &pane_machine,
	[PANE_GRAPH] = &pane_graph,
	[PANE_REACH] = &pane_reach,
	[PANE_CAUSE] = &pane_cause,
	[PANE_TRACE] = &pane_trace,
	[PANE_DOCUMENT] = &pane_document,
	[PANE_HELP] = &pane_help,
	[PANE_LOG] = &pane_log,
	[PANE_THEMES] = &pane_themes,
	[PANE_COLUMNS] = &pane_columns,
	[PANE_BOOKMARKS] = &pane_bookmarks,
	[PANE_DIFF] = &pane_diff,
	[PANE_DENIAL] = &pane_denial,
	[PANE_WHAT_IF] = &pane_what_if,
	[PANE_BIND] = &pane_bind,
	[PANE_SNAPSHOTS] = &pane_snapshots,
	[PANE_CHANGES] = &pane_changes,
	[PANE_INTAKE] = &pane_intake,
	[PANE_COVERAGE] = &pane_coverage,
	[PANE_WHO] = &pane_who,
	[PANE_CAN] = &pane_can,
	[PANE_RISK] = &pane_risk,
};
/* clang-format on */

const struct pane_ops *pane_row(enum pane_kind kind)
{
	return rows[kind];
}

bool pane_task(struct tui *tui, struct pane *pane, struct place *out)
{
	return pane->ops->task != NULL && pane->ops->task(tui, pane, out);
}

bool pane_role_of(struct tui *tui, struct pane *pane, struct place *out)
{
	return pane->ops->role != NULL && pane->ops->role(tui, pane, out);
}

bool pane_definition(struct tui *tui, struct pane *pane, struct place *out)
{
	return pane->ops->definition != NULL && pane->ops->definition(tui, pane, out);
}

struct place place_of_task(const struct task_answer *answer)
{
	return (struct place){
	    .kind = PANE_TRACE, .subject = answer->machine, .detail = answer->pointer};
}

bool place_of_worst_use(struct tui *tui, const struct role_uses *uses, struct place *out)
{
	size_t note;
	if (!verdicts_worst_use(&tui->verdicts, uses, &note))
		return false;
	struct task_answer answer = verdicts_answer(&tui->verdicts, &tui->frame, note);
	*out = place_of_task(&answer);
	return out->detail.n > 0;
}

struct place place_of_role(struct str arn)
{
	return (struct place){.kind = PANE_ROLE, .subject = arn};
}

struct place place_of_machine(struct str arn)
{
	return (struct place){.kind = PANE_MACHINE, .subject = arn};
}

struct place place_of_document(struct str of, struct str label, struct str text, struct str pointer)
{
	return (struct place){.kind = PANE_DOCUMENT,
			      .subject = of,
			      .detail = label,
			      .pointer = pointer,
			      .text = text};
}

bool marks_wanted(const struct filter *filter)
{
	return filter_names(filter, STR("[fail] [FAIL] [ ?? ] [ ok?] [ ok ] [ -- ] [ .. ]"));
}

bool way_names(const struct tui *tui, const struct pane *pane)
{
	const struct history *history = &tui->history;
	for (size_t i = history_path(history); i <= history->at; i++) {
		const struct pane *passed = history->entries[i].pane;
		enum pane_kind kind = passed->ops->kind;
		if (passed == pane)
			break;
		if ((kind == PANE_MACHINE || kind == PANE_ROLE || kind == PANE_ACCOUNT) &&
		    str_eq(passed->place.subject, pane->place.subject))
			return true;
	}
	return false;
}

const struct task_answer *worst_answer(const struct task_answer *answers, size_t n)
{
	const struct task_answer *worst = NULL;
	for (size_t i = 0; i < n; i++) {
		if (worst == NULL || mark_of_answer(&answers[i]) < mark_of_answer(worst))
			worst = &answers[i];
	}
	return worst;
}

struct str say_told(struct tui *tui, struct str text)
{
	return tui_safe(tui, tell_settled(&tui->frame, text, key_of_binding(tui)));
}

struct str key_of_binding(struct tui *tui)
{
	return keymap_first(&tui->keymap, action_of_name(PANE_TRACE, STR("bind")));
}

struct str say_name_of(struct tui *tui, struct str arn)
{
	ptrdiff_t slash = str_find_last_char(arn, '/');
	ptrdiff_t colon = str_find_last_char(arn, ':');
	ptrdiff_t cut = slash > colon ? slash : colon;
	return tui_safe(tui, str_skip(arn, (size_t)(cut + 1)));
}

struct str say_principal(struct tui *tui, struct str principal)
{
	struct arn arn;
	bool named = arn_parse(principal, &arn) && str_find_char(arn.resource, '/') > 0;
	if (arn_is_account_id(principal))
		return arena_printf(&tui->frame, "account %.*s", STR_ARG(principal));
	return named ? say_name_of(tui, principal) : tui_safe(tui, principal);
}

struct str say_account(struct tui *tui, struct str id)
{
	struct str name = inventory_account_name(&tui->inventory, id);
	return tui_safe(tui, name.n > 0 ? name : id);
}

struct str say_state(struct tui *tui, const struct task_answer *answer)
{
	return answer->state.n > 0 ? tui_safe(tui, answer->state) : STR("(cannot be read)");
}

int draw_machine_head(struct tui *tui, const struct machine *machine, const struct asl *asl,
		      size_t n_tasks, const struct view *view)
{
	struct str runs_as =
	    machine->role_arn.n > 0 ? say_name_of(tui, machine->role_arn) : STR("(role not known)");
	struct str text =
	    arena_printf(&tui->frame, "%.*s  %s  runs as %.*s  %zu state%s, %zu Task%s",
			 STR_ARG(say_account(tui, machine->account)),
			 machine_type_word(machine->type), STR_ARG(runs_as), asl->n_states,
			 asl->n_states == 1 ? "" : "s", n_tasks, n_tasks == 1 ? "" : "s");
	if (view->h < 6)
		return 0;
	view_fit(view, 1, 0, view->w - 2, THEME_DIM, text, tui->ascii);
	return 1;
}

const struct world *pane_world(struct tui *tui, struct arena *arena)
{
	struct world *world = arena_alloc(arena, sizeof(*world));
	struct err err;
	if (app_world_again(tui->app, arena, false, world, &err))
		return world;
	tui_lose(tui, &err);
	return &tui->app->world;
}

bool find_machine(struct tui *tui, struct str arn, size_t *index)
{
	struct names *machines = &tui->inventory.machines;
	struct arn parts;
	struct err err;
	if (!inventory_need(machines, &err))
		tui_lose(tui, &err);
	return arn_parse(arn, &parts) && names_find(machines, parts.account, arn, index);
}

bool find_role(struct tui *tui, struct arena *arena, struct str arn, const struct role **out)
{
	const struct world *world = pane_world(tui, arena);
	enum found found;
	struct lack lack;
	struct err err;
	if (!world->ops->identity(world->self, arena, arn, &found, out, &lack, &err)) {
		tui_lose(tui, &err);
		return false;
	}
	return found == FOUND_YES;
}

/* "why; wants X, has Y" */
static struct str note_of(struct arena *arena, const struct evidence *evidence)
{
	struct buf buf;
	buf_init(&buf, arena, NOTE_MAX);
	buf_add(&buf, evidence->why);
	if (evidence->wants.n > 0)
		buf_printf(&buf, "%swants %.*s", buf.n > 0 ? "; " : "", STR_ARG(evidence->wants));
	if (evidence->has.n > 0)
		buf_printf(&buf, "%shas %.*s", buf.n > 0 ? ", " : "", STR_ARG(evidence->has));
	return buf_str(&buf);
}

static bool kind_of_mark(const struct gate_result *gate, const struct evidence *evidence,
			 enum mark_kind *kind)
{
	bool denied = verdict_denies(gate->verdict);
	bool is_deny = str_eq(evidence->effect, STR("Deny"));
	if (evidence->effect.n == 0) { /* no statement: it says what the gate says */
		*kind = denied ? MARK_BAD : gate->verdict == V_UNKNOWN ? MARK_UNKNOWN : MARK_OK;
		return true;
	}
	switch (evidence->matched) {
	case TRI_YES:
		*kind = is_deny ? MARK_BAD : MARK_OK;
		return true;
	case TRI_UNKNOWN:
		*kind = MARK_UNKNOWN;
		return true;
	case TRI_NO:
		*kind = MARK_BAD;
		return denied && !is_deny;
	}
	return false;
}

bool mark_of_evidence(struct arena *arena, const struct gate_result *gate,
		      const struct evidence *evidence, struct mark *out)
{
	enum mark_kind kind;
	if (!gate->applies || !kind_of_mark(gate, evidence, &kind))
		return false;
	*out = (struct mark){kind, evidence->pointer, note_of(arena, evidence)};
	return true;
}
