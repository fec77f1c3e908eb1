/* trace/trace.c - a Task taken through every gate: its hops, its candidates, what it starts. */
#include "rolehop/trace/trace.h"

#include "rolehop/model/holes.h"
#include "rolehop/trace/run.h"
#include "tracer.h"

enum { CANDIDATES_MAX = 200, CONTINUES_MAX = 50 };

/* ---- one role
 * ------------------------------------------------------------------------------------------ */

static void name_question(struct tracer *t, const struct task *task,
			  const struct credentials *credentials, struct str role,
			  struct trace *trace)
{
	trace->machine = machine_named(task->machine);
	trace->state = task->state->name;
	trace->pointer = task->state->pointer;
	trace->target_role = holes_only(role) ? STR("") : holes_show(t->arena, role);
	trace->target_path = holes_any(role) ? credentials->path : STR("");
}

static void name_call(const struct ask *asks, struct trace *trace)
{
	for (size_t i = 0; i < trace->n_hops; i++) {
		if (asks[i].kind != ASK_CALL && asks[i].kind != ASK_DEPENDENT)
			continue;
		trace->action = trace->hops[i].action;
		trace->resource = trace->hops[i].resource;
		return;
	}
}

static bool judge_for_all(struct tracer *t, struct trace_first *first)
{
	struct hop *hop = arena_alloc(first->arena, sizeof(*hop));
	struct arena *own = t->arena;
	struct noted_gap *gaps;
	bool done;

	t->arena = first->arena;
	done = judge_ask(t, first->ask, 0, hop);
	t->arena = own;
	if (!done)
		return false;
	gaps = arena_array(first->arena, t->gaps.n, sizeof(*gaps));
	for (size_t i = 0; i < t->gaps.n; i++)
		gaps[i] = *(struct noted_gap *)vec_at(&t->gaps, i);
	first->gaps = gaps;
	first->n_gaps = t->gaps.n;
	first->hop = hop;
	return true;
}

/* The first request of a Task, which is the same for all Tasks of its machine. */
static bool judge_first(struct tracer *t, const struct ask *ask, struct hop *hop)
{
	struct trace_first *first = t->options->first;

	if (first == NULL)
		return judge_ask(t, ask, 0, hop);
	if (first->hop == NULL) {
		if (!judge_for_all(t, first))
			return false;
	} else {
		for (size_t i = 0; i < first->n_gaps; i++)
			*(struct noted_gap *)vec_push(&t->gaps) = first->gaps[i];
	}
	*hop = *first->hop;
	return true;
}

static bool trace_role(struct arena *arena, const struct world *world, const struct task *task,
		       const struct credentials *credentials, struct str role,
		       const struct trace_options *options, struct trace **out, struct str *starts,
		       struct err *err)
{
	struct trace *trace = arena_alloc(arena, sizeof(*trace));
	struct task_plan plan;
	struct tracer t;

	tracer_init(&t, arena, world, options, err);
	if (!plan_task(&t, task, credentials, role, &plan))
		return false;
	name_question(&t, task, credentials, role, trace);
	trace->hops = arena_array(arena, plan.n_asks, sizeof(*trace->hops));
	trace->n_hops = plan.n_asks;
	if (!judge_first(&t, &plan.asks[0], &trace->hops[0]))
		return false;
	for (size_t i = 1; i < plan.n_asks; i++)
		if (!judge_ask(&t, &plan.asks[i], i, &trace->hops[i]))
			return false;
	name_call(plan.asks, trace);
	if (!conclude(&t, plan.asks, trace))
		return false;
	*starts = plan.starts_machine;
	*out = trace;
	return true;
}

/* ---- roles that are chosen at run time
 * -------------------------------------------------------------------- */

/* Both denials are one answer. */
static int rank(enum verdict v)
{
	return verdict_denies(v) ? V_DENY_IMPLICIT : (int)v;
}

struct tried {
	struct trace_candidate *candidates;
	size_t n;
	struct trace *shown; /* the first, but rather one that rests on an assumption */
	bool agree;
};

static bool try_candidates(struct arena *arena, const struct world *world, const struct task *task,
			   const struct credentials *credentials,
			   const struct trace_options *options, struct tried *out, struct err *err)
{
	struct credentials one = *credentials;
	size_t n =
	    credentials->n_candidates < CANDIDATES_MAX ? credentials->n_candidates : CANDIDATES_MAX;

	*out = (struct tried){.candidates = arena_array(arena, n, sizeof(*out->candidates)),
			      .agree = n == credentials->n_candidates};
	one.open = false;
	for (size_t i = 0; i < n; i++) {
		struct trace *trace;
		struct str starts;
		if (!trace_role(arena, world, task, &one, credentials->candidates[i], options,
				&trace, &starts, err))
			return false;
		out->candidates[out->n++] =
		    (struct trace_candidate){credentials->candidates[i], trace->verdict};
		if (out->shown != NULL && rank(trace->verdict) != rank(out->shown->verdict))
			out->agree = false;
		if (out->shown == NULL || (out->shown->complete && !trace->complete))
			out->shown = trace;
	}
	return true;
}

