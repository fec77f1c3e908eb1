/* trace/explain_find.c - which Tasks of the inventory a denial may be about. */
#include "explaining.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/match.h"

enum { LOOKED_MAX = 3000, BINDINGS_MAX = 200, NAMES_DEPTH = 8 };

/* A Task that was traced and fits. */
struct attempt {
	struct str machine, pointer;
	struct trace_options options;
	const struct trace *trace; /* in short */
	enum fit fit;
	size_t hop;
	bool agrees; /* denies at the kind of policy that AWS names */
};

struct search {
	struct explaining *x;
	struct vec machines; /* struct str */
	struct vec attempts; /* struct attempt */
	size_t looked, left_out;
};

/* ---- does a hop fit? --------------------------------------------------------------------------
 */

static enum fit worse(enum fit a, enum fit b)
{
	return a < b ? a : b;
}

static enum fit fit_resource(const struct explaining *x, const struct hop *hop)
{
	struct str resource = x->denial.resource;
	struct arn arn;

	if (str_is_empty(resource) || str_eq(hop->target, STR("*")))
		return FIT_ANY;
	if (str_eq(resource, hop->target))
		return FIT_EXACT;
	if (str_find_char(resource, '*') >= 0 &&
	    match_glob(resource, hop->target, false) == TRI_YES)
		return FIT_EXACT;
	if (!arn_parse(resource, &arn))
		return FIT_OPEN;
	if (holes_any(hop->target))
		return holes_fits(hop->target, resource) ? FIT_OPEN : FIT_NOT;
	if (str_find_char(hop->target, '*') >= 0 &&
	    match_glob(hop->target, resource, false) == TRI_YES)
		return FIT_ANY;
	/* the path of a role and the qualifier of a function are left out now and then */
	return arn_is_role(&arn) && str_ends(hop->target, arn_name(&arn)) ? FIT_OPEN : FIT_NOT;
}

static enum fit fit_caller(const struct explaining *x, const struct hop *hop)
{
	struct arn arn, session;

	if (str_is_empty(x->denial.principal))
		return FIT_ANY;
	if (!str_is_empty(x->caller))
		return holes_fits(hop->identity, x->caller) ? FIT_EXACT : FIT_NOT;
	if (!arn_parse(x->denial.principal, &session))
		return str_eq(hop->identity, x->denial.principal) ? FIT_EXACT : FIT_NOT;
	if (arn_is_assumed_role(&session) && arn_parse(hop->identity, &arn))
		return str_eq(arn.account, session.account) &&
			       str_eq(arn_name(&arn), arn_session_role_name(&session))
			   ? FIT_EXACT
			   : FIT_NOT;
	return FIT_NOT;
}

static bool is_action(const struct explaining *x, const struct hop *hop)
{
	if (x->denial.reason == DENIAL_SFN_MANAGED_RULE)
		return hop->kind != NULL && str_eq(str_from(hop->kind), STR("eventbridge"));
	for (size_t i = 0; i < x->n_actions; i++)
		if (str_eq_nocase(x->actions[i], hop->action))
			return true;
	return x->n_actions == 0 && !hop->dependent && !str_starts(hop->action, STR("sts:"));
}

enum fit explain_hop(const struct explaining *x, const struct trace *trace, size_t *hop)
{
	enum fit best = FIT_NOT;

	for (size_t i = 0; i < trace->n_hops; i++) {
		const struct hop *h = &trace->hops[i];
		enum fit fit =
		    is_action(x, h) ? worse(fit_caller(x, h), fit_resource(x, h)) : FIT_NOT;
		if (fit <= best)
			continue;
		best = fit;
		*hop = i;
	}
	return best;
}

/* ---- which machines ---------------------------------------------------------------------------
 */

