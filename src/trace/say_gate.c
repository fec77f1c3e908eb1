/* trace/say_gate.c - what one gate comes to, in one sentence. */
#include "pointing.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "say.h"
#include "services.h"

/* What a principal is that is not the caller. */
static const char *say_what(const struct ask *ask, struct str wants)
{
	if (str_starts(wants, STR("AROA")) || str_starts(wants, STR("AIDA")))
		return ", the id of a principal that was deleted";
	if (str_ends(wants, STR(".amazonaws.com")) &&
	    ask->caller->principal.kind != PRINCIPAL_SERVICE)
		return ", a service, and the caller is none";
	if (str_contains(wants, STR(":assumed-role/")))
		return ", one session only";
	if (wants.n > 1 && str_find_char(wants, '*') >= 0)
		return ", where * is no wildcard";
	return "";
}

/* A statement whose principal does not fit: whom it names instead. */
static struct str say_principal(struct arena *arena, const struct ask *ask,
				const struct evidence *e)
{
	struct str policy = say_policy(arena, e);
	struct str how = differ_say(arena, e->wants, ask->caller->principal.identity);

	if (str_is_empty(e->wants) || str_eq(e->wants, ask->caller->principal.identity))
		return arena_printf(arena, "%.*s does not admit %.*s: %.*s", STR_ARG(policy),
				    STR_ARG(ask->caller->name), STR_ARG(e->why));
	return arena_printf(arena, "%.*s does not name %.*s: it names %.*s%s%s%.*s%s",
			    STR_ARG(policy), STR_ARG(ask->caller->name), STR_ARG(e->wants),
			    say_what(ask, e->wants), str_is_empty(how) ? "" : " (", STR_ARG(how),
			    str_is_empty(how) ? "" : ")");
}

/* The action is granted, but on something else. */
static struct str say_other_resource(struct arena *arena, const struct ask *ask,
				     const struct evidence *e)
{
	struct str how = differ_say(arena, e->wants, ask->resource);

	if (str_contains(e->pointer, STR("/NotResource")))
		return arena_printf(arena, "%.*s allows %.*s on all but %.*s",
				    STR_ARG(say_policy(arena, e)), STR_ARG(ask->action),
				    STR_ARG(e->wants));
	return arena_printf(arena, "%.*s allows %.*s on %.*s only%s%.*s%s",
			    STR_ARG(say_policy(arena, e)), STR_ARG(ask->action), STR_ARG(e->wants),
			    str_is_empty(how) ? "" : " (", STR_ARG(how),
			    str_is_empty(how) ? "" : ")");
}

static struct str say_nearest(struct arena *arena, const struct ask *ask, const struct evidence *e)
{
	struct str policy = say_policy(arena, e);

	switch (pointing_of(arena, e->pointer).point) {
	case POINT_CONDITION:
		return ARENA_JOIN(arena, policy, STR(" "), say_condition(arena, ask, e));
	case POINT_PRINCIPAL:
		return say_principal(arena, ask, e);
	case POINT_ACTION:
		return arena_printf(arena, "%.*s allows %.*s, not %.*s", STR_ARG(policy),
				    STR_ARG(e->wants), STR_ARG(ask->action));
	case POINT_RESOURCE:
		return say_other_resource(arena, ask, e);
	case POINT_STATEMENT:
	case POINT_NOTHING:
		break;
	}
	return e->why;
}

/* ---- denied
 * ---------------------------------------------------------------------------------------- */

/* With what the statement is bound to, ", as aws:RequestedRegion is ...", and what it spares. */
static struct str say_explicit(struct arena *arena, const struct ask *ask, const struct evidence *e)
{
	size_t told = STR("denies ").n + ask->action.n; /* what the reason begins with */
	bool more = str_starts(e->why, STR("denies ")) && e->why.n > told;

