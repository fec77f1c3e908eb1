/* policy/rows.c - rows of evidence: where a part of a statement stands, what it asks and what it
 * met. */
#include "policy/rows.h"

#include "policy/cond.h"
#include "policy/near.h"
#include "policy/rank.h"
#include "policy/vars.h"
#include "rolehop/base/json.h"
#include "rolehop/model/holes.h"

enum { ROWS_TEXT_MAX = 1 << 16, ROWS_WANTS_MAX = 3, ROWS_FEW = 8, ROWS_DIGITS = 10 };

static const struct str none = {NULL, 0};

struct evidence *rows_add(struct explainer *x, const struct bearing *bearing,
			  const struct statement *statement, enum tri matched)
{
	struct evidence *row = vec_push(&x->evidence);
	row->policy = bearing->label;
	row->of = bearing->of;
	row->document = bearing->policy ? policy_text(bearing->policy) : none;
	row->matched = matched;
	if (statement) {
		row->effect = statement->effect;
		row->sid = statement->sid;
	}
	return row;
}

/* /Statement, /Statement/2 */
static struct str rows_statement(const struct explainer *x, const struct statement *statement)
{
	char digits[ROWS_DIGITS];
	size_t at = sizeof(digits);
	uint32_t index = statement->index;
	if (statement->single)
		return STR("/Statement");
	do
		digits[--at] = (char)('0' + index % 10);
	while ((index /= 10) > 0);
	return ARENA_JOIN(x->arena, STR("/Statement/"),
			  (struct str){digits + at, sizeof(digits) - at});
}

/* /Statement/2/Condition/StringEquals/sts:ExternalId/0: n tokens, then the index. */
static struct str rows_pointer(const struct explainer *x, const struct statement *statement,
			       const struct str *tokens, size_t n, const uint32_t *index)
{
	struct str whole = rows_statement(x, statement);
	struct buf buf;
	if (n == 0)
		return whole;
	buf_init(&buf, x->arena, ROWS_TEXT_MAX);
	buf_add(&buf, whole);
	for (size_t i = 0; i < n; i++)
		json_pointer_add(&buf, tokens[i]);
	if (index)
		buf_printf(&buf, "/%u", (unsigned)*index);
	return buf.over ? STR("/Statement") : buf_str(&buf);
}

static struct str rows_lower(struct explainer *x, struct str key)
{
	char *name = arena_cstr(x->arena, key);
	for (size_t i = 0; i < key.n; i++)
		name[i] = ascii_lower(name[i]);
	return (struct str){name, key.n};
}

/* Most explanations depend on a few keys, if any: the map of them begins where there are more. */
static bool rows_depends(struct explainer *x, struct str key)
{
	const struct dependence *all = x->depends.items;
	if (x->depends.n >= ROWS_FEW)
		return map_find(&x->keys, rows_lower(x, key)) != NULL;
	for (size_t i = 0; i < x->depends.n; i++)
		if (str_eq_nocase(all[i].key, key))
			return true;
	return false;
}

void rows_depend(struct explainer *x, struct str key, struct str flips)
{
	if (rows_depends(x, key))
		return;
	*(struct dependence *)vec_push(&x->depends) = (struct dependence){key, flips};
	const struct dependence *all = x->depends.items;
	for (size_t i = x->keys.n; x->depends.n >= ROWS_FEW && i < x->depends.n; i++)
		map_put(&x->keys, rows_lower(x, all[i].key), x);
}

/* What the statement would do. */
static const char *rows_effect(const struct statement *statement)
{
	return statement->effectless ? "allow or deny" : statement->allow ? "allow" : "deny";
}

/* What a template leaves open. */
static struct str rows_deployment(const struct explainer *x, struct str name)
{
	const char *settled_by = holes_settled_by(name);
	if (settled_by != NULL)
		return str_from(settled_by);
	return arena_printf(x->arena,
			    "only the deployment tells what ${%.*s} is; name it with --parameter",
			    STR_ARG(name));
}

/* ---- actions and resources --------------------------------------------------------------------
 */

