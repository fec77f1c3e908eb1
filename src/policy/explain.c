/* policy/explain.c - the second pass: which words decided, and which came closest. */
#include <stdlib.h>

#include "policy/cond.h"
#include "policy/layers.h"
#include "policy/near.h"
#include "policy/statement.h"
#include "rolehop/base/json.h"
#include "rolehop/base/vec.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/eval.h"

enum { EXPLAIN_ROWS_MAX = 12, EXPLAIN_NEAR_MAX = 5, EXPLAIN_PATTERN_MAX = 3 };

struct explainer {
	struct arena *arena;
	const struct request *request;
	struct asked asked;
	enum layer layer;
	struct vec evidence;
	struct vec depends;
};

/* A statement with what it came to. */
struct weighed {
	const struct bearing *bearing;
	const struct statement *statement;
	struct statement_match match;
	int nearness;
	size_t order;
};

static struct str explain_pointer(const struct explainer *x, const struct statement *statement,
				  struct str element, struct str second, struct str third,
				  const uint32_t *index)
{
	struct buf buf;
	buf_init(&buf, x->arena, 1 << 16);
	buf_add_cstr(&buf, "/Statement");
	if (!statement->single)
		buf_printf(&buf, "/%u", (unsigned)statement->index);
	const struct str parts[] = {element, second, third};
	for (size_t i = 0; i < 3; i++)
		if (parts[i].n)
			json_pointer_add(&buf, parts[i]);
	if (index)
		buf_printf(&buf, "/%u", (unsigned)*index);
	return buf_str(&buf);
}

static struct evidence *explain_row(struct explainer *x, const struct bearing *bearing,
				    const struct statement *statement, enum tri matched)
{
	struct evidence *row = vec_push(&x->evidence);
	row->policy = bearing->label;
	row->of = bearing->of;
	row->document = bearing->policy ? bearing->policy->text : (struct str){NULL, 0};
	row->matched = matched;
	if (statement) {
		row->effect = statement->effect;
		row->sid = statement->sid;
	}
	return row;
}

static const struct str none = {NULL, 0};

static void explain_patterns(struct explainer *x, const struct weighed *w, const char *element,
			     const struct patterns *patterns, struct str has, enum tri matched)
{
	struct evidence *row = explain_row(x, w->bearing, w->statement, matched);
	struct str name =
	    patterns->negated ? arena_printf(x->arena, "Not%s", element) : str_from(element);
	uint32_t nearest = near_pattern(patterns, has);
	struct str wants = patterns->n ? patterns->items[nearest].text : none;
	row->pointer = explain_pointer(x, w->statement, name, none, none,
				       patterns->list && patterns->n ? &nearest : NULL);
	row->wants = wants;
	row->has = has;
	if (matched == TRI_UNKNOWN && holes_any(has))
		row->why = arena_printf(x->arena, "the %s is known only at run time",
					element[0] == 'A' ? "action" : "resource");
	else if (matched == TRI_UNKNOWN)
		row->why = arena_printf(x->arena,
					"whether %.*s covers it cannot be told from the documents",
					STR_ARG(wants));
	else if (patterns->negated)
		row->why = arena_printf(x->arena, "%.*s leaves it out", STR_ARG(name));
	else if (element[0] == 'A')
		row->why = near_action(x->arena, wants, has);
	else
		row->why = near_resource(x->arena, wants, has);
}

