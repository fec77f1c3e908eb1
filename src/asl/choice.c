/* asl/choice.c - which way a Choice surely goes, and what is known on each way. */
#include "asl/choice.h"

#include "asl/path.h"
#include "rolehop/model/holes.h"

enum { DEPTH_MAX = 16 };

enum comparison { EQUALS, LESS, LESS_EQUALS, GREATER, GREATER_EQUALS };

static const struct {
	struct str name;
	enum comparison comparison;
} comparisons[] = {
    {STR_INIT("Equals"), EQUALS},
    {STR_INIT("LessThan"), LESS},
    {STR_INIT("LessThanEquals"), LESS_EQUALS},
    {STR_INIT("GreaterThan"), GREATER},
    {STR_INIT("GreaterThanEquals"), GREATER_EQUALS},
};

static enum tri truth(bool yes)
{
	return yes ? TRI_YES : TRI_NO;
}

/* "*" stands for any text; a backslash takes the next character as it is. */
static bool matches(struct str pattern, struct str text)
{
	size_t p = 0;
	size_t t = 0;
	size_t star = (size_t)-1;
	size_t from = 0;

	while (t < text.n) {
		bool escaped = p + 1 < pattern.n && pattern.p[p] == '\\';
		if (p < pattern.n && pattern.p[p] == '*') {
			star = ++p;
			from = t;
		} else if (p < pattern.n && pattern.p[p + escaped] == text.p[t]) {
			p += 1 + (size_t)escaped;
			t++;
		} else if (star != (size_t)-1) {
			p = star;
			t = ++from;
		} else {
			return false;
		}
	}
	while (p < pattern.n && pattern.p[p] == '*')
		p++;
	return p == pattern.n;
}

static enum tri ordered(enum comparison comparison, int order)
{
	switch (comparison) {
	case EQUALS:
		return truth(order == 0);
	case LESS:
		return truth(order < 0);
	case LESS_EQUALS:
		return truth(order <= 0);
	case GREATER:
		return truth(order > 0);
	case GREATER_EQUALS:
		return truth(order >= 0);
	}
	return TRI_UNKNOWN;
}

static enum tri compare_texts(enum comparison comparison, const struct val *a, const struct val *b)
{
	if (a->kind != VAL_STRING || b->kind != VAL_STRING)
		return TRI_NO;
	if (val_settled(a) && val_settled(b))
		return ordered(comparison, str_cmp(a->text, b->text));
	if (comparison == EQUALS && val_settled(b) && !holes_fits(a->text, b->text))
		return TRI_NO;
	return TRI_UNKNOWN;
}

/* NAME is what follows String, Numeric or Boolean and precedes Path. */
static enum tri compare(struct str type, struct str name, const struct val *a, const struct val *b)
{
	if (a->kind == VAL_UNKNOWN || a->kind == VAL_ABSENT || b->kind == VAL_UNKNOWN ||
	    b->kind == VAL_ONE_OF)
		return TRI_UNKNOWN;
	for (size_t i = 0; i < sizeof(comparisons) / sizeof(comparisons[0]); i++) {
		if (!str_eq(comparisons[i].name, name))
			continue;
		enum comparison comparison = comparisons[i].comparison;
		if (str_eq(type, STR("String")))
			return compare_texts(comparison, a, b);
		if (str_eq(type, STR("Boolean")))
			return truth(a->kind == VAL_BOOL && b->kind == VAL_BOOL &&
				     a->truth == b->truth);
		if (a->kind != VAL_NUMBER || b->kind != VAL_NUMBER)
			return TRI_NO;
		return ordered(comparison, (a->number > b->number) - (a->number < b->number));
	}
	if (str_eq(name, STR("Matches")) && a->kind == VAL_STRING && b->kind == VAL_STRING)
		return val_settled(a) && val_settled(b) ? truth(matches(b->text, a->text))
							: TRI_UNKNOWN;
	return TRI_UNKNOWN;
}

static enum tri is_kind(struct str test, const struct val *val)
{
	if (val->kind == VAL_UNKNOWN)
		return TRI_UNKNOWN;
	if (str_eq(test, STR("IsPresent")))
		return truth(val->kind != VAL_ABSENT);
	if (val->kind == VAL_ABSENT)
		return TRI_UNKNOWN;
	if (str_eq(test, STR("IsNull")))
		return truth(val->kind == VAL_NULL);
	if (str_eq(test, STR("IsString")))
		return truth(val->kind == VAL_STRING);
	if (str_eq(test, STR("IsNumeric")))
		return truth(val->kind == VAL_NUMBER);
	if (str_eq(test, STR("IsBoolean")))
		return truth(val->kind == VAL_BOOL);
	return TRI_UNKNOWN;
}

