/* asl/jsonata.c - works out JSONata over what is known. */
#include "asl/jsonata.h"

#include "asl/context.h"
#include "asl/functions.h"
#include "asl/path.h"
#include "rolehop/model/holes.h"

static const struct val *unknown(const struct scene *scene, struct str source)
{
	return val_unknown(scene->arena, source);
}

/* A member that is not known may be absent. */
static enum tri has_members(const struct val *object)
{
	if (object->json)
		return val_count(object) > 0 ? TRI_YES : TRI_NO;
	for (size_t i = 0; i < object->n; i++)
		if (object->members[i].value->kind != VAL_UNKNOWN)
			return TRI_YES;
	return object->n > 0 || object->open ? TRI_UNKNOWN : TRI_NO;
}

enum tri jsonata_truth(struct arena *arena, const struct val *val)
{
	while (val->kind == VAL_ARRAY && !val->open && val_count(val) == 1)
		val = val_at(arena, val, 0);
	switch (val->kind) {
	case VAL_ABSENT:
	case VAL_NULL:
		return TRI_NO;
	case VAL_BOOL:
		return val->truth ? TRI_YES : TRI_NO;
	case VAL_NUMBER:
		return val->number != 0 ? TRI_YES : TRI_NO;
	case VAL_STRING:
		if (val->text.n == 0)
			return TRI_NO;
		return holes_only(val->text) ? TRI_UNKNOWN : TRI_YES;
	case VAL_OBJECT:
		return has_members(val);
	case VAL_ARRAY:
		return !val->open && val_count(val) == 0 ? TRI_NO : TRI_UNKNOWN;
	case VAL_UNKNOWN:
	case VAL_ONE_OF:
		break;
	}
	return TRI_UNKNOWN;
}

const struct val *jsonata_string(struct arena *arena, const struct val *val)
{
	struct str none = {NULL, 0};
	struct buf buf;

	switch (val->kind) {
	case VAL_STRING:
	case VAL_ONE_OF:
		return val;
	case VAL_NUMBER:
		return val_string(arena, val_number(arena, val->number)->text, none);
	case VAL_NULL:
	case VAL_BOOL:
		return val_string(arena, val_text(arena, val, &none), none);
	case VAL_ABSENT:
		return val_string(arena, none, none);
	case VAL_ARRAY:
	case VAL_OBJECT:
		buf_init(&buf, arena, (size_t)1 << 20);
		if (val_write(arena, &buf, val))
			return val_string(arena, buf_str(&buf), none);
		break;
	case VAL_UNKNOWN:
		break;
	}
	return val_string(arena, STR(HOLE_TEXT), val->source);
}

/* $states: what the state is given, what it got. */
static const struct val *states(const struct scene *scene)
{
	struct val_member *members = arena_array(scene->arena, 4, sizeof(*members));
	size_t n = 0;

	members[n++] = (struct val_member){STR("input"), scene->input};
	members[n++] = (struct val_member){STR("context"), context_object(scene)};
	if (scene->result)
		members[n++] = (struct val_member){STR("result"), scene->result};
	if (scene->error)
		members[n++] = (struct val_member){STR("errorOutput"), scene->error};
	return val_object(scene->arena, members, n, true);
}

static const struct val *variable(const struct scene *scene, const struct jsonata *node)
{
	if (node->text.n == 0)
		return scene->dollar ? scene->dollar : unknown(scene, node->source);
	if (str_eq(node->text, STR("states")))
		return path_bound(scene, states(scene), node->source);
	return path_bound(scene, scene_variable(scene, node->text), node->source);
}

/* A field of each element, flattened; a list of one is that one. */
static const struct val *field_of_each(const struct scene *scene, const struct val *array,
				       struct str name)
{
	struct val_member *found;
	size_t n = 0;
	size_t count = val_count(array);

