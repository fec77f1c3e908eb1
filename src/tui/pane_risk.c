/* tui/pane_risk.c - one kind of what policies leave open: where it is found. */
#include "rolehop/base/scan.h"
#include "rolehop/model/arn.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/table.h"

enum { COL_OF, COL_ACCOUNT, COL_WHOM };

/* clang-format off */
static const struct column columns[] = {
	[COL_OF] = {"FOUND IN", 18, 2, 0, false, true},
	[COL_ACCOUNT] = {"ACCOUNT", 12, 1, 40, false, true},
	[COL_WHOM] = {"WHOM", 18, 2, 56, false, true},
};
/* clang-format on */

struct risks {
	size_t kind;
	struct risk_list *list;
	struct arena arena;
	struct vec rows;  /* size_t: numbers of places */
	bool made;	  /* they were looked for, */
	unsigned seen;	  /* at this version of what is known */
	unsigned triaged; /* and this one of what shows */
};

static const struct risk_place *place_at(struct tui *tui, struct pane *pane, size_t row)
{
	const struct risks *data = pane->data;
	return vec_at(&tui->risks.places, *(const size_t *)vec_at(&data->rows, row));
}

/* ---- which ----------------------------------------------------------------------------------- */

static bool is_new(struct tui *tui, const struct risks *data)
{
	return !data->made || data->seen != tui->risks.version ||
	       data->triaged != tui->triage.version;
}

static void collect(struct tui *tui, struct pane *pane)
{
	struct risks *data = pane->data;
	arena_release(&data->arena);
	vec_init(&data->rows, &data->arena, sizeof(size_t));
	for (size_t i = 0; i < tui->risks.places.n; i++) {
		const struct risk_place *place = vec_at(&tui->risks.places, i);
		if (place->kind == data->kind &&
		    (tui->triage.with_ignored || risk_list_reason(tui, place).n == 0))
			*(size_t *)vec_push(&data->rows) = i;
	}
	data->made = true;
	data->seen = tui->risks.version;
	data->triaged = tui->triage.version;
	pane->table->stale = true;
}

static bool idle(struct tui *tui, struct pane *pane)
{
	bool came = risk_list_work(tui);
	if (!is_new(tui, pane->data))
		return came;
	collect(tui, pane);
	tui->preview_wanted = true;
	return true;
}

static bool stop(struct pane *pane)
{
	return query_stop(&((struct risks *)pane->data)->list->query);
}

/* ---- the table ------------------------------------------------------------------------------- */

/* Others may have been found since, or nothing be known any more. */
static size_t count(struct tui *tui, struct pane *pane)
{
	if (is_new(tui, pane->data))
		collect(tui, pane);
	return ((struct risks *)pane->data)->rows.n;
}

/* "account 999999999999", "TrustedAccountRl", "states.amazonaws.com" */
static struct str say_whom(struct tui *tui, struct str principal)
{
	struct arn arn;
	bool parsed = arn_parse(principal, &arn);
	struct str account = parsed && str_eq(arn.resource, STR("root")) ? arn.account : principal;
	if (arn_is_account_id(account))
		return arena_printf(&tui->frame, "account %.*s",
				    STR_ARG(say_account(tui, account)));
	return parsed ? say_name_of(tui, principal) : tui_safe(tui, principal);
}

/* The state that a pointer into a definition leads to: its last token. */
static struct str state_of(struct tui *tui, struct str pointer)
{
	struct str token = str_skip(pointer, (size_t)(str_find_last_char(pointer, '/') + 1));
	struct buf buf;
	size_t at = 0;
	char byte;
	buf_init(&buf, &tui->frame, token.n + 1);
	while (at < token.n && scan_token(token, &at, &byte))
		buf_add_char(&buf, byte);
	return buf_str(&buf);
}

/* "ArchiveRl", "MonthEndWfw/RunClosing" */
static struct str say_where(struct tui *tui, const struct risk_place *place)
{
	struct str name = say_name_of(tui, place->of);
	if (!str_starts(place->pointer, STR("/States/")))
		return name;
	return arena_printf(&tui->frame, "%.*s/%.*s", STR_ARG(name),
			    STR_ARG(tui_safe(tui, state_of(tui, place->pointer))));
}

static void cell(struct tui *tui, struct pane *pane, size_t row, size_t column,
		 struct table_cell *out)
{
	const struct risk_place *place = place_at(tui, pane, row);
	switch (column) {
	case COL_OF:
		out->text = say_where(tui, place);
		out->middle = true;
		break;
	case COL_ACCOUNT:
		out->text = say_account(tui, place->account);
		break;
	default:
		out->text = say_whom(tui, place->principal);
		out->middle = true;
		break;
	}
	if (risk_list_reason(tui, place).n > 0)
		out->role = THEME_DIM;
}

static size_t parts(struct tui *tui, struct pane *pane, size_t row, struct str *out)
{
	const struct risk_place *place = place_at(tui, pane, row);
	out[0] = place->of;
	out[1] = place->principal;
	out[2] = inventory_account_name(&tui->inventory, place->account);
	out[3] = say_whom(tui, place->principal);
	out[4] = say_where(tui, place);
	return 5;
}

