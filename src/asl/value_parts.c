/* asl/value_parts.c - members and elements of values, and names for what is not known of them. */
#include "asl/value.h"

static const struct val *part(struct arena *arena, const struct val *whole, const struct json *json)
{
	return whole->plain ? val_of_data(arena, json) : val_of_definition(arena, json, whole->env);
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
	struct val *copy = val_make(arena, val->kind);
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
		bool good = ascii_is_letter(c) || c == '_' || c >= 0x80 ||
			    (i > 0 && (ascii_is_digit(c) || c == '-'));
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
	struct val *copy = val_make(arena, val->kind);
	*copy = *val;
	copy->source = source;
	return copy;
}

static struct str longer_source(struct arena *arena, struct str source, struct str name)
{
	if (source.n == 0)
		return source;
	bool plain = is_plain_name(name);
	return ARENA_JOIN(arena, source, plain ? STR(".") : STR("['"), name,
			  plain ? STR("") : STR("']"));
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
	if (val->kind == VAL_ARRAY && val->open &&
	    (!val->ordered || index < 0 || index >= (long)val_count(val)))
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
	if (source.n > 0 && val->kind != VAL_ONE_OF && !val->ordered)
		source = arena_printf(arena, "%.*s[%ld]", STR_ARG(source), index);
	if (found == nameless())
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
