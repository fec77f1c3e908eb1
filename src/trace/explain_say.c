/* trace/explain_say.c - sentences about a denial: what AWS said, and whether the inventory agrees.
 */
#include "explaining.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "say.h"

/* ---- TABLE: where a reason shows, and what of it no inventory knows ---------------------------
 */

#define GATE_BIT(gate) (1u << (unsigned)(gate))
#define IDENTITY_GATES                                                                             \
	(GATE_BIT(GATE_ASSUME_PERMISSION) | GATE_BIT(GATE_TARGET_PERMISSION) |                     \
	 GATE_BIT(GATE_DEPENDENT_PERMISSION))
#define TRUST_GATES (GATE_BIT(GATE_TARGET_TRUST) | GATE_BIT(GATE_EXECUTION_ROLE_TRUST))

struct reason_row {
	unsigned gates;
	bool explicit;
	const char *says;    /* after "AWS said: ... : " */
	const char *layer;   /* what the organization's or session's policy is called; NULL: none */
	const char *missing; /* how the gap begins that says it was not collected; NULL: none */
};

/* Source: IAM User Guide, "Troubleshoot access denied error messages". */
/* clang-format off */
static const struct reason_row reasons[] = {
	[DENIAL_UNSPECIFIED] = {0, false, "it gives no reason", NULL, NULL},
	[DENIAL_OPAQUE] = {0, false, "it gives no reason", NULL, NULL},
	[DENIAL_EXPLICIT_UNTYPED] = {(1u << GATE_COUNT) - 1u, true, "a Deny stands against it, of a policy that it does not name", NULL, NULL},
	[DENIAL_IDENTITY_IMPLICIT] = {IDENTITY_GATES, false, "no identity-based policy allows it", NULL, NULL},
	[DENIAL_IDENTITY_EXPLICIT] = {IDENTITY_GATES, true, "an identity-based policy denies it", NULL, NULL},
	[DENIAL_RESOURCE_IMPLICIT] = {GATE_BIT(GATE_RESOURCE_POLICY) | GATE_BIT(GATE_KMS) | TRUST_GATES, false, "no resource-based policy allows it", NULL, "resource policy of "},
	[DENIAL_RESOURCE_EXPLICIT] = {GATE_BIT(GATE_RESOURCE_POLICY) | GATE_BIT(GATE_KMS) | TRUST_GATES, true, "a resource-based policy denies it", NULL, "resource policy of "},
	[DENIAL_TRUST_IMPLICIT] = {TRUST_GATES, false, "the role's trust policy does not allow it", NULL, NULL},
	[DENIAL_TRUST_EXPLICIT] = {TRUST_GATES, true, "the role's trust policy denies it", NULL, NULL},
	[DENIAL_BOUNDARY_IMPLICIT] = {GATE_BIT(GATE_BOUNDARY), false, "the permissions boundary does not allow it", NULL, "permissions boundary"},
	[DENIAL_BOUNDARY_EXPLICIT] = {GATE_BIT(GATE_BOUNDARY), true, "the permissions boundary denies it", NULL, "permissions boundary"},
	[DENIAL_SESSION_IMPLICIT] = {GATE_BIT(GATE_SESSION), false, "the session's policy does not allow it", "session policy", NULL},
	[DENIAL_SESSION_EXPLICIT] = {GATE_BIT(GATE_SESSION), true, "the session's policy denies it", "session policy", NULL},
	[DENIAL_SCP_IMPLICIT] = {GATE_BIT(GATE_SCP), false, "no service control policy allows it", NULL, "service control policies"},
	[DENIAL_SCP_EXPLICIT] = {GATE_BIT(GATE_SCP), true, "a service control policy denies it", NULL, "service control policies"},
	[DENIAL_RCP_IMPLICIT] = {GATE_BIT(GATE_RCP), false, "no resource control policy allows it", NULL, "resource control policies"},
	[DENIAL_RCP_EXPLICIT] = {GATE_BIT(GATE_RCP), true, "a resource control policy denies it", NULL, "resource control policies"},
	[DENIAL_VPCE_IMPLICIT] = {GATE_BIT(GATE_ENDPOINT), false, "the VPC endpoint's policy does not allow it", "VPC endpoint policy", NULL},
	[DENIAL_VPCE_EXPLICIT] = {GATE_BIT(GATE_ENDPOINT), true, "the VPC endpoint's policy denies it", "VPC endpoint policy", NULL},
	[DENIAL_KMS_AMBIGUOUS] = {0, false, "the key does not exist in the Region, or its policy does not allow it, or denies it", NULL, NULL},
	[DENIAL_SFN_EXECUTION_ROLE] = {GATE_BIT(GATE_EXECUTION_ROLE_TRUST), false, "Step Functions may not assume the execution role", NULL, NULL},
	[DENIAL_SFN_MANAGED_RULE] = {GATE_BIT(GATE_DEPENDENT_PERMISSION), false, "the execution role may not make the rule that .sync waits with", NULL, NULL},
	[DENIAL_SFN_LOG_DESTINATION] = {IDENTITY_GATES, false, "the execution role may not write to the log destination", NULL, NULL},
};
/* clang-format on */

