/* policy_forget.h - taking knowledge away from a random question, and what must hold then. */
#ifndef ROLEHOP_TESTS_POLICY_FORGET_H
#define ROLEHOP_TESTS_POLICY_FORGET_H

#include "policy_random.h"

#include "rolehop/model/arn.h"

/* ---- taking knowledge away --------------------------------------------------------------------
 */

static const char hole_text[] = {HOLE, 0};

/* A part of the text, or all of it, becomes a hole. */
static inline struct str with_hole(struct random_question *q, struct str s)
{
	size_t from = dice_one_in(q->dice, 3) ? 0 : dice_below(q->dice, (unsigned)s.n + 1);
	size_t to =
	    dice_one_in(q->dice, 3) ? s.n : from + dice_below(q->dice, (unsigned)(s.n - from) + 1);
	return arena_printf(q->arena, "%.*s%s%.*s", STR_ARG(str_slice(s, 0, from)), hole_text,
			    STR_ARG(str_skip(s, to)));
}

static inline const char *forget_value(struct random_question *q)
{
	if (q->request.n_context == 0)
		return "nothing";
	struct context_value *value =
	    &q->context[dice_below(q->dice, (unsigned)q->request.n_context)];
	bool present = value->state == CTX_PRESENT && value->n_values > 0 && value->values[0].n > 0;
	if (present && dice_one_in(q->dice, 2)) {
		struct str *values = arena_array(q->arena, value->n_values, sizeof(*values));
		memcpy(values, value->values, value->n_values * sizeof(*values));
		size_t at = dice_below(q->dice, (unsigned)value->n_values);
		values[at] = with_hole(q, values[at]);
		value->values = values;
		return "a part of a context value";
	}
	/* it may be absent, or have this value */
	bool known_if_there = dice_one_in(q->dice, 4) && value->n_values == 1 && !value->multi;
	value->present = present && !known_if_there && dice_one_in(q->dice, 2);
	value->state = CTX_UNKNOWN;
	if (!known_if_there)
		value->n_values = 0;
	return "a context value";
}

/* What is not listed was absent. */
static inline const char *forget_absence(struct random_question *q)
{
	size_t n = 0;
	q->request.closed = false;
	for (size_t i = 0; i < q->request.n_context; i++)
		if (q->context[i].state != CTX_ABSENT)
			q->context[n++] = q->context[i];
	q->request.n_context = n;
	return "that keys are absent";
}

static inline const char *forget_document(struct random_question *q)
{
	size_t layer = dice_below(q->dice, LAYER_COUNT);
	struct layer_input *input = &q->question.layers[layer];
	if (input->n_levels == 0 || q->levels[layer][0].n_policies == 0)
		return "nothing";
	size_t level = dice_below(q->dice, (unsigned)input->n_levels);
	size_t policy = dice_below(q->dice, (unsigned)q->levels[layer][level].n_policies);
	q->bearings[layer][level][policy].policy = NULL;
	return "a document";
}

/* In another partition than the caller, where no credentials of the caller's are good: of a
 * resource that is not known, nobody supposes this. */
static inline bool elsewhere(const struct random_question *q)
{
	struct arn resource, caller;

	return arn_parse(q->request.resource, &resource) &&
	       arn_parse(q->request.caller.arn, &caller) &&
	       !str_eq(resource.partition, caller.partition);
}

static inline const char *forget_resource(struct random_question *q)
{
	if (str_eq(q->request.resource, STR("*")) || elsewhere(q))
		return "nothing";
	q->request.resource = with_hole(q, q->request.resource);
	return "a part of the resource";
}

static inline const char *forget_owner(struct random_question *q)
{
	if (q->request.resource_account.n == 0)
		return "nothing";
	/* a call that names no resource and no account is of the caller's own: that is known */
	bool may_be_empty = !str_eq(q->request.resource, STR("*"));
	bool whole = may_be_empty && dice_one_in(q->dice, 2);
	q->request.resource_account = whole ? STR("") : with_hole(q, q->request.resource_account);
	return "whose the resource is";
}

/* Of the session of a role whose ARN, with its path, is known. */
static inline const char *forget_identity(struct random_question *q)
{
	struct principal *caller = &q->request.caller;
	struct arn role;
	if (caller->kind != PRINCIPAL_ROLE_SESSION || !arn_parse(caller->identity, &role))
		return "nothing";
	/* IAM makes no service-linked role of another name */
	if (arn_is_service_linked_role(&role) &&
	    !str_starts(arn_name(&role), STR("AWSServiceRoleFor")))
		return "nothing";
	switch (dice_below(q->dice, 3)) {
	case 0:
		caller->identity = (struct str){NULL, 0};
		return "the path of the caller's role";
	case 1:
		caller->identity = arena_printf(q->arena, "arn:%.*s:iam::%.*s:role/%s%.*s",
						STR_ARG(role.partition), STR_ARG(role.account),
						hole_text, STR_ARG(arn_name(&role)));
		return "the path of the caller's role";
	default:
		caller->session = with_hole(q, caller->session);
		caller->arn = arena_printf(q->arena, "arn:%.*s:sts::%.*s:assumed-role/%.*s/%.*s",
					   STR_ARG(role.partition), STR_ARG(role.account),
					   STR_ARG(arn_name(&role)), STR_ARG(caller->session));
		return "the caller's session";
	}
}

