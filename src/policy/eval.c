/* policy/eval.c - the judge: the layers of a question combined. */
#include "rolehop/policy/eval.h"

#include "policy/layers.h"
#include "policy/statement.h"
#include "rolehop/model/holes.h"

/* Everything the combination works on. */
struct sums {
	const struct question *question;
	struct tally tallies[LAYER_COUNT];
	enum tri cross;
	enum tri granted; /* by identity and resource policies, boundary and session included */
	enum tri direct;  /* by a grant of the resource policy that needs no identity policy */
};

static void tally_statement(struct tally *tally, const struct statement *statement,
			    enum layer layer, const struct request *request)
{
	struct statement_match match;
	statement_match(statement, layer, request, &match);
	if (statement->allow) {
		tally->allow = tri_or(tally->allow, match.whole);
		for (size_t i = 0; i < GRANT_COUNT; i++)
			tally->grants[i] = tri_or(tally->grants[i], match.grants[i]);
	} else {
		tally->deny = tri_or(tally->deny, match.whole);
	}
	/* Whether a statement without a proper Effect would allow or deny is anyone's guess. */
	if (statement->broken && match.whole == TRI_UNKNOWN) {
		tally->allow = tri_or(tally->allow, TRI_UNKNOWN);
		tally->deny = tri_or(tally->deny, TRI_UNKNOWN);
	}
}

/* A policy whose document is not known may say anything. */
static void tally_unknown(struct tally *tally)
{
	tally->allow = tri_or(tally->allow, TRI_UNKNOWN);
	tally->deny = tri_or(tally->deny, TRI_UNKNOWN);
	for (size_t i = 0; i < GRANT_COUNT; i++)
		tally->grants[i] = tri_or(tally->grants[i], TRI_UNKNOWN);
}

static struct tally tally_level(const struct level *level, enum layer layer,
				const struct request *request)
{
	struct tally tally = {.allow = TRI_NO, .deny = TRI_NO};
	for (size_t i = 0; i < level->n_policies; i++) {
		const struct policy *policy = level->policies[i].policy;
		if (!policy)
			tally_unknown(&tally);
		for (size_t k = 0; policy && k < policy->n_statements; k++)
			tally_statement(&tally, &policy->statements[k], layer, request);
	}
	return tally;
}

static struct tally tally_layer(const struct question *question, enum layer layer)
{
	const struct layer_input *input = &question->layers[layer];
	const struct layer_row *row = layer_row(layer);
	struct tally sum = {.allow = row->every_level ? TRI_YES : TRI_NO, .deny = TRI_NO};
	for (size_t i = 0; i < input->n_levels; i++) {
		struct tally one = tally_level(&input->levels[i], layer, question->request);
		if (row->implied_allow)
			one.allow = TRI_YES;
		sum.allow =
		    row->every_level ? tri_and(sum.allow, one.allow) : tri_or(sum.allow, one.allow);
		sum.deny = tri_or(sum.deny, one.deny);
		for (size_t k = 0; k < GRANT_COUNT; k++)
			sum.grants[k] = tri_or(sum.grants[k], one.grants[k]);
	}
	/* What more there may be could grant; that it could also deny is covered by its being
	 * assumed absent. */
	if (input->state == LAYER_PARTIAL && (!row->every_level || sum.allow == TRI_NO))
		sum.allow = tri_or(sum.allow, TRI_UNKNOWN);
	return sum;
}

static bool layer_bound(const struct question *question, enum layer layer)
{
	return question->layers[layer].state != LAYER_ABSENT &&
	       !layer_row(layer)->exempt(question->request);
}

/* The verdict of a layer that must allow. */
static enum verdict tally_verdict(const struct tally *tally)
{
	if (tally->deny == TRI_YES)
		return V_DENY_EXPLICIT;
	if (tally->allow == TRI_NO)
		return V_DENY_IMPLICIT;
	return tally->allow == TRI_YES && tally->deny == TRI_NO ? V_ALLOW : V_UNKNOWN;
}

/* The verdict of a layer that only may not deny. */
static enum verdict tally_no_deny(const struct tally *tally)
{
	return tally->deny == TRI_YES  ? V_DENY_EXPLICIT
	       : tally->deny == TRI_NO ? V_ALLOW
				       : V_UNKNOWN;
}