static struct str say_agreement(struct arena *arena, const struct credentials *credentials,
				const struct tried *tried)
{
	if (tried->n < 2)
		return tried->shown->summary;
	return arena_printf(
	    arena, "%.*s (so for each of the %zu roles that %.*s may name; shown: %.*s)",
	    STR_ARG(tried->shown->summary), tried->n,
	    STR_ARG(str_is_empty(credentials->path) ? STR("RoleArn") : credentials->path),
	    STR_ARG(tried->shown->target_role));
}

/* The answer over all candidates: theirs where they agree and nothing else can be meant. */
static bool settle(struct arena *arena, const struct world *world, const struct task *task,
		   const struct credentials *credentials, const struct trace_options *options,
		   struct trace **trace, struct err *err)
{
	struct tried tried;

	if (credentials->n_candidates == 0 ||
	    (!credentials->open && credentials->n_candidates == 1 &&
	     str_is_empty(credentials->path)))
		return true;
	if (!try_candidates(arena, world, task, credentials, options, &tried, err))
		return false;
	if (!credentials->open && tried.agree && tried.n > 0 &&
	    !verdict_denies((*trace)->verdict)) {
		*trace = tried.shown;
		(*trace)->summary = say_agreement(arena, credentials, &tried);
		(*trace)->target_path = credentials->path;
	}
	(*trace)->candidates = tried.candidates;
	(*trace)->n_candidates = tried.n;
	return true;
}

/* ---- machines that are started
 * ------------------------------------------------------------------------------ */

struct followed {
	struct vec list; /* struct trace_continuation */
	const struct str *root;
};

static bool is_followed(const struct followed *f, struct str machine)
{
	if (str_eq(machine, *f->root))
		return true;
	for (size_t i = 0; i < f->list.n; i++)
		if (str_eq(((const struct trace_continuation *)vec_at(&f->list, i))->machine,
			   machine))
			return true;
	return false;
}

static void follow_later(struct followed *f, struct str starts)
{
	struct str machine;

	if (str_is_empty(starts) || holes_any(starts) || f->list.n >= CONTINUES_MAX)
		return;
	machine = starts;
	if (is_followed(f, machine))
		return;
	*(struct trace_continuation *)vec_push(&f->list) =
	    (struct trace_continuation){machine, V_UNKNOWN};
}

/* What the world supposes of this Task, before what the question says itself. */
static void take_settings(struct arena *arena, const struct world *world, struct task *task)
{
	struct asl_environment *env = &task->env;
	struct asl_binding *bindings =
	    arena_array(arena, world->n_settings + env->n_bindings, sizeof(*bindings));
	size_t n = 0;

	for (size_t i = 0; i < world->n_settings; i++) {
		const struct world_setting *setting = &world->settings[i];
		if (str_eq(setting->machine, task->machine->arn) &&
		    str_eq(setting->pointer, task->state->pointer))
			bindings[n++] = setting->binding;
	}
	if (n == 0)
		return;
	for (size_t i = 0; i < env->n_bindings; i++)
		bindings[n++] = env->bindings[i];
	env->bindings = bindings;
	env->n_bindings = n;
	env->cache = flows_new(arena);
}

/* One Task: its verdict, and which machine it starts. */
static bool run_task(struct arena *arena, const struct world *world, const struct task *task,
		     const struct trace_options *options, struct trace **out, struct str *starts,
		     struct err *err)
{
	struct credentials credentials;
	struct task known = *task;
	struct tracer t;

	tracer_init(&t, arena, world, options, err);
	if (world->n_settings > 0)
		take_settings(arena, world, &known);
	if (!parameters_settle(&t, &known) || !credentials_read(&t, &known, &credentials) ||
	    !trace_role(arena, world, &known, &credentials,
			credentials.present ? credentials.role : STR(""), options, out, starts,
			err))
		return false;
	return settle(arena, world, &known, &credentials, options, out, err);
}

/*
 * What a Task hands to the machine that it starts, where that is wholly known; empty where it is
 * not. Source: Step Functions API Reference, "StartExecution", input (without it: {}).
 */
static struct str handed_over(struct arena *arena, const struct task *task)
{
	struct asl_value value;

	asl_resolve(arena, task->asl, task->state, &task->env, STR("Parameters"), STR("Input"),
		    &value);
	if (value.kind == ASL_VALUE_NONE)
		return STR("{}");
	return value.kind == ASL_VALUE_ONE && !holes_any(value.candidates[0]) ? value.candidates[0]
									      : STR("");
}

/* What a machine that is started comes to: the worst of its Tasks, and what these start. */
struct started {
	enum verdict verdict;
	struct vec starts; /* struct str */
};

