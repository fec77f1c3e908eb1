/* trace/behind.c - what stands behind an access point: its network, its bucket, and who owns that.
 */
#include "judging.h"

#include "rolehop/model/holes.h"
#include "rolehop/policy/parse.h"
#include "say.h"

/* ---- where nothing of it is known ---------------------------------------------------------------
 */

/* In the caller's own account the bucket's policy could only deny, elsewhere it must allow. */
static void behind_lacks(struct tracer *t, const struct ask *ask, const struct bearings *b,
			 const struct decision *decision, size_t index, struct hop *hop)
{
	const struct lack lack = {ask->resource_account, b->behind, STR("never collected")};
	bool own = str_eq(ask->caller->principal.account, ask->resource_account);

	if (decision->verdict != V_ALLOW)
		return;
	judge_note_gap(t, index, lack, own);
	hop->complete = false;
	if (own)
		return;
	judge_leave_open(t, ask, hop, lack.missing, STR("allow where it allows the call, too"));
	hop->verdict = trace_worst(hop->verdict, V_UNKNOWN);
}

/* ---- the network --------------------------------------------------------------------------------
 */

static bool comes_from(const struct context_value *vpc, struct str wanted)
{
	for (size_t i = 0; i < vpc->n_values; i++)
		if (str_eq(vpc->values[i], wanted))
			return true;
	return false;
}

/* Services call from networks of their own, never from a VPC of yours. */
static enum tri is_in_vpc(const struct ask *ask, const struct bearings *b)
{
	const struct context_value *vpc;

	if (ask->origin != ORIGIN_PERSON)
		return TRI_NO;
	vpc = request_find(&b->request, STR("aws:SourceVpc"));
	if (vpc == NULL || vpc->state == CTX_UNKNOWN)
		return TRI_UNKNOWN;
	return vpc->state == CTX_PRESENT && comes_from(vpc, b->through.is.network) ? TRI_YES
										   : TRI_NO;
}

static void refuse_network(struct tracer *t, const struct ask *ask, const struct bearings *b,
			   struct hop *hop)
{
	struct gate_result *gate = &hop->gates[judge_gate(ask, LAYER_RESOURCE)];
	struct evidence *e = arena_alloc(t->arena, sizeof(*e));
	struct str vpc = b->through.is.network;

	*e = (struct evidence){
	    .policy = STR("access point"),
	    .of = b->through.arn,
	    .matched = TRI_NO,
	    .wants = arena_printf(t->arena, "a call from %.*s", STR_ARG(vpc)),
	    .has = ask->origin == ORIGIN_PERSON ? STR("a call from elsewhere")
						: STR("a call from a service's own network"),
	    .why = arena_printf(t->arena, "the access point takes calls from %.*s only",
				STR_ARG(vpc))};
	gate->applies = true;
	gate->verdict = V_DENY_IMPLICIT;
	gate->summary = STR("");
	gate->cause = "access-point-vpc-only";
	gate->explanation = (struct explanation){e, 1, NULL, 0, STR("")};
	hop->verdict = V_DENY_IMPLICIT;
	hop->complete = true;
}

static void weigh_network(struct tracer *t, const struct ask *ask, const struct bearings *b,
			  size_t index, struct hop *hop)
{
	struct str network = b->through.is.network;
	const struct lack lack = {
	    b->through.account,
	    arena_printf(t->arena, "network origin of %.*s", STR_ARG(b->through.arn)),
	    STR("never collected")};
	enum tri in;

	if (str_eq(network, STR("internet")))
		return;
	if (str_is_empty(network)) {
		judge_note_gap(t, index, lack, true);
		hop->complete = false;
		return;
	}
	in = is_in_vpc(ask, b);
	if (in == TRI_NO)
		refuse_network(t, ask, b, hop);
	if (in != TRI_UNKNOWN)
		return;
	judge_leave_open(t, ask, hop, STR("aws:SourceVpc"),
			 arena_printf(t->arena, "allow when it is %.*s", STR_ARG(network)));
	hop->verdict = trace_worst(hop->verdict, V_UNKNOWN);
}

/* ---- the bucket ---------------------------------------------------------------------------------
 */

/* The same call on the bucket, twice: as the caller's own policies say it of the bucket, and as if
 * they said nothing against it. */
struct behind {
	struct ask ask;
	struct bearings b;
	struct bearings granted;
	struct decision strict;
	struct decision lenient;
};

static bool is_of_caller(enum layer layer)
{
	return layer == LAYER_IDENTITY || layer == LAYER_BOUNDARY || layer == LAYER_SESSION ||
	       layer == LAYER_SCP;
}

/* Do the caller's own policies allow the call on the access point, whatever that one's say? */
static enum tri allows_alone(const struct bearings *b)
{
	struct question question = b->question;
	struct request request = b->request;
	struct decision decision;

