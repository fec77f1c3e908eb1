/* policy/explain.c - the second pass: which words decided, and which came closest. */
#include <stdlib.h>

#include "policy/layers.h"
#include "policy/notes.h"
#include "policy/rank.h"
#include "policy/rows.h"
#include "policy/tally.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

enum {
	EXPLAIN_ROWS_MAX = 12,
	EXPLAIN_NEAR_MAX = 5,
	EXPLAIN_WHOLE_MAX = 3,
	EXPLAIN_NAMES_MAX = 4096
};

static int weighed_order(const void *a, const void *b)
{
	const struct weighed *left = a;
	const struct weighed *right = b;
	if (left->rank != right->rank)
		return (left->rank > right->rank) - (left->rank < right->rank);
	return (left->order > right->order) - (left->order < right->order);
}

/* A statement that applies, or may; what surely does not is left out. */
static void weigh_met(const struct explainer *x, struct weighed *w, struct vec *out)
{
	if (!statement_is_near(w->statement, &x->asked))
		return;
	statement_match(w->statement, x->layer, &x->asked, false, &w->match);
	if (w->match.whole == TRI_NO)
		return;
	w->rank = rank_statement(w->statement, &w->match, &x->asked);
	w->order = out->n;
	*(struct weighed *)vec_push(out) = *w;
}

/* One that surely does not apply, and is not about something else altogether. */
static void weigh_missed(const struct explainer *x, struct weighed *w, struct vec *out)
{
	statement_match(w->statement, x->layer, &x->asked, false, &w->match);
	if (w->match.whole != TRI_NO ||
	    rank_is_far(w->statement, &w->match, &x->asked, x->services))
		return;
	statement_match(w->statement, x->layer, &x->asked, true, &w->match);
	w->rank = rank_statement(w->statement, &w->match, &x->asked);
	w->order = out->n;
	*(struct weighed *)vec_push(out) = *w;
}

typedef void weigh(const struct explainer *x, struct weighed *w, struct vec *out);

/* Statements, nearest first. */
static void weigh_levels(const struct explainer *x, const struct level *levels, size_t n,
			 weigh *one, struct vec *out)
{
	vec_init(out, x->arena, sizeof(struct weighed));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < levels[i].n_policies; k++) {
			const struct bearing *bearing = &levels[i].policies[k];
			for (size_t s = 0; bearing->policy && s < bearing->policy->n_statements;
			     s++) {
				struct weighed w = {.bearing = bearing,
						    .statement = &bearing->policy->statements[s]};
				one(x, &w, out);
			}
		}
	if (out->n > 1)
		qsort(out->items, out->n, sizeof(struct weighed), weighed_order);
}

static bool explain_is_of(const struct weighed *w, bool allow)
{
	return w->statement->effectless || w->statement->allow == allow;
}

/* Statements of one effect that came to `whole`: as a whole where they apply, else in parts. */
static size_t explain_those(struct explainer *x, const struct vec *all, bool allow, enum tri whole,
			    size_t max)
{
	size_t shown = 0;
	for (size_t i = 0; i < all->n && shown < max && x->evidence.n < EXPLAIN_ROWS_MAX; i++) {
		const struct weighed *w = vec_at(all, i);
		if (!explain_is_of(w, allow) || w->match.whole != whole)
			continue;
		shown++;
		size_t before = x->evidence.n;
		if (whole != TRI_YES)
			rows_parts(x, w, whole);
		if (x->evidence.n == before)
			rows_whole(x, w);
	}
	return shown;
}

/* Documents of which nothing, or nothing that makes sense, is known. */
static void explain_missing_documents(struct explainer *x, const struct layer_input *input)
{
	for (size_t i = 0; i < input->n_levels; i++) {
		for (size_t k = 0; k < input->levels[i].n_policies; k++) {
			const struct bearing *bearing = &input->levels[i].policies[k];
			if (bearing->policy && !bearing->policy->broken)
				continue;
			struct evidence *row = rows_add(x, bearing, NULL, TRI_UNKNOWN);
			row->why =
			    bearing->policy
				? STR("it has no Statement: what AWS makes of it is not known")
				: STR("its document is not in the inventory");
			rows_depend(
			    x, arena_printf(x->arena, "document of %.*s", STR_ARG(bearing->label)),
			    STR("allow or deny, as it says"));
		}
	}
}

/* Where no statement came near: what was looked at. */
static void explain_silence(struct explainer *x, const struct level *levels, size_t n_levels)
{
	struct buf names;
	size_t n = 0;
	struct bearing where = {.of = {NULL, 0}};
	buf_init(&names, x->arena, EXPLAIN_NAMES_MAX);
	for (size_t i = 0; i < n_levels; i++) {
		where.of = levels[i].of;
		for (size_t k = 0; k < levels[i].n_policies; k++, n++) {
			buf_add_cstr(&names, n ? ", " : "");
			buf_add(&names, levels[i].policies[k].label);
			where = levels[i].policies[k];
		}
	}
	struct evidence *row = rows_add(x, &where, NULL, TRI_NO);
	row->has = x->request->action;
	if (where.label.n == 0)
		row->policy = str_from(layer_row(x->layer)->name);
	if (n == 0)
		row->why =
		    arena_printf(x->arena, "there is no policy at all, so nothing allows %.*s",
				 STR_ARG(x->request->action));
	else if (names.over)
		row->why = arena_printf(x->arena, "no statement of %zu policies allows %.*s", n,
					STR_ARG(x->request->action));
	else
		row->why = arena_printf(x->arena, "no statement allows %.*s; looked at: %.*s",
					STR_ARG(x->request->action), STR_ARG(buf_str(&names)));
}

