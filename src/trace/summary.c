/* trace/summary.c - a finished trace in one sentence, as a colleague would say it. */
#include "rolehop/base/buf.h"
#include "rolehop/base/vec.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "say.h"
#include "settle.h"

static struct str of_account(struct arena *arena, struct str account)
{
	return str_is_empty(account) ? STR("") : ARENA_JOIN(arena, STR(" in "), account);
}

/* ---- what was assumed
 * ------------------------------------------------------------------------------- */

static bool is_missing(const struct gap *gap, const char *what)
{
	return str_starts(gap->missing, str_from(what));
}

/* The accounts of assumed gaps that begin with `what`, as "A and B". */
static struct str accounts_lacking(struct arena *arena, const struct trace *trace, const char *what)
{
	struct str *accounts = arena_array(arena, trace->n_gaps, sizeof(*accounts));
	size_t n = 0;

	for (size_t i = 0; i < trace->n_gaps; i++)
		if (trace->gaps[i].assumed_absent && is_missing(&trace->gaps[i], what))
			accounts[n++] = str_is_empty(trace->gaps[i].account)
					    ? STR("an account not known")
					    : trace->gaps[i].account;
	return say_list(arena, accounts, n, "or");
}

static struct str said_name(struct arena *arena, const struct gap *gap, const char *before)
{
	return say_resource(arena, str_skip(gap->missing, str_from(before).n));
}

static struct str say_one(struct arena *arena, const struct gap *gap, bool allowed)
{
	if (is_missing(gap, "resource policy of "))
		return ARENA_JOIN(arena, STR("the policy of "),
				  said_name(arena, gap, "resource policy of "),
				  allowed ? STR(" does not deny it") : STR(" grants it"));
	if (is_missing(gap, "key of "))
		return ARENA_JOIN(arena, STR("the caller may use the key of "),
				  said_name(arena, gap, "key of "));
	if (is_missing(gap, "whether Region "))
		return arena_printf(arena, "%.*s has enabled Region %.*s", STR_ARG(gap->account),
				    STR_ARG(str_slice(gap->missing, STR("whether Region ").n,
						      gap->missing.n - STR(" is enabled").n)));
	if (is_missing(gap, "encryption of "))
		return arena_printf(arena,
				    "%.*s is encrypted otherwise than by its bucket's default",
				    STR_ARG(said_name(arena, gap, "encryption of ")));
	if (is_missing(gap, "grants of "))
		return arena_printf(arena, "a grant of %.*s allows it",
				    STR_ARG(said_name(arena, gap, "grants of ")));
	if (is_missing(gap, "public access block of "))
		return arena_printf(arena, "S3 Block Public Access of %.*s does not void it",
				    STR_ARG(said_name(arena, gap, "public access block of ")));
	if (is_missing(gap, "Lake Formation permissions of "))
		return arena_printf(
		    arena, "Lake Formation does not stand against it on %.*s",
		    STR_ARG(said_name(arena, gap, "Lake Formation permissions of ")));
	if (is_missing(gap, "permissions boundary of "))
		return arena_printf(arena, "%.*s has no permissions boundary that stops it",
				    STR_ARG(said_name(arena, gap, "permissions boundary of ")));
	if (is_missing(gap, "further policies of "))
		return arena_printf(arena,
				    allowed ? "no further policy of %.*s denies it"
					    : "a further policy of %.*s allows it",
				    STR_ARG(said_name(arena, gap, "further policies of ")));
	if (is_missing(gap, "owner of "))
		return arena_printf(arena, "%.*s is of %.*s or shared with it for this",
				    STR_ARG(said_name(arena, gap, "owner of ")),
				    STR_ARG(gap->account));
	if (is_missing(gap, "sharing of "))
		return arena_printf(arena,
				    allowed ? "the sharing of %.*s does not stand against it"
					    : "the sharing of %.*s grants it",
				    STR_ARG(said_name(arena, gap, "sharing of ")));
	return arena_printf(arena, "%.*s of %.*s %s", STR_ARG(gap->missing), STR_ARG(gap->account),
			    allowed ? "does not stand against it" : "makes it void");
}

static bool is_organization(const struct gap *gap)
{
	return is_missing(gap, "service control policies") ||
	       is_missing(gap, "resource control policies");
}

/* "no SCP of 111111111111 and 222222222222 and no RCP of 222222222222 denies it" */
static struct str say_organization(struct arena *arena, const struct trace *trace)
{
	struct str scp = accounts_lacking(arena, trace, "service control policies");
	struct str rcp = accounts_lacking(arena, trace, "resource control policies");

	if (str_is_empty(scp) && str_is_empty(rcp))
		return STR("");
	if (str_is_empty(rcp))
		return arena_printf(arena, "no SCP of %.*s denies it", STR_ARG(scp));
	if (str_is_empty(scp))
		return arena_printf(arena, "no RCP of %.*s denies it", STR_ARG(rcp));
	if (str_eq(scp, rcp))
		return arena_printf(arena, "no SCP or RCP of %.*s denies it", STR_ARG(scp));
	return arena_printf(arena, "no SCP of %.*s and no RCP of %.*s denies it", STR_ARG(scp),
			    STR_ARG(rcp));
}