static inline const char *forget_layer(struct random_question *q)
{
	struct layer_input *input = &q->question.layers[dice_below(q->dice, LAYER_COUNT)];
	*input = (struct layer_input){.state = LAYER_NOT_COLLECTED};
	return "a layer";
}

static inline const char *forget_rest_of_layer(struct random_question *q)
{
	size_t layer = dice_below(q->dice, LAYER_COUNT);
	struct layer_input *input = &q->question.layers[layer];
	if (input->n_levels == 0 || q->levels[layer][0].n_policies == 0)
		return "nothing";
	q->levels[layer][0].n_policies--;
	input->state = LAYER_PARTIAL;
	return "a part of a layer";
}

static inline const char *forget(struct random_question *q)
{
	switch (dice_below(q->dice, 10)) {
	case 0:
		return forget_absence(q);
	case 1:
		return forget_document(q);
	case 2:
		return forget_resource(q);
	case 3:
		return forget_owner(q);
	case 4:
		return forget_identity(q);
	case 5:
		return forget_layer(q);
	case 6:
		return forget_rest_of_layer(q);
	default:
		return forget_value(q);
	}
}

/* ---- what must hold ---------------------------------------------------------------------------
 */

static inline bool denies(enum verdict v)
{
	return v == V_DENY_IMPLICIT || v == V_DENY_EXPLICIT;
}

/* Less knowledge may keep an answer or make it unknown. Of a sure Deny, only that it denies may
 * stay. */
static inline bool may_become(enum verdict was, enum verdict now)
{
	if (now == V_UNKNOWN || now == was)
		return true;
	return was == V_DENY_EXPLICIT && now == V_DENY_IMPLICIT;
}

/* The verdicts of the layers that decide add up to the whole. */
static inline const char *adds_up(const struct decision *d)
{
	bool some[V_UNKNOWN + 1] = {false};
	for (size_t i = 0; i < LAYER_COUNT; i++) {
		if (d->layers[i].role == ROLE_DECIDES)
			some[d->layers[i].verdict] = true;
		else if (d->layers[i].verdict != V_ALLOW)
			return "a layer that does not decide does not allow either";
	}
	if (some[V_DENY_EXPLICIT])
		return d->verdict == V_DENY_EXPLICIT
			   ? NULL
			   : "a gate denies explicitly, the verdict does not";
	if (some[V_DENY_IMPLICIT])
		return d->verdict == V_DENY_IMPLICIT ? NULL : "a gate denies, the verdict does not";
	if (some[V_UNKNOWN])
		return d->verdict == V_UNKNOWN ? NULL : "a gate is unknown, the verdict is not";
	return d->verdict == V_ALLOW ? NULL : "all gates allow, the verdict does not";
}

/* A question and its answer, for people. */
static inline void describe(const struct random_question *q, const struct decision *d,
			    struct buf *buf)
{
	buf_printf(buf, "\n%.*s calls %.*s on %.*s of \"%.*s\": %s%s",
		   STR_ARG(q->request.caller.arn), STR_ARG(q->request.action),
		   STR_ARG(holes_show(q->arena, q->request.resource)),
		   STR_ARG(holes_show(q->arena, q->request.resource_account)),
		   verdict_decision(d->verdict), d->complete ? "" : ", incomplete");
	for (size_t i = 0; i < q->request.n_context; i++) {
		const struct context_value *v = &q->context[i];
		buf_printf(buf, "\n  %.*s state %d present %d:", STR_ARG(v->key), (int)v->state,
			   v->present);
		for (size_t k = 0; k < v->n_values && v->state != CTX_ABSENT; k++)
			buf_printf(buf, " \"%.*s\"", STR_ARG(holes_show(q->arena, v->values[k])));
	}
	for (size_t i = 0; i < LAYER_COUNT; i++) {
		const struct layer_input *input = &q->question.layers[i];
		buf_printf(buf, "\n  layer %zu state %d: role %d %s %.*s", i, (int)input->state,
			   (int)d->layers[i].role, verdict_decision(d->layers[i].verdict),
			   STR_ARG(d->layers[i].why));
		for (size_t k = 0; k < input->n_levels; k++)
			for (size_t p = 0; p < input->levels[k].n_policies; p++) {
				const struct policy *policy = input->levels[k].policies[p].policy;
				buf_printf(
				    buf, "\n    level %zu: %.*s", k,
				    STR_ARG(policy ? policy_text(policy) : STR("not known")));
			}
	}
}

#endif
