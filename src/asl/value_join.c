/* asl/value_join.c - what can be said of a value that is one or the other. */
#include "asl/value.h"

static bool same(struct arena *arena, const struct val *a, const struct val *b, unsigned depth)
{
	if (a == b)
		return true;
	if (a->kind != b->kind || depth > VAL_DEPTH_MAX || a->open != b->open)
		return false;
	if (a->json && a->json == b->json && a->env == b->env)
		return true;
	switch (a->kind) {
	case VAL_UNKNOWN:
	case VAL_ABSENT:
	case VAL_NULL:
		return true;
	case VAL_BOOL:
		return a->truth == b->truth;
	case VAL_NUMBER:
		return str_eq(a->text, b->text) || a->number == b->number;
	case VAL_STRING:
		return str_eq(a->text, b->text);
	case VAL_ARRAY:
	case VAL_OBJECT:
	case VAL_ONE_OF:
		break;
	}
	const struct val *x = val_apart(arena, a);
	const struct val *y = val_apart(arena, b);
	if (x->n != y->n)
		return false;
	for (size_t i = 0; i < x->n; i++)
		if (!str_eq(x->members[i].name, y->members[i].name) ||
		    !same(arena, x->members[i].value, y->members[i].value, depth + 1))
			return false;
	return true;
}

bool val_same(struct arena *arena, const struct val *a, const struct val *b)
{
	return same(arena, a, b, 0);
}

static bool is_scalar(const struct val *val)
{
	switch (val->kind) {
	case VAL_NULL:
	case VAL_BOOL:
	case VAL_NUMBER:
	case VAL_STRING:
	case VAL_ONE_OF:
		return true;
	case VAL_UNKNOWN:
	case VAL_ABSENT:
	case VAL_ARRAY:
	case VAL_OBJECT:
		return false;
	}
	return false;
}

static bool add_choices(struct arena *arena, struct val_member *choices, size_t *n,
			const struct val *val)
{
	struct val_member alone = {{NULL, 0}, val};
	const struct val_member *list = val->kind == VAL_ONE_OF ? val->members : &alone;
	size_t count = val->kind == VAL_ONE_OF ? val->n : 1;

	for (size_t i = 0; i < count; i++) {
		bool known = false;
		for (size_t k = 0; k < *n && !known; k++)
			known = val_same(arena, choices[k].value, list[i].value);
		if (known)
			continue;
		if (*n == VAL_ONE_OF_MAX)
			return false;
		choices[(*n)++] = list[i];
	}
	return true;
}

static const struct val *join_scalars(struct arena *arena, const struct val *a, const struct val *b)
{
	struct val_member *choices = arena_array(arena, VAL_ONE_OF_MAX, sizeof(*choices));
	size_t n = 0;

	if (!add_choices(arena, choices, &n, a) || !add_choices(arena, choices, &n, b))
		return val_unknown(arena, a->source);
	if (n == 1)
		return choices[0].value;
	struct val *val = val_make(arena, VAL_ONE_OF);
	val->members = choices;
	val->n = n;
	val->source = a->source.n > 0 ? a->source : b->source;
	return val;
}

static const struct val *join(struct arena *arena, const struct val *a, const struct val *b,
			      unsigned depth);

/* The member of that name, most often at the same place. */
static const struct val *same_member(const struct val *object, size_t place, struct str name)
{
	if (place < object->n && str_eq(object->members[place].name, name))
		return object->members[place].value;
	for (size_t i = 0; i < object->n && i < VAL_MEMBERS_MAX; i++)
		if (str_eq(object->members[i].name, name))
			return object->members[i].value;
	return NULL;
}

static const struct val *join_objects(struct arena *arena, const struct val *a, const struct val *b,
				      unsigned depth)
{
	const struct val *x = val_apart(arena, a);
	const struct val *y = val_apart(arena, b);
	struct val_member *members = arena_array(arena, x->n, sizeof(*members));
	size_t n = 0;

	for (size_t i = 0; i < x->n && i < VAL_MEMBERS_MAX; i++) {
		const struct val *other = same_member(y, i, x->members[i].name);
		if (!other)
			continue;
		members[n].name = x->members[i].name;
		members[n++].value = join(arena, x->members[i].value, other, depth + 1);
	}
	return val_object(arena, members, n, x->open || y->open || n < x->n || n < y->n);
}

static const struct val *join_arrays(struct arena *arena, const struct val *a, const struct val *b,
				     unsigned depth)
{
	const struct val *x = val_apart(arena, a);
	const struct val *y = val_apart(arena, b);
	struct val_member *elements = arena_array(arena, x->n, sizeof(*elements));

	for (size_t i = 0; i < x->n; i++)
		elements[i].value =
		    join(arena, x->members[i].value, y->members[i].value, depth + 1);
	return val_array(arena, elements, x->n, x->open || y->open);
}

static const struct val *join(struct arena *arena, const struct val *a, const struct val *b,
			      unsigned depth)
{
	if (depth < VAL_DEPTH_MAX) {
		if (same(arena, a, b, depth))
			return a;
		if (is_scalar(a) && is_scalar(b))
			return join_scalars(arena, a, b);
		if (a->kind == VAL_OBJECT && b->kind == VAL_OBJECT)
			return join_objects(arena, a, b, depth);
		if (a->kind == VAL_ARRAY && b->kind == VAL_ARRAY && val_count(a) == val_count(b))
			return join_arrays(arena, a, b, depth);
	}
	return val_unknown(arena, (struct str){NULL, 0});
}

const struct val *val_join(struct arena *arena, const struct val *a, const struct val *b)
{
	return join(arena, a, b, 0);
}
