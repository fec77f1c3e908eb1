/* asl/plan_rules.c - what holds for every Task: Express, Credentials, Region, partition. */
#include "asl/parts.h"
#include "asl/plan.h"
#include "asl/pointer.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

/* Source: AWS STS API Reference, "AssumeRole": RoleArn has at most 2,048 characters; Step Functions
 * takes 2,000. */
enum { ROLE_ARN_MAX = 2000 };

bool plan_is_express(const struct planner *planner)
{
	for (const struct asl_scope *s = planner->in->state->scope; s;
	     s = s->owner ? s->owner->scope : NULL)
		if (s->distributed)
			return s->express;
	return planner->in->machine_type == MACHINE_EXPRESS;
}

/* Flaws that AWS finds in the state itself (not in states within it), and in the machine as a
 * whole. */
static void take_over_flaws(struct planner *planner)
{
	const struct asl *asl = planner->in->asl;
	const struct asl_state *state = planner->in->state;

	/* One about StartAt comes before those of states. */
	if (asl->n_flaws > 0 && str_eq(asl->flaws[0].pointer, STR("/StartAt")))
		plan_refuse(planner, asl->flaws[0].pointer, asl->flaws[0].text);
	for (size_t i = state->parts->flaws_from; i < state->parts->flaws_to; i++) {
		struct str pointer = asl->flaws[i].pointer;
		bool mine = true;
		for (size_t k = 0; k < state->n_inner && mine; k++)
			mine = !asl_pointer_within(
			    pointer, asl_pointer_add(planner->arena, state->inner[k]->pointer,
						     STR("States")));
		if (mine)
			plan_refuse(planner, pointer, asl->flaws[i].text);
	}
}

static bool differ(struct str a, struct str b)
{
	return a.n > 0 && b.n > 0 && !str_eq(a, b) && !holes_any(a) && !holes_any(b);
}

/* A Lambda function's ARN and an activity's are places; the other forms only name an API. */
static bool resource_is_place(const struct planner *planner)
{
	return planner->resource.kind == ASL_RESOURCE_LAMBDA_ARN ||
	       planner->resource.kind == ASL_RESOURCE_ACTIVITY;
}

static void check_region(struct planner *planner)
{
	const struct resource *resource = &planner->resource;
	struct str text =
	    arena_printf(planner->arena,
			 "Resource names Region %.*s; Step Functions calls only in its own, %.*s",
			 STR_ARG(resource->region), STR_ARG(planner->in->region));

	if (resource_is_place(planner) && arn_is_region(resource->region))
		plan_refuse(planner, plan_at(planner, "Resource"), text);
	else
		plan_doubt(planner, plan_at(planner, "Resource"), text);
}

static void check_resource_place(struct planner *planner)
{
	const struct resource *resource = &planner->resource;

	if (differ(resource->partition, planner->in->partition))
		plan_refuse(planner, plan_at(planner, "Resource"),
			    arena_printf(planner->arena,
					 "Resource is of partition %.*s, the state machine of %.*s",
					 STR_ARG(resource->partition),
					 STR_ARG(planner->in->partition)));
	if (differ(resource->region, planner->in->region))
		check_region(planner);
	if (resource->kind == ASL_RESOURCE_ACTIVITY &&
	    differ(resource->account, planner->in->home_account))
		plan_refuse(planner, plan_at(planner, "Resource"),
			    STR("an activity must be of the state machine's own account"));
}

/* Source: Step Functions Developer Guide, "Discover service integration patterns"; "Choosing
 * workflow type". */
static void check_express(struct planner *planner)
{
	if (!plan_is_express(planner))
		return;
	if (planner->resource.pattern.n > 0)
		plan_refuse(
		    planner, plan_at(planner, "Resource"),
		    arena_printf(planner->arena,
				 "an Express workflow cannot wait for a job or a callback (.%.*s)",
				 STR_ARG(planner->resource.pattern)));
	if (planner->resource.kind == ASL_RESOURCE_ACTIVITY)
		plan_refuse(planner, plan_at(planner, "Resource"),
			    STR("an Express workflow cannot use activities"));
}

static void check_role_arn(struct planner *planner, const struct field *field)
{
	struct arn arn;
	struct str text = field->value->text;
	struct str shown = str_slice(text, 0, 200);

	if (field->value->kind != VAL_STRING || holes_any(text))
		return;
	if (!arn_parse(text, &arn) || !arn_is_role(&arn))
		plan_refuse(planner, json_pointer(planner->arena, field->at),
			    arena_printf(planner->arena, "\"%.*s\" is not the ARN of a role%s",
					 STR_ARG(shown),
					 field->constant && str_starts(text, STR("$"))
					     ? ": a path needs the field RoleArn.$"
					     : ""));
	else if (differ(arn.partition, planner->in->partition))
		plan_refuse(planner, json_pointer(planner->arena, field->at),
			    arena_printf(planner->arena,
					 "the role is of partition %.*s, the state machine of %.*s",
					 STR_ARG(arn.partition), STR_ARG(planner->in->partition)));
	else if (text.n > ROLE_ARN_MAX)
		plan_refuse(planner, json_pointer(planner->arena, field->at),
			    STR("the ARN of the role is over 2,000 characters"));
}

/* Source: Step Functions Developer Guide, "Task workflow state", Credentials. */
static void check_credentials(struct planner *planner)
{
	if (!part_of(planner->in->state, PART_CREDENTIALS))
		return;
	if (planner->resource.kind == ASL_RESOURCE_ACTIVITY)
		plan_refuse(planner, plan_at(planner, "Credentials"),
			    STR("an activity takes no Credentials"));
	if (planner->resource.kind == ASL_RESOURCE_HTTP)
		plan_refuse(planner, plan_at(planner, "Credentials"),
			    STR("an HTTP Task takes no Credentials"));
	struct field field = fields_get(&planner->fields, STR("Credentials"), STR("RoleArn"));
	check_role_arn(planner, &field);
}

void plan_rules(struct planner *planner)
{
	take_over_flaws(planner);
	if (planner->in->state->type != ASL_TASK)
		return;
	check_resource_place(planner);
	check_express(planner);
	check_credentials(planner);
}