/* ---- do both agree? ---------------------------------------------------------------------------
 */

static bool gate_agrees(const struct reason_row *row, const struct gate_result *gate)
{
	if (!gate->applies || (row->gates & GATE_BIT(gate->gate)) == 0)
		return false;
	return row->explicit ? gate->verdict == V_DENY_EXPLICIT : verdict_denies(gate->verdict);
}

bool explain_agrees(enum denial_reason reason, const struct hop *hop)
{
	const struct reason_row *row = &reasons[reason];

	for (int g = 0; g < GATE_COUNT; g++)
		if (gate_agrees(row, &hop->gates[g]))
			return true;
	return false;
}

/* A gap that a reason is about, or NULL. */
static const struct gap *gap_for(const struct explaining *x)
{
	const struct trace *trace = x->out->trace;
	const char *missing = reasons[x->denial.reason].missing;

	for (size_t i = 0; missing != NULL && trace != NULL && i < trace->n_gaps; i++)
		if (str_starts(trace->gaps[i].missing, str_from(missing)))
			return &trace->gaps[i];
	return NULL;
}

/* What AWS names is open, by the inventory. */
static bool is_open(const struct explaining *x)
{
	const struct reason_row *row = &reasons[x->denial.reason];
	const struct hop *hop;

	if (gap_for(x) != NULL || row->layer != NULL)
		return true;
	if (x->out->hop < 0)
		return false;
	hop = &x->out->trace->hops[x->out->hop];
	for (int g = 0; g < GATE_COUNT; g++)
		if (hop->gates[g].applies && (row->gates & GATE_BIT(g)) != 0 &&
		    hop->gates[g].verdict == V_UNKNOWN)
			return true;
	return hop->verdict == V_UNKNOWN;
}

static enum explain_agreement compare(const struct explaining *x)
{
	const struct reason_row *row = &reasons[x->denial.reason];
	const struct trace *trace = x->out->trace;

	if (row->gates == 0 || trace == NULL)
		return EXPLAIN_NO_CAUSE;
	if (x->out->hop >= 0 && explain_agrees(x->denial.reason, &trace->hops[x->out->hop]))
		return EXPLAIN_AGREES;
	return is_open(x) ? EXPLAIN_CANNOT_TELL : EXPLAIN_DIFFERS;
}

/* ---- what AWS said ----------------------------------------------------------------------------
 */

static struct str say_who(struct arena *arena, const struct denial *d)
{
	struct arn arn;

	if (str_is_empty(d->principal))
		return STR("someone whom the text does not name");
	if (!arn_parse(d->principal, &arn))
		return d->principal;
	if (!arn_is_assumed_role(&arn))
		return arena_printf(arena, "%.*s of %.*s", STR_ARG(arn_name(&arn)),
				    STR_ARG(arn.account));
	return arena_printf(arena, "%.*s of %.*s", STR_ARG(arn_session_role_name(&arn)),
			    STR_ARG(arn.account));
}

static struct str say_what(struct arena *arena, const struct denial *d)
{
	struct str action = str_is_empty(d->action)
				? STR("do what the text does not name")
				: arena_printf(arena, "call %.*s", STR_ARG(d->action));

	if (d->reason == DENIAL_SFN_MANAGED_RULE)
		return STR("create a managed rule");
	if (d->reason == DENIAL_SFN_LOG_DESTINATION)
		return STR("access the log destination");
	if (str_is_empty(d->resource))
		return action;
	return arena_printf(arena, "%.*s on %.*s", STR_ARG(action), STR_ARG(d->resource));
}

/* Of a text that says neither who nor which action. */
static struct str say_little(struct arena *arena, const struct denial *d)
{
	struct str on = STR("");

