/* asl/fields.c - the fields of a state, found and worked out one at a time. */
#include "asl/fields.h"

#include <string.h>

#include "asl/flow.h"
#include "asl/path.h"
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

	if (!cache || (cache->flow && !is_kept(cache, fields)))
		return flow_new(fields->arena, fields->asl, env);
	if (!cache->flow) {
		cache->asl = fields->asl;
		cache->env = *env;
		cache->env.machine_arn = arena_str(cache->arena, env->machine_arn);
		cache->env.cache = NULL;
		cache->flow = flow_new(cache->arena, fields->asl, &cache->env);
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
	if (end >= 2 && path.p[end - 1] == ']')
		part.each = path.p[end - 2] == '[';
	else if (end >= 2 && path.p[end - 1] == '}')
		part.names = path.p[end - 2] == '{';
	if (part.each || part.names)
		part.name.n -= 2;
	return part;
}

struct search {
	struct fields *fields;
	struct field first; /* most fields have one value */
	struct vec others;  /* struct field */
	size_t n;
	bool credentials;
};

static void add(struct search *search, const struct val *value, const struct json *at,
		bool constant)
{
	struct field field = {value, at, constant};

	if (search->n == 0)
		search->first = field;
	else if (search->n < VALUES_MAX)
		*(struct field *)vec_push(&search->others) = field;
	search->n += search->n < VALUES_MAX;
}

static const struct val *unknown_part(struct search *search, const struct val *value)
{
	return val_unknown(search->fields->arena, value->source);
}

static void in_value(struct search *search, const struct val *value, struct str path,
		     const struct json *at);

static void in_each_value(struct search *search, const struct val *value, const struct part *part,
			  const struct json *at)
{
	struct arena *arena = search->fields->arena;
	size_t n = val_count(value);

	if (value->kind == VAL_ABSENT || (part->each && value->kind == VAL_NULL)) {
		add(search, val_absent(), at, false);
		return;
	}
	bool usable =
	    part->each ? value->kind == VAL_ARRAY : value->kind == VAL_OBJECT && !value->open;
	if (!usable || n > VALUES_MAX) {
		add(search, unknown_part(search, value), at, false);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct val_member m = val_nth(arena, value, i);
		const struct val *one = part->names
					    ? val_string(arena, m.name, (struct str){NULL, 0})
					    : val_at(arena, value, (long)i);
		in_value(search, one, part->rest, at);
	}
}

static void in_value(struct search *search, const struct val *value, struct str path,
		     const struct json *at)
{
	if (path.n == 0) {
		add(search, value, at, false);
		return;
	}
	struct part part = next_part(path);
	value = val_get_nocase(search->fields->arena, value, part.name);
	if (value->source.n > 0)
		value = path_bound(scene_of(search->fields), value, value->source);
	if (part.each || part.names)
		in_each_value(search, value, &part, at);
	else
		in_value(search, value, part.rest, at);
}

static void in_json(struct search *search, const struct json *node, struct str path);

/* Literal members of an object of the definition by their names: "{}". */
static void each_name(struct search *search, const struct json *node)
{
	struct fields *fields = search->fields;

	for (const struct json *m = json_first(node); m; m = json_next(m)) {
		struct str name = json_key(m);
		if (fields->state->language == ASL_JSONPATH && str_ends(name, STR(".$")))
			name = str_slice(name, 0, name.n - 2);
		const struct val *value = val_of_text(fields->arena, name, fields->env);
		add(search, value, m, true);
	}
}

static void in_each_json(struct search *search, const struct json *node, const struct part *part)
{
	if (part->names && json_is(node, JSON_OBJECT)) {
		each_name(search, node);
		return;
	}
	if (!json_is(node, JSON_ARRAY)) {
		in_value(search, scene_template(scene_of(search->fields), node), STR(""), node);
		return;
	}
	for (const struct json *m = json_first(node); m; m = json_next(m))
		in_json(search, m, part->rest);
	if (!json_first(node))
		add(search, val_absent(), node, false);
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
			  const struct json *at)
{
	if (part->each || part->names)
		in_each_value(search, value, part, at);
	else
		in_value(search, value, part->rest, at);
}

static void in_json(struct search *search, const struct json *node, struct str path)
{
	struct fields *fields = search->fields;
	bool dynamic;

	if (is_expression(fields, node)) {
		in_value(search, scene_expression(scene_of(fields), json_str(node)), path, node);
		return;
	}
	if (path.n == 0) {
		bool scalar = !json_is(node, JSON_OBJECT) && !json_is(node, JSON_ARRAY);
		const struct val *value = scalar
					      ? val_of_definition(fields->arena, node, fields->env)
					      : scene_template(scene_of(fields), node);
		add(search, value, node, scalar && val_settled(value));
		return;
	}
	struct part part = next_part(path);
	const struct json *m =
	    json_is(node, JSON_OBJECT) ? member(fields, node, part.name, &dynamic) : NULL;
	if (!m)
		add(search, val_absent(), node, true);
	else if (dynamic && json_is(m, JSON_STRING) && search->credentials)
		in_expression(search, credentials_value(fields, json_str(m)), &part, m);
	else if ((dynamic && json_is(m, JSON_STRING)) || is_expression(fields, m))
		in_expression(search, scene_expression(scene_of(fields), json_str(m)), &part, m);
	else if (part.each || part.names)
		in_each_json(search, m, &part);
	else
		in_json(search, m, part.rest);
}

/* Without Parameters the API gets what the state gets. */
static void in_input(struct search *search, struct str path)
{
	struct fields *fields = search->fields;
	const struct scene *scene = scene_of(fields);
	bool jsonata = fields->state->language == ASL_JSONATA;
	const struct val *input = jsonata ? scene->input : scene->dollar;
	struct str name = jsonata ? STR("$states.input") : STR("$");

	in_value(search, path_bound(scene, input, name), path, fields->state->node);
}

static struct container container_of(struct fields *fields, struct str name)
{
	struct container *c = &fields->last;
	bool jsonata = fields->state->language == ASL_JSONATA;

	if (c->name.p && str_eq(c->name, name))
		return *c;
	*c = (struct container){name, fields->state->node, fields->state->node};
	for (struct str rest = name; rest.n > 0 && c->node;) {
		struct part part = next_part(rest);
		if (jsonata && str_eq(part.name, STR("Parameters")))
			part.name = STR("Arguments");
		c->node = json_get(c->node, part.name);
		if (c->node)
			c->nearest = c->node;
		rest = part.rest;
	}
	return *c;
}

static void search_for(struct search *search, struct str container, struct str path)
{
	struct container in = container_of(search->fields, container);

	search->n = 0;
	search->credentials = str_eq(container, STR("Credentials"));
	vec_init(&search->others, search->fields->arena, sizeof(struct field));
	if (in.node)
		in_json(search, in.node, path);
	else if (str_eq(container, STR("Parameters")) && search->fields->state->type == ASL_TASK)
		in_input(search, path);
	if (search->n == 0)
		add(search, val_absent(), in.nearest, true);
}

void fields_find(struct fields *fields, struct str container, struct str path,
		 const struct field **out, size_t *n)
{
	struct search search = {.fields = fields};

	search_for(&search, container, path);
	struct field *all = arena_grow(fields->arena, NULL, 0, search.n * sizeof(*all));
	all[0] = search.first;
	if (search.n > 1)
		memcpy(all + 1, search.others.items, search.others.n * sizeof(*all));
	*out = all;
	*n = search.n;
}

struct field fields_get(struct fields *fields, struct str container, struct str path)
{
	struct search search = {.fields = fields};

	search_for(&search, container, path);
	return search.first;
}
