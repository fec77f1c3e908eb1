/* trace/explain_fit.c - how well a hop of a trace fits what was denied. */
#include "explaining.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/match.h"

static enum fit worse(enum fit a, enum fit b)
{
	return a < b ? a : b;
}

/* Does one ARN go on where the other ends: a qualifier, a revision, an index, an object? */
static bool goes_on(struct str shorter, struct str longer)
{
	return longer.n > shorter.n && str_starts(longer, shorter) &&
	       (longer.p[shorter.n] == ':' || longer.p[shorter.n] == '/');
}

/* The same role, with another path or without one. */
static bool is_role_but_path(const struct arn *role, struct str target)
{
	struct arn arn;

	return arn_is_role(role) && arn_parse(target, &arn) && arn_is_role(&arn) &&
	       str_eq(arn.account, role->account) && str_eq(arn_name(&arn), arn_name(role));
}

static enum fit fit_resource(const struct explaining *x, const struct hop *hop)
{
	struct str resource = x->resource;
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
	if (holes_any(resource))
		return holes_may_be_same(resource, hop->target) ? FIT_OPEN : FIT_NOT;
	if (holes_any(hop->target))
		return holes_fits(hop->target, resource) ? FIT_OPEN : FIT_NOT;
	if (str_find_char(hop->target, '*') >= 0 &&
	    match_glob(hop->target, resource, false) == TRI_YES)
		return FIT_ANY;
	/* AWS's texts have some ARNs with a qualifier or a path, and some without */
	if (goes_on(resource, hop->target) || goes_on(hop->target, resource))
		return FIT_OPEN;
	return is_role_but_path(&arn, hop->target) ? FIT_OPEN : FIT_NOT;
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