static void add_machine(struct search *s, struct str arn)
{
	struct str account = s->x->options->account;
	struct arn parts;

	if (!str_is_empty(account) && (!arn_parse(arn, &parts) || !str_eq(parts.account, account)))
		return;
	for (size_t i = 0; i < s->machines.n; i++)
		if (str_eq(*(const struct str *)vec_at(&s->machines, i), arn))
			return;
	*(struct str *)vec_push(&s->machines) = arn;
}

static bool add_machines_of(struct search *s, struct str role)
{
	const struct world *world = s->x->world;
	const struct str *arns = NULL;
	size_t n = 0;

	if (str_is_empty(role))
		return true;
	if (!world->ops->machines_of(world->self, s->x->arena, role, &arns, &n, s->x->err))
		return false;
	for (size_t i = 0; i < n; i++)
		add_machine(s, arns[i]);
	return true;
}

/* May a Task of this definition take the role: is its name in it, or is a role chosen at run time?
 */
static bool may_take(const struct machine *machine, struct str role)
{
	struct arn arn;

	if (!str_contains(machine->definition, STR("\"Credentials\"")))
		return false;
	return str_contains(machine->definition, STR("RoleArn.$")) ||
	       str_contains(machine->definition, STR("{%")) ||
	       str_contains(machine->definition, STR("${")) ||
	       (arn_parse(role, &arn) && str_contains(machine->definition, arn_name(&arn)));
}

/* Every machine of the inventory, or those that may take a role. */
static bool add_all(struct search *s, struct str role)
{
	struct explaining *x = s->x;
	const struct entity *list = NULL;
	size_t n = 0;

	if (x->store == NULL)
		return true;
	if (!store_list(x->store, x->arena, ENTITY_MACHINE, x->options->account, &list, &n, x->err))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct machine *machine = NULL;
		enum found found = FOUND_UNKNOWN;
		struct lack lack;
		if (!str_is_empty(role)) {
			if (!x->world->ops->machine(x->world->self, x->arena, list[i].key, &found,
						    &machine, &lack, x->err))
				return false;
			if (found != FOUND_YES || !may_take(machine, role))
				continue;
		}
		add_machine(s, list[i].key);
	}
	return true;
}

/* Only what is about Step Functions itself names a machine, or the role that it was to get. */
static bool add_for_service(struct search *s)
{
	struct str resource = s->x->denial.resource;
	struct arn arn;

	if (!arn_parse(resource, &arn))
		return add_all(s, STR(""));
	if (arn_is_machine(&arn))
		add_machine(s, arn_machine_base(resource));
	return !arn_is_role(&arn) || add_machines_of(s, resource);
}

/*
 * The ExternalId of an assumption tells the machine, as Step Functions always sends its ARN; any
 * other, or none, shows that the call was not Step Functions'. false where nothing tells.
 * Source: Step Functions Developer Guide, "Accessing resources in other AWS accounts in workflows".
 */
static bool tells_machine(struct search *s)
{
	const struct incident *in = s->x->incident;
	struct arn arn;

	if (!in->knows_request || !str_eq_nocase(s->x->denial.action, STR("sts:AssumeRole")))
		return false;
	if (arn_parse(in->external_id, &arn) && arn_is_machine(&arn))
		add_machine(s, arn_machine_base(in->external_id));
	return true;
}

static bool find_machines(struct search *s)
{
	const struct incident *q = s->x->incident;

	if (!str_is_empty(s->x->options->machine)) {
		add_machine(s, arn_machine_base(s->x->options->machine));
		return true;
	}
	if (!str_is_empty(q->machine)) {
		add_machine(s, q->machine);
		return true;
	}
	if (!str_is_empty(q->execution_role))
		return add_machines_of(s, q->execution_role);
	if (s->x->denial.reason == DENIAL_SFN_EXECUTION_ROLE)
		return add_for_service(s);
	if (str_is_empty(s->x->caller) || tells_machine(s))
		return true;
	return add_machines_of(s, s->x->caller) && add_all(s, s->x->caller);
}

