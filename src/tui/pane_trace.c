/* tui/pane_trace.c - a trace read as a proof: gate by gate, each with its evidence. */
#include <string.h>

#include "rolehop/model/arn.h"
#include "rolehop/trace/remedy.h"
#include "rolehop/trace/tell.h"
#include "tui/at.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/sheet.h"

/* Lines of the verdict that stay in sight, at most. */
enum { HEAD_MAX = 8, ROWS_AROUND = 5 };

/* What the user did to a gate's evidence; else it is open where it matters. */
enum fold { FOLD_AUTO, FOLD_OPEN, FOLD_SHUT };

struct traced {
	const struct machine *machine;
	const struct asl *asl;
	const struct trace *trace;
	unsigned char *folds; /* enum fold, per hop and gate */
	uint64_t laid_for;    /* the cursor that the lines are laid out for */
	size_t laid_pick;
	size_t n_head; /* lines of the sheet that are the verdict in words */
	const struct tell_line *head;
};

/* A gate of a hop as a line's id; ids of nothing are below it. */
static uint64_t id_of(size_t hop, size_t gate)
{
	return 1 + (uint64_t)hop * GATE_COUNT + gate;
}

/* Remedies have the ids after those of the gates. */
static const struct remedy *remedy_here(const struct pane *pane)
{
	const struct traced *data = pane->data;
	uint64_t first = id_of(data->trace->n_hops, 0);
	uint64_t id = pane->spot.cursor;
	return pane->spot.placed && id >= first && id < first + data->trace->n_remedies
		   ? &data->trace->remedies[id - first]
		   : NULL;
}

const struct remedy *pane_trace_remedy(const struct pane *pane, const struct trace **trace)
{
	if (pane->ops->kind != PANE_TRACE || pane->broken != NULL)
		return NULL;
	*trace = ((const struct traced *)pane->data)->trace;
	return remedy_here(pane);
}

/* The first line of a change that would make it work. */
static bool is_remedy(struct pane *pane, const struct line *line)
{
	const struct traced *data = pane->data;
	uint64_t first = id_of(data->trace->n_hops, 0);
	return line->stop && line->id >= first && line->id < first + data->trace->n_remedies;
}

size_t pane_trace_fixes(const struct pane *pane)
{
	const struct traced *data = pane->data;
	return pane->sheet != NULL && data->trace != NULL ? data->trace->n_remedies : 0;
}

void pane_trace_next_fix(struct pane *pane)
{
	if (sheet_next(pane, 1, is_remedy))
		sheet_keep(pane, 1); /* with the words above it */
}

static bool gate_here(const struct pane *pane, size_t *hop, size_t *gate)
{
	const struct traced *data = pane->data;
	uint64_t id = pane->spot.cursor;
	if (!pane->spot.placed || id == 0 || id > data->trace->n_hops * GATE_COUNT)
		return false;
	*hop = (size_t)(id - 1) / GATE_COUNT;
	*gate = (size_t)(id - 1) % GATE_COUNT;
	return true;
}

static bool denies(const struct gate_result *gate)
{
	return gate->applies && verdict_denies(gate->verdict);
}

/* The first gate that decides nothing: that is unknown, or holds by an assumption. */
static bool first_unclear(const struct trace *trace, uint64_t *id)
{
	for (size_t hop = 0; hop < trace->n_hops; hop++) {
		for (size_t gate = 0; gate < GATE_COUNT; gate++) {
			const struct gate_result *result = &trace->hops[hop].gates[gate];
			bool unclear = trace->verdict == V_UNKNOWN ? result->verdict == V_UNKNOWN
								   : result->assumed;
			if (!result->applies || !result->counts || !trace->hops[hop].counts ||
			    !unclear)
				continue;
			*id = id_of(hop, gate);
			return true;
		}
	}
	return false;
}

/* Where a reader wants to begin: the gate that blocks, else, where what is supposed opened it, the
 * one that blocked, else the first that is not clear. */
static uint64_t first_gate(const struct trace *trace)
{
	const struct trace *before = trace->before;
	uint64_t unclear;
	if (trace->has_blocking)
		return id_of(trace->blocking_hop, (size_t)trace->blocking_gate);
	if (trace->verdict == V_ALLOW && before != NULL && before->has_blocking &&
	    before->blocking_hop < trace->n_hops)
		return id_of(before->blocking_hop, (size_t)before->blocking_gate);
	bool whole = trace->verdict == V_ALLOW && trace->complete;
	return !whole && first_unclear(trace, &unclear) ? unclear : 0; /* 0: the first there is */
}