/* The worst of a version's own Tasks; unknown where it cannot be read. */
static bool follow_version(struct arena *arena, const struct world *world, struct str arn,
			   const struct trace_options *own, struct started *out, struct err *err)
{
	const struct machine *machine;
	const struct asl *asl;
	const struct asl_state *const *states;
	struct err unread;
	struct trace_options each = *own;
	size_t n;

	if (!trace_machine(arena, world, arn, &machine, &asl, &unread)) {
		if (unread.kind == ERR_INPUT) {
			out->verdict = trace_worst(out->verdict, V_UNKNOWN);
			return true;
		}
		*err = unread;
		return false;
	}
	each.flows = flows_new(arena);
	each.first = trace_first_new(arena);
	trace_tasks(arena, asl, &states, &n);
	for (size_t i = 0; i < n; i++) {
		struct task task;
		struct trace *trace;
		struct str starts;
		task_init(arena, &task, machine, asl, states[i], &each);
		if (!run_task(arena, world, &task, &each, &trace, &starts, err))
			return false;
		out->verdict = trace_worst(out->verdict, trace->verdict);
		if (!str_is_empty(starts))
			*(struct str *)vec_push(&out->starts) = starts;
	}
	return true;
}

/* An alias starts any of the versions that it stands for. */
static bool follow_machine(struct arena *arena, const struct world *world, struct str arn,
			   struct str input, const struct trace_options *options,
			   struct started *out, struct err *err)
{
	struct trace_options own = {.context = options->context,
				    .n_context = options->n_context,
				    .strict = options->strict,
				    .brief = true};
	const struct str *versions = NULL;
	struct err ignored;
	size_t n = 0;

	if (str_is_empty(input) || !json_parse(arena, input, &own.input, &ignored))
		own.input = NULL;
	*out = (struct started){.verdict = V_ALLOW};
	vec_init(&out->starts, arena, sizeof(struct str));
	if (!trace_versions(arena, world, arn, &versions, &n, err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!follow_version(arena, world, versions[i], &own, out, err))
			return false;
	return true;
}

static void keep_started(struct trace_first *first, struct str key, const struct started *started)
{
	struct started *kept = arena_alloc(first->arena, sizeof(*kept));

	kept->verdict = started->verdict;
	vec_init(&kept->starts, first->arena, sizeof(struct str));
	for (size_t i = 0; i < started->starts.n; i++)
		*(struct str *)vec_push(&kept->starts) =
		    arena_str(first->arena, *(const struct str *)vec_at(&started->starts, i));
	map_put(&first->started, arena_str(first->arena, key), kept);
}

/* Tasks of one machine that start the same one with the same input share what that comes to. */
static bool follow_once(struct arena *arena, const struct world *world, struct str arn,
			struct str input, const struct trace_options *options, struct started *out,
			struct err *err)
{
	struct trace_first *first = options->first;
	struct str key = ARENA_JOIN(arena, arn, STR(" "), input);
	const struct started *kept = first ? map_find(&first->started, key) : NULL;

	if (kept != NULL) {
		*out = *kept;
		return true;
	}
	if (!follow_machine(arena, world, arn, input, options, out, err))
		return false;
	if (first != NULL)
		keep_started(first, key, out);
	return true;
}

/*
 * Every machine that is started, directly or through another, once: so cycles end. Only the first
 * is given what this Task hands over: the others may be started several times, each time with
 * another.
 */
static bool follow(struct arena *arena, const struct world *world, const struct task *task,
		   struct str starts, const struct trace_options *options, struct trace *trace,
		   struct err *err)
{
	struct followed f = {.root = &trace->machine};

	vec_init(&f.list, arena, sizeof(struct trace_continuation));
	follow_later(&f, starts);
	for (size_t i = 0; i < f.list.n; i++) {
		struct str arn = ((struct trace_continuation *)vec_at(&f.list, i))->machine;
		struct str input = i == 0 ? handed_over(arena, task) : STR("");
		struct started started;
		if (!follow_once(arena, world, arn, input, options, &started, err))
			return false;
		((struct trace_continuation *)vec_at(&f.list, i))->verdict = started.verdict;
		for (size_t k = 0; k < started.starts.n; k++)
			follow_later(&f, *(const struct str *)vec_at(&started.starts, k));
	}
	trace->continues = f.list.items;
	trace->n_continues = f.list.n;
	return true;
}

/* ---- the public face
 * ------------------------------------------------------------------------------------------ */

struct trace_first *trace_first_new(struct arena *arena)
{
	struct trace_first *first = arena_alloc(arena, sizeof(*first));

	*first = (struct trace_first){.arena = arena, .reads_parameters = TRI_UNKNOWN};
	map_init(&first->started, arena);
	return first;
}

bool trace_task(struct arena *arena, const struct world *world, const struct machine *machine,
		const struct asl *asl, const struct asl_state *state,
		const struct trace_options *options, const struct trace **out, struct err *err)
{
	struct trace_options settled = *options;
	struct task task;
	struct trace *trace;
	struct str starts;

	if (options->run != NULL) {
		run_settle(arena, asl, state, options->run, options, &settled);
		options = &settled;
	}
	task_init(arena, &task, machine, asl, state, options);
	if (!run_task(arena, world, &task, options, &trace, &starts, err))
		return false;
	if (!options->brief && !follow(arena, world, &task, starts, options, trace, err))
		return false;
	*out = trace;
	return true;
}