	array = val_apart(scene->arena, array);
	found = arena_array(scene->arena, count, sizeof(*found));
	for (size_t i = 0; i < count; i++) {
		const struct val *field =
		    val_get(scene->arena, val_nth(scene->arena, array, i).value, name);
		if (field->kind == VAL_UNKNOWN || field->kind == VAL_ARRAY)
			return unknown(scene, array->source);
		if (field->kind != VAL_ABSENT)
			found[n++].value = field;
	}
	if (n == 0)
		return val_absent();
	return n == 1 ? found[0].value : val_array(scene->arena, found, n, false);
}

/* The field that a step takes from what is on its left. */
static const struct val *step_from(const struct scene *scene, const struct jsonata *node,
				   const struct val *left)
{
	bool decided_before = left->kind == VAL_UNKNOWN && left->source.n > 0 &&
			      !str_eq(left->source, node->left->source);
	if (decided_before)
		return left;
	const struct val *value = left->kind == VAL_ARRAY
				      ? field_of_each(scene, left, node->text)
				      : val_child(scene->arena, left, node->text);
	return path_bound(scene, value, node->source);
}

static const struct val *step(const struct scene *scene, const struct jsonata *node)
{
	return step_from(scene, node, jsonata_value(scene, node->left));
}

static const struct val *name(const struct scene *scene, const struct jsonata *node)
{
	if (!scene->dollar)
		return unknown(scene, node->source);
	if (scene->dollar->kind == VAL_ARRAY)
		return field_of_each(scene, scene->dollar, node->text);
	return val_get(scene->arena, scene->dollar, node->text);
}

static const struct val *map_step(const struct scene *scene, const struct jsonata *node)
{
	struct scene inner = *scene;

	inner.dollar = jsonata_value(scene, node->left);
	if (inner.dollar->kind == VAL_ARRAY || inner.dollar->kind == VAL_UNKNOWN)
		return unknown(scene, node->source);
	return jsonata_value(&inner, node->right);
}

/* Does a number, negative from the end on, rounded down, name the i-th of `count` elements? */
static enum tri is_at(double number, size_t i, size_t count)
{
	if (number < 0)
		number += (double)count;
	return number >= (double)i && number < (double)i + 1 ? TRI_YES : TRI_NO;
}

/* Elements for which the predicate holds; the wanted one where it is a number. */
static const struct val *filter(const struct scene *scene, const struct jsonata *node,
				const struct val *left)
{
	struct scene inner = *scene;

	if (left->kind == VAL_ARRAY && left->open)
		return unknown(scene, node->source);
	left = val_apart(scene->arena, left);
	size_t count = left->kind == VAL_ARRAY ? val_count(left) : 1;
	struct val_member *kept = arena_array(scene->arena, count, sizeof(*kept));
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		inner.dollar =
		    left->kind == VAL_ARRAY ? val_nth(scene->arena, left, i).value : left;
		const struct val *holds = jsonata_value(&inner, node->right);
		if (holds->kind == VAL_ARRAY)
			return unknown(scene, node->source);
		enum tri truth = holds->kind == VAL_NUMBER ? is_at(holds->number, i, count)
							   : jsonata_truth(scene->arena, holds);
		if (truth == TRI_UNKNOWN)
			return unknown(scene, holds->source.n > 0 ? holds->source : node->source);
		if (truth == TRI_YES)
			kept[n++].value = inner.dollar;
	}
	if (n == 0)
		return val_absent();
	return n == 1 ? kept[0].value : val_array(scene->arena, kept, n, false);
}

static bool is_number(const struct jsonata *node)
{
	if (node->kind == JSONATA_NEGATE)
		return is_number(node->left);
	return node->kind == JSONATA_NUMBER;
}

