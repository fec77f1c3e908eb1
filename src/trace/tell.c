/* trace/tell.c - a trace as paragraphs of styled text. */
#include "rolehop/trace/tell.h"

#include "lines.h"
#include "pointing.h"
#include "rolehop/base/clock.h"
#include "rolehop/base/safe.h"
#include "rolehop/base/span.h"
#include "rolehop/base/width.h"
#include "rolehop/model/holes.h"
#include "rolehop/trace/causes.h"
#include "say.h"
#include "tracer.h"

enum {
	INDENT_HOP = 7,
	INDENT_GATE = 2,
	INDENT_NAME = 9,
	INDENT_SUMMARY = 31,
	INDENT_EVIDENCE = 9,
	INDENT_VALUE = 18,
	NARROW = 70,
	EVIDENCE_SHOWN = 4,
};

struct teller {
	struct lines lines;
	const struct trace *trace;
	const struct tell_options *options;
};

/* ---- marks
 * ------------------------------------------------------------------------------------------ */

const char *tell_mark(enum verdict verdict, bool complete, enum tell_style *style)
{
	switch (verdict) {
	case V_ALLOW:
		*style = complete ? TELL_ALLOW : TELL_UNKNOWN;
		return complete ? "[ ok ]" : "[ ok?]";
	case V_DENY_IMPLICIT:
	case V_DENY_EXPLICIT:
		*style = TELL_DENY;
		return "[FAIL]";
	case V_UNKNOWN:
		break;
	}
	*style = TELL_UNKNOWN;
	return "[ ?? ]";
}

static const char *tell_gate_mark(const struct gate_result *gate, enum tell_style *style)
{
	if (!gate->applies) {
		*style = TELL_NONE;
		return "[ -- ]";
	}
	const char *mark = tell_mark(gate->verdict, !gate->assumed, style);
	if (!gate->counts && gate->verdict != V_ALLOW)
		*style = TELL_NONE;
	return mark;
}

static void add_mark(struct teller *t, const char *mark, enum tell_style style)
{
	lines_add(&t->lines, style, str_from(mark));
	lines_add(&t->lines, TELL_PLAIN, STR(" "));
}

/* Our own sentences use one character beyond ASCII. */
static struct str plain(struct teller *t, struct str text)
{
	struct buf buf;

	text = tell_settled(t->lines.arena, text, t->options->key);
	if (!t->options->ascii)
		return text;
	buf_init(&buf, t->lines.arena, text.n * 3 + 16);
	for (ptrdiff_t at = str_find(text, STR("…")); at >= 0; at = str_find(text, STR("…"))) {
		buf_add(&buf, str_slice(text, 0, (size_t)at));
		buf_add_cstr(&buf, "...");
		text = str_skip(text, (size_t)at + STR("…").n);
	}
	buf_add(&buf, text);
	return buf_str(&buf);
}

/* ---- evidence
 * ----------------------------------------------------------------------------------------- */

static size_t line_of(const struct evidence *e)
{
	struct span span;
	size_t key = 0, line = 0, column = 0;

	if (str_is_empty(e->document) || !span_find(e->document, e->pointer, &span, &key))
		return 0;
	span_place(e->document, key, &line, &column);
	return line;
}

static struct str policy_words(struct teller *t, const struct evidence *e)
{
	struct str words = say_policy(t->lines.arena, e);

	if (str_eq(e->policy, STR("definition")))
		return e->policy;
	return str_starts(words, STR("the ")) ? str_skip(words, STR("the ").n) : words;
}

/* "where     trust policy of TrustingAccountRl, line 11,
 * /Statement/0/Condition/StringEquals/sts:ExternalId" */
