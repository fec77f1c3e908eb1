/* asl/flow.c - follows constants from StartAt along every way a run may take. */
#include "asl/flow.h"

#include "asl/parts.h"
#include "asl/path.h"
#include "rolehop/base/map.h"

enum { STATE_VISITS_MAX = 24, VISITS_MAX = 100000, WORK_MAX = 4000000, NESTING_MAX = 100 };

static const struct val *nothing_known(struct asl_flow *flow)
{
	return val_unknown(flow->arena, (struct str){NULL, 0});
}

/* What the run gave to a state; NULL where that is not known. */
static const struct val *entered(const struct asl_flow *flow, struct arena *arena,
				 const struct asl_state *state)
{
	const struct flow_shown *shown = flow->states[state->index].shown;
	const struct val *input = NULL;

	for (; shown; shown = shown->next) {
		if (!shown->entry)
			continue;
		const struct val *one = val_of_data(arena, shown->entry->input);
		input = input ? val_join(arena, input, one) : one;
	}
	return input;
}

/* Joins `point` into what is known of a state; true if that changed. */
static bool arrive(struct asl_flow *flow, const struct asl_state *state, struct flow_point point,
		   const struct flow_scope *shared)
{
	struct flow_state *at = &flow->states[state->index];
	const struct val *given = entered(flow, flow->arena, state);

	if (given)
		point.input = given;
	if (!at->reached) {
		at->reached = true;
		at->in = point;
		at->scope = *shared;
		return true;
	}
	struct flow_point joined = {val_join(flow->arena, at->in.input, point.input),
				    vars_join(flow->arena, at->in.vars, point.vars)};
	struct flow_scope scope = at->scope;
	if (shared->item)
		scope.item =
		    scope.item ? val_join(flow->arena, scope.item, shared->item) : shared->item;
	scope.execution_input =
	    val_join(flow->arena, scope.execution_input, shared->execution_input);
	bool same = val_same(flow->arena, at->in.input, joined.input) &&
		    vars_same(flow->arena, at->in.vars, joined.vars) &&
		    (!scope.item || val_same(flow->arena, at->scope.item, scope.item)) &&
		    val_same(flow->arena, at->scope.execution_input, scope.execution_input);
	if (same)
		return false;
	if (at->visits > STATE_VISITS_MAX)
		joined = (struct flow_point){nothing_known(flow), NULL};
	at->in = joined;
	at->scope = scope;
	return true;
}

/* The first state that waits, of those with an index from `soonest` on: no other does. */
static const struct asl_state *next_waiting(const struct asl_flow *flow,
					    const struct asl_scope *scope, size_t soonest)
{
	size_t from = 0;
	for (size_t to = scope->n_states; from < to;) {
		size_t middle = from + (to - from) / 2;
		if (scope->states[middle]->index < soonest)
			from = middle + 1;
		else
			to = middle;
	}
	for (; from < scope->n_states; from++)
		if (flow->states[scope->states[from]->index].waiting)
			return scope->states[from];
	return NULL;
}

static bool too_much(struct asl_flow *flow, const struct asl_scope *scope)
{
	unsigned depth = 0;
	for (const struct asl_state *s = scope->owner; s; s = s->scope->owner)
		depth++;
	if (depth > NESTING_MAX || flow->visits++ > VISITS_MAX || flow->work > WORK_MAX)
		flow->given_up = true;
	return flow->given_up;
}

/* The least index of a state that may wait after it. */
static size_t visit(struct asl_flow *flow, const struct asl_state *state)
{
	size_t soonest = state->index + 1;
	struct flow_state *at = &flow->states[state->index];
	struct flow_outs outs = {
	    arena_array(flow->arena, state->n_edges + 1, sizeof(struct flow_out)), 0};

	at->waiting = false;
	at->visits++;
	flow->work += val_weight(at->in.input) + (at->in.vars ? at->in.vars->n : 0);
	flow_step(flow, state, &at->in, &at->scope, &outs);
	for (size_t i = 0; i < outs.n; i++) {
		const struct flow_out *out = &outs.outs[i];
		if (!out->target) {
			at->left = at->left ? val_join(flow->arena, at->left, out->point.input)
					    : out->point.input;
		} else if (arrive(flow, out->target, out->point, &at->scope)) {
			flow->states[out->target->index].waiting = true;
			if (out->target->index < soonest)
				soonest = out->target->index;
		}
	}
	return soonest;
}