	if (request.caller.kind == PRINCIPAL_SERVICE || request.caller.kind == PRINCIPAL_ANONYMOUS)
		return TRI_NO;
	request.resource_account = request.caller.account;
	question.request = &request;
	question.layers[LAYER_RESOURCE] = (struct layer_input){.state = LAYER_ABSENT};
	question.layers[LAYER_RCP] = (struct layer_input){.state = LAYER_ABSENT};
	policy_decide(&question, &decision);
	if (decision.verdict == V_UNKNOWN)
		return TRI_UNKNOWN;
	return decision.verdict == V_ALLOW ? TRI_YES : TRI_NO;
}

/* The caller's own policies speak of access points: that they do not name the bucket denies
 * nothing.
 */
static bool grant_caller(struct tracer *t, struct behind *x)
{
	static const char everything[] =
	    "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}";
	struct level *level = arena_alloc(t->arena, sizeof(*level));
	struct bearing *bearing = arena_alloc(t->arena, sizeof(*bearing));

	if (!policy_parse(t->arena, str_from(everything), &bearing->policy, t->err))
		return false;
	*level = (struct level){.policies = bearing, .n_policies = 1};
	x->granted = x->b;
	x->granted.question.request = &x->b.request;
	for (int i = 0; i < LAYER_COUNT; i++)
		if (is_of_caller((enum layer)i))
			x->granted.question.layers[i] = (struct layer_input){.state = LAYER_ABSENT};
	x->granted.question.layers[LAYER_IDENTITY] =
	    (struct layer_input){.state = LAYER_COLLECTED, .levels = level, .n_levels = 1};
	return true;
}

static bool ask_of_bucket(struct tracer *t, const struct ask *ask, const struct bearings *b,
			  struct behind *x)
{
	const struct through *through = &b->through;

	x->ask = *ask;
	x->ask.through = through;
	x->ask.resource = through_bucket(t->arena, through, ask->resource);
	x->ask.resource_account = through->is.bucket_account;
	x->ask.key_lack = x->ask.otherwise = (struct lack){.account = {NULL, 0}};
	if (str_is_empty(x->ask.resource_account) &&
	    !t->world->ops->owner(t->world->self, t->arena, through->is.bucket,
				  &x->ask.resource_account, t->err))
		return false;
	if (str_is_empty(x->ask.resource_account))
		x->ask.owner_lack = (struct lack){
		    through->account,
		    arena_printf(t->arena, "owner of %.*s", STR_ARG(through->is.bucket)),
		    STR("never collected")};
	if (!layers_gather(t, &x->ask, &x->b) || !grant_caller(t, x))
		return false;
	policy_decide(&x->b.question, &x->strict);
	policy_decide(&x->granted.question, &x->lenient);
	return true;
}

static bool caller_denies(const struct decision *decision)
{
	for (int i = 0; i < LAYER_COUNT; i++)
		if (is_of_caller((enum layer)i) && decision->layers[i].verdict == V_DENY_EXPLICIT)
			return true;
	return false;
}

/*
 * What both ways of asking agree on is sure. Where the caller's own policies allow the access point
 * they need not name the bucket, and whether a Deny of theirs on the bucket counts AWS does not
 * say.
 */
static enum verdict bucket_says(const struct behind *x, enum tri alone)
{
	enum verdict strict = x->strict.verdict, lenient = x->lenient.verdict;

	if (alone == TRI_NO || strict == V_ALLOW)
		return strict;
	if (lenient != V_ALLOW)
		return lenient;
	if (alone == TRI_UNKNOWN || strict == V_UNKNOWN || caller_denies(&x->strict))
		return V_UNKNOWN;
	return V_ALLOW;
}

/* ---- both together ------------------------------------------------------------------------------
 */

static void add_evidence(struct tracer *t, struct explanation *to, const struct explanation *from)
{
	struct evidence *all =
	    arena_array(t->arena, to->n_evidence + from->n_evidence, sizeof(*all));
	struct dependence *depends =
	    arena_array(t->arena, to->n_depends + from->n_depends, sizeof(*depends));

	for (size_t i = 0; i < to->n_evidence; i++)
		all[i] = to->evidence[i];
	for (size_t i = 0; i < from->n_evidence; i++)
		all[to->n_evidence + i] = from->evidence[i];
	for (size_t i = 0; i < to->n_depends; i++)
		depends[i] = to->depends[i];
	for (size_t i = 0; i < from->n_depends; i++)
		depends[to->n_depends + i] = from->depends[i];
	*to = (struct explanation){all, to->n_evidence + from->n_evidence, depends,
				   to->n_depends + from->n_depends, to->summary};
}

/* The worse answer of the two is the gate's. */
static void merge_gate(struct tracer *t, const struct ask *ask, struct gate_result *to,
		       const struct gate_result *from)
{
	bool worse = from->verdict != to->verdict &&
		     trace_worst(from->verdict, to->verdict) == from->verdict;

	if (!from->applies)
		return;
	if (to->applies && !worse) {
		to->assumed |= from->assumed;
		add_evidence(t, &to->explanation, &from->explanation);
		return;
	}
	*to = *from;
	to->counts = true;
	to->summary = say_gate(t->arena, ask, to);
}