/* A pattern with a variable that has no value, or none that is known. */
static bool rows_variable(struct explainer *x, const struct weighed *w,
			  const struct patterns *patterns, struct evidence *row)
{
	bool absent;
	struct str key = vars_culprit(patterns, x->request, &absent);
	if (key.n == 0)
		return false;
	if (absent) {
		row->why = arena_printf(
		    x->arena,
		    row->matched == TRI_NO
			? "the request has no %.*s, and without it the statement does not apply"
			: "the request has no %.*s: by one text of AWS's the statement is void "
			  "then, by another what negates it applies",
		    STR_ARG(key));
		return true;
	}
	row->why = arena_printf(x->arena, "the value of %.*s is not known", STR_ARG(key));
	rows_depend(x, key,
		    arena_printf(x->arena, "%s when with it %.*s fits %.*s",
				 rows_effect(w->statement), STR_ARG(row->wants),
				 STR_ARG(holes_show(x->arena, row->has))));
	return true;
}

static struct str rows_uncertain(const struct explainer *x, const struct patterns *patterns,
				 struct str wants, struct str has)
{
	const struct pattern *pattern =
	    patterns->n ? &patterns->items[rank_pattern(patterns, has)] : NULL;
	if (holes_any(has))
		return arena_printf(x->arena, "%.*s is known in full only at run time",
				    STR_ARG(holes_show(x->arena, has)));
	if (x->asked.facts.key_alias && str_eq(has, x->request->resource))
		return STR(
		    "policies are about keys, and which key the alias stands for is not known");
	if (holes_made(has) || holes_made(wants))
		return arena_printf(x->arena, "the deployment makes up the name in %.*s",
				    STR_ARG(holes_made(has) ? has : wants));
	if (pattern && str_find_char(pattern->glob, GLOB_SEGMENT) >= 0)
		return arena_printf(x->arena,
				    "whether a * within a part of an ARN, as in %.*s, covers "
				    "colons is not documented",
				    STR_ARG(wants));
	return arena_printf(x->arena,
			    "IAM admits no such value, so what AWS makes of %.*s is not known",
			    STR_ARG(wants));
}

/* Does the value hold variables that the document's Version leaves as they are? */
static bool rows_inert(const struct pattern *pattern)
{
	return !pattern->variables && !pattern->odd && vars_any(pattern->text);
}

static const struct str rows_inert_why =
    STR_INIT("without Version 2012-10-17 a document has no variables: ${...} is ordinary text");

/* `element` is "Action" or "Resource". */
static void rows_patterns(struct explainer *x, const struct weighed *w, const char *element,
			  const struct patterns *patterns, struct str has, enum tri matched)
{
	struct evidence *row = rows_add(x, w->bearing, w->statement, matched);
	struct str name =
	    patterns->negated ? arena_printf(x->arena, "Not%s", element) : str_from(element);
	bool action = element[0] == 'A';
	uint32_t nearest = action ? rank_action(patterns, x->request) : rank_pattern(patterns, has);
	row->wants = patterns->n ? patterns->items[nearest].text : none;
	row->has = has;
	row->misnamed = action && !patterns->negated && near_misnamed(row->wants, x->request);
	row->pointer = rows_pointer(x, w->statement, &name, 1,
				    patterns->list && patterns->n ? &nearest : NULL);
	if (rows_variable(x, w, patterns, row))
		return;
	if (matched == TRI_UNKNOWN)
		row->why = rows_uncertain(x, patterns, row->wants, has);
	else if (patterns->n == 0)
		row->why = arena_printf(x->arena, "%.*s is empty: the statement has no effect",
					STR_ARG(name));
	else if (patterns->negated)
		row->why = arena_printf(x->arena, "%.*s leaves it out", STR_ARG(name));
	else if (rows_inert(&patterns->items[nearest]))
		row->why = rows_inert_why;
	else if (action)
		row->why = near_action(x->arena, row->wants, x->request);
	else
		row->why = near_resource(x->arena, row->wants, has);
}

/* ---- principals -------------------------------------------------------------------------------
 */