/* The cursor stays, unless what matters is at another gate now. */
static void renewed(struct pane *pane, const struct pane *old)
{
	const struct traced *now = pane->data;
	const struct traced *was = old->data;
	uint64_t first = first_gate(now->trace);
	bool stays = first == first_gate(was->trace) && remedy_here(old) == NULL;
	pane->spot = old->spot;
	if (stays)
		return;
	pane->spot.cursor = first;
	pane->spot.placed = first != 0;
	pane->spot.pick = 0;
	pane->spot.top = 0;
}

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	struct traced *data = arena_alloc(&pane->arena, sizeof(*data));
	const struct trace_options options = {.strict = tui->app->settings.strict};
	struct app *app = app_at(tui, pane->place.pointer, err);
	if (app == NULL)
		return false;
	const struct world *world = app == tui->app ? pane_world(tui, &pane->arena) : &app->world;
	if (!trace_machine(&pane->arena, world, pane->place.subject, &data->machine, &data->asl,
			   err))
		return false;
	const struct asl_state *state = asl_at(data->asl, pane->place.detail);
	if (state == NULL)
		return err_set(err, ERR_INPUT, "%.*s: no state at %.*s",
			       STR_ARG(pane->place.subject), STR_ARG(pane->place.detail));
	const struct asked asked = {
	    .machine = data->machine->arn, .pointer = state->pointer, .asl = data->asl};
	if (!trace_task(&pane->arena, world, data->machine, data->asl, state, &options,
			&data->trace, err) ||
	    !remedies_find(&pane->arena, world, &asked, &options, data->trace, &data->trace, err) ||
	    (app->what_if && !asked_before(&pane->arena, &app->base_world, &asked, &options,
					   data->trace, &data->trace, err)))
		return false;
	data->folds = arena_array(&pane->arena, data->trace->n_hops * GATE_COUNT + 1, 1);
	pane->data = data;
	sheet_new(pane, 1);
	pane->spot.cursor = first_gate(data->trace);
	pane->spot.placed = pane->spot.cursor != 0;
	return true;
}

static void crumb(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	const struct traced *data = pane->data;
	enum tell_style style;
	if (pane->broken != NULL) {
		buf_add_cstr(buf, "Trace");
		return;
	}
	if (!way_names(tui, pane))
		buf_printf(buf, "%.*s/", STR_ARG(say_name_of(tui, pane->place.subject)));
	buf_printf(buf, "%.*s %s", STR_ARG(tui_safe(tui, data->trace->state)),
		   tell_mark(data->trace->verdict, data->trace->complete, &style));
	if (pane->place.pointer.n > 0)
		buf_printf(buf, " in snapshot %.*s", STR_ARG(pane->place.pointer));
}

/* ---- lines ----------------------------------------------------------------------------------- */

enum theme_role tell_role(enum tell_style style)
{
	static const enum theme_role roles[] = {
	    [TELL_PLAIN] = THEME_TEXT,	[TELL_STRONG] = THEME_STRONG,
	    [TELL_DIM] = THEME_DIM,	[TELL_ALLOW] = THEME_ALLOW,
	    [TELL_DENY] = THEME_DENY,	[TELL_UNKNOWN] = THEME_UNKNOWN,
	    [TELL_NONE] = THEME_NONE,	[TELL_ARN] = THEME_ARN,
	    [TELL_WANTS] = THEME_WANTS, [TELL_HAS] = THEME_HAS,
	    [TELL_FIX] = THEME_FIX,
	};
	return roles[style];
}

/* The evidence of a gate is folded away where it went well and the cursor is elsewhere. */
static bool is_folded(const struct pane *pane, size_t hop, size_t gate)
{
	const struct traced *data = pane->data;
	const struct gate_result *result = &data->trace->hops[hop].gates[gate];
	switch ((enum fold)data->folds[hop * GATE_COUNT + gate]) {
	case FOLD_OPEN:
		return false;
	case FOLD_SHUT:
		return true;
	case FOLD_AUTO:
		break;
	}
	if (pane->spot.placed && pane->spot.cursor == id_of(hop, gate))
		return false;
	bool matters = result->counts && data->trace->hops[hop].counts;
	return !matters || (!denies(result) && result->verdict != V_UNKNOWN);
}

