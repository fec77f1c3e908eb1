/* tui/pane_reach.c - who can reach whom, through which workflow, drawn around a role or an account.
 */
#include "rolehop/app/reach.h"
#include "rolehop/model/arn.h"
#include "tui/drawing.h"
#include "tui/explorer.h"
#include "tui/panes.h"

enum { NAME_COLUMNS = 32 };

struct reach_state {
	const struct role *role; /* NULL: around an account */
	const struct trust_row *trusts;
	size_t n_trusts;
	struct arena arena; /* of what is drawn */
	struct reach reach;
	size_t n_answers; /* that it was drawn for */
	bool finished;
	bool ascii;
	int columns;
};

static bool is_account(const struct pane *pane)
{
	return !str_starts(pane->place.subject, STR("arn:"));
}

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	struct reach_state *data = arena_alloc(&pane->arena, sizeof(*data));
	if (!is_account(pane)) {
		if (!find_role(tui, &pane->arena, pane->place.subject, &data->role))
			return err_set(err, ERR_INPUT, "%.*s is not in the inventory",
				       STR_ARG(pane->place.subject));
		if (data->role->trust != NULL)
			trusts_of(&pane->arena, data->role, &data->trusts, &data->n_trusts);
	}
	pane->data = data;
	drawing_new(pane);
	return true;
}

static void add_answer(struct tui *tui, struct vec *answers, size_t note)
{
	struct task_answer *answer = arena_alloc(answers->arena, sizeof(*answer));
	*answer = verdicts_answer(&tui->verdicts, answers->arena, note);
	*(const struct task_answer **)vec_push(answers) = answer;
}

/* Is the role of a note in the account? Of one that is in no list, it may be. */
static bool may_be_in(struct tui *tui, uint32_t role, struct str account)
{
	return (role & NOTE_ELSEWHERE) != 0 ||
	       str_eq(names_stem(&tui->inventory.roles, role)->account, account);
}

/* The answers that an account may have to do with. */
static void add_of_account(struct tui *tui, struct str account, struct vec *answers)
{
	for (size_t i = 0; i < tui->verdicts.n_tasks; i++) {
		const struct task_note *note = verdicts_note(&tui->verdicts, i);
		if (may_be_in(tui, note->caller, account) || may_be_in(tui, note->target, account))
			add_answer(tui, answers, i);
	}
}

static void add_of_role(struct tui *tui, const struct role_uses *uses, struct vec *answers)
{
	size_t note;
	for (bool any = verdicts_first_use(uses, &note); any;
	     any = verdicts_next_use(&tui->verdicts, uses, &note))
		add_answer(tui, answers, note);
}

/* How many answers there are to draw. */
static size_t count_answers(struct tui *tui, const struct pane *pane)
{
	if (is_account(pane))
		return tui->verdicts.n_tasks;
	const struct role_uses *uses = verdicts_role(&tui->verdicts, pane->place.subject);
	return uses == NULL ? 0 : uses->n;
}

static void gather(struct tui *tui, struct pane *pane, struct arena *arena)
{
	struct reach_state *data = pane->data;
	struct str subject = pane->place.subject;
	struct vec answers;
	vec_init(&answers, arena, sizeof(const struct task_answer *));
	if (is_account(pane)) {
		add_of_account(tui, subject, &answers);
		reach_of_account(arena, subject, answers.items, answers.n, &data->reach);
	} else {
		add_of_role(tui, verdicts_role(&tui->verdicts, subject), &answers);
		reach_of_role(arena, subject, data->trusts, data->n_trusts, answers.items,
			      answers.n, &data->reach);
	}
}

/* The box of the same thing as before; else the role it is about. */
static size_t find_node(const struct pane *pane, const struct reach_node *before)
{
	const struct reach_state *data = pane->data;
	struct str wanted = before != NULL ? before->key : pane->place.subject;
	for (size_t i = 0; i < data->reach.n; i++)
		if (str_eq(data->reach.nodes[i].key, wanted) &&
		    (before == NULL || data->reach.nodes[i].kind == before->kind))
			return i;
	return data->reach.n > 0 ? 0 : GRAPH_NOWHERE;
}

static const struct reach_node *node_here(const struct pane *pane)
{
	const struct reach_state *data = pane->data;
	return pane->drawing->at < data->reach.n ? &data->reach.nodes[pane->drawing->at] : NULL;
}

/*
 * While verdicts come in, an account is drawn anew only when all are there: each would change it,
 * and nobody could read it.
 */
