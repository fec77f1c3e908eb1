/* trace/explain_task.c - one Task that may have been denied, traced with what the run has shown. */
#include "explaining.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "run.h"

/* ---- what a run has shown ---------------------------------------------------------------------
 */

static const struct json *as_json(struct arena *arena, struct str text)
{
	struct buf quoted;
	const struct json *json = NULL;
	struct err ignored;

	buf_init(&quoted, arena, 8 * text.n + 16);
	json_write_str(&quoted, text);
	return json_parse(arena, buf_str(&quoted), &json, &ignored) ? json : NULL;
}

static struct trace_options begin_options(struct explaining *x, struct arena *scratch,
					  const struct asl_state *state, struct vec *bindings)
{
	struct trace_options options = x->options->trace;
	const struct incident *q = x->incident;

	vec_init(bindings, scratch, sizeof(struct asl_binding));
	for (size_t i = 0; i < options.n_bindings; i++)
		*(struct asl_binding *)vec_push(bindings) = options.bindings[i];
	run_bind_sent(bindings, state, q->parameters);
	if (options.input == NULL)
		options.input = q->input;
	options.brief = true;
	return options;
}

/* The role that Credentials came to, as far as the denial shows. */
static struct str role_taken(const struct explaining *x, const struct trace *trace)
{
	struct str resource = x->resource;
	struct arn arn;

	if (!str_is_empty(x->incident->task_role))
		return x->incident->task_role;
	if (str_starts_nocase(x->denial.action, STR("sts:")) && !holes_any(resource) &&
	    arn_parse(resource, &arn) && arn_is_role(&arn))
		return resource;
	if (trace->n_hops > 1 && !str_is_empty(x->caller) &&
	    !str_eq(trace->hops[1].identity, x->caller))
		return x->caller;
	return STR("");
}

/* ---- one Task ---------------------------------------------------------------------------------
 */

struct trying {
	struct explaining *x;
	const struct tried_machine *of;
	const struct asl_state *state;
	struct trace_options options;
	struct vec bindings;
	const struct trace *trace;
	enum fit fit;
	size_t hop;
};

/* Where nothing was settled for this Task alone, it shares what is the same for all. */
static bool run(struct trying *t)
{
	struct explaining *x = t->x;
	const struct tried_machine *of = t->of;
	const struct trace_options *own = &x->options->trace;
	bool settled = t->bindings.n > own->n_bindings;

	t->options.bindings = settled ? t->bindings.items : own->bindings;
	t->options.n_bindings = t->bindings.n;
	t->options.flows = settled ? NULL : of->flows;
	t->options.first = of->first;
	if (!trace_task(of->scratch, x->world, of->machine, of->asl, t->state, &t->options,
			&t->trace, x->err))
		return false;
	t->fit = explain_hop(x, t->trace, &t->hop);
	return true;
}

/* Runs again with `path` settled to `value`; back to what was where that does not fit better. */
static bool run_with(struct trying *t, struct str path, struct str value)
{
	const struct trying before = *t;

	run_bind(&t->bindings, path, as_json(t->x->arena, value));
	if (t->bindings.n == before.bindings.n)
		return true;
	if (!run(t))
		return false;
	if (t->fit < before.fit || (t->fit == before.fit && t->fit != FIT_EXACT &&
				    t->trace->verdict == before.trace->verdict)) {
		struct vec bindings = before.bindings;
		*t = before;
		t->bindings = bindings;
	}
	return true;
}

static bool settle_role(struct trying *t)
{
	struct str path = t->trace->target_path;
	struct str role = role_taken(t->x, t->trace);

	if (str_is_empty(path) || str_is_empty(role) || t->trace->n_hops < 2 ||
	    !holes_fits(t->trace->hops[1].target, role))
		return true;
	return run_with(t, path, role);
}

/* The name of a resource, as parameters have it: behind the last colon or slash. */
static struct str bare_name(struct str arn)
{
	size_t n = arn.n;

	while (n > 0 && arn.p[n - 1] != ':' && arn.p[n - 1] != '/')
		n--;
	return str_skip(arn, n);
}

static bool settle_resource(struct trying *t)
{
	struct str resource = t->x->resource;
	const struct hop *hop;
	struct str path = STR("");
	struct arn arn;

	if (t->fit != FIT_OPEN || holes_any(resource) || !arn_parse(resource, &arn))
		return true;
	hop = &t->trace->hops[t->hop];
	for (int g = 0; g < GATE_COUNT && str_is_empty(path); g++)
		if (hop->gates[g].applies && hop->gates[g].explanation.n_depends > 0)
			path = hop->gates[g].explanation.depends[0].key;
	if (!str_starts(path, STR("$")) && !str_starts(path, STR("{%")))
		return true;
	return run_with(t, path, resource) &&
	       (t->fit == FIT_EXACT || run_with(t, path, bare_name(resource)));
}

static bool reaches(const struct trace *trace, size_t hop)
{
	for (size_t i = 0; i < hop; i++)
		if (trace->hops[i].counts && verdict_exit_status(trace->hops[i].verdict) == 1)
			return false;
	return true;
}

/* The options with which it was run at last, without what was shared. A value outlives the Task. */
static struct trace_options keep_options(struct arena *arena, const struct trying *t)
{
	struct trace_options kept = t->options;
	struct asl_binding *bindings = arena_array(arena, kept.n_bindings, sizeof(*bindings));

	for (size_t i = 0; i < kept.n_bindings; i++)
		bindings[i] = (struct asl_binding){.path = arena_str(arena, kept.bindings[i].path),
						   .value = kept.bindings[i].value};
	kept.bindings = bindings;
	kept.flows = NULL;
	kept.first = NULL;
	return kept;
}

static void keep(const struct trying *t, struct attempt *out)
{
	struct arena *arena = t->x->arena;
	const struct trace *trace = t->trace;
	const struct hop *hop = &trace->hops[t->hop];

	*out = (struct attempt){.machine = arena_str(arena, machine_named(t->of->machine)),
				.state = arena_str(arena, t->state->name),
				.pointer = arena_str(arena, t->state->pointer),
				.options = keep_options(arena, t),
				.verdict = trace->verdict,
				.complete = trace->complete,
				.cause = arena_str(arena, trace->cause),
				.summary = arena_str(arena, trace->summary),
				.fit = t->fit,
				.hop = t->hop,
				.denied = hop->verdict,
				.reaches = reaches(trace, t->hop),
				.agrees = explain_agrees(t->x->denial.reason, hop)};
}

bool explain_task(struct explaining *x, const struct tried_machine *of,
		  const struct asl_state *state, struct attempt *out)
{
	struct trying t = {.x = x, .of = of, .state = state};
	struct arena_mark mark = arena_mark(of->scratch);
	bool done;

	t.options = begin_options(x, of->scratch, state, &t.bindings);
	done = run(&t) && settle_role(&t) && settle_resource(&t);
	*out = (struct attempt){.fit = FIT_NOT};
	if (done && t.fit != FIT_NOT)
		keep(&t, out);
	arena_rewind(of->scratch, mark);
	return done;
}