/* What must hold for the verdict to stand, and why that is not known: ", if ...: ... not
 * collected". */
static struct str say_assumed(struct arena *arena, const struct trace *trace, bool allowed)
{
	struct str *parts = arena_array(arena, trace->n_gaps + 1, sizeof(*parts));
	struct str organization = allowed ? say_organization(arena, trace) : STR("");
	size_t n = 0, others = 0;
	bool refused = false;

	if (!str_is_empty(organization))
		parts[n++] = organization;
	for (size_t i = 0; i < trace->n_gaps; i++) {
		const struct gap *gap = &trace->gaps[i];
		refused |= str_eq(gap->because, STR("refused"));
		if (!gap->assumed_absent || is_organization(gap) ||
		    (!allowed && is_missing(gap, "key of ")))
			continue;
		others++;
		parts[n++] = say_one(arena, gap, allowed);
	}
	if (n == 0)
		return STR("");
	const char *why = n == 1 && others == 0 ? "the organization was not collected"
			  : n == 1		? "that was not collected"
						: "these were not collected";
	return ARENA_JOIN(arena, allowed ? STR(", if ") : STR(", unless "),
			  say_list(arena, parts, n, allowed ? "and" : "or"), STR(": "),
			  str_from(why), refused ? STR(" (AWS refused it)") : STR(""));
}

/* ---- denied
 * -------------------------------------------------------------------------------------------- */

/* Why a dependent request is made at all. */
struct need_word {
	struct str kind;
	const char *word;
};

static const struct need_word need_words[] = {
    {STR_INIT("poll"), "the Task waits by polling, and "},
    {STR_INIT("passrole"), "the call hands a role to a service, and "},
    {STR_INIT("tag"), "what is made is tagged, and "},
    {STR_INIT("data"), "the call reads or writes data as its caller, and "},
    {STR_INIT("call"), "it depends on a further call, and "},
};

static const char *need_word(const struct hop *hop)
{
	if (!hop->dependent)
		return "";
	if (str_starts_nocase(hop->action, STR("sts:")))
		return "what goes along with the assumption needs its own permission, and ";
	for (size_t i = 0; i < sizeof(need_words) / sizeof(need_words[0]); i++)
		if (str_eq(need_words[i].kind, str_from(hop->kind)))
			return need_words[i].word;
	return "";
}

static struct str say_denial(struct arena *arena, const struct trace *trace)
{
	const struct hop *hop = &trace->hops[trace->blocking_hop];
	const struct gate_result *gate = &hop->gates[trace->blocking_gate];
	struct str assumed = trace->complete ? STR("") : say_assumed(arena, trace, false);

	return ARENA_JOIN(arena, STR("Denied at "), str_from(gate_name(trace->blocking_gate)),
			  of_account(arena, trace->blocking_account), STR(": "),
			  str_from(need_word(hop)), gate->summary, assumed, STR("."));
}

/* ---- unknown
 * ------------------------------------------------------------------------------------------- */

static const struct gap *unknown_gap(const struct trace *trace)
{
	for (size_t i = 0; i < trace->n_gaps; i++)
		if (!trace->gaps[i].assumed_absent)
			return &trace->gaps[i];
	return NULL;
}

static const struct gate_result *unknown_gate(const struct trace *trace, size_t *hop)
{
	for (size_t i = 0; i < trace->n_hops; i++) {
		if (!trace->hops[i].counts || trace->hops[i].verdict != V_UNKNOWN)
			continue;
		for (int g = 0; g < GATE_COUNT; g++)
			if (trace->hops[i].gates[g].applies &&
			    trace->hops[i].gates[g].verdict == V_UNKNOWN) {
				*hop = i;
				return &trace->hops[i].gates[g];
			}
	}
	return NULL;
}

static struct str say_gap(struct arena *arena, const struct gap *gap)
{
	const char *verb = str_eq(gap->because, STR("refused")) ? "AWS refused to give"
			   : str_eq(gap->because, STR("partial"))
			       ? "the inventory has only a part of"
			       : "the inventory lacks";

	if (str_is_empty(gap->account))
		return arena_printf(arena, "%s the %.*s", verb, STR_ARG(gap->missing));
	return arena_printf(arena, "%s the %.*s%s %.*s", verb, STR_ARG(gap->missing),
			    str_contains(gap->missing, STR(" of ")) ? ", account" : " of account",
			    STR_ARG(gap->account));
}

/* The path of a definition that decides, or empty. */
static struct str path_of(const struct gate_result *gate)
{
	const struct explanation *x = &gate->explanation;

	if (x->n_depends == 0 || str_is_empty(x->depends[0].key))
		return STR("");
	return x->depends[0].key.p[0] == '$' || str_starts(x->depends[0].key, STR("{%"))
		   ? x->depends[0].key
		   : STR("");
}

static struct str say_path(struct arena *arena, const struct hop *hop, struct str path)
{
	const char *what = str_contains(hop->resource, STR("<?>")) ? "resource" : "outcome";

