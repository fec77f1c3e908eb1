/* tui/pane_machine.c - one state machine: its Tasks with their verdicts. */
#include "rolehop/base/map.h"
#include "tui/answers.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/table.h"

struct machine_state {
	const struct machine *machine;
	const struct asl *asl;
};

/* The cursor begins at what is wrong. */
static void begin_at_worst(struct pane *pane)
{
	const struct answers *data = pane->data;
	const struct task_answer *worst = worst_answer(data->items, data->n);
	for (size_t i = 0; i < data->n; i++) {
		if (&data->items[i] == worst) {
			pane->spot.cursor = i;
			pane->spot.placed = true;
		}
	}
}

/* Tasks in the order of the text: people read a workflow as it was written. */
static const struct task_answer *as_written(struct arena *arena, const struct asl *asl,
					    const struct task_answer *items, size_t n)
{
	struct task_answer *written = arena_array(arena, n, sizeof(*written));
	struct map places;
	size_t done = 0;
	map_init(&places, arena);
	for (size_t i = 0; i < n; i++)
		map_put(&places, items[i].pointer, (void *)&items[i]);
	for (size_t i = 0; i < asl->n_states; i++) {
		const struct task_answer *item = map_find(&places, asl->states[i]->pointer);
		if (item != NULL && done < n)
			written[done++] = *item;
	}
	return done == n ? written : items;
}

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	struct answers *data = arena_alloc(&pane->arena, sizeof(*data));
	struct machine_state *state = arena_alloc(&pane->arena, sizeof(*state));
	if (!trace_machine(&pane->arena, pane_world(tui, &pane->arena), pane->place.subject,
			   &state->machine, &state->asl, err))
		return false;
	data->more = state;
	bool ok = verdicts_ask(&tui->verdicts, &pane->arena, pane->place.subject, &data->items,
			       &data->n, err);
	if (!ok)
		return false;
	data->items = as_written(&pane->arena, state->asl, data->items, data->n);
	answers_table(pane, data, true);
	begin_at_worst(pane);
	return true;
}

static void crumb(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	buf_add(buf, say_name_of(tui, pane->place.subject));
}

static int head(struct tui *tui, struct pane *pane, const struct view *view)
{
	const struct answers *data = pane->data;
	const struct machine_state *state = data->more;
	return draw_machine_head(tui, state->machine, state->asl, data->n, view);
}

static bool role(struct tui *tui, struct pane *pane, struct place *out)
{
	const struct answers *data = pane->data;
	const struct machine_state *state = data->more;
	if (answers_role(tui, pane, out))
		return true;
	*out = place_of_role(state->machine->role_arn);
	return out->subject.n > 0;
}

static bool definition(struct tui *tui, struct pane *pane, struct place *out)
{
	if (answers_definition(tui, pane, out))
		return true;
	*out = (struct place){
	    .kind = PANE_DOCUMENT, .subject = pane->place.subject, .detail = STR("definition")};
	return true;
}

const struct pane_ops pane_machine = {
    .kind = PANE_MACHINE,
    .name = "workflow",
    .title = "Workflow",
    .beside = 48,
    .above = 42,
    .open = open,
    .crumb = crumb,
    .head = head,
    .target = answers_target,
    .task = answers_target,
    .role = role,
    .definition = definition,
    .status = answers_status,
};
