/* tui/pane_role.c - one role: its policies, whom it trusts, which Tasks use it. */
#include "rolehop/trace/trusts.h"
#include "tui/actions.h"
#include "tui/documents.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/sheet.h"
#include "tui/sides.h"

/* Ids of lines: a section and a number in it. */
enum section {
	SECTION_TRUST = 1,
	SECTION_POLICY,
	SECTION_BOUNDARY,
	SECTION_NEW,
	SECTION_TRUSTED,
	SECTION_USE
};
enum { NEW_INLINE, NEW_BOUNDARY };
#define ID(section, i) ((uint64_t)(section) << 32 | (uint64_t)(i))

/* Tasks that are listed; a role that more of them use says how many. */
enum { USES_SHOWN = 500 };

struct role_state {
	const struct role *role;
	const struct trust_row *trusts;
	size_t n_trusts;
	struct sides sides;
	size_t n_uses_laid; /* uses that the lines show */
	bool finished_laid;
};

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	struct role_state *data = arena_alloc(&pane->arena, sizeof(*data));
	if (!find_role(tui, &pane->arena, pane->place.subject, &data->role))
		return err_set(err, ERR_INPUT, "%.*s is not in the inventory",
			       STR_ARG(pane->place.subject));
	if (data->role->trust != NULL)
		trusts_of(&pane->arena, data->role, &data->trusts, &data->n_trusts);
	sides_init(&data->sides, tui, &pane->arena);
	pane->data = data;
	sheet_new(pane, 0);
	return true;
}

static void crumb(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	buf_add(buf, say_name_of(tui, pane->place.subject));
}

/* ---- lines ----------------------------------------------------------------------------------- */

static struct place *link_to(struct pane *pane, struct place place)
{
	struct place *link = arena_alloc(&pane->sheet->arena, sizeof(*link));
	*link = place;
	return link;
}

static struct place *document_link(struct pane *pane, struct str label, struct str pointer)
{
	return link_to(pane, place_of_document(pane->place.subject, label, STR(""), pointer));
}

static void end_line(struct pane *pane, uint64_t id, const struct place *link, bool fails)
{
	struct line line = {.id = id, .stop = true, .link = link, .fails = fails};
	sheet_wrap(pane->sheet, &line, sheet_columns(pane), 9, true);
}

static void heading(struct pane *pane, const char *text)
{
	sheet_blank(pane->sheet);
	sheet_text(pane->sheet, THEME_HEADER, str_from(text), sheet_columns(pane));
}

static void add_statements(struct tui *tui, struct pane *pane, const struct policy *policy,
			   struct str label)
{
	struct sheet *sheet = pane->sheet;
	size_t n = policy == NULL ? 0 : policy_statement_count(policy);
	struct place place = place_of_document(pane->place.subject, label, STR(""), STR(""));
	struct str text;
	struct err missing;
	if (policy == NULL && document_find(tui, tui->app, &tui->frame, &place, &text, &missing))
		sheet_add(sheet, THEME_UNKNOWN, STR("  document cannot be read"));
	else if (policy == NULL)
		sheet_add(sheet, THEME_UNKNOWN, STR("  document not collected"));
	else
		sheet_printf(sheet, THEME_DIM, "  %zu statement%s", n, n == 1 ? "" : "s");
}

/* A line on which an editor begins with a policy that is not there. */
static void add_new(struct tui *tui, struct pane *pane, size_t which, const char *text)
{
	const struct action *action = action_of_name(PANE_ROLE, STR("what-if"));
	struct str key = keymap_first(&tui->keymap, action);
	sheet_printf(pane->sheet, THEME_DIM, "%s%.*s adds one", text, STR_ARG(key));
	sheet_end(pane->sheet, &(struct line){.id = ID(SECTION_NEW, which), .stop = true});
}

