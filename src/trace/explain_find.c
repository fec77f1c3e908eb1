/* trace/explain_find.c - which Tasks of the inventory a denial may be about. */
#include "explaining.h"
#include "rolehop/base/map.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "run.h"

enum { LOOKED_MAX = 3000 };

struct search {
	struct explaining *x;
	struct vec machines; /* struct str */
	struct map known;    /* the same, to find them by */
	struct arena scratch;
	struct vec attempts; /* struct attempt */
	size_t looked, left_out;
};

/* ---- which machines ---------------------------------------------------------------------------
 */

static void add_machine(struct search *s, struct str arn)
{
	struct str account = s->x->options->account;
	struct arn parts;

	if (!str_is_empty(account) && (!arn_parse(arn, &parts) || !str_eq(parts.account, account)))
		return;
	if (map_find(&s->known, arn) != NULL)
		return;
	map_put(&s->known, arn, s);
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

	if (!str_contains(machine->definition, STR("Credentials")))
		return false;
	return str_contains(machine->definition, STR("RoleArn.$")) ||
	       str_contains(machine->definition, STR("{%")) ||
	       str_contains(machine->definition, STR("${")) ||
	       (arn_parse(role, &arn) && str_contains(machine->definition, arn_name(&arn)));
}

static bool add_if_may_take(struct search *s, struct str arn, struct str role)
{
	const struct world *world = s->x->world;
	const struct machine *machine = NULL;
	enum found found = FOUND_UNKNOWN;
	struct arena_mark mark = arena_mark(&s->scratch);
	struct lack lack;
	bool done =
	    world->ops->machine(world->self, &s->scratch, arn, &found, &machine, &lack, s->x->err);

	if (done && found == FOUND_YES && may_take(machine, role))
		add_machine(s, arn);
	arena_rewind(&s->scratch, mark);
	return done;
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
		if (str_is_empty(role))
			add_machine(s, list[i].key);
		else if (!add_if_may_take(s, list[i].key, role))
			return false;
	}
	return true;
}