/* ---- what a run has shown ---------------------------------------------------------------------
 */

static void bind(struct vec *bindings, struct str path, const struct json *value)
{
	if (!str_is_empty(path) && value != NULL && bindings->n < BINDINGS_MAX)
		*(struct asl_binding *)vec_push(bindings) = (struct asl_binding){path, value};
}

/* What the expressions of a template came to, from what was sent. */
static void bind_template(struct vec *bindings, const struct json *template,
			  const struct json *sent, int depth)
{
	struct str text = json_str(template);

	if (str_starts(text, STR("{%")) && str_ends(text, STR("%}"))) {
		bind(bindings, text, sent);
		bind(bindings, str_trim(str_slice(text, 2, text.n - 2)), sent);
	}
	if (!json_is(template, JSON_OBJECT) || !json_is(sent, JSON_OBJECT) || depth == 0)
		return;
	for (const struct json *m = json_first(template); m != NULL; m = json_next(m)) {
		struct str key = json_key(m);
		bool path = str_ends(key, STR(".$"));
		struct str name = path ? str_slice(key, 0, key.n - 2) : key;
		const struct json *value = json_get_nocase(sent, name);
		if (path)
			bind(bindings, json_str(m), value);
		else if (value != NULL)
			bind_template(bindings, m, value, depth - 1);
	}
}

static const struct json *as_json(struct arena *arena, struct str text)
{
	struct buf quoted;
	const struct json *json = NULL;
	struct err ignored;

	buf_init(&quoted, arena, 8 * text.n + 16);
	json_write_str(&quoted, text);
	return json_parse(arena, buf_str(&quoted), &json, &ignored) ? json : NULL;
}

static struct trace_options begin_options(struct explaining *x, const struct asl_state *state,
					  struct vec *bindings)
{
	struct trace_options options = x->options->trace;
	const struct incident *q = x->incident;
	const struct json *template = json_get(state->node, STR("Parameters"));

	vec_init(bindings, x->arena, sizeof(struct asl_binding));
	for (size_t i = 0; i < options.n_bindings; i++)
		*(struct asl_binding *)vec_push(bindings) = options.bindings[i];
	if (template == NULL)
		template = json_get(state->node, STR("Arguments"));
	if (q->parameters != NULL)
		bind_template(bindings, template, q->parameters, NAMES_DEPTH);
	if (options.input == NULL)
		options.input = q->input;
	options.bindings = bindings->items;
	options.n_bindings = bindings->n;
	options.brief = true;
	return options;
}

/* The role that Credentials came to, as far as the denial shows. */
static struct str role_taken(const struct explaining *x, const struct trace *trace)
{
	struct str resource = x->denial.resource;
	struct arn arn;

	if (!str_is_empty(x->incident->task_role))
		return x->incident->task_role;
	if (str_starts_nocase(x->denial.action, STR("sts:")) && arn_parse(resource, &arn) &&
	    arn_is_role(&arn))
		return resource;
	if (trace->n_hops > 1 && !str_is_empty(x->caller) &&
	    !str_eq(trace->hops[1].identity, x->caller))
		return x->caller;
	return STR("");
}

/* ---- one Task ---------------------------------------------------------------------------------
 */

struct trying {
	struct search *s;
	const struct machine *machine;
	const struct asl *asl;
	const struct asl_state *state;
	struct trace_options options;
	struct vec bindings;
	const struct trace *trace;
	enum fit fit;
	size_t hop;
};

static bool run(struct trying *t)
{
	struct explaining *x = t->s->x;

	t->options.bindings = t->bindings.items;
	t->options.n_bindings = t->bindings.n;
	t->s->looked++;
	if (!trace_task(x->arena, x->world, t->machine, t->asl, t->state, &t->options, &t->trace,
			x->err))
		return false;
	t->fit = explain_hop(x, t->trace, &t->hop);
	return true;
}