static void explain_misses(struct explainer *x, const struct level *levels, size_t n_levels)
{
	struct vec all;
	x->services = rank_services(&x->asked);
	weigh_levels(x, levels, n_levels, weigh_missed, &all);
	if (!explain_those(x, &all, true, TRI_NO, EXPLAIN_NEAR_MAX))
		explain_silence(x, levels, n_levels);
}

/* Of an organization's levels the one that has no Allow; of other layers, all there is. */
static void explain_no_allow(struct explainer *x, const struct layer_input *input)
{
	if (!layer_row(x->layer)->every_level) {
		explain_misses(x, input->levels, input->n_levels);
		return;
	}
	for (size_t i = 0; i < input->n_levels && x->evidence.n == 0; i++) {
		struct tally tally;
		tally_level(&input->levels[i], x->layer, &x->asked, &tally);
		if (tally.allow == TRI_NO)
			explain_misses(x, &input->levels[i], 1);
	}
}

static bool explain_applies(const struct explainer *x, struct weighed *w)
{
	if (notes_tell(x->notes, x->layer)) {
		const struct statement_match *noted = notes_find(x->notes, w->statement, x->layer);
		if (noted)
			w->match = *noted;
		return noted != NULL;
	}
	if (!statement_is_near(w->statement, &x->asked))
		return false;
	statement_match(w->statement, x->layer, &x->asked, false, &w->match);
	return w->match.whole == TRI_YES;
}

/* The first statements of one effect that apply, at most so many: none is nearer than another. */
static void explain_applying(struct explainer *x, const struct level *level, bool allow,
			     size_t *max)
{
	for (size_t k = 0; k < level->n_policies; k++) {
		const struct policy *policy = level->policies[k].policy;
		for (size_t s = 0; policy && s < policy->n_statements && *max; s++) {
			struct weighed w = {.bearing = &level->policies[k],
					    .statement = &policy->statements[s]};
			if (!explain_is_of(&w, allow) || x->evidence.n == EXPLAIN_ROWS_MAX ||
			    !explain_applies(x, &w))
				continue;
			rows_whole(x, &w);
			--*max;
		}
	}
}

/* An Allow at each level of an organization, of other layers a few. */
static void explain_allow(struct explainer *x, const struct layer_input *input)
{
	bool each = layer_row(x->layer)->every_level;
	size_t max = EXPLAIN_WHOLE_MAX;
	for (size_t i = 0; i < input->n_levels; i++) {
		max = each ? 1 : max;
		explain_applying(x, &input->levels[i], true, &max);
	}
}

/* The statements that deny. */
static void explain_deny(struct explainer *x, const struct layer_input *input)
{
	size_t max = EXPLAIN_WHOLE_MAX;
	for (size_t i = 0; i < input->n_levels; i++)
		explain_applying(x, &input->levels[i], false, &max);
}

/* May a Deny that applies not count, or a lack of an Allow? */
static bool explain_is_perhaps(const struct explainer *x)
{
	return layer_may_not_bind(x->layer, &x->asked) ||
	       (x->layer == LAYER_RESOURCE && x->asked.facts.unlocks == TRI_UNKNOWN);
}

/* What decides whether the layer counts. */
static void explain_perhaps(struct explainer *x)
{
	if (x->layer == LAYER_RESOURCE)
		rows_depend(x,
			    STR("whether the root user gets around a Deny of the queue's policy"),
			    STR("allow if it does"));
	else if (x->asked.facts.service_linked == TRI_UNKNOWN)
		rows_depend(x, STR("aws:PrincipalArn"),
			    STR("allow if it is that of a service-linked role, which organization "
				"policies do not bind"));
	else
		rows_depend(x, STR("whether the action is about a resource"),
			    STR("allow if it is about none: resource control policies bind what "
				"is asked of resources"));
}

static void explain_unknown(struct explainer *x, const struct layer_input *input)
{
	struct vec all;
	weigh_levels(x, input->levels, input->n_levels, weigh_met, &all);
	explain_missing_documents(x, input);
	if (explain_is_perhaps(x))
		explain_those(x, &all, false, TRI_YES, EXPLAIN_WHOLE_MAX);
	explain_those(x, &all, false, TRI_UNKNOWN, EXPLAIN_NEAR_MAX);
	explain_those(x, &all, true, TRI_UNKNOWN, EXPLAIN_NEAR_MAX);
	explain_those(x, &all, true, TRI_YES, EXPLAIN_WHOLE_MAX);
	if (explain_is_perhaps(x) && x->evidence.n == 0)
		explain_no_allow(x, input);
}