static void add_where(struct teller *t, const struct evidence *e, const char *label)
{
	struct arena *arena = t->lines.arena;
	size_t line = line_of(e);
	struct str words = policy_words(t, e);

	if (str_is_empty(words))
		return;
	if (line > 0)
		words = arena_printf(arena, "%.*s, line %zu, %.*s", STR_ARG(words), line,
				     STR_ARG(str_is_empty(e->pointer) ? STR("whole") : e->pointer));
	if (!str_is_empty(e->sid))
		words = arena_printf(arena, "%.*s (%.*s)", STR_ARG(words), STR_ARG(e->sid));
	lines_to(&t->lines, INDENT_EVIDENCE);
	lines_add(&t->lines, TELL_DIM, str_from(label));
	lines_wrap(&t->lines, TELL_DIM, INDENT_VALUE, words);
}

/* Columns of what comes before byte `at`, once it is safe. */
static size_t columns_before(struct teller *t, struct str text, size_t at)
{
	return width_text(safe_text(t->lines.arena, str_slice(text, 0, at)));
}

static void add_value(struct teller *t, const char *label, enum tell_style style, struct str value,
		      size_t mark)
{
	lines_to(&t->lines, INDENT_EVIDENCE);
	lines_add(&t->lines, TELL_DIM, str_from(label));
	lines_chop(&t->lines, style, INDENT_VALUE, value, mark);
}

/* What the policy wants over what the request has, with a mark under the first difference. */
static void add_comparison(struct teller *t, const struct evidence *e)
{
	struct str has = holes_show(t->lines.arena, e->has);
	size_t at = differ_at(e->wants, has);
	bool compare = !str_is_empty(e->wants) && !str_is_empty(has) && e->matched == TRI_NO &&
		       at > 0 && !str_eq(e->wants, has);

	if (str_is_empty(e->wants) && str_is_empty(has))
		return;
	if (!str_is_empty(e->wants))
		add_value(t, "wants", TELL_WANTS, e->wants, LINES_NO_MARK);
	add_value(t, "has", TELL_HAS, str_is_empty(has) ? STR("(nothing)") : has,
		  compare ? columns_before(t, has, at) : LINES_NO_MARK);
}

static void add_evidence(struct teller *t, const struct gate_result *gate, size_t index)
{
	const struct evidence *e = &gate->explanation.evidence[index];

	t->lines.evidence = (int)index;
	add_where(t, e, "where");
	if (e->matched != TRI_YES)
		add_comparison(t, e);
	if (gate->verdict != V_ALLOW && !str_is_empty(e->why) && !str_eq(e->why, gate->summary)) {
		lines_to(&t->lines, INDENT_EVIDENCE);
		lines_add(&t->lines, TELL_DIM, STR("because"));
		lines_wrap(&t->lines, TELL_PLAIN, INDENT_VALUE, plain(t, e->why));
	}
	t->lines.evidence = TELL_NO_EVIDENCE;
}

static void add_depends(struct teller *t, const struct gate_result *gate)
{
	for (size_t i = 0; i < gate->explanation.n_depends; i++) {
		const struct dependence *d = &gate->explanation.depends[i];
		lines_to(&t->lines, INDENT_EVIDENCE);
		lines_add(&t->lines, TELL_DIM, STR("depends"));
		lines_wrap(&t->lines, TELL_PLAIN, INDENT_VALUE,
			   arena_printf(t->lines.arena, "on %.*s%s%.*s", STR_ARG(d->key),
					str_is_empty(d->flips) ? "" : ": ",
					STR_ARG(plain(t, d->flips))));
	}
}

/* ---- gates
 * ---------------------------------------------------------------------------------------------- */

static bool is_folded(const struct teller *t, size_t hop, int gate)
{
	return t->options->folded != NULL && t->options->folded[hop * GATE_COUNT + (size_t)gate];
}

/* The gate that the answer is about: its sentence stands at the top already, so the cause's name
 * does. */
static struct str gate_sentence(const struct teller *t, size_t hop, const struct gate_result *gate)
{
	const struct trace *trace = t->trace;
	const struct cause *cause = cause_find(trace->cause);
	bool blocks =
	    trace->has_blocking && trace->blocking_hop == hop && trace->blocking_gate == gate->gate;

	if (blocks && cause != NULL && str_contains(trace->summary, gate->summary))
		return str_from(cause->title);
	return gate->summary;
}

