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

static struct trace_options begin_options(struct explaining *x, const struct asl_state *state,
					  struct vec *bindings)
{
	struct trace_options options = x->options->trace;
	const struct incident *q = x->incident;

	vec_init(bindings, x->arena, sizeof(struct asl_binding));
	for (size_t i = 0; i < options.n_bindings; i++)
		*(struct asl_binding *)vec_push(bindings) = options.bindings[i];
	run_bind_sent(bindings, state, q->parameters);
	if (options.input == NULL)
		options.input = q->input;
	options.bindings = bindings->items;
	options.n_bindings = bindings->n;
	options.brief = true;
	return options;
}

/* The role that Credentials came to, as far as the denial shows. */
static struct str role_taken(const struct explaining *x, const struct trace *trace)
{
	struct str resource = x->denial.resource;
	struct arn arn;

	if (!str_is_empty(x->incident->task_role))
		return x->incident->task_role;
	if (str_starts_nocase(x->denial.action, STR("sts:")) && arn_parse(resource, &arn) &&
	    arn_is_role(&arn))
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
	const struct machine *machine;
	const struct asl *asl;
	const struct asl_state *state;
	struct trace_options options;
	struct vec bindings;
	const struct trace *trace;
	enum fit fit;
	size_t hop;
};

static bool run(struct trying *t)
{
	struct explaining *x = t->x;

	t->options.bindings = t->bindings.items;
	t->options.n_bindings = t->bindings.n;
	if (!trace_task(x->arena, x->world, t->machine, t->asl, t->state, &t->options, &t->trace,
			x->err))
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
	struct str resource = t->x->denial.resource;
	const struct hop *hop;
	struct str path = STR("");
	struct arn arn;

	if (t->fit != FIT_OPEN || !arn_parse(resource, &arn))
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

bool explain_task(struct explaining *x, const struct machine *machine, const struct asl *asl,
		  const struct asl_state *state, struct attempt *out)
{
	struct trying t = {.x = x, .machine = machine, .asl = asl, .state = state};

	t.options = begin_options(x, state, &t.bindings);
	if (!run(&t) || !settle_role(&t) || !settle_resource(&t))
		return false;
	*out = (struct attempt){.machine = machine_named(machine),
				.pointer = state->pointer,
				.options = t.options,
				.trace = t.trace,
				.fit = t.fit,
				.hop = t.hop};
	out->reaches = reaches(t.trace, t.hop);
	out->agrees = t.fit != FIT_NOT && explain_agrees(x->denial.reason, &t.trace->hops[t.hop]);
	return true;
}
