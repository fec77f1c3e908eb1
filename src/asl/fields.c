/* asl/fields.c - the fields of a state, found and worked out one at a time. */
#include "asl/fields.h"

#include "asl/flow.h"
#include "asl/path.h"
#include "asl/pointer.h"
#include "rolehop/base/vec.h"

enum { VALUES_MAX = 64 };

void fields_init(struct fields *fields, struct arena *arena, const struct asl *asl,
		 const struct asl_state *state, const struct asl_environment *env)
{
	*fields = (struct fields){.arena = arena, .asl = asl, .state = state, .env = env};
}

/* Was the flow that is kept made for this definition and this environment? */
static bool is_kept(const struct asl_flow_cache *cache, const struct fields *fields)
{
	const struct asl_environment *now = fields->env;
	const struct asl_environment *then = &cache->env;

	return cache->asl == fields->asl && str_eq(now->machine_arn, then->machine_arn) &&
	       str_eq(now->role_arn, then->role_arn) && now->input == then->input &&
	       now->bindings == then->bindings && now->n_bindings == then->n_bindings &&
	       now->results == then->results && now->n_results == then->n_results &&
	       now->entries == then->entries && now->n_entries == then->n_entries;
}

static const struct asl_flow *flow_of(struct fields *fields)
{
	const struct asl_environment *env = fields->env;
	struct asl_flow_cache *cache = env ? env->cache : NULL;

	if (env && env->flow)
		return env->flow;
	if (!cache || (cache->flow && !is_kept(cache, fields)))
		return asl_flow_new(fields->arena, fields->asl, env);
	if (!cache->flow) {
		cache->asl = fields->asl;
		cache->env = *env;
		cache->env.cache = NULL;
		cache->flow = asl_flow_new(cache->arena, fields->asl, &cache->env);
	}
	return cache->flow;
}

static const struct scene *scene_of(struct fields *fields)
{
	if (!fields->ready) {
		const struct asl_flow *flow = flow_of(fields);
		flow_scene(flow, fields->state, fields->arena, &fields->scene);
		fields->scene.env = fields->env;
		fields->ready = true;
	}
	return &fields->scene;
}

/* One name of a path, and what follows it. */
struct part {
	struct str name;
	bool each;  /* "[]" */
	bool names; /* "{}" */
	struct str rest;
};

static struct part next_part(struct str path)
{
	size_t end = 0;
	while (end < path.n && path.p[end] != '/' && path.p[end] != '.')
		end++;
	struct part part = {.name = str_slice(path, 0, end), .rest = str_skip(path, end + 1)};
	part.each = str_ends(part.name, STR("[]"));
	part.names = str_ends(part.name, STR("{}"));
	if (part.each || part.names)
		part.name = str_slice(part.name, 0, part.name.n - 2);
	return part;
}

struct search {
	struct fields *fields;
	struct vec found; /* struct field */
	bool credentials;
};

static void add(struct search *search, const struct val *value, struct str pointer, bool constant)
{
	if (search->found.n < VALUES_MAX)
		*(struct field *)vec_push(&search->found) =
		    (struct field){value, pointer, constant};
}

static const struct val *unknown_part(struct search *search, const struct val *value)
{
	return val_unknown(search->fields->arena, value->source);
}

static void in_value(struct search *search, const struct val *value, struct str path,
		     struct str pointer);

static void in_each_value(struct search *search, const struct val *value, const struct part *part,
			  struct str pointer)
{
	struct arena *arena = search->fields->arena;
	size_t n = val_count(value);

	if (value->kind == VAL_ABSENT || (part->each && value->kind == VAL_NULL)) {
		add(search, val_absent(), pointer, false);
		return;
	}
	bool usable =
	    part->each ? value->kind == VAL_ARRAY : value->kind == VAL_OBJECT && !value->open;
	if (!usable || n > VALUES_MAX) {
		add(search, unknown_part(search, value), pointer, false);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct val_member m = val_nth(arena, value, i);
		const struct val *one = part->names
					    ? val_string(arena, m.name, (struct str){NULL, 0})
					    : val_at(arena, value, (long)i);
		in_value(search, one, part->rest, pointer);
	}
}

static void in_value(struct search *search, const struct val *value, struct str path,
		     struct str pointer)
{
	if (path.n == 0) {
		add(search, value, pointer, false);
		return;
	}
	struct part part = next_part(path);
	value = val_get_nocase(search->fields->arena, value, part.name);
	if (value->source.n > 0)
		value = path_bound(scene_of(search->fields), value, value->source);
	if (part.each || part.names)
		in_each_value(search, value, &part, pointer);
	else
		in_value(search, value, part.rest, pointer);
}

static void in_json(struct search *search, const struct json *node, struct str path,
		    struct str pointer);

/* Literal members of an object of the definition by their names: "{}". */
static void each_name(struct search *search, const struct json *node, struct str pointer)
{
	struct fields *fields = search->fields;

	for (const struct json *m = json_first(node); m; m = json_next(m)) {
		struct str name = json_key(m);
		if (fields->state->language == ASL_JSONPATH && str_ends(name, STR(".$")))
			name = str_slice(name, 0, name.n - 2);
		const struct val *value = val_of_text(fields->arena, name, fields->env);
		add(search, value, asl_pointer_add(fields->arena, pointer, json_key(m)), true);
	}
}

static void in_each_json(struct search *search, const struct json *node, const struct part *part,
			 struct str pointer)
{
	size_t i = 0;

