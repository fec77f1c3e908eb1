/* policy/tally.c - what the statements of each layer of a question come to. */
#include "policy/tally.h"

#include "policy/layers.h"
#include "policy/notes.h"

/*
 * A grant of a key allows its grantee by itself. Of an account as the grantee AWS does not say
 * whether its identities need a policy besides: with one they may, without one it is not known.
 * Source: AWS KMS Developer Guide, "Grants in AWS KMS".
 */
static void tally_grant(struct tally *tally, const struct statement_match *match)
{
	enum tri account = match->grants[GRANT_ACCOUNT];
	enum tri by_itself = tri_and(account, TRI_UNKNOWN);
	for (size_t i = 0; i < GRANT_COUNT; i++)
		if (i != GRANT_ACCOUNT)
			by_itself = tri_or(by_itself, match->grants[i]);
	tally->key_grant = tri_or(tally->key_grant, by_itself);
	tally->grants[GRANT_ACCOUNT] = tri_or(tally->grants[GRANT_ACCOUNT], account);
}

static void tally_add(struct tally *tally, bool allow, bool grant,
		      const struct statement_match *match)
{
	if (!allow) {
		tally->deny = tri_or(tally->deny, match->whole);
		return;
	}
	tally->allow = tri_or(tally->allow, match->whole);
	if (grant) {
		tally_grant(tally, match);
		return;
	}
	for (size_t i = 0; i < GRANT_COUNT; i++)
		tally->grants[i] = tri_or(tally->grants[i], match->grants[i]);
}

static void tally_statement(struct tally *tally, const struct statement *statement, bool grant,
			    enum layer layer, const struct asked *asked)
{
	struct statement_match match;
	if (!statement_is_near(statement, asked))
		return;
	statement_match(statement, layer, asked, false, &match);
	if (match.whole == TRI_NO)
		return;
	if (asked->notes && match.whole == TRI_YES)
		notes_add(asked->notes, statement, layer, &match);
	if (statement->effectless) {
		tally_add(tally, true, grant, &match);
		tally_add(tally, false, grant, &match);
	} else {
		tally_add(tally, statement->allow, grant, &match);
	}
}

/* What is not known may allow and may deny. */
static void tally_unknown(struct tally *tally)
{
	tally->allow = tri_or(tally->allow, TRI_UNKNOWN);
	tally->deny = tri_or(tally->deny, TRI_UNKNOWN);
	for (size_t i = 0; i < GRANT_COUNT; i++)
		tally->grants[i] = tri_or(tally->grants[i], TRI_UNKNOWN);
}

void tally_level(const struct level *level, enum layer layer, const struct asked *asked,
		 struct tally *out)
{
	*out = (struct tally){.allow = TRI_NO, .deny = TRI_NO, .bound = true};
	for (size_t i = 0; i < level->n_policies; i++) {
		const struct policy *policy = level->policies[i].policy;
		if (!policy || policy->broken)
			tally_unknown(out);
		for (size_t k = 0; policy && k < policy->n_statements; k++)
			tally_statement(out, &policy->statements[k], level->policies[i].grant,
					layer, asked);
	}
	if (layer_row(layer)->implied_allow)
		out->allow = TRI_YES;
}

/* Do both have the same documents? An SCP that allows all is most often attached at every level; a
 * grant has a document of its own. */
static bool tally_is_same(const struct level *a, const struct level *b)
{
	if (a->n_policies != b->n_policies)
		return false;
	for (size_t i = 0; i < a->n_policies; i++)
		if (a->policies[i].policy != b->policies[i].policy)
			return false;
	return true;
}

