/* asl/flow_step.c - what one state makes of what it is given. */
#include "asl/choice.h"
#include "asl/flow.h"
#include "asl/parts.h"
#include "asl/path.h"
#include "rolehop/model/holes.h"

/* One state at work. */
struct step {
	struct asl_flow *flow;
	const struct asl_state *state;
	struct scene scene;
	const struct flow_point *in;
	const struct flow_scope *shared;
	struct flow_outs *outs;
};

static const struct json *field(const struct step *step, enum asl_part part)
{
	return part_of(step->state, part);
}

static const struct val *unknown(const struct step *step)
{
	return val_unknown(step->scene.arena, (struct str){NULL, 0});
}

/* InputPath or OutputPath over a value: a path, null for {}, missing for all of it. */
static const struct val *through_path(const struct step *step, enum asl_part part,
				      const struct val *val)
{
	const struct json *path = field(step, part);
	struct scene scene = step->scene;

	if (json_is(path, JSON_NULL))
		return val_object(scene.arena, NULL, 0, false);
	if (!json_is(path, JSON_STRING) || str_eq(json_str(path), STR("$")))
		return val;
	scene.dollar = val;
	return path_eval(&scene, json_str(path));
}

/* A result put where a ResultPath says, into the raw input. */
static const struct val *put_result(const struct step *step, const struct json *path,
				    const struct val *result)
{
	if (json_is(path, JSON_NULL))
		return step->in->input;
	if (!json_is(path, JSON_STRING) || str_eq(json_str(path), STR("$")))
		return result;
	return path_put(step->scene.arena, step->in->input, json_str(path), result);
}

static const struct val *template_over(const struct step *step, const struct json *template,
				       const struct val *dollar)
{
	struct scene scene = step->scene;
	scene.dollar = dollar;
	return scene_template(&scene, template);
}

/* The variables after the Assign of a state, a rule or a catcher; all right-hand sides see the old
 * ones. */
static const struct vars *assign(const struct scene *scene, const struct json *list,
				 const struct vars *vars)
{
	if (!json_is(list, JSON_OBJECT))
		return vars;
	const struct val *values = scene_template(scene, list);

	if (val_count(values) > VARS_MAX)
		return NULL; /* too many to follow: none is known */
	for (size_t i = 0; i < val_count(values); i++) {
		struct val_member m = val_nth(scene->arena, values, i);
		vars = vars_set(scene->arena, vars, m.name, m.value);
	}
	return vars;
}

static void leave(struct step *step, const struct asl_state *target, const struct val *output,
		  const struct vars *vars)
{
	step->outs->outs[step->outs->n++] = (struct flow_out){target, {output, vars}};
}

static const struct val *error_output(void)
{
	static const struct val text = {.kind = VAL_STRING, .text = STR_INIT(HOLE_TEXT)};
	static const struct val_member members[] = {{STR_INIT("Error"), &text},
						    {STR_INIT("Cause"), &text}};
	static const struct val output = {
	    .kind = VAL_OBJECT, .members = members, .n = 2, .weight = 4};
	return &output;
}

static void leave_by_catch(struct step *step, const struct asl_edge *edge)
{
	struct scene scene = step->scene;
	const struct val *error = error_output();
	const struct val *output = error;

	scene.dollar = error;
	scene.error = error;
	scene.result = NULL;
	if (step->state->language == ASL_JSONPATH) {
		output = put_result(step, json_get(edge->rule, STR("ResultPath")), error);
	} else {
		const struct json *wanted = json_get(edge->rule, STR("Output"));
		if (wanted)
			output = scene_template(&scene, wanted);
	}
	leave(step, edge->target, output,
	      assign(&scene, json_get(edge->rule, STR("Assign")), step->in->vars));
}

/* The state did its work: on to Next or the end, and by every catcher. */
static void finish(struct step *step, const struct val *output, const struct vars *vars)
{
	bool next = false;

	for (size_t i = 0; i < step->state->n_edges; i++) {
		const struct asl_edge *edge = &step->state->edges[i];
		if (!edge->target)
			continue;
		if (edge->kind == ASL_EDGE_CATCH) {
			leave_by_catch(step, edge);
		} else {
			leave(step, edge->target, output, vars);
			next = true;
		}
	}
	if (!next && step->state->end)
		leave(step, NULL, output, vars);
}

