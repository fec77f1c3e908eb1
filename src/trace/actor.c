/* trace/actor.c - callers, with what the world knows of them. */
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "say.h"

void tracer_init(struct tracer *t, struct arena *arena, const struct world *world,
		 const struct trace_options *options, struct err *err)
{
	*t = (struct tracer){.arena = arena, .world = world, .options = options, .err = err};
	vec_init(&t->gaps, arena, sizeof(struct noted_gap));
}

static void know(struct actor *actor, const struct role *role)
{
	actor->role = role;
	actor->principal.identity = role->arn;
	actor->principal.unique_id = role->unique_id;
	actor->principal.account = role->account;
}

/* arn:P:sts::A:assumed-role/NAME/SESSION, the session's name not known. */
static struct str session_arn(struct arena *arena, const struct arn *role)
{
	return ARENA_JOIN(arena, STR("arn:"), role->partition, STR(":sts::"), role->account,
			  STR(":assumed-role/"), arn_name(role), STR("/"), STR(HOLE_TEXT));
}

static void shape_role_session(struct tracer *t, struct str arn, struct actor *actor)
{
	struct principal *p = &actor->principal;
	struct arn parts;

	p->kind = PRINCIPAL_ROLE_SESSION;
	p->session = STR(HOLE_TEXT);
	p->identity = arn;
	p->arn = STR(HOLE_TEXT);
	if (!arn_parse(arn, &parts))
		return;
	p->arn = session_arn(t->arena, &parts);
	if (!holes_any(parts.account))
		p->account = parts.account;
	if (!holes_any(parts.partition))
		p->partition = parts.partition;
}

bool actor_of_role(struct tracer *t, struct str arn, unsigned handed, struct actor **out)
{
	struct actor *actor = arena_alloc(t->arena, sizeof(*actor));
	const struct role *role = NULL;

	shape_role_session(t, arn, actor);
	actor->handed = handed;
	actor->found = FOUND_UNKNOWN;
	if (!holes_any(arn) && !t->world->ops->identity(t->world->self, t->arena, arn,
							&actor->found, &role, &actor->lack, t->err))
		return false;
	if (actor->found == FOUND_YES)
		know(actor, role);
	actor->name =
	    holes_only(arn) ? STR("the role that is chosen at run time") : say_name(t->arena, arn);
	actor->shown = holes_show(t->arena, arn);
	*out = actor;
	return true;
}

struct actor *actor_of_service(struct tracer *t, const struct str *names, size_t n,
			       struct str partition)
{
	struct actor *actor = arena_alloc(t->arena, sizeof(*actor));

	actor->name = n > 0 ? names[0] : STR("a service");
	actor->principal = (struct principal){.kind = PRINCIPAL_SERVICE,
					      .arn = n > 0 ? names[0] : STR(""),
					      .partition = partition,
					      .services = names,
					      .n_services = n};
	actor->found = FOUND_YES;
	actor->shown = actor->name;
	return actor;
}

struct actor *actor_of_nobody(struct tracer *t)
{
	struct actor *actor = arena_alloc(t->arena, sizeof(*actor));

	shape_role_session(t, STR(HOLE_TEXT), actor);
	actor->principal.anyone = true;
	actor->found = FOUND_UNKNOWN;
	actor->lack = (struct lack){STR(""), STR("identity of the caller"), STR("never collected")};
	actor->name = STR("an unknown caller");
	actor->shown = actor->name;
	return actor;
}

static bool refuse_unknown(struct tracer *t, struct str text, const char *why)
{
	const struct str *near = NULL;
	size_t n = 0;

	if (!t->world->ops->suggest(t->world->self, t->arena, text, true, &near, &n, t->err))
		return false;
	if (n == 0)
		return err_set(t->err, ERR_INPUT, "%.*s: %s", STR_ARG(text), why);
	if (n == 1)
		return err_set(t->err, ERR_INPUT, "%.*s: %s; did you mean %.*s?", STR_ARG(text),
			       why, STR_ARG(near[0]));
	return err_set(t->err, ERR_INPUT, "%.*s: %s; did you mean %.*s or %.*s?", STR_ARG(text),
		       why, STR_ARG(near[0]), STR_ARG(near[1]));
}

/* Looks the identity up in the way that its ARN allows. */
static bool look_up(struct tracer *t, const struct arn *arn, struct actor *actor,
		    const struct role **role)
{
	const struct world_ops *ops = t->world->ops;
	void *self = t->world->self;

	if (arn_is_assumed_role(arn))
		return ops->role_named(self, t->arena, arn->account, arn_session_role_name(arn),
				       &actor->found, role, &actor->lack, t->err);
	return ops->identity(self, t->arena, arn->whole, &actor->found, role, &actor->lack, t->err);
}

static bool has_identity(const struct principal *p)
{
	return p->kind == PRINCIPAL_ROLE_SESSION || p->kind == PRINCIPAL_USER;
}

static bool fill_identity(struct tracer *t, struct str text, struct actor *actor)
{
	struct principal *p = &actor->principal;
	const struct role *role = NULL;
	struct arn arn;

	if (!arn_parse(text, &arn))
		return err_set(t->err, ERR_INPUT, "%.*s: not an ARN", STR_ARG(text));
	if (!look_up(t, &arn, actor, &role))
		return false;
	if (actor->found == FOUND_ABSENT)
		return refuse_unknown(
		    t, text,
		    "no such role or user in the inventory, which holds all of that account");
	if (arn_is_role(&arn)) {
		shape_role_session(t, text, actor);
	} else if (p->kind == PRINCIPAL_ROLE_SESSION && str_is_empty(p->identity)) {
		/* the path of the role is not in the session's ARN */
		p->identity = arena_printf(t->arena, "arn:%.*s:iam::%.*s:role%s/%.*s",
					   STR_ARG(arn.partition), STR_ARG(arn.account), HOLE_TEXT,
					   STR_ARG(arn_session_role_name(&arn)));
	}
	if (actor->found == FOUND_YES)
		know(actor, role);
	return true;
}

/* A federated user's session has no more than the user has who asked for it, whom nothing names.
 * Source: AWS STS API Reference, "GetFederationToken". */
static void leave_open(struct tracer *t, struct str text, struct actor *actor)
{
	actor->found = FOUND_UNKNOWN;
	actor->lack = (struct lack){
	    actor->principal.account,
	    arena_printf(t->arena, "policies of the user who made %.*s", STR_ARG(text)),
	    STR("never collected")};
}

bool actor_of_text(struct tracer *t, struct str text, struct actor **out)
{
	struct actor *actor = arena_alloc(t->arena, sizeof(*actor));

	if (!principal_parse(text, &actor->principal, t->err))
		return false;
	actor->found = FOUND_YES;
	if (has_identity(&actor->principal) && !fill_identity(t, text, actor))
		return false;
	if (actor->principal.kind == PRINCIPAL_FEDERATED_USER)
		leave_open(t, text, actor);
	actor->name = say_name(t->arena, text);
	actor->shown = text;
	*out = actor;
	return true;
}