	return arena_printf(arena, "%.*s%.*s denies %.*s explicitly%.*s",
			    STR_ARG(say_policy(arena, e)), STR_ARG(say_sid(arena, e)),
			    STR_ARG(say_request(arena, ask)),
			    STR_ARG(more ? str_skip(e->why, told) : STR("")));
}

/* Worth saying only where the other action is of the same service or has the same name. */
static bool is_near_action(struct str wants, struct str action)
{
	ptrdiff_t w = str_find_char(wants, ':'), a = str_find_char(action, ':');

	if (w < 0 || a < 0)
		return false;
	return str_eq_nocase(str_slice(wants, 0, (size_t)w), str_slice(action, 0, (size_t)a)) ||
	       str_eq_nocase(str_skip(wants, (size_t)w), str_skip(action, (size_t)a));
}

static struct str say_no_allow(struct arena *arena, const struct ask *ask,
			       const struct gate_result *gate)
{
	struct str name = ask->caller->name, request = say_request(arena, ask);

	switch (gate->gate) {
	case GATE_ASSUME_PERMISSION:
		return arena_printf(arena, "no policy of %.*s allows %.*s on %.*s", STR_ARG(name),
				    STR_ARG(ask->action),
				    STR_ARG(say_resource(arena, ask->resource)));
	case GATE_EXECUTION_ROLE_TRUST:
	case GATE_TARGET_TRUST:
		return ARENA_JOIN(arena, STR("the trust policy of "),
				  say_resource(arena, ask->resource), STR(" does not admit "),
				  name);
	case GATE_RESOURCE_POLICY:
	case GATE_KMS:
		return arena_printf(arena, "the policy of %.*s does not admit %.*s",
				    STR_ARG(say_resource(arena, ask->resource)), STR_ARG(name));
	case GATE_BOUNDARY:
		return arena_printf(arena, "the permissions boundary of %.*s does not allow %.*s",
				    STR_ARG(name), STR_ARG(request));
	case GATE_SESSION:
		return arena_printf(arena, "the session policy of %.*s does not allow %.*s",
				    STR_ARG(name), STR_ARG(request));
	case GATE_SCP:
		return arena_printf(
		    arena,
		    "on the way from the root to account %.*s a level has no service "
		    "control policy that allows %.*s",
		    STR_ARG(ask->caller->principal.account), STR_ARG(ask->action));
	case GATE_RCP:
		return arena_printf(arena,
				    "no resource control policy over account %.*s allows %.*s",
				    STR_ARG(ask->resource_account), STR_ARG(ask->action));
	case GATE_TARGET_PERMISSION:
	case GATE_DEPENDENT_PERMISSION:
	case GATE_DEFINITION:
	case GATE_ENDPOINT:
		break;
	}
	return arena_printf(arena, "no policy of %.*s allows %.*s", STR_ARG(name),
			    STR_ARG(request));
}

/* A call into another account on something that has no policy of its own. */
static struct str say_no_policy(struct arena *arena, const struct ask *ask)
{
	struct policy_subject subject = service_policy_subject(arena, ask->resource);
	const char *advice = ask->credentials
				 ? "; only a role of that account can make the call"
				 : "; it takes Credentials with a role of that account";

	/* which take no Credentials. Source: Step Functions Developer Guide, "Task workflow
	 * state" */
	if (str_eq(ask->api_service, STR("http")))
		advice = "; an HTTP Task takes a connection of its own account";
	if (ask->of_map)
		advice = "; a Map's own calls are the execution role's, without Credentials";

	if (ask->caller->principal.kind == PRINCIPAL_SERVICE)
		return arena_printf(arena, "the %s %.*s has no policy that could admit %.*s",
				    subject.what, STR_ARG(say_resource(arena, ask->resource)),
				    STR_ARG(ask->caller->name));
	return arena_printf(
	    arena,
	    "%.*s belongs to account %.*s, and the %s has no policy that could admit "
	    "other accounts%s",
	    STR_ARG(say_resource(arena, ask->resource)), STR_ARG(ask->resource_account),
	    subject.what, ask->machine ? advice : "");
}

