/* tui/pane_graph.c - one state machine drawn as a graph, with a verdict in every box. */
#include "rolehop/app/drawing.h"
#include "rolehop/base/safe.h"
#include "tui/drawing.h"
#include "tui/explorer.h"
#include "tui/panes.h"

enum { NAME_COLUMNS = 28 };

/* What the graph on show was drawn for. */
struct drawn_for {
	bool known; /* the verdicts are there */
	bool ascii;
	int columns;
};

struct graph_state {
	const struct machine *machine;
	const struct asl *asl;
	bool listed; /* the machine is in the inventory's list, at index */
	size_t index;
	bool *collapsed;    /* by state */
	struct arena arena; /* of the graph */
	struct drawn_for drawn_for;
	bool stale; /* something was collapsed or expanded */
	bool asked;
	const struct task_answer *answers;
	size_t n_answers;
};

/* The verdicts of its Tasks, asked once the list shows one. */
static bool know_answers(struct tui *tui, struct pane *pane)
{
	struct graph_state *data = pane->data;
	struct err err;
	if (data->asked || !data->listed || !verdicts_machine(&tui->verdicts, data->index)->known)
		return data->asked;
	data->asked = true;
	if (!verdicts_ask(&tui->verdicts, &pane->arena, pane->place.subject, &data->answers,
			  &data->n_answers, &err))
		tui_lose(tui, &err);
	return true;
}

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	struct graph_state *data = arena_alloc(&pane->arena, sizeof(*data));
	if (!trace_machine(&pane->arena, pane_world(tui, &pane->arena), pane->place.subject,
			   &data->machine, &data->asl, err))
		return false;
	data->listed = find_machine(tui, pane->place.subject, &data->index);
	data->collapsed = arena_array(&pane->arena, data->asl->n_states + 1, sizeof(bool));
	pane->data = data;
	drawing_new(pane);
	return true;
}

/* Where the cursor stands in a new graph: where it was, else where it was opened, else the worst.
 */
static size_t place_of_cursor(const struct pane *pane, const struct graph *graph,
			      const struct asl_state *before)
{
	const struct graph_state *data = pane->data;
	const struct asl_state *wanted =
	    before != NULL ? before : asl_at(data->asl, pane->place.pointer);
	size_t at = wanted != NULL ? graph_find(graph, wanted) : GRAPH_NOWHERE;
	return at != GRAPH_NOWHERE ? at : drawing_first(graph);
}

/* Draws it anew, if something is another than what was drawn. */
static void refresh(struct tui *tui, struct pane *pane, int width)
{
	struct graph_state *data = pane->data;
	struct drawn_for now = {.known = know_answers(tui, pane),
				.ascii = tui->ascii,
				.columns = drawing_name_columns(width, NAME_COLUMNS)};
	const struct drawn_for *was = &data->drawn_for;
	if (pane->drawing->graph != NULL && !data->stale && was->known == now.known &&
	    was->ascii == now.ascii && was->columns == now.columns)
		return;
	const struct graph_box *here = drawing_box(pane->drawing);
	const struct asl_state *before = here != NULL ? here->state : NULL;
	struct arena arena = {0};
	struct graph_options options = {
	    .collapsed = data->collapsed, .columns = now.columns, .ascii = now.ascii};
	const struct graph_fact *facts =
	    drawing_facts(&arena, data->machine, data->asl, data->answers, data->n_answers);
	const struct graph *graph = graph_workflow(&arena, data->asl, facts, &options);
	drawing_set(pane->drawing, graph, place_of_cursor(pane, graph, before));
	arena_release(&data->arena);
	data->arena = arena;
	data->drawn_for = now;
	data->stale = false;
	tui->preview_wanted = true; /* what the cursor is on may be known only now */
}

static void lay_out(struct tui *tui, struct pane *pane)
{
	struct graph_state *data = pane->data;
	if (data->listed)
		verdicts_want(&tui->verdicts, data->index);
	refresh(tui, pane, pane->width);
}

static void crumb(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	if (!way_names(tui, pane))
		buf_printf(buf, "%.*s ", STR_ARG(say_name_of(tui, pane->place.subject)));
	buf_add_cstr(buf, "graph");
}

