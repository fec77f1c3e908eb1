/* trace/started.c - what can be said against starting the machine that a Task names. */
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "tracer.h"

/*
 * The kind of machine that this start needs; MACHINE_TYPE_UNKNOWN: any. StartSyncExecution is for
 * Express workflows; .sync waits by DescribeExecution, which Express executions do not have.
 * Source: Step Functions API Reference, "StartSyncExecution", "DescribeExecution"; Developer Guide,
 * "Accessing resources in other AWS accounts in Step Functions".
 */
static enum machine_type needed_type(const struct asl_plan *plan)
{
	if (str_eq(plan->api, STR("startSyncExecution")))
		return MACHINE_EXPRESS;
	return str_starts(plan->pattern, STR("sync")) ? MACHINE_STANDARD : MACHINE_TYPE_UNKNOWN;
}

static const char *needs(enum machine_type needed)
{
	return needed == MACHINE_EXPRESS ? "StartSyncExecution starts Express workflows only"
					 : ".sync waits for Standard workflows only";
}

static void object_absent(struct tracer *t, struct str machine, struct str pointer,
			  struct vec *objections)
{
	struct objection *o;

	o = object(objections, true, NULL, pointer,
		   arena_printf(t->arena, "there is no state machine %.*s", STR_ARG(machine)));
	o->has = machine;
}

static void object_form(struct tracer *t, struct str machine, struct str pointer,
			struct vec *objections)
{
	struct objection *o;

	o = object(
	    objections, true, NULL, pointer,
	    arena_printf(t->arena, "\"%.*s\" is not the ARN of a state machine", STR_ARG(machine)));
	o->has = machine;
}

/* A version or an alias that the machine surely does not have. */
static bool object_qualified(struct tracer *t, struct str arn, struct str pointer,
			     struct vec *objections)
{
	const struct machine *version = NULL;
	const struct str *versions = NULL;
	enum found found = FOUND_UNKNOWN;
	struct lack lack;
	size_t n = 0, number = 0;
	struct str base = arn_machine_base(arn);

	if (base.n == arn.n || holes_any(arn))
		return true;
	if (str_to_size(str_skip(arn, base.n + 1), &number)) {
		if (!t->world->ops->machine(t->world->self, t->arena, arn, &found, &version, &lack,
					    t->err))
			return false;
	} else if (!t->world->ops->aliased(t->world->self, t->arena, arn, &found, &versions, &n,
					   t->err)) {
		return false;
	}
	if (found == FOUND_ABSENT)
		object_absent(t, arn, pointer, objections);
	return true;
}

/*
 * Within one account the guide lets a Standard workflow wait for an Express one (the sample project
 * "Perform selective checkpointing using Standard and Express workflows"), though nothing says by
 * which call it waits.
 */
static void object_type(struct tracer *t, const struct machine *started, enum machine_type needed,
			bool sure, struct vec *objections, struct str pointer)
{
	struct objection *o = object(
	    objections, sure, "unsupported-integration", pointer,
	    arena_printf(t->arena, "%s, and %.*s is %s", needs(needed), STR_ARG(started->name),
			 needed == MACHINE_EXPRESS ? "a Standard one" : "an Express one"));

	o->wants = str_from(machine_type_word(needed));
	o->has = str_from(machine_type_word(started->type));
	if (sure)
		return;
	o->key = STR("whether .sync waits for an Express workflow of the same account");
	o->flips = STR("deny unless it does: AWS documents both");
}

bool object_started(struct tracer *t, const struct asl_plan *plan, struct str home,
		    struct str pointer, struct vec *objections)
{
	struct str machine = arn_machine_base(plan->starts_machine);
	enum machine_type needed = needed_type(plan);
	const struct machine *started = NULL;
	enum found found = FOUND_UNKNOWN;
	struct lack lack;
	struct arn arn;

	if (str_is_empty(machine) || holes_any(machine))
		return true;
	if (!arn_parse(machine, &arn) || !arn_is_machine(&arn)) {
		object_form(t, machine, pointer, objections);
		return true;
	}
	if (!t->world->ops->machine(t->world->self, t->arena, machine, &found, &started, &lack,
				    t->err))
		return false;
	if (found == FOUND_ABSENT)
		object_absent(t, machine, pointer, objections);
	if (found == FOUND_YES && !object_qualified(t, plan->starts_machine, pointer, objections))
		return false;
	if (found != FOUND_YES || needed == MACHINE_TYPE_UNKNOWN ||
	    started->type == MACHINE_TYPE_UNKNOWN || started->type == needed)
		return true;
	object_type(t, started, needed, needed == MACHINE_EXPRESS || !str_eq(arn.account, home),
		    objections, pointer);
	return true;
}