static bool is_current(struct tui *tui, const struct pane *pane, size_t n, bool finished,
		       int columns)
{
	const struct reach_state *data = pane->data;
	bool same_answers = is_account(pane) || data->n_answers == n;
	return pane->drawing->graph != NULL && same_answers && data->finished == finished &&
	       data->ascii == tui->ascii && data->columns == columns;
}

static void lay_out(struct tui *tui, struct pane *pane)
{
	struct reach_state *data = pane->data;
	size_t n = count_answers(tui, pane);
	bool finished = verdicts_finished(&tui->verdicts);
	int columns = drawing_name_columns(pane->width, NAME_COLUMNS);
	if (is_current(tui, pane, n, finished, columns))
		return;
	struct arena arena = {0};
	const struct reach_node *here = node_here(pane);
	struct reach_node before = here != NULL ? *here : (struct reach_node){.n_tasks = 0};
	data->n_answers = n;
	data->finished = finished;
	data->ascii = tui->ascii;
	data->columns = columns;
	gather(tui, pane, &arena);
	const struct graph_options options = {.columns = columns, .ascii = tui->ascii};
	const struct graph *graph =
	    graph_relations(&arena, data->reach.things, data->reach.n, data->reach.relations,
			    data->reach.n_relations, &options);
	drawing_set(pane->drawing, graph, find_node(pane, here != NULL ? &before : NULL));
	arena_release(&data->arena);
	data->arena = arena;
	tui->preview_wanted = true;
}

static void crumb(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	struct str subject = pane->place.subject;
	if (!way_names(tui, pane))
		buf_printf(buf, "%.*s ",
			   STR_ARG(is_account(pane) ? say_account(tui, subject)
						    : say_name_of(tui, subject)));
	buf_add_cstr(buf, "trust graph");
}

static int head(struct tui *tui, struct pane *pane, const struct view *view)
{
	const struct reach_state *data = pane->data;
	struct str subject = is_account(pane) ? say_account(tui, pane->place.subject)
					      : say_name_of(tui, pane->place.subject);
	if (view->h < 6)
		return 0;
	view_fit(view, 1, 0, view->w - 2, THEME_DIM,
		 arena_printf(&tui->frame, "who reaches whom around %.*s%s%s", STR_ARG(subject),
			      data->reach.n == 0 ? ": no Task leaves it or comes to it" : "",
			      data->finished ? "" : ", as far as Tasks are judged"),
		 tui->ascii);
	return 1;
}

/* ---- what the cursor is on ------------------------------------------------------------------- */

static bool role(struct tui *tui, struct pane *pane, struct place *out)
{
	const struct reach_node *node = node_here(pane);
	(void)tui;
	if (node == NULL || node->kind == REACH_WORKFLOW || !str_contains(node->key, STR(":role/")))
		return false;
	*out = place_of_role(node->key);
	return true;
}

static bool task(struct tui *tui, struct pane *pane, struct place *out)
{
	const struct reach_node *node = node_here(pane);
	(void)tui;
	if (node == NULL || node->answer == NULL || node->answer->pointer.n == 0)
		return false;
	*out = place_of_task(node->answer);
	return true;
}

/* A workflow with one Task leads to its trace, one with several to their list. */
static bool target(struct tui *tui, struct pane *pane, struct place *out)
{
	const struct reach_node *node = node_here(pane);
	if (node == NULL)
		return false;
	if (arn_is_account_id(node->key)) {
		*out = (struct place){.kind = PANE_ACCOUNT, .subject = node->key};
		return true;
	}
	if (node->kind == REACH_WORKFLOW && node->n_tasks > 1) {
		*out = place_of_machine(node->key);
		return true;
	}
	return task(tui, pane, out) || role(tui, pane, out);
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	const struct reach_node *node = node_here(pane);
	if (node != NULL && node->answer != NULL)
		buf_add(buf, tui_safe(tui, verdicts_tell(&tui->verdicts, node->answer->machine,
							 node->answer->pointer)));
	else if (node != NULL)
		buf_add(buf, tui_safe(tui, node->key));
}

static void close(struct pane *pane)
{
	if (pane->data != NULL)
		arena_release(&((struct reach_state *)pane->data)->arena);
}

const struct pane_ops pane_reach = {
    .kind = PANE_REACH,
    .name = "trust graph",
    .title = "Trust graph",
    .beside = 56,
    .open = open,
    .crumb = crumb,
    .layout = lay_out,
    .head = head,
    .target = target,
    .task = task,
    .role = role,
    .status = status,
    .close = close,
};