static int head(struct tui *tui, struct pane *pane, const struct view *view)
{
	const struct graph_state *data = pane->data;
	return draw_machine_head(tui, data->machine, data->asl, data->n_answers, view);
}

/* ---- what the cursor is on ------------------------------------------------------------------- */

static const struct asl_state *state_here(const struct pane *pane)
{
	const struct graph_box *box = drawing_box(pane->drawing);
	return box != NULL ? box->state : NULL;
}

static const struct task_answer *answer_here(const struct pane *pane)
{
	const struct graph_state *data = pane->data;
	const struct asl_state *state = state_here(pane);
	for (size_t i = 0; state != NULL && i < data->n_answers; i++)
		if (str_eq(data->answers[i].pointer, state->pointer))
			return &data->answers[i];
	return NULL;
}

static bool task(struct tui *tui, struct pane *pane, struct place *out)
{
	const struct asl_state *state = state_here(pane);
	(void)tui;
	if (state == NULL || !asl_calls(state))
		return false;
	*out = (struct place){
	    .kind = PANE_TRACE, .subject = pane->place.subject, .detail = state->pointer};
	return true;
}

static bool definition(struct tui *tui, struct pane *pane, struct place *out)
{
	const struct asl_state *state = state_here(pane);
	(void)tui;
	*out = (struct place){.kind = PANE_DOCUMENT,
			      .subject = pane->place.subject,
			      .detail = STR("definition"),
			      .pointer = state != NULL ? state->pointer : STR("")};
	return true;
}

static bool target(struct tui *tui, struct pane *pane, struct place *out)
{
	return task(tui, pane, out) || (state_here(pane) != NULL && definition(tui, pane, out));
}

static bool role(struct tui *tui, struct pane *pane, struct place *out)
{
	(void)tui;
	const struct graph_state *data = pane->data;
	const struct task_answer *answer = answer_here(pane);
	*out = place_of_role(answer != NULL && answer->target_role.n > 0 ? answer->target_role
									 : data->machine->role_arn);
	return out->subject.n > 0;
}

/* "Name: default > A; $.x is present > B" */
static void say_ways(struct tui *tui, const struct asl_state *state, struct buf *buf)
{
	buf_add(buf, tui_safe(tui, state->name));
	for (size_t i = 0; i < state->n_edges; i++) {
		const struct asl_edge *edge = &state->edges[i];
		buf_add_cstr(buf, i == 0 ? ": " : "; ");
		buf_add(buf, tui_safe(tui, edge->label));
		buf_printf(buf, "%s> %.*s", edge->label.n > 0 ? " " : "",
			   STR_ARG(tui_safe(tui, edge->to)));
	}
	if (state->end)
		buf_add_cstr(buf, state->n_edges > 0 ? "; ends" : ": ends");
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	const struct task_answer *answer = answer_here(pane);
	const struct asl_state *state = state_here(pane);
	if (answer != NULL)
		buf_add(buf, say_told(tui, answer->summary));
	else if (state != NULL)
		say_ways(tui, state, buf);
}

/* ---- folding --------------------------------------------------------------------------------- */

/* The frame, or what could be one, that the cursor is on or in. */
static const struct asl_state *frame_here(const struct pane *pane)
{
	const struct asl_state *state = state_here(pane);
	if (state == NULL || state->n_inner > 0)
		return state;
	return state->scope->owner;
}

const char *pane_graph_cannot_fold(const struct pane *pane)
{
	return frame_here(pane) == NULL ? "neither on nor in a Parallel or Map" : NULL;
}

void pane_graph_fold(struct tui *tui, struct pane *pane)
{
	struct graph_state *data = pane->data;
	const struct asl_state *frame = frame_here(pane);
	if (frame == NULL)
		return;
	data->collapsed[frame->index] = !data->collapsed[frame->index];
	data->stale = true;
	refresh(tui, pane, pane->width);
}

static void close(struct pane *pane)
{
	if (pane->data != NULL)
		arena_release(&((struct graph_state *)pane->data)->arena);
}

const struct pane_ops pane_graph = {
    .kind = PANE_GRAPH,
    .name = "graph",
    .title = "Graph",
    .beside = 52,
    .open = open,
    .crumb = crumb,
    .layout = lay_out,
    .head = head,
    .target = target,
    .task = task,
    .role = role,
    .definition = definition,
    .status = status,
    .close = close,
};
