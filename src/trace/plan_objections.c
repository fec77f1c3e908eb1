/* trace/plan_objections.c - what can be said against a call before any policy is asked. */
#include "plan.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "services.h"

static void object_place(struct planner *p, const struct asl_call_need *need,
			 struct vec *objections)
{
	const struct machine *machine = p->task->machine;
	struct objection *o;
	struct arn arn;
	bool sure;

	if (need->kind != ASL_CALL || !arn_parse(need->resource, &arn))
		return;
	if (!str_is_empty(arn.partition) && !holes_any(arn.partition) &&
	    !str_is_empty(machine->partition) && !str_eq(arn.partition, machine->partition)) {
		o = object(objections, true, "wrong-partition", need->decides_pointer,
			   STR("the resource is in another partition, which no call can reach"));
		o->wants = machine->partition;
		o->has = arn.partition;
		return; /* so is its Region */
	}
	if (str_is_empty(arn.region) || holes_any(arn.region) || str_is_empty(machine->region) ||
	    str_eq(arn.region, machine->region) || str_eq(arn.region, STR("*")))
		return;
	/* "{REGION}": what stands there once the definition is made is not known */
	bool region = arn_is_region(arn.region);
	sure = region && !str_eq(arn.service, STR("execute-api")) &&
	       (p->calls.kind != ASL_RESOURCE_SDK || service_stays_in_region(arn.service));
	o = object(
	    objections, sure, "cross-region", need->decides_pointer,
	    arena_printf(p->t->arena,
			 "the resource is in %.*s; Step Functions calls services in the machine's "
			 "own Region, %.*s",
			 STR_ARG(arn.region), STR_ARG(machine->region)));
	o->wants = machine->region;
	o->has = arn.region;
	if (!sure)
		o->flips = region ? STR("deny unless the call takes ARNs of other Regions")
				  : STR("deny unless a Region's name is put in its place");
}

/* A role can be passed only within its account. Source: IAM User Guide, "Grant a user permissions
 * to pass a role to an AWS service". */
static void object_passrole(const struct asl_call_need *need, struct str account,
			    struct vec *objections)
{
	struct objection *o;
	struct arn arn;

	if (need->kind != ASL_PASSROLE || !arn_parse(need->resource, &arn) ||
	    holes_any(arn.account) || str_is_empty(account) || str_eq(arn.account, account) ||
	    !arn_is_account_id(arn.account))
		return;
	o = object(objections, true, "passrole-across-accounts", need->decides_pointer,
		   STR("a role of another account cannot be passed to a service"));
	o->wants = account;
	o->has = arn.account;
}

static void object_sureness(struct planner *p, const struct asl_call_need *need,
			    struct vec *objections)
{
	struct objection *o;

	if (need->sure)
		return;
	o = object(objections, false, NULL, STR(""),
		   arena_printf(p->t->arena, "which IAM action %.*s:%.*s needs is not certain",
				STR_ARG(p->calls.service), STR_ARG(p->calls.api)));
	o->key = STR("IAM action");
	o->flips =
	    arena_printf(p->t->arena, "judged as %.*s, which is not proved", STR_ARG(need->action));
}

/* Source: the text of Lambda's own error, "Cross-account log access is not allowed"; Lambda API
 * Reference, "Invoke": LogType is of synchronous invocations. */
static void object_log_tail(struct planner *p, const struct asl_call_need *need,
			    struct vec *objections)
{
	struct asl_value type, invocation;
	struct objection *o;
	struct arn arn;
	bool sure, tail = false;

	/* where Resource is the function itself, Parameters are its payload */
	if (p->calls.kind == ASL_RESOURCE_LAMBDA_ARN ||
	    !str_eq(need->action, STR("lambda:InvokeFunction")) || !arn_parse(need->resource, &arn))
		return;
	asl_resolve(p->t->arena, p->task->asl, p->task->state, &p->task->env, STR("Parameters"),
		    STR("LogType"), &type);
	for (size_t i = 0; i < type.n_candidates; i++)
		tail |= holes_fits(type.candidates[i], STR("Tail"));
	if (type.kind == ASL_VALUE_NONE || (type.kind != ASL_VALUE_UNKNOWN && !tail) ||
	    (!holes_any(arn.account) && str_eq(arn.account, p->account)))
		return;
	asl_resolve(p->t->arena, p->task->asl, p->task->state, &p->task->env, STR("Parameters"),
		    STR("InvocationType"), &invocation);
	sure = type.kind == ASL_VALUE_ONE && str_eq(type.candidates[0], STR("Tail")) &&
	       arn_is_account_id(arn.account) && arn_is_account_id(p->account) &&
	       (invocation.kind == ASL_VALUE_NONE ||
		(invocation.kind == ASL_VALUE_ONE &&
		 str_eq(invocation.candidates[0], STR("RequestResponse"))));
	o = object(objections, sure, "lambda-tail-log", type.pointer,
		   STR("Lambda returns the tail of the log only to callers of the function's own "
		       "account"));
	o->has = STR("LogType Tail");
	o->key = str_is_empty(type.path) ? STR("LogType") : type.path;
	o->flips = STR("allow where no tail of the log is asked for");
}

