/* trace/credentials.c - the role that a Task's Credentials name, as far as it can be told. */
#include <string.h>

#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "settle.h"
#include "tracer.h"

enum { PLAUSIBLE_MAX = 20, EXTERNAL_ID_MAX = 1224, EXTERNAL_ID_MIN = 2, ROLE_ARN_MAX = 2000 };

/* Whether the ARN of a version has its number where it is sent on is not documented. */
struct str machine_sent(struct arena *arena, const struct machine *machine)
{
	if (str_is_empty(machine->qualified))
		return machine->arn;
	return arena_printf(arena, "%.*s%s", STR_ARG(machine->arn), HOLE_TEXT);
}

struct asl_flow_cache *flows_new(struct arena *arena)
{
	struct asl_flow_cache *flows = arena_alloc(arena, sizeof(*flows));

	flows->arena = arena;
	return flows;
}

/* Those that are handed over, unless they are another definition's. */
static struct asl_flow_cache *flows_for(struct arena *arena, const struct asl *asl,
					const struct trace_options *options)
{
	struct asl_flow_cache *flows = options->flows;

	return flows != NULL && (flows->flow == NULL || flows->asl == asl) ? flows
									   : flows_new(arena);
}

void task_init(struct arena *arena, struct task *task, const struct machine *machine,
	       const struct asl *asl, const struct asl_state *state,
	       const struct trace_options *options)
{
	*task = (struct task){.machine = machine, .asl = asl, .state = state};
	task->env = (struct asl_environment){.machine_arn = machine_sent(arena, machine),
					     .machine_name = machine->name,
					     .role_arn = machine->role_arn,
					     .input = options->input,
					     .bindings = options->bindings,
					     .n_bindings = options->n_bindings,
					     .results = options->results,
					     .n_results = options->n_results,
					     .entries = options->entries,
					     .n_entries = options->n_entries,
					     .cache = flows_for(arena, asl, options)};
	for (const struct asl_scope *scope = state->scope; scope != NULL;
	     scope = scope->owner ? scope->owner->scope : NULL)
		task->child |= scope->distributed;
}

struct vec *objections_new(struct arena *arena)
{
	struct vec *objections = arena_alloc(arena, sizeof(*objections));

	vec_init(objections, arena, sizeof(struct objection));
	return objections;
}

void ask_objections(struct ask *ask, const struct vec *objections)
{
	ask->objections = objections->items;
	ask->n_objections = objections->n;
}

struct objection *object(struct vec *objections, bool sure, const char *cause, struct str pointer,
			 struct str why)
{
	struct objection *o = vec_push(objections);

	*o = (struct objection){.sure = sure, .cause = cause, .pointer = pointer, .why = why};
	return o;
}

/* ---- shape --------------------------------------------------------------------------------------
 */

static bool is_expression(const struct json *json)
{
	return str_starts(json_str(json), STR("{%"));
}

/* Source: Amazon States Language specification, "Payload Template": a field whose name ends in ".$"
 * is a path or an intrinsic function; so definitions with another text were never saved. */
static void check_path(struct tracer *t, const struct json *field, struct str pointer,
		       struct vec *objections)
{
	struct str path = json_str(field);
	struct objection *o;

	if (json_is(field, JSON_STRING) &&
	    (str_starts(path, STR("$")) || str_starts(path, STR("States."))))
		return;
	o = object(objections, true, "rolearn-wrong", pointer,
		   arena_printf(t->arena, "RoleArn.$ takes a path or an intrinsic function%s",
				json_is(field, JSON_STRING) ? ": a constant goes to RoleArn" : ""));
	o->has = path;
}

/* Source: Step Functions Developer Guide, "Task workflow state", Credentials. */
static void check_shape(struct tracer *t, const struct task *task, const struct json *credentials,
			struct vec *objections)
{
	struct str pointer =
	    arena_printf(t->arena, "%.*s/Credentials", STR_ARG(task->state->pointer));
	size_t roles = 0;

	if (is_expression(credentials)) {
		object(objections, false, NULL, pointer,
		       STR("Credentials as a whole is an expression, whose value is known only at "
			   "run time"));
		return;
	}
	if (!json_is(credentials, JSON_OBJECT)) {
		object(objections, true, "rolearn-wrong", pointer,
		       STR("Credentials must be an object with the one field RoleArn"));
		return;
	}
	for (const struct json *m = json_first(credentials); m != NULL; m = json_next(m)) {
		struct str key = json_key(m);
		if (str_eq(key, STR("RoleArn")) || str_eq(key, STR("RoleArn.$")))
			roles++;
		if (str_eq(key, STR("RoleArn.$")))
			check_path(t, m, pointer, objections);
		else if (!str_eq(key, STR("RoleArn")))
			object(objections, true, "rolearn-wrong", pointer,
			       arena_printf(
				   t->arena,
				   "Credentials take only RoleArn: the field \"%.*s\" is refused",
				   STR_ARG(key)));
	}
	if (roles == 0)
		object(
		    objections, true, "rolearn-wrong", pointer,
		    STR("Credentials without RoleArn are refused: the field RoleArn is required"));
	if (roles > 1)
		object(objections, true, "rolearn-wrong", pointer,
		       STR("Credentials with both RoleArn and RoleArn.$ are refused"));
}

