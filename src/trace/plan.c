/* trace/plan.c - a Task as the requests that AWS would judge, in the order in which it asks. */
#include "plan.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "services.h"
#include "through.h"

struct ask *plan_push(struct planner *p, enum ask_kind kind, const struct actor *caller)
{
	struct ask *ask = vec_push(&p->asks);

	*ask = (struct ask){.kind = kind,
			    .caller = caller,
			    .origin = ORIGIN_STEP_FUNCTIONS,
			    .region = p->task->machine->region,
			    .external_id_state = CTX_ABSENT,
			    .target_found = FOUND_YES,
			    .machine = p->task->machine,
			    .sure = true,
			    .counts = true};
	return ask;
}

/* Is the effective caller surely of another account than the machine? */
static enum tri foreign(const struct planner *p)
{
	if (!p->credentials->present)
		return TRI_NO;
	if (str_is_empty(p->account) || holes_any(p->account))
		return TRI_UNKNOWN;
	return str_eq(p->account, p->task->machine->account) ? TRI_NO : TRI_YES;
}

static struct lack owner_lack(const struct planner *p, struct str caller, struct str of)
{
	return (struct lack){
	    caller,
	    arena_printf(p->t->arena, "owner of %.*s", STR_ARG(holes_show(p->t->arena, of))),
	    STR("never collected")};
}

/*
 * An id in the request may be that of a thing which another account shares: unless the inventory
 * has it, the account in its ARN is open, and policies must allow it whosesoever it is.
 */
static bool set_sharer(struct planner *p, const struct asl_call_need *need, const struct arn *arn,
		       struct ask *ask)
{
	struct str caller = ask->caller->principal.account, owner = {NULL, 0};
	size_t before = (size_t)(arn->account.p - arn->whole.p);

	if (!need->plain || !str_eq(arn->account, caller) || !service_shares_ids(arn))
		return true;
	if (!holes_any(ask->resource) && !p->t->world->ops->owner(p->t->world->self, p->t->arena,
								  ask->resource, &owner, p->t->err))
		return false;
	if (!str_is_empty(owner))
		return true;
	ask->resource = ARENA_JOIN(p->t->arena, str_slice(arn->whole, 0, before), STR(HOLE_TEXT),
				   str_skip(arn->whole, before + arn->account.n));
	ask->own_assumed = true;
	ask->owner_lack = owner_lack(p, caller, ask->resource);
	return true;
}

/* Of an ARN that names no account: buckets belong to somebody, other things to the caller. */
static bool set_owner(struct planner *p, const struct asl_call_need *need, struct ask *ask)
{
	bool own = need->own;
	struct str caller = ask->caller->principal.account;
	struct policy_subject subject;
	struct arn arn;

	if (!arn_parse(ask->resource, &arn)) {
		if (!holes_any(ask->resource) || own)
			ask->resource_account = caller;
		return true;
	}
	if (str_eq(arn.service, STR("organizations"))) {
		if (!organization_is_own(p->t, ask->action, p->account, &own))
			return false;
		if (own)
			arn.account = caller;
	}
	if (arn_is_account_id(arn.account)) {
		ask->resource_account = arn.account;
		return set_sharer(p, need, &arn, ask);
	}
	if (holes_any(arn.account))
		return true;
	if (service_is_own(&arn)) {
		ask->resource_account = caller;
		return true;
	}
	subject = service_policy_subject(p->t->arena, ask->resource);
	if (!holes_any(subject.subject) &&
	    !p->t->world->ops->owner(p->t->world->self, p->t->arena, subject.subject,
				     &ask->resource_account, p->t->err))
		return false;
	if (str_is_empty(subject.subject))
		subject.subject = ask->resource;
	if (str_is_empty(ask->resource_account))
		ask->owner_lack = owner_lack(p, caller, subject.subject);
	return true;
}

/* The call itself is what the Task is there for; a Map's own calls all only serve its children. */
static bool is_main(const struct planner *p, const struct asl_call_need *need, size_t index)
{
	if (p->calls.kind == ASL_RESOURCE_MAP)
		return false;
	if (index == 0 && need->kind == ASL_RESOURCE_POLICY)
		return true;
	return need->kind == ASL_CALL && (index == 0 || need->need == ASL_REQUIRED);
}

static bool counts(const struct asl_call_need *need)
{
	switch (need->kind) {
	case ASL_CANCEL:
	case ASL_EVENTBRIDGE:
		return false;
	case ASL_CALL:
	case ASL_POLL:
	case ASL_PASSROLE:
	case ASL_TAG:
		return need->need != ASL_BEST_EFFORT;
	case ASL_SERVICE_LINKED_ROLE:
	case ASL_DATA:
	case ASL_RESOURCE_POLICY:
		return need->need == ASL_REQUIRED || need->run_decides;
	}
	return true;
}

