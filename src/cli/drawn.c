/* cli/drawn.c - a state machine, a role or an account as a graph. */
#include "cli/drawn.h"

#include "cli/progress.h"
#include "cli/show.h"
#include "rolehop/app/drawing.h"
#include "rolehop/app/reach.h"
#include "rolehop/app/scan.h"
#include "rolehop/graph/paint.h"
#include "rolehop/model/arn.h"
#include "rolehop/trace/findings.h"
#include "rolehop/trace/trace.h"

/* ---- a workflow ------------------------------------------------------------------------------ */

/* "NAME  STANDARD  111111111111  runs as ARN" */
static struct str title_of(struct cli *cli, const struct machine *machine)
{
	struct str role = machine->role_arn.n > 0 ? machine->role_arn : STR("(role not known)");
	return arena_printf(cli->arena, "%.*s  %s  %.*s  runs as %.*s", STR_ARG(machine->name),
			    machine_type_word(machine->type), STR_ARG(machine->account),
			    STR_ARG(role));
}

static bool draw_workflow(struct cli *cli, struct str arn, const struct graph_options *options,
			  const struct graph **out, struct str *title, struct err *err)
{
	const struct findings_options how = {.strict = cli->app->settings.strict};
	const struct machine *machine;
	const struct asl *asl;
	const struct task_answer *answers;
	struct arena scratch;
	size_t n;
	if (!trace_machine(cli->arena, &cli->app->world, arn, &machine, &asl, err))
		return false;
	arena_init(&scratch);
	bool ok = findings_machine_with(cli->arena, &scratch, &cli->app->world, machine->arn, &how,
					&answers, &n, err);
	arena_release(&scratch);
	if (!ok)
		return false;
	const struct graph_fact *facts = drawing_facts(cli->arena, machine, asl, answers, n);
	*out = graph_workflow(cli->arena, asl, facts, options);
	*title = title_of(cli, machine);
	return true;
}

/* ---- who reaches whom ------------------------------------------------------------------------ */

/* The answers of a scan that bear on a role or account. */
struct wanted {
	struct arena *arena;
	struct str subject;
	struct vec answers; /* const struct task_answer * */
	struct progress progress;
};

static bool concerns(struct str subject, struct str role)
{
	struct arn arn;
	if (!arn_is_account_id(subject))
		return str_eq(role, subject);
	return arn_parse(role, &arn) && str_eq(arn.account, subject);
}

/* A copy of what the drawing needs; the row's texts live until the next row. */
static const struct task_answer *keep(struct arena *arena, const struct task_answer *answer)
{
	struct task_answer *copy = arena_alloc(arena, sizeof(*copy));
	*copy = (struct task_answer){.machine = arena_str(arena, answer->machine),
				     .state = arena_str(arena, answer->state),
				     .action = arena_str(arena, answer->action),
				     .caller_role = arena_str(arena, answer->caller_role),
				     .target_role = arena_str(arena, answer->target_role),
				     .target_path = arena_str(arena, answer->target_path),
				     .gate = arena_str(arena, answer->gate),
				     .verdict = answer->verdict,
				     .complete = answer->complete};
	return copy;
}

static bool take_row(void *self, const struct scan_row *row)
{
	struct wanted *wanted = self;
	const struct task_answer *task = row->task;
	if (task != NULL && (concerns(wanted->subject, task->caller_role) ||
			     concerns(wanted->subject, task->target_role)))
		*(const struct task_answer **)vec_push(&wanted->answers) =
		    keep(wanted->arena, task);
	return true;
}

static bool take_progress(void *self, size_t done, size_t total)
{
	return progress_count(&((struct wanted *)self)->progress, done, total);
}

static bool gather(struct cli *cli, struct str subject, struct wanted *wanted, struct err *err)
{
	const struct scan_options options = {.strict = cli->app->settings.strict};
	const struct scan_watch watch = {take_row, take_progress, wanted};
	*wanted = (struct wanted){.arena = cli->arena, .subject = subject};
	vec_init(&wanted->answers, cli->arena, sizeof(const struct task_answer *));
	progress_begin(&wanted->progress, &cli->notes, cli->app->settings.quiet, false);
	bool ok = app_scan(cli->app, &options, &watch, err);
	progress_end(&wanted->progress, NULL);
	return ok;
}

static bool trusts_for(struct cli *cli, struct str role, const struct trust_row **trusts, size_t *n,
		       struct err *err)
{
	const struct world *world = &cli->app->world;
	const struct role *found_role;
	enum found found;
	struct lack lack;
	*n = 0;
	if (!world->ops->identity(world->self, cli->arena, role, &found, &found_role, &lack, err))
		return false;
	if (found == FOUND_YES && found_role->trust != NULL)
		trusts_of(cli->arena, found_role, trusts, n);
	return true;
}

/* Shows the mask, if there is one, the ARNs whose last parts are drawn: by these it knows names. */
static bool learn(struct cli *cli, const struct reach *reach, struct err *err)
{
	for (size_t i = 0; i < reach->n; i++)
		if (!out_learn(&cli->out, &reach->nodes[i].key, 1, err))
			return false;
	return true;
}

