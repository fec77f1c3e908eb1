/* policy/eval.c - the judge: the layers of a question combined. */
#include "rolehop/policy/eval.h"

#include "policy/layers.h"
#include "policy/notes.h"
#include "policy/public.h"
#include "policy/tally.h"
#include "rolehop/model/holes.h"

/* What the combination works on. */
struct sums {
	const struct question *question;
	struct tally tallies[LAYER_COUNT];
	bool cross; /* caller and resource owner are different accounts */
	bool must;  /* the resource's own policy must allow */
	bool alone; /* the caller has no side of its own: neither policies nor the root's right */
	const struct layer_facts *facts;
};

/* ---- who grants -------------------------------------------------------------------------------
 */

/* The side of the caller: the root user needs no policy, others have none to ask. */
static enum tri identity_allows(const struct sums *sums)
{
	if (sums->question->request->caller.kind == PRINCIPAL_ROOT)
		return TRI_YES;
	if (!sums->facts->has_identity)
		return TRI_NO;
	return sums->tallies[LAYER_IDENTITY].allow;
}

/*
 * One form of grant in a resource policy of the caller's own account. A trust policy that names a
 * user, a session or everyone while a boundary leaves the action out: AWS's own texts disagree.
 * Source: IAM User Guide, "Update a role trust policy" against "Policy evaluation logic".
 */
static enum tri path_of(const struct sums *sums, enum grant grant, enum tri identity,
			enum tri limits)
{
	enum grant_worth worth = grant_worth(grant);
	enum tri path = sums->tallies[LAYER_RESOURCE].grants[grant];
	if (worth == WORTH_DELEGATION)
		return tri_and(path, identity);
	if (worth == WORTH_LIMITED)
		return tri_and(path, limits);
	if (sums->facts->assume && limits != TRI_YES)
		return tri_and(path, TRI_UNKNOWN);
	return path;
}

/*
 * A grant of a key needs neither its policy nor the caller's. Whether a boundary or a session
 * policy limits it is not documented. Source: AWS KMS Developer Guide, "Grants in AWS KMS" and
 * "Troubleshooting AWS KMS permissions".
 */
static enum tri granted_by_key(const struct sums *sums, enum tri limits)
{
	enum tri grant = sums->tallies[LAYER_RESOURCE].key_grant;
	return limits == TRI_YES ? grant : tri_and(grant, TRI_UNKNOWN);
}

/* Identity, resource, boundary and session policies together: is there a grant? */
static enum tri granted(const struct sums *sums)
{
	const struct tally *tallies = sums->tallies;
	enum tri limits = tri_and(tallies[LAYER_BOUNDARY].allow, tallies[LAYER_SESSION].allow);
	enum tri identity = tri_and(identity_allows(sums), limits);
	if (sums->facts->crosses_partitions)
		return TRI_NO;
	if (sums->alone)
		return tallies[LAYER_RESOURCE].allow;
	enum tri any = granted_by_key(sums, limits);
	if (sums->cross)
		return tri_or(any, tri_and(tallies[LAYER_RESOURCE].allow, identity));
	any = tri_or(any, sums->must ? TRI_NO : identity);
	for (size_t i = 0; i < GRANT_COUNT; i++)
		any = tri_or(any, path_of(sums, (enum grant)i, identity, limits));
	return any;
}

/* The grant there would be if the resource policy said otherwise. */
static enum tri granted_by_resource(const struct sums *sums, enum tri allow)
{
	struct sums other = *sums;
	other.tallies[LAYER_RESOURCE].allow = allow;
	other.tallies[LAYER_RESOURCE].key_grant =
	    tri_and(other.tallies[LAYER_RESOURCE].key_grant, allow);
	for (size_t i = 0; i < GRANT_COUNT; i++)
		other.tallies[LAYER_RESOURCE].grants[i] = allow;
	return granted(&other);
}

/*
 * The grant there would be without one of the caller's layers, were boundary and session policies
 * else to allow. (Where one of those is lacking, identity policies grant nothing.)
 */