/* ---- which roles it may be
 * ------------------------------------------------------------------------ */

static void add_candidate(struct vec *candidates, struct str arn)
{
	if (!vec_has_str(candidates, arn))
		*(struct str *)vec_push(candidates) = arn;
}

static bool add_fitting(struct tracer *t, struct str holed, struct vec *candidates, bool *all)
{
	const struct str *arns = NULL;
	size_t n = 0;

	*all = false;
	if (!t->world->ops->roles_fitting(t->world->self, t->arena, holed, &arns, &n, all, t->err))
		return false;
	for (size_t i = 0; i < n; i++)
		add_candidate(candidates, arns[i]);
	return true;
}

/* Resource patterns become texts with holes: what the execution role may assume by name. */
static struct str holes_of_pattern(struct arena *arena, struct str pattern)
{
	char *copy = arena_cstr(arena, pattern);

	for (size_t i = 0; i < pattern.n; i++)
		if (copy[i] == '*' || copy[i] == '?')
			copy[i] = HOLE;
	return (struct str){copy, pattern.n};
}

static bool add_plausible_resource(struct tracer *t, const struct json *resource,
				   struct vec *candidates)
{
	struct str pattern = json_str(resource);
	struct arn arn;
	bool all;

	if (candidates->n >= PLAUSIBLE_MAX || !arn_parse(pattern, &arn) ||
	    !str_starts(arn.resource, STR("role/")))
		return true;
	if (str_eq(arn.resource, STR("role/*")))
		return true;
	return add_fitting(t, holes_of_pattern(t->arena, pattern), candidates, &all);
}

static bool add_plausible_statement(struct tracer *t, const struct json *statement,
				    struct vec *candidates)
{
	const struct json *resource = json_get_nocase(statement, STR("Resource"));

	if (!str_eq_nocase(json_str(json_get_nocase(statement, STR("Effect"))), STR("Allow")))
		return true;
	if (!json_is(resource, JSON_ARRAY))
		return add_plausible_resource(t, resource, candidates);
	for (const struct json *r = json_first(resource); r != NULL; r = json_next(r))
		if (!add_plausible_resource(t, r, candidates))
			return false;
	return true;
}

/*
 * A role ARN of which nothing is known may be anything; worth showing are the roles that the
 * execution role's own policies name.
 */
static bool add_plausible(struct tracer *t, const struct task *task, struct vec *candidates)
{
	const struct role *role = NULL;
	enum found found = FOUND_UNKNOWN;
	struct lack lack;

	if (str_is_empty(task->machine->role_arn))
		return true;
	if (!t->world->ops->identity(t->world->self, t->arena, task->machine->role_arn, &found,
				     &role, &lack, t->err))
		return false;
	for (size_t i = 0; found == FOUND_YES && i < role->n_policies; i++) {
		const struct json *root = NULL;
		struct err ignored;
		if (role->policies[i].policy == NULL ||
		    !json_parse(t->arena, policy_text(role->policies[i].policy), &root, &ignored))
			continue;
		const struct json *statements = json_get_nocase(root, STR("Statement"));
		if (json_is(statements, JSON_OBJECT) &&
		    !add_plausible_statement(t, statements, candidates))
			return false;
		if (!json_is(statements, JSON_ARRAY))
			continue;
		for (const struct json *s = json_first(statements); s != NULL; s = json_next(s))
			if (!add_plausible_statement(t, s, candidates))
				return false;
	}
	return true;
}

/* One text with holes that every candidate of the value fits. */
static struct str cover(struct arena *arena, const struct asl_value *value)
{
	struct str first;
	size_t head, tail;

	if (value->kind == ASL_VALUE_UNKNOWN || value->n_candidates == 0)
		return STR(HOLE_TEXT);
	first = value->candidates[0];
	if (value->n_candidates == 1)
		return first;
	head = tail = first.n;
	for (size_t i = 1; i < value->n_candidates; i++) {
		struct str other = value->candidates[i];
		size_t h = differ_at(first, other), e = 0;
		while (e < other.n && e < first.n &&
		       first.p[first.n - 1 - e] == other.p[other.n - 1 - e])
			e++;
		head = h < head ? h : head;
		tail = e < tail ? e : tail;
		size_t shorter = other.n < first.n ? other.n : first.n;
		if (head + tail > shorter)
			tail = shorter - head;
	}
	return arena_printf(arena, "%.*s%s%.*s", (int)head, first.p, HOLE_TEXT, (int)tail,
			    first.p + first.n - tail);
}