static bool draw_reach(struct cli *cli, struct str subject, const struct graph_options *options,
		       const struct graph **out, struct str *title, struct err *err)
{
	struct wanted wanted;
	struct reach reach;
	const struct trust_row *trusts = NULL;
	size_t n_trusts = 0;
	bool account = arn_is_account_id(subject);
	if ((!account && !trusts_for(cli, subject, &trusts, &n_trusts, err)) ||
	    !gather(cli, subject, &wanted, err))
		return false;
	if (account)
		reach_of_account(cli->arena, subject, wanted.answers.items, wanted.answers.n,
				 &reach);
	else
		reach_of_role(cli->arena, subject, trusts, n_trusts, wanted.answers.items,
			      wanted.answers.n, &reach);
	if (!learn(cli, &reach, err))
		return false;
	*out = graph_relations(cli->arena, reach.things, reach.n, reach.relations,
			       reach.n_relations, options);
	*title = arena_printf(cli->arena, "who reaches whom around %.*s%s", STR_ARG(subject),
			      reach.n == 0 ? ": no Task leaves it or comes to it" : "");
	return true;
}

bool drawn_graph(struct cli *cli, struct str subject, const struct graph_options *options,
		 const struct graph **out, struct str *title, struct err *err)
{
	struct entity entity;
	struct arn arn;
	if (arn_parse(subject, &arn) && arn_is_machine(&arn))
		return draw_workflow(cli, subject, options, out, title, err);
	if (!show_find(cli, subject, &entity, err))
		return false;
	if (entity.kind == ENTITY_MACHINE)
		return draw_workflow(cli, entity.key, options, out, title, err);
	if (entity.kind == ENTITY_ROLE || entity.kind == ENTITY_ACCOUNT)
		return draw_reach(cli, entity.key, options, out, title, err);
	return err_set(err, ERR_INPUT,
		       "%.*s is a %s: state machines, roles and accounts can be drawn",
		       STR_ARG(subject), entity_kind_word(entity.kind));
}

/* ---- as text --------------------------------------------------------------------------------- */

enum { BAND = 64 }; /* rows that are painted at once */

static enum tell_style style_of(const struct graph_cell *cell)
{
	static const enum tell_style marks[GRAPH_MARK_COUNT] = {
	    [GRAPH_NONE] = TELL_NONE,	    [GRAPH_OK] = TELL_ALLOW,
	    [GRAPH_ASSUMED] = TELL_UNKNOWN, [GRAPH_LATER] = TELL_DIM,
	    [GRAPH_UNKNOWN] = TELL_UNKNOWN, [GRAPH_FAIL] = TELL_DENY,
	};
	switch ((enum graph_part)cell->part) {
	case GRAPH_PART_MARK:
		return marks[cell->mark];
	case GRAPH_PART_BORDER:
		return cell->mark == GRAPH_FAIL ? TELL_DENY : TELL_PLAIN;
	case GRAPH_PART_NAME:
		return TELL_STRONG;
	case GRAPH_PART_LABEL:
		return TELL_DIM;
	case GRAPH_PART_EMPTY:
	case GRAPH_PART_TEXT:
	case GRAPH_PART_ARROW:
		break;
	}
	return TELL_PLAIN;
}

static bool add_line(const struct out *out, const struct graph_cell *cells, int w, struct buf *buf)
{
	enum tell_style now = TELL_PLAIN;
	while (w > 0 && cells[w - 1].code == ' ' && cells[w - 1].width == 1)
		w--;
	for (int x = 0; x < w; x++) {
		enum tell_style style = style_of(&cells[x]);
		if (style != now && now != TELL_PLAIN)
			buf_add_cstr(buf, out_style(out, TELL_PLAIN));
		if (style != now && style != TELL_PLAIN)
			buf_add_cstr(buf, out_style(out, style));
		now = style;
		graph_cell_text(buf, &cells[x]);
	}
	if (now != TELL_PLAIN)
		buf_add_cstr(buf, out_style(out, TELL_PLAIN));
	return buf_add_char(buf, '\n');
}

bool drawn_text(const struct cli *cli, struct arena *scratch, const struct graph *graph,
		struct buf *buf)
{
	bool ok = true;
	for (int y = 0; ok && y < graph->h; y += BAND) {
		struct graph_area area = {0, y, graph->w,
					  graph->h - y < BAND ? graph->h - y : BAND};
		struct arena_mark mark = arena_mark(scratch);
		struct graph_cell *cells =
		    arena_array(scratch, (size_t)area.w * (size_t)area.h + 1, sizeof(*cells));
		graph_paint(scratch, graph, &area, cli->out.ascii, cells);
		for (int row = 0; ok && row < area.h; row++)
			ok = add_line(&cli->out, cells + (size_t)row * (size_t)area.w, area.w, buf);
		arena_rewind(scratch, mark);
	}
	return ok && !buf->over;
}
