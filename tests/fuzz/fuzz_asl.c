/* fuzz_asl.c - definitions of every kind, read, resolved and planned: no crash, and plans that keep
 * their promises. */
#include "fuzz.h"

#include <string.h>

#include "rolehop/asl/integrations.h"
#include "rolehop/asl/read.h"
#include "rolehop/asl/resolve.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/model/holes.h"

/* Bytes of the head. */
enum { HEAD_TYPE, HEAD_INPUT, HEAD_FLOW, HEAD_BIND, HEAD_ACCOUNT, HEAD_TWICE };

struct input {
	struct arena *arena;
	const uint8_t *head;
	struct str text;
	struct str data; /* of an execution; empty where there is none */
};

/* ---- promises ---------------------------------------------------------------------------------
 */

static bool names_one_action(struct str action)
{
	ptrdiff_t colon = str_find_char(action, ':');
	return colon > 0 && (size_t)colon + 1 < action.n &&
	       str_find_char(str_skip(action, (size_t)colon + 1), ':') < 0;
}

/* A pointer leads to a value of the definition. */
static void leads(const struct asl *asl, struct str pointer)
{
	bool good = pointer.n == 0 || json_at(asl->root, pointer);
	if (!good)
		fprintf(stderr, "pointer %.*s into %.*s\n", STR_ARG(pointer), STR_ARG(asl->text));
	FUZZ_HOLDS(good);
}

static void value_is_one_of_its_kinds(const struct asl *asl, const struct asl_value *value)
{
	FUZZ_HOLDS(value->kind != ASL_VALUE_ONE || value->n_candidates == 1);
	FUZZ_HOLDS(value->kind != ASL_VALUE_SEVERAL || value->n_candidates > 1);
	if (value->kind != ASL_VALUE_NONE)
		leads(asl, value->pointer);
}

static bool is_settled(const struct asl_value *value)
{
	return value->kind == ASL_VALUE_ONE && !holes_any(value->candidates[0]);
}

static bool fits(const struct asl_value *value, struct str text)
{
	for (size_t i = 0; i < value->n_candidates; i++)
		if (holes_fits(value->candidates[i], text))
			return true;
	return value->kind == ASL_VALUE_UNKNOWN;
}

/* What an execution shows is among what was said before it ran. */
static void knowing_more_contradicts_nothing(const struct asl_value *less,
					     const struct asl_value *more)
{
	if (!is_settled(more) || fits(less, more->candidates[0]))
		return;
	fprintf(stderr, "more: %.*s\n", STR_ARG(more->candidates[0]));
	for (size_t i = 0; i < less->n_candidates; i++)
		fprintf(stderr, "less, kind %d: %.*s\n", (int)less->kind,
			STR_ARG(less->candidates[i]));
	fprintf(stderr, "%s %.*s\n", "pointer", STR_ARG(more->pointer));
	FUZZ_HOLDS(!"what is known of an execution contradicts what was known of all");
}

static void plan_holds(const struct asl *asl, const struct asl_plan *plan)
{
	for (size_t i = 0; i < plan->n_calls; i++) {
		const struct asl_call_need *call = &plan->calls[i];
		FUZZ_HOLDS(!call->sure || names_one_action(call->action));
		leads(asl, call->decides_pointer);
	}
	for (size_t i = 0; i < plan->n_refusals; i++)
		leads(asl, plan->refusals[i].pointer);
	for (size_t i = 0; i < plan->n_doubts; i++)
		leads(asl, plan->doubts[i].pointer);
}

static void plans_are_the_same(const struct asl_plan *a, const struct asl_plan *b)
{
	FUZZ_HOLDS(a->kind == b->kind && a->n_calls == b->n_calls);
	FUZZ_HOLDS(a->n_refusals == b->n_refusals && a->n_doubts == b->n_doubts);
	for (size_t i = 0; i < a->n_calls; i++) {
		FUZZ_HOLDS(str_eq(a->calls[i].action, b->calls[i].action));
		FUZZ_HOLDS(str_eq(a->calls[i].resource, b->calls[i].resource));
		FUZZ_HOLDS(str_eq(a->calls[i].decides, b->calls[i].decides));
		FUZZ_HOLDS(a->calls[i].kind == b->calls[i].kind);
		FUZZ_HOLDS(a->calls[i].need == b->calls[i].need);
	}
}

static void values_are_the_same(const struct asl_value *a, const struct asl_value *b)
{
	FUZZ_HOLDS(a->kind == b->kind && a->n_candidates == b->n_candidates);
	FUZZ_HOLDS(str_eq(a->pointer, b->pointer) && str_eq(a->path, b->path));
	for (size_t i = 0; i < a->n_candidates; i++)
		FUZZ_HOLDS(str_eq(a->candidates[i], b->candidates[i]));
}

/* ---- a definition -----------------------------------------------------------------------------
 */

/* What is asked of one state. */
struct asked {
	struct asl_value role;
	struct asl_value input;
	struct asl_plan plan;
};