static void add_gate_head(struct teller *t, size_t hop, const struct gate_result *gate)
{
	enum tell_style style;
	const char *mark = tell_gate_mark(gate, &style);
	bool narrow = t->lines.columns < NARROW;
	struct str summary = plain(t, gate_sentence(t, hop, gate));

	if (gate->applies && !gate->counts && gate->verdict != V_ALLOW)
		summary = arena_printf(t->lines.arena, "%.*s (the Task goes on without it)",
				       STR_ARG(summary));
	lines_to(&t->lines, INDENT_GATE);
	add_mark(t, mark, style);
	lines_add(&t->lines, TELL_STRONG, str_from(gate_name(gate->gate)));
	t->lines.heads = true;
	if (narrow)
		lines_end(&t->lines);
	lines_wrap(&t->lines, gate->applies ? TELL_PLAIN : TELL_DIM,
		   narrow ? INDENT_NAME : INDENT_SUMMARY, summary);
}

/* Of statements other than the one that leads, one piece of evidence each is enough. */
static bool is_aside(const struct explanation *x, size_t i)
{
	return i > 0 && evidence_same_statement(&x->evidence[i], &x->evidence[i - 1]) &&
	       !evidence_same_statement(&x->evidence[i], &x->evidence[0]);
}

static void add_gate(struct teller *t, size_t hop, const struct gate_result *gate)
{
	const struct explanation *x = &gate->explanation;
	size_t shown = gate->verdict == V_ALLOW ? 1 : EVIDENCE_SHOWN;

	lines_about(&t->lines, (int)hop, (int)gate->gate);
	add_gate_head(t, hop, gate);
	if (!gate->applies || is_folded(t, hop, (int)gate->gate))
		return;
	for (size_t i = 0, n = 0; i < x->n_evidence && n < shown; i++) {
		if (evidence_is_idle(x, &x->evidence[i]) || is_aside(x, i))
			continue;
		add_evidence(t, gate, i);
		n++;
	}
	if (gate->verdict == V_UNKNOWN)
		add_depends(t, gate);
}

/* The gates that do not arise, in one line. */
static void add_silent_gates(struct teller *t, size_t index, const struct hop *hop)
{
	struct buf buf;

	buf_init(&buf, t->lines.arena, 4096);
	for (int g = 0; g < GATE_COUNT; g++)
		if (!hop->gates[g].applies)
			buf_printf(&buf, "%s%s", buf.n > 0 ? ", " : "", gate_name((enum gate)g));
	if (buf.n == 0)
		return;
	lines_about(&t->lines, (int)index, TELL_NO_GATE);
	lines_to(&t->lines, INDENT_GATE);
	add_mark(t, "[ -- ]", TELL_NONE);
	lines_wrap(&t->lines, TELL_DIM, INDENT_NAME, buf_str(&buf));
}

/* ---- hops
 * -------------------------------------------------------------------------------------------------
 */

/* Nothing but a hole. */
static bool is_open(struct str shown)
{
	return str_eq(shown, STR("<?>"));
}

static void add_hop_head(struct teller *t, size_t index, const struct hop *hop)
{
	struct arena *arena = t->lines.arena;
	enum tell_style style;
	const char *mark = tell_mark(hop->verdict, hop->complete, &style);
	struct str who = is_open(hop->caller) ? STR("the role that is chosen at run time")
					      : say_name(arena, hop->caller);
	struct str what =
	    is_open(hop->resource) ? STR("what is known only at run time") : hop->resource;

	lines_about(&t->lines, (int)index, TELL_NO_GATE);
	add_mark(t, mark, style);
	lines_add(&t->lines, TELL_STRONG, arena_printf(arena, "Hop %zu", index));
	if (hop->dependent)
		lines_add(
		    &t->lines, TELL_DIM,
		    arena_printf(arena, ", %s%s", hop->kind, hop->counts ? "" : ", not needed"));
	lines_wrap(
	    &t->lines, TELL_STRONG, INDENT_HOP,
	    arena_printf(arena, ":  %.*s asks for %.*s", STR_ARG(who), STR_ARG(hop->action)));
	lines_to(&t->lines, INDENT_HOP);
	lines_add(&t->lines, TELL_DIM, STR("on "));
	lines_wrap(&t->lines, TELL_ARN, INDENT_HOP, what);
	if (str_is_empty(hop->when))
		return;
	lines_to(&t->lines, INDENT_HOP);
	lines_add(&t->lines, TELL_DIM, STR("only where "));
	lines_wrap(&t->lines, TELL_DIM, INDENT_HOP, hop->when);
}