/* A limiting layer as it bears on a grant: allowed where it does not bind or was not collected. */
static enum tri limit_allows(const struct sums *sums, enum layer layer)
{
	const struct layer_input *input = &sums->question->layers[layer];
	if (!layer_bound(sums->question, layer) || input->state == LAYER_NOT_COLLECTED)
		return TRI_YES;
	return sums->tallies[layer].allow;
}

/* The identity side: TRI_YES for the root user of an account, who needs no policy. */
static enum tri identity_allows(const struct sums *sums)
{
	const struct request *request = sums->question->request;
	if (request->caller.kind == PRINCIPAL_ROOT)
		return TRI_YES;
	if (!layer_has_identity(request))
		return TRI_NO;
	if (sums->question->layers[LAYER_IDENTITY].state == LAYER_NOT_COLLECTED)
		return TRI_UNKNOWN;
	return sums->tallies[LAYER_IDENTITY].allow;
}

/* Resource policy not collected: it may grant where a verdict depends on it. */
static enum tri resource_grant(const struct sums *sums, enum grant grant, bool must)
{
	enum layer_state state = sums->question->layers[LAYER_RESOURCE].state;
	if (state == LAYER_ABSENT)
		return TRI_NO;
	if (state == LAYER_NOT_COLLECTED)
		return must ? TRI_UNKNOWN : TRI_NO;
	return sums->tallies[LAYER_RESOURCE].grants[grant];
}

/* Grants within one account: any path of identity policies and resource policy. */
static void grant_same_account(struct sums *sums)
{
	const struct request *request = sums->question->request;
	bool must = layer_resource_must_allow(request);
	enum tri limits =
	    tri_and(limit_allows(sums, LAYER_BOUNDARY), limit_allows(sums, LAYER_SESSION));
	enum tri identity = tri_and(identity_allows(sums), limits);
	sums->granted = must ? TRI_NO : identity;
	for (size_t i = 0; i < GRANT_COUNT; i++) {
		const struct grant_row *row = grant_row((enum grant)i);
		enum tri path =
		    resource_grant(sums, (enum grant)i, must || !layer_has_identity(request));
		if (row->needs_identity)
			path = tri_and(path, identity);
		else if (row->limited)
			path = tri_and(path, limits);
		/* A user named in a trust policy, and a boundary that leaves the action out: AWS's
		 * texts disagree. */
		else if (layer_is_assume(request) && limits != TRI_YES && path != TRI_NO)
			path = TRI_UNKNOWN;
		if (!row->needs_identity)
			sums->direct = tri_or(sums->direct, path);
		sums->granted = tri_or(sums->granted, path);
	}
}

/* Across accounts both sides must allow. */
static void grant_cross_account(struct sums *sums)
{
	enum tri owner = TRI_NO;
	for (size_t i = 0; i < GRANT_COUNT; i++)
		owner = tri_or(owner, resource_grant(sums, (enum grant)i, true));
	enum tri limits =
	    tri_and(limit_allows(sums, LAYER_BOUNDARY), limit_allows(sums, LAYER_SESSION));
	bool alone = sums->question->request->caller.kind == PRINCIPAL_SERVICE ||
		     !layer_has_identity(sums->question->request);
	enum tri caller = alone ? TRI_YES : tri_and(identity_allows(sums), limits);
	sums->direct = alone ? owner : TRI_NO;
	sums->granted = tri_and(owner, caller);
}

static void sum_up(const struct question *question, struct sums *sums)
{
	*sums = (struct sums){.question = question, .granted = TRI_NO, .direct = TRI_NO};
	for (size_t i = 0; i < LAYER_COUNT; i++)
		if (layer_bound(question, (enum layer)i))
			sums->tallies[i] = tally_layer(question, (enum layer)i);
	sums->cross = request_is_cross_account(question->request);
	if (sums->cross != TRI_UNKNOWN) {
		if (sums->cross == TRI_YES)
			grant_cross_account(sums);
		else
			grant_same_account(sums);
		return;
	}
	grant_cross_account(sums);
	struct sums other = *sums;
	grant_same_account(&other);
	sums->direct = sums->direct == other.direct ? other.direct : TRI_UNKNOWN;
	sums->granted = sums->granted == other.granted ? other.granted : TRI_UNKNOWN;
}