/* Which piece of the gate's evidence Enter jumps to; false: there is none with a document. */
static bool picked(const struct pane *pane, const struct gate_result *gate, size_t *index)
{
	size_t n = gate->explanation.n_evidence;
	bool found = false;
	if (pane->spot.pick > 0 && pane->spot.pick <= n) {
		*index = pane->spot.pick - 1;
		return true;
	}
	for (size_t i = n; i-- > 0;) {
		const struct evidence *e = &gate->explanation.evidence[i];
		bool decides = (e->matched == TRI_NO) == denies(gate);
		if (e->document.n > 0 && (!found || decides)) {
			*index = i;
			found = true;
		}
	}
	return found;
}

static void add_line(struct tui *tui, struct pane *pane, const struct tell_line *told)
{
	const struct traced *data = pane->data;
	struct sheet *sheet = pane->sheet;
	struct line line = {.stop = told->heads};
	size_t index = 0;
	if (told->remedy >= 0)
		line.id = id_of(data->trace->n_hops, (size_t)told->remedy);
	if (told->gate >= 0 && told->hop >= 0) {
		const struct gate_result *gate = &data->trace->hops[told->hop].gates[told->gate];
		line.id = id_of((size_t)told->hop, (size_t)told->gate);
		line.fails = told->heads && denies(gate);
		if (told->evidence >= 0 && line.id == pane->spot.cursor &&
		    gate->explanation.n_evidence > 0 && picked(pane, gate, &index) &&
		    (int)index == told->evidence) {
			line.gutter = tui->ascii ? STR("|") : STR("│");
			line.gutter_role = THEME_KEY;
		}
	}
	for (size_t i = 0; i < told->n_spans; i++)
		sheet_add(sheet, tell_role(told->spans[i].style), told->spans[i].text);
	sheet_end(sheet, &line);
}

/* The verdict and the question: what comes before the first empty line. */
static size_t head_lines(const struct tell_line *lines, size_t n)
{
	size_t i = 0;
	while (i < n && lines[i].hop < 0 && lines[i].n_spans > 0)
		i++;
	return i;
}

/* Where the verdict begins: after how it is without what is supposed. */
static size_t verdict_begins(const struct traced *data)
{
	size_t i = 0;
	if (data->trace->before == NULL)
		return 0;
	while (i < data->n_head &&
	       !str_eq(data->head[i].spans[0].text, STR("With what is supposed:")))
		i++;
	return i + 1;
}

static bool is_verdict(const struct tell_line *line)
{
	return line->spans[0].style != TELL_DIM &&
	       !(line->n_spans > 1 && line->spans[1].style == TELL_DIM);
}

/* A line of the verdict; `goes_on`: there is no room for the next one. */
static void draw_verdict(struct tui *tui, const struct view *view, int y,
			 const struct tell_line *line, bool goes_on)
{
	int x = 1;
	for (size_t i = 0; i < line->n_spans; i++)
		x += view_text(view, x, y, tell_role(line->spans[i].style), line->spans[i].text);
	if (goes_on)
		view_text(view, x < view->w - 2 ? x : view->w - 2, y, THEME_TEXT,
			  tui->ascii ? STR("~") : STR("…"));
}

static void draw_before(struct tui *tui, const struct view *view, int y, const struct trace *now,
			const struct trace *before)
{
	enum tell_style style;
	const char *mark = tell_mark(before->verdict, before->complete, &style);
	const struct edit *bound = edits_value(&tui->edits, now->machine, now->pointer, STR(""));
	int x = 1 + view_text(view, 1, y, THEME_DIM, STR("in the inventory it is "));
	if (bound != NULL) {
		struct str text = arena_printf(&tui->frame, "; bound to %.*s (%.*s)",
					       STR_ARG(say_name_of(tui, bound->value)),
					       STR_ARG(tui_safe(tui, bound->path)));
		view_fit(view, x + 6, y, view->w - x - 7, THEME_STRONG, text, tui->ascii);
	}
	view_text(view, x, y, tell_role(style), str_from(mark));
}