static enum tri granted_without(const struct sums *sums, enum layer layer)
{
	struct sums other = *sums;
	other.tallies[LAYER_BOUNDARY].allow = TRI_YES;
	other.tallies[LAYER_SESSION].allow = TRI_YES;
	other.tallies[layer].allow = TRI_NO;
	return granted(&other);
}

/* ---- what each layer comes to -----------------------------------------------------------------
 */

static void decide(struct layer_decision *out, enum layer_role role, enum verdict verdict,
		   struct str why)
{
	out->role = role;
	out->verdict = verdict;
	out->why = why;
}

/* A layer that must allow. */
static enum verdict verdict_of(const struct tally *tally)
{
	if (tally->deny == TRI_YES)
		return V_DENY_EXPLICIT;
	if (tally->allow == TRI_NO)
		return V_DENY_IMPLICIT;
	return tally->allow == TRI_YES && tally->deny == TRI_NO ? V_ALLOW : V_UNKNOWN;
}

static struct str why_of(const struct sums *sums, enum layer layer)
{
	const struct layer_input *input = &sums->question->layers[layer];
	if (input->state == LAYER_PARTIAL)
		return STR("it came in part only");
	return input->state == LAYER_NOT_COLLECTED ? STR("it was not collected") : input->why;
}

/* A layer whose Allow is not needed: only a Deny counts. */
static void decide_not_needed(const struct sums *sums, enum layer layer, const char *why,
			      struct layer_decision *out)
{
	const struct tally *tally = &sums->tallies[layer];
	if (tally->deny == TRI_NO)
		decide(out, ROLE_NOT_NEEDED, V_ALLOW, str_from(why));
	else
		decide(out, ROLE_DECIDES, tally->deny == TRI_YES ? V_DENY_EXPLICIT : V_UNKNOWN,
		       why_of(sums, layer));
}

/* Identity, boundary or session policies: needed where nothing is granted without them. */
static void decide_caller(const struct sums *sums, enum layer layer, struct layer_decision *out)
{
	const struct tally *tally = &sums->tallies[layer];
	enum tri without = tally->allow == TRI_YES ? TRI_NO : granted_without(sums, layer);
	if (without == TRI_YES)
		decide_not_needed(sums, layer,
				  "not needed: the resource's own policy grants by itself", out);
	else if (tally->allow == TRI_NO && tally->deny != TRI_YES && without == TRI_UNKNOWN)
		decide(
		    out, ROLE_DECIDES, V_UNKNOWN,
		    STR("it does not allow, and whether the resource's own policy grants without "
			"it is not certain"));
	else
		decide(out, ROLE_DECIDES, verdict_of(tally), why_of(sums, layer));
}

static void decide_resource(const struct sums *sums, struct layer_decision *out)
{
	const struct tally *tally = &sums->tallies[LAYER_RESOURCE];
	const struct layer_input *input = &sums->question->layers[LAYER_RESOURCE];
	if (sums->must && sums->facts->policy_counts != TRI_YES) {
		decide(out, ROLE_DECIDES, verdict_of(tally), str_from(special_no_policy));
	} else if (sums->facts->crosses_partitions) {
		decide(out, ROLE_DECIDES,
		       tally->deny == TRI_YES ? V_DENY_EXPLICIT : V_DENY_IMPLICIT,
		       STR("partitions never trust each other"));
	} else if (sums->must || tally->allow == TRI_YES) {
		decide(out, ROLE_DECIDES, verdict_of(tally), why_of(sums, LAYER_RESOURCE));
	} else if (input->state == LAYER_ABSENT) {
		decide(out, ROLE_NOT_APPLICABLE, V_ALLOW, input->why);
	} else if (tally->allow == TRI_NO || granted_by_resource(sums, TRI_NO) == TRI_YES) {
		decide_not_needed(sums, LAYER_RESOURCE,
				  tally->assumed ? "it was not collected, and is taken as absent"
						 : "within one account it need not allow what "
						   "the caller's own policies allow",
				  out);
	} else {
		decide(out, ROLE_DECIDES, tally->deny == TRI_YES ? V_DENY_EXPLICIT : V_UNKNOWN,
		       why_of(sums, LAYER_RESOURCE));
	}
}