static void explain_verdict(struct explainer *x, const struct layer_input *input,
			    enum verdict verdict)
{
	if (verdict == V_ALLOW)
		explain_allow(x, input);
	else if (verdict == V_UNKNOWN)
		explain_unknown(x, input);
	else if (verdict == V_DENY_IMPLICIT)
		explain_no_allow(x, input);
	else
		explain_deny(x, input);
}

/* Whether the caller and the resource are of one account. */
static void explain_account(struct explainer *x)
{
	const struct request *request = x->request;
	struct str open =
	    arn_is_account_id(request->resource_account)
		? STR("the caller's account")
		: ARENA_JOIN(x->arena, STR("account of "), holes_show(x->arena, request->resource));
	rows_depend(x, open,
		    x->asked.facts.own.sure
			? STR("within one account policies decide, from another account the call "
			      "is not taken")
			: STR("within the caller's account one side's Allow is enough, across "
			      "accounts both sides must allow"));
}

/* What is not in any document. */
static void explain_gaps(struct explainer *x, const struct layer_input *input, enum verdict verdict)
{
	const struct request *request = x->request;
	if (verdict != V_UNKNOWN)
		return;
	if (input->state == LAYER_NOT_COLLECTED || input->state == LAYER_PARTIAL)
		rows_depend(x, str_from(layer_row(x->layer)->name),
			    STR("allow or deny, as they say"));
	if (explain_is_perhaps(x))
		explain_perhaps(x);
	if (x->layer == LAYER_RESOURCE && x->asked.facts.policy_counts == TRI_UNKNOWN)
		rows_depend(x, STR("CloudWatch cross-account observability"),
			    STR("allow if the caller's account monitors the log group's"));
	if (x->layer != LAYER_SCP && request_is_cross_account(request) == TRI_UNKNOWN)
		explain_account(x);
}

/* Denied whatever the policies say. */
static bool explain_is_ruled(const struct explainer *x, const struct decision *decision)
{
	if (decision->layers[x->layer].verdict != V_DENY_IMPLICIT)
		return false;
	if (x->layer == LAYER_RESOURCE && decision->blocked)
		return true;
	return decision->refused ||
	       (x->layer == LAYER_RESOURCE && x->asked.facts.crosses_partitions);
}

static void explain_rule(struct explainer *x, struct str why)
{
	const struct bearing nowhere = {.label = str_from(layer_row(x->layer)->name)};
	struct evidence *row = rows_add(x, &nowhere, NULL, TRI_NO);
	row->has = x->request->action;
	row->why = why;
}

/* Has the layer documents that count? */
static bool explain_has_say(const struct explainer *x, const struct layer_input *input)
{
	if (x->layer == LAYER_RESOURCE && x->asked.facts.policy_counts != TRI_YES)
		return false;
	return input->state == LAYER_COLLECTED || input->state == LAYER_PARTIAL;
}

static void explain_layer(struct explainer *x, const struct question *question,
			  const struct decision *decision, struct explanation *out)
{
	const struct layer_input *input = &question->layers[x->layer];
	const struct layer_decision *decided = &decision->layers[x->layer];
	vec_init(&x->evidence, x->arena, sizeof(struct evidence));
	vec_init(&x->depends, x->arena, sizeof(struct dependence));
	map_init(&x->keys, x->arena);
	if (decided->role == ROLE_DECIDES) {
		if (explain_is_ruled(x, decision))
			explain_rule(x, decided->why);
		else if (input->state == LAYER_ABSENT && decided->verdict == V_DENY_IMPLICIT)
			explain_silence(x, NULL, 0);
		else if (explain_has_say(x, input))
			explain_verdict(x, input, decided->verdict);
		explain_gaps(x, input, decided->verdict);
		if (decision->open.key && decision->open.layer == x->layer)
			rows_depend(x, str_from(decision->open.key),
				    str_from(decision->open.flips));
		if (x->layer == LAYER_RESOURCE && decision->may_be_public)
			rows_depend(x, STR("whether S3 counts the policy as public"),
				    STR("deny if it does, since Block Public Access restricts it"));
	}
	*out = (struct explanation){x->evidence.items, x->evidence.n, x->depends.items,
				    x->depends.n, decided->why};
}

void policy_explain_layers(struct arena *arena, const struct question *question,
			   const struct decision *decision, const struct policy_notes *notes,
			   unsigned layers, struct explanation out[LAYER_COUNT])
{
	struct explainer x = {.arena = arena, .request = question->request, .notes = notes};
	if (notes)
		x.asked = notes->asked;
	else if (layers)
		asked_of(&x.asked, question);
	x.asked.notes = NULL;
	for (unsigned i = 0; i < LAYER_COUNT; i++) {
		x.layer = (enum layer)i;
		if (layers & 1U << i)
			explain_layer(&x, question, decision, &out[i]);
	}
}

void policy_explain(struct arena *arena, const struct question *question,
		    const struct decision *decision, enum layer layer, struct explanation *out)
{
	struct explanation all[LAYER_COUNT];
	policy_explain_layers(arena, question, decision, NULL, 1U << layer, all);
	*out = all[layer];
}