/* One comparison with a value that is no set of candidates. */
static enum tri holds_for(const struct scene *scene, const struct json *rule, const struct val *val)
{
	static const struct str types[] = {STR_INIT("String"), STR_INIT("Numeric"),
					   STR_INIT("Boolean")};

	for (const struct json *m = json_first(rule); m; m = json_next(m)) {
		struct str key = json_key(m);
		if (str_starts(key, STR("Is")) && json_is(m, JSON_BOOL)) {
			enum tri t = is_kind(key, val);
			return json_bool(m) ? t : tri_not(t);
		}
		for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
			if (!str_starts(key, types[i]))
				continue;
			struct str name = str_skip(key, types[i].n);
			if (!str_ends(name, STR("Path")))
				return compare(types[i], name, val,
					       val_of_definition(scene->arena, m, scene->env));
			name = str_slice(name, 0, name.n - 4);
			return compare(types[i], name, val, path_eval(scene, json_str(m)));
		}
	}
	return TRI_UNKNOWN;
}

/* The value of Variable; ABSENT where it surely is not there. */
static const struct val *tested(const struct scene *scene, const struct json *rule)
{
	return path_find(scene, json_get_str(rule, STR("Variable")));
}

static enum tri leaf_holds(const struct scene *scene, const struct json *rule)
{
	const struct val *val = tested(scene, rule);
	if (val->kind != VAL_ONE_OF)
		return holds_for(scene, rule, val);
	enum tri all = holds_for(scene, rule, val->members[0].value);
	for (size_t i = 1; i < val->n; i++)
		if (holds_for(scene, rule, val->members[i].value) != all)
			return TRI_UNKNOWN;
	return all;
}

static enum tri rule_holds(const struct scene *scene, const struct json *rule, unsigned depth)
{
	const struct json *all = json_get(rule, STR("And"));
	const struct json *any = json_get(rule, STR("Or"));
	const struct json *negated = json_get(rule, STR("Not"));

	if (depth > DEPTH_MAX)
		return TRI_UNKNOWN;
	if (negated)
		return tri_not(rule_holds(scene, negated, depth + 1));
	if (!all && !any)
		return leaf_holds(scene, rule);
	enum tri ends = all ? TRI_NO : TRI_YES;
	enum tri result = tri_not(ends);
	for (const struct json *r = json_first(all ? all : any); r; r = json_next(r)) {
		enum tri t = rule_holds(scene, r, depth + 1);
		if (t == ends)
			return ends;
		if (t == TRI_UNKNOWN)
			result = TRI_UNKNOWN;
	}
	return result;
}

/* Of what is no boolean the execution fails. Source: Amazon States Language specification, "Choice
 * State": a Condition evaluates to a boolean. */
enum tri choice_holds(const struct scene *scene, const struct json *rule)
{
	const struct json *condition = json_get(rule, STR("Condition"));

	if (!condition)
		return rule_holds(scene, rule, 0);
	if (json_is(condition, JSON_STRING)) {
		const struct val *value = scene_expression(scene, json_str(condition));
		bool may_be_bool = value->kind == VAL_BOOL || value->kind == VAL_UNKNOWN ||
				   value->kind == VAL_ONE_OF;
		return may_be_bool ? jsonata_truth(scene->arena, value) : TRI_UNKNOWN;
	}
	return json_is(condition, JSON_BOOL) ? truth(json_bool(condition)) : TRI_UNKNOWN;
}

/* Puts `val` where `path` ("$.a", "$name.a", "$states.input.a") leads. */
static void settle(const struct scene *scene, struct str path, const struct val *val,
		   const struct val **input, const struct vars **vars)
{
	struct path_steps steps = path_steps(path);
	struct str whole = STR("$states.input");

	if (str_starts(path, whole)) {
		struct str rest = str_skip(path, whole.n);
		*input = path_put(scene->arena, *input,
				  arena_printf(scene->arena, "$%.*s", STR_ARG(rest)), val);
	} else if (steps.ok && str_eq(steps.root, STR("$"))) {
		*input = path_put(scene->arena, *input, path, val);
	} else if (steps.ok && steps.root.n > 1 && !str_eq(steps.root, STR("$$"))) {
		struct str name = str_skip(steps.root, 1);
		const struct val *old = scene_variable(scene, name);
		struct str rest = str_skip(path, steps.root.n);
		*vars = vars_set(scene->arena, *vars, name,
				 path_put(scene->arena, old,
					  arena_printf(scene->arena, "$%.*s", STR_ARG(rest)), val));
	}
}