static void add_hop(struct teller *t, size_t index)
{
	const struct hop *hop = &t->trace->hops[index];

	lines_blank(&t->lines);
	add_hop_head(t, index, hop);
	for (int g = 0; g < GATE_COUNT; g++)
		if (hop->gates[g].applies || t->options->all_gates)
			add_gate(t, index, &hop->gates[g]);
	if (!t->options->all_gates)
		add_silent_gates(t, index, hop);
	lines_about(&t->lines, TELL_NO_HOP, TELL_NO_GATE);
}

/* ---- around the hops
 * ---------------------------------------------------------------------------------------- */

/* What the answer is without what is supposed. */
static void add_before(struct teller *t, const struct trace *before)
{
	enum tell_style style;
	const char *mark = tell_mark(before->verdict, before->complete, &style);

	lines_add(&t->lines, TELL_DIM, STR("As it is: "));
	add_mark(t, mark, style);
	lines_wrap(&t->lines, TELL_DIM, INDENT_HOP, plain(t, before->summary));
	lines_add(&t->lines, TELL_DIM, STR("With what is supposed:"));
	lines_end(&t->lines);
}

static void add_head(struct teller *t)
{
	const struct trace *trace = t->trace;
	struct arena *arena = t->lines.arena;
	enum tell_style style;
	const char *mark = tell_mark(trace->verdict, trace->complete, &style);

	if (trace->before != NULL)
		add_before(t, trace->before);
	add_mark(t, mark, style);
	lines_wrap(&t->lines, TELL_STRONG, INDENT_HOP, plain(t, trace->summary));
	if (!str_is_empty(trace->machine)) {
		lines_wrap(&t->lines, TELL_DIM, INDENT_HOP,
			   arena_printf(arena, "Task %.*s of %.*s", STR_ARG(trace->state),
					STR_ARG(trace->machine)));
		return;
	}
	lines_wrap(&t->lines, TELL_DIM, INDENT_HOP,
		   arena_printf(arena, "asked for %.*s", STR_ARG(trace->principal)));
}

/*
 * The first gate beside the blocking one that is not open either; NULL where there is none. One
 * that denies comes after it, one of which it is not known may come before.
 */
static const struct gate_result *next_closed(const struct trace *trace, enum verdict wanted,
					     size_t *hop)
{
	for (size_t i = 0; i < trace->n_hops; i++)
		for (int g = 0; g < GATE_COUNT; g++) {
			const struct gate_result *gate = &trace->hops[i].gates[g];
			bool other = i != trace->blocking_hop || g != (int)trace->blocking_gate;
			bool closed = wanted == V_UNKNOWN ? gate->verdict == V_UNKNOWN
							  : verdict_denies(gate->verdict);
			if (!other || !closed || !gate->applies || !gate->counts ||
			    !trace->hops[i].counts || trace->hops[i].verdict == V_ALLOW)
				continue;
			*hop = i;
			return gate;
		}
	return NULL;
}

/* Every gate was asked, so that what comes after the first closed one is known as well. */
static void add_next(struct teller *t)
{
	struct arena *arena = t->lines.arena;
	const struct trace *trace = t->trace;
	const struct gate_result *gate;
	const char *how = "would be next to deny";
	struct str text = STR("If that were mended, nothing else would stand in the way.");
	size_t hop = 0;

	if (!trace->has_blocking)
		return;
	gate = next_closed(trace, V_DENY_IMPLICIT, &hop);
	if (gate == NULL) {
		gate = next_closed(trace, V_UNKNOWN, &hop);
		how = "would still be unknown";
	}
	if (gate != NULL)
		text = arena_printf(arena, "If that were mended, %s of hop %zu %s: %.*s.",
				    gate_name(gate->gate), hop, how, STR_ARG(gate->summary));
	else if (trace->n_gaps > 0)
		text = STR(
		    "If that were mended, nothing else that was collected would stand in the way.");
	lines_blank(&t->lines);
	lines_wrap(&t->lines, TELL_PLAIN, 0, plain(t, text));
}

