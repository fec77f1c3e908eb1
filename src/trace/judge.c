/* trace/judge.c - one request judged: from policy layers to gates. */
#include "judging.h"
#include "layers.h"

#include "pointing.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/parse.h"

/* TABLE: which gate a layer is, by the kind of request. */
/* clang-format off */
static const enum gate layer_gates[ASK_KIND_COUNT][LAYER_COUNT] = {
	[ASK_SERVICE_ASSUMES] = {
		[LAYER_IDENTITY] = GATE_ASSUME_PERMISSION, [LAYER_RESOURCE] = GATE_EXECUTION_ROLE_TRUST,
		[LAYER_BOUNDARY] = GATE_BOUNDARY, [LAYER_SESSION] = GATE_SESSION, [LAYER_SCP] = GATE_SCP,
		[LAYER_RCP] = GATE_RCP, [LAYER_ENDPOINT] = GATE_ENDPOINT},
	[ASK_ASSUME] = {
		[LAYER_IDENTITY] = GATE_ASSUME_PERMISSION, [LAYER_RESOURCE] = GATE_TARGET_TRUST,
		[LAYER_BOUNDARY] = GATE_BOUNDARY, [LAYER_SESSION] = GATE_SESSION, [LAYER_SCP] = GATE_SCP,
		[LAYER_RCP] = GATE_RCP, [LAYER_ENDPOINT] = GATE_ENDPOINT},
	[ASK_CALL] = {
		[LAYER_IDENTITY] = GATE_TARGET_PERMISSION, [LAYER_RESOURCE] = GATE_RESOURCE_POLICY,
		[LAYER_BOUNDARY] = GATE_BOUNDARY, [LAYER_SESSION] = GATE_SESSION, [LAYER_SCP] = GATE_SCP,
		[LAYER_RCP] = GATE_RCP, [LAYER_ENDPOINT] = GATE_ENDPOINT},
	[ASK_DEPENDENT] = {
		[LAYER_IDENTITY] = GATE_DEPENDENT_PERMISSION, [LAYER_RESOURCE] = GATE_RESOURCE_POLICY,
		[LAYER_BOUNDARY] = GATE_BOUNDARY, [LAYER_SESSION] = GATE_SESSION, [LAYER_SCP] = GATE_SCP,
		[LAYER_RCP] = GATE_RCP, [LAYER_ENDPOINT] = GATE_ENDPOINT},
	[ASK_KEY] = {
		[LAYER_IDENTITY] = GATE_DEPENDENT_PERMISSION, [LAYER_RESOURCE] = GATE_KMS,
		[LAYER_BOUNDARY] = GATE_BOUNDARY, [LAYER_SESSION] = GATE_SESSION, [LAYER_SCP] = GATE_SCP,
		[LAYER_RCP] = GATE_RCP, [LAYER_ENDPOINT] = GATE_ENDPOINT},
};
/* clang-format on */

enum gate judge_gate(const struct ask *ask, enum layer layer)
{
	return layer_gates[ask->kind][layer];
}

static struct str management_account(const struct world_org *org, struct str otherwise)
{
	return str_is_empty(org->management_account) ? otherwise : org->management_account;
}

/* Whose a gate is to mend. */
static struct str account_of(const struct ask *ask, const struct bearings *b, enum layer layer)
{
	struct str caller = ask->caller->principal.account;

	switch (layer) {
	case LAYER_IDENTITY:
	case LAYER_BOUNDARY:
	case LAYER_SESSION:
		return caller;
	case LAYER_RESOURCE:
		return ask->resource_account;
	case LAYER_SCP:
		return management_account(&b->caller_org, caller);
	case LAYER_RCP:
		return management_account(&b->resource_org, ask->resource_account);
	case LAYER_ENDPOINT:
		break;
	}
	return STR("");
}

/* An Allow that is not needed is no claim of this gate; only a resource's policy is asked in any
 * case. */
static bool arises(enum layer layer, const struct question *q, const struct layer_decision *d)
{
	if (d->role == ROLE_NOT_APPLICABLE)
		return false;
	if (d->role == ROLE_DECIDES || d->assumed_absent)
		return true;
	return layer == LAYER_RESOURCE && q->layers[layer].state != LAYER_ABSENT;
}

