/* trace/chain.c - a chain of roles, taken by a person or a program, and the call at its end. */
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "services.h"
#include "through.h"
#include "tracer.h"

struct chain {
	struct tracer *t;
	const struct trace_chain *given;
	struct vec asks; /* struct ask */
	struct actor *caller;
};

static struct ask *push(struct chain *c, enum ask_kind kind)
{
	struct ask *ask = vec_push(&c->asks);
	bool service = c->caller->principal.kind == PRINCIPAL_SERVICE;

	*ask = (struct ask){.kind = kind,
			    .caller = c->caller,
			    .origin = service ? ORIGIN_SERVICE : ORIGIN_PERSON,
			    .external_id_state = CTX_ABSENT,
			    .target_found = FOUND_YES,
			    .sure = true,
			    .counts = true};
	return ask;
}

/* A request that STS refuses before it asks any policy. */
static void object_external_id(const struct ask *ask, struct vec *objections)
{
	struct objection *o;

	if (ask->external_id_state != CTX_PRESENT || holes_any(ask->external_id) ||
	    external_id_is_sendable(ask->external_id))
		return;
	o = object(objections, true, NULL, STR(""),
		   STR("as an ExternalId STS takes only 2 to 1,224 letters, digits and _+=,.@:/-, "
		       "whatever the trust policy wants"));
	o->wants = STR("2 to 1,224 letters, digits and _+=,.@:/-");
	o->has = ask->external_id;
}

static bool find_target(struct chain *c, struct ask *ask)
{
	struct vec *objections = objections_new(c->t->arena);

	object_external_id(ask, objections);
	if (!object_existence(c->t, ask->resource, true, STR(""), objections))
		return false;
	ask_objections(ask, objections);
	return c->t->world->ops->identity(c->t->world->self, c->t->arena, ask->resource,
					  &ask->target_found, &ask->target, &ask->target_lack,
					  c->t->err);
}

static bool check_role(struct chain *c, struct str role)
{
	struct arn arn;

	if (arn_parse(role, &arn) && arn_is_role(&arn) && arn_is_account_id(arn.account))
		return true;
	return err_set(c->t->err, ERR_INPUT,
		       "%.*s: not the ARN of a role; write arn:aws:iam::ACCOUNT:role/NAME, with "
		       "the role's path",
		       STR_ARG(role));
}

static bool add_assumption(struct chain *c, const struct trace_assumption *assumption,
			   struct str action, bool asked)
{
	bool service = c->caller->principal.kind == PRINCIPAL_SERVICE;
	unsigned handed = c->caller->handed + (service ? 0 : 1);
	struct ask *ask, made;
	struct arn arn;

	if (!check_role(c, assumption->role))
		return false;
	ask = push(c, service ? ASK_SERVICE_ASSUMES : ASK_ASSUME);
	ask->action = action;
	ask->asked = asked;
	ask->resource = assumption->role;
	(void)arn_parse(assumption->role, &arn);
	ask->resource_account = arn.account;
	if (assumption->has_external_id) {
		ask->external_id_state = CTX_PRESENT;
		ask->external_id = assumption->external_id;
		ask->external_id_source = STR("--external-id");
	}
	if (!find_target(c, ask))
		return false;
	made = *ask;
	session_asks(c->t, &made, &c->asks);
	return actor_of_role(c->t, assumption->role, handed, &c->caller);
}

static bool set_owner(struct chain *c, struct ask *ask)
{
	struct str caller = c->caller->principal.account;
	struct str subject;
	struct arn arn;

	if (!arn_parse(ask->resource, &arn) || service_is_own(&arn)) {
		ask->resource_account = caller;
		return true;
	}
	if (arn_is_account_id(arn.account)) {
		ask->resource_account = arn.account;
		return true;
	}
	subject = service_policy_subject(c->t->arena, ask->resource).subject;
	if (!c->t->world->ops->owner(c->t->world->self, c->t->arena, subject,
				     &ask->resource_account, c->t->err))
		return false;
	if (str_is_empty(ask->resource_account))
		ask->owner_lack = (struct lack){
		    caller, arena_printf(c->t->arena, "owner of %.*s", STR_ARG(subject)),
		    STR("never collected")};
	return true;
}

/* What is asked of a role's trust policy: assuming it, and what goes with that. Source: IAM User
 * Guide, "Pass session tags in AWS STS"; "Monitor and control actions taken with assumed roles". */
static bool names_assumption(struct str action, struct str resource)
{
	struct arn arn;

	return str_starts_nocase(action, STR("sts:")) && arn_parse(resource, &arn) &&
	       arn_is_role(&arn);
}