static void decide_layer(const struct sums *sums, enum layer layer, struct layer_decision *out)
{
	const struct layer_input *input = &sums->question->layers[layer];
	const struct tally *tally = &sums->tallies[layer];
	out->assumed_absent = tally->assumed;
	if (tally->exempt)
		decide(out, ROLE_NOT_APPLICABLE, V_ALLOW, str_from(tally->exempt));
	else if (layer == LAYER_RESOURCE)
		decide_resource(sums, out);
	else if (!tally->bound && layer != LAYER_IDENTITY)
		decide(out, ROLE_NOT_APPLICABLE, V_ALLOW, input->why);
	else if (input->state == LAYER_NOT_COLLECTED && tally->assumed)
		decide(out, ROLE_DECIDES, V_ALLOW,
		       STR("it was not collected, and is taken as absent"));
	else if (layer_row(layer)->every_level || layer == LAYER_ENDPOINT)
		decide(out, ROLE_DECIDES, verdict_of(tally), (struct str){NULL, 0});
	else
		decide_caller(sums, layer, out);
}

/* ---- all of it --------------------------------------------------------------------------------
 */

/* The layers that no grant gets around. */
static enum tri allowed_around(const struct sums *sums)
{
	return tri_and(
	    sums->tallies[LAYER_SCP].allow,
	    tri_and(sums->tallies[LAYER_RCP].allow, sums->tallies[LAYER_ENDPOINT].allow));
}

/* A sure Deny, then a sure lack of an Allow, then what is not known. */
static enum verdict verdict_all(const struct sums *sums)
{
	enum tri deny = TRI_NO;
	enum tri allow = tri_and(granted(sums), allowed_around(sums));
	for (size_t i = 0; i < LAYER_COUNT; i++)
		deny = tri_or(deny, sums->tallies[i].deny);
	if (deny == TRI_YES)
		return V_DENY_EXPLICIT;
	if (allow == TRI_NO)
		return V_DENY_IMPLICIT;
	return allow == TRI_YES && deny == TRI_NO ? V_ALLOW : V_UNKNOWN;
}

/* A key, of which there may be grants that were not collected. */
static bool may_have_more_grants(const struct sums *sums)
{
	return !sums->question->grants_known && sums->facts->may_have_grants;
}

/* Could a layer that was taken as absent make this verdict another? */
static bool is_complete(const struct sums *sums, enum verdict verdict)
{
	bool assumed = false;
	for (size_t i = 0; i < LAYER_COUNT; i++)
		assumed |= sums->tallies[i].assumed;
	if (verdict == V_DENY_EXPLICIT)
		return true;
	if (verdict != V_DENY_IMPLICIT)
		return !assumed;
	if (may_have_more_grants(sums) && allowed_around(sums) != TRI_NO)
		return false;
	/* Of all layers only the resource policy could grant what the others do not. */
	if (!sums->tallies[LAYER_RESOURCE].assumed)
		return true;
	return tri_and(granted_by_resource(sums, TRI_YES), allowed_around(sums)) == TRI_NO;
}

/* What is allowed without a layer that only grants does not hang on it. */
static void drop_only_grants(struct sums *sums, struct decision *out)
{
	struct layer_decision *layer = &out->layers[LAYER_RESOURCE];

	if (out->verdict != V_ALLOW || !layer->assumed_absent ||
	    !sums->question->layers[LAYER_RESOURCE].only_grants)
		return;
	sums->tallies[LAYER_RESOURCE].assumed = false;
	layer->assumed_absent = false;
	decide(layer, ROLE_NOT_APPLICABLE, V_ALLOW,
	       STR("within one account sharing need not allow what the caller's own policies "
		   "allow, and denies nothing"));
}