static void sort_key(struct tui *tui, struct pane *pane, size_t row, int column,
		     struct sort_key *out)
{
	const struct risk_place *place = place_at(tui, pane, row);
	switch (column) {
	case COL_OF:
		out->text = say_where(tui, place);
		break;
	case COL_ACCOUNT:
		out->number = inventory_account_rank(&tui->inventory, place->account);
		break;
	default:
		out->text = place->principal;
		break;
	}
}

static uint64_t key(struct tui *tui, struct pane *pane, size_t row)
{
	(void)tui;
	return *(const size_t *)vec_at(&((const struct risks *)pane->data)->rows, row);
}

static unsigned version(struct tui *tui, struct pane *pane)
{
	(void)pane;
	return tui->risks.version + tui->triage.version;
}

static const char *empty(struct tui *tui, struct pane *pane)
{
	const struct query *query = &tui->risks.query;
	(void)pane;
	if (query->job.running)
		return "policies are looked at (Ctrl-C stops it)";
	return query->failed.n > 0 ? "there is no answer (! says why)"
				   : "nothing that is not ignored";
}

static const struct table_ops table_ops = {
    .columns = columns,
    .n_columns = sizeof(columns) / sizeof(columns[0]),
    .name = COL_OF,
    .count = count,
    .cell = cell,
    .parts = parts,
    .sort_key = sort_key,
    .key = key,
    .version = version,
    .empty = empty,
};

/* ---- the pane -------------------------------------------------------------------------------- */

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	struct risks *data = arena_alloc(&pane->arena, sizeof(*data));
	data->list = &tui->risks;
	data->kind = risk_list_kind(pane->place.subject);
	if (data->kind == RISK_KINDS_MAX)
		return err_set(err, ERR_INPUT, "nothing is called %.*s",
			       STR_ARG(pane->place.subject));
	pane->data = data;
	table_new(pane, &table_ops);
	return true;
}

static void close(struct pane *pane)
{
	struct risks *data = pane->data;
	if (data != NULL)
		arena_release(&data->arena);
}

static void crumb(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	size_t kind = risk_list_kind(pane->place.subject);
	buf_add(buf, kind < RISK_KINDS_MAX ? str_from(risk_kind_row(kind)->title)
					   : tui_safe(tui, pane->place.subject));
}

/* Why it matters, and what to do. */
static int head(struct tui *tui, struct pane *pane, const struct view *view)
{
	const struct risks *data = pane->data;
	struct view upper = view_part(view, 0, 0, view->w, view->h / 2);
	int y = view_words(&upper, 0, THEME_TEXT, str_from(risk_kind_row(data->kind)->advice));
	size_t listed = tui->risks.listed[data->kind];
	size_t all = tui->risks.counts[data->kind];
	if (all > listed)
		y += view_words(
		    &upper, y, THEME_UNKNOWN,
		    arena_printf(&tui->frame,
				 "These are the first %zu of %zu: rolehop scan lists all.", listed,
				 all));
	return y > 0 ? y + 1 : 0;
}

static const struct risk_place *place_here(struct tui *tui, struct pane *pane)
{
	size_t row;
	return table_row(tui, pane, &row) ? place_at(tui, pane, row) : NULL;
}

/* The words of the policy; of a machine the Task, or its definition. */
static bool target(struct tui *tui, struct pane *pane, struct place *out)
{
	const struct risk_place *place = place_here(tui, pane);
	struct arn arn;
	if (place == NULL || !arn_parse(place->of, &arn))
		return false;
	if (!arn_is_machine(&arn))
		*out = place_of_document(
		    place->of, arn_is_role(&arn) ? STR("trust policy") : STR("resource policy"),
		    STR(""), place->pointer);
	else if (str_starts(place->pointer, STR("/States/")))
		*out = (struct place){
		    .kind = PANE_TRACE, .subject = place->of, .detail = place->pointer};
	else
		*out = place_of_machine(place->of);
	return true;
}

static bool role(struct tui *tui, struct pane *pane, struct place *out)
{
	const struct risk_place *place = place_here(tui, pane);
	struct arn arn;
	if (place == NULL)
		return false;
	*out = place_of_role(place->of);
	return arn_parse(place->of, &arn) && arn_is_role(&arn);
}

bool pane_risk_what(struct tui *tui, struct pane *pane, struct triage_what *out, struct str *reason)
{
	const struct risk_place *place =
	    pane->ops->kind == PANE_RISK ? place_here(tui, pane) : NULL;
	if (place == NULL)
		return false;
	*out = (struct triage_what){str_from(risk_kind_row(place->kind)->name), place->of,
				    place->pointer};
	*reason = risk_list_reason(tui, place);
	return true;
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	const struct risk_place *place = place_here(tui, pane);
	if (place == NULL)
		return;
	struct str reason = risk_list_reason(tui, place);
	if (reason.n > 0)
		buf_printf(buf, "ignored: %.*s", STR_ARG(tui_safe(tui, reason)));
	else
		buf_add(buf, tui_safe(tui, place->of));
	if (reason.n == 0 && place->principal.n > 0)
		buf_printf(buf, "   %.*s", STR_ARG(tui_safe(tui, place->principal)));
}

const struct pane_ops pane_risk = {
    .kind = PANE_RISK,
    .name = "risk",
    .title = "Risk",
    .beside = 50,
    .above = 50,
    .open = open,
    .crumb = crumb,
    .head = head,
    .target = target,
    .role = role,
    .idle = idle,
    .stop = stop,
    .status = status,
    .close = close,
};