/* The nearest miss comes first, so that whoever reads one piece of evidence reads that. */
static void put_deciding_first(struct tracer *t, struct gate_result *gate)
{
	struct explanation *x = &gate->explanation;
	const struct evidence *first;
	struct evidence *sorted;
	size_t n = 0;

	if (!verdict_denies(gate->verdict) || x->n_evidence < 2)
		return;
	first = deciding(gate);
	if (first == x->evidence)
		return;
	sorted = arena_array(t->arena, x->n_evidence, sizeof(*sorted));
	sorted[n++] = *first;
	for (size_t i = 0; i < x->n_evidence; i++)
		if (&x->evidence[i] != first)
			sorted[n++] = x->evidence[i];
	x->evidence = sorted;
}

/* Nobody will read why it is denied. */
static bool says_nothing(const struct tracer *t, const struct decision *decision)
{
	return t->options->silent && decision->complete && verdict_denies(decision->verdict);
}

/* false: why it came to that is not to be explained. */
static bool judge_layer(struct tracer *t, const struct ask *ask, const struct bearings *b,
			const struct decision *decision, enum layer layer, struct hop *hop)
{
	const struct layer_decision *d = &decision->layers[layer];
	struct gate_result *gate = &hop->gates[layer_gates[ask->kind][layer]];

	gate->account = account_of(ask, b, layer);
	gate->verdict = d->verdict;
	gate->assumed = d->assumed_absent;
	gate->applies = arises(layer, &b->question, d);
	if (!gate->applies) {
		gate->verdict = V_ALLOW;
		gate->summary = str_is_empty(d->why) ? b->question.layers[layer].why : d->why;
		return false;
	}
	return !(t->options->brief && gate->verdict == V_ALLOW) && !says_nothing(t, decision);
}

void judge_layers(struct tracer *t, const struct ask *ask, const struct bearings *b,
		  const struct decision *decision, const struct policy_notes *notes,
		  struct hop *hop)
{
	struct explanation explanations[LAYER_COUNT];
	unsigned explained = 0;

	for (unsigned i = 0; i < LAYER_COUNT; i++)
		if (judge_layer(t, ask, b, decision, (enum layer)i, hop))
			explained |= 1U << i;
	policy_explain_layers(t->arena, &b->question, decision, notes, explained, explanations);
	for (unsigned i = 0; i < LAYER_COUNT; i++) {
		struct gate_result *gate = &hop->gates[layer_gates[ask->kind][i]];
		if ((explained & 1U << i) == 0)
			continue;
		gate->explanation = explanations[i];
		if (i == LAYER_RESOURCE && decision->blocked)
			gate->cause = "public-access-blocked";
		if (decision->refused && decision->layers[i].role == ROLE_DECIDES)
			gate->cause = i == LAYER_RESOURCE ? "own-account-only" : "call-refused";
		put_deciding_first(t, gate);
	}
}

/* ---- gate `definition`
 * ------------------------------------------------------------------------------- */

static struct evidence evidence_of(const struct ask *ask, const struct objection *o)
{
	return (struct evidence){.policy = STR("definition"),
				 .of = ask->machine ? ask->machine->arn : STR(""),
				 .document = ask->machine ? ask->machine->definition : STR(""),
				 .pointer = o->pointer,
				 .matched = o->sure ? TRI_NO : TRI_UNKNOWN,
				 .wants = o->wants,
				 .has = o->has,
				 .why = o->why};
}

/* What surely denies comes first, so that the first piece of evidence is the one that decides. */
static void explain_definition(struct tracer *t, const struct ask *ask, struct explanation *out)
{
	struct evidence *evidence = arena_array(t->arena, ask->n_objections, sizeof(*evidence));
	struct dependence *depends = arena_array(t->arena, ask->n_objections, sizeof(*depends));
	size_t n = 0, n_depends = 0;

	for (int sure = 1; sure >= 0; sure--)
		for (size_t i = 0; i < ask->n_objections; i++) {
			const struct objection *o = &ask->objections[i];
			if (o->sure != (sure == 1))
				continue;
			evidence[n++] = evidence_of(ask, o);
			if (!str_is_empty(o->key))
				depends[n_depends++] = (struct dependence){o->key, o->flips};
		}
	*out = (struct explanation){evidence, n, depends, n_depends, STR("")};
}

static void judge_definition(struct tracer *t, const struct ask *ask, struct hop *hop)
{
	struct gate_result *gate = &hop->gates[GATE_DEFINITION];

	gate->account = ask->machine ? ask->machine->account : ask->caller->principal.account;
	gate->applies = ask->machine != NULL || ask->n_objections > 0;
	gate->verdict = V_ALLOW;
	for (size_t i = 0; i < ask->n_objections; i++) {
		const struct objection *o = &ask->objections[i];
		gate->verdict = trace_worst(gate->verdict, o->sure ? V_DENY_IMPLICIT : V_UNKNOWN);
		if (o->cause != NULL && (gate->cause == NULL || o->sure))
			gate->cause = o->cause;
	}
	if (gate->applies)
		explain_definition(t, ask, &gate->explanation);
}