/* Runs again with `path` settled to `value`; back to what was where that does not fit better. */
static bool run_with(struct trying *t, struct str path, struct str value)
{
	const struct trying before = *t;

	bind(&t->bindings, path, as_json(t->s->x->arena, value));
	if (t->bindings.n == before.bindings.n)
		return true;
	if (!run(t))
		return false;
	if (t->fit < before.fit || (t->fit == before.fit && t->fit != FIT_EXACT &&
				    t->trace->verdict == before.trace->verdict)) {
		struct vec bindings = before.bindings;
		*t = before;
		t->bindings = bindings;
	}
	return true;
}

static bool settle_role(struct trying *t)
{
	struct str path = t->trace->target_path;
	struct str role = role_taken(t->s->x, t->trace);

	if (str_is_empty(path) || str_is_empty(role) || t->trace->n_hops < 2 ||
	    !holes_fits(t->trace->hops[1].target, role))
		return true;
	return run_with(t, path, role);
}

/* The name of a resource, as parameters have it: behind the last colon or slash. */
static struct str bare_name(struct str arn)
{
	size_t n = arn.n;

	while (n > 0 && arn.p[n - 1] != ':' && arn.p[n - 1] != '/')
		n--;
	return str_skip(arn, n);
}

static bool settle_resource(struct trying *t)
{
	struct str resource = t->s->x->denial.resource;
	const struct hop *hop;
	struct str path = STR("");
	struct arn arn;

	if (t->fit != FIT_OPEN || !arn_parse(resource, &arn))
		return true;
	hop = &t->trace->hops[t->hop];
	for (int g = 0; g < GATE_COUNT && str_is_empty(path); g++)
		if (hop->gates[g].applies && hop->gates[g].explanation.n_depends > 0)
			path = hop->gates[g].explanation.depends[0].key;
	if (!str_starts(path, STR("$")) && !str_starts(path, STR("{%")))
		return true;
	return run_with(t, path, resource) &&
	       (t->fit == FIT_EXACT || run_with(t, path, bare_name(resource)));
}

static bool try_task(struct search *s, const struct machine *machine, const struct asl *asl,
		     const struct asl_state *state)
{
	struct trying t = {.s = s, .machine = machine, .asl = asl, .state = state};

	t.options = begin_options(s->x, state, &t.bindings);
	if (!run(&t) || !settle_role(&t) || !settle_resource(&t))
		return false;
	if (t.fit == FIT_NOT)
		return true;
	*(struct attempt *)vec_push(&s->attempts) =
	    (struct attempt){.machine = machine->arn,
			     .pointer = state->pointer,
			     .options = t.options,
			     .trace = t.trace,
			     .fit = t.fit,
			     .hop = t.hop,
			     .agrees = explain_agrees(s->x->denial.reason, &t.trace->hops[t.hop])};
	return true;
}

/* ---- all of them ------------------------------------------------------------------------------
 */

/* Has the definition every state that the execution entered? */
static bool has_states(const struct asl *asl, const struct incident *q)
{
	for (size_t i = 0; i < q->n_states; i++) {
		const struct asl_state *found;
		size_t n = 0;
		asl_find(asl, q->states[i], &found, 1, &n);
		if (n == 0)
			return false;
	}
	return true;
}

static bool is_asked(const struct incident *q, const struct asl_state *state)
{
	return str_is_empty(q->state) || str_eq(state->name, q->state);
}

static bool try_machine(struct search *s, struct str arn)
{
	struct explaining *x = s->x;
	const struct machine *machine;
	const struct asl *asl;
	const struct asl_state *const *states;
	struct err unread;
	size_t n;

	if (!trace_machine(x->arena, x->world, arn, &machine, &asl, &unread)) {
		if (unread.kind == ERR_INPUT && str_is_empty(x->options->machine))
			return true;
		*x->err = unread;
		return false;
	}
	if (!has_states(asl, x->incident))
		return true;
	trace_tasks(x->arena, asl, &states, &n);
	/* the execution role is the same for every Task of the machine */
	if (x->denial.reason == DENIAL_SFN_EXECUTION_ROLE && n > 1)
		n = 1;
	for (size_t i = 0; i < n; i++) {
		if (!is_asked(x->incident, states[i]))
			continue;
		if (s->looked >= LOOKED_MAX)
			s->left_out++;
		else if (!try_task(s, machine, asl, states[i]))
			return false;
	}
	return true;
}