	if (!str_is_empty(d->resource))
		on = arena_printf(arena, " to %.*s", STR_ARG(d->resource));
	if (!str_is_empty(d->clause))
		return arena_printf(arena, "AWS denied access%.*s: %.*s.", STR_ARG(on),
				    STR_ARG(d->clause));
	if (!str_is_empty(d->operation))
		return arena_printf(arena,
				    "AWS denied the operation %.*s and did not say to whom or why.",
				    STR_ARG(d->operation));
	return arena_printf(arena, "AWS denied access%.*s and did not say to whom, %sor why.",
			    STR_ARG(on), str_is_empty(on) ? "for what " : "");
}

/* What AWS gives as the reason: a kind of policy, or words of its own. */
static struct str say_why(const struct denial *d)
{
	if (reasons[d->reason].gates == 0 && d->reason != DENIAL_KMS_AMBIGUOUS &&
	    !str_is_empty(d->clause))
		return str_slice(d->clause, 0, d->clause.n - str_ends(d->clause, STR(".")));
	return str_from(reasons[d->reason].says);
}

static struct str say_aws(struct arena *arena, const struct denial *d)
{
	struct str via = STR("");
	struct str named = STR("");

	if (d->reason == DENIAL_OPAQUE && str_is_empty(d->principal) && str_is_empty(d->action))
		return say_little(arena, d);
	if (!str_is_empty(d->via))
		via = arena_printf(arena, ", through a %.*s", STR_ARG(d->via));
	if (!str_is_empty(d->policy_arn))
		named = arena_printf(arena, " (%.*s)", STR_ARG(d->policy_arn));
	return arena_printf(arena, "AWS said that %.*s may not %.*s: %.*s%.*s%.*s.",
			    STR_ARG(say_who(arena, d)), STR_ARG(say_what(arena, d)),
			    STR_ARG(say_why(d)), STR_ARG(via), STR_ARG(named));
}

/* ---- both together ----------------------------------------------------------------------------
 */

/* The first gate of the denied hop that denies, or GATE_COUNT. */
static int denied_gate(const struct explained *out)
{
	const struct hop *hop = &out->trace->hops[out->hop];

	for (int g = 0; g < GATE_COUNT; g++)
		if (hop->gates[g].applies && verdict_denies(hop->gates[g].verdict))
			return g;
	return GATE_COUNT;
}

static struct str say_no_reason(struct arena *arena, const struct explained *out)
{
	int gate = denied_gate(out);
	const struct hop *hop = &out->trace->hops[out->hop];
	const char *gives =
	    str_is_empty(out->parsed.clause) ? "gives no reason" : "names no kind of policy";

	if (gate < GATE_COUNT)
		return arena_printf(arena, "AWS %s; the inventory shows one, at %s.", gives,
				    gate_name((enum gate)gate));
	if (hop->verdict == V_UNKNOWN)
		return arena_printf(arena, "AWS %s, and the inventory cannot tell it either.",
				    gives);
	if (out->trace->has_blocking)
		return arena_printf(arena,
				    "AWS %s. By the inventory this very call is allowed, and "
				    "another one of the Task is denied.",
				    gives);
	return arena_printf(arena,
			    "AWS %s, and the inventory shows none: it was collected before or "
			    "after something changed, or what denied it is not in it.",
			    gives);
}

static struct str say_difference(struct arena *arena, const struct explaining *x)
{
	const struct explained *out = x->out;
	int gate = out->hop < 0 ? GATE_COUNT : denied_gate(out);

	if (gate < GATE_COUNT)
		return arena_printf(arena,
				    "They name different policies: the inventory shows the denial "
				    "at %s. AWS names one "
				    "kind of policy even where several deny.",
				    gate_name((enum gate)gate));
	return STR(
	    "They differ: by the inventory this very call is allowed. It was collected before or "
	    "after something changed, or the call was made under other conditions.");
}

static struct str say_comparison(struct arena *arena, const struct explaining *x)
{
	if (x->out->trace == NULL || x->out->hop < 0)
		return STR("");
	switch (x->out->agrees) {
	case EXPLAIN_AGREES:
		return STR("AWS and the inventory agree.");
	case EXPLAIN_CANNOT_TELL:
		return gap_for(x) != NULL || reasons[x->denial.reason].layer != NULL
			   ? STR("The inventory cannot tell: what AWS names is not in it.")
			   : STR("The inventory cannot tell: what decides is not in it.");
	case EXPLAIN_DIFFERS:
		return say_difference(arena, x);
	case EXPLAIN_NO_CAUSE:
		break;
	}
	return x->denial.reason == DENIAL_KMS_AMBIGUOUS
		   ? STR("AWS names three causes at once; see which of them the inventory shows.")
		   : say_no_reason(arena, x->out);
}