/* ---- the hop
 * -------------------------------------------------------------------------------------------- */

/* An action that the catalogue only guesses proves nothing, either way. */
static void doubt_action(const struct ask *ask, struct hop *hop)
{
	if (ask->sure)
		return;
	for (int i = 0; i < GATE_COUNT; i++)
		if (hop->gates[i].applies && i != GATE_DEFINITION)
			hop->gates[i].verdict = V_UNKNOWN;
}

/* With no role there is no trust policy to ask: gate `definition` has said so. */
static void drop_missing_trust(const struct ask *ask, struct hop *hop)
{
	struct gate_result *gate;

	if (!ask_assumes(ask) || ask->target_found != FOUND_ABSENT)
		return;
	gate = &hop->gates[layer_gates[ask->kind][LAYER_RESOURCE]];
	*gate = (struct gate_result){.gate = gate->gate,
				     .counts = true,
				     .verdict = V_ALLOW,
				     .account = gate->account,
				     .summary = STR("there is no such role")};
}

/*
 * The verdict of the judge counts; the gates only explain it. Where they do not add up to what the
 * judge said, the answer is unknown.
 */
static enum verdict add_up(const struct ask *ask, const struct decision *decision,
			   const struct hop *hop)
{
	enum verdict gates = V_ALLOW;
	bool denied = verdict_denies(decision->verdict);

	if (hop->gates[GATE_DEFINITION].verdict == V_DENY_IMPLICIT)
		return V_DENY_IMPLICIT;
	for (int i = 0; i < GATE_COUNT; i++)
		if (hop->gates[i].applies)
			gates = trace_worst(gates, hop->gates[i].verdict);
	if (!ask->sure)
		return V_UNKNOWN;
	if (denied)
		return gates == V_ALLOW || gates == V_UNKNOWN ? V_UNKNOWN : decision->verdict;
	return decision->verdict == V_ALLOW && gates == V_ALLOW ? V_ALLOW : V_UNKNOWN;
}

/* Is it the resource, or who calls, that leaves this gate open, rather than something else? */
static bool open_by_path(const struct ask *ask, const struct gate_result *gate)
{
	const struct explanation *x = &gate->explanation;

	if (!gate->applies || gate->verdict != V_UNKNOWN ||
	    (x->n_depends > 0 && str_eq(x->depends[0].key, ask->decides)))
		return false;
	for (size_t i = 0; i < x->n_evidence; i++)
		if (x->evidence[i].matched == TRI_UNKNOWN &&
		    evidence_points_at_resource(&x->evidence[i]))
			return true;
	return x->n_evidence == 0 &&
	       (holes_any(ask->resource) || ask->caller->found == FOUND_UNKNOWN);
}

/* Of an object or index that the run chooses, the policy is its bucket's or table's: what is not
 * known is what that says. */
static bool open_by_policy(struct tracer *t, const struct ask *ask, const struct gate_result *gate)
{
	return gate->gate == GATE_RESOURCE_POLICY && gate->explanation.n_evidence == 0 &&
	       judge_policy_is_named(t, ask);
}

static struct dependence what_is_open(struct tracer *t, const struct ask *ask)
{
	if (str_starts(ask->decides, STR("the account of ")))
		return (struct dependence){ask->decides, STR("the call does not name it")};
	if (!str_is_empty(ask->decides))
		return (struct dependence){ask->decides, STR("known only at run time")};
	if (ask->own_assumed)
		return (struct dependence){
		    STR("whose resource it is"),
		    arena_printf(t->arena,
				 "its id may be that of account %.*s or of one that shares it",
				 STR_ARG(ask->resource_account))};
	return (struct dependence){ARENA_JOIN(t->arena, STR("the resource of "), ask->action),
				   STR("known only at run time")};
}

/* What is known only at run time is named by the path that decides it. */
static void add_path(struct tracer *t, const struct ask *ask, struct gate_result *gate)
{
	struct explanation *e = &gate->explanation;
	struct dependence *depends;

	if (!open_by_path(ask, gate) || open_by_policy(t, ask, gate) ||
	    (str_is_empty(ask->decides) && !holes_any(ask->resource)))
		return;
	depends = arena_array(t->arena, e->n_depends + 1, sizeof(*depends));
	depends[0] = what_is_open(t, ask);
	for (size_t i = 0; i < e->n_depends; i++)
		depends[i + 1] = e->depends[i];
	e->depends = depends;
	e->n_depends++;
}

