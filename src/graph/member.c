/* graph/member.c - what a state says in its box, and on the arrows that leave it. */
#include "graph/member.h"

#include "rolehop/base/safe.h"
#include "rolehop/base/width.h"

/*
 * So many labels stand below their box, three quarters as wide as names may be; more are listed in
 * it, and numbered below.
 */
enum { LABELS_BELOW = 3, LIST_COLUMNS = 40, SIDES = 4, ROWS = 8 };

struct str graph_mark_text(enum graph_mark mark)
{
	static const struct str texts[GRAPH_MARK_COUNT] = {
	    [GRAPH_NONE] = STR_INIT("[ -- ]"),	  [GRAPH_OK] = STR_INIT("[ ok ]"),
	    [GRAPH_ASSUMED] = STR_INIT("[ ok?]"), [GRAPH_LATER] = STR_INIT("[ .. ]"),
	    [GRAPH_UNKNOWN] = STR_INIT("[ ?? ]"), [GRAPH_FAIL] = STR_INIT("[FAIL]"),
	};
	return texts[mark];
}

struct str sketch_whole(const struct sketch *sketch, struct str text)
{
	const struct graph_options *options = sketch->options;
	if (options->rewrite != NULL)
		text = options->rewrite(options->self, sketch->arena, text);
	return safe_text(sketch->arena, text);
}

struct str sketch_fit(const struct sketch *sketch, struct str text, int columns)
{
	bool ascii = sketch->options->ascii;
	return width_elide_middle(sketch->arena, ascii ? safe_ascii(sketch->arena, text) : text,
				  (size_t)columns, ascii ? STR("~") : STR("…"));
}

enum graph_mark member_worst(const struct sketch *sketch, const struct asl_state *state)
{
	enum graph_mark worst = sketch->facts[state->index].mark;
	for (size_t b = 0; b < state->n_inner; b++) {
		const struct asl_scope *scope = state->inner[b];
		for (size_t i = 0; i < scope->n_states; i++) {
			enum graph_mark mark = member_worst(sketch, scope->states[i]);
			worst = mark > worst ? mark : worst;
		}
	}
	return worst;
}

bool member_is_collapsed(const struct sketch *sketch, const struct asl_state *state)
{
	return state->n_inner > 0 && sketch->options->collapsed != NULL &&
	       sketch->options->collapsed[state->index];
}

void member_begin(const struct sketch *sketch, struct graph_box *box, size_t rows)
{
	box->texts = arena_array(sketch->arena, rows, sizeof(struct graph_text));
}

void member_add_text(const struct sketch *sketch, struct graph_box *box, struct str left,
		     struct str right)
{
	box->texts[box->n_texts++] =
	    (struct graph_text){sketch_fit(sketch, left, sketch->columns), right};
}

int member_text_width(const struct graph_box *box)
{
	size_t widest = 0;
	for (size_t i = 0; i < box->n_texts; i++) {
		size_t left = width_text(box->texts[i].left);
		size_t right = width_text(box->texts[i].right);
		size_t columns = left + right + (left > 0 && right > 0);
		widest = columns > widest ? columns : widest;
	}
	return (int)widest + SIDES;
}

static size_t count_inside(const struct asl_state *state)
{
	size_t n = 0;
	for (size_t b = 0; b < state->n_inner; b++) {
		const struct asl_scope *scope = state->inner[b];
		n += scope->n_states;
		for (size_t i = 0; i < scope->n_states; i++)
			n += count_inside(scope->states[i]);
	}
	return n;
}

/* "states:StartExecution", "Choice", "Parallel of 3" */
static struct str says_what(const struct sketch *sketch, const struct asl_state *state)
{
	struct str calls = sketch->facts[state->index].calls;
	const char *type = asl_type_word(state->type);
	if (state->type == ASL_PARALLEL)
		return arena_printf(sketch->arena, "%s of %zu", type, state->n_inner);
	if (state->type == ASL_MAP)
		return arena_printf(sketch->arena, "%s%s", state->distributed ? "distributed " : "",
				    type);
	return calls.n > 0 ? calls : str_from(type);
}

static bool leads_nowhere(const struct asl_state *state)
{
	for (size_t i = 0; i < state->n_edges; i++)
		if (state->edges[i].kind != ASL_EDGE_CATCH)
			return false;
	return !state->end;
}

/* A row about the state, if there is something to say. */
static void add_row(const struct sketch *sketch, struct graph_box *box, const char *before,
		    struct str text)
{
	if (text.n > 0)
		member_add_text(sketch, box,
				sketch_whole(sketch, arena_printf(sketch->arena, "%s%.*s", before,
								  STR_ARG(text))),
				STR(""));
}

static void write_texts(const struct sketch *sketch, const struct asl_state *state,
			struct graph_box *box)
{
	const struct graph_fact *fact = &sketch->facts[state->index];
	member_add_text(sketch, box, box->name, STR(""));
	member_add_text(sketch, box, sketch_whole(sketch, says_what(sketch, state)),
			graph_mark_text(box->mark));
	add_row(sketch, box, "@", fact->account);
	add_row(sketch, box, "role: ", fact->role);
	add_row(sketch, box, "stops at ", fact->gate);
	if (box->collapsed)
		member_add_text(
		    sketch, box,
		    arena_printf(sketch->arena, "+ %zu states inside", count_inside(state)),
		    STR(""));
	if (box->unreachable)
		member_add_text(sketch, box, STR("nothing leads here"), STR(""));
	if (leads_nowhere(state))
		member_add_text(sketch, box, STR("leads nowhere"), STR(""));
}

/* Lists the labels in the box and leaves their numbers below it. */
static void number_labels(const struct sketch *sketch, struct wire *wires, size_t n,
			  struct graph_box *box)
{
	struct sketch wide = *sketch;
	size_t number = 0;
	wide.columns = LIST_COLUMNS > sketch->columns ? LIST_COLUMNS : sketch->columns;
	for (size_t i = 0; i < n; i++) {
		if (wires[i].label.n == 0)
			continue;
		wires[i].tag = arena_printf(sketch->arena, "%zu", ++number);
		member_add_text(
		    &wide, box,
		    arena_printf(sketch->arena, "%zu %.*s", number, STR_ARG(wires[i].label)),
		    STR(""));
	}
}

void member_write(const struct sketch *sketch, const struct asl_state *state, struct wire *wires,
		  struct graph_box *box)
{
	size_t labelled = 0;
	member_begin(sketch, box, ROWS + state->n_edges);
	write_texts(sketch, state, box);
	for (size_t i = 0; i < state->n_edges; i++) {
		const struct asl_edge *edge = &state->edges[i];
		wires[i] =
		    (struct wire){.kind = edge->kind, .label = sketch_whole(sketch, edge->label)};
		wires[i].tag = sketch_fit(sketch, wires[i].label, sketch->columns * 3 / 4);
		labelled += edge->label.n > 0;
	}
	if (labelled > LABELS_BELOW)
		number_labels(sketch, wires, state->n_edges, box);
	int *labels = arena_array(sketch->arena, state->n_edges + 2, sizeof(int));
	for (size_t i = 0; i < state->n_edges; i++)
		labels[i] = (int)width_text(wires[i].tag);
	int below = plane_width_for(labels, state->n_edges + 1);
	int within = member_text_width(box);
	box->w = below > within ? below : within;
}
