/* asl/scene.c - variables, templates and expressions in either query language. */
#include "asl/scene.h"

#include "asl/intrinsic.h"
#include "asl/jsonata.h"
#include "asl/path.h"

static const struct val *variable(const struct vars *vars, struct str name)
{
	for (; vars; vars = vars->next)
		if (str_eq(vars->name, name))
			return vars->value;
	return NULL;
}

const struct val *scene_variable(const struct scene *scene, struct str name)
{
	const struct val *value = variable(scene->vars, name);
	return value ? value : val_unknown(scene->arena, (struct str){NULL, 0});
}

static const struct vars *push(struct arena *arena, const struct vars *next, struct str name,
			       const struct val *value)
{
	struct vars *vars = arena_alloc(arena, sizeof(*vars));
	vars->name = name;
	vars->value = value;
	vars->next = next;
	vars->n = next ? next->n + 1 : 1;
	return vars;
}

const struct vars *vars_set(struct arena *arena, const struct vars *vars, struct str name,
			    const struct val *value)
{
	const struct vars *out = NULL;
	for (const struct vars *v = vars; v; v = v->next)
		if (!str_eq(v->name, name))
			out = push(arena, out, v->name, v->value);
	return out && out->n >= VARS_MAX ? out : push(arena, out, name, value);
}

const struct vars *vars_join(struct arena *arena, const struct vars *a, const struct vars *b)
{
	const struct vars *out = NULL;

	if (a == b)
		return a;
	for (const struct vars *v = a; v; v = v->next) {
		const struct val *other = variable(b, v->name);
		if (other)
			out = push(arena, out, v->name, val_join(arena, v->value, other));
	}
	return out;
}

bool vars_same(struct arena *arena, const struct vars *a, const struct vars *b)
{
	if (a == b)
		return true;
	if (!a || !b || a->n != b->n)
		return false;
	for (const struct vars *v = a; v; v = v->next) {
		const struct val *other = variable(b, v->name);
		if (!other || !val_same(arena, v->value, other))
			return false;
	}
	return true;
}

bool scene_is_jsonata(struct str text, struct str *inner)
{
	if (text.n < 4 || !str_starts(text, STR("{%")) || !str_ends(text, STR("%}")))
		return false;
	*inner = str_slice(text, 2, text.n - 2);
	return true;
}

const struct val *scene_expression(const struct scene *scene, struct str text)
{
	struct str inner;

	if (scene->state->language == ASL_JSONATA)
		return scene_is_jsonata(text, &inner) ? jsonata_eval(scene, inner)
						      : val_of_text(scene->arena, text, scene->env);
	return path_is(text) ? path_eval(scene, text) : intrinsic_eval(scene, text);
}

static const struct val *evaluate(const struct scene *scene, const struct json *node,
				  unsigned depth);

/* A name that holds placeholders, filled in; false where they are not all bound. */
static bool settle_name(const struct scene *scene, struct str *name)
{
	const struct val *filled;

	if (!str_contains(*name, STR("${")))
		return true;
	filled = val_of_text(scene->arena, *name, scene->env);
	if (!val_settled(filled))
		return false;
	*name = filled->text;
	return true;
}

static const struct val *evaluate_parts(const struct scene *scene, const struct json *node,
					unsigned depth)
{
	bool object = json_is(node, JSON_OBJECT);
	struct val_member *members =
	    arena_array(scene->arena, json_count(node), sizeof(struct val_member));
	size_t n = 0;
	bool open = false; /* some member's name is not known */

	for (const struct json *m = json_first(node); m; m = json_next(m)) {
		struct str name = object ? json_key(m) : (struct str){NULL, 0};
		if (object && !settle_name(scene, &name)) {
			open = true;
			continue;
		}
		if (object && scene->state->language == ASL_JSONPATH && str_ends(name, STR(".$")) &&
		    json_is(m, JSON_STRING)) {
			name = str_slice(name, 0, name.n - 2);
			members[n].value = scene_expression(scene, json_str(m));
		} else {
			members[n].value = evaluate(scene, m, depth + 1);
		}
		members[n].name = name;
		if (members[n].value->kind != VAL_ABSENT)
			n++;
	}
	return object ? val_object(scene->arena, members, n, open)
		      : val_array(scene->arena, members, n, false);
}

static const struct val *evaluate(const struct scene *scene, const struct json *node,
				  unsigned depth)
{
	switch (json_kind(node)) {
	case JSON_ARRAY:
	case JSON_OBJECT:
		if (depth < VAL_DEPTH_MAX)
			return evaluate_parts(scene, node, depth);
		return val_unknown(scene->arena, (struct str){NULL, 0});
	case JSON_STRING:
		if (scene->state->language == ASL_JSONATA)
			return scene_expression(scene, json_str(node));
		return val_of_definition(scene->arena, node, scene->env);
	case JSON_NULL:
	case JSON_BOOL:
	case JSON_NUMBER:
		return val_of_definition(scene->arena, node, scene->env);
	}
	return val_unknown(scene->arena, (struct str){NULL, 0});
}

const struct val *scene_template(const struct scene *scene, const struct json *node)
{
	return evaluate(scene, node, 0);
}