static void decide(struct layer_decision *out, enum layer_role role, enum verdict verdict,
		   const char *why)
{
	out->role = role;
	out->verdict = verdict;
	out->why = str_from(why);
}

static void decide_identity(const struct sums *sums, struct layer_decision *out)
{
	const struct tally *tally = &sums->tallies[LAYER_IDENTITY];
	enum tri allows = identity_allows(sums);
	if (!layer_has_identity(sums->question->request)) {
		decide(out, ROLE_NOT_APPLICABLE, V_ALLOW,
		       layer_row(LAYER_IDENTITY)->exempt(sums->question->request));
		return;
	}
	bool collected = sums->question->layers[LAYER_IDENTITY].state != LAYER_NOT_COLLECTED;
	if (!collected) {
		decide(out, ROLE_DECIDES, V_UNKNOWN, "the identity policies are not known");
	} else if (tally->deny != TRI_NO || allows == TRI_YES) {
		decide(out, ROLE_DECIDES, tally_verdict(tally), "");
		/* A grant that needs no identity policy leaves only its denials to be minded. */
		if (allows != TRI_YES && tally->deny != TRI_YES && sums->direct != TRI_NO)
			out->verdict = V_UNKNOWN;
	} else if (sums->direct == TRI_YES) {
		decide(out, ROLE_NOT_NEEDED, V_ALLOW,
		       "not needed: the resource's own policy names the caller");
	} else {
		decide(out, ROLE_DECIDES,
		       sums->direct == TRI_UNKNOWN ? V_UNKNOWN : tally_verdict(tally), "");
	}
	/* More policies may exist: they could take away what these allow. */
	out->assumed_absent = sums->question->layers[LAYER_IDENTITY].state == LAYER_PARTIAL &&
			      out->verdict == V_ALLOW;
}

static void decide_resource(const struct sums *sums, struct layer_decision *out)
{
	const struct layer_input *input = &sums->question->layers[LAYER_RESOURCE];
	const struct request *request = sums->question->request;
	const struct tally *tally = &sums->tallies[LAYER_RESOURCE];
	bool must = sums->cross == TRI_YES || layer_resource_must_allow(request) ||
		    !layer_has_identity(request);
	if (request->caller.kind == PRINCIPAL_ROOT && sums->cross == TRI_NO &&
	    !layer_resource_must_allow(request))
		must = false;
	if (input->state == LAYER_ABSENT) {
		decide(out, must ? ROLE_DECIDES : ROLE_NOT_APPLICABLE,
		       must ? V_DENY_IMPLICIT : V_ALLOW, NULL);
		out->why = input->why;
		if (sums->cross == TRI_UNKNOWN && must)
			out->verdict = V_UNKNOWN;
	} else if (input->state == LAYER_NOT_COLLECTED) {
		bool open = must || sums->cross == TRI_UNKNOWN;
		decide(out, open ? ROLE_DECIDES : ROLE_NOT_NEEDED, open ? V_UNKNOWN : V_ALLOW,
		       "it was not collected");
		out->assumed_absent = !open;
	} else if (must) {
		decide(out, ROLE_DECIDES, tally_verdict(tally), "");
	} else if (sums->cross == TRI_UNKNOWN && tally->deny == TRI_NO && tally->allow != TRI_YES) {
		decide(out, ROLE_DECIDES, V_UNKNOWN, "whose resource this is, is not known");
	} else if (tally->deny != TRI_NO) {
		decide(out, ROLE_DECIDES, tally_no_deny(tally), "");
	} else if (sums->direct == TRI_YES) {
		decide(out, ROLE_DECIDES, V_ALLOW, "");
	} else {
		decide(out, ROLE_NOT_NEEDED, V_ALLOW,
		       "within one account it need not allow what identity policies allow");
	}
	if (must && sums->cross == TRI_UNKNOWN && out->verdict == V_DENY_IMPLICIT &&
	    !layer_resource_must_allow(request) && layer_has_identity(request))
		out->verdict = V_UNKNOWN;
}