/* What should name one thing and is no ARN is refused, or completed in a way that is not known. */
static void object_form(const struct asl_call_need *need, struct vec *objections)
{
	struct objection *o;
	struct arn arn;

	if (arn_parse(need->resource, &arn) || str_eq(need->resource, STR("*")) ||
	    holes_any(need->resource))
		return;
	o = object(objections, false, NULL, need->decides_pointer,
		   STR("what the call names is no ARN"));
	o->has = need->resource;
	o->key = STR("the ARN of the resource");
	o->flips = STR("known only to the service");
}

static bool under_credentials(const struct planner *p, struct str pointer)
{
	struct str under =
	    arena_printf(p->t->arena, "%.*s/Credentials", STR_ARG(p->task->state->pointer));

	return str_starts(pointer, under);
}

/* A Resource of another partition or Region is refused for that. */
static const char *refusal_cause(const struct planner *p, const struct asl_flaw *flaw)
{
	const struct machine *machine = p->task->machine;
	struct arn arn;

	if (under_credentials(p, flaw->pointer))
		return p->calls.kind == ASL_RESOURCE_HTTP || p->calls.kind == ASL_RESOURCE_ACTIVITY
			   ? "unsupported-integration"
			   : "rolearn-wrong";
	if (!str_ends(flaw->pointer, STR("/Resource")) ||
	    !arn_parse(json_get_str(p->task->state->node, STR("Resource")), &arn))
		return "unsupported-integration";
	if (!str_is_empty(machine->partition) && !str_eq(arn.partition, machine->partition))
		return "wrong-partition";
	if (!str_is_empty(arn.region) && !str_is_empty(machine->region) &&
	    !str_eq(arn.region, machine->region))
		return "cross-region";
	return "unsupported-integration";
}

/* What the planner refuses or doubts belongs to the call; Credentials have their own hop. */
static void object_plan(struct planner *p, struct vec *objections)
{
	for (size_t i = 0; i < p->calls.n_refusals; i++) {
		const struct asl_flaw *flaw = &p->calls.refusals[i];
		if (under_credentials(p, flaw->pointer) && p->credentials->objections.n > 0)
			continue;
		object(objections, true, refusal_cause(p, flaw), flaw->pointer, flaw->text);
	}
	for (size_t i = 0; i < p->calls.n_doubts; i++)
		object(objections, false, NULL, p->calls.doubts[i].pointer,
		       p->calls.doubts[i].text);
}

/* Source: Step Functions Developer Guide, "Wait for a Callback with Task Token": task tokens must
 * be sent by principals of the account of the machine that waits. */
static void object_token(struct planner *p, const struct asl_call_need *need,
			 struct vec *objections)
{
	struct objection *o;

	if (!str_starts_nocase(need->action, STR("states:SendTask")) || !p->credentials->present ||
	    str_eq(p->account, p->task->machine->account))
		return;
	o = object(objections, false, "task-token-cross-account", STR(""),
		   arena_printf(p->t->arena,
				"a token is taken only from the account of the machine that waits, "
				"and this is sent from account %.*s",
				STR_ARG(holes_show(p->t->arena, p->account))));
	o->key = STR("the machine that waits for the token");
	o->flips =
	    STR("allow when it is of the account of the role in Credentials, deny when it is of "
		"another");
}

bool object_call(struct planner *p, const struct asl_call_need *need, size_t index,
		 const struct ask *ask, struct vec *objections)
{
	if (index == 0) {
		object_plan(p, objections);
		if (!object_started(p->t, &p->calls, p->task->machine->account,
				    need->decides_pointer, objections))
			return false;
	}
	object_place(p, need, objections);
	object_form(need, objections);
	if (!ask->dependent)
		object_log_tail(p, need, objections);
	object_passrole(need, ask->caller->principal.account, objections);
	object_sureness(p, need, objections);
	object_token(p, need, objections);
	return object_member(p->t, need->action, p->account, objections);
}
