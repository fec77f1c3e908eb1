/* tui/pane_document.c - a policy or definition as JSON, with what it did to the gates beside it. */
#include "rolehop/model/arn.h"
#include "tui/documents.h"
#include "tui/explorer.h"
#include "tui/jsontext.h"
#include "tui/panes.h"
#include "tui/sheet.h"

/* Tasks whose traces are asked what they say about a role's document. */
enum { TASKS_ASKED = 40 };

struct document {
	struct str came; /* the bytes as they came */
	struct str laid;
	struct vec marks; /* struct mark */
	bool asks;	  /* marks come from the Tasks that use the role */
	size_t note;	  /* the use that was asked about last */
	size_t asked;
	size_t n_marks_laid;
};

static struct str shown(const struct pane *pane)
{
	const struct document *data = pane->data;
	return pane->spot.option ? data->came : data->laid;
}

struct str pane_document_text(const struct pane *pane)
{
	if (pane->ops->kind != PANE_DOCUMENT || pane->data == NULL)
		return (struct str){0};
	return ((const struct document *)pane->data)->came;
}

/* ---- marks ----------------------------------------------------------------------------------- */

static struct mark *add_mark(struct document *data, enum mark_kind kind, struct str pointer,
			     struct str note)
{
	struct mark *mark = vec_push(&data->marks);
	*mark = (struct mark){kind, pointer, note};
	return mark;
}

static enum mark_kind kind_of_word(enum mark_word word)
{
	return word == WORD_FAIL ? MARK_BAD : word == WORD_UNKNOWN ? MARK_UNKNOWN : MARK_OK;
}

/* A definition shows the verdicts of its Tasks, at what they call. */
static void mark_tasks(struct tui *tui, struct pane *pane)
{
	struct document *data = pane->data;
	const struct task_answer *answers;
	size_t n;
	struct err err;
	if (!verdicts_ask(&tui->verdicts, &pane->arena, pane->place.subject, &answers, &n, &err)) {
		tui_lose(tui, &err);
		n = 0;
	}
	for (size_t i = 0; i < n; i++) {
		const struct task_answer *answer = &answers[i];
		struct str pointer =
		    arena_printf(&pane->arena, "%.*s/Resource", STR_ARG(answer->pointer));
		if (jsontext_line(data->laid, pointer) == 1)
			pointer = arena_printf(&pane->arena, "%.*s/Type", STR_ARG(answer->pointer));
		add_mark(data, kind_of_word(mark_of_answer(answer)), pointer, answer->summary);
	}
}

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	struct document *data = arena_alloc(&pane->arena, sizeof(*data));
	if (!document_find(tui, tui->app, &pane->arena, &pane->place, &data->came, err))
		return false;
	pane->data = data;
	data->laid = jsontext_lay(&pane->arena, data->came);
	vec_init(&data->marks, &pane->arena, sizeof(struct mark));
	for (size_t i = 0; i < pane->place.n_marks; i++)
		*(struct mark *)vec_push(&data->marks) = pane->place.marks[i];
	if (str_eq(pane->place.detail, STR("definition")) && pane->place.n_marks == 0)
		mark_tasks(tui, pane);
	else
		data->asks = pane->place.n_marks == 0;
	sheet_new(pane, 0);
	pane->spot.cursor = jsontext_line(data->laid, pane->place.pointer);
	pane->spot.placed = true;
	pane->spot.top = pane->spot.cursor > 6 ? (size_t)pane->spot.cursor - 6 : 0;
	return true;
}

static void take_marks(struct pane *pane, const struct task_answer *answer,
		       const struct trace *trace)
{
	struct document *data = pane->data;
	for (size_t i = 0; i < trace->n_hops * GATE_COUNT; i++) {
		const struct gate_result *gate = &trace->hops[i / GATE_COUNT].gates[i % GATE_COUNT];
		for (size_t k = 0; k < gate->explanation.n_evidence; k++) {
			const struct evidence *e = &gate->explanation.evidence[k];
			struct mark mark;
			if (!str_eq(e->of, pane->place.subject) ||
			    !str_eq(e->policy, pane->place.detail) ||
			    !mark_of_evidence(&pane->arena, gate, e, &mark))
				continue;
			struct str note = arena_printf(&pane->arena, "%.*s: %.*s",
						       STR_ARG(answer->state), STR_ARG(mark.note));
			add_mark(data, mark.kind, arena_str(&pane->arena, mark.pointer), note);
		}
	}
}