/* The question, in faint letters after it, is on the first line of the screen as well. */
static size_t verdict_ends(const struct traced *data)
{
	size_t end = verdict_begins(data);
	while (end < data->n_head && is_verdict(&data->head[end]))
		end++;
	return end;
}

/* Lines of the verdict that show above the gates of so many rows. */
static int head_room(int rows)
{
	return rows / 3 < HEAD_MAX ? rows / 3 : HEAD_MAX;
}

static int head(struct tui *tui, struct pane *pane, const struct view *view)
{
	const struct traced *data = pane->data;
	int most = head_room(view->h);
	const struct trace *before = data->trace->before;
	size_t first = verdict_begins(data);
	size_t end = verdict_ends(data);
	int n = (int)(end - first) < most ? (int)(end - first) : most;
	for (int y = 0; y < n; y++) {
		bool goes_on = y + 1 == n && first + (size_t)n < end;
		draw_verdict(tui, view, y, &data->head[first + (size_t)y], goes_on);
	}
	if (before != NULL && n > 0)
		draw_before(tui, view, n++, data->trace, before);
	return n > 0 && n < view->h - 8 ? n + 1 : n;
}

static void layout(struct tui *tui, struct pane *pane)
{
	struct traced *data = pane->data;
	struct sheet *sheet = pane->sheet;
	const struct tell_line *lines;
	size_t n;
	size_t n_gates = data->trace->n_hops * GATE_COUNT;
	bool *folded = arena_array(&sheet->arena, n_gates + 1, sizeof(*folded));
	for (size_t i = 0; i < n_gates; i++)
		folded[i] = is_folded(pane, i / GATE_COUNT, i % GATE_COUNT);
	int columns = sheet_columns(pane);
	struct tell_options options = {
	    .columns = (size_t)columns,
	    .all_gates = pane->spot.option,
	    .ascii = tui->ascii,
	    .key = key_of_binding(tui),
	    .folded = folded,
	};
	tell_trace(&sheet->arena, data->trace, &options, &lines, &n);
	data->head = lines;
	data->n_head = head_lines(lines, n);
	/* The verdict stays in sight above the gates, so it need not be among them: where the pane
	 * has all rows there are, all of it does. */
	size_t from = verdict_begins(data);
	bool seen = (int)(verdict_ends(data) - from) <= head_room(tui->canvas.rows - ROWS_AROUND);
	for (size_t i = 0; i < n; i++) {
		/* How it is without what is supposed, and the empty line after it. */
		bool before = from > 0 && (i + 1 < from || i == data->n_head);
		if (!seen || before || i > data->n_head)
			add_line(tui, pane, &lines[i]);
	}
	data->laid_for = pane->spot.cursor;
	data->laid_pick = pane->spot.pick;
}

/* The evidence shows under the gate that the cursor is on. */
static bool stale(struct tui *tui, struct pane *pane)
{
	const struct traced *data = pane->data;
	(void)tui;
	if (data->laid_for != pane->spot.cursor && data->laid_pick == pane->spot.pick)
		pane->spot.pick = 0;
	return data->laid_for != pane->spot.cursor || data->laid_pick != pane->spot.pick;
}

/* ---- evidence -------------------------------------------------------------------------------- */

static const struct gate_result *result_here(const struct pane *pane)
{
	const struct traced *data = pane->data;
	size_t hop;
	size_t gate;
	return gate_here(pane, &hop, &gate) ? &data->trace->hops[hop].gates[gate] : NULL;
}

/* All that the trace says about one document. */
static void gather_marks(struct arena *arena, const struct trace *trace, struct str document,
			 struct place *out)
{
	struct vec marks;
	vec_init(&marks, arena, sizeof(struct mark));
	for (size_t i = 0; i < trace->n_hops * GATE_COUNT; i++) {
		const struct gate_result *gate = &trace->hops[i / GATE_COUNT].gates[i % GATE_COUNT];
		for (size_t k = 0; k < gate->explanation.n_evidence; k++) {
			const struct evidence *e = &gate->explanation.evidence[k];
			struct mark mark;
			if (str_eq(e->document, document) &&
			    mark_of_evidence(arena, gate, e, &mark))
				*(struct mark *)vec_push(&marks) = mark;
		}
	}
	out->marks = marks.items;
	out->n_marks = marks.n;
}

