/* row_program.c - whole processes of rolehop beside the bare work: start, trace, who-can, scan. */
#include "bench.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bare.h"
#include "rolehop/app/app.h"
#include "rolehop/trace/trace.h"

enum { ARGUMENTS = 12 };

/* A row whose sides are commands. Words that begin with % stand for paths: %r the program, %f the
 * floor, %s, %o and %l the inventories of the small, the open and the large estate. */
struct command_row {
	const char *name;
	const char *unit;
	double goal;
	double units;
	int times;
	const char *ours;
	const char *other; /* NULL: `other_lap` */
	const char *other_name;
	struct lap other_lap;
	const char *forget; /* of ours: what an earlier one left beside an estate; NULL: nothing */
};

#define ROLE "arn:aws:iam::100000000000:role/orders-prod-00000"
#define MACHINE "arn:aws:states:eu-west-1:100000000000:stateMachine:billing-flow-0001"

/* clang-format off */
static const struct command_row table[] = {
	{"start: rolehop --version", "runs", 0.4, 1, 100,
	 "%r --version", "%f start", "a bare start", {0, 0}, NULL},
	{"trace: one Task, whole process", "runs", 0.5, 1, 40,
	 "%r trace --db %s --machine " MACHINE " --state Step\\ 1",
	 "%f open %s " MACHINE " 7240", "open and print", {0, 0}, NULL},
	{"who-can: 10,000 roles", "roles", 0.4, 10000, 3,
	 "%r who-can --db %s --assume " ROLE, "%f who %s " ROLE, "load and match", {0, 0}, NULL},
	{"who-can: 10,000 roles open to the organization", "roles", 0.4, 10000, 3,
	 "%r who-can --db %o --assume " ROLE, "%f who %o " ROLE, "load and match", {0, 0}, NULL},
	{"who-can: the same, in 100 ms", "roles", 1, 10000, 3,
	 "%r who-can --db %o --assume " ROLE, NULL, "100 ms", {10000, 0.1}, NULL},
	{"scan: 5,000 Tasks", "Tasks", 0.4, 5000, 1,
	 "%r scan --db %s --tasks-only --quiet", "%f scan %s", "load and match", {0, 0}, "small.db-scan"},
	{"scan: the large estate", "Tasks", 0.4, 1, 1,
	 "%r scan --db %l --tasks-only --quiet", "%f scan %l", "load and match", {0, 0}, "large.db-scan"},
};
/* clang-format on */

static const char *word(struct bench *bench, struct str text)
{
	if (text.n != 2 || text.p[0] != '%')
		return arena_cstr(&bench->arena, text);
	switch (text.p[1]) {
	case 'r':
		return bench_path(bench, "rolehop");
	case 'f':
		return bench_path(bench, "bench/floor");
	case 's':
		return bench_estate(bench, "small.db");
	case 'o':
		return bench_estate(bench, "open.db");
	default:
		return bench_estate(bench, "large.db");
	}
}

/* The words of a command line; `\ ` is a blank within one. */
static const char *const *words(struct bench *bench, const char *line)
{
	const char **argv = arena_array(&bench->arena, ARGUMENTS, sizeof(*argv));
	char *text = arena_cstr(&bench->arena, str_from(line));
	size_t n = 0, to = 0, from = 0;

	for (size_t i = 0;; i++) {
		if (text[i] == '\\' && text[i + 1] == ' ') {
			text[to++] = text[++i];
		} else if (text[i] == ' ' || text[i] == '\0') {
			argv[n++] = word(bench, (struct str){text + from, to - from});
			from = to;
		} else {
			text[to++] = text[i];
		}
		if (text[i] == '\0' || n + 1 == ARGUMENTS)
			return argv;
	}
}

static void command_row(struct bench *bench, const struct command_row *at)
{
	struct command ours = {words(bench, at->ours), at->units, at->times,
			       at->forget ? bench_estate(bench, at->forget) : NULL};
	struct command other = {at->other ? words(bench, at->other) : NULL, at->units, at->times,
				NULL};
	struct lap given = at->other_lap;

	bench_row(bench,
		  &(struct row){at->name,
				at->unit,
				at->goal,
				{"rolehop", lap_command, &ours},
				at->other ? (struct side){at->other_name, lap_command, &other}
					  : (struct side){at->other_name, lap_given, &given}});
}

/* ---- one trace, warm ----------------------------------------------------------------------------
 */

enum { HOPS_MAX = 16 };

