/* base/json_get.c - what a parsed JSON value holds. */
#include "rolehop/base/json.h"
#include "rolehop/base/scan.h"

/* Longest integers that a double holds, whatever their digits. */
enum { JSON_DIGITS_EXACT = 15 };

enum { JSON_INDEX_MAX = 20 }; /* digits of the largest size_t */

double json_number(const struct json *json)
{
	if (!json_is(json, JSON_NUMBER))
		return 0;
	struct str digits = str_skip(json->text, json->text.p[0] == '-');
	size_t whole;
	if (digits.n > JSON_DIGITS_EXACT || !str_to_size(digits, &whole))
		return str_nearest_double(json->text);
	return digits.n < json->text.n ? -(double)whole : (double)whole;
}

size_t json_count(const struct json *json)
{
	size_t n = 0;
	for (const struct json *child = json_first(json); child; child = json_next(child))
		n++;
	return n;
}

const struct json *json_get(const struct json *json, struct str key)
{
	const struct json *found = NULL;
	if (json_is(json, JSON_OBJECT))
		for (const struct json *child = json->child; child; child = child->next)
			if (str_eq(child->key, key))
				found = child;
	return found;
}

struct str json_get_str(const struct json *json, struct str key)
{
	return json_str(json_get(json, key));
}

const struct json *json_get_nocase(const struct json *json, struct str key)
{
	const struct json *found = NULL;
	if (json_is(json, JSON_OBJECT))
		for (const struct json *child = json->child; child; child = child->next)
			if (str_eq_nocase(child->key, key))
				found = child;
	return found;
}

/* Does the pointer token name `key`? */
static bool json_token_is(struct str token, struct str key)
{
	size_t n = 0;
	for (size_t at = 0; at < token.n; n++) {
		char c;
		if (!scan_token(token, &at, &c) || n >= key.n || key.p[n] != c)
			return false;
	}
	return n == key.n;
}

static const struct json *json_step(const struct json *json, struct str token)
{
	const struct json *found = NULL;
	size_t index = 0;
	size_t wanted = 0;
	bool array = json_is(json, JSON_ARRAY);
	if (array && !scan_index(token, &wanted))
		return NULL;
	for (const struct json *child = json_first(json); child; child = json_next(child), index++)
		if (array ? index == wanted : json_token_is(token, json_key(child)))
			found = child;
	return found;
}

const struct json *json_at(const struct json *json, struct str pointer)
{
	struct str_split it = {str_skip(pointer, 1), pointer.n == 0};
	struct str token;
	if (pointer.n > 0 && pointer.p[0] != '/')
		return NULL;
	while (json && str_next(&it, '/', &token))
		json = json_step(json, token);
	return json;
}

/* Writes the token of a value from `end` backwards; returns where it begins. */
static char *json_write_token(char *end, const struct json *json)
{
	if (json->parent->kind == JSON_ARRAY) {
		size_t index = 0;
		for (const struct json *c = json->parent->child; c != json; c = c->next)
			index++;
		do {
			*--end = (char)('0' + index % 10);
			index /= 10;
		} while (index > 0);
		return end;
	}
	for (size_t i = json->key.n; i > 0; i--) {
		char c = json->key.p[i - 1];
		bool escape = c == '~' || c == '/';
		*--end = escape ? (c == '~' ? '0' : '1') : c;
		if (escape)
			*--end = '~';
	}
	return end;
}

struct str json_pointer(struct arena *arena, const struct json *json)
{
	size_t most = 1;
	for (const struct json *j = json; j->parent; j = j->parent)
		most += 1 + (j->parent->kind == JSON_ARRAY ? JSON_INDEX_MAX : 2 * j->key.n);
	char *text = arena_grow(arena, NULL, 0, most);
	char *from = text + most;
	*--from = '\0';
	for (; json->parent; json = json->parent) {
		from = json_write_token(from, json);
		*--from = '/';
	}
	return (struct str){from, (size_t)(text + most - 1 - from)};
}

struct str json_scalar(struct arena *arena, const struct json *json)
{
	(void)arena;
	if (!json)
		return (struct str){NULL, 0};
	switch (json_kind(json)) {
	case JSON_STRING:
	case JSON_NUMBER:
		return json->text;
	case JSON_BOOL:
		return json->truth ? STR("true") : STR("false");
	case JSON_NULL:
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return (struct str){NULL, 0};
}