/* Layers that come to the same whoever owns the resource and whatever must allow. */
static bool is_around(enum layer layer)
{
	return layer != LAYER_IDENTITY && layer != LAYER_RESOURCE;
}

/* What is asked, and what the layers come to where none of the other two must allow. */
struct ready {
	const struct asked *asked;
	struct tally tallies[LAYER_COUNT];
};

static void make_ready(const struct question *question, struct ready *out)
{
	for (size_t i = 0; i < LAYER_COUNT; i++)
		tally_layer(question, (enum layer)i, out->asked, false, &out->tallies[i]);
}

/* One of the two whose lack counts otherwise where the answer needs them: what statements come to
 * is the same. */
static void tally_side(const struct question *question, enum layer layer, const struct ready *ready,
		       bool needed, struct tally *out)
{
	if (needed && question->layers[layer].state == LAYER_NOT_COLLECTED)
		tally_layer(question, layer, ready->asked, true, out);
	else
		*out = ready->tallies[layer];
}

/* What S3 Block Public Access leaves of it. */
static void weigh_public(const struct question *question, bool cross, struct decision *out)
{
	struct layer_decision *layer = &out->layers[LAYER_RESOURCE];
	enum public_effect effect = public_effect(question, cross);

	out->may_be_blocked = effect == PUBLIC_MAY_BE_BLOCKED && out->verdict == V_ALLOW;
	out->may_be_public = effect == PUBLIC_MAY_BE_PUBLIC && out->verdict == V_ALLOW;
	out->blocked = effect == PUBLIC_BLOCKED && out->verdict != V_DENY_EXPLICIT;
	if (out->may_be_blocked) {
		out->complete = false;
		layer->why =
		    STR("unless S3 Block Public Access voids it: its settings were not collected");
	} else if (out->may_be_public) {
		out->verdict = V_UNKNOWN;
		decide(layer, ROLE_DECIDES, V_UNKNOWN,
		       STR("S3 Block Public Access voids it if S3 counts the policy as public"));
	} else if (out->blocked) {
		out->verdict = V_DENY_IMPLICIT;
		decide(layer, ROLE_DECIDES, V_DENY_IMPLICIT,
		       STR("S3 Block Public Access restricts it to the owner's account, since its "
			   "policy is public"));
	}
}

static void decide_one(const struct question *question, bool cross, bool must,
		       const struct ready *ready, struct decision *out)
{
	const struct asked *asked = ready->asked;
	struct sums sums; /* all of it is set here, without clearing it first */
	sums.question = question;
	sums.facts = &asked->facts;
	sums.cross = cross;
	sums.alone = !asked->facts.has_identity && question->request->caller.kind != PRINCIPAL_ROOT;
	sums.must = cross || sums.alone || must;
	/* The identity policies come last: with a grant that does without them, they are not
	 * needed. */
	sums.tallies[LAYER_IDENTITY] = (struct tally){.allow = TRI_NO};
	for (size_t i = 0; i < LAYER_COUNT; i++)
		if (is_around((enum layer)i))
			sums.tallies[i] = ready->tallies[i];
	tally_side(question, LAYER_RESOURCE, ready, sums.must, &sums.tallies[LAYER_RESOURCE]);
	tally_side(question, LAYER_IDENTITY, ready, granted(&sums) != TRI_YES,
		   &sums.tallies[LAYER_IDENTITY]);
	for (size_t i = 0; i < LAYER_COUNT; i++)
		decide_layer(&sums, (enum layer)i, &out->layers[i]);
	out->verdict = verdict_all(&sums);
	drop_only_grants(&sums, out);
	out->refused = false;
	out->open = (struct decision_open){NULL, NULL, LAYER_IDENTITY};
	out->complete = is_complete(&sums, out->verdict);
	weigh_public(question, cross, out);
	if (out->verdict == V_DENY_IMPLICIT && may_have_more_grants(&sums))
		out->layers[LAYER_RESOURCE].why =
		    STR("unless a grant of the key allows it: grants were not collected");
}