static void explain_principal(struct explainer *x, const struct weighed *w)
{
	const struct principals *principals = &w->statement->principals;
	const struct principal *caller = &x->request->caller;
	struct evidence *row = explain_row(x, w->bearing, w->statement, w->match.principal);
	struct str name = principals->negated ? STR("NotPrincipal") : STR("Principal");
	row->has = caller->identity.n ? caller->identity : caller->arn;
	if (principals->n == 0) {
		row->pointer = explain_pointer(x, w->statement, none, none, none, NULL);
		row->why = STR("the statement names no principal");
		return;
	}
	const struct principal_item *item = &principals->items[near_principal(principals, caller)];
	row->pointer = explain_pointer(x, w->statement, name, item->type, none,
				       item->list ? &item->index : NULL);
	row->wants = item->text;
	if (w->match.principal == TRI_UNKNOWN && principals->negated)
		row->why = STR("NotPrincipal spares a caller for certain only if its account, role "
			       "and session are all listed");
	else if (w->match.principal == TRI_UNKNOWN)
		row->why =
		    STR("whether this names the caller cannot be told from what is known of it");
	else
		row->why = near_principal_why(x->arena, item, caller);
}

/* "allow when sts:ExternalId StringEquals X". */
static void explain_dependence(struct explainer *x, const struct statement *statement,
			       const struct condition *condition, struct str wants)
{
	for (size_t i = 0; i < x->depends.n; i++)
		if (str_eq_nocase(((struct dependence *)vec_at(&x->depends, i))->key,
				  condition->key))
			return;
	struct dependence *depends = vec_push(&x->depends);
	depends->key = condition->key;
	depends->flips =
	    arena_printf(x->arena, "%s when %.*s %.*s", statement->allow ? "allow" : "deny",
			 STR_ARG(condition->op_text), STR_ARG(wants));
}

static struct str explain_has(const struct explainer *x, const struct context_value *value)
{
	if (!value)
		return x->request->closed ? STR("(absent)") : STR("(not known)");
	if (value->state == CTX_ABSENT)
		return STR("(absent)");
	if (value->state == CTX_UNKNOWN)
		return STR("(not known)");
	struct buf buf;
	buf_init(&buf, x->arena, 1 << 16);
	for (size_t i = 0; i < value->n_values; i++) {
		buf_add_cstr(&buf, i ? ", " : "");
		buf_add(&buf, value->values[i]);
	}
	return value->n_values ? buf_str(&buf) : STR("(empty)");
}

static void explain_condition(struct explainer *x, const struct weighed *w,
			      const struct condition *condition, enum tri matched)
{
	const struct context_value *value = request_find(x->request, condition->key);
	struct context_value open = {.key = condition->key, .state = CTX_UNKNOWN};
	if (!value && !x->request->closed)
		value = &open;
	bool given = value && value->state == CTX_PRESENT && value->n_values;
	uint32_t nearest = near_pattern(&condition->values, given ? value->values[0] : none);
	struct str wants = condition->values.n ? condition->values.items[nearest].text : none;
	struct evidence *row = explain_row(x, w->bearing, w->statement, matched);
	row->pointer =
	    explain_pointer(x, w->statement, STR("Condition"), condition->op_text, condition->key,
			    condition->values.list && condition->values.n ? &nearest : NULL);
	row->wants = wants;
	row->has = explain_has(x, value);
	row->why = near_condition(x->arena, condition, wants, value);
	if (matched == TRI_UNKNOWN)
		explain_dependence(x, w->statement, condition, wants);
}

/* One row for each part of a statement that came to `which`: who, what, under which conditions, on
 * what. */
static void explain_parts(struct explainer *x, const struct weighed *w, enum tri which)
{
	const struct statement *statement = w->statement;
	if (w->match.principal == which && statement->principals.present)
		explain_principal(x, w);
	if (w->match.action == which && statement->actions.present)
		explain_patterns(x, w, "Action", &statement->actions, x->request->action, which);
	for (uint32_t i = 0; i < statement->n_conditions; i++) {
		if (cond_match(&statement->conditions[i], x->request) == which)
			explain_condition(x, w, &statement->conditions[i], which);
	}
	if (w->match.resource == which && statement->resources.present)
		explain_patterns(x, w, "Resource", &statement->resources, x->request->resource,
				 which);
}