static struct str after_sdk(struct str service)
{
	return str_starts(service, STR("aws-sdk:")) ? str_skip(service, STR("aws-sdk:").n)
						    : service;
}

/* The machine's Region, but for services that have one for all, and calls of which AWS chooses it.
 */
static void set_region(const struct planner *p, struct ask *ask)
{
	ptrdiff_t colon = str_find_char(ask->action, ':');
	struct str prefix = str_slice(ask->action, 0, colon < 0 ? 0 : (size_t)colon);
	struct str partition = p->task->machine->partition, global;
	struct arn arn;
	bool named = arn_parse(ask->resource, &arn);

	/* what names no resource is the service's of the action */
	global =
	    service_global_region(named ? arn.service : prefix, named ? arn.partition : partition);
	if (!str_is_empty(global) && named && !str_is_empty(arn.region) &&
	    !str_eq(arn.region, global))
		ask->region = STR(HOLE_TEXT);
	else if (!str_is_empty(global))
		ask->region = global;
	else if (named && holes_any(arn.region))
		ask->region = STR("");
}

/* Does the call read what it copies? */
static bool is_copy_source(const struct planner *p, const struct asl_call_need *need)
{
	return str_starts(need->action, STR("s3:GetObject")) &&
	       str_contains_nocase(p->calls.api, STR("copy"));
}

static struct str name_of(struct str action)
{
	return str_skip(action, (size_t)(str_find_char(action, ':') + 1));
}

/* One more action than the call's own, which has the name of the API: a policy that allows that one
 * has no wrong name. */
static bool is_another(const struct planner *p, const struct asl_call_need *need)
{
	if (str_eq_nocase(name_of(need->action), p->calls.api))
		return false;
	for (size_t i = 0; i < p->calls.n_calls; i++)
		if (str_eq_nocase(name_of(p->calls.calls[i].action), p->calls.api))
			return true;
	return false;
}

static bool plan_call(struct planner *p, const struct asl_call_need *need, size_t index)
{
	bool main = is_main(p, need, index);
	const struct actor *caller =
	    need->kind == ASL_RESOURCE_POLICY ? plan_step_functions(p) : p->caller;
	struct ask *ask = plan_push(p, main ? ASK_CALL : ASK_DEPENDENT, caller);
	struct vec *objections = objections_new(p->t->arena);

	ask->action = need->action;
	ask->resource = need->resource;
	ask->decides = need->decides;
	ask->decides_pointer = need->decides_pointer;
	if (!plan_names(p, need, ask))
		return false;
	ask->credentials = p->credentials->present;
	ask->sure = need->sure;
	ask->asked = main;
	if (main) {
		ask->api_service = after_sdk(p->calls.service);
		if (!is_another(p, need))
			ask->api = p->calls.api;
	}
	ask->of_map = p->calls.kind == ASL_RESOURCE_MAP;
	ask->dependent = !main;
	ask->call_kind = need->kind;
	ask->need = need->need;
	ask->choice = need->choice;
	ask->when = need->when;
	ask->context = need->context;
	ask->n_context = need->n_context;
	ask->counts = main || counts(need);
	if (!keys_resolve(p->t, ask))
		return false;
	if (need->kind == ASL_RESOURCE_POLICY) {
		ask->origin = ORIGIN_SERVICE;
		ask->source_arn = machine_sent(p->t->arena, p->task->machine);
		ask->source_account = p->task->machine->account;
	}
	if (holes_any(p->role) && str_is_empty(ask->decides))
		ask->decides = p->credentials->path;
	set_region(p, ask);
	if (main)
		plan_region_lack(p, ask);
	if (!object_call(p, need, index, ask, objections) || !set_owner(p, need, ask))
		return false;
	if (p->calls.kind == ASL_RESOURCE_MAP)
		object_bucket(p->t, p->task, need, ask->resource_account, objections);
	else if (!object_bucket_owner(p->t, p->task, need, is_copy_source(p, need),
				      ask->resource_account, objections))
		return false;
	ask_objections(ask, objections);
	return true;
}

static struct keys_call keys_call(const struct planner *p, struct str owner)
{
	bool map = p->calls.kind == ASL_RESOURCE_MAP;

	/* a ResultWriter writes in parts */
	return (struct keys_call){.caller_account = p->account,
				  .owner = owner,
				  .api = map ? STR("uploadPart") : p->calls.api,
				  .task = map ? NULL : p->task};
}