/* ---- facts ------------------------------------------------------------------------------------
 */

struct facts {
	struct explaining *x;
	struct vec list; /* struct str */
};

static void add(struct facts *f, struct str fact)
{
	*(struct str *)vec_push(&f->list) = fact;
}

static struct str caller_account(const struct explaining *x)
{
	struct arn arn;

	return arn_parse(x->denial.principal, &arn) ? arn.account : STR("the caller");
}

/* Whose organization policy it is: SCPs bind the caller's account, RCPs the resource's. */
static struct str bound_account(const struct explaining *x)
{
	bool rcp = (reasons[x->denial.reason].gates & GATE_BIT(GATE_RCP)) != 0;
	const struct trace *trace = x->out->trace;
	struct arn arn;

	if (!rcp)
		return caller_account(x);
	if (arn_parse(x->denial.resource, &arn) && !str_is_empty(arn.account))
		return arn.account;
	if (trace != NULL && x->out->hop >= 0 &&
	    !str_is_empty(trace->hops[x->out->hop].resource_account))
		return trace->hops[x->out->hop].resource_account;
	return STR("the resource's owner");
}

/* "AWS says that an SCP of account ... denies it; the organization was not collected." */
static void add_layer(struct facts *f)
{
	struct explaining *x = f->x;
	const struct reason_row *row = &reasons[x->denial.reason];
	unsigned organization = GATE_BIT(GATE_SCP) | GATE_BIT(GATE_RCP);
	const struct gap *gap = gap_for(x);
	bool scp = (row->gates & GATE_BIT(GATE_SCP)) != 0;

	if (row->layer != NULL) {
		add(f,
		    arena_printf(x->arena, "AWS says that a %s %s it. No inventory holds that: %s.",
				 row->layer, row->explicit ? "denies" : "does not allow",
				 row->gates & GATE_BIT(GATE_SESSION)
				     ? "it was given when the session was made, or by the "
				       "platform that made it"
				     : "the call came through an endpoint in your network, and its "
				       "policy is set there"));
		return;
	}
	if (row->gates == 0 || (row->gates & ~organization) != 0 ||
	    x->out->agrees == EXPLAIN_AGREES)
		return;
	add(f,
	    arena_printf(x->arena, "AWS says that %s of account %.*s %s it; %s.",
			 scp ? "a service control policy" : "a resource control policy",
			 STR_ARG(bound_account(x)), row->explicit ? "denies" : "does not allow",
			 gap != NULL || x->out->trace == NULL ? "the organization was not collected"
							      : "those in the inventory do not"));
}

/* A policy that AWS names, and whether the trace rests on it. */
static void add_policy(struct facts *f)
{
	struct explaining *x = f->x;
	struct str arn = x->denial.policy_arn;
	const struct trace *trace = x->out->trace;
	struct str name = arn;
	ptrdiff_t slash = str_find_last_char(arn, '/');

	if (str_is_empty(arn))
		return;
	if (slash >= 0)
		name = str_skip(arn, (size_t)slash + 1);
	for (int g = 0; trace != NULL && x->out->hop >= 0 && g < GATE_COUNT; g++) {
		const struct gate_result *gate = &trace->hops[x->out->hop].gates[g];
		for (size_t i = 0; gate->applies && i < gate->explanation.n_evidence; i++)
			if (str_ends(gate->explanation.evidence[i].policy, name))
				return;
	}
	add(f,
	    arena_printf(x->arena, "AWS names the policy %.*s, on which the trace does not rest.",
			 STR_ARG(arn)));
}

static void add_encoded(struct facts *f)
{
	if (str_is_empty(f->x->denial.encoded))
		return;
	add(f, STR("The text holds an encoded message that says more. Whoever has "
		   "sts:DecodeAuthorizationMessage in that account reads it with `aws sts "
		   "decode-authorization-message --encoded-message MESSAGE`; rolehop explain takes "
		   "what that prints."));
}

/* Where the execution that was read stands. */
static void add_execution(struct facts *f)
{
	struct explaining *x = f->x;
	const struct incident *in = x->incident;

	if (!str_is_empty(in->parent))
		add(f,
		    arena_printf(
			x->arena, "The execution that failed was started by the Task %.*s of %.*s.",
			STR_ARG(in->parent_state), STR_ARG(say_name(x->arena, in->parent))));
	if (in->times > 1)
		add(f, arena_printf(x->arena, "The same was denied %zu times.", in->times));
	if (!str_is_empty(in->map))
		add(f, arena_printf(x->arena, "It was in iteration %zu of the Map %.*s.",
				    in->iteration, STR_ARG(in->map)));
	if (in->withheld)
		add(f,
		    STR("The history came without its data: what the calls were made with is not "
			"known."));
}