static struct str rows_principal_open(const struct explainer *x,
				      const struct principals *principals,
				      const struct principal_item *item)
{
	const struct principal *caller = &x->request->caller;
	if (principals->negated)
		return STR("NotPrincipal spares a caller for certain only if its account, role and "
			   "session are "
			   "all listed");
	if (x->layer == LAYER_ENDPOINT && item->form != FORM_EVERYONE)
		return STR("a gateway endpoint takes no principal but \"*\", and the root user of "
			   "an account that is named; whether this is one is not known");
	if (item->form == FORM_UNCLEAR)
		return STR("IAM has no such kind of principal: what AWS makes of it is not known");
	if (item->form == FORM_OPEN)
		return rows_deployment(x, holes_placeholder(item->text));
	if (item->form == FORM_CANONICAL)
		return STR("which account a canonical user id belongs to is in no policy");
	if (item->form == FORM_ROLE && caller->kind == PRINCIPAL_ROLE_SESSION &&
	    caller->identity.n == 0)
		return STR("the name fits, but the path of the caller's role is not known");
	if (item->form == FORM_SESSION)
		return STR("the role fits, but the name of the caller's session is not known");
	return STR("whether this names the caller cannot be told from what is known of it");
}

static void rows_principal(struct explainer *x, const struct weighed *w)
{
	const struct principals *principals = &w->statement->principals;
	const struct principal *caller = &x->request->caller;
	struct evidence *row = rows_add(x, w->bearing, w->statement, w->match.principal);
	struct str name = principals->negated ? STR("NotPrincipal") : STR("Principal");
	row->has = rank_caller(caller);
	if (w->statement->open.n) {
		row->pointer = rows_pointer(x, w->statement, &name, 0, NULL);
		row->why = rows_deployment(x, w->statement->open);
		return;
	}
	if (principals->n == 0) {
		row->pointer = rows_pointer(x, w->statement, &name, principals->present, NULL);
		row->why = principals->present ? STR("it is empty: the statement has no effect")
					       : STR("the statement names no principal");
		return;
	}
	const struct principal_item *item = &principals->items[rank_principal(principals, caller)];
	row->pointer = rows_pointer(x, w->statement, (struct str[]){name, item->type},
				    item->type.p ? 2 : 1, item->list ? &item->index : NULL);
	row->wants = item->text;
	if (w->match.principal == TRI_UNKNOWN) {
		row->why = rows_principal_open(x, principals, item);
		if (x->layer == LAYER_ENDPOINT && item->form != FORM_EVERYONE)
			rows_depend(x, STR("whether it is a gateway endpoint"),
				    arena_printf(x->arena, "%s where it is an interface endpoint",
						 rows_effect(w->statement)));
	} else if (principals->negated)
		row->why = STR("NotPrincipal lists the caller");
	else
		row->why = near_principal(x->arena, item, caller);
}

/* ---- conditions -------------------------------------------------------------------------------
 */

/* The request's value as it is shown. */
static struct str rows_has(const struct explainer *x, const struct context_value *value)
{
	struct buf buf;
	if (!value)
		return x->request->closed ? STR("(absent)") : STR("(not known)");
	if (value->state == CTX_ABSENT)
		return STR("(absent)");
	if (value->state == CTX_UNKNOWN && value->n_values == 0)
		return STR("(not known)");
	buf_init(&buf, x->arena, ROWS_TEXT_MAX);
	for (size_t i = 0; i < value->n_values; i++) {
		buf_add_cstr(&buf, i == 0	    ? ""
				   : value->either  ? " or "
				   : value->between ? " to "
						    : ", ");
		buf_add(&buf, value->values[i]);
	}
	if (value->state == CTX_UNKNOWN && !value->present)
		buf_add_cstr(&buf, " or (absent)");
	return value->n_values ? buf_str(&buf) : STR("(empty)");
}

/* Of the request's values the one that none of the policy's covers, where the set operator asks for
 * all. */