static void add_policies(struct tui *tui, struct pane *pane)
{
	const struct role_state *data = pane->data;
	const struct role *role = data->role;
	struct sheet *sheet = pane->sheet;
	heading(pane, "POLICIES");
	sheet_add(sheet, THEME_TEXT, STR("trust    "));
	sheet_add(sheet, THEME_DIM, tui_safe(tui, trusts_short(&tui->frame, role)));
	add_statements(tui, pane, role->trust, STR("trust policy"));
	end_line(pane, ID(SECTION_TRUST, 0), document_link(pane, STR("trust policy"), STR("")),
		 false);
	for (size_t i = 0; i < role->n_policies; i++) {
		const struct attached_policy *policy = &role->policies[i];
		sheet_add(sheet, THEME_TEXT,
			  policy->inline_policy ? STR("inline   ") : STR("managed  "));
		sheet_add(sheet, THEME_STRONG,
			  policy->inline_policy ? policy->name : say_name_of(tui, policy->name));
		add_statements(tui, pane, policy->policy, policy->label);
		end_line(pane, ID(SECTION_POLICY, i), document_link(pane, policy->label, STR("")),
			 false);
	}
	add_new(tui, pane, NEW_INLINE, "inline   ");
	if (!role->policies_complete)
		sheet_text(sheet, THEME_UNKNOWN,
			   STR("[ ?? ]   its policies were collected in part: there may be more"),
			   sheet_columns(pane));
	if (role->boundary.n > 0) {
		sheet_add(sheet, THEME_TEXT, STR("boundary "));
		sheet_add(sheet, THEME_STRONG, say_name_of(tui, role->boundary));
		struct str label =
		    arena_printf(&sheet->arena, "boundary %.*s", STR_ARG(role->boundary));
		add_statements(tui, pane, role->boundary_policy, label);
		end_line(pane, ID(SECTION_BOUNDARY, 0), document_link(pane, label, STR("")), false);
	} else {
		add_new(tui, pane, NEW_BOUNDARY,
			role->boundary_known ? "boundary none, "
					     : "boundary [ ?? ] not collected, ");
	}
}

/* The last part of an ARN; the document beside it has the whole. */
static struct str short_value(struct tui *tui, struct str text)
{
	bool is_long = str_starts(text, STR("arn:")) && !str_ends(text, STR(":root"));
	return is_long ? say_name_of(tui, text) : text;
}

/* Of one that is not known to be of the organization. */
static void add_side(struct tui *tui, struct pane *pane, size_t i)
{
	struct role_state *data = pane->data;
	enum side side =
	    side_of(tui, &data->sides, data->role->account, data->trusts, data->n_trusts, i);
	if (side == SIDE_ANYONE)
		sheet_add(pane->sheet, side_role(side), STR("  anyone in AWS"));
	if (side == SIDE_OUTSIDE)
		sheet_add(pane->sheet, side_role(side), STR("  outside of its organization"));
}

static void add_trusts(struct tui *tui, struct pane *pane)
{
	const struct role_state *data = pane->data;
	struct sheet *sheet = pane->sheet;
	heading(pane, "WHOM IT TRUSTS");
	for (size_t i = 0; i < data->n_trusts; i++) {
		const struct trust_row *row = &data->trusts[i];
		sheet_printf(sheet, THEME_DIM, "%-8s ", row->kind);
		if (row->deny)
			sheet_add(sheet, THEME_JSON_DENY, STR("never "));
		sheet_add(sheet, THEME_ARN, short_value(tui, row->principal));
		if (row->cross_account)
			sheet_printf(sheet, THEME_STRONG, "  %.*s",
				     STR_ARG(say_account(tui, row->account)));
		add_side(tui, pane, i);
		if (row->external_id.n > 0) {
			sheet_add(sheet, THEME_DIM, STR("  ExternalId "));
			sheet_add(sheet, THEME_WANTS, short_value(tui, row->external_id));
		}
		if (row->other_conditions)
			sheet_add(sheet, THEME_DIM, STR("  under conditions"));
		end_line(pane, ID(SECTION_TRUSTED, i),
			 document_link(pane, STR("trust policy"), row->pointer), false);
	}
	if (data->n_trusts == 0)
		sheet_text(sheet, THEME_DIM,
			   data->role->trust == NULL ? STR("its trust policy was not collected")
						     : STR("nobody"),
			   sheet_columns(pane));
}

static void add_use(struct tui *tui, struct pane *pane, size_t i, const struct task_answer *answer)
{
	struct sheet *sheet = pane->sheet;
	enum mark_word word = mark_of_answer(answer);
	bool is_target = str_eq(answer->target_role, pane->place.subject);
	sheet_add(sheet, mark_role(word), mark_text(word));
	sheet_printf(sheet, THEME_TEXT, " %.*s/%.*s", STR_ARG(say_name_of(tui, answer->machine)),
		     STR_ARG(say_state(tui, answer)));
	sheet_add(sheet, THEME_DIM, is_target ? STR("  assumes it") : STR("  runs as it"));
	if (answer->gate.n > 0)
		sheet_printf(sheet, THEME_STRONG, "  %.*s", STR_ARG(tui_safe(tui, answer->gate)));
	end_line(pane, ID(SECTION_USE, i), link_to(pane, place_of_task(answer)), word == WORD_FAIL);
}