/* What a hop asks, and whose policies it meets. */
struct bare_hop {
	const char *action; /* in lower case */
	const char *resource;
	const struct bare_role *caller, *target; /* NULL: a service; a call */
	const struct bare_scps *scps;		 /* NULL: of a service */
};

struct warm {
	const struct bench *bench;
	struct app app;
	struct arena scratch;
	const struct machine *machine;
	const struct asl *asl;
	const struct asl_state *state;
	struct bare bare;
	struct bare_hop hops[HOPS_MAX];
	size_t n_hops;
};

static void trace_once(void *self)
{
	struct warm *w = self;
	struct arena_mark mark = arena_mark(&w->scratch);
	const struct trace *trace;
	struct err err;

	if (!trace_task(&w->scratch, &w->app.world, w->machine, w->asl, w->state,
			&(struct trace_options){0}, &trace, &err))
		abort();
	arena_rewind(&w->scratch, mark);
}

/* Every policy that the Task's hops meet, against what each hop asks. */
static void evaluate_once(void *self)
{
	struct warm *w = self;
	volatile int answer = 0;

	for (size_t i = 0; i < w->n_hops; i++) {
		const struct bare_hop *hop = &w->hops[i];
		if (hop->caller)
			answer += bare_may(hop->caller, hop->action, hop->resource);
		if (hop->scps)
			answer += bare_bound(hop->scps, hop->action, hop->resource);
		if (hop->target)
			answer += bare_evaluate(hop->target->trust, hop->action, hop->resource);
	}
	(void)answer;
}

static struct lap trace_lap(void *self)
{
	return lap_calls(((struct warm *)self)->bench, trace_once, self);
}

static struct lap evaluate_lap(void *self)
{
	return lap_calls(((struct warm *)self)->bench, evaluate_once, self);
}

static bool bare_hop_of(struct warm *w, const struct hop *hop, struct bare_hop *out)
{
	struct arena *arena = &w->app.arena;
	char *action = arena_cstr(arena, hop->action);
	const char *identity = arena_cstr(arena, hop->identity);
	bool role = strncmp(identity, "arn:", 4) == 0, assumes;

	for (char *c = action; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	assumes = strcmp(action, "sts:assumerole") == 0;
	*out = (struct bare_hop){.action = action, .resource = arena_cstr(arena, hop->target)};
	if (role) {
		out->caller = bare_role(&w->bare, identity);
		out->scps = bare_scps(&w->bare, identity + strlen("arn:aws:iam::"));
	}
	if (assumes)
		out->target = bare_role(&w->bare, out->resource);
	return (!role || out->caller) && (!assumes || (out->target && out->target->trust));
}

static bool warm_up(struct bench *bench, struct warm *w, struct err *err)
{
	const struct asl_state *found;
	const struct trace *trace;
	size_t n;

	app_init(&w->app);
	w->app.settings.db = bench_estate(bench, "small.db");
	if (!app_open(&w->app, err) ||
	    !trace_machine(&w->app.arena, &w->app.world, STR(MACHINE), &w->machine, &w->asl, err))
		return false;
	asl_find(w->asl, STR("Step 1"), &found, 1, &n);
	w->state = found;
	if (n != 1 ||
	    !trace_task(&w->app.arena, &w->app.world, w->machine, w->asl, found,
			&(struct trace_options){0}, &trace, err) ||
	    trace->n_hops > HOPS_MAX)
		return false;
	bare_open(&w->bare, w->app.settings.db);
	for (w->n_hops = 0; w->n_hops < trace->n_hops; w->n_hops++)
		if (!bare_hop_of(w, &trace->hops[w->n_hops], &w->hops[w->n_hops]))
			return false;
	return true;
}

static void row_warm(struct bench *bench)
{
	static const char name[] = "trace: one Task, warm, explained";
	struct warm w = {.bench = bench};
	struct err err = {.text = "the roles of its Task are not in the estate"};

	if (!bench_wants(bench, name))
		return;
	arena_init(&w.scratch);
	if (warm_up(bench, &w, &err))
		bench_row(bench, &(struct row){name,
					       "traces",
					       1.0 / 30,
					       {"rolehop", trace_lap, &w},
					       {"bare evaluation", evaluate_lap, &w}});
	else
		bench_skip(bench, name, err.text);
	arena_release(&w.scratch);
	app_release(&w.app);
}

void rows_program(struct bench *bench)
{
	row_warm(bench);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		command_row(bench, &table[i]);
}