void flow_follow(struct asl_flow *flow, const struct asl_scope *scope, struct flow_point start,
		 const struct flow_scope *shared, const struct val **end)
{
	const struct asl_state *state = asl_in_scope(scope, scope->start_at);
	const struct val *left = NULL;

	if (state) {
		arrive(flow, state, start, shared);
		flow->states[state->index].waiting = true;
	}
	while (state && !too_much(flow, scope))
		state = next_waiting(flow, scope, visit(flow, state));
	for (size_t i = 0; i < scope->n_states; i++) {
		const struct val *one = flow->states[scope->states[i]->index].left;
		if (one)
			left = left ? val_join(flow->arena, left, one) : one;
	}
	*end = left && !flow->given_up ? left : nothing_known(flow);
}

static void show(struct asl_flow *flow, const struct map *states, struct str pointer,
		 struct flow_shown what)
{
	struct flow_state *at = map_find(states, pointer);
	struct flow_shown *shown;

	if (!at)
		return;
	shown = arena_alloc(flow->arena, sizeof(*shown));
	*shown = what;
	shown->next = at->shown;
	at->shown = shown;
}

/* What the environment tells of states, laid beside each; the last comes first, so all are laid in
 * the order from the end. */
static void lay_out(struct asl_flow *flow)
{
	const struct asl_environment *env = flow->env;
	struct map states;

	if (!env || env->n_entries + env->n_results == 0)
		return;
	map_init(&states, flow->arena);
	for (size_t i = 0; i < flow->asl->n_states; i++)
		map_put(&states, flow->asl->states[i]->pointer, &flow->states[i]);
	for (size_t i = env->n_entries; i-- > 0;)
		show(flow, &states, env->entries[i].state,
		     (struct flow_shown){.entry = &env->entries[i]});
	for (size_t i = env->n_results; i-- > 0;)
		show(flow, &states, env->results[i].state,
		     (struct flow_shown){.result = &env->results[i]});
}

const struct asl_flow *flow_new(struct arena *arena, const struct asl *asl,
				const struct asl_environment *env)
{
	struct asl_flow *flow = arena_alloc(arena, sizeof(*flow));
	const struct val *end;

	flow->arena = arena;
	flow->asl = asl;
	flow->env = env;
	flow->states = arena_array(arena, asl->n_states, sizeof(struct flow_state));
	lay_out(flow);
	const struct val *input =
	    env && env->input ? val_of_data(arena, env->input) : nothing_known(flow);
	const struct flow_scope shared = {.execution_input = input};
	flow_follow(flow, asl->top, (struct flow_point){input, NULL}, &shared, &end);
	return flow;
}

/* The nearest DISTRIBUTED Map around a state makes it run in a child execution. */
static bool in_child(const struct asl_state *state)
{
	for (const struct asl_scope *s = state->scope; s; s = s->owner ? s->owner->scope : NULL)
		if (s->distributed)
			return true;
	return false;
}

static bool in_map(const struct asl_state *state)
{
	for (const struct asl_scope *s = state->scope; s; s = s->owner ? s->owner->scope : NULL)
		if (s->owner && s->owner->type == ASL_MAP)
			return true;
	return false;
}

void flow_scene(const struct asl_flow *flow, const struct asl_state *state, struct arena *arena,
		struct scene *out)
{
	const struct flow_state *at = &flow->states[state->index];
	bool known = at->reached && !flow->given_up;
	const struct val *unknown = val_unknown(arena, (struct str){NULL, 0});
	const struct val *given = known ? NULL : entered(flow, arena, state);

	*out = (struct scene){.arena = arena,
			      .asl = flow->asl,
			      .state = state,
			      .env = flow->env,
			      .input = known   ? at->in.input
				       : given ? given
					       : unknown,
			      .vars = known ? at->in.vars : NULL,
			      .item = known	      ? at->scope.item
				      : in_map(state) ? unknown
						      : NULL,
			      .execution_input = known ? at->scope.execution_input : unknown,
			      .child = in_child(state)};
	out->dollar = out->input;
	const struct json *path = part_of(state, PART_INPUT_PATH);
	if (state->language == ASL_JSONPATH && json_is(path, JSON_STRING))
		out->dollar = path_eval(out, json_str(path));
	else if (state->language == ASL_JSONPATH && json_is(path, JSON_NULL))
		out->dollar = val_object(arena, NULL, 0, false);
}
