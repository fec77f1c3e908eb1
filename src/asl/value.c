/* asl/value.c - values of which all, some or nothing is known. */
#include "asl/value.h"

#include "asl/binding.h"
#include "rolehop/model/holes.h"

struct val *val_make(struct arena *arena, enum val_kind kind)
{
	struct val *val = arena_alloc(arena, sizeof(*val));
	val->kind = kind;
	return val;
}

const struct val *val_unknown(struct arena *arena, struct str source)
{
	struct val *val = val_make(arena, VAL_UNKNOWN);
	val->source = source;
	return val;
}

const struct val *val_absent(void)
{
	static const struct val absent = {.kind = VAL_ABSENT};
	return &absent;
}

const struct val *val_null(void)
{
	static const struct val null = {.kind = VAL_NULL};
	return &null;
}

const struct val *val_bool(bool truth)
{
	static const struct val yes = {.kind = VAL_BOOL, .truth = true};
	static const struct val no = {.kind = VAL_BOOL};
	return truth ? &yes : &no;
}

const struct val *val_number(struct arena *arena, double number)
{
	struct val *val = val_make(arena, VAL_NUMBER);
	bool whole = number > -1e15 && number < 1e15 && number == (double)(long long)number;

	val->number = number;
	val->text = whole ? arena_printf(arena, "%lld", (long long)number)
			  : arena_printf(arena, "%.15g", number);
	return val;
}

const struct val *val_string(struct arena *arena, struct str text, struct str source)
{
	struct val *val = val_make(arena, VAL_STRING);
	val->text = text;
	val->source = source;
	return val;
}

/* Parts of a JSON value, counted up to `most`. */
static size_t json_weight(const struct json *json, size_t most)
{
	size_t n = 1;
	for (const struct json *c = json_first(json); c && n < most; c = json_next(c))
		n += json_weight(c, most - n);
	return n;
}

/* One part of a text for so many bytes; of JSON so many parts are counted. */
enum { WEIGHT_TEXT = 64, WEIGHT_JSON = 1024 };

size_t val_weight(const struct val *val)
{
	if (val->json)
		return val_count(val);
	return 1 + val->weight + val->text.n / WEIGHT_TEXT;
}

static struct val *whole(struct arena *arena, enum val_kind kind, const struct val_member *members,
			 size_t n)
{
	struct val *val = val_make(arena, kind);
	val->members = members;
	val->n = n;
	val->weight = n;
	for (size_t i = 0; i < n && val->weight <= VAL_WEIGHT_MAX; i++)
		val->weight += members[i].value->json
				   ? json_weight(members[i].value->json, WEIGHT_JSON)
				   : val_weight(members[i].value);
	return val;
}

const struct val *val_object(struct arena *arena, const struct val_member *members, size_t n,
			     bool open)
{
	struct val *val = whole(arena, VAL_OBJECT, members, n);
	val->open = open;
	return val->weight > VAL_WEIGHT_MAX ? val_unknown(arena, (struct str){NULL, 0}) : val;
}

const struct val *val_array(struct arena *arena, const struct val_member *elements, size_t n,
			    bool open)
{
	struct val *val = whole(arena, VAL_ARRAY, elements, n);
	val->open = open;
	return val->weight > VAL_WEIGHT_MAX ? val_unknown(arena, (struct str){NULL, 0}) : val;
}

/* The end of the placeholder "${Name}" that begins at i, or 0. CloudFormation's names and its
 * "${!x}" text. */
static size_t placeholder_end(struct str text, size_t i)
{
	if (i + 3 >= text.n || text.p[i] != '$' || text.p[i + 1] != '{')
		return 0;
	for (size_t k = i + 2; k < text.n; k++) {
		if (text.p[k] == '}')
			return k > i + 2 ? k + 1 : 0;
		if (text.p[k] == '{' || text.p[k] == '"' || text.p[k] == '\n')
			return 0;
	}
	return 0;
}

const struct val *val_of_text(struct arena *arena, struct str text,
			      const struct asl_environment *env)
{
	struct buf buf;
	struct str source = {NULL, 0};
	size_t done = 0;

	if (!env || !str_contains(text, STR("${")))
		return val_string(arena, text, source);
	buf_init(&buf, arena, (size_t)1 << 24);
	for (size_t i = 0; i < text.n; i++) {
		size_t end = placeholder_end(text, i);
		if (end == 0)
			continue;
		struct str name = str_slice(text, i, end);
		const struct json *bound = binding_find(env, name);
		buf_add(&buf, str_slice(text, done, i));
		if (bound)
			buf_add(&buf, json_scalar(arena, bound));
		else
			buf_add_char(&buf, HOLE);
		if (!bound && source.n == 0)
			source = name;
		done = end;
		i = end - 1;
	}
	buf_add(&buf, str_skip(text, done));
	if (buf.over)
		return val_unknown(arena, source);
	return val_string(arena, buf_str(&buf), source);
}

static const struct val *of_json(struct arena *arena, const struct json *json,
				 const struct asl_environment *env, bool plain)
{
	struct val *val;

	switch (json_kind(json)) {
	case JSON_NULL:
		return val_null();
	case JSON_BOOL:
		return val_bool(json_bool(json));
	case JSON_NUMBER:
		val = val_make(arena, VAL_NUMBER);
		val->number = json_number(json);
		val->text = json_scalar(arena, json);
		return val;
	case JSON_STRING:
		return val_of_text(arena, json_str(json), plain ? NULL : env);
	case JSON_ARRAY:
	case JSON_OBJECT:
		val = val_make(arena, json_kind(json) == JSON_ARRAY ? VAL_ARRAY : VAL_OBJECT);
		val->json = json;
		val->env = env;
		val->plain = plain;
		return val;
	}
	return val_unknown(arena, (struct str){NULL, 0});
}

const struct val *val_of_definition(struct arena *arena, const struct json *json,
				    const struct asl_environment *env)
{
	return of_json(arena, json, env, false);
}

const struct val *val_of_data(struct arena *arena, const struct json *json)
{
	return of_json(arena, json, NULL, true);
}

bool val_settled(const struct val *val)
{
	switch (val->kind) {
	case VAL_UNKNOWN:
	case VAL_ONE_OF:
		return false;
	case VAL_STRING:
		return !holes_any(val->text);
	case VAL_ARRAY:
	case VAL_OBJECT:
		return !val->open;
	case VAL_ABSENT:
	case VAL_NULL:
	case VAL_BOOL:
	case VAL_NUMBER:
		return true;
	}
	return false;
}

static bool settled_deep(struct arena *arena, const struct val *val, unsigned depth)
{
	if (!val_settled(val) || depth > VAL_DEPTH_MAX)
		return false;
	if (val->kind != VAL_ARRAY && val->kind != VAL_OBJECT)
		return true;
	if (val->json && val->plain)
		return true;
	const struct val *apart = val_apart(arena, val);
	for (size_t i = 0; i < apart->n; i++)
		if (!settled_deep(arena, apart->members[i].value, depth + 1))
			return false;
	return true;
}

bool val_settled_deep(struct arena *arena, const struct val *val)
{
	return settled_deep(arena, val, 0);
}

size_t val_count(const struct val *val)
{
	if (val->kind != VAL_ARRAY && val->kind != VAL_OBJECT)
		return 0;
	return val->json ? json_count(val->json) : val->n;
}
