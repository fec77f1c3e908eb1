/* asl/value.c - values of which all, some or nothing is known. */
#include "asl/value.h"

#include <stdio.h>
#include <string.h>

#include "asl/binding.h"
#include "rolehop/model/holes.h"

static const char hole_text[] = {HOLE, '\0'};

static struct val *make(struct arena *arena, enum val_kind kind)
{
	struct val *val = arena_alloc(arena, sizeof(*val));
	val->kind = kind;
	return val;
}

const struct val *val_unknown(struct arena *arena, struct str source)
{
	struct val *val = make(arena, VAL_UNKNOWN);
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
	struct val *val = make(arena, VAL_NUMBER);
	bool whole = number > -1e15 && number < 1e15 && number == (double)(long long)number;

	val->number = number;
	val->text = whole ? arena_printf(arena, "%lld", (long long)number)
			  : arena_printf(arena, "%.15g", number);
	return val;
}

const struct val *val_string(struct arena *arena, struct str text, struct str source)
{
	struct val *val = make(arena, VAL_STRING);
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
	struct val *val = make(arena, kind);
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

const struct val *val_array(struct arena *arena, const struct val_member *elements, size_t n)
{
	const struct val *val = whole(arena, VAL_ARRAY, elements, n);
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
		val = make(arena, VAL_NUMBER);
		val->number = json_number(json);
		val->text = json_scalar(arena, json);
		return val;
	case JSON_STRING:
		return val_of_text(arena, json_str(json), plain ? NULL : env);
	case JSON_ARRAY:
	case JSON_OBJECT:
		val = make(arena, json_kind(json) == JSON_ARRAY ? VAL_ARRAY : VAL_OBJECT);
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
	case VAL_OBJECT:
		return !val->open;
	case VAL_ABSENT:
	case VAL_NULL:
	case VAL_BOOL:
	case VAL_NUMBER:
	case VAL_ARRAY:
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

static const struct val *part(struct arena *arena, const struct val *whole, const struct json *json)
{
	return of_json(arena, json, whole->env, whole->plain);
}

const struct val *val_apart(struct arena *arena, const struct val *val)
{
	if (!val->json)
		return val;
	size_t n = json_count(val->json);
	struct val_member *members = arena_array(arena, n, sizeof(*members));
	const struct json *child = json_first(val->json);
	for (size_t i = 0; child; i++, child = json_next(child))
		members[i] = (struct val_member){json_key(child), part(arena, val, child)};
	struct val *copy = make(arena, val->kind);
	copy->members = members;
	copy->n = n;
	copy->weight = n;
	copy->source = val->source;
	return copy;
}

struct val_member val_nth(struct arena *arena, const struct val *val, size_t i)
{
	if (!val->json)
		return val->members[i];
	const struct json *child = json_first(val->json);
	while (i-- > 0)
		child = json_next(child);
	return (struct val_member){json_key(child), part(arena, val, child)};
}

static bool is_plain_name(struct str name)
{
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];
		bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
			    c >= 0x80 || (i > 0 && ((c >= '0' && c <= '9') || c == '-'));
		if (!good)
			return false;
	}
	return name.n > 0;
}

const struct val *val_named(struct arena *arena, const struct val *val, struct str source)
{
	bool nothing_to_say = val_settled(val) && val->kind != VAL_OBJECT && val->kind != VAL_ARRAY;
	if (nothing_to_say || source.n == 0)
		return val;
	struct val *copy = make(arena, val->kind);
	*copy = *val;
	copy->source = source;
	return copy;
}

struct str val_concat(struct arena *arena, const struct str *parts, size_t n)
{
	size_t size = 0;
	size_t at = 0;

	for (size_t i = 0; i < n; i++)
		size += parts[i].n;
	char *p = arena_alloc(arena, size + 1);
	for (size_t i = 0; i < n; i++) {
		if (parts[i].n > 0)
			memcpy(p + at, parts[i].p, parts[i].n);
		at += parts[i].n;
	}
	return (struct str){p, size};
}

