/* trace/plan_roles.c - the requests by which a Task comes to the role that makes its calls. */
#include "plan.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

/* ---- hop 0: the service assumes the execution role ------------------------------------------- */

/* Both the global and the regional name are tried. Source: the text of the API's own error,
 * "Neither the global service principal states.amazonaws.com, nor the regional one is authorized".
 */
struct actor *plan_step_functions(struct planner *p)
{
	struct str *names = arena_array(p->t->arena, 2, sizeof(*names));

	names[0] = STR("states.amazonaws.com");
	names[1] = arena_printf(p->t->arena, "states.%.*s.amazonaws.com",
				STR_ARG(p->task->machine->region));
	return actor_of_service(p->t, names, str_is_empty(p->task->machine->region) ? 1 : 2,
				p->task->machine->partition);
}

static bool object_execution_role(struct planner *p, struct vec *objections)
{
	const struct machine *machine = p->task->machine;
	struct objection *o;
	struct arn arn;

	if (!arn_parse(machine->role_arn, &arn) || !arn_is_role(&arn)) {
		o = object(objections, true, "rolearn-wrong", STR(""),
			   STR("the machine's execution role is not the ARN of a role"));
		o->has = machine->role_arn;
		return true;
	}
	if (!str_eq(arn.account, machine->account)) {
		o = object(objections, true, "passrole-across-accounts", STR(""),
			   STR("an execution role must be in the machine's own account"));
		o->wants = machine->account;
		o->has = arn.account;
	}
	return object_existence(p->t, machine->role_arn, false, STR(""), objections);
}

static bool plan_service(struct planner *p)
{
	const struct machine *machine = p->task->machine;
	struct ask *ask = plan_push(p, ASK_SERVICE_ASSUMES, plan_step_functions(p));
	struct vec *objections = objections_new(p->t->arena);

	ask->origin = ORIGIN_SERVICE;
	ask->action = STR("sts:AssumeRole");
	ask->resource_account = machine->account;
	ask->source_arn = machine_sent(p->t->arena, machine);
	ask->source_account = machine->account;
	if (str_is_empty(machine->role_arn)) {
		ask->resource =
		    arena_printf(p->t->arena, "arn:%.*s:iam::%.*s:role/%s",
				 STR_ARG(machine->partition), STR_ARG(machine->account), HOLE_TEXT);
		ask->target_found = FOUND_UNKNOWN;
		ask->target_lack = (struct lack){
		    machine->account,
		    arena_printf(p->t->arena, "execution role of %.*s", STR_ARG(machine->arn)),
		    STR("never collected")};
		return true;
	}
	ask->resource = machine->role_arn;
	if (!object_execution_role(p, objections))
		return false;
	ask_objections(ask, objections);
	return p->t->world->ops->identity(p->t->world->self, p->t->arena, machine->role_arn,
					  &ask->target_found, &ask->target, &ask->target_lack,
					  p->t->err);
}

/* The same for all Tasks of a machine. */
static bool plan_first(struct planner *p)
{
	struct trace_first *first = p->t->options->first;
	struct arena *own = p->t->arena;
	struct ask *ask;
	bool done;

	if (first == NULL)
		return plan_service(p);
	if (first->ask == NULL) {
		p->t->arena = first->arena;
		done = plan_service(p);
		p->t->arena = own;
		if (!done)
			return false;
		ask = arena_alloc(first->arena, sizeof(*ask));
		*ask = *(struct ask *)vec_at(&p->asks, 0);
		first->ask = ask;
	} else {
		*(struct ask *)vec_push(&p->asks) = *first->ask;
	}
	return true;
}

/* ---- hop 1: the execution role assumes the role of Credentials ------------------------------- */

/*
 * A child execution of a DISTRIBUTED Map belongs to "...:stateMachine:NAME/LABEL", one of a version
 * to "...:stateMachine:NAME:VERSION"; which of the ARNs is sent as its ExternalId is not
 * documented, so what follows the name stays open.
 */