/* A statement that surely applies, as a whole. */
static void explain_whole(struct explainer *x, const struct weighed *w)
{
	struct evidence *row = explain_row(x, w->bearing, w->statement, w->match.whole);
	row->pointer = explain_pointer(x, w->statement, none, none, none, NULL);
	row->wants = w->statement->resources.n
			 ? w->statement->resources
			       .items[near_pattern(&w->statement->resources, x->request->resource)]
			       .text
			 : none;
	row->has = x->request->resource;
	if (w->statement->broken)
		row->why = STR("the statement is not what IAM's grammar admits: what AWS makes of "
			       "it is not known");
	else
		row->why =
		    arena_printf(x->arena, "%s %.*s", w->statement->allow ? "allows" : "denies",
				 STR_ARG(x->request->action));
}

static int weigh(const struct statement_match *match)
{
	return (int)match->action * 8 + (int)match->resource * 4 + (int)match->principal * 4 +
	       (int)match->conditions * 2;
}

static int weighed_order(const void *a, const void *b)
{
	const struct weighed *left = a;
	const struct weighed *right = b;
	if (left->nearness != right->nearness)
		return right->nearness - left->nearness;
	return (left->order > right->order) - (left->order < right->order);
}

static void weigh_all(const struct explainer *x, const struct layer_input *input, struct vec *out)
{
	for (size_t i = 0; i < input->n_levels; i++) {
		for (size_t k = 0; k < input->levels[i].n_policies; k++) {
			const struct bearing *bearing = &input->levels[i].policies[k];
			for (size_t s = 0; bearing->policy && s < bearing->policy->n_statements;
			     s++) {
				struct weighed *w = vec_push(out);
				w->bearing = bearing;
				w->statement = &bearing->policy->statements[s];
				statement_match(w->statement, x->layer, &x->asked, true, &w->match);
				w->nearness = weigh(&w->match);
				w->order = out->n;
			}
		}
	}
	if (out->n)
		qsort(out->items, out->n, sizeof(struct weighed), weighed_order);
}

/* Statements of one effect that came to `whole`: as a whole where they apply, else in parts. */
static size_t explain_those(struct explainer *x, const struct vec *all, bool allow, enum tri whole,
			    size_t max)
{
	size_t shown = 0;
	for (size_t i = 0; i < all->n && shown < max && x->evidence.n < EXPLAIN_ROWS_MAX; i++) {
		const struct weighed *w = vec_at(all, i);
		if (w->statement->allow != allow || w->match.whole != whole)
			continue;
		/* Far misses, about other services altogether, teach nothing. */
		if (whole == TRI_NO && w->match.action == TRI_NO &&
		    !near_actions(&w->statement->actions, x->request->action))
			continue;
		if (whole == TRI_NO && shown > 0 && w->match.action == TRI_NO)
			break;
		shown++;
		size_t before = x->evidence.n;
		if (whole != TRI_YES)
			explain_parts(x, w, whole);
		if (x->evidence.n == before)
			explain_whole(x, w);
	}
	return shown;
}

static void explain_missing_documents(struct explainer *x, const struct layer_input *input)
{
	for (size_t i = 0; i < input->n_levels; i++) {
		for (size_t k = 0; k < input->levels[i].n_policies; k++) {
			const struct bearing *bearing = &input->levels[i].policies[k];
			if (bearing->policy)
				continue;
			struct evidence *row = explain_row(x, bearing, NULL, TRI_UNKNOWN);
			row->why = STR("its document is not in the inventory");
			struct dependence *depends = vec_push(&x->depends);
			depends->key =
			    arena_printf(x->arena, "document of %.*s", STR_ARG(bearing->label));
			depends->flips = STR("allow or deny, as it says");
		}
	}
}