/* It may be one or the other: what holds either way holds. Of the first policies alone decide, so
 * that it leaves nothing open that they do not. */
static void decide_either(const struct decision *a, const struct decision *b, struct str why,
			  struct decision *out)
{
	*out = *a;
	out->complete = a->complete && b->complete;
	/* Where the one is denied by policies and the other whatever they say, policies tell why.
	 */
	if (b->refused && verdict_denies(a->verdict))
		return;
	out->verdict = a->verdict == b->verdict ? a->verdict : V_UNKNOWN;
	out->may_be_blocked |= b->may_be_blocked;
	out->may_be_blocked &= out->verdict == V_ALLOW;
	out->may_be_public |= b->may_be_public;
	out->blocked &= b->blocked;
	out->open = b->open;
	for (size_t i = 0; i < LAYER_COUNT; i++) {
		const struct layer_decision *other = &b->layers[i];
		struct layer_decision *layer = &out->layers[i];
		layer->assumed_absent |= other->assumed_absent;
		if (layer->verdict != other->verdict)
			decide(layer, ROLE_DECIDES, V_UNKNOWN, why);
	}
}

/* Whatever the policies say. */
static void decide_refused(enum layer layer, const char *why, struct decision *out)
{
	*out = (struct decision){.verdict = V_DENY_IMPLICIT, .complete = true, .refused = true};
	for (size_t i = 0; i < LAYER_COUNT; i++)
		decide(&out->layers[i], ROLE_NOT_APPLICABLE, V_ALLOW, str_from(why));
	decide(&out->layers[layer], ROLE_DECIDES, V_DENY_IMPLICIT, str_from(why));
}

/* What policies allow may be refused all the same. */
static void decide_open(struct decision_open open, const char *why, struct decision *out)
{
	if (out->verdict != V_ALLOW)
		return;
	out->verdict = V_UNKNOWN;
	out->open = open;
	decide(&out->layers[open.layer], ROLE_DECIDES, V_UNKNOWN, str_from(why));
}

static void decide_account(const struct question *question, bool cross, const struct ready *ready,
			   struct decision *out)
{
	struct decision with;
	struct decision without;
	enum tri must = ready->asked->facts.resource_must_allow;
	if (must != TRI_UNKNOWN) {
		decide_one(question, cross, must == TRI_YES, ready, out);
		return;
	}
	decide_one(question, cross, false, ready, &without);
	decide_one(question, cross, true, ready, &with);
	decide_either(&without, &with,
		      STR("whether this is a key, whose policy must allow, is not known"), out);
}

/*
 * No policy need allow it. Whether an organization's or an endpoint's policy stops it is not said,
 * nor, but for sts:GetCallerIdentity, whether a Deny does.
 */
static void decide_free(const struct question *question, const struct special_row *row,
			const struct asked *asked, struct decision *out)
{
	for (size_t i = 0; i < LAYER_COUNT; i++) {
		struct tally tally;
		bool around = i == LAYER_SCP || i == LAYER_RCP || i == LAYER_ENDPOINT;
		if (!around && row->special == SPECIAL_ALWAYS)
			continue;
		tally_layer(question, (enum layer)i, asked, false, &tally);
		out->layers[i].assumed_absent = tally.assumed;
		out->complete &= !tally.assumed;
		if (around ? verdict_of(&tally) == V_ALLOW : tally.deny == TRI_NO)
			continue;
		out->verdict = V_UNKNOWN;
		decide(&out->layers[i], ROLE_DECIDES, V_UNKNOWN,
		       STR("no policy need allow it; whether this one stops it is not documented"));
	}
}

/* A request whose answer policies do not decide. */
static void decide_special(const struct question *question, const struct special_row *row,
			   const struct asked *asked, struct decision *out)
{
	if (row->special == SPECIAL_REFUSED) {
		decide_refused(LAYER_IDENTITY, row->why, out);
		return;
	}
	*out = (struct decision){.verdict = V_ALLOW, .complete = true};
	for (size_t i = 0; i < LAYER_COUNT; i++)
		decide(&out->layers[i], ROLE_NOT_APPLICABLE, V_ALLOW, str_from(row->why));
	decide_free(question, row, asked, out);
}