	if (part->names && json_is(node, JSON_OBJECT)) {
		each_name(search, node, pointer);
		return;
	}
	if (!json_is(node, JSON_ARRAY)) {
		in_value(search, scene_template(scene_of(search->fields), node), STR(""), pointer);
		return;
	}
	for (const struct json *m = json_first(node); m; m = json_next(m), i++)
		in_json(search, m, part->rest,
			asl_pointer_index(search->fields->arena, pointer, i));
	if (i == 0)
		add(search, val_absent(), pointer, false);
}

/* The member NAME or (JSONPath) NAME.$, whatever the case; *dynamic: it is the latter. */
static const struct json *member(const struct fields *fields, const struct json *node,
				 struct str name, bool *dynamic)
{
	*dynamic = false;
	for (const struct json *m = json_first(node); m; m = json_next(m)) {
		struct str key = json_key(m);
		if (str_eq_nocase(key, name))
			return m;
		if (fields->state->language == ASL_JSONPATH && key.n == name.n + 2 &&
		    str_ends(key, STR(".$")) && str_starts_nocase(key, name)) {
			*dynamic = true;
			return m;
		}
	}
	return NULL;
}

/*
 * Whether Credentials see the input before or after InputPath is not documented: what differs is
 * not known.
 */
static const struct val *credentials_value(struct fields *fields, struct str text)
{
	const struct scene *scene = scene_of(fields);
	struct scene raw = *scene;
	const struct val *value = scene_expression(scene, text);

	raw.dollar = raw.input;
	if (scene->dollar == scene->input || fields->state->language == ASL_JSONATA)
		return value;
	if (val_same(fields->arena, value, scene_expression(&raw, text)))
		return value;
	return val_unknown(fields->arena, text);
}

static bool is_expression(const struct fields *fields, const struct json *node)
{
	struct str inner;
	return fields->state->language == ASL_JSONATA && json_is(node, JSON_STRING) &&
	       scene_is_jsonata(json_str(node), &inner);
}

/* The whole of an expression, with the element or member list a part asks for. */
static void in_expression(struct search *search, const struct val *value, const struct part *part,
			  struct str pointer)
{
	if (part->each || part->names)
		in_each_value(search, value, part, pointer);
	else
		in_value(search, value, part->rest, pointer);
}

static void in_json(struct search *search, const struct json *node, struct str path,
		    struct str pointer)
{
	struct fields *fields = search->fields;
	bool dynamic;

	if (is_expression(fields, node)) {
		in_value(search, scene_expression(scene_of(fields), json_str(node)), path, pointer);
		return;
	}
	if (path.n == 0) {
		bool scalar = !json_is(node, JSON_OBJECT) && !json_is(node, JSON_ARRAY);
		const struct val *value = scalar
					      ? val_of_definition(fields->arena, node, fields->env)
					      : scene_template(scene_of(fields), node);
		add(search, value, pointer, scalar && val_settled(value));
		return;
	}
	struct part part = next_part(path);
	const struct json *m =
	    json_is(node, JSON_OBJECT) ? member(fields, node, part.name, &dynamic) : NULL;
	if (!m) {
		add(search, val_absent(), pointer, true);
		return;
	}
	pointer = asl_pointer_add(fields->arena, pointer, json_key(m));
	if (dynamic && json_is(m, JSON_STRING) && search->credentials)
		in_expression(search, credentials_value(fields, json_str(m)), &part, pointer);
	else if (dynamic && json_is(m, JSON_STRING))
		in_expression(search, scene_expression(scene_of(fields), json_str(m)), &part,
			      pointer);
	else if (is_expression(fields, m))
		in_expression(search, scene_expression(scene_of(fields), json_str(m)), &part,
			      pointer);
	else if (part.each || part.names)
		in_each_json(search, m, &part, pointer);
	else
		in_json(search, m, part.rest, pointer);
}

/* Without Parameters the API gets what the state gets. */
static void in_input(struct search *search, struct str path)
{
	struct fields *fields = search->fields;
	const struct scene *scene = scene_of(fields);
	bool jsonata = fields->state->language == ASL_JSONATA;
	const struct val *input = jsonata ? scene->input : scene->dollar;
	struct str name = jsonata ? STR("$states.input") : STR("$");

	in_value(search, path_bound(scene, input, name), path, fields->state->pointer);
}

static struct container container_of(struct fields *fields, struct str name)
{
	struct container *c = &fields->last;
	bool jsonata = fields->state->language == ASL_JSONATA;

	if (c->name.p && str_eq(c->name, name))
		return *c;
	*c = (struct container){name, fields->state->node, fields->state->pointer};
	for (struct str rest = name; rest.n > 0 && c->node;) {
		struct part part = next_part(rest);
		if (jsonata && str_eq(part.name, STR("Parameters")))
			part.name = STR("Arguments");
		c->node = json_get(c->node, part.name);
		c->pointer = asl_pointer_add(fields->arena, c->pointer, part.name);
		rest = part.rest;
	}
	return *c;
}

void fields_find(struct fields *fields, struct str container, struct str path,
		 const struct field **out, size_t *n)
{
	struct search search = {.fields = fields,
				.credentials = str_eq(container, STR("Credentials"))};
	struct container in = container_of(fields, container);

	vec_init(&search.found, fields->arena, sizeof(struct field));
	if (in.node)
		in_json(&search, in.node, path, in.pointer);
	else if (str_eq(container, STR("Parameters")) && fields->state->type == ASL_TASK)
		in_input(&search, path);
	if (search.found.n == 0)
		add(&search, val_absent(), in.pointer, true);
	*out = search.found.items;
	*n = search.found.n;
}

struct field fields_get(struct fields *fields, struct str container, struct str path)
{
	const struct field *found;
	size_t n;

	fields_find(fields, container, path, &found, &n);
	return found[0];
}