static struct str rows_odd_one(const struct explainer *x, const struct condition *condition,
			       const struct context_value *value)
{
	for (size_t i = 0; condition->op && !cond_is_null(condition->op) && i < value->n_values;
	     i++) {
		enum tri any = TRI_NO;
		for (uint32_t k = 0; k < condition->values.n; k++)
			any = tri_or(any, cond_value(condition, &condition->values.items[k],
						     value->values[i], x->request));
		if ((any == TRI_YES) == cond_negated(condition->op))
			return value->values[i];
	}
	return value->n_values ? value->values[0] : none;
}

/* The policy's values as "a, b or c". */
static struct str rows_wants(const struct explainer *x, const struct patterns *values)
{
	struct buf buf;
	buf_init(&buf, x->arena, ROWS_TEXT_MAX);
	for (uint32_t i = 0; i < values->n && i < ROWS_WANTS_MAX; i++) {
		buf_add_cstr(&buf, i == 0 ? "" : " or ");
		buf_add(&buf, values->items[i].text);
	}
	if (values->n > ROWS_WANTS_MAX)
		buf_printf(&buf, " or one of %u more", (unsigned)(values->n - ROWS_WANTS_MAX));
	return buf_str(&buf);
}

/* "allow when it is inside 203.0.113.0/24" */
static void rows_condition_depends(struct explainer *x, const struct weighed *w,
				   const struct condition *condition)
{
	const char *words = condition->op ? cond_words(condition->op) : "meets";
	const char *set = condition->for_all   ? "each of its values "
			  : condition->for_any ? "one of its values "
					       : "it ";
	rows_depend(
	    x, condition->key,
	    arena_printf(x->arena, "%s when %s%s %.*s%s", rows_effect(w->statement), set, words,
			 STR_ARG(rows_wants(x, &condition->values)),
			 condition->if_exists && !condition->for_any ? ", or is absent" : ""));
}

static struct str rows_condition_open(struct explainer *x, const struct condition *condition,
				      const struct context_value *value, struct str has)
{
	if (!condition->op)
		return arena_printf(x->arena, "IAM has no condition operator %.*s",
				    STR_ARG(condition->op_text));
	bool open = value && value->state == CTX_UNKNOWN;
	if (condition->for_any && condition->if_exists && (!value || value->state == CTX_ABSENT))
		return arena_printf(x->arena,
				    "the request has no %.*s: IfExists holds then and ForAnyValue "
				    "does not, and which of them counts is not documented",
				    STR_ARG(condition->key));
	if (open && value->source.n)
		return arena_printf(x->arena, "%.*s is not known: %.*s", STR_ARG(condition->key),
				    STR_ARG(value->source));
	if (open)
		return arena_printf(x->arena, "%.*s is not known", STR_ARG(condition->key));
	if (value && value->multi && !condition->for_all && !condition->for_any)
		return arena_printf(
		    x->arena,
		    "%.*s has several values, and without ForAllValues or ForAnyValue what AWS "
		    "makes of that is not documented",
		    STR_ARG(condition->key));
	if (holes_any(has))
		return arena_printf(x->arena, "%.*s is known in full only at run time",
				    STR_ARG(condition->key));
	return arena_printf(x->arena, "what AWS makes of %.*s here is not documented",
			    STR_ARG(condition->op_text));
}

static void rows_condition(struct explainer *x, const struct weighed *w,
			   const struct condition *condition, enum tri matched)
{
	const struct context_value *value = request_find(x->request, condition->key);
	struct context_value open = {.key = condition->key, .state = CTX_UNKNOWN};
	if (!value && !x->request->closed)
		value = &open;
	struct str has =
	    value && value->state != CTX_ABSENT ? rows_odd_one(x, condition, value) : none;
	uint32_t nearest = rank_pattern(&condition->values, has);
	struct evidence *row = rows_add(x, w->bearing, w->statement, matched);
	row->wants = condition->values.n ? condition->values.items[nearest].text : none;
	row->pointer = rows_pointer(
	    x, w->statement, (struct str[]){STR("Condition"), condition->op_text, condition->key},
	    3, condition->values.list && condition->values.n ? &nearest : NULL);
	row->has = rows_has(x, value);
	if (rows_variable(x, w, &condition->values, row))
		return;
	if (matched == TRI_NO && condition->values.n &&
	    rows_inert(&condition->values.items[nearest]) && has.n) {
		row->why = rows_inert_why;
		return;
	}
	if (matched != TRI_UNKNOWN) {
		row->why = near_condition(x->arena, condition, row->wants, value, has);
		return;
	}
	row->why = rows_condition_open(x, condition, value, has);
	rows_condition_depends(x, w, condition);
}