/* Only what is about Step Functions itself names a machine, or the role that it was to get. */
static bool add_for_service(struct search *s)
{
	struct str resource = s->x->resource;
	struct arn arn;

	if (holes_any(resource) || !arn_parse(resource, &arn))
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

/* A version has a definition of its own; where the inventory lacks it, the machine's stands for it.
 */
static bool add_what_ran(struct search *s)
{
	const struct world *world = s->x->world;
	struct str version = s->x->incident->version;
	const struct machine *machine;
	enum found found = FOUND_UNKNOWN;
	struct lack lack;

	if (!str_is_empty(version) && !world->ops->machine(world->self, s->x->arena, version,
							   &found, &machine, &lack, s->x->err))
		return false;
	add_machine(s, found == FOUND_YES && !str_is_empty(machine->definition)
			   ? version
			   : s->x->incident->machine);
	return true;
}

static bool find_machines(struct search *s)
{
	const struct incident *q = s->x->incident;

	if (!str_is_empty(s->x->options->machine)) {
		add_machine(s, s->x->options->machine);
		return true;
	}
	if (!str_is_empty(q->machine))
		return add_what_ran(s);
	if (!str_is_empty(q->execution_role))
		return add_machines_of(s, q->execution_role);
	if (s->x->denial.reason == DENIAL_SFN_EXECUTION_ROLE)
		return add_for_service(s);
	if (str_is_empty(s->x->caller) || tells_machine(s))
		return true;
	return add_machines_of(s, s->x->caller) && add_all(s, s->x->caller);
}

/* ---- all of them ------------------------------------------------------------------------------
 */

/* Of a machine that is known to be the one. */
static void note_changed(struct explaining *x, const struct machine *machine)
{
	if (!str_is_empty(x->incident->machine) || !str_is_empty(x->options->machine))
		x->no_task = arena_printf(x->arena,
					  "%.*s: its definition in the inventory lacks states that "
					  "the execution entered",
					  STR_ARG(machine->arn));
}

static bool is_asked(const struct incident *q, const struct asl_state *state)
{
	return str_is_empty(q->state) || str_eq(state->name, q->state);
}

static bool try_state(struct search *s, const struct tried_machine *of,
		      const struct asl_state *state)
{
	struct attempt attempt;

	if (s->looked++ >= LOOKED_MAX) {
		s->left_out++;
		return true;
	}
	if (!explain_task(s->x, of, state, &attempt))
		return false;
	if (attempt.fit != FIT_NOT)
		*(struct attempt *)vec_push(&s->attempts) = attempt;
	return true;
}

static bool try_states(struct search *s, const struct machine *machine, const struct asl *asl)
{
	struct explaining *x = s->x;
	struct arena kept = {NULL};
	struct asl_flow_cache flows = {.arena = &kept};
	const struct tried_machine of = {machine, asl, &s->scratch, &flows, trace_first_new(&kept)};
	const struct asl_state *const *states;
	bool done = true;
	size_t n;

	trace_tasks(&s->scratch, asl, &states, &n);
	/* the execution role is the same for every Task of the machine */
	if (x->denial.reason == DENIAL_SFN_EXECUTION_ROLE && n > 1)
		n = 1;
	for (size_t i = 0; i < n && done; i++)
		if (is_asked(x->incident, states[i]))
			done = try_state(s, &of, states[i]);
	arena_release(&kept);
	return done;
}

static bool try_machine(struct search *s, struct str arn)
{
	struct explaining *x = s->x;
	const struct machine *machine;
	const struct asl *asl;
	struct err unread;

	if (!trace_machine(&s->scratch, x->world, arn, &machine, &asl, &unread)) {
		if (unread.kind != ERR_INPUT || !str_is_empty(x->options->machine)) {
			*x->err = unread;
			return false;
		}
		if (!str_is_empty(x->incident->machine))
			x->no_task = arena_str(x->arena, str_from(unread.text));
		return true;
	}
	if (run_missing(asl, x->incident->states, x->incident->n_states) != NULL) {
		note_changed(x, machine);
		return true;
	}
	return try_states(s, machine, asl);
}

static bool try_machines(struct search *s)
{
	bool done = find_machines(s);

	for (size_t i = 0; i < s->machines.n && done; i++) {
		struct arena_mark mark = arena_mark(&s->scratch);
		done = try_machine(s, *(const struct str *)vec_at(&s->machines, i));
		arena_rewind(&s->scratch, mark);
	}
	return done;
}

/* Of Tasks that fit as well, one that comes as far as the call that AWS denied, and that is denied
 * here, too, comes first. */
static bool is_better(const struct attempt *a, const struct attempt *b)
{
	static const int order[] = {
	    [V_DENY_IMPLICIT] = 0, [V_DENY_EXPLICIT] = 0, [V_UNKNOWN] = 1, [V_ALLOW] = 2};
	int x = order[a->denied], y = order[b->denied];

	if (a->fit != b->fit)
		return a->fit > b->fit;
	if (a->reaches != b->reaches)
		return a->reaches;
	if (a->agrees != b->agrees)
		return a->agrees;
	return x != y ? x < y : order[a->verdict] < order[b->verdict];
}

/* Only those that fit as well as the best one and come as far as AWS came; where the execution role
 * is in question, only those that may be denied. */
static bool is_kept(const struct search *s, const struct attempt *a, const struct attempt *best)
{
	if (s->x->denial.reason == DENIAL_SFN_EXECUTION_ROLE &&
	    str_is_empty(s->x->options->machine) && str_is_empty(s->x->incident->machine) &&
	    str_is_empty(s->x->denial.resource))
		return a->denied != V_ALLOW;
	return a->fit == best->fit && (a->reaches || !best->reaches);
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
						       .state = a->state,
						       .pointer = a->pointer,
						       .verdict = a->verdict,
						       .complete = a->complete,
						       .cause = a->cause,
						       .summary = a->summary,
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

/* A Task that would be denied before it came to this call did not make it, where nothing but the
 * role speaks for Step Functions and the session's name speaks against it. */
static bool is_far_fetched(const struct explaining *x, const struct attempt *best)
{
	const struct incident *in = x->incident;

	return !best->reaches && !str_is_empty(x->denial.session) &&
	       !denial_random_session(x->denial.session) && str_is_empty(x->options->machine) &&
	       str_is_empty(in->machine) && str_is_empty(in->execution_role);
}

bool explain_tasks(struct explaining *x)
{
	struct search s = {.x = x};
	const struct attempt *best = NULL;
	bool done;

	arena_init(&s.scratch);
	map_init(&s.known, x->arena);
	vec_init(&s.machines, x->arena, sizeof(struct str));
	vec_init(&s.attempts, x->arena, sizeof(struct attempt));
	done = try_machines(&s);
	arena_release(&s.scratch);
	if (!done)
		return false;
	x->out->n_left_out = s.left_out;
	for (size_t i = 0; i < s.attempts.n; i++) {
		const struct attempt *a = vec_at(&s.attempts, i);
		if (best == NULL || is_better(a, best))
			best = a;
	}
	if (best == NULL || !is_kept(&s, best, best) || is_far_fetched(x, best))
		return true;
	list_candidates(&s, best);
	return show(&s, best);
}