/* Is it about the same key of the same owner as the one before? Its context is the same, then. */
static bool plan_via_again(const struct planner *p, struct ask *asked)
{
	const struct ask *before = p->via > 0 ? vec_at(&p->asks, p->via - 1) : NULL;

	if (before == NULL || !str_starts_nocase(asked->action, STR("kms:")) ||
	    !str_eq(before->resource, asked->resource) ||
	    !str_eq(before->resource_account, asked->resource_account))
		return false;
	asked->kind = before->kind;
	asked->context = before->context;
	asked->n_context = before->n_context;
	asked->policy_of_aws = before->policy_of_aws;
	return true;
}

/* KMS is asked by the service of the call. */
static bool plan_via(struct planner *p, const struct keys_call *call, struct ask *asked)
{
	if (plan_via_again(p, asked))
		return true;
	if (!keys_via(p->t, &p->calls.calls[0], call, asked))
		return false;
	if (asked->kind == ASK_KEY)
		p->via = p->asks.n;
	return true;
}

/* What the caller needs of the key that encrypts what the call, which was planned last, is about:
 * the key that it names, or that of the resource. */
static bool plan_key(struct planner *p, const struct asl_call_need *need)
{
	struct ask *asked = vec_at(&p->asks, p->asks.n - 1);
	struct keys_call call = keys_call(p, asked->resource_account);
	struct keys_needed keys;

	if (asked->dependent && !plan_via(p, &call, asked))
		return false;
	if (!keys_needed(p->t, need, &call, &keys))
		return false;
	asked->key_lack = keys.lack;
	p->keyed |= keys.settled;
	for (size_t i = 0; i < keys.n; i++) {
		struct ask *ask = plan_push(p, ASK_KEY, p->caller);
		ask->credentials = p->credentials->present;
		keys_ask(&keys, i, ask);
	}
	return true;
}

/* What is refused or in doubt needs a request to stand at, also where no call is known. */
static bool plan_strange(struct planner *p)
{
	struct asl_call_need none = {
	    .kind = ASL_CALL, .need = ASL_REQUIRED, .resource = STR("*"), .sure = false};

	none.action = str_is_empty(p->calls.api)
			  ? p->calls.service
			  : arena_printf(p->t->arena, "%.*s:%.*s", STR_ARG(p->calls.service),
					 STR_ARG(p->calls.api));
	return plan_call(p, &none, 0);
}

static bool plan_calls(struct planner *p)
{
	bool objected = p->calls.n_refusals > 0 || p->calls.n_doubts > 0;
	bool called = p->calls.n_calls > 0 &&
		      (is_main(p, &p->calls.calls[0], 0) || p->calls.kind == ASL_RESOURCE_MAP);
	size_t index = called ? 0 : 1;

	/* a Task that waits for an activity makes no call of its own */
	if (!called && objected && !plan_strange(p))
		return false;
	for (size_t i = 0; i < p->calls.n_calls; i++) {
		struct asl_call_need named = p->calls.calls[i];
		const struct asl_call_need *need = &named;
		if (need->need == ASL_SAME_ACCOUNT_ONLY && foreign(p) == TRI_YES)
			continue;
		if (need->need == ASL_CONDITIONAL && str_starts(need->action, STR("kms:")) &&
		    p->keyed)
			continue;
		if (!through_alias(p->t->world, p->t->arena, need->resource, &named.resource,
				   &named.decides, p->t->err) ||
		    !plan_call(p, need, index++) || !plan_key(p, need))
			return false;
	}
	return true;
}

static void read_calls(struct planner *p)
{
	const struct machine *machine = p->task->machine;
	const struct asl_plan_input input = {.asl = p->task->asl,
					     .state = p->task->state,
					     .env = &p->task->env,
					     .machine_type = machine->type,
					     .partition = machine->partition,
					     .region = machine->region,
					     .home_account = machine->account,
					     .effective_account = p->account,
					     .has_credentials = p->credentials->present};

	asl_plan_task(p->t->arena, &input, &p->calls);
}

bool plan_task(struct tracer *t, const struct task *task, const struct credentials *credentials,
	       struct str role, struct task_plan *out)
{
	struct planner p = {.t = t, .task = task, .credentials = credentials, .role = role};

	vec_init(&p.asks, t->arena, sizeof(struct ask));
	if (!plan_roles(&p))
		return false;
	read_calls(&p);
	if (!plan_calls(&p))
		return false;
	*out = (struct task_plan){p.asks.items, p.asks.n, p.calls.starts_machine};
	return true;
}