/* The only machine that it can have been, where the text names none. */
static bool is_only_machine(const struct explaining *x)
{
	return x->denial.reason == DENIAL_SFN_EXECUTION_ROLE && x->out->trace != NULL &&
	       !str_is_empty(x->out->asked.machine) && str_is_empty(x->options->machine) &&
	       str_is_empty(x->incident->machine) && str_is_empty(x->denial.resource) &&
	       x->out->n_candidates == 0;
}

/* How the Task came to be the one, or why none did. */
static void add_origin(struct facts *f)
{
	struct explaining *x = f->x;
	const struct incident *in = x->incident;
	bool own = str_eq(x->caller, in->task_role) || str_eq(x->caller, in->execution_role);

	if (is_only_machine(x))
		add(f, STR("The text names no machine; this is the only one of the inventory whose "
			   "execution role Step Functions may not assume."));
	if (!str_is_empty(x->out->asked.machine) || x->out->trace == NULL)
		return;
	if (!str_is_empty(x->no_task))
		add(f, arena_printf(x->arena, "%.*s.", STR_ARG(x->no_task)));
	else if (in->source == INCIDENT_TASK && !own)
		add(f,
		    arena_printf(x->arena,
				 "The call of the Task %.*s itself is not what was denied: it is a "
				 "call that %.*s made.",
				 STR_ARG(in->state), STR_ARG(say_who(x->arena, &x->denial))));
	else if (in->source == INCIDENT_TASK)
		add(f, arena_printf(
			   x->arena,
			   "No machine of the inventory has a Task %.*s that makes this call: "
			   "it was changed since, or is not in it.",
			   STR_ARG(in->state)));
	else if (denial_random_session(x->denial.session))
		add(f,
		    STR("The session's name is one that Step Functions makes, but no Task of the "
			"inventory makes this call."));
}

/* What the reason leaves open. Source: IAM User Guide, "Troubleshoot access denied error messages";
 * live denials of sts:AssumeRole have no reason clause. */
static void add_open(struct facts *f)
{
	struct explaining *x = f->x;

	if (x->denial.reason == DENIAL_UNSPECIFIED && str_is_empty(x->denial.clause) &&
	    str_starts_nocase(x->denial.action, STR("sts:AssumeRole")))
		add(f, STR("For sts:AssumeRole AWS does not say which side refuses: the caller's "
			   "policies, the role's trust policy or its ExternalId."));
	if (str_eq(x->denial.service, STR("lakeformation")))
		add(f, STR("Lake Formation's own grants decide this, besides IAM. No inventory "
			   "holds them: see `aws lakeformation list-permissions`."));
	if (!str_is_empty(x->denial.via))
		add(f, arena_printf(x->arena, "The policy that counts came through a %.*s.",
				    STR_ARG(x->denial.via)));
}

/* The hops before the one that AWS denied were passed. */
static void add_passed(struct facts *f)
{
	const struct explained *out = f->x->out;

	if (out->trace == NULL || out->hop <= 0 || !out->trace->has_blocking ||
	    out->trace->blocking_hop >= (size_t)out->hop)
		return;
	add(f,
	    arena_printf(f->x->arena,
			 "AWS came as far as %.*s, so %.*s was allowed then; by the inventory it "
			 "is denied.",
			 STR_ARG(out->trace->hops[out->hop].action),
			 STR_ARG(out->trace->hops[out->trace->blocking_hop].action)));
}

static void add_left_out(struct facts *f)
{
	if (f->x->out->n_left_out > 0)
		add(f,
		    arena_printf(f->x->arena,
				 "%zu Tasks were not looked at: name the machine with --machine.",
				 f->x->out->n_left_out));
}

void explain_say(struct explaining *x)
{
	struct facts f = {.x = x};

	vec_init(&f.list, x->arena, sizeof(struct str));
	x->out->agrees = compare(x);
	x->out->said = say_aws(x->arena, &x->denial);
	x->out->compared = say_comparison(x->arena, x);
	add_execution(&f);
	add_origin(&f);
	add_layer(&f);
	add_open(&f);
	add_policy(&f);
	add_passed(&f);
	if (!str_is_empty(x->ask_instead))
		add(&f, x->ask_instead);
	add_encoded(&f);
	add_left_out(&f);
	x->out->facts = f.list.items;
	x->out->n_facts = f.list.n;
}