/* Boundary and session policy: they limit, but for grants that they do not bind. */
static void decide_limit(const struct sums *sums, enum layer layer, struct layer_decision *out)
{
	const struct tally *tally = &sums->tallies[layer];
	decide(out, ROLE_DECIDES, tally_verdict(tally), "");
	if (out->verdict == V_DENY_IMPLICIT && sums->granted == TRI_YES)
		decide(out, ROLE_NOT_NEEDED, V_ALLOW,
		       "the resource's own policy grants what this does not limit");
	else if (out->verdict == V_DENY_IMPLICIT && sums->granted == TRI_UNKNOWN &&
		 sums->direct != TRI_NO)
		out->verdict = V_UNKNOWN;
}

static void decide_layer(const struct sums *sums, enum layer layer, struct layer_decision *out)
{
	const struct layer_input *input = &sums->question->layers[layer];
	const struct layer_row *row = layer_row(layer);
	const char *exempt = row->exempt(sums->question->request);
	out->assumed_absent = false;
	if (layer == LAYER_IDENTITY) {
		decide_identity(sums, out);
	} else if (layer == LAYER_RESOURCE) {
		decide_resource(sums, out);
	} else if (exempt) {
		decide(out, ROLE_NOT_APPLICABLE, V_ALLOW, exempt);
	} else if (input->state == LAYER_ABSENT) {
		decide(out, ROLE_NOT_APPLICABLE, V_ALLOW, NULL);
		out->why = input->why;
	} else if (input->state == LAYER_NOT_COLLECTED) {
		decide(out, ROLE_DECIDES, V_ALLOW, "it was not collected, and is taken as absent");
		out->assumed_absent = true;
	} else if (row->every_level || layer == LAYER_ENDPOINT) {
		decide(out, ROLE_DECIDES, tally_verdict(&sums->tallies[layer]), "");
		out->assumed_absent = input->state == LAYER_PARTIAL;
	} else {
		decide_limit(sums, layer, out);
	}
}

/* All verdicts together: a sure denial, then a lack of an Allow, then what is not known. */
static enum verdict decide_all(const struct sums *sums, const struct decision *decision)
{
	bool implicit = sums->granted == TRI_NO;
	bool unknown = sums->granted == TRI_UNKNOWN;
	for (size_t i = 0; i < LAYER_COUNT; i++) {
		const struct layer_decision *layer = &decision->layers[i];
		if (layer->role != ROLE_DECIDES)
			continue;
		if (layer->verdict == V_DENY_EXPLICIT)
			return V_DENY_EXPLICIT;
		bool limits = i != LAYER_IDENTITY && i != LAYER_RESOURCE;
		implicit |= limits && layer->verdict == V_DENY_IMPLICIT;
		unknown |= layer->verdict == V_UNKNOWN;
	}
	if (implicit)
		return V_DENY_IMPLICIT;
	return unknown ? V_UNKNOWN : V_ALLOW;
}

/* Could a layer that was taken as absent make this verdict another? */
static bool decide_complete(const struct decision *decision)
{
	for (size_t i = 0; i < LAYER_COUNT; i++) {
		if (!decision->layers[i].assumed_absent)
			continue;
		bool could_grant = i == LAYER_RESOURCE;
		if (decision->verdict == V_ALLOW || decision->verdict == V_UNKNOWN ||
		    (could_grant && decision->verdict == V_DENY_IMPLICIT))
			return false;
	}
	return true;
}

void policy_decide(const struct question *question, struct decision *out)
{
	struct sums sums;
	sum_up(question, &sums);
	for (size_t i = 0; i < LAYER_COUNT; i++)
		decide_layer(&sums, (enum layer)i, &out->layers[i]);
	out->verdict = decide_all(&sums, out);
	out->complete = decide_complete(out);
}

enum tri request_is_cross_account(const struct request *request)
{
	const struct principal *caller = &request->caller;
	if (caller->kind == PRINCIPAL_SERVICE || caller->kind == PRINCIPAL_ANONYMOUS ||
	    caller->kind == PRINCIPAL_WEB_OR_SAML)
		return TRI_NO;
	if (caller->account.n == 0 || request->resource_account.n == 0)
		return TRI_UNKNOWN;
	if (holes_any(caller->account) || holes_any(request->resource_account))
		return holes_fits(request->resource_account, caller->account) ||
			       holes_fits(caller->account, request->resource_account)
			   ? TRI_UNKNOWN
			   : TRI_YES;
	return str_eq(caller->account, request->resource_account) ? TRI_NO : TRI_YES;
}