static void ask(const struct input *in, const struct asl *asl, const struct asl_state *state,
		const struct asl_environment *env, struct asked *out)
{
	static const struct str accounts[] = {STR_INIT("222222222222"), STR_INIT("111111111111"),
					      STR_INIT(""), STR_INIT("\x01")};
	struct asl_plan_input input = {.asl = asl,
				       .state = state,
				       .env = env,
				       .machine_type = (enum machine_type)(in->head[HEAD_TYPE] % 3),
				       .partition = STR("aws"),
				       .region = STR("us-east-1"),
				       .home_account = STR("111111111111"),
				       .effective_account = accounts[in->head[HEAD_ACCOUNT] % 4]};
	asl_resolve(in->arena, asl, state, env, STR("Credentials"), STR("RoleArn"), &out->role);
	asl_resolve(in->arena, asl, state, env, STR("Parameters"), STR("v"), &out->input);
	input.has_credentials = out->role.kind != ASL_VALUE_NONE;
	asl_plan_task(in->arena, &input, &out->plan);
}

static void check_state(const struct input *in, const struct asl *asl,
			const struct asl_state *state, const struct asl_environment *env)
{
	struct asked asked;
	struct asked again;
	ask(in, asl, state, env, &asked);
	value_is_one_of_its_kinds(asl, &asked.role);
	value_is_one_of_its_kinds(asl, &asked.input);
	plan_holds(asl, &asked.plan);
	if (env->input && env->n_bindings == 0) {
		struct asl_environment less = *env;
		less.input = NULL;
		less.cache = NULL;
		ask(in, asl, state, &less, &again);
		knowing_more_contradicts_nothing(&again.role, &asked.role);
		knowing_more_contradicts_nothing(&again.input, &asked.input);
	}
	if (in->head[HEAD_TWICE] % 8 == 0) {
		struct asl_environment other = *env;
		struct asl_flow_cache cache = {.arena = in->arena};
		other.cache = env->cache ? NULL : &cache;
		ask(in, asl, state, &other, &again);
		values_are_the_same(&asked.role, &again.role);
		values_are_the_same(&asked.input, &again.input);
		plans_are_the_same(&asked.plan, &again.plan);
	}
}

static void check_scopes(const struct asl *asl, const struct asl_state *state)
{
	leads(asl, state->pointer);
	FUZZ_HOLDS(asl_at(asl, state->pointer) == state);
	for (size_t i = 0; i < state->n_inner; i++)
		leads(asl, state->inner[i]->pointer);
	for (size_t i = 0; i < state->n_edges; i++) {
		const struct asl_edge *edge = &state->edges[i];
		FUZZ_HOLDS(edge->target == asl_in_scope(state->scope, edge->to));
	}
}

static void environment(const struct input *in, struct asl_environment *env)
{
	static struct asl_binding bindings[2];
	struct err err;
	const struct json *json;
	*env = (struct asl_environment){
	    .machine_arn = STR("arn:aws:states:us-east-1:111111111111:stateMachine:M"),
	    .machine_name = STR("M"),
	    .role_arn = STR("arn:aws:iam::111111111111:role/E")};
	if (in->head[HEAD_INPUT] % 2 && json_parse(in->arena, in->data, &json, &err))
		env->input = json;
	if (in->head[HEAD_BIND] % 4 == 1 && json_parse(in->arena, STR("\"b\""), &json, &err)) {
		bindings[0] = (struct asl_binding){.path = STR("$.a.b"), .value = json};
		bindings[1] = (struct asl_binding){.path = STR("Account"), .value = json};
		env->bindings = bindings;
		env->n_bindings = 2;
	}
}

static void read_definition(const struct input *in)
{
	struct asl_flow_cache cache = {.arena = in->arena};
	struct asl_environment env;
	const struct asl *asl;
	struct err err;
	if (!asl_read(in->arena, in->text, &asl, &err))
		return;
	environment(in, &env);
	if (in->head[HEAD_FLOW] % 4)
		env.cache = &cache;
	for (size_t i = 0; i < asl->n_flaws; i++)
		FUZZ_HOLDS(asl->flaws[i].text.n > 0);
	for (size_t i = 0; i < asl->n_states; i++) {
		check_scopes(asl, asl->states[i]);
		if (asl_calls(asl->states[i]))
			check_state(in, asl, asl->states[i], &env);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena arena;
	static struct arena_mark empty;
	if (!arena.head) {
		(void)arena_alloc(&arena, 1 << 19);
		empty = (struct arena_mark){arena.head, 0};
	}
	arena_rewind(&arena, empty);
	fuzz_count(size);
	if (size <= FUZZ_HEAD)
		return 0;
	struct str text = {(const char *)data + FUZZ_HEAD, size - FUZZ_HEAD};
	struct str_split it = {text, false};
	struct input in = {.arena = &arena, .head = data};
	(void)str_next(&it, FUZZ_SEPARATOR, &in.text);
	if (!str_next(&it, FUZZ_SEPARATOR, &in.data))
		in.data = STR("{\"a\":{\"b\":[\"k\"]},\"acc\":\"222222222222\",\"n\":2}");
	read_definition(&in);
	return 0;
}