static struct str longer_source(struct arena *arena, struct str source, struct str name)
{
	if (source.n == 0)
		return source;
	bool plain = is_plain_name(name);
	const struct str parts[] = {source, plain ? STR(".") : STR("['"), name,
				    plain ? STR("") : STR("']")};
	return val_concat(arena, parts, 4);
}

static const struct val *find_member(struct arena *arena, const struct val *val, struct str name,
				     bool nocase)
{
	const struct val *found = NULL;

	if (val->json) {
		const struct json *json =
		    nocase ? json_get_nocase(val->json, name) : json_get(val->json, name);
		return json ? part(arena, val, json) : NULL;
	}
	for (size_t i = 0; i < val->n; i++)
		if (nocase ? str_eq_nocase(val->members[i].name, name)
			   : str_eq(val->members[i].name, name))
			found = val->members[i].value;
	return found;
}

static const struct val *nameless(void)
{
	static const struct val unknown = {.kind = VAL_UNKNOWN};
	return &unknown;
}

const struct val *val_child(struct arena *arena, const struct val *val, struct str name)
{
	if (val->kind == VAL_UNKNOWN || val->kind == VAL_ONE_OF ||
	    (val->kind == VAL_STRING && !val_settled(val)))
		return nameless();
	if (val->kind != VAL_OBJECT)
		return val_absent();
	const struct val *found = find_member(arena, val, name, false);
	if (found)
		return found;
	return val->open ? nameless() : val_absent();
}

const struct val *val_element(struct arena *arena, const struct val *val, long index)
{
	if (val->kind == VAL_UNKNOWN || val->kind == VAL_ONE_OF)
		return nameless();
	if (val->kind != VAL_ARRAY)
		return val_absent();
	long n = (long)val_count(val);
	if (index < 0)
		index += n;
	if (index < 0 || index >= n)
		return val_absent();
	return val_nth(arena, val, (size_t)index).value;
}

static const struct val *member(struct arena *arena, const struct val *val, struct str name,
				bool nocase)
{
	if (val->kind == VAL_UNKNOWN)
		return val_unknown(arena, longer_source(arena, val->source, name));
	if (val->kind == VAL_ONE_OF || (val->kind == VAL_STRING && !val_settled(val)))
		return val_unknown(arena, val->source);
	if (val->kind != VAL_OBJECT)
		return val_absent();
	const struct val *found = find_member(arena, val, name, nocase);
	if (!found && !val->open)
		return val_absent();
	if (!found)
		return val_unknown(arena, longer_source(arena, val->source, name));
	if (val->source.n == 0 || (val_settled(found) && val_count(found) == 0))
		return found;
	return val_named(arena, found, longer_source(arena, val->source, name));
}

const struct val *val_get(struct arena *arena, const struct val *val, struct str name)
{
	return member(arena, val, name, false);
}

const struct val *val_get_nocase(struct arena *arena, const struct val *val, struct str name)
{
	return member(arena, val, name, true);
}

const struct val *val_at(struct arena *arena, const struct val *val, long index)
{
	const struct val *found = val_element(arena, val, index);
	struct str source = val->source;
	if (source.n > 0 && val->kind != VAL_ONE_OF)
		source = arena_printf(arena, "%.*s[%ld]", STR_ARG(source), index);
	if (val->kind == VAL_UNKNOWN || val->kind == VAL_ONE_OF)
		return val_unknown(arena, source);
	return found->kind == VAL_ABSENT ? found : val_named(arena, found, source);
}