static bool any_unknown(const struct hop *hop)
{
	for (int i = 0; i < GATE_COUNT; i++)
		if (hop->gates[i].applies && hop->gates[i].verdict == V_UNKNOWN)
			return true;
	return false;
}

static void leave_open(struct tracer *t, const struct ask *ask, enum layer layer, struct hop *hop,
		       struct str key, struct str flips)
{
	struct gate_result *gate = &hop->gates[layer_gates[ask->kind][layer]];
	struct dependence *depends = arena_alloc(t->arena, sizeof(*depends));

	*depends = (struct dependence){key, flips};
	gate->applies = true;
	gate->verdict = V_UNKNOWN;
	gate->summary = STR("");
	gate->explanation = (struct explanation){NULL, 0, depends, 1, STR("")};
}

/* The gate of the resource's policy hangs on one thing; with it, the answer is another. */
void judge_leave_open(struct tracer *t, const struct ask *ask, struct hop *hop, struct str key,
		      struct str flips)
{
	leave_open(t, ask, LAYER_RESOURCE, hop, key, flips);
}

/* AWS documents two names of the resource, and which it asks for is not known: of a denial by one
 * that the other is spared, nothing is sure. */
static bool weigh_other_name(struct tracer *t, const struct ask *ask, struct decision *decision,
			     struct hop *hop)
{
	struct bearings *b;
	struct decision otherwise;
	struct ask other;

	if (str_is_empty(ask->or_resource) || !verdict_denies(decision->verdict))
		return true;
	b = arena_alloc(t->arena, sizeof(*b));
	other = *ask;
	other.resource = ask->or_resource;
	if (!layers_gather(t, &other, b))
		return false;
	policy_decide(&b->question, &otherwise);
	if (verdict_denies(otherwise.verdict))
		return true;
	decision->verdict = V_UNKNOWN;
	for (size_t i = 0; i < LAYER_COUNT; i++)
		if (verdict_denies(hop->gates[layer_gates[ask->kind][i]].verdict))
			leave_open(
			    t, ask, (enum layer)i, hop,
			    ARENA_JOIN(t->arena, STR("what "), ask->action, STR(" is asked of")),
			    arena_printf(t->arena, "deny if of %.*s, not if of %.*s",
					 STR_ARG(holes_show(t->arena, ask->resource)),
					 STR_ARG(holes_show(t->arena, other.resource))));
	return true;
}

/*
 * What each gate answers surely may still not add up: in the caller's own account the call needs no
 * more, in another one it needs the resource's side. Then whose resource it is decides.
 */
static void place_owner(struct tracer *t, const struct ask *ask, const struct decision *decision,
			struct hop *hop)
{
	if (decision->verdict != V_UNKNOWN || any_unknown(hop))
		return;
	judge_leave_open(t, ask, hop,
			 str_is_empty(ask->decides) ? STR("whose resource it is") : ask->decides,
			 arena_printf(t->arena, "allow where it is of account %.*s",
				      STR_ARG(ask->caller->principal.account)));
}

/* `hop` is all zero. */
static void start_hop(struct tracer *t, const struct ask *ask, struct hop *hop)
{
	const struct principal *caller = &ask->caller->principal;

	hop->caller = ask->caller->shown;
	hop->action = ask->action;
	hop->resource = holes_show(t->arena, ask->resource);
	hop->resource_account = ask->resource_account;
	hop->identity = str_is_empty(caller->identity) ? caller->arn : caller->identity;
	hop->target = ask->resource;
	hop->external_id = ask->external_id;
	hop->context = ask->context;
	hop->n_context = ask->n_context;
	hop->dependent = ask->dependent;
	hop->counts = !ask->dependent || ask->counts;
	hop->when = ask->when;
	if (ask->dependent)
		hop->kind = asl_call_kind_word(ask->call_kind);
	for (int i = 0; i < GATE_COUNT; i++) {
		hop->gates[i].gate = (enum gate)i;
		hop->gates[i].verdict = V_ALLOW;
		hop->gates[i].counts = hop->counts;
	}
	hop->gates[GATE_KMS].account = STR("");
}

/* ---- a service of several names
 * -------------------------------------------------------------------- */

