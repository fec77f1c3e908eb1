/* asl/jsonata_operators.c - JSONata's operators of two sides. */
#include "asl/functions.h"
#include "asl/jsonata.h"
#include "rolehop/model/holes.h"

static struct str deciding(const struct scene *scene, const struct val *a, const struct val *b,
			   const struct jsonata *node)
{
	struct val_member both[] = {{{NULL, 0}, a}, {{NULL, 0}, b}};
	struct str source = function_source(scene->arena, both, 2);
	return source.n > 0 ? source : node->source;
}

static const struct val *arithmetic(const struct scene *scene, enum jsonata_op op, double x,
				    double y)
{
	const double most = 1e15; /* whole numbers are exact up to here */
	double z = 0;

	if (x > most || x < -most || y > most || y < -most)
		return NULL;
	if (op == JSONATA_ADD)
		z = x + y;
	else if (op == JSONATA_SUBTRACT)
		z = x - y;
	else if (op == JSONATA_MULTIPLY)
		z = x * y;
	else if (y == 0)
		return NULL;
	else if (op == JSONATA_DIVIDE)
		z = x / y;
	else
		z = x - y * (double)(long long)(x / y);
	return z > most || z < -most ? NULL : val_number(scene->arena, z);
}

static bool comparable(const struct val *a, const struct val *b)
{
	return (a->kind == VAL_NUMBER && b->kind == VAL_NUMBER) ||
	       (a->kind == VAL_STRING && b->kind == VAL_STRING && val_settled(a) && val_settled(b));
}

/* What is not there neither equals anything nor differs from it, nor is it in anything. */
static bool is_absent(const struct val *a, const struct val *b)
{
	return a->kind == VAL_ABSENT || b->kind == VAL_ABSENT;
}

static bool is_structure(const struct val *val)
{
	return val->kind == VAL_OBJECT || val->kind == VAL_ARRAY;
}

/* Source: JSONata Documentation, "Comparison Operators". */
static const struct val *equals(const struct scene *scene, bool wanted, const struct val *a,
				const struct val *b)
{
	if (is_absent(a, b))
		return val_bool(false);
	if (!val_settled_deep(scene->arena, a) || !val_settled_deep(scene->arena, b)) {
		/* Texts whose known parts differ are different whatever stands in the holes. */
		bool apart = a->kind == VAL_STRING && b->kind == VAL_STRING &&
			     (holes_any(a->text) != holes_any(b->text)) &&
			     !(holes_any(a->text) ? holes_fits(a->text, b->text)
						  : holes_fits(b->text, a->text));
		return apart ? val_bool(!wanted) : NULL;
	}
	bool same = val_same(scene->arena, a, b);
	/* Members may stand in another order. */
	if (!same && is_structure(a) && a->kind == b->kind)
		return NULL;
	return val_bool(same == wanted);
}

static const struct val *compare(const struct scene *scene, enum jsonata_op op, const struct val *a,
				 const struct val *b)
{
	if (op == JSONATA_EQUAL || op == JSONATA_NOT_EQUAL)
		return equals(scene, op == JSONATA_EQUAL, a, b);
	if (!comparable(a, b))
		return NULL;
	int order = a->kind == VAL_STRING ? str_cmp(a->text, b->text)
					  : (a->number > b->number) - (a->number < b->number);
	if (op == JSONATA_LESS)
		return val_bool(order < 0);
	if (op == JSONATA_LESS_EQUAL)
		return val_bool(order <= 0);
	return val_bool(op == JSONATA_GREATER ? order > 0 : order >= 0);
}

/* Objects and arrays are in a list only if they are the very same, which is not followed. */
static const struct val *is_in(const struct scene *scene, const struct val *a, const struct val *b)
{
	if (is_absent(a, b))
		return val_bool(false);
	if (is_structure(a))
		return NULL;
	if (!val_settled_deep(scene->arena, a) || !val_settled_deep(scene->arena, b))
		return NULL;
	if (b->kind != VAL_ARRAY)
		return val_bool(val_same(scene->arena, a, b));
	b = val_apart(scene->arena, b);
	for (size_t i = 0; i < val_count(b); i++)
		if (val_same(scene->arena, a, val_nth(scene->arena, b, i).value))
			return val_bool(true);
	return val_bool(false);
}

/* NULL: cannot be said. */
static const struct val *apply(const struct scene *scene, enum jsonata_op op, const struct val *a,
			       const struct val *b)
{
	switch (op) {
	case JSONATA_CONCAT:
		return function_concat(scene->arena, jsonata_string(scene->arena, a),
				       jsonata_string(scene->arena, b));
	case JSONATA_ADD:
	case JSONATA_SUBTRACT:
	case JSONATA_MULTIPLY:
	case JSONATA_DIVIDE:
	case JSONATA_REMAINDER:
		if (a->kind == VAL_NUMBER && b->kind == VAL_NUMBER)
			return arithmetic(scene, op, a->number, b->number);
		return NULL;
	case JSONATA_EQUAL:
	case JSONATA_NOT_EQUAL:
	case JSONATA_LESS:
	case JSONATA_LESS_EQUAL:
	case JSONATA_GREATER:
	case JSONATA_GREATER_EQUAL:
		return compare(scene, op, a, b);
	case JSONATA_IN:
		return is_in(scene, a, b);
	case JSONATA_AND:
	case JSONATA_OR:
		break;
	}
	return NULL;
}

static const struct val *logic(const struct scene *scene, const struct jsonata *node,
			       const struct val *a, const struct val *b)
{
	enum tri x = jsonata_truth(scene->arena, a);
	enum tri y = jsonata_truth(scene->arena, b);
	enum tri decides = node->op == JSONATA_AND ? TRI_NO : TRI_YES;

	if (x == decides || y == decides)
		return val_bool(decides == TRI_YES);
	if (x == TRI_UNKNOWN || y == TRI_UNKNOWN)
		return val_unknown(scene->arena, deciding(scene, a, b, node));
	return val_bool(decides == TRI_NO);
}

static const struct val *one_of(const struct val *val, size_t i)
{
	return val->kind == VAL_ONE_OF ? val->members[i].value : val;
}

/* Over each combination of candidates. */
const struct val *jsonata_binary(const struct scene *scene, const struct jsonata *node)
{
	const struct val *a = jsonata_value(scene, node->left);
	const struct val *b = jsonata_value(scene, node->right);
	const struct val *all = NULL;

	if (node->op == JSONATA_AND || node->op == JSONATA_OR)
		return logic(scene, node, a, b);
	if (node->op == JSONATA_CONCAT) {
		all = apply(scene, node->op, a, b);
		return all->source.n > 0 || val_settled(all)
			   ? all
			   : val_named(scene->arena, all, deciding(scene, a, b, node));
	}
	size_t n = a->kind == VAL_ONE_OF ? a->n : 1;
	size_t m = b->kind == VAL_ONE_OF ? b->n : 1;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m; k++) {
			const struct val *one = apply(scene, node->op, one_of(a, i), one_of(b, k));
			if (!one)
				return val_unknown(scene->arena, deciding(scene, a, b, node));
			all = all ? val_join(scene->arena, all, one) : one;
		}
	return val_named(scene->arena, all, deciding(scene, a, b, node));
}