static void add_cause(struct teller *t)
{
	const struct cause *cause = cause_find(t->trace->cause);

	if (cause == NULL || cause->advice[0] == '\0')
		return;
	lines_blank(&t->lines);
	lines_wrap(&t->lines, TELL_FIX, 0,
		   plain(t, arena_printf(t->lines.arena, "%s. %s", cause->title, cause->advice)));
}

static void add_gaps(struct teller *t)
{
	const struct trace *trace = t->trace;

	if (trace->n_gaps == 0)
		return;
	lines_blank(&t->lines);
	lines_add(&t->lines, TELL_STRONG, STR("What was not collected"));
	lines_end(&t->lines);
	for (size_t i = 0; i < trace->n_gaps; i++) {
		const struct gap *gap = &trace->gaps[i];
		lines_to(&t->lines, INDENT_GATE);
		lines_wrap(
		    &t->lines, TELL_PLAIN, INDENT_GATE + 2,
		    arena_printf(t->lines.arena, "%.*s%s%.*s (%.*s): %s", STR_ARG(gap->missing),
				 str_is_empty(gap->account) ? "" : ", account ",
				 STR_ARG(gap->account), STR_ARG(gap->because),
				 gap->assumed_absent ? "taken as absent" : "makes it unknown"));
	}
}

static void add_verdicts(struct teller *t, const char *title, size_t n,
			 struct str (*name)(const struct trace *, size_t),
			 enum verdict (*verdict)(const struct trace *, size_t))
{
	if (n == 0)
		return;
	lines_blank(&t->lines);
	lines_add(&t->lines, TELL_STRONG, str_from(title));
	lines_end(&t->lines);
	for (size_t i = 0; i < n; i++) {
		enum tell_style style;
		const char *mark = tell_mark(verdict(t->trace, i), true, &style);
		lines_to(&t->lines, INDENT_GATE);
		add_mark(t, mark, style);
		lines_wrap(&t->lines, TELL_ARN, INDENT_NAME, name(t->trace, i));
	}
}

static struct str candidate_name(const struct trace *trace, size_t i)
{
	return trace->candidates[i].value;
}

static enum verdict candidate_verdict(const struct trace *trace, size_t i)
{
	return trace->candidates[i].verdict;
}

static struct str continuation_name(const struct trace *trace, size_t i)
{
	return trace->continues[i].machine;
}

static enum verdict continuation_verdict(const struct trace *trace, size_t i)
{
	return trace->continues[i].verdict;
}

static void add_age(struct teller *t)
{
	if (t->trace->taken <= 0)
		return;
	lines_blank(&t->lines);
	lines_wrap(&t->lines, TELL_DIM, 0,
		   arena_printf(t->lines.arena, "Data of %.*s.",
				STR_ARG(clock_iso(t->lines.arena, t->trace->taken))));
}

void tell_trace(struct arena *arena, const struct trace *trace, const struct tell_options *options,
		const struct tell_line **lines, size_t *n)
{
	struct teller t = {.trace = trace, .options = options};

	lines_init(&t.lines, arena, options->columns);
	add_head(&t);
	for (size_t i = 0; i < trace->n_hops; i++)
		add_hop(&t, i);
	add_next(&t);
	add_cause(&t);
	tell_remedies(&t.lines, trace, options);
	add_gaps(&t);
	add_verdicts(&t, "Roles that it may be", trace->n_candidates, candidate_name,
		     candidate_verdict);
	add_verdicts(&t, "Machines that it starts", trace->n_continues, continuation_name,
		     continuation_verdict);
	add_age(&t);
	*lines = t.lines.done.items;
	*n = t.lines.done.n;
}