/* After a Task, Parallel or Map answered `result`. */
static void finish_with(struct step *step, const struct val *result)
{
	struct scene scene = step->scene;
	const struct json *selector = field(step, PART_RESULT_SELECTOR);
	const struct json *wanted = field(step, PART_OUTPUT);
	const struct val *output = result;

	scene.dollar = result;
	scene.result = result;
	const struct vars *vars = assign(&scene, field(step, PART_ASSIGN), step->in->vars);
	if (step->state->language == ASL_JSONATA) {
		if (wanted)
			output = scene_template(&scene, wanted);
	} else {
		if (selector)
			output = template_over(step, selector, result);
		output = put_result(step, field(step, PART_RESULT_PATH), output);
		output = through_path(step, PART_OUTPUT_PATH, output);
	}
	finish(step, output, vars);
}

static void step_task(struct step *step)
{
	const struct flow_shown *shown = step->flow->states[step->state->index].shown;
	struct arena *arena = step->scene.arena;
	const struct val *result = NULL;

	for (; shown; shown = shown->next) {
		const struct asl_result *known = shown->result;
		if (!known)
			continue;
		const struct val *one = val_of_data(arena, known->value);
		if (known->at.n > 0)
			one = path_put(arena, unknown(step), known->at, one);
		result = result ? val_join(arena, result, one) : one;
	}
	finish_with(step, result ? result : unknown(step));
}

static void step_pass(struct step *step)
{
	struct scene scene = step->scene;
	const struct json *result = field(step, PART_RESULT);
	const struct json *parameters = field(step, PART_PARAMETERS);
	const struct val *value = step->scene.dollar;

	if (step->state->language == ASL_JSONATA) {
		const struct json *wanted = field(step, PART_OUTPUT);
		const struct val *output =
		    wanted ? scene_template(&scene, wanted) : step->in->input;
		finish(step, output, assign(&scene, field(step, PART_ASSIGN), step->in->vars));
		return;
	}
	if (result)
		value = val_of_definition(scene.arena, result, scene.env);
	else if (parameters)
		value = scene_template(&scene, parameters);
	scene.dollar = value;
	const struct vars *vars = assign(&scene, field(step, PART_ASSIGN), step->in->vars);
	finish(step,
	       through_path(step, PART_OUTPUT_PATH,
			    put_result(step, field(step, PART_RESULT_PATH), value)),
	       vars);
}

/* Wait, Succeed, Fail and what is not known: what comes in goes out. */
static void step_through(struct step *step)
{
	const struct json *wanted = field(step, PART_OUTPUT);
	const struct val *output = step->scene.dollar;

	if (step->state->type == ASL_FAIL)
		return;
	if (step->state->language == ASL_JSONPATH)
		output = through_path(step, PART_OUTPUT_PATH, output);
	else if (wanted)
		output = scene_template(&step->scene, wanted);
	finish(step, output, assign(&step->scene, field(step, PART_ASSIGN), step->in->vars));
}

/* One way out of a Choice, with what is known on it. */
static void leave_choice(struct step *step, const struct asl_edge *edge, const struct val *dollar,
			 const struct vars *vars)
{
	struct scene scene = step->scene;
	const struct json *holder = edge->rule ? edge->rule : step->state->node;
	const struct json *wanted = json_get(holder, STR("Output"));
	const struct val *output = dollar;

	if (!edge->target)
		return;
	scene.dollar = dollar;
	scene.input = step->state->language == ASL_JSONATA ? dollar : scene.input;
	scene.vars = vars;
	if (step->state->language == ASL_JSONPATH)
		output = through_path(step, PART_OUTPUT_PATH, output);
	else if (wanted)
		output = scene_template(&scene, wanted);
	leave(step, edge->target, output, assign(&scene, json_get(holder, STR("Assign")), vars));
}

static void step_choice(struct step *step)
{
	struct scene scene = step->scene;
	const struct val *dollar = scene.dollar;
	const struct vars *vars = step->in->vars;

	for (size_t i = 0; i < step->state->n_edges; i++) {
		const struct asl_edge *edge = &step->state->edges[i];
		if (edge->kind == ASL_EDGE_DEFAULT) {
			leave_choice(step, edge, dollar, vars);
			return;
		}
		scene.dollar = dollar;
		scene.input = step->state->language == ASL_JSONATA ? dollar : scene.input;
		scene.vars = vars;
		enum tri holds = choice_holds(&scene, edge->rule);
		if (holds == TRI_NO)
			continue;
		const struct val *taken = dollar;
		const struct vars *taken_vars = vars;
		choice_assume(&scene, edge->rule, true, &taken, &taken_vars);
		leave_choice(step, edge, taken, taken_vars);
		if (holds == TRI_YES)
			return;
		choice_assume(&scene, edge->rule, false, &dollar, &vars);
	}
}

