/* trace/conclude.c - the hops added up to one answer. */
#include "rolehop/model/arn.h"
#include "rolehop/trace/causes.h"
#include "tracer.h"

static bool is_dependent(const struct ask *ask, const struct hop *hop, enum asl_call_kind kind)
{
	return hop->dependent && ask->call_kind == kind;
}

/* ---- dependent hops: what a missing permission means
 * ------------------------------------------------ */

static void discount(struct hop *hop)
{
	hop->counts = false;
	for (int i = 0; i < GATE_COUNT; i++)
		hop->gates[i].counts = false;
}

/* A denial that bites only under a condition that is not known. */
static void doubt(struct tracer *t, struct hop *hop, struct str key, struct str flips)
{
	hop->verdict = V_UNKNOWN;
	for (int i = 0; i < GATE_COUNT; i++) {
		struct gate_result *gate = &hop->gates[i];
		if (!gate->applies || !verdict_denies(gate->verdict))
			continue;
		struct dependence *depends = arena_alloc(t->arena, sizeof(*depends));
		*depends = (struct dependence){key, flips};
		gate->verdict = V_UNKNOWN;
		gate->explanation.depends = depends;
		gate->explanation.n_depends = 1;
	}
}

/* May the events that .sync waits for in one account be set up? No where there are none. */
static enum tri events_allowed(const struct ask *asks, const struct trace *trace)
{
	enum tri all = TRI_YES;
	size_t n = 0;

	for (size_t i = 0; i < trace->n_hops; i++) {
		const struct hop *hop = &trace->hops[i];
		if (!is_dependent(&asks[i], hop, ASL_EVENTBRIDGE))
			continue;
		n++;
		all = tri_and(all, verdict_denies(hop->verdict) ? TRI_NO
				   : hop->verdict == V_ALLOW	? TRI_YES
								: TRI_UNKNOWN);
	}
	return n > 0 ? all : TRI_NO;
}

/*
 * Without polling a .sync Task of one account still ends through events.
 * Source: Step Functions Developer Guide, "How Step Functions generates IAM policies for integrated
 * services", ".sync".
 */
static void weigh_poll(struct tracer *t, struct hop *hop, enum tri events)
{
	if (hop->verdict == V_ALLOW || events == TRI_NO)
		return;
	if (events == TRI_YES)
		discount(hop);
	else if (verdict_denies(hop->verdict))
		doubt(t, hop, STR("the events permissions of .sync"),
		      STR("deny unless they are all allowed"));
}

/* Of the wary: a call or a poll names its own resource; a role or key that only may be passed or
 * used is not known, and asking for it would ask for every one. */
static bool must_hold(const struct tracer *t, const struct ask *ask)
{
	return t->options->wary && (ask->call_kind == ASL_CALL || ask->call_kind == ASL_POLL);
}

/* What is denied of the actions of which the service asks for one. */
struct denied {
	bool of[ASL_CHOICE_INSTEAD + 1];
	bool complete;
};

static struct denied denied_choices(const struct ask *asks, const struct trace *trace)
{
	struct denied out = {.complete = true};

	for (size_t i = 0; i < trace->n_hops; i++) {
		const struct hop *hop = &trace->hops[i];
		if (asks[i].choice == ASL_CHOICE_NONE || !hop->counts ||
		    !verdict_denies(hop->verdict))
			continue;
		out.of[asks[i].choice] = true;
		out.complete &= hop->complete;
	}
	return out;
}

/* A denial counts only where the need does; but where both of a choice are denied, the call is,
 * whichever the service asks for, and as surely as both are. */
static void weigh_conditional(struct tracer *t, const struct ask *ask, const struct denied *denied,
			      struct hop *hop)
{
	if (ask->choice != ASL_CHOICE_NONE && denied->of[ASL_CHOICE_OWN] &&
	    denied->of[ASL_CHOICE_INSTEAD])
		hop->complete &= denied->complete;
	else
		doubt(t, hop, ask->when,
		      arena_printf(t->arena, "deny when %.*s", STR_ARG(ask->when)));
}