	return arena_printf(arena, "Unknown: the %s of %.*s comes from %.*s at run time; %.*s.",
			    what, STR_ARG(hop->action), STR_ARG(path),
			    STR_ARG(settle_say(arena, path, "VALUE")));
}

/* Of what is needed only where something holds that is not known, that. */
static struct str say_where(struct arena *arena, const struct hop *hop,
			    const struct gate_result *gate)
{
	const struct explanation *x = &gate->explanation;

	for (size_t i = 0; i < x->n_depends; i++)
		if (!str_is_empty(hop->when) && str_eq(x->depends[i].key, hop->when))
			return arena_printf(arena, ", which counts only where %.*s",
					    STR_ARG(hop->when));
	return STR("");
}

static struct str say_not_known(struct arena *arena, const struct trace *trace)
{
	const struct gap *gap = unknown_gap(trace);
	size_t hop = 0;
	const struct gate_result *gate = unknown_gate(trace, &hop);

	if (gate != NULL && gate->gate == GATE_DEFINITION)
		return arena_printf(arena, "Unknown: %.*s%.*s.", STR_ARG(gate->summary),
				    STR_ARG(say_where(arena, &trace->hops[hop], gate)));
	if (gate != NULL && !str_is_empty(path_of(gate)))
		return say_path(arena, &trace->hops[hop], path_of(gate));
	if (gap != NULL)
		return arena_printf(arena, "Unknown: %.*s.", STR_ARG(say_gap(arena, gap)));
	if (gate == NULL)
		return STR("Unknown: what decides is not in the inventory.");
	return arena_printf(arena, "Unknown at %s%.*s: %.*s%.*s.", gate_name(gate->gate),
			    STR_ARG(of_account(arena, gate->account)), STR_ARG(gate->summary),
			    STR_ARG(say_where(arena, &trace->hops[hop], gate)));
}

/* ---- allowed
 * ------------------------------------------------------------------------------------------- */

/* What happens when it works: who becomes whom, and does what. */
static struct str say_story(struct arena *arena, const struct ask *asks, const struct trace *trace)
{
	const struct ask *last = NULL;
	const struct ask *first = NULL;

	for (size_t i = 0; i < trace->n_hops; i++) {
		if (asks[i].dependent && last != NULL)
			continue;
		if (asks[i].kind == ASK_ASSUME && first == NULL)
			first = &asks[i];
		last = &asks[i];
	}
	if (last == NULL)
		return STR("");
	/* a Map makes no call but those that serve its children */
	if (last->kind == ASK_SERVICE_ASSUMES && trace->n_hops > 1)
		return arena_printf(arena, "%.*s may make the Map's own calls",
				    STR_ARG(say_name(arena, last->resource)));
	if (last->kind == ASK_ASSUME || last->kind == ASK_SERVICE_ASSUMES)
		return arena_printf(arena, "%.*s may assume %.*s%.*s",
				    STR_ARG((first ? first : last)->caller->name),
				    STR_ARG(say_name(arena, last->resource)),
				    STR_ARG(of_account(arena, last->resource_account)));
	if (first == NULL)
		return ARENA_JOIN(arena, last->caller->name, STR(" may call "),
				  say_request(arena, last));
	return ARENA_JOIN(arena, first->caller->name, STR(" may, through "), last->caller->name,
			  of_account(arena, last->caller->principal.account), STR(", call "),
			  say_request(arena, last));
}

/* Something that would fail, but only under a condition that the definition does not tell. */
static struct str say_proviso(struct arena *arena, const struct ask *asks,
			      const struct trace *trace)
{
	for (size_t i = 0; i < trace->n_hops; i++) {
		const struct hop *hop = &trace->hops[i];
		if (hop->counts || str_is_empty(hop->when) || asks[i].need != ASL_CONDITIONAL)
			continue;
		if (verdict_denies(hop->verdict))
			return arena_printf(arena, "; but where %.*s, %.*s is missing",
					    STR_ARG(hop->when), STR_ARG(hop->action));
	}
	return STR("");
}

static struct str say_allowance(struct arena *arena, const struct ask *asks,
				const struct trace *trace)
{
	struct str assumed = trace->complete ? STR("") : say_assumed(arena, trace, true);
	struct str story = say_story(arena, asks, trace);
	struct str proviso = say_proviso(arena, asks, trace);

	return ARENA_JOIN(arena, STR("Allowed"), assumed,
			  str_is_empty(assumed) ? STR(": ") : STR("; "), story, proviso, STR("."));
}

struct str say_summary(struct arena *arena, const struct ask *asks, const struct trace *trace,
		       bool strict)
{
	struct str said;

	switch (trace->verdict) {
	case V_ALLOW:
		said = say_allowance(arena, asks, trace);
		break;
	case V_DENY_IMPLICIT:
	case V_DENY_EXPLICIT:
		said = say_denial(arena, trace);
		break;
	case V_UNKNOWN:
		return say_not_known(arena, trace);
	}
	if (!strict)
		return said;
	return arena_printf(arena, "Unknown, as --strict assumes nothing: %.*s", STR_ARG(said));
}