/* What the caller needs of the key that encrypts what is called. */
static bool add_keys(struct chain *c, struct str action, struct str resource, struct str region)
{
	const struct asl_call_need need = {
	    .kind = ASL_CALL, .need = ASL_REQUIRED, .action = action, .resource = resource};
	struct ask *asked = vec_at(&c->asks, c->asks.n - 1);
	const struct keys_call call = {.caller_account = c->caller->principal.account,
				       .owner = asked->resource_account,
				       .unsaid = true};
	struct keys_needed keys;

	if (!keys_needed(c->t, &need, &call, &keys))
		return false;
	asked->key_lack = keys.lack;
	for (size_t i = 0; i < keys.n; i++) {
		struct ask *ask = push(c, ASK_KEY);
		ask->region = region;
		keys_ask(&keys, i, ask);
	}
	return true;
}

static bool add_call(struct chain *c)
{
	const struct trace_assumption last = {.role = c->given->resource};
	ptrdiff_t colon = str_find_char(c->given->action, ':');
	struct str prefix, global;
	struct ask *ask;
	struct arn arn;

	if (colon <= 0 || str_find_char(c->given->action, '*') >= 0)
		return err_set(
		    c->t->err, ERR_USAGE,
		    "%.*s: not an action; write SERVICE:Action, e.g. states:StartExecution",
		    STR_ARG(c->given->action));
	if (!action_check(c->t->arena, c->given->action, c->t->err))
		return false;
	if (names_assumption(c->given->action, c->given->resource))
		return add_assumption(c, &last, c->given->action, true);
	ask = push(c, ASK_CALL);
	ask->action = c->given->action;
	ask->resource = str_is_empty(c->given->resource) ? STR("*") : c->given->resource;
	if (!keys_resolve(c->t, ask) || !through_alias(c->t->world, c->t->arena, ask->resource,
						       &ask->resource, &ask->decides, c->t->err))
		return false;
	prefix = str_slice(c->given->action, 0, (size_t)colon);
	global = service_global_region(prefix, c->caller->principal.partition);
	ask->region =
	    arn_parse(ask->resource, &arn) && !str_is_empty(arn.region) ? arn.region : global;
	return object_action(c->t, ask) && set_owner(c, ask) &&
	       add_keys(c, ask->action, ask->resource, ask->region);
}

/* Whom an identity provider vouches for asks with an action of its own. */
static struct str assumption_by(const struct principal *caller)
{
	if (caller->kind != PRINCIPAL_WEB_OR_SAML)
		return STR("sts:AssumeRole");
	return str_contains(caller->arn, STR(":saml-provider/"))
		   ? STR("sts:AssumeRoleWithSAML")
		   : STR("sts:AssumeRoleWithWebIdentity");
}

static bool plan_chain(struct chain *c)
{
	if (c->given->n_assumptions == 0 && str_is_empty(c->given->action))
		return err_set(
		    c->t->err, ERR_USAGE,
		    "what is asked? give --assume ROLE, or --action ACTION --resource ARN");
	if (str_is_empty(c->given->principal))
		c->caller = actor_of_nobody(c->t);
	else if (!actor_of_text(c->t, c->given->principal, &c->caller))
		return false;
	for (size_t i = 0; i < c->given->n_assumptions; i++)
		if (!add_assumption(
			c, &c->given->assumptions[i], assumption_by(&c->caller->principal),
			str_is_empty(c->given->action) && i + 1 == c->given->n_assumptions))
			return false;
	return str_is_empty(c->given->action) || add_call(c);
}

bool trace_chain(struct arena *arena, const struct world *world, const struct trace_chain *chain,
		 const struct trace_options *options, const struct trace **out, struct err *err)
{
	struct trace *trace = arena_alloc(arena, sizeof(*trace));
	struct tracer t;
	struct chain c = {.t = &t, .given = chain};
	struct ask *asks;
	size_t last;

	tracer_init(&t, arena, world, options, err);
	vec_init(&c.asks, arena, sizeof(struct ask));
	if (!plan_chain(&c))
		return false;
	asks = c.asks.items;
	last = c.asks.n - 1;
	while (last > 0 && asks[last].dependent)
		last--;
	asks[last].asked = true;
	trace->principal =
	    str_is_empty(chain->principal) ? asks[0].caller->shown : chain->principal;
	trace->hops = arena_array(arena, c.asks.n, sizeof(*trace->hops));
	trace->n_hops = c.asks.n;
	for (size_t i = 0; i < c.asks.n; i++)
		if (!judge_ask(&t, &asks[i], i, &trace->hops[i]))
			return false;
	trace->action = trace->hops[last].action;
	trace->resource = trace->hops[last].resource;
	if (!conclude(&t, asks, trace))
		return false;
	*out = trace;
	return true;
}