static void ask(struct tui *tui, struct pane *pane, const struct task_answer *answer)
{
	struct arena scratch = {0};
	const struct trace_options options = {.strict = tui->app->settings.strict};
	const struct world *world = pane_world(tui, &scratch);
	const struct machine *machine;
	const struct asl *asl;
	const struct trace *trace;
	struct err err;
	bool ok = trace_machine(&scratch, world, answer->machine, &machine, &asl, &err);
	const struct asl_state *state = ok ? asl_at(asl, answer->pointer) : NULL;
	if (state != NULL)
		ok = trace_task(&scratch, world, machine, asl, state, &options, &trace, &err);
	if (!ok)
		tui_lose(tui, &err);
	else if (state != NULL)
		take_marks(pane, answer, trace);
	arena_release(&scratch);
}

/* A role's document shows what it does to the Tasks that use the role, one Task per slice. */
static bool idle(struct tui *tui, struct pane *pane)
{
	struct document *data = pane->data;
	const struct role_uses *uses = verdicts_role(&tui->verdicts, pane->place.subject);
	if (!data->asks || uses == NULL || data->asked >= uses->n || data->asked >= TASKS_ASKED)
		return false;
	if (data->asked == 0)
		verdicts_first_use(uses, &data->note);
	else
		verdicts_next_use(&tui->verdicts, uses, &data->note);
	data->asked++;
	struct task_answer answer = verdicts_answer(&tui->verdicts, &tui->frame, data->note);
	ask(tui, pane, &answer);
	return true;
}

/* ---- showing --------------------------------------------------------------------------------- */

static void crumb(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	struct str label = pane->place.detail;
	buf_add(buf, say_name_of(tui, pane->place.subject));
	if (label.n > 0)
		buf_printf(buf, " %.*s",
			   STR_ARG(str_starts(label, STR("arn:")) ? say_name_of(tui, label)
								  : tui_safe(tui, label)));
	if (pane->broken == NULL && pane->spot.option)
		buf_add_cstr(buf, " (as it came)");
}

static void layout(struct tui *tui, struct pane *pane)
{
	struct document *data = pane->data;
	(void)tui;
	jsontext_lines(pane, shown(pane), data->marks.items, data->marks.n);
	data->n_marks_laid = data->marks.n;
}

static bool stale(struct tui *tui, struct pane *pane)
{
	const struct document *data = pane->data;
	(void)tui;
	return data->n_marks_laid != data->marks.n;
}

void pane_switch(struct tui *tui, struct pane *pane)
{
	(void)tui;
	pane->spot.option = !pane->spot.option;
	pane->width = 0;
}

static bool arn_here(struct pane *pane, struct str *arn)
{
	return jsontext_arn(shown(pane), (size_t)pane->spot.cursor, arn);
}

/* What the ARN under the cursor names, if it is in the inventory. */
static bool target(struct tui *tui, struct pane *pane, struct place *out)
{
	struct str arn;
	struct entity entity;
	bool found = false;
	struct err err;
	if (!arn_here(pane, &arn))
		return false;
	if (!store_find(tui->app->store, &tui->frame, arn, &entity, &found, &err)) {
		tui_fail(tui, &err);
		return false;
	}
	if (!found)
		return false;
	if (entity.kind == ENTITY_ROLE)
		*out = place_of_role(entity.key);
	else if (entity.kind == ENTITY_MACHINE)
		*out = place_of_machine(entity.key);
	else
		*out = place_of_document(entity.key, STR("policy"), STR(""), STR(""));
	return !place_same(out, &pane->place);
}

static bool role(struct tui *tui, struct pane *pane, struct place *out)
{
	struct arn arn;
	(void)tui;
	*out = place_of_role(pane->place.subject);
	return arn_parse(pane->place.subject, &arn) && arn_is_role(&arn);
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	static const char *const words[] = {
	    [MARK_OK] = "ok", [MARK_BAD] = "XX", [MARK_UNKNOWN] = "??"};
	const struct document *data = pane->data;
	struct place place;
	const struct line *line = sheet_here(pane);
	const struct mark *mark = line != NULL ? line->mark : NULL;
	if (mark != NULL)
		buf_printf(buf, "%s  %.*s", words[mark->kind], STR_ARG(tui_safe(tui, mark->note)));
	else if (target(tui, pane, &place))
		buf_printf(buf, "Enter opens %.*s", STR_ARG(say_name_of(tui, place.subject)));
	else if (data->marks.n == 0)
		buf_add_cstr(buf, "no Task of the inventory depends on this");
	else
		buf_add_cstr(buf, "ok: helped a gate pass   XX: made a gate fail   ??: decides, "
				  "and is not known");
}

const struct pane_ops pane_document = {
    .kind = PANE_DOCUMENT,
    .name = "document",
    .title = "Document",
    .beside = 50,
    .above = 0,
    .leaf = true,
    .open = open,
    .crumb = crumb,
    .layout = layout,
    .stale = stale,
    .target = target,
    .role = role,
    .idle = idle,
    .status = status,
};