static bool gather_candidates(struct tracer *t, const struct task *task,
			      const struct asl_value *value, struct credentials *out)
{
	struct vec candidates;
	bool holed = false, anything = value->kind == ASL_VALUE_UNKNOWN;

	vec_init(&candidates, t->arena, sizeof(struct str));
	out->open = value->kind == ASL_VALUE_UNKNOWN;
	for (size_t i = 0; i < value->n_candidates; i++) {
		bool all = false;
		if (!holes_any(value->candidates[i])) {
			add_candidate(&candidates, value->candidates[i]);
			continue;
		}
		holed = true;
		if (holes_only(value->candidates[i]))
			out->open = anything = true;
		else if (!add_fitting(t, value->candidates[i], &candidates, &all))
			return false;
		out->open |= !all;
	}
	if (anything && candidates.n == 0 && !add_plausible(t, task, &candidates))
		return false;
	out->candidates = candidates.items;
	out->n_candidates = candidates.n;
	out->none_fits = holed && !out->open && candidates.n == 0;
	return true;
}

/* Could the value be this role? */
static bool may_be(const struct asl_value *value, struct str role)
{
	for (size_t i = 0; i < value->n_candidates; i++)
		if (holes_fits(value->candidates[i], role))
			return true;
	return value->kind == ASL_VALUE_UNKNOWN;
}

/* Where the definition leaves it open, the roles that a run took are what it is about. */
static bool gather_taken(struct tracer *t, const struct asl_value *value, struct credentials *out)
{
	const struct trace_options *options = t->options;
	struct vec taken;

	if (options->n_roles == 0 || value->kind == ASL_VALUE_NONE || str_is_empty(value->path))
		return false;
	vec_init(&taken, t->arena, sizeof(struct str));
	for (size_t i = 0; i < options->n_roles; i++)
		if (may_be(value, options->roles[i]))
			add_candidate(&taken, options->roles[i]);
	out->candidates = taken.items;
	out->n_candidates = taken.n;
	if (taken.n == 1)
		out->path = STR("");
	return taken.n > 0;
}

bool credentials_read(struct tracer *t, const struct task *task, struct credentials *out)
{
	const struct json *node = json_get(task->state->node, STR("Credentials"));
	struct asl_value value;

	*out = (struct credentials){.present = node != NULL};
	vec_init(&out->objections, t->arena, sizeof(struct objection));
	if (node == NULL)
		return true;
	check_shape(t, task, node, &out->objections);
	asl_resolve(t->arena, task->asl, task->state, &task->env, STR("Credentials"),
		    STR("RoleArn"), &value);
	out->pointer = value.pointer;
	out->path = value.path;
	if (value.kind == ASL_VALUE_NONE) {
		out->role = STR(HOLE_TEXT);
		out->open = true;
		return true;
	}
	if (!gather_taken(t, &value, out) && !gather_candidates(t, task, &value, out))
		return false;
	out->role =
	    !out->open && out->n_candidates == 1 ? out->candidates[0] : cover(t->arena, &value);
	return true;
}

/* ---- what can be said against a role
 * --------------------------------------------------------------- */

static bool external_id_takes(char c)
{
	return ascii_is_alnum(c) || (c != '\0' && strchr("_+=,.@:/-", c) != NULL);
}

bool external_id_is_sendable(struct str id)
{
	for (size_t i = 0; i < id.n; i++)
		if (!external_id_takes(id.p[i]))
			return false;
	return id.n >= EXTERNAL_ID_MIN && id.n <= EXTERNAL_ID_MAX;
}

/*
 * Step Functions sends the machine's ARN as sts:ExternalId, which takes fewer characters than names
 * do. Source: AWS STS API Reference, "AssumeRole", ExternalId; Step Functions Developer Guide,
 * "Accessing resources in other AWS accounts".
 */
static void check_external_id(struct tracer *t, const struct task *task, struct str pointer,
			      struct vec *objections)
{
	struct str arn = task->machine->arn;
	struct objection *o;

	for (size_t i = 0; i < arn.n; i++) {
		if (external_id_takes(arn.p[i]))
			continue;
		struct str what = (unsigned char)arn.p[i] < 0x80
				      ? arena_printf(t->arena, "\"%c\"", arn.p[i])
				      : STR("a character beyond ASCII");
		o = object(
		    objections, true, "name-not-valid-externalid", pointer,
		    arena_printf(
			t->arena,
			"the machine's name holds %.*s, which sts:ExternalId does not take: this "
			"machine can never use Credentials",
			STR_ARG(what)));
		o->wants = STR("letters, digits and _+=,.@:/- only");
		o->has = arn;
		return;
	}
	if (arn.n < EXTERNAL_ID_MIN || arn.n > EXTERNAL_ID_MAX)
		object(objections, true, "name-not-valid-externalid", pointer,
		       STR("sts:ExternalId takes 2 to 1,224 characters"));
}