static struct str say_denial(struct arena *arena, const struct ask *ask,
			     const struct gate_result *gate)
{
	const struct evidence *e = deciding(gate);
	bool admits = gate->gate == GATE_TARGET_TRUST || gate->gate == GATE_EXECUTION_ROLE_TRUST ||
		      gate->gate == GATE_RESOURCE_POLICY;
	enum point point;
	struct str no;

	if (gate->gate == GATE_DEFINITION)
		return e->why;
	if (gate->gate == GATE_KMS && ask->policy_of_aws != NULL)
		return arena_printf(arena,
				    "%.*s is AWS's own and admits callers of account %.*s only; "
				    "others need a customer managed key",
				    STR_ARG(ask->decides), STR_ARG(ask->resource_account));
	if (gate->verdict == V_DENY_EXPLICIT)
		return say_explicit(arena, ask, e);
	if (gate->gate == GATE_RESOURCE_POLICY && gate->cause != NULL)
		return arena_printf(arena, "%.*s: %.*s",
				    STR_ARG(say_resource(arena, ask->resource)), STR_ARG(e->why));
	if (gate->gate == GATE_RESOURCE_POLICY && str_is_empty(e->document))
		return say_no_policy(arena, ask);
	if (gate->cause != NULL && !str_is_empty(gate->explanation.summary))
		return gate->explanation.summary;
	no = say_no_allow(arena, ask, gate);
	point = pointing_of(arena, e->pointer).point;
	if (admits && (point == POINT_CONDITION || point == POINT_PRINCIPAL))
		return say_nearest(arena, ask, e);
	if (point == POINT_NOTHING || point == POINT_STATEMENT ||
	    (point == POINT_ACTION && !is_near_action(e->wants, ask->action)))
		return no;
	return ARENA_JOIN(arena, no, STR(": "), say_nearest(arena, ask, e));
}

/* Where a denial is mended of a role that only the service that made it can change; NULL: as of any
 * other. */
static const char *say_keeper(const struct ask *ask, const struct gate_result *gate)
{
	bool trust = gate->gate == GATE_TARGET_TRUST;
	bool own = gate->gate == GATE_ASSUME_PERMISSION || gate->gate == GATE_TARGET_PERMISSION ||
		   gate->gate == GATE_DEPENDENT_PERMISSION;
	struct arn role;

	if ((!trust && !own) ||
	    !arn_parse(trust ? ask->resource : ask->caller->principal.identity, &role) ||
	    !arn_is_kept_role(&role))
		return NULL;
	if (trust)
		return "; only the service that keeps that role can change it, so take another";
	return arn_is_service_linked_role(&role)
		   ? "; only the service that keeps that role can change it"
		   : "; its policies are those of its permission set in IAM Identity Center";
}

static struct str say_denied(struct arena *arena, const struct ask *ask,
			     const struct gate_result *gate)
{
	struct str denial = say_denial(arena, ask, gate);
	const char *keeper = say_keeper(ask, gate);

	return keeper != NULL ? ARENA_JOIN(arena, denial, str_from(keeper)) : denial;
}

/* ---- unknown
 * ----------------------------------------------------------------------------------------- */

static struct str say_depends(struct arena *arena, const struct gate_result *gate)
{
	const struct dependence *d = &gate->explanation.depends[0];

	if (str_is_empty(d->flips))
		return arena_printf(arena, "it depends on %.*s", STR_ARG(d->key));
	return ARENA_JOIN(arena, STR("it depends on "), d->key, STR(": "), d->flips);
}