static bool target(struct tui *tui, struct pane *pane, struct place *out)
{
	const struct traced *data = pane->data;
	const struct gate_result *gate = result_here(pane);
	const struct remedy *remedy = remedy_here(pane);
	size_t index;
	if (remedy != NULL) {
		*out = place_of_document(
		    remedy->of, arena_printf(&tui->frame, "new %.*s", STR_ARG(remedy->policy)),
		    remedy->document, STR(""));
		return true;
	}
	if (gate == NULL || !picked(pane, gate, &index))
		return false;
	const struct evidence *e = &gate->explanation.evidence[index];
	if (e->document.n == 0)
		return false;
	*out = place_of_document(e->of, e->policy, e->document, e->pointer);
	gather_marks(&tui->frame, data->trace, e->document, out);
	return true;
}

void pane_trace_fold(struct tui *tui, struct pane *pane)
{
	struct traced *data = pane->data;
	size_t hop;
	size_t gate;
	(void)tui;
	if (pane->broken != NULL || !gate_here(pane, &hop, &gate))
		return;
	data->folds[hop * GATE_COUNT + gate] = is_folded(pane, hop, gate) ? FOLD_OPEN : FOLD_SHUT;
	pane->width = 0;
}

size_t pane_trace_evidence(const struct pane *pane)
{
	const struct gate_result *gate = result_here(pane);
	return gate == NULL ? 0 : gate->explanation.n_evidence;
}

void pane_trace_pick(struct tui *tui, struct pane *pane, int by)
{
	const struct gate_result *gate = pane->broken == NULL ? result_here(pane) : NULL;
	size_t index;
	if (gate == NULL || !picked(pane, gate, &index)) {
		tui_say(tui, THEME_STATUS, "this gate has no evidence in a document");
		return;
	}
	size_t n = gate->explanation.n_evidence;
	pane->spot.pick = 1 + (by > 0 ? index + 1 : index + n - 1) % n;
}

static bool role(struct tui *tui, struct pane *pane, struct place *out)
{
	const struct traced *data = pane->data;
	const struct trace *trace = data->trace;
	struct arn arn;
	size_t hop;
	size_t gate;
	size_t index;
	(void)tui;
	if (gate_here(pane, &hop, &gate)) {
		const struct gate_result *result = &trace->hops[hop].gates[gate];
		if (picked(pane, result, &index)) {
			struct str of = result->explanation.evidence[index].of;
			if (arn_parse(of, &arn) && arn_is_role(&arn)) {
				*out = place_of_role(of);
				return true;
			}
		}
	}
	*out =
	    place_of_role(trace->target_role.n > 0 ? trace->target_role : data->machine->role_arn);
	return arn_parse(out->subject, &arn) && arn_is_role(&arn);
}

static bool definition(struct tui *tui, struct pane *pane, struct place *out)
{
	const struct traced *data = pane->data;
	(void)tui;
	*out = (struct place){.kind = PANE_DOCUMENT,
			      .subject = pane->place.subject,
			      .detail = STR("definition"),
			      .pointer = data->trace->pointer};
	return true;
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	const struct gate_result *gate = result_here(pane);
	const struct remedy *remedy = remedy_here(pane);
	size_t index;
	if (remedy != NULL)
		buf_printf(buf, "%s of %.*s", remedy_kind_word(remedy->kind),
			   STR_ARG(tui_safe(tui, remedy->of)));
	if (gate == NULL)
		return;
	if (picked(pane, gate, &index) && gate->explanation.n_evidence > 1)
		buf_printf(buf, "evidence %zu of %zu   ", index + 1, gate->explanation.n_evidence);
	buf_printf(buf, "%s asks whether %s", gate_name(gate->gate), gate_claim(gate->gate));
}

const struct pane_ops pane_trace = {
    .kind = PANE_TRACE,
    .name = "trace",
    .title = "Trace",
    .beside = 54,
    .above = 0,
    .open = open,
    .crumb = crumb,
    .head = head,
    .layout = layout,
    .stale = stale,
    .target = target,
    .role = role,
    .definition = definition,
    .status = status,
    .renewed = renewed,
};