static const struct val *index_into(const struct scene *scene, const struct jsonata *node)
{
	const struct val *left;

	if (node->left->kind == JSONATA_STEP) {
		const struct val *base = jsonata_value(scene, node->left->left);
		/* [n] after a step goes into each element of an array before the step. */
		if (base->kind == VAL_ARRAY)
			return unknown(scene, node->source);
		left = step_from(scene, node->left, base);
	} else {
		left = jsonata_value(scene, node->left);
	}
	if (left->kind == VAL_ABSENT)
		return left;
	if (!is_number(node->right)) {
		if (left->kind == VAL_UNKNOWN || left->kind == VAL_ONE_OF)
			return unknown(scene, node->source);
		return filter(scene, node, left);
	}
	const struct val *index = jsonata_value(scene, node->right);
	double n = index->number;
	const struct val *value;
	if (n < -1e6 || n > 1e6 || n != (double)(long)n)
		value = unknown(scene, node->source);
	else if (left->kind == VAL_ARRAY || left->kind == VAL_UNKNOWN)
		value = val_element(scene->arena, left, (long)n);
	else
		value = n == 0 || n == -1 ? left : val_absent();
	bool beyond = left->ordered && left->source.n > 0 && value->kind == VAL_UNKNOWN;
	return path_bound(scene, value, beyond ? left->source : node->source);
}

/* What is not known may be absent, or a list, whose elements would stand here. */
static const struct val *array(const struct scene *scene, const struct jsonata *node)
{
	bool open = false;
	struct val_member *elements = arena_array(scene->arena, node->n_parts, sizeof(*elements));
	size_t n = 0;

	for (size_t i = 0; i < node->n_parts; i++) {
		elements[n].value = jsonata_value(scene, node->parts[i]);
		if (elements[n].value->kind == VAL_ARRAY && node->parts[i]->kind != JSONATA_ARRAY)
			return unknown(scene, node->source);
		open = open || elements[n].value->kind == VAL_UNKNOWN;
		if (elements[n].value->kind != VAL_ABSENT)
			n++;
	}
	return val_array(scene->arena, elements, n, open);
}

static const struct val *object(const struct scene *scene, const struct jsonata *node)
{
	struct val_member *members = arena_array(scene->arena, node->n_parts / 2, sizeof(*members));
	size_t n = 0;

	for (size_t i = 0; i + 1 < node->n_parts; i += 2) {
		const struct val *key = jsonata_value(scene, node->parts[i]);
		if (key->kind != VAL_STRING || !val_settled(key))
			return unknown(scene, node->source);
		members[n].name = key->text;
		members[n].value = jsonata_value(scene, node->parts[i + 1]);
		if (members[n].value->kind != VAL_ABSENT)
			n++;
	}
	return val_object(scene->arena, members, n, false);
}

static const struct val *condition(const struct scene *scene, const struct jsonata *node)
{
	const struct val *test = jsonata_value(scene, node->left);
	enum tri truth = jsonata_truth(scene->arena, test);
	const struct val *no;

	if (truth == TRI_YES)
		return jsonata_value(scene, node->parts[0]);
	no = node->n_parts > 1 ? jsonata_value(scene, node->parts[1]) : val_absent();
	if (truth == TRI_NO)
		return no;
	const struct val *both = val_join(scene->arena, jsonata_value(scene, node->parts[0]), no);
	return val_named(scene->arena, both, test->source.n > 0 ? test->source : node->source);
}

static const struct val *block(const struct scene *scene, const struct jsonata *node)
{
	struct scene inner = *scene;
	const struct val *value = val_absent();

	for (size_t i = 0; i < node->n_parts; i++) {
		const struct jsonata *part = node->parts[i];
		value = jsonata_value(&inner, part->kind == JSONATA_BIND ? part->right : part);
		if (part->kind == JSONATA_BIND)
			inner.vars = vars_set(scene->arena, inner.vars, part->text, value);
	}
	return value;
}