static struct str say_unknown(struct arena *arena, const struct ask *ask,
			      const struct gate_result *gate)
{
	const struct evidence *e = deciding(gate);

	if (gate->gate == GATE_DEFINITION) {
		if (gate->explanation.n_depends != gate->explanation.n_evidence ||
		    str_is_empty(gate->explanation.depends[0].flips))
			return e->why;
		return arena_printf(arena, "%.*s; %.*s", STR_ARG(e->why),
				    STR_ARG(gate->explanation.depends[0].flips));
	}
	if (ask_assumes(ask) && gate->gate == GATE_TARGET_TRUST &&
	    ask->target_found == FOUND_UNKNOWN)
		return holes_any(ask->resource)
			   ? STR("which role it is, is known only at run time")
			   : arena_printf(arena,
					  "the trust policy of %.*s is not in the "
					  "inventory",
					  STR_ARG(say_name(arena, ask->resource)));
	if (gate->explanation.n_depends > 0)
		return say_depends(arena, gate);
	if (gate->gate == GATE_RESOURCE_POLICY && !str_is_empty(e->document))
		return arena_printf(arena, "%.*s%.*s: %.*s", STR_ARG(say_policy(arena, e)),
				    STR_ARG(say_sid(arena, e)), STR_ARG(e->why));
	if (gate->gate == GATE_RESOURCE_POLICY && ask->target == NULL)
		return arena_printf(arena, "the policy of %.*s is not in the inventory",
				    STR_ARG(say_resource(arena, ask->resource)));
	if (ask->caller->found == FOUND_UNKNOWN)
		return arena_printf(arena, "the policies of %.*s are not in the inventory",
				    STR_ARG(ask->caller->name));
	if (!str_is_empty(gate->explanation.summary))
		return gate->explanation.summary;
	return e->why;
}

/* ---- allowed
 * ------------------------------------------------------------------------------------------- */

static struct str say_allowed(struct arena *arena, const struct ask *ask,
			      const struct gate_result *gate)
{
	const struct evidence *e;

	switch (gate->gate) {
	case GATE_DEFINITION:
		return STR("the machine can ask for this");
	case GATE_EXECUTION_ROLE_TRUST:
	case GATE_TARGET_TRUST:
		e = deciding(gate);
		return arena_printf(arena, "%.*s trusts %.*s%.*s",
				    STR_ARG(say_name(arena, ask->resource)),
				    STR_ARG(ask->caller->name), STR_ARG(say_sid(arena, e)));
	case GATE_ASSUME_PERMISSION:
	case GATE_TARGET_PERMISSION:
	case GATE_DEPENDENT_PERMISSION:
		e = deciding(gate);
		if (str_is_empty(e->policy))
			break;
		return ARENA_JOIN(arena, say_policy(arena, e), say_sid(arena, e), STR(" allows "),
				  say_request(arena, ask));
	case GATE_RESOURCE_POLICY:
		if (gate->assumed)
			return arena_printf(
			    arena, "the policy of %.*s was not collected, and is taken as absent",
			    STR_ARG(say_resource(arena, ask->resource)));
		break;
	case GATE_BOUNDARY:
		return gate->assumed
			   ? STR("whether there is a boundary was not collected; none is assumed")
			   : STR("the boundary allows it");
	case GATE_SESSION:
		return gate->assumed ? STR("no session policy is assumed")
				     : STR("the session policy allows it");
	case GATE_SCP:
		return gate->assumed ? STR("service control policies were not collected, and are "
					   "taken as absent")
				     : STR("every level from the root to the account allows it, "
					   "and none denies it");
	case GATE_RCP:
		return gate->assumed ? STR("resource control policies were not collected, and are "
					   "taken as absent")
				     : STR("no resource control policy denies it");
	case GATE_ENDPOINT:
	case GATE_KMS:
		break;
	}
	return str_is_empty(gate->explanation.summary) ? str_from(gate_claim(gate->gate))
						       : gate->explanation.summary;
}

struct str say_gate(struct arena *arena, const struct ask *ask, const struct gate_result *gate)
{
	if (verdict_denies(gate->verdict))
		return say_denied(arena, ask, gate);
	if (gate->verdict == V_UNKNOWN)
		return say_unknown(arena, ask, gate);
	return say_allowed(arena, ask, gate);
}