/* Where no statement came near: what was looked at. */
static void explain_silence(struct explainer *x, const struct layer_input *input)
{
	struct buf names;
	size_t n = 0;
	struct bearing where = {.of = none};
	buf_init(&names, x->arena, 4096);
	for (size_t i = 0; i < input->n_levels; i++) {
		where.of = input->levels[i].of;
		for (size_t k = 0; k < input->levels[i].n_policies; k++, n++) {
			buf_add_cstr(&names, n ? ", " : "");
			buf_add(&names, input->levels[i].policies[k].label);
			where = input->levels[i].policies[k];
		}
	}
	struct evidence *row = explain_row(x, &where, NULL, TRI_NO);
	row->effect = none;
	row->has = x->request->action;
	if (where.label.n == 0)
		row->policy = str_from(layer_row(x->layer)->name);
	if (n == 0)
		row->why = STR("there is no policy at all");
	else
		row->why =
		    arena_printf(x->arena, "no statement is about %.*s (looked at: %.*s)",
				 STR_ARG(x->request->action),
				 STR_ARG(names.over ? STR("all policies") : buf_str(&names)));
}

/* The level of an organization that has no Allow, before anything else. */
static void explain_level(struct explainer *x, const struct layer_input *input)
{
	for (size_t i = 0; i < input->n_levels && layer_row(x->layer)->every_level; i++) {
		struct layer_input one = {
		    .state = LAYER_COLLECTED, .levels = &input->levels[i], .n_levels = 1};
		struct vec all;
		vec_init(&all, x->arena, sizeof(struct weighed));
		weigh_all(x, &one, &all);
		enum tri allow = TRI_NO;
		for (size_t k = 0; k < all.n; k++) {
			const struct weighed *w = vec_at(&all, k);
			allow = w->statement->allow ? tri_or(allow, w->match.whole) : allow;
		}
		if (allow != TRI_NO)
			continue;
		if (!explain_those(x, &all, true, TRI_NO, EXPLAIN_NEAR_MAX))
			explain_silence(x, &one);
		return;
	}
}

static void explain_verdict(struct explainer *x, const struct layer_input *input,
			    const struct vec *all, enum verdict verdict)
{
	switch (verdict) {
	case V_DENY_EXPLICIT:
		explain_those(x, all, false, TRI_YES, EXPLAIN_PATTERN_MAX);
		return;
	case V_ALLOW:
		explain_those(x, all, true, TRI_YES, EXPLAIN_PATTERN_MAX);
		return;
	case V_UNKNOWN:
		explain_missing_documents(x, input);
		explain_those(x, all, false, TRI_UNKNOWN, EXPLAIN_NEAR_MAX);
		explain_those(x, all, true, TRI_UNKNOWN, EXPLAIN_NEAR_MAX);
		explain_those(x, all, true, TRI_YES, EXPLAIN_PATTERN_MAX);
		return;
	case V_DENY_IMPLICIT:
		explain_level(x, input);
		if (x->evidence.n == 0 && !explain_those(x, all, true, TRI_NO, EXPLAIN_NEAR_MAX))
			explain_silence(x, input);
		return;
	}
}

void policy_explain(struct arena *arena, const struct question *question,
		    const struct decision *decision, enum layer layer, struct explanation *out)
{
	struct explainer x = {.arena = arena, .request = question->request, .layer = layer};
	const struct layer_input *input = &question->layers[layer];
	const struct layer_decision *decided = &decision->layers[layer];
	struct vec all;
	asked_of(&x.asked, question->request);
	vec_init(&x.evidence, arena, sizeof(struct evidence));
	vec_init(&x.depends, arena, sizeof(struct dependence));
	vec_init(&all, arena, sizeof(struct weighed));
	if (decided->role == ROLE_DECIDES && input->state != LAYER_NOT_COLLECTED &&
	    input->state != LAYER_ABSENT) {
		weigh_all(&x, input, &all);
		explain_verdict(&x, input, &all, decided->verdict);
	}
	*out = (struct explanation){x.evidence.items, x.evidence.n, x.depends.items, x.depends.n,
				    decided->why};
}