static void add_uses(struct tui *tui, struct pane *pane)
{
	struct role_state *data = pane->data;
	const struct role_uses *uses = verdicts_role(&tui->verdicts, pane->place.subject);
	size_t n = uses == NULL ? 0 : uses->n;
	size_t note;
	bool finished = verdicts_finished(&tui->verdicts);
	heading(pane, finished ? "USED BY TASKS" : "USED BY TASKS (as far as they are judged)");
	bool any = verdicts_first_use(uses, &note);
	for (size_t i = 0; any && i < USES_SHOWN; i++) {
		struct task_answer answer =
		    verdicts_answer(&tui->verdicts, &pane->sheet->arena, note);
		add_use(tui, pane, i, &answer);
		any = verdicts_next_use(&tui->verdicts, uses, &note);
	}
	if (n > USES_SHOWN) {
		sheet_printf(pane->sheet, THEME_DIM, "and %zu more", n - USES_SHOWN);
		sheet_end(pane->sheet, &(struct line){0});
	}
	if (n == 0)
		sheet_text(pane->sheet, THEME_DIM,
			   finished ? STR("[ -- ] no Task of the inventory uses it")
				    : STR("[ .. ] none so far"),
			   sheet_columns(pane));
	data->n_uses_laid = n;
	data->finished_laid = finished;
}

static void add_tags(struct pane *pane)
{
	const struct role_state *data = pane->data;
	const struct role *role = data->role;
	if (role->n_tags == 0)
		return;
	heading(pane, "TAGS");
	for (size_t i = 0; i < role->n_tags; i++) {
		sheet_add(pane->sheet, THEME_JSON_KEY, role->tags[i].key);
		sheet_add(pane->sheet, THEME_DIM, STR(" = "));
		sheet_add(pane->sheet, THEME_TEXT, role->tags[i].value);
		sheet_wrap(pane->sheet, &(struct line){0}, sheet_columns(pane), 2, false);
	}
}

static void layout(struct tui *tui, struct pane *pane)
{
	sheet_add(pane->sheet, THEME_ARN, pane->place.subject);
	sheet_wrap(pane->sheet, &(struct line){0}, sheet_columns(pane), 2, false);
	add_policies(tui, pane);
	add_trusts(tui, pane);
	add_uses(tui, pane);
	add_tags(pane);
}

static bool stale(struct tui *tui, struct pane *pane)
{
	const struct role_state *data = pane->data;
	const struct role_uses *uses = verdicts_role(&tui->verdicts, pane->place.subject);
	return (uses != NULL && uses->n != data->n_uses_laid) ||
	       data->finished_laid != verdicts_finished(&tui->verdicts);
}

/* ---- where it leads -------------------------------------------------------------------------- */

static bool task(struct tui *tui, struct pane *pane, struct place *out)
{
	const struct role_uses *uses = verdicts_role(&tui->verdicts, pane->place.subject);
	if (sheet_target(tui, pane, out) && out->kind == PANE_TRACE)
		return true;
	return place_of_worst_use(tui, uses, out);
}

/* "inline what-if", or one with a number that no policy of the role has. */
static struct str new_label(struct arena *arena, const struct role *role)
{
	struct str label = STR("inline what-if");
	for (size_t number = 2, i = 0; i < role->n_policies; i++) {
		if (!str_eq(role->policies[i].label, label))
			continue;
		label = arena_printf(arena, "inline what-if-%zu", number++);
		i = (size_t)-1; /* all are asked about the new one */
	}
	return label;
}

bool pane_role_new(struct tui *tui, struct pane *pane, struct place *out)
{
	static const struct str nothing =
	    STR_INIT("{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", "
		     "\"Action\": \"SERVICE:ACTION\", \"Resource\": \"*\"}]}");
	static const struct str all =
	    STR_INIT("{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", "
		     "\"Action\": \"*\", \"Resource\": \"*\"}]}");
	const struct line *line = pane->ops->kind == PANE_ROLE ? sheet_here(pane) : NULL;
	if (line == NULL || line->id >> 32 != SECTION_NEW)
		return false;
	bool boundary = line->id == ID(SECTION_NEW, NEW_BOUNDARY);
	const struct role *role = ((const struct role_state *)pane->data)->role;
	*out =
	    place_of_document(pane->place.subject,
			      boundary ? STR("boundary (what-if)") : new_label(&tui->frame, role),
			      boundary ? all : nothing, STR(""));
	return true;
}

static bool itself(struct tui *tui, struct pane *pane, struct place *out)
{
	(void)tui;
	*out = place_of_role(pane->place.subject);
	return true;
}

const struct pane_ops pane_role = {
    .kind = PANE_ROLE,
    .name = "role",
    .title = "Role",
    .beside = 46,
    .above = 55,
    .open = open,
    .crumb = crumb,
    .layout = layout,
    .stale = stale,
    .target = sheet_target,
    .task = task,
    .role = itself,
};
