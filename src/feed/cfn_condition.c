/* feed/cfn_condition.c - conditions of a template, in three values.
 *
 * Source: AWS CloudFormation User Guide, "Condition functions".
 */
#include "feed/cfn.h"
#include "rolehop/model/holes.h"

static enum tri cfn_truth(struct cfn *cfn, const struct json *node);

static enum tri equals(struct cfn *cfn, const struct json *arg)
{
	const struct json *a = cfn_eval(cfn, json_first(arg));
	const struct json *b = cfn_eval(cfn, json_next(json_first(arg)));
	struct str left, right;

	if (!json_is(arg, JSON_ARRAY) || json_count(arg) != 2) {
		cfn_bad(cfn, "Fn::Equals takes two values");
		return TRI_UNKNOWN;
	}
	if (a == NULL || b == NULL)
		return TRI_UNKNOWN;
	left = json_is(a, JSON_STRING) ? json_str(a) : cfn_write(cfn, a);
	right = json_is(b, JSON_STRING) ? json_str(b) : cfn_write(cfn, b);
	/* Two texts that are not settled may be written alike and come to different ones. */
	if (str_contains(left, STR("${")) || str_contains(right, STR("${")))
		return TRI_UNKNOWN;
	if (str_eq(left, right))
		return TRI_YES;
	return holes_made(left) || holes_made(right) ? TRI_UNKNOWN : TRI_NO;
}

static enum tri all_or_any(struct cfn *cfn, const struct json *arg, bool all)
{
	enum tri sum = all ? TRI_YES : TRI_NO;

	if (!json_is(arg, JSON_ARRAY))
		cfn_bad(cfn, "%s takes a list of conditions", all ? "Fn::And" : "Fn::Or");
	for (const struct json *m = json_first(arg); m != NULL; m = json_next(m)) {
		enum tri one = cfn_truth(cfn, m);
		sum = all ? tri_and(sum, one) : tri_or(sum, one);
	}
	return sum;
}

/* A call, or what else stands for a condition. */
static enum tri truth_of(struct cfn *cfn, const struct json *node)
{
	const struct json *call = json_is(node, JSON_OBJECT) ? json_first(node) : NULL;
	struct str name = json_key(call);

	if (json_is(node, JSON_BOOL))
		return json_bool(node) ? TRI_YES : TRI_NO;
	if (str_eq(name, STR("Condition")))
		return cfn_condition(cfn, json_str(call));
	if (str_eq(name, STR("Fn::Equals")))
		return equals(cfn, call);
	if (str_eq(name, STR("Fn::Not")))
		return tri_not(cfn_truth(cfn, json_first(call)));
	if (str_eq(name, STR("Fn::And")) || str_eq(name, STR("Fn::Or")))
		return all_or_any(cfn, call, str_eq(name, STR("Fn::And")));
	return TRI_UNKNOWN;
}

static enum tri cfn_truth(struct cfn *cfn, const struct json *node)
{
	enum tri truth = TRI_UNKNOWN;

	if (cfn_enter(cfn)) {
		truth = truth_of(cfn, node);
		cfn_leave(cfn);
	}
	return truth;
}

/* --parameter NAME=true, where no parameter of the template has that name. */
static bool given(struct cfn *cfn, struct str name, enum tri *truth)
{
	struct str text;

	if (json_get(json_get(cfn->root, STR("Parameters")), name) != NULL ||
	    !stack_parameter(&cfn->stack, name, &text))
		return false;
	if (!str_eq(text, STR("true")) && !str_eq(text, STR("false")))
		cfn_bad(
		    cfn,
		    "%.*s is a condition, and --parameter says \"%.*s\" of it: say true or false",
		    STR_ARG(name), STR_ARG(text));
	*truth = str_eq(text, STR("true")) ? TRI_YES : TRI_NO;
	return true;
}

enum tri cfn_condition(struct cfn *cfn, struct str name)
{
	const struct json *all = json_get(cfn->root, STR("Conditions"));
	const struct json *condition = json_get(all, name);
	struct cfn_known *known = map_find(&cfn->truths, name);

	if (known != NULL && known->busy)
		cfn_bad(cfn, "the condition %.*s depends on itself", STR_ARG(name));
	if (known != NULL)
		return known->truth;
	if (condition == NULL) {
		cfn_bad(cfn, "the template has no condition %.*s", STR_ARG(name));
		return TRI_UNKNOWN;
	}
	known = arena_alloc(cfn->arena, sizeof(*known));
	known->busy = true;
	known->truth = TRI_UNKNOWN;
	map_put(&cfn->truths, arena_str(cfn->arena, name), known);
	if (!given(cfn, name, &known->truth))
		known->truth = cfn_truth(cfn, condition);
	known->busy = false;
	return known->truth;
}
