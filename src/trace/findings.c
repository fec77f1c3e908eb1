/* trace/findings.c - the short answers of a machine's Tasks, and answers grouped by cause. */
#include "rolehop/trace/findings.h"

#include <stdlib.h>
#include <string.h>

#include "rolehop/base/vec.h"
#include "rolehop/model/arn.h"
#include "rolehop/trace/causes.h"
#include "rolehop/trace/remedy.h"
#include "rolehop/trace/tell.h"
#include "tracer.h"

/* ---- short answers
 * ------------------------------------------------------------------------------------ */

/* The role that makes the call's way out of its account: the caller of the second hop. */
static struct str execution_role(const struct trace *trace)
{
	return trace->n_hops > 0 ? trace->hops[0].resource : STR("");
}

/* With Credentials of another account a .sync Task polls, whatever else it may do. */
static bool polls_across(const struct machine *machine, const struct trace *trace)
{
	struct arn role;

	if (!arn_parse(trace->target_role, &role) || str_eq(role.account, machine->account))
		return false;
	for (size_t i = 0; i < trace->n_hops; i++)
		if (trace->hops[i].kind != NULL && strcmp(trace->hops[i].kind, "poll") == 0)
			return true;
	return false;
}

/*
 * "events:PutRule, events:PutTargets": what is denied and changes no verdict, for the events of
 * .sync or for all else. (Of a bus's policy, which could grant the former, next to nobody makes
 * use.)
 */
static struct str spare_of(struct arena *arena, const struct trace *trace, bool events)
{
	struct str spare = STR("");

	for (size_t i = 0; i < trace->n_hops; i++) {
		const struct hop *hop = &trace->hops[i];
		if (hop->counts || !hop->dependent || !verdict_denies(hop->verdict) ||
		    (strcmp(hop->kind, "eventbridge") == 0) != events ||
		    !(hop->complete || events) || str_contains(spare, hop->action))
			continue;
		spare = arena_printf(arena, "%.*s%s%.*s", STR_ARG(spare), spare.n ? ", " : "",
				     STR_ARG(hop->action));
	}
	return spare;
}

/* The first words that the blocking gate shows. */
static const struct evidence *deciding(const struct trace *trace)
{
	static const struct evidence none;
	const struct explanation *said =
	    trace->has_blocking
		? &trace->hops[trace->blocking_hop].gates[trace->blocking_gate].explanation
		: NULL;

	return said != NULL && said->n_evidence > 0 ? &said->evidence[0] : &none;
}

static void shorten(struct arena *arena, const struct machine *machine, const struct trace *trace,
		    struct task_answer *out)
{
	*out = (struct task_answer){
	    .machine = arena_str(arena, trace->machine),
	    .account = arena_str(arena, machine->account),
	    .state = arena_str(arena, trace->state),
	    .pointer = arena_str(arena, trace->pointer),
	    .action = arena_str(arena, trace->action),
	    .resource = arena_str(arena, trace->resource),
	    .caller_role = arena_str(arena, execution_role(trace)),
	    .target_role = arena_str(arena, trace->target_role),
	    .target_path = arena_str(arena, trace->target_path),
	    .verdict = trace->verdict,
	    .complete = trace->complete,
	    .cause = arena_str(arena, trace->cause),
	    .gate = trace->has_blocking ? str_from(gate_name(trace->blocking_gate)) : STR(""),
	    .why_policy = arena_str(arena, deciding(trace)->policy),
	    .why_of = arena_str(arena, deciding(trace)->of),
	    .why_pointer = arena_str(arena, deciding(trace)->pointer),
	    .summary = arena_str(arena, trace->summary),
	    .polls_across = polls_across(machine, trace),
	    .events = spare_of(arena, trace, true),
	    .spare = spare_of(arena, trace, false),
	};
}

/* A machine that cannot be read hides Tasks: that is unknown, not nothing. */
static bool answer_unread(struct arena *arena, const struct world *world, struct str machine,
			  const struct findings_options *how, struct err *err,
			  const struct task_answer **out, size_t *n)
{
	const struct trace *trace = NULL;
	struct err why = *err;
	struct task_answer *answer = arena_alloc(arena, sizeof(*answer));
	struct arn arn;

	*answer = (struct task_answer){.machine = arena_str(arena, machine),
				       .verdict = V_UNKNOWN,
				       .summary = arena_printf(arena, "Unknown: %s.", why.text)};
	if (arn_parse(answer->machine, &arn))
		answer->account = arn.account;
	if (how->whole && !trace_undefined(arena, world, machine, STR(""), &trace, err))
		return false;
	if (trace != NULL)
		answer->json = tell_json(arena, trace);
	*out = answer;
	*n = 1;
	return true;
}

/* The whole trace of one Task, as `rolehop trace` gives it. */
static bool tell_whole(struct arena *arena, struct arena *scratch, const struct world *world,
		       const struct asl *asl, const struct trace_options *options,
		       const struct trace *trace, struct str *json, struct err *err)
{
	const struct asked asked = {
	    .machine = trace->machine, .pointer = trace->pointer, .asl = asl};
	/* what all Tasks begin with is so in this world alone */
	struct trace_options elsewhere = *options;

	elsewhere.first = NULL;
	if (!remedies_find(scratch, world, &asked, &elsewhere, trace, &trace, err))
		return false;
	*json = arena_str(arena, tell_json(scratch, trace));
	return true;
}

