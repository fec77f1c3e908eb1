/* trace/versions.c - whether a version of a policy that is not in force would allow what is denied.
 */
#include "layers.h"
#include "pointing.h"

static bool is_identity_gate(enum gate gate)
{
	return gate == GATE_ASSUME_PERMISSION || gate == GATE_TARGET_PERMISSION ||
	       gate == GATE_DEPENDENT_PERMISSION;
}

/* The layer with this document in the place of the policy's own. */
static struct layer_input instead(struct arena *arena, const struct layer_input *layer,
				  struct str policy, const struct policy *document)
{
	struct layer_input out = *layer;
	struct level *level = arena_alloc(arena, sizeof(*level));
	struct bearing *policies =
	    arena_array(arena, layer->levels[0].n_policies, sizeof(*policies));

	for (size_t i = 0; i < layer->levels[0].n_policies; i++) {
		policies[i] = layer->levels[0].policies[i];
		if (str_eq(policies[i].label, policy))
			policies[i].policy = document;
	}
	*level = layer->levels[0];
	level->policies = policies;
	out.levels = level;
	return out;
}

static bool would_allow(struct arena *arena, const struct bearings *b, struct str policy,
			const struct policy *document)
{
	struct question question = b->question;
	struct decision decision;

	if (document == NULL || question.layers[LAYER_IDENTITY].n_levels == 0)
		return false;
	question.layers[LAYER_IDENTITY] =
	    instead(arena, &question.layers[LAYER_IDENTITY], policy, document);
	policy_decide(&question, &decision);
	return decision.layers[LAYER_IDENTITY].role == ROLE_DECIDES &&
	       decision.layers[LAYER_IDENTITY].verdict == V_ALLOW;
}

static bool try_policy(struct tracer *t, const struct bearings *b, struct str policy,
		       struct gate_result *gate)
{
	const struct world *world = t->world;
	const struct policy_version *versions = NULL;
	size_t n = 0;

	if (!world->ops->versions(world->self, t->arena, policy, &versions, &n, t->err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!would_allow(t->arena, b, policy, versions[i].policy))
			continue;
		gate->cause = "policy-version-not-default";
		gate->summary = arena_printf(
		    t->arena,
		    "%.*s; version %.*s of managed policy %.*s allows it, but is not the default "
		    "one",
		    STR_ARG(gate->summary), STR_ARG(versions[i].id),
		    STR_ARG(str_after_last(policy, '/')));
		return true;
	}
	return true;
}

bool versions_name(struct tracer *t, const struct ask *asks, struct trace *trace)
{
	const struct ask *ask = &asks[trace->blocking_hop];
	struct gate_result *gate = &trace->hops[trace->blocking_hop].gates[trace->blocking_gate];
	const struct role *role = ask->caller->role;
	struct bearings *b;

	if (role == NULL || gate->verdict != V_DENY_IMPLICIT || !is_identity_gate(gate->gate))
		return true;
	b = arena_alloc(t->arena, sizeof(*b));
	if (!layers_gather(t, ask, b))
		return false;
	for (size_t i = 0; i < role->n_policies && gate->cause == NULL; i++)
		if (!role->policies[i].inline_policy &&
		    !try_policy(t, b, role->policies[i].name, gate))
			return false;
	return true;
}
