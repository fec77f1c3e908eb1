/* trace/widen.c - what a change lets happen beyond the question that it is for. */
#include "mend.h"

#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/trace/trusts.h"
#include "say.h"

enum { NAMED_MAX = 50 };

struct widening {
	struct arena *arena;
	const struct world *world;
	const struct trace *trace;
	const struct hop *hop;
	struct vec lines; /* struct str */
	struct err *err;
};

static void add(struct widening *w, struct str line)
{
	*(struct str *)vec_push(&w->lines) = line;
}

/* What the hop asks for: "sts:AssumeRole on arn:...". */
static struct str request(const struct widening *w)
{
	return arena_printf(w->arena, "%.*s on %.*s", STR_ARG(w->hop->action),
			    STR_ARG(grantable(w->arena, w->hop->target)));
}

/* Other state machines that run as the role have what it has. */
static bool add_machines(struct widening *w, struct str role, struct str what)
{
	const struct str *machines = NULL;
	size_t n = 0;

	if (!w->world->ops->machines_of(w->world->self, w->arena, role, &machines, &n, w->err))
		return false;
	for (size_t i = 0; i < n && i < NAMED_MAX; i++)
		if (!str_eq(machines[i], arn_machine_base(w->trace->machine)))
			add(w, arena_printf(w->arena,
					    "%.*s, which runs as the same role, may %.*s too",
					    STR_ARG(machines[i]), STR_ARG(what)));
	if (n > NAMED_MAX)
		add(w,
		    arena_printf(w->arena, "and so may %zu further state machines", n - NAMED_MAX));
	return true;
}

/* Whoever may become the role has what it has, but for those whom the question is about. */
static bool add_assumers(struct widening *w, struct str arn, struct str what)
{
	enum found found = FOUND_UNKNOWN;
	const struct trust_row *rows;
	const struct role *role = NULL;
	struct lack lack;
	size_t n;

	if (!w->world->ops->identity(w->world->self, w->arena, arn, &found, &role, &lack, w->err))
		return false;
	if (found != FOUND_YES || role->trust == NULL)
		return true;
	trusts_of(w->arena, role, &rows, &n);
	for (size_t i = 0; i < n && i < NAMED_MAX; i++) {
		bool asks = str_eq(rows[i].principal, w->hop->identity) ||
			    str_eq(rows[i].principal, w->trace->hops[0].identity) ||
			    str_contains(rows[i].principal, STR("states."));
		if (!rows[i].deny && !asks)
			add(w, arena_printf(w->arena, "%.*s, which may assume %.*s, may %.*s too",
					    STR_ARG(rows[i].principal),
					    STR_ARG(say_name(w->arena, arn)), STR_ARG(what)));
	}
	return true;
}

/* The sessions of the caller's role, other than the one that asks. */
static bool add_sharers(struct widening *w, struct str what)
{
	return add_machines(w, w->hop->identity, what) && add_assumers(w, w->hop->identity, what);
}

static void add_bound(struct widening *w, const struct offer *offer)
{
	const struct remedy *r = &offer->remedy;

	if (!str_is_empty(offer->frees))
		add(w, offer->frees);
	else if (r->kind == REMEDY_SCP)
		add(w,
		    arena_printf(w->arena,
				 "%.*s for every principal under %.*s whose own policies allow it",
				 STR_ARG(request(w)), STR_ARG(r->of)));
	else if (offer->change.kind == CHANGE_MANAGED)
		add(w, arena_printf(w->arena,
				    "%.*s for every role and user that %.*s is attached to%s",
				    STR_ARG(request(w)), STR_ARG(offer->change.of),
				    r->kind == REMEDY_BOUNDARY
					? " as a boundary, and whose own policies allow it"
					: ""));
}

/* A trust that does not tie the ExternalId down admits every session of the caller. */
static bool add_trust(struct widening *w, const struct offer *offer)
{
	struct str what = arena_printf(w->arena, "assume %.*s", STR_ARG(w->hop->target));

	if (!str_is_empty(offer->beside))
		add(w, arena_printf(w->arena, "%.*s may %.*s too, on the same conditions",
				    STR_ARG(offer->beside), STR_ARG(what)));
	if (!str_starts(w->hop->identity, STR("arn:")))
		return true;
	if (str_is_empty(w->hop->external_id) || !offer->tied)
		return add_sharers(w, what);
	return add_assumers(
	    w, w->hop->identity,
	    arena_printf(w->arena, "%.*s if it sends this ExternalId", STR_ARG(what)));
}

/* The change gives the caller's role something, whoever has its sessions. */
static bool adds_to_caller(enum remedy_kind kind)
{
	return kind == REMEDY_IDENTITY_POLICY || kind == REMEDY_RESOURCE_POLICY ||
	       kind == REMEDY_KEY_POLICY;
}

bool widen(struct arena *arena, const struct world *world, const struct trace *trace,
	   const struct hop *hop, struct offer *offer, struct err *err)
{
	struct widening w = {arena, world, trace, hop, {0}, err};
	struct remedy *r = &offer->remedy;
	bool done = true;

	vec_init(&w.lines, arena, sizeof(struct str));
	add_bound(&w, offer);
	if (str_is_empty(offer->frees) && r->kind == REMEDY_TRUST_POLICY)
		done = add_trust(&w, offer);
	else if ((offer->to_sharers || (str_is_empty(offer->frees) && adds_to_caller(r->kind))) &&
		 str_starts(hop->identity, STR("arn:")))
		done = add_sharers(&w, request(&w));
	r->widens = w.lines.items;
	r->n_widens = w.lines.n;
	return done;
}