/* A caller of another account, or of none. */
static void decide_stranger(const struct question *question, const struct ready *ready,
			    struct decision *out)
{
	static const char key[] = "whether the service takes this call from another account";
	const struct own_account *own = &ready->asked->facts.own;
	if (own->why && own->sure) {
		decide_refused(LAYER_RESOURCE, own->why, out);
		return;
	}
	decide_account(question, true, ready, out);
	if (own->why)
		decide_open((struct decision_open){key, "allow if it does", LAYER_RESOURCE},
			    own->why, out);
}

/* By policies alone. */
static void decide_by_policies(const struct question *question, const struct asked *asked,
			       struct decision *out)
{
	struct ready ready = {.asked = asked};
	make_ready(question, &ready);
	enum tri cross = request_is_cross_account(question->request);
	if (question->request->caller.kind == PRINCIPAL_ANONYMOUS && asked->facts.own.sure)
		cross = TRI_YES;
	if (cross == TRI_YES) {
		decide_stranger(question, &ready, out);
		return;
	}
	if (cross == TRI_NO) {
		decide_account(question, false, &ready, out);
		return;
	}
	struct decision same;
	struct decision other;
	decide_account(question, false, &ready, &same);
	decide_stranger(question, &ready, &other);
	decide_either(&same, &other,
		      STR("whether caller and resource are of one account is not known"), out);
}

static void decide_asked(const struct question *question, const struct asked *asked,
			 struct decision *out)
{
	const struct special_row *special = asked->facts.special;
	if (special && special->special != SPECIAL_OPEN) {
		decide_special(question, special, asked, out);
		return;
	}
	decide_by_policies(question, asked, out);
	if (special)
		decide_open((struct decision_open){special->key, special->flips, LAYER_IDENTITY},
			    special->why, out);
}

void policy_decide(const struct question *question, struct decision *out)
{
	struct asked asked;
	asked_of(&asked, question);
	decide_asked(question, &asked, out);
}

const struct policy_notes *
policy_decide_noting(struct arena *arena, const struct question *question, struct decision *out)
{
	struct policy_notes *notes = arena_grow(arena, NULL, 0, sizeof(*notes));
	notes->layers = 0;
	notes->n = 0;
	asked_of(&notes->asked, question);
	notes->asked.notes = notes;
	decide_asked(question, &notes->asked, out);
	return notes;
}

enum tri request_is_cross_account(const struct request *request)
{
	const struct principal *caller = &request->caller;
	if (caller->kind == PRINCIPAL_SERVICE || caller->kind == PRINCIPAL_ANONYMOUS ||
	    caller->kind == PRINCIPAL_WEB_OR_SAML)
		return TRI_NO;
	/* Whom it is about has no policy of its own: it is the caller's organization that lets it.
	 */
	if (str_eq_nocase(request->action, STR("sts:AssumeRoot")))
		return TRI_NO;
	/* An action that names no resource is about the caller's own account. */
	if (request->resource_account.n == 0 && str_eq(request->resource, STR("*")))
		return TRI_NO;
	/* arn:aws:iam::aws:policy/...: of AWS itself, and everybody's. */
	if (str_eq(request->resource_account, STR("aws")))
		return TRI_NO;
	if (caller->account.n == 0 || request->resource_account.n == 0)
		return TRI_UNKNOWN;
	if (holes_any(caller->account) && holes_any(request->resource_account))
		return TRI_UNKNOWN;
	if (holes_any(caller->account) || holes_any(request->resource_account))
		return holes_fits(request->resource_account, STR("aws")) ||
			       holes_fits(request->resource_account, caller->account) ||
			       holes_fits(caller->account, request->resource_account)
			   ? TRI_UNKNOWN
			   : TRI_YES;
	return str_eq(caller->account, request->resource_account) ? TRI_NO : TRI_YES;
}