static bool any_denies(const struct hop *hop)
{
	for (int i = 0; i < GATE_COUNT; i++)
		if (hop->gates[i].applies && verdict_denies(hop->gates[i].verdict))
			return true;
	return false;
}

/* Nothing in the bucket's policy is to be shown: that it does not allow the call, too, is it. */
static void show_bucket(struct tracer *t, const struct behind *x, struct gate_result *gate)
{
	struct evidence *e = arena_alloc(t->arena, sizeof(*e));

	*e = (struct evidence){
	    .policy = STR("resource policy"),
	    .of = x->b.through.is.bucket,
	    .matched = TRI_NO,
	    .wants = STR("a policy that allows the call on the bucket, too"),
	    .has = STR("none"),
	    .why = STR("only the access point's policy allows the call, the bucket's does not")};
	gate->explanation = (struct explanation){e, 1, NULL, 0, STR("")};
}

static bool shows_policy(const struct gate_result *gate)
{
	const struct explanation *x = &gate->explanation;

	return x->n_evidence > 0 && !str_is_empty(x->evidence[0].of);
}

/* The access point's policy lets the caller in, and nothing says that the bucket does. */
static void refuse_bucket(struct tracer *t, const struct behind *x, enum verdict says,
			  const struct hop *hop, struct gate_result *gate)
{
	gate->applies = true;
	gate->verdict = says;
	gate->account = x->ask.resource_account;
	gate->summary = arena_printf(t->arena, "%.*s lets %.*s in, and %.*s does not",
				     STR_ARG(say_resource(t->arena, x->b.through.arn)),
				     STR_ARG(say_name(t->arena, hop->identity)),
				     STR_ARG(say_resource(t->arena, x->b.through.is.bucket)));
	show_bucket(t, x, gate);
}

static void merge(struct tracer *t, const struct behind *x, const struct bearings *b,
		  const struct decision *decision, enum verdict says, struct hop *hop)
{
	static const enum layer layers[] = {LAYER_RESOURCE, LAYER_RCP};
	struct hop *of_bucket = arena_alloc(t->arena, sizeof(*of_bucket));
	struct gate_result *policy = &hop->gates[judge_gate(&x->ask, LAYER_RESOURCE)];

	for (int i = 0; i < GATE_COUNT; i++)
		of_bucket->gates[i].gate = (enum gate)i;
	judge_layers(t, &x->ask, b, decision, NULL, of_bucket);
	for (size_t i = 0; i < sizeof(layers) / sizeof(layers[0]); i++) {
		enum gate gate = judge_gate(&x->ask, layers[i]);
		merge_gate(t, &x->ask, &hop->gates[gate], &of_bucket->gates[gate]);
	}
	if (says == V_UNKNOWN && policy->verdict == V_ALLOW)
		judge_leave_open(t, &x->ask, hop,
				 arena_printf(t->arena, "what policies of %.*s say of %.*s",
					      STR_ARG(hop->identity),
					      STR_ARG(x->b.through.is.bucket)),
				 STR("allow where they count for the access point only"));
	if (verdict_denies(says) && !any_denies(hop))
		refuse_bucket(t, x, says, hop, policy);
	else if (verdict_denies(policy->verdict) && !shows_policy(policy))
		show_bucket(t, x, policy);
	/* a call that the bucket's side refuses is not open any more */
	if (verdict_denies(says))
		hop->complete = decision->complete;
	else
		hop->complete &= decision->complete;
	hop->verdict = trace_worst(hop->verdict, says);
}

static bool weigh_bucket(struct tracer *t, const struct ask *ask, const struct bearings *b,
			 size_t index, struct hop *hop)
{
	struct behind *x = arena_alloc(t->arena, sizeof(*x));
	enum tri alone = allows_alone(b);
	const struct bearings *said;
	const struct decision *decision;
	enum verdict says;

	if (!ask_of_bucket(t, ask, b, x))
		return false;
	says = bucket_says(x, alone);
	said = alone == TRI_NO || x->strict.verdict == V_ALLOW ? &x->b : &x->granted;
	decision = said == &x->b ? &x->strict : &x->lenient;
	judge_note_gaps(t, &x->ask, said, decision, index);
	merge(t, x, said, decision, says, hop);
	return true;
}

bool behind_weigh(struct tracer *t, const struct ask *ask, const struct bearings *b,
		  const struct decision *decision, size_t index, struct hop *hop)
{
	if (str_is_empty(b->behind) || verdict_denies(hop->verdict))
		return true;
	if (str_is_empty(b->through.is.bucket)) {
		behind_lacks(t, ask, b, decision, index, hop);
		return true;
	}
	weigh_network(t, ask, b, index, hop);
	return verdict_denies(hop->verdict) || weigh_bucket(t, ask, b, index, hop);
}