/* Whether it can be a role of this partition at all; if not, there is no need to look for it. */
static bool check_form(struct tracer *t, const struct task *task, struct str role,
		       struct str pointer, struct vec *objections)
{
	struct arn arn;
	struct objection *o;

	if (!arn_parse(role, &arn) || !arn_is_role(&arn) || !arn_is_account_id(arn.account) ||
	    role.n > ROLE_ARN_MAX) {
		o = object(
		    objections, true, "rolearn-wrong", pointer,
		    arena_printf(t->arena, "\"%.*s\" is not the ARN of a role", STR_ARG(role)));
		o->wants = STR("arn:PARTITION:iam::ACCOUNT:role/NAME");
		o->has = role;
		return false;
	}
	if (!str_is_empty(task->machine->partition) &&
	    !str_eq(arn.partition, task->machine->partition)) {
		o = object(objections, true, "wrong-partition", pointer,
			   arena_printf(
			       t->arena,
			       "the role is in partition %.*s, the machine in %.*s: no role can be "
			       "assumed across partitions",
			       STR_ARG(arn.partition), STR_ARG(task->machine->partition)));
		o->wants = task->machine->partition;
		o->has = arn.partition;
		return false;
	}
	return true;
}

/* A role that is not there: what is there instead is what helps. */
bool object_existence(struct tracer *t, struct str role, bool elsewhere, struct str pointer,
		      struct vec *objections)
{
	const struct world_ops *ops = t->world->ops;
	enum found found = FOUND_UNKNOWN, named = FOUND_UNKNOWN;
	const struct role *it = NULL;
	struct lack lack;
	struct arn arn;
	struct objection *o;

	if (!arn_parse(role, &arn) || !arn_is_role(&arn))
		return true;
	if (!ops->identity(t->world->self, t->arena, role, &found, &it, &lack, t->err))
		return false;
	if (found != FOUND_ABSENT)
		return true;
	if (!ops->role_named(t->world->self, t->arena, arn.account, arn_name(&arn), &named, &it,
			     &lack, t->err))
		return false;
	if (named == FOUND_YES) {
		o = object(
		    objections, true, "role-path-missing", pointer,
		    arena_printf(
			t->arena,
			"account %.*s has no role %.*s, but %.*s: the path belongs to the ARN",
			STR_ARG(arn.account), STR_ARG(role), STR_ARG(it->arn)));
		o->wants = it->arn;
		o->has = role;
		return true;
	}
	const struct str *near = NULL;
	size_t n = 0;
	/* A list of many Tasks does without: the search may go over all roles. */
	if (!t->options->brief &&
	    !ops->suggest(t->world->self, t->arena, role, elsewhere, &near, &n, t->err))
		return false;
	struct str close = n > 0 ? near[0] : STR("");
	o = object(
	    objections, true, str_eq_nocase(role, close) ? "case-errors" : "rolearn-wrong", pointer,
	    arena_printf(t->arena, "account %.*s has no %.*s%s%.*s", STR_ARG(arn.account),
			 STR_ARG(arn.resource), n > 0 ? "; near it is " : "", STR_ARG(close)));
	o->has = role;
	o->wants = close;
	return true;
}

bool credentials_object(struct tracer *t, const struct task *task, struct str role,
			const struct credentials *credentials, struct vec *objections)
{
	struct str pointer = credentials->pointer;
	struct objection *o;

	check_external_id(t, task, pointer, objections);
	if (!holes_any(role)) {
		return !check_form(t, task, role, pointer, objections) ||
		       object_existence(t, role, true, pointer, objections);
	}
	if (credentials->none_fits) {
		o = object(objections, true, "rolearn-wrong", pointer,
			   arena_printf(t->arena, "no role of the collected accounts fits %.*s",
					STR_ARG(holes_show(t->arena, role))));
		o->has = holes_show(t->arena, role);
		return true;
	}
	if (credentials->objections.n > 0 && str_is_empty(credentials->path))
		return true;
	struct str path = str_is_empty(credentials->path) ? STR("RoleArn") : credentials->path;
	o = object(objections, false, "dynamic-role-arn", pointer,
		   arena_printf(t->arena, "RoleArn comes from %.*s at run time", STR_ARG(path)));
	o->key = path;
	o->flips = settle_say(t->arena, path, holes_only(role) ? "arn:..." : "VALUE");
	o->has = holes_only(role) ? STR("") : holes_show(t->arena, role);
	return true;
}