static bool only_plain(struct str path)
{
	struct path_steps steps = path_steps(path);
	struct path_step step;
	while (path_next(&steps, &step))
		if (step.is_index)
			return false;
	return steps.ok;
}

/* The value that a rule demands, or NULL. */
static const struct val *demanded(const struct scene *scene, const struct json *rule)
{
	static const struct str names[] = {STR_INIT("StringEquals"), STR_INIT("NumericEquals"),
					   STR_INIT("BooleanEquals")};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct json *value = json_get(rule, names[i]);
		if (value)
			return val_of_definition(scene->arena, value, scene->env);
	}
	return NULL;
}

static void assume_leaf(const struct scene *scene, const struct json *rule, bool holds,
			const struct val **input, const struct vars **vars)
{
	struct str path = json_get_str(rule, STR("Variable"));
	const struct val *val = tested(scene, rule);
	const struct val *want = demanded(scene, rule);

	if (!only_plain(path) || val_settled(val))
		return;
	if (val->kind == VAL_ONE_OF) {
		const struct val *kept = NULL;
		for (size_t i = 0; i < val->n; i++) {
			const struct val *one = val->members[i].value;
			if (holds_for(scene, rule, one) == truth(!holds))
				continue;
			kept = kept ? val_join(scene->arena, kept, one) : one;
		}
		if (kept)
			settle(scene, path, kept, input, vars);
	} else if (holds && want && val_settled(want)) {
		settle(scene, path, want, input, vars);
	}
}

static void assume(const struct scene *scene, const struct json *rule, bool holds, unsigned depth,
		   const struct val **input, const struct vars **vars)
{
	const struct json *negated = json_get(rule, STR("Not"));
	const struct json *all = json_get(rule, STR("And"));
	const struct json *any = json_get(rule, STR("Or"));

	if (depth > DEPTH_MAX)
		return;
	if (negated) {
		assume(scene, negated, !holds, depth + 1, input, vars);
	} else if (all || any) {
		/* Only where every part holds (And) or none does (Or) is something known of each.
		 */
		if ((all != NULL) != holds)
			return;
		for (const struct json *r = json_first(all ? all : any); r; r = json_next(r)) {
			struct scene now = *scene;
			now.dollar = *input;
			now.vars = *vars;
			assume(&now, r, holds, depth + 1, input, vars);
		}
	} else {
		assume_leaf(scene, rule, holds, input, vars);
	}
}

/* $path = 'text', and what "and" joins of these. */
static void assume_condition(const struct scene *scene, const struct jsonata *node, unsigned depth,
			     const struct val **input, const struct vars **vars)
{
	if (node->kind != JSONATA_BINARY || depth > DEPTH_MAX)
		return;
	if (node->op == JSONATA_AND) {
		assume_condition(scene, node->left, depth + 1, input, vars);
		assume_condition(scene, node->right, depth + 1, input, vars);
		return;
	}
	const struct jsonata *literal = node->right;
	struct str path = node->left->source;
	if (node->op != JSONATA_EQUAL || literal->kind != JSONATA_STRING || !only_plain(path))
		return;
	if (!val_settled(jsonata_value(scene, node->left)))
		settle(scene, path, jsonata_value(scene, literal), input, vars);
}

void choice_assume(const struct scene *scene, const struct json *rule, bool holds,
		   const struct val **input, const struct vars **vars)
{
	const struct json *condition = json_get(rule, STR("Condition"));
	struct str inner;

	if (!condition) {
		assume(scene, rule, holds, 0, input, vars);
	} else if (holds && scene->state->language == ASL_JSONATA &&
		   scene_is_jsonata(json_str(condition), &inner)) {
		struct scene top = *scene;
		top.dollar = NULL;
		const struct jsonata *node = jsonata_parse(scene->arena, str_trim(inner));
		if (node)
			assume_condition(&top, node, 0, input, vars);
	}
}