static void tally_levels(const struct layer_input *input, enum layer layer,
			 const struct asked *asked, struct tally *out)
{
	bool every = layer_row(layer)->every_level;
	*out = (struct tally){.allow = every ? TRI_YES : TRI_NO, .deny = TRI_NO, .bound = true};
	for (size_t i = 0; i < input->n_levels; i++) {
		struct tally one;
		if (i > 0 && tally_is_same(&input->levels[i], &input->levels[i - 1]))
			continue;
		tally_level(&input->levels[i], layer, asked, &one);
		out->allow = every ? tri_and(out->allow, one.allow) : tri_or(out->allow, one.allow);
		out->deny = tri_or(out->deny, one.deny);
		out->key_grant = tri_or(out->key_grant, one.key_grant);
		for (size_t k = 0; k < GRANT_COUNT; k++)
			out->grants[k] = tri_or(out->grants[k], one.grants[k]);
	}
}

/* More policies may exist than these: they may grant, and that they deny is assumed not to be. */
static void tally_partial(struct tally *tally, bool only_limits)
{
	tally->assumed = true;
	if (only_limits) {
		tally->allow = tally->allow == TRI_NO ? TRI_YES : tally->allow;
		return;
	}
	tally->allow = tri_or(tally->allow, TRI_UNKNOWN);
	for (size_t i = 0; i < GRANT_COUNT; i++)
		tally->grants[i] = tri_or(tally->grants[i], TRI_UNKNOWN);
}

/* The permissions of GetFederationToken come from its session policy alone: without one, there are
 * none. */
static bool tally_session_required(const struct question *question, enum layer layer)
{
	return layer == LAYER_SESSION && question->request->caller.kind == PRINCIPAL_FEDERATED_USER;
}

/* A layer of which no policy is known. */
static void tally_nothing(const struct question *question, enum layer layer, bool needed,
			  struct tally *out)
{
	bool collected = question->layers[layer].state != LAYER_NOT_COLLECTED;
	*out = (struct tally){.allow = TRI_YES, .deny = TRI_NO};
	if (layer == LAYER_IDENTITY || layer == LAYER_RESOURCE)
		out->allow = TRI_NO;
	if (tally_session_required(question, layer))
		*out = (struct tally){.allow = TRI_NO, .deny = TRI_NO, .bound = true};
	if (!collected && (needed || tally_session_required(question, layer)))
		tally_unknown(out);
	else if (!collected)
		out->assumed = true;
	out->bound = out->bound || !collected;
}

/* It may not bind this request at all. */
static void tally_perhaps(struct tally *out)
{
	out->allow = tri_or(out->allow, TRI_UNKNOWN);
	out->deny = tri_and(out->deny, TRI_UNKNOWN);
}

/* A resource's policy that says nothing to this caller. */
static void tally_uncounted(enum tri counts, struct tally *out)
{
	*out = (struct tally){.allow = counts, .deny = TRI_NO, .bound = true};
}

void tally_layer(const struct question *question, enum layer layer, const struct asked *asked,
		 bool needed, struct tally *out)
{
	const struct layer_input *input = &question->layers[layer];
	const struct layer_row *row = layer_row(layer);
	bool limits_alone = row->only_limits && !row->every_level;
	const char *exempt = row->exempt(asked);
	if (exempt) {
		*out = (struct tally){.allow = TRI_YES, .deny = TRI_NO, .exempt = exempt};
		return;
	}
	if (layer == LAYER_RESOURCE && asked->facts.policy_counts != TRI_YES) {
		tally_uncounted(asked->facts.policy_counts, out);
		return;
	}
	/* An empty list of boundaries, session or endpoint policies is none. */
	if (input->state == LAYER_ABSENT || input->state == LAYER_NOT_COLLECTED ||
	    (input->state == LAYER_COLLECTED && limits_alone && input->n_levels == 0)) {
		tally_nothing(question, layer, needed, out);
		return;
	}
	tally_levels(input, layer, asked, out);
	if (layer == LAYER_RESOURCE)
		out->deny = tri_and(out->deny, tri_not(asked->facts.unlocks));
	if (asked->notes)
		asked->notes->layers |= 1U << layer;
	if (input->state == LAYER_PARTIAL)
		tally_partial(out, row->only_limits);
	if (layer_may_not_bind(layer, asked))
		tally_perhaps(out);
}