static void weigh_dependents(struct tracer *t, const struct ask *asks, struct trace *trace)
{
	enum tri events = events_allowed(asks, trace);
	const struct denied denied = denied_choices(asks, trace);

	for (size_t i = 0; i < trace->n_hops; i++) {
		struct hop *hop = &trace->hops[i];
		if (is_dependent(&asks[i], hop, ASL_POLL) && hop->counts)
			weigh_poll(t, hop, events);
		if (hop->counts && asks[i].need == ASL_CONDITIONAL &&
		    verdict_denies(hop->verdict) && !must_hold(t, &asks[i]))
			weigh_conditional(t, &asks[i], &denied, hop);
	}
}

/* ---- gaps
 * ---------------------------------------------------------------------------------------------- */

static void merge_gap(struct vec *gaps, const struct gap *gap)
{
	for (size_t i = 0; i < gaps->n; i++) {
		struct gap *known = vec_at(gaps, i);
		if (!str_eq(known->account, gap->account) || !str_eq(known->missing, gap->missing))
			continue;
		known->assumed_absent &= gap->assumed_absent;
		return;
	}
	*(struct gap *)vec_push(gaps) = *gap;
}

static void gather_gaps(struct tracer *t, struct trace *trace)
{
	struct vec gaps;

	vec_init(&gaps, t->arena, sizeof(struct gap));
	for (size_t i = 0; i < t->gaps.n; i++) {
		const struct noted_gap *noted = vec_at(&t->gaps, i);
		if (trace->hops[noted->hop].counts)
			merge_gap(&gaps, &noted->gap);
	}
	trace->gaps = gaps.items;
	trace->n_gaps = gaps.n;
}

/* ---- the answer
 * ------------------------------------------------------------------------------------------ */

static enum verdict verdict_of(const struct trace *trace)
{
	enum verdict v = V_ALLOW;

	for (size_t i = 0; i < trace->n_hops; i++)
		if (trace->hops[i].counts)
			v = trace_worst(v, trace->hops[i].verdict);
	return v;
}

/* One sure denial is enough; an allowance rests on every hop. */
static bool is_complete(const struct ask *asks, const struct trace *trace)
{
	bool events_matter = false;

	for (size_t i = 0; i < trace->n_hops; i++)
		if (is_dependent(&asks[i], &trace->hops[i], ASL_POLL) && !trace->hops[i].counts)
			events_matter = true;
	if (trace->verdict == V_UNKNOWN)
		return trace->n_gaps == 0;
	for (size_t i = 0; i < trace->n_hops; i++) {
		const struct hop *hop = &trace->hops[i];
		bool matters =
		    hop->counts || (events_matter && is_dependent(&asks[i], hop, ASL_EVENTBRIDGE));
		if (verdict_denies(trace->verdict) && hop->counts && verdict_denies(hop->verdict) &&
		    hop->complete)
			return true;
		if (!verdict_denies(trace->verdict) && matters && !hop->complete)
			return false;
	}
	return !verdict_denies(trace->verdict);
}

static void find_blocking(struct trace *trace)
{
	for (size_t i = 0; i < trace->n_hops; i++) {
		const struct hop *hop = &trace->hops[i];
		if (!hop->counts || !verdict_denies(hop->verdict))
			continue;
		for (int g = 0; g < GATE_COUNT; g++) {
			if (!hop->gates[g].applies || !verdict_denies(hop->gates[g].verdict))
				continue;
			trace->has_blocking = true;
			trace->blocking_hop = i;
			trace->blocking_gate = (enum gate)g;
			trace->blocking_account = hop->gates[g].account;
			return;
		}
	}
}

bool conclude(struct tracer *t, const struct ask *asks, struct trace *trace)
{
	bool strict;

	weigh_dependents(t, asks, trace);
	gather_gaps(t, trace);
	trace->verdict = verdict_of(trace);
	trace->complete = is_complete(asks, trace);
	strict = t->options->strict && !trace->complete && trace->verdict != V_UNKNOWN;
	if (verdict_denies(trace->verdict))
		find_blocking(trace);
	trace->taken = t->world->taken;
	if (t->options->silent && verdict_denies(trace->verdict) && trace->complete)
		return true;
	if (trace->has_blocking && !versions_name(t, asks, trace))
		return false;
	trace->cause = cause_of(trace);
	trace->summary = say_summary(t->arena, asks, trace, strict);
	if (!strict)
		return true;
	trace->verdict = V_UNKNOWN;
	trace->has_blocking = false;
	return true;
}
