/* tui/pane_denial.c - what AWS denied, out of a text that was pasted: said, compared, and where. */
#include "rolehop/record/incident.h"
#include "rolehop/trace/explain.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/sheet.h"

enum { TRACES_MAX = 20 };

struct denied {
	const struct incident *incidents;
	struct explained *explained; /* one per incident */
	size_t n;
};

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	const struct explain_options options = {.trace.strict = tui->app->settings.strict};
	struct denied *denied = arena_alloc(&pane->arena, sizeof(*denied));
	if (!incidents_read(&pane->arena, pane->place.text, &denied->incidents, &denied->n, err))
		return false;
	if (denied->n > TRACES_MAX)
		denied->n = TRACES_MAX;
	denied->explained = arena_array(&pane->arena, denied->n + 1, sizeof(*denied->explained));
	for (size_t i = 0; i < denied->n; i++) {
		if (!explain_question(&pane->arena, &tui->app->world, tui->app->store,
				      &denied->incidents[i], &options, &denied->explained[i], err))
			return false;
	}
	pane->data = denied;
	sheet_new(pane, 0);
	return true;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static void add_told(struct pane *pane, const struct tell_line *told)
{
	struct line line = {.id = pane->sheet->items.n + 1};
	for (size_t i = 0; i < told->n_spans; i++)
		sheet_add(pane->sheet, tell_role(told->spans[i].style), told->spans[i].text);
	sheet_end(pane->sheet, &line);
}

/* A Task that it may have been: Enter opens its trace. */
static void add_task(struct tui *tui, struct pane *pane, const struct explain_candidate *it)
{
	enum tell_style style;
	const char *mark = tell_mark(it->verdict, it->complete, &style);
	struct place *link = arena_alloc(&pane->sheet->arena, sizeof(*link));
	struct line line = {.id = pane->sheet->items.n + 1,
			    .stop = true,
			    .link = link,
			    .fails = style == TELL_DENY};
	*link = (struct place){.kind = PANE_TRACE, .subject = it->machine, .detail = it->pointer};
	sheet_add(pane->sheet, tell_role(style), str_from(mark));
	sheet_printf(pane->sheet, THEME_TEXT, " %.*s/%.*s", STR_ARG(say_name_of(tui, it->machine)),
		     STR_ARG(tui_safe(tui, it->state)));
	if (it->cause.n > 0)
		sheet_printf(pane->sheet, THEME_DIM, "  %.*s", STR_ARG(it->cause));
	sheet_wrap(pane->sheet, &line, sheet_columns(pane), 7, true);
}

/* And an empty line, where there is any. */
static void add_tasks(struct tui *tui, struct pane *pane, const struct explained *explained)
{
	const struct trace *trace = explained->trace;
	bool asked = trace != NULL && explained->asked.machine.n > 0;
	if (explained->n_candidates == 0 && !asked)
		return;
	if (explained->n_candidates > 1)
		sheet_text(
		    pane->sheet, THEME_HEADER,
		    arena_printf(&tui->frame, "%zu TASKS MAKE THIS CALL", explained->n_candidates),
		    sheet_columns(pane));
	for (int others = 0; others <= 1; others++) { /* the one that was traced comes first */
		for (size_t i = 0; i < explained->n_candidates; i++) {
			if (explained->candidates[i].shown == !others)
				add_task(tui, pane, &explained->candidates[i]);
		}
	}
	if (explained->n_candidates == 0) {
		const struct explain_candidate only = {.machine = explained->asked.machine,
						       .pointer = explained->asked.pointer,
						       .state = trace->state,
						       .verdict = trace->verdict,
						       .complete = trace->complete};
		add_task(tui, pane, &only);
	}
	sheet_blank(pane->sheet);
}

/* A call that no Task makes has no pane of its own: its gates are told here. */
static void add_chain(struct tui *tui, struct pane *pane, const struct explained *explained)
{
	const struct tell_options options = {.columns = (size_t)sheet_columns(pane),
					     .ascii = tui->ascii};
	const struct tell_line *lines;
	size_t n;
	if (explained->trace == NULL || explained->asked.machine.n > 0)
		return;
	tell_trace(&pane->sheet->arena, explained->trace, &options, &lines, &n);
	for (size_t i = 0; i < n; i++)
		add_told(pane, &lines[i]);
}

static void add_part(struct pane *pane, const struct explained *explained, enum explain_part part)
{
	size_t columns = (size_t)(sheet_columns(pane) > 40 ? sheet_columns(pane) : 40);
	const struct tell_line *lines;
	size_t n;
	explain_tell(&pane->sheet->arena, explained, columns, part, &lines, &n);
	for (size_t i = 0; i < n; i++)
		add_told(pane, &lines[i]);
}

/* What was denied stands beside the Tasks that may have asked, what is known of it below. */
static void layout(struct tui *tui, struct pane *pane)
{
	const struct denied *denied = pane->data;
	for (size_t i = 0; i < denied->n; i++) {
		const struct explained *explained = &denied->explained[i];
		add_part(pane, explained, EXPLAIN_SAID);
		add_tasks(tui, pane, explained);
		add_part(pane, explained, EXPLAIN_KNOWN);
		add_chain(tui, pane, explained);
	}
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	struct place place;
	buf_add_cstr(buf, sheet_target(tui, pane, &place)
			      ? "Enter opens the trace of the Task"
			      : "no Task of the inventory makes this call");
}

const struct pane_ops pane_denial = {
    .kind = PANE_DENIAL,
    .name = "denial",
    .title = "Denial",
    .beside = 45,
    .above = 45,
    .open = open,
    .layout = layout,
    .target = sheet_target,
    .task = sheet_target,
    .status = status,
};