/* What the branches of a Parallel, or the items of a Map, are made from. */
static const struct val *inner_input(struct step *step, enum asl_part jsonpath,
				     enum asl_part jsonata)
{
	const struct json *template =
	    field(step, step->state->language == ASL_JSONATA ? jsonata : jsonpath);
	return template ? scene_template(&step->scene, template) : step->scene.dollar;
}

static void step_parallel(struct step *step)
{
	size_t n = step->state->n_inner;
	const struct val *input = inner_input(step, PART_PARAMETERS, PART_ARGUMENTS);
	struct val_member *results = arena_array(step->scene.arena, n, sizeof(*results));

	for (size_t i = 0; i < n; i++) {
		struct flow_point start = {input, step->in->vars};
		flow_follow(step->flow, step->state->inner[i], start, step->shared,
			    &results[i].value);
	}
	finish_with(step, val_array(step->scene.arena, results, n, false));
}

/* Any one of the items that a Map goes through. */
static const struct val *any_item(struct step *step)
{
	const struct json *items = field(step, PART_ITEMS);
	const struct json *path = field(step, PART_ITEMS_PATH);
	const struct val *list = step->scene.dollar;
	const struct val *item = NULL;

	if (field(step, PART_ITEM_READER))
		return unknown(step);
	if (step->state->language == ASL_JSONATA && items)
		list = scene_template(&step->scene, items);
	else if (json_is(path, JSON_STRING))
		list = path_eval(&step->scene, json_str(path));
	if (list->kind != VAL_ARRAY)
		return unknown(step);
	size_t n = val_count(list);
	for (size_t i = 0; i < n && i < VAL_ONE_OF_MAX * 4; i++) {
		const struct val *one = val_nth(step->scene.arena, list, i).value;
		item = item ? val_join(step->scene.arena, item, one) : one;
	}
	return item && n <= VAL_ONE_OF_MAX * 4 ? item : unknown(step);
}

/* ItemBatcher: the child gets {"Items": [...], "BatchInput": ...}. */
static const struct val *batched(struct step *step, const struct json *batcher)
{
	struct val_member *members = arena_array(step->scene.arena, 2, sizeof(*members));
	const struct json *input = json_get(batcher, STR("BatchInput"));
	size_t n = 0;

	members[n++] = (struct val_member){STR("Items"), unknown(step)};
	if (input)
		members[n++] =
		    (struct val_member){STR("BatchInput"), scene_template(&step->scene, input)};
	return val_object(step->scene.arena, members, n, false);
}

static void step_map(struct step *step)
{
	const struct json *batcher = field(step, PART_ITEM_BATCHER);
	struct scene scene = step->scene;
	struct flow_scope shared = *step->shared;
	const struct val *end;

	shared.item = any_item(step);
	scene.item = shared.item;
	const struct json *selector = field(step, PART_ITEM_SELECTOR);
	if (!selector && step->state->language == ASL_JSONPATH)
		selector = field(step, PART_PARAMETERS);
	struct flow_point start = {selector ? scene_template(&scene, selector) : shared.item,
				   step->in->vars};
	if (step->state->distributed) {
		if (batcher)
			start.input = batched(step, batcher);
		start.vars = NULL; /* a child execution has variables of its own */
		shared.execution_input = start.input;
		shared.item = NULL;
		shared.child = true;
	}
	for (size_t i = 0; i < step->state->n_inner; i++)
		flow_follow(step->flow, step->state->inner[i], start, &shared, &end);
	finish_with(step, unknown(step));
}

void flow_step(struct asl_flow *flow, const struct asl_state *state, const struct flow_point *in,
	       const struct flow_scope *scope, struct flow_outs *outs)
{
	struct step step = {.flow = flow, .state = state, .in = in, .shared = scope, .outs = outs};

	flow_scene(flow, state, flow->arena, &step.scene);
	switch (state->type) {
	case ASL_TASK:
		step_task(&step);
		break;
	case ASL_PASS:
		step_pass(&step);
		break;
	case ASL_CHOICE:
		step_choice(&step);
		break;
	case ASL_PARALLEL:
		step_parallel(&step);
		break;
	case ASL_MAP:
		step_map(&step);
		break;
	case ASL_WAIT:
	case ASL_SUCCEED:
	case ASL_FAIL:
	case ASL_OTHER:
		step_through(&step);
		break;
	}
}