const struct val *val_with(struct arena *arena, const struct val *val, struct str name,
			   const struct val *member_value)
{
	bool open = val->kind != VAL_OBJECT || val->open;
	const struct val *old = val->kind == VAL_OBJECT ? val_apart(arena, val) : NULL;
	size_t n = old ? old->n : 0;
	struct val_member *members = arena_array(arena, n + 1, sizeof(*members));
	size_t k = 0;

	size_t from = n >= VAL_MEMBERS_MAX ? n - VAL_MEMBERS_MAX + 1 : 0;
	for (size_t i = from; i < n; i++)
		if (!str_eq(old->members[i].name, name))
			members[k++] = old->members[i];
	members[k++] = (struct val_member){name, member_value};
	open = open || from > 0;
	return val_object(arena, members, k, open);
}

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
	struct val *val = make(arena, VAL_ONE_OF);
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
	return val_array(arena, elements, x->n);
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

/* What several texts have in common at both ends, a hole between. */
static struct str common_text(struct arena *arena, const struct val *val)
{
	struct str ignored = {NULL, 0};
	struct str first = val_text(arena, val->members[0].value, &ignored);
	size_t head = first.n;
	size_t tail = first.n;

	for (size_t i = 1; i < val->n; i++) {
		struct str other = val_text(arena, val->members[i].value, &ignored);
		size_t h = 0;
		size_t t = 0;
		while (h < head && h < other.n && first.p[h] == other.p[h])
			h++;
		while (t < tail && t < other.n &&
		       first.p[first.n - 1 - t] == other.p[other.n - 1 - t])
			t++;
		size_t shorter = other.n < first.n ? other.n : first.n;
		head = h;
		tail = t < shorter - h ? t : shorter - h;
	}
	return arena_printf(arena, "%.*s%c%.*s", STR_ARG(str_slice(first, 0, head)), HOLE,
			    STR_ARG(str_skip(first, first.n - tail)));
}

struct str val_text(struct arena *arena, const struct val *val, struct str *source)
{
	switch (val->kind) {
	case VAL_NULL:
		return STR("null");
	case VAL_BOOL:
		return val->truth ? STR("true") : STR("false");
	case VAL_NUMBER:
		return val->text;
	case VAL_STRING:
		if (holes_any(val->text) && source->n == 0)
			*source = val->source;
		return val->text;
	case VAL_ONE_OF:
		if (source->n == 0)
			*source = val->source;
		return common_text(arena, val);
	case VAL_UNKNOWN:
	case VAL_ABSENT:
	case VAL_ARRAY:
	case VAL_OBJECT:
		break;
	}
	if (source->n == 0)
		*source = val->source;
	return (struct str){hole_text, 1};
}

static bool write_parts(struct arena *arena, struct buf *buf, const struct val *val,
			unsigned depth);

static bool write_value(struct arena *arena, struct buf *buf, const struct val *val, unsigned depth)
{
	if (!val_settled(val) || depth > VAL_DEPTH_MAX)
		return false;
	switch (val->kind) {
	case VAL_STRING:
		return json_write_str(buf, val->text);
	case VAL_NULL:
		return buf_add_cstr(buf, "null");
	case VAL_BOOL:
		return buf_add_cstr(buf, val->truth ? "true" : "false");
	case VAL_NUMBER:
		return buf_add(buf, val->text);
	case VAL_ARRAY:
	case VAL_OBJECT:
		return write_parts(arena, buf, val, depth);
	case VAL_UNKNOWN:
	case VAL_ABSENT:
	case VAL_ONE_OF:
		break;
	}
	return false;
}

static bool write_parts(struct arena *arena, struct buf *buf, const struct val *val, unsigned depth)
{
	const struct val *apart = val_apart(arena, val);
	bool object = val->kind == VAL_OBJECT;

	buf_add_char(buf, object ? '{' : '[');
	for (size_t i = 0; i < apart->n; i++) {
		if (i > 0)
			buf_add_char(buf, ',');
		if (object &&
		    (!json_write_str(buf, apart->members[i].name) || !buf_add_char(buf, ':')))
			return false;
		if (!write_value(arena, buf, apart->members[i].value, depth + 1))
			return false;
	}
	return buf_add_char(buf, object ? '}' : ']');
}

bool val_write(struct arena *arena, struct buf *buf, const struct val *val)
{
	return write_value(arena, buf, val, 0) && !buf->over;
}