static void set_external_id(struct planner *p, struct ask *ask)
{
	const struct task *task = p->task;

	ask->external_id_state = CTX_PRESENT;
	ask->external_id = task->machine->arn;
	ask->external_id_source = STR("Step Functions sends the state machine's ARN");
	if (!task->child && str_is_empty(task->machine->qualified))
		return;
	ask->external_id =
	    arena_printf(p->t->arena, "%.*s%s", STR_ARG(task->machine->arn), HOLE_TEXT);
	ask->external_id_source = STR("an execution of a version: whether its number follows the "
				      "ARN is not documented");
	if (task->child)
		ask->external_id_source =
		    STR("a child execution of a DISTRIBUTED Map: whether the Map's "
			"label follows the ARN is not "
			"documented");
}

static bool set_target(struct planner *p, struct ask *ask)
{
	struct str shown;

	if (!holes_any(p->role))
		return p->t->world->ops->identity(p->t->world->self, p->t->arena, p->role,
						  &ask->target_found, &ask->target,
						  &ask->target_lack, p->t->err);
	shown = holes_only(p->role) ? STR("the role that is chosen at run time")
				    : holes_show(p->t->arena, p->role);
	ask->target_found = p->credentials->none_fits ? FOUND_ABSENT : FOUND_UNKNOWN;
	ask->target_lack = (struct lack){{NULL, 0}, {NULL, 0}, {NULL, 0}};
	if (p->credentials->open && !holes_only(p->role))
		ask->target_lack = (struct lack){
		    STR(""), arena_printf(p->t->arena, "roles that may be %.*s", STR_ARG(shown)),
		    STR("never collected")};
	ask->decides = p->credentials->path;
	ask->decides_pointer = p->credentials->pointer;
	return true;
}

static bool plan_assume(struct planner *p, const struct actor *execution_role)
{
	struct ask *ask = plan_push(p, ASK_ASSUME, execution_role);
	struct vec *objections = objections_new(p->t->arena);
	struct arn arn;

	for (size_t i = 0; i < p->credentials->objections.n; i++)
		*(struct objection *)vec_push(objections) =
		    *(struct objection *)vec_at(&p->credentials->objections, i);
	ask->action = STR("sts:AssumeRole");
	ask->resource = p->role;
	if (arn_parse(p->role, &arn) && !holes_any(arn.account))
		ask->resource_account = arn.account;
	set_external_id(p, ask);
	if (!credentials_object(p->t, p->task, p->role, p->credentials, objections))
		return false;
	ask_objections(ask, objections);
	return set_target(p, ask);
}

/* Step Functions names its sessions at random; `assumed` is the request that makes this one. */
static bool session_of(struct planner *p, struct str role, unsigned handed, bool lacks,
		       const struct actor **out)
{
	const struct ask *assumed = vec_at(&p->asks, p->asks.n - 1);
	struct actor *actor;

	if (!actor_of_role(p->t, role, handed, &actor))
		return false;
	actor->principal.random_session = true;
	if (lacks)
		actor->lack = assumed->target_lack;
	*out = actor;
	return true;
}

/* The execution role's session is the same for all Tasks of a machine. */
static bool plan_execution_role(struct planner *p)
{
	const struct ask *assumed = vec_at(&p->asks, 0);
	bool lacks = str_is_empty(p->task->machine->role_arn);
	struct trace_first *first = p->t->options->first;
	struct arena *own = p->t->arena;
	bool done;

	if (first == NULL)
		return session_of(p, assumed->resource, 0, lacks, &p->caller);
	if (first->caller == NULL) {
		p->t->arena = first->arena;
		done = session_of(p, first->ask->resource, 0, lacks, &first->caller);
		p->t->arena = own;
		if (!done)
			return false;
	}
	p->caller = first->caller;
	return true;
}

bool plan_roles(struct planner *p)
{
	struct arn arn;

	if (!plan_first(p) || !plan_execution_role(p))
		return false;
	p->account = p->task->machine->account;
	if (!p->credentials->present)
		return true;
	if (!plan_assume(p, p->caller) ||
	    !session_of(p, p->role, 1, holes_any(p->role), &p->caller))
		return false;
	p->account = arn_parse(p->role, &arn) ? arn.account : STR(HOLE_TEXT);
	return true;
}