/* Over each candidate of the first argument that has several. */
static const struct val *call_each(const struct scene *scene, const struct jsonata *node,
				   struct val_member *arguments)
{
	for (size_t i = 0; i < node->n_parts; i++) {
		const struct val *several = arguments[i].value;
		const struct val *all = NULL;
		if (several->kind != VAL_ONE_OF)
			continue;
		for (size_t k = 0; k < several->n; k++) {
			arguments[i].value = several->members[k].value;
			const struct val *one = call_each(scene, node, arguments);
			all = all ? val_join(scene->arena, all, one) : one;
		}
		arguments[i].value = several;
		return val_named(scene->arena, all, several->source);
	}
	const struct val *value = jsonata_call(scene, node->text, arguments, node->n_parts);
	struct str source = function_source(scene->arena, arguments, node->n_parts);
	if (!value) {
		/* What the function makes of its arguments is not known, or these are not. */
		bool by_arguments = source.n > 0 && jsonata_knows(node->text);
		return unknown(scene, by_arguments ? source : node->source);
	}
	return value->source.n > 0
		   ? value
		   : val_named(scene->arena, value, source.n > 0 ? source : node->source);
}

static const struct val *call(const struct scene *scene, const struct jsonata *node)
{
	struct val_member *arguments = arena_array(scene->arena, node->n_parts, sizeof(*arguments));
	size_t combinations = 1;

	for (size_t i = 0; i < node->n_parts; i++) {
		arguments[i].value = jsonata_value(scene, node->parts[i]);
		if (arguments[i].value->kind == VAL_ONE_OF)
			combinations *= arguments[i].value->n;
		if (combinations > VAL_ONE_OF_MAX)
			return unknown(scene, node->source);
	}
	return path_bound(scene, call_each(scene, node, arguments),
			  node->n_parts == 0 ? node->source : (struct str){NULL, 0});
}

static const struct val *negate(const struct scene *scene, const struct jsonata *node)
{
	const struct val *value = jsonata_value(scene, node->left);
	if (value->kind != VAL_NUMBER)
		return unknown(scene, value->source.n > 0 ? value->source : node->source);
	return val_number(scene->arena, -value->number);
}

const struct val *jsonata_value(const struct scene *scene, const struct jsonata *node)
{
	switch (node->kind) {
	case JSONATA_STRING:
		return val_of_text(scene->arena, node->text, scene->env);
	case JSONATA_NUMBER:
		return val_number(scene->arena, node->number);
	case JSONATA_TRUE:
	case JSONATA_FALSE:
		return val_bool(node->kind == JSONATA_TRUE);
	case JSONATA_NULL:
		return val_null();
	case JSONATA_VARIABLE:
		return variable(scene, node);
	case JSONATA_NAME:
		return name(scene, node);
	case JSONATA_STEP:
		return step(scene, node);
	case JSONATA_MAP:
		return map_step(scene, node);
	case JSONATA_INDEX:
		return index_into(scene, node);
	case JSONATA_OBJECT:
		return object(scene, node);
	case JSONATA_ARRAY:
		return array(scene, node);
	case JSONATA_CALL:
		return call(scene, node);
	case JSONATA_BINARY:
		return jsonata_binary(scene, node);
	case JSONATA_NEGATE:
		return negate(scene, node);
	case JSONATA_CONDITION:
		return condition(scene, node);
	case JSONATA_BLOCK:
		return block(scene, node);
	case JSONATA_BIND:
		return jsonata_value(scene, node->right);
	}
	return unknown(scene, node->source);
}

const struct val *jsonata_eval(const struct scene *scene, struct str text)
{
	text = str_trim(text);
	const struct jsonata *node = jsonata_parse(scene->arena, text);
	struct scene top = *scene;

	top.dollar = NULL;
	const struct val *value = node ? jsonata_value(&top, node) : unknown(scene, text);
	if (value->kind == VAL_ABSENT || (!val_settled(value) && value->source.n == 0))
		value = value->kind == VAL_ABSENT ? unknown(scene, text)
						  : val_named(scene->arena, value, text);
	return val_settled(value) ? value : path_bound_whole(scene, value, text);
}