static enum tri allows(enum verdict verdict)
{
	if (verdict == V_UNKNOWN)
		return TRI_UNKNOWN;
	return verdict == V_ALLOW ? TRI_YES : TRI_NO;
}

/* The same request, by one of the names that the service has. */
static void decide_by_name(struct tracer *t, const struct ask *ask, const struct bearings *gathered,
			   const struct str *name, struct decision *out)
{
	struct bearings *b = arena_alloc(t->arena, sizeof(*b));
	struct actor caller = *ask->caller;
	struct ask alone = *ask;

	caller.principal.arn = *name;
	caller.principal.services = name;
	caller.principal.n_services = 1;
	alone.caller = &caller;
	layers_by_name(t, &alone, gathered, b);
	policy_decide(&b->question, out);
}

/* Of one that could not be read, anything may be. */
static bool any_tells_names_apart(const struct layer_input *layer)
{
	for (size_t i = 0; i < layer->n_levels; i++)
		for (size_t k = 0; k < layer->levels[i].n_policies; k++) {
			const struct policy *policy = layer->levels[i].policies[k].policy;
			if (policy == NULL || policy_may_tell_names_apart(policy))
				return true;
		}
	return false;
}

static bool tells_names_apart(const struct question *question)
{
	for (size_t i = 0; i < LAYER_COUNT; i++)
		if (any_tells_names_apart(&question->layers[i]))
			return true;
	return false;
}

/*
 * Step Functions tries its global and its Regional name, each in a request of its own, and one that
 * is admitted is enough. What a policy says of one name and of the other may not be put together:
 * where that comes to another answer than the better one of the two, it is not known.
 */
static void judge_names(struct tracer *t, const struct ask *ask, const struct bearings *gathered,
			struct decision *decision)
{
	const struct principal *caller = &ask->caller->principal;
	enum tri best = TRI_NO;

	if (caller->kind != PRINCIPAL_SERVICE || caller->n_services < 2 ||
	    !tells_names_apart(&gathered->question))
		return;
	for (size_t i = 0; i < caller->n_services && best != TRI_YES; i++) {
		struct decision alone;
		decide_by_name(t, ask, gathered, &caller->services[i], &alone);
		best = tri_or(best, allows(alone.verdict));
	}
	if (best == allows(decision->verdict))
		return;
	decision->verdict = V_UNKNOWN;
	decision->layers[LAYER_RESOURCE].role = ROLE_DECIDES;
	decision->layers[LAYER_RESOURCE].verdict = V_UNKNOWN;
	decision->layers[LAYER_RESOURCE].why =
	    STR("it tells the names of the service apart, and by which of them it is called is not "
		"known");
}

bool judge_ask(struct tracer *t, const struct ask *ask, size_t index, struct hop *out)
{
	struct bearings *b = arena_alloc(t->arena, sizeof(*b));
	const struct policy_notes *notes;
	struct decision decision;

	if (!layers_gather(t, ask, b))
		return false;
	start_hop(t, ask, out);
	notes = policy_decide_noting(t->arena, &b->question, &decision);
	judge_names(t, ask, b, &decision);
	judge_definition(t, ask, out);
	judge_layers(t, ask, b, &decision, notes, out);
	if (!weigh_other_name(t, ask, &decision, out))
		return false;
	place_owner(t, ask, &decision, out);
	doubt_action(ask, out);
	drop_missing_trust(ask, out);
	out->verdict = add_up(ask, &decision, out);
	out->complete = decision.complete || out->gates[GATE_DEFINITION].verdict == V_DENY_IMPLICIT;
	if ((out->verdict == V_ALLOW && (!str_is_empty(ask->key_lack.missing) || ask->own_assumed ||
					 judge_region_is_open(t, ask, b))) ||
	    (verdict_denies(decision.verdict) && !str_is_empty(ask->otherwise.missing)))
		out->complete = false;
	judge_note_gaps(t, ask, b, &decision, index);
	if (!behind_weigh(t, ask, b, &decision, index, out))
		return false;
	judge_lake_formation(t, ask, index, out);
	if (says_nothing(t, &decision) && verdict_denies(out->verdict))
		return true;
	for (int i = 0; i < GATE_COUNT; i++)
		if (i != GATE_DEFINITION)
			add_path(t, ask, &out->gates[i]);
	for (int i = 0; i < GATE_COUNT; i++)
		if (out->gates[i].applies && str_is_empty(out->gates[i].summary) &&
		    !(t->options->brief && out->gates[i].verdict == V_ALLOW))
			out->gates[i].summary = say_gate(t->arena, ask, &out->gates[i]);
	return true;
}