bool findings_machine_with(struct arena *arena, struct arena *scratch, const struct world *world,
			   struct str machine_arn, const struct findings_options *how,
			   const struct task_answer **out, size_t *n, struct err *err)
{
	struct arena kept;
	struct asl_flow_cache flows = {.arena = &kept};
	struct trace_options options = {
	    .brief = !how->whole, .strict = how->strict, .flows = &flows};
	const struct asl_state *const *states;
	const struct machine *machine;
	const struct asl *asl;
	struct task_answer *answers;
	size_t count;

	if (!trace_machine(scratch, world, machine_arn, &machine, &asl, err))
		return err->kind == ERR_INPUT &&
		       answer_unread(arena, world, machine_arn, how, err, out, n);
	trace_tasks(scratch, asl, &states, &count);
	answers = arena_array(arena, count, sizeof(*answers));
	arena_init(&kept);
	options.first = trace_first_new(&kept);
	bool done = true;
	for (size_t i = 0; i < count; i++) {
		const struct trace *trace;
		struct arena_mark mark = arena_mark(scratch);
		done = trace_task(scratch, world, machine, asl, states[i], &options, &trace, err);
		if (!done)
			break;
		shorten(arena, machine, trace, &answers[i]);
		done = !how->whole || tell_whole(arena, scratch, world, asl, &options, trace,
						 &answers[i].json, err);
		if (!done)
			break;
		arena_rewind(scratch, mark);
	}
	arena_release(&kept);
	*out = answers;
	*n = count;
	return done;
}

bool findings_machine(struct arena *arena, struct arena *scratch, const struct world *world,
		      struct str machine_arn, const struct task_answer **out, size_t *n,
		      struct err *err)
{
	const struct findings_options how = {.whole = false};

	return findings_machine_with(arena, scratch, world, machine_arn, &how, out, n, err);
}

/* ---- groups
 * --------------------------------------------------------------------------------------------- */

static bool is_finding(const struct task_answer *a)
{
	return a->verdict != V_ALLOW || !a->complete;
}

const struct cause *finding_cause(const struct task_answer *a)
{
	static const struct cause denied = {"denied", "Denied", "high",
					    "Open the trace: it names what decides."};
	static const struct cause unknown = {"unknown", "Cannot be told from what was collected",
					     "medium", "Open the trace: it names what decides."};
	static const struct cause incomplete = {
	    "incomplete", "Allowed only if what was not collected does not deny it", "low",
	    "Import the organization and the resource policies, and ask again."};
	const struct cause *named = cause_find(a->cause);

	if (named != NULL)
		return named;
	if (verdict_denies(a->verdict))
		return &denied;
	return a->verdict == V_UNKNOWN ? &unknown : &incomplete;
}

/* One group of answers while it grows. */
struct group {
	struct finding finding;
	struct vec answers;  /* const struct task_answer * */
	struct vec accounts; /* struct str */
};

static bool same_group(const struct finding *f, const struct task_answer *a)
{
	return verdict_denies(f->verdict) == verdict_denies(a->verdict) &&
	       (f->verdict == V_UNKNOWN) == (a->verdict == V_UNKNOWN) && str_eq(f->cause, a->cause);
}

static void start_group(struct arena *arena, struct group *group, const struct task_answer *a)
{
	const struct cause *cause = finding_cause(a);

	group->finding = (struct finding){.severity = cause->severity,
					  .verdict = a->verdict,
					  .cause = a->cause,
					  .title = str_from(cause->title),
					  .advice = str_from(cause->advice)};
	vec_init(&group->answers, arena, sizeof(const struct task_answer *));
	vec_init(&group->accounts, arena, sizeof(struct str));
}

static void count_account(struct group *group, struct str account)
{
	if (!arn_is_account_id(account))
		return;
	if (!vec_has_str(&group->accounts, account))
		*(struct str *)vec_push(&group->accounts) = account;
}

static void add_answer(struct arena *arena, struct vec *groups, const struct task_answer *a)
{
	struct group *group = NULL;
	struct arn arn;

	for (size_t i = 0; i < groups->n && group == NULL; i++)
		if (same_group(&((struct group *)vec_at(groups, i))->finding, a))
			group = vec_at(groups, i);
	if (group == NULL) {
		group = vec_push(groups);
		start_group(arena, group, a);
	}
	*(const struct task_answer **)vec_push(&group->answers) = a;
	count_account(group, a->account);
	if (arn_parse(a->target_role, &arn))
		count_account(group, arn.account);
}

static int severity_rank(const char *severity)
{
	return severity[0] == 'h' ? 0 : severity[0] == 'm' ? 1 : 2;
}

/* Worst first, then the largest group, then by name. */
static int compare(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	int by = severity_rank(x->severity) - severity_rank(y->severity);

	if (by == 0)
		by = (int)verdict_denies(y->verdict) - (int)verdict_denies(x->verdict);
	if (by == 0 && x->n_answers != y->n_answers)
		by = x->n_answers > y->n_answers ? -1 : 1;
	return by != 0 ? by : str_cmp(x->title, y->title);
}

void findings_group(struct arena *arena, const struct task_answer *answers, size_t n,
		    const struct finding **out, size_t *n_out)
{
	struct finding *findings;
	struct vec groups;

	vec_init(&groups, arena, sizeof(struct group));
	for (size_t i = 0; i < n; i++)
		if (is_finding(&answers[i]))
			add_answer(arena, &groups, &answers[i]);
	findings = arena_array(arena, groups.n, sizeof(*findings));
	for (size_t i = 0; i < groups.n; i++) {
		const struct group *group = vec_at(&groups, i);
		findings[i] = group->finding;
		findings[i].answers = group->answers.items;
		findings[i].n_answers = group->answers.n;
		findings[i].n_accounts = group->accounts.n;
	}
	if (groups.n > 1)
		qsort(findings, groups.n, sizeof(*findings), compare);
	*out = findings;
	*n_out = groups.n;
}