/* ---- statements -------------------------------------------------------------------------------
 */

void rows_parts(struct explainer *x, const struct weighed *w, enum tri which)
{
	const struct statement *statement = w->statement;
	if (w->match.principal == which)
		rows_principal(x, w);
	for (uint32_t i = 0; i < statement->n_conditions; i++)
		if (cond_match(&statement->conditions[i], x->request) == which)
			rows_condition(x, w, &statement->conditions[i], which);
	if (w->match.resource == which && statement->resources.present)
		rows_patterns(x, w, "Resource", &statement->resources, x->request->resource, which);
	if (w->match.action == which && statement->actions.present)
		rows_patterns(x, w, "Action", &statement->actions, x->request->action, which);
}

/* The form in which a resource policy names the caller says what else must allow. */
static struct str rows_grant(const struct explainer *x, const struct weighed *w)
{
	const struct statement_match *match = &w->match;
	if (x->layer != LAYER_RESOURCE)
		return none;
	for (size_t i = 0; i < GRANT_COUNT; i++)
		if (i != GRANT_ACCOUNT && match->grants[i] == TRI_YES)
			return none;
	return STR(", naming the caller's account: that delegates, the caller's own policies must "
		   "allow too");
}

/* The conditions that a Deny which applies is bound to. */
static void rows_conditions_met(const struct explainer *x, const struct weighed *w, struct buf *why)
{
	for (uint32_t i = 0; i < w->statement->n_conditions && i < ROWS_WANTS_MAX; i++) {
		const struct condition *c = &w->statement->conditions[i];
		struct str has = rows_has(x, request_find(x->request, c->key));
		bool there = !str_starts(has, STR("("));
		buf_printf(why, "%s %.*s is %.*s (%.*s %.*s)", i == 0 ? ", as" : " and",
			   STR_ARG(c->key),
			   STR_ARG(there ? holes_read_out(x->arena, has, "absent")
					 : str_slice(has, 1, has.n - 1)),
			   STR_ARG(c->op_text), STR_ARG(rows_wants(x, &c->values)));
	}
}

void rows_whole(struct explainer *x, const struct weighed *w)
{
	const struct statement *statement = w->statement;
	struct evidence *row = rows_add(x, w->bearing, statement, w->match.whole);
	struct buf why;
	row->pointer = rows_pointer(x, statement, NULL, 0, NULL);
	if (statement->resources.n)
		row->wants = statement->resources
				 .items[rank_pattern(&statement->resources, x->request->resource)]
				 .text;
	row->has = x->request->resource;
	if (statement->open.n) {
		row->why = rows_deployment(x, statement->open);
		return;
	}
	if (w->match.whole != TRI_YES) {
		row->why = STR("the statement is not what IAM's grammar admits: what AWS makes of "
			       "it is not known");
		return;
	}
	if (statement->allow) {
		row->why =
		    ARENA_JOIN(x->arena, STR("allows "), x->request->action, rows_grant(x, w));
		return;
	}
	buf_init(&why, x->arena, ROWS_TEXT_MAX);
	buf_add(&why, STR("denies "));
	buf_add(&why, x->request->action);
	rows_conditions_met(x, w, &why);
	if (statement->actions.negated)
		buf_printf(&why, "; its NotAction spares %.*s",
			   STR_ARG(rows_wants(x, &statement->actions)));
	if (statement_spares_none(statement, &x->asked))
		buf_add_cstr(&why, "; its NotPrincipal spares nobody who has a permissions "
				   "boundary");
	row->why = buf_str(&why);
}