/* AWS denied it: of Tasks that fit as well, one that is denied here, too, comes first. */
static bool is_better(const struct attempt *a, const struct attempt *b)
{
	static const int order[] = {
	    [V_DENY_IMPLICIT] = 0, [V_DENY_EXPLICIT] = 0, [V_UNKNOWN] = 1, [V_ALLOW] = 2};
	int x = order[a->trace->hops[a->hop].verdict], y = order[b->trace->hops[b->hop].verdict];

	if (a->fit != b->fit)
		return a->fit > b->fit;
	if (a->agrees != b->agrees)
		return a->agrees;
	return x != y ? x < y : order[a->trace->verdict] < order[b->trace->verdict];
}

/* Only those that fit as well as the best one; where the execution role is in question, only those
 * that may be denied. */
static bool is_kept(const struct search *s, const struct attempt *a, const struct attempt *best)
{
	if (s->x->denial.reason == DENIAL_SFN_EXECUTION_ROLE &&
	    str_is_empty(s->x->options->machine) && str_is_empty(s->x->incident->machine) &&
	    str_is_empty(s->x->denial.resource))
		return a->trace->hops[a->hop].verdict != V_ALLOW;
	return a->fit == best->fit;
}

static void list_candidates(struct search *s, const struct attempt *best)
{
	struct explained *out = s->x->out;
	struct explain_candidate *list = arena_array(s->x->arena, s->attempts.n, sizeof(*list));
	size_t n = 0;

	for (size_t i = 0; i < s->attempts.n; i++) {
		const struct attempt *a = vec_at(&s->attempts, i);
		if (!is_kept(s, a, best))
			continue;
		list[n++] = (struct explain_candidate){.machine = a->machine,
						       .state = a->trace->state,
						       .pointer = a->pointer,
						       .verdict = a->trace->verdict,
						       .complete = a->trace->complete,
						       .cause = a->trace->cause,
						       .summary = a->trace->summary,
						       .shown = a == best};
	}
	out->candidates = list;
	out->n_candidates = n > 1 ? n : 0;
}

static bool show(struct search *s, const struct attempt *best)
{
	struct explained *out = s->x->out;
	size_t hop = 0;

	out->asked = (struct asked){.machine = best->machine, .pointer = best->pointer};
	out->options = best->options;
	out->options.brief = false;
	if (!asked_trace(s->x->arena, s->x->world, &out->asked, &out->options, &out->trace,
			 s->x->err))
		return false;
	out->hop = explain_hop(s->x, out->trace, &hop) == FIT_NOT ? (int)best->hop : (int)hop;
	return true;
}

bool explain_tasks(struct explaining *x)
{
	struct search s = {.x = x};
	const struct attempt *best = NULL;

	vec_init(&s.machines, x->arena, sizeof(struct str));
	vec_init(&s.attempts, x->arena, sizeof(struct attempt));
	if (!find_machines(&s))
		return false;
	for (size_t i = 0; i < s.machines.n; i++)
		if (!try_machine(&s, *(const struct str *)vec_at(&s.machines, i)))
			return false;
	x->out->n_left_out = s.left_out;
	for (size_t i = 0; i < s.attempts.n; i++) {
		const struct attempt *a = vec_at(&s.attempts, i);
		if (best == NULL || is_better(a, best))
			best = a;
	}
	if (best == NULL || !is_kept(&s, best, best))
		return true;
	list_candidates(&s, best);
	return show(&s, best);
}
